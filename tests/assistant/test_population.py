"""Whom a question and a sentence are about, and when one excludes the other."""

from __future__ import annotations

import pytest

from assistant.population import fit, narrowness, of_question, of_sentence


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Aspirin for a 70 year old?", "Start aspirin at 40 to 59 years.", -1.0),
        ("Aspirin for a 70 year old?", "Not for adults aged 60 years or older.", 1.0),
        ("72M, BP 148/80", "Adults aged 65 or older do well.", 1.0),
        ("I'm 42. Mammogram?", "Women aged 50 to 74 are screened.", -1.0),
        ("I'm 42. Mammogram?", "Women aged 40 to 74 are screened.", 1.0),
        ("78F, start levothyroxine?", "Young healthy adults can start a full dose.", -1.0),
        ("28F, start levothyroxine?", "Young healthy adults can start a full dose.", 1.0),
        ("78F, start levothyroxine?", "Young adults and older adults differ.", 1.0),
        ("CT for a child?", "In people aged 16 or over do CT.", -1.0),
        ("CT for a child?", "In children do CT.", 1.0),
        ("CT for a child?", "In adults do CT.", -1.0),
        ("5-month-old with bronchiolitis", "Adults should get fluids.", -1.0),
        ("5-month-old with bronchiolitis", "Infants should get oxygen.", 1.0),
        ("Treatment in adults", "People under 16 are observed.", -1.0),
        ("Should my brother be screened?", "Women are screened.", -1.0),
        ("DXA for a man of 45?", "Women younger than 65 are screened.", -1.0),
        ("DXA for a man of 45?", "Men and women aged 40 to 65 are screened.", 1.0),
        ("Should my brother be screened?", "Men are screened.", 1.0),
        ("Should my brother be screened?", "Pregnant persons are screened.", -1.0),
        ("My husband is 60. PSA?", "Not for men aged 70 years and older.", -1.0),
        ("Lump at 34, which test?", "For women aged 40 or older do a mammogram.", -1.0),
        ("14-day-old with fever", "Febrile infants 8 to 21 days old are admitted.", 1.0),
        ("14-day-old with fever", "Febrile infants 29 to 60 days old go home.", -1.0),
        ("18-month-old with otitis", "Observe children 24 months or older.", -1.0),
        ("18-month-old with otitis", "Not for children younger than 12 months.", -1.0),
        ("18-month-old with otitis", "For children younger than 24 months.", 1.0),
        ("kid 4y with otitis", "For children younger than 24 months.", -1.0),
        ("4y boy with otitis", "For children aged 6 months to 5 years.", 1.0),
        ("18-month-old with otitis", "For children aged 6 months to 5 years.", 1.0),
        ("3-month-old with otitis", "For children aged 6 months to 5 years.", -1.0),
        ("newborn 10 days fever", "Febrile infants 29 to 60 days old go home.", -1.0),
        ("F, 72y, with a fall", "In people aged 65 to 80 years, X.", 1.0),
        ("34 y.o. woman", "In adults aged 65 years or older, X.", -1.0),
        ("Diabetes for 10y in a man of 45", "In children under 12 years, X.", -1.0),
        ("2 y 3 mo boy", "In infants under 6 months, X.", 0.0),  # of two units, neither is read
        ("A 45-year-old", "Not for adults younger than 75 years.", 1.0),
        ("28F with dysuria, not pregnant", "Pregnant women are treated.", -1.0),
        ("28F with dysuria, not pregnant", "Non-pregnant women are treated.", 1.0),
        ("A pregnant woman and her nonpregnant sister", "Pregnant women are treated.", 1.0),
        ("A woman of 52", "Age under 40 for men or under 60 for women.", 1.0),
        ("A 45-year-old", "Treat for 3 to 6 months.", 0.0),
        ("A 45-year-old", "Give the second dose in less than 6 weeks.", 0.0),
        ("Is surgery at 8 mm needed?", "In people aged 50 or over operate.", 0.0),
        ("ADHD at 5 years, at 9 years?", "For children aged 6 to 11 years give X.", 1.0),
        ("Is AMH accepted, and what about a 15-year-old?", "In adults AMH is accepted.", 0.0),
        ("What about a 15-year-old?", "In adults AMH is accepted.", -1.0),
        ("How is gout treated?", "In adults use colchicine.", 0.0),
        ("Gout in a man of 50", "Use colchicine.", 0.0),
        ("How is gout treated?", "GCS is 12 or less, or under 15 two hours after.", 0.0),
    ],
)
def test_fit(question: str, sentence: str, expected: float) -> None:
    assert fit(of_question(question), of_sentence(sentence)) == expected


def test_the_age_of_a_person_decides_the_group() -> None:
    assert "child" in of_question("6-year-old with fever").groups
    assert "adult" in of_question("36 year old with fever").groups
    assert of_question("8 weeks old").ages[0][0] == pytest.approx(8 * 7 / 365)


def test_not_pregnant_is_not_pregnant() -> None:
    assert "pregnant" not in of_question("a non-pregnant woman").groups
    assert "pregnant" in of_question("a pregnant woman").groups


def test_a_range_of_few_ages_is_narrower_than_one_of_many() -> None:
    def narrow(question: str, sentence: str) -> float:
        return narrowness(of_question(question), of_sentence(sentence))

    infant = "14-day-old with fever"
    few, many = "Infants 8 to 21 days old.", "Infants 8 to 60 days old."
    assert narrow(infant, few) > narrow(infant, many) >= 0
    assert narrow("A 68-year-old", "People aged 65 or older.") > narrow(
        "A 68-year-old", "People aged 16 or over."
    )
    assert narrow(infant, "Infants 29 to 60 days old.") == narrow("Fever", few) == 0


@pytest.mark.parametrize(
    ("question", "pregnant"),
    [
        ("32F, G1 at 10 weeks, cystitis", True),
        ("G2P1 34 weeks, BP 150/95", True),
        ("28F 12wks gestation, nausea", True),
        ("A woman at 30 weeks", True),
        ("42F G2P2 with fibroids", False),
        ("65-year-old, 6 weeks after surgery", False),
        ("8-year-old, 6 weeks of cough", False),
    ],
)
def test_weeks_tell_of_a_pregnancy_where_they_count_it(question: str, *, pregnant: bool) -> None:
    assert ("pregnant" in of_question(question).groups) is pregnant
