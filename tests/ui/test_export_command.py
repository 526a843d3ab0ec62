"""`galen export`: from the JSON of an answer, or from a saved answer, to a file by its ending."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from command_line import Galen
from exported import ANSWER, CONTEXT

from assistant.answer import Answer
from assistant.readers import READERS
from assistant.workspace import Workspace
from assistant.workspace.model import Person, Role
from ui.export import FORMATS, as_json
from ui.session import open_session

BEGINNINGS = {
    "pdf": b"%PDF-",
    "docx": b"PK",
    "markdown": b"**Call for help now.**",
    "json": b"{",
    "ris": b"TY  - JOUR",
    "bibtex": b"@article{",
}
ASKER = Person("asker", frozenset({Role.READER}))


@pytest.fixture
def answer_file(tmp_path: Path) -> Path:
    path = tmp_path / "answer.json"
    path.write_text(as_json(ANSWER, CONTEXT), "utf-8")
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_the_ending_decides(galen: Galen, tmp_path: Path, answer_file: Path, name: str) -> None:
    out = tmp_path / f"out{FORMATS[name].ending}"
    ran = galen("export", out, "--from", answer_file)
    assert (ran.code, ran.out) == (0, "")
    assert ran.last_line == f"Wrote {out}."
    assert out.read_bytes().startswith(BEGINNINGS[name])


def test_a_file_counts_as_not_reviewed_whatever_it_says(
    galen: Galen, tmp_path: Path, answer_file: Path
) -> None:
    forged = answer_file.read_text("utf-8").replace('"submitted"', '"approved"')
    answer_file.write_text(forged, "utf-8")
    out = tmp_path / "out.md"
    assert galen("export", out, "--from", answer_file).code == 0
    assert "Review status: Not submitted for review." in out.read_text("utf-8")
    assert "pending human review" in out.read_text("utf-8")


def test_the_reader_changes_the_disclaimer(galen: Galen, tmp_path: Path, answer_file: Path) -> None:
    out = tmp_path / "out.md"
    assert galen("export", out, "--from", answer_file, "--reader", "patient").code == 0
    assert READERS["patient"].disclaimer in out.read_text("utf-8")


def test_an_answer_comes_by_pipe(
    galen: Galen, tmp_path: Path, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = galen("ask", "What is first-line urate-lowering therapy in gout?", "--json")
    answer = Answer.from_json(asked.out)
    assert answer.bottom_line is not None
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(asked.out.encode())))
    out = tmp_path / "out.md"
    assert galen("export", out).code == 0
    assert answer.bottom_line.text in out.read_text("utf-8")


def test_a_saved_answer_brings_its_review(galen: Galen, tmp_path: Path, small_home: Path) -> None:
    with open_session() as session:
        workspace = Workspace.open(session.settings, session.library)
        answer = session.assistant.ask("What is first-line urate-lowering therapy in gout?")
        article = workspace.articles.save(answer, ASKER)
        article = workspace.reviewing.submit(article.id, ASKER, article.version)
        workspace.close()
    out = tmp_path / "out.md"
    assert galen("export", out, "--article", article.id).code == 0
    written = out.read_text("utf-8")
    assert "Review status: Submitted for review; last updated " in written
    assert article.answer.bottom_line is not None
    assert article.answer.bottom_line.text in written


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("out.exe",), 2, (".pdf",)),
        (("out.pdf", "--from", "missing.json"), 1, ("missing.json",)),
        (("out.pdf", "--from", "bad.json"), 1, ("not the JSON of an answer",)),
        (("out.pdf", "--from", "bad.json", "--article", "x"), 2, ("--article",)),
        (("out.pdf", "--from", "bad.json", "--reader", "robot"), 2, ("unknown reader",)),
        (("no/such/folder/out.pdf", "--from", "answer.json"), 1, ("no/such/folder",)),
    ],
)
def test_what_cannot_be_is_refused(
    galen: Galen,
    answer_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(answer_file.parent)
    Path("bad.json").write_text("{}", "utf-8")
    galen("export", *arguments).refused(code, *words)
    assert not Path("out.pdf").exists()


def test_without_an_answer_nobody_is_kept_waiting(
    galen: Galen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))
    galen("export", tmp_path / "out.pdf").refused(2, "--json")


def test_an_article_that_is_not_there_is_refused(
    galen: Galen, tmp_path: Path, small_home: Path
) -> None:
    galen("export", tmp_path / "out.pdf", "--article", "nobody").refused(2, "no saved answer")
