"""Lists of anticipated questions in JSON Lines: which sentence of which source answers them.

A line: {"source": "id", "answer": "the sentence as printed", "questions": ["...", "..."]}. For
`galen sources questions`, and for the starter sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from corpus.errors import SourceError
from corpus.records import Anticipated
from ingest.document import RawDocument
from ingest.readers.encoding import decode

_KEYS = {"source", "answer", "questions"}


def read_questions(raw: RawDocument) -> list[Anticipated]:
    """Every question of the list. Raises SourceError, which names the line."""
    found: list[Anticipated] = []
    for number, line in enumerate(decode(raw).splitlines(), start=1):
        if line.strip():
            found += _of_line(line, f"{raw.location}, line {number}")
    return found


def _of_line(line: str, place: str) -> Iterator[Anticipated]:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{place} is not JSON ({error}): mend the line") from error
    if not isinstance(told, dict) or set(told) != _KEYS or not _sound(told):
        raise SourceError(
            f'{place} must be an object with "source" and "answer", each a text, and "questions",'
            " a list of texts, and nothing else"
        )
    for question in told["questions"]:
        yield Anticipated(told["source"], told["answer"], question.strip())


def _sound(told: dict[str, Any]) -> bool:
    if not isinstance(told["questions"], list):
        return False
    texts = (told["source"], told["answer"], *told["questions"])
    return all(isinstance(text, str) and text.strip() for text in texts)
