"""The bundled starter sources: digests in Galen's own words, none reviewed by a clinician."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import corpus
from corpus.errors import SourceError
from ingest.document import Candidate, RawDocument

FOLDER = Path(corpus.__file__).parent / "starter"


def candidates() -> Iterator[Candidate]:
    """Every digest of the starter library, guidelines first."""
    files = [*sorted(FOLDER.glob("guidelines/*.md")), *sorted(FOLDER.glob("research/*.md"))]
    if not files:
        raise SourceError(f"{FOLDER} holds no digests: install Galen again with `make install`")
    for file in files:
        location = f"starter:{file.relative_to(FOLDER).as_posix()}"
        yield Candidate(location, partial(_fetch, file, location))


def _fetch(file: Path, location: str) -> RawDocument:
    return RawDocument(file.read_bytes(), location, file.name)
