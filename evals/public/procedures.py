"""Does a text advise a procedure? Names of tests and treatments matched, and what is said of them.

Used by the ACR benchmark alone. A floor: words and cues from closed lists, no understanding.

Two kinds of text are told apart. A *rated row* is a table's row as a sentence, "<scenario>.
<procedure>: rating 3 (usually not appropriate)": the procedure that it rates must be the very one
asked for, and what stands before and after it names none. *Prose* names a procedure where one
sentence holds all its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.text.polarity import negated
from corpus.text.words import STOP_WORDS, stem, words
from evals.matching import split_sentences


class Contrast(StrEnum):
    """How a test uses contrast medium, where its name tells."""

    BOTH = "without and with"
    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Name:
    """A procedure's name for comparison: stems of its words, and its use of contrast apart.

    The order tells "surgery, then radiotherapy" from its reverse.
    """

    ordered: tuple[str, ...]
    contrast: Contrast | None

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(self.ordered)


class Rating(StrEnum):
    """What a rated row says of its procedure, in the ACR's words."""

    APPROPRIATE = "usually appropriate"
    MAYBE = "may be appropriate"
    NOT_APPROPRIATE = "usually not appropriate"
    NO_CONSENSUS = "no consensus"


@dataclass(frozen=True, slots=True)
class RatedRow:
    """The procedure that a row rates, as printed, and the rating."""

    procedure: str
    rating: Rating


_RATING = r"usually appropriate|may be appropriate|usually not appropriate|no consensus"
_ROW = re.compile(
    rf"(?P<procedure>.+?):\s*(?:rating\s+[\d-]+\s*\(\s*(?P<rated>{_RATING})|(?P<bare>{_RATING})\b)",
    re.IGNORECASE | re.DOTALL,
)
# What stands before a procedure in its row: scenario and headings, which end with a full stop.
_BEFORE = re.compile(r".*[.!?]\)?\.?\s+", re.DOTALL)

_CONTRAST = r"(?:(?:iv|intravenous)\s+)?contrast"
_CONTRASTS = (
    (
        re.compile(
            rf"\b(?:without\s+(?:{_CONTRAST}\s+)?(?:and|then|followed\s+by)\s+with"
            rf"|with\s+and\s+without)\s+{_CONTRAST}\b|\biv\s+without\s+and\s+with\s+contrast\b"
        ),
        Contrast.BOTH,
    ),
    (
        re.compile(
            rf"\b(?:without\s+{_CONTRAST}|iv\s+without\s+contrast|non-?\s?contrast|noncontrast"
            r"|unenhanced)\b"
        ),
        Contrast.WITHOUT,
    ),
    (
        re.compile(rf"\b(?:with\s+{_CONTRAST}|iv\s+with\s+contrast|contrast[-\s]enhanced)\b"),
        Contrast.WITH,
    ),
)
# One word for each test, whatever it is called; longer names before those that they hold.
_TESTS = (
    (re.compile(r"\b(?:mr|magnetic\s+resonance)\s+angiogra\w+"), "mra"),
    (re.compile(r"\b(?:ct|computed\s+tomograph\w+)\s+angiogra\w+"), "cta"),
    (re.compile(r"\bmagnetic\s+resonance(?:\s+imaging)?\b|\bmr\s+imaging\b"), "mri"),
    (re.compile(r"\bcomputed\s+tomograph\w+"), "ct"),
    (re.compile(r"\bpositron\s+emission\s+tomograph\w+"), "pet"),
    (re.compile(r"\b(?:plain\s+)?(?:x-?\s?rays?|radiograph\w*|plain\s+films?)\b"), "xray"),
    (re.compile(r"\b(?:ultra)?sonogra\w+|\bultrasounds?\b"), "ultrasound"),
    (re.compile(r"\bmammogra\w+"), "mammography"),
    (re.compile(r"\b(?:external\s+beam\s+)?(?:radiotherapy|radiation\s+therapy)\b"), "rt"),
    (re.compile(r"\bebrt\b"), "rt"),
    (re.compile(r"\btechnetium\b|\btc-?\s?99m\b"), "tc99m"),
)
# "US" is the test; "us" is not.
_US = re.compile(r"\bUS\b")
_EMPTY = frozenset(map(stem, "iv intravenous area interest scan imaging study view body".split()))
# "MRI is next when ultrasound leaves it open": what closes a sentence so was done before.
_CONDITION = re.compile(r"(?<=\S)\s(?:when|if|after|once|unless)\s[^,;:]*$", re.IGNORECASE)
# "Mastectomy without staging" is another treatment.
_TURNING = frozenset(("without", "no", "not"))


