"""Short forms, written out as the other of two texts has them: "BPPV", "AF", "S. aureus"."""

from __future__ import annotations

import re

from assistant.support.reading import read
from assistant.support.vocabulary import vocabulary

_FORM = re.compile(r"(?<![\w-])[A-Za-z0-9]*[A-Z][A-Za-z0-9/&-]*(?<!-)(?![\w])")
_LONGEST = 9
# "X (what X stands for)" and "what X stands for (X)".
_DEFINED = re.compile(
    r"(?P<before>\b[A-Z][A-Za-z]{0,4}[A-Z]?[a-z]?)\s+\((?P<long>[^()\d]{8,60})\)"
    r"|\s+\((?P<short>[A-Z][A-Za-z-]{1,5})\)"
)
_GENUS = re.compile(r"\b(?P<letter>[A-Z])\.\s(?P<species>[a-z]{4,})")
_WORD = re.compile(r"[A-Za-z]+")
# Words that a name is made of: no marks between them, no small word at either end.
_NAME = re.compile(
    r"(?!(?:of|and|the|for|in|on|to|an?|is|are|with|by|or)\b)[\w' -]+"
    r"(?<!\bis)(?<!\bin)(?<!\bof)(?<!\bor)(?<!\band)(?<!\bthe)(?<!\bto)"
)
_SMALL = frozenset("of and the for in on to a an with by or".split())


def spelled_out(text: str, other: str) -> str:
    """The text with each short form as the other text spells it, by its initials or by the lists.

    A form that the other text does not spell out stays as it is: both may mean the same by it.
    """
    text = _DEFINED.sub(lambda m: _undefined(m, other), text)
    text = _GENUS.sub(lambda m: _genus(m, other), text)
    return _FORM.sub(lambda m: _long_form(m.group(), text, other), text)


def _long_form(form: str, text: str, other: str) -> str:
    if not 2 <= len(form) <= _LONGEST:
        return form
    listed = vocabulary().short
    if form.endswith("s") and re.search(rf"\b{re.escape(form[:-1])}\b", other):
        return form[:-1]
    for single in (form, form.removesuffix("s")):
        initials = single.lower() if _is_initials(single) else ""
        spelled = initials and _words_with_initials(initials, other)
        if spelled:
            return spelled
        long_form = listed.get(single)
        if long_form and _holds(other, long_form):
            return long_form
        if initials and f"({single})" in text:
            return _words_with_initials(initials, text) or form
    return form


def _is_initials(form: str) -> bool:
    """Whether each letter may open a word: "BPPV", and with small letters "HFpEF"."""
    capitals = sum(map(str.isupper, form))
    return form.isalpha() and len(form) > 2 and (form.isupper() or capitals > 2)


def _holds(text: str, long_form: str) -> bool:
    if long_form.lower() in text.lower():
        return True
    return all(t.is_in(read(text).roots) for t in read(long_form).content)


def _undefined(definition: re.Match[str], other: str) -> str:
    """The long form alone, where the other text does not use the short one."""
    form, long_form = definition["short"] or definition["before"], definition["long"]
    used = re.search(rf"\b{re.escape(form)}\b", other) is not None
    if used or (long_form and long_form[0].lower() != form[0].lower()) or _of_another(form, other):
        return definition.group()
    return long_form or ""


def _of_another(form: str, other: str) -> bool:
    """Whether the lists know the short form for something that the other text does not say."""
    listed = vocabulary().short.get(form)
    if listed is None:
        return False
    return not all(t.is_in(read(other).roots) for t in read(listed).content)


def _genus(short: re.Match[str], other: str) -> str:
    spelled = re.search(rf"\b{short['letter']}[a-z]+\s{short['species']}\b", other)
    return spelled.group() if spelled else short.group()


def _words_with_initials(initials: str, text: str) -> str:
    for small in (True, False):
        words = [
            (letter.lower(), m)
            for m in _WORD.finditer(text)
            if small or m.group().lower() not in _SMALL
            for letter in (m.group() if m.group().isupper() else m.group()[0])
        ]
        place = "".join(letter for letter, _ in words).find(initials)
        if place >= 0 and not text[words[place][1].start() :].startswith(initials.upper()):
            found = text[words[place][1].start() : words[place + len(initials) - 1][1].end()]
            return found if _NAME.fullmatch(found) else ""
    return ""
