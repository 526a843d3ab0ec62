"""The lists hold together: no drug or subject is taken for a word of daily life."""

from __future__ import annotations

from assistant.naming import everyday, other_names, subjects
from assistant.query import drug_stems
from corpus.text.words import STOP_WORDS


def test_no_drug_is_an_everyday_word() -> None:
    assert drug_stems() & everyday() <= {"drug", "medic"}


def test_subjects_of_one_word_are_no_stop_words() -> None:
    assert {name[0] for name in subjects() if len(name) == 1}.isdisjoint(STOP_WORDS)
    assert all(subjects())
    assert max(map(len, subjects())) <= 4


def test_another_name_names_back() -> None:
    names = other_names()
    for word, others in names.items():
        for other in others:
            if len(other) == 1:
                assert any(word in back for back in names[next(iter(other))])
