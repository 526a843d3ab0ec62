"""Holds a model's statement against the passages that it cites, by the checks of every engine.

A statement says one printed sentence of each passage in other words: words of two sentences may say
what neither does. The sentence is looked for here, the verdict is the `Verifier`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Verdict
from assistant.composition import Shown
from assistant.evidence import Candidate
from assistant.extractive import claim_of
from assistant.generative.passages import SentPassage
from assistant.generative.wire import Proposal
from assistant.leads import lead_of
from assistant.printed import without_labels
from assistant.verification import Verified, Verifier
from corpus.records import Entry
from corpus.text.words import content_stems

# Sentences of one passage that a statement is held against, the closest first.
_TRIED = 5

_IN_WORDS = {
    "citation": "the passage cannot be cited",
    "context": "a condition, a population or the words over a list are missing, or it cannot be"
    " read alone",
    "support": "words that the passage does not say",
    "numbers": "a number, a unit or a comparator that is not printed so",
    "polarity": "a negation, a direction or the force of the advice is not the passage's",
    "strength": "a strength of recommendation that is not printed with that sentence",
    "lead": "what the source says is not a denial",
}


@dataclass(frozen=True, slots=True)
class Unborne:
    """A statement that is not borne out. `reason` is for readers, `told` for the model."""

    reason: str
    told: str


@dataclass(frozen=True, slots=True)
class _Ground:
    """The sentence that a claim would rest on, and the verdict."""

    sentence: Candidate
    verified: Verified


class Examiner:
    """Examines statements against the passages that were sent."""

    def __init__(
        self,
        passages: Iterable[SentPassage],
        entries: Mapping[str, Entry],
        verifier: Verifier,
        first_lead: tuple[Candidate, str | None] | None = None,
    ) -> None:
        """`first_lead`: the sentence that leads the answer, and what must stand before it."""
        self._passages = {passage.id: passage for passage in passages}
        self._entries = entries
        self._verifier = verifier
        self._first_lead = first_lead

    def examine(self, proposal: Proposal) -> Shown | Unborne:
        """The statement with what it rests on, or why it is not shown.

        Every passage that is cited must bear out all of it. What it rests on in the end are those
        of one section, one label and one standing: one strength is shown, and must be true of all.
        """
        text, labels = without_labels(proposal.text)
        grounds = []
        for passage_id in proposal.ids:
            ground = self._ground(text, self._passages[passage_id])
            if not ground.verified.ok:
                return _unborne(passage_id, _failed(ground.verified))
            if any(not _same_label(label, ground.verified.claim.strength) for label in labels):
                return _unborne(passage_id, ["strength"])
            grounds.append(ground)
        return _shown(text, [g for g in grounds if _standing(g) == _standing(grounds[0])])

    def _ground(self, text: str, passage: SentPassage) -> _Ground:
        """The sentence of the passage that bears out the text, else the closest one."""
        ordered = _closest_first(text, passage.sentences)[:_TRIED]
        claims = [claim_of(text, candidate, self._lead(candidate)) for candidate in ordered]
        tried = [_Ground(c, v) for c, v in zip(ordered, self._verifier.verify(claims), strict=True)]
        return next((ground for ground in tried if ground.verified.ok), tried[0])

    def _lead(self, candidate: Candidate) -> str | None:
        if self._first_lead and same_sentence(candidate, self._first_lead[0]):
            return self._first_lead[1]
        return lead_of(self._entries[candidate.source.id])


def same_sentence(one: Candidate, other: Candidate) -> bool:
    return one.source.id == other.source.id and one.spans == other.spans


def _closest_first(text: str, sentences: Sequence[Candidate]) -> list[Candidate]:
    """By how many of the text's words each holds, of equals the shorter first."""
    said = frozenset(content_stems(text))
    return sorted(sentences, key=lambda c: (-len(said & c.stems), len(c.stems)))


def _standing(ground: _Ground) -> tuple[str, str | None, str | None]:
    claim = ground.verified.claim
    return ground.sentence.section.value, claim.lead, claim.strength


def _shown(text: str, grounds: Sequence[_Ground]) -> Shown:
    claim = grounds[0].verified.claim
    checks = dict(grounds[0].verified.checks)
    for ground in grounds[1:]:
        passed = {n: v for n, v in ground.verified.checks.items() if v is Verdict.PASS}
        checks |= passed
    return Shown(text, claim.lead, claim.strength, checks, tuple(g.sentence for g in grounds))


def _same_label(said: str, stored: str | None) -> bool:
    """Whether the label that the text holds is the printed one, which is shown beside the text."""
    return stored is not None and said.strip("()[] .").lower() == stored.strip("()[] .").lower()


def _failed(verified: Verified) -> list[str]:
    return [name for name, verdict in verified.checks.items() if verdict is Verdict.FAIL]


def _unborne(passage_id: str, failed: Sequence[str]) -> Unborne:
    told = "; ".join(_IN_WORDS[name] for name in failed)
    return Unborne(
        f"failed the check of {', '.join(failed)}", f"{passage_id} does not bear it out: {told}"
    )
