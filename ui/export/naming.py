"""Names of files from questions: ASCII, short, safe on every system. `ui.export` uses it."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60
"""Characters: the name still fits where a system adds a folder, a number or an ending."""


def file_stem(question: str) -> str:
    """`galen-` and the words of the question in lower case; `galen-answer` where none are left."""
    letters = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", letters.lower())
    return f"galen-{_joined(words) or 'answer'}"


def _joined(words: list[str]) -> str:
    """As many whole words as fit; the first one is cut where it alone is too long."""
    stem = "-".join(words)
    if len(stem) <= _LONGEST:
        return stem
    return stem[: _LONGEST + 1].rpartition("-")[0] or stem[:_LONGEST]
