"""The gate: floors are held or named; the file of floors is checked; the choice is stratified."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.errors import UsageError
from evals.gate import BUNDLED, Gate, load_gate, missed_floors, stratified
from evals.gold import GoldQuestion, bundled_gold, load_gold
from evals.outcome import Score
from evals.summary import METRICS, Measure, Summary

SUMMARY = Summary(
    10,
    0,
    (
        Measure("must_recall", "Must", "share", Score(0.9, 10)),
        Measure("contradicted", "Contradicted", "share", Score(0.1, 10), "lower"),
        Measure("safety_raised", "Safety", "share", Score(None)),
    ),
)


@pytest.mark.parametrize(
    ("floors", "ceilings", "missed"),
    [
        ({"must_recall": 0.9}, {"contradicted": 0.1}, []),
        ({"must_recall": 0.91}, {}, ["Must (must_recall): 0.9, the floor is 0.91"]),
        ({}, {"contradicted": 0.09}, ["Contradicted (contradicted): 0.1, at most 0.09"]),
        ({"safety_raised": 0.0}, {}, ["Safety (safety_raised): unscored, the floor is 0"]),
    ],
)
def test_every_bound_that_is_not_held_is_named(
    floors: dict[str, float], ceilings: dict[str, float], missed: list[str]
) -> None:
    gate = Gate(("q",), floors, ceilings)
    assert [miss.line() for miss in missed_floors(gate, SUMMARY)] == missed


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("questions = [", "is no file of floors"),
        ("questions = []\n[floors]\nmust_recall = 0.9", "is no file of floors"),
        ('questions = ["a"]', "is no file of floors"),
        ('questions = ["a"]\n[floors]\nmust_recal = 0.9', "there is no metric 'must_recal'"),
        ('questions = ["a"]\n[floors]\ncontradicted = 0.9', r"move it to \[ceilings\]"),
        (
            'questions = ["a"]\n[floors]\n[ceilings]\nmust_recall = 0.9',
            r"higher is better: move it to \[floors\]",
        ),
        ('questions = ["a"]\n[floors]\nmust_recall = "all"', "is no file of floors"),
    ],
)
def test_a_file_that_bounds_nothing_is_refused(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=what) as caught:
        load_gate(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_gate(tmp_path / "none.toml")


def test_the_bundled_gate_asks_bundled_questions_of_every_file_and_kind() -> None:
    gate = load_gate(BUNDLED)
    gold = load_gold(bundled_gold())
    asked = [question for question in gold if question.id in gate.questions]
    assert len(asked) == len(gate.questions) == len(set(gate.questions))
    assert {q.area for q in asked} == {q.area for q in gold}
    assert {q.kind for q in asked} == {q.kind for q in gold}
    assert {q.safety for q in asked} == {q.safety for q in gold}
    assert {*gate.floors, *gate.ceilings} <= {metric.key for metric in METRICS}


def test_a_choice_takes_its_share_of_every_stratum() -> None:
    gold = [
        *(GoldQuestion(f"a{n}", "?", area="a") for n in range(60)),
        *(GoldQuestion(f"b{n}", "?", area="b") for n in range(30)),
        *(GoldQuestion(f"u{n}", "?", area="b", answerable=False) for n in range(9)),
        GoldQuestion("c0", "?", area="c", kind="typo"),
    ]
    chosen = stratified(gold, 20)
    assert Counter(name[0] for name in chosen) == {"a": 12, "b": 6, "u": 2, "c": 1}
    assert len(set(chosen)) == len(chosen)
    assert stratified(gold, 20) == chosen
    assert set(stratified(gold, 100)) == {q.id for q in gold}
