"""PubMedQA: is the abstract found that a question is the title of, and what does it answer?

Twice, over libraries of a thousand abstracts: *untitled* without titles and conclusions, since with
the title the question finds itself; *whole* with both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.answer import Answer, Statement
from evals.datasets.pubmedqa import Decision, PubMedQuestion, pubmedqa, pubmedqa_questions
from evals.public.asking import Asked, Question
from evals.public.decisions import decision, macro_f1
from evals.public.figures import GALEN, Row, count, mean, share, statistic
from evals.public.parts import Measured, Part, pooled, seeded_sample, spread_evenly
from evals.public.ranking_rows import found_among_first, reciprocal_rank_rows
from evals.public.reading import data_folder
from ingest.document import Document

_FILES = "ori_pqal.json*"
MAJORITY = "always the commonest"


@dataclass(frozen=True, slots=True)
class PubMedOutcome:
    """What one question came to. `said` is None where nothing is shown."""

    id: str
    question: str
    state: str
    rank: int | None
    gold: Decision
    said: Decision | None
    read_off: str | None
    statements: tuple[str, ...]


def parts(data: Path, limit: int | None, most: int | None) -> tuple[Part, ...]:
    """Both parts of this benchmark, over the same questions."""
    folder = data_folder(data, _FILES)
    every = tuple(pubmedqa_questions(folder))
    chosen = spread_evenly(every, limit)
    gold = frozenset(f"pmid-{q.pmid}" for q in chosen)
    asked_of = f"{len(chosen)} of {len(every)} questions of PubMedQA, expert-labelled"

    def part(name: str, about: str, *, whole: bool) -> Part:
        return Part(
            name=f"pubmedqa-{name}",
            about=(asked_of, about),
            questions=tuple(Question(q.pmid, q.question) for q in chosen),
            measure=partial(measure, {q.pmid: q for q in chosen}),
            documents=lambda: pooled(abstracts(folder, whole=whole), gold, most),
        )

    return (
        part("untitled", "abstracts without their titles and conclusions", whole=False),
        part(
            "whole", "abstracts with titles (which are the questions) and conclusions", whole=True
        ),
    )


def abstracts(folder: Path, *, whole: bool) -> Iterator[Document]:
    """The abstracts, whole, or without title and conclusion; their subject headings stay."""
    for document in pubmedqa(folder, conclusion=whole):
        source = document.source
        title = source.title if whole else f"PubMed record {source.pmid}"
        yield replace(document, source=replace(source, title=title))


def measure(questions: Mapping[str, PubMedQuestion], asked: Sequence[Asked]) -> Measured:
    """Where the abstract stands, and the decisions beside the commonest one of these questions."""
    gold = {a.id: (f"pmid-{a.id}",) for a in asked}
    outcomes = tuple(_outcome(questions[a.id], a) for a in asked)
    rows = (
        *found_among_first(asked, gold, "abstract", (1, 5, 10)),
        *reciprocal_rank_rows(asked, gold),
        *_decision_rows(outcomes),
        mean("statements shown", GALEN, (float(len(a.statements)) for a in asked)),
        count("nothing shown", GALEN, sum(not a.statements for a in asked), len(asked)),
    )
    return Measured(rows, outcomes, tuple(_told(o) for o in seeded_sample(outcomes)))


def _decision_rows(outcomes: Sequence[PubMedOutcome]) -> Iterator[Row]:
    if not outcomes:
        return
    gold = [o.gold for o in outcomes]
    commonest = Counter(gold).most_common(1)[0][0]
    systems: dict[str, Sequence[Decision | None]] = {
        GALEN: [o.said for o in outcomes],
        MAJORITY: [commonest] * len(gold),
    }
    for system, said in systems.items():
        right = (given == wanted for given, wanted in zip(said, gold, strict=True))
        yield share("yes/no/maybe right, nothing shown is wrong", system, right)
    answered = [o for o in outcomes if o.said is not None]
    yield share("... of those answered", GALEN, (o.said == o.gold for o in answered))
    for system, said in systems.items():
        yield statistic("yes/no/maybe, macro F1", system, len(gold), partial(macro_f1, gold, said))


def _outcome(question: PubMedQuestion, asked: Asked) -> PubMedOutcome:
    sources, wanted = asked.sources[GALEN], f"pmid-{question.pmid}"
    told = _telling(asked.answer) if asked.answer else None
    return PubMedOutcome(
        id=question.pmid,
        question=question.question,
        state=asked.answer.state.value if asked.answer else f"error: {asked.error}",
        rank=sources.index(wanted) + 1 if wanted in sources else None,
        gold=question.final_decision,
        said=decision(told.text) if told else None,
        read_off=told.text if told else None,
        statements=asked.texts(GALEN),
    )


def _telling(answer: Answer) -> Statement | None:
    """The first statement that is from a conclusion; else the first of all."""
    shown = list(answer.statements())
    concluding = (s for s in shown if _from_conclusion(answer, s))
    return next(concluding, shown[0] if shown else None)


def _from_conclusion(answer: Answer, statement: Statement) -> bool:
    headings = (answer.quote(citation).heading or "" for citation in statement.citations)
    return any("conclusion" in heading.lower() for heading in headings)


def _told(outcome: PubMedOutcome) -> str:
    lines = (
        outcome.question,
        f"gold: {outcome.gold}; read off: {outcome.said}",
        *(f"shown: {text}" for text in outcome.statements),
    )
    return "\n".join(lines)
