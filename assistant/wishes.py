"""What a question turns on beyond its words: what it rules out, a goal, an allergy, stopping.

`Wishes` reads a question once and tells of a sentence how far it meets them; `ranking` weighs it.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from assistant.contraries import Contraries
from assistant.denied_case import is_denied
from assistant.query import Query, asking_sentences
from assistant.treating import Treating
from corpus.model import Source
from corpus.text.words import content_stems

_RULED_OUT = re.compile(
    r"\b(?:besides|other than|apart from|instead of|rather than"
    r"|(?:don'?t|do not) want(?: an?| any)?|alternatives? to|refus\w+"
    r"|without(?! (?:iv |intravenous )?contrast)|except|declin\w+|intoleran\w+ (?:of|to)"
    r"|(?:cannot|can'?t|unable to) (?:tolerate|take)(?: any)?)\s+(?P<what>(?:[\w-]+\s*){1,3})",
    re.I,
)
# What speaks of those who cannot or will not have it is what was asked for.
_FOR_THOSE_WITHOUT = re.compile(
    r"\b(?:intoleran\w*|cannot|unable|declin\w+|refus\w+|instead|alternatives?|sparing|unless|besides"
    r"|contraindicat\w+|without|positive|abnormal)\b",
    re.I,
)
_INSTEAD = -0.5
_ASKS_GOAL = re.compile(
    r"\b(?:goals?|targets?|aim(?:ing)?|how low|down to|pushing|cut-?offs?|thresholds?)\b", re.I
)
_GOAL = re.compile(
    r"(?:\b(?:goals?|targets?|aim|keep|kept|below|under|thresholds?|from)\b|[<≤])[^.;]{0,40}\d",
    re.I,
)
_STOPPING = re.compile(
    r"\b(?:stop\w*|hold|held|withh\w+|discontinu\w+|taper\w*|come off|come down|keep|continu\w+"
    r"|deintensif\w+|de-?escalat\w+|wean\w*|(?:drug )?holidays?|go on)\b"
    r"(?! (?:smok|tobacco|cigar))",
    re.I,
)
# Where it is asked whether at all, what holds once it is done is the next question's answer.
_ASKS_WHETHER = re.compile(
    r"\b(?:do|does|must|should) (?:I|we|he|she|they|you|it)\b|\b(?:needed|necessary|worth)\b", re.I
)
_ONCE_DONE = re.compile(
    r"^(?:when|if|where|once) (?:an? |the )?[\w-]+(?: [\w-]+){0,3} (?:is|are)"
    r" (?:prescribed|given|used|started|chosen|taken|wanted|planned|done|ordered)\b",
    re.I,
)
_ALLERGY = re.compile(r"\ballerg\w+", re.I)
_NO_ALLERGY = re.compile(r"\b(?:without|no|not|non)\b[^.;,]{0,40}\ballerg\w+", re.I)
_PREGNANCY = re.compile(
    r"\b(?:pregnan\w+|gestation\w*|trimester|antenatal|prenatal|obstetric\w*|fetus|fetal|G\d ?P\d"
    r"|at \d{1,2} weeks(?! (?:of age|old|ago|after|later|post))"
    r"|\d{1,2} weeks (?:pregnant|gestation))\b",
    re.I,
)
_NOT_FOR_HER = -2.0  # of who is said not to be pregnant: a drug for two is another one
_NOT_PREGNANT = re.compile(r"\b(?:not|non|never|isn'?t|no)[- ](?:\w+ )?pregnan\w+", re.I)
_ON_VERSIONS = re.compile(
    r"\b(?:new in|(?:compared|in contrast) with (?:the )?(?:20|19|earlier|previous)|replaced|merged"
    r"|previously|earlier (?:version|guideline|edition)|this (?:guideline|update|version)|updates?"
    r"|revis\w+|20\d\d (?:update|revision))\b",
    re.I,
)
_ASKS_VERSIONS = re.compile(
    r"\b(?:20\d\d|19\d\d|newest|latest|now|still|changed?|update[ds]?|new|old|previous|nowadays"
    r"|versions?|current)\b",
    re.I,
)


class Wishes:
    """Those of one question."""

    def __init__(self, query: Query) -> None:
        self._query = query
        question = query.question
        self._ruled_out = frozenset(
            stem for found in _RULED_OUT.finditer(question) for stem in content_stems(found["what"])
        )
        asking = " ".join(asking_sentences(question))
        self._stopping = _STOPPING.search(asking) is not None
        self._goal = _ASKS_GOAL.search(asking) is not None
        self._treating = Treating(query)
        self._whether = _ASKS_WHETHER.search(question) is not None
        self._allergy = _on_allergy(question)
        self._pregnancy = float(_tells_pregnancy(question))
        if _NOT_PREGNANT.search(question) and not self._pregnancy:
            self._pregnancy = _NOT_FOR_HER
        self._versions = _ASKS_VERSIONS.search(question) is not None
        self._contraries = Contraries(query)
        self._of_pregnancy: dict[str, bool] = {}

    def met(
        self, source: Source, text: str, stems: AbstractSet[str], *, is_row: bool = False
    ) -> dict[str, float]:
        """Of a sentence with these stems, each 0 or 1; an allergy, and what is instead, below 0."""
        ruled_out = 0.0
        if self._is_ruled_out(stems):
            ruled_out = _INSTEAD if _FOR_THOSE_WITHOUT.search(text) else 1.0
        return self._treating.missed(text, stems, is_row=is_row) | {
            "stopping": float(self._stopping and _STOPPING.search(text) is not None),
            "ruled out": ruled_out,
            "once done": float(self._whether and _ONCE_DONE.search(text) is not None),
            "goal": float(self._goal and _GOAL.search(text) is not None),
            "allergy": self._fits_allergy(text) if self._allergy else 0.0,
            "denied case": float(is_denied(self._query, text)),
            "opposite": float(self._contraries.said(text, stems)),
            "pregnancy": self._pregnancy and self._pregnancy * self._on_pregnancy(source, text),
            "on versions": float(not self._versions and _ON_VERSIONS.search(text) is not None),
        }

    def _fits_allergy(self, text: str) -> float:
        """What is for others counts against a sentence; what is for those without one, for none."""
        fits = self._allergy * _on_allergy(text)
        return fits if self._allergy > 0 else min(fits, 0.0)

    def _is_ruled_out(self, stems: AbstractSet[str]) -> bool:
        """Whether one of the stems is what is ruled out, or a kind of it ("corticosteroid")."""
        return any(s.endswith(out) for out in self._ruled_out for s in stems)

    def _on_pregnancy(self, source: Source, text: str) -> bool:
        if source.id not in self._of_pregnancy:
            self._of_pregnancy[source.id] = _is_of_pregnancy(source)
        return self._of_pregnancy[source.id] or _tells_pregnancy(text)


def _tells_pregnancy(text: str) -> bool:
    """Whether it speaks of somebody who is pregnant."""
    return _PREGNANCY.search(_NOT_PREGNANT.sub(" ", text)) is not None


def _is_of_pregnancy(source: Source) -> bool:
    return _PREGNANCY.search(source.title) is not None


def _on_allergy(text: str) -> float:
    """1 where somebody has one, -1 where somebody has none."""
    if _NO_ALLERGY.search(text):
        return -1.0
    return float(_ALLERGY.search(text) is not None)
