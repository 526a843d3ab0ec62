"""Text as data: what is put into a prompt cannot close its element or open another one.

Only what could be read as a tag is changed, so that "< 5 mm" reaches the model as it is printed.
"""

from __future__ import annotations

import re

# "<" before what may begin a tag, in any width that a model may take for it.
_TAG = re.compile(r"[<\uFF1C\uFE64](?=\s*[A-Za-z/!?_\uFF0F])")
_LESS = "&lt;"


def element_text(text: str) -> str:
    """Text between tags."""
    return _TAG.sub(_LESS, text)


def attribute(value: str) -> str:
    """Text within the quotation marks of an attribute, on one line."""
    flat = " ".join(value.split())
    return element_text(flat).replace('"', "&quot;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """What a model repeats of escaped text, as it was printed."""
    return text.replace(_LESS, "<").replace("&gt;", ">").replace("&quot;", '"')
