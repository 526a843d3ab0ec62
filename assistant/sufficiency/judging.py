"""Whether the library holds an answer at all, all of it, only a part, or two that disagree.

Judged by what would be shown: it must mention the terms of the question, give what is demanded by
form (a dose, a price) and be about the people asked about. `Assistant` asks before composing;
docs/decisions/0007 says why each sign is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import EvidenceState
from assistant.conflicts import disagreement
from assistant.evidence import Candidate
from assistant.population import of_question
from assistant.query import Query
from assistant.retrieval import Retrieval
from assistant.subjects import names_nothing
from assistant.sufficiency.lacking import Frequencies, Lacking, Shown, lacking
from assistant.sufficiency.mentions import read
from assistant.sufficiency.verdict import Sufficiency
from assistant.sufficiency.whom import on_pregnancy, other_people, silent_on
from assistant.terms import Term, drugs_asked, drugs_of, parts
from corpus.model import Passage, Section

# Floors, calibrated on the public gold questions: docs/results.md. `cosine` is the best similarity
# of a passage, `coverage` the best statement's share of the question's words.
COSINE_FLOOR = 0.28
"""Below it nothing found is on the subject."""
COSINE_OF_LACKING = 0.53
MENTIONED_OF_LACKING = 0.50
COVERAGE_OF_LACKING = 0.60
"""With a term surely unheard, nothing is shown unless one of the three is reached: cosine, share of
the terms mentioned in the best met part, coverage."""
WORDS_OF_SHORT = 5
COSINE_OF_SHORT = 0.47
MENTIONED_OF_SHORT = 0.75
"""A question of so few words has little left beside the unheard term: "treatment of malaria" would
be answered by whatever treats of another disease. Below both, nothing is shown."""
TERMS_OF_SUBJECT = 2
"""With so many terms unheard, a question of one part is left without what it is about."""
COSINE_OF_TOLD = 0.48
"""A lacking term of the history alone counts below this cosine."""
COSINE_OF_PLAIN = 0.55
"""An unheard word of common English counts below this cosine."""
COSINE_OF_WEAK = 0.50
COVERAGE_OF_WEAK = 0.25
"""Below both, what was found is near the question and hardly on it."""
CLOSENESS_OF_WEAK = 29.5
CLOSENESS_OF_NONE = 21.0
"""Below the first, what leads may not be what was asked for; below the second, it is not
(see `closeness`)."""

NEARNESS_OF_PART = 0.86
"""What lacks something is shown if what leads it was foreseen to answer such a question: cosines of
the nearest of all foreseen questions and of the nearest that it answers, together."""

_OF_COSINE = 12.0
_OF_FORESEEN = 22.0
_OF_NO_LIST = 11.0  # where nobody foresaw questions, as if one half as near were foreseen

_BEST = 10
_FOUND = 120  # candidates whose words a mistyped one may be


def judge(
    query: Query,
    retrieval: Retrieval,
    best_first: Sequence[Candidate],
    shown: Sequence[Candidate],
    frequencies: Frequencies,
) -> Sufficiency:
    """Judge what would be shown (`shown`) of the candidates (`best_first`)."""
    cosine = retrieval.best_cosine
    if names_nothing(query):
        return Sufficiency(EvidenceState.NONE, nameless=True)
    if not shown or cosine < COSINE_FLOOR:
        return Sufficiency(EvidenceState.NONE)
    evidence = Shown(shown, read(shown), best_first[:_FOUND], cosine < COSINE_OF_PLAIN)
    lacks = [lacking(part, evidence, frequencies) for part in parts(query)]
    coverage = max(c.features["coverage"] for c in best_first[:_BEST])
    told = cosine < COSINE_OF_TOLD
    unheard = _printed(t for part in lacks for t in part.unheard if t.asking or told)
    unsaid = _printed(t for part in lacks for t in part.unsaid if t.asking or told)
    unmet = tuple(dict.fromkeys(demand for part in lacks for demand in part.unmet))
    unlinked = next((_printed(part.unlinked) for part in lacks if part.unlinked), ())
    missed = {*unheard, *unsaid}
    unnamed = tuple(name for name in _unnamed(query, evidence) if name not in missed)
    others = other_people(query, shown)
    silent = silent_on(query, shown)
    close = closeness(shown[0], retrieval)
    off = cosine < COSINE_OF_WEAK and coverage < COVERAGE_OF_WEAK
    named = _is_named_study(query, shown[0], evidence)
    weak = off or (close < CLOSENESS_OF_WEAK and not named)
    conflict = disagreement(query, shown, retrieval)
    untold = _is_untold_in_pregnancy(query, evidence)
    if (
        untold
        or (close < CLOSENESS_OF_NONE and not named)
        or _is_without_subject(query, lacks, unnamed, cosine)
        or (unheard and (_is_elsewhere(lacks, cosine, coverage) or _is_short(query, lacks, cosine)))
    ):
        state = EvidenceState.NONE
    elif unheard or unsaid or unmet or unlinked or unnamed or others or silent or off:
        unforeseen = _is_unforeseen(shown[0], retrieval)
        state = EvidenceState.NONE if unforeseen else EvidenceState.PARTIAL
    elif weak:
        state = EvidenceState.PARTIAL
    else:
        state = EvidenceState.CONFLICT if conflict else EvidenceState.FULL
    return Sufficiency(
        state, unheard, unsaid, unmet, unlinked, unnamed, others, silent, weak, conflict
    )


def closeness(leading: Candidate, retrieval: Retrieval) -> float:
    """How close what leads comes to what was asked, in the ranking's units.

    The sum was fitted (logistic regression) to part gold questions from questions of clinicians and
    patients that the starter library mostly cannot answer: docs/results.md.
    """
    own = _foreseen(leading, retrieval)
    by_questions = _OF_FORESEEN * own if own is not None else _OF_NO_LIST
    return leading.score + _OF_COSINE * retrieval.best_cosine + by_questions


def _is_named_study(query: Query, leading: Candidate, shown: Shown) -> bool:
    """Whether what leads is a study that the question calls by its name or its author's."""
    if leading.section is not Section.RESEARCH:
        return False
    terms = (t for part in parts(query) for t in part.terms if t.is_named or t.is_short_form)
    return any(shown.each[0].names.issuperset(term.stems) for term in terms)


