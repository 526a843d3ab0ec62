"""Can every statement be followed to a quote? Listed in `evals.summary`."""

from __future__ import annotations

from assistant.answer import Answer, Citation, Statement
from evals.measuring import Metric, Observation
from evals.outcome import QuestionScores


def _citable(result: QuestionScores) -> Observation:
    """Statements with at least one citation, all to an existing quote / displayed statements.

    Says nothing of whether the quote supports the statement: see Gao T, Yen H, Yu J, Chen D,
    Enabling large language models to generate text with citations, EMNLP 2023, for that.
    """
    return Observation(result.citable, result.statements)


VALID = Metric(
    "citation_validity",
    "Statements with valid citations",
    _citable,
    "the answer has no statement",
)


def is_citable(answer: Answer, statement: Statement) -> bool:
    """Whether the statement has a citation and each of them points to an existing quote."""
    return bool(statement.citations) and all(_points(answer, c) for c in statement.citations)


def _points(answer: Answer, citation: Citation) -> bool:
    # Bounds first: reference 0 or quote -1 would index from the end and find something.
    if not 1 <= citation.number <= len(answer.references):
        return False
    reference = answer.references[citation.number - 1]
    numbered = reference.number == citation.number
    return (
        numbered
        and 0 <= citation.quote < len(reference.quotes)
        and bool(reference.quotes[citation.quote].text.strip())
    )
