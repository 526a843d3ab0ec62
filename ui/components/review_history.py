"""Who did what to an article and when, what each edit changed, and whether the trail is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.workspace.edits import Difference
from assistant.workspace.model import Action, Article, Person, ReviewEvent
from ui.components.html import Markup, element, show
from ui.components.wording import STATUS, counted, moment
from ui.services import Services

_DONE: Mapping[Action, str] = {
    Action.SUBMIT: "submitted it",
    Action.TAKE_UP: "took up the review",
    Action.COMMENT: "commented",
    Action.EDIT: "edited it",
    Action.REQUEST_CHANGES: "requested changes",
    Action.APPROVE: "approved it",
    Action.RETIRE: "retired it",
}


def history(services: Services, person: Person, article: Article) -> None:
    """Every record of the trail on this article, with the differences that edits made."""
    events = services.workspace.reviewing.history(article.id, person)
    if not events:
        return
    changed = {
        event.revision: services.workspace.reviewing.differences(
            article.id, person, event.revision - 1, event.revision
        )
        for event in events
        if event.action is Action.EDIT
    }
    lines = (_event(event, changed.get(event.revision, ())) for event in events)
    show(
        element("h2", "History", class_="g-eyebrow"),
        element("ol", *lines, class_="g-history"),
    )


def trail_state(services: Services) -> None:
    """Whether the chain of records was found whole just now."""
    report = services.workspace.trail.verify()
    if report.broken is not None:
        said = f"The trail is broken: {report.broken}. Compare it with a backup."
        show(element("p", said, class_="g-urgent", role="alert"))
    elif report.records:
        said = f"Trail: {counted(report.records, 'record')}, none of them changed."
        show(element("p", said, class_="g-small"))


def _event(event: ReviewEvent, changes: tuple[Difference, ...]) -> Markup:
    to = f" \N{RIGHTWARDS ARROW} {STATUS[event.after]}" if event.after is not event.before else ""
    return element(
        "li",
        element("strong", event.who),
        f" ({event.role.value}) {_DONE[event.action]}{to}",
        element("span", moment(event.at), class_="g-details"),
        element("p", event.comment, class_="g-comment") if event.comment else "",
        *(_changes(changes) if event.action is Action.EDIT else ()),
        element("code", f"{event.hash[:12]}", class_="g-hash", title="Hash of this record"),
    )


def _changes(changes: tuple[Difference, ...]) -> Iterator[Markup]:
    for change in changes:
        yield element(
            "p",
            element("span", f"{change.kind.value}: ", class_="g-label"),
            element("del", change.before) if change.after != change.before else change.before,
            *(
                [" ", element("ins", change.after)]
                if change.after not in (None, change.before)
                else []
            ),
            class_="g-change",
        )
