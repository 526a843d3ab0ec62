"""Puts what a correction or another condition names in the place of what it excludes.

"no, in children" in the place of "in an adult", "7 mm" of "5 mm", "i meant 78" of "60 year old".
`thread` asks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.followup.lists import lists

_UNIT = r"(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)"
_AGE = re.compile(
    rf"\b(?:an?\s+)?(?P<number>\d{{1,3}})(?:[\s-]*{_UNIT}[\s-]*olds?\b|\s*(?:yo|y/o)\b)", re.I
)
_ALONE = re.compile(r"(?P<number>\d{1,3})[\s-]*(?P<unit>year|yr|month|week|wk|day)s?\W*$", re.I)
_AT_AGE = re.compile(r"\b(?:at|aged?|over|under)\s+(?P<number>\d{1,3})\b(?!\s*[%.\w])", re.I)
_PERSON_OF = re.compile(
    r"^(?:i'?m|i am|(?:s?he|it)(?:'?s| is)|they are|aged?|at|over|if over)?"
    r"\s*(?P<number>\d{1,3})\W*$",
    re.I,
)
_OPENS_PLACE = re.compile(r"\b(?:in|for|of|with|among|suspected)\s+$", re.I)
_NO_AGE = re.compile("pregnan|diabet", re.I)
_WITH = re.compile(r"with(?:out)?\s+(?P<what>[\w -]+)", re.I)
_MEASURE = re.compile(
    r"\b(?P<number>\d+(?:[.,]\d+)?)\s?(?P<unit>mm|cm|mg|kg|g|ml|%|mmol|mg/dl|weeks|months|hours)(?!\w)",
    re.I,
)
_OF_PEOPLE = 2  # the last groups of `exclusive`: by age, by sex


class Exchange(NamedTuple):
    """A question, and what is left of the remark once its words are put in."""

    question: str
    left: str


def exchanged(question: str, remark: str) -> Exchange:
    """The question with what the remark puts in place. Nothing put: both are as they were."""
    exchange = Exchange(question, remark)
    for change in (_age, _measure, _with_or_without, _excluded):
        exchange = change(exchange)
    return exchange


def people_in(question: str) -> tuple[str, ...]:
    """Whom the question is about, as written: an age, and words that exclude other people."""
    age = _AGE.search(question)
    groups = (group.search(question) for group in _groups()[-_OF_PEOPLE:])
    named = [found.group() for found in (age, *groups) if found]
    return tuple(one for one in named if not any(one != other and one in other for other in named))


def _age(exchange: Exchange) -> Exchange:
    """An age, or people of an age, for the same; a bare number for the years of the question."""
    question, remark = exchange
    old = _AGE.search(question) or _AT_AGE.search(question) or _of_an_age(question)
    new = _AGE.search(remark) or _AT_AGE.search(remark) or _of_an_age(remark)
    if not old:
        return exchange
    if number := _number_for(old, new, remark):
        return _put(exchange, old.span("number"), number.span("number"))
    if alone := _ALONE.match(remark):
        return _put(exchange, old.span(), alone.span(), f"a {alone['number']} {alone['unit']} old")
    if new and old.group().lower() != new.group().lower():
        return _put(exchange, old.span(), new.span())
    return exchange


def _number_for(old: re.Match[str], new: re.Match[str] | None, remark: str) -> re.Match[str] | None:
    """The remark's bare number ("i meant 78", "at 80"), where the question gives one."""
    if "number" not in old.re.groupindex:
        return None
    if new is None or (new.re is _AT_AGE and old.re is _AGE):
        return _PERSON_OF.match(remark)
    return None


def _of_an_age(text: str) -> re.Match[str] | None:
    found = _groups()[-_OF_PEOPLE].search(text)
    return None if found is None or _NO_AGE.match(found["word"]) else found


def _measure(exchange: Exchange) -> Exchange:
    for new in _MEASURE.finditer(exchange.left):
        for old in _MEASURE.finditer(exchange.question):
            if old["unit"].lower() == new["unit"].lower():
                return _put(exchange, old.span(), new.span())
    return exchange


def _with_or_without(exchange: Exchange) -> Exchange:
    """ "without diabetes" for "in diabetes"."""
    new = _WITH.match(exchange.left)
    if not new:
        return exchange
    named = re.escape(new["what"].strip())
    old = re.search(rf"\b(?:in|with|without|for)\s+{named}\b", exchange.question, re.I)
    return _put(exchange, old.span(), new.span()) if old else exchange


def _excluded(exchange: Exchange) -> Exchange:
    for group in _groups():
        new = group.search(exchange.left)
        old = list(group.finditer(exchange.question))
        if new and old and new["word"].lower() not in {o["word"].lower() for o in old}:
            exchange = _put(exchange, old[0].span(), new.span(), _fitting(old[0], new))
    return exchange


def _fitting(old: re.Match[str], new: re.Match[str]) -> str:
    """Without an article where one noun stood without: "70 year old man", "a woman"."""
    before = old.string[: old.start()]
    one = old.group() == old["word"] and not _OPENS_PLACE.search(before)
    return new["word"] if one else new.group()


def _put(
    exchange: Exchange, old: tuple[int, int], new: tuple[int, int], text: str = ""
) -> Exchange:
    """The part `new` of the remark, or `text` for it, in the place of `old` in the question."""
    question, remark = exchange
    put = question[: old[0]] + (text or remark[slice(*new)]) + question[old[1] :]
    return Exchange(put, f"{remark[: new[0]]} {remark[new[1] :]}".strip())


@lru_cache(maxsize=1)
def _groups() -> tuple[re.Pattern[str], ...]:
    return tuple(_group(words) for words in lists().exclusive)


def _group(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, with the article before it."""
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"\b(?:an?\s+)?(?P<word>{either})\b", re.I)
