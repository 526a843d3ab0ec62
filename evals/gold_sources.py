"""The texts of the library's sources as the evaluator needs them: to trace quotes and lost points.

The entry point makes one from a library and hands it to the scorer and to the linter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from assistant.answer import Statement
from corpus.model import Sentence, SourceText
from evals.matching import ShownSentence, met_by, sentences_in
from evals.questions import KeyPoint

_KEPT = 256
"""Sources held in memory at a time; a guideline of 100 pages is about a megabyte here."""


class GoldSources:
    """Reads each source once and remembers what was asked of it lately."""

    def __init__(self, read: Callable[[str], SourceText]) -> None:
        """`read` gives the text of a source, as `Library.source_text` does."""
        self._held = lru_cache(_KEPT)(read)
        self._shown = lru_cache(_KEPT)(self._sentences)

    def text(self, source_id: str) -> str:
        return self._held(source_id).text

    def sentences(self, source_id: str) -> tuple[ShownSentence, ...]:
        """Every sentence of the source as an answer could show it: with lead-ins and label."""
        return self._shown(source_id)

    def holding(self, point: KeyPoint, source_ids: Iterable[str]) -> tuple[str, ...]:
        """Those sources of which sentences meet the key point."""
        return tuple(s for s in source_ids if met_by(point, self.sentences(s)))

    def _sentences(self, source_id: str) -> tuple[ShownSentence, ...]:
        source = self._held(source_id)
        return tuple(
            shown
            for sentence in source.sentences
            for shown in sentences_in(_statement(sentence, source.text))
        )


def _statement(sentence: Sentence, text: str) -> Statement:
    words = " ".join(span.of(text) for span in (*sentence.lead_ins, sentence.span))
    return Statement(text=words, citations=(), strength=sentence.strength)
