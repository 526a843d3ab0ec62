"""Scores one answer against its gold question, and sums up many. Called by the runner and reports.

No judge model: all comes from `evals.matching` and from what the answer carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from assistant.answer import Answer
from evals.gold import GoldQuestion, KeyPoint
from evals.matching import ShownSentence, met_by, sentences_in, sentences_of
from evals.metrics import (
    abstention,
    bottom_line,
    citation_validity,
    contradictions,
    key_point_recall,
    latency,
    length,
    safety,
    source_recall,
)
from evals.outcome import PointOutcome, QuestionScores, Score, SourceOutcome

__all__ = ["Measure", "QuestionScores", "Summary", "score", "score_error", "summarise"]


def score(gold: GoldQuestion, answer: Answer) -> QuestionScores:
    """What the answer came to. Scores any state: in `none` every key point is missed."""
    sentences = sentences_of(answer)
    statements = list(answer.statements())
    return QuestionScores(
        id=gold.id,
        area=gold.area,
        question=gold.question,
        reader=gold.reader,
        answerable=gold.answerable,
        safety=gold.safety,
        expect_state=gold.expect_state,
        points=_outcomes(gold.key_points, sentences),
        contradictions=_outcomes(gold.contradicts, sentences),
        sources=_source_outcomes(gold, answer),
        bottom_line_met=_bottom_line_met(gold, answer),
        state=answer.state,
        notices=tuple(notice.kind for notice in answer.notices),
        statements=len(statements),
        citable=sum(citation_validity.is_citable(answer, s) for s in statements),
        words=sum(_words(s.lead, s.text, s.strength) for s in statements),
        total_ms=answer.timings_ms.get("total"),
        retrieve_ms=answer.timings_ms.get("retrieve"),
    )


def score_error(gold: GoldQuestion, message: str) -> QuestionScores:
    """A question that ended in an error: a miss of everything it should have said."""
    must = any(point.must for point in gold.key_points)
    return QuestionScores(
        id=gold.id,
        area=gold.area,
        question=gold.question,
        reader=gold.reader,
        answerable=gold.answerable,
        safety=gold.safety,
        expect_state=gold.expect_state,
        points=_outcomes(gold.key_points, ()),
        contradictions=_outcomes(gold.contradicts, ()),
        sources=tuple(SourceOutcome(source) for source in gold.sources),
        bottom_line_met=False if must and gold.answerable else None,
        error=message,
    )


def _outcomes(
    points: Sequence[KeyPoint], sentences: Sequence[ShownSentence]
) -> tuple[PointOutcome, ...]:
    return tuple(PointOutcome(p.text, p.must, met_by(p, sentences)) for p in points)


def _source_outcomes(gold: GoldQuestion, answer: Answer) -> tuple[SourceOutcome, ...]:
    retrieved = sorted(answer.retrieved, key=lambda line: line.rank)
    distinct = list(dict.fromkeys(line.source_id for line in retrieved))
    ranks = {source: rank for rank, source in enumerate(distinct, start=1)}
    cited = set(_cited(answer))
    return tuple(SourceOutcome(s, ranks.get(s), s in cited) for s in dict.fromkeys(gold.sources))


def _cited(answer: Answer) -> Iterator[str]:
    """The source ids that displayed statements cite; an unused reference is not selected."""
    numbers = {c.number for statement in answer.statements() for c in statement.citations}
    return (r.source_id for r in answer.references if r.number in numbers)


def _bottom_line_met(gold: GoldQuestion, answer: Answer) -> bool | None:
    musts = [point for point in gold.key_points if point.must]
    if not gold.answerable or not musts:
        return None
    if answer.bottom_line is None:
        return False
    sentences = tuple(sentences_in(answer.bottom_line))
    return any(met_by(point, sentences) for point in musts)


def _words(*parts: str | None) -> int:
    return sum(len(part.split()) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric's value under its key, a label for people, and a unit: share, ms, words, ..."""

    key: str
    label: str
    unit: str
    score: Score


@dataclass(frozen=True, slots=True)
class Summary:
    """All metrics over one set of results. `errors` counts the questions that ended in one."""

    questions: int
    errors: int
    measures: tuple[Measure, ...]

    def score(self, key: str) -> Score:
        """The score of one metric. Raises KeyError for a key that no metric has."""
        for measure in self.measures:
            if measure.key == key:
                return measure.score
        raise KeyError(key)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        payload: dict[str, Any] = _SUMMARY.dump_python(self, mode="json")
        return payload


_SUMMARY = TypeAdapter(Summary)


def summarise(results: Sequence[QuestionScores]) -> Summary:
    """Every metric over the results, in the order of the report."""
    return Summary(
        questions=len(results),
        errors=sum(r.error is not None for r in results),
        measures=(*_said(results), *_found(results), *_behaved(results), *_cost(results)),
    )


def _said(results: Sequence[QuestionScores]) -> Iterator[Measure]:
    for must, key, label in ((True, "must", "must-have"), (False, "nice", "nice-to-have")):
        micro = key_point_recall.micro(results, must=must)
        macro = key_point_recall.macro(results, must=must)
        yield Measure(f"{key}_recall", f"Key points said, {label}", "share", micro)
        yield Measure(f"{key}_recall_macro", f"Mean of questions, {label}", "share", macro)
    bottom = bottom_line.bottom_line(results)
    yield Measure("bottom_line", "Bottom line meets a must-have", "share", bottom)
    wrong = contradictions.contradicted(results)
    yield Measure("contradicted", "Contradictions said, lower is better", "share", wrong)


def _found(results: Sequence[QuestionScores]) -> Iterator[Measure]:
    hit = source_recall.hit(results, 5)
    yield Measure("source_hit_5", "Gold source in first 5 sources", "share", hit)
    for k in (5, 10):
        recall = source_recall.recall(results, k)
        yield Measure(f"source_recall_{k}", f"Gold sources in first {k} sources", "share", recall)
    valid = citation_validity.citation_validity(results)
    yield Measure("citation_validity", "Statements with valid citations", "share", valid)


def _behaved(results: Sequence[QuestionScores]) -> Iterator[Measure]:
    yield Measure("abstained", "Unanswerable, not answered", "share", abstention.abstained(results))
    refused = abstention.false_refusals(results)
    yield Measure("false_refusals", "Answerable, refused, lower is better", "share", refused)
    expected = abstention.state_as_expected(results)
    yield Measure("state_expected", "State as expected", "share", expected)
    yield Measure("safety_raised", "Safety notice raised", "share", safety.raised(results))
    alarms = safety.false_alarms(results)
    yield Measure("false_alarms", "False alarms, lower is better", "share", alarms)


def _cost(results: Sequence[QuestionScores]) -> Iterator[Measure]:
    yield Measure("statements", "Statements an answer", "statements", length.statements(results))
    yield Measure("words", "Words an answer", "words", length.words(results))
    for percent in (50, 95):
        total = latency.total(results, percent / 100)
        yield Measure(f"total_ms_p{percent}", f"Whole answer, p{percent}", "ms", total)
    for percent in (50, 95):
        retrieve = latency.retrieve(results, percent / 100)
        yield Measure(f"retrieve_ms_p{percent}", f"Retrieval, p{percent}", "ms", retrieve)
