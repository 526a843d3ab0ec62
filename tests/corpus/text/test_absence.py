"""What is said to be absent, and what only looks like it."""

from __future__ import annotations

import pytest

from corpus.text.absence import absent
from corpus.text.words import content_stems


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("Fall, no focal tenderness, no effusion; able to walk.", "focal tenderness effusion"),
        ("A twisting injury without focal tenderness or effusion in someone who walks.",
         "focal tenderness effusion"),
        ("Absence of fever and a rash.", "fever"),
        ("He denies chest pain but has dyspnoea.", "chest pain"),
        ("Cystitis without fever: what next?", "fever"),
        ("A thyroid nodule, not suspicious on ultrasound.", "suspicious"),
        ("A lump, not painful or red.", "painful"),
        ("A lump that is not responding to antibiotics.", ""),
        ("Acute injury to the ankle; does not meet the Ottawa Ankle Rules.", "Ottawa Rules"),
        ("It didn't meet the Ottawa rules.", "Ottawa rules"),
        ("Able to walk. Neurologically intact.", "Neurologically"),
        ("fatty liver no cirrhosis do i need a scan for cancer", "cirrhosis"),
    ],
)  # fmt: skip
def test_findings_said_to_be_absent(text: str, findings: str) -> None:
    assert absent(text) == set(content_stems(findings))


@pytest.mark.parametrize(
    "text",
    [
        "Migraine with or without aura.",
        "MRI without and with IV contrast.",
        "CT abdomen without contrast.",
        "No later than 24 hours, no more than 2 g.",
        "Nodule with effusion.",
        "Pain without rash, but a rash before.",
        "The team did not meet.",
        "Intact skin.",
        "",
    ],
)
def test_what_only_looks_like_an_absence(text: str) -> None:
    assert absent(text) == frozenset()


def test_in_advice_a_plain_no_forbids() -> None:
    text = "Without effusion, no radiography."
    assert absent(text, in_advice=True) == set(content_stems("effusion"))
    assert absent(text) == set(content_stems("effusion radiography"))
