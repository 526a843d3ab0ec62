"""Which passages a model is given, and how they are written: those the extractive engine quotes
first, then the best of the rest, up to a budget of tokens. `GenerativeEngine` calls it.

Of a passage only the sentences are sent that could be shown: nothing else can a statement rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.evidence import Candidate
from assistant.generative.escaping import attribute, element_text
from assistant.leads import name_of
from assistant.retrieval import Retrieval
from assistant.selection import Selection, on_topic

# Beside what is quoted, few are worth a model's attention; how far below the best (in the ranking's
# units) a sentence may be that makes its passage worth sending, and one that is sent with it.
_MOST_OTHERS = 16
_REACH = 4.5
_REACH_BESIDE = 7.0


@dataclass(frozen=True, slots=True)
class SentPassage:
    """A passage under the id by which the model cites it, with its sentences in reading order."""

    id: str
    sentences: tuple[Candidate, ...]
    superseded: bool

    @property
    def text(self) -> str:
        """One sentence a line, each with the words that stand over it."""
        return "\n".join(sentence.text for sentence in self.sentences)

    def element(self) -> str:
        """As the prompt holds it."""
        source = self.sentences[0].source
        strengths = {sentence.sentence.strength for sentence in self.sentences}
        label = strengths.pop() if len(strengths) == 1 else None
        attributes = {
            "id": self.id,
            "section": source.section.value,
            "source": name_of(source),
            "year": str(source.year or ""),
            "strength": label or "",
            "superseded": "yes" if self.superseded else "",
        }
        written = " ".join(
            f'{name}="{attribute(value)}"' for name, value in attributes.items() if value
        )
        return f"<passage {written}>{element_text(self.text)}</passage>"


def chosen(
    selection: Selection,
    best_first: Sequence[Candidate],
    found: Retrieval,
    count_tokens: Callable[[str], int],
    budget: int,
) -> tuple[SentPassage, ...]:
    """The passages to send, numbered from p1 in order of their worth; the first one always."""
    quoted = list(selection.everything())
    showable = _by_passage([*quoted, *best_first])
    sent: list[SentPassage] = []
    left = budget
    for passage_id in dict.fromkeys([*_ids(quoted), *_others(selection, best_first, found)]):
        sentences = _of_passage(showable[passage_id], quoted, best_first[0])
        superseded = found.superseded_by(sentences[0].source.id) is not None
        passage = SentPassage(f"p{len(sent) + 1}", sentences, superseded)
        left -= count_tokens(passage.element())
        if sent and left < 0:
            break
        sent.append(passage)
    return tuple(sent)


def _others(
    selection: Selection, best_first: Sequence[Candidate], found: Retrieval
) -> Iterator[str]:
    """The best passages of versions in force that are on what the bottom line is on."""
    first = selection.bottom_line
    if first is None:
        return
    worth = (
        c
        for c in best_first
        if c.score >= best_first[0].score - _REACH
        and found.superseded_by(c.source.id) is None
        and on_topic(c, first)
    )
    yield from islice(dict.fromkeys(_ids(worth)), _MOST_OTHERS)


def _ids(candidates: Iterable[Candidate]) -> Iterator[str]:
    return (candidate.passage.id for candidate in candidates)


def _by_passage(candidates: Iterable[Candidate]) -> Mapping[str, list[Candidate]]:
    """Every sentence once, under its passage."""
    found: dict[str, dict[object, Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.passage.id, {}).setdefault(candidate.spans, candidate)
    return {passage_id: list(own.values()) for passage_id, own in found.items()}


def _of_passage(
    own: Sequence[Candidate], quoted: Sequence[Candidate], best: Candidate
) -> tuple[Candidate, ...]:
    """In reading order: what is quoted, and what is near enough and on the people asked about."""
    kept = (
        c
        for c in own
        if any(c is q for q in quoted)
        or (c.features["population"] >= 0 and c.score >= best.score - _REACH_BESIDE)
    )
    return tuple(sorted(kept, key=lambda c: c.sentence.span))
