"""How the app looks: its style sheet, and the colours that `galen ui` hands to Streamlit.

`ui/app.py` shows the style sheet on each page; `ui/ui_command.py` passes the options.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

STYLE_SHEET = Path(__file__).with_name("theme.css")
ICON = Path(__file__).with_name("icon.svg")
SYSTEM_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

# The same values stand in theme.css, which Streamlit's own elements do not read.
_LIGHT = {
    "primaryColor": "#0b5c66",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f4f7f8",
    "textColor": "#16212b",
    "linkColor": "#0b5c66",
    "borderColor": "#dce3e8",
}
_DARK = {
    "primaryColor": "#62c6d0",
    "backgroundColor": "#10161c",
    "secondaryBackgroundColor": "#18212a",
    "textColor": "#e6ecf1",
    "linkColor": "#62c6d0",
    "borderColor": "#2b3641",
}


def options() -> Iterator[tuple[str, str | bool | int]]:
    """Streamlit's options by name. Without a base theme, light or dark is the reader's system's."""
    yield "theme.font", SYSTEM_FONT
    yield "theme.headingFont", SYSTEM_FONT
    yield "theme.baseRadius", "8px"
    for name, colours in (("light", _LIGHT), ("dark", _DARK)):
        for option, value in colours.items():
            yield f"theme.{name}.{option}", value
