"""Sentences: spans slice back, nothing is lost, medicine's full stops end no sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import sentence_spans

PIECES = st.lists(
    st.sampled_from(
        'Give 0.5 mg|e.g.|H. pylori|vs.|.|?|!|…|)|"|”| |\n|\t|No|1.|(Grade A)|é|e\u0301|😀|\u200b'
        "|\u202e|A|b|5".split("|")
    ),
    max_size=40,
).map("".join)


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@given(PIECES | st.text(max_size=80))
def test_spans_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(PIECES, st.integers(0, 1000))
def test_an_offset_shifts_every_span(text: str, offset: int) -> None:
    plain = [(s.start + offset, s.end + offset) for s in sentence_spans(text)]
    assert [(s.start, s.end) for s in sentence_spans(text, offset)] == plain


ONE = """
Test for H. pylori before treatment.
Use one agent, e.g. Aspirin or clopidogrel.
Dopamine vs. Noradrenaline was studied.
Give 0.5 mg. of the drug by mouth.
Dr. Smith and colleagues reported it.
Give amoxicillin i.e. Penicillin.
See Fig. 2 for the dose.
The trial by Smith et al. 2019 showed a benefit.
1. Offer ultrasound first.
2.1. Offer ultrasound first.
IV. Offer ultrasound first.
A3b. Offer ultrasound first.
6B. Offer ultrasound first.
Give approx. 5 mL.
The U.S. Preventive Services Task Force recommends screening.
Culture S. Aureus from the wound.
Values (P<0.05.) were significant.
Treat no. 5 first.
St. John wort lowers levels.
What now?
It rose to 39.5 °C in 2 h.
A mean of 3.5 vs. 4.5 points was seen.
""".strip().splitlines()


@pytest.mark.parametrize("text", ONE)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


TWO = """
Give 5 mg. | Then wait.
Offer vitamin D. | The dose is 800 units.
Vaccinate against hepatitis B. | Offer a booster.
Is it safe? | Yes.
It is safe! | Give it.
Do it in the U.S. | The dose differs.
The wait was 5 min. | Patients left.
Give aspirin, heparin etc. | Then refer.
Do X (see below). | Do Y.
He said "no." | The scan was clear.
Offer aspirin. | (Strong recommendation)
Age was 65. | 12 patients died.
Potassium was low… | Then it rose.
Treatment with vitamin K. | (Grade B)
Give 2 g i.v. | Then stop.
""".strip().splitlines()


@pytest.mark.parametrize("pair", TWO)
def test_two_sentences_are_parted(pair: str) -> None:
    assert sentences(pair.replace(" | ", " ")) == pair.split(" | ")


@pytest.mark.parametrize(
    "piece", [".", ". ", "!)", "a", " ", "A. ", "e.g. ", "1. ", ".)", "\n", "x.y"]
)
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert "".join("".join(sentences(long)).split()) == "".join(long.split())
