"""Two runs side by side: paired by question, each metric's difference with its interval.

`galen eval compare` calls it. Differences are of the second run less the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter

from corpus.errors import UsageError
from evals.intervals import Floats, Interval, bootstrap
from evals.measuring import Better, Metric, Observation
from evals.outcome import QuestionScores
from evals.summary import METRICS

RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class McNemar:
    """Yes-or-no questions that changed: to yes, to no, and the exact two-sided p."""

    to_yes: int
    to_no: int
    p: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric over the `questions` that both runs scored. `interval` is 95 %, by bootstrap."""

    key: str
    label: str
    unit: str
    better: Better
    questions: int
    first: float
    second: float
    difference: float
    interval: Interval | None
    mcnemar: McNemar | None


class MetricChange(NamedTuple):
    """One metric of one question, before and after; `gain` is 1 for better, -1 for worse."""

    label: str
    before: float
    after: float
    gain: int


@dataclass(frozen=True, slots=True)
class QuestionChange:
    id: str
    question: str
    changes: tuple[MetricChange, ...]

    @property
    def gains(self) -> frozenset[int]:
        return frozenset(change.gain for change in self.changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared: ids of one run only, and of changed gold, are left out and listed."""

    questions: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    other_gold: tuple[str, ...]
    differences: tuple[Difference, ...]
    changed: tuple[QuestionChange, ...]

    @property
    def better(self) -> tuple[QuestionChange, ...]:
        return tuple(change for change in self.changed if change.gains == {1})

    @property
    def worse(self) -> tuple[QuestionChange, ...]:
        return tuple(change for change in self.changed if change.gains == {-1})

    @property
    def mixed(self) -> tuple[QuestionChange, ...]:
        return tuple(change for change in self.changed if len(change.gains) > 1)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        payload: dict[str, Any] = _COMPARISON.dump_python(self, mode="json")
        return payload


_COMPARISON = TypeAdapter(Comparison)
_Pair = tuple[QuestionScores, QuestionScores]


def compare(
    first: Sequence[QuestionScores],
    second: Sequence[QuestionScores],
    resamples: int = RESAMPLES,
) -> Comparison:
    """Pair the runs by question id. Raises UsageError where they have no question in common."""
    by_id: Mapping[str, QuestionScores] = {r.id: r for r in second}
    ids = {r.id for r in first}
    common = [(r, by_id[r.id]) for r in first if r.id in by_id]
    pairs = [pair for pair in common if _asks(pair[0]) == _asks(pair[1])]
    if not pairs:
        raise UsageError("the runs have no question in common: compare runs of the same gold")
    differences = (_difference(metric, pairs, resamples) for metric in METRICS)
    changes = (_change(pair) for pair in pairs)
    return Comparison(
        questions=len(pairs),
        only_first=tuple(r.id for r in first if r.id not in by_id),
        only_second=tuple(r.id for r in second if r.id not in ids),
        other_gold=tuple(a.id for a, b in common if _asks(a) != _asks(b)),
        differences=tuple(d for d in differences if d is not None),
        changed=tuple(change for change in changes if change.changes),
    )


def mcnemar(to_yes: int, to_no: int) -> McNemar:
    """The exact two-sided test of whether yes and no changed alike.

    Twice the lower tail of a binomial of n = to_yes + to_no at 1/2, at most 1. McNemar Q, Note on
    the sampling error of the difference between correlated proportions or percentages,
    Psychometrika 1947;12:153-157; exact form: Fagerland MW et al., BMC Med Res Methodol 2013;13:91.
    """
    n = to_yes + to_no
    tail = sum(comb(n, k) for k in range(min(to_yes, to_no) + 1))
    return McNemar(to_yes, to_no, min(1.0, 2 * tail / 2**n))


def _asks(result: QuestionScores) -> object:
    """What a question was held to: results are paired only where that is the same."""
    held = [[(p.text, p.must) for p in points] for points in (result.points, result.contradictions)]
    sources = [source.source_id for source in result.sources]
    return result.question, result.reader, result.answerable, held, sources


def _difference(metric: Metric, pairs: Sequence[_Pair], resamples: int) -> Difference | None:
    """None where no question is scored in both runs."""
    seen = [(metric.observe(a), metric.observe(b)) for a, b in pairs]
    scored = [(a, b) for a, b in seen if a is not None and b is not None and a.base and b.base]
    if not scored:
        return None
    first, second = (np.array(side, dtype=np.float64) for side in zip(*scored, strict=True))
    before, after = float(metric.statistic(first)), float(metric.statistic(second))
    return Difference(
        key=metric.key,
        label=metric.label,
        unit=metric.unit,
        better=metric.better,
        questions=len(scored),
        first=before,
        second=after,
        difference=after - before,
        interval=_interval(metric, first, second, resamples),
        mcnemar=_mcnemar(first, second) if metric.proportion else None,
    )


def _interval(metric: Metric, first: Floats, second: Floats, resamples: int) -> Interval | None:
    """The paired percentile bootstrap: the same questions are drawn for both runs."""
    if np.array_equal(first, second):
        return Interval(0.0, 0.0)
    statistic = metric.statistic
    return bootstrap(
        len(first), lambda picks: statistic(second[picks]) - statistic(first[picks]), resamples
    )


def _mcnemar(first: Floats, second: Floats) -> McNemar | None:
    """None where questions are not answered by yes or no, as with shares of key points."""
    if (first[:, 1] != 1).any() or (second[:, 1] != 1).any():
        return None
    yes_before, yes_after = first[:, 0] > 0.5, second[:, 0] > 0.5
    return mcnemar(int((~yes_before & yes_after).sum()), int((yes_before & ~yes_after).sum()))


def _change(pair: _Pair) -> QuestionChange:
    return QuestionChange(pair[0].id, pair[0].question, tuple(_changes(*pair)))


def _changes(before: QuestionScores, after: QuestionScores) -> Iterator[MetricChange]:
    for metric in METRICS:
        if metric.proportion:
            was, now = _share(metric.observe(before)), _share(metric.observe(after))
            if was is not None and now is not None and was != now:
                gain = 1 if (now > was) is (metric.better == "higher") else -1
                yield MetricChange(metric.label, was, now, gain)


def _share(observation: Observation | None) -> float | None:
    return observation.value / observation.base if observation and observation.base else None
