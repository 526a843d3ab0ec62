"""What kind of file a web server sends: its name for the readers, and its text in UTF-8.

By the type that the server declares, and where that says nothing by the ending of the address.
"""

from __future__ import annotations

import codecs
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

from corpus.errors import SourceError
from ingest.connectors.archives import is_readable
from ingest.readers import READABLE

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/jats+xml": ".xml",
    "application/json": ".json",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "application/x-research-info-systems": ".ris",
    "application/x-bibtex": ".bib",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/x-tar": ".tar",
}
"""Media types (IANA), and the ending that readers and archives know them by."""
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain"})
"""Types that servers send where they do not know: the ending of the address may tell more."""
_TEXT = frozenset({"text/html", "text/plain", "text/markdown"})

ACCEPTED = "text/html, application/pdf, application/xml, application/json, text/plain, */*;q=0.5"


def name_of(path: str, content_type: str, location: str) -> str:
    """A file name with an ending that a reader knows. Raises SourceError for other types."""
    named = PurePosixPath(unquote(path)).name
    media_type, _ = _parsed(content_type)
    if media_type in _UNTOLD and is_readable(named):
        return named
    ending = _ENDINGS.get(media_type)
    if ending == ".gz" or ending == ".tar":
        if is_readable(named):
            return named
    elif ending is not None and ending in READABLE:
        keeps = named.lower().endswith(ending)
        return named if keeps else f"{PurePosixPath(named).stem or 'page'}{ending}"
    known = ", ".join(sorted(READABLE))
    what = f"a file of the type {media_type[:80]!r}" if media_type else "a file without a type"
    raise SourceError(f"{location} is {what}: Galen reads {known}, and archives of them")


def in_utf8(data: bytes, content_type: str, location: str) -> bytes:
    """Text in the encoding that the server declares, turned into UTF-8 with its mark.

    The mark outweighs what a page says about its own encoding. Everything else is left as it is.
    Raises SourceError where the text is not in the declared encoding.
    """
    media_type, charset = _parsed(content_type)
    if media_type not in _TEXT or charset is None or data.startswith(codecs.BOM_UTF8):
        return data
    try:
        # What the WHATWG calls iso-8859-1 and us-ascii is windows-1252 in every browser.
        name = codecs.lookup(charset).name
        text = data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{location} is not text in {charset[:40]!r}, which its server declares: save it as"
            " UTF-8 and add the file"
        ) from error
    return codecs.BOM_UTF8 + text.encode("utf-8")


def _parsed(content_type: str) -> tuple[str, str | None]:
    """The media type in lower case, and the charset."""
    message = Message()
    message["content-type"] = content_type or "application/octet-stream"
    declared = content_type.partition(";")[0].strip().lower()
    # What is no type at all would count as text, as it does in letters (RFC 2045, 5.2).
    media_type = message.get_content_type() if "/" in declared else declared
    return media_type, message.get_content_charset()
