"""The parts of `galen bench`: the home each is measured in, and which systems take turns there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.embedding import open_embedder
from corpus.errors import MissingExtra, ModelError
from corpus.search_text import search_items
from corpus.settings import Settings
from evals.benchmarks import ingesting, retrieving
from evals.benchmarks.baseline import PlainPipeline
from evals.benchmarks.figures import Figure, single
from evals.benchmarks.profiling import profile_figures
from evals.benchmarks.sampling import Survey, survey
from evals.benchmarks.starts import cold_starts
from evals.benchmarks.watching import WatchedEmbedder
from ingest.connectors.places import local
from ui import bench_homes, bench_process
from ui.child_process import in_process
from ui.session import Session, tell
from ui.stored_vectors import stored_vectors

MOST_SOURCES = 256
"""Sources that are kept to choose from where no limit is given."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for. `settings` are the person's own; `folder` is temporary.

    `data` are places, none for the starter sources; `limit` counts sources, None for enough;
    `grown` is a home whose larger library is asked the same.
    """

    settings: Settings
    folder: Path
    parts: frozenset[str]
    questions: tuple[str, ...]
    data: tuple[str, ...] = ()
    limit: int | None = None
    repeat: int = 5
    profile: bool = False
    grown: Path | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one part, and what they were measured `on`."""

    name: str
    on: str
    figures: tuple[Figure, ...]


def measure(plan: Plan) -> Iterator[Part]:
    """Every part that was asked for, each complete as it comes."""
    plain, parts = None, plan.parts
    if "baseline" in parts:
        try:
            plain = PlainPipeline.open(plan.settings, plan.folder / "langchain")
        except (MissingExtra, ModelError) as error:
            yield Part("baseline", "nothing", (ingesting.no_plain_figure(str(error)),))
            parts -= {"baseline"}
    ingested = plan.folder / "ingested"
    if parts & {"ingest", "baseline"} or (plan.data and parts):
        yield from _ingest_parts(plan, bench_homes.like(plan.settings, ingested), plain)
    if parts - {"ingest"}:
        library = plan.settings.in_home(ingested)
        yield from _library_parts(plan, library if plan.data else _library_of_home(plan), plain)


# -- Ingest


def _ingest_parts(plan: Plan, settings: Settings, plain: PlainPipeline | None) -> Iterator[Part]:
    places = plan.data or ("starter",)
    found = survey(lambda: local(places), plan.limit or MOST_SOURCES)
    tell(f"Ingest of {' '.join(places)}, {found.found} sources ...")
    enough = ingesting.PASSAGES if plan.limit is None else None
    embedder = WatchedEmbedder(open_embedder(settings))
    with bench_homes.session_in(settings, embedder) as session:
        args = found.documents, session.library, embedder, plain
        done = list(ingesting.rounds(*args, passages=enough))
        taken = found.first(sum(each.sources for each in done))
        on = f"{len(taken.documents)} of {found.found} sources of {' '.join(places)}"
        if "ingest" in plan.parts:
            figures = [*ingesting.ingest_figures(done)]
            figures += ingesting.again_figures(taken, session.library, session.embedder)
            figures += _ingest_in_process(plan, taken)
            yield Part("ingest", on, tuple(figures))
    if plain is not None:
        int8 = settings.embedding_precision == "int8"
        yield Part("baseline", on, tuple(ingesting.plain_figures(done, int8=int8)))


def _ingest_in_process(plan: Plan, taken: Survey) -> Iterator[Figure]:
    """The memory of an ingest, and its profile, in an empty home of its own."""
    home = bench_homes.like(plan.settings, plan.folder / "alone")
    loaded = in_process(bench_process.load_all, home, taken.documents, plan.profile)
    yield single("peak memory of an ingest", "MB", loaded.peak_bytes / 1e6)
    yield from profile_figures("ingest", loaded.shares)


# -- A library that is there


def _library_of_home(plan: Plan) -> Settings:
    """A copy of the person's library, or the starter sources where there is none."""
    settings = bench_homes.copy_of(plan.settings, plan.folder / "library")
    with bench_homes.session_in(settings) as session:
        if not session.library.entries():
            tell("Filling a temporary library with the starter sources (a minute or two) ...")
            session.take_in_starter()
    return settings


def _library_parts(plan: Plan, settings: Settings, plain: PlainPipeline | None) -> Iterator[Part]:
    with bench_homes.session_in(settings) as session:
        passages = session.library.passage_count
        on = (
            f"{passages:,} passages of {len(session.library.entries()):,} sources "
            f"({session.library.version}), model {session.embedder.name}"
        )
        if "retrieve" in plan.parts or plain is not None:
            tell("Retrieval ...")
            yield from _retrieval(plan, session, plain, on)
    if "answers" in plan.parts:
        tell("Answers ...")
        yield Part("answers", on, tuple(_answers(plan, settings, passages)))
    if "starts" in plan.parts:
        tell("Starts ...")
        yield Part("starts", on, tuple(cold_starts(settings.home, plan.repeat)))


def _retrieval(
    plan: Plan, session: Session, plain: PlainPipeline | None, on: str
) -> Iterator[Part]:
    nearest = None
    if plain is not None:
        texts = [*_searched_texts(session)]
        nearest = plain.retriever(texts, stored_vectors(session, texts)).invoke
    retriever, embedder = session.assistant.retriever, session.embedder
    with _larger(plan) as larger:
        grown = larger.assistant.retriever if larger else None
        passages_grown = larger.library.passage_count if larger else None
        systems = retrieving.Systems(retriever, embedder, nearest, grown)
        timed = [*retrieving.found(plan.questions, systems)]
    if "retrieve" in plan.parts:
        passages = session.library.passage_count
        figures = retrieving.retrieval_figures(timed, passages, passages_grown)
        yield Part("retrieve", on, tuple(figures))
    if nearest is not None:
        yield Part("baseline", on, tuple(retrieving.plain_figures(timed)))


@contextmanager
def _larger(plan: Plan) -> Iterator[Session | None]:
    """The larger library, asked where it is: a copy of a million passages takes gigabytes."""
    if plan.grown is None:
        yield None
        return
    with bench_homes.session_in(plan.settings.in_home(plan.grown)) as session:
        yield session


def _searched_texts(session: Session) -> Iterator[str]:
    for source_id, entry in session.library.entries().items():
        if not entry.source.retracted:
            items = search_items(session.library.source_text(source_id))
            yield from (item.dense_text for item in items)


def _answers(plan: Plan, settings: Settings, passages: int) -> Iterator[Figure]:
    done = in_process(bench_process.answer_all, settings, plan.questions, plan.profile)
    yield from retrieving.answer_figures(done.timings, done.peak_bytes, passages)
    yield from profile_figures("answer", done.shares)
