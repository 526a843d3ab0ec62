"""The lists of `vocabulary/triage`, each read once. Called by the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from corpus.text.word_files import read_words

_LISTS = Path(__file__).parents[1] / "vocabulary" / "triage"


@cache
def listed(name: str) -> Mapping[str, Any]:
    """One file of lists, by its name without the ending."""
    read: Mapping[str, Any] = read_words(_LISTS / f"{name}.yaml")
    return read
