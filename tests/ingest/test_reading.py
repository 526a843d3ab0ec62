"""Readers: front matter, encodings, plain text and Markdown, each refusal with what to do."""

from __future__ import annotations

import pytest

from corpus.errors import SourceError, UnsupportedFormat
from corpus.model import Source, SourceKind, TextOrigin, Verification
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers import read

DIGEST = """---
id: acme-2020-gout
kind: guideline
title: "Gout: 2020"
{fields}---

## Recommendations
- (Strong) Offer colchicine.
"""


def document(data: str | bytes, name: str = "a.md") -> Document:
    raw = RawDocument(data.encode() if isinstance(data, str) else data, f"/in/{name}", name)
    return read(raw, SourceKind.OTHER)


def source(fields: str = "") -> Source:
    return document(DIGEST.replace("{fields}", fields)).source


def blocks(text: str, name: str = "a.md") -> list[tuple[str, str, int]]:
    return [(b.kind.value, b.text, b.level) for b in document(text, name).blocks]


# -- Front matter


def test_every_field_is_mapped() -> None:
    read_source = source(
        "organization: ACME\nauthors: Abc D; Efg H, Ijk L\njournal: J\nyear: 2019\n"
        "published: 2020-05-01\nversion: 1.10\nfamily: acme-gout\ndoi: 10.1/ABC\npmid: 0123\n"
        "url: http://x\nlicence: CC0\npopulation: Adults\ntopics: [gout, urate]\nchecked: http://y\n"
        "verification: secondary\nsupersedes: [acme-2010-gout]\nretracted: true\n"
    )
    assert read_source == Source(
        id="acme-2020-gout", kind=SourceKind.GUIDELINE, title="Gout: 2020", family="acme-gout",
        organization="ACME", authors=("Abc D", "Efg H", "Ijk L"), journal="J",
        published="2020-05-01", version="1.10", doi="10.1/ABC", pmid="0123", url="http://x",
        licence="CC0", population="Adults", topics=("gout", "urate"),
        supersedes=("acme-2010-gout",), retracted=True, text_origin=TextOrigin.DIGEST,
        verification=Verification.SECONDARY, checked="http://y",
    )  # fmt: skip


