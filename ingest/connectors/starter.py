"""The bundled starter sources: digests in Galen's own words, none reviewed by a clinician."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import corpus
from corpus.errors import SourceError
from corpus.records import Anticipated
from ingest.document import Candidate, RawDocument
from ingest.readers.question_lists import read_questions

FOLDER = Path(corpus.__file__).parent / "starter"
NAME = "starter"
"""The place by which the bundled sources are named."""
LIST = "starter"
"""The name of their list of anticipated questions."""


def candidates() -> Iterator[Candidate]:
    """Every digest of the starter library, guidelines first."""
    files = [*sorted(FOLDER.glob("guidelines/*.md")), *sorted(FOLDER.glob("research/*.md"))]
    if not files:
        raise SourceError(f"{FOLDER} holds no digests: install Galen again with `make install`")
    for file in files:
        location = f"starter:{file.relative_to(FOLDER).as_posix()}"
        yield Candidate(location, partial(_fetch, file, location))


def questions() -> list[Anticipated]:
    """What the digests' sentences are asked by: drafts, written from the digests alone."""
    file = FOLDER / "questions.jsonl"
    return read_questions(RawDocument(file.read_bytes(), f"starter:{file.name}", file.name))


def ids() -> list[str]:
    """The ids of the digests, which are named after them."""
    return [file.stem for file in FOLDER.glob("*/*.md")]


def _fetch(file: Path, location: str) -> RawDocument:
    return RawDocument(file.read_bytes(), location, file.name)
