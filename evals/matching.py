"""The matcher: does an answer say a key point? Pure functions on text, used by the scorer.

A floor, not the last word: it finds words and numbers whole, and knows nothing of negation beyond
"non-" and "can't", of direction, or of who is meant. The verifier's checks are for those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from assistant.answer import Answer, Statement
from evals.gold import KeyPoint


class ShownSentence(NamedTuple):
    """One sentence as the reader sees it, and the normal form that is searched."""

    shown: str
    normal: str


def met_by(point: KeyPoint, sentences: Sequence[ShownSentence]) -> tuple[str, ...]:
    """The sentences as shown that meet the point, in reading order; empty where it is missed.

    One sentence for scope "sentence". For scope "answer", the first sentence of each group: an
    alternative never spans two sentences.
    """
    if point.scope == "sentence":
        whole = (s for s in sentences if all(_holds_any(s, group) for group in point.all_of))
        return tuple(s.shown for s in islice(whole, 1))
    firsts = [_first(sentences, group) for group in point.all_of]
    if None in firsts:
        return ()
    return tuple(s.shown for i, s in enumerate(sentences) if i in firsts)


def _first(sentences: Sequence[ShownSentence], group: tuple[str, ...]) -> int | None:
    return next((i for i, s in enumerate(sentences) if _holds_any(s, group)), None)


def _holds_any(sentence: ShownSentence, group: tuple[str, ...]) -> bool:
    return any(_pattern(alternative).search(sentence.normal) for alternative in group)


def holds(text: str, alternative: str) -> bool:
    """Whether the text has the alternative as whole words, whatever the case and the typography.

    - A number is never part of another: no "5" in "5.5", "0.5", "1,450" or "10⁵". It is found in a
      range ("10-19"), a ratio ("130/80"), before a unit ("5cm", "5 %") and in "5-year", but not
      where a hyphen hangs it on a name ("GLP-1", "COVID-19").
    - A hyphen ends a word ("first" is in "first-line"), except after "non": no "smoker" in
      "non-smoker". "can" is not in "can't", "patient" is in "patient's".
    - Hyphen and space are alike between words and before units ("soft tissue", "5-cm"), never
      between two numbers.
    """
    return _pattern(alternative).search(normalise(text)) is not None


def sentences_of(answer: Answer) -> tuple[ShownSentence, ...]:
    """Every sentence of the displayed statements in reading order; headings and notices are not."""
    return tuple(s for statement in answer.statements() for s in sentences_in(statement))


def sentences_in(statement: Statement) -> Iterator[ShownSentence]:
    """The statement's sentences, each between its lead and its strength label.

    Lead and label are said of the whole statement, so every sentence carries both. A text of
    several sentences is taken apart: otherwise a statement as long as a page would meet points
    that no sentence of it makes. The splitter is the evaluator's own, so that a change to the
    product's cannot move the measure; in doubt it leaves two sentences together.
    """
    label = f"({statement.strength.strip('()')})" if statement.strength else ""
    for text in split_sentences(statement.text):
        shown = " ".join(part for part in (statement.lead, text, label) if part)
        yield ShownSentence(shown, normalise(shown))


_END = re.compile(
    r"[.!?][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9≥≤<>])"
    # A paragraph ends one too, unless its colon announces the next.
    r"|(?<=[^\s:])[ \t]*\n[ \t]*\n\s*"
)
_ABBREVIATED = re.compile(r"\b(?:vs|e\.g|i\.e|et al|dr|fig|approx|ca|cf|st|[a-z])$", re.IGNORECASE)


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; abbreviations, initials and decimal points do not end one."""
    cuts = [0]
    for end in _END.finditer(text):
        # Eight characters hold the longest abbreviation, and keep the whole split linear.
        if not _ABBREVIATED.search(text[max(0, end.start() - 8) : end.start()]):
            cuts.append(end.end())
    pieces = (text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True))
    return tuple(piece for piece in pieces if piece)


# The normal form. Every pattern is free of nested repeats, so the time is linear in the text.

