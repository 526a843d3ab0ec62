"""Which gold questions a command works on: the options, and the questions that they choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import GoldError, UsageError

if TYPE_CHECKING:
    from evals.gold import GoldQuestion, GoldSet

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)

GOLD = click.option("--gold", multiple=True, type=_FILE, help="gold files; default: bundled")
_OPTIONS = (
    GOLD,
    click.option(
        "--set",
        "gold_set",
        type=click.Choice(("core", "added", "all")),
        default="all",
        help="of the bundled gold: the core, what was added later, or all",
    ),
    click.option("--kind", "kinds", multiple=True, help="only questions of this kind"),
    click.option("--file", "files", multiple=True, help="only this gold file, by its name"),
    click.option("--ids", multiple=True, help="only these questions, with commas between"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the options say. An empty one leaves all."""

    gold: tuple[Path, ...] = ()
    gold_set: GoldSet = "all"
    kinds: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        from evals.gold import bundled_gold

        return self.gold or bundled_gold(self.gold_set)

    def questions(self, known_sources: set[str]) -> tuple[GoldQuestion, ...]:
        """Raises UsageError where there is nothing to ask, GoldError for mistakes in the files."""
        from evals.gold import Selection, load_gold

        refuse_empty(known_sources)
        names = tuple(name.strip() for given in self.ids for name in given.split(","))
        chosen = Selection(self.kinds, self.files, tuple(name for name in names if name))
        return chosen.of(load_gold(self.paths, known_sources))

    def questions_or_count(self, known_sources: set[str]) -> tuple[GoldQuestion, ...]:
        """`questions`, with the first mistake and how many more there are, not all of them."""
        try:
            return self.questions(known_sources)
        except GoldError as error:
            first, *more = str(error).splitlines()
            also = f" (and {len(more)} more)" if more else ""
            raise GoldError(f"{first}{also}: `galen eval lint` lists every mistake") from error


def choosing(command: Command) -> Command:
    """Add the options that make a Choice."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_empty(known_sources: set[str]) -> None:
    if not known_sources:
        raise UsageError("the library is empty: run `galen ingest starter` first")
