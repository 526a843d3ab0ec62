"""What is said first: advice in force before older versions, and nothing from nothing."""

from __future__ import annotations

import pytest

from assistant.evidence import candidates
from assistant.query import understand
from assistant.retrieval import Retrieval
from assistant.selection import Selection, select
from corpus.model import Section
from ui.session import Session

LUMP = "What is the best imaging modality for a superficial lump on the lower back?"


def chosen(session: Session, question: str) -> Selection:
    query = understand(question)
    found = session.assistant.retriever.retrieve(query)
    return select(candidates(query, found, session.library), found)


def test_nothing_is_selected_from_nothing() -> None:
    empty = select([], Retrieval((), {}, {}))
    assert empty == Selection(None, (), ())
    assert list(empty.everything()) == []


@pytest.mark.parametrize("question", [LUMP, "What did SPRINT show on intensive blood pressure?"])
def test_sections_are_kept_apart_and_best_first(starter_session: Session, question: str) -> None:
    selection = chosen(starter_session, question)
    for part, section in (
        (selection.guidelines, Section.GUIDELINES),
        (selection.research, Section.RESEARCH),
    ):
        assert {c.section for c in part} <= {section}
        assert [c.score for c in part] == sorted((c.score for c in part), reverse=True)
    everything = list(selection.everything())
    assert everything[0] is selection.bottom_line
    assert len(everything) == 1 + len(selection.guidelines) + len(selection.research) <= 14


def test_the_version_in_force_leads(starter_session: Session) -> None:
    line = chosen(starter_session, LUMP).bottom_line
    assert line is not None
    assert line.source.id == "acr-2022-soft-tissue-masses"
