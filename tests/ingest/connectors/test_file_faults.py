"""Files that change, vanish or are too large while they are read."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from ncbi_server import Citation, article_set

from corpus.errors import SourceError
from ingest.connectors.files import candidates
from ingest.document import Candidate


class Meddling(io.FileIO):
    """A file that somebody writes to while it is read."""

    def __init__(self, file: Path, meddle: Callable[[], None]) -> None:
        super().__init__(file)
        self._meddle = meddle

    def read(self, size: int = -1, /) -> bytes:
        data = super().read(size)
        self._meddle()
        return data or b""


def meddled(path: Path, times: int) -> list[Candidate]:
    """The candidates of a path whose files grow, the first so many times that one is read."""
    left = [times]

    def opener(file: Path) -> BinaryIO:
        def grow() -> None:
            if left[0] > 0:
                left[0] -= 1
                with file.open("ab") as end:
                    end.write(b" more")

        return Meddling(file, grow)  # type: ignore[return-value]

    return [*candidates(path, opener)]


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"Text.")
    (candidate,) = meddled(tmp_path, 1)
    assert candidate.fetch().data == b"Text. more"


def test_a_file_that_goes_on_changing_fails_clearly(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"Text.")
    (candidate,) = meddled(tmp_path, 100)
    with pytest.raises(SourceError, match="changed while it was read: wait until it is written"):
        candidate.fetch()


def test_of_a_collection_that_changed_no_record_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(article_set(Citation("1"), Citation("2")), "utf-8")
    (candidate,) = meddled(tmp_path, 1)
    with pytest.raises(SourceError, match="changed while it was read"):
        candidate.fetch()


def test_a_file_of_the_same_size_with_other_content_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"Text.")
    turns = [b"TEXT.", b"text."]

    def opener(path: Path) -> BinaryIO:
        def rewrite() -> None:
            if turns:
                path.write_bytes(turns.pop())
                os.utime(path, ns=(0, len(turns)))

        return Meddling(path, rewrite)  # type: ignore[return-value]

    (candidate,) = candidates(tmp_path, opener)
    with pytest.raises(SourceError, match="changed while it was read"):
        candidate.fetch()


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.xml", "a.json"])
def test_two_gigabytes_are_refused_without_being_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"<Version>" if name.endswith(".xml") else b"{}")
    os.truncate(file, 2 * 2**30)
    read: list[int] = []

    class Counting(io.FileIO):
        def read(self, size: int = -1, /) -> bytes:
            data = super().read(size) or b""
            read.append(len(data))
            return data

    (candidate,) = candidates(tmp_path, Counting)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match="larger than 200 MB: divide it into several files"):
        candidate.fetch()
    assert sum(read) < 1_000_000


def test_a_folder_that_vanishes_midway_fails_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}.md").write_text(f"Text {n}.", "utf-8")
    found = candidates(folder)
    assert next(found).fetch().data == b"Text 0."
    shutil.rmtree(folder)
    rest = [*found]
    assert len(rest) == 3
    for candidate in rest:
        with pytest.raises(SourceError, match=r"cannot be read \(No such file or directory\)"):
            candidate.fetch()


def test_a_named_pipe_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "c.md").write_text("Text.", "utf-8")
    assert [candidate.fetch().name for candidate in candidates(tmp_path)] == ["c.md"]
