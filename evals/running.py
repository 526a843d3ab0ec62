"""Puts gold questions to an assistant and keeps what came of each, so that a run can be resumed.

`galen eval run` drives it. A run is a folder: `manifest.json`, what was run on what, and
`results.jsonl`, one line a question as it goes. `load_results` reads a run back.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer
from corpus.errors import GalenError, UsageError
from evals.gold import GoldQuestion
from evals.scoring import QuestionScores, score, score_error

RESULTS = "results.jsonl"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is measured, as the entry point knows it. `settings` are those that change answers."""

    engine: str | None = None
    model: str | None = None
    library_version: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    gold_files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldFile:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run measured and where. `gold_sha256` is that of the questions as they were read.

    `git_revision` is None outside a git checkout; "+changes" marks one that is not clean.
    """

    engine: str | None
    model: str | None
    library_version: str | None
    settings: Mapping[str, str]
    questions: int
    gold_sha256: str
    gold_files: tuple[GoldFile, ...]
    python: str
    platform: str
    cores: int
    git_revision: str | None
    started_at: str


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a run: the scores, and the answer unless the question ended in an error."""

    scores: QuestionScores
    answer: Answer | None = None


_GOLD = TypeAdapter(tuple[GoldQuestion, ...])
_MANIFEST = TypeAdapter(Manifest)
_RESULT = TypeAdapter(Result)


def run(
    gold: Sequence[GoldQuestion],
    ask: Callable[[GoldQuestion], Answer],
    folder: Path,
    *,
    resume: bool,
    setup: Setup | None = None,
) -> Iterator[Result]:
    """Ask every question; yields each result in the order of `gold`, the kept ones first read back.

    Without `resume` an earlier run in the folder is overwritten. With it, questions that have a
    whole line are not asked again, and a line cut short by a kill is dropped. A GalenError of `ask`
    becomes a result with an `error`; anything else is a fault of Galen and is raised.
    The folder is prepared at once; questions are asked as the iterator is drawn.

    Raises UsageError where the run to resume measured something else, or cannot be read.
    """
    manifest = describe(gold, setup or Setup())
    folder.mkdir(parents=True, exist_ok=True)
    if resume and (folder / MANIFEST).exists():
        _refuse_other_run(load_manifest(folder), manifest)
        kept = _recover(folder / RESULTS)
    else:
        (folder / RESULTS).write_bytes(b"")
        (folder / MANIFEST).write_bytes(_MANIFEST.dump_json(manifest, indent=2) + b"\n")
        kept = {}
    return _ask_each(gold, ask, folder / RESULTS, kept)


def load_results(folder: Path) -> tuple[Result, ...]:
    """The results of a run, in the order in which they were asked; a line cut short is left out.

    Raises UsageError where there is no run or a line is damaged.
    """
    return tuple(_read(_whole_lines(folder / RESULTS), folder / RESULTS))


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
        raise UsageError(f"{path} is damaged: start the run again without resuming") from error


def describe(gold: Sequence[GoldQuestion], setup: Setup) -> Manifest:
    """The manifest of a run that starts now, here."""
    return Manifest(
        engine=setup.engine,
        model=setup.model,
        library_version=setup.library_version,
        settings=dict(setup.settings),
        questions=len(gold),
        gold_sha256=_sha256(_GOLD.dump_json(tuple(gold))),
        gold_files=tuple(GoldFile(p.name, _sha256(p.read_bytes())) for p in setup.gold_files),
        python=platform.python_version(),
        platform=platform.platform(),
        cores=os.cpu_count() or 1,
        git_revision=_git_revision(),
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _ask_each(
    gold: Sequence[GoldQuestion],
    ask: Callable[[GoldQuestion], Answer],
    path: Path,
    kept: Mapping[str, Result],
) -> Iterator[Result]:
    with path.open("ab") as file:
        for question in gold:
            result = kept.get(question.id)
            if result is None:
                result = _ask(question, ask)
                file.write(_RESULT.dump_json(result) + b"\n")
                file.flush()
            yield result


def _ask(question: GoldQuestion, ask: Callable[[GoldQuestion], Answer]) -> Result:
    try:
        answer = ask(question)
    except GalenError as error:
        return Result(score_error(question, f"{type(error).__name__}: {error}"))
    return Result(score(question, answer), answer)


def _recover(path: Path) -> dict[str, Result]:
    """The whole lines of an interrupted run by question id; the file keeps nothing else."""
    if not path.exists():
        path.write_bytes(b"")
    whole = _whole_lines(path)
    results = {result.scores.id: result for result in _read(whole, path)}
    # Only once the rest is known to be readable: a damaged file is left as it was found.
    os.truncate(path, len(whole))
    return results


def _whole_lines(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}): name a run's folder"
        ) from error
    return content[: content.rfind(b"\n") + 1]


def _read(lines: bytes, path: Path) -> Iterator[Result]:
    for number, line in enumerate(lines.split(b"\n")[:-1], start=1):
        try:
            yield _RESULT.validate_json(line)
        except ValidationError as error:
            message = f"{path}:{number} is damaged: remove the line, or start without resuming"
            raise UsageError(message) from error


def _refuse_other_run(before: Manifest, now: Manifest) -> None:
    """What must not change between the parts of one run; the machine and the revision may."""
    watched = ("engine", "model", "library_version", "settings", "gold_sha256")
    changed = [name for name in watched if getattr(before, name) != getattr(now, name)]
    if changed:
        raise UsageError(
            f"cannot resume, the run had another {', '.join(changed)}: start without resuming"
        )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git_revision() -> str | None:
    """The checkout this code runs from; None where it is installed without one, or without git."""
    command = ["git", "describe", "--always", "--abbrev=40", "--dirty=+changes", "--exclude=*"]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
