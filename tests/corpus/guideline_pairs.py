"""Pairs of real guidelines, checked by hand: versions of one, and near misses that are two."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from corpus.families import family


class Guideline(NamedTuple):
    """Body, title and year as printed."""

    body: str
    title: str
    year: int

    @property
    def family(self) -> str | None:
        return family(self.body, self.title)


Pair = tuple[Guideline, Guideline]


def _pairs(name: str) -> list[Pair]:
    """The pairs of a file: two lines each, `body | title | year`, blank lines between."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    fields = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    found = [Guideline(body, title, int(year)) for body, title, year in fields]
    return [*zip(found[::2], found[1::2], strict=True)]


VERSIONS = _pairs("guideline_versions.txt")
NEAR_MISSES = _pairs("guideline_near_misses.txt")
