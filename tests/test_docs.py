"""What a person reads first: all commands and options have help, README.md names each command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ui.cli import galen

README = Path(__file__).parents[1] / "README.md"


def commands(
    group: click.Group = galen, path: str = "galen"
) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands())


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_has_help(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    assert command.help.splitlines()[0].endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("path", COMMANDS)
def test_help_is_shown_in_80_columns(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    galen([*path.split()[1:], "--help"], prog_name="galen", standalone_mode=False)
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: {path}")
    assert all(len(line) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize("path", COMMANDS)
def test_the_readme_names_every_command(path: str) -> None:
    assert path in README.read_text("utf-8")
