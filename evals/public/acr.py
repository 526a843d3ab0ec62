"""ACR Appropriateness Criteria: scenarios with procedures rated from usually appropriate to not.

Asked of the library of the home, which must hold the guidelines (from the archive of the National
Guideline Clearinghouse). Does the answer name what is appropriate, and advise nothing that is not?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evals.matching import normalise
from evals.public.acr_scenarios import (
    PREFIXES,
    Scenario,
    question_of,
    read_scenarios,
    stands_alone,
)
from evals.public.asking import Asked, Question
from evals.public.figures import GALEN, Row, count, mean, share
from evals.public.parts import Measured, Part, seeded_sample, spread_evenly
from evals.public.procedures import (
    Rating,
    advises,
    advises_exactly,
    paragraphs,
    rated_row,
    rejects,
)
from evals.public.ranking_rows import ALL_SYSTEMS, found_among_first, reciprocal_rank_rows

_ADVICE = (
    "the library holds none of the guidelines asked for: galen ingest the archive of the National"
    " Guideline Clearinghouse first"
)


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What one scenario came to. `lost_at` is None where an appropriate procedure is named."""

    id: str
    question: str
    guideline: str
    guideline_rank: int | None
    state: str
    appropriate: tuple[str, ...]
    named: tuple[str, ...]
    named_in_bottom_line: tuple[str, ...]
    recommended_wrongly: tuple[str, ...]
    lost_at: str | None
    bottom_line: str | None
    statements: tuple[str, ...]


def parts(data: Path, limit: int | None) -> tuple[Part, ...]:
    """The one part of this benchmark. Raises SourceError."""
    every = read_scenarios(data)
    chosen = spread_evenly(every, limit)
    return (
        Part(
            name="acr",
            about=(
                f"{len(chosen)} of {len(every)} scenarios of the ACR Appropriateness Criteria",
                "question: " + " / ".join(PREFIXES.values()) + " and the scenario, nothing else",
            ),
            questions=tuple(Question(s.id, question_of(s)) for s in chosen),
            measure=partial(measure, {s.id: s for s in chosen}),
            wanted=frozenset(s.guideline_id for s in chosen),
            advice=_ADVICE,
        ),
    )


def measure(scenarios: Mapping[str, Scenario], asked: Sequence[Asked]) -> Measured:
    """Every figure of the benchmark, and what became of each scenario."""
    outcomes = tuple(_outcome(scenarios[each.id], each) for each in asked)
    gold = {each.id: (scenarios[each.id].guideline_id,) for each in asked}
    newer = {a.id: with_successors(gold[a.id], a.replaced_by) for a in asked}
    rows = (
        *found_among_first(asked, gold, "guideline", (1, 3, 5, 10)),
        *reciprocal_rank_rows(asked, gold),
        *found_among_first(asked, newer, "guideline, or what replaced it,", (1, 5)),
        *_named_rows(scenarios, asked),
        *_wrong_rows(scenarios, asked, outcomes),
        *_shown_rows(asked),
        *_kind_rows(scenarios, asked, outcomes),
        *_loss_rows(outcomes),
    )
    return Measured(rows, outcomes, tuple(_told(o) for o in seeded_sample(outcomes)))


