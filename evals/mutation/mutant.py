"""A change of one sentence that makes it say something else, and how changes are tried at random.

The kinds of change build `Change`s; `running` collects them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from corpus.text.word_files import read_words

_LISTS = Path(__file__).parent / "lists"


class Change(NamedTuple):
    """A changed text, and what was put for what, for a reviewer to read."""

    text: str
    was: str
    now: str


Mutator = Callable[[str, Random], Change | None]
"""Changes one thing of a text, or gives None where it has nothing of the kind."""


def replaced(text: str, start: int, end: int, now: str) -> Change:
    """The text with `[start, end)` replaced; a capital stays a capital, blanks stay single."""
    was = text[start:end]
    if was[:1].isupper() and now[:1].islower() and not was[1:2].isupper():
        now = now[0].upper() + now[1:]
    changed = f"{text[:start]}{now}{text[end:]}"
    if not now:
        changed = re.sub(r"(?<=\S)\s{2,}", " ", changed).strip()
        changed = re.sub(r"\s+(?=[.,;])", "", changed)
    return Change(changed[:1].upper() + changed[1:], was, now)


def swap_one(pattern: re.Pattern[str], puts: Callable[[str], str | None]) -> Mutator:
    """A mutator that replaces one match, drawn at random, by what `puts` gives for it."""

    def mutate(text: str, draw: Random) -> Change | None:
        found = [m for m in pattern.finditer(text) if puts(m.group()) is not None]
        if not found:
            return None
        match = draw.choice(found)
        now = puts(match.group())
        return None if now is None else replaced(text, match.start(), match.end(), now)

    return mutate


def by_table(table: Mapping[str, str], *, both_ways: bool = False) -> Mutator:
    """A mutator that puts a phrase's partner for it, whole words only."""
    pairs = {was.lower(): now for was, now in table.items()}
    if both_ways:
        pairs = {**{now.lower(): was for was, now in table.items()}, **pairs}
    return swap_one(any_of(list(pairs)), lambda was: pairs[was.lower()])


def any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, the longest first, whatever the case."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])", re.I)


@lru_cache(maxsize=16)
def listed(name: str) -> Mapping[str, Sequence[str]]:
    """Lists by class: lists/NAME.yaml."""
    loaded: Mapping[str, Sequence[str]] = read_words(_file(name))
    return loaded


@lru_cache(maxsize=16)
def table(name: str) -> Mapping[str, str]:
    """Pairs: lists/NAME.yaml."""
    loaded: Mapping[str, str] = read_words(_file(name))
    return loaded


@lru_cache(maxsize=16)
def tables(name: str) -> Mapping[str, Mapping[str, str]]:
    """Pairs by kind: lists/NAME.yaml."""
    loaded: Mapping[str, Mapping[str, str]] = read_words(_file(name))
    return loaded


def _file(name: str) -> Path:
    return _LISTS / f"{name}.yaml"
