"""The whole chain on one screen: triage, stand alone, understand, retrieve, compose, verify."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, EvidenceState, Notice, Retrieved, Usage
from assistant.chat.model import ChatModel
from assistant.choosing import Chooser, Chosen
from assistant.clock import Clock
from assistant.composition import Composition
from assistant.events import Done, Event, Found, Searching
from assistant.extractive import quoted
from assistant.followup import Turn, follow_ups, standalone
from assistant.generative import GenerativeEngine, Material, Said
from assistant.generative.passages import chosen as sent_passages
from assistant.generative.uses import Helper, Use
from assistant.generative.uses.judging import without_idle
from assistant.generative.uses.parts import with_parts
from assistant.glosses import for_reader
from assistant.notices import evidence_notices
from assistant.query import understand
from assistant.readers import DEFAULT_READER, READERS, ReaderProfile, reader
from assistant.retrieval import Retrieval, Retriever
from assistant.sufficiency import Sufficiency
from assistant.triage import Triage, triage
from assistant.verification import Verifier
from corpus.errors import UsageError
from corpus.model import ScoredPassage

if TYPE_CHECKING:
    from corpus.library import Library

EXTRACTIVE = "extractive"
GENERATIVE = "generative"
ENGINES = (EXTRACTIVE, GENERATIVE)
PASSAGE_TOKENS = 4_000
_RETRIEVED_SOURCES = 20
_NOTHING = Composition(None, (), (), (), ())
_UNSAID = Said(_NOTHING, EXTRACTIVE, None, Usage())
_NO_EVIDENCE = Sufficiency(EvidenceState.NONE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was screened, as it is searched for, and how it is to be answered."""

    screened: Triage
    searched_for: str
    profile: ReaderProfile
    engine: str
    answer_id: str
    helper: Helper


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was found and what is said of it; nothing where nothing was searched."""

    found: Retrieval | None = None
    enough: Sufficiency = _NO_EVIDENCE
    said: Said = _UNSAID


class Assistant:
    """Answers questions from one library. Holds no state of a conversation."""

    def __init__(
        self,
        library: Library,
        count_tokens: Callable[[str], int],
        readers: Mapping[str, ReaderProfile] = READERS,
        chat: ChatModel | None = None,
        passage_tokens: int = PASSAGE_TOKENS,
        uses: Collection[Use] = (),
    ) -> None:
        """`count_tokens` counts the embedding model's word pieces, by which rare words are told.

        `readers` are the profiles that may be asked for. `chat` is what the engine `generative`
        asks, with at most so many tokens of passages; `uses` are what else it asks for.
        """
        self.library = library
        self.readers = readers
        self.retriever = Retriever(library)
        self._verifier = Verifier(library)
        self._chooser = Chooser(library, count_tokens)
        self._count_tokens = count_tokens
        self._passage_tokens = passage_tokens
        self._chat = chat
        self._uses = frozenset(uses)
        self._generative: GenerativeEngine | None = None
        if chat is not None:
            verifier = Verifier(library, self._similarity)
            self._generative = GenerativeEngine(chat, verifier, count_tokens, passage_tokens)

    def ask(
        self,
        question: str,
        *,
        reader_name: str = DEFAULT_READER,
        engine: str = EXTRACTIVE,
        history: Sequence[Turn] = (),
        question_id: str | None = None,
    ) -> Answer:
        """Answer a question. Raises QuestionError or UsageError where it cannot be asked."""
        events = self.stream(
            question,
            reader_name=reader_name,
            engine=engine,
            history=history,
            question_id=question_id,
        )
        return next(event.answer for event in events if isinstance(event, Done))

    def stream(
        self,
        question: str,
        *,
        reader_name: str = DEFAULT_READER,
        engine: str = EXTRACTIVE,
        history: Sequence[Turn] = (),
        question_id: str | None = None,
    ) -> Generator[Event, None, None]:
        """What happens while a question is answered, as `events` tells it; Done comes last.

        Raises what `ask` raises, before the first event. Closing the iterator ends all work on it.
        """
        profile = reader(reader_name, self.readers)
        self._check(engine)
        clock = Clock()
        with clock.stage("triage"):
            screened = triage(question)
            searched_for = standalone(history, screened.question)
        answer_id = question_id or uuid.uuid4().hex
        # Whoever asks for quotes has nothing sent anywhere.
        helper = Helper(self._chat if engine == GENERATIVE else None, self._uses, clock)
        asked = _Asked(screened, searched_for, profile, engine, answer_id, helper)
        return self._events(asked, clock)

    def _check(self, engine: str) -> None:
        if engine not in ENGINES:
            raise UsageError(f"unknown engine {engine!r}: choose one of {', '.join(ENGINES)}")
        if engine == GENERATIVE and self._generative is None:
            raise UsageError(
                "the engine 'generative' needs a language model: set GALEN_LLM_BASE_URL and"
                " GALEN_LLM_MODEL, or choose the engine 'extractive'"
            )

    def _events(self, asked: _Asked, clock: Clock) -> Generator[Event, None, None]:
        yield Searching(asked.searched_for)
        outcome = (yield from self._answer(asked, clock)) if asked.screened.answerable else None
        answer = self._put_together(asked, outcome or _Outcome())
        yield Done(replace(for_reader(answer, asked.profile), timings_ms=clock.timings()))

    def _answer(self, asked: _Asked, clock: Clock) -> Generator[Event, None, _Outcome]:
        with clock.stage("retrieve"):
            query = understand(asked.searched_for)
            found = self.retriever.retrieve(query)
        yield Found(tuple(_retrieved(found)), found.entries, len(found.strength))
        with clock.stage("compose"):
            chosen = self._chooser.choose(query, found)
        if chosen.enough.state is EvidenceState.NONE:
            return _Outcome(found, chosen.enough)
        chosen = self._helped(chosen, asked.helper)
        found, selection, enough = chosen.found, chosen.selection, chosen.enough
        with clock.stage("verify"):
            corrects = chosen.denied and enough.state is EvidenceState.FULL
            said = quoted(selection, found.entries, self._verifier, corrects=corrects)
        if self._generative is None or asked.engine != GENERATIVE:
            composed = said.composed(found.entries)
            return _Outcome(found, enough, Said(composed, EXTRACTIVE, None, Usage()))
        material = Material(
            query.question,
            found,
            chosen.best_first,
            selection,
            enough.conflict,
            said,
            asked.profile.name,
        )
        generated = yield from self._generative.say(material, clock, asked.helper)
        return _Outcome(found, enough, generated)

    def _helped(self, chosen: Chosen, helper: Helper) -> Chosen:
        """What is said where a model helps to choose, as far as the rules let it."""
        if helper.does(Use.JUDGING):
            judged = sent_passages(
                chosen.selection,
                chosen.best_first,
                chosen.found,
                self._count_tokens,
                self._passage_tokens,
            )
            chosen = without_idle(helper, chosen, self._chooser, judged)
        return with_parts(helper, chosen, self._chooser, self.retriever)

    def _put_together(self, asked: _Asked, outcome: _Outcome) -> Answer:
        screened, found, composed = asked.screened, outcome.found, outcome.said.composed
        # Nothing to click on beside an emergency, or where the library has no answer.
        calm = composed.bottom_line is not None and not screened.is_emergency
        return Answer(
            id=asked.answer_id,
            question=screened.question,
            searched_for=asked.searched_for,
            reader=asked.profile.name,
            state=_state(outcome),
            notices=tuple(_notices(asked, outcome)),
            bottom_line=composed.bottom_line,
            guidelines=composed.guidelines,
            research=composed.research,
            references=composed.references,
            withheld=composed.withheld,
            follow_ups=follow_ups(found, _cited(composed)) if found and calm else (),
            engine=outcome.said.engine,
            model=outcome.said.model,
            usage=outcome.said.usage + asked.helper.usage,
            library_version=self.library.version,
            retrieved=tuple(_retrieved(found)) if found else (),
        )

    def _similarity(self, text: str, printed: str) -> float:
        """The cosine of two texts, by the embedding model."""
        return float(self.library.embed(text) @ self.library.embed(printed))


def _state(outcome: _Outcome) -> EvidenceState:
    return outcome.enough.state if outcome.said.composed.bottom_line else EvidenceState.NONE


def _notices(asked: _Asked, outcome: _Outcome) -> Iterator[Notice]:
    found, composed = outcome.found, outcome.said.composed
    yield from asked.screened.notices
    yield from outcome.said.notices
    yield from asked.helper.notices
    if asked.screened.answerable:
        yield from outcome.enough.notices()
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
