"""Reviews go by allowed steps, by people who may, and never over somebody else's change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from threading import Barrier

import pytest
from workspaces import GOUT, OTHER, READER, REVIEWER, Desk, guideline

from assistant.verification import Verifier
from assistant.workspace import Workspace
from assistant.workspace.edits import DifferenceKind, Edit, Move, Remove, Reword
from assistant.workspace.model import Action, Article, ArticleQuery, Person, Role, Status
from assistant.workspace.permission import REVIEWERS, STEPS
from corpus.errors import Conflict, EditRefused, GalenError, NotAllowed, UnknownRecord, UsageError
from ui.session import Session

ADMIN = Person("ada", frozenset({Role.ADMIN}))
LIBRARIAN = Person("lars", frozenset({Role.LIBRARIAN}))
COMMENT = "Please look at the dose."
REWORDED = "For an acute gout flare in adults, colchicine 1 mg is recommended first."


def act(desk: Desk, action: Action, article: Article, by: Person, version: int = 0) -> None:
    reviewing, seen = desk.workspace.reviewing, version or article.version
    steps: dict[Action, Callable[[], object]] = {
        Action.SUBMIT: lambda: reviewing.submit(article.id, by, seen, COMMENT),
        Action.TAKE_UP: lambda: reviewing.take_up(article.id, by, seen, COMMENT),
        Action.COMMENT: lambda: reviewing.comment(article.id, by, COMMENT),
        Action.EDIT: lambda: edit(desk, article, Remove(1), by=by, version=seen),
        Action.REQUEST_CHANGES: lambda: reviewing.request_changes(article.id, by, seen, COMMENT),
        Action.APPROVE: lambda: reviewing.approve(article.id, by, seen, COMMENT),
        Action.RETIRE: lambda: reviewing.retire(article.id, by, seen, COMMENT),
    }
    steps[action]()


def edit(
    desk: Desk, article: Article, *edits: Edit, by: Person = REVIEWER, version: int = 0
) -> Article:
    return desk.workspace.reviewing.edit(
        article.id, by, version or article.version, edits, desk.verifier.verify, COMMENT
    )


def reopened(desk: Desk, article: Article) -> Article:
    return desk.workspace.articles.open(article.id, READER)


PATHS: dict[Status, tuple[Action, ...]] = {
    Status.SAVED: (),
    Status.SUBMITTED: (Action.SUBMIT,),
    Status.UNDER_REVIEW: (Action.SUBMIT, Action.TAKE_UP),
    Status.CHANGES_REQUESTED: (Action.SUBMIT, Action.TAKE_UP, Action.REQUEST_CHANGES),
    Status.APPROVED: (Action.SUBMIT, Action.TAKE_UP, Action.APPROVE),
    Status.RETIRED: (Action.SUBMIT, Action.RETIRE),
}


def article_in(desk: Desk, status: Status) -> Article:
    article = desk.saved()
    for action in PATHS[status]:
        act(desk, action, article, REVIEWER)
        article = reopened(desk, article)
    assert article.status is status
    return article


@pytest.mark.parametrize("status", Status)
def test_every_step_is_taken_or_refused_as_the_table_says(desk: Desk, status: Status) -> None:
    article = article_in(desk, status)
    for action, by in product(Action, (READER, OTHER, LIBRARIAN, REVIEWER, ADMIN)):
        step = STEPS[action]
        may = status in step.before and bool(by.roles & step.roles)
        if action is Action.SUBMIT:
            may = may and (by is READER or bool(by.roles & REVIEWERS))
        assert (action in desk.workspace.reviewing.allowed(article, by)) == may
        if may:
            events = len(desk.workspace.reviewing.history(article.id, READER))
            act(desk, action, article, by)
            assert reopened(desk, article).status is (step.after or status)
            assert len(desk.workspace.reviewing.history(article.id, READER)) == events + 1
            article = article_in(desk, status)
        else:
            with pytest.raises(NotAllowed):
                act(desk, action, article, by)
            assert reopened(desk, article) == article


def test_a_reader_may_submit_and_comment_and_no_more() -> None:
    may = {action for action, step in STEPS.items() if Role.READER in step.roles}
    assert may == {Action.SUBMIT, Action.COMMENT}


def test_no_article_is_approved_but_through_a_review() -> None:
    assert [action for action, step in STEPS.items() if step.after is Status.APPROVED] == [
        Action.APPROVE
    ]
    assert STEPS[Action.APPROVE].before == {Status.UNDER_REVIEW}
    assert STEPS[Action.APPROVE].roles == {Role.REVIEWER, Role.ADMIN}


def test_history_tells_who_did_what_in_which_role_and_when(desk: Desk) -> None:
    article = desk.approved()
    history = desk.workspace.reviewing.history(article.id, OTHER)
    assert [(e.who, e.role, e.action, e.before, e.after) for e in history] == [
        ("rita", Role.READER, Action.SUBMIT, Status.SAVED, Status.SUBMITTED),
        ("vera", Role.REVIEWER, Action.TAKE_UP, Status.SUBMITTED, Status.UNDER_REVIEW),
        ("vera", Role.REVIEWER, Action.APPROVE, Status.UNDER_REVIEW, Status.APPROVED),
    ]
    times = [event.at for event in history]
    assert times == sorted(times)
    assert all(time.endswith("+00:00") for time in times)
    assert article.updated_at == times[-1]


@pytest.mark.parametrize("blank", ["", "  \n "])
def test_comments_and_requests_for_changes_say_something(desk: Desk, blank: str) -> None:
    article, reviewing = desk.under_review(), desk.workspace.reviewing
    with pytest.raises(UsageError, match="comment"):
        reviewing.comment(article.id, READER, blank)
    with pytest.raises(UsageError, match="comment"):
        reviewing.request_changes(article.id, REVIEWER, article.version, blank)


# Two people at once


@pytest.mark.parametrize("action", [a for a in Action if a is not Action.COMMENT])
def test_a_stale_version_changes_nothing(desk: Desk, action: Action) -> None:
    before = next(s for s in PATHS if s in STEPS[action].before)
    article = article_in(desk, before)
    for version in (article.version - 1, article.version + 1):
        if version:
            with pytest.raises(Conflict, match="reload"):
                act(desk, action, article, REVIEWER, version)
    assert reopened(desk, article) == article


def test_a_comment_disturbs_nobody(desk: Desk) -> None:
    article = desk.under_review()
    desk.workspace.reviewing.comment(article.id, READER, COMMENT)
    approved = desk.workspace.reviewing.approve(article.id, REVIEWER, article.version)
    assert approved.status is Status.APPROVED


def test_of_many_threads_with_the_same_version_one_wins(desk: Desk) -> None:
    article, workers = desk.under_review(), 8
    ready = Barrier(workers)

    def approve(number: int) -> bool:
        ready.wait()
        person = Person(f"reviewer-{number}", frozenset({Role.REVIEWER}))
        try:
            desk.workspace.reviewing.approve(article.id, person, article.version)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(workers) as pool:
        assert sum(pool.map(approve, range(workers))) == 1
    history = desk.workspace.reviewing.history(article.id, READER)
    assert [event.action for event in history].count(Action.APPROVE) == 1
    assert desk.workspace.trail.verify().whole


RACE = """
import sys
from pathlib import Path
from workspaces import open_desk
from assistant.workspace.model import Person, Role
from corpus.errors import Conflict
home, article_id, version, name, *url = sys.argv[1:]
desk = open_desk(Path(home), *url)
person = Person(name, frozenset({Role.REVIEWER}))
print("ready", flush=True)
sys.stdin.readline()
try:
    desk.workspace.reviewing.retire(article_id, person, int(version))
