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


def superseded(session: Session, source_id: str) -> str | None:
    return session.library.entries([source_id])[source_id].superseded_by


def test_nothing_is_selected_from_nothing() -> None:
    empty = select([], Retrieval((), {}, {}, 0))
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
        in_force = [c for c in part if not superseded(starter_session, c.source.id)]
        assert part[: len(in_force)] == tuple(in_force)
        assert [c.score for c in in_force] == sorted((c.score for c in in_force), reverse=True)
    everything = list(selection.everything())
    assert everything[0] is selection.bottom_line
    assert len(everything) == 1 + len(selection.guidelines) + len(selection.research) <= 14


def test_the_version_in_force_leads(starter_session: Session) -> None:
    line = chosen(starter_session, LUMP).bottom_line
    assert line is not None
    assert line.source.id == "acr-2022-soft-tissue-masses"


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        (LUMP, "acr-2017-soft-tissue-masses", "acr-2022-soft-tissue-masses"),
        (
            "Which inhaler should a GOLD group E patient with COPD start?",
            "gold-2025-copd",
            "gold-2026-copd",
        ),
    ],
)
def test_an_older_version_is_heard_once_and_after_the_one_in_force(
    starter_session: Session, question: str, older: str, newer: str
) -> None:
    assert superseded(starter_session, older) == newer
    said = [c.source.id for c in chosen(starter_session, question).everything()]
    assert newer in said
    assert said.count(older) <= 1
    assert older not in said[: said.index(newer)]


def test_a_statement_on_the_people_asked_about_leads(starter_session: Session) -> None:
    line = chosen(starter_session, "dexa for 45 yo man").bottom_line
    assert line is not None
    assert " men" in line.text
    assert "omen" not in line.text


def test_each_body_that_is_named_gives_its_own_advice(starter_session: Session) -> None:
    question = "Routine vitamin D blood tests: does the USPSTF go as far as the Endocrine Society?"
    advice = {c.source.id for c in chosen(starter_session, question).guidelines
              if c.is_recommendation}  # fmt: skip
    line = chosen(starter_session, question).bottom_line
    assert line is not None
    assert {"uspstf-2021-vitamin-d-screening", "endocrine-2024-vitamin-d"} <= {
        *advice,
        line.source.id,
    }


def test_the_body_that_is_asked_leads_and_tells_its_goal(starter_session: Session) -> None:
    line = chosen(starter_session, "SPRINT on salt? What does the USPSTF say of lung scans?")
    assert line.bottom_line is not None
    assert line.bottom_line.source.organization == "US Preventive Services Task Force"
    compared = chosen(
        starter_session, "Systolic target on treatment: ESC 2024 against AHA/ACC 2025?"
    )
    told = [c.text for c in compared.everything() if c.source.id == "aha-acc-2025-hypertension"]
    assert any("below 130/80" in text for text in told)


def test_the_value_told_chooses_the_range_and_named_bodies_keep_to_the_subject(
    starter_session: Session,
) -> None:
    said = chosen(
        starter_session,
        "eGFR 40, contrast CT tomorrow: pre-hydrate? What do KDIGO, ACR-NKF and AMACING support?",
    )
    assert said.bottom_line is not None
    assert "case by case" in said.bottom_line.text
    told = {c.source.id for c in said.everything()}
    assert "kdigo-2012-aki" in told
    assert not {"acr-2019-hematuria", "acr-2023-flank-pain-stone"} & told


def test_the_newest_version_leads_where_it_is_asked_for(starter_session: Session) -> None:
    question = "Deep paraspinal mass: first study in the newest ACR version, and in 2017?"
    line = chosen(starter_session, question).bottom_line
    assert line is not None
    assert line.source.id == "acr-2022-soft-tissue-masses"
    assert line.features["not the newest"] == 0.0


def test_how_a_study_was_done_is_no_answer(starter_session: Session) -> None:
    for question in ("BP 165/100 at 30 weeks pregnant, what drug?", "What did CHAP do?"):
        line = chosen(starter_session, question).bottom_line
        assert line is not None
        assert not line.features.get("design")


def test_what_only_a_drug_brings_in_is_left_out(starter_session: Session) -> None:
    said = chosen(starter_session, "dose of epinephrine in anaphylaxis for a 20 kg child")
    assert {c.source.id.split("-")[-1] for c in said.everything()} == {"anaphylaxis"}


def test_the_source_that_leads_is_read_further_while_it_has_said_little(
    starter_session: Session,
) -> None:
    question = "52-year-old woman, never smoker, 5 RBC/hpf once. AUA/SUFU 2025 workup?"
    said = chosen(starter_session, question)
    assert said.bottom_line is not None
    assert said.bottom_line.source.id == "aua-sufu-2025-microhematuria"
    assert any("repeat urinalysis within 6 months" in c.text for c in said.everything())
