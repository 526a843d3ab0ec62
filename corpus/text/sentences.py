"""Where sentences begin and end in a stretch of text. Used by chunking and by verification.

Rules, not a model: they must be the same on every machine and keep what medicine writes with a
full stop ("H. pylori", "e.g. aspirin", "0.5 mg", "vs. placebo") in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import Span

_ABBREVIATIONS = frozenset(
    "e.g i.e vs al approx ca cf dr mr mrs ms prof st no nos fig figs tab ref refs eq resp incl"
    " esp sp spp subsp var viz etc vol p pp ed eds jr sr inc ltd dept univ min max mo wk yr hr sec"
    " u.s u.k a.m p.m ph.d m.d i.v i.m s.c p.o b.i.d t.i.d q.i.d q.d".split()
)
# These may also end a sentence, and do when what follows looks like the start of one.
_MAY_END = frozenset(
    "etc no p min max mo wk yr hr sec ed sp a.m p.m u.s u.k al st i.v i.m s.c p.o b.i.d t.i.d q.i.d"
    " q.d ph.d m.d".split()
)

# Possessive, and only from where a run of marks begins: time stays linear in the text.
_BOUNDARY = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s)")
_NEXT = re.compile(r"\s*+(?=[\"'“(\[]*+[A-Z0-9ÀÖØ-Þ≥≤<>])")
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]++$")
_STARTS_WITH_WORD = re.compile(
    r"(?:The|This|These|In|For|If|When|It|A|An|All|No|Not|We|Do|Use|Give|Offer|Consider|Avoid|Treat"
    r"|Start|Stop|There|They|Both|Some|Most|Other|People|Patients|Adults|Children|Women|Men)\b"
)
# What a letter is the name of: after "hepatitis B." a sentence has ended, after "by J." it has not.
_NAMED_BY_LETTER = re.compile(
    r"\b(?:vitamins?|hepatitis|influenza|types?|grades?|groups?|class|levels?|factor|category|score"
    r"|stage|phase|arm|part|plan|step|Child-Pugh|immunoglobulin)\s+$",
    re.I,
)
_NUMBERING = re.compile(r"\d{1,3}(?:[.-]\d{1,3}){0,3}\.?[A-Za-z]?|[A-Z]\d{1,2}[a-z]?|[IVXL]{1,7}")
# A window back from a full stop: longer than every abbreviation and every name above.
_BACK = 24


def sentence_spans(text: str, offset: int = 0) -> Iterator[Span]:
    """Spans of the sentences of `text`, without outer white space, shifted by `offset`."""
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _ends_sentence(text, start, match):
            yield from _trimmed(text, start, match.end(), offset)
            start = match.end()
    yield from _trimmed(text, start, len(text), offset)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    if following is None:
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    before = text[max(start, match.start() - _BACK) : match.start()]
    if match.start() - start < _BACK and _NUMBERING.fullmatch(before.strip()):
        return False  # "1.", "2.1." and "IV." number what follows and are no sentences
    return not _keeps_going(before, text, following.end())


def _keeps_going(before: str, text: str, after: int) -> bool:
    """Whether the full stop belongs to the word before it (an initial, an abbreviation)."""
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last.group()
    if len(word) == 1 and word.isalpha() and word.isupper():
        # "H. Pylori" and "vitamin D. Then": an initial goes on unless a sentence plainly ends.
        named = _NAMED_BY_LETTER.search(before, 0, last.start())
        plainly = text[after] in "([" or _STARTS_WITH_WORD.match(text, after)
        return not (named or plainly)
    key = word.lower().rstrip(".")
    if key in _MAY_END:
        digit = text[after : after + 1].isdigit()
        return digit or (key in {"u.s", "st"} and not _STARTS_WITH_WORD.match(text, after))
    return key in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int, offset: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield Span(offset + start + left, offset + start + right)
