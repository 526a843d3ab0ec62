"""Published indexes: what CURRENT says is true or not said at all, and every damage is found."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import manifest
from corpus.catalog.following import Head
from corpus.manifest import Manifest, Segment
from corpus.publication import Publication

AT = Head(7, "abc")


@pytest.fixture
def index(tmp_path: Path) -> Publication:
    return Publication(tmp_path / "index", "model/1", "model")


def publish(index: Publication, at: Head = AT, **files: bytes) -> Segment:
    index.prepare()
    folder = index.new_segment(at.sequence)
    (folder / "graph").mkdir()
    for name, content in files.items():
        (folder / "graph" / name).write_bytes(content)
    (folder / "reader.lock").write_bytes(b"")
    segment = Segment(folder.name, at.sequence, manifest.stored_files(folder), guidelines=3)
    index.publish(at, [segment])
    return segment


def test_what_is_published_is_read_by_another(index: Publication) -> None:
    assert index.current() is None
    segment = replace(publish(index, a=b"one", b=b""), outdated=("x", "ü:1"), removed=2)
    index.publish(AT, [segment])
    other = Publication(index.folder, "other", "other")
    assert other.current() == Manifest("model/1", "model", 7, "abc", (segment,))
    assert other.damage((segment,), thorough=True) is None
    assert {file.path for file in segment.files} == {"graph/a", "graph/b"}


def test_any_flipped_bit_of_the_record_makes_it_unreadable(index: Publication) -> None:
    publish(index, a=b"one")
    file = index.folder / manifest.CURRENT
    whole = file.read_bytes()
    for position in range(len(whole)):
        wrong = bytearray(whole)
        wrong[position] ^= 1 << position % 8
        file.write_bytes(wrong)
        assert manifest.read(index.folder) is None, position
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert manifest.read(index.folder) is None


def test_a_record_cannot_name_folders_elsewhere(index: Publication) -> None:
    segment = publish(index, a=b"one")
    index.publish(AT, [replace(segment, folder="../elsewhere")])
    assert manifest.read(index.folder) is None


@pytest.mark.parametrize("seed", range(20))
def test_every_change_of_a_file_is_found(index: Publication, seed: int) -> None:
    rng = random.Random(seed)
    segment = publish(index, a=rng.randbytes(5000), b=b"x")
    path = index.folder / segment.folder / "graph" / "a"
    wrong, status = bytearray(path.read_bytes()), path.stat()
    wrong[rng.randrange(len(wrong))] ^= 1 << rng.randrange(8)
    path.write_bytes(wrong)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    reader = Publication(index.folder, "model/1", "model")
    assert reader.damage([segment]) == f"{segment.folder}/graph/a has changed"
    os.truncate(path, rng.randrange(5000))
    assert "has changed" in str(reader.damage([segment]))
    path.unlink()
    assert "is missing" in str(reader.damage([segment]))


def test_what_is_too_large_to_read_each_time_is_read_when_asked(index: Publication) -> None:
    segment = publish(index, a=b"abc")
    path = index.folder / segment.folder / "graph" / "a"
    time = path.stat().st_mtime_ns
    path.write_bytes(b"abd")
    os.utime(path, ns=(time, time))
    reader = Publication(index.folder, "model/1", "model", checked_whole=2)
    assert reader.damage([segment]) is None
    assert "has changed" in str(reader.damage([segment], thorough=True))
    os.utime(path, ns=(time, time + 1))  # as a copy of a home has: then the content decides
    assert "has changed" in str(reader.damage([segment]))
    path.write_bytes(b"abc")
    assert reader.damage([segment]) is None


def test_a_publication_removes_what_the_one_before_replaced(index: Publication) -> None:
    first = publish(index, a=b"one")
    (index.folder / "segment-unfinished").mkdir()
    (index.folder / manifest.TEMPORARY).write_bytes(b"half")
    second = publish(index, a=b"two")
    assert {path.name for path in index.folder.iterdir()} == {
        manifest.CURRENT,
        first.folder,  # for readers that are just opening it
        second.folder,
    }
    index.prepare()
    assert {path.name for path in index.folder.iterdir()} == {manifest.CURRENT, second.folder}


def test_readers_notice_a_publication_by_others(index: Publication) -> None:
    reader = Publication(index.folder, "model/1", "model")
    assert reader.current() is None
    for number in range(5):
        publish(index, Head(number, "x"), a=b"one")
        published = reader.current()
        assert published is not None
        assert published.change == number
        assert reader.current() is published
    (index.folder / manifest.CURRENT).unlink()
    assert reader.current() is None
