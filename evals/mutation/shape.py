"""Changes of what stands around a statement: its condition dropped, its subject made a pronoun."""

from __future__ import annotations

import re
from random import Random

from evals.mutation.mutant import Change, replaced

# Conditions that can be cut out whole: at the end, at the start, or between commas.
_CONDITIONS = (
    re.compile(
        r",?\s+(?:unless|except|only (?:if|when|where|for|in)|provided)\b[^;()]*?(?=[.;]|$)", re.I
    ),
    re.compile(r",?\s+(?:if|when)\b[^,;()]*(?=[.;]|$)", re.I),
    re.compile(r"^(?:If|When|Unless)\b[^,;()]*,\s+"),
    re.compile(
        r",?\s+(?:in|for|among)\s+(?:people|patients|adults|children|women|men|those|infants)\s+"
        r"(?:with|aged|taking|under|over|at|having|needing)\b(?:(?!\b(?:and|but|is|are|was|were|has)\b)"
        r"[^,;()])*(?=[.;]|$)",
        re.I,
    ),
    re.compile(
        r"^(?:In|For|Among)\s+(?:people|patients|adults|children|women|men|those|infants)\b[^,;()]*,\s+"
    ),
)
# What a whole sentence does not end with: the rest would say nothing.
_CUT_SHORT = re.compile(
    r"\b(?:on|in|for|to|of|with|not|only|especially|than|that|and|or|because|whether|the|a|is|are)"
    r"\s*\.?$",
    re.I,
)
_SUBJECT = re.compile(
    r"^[^,;:()]{3,80}?(?=\s(?:should|must|may|can|is|are|was|were|reduced|increased)\b)"
)
_PLURAL = re.compile(r"\s(?:are|were)\b")
_NEVER = re.compile(
    r"^(?:it|there|this|these|that|they|in|for|if|when|among|after|before|with)\b", re.I
)
# "It is recommended that" points nowhere: it would stand alone after all.
_IMPERSONAL = re.compile(r"[^.]{0,80}\b(?:that|to|whether)\b")


def condition(text: str, draw: Random) -> Change | None:
    """The sentence without one of its conditions: it then holds for more than it was made for."""
    found = [match for pattern in _CONDITIONS for match in pattern.finditer(text)]
    found = [m for m in found if len(text) - len(m.group()) > 25 and len(m.group().split()) > 2]
    if not found:
        return None
    match = draw.choice(found)
    changed = replaced(text, match.start(), match.end(), "")
    return None if _CUT_SHORT.search(changed.text) else changed


def orphan(text: str, draw: Random) -> Change | None:
    """A pronoun for the subject, with nothing before it to point at."""
    match = _SUBJECT.match(text)
    if match is None or _NEVER.match(text) or _IMPERSONAL.match(text[match.end() :]):
        return None
    plural = bool(_PLURAL.match(text, match.end()))
    pronoun = draw.choice(["They", "These"] if plural else ["It", "This"])
    return Change(pronoun + text[match.end() :], match.group(), pronoun)
