"""What kind of answer a question wants, and whether a sentence is of that kind.

"How long?" wants a duration, "what dose?" a dose, "first test?" a first choice. Rules in one table;
ranking uses the share of the question's wants that a sentence meets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"\d+(?:[.,]\d+)*"
_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"


@dataclass(frozen=True, slots=True)
class Intent:
    """A want: `asks` is looked for in questions, `meets` in sentences."""

    name: str
    asks: re.Pattern[str]
    meets: re.Pattern[str]


def _intent(name: str, asks: str, meets: str) -> Intent:
    return Intent(name, re.compile(asks, re.I), re.compile(meets, re.I))


INTENTS = (
    _intent(
        "dose",
        r"\b(?:dos(?:e|es|age|ing)|how much (?!does|do|did)|regimens?)\b",
        rf"{_NUMBER}\s?(?:mg|mcg|µg|g|mL|units?|million|IU|mmol)\b(?!/(?:d?L|mL|mol|g)\b)"
        r"|\bdos(?:e|es|age)\b",
    ),
    _intent(
        "way of taking",
        r"(?<!and )\bhow (?:should|do|does|is|are|to|can|must) [^?.]{0,60}\btak(?:e|en|ing)\b",
        r"\b(?:before|after|with|between) (?:breakfast|food|meals?|water)\b|\bempty stomach\b"
        r"|\bbedtime\b|\balternate days?\b|\b(?:daily|weekly|a day|a week)\b",
    ),
    _intent(
        "duration",
        r"\b(?:how (?:long|many (?:days|weeks|months|years))|durations?|for how)\b",
        rf"{_NUMBER}(?:\s?(?:to|-|–)\s?{_NUMBER})?[\s-]{_TIME}\b|\bindefinite|\blifelong",
    ),
    _intent(
        "frequency",
        r"\b(?:how often|intervals?|every (?:year|month)|frequen(?:cy|tly)|yearly)\b",
        rf"\b(?:every|yearly|annual(?:ly)?|biennial|monthly|weekly|daily|once|one-time|twice)\b"
        rf"|{_NUMBER}[\s-]{_TIME}",
    ),
    _intent(
        "speed",
        r"\b(?:how (?:fast|quick|quickly|soon|early)|when|timing|urgent|urgency)\b",
        rf"\b(?:within|before|after|immediate(?:ly)?|urgent(?:ly)?|early|until|once)\b|{_TIME}\b",
    ),
    _intent(
        "first choice",
        r"\b(?:first|initial|best|prefer(?:red)?|of choice|start(?:ing)?|which|what)\b",
        r"\b(?:first|initial(?:ly)?|prefer(?:red)?|of choice|start(?:s|ed|ing)?|first-line|best"
        r"|recommended|should|appropriate)\b",
    ),
    _intent(
        "next step",
        r"\b(?:next|then|after (?:that|failure|which)|what now|inconclusive|equivocal|still"
        r"|second)\b",
        r"\b(?:next|then|follow(?:s|ed|ing)?|if|when|after|nondiagnostic|inconclusive|equivocal"
        r"|second|recurren\w+|alternative)\b",
    ),
    _intent(
        "threshold",
        r"\b(?:goals?|targets?|thresholds?|cut-?offs?|at what|what (?:age|level|number|value)"
        r"|how (?:low|high)|down to|aim)\b",
        rf"(?:\b(?:below|under|above|over|at least|less than|more than|from|target|goal|threshold"
        rf"|cut-?off|aged?|of)\b|[<>≤≥])[^.;]{{0,25}}{_NUMBER}"
        rf"|{_NUMBER}[^.;]{{0,20}}\bor (?:more|less|older|higher)",
    ),
    _intent(
        "who",
        r"\b(?:who|whom|which (?:patients|people|adults|women|men|children)|eligib\w+|qualif\w+"
        r"|indicat(?:ed|ion|ions)|candidates?)\b",
        r"\b(?:adults?|people|patients?|women|men|children|persons?|those|aged?|everyone|anyone"
        r"|pregnant|infants?)\b",
    ),
    _intent(
        "result",
        r"\b(?:how much|what did|show(?:ed|n)?|found|find|results?|numbers?|evidence|benefit\w*"
        r"|NNTs?|chances?|likely|how (?:good|well|accurate|effective)|sensitivity|specificity"
        r"|effect"
        r"|prevent"
        r"|reduce\w*|lower|really|risk of|versus|vs|better|help)\b",
        rf"{_NUMBER}\s?(?:%|percent|per 1,?000)|\b(?:hazard|odds|risk) ratio\b|\bHR\b"
        r"|\bRR\b|\b95% CI\b|\b(?:lower|higher|reduc\w+|increas\w+|similar|noninferior|superior"
        r"|no (?:difference|benefit))\b",
    ),
    _intent(
        "treatment",
        r"\b(?:treat\w*|tx|rx|therap\w+|manag\w+|medic(?:ine|ation)s?|meds|prescri\w+|pills?"
        r"|what (?:\w+ ){0,3}(?:give|use|prescribe|take)"
        r"|(?<!and )how (?:is|are|do|should) (?:[\w-]+ ){1,4}(?:given?|dosed|used))\b",
        rf"{_NUMBER}\s?(?:mg|mcg|g|mL|units?)\b|\b(?:treat\w*|therap\w+|giv(?:e|en|ing)|first-line"
        rf"|drugs?|dos(?:e|es)|prescri\w+|recommended|options?|regimens?|oral(?:ly)?|intravenous\w*"
        rf"|surg\w+|exercises?)\b",
    ),
    _intent(
        "test",
        r"\b(?:tests?|testing|imaging|scans?|diagnos\w+|work-?up|investigat\w+|modality|confirm"
        r"|check(?:s|ed|ing)?(?! (?:in|with|whether)\b))\b",
        r"\b(?:tests?|testing|imaging|scans?|MRI|CT|ultrasound|radiograph\w*|measure\w*|biopsy"
        r"|cultures?|diagnos\w+|paracentesis|ECG)\b",
    ),
    _intent(
        "accuracy",
        r"\b(?:imaging|tests?|scans?|scanned|modality|x-?rays?|ultrasound|CT|MRI|D-dimer|rules?)\b",
        r"\b(?:sensitivity|specificity|accura\w+|predictive value|likelihood ratio|misse[ds])\b",
    ),
    _intent(
        "definition",
        r"\b(?:defin(?:e|ed|ition|itions)|criteria|criterion|items|features|signs|components"
        r"|pillars|list|categor\w+|mean(?:s|t)?|diagnos\w+)\b",
        r"\b(?:defin\w+|means?|criteria|criterion|items|features|includes?|consists?|any of|classes"
        r"|diagnos\w+)\b|:\s|(?:,[^,.]{2,60}){2,}",
    ),
    _intent(
        "yes or no",
        r"^(?:\W*\w+\W+){0,12}?(?:should|do|does|is|are|can|may|must|will|need|needed|ok|okay|safe)\b"
        r"[^?]*\?|\b(?:or not|needed|necessary|worth|ok|right)\s*\?",
        r"\b(?:should|recommend\w*|not|no|advis\w*|suggest\w*|may|can|need(?:s|ed)?|appropriate|safe"
        r"|unnecessary|against|offer\w*|reasonable)\b",
    ),
    _intent(
        "harm",
        r"\b(?:harm\w*|safe\w*|danger\w*|side effects?|adverse|risks?|complications?"
        r"|stop(?:ped|ping)?)\b",
        r"\b(?:harm\w*|safe\w*|danger\w*|adverse|risks?|bleed\w*|mortality|death|complication\w*"
        r"|side effects?|stop\w*|toxic\w*)\b",
    ),
)  # fmt: skip


# Wants of which a sentence gives the very number, or does not.
DETAILS = frozenset({"dose", "way of taking", "duration", "frequency", "threshold"})

# Only guidelines advise; research is read for what was found, whatever the question says.
_ADVICE = frozenset({"first choice", "next step", "who", "yes or no", "test"})
_TO_DO = frozenset({"first choice", "treatment"})
_RESULT = next(intent for intent in INTENTS if intent.name == "result")


def of_complaint() -> tuple[Intent, ...]:
    """What is wanted where nothing is asked: "croup, stridor at rest" looks for what to do."""
    return tuple(intent for intent in INTENTS if intent.name in _TO_DO)


def of_research(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The same wants as far as a study can meet them, and always a result."""
    kept = tuple(i for i in intents if i.name not in _ADVICE)
    return kept if _RESULT in kept else (*kept, _RESULT)


def wants(question: str) -> tuple[Intent, ...]:
    """What the question wants; often several things, sometimes nothing that the table knows."""
    return tuple(intent for intent in INTENTS if intent.asks.search(question))


def met(intents: tuple[Intent, ...], sentence: str) -> float:
    """The share (0 to 1) of the wants that the sentence meets; 0 where there are none."""
    if not intents:
        return 0.0
    return sum(bool(i.meets.search(sentence)) for i in intents) / len(intents)
