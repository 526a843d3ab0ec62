"""Candidates are verbatim, can stand alone, carry their lead-ins, and come best first."""

from __future__ import annotations

import pytest

from assistant.evidence import Candidate, candidates
from assistant.query import understand
from assistant.selection import select
from assistant.support import stands
from ui.session import Session

QUESTIONS = (
    "Which antibiotic and dose for acute otitis media in a child?",
    "What blood pressure target in type 2 diabetes?",
    "When should imaging be avoided in low back pain?",
)


@pytest.fixture(scope="module", params=QUESTIONS)
def found(request: pytest.FixtureRequest, starter_session: Session) -> list[Candidate]:
    query = understand(request.param)
    retrieval = starter_session.assistant.retriever.retrieve(query)
    return candidates(query, retrieval, starter_session.library)


def test_candidates_are_verbatim_with_their_lead_ins(
    found: list[Candidate], starter_session: Session
) -> None:
    assert found
    for each in found[:100]:
        text = starter_session.library.source_text(each.source.id).text
        assert each.words == tuple(span.of(text) for span in each.spans)
        assert each.spans == (*each.sentence.lead_ins, each.sentence.span)
        assert stands(each.text)


def test_candidates_are_best_first(found: list[Candidate]) -> None:
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


def test_features_are_shares_where_they_say_so(found: list[Candidate]) -> None:
    for each in found:
        for name in ("coverage", "intent", "recommendation", "number", "length", "position"):
            assert 0.0 <= each.features[name] <= 1.0, name


def test_finding_again_finds_the_same(starter_session: Session) -> None:
    query = understand(QUESTIONS[0])
    retriever = starter_session.assistant.retriever
    first, second = (
        candidates(query, retriever.retrieve(query), starter_session.library) for _ in range(2)
    )
    assert [(c.source.id, c.spans, c.score) for c in first] == [
        (c.source.id, c.spans, c.score) for c in second
    ]


def test_a_selection_repeats_nothing_and_keeps_sections_apart(starter_session: Session) -> None:
    query = understand(QUESTIONS[1])
    retrieval = starter_session.assistant.retriever.retrieve(query)
    chosen = list(
        select(candidates(query, retrieval, starter_session.library), retrieval).everything()
    )
    assert len({(c.source.id, c.sentence.span) for c in chosen}) == len(chosen) > 1