except Conflict:
    print("conflict")
else:
    print("won")
for number in range(20):
    desk.workspace.reviewing.comment(article_id, person, f"comment {number}")
"""


def test_of_two_processes_with_the_same_version_one_wins_and_no_comment_is_lost(
    desk: Desk,
) -> None:
    article = desk.under_review()
    root = Path(__file__).resolve().parents[3]
    paths = [str(root / part) for part in (".", "tests/assistant", "tests/corpus")]
    code = f"import sys\nsys.path[:0] = {paths!r}\n{RACE}"
    version, url = (article.id, str(article.version)), (desk.url,) if desk.url else ()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(desk.home), *version, name, *url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    outcomes = sorted(child.communicate("go\n")[0].strip() for child in children)
    assert outcomes == ["conflict", "won"]
    history = desk.workspace.reviewing.history(article.id, READER)
    said = [(event.who, event.comment) for event in history if event.action is Action.COMMENT]
    assert sorted(said) == sorted((w, f"comment {n}") for w in ("one", "two") for n in range(20))
    assert desk.workspace.trail.verify().whole


# Edits


def texts(article: Article) -> list[str]:
    return [statement.text for statement in article.answer.statements()]


def test_statements_are_removed_moved_and_reworded_in_a_new_revision(desk: Desk) -> None:
    article = desk.under_review()
    edited = edit(desk, article, Reword(0, REWORDED), Move(2, 0), Remove(3))
    assert texts(edited) == [REWORDED, GOUT[2], GOUT[1]]
    assert edited.revision == 2
    assert edited.status is Status.UNDER_REVIEW
    assert edited.answer.bottom_line is not None
    assert edited.answer.bottom_line.checks["support"] == "pass"
    first, second = desk.workspace.reviewing.revisions(article.id, READER)
    assert first.answer == article.answer
    assert second.answer == edited.answer
    assert (first.who, second.who) == ("rita", "vera")


def test_differences_tell_what_became_of_each_statement(desk: Desk) -> None:
    article = desk.under_review()
    second = edit(desk, article, Reword(0, REWORDED), Move(2, 0))
    edit(desk, second, Remove(3))
    differences = desk.workspace.reviewing.differences
    told = [(d.kind, d.before, d.after) for d in differences(article.id, READER, 1, 3)]
    reworded, removed = DifferenceKind.REWORDED, DifferenceKind.REMOVED
    assert (reworded, GOUT[0], REWORDED) in told
    assert (removed, texts(article)[3], None) in told
    assert [kind for kind, *_ in told].count(DifferenceKind.MOVED) == 1
    assert len(told) == 3
    (only,) = differences(article.id, READER, 2, 3)
    assert (only.kind, only.statement_before, only.statement_after) == (removed, 3, None)
    for old, new in ((1, 1), (2, 1), (0, 1), (1, 4)):
        with pytest.raises(UsageError):
            differences(article.id, READER, old, new)


def test_citations_still_lead_to_their_quotes_after_edits(desk: Desk) -> None:
    article = desk.under_review()
    quotes = {
        statement.text: [article.answer.quote(c).text for c in statement.citations]
        for statement in article.answer.statements()
    }
    for edits in ((Remove(0),), (Remove(1), Remove(2)), (Remove(0), Remove(1), Remove(2))):
        edited = edit(desk, desk.under_review(), *edits).answer
        assert {
            statement.text: [edited.quote(c).text for c in statement.citations]
            for statement in edited.statements()
        } == {s.text: quotes[s.text] for s in edited.statements()}
        assert [r.number for r in edited.references] == [*range(1, len(edited.references) + 1)]
        assert sum(len(r.quotes) for r in edited.references) == sum(1 for _ in edited.statements())


def test_a_source_that_is_not_cited_any_more_makes_nothing_stale(desk: Desk) -> None:
    article = desk.under_review()
    edited = edit(desk, article, Remove(3))
    desk.catalog.remove("other-2020-urate")
    assert [source.source_id for source in edited.sources] == ["acme-2017-gout"]
    assert reopened(desk, edited).stale == ()


def test_statements_of_a_real_answer_stand_on_their_quotes(
    desk: Desk, starter_session: Session
) -> None:
    """Also list items, which rest on several spans: without its full stop, each one still holds."""
    library = starter_session.library
    answer = starter_session.assistant.ask("Which drugs should be avoided in kidney disease?")
    workspace = Workspace.open(
        starter_session.settings.model_copy(update={"home": desk.home}), library
    )
    article = workspace.articles.save(answer, READER)
    article = workspace.reviewing.submit(article.id, READER, article.version)
    article = workspace.reviewing.take_up(article.id, REVIEWER, article.version)
    shorter = {n: s.text.rstrip(".") for n, s in enumerate(answer.statements())}
    edits = [Reword(n, shorter[n]) for n, text in enumerate(texts(article)) if text != shorter[n]]
    edited = workspace.reviewing.edit(
        article.id, REVIEWER, article.version, edits, Verifier(library).verify
    )
    workspace.close()
    assert len(edits) > 3
    assert texts(edited) == [*shorter.values()]
    assert edited.answer.references == answer.references
    assert edited.stale == ()


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Colchicine 10 mg is recommended first for an acute gout flare in adults.", "numbers"),
        ("Colchicine 1 mg is not recommended for an acute gout flare in adults.", "polarity"),
        ("Warfarin 1 mg is recommended first for an acute gout flare in adults.", "support"),
        ("It is recommended first for an acute gout flare in adults.", "context"),
        ("", "support"),
    ],
)
def test_words_that_fail_a_check_are_refused_with_its_name(
    desk: Desk, text: str, check: str
) -> None:
    article = desk.under_review()
    with pytest.raises(EditRefused, match=check):
        edit(desk, article, Remove(1), Reword(0, text))
    assert reopened(desk, article) == article


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (Remove(4),),
        (Remove(-1),),
        (Reword(9, REWORDED),),
        (Move(7, 0),),
        (Move(1, 5),),
        (Move(1, -1),),
        (Move(0, 0),),
        (Move(1, 0),),
        (Remove(0), Reword(0, REWORDED)),
        (Remove(1), Move(1, 0)),
        (Reword(0, REWORDED), Reword(0, REWORDED)),
        tuple(Remove(n) for n in range(4)),
        (Reword(0, GOUT[0]),),
    ],
)
def test_edits_that_mean_nothing_are_refused(desk: Desk, edits: tuple[Edit, ...]) -> None:
    article = desk.under_review()
    with pytest.raises(EditRefused):
        edit(desk, article, *edits)
    assert reopened(desk, article) == article


def test_an_edited_article_is_found_by_its_new_words(desk: Desk) -> None:
    article = desk.under_review()
    edit(desk, article, Remove(1))
    search = desk.workspace.articles.search
    assert search(ArticleQuery(words="naproxen"), READER).total == 0
    assert search(ArticleQuery(words="colchicine"), READER).total == 1


# Currency


def test_a_stale_article_is_not_approved(desk: Desk) -> None:
    article = desk.under_review()
    desk.put(guideline("acme-2022-gout", GOUT, supersedes=("acme-2017-gout",)))
    with pytest.raises(NotAllowed, match="Acme College 2017 was superseded by Acme College 2022"):
        desk.workspace.reviewing.approve(article.id, REVIEWER, article.version)
    assert reopened(desk, article).status is Status.UNDER_REVIEW


def test_unknown_articles_are_named_as_such(desk: Desk) -> None:
    reviewing = desk.workspace.reviewing
    for call in (
        lambda: reviewing.submit("no-such-id", READER, 1),
        lambda: reviewing.comment("no-such-id", READER, COMMENT),
        lambda: reviewing.history("no-such-id", READER),
        lambda: reviewing.revisions("no-such-id", READER),
    ):
        with pytest.raises(UnknownRecord) as raised:
            call()
        assert isinstance(raised.value, GalenError)
