"""Saved pages of a guideline site, from the data folder: the article is whole, the site is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from corpus.model import SourceKind
from ingest.document import Document, RawDocument
from ingest.readers import read

FOLDER = Path(__file__).parents[4] / "shared/data/format-samples/html"
PAGES = sorted(FOLDER.glob("*.html"))
WORD = re.compile(r"[^\W\d_]{4,}")

pytestmark = pytest.mark.skipif(not PAGES, reason=f"the saved pages are not there ({FOLDER})")
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def document(path: Path) -> Document:
    return read(RawDocument(path.read_bytes(), str(path), path.name), SourceKind.OTHER)


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


@every_page
def test_the_article_is_there_and_the_site_is_not(path: Path) -> None:
    tree = html.fromstring(path.read_bytes())
    for unseen in tree.xpath("//script | //style | //*[contains(@class, 'comment')]"):
        unseen.drop_tree()
    article = tree.get_element_by_id("article")
    site = words(
        " ".join(e.text_content() for e in tree.xpath("//*[@id='footer' or @id='header']"))
    )
    own = words(article.text_content())
    read_words = words(" ".join(block.text for block in document(path).blocks))
    assert own - read_words == set()
    assert (site - own) & read_words == set()


@every_page
def test_lists_headings_and_references_are_told_apart(path: Path) -> None:
    found = document(path)
    items = html.fromstring(path.read_bytes()).xpath("//*[@id='article']//li")
    read_items = [b for b in found.blocks if b.kind.value == "item"]
    assert len(read_items) >= len([i for i in items if i.text_content().strip()]) - 3
    references = [b for b in found.blocks if not b.searched]
    assert 5 < len(references) < 0.6 * len(found.blocks)


@every_page
def test_the_source_has_its_title_date_and_address(path: Path) -> None:
    source = document(path).source
    assert "Clearinghouse" not in source.title
    assert source.published is not None
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", source.published)
    assert source.url is not None
    assert source.url.startswith("https://www.guideline.gov/expert/")
