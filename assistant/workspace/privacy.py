"""What people type, made fit to be stored: readable text without personal identifiers.

Every part of the workspace that stores words of a person passes them through here first.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from assistant.answer import Answer
from assistant.triage import remove_identifiers
from corpus.errors import UsageError

MAX_TEXT = 4_000
"""Code points of a comment or a reason, as many as of a question."""

_SHOWN = {"Cf": "", "Cc": " ", "Cs": " ", "Co": " ", "Cn": " "}


def cleaned(text: str) -> str:
    """Comments, reasons, new wordings: lines are kept. Raises UsageError where it is too long."""
    if len(text) > MAX_TEXT:
        raise UsageError(f"the text has {len(text):,} characters: shorten it to {MAX_TEXT:,}")
    lines = (_one_line(line) for line in text.splitlines())
    return remove_identifiers("\n".join(lines)).strip()


def cleaned_line(text: str) -> str:
    """Questions, of any length: white space is one space."""
    return remove_identifiers(_one_line(text))


def cleaned_answer(answer: Answer) -> Answer:
    """The answer with what came from the person cleaned; quotes and statements stay verbatim."""
    return replace(
        answer,
        id=cleaned_line(answer.id),
        question=cleaned_line(answer.question),
        searched_for=cleaned_line(answer.searched_for),
        notices=tuple(replace(n, text=cleaned_line(n.text)) for n in answer.notices),
    )


def _one_line(text: str) -> str:
    # What cannot be seen would hide an identifier from the rules: a soft hyphen or a zero-width
    # space goes, other control characters and halves of surrogate pairs become spaces.
    shown = (_SHOWN.get(unicodedata.category(c), c) for c in text)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))
