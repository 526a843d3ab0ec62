"""Phrases and patterns: where they are found, how far they reach, what hides them."""

from __future__ import annotations

import pytest

from assistant.triage.phrases import Phrasebook, holds, mask_of
from assistant.triage.reading import read


def met(pattern_text: str, words: str, barred: tuple[int, ...] = ()) -> bool:
    book = Phrasebook({"ache": ("pain*", "hurt/hurts"), "ignored": ("blue inhaler",)})
    pattern = book.pattern(pattern_text)
    return bool(holds(pattern, book.find(tuple(words.split())), mask_of(barred)))


@pytest.mark.parametrize(
    ("pattern", "words", "expected"),
    [
        ("chest & ache", "painful here in the chest", True),
        ("chest & ache@2", "painful here in the chest", False),
        ("chest > ache", "my chest really hurts", True),
        ("chest > ache", "hurts in my chest", False),
        ("can not > breathe@2", "can not breathe", True),
        ("can not > breathe@2", "can not even now breathe", False),
        ("a > b@1 & c@3", "a b x c", True),
        ("a > b@1 & c@3", "a x b c", False),
        ("blue", "blue lips", True),
        ("blue", "blue inhaler", False),
    ],
)
def test_a_pattern_is_met_in_its_order_and_reach(pattern: str, words: str, expected: bool) -> None:
    assert met(pattern, words) is expected


def test_barred_words_do_not_count() -> None:
    assert met("chest & ache", "chest pain")
    assert not met("chest & ache", "chest pain", barred=(1,))


def test_only_forgiven_words_may_be_misspelt() -> None:
    book = Phrasebook({"awake": ("unconscious",), "place": ("restaurant",)})
    book.forgive(["unconscious"])
    assert set(book.find(("unconcious", "restarant"))) == {"awake"}


def test_masks_hold_one_bit_for_each_word() -> None:
    reading = read("my chest hurts; my arm is numb. is it the heart?")
    words = len(reading.wording.words)
    whole = (1 << words) - 1
    assert sum(reading.wording.clauses) == sum(reading.wording.sentences) == whole
    assert all(0 <= mask <= whole for mask in reading.found.values())


@pytest.mark.parametrize("typed", ["can't", "cant", "cannot", "can’t", "CAN'T"])
def test_one_spelling_in_the_lists_is_every_spelling(typed: str) -> None:
    assert read(f"he {typed} breathe").wording.words == ("he", "can", "not", "breathe")
