"""The commands that measure: eval run, lint, report, fit; bench."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError, GoldError, UsageError
from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from assistant.answer import Answer
    from evals.gold import GoldQuestion
    from evals.running import Setup
    from ui.session import Session


def register(evaluation: click.Group, galen: click.Group) -> None:
    for command in (run, lint, report, fit):
        evaluation.add_command(command)
    galen.add_command(bench)


_GOLD = click.option(
    "--gold", multiple=True, type=click.Path(path_type=Path), help="gold files; default: bundled"
)


@click.command()
@_GOLD
@click.option("--engine", default="extractive", help="the engine to measure")
@click.option("--name", help="folder of the run below GALEN_HOME/evals; default: date and time")
@click.option("--resume", is_flag=True, help="go on with the run of this --name")
@click.option("--json", "as_json", is_flag=True, help="the summary as JSON")
def run(gold: tuple[Path, ...], engine: str, name: str | None, resume: bool, as_json: bool) -> None:
    """Ask every gold question and score the answers."""
    from tqdm import tqdm

    from assistant.assistant import ENGINES
    from evals.report import summary_text, write_report
    from evals.running import load_manifest
    from evals.running import run as run_gold
    from evals.scoring import summarise
    from ui.session import open_session, tell

    if engine not in ENGINES:
        raise UsageError(f"unknown engine {engine!r}: choose one of {', '.join(ENGINES)}")
    if resume and name is None:
        raise UsageError("--resume needs the --name of the run to go on with")
    run_name = _run_name(f"{datetime.now(UTC):%Y%m%d-%H%M%S}" if name is None else name)
    with open_session() as session:
        questions = _load_or_count(gold, set(session.library.entries()))
        folder = session.settings.evals_path / run_name
        setup = _setup(session, engine, gold)
        results = run_gold(
            questions, lambda g: _ask(session, g, engine), folder, resume=resume, setup=setup
        )
        scores = [r.scores for r in tqdm(results, total=len(questions), unit="question")]
    written = write_report(scores, load_manifest(folder), folder)
    summary = summarise(scores)
    if as_json:
        print_json(summary.to_json())
    else:
        print_text(summary_text(summary))
    tell(f"Report: {written}")
    if summary.errors:
        raise GalenError(f"questions that ended in an error: {summary.errors}; see the report")


def _run_name(name: str) -> str:
    """A name that is one folder, below the folder of all runs and nowhere else."""
    if not re.fullmatch(r"\w[\w.+-]{0,99}", name):
        raise UsageError(f"{name!r} cannot name a run: use letters, digits, dots and hyphens")
    return name


def _ask(session: Session, question: GoldQuestion, engine: str) -> Answer:
    return session.assistant.ask(
        question.question, reader_name=question.reader, engine=engine, question_id=question.id
    )


def _load(gold: tuple[Path, ...], known: set[str]) -> tuple[GoldQuestion, ...]:
    from evals.gold import bundled_gold, load_gold

    if not known:
        raise UsageError("the library is empty: run `galen ingest starter` first")
    return load_gold(gold or bundled_gold(), known)


def _load_or_count(gold: tuple[Path, ...], known: set[str]) -> tuple[GoldQuestion, ...]:
    """`_load`, with the first mistake and how many more there are instead of all of them."""
    try:
        return _load(gold, known)
    except GoldError as error:
        first, *more = str(error).splitlines()
        also = f" (and {len(more)} more)" if more else ""
        raise GoldError(f"{first}{also}: `galen eval lint` lists every mistake") from error


def _setup(session: Session, engine: str, gold: tuple[Path, ...]) -> Setup:
    from evals.gold import bundled_gold
    from evals.running import Setup

    return Setup(
        engine=engine,
        library_version=session.library.version,
        settings={"embedding_model": session.settings.embedding_model},
        gold_files=tuple(gold) or bundled_gold(),
    )


@click.command()
@_GOLD
def lint(gold: tuple[Path, ...]) -> None:
    """List the mistakes of gold files.

    Sources that the library does not hold are mistakes as well.
    """
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        known = set(session.library.entries())
    try:
        questions = _load(gold, known)
    except GoldError as error:
        mistakes = str(error).splitlines()
        for mistake in mistakes:
            print_text(mistake)
        raise GoldError(f"mistakes in gold: {len(mistakes)}; correct what is listed") from error
    print_text(f"{len(questions)} questions, no mistakes")


@click.command()
@click.argument("name")
def report(name: str) -> None:
    """Write the report of a run again and print it."""
    from corpus.settings import load_settings
    from evals.report import write_report
    from evals.running import load_manifest, load_results

    folder = load_settings().evals_path / _run_name(name)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no run: list the folders of {folder.parent}")
    scores = [result.scores for result in load_results(folder)]
    print_text(write_report(scores, load_manifest(folder), folder).read_text("utf-8").rstrip())


@click.command()
@_GOLD
def fit(gold: tuple[Path, ...]) -> None:
    """Fit the ranking's weights to gold questions, cross-validated; prints, changes nothing."""
    from assistant.ranking import WEIGHTS
    from evals import fitting
    from ui.session import open_session

    with open_session() as session:
        questions = _load(gold, set(session.library.entries()))
        data = list(fitting.examples(questions, session.assistant.retriever))
    print_text(fitting.quality(data, fitting.current()).line("weights in use"))
    print_text(fitting.cross_validated(data).line("fitted, cross-validated"))
    weights = fitting.fit(data)
    print_text(fitting.quality(data, weights).line("fitted to all questions"))
    for name, weight in fitting.named(weights).items():
        print_text(f"  {name:<16} {weight:6.2f}   in use {WEIGHTS[name]:6.2f}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="the figures as JSON")
@click.option("--repeat", default=5, type=click.IntRange(1, 100), help="times each start is timed")
def bench(as_json: bool, repeat: int) -> None:
    """Time starts, retrieval and answers, on the bundled gold questions."""
    from evals.benchmarks.speed import cold_starts, warm_answers
    from evals.gold import bundled_gold, load_gold
    from ui.session import open_session

    with open_session(fill=True) as session:
        questions = [g.question for g in load_gold(bundled_gold())]
        warm = list(warm_answers(session.assistant, session.embedder, questions))
    figures = [*cold_starts(repeat), *warm]
    if as_json:
        print_json([figure.to_json() for figure in figures])
        return
    for figure in figures:
        print_text(figure.line())
