"""Documents of data sets into a library, by the steps of ingest that come after reading.

Called by benchmarks and by hand; the library is one of theirs, not the user's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from corpus.model import PutStatus, SourceText
from corpus.records import PutOutcome
from ingest.chunking import CHUNKER_VERSION, chunk
from ingest.document import Document
from ingest.pipeline import Intake
from ingest.preparing import screened

# Documents chunked before they are handed to the library together, as the pipeline does.
_WINDOW = 64


def load(documents: Iterable[Document], intake: Intake) -> Iterator[PutOutcome]:
    """Load documents and tell what became of each.

    The first document of an id is the one that stays: a later one, of this run or of another
    origin, ends as duplicate. The same document again ends as unchanged, without being chunked.
    """
    waiting = iter(documents)
    seen: set[str] = set()
    while window := list(islice(waiting, _WINDOW)):
        ready: list[SourceText] = []
        for document in window:
            outcome = _prepare(document, intake, seen)
            if isinstance(outcome, SourceText):
                ready.append(outcome)
            else:
                yield outcome
        yield from intake.library.put_many(ready)


def _prepare(document: Document, intake: Intake, seen: set[str]) -> SourceText | PutOutcome:
    source = document.source
    if source.id in seen:
        return PutOutcome(source.id, PutStatus.DUPLICATE, 0, "given twice: the first one was taken")
    seen.add(source.id)
    key = _ingest_key(document)
    if intake.library.knows(key):
        return PutOutcome(source.id, PutStatus.UNCHANGED, 0)
    held = intake.library.entries([source.id]).get(source.id)
    if held is not None and held.source != source:
        return PutOutcome(
            source.id, PutStatus.DUPLICATE, 0, f"already in the library as {source.id}"
        )
    text = chunk(document, intake.count_tokens, ingest_key=key)
    return text if intake.approve else screened(text)


def _ingest_key(document: Document) -> str:
    """Names the document's content and the version of what cuts it."""
    content = f"{document!r}|{CHUNKER_VERSION}"
    return hashlib.sha256(content.encode()).hexdigest()
