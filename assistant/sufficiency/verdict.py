"""What `judging` comes to, and how a reader is told what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import EvidenceState, Notice, NoticeKind
from assistant.conflicts import Disagreement


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The state before composing, and why it is not full.

    `unheard`, `unsaid`, `unlinked`: terms as printed, `unmet`: demands (see `Lacking`); `unnamed`:
    drugs asked about that the source of the first statement does not mention; `others`: the people
    who were asked about and are not treated of; `silent`: what the first statement does not say
    whether it holds in; `weak`: nothing found is close; `nameless`: the question does not tell what
    it is about.
    """

    state: EvidenceState
    unheard: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unlinked: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    others: str | None = None
    silent: str | None = None
    weak: bool = False
    conflict: Disagreement | None = None
    nameless: bool = False

    def notices(self) -> Iterator[Notice]:
        """What disagrees and what is missing, in the words of the question."""
        shows = self.state is not EvidenceState.NONE
        if self.conflict and shows:
            yield self.conflict.notice()
        if self.others and shows:
            yield Notice(
                NoticeKind.OTHER_POPULATION,
                f"What is shown is about other people than {self.others}, whom you asked about.",
            )
        missing = tuple(self._missing())
        yield from (Notice(NoticeKind.MISSING, text) for text in missing)
        if not shows and not missing:
            yield Notice(
                NoticeKind.MISSING,
                "Nothing in this library answers the question. Its closest sources are listed as"
                " found, not as evidence.",
            )

    def _missing(self) -> Iterator[str]:
        if self.nameless:
            yield "The question names no complaint, disease, drug or test: say what it is about."
        if self.unheard:
            yield f"Nothing in this library mentions: {', '.join(self.unheard)}."
        if self.unsaid:
            yield f"No source that fits the question mentions: {', '.join(self.unsaid)}."
        if self.unmet:
            yield f"Asked for and not found: {'; '.join(self.unmet)}."
        if self.unlinked:
            yield f"No source found treats of {' and '.join(self.unlinked)} together."
        if self.unnamed:
            yield f"The source of the first statement does not mention: {', '.join(self.unnamed)}."
        if self.others:
            yield f"Nothing found that fits the question is about {self.others}."
        if self.silent:
            yield f"The first statement does not say whether it holds in {self.silent}."
        if self.weak and self.state is EvidenceState.PARTIAL:
            yield "No source is close to the question: what is shown may not be what you asked for."
