"""A block's sentences, each bound to the strength label that is printed with it. For chunking.

A label may open its sentence, end it, or follow its full stop. Which of these a block does is
decided once a block, so that no sentence is given its neighbour's label.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from corpus.model import Span
from corpus.text.sentences import sentence_spans
from corpus.text.strength import leading_label, split_label


class Bound(NamedTuple):
    """One sentence within a block: all that is printed of it, its words alone, and its label."""

    printed: Span
    words: Span
    label: str | None


def bound_sentences(text: str, *, leading_is_label: bool, whole: bool) -> Iterator[Bound]:
    """The sentences of a block. `whole` takes the block as one, as a table row is.

    With `leading_is_label`, any parenthesis that opens the block is its first sentence's label.
    """
    spans = [Span(0, len(text))] if whole else list(sentence_spans(text))
    opens = bool(spans) and _opening(spans[0].of(text), leading_is_label) > 0
    if not opens:
        spans = list(_labels_moved_back(spans, text))
    for position, span in enumerate(spans):
        first = position == 0 and leading_is_label
        labelled = split_label(span.of(text), leading_is_label=first)
        words = Span(span.start + labelled.span.start, span.start + labelled.span.end)
        if words.start < words.end:
            yield Bound(span, words, labelled.label)


def _labels_moved_back(spans: list[Span], text: str) -> Iterator[Span]:
    """Give a label that follows a full stop to the sentence before: "Do X. (Strong) Do Y."

    Unless that one has its own: then the label opens what follows.
    """
    waiting: Span | None = None
    for span in spans:
        taken = _opening(span.of(text), False)
        if waiting is not None and taken and split_label(waiting.of(text)).label is None:
            end = span.start + len(span.of(text)[:taken].rstrip())
            waiting = Span(waiting.start, end)
            span = Span(span.start + taken, span.end)
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None and waiting.start < waiting.end:
        yield waiting


def _opening(text: str, any_parenthesis: bool) -> int:
    """How many characters of a label, with its full stop and blanks, open the text."""
    label = leading_label(text, any_parenthesis=any_parenthesis)
    if label is None:
        return 0
    rest = text[label.span.end :]
    return len(text) - len(rest.lstrip(". ")) if rest[:1] == "." else label.span.end
