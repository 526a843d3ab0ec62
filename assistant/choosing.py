"""What the rules choose of what was found: the statements, what corrects a premise, is it enough?

`Assistant` answers with it. What a language model proposes to leave out or to add goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from assistant.evidence import Candidate, candidates
from assistant.premise import correct
from assistant.query import Query
from assistant.retrieval import Retrieval
from assistant.selection import Selection, select
from assistant.sufficiency import Frequencies, Sufficiency, judge

if TYPE_CHECKING:
    from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Chosen:
    """What will be said of what was found. `denied`: the bottom line denies a false premise."""

    query: Query
    found: Retrieval
    best_first: Sequence[Candidate]
    selection: Selection
    denied: bool
    enough: Sufficiency


class Chooser:
    """Chooses from one library. `count_tokens` counts the embedding model's word pieces, by which
    rare words are told."""

    def __init__(self, library: Library, count_tokens: Callable[[str], int]) -> None:
        self._library = library
        self._count_tokens = count_tokens

    def choose(self, query: Query, found: Retrieval) -> Chosen:
        """From all that was found."""
        return self.among(query, found, candidates(query, found, self._library))

    def among(self, query: Query, found: Retrieval, best_first: Sequence[Candidate]) -> Chosen:
        """From these candidates, best first."""
        corrected = correct(query, best_first, select(best_first, found), found)
        enough = self._judged(query, found, best_first, corrected.selection)
        return Chosen(query, found, best_first, corrected.selection, corrected.denied, enough)

    def saying(self, chosen: Chosen, selection: Selection) -> Chosen:
        """What was chosen, saying this instead."""
        enough = self._judged(chosen.query, chosen.found, chosen.best_first, selection)
        return replace(chosen, selection=selection, enough=enough)

    def _judged(
        self,
        query: Query,
        found: Retrieval,
        best_first: Sequence[Candidate],
        selection: Selection,
    ) -> Sufficiency:
        shown = tuple(selection.everything())
        frequency = cache(self._library.document_frequency)
        frequencies = Frequencies(frequency, self._library.passage_count, self._count_tokens)
        return judge(query, found, best_first, shown, frequencies)
