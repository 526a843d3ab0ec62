"""`galen eval benchmark`: Galen on published test sets, beside plain retrievers in the same run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.public.asking import Asked
    from evals.public.parts import Part
    from evals.public.writing import Report
    from ui.session import Session

NAMES = ("acr", "bioasq", "pubmedqa", "cpgqa", "expertqa", "liveqa")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="folder of the data set"
)
@click.option("--limit", type=click.IntRange(1), help="questions, evenly spread; default: all")
@click.option(
    "--pool", type=click.IntRange(1), help="bioasq, pubmedqa: sources searched; default: all"
)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="keeps the library made of the data (bioasq, pubmedqa, cpgqa) for the next run",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="folder of the report; default: GALEN_HOME/evals/benchmark-NAME",
)
@click.option("--json", "as_json", is_flag=True, help="the figures as JSON")
def benchmark(
    name: str,
    data: Path,
    limit: int | None,
    pool: int | None,
    home: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Measure Galen on a published test set, beside plain retrievers.

    acr, expertqa and liveqa ask the library of your home; bioasq, pubmedqa and cpgqa one that is
    made of the data, in a temporary home unless --home names one. The data are not part of Galen;
    docs/benchmarks.md tells what each needs.
    """
    from corpus.settings import load_settings
    from evals.public.writing import text, to_json, write
    from ui.session import tell

    chosen = _parts(name, data, limit, pool)
    if home is not None and all(part.documents is None for part in chosen):
        raise UsageError(f"{name} asks the library of your home: leave --home out")
    reports = [_report(part, home) for part in chosen]
    command = shlex.join(["galen", *sys.argv[1:]])
    folder = out or load_settings().evals_path / f"benchmark-{name}"
    write(reports, command, folder)
    if as_json:
        print_json(to_json(reports, command))
    else:
        for line in text(reports, command):
            print_text(line)
    tell(f"Report: {folder}")


def _parts(name: str, data: Path, limit: int | None, pool: int | None) -> Sequence[Part]:
    from evals.public import acr, bioasq, cpgqa, expertqa, liveqa, pubmedqa

    if name == "bioasq":
        return bioasq.parts(data, limit, pool)
    if name == "pubmedqa":
        return pubmedqa.parts(data, limit, pool)
    if pool is not None:
        raise UsageError(f"{name} searches everything there is: leave --pool out")
    build = {
        "acr": acr.parts,
        "cpgqa": cpgqa.parts,
        "expertqa": expertqa.parts,
        "liveqa": liveqa.parts,
    }
    return build[name](data, limit)


def _report(part: Part, home: Path | None) -> Report:
    """Ask a part's questions of its library."""
    from evals.public.writing import Report, Setting

    with _library(part, home) as session:
        asked = _ask(part, session)
        setting = Setting(
            part=part.name,
            about=part.about,
            questions=len(part.questions),
            sources=len(session.library.entries()),
            passages=session.library.passage_count,
            library_version=session.library.version,
            embedding=session.embedder.fingerprint,
            depth=part.depth,
        )
    return Report(setting, part.measure(asked))


def _ask(part: Part, session: Session) -> list[Asked]:
    from evals.public.asking import ask
    from evals.public.passages import Passages
    from evals.public.plain import PlainRetrievers
    from ui.session import progress
    from ui.stored_vectors import stored_vectors

    passages = Passages.of(session.library, lambda texts: stored_vectors(session, texts))
    with TemporaryDirectory(prefix="galen-benchmark-") as folder:
        plain = PlainRetrievers(passages, session.library.embed, Path(folder))
        asked = []
        with progress(part.name, len(part.questions), "question") as bar:
            for each in ask(part.questions, session.assistant, plain, part.depth):
                asked.append(each)
                bar.update()
    return asked


@contextmanager
def _library(part: Part, home: Path | None) -> Iterator[Session]:
    """The library of the home, or one made of the part's documents."""
    from ui.benchmark_homes import holding, made_of
    from ui.session import open_session

    if part.documents is None:
        with open_session() as session:
            yield holding(session, part)
        return
    with TemporaryDirectory(prefix="galen-benchmark-") as folder:
        with made_of(part.documents(), (home or Path(folder)) / part.name) as session:
            yield session