def test_what_is_not_said_is_not_invented() -> None:
    bare = source("doi:\npmid: null\ntopics:\nauthors: [Abc D, Efg H]\n")
    assert (bare.doi, bare.pmid, bare.topics, bare.published) == (None, None, (), None)
    assert bare.authors == ("Abc D", "Efg H")
    assert bare.family == "acme-gout"
    assert bare.version == "2020"
    assert bare.text_origin is TextOrigin.PUBLISHER


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("year: 20233\n", "'20233' is not a year"),
        ("year: 2023-13\n", "is not a year or an ISO date"),
        ("published: May 2020\n", "is not a year or an ISO date"),
        ("colour: red\n", "unknown field colour: see docs/sources.md"),
        ("topics: {a: b}\n", "topics: "),
        ("organization: [A]\n", "organization: "),
        ("retracted: maybe\n", "retracted: "),
        ("verification: none\n", "verification: "),
        ("a: [\n", r"not valid YAML \(line 5\)"),
        ("a: " + "[" * 1_200 + "\n", "not valid YAML"),
    ],
)
def test_a_wrong_field_is_named(fields: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        source(fields)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("id: x\nkind: guidelines\ntitle: T", "kind: input should be 'guideline'"),
        ("id: A b\nkind: rct\ntitle: T", "id: "),
        ("id: x\nkind: rct", "title is missing: add it"),
        ("id: x\nkind: rct\ntitle: [T]", "title: "),
        ("- a\n- b", "not a list of fields"),
    ],
)
def test_wrong_front_matter_is_refused(front: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        document(f"---\n{front}\n---\nText.")


def test_front_matter_that_is_not_closed_is_refused() -> None:
    with pytest.raises(SourceError, match="no closing line"):
        document("---\nid: x\nkind: rct\ntitle: T\n\nText.")


@pytest.mark.parametrize("text", ["---\n\nText.", "Text.\n\n---\nid: x\n---\n", "---\n---\nText."])
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert ("paragraph", "Text.", 1) in blocks(text)
    assert document(text).source.kind is SourceKind.OTHER


def test_line_endings_and_marks_do_not_matter() -> None:
    text = DIGEST.replace("{fields}", "year: 2020\n")
    plain = document(text)
    assert document(text.replace("\n", "\r\n")) == plain
    assert document(b"\xef\xbb\xbf" + text.encode()) == plain
    assert document(text.encode("utf-16")) == plain
    assert document(text.encode("utf-32")) == plain


def test_a_title_alone_makes_no_digest() -> None:
    plain = document("---\ntitle: My notes\nlayout: page\n---\n- (New) Offer it.")
    assert plain.source.title == "My notes"
    assert not plain.labels_lead
    assert document("# Heading\n\nText.").source.title == "Heading"
    assert document("Text.").source.title == "a"
    assert document("Text.").source.id == document("Other.").source.id


# -- Encodings


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("Ménière".encode("latin-1"), r"not text in UTF-8 \(byte 1\): save it as UTF-8"),
        (b"\xff\xfea\x00b", "not text in UTF-16"),
        (b"%PDF\x00\x01", "binary data"),
        ("abc".encode("utf-16-le"), "binary data"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, message: str) -> None:
    for name in ("a.md", "a.txt"):
        with pytest.raises(SourceError, match=message):
            document(data, name)


@pytest.mark.parametrize("data", ["", " \n\t\n", "\u200b"])
def test_a_file_without_text_is_read(data: str) -> None:
    for name in ("a.md", "a.txt"):
        assert document(data, name).source.title in ("a", "\u200b")


def test_an_unknown_ending_is_refused() -> None:
    for name in ("a.rtf", "README"):
        with pytest.raises(UnsupportedFormat, match=r"there are readers for .*\.json, \.markdown"):
            document("Text.", name)
    for ending in (".md", ".markdown", ".txt", ".text"):
        assert document("Text.", f"A{ending.upper()}").blocks


# -- Structure


def test_markdown_keeps_words_and_drops_marks() -> None:
    text = "**Give** [aspirin](http://x) `5 mg`  \nnow &lt;5 \\* ![scan](y.png)"
    page = "<div>Or <b>not</b><!-- no -->"
    assert blocks(f"{text}\n\n{page}") == [
        ("paragraph", "Give aspirin 5 mg now <5 * scan", 1),
        ("paragraph", " Or  not  ", 1),
    ]


def test_a_raised_number_is_never_run_into_the_one_before() -> None:
    assert blocks("10<sup>9</sup>/L and CHA<sub>2</sub>DS<sub>2</sub>") == [
        ("paragraph", "10⁹/L and CHA2DS2", 1)
    ]


def test_markdown_structure() -> None:
    text = "# A\n\n1. one\n   - two\n\n     more\n\n> quoted\n\n    code\n\n"
    assert blocks(f"{text}| h |\n|---|\n| **c** |\n| |") == [
        ("heading", "A", 1),
        ("item", "one", 1),
        ("item", "two", 2),
        ("paragraph", "more", 3),
        ("paragraph", "quoted", 1),
        ("paragraph", "code\n", 1),
        ("row", "h: c", 1),
        ("row", "", 1),
    ]


def test_plain_text_structure() -> None:
    text = "Title\n\nOffer:\n- one\n  wrapped\n    * two\n\n      more on two\n(3) three\n\nEnd.\n"
    assert blocks(text, "a.txt") == [
        ("paragraph", "Title", 1),
        ("paragraph", "Offer:", 1),
        ("item", "one wrapped", 1),
        ("item", "two", 2),
        ("paragraph", "more on two", 3),
        ("item", "three", 1),
        ("paragraph", "End.", 1),
    ]


def test_a_number_that_begins_a_wrapped_line_is_no_bullet() -> None:
    assert blocks("The score was\n12. In adults it is\n3) less.", "a.txt") == [
        ("paragraph", "The score was 12. In adults it is 3) less.", 1)
    ]


def test_a_block_is_plain_data() -> None:
    assert Block(BlockKind.ITEM, "x") == Block(BlockKind.ITEM, "x", level=1, page=None)
