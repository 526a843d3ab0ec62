"""Rules before anything else: is this a question, is somebody in danger, what must be removed?

Emergencies are about a person now ("my chest hurts and my arm is numb"), not about a topic
("management of status epilepticus"): a danger sign counts in the first person or a relative, and
in the present. Draft rules, not clinically reviewed.
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
    "If you may hurt yourself or have taken something, call your local emergency number or go to"
    " an emergency department now, and do not stay alone. In the US and Canada call or text 988; in"
    " the UK and Ireland call Samaritans on 116 123; elsewhere see findahelpline.com."
)
REMOVED = "Personal identifiers were removed before anything was searched or stored."


def _any(*patterns: str, flags: re.RegexFlag = re.I) -> re.Pattern[str]:
    """One pattern for any of several, white space in them standing for any white space."""
    return re.compile("|".join(p.replace(" ", r"\s+") for p in patterns), flags)


# Within one sentence, so many characters apart at most.
_NEAR = r"[^.?!]{0,40}?"
_FAR = r"[^.?!]{0,80}?"

_RELATIVE = (
    r"(?:husband|wife|son|daughter|baby|babies|child|toddler|kid|boyfriend|girlfriend|partner"
    r"|mother|father|mum|mom|dad|brother|sister|grand(?:mother|father|ma|pa)|friend|neighbou?r"
    r"|colleague|coworker|roommate|newborn|infant|\d+[\s-](?:year|month|week)s?[\s-]old)"
)
# Who it happens to: the writer, the writer's own, or a stranger whom the writer sees.
_SOMEONE = _any(
    r"\b(?:my|mine|i'm|i've|im|ive)\b",
    r"\bi (?:am|have|had|can't|cant|cannot|can not|feel|keep|just|suddenly|think|was|woke|\w+ed)\b",
    rf"\b(?:his|her|the|our) {_RELATIVE}\b",
    r"\b(?:he|she)(?:'s| is| has| was| can't| cannot| won't| isn't| stopped| collapsed| just)\b",
    r"\b(?:someone|somebody|a man|a woman) (?:here|next to me|just|has|is|at my)\b",
    rf"^(?:help\W+)?{_RELATIVE}\b",
)
# A clinician about a patient ("my patient", "our ward") asks for knowledge, not for an ambulance.
_PROFESSIONAL = _any(
    r"\b(?:my|our|a|the|this|in) (?:\d+\S* )?(?:patients?|pt|ward|clinic|ED|ICU|resident)\b",
    r"\bpatients?\b (?:with|who|is|has|presents?|presenting|under)",
    r"\b(?:differential|management|guidelines?|first[- ]line|work-?up|vignette|exam question)\b",
    r"\b\d{1,3}\s?(?:yo|y/o|[mf])\b|\bhx\b",
)
_NOW = _any(
    r"\b(?:now|just|suddenly|sudden|since|keeps?|today|tonight|again|currently)\b",
    r"\bfor (?:the |about )?(?:last |past )?(?:\d+|an|a few|several|half an) ?(?:min\w*|hours?)\b",
    r"\b(?:is|am|are|has|have|having|can't|cant|cannot|can not|won't|isn't|not|i'm|im|ive|i've)\b",
    r"\b(?:he|she|baby|it)'s\b",
    r"\b(?:collapsed|stopped|swallowed|passed out|fainted)\b",
)
# Past or hypothetical: "when I had a seizure in 2019", "if my chest hurts, what would it mean?"
_NOT_NOW = _any(
    r"\b(?:years?|months?|weeks?) ago\b",
    r"\b(?:last|in) (?:year|month|\d{4})\b",
    r"\bas a child\b",
    r"\bhistory of\b",
    r"\bhad (?:a )?(?:seizures?|fits?|chest pain|strokes?) (?:when|in|as|at)\b",
)
_AT_ONCE = _any(r"\b(?:now|suddenly|just)\b")
_BODY_HALF = r"(?:arms?|legs?|face|side|mouth|hand)"
_ACHE = r"(?:pain\w*|pressure|tight\w*|squeez\w+|crush\w+|heav\w+|hurt\w*|burning)"
_CANNOT = r"(?:can't|cant|cannot|can not)"
_DRUGS = r"(?:pill|tab|med)\w*"
_DANGER = _any(
    # Heart.
    rf"\bcrushing\b{_FAR}\bchest\b",
    rf"\bchest\b{_NEAR}\b{_ACHE}\b",
    rf"\b{_ACHE}\b{_NEAR}\bchest\b",
    r"\b(?:elephant|weight) (?:is )?(?:sitting )?on (?:my|his|her) chest\b",
    r"\bhaving a (?:heart attack|stroke)\b",
    # Breath.
    r"\b(?:stop(?:s|ped|ping)?|not|isn't|no longer) breathing\b",
    rf"\b(?:{_CANNOT}|can barely|can hardly|unable to) (?:breathe|get (?:my|a) breath)\b",
    r"\b(?:struggling|fighting|gasping) (?:to breathe|for (?:air|breath))\b",
    r"\bgasping\b",
    r"\bchok(?:ing|ed) on\b",
    r"\bis choking\b",
    rf"\b(?:lips?|face)\b{_NEAR}\b(?:blue|grey|gray|purple)\b",
    r"\b(?:turn(?:ed|ing)|going|went) blue\b",
    # Anaphylaxis.
    rf"\b(?:lips?|tongue|throat|face)\b{_NEAR}\bsw(?:ell(?:ing|ed|s)?|ollen)\b",
    r"\bthroat (?:is |feels like it is )?(?:closing|tight)\b",
    # Stroke.
    rf"\b(?:face|mouth)\b{_NEAR}\bdroop\w*\b",
    r"\b(?:slurr(?:ed|ing)|slurs) (?:his |her |my )?(?:speech|words)\b",
    rf"\b{_CANNOT} (?:move|feel|lift|raise)\b{_NEAR}\b{_BODY_HALF}\b",
    rf"\b{_BODY_HALF}\b{_NEAR}\b(?:went|gone|suddenly|has gone) (?:numb|weak|dead|limp)\b",
    rf"\bsudden(?:ly)? {_CANNOT} (?:see|speak|talk)\b",
    # Consciousness.
    r"\b(?:unconscious|unresponsive(?! to)|not responding|collapsed|passed out|blacked out)\b",
    r"\b(?:won't|wont|can't|cannot|doesn't|not) (?:be woken|wake|waking)\b",
    r"\bhaving a (?:seizure|fit)\b",
    r"\bis (?:seizing|fitting|convulsing)\b",
    r"\bconvulsing\b",
    # Bleeding, injury, poison.
    r"\b(?:vomit\w*|cough\w*(?: up)?|throwing up|threw up|passing|pooping) (?:\w+ ){0,3}blood\b",
    r"\bbleeding (?:\w+ )?(?:heavily|a lot|everywhere|badly)\b",
    r"\b(?:won't|wont|can't|not|will not|cannot) stop (?:the )?bleeding\b",
    r"\bworst headache of (?:my|her|his) life\b",
    r"\b(?:swallowed|drank|ate|took) (?:\S+ ){0,4}(?:batter(?:y|ies)|bleach|magnets?|antifreeze)\b",
    rf"\b{_RELATIVE}\b{_NEAR}\b(?:swallowed|ate|took) (?:\S+ ){{0,4}}{_DRUGS}\b",
    r"\b(?:been|was|got) (?:stabbed|shot|electrocuted)\b",
    rf"\b(?:baby|newborn|infant)\b{_FAR}\b(?:limp|floppy)\b",
)
_ME = r"\b(?:i|i'm|im|i've|ive|i'll)\b"
_MEANS_TO = (
    r"(?:want|wanna|wish|going|ready|plan\w*|think\w*|feel\w*|might|will|urges?|about)"
    r"(?: (?:to|of|about|like))?"
)
_SUICIDAL = _any(
    rf"{_ME}{_FAR}\b{_MEANS_TO} (?:die|dying|(?:kill|hurt|harm)(?:ing)? my\s?self)\b",
    r"\b(?:kill|hang)(?:ing)? my\s?self\b",
    rf"{_ME}{_FAR}\b(?:end|ending|take|taking) my (?:own )?life\b",
    rf"{_ME}{_FAR}\b(?:end|ending) it all\b",
    rf"{_ME} (?:(?!who|treat|see)\w+ ){{0,3}}suicidal\b|\bi'm suicidal\b",
    rf"{_ME}{_FAR}\bbetter off (?:dead|without me)\b",
    rf"{_ME}{_FAR}\b(?:don't|dont|do not) want to (?:live|be here|wake up|be alive|exist)\b",
    rf"{_ME}{_FAR}\bno (?:reason|point) (?:to|in) (?:live|living|go on|going on)\b",
    rf"{_ME} (?:\w+ )?(?:took|taken|swallowed)\b{_FAR}\b(?:because i want|to die)\b",
    rf"{_ME} (?:\w+ )?(?:took|taken|swallowed) all (?:of )?(?:my|the|his|her) {_DRUGS}\b",
    rf"{_ME} (?:\w+ )?(?:overdosed|(?:took|taken) an overdose)\b",
    r"\bmy suicide (?:note|plan)\b",
    rf"\bmy {_RELATIVE}\b{_FAR}\b(?:kill (?:him|her)self|wants to die|is suicidal)\b",
)

_CALENDAR = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{4}"
    r"|[A-Za-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)
# A name may be in capitals, but what announces the next identifier is not part of it.
_NAME = r"(?!(?:DOB|MRN|NHS|SSN|ID|CHI|PMH)\b)[A-ZÀ-ÖØ-Þ][\w'’-]+"
_STREET = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Close|Terrace|Way)"
_IDENTIFIER_PATTERNS = (
    # e-mail
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    # record numbers
    r"\b(?i:mrn|nhs|medical\s+record|patient\s+(?:id|number)|hospital\s+(?:number|no)|ssn"
    r"|social\s+security|insurance|passport|case\s+(?=no|number|\#|id))"
    r"(?i:\s+(?:no\b\.?|number|id|is))*\s*[:\#=]?\s*"
    r"(?:\d(?:[\s-]?[\dA-Z]){3,}|[A-Z]{1,3}-?\d{4,})\b",
    r"\b\d{3}-\d{2}-\d{4}\b",
    # dates of birth
    rf"\b(?i:dob|d\.o\.b\.?|born(?:\s+on)?|date\s+of\s+birth|birth\s?date)(?i:\s+is)?\s*[:=]?\s*"
    rf"{_CALENDAR}",
    # telephone: with country or area code, in the North American form, or after the word
    r"(?<![\w.,/-])\+\d{1,3}[\s.-]?(?:\(0\)\s?)?(?:\(?\d{1,4}\)?)(?:[\s.-]?\d{2,4}){2,4}(?![\w/])",
    r"(?<![\w.,/-])(?<!\d\s)\(?0[1-9]\d{1,4}\)?[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?![\w/-]|[.,]\d)",
    r"(?<![\w.,/-])(?<!\d\s)0[1-9](?:[\s.]\d{2}){4}(?![\w/-]|[.,]\d)",
    r"(?<![\w.,/-])\(\d{3}\)\s?\d{3}[-.\s]\d{4}(?![\w/-]|[.,]\d)",
    r"(?<![\w.,/-])\d{3}(?P<gap>[-.\s])\d{3}(?P=gap)\d{4}(?![\w/-]|[.,]\d)",
    r"\b(?i:phone|telephone|tel|mobile|cell|call\s+(?:me|him|her)(?:\s+(?:at|on))?|fax)"
    r"(?i:\s+(?:number|no|is))*\s*[:.=]?\s*\+?\d(?:[\s().-]{0,2}\d){5,14}\b",
    # names: with a title, or said to be one
    rf"\b(?:Mr|Mrs|Ms|Miss|Mister)\.?\s+{_NAME}(?:\s+{_NAME}){{0,2}}",
    r"\bmrs\.?\s+[a-z][a-z'-]+",
    r"\bmr\.?\s+(?!imag|angi|enter|elast|scan|chol|spec|ven|uro)[a-z][a-z'-]+",
    rf"\b(?i:(?:patient(?:'s)?|my|full)\s+name|name)\s*(?:is\b|:)\s*{_NAME}(?:\s+{_NAME})*",
    rf"\b(?i:I\s+am|(?:{_RELATIVE}|man|woman|boy|girl|patient)\s+(?:named|called))"
    rf"\s+{_NAME}\s+{_NAME}(?:\s+{_NAME})*",
    rf"\b(?:[Pp]atient|[Mm]y\s+(?:husband|wife|son|daughter|mother|father))\s+{_NAME}\s+{_NAME}"
    r"(?=\s*(?:,|\(|is\b|has\b|aged\b|with\b))",
    # addresses
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:{_NAME}\s+){{1,3}}{_STREET}\b\.?",
)
_IDENTIFIERS = re.compile("|".join(f"(?:{pattern})" for pattern in _IDENTIFIER_PATTERNS))


@dataclass(frozen=True, slots=True)
class Triage:
    """The question without personal identifiers, what must be said first, whether to answer."""

    question: str
    notices: tuple[Notice, ...]
    answerable: bool

    @property
    def is_emergency(self) -> bool:
        return any(notice.kind is NoticeKind.EMERGENCY for notice in self.notices)


def triage(question: str) -> Triage:
    """Read a question as a person typed it. Raises QuestionError where it is none."""
    text = _readable(question)
    clean = remove_identifiers(text)
    notices = []
    if clean != text:
        notices.append(Notice(NoticeKind.PERSONAL_DATA_REMOVED, REMOVED))
    if order := injected(clean):
        named = f"is not followed: {order.of(clean)!r}."
        notices.append(
            Notice(NoticeKind.INJECTION, f"Part of the text reads like an order and {named}")
        )
        clean = _without_orders(clean)
    if _SUICIDAL.search(_straight(clean)):
        return Triage(clean, (Notice(NoticeKind.SELF_HARM, SELF_HARM), *notices), answerable=False)
    if _is_emergency(clean):
        notices.insert(0, Notice(NoticeKind.EMERGENCY, EMERGENCY))
    return Triage(clean, tuple(notices), answerable=True)


def remove_identifiers(text: str) -> str:
    """Names, record and telephone numbers, addresses, e-mail, dates of birth: `[removed]`."""
    return _IDENTIFIERS.sub("[removed]", text)


def _without_orders(text: str) -> str:
    """The question that is left; the text as it is where nothing is."""
    left = text
    while order := injected(left):
        left = f"{left[: order.start]} {left[order.end :]}"
    left = " ".join(left.split())
    return left if any(c.isalnum() for c in left) else text


def _is_emergency(text: str) -> bool:
    """A danger sign in somebody, now: not a topic, not a patient of the writer's."""
    straight = _straight(text)
    if _NOT_NOW.search(straight) and not _AT_ONCE.search(straight):
        return False
    if not (_DANGER.search(straight) and _SOMEONE.search(straight) and _NOW.search(straight)):
        return False
    return not _PROFESSIONAL.search(straight)


def _straight(text: str) -> str:
    return text.replace("’", "'")


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
