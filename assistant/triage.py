"""Rules before anything else: is this a question, is somebody in danger, what must be removed?

Emergencies are about a person now ("my chest hurts and my arm is numb"), not about a topic
("management of status epilepticus"): most rules need the first person or a relative, and the
present. Draft rules, not clinically reviewed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.answer import Notice, NoticeKind
from corpus.errors import QuestionError
from corpus.text.injection import injected

MAX_QUESTION = 4_000  # code points; a long vignette has 1,500

EMERGENCY = (
    "This may be an emergency. Call your local emergency number now (112 in Europe, 911 in North"
    " America, 999 in the UK). Do not wait for an answer from this page."
)
SELF_HARM = (
    "If you may hurt yourself or have taken something, call your local emergency number or go to an"
    " emergency department now, and do not stay alone. In the US and Canada call or text 988; in the"
    " UK and Ireland call Samaritans on 116 123; elsewhere see findahelpline.com."
)

_SOMEONE = (
    r"(?:\b(?:i|i'm|i've|im|ive|me|my|mine|we|our|he|she|he's|she's|his|her)\b"
    r"|\b(?:husband|wife|son|daughter|baby|mother|father|mum|mom|dad|friend)\b)"
)
_NOW = r"\b(?:now|right now|just|suddenly|sudden|for (?:the (?:last|past) )?\d+ (?:min|minutes|hours?)|since|keeps?|is|am|are|has|have|can't|cannot|won't|isn't)\b"
_DANGER = re.compile(
    r"""crushing|(?:pressure|tightness|heavy|squeezing|pain)[^.?!]{0,40}\bchest\b[^.?!]{0,80}\b(?:arm|jaw|sweat\w*)
      | \bchest\b[^.?!]{0,40}\b(?:pressure|tightness|squeezing|crushing)
      | (?:stops?|stopped|stopping|not)\s+breathing|can(?:'?t|not)\s+breathe|struggling\s+to\s+breathe
      | gasping|(?:lips?|face)\b[^.?!]{0,20}\b(?:blue|grey|gray)|turn(?:ed|ing)\s+blue
      | (?:lips?|tongue|throat|face)\b[^.?!]{0,30}\bswell(?:ing|ed)?\b|throat\s+is\s+closing
      | face\b[^.?!]{0,20}\bdroop|slurred?\s+speech|can(?:'?t|not)\s+(?:move|speak|feel)\b[^.?!]{0,30}\b(?:arm|leg|side|face)
      | unconscious|unresponsive|won'?t\s+wake|can(?:'?t|not)\s+(?:be\s+woken|wake)|collapsed|passed\s+out
      | (?:having|had)\s+a\s+(?:seizure|fit)\b|(?:seizing|fitting|convulsing)\b
      | (?:vomiting|coughing(?:\s+up)?|throwing\s+up|passing)\s+(?:\w+\s+){0,3}blood|bleeding\s+(?:heavily|a\s+lot|and\s+won'?t)
      | won'?t\s+stop\s+bleeding|worst\s+headache\s+of\s+my\s+life|swallowed\s+(?:\w+\s+){0,4}(?:batter\w+|bleach|pills|tablets|magnets?)
    """,
    re.I | re.X,
)  # fmt: skip
_PERSONAL = re.compile(_SOMEONE, re.I)
_PRESENT = re.compile(_NOW, re.I)
_SUICIDAL = re.compile(
    r"""\b(?:i|i'm|i've)\b[^.?!]{0,60}\b(?:want\s+to\s+die|kill\s+my\s?self|end\s+(?:my\s+life|it\s+all)
        |suicidal|hurt\s+my\s?self|harm\s+my\s?self|better\s+off\s+dead|don'?t\s+want\s+to\s+(?:live|be\s+here))
      | \b(?:i|i've)\b[^.?!]{0,20}\b(?:took|taken|swallowed)\b[^.?!]{0,40}\b(?:overdose|because\s+i\s+want|to\s+die|all\s+(?:my|the)\s+pills)
      | \bkill(?:ing)?\s+myself\b|\bsuicide\s+(?:note|plan)\b[^.?!]{0,30}\bmy\b
    """,
    re.I | re.X,
)  # fmt: skip
_IDENTIFIERS = re.compile(
    r"""(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      | (?P<record>\b(?:mrn|nhs|medical\s+record|patient\s+(?:id|number)|hospital\s+number|ssn|case)
            \s*(?:no\.?|number|\#|:|is)*\s*[:\#]?\s*(?=[\w-]*\d)[\w-]{4,})
      | (?P<ssn>\b\d{3}-\d{2}-\d{4}\b)
      | (?P<phone>(?<![\w.])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,5}\)[\s.-]?)?\d{3,5}[\s.-]\d{3,4}[\s.-]?\d{3,4}\b)
      | (?P<birth>\b(?:dob|d\.o\.b\.?|born(?:\s+on)?|date\s+of\s+birth)\s*:?\s*
            (?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{1,2},?\s+\d{4}))
      | (?P<name>\b(?:Mr|Mrs|Ms|Miss)\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?
            |\b(?:[Pp]atient(?:'s)?\s+name|[Nn]amed|[Mm]y\s+name\s+is)\s*(?:is|:)?\s*[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)
      | (?P<address>\b\d{1,5}\s+(?:[A-Z][\w'-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd)\b)
    """,
    re.X,
)  # fmt: skip
_RECORD_WORDS = re.compile(r"\b(?:MRN|NHS|SSN|DOB)\b")


@dataclass(frozen=True, slots=True)
class Triage:
    """The question without personal identifiers, what must be said first, whether to answer."""

    question: str
    notices: tuple[Notice, ...]
    answerable: bool


def triage(question: str) -> Triage:
    """Read a question as a person typed it. Raises QuestionError where it is none."""
    text = _readable(question)
    clean = remove_identifiers(text)
    notices = []
    if clean != text:
        removed = "Personal identifiers were removed before anything was searched or stored."
        notices.append(Notice(NoticeKind.PERSONAL_DATA_REMOVED, removed))
    if order := injected(clean):
        named = f"Part of the text reads like an order to a machine and is not followed: {order.of(clean)!r}."
        notices.append(Notice(NoticeKind.INJECTION, named))
        clean = (clean[: order.start] + clean[order.end :]).strip() or clean
    if _SUICIDAL.search(clean):
        return Triage(clean, (Notice(NoticeKind.SELF_HARM, SELF_HARM), *notices), answerable=False)
    if _is_emergency(clean):
        notices.insert(0, Notice(NoticeKind.EMERGENCY, EMERGENCY))
    return Triage(clean, tuple(notices), answerable=True)


def remove_identifiers(text: str) -> str:
    """Names with a title, record numbers, telephone, address, e-mail, date of birth: `[removed]`."""
    return _IDENTIFIERS.sub("[removed]", text)


def _is_emergency(text: str) -> bool:
    """A danger sign in somebody, now: not a topic."""
    straight = text.replace("’", "'")
    return bool(
        _DANGER.search(straight) and _PERSONAL.search(straight) and _PRESENT.search(straight)
    )


def _readable(question: str) -> str:
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters: shorten it to {MAX_QUESTION:,}"
        )
    if any(0xD800 <= ord(c) <= 0xDFFF or c == "\x00" for c in question):
        raise QuestionError("the question is not text in UTF-8: type it again, or save it as UTF-8")
    shown = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in question)
    text = unicodedata.normalize("NFC", " ".join(shown.split()))
    if not any(c.isalnum() for c in text):
        raise QuestionError("the question is empty: write it in words, in quotation marks")
    return text
