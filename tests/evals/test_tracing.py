"""Numbers, labels and quotes are traced to the source's text; each planted fault is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, EvidenceState, Quote, Reference, Statement
from corpus.model import Source, SourceKind, SourceText
from evals.gold_sources import GoldSources
from evals.outcome import Fidelity
from evals.tracing import trace
from ui.session import Session

TEXT = """Recommendations

(Strong) Give 1,000 mg for 5-7 days in 25.5 % of HER2-positive adults; see COVID-19.

(Weak) Consider 50 mg."""
SENTENCE = "Give 1,000 mg for 5-7 days in 25.5 % of HER2-positive adults; see COVID-19."


def source_text(source_id: str) -> SourceText:
    return SourceText(Source(source_id, SourceKind.GUIDELINE, "T", "f"), TEXT, (), ())


def quote(text: str, heading: str | None = None) -> Quote:
    start = TEXT.index(text)
    end = start + len(text)
    return Quote(passage_id="s:0:a", start=start, end=end, text=text, heading=heading)


def reference(*quotes: Quote) -> Reference:
    nothing = dict.fromkeys(("organization", "journal", "year", "doi", "pmid", "url"))
    return Reference(
        number=1,
        source_id="s",
        kind="guideline",
        family="f",
        title="T",
        authors=(),
        text_origin="digest",
        verification="primary",
        superseded_by=None,
        quotes=quotes,
        **nothing,
    )


def traced(statement: Statement, *quotes: Quote, texts: bool = True) -> Fidelity:
    answer = Answer(
        *("a", "q", "q", "clinician", EvidenceState.FULL),
        bottom_line=statement,
        references=(reference(*(quotes or (quote(SENTENCE),))),),
    )
    return trace(answer, GoldSources(source_text) if texts else None)


SAID = Statement(text=SENTENCE, citations=(Citation(1),), strength="Strong", lead="ACR 2022:")


def test_what_is_quoted_word_for_word_has_no_fault() -> None:
    # 1,000, 5, 7, 25.5 %; neither the year of the lead, nor HER2, nor COVID-19.
    assert traced(SAID) == Fidelity(4, 4, 1, 1, 1, 1)


def test_without_the_texts_only_numbers_are_traced() -> None:
    assert traced(SAID, texts=False) == Fidelity(4, 4, 1, None, 1, None)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Give 1000 mg.", 0),
        ("Give 100 mg.", 1),
        ("Give 1,000 mg for 5 to 7 days.", 0),
        ("Give 1.000 mg for 57 days.", 2),
        ("In 25.5% of adults.", 0),
        ("In 25 % of adults.", 1),
        ("In 25.5 of adults.", 0),
        ("In 5 of 7, 19 times.", 1),
    ],
)
def test_a_number_that_no_cited_quote_prints_is_a_fault(text: str, foreign: int) -> None:
    found = traced(replace(SAID, text=text))
    assert found.numbers - found.numbers_quoted == foreign
    assert len([fault for fault in found.faults if "is in no cited quote" in fault]) == foreign


@pytest.mark.parametrize(
    ("label", "printed"),
    [("Strong", 1), ("strong", 1), ("Weak", 0), ("Grade A", 0)],
)
def test_a_label_must_be_printed_in_the_paragraph_of_the_quote(label: str, printed: int) -> None:
    found = traced(replace(SAID, strength=label))
    assert (found.labels, found.labels_printed) == (1, printed)
    assert any("is not printed there" in fault for fault in found.faults) is not bool(printed)


@pytest.mark.parametrize(("label", "printed"), [("Weak", 1), ("Strong", 0)])
def test_the_label_of_the_paragraph_before_is_not_this_ones(label: str, printed: int) -> None:
    second = Statement(text="Consider 50 mg.", citations=(Citation(1),), strength=label)
    assert traced(second, quote("Consider 50 mg.")).labels_printed == printed


def test_a_label_may_stand_in_the_heading_and_none_is_not_asked_for() -> None:
    under_heading = traced(replace(SAID, strength="Grade A"), quote(SENTENCE, "Advice > Grade A"))
    assert under_heading.labels_printed == 1
    assert (traced(replace(SAID, strength=None)).labels) == 0


def test_a_quote_that_is_not_at_its_place_is_a_fault() -> None:
    moved = replace(quote(SENTENCE), start=3)
    found = traced(SAID, moved)
    assert (found.quotes, found.quotes_in_place) == (1, 0)
    assert any("not at its place" in fault for fault in found.faults)


def test_a_citation_that_leads_nowhere_supports_no_number() -> None:
    found = traced(replace(SAID, citations=(Citation(2),)))
    assert (found.numbers, found.numbers_quoted, found.quotes) == (4, 0, 0)


def test_a_number_may_be_in_any_of_the_quotes_cited() -> None:
    both = replace(SAID, text="Give 1,000 mg or 50 mg.", citations=(Citation(1), Citation(1, 1)))
    found = traced(both, quote(SENTENCE), quote("Consider 50 mg."))
    assert (found.numbers, found.numbers_quoted, found.quotes_in_place) == (2, 2, 2)


def test_real_answers_are_traced_without_a_fault(starter_session: Session) -> None:
    answer = starter_session.assistant.ask("How is a superficial lump imaged first?")
    found = trace(answer, GoldSources(starter_session.library.source_text))
    assert found.faults == ()
    assert found.labels == found.labels_printed > 0
    assert found.quotes == found.quotes_in_place > 0
