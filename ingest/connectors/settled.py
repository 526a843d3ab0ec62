"""Candidates that need no fetching: already there, unchanged, or impossible to get."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NoReturn

from corpus.errors import SourceError
from ingest.document import Candidate, RawDocument


def failed(location: str, reason: str) -> Candidate:
    """A document that cannot be fetched, for this reason."""
    return Candidate(location, partial(_refuse, reason))


def given(raw: RawDocument) -> Candidate:
    """A document that is there already."""
    return Candidate(raw.location, partial(_same, raw))


def kept(location: str, source_id: str) -> Candidate:
    """A document that the library holds as it is there, under this id if it holds it by itself."""
    reason = f"{location} was not fetched, as it is unchanged"
    return Candidate(location, partial(_refuse, reason), unchanged=source_id or location)


def telling(location: str, found: Iterator[Candidate]) -> Iterator[Candidate]:
    """The candidates of a place, and its failure as the last of them: others may follow it."""
    try:
        yield from found
    except SourceError as error:
        yield failed(location, str(error))


def _refuse(reason: str) -> NoReturn:
    raise SourceError(reason)


def _same(raw: RawDocument) -> RawDocument:
    return raw
