"""`galen eval conversations`: gold conversations, held turn by turn."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.errors import GoldError
from ui.terminal import print_json, print_text


@click.command()
@click.option(
    "--half", type=click.Choice(("tuning", "frozen")), help="of the bundled gold; default: both"
)
@click.option(
    "--gold", multiple=True, type=click.Path(path_type=Path), help="files; default: bundled"
)
@click.option("--json", "as_json", is_flag=True, help="the figures and every turn as JSON")
def conversations(half: str | None, gold: tuple[Path, ...], as_json: bool) -> None:
    """Hold gold conversations and see whether each follow-up finds its sources.

    Beside Galen's rewriting stand none at all, and every earlier question in front.
    """
    from tqdm import tqdm

    from evals.conversations import bundled_conversations, load_conversations
    from evals.conversing import hold, text, to_json
    from ui.gold_choice import refuse_empty
    from ui.session import open_session

    with open_session() as session:
        known = set(session.library.entries())
        refuse_empty(known)
        try:
            read = load_conversations(gold or bundled_conversations(half), known)
        except GoldError as error:
            first, *more = str(error).splitlines()
            raise GoldError(f"{first} (and {len(more)} more)" if more else first) from error
        turns = sum(len(conversation.turns) for conversation in read)
        held = list(tqdm(hold(session.assistant, read), total=turns, unit="turn"))
    if as_json:
        print_json(to_json(held))
    else:
        print_text(text(held))
