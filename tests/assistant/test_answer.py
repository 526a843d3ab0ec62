"""The wire form of an answer is read back, and what is none is refused."""

from __future__ import annotations

import json

import pytest

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Quote,
    Reference,
    Statement,
    StatementGroup,
    Verdict,
)  # fmt: skip
from corpus.errors import GalenError

QUOTES = (
    Quote(passage_id="s:0:a", start=0, end=4, text="Gout"),
    Quote(passage_id="s:0:a", start=5, end=9, text="hurt", page=2, heading="A > B"),
)
REFERENCE = Reference(
    1, "s", "guideline", "f", "Ménière", None, ("A B",), None, None, None, None, None, "digest",
    "primary", None, QUOTES,
)  # fmt: skip
LINE = Statement(
    text="Gout", citations=(Citation(1, 0),), strength="Strong", checks={"support": Verdict.PASS}
)
MORE = Statement(text="hurt", citations=(Citation(1, 1),))
ANSWER = Answer(
    "1", "q", "q", "clinician", EvidenceState.FULL, bottom_line=LINE, references=(REFERENCE,),
    guidelines=(StatementGroup("A", (MORE,)),), timings_ms={"total": 1.5},
)  # fmt: skip


def test_the_wire_form_is_plain_and_read_back() -> None:
    wire = json.dumps(ANSWER.to_json(), ensure_ascii=False)
    assert Answer.from_json(wire) == Answer.from_json(json.loads(wire)) == ANSWER
    assert Answer.from_json(wire).state is EvidenceState.FULL
    assert isinstance(Answer.from_json(wire).references, tuple)


def test_citations_lead_to_their_quotes() -> None:
    assert list(ANSWER.statements()) == [LINE, MORE]
    assert [ANSWER.quote(c).text for s in ANSWER.statements() for c in s.citations] == [
        "Gout",
        "hurt",
    ]
    assert ANSWER.reference(Citation(1)) is ANSWER.references[0]


@pytest.mark.parametrize("payload", ["", "[]", "{}", "null", "{", b"\xff", '{"id": "1"}'])
def test_what_is_no_answer_is_refused_in_one_line(payload: str | bytes) -> None:
    with pytest.raises(GalenError, match="not the JSON of an answer") as caught:
        Answer.from_json(payload)
    assert "\n" not in str(caught.value)


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(GalenError):
        Answer.from_json({**ANSWER.to_json(), "state": "maybe"})
