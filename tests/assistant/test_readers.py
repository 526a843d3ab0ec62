"""Reader profiles: every name of the contract, each with a disclaimer."""

from __future__ import annotations

import pytest

from assistant.readers import DEFAULT_READER, READERS, reader
from corpus.errors import UsageError


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
