"""Web pages: the main text without the site, what the page tells of itself, and hostile markup."""

from __future__ import annotations

import pytest

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import read

PAGE = """<!DOCTYPE html><html lang="en"><head>
<title>Nosebleed in adults | Example Health</title>
<meta charset="utf-8">
<meta name="citation_title" content="Nosebleed in adults">
<meta name="citation_author" content="Okafor, N"><meta name="citation_author" content="Lind, A">
<meta name="citation_publication_date" content="2030/04/09">
<meta name="citation_doi" content="doi:10.5555/NOSE.1"><meta name="citation_pmid" content="123">
<meta name="citation_journal_title" content="Journal of Noses">
<meta property="og:site_name" content="Example Health Agency">
<link rel="canonical" href="https://example.org/nosebleed">
<script type="application/ld+json">{"@type": "Article", "headline": "Other"}</script>
<style>p {color: red}</style></head><body>
<a class="skip-link" href="#m">Skip to main content</a>
<header class="site-header"><form><input value="Search"></form><p>Example Health Agency</p></header>
<nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Topics A to Z</a></li></ul></nav>
<div id="cookie-banner"><p>We use cookies to make this site better. Accept them all.</p></div>
<main id="m"><div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/n">Noses</a></div>
<header><h1>Nosebleed in adults</h1></header>
<div class="share">Share this page: <a href="#">Mail</a></div>
<p>Most nosebleeds stop by themselves within 20 minutes of pressure on the soft part.</p>
<h2>What not to do</h2><p>Do not:</p>
<ul><li>tilt the head back</li><li>in children:<ul><li>pack the nose at home</li></ul></li></ul>
<h2>Treatment</h2>
<p><b>When to refer</b><br>Refer patients who bleed for longer than 30 minutes.<br><br>Refer
patients on warfarin at once.</p>
<table><caption>Table 1. Steps</caption><tr><th>Step</th><th>What</th></tr>
<tr><td>First</td><td>pressure</td></tr><tr><td>Second</td><td>cautery</td></tr></table>
<p>Further pages are:</p><ul><li><a href="/x">Cautery</a></li><li><a href="/y">Packing</a></li>
<li><a href="/z">Warfarin</a></li></ul>
<p style="display:none">Unseen words.</p><script>document.write("No words")</script>
<div><a href="/1">Hay fever</a> <a href="/2">Smell</a> <a href="/3">Polyps</a></div></main>
<aside><h2>Related</h2><p>Hay fever is common in spring and in early summer.</p></aside>
<footer><p>Terms and conditions. All rights reserved.</p></footer></body></html>"""


def document(page: str | bytes, name: str = "nose.html") -> Document:
    data = page.encode() if isinstance(page, str) else page
    return read(RawDocument(data, f"/x/{name}", name), SourceKind.GUIDELINE)


def laid_out(page: str | bytes) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document(page).blocks]


def test_the_main_text_stays_and_the_site_goes() -> None:
    assert laid_out(PAGE) == [
        ("heading", "Nosebleed in adults"),
        (
            "paragraph",
            "Most nosebleeds stop by themselves within 20 minutes of pressure on the soft part.",
        ),
        ("heading", "What not to do"),
        ("paragraph", "Do not:"),
        ("item", "tilt the head back"),
        ("item", "in children:"),
        ("item", "pack the nose at home"),
        ("heading", "Treatment"),
        ("heading", "When to refer"),
        ("paragraph", "Refer patients who bleed for longer than 30 minutes."),
        ("paragraph", "Refer patients on warfarin at once."),
        ("row", "Table 1. Steps. Step: First; What: pressure"),
        ("row", "Table 1. Steps. Step: Second; What: cautery"),
        ("paragraph", "Further pages are:"),
        ("item", "Cautery"),
        ("item", "Packing"),
        ("item", "Warfarin"),
    ]


def test_without_a_mark_of_what_is_main_the_site_goes_all_the_same() -> None:
    bare = PAGE.replace('<main id="m">', "<div>").replace("</main>", "</div>")
    assert laid_out(bare) == laid_out(PAGE)


