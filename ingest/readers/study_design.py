"""What kind of study a record is of: by its publication types, else its title, else its headings.

Draft rules, not clinically reviewed. A wrong kind is worse than none: a trial's protocol is no
trial, a letter about a guideline is no guideline, and a study of animals is no evidence on people.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.model import SourceKind

_GUIDELINES = frozenset(
    {
        "Practice Guideline",
        "Guideline",
        "Consensus Statement",
        "Consensus Development Conference",
        "Consensus Development Conference, NIH",
    }
)
_SYNTHESES = (
    (SourceKind.META_ANALYSIS, frozenset({"Meta-Analysis", "Network Meta-Analysis"})),
    (SourceKind.SYSTEMATIC_REVIEW, frozenset({"Systematic Review"})),
)
_DESIGNS = (
    (
        SourceKind.RCT,
        frozenset({"Randomized Controlled Trial", "Pragmatic Clinical Trial", "Equivalence Trial"}),
    ),
    (SourceKind.CASE_SERIES, frozenset({"Case Reports"})),
)
_REVIEWS = frozenset({"Review", "Scoping Review"})
# These report no study of their own, whatever else is said of them.
_NOTICES = frozenset(
    {
        "Clinical Trial Protocol",
        "Expression of Concern",
        "Published Erratum",
        "Retraction Notice",
        "Retraction of Publication",
        # Not on people, whatever the title says; new records have no headings yet.
        "Clinical Trial, Veterinary",
        "Observational Study, Veterinary",
        "Randomized Controlled Trial, Veterinary",
    }
)
# These may report one, but talk about others' work more often.
_COMMENTARY = frozenset(
    "Biography,Comment,Editorial,Interview,Introductory Journal Article,Lecture,Letter,News,"
    "Newspaper Article,Patient Education Handout,Personal Narrative".split(",")
)

_PROTOCOL = re.compile(
    r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of) (?:an?|the)\b"
    r"|\bprotocol for (?:systematic|scoping|network|randomi[sz]ed)\b"
    r"|\brationale and (?:study |trial )?design\b|\bdesign and rationale\b",
    re.I,
)
_NOT_ITS_OWN = re.compile(r"\b(?:post[- ]hoc|secondary analys[ei]s|sub-?(?:group|study)\b)", re.I)
_NOT_RANDOMISED = re.compile(r"\b(?:non|quasi)[- ]?randomi[sz]ed", re.I)
_CROSS_SECTIONAL = re.compile(r"\bcross-?\s?sectional\b", re.I)
# "Adherence to guidelines for ..." is a study of guidelines.
_ABOUT_GUIDELINES = re.compile(
    r"\b(?:adheren\w+|complian\w+|concordan\w+|implement\w+|impact|effects?|evaluat\w+|assess\w+"
    r"|quality|compar\w+|aware\w+|knowledge|review\w*|critique|apprais\w+|appl(?:y|ication)|use"
    r"|uptake|need|towards?|beyond|following|according|based on|attitudes?|barriers?|survey"
    r"|comment\w*|meeting|development|response|reply|versus|vs)\b|\?",
    re.I,
)
# Words that stand before "guideline" in the name of one: those of a body, and these.
_NAMING = (
    r"(?:(?:[A-Z0-9][\w/&().,-]*|an?|the|of|and|for|in|on|clinical|practice|evidence-based|updated?"
    r"|joint|national|international|consensus|official|summary|management)\s+){0,16}?"
)
_GUIDELINE_TITLE = re.compile(
    rf"""^{_NAMING}[Gg]uidelines?\s(?:for|on)\b
      | :\s{_NAMING}[Gg]uidelines?(?:\s(?:from|by|of|update)\b|\s\d{{4}}|$)
      | \bTask\sForce\s(?:[Rr]eaffirmation\s)?[Rr]ecommendation\s[Ss]tatement\b""",
    re.X,
)
# In order: the first that matches decides.
_SYNTHESIS_TITLES = (
    (SourceKind.META_ANALYSIS, re.compile(r"\bmeta-?\s?analys[ei]s\b", re.I)),
    (
        SourceKind.SYSTEMATIC_REVIEW,
        re.compile(r"\bsystematic(?:ally)? (?:\w+ ){0,3}(?:over|re)view\b", re.I),
    ),
)
_DESIGN_TITLES = (
    (
        SourceKind.RCT,
        re.compile(
            r"\brandomi[sz]ed\b.{0,120}\b(?:trial|study|comparison|cross-?over|evaluation)\b", re.I
        ),
    ),
    (SourceKind.CASE_CONTROL, re.compile(r"\bcase-?\s?control(?:led)? (?:study|analysis)\b", re.I)),
    (
        SourceKind.COHORT,
        re.compile(
            r"\bcohort (?:study|analysis)\b|\b(?:prospective|retrospective|historical|birth"
            r"|population-based|multicent(?:er|re)|observational|longitudinal) (?:\w+ )?cohort\b",
            re.I,
        ),
    ),
    (
        SourceKind.DIAGNOSTIC_ACCURACY,
        re.compile(r"\bdiagnostic (?:test )?accuracy\b|\bsensitivity and specificity of\b", re.I),
    ),
    (
        SourceKind.CASE_SERIES,
        re.compile(r"\bcase (?:report|series)\b|\breport of (?:a|an|one|two|three) cases?\b", re.I),
    ),
    (SourceKind.NARRATIVE_REVIEW, re.compile(r"\b(?:narrative|literature|scoping) review\b", re.I)),
)
# MeSH headings that name the record's own design, most specific first. "Prospective Studies" and
# "Retrospective Studies" are given to trials and case series too.
_DESIGN_HEADINGS = (
    (SourceKind.CASE_CONTROL, "Case-Control Studies"),
    (SourceKind.COHORT, "Cohort Studies"),
)


def study_design(
    types: Collection[str], title: str, headings: Collection[str] = ()
) -> SourceKind | None:
    """The kind of a record, or None where nothing tells.

    `types` are MEDLINE publication types, `headings` MeSH descriptors. Types decide; the title
    where they say nothing better ("Review" of a systematic review); last a heading for the design.
    """
    held = frozenset(types)
    if held & _NOTICES or _PROTOCOL.search(title):
        return SourceKind.OTHER
    if "Animals" in headings and "Humans" not in headings:
        return SourceKind.OTHER
    commentary = bool(held & _COMMENTARY)
    if held & _GUIDELINES and not commentary:
        return SourceKind.GUIDELINE
    typed = _first_of(_SYNTHESES, held) or _first_of(_DESIGNS, held)
    if typed is not None or commentary:
        return typed or SourceKind.OTHER
    return _of_plain_article(held, title, headings)


def _of_plain_article(
    types: frozenset[str], title: str, headings: Collection[str]
) -> SourceKind | None:
    synthesis = next((kind for kind, said in _SYNTHESIS_TITLES if said.search(title)), None)
    if synthesis is not None:
        return synthesis
    if _GUIDELINE_TITLE.search(title) and not _ABOUT_GUIDELINES.search(title):
        return SourceKind.GUIDELINE
    if types & _REVIEWS:
        return SourceKind.NARRATIVE_REVIEW
    design = _design_of_title(title) or next(
        (kind for kind, heading in _DESIGN_HEADINGS if heading in headings), None
    )
    if design is None and "Observational Study" in types:
        across = _CROSS_SECTIONAL.search(title) or "Cross-Sectional Studies" in headings
        return SourceKind.OTHER if across else SourceKind.COHORT
    return design


def _design_of_title(title: str) -> SourceKind | None:
    for kind, said in _DESIGN_TITLES:
        if not said.search(title):
            continue
        if kind is SourceKind.RCT and (_NOT_ITS_OWN.search(title) or _NOT_RANDOMISED.search(title)):
            continue
        return kind
    return None


def _first_of(
    rules: tuple[tuple[SourceKind, frozenset[str]], ...], held: frozenset[str]
) -> SourceKind | None:
    return next((kind for kind, types in rules if held & types), None)
