"""`galen eval compare`: what changed between two runs, and whether it is more than chance."""

from __future__ import annotations

import click

from ui.terminal import print_json, print_text


@click.command()
@click.argument("first", metavar="RUN_A")
@click.argument("second", metavar="RUN_B")
@click.option("--json", "as_json", is_flag=True, help="the comparison as JSON")
def compare(first: str, second: str, as_json: bool) -> None:
    """Compare RUN_B with RUN_A, question by question.

    A run is its name below GALEN_HOME/evals, or its folder.
    """
    from evals.comparing import compare as compare_results
    from evals.comparison_text import comparison_text
    from evals.running import load_results
    from ui.runs import run_folder

    before, after = (
        [result.scores for result in load_results(run_folder(name))] for name in (first, second)
    )
    compared = compare_results(before, after)
    if as_json:
        print_json(compared.to_json())
    else:
        print_text(comparison_text(compared, (first, second)))
