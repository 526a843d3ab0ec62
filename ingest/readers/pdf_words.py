"""The lines of a paragraph as one text: words that were broken at a line's end joined again.

For the PDF reader. What else the document says tells "recom-mended" from "dose-related".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf_lines import Line
from ingest.readers.pdf_paragraphs import Para, without_marker

_HYPHENS = ("\u00ad", "-", "\u2010", "\u2011")
_LINK = re.compile(r"(?:https?://|www\.|doi\.org/|10\.\d{4,}/)\S*$")
_LINK_BREAKS = ("/", "-", "_", ".", "=", "?", "&", "%", "\u00ad")
_RANGE = re.compile(r"\d[\u00ad\u2010\u2011-]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
# As many compounds at the ends of lines tell a document that breaks no words.
_FEW = 3


@dataclass(slots=True)
class Vocabulary:
    """The words that stand unbroken in a document, in lower case, compounds as one word.

    `breaks_words`: whether it parts words at the ends of lines; else a hyphen there is part of
    its word.
    """

    words: Counter[str] = field(default_factory=Counter)
    breaks_words: bool = True

    def learn(self, lines: Sequence[Line]) -> None:
        for line in lines:
            for match in _WORD.finditer(line.text):
                # What stands at either end may be half a word.
                if 0 < match.start() and match.end() < len(line.text) - 1:
                    self.words[match.group().casefold()] += 1

    def judge(self, found: Sequence[Para]) -> None:
        """Tell by the words that are known otherwise whether the document breaks words."""
        broken = kept = 0
        for para in found:
            for one, other in pairwise(para.lines):
                if not _breaks(one.text, other.text):
                    continue
                first, second = _last_part(one.text[:-1]), _first_part(other.text)
                broken += (first + second).casefold() in self.words
                kept += f"{first}-{second}".casefold() in self.words
        self.breaks_words = broken >= kept or kept < _FEW


def words_of(para: Para, known: Vocabulary) -> str:
    """The text of a paragraph as one line, without its bullet or number."""
    text = ""
    for line in para.lines:
        text = continued_by(text, line.text, known)
    if para.item:
        text = without_marker(text)
    return text.replace("\u00ad", "-").strip()


def continued_by(text: str, following: str, known: Vocabulary) -> str:
    """Two lines as one text: "recom-" and "mended" are one word, "dose-" and "related" are two."""
    if not text:
        return following
    if _LINK.search(text) and _goes_on_as_link(text, following):
        return text.replace("\u00ad", "-") + following
    if _RANGE.search(text) and following[:1].isdigit():
        return text[:-1] + "-" + following  # "5-10 mg"
    if not text.endswith(_HYPHENS) or len(text) < 2 or not text[-2].isalpha():
        return f"{text} {following}"
    first, second = _last_part(text[:-1]), _first_part(following)
    if second in ("and", "or", "to"):
        return f"{text[:-1]}- {following}"  # "low- and middle-income"
    if not _breaks(text, following) or _is_compound(first, second, known):
        return text[:-1] + "-" + following
    return text[:-1] + following


def _breaks(text: str, following: str) -> bool:
    """Whether a word may be broken here: a hyphen between two letters, the second one small."""
    ends = len(text) > 1 and text.endswith(_HYPHENS) and text[-2].isalpha()
    return ends and following[:1].islower()


def _is_compound(first: str, second: str, known: Vocabulary) -> bool:
    """ "dose-related" by what else the document says: either whole, or both of its parts.

    `first` has a hyphen before it in "point-of-care".
    """
    if first.startswith("-"):
        return True
    if (first + second).casefold() in known.words:
        return False
    if f"{first}-{second}".casefold() in known.words or not known.breaks_words:
        return True
    return len(first) > 2 and first.casefold() in known.words and second.casefold() in known.words


def _goes_on_as_link(text: str, following: str) -> bool:
    """Whether an address that ends a line goes on in the next one."""
    if following[:1].isupper() and not text.endswith(("/", "-", "_", "\u00ad")):
        return False
    first = following.split(" ", 1)[0].rstrip(".,;:)")
    return text.endswith(_LINK_BREAKS) or any(mark in first for mark in "/._=?%")


def _last_part(text: str) -> str:
    match = re.search(r"-?[^\W\d_]+$", text)
    return match.group() if match else ""


def _first_part(text: str) -> str:
    match = re.match(r"[^\W\d_]+", text)
    return match.group() if match else ""
