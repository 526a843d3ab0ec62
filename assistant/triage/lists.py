"""The lists of `vocabulary/triage`, each read once. Called by the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LISTS = Path(__file__).parents[1] / "vocabulary" / "triage"
# The reader in C, which every published PyYAML wheel has, takes a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def listed(name: str) -> Mapping[str, Any]:
    """One file of lists, by its name without the ending."""
    text = (_LISTS / f"{name}.yaml").read_text("utf-8")
    read: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)
    return read
