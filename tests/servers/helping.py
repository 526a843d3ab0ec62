"""A chat server whose model helps as a test says, use by use; whatever else is asked, it copies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from faithful import faithful
from scripted_server import Connection, Request, Script

Says = Callable[[str], object]
"""What is replied to a prompt: text as it is, anything else as JSON."""

_SIGNS = {
    "parts": '{"parts":',
    "judging": "ids of the passages that bear",
    "wording": '<sentence n="1">',
}


def use_of(request: Request) -> str:
    """What the request is for; empty where it asks for an answer."""
    return next((use for use, sign in _SIGNS.items() if sign in request.prompt), "")


def helping(says: Mapping[str, Says]) -> Script:
    """What is said to the prompt of each use."""

    def script(request: Request, to: Connection) -> None:
        own = says.get(use_of(request))
        if own is None:
            faithful(request, to)
            return
        said = own(request.prompt)
        text = said if isinstance(said, str) else json.dumps(said)
        to.whole(text, prompt=300, completion=30)

    return script


def always(value: object) -> Says:
    """Always this."""
    return lambda _: value
