"""Is somebody in danger now? One sum for emergencies and for self-harm, over their own signs.

What is said counts (a sign alone, or several), then about whom, and when; a topic of knowledge, a
clinician's patient and a supposition count against. Draft rules, not clinically reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.triage.reading import Reading

ALARM = 4
_SEVERAL = 2
_HINT = 2
_LONG = 45
_MORE_SIGNS = 2
_PATIENT = -3
_BEDSIDE = -1
_TOPIC = -2


def is_emergency(reading: Reading) -> bool:
    signs = reading.signs("danger")
    if max(signs.values(), default=0) >= 2 and _points(reading, signs) >= ALARM:
        return True
    return _many_symptoms(reading)


def _many_symptoms(reading: Reading) -> bool:
    """Several things wrong at once with somebody, the more so when sudden, or in the vulnerable."""
    # A long message names more things than are wrong.
    kinds = sum(reading.signs("symptoms").values()) - len(reading.wording.words) // _LONG
    weight = kinds + _person(reading) + _circumstances(reading)
    return kinds >= _SEVERAL and weight >= ALARM


def _circumstances(reading: Reading) -> int:
    """What makes symptoms worse news, less what makes them old news or mere supposition."""
    worse = sum(reading.has(name) for name in ("acute", "vulnerable", "cry"))
    return worse - 2 * sum(reading.has(name) for name in ("steady", "if", "resolved"))


def is_self_harm(reading: Reading) -> bool:
    """Said outright, or hinted at in several ways at once."""
    signs = reading.signs("self_harm")
    hints = sum(strength >= _HINT for strength in signs.values())
    if max(signs.values(), default=0) >= ALARM:
        return _points(reading, signs) >= ALARM
    return hints >= _SEVERAL and ALARM + hints - 1 + _person(reading) + _moment(reading) >= ALARM


def _points(reading: Reading, signs: Mapping[str, int]) -> int:
    return (
        max(signs.values()) + min(len(signs) - 1, _MORE_SIGNS) + _person(reading) + _moment(reading)
    )


def _person(reading: Reading) -> int:
    """Somebody adds one, and so does a plain statement; a patient or a mere topic takes away."""
    somebody = reading.about_somebody
    topic = reading.has("topic")
    if reading.about_a_patient and (reading.has("patient", "not-self") or not somebody):
        told = not topic and not reading.wording.asks
        return _BEDSIDE if told or reading.has("bedside") else _PATIENT
    if somebody:
        return 2 if reading.told_of_somebody or not topic else 1
    if reading.opens_as_topic:
        return _TOPIC
    return -1 if reading.wording.asks and not reading.has("cry") else 1


def _moment(reading: Reading) -> int:
    """A cry for help tells more than a time; "if" makes a supposition of what is not happening."""
    if reading.has("resolved"):  # "fine now" is no now
        return -1 if reading.has("cry") else -2
    if reading.has("if"):
        return int(reading.has("now")) - 1
    return 2 if reading.has("cry") else int(reading.has("now"))
