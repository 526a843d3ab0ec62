"""Which words say the same and which carry nothing, from the lists in `assistant/vocabulary`.

`reading` rewrites texts by it. Draft lists, not clinically reviewed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from assistant.query import short_forms
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_FOLDER = Path(__file__).parent.parent / "vocabulary"
# What Snowball leaves of one family of words ("diagnosi", "diagnost"; "pregnant", "pregnanc").
_ENDING = re.compile(
    r"(?<=\w{4})(?:ation|ition|ment|ness|ical|ial|al|ic|iv|ity|iti|anc|enc|ant|ent|ous|ion|ist|at"
    r"|ia|a|i|e|(?<=s)t|(?<=\w{5}t)or)$"
)
# "maximised" and "maximized": of one the stem keeps its ending.
_MAKING = re.compile(r"(?<=\w{4})i[sz]$")
_SPELLED = tuple(
    pair.split("=")
    for pair in "avour=avor ae=e oe=e leuco=leuko sulph=sulf analyz=analys titre=titer"
    " practis=practic licens=licenc programme=program counsell=counsel labell=label ageing=aging"
    " aluminium=aluminum calibre=caliber".split()
)
# "arteriography" and "arteriogram" are one examination.
_PICTURE = re.compile(r"(?<=\w{3})(?:graphi|graphic|graph|gram)$")
# A meter and what is done with it: "spirometer", "spirometry".
_METER = re.compile(r"(?<=\w{5})metr(?:i|ic)$")
# Words with facts whose stem is that of an everyday word: "topical" is of no "topic".
_OWN_ROOT = {
    word: kept
    for kept, listed in {
        "topical": "topical topically",
        "emergenc": "emergency emergencies emergent emergently",
        "testicl": "testis testes testicle testicles testicular",
        "generic": "generic generics",
        "reasonabl": "reasonable reasonably unreasonable",
        "considerabl": "considerable considerably",
        "similar": "comparable comparably",
    }.items()
    for word in listed.split()
}
_LATIN = re.compile(r"(?<=\w{2})(?<=ph|mb|ol|cc|ll|ul|oc|ch|le)i$")
_SHOUTED = re.compile(r"[A-Z][A-Z0-9]+(?:[/-][A-Z0-9]+)*")

_SOFT = ("process", "direction", "degree", "everyday")
_NAME_LISTS = ("drug_names.yaml", "test_names.yaml")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists, by roots.

    `phrases` maps what may be written to what it is compared as; `others` a word to further words
    that it may stand for; `parts` a name of several words to them; `short` short forms, case as
    written, to long ones. `drugs` and `tests` are the roots of names, `names` all of these,
    `ordinary` those of words without facts, `critical` those that no text may add, `stops` those of
    mere function words.
    """

    phrases: Mapping[Phrase, Phrase]
    parts: Mapping[str, Phrase]
    others: Mapping[str, frozenset[str]]
    short: Mapping[str, str]
    drugs: frozenset[str]
    tests: frozenset[str]
    ordinary: frozenset[str]
    critical: frozenset[str]
    names: frozenset[str]
    stops: frozenset[str]
    longest: int


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """What a word of any part of speech is compared by: its stem without a derivational ending."""
    for british, american in _SPELLED:
        word = word.replace(british, american)
    word = _LATIN.sub("us", word)  # "tophi"
    if word in _OWN_ROOT:
        return _OWN_ROOT[word]
    stemmed = _MAKING.sub("", _METER.sub("met", _PICTURE.sub("gram", stem(word))))
    return _ENDING.sub("", stemmed) if stemmed.isalpha() else stemmed


def roots(text: str) -> Phrase:
    return tuple(root(word) for word in words(text))


class _Entry(NamedTuple):
    """One way of writing something, with what it is compared as."""

    canonical: str
    written: str
    is_name: bool


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The lists, read once. Raises OSError where a file is missing."""
    phrases: dict[Phrase, Phrase] = {}
    others: dict[str, set[str]] = {}
    parts: dict[str, Phrase] = {}
    short = dict(short_forms())
    for entry in _entries():
        if _SHOUTED.fullmatch(entry.written) and entry.written != entry.canonical:
            short[entry.written] = entry.canonical
            continue
        said, compared = roots(entry.written), roots(entry.canonical)
        if entry.is_name and len(compared) > 1:
            parts["".join(compared)] = compared
            compared = ("".join(compared),)
        if len(said) == len(compared) == 1:
            others.setdefault(said[0], set()).add(compared[0])
        elif said != compared:
            phrases.setdefault(said, compared)
    return _with_sets(phrases, others, parts, short)


def _with_sets(
    phrases: Mapping[Phrase, Phrase],
    others: Mapping[str, set[str]],
    parts: Mapping[str, Phrase],
    short: Mapping[str, str],
) -> Vocabulary:
    stops = frozenset(root(word) for word in STOP_WORDS)
    drugs, tests = (
        frozenset("".join(roots(str(name))) for name in _load(listed)) for listed in _NAME_LISTS
    )
    return Vocabulary(
        phrases=phrases,
        parts=parts,
        others={word: frozenset(stands) for word, stands in others.items()},
        short=short,
        drugs=drugs,
        tests=tests,
        names=drugs | tests,
        ordinary=frozenset(_listed("ordinary.yaml")) | stops,
        critical=frozenset(_critical()),
        stops=stops,
        longest=max(map(len, phrases)),
    )


def _entries() -> Iterator[_Entry]:
    for canonical, forms in _equivalents(_load("equivalents.yaml")):
        yield from (_Entry(canonical, form, False) for form in forms)
    for listed in _NAME_LISTS:
        for canonical, forms in _forms(_load(listed)):
            yield from (_Entry(canonical, form, True) for form in (canonical, *forms))


def _equivalents(
    groups: Mapping[str, Any], but: Collection[str] = ()
) -> Iterator[tuple[str, list[str]]]:
    """What is compared, with each way of writing it, of all groups `but` some."""
    for group, listed in groups.items():
        if group not in but:
            yield from _forms(listed)


def _forms(listed: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from ((str(name), [str(form) for form in forms]) for name, forms in listed.items())


def _critical() -> Iterator[str]:
    """Words with facts: all that any list knows, but for mere doings and directions.

    Which way a text points is for other rules, which compare both sides.
    """
    yield from _listed("critical.yaml")
    known = [*_equivalents(_load("equivalents.yaml"), but=_SOFT)]
    known += [entry for listed in _NAME_LISTS for entry in _forms(_load(listed))]
    for canonical, forms in known:
        for form in (canonical, *forms):
            said = roots(form)
            yield from said if len(said) == 1 else ()


@lru_cache(maxsize=1)
def broader() -> tuple[tuple[Phrase, frozenset[str]], ...]:
    """Broader words by roots, each with the roots of what it may be said of."""
    return tuple(
        (roots(str(words)), frozenset(roots(narrower)))
        for words, narrower in _load("broader.yaml")["things"].items()
    )


@lru_cache(maxsize=1)
def opposites() -> tuple[tuple[frozenset[str], ...], ...]:
    """Groups of words that exclude each other, each with the roots of its members."""
    return tuple(
        tuple(frozenset(roots(member)) for member in str(group).split("|"))
        for groups in _load("opposites.yaml").values()
        for group in groups
    )


def _listed(name: str) -> Iterator[str]:
    """Roots of a file of word lists by theme."""
    for theme in _load(name).values():
        yield from roots(theme)


def _load(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = read_words(_FOLDER / name)
    return loaded
