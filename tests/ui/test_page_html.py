"""The one way to the screen: text stays text, and only web links can be followed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from ui.components.citations import marked
from ui.components.html import element, link, page_link, web_address


class Reader(HTMLParser):
    """Which tags and attributes there are, and what is read."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


NASTY = st.text() | st.sampled_from(
    ["<script>x</script>", "</p><p>", "\"'><img src=x onerror=y>", "&lt;b&gt;", ":red[x] $x$"]
)


@given(NASTY, NASTY)
def test_text_and_values_stay_what_they_are(text: str, value: str) -> None:
    read = Reader(element("p", text, data_value=value))
    assert read.tags == ["p"]
    assert [name for name, _ in read.attributes] == ["data-value"]


@given(NASTY)
def test_a_link_is_http_to_another_site_or_none(url: str) -> None:
    for address in (url, f"http://{url}", f"javascript:{url}"):
        read = Reader(link(address, "text"))
        assert read.tags in (["a"], ["span"])
        given_ = dict(read.attributes)
        if read.tags == ["a"]:
            assert (given_["href"] or "").startswith(("http://", "https://"))
            assert given_["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http:///nowhere",
        "https://doi.org@evil.example/",
        "https://evil\u202e.example/",
        "http://[broken",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_what_is_no_web_address_is_not_followed(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize("url", ["https://doi.org/10.1016/j.x(99)1", "http://a.example/?q=1&r=2"])
def test_web_addresses_are_kept(url: str) -> None:
    assert web_address(url) == url


def test_our_own_links_carry_values_that_cannot_break_out() -> None:
    read = Reader(page_link("sources", "x", source='a"b&c=d'))
    assert dict(read.attributes)["href"] == "sources?source=a%22b%26c%3Dd"


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_marking_spans_changes_no_word(text: str, bounds: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in bounds]
    plain, read = Reader(element("span", text)), Reader(marked(text, spans))
    assert read.text == plain.text
    assert set(read.tags) <= {"span", "mark"}
