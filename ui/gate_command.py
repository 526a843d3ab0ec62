"""`galen eval gate`: is Galen at least as good as it was? A quick check of a fixed choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError
from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from evals.gate import Gate
    from evals.running import Result
    from ui.session import Session

_NAME = "gate"


@click.command()
@click.option("--floors", type=click.Path(path_type=Path), help="floors; default: the bundled ones")
@click.option("--run", "run_name", help="hold this finished run to the floors, ask nothing")
@click.option("--choose", type=click.IntRange(1), help="print the ids of so many questions, stop")
@click.option("--json", "as_json", is_flag=True, help="the outcome as JSON")
def gate(floors: Path | None, run_name: str | None, choose: int | None, as_json: bool) -> None:
    """Ask a fixed choice of questions; exit 1 where a floor is missed.

    The questions are asked of the starter library, in a temporary home. Their report is kept as
    the run `gate`.
    """
    from evals.gate import BUNDLED, load_gate, missed_floors
    from evals.running import load_results
    from evals.summary import summarise
    from ui.runs import run_folder

    if choose is not None:
        _print_choice(choose)
        return
    bounds = load_gate(floors or BUNDLED)
    results = load_results(run_folder(run_name)) if run_name else _ask(bounds)
    summary = summarise([result.scores for result in results])
    missed = missed_floors(bounds, summary)
    if as_json:
        print_json({"ok": not missed, "missed": [m.key for m in missed], **summary.to_json()})
    else:
        for miss in missed:
            print_text(miss.line())
    if missed or summary.errors:
        raise GalenError(
            f"the gate is not passed: {len(missed)} floors missed, {summary.errors} errors"
        )
    if not as_json:
        held = len(bounds.floors) + len(bounds.ceilings)
        print_text(f"gate passed: {held} floors held over {summary.questions} questions")


def _ask(bounds: Gate) -> list[Result]:
    from corpus.settings import load_settings
    from evals.gold import Selection, bundled_gold, load_gold
    from evals.manifest import load_manifest
    from evals.report import write_report
    from ui.runs import ask_gold

    folder = load_settings().evals_path / _NAME
    with _starter_session() as session:
        gold = load_gold(bundled_gold(), set(session.library.entries()))
        questions = Selection(ids=bounds.questions).of(gold)
        results = ask_gold(session, questions, bundled_gold(), folder)
    write_report(results, load_manifest(folder), folder)
    return results


@contextmanager
def _starter_session() -> Iterator[Session]:
    """The starter library as this version of Galen reads it, whatever the home holds."""
    from corpus.embedding import open_embedder
    from corpus.library import Library
    from corpus.settings import load_settings
    from ui.session import Session

    with TemporaryDirectory(prefix="galen-gate-") as home:
        settings = load_settings().in_home(Path(home))
        embedder = open_embedder(settings)
        library = Library.open(settings, embedder)
        try:
            session = Session(settings, embedder, library)
            session.take_in_starter()
            yield session
        finally:
            library.close()


def _print_choice(n: int) -> None:
    from evals.gate import stratified
    from evals.gold import bundled_gold, load_gold

    ids = "".join(f'    "{name}",\n' for name in stratified(load_gold(bundled_gold()), n))
    print_text(f"questions = [\n{ids}]")
