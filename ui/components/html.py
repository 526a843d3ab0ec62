"""The one way by which text reaches the screen: escaped, with links that are http(s) or our own.

Pages and components build elements with `element` and show them here. Streamlit's own elements read
Markdown in their labels, so that labels are Galen's words and never a document's or a person's.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from evals.markup import Markup, element, joined

__all__ = [
    "Markup",
    "element",
    "joined",
    "link",
    "page_address",
    "page_link",
    "show",
    "web_address",
]


def show(*parts: str) -> None:
    """Put parts on the page; what is not `Markup` is text."""
    markup = joined(parts)
    if markup:
        st.html(markup)


def web_address(url: str | None) -> str | None:
    """The URL if it is one that may be followed: http or https, to a host, without credentials."""
    if url is None or url != "".join(url.split()) or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    followed = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return url if followed else None


def link(url: str | None, *children: str, class_: str = "") -> Markup:
    """A link to another site, in a tab of its own; no link where it may not be followed."""
    address = web_address(url)
    if address is None:
        return element("span", *children, class_=class_)
    return element(
        "a", *children, href=address, target="_blank", rel="noopener noreferrer", class_=class_
    )


def page_address(page: str, **query: str) -> str:
    """The address of one of our pages, relative to the app."""
    return f"{quote(page)}?{urlencode(query)}" if query else quote(page)


def page_link(page: str, *children: str, class_: str = "", **query: str) -> Markup:
    """A link to one of our own pages; a plain click keeps the session, see `actions.js`."""
    return element(
        "a",
        *children,
        href=page_address(page, **query),
        target="_self",
        class_=class_,
        data_galen="go",
        data_page=page,
        data_query=urlencode(query),
    )
