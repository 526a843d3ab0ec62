"""LiveQA, medical task of TREC 2017: real questions of patients, asked of the library of the home.

Ben Abacha et al., Overview of the medical question answering task at TREC 2017 LiveQA. The question
asked is the one-line summary by the National Library of Medicine, not the patient's letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import etree

from corpus.errors import SourceError
from corpus.text.words import content_stems
from evals.public.asking import Asked, Question
from evals.public.coverage import coverage_rows, outcomes, to_read
from evals.public.figures import Row, share
from evals.public.parts import Measured, Part, spread_evenly
from evals.public.ranking_rows import ALL_SYSTEMS
from evals.public.reading import data_folder, read_bytes
from ingest.readers.xml_tree import parse_xml

_FILES = "TREC-2017-LiveQA-Medical-Test-Questions-w-summaries.xml*"


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """A question and what it is about: diseases, drugs ("foci")."""

    id: str
    question: str
    foci: tuple[str, ...]


def parts(data: Path, limit: int | None) -> tuple[Part, ...]:
    """The one part of this benchmark."""
    folder = data_folder(data, _FILES)
    every = tuple(read_questions(next(iter(sorted(folder.glob(_FILES))))))
    chosen = spread_evenly(every, limit)
    return (
        Part(
            name="liveqa",
            about=(
                f"{len(chosen)} of {len(every)} questions of TREC 2017 LiveQA Medical",
                "no gold: what is answered at all, from this library",
            ),
            questions=tuple(Question(q.id, q.question) for q in chosen),
            measure=partial(measure, {q.id: q for q in chosen}),
        ),
    )


def read_questions(path: Path) -> Iterator[LiveQuestion]:
    """Every question of the file. Raises SourceError."""
    root = parse_xml(read_bytes(path), str(path))
    for element in root.iterfind("NLM-QUESTION"):
        foci = (_text(focus) for focus in element.iterfind("ANNOTATIONS/FOCUS"))
        summary = element.find("NLM-Summary")
        name = element.get("qid")
        if summary is None or name is None:
            raise SourceError(f"{path} has a question without a summary or id: check the file")
        yield LiveQuestion(name, _text(summary), tuple(focus for focus in foci if focus))


def measure(questions: Mapping[str, LiveQuestion], asked: Sequence[Asked]) -> Measured:
    """Coverage; and of what is answered, whether it is about what was asked."""
    told = outcomes(asked)
    answered = [a for a in asked if a.statements and questions[a.id].foci]
    rows = (*coverage_rows(asked), *_about_rows(questions, answered))
    return Measured(rows, told, to_read(told))


def mentions(texts: Sequence[str], focus: str) -> bool:
    """Whether one text has all content words of the focus, by their stems."""
    wanted = set(content_stems(focus))
    return bool(wanted) and any(wanted <= set(content_stems(text)) for text in texts)


def _about_rows(questions: Mapping[str, LiveQuestion], answered: Sequence[Asked]) -> Iterator[Row]:
    for system in ALL_SYSTEMS:
        about = (
            any(mentions(a.texts(system), focus) for focus in questions[a.id].foci)
            for a in answered
        )
        yield share("a focus is mentioned, where Galen answers", system, about)


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