@lru_cache(maxsize=16_384)
def name_of(text: str) -> Name:
    """The words of a name or of a sentence: tests by one word, the use of contrast apart."""
    plain = _US.sub("ultrasound", text).lower()
    contrast = None
    for pattern, meant in _CONTRASTS:
        plain, times = pattern.subn(" ", plain)
        if times and contrast is None:
            contrast = meant
    for pattern, word in _TESTS:
        plain = pattern.sub(f" {word} ", plain)
    stems = (stem(word) for word in words(plain) if word in _TURNING or word not in STOP_WORDS)
    return Name(tuple(each for each in stems if each not in _EMPTY), contrast)


@lru_cache(maxsize=16_384)
def rated_row(paragraph: str) -> RatedRow | None:
    """The row that a paragraph is; None for prose."""
    match = _ROW.match(paragraph)
    if match is None:
        return None
    procedure = _BEFORE.sub("", match["procedure"]).strip()
    return RatedRow(procedure, Rating((match["rated"] or match["bare"]).lower()))


def advises(text: str, procedure: str) -> bool:
    """Whether the text names the procedure without saying that it is not appropriate.

    Prose may leave the use of contrast open, but may not name another.
    """
    return _says(text, procedure, contrast_may_be_open=True)


def advises_exactly(text: str, procedure: str) -> bool:
    """The same where the use of contrast must be named as well, if the procedure names one."""
    return _says(text, procedure, contrast_may_be_open=False)


def rejects(text: str) -> bool:
    """Whether all rows of the text rate their procedure as usually not appropriate."""
    rows = [row for paragraph in paragraphs(text) if (row := rated_row(paragraph))]
    return bool(rows) and all(row.rating is Rating.NOT_APPROPRIATE for row in rows)


def paragraphs(text: str) -> list[str]:
    """A passage holds several rows, each a paragraph; a statement is one."""
    return [line for line in text.splitlines() if line.strip()]


def _says(text: str, procedure: str, *, contrast_may_be_open: bool) -> bool:
    asked = name_of(procedure)
    if not asked.ordered:
        return False
    return any(_advised(each, asked, contrast_may_be_open) for each in paragraphs(text))


def _advised(paragraph: str, asked: Name, contrast_may_be_open: bool) -> bool:
    row = rated_row(paragraph)
    if row is not None:
        return row.rating is not Rating.NOT_APPROPRIATE and name_of(row.procedure) == asked
    return any(
        _named(name_of(sentence), asked, contrast_may_be_open) for sentence in _affirmed(paragraph)
    )


def _affirmed(text: str) -> Iterator[str]:
    """The sentences of prose that negate nothing, less the condition that closes them."""
    for sentence in split_sentences(text):
        if not negated(sentence) and Rating.NOT_APPROPRIATE not in sentence.lower():
            yield _CONDITION.sub("", sentence)


def _named(said: Name, asked: Name, contrast_may_be_open: bool) -> bool:
    if not asked.stems <= said.stems:
        return False
    if said.contrast == asked.contrast:
        return True
    return contrast_may_be_open and (said.contrast is None or asked.contrast is None)
