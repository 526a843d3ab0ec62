"""PDFs as they were published (WHO, CDC), from the data folder; sentences are named by hashes.

Their pages were looked up by eye. What is lost is counted against the words that PDFium prints.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import read

FOLDER = Path(__file__).parents[4] / "shared/data/format-samples/pdf"
CDC, WHO, RHIS = (
    "cdc-outpatient-infection-prevention.pdf",
    "who-ipc-core-components.pdf",
    "who-rhis-general-principles.pdf",
)
LOOKED_UP = (
    (CDC, "a28102edd6636041", 7),
    (CDC, "79e407bf41d5101c", 10),
    (CDC, "1088e140195a4140", 15),
    (CDC, "ec5b27421c196929", 15),
    (CDC, "51f476c6e4f818be", 15),
    (WHO, "e6fd525aaa997629", 20),
    (WHO, "36a732265bc3e8e9", 20),
    (WHO, "68c964bede8b93be", 32),  # goes on on page 33
    (WHO, "08010aad1bfbc6e7", 33),
    (RHIS, "029373a2d6e9906a", 17),
    (RHIS, "0c6a23119175a80a", 27),
    (RHIS, "260e31c6ccbba6c8", 27),
)
WORD = re.compile(r"[^\W\d_]{3,}")
# The strips of a page in which running heads and feet stand, and how often these repeat.
STRIP = 0.075
REPEATED = 5

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the published PDFs are not there ({FOLDER})"
)
every_file = pytest.mark.parametrize("name", [CDC, WHO, RHIS])


@cache
def document(name: str) -> Document:
    path = FOLDER / name
    return read(RawDocument(path.read_bytes(), str(path), name), SourceKind.GUIDELINE)


@cache
def pages_of(name: str) -> dict[str, set[int | None]]:
    """The pages of every sentence, by its hash."""
    text = chunk(document(name), lambda words: len(words.split()))
    found: dict[str, set[int | None]] = {}
    for sentence in text.sentences:
        words = sentence.span.of(text.text)
        found.setdefault(hashlib.sha256(words.encode()).hexdigest()[:16], set()).add(sentence.page)
    return found


@cache
def repeated(name: str) -> frozenset[str]:
    """The lines in the strips at top and foot that stand on many pages, digits as one sign."""
    with pypdfium2.PdfDocument(FOLDER / name) as pdf:
        lines = Counter(
            re.sub(r"\d+", "#", line.strip())
            for page in pdf
            for line in set(_strips(page))
            if line.strip()
        )
    return frozenset(line for line, count in lines.items() if count >= REPEATED)


def _strips(page: pypdfium2.PdfPage) -> list[str]:
    width, height = page.get_size()
    text = page.get_textpage()
    foot = text.get_text_bounded(0, 0, width, STRIP * height)
    top = text.get_text_bounded(0, (1 - STRIP) * height, width, height)
    return [*foot.splitlines(), *top.splitlines()]


@pytest.mark.parametrize(("name", "sentence", "page"), LOOKED_UP)
def test_sentences_stand_on_the_pages_where_they_were_found_by_eye(
    name: str, sentence: str, page: int
) -> None:
    assert page in pages_of(name).get(sentence, set())


@every_file
def test_no_word_is_lost_but_those_of_running_heads_and_empty_forms(name: str) -> None:
    with pypdfium2.PdfDocument(FOLDER / name) as pdf:
        printed = " ".join(page.get_textpage().get_text_range() for page in pdf)
    whole = re.sub("[\ufffe\x02\u00ad-]\r?\n?", "", printed)
    had = Counter(word.lower() for word in WORD.findall(whole))
    texts = (block.text.replace("-", "") for block in document(name).blocks)
    has = Counter(word.lower() for text in texts for word in WORD.findall(text))
    furniture = {word.lower() for line in repeated(name) for word in WORD.findall(line)}
    form = {"yes", "not", "applicable", "notes", "areas", "for", "improvement", "assessment"}
    lost = sum((had - has)[word] for word in had - has if word not in furniture | form)
    assert lost < 0.004 * sum(had.values())


@every_file
def test_no_running_head_or_page_number_is_left(name: str) -> None:
    assert repeated(name)
    texts = [re.sub(r"\d+", "#", block.text) for block in document(name).blocks]
    for line in repeated(name):
        assert texts.count(line) <= 1, line  # the title of a part may be its own heading
    assert not any(re.fullmatch(r"[–\s]*#[–\s]*", t) for t, b in _beside(texts, name) if b)


def _beside(texts: list[str], name: str) -> list[tuple[str, bool]]:
    return [(t, b.searched) for t, b in zip(texts, document(name).blocks, strict=True)]


@every_file
def test_no_word_is_left_broken_at_a_line_end(name: str) -> None:
    broken = re.compile(r"[^\W\d_]{2,}\u00ad|[a-z]{2,}- (?!and|or|to\b)[a-z]{2,}")
    texts = [block.text for block in document(name).blocks if block.searched]
    found = [match for text in texts for match in broken.findall(text)]
    assert len(found) <= 2 + len(texts) // 100  # some are printed so


@every_file
def test_headings_tables_and_notes(name: str) -> None:
    found = document(name)
    count = Counter(block.kind for block in found.blocks)
    assert count[BlockKind.HEADING] >= 40
    assert {b.level for b in found.blocks if b.kind is BlockKind.HEADING} >= {1, 2, 3} - {3}
    assert found.notes == ()
    assert all(b.page is not None for b in found.blocks)
    pages = [b.page for b in found.blocks if b.kind is not BlockKind.PARAGRAPH]
    assert pages == sorted(pages, key=lambda page: page or 0)


def test_rows_of_the_checklist_name_their_headers() -> None:
    rows = [b.text for b in document(CDC).blocks if b.kind is BlockKind.ROW and b.searched]
    assert len(rows) > 100
    assert sum(": " in row for row in rows) > 0.95 * len(rows)


def test_rows_that_go_on_over_a_page_keep_their_table() -> None:
    pages = set(range(11, 18))
    rows = [b for b in document(WHO).blocks if b.kind is BlockKind.ROW and b.page in pages]
    assert {row.page for row in rows} == pages
    assert len({row.text[:40] for row in rows}) == 1  # its caption


def test_the_sources_are_what_their_first_pages_say() -> None:
    for name, year in ((CDC, 2016), (WHO, 2016), (RHIS, 2021)):
        source = document(name).source
        assert source.year == year
        assert source.organization
        assert 10 < len(source.title) < 200
