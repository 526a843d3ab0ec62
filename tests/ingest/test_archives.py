"""Documents within files: archives, gzip, collections; what is damaged, hostile or too large."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from summaries import summary

from corpus.errors import SourceError
from ingest.connectors import archives
from ingest.connectors.files import candidates
from ingest.document import Candidate, RawDocument

PUBMED = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "http://x/y.dtd">
<PubmedArticleSet>{}</PubmedArticleSet>"""
ARTICLE = """<PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article><Journal><Title>J</Title>
</Journal><ArticleTitle>Trial {0}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"""


def members(*names: str) -> list[tuple[tarfile.TarInfo, bytes]]:
    """Plain files whose content is their name."""
    made = []
    for name in names:
        info = tarfile.TarInfo(name)
        info.size = len(name.encode())
        made.append((info, name.encode()))
    return made


def archive(path: Path, content: Sequence[tuple[tarfile.TarInfo, bytes]]) -> Path:
    mode = "w:gz" if path.name.lower().endswith("gz") else "w"
    with tarfile.open(path, mode) as made:
        for info, data in content:
            made.addfile(info, io.BytesIO(data))
    return path


def found(path: Path) -> list[RawDocument]:
    return [candidate.fetch() for candidate in candidates(path)]


def refused(candidate: Candidate) -> str:
    with pytest.raises(SourceError) as caught:
        candidate.fetch()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.TGZ"])
def test_members_are_read_in_their_order(tmp_path: Path, name: str) -> None:
    file = archive(tmp_path / name, members("b.md", "x/a.txt", "./c.md", "notes.rtf"))
    assert [(raw.location, raw.name, raw.data) for raw in found(file)] == [
        (f"{file}!b.md", "b.md", b"b.md"),
        (f"{file}!x/a.txt", "x/a.txt", b"x/a.txt"),
        (f"{file}!c.md", "c.md", b"./c.md"),
    ]


def test_hidden_and_foreign_places_are_passed_over(tmp_path: Path) -> None:
    names = ("/etc/a.md", "../b.md", "x/../../c.md", ".hidden.md", ".git/d.md", "x/._e.md", "f.md")
    content = members(*names)
    for kind, name in ((tarfile.SYMTYPE, "link.md"), (tarfile.LNKTYPE, "hard.md"),
                       (tarfile.FIFOTYPE, "pipe.md"), (tarfile.DIRTYPE, "folder.md")):  # fmt: skip
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "f.md"
        content.append((info, b""))
    assert [raw.name for raw in found(archive(tmp_path / "a.tar", content))] == ["f.md"]


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_file_that_breaks_off_gives_what_stands_before(
    tmp_path: Path, name: str, kept: float
) -> None:
    texts = [(tarfile.TarInfo(f"{n}.md"), bytes(str(n), "ascii") * 40_000) for n in range(8)]
    for info, data in texts:
        info.size = len(data)
    file = archive(tmp_path / name, texts)
    whole = [(raw.name, raw.data) for raw in found(file)]
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * kept)])
    *good, broken = candidates(file)
    assert [(c.fetch().name, c.fetch().data) for c in good] == whole[: len(good)]
    assert len(good) < len(whole)
    reason = refused(broken)
    assert str(file) in reason
    assert "damaged or cut short" in reason


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    for name in ("a.tar", "a.tar.gz", "a.md.gz"):
        (tmp_path / name).write_bytes(b"not an archive at all" * 100)
        (only,) = candidates(tmp_path / name)
        assert f"{tmp_path / name} is damaged" in refused(only)


def test_an_archive_without_anything_to_read_says_so(tmp_path: Path) -> None:
    (only,) = candidates(archive(tmp_path / "a.tar", members("a.rtf", "b.exe")))
    assert "a.tar holds no file that Galen reads" in refused(only)


