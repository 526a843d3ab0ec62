"""Identifiers that are typed reach neither what is printed nor any file that Galen keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import Ran, write_lines

Galen = Callable[..., Ran]

TYPED = (
    "Mrs Edwina Quibblethorpe, DOB 12/03/1956, MRN 88213377, phone 07700 900123: gout first-line?"
)
SECRETS = ("quibblethorpe", "12/03/1956", "88213377", "900123")


def kept_in(home: Path) -> Iterator[tuple[Path, str]]:
    """Each secret that a file under the home holds."""
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        content = path.read_bytes().lower()
        yield from ((path, secret) for secret in SECRETS if secret.encode() in content)


def assert_unseen(said: Ran) -> None:
    printed = f"{said.out}{said.err}".lower()
    assert not [secret for secret in SECRETS if secret in printed]


@pytest.mark.parametrize("arguments", [("ask",), ("ask", "--json"), ("search", "--json")])
def test_one_question_leaves_no_identifier(
    galen: Galen, small_home: Path, arguments: tuple[str, ...]
) -> None:
    command, *options = arguments
    said = galen(command, TYPED, *options)
    assert said.code == 0
    assert_unseen(said)
    assert not list(kept_in(small_home))


def test_a_batch_and_its_history_leave_no_identifier(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    lines = [
        {"id": "1", "question": TYPED},
        {"id": "2", "question": "and in pregnancy?", "history": [{"question": TYPED}]},
        {"id": "3", "question": TYPED, "reader": "nobody"},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    write_lines(source, lines)
    said = galen("ask", "--batch", source, "--out", target)
    assert_unseen(said)
    assert target.read_text("utf-8").count("\n") == len(lines)
    assert not [s for s in SECRETS if s in target.read_text("utf-8").lower()]
    assert not list(kept_in(small_home))


def test_a_refused_question_is_not_repeated(galen: Galen, small_home: Path) -> None:
    said = galen("ask", TYPED, "--reader", "nobody")
    assert said.code == 2
    assert_unseen(said)
    assert not list(kept_in(small_home))
