"""What of a passage is embedded, and what of it the lexical index holds.

Pure functions, called when a passage is put and when an index is built. Titles, headings and
topics are searched, never quoted. A change here needs a new version, which rebuilds the indexes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Passage, Section, Sentence, Source, SourceText
from corpus.text.words import american

DENSE_TEXT_VERSION = 2
LEXICAL_TEXT_VERSION = 4


@dataclass(frozen=True, slots=True)
class SearchItem:
    """A passage with its source and the lead-in that it begins without, if any."""

    source: Source
    passage: Passage
    lead_in: str | None

    @property
    def dense_text(self) -> str:
        return dense_text(self.source, self.passage, self.lead_in)

    @property
    def section(self) -> Section:
        return self.source.section


def dense_text(source: Source, passage: Passage, lead_in: str | None) -> str:
    """What is embedded: the passage's own words first, the title after them.

    In this order a passage stands out from its neighbours of the same source better than with the
    title in front (docs/results.md). A digest's "(Grade not seen)" says nothing of the content.
    """
    words = passage.text.removeprefix("(Grade not seen) ")
    return f"{lead_in} {words} [{source.title}]" if lead_in else f"{words} [{source.title}]"


def lexical_texts(source: Source, passage: Passage, lead_in: str | None) -> tuple[str, ...]:
    """What is searched by words, as one field: no phrase runs from one text into the next.

    A field each for title and text would count a word of both twice, and put records with telling
    titles before better passages (Robertson, Zaragoza and Taylor, CIKM 2004; docs/results.md).
    """
    parts = (lead_in or "", passage.text, *passage.heading, source.title, *source.topics)
    return tuple(one_spelling(part) for part in parts if part)


def one_spelling(text: str) -> str:
    """Lower case, American spelling, "non-severe" as one word: a question may use either form."""
    return american(text.lower()).replace(" non-", " non")


def search_items(text: SourceText) -> Iterator[SearchItem]:
    """The passages of a source in order, each with the lead-in that it begins without."""
    sentences = sorted(text.sentences, key=lambda sentence: sentence.span)
    for passage in text.passages:
        # Found by bisection, since a long guideline has thousands of sentences.
        first = bisect_left(sentences, passage.span.start, key=lambda s: s.span.start)
        yield SearchItem(
            text.source, passage, _lead_in(text, passage, sentences[first : first + 1])
        )


def _lead_in(text: SourceText, passage: Passage, first: Sequence[Sentence]) -> str | None:
    outside = [
        span
        for sentence in first
        if passage.span.holds(sentence.span)
        for span in sentence.lead_ins
        if not passage.span.holds(span)
    ]
    return " ".join(span.of(text.text) for span in outside) or None
