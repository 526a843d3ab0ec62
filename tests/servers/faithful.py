"""A chat server whose model copies: the sentence that leads, then the first of each passage."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from scripted_server import Connection, Request

MOST = 6
_PASSAGE = re.compile(r'<passage id="(p\d+)" section="(\w+)"[^>]*>(.*?)</passage>', re.S)
_LEADING = re.compile(r'<leading id="(p\d+)">(.*?)</leading>', re.S)


def faithful(request: Request, to: Connection) -> None:
    """Reply to whatever is asked with what stands in the passages."""
    to.whole(json.dumps({"statements": statements(request.prompt)}), prompt=1_234, completion=210)


def statements(prompt: str) -> list[dict[str, Any]]:
    """The lead, then the first sentence of each passage that does not say the same."""
    return list(_statements(prompt))[:MOST]


def _statements(prompt: str) -> Iterator[dict[str, Any]]:
    leading = _LEADING.findall(prompt)[-1]
    yield {"section": "bottom_line", "text": html.unescape(leading[1]), "ids": [leading[0]]}
    for passage_id, section, text in _PASSAGE.findall(prompt):
        first = html.unescape(text.splitlines()[0])
        if first != html.unescape(leading[1]):
            yield {"section": section, "text": first, "ids": [passage_id]}
