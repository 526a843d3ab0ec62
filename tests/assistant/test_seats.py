"""Who is heard beside the best: each body that is named, each thing asked side by side."""

from __future__ import annotations

from dataclasses import replace

from assistant.evidence import Candidate
from assistant.seats import seats
from tests.assistant.statements import source, statement

ONE = source("one-2020-gout", "Gout", organization="One College")
OTHER = source("other-2020-gout", "Gout", organization="Other Society")
LEADS = statement("Colchicine is given first.", ONE, strength="Strong", score=15.0)


def of_other(score: float, strength: str | None = "Weak") -> Candidate:
    said = statement(
        f"Naproxen is given, says rule {score}.", OTHER, strength=strength, score=score
    )
    return replace(said, of_named_body=True)


def test_a_named_body_is_heard_by_its_best_advice() -> None:
    better, worse = of_other(10.0), of_other(9.0)
    remark = of_other(14.0, strength=None)
    assert list(seats([LEADS], [LEADS, remark, better, worse], LEADS)) == [better]


def test_on_another_subject_a_named_body_is_not_heard() -> None:
    sepsis = source("other-2020-sepsis", "Sepsis", organization="Other Society")
    advice = statement("Fluids are given.", sepsis, strength="Strong", score=14.0)
    assert list(seats([LEADS], [replace(advice, of_named_body=True)], LEADS)) == []


def test_a_body_that_gave_advice_needs_no_seat() -> None:
    said = of_other(12.0)
    assert list(seats([LEADS, said], [said, of_other(10.0)], LEADS)) == []


def test_what_is_far_from_the_question_gets_no_seat() -> None:
    assert list(seats([LEADS], [of_other(2.0)], LEADS)) == []


def test_each_facet_is_heard_once() -> None:
    answers = [replace(statement(f"Fact {n}.", ONE, score=12.0 - n), facets=frozenset({n // 2}))
               for n in range(4)]  # fmt: skip
    assert list(seats([LEADS], answers, LEADS)) == [answers[0], answers[2]]
    assert list(seats([LEADS, answers[1]], answers, LEADS)) == [answers[2]]


def test_what_is_known_to_answer_the_nearest_question_is_heard_once() -> None:
    def foreseen(score: float, words: float) -> Candidate:
        said = statement(f"Fact {score}.", ONE, score=score)
        return replace(said, features={**said.features, "foreseen": 0.5, "foreseen words": words})

    best, other = foreseen(9.0, 0.6), foreseen(12.0, 0.1)
    assert list(seats([LEADS], [other, best], LEADS)) == [best]
    assert list(seats([LEADS, best], [other, best], LEADS)) == []
    far = replace(best, score=LEADS.score - 8)
    assert list(seats([LEADS], [far], LEADS)) == []
