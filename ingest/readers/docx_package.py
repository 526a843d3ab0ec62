"""The parts of a Word file: a ZIP archive of XML, opened without trust. For the Word reader.

Only the parts that hold text are unpacked, each into memory and up to a bound, so that a small file
cannot fill the machine.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml.etree import _Element

from corpus.errors import SourceError
from ingest.document import RawDocument
from ingest.readers.xml_tree import parse_xml

LARGEST_PART = 64 * 2**20
"""Bytes of one part, unpacked: a text of some 10,000 pages."""
_MOST_ENTRIES = 20_000
ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT = "/officeDocument"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts that are read. `document` is the body's root; others are None where missing."""

    document: _Element
    styles: _Element | None
    numbering: _Element | None
    footnotes: _Element | None
    endnotes: _Element | None
    properties: _Element | None


def opened(raw: RawDocument) -> Package:
    """The parts of a Word file. Raises SourceError for what is none, locked or too large."""
    if raw.data.startswith(_OLE_MAGIC):
        raise SourceError(
            f"{raw.location} is locked with a password or in Word's older format:"
            " save it as .docx without a password"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw.data))
    except _FAULTS as error:
        raise SourceError(
            f"{raw.location} is no Word document that can be opened ({_words(error)}): get it again"
        ) from error
    with archive:
        if len(archive.infolist()) > _MOST_ENTRIES:
            raise SourceError(f"{raw.location} holds too many files for a Word document: check it")
        return _package(archive, raw.location)


def _package(archive: zipfile.ZipFile, location: str) -> Package:
    main = _main_part(archive, location)
    document = _part(archive, main, location)
    if document is None or document.find(f"{W}body") is None:
        raise SourceError(
            f"{location} holds no Word document (another Office file, or the strict variant):"
            " save it as .docx"
        )
    folder = posixpath.dirname(main)

    def beside(name: str) -> _Element | None:
        return _part(archive, posixpath.join(folder, name), location)

    return Package(
        document,
        beside("styles.xml"),
        beside("numbering.xml"),
        beside("footnotes.xml"),
        beside("endnotes.xml"),
        _part(archive, "docProps/core.xml", location),
    )


def _main_part(archive: zipfile.ZipFile, location: str) -> str:
    relations = _part(archive, "_rels/.rels", location)
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith(_DOCUMENT):
            return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, name: str, location: str) -> _Element | None:
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST_PART + 1)
    except KeyError:
        return None
    except RuntimeError as error:  # what zipfile raises for encrypted entries
        raise SourceError(
            f"{location} is locked with a password: save it without one and try again"
        ) from error
    except _FAULTS as error:
        raise SourceError(
            f"{location} is damaged or cut short in {name} ({_words(error)}): get it again"
        ) from error
    if len(data) > LARGEST_PART:
        raise SourceError(
            f"{location} unpacks to more than {LARGEST_PART // 2**20} MB in {name}: divide it"
        )
    return parse_xml(data, f"{location}!{name}")


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
