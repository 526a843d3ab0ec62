"""Small private libraries for the tests of the assistant, with the real model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from corpus.embedding import Embedder
from corpus.library import Library
from corpus.records import PutOutcome
from corpus.settings import Settings
from ingest.connectors.files import candidates
from ingest.pipeline import Intake, ingest


@dataclass(frozen=True)
class Shelf:
    """A library in a folder of its own, and an assistant over it."""

    folder: Path
    library: Library
    assistant: Assistant
    embedder: Embedder

    @property
    def database(self) -> Path:
        return self.folder / "home" / "library" / "catalog.sqlite"

    def take_in(self, files: Mapping[str, str]) -> list[PutOutcome]:
        """Ingest Markdown texts by file name."""
        incoming = self.folder / "in"
        incoming.mkdir(exist_ok=True)
        for name, text in files.items():
            (incoming / name).write_text(text, "utf-8")
        intake = Intake(self.library, self.embedder.count_tokens)
        return list(ingest(candidates(incoming), intake))


def open_shelf(folder: Path, embedder: Embedder) -> Shelf:
    library = Library.open(Settings(home=folder / "home"), embedder)
    return Shelf(folder, library, Assistant(library, embedder.count_tokens), embedder)


def digest(name: str, body: str, **fields: str) -> str:
    """A Markdown source with front matter; `fields` replace or add to a guideline's."""
    front = {"id": name, "kind": "guideline", "title": f"Gout by {name}", "year": "2020"} | fields
    lines = [f"{key}: {value}" for key, value in front.items() if value]
    return "\n".join(["---", *lines, "---", "", body, ""])
