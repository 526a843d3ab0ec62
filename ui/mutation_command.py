"""`galen eval mutation` and `galen eval support`: the checker of sentences, itself checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from assistant.support import Similarity
    from corpus.library import Library
    from evals.mutation.running import Checker, Trial
    from ui.session import Session


@click.command()
@click.option("--per-kind", type=click.IntRange(1), default=150, help="mutants of each kind")
@click.option("--verbatim", type=click.IntRange(1), default=3000, help="printed sentences tried")
@click.option("--seed", type=int, default=20261122, help="another seed, another sample")
@click.option("--out", type=click.Path(path_type=Path), help="every mutant and verdict, one a line")
@click.option("--json", "as_json", is_flag=True, help="the shares by kind as JSON")
def mutation(per_kind: int, verbatim: int, seed: int, out: Path | None, as_json: bool) -> None:
    """Change sentences of the library so that they say something else; count what is noticed.

    An empty library is not filled: the starter sources are tried in a temporary home.
    """
    from tqdm import tqdm

    from evals.mutation.report import report_text, summed
    from evals.mutation.rewordings import faithful, unfaithful
    from evals.mutation.running import Sample, measure
    from evals.mutation.sampling import originals

    sample = Sample(per_kind, verbatim, seed)
    with _library() as library:
        sentences = originals(library, library.entries(), seed)
        measured = measure(library, sentences, faithful(), unfaithful(), _checker(), sample)
        trials = list(tqdm(measured, unit="trial"))
    if out is not None:
        out.write_text("".join(_line(trial) for trial in trials), "utf-8")
    report = summed(trials)
    if as_json:
        print_json(report.to_json())
    else:
        print_text(report_text(report))


def _checker() -> Checker:
    """The checks that statements pass through to be shown."""
    from assistant.support import check_text, holds
    from assistant.verification import Verifier
    from evals.mutation.running import Checker

    return Checker(
        claims=lambda evidence, claims: [v.ok for v in Verifier(evidence).verify(claims)],
        pair=lambda text, span: holds(check_text(text, span)),
    )


def _line(trial: Trial) -> str:
    return json.dumps(asdict(trial), ensure_ascii=False) + "\n"


@contextmanager
def _library() -> Iterator[Library]:
    """The library of this home; where it is empty, the starter's in a home that is then removed."""
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        if session.library.entries():
            yield session.library
        else:
            with TemporaryDirectory() as folder:
                yield from _starter(session, Path(folder))


def _starter(session: Session, home: Path) -> Iterator[Library]:
    from corpus.library import Library
    from ingest.connectors import starter
    from ui.session import Session

    settings = session.settings.in_home(home)
    library = Library.open(settings, session.embedder)
    try:
        filled = Session(settings, session.embedder, library)
        filled.take_in(starter.candidates(), title="Starter library")
        yield library
    finally:
        library.close()


@click.command()
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="folder of SciFact claims"
)
@click.option("--out", type=click.Path(path_type=Path), help="every point of the curve, as JSON")
@click.option("--json", "as_json", is_flag=True, help="every point of the curve, as JSON")
def support(data: Path, out: Path | None, as_json: bool) -> None:
    """Draw the curve of what is let through: claims with abstracts, rewordings and mutants.

    At each threshold, how many faithful and how many unfaithful texts pass the checks.
    """
    from evals.cited_claims import load_claims
    from evals.mutation.rewordings import faithful, unfaithful
    from evals.support_curve import curve, curve_text, pairs

    tried = list(pairs(load_claims(data), faithful(), unfaithful()))
    points = list(curve(tried, _similarity()))
    told = {"points": [point.to_json() for point in points]}
    if out is not None:
        out.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    if as_json:
        print_json(told)
    else:
        print_text(curve_text(points))


def _similarity() -> Similarity:
    from assistant.verification import similarity_by
    from corpus.embedding import open_embedder
    from corpus.settings import load_settings

    embedder = open_embedder(load_settings())
    return similarity_by(embedder.embed)
