"""What a guideline is about: its title reduced to the words that tell it from its body's others.

`corpus.families` is the only caller. Only words that cannot change the topic are dropped or
equated: one guideline hidden behind another is worse than two versions that are both shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.families.bodies import Body, name_pattern
from corpus.families.word_lists import WordLists, replaced, word_lists
from corpus.text.words import words

_MARKS = re.compile("[®™©]")
_HYPHENS = re.compile(r"(?<=\w)[\u2010\u2011–](?=\w)")
_SEGMENTS = re.compile(r"[:;.]\s+|\s+[-–—]+\s+|—|--|\s*[()\[\]]\s*")
_ORDINALS = r"\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_EDITION = re.compile(
    rf"\b(?:{_ORDINALS})\s+(?:ed\b\.?|edition|update|revision|version)"
    r"|\bversion\s+\d+(?:\.\d+)*",
    re.I,
)
_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b(?:(?:{_MONTHS})\s+(?:\d{{1,2}},\s*)?)?(?:19|20)\d{{2}}\b", re.I)
_INITIALS = re.compile(r"\(\s*([A-Za-z][\w&./ -]{1,14})\s*\)")
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z]*(?:[/–-][A-Z][A-Za-z]*)+\b|\b[A-Z][A-Za-z-]*[A-Z]\b")
_NUMBERS_OF_NICE = re.compile(
    r"\b(?:NG|CG|TA|PH|QS|DG|HTG|MTG)\s?\d+\b|\([^()]*\breview of[^()]*\)", re.I
)
_SERVICE_FOR_WHOM = re.compile(r"\s+--\s.*")
_ATTRIBUTES = frozenset({"of", "from", "by"})
_ADJECTIVES = frozenset({"joint", "second", "third"})
_LETTER_A = re.compile(r"(?<=\w )A\b(?=[\s,;:.)]|$)")


def topic_of(title: str, body: Body) -> tuple[str, ...]:
    """The words of a title that tell its topic, folded and sorted. None where there is no topic.

    Repeats count: "Treatment of ulcers. In: Prevention and treatment of ulcers" is one chapter.
    """
    lists = word_lists()
    text = _without_names(_plain(title, body), body)
    segments = [part for part in _SEGMENTS.split(text) if part.strip()]
    kept = [part for n, part in enumerate(segments) if not (n and _attributes(part, lists))]
    content = [word for part in kept for word in _content(part, body, lists)]
    return tuple(sorted(content)) if set(content) - lists.says_no_topic else ()


def _plain(title: str, body: Body) -> str:
    """One line without marks, editions and dates, dashes told from hyphens."""
    text = _MARKS.sub(" ", unicodedata.normalize("NFC", title)).replace("’", "'")
    text = _HYPHENS.sub("-", " ".join(text.split()))
    if body.code == "uspstf":
        # Its data set names the people that one of several grades is for.
        text = _SERVICE_FOR_WHOM.sub("", text)
    if body.code == "nice":
        text = _NUMBERS_OF_NICE.sub(" ", text)
    text = _LETTER_A.sub("letter-A", text)
    return _INITIALS.sub(_unless_initials, _DATE.sub(" ", _EDITION.sub(" ", text)))


def _unless_initials(match: re.Match[str]) -> str:
    """Nothing for "(COPD)" after the words it stands for, else the match itself."""
    short = re.sub(r"[^a-z0-9]", "", match[1].lower())
    if sum(c.isupper() for c in match[1]) < 2:
        return match[0]
    before = re.findall(r"[a-z0-9]+", match.string[: match.start()].lower())
    for count in range(1, min(len(before), 8) + 1):
        phrase = before[-count:]
        if phrase[0][0] == short[0] and _is_subsequence(short, "".join(phrase)):
            return " "
    return match[0]


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _without_names(text: str, body: Body) -> str:
    """Without the names and initials of the guideline's own bodies."""
    for name in body.names:
        text = name_pattern(name).sub(" ", text)
    if text.isupper():
        return text
    return _CAPITALS.sub(
        lambda run: " " if body.short & {run[0], *re.split(r"[/–-]", run[0])} else run[0], text
    )


def _attributes(segment: str, lists: WordLists) -> bool:
    """Whether a part of a title only says whose it is: "report of the ... Subcommittee of ..."."""
    found = _folded(segment, lists)
    end = next((n for n, word in enumerate(found) if word in _ATTRIBUTES), 0)
    if not lists.attributed_to & set(found[end:]):
        return False
    kind = replaced(found[:end], lists.boilerplate)
    return end > 0 and not set(kind) - lists.empty - _ADJECTIVES


def _content(segment: str, body: Body, lists: WordLists) -> Iterator[str]:
    found = replaced(_joined(_folded(segment, lists), lists), lists.same_phrases)
    labels = {lists.folding.phrase(label): () for label in body.labels}
    for word in replaced(replaced(found, labels), lists.boilerplate):
        if word not in lists.empty:
            yield word


def _folded(segment: str, lists: WordLists) -> list[str]:
    return [lists.folding.fold(word) for word in words(segment)]


def _joined(found: Sequence[str], lists: WordLists) -> list[str]:
    """Prefixes written apart are joined to their word: "post treatment", "post-treatment"."""
    result: list[str] = []
    prefix = ""
    for word in found:
        if word in lists.prefixes:
            prefix += word
        elif prefix and word in lists.empty:
            result += [prefix, word]
            prefix = ""
        else:
            result.append(prefix + word)
            prefix = ""
    return [*result, prefix] if prefix else result
