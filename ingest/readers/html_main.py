"""The main text of a web page: its own words without menus, banners, footers and lists of links.

For the HTML reader. By what the page marks as main or navigation; where it marks nothing, by where
its running text is and where its links are. What holds much of the text is never taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml.etree import _Element

_NEVER = frozenset(
    "script style noscript template iframe svg canvas object embed nav aside dialog form".split()
)
_OUTSIDE = frozenset(("header", "footer"))
_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar"
    " alert status".split()
)
# Of the names of classes and ids: what they are called where a site writes no roles.
_SITE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menus?|mega-?menu|bread-?crumbs?|footer|masthead|cookies?"
    r"|consent|gdpr|sidebar|aside|share|sharing|social|toolbar|related|recommended|comments?"
    r"|subscribe|newsletter|adverts?|ads?|promo(?:tion)?|skip(?:-?(?:link|nav|to))?|log-?in|sign-?in"
    r"|modal|popup|pop-up|overlay|drop-?down|pagination|pager|site-?(?:header|notice)|page-?tools"
    r"|print|rating|feedback|survey|back-?to-?top|disqus|banner|hidden|visually-?hidden|sr-only"
    r"|screen-?reader(?:-text)?|search(?:-?(?:form|box|bar))?)(?:$|[\s_-])",
    re.I,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MAIN_NAMES = frozenset(
    "content main maincontent main-content article article-body articlebody body-content"
    " page-content post-content entry-content abstract fulltext full-text".split()
)
_MUCH = 0.4
_MOST = 0.6
_LINKED = 0.7
_FEWEST_LINKS = 3
_SHORT_LINE = 70
_LARGEST_MENU = 20_000
_SENTENCE = re.compile(r"[a-z)][.:;]\s|[a-z)][.:;]$")


def main_text(page: _Element) -> _Element:
    """The element that holds the main text, the rest of the site taken out of it.

    Changes the tree. A page of nothing but links is given back whole.
    """
    body = page.find("body")
    root = body if body is not None else page
    for element in list(_unprinted(root)):
        _empty(element)
    measure = _measured(root)
    chosen = _marked_main(root, measure)
    most = _MUCH * measure[chosen].prose
    for element in list(_site_parts(chosen, inside=chosen is not root)):
        if measure[element].prose <= most:
            _empty(element)
    measure = _measured(chosen)
    for element in list(chosen.iter("ul", "ol", "div", "table", "p")):
        if _is_menu(element, measure[element]):
            _empty(element)
    _part_by_breaks(chosen)
    return chosen


def _empty(element: _Element) -> None:
    """Take out what an element holds; what stands after it stays where it is."""
    after = element.tail
    element.clear()
    element.tag, element.tail = "span", after


class _Measure(NamedTuple):
    """Characters of all words below an element, of those in links, and how many links."""

    words: int
    linked: int
    links: int

    @property
    def prose(self) -> int:
        return self.words - self.linked


def _measured(root: _Element) -> dict[_Element, _Measure]:
    """The measures of an element and of all below it, each counted once."""
    found: dict[_Element, _Measure] = {}
    for element in reversed(list(root.iter())):
        words, linked, links = len((element.text or "").strip()), 0, 0
        for child in element:
            below = found[child]
            words += below.words + len((child.tail or "").strip())
            linked, links = linked + below.linked, links + below.links
        if element.tag == "a":
            linked, links = words, links + 1
        found[element] = _Measure(words, linked, links)
    return found


def _part_by_breaks(root: _Element) -> None:
    """Let a line break end a paragraph after a title in bold, and where there are two of them."""
    for element in list(root.iter("br")):
        before, after = element.getprevious(), element.getnext()
        parent = element.getparent()
        double = after is not None and after.tag == "br" and not (element.tail or "").strip()
        titled = (
            before is not None
            and before.tag in ("b", "strong")
            and before.getprevious() is None
            and not (before.tail or "").strip()
            and parent is not None
            and not (parent.text or "").strip()
        )
        if double or titled:
            element.tag = "hr"


def _drop(elements: list[_Element]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def _unprinted(root: _Element) -> Iterator[_Element]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag == "body":
            continue
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        if element.tag in ("script", "style", "noscript", "template", "iframe", "svg"):
            yield element
        elif hidden or _UNSEEN.search(element.get("style") or ""):
            yield element


def _marked_main(root: _Element, measure: Mapping[_Element, _Measure]) -> _Element:
    """The innermost of the elements marked as main that holds most of the running text."""
    found = root
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("a", "span", "body"):
            continue
        names = {*(element.get("class") or "").lower().split(), (element.get("id") or "").lower()}
        marked = element.tag in ("main", "article") or element.get("role") in ("main", "article")
        most = measure[element].prose >= _MOST * measure[found].prose
        if most and (marked or names & _MAIN_NAMES):
            found = element
    return found


def _site_parts(root: _Element, *, inside: bool) -> Iterator[_Element]:
    """What belongs to the site. A header within the main text has its title, and stays."""
    titled = {part for title in root.iter("h1") for part in (title, *title.iterancestors())}
    for element in root.iter():
        if not isinstance(element.tag, str) or element is root or element in titled:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in _NEVER or element.get("role") in _ROLES:
            yield element
        elif element.tag in _OUTSIDE and not (inside and element.tag == "header"):
            yield element
        elif _SITE.search(names) and element.tag not in ("body", "html", "p", "td", "th", "tr"):
            yield element


def _is_menu(element: _Element, measure: _Measure) -> bool:
    """Whether there is nothing in it but links, each to itself and none in a sentence."""
    words, linked, links = measure
    if links < _FEWEST_LINKS or words > _LARGEST_MENU:
        return False
    if linked < _LINKED * words or words > _SHORT_LINE * links:
        return False
    said = " ".join(" ".join(map(str, element.itertext())).split())
    return _SENTENCE.search(said) is None and not _is_led_in(element)


def _is_led_in(element: _Element) -> bool:
    before = element.getprevious()
    said = "".join(map(str, before.itertext())).strip() if before is not None else ""
    return said.endswith(":")