def _foreseen(leading: Candidate, retrieval: Retrieval) -> float | None:
    """The cosine of the question and the nearest that what leads is known to answer; None where its
    source has no such list."""
    if not any(Passage.source_of(passage) == leading.source.id for passage, _ in retrieval.near):
        return None
    own = retrieval.near.get((leading.passage.id, leading.words[-1]))
    return own.meaning if own else 0.0


def _unnamed(query: Query, shown: Shown) -> tuple[str, ...]:
    """The drugs asked about, or the diseases and operations, where the leading source mentions none
    of them.

    Advice on one drug must not stand as the answer on another; groups of drugs do not count.
    """
    leading = shown.statements[0].source.id
    own = [m for c, m in zip(shown.statements, shown.each, strict=True) if c.source.id == leading]
    terms = [t for part in parts(query) for t in part.terms]
    subjects = [t for t in terms if t.is_subject and t.asking and not t.is_drug]
    drugs = drugs_asked(query)
    unnamed = [] if any(m.holds(drug) for drug in drugs for m in own) else drugs
    unnamed += [term for term in subjects if not any(m.holds(term) for m in own)]
    return _printed(unnamed)


def _is_unforeseen(leading: Candidate, retrieval: Retrieval) -> bool:
    """Whether what leads is known to answer other questions than this one, and so is all else.

    Where its source has no such list, nobody can tell.
    """
    own = _foreseen(leading, retrieval)
    if own is None:
        return False
    nearest = max(nearness.meaning for nearness in retrieval.near.values())
    return nearest + own < NEARNESS_OF_PART


def _is_elsewhere(lacks: Sequence[Lacking], cosine: float, coverage: float) -> bool:
    """Whether what was found is on another subject, since a term is surely unheard."""
    return (
        any(part.surely for part in lacks)
        and cosine < COSINE_OF_LACKING
        and max(part.mentioned for part in lacks) < MENTIONED_OF_LACKING
        and coverage < COVERAGE_OF_LACKING
    )


def _is_short(query: Query, lacks: Sequence[Lacking], cosine: float) -> bool:
    """Whether a short question is left without its subject, since that is surely unheard."""
    return (
        any(part.surely for part in lacks)
        and len(query.own) <= WORDS_OF_SHORT
        and cosine < COSINE_OF_SHORT
        and max(part.mentioned for part in lacks) < MENTIONED_OF_SHORT
    )


def _is_without_subject(
    query: Query, lacks: Sequence[Lacking], unnamed: Sequence[str], cosine: float
) -> bool:
    """Whether what the one thing asked turns on is lacking: all its drugs, two terms unheard, or a
    drug or disease that is never named with the rest, and not at all by the leading source.

    What treats of the rest is no part of an answer: advice on fractures, where a splint for one of
    the wrist is asked about. A question of several parts is left what fits one of them.
    """
    if len(lacks) != 1:
        return False
    (part,), (lack,) = parts(query), lacks
    unheard = [term for term in lack.unheard if term.asking]
    drugs = drugs_of(part)
    without_drugs = bool(drugs) and {*unheard, *lack.unsaid}.issuperset(drugs)
    # A drug that the library knows may be what the closest advice is about, unnamed.
    without_drugs = without_drugs and bool(unheard or cosine < COSINE_OF_PLAIN)
    asking = [term for term in part.terms if term.asking]
    wholly = lack.surely and bool(asking) and lack.unheard and set(asking) <= set(lack.unheard)
    elsewhere = any(term.printed in unnamed for term in lack.unlinked)
    return (
        without_drugs
        or bool(wholly)
        or elsewhere
        or len(unheard) >= TERMS_OF_SUBJECT
        or _is_apart(lack, drugs)
    )


def _is_untold_in_pregnancy(query: Query, shown: Shown) -> bool:
    """Whether pregnancy is asked about, and the drug asked about told of for others alone.

    What leads is then on another drug, and nobody should take the one for the other.
    """
    if "pregnant" not in of_question(query.question).groups:
        return False
    drugs = drugs_asked(query)
    told = [
        statement
        for statement, mentioned in zip(shown.statements, shown.each, strict=True)
        if any(map(mentioned.holds, drugs))
    ]
    return bool(told) and not any(map(on_pregnancy, told))


def _is_apart(lack: Lacking, drugs: Sequence[Term]) -> bool:
    """Whether no statement has both the one drug and the disease that it is asked about for, since
    all are on another disease or each has but one of the two.

    A dose for another disease is the worst answer: tranexamic acid in head injury, where bleeding
    of the gut is asked about.
    """
    if len(drugs) != 1 or lack.unheard or drugs[0] in lack.unsaid:
        return False
    apart = (*lack.unsaid, *(lack.unlinked if drugs[0] in lack.unlinked else ()))
    return any(term.is_subject and term.asking and not term.is_drug for term in apart)


def _printed(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.printed for term in terms))
