"""A message read once: its words, which phrases of the lists it holds, who it is about, and when.

Called by the screening; the judgements on emergencies, self-harm and scope share one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from assistant.triage.lists import listed
from assistant.triage.measures import measured
from assistant.triage.phrases import Pattern, Phrasebook, after, before, holds
from assistant.triage.wording import Wording, worded

_LISTS = ("situation", "danger", "symptoms", "self_harm", "scope", "orders")
# Lists of signs in a person: they may be denied or over, and frightened people misspell them.
_OF_HEALTH = ("danger", "symptoms", "self_harm")
_LETTERS = re.compile(r"[a-z]+")
# "no chest pain or sweating": a denial reaches so many words.
_DENIED = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern of a list, what the list calls it by, and how much it says."""

    name: str
    strength: int
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class _Rules:
    """The phrases of all lists; the signs of each, by the first element that they need."""

    book: Phrasebook
    signs: Mapping[str, Mapping[str, tuple[Sign, ...]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of whom, and when. Masks have one bit a word."""

    wording: Wording
    found: Mapping[str, int]
    barred: int
    """Words of what is denied, or over."""

    def has(self, *names: str) -> bool:
        return any(self.found.get(name) for name in names)

    @property
    def about_somebody(self) -> bool:
        """The writer, somebody of the writer's, or somebody in front of the writer."""
        return self.has("first-person", "own", "kin", "they", "someone-here")

    @property
    def told_of_somebody(self) -> bool:
        """Whether a sentence tells of somebody, and asks nothing in general."""
        persons = ("first-person", "own", "kin", "they", "someone-here")
        somebody = reduce(or_, (self.found.get(name, 0) for name in persons), 0)
        topic = self.found.get("topic", 0)
        return any(s & somebody and not s & topic for s in self.wording.sentences)

    @property
    def opens_as_topic(self) -> bool:
        """Whether knowledge is asked for, or the first clause asks: a later guess does not."""
        first = self.wording.clauses[0] if self.wording.clauses else 0
        return self.has("knowledge") or bool(self.found.get("topic", 0) & first)

    @property
    def about_a_patient(self) -> bool:
        """A clinician's words, a vignette, or people in general."""
        return self.has("patient", "not-self", "age-sex")

    def signs(self, list_name: str) -> dict[str, int]:
        """Name of each sign that is met -> the strength of its strongest pattern."""
        barred = self.barred if list_name in _OF_HEALTH else 0
        strongest: dict[str, int] = {}
        by_element = _rules().signs[list_name]
        for element in self.found.keys() & by_element.keys():
            for sign in by_element[element]:
                better = sign.strength > strongest.get(sign.name, 0)
                if better and holds(sign.pattern, self.found, barred):
                    strongest[sign.name] = sign.strength
        return strongest


def read(text: str) -> Reading:
    """Linear in the length of the message, whatever it holds."""
    wording = worded(text)
    found = _rules().book.find(wording.words)
    found.update(measured(wording.words))
    _keep_persons(found)
    found["topic"] = found.get("knowledge", 0) | _opening(wording, found)
    return Reading(wording, found, _denied(wording, found) | _over(wording, found))


def _keep_persons(found: dict[str, int]) -> None:
    """Of the words for persons, those that mean one: "my son", not "a son", nor "my patient"."""
    any_one = after(found.get("indefinite", 0), 1)
    certain = after(found.get("definite", 0), 2)
    found["kin"] = found.get("kin", 0) & ~any_one | found.get("generic", 0) & certain & ~any_one
    clinician = found.get("not-self", 0)
    for name in ("own", "first-person", "kin"):
        found[name] = found.get(name, 0) & ~(clinician | after(clinician, 2))


def _opening(wording: Wording, found: Mapping[str, int]) -> int:
    """Words that ask where a clause opens with them: "does it", but not "it does not"."""
    starts = reduce(or_, (clause & -clause for clause in wording.clauses), 0)
    return found.get("opening", 0) & starts & ~before(found.get("not", 0), 1)


def _denied(wording: Wording, found: Mapping[str, int]) -> int:
    reach = after(found.get("denial", 0), _DENIED)
    return _within(wording.clauses, found.get("denial", 0), reach)


def _over(wording: Wording, found: Mapping[str, int]) -> int:
    """Clauses that tell of the past, and not of today."""
    past = found.get("past", 0) | found.get("past-year", 0)
    now = found.get("started-now", 0)
    return reduce(or_, (c for c in wording.clauses if c & past and not c & now), 0)


def _within(stretches: tuple[int, ...], marks: int, reach: int) -> int:
    return reduce(or_, (s & reach for s in stretches if s & marks), 0)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    lists = {name: listed(name) for name in _LISTS}
    sets = {
        key: tuple(split(phrases))
        for read_list in lists.values()
        for key, phrases in read_list.get("sets", {}).items()
    }
    book = Phrasebook(sets)
    signs = {name: _by_element(book, each.get("signs", {})) for name, each in lists.items()}
    book.forgive(word for name in _OF_HEALTH for word in _LETTERS.findall(str(lists[name])))
    return _Rules(book, signs)


def _by_element(
    book: Phrasebook, listed_signs: Mapping[str, Mapping[int, str]]
) -> Mapping[str, tuple[Sign, ...]]:
    grouped: dict[str, list[Sign]] = {}
    for name, by_strength in listed_signs.items():
        for strength, texts in by_strength.items():
            for pattern in map(book.pattern, split(texts)):
                sign = Sign(name, strength, pattern)
                grouped.setdefault(pattern.chains[0].elements[0], []).append(sign)
    return {element: tuple(signs) for element, signs in grouped.items()}


def split(phrases: str) -> Iterator[str]:
    """The phrases of a list, which commas part."""
    return (phrase.strip() for phrase in str(phrases).split(",") if phrase.strip())
