"""The whole guideline archive, where it is at hand, against a plain walk of its HTML.

Every list item under a lead-in that forbids is looked at, in all summaries; the other invariants
in every fifth one. NGC_EVERY=1 looks at all.
"""

from __future__ import annotations

import os
import re
import tarfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from archive_walk import Node, Placed, forbidding, forbids, recommendations, words_of

from corpus.embedding import open_embedder
from corpus.model import Sentence, SourceKind, SourceText
from corpus.settings import load_settings
from ingest.chunking import chunk
from ingest.connectors.files import candidates
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import read

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "ngc-guidelines"
EVERY = int(os.environ.get("NGC_EVERY", "5"))
MODEL_READS = 256

pytestmark = pytest.mark.skipif(
    not list(FOLDER.glob("*.tar.gz")), reason=f"the guideline archives are not in {FOLDER}"
)


@cache
def raws() -> list[RawDocument]:
    return [candidate.fetch() for candidate in candidates(FOLDER) if "!" in candidate.location]


@cache
def document_of(number: int) -> Document:
    return read(raws()[number], SourceKind.OTHER)


@cache
def text_of(number: int) -> SourceText:
    return chunk(document_of(number), lambda words: len(words) // 4)


def sampled() -> Iterator[int]:
    return iter(range(0, len(raws()), EVERY))


def test_every_item_under_a_lead_in_that_forbids_carries_it() -> None:
    """What it says not to do must never be read without the "not"."""
    checked, guidelines, bare = 0, set(), []
    for number, raw in enumerate(raws()):
        nodes = recommendations(raw.data)
        items = [n for n, node in enumerate(nodes) if node.item and forbidding(nodes, node)]
        if not items:
            continue
        text = text_of(number)
        places = places_of(nodes, text)
        for item in items:
            sentence = sentence_at(text, places.get(item))
            if sentence is None:
                continue  # not searched: a scheme of grades
            checked += 1
            guidelines.add(raw.name)
            said = printed(text, sentence)
            if any(
                not carries(text, sentence, nodes[n], said) for n in forbidding(nodes, nodes[item])
            ):
                bare.append((raw.name, nodes[item].words))
    assert bare == []
    assert checked > 850
    assert len(guidelines) > 110


def places_of(nodes: list[Node], text: SourceText) -> dict[int, int]:
    placed = Placed(text.text)
    found = ((n, placed.find(node.words)) for n, node in enumerate(nodes) if wanted(node))
    return {n: place for n, place in found if place is not None}


def wanted(node: Node) -> bool:
    """The words of cells stand in another order in the text."""
    return node.tag not in ("td", "th") or len(words_of(node.words)) > 3


def sentence_at(text: SourceText, place: int | None) -> Sentence | None:
    if place is None:
        return None
    starts = [sentence.span.start for sentence in text.sentences]
    number = bisect_right(starts, place) - 1
    if number < 0 or place >= text.sentences[number].span.end:
        return None
    return text.sentences[number]


def printed(text: SourceText, sentence: Sentence) -> str:
    """A statement of this sentence as the assistant would show it: lead-ins, then its words."""
    spans = (*sentence.lead_ins, sentence.span)
    return " ".join(span.of(text.text) for span in spans)


def carries(text: SourceText, sentence: Sentence, lead: Node, said: str) -> bool:
    """Whether a statement forbids, in the lead-in's own words."""
    told, wanted = Counter(w for w, _ in words_of(said)), [w for w, _ in words_of(lead.words)]
    return forbids(said) and sum(told[w] > 0 for w in set(wanted)) >= 0.3 * len(set(wanted))


def test_nothing_visible_is_lost() -> None:
    for number in sampled():
        nodes = recommendations(raws()[number].data)
        visible = Counter(word for node in nodes for word, _ in words_of(node.words))
        kept = Counter(word for word, _ in words_of(text_of(number).text))
        lost = visible - kept
        # Radiation levels beside ratings are left out: marks, and headers that are said once.
        for word in ("o", "varies", "rrl", "relative", "radiation", "level", "symbol"):
            del lost[word]
        for word in (
            "radiologic",
            "procedure",
            "rating",
            "comments",
            "appropriateness",
            "category",
        ):
            lost[word] = max(0, lost[word] - visible["rrl"] - visible["category"])
        assert lost.total() <= 0.005 * visible.total(), (raws()[number].name, lost.most_common(9))


def test_texts_are_laid_out_soundly() -> None:
    ids = [text_of(number).source.id for number in sampled()]
    assert len(set(ids)) == len(ids)
    for number in sampled():
        text = text_of(number)
        assert text.passages, text.source.id
        assert all(p.span.of(text.text) == p.text and p.intact for p in text.passages)
        assert all(a.span.end <= b.span.start for a, b in pairwise(text.passages))
        assert all(a.span.end <= b.span.start for a, b in pairwise(text.sentences))
        held = [s for p in text.passages for s in text.sentences_in(p)]
        assert held == list(text.sentences), text.source.id


def test_a_row_holds_its_row_header() -> None:
    """Every searched row says the first cell of one of the rows of its summary.

    A table whose first cells are pages of text has no row headers.
    """
    for number in sampled():
        rows = [b for b in document_of(number).blocks if b.kind is BlockKind.ROW and b.searched]
        nodes = recommendations(raws()[number].data) if rows else []
        cells: dict[int, str] = {}
        for node in nodes:
            if node.opens_row:
                cells[node.opens_row] = f"{cells.get(node.opens_row, '')} {node.words}".strip()
        first = {words_joined(cell) for cell in cells.values()}
        pages = any(len(cell) > 300 for cell in cells.values())
        for row in rows:
            held = any(words in words_joined(row.text) for words in first)
            assert held or pages, (raws()[number].name, row.text)


def words_joined(text: str) -> str:
    return " ".join(word for word, _ in words_of(text))


def test_passages_fit_the_model_unless_they_are_one_sentence() -> None:
    count = open_embedder(load_settings()).count_tokens
    for number in list(sampled())[::3]:
        text = chunk(document_of(number), count)
        for passage in text.passages:
            if len(passage.text) > MODEL_READS and len([*text.sentences_in(passage)]) > 1:
                assert count(passage.text) <= MODEL_READS, passage.id


def test_reading_is_deterministic() -> None:
    for number in list(sampled())[::10]:
        assert read(raws()[number], SourceKind.OTHER) == document_of(number)


def test_members_are_read_as_the_archive_holds_them() -> None:
    names = {raw.location: raw.data for raw in raws()}
    for path in sorted(FOLDER.glob("*.tar.gz")):
        with tarfile.open(path) as archive:
            first = next(member for member in archive if member.isfile())
            content = archive.extractfile(first)
            assert content is not None
            assert names[f"{path.resolve()}!{re.sub(r'^[.]/', '', first.name)}"] == content.read()
