"""Names and leads come from metadata, whatever of it is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.leads import full_name, lead_of, name_of, short_body
from corpus.model import Source, SourceKind
from corpus.records import Entry

ACR = Source(
    "acr-2022-soft-tissue-masses", SourceKind.GUIDELINE, "Soft Tissue Masses", "acr",
    organization="American College of Radiology", published="2023", version="2022",
)  # fmt: skip
STUDY = Source("hung-2014", SourceKind.COHORT, "Superficial masses", "h", published="2014-05")


def test_a_body_is_known_by_initials_only_where_its_id_has_them() -> None:
    assert name_of(ACR) == "ACR 2022"
    assert short_body(replace(ACR, id="radiology-2022")) == "American College of Radiology"
    assert full_name(ACR) == "American College of Radiology, 2022"


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        (("Hung EHY", "Griffith JF"), "Hung et al. 2014"),
        (("Hung EHY",), "Hung 2014"),
        (("van der Berg AB",), "van der Berg 2014"),
        (("SPRINT Research Group",), "SPRINT Research Group 2014"),
        ((), "Superficial masses 2014"),
    ],
)
def test_a_study_is_known_by_its_first_author(authors: tuple[str, ...], name: str) -> None:
    assert name_of(replace(STUDY, authors=authors)) == name


def test_nothing_missing_leaves_a_gap() -> None:
    bare = Source("x", SourceKind.OTHER, "Title", "x")
    for name in (name_of(bare), full_name(bare), name_of(replace(bare, organization="WHO"))):
        assert name == name.strip() != ""
        assert "None" not in name
    assert full_name(replace(bare, organization="WHO")) == "WHO, undated"


def test_only_an_older_version_has_a_lead() -> None:
    assert lead_of(Entry(ACR, None, "", 1, "")) is None
    assert lead_of(Entry(ACR, "acr-2026", "", 1, "")) == "ACR 2022, superseded:"
