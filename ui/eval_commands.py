"""The commands that measure answers: eval run, report, lint, compare, gate, fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from corpus.errors import GalenError, GoldError, UsageError
from ui.benchmark_command import benchmark
from ui.compare_command import compare
from ui.conversations_command import conversations
from ui.gate_command import gate
from ui.gold_choice import GOLD, Choice, choosing, refuse_empty
from ui.mutation_command import mutation, support
from ui.runs import ask_gold, new_run, run_folder
from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from evals.gold import GoldSet


def register(evaluation: click.Group) -> None:
    for command in (
        run,
        report,
        lint,
        compare,
        gate,
        fit,
        mutation,
        support,
        benchmark,
        conversations,
    ):
        evaluation.add_command(command)


@click.command()
@choosing
@click.option("--engine", default="extractive", help="the engine to measure")
@click.option("--name", help="folder of the run below GALEN_HOME/evals; default: date and time")
@click.option("--resume", is_flag=True, help="go on with the run of this --name")
@click.option("--json", "as_json", is_flag=True, help="the summary as JSON")
def run(
    gold: tuple[Path, ...],
    gold_set: GoldSet,
    kinds: tuple[str, ...],
    files: tuple[str, ...],
    ids: tuple[str, ...],
    engine: str,
    name: str | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Ask gold questions and score the answers.

    Every question is on disk as soon as it is answered, so a run that was stopped goes on with
    --resume.
    """
    from corpus.settings import load_settings
    from evals.manifest import load_manifest
    from evals.report import summary_text, write_report
    from evals.report_tables import breakdown
    from evals.summary import summarise
    from ui.engine_choice import chosen, tell_where_sent
    from ui.session import open_session, tell

    engine = chosen(engine, load_settings())
    if resume and name is None:
        raise UsageError("--resume needs the --name of the run to go on with")
    run_name = new_run(f"{datetime.now(UTC):%Y%m%d-%H%M%S}" if name is None else name)
    choice = Choice(gold, gold_set, kinds, files, ids)
    with open_session() as session:
        questions = choice.questions_or_count(set(session.library.entries()))
        tell_where_sent(session, engine)
        folder = session.settings.evals_path / run_name
        results = ask_gold(session, questions, choice.paths, folder, engine=engine, resume=resume)
    written = write_report(results, load_manifest(folder), folder)
    scores = [result.scores for result in results]
    summary = summarise(scores)
    if as_json:
        print_json({**summary.to_json(), "by": breakdown(scores)})
    else:
        print_text(summary_text(scores, summary))
    tell(f"Report: {written.markdown} and {written.html.name}")
    if summary.errors:
        raise GalenError(f"questions that ended in an error: {summary.errors}; see the report")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@GOLD
def lint(files: tuple[Path, ...], gold: tuple[Path, ...]) -> None:
    """List the mistakes of gold FILES, and what looks wrong; default: the bundled files.

    Sources that the library does not hold are mistakes as well. Exit 1 where there are mistakes.
    """
    from evals.gold import load_gold_lines
    from evals.gold_lint import suspicions
    from evals.gold_sources import GoldSources
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        known = set(session.library.entries())
        refuse_empty(known)
        try:
            lines = load_gold_lines((*files, *gold) or Choice().paths, known)
        except GoldError as error:
            _print_mistakes(str(error).splitlines())
        warnings = list(suspicions(lines, GoldSources(session.library.source_text)))
    for warning in warnings:
        print_text(f"warning: {warning}")
    print_text(f"{len(lines)} questions, no mistakes, {len(warnings)} warnings")


def _print_mistakes(mistakes: Sequence[str]) -> NoReturn:
    for mistake in mistakes:
        print_text(mistake)
    raise GalenError(f"mistakes in gold: {len(mistakes)}; correct what is listed")


@click.command()
@click.argument("name")
def report(name: str) -> None:
    """Write the reports of a run again and print the one in Markdown.

    NAME is a run below GALEN_HOME/evals, or its folder.
    """
    from evals.manifest import load_manifest
    from evals.report import write_report
    from evals.running import load_results

    folder = run_folder(name)
    written = write_report(load_results(folder), load_manifest(folder), folder)
    print_text(written.markdown.read_text("utf-8").rstrip())


@click.command()
@GOLD
def fit(gold: tuple[Path, ...]) -> None:
    """Fit the ranking's weights to gold questions, cross-validated; prints, changes nothing."""
    from assistant.ranking import WEIGHTS
    from evals import fitting
    from ui.session import open_session

    with open_session() as session:
        questions = Choice(gold, "core").questions(set(session.library.entries()))
        data = list(fitting.examples(questions, session.assistant.retriever))
    print_text(fitting.quality(data, fitting.current()).line("weights in use"))
    print_text(fitting.cross_validated(data).line("fitted, cross-validated"))
    weights = fitting.fit(data)
    print_text(fitting.quality(data, weights).line("fitted to all questions"))
    for name, weight in fitting.named(weights).items():
        print_text(f"  {name:<16} {weight:6.2f}   in use {WEIGHTS[name]:6.2f}")
