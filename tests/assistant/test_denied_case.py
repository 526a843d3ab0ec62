"""Which statements are for a case that the question says is not there."""

from __future__ import annotations

import pytest

from assistant.denied_case import is_denied
from assistant.query import understand

KNEE = "Twisted knee, no focal tenderness, no effusion, able to walk: x-ray?"
ANKLE = "Injury of the ankle, does not meet the Ottawa ankle rules. First study?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (KNEE, "For a knee injury with focal tenderness, effusion or weakness, x-ray is first."),
        (KNEE, "With an effusion, radiography should follow."),
        (KNEE, "When the knee has an effusion, aspirate."),
        (KNEE, "Radiographs are first when tenderness or effusion is present."),
        (KNEE, "Radiographs are first in the presence of an effusion."),
        (ANKLE, "When an ankle injury meets the Ottawa ankle rules, take radiographs."),
        ("Aneurysm, woman who smoked: screen?", "Women who have never smoked need no screening."),
    ],
)
def test_what_the_case_turns_on_is_absent(question: str, text: str) -> None:
    assert is_denied(understand(question), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (KNEE, "For a knee injury without tenderness or effusion, x-ray is optional."),
        (KNEE, "X-ray is first with an effusion, and with pain."),  # neither opens nor closes it
        (KNEE, "Radiographs are first, whether or not there is an effusion."),
        (KNEE, "Radiographs are first if there is pain, with or without effusion."),
        (KNEE, "Radiographs are first when the patient is unable to walk or has pain."),
        ("Aneurysm, never smoked: screen?", "Women who have never smoked need no screening."),
        ("Aneurysm in a woman: screen?", "Women who have never smoked need no screening."),
        ("No fever, but a cough: x-ray?", "With fever or cough, x-ray is first."),
        ("Fall with an effusion: x-ray?", "With an effusion, x-ray is first."),
        (ANKLE, "When an ankle injury does not meet the Ottawa ankle rules, no x-ray."),
        (ANKLE, "In an ankle injury, the Ottawa ankle rules are applied."),
    ],
)
def test_other_cases(question: str, text: str) -> None:
    assert not is_denied(understand(question), text)
