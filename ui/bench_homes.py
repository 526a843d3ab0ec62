"""Temporary homes for `galen bench`: the person's own is read, and never written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.embedding import Embedder, open_embedder
from corpus.errors import LibraryBusy
from corpus.settings import Settings
from ui.session import Session

_NOT_COPIED = ("writer.lock", "catalog.sqlite-shm")


def has_library(settings: Settings) -> bool:
    """Whether there is a library in the home; it is not opened, since that would write to it."""
    return (settings.library_path / "catalog.sqlite").is_file()


def like(settings: Settings, home: Path) -> Settings:
    """The settings for a new home, without a library and with the model's graph."""
    home.mkdir(parents=True)
    if (settings.home / "galen.toml").is_file():
        shutil.copy2(settings.home / "galen.toml", home)
    copied = settings.in_home(home)
    # The first opening in a home writes the graph: that is no part of what is measured there.
    open_embedder(copied)
    return copied


def copy_of(settings: Settings, home: Path) -> Settings:
    """The settings for a new home with a copy of the library, where there is one.

    Raises LibraryBusy if somebody writes to the library meanwhile.
    """
    copied = like(settings, home)
    if has_library(settings):
        _copy_library(settings.library_path, copied.library_path)
    return copied


def _copy_library(library: Path, copy: Path) -> None:
    before = stamps(library)
    try:
        shutil.copytree(library, copy, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    except shutil.Error as error:  # a file went away under the copy
        raise _busy(library) from error
    require_unchanged(library, before)


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of each file that is copied."""
    files = (path for path in folder.rglob("*") if path.name not in _NOT_COPIED and path.is_file())
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def require_unchanged(library: Path, before: dict[Path, tuple[int, int]]) -> None:
    """Raises LibraryBusy if a file is not as it was: a copy of some of each would be of neither."""
    if stamps(library) != before:
        raise _busy(library)


def _busy(library: Path) -> LibraryBusy:
    return LibraryBusy(f"{library} was written to meanwhile: run it again when that has ended")


@contextmanager
def session_in(settings: Settings, embedder: Embedder | None = None) -> Iterator[Session]:
    """The library of a temporary home, its indexes up to date."""
    from corpus.library import Library

    embedder = embedder or open_embedder(settings)
    library = Library.open(settings, embedder)
    try:
        for _ in library.catch_up():
            pass
        yield Session(settings, embedder, library)
    finally:
        library.close()
