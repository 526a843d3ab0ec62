"""Changes of what a statement rests on and is labelled with, which only the verifier can see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from assistant.verification import Claim, Evidence
from corpus.model import Passage, Sentence, Span
from corpus.records import Entry


@dataclass(frozen=True, slots=True)
class Original:
    """A printed sentence as a claim that holds, with what stands beside it in its source.

    `bare` is the sentence without the lead-ins that `claim.text` begins with; `neighbour` the next
    sentence of the same source.
    """

    claim: Claim
    bare: str
    neighbour: Claim | None


def without_lead_in(original: Original) -> Claim | None:
    """The list item alone, citing itself alone."""
    if len(original.claim.spans) == 1:
        return None
    return replace(original.claim, text=original.bare, spans=original.claim.spans[-1:])


def lead_in_unsaid(original: Original) -> Claim | None:
    """The list item alone, citing what stands over it and not saying it."""
    if len(original.claim.spans) == 1:
        return None
    return replace(original.claim, text=original.bare)


def other_grade(original: Original, labels: Sequence[str], draw: Random) -> Claim | None:
    """Another label of the same library, or one where none is printed."""
    others = [label for label in labels if label != original.claim.strength]
    return replace(original.claim, strength=draw.choice(others)) if others else None


def without_grade(original: Original) -> Claim | None:
    """The label cut off: a weak recommendation then reads like any other."""
    return None if original.claim.strength is None else replace(original.claim, strength=None)


def neighbours_citation(original: Original) -> Claim | None:
    """The sentence, citing the one that stands next to it."""
    other = original.neighbour
    if other is None or _same(other.text, original.claim.text):
        return None
    return replace(
        original.claim,
        passage_id=other.passage_id,
        spans=other.spans,
        strength=other.strength,
    )


def foreign_citation(original: Original, other: Original) -> Claim | None:
    """The sentence, citing one of another source."""
    cited = other.claim
    if cited.source_id == original.claim.source_id or _same(cited.text, original.claim.text):
        return None
    return replace(cited, text=original.claim.text)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).lower() == " ".join(other.split()).lower()


@dataclass(frozen=True, slots=True)
class Changed:
    """A library with every source replaced by a newer version, or retracted."""

    library: Evidence
    superseded_by: str | None = None
    retracted: bool = False

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        return self.library.passages(ids)

    def sentences(self, passage_ids: Collection[str]) -> Mapping[str, tuple[Sentence, ...]]:
        return self.library.sentences(passage_ids)

    def quote(self, source_id: str, span: Span) -> str:
        return self.library.quote(source_id, span)

    def entries(self, source_ids: Iterable[str]) -> dict[str, Entry]:
        return {
            key: replace(
                entry,
                superseded_by=self.superseded_by or entry.superseded_by,
                source=replace(entry.source, retracted=self.retracted or entry.source.retracted),
            )
            for key, entry in self.library.entries(source_ids).items()
        }
