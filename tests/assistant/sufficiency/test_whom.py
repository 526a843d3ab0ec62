"""Evidence on other people is told from evidence on nobody in particular."""

from __future__ import annotations

import pytest

from assistant.evidence import Candidate
from assistant.population import fit, of_question, of_sentence
from assistant.query import understand
from assistant.sufficiency.whom import other_people
from tests.assistant.statements import source, statement

CHILDREN = statement("Children with croup need dexamethasone.", source("a-1", "Croup"))
TITLED = statement("Dexamethasone lowers death.", source("b-1", "Meningitis in adults"))
ANYBODY = statement("Dexamethasone lowers death.", source("c-1", "Meningitis"))
ADULTS = statement("Adults with croup need dexamethasone too.", source("d-1", "Croup"))

INCLUDING = statement(
    "Treat for 7 days.", source("e-1", "Infection", population="Adults, including men")
)


@pytest.mark.parametrize(
    ("question", "shown", "others"),
    [
        ("Does dexamethasone help croup in adults?", [CHILDREN], "adults"),
        ("Does dexamethasone help in newborn meningitis?", [TITLED], "children"),
        ("Does dexamethasone help croup in adults?", [CHILDREN, ADULTS], None),
        ("Does dexamethasone help croup in children?", [CHILDREN], None),
        ("Does dexamethasone help croup?", [CHILDREN], None),
        ("Does dexamethasone help adults?", [ANYBODY], None),
        ("Does dexamethasone help adults?", [], None),
        ("How long in a woman?", [INCLUDING], None),
        ("How long in a man?", [INCLUDING], None),
        ("Dexamethasone for croup at 40 years of age?", [CHILDREN], "adults"),
    ],
)
def test_who_was_asked_about_and_is_not_there(
    question: str, shown: list[Candidate], others: str | None
) -> None:
    assert other_people(understand(question), shown) == others
    if others:
        people = of_sentence(f"{shown[0].text} {shown[0].source.title}")
        assert fit(of_question(question), people) < 0
