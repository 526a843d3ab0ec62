"""A manifest brought up to date: what is new, changed, moved and gone, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder  # from the library's tests

from corpus.library import Library
from corpus.model import PutStatus
from corpus.records import PutOutcome
from corpus.settings import Settings
from ingest.connectors import manifest
from ingest.connectors.ledger import Ledgers
from ingest.connectors.manifest import Entry
from ingest.connectors.remote import Remote, open_remote
from ingest.pipeline import Intake
from ingest.updating import Begun, Event, Gone, Update

TEXT = (
    "---\nid: {id}\nkind: guideline\ntitle: {id}\nyear: 2020\n---\n\n## Advice\n- Offer {drug}.\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(Settings(home=tmp_path / "home"), HashingEmbedder())
    yield library
    library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "guidelines"
    folder.mkdir()
    for name in ("a", "b", "c"):
        write(folder, name)
    return folder


@pytest.fixture
def update(tmp_path: Path, library: Library) -> Callable[..., list[Event]]:
    file = tmp_path / "sources.toml"
    ledgers = Ledgers(tmp_path / "ledgers", "1", library.standings)

    def remote_for(entry: Entry) -> Remote:
        return open_remote(Settings(), tmp_path, ledgers, lambda _: None, entry.limit)

    def update(*places: str, remove: bool = False, more: str = "") -> list[Event]:
        file.write_text("".join(f'[[source]]\nplace = "{p}"\n{more}\n' for p in places), "utf-8")
        intake = Intake(library, HashingEmbedder().count_tokens)
        return [*Update(manifest.read(file), intake, remote_for, remove=remove).run()]

    return update


def write(folder: Path, name: str, drug: str = "colchicine") -> None:
    (folder / f"{name}.md").write_text(TEXT.format(id=f"x-2020-{name}", drug=drug), "utf-8")


def statuses(events: list[Event]) -> list[PutStatus]:
    return sorted(event.status for event in events if isinstance(event, PutOutcome))


def gone(events: list[Event]) -> list[tuple[str, bool]]:
    return [(event.source_id, event.removed) for event in events if isinstance(event, Gone)]


def test_new_changed_and_unchanged_files_are_told(
    update: Callable[..., list[Event]], folder: Path
) -> None:
    assert statuses(update("guidelines")) == [PutStatus.ADDED] * 3
    write(folder, "a", "allopurinol")
    write(folder, "d")
    events = update("guidelines")
    assert isinstance(events[0], Begun)
    assert statuses(events) == [
        PutStatus.ADDED,
        PutStatus.UNCHANGED,
        PutStatus.UNCHANGED,
        PutStatus.UPDATED,
    ]
    assert gone(events) == []


def test_what_is_gone_is_told_and_removed_only_if_asked(
    update: Callable[..., list[Event]], folder: Path, library: Library
) -> None:
    update("guidelines")
    (folder / "b.md").unlink()
    assert gone(update("guidelines")) == [("x-2020-b", False)]
    assert gone(update("guidelines")) == [("x-2020-b", False)]
    assert "x-2020-b" in library.entries()
    assert gone(update("guidelines", remove=True)) == [("x-2020-b", True)]
    assert "x-2020-b" not in library.entries()
    assert gone(update("guidelines", remove=True)) == []


def test_what_moved_is_not_gone(
    update: Callable[..., list[Event]], folder: Path, tmp_path: Path, library: Library
) -> None:
    update("guidelines")
    (folder / "b.md").rename(tmp_path / "other.md")
    events = update("guidelines", "other.md", remove=True)
    assert gone(events) == []
    assert "x-2020-b" in library.entries()


@pytest.mark.parametrize("fault", ["broken file", "vanished folder", "unknown place"])
def test_where_something_failed_nothing_is_gone(
    fault: str, update: Callable[..., list[Event]], folder: Path, library: Library
) -> None:
    update("guidelines")
    places = ["guidelines"]
    if fault == "broken file":
        (folder / "b.md").write_bytes(b"\xff\xfe\xff")
        (folder / "c.md").unlink()
    elif fault == "vanished folder":
        folder.rename(folder.with_name("elsewhere"))
    else:
        (folder / "b.md").unlink()
        places.append("nowhere")
    events = update(*places, remove=True)
    assert PutStatus.FAILED in statuses(events)
    assert gone(events) == []
    assert len(library.entries()) == 3


def test_what_is_not_enabled_is_left_alone(
    update: Callable[..., list[Event]], folder: Path, library: Library
) -> None:
    update("guidelines")
    (folder / "b.md").unlink()
    assert update("guidelines", remove=True, more="enabled = false") == []
    assert len(library.entries()) == 3


def test_a_licence_is_given_to_what_names_none(
    update: Callable[..., list[Event]], folder: Path, library: Library
) -> None:
    own = TEXT.format(id="x-2020-b", drug="x").replace("year:", "licence: Its own\nyear:")
    (folder / "b.md").write_text(own, "utf-8")
    update("guidelines", more='licence = "CC BY 4.0"')
    licences = {id: entry.source.licence for id, entry in library.entries().items()}
    assert licences == {"x-2020-a": "CC BY 4.0", "x-2020-b": "Its own", "x-2020-c": "CC BY 4.0"}
    assert PutStatus.UPDATED in statuses(update("guidelines", more='licence = "CC0"'))


def test_one_place_that_fails_does_not_stop_the_others(
    update: Callable[..., list[Event]], folder: Path
) -> None:
    assert statuses(update("nowhere", "url:nonsense", "guidelines")) == [
        PutStatus.ADDED,
        PutStatus.ADDED,
        PutStatus.ADDED,
        PutStatus.FAILED,
        PutStatus.FAILED,
    ]
