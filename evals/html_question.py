"""One question of a run as HTML: what was asked of the answer, and what it said. For the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answer import Answer, Statement
from evals.markup import Markup, element, joined
from evals.outcome import PointOutcome, QuestionScores
from evals.running import Result
from evals.worst import said_instead

_RETRIEVED = 10


def miss(result: Result) -> Markup:
    """A question that missed something: the points, where they were lost, what was said instead."""
    scores = result.scores
    points = (element("li", _point(p), class_="missed") for p in scores.missed)
    instead = (element("li", said) for said in said_instead(result))
    return element(
        "section",
        element("h3", scores.question),
        element("p", f"{scores.id}, {scores.stage}", class_="small"),
        element("ul", *points),
        element("p", "Said instead:"),
        element("ul", *instead),
    )


def drill_down(result: Result) -> Markup:
    """Everything of one question, closed until it is opened."""
    scores = result.scores
    mark = "missed" if scores.missed or scores.error else "met"
    head = element("summary", element("span", scores.question, class_=mark), " ", _tags(scores))
    return element("details", head, joined(_parts(result)), id=f"q-{scores.id}")


def _tags(scores: QuestionScores) -> Markup:
    points = f"{len(scores.points) - len(scores.missed)} of {len(scores.points)} points"
    state = scores.state.value if scores.state else "error"
    named = (scores.id, scores.area, scores.kind or "", scores.reader, state, points)
    return element("span", ", ".join(tag for tag in named if tag), class_="small")


def _parts(result: Result) -> Iterator[Markup]:
    scores = result.scores
    if scores.error:
        yield element("p", scores.error, class_="missed")
    yield from _list("Key points", map(_point, scores.points))
    yield from _list("Must not be said", map(_contradiction, scores.contradictions))
    yield from _list("Not where it is said to be", scores.fidelity.faults)
    yield from _list("Gold sources", _sources(scores))
    if result.answer is not None:
        yield from _answer(result.answer)


def _answer(answer: Answer) -> Iterator[Markup]:
    yield from _list("Notices", (f"{n.kind}: {n.text}" for n in answer.notices))
    if answer.bottom_line is not None:
        yield element("h4", "Bottom line")
        yield _statement(answer.bottom_line)
    for name, groups in (("Guidelines", answer.guidelines), ("Research", answer.research)):
        for group in groups:
            yield element("h4", f"{name}: {group.heading}")
            yield from map(_statement, group.statements)
    yield from _list("References", (f"[{r.number}] {r.source_id}" for r in answer.references))
    yield from _list("Withheld", (w.reason for w in answer.withheld))
    found = answer.retrieved[:_RETRIEVED]
    yield from _list("Retrieved", (f"{r.rank}. {r.source_id} ({r.score})" for r in found))
    times = ", ".join(f"{stage} {ms:.0f}" for stage, ms in answer.timings_ms.items())
    yield element("p", f"Milliseconds: {times}", class_="small")


def _statement(statement: Statement) -> Markup:
    cited = " ".join(f"[{c.number}]" for c in statement.citations)
    label = f"({statement.strength})" if statement.strength else ""
    parts = (statement.lead, statement.text, label, cited)
    return element("p", " ".join(part for part in parts if part))


def _point(point: PointOutcome) -> str:
    must = "must" if point.must else "nice"
    if point.met:
        return f"met ({must}): {point.text} | {' / '.join(point.met_by)}"
    return f"MISSED ({must}): {point.text} | {point.lost_at}"


def _contradiction(point: PointOutcome) -> str:
    if point.met:
        return f"SAID: {point.text} | {' / '.join(point.met_by)}"
    if point.as_superseded:
        return f"told of, as superseded: {point.text} | {' / '.join(point.as_superseded)}"
    return f"not said: {point.text}"


def _sources(scores: QuestionScores) -> Iterator[str]:
    for source in scores.sources:
        rank = f"rank {source.rank}" if source.rank else "not retrieved"
        yield f"{source.source_id}: {rank}{', cited' if source.cited else ''}"


def _list(title: str, items: Iterable[str]) -> Iterator[Markup]:
    listed = [element("li", item) for item in items]
    if listed:
        yield element("h4", title)
        yield element("ul", *listed)
