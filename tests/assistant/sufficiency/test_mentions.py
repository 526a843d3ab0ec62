"""A term is mentioned under any of its names, and a typing error is told from another drug."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.sufficiency.mentions import is_mistyped, read
from assistant.terms import Term, parts
from tests.assistant.statements import source, statement

GOUT = source("acr-2020-gout", "Gout")
LINES = [
    statement("Allopurinol is the preferred first-line drug in CKD stage 3.", GOUT),
    statement("Guideline-directed medical therapy, then acetaminophen in cirrhosis.", GOUT),
]


def term(word: str) -> Term:
    asked = parts(understand(f"Is there anything on {word}?"))
    return asked[0].terms[0]


@pytest.mark.parametrize(
    "word",
    ["allopurinol", "Zyloprim", "paracetamol", "cirrhotic", "gout", "GDMT", "ACR", "allopurinols"],
)
def test_mentioned_by_another_name_root_initials_or_source(word: str) -> None:
    assert any(one.holds(term(word)) for one in read(LINES))


@pytest.mark.parametrize("word", ["febuxostat", "colchicine", "malaria", "VTE", "carpal tunnel"])
def test_not_mentioned(word: str) -> None:
    assert not any(one.holds(term(word)) for one in read(LINES))


def test_the_words_of_a_name_must_stand_together() -> None:
    apart = [statement("Frozen plasma is thawed.", GOUT), statement("Shoulder pain.", GOUT)]
    assert not any(one.holds(term("frozen shoulder")) for one in read(apart))
    assert read([statement("A frozen shoulder thaws.", GOUT)])[0].holds(term("frozen shoulder"))


@pytest.mark.parametrize(("word", "mistyped"), [("cirhosis", True), ("glaucoma", False)])
def test_a_slip_is_one_of_a_word_found(word: str, mistyped: bool) -> None:
    assert is_mistyped(term(word), LINES) is mistyped


def test_no_drug_is_a_slip_of_another() -> None:
    close = [statement("Prednisone is given.", GOUT)]
    assert not is_mistyped(term("prednisolone"), close)


def test_one_of_a_kind_is_mentioned_by_its_name() -> None:
    said = read([statement("Ceftriaxone is given.", source("a-1", "Varices"))])[0]
    other = read([statement("Octreotide is given.", source("a-1", "Varices"))])[0]
    (kind,) = (t for p in parts(understand("Which antibiotic?")) for t in p.terms)
    assert said.holds(kind)
    assert not other.holds(kind)
