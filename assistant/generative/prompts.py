"""Prompt files with checked placeholders: `{{name}}` in assistant/prompts/*.md.

The engine fills them; a file and its caller that disagree are refused, not sent half filled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import SettingsError

_FOLDER = Path(__file__).parent.parent / "prompts"
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with placeholders."""

    name: str
    text: str

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.text))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with every placeholder replaced, in one pass: no value is read as a placeholder.

        Raises SettingsError where the file asks for what is not given, or not for what is.
        """
        missing = sorted(self.placeholders - values.keys())
        unused = sorted(values.keys() - self.placeholders)
        if missing or unused:
            wrong = [f"{{{{{name}}}}} is not known" for name in missing]
            wrong += [f"{{{{{name}}}}} is missing" for name in unused]
            raise SettingsError(f"prompt {self.name}: {', '.join(wrong)}: correct the file")
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.text)


@cache
def prompt(name: str) -> Prompt:
    """The prompt of a file, by its name without the ending."""
    return Prompt(f"{name}.md", (_FOLDER / f"{name}.md").read_text("utf-8").strip())
