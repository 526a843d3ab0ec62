"""What is legal in gold and looks wrong is told, with its place; good gold is left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.model import Sentence, Source, SourceKind, SourceText, Span
from evals.gold import bundled_gold, load_gold_lines
from evals.gold_lint import never_found, suspicions
from evals.gold_sources import GoldSources
from ui.session import Session

TEXTS = {
    "old": "Start with CT. Do not wait.",
    "new": "Start with ultrasound. CT is second.",
}


def source_text(source_id: str) -> SourceText:
    text = TEXTS[source_id]
    source = Source(source_id, SourceKind.GUIDELINE, "Lumps", "lumps")
    middle = text.index(". ") + 1
    sentences = tuple(Sentence(Span(*ends)) for ends in ((0, middle), (middle + 1, len(text))))
    return SourceText(source, text, sentences, ())


def warnings(tmp_path: Path, *questions: dict[str, object]) -> list[str]:
    lines = [
        {
            "id": f"q{n}",
            "question": f"What is test {n}?",
            "reader": "clinician",
            "key_points": [{"text": "US", "all_of": [["ultrasound"]], "must": True}],
            "sources": ["old", "new"],
            "answerable": True,
            **changes,
        }
        for n, changes in enumerate(questions)
    ]
    path = tmp_path / "g.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    found = suspicions(load_gold_lines([path]), GoldSources(source_text))
    return [warning.removeprefix(f"{path}:") for warning in found]


def test_good_gold_raises_no_suspicion(tmp_path: Path) -> None:
    said_by_one_side = [{"text": "CT first", "all_of": [["start with CT"]]}]
    assert warnings(tmp_path, {}, {"contradicts": said_by_one_side, "kind": "version"}) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"kind": "false premise"}, "kind 'false premise' is not one in use, did you mean"),
        ({"kind": "zzz"}, "kind 'zzz' is not one in use"),
        ({"sources": []}, "names no gold source"),
        ({"sources": ["old"]}, "must-have 'US' is met by no sentence of the gold sources"),
        (
            {"contradicts": [{"text": "CT", "all_of": [["CT"]]}]},
            "contradiction 'CT' is said by the gold sources themselves",
        ),
        (
            {"contradicts": [{"text": "any", "all_of": [["anticoag*"]]}]},
            "'any': 'anticoag*' is never found",
        ),
        ({"question": "What is TEST 0?"}, "the same question as "),
    ],
)
def test_what_looks_wrong_is_told_with_its_place(
    tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    (warning,) = warnings(tmp_path, {}, changes)
    assert warning.startswith(f"2: {what}")


def test_a_point_over_two_sentences_is_not_met_by_either(tmp_path: Path) -> None:
    split = [{"text": "both", "all_of": [["ultrasound"], ["second"]], "must": True}]
    whole = [{**split[0], "scope": "answer"}]
    (warning,) = warnings(tmp_path, {"key_points": whole}, {"key_points": split})
    assert warning.startswith("2: must-have 'both' is met by no sentence")


@pytest.mark.parametrize(
    "alternative", ["anticoag*", "a|b", r"\bMRI", "[Tt]umour", "first. Then", "50 mg.", "x{2}"]
)
def test_alternatives_that_are_no_words_are_named(alternative: str) -> None:
    assert never_found(alternative)


@pytest.mark.parametrize(
    "alternative", ["GLP-1", "10^5", "(A)", "5 %", "≥65", "1:1000", "0.5", "vs", "H. pylori", "?"]
)
def test_words_numbers_and_signs_are_let_through(alternative: str) -> None:
    assert not never_found(alternative)


def test_the_bundled_gold_raises_no_suspicion(starter_session: Session) -> None:
    library = starter_session.library
    lines = load_gold_lines(bundled_gold(), set(library.entries()))
    assert list(suspicions(lines, GoldSources(library.source_text))) == []
