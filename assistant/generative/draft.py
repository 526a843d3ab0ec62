"""The answer while it grows: verified statements, each numbered when it comes, none of them twice.

`GenerativeEngine` adds to it and lays it out at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from assistant.answer import Withheld
from assistant.composition import Composition, Shown, laid_out, statement
from assistant.events import StatementReady
from assistant.evidence import Candidate
from assistant.generative.examining import same_sentence
from assistant.generative.wire import BOTTOM_LINE
from assistant.printed import flat
from assistant.references import References
from corpus.records import Entry
from corpus.text.words import content_stems

# Shared stems (Jaccard) from which two statements on one sentence say the same.
_SAME = 0.6
# Of the stems of the sentence that leads, so many must be said by what is shown in its place.
_SAID_OF_LEADING = 0.5


class Draft:
    """Statements in the order in which they were verified, and their references."""

    def __init__(self, entries: Mapping[str, Entry], leading: Shown) -> None:
        """`leading` is the quoted statement that the answer must lead with, in whatever words."""
        self._entries = entries
        self._references = References(entries)
        self._leading = leading
        self.bottom_line: Shown | None = None
        self.rest: list[Shown] = []

    @property
    def statements(self) -> list[Shown]:
        return [self.bottom_line, *self.rest] if self.bottom_line else list(self.rest)

    def add(self, shown: Shown, section: str) -> StatementReady | None:
        """Take a statement in where it belongs; None where it was said before.

        It becomes the bottom line only in the place of the quoted one; all others go to the section
        of their source, wherever the model wanted them.
        """
        if any(_repeats(shown, other) for other in self.statements):
            return None
        if section == BOTTOM_LINE and self.bottom_line is None and self._leads(shown):
            self.bottom_line = shown
            return self._ready(BOTTOM_LINE, None, shown)
        self.rest.append(shown)
        return self._ready(shown.section.value, shown.heading, shown)

    def lead_with(self, shown: Shown) -> StatementReady:
        """Take the quoted bottom line; what only repeats it below goes."""
        self.bottom_line = shown
        self.rest = [other for other in self.rest if not _only_repeats(other, shown)]
        return self._ready(BOTTOM_LINE, None, shown)

    def rests_on(self, candidate: Candidate) -> bool:
        """Whether a statement rests on this sentence."""
        return any(same_sentence(candidate, c) for s in self.statements for c in s.rests_on)

    def reword(self, words: Callable[[Sequence[Shown]], Sequence[Shown]]) -> None:
        """Put the same statements, in their order, into other words."""
        made = list(words(self.statements))
        if self.bottom_line is not None:
            self.bottom_line = made.pop(0)
        self.rest = made

    def laid_out(self, withheld: Iterable[Withheld]) -> Composition:
        """The answer, older versions last; every number is the one that was told."""
        ordered = sorted(self.rest, key=self._is_superseded)
        return laid_out(self.bottom_line, ordered, self._references, withheld)

    def _is_superseded(self, shown: Shown) -> bool:
        return self._entries[shown.source.id].superseded_by is not None

    def _leads(self, shown: Shown) -> bool:
        """Whether it says most of the sentence that leads, with what must stand before it."""
        (printed,) = self._leading.rests_on
        if shown.lead != self._leading.lead or not same_sentence(shown.rests_on[0], printed):
            return False
        said = frozenset(content_stems(shown.text))
        return len(said & printed.stems) >= _SAID_OF_LEADING * len(printed.stems)

    def _ready(self, section: str, heading: str | None, shown: Shown) -> StatementReady:
        made = statement(shown, self._references)
        return StatementReady(section, heading, made, self._references.all())


def _only_repeats(shown: Shown, other: Shown) -> bool:
    """Whether it repeats the other and cites nothing that the other does not."""
    cites_no_more = all(any(same_sentence(c, o) for o in other.rests_on) for c in shown.rests_on)
    return cites_no_more and _repeats(shown, other)


def _repeats(shown: Shown, other: Shown) -> bool:
    """Whether it says the same words, or nearly the same of the same sentence."""
    if flat(shown.text).lower() == flat(other.text).lower():
        return True
    if not any(same_sentence(a, b) for a in shown.rests_on for b in other.rests_on):
        return False
    one, two = frozenset(content_stems(shown.text)), frozenset(content_stems(other.text))
    return len(one & two) >= _SAME * len(one | two)