def test_items_carry_what_leads_them_in() -> None:
    text = chunk(document(PAGE), lambda words: len(words.split()))
    item = next(s for s in text.sentences if s.span.of(text.text) == "pack the nose at home")
    assert [span.of(text.text) for span in item.lead_ins][-2:] == ["Do not:", "in children:"]


def test_the_source_is_what_the_head_says() -> None:
    source = document(PAGE).source
    assert source.title == "Nosebleed in adults"
    assert source.authors == ("Okafor, N", "Lind, A")
    assert source.organization == "Example Health Agency"
    assert source.published == "2030-04-09"
    assert source.doi == "10.5555/nose.1"
    assert source.pmid == "123"
    assert source.journal == "Journal of Noses"
    assert source.url == "https://example.org/nosebleed"


def test_linked_data_and_the_title_stand_in_for_what_the_head_leaves_out() -> None:
    page = (
        "<html><head><title>Wax in the ear - Example</title><script type='application/ld+json'>"
        '{"@graph": [{"@type": "MedicalWebPage", "datePublished": "2029-02-03T10:00:00Z",'
        ' "publisher": {"name": "Example College"}, "author": [{"name": "I. Sato"}]}]}</script>'
        "</head><body><p>Wax needs no treatment unless it hurts.</p></body></html>"
    )
    source = document(page).source
    assert source.title == "Wax in the ear"
    assert source.published == "2029-02-03"
    assert source.organization == "Example College"
    assert source.authors == ("I. Sato",)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "windows-1252"),
        ("windows-1251", "windows-1251"),
        ("shift_jis", "shift_jis"),
        ("iso-8859-1", "utf-16"),
        ("no-such-thing", "utf-8"),
    ],
)
def test_pages_are_read_in_the_encoding_that_they_are_written_in(
    declared: str, written: str
) -> None:
    said = {"windows-1251": "Доза 5 мг.", "shift_jis": "投与量は5 mg。"}.get(
        written, "5 – 10 mg é."
    )
    page = f'<html><head><meta charset="{declared}"></head><body><p>{said}</p></body></html>'
    assert laid_out(page.encode(written)) == [("paragraph", said)]


def test_what_is_in_no_encoding_is_refused_not_guessed() -> None:
    with pytest.raises(SourceError, match="not text in UTF-8"):
        document(b"<html><body><p>5 \xb5g, caf\xe9 and \xff</p></body></html>")
    with pytest.raises(SourceError, match="binary"):
        document(b"<html><body><p>a\x00b</p></body></html>")


@pytest.mark.parametrize("data", [b"", b"just words", b"\x89PNG\r\n\x1a\n" + bytes(64)])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"/x/nose\.html"):
        document(data)


def test_right_to_left_and_rare_characters_come_through() -> None:
    said = ["יש ללחוץ על האף.", "اضغط على الأنف.", "x ≥ 5 µmol/L 😷"]
    body = "".join(f"<p>{line}</p>" for line in said)
    assert [text for _, text in laid_out(f"<html><body>{body}</body></html>")] == said


def test_entities_of_its_own_are_not_expanded() -> None:
    page = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><html><body><p>x &b;</p></body>'
    assert "haha" not in " ".join(text for _, text in laid_out(page))


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "blockquote", "b"])
def test_nesting_without_end_is_refused(tag: str) -> None:
    opened = f"<{tag}>" * 100_000
    with pytest.raises(SourceError, match="nested too deeply"):
        document(f"<html><body><p>Words.</p>{opened}deep</body></html>")


def test_a_table_of_ten_thousand_columns_is_read() -> None:
    cells = "".join(f"<td>{number}</td>" for number in range(10_000))
    page = f"<html><body><table><tr>{cells}</tr><tr>{cells}</tr></table></body></html>"
    found = document(page).blocks
    assert sum(len(block.text) for block in found) > 2 * 10_000


def test_spans_that_ask_for_billions_of_cells_end() -> None:
    row = "<tr>" + "<td colspan=999 rowspan=999>x</td>" * 10 + "</tr>"
    page = f"<html><body><table>{row * 600}</table></body></html>"
    assert any(block.kind is BlockKind.ROW for block in document(page).blocks)


def test_a_page_that_was_cut_short_gives_what_stands_in_it() -> None:
    found = laid_out(PAGE[: PAGE.index("<h2>Treatment")])
    assert found == laid_out(PAGE)[:7]
