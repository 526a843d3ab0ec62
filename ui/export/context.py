"""What a file says of an answer beyond the answer: its review, its home, when it was made.

The page and `galen export` fill it; every writer of `ui.export` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.workspace.model import Article, Status

EDITORIAL_POLICY = (
    "Galen quotes guidelines and studies and adds no advice of its own. An answer counts as"
    " reviewed only where it says Approved, and no longer once a source that it cites has changed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportContext:
    """The answer's standing at the moment of export.

    `generated` is when the file is made, with a time zone. `updated` is ISO 8601, None for an
    answer that was never saved. `link` leads to the saved answer. `stale` says of each cited source
    that has changed since what happened to it. `reader` is who the copy is for, None for whom the
    answer was written for: it decides layout, plain words and disclaimer, and nothing else.
    """

    generated: datetime
    status: Status = Status.SAVED
    updated: str | None = None
    link: str | None = None
    stale: tuple[str, ...] = ()
    policy: str = EDITORIAL_POLICY
    policy_url: str | None = None
    reader: str | None = None

    @property
    def is_approved(self) -> bool:
        """Whether a reviewer approved it, and all it cites is still as it was."""
        return self.status is Status.APPROVED and not self.stale


def context_of(article: Article, generated: datetime, link: str | None = None) -> ExportContext:
    """The context of a saved answer."""
    return ExportContext(
        generated=generated,
        status=article.status,
        updated=article.updated_at,
        link=link,
        stale=tuple(source.said for source in article.stale),
    )
