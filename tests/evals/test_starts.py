"""Timing of new processes; a start that fails is named. And the machine they are timed on."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import GalenError
from evals.benchmarks.machine import machine_line
from evals.benchmarks.starts import cold_starts

ROOT = Path(__file__).parents[2]


def test_a_start_that_fails_says_why(private_home: Path) -> None:
    private_home.mkdir()
    (private_home / "galen.toml").write_text("colour = 'red'", "utf-8")
    with pytest.raises(GalenError, match="unknown setting 'colour'"):
        next(cold_starts(private_home, 1))


def test_the_machine_is_one_line_with_versions() -> None:
    line = machine_line()
    assert "\n" not in line
    assert f"Python {platform.python_version()}" in line
    assert "cores" in line


def test_memory_is_counted_at_its_peak() -> None:
    """In a new process, whose memory nothing else has filled before."""
    code = (
        "from evals.benchmarks.machine import peak_memory\n"
        "before = peak_memory()\n"
        "block = bytearray(b'x') * 100_000_000\n"
        "del block\n"
        "print(peak_memory() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert 99_000_000 < int(done.stdout) < 110_000_000, done.stderr
