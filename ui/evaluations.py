"""The evaluation runs of a home folder, for the Evaluation page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import GalenError
from evals.manifest import MANIFEST, Manifest, load_manifest
from evals.running import Result, load_results


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run's folder by name, what it measured, and when it last changed (nanoseconds)."""

    name: str
    folder: Path
    manifest: Manifest
    stamp: int


def evaluations(folder: Path) -> tuple[Evaluation, ...]:
    """Every readable run below the folder, last started first."""
    found = (_read(path.parent) for path in folder.glob(f"*/{MANIFEST}"))
    runs = [run for run in found if run is not None]
    return tuple(sorted(runs, key=lambda run: run.manifest.started_at, reverse=True))


def load(run: Evaluation) -> Sequence[Result]:
    """What each question came to. Raises GalenError for a damaged run."""
    return load_results(run.folder)


def _read(folder: Path) -> Evaluation | None:
    """None for a run of another version, which `galen eval report` would refuse as well."""
    try:
        manifest = load_manifest(folder)
    except GalenError:
        return None
    stamp = max((file.stat().st_mtime_ns for file in folder.iterdir()), default=0)
    return Evaluation(folder.name, folder, manifest, stamp)
