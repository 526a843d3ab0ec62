"""Contrast: with which contrast an image is made, each protocol that a text names must be printed.

`checks` asks it: "CT without contrast" is neither CT with contrast nor CT with and without it.
"""

from __future__ import annotations

import re
from collections import Counter

from assistant.support.reading import Reading

_SIDE = r"(?:with|without|before|pre|not|no)"
_PROTOCOL = re.compile(
    rf"\b(?P<first>{_SIDE})(?: (?P<joint>and|or) (?P<second>with|without|after|post))?"
    r"(?:[- ](?:the|any|use|of|iv|intravenous|an?|oral|gadolinium|iodinated))*[- ](?:contrast)\b"
    r"|\b(?P<enhanced>contrast[- ]enhanced)\b",
    re.I,
)
# "Without, or without and with contrast".
_SHORT = re.compile(r"\bwith(?:out)?(?=,? or (?:both )?with(?:out)? and\b)", re.I)
_WITHOUT = frozenset("without not no pre before".split())


def kept(text: Reading, printed: Reading) -> bool:
    """Whether every protocol of the text is the span's."""
    said, there = _protocols(text), _protocols(printed)
    return not said or not there or not said.keys() - there.keys()


def _protocols(reading: Reading) -> Counter[str]:
    found = Counter(map(_protocol, _PROTOCOL.finditer(reading.text)))
    if found:
        found.update(m.group().lower() for m in _SHORT.finditer(reading.text))
    return found


def _protocol(found: re.Match[str]) -> str:
    """ "with", "without", "and" for both in turn, "or" for either."""
    if found["joint"]:
        return str(found["joint"]).lower()
    if found["enhanced"]:
        return "with"
    return "without" if found["first"].lower() in _WITHOUT else "with"
