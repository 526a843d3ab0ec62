"""The curve of what is let through, on claims made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.support import LIMITS
from corpus.errors import UsageError
from evals.cited_claims import CitedClaim, load_claims
from evals.mutation.rewordings import faithful, unfaithful
from evals.support_curve import Point, curve, curve_text, pairs

ABSTRACT = "Aspirin reduces fever in adults. It does not shorten a cold."
CLAIMS = [
    CitedClaim("Aspirin reduces fever in adults.", ABSTRACT, True),
    CitedClaim("Aspirin raises fever in adults.", ABSTRACT, False),
]


@pytest.fixture(scope="module")
def points() -> list[Point]:
    tried = list(pairs(CLAIMS, faithful()[:3], unfaithful()[:3]))
    return list(curve(tried, lambda text, printed: 0.9))


def test_one_point_of_each_threshold_and_set_is_marked_chosen(points: list[Point]) -> None:
    chosen = [(p.threshold, p.of) for p in points if p.chosen]
    assert len(chosen) == len(set(chosen))
    assert {of for _, of in chosen} == {"claims", "rewordings", "mutants"}
    assert all(p.limits == LIMITS for p in points if p.chosen)


def test_letting_more_foreign_words_in_never_withholds_more(points: list[Point]) -> None:
    of_claims = [p for p in points if p.of == "rewordings" and p.threshold == "plain foreign words"]
    passed = [p.faithful_passed for p in sorted(of_claims, key=lambda p: p.limits.foreign)]
    assert passed == sorted(passed)


def test_the_claims_by_hand_are_told_apart(points: list[Point]) -> None:
    (of_claims,) = {
        (p.faithful_passed, p.unfaithful_passed) for p in points if p.chosen and p.of == "claims"
    }
    assert of_claims == (1, 0)


def test_a_table_and_its_json_tell_the_same(points: list[Point]) -> None:
    assert len(curve_text(points).splitlines()) == len(points) + 1
    assert json.loads(json.dumps(points[0].to_json()))["faithful"]["n"] == points[0].faithful


def test_a_folder_of_claims_is_read_and_a_bad_one_named(tmp_path: Path) -> None:
    row = {"input": "A.", "gold_ctx": [{"title": "T", "text": ABSTRACT}], "answer": "true"}
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    assert load_claims(tmp_path) == [CitedClaim("A.", ABSTRACT, True)]
    path.write_text("{}\n", "utf-8")
    with pytest.raises(UsageError, match=r"claims\.jsonl:1"):
        load_claims(tmp_path)
    with pytest.raises(UsageError, match="holds no claims"):
        load_claims(tmp_path / "nothing")
