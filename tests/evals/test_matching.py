"""The matcher: numbers and words whole, typography alike, sentences one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, EvidenceState, Statement, StatementGroup
from evals.gold import KeyPoint, bundled_gold, load_gold
from evals.matching import (
    ShownSentence,
    holds,
    met_by,
    normalise,
    sentences_in,
    sentences_of,
    split_sentences,
)

MET = [
    pytest.param("aged 45.", "45", id="number-before-full-stop"),
    pytest.param("ages 50-75", "75", id="end-of-range"),
    pytest.param("ages 50–75", "50", id="start-of-range"),
    pytest.param("below 130/80", "130", id="part-of-ratio"),
    pytest.param("5-year survival", "5", id="number-hyphen-word"),
    pytest.param("about 7 % of", "7%", id="space-before-percent"),
    pytest.param("about 7% of", "7", id="number-with-percent"),
    pytest.param("over 5cm", "5 cm", id="unit-closed-up"),
    pytest.param("over 5 cm", "5cm", id="unit-set-apart"),
    pytest.param("a 5-cm mass", "5cm", id="unit-hyphened"),
    pytest.param("a 5cm mass", "5", id="number-before-unit"),
    pytest.param("5\u00a0mg", "5 mg", id="no-break-space"),
    pytest.param("5\u202fmg", "5 mg", id="narrow-space"),
    pytest.param("1,000 mg", "1000 mg", id="thousands-comma"),
    pytest.param("1000 mg", "1,000 mg", id="thousands-comma-in-gold"),
    pytest.param("12\u202f345 women", "12,345", id="thousands-thin-space"),
    pytest.param("1.5\u00a0250", "250", id="decimal-then-number"),
    pytest.param("1,234,567.5", "1234567.5", id="millions"),
    pytest.param("10−19", "10-19", id="minus"),
    pytest.param("10–19", "10-19", id="en-dash"),
    pytest.param("10 – 19", "10-19", id="spaced-dash"),
    pytest.param("10\u201119", "10–19", id="no-break-hyphen"),
    pytest.param("5mg-10mg", "10", id="range-of-units"),
    pytest.param("the goal—45—stands", "45", id="em-dash"),
    pytest.param("age >= 65", "≥65", id="ascii-comparator"),
    pytest.param("age ≥ 65", "≥65", id="spaced-comparator"),
    pytest.param("age ⩾65", ">=65", id="slanted-comparator"),
    pytest.param("age ≥65", "65", id="number-after-comparator"),
    pytest.param("ratio 0·5", "0.5", id="middle-dot"),
    pytest.param("10⁻³", "10^-3", id="power"),
    pytest.param("80 mm³", "80 mm3", id="cubic"),
    pytest.param("30 kg/m²", "kg/m2", id="square-metre"),
    pytest.param("for 1½ hours", "1 1/2", id="fraction"),
    pytest.param("Screen (A).", "(A)", id="brackets"),
    pytest.param("first-line drug", "first", id="word-before-hyphen"),
    pytest.param("second line", "second-line", id="hyphen-as-space"),
    pytest.param("soft-tissue mass", "soft tissue", id="space-as-hyphen"),
    pytest.param("don’t", "don't", id="curly-quote"),
    pytest.param("the patient’s age", "patient", id="possessive"),
    pytest.param("MRI", "mri", id="case"),
    pytest.param("CHA₂DS₂-VASc", "CHA2DS2-VASc", id="subscripts"),
    pytest.param("ﬁrst choice", "first choice", id="ligature"),
    pytest.param("Drug™ daily", "drug", id="trade-mark"),
    pytest.param("ultra\u00adsound", "ultrasound", id="soft-hyphen"),
    pytest.param("β\u2011blocker", "β-blocker", id="greek"),
    pytest.param("non-diagnostic", "non-diagnostic", id="non-asked-for"),
    pytest.param("omega-3", "omega-3", id="number-in-a-name"),
]
NOT_MET = [
    pytest.param("5.5 cm", "5", id="before-decimal-point"),
    pytest.param("1.45", "45", id="after-decimal-point"),
    pytest.param("0.5", "5", id="after-zero-point"),
    pytest.param(".5 mg", "5", id="after-bare-point"),
    pytest.param("0·5", "5", id="after-middle-dot"),
    pytest.param("1,45", "45", id="after-decimal-comma"),
    pytest.param("1,450", "450", id="within-thousands"),
    pytest.param("145", "45", id="tail-of-number"),
    pytest.param("455", "45", id="head-of-number"),
    pytest.param("25%", "5%", id="tail-of-percentage"),
    pytest.param("14.5 h", "4.5 h", id="tail-of-decimal"),
    pytest.param("10²", "102", id="power-is-no-digit"),
    pytest.param("10²", "10", id="power-is-not-its-base"),
    pytest.param("10⁵", "5", id="power-is-not-its-exponent"),
    pytest.param("10⁻³", "3", id="power-is-not-its-negative-exponent"),
    pytest.param("1½", "11/2", id="fraction-is-no-digit"),
    pytest.param("10 19", "10-19", id="two-numbers-no-range"),
    pytest.param("GLP-1 agonist", "1", id="number-hung-on-a-name"),
    pytest.param("PCV20", "20", id="number-in-a-word"),
    pytest.param(">65", "≥65", id="other-comparator"),
    pytest.param("≥1", ">1", id="comparator-is-not-its-half"),
    pytest.param("non-smoker", "smoker", id="non-hyphen"),
    pytest.param("non severe", "severe", id="non-space"),
    pytest.param("nondiagnostic", "diagnostic", id="part-of-word"),
    pytest.param("you can’t", "can", id="contracted-not"),
    pytest.param("testing", "test", id="no-stemming"),
    pytest.param("first. Line", "first line", id="across-a-full-stop"),
    pytest.param("Screen A.", "(A)", id="brackets-missing"),
    pytest.param("", "x", id="no-text"),
]


@pytest.mark.parametrize(("text", "alternative"), MET)
def test_is_met(text: str, alternative: str) -> None:
    assert holds(text, alternative)


@pytest.mark.parametrize(("text", "alternative"), NOT_MET)
def test_is_not_met(text: str, alternative: str) -> None:
    assert not holds(text, alternative)


BUNDLED = [p for q in load_gold(bundled_gold()) for p in (*q.key_points, *q.contradicts)]
ALTERNATIVES = sorted({a for p in BUNDLED for g in p.all_of for a in g})


def test_every_bundled_alternative_finds_itself_in_a_sentence() -> None:
    assert [a for a in ALTERNATIVES if not holds(f"Then {a}, as said.", a)] == []


@given(st.text(max_size=60))
def test_the_normal_form_is_a_fixed_point(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.sampled_from(ALTERNATIVES), st.lists(st.sampled_from(ALTERNATIVES), max_size=6))
def test_case_does_not_matter(alternative: str, words: list[str]) -> None:
    text = " ".join(words)
    assert holds(text.upper(), alternative) == holds(text.lower(), alternative.upper())


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_is_found_in_another_only_if_they_are_equal(one: int, other: int) -> None:
    assert holds(f"in {one:,} women", str(other)) is (one == other)


@given(st.decimals("0", "999", places=2), st.integers(0, 999))
def test_a_whole_number_is_never_found_in_a_decimal(decimal: object, whole: int) -> None:
    assert not holds(f"ratio {decimal}, said", str(whole))


def statement(text: str, lead: str | None = None, strength: str | None = None) -> Statement:
    return Statement(text=text, citations=(), lead=lead, strength=strength)


def shown(*texts: str) -> tuple[ShownSentence, ...]:
    return tuple(s for text in texts for s in sentences_in(statement(text)))


def answer(texts: Sequence[str]) -> Answer:
    group = StatementGroup("Heading words", tuple(statement(t) for t in texts))
    return Answer("a", "q", "q", "clinician", EvidenceState.FULL, research=(group,))


def test_each_sentence_carries_the_lead_and_the_strength_of_its_statement() -> None:
    sentences = sentences_in(statement("Use MRI. Avoid CT.", "In CKD:", "Class 1"))
    assert [s.shown for s in sentences] == [
        "In CKD: Use MRI. (Class 1)",
        "In CKD: Avoid CT. (Class 1)",
    ]


def test_a_label_printed_in_brackets_is_not_bracketed_twice() -> None:
    assert [s.shown for s in sentences_in(statement("Screen.", None, "(A)"))] == ["Screen. (A)"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Use MRI. Avoid CT.", 2, id="two"),
        pytest.param("Use 1.5 mg vs. Placebo.", 1, id="decimal-and-abbreviation"),
        pytest.param("The following should not be used: antibiotics; steroids.", 1, id="lead-in"),
        pytest.param("Give E. coli cover (e.g. Nitrofurantoin). Then stop!", 2, id="initial"),
        pytest.param("As shown by Lee et al. Screening works.", 1, id="et-al"),
        pytest.param("It stops at 45. 50 is too late.", 2, id="number-starts-a-sentence"),
        pytest.param("He said “no.” Then left.", 2, id="closing-quote"),
        pytest.param("ultrasound\n\nfirst of all", 2, id="paragraphs-without-full-stops"),
        pytest.param("Do not give:\n\nantibiotics", 1, id="lead-in-above-its-paragraph"),
        pytest.param(" ", 0, id="blank"),
    ],
)
def test_sentences_of_a_text(text: str, count: int) -> None:
    sentences = split_sentences(text)
    assert len(sentences) == count
    assert " ".join(sentences).split() == text.split()


POINT = KeyPoint("Ultrasound first", (("ultrasound", "sonography"), ("first", "initial")), True)


def test_one_sentence_must_hold_every_group() -> None:
    assert met_by(POINT, shown("MRI later.", "Sonography comes first.")) == (
        "Sonography comes first.",
    )
    assert met_by(POINT, shown("Ultrasound.", "It comes first.")) == ()
    assert met_by(POINT, shown("Ultrasound is quick. It comes first.")) == ()


def test_the_first_sentence_that_meets_a_point_is_its_witness() -> None:
    assert met_by(POINT, shown("Ultrasound first.", "Initial sonography.")) == (
        "Ultrasound first.",
    )


def test_a_point_of_the_whole_answer_may_be_met_by_several_sentences() -> None:
    whole = KeyPoint("both", (("1000",), ("500",)), scope="answer")
    assert met_by(whole, shown("Use 500.", "Or 1,000.", "And 500.")) == ("Use 500.", "Or 1,000.")
    assert met_by(whole, shown("Use 500.")) == ()


def test_a_phrase_never_spans_two_sentences() -> None:
    whole = KeyPoint("phrase", (("soft tissue",),), scope="answer")
    assert met_by(whole, shown("It is soft", "tissue")) == ()


def test_headings_and_notices_are_no_sentences_of_the_answer() -> None:
    assert [s.shown for s in sentences_of(answer(["One.", "Two."]))] == ["One.", "Two."]


@given(st.sampled_from(BUNDLED), st.lists(st.text(max_size=30), max_size=5), st.integers(0, 5))
def test_more_text_never_unmeets_a_point(point: KeyPoint, more: list[str], at: int) -> None:
    said = [" and ".join(group[0] for group in point.all_of)]
    assert met_by(point, sentences_of(answer(said)))
    assert met_by(point, sentences_of(answer([*more[:at], *said, *more[at:]])))
