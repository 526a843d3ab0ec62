"""Orders to the machine within a question: which sentences give them, and what is left to ask.

Called by the screening. What a document may hold is told by `corpus.text.injection`; here are wider
lists besides, since a medical question has no need to speak of prompts or of posing at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.triage.reading import Reading, read
from corpus.model import Span
from corpus.text.injection import injected

_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*|[.?!\n]+")
# Marks of the roles of a conversation, which people do not type.
_ROLE = re.compile(
    r"<\|[^|>]{0,40}\|>|\[/?INST\]|<</?SYS>>|<!--|\[(?:assistant|system|ai|admin|developer|user)\b"
    r"|(?:^|[.?!\n])\W{0,9}(?:system|assistant|user|developer)\s{0,9}:"
    r"|#{2,9}\s{0,9}\w{0,20}\s{0,9}instruction",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Orders:
    """The first order as it was typed, and the text without any (as it was, if nothing is left)."""

    first: str
    rest: str
    is_all: bool


def orders(text: str, reading: Reading) -> Orders | None:
    """What is ordered and what is asked besides; None where nothing is ordered."""
    spans = list(_found(text, reading))
    if not spans:
        return None
    kept, end = [], 0
    for span in spans:
        kept.append(text[end : span.start])
        end = span.end
    rest = " ".join(" ".join((*kept, text[end:])).split())
    is_all = not any(c.isalnum() for c in rest)
    return Orders(spans[0].of(text).strip(), text if is_all else rest, is_all)


def _found(text: str, reading: Reading) -> Iterator[Span]:
    """In their order, one after the other."""
    if not (injected(text) or _ROLE.search(text) or reading.signs("orders")):
        return
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        if _ROLE.search(sentence) or read(sentence).signs("orders"):
            yield Span(*match.span())
        else:
            yield from _narrow(sentence, match.start())


def _narrow(sentence: str, offset: int) -> Iterator[Span]:
    """Orders that end within the sentence, by the patterns for documents."""
    start = 0
    while order := injected(sentence[start:]):
        yield Span(offset + start + order.start, offset + start + order.end)
        start += order.end
