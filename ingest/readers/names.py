"""Names of authors as PubMed writes them: "O'Byrne PM". For the readers of articles."""

from __future__ import annotations

import re

_SUFFIX = re.compile(r"(?:jr|sr|[2-4](?:nd|rd|th)|i{2,3}|iv)\.?", re.I)


def initials(given: str) -> str:
    """ "Paul M." as "PM", "Jean-Paul" as "JP"; initials stay as they are."""
    parts = re.split(r"[\s.-]+", given)
    return "".join(part if part.isupper() and len(part) <= 3 else part[:1] for part in parts)


def initialled(name: str) -> str:
    """ "O'Byrne, Paul M." as "O'Byrne PM"; what has no comma is a group, or written so already."""
    family, *rest = (part.strip() for part in name.split(","))
    suffix = next((part for part in rest if _SUFFIX.fullmatch(part)), "")
    given = next((part for part in rest if part and part != suffix), "")
    return " ".join(part for part in (family, initials(given), suffix.rstrip(".")) if part)
