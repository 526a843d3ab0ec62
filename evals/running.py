"""Puts gold questions to an assistant and keeps what came of each, so that a run can be resumed.

`galen eval run` drives it. A run is a folder: `manifest.json`, what was run on what, and
`results.jsonl`, one line a question as it goes. `load_results` reads a run back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer
from corpus.errors import GalenError, LibraryError, UsageError
from evals.gold_sources import GoldSources
from evals.manifest import (
    MANIFEST,
    Manifest,
    Setup,
    describe,
    load_manifest,
    now,
    refuse_other_run,
    save_manifest,
)
from evals.outcome import QuestionScores
from evals.questions import GoldQuestion
from evals.scoring import score, score_error

RESULTS = "results.jsonl"
_LOCK = ".lock"

Ask = Callable[[GoldQuestion], Answer]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a run: the scores, and the answer unless the question ended in an error."""

    scores: QuestionScores
    answer: Answer | None = None


_RESULT = TypeAdapter(Result)


def run(
    gold: Sequence[GoldQuestion],
    ask: Ask,
    folder: Path,
    *,
    resume: bool,
    setup: Setup | None = None,
    sources: GoldSources | None = None,
) -> Iterator[Result]:
    """Ask every question; yields each result in the order of `gold`, the kept ones first read back.

    Without `resume` an earlier run in the folder is overwritten. With it, questions that have a
    whole line are not asked again, and a line cut short by a kill is dropped. A GalenError of `ask`
    becomes a result with an `error`; anything else is a fault of Galen and is raised.
    The folder is prepared at once; questions are asked as the iterator is drawn.

    Raises UsageError where the run to resume measured something else, or cannot be read, or where
    another process is writing it; LibraryError where the library changes under the run.
    """
    manifest = describe(gold, setup or Setup())
    folder.mkdir(parents=True, exist_ok=True)
    lock = _locked(folder)
    try:
        manifest, kept = _prepare(folder, manifest, resume=resume)
    except GalenError:
        lock.release()
        raise
    return _complete(_Run(gold, ask, folder, manifest, sources), kept, lock)


def load_results(folder: Path) -> tuple[Result, ...]:
    """The results of a run, in the order in which they were asked; a line cut short is left out.

    Raises UsageError where there is no run or a line is damaged.
    """
    return tuple(_read(_whole_lines(folder / RESULTS), folder / RESULTS))


@dataclass(frozen=True, slots=True)
class _Run:
    gold: Sequence[GoldQuestion]
    ask: Ask
    folder: Path
    manifest: Manifest
    sources: GoldSources | None


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError(
            f"another process is writing the run in {folder}: wait for it, or choose another name"
        ) from error
    return lock


def _prepare(
    folder: Path, manifest: Manifest, *, resume: bool
) -> tuple[Manifest, dict[str, Result]]:
    """The manifest that holds, and what an earlier part of the run has left."""
    if resume and (folder / MANIFEST).exists():
        before = load_manifest(folder)
        refuse_other_run(before, manifest)
        return before, _recover(folder / RESULTS)
    (folder / RESULTS).write_bytes(b"")
    save_manifest(manifest, folder)
    return manifest, {}


def _complete(run: _Run, kept: Mapping[str, Result], lock: FileLock) -> Iterator[Result]:
    try:
        with (run.folder / RESULTS).open("ab") as file:
            for question in run.gold:
                result = kept.get(question.id)
                if result is None:
                    result = _ask(run, question)
                    file.write(_RESULT.dump_json(result) + b"\n")
                    file.flush()
                yield result
        if len(kept) < len(run.gold) or run.manifest.finished_at is None:
            save_manifest(replace(run.manifest, finished_at=now()), run.folder)
    finally:
        lock.release()


def _ask(run: _Run, question: GoldQuestion) -> Result:
    try:
        answer = run.ask(question)
    except GalenError as error:
        return Result(score_error(question, f"{type(error).__name__}: {error}"))
    expected = run.manifest.library_version
    if expected and answer.library_version and answer.library_version != expected:
        raise LibraryError(
            f"the library changed during the run ({expected}, now {answer.library_version}):"
            " start the run again"
        )
    return Result(score(question, answer, run.sources), answer)


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
