"""NCBI's E-utilities: ESearch and EFetch as values. `pubmed` and `pmc` are the callers.

After "E-utilities Quick Start" and "The E-utilities In-Depth" (NCBI Bookshelf NBK25500, NBK25499):
at most three requests a second, ten with a key; `tool` and `email` name who asks; long lists of ids
by POST; ESearch of PubMed lists at most 9,999 records of what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from lxml import etree
from pydantic import SecretStr

from corpus.errors import SourceError
from ingest.connectors.replies import Unusable
from ingest.connectors.service import Fields, Service
from ingest.readers import HEAD_BYTES, xml_root
from ingest.readers.xml_tree import parse_xml

T = TypeVar("T")

BATCH = 200
"""Records of one EFetch, as NCBI's guides suggest."""
MOST_LISTED = 9_999
"""Records that one ESearch of PubMed lists."""
REQUESTS_A_SECOND = 3.0
REQUESTS_A_SECOND_WITH_KEY = 10.0
TOOL = "galen"
_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.S)
_HISTORY_ERROR = re.compile(rb"query_?key|webenv|query #|history", re.I)
_JSON_ERROR = re.compile(rb"""^\s*\{\s*"error"\s*:\s*"([^"]*)\"""")


class HistoryLost(SourceError):
    """NCBI no longer remembers the search."""


class History(NamedTuple):
    """Where NCBI keeps the result of a search for some hours."""

    web_env: str
    query_key: str


class Found(NamedTuple):
    """What a search found: how many, the ids that were listed, and phrases it does not know."""

    total: int
    ids: tuple[str, ...]
    history: History | None
    unknown: tuple[str, ...]


class Days(NamedTuple):
    """A range of dates, YYYY/MM/DD, both included. `of` is edat (entered) or mdat (modified)."""

    of: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Eutils:
    """The utilities as this installation asks them; `batch` is how many records one fetch takes."""

    service: Service
    contact_email: str | None = None
    api_key: SecretStr | None = None
    batch: int = BATCH

    def search(self, database: str, term: str, most: int, days: Days | None = None) -> Found:
        """Search, in the database's own query language. Raises SourceError."""
        fields = {
            "db": database,
            "term": term,
            "retmax": str(min(most, MOST_LISTED)),
            "usehistory": "y",
            "retmode": "xml",
        }
        if days is not None:
            fields |= {"datetype": days.of, "mindate": days.first, "maxdate": days.last}
        return self.service.post("esearch.fcgi", self._identified(fields), self._found)

    def fetch(self, database: str, ids: Sequence[str], parse: Callable[[bytes], T]) -> T:
        """The records with these ids in XML, as `parse` reads them. Raises SourceError."""
        return self._fetch({"db": database, "id": ",".join(ids)}, parse)

    def fetch_found(
        self, database: str, history: History, start: int, count: int, parse: Callable[[bytes], T]
    ) -> T:
        """Records of a search that NCBI remembers, from the `start`-th on. Raises SourceError."""
        fields = {
            "db": database,
            "WebEnv": history.web_env,
            "query_key": history.query_key,
            "retstart": str(start),
            "retmax": str(count),
        }
        return self._fetch(fields, parse)

    def _fetch(self, fields: Fields, parse: Callable[[bytes], T]) -> T:
        def checked(data: bytes) -> T:
            self._refuse_errors(data)
            return parse(data)

        return self.service.post(
            "efetch.fcgi", self._identified({**fields, "retmode": "xml"}), checked
        )

    def _identified(self, fields: Fields) -> Fields:
        own = {"tool": TOOL}
        if self.contact_email is not None:
            own["email"] = self.contact_email
        if self.api_key is not None:
            own["api_key"] = self.api_key.get_secret_value()
        return {**fields, **own}

    def _refuse_errors(self, data: bytes) -> None:
        """Raises Unusable for a reply that tells of an error in place of what was asked for."""
        told = _JSON_ERROR.match(data[:HEAD_BYTES]) or _ERROR.search(data[:HEAD_BYTES])
        if told is not None and _HISTORY_ERROR.search(told.group(1)):
            raise HistoryLost(f"PubMed has lost the search ({self._shown(told.group(1))}): again")
        if told is not None:
            raise Unusable(f"it says: {self._shown(told.group(1))}")
        if xml_root(data[:HEAD_BYTES]) in (None, "html", "HTML"):
            raise Unusable("it sent a web page or nothing in place of data")

    def _shown(self, message: bytes) -> str:
        words = " ".join(message.decode("utf-8", "replace").split())[:200]
        key = self.api_key.get_secret_value() if self.api_key is not None else None
        return words.replace(key, "(the key)") if key else words

    def _found(self, data: bytes) -> Found:
        self._refuse_errors(data)
        try:
            root = parse_xml(data, "the reply")
        except SourceError as error:
            raise Unusable("its reply is cut or damaged") from error
        count = root.findtext("Count", "")
        if root.tag != "eSearchResult" or not count.isdecimal():
            raise Unusable("it sent something else than a search result")
        ids = tuple(element.text or "" for element in root.iterfind("IdList/Id"))
        return Found(int(count), ids, _history(root), _unknown_phrases(root))


def _history(root: etree._Element) -> History | None:
    web_env, query_key = root.findtext("WebEnv"), root.findtext("QueryKey")
    return History(web_env, query_key) if web_env and query_key else None


def _unknown_phrases(root: etree._Element) -> tuple[str, ...]:
    paths = ("ErrorList/PhraseNotFound", "WarningList/QuotedPhraseNotFound")
    return tuple(
        element.text.strip() for path in paths for element in root.iterfind(path) if element.text
    )
