"""Two sources are about the same by what their topics tell, whatever else they share."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.subjects import SubjectsAsked, names_nothing, share_subject
from corpus.model import Source, SourceKind
from corpus.text.words import content_stems


def about(*topics: str, title: str = "Guideline") -> Source:
    return Source("a", SourceKind.GUIDELINE, title, "a", topics=topics)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("gout", "allopurinol"), ("febuxostat", "gout")),
        (("lung cancer", "screening"), ("cancer of the lung",)),
        (("heart failure",), ("failing heart", "failure")),
        (("haemorrhoids",), ("hemorrhoids",)),
    ],
)
def test_words_that_tell_it_are_shared(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert share_subject(about(*one), about(*other))
    assert share_subject(about(*other), about(*one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("lung cancer", "screening", "adults"), ("skin cancer", "screening", "adults")),
        (("pregnancy", "preeclampsia"), ("pregnancy", "appendicitis")),
        (("type 2 diabetes",), ("2", "C", "type", "2024")),
        ((), ("gout",)),
        (("anaphylaxis", "epinephrine"), ("croup", "epinephrine")),
        (("CT urography", "ultrasound kidney"), ("CT contrast", "chronic kidney disease")),
    ],
)
def test_words_that_any_source_may_have_tell_nothing(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert not share_subject(about(*one), about(*other))
    assert not share_subject(about(*other), about(*one))


def test_the_title_tells_it_where_no_topics_are_named() -> None:
    assert share_subject(about(title="Our gout protocol"), about("gout"))
    assert not share_subject(about("stroke", title="Our gout protocol"), about("gout"))


def test_subjects_of_the_question_are_found_in_what_is_said() -> None:
    asked = SubjectsAsked(understand("Dose of epinephrine in anaphylaxis?"))
    assert asked.held(frozenset(content_stems("Anaphylaxis in adults"))) == {"anaphylaxis"}
    assert asked.held(frozenset(content_stems("Nebulized epinephrine in croup"))) == frozenset()
    both = SubjectsAsked(understand("Is this croup or anaphylaxis?"))
    assert both.held(frozenset(content_stems("Nebulized epinephrine in croup"))) == {"croup"}


@pytest.mark.parametrize(
    "question",
    ["What imaging is usually appropriate?", "What dose?", "Is it safe?", "best first test?"],
)
def test_a_question_of_kinds_of_care_alone_names_nothing(question: str) -> None:
    assert names_nothing(understand(question))


@pytest.mark.parametrize(
    "question",
    ["FIT every year or every two years?", "Is surgery needed for a lump?", "Dose of Eliquis?",
     "Lp(a) in everybody?", "UTI treatment", "Which test first for gout?"],
)  # fmt: skip
def test_one_telling_word_is_enough(question: str) -> None:
    assert not names_nothing(understand(question))
