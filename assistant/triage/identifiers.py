"""Personal identifiers in what people type: found and removed before anything else sees the text.

Called by the screening for questions, and by the workspace for whatever else people write. What is
removed follows the list of the HIPAA Safe Harbor rule (45 CFR 164.514(b)(2)), without ages, and
without dates that stand alone: those are of guidelines and trials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.triage.names import names
from corpus.model import Span

REMOVED_MARK = "[removed]"
# What is removed may uncover another: reading what is left again must find nothing.
_PASSES = 3

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}\b\.?,?[\s-]+\d{{4}}"
    rf"|{_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_ALONE = re.compile(rf"(?<![\w./-]){_DATE}(?![\w/-])", re.I)
# A number of a record: one run of digits, or groups of them; letters may lead, part or end it.
_NUMBER = (
    r"(?:[A-Z]{0,4}[-/]?\d{6,20}[A-Z]?|[A-Z]{0,4}[-/]?\d(?:[ /-]?\d|[/-]?[A-Z](?![a-z])){3,20})\b"
)
_NAMED_NUMBER = (
    r"(?:mrn|nhs|chi|nhi|ssn|nino|hkid|nric|aadhaa?r|medicare|medicaid|passport|uhid|social\s+security"
    r"|national\s+insurance|hospital\s+(?:number|no|id)|hosp\.?\s+(?:number|no|id)|medical\s+record"
    r"|(?:patient|pt|member|unit|chart|account|acct|policy|insurance|licen[cs]e|employee|record|file|case"
    r"|encounter|admission|accession|visit|registration|reg|lab|specimen|sample|referral|claim|order|bed|folio|ur|cr|ip|op)\s*(?:policy\s+)?"
    r"(?:number|no\b\.?|num\b|id\b|\#|:))"
)
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Close|Terrace|Way|Crescent|Place"
    r"|Square|Gardens?|Grove|Mews|Hill|Row|Walk|Highway|Parade|Quay|Nagar|Marg|Colony|Chowk|Gali|Layout)"
)
_CAPITALS = r"[A-ZÀ-Þ][\w'’-]{0,30}"
_TOWN = rf"(?:,?\s+{_CAPITALS}){{0,3}},?\s+(?:[A-Z]{{2}}\s+)?\d{{5,6}}(?:-\d{{4}})?\b"
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # e-mail, however disguised; addresses of machines
        (r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", 0),
        (
            r"(?<![\w.+-])[\w.+-]{1,64}\s?[\[({]\s?at\s?[\])}]\s?[\w-]{1,63}(?:(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)[\w-]{1,63}){1,5}",
            re.I,
        ),
        (r"\b\w[\w.+-]{0,63}\sat\s[\w-]{1,63}\.(?:com|org|net|edu|example|co\.uk)\b", re.I),
        (r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", 0),
        # records
        (
            rf"\b{_NAMED_NUMBER}(?:\s*(?:number|no\b\.?|num|id|is|\#|:|=|card|policy))*\s*{_NUMBER}",
            re.I,
        ),
        (r"\b\d{3}-\d{2}-\d{4}\b", 0),
        # birth, and days in somebody's care
        (
            rf"\b(?:dob|d\.o\.b\.?|born(?:\s+on)?|date\s+of\s+birth|birth\s?da(?:te|y)|b\.)(?:\s+(?:is|on))?\s*[:=]?\s*{_DATE}",
            re.I,
        ),
        (
            rf"\b(?:seen|admitted|discharged|operated|reviewed|visited|appointment|attended)\s+(?:on\s+|in\s+clinic\s+on\s+)?{_DATE}",
            re.I,
        ),
        # telephone: with country or area code, in the North American form, or after the word
        (
            r"(?<![\w.,/-])\+\d{1,3}[\s.-]?(?:\(0\)\s?)?(?:\(?\d{1,4}\)?)(?:[\s.-]?\d{2,5}){2,4}(?![\w/])",
            0,
        ),
        (
            r"(?<![\w.,/-])(?<!\d\s)(?<!\]\s)\(?0[1-9]\d{1,4}\)?[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?![\w/-]|[.,]\d)",
            0,
        ),
        (r"(?<![\w.,/-])(?<!\d\s)(?<!\]\s)0[1-9](?:[\s.]\d{2}){4}(?![\w/-]|[.,]\d)", 0),
        (r"(?<![\w.,/-])\(\d{3}\)\s?\d{3}[-.\s]\d{4}(?![\w/-]|[.,]\d)", 0),
        (r"(?<![\w.,/-])\d{3}(?P<gap>[-.\s])\d{3}(?P=gap)\d{4}(?![\w/-]|[.,]\d)", 0),
        (
            r"\b(?:phone|telephone|tel|mobile|mob|cell|ph|whats?app|sms|fax|contact|(?:call|ring|text|reach)(?:\s+(?:me|him|her|us|back))?|(?:my|his|her)\s+number)"
            r"(?:\s+(?:number|no|is|on|at|me))*\s*[:.=]?\s*\+?\(?\d(?:[\s().-]{0,2}\d){5,14}\b",
            re.I,
        ),
        (r"\bext(?:ension|n)?\.?\s*\d{3,5}\b", re.I),
        (
            r"(?<![\w./,-])(?<!PMID )(?<!PMID: )(?<!PMC)(?<!ISRCTN)(?<!ISBN )(?<!ISBN: )"
            r"\d{10,12}(?![\w/]|[.,]\d)",
            0,
        ),
        # addresses
        (
            rf"\b(?:(?:Flat|Apt\.?|Apartment|Unit|House|Room)\s+\w{{1,5}},?\s+)?\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAPITALS}\s+){{1,3}}{_STREET}\b\.?"
            rf"(?:,?\s+(?:Flat|Apt\.?|Apartment|Unit)\s+\w{{1,5}})?(?:{_TOWN})?",
            0,
        ),
        (
            r"\b\d{1,5}[a-z]?,?\s+(?:[a-z][a-z'-]{2,20}\s+){1,2}(?:street|road|avenue|lane|boulevard|crescent|close|drive|terrace)\b(?!\s+(?:to|of|contact))",
            0,
        ),
        (r"\bP\.?\s?O\.?\s+Box\s+\d{1,6}\b", re.I),
        # postcodes of the United Kingdom: the letters that an inward code never has keep units out
        (r"\b(?!\w{1,4}\s\d(?:GY|CC))[A-Z]{1,2}\d[A-Z\d]?\s\d[A-HJLNP-UW-Z]{2}\b", 0),
        (
            r"\b(?:live[sd]?|living|staying|resid\w{1,6}|address(?:\s+is)?)\s*(?:at|:)\s*(?:flat\s+\w{1,4},?\s+)?\d{1,5}\w?,?\s+\w{2,20}(?:\s+\w{2,20}){0,2}",
            re.I,
        ),
    )
)


def remove_identifiers(text: str) -> str:
    """Names, record and telephone numbers, addresses, e-mail, dates of birth: `[removed]`.

    Where somebody is named or numbered, every full date goes as well.
    """
    for _ in range(_PASSES):
        spans = [*_numbered(text), *names(text)]
        if spans or REMOVED_MARK in text:
            spans += (Span(*match.span()) for match in _ALONE.finditer(text))
        if not spans:
            break
        text = _without(text, spans)
    return text


def _numbered(text: str) -> Iterator[Span]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Span(*match.span())


def _without(text: str, spans: list[Span]) -> str:
    kept, end = [], 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.start >= end:
            kept += [text[end : span.start], REMOVED_MARK]
        end = max(end, span.end)
    return "".join((*kept, text[end:]))
