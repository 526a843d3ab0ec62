"""What a question is about: its parts, and the terms that an answer to each must meet.

`sufficiency` holds them against what would be shown, `ranking` prefers what names the drugs asked
about. Everyday words, numbers and units are no terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.naming import compound_drugs, everyday, groups, kinds, subjects
from assistant.query import Query, drug_stems, lay_words, short_forms
from assistant.spelling import mended
from corpus.text.words import STOP_WORDS, content_stems, stem, words

# A question ends at its question mark, and where "and" brings in another asking word.
_PART_END = re.compile(
    r"(?<=[?!])\s+|[,;]?\s+and\s+(?=(?:what|which|how|when|who|does|do|is|are|should|can|may|will"
    r"|would|(?:at|for|in|by|to) (?:what|which|how))\b)|\s*\(\d\)\s*",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_UNIT = re.compile(
    r"[mkµ]?g|mcg|m?mol|[mdk]?l|[cm]m|hg|kpa|ku|[mi]u|meq|kcal|cal|min|mins|hrs?|iv|im|po|sc|vs|us|uk"
)
_TAKES = re.compile(
    r"\b(?:(?<!effect )(?<!effects )(?<!data )(?<!evidence )(?<!guidance )(?<!advice )on"
    r"|takes|taking|receiving|allerg(?:ic|y) to|intoleran(?:t|ce) (?:of|to)) ",
    re.I,
)
# The question is what becomes of a drug.
_ON_DRUGS = re.compile(
    r"\b(?:drugs?|medicines?|medications?|pills?|tablets?|stop\w*|hold|withh\w+|continu\w+|keep"
    r"|switch\w*|change|bridg\w+|revers\w+|dos(?:e|es|age)|interact\w*|taper\w*|wean\w*|safe\w*)\b"
    r"|^\W*(?:can|may)\b",
    re.I,
)
# "When is an anticoagulant indicated?" looks for none by name.
_WHICH_KIND = re.compile(
    r"\b(?:what|which|first|best)\b(?:[ -][\w-]+){0,2}?"
    r" (?P<kind>antibiotic|antiviral|anticoagulant|statin)",
    re.I,
)
_SHOUTED = re.compile(r"[A-Z][A-Z0-9]+")
_SHORTEST = 3  # letters, but for short forms
_LENGTHS = (4, 3, 2)  # words of a listed name


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is asked about, or a name of several, as printed and by stems.

    `stands_for`: stems of what a short form or a lay word stands for. `asking`: it stands in the
    sentence that asks, not in what was told before. `is_subject`: a listed disease, complaint,
    organism or operation. `is_named`: it has a capital within its sentence. `is_taken`: a drug
    that somebody is said to be on or not to bear, as in "gout on warfarin".
    """

    printed: str
    stems: tuple[str, ...]
    stands_for: frozenset[str]
    asking: bool
    is_drug: bool
    is_subject: bool
    is_named: bool
    is_taken: bool = False

    @property
    def is_short_form(self) -> bool:
        return self.printed.isupper()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks."""

    text: str
    terms: tuple[Term, ...]


def parts(query: Query) -> tuple[Part, ...]:
    """The parts of a question in order; what is told before one that asks belongs to it."""
    return _parts(query.question)


def drugs_asked(query: Query) -> list[Term]:
    """The drugs that any part asks about."""
    return [drug for part in parts(query) for drug in drugs_of(part)]


@lru_cache(maxsize=64)  # ranking, sufficiency and premises read the same question
def _parts(question: str) -> tuple[Part, ...]:
    found: list[Part] = []
    before = ""
    for piece in filter(None, map(str.strip, _PART_END.split(question))):
        text = f"{before} {piece}".strip()
        terms = tuple(_terms(text))
        before = "" if terms else text
        if terms:
            found.append(Part(text, terms))
    return tuple(found)


def drugs_of(part: Part) -> list[Term]:
    """Those that it asks about: by name, and not as what somebody takes already."""
    asked = (t for t in part.terms if t.is_drug and t.asking and not t.is_taken)
    return [term for term in asked if groups().isdisjoint(term.stems)]


def names_of_drugs(query: Query) -> frozenset[str]:
    """The stems of the drugs asked about, by the names that sources use; of all of a kind, where
    one of it is looked for: "which antibiotic?"."""
    asked = drugs_asked(query)
    if not asked and (kind := _WHICH_KIND.search(query.question)):
        return kinds()[stem(kind["kind"])]
    known = {*drug_stems(), *(s for drug in asked for s in drug.stems)} - groups()
    return frozenset(s for drug in asked for s in (*drug.stems, *drug.stands_for) if s in known)


def _terms(text: str) -> Iterator[Term]:
    """Each word once, those of the sentence that asks first; the words of a name as one."""
    *told, asked = _SENTENCE_END.split(text)
    takes = _ON_DRUGS.search(asked) is None
    seen: set[tuple[str, ...]] = set()
    for sentence, asking in ((asked, True), *((sentence, False) for sentence in told)):
        for place, printed in _units(sentence):
            stems = tuple(stem(word) for word in words(printed))
            if stems not in seen and _is_term(printed, stems):
                seen.add(stems)
                found = _term(printed, stems, asking=asking, is_first=place == 0)
                taken = takes and found.is_drug and _is_taken(printed, sentence)
                yield replace(found, is_taken=True) if taken else found


def _is_taken(printed: str, sentence: str) -> bool:
    return any(
        re.match(rf"(?:[\w-]+ ){{0,2}}{re.escape(printed)}\b", sentence[found.end() :], re.I)
        for found in _TAKES.finditer(sentence)
    )


def _units(sentence: str) -> Iterator[tuple[int, str]]:
    """The words of a sentence with their places, the longest listed name of several as one."""
    found = list(_WORD.finditer(sentence))
    place = 0
    while place < len(found):
        length = next((n for n in _LENGTHS if _is_name(found[place : place + n], n)), 1)
        last = found[place + length - 1]
        yield place, sentence[found[place].start() : last.end()]
        place += length


def _is_name(found: Sequence[re.Match[str]], length: int) -> bool:
    stems = tuple(stem(match.group().lower()) for match in found)
    return len(stems) == length and (stems in subjects() or stems in compound_drugs())


def _is_term(printed: str, stems: tuple[str, ...]) -> bool:
    if len(stems) != 1:
        return bool(stems)
    low = printed.lower()
    if low[0].isdigit() or low in STOP_WORDS or _UNIT.fullmatch(low):
        return False
    if stems[0] in everyday() and stems not in subjects():
        return False
    return len(low) >= _SHORTEST or _SHOUTED.fullmatch(printed) is not None


def _term(printed: str, stems: tuple[str, ...], *, asking: bool, is_first: bool) -> Term:
    return Term(
        printed,
        stems,
        _stands_for(printed, stems),
        asking,
        is_drug=stems[0] in drug_stems() or stems in compound_drugs(),
        is_subject=stems in subjects(),
        is_named=printed[0].isupper() and not is_first,
    )


def _stands_for(printed: str, stems: tuple[str, ...]) -> frozenset[str]:
    long_form = short_forms().get(printed) or short_forms().get(printed.removesuffix("s"))
    lay = lay_words().get(" ".join(stems)) or mended(printed.lower())
    return frozenset(content_stems(long_form or lay or ""))
