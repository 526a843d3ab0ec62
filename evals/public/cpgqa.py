"""cpgQA: questions on one clinical practice guideline, answered by a span of one of its sections.

Over a library of the sections, each a source of its own. Mahbub et al., cpgQA: a benchmark dataset
for machine reading comprehension tasks on clinical practice guidelines, IEEE Access 2023.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.model import Source, SourceKind
from corpus.text.words import words
from evals.datasets.files import read_json
from evals.matching import normalise
from evals.public.asking import Asked, Question
from evals.public.figures import GALEN, Row, count, mean, share
from evals.public.parts import Measured, Part, seeded_sample, spread_evenly
from evals.public.ranking_rows import ALL_SYSTEMS, found_among_first, reciprocal_rank_rows
from evals.public.reading import data_folder
from ingest.document import Block, BlockKind, Document

_FILES = "cpgQA*.json*"


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str


class _Pair(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int
    question: str
    answers: tuple[_Text, ...]


class _Paragraphs(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    context: str
    qas: tuple[_Pair, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    title: str
    paragraphs: _Paragraphs


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    data: tuple[_Entry, ...]


_FORM = TypeAdapter(_File)


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question, the source that answers it, and the span of its text that does."""

    id: str
    question: str
    source_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpanOutcome:
    """What one question came to. `contained`: a statement holds the whole span."""

    id: str
    question: str
    gold: str
    state: str
    rank: int | None
    contained: bool
    token_f1: float
    statements: tuple[str, ...]


def parts(data: Path, limit: int | None) -> tuple[Part, ...]:
    """The one part of this benchmark. All sections are searched whatever the limit."""
    folder = data_folder(data, _FILES)
    entries = read_json(next(iter(sorted(folder.glob(_FILES)))), _FORM).data
    every = tuple(_questions(entries))
    chosen = spread_evenly(every, limit)
    return (
        Part(
            name="cpgqa",
            about=(f"{len(chosen)} of {len(every)} questions of cpgQA, one guideline's sections",),
            questions=tuple(Question(q.id, q.question) for q in chosen),
            measure=partial(measure, {q.id: q for q in chosen}),
            documents=lambda: list(_documents(entries)),
        ),
    )


def measure(questions: Mapping[str, SpanQuestion], asked: Sequence[Asked]) -> Measured:
    """Where the section stands, and how much of the span is shown."""
    gold = {a.id: (questions[a.id].source_id,) for a in asked}
    outcomes = tuple(_outcome(questions[a.id], a) for a in asked)
    rows = (
        *found_among_first(asked, gold, "section", (1, 5, 10)),
        *reciprocal_rank_rows(asked, gold),
        *_span_rows(questions, asked),
        mean("statements shown", GALEN, (float(len(a.statements)) for a in asked)),
        count("nothing shown", GALEN, sum(not a.statements for a in asked), len(asked)),
    )
    return Measured(rows, outcomes, tuple(_told(o) for o in seeded_sample(outcomes)))


def contains(texts: Sequence[str], answers: Sequence[str]) -> bool:
    """Whether one text holds one of the spans word for word, whatever the typography."""
    return any(
        normalise(answer).strip(" .,;:") in normalise(t) for t in texts for answer in answers
    )


def token_f1(text: str, answers: Sequence[str]) -> float:
    """The best F1 of words shared with a span (Rajpurkar et al., SQuAD, EMNLP 2016)."""
    has = Counter(words(text))
    return max((_f1(has, Counter(words(answer))) for answer in answers), default=0.0)


def _f1(has: Counter[str], wanted: Counter[str]) -> float:
    both = has.total() + wanted.total()
    return 2 * (has & wanted).total() / both if both else 0.0


def _span_rows(questions: Mapping[str, SpanQuestion], asked: Sequence[Asked]) -> Iterator[Row]:
    for what, most in (
        ("statement, or first three passages", None),
        ("bottom line, or passage", 1),
    ):
        for system in ALL_SYSTEMS:
            held = (contains(a.texts(system)[:most], questions[a.id].answers) for a in asked)
            yield share(f"the whole span is in a {what}", system, held)
    for system in ALL_SYSTEMS:
        best = (_best_f1(a.texts(system), questions[a.id]) for a in asked)
        yield mean("token F1 of the best statement, or passage", system, best)


def _best_f1(texts: Sequence[str], question: SpanQuestion) -> float:
    return max((token_f1(text, question.answers) for text in texts), default=0.0)


def _ids(entries: Sequence[_Entry]) -> dict[str, str]:
    """Each distinct section's source id, in the order of the file."""
    contexts = dict.fromkeys(entry.paragraphs.context for entry in entries)
    return {context: f"cpgqa-{number}" for number, context in enumerate(contexts, start=1)}


def _questions(entries: Sequence[_Entry]) -> Iterator[SpanQuestion]:
    ids = _ids(entries)
    for entry in entries:
        for pair in entry.paragraphs.qas:
            answers = tuple(answer.text for answer in pair.answers)
            yield SpanQuestion(str(pair.id), pair.question, ids[entry.paragraphs.context], answers)


def _documents(entries: Sequence[_Entry]) -> Iterator[Document]:
    titles = {entry.paragraphs.context: entry.title for entry in reversed(entries)}
    for context, source_id in _ids(entries).items():
        source = Source(
            id=source_id, kind=SourceKind.GUIDELINE, title=titles[context], family=source_id
        )
        yield Document(source, (Block(BlockKind.PARAGRAPH, context),))


def _outcome(question: SpanQuestion, asked: Asked) -> SpanOutcome:
    sources, texts = asked.sources[GALEN], asked.texts(GALEN)
    found = question.source_id in sources
    return SpanOutcome(
        id=question.id,
        question=question.question,
        gold=" / ".join(question.answers),
        state=asked.answer.state.value if asked.answer else f"error: {asked.error}",
        rank=sources.index(question.source_id) + 1 if found else None,
        contained=contains(texts, question.answers),
        token_f1=_best_f1(texts, question),
        statements=texts,
    )


def _told(outcome: SpanOutcome) -> str:
    lines = (
        outcome.question,
        f"gold: {outcome.gold}",
        *(f"shown: {text}" for text in outcome.statements),
    )
    return "\n".join(lines)
