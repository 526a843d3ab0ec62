"""Views: published files stay as they are, and what killed processes leave behind goes away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from corpus.manifest import Segment, stored_files
from corpus.views import ABANDONED_S, IN_USE, PREFIX, View


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    folder = tmp_path / "segment-1"
    (folder / "graph").mkdir(parents=True)
    (folder / "graph" / "data").write_bytes(b"data")
    (folder / "base.sqlite3").write_bytes(b"base")
    return folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where views are made, for this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_view_links_what_is_read_and_copies_what_is_written(
    segment: Path, temporary: Path
) -> None:
    view = View()
    assert [*temporary.iterdir()] == []
    described = Segment(segment.name, 1, stored_files(segment))
    shown = view.of(segment, described, copied=("base",))
    assert (shown / "graph" / "data").resolve() == segment / "graph" / "data"
    (shown / "base.sqlite3").write_bytes(b"other")
    assert (segment / "base.sqlite3").read_bytes() == b"base"
    assert view.of(segment, described, copied=("base",)) != shown
    view.drop(shown)
    assert not shown.exists()
    assert (segment / "graph" / "data").read_bytes() == b"data"
    view.close()
    view.close()
    assert [*temporary.iterdir()] == []


def test_a_segment_that_is_gone_cannot_be_shown(segment: Path, temporary: Path) -> None:
    described = Segment(segment.name, 1, stored_files(segment))
    (segment / "graph" / "data").unlink()
    view = View()
    with pytest.raises(FileNotFoundError):
        view.of(segment, described, copied=())
    view.close()


HOLDING = """
import sys
from pathlib import Path
from corpus.manifest import Segment
from corpus.views import View
View().of(Path("."), Segment("s", 1, ()), copied=())
view = View()
view.of(Path("."), Segment("s", 1, ()), copied=())
print("made", flush=True)
sys.stdin.read()
"""


def age(folder: Path) -> None:
    for path in folder.iterdir():
        then = path.stat().st_mtime - ABANDONED_S - 1
        os.utime(path, (then, then))


def test_views_of_killed_processes_are_removed_and_others_are_not(
    segment: Path, temporary: Path
) -> None:
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (held,) = temporary.glob(f"{PREFIX}*")  # the first one went with its owner
        age(temporary)
        young = temporary / f"{PREFIX}young"  # of a process that has not locked it yet
        young.mkdir()
        made_by(segment)
        assert held.exists()
        process.kill()
        process.communicate()
        made_by(segment)
        assert not held.exists()
        assert young.exists()


def made_by(segment: Path) -> None:
    """Another process begins to read."""
    view = View()
    view.of(segment, Segment(segment.name, 1, stored_files(segment)), copied=())
    assert len([*Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{IN_USE}")]) >= 1
    view.close()
