"""Reads the word lists that come with Galen: YAML, by the parser in C where PyYAML has it.

In Python, the lists of a first answer alone would take a third of a second to parse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_words(file: Path) -> Any:
    """What the file lists. The caller knows its shape."""
    return yaml.load(file.read_text("utf-8"), Loader=_LOADER)
