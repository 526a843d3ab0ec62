"""The whole chain on one screen: triage, stand alone, understand, retrieve, compose, verify."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from assistant.answer import Answer, EvidenceState, Notice, Retrieved
from assistant.evidence import candidates
from assistant.extractive import Composition, compose
from assistant.followup import Turn, follow_ups, standalone
from assistant.glosses import for_reader
from assistant.notices import evidence_notices
from assistant.premise import correct
from assistant.query import understand
from assistant.readers import DEFAULT_READER, READERS, ReaderProfile, reader
from assistant.retrieval import Retrieval, Retriever
from assistant.selection import select
from assistant.sufficiency import Frequencies, Sufficiency, judge
from assistant.triage import Triage, triage
from assistant.verification import Verifier
from corpus.errors import UsageError
from corpus.model import ScoredPassage

if TYPE_CHECKING:
    from corpus.library import Library

ENGINES = ("extractive",)
_RETRIEVED_SOURCES = 20
_NOTHING = Composition(None, (), (), (), ())


@dataclass(slots=True)
class _Clock:
    """Milliseconds of each stage."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = round((time.perf_counter() - begun) * 1000, 2)

    def timings(self) -> dict[str, float]:
        names = ("triage", "retrieve", "compose", "verify")
        total = round((time.perf_counter() - self.started) * 1000, 2)
        return {**{name: self.stages.get(name, 0.0) for name in names}, "total": total}


class Assistant:
    """Answers questions from one library. Holds no state of a conversation."""

    def __init__(
        self,
        library: Library,
        count_tokens: Callable[[str], int],
        readers: Mapping[str, ReaderProfile] = READERS,
    ) -> None:
        """`count_tokens` counts the embedding model's word pieces, by which rare words are told.

        `readers` are the profiles that may be asked for.
        """
        self.library = library
        self.readers = readers
        self.retriever = Retriever(library)
        self._verifier = Verifier(library)
        self._count_tokens = count_tokens

    def ask(
        self,
        question: str,
        *,
        reader_name: str = DEFAULT_READER,
        engine: str = "extractive",
        history: Sequence[Turn] = (),
        question_id: str | None = None,
    ) -> Answer:
        """Answer a question. Raises QuestionError or UsageError where it cannot be asked."""
        profile = reader(reader_name, self.readers)
        if engine not in ENGINES:
            raise UsageError(f"unknown engine {engine!r}: choose one of {', '.join(ENGINES)}")
        clock = _Clock()
        with clock.stage("triage"):
            screened = triage(question)
            searched_for = standalone(history, screened.question)
        if screened.answerable:
            found, enough, composed = self._answer(searched_for, clock)
        else:
            found, enough, composed = None, Sufficiency(EvidenceState.NONE), _NOTHING
        # Nothing to click on beside an emergency, or where the library has no answer.
        calm = composed.bottom_line is not None and not screened.is_emergency
        answer = Answer(
            id=question_id or uuid.uuid4().hex,
            question=screened.question,
            searched_for=searched_for,
            reader=profile.name,
            state=_state(enough, composed),
            notices=tuple(_notices(screened, enough, composed, found)),
            bottom_line=composed.bottom_line,
            guidelines=composed.guidelines,
            research=composed.research,
            references=composed.references,
            withheld=composed.withheld,
            follow_ups=follow_ups(found, _cited(composed)) if found and calm else (),
            engine=engine,
            library_version=self.library.version,
            retrieved=tuple(_retrieved(found)) if found else (),
        )
        return replace(for_reader(answer, profile), timings_ms=clock.timings())

    def _answer(
        self, searched_for: str, clock: _Clock
    ) -> tuple[Retrieval, Sufficiency, Composition]:
        with clock.stage("retrieve"):
            query = understand(searched_for)
            found = self.retriever.retrieve(query)
        with clock.stage("compose"):
            best_first = candidates(query, found, self.library)
            corrected = correct(query, best_first, select(best_first, found), found)
            selection = corrected.selection
            enough = judge(
                query, found, best_first, tuple(selection.everything()), self._frequencies()
            )
        if enough.state is EvidenceState.NONE:
            return found, enough, _NOTHING
        with clock.stage("verify"):
            entries = dict(found.entries)
            corrects = corrected.denied and enough.state is EvidenceState.FULL
            return found, enough, compose(selection, entries, self._verifier, corrects=corrects)

    def _frequencies(self) -> Frequencies:
        library = self.library
        frequency = cache(library.document_frequency)
        return Frequencies(frequency, library.passage_count, self._count_tokens)


def _state(enough: Sufficiency, composed: Composition) -> EvidenceState:
    return enough.state if composed.bottom_line else EvidenceState.NONE


def _notices(
    screened: Triage, enough: Sufficiency, composed: Composition, found: Retrieval | None
) -> Iterator[Notice]:
    yield from screened.notices
    if screened.answerable:
        yield from enough.notices()
    if found and composed.bottom_line:
        yield from evidence_notices(composed.references, dict(found.entries))


def _cited(composed: Composition) -> set[str]:
    return {reference.source_id for reference in composed.references}


def _retrieved(found: Retrieval) -> Iterator[Retrieved]:
    """Source by source, each with its best passage."""
    best: dict[str, ScoredPassage] = {}
    for scored in found.passages:
        best.setdefault(scored.passage.source_id, scored)
    for rank, scored in enumerate(list(best.values())[:_RETRIEVED_SOURCES], start=1):
        yield Retrieved(
            rank,
            scored.passage.source_id,
            scored.passage.id,
            round(scored.score, 4),
            scored.section.value,
        )
