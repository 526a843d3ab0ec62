"""Kills, damages and full disks, a few of each; `python -m tests.long.kills` and so on do many."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"tests.long.{name}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_killed_writer_loses_nothing_that_was_committed() -> None:
    done = run("kills", "--runs", "20", "--seed", "5")
    assert done.stdout.endswith("20 kills survived\n"), done.stdout + done.stderr


def test_damage_is_noticed_and_repaired_without_embedding() -> None:
    done = run("damage", "--rounds", "12", "--seed", "5")
    assert done.stdout == "12 damages repaired\n", done.stdout + done.stderr


def test_a_full_disk_loses_nothing_and_is_one_line() -> None:
    done = run("full_disk", "--rounds", "2", "--seed", "5")
    if done.returncode == 77:
        pytest.skip("mounting a file system is not permitted here")
    assert done.stdout.endswith("2 full disks survived\n"), done.stdout + done.stderr
