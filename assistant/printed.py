"""A cited span as it is printed: its sentences, each with its labels and the lead-in it hangs on.

`support` asks which printed sentence a text is from; nothing here judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.text import context
from corpus.text.sentences import sentence_spans
from corpus.text.strength import leading_label, split_label
from corpus.text.words import content_stems

_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_BLOCK = re.compile(rf"\n\s*(?={_ITEM.pattern})|\n\s*\n|(?<=:)\s*\n")


class Printed(NamedTuple):
    """One sentence of a span: its words, the labels printed with it, the lead-in it hangs on."""

    words: str
    labels: tuple[str, ...] = ()
    lead_in: str = ""

    @property
    def whole(self) -> str:
        return f"{self.lead_in} {self.words}".strip()


def closest(text: str, units: Sequence[Printed]) -> Printed:
    """The sentence of the span that holds most of the text's words, the shortest of several."""
    said = set(content_stems(text))
    return max(units, key=lambda unit: _closeness(said, set(content_stems(unit.whole))))


def _closeness(said: set[str], printed: set[str]) -> tuple[int, int]:
    return len(said & printed), -len(printed)


def printed_sentences(span: str, text: str) -> list[Printed]:
    """The sentences of a span, each with its label and lead-in; a text that is all of it, whole."""
    if flat(span) == flat(text):
        return [Printed(text)]
    units: list[Printed] = []
    lead_in = ""
    for block in _BLOCK.split(span):
        bare = _without_mark(block.strip())
        lead_in = lead_in if bare != block.strip() else ""
        if bare.endswith(":"):
            lead_in = bare
        _add_sentences(bare, lead_in if lead_in != bare else "", units)
    return units or [Printed(span)]


def _add_sentences(block: str, lead_in: str, units: list[Printed]) -> None:
    """Adds the sentences of one paragraph or item; a lone label joins the sentence before it."""
    for sentence in sentences(block):
        said, labels = without_labels(sentence)
        if not said.strip(". "):
            if units:
                units[-1] = units[-1]._replace(labels=(*units[-1].labels, *labels))
            continue
        if units and context.dangles(said):
            said, labels = f"{units[-1].words} {said}", (*units[-1].labels, *labels)
        units.append(Printed(said, labels, lead_in))


def sentences(text: str) -> Iterator[str]:
    return (span.of(text) for span in sentence_spans(text))


def without_labels(sentence: str) -> tuple[str, tuple[str, ...]]:
    """The words alone, and the labels printed before and after them."""
    bare = _without_mark(sentence)
    opening = leading_label(bare, any_parenthesis=True)
    if opening is not None and opening.span.end < len(bare):
        bare = bare[opening.span.end :]
    closing = split_label(bare, leading_is_label=False)
    labels = (opening.label if opening else None, closing.label)
    return closing.span.of(bare), tuple(label for label in labels if label)


def _without_mark(text: str) -> str:
    """The text of a list item without its bullet or number."""
    mark = _ITEM.match(text)
    return text[mark.end() :] if mark else text


def flat(text: str) -> str:
    """White space as single blanks, no closing full stop: what verbatim text is compared by."""
    return " ".join(text.split()).rstrip(".")
