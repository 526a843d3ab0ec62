"""Does a question lean on the ones before it, and how? `thread` asks."""

from __future__ import annotations

import re
from enum import Enum, auto

from assistant.followup import topics
from assistant.followup.remark import Remark

# Content words: a longer question names what it is about; a pronoun behind more points within it.
_SHORT = 5
_BEFORE = 2
_HARM = 3
_NAME = 4

_REFERS_BACK = re.compile(
    r"\b(?:it|its|it's|they|them|their|this|that|these|those|ones?|same|both|either|neither|there"
    r"|then|instead|s?he|his|her|him)\b",
    re.I,
)
# "is it safe to ...", "is there a test for ...": the words point at what follows.
_POINTS_AHEAD = re.compile(
    r"\bit\s+(?:\w+\s+){0,2}?(?:to|that|if|when)\b|\b(?:is|are)\s+there\b(?=(?:\W+\w+){4})",
    re.I,
)
# "its cholecystitis" names what "it" is.
_NAMES_IT = re.compile(r"^(?:it'?s|it is|this is)\b(?! not\b)", re.I)
# "bleeding risk?" is a harm of what was asked about.
_OF_HARM = re.compile(r"\b(?:risks?|side effects?)\W*$", re.I)
_ADDS = re.compile(r"\b(?:as well|too|also|plus)\b", re.I)
_UNDER = re.compile(
    r"(?:in|with|without|for|while|during|after|before|if|over|under|on|at|despite|among"
    r"|aged?(?=\s+\d)|when(?=\s+(?:breast|preg|\w+ing\b)))\b",
    re.I,
)
_PERSON = re.compile(
    r"(?:s?he|i|we|they|you)(?:'(?:s|m|re|ve|d))?\s+(?!should|do\b|does|can\b|need)"
    r"|(?:im|ive|shes|hes|theyre)\s"
    r"|(?:(?:the|my|our|this)\s+)?(?:patient|pt|wife|husband|mother|father|mum|mom|dad|son"
    r"|daughter|baby|child|kid)s?\s+(?:is|are|has|have|had|was|takes?|cannot|can't|cant)\b",
    re.I,
)
# "egfr 18", "potassium of 6.8 mmol/L"
_MEASURED = re.compile(
    r"[^\W\d][\w-]*(?: [^\W\d][\w-]*)?\s(?:is |of |at )?[<>=]?\s?\d[\d.,/%]*\s?[\w/%]*\W*$"
)
# "What did SPRINT find?": a study or a body is asked about by name.
_OF_A_NAME = re.compile(r"[Ww]hat (?:did|does|do) (?:the )?(?:\d{4} [A-Z]|[A-Z][\w-]{3})")
_ASKS = re.compile(
    r"\b(?:what|which|who|whom|how|why|when|where|should|does|do|did|is it|are they|can"
    r"|could|may|must|will|would)\b",
    re.I,
)


class Leaning(Enum):
    ALONE = auto()  # a question of its own
    CONDITION = auto()  # "in pregnancy?", "she has cancer": the same question of others
    NAME = auto()  # "and tirzepatide?", "syphilis?": the same question of another thing
    BESIDE = auto()  # "heart failure as well": the same question of somebody who has that too
    DETAIL = auto()  # "how long?", "why not CT?": more about the same


def leaning(remark: Remark) -> Leaning:
    """How the remark leans on the question that the conversation is about."""
    text = remark.text
    if remark.changes_topic:
        return Leaning.ALONE
    if _is_condition(text):
        return Leaning.CONDITION
    if _asks_of_a_condition(text) or _OF_A_NAME.match(text):
        return Leaning.ALONE
    if _is_name(text):
        beside = adds(text) and not topics.drugs(text)
        return Leaning.BESIDE if beside else Leaning.NAME
    if remark.continues or remark.corrects or refers_back(text):
        return Leaning.DETAIL
    return Leaning.DETAIL if topics.content_count(text) <= _SHORT else Leaning.ALONE


def asks(text: str) -> bool:
    """Whether it has the words of a question."""
    return bool(_ASKS.search(text))


def adds(text: str) -> bool:
    """Whether it comes beside what was said before: "heart failure as well"."""
    return bool(_ADDS.search(text))


def without_adding(text: str) -> str:
    """ "kids too" is "kids"."""
    return _ADDS.sub("", text)


def refers_back(text: str) -> bool:
    """Whether a word of it stands for something said before."""
    said = _POINTS_AHEAD.sub(" ", _NAMES_IT.sub(" ", text))
    word = _REFERS_BACK.search(said)
    return word is not None and topics.content_count(said[: word.start()]) <= _BEFORE


def is_of_a_person(text: str) -> bool:
    """Whether it tells of the patient: "she is pregnant"."""
    return bool(_PERSON.match(text))


def begins_as_condition(text: str) -> bool:
    """Whether a question can go on with it as it is: "in pregnancy", "if severe"."""
    return bool(_UNDER.match(text))


def _is_condition(text: str) -> bool:
    if asks(text) or "," in text:
        return False
    if begins_as_condition(text) or is_of_a_person(text) or _MEASURED.match(text):
        return True
    return topics.is_people(text)


def _asks_of_a_condition(text: str) -> bool:
    """Whether it names a condition and asks something of it, so that nothing is missing."""
    count = topics.content_count(text)
    if _is_bare(text) or (count <= _SHORT and refers_back(text)):
        return False
    if _OF_HARM.search(text) and count <= _HARM:
        return False
    return bool(topics.conditions(text))


def _is_bare(text: str) -> bool:
    """Whether it only names things, and asks nothing of them."""
    if asks(text):
        return False
    return topics.content_count(text) <= len(topics.own_words(text))


def _is_name(text: str) -> bool:
    """Whether it is the name of a drug or a condition, and short."""
    named = bool(topics.drugs(text) or topics.conditions(text))
    return named and _is_bare(text) and topics.content_count(text) <= _NAME
