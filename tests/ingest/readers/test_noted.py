"""What of a document could not be read is told with its outcome, whichever that is."""

from __future__ import annotations

from pathlib import Path

import pdf_samples
from hashing_embedder import HashingEmbedder  # from the library's tests

from corpus.library import Library
from corpus.model import PutStatus
from corpus.settings import Settings
from ingest.connectors.files import candidates
from ingest.pipeline import Intake, ingest


def test_pictures_are_named_beside_the_outcome(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf_samples.picture([False, True]))
    (folder / "b.pdf").write_bytes(pdf_samples.picture([True, True]))
    (folder / "c.pdf").write_bytes(pdf_samples.words("Ice may ease pain in adults."))
    library = Library.open(Settings(home=tmp_path / "home"), HashingEmbedder())
    intake = Intake(library, HashingEmbedder().count_tokens)
    some, none, whole = ingest(candidates(folder), intake)
    library.close()
    assert some.status is PutStatus.ADDED
    assert some.detail.startswith("page 2 is a picture: no text read")
    assert none.status is PutStatus.NO_TEXT
    assert "(all of them)" in none.detail
    assert (whole.status, whole.detail) == (PutStatus.ADDED, "")
