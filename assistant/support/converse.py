"""The same said the other way round: "A is less sensitive than B" is "B is more sensitive than A".

`checks` reads a text so where it does not hold as it stands. Nothing here adds or leaves out a word
that carries facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OTHER_WAY = {
    one: other
    for pair in (
        "more less", "higher lower", "greater smaller", "longer shorter", "better worse",
        "larger smaller", "fewer more", "safer riskier",
    )
    for one, other in (pair.split(), pair.split()[::-1])
}  # fmt: skip
_THINGS = r"[^,;:.()]{2,70}?"
_COMPARES = re.compile(
    rf"^(?P<lead>(?:In|For|With|Among|At|After) [^,;:()]+, )?(?P<one>{_THINGS}) "
    r"(?P<verb>is|are|was|were|has|have|had|works?|worked) "
    rf"(?P<how>(?:\w+ly |much )?)(?P<way>{'|'.join(_OTHER_WAY)})(?P<of>(?: (?!than)[\w-]+){{0,3}}) "
    rf"than (?P<other>{_THINGS})(?P<rest>(?:,? (?:for|in|at|after|during|when|if|among|to) [^;]*?)?"
    r"\.?)$",
    re.I,
)
_NO_REASON = re.compile(
    r"^(?P<why>[^,;:.()]{3,80}) (?:is|are) (?:no|not an?) reason (?:to|for) "
    r"(?P<what>[^;:]+?)(?P<end>\.?)$"
)


def readings(text: str) -> Iterator[str]:
    """Other ways of saying exactly what the text says."""
    compared = _COMPARES.match(text)
    if compared is not None:
        lead, rest = compared["lead"] or "", compared["rest"]
        way = _OTHER_WAY[compared["way"].lower()]
        yield (
            f"{lead}{_lowered(compared['other'], lead)} {compared['verb']} {compared['how']}{way}"
            f"{compared['of']} than {_lowered(compared['one'], 'than')}{rest}"
        )
    no_reason = _NO_REASON.match(text)
    if no_reason is not None:
        why = _lowered(no_reason["why"], "of")
        yield f"Do not {no_reason['what']} because of {why}{no_reason['end']}"


def _lowered(words: str, before: str) -> str:
    """The words as they stand in the middle of a sentence, or at its start."""
    if not before:
        return words[0].upper() + words[1:]
    name = len(words) > 1 and (words[1].isupper() or not words[1].isalpha())
    return words if name else words[0].lower() + words[1:]
