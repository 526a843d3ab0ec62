"""Whether treatment alone is asked for, and whether a sentence treats at all, or a special case.

"How long and with what should this be treated?" is answered neither by how it is found nor by the
treatment of its gravest form. `wishes` orders sentences by it, `demands` tells where none treats.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from assistant.query import Query, asking_sentences, drug_stems

_ASKS_TREATMENT = re.compile(
    r"\b(?:treat(?:ed|ment|ing)?|therapy|prescribe|drugs?|antibiotics?)\b", re.I
)
_ASKS_MORE = re.compile(
    r"\b(?:diagnos\w*|imag\w+|scan\w*|tests?|testing|screen\w*|work-?up|whether|which patients|who"
    r"|when|confirm\w*|before|monitor\w*|check\w*|manag\w+"
    r"|(?:first|next) (?:step|test|study|image|investigation|thing)s?)\b"
    r"|(?<!prescribe )\b(?:first|next)\W*$",
    re.I,
)
_DIAGNOSES = re.compile(
    r"\b(?:imag(?:e|ing)|ultrasound|CT|MRI|radiograph\w*|D-dimer|pretest|diagnos\w+|tests?|testing"
    r"|screen\w*|biopsy|fine-needle|venography|sensitivity|specificity|cultures?)\b",
    re.I,
)
_TREATS = re.compile(
    r"\b(?:treat\w*|therap\w*|drugs?|medicat\w+|medicines|given?|m?c?g|surg\w+|anti\w+"
    r"|prescri\w+|oral\w*|intravenous\w*|inject\w*|procedures?|reposition\w*|exercis\w*"
    r"|remov\w+|resect\w+|vaccin\w*"
    r"|device|CPAP|oxygen|fluids?|steroid\w*|supplement\w*|drain\w*|stent\w*|ablat\w+|dialysis"
    r"|\w+(?:therapy|ectomy|plasty|lysis)|emboli[sz]ation|transfus\w+|lifestyle|diets?|dietary|rest"
    r"|massage|heat|cold|observation|surveillance|managed|management|splint\w*|brac(?:e|ing)"
    r"|immobili[sz]\w+|filters?|\w*(?:agonist|antagonist|inhibitor|blocker)s?|agents?"
    r"|hydration|feeding|pressure|admission|outpatients?)\b",
    re.I,
)
# A special case opens a sentence; who asks of one names it.
_OPENS_SPECIAL = re.compile(
    r"(?:for |in )?(?:(?:people|patients|adults|children|men|women|those) with )?"
    r"(?:fulminant|refractory|recurrent|relaps\w+|life-threatening|massive|critical|severe|persistent"
    r"|resistant)\b",
    re.I,
)
_TELLS_SPECIAL = re.compile(
    r"\b(?:fulminant|refractor\w+|recur\w+|relaps\w+|again|life-threatening|massive|critical\w*"
    r"|sever\w+|persist\w*|resist\w*|chronic|shock|still|fail\w*|not work\w*|worse\w*|years|months"
    r"|unstable)\b",
    re.I,
)

# Where something is to be treated, advice on preventing it or its return is for others.
_ASKS_CARE = re.compile(
    r"\b(?:treat\w*|antibiotics?|antivirals?|therapy|cures?|manag\w+|give|drug of choice"
    r"|first[- ](?:line )?drug|acute|attacks?)\b",
    re.I,
)
_ASKS_PREVENTION = re.compile(
    r"\b(?:prevent\w*|prophyla\w+|pre-?empt\w+|avoid\w*|recurr\w+|again|keeps? (?:on )?\w+ing"
    r"|vaccin\w+|before|after|exposed?|exposure|contacts?)\b",
    re.I,
)
_PREVENTION = re.compile(
    r"\b(?:prophyla\w+|pre-?emptive|preventives?|(?<!secondary )(?<!primary )prevention"
    r"|to (?:prevent|reduce) (?:recurren\w+|return))\b",
    re.I,
)


def asks_treatment_alone(asking: str) -> bool:
    """Of what asks in a question: whether it is on treatment and on nothing that comes before."""
    return _ASKS_TREATMENT.search(asking) is not None and _ASKS_MORE.search(asking) is None


def treats(sentence: str, stems: AbstractSet[str]) -> bool:
    """Whether it names a treatment or, by its stems, a drug."""
    return _TREATS.search(sentence) is not None or not drug_stems().isdisjoint(stems)


def asks_care(question: str) -> bool:
    """Whether something is to be treated, not prevented."""
    return _ASKS_CARE.search(question) is not None and _ASKS_PREVENTION.search(question) is None


def prevents(sentence: str) -> bool:
    """Whether it is on preventing something or its return."""
    return _PREVENTION.search(sentence) is not None


class Treating:
    """The treatment that one question asks for."""

    def __init__(self, query: Query) -> None:
        self._alone = asks_treatment_alone(" ".join(asking_sentences(query.question)))
        self._care = asks_care(query.question)
        self._in_general = self._alone and _TELLS_SPECIAL.search(query.question) is None

    def missed(self, text: str, stems: AbstractSet[str], *, is_row: bool) -> dict[str, float]:
        """In which ways a sentence gives none of it, each 0 or 1.

        Never of a row of a rated scenario, which tells what was found before in the same breath.
        """
        idle = self._alone and not is_row and not treats(text, stems)
        special = self._in_general and not is_row and _OPENS_SPECIAL.match(text)
        return {
            "no treatment": float(idle),
            "diagnosis": float(idle and _DIAGNOSES.search(text) is not None),
            "prevention": float(self._care and prevents(text)),
            "special case": float(bool(special)),
        }
