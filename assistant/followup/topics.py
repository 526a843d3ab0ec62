"""What a question is about: the conditions it names, and whether it names anything of its own.

`leaning` decides by it, `thread` words by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.followup.lists import Span, Word, lists, words_of
from assistant.followup.slots import people_in
from assistant.query import short_forms

_BEFORE = 3  # words that may belong to a condition before it: "acute low back pain"
_AFTER = 4  # and after it: "with reduced ejection fraction"
_CASE = 8  # content words; more of them, or a second sentence, tell a case
_SENTENCE_END = re.compile(r"[.!?]\s")
_CLASS = re.compile(r"anti\w+|\w*steroids?|blood thinners?|painkillers?|nsaids?|drugs?", re.I)
_QUALIFIES = frozenset(("with", "without"))


def conditions(text: str) -> tuple[str, ...]:
    """The conditions that the text names, each with the words that belong to it."""
    words = words_of(text)
    return tuple(_slice(text, words, span) for span in _widened(words, text))


def heading(question: str) -> str:
    """What the question is about, and of whom, without what it asks.

    All of it where that is not told, or where it tells a case.
    """
    named = ", ".join(dict.fromkeys(conditions(question)))
    if not named or _SENTENCE_END.search(question) or content_count(question) > _CASE:
        return question
    of_whom = [people for people in people_in(question) if people.lower() not in named.lower()]
    return f"{named} in {', '.join(of_whom)}" if of_whom else named


def drugs(text: str) -> tuple[str, ...]:
    """The drugs that the text names, as written."""
    words = words_of(text)
    return tuple(_slice(text, words, span) for span in lists().drugs.find(words))


def renamed(question: str, name: str) -> str:
    """The question with this drug in the place of its drug, or condition of its condition.

    Empty where it has none, where the name is a sign of what is asked about ("fever?"), and for
    classes: "which antibiotic" does not become "which doxycycline".
    """
    name = name.strip(" ?.!,;:")
    if drugs(name):
        old = drugs(question)
        if any(_CLASS.fullmatch(drug) for drug in (*old[:1], *drugs(name))):
            return ""
    else:
        old = () if _is_sign(name) else _replaceable(question)
    return question.replace(old[0], name, 1) if old else ""


def _is_sign(name: str) -> bool:
    return any(word.stem in lists().signs for word in words_of(name))


def _replaceable(question: str) -> tuple[str, ...]:
    """The conditions without "screening", "vaccine" and the like, which stay."""
    words = words_of(question)
    after = lists().after_conditions
    found = []
    for span in _named(words):
        stays = span.last < len(words) and words[span.last].stem in after
        last = span.last if stays else _last(words, span.last, question)
        found.append(_slice(question, words, Span(_first(words, span.first, question), last)))
    return tuple(found)


def says_more(left: str) -> bool:
    """Whether words are left that are no short form of what stands in the question ("EF")."""
    return any(not word.stops and word.text.upper() not in short_forms() for word in words_of(left))


def own_words(text: str) -> frozenset[str]:
    """The stems of what the text names itself: no stop words, facets, people and numbers."""
    facets = lists().facets | lists().people
    return frozenset(
        w.stem
        for w in words_of(text)
        if not w.stops and w.stem not in facets and not w.text[0].isdigit()
    )


def is_people(text: str) -> bool:
    """Whether it names people, and nothing else ("older frail people")."""
    people = lists().people
    stems = {word.stem for word in words_of(text) if not word.stops}
    return bool(stems & people) and not own_words(text)


def ends_with_adjective(text: str) -> bool:
    """Whether its last word is said of people, and does not name them ("vaccinated and young")."""
    words = words_of(text)
    return bool(words) and words[-1].stem in lists().of_people


def content_count(text: str) -> int:
    return sum(not word.stops for word in words_of(text))


def asks_of_something(text: str) -> bool:
    """Whether it asks for a dose, a duration, harms: of what, only the earlier question says."""
    return any(word.stem in lists().of_something for word in words_of(text))


def _named(words: Sequence[Word]) -> Iterator[Span]:
    """Conditions from left to right, as listed or told by their ending."""
    index = 0
    while index < len(words):
        length = lists().conditions.at(words, index) or _by_form(words, index)
        if length:
            yield Span(index, index + length)
        index += length or 1


def _by_form(words: Sequence[Word], index: int) -> int:
    known = lists()
    word = words[index]
    if word.text not in known.not_conditions and known.condition_ending.fullmatch(word.text):
        return 1
    if index + 1 < len(words) and words[index + 1].stem in known.condition_nouns:
        return 2 if _belongs(words[index]) else 0
    return 0


def _widened(words: Sequence[Word], text: str) -> Iterator[Span]:
    """Conditions with adjectives before them and "with ..." behind, without overlap."""
    behind = 0
    for span in _named(words):
        if span.last <= behind:
            continue
        first = max(_first(words, span.first, text), behind)
        behind = _last(words, span.last, text)
        yield Span(first, behind)


def _first(words: Sequence[Word], index: int, text: str) -> int:
    lowest = max(index - _BEFORE, 0)
    while index > lowest and _belongs(words[index - 1]) and _touch(words, index - 1, text):
        index -= 1
    return index


def _last(words: Sequence[Word], index: int, text: str) -> int:
    known = lists()
    while index < len(words) and words[index].stem in known.after_conditions:
        index += 1
    if index + 1 >= len(words) or words[index].text not in _QUALIFIES:
        return index
    end = index + 1
    while (
        end < min(index + _AFTER, len(words))
        and _belongs(words[end])
        and (_touch(words, end - 1, text))
    ):
        end += 1
    return end if end > index + 1 else index


def _belongs(word: Word) -> bool:
    """Neither a stop word nor one of another kind: a facet, a number, a drug."""
    if word.stops or word.stem in lists().facets or word.text[0].isdigit():
        return False
    return not any(lists().drugs.find([word]))


def _touch(words: Sequence[Word], index: int, text: str) -> bool:
    """Whether nothing but a blank stands between this word and the next."""
    return text[words[index].end : words[index + 1].start].isspace()


def _slice(text: str, words: Sequence[Word], span: Span) -> str:
    return text[words[span.first].start : words[span.last - 1].end]
