"""What one part of a question lacks in the statements that would be shown: terms, demands, links.

`sufficiency` makes the state of an answer from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import Candidate
from assistant.facets import facets
from assistant.naming import other_names
from assistant.population import of_sentence
from assistant.sufficiency.demands import unmet
from assistant.sufficiency.mentions import Mentioned, is_mistyped
from assistant.terms import Part, Term

_UNHEARD_WEIGHT = 7.0  # of a term that no passage holds; in nats, as the inverse frequencies
_TOLD_SHARE = 0.5  # of a term of the history, beside one of the sentence that asks
# What a statement must have together: the terms of this weight, or listed, the weightiest few.
_WEIGHTY = 4.5
_KEY_TERMS = 3
# The best statement must hold this share of the terms that ask, by rarity.
_TOGETHER = 0.45

# The model's tokenizer breaks a word that is not common English into this many pieces; a term of
# the field, mostly, where it is long or a name.
_PIECES = 2
_PIECES_OF_TERM = 3
_LETTERS = 7
_EVERYDAY_ENDING = re.compile(r"(?:ify|ing|ed|ly|ness|ish)$")
# A word is what a question is about, if not by its list then where so few passages hold it.
_RARE = 12
_RARE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common words are: `of` counts the passages that hold one of `passages` in all, `pieces`
    the word pieces that the embedding model's tokenizer breaks it into."""

    of: Callable[[str], int]
    passages: int
    pieces: Callable[[str], int]

    def weight(self, word: str) -> float:
        """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009)."""
        held = self.of(word)
        if not held:
            return _UNHEARD_WEIGHT
        return math.log(1 + (self.passages - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, slots=True)
class Shown:
    """The statements with what each mentions; `found`: the best candidates, `is_far`: none of which
    is close to the question."""

    statements: Sequence[Candidate]
    each: Sequence[Mentioned]
    found: Sequence[Candidate]
    is_far: bool

    def mentions(self, term: Term) -> bool:
        return any(mentioned.holds(term) for mentioned in self.each)

    def names_source(self, term: Term) -> bool:
        return any(not mentioned.names.isdisjoint(term.stems) for mentioned in self.each)


@dataclass(frozen=True, slots=True)
class Lacking:
    """`mentioned` is the share (0 to 1, by rarity) of the terms that the statements mention.

    `unheard`: terms that the library lacks; `unsaid`: those it knows and the statements do not
    mention; `unmet`: demands; `unlinked`: terms that no one statement has together. `surely`: an
    unheard term can be no short form, slip or slang for something that is held.
    """

    mentioned: float
    unheard: tuple[Term, ...]
    unsaid: tuple[Term, ...]
    unmet: tuple[str, ...]
    unlinked: tuple[Term, ...]
    surely: bool


def lacking(part: Part, shown: Shown, frequencies: Frequencies) -> Lacking:
    """Holds the terms and demands of a part against the statements."""
    said = {term: shown.mentions(term) for term in part.terms}
    held = {term: said[term] or _is_held(term, frequencies) for term in part.terms}
    terms = [t for t in part.terms if held[t] or _is_missed(t, shown, frequencies)]
    unheard = tuple(term for term in terms if not held[term])
    return Lacking(
        _share(terms, said, frequencies),
        unheard,
        tuple(t for t in terms if held[t] and not said[t] and _is_rare(t, frequencies)),
        tuple(unmet(part, shown.statements)),
        _unlinked(part, shown, frequencies) or _scattered(terms, shown, frequencies),
        any(_is_unmistakable(term, frequencies) for term in unheard),
    )


def _share(terms: Sequence[Term], said: dict[Term, bool], frequencies: Frequencies) -> float:
    weights = {
        term: frequencies.weight(term.printed) * (1.0 if term.asking else _TOLD_SHARE)
        for term in terms
    }
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if said[term]) / whole if whole else 1.0


def _is_held(term: Term, frequencies: Frequencies) -> bool:
    """Whether any passage of the library mentions it, by this or another name."""
    others = other_names().get(" ".join(term.stems), frozenset())
    others |= {term.stands_for} if term.stands_for else set()
    return frequencies.of(term.printed) > 0 or any(
        all(frequencies.of(word) for word in other) for other in others
    )


def _is_missed(term: Term, shown: Shown, frequencies: Frequencies) -> bool:
    """Whether a word that the library lacks is a term, not a slip or a word of daily life.

    Where nothing is close to the question, any word counts.
    """
    if is_mistyped(term, shown.found):
        return False
    listed = term.is_drug or term.is_subject or term.is_short_form
    return listed or shown.is_far or frequencies.pieces(term.printed.lower()) >= _PIECES


def _is_unmistakable(term: Term, frequencies: Frequencies) -> bool:
    if term.is_drug or term.is_subject:
        return True
    if term.is_short_form or _EVERYDAY_ENDING.search(term.printed):
        return False
    pieces = frequencies.pieces(term.printed.lower())
    if term.is_named:
        return pieces >= _PIECES
    return pieces >= _PIECES_OF_TERM and len(term.printed) >= _LETTERS


def _is_rare(term: Term, frequencies: Frequencies) -> bool:
    """Whether a word that the library holds is what the question is about."""
    if term.is_drug or (term.asking and (term.is_subject or term.is_short_form)):
        return True
    held = frequencies.of(term.printed)
    if term.is_subject:
        return held <= _RARE_SHARE * frequencies.passages
    if not term.asking or len(term.printed) < _LETTERS or held > _RARE:
        return False
    return frequencies.pieces(term.printed.lower()) >= _PIECES


def _unlinked(part: Part, shown: Shown, frequencies: Frequencies) -> tuple[Term, ...]:
    """The weightiest terms that are mentioned, where no statement has two of them together.

    Two drugs, two bodies or two trials may well be compared across sources, and what is asked side
    by side be answered one by one.
    """
    weighty = [t for t in part.terms if t.asking and _is_weighty(t, shown, frequencies)]
    key = sorted(weighty, key=lambda term: -frequencies.weight(term.printed))[:_KEY_TERMS]
    if len(key) < 2 or all(term.is_drug for term in key) or _side_by_side(part, key):
        return ()
    together = max(sum(map(mentioned.holds, key)) for mentioned in shown.each)
    return () if together >= 2 else tuple(key)


def _side_by_side(part: Part, terms: Sequence[Term]) -> bool:
    """Whether two of the terms stand in facets of their own."""
    asked = facets(part.text)
    return sum(any(facet.issuperset(t.stems) for t in terms) for facet in asked) > 1


def _scattered(terms: Sequence[Term], shown: Shown, frequencies: Frequencies) -> tuple[Term, ...]:
    """The weightiest terms that ask, where every statement lacks most of what they weigh."""
    asking = [term for term in terms if term.asking]
    if len(asking) < 2:
        return ()
    best = max(
        _share(asking, {term: mentioned.holds(term) for term in asking}, frequencies)
        for mentioned in shown.each
    )
    key = sorted(asking, key=lambda term: -frequencies.weight(term.printed))[:_KEY_TERMS]
    return () if best >= _TOGETHER else tuple(key)


def _is_weighty(term: Term, shown: Shown, frequencies: Frequencies) -> bool:
    if of_sentence(term.printed).groups:
        return False  # whom it is about is judged apart
    if not (term.is_drug or term.is_subject) and frequencies.weight(term.printed) < _WEIGHTY:
        return False
    return shown.mentions(term) and not shown.names_source(term)
