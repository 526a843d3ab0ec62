"""ExpertQA: questions that clinicians wrote, asked of the library of the home.

Malaviya et al., ExpertQA: expert-curated questions and attributed answers, NAACL 2024.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.public.asking import Asked, Question
from evals.public.coverage import coverage_rows, outcomes, to_read
from evals.public.figures import Row, mean
from evals.public.parts import Measured, Part, spread_evenly
from evals.public.ranking_rows import ALL_SYSTEMS
from evals.public.reading import data_folder, read_lines
from evals.public.rouge import rouge_su4

_FILES = "expertqa_medicine_answers.jsonl*"


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answer: str


_RECORD = TypeAdapter(_Record)


def parts(data: Path, limit: int | None) -> tuple[Part, ...]:
    """The one part of this benchmark; questions are numbered as in the file, from 1."""
    folder = data_folder(data, _FILES)
    records = read_lines(next(iter(sorted(folder.glob(_FILES)))), _RECORD)
    every = tuple((f"expertqa-{number}", each) for number, each in enumerate(records, start=1))
    chosen = spread_evenly(every, limit)
    return (
        Part(
            name="expertqa",
            about=(
                f"{len(chosen)} of {len(every)} questions of ExpertQA in medicine",
                "no gold: what is answered at all, from this library",
            ),
            questions=tuple(Question(name, each.question) for name, each in chosen),
            measure=partial(measure, {name: each.answer for name, each in chosen}),
        ),
    )


def measure(answers: Mapping[str, str], asked: Sequence[Asked]) -> Measured:
    """Coverage; and of what is answered, how close it comes to the experts' answers."""
    told = outcomes(asked)
    return Measured((*coverage_rows(asked), *_close(answers, asked)), told, to_read(told))


def _close(answers: Mapping[str, str], asked: Sequence[Asked]) -> Iterator[Row]:
    """Soft: the answers were a language model's, revised by experts, and are longer than ours."""
    answered = [a for a in asked if a.statements]
    for system in ALL_SYSTEMS:
        scores = (rouge_su4(" ".join(a.texts(system)), [answers[a.id]]) for a in answered)
        yield mean("ROUGE-SU4 F1 to the experts' answer, where answered", system, scores)
