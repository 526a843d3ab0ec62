"""Rules before anything else: is this a question, is somebody in danger, what must be removed?

Emergencies are about somebody now ("my chest hurts and my arm is numb"), not about a topic
("management of status epilepticus"). The assistant, the page and the command line start here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Notice, NoticeKind
from assistant.triage.danger import is_emergency, is_self_harm
from assistant.triage.identifiers import remove_identifiers
from assistant.triage.orders import Orders, orders
from assistant.triage.out_of_scope import is_out_of_scope
from assistant.triage.reading import Reading, read
from corpus.errors import QuestionError

MAX_QUESTION = 4_000  # code points; a long vignette has 1,500

EMERGENCY = (
    "This may be an emergency. Call your local emergency number now (112 in Europe, 911 in North"
    " America, 999 in the UK, 112 in India, 000 in Australia). Do not wait for an answer from"
    " this page."
)
SELF_HARM = (
    "If you may hurt yourself or have taken something, call your local emergency number or go to"
    " an emergency department now, and do not stay alone; if it is somebody else, stay with them."
    " In the US and Canada call or text 988; in the UK and Ireland call Samaritans on 116 123;"
    " elsewhere see findahelpline.com."
)
OUT_OF_SCOPE = (
    "Galen answers questions on the diagnosis, treatment and prevention of disease in people, from"
    " guidelines and research. It cannot help with other subjects, run errands, advise on the law"
    " or foretell how one person will fare; please ask somebody who knows the matter or the person."
)
REMOVED = "Personal identifiers were removed before anything was searched or stored."
_SHOWN_OF_ORDER = 80


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
    reading = read(clean)
    given = orders(clean, reading)
    asked = given.rest if given else clean
    # Danger counts wherever it is said, within an order too.
    danger = tuple(_danger(reading))
    ordered_only = given is not None and given.is_all and not reading.has("medical")
    strays = (
        not danger
        and (given is None or not given.is_all)
        and is_out_of_scope(read(asked) if given else reading)
    )
    notices = (
        *danger,
        *([Notice(NoticeKind.PERSONAL_DATA_REMOVED, REMOVED)] if clean != text else ()),
        *([_told(given)] if given else ()),
        *([Notice(NoticeKind.OUT_OF_SCOPE, OUT_OF_SCOPE)] if strays else ()),
    )
    harm = any(notice.kind is NoticeKind.SELF_HARM for notice in danger)
    return Triage(asked, notices, answerable=not (harm or ordered_only or strays))


def _danger(reading: Reading) -> Iterator[Notice]:
    """One notice: what is said of self-harm begins with the emergency number, too."""
    if is_self_harm(reading):
        yield Notice(NoticeKind.SELF_HARM, SELF_HARM)
    elif is_emergency(reading):
        yield Notice(NoticeKind.EMERGENCY, EMERGENCY)


def _told(given: Orders) -> Notice:
    shown = given.first
    if len(shown) > _SHOWN_OF_ORDER:
        shown = f"{shown[:_SHOWN_OF_ORDER].rstrip()}…"
    return Notice(
        NoticeKind.INJECTION,
        f"Part of the text reads like an order and is not followed: {shown!r}.",
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
