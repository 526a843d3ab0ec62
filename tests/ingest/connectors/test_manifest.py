"""`sources.toml`: what may stand in it, and what is said of everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.model import SourceKind
from ingest.connectors import manifest


def written(folder: Path, text: str) -> Path:
    file = folder / "sources.toml"
    file.write_text(text, "utf-8")
    return file


def test_entries_are_read_with_their_defaults(tmp_path: Path) -> None:
    read = manifest.read(
        written(
            tmp_path,
            '[[source]]\nplace = "guidelines"\nkind = "guideline"\nlicence = "CC BY 4.0"\n'
            '[[source]]\nplace = "pubmed:gout"\nlimit = 500\nenabled = false\n',
        )
    )
    first, second = read.entries
    assert (first.place, first.kind, first.licence) == (
        "guidelines",
        SourceKind.GUIDELINE,
        "CC BY 4.0",
    )
    assert (first.enabled, first.approve, first.limit) == (True, False, None)
    assert (second.kind, second.enabled, second.limit) == (SourceKind.OTHER, False, 500)
    assert read.base == tmp_path.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[[source]]\nplace = 3",
            r"\[\[source\]\] number 1: place: input should be a valid string",
        ),
        ('[[source]]\nplace = ""', "number 1: place: string should have at least 1 character"),
        ('[[source]]\nplace = "a"\nkid = "x"', "number 1: kid: extra inputs are not permitted"),
        ('[[source]]\nplace = "a"\nkind = "x"', "number 1: kind: input should be 'guideline'"),
        ('[[source]]\nplace = "a"\nlimit = 0', "limit: input should be greater than or equal to 1"),
        ('[[sources]]\nplace = "a"', "source: field required; sources: extra inputs"),
        ("place = ", "is not valid TOML"),
    ],
)
def test_mistakes_are_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        manifest.read(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be read .*: write it, or name places"):
        manifest.read(tmp_path / "sources.toml")
