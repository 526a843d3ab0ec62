"""Broken files of every format: read, or refused in one line; never a crash, never a hang."""

from __future__ import annotations

import io
import zipfile

import pdf_samples
import pytest
import word_samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import mutated

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.document import RawDocument
from ingest.readers import read

PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Ice</title></head><body><main>"
    "<h1>Ice</h1><p>Ice <b>may</b> ease pain<sup>2</sup>.</p><ul><li>one<ul><li>two</li></ul></ul>"
    "<table><tr><th>a</th><th colspan=2>b</th></tr><tr><td rowspan=2>c<td>d<td>e</tr></table>"
    "</main></body></html>"
)
SEEDS = st.integers(0, 2**32)
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def survives(data: bytes, name: str) -> None:
    """Whatever a file holds, it is read or refused; what is read can be cut into passages."""
    try:
        found = read(RawDocument(data, f"/x/{name}", name), SourceKind.OTHER)
    except SourceError:
        return
    text = chunk(found, lambda words: len(words.split()))
    assert all(passage.span.of(text.text) == passage.text for passage in text.passages)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_samples.guideline()


@pytest.fixture(scope="module")
def word() -> bytes:
    return word_samples.guidance()


@settings(quick, max_examples=12)
@given(seed=SEEDS)
def test_broken_pdfs(pdf: bytes, seed: int) -> None:
    survives(mutated(pdf, seed), "a.pdf")


@quick
@given(seed=SEEDS)
def test_broken_word_documents(word: bytes, seed: int) -> None:
    survives(mutated(word, seed), "a.docx")


@quick
@given(seed=SEEDS, part=st.sampled_from(["document", "styles", "numbering"]))
def test_word_documents_with_broken_parts(word: bytes, seed: int, part: str) -> None:
    """Whole as an archive, so that the fault reaches the reader itself."""
    name = f"word/{part}.xml"
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        broken = mutated(archive.read(name), seed)
    survives(word_samples.rebuilt(word, {name: broken}), "a.docx")


@settings(quick, max_examples=150)
@given(seed=SEEDS)
def test_broken_pages(seed: int) -> None:
    survives(mutated(PAGE.encode(), seed), "a.html")


@settings(quick, max_examples=100)
@given(inside=st.text(max_size=200))
def test_any_words_in_a_page(inside: str) -> None:
    survives(f"<html><body><p>{inside}</p></body></html>".encode("utf-8", "replace"), "a.html")
