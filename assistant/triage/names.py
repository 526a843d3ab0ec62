"""Names of persons in what people type: announced by a title, a relation, a birthday; well known.

Called by `identifiers`. Eponyms, drugs and the words of a title are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.triage.lists import listed
from corpus.model import Span

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]{0,40}\w"
_INITIAL = r"(?:[A-Z]\.?\s+)?"
_FULL = rf"{_CAPITAL}(?:\s+{_INITIAL}{_CAPITAL}){{0,3}}"
_KIN = (
    r"(?:husband|wife|son|daughter|mother|father|mum|mom|dad|brother|sister|grand(?:mother|father|ma|pa|dad"
    r"|son|daughter)|gran|nan|aunt(?:ie|y)?|uncle|cousin|niece|nephew|friend|mate|partner|boyfriend|girlfriend"
    r"|neighbou?r|colleague|baby|child|boss|twins?|fianc[eé]e?|roommate|flatmate)"
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mister|Master|Mx)\.?\s+")
# What announces a name, and how many of its words must begin with a capital.
_ANNOUNCED = (
    (_TITLE, 1),
    (re.compile(r"\b(?:Dr|Doctor|Prof|Professor|Nurse|Sister|Midwife|Rev|Sir|Lady)\.?\s+"), 2),
    (re.compile(rf"\b(?i:(?:my|our|his|her|the)\s+(?:\w+\s+)?{_KIN})(?:,\s*|\s+)"), 1),
    (
        re.compile(
            rf"\b(?i:{_KIN}|man|woman|boy|girl|patient|lady|gentleman)\s+(?i:named|called)\s+"
        ),
        1,
    ),
    (
        re.compile(
            r"\b(?:[Pp]atient|PATIENT|[Pp]t|[Cc]lient|[Rr]esident|[Ii]npatient|[Aa]sk\s+for)\s*[:.,-]?\s+"
        ),
        2,
    ),
    (re.compile(r"\b(?i:baby\s+(?:girl|boy|of)|infant\s+of|newborn)\s+"), 1),
    (
        re.compile(
            r"\b(?i:patient|pt|seen\s+in\s+clinic|name|client|re|attn|contact|signed|regards|from)\s*:\s*"
        ),
        1,
    ),
    (re.compile(r"\b(?i:i\s+am|i['’]?m|this\s+is|my\s+name(?:\s+is|['’]s)|me\s+llamo)\s+"), 2),
)
_SAID = re.compile(r"\b(?i:(?:\w+['’]?s?\s+)?name(?:\s*(?:is|was)\b|['’]s|\s*:|(?=\s+[A-Z])))\s*")
_TITLED_SMALL = re.compile(
    r"\b(?:mrs\.?\s+|miss\s+(?=[a-z]+\s+(?:has|is|was|aged))"
    r"|mr\.?\s+(?!imag|angi|enter|elast|scan|chol|spec|ven|uro|perf|arth))[a-z][a-z'-]+"
)
_SAID_SMALL = re.compile(
    r"\b(?:my|his|her|patient|patients|patient['’]s|full)\s+name\s+is\s+([a-z][a-z'-]+(?:\s+[a-z][a-z'-]+)?)",
    re.I,
)
_I_AM = re.compile(
    r"\b(?:i['’]?m|i\s+am|this\s+is|it['’]?s)\s+([a-z][a-z'’-]+)(?:\s+([a-z][a-z'’-]+))?", re.I
)
_NOT_WITHIN = r"(?<![\w'’-])"
_RUN = re.compile(rf"{_NOT_WITHIN}{_CAPITAL}(?:\s+{_INITIAL}{_CAPITAL}){{1,3}}")
_TURNED = re.compile(rf"{_NOT_WITHIN}({_CAPITAL}),\s*({_CAPITAL})(?=\s*[,(]\s*\d)")
_BIRTHDAY = re.compile(
    r"[\s,;(]{0,3}(?:b\.|born\b|dob\b|d\.o\.b|aged?:?\s*\d|\d{1,4}[/.-]\d{1,2}[/.-]\d|\d{1,3}\s*(?:y|yo|yrs|m|f)\b"
    r"|\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.I,
)
_DOCTOR_SAYS = re.compile(
    rf"\b(?:Dr|Doctor|Prof)\.?\s+{_CAPITAL}(?=\s+(?:said|says|asked|told|prescribed|wants|thinks|saw|sees|recommended))"
)
_WORD = re.compile(r"[\w'’-]+")
_CONTRACTED = re.compile(r"I['’]")
_SMALL_WORD = 4
_ORDINARY_AFTER = frozenset(
    "and is was has have had not so with on in at to the a my who but from aged here feeling"
    " taking trying having".split()
)


def names(text: str) -> Iterator[Span]:
    """Where names stand; the stretches may overlap."""
    yield from _announced(text)
    yield from _well_known(text)
    for pattern in (_TITLED_SMALL, _DOCTOR_SAYS):
        yield from (Span(*m.span()) for m in pattern.finditer(text))
    for match in _SAID_SMALL.finditer(text):
        words = match[1].split()
        kept = words if len(words) == 1 or words[1].lower() not in _ORDINARY_AFTER else words[:1]
        yield Span(match.start(1), match.start(1) + len(" ".join(kept)))
    for match in _TURNED.finditer(text):
        if not _is_listed(match[1], "not_names") and not _is_listed(match[2], "not_names"):
            yield Span(*match.span())


def _announced(text: str) -> Iterator[Span]:
    heading = _is_heading(text)
    for cue, least in _ANNOUNCED:
        titled = least == 1 and cue is _TITLE
        for match in cue.finditer(text):
            span = _name_at(text, match.end(), least, titled=titled)
            if span and not (heading and not titled):
                yield span
    for match in _SAID.finditer(text):
        if span := _name_at(text, match.end(), 1, titled=True):
            yield span


def _is_heading(text: str) -> bool:
    """Whether nearly every word begins with a capital: capitals then tell nothing of names."""
    words = [w for w in _WORD.findall(text) if len(w) > _SMALL_WORD]
    return len(words) > _SMALL_WORD and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _name_at(text: str, start: int, least: int, *, titled: bool = False) -> Span | None:
    """Words in capitals from here on, up to the first that is no name; None where too few."""
    match = _FULL_AT.match(text, start)
    if match is None:
        return None
    end, count = start, 0
    for word in _WORD.finditer(text, start, match.end()):
        if _is_listed(word.group(), "not_names") or _CONTRACTED.match(word.group()):
            break
        end, count = word.end(), count + 1
    shouted = not any(c.islower() for c in text[start:end])
    if count < least or _names_a_thing(text, end) or (shouted and not titled):
        return None
    return Span(start, end)


_FULL_AT = re.compile(_FULL)


def _well_known(text: str) -> Iterator[Span]:
    """A given name with another name after it, or any two names with a birthday after them."""
    for match in _RUN.finditer(text):
        words = match.group().split()
        listed_first = _is_listed(words[0], "given")
        born = _BIRTHDAY.match(text, match.end()) is not None
        if not (listed_first or born) or _names_a_thing(text, match.end()):
            continue
        if any(_is_listed(word, "not_names") or _is_listed(word, "eponym_nouns") for word in words):
            continue
        if born and not listed_first and not all(_looks_like_a_name(w) for w in words):
            continue
        yield Span(*match.span())
    for match in _I_AM.finditer(text):
        if _is_listed(match[1], "given"):
            surname = match[2] and match[2].lower() not in _ORDINARY_AFTER
            yield Span(match.start(1), match.end(2) if surname else match.end(1))


def _looks_like_a_name(word: str) -> bool:
    return word[-1:].islower() or word[-1:] == "." or len(word) == 1


def _names_a_thing(text: str, end: int) -> bool:
    """Whether a syndrome, a score or a hospital follows: then it is an eponym."""
    following = _WORD.findall(text[end : end + 40])[:2]
    return any(_is_listed(word, "eponym_nouns") for word in following)


def _is_listed(word: str, name: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain.removesuffix("'s") in _words(name)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(str(listed("names")[name]).split())
