"""Scores one answer against its gold question. Called by the runner.

No judge model: all comes from `evals.matching`, from what the answer carries, and from the texts of
the library's sources where they are at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answer import Answer, Statement
from evals.gold_sources import GoldSources
from evals.matching import ShownSentence, met_by, sentences_in, sentences_of
from evals.metrics.citation_validity import is_citable
from evals.metrics.newest_version import newest_leads
from evals.outcome import PointOutcome, QuestionScores, SourceOutcome, Stage
from evals.questions import GoldQuestion, KeyPoint
from evals.tracing import trace


def score(gold: GoldQuestion, answer: Answer, sources: GoldSources | None = None) -> QuestionScores:
    """What the answer came to. Scores any state: in `none` every key point is missed.

    With `sources`, quotes are traced, and a lost point is laid to the gold sources that hold it
    rather than to all of them.
    """
    shown = sentences_of(answer)
    statements = list(answer.statements())
    found = _source_outcomes(gold, answer)
    return replace(
        _unanswered(gold),
        points=tuple(_point(p, shown, gold, found, sources) for p in gold.key_points),
        contradictions=tuple(_contradictions(gold, answer)),
        sources=found,
        bottom_line_met=_meets_a_must(gold, answer.bottom_line),
        first_met=_meets_a_must(gold, statements[0] if statements else None),
        newest_leads=newest_leads(gold, answer),
        state=answer.state,
        notices=tuple(notice.kind for notice in answer.notices),
        ranking=_ranking(answer),
        evidence=max((line.score for line in answer.retrieved), default=None),
        statements=len(statements),
        citable=sum(is_citable(answer, s) for s in statements),
        fidelity=trace(answer, sources),
        words=sum(_words(s.lead, s.text, s.strength) for s in statements),
        total_ms=answer.timings_ms.get("total"),
        retrieve_ms=answer.timings_ms.get("retrieve"),
    )


def score_error(gold: GoldQuestion, message: str) -> QuestionScores:
    """A question that ended in an error: a miss of everything it should have said."""
    return replace(_unanswered(gold), error=message)


def _unanswered(gold: GoldQuestion) -> QuestionScores:
    """The scores of no answer at all."""
    lost = tuple(PointOutcome(p.text, p.must, (), Stage.ERROR) for p in gold.key_points)
    return QuestionScores(
        id=gold.id,
        area=gold.area,
        question=gold.question,
        reader=gold.reader,
        kind=gold.kind,
        gold_set=gold.gold_set,
        answerable=gold.answerable,
        safety=gold.safety,
        expect_state=gold.expect_state,
        points=lost,
        contradictions=tuple(PointOutcome(p.text, p.must) for p in gold.contradicts),
        sources=tuple(SourceOutcome(source) for source in dict.fromkeys(gold.sources)),
        bottom_line_met=_meets_a_must(gold, None),
        first_met=_meets_a_must(gold, None),
        newest_leads=False if gold.sources else None,
    )


def _contradictions(gold: GoldQuestion, answer: Answer) -> Iterator[PointOutcome]:
    """An older version may be told of, if it is named as one: it must not be advised."""
    old = {id(s) for s in answer.statements() if _is_shown_as_superseded(answer, s)}
    advised = _sentences(s for s in answer.statements() if id(s) not in old)
    told = _sentences(s for s in answer.statements() if id(s) in old)
    for point in gold.contradicts:
        said = met_by(point, advised)
        only_told = () if said else met_by(point, told)
        yield PointOutcome(point.text, point.must, said, as_superseded=only_told)


def _is_shown_as_superseded(answer: Answer, statement: Statement) -> bool:
    numbers = {citation.number for citation in statement.citations}
    cited = [r for r in answer.references if r.number in numbers]
    named = statement.lead is not None and "superseded" in statement.lead
    return named and bool(cited) and all(r.superseded_by is not None for r in cited)


def _sentences(statements: Iterable[Statement]) -> tuple[ShownSentence, ...]:
    return tuple(sentence for each in statements for sentence in sentences_in(each))


def _point(
    point: KeyPoint,
    shown: Sequence[ShownSentence],
    gold: GoldQuestion,
    found: Sequence[SourceOutcome],
    sources: GoldSources | None,
) -> PointOutcome:
    met = met_by(point, shown)
    if met:
        return PointOutcome(point.text, point.must, met)
    if sources is not None:
        holding = set(sources.holding(point, dict.fromkeys(gold.sources)))
        found = [outcome for outcome in found if outcome.source_id in holding]
    return PointOutcome(point.text, point.must, (), _lost_at(found))


def _lost_at(holding: Sequence[SourceOutcome]) -> Stage:
    """The furthest stage that any source which holds the point has reached."""
    if not holding:
        return Stage.NO_GOLD_SOURCE
    if any(source.cited for source in holding):
        return Stage.NOT_SAID
    retrieved = any(source.rank is not None for source in holding)
    return Stage.NOT_SELECTED if retrieved else Stage.NOT_RETRIEVED


def _ranking(answer: Answer) -> tuple[str, ...]:
    """The distinct sources retrieved, best first."""
    retrieved = sorted(answer.retrieved, key=lambda line: line.rank)
    return tuple(dict.fromkeys(line.source_id for line in retrieved))


def _source_outcomes(gold: GoldQuestion, answer: Answer) -> tuple[SourceOutcome, ...]:
    ranks: Mapping[str, int] = {s: rank for rank, s in enumerate(_ranking(answer), start=1)}
    cited = set(_cited(answer))
    return tuple(SourceOutcome(s, ranks.get(s), s in cited) for s in dict.fromkeys(gold.sources))


def _cited(answer: Answer) -> Iterator[str]:
    """The source ids that displayed statements cite; an unused reference is not selected."""
    numbers = {c.number for statement in answer.statements() for c in statement.citations}
    return (r.source_id for r in answer.references if r.number in numbers)


def _meets_a_must(gold: GoldQuestion, statement: Statement | None) -> bool | None:
    """Whether the statement alone meets a must-have key point; None where gold asks for none."""
    if not gold.answerable or not gold.musts:
        return None
    shown = tuple(sentences_in(statement)) if statement else ()
    return any(met_by(point, shown) for point in gold.musts)


def _words(*parts: str | None) -> int:
    return sum(len(part.split()) for part in parts if part)
