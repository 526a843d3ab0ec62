"""The files connector: what is found, in which order, and what is said when it cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.errors import SourceError
from ingest.connectors.files import candidates


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Text of {name}.", "utf-8")


def test_a_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        "b.md",
        "a/z.txt",
        "a/b/c.MD",
        "c.rtf",
        "README.md",
        "a/LICENSE.txt",
        ".hidden.md",
        ".git/d.md",
        "a/.e/f.md",
    )
    (tmp_path / "folder.md").mkdir()
    found = [candidate.fetch() for candidate in candidates(tmp_path)]
    assert [raw.name for raw in found] == ["a/b/c.MD", "a/z.txt", "b.md"]
    assert [raw.data for raw in found] == [f"Text of {raw.name}.".encode() for raw in found]
    assert [c.location for c in candidates(tmp_path)] == [raw.location for raw in found]


def test_a_single_file_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf")
    (candidate,) = candidates(tmp_path / "a.pdf")
    assert candidate.fetch().name == "a.pdf"


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere does not exist: check the path"):
        list(candidates(tmp_path / "nowhere"))


def test_a_folder_with_nothing_to_read_says_what_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.rtf")
    with pytest.raises(SourceError, match=r"it reads .*\.json, \.markdown, \.md"):
        list(candidates(tmp_path))


def test_a_file_that_cannot_be_read_fails_when_it_is_fetched(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    first, second = candidates(tmp_path)
    (tmp_path / "a.md").unlink()
    with pytest.raises(SourceError, match=r"a\.md cannot be read \(No such file"):
        first.fetch()
    assert second.fetch().data


def test_a_broken_link_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    (candidate,) = candidates(tmp_path)
    with pytest.raises(SourceError, match="cannot be read"):
        candidate.fetch()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "closed/b.md")
    (tmp_path / "closed").chmod(0)
    closed, readable = candidates(tmp_path)
    with pytest.raises(SourceError, match="check its permissions"):
        closed.fetch()
    assert readable.fetch().name == "a.md"
    (tmp_path / "closed").chmod(0o700)
