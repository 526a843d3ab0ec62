"""Compose an answer from evidence without a model: words are quoted, only leads are Galen's own.

Takes what `selection` chose, has every statement verified, and lays the survivors out in groups
with numbered references. The generative engine falls back on it, and completes itself from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Withheld
from assistant.composition import Composition, Shown, laid_out
from assistant.evidence import Candidate
from assistant.leads import lead_of
from assistant.references import References
from assistant.selection import Selection
from assistant.verification import Claim, Verifier
from corpus.records import Entry


@dataclass(frozen=True, slots=True)
class Quoted:
    """The selected statements that passed verification, as quoted, and what did not pass."""

    bottom_line: Shown | None
    rest: tuple[Shown, ...]
    withheld: tuple[Withheld, ...]

    def composed(self, entries: Mapping[str, Entry]) -> Composition:
        return laid_out(self.bottom_line, self.rest, References(entries), self.withheld)


def compose(
    selection: Selection,
    entries: Mapping[str, Entry],
    verifier: Verifier,
    *,
    corrects: bool = False,
) -> Composition:
    """Verify everything that was selected and lay out what passed."""
    return quoted(selection, entries, verifier, corrects=corrects).composed(entries)


def quoted(
    selection: Selection,
    entries: Mapping[str, Entry],
    verifier: Verifier,
    *,
    corrects: bool = False,
) -> Quoted:
    """Verify everything that was selected.

    `corrects`: the bottom line denies what the question takes for granted, and is led in so.
    """
    chosen = list(selection.everything())
    denied = selection.bottom_line if corrects else None
    claims = [
        claim_of(c.text, c, lead_of(entries[c.source.id], corrects=c is denied)) for c in chosen
    ]
    verified = verifier.verify(claims)
    passed = [
        (candidate, Shown(candidate.text, v.claim.lead, v.claim.strength, v.checks, (candidate,)))
        for candidate, v in zip(chosen, verified, strict=True)
        if v.ok
    ]
    # The selected bottom line, or the best of what is left where it was withheld.
    intended = (shown for candidate, shown in passed if candidate is selection.bottom_line)
    best = max(passed, key=lambda pair: pair[0].score, default=(None, None))[1]
    first = next(intended, best)
    return Quoted(
        bottom_line=first,
        rest=tuple(shown for _, shown in passed if shown is not first),
        withheld=tuple(Withheld(v.reason) for v in verified if not v.ok),
    )


def claim_of(text: str, candidate: Candidate, lead: str | None) -> Claim:
    """The claim that the candidate's sentence says this text."""
    return Claim(
        text=text,
        lead=lead,
        strength=candidate.sentence.strength,
        source_id=candidate.source.id,
        passage_id=candidate.passage.id,
        spans=candidate.spans,
    )