def test_gzip_of_one_file_is_that_file(tmp_path: Path) -> None:
    file = tmp_path / "ngc-3.xml.gz"
    file.write_bytes(gzip.compress(summary("<p>Offer ice.</p>")))
    (raw,) = found(file)
    assert (raw.name, raw.location, raw.data) == (
        "ngc-3.xml", str(file), summary("<p>Offer ice.</p>"),
    )  # fmt: skip


def test_a_bound_holds_for_what_is_unpacked(tmp_path: Path) -> None:
    size = archives.LARGEST_DOCUMENT + 1
    bomb = tmp_path / "a.txt.gz"
    with gzip.open(bomb, "wb", compresslevel=1) as stream:
        for _ in range(size // 2**20 + 1):
            stream.write(bytes(2**20))
    assert bomb.stat().st_size < 2**20
    (only,) = candidates(bomb)
    assert "a.txt.gz is larger than 200 MB" in refused(only)


def test_a_member_that_is_too_large_stops_no_other(tmp_path: Path) -> None:
    info = tarfile.TarInfo("large.md")
    info.size = archives.LARGEST_DOCUMENT + 1
    file = tmp_path / "a.tar"
    padding = -info.size % 512
    with file.open("wb") as stream:
        stream.write(info.tobuf())
        stream.seek(info.size + padding, io.SEEK_CUR)
        archive(tmp_path / "rest.tar", members("b.md"))
        stream.write((tmp_path / "rest.tar").read_bytes())
    large, good = candidates(file)
    assert "a.tar!large.md is larger than 200 MB" in refused(large)
    assert good.fetch().name == "b.md"


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 2**40
    (tmp_path / "a.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    (only,) = candidates(tmp_path / "a.tar")
    assert "it is damaged" in refused(only)


# -- Collections


@pytest.mark.parametrize("name", ["set.xml", "set.xml.gz", "all.tar.gz"])
def test_every_record_of_a_set_is_a_document(tmp_path: Path, name: str) -> None:
    data = PUBMED.format("".join(ARTICLE.format(n) for n in (11, 12, 13))).encode()
    file = tmp_path / name
    if name.startswith("all"):
        info = tarfile.TarInfo("in/set.xml")
        info.size = len(data)
        archive(file, [(info, data)])
    else:
        file.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    inside = f"{file}!in/set.xml" if name.startswith("all") else str(file)
    assert [raw.location for raw in found(file)] == [f"{inside}#pmid:{n}" for n in (11, 12, 13)]


def test_records_before_the_fault_are_read(tmp_path: Path) -> None:
    file = tmp_path / "set.xml"
    file.write_text(PUBMED.format(ARTICLE.format(11) + "<PubmedArticle><broken"), "utf-8")
    first, broken = candidates(file)
    assert first.fetch().location.endswith("#pmid:11")
    assert "not well-formed" in refused(broken)


def test_json_with_recommendations_is_a_collection(tmp_path: Path) -> None:
    record = {"id": 7, "title": "Falls: Prevention", "grade": "B", "riskName": "Falls",
              "text": "The USPSTF recommends exercise.", "gender": "men and women",
              "ageRange": [65, 100]}  # fmt: skip
    file = tmp_path / "all.json"
    file.write_text(json.dumps({"specificRecommendations": [record]}), "utf-8")
    (raw,) = found(file)
    assert raw.location.startswith(f"{file}#")


def test_documents_are_drawn_one_at_a_time(tmp_path: Path) -> None:
    file = archive(tmp_path / "a.tar", members(*(f"{n}.md" for n in range(50))))
    drawn = candidates(file)
    assert next(drawn).fetch().name == "0.md"
    file.write_bytes(file.read_bytes()[:2048])
    assert len(list(drawn)) < 50


def test_archives_are_found_in_folders(tmp_path: Path) -> None:
    archive(tmp_path / "b.tar.gz", members("x.md"))
    (tmp_path / "a.md").write_text("A.", "utf-8")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"C."))
    assert [raw.name for raw in found(tmp_path)] == ["a.md", "x.md", "c.txt"]
