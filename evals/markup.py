"""HTML and SVG elements from values: text is escaped unless it is markup already.

Used by the reports alone. Questions, passages and file names are data and must never become tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_VOID = frozenset({"meta", "line", "rect", "circle", "polyline"})
# C0 but tab and line feed, DEL, C1, and the bidirectional overrides and isolates of Unicode.
_DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | float) -> Markup:
    """One element. In attribute names a final underscore falls away, others become hyphens."""
    given = "".join(f' {_name(key)}="{_escaped(str(v))}"' for key, v in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Children one after the other, text escaped."""
    return Markup("".join(c if isinstance(c, Markup) else _escaped(c) for c in children))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _escaped(text: str) -> str:
    return escape(_DRIVING.sub("\N{REPLACEMENT CHARACTER}", text))
