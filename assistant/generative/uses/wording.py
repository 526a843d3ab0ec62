"""Statements in words for their reader, where they then say the same; each else as it was.

`GenerativeEngine` calls it with statements that are verified. A wording passes the same checks
against the same sentences, and has the same numbers, denials, directions and force besides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.composition import Shown
from assistant.extractive import claim_of
from assistant.generative.escaping import element_text
from assistant.generative.uses.helper import Helper, Use
from assistant.generative.uses.kept import denied
from assistant.generative.wire import cleaned
from assistant.printed import flat, without_labels
from assistant.verification import Verifier
from corpus.text.polarity import agrees
from corpus.text.quantities import quantities
from corpus.text.units import NUMBER_WORDS
from corpus.text.words import words

_READERS: Mapping[str, str] = {
    "patient": "a patient or a relative: everyday words, short sentences, no jargon",
    "student": "a medical student: plain, with no abbreviation left unexplained",
    "nurse": "a nurse on the ward: direct and short",
}
"""Whom statements are worded for; they were written for clinicians as they are."""
_LONGEST = 800
# Words that tell how firmly something is advised, by what they are counted as; and what leaves a
# choice: of "A or B" no "A and B" is made.
_FORCE = re.compile(
    r"\b(or\b|unless|should|must|may|might|can|could|recommend|suggest|consider|advis|prefer|option|strong"
    r"|weak|condition|need|always|never|reasonable|appropriate)",
    re.I,
)
# Tests, drugs and diseases: none may be named more often than before.
_SHORT_NAME = re.compile(r"[A-Z]{2,}")
_FORM: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"n": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["n", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


def worded(
    helper: Helper, reader: str, shown: Sequence[Shown], verifier: Verifier
) -> tuple[Shown, ...]:
    """The statements in their order, each in words for the reader or as it was."""
    if reader not in _READERS or not helper.does(Use.WORDING) or not shown:
        return tuple(shown)
    numbered = enumerate(shown, start=1)
    given = {
        "reader": _READERS[reader],
        "sentences": "\n".join(
            f'<sentence n="{n}">{element_text(each.text)}</sentence>' for n, each in numbered
        ),
    }
    found = helper.reply(Use.WORDING, given, _FORM)
    if found is None:
        return tuple(shown)
    said = dict(_texts(found))
    made = tuple(_in_place(each, said.get(n, ""), verifier) for n, each in enumerate(shown, 1))
    if made == tuple(shown):
        helper.set_aside(Use.WORDING, "none of its sentences says the same in other words.")
    return made


def _texts(found: Mapping[str, object]) -> Iterator[tuple[int, str]]:
    listed = found.get("sentences")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            n, text = each.get("n"), each.get("text")
            if isinstance(n, int) and isinstance(text, str) and len(text) <= _LONGEST:
                yield n, cleaned(text)


def _in_place(shown: Shown, text: str, verifier: Verifier) -> Shown:
    """The statement in this wording if that says the same, else as it is."""
    if not text or flat(text) == flat(shown.text) or not _same(text, shown.text):
        return shown
    claims = [claim_of(text, candidate, shown.lead) for candidate in shown.rests_on]
    verified = verifier.verify(claims)
    if not all(each.ok for each in verified):
        return shown
    return replace(shown, text=text, checks=dict(verified[0].checks))


def _same(text: str, before: str) -> bool:
    """Whether numbers, denials, directions and force are those of the statement, each as often."""
    _, labels = without_labels(text)
    return (
        not labels
        and Counter(quantities(text)) == Counter(quantities(before))
        and denied(text) == denied(before)
        and agrees(text, before)
        and _counts(_FORCE, text) == _counts(_FORCE, before)
        and _number_words(text) == _number_words(before)
        and _counts(_SHORT_NAME, text) <= _counts(_SHORT_NAME, before)
    )


def _counts(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(found.lower() for found in pattern.findall(text))


def _number_words(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if word in NUMBER_WORDS)
