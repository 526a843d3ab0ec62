"""`galen eval benchmark`: a library of the data or of the home, three files, and its refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Galen

from evals.public.figures import GALEN
from evals.public.plain import SYSTEMS
from ui.benchmark_command import NAMES

SECTIONS = (
    ("Turning", "Widgets should be turned twice daily in adults with gout.", "twice daily"),
    ("Stopping", "Stop turning widgets once the asthma is well controlled.", "well controlled"),
)


@pytest.fixture
def cpgqa(tmp_path: Path) -> Path:
    """Two sections with a question each, in the form of cpgQA."""
    entries = [
        {
            "title": title,
            "paragraphs": {
                "context": context,
                "qas": [
                    {
                        "id": number,
                        "question": f"What is said of {title.lower()} widgets?",
                        "answers": [{"text": span, "answer_start": 0}],
                    }
                ],
            },
        }
        for number, (title, context, span) in enumerate(SECTIONS)
    ]
    folder = tmp_path / "data" / "cpgqa"
    folder.mkdir(parents=True)
    (folder / "cpgQA-v1.0.json").write_text(json.dumps({"data": entries}))
    return folder


@pytest.fixture
def expertqa(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "expertqa"
    folder.mkdir(parents=True)
    records = [
        {"question": "How is gout treated first in adults?", "answer": "With allopurinol."},
        {"question": "What lowers exacerbations of mild asthma?", "answer": "An inhaler."},
    ]
    lines = "\n".join(map(json.dumps, records))
    (folder / "expertqa_medicine_answers.jsonl").write_text(lines)
    return folder


def test_a_library_is_made_of_the_data_and_kept(
    galen: Galen, private_home: Path, cpgqa: Path, tmp_path: Path
) -> None:
    command = (
        *("eval", "benchmark", "cpgqa", "--data", cpgqa.parent),
        *("--home", tmp_path / "kept", "--out", tmp_path / "out", "--json"),
    )
    first = galen(*command)
    assert first.code == 0, first.err
    (part,) = first.json["parts"]
    assert (part["questions"], part["sources"]) == (2, 2)
    assert {row["system"] for row in part["rows"]} == {GALEN, *SYSTEMS}
    assert json.loads((tmp_path / "out" / "figures.json").read_text("utf-8")) == first.json
    assert "2 added" in first.err
    assert not (private_home / "library").exists()
    again = galen(*command)
    assert "2 unchanged" in again.err
    assert again.out == first.out


def test_the_library_of_the_home_is_asked_and_not_changed(
    galen: Galen, small_home: Path, expertqa: Path
) -> None:
    before = galen("sources", "--json").out
    ran = galen("eval", "benchmark", "expertqa", "--data", expertqa, "--limit", "1")
    assert ran.code == 0, ran.err
    assert "expertqa: 1 questions" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines() if line.startswith("  "))
    report = small_home / "evals" / "benchmark-expertqa" / "report.md"
    assert "1 of 2 questions" in report.read_text("utf-8")
    assert galen("sources", "--json").out == before


def test_acr_says_what_must_be_ingested_first(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    scenario = {
        "id": "a",
        "guideline_id": "ngc-0",
        "guideline_title": "t",
        "kind": "imaging",
        "scenario": "s",
        "procedures": [],
    }
    (tmp_path / "acr_variants_dev.jsonl").write_text(json.dumps(scenario))
    galen("eval", "benchmark", "acr", "--data", tmp_path).refused(2, "galen ingest", "archive")


def test_an_empty_library_is_refused(galen: Galen, expertqa: Path) -> None:
    galen("eval", "benchmark", "expertqa", "--data", expertqa).refused(2, "galen ingest")


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_without_the_data_is_refused(galen: Galen, name: str, tmp_path: Path) -> None:
    galen("eval", "benchmark", name, "--data", tmp_path).refused(1, "own folder")


def test_options_that_do_nothing_are_refused(
    galen: Galen, small_home: Path, expertqa: Path, cpgqa: Path
) -> None:
    home = galen("eval", "benchmark", "expertqa", "--data", expertqa, "--home", "x")
    home.refused(2, "--home")
    pool = galen("eval", "benchmark", "cpgqa", "--data", cpgqa, "--pool", "5")
    pool.refused(2, "--pool")
