"""What a question turns on: what it rules out, goals, stopping, pregnancy, versions."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.wishes import Wishes
from corpus.text.words import content_stems
from tests.assistant.statements import source

SKIN = source("aad-2023-eczema", "Eczema")
CARE = source("acog-2022-hypertension", "Chronic hypertension in pregnancy")


def met(question: str, text: str, wish: str) -> float:
    return Wishes(understand(question)).met(SKIN, text, frozenset(content_stems(text)))[wish]


@pytest.mark.parametrize(
    ("question", "text", "wish", "expected"),
    [
        ("Which creams besides steroids?", "Steroids are recommended.", "ruled out", 1),
        ("Which creams besides steroids?", "Tacrolimus is recommended.", "ruled out", 0),
        ("Which creams?", "Steroids are recommended.", "ruled out", 0),
        ("Which creams besides steroids?", "Corticosteroids are first.", "ruled out", 1),
        ("First pulmonary embolism?", "For a recurrent one, X.", "opposite", 1),
        ("Next study?", "The first study is ultrasound.", "opposite", 1),
        ("Fall, no effusion: x-ray?", "For a fall with effusion, x-rays.", "denied case", 1),
        ("I cannot tolerate a statin, what else?", "A statin should be given.", "ruled out", 1),
        ("I cannot tolerate a statin, what else?", "In statin intolerance, X.", "ruled out", -0.5),
        ("No colonoscopy without need?", "A positive test needs colonoscopy.", "ruled out", 0),
        ("I refuse colonoscopy", "A positive test needs a colonoscopy.", "ruled out", -0.5),
        ("MRI without contrast?", "MRI with contrast is next.", "ruled out", 0),
        ("Antibiotic for peritonitis?", "Daily prophylaxis is advised.", "prevention", 1),
        ("Antibiotic to prevent peritonitis?", "Daily prophylaxis is advised.", "prevention", 0),
        ("Antibiotic for peritonitis?", "A cephalosporin is given.", "prevention", 0),
        ("Do I need antibiotics?", "When an antibiotic is given, X.", "once done", 1),
        ("Do I need antibiotics?", "Antibiotics are not needed.", "once done", 0),
        ("Which antibiotic?", "When an antibiotic is given, X.", "once done", 0),
        ("Acute migraine, which drug?", "Topiramate for migraine prevention.", "prevention", 1),
        ("Which first drug for croup?", "Patients with severe croup: X.", "special case", 1),
        ("Next step in croup therapy?", "Croup is a barking cough.", "no treatment", 0),
        ("How is croup treated?", "Croup is diagnosed by its cough.", "diagnosis", 1),
        ("How is croup treated?", "Before imaging, steroids are given.", "diagnosis", 0),
        ("How is croup diagnosed and treated?", "Imaging is not needed.", "diagnosis", 0),
        ("Which drug next after a negative scan?", "Repeat imaging.", "diagnosis", 0),
        ("Treatment of croup?", "Croup is a barking cough.", "no treatment", 1),
        ("Treatment of croup?", "Dexamethasone helps.", "no treatment", 0),
        ("What is croup?", "Croup is a barking cough.", "no treatment", 0),
        ("Treatment of croup?", "Severe croup is treated with X.", "special case", 1),
        ("Treatment of severe croup?", "Severe croup is treated with X.", "special case", 0),
        ("Treatment of croup?", "Croup is treated with X unless severe.", "special case", 0),
        ("What LDL should we aim for?", "The goal is below 70 mg/dL.", "goal", 1),
        ("What LDL should we aim for?", "LDL is measured.", "goal", 0),
        ("Can I stop the tablets?", "The tablets should be continued.", "stopping", 1),
        ("Which tablets?", "The tablets should be continued.", "stopping", 0),
        ("Can I stop the tablets?", "Stop smoking with a patch.", "stopping", 0),
        ("How do I stop smoking?", "The tablets should be continued.", "stopping", 0),
        ("Regimen if allergic to penicillin?", "For reported penicillin allergy, X.", "allergy", 1),
        ("Regimen if allergic to penicillin?", "For those without allergy, X.", "allergy", -1),
        ("Which regimen?", "For those without allergy, X.", "allergy", 0),
        ("Which regimen, no allergies?", "For reported penicillin allergy, X.", "allergy", -1),
        ("Which regimen, no allergies?", "For those without allergy, X.", "allergy", 0),
        ("Which cream?", "This replaced the 2015 advice.", "on versions", 1),
        ("Which cream now?", "This replaced the 2015 advice.", "on versions", 0),
    ],
)
def test_a_wish_is_met_by_what_it_is_about(
    question: str, text: str, wish: str, expected: float
) -> None:
    assert met(question, text, wish) == expected


def test_pregnancy_is_told_by_weeks_and_met_by_the_source() -> None:
    text = "Treat from 140/90 mm Hg."
    stems = frozenset(content_stems(text))
    pregnant = Wishes(understand("Hypertension at 14 weeks. Treat?"))
    assert pregnant.met(CARE, text, stems)["pregnancy"] == 1
    assert pregnant.met(SKIN, text, stems)["pregnancy"] == 0
    without = Wishes(understand("Hypertension, not pregnant. Treat?"))
    assert without.met(CARE, text, stems)["pregnancy"] < 0
    assert without.met(SKIN, "For non-pregnant women.", stems)["pregnancy"] == 0
    other = Wishes(understand("Hypertension for 14 weeks. Treat?"))
    assert other.met(CARE, text, stems)["pregnancy"] == 0
