"""Who published a guideline: the name of an organisation as a code that its spellings share.

`corpus.families` asks it, and who else compares bodies. Names that differ more than in spelling are
in bodies.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.text.word_files import read_words
from corpus.text.words import american, fold, words

_FILE = Path(__file__).with_name("bodies.yaml")
_SEPARATOR = re.compile(r"[;/|\n]|\s[-–—]\s")
_LOOSE_ENDS = re.compile(r"^(?:and\b|&|,|\s)+|(?:\band|&|,|\s)+$", re.I)
_SHORT_FORM = re.compile(r"\(\s*([A-Z][A-Za-z&/.-]*[A-Z][A-Za-z.]*)\s*\)")
_SMALL_WORDS = frozenset("a an and at by for from in inc ltd of on the to with u.s us u s".split())


@dataclass(frozen=True, slots=True)
class Body:
    """One or several bodies that publish together, in no order.

    `names` and `short` (initials) are what a title may print of them; `labels` are words that
    titles of theirs add for the kind of document.
    """

    code: str
    names: tuple[str, ...]
    short: frozenset[str]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry of bodies.yaml."""

    code: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    labels: tuple[str, ...]


def body_of(organization: str) -> Body | None:
    """The body that an organisation's name stands for, or None where it holds no word."""
    printed = {short.replace(".", "") for short in _SHORT_FORM.findall(organization)}
    rest, found = _without_listed(_SHORT_FORM.sub(" ", organization))
    unlisted = {american(word) for word in words(fold(rest))} - _SMALL_WORDS
    codes = sorted(listed.code for listed in found)
    if any(len(word) > 1 for word in unlisted):
        codes.append("-".join(sorted(unlisted)))
    if not codes:
        return None
    parts = [*_parts(rest)]
    names = {*parts, *(name for listed in found for name in listed.names)}
    return Body(
        code="+".join(codes),
        names=tuple(sorted(names, key=lambda name: (-len(name), name))),
        short=frozenset({*printed, *_initials(parts)}).union(*(e.short for e in found)),
        labels=tuple(label for listed in found for label in listed.labels),
    )


@lru_cache(maxsize=1024)
def name_pattern(name: str) -> re.Pattern[str]:
    """Finds a name as whole words, whatever stands between them ("Head & Neck Surgery")."""
    inner = r"[\W_]+".join(
        r"(?:and|&)" if word in ("and", "&") else re.escape(word)
        for word in re.findall(r"\w+|&", name)
    )
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.I)


def _without_listed(organization: str) -> tuple[str, list[_Listed]]:
    """The organisation without the bodies of the list, and these."""
    found: list[_Listed] = []
    for pattern, listed in _patterns():
        organization, count = pattern.subn(" ; ", organization)
        if count and listed not in found:
            found.append(listed)
    return organization, found


def _parts(rest: str) -> Iterator[str]:
    for part in _SEPARATOR.split(rest):
        name = _LOOSE_ENDS.sub("", part)
        if re.search(r"\w{2}", name):
            yield name


def _initials(names: Iterable[str]) -> Iterator[str]:
    """ "ASGE" for the American Society for Gastrointestinal Endoscopy; none of short names."""
    for name in names:
        initials = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
        if len(initials) > 2:
            yield initials


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Listed], ...]:
    """Longest name first: one name may be the beginning of another."""
    named = [(name, listed) for listed in _listed() for name in listed.names]
    named.sort(key=lambda pair: -len(pair[0]))
    return tuple((name_pattern(name), listed) for name, listed in named)


@cache
def _listed() -> tuple[_Listed, ...]:
    entries: Mapping[str, Mapping[str, list[str]]] = read_words(_FILE)
    return tuple(
        _Listed(
            code,
            tuple(entry["names"]),
            tuple(entry.get("short", ())),
            tuple(entry.get("labels", ())),
        )
        for code, entry in entries.items()
    )
