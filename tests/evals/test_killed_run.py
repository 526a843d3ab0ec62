"""A run that is killed again and again loses no question and asks none twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from evals.manifest import load_manifest
from evals.running import RESULTS, load_results

PROGRAM = Path(__file__).with_name("killed_run.py")
ROOT = Path(__file__).parents[2]
KILLS = 6
QUESTIONS = 30
IDS = [f"q{n}" for n in range(QUESTIONS)]


def start(folder: Path, asked: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(folder), str(asked), str(QUESTIONS)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        stderr=subprocess.PIPE,
    )


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def kill_once_it_has_written(process: subprocess.Popen[bytes], path: Path, more: int) -> None:
    """SIGKILL as soon as the file has grown by so many bytes, wherever the process then is."""
    enough = size(path) + more
    while process.poll() is None and size(path) < enough:
        time.sleep(0.001)
    process.kill()
    process.communicate()


def test_a_run_killed_at_random_is_completed_without_loss_or_repetition(tmp_path: Path) -> None:
    folder, asked = tmp_path / "run", tmp_path / "asked"
    chance = random.Random(20261122)
    done_before = 0
    for _ in range(KILLS):
        process = start(folder, asked)
        kill_once_it_has_written(process, folder / RESULTS, chance.randint(1, 260_000))
        done = len(load_results(folder))
        assert done >= done_before
        done_before = done
    assert 0 < done_before < QUESTIONS  # the kills fell into the run

    last = start(folder, asked)
    _, complaint = last.communicate(timeout=60)
    assert (last.returncode, complaint) == (0, b"")
    results = load_results(folder)
    assert [result.scores.id for result in results] == IDS
    assert load_manifest(folder).finished_at is not None
    # Asked again is only what was being answered when a kill came.
    times = Counter(asked.read_text().split())
    assert set(times) == set(IDS)
    assert sum(times.values()) <= QUESTIONS + KILLS
