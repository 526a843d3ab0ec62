"""The content of a PDF: runs of characters with their place and look, drawn lines, and the outline.

Fetched from `pdf_child`, a process of its own under limits of time and memory. For the PDF reader.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import SourceError

_CHILD = Path(__file__).with_name("pdf_child.py")
_SECONDS = 180
"""By the clock, for one document: more than the child's own bound on processor time."""
_REFUSALS = {
    "locked": "is locked with a password: save it without one and try again",
    "damaged": "is not a PDF that can be opened (damaged or cut short): get it again",
    "pages": "has more than 5,000 pages: divide it into several files",
    "characters": "holds more than 15 million characters: divide it into several files",
}


class Style(NamedTuple):
    """How characters are printed; `ink` is their colour as six hexadecimal digits."""

    family: str
    size: float
    bold: bool = False
    italic: bool = False
    ink: str = "000000"


class Run(NamedTuple):
    """Neighbouring characters in one style. Points from the page's upper left corner."""

    text: str
    left: float
    right: float
    base: float
    style: Style


class Box(NamedTuple):
    """A rectangle on a page, in points from the upper left corner; of a line it is very thin."""

    left: float
    top: float
    right: float
    bottom: float


class Bookmark(NamedTuple):
    """An entry of the outline: depth from 1, and the page that it leads to, counted from 1."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page, counted from 1.

    Of its `characters` some have no known meaning (`unknown`), are printed unseen (`hidden`), or
    were recognised in a picture (`recognised`). `pictured` is the share of it under pictures.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    drawn: tuple[Box, ...] = ()
    pictured: float = 0.0
    characters: int = 0
    unknown: int = 0
    hidden: int = 0
    recognised: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class PdfContent:
    """All pages in order; `about` is the information dictionary as far as it has text."""

    pages: tuple[Page, ...]
    about: dict[str, str]
    outline: tuple[Bookmark, ...] = ()


def content(data: bytes, location: str) -> PdfContent:
    """Take a PDF apart. Raises SourceError for what cannot be opened or takes too much."""
    told = list(_told(data, location))
    opened = told[0] if told else {}
    refused = next((entry["refused"] for entry in told if "refused" in entry), None)
    if refused is not None:
        raise SourceError(f"{location} {_REFUSALS[refused]}")
    styles = [Style(*style) for style in told[-1].get("styles", ())]
    pages = tuple(_page(entry, styles) for entry in told[1:-1])
    about = {name: str(value).strip() for name, value in opened.get("about", {}).items()}
    outline = (
        Bookmark(level + 1, " ".join(str(title).split()), None if page is None else page + 1)
        for level, title, page in opened.get("outline", ())
    )
    return PdfContent(pages, about, tuple(entry for entry in outline if entry.title))


def _told(data: bytes, location: str) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"{location} took more than {_SECONDS} seconds to read: print it to a new PDF"
        ) from error
    except BrokenPipeError as error:
        raise _fallen(location, "it ended early") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1] if said and done.returncode > 0 else f"signal {-done.returncode}"
        raise _fallen(location, reason)
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _fallen(location: str, reason: str) -> SourceError:
    return SourceError(
        f"{location} cannot be read as a PDF (the parser gave up: {reason}):"
        " print it to a new PDF and try again"
    )


def _page(entry: dict[str, Any], styles: Sequence[Style]) -> Page:
    if entry.get("broken"):
        return Page(entry["page"], 1.0, 1.0, (), broken=True)
    width, height = entry["size"]
    runs = (
        Run(_whole(text), left, right, base, styles[style])
        for text, left, right, base, style in entry["runs"]
        if -0.5 * (right - left) <= left <= width and 0 <= base <= height + 2
    )
    return Page(
        entry["page"],
        width,
        height,
        tuple(runs),
        tuple(Box(*corners) for corners in entry["edges"]),
        entry["pictured"],
        entry["characters"],
        entry["unknown"],
        entry["hidden"],
        entry["recognised"],
    )


def _whole(text: str) -> str:
    """Characters beyond the first 65,536 come in halves from some fonts."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
