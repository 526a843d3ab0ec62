"""Whether a statement is for a case that the question says is not there.

"With focal tenderness or effusion, take a radiograph" is for somebody else where the question tells
of "no focal tenderness, no effusion". `wishes` asks it of each sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from assistant.query import Query
from corpus.text.absence import absent
from corpus.text.words import content_stems

# The case opens the sentence, and ends with the last comma before what is to be done; or closes it.
_OPENING = re.compile(r"(?:when|if|with|for|in|after)\b", re.I)
_DONE = re.compile(r"\b(?:should|is|are|may|must|can|consider|do|does)\b", re.I)
_CLOSING = re.compile(r"\b(?:when|if|in the presence of)\b[^;]*$", re.I)
# "Whether or not there is diabetes" turns on nothing.
_EITHER = re.compile(r"\b(?:whether|regardless|irrespective|with or without|even)\b", re.I)
_NEVER = re.compile(r"\b(?:have|has|had|who) never (?:been |had )?(\w+)", re.I)
# What it turns on stands behind these: "a fall on the knee with effusion".
_TURNS_ON = re.compile(
    r"\b(?:with|has|have|having|meets?|presence of|there (?:is|are)|develops?"
    r"|(?:when|if)(?=[\w ,-]* (?:is|are) present\b))\b",
    re.I,
)


def is_denied(query: Query, text: str) -> bool:
    """Whether something that a case turns on is absent, and nothing of it is told to be there.

    Or the other way round: "those who never smoked" are others than one who did.
    """
    there = (query.own.keys() | query.widened.keys()) - query.absent
    if any(not there.isdisjoint(content_stems(never)) for never in _NEVER.findall(text)):
        return True
    return bool(query.absent) and any(
        not findings.isdisjoint(query.absent) and findings.isdisjoint(there)
        for findings in map(_turning_on, _cases(text))
    )


def _cases(text: str) -> Iterator[str]:
    if _OPENING.match(text):
        done = _DONE.search(text)
        yield text[: done.start() if done else len(text)].rpartition(",")[0]
    elif closing := _CLOSING.search(text):
        yield closing.group()


def _turning_on(case: str) -> AbstractSet[str]:
    """The stems of the findings that a clause names; none where it names none as such."""
    turning = _TURNS_ON.search(case)
    if not turning or _EITHER.search(case):
        return frozenset()
    findings = case[turning.end() :]
    setting = content_stems(case[: turning.start()])  # "an ankle injury meets the ankle rules"
    return set(content_stems(findings)).difference(absent(findings), setting)
