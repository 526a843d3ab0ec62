"""What a person may name to be ingested, and which connector it goes to.

`galen ingest`, the manifest and the Sources page give places as text: `starter`, `pubmed:QUERY`,
`pmid:1,2`, `pmc:PMC1,PMC2`, `europepmc:QUERY`, `url:ADDRESS` or an address, else a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from corpus.errors import UsageError
from ingest.connectors import files, starter
from ingest.connectors.remote import Remote
from ingest.connectors.settled import telling
from ingest.document import Candidate

STARTER = "starter"
MOST_NUMBERS = 10_000
_SEPARATOR = re.compile(r"[,;\s]+")
_LONGEST_QUERY = 4_000
_REMOTE_FORMS = "pubmed:QUERY, pmid:1,2, pmc:PMC1, europepmc:QUERY or an address"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was understood. `candidates` draws what it holds, `is_local` needs no network.

    `text` is the place as it was named, in one spelling.
    """

    text: str
    is_local: bool
    _open: Callable[[Remote], Iterator[Candidate]]

    def candidates(self, remote: Remote) -> Iterator[Candidate]:
        """What the place holds. Where it fails midway, the last candidate says why."""
        return telling(self.text, self._open(remote))


def parse(text: str, base: Path = Path()) -> Place:
    """The place that is named. Paths are relative to `base`.

    Raises UsageError where nothing can be meant, SourceError for a path with nothing to read.
    """
    named = text.strip()
    if not named:
        raise UsageError("a place to ingest from is blank: name a file, a folder or `starter`")
    path = base / Path(named).expanduser()
    if _is_remote(named) and not _exists(path):
        return parse_remote(named)
    found = _local(named, path)
    is_starter = named == STARTER and not _exists(path)
    return Place(STARTER if is_starter else str(path.resolve()), True, lambda _: found)


def local(named: Iterable[str]) -> Iterator[Candidate]:
    """What files, folders and the starter library hold. Raises UsageError for all other places."""
    texts = [text.strip() for text in named]
    away = next((text for text in texts if not text or _is_remote(text)), None)
    if away is not None:
        raise UsageError(f"{away!r} is not on this machine: name a file, a folder or `starter`")
    return chain.from_iterable([_local(text, Path(text).expanduser()) for text in texts])


def _local(named: str, path: Path) -> Iterator[Candidate]:
    if named == STARTER and not _exists(path):
        return starter.candidates()
    return files.candidates(path)


def _is_remote(text: str) -> bool:
    scheme, colon, _ = text.partition(":")
    return bool(colon) and scheme.lower() in (*_REMOTE, "http", "https")


def _exists(path: Path) -> bool:
    """Queries may be longer than names of files can be."""
    try:
        return path.exists()
    except OSError:
        return False


def parse_remote(text: str) -> Place:
    """The place that is named, never a file of this machine. Raises UsageError."""
    scheme, colon, rest = text.strip().partition(":")
    kind = scheme.lower()
    if kind in ("http", "https"):
        return _web(text)
    if not colon or kind not in _REMOTE:
        raise UsageError(f"{text[:80]!r} names nothing to fetch from: write {_REMOTE_FORMS}")
    return _REMOTE[kind](rest.strip())


def _pubmed(query: str) -> Place:
    from ingest.connectors import pubmed

    checked = _query(query, "pubmed:gout AND colchicine")
    return Place(f"pubmed:{checked}", False, partial(pubmed.by_query, checked))


def _europepmc(query: str) -> Place:
    from ingest.connectors import europepmc

    checked = _query(query, "europepmc:gout AND OPEN_ACCESS:y")
    return Place(f"europepmc:{checked}", False, partial(europepmc.by_query, checked))


def _pmid(text: str) -> Place:
    from ingest.connectors import pubmed

    numbers = _numbers(text, "", "pmid:34015176,35713912")
    return Place(f"pmid:{','.join(numbers)}", False, partial(pubmed.by_number, numbers))


def _pmc(text: str) -> Place:
    from ingest.connectors import pmc

    numbers = _numbers(text, "PMC", "pmc:PMC8435807")
    place = ",".join(f"PMC{number}" for number in numbers)
    return Place(f"pmc:{place}", False, partial(pmc.by_number, numbers))


def _web(text: str) -> Place:
    from ingest.connectors import web

    address = web.parse(text)

    def found(remote: Remote) -> Iterator[Candidate]:
        return web.by_address(address, remote.web, remote.ledgers)

    return Place(str(address), False, found)


def _query(text: str, example: str) -> str:
    query = " ".join(text.split())
    if not query or len(query) > _LONGEST_QUERY:
        what = "is blank" if not query else f"is longer than {_LONGEST_QUERY:,} characters"
        raise UsageError(f"the query {what}: write it as in {example!r}")
    return query


def _numbers(text: str, prefix: str, example: str) -> Sequence[str]:
    """Numbers between commas or blanks, each once, with or without their prefix."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    numbers = [re.sub(f"^{prefix}(?=.)", "", part, flags=re.I).lstrip("0") for part in parts]
    for part, number in zip(parts, numbers, strict=True):
        if not re.fullmatch(r"[1-9][0-9]{0,9}", number):
            raise UsageError(f"{part[:40]!r} is no number: write them as in {example!r}")
    if not numbers or len(numbers) > MOST_NUMBERS:
        what = "there is no number" if not numbers else f"there are over {MOST_NUMBERS:,} numbers"
        raise UsageError(f"{what}: write them as in {example!r}")
    return [*dict.fromkeys(numbers)]


_REMOTE: dict[str, Callable[[str], Place]] = {
    "pubmed": _pubmed,
    "pmid": _pmid,
    "pmc": _pmc,
    "europepmc": _europepmc,
    "url": _web,
}
