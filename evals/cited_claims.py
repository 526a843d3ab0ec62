"""Claims with the abstract they cite, each supported or refuted: SciFact, read from a local folder.

Wadden D et al., Fact or Fiction: verifying scientific claims, EMNLP 2020. `galen eval support`
reads it; nothing of it is part of Galen.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError

_PATTERNS = ("*.jsonl", "*.jsonl.gz")


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim, the text of what it cites, and whether that supports it."""

    claim: str
    abstract: str
    supported: bool


def load_claims(folder: Path) -> list[CitedClaim]:
    """Every claim of the folder's JSON lines. Raises UsageError where there are none to read."""
    files = sorted(path for pattern in _PATTERNS for path in folder.glob(pattern))
    claims = [claim for path in files for claim in _read(path)]
    if not claims:
        raise UsageError(f"{folder} holds no claims: name the folder of a SciFact file (*.jsonl)")
    return claims


def _read(path: Path) -> Iterator[CitedClaim]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open("rt")
    with opened as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _claim(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                message = f"{path}:{number} is no claim with its abstract: {error!r}"
                raise UsageError(message) from error


def _claim(record: dict[str, Any]) -> CitedClaim:
    abstract = " ".join(context["text"] for context in record["gold_ctx"])
    return CitedClaim(record["input"], abstract, {"true": True, "false": False}[record["answer"]])
