"""The checks that a statement must pass to be shown, against the catalog as it is now.

Both engines pass through here. Nothing is trusted that was in memory: spans are read again and
compared with what would be displayed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant import support
from assistant.answer import Verdict
from assistant.leads import is_true
from assistant.support import Similarity
from corpus.model import Passage, Sentence, Span, content_hash
from corpus.records import Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EVERYTHING = Span(0, 2**31 - 1)  # more code points than any text has


def similarity_by(embed: Callable[[Sequence[str]], NDArray[np.float32]]) -> Similarity:
    """The cosine of two texts, by a model that gives vectors of length 1."""

    def similarity(text: str, printed: str) -> float:
        one, other = embed([text, printed])
        return float(one @ other)

    return similarity


class Evidence(Protocol):
    """What of a library claims are held against; `Library` is one."""

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]: ...

    def sentences(self, passage_ids: Collection[str]) -> Mapping[str, tuple[Sentence, ...]]: ...

    def entries(self, source_ids: Iterable[str]) -> dict[str, Entry]: ...

    def quote(self, source_id: str, span: Span) -> str: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """What an engine wants to say: words, what they rest on, and the label shown with them."""

    text: str
    lead: str | None
    strength: str | None
    source_id: str
    passage_id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A claim with the verdict of every check."""

    claim: Claim
    checks: Mapping[str, Verdict]

    @property
    def ok(self) -> bool:
        return support.holds(self.checks)

    @property
    def reason(self) -> str:
        """Which checks failed, for a reader who is told that something was withheld."""
        failed = [name for name, verdict in self.checks.items() if verdict is Verdict.FAIL]
        return f"failed the check of {', '.join(failed)}" if failed else ""


class Verifier:
    """Verifies claims against one library.

    `similarity` of two texts, by whatever model is loaded, can only withhold: what fails without it
    fails with it. Verbatim text does not ask it.
    """

    def __init__(self, library: Evidence, similarity: Similarity | None = None) -> None:
        self._library = library
        self._similarity = similarity

    def verify(self, claims: Sequence[Claim]) -> list[Verified]:
        """All checks of all claims, in their order."""
        ids = {claim.passage_id for claim in claims}
        passages = self._library.passages(ids)
        sentences = self._library.sentences(ids)
        entries = self._library.entries({claim.source_id for claim in claims})
        return [
            Verified(
                claim,
                self._checks(
                    claim,
                    passages.get(claim.passage_id),
                    sentences.get(claim.passage_id, ()),
                    entries.get(claim.source_id),
                ),
            )
            for claim in claims
        ]

    def _checks(
        self,
        claim: Claim,
        passage: Passage | None,
        sentences: Sequence[Sentence],
        entry: Entry | None,
    ) -> dict[str, Verdict]:
        if passage is None or entry is None or passage.source_id != claim.source_id:
            return {"citation": Verdict.FAIL}
        if not claim.spans or not self._intact(claim, passage, entry):
            return {"citation": Verdict.FAIL}
        printed = " ".join(self._library.quote(claim.source_id, span) for span in claim.spans)
        said = support.check_text(claim.text, printed, similarity=self._similarity)
        sentence = next((s for s in sentences if s.span == claim.spans[-1]), None)
        *leads, item = (self._library.quote(claim.source_id, span) for span in claim.spans)
        in_place = (
            _carries_lead_ins(claim, sentence)
            and support.stands(claim.text)
            and all(support.carries(claim.text, lead, item) for lead in leads)
        )
        return {
            "citation": _verdict(not entry.source.retracted),
            "context": _verdict(in_place and said["context"] is Verdict.PASS),
            "support": said["support"],
            "numbers": said["numbers"],
            "polarity": said["polarity"],
            "strength": _own_strength(claim, sentence, in_words=said["strength"]),
            "lead": _own_lead(claim, entry),
        }

    def _intact(self, claim: Claim, passage: Passage, entry: Entry) -> bool:
        """Whether what is quoted is still the text that was ingested.

        The stored text at the passage's place must hash to the passage's id. A lead-in may stand
        before the passage: then the whole text must hash to what the catalog holds of it.
        """
        read_again = self._library.quote(passage.source_id, passage.span)
        if not passage.intact or read_again != passage.text:
            return False
        if all(passage.span.holds(span) for span in claim.spans):
            return True
        whole = self._library.quote(passage.source_id, _EVERYTHING)
        return content_hash(whole) == entry.sha256


def _carries_lead_ins(claim: Claim, sentence: Sentence | None) -> bool:
    """A list item without the words above it may say the opposite."""
    return sentence is not None and claim.spans == (*sentence.lead_ins, sentence.span)


def _own_strength(claim: Claim, sentence: Sentence | None, in_words: Verdict) -> Verdict:
    """The label shown is the one stored with this very sentence, and so is one in its words."""
    stored = sentence.strength if sentence else None
    if in_words is Verdict.FAIL:
        return Verdict.FAIL
    if claim.strength is None and stored is None:
        return Verdict.NOT_APPLICABLE
    return _verdict(claim.strength == stored)


def _own_lead(claim: Claim, entry: Entry) -> Verdict:
    """The lead is one that the metadata of the source would give, or that the text bears out."""
    true = is_true(claim.lead, entry, claim.text, claim.strength)
    return Verdict.NOT_APPLICABLE if claim.lead is None and true else _verdict(true)


def _verdict(passed: bool) -> Verdict:
    return Verdict.PASS if passed else Verdict.FAIL
