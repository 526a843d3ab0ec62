"""TeX in a BibTeX value as plain text: accents, braces, raised and lowered numbers."""

from __future__ import annotations

import re
import unicodedata

from ingest.readers.superscript import raised

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "i", "j": "j", "alpha": "α", "beta": "β",
    "gamma": "γ", "delta": "δ", "kappa": "κ", "lambda": "λ", "mu": "µ", "omega": "ω",
    "times": "×", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "approx": "≈",
    "degree": "°", "textdegree": "°", "textmu": "µ", "textpm": "±", "textless": "<",
    "textgreater": ">", "ldots": "…", "dots": "…", "textendash": "–", "textemdash": "—",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbraceleft": "{",
    "textbraceright": "}",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?:([`'^~\"=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))(?:\{\s*\\?(\w)\s*\}|\\?(\w))"
)
_LETTER = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])(?:\{\})?\s?")
_POWER = re.compile(r"\^(?:\{([^{}]*)\}|(\w))")
_SUPERSCRIPT = re.compile(r"\\textsuperscript\s*\{([^{}]*)\}")
_INDEX = re.compile(r"_(?:\{([^{}]*)\}|(\w))")
_MATH = re.compile(r"(?<!\\)\$([^$]*)(?<!\\)\$")
_SPACE = re.compile(r"\\[,;:! ]")
_ESCAPED = re.compile(r"\\([&%$#_{}])")


def plain(text: str) -> str:
    """The words that TeX would print, as one line. Commands that are not known lose their name."""
    if not any(mark in text for mark in "\\{}$~-"):
        return " ".join(text.split())
    text = _ACCENT.sub(_accented, text)
    text = _SUPERSCRIPT.sub(lambda match: raised(match[1]), text)
    text = _MATH.sub(lambda match: _formula(match[1]), text)
    text = _LETTER.sub(lambda match: _LETTERS.get(match[1], ""), text)
    text = _SPACE.sub(" ", text)
    text = _ESCAPED.sub(lambda match: f"\0{'&%$#_{}'.index(match[1])}", text)
    text = text.replace("---", "—").replace("--", "–").replace("~", " ")
    text = text.replace("{", "").replace("}", "")
    text = re.sub(r"\0(\d)", lambda match: "&%$#_{}"[int(match[1])], text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _accented(match: re.Match[str]) -> str:
    mark, letter = match[1] or match[2], match[3] or match[4]
    return unicodedata.normalize("NFC", letter + _ACCENTS[mark])


def _formula(text: str) -> str:
    """A formula without its marks; powers are raised."""
    text = _POWER.sub(lambda match: raised(match[1] or match[2] or ""), text)
    return _INDEX.sub(lambda match: match[1] or match[2] or "", text)
