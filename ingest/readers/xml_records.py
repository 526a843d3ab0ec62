"""The records of an XML collection that may be larger than memory, and one record by itself.

For the PubMed reader; parsed as safely as `xml_tree` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO

from lxml import etree

from corpus.errors import SourceError
from ingest.document import RawDocument
from ingest.readers.xml_tree import parse_xml, refuse_entities

Element = etree._Element


def parse(raw: RawDocument) -> Element:
    """The root element of a whole document. Raises SourceError where it is not well-formed."""
    root = parse_xml(raw.data, raw.location)
    unknown = next(root.iter(etree.Entity), None)
    if unknown is not None:
        raise SourceError(
            f"{raw.location}: uses the entity {unknown.text} that it does not define:"
            " save it as characters"
        )
    return root


LARGEST_ELEMENT = 64 * 2**20
"""Bytes up to the end of one element: a tree takes ten times its file's room."""


def elements(stream: BinaryIO, tags: Collection[str], location: str) -> Iterator[Element]:
    """Every element with one of these tags, as it is read.

    An element holds its content only until the next one is asked for. Raises SourceError where the
    XML is not well-formed, after all elements before the fault, and for one that is too large.
    """
    metered = _Metered(stream, location)
    events = etree.iterparse(
        metered,
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    try:
        for _, element in events:
            if first:
                refuse_entities(element, location)
                first = False
            yield element
            _forget(element)
            metered.since = 0
    except etree.XMLSyntaxError as error:
        raise _malformed(location, error) from error


class _Metered:
    """A stream that counts what was read since the last element."""

    def __init__(self, stream: BinaryIO, location: str) -> None:
        self._stream, self._location, self.since = stream, location, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.since += len(data)
        if self.since > LARGEST_ELEMENT:
            raise SourceError(
                f"{self._location} holds something of more than {LARGEST_ELEMENT // 2**20} MB"
                " where a record is expected: divide it"
            )
        return data


def text_of(element: Element | None) -> str:
    """An element's characters without marks, white space as single blanks; "" for None."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    return " ".join(text.split())


def _forget(element: Element) -> None:
    """Let go of an element that was read, and of what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _malformed(location: str, error: etree.XMLSyntaxError) -> SourceError:
    line, column = error.position
    said = " ".join(str(error.msg or "").split()).removesuffix(f", line {line}, column {column}")
    return SourceError(
        f"{location}: not well-formed XML at line {line}, column {column}"
        f" ({said or 'it is empty'}): get it again"
    )
