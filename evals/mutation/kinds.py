"""The kinds of change by name, with the share of each that the checker should catch."""

from __future__ import annotations

from evals.mutation import amounts, denial, names, relations, shape
from evals.mutation.mutant import Mutator

TEXT_KINDS: dict[str, Mutator] = {
    "number": amounts.number,
    "decimal": amounts.decimal,
    "unit": amounts.unit,
    "comparator": amounts.comparator,
    "frequency": amounts.frequency,
    "numbers exchanged": amounts.exchanged,
    "negation dropped": denial.dropped,
    "negation added": denial.added,
    "direction": denial.direction,
    "force": denial.force,
    "degree": denial.degree,
    "drug": names.drug,
    "drugs exchanged": names.exchanged,
    "test": names.test,
    "population": names.population,
    "route": names.route,
    "first and second line": names.line,
    "condition dropped": shape.condition,
    "pronoun orphaned": shape.orphan,
    "conjunction": relations.conjunction,
    "count word": relations.count,
    "timing": denial.timing,
    "opposite qualifier": denial.qualifier,
    "modality": denial.modality,
    "clauses exchanged": relations.clauses,
    "effect turned round": relations.effect,
}
"""Kinds that change the text of a statement, which may be verbatim or reworded."""

LEAD_IN_KINDS = ("lead-in dropped", "lead-in unsaid")
LIBRARY_KINDS = ("older version", "retracted")
CLAIM_KINDS = (
    *LEAD_IN_KINDS,
    "grade changed",
    "grade dropped",
    "citation swapped",
    "citation of another source",
    *LIBRARY_KINDS,
)
"""Kinds that change what a statement rests on or is labelled with."""

TARGETS = {
    **dict.fromkeys(
        ("number", "decimal", "unit", "comparator", "negation dropped", "negation added"), 0.98
    ),
    **dict.fromkeys(("lead-in dropped", "lead-in unsaid", "grade changed", "grade dropped"), 0.98),
    **dict.fromkeys(("citation swapped", "citation of another source"), 0.98),
    **dict.fromkeys(("drug", "test", "population"), 0.95),
    **dict.fromkeys(("conjunction", "count word", "timing", "opposite qualifier"), 0.95),
    **dict.fromkeys(("modality", "clauses exchanged", "effect turned round"), 0.95),
}
"""Shares that must be caught; kinds that are not listed have none."""
MOST_FALSE_ALARMS = {"verbatim": 0.02, "reworded": 0.08}
