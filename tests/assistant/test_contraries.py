"""The contrary of what a question is on, in words and in compounds."""

from __future__ import annotations

import pytest

from assistant.contraries import Contraries
from assistant.query import understand
from corpus.text.words import content_stems


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("First pulmonary embolism?", "For a recurrent one, X.", True),
        ("First pulmonary embolism?", "For a first one, not a recurrent one, X.", False),
        ("First recurrence of colitis?", "For a recurrent one, X.", False),
        ("Uncomplicated cystitis?", "In complicated infection, 7 days.", True),
        ("Uncomplicated cystitis?", "In uncomplicated cystitis, 5 days.", False),
        ("A part-solid nodule?", "A solid nodule needs CT.", True),
        ("A part-solid nodule?", "A part-solid nodule needs CT.", False),
        ("A solid nodule?", "A part-solid nodule needs CT.", False),
        ("Sensitivity of CT?", "CT had specificity 99.9%.", True),
        ("Sensitivity of CT?", "CT had sensitivity 95% and specificity 99%.", False),
        ("Margin of a low-risk tumour?", "For high-risk tumours, X.", True),
        ("Margin of a low-risk tumour?", "For low-risk and high-risk tumours, X.", False),
    ],
)
def test_a_sentence_on_the_contrary_is_told_from_one_on_both(
    question: str, text: str, expected: bool
) -> None:
    stems = frozenset(content_stems(text))
    assert Contraries(understand(question)).said(text, stems) is expected