_DIGIT_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff™®℠©"))
_BEFORE_NFKC = str.maketrans({"\u00ba": "°", "\u00b4": "'", "\u2033": '"'}) | _INVISIBLE
_AFTER_NFKC = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-"),
        # An em dash parts what it stands between, it does not hang a number on a name.
        **dict.fromkeys("\u2014\u2015", " - "),
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u2265\u2267\u2a7e", "\u2265"),
        **dict.fromkeys("\u2264\u2266\u2a7d", "\u2264"),
    }
)
_UNITS = (
    "mg|mcg|μg|ng|kg|g|ml|dl|l|mmol|mol|meq|iu|u|mm|cm|km|m|mmhg|kpa|kcal|hz|khz|mhz|gy|msv"
    "|h|hr|hrs|hour|hours|min|mins|minute|minutes|s|sec|d|day|days|wk|week|weeks|month|months"
    "|y|yr|yrs|year|years|ms|bpm|percent"
)
# Before NFKC: what it would run together. "10²" must not become 102, nor "1½" 11/2.
_SPLICES = (
    (re.compile(r"(?<![\d.,])([1-9]\d{0,2})[\u00a0\u2009\u202f](?=\d{3}(?!\d))"), r"\1"),
    (re.compile(rf"(?<=\d)(?=[⁺⁻]?[{_DIGIT_POWERS}])"), "^"),
    (re.compile(rf"(?<=\d)(?=[{_FRACTIONS}])"), " "),
)
_REWRITES = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"<="), "≤"),
    (re.compile(r">="), "≥"),
    (re.compile(r"(?<=\d)[·∙⋅](?=\d)"), "."),
    (re.compile(r"(?<=\d) %"), "%"),
    (re.compile(r"(?<=[<>≤≥=±~]) (?=\d)"), ""),
    (re.compile(r"(?<=\d) ?- ?(?=\d)"), "-"),
    (re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?)({_UNITS})(?!\w)"), r"\1 \2"),
    # "5 mg-10 mg" is a range; without the spaces 10 would hang on a name.
    (re.compile(rf"(?<=\d )({_UNITS})-(?=\d)"), r"\1 - "),
)
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?!\d|,\d)")


def normalise(text: str) -> str:
    """One spelling for all: NFKC, folded case, plain dashes, quotes and spaces, bare thousands.

    "7 %" becomes "7%", "5cm" "5 cm", ">= 65" "≥65", "1,000" "1000", "0·5" "0.5", "10 – 19" "10-19",
    "10²" "10^2", "mm³" "mm3". Idempotent.
    """
    text = text.translate(_BEFORE_NFKC)
    for pattern, replacement in _SPLICES:
        text = pattern.sub(replacement, text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), text.translate(_AFTER_NFKC))
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    return text.strip()


@lru_cache(maxsize=16_384)
def _pattern(alternative: str) -> re.Pattern[str]:
    normal = normalise(alternative)
    body = "".join(_symbol(normal, i) for i in range(len(normal)))
    return re.compile(_left_edge(normal[0]) + body + _right_edge(normal[-1]))


def _symbol(normal: str, i: int) -> str:
    """One character of an alternative as a pattern; a hyphen or space between words is either."""
    inside = 0 < i < len(normal) - 1
    if normal[i] not in " -" or not inside:
        return re.escape(normal[i])
    between_numbers = normal[i - 1].isdigit() and normal[i + 1].isdigit()
    between_words = normal[i - 1] not in " -" and normal[i + 1] not in " -"
    return "[ -]" if between_words and not between_numbers else re.escape(normal[i])


def _left_edge(first: str) -> str:
    if first.isdigit():
        return r"(?<![\w.^])(?<!\d,)(?<!\^[-+])(?<![^\W\d_]-)"
    return r"(?<!\w)(?<!\bnon[- ])" if _is_word(first) else ""


def _right_edge(last: str) -> str:
    if last.isdigit():
        return r"(?![\w^])(?![.,]\d)"
    return r"(?!\w)(?!'t\b)" if _is_word(last) else ""


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
