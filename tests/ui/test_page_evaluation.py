"""The Evaluation page's parts over two small runs: figures, pictures, differences."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest
from lxml import etree

from evals.gold import bundled_gold
from evals.gold_reading import load_gold
from evals.running import Result
from ui.components.run_comparison import comparison
from ui.components.run_view import question_view, run_view
from ui.evaluations import evaluations, load
from ui.runs import ask_gold
from ui.session import Session


@pytest.fixture(scope="module")
def runs(starter_session: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs of the same four questions."""
    folder, files = tmp_path_factory.mktemp("evals"), bundled_gold("core")[:1]
    questions = load_gold(files)[:4]
    for name in ("first", "second"):
        ask_gold(starter_session, questions, files, folder / name)
    return folder


def results(folder: Path) -> list[Result]:
    return [*load(evaluations(folder)[0])]


def test_runs_are_found_and_what_is_none_is_passed_over(runs: Path) -> None:
    (runs / "broken").mkdir(exist_ok=True)
    (runs / "broken" / "manifest.json").write_text("{}", "utf-8")
    assert {run.name for run in evaluations(runs)} == {"first", "second"}
    assert evaluations(runs / "nowhere") == ()


def test_plots_are_pictures_that_can_be_drawn(runs: Path) -> None:
    run = evaluations(runs)[0]
    markup = run_view(load(run), run.manifest)
    assert "<svg" not in markup
    pictures = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", markup)
    assert len(pictures) == markup.count("<figure>") > 2
    for picture in pictures:
        assert etree.fromstring(b64decode(picture)).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_run_does_not_differ_from_itself(runs: Path) -> None:
    markup = comparison(results(runs), results(runs), ("first", "second"))
    assert "4 questions in common" in markup
    assert "Got worse" not in markup
    assert "Got better" not in markup


def test_a_question_is_shown_in_full(runs: Path) -> None:
    for result in results(runs):
        markup = question_view(result)
        assert "<script" not in markup
        assert result.scores.question.split()[0] in markup
