"""What a sentence says against, or defines, where the question looks for what to do.

`ranking` asks it once per question: "treatment of X" is not answered by a test that X does not
need, nor by what X is.
"""

from __future__ import annotations

import re

from assistant.query import Query, asking_sentences, asks
from corpus.model import Section, Source
from corpus.text.words import content_stems

# The first choice of several is looked for.
_WHICH_ACT = re.compile(
    r"\b(?:what|which)\b(?: (?!features?|signs?|criteria|rules?|patients?)[\w-]+){0,2}"
    r" (?:imaging|images?|tests?|study|studies|scans?|modality|investigations?|procedures?|work-?up"
    r"|treatments?|therapy|drugs?|antibiotics?|agents?|regimens?|options?|management|approach)\b"
    r"(?!.*\b(?:avoid\w*|not)\b)"
    r"|\bhow (?:to|(?:do|should|would|can) (?:i|we|you)) (?:treat|manage|image|investigate)\b"
    r"|\bhow (?:should|is|are|would) [\w -]{1,40} (?:treated|managed|imaged|investigated)\b",
    re.I,
)
_CHOOSES = re.compile(
    r"^\W*(?:what|which)\b(?!.*\b(?:avoid\w*|not)\b)"
    r"|\b(?:best|first|preferred|of choice|next)\b"
    r"|\bwhat (?:to|(?:should|can|do) (?:i|we)) (?:give|do|use|start|prescribe|take|try)\b"
    r"|\bhow (?:to|do (?:i|we|you)) (?:treat|manage)\b",
    re.I,
)
_TREATS = re.compile(
    r"\b(?:treatment|management|therapy|treat|rx|tx)\b(?! (?:needed|necessary|indicated|required))"
    r"|\boptions?\b",
    re.I,
)
_YES_OR_NO = re.compile(r"^\W*(?:is|are|do|does|should|can|could|may|will|would)\b|\bor\b", re.I)
# "Usually appropriate, rating 8", "Rating 8 (usually appropriate)": the words alone.
_LABEL_TAIL = re.compile(r"^rating [\d-]+ \(|\)+$|[,;] .*$", re.I)
_SHORTEST_LABEL = 2
_FIRST_CHOICE = "usually appropriate"
_GRADED_AGAINST = re.compile(r"\bnot\s+appropriate\b|\bagainst\b|\bgrade\s+d\b", re.I)
_AGAINST = re.compile(
    r"\b(?:should|must) (?:not|never)\b|\bshould be avoided\b"
    r"|\b(?:is|are) not (?:routinely )?(?:recommended|advised|suggested|needed)",
    re.I,
)
_ORDERS_AGAINST = re.compile(
    r"^(?:do not|avoid)\b(?P<what>.*?)(?:\b(?:in|for|to|when|if|unless|with)\b|$)", re.I | re.S
)
# Words for many things: advice against one antibiotic is not on the one that is looked for.
_KINDS = frozenset(
    content_stems(
        "treatment therapy management drugs antibiotics tests testing imaging screening routine"
        " initial oral alone new acute patients people adults children women men"
    )
)
_DEFINES = re.compile(
    r"^[^,;]{3,70}? (?:(?:is|are) (?:an? |defined|below|above|diagnosed"
    r"|the (?!treat|drug|first|test|prefer|antibiotic|best|main|standard|recommended|choice))"
    r"|means\b)",
    re.I,
)
_ASKS_WHAT_IT_IS = re.compile(
    r"\b(?:what is|what are|defin\w+|mean(?:ing|s)?|criteria|diagnos\w*|classif\w*|stages?"
    r"|cut-?offs?|thresholds?|goals?|targets?|when is)\b",
    re.I,
)


class Counsel:
    """The counsel that one question looks for."""

    def __init__(self, query: Query) -> None:
        question = query.question
        yes_or_no = _YES_OR_NO.search(question) is not None
        self._asking = " ".join(asking_sentences(question)).lower()
        self._first_choice = _WHICH_ACT.search(self._asking) is not None
        self._chooses = _CHOOSES.search(question) is not None
        looks = (self._chooses, _TREATS.search(question), not asks(question))
        self._looks = not yes_or_no and any(looks)
        self._defined = yes_or_no or _ASKS_WHAT_IT_IS.search(question) is not None
        self._named = (query.own.keys() | query.widened.keys()) - _KINDS

    def is_asked_for(self, strength: str | None, *, is_row: bool) -> bool:
        """Whether this label is: "which is usually appropriate?". "Which test should I order?" asks
        for it among the rows of one scenario; elsewhere the answer may be that none is needed.
        """
        label = _LABEL_TAIL.sub("", strength or "").lower()
        if len(label) < _SHORTEST_LABEL:
            return False
        named = re.search(rf"\b{re.escape(label)}\b", self._asking) is not None
        return named or (is_row and self._first_choice and label == _FIRST_CHOICE)

    def missed(
        self, source: Source, strength: str | None, text: str, *, is_row: bool
    ) -> dict[str, float]:
        """Of a sentence with this label: in which ways it gives none of it, each 0 or 1."""
        looks = self._chooses or self._looks or (is_row and self._first_choice)
        graded = looks and _GRADED_AGAINST.search(strength or "")
        against = source.section is Section.GUIDELINES and self._is_against_other(text)
        return {
            "graded against": float(bool(graded)),
            "against other": float(against),
            "defines": float(strength is None and self._only_defines(text)),
        }

    def _is_against_other(self, text: str) -> bool:
        """Whether it advises against what was not asked about, where what to do is."""
        what = _advised_against(text) if self._looks else None
        return what is not None and self._named.isdisjoint(content_stems(what))

    def _only_defines(self, text: str) -> bool:
        """Whether it tells what something is, and that is not asked."""
        return not self._defined and _DEFINES.match(text) is not None


def _advised_against(sentence: str) -> str | None:
    if ordered := _ORDERS_AGAINST.match(sentence):
        return ordered["what"]
    found = _AGAINST.search(sentence)
    return sentence[: found.start()] if found else None
