"""Runs of gold questions as commands name them: their folders, and asking the questions."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answer import Answer
    from corpus.settings import Settings
    from evals.gold import GoldQuestion
    from evals.manifest import Setup
    from evals.running import Result
    from ui.session import Session


def new_run(name: str) -> str:
    """A name that is one folder, below the folder of all runs and nowhere else."""
    if not re.fullmatch(r"\w[\w.+-]{0,99}", name):
        raise UsageError(f"{name!r} cannot name a run: use letters, digits, dots and hyphens")
    return name


def run_folder(name: str) -> Path:
    """The folder of a run: its path, or its name below GALEN_HOME/evals."""
    from corpus.settings import load_settings
    from evals.manifest import MANIFEST

    if (Path(name) / MANIFEST).is_file():
        return Path(name)
    folder = load_settings().evals_path / new_run(name)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no run: list the folders of {folder.parent}")
    return folder


def ask_gold(
    session: Session,
    questions: Sequence[GoldQuestion],
    gold_files: tuple[Path, ...],
    folder: Path,
    *,
    engine: str = "extractive",
    resume: bool = False,
) -> list[Result]:
    """Ask the questions with a progress bar, keeping each result in the folder."""
    from evals.gold_sources import GoldSources
    from evals.running import run
    from ui.session import progress

    def ask(question: GoldQuestion) -> Answer:
        return session.assistant.ask(
            question.question, reader_name=question.reader, engine=engine, question_id=question.id
        )

    setup = _setup(session, engine, gold_files)
    sources = GoldSources(session.library.source_text)
    asked = run(questions, ask, folder, resume=resume, setup=setup, sources=sources)
    results = []
    with progress("Questions", len(questions), "question") as bar:
        for result in asked:
            results.append(result)
            bar.update()
    return results


def _setup(session: Session, engine: str, gold_files: tuple[Path, ...]) -> Setup:
    from assistant.assistant import EXTRACTIVE
    from evals.manifest import Setup

    return Setup(
        engine=engine,
        model=session.chat.name if session.chat and engine != EXTRACTIVE else None,
        embedding=session.embedder.fingerprint,
        library_version=session.library.version,
        sources=len(session.library.entries()),
        passages=session.library.passage_count,
        settings=_settings(session.settings, engine),
        gold_files=gold_files,
        command=shlex.join(["galen", *sys.argv[1:]]),
    )


def _settings(settings: Settings, engine: str) -> dict[str, str]:
    """Those that change answers. No key is among them."""
    from assistant.assistant import EXTRACTIVE

    given = {"embedding_model": settings.embedding_model}
    if engine != EXTRACTIVE and settings.chat_server is not None:
        given["llm_host"] = settings.chat_server.host
        given["llm_max_tokens"] = str(settings.llm_max_tokens)
        given["llm_context_tokens"] = str(settings.llm_context_tokens)
        if settings.llm_uses:
            given["llm_uses"] = ",".join(settings.llm_uses)
    return given
