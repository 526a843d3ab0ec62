"""What a run measured, with what, where: its `manifest.json`. Written and checked by the runner."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import UsageError
from evals.intervals import SEED
from evals.questions import GoldQuestion

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is measured, as the entry point knows it. `settings` are those that change answers.

    `embedding` is the fingerprint of the embedding model, with the hash of its weights.
    """

    engine: str | None = None
    model: str | None = None
    embedding: str | None = None
    library_version: str | None = None
    sources: int | None = None
    passages: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    gold_files: tuple[Path, ...] = ()
    command: str | None = None


@dataclass(frozen=True, slots=True)
class GoldFile:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run measured and where. `gold_sha256` is that of the questions as they were read.

    `git_revision` and `git_changes` (the checkout was not clean) are None outside a git checkout.
    `seed` is that of the intervals: answers are deterministic. `finished_at` is None until then.
    """

    engine: str | None
    model: str | None
    embedding: str | None
    library_version: str | None
    sources: int | None
    passages: int | None
    settings: Mapping[str, str]
    questions: int
    gold_sha256: str
    gold_files: tuple[GoldFile, ...]
    command: str | None
    seed: int
    python: str
    platform: str
    cores: int
    git_revision: str | None
    git_changes: bool | None
    started_at: str
    finished_at: str | None = None


_GOLD = TypeAdapter(tuple[GoldQuestion, ...])
_MANIFEST = TypeAdapter(Manifest)

# What must not change between the parts of one run. The machine may: times are all it changes.
_WATCHED = (
    *("engine", "model", "embedding", "library_version", "sources", "passages"),
    *("settings", "gold_sha256", "git_revision"),
)


def describe(gold: Sequence[GoldQuestion], setup: Setup) -> Manifest:
    """The manifest of a run that starts now, here."""
    revision, changes = _git()
    return Manifest(
        engine=setup.engine,
        model=setup.model,
        embedding=setup.embedding,
        library_version=setup.library_version,
        sources=setup.sources,
        passages=setup.passages,
        settings=dict(setup.settings),
        questions=len(gold),
        gold_sha256=_sha256(_GOLD.dump_json(tuple(gold))),
        gold_files=tuple(GoldFile(_name(p), _sha256(p.read_bytes())) for p in setup.gold_files),
        command=setup.command,
        seed=SEED,
        python=platform.python_version(),
        platform=platform.platform(),
        cores=os.cpu_count() or 1,
        git_revision=revision,
        git_changes=changes,
        started_at=now(),
    )


def now() -> str:
    """UTC in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the folder's manifest; a kill leaves the old one or the new one, never half of one."""
    beside = folder / f"{MANIFEST}.new"
    beside.write_bytes(_MANIFEST.dump_json(manifest, indent=2) + b"\n")
    os.replace(beside, folder / MANIFEST)


def load_manifest(folder: Path) -> Manifest:
    """What the run measured. Raises UsageError where there is no run, or none that can be read."""
    path = folder / MANIFEST
    try:
        return _MANIFEST.validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}): name a run's folder"
        ) from error
    except ValidationError as error:
        raise UsageError(
            f"{path} is damaged or of another version: start the run again without resuming"
        ) from error


def refuse_other_run(before: Manifest, current: Manifest) -> None:
    """Raise UsageError, naming what differs, unless both measure the same."""
    differences = list(_differences(before, current))
    if differences:
        raise UsageError(
            f"cannot resume, the run had another {'; '.join(differences)}: start without resuming"
        )


def _differences(before: Manifest, current: Manifest) -> Iterator[str]:
    for name in _WATCHED:
        was, is_now = getattr(before, name), getattr(current, name)
        if was != is_now:
            yield f"{name} ({_short(was)}, now {_short(is_now)})"


def _short(value: object) -> str:
    text = str(dict(value)) if isinstance(value, Mapping) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _name(path: Path) -> str:
    """The file's name, with the folder that tells the sets of bundled gold apart."""
    return f"{path.parent.name}/{path.name}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git() -> tuple[str | None, bool | None]:
    """Revision and whether it was changed; None where installed without a checkout or git."""
    command = ["git", "describe", "--always", "--abbrev=40", "--dirty=+changes", "--exclude=*"]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, None
    if done.returncode:
        return None, None
    revision, changed, _ = done.stdout.strip().partition("+changes")
    return revision, bool(changed)
