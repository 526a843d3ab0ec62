"""A block's sentences, each bound to the strength label that is printed with it. For chunking.

A label may open its sentence, end it, or follow its full stop. Which of these a block does is
decided once a block, so that no sentence is given its neighbour's label.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from corpus.model import Span
from corpus.text.sentences import sentence_spans
from corpus.text.strength import leading_label, split_label

# Which sentences of several a label that stands over all of them is about.
_RECOMMENDS = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?|should|must|may\s+be|can\s+be"
    r"|(?:is|are)\s+(?:not\s+)?(?:indicated|appropriate|reasonable|useful|effective)"
    r"|consider(?:ed)?|offer|avoid|do\s+not)\b",
    re.I,
)
# A sentence that leaves open what to do takes no label that says which way.
_UNDECIDED = re.compile(
    r"\b(?:insufficient\s+evidence|inconclusive|for\s+(?:n?or|and)\s+against"
    r"|no\s+recommendations?\s+(?:can|could|is|was))\b",
    re.I,
)
_WHICH_WAY = re.compile(r"\b(?:for|against)\b", re.I)
# A label in words of its own: "Grade of recommendation: strong, 1B."
_NAMED = re.compile(
    r"(?:grade|strength|level)\s+of\s+(?:the\s+)?recommendations?\s*:\s*[^.;:]{1,90}\.?", re.I
)
_AFTER_STOP = re.compile(r"(?<=[.!?])\s+(?P<label>[(\[][a-z][^()\[\]]{1,220}[)\]]\.?)\s+(?=[A-Z])")
# A code in brackets that no sentence took for its label says nothing by itself.
_CODE_ALONE = re.compile(r"[(\[][^()\[\]a-z]{1,8}[)\]][.;,]?")
_DATED = r"\[(?:new\s)?(?:19|20)\d\d(?:[,;]\s?amended\s(?:19|20)\d\d)?\]\.?"
_YEAR = re.compile(rf"(?<=\S)\s*{_DATED}$", re.I)
_YEAR_OPENS = re.compile(rf"{_DATED}(?:\s+|$)", re.I)


class Bound(NamedTuple):
    """One sentence within a block: all that is printed of it, its words alone, and its label."""

    printed: Span
    words: Span
    label: str | None


def bound_sentences(
    text: str,
    *,
    leading_is_label: bool,
    whole: bool,
    label: str | None = None,
    own: Collection[str] = (),
) -> Iterator[Bound]:
    """The sentences of a block. `whole` takes the block as one, as a table row is.

    With `leading_is_label`, any parenthesis that opens the block is its first sentence's label.
    `own` are the document's own codes. `label` is printed outside of the block: it goes to a
    sentence alone, or of several to those that recommend, unless the block prints a label itself.
    """
    if label is not None and whole:
        yield Bound(Span(0, len(text)), Span(0, len(text)), label)
        return
    found = _named(list(_labelled(text, leading_is_label, whole, own)), text)
    if label is None or any(bound.label for bound in found):
        yield from _undoubted(found, text)
        return
    for bound in found:
        graded = len(found) == 1 or _RECOMMENDS.search(bound.words.of(text))
        yield bound._replace(label=label if graded else None)


def _named(found: list[Bound], text: str) -> list[Bound]:
    """Give a label in words of its own to the sentence before it: it is none itself."""
    kept: list[Bound] = []
    for bound in found:
        words = bound.words.of(text)
        if kept and kept[-1].label is None and _NAMED.fullmatch(words):
            printed = Span(kept[-1].printed.start, bound.printed.end)
            kept[-1] = Bound(printed, kept[-1].words, words.rstrip("."))
        else:
            kept.append(bound)
    return kept


def _undoubted(found: list[Bound], text: str) -> Iterator[Bound]:
    """Without the labels that may be another sentence's.

    One that follows the full stop of a paragraph grades all of it, and its last sentence only where
    that recommends: "We suggest ice. This may help. (Weak)" does not say that helping is weak.
    """
    alone = len(found) > 1 and not any(bound.label for bound in found[:-1])
    for bound in found:
        words = bound.words.of(text)
        last = alone and bound is found[-1] and words.endswith((".", "!", "?"))
        doubtful = last and not _RECOMMENDS.search(words)
        undecided = _UNDECIDED.search(words) and bound.label and _WHICH_WAY.search(bound.label)
        yield bound._replace(label=None) if doubtful or undecided else bound


def _labelled(
    text: str, leading_is_label: bool, whole: bool, own: Collection[str]
) -> Iterator[Bound]:
    spans = [Span(0, len(text))] if whole else list(sentence_spans(text))
    opens = bool(spans) and _opening(spans[0].of(text), leading_is_label, own) > 0
    if not opens and not whole:
        spans = [part for span in spans for part in _parted_by_labels(span, text, own)]
        spans = list(_labels_moved_back(spans, text, own))
    for position, span in enumerate(spans):
        first = position == 0 and leading_is_label
        labelled = split_label(span.of(text), leading_is_label=first, own=own)
        words = Span(span.start + labelled.span.start, span.start + labelled.span.end)
        words = _without_year(words, text)
        if words.start < words.end and not _CODE_ALONE.fullmatch(words.of(text)):
            yield Bound(span, words, labelled.label)


def _parted_by_labels(span: Span, text: str, own: Collection[str]) -> Iterator[Span]:
    """A small letter in brackets begins no sentence, but a label may: "Do X. (strong) Do Y."."""
    start = span.start
    for match in _AFTER_STOP.finditer(text, span.start, span.end):
        before = text[start : match.end("label")]
        if _YEAR.search(before) or split_label(before, own=own).label is not None:
            yield Span(start, match.end("label"))
            start = match.end()
    yield Span(start, span.end)


def _without_year(words: Span, text: str) -> Span:
    """The words without the year of the recommendation that NICE prints after it: "[new 2014]"."""
    mark = _YEAR.search(words.of(text))
    return Span(words.start, words.start + mark.start()) if mark else words


def _labels_moved_back(spans: list[Span], text: str, own: Collection[str]) -> Iterator[Span]:
    """Give a label that follows a full stop to the sentence before: "Do X. (Strong) Do Y."

    Unless that one has its own: then the label opens what follows.
    """
    waiting: Span | None = None
    for span in spans:
        taken = _after_full_stop(span.of(text), waiting, text, own)
        if waiting is not None and taken and split_label(waiting.of(text), own=own).label is None:
            end = span.start + len(span.of(text)[:taken].rstrip())
            waiting = Span(waiting.start, end)
            span = Span(span.start + taken, span.end)
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None and waiting.start < waiting.end:
        yield waiting


def _after_full_stop(words: str, waiting: Span | None, text: str, own: Collection[str]) -> int:
    """How many characters of what opens the words grade or date the sentence before them."""
    if waiting is None:
        return 0
    year = _YEAR_OPENS.match(words)
    return year.end() if year else _opening(words, False, own, of=waiting.of(text).rstrip(". "))


def _opening(text: str, any_parenthesis: bool, own: Collection[str], of: str | None = None) -> int:
    """How many characters of a label, with its full stop and blanks, open the text."""
    label = leading_label(text, any_parenthesis=any_parenthesis, own=own, of=of)
    if label is None:
        return 0
    rest = text[label.span.end :]
    return len(text) - len(rest.lstrip(". ")) if rest[:1] == "." else label.span.end
