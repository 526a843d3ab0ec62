"""Changes of direction: a "not" dropped or added, a word turned round, more or less force, another
side of an event."""

from __future__ import annotations

import re
from random import Random

from evals.mutation.mutant import Change, Mutator, by_table, replaced, tables

_DENIED = (
    "imaging|treatment|test|testing|antibiotics?|evidence|benefit|difference|screening|biopsy"
    "|follow-up|restriction"
)
# What denies, and what stands there once it does not.
_DROPPED = {
    r"\bnot\s+(?=\w)": "",
    r"\bDo not\s+(?=\w)": "",
    r"\bnever\b": "always",
    rf"\bno (?=(?:routine |further |additional |immediate )?(?:{_DENIED})\b)": "",
    r"\bcannot\b": "can",
    r"\bavoid\b(?!\w)": "use",
    r"\bshould be avoided\b": "should be used",
    r"\bagainst (?=(?:routine|the use|using|screening|prescribing|offering|giving|treat)\w*)": "",
    r"\bwithout\b(?! and with\b| or with\b)": "with",
    r"\bis contraindicated\b": "is indicated",
    r"\bare contraindicated\b": "are indicated",
    r"\bunlikely\b": "likely",
    r"\bunnecessary\b": "necessary",
}
_KEPT = re.compile(
    r"\bor not\b|\bnot (?:only|inferior|necessarily|more than|less than|later than)\b", re.I
)
_ADDED = re.compile(
    r"\b(?:should|must|may|can|is|are|was|were|does|do)\b(?!\s+(?:not|no|never|n't|the\b|a\b|an\b))"
)


def dropped(text: str, draw: Random) -> Change | None:
    """A denial less: the sentence then asserts what it denied."""
    kept = [match.span() for match in _KEPT.finditer(text)]
    found = [
        (match, now)
        for pattern, now in _DROPPED.items()
        for match in re.finditer(pattern, text, re.I)
        if not any(start <= match.start() < end for start, end in kept)
    ]
    if not found:
        return None
    match, now = draw.choice(found)
    return replaced(text, match.start(), match.end(), now)


def added(text: str, draw: Random) -> Change | None:
    """A "not" after the first verb that can take one."""
    match = _ADDED.search(text)
    if match is None:
        return None
    return replaced(text, match.start(), match.end(), f"{match.group()} not")


direction: Mutator = by_table(tables("opposites")["direction"], both_ways=True)
degree: Mutator = by_table(tables("opposites")["degree"], both_ways=True)
force: Mutator = by_table(tables("opposites")["force"])
timing: Mutator = by_table(tables("opposites")["timing"])
qualifier: Mutator = by_table(tables("opposites")["qualifier"], both_ways=True)
modality: Mutator = by_table(tables("opposites")["modality"])
