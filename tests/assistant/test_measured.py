"""A measured value is read from the question, a range from what a sentence is about."""

from __future__ import annotations

import pytest

from assistant.measured import is_outside, of_question, of_sentence, unspoken_of
from corpus.text.words import content_stems


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("A 9 mm solid nodule, now what?", {"size": (9.0,)}),
        ("1.2 cm TR4 nodule. FNA?", {"size": (12.0,)}),
        ("Metformin when eGFR is 38?", {"eGFR": (38.0,)}),
        ("K 7.1 with broad QRS", {"potassium": (7.1,)}),
        ("Hb 86: transfuse?", {"hemoglobin": (8.6,)}),
        ("platelet count of 14,", {"platelets": (14.0,)}),
        ("LVEF 58%, no angina", {"ejection fraction": (58.0,)}),
        ("BP 148/80 in CKD 3", {}),
    ],
)
def test_values_are_read_by_name_or_unit(question: str, values: dict[str, object]) -> None:
    assert of_question(question) == values


@pytest.mark.parametrize(
    ("question", "sentence", "outside"),
    [
        ("9 mm nodule", "A solid nodule under 6 mm needs no follow-up.", True),
        ("9 mm nodule", "A solid nodule over 8 mm needs a PET scan.", False),
        ("8 mm nodule", "A nodule of 6 to 8 mm needs CT.", False),
        ("6 mm nodule", "A nodule under 6 mm needs no CT.", True),
        ("6 mm nodule", "A nodule of 6 mm or more needs CT.", False),
        ("1.2 cm TR4 nodule", "A TR4 nodule should be sampled at 1.5 cm or larger.", False),
        ("eGFR 38", "With an eGFR below 30, a GLP-1 agonist is preferred.", True),
        ("eGFR 38", "With an eGFR of 30 mL/min/1.73 m2 or more, X is first.", False),
        ("Hb 8.6", "With haemoglobin below 7 g/dL, transfuse.", True),
        ("K 6.2", "Potassium of 5.5-5.9, moderate at 6.0-6.4 and severe at 6.5 or more", False),
        ("GCS 15 now", "Do CT within 1 hour if GCS is 12 or less.", True),
        ("GCS 11 now", "Do CT within 1 hour if GCS is 12 or less.", False),
        ("TSH of 6", "Treat mainly if TSH is above 10 mIU/L.", False),
        ("TSH of 6", "Treating a raised TSH in people over 65 is of no use.", False),
        ("9 mm nodule", "A stable nodule needs no work-up.", False),
        ("eGFR 40", "Saline may be given in high-risk patients with eGFR 30 to 44.", False),
        ("eGFR 50", "Saline may be given in high-risk patients with eGFR 30 to 44.", True),
        ("eGFR 40", "Saline is not indicated with a stable eGFR of 45 or more.", True),
        ("eGFR 40", "Give saline in acute kidney injury or eGFR under 30.", True),
        ("HbA1c 8.4%", "Drugs should be stepped up with a target HbA1c of 7 to 8%.", False),
    ],
)
def test_only_what_is_about_another_range_is_outside(
    question: str, sentence: str, outside: bool
) -> None:
    assert is_outside(of_question(question), of_sentence(sentence)) is outside


def test_the_other_of_two_conditions_makes_the_range_idle() -> None:
    sentence = "Give saline in acute kidney injury or eGFR under 30."
    told = frozenset(content_stems("Acute kidney injury, eGFR 40"))
    assert is_outside(of_question("eGFR 40"), of_sentence(sentence))
    assert not is_outside(of_question("eGFR 40"), of_sentence(sentence, told))


@pytest.mark.parametrize(
    ("question", "sentence", "unspoken"),
    [
        ("CrCl 25: apixaban dose?", "Apixaban 5 mg twice daily is given.", ["eGFR"]),
        ("CrCl 25: apixaban dose?", "Apixaban is reduced by creatinine.", []),
        ("CrCl 25: which drug?", "With an eGFR of 30 or more, X is given.", ["eGFR"]),
        ("CrCl 80: apixaban dose?", "Apixaban 5 mg twice daily is given.", []),
        ("INR 7.5", "An INR of 2.0 to 3.0 is recommended.", ["INR"]),
        ("INR 7.5", "Plasma should not be given to correct INR.", ["INR"]),
        ("INR 7.5", "A vitamin K antagonist (target INR 2.5) is suggested.", ["INR"]),
        ("INR 7.5", "With an INR above 4.5, X is given.", []),
        ("K 6.9", "A vitamin K antagonist is suggested.", ["potassium"]),
        ("K 6.9", "In hyperkalaemia, calcium is given.", []),
        ("9 mm nodule", "X is given.", []),
    ],
)
def test_a_remarkable_value_is_spoken_of_or_named(
    question: str, sentence: str, unspoken: list[str]
) -> None:
    assert list(unspoken_of(of_question(question), [sentence])) == unspoken
