"""Text from outside on one line, safe to put into any file format. All of `ui.export` uses it.

What a format itself would obey (markup, field codes, LaTeX) is escaped by that format's writer.
"""

from __future__ import annotations

import re

from ui.terminal import plain

# Spaces and line ends that a reader of some format may take for the end of a record; the
# no-break and thin spaces between a number and its unit are no such thing and stay.
_BREAKS = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
# Lone surrogates cannot be written in UTF-8; U+FFFE, U+FFFF and their kin not in XML 1.0.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """The text on one line, without controls and bidirectional overrides, writable as UTF-8.

    A character that no format can hold becomes U+FFFD, so that its loss is seen.
    """
    return _UNWRITABLE.sub(REPLACEMENT, plain(_BREAKS.sub(" ", text))).strip()
