"""No personal identifier ever reaches the files, the exports or a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from workspaces import READER, REVIEWER, Desk, open_desk

from assistant.answer import Notice, NoticeKind
from assistant.workspace.articles import article_lines
from assistant.workspace.edits import Reword
from assistant.workspace.model import ArticleQuery, Thumb
from assistant.workspace.opening import open_database
from assistant.workspace.privacy import cleaned, cleaned_line
from corpus.errors import UsageError, WorkspaceError

IDENTIFIERS = {
    "Mrs. Zanzibarova has gout": ("zanzibarov",),
    "my name is Quentin Zorkwell": ("quentin", "zorkwel"),
    "patient Hieronymus Wexler, 67": ("hieronym", "wexler"),
    "MRN 84736251": ("84736251",),
    "MRN:\n84736252": ("84736252",),
    "NHS 943 476 5919": ("943 476", " 5919"),
    "SSN 078-05-1120": ("078-05", "-1120"),
    "DOB 13/04/1961": ("13/04/1961",),
    "born on 14 April 1962": ("14 april 1962",),
    "write to zork.quux@hospital.example": ("zork.quux", "hospital.example"),
    "write to fla\u00admingo@hos\u200bpital.example": ("mingo", "pital.example"),
    "call (212) 555-0147": ("555-0147",),
    "call me on +44 20 7946 0958": (" 7946", " 0958"),
    "lives at 12 Wexhampton Street": ("wexhampton",),
}


REFUSING = ("CREATE TRIGGER refuse BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'no'); END",)
REFUSING_ON_SERVER = (
    "CREATE TRIGGER refuse BEFORE INSERT ON articles FOR EACH ROW EXECUTE FUNCTION refuse('no')",
)


def stored(desk: Desk) -> str:
    """Every byte of the database and its log, as text in lower case."""
    return desk.content().decode("latin-1").lower()


def say_everywhere(desk: Desk, said: str) -> None:
    """Type a text wherever the workspace takes one."""
    workspace, asked = desk.workspace, f"Colchicine? {said}"
    notice = Notice(NoticeKind.INJECTION, f"Not followed: {said}")
    answer = desk.answer(asked, id=said, notices=(notice,))
    workspace.articles.save(answer, READER)
    talk = workspace.conversations.start(READER)
    turn = workspace.conversations.add_turn(talk.id, READER, asked, answer)
    for statement in (None, 0):
        workspace.feedback.give(turn.article_id, READER, Thumb.DOWN, statement, said)
    reviewing = workspace.reviewing
    article = reviewing.submit(turn.article_id, READER, 1, said)
    reviewing.comment(article.id, READER, said)
    article = reviewing.take_up(article.id, REVIEWER, article.version, said)
    text = f"Colchicine 1 mg is recommended first for acute gout flare in adults. {said}"
    # Were it not for the verification, new words would be a way in as well.
    article = reviewing.edit(
        article.id, REVIEWER, article.version, [Reword(0, text)], _lenient(desk), said
    )
    article = reviewing.request_changes(article.id, REVIEWER, article.version, said)
    reviewing.retire(article.id, REVIEWER, article.version, said)
    workspace.articles.approved_for(asked, "clinician")
    workspace.articles.search(ArticleQuery(words=said), READER)


def _lenient(desk: Desk) -> object:
    def verify(claims: object) -> list[object]:
        return [replace(v, checks={}) for v in desk.verifier.verify(claims)]  # type: ignore[arg-type]

    return verify


@pytest.mark.parametrize("said", IDENTIFIERS)
def test_no_identifier_is_in_the_files_or_the_exports(desk: Desk, said: str) -> None:
    say_everywhere(desk, said)
    workspace = desk.workspace
    database = open_database(desk.place)
    exports = (workspace.trail.lines(), workspace.feedback.lines(), article_lines(database))
    found = stored(desk) + "".join(line.lower() for lines in exports for line in lines)
    database.close()
    assert "[removed]" in found
    assert "colchicine?" in found
    assert [piece for piece in IDENTIFIERS[said] if piece in found] == []


def test_what_sources_say_is_kept_to_the_letter(desk: Desk) -> None:
    """A telephone number of a poison centre is no patient's."""
    answer = desk.answer()
    number = "For poisoning call (212) 555-0147."
    line = replace(answer.bottom_line, text=number)
    saved = desk.workspace.articles.save(replace(answer, bottom_line=line), READER)
    assert saved.answer.bottom_line is not None
    assert saved.answer.bottom_line.text == number


def test_lines_are_kept_and_what_cannot_be_stored_is_not() -> None:
    assert cleaned("One.\r\nTwo.\x00\ud800 Three. ") == "One.\nTwo. Three."
    assert cleaned_line("  a\n\tb\u200b ") == "a b"
    assert cleaned("e\u0301") == "é"
    with pytest.raises(UsageError, match="shorten"):
        cleaned("x" * 4001)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture, private_home: Path) -> Iterator[Desk]:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "sqlalchemy")  # below, it shows what a query finds
    desk = open_desk(private_home)
    yield desk
    desk.close()


def test_no_question_is_in_a_log(logged: Desk, caplog: pytest.LogCaptureFixture) -> None:
    logged.saved(question="Is zanzibarine safe?")
    logged.workspace.articles.search(ArticleQuery(words="zanzibarine"), READER)
    assert "INSERT INTO articles" in caplog.text
    assert "zanzibarin" not in caplog.text.lower()


def test_no_question_is_in_the_traceback_of_a_failure(desk: Desk) -> None:
    desk.sql(*(REFUSING_ON_SERVER if desk.on_server else REFUSING))
    drug = "".join(("zanzi", "barine"))  # apart, since a traceback shows the lines of this file
    with pytest.raises(WorkspaceError) as raised:
        desk.saved(question=f"Is {drug} safe?")
    assert drug not in "".join(traceback.format_exception(raised.value))