def named(texts: Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    """The usually appropriate procedures that a text advises."""
    return tuple(
        procedure
        for procedure in scenario.rated(Rating.APPROPRIATE)
        if any(advises(text, procedure) for text in texts)
    )


def recommended_wrongly(texts: Sequence[str], scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Usually not appropriate procedures, each with a text that names it and does not say so."""
    return tuple(
        (procedure, text)
        for procedure in scenario.rated(Rating.NOT_APPROPRIATE)
        for text in texts
        if advises_exactly(text, procedure)
    )


def _named_rows(scenarios: Mapping[str, Scenario], asked: Sequence[Asked]) -> Iterator[Row]:
    """Over the scenarios that have a usually appropriate procedure."""
    having = [a for a in asked if scenarios[a.id].rated(Rating.APPROPRIATE)]
    told = {
        system: [named(a.texts(system), scenarios[a.id]) for a in having] for system in ALL_SYSTEMS
    }
    for system, found in told.items():
        yield share("a usually appropriate procedure is named", system, map(bool, found))
    for system in ALL_SYSTEMS:
        here = (
            bool(named(_under(scenarios[a.id], a.texts(system)), scenarios[a.id])) for a in having
        )
        yield share("... in a row of this very scenario", system, here)
    for system in ALL_SYSTEMS:
        firsts = (bool(named(a.texts(system)[:1], scenarios[a.id])) for a in having)
        yield share("... in the bottom line, or the first passage", system, firsts)
    for system, found in told.items():
        recalls = (
            len(names) / len(scenarios[a.id].rated(Rating.APPROPRIATE))
            for a, names in zip(having, found, strict=True)
        )
        yield mean("usually appropriate procedures named, recall", system, recalls)


def _wrong_rows(
    scenarios: Mapping[str, Scenario], asked: Sequence[Asked], outcomes: Sequence[ScenarioOutcome]
) -> Iterator[Row]:
    """Over the scenarios that have a usually not appropriate procedure; lower is better."""
    having = [a for a in asked if scenarios[a.id].rated(Rating.NOT_APPROPRIATE)]
    for system in ALL_SYSTEMS:
        wrong = [recommended_wrongly(a.texts(system), scenarios[a.id]) for a in having]
        yield share("a usually not appropriate one is recommended", system, map(bool, wrong))
    wrong = [recommended_wrongly(a.texts(GALEN), scenarios[a.id]) for a in having]
    foreign = sum(
        bool(found) and not any(_of_scenario(text, scenarios[a.id]) for _, text in found)
        for a, found in zip(having, wrong, strict=True)
    )
    yield count("... only in rows of other scenarios, or in prose", GALEN, foreign, len(having))
    firsts = (bool(recommended_wrongly(a.texts(GALEN)[:1], scenarios[a.id])) for a in having)
    yield share("... in the bottom line", GALEN, firsts)
    rejecting = (o.bottom_line is not None and rejects(o.bottom_line) for o in outcomes)
    yield share("the bottom line is a row 'usually not appropriate'", GALEN, rejecting)


def _shown_rows(asked: Sequence[Asked]) -> Iterator[Row]:
    for system in ALL_SYSTEMS:
        words = (float(sum(len(text.split()) for text in a.texts(system))) for a in asked)
        yield mean("words put before the reader", system, words)
    yield mean("statements shown", GALEN, (float(len(a.statements)) for a in asked))
    yield count("nothing shown", GALEN, sum(not a.statements for a in asked), len(asked))


def with_successors(source_ids: Sequence[str], replaced_by: Mapping[str, str]) -> tuple[str, ...]:
    """The sources and all that replaced them, which Galen puts first on purpose."""
    found = dict.fromkeys(source_ids)
    for source_id in source_ids:
        newer = replaced_by.get(source_id)
        while newer is not None and newer not in found:
            found[newer] = None
            newer = replaced_by.get(newer)
    return tuple(found)


def _kind_rows(
    scenarios: Mapping[str, Scenario], asked: Sequence[Asked], outcomes: Sequence[ScenarioOutcome]
) -> Iterator[Row]:
    """Imaging, treatment, and scenarios that stand alone, or whose guideline is the newest held."""
    replaced = {a.id for a in asked if scenarios[a.id].guideline_id in a.replaced_by}
    having = [o for o in outcomes if o.appropriate]
    for kind in PREFIXES:
        flags = (bool(o.named) for o in having if scenarios[o.id].kind == kind)
        yield share(f"a usually appropriate one is named, {kind}", GALEN, flags)
    alone = (bool(o.named) for o in having if stands_alone(scenarios[o.id]))
    yield share("a usually appropriate one is named, scenario stands alone", GALEN, alone)
    newest = (bool(o.named) for o in having if o.id not in replaced)
    yield share("a usually appropriate one is named, guideline not superseded", GALEN, newest)
    # A newer edition may rate the same test otherwise, and is right to lead.
    rated = (o for o in outcomes if scenarios[o.id].rated(Rating.NOT_APPROPRIATE))
    wrong = (bool(o.recommended_wrongly) for o in rated if o.id not in replaced)
    yield share("a usually not appropriate one, guideline not superseded", GALEN, wrong)


def _loss_rows(outcomes: Sequence[ScenarioOutcome]) -> Iterator[Row]:
    missed = Counter(o.lost_at for o in outcomes if o.lost_at)
    for stage, number in missed.most_common():
        yield count(f"missed: {stage}", GALEN, number, missed.total())


def _outcome(scenario: Scenario, asked: Asked) -> ScenarioOutcome:
    texts = asked.texts(GALEN)
    sources = asked.sources[GALEN]
    found = scenario.guideline_id in sources
    appropriate, hits = scenario.rated(Rating.APPROPRIATE), named(texts, scenario)
    return ScenarioOutcome(
        id=scenario.id,
        question=asked.question,
        guideline=f"{scenario.guideline_id}: {scenario.guideline_title}",
        guideline_rank=sources.index(scenario.guideline_id) + 1 if found else None,
        state=asked.answer.state.value if asked.answer else f"error: {asked.error}",
        appropriate=appropriate,
        named=hits,
        named_in_bottom_line=named(texts[:1], scenario),
        recommended_wrongly=tuple(
            f"{procedure} <- {text}" for procedure, text in recommended_wrongly(texts, scenario)
        ),
        lost_at=_lost_at(scenario, asked) if appropriate and not hits else None,
        bottom_line=texts[0] if texts else None,
        statements=texts,
    )


def _lost_at(scenario: Scenario, asked: Asked) -> str:
    """The stage at which the appropriate procedures were lost.

    Of what was withheld an answer tells no more than that it was: it may have been these, or not.
    """
    if scenario.guideline_id not in asked.sources[GALEN]:
        return "guideline not retrieved"
    if asked.answer is not None and asked.answer.withheld:
        return "statements withheld by the checks"
    if not asked.statements:
        return "nothing shown"
    cited = {reference.source_id for reference in asked.answer.references} if asked.answer else ()
    if scenario.guideline_id not in cited:
        return "guideline retrieved, not cited"
    rows = [text for text in _under(scenario, asked.texts(GALEN)) if rated_row(text)]
    if not rows:
        return "guideline cited, no row of this scenario"
    if all(rejects(text) for text in rows):
        return "rows of this scenario, all 'usually not appropriate'"
    return "rows of this scenario, not the appropriate ones"


def _under(scenario: Scenario, texts: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs that stand under this scenario."""
    return tuple(p for text in texts for p in paragraphs(text) if _of_scenario(p, scenario))


def _of_scenario(text: str, scenario: Scenario) -> bool:
    """Whether a rated row stands under this scenario."""
    return normalise(scenario.scenario).rstrip(".") in normalise(text)


def _told(outcome: ScenarioOutcome) -> str:
    lines = (
        f"{outcome.id}: {outcome.question}",
        f"appropriate: {'; '.join(outcome.appropriate)}",
        *(f"shown: {text}" for text in outcome.statements),
    )
    return "\n".join(lines)
