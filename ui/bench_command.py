"""`galen bench`: how fast this machine fills a library and answers from it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ui.terminal import print_json, print_text

# As in ui.bench_parts, which is too heavy for `--help`; in the order that they are printed in.
PARTS = ("starts", "answers", "retrieve", "ingest", "baseline")


@click.command()
@click.option(
    "--data", multiple=True, metavar="PLACE", help="what to ingest; default: the starter sources"
)
@click.option(
    "--only", multiple=True, type=click.Choice([*PARTS, "all"]), help="a part; may be repeated"
)
@click.option("--limit", type=click.IntRange(1), help="sources to ingest; default: 1,200 passages")
@click.option("--repeat", default=5, type=click.IntRange(1, 100), help="times each start is timed")
@click.option("--profile", is_flag=True, help="also where the time of ingest and answers goes")
@click.option(
    "--grown",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="a home with a far larger library, for the growth of retrieval",
)
@click.option("--json", "as_json", is_flag=True, help="the figures as a JSON array")
def bench(
    data: tuple[str, ...],
    only: tuple[str, ...],
    limit: int | None,
    repeat: int,
    profile: bool,
    grown: Path | None,
    as_json: bool,
) -> None:
    """Time starts, answers, retrieval and ingest, and hold them against their targets.

    Starts, answers and retrieval are timed on a copy of your library, or on what was ingested from
    --data. Ingest begins with an empty library and takes sources at a fixed stride. baseline is a
    plain LangChain pipeline on the same texts (extra `models`). Your home is never written.
    """
    from corpus.settings import load_settings
    from evals.benchmarks.figures import table
    from evals.benchmarks.machine import machine_line
    from evals.gold import bundled_gold, load_gold
    from ui.bench_parts import Plan, measure

    chosen = frozenset(PARTS if not only or "all" in only else only)
    machine = machine_line()
    asked = tuple(gold.question for gold in load_gold(bundled_gold("core")))
    with TemporaryDirectory(prefix="galen-bench-") as folder:
        settings = load_settings()
        plan = Plan(settings, Path(folder), chosen, asked, data, limit, repeat, profile, grown)
        parts = sorted(measure(plan), key=lambda part: PARTS.index(part.name))
    if as_json:
        print_json(
            [
                {**figure.to_json(), "part": part.name, "on": part.on, "machine": machine}
                for part in parts
                for figure in part.figures
            ]
        )
        return
    print_text(machine)
    for part in parts:
        print_text(f"\n{part.name}: {part.on}")
        for line in table(part.figures):
            print_text(line)
