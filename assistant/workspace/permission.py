"""Who may do what, and from which status to which: checked here, whatever a page shows."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.workspace.model import Action, Person, Role, Status
from corpus.errors import NotAllowed

ANYBODY = frozenset(Role)
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMIN})

_WEIGHT = (Role.REVIEWER, Role.ADMIN, Role.LIBRARIAN, Role.READER)
"""Of several roles that allow an action, the first one is recorded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of action: who may take it, in which status, and which status follows.

    `after` is None where the status stays. `comment` is whether one must be given.
    """

    roles: frozenset[Role]
    before: frozenset[Status]
    after: Status | None
    comment: bool = False


STEPS = {
    Action.SUBMIT: Step(
        ANYBODY, frozenset({Status.SAVED, Status.CHANGES_REQUESTED}), Status.SUBMITTED
    ),
    Action.TAKE_UP: Step(
        REVIEWERS,
        frozenset({Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.APPROVED}),
        Status.UNDER_REVIEW,
    ),
    Action.COMMENT: Step(ANYBODY, frozenset(Status) - {Status.SAVED}, None, comment=True),
    Action.EDIT: Step(REVIEWERS, frozenset({Status.UNDER_REVIEW}), None),
    Action.REQUEST_CHANGES: Step(
        REVIEWERS, frozenset({Status.UNDER_REVIEW}), Status.CHANGES_REQUESTED, comment=True
    ),
    Action.APPROVE: Step(REVIEWERS, frozenset({Status.UNDER_REVIEW}), Status.APPROVED),
    Action.RETIRE: Step(
        REVIEWERS, frozenset(Status) - {Status.SAVED, Status.RETIRED}, Status.RETIRED
    ),
}


def is_allowed(action: Action, person: Person, status: Status, saved_by: str) -> bool:
    """Whether this person may do this to an article in this status."""
    step = STEPS[action]
    return bool(
        step.roles & person.roles and status in step.before and _is_theirs(action, person, saved_by)
    )


def require_allowed(action: Action, person: Person, status: Status, saved_by: str) -> Role:
    """The role to record. Raises NotAllowed that says whether person or status is in the way."""
    step, named = STEPS[action], action.value.replace("-", " ")
    role = require_role(person, step.roles, f"{named} an article")
    if status not in step.before:
        possible = ", ".join(sorted(before.value for before in step.before))
        raise NotAllowed(
            f"an article that is {status.value} cannot take the step {named!r}: it must be "
            f"{possible}"
        )
    if not _is_theirs(action, person, saved_by):
        raise NotAllowed("only the person who saved an answer, or a reviewer, can submit it")
    return role


def require_role(person: Person, roles: frozenset[Role], what: str) -> Role:
    """The weightiest of the person's roles that allows it. Raises NotAllowed."""
    for role in _WEIGHT:
        if role in roles and role in person.roles:
            return role
    needed = " or ".join(role.value for role in _WEIGHT if role in roles)
    raise NotAllowed(f"to {what}, the role {needed} is needed: ask an administrator for it")


def _is_theirs(action: Action, person: Person, saved_by: str) -> bool:
    return action is not Action.SUBMIT or saved_by == person.name or bool(REVIEWERS & person.roles)
