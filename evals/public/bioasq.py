"""BioASQ Task B: are the gold articles found, and how close is the answer to the experts' own?

Over a library made of the snippets of all questions (evals.datasets.bioasq), an article a source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evals.datasets.bioasq import BioASQQuestion, bioasq, bioasq_questions
from evals.metrics import ranking
from evals.public.asking import Asked, Question
from evals.public.figures import GALEN, Row, count, mean
from evals.public.parts import Measured, Part, pooled, seeded_sample, spread_evenly
from evals.public.ranking_rows import ALL_SYSTEMS, Gold, averaged, reciprocal_rank_rows
from evals.public.reading import data_folder
from evals.public.rouge import rouge_2, rouge_su4

_FILES = "*_golden.json*"
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class BioASQOutcome:
    """What one question came to. The first rank is of a gold article, None beyond the depth."""

    id: str
    question: str
    type: str
    state: str
    first_rank: int | None
    gold: int
    rouge_2: float
    rouge_su4: float
    statements: tuple[str, ...]


def parts(data: Path, limit: int | None, most: int | None) -> tuple[Part, ...]:
    """The one part of this benchmark; `most` sources, those of the questions first."""
    folder = data_folder(data, _FILES)
    every = tuple(bioasq_questions(folder))
    chosen = spread_evenly(every, limit)
    gold = frozenset(f"pmid-{pmid}" for q in chosen for pmid in evidence(q))
    return (
        Part(
            name="bioasq",
            about=(
                f"{len(chosen)} of {len(every)} questions of BioASQ Task B, batches 7 to 10",
                "gold: the articles that a question's snippets are from",
            ),
            questions=tuple(Question(q.id, q.question) for q in chosen),
            measure=partial(measure, {q.id: q for q in chosen}),
            documents=lambda: pooled(bioasq(folder), gold, most),
            depth=_DEPTH,
        ),
    )


def evidence(question: BioASQQuestion) -> tuple[str, ...]:
    """The articles of a question's snippets: of others that it names the data hold no text."""
    return tuple(dict.fromkeys(snippet.pmid for snippet in question.snippets))


def measure(questions: Mapping[str, BioASQQuestion], asked: Sequence[Asked]) -> Measured:
    """Ranking and closeness; questions without snippets are left out of the ranking."""
    having = [a for a in asked if questions[a.id].snippets]
    gold = {a.id: frozenset(f"pmid-{p}" for p in evidence(questions[a.id])) for a in having}
    outcomes = tuple(_outcome(questions[a.id], a, gold.get(a.id, frozenset())) for a in asked)
    rows = (
        *_ranking_rows(having, gold),
        *reciprocal_rank_rows(having, gold),
        *_rouge_rows(questions, asked),
        mean("statements shown", GALEN, (float(len(a.statements)) for a in asked)),
        count("nothing shown", GALEN, sum(not a.statements for a in asked), len(asked)),
    )
    return Measured(rows, outcomes, tuple(_told(o) for o in seeded_sample(outcomes)))


def _ranking_rows(asked: Sequence[Asked], gold: Gold) -> Iterator[Row]:
    yield from averaged(
        "nDCG@10", asked, gold, lambda found, ids: ranking.ndcg(found, dict.fromkeys(ids, 1.0), 10)
    )
    for k in (10, 50):
        yield from averaged(f"recall@{k}", asked, gold, partial(_recall, k=k))
    yield from averaged("mean average precision@50", asked, gold, ranking.average_precision)


def _recall(found: Sequence[str], gold: frozenset[str], k: int) -> float:
    return ranking.recall(found, gold, k)


def _rouge_rows(questions: Mapping[str, BioASQQuestion], asked: Sequence[Asked]) -> Iterator[Row]:
    """Of the whole answer (plain systems: the first three passages), and of its first statement."""
    for name, of in (("ROUGE-2", rouge_2), ("ROUGE-SU4", rouge_su4)):
        for what, most in (("answer, or three passages", None), ("bottom line, or passage", 1)):
            for system in ALL_SYSTEMS:
                scores = (
                    of(" ".join(a.texts(system)[:most]), questions[a.id].ideal_answers)
                    for a in asked
                )
                yield mean(f"{name} F1, {what}", system, scores)


def _outcome(question: BioASQQuestion, asked: Asked, gold: frozenset[str]) -> BioASQOutcome:
    ranks = (n for n, each in enumerate(asked.sources[GALEN], start=1) if each in gold)
    texts = asked.texts(GALEN)
    return BioASQOutcome(
        id=question.id,
        question=question.question,
        type=question.type,
        state=asked.answer.state.value if asked.answer else f"error: {asked.error}",
        first_rank=next(ranks, None),
        gold=len(gold),
        rouge_2=rouge_2(" ".join(texts), question.ideal_answers),
        rouge_su4=rouge_su4(" ".join(texts), question.ideal_answers),
        statements=texts,
    )


def _told(outcome: BioASQOutcome) -> str:
    return "\n".join((outcome.question, *(f"shown: {text}" for text in outcome.statements)))
