"""XML and HTML to element trees, safely. The one place where readers parse markup of strangers.

No entity is expanded, no document type loaded, nothing fetched, and no tree is deeper or text node
longer than libxml2's limits allow.
"""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from corpus.errors import SourceError

DEEPEST = 240
"""Elements within elements: what libxml2 allows in XML, and what can be walked."""


def parse_xml(data: bytes, location: str) -> etree._Element:
    """The root element. Raises SourceError for what is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise SourceError(f"{location} is not well-formed XML ({reason}): get it again") from error
    refuse_entities(root, location)
    return root


def refuse_entities(root: etree._Element, location: str) -> None:
    """Within attributes entities are expanded whatever the parser is told."""
    declared: Any = root.getroottree().docinfo.internalDTD  # lxml's stubs know half of it
    if declared is not None and any(True for _ in declared.iterentities()):
        raise SourceError(f"{location} declares XML entities of its own: save it without them")


def parse_html(text: str, location: str) -> html.HtmlElement:
    """A `div` around the fragment. HTML is mended as a browser does. Raises SourceError."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = html.fragment_fromstring(text, create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(location, error) from error
    _refuse_deep(root, parser, location)
    return root


def parse_page(text: str, location: str) -> html.HtmlElement:
    """The `html` element of a whole page, mended as a browser does. Raises SourceError."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(location, error) from error
    _refuse_deep(root, parser, location)
    return root


def _unreadable(location: str, error: Exception) -> SourceError:
    reason = " ".join(str(error).split())
    return SourceError(f"{location} holds HTML that cannot be read ({reason}): get it again")


def _refuse_deep(root: html.HtmlElement, parser: html.HTMLParser, location: str) -> None:
    """Everything else is mended; nested too deeply, words are left out or cannot be walked."""
    limited = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    if limited or _is_deep(root):
        raise SourceError(f"{location} holds HTML that is nested too deeply: take it out")


def _is_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False
