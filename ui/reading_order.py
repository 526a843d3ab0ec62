"""What is read first in an answer, on every surface: notices in their order, numbers, no answer.

Callers: the text of the command line, the page, the exports. Each sets it in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Notice, NoticeKind, Statement

URGENT = (NoticeKind.EMERGENCY, NoticeKind.SELF_HARM)
"""What a person in danger must read before everything else."""

BEFORE = (
    NoticeKind.PERSONAL_DATA_REMOVED,
    NoticeKind.INJECTION,
    NoticeKind.OUT_OF_SCOPE,
    NoticeKind.OTHER_POPULATION,
    NoticeKind.MISSING,
    NoticeKind.FALLBACK,
    NoticeKind.CONFLICT,
)
"""What must be known before the answer is read."""

AFTER = tuple(kind for kind in NoticeKind if kind not in (*URGENT, *BEFORE))
"""What must be known of the sources."""

NOTHING = "No answer is given: nothing in this library supports one."
CLOSEST_SHOWN = 3
_SAID_WHY = {NoticeKind.MISSING, NoticeKind.SELF_HARM, NoticeKind.OUT_OF_SCOPE}


def notices(answer: Answer, kinds: Sequence[NoticeKind]) -> list[Notice]:
    """Those of the kinds, in the order of the kinds."""
    found = [notice for notice in answer.notices if notice.kind in kinds]
    return sorted(found, key=lambda notice: kinds.index(notice.kind))


def says_why(answer: Answer) -> bool:
    """Whether a notice tells why there is no answer, so that `NOTHING` would only repeat it."""
    return any(notice.kind in _SAID_WHY for notice in answer.notices)


def numbers(statement: Statement) -> tuple[int, ...]:
    """The numbers of the references it cites, each once."""
    return tuple(dict.fromkeys(citation.number for citation in statement.citations))
