"""The bundled digests, each against a plain reading of its file."""

from __future__ import annotations

import re

import pytest

from corpus.model import SourceKind, SourceText, TextOrigin
from corpus.text.injection import injected
from corpus.text.sentences import sentence_spans
from ingest.chunking import PASSAGE_TOKENS, chunk
from ingest.connectors import starter
from ingest.document import RawDocument
from ingest.readers import read

# A bullet as printed: its label, with one pair of parentheses inside at most, and its words.
_BULLET = re.compile(r"^- (?:\(((?:[^()]|\([^()]*\))*)\) )?(.+)$", re.M)
_FIELD = re.compile(r"^([a-z_]+):[ ]*(.*)$", re.M)
_NOT_SEEN = "Grade not seen"


def count(text: str) -> int:
    return len(text) // 4


RAW = [candidate.fetch() for candidate in starter.candidates()]


def text_of(raw: RawDocument) -> SourceText:
    return chunk(read(raw, SourceKind.OTHER), count)


def body_of(raw: RawDocument) -> str:
    return raw.data.decode().split("\n---\n", 1)[1]


@pytest.fixture(scope="module")
def texts() -> list[tuple[RawDocument, SourceText]]:
    return [(raw, text_of(raw)) for raw in RAW]


def test_every_digest_is_read_and_is_its_own_source(
    texts: list[tuple[RawDocument, SourceText]],
) -> None:
    assert len(texts) > 300
    assert len({text.source.id for _, text in texts}) == len(texts)
    assert all(text.passages and text.sentences for _, text in texts)
    assert {text.source.text_origin for _, text in texts} == {TextOrigin.DIGEST}


def test_every_bullet_has_its_own_label_and_no_other_sentence_has_one(
    texts: list[tuple[RawDocument, SourceText]],
) -> None:
    for raw, text in texts:
        bullets = [(label or None, words) for label, words in _BULLET.findall(body_of(raw))]
        items = [s for s in text.sentences if s.item]
        for label, words in bullets:
            expected = [span.of(words) for span in sentence_spans(words)]
            own, items = items[: len(expected)], items[len(expected) :]
            first = own[0].span.of(text.text)
            assert own[0].strength == (None if label in (None, _NOT_SEEN) else label), raw.location
            assert words.startswith(first)
            for sentence, printed in zip(own[1:], expected[1:], strict=True):
                assert printed.startswith(sentence.span.of(text.text))
                assert sentence.strength is None or f"({sentence.strength})" in printed
        assert not items, raw.location
        assert all(s.strength is None or s.item for s in text.sentences), raw.location


def test_an_unseen_grade_is_in_no_sentence(texts: list[tuple[RawDocument, SourceText]]) -> None:
    for _, text in texts:
        words = [s.span.of(text.text) for s in text.sentences]
        assert not any(_NOT_SEEN.lower() in each.lower() for each in words)
        assert not any(each.startswith("(") for each in words)


def test_passages_are_exact_and_fit_the_model(texts: list[tuple[RawDocument, SourceText]]) -> None:
    for _, text in texts:
        assert all(p.span.of(text.text) == p.text and p.intact for p in text.passages)
        assert all(count(p.text) <= PASSAGE_TOKENS for p in text.passages)
        held = [s for p in text.passages for s in text.sentences_in(p)]
        assert held == list(text.sentences)


def test_front_matter_is_mapped_whole(texts: list[tuple[RawDocument, SourceText]]) -> None:
    for raw, text in texts:
        source = text.source
        printed = {
            k: v.strip("\"'") for k, v in _FIELD.findall(raw.data.decode().split("\n---")[0])
        }
        assert printed.pop("id") == source.id
        assert printed.pop("kind") == source.kind
        assert printed.pop("year") == source.published == str(source.year)
        assert printed.pop("verification") == source.verification
        assert printed.pop("doi", "") == (source.doi or "")
        assert ", ".join(source.topics) == printed.pop("topics").strip("[]").replace('"', "")
        for name in ("title", "organization", "journal", "pmid", "url", "population", "checked"):
            assert printed.pop(name, "").replace('\\"', '"') == (getattr(source, name) or "")
        authors, supersedes = printed.pop("authors", ""), printed.pop("supersedes")
        assert all(author in authors for author in source.authors)
        assert bool(authors) == bool(source.authors)
        assert all(each in supersedes for each in source.supersedes)
        assert not printed, raw.location


def test_no_digest_gives_orders(texts: list[tuple[RawDocument, SourceText]]) -> None:
    assert [text.source.id for _, text in texts if injected(text.text)] == []


def test_the_guidelines_come_first() -> None:
    locations = [raw.location for raw in RAW]
    assert locations == sorted(locations)
    assert locations[0].startswith("starter:guidelines/")
