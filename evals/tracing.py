"""Traces what an answer shows to where it says that it is from: numbers, strength labels, quotes.

Called by the scorer. Uses the matcher's normal form and nothing of the product's verifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Quote, Reference, Statement
from evals.gold_sources import GoldSources
from evals.matching import holds, normalise
from evals.metrics.citation_validity import is_citable
from evals.outcome import Fidelity

# A number of the matcher's normal form that stands for itself: none of "GLP-1", "10^5" or "HbA1c".
_NUMBER = re.compile(r"(?<![\w.^])(?<!\d,)(?<!\^[-+])(?<![^\W\d_]-)\d+(?:\.\d+)?%?(?![\w^])")


def trace(answer: Answer, sources: GoldSources | None) -> Fidelity:
    """What the statements carry and how much of it was found.

    Without `sources` only numbers can be traced, to the quotes that the answer itself holds.
    """
    traces = [_Trace(answer, statement, sources) for statement in answer.statements()]
    found = sources is not None
    return Fidelity(
        numbers=sum(len(t.numbers) for t in traces),
        numbers_quoted=sum(len(t.numbers) - len(t.foreign) for t in traces),
        labels=sum(t.statement.strength is not None for t in traces),
        labels_printed=sum(t.label_is_printed for t in traces) if found else None,
        quotes=sum(len(t.cited) for t in traces),
        quotes_in_place=sum(t.in_place for t in traces) if found else None,
        faults=tuple(fault for t in traces for fault in t.faults()),
    )


class _Trace:
    """One statement and the quotes that it cites."""

    def __init__(self, answer: Answer, statement: Statement, sources: GoldSources | None) -> None:
        self.statement = statement
        self._sources = sources
        self.cited = _cited(answer, statement)
        self.numbers = tuple(_NUMBER.findall(normalise(statement.text)))
        quoted = [quote.text for _, quote in self.cited]
        self.foreign = [n for n in self.numbers if not any(holds(q, n) for q in quoted)]

    @property
    def label_is_printed(self) -> bool:
        if self._sources is None or self.statement.strength is None:
            return False
        label = normalise(self.statement.strength)
        near = (around for pair in self.cited for around in self._around(*pair))
        return any(label in normalise(text) for text in near)

    def _around(self, reference: Reference, quote: Quote) -> Iterator[str]:
        """The paragraph (a line of the normalised text) that holds the quote, and its heading."""
        text = self._sources.text(reference.source_id) if self._sources else ""
        yield text[text.rfind("\n", 0, quote.start) + 1 : _line_end(text, quote.end)]
        yield quote.heading or ""

    @property
    def in_place(self) -> int:
        if self._sources is None:
            return 0
        texts = [(self._sources.text(r.source_id), q) for r, q in self.cited]
        return sum(text[q.start : q.end] == q.text for text, q in texts)

    def faults(self) -> Iterator[str]:
        said = self.statement.text
        for number in self.foreign:
            yield f"{number} is in no cited quote: {said}"
        if self._sources is not None:
            if self.statement.strength and not self.label_is_printed:
                yield f"label {self.statement.strength!r} is not printed there: {said}"
            if self.in_place < len(self.cited):
                yield f"a quote is not at its place: {said}"


def _cited(answer: Answer, statement: Statement) -> Sequence[tuple[Reference, Quote]]:
    """The quotes cited; none where a citation leads nowhere, which citation validity counts."""
    if not is_citable(answer, statement):
        return ()
    return [(answer.reference(c), answer.quote(c)) for c in statement.citations]


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
