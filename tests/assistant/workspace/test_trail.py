"""The trail cannot be changed through the database, and a file that was tampered with is told."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError
from workspaces import READER, REVIEWER, Desk

from assistant.workspace.edits import Remove

REFUSALS = (sqlite3.IntegrityError, DBAPIError)
TRIGGERS = (
    "trail_is_not_updated",
    "trail_is_not_deleted",
    "trail_goes_on",
    "revisions_are_not_updated",
    "reviewed_revisions_are_not_deleted",
    "revisions_are_not_replaced",
)
DROPPED = tuple(f"DROP TRIGGER {trigger}" for trigger in TRIGGERS)
DISABLED = tuple(f"ALTER TABLE {t} DISABLE TRIGGER USER" for t in ("trail", "revisions"))
COPY = "INSERT OR REPLACE INTO trail SELECT * FROM trail WHERE sequence = 2"
NEXT = (
    "INSERT INTO trail SELECT sequence + {}, at, 'mallory', role, action, article_id, before,"
    " after, revision, content, comment, {}, hash FROM trail ORDER BY sequence DESC LIMIT 1"
)


def tamper(desk: Desk, *statements: str) -> None:
    """What somebody does who holds the database and takes the triggers away first."""
    assert desk.sql(*(DISABLED if desk.on_server else DROPPED), *statements)


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    """Two articles with eight records; one was edited."""
    article = desk.under_review()
    reviewing = desk.workspace.reviewing
    edited = reviewing.edit(
        article.id, REVIEWER, article.version, [Remove(1)], desk.verifier.verify, "Tidied."
    )
    reviewing.comment(article.id, READER, "Thank you.")
    reviewing.approve(article.id, REVIEWER, edited.version)
    desk.approved()
    assert desk.workspace.trail.verify().whole
    return desk


def test_an_untouched_trail_is_whole(reviewed: Desk) -> None:
    report = reviewed.workspace.trail.verify()
    assert (report.records, report.broken) == (8, None)
    assert len(report.head) == 64


def test_an_empty_trail_is_whole(desk: Desk) -> None:
    desk.saved()
    report = desk.workspace.trail.verify()
    assert (report.records, report.head, report.broken) == (0, "", None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET comment = 'better' WHERE sequence = 1",
        "UPDATE trail SET who = who",
        "DELETE FROM trail WHERE sequence = 8",
        "DELETE FROM trail",
        NEXT.format(1, "'0000'"),
        NEXT.format(2, "hash"),
        "UPDATE revisions SET body = '{}'",
        "DELETE FROM revisions",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(reviewed: Desk, statement: str) -> None:
    with pytest.raises(REFUSALS, match=r"append-only|not changed|are kept"):
        reviewed.sql(statement)
    assert reviewed.workspace.trail.verify().whole


@pytest.mark.parametrize(
    ("statement", "server"),
    [
        (COPY, False),
        ("REPLACE INTO trail SELECT * FROM trail WHERE sequence = 8", False),
        ("INSERT OR REPLACE INTO revisions SELECT * FROM revisions LIMIT 1", False),
        ("TRUNCATE trail", True),
        ("TRUNCATE revisions", True),
        ("TRUNCATE articles CASCADE", True),
    ],
)
def test_what_only_one_database_knows_is_refused_too(
    reviewed: Desk, statement: str, server: bool
) -> None:
    if reviewed.on_server is not server:
        pytest.skip("the statement is the other database's")
    with pytest.raises(REFUSALS, match=r"append-only|not changed|are kept"):
        reviewed.sql(statement)
    assert reviewed.workspace.trail.verify().whole


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE trail SET comment = 'better' WHERE sequence = 4", r"record 4 .* was altered"),
        ("UPDATE trail SET who = 'mallory' WHERE sequence = 1", r"record 1 .* was altered"),
        ("UPDATE trail SET at = '2001' WHERE sequence = 8", r"record 8 .* was altered"),
        ("UPDATE trail SET role = 'admin' WHERE sequence = 2", r"record 2 .* was altered"),
        ("DELETE FROM trail WHERE sequence = 1", "record 1 is missing"),
        ("DELETE FROM trail WHERE sequence = 5", "record 5 is missing"),
        ("DELETE FROM trail WHERE sequence = 8", "the last record of article .* is missing"),
        ("UPDATE trail SET hash = previous_hash WHERE sequence = 3", r"record 3 .* was altered"),
        ("UPDATE trail SET previous_hash = '' WHERE sequence = 3", r"record 3 .* does not follow"),
        ("UPDATE revisions SET body = replace(body, '1 mg', '9 mg')", r"record 1 .* other words"),
        ("DELETE FROM revisions WHERE number = 2", r"record 3 .* other words"),
        ("UPDATE articles SET status = 'retired'", "is retired in revision .* left it approved"),
        ("UPDATE articles SET revision = 1", "the trail left it approved in revision 2"),
        (NEXT.format(1, "hash"), r"record 9 .* was altered"),
    ],
)
def test_the_first_broken_link_is_named(reviewed: Desk, statement: str, said: str) -> None:
    tamper(reviewed, statement)
    broken = reviewed.workspace.trail.verify().broken
    assert broken is not None
    assert re.search(said, broken), broken


def test_an_article_that_was_approved_behind_the_trail_is_told(desk: Desk) -> None:
    saved = desk.saved()
    tamper(desk, "UPDATE articles SET status = 'approved'")
    broken = desk.workspace.trail.verify().broken
    assert broken is not None
    assert saved.id in broken


def test_a_trail_that_was_written_anew_lacks_the_head_that_was_noted(reviewed: Desk) -> None:
    heads = [json.loads(line)["hash"] for line in reviewed.workspace.trail.lines()]
    verify = reviewed.workspace.trail.verify
    assert all(verify(head).whole for head in heads)
    assert "cut off or written anew" in (verify("0" * 64).broken or "")


def test_an_export_can_be_checked_without_galen(reviewed: Desk) -> None:
    previous = ""
    lines = [*reviewed.workspace.trail.lines()]
    for number, line in enumerate(lines, start=1):
        record = json.loads(line)
        assert record.pop("previous_hash") == previous
        said = record.pop("hash")
        assert record["sequence"] == number
        content = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()
        assert said == previous
    assert previous == reviewed.workspace.trail.verify().head
