"""Reader profiles: every name of the contract, each with a disclaimer."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, EvidenceState
from assistant.plain_words import TermKind
from assistant.readers import DEFAULT_READER, PATIENT, READERS, layout_of, offered, reader
from corpus.errors import UsageError
from corpus.settings import Settings, load_settings


def test_the_profiles_are_those_that_questions_may_name() -> None:
    assert set(READERS) == {"clinician", "nurse", "student", "patient"}
    assert DEFAULT_READER in READERS
    for name, profile in READERS.items():
        assert reader(name) is profile
        assert profile.name == name
        assert "education" in profile.disclaimer


def test_patients_are_told_to_ask_and_where_to_call() -> None:
    assert "emergency" in READERS["patient"].disclaimer
    assert READERS["patient"].disclaimer != READERS["clinician"].disclaimer


@pytest.mark.parametrize("name", ["", "Clinician", "doctor"])
def test_another_name_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="clinician, nurse, student, patient"):
        reader(name)


def test_patients_are_explained_all_and_clinicians_nothing() -> None:
    explained = {name: profile.layout.explains for name, profile in READERS.items()}
    assert explained["patient"] == set(TermKind)
    assert explained["clinician"] == set()
    assert explained["nurse"] < explained["student"] < explained["patient"]


def test_the_patient_layout_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().patient_layout
    assert offered(True) == READERS
    monkeypatch.setenv("GALEN_PATIENT_LAYOUT", "off")
    rest = offered(load_settings().patient_layout)
    assert set(rest) == set(READERS) - {PATIENT}
    with pytest.raises(UsageError, match=r"choose one of clinician, nurse, student$"):
        reader(PATIENT, rest)


def test_an_answer_is_laid_out_for_its_reader() -> None:
    answer = Answer("a", "q", "q", PATIENT, EvidenceState.NONE)
    assert layout_of(answer) is READERS[PATIENT].layout
    edited = Answer("a", "q", "q", "robot", EvidenceState.NONE)
    assert layout_of(edited) is READERS[DEFAULT_READER].layout
