"""A question that takes something for granted, and the statement that says it is not so.

"How many injections are recommended?" presupposes that they are. Where a denial of the same thing
ranks close to the first statement, `correct` puts it first; `leads` has the words before it.
`Assistant` calls it between selection and composing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assistant.denial import denies
from assistant.evidence import Candidate
from assistant.intent import DETAILS, wants
from assistant.query import Query
from assistant.retrieval import Retrieval
from assistant.selection import Selection
from assistant.sufficiency.mentions import read
from assistant.terms import Term, parts
from corpus.model import Section
from corpus.text.polarity import negated

# How far below the first statement (in the ranking's units) its correction may be, among how many.
_REACH = 2.2
_CORRECTIONS = 20
# What it must hold of the terms asked about: of those in the first statement, and of all of them
# where Galen says aloud that they are not supported.
_SHARE = 0.8
_SHARE_ALOUD = 0.4

# Said outright: "since", "right?", "my friend says".
_ASSERTS = re.compile(
    r"^(?:since|as|because|given that|now that|considering)\b|[,;] so\b"
    r"|\b(?:right|isn't it|correct)\s?\?"
    # But "her daughter says she was out for a minute" is history.
    r"|\b(?:says|said)\b(?! (?:that )?(?:he|she|they|there)\b)"
    r"|\b(?:heard|read that|told (?:me|us|her|him)|everyone knows|we all know)\b"
    # "LEAP showed that ..."; but "CT shows a tumour" and "confirmed by biopsy" tell of a patient.
    r"|\b(?:proved|proven|proves|show(?:ed|n|s)|confirmed|established)\s+(?:that|to)\b"
    r"|\b(?:proved|showed|shows)\s*[.,]|\b(?:worked by|thanks to)\b"
    r"|\bthe (?:recommended|usual|standard|approved) \d",
    re.I,
)
# Implied: asks for a detail of something, or which of it is recommended.
_DETAIL = re.compile(
    r"\b(?:how (?:many|much|often|long|soon|far)|for how|(?:at|until) (?:what|which|when)"
    r"|why (?:is|are|do|does|should|must))\b"
    r"|\b(?:what|which) (?:[\w-]+ ){0,3}?(?:dose|dosage|age|interval|schedule|protocol|brand|assay"
    r"|titre|level|test|course|regimen|rules?)\b"
    r"|\b(?:which|what)\b[^?]*\b(?:recommended|advised|approved|preferred|required|needed|indicated)\b",
    re.I,
)
_OPEN = re.compile(
    r"^\W*(?:should|do|does|did|is|are|was|were|can|could|may|must|will|would)\b", re.I
)
_STOPS = re.compile(r"\b(?:stop|avoid|skip|withhold|without|instead)\b", re.I)
_SENTENCE_END = re.compile(r"(?<=[?.!])\s+")


class Premise(Enum):
    """How a question takes something for granted."""

    NONE = 0
    IMPLIED = 1
    ASSERTED = 2


@dataclass(frozen=True, slots=True)
class Corrected:
    """A selection, and whether its first statement denies what the question takes for granted."""

    selection: Selection
    denied: bool = False


def presupposed(question: str) -> Premise:
    """What the question takes for granted; never that something is not so."""
    asking = [part for part in _SENTENCE_END.split(question) if part.endswith("?")] or [question]
    if any(negated(part) or _STOPS.search(part) for part in asking):
        return Premise.NONE
    if _ASSERTS.search(question):
        return Premise.ASSERTED
    implied = any(_DETAIL.search(part) and not _OPEN.search(part) for part in asking)
    return Premise.IMPLIED if implied and len(asking) == 1 else Premise.NONE


def correct(
    query: Query, best_first: Sequence[Candidate], selection: Selection, retrieval: Retrieval
) -> Corrected:
    """The selection with the correction of a false premise first, where there is one."""
    first = selection.bottom_line
    premise = presupposed(query.question)
    if first is None or premise is Premise.NONE:
        return Corrected(selection)
    asked = parts(query)
    if premise is Premise.IMPLIED and len(asked) > 1:
        return Corrected(selection)
    named = [term for part in asked for term in part.terms]
    terms = [term for term in named if term.asking]
    if not _denies(first) and not (premise is Premise.IMPLIED and _gives_detail(query, first)):
        near = [
            candidate
            for candidate in best_first[:_CORRECTIONS]
            if _may_correct(candidate, first, retrieval)
            and any(candidate.stems.issuperset(term.stems) for term in named)
        ]
        selection = _with_first(selection, _correction(terms, first, near) or first)
    return Corrected(selection, _is_aloud(terms, selection.bottom_line, retrieval))


def _denies(candidate: Candidate) -> bool:
    return denies(candidate.text, candidate.sentence.strength)


def _gives_detail(query: Query, first: Candidate) -> bool:
    """Whether the dose, time or threshold asked for is there, for the people asked about."""
    asked = [intent for intent in wants(query.question) if intent.name in DETAILS]
    return (
        bool(asked)
        and first.features["population"] >= 0
        and all(intent.meets.search(first.text) for intent in asked)
    )


def _may_correct(candidate: Candidate, first: Candidate, retrieval: Retrieval) -> bool:
    return (
        _denies(candidate)
        and candidate.score >= first.score - _REACH
        and candidate.features["population"] >= 0
        and retrieval.superseded_by(candidate.source.id) is None
    )


def _correction(
    terms: Sequence[Term], first: Candidate, near: Sequence[Candidate]
) -> Candidate | None:
    needed = _SHARE * _held(terms, first)
    held = ((candidate, _held(terms, candidate)) for candidate in near)
    return next((candidate for candidate, n in held if n and n >= needed), None)


def _held(terms: Sequence[Term], candidate: Candidate) -> int:
    """How many of the terms the statement or its source mentions."""
    mentioned = read([candidate])[0]
    return sum(mentioned.holds(term) for term in terms)


def _is_aloud(terms: Sequence[Term], first: Candidate | None, retrieval: Retrieval) -> bool:
    """Whether the first statement denies what is asked about, and is no older version's."""
    if first is None or not _denies(first) or retrieval.superseded_by(first.source.id):
        return False
    return bool(terms) and _held(terms, first) >= _SHARE_ALOUD * len(terms)


def _with_first(selection: Selection, correction: Candidate) -> Selection:
    """The correction first; what was first keeps its place in its section."""
    first = selection.bottom_line
    if first is None or correction is first:
        return selection
    guidelines = [c for c in selection.guidelines if c is not correction]
    research = [c for c in selection.research if c is not correction]
    (guidelines if first.section is Section.GUIDELINES else research).insert(0, first)
    return replace(
        selection,
        bottom_line=correction,
        guidelines=tuple(guidelines),
        research=tuple(research),
    )
