"""Whether a statement says that something is not so, or is not to be done.

Pure functions on text: `premise` looks for a correction by it, `leads` and verification hold the
lead of a correction to it.
"""

from __future__ import annotations

import re

# The clause itself denies; "rather than" and "without" forbid nothing.
_DENIES = re.compile(
    r"\b(?:should|must|may|can|could|do|does|did|is|are|was|were|has|have|had|need)\s+"
    r"(?:\w+ly\s+|also\s+)?(?:not|no longer|never)\b|\bcannot\b|\bneither\b"
    r"|\bnot (?:be )?(?:recommended|advised|suggested|appropriate|supported)\b"
    r"|\b(?:no|little) (?:\w+ ){0,2}(?:gain|benefit|difference|effect|evidence|improvement"
    r"|reduction|role|indication|justification|yield)\b"
    r"|\badvised against\b|\brecommends? against\b|\bnever\b|\bunnecessary\b|\binsufficient\b"
    r"|\bexcluded\b|\bshould be avoided\b|\bnot in the same\b",
    re.I,
)
_AGAINST = re.compile(
    r"\bagainst\b|\bno benefit\b|\bharm\b|\bgrade D\b|\bnot appropriate\b|^I statement", re.I
)
# What holds only in a case, and what denies a "not".
_CASE = re.compile(
    r"\b(?:when|if|unless|where|although|while|until|for whom)\b[^,;]*(?:[,;]|$)", re.I
)
_DOUBLE = re.compile(
    r"\b(?:not|no longer)\s+(?:be\s+)?(?:withheld|delayed|avoided|inferior|only)\b|\bmay not\b",
    re.I,
)


def denies(text: str, strength: str | None) -> bool:
    """By its main clause, or by the strength label printed with it."""
    main = _DOUBLE.sub(" ", _CASE.sub(" ", text.split(";")[0]))
    return bool(_DENIES.search(main) or _AGAINST.search(strength or ""))
