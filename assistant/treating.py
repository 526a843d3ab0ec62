"""Whether treatment alone is asked for, and whether a sentence treats at all, or a special case.

"How long and with what should this be treated?" is answered neither by how it is found nor by the
treatment of its gravest form. `wishes` orders sentences by it, `demands` tells where none treats.
"""

from __future__ import annotations

import re

_ASKS_TREATMENT = re.compile(
    r"\b(?:treat(?:ed|ment|ing)?|therapy|prescribe|drugs?|antibiotics?)\b", re.I
)
_ASKS_MORE = re.compile(
    r"\b(?:diagnos\w*|imag\w+|scan\w*|tests?|testing|screen\w*|work-?up|whether|which patients|who"
    r"|when|confirm\w*|before|monitor\w*|check\w*|first|next|manag\w+)\b",
    re.I,
)
_DIAGNOSES = re.compile(
    r"\b(?:imag(?:e|ing)|ultrasound|CT|MRI|radiograph\w*|D-dimer|pretest|diagnos\w+|tests?|testing"
    r"|biopsy|fine-needle|venography|sensitivity|specificity|cultures?)\b",
    re.I,
)
_TREATS = re.compile(
    r"\b(?:treat\w*|therap\w*|drugs?|medicat\w+|medicines|given?|m?c?g|surg\w+|anti\w+|prescri\w+|oral\w*"
    r"|intravenous\w*|inject\w*|procedures?|reposition\w*|exercis\w*|remov\w+|resect\w+|vaccin\w*"
    r"|device|CPAP|oxygen|fluids?|steroid\w*|supplement\w*)\b",
    re.I,
)
# A special case opens a sentence; who asks of one names it.
_OPENS_SPECIAL = re.compile(
    r"(?:for |in )?(?:fulminant|refractory|recurrent|relaps\w+|life-threatening|massive|critical"
    r"|severe|persistent|resistant|chronic)\b",
    re.I,
)
_TELLS_SPECIAL = re.compile(
    r"\b(?:fulminant|refractor\w+|recur\w+|relaps\w+|again|life-threatening|massive|critical\w*"
    r"|sever\w+|persist\w*|resist\w*|chronic|shock|still|fail\w*|not work\w*|worse\w*|years|months"
    r"|unstable)\b",
    re.I,
)


def asks_treatment_alone(asking: str) -> bool:
    """Of what asks in a question: whether it is on treatment and on nothing that comes before."""
    return _ASKS_TREATMENT.search(asking) is not None and _ASKS_MORE.search(asking) is None


def treats(sentence: str) -> bool:
    """Whether it names a treatment, other than by the name of a drug."""
    return _TREATS.search(sentence) is not None


def only_diagnoses(sentence: str) -> bool:
    """Whether it is on a test and treats nothing."""
    return _DIAGNOSES.search(sentence) is not None and not treats(sentence)


def tells_special(question: str) -> bool:
    """Whether a grave, lasting or returning case is told of."""
    return _TELLS_SPECIAL.search(question) is not None


def opens_special(sentence: str) -> bool:
    """Whether it is on such a case alone, by its first word."""
    return _OPENS_SPECIAL.match(sentence) is not None
