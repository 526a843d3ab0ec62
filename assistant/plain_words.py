"""The vocabulary of plain words, and where its terms stand in a text. Called by `glosses`.

Terms are found as whole words, the longest first. What the plain words say is in
`vocabulary/plain_words.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.text.word_files import read_words
from corpus.text.words import american

_FILE = Path(__file__).parent / "vocabulary" / "plain_words.yaml"
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_HYPHENS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}"
_JOINING = re.compile(rf"[\s{re.escape(_HYPHENS)}]+")
_SPELT_WITH_S = re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|ing|ation|ations)$)")


class TermKind(StrEnum):
    """The sections of the vocabulary, by which readers choose what is explained to them."""

    STRENGTHS = "strengths"
    STATISTICS = "statistics"
    STUDIES = "studies"
    COMMON_ABBREVIATIONS = "common abbreviations"
    UNCOMMON_ABBREVIATIONS = "uncommon abbreviations"
    TESTS = "tests"
    TREATMENTS = "treatments"
    CONDITIONS = "conditions"
    WORDS = "words"


_ABBREVIATIONS = (TermKind.COMMON_ABBREVIATIONS, TermKind.UNCOMMON_ABBREVIATIONS)


@dataclass(frozen=True, slots=True)
class Term:
    """Something that can be explained. Without `plain` it only keeps its words from being so.

    `companions` are words of which one must stand beside it; none is no condition.
    `is_label`: only a strength label holds it; `bodies`: only one of a body named like these.
    """

    names: tuple[str, ...]
    plain: str
    kind: TermKind | None = None
    companions: tuple[str, ...] = ()
    is_label: bool = False
    bodies: tuple[str, ...] = ()

    @property
    def long_form(self) -> str:
        """What an abbreviation stands for; empty for other terms."""
        return self.plain.partition(" (")[0] if self.kind in _ABBREVIATIONS else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a text, which holds it verbatim as `said`."""

    said: str
    term: Term


@dataclass(frozen=True, slots=True)
class _Word:
    """One word: its form, what stands between it and the word before, its span in code points."""

    form: str
    gap: str
    start: int
    end: int


Key = tuple[str, ...]
"""The forms of a term's words, with what stands between them unless that is blank or hyphen."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms, by the keys of their names, and the plain words of headings.

    `_longest`: by the form of a first word, how many words a name can have at most.
    """

    terms: tuple[Term, ...]
    headings: Mapping[str, str]
    _by_key: Mapping[Key, Sequence[Term]]
    _longest: Mapping[str, int]

    def found(self, text: str, *, is_label: bool = False, body: str = "") -> Iterator[Found]:
        """The terms of a text from left to right. `body` is who printed a label."""
        words = _words(text)
        forms = {word.form for word in words}
        at = 0
        while at < len(words):
            reach = self._longest.get(words[at].form, 0)
            end, term = self._at(words[at : at + reach], text, is_label, body)
            if term is not None and term.plain and _has_company(term, forms):
                yield Found(text[words[at].start : words[at + end - 1].end], term)
            at += end

    def _at(
        self, words: Sequence[_Word], text: str, is_label: bool, body: str
    ) -> tuple[int, Term | None]:
        """How many words the longest term at the first word takes, and the term; else 1 word."""
        for end in range(len(words), 0, -1):
            for term in self._by_key.get(_key(words[:end]), ()):
                if _may_stand(term, is_label, body) and _is_whole(words[:end], text):
                    return end, term
        return 1, None

    def names(self, text: str) -> bool:
        """Whether the whole text is a name of a term."""
        return _key(_words(text)) in self._by_key

    def holds(self, text: str, phrase: str) -> bool:
        """Whether the phrase stands in the text, spelt in any way that terms may be."""
        wanted = _key(_words(phrase))
        words = _words(text)
        return any(
            _key(words[at : at + len(wanted)]) == wanted for at in range(len(words)) if wanted
        )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of this release, read once."""
    read: dict[str, Any] = read_words(_FILE)
    terms = tuple(_terms(read))
    by_key: dict[Key, list[Term]] = {}
    for term in terms:
        for name in term.names:
            by_key.setdefault(_key(_words(name)), []).append(term)
    longest: dict[str, int] = {}
    for key in by_key:
        longest[key[0]] = max(len(key), longest.get(key[0], 0))
    return Vocabulary(terms, dict(read["headings"]), by_key, longest)


def _terms(read: Mapping[str, Any]) -> Iterator[Term]:
    for kind in TermKind:
        for name, entry in read[kind].items():
            yield _term(name, entry, kind)
    for scale in read["scales"]:
        for name, entry in scale["labels"].items():
            yield _term(name, entry, TermKind.STRENGTHS, True, tuple(scale["bodies"]))
    for name, entry in read["labels"].items():
        yield _term(name, entry, TermKind.STRENGTHS, True)
    for name in read["other senses"]:
        yield Term((name,), "")


def _term(
    name: str, entry: Any, kind: TermKind, is_label: bool = False, bodies: tuple[str, ...] = ()
) -> Term:
    if isinstance(entry, str):
        return Term((name,), entry, kind, is_label=is_label, bodies=bodies)
    return Term(
        names=(name, *entry.get("also", ())),
        plain=entry["plain"],
        kind=kind,
        companions=tuple(str(word) for word in entry.get("with", ())),
        is_label=is_label,
        bodies=bodies,
    )


def _may_stand(term: Term, is_label: bool, body: str) -> bool:
    if term.bodies and not any(part in body for part in term.bodies):
        return False
    return is_label or not term.is_label


def _has_company(term: Term, forms: set[str]) -> bool:
    return not term.companions or any(_form(word) in forms for word in term.companions)


def _is_whole(words: Sequence[_Word], text: str) -> bool:
    """Whether no hyphen binds it to a neighbour ("pre-eclampsia"), but "CT-guided" names CT."""
    first, last = words[0], words[-1]
    before, after = text[: first.start][-2:], text[last.end : last.end + 2]
    if len(before) == 2 and before[1] in _HYPHENS and before[0].isalnum():
        return False
    bound = len(after) == 2 and after[0] in _HYPHENS and after[1].isalpha()
    return not bound or not last.form.islower()


def _words(text: str) -> list[_Word]:
    """The words of a text in order. `gap` is empty where only blanks or hyphens stand between."""
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = _JOINING.sub("", text[end : match.start()]) if words else ""
        words.append(_Word(_form(match.group()), gap, match.start(), match.end()))
        end = match.end()
    return words


def _key(words: Sequence[_Word]) -> Key:
    key = [word.form for word in words[:1]]
    for word in words[1:]:
        key += [word.gap, word.form] if word.gap else [word.form]
    return tuple(key)


@lru_cache(maxsize=65536)
def _form(word: str) -> str:
    """What singular and plural, British and American spelling have in common.

    Words with a capital after the first letter, single capitals and numbers keep their letters.
    """
    bare = word.replace("’", "'").removesuffix("'s")
    if bare[1:].lower() != bare[1:] or (len(bare) == 1 and bare.isupper()):
        stem = bare.removesuffix("s")
        return stem if len(stem) > 1 and stem.lower() != stem and stem[-1].isupper() else bare
    return _without_ending(_SPELT_WITH_S.sub("iz", american(bare.lower())))


def _without_ending(word: str) -> str:
    """The word without the ending of a plural; not a word of its own."""
    if len(word) < 4:
        return word
    if word.endswith("sis"):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    word = word.removesuffix("e")
    return f"{word[:-1]}i" if word.endswith("y") else word
