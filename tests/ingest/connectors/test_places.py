"""What a person names, and what is meant by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SourceError, UsageError
from ingest.connectors import places


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pubmed: gout  AND colchicine ", "pubmed:gout AND colchicine"),
        ("PubMed:gout[ti]", "pubmed:gout[ti]"),
        ("pmid:3, 1;3", "pmid:3,1"),
        ("pmc:123 PMC45", "pmc:PMC123,PMC45"),
        ("europepmc:DOI:10.1/x", "europepmc:DOI:10.1/x"),
        ("url: https://site.test/a#b", "https://site.test/a"),
        ("HTTPS://Site.test/a", "https://site.test/a"),
    ],
)
def test_remote_places_are_written_in_one_way(text: str, meant: str) -> None:
    place = places.parse(text)
    assert (place.text, place.is_local) == (meant, False)
    assert places.parse(place.text).text == meant


def test_a_file_comes_before_what_its_name_could_mean(tmp_path: Path) -> None:
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / "a.md").write_text("Text.", "utf-8")
    (tmp_path / "pubmed:gout").write_text("Text.", "utf-8")
    for name in ("starter", "pubmed:gout"):
        place = places.parse(name, tmp_path)
        assert (place.text, place.is_local) == (str((tmp_path / name).resolve()), True)


def test_the_starter_library_is_a_place() -> None:
    assert places.parse("starter").text == "starter"


@pytest.mark.parametrize("text", ["", "  ", "pubmed:", "url:gout", "https://", "europepmc: "])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        places.parse(text)


@pytest.mark.parametrize("text", ["nowhere", "gopher:gout", "C:/nowhere"])
def test_what_is_no_place_is_taken_for_a_path(text: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist: check the path"):
        places.parse(text, tmp_path)


def test_a_remote_place_is_never_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pubmed:gout").write_text("Text.", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert places.parse("pubmed:gout").is_local
    assert not places.parse_remote("pubmed:gout").is_local
    for text in (str(tmp_path), "starter", ".", "file:///etc/passwd", ""):
        with pytest.raises(UsageError, match="names nothing to fetch from"):
            places.parse_remote(text)


def test_a_query_may_be_long() -> None:
    assert places.parse(f"pubmed:{'gout OR ' * 300}x").text.endswith("OR x")
    with pytest.raises(UsageError, match="longer than 4,000 characters"):
        places.parse(f"pubmed:{'gout OR ' * 600}")
