"""Every claim is checked against the catalog as it is now, not as it was when it was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from libraries import Shelf, digest, open_shelf

from assistant.answer import Answer, Verdict
from assistant.evidence import candidates
from assistant.extractive import Composition, compose
from assistant.query import understand
from assistant.selection import Selection, select
from assistant.verification import Claim, Verified, Verifier
from corpus.model import Span
from ui.session import Session

QUESTION = "Which drug is first for an acute gout flare in adults?"
FIRST = digest(
    "acme-2020-gout",
    "## Recommendations\n"
    "- (Strong) Colchicine 1 mg is recommended first for an acute gout flare in adults.\n"
    "- (Weak) Naproxen 500 mg twice daily is an alternative for an acute gout flare in adults.\n",
    organization="Acme College",
)
SECOND = digest(
    "other-2019-gout",
    "## Recommendations\n"
    "- (Strong) Prednisolone 30 mg is recommended first for an acute gout flare in adults.\n\n"
    "## Harms\nThe following drugs should not be used for a gout flare in adults:\n\n"
    "- aspirin in low doses\n- allopurinol started alone\n",
)


@pytest.fixture
def shelf(tmp_path: Path, starter_session: Session) -> Iterator[Shelf]:
    shelf = open_shelf(tmp_path, starter_session.embedder)
    shelf.take_in({"first.md": FIRST, "second.md": SECOND})
    yield shelf
    shelf.library.close()


def sql(shelf: Shelf, statement: str, *values: object) -> None:
    connection = sqlite3.connect(shelf.database)
    with connection:
        changed = connection.execute(statement, values).rowcount
    connection.close()
    assert changed


def claims(shelf: Shelf) -> list[Claim]:
    """A true claim for every sentence of both sources."""
    made = []
    for source_id in sorted(shelf.library.entries()):
        text = shelf.library.source_text(source_id)
        for passage in text.passages:
            for sentence in text.sentences_in(passage):
                spans = (*sentence.lead_ins, sentence.span)
                words = " ".join(span.of(text.text) for span in spans)
                made.append(Claim(words, None, sentence.strength, source_id, passage.id, spans))
    return made


def claim(shelf: Shelf, word: str) -> Claim:
    (found,) = [c for c in claims(shelf) if word in c.text]
    return found


def verdict(shelf: Shelf, made: Claim) -> Verified:
    (verified,) = Verifier(shelf.library).verify([made])
    return verified


def test_true_claims_pass_and_lead_ins_alone_do_not(shelf: Shelf) -> None:
    made = claims(shelf)
    for each, verified in zip(made, Verifier(shelf.library).verify(made), strict=True):
        assert verified.claim is each
        assert verified.ok != each.text.endswith(":"), verified
        assert (verified.reason == "") == verified.ok


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"strength": "Weak"}, "strength"),
        ({"strength": None}, "strength"),
        ({"strength": "strong"}, "strength"),
        ({"lead": "Acme College 2020, superseded:"}, "lead"),
        ({"lead": "Not supported:"}, "lead"),
        ({"source_id": "other-2019-gout"}, "citation"),
        ({"source_id": "nobody-2000"}, "citation"),
        ({"passage_id": "acme-2020-gout:0:000000000000"}, "citation"),
        ({"text": "Colchicine 10 mg is recommended first for an acute gout flare."}, "numbers"),
        ({"text": "Colchicine 1 mcg is recommended first for an acute gout flare."}, "numbers"),
        ({"text": "Colchicine 1 mg is not recommended for an acute gout flare."}, "polarity"),
        ({"text": "Naproxen 1 mg is recommended first for an acute gout flare."}, "support"),
        ({"text": "It is given for an acute gout flare in adults."}, "context"),
        ({"spans": (Span(0, 20),)}, "context"),
        ({"spans": (Span(0, 10**9),)}, "context"),
        ({"spans": ()}, "citation"),
    ],
)
def test_a_claim_fails_the_check_of_what_was_changed(
    shelf: Shelf, change: dict[str, object], check: str
) -> None:
    verified = verdict(shelf, replace(claim(shelf, "Colchicine"), **change))  # type: ignore[arg-type]
    assert verified.checks[check] is Verdict.FAIL
    assert not verified.ok
    assert check in verified.reason


def test_a_list_item_without_its_lead_in_fails(shelf: Shelf) -> None:
    item = claim(shelf, "aspirin in low doses")
    assert len(item.spans) > 1
    bare = replace(item, text="aspirin in low doses", spans=item.spans[-1:])
    assert verdict(shelf, bare).checks["context"] is Verdict.FAIL


# What may happen between finding evidence and showing it.

Change = Callable[[Shelf], None]


def passage_changed(shelf: Shelf) -> None:
    sql(shelf, "update passages set text = replace(text, '1 mg', '9 mg') where source_id = ?",
        "acme-2020-gout")  # fmt: skip


def text_changed(shelf: Shelf) -> None:
    sql(shelf, "update editions set text = replace(text, '1 mg', '9 mg') where source_id = ?",
        "acme-2020-gout")  # fmt: skip


def both_changed(shelf: Shelf) -> None:
    passage_changed(shelf)
    text_changed(shelf)


def retracted(shelf: Shelf) -> None:
    sql(shelf, "update sources set retracted = 1 where id = ?", "acme-2020-gout")


def superseded(shelf: Shelf) -> None:
    sql(shelf, "update sources set superseded_by = 'new-2026-gout' where id = ?", "acme-2020-gout")


def removed(shelf: Shelf) -> None:
    shelf.library.remove("acme-2020-gout")


def passages_lost(shelf: Shelf) -> None:
    sql(shelf, "delete from passages where source_id = ?", "acme-2020-gout")


def sentences_lost(shelf: Shelf) -> None:
    sql(shelf, "delete from sentences where source_id = ?", "acme-2020-gout")


def text_cut_off(shelf: Shelf) -> None:
    sql(shelf, "update editions set text = '' where source_id = ?", "acme-2020-gout")


CHANGES = [
    passage_changed, text_changed, both_changed, retracted, superseded, removed, passages_lost,
    sentences_lost, text_cut_off,
]  # fmt: skip


def selected(shelf: Shelf) -> tuple[Selection, Callable[[], Composition]]:
    """What was chosen before the change, and how it is composed after it."""
    query = understand(QUESTION)
    found = shelf.assistant.retriever.retrieve(query)
    selection = select(candidates(query, found, shelf.library), found)
    return selection, lambda: compose(selection, dict(found.entries), Verifier(shelf.library))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_retrieval_withholds_what_it_touches(shelf: Shelf, change: Change) -> None:
    selection, composing = selected(shelf)
    touched = [c for c in selection.everything() if c.source.id == "acme-2020-gout"]
    assert any("Colchicine" in c.text for c in touched)
    change(shelf)
    composed = composing()
    lines = [composed.bottom_line, *(s for g in composed.guidelines for s in g.statements)]
    shown = " ".join(line.text for line in lines if line)
    assert "Prednisolone" in shown
    assert "Colchicine" not in shown
    assert "9 mg" not in shown
    assert 1 <= len(composed.withheld) <= len(touched)
    assert all(w.reason for w in composed.withheld)
    assert len(list(selection.everything())) == len(composed.withheld) + len(lines)


@pytest.mark.parametrize("change", [text_changed, retracted, text_cut_off, passages_lost])
def test_a_changed_catalog_gives_an_answer_without_what_was_changed(
    shelf: Shelf, change: Change
) -> None:
    before = shelf.assistant.ask(QUESTION)
    assert "Colchicine" in said(before)
    change(shelf)
    after = shelf.assistant.ask(QUESTION)
    assert "Prednisolone" in said(after)
    assert "9 mg" not in said(after)
    assert "Colchicine" not in said(after)


def test_a_lead_in_outside_of_the_passage_is_checked_too(shelf: Shelf) -> None:
    item = claim(shelf, "aspirin in low doses")
    sql(shelf, "update editions set text = replace(text, 'should not be', 'should now be')"
        " where source_id = ?", "other-2019-gout")  # fmt: skip
    now = replace(item, text=item.text.replace("should not be", "should now be"))
    assert not verdict(shelf, item).ok
    assert not verdict(shelf, now).ok


def said(answer: Answer) -> str:
    return " ".join(s.text for s in answer.statements())


def test_nothing_to_verify_is_nothing(shelf: Shelf) -> None:
    assert Verifier(shelf.library).verify([]) == []
