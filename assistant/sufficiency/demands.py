"""What a question demands that can be told by form: a dose of a drug, a price, a number in a unit.

`sufficiency` asks which demands no statement shown meets: a source on the right drug that gives no
dose does not answer "what dose". Unlike `intent`, which orders sentences, nothing here is a wish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import measured
from assistant.evidence import Candidate
from assistant.query import asking_sentences, drug_stems
from assistant.sufficiency.mentions import read, read_alone
from assistant.terms import Part, Term
from assistant.treating import asks_care, asks_treatment_alone, prevents, treats

# "10% calcium gluconate" is an amount, "90% of reactions" is none.
_AMOUNT = re.compile(
    r"\d\s?(?:mg|mcg|µg|g|mL|units?|IU|MME|million|mmol|mEq|drops?|puffs?)(?![a-z])"
    r"|\d\s?%\s(?=[a-z]+(?:\s[a-z]+)?\b)(?!(?:of|with|in|and|or|vs|versus|after|on|at|had|were|was"
    r"|for|to|by|lower|higher|fewer|more|less|relative|absolute|risk|within|from|over|CI)\b)",
    re.I,
)
_DOSE = re.compile(
    r"\b(?:(?<!low-)(?<!high-)(?<!low )(?<!high )dos(?:e|es|age|ing)(?![- ](?:CT|aspirin|computed))"
    r"|how many (?:mg|mcg|micrograms|milligrams))\b",
    re.I,
)
_WHAT_IS = re.compile(r"what (?:is|are) (?:an? |the )?((?:(?!\bof\b)[\w-]+ ?){1,3})\s*\??", re.I)
_EDITION = re.compile(
    r"\b(20\d\d)\s+(?:[\w/-]+\s+){0,3}?(?:guidelines?|guidance|revision|update|edition|version|statement"
    r"|criteria|recommendations?|report)\b",
    re.I,
)
_UNIT = re.compile(
    r"\bhow many (mmol|mg|mcg|mL|kcal|units|calories|grams)\b"
    r"|\b(?:what|which)\b[^?]{0,40}? in ((?:mg|mcg|g|mL|L|kPa|mmol|IU|kcal)(?:/\w+)*)(?= )",
    re.I,
)


_PAIR = 2
_TOGETHER = re.compile(
    r"\b(?:given|taken?|used?|combined?|safe|ok|okay|mix(?:ed)?)\b[^?.]{0,40}\bwith\b|\binteract\w*"
    r"|\btogether\b|\bsame time\b",
    re.I,
)
_VACCINE = re.compile(
    r"\bvaccin(?:es?|ations?|ating)\b|\b(?:flu|covid|shingles|pneumonia) (?:jab|shot)\b", re.I
)
# Those who were vaccinated need something else.
_VACCINATES = re.compile(
    r"^(?!.*\b(?:received|vaccinated)\b).*\b(?:vaccin\w+|immuni[sz]\w+)", re.I | re.S
)
# "Stop the statin", "can it be stopped"; what an antibiotic may stop is another matter.
_STOPS = r"\b(?:stop(?:ping)?|discontinu(?:e|ing)|come off|wean(?:ing)? off|quit)\b[^?.,;]{0,30}?\b"
_STOPPED_IT = re.compile(r"\b(?:stopped|discontinued|deprescrib\w+)\b", re.I)
_STOPPED = re.compile(
    r"\b(?:stop\w*|discontinu\w+|withdraw\w*|withh[eo]ld\w*|deprescri\w+|taper\w*|wean\w*|held"
    r"|ceas\w+|continu\w+|paus\w+|interrupt\w*|lifelong|indefinite\w*|duration"
    r"|for (?:at least )?\d+ (?:to \d+ )?(?:days|weeks|months|years))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Matter:
    """Something that guidelines seldom treat of: told by the same words on both sides."""

    name: str
    asks: re.Pattern[str]
    meets: re.Pattern[str]


def _matter(name: str, asks: str, meets: str = "") -> _Matter:
    return _Matter(name, re.compile(asks, re.I), re.compile(meets or asks, re.I))


_ALLOWED = r"\b(?:can|may|could|should|when|safe|fit|allowed|okay|ok)\b[^?.;,]{0,40}"
_MATTERS = (
    _matter(
        "what it costs or who pays",
        r"\b(?:(?<!at all )costs?(?![ -]effective)|price[sd]?|pricing|afford|expensive|cheap\w*"
        r"|co-?pay\w*|reimburse\w*|insurance|insured|out of pocket|medicare|medicaid)\b",
        r"[$£€]\s?\d|\bcosts?\b|\bprices?\b|\binsurance\b|\bMedicare\b",
    ),
    _matter(
        "billing or paperwork", r"\b(?:CPT|ICD-?1[01]|billing|bill for|prior authori[sz]ation)\b"
    ),
    _matter("its half-life", r"\bhalf-?\s?li(?:fe|ves)\b"),
    _matter("how it is broken down in the body", r"\bmetaboli[sz]ed\b|\bbioavailability\b"),
    _matter("how it arises", r"\bpathophysiolog\w+|\bpathogenesis\b"),
    _matter(
        "how it works",
        r"\bm(?:echanism|ode) of action\b|\bmechanism\b[^?]{0,30}\b(?:acts|works)\b"
        r"|\bhow (?:does|do|did) (?:[\w-]+ ){1,4}works?\s*\?",
        r"\bmechanism\b|\bmode of action\b|\bworks? by\b|\bacts?\b|\binhibits?\b|\bblocks?\b",
    ),
    _matter(
        "its symptoms",
        r"\b(?:symptoms?|signs?|presentations?) of\b",
        r"\bsymptom\w*|\bsigns?\b|\bpresent(?:s|ing|ation)?\b|\bfeatures?\b|\bcriteria\b",
    ),
    _matter(
        "whether it is inherited",
        r"\binherited\b|\bhereditary\b|\bruns? in (?:the|my|our) famil(?:y|ies)\b",
        r"\binherit\w+|\bhereditary\b|\bgenetic\w*|\bautosomal\b|\bfamil(?:y|ial)\b|\brelatives?\b",
    ),
    _matter("driving", rf"{_ALLOWED}\b(?:drive|driving)\b", r"\bdriv(?:e|es|ing|ers?)\b"),
    _matter("flying", rf"{_ALLOWED}\b(?:fly|flying)\b", r"\bfly\b|\bflying\b|\bflights?\b|\bair\b"),
    _matter(
        "the outlook",
        r"\bprognosis\b|\blife expectancy (?:of|with|for|in)\b|\bsurvival rates?\b",
        r"\bprognos\w+|\bsurviv\w+|\blife expectancy\b|\bmortality\b|\bdeaths?\b|\brecurren\w+",
    ),
    _matter(
        "when to return to work or school",
        r"\b(?:days|weeks|time) off (?:work|school)\b"
        r"|\b(?:back|return) to (?:work|school|nursery|sport|play)\b",
        r"\b(?:work|school|nursery|childcare|sports?|play)\b",
    ),
    _matter(
        "waiting times or where to go",
        r"\bwaiting (?:lists?|times?)\b|\bwhich (?:hospital|clinic|shop|brand)\b",
    ),
    _matter(
        "where to find help",
        r"\bwhere (?:can|could|do) (?:i|we|one|you) (?:find|get|buy|go)\b|\bsupport groups?\b",
        r"\bsupport groups?\b|\bhelplines?\b",
    ),
    _matter(
        "what causes it",
        r"\bwhat (?:\w+ )?causes?\b|\b(?:root|cause|reason) (?:of|for) (?:this|my|the) problem\b",
        r"\bcaus\w+|\bdue to\b|\brisk factors?\b|\bassociated with\b|\blead(?:s|ing)? to\b",
    ),
    _matter(
        "whether it is passed on",
        r"\bcontagious\b|\bcatching\b|\bcan i (?:catch|give (?:it|this|that) to)\b"
        r"|\bhow (?:is|are|does|do|did) [^?]{3,60}\b(?:transmitted|spread|caught|acquired)\b",
        r"\bcontag\w+|\btransmi\w+|\binfectious\b|\bspread\w*|\bacquired\b|\bexpos\w+",
    ),
    _matter(
        "its side effects",
        r"\bside[ -]effects?\b",
        r"\bside[ -]effects?\b|\badverse\b|\bharm\w*|\btoxic\w*|\brisks?\b",
    ),
    _matter("who invented it", r"\bwho (?:invented|discovered|developed|first described)\b"),
)


def unmet(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """What the part demands and no statement gives, in words for "Asked for and not found: ..."."""
    texts = [statement.text for statement in shown]
    for matter in _MATTERS:
        if matter.asks.search(part.text) and not any(map(matter.meets.search, texts)):
            yield matter.name
    yield from _definition(part, texts)
    yield from _edition(part, shown)
    yield from _dose(part, shown)
    yield from _unit(part, texts)
    yield from _interaction(part, shown)
    yield from _stopping(part, shown)
    yield from _treatment(part, shown)
    yield from _vaccination(part, shown)
    for name in measured.unspoken_of(measured.of_question(part.text), texts):
        yield f"advice for the {name} that you told"


def _definition(part: Part, texts: Sequence[str]) -> Iterator[str]:
    """What something is, where that is all that is asked."""
    match = _WHAT_IS.fullmatch(part.text.strip())
    if match is None:
        return
    named = re.escape(match.group(1).strip())
    said = rf"\b{named}s?\b(?: \([^)]*\))? (?:is|are|means?|refers?)\b|\bdefin\w+ (?:of|as) {named}"
    if not any(re.search(said, text, re.I) for text in texts):
        yield f"what {match.group(1).strip()} is"


def _edition(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """The edition of a guideline that is named by its year, or words on it."""
    for year in _EDITION.findall(part.text):
        sources = (f"{s.source.year} {s.source.version} {s.source.title} {s.text}" for s in shown)
        if not any(year in text for text in sources):
            yield f"an edition of {year}"


def _dose(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """A dose of the drug that is asked about: an amount in a statement that names it, or names none
    and is of a source on it."""
    drugs = [term for term in part.terms if term.is_drug and term.asking]
    if not drugs or not _DOSE.search(part.text):
        return
    giving = [statement for statement in shown if _AMOUNT.search(statement.text)]
    if not any(_is_on(drug, statement) for statement in giving for drug in drugs):
        yield f"a dose of {' or '.join(drug.printed for drug in drugs)}"


def _interaction(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """Of two drugs that are to go together: a statement on both."""
    drugs = [term for term in part.terms if term.is_drug]
    if len(drugs) < _PAIR or not _TOGETHER.search(part.text):
        return
    said = map(read_alone, shown)
    if not any(sum(mentioned.holds(drug) for drug in drugs) >= _PAIR for mentioned in said):
        yield f"{' and '.join(drug.printed for drug in drugs)} taken together"


def _stopping(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """Of a drug that is to be stopped: a statement on stopping it. When to start it is another."""
    asked = [term for term in part.terms if term.is_drug and term.asking]
    passive = _STOPPED_IT.search(part.text)
    drugs = [
        t for t in asked if passive or re.search(_STOPS + re.escape(t.printed), part.text, re.I)
    ]
    if not drugs:
        return
    stopping = [read_alone(statement) for statement in shown if _STOPPED.search(statement.text)]
    if not any(said.holds(drug) for said in stopping for drug in drugs):
        yield f"stopping {' or '.join(drug.printed for drug in drugs)}"


def _vaccination(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """Of a vaccine: a statement on vaccinating, against what is named in the question."""
    if not _VACCINE.search(part.text):
        return
    against = [t for t in part.terms if t.asking and (t.is_subject or t.is_short_form)]
    said = read([statement for statement in shown if _VACCINATES.search(statement.text)])
    if not any(not against or any(map(each.holds, against)) for each in said):
        yield "vaccination"


def _treatment(part: Part, shown: Sequence[Candidate]) -> Iterator[str]:
    """Where nothing but treatment is asked for: a statement that treats, of the leading source."""
    leading = [s for s in shown if s.source.id == shown[0].source.id]
    alone = asks_treatment_alone(" ".join(asking_sentences(part.text)))
    if alone and not any(treats(s.text, s.stems) for s in leading):
        yield "its treatment"
    elif asks_care(part.text) and all(prevents(s.text) for s in leading):
        yield "treatment other than prevention"


def _is_on(drug: Term, statement: Candidate) -> bool:
    """Whether an amount in the statement is one of this drug, not of another one of its source."""
    if not statement.stems.isdisjoint(drug_stems()):
        return read_alone(statement).holds(drug)
    return read([statement])[0].holds(drug)


def _unit(part: Part, texts: Sequence[str]) -> Iterator[str]:
    """A number in the unit that is asked for by name."""
    match = _UNIT.search(part.text)
    unit = match and (match.group(1) or match.group(2))
    if unit and not any(
        re.search(rf"\d\s?{re.escape(unit)}(?![a-z])", text, re.I) for text in texts
    ):
        yield f"a number in {unit}"
