"""What stands on an exported answer, in order and clean: the layout of PDF, Word and Markdown.

`ui.export.content` fills it from an answer; the writers only set it. All text is one line each.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.export.links import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement. `numbers` are those of its references; `plainly` explains its terms."""

    lead: str
    text: str
    strength: str
    numbers: tuple[int, ...]
    plainly: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines under a small heading, and what the heading means in plain words."""

    heading: str
    lines: tuple[Line, ...]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SheetSection:
    """`line` stands under the title: the same in plain words."""

    title: str
    groups: tuple[LineGroup, ...]
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPassage:
    """One quote. `label` says whose words they are, `where` names heading path and page.

    `text` has quotation marks where the words are the publisher's, none where they are Galen's.
    """

    label: str
    where: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One reference. `marks` say how far to trust it: superseded, a summary, how checked."""

    number: int
    citation: str
    marks: str
    links: tuple[Link, ...]
    passages: tuple[QuotedPassage, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about this copy. `url` is where the value leads, None for plain text."""

    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The parts in reading order. An empty text or tuple is a part that there is not.

    `caution` is the disclaimer of readers who must have it before they read on, `disclaimer` that
    of all others. `plain_words` says whose the explanations are.
    """

    urgent: tuple[str, ...]
    title: str
    searched_for: str
    banner: str
    review: tuple[str, ...]
    before: tuple[str, ...]
    bottom_line: Line | None
    sources: tuple[str, ...]
    nothing: str
    closest: tuple[str, ...]
    caution: str
    sections: tuple[SheetSection, ...]
    notes: tuple[str, ...]
    references: tuple[Entry, ...]
    withheld: str
    plain_words: str
    disclaimer: str
    about: tuple[Fact, ...]
