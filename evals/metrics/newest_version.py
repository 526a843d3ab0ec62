"""Does the newest version of a guideline come first? Listed in `evals.summary`."""

from __future__ import annotations

from assistant.answer import Answer, Reference
from corpus.model import SourceKind
from evals.measuring import Metric, Observation, yes_or_no
from evals.outcome import QuestionScores
from evals.questions import VERSION, GoldQuestion


def _leads(result: QuestionScores) -> Observation | None:
    """Questions of kind version where the newest gold source leads / those that name a source.

    Currency is a criterion of AGREE II (item 14, Brouwers MC et al., CMAJ 2010;182:E839-E842);
    this counts what the reader meets first. An answer without a guideline, and an error, do not
    lead with the newest.
    """
    return yes_or_no(result.newest_leads) if result.kind == VERSION else None


NEWEST_LEADS = Metric(
    "newest_version_leads",
    "Newest version leads",
    _leads,
    "the question names no gold source",
)


def newest_leads(gold: GoldQuestion, answer: Answer) -> bool | None:
    """Whether the first statement that cites a guideline cites a gold source that is the newest.

    The newest: nothing in the library replaces it, and no gold source of its family that the answer
    cites is of a later year. None where gold names no source.
    """
    if not gold.sources:
        return None
    lead = _first_guideline(answer)
    if lead is None or lead.source_id not in gold.sources or lead.superseded_by is not None:
        return False
    return not any(_replaces(other, lead) for other in answer.references)


def _first_guideline(answer: Answer) -> Reference | None:
    by_number = {reference.number: reference for reference in answer.references}
    cited = (by_number.get(c.number) for s in answer.statements() for c in s.citations)
    return next((r for r in cited if r is not None and r.kind == SourceKind.GUIDELINE), None)


def _replaces(other: Reference, lead: Reference) -> bool:
    return other.family == lead.family and (other.year or 0) > (lead.year or 0)
