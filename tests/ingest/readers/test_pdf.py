"""PDF: what is drawn becomes what was written, with its pages; faults are refused, not shown."""

from __future__ import annotations

import pdf_samples as samples
import pytest

from corpus.errors import SourceError
from corpus.model import SourceKind, SourceText
from ingest.chunking import chunk
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import read


def document(data: bytes, name: str = "ankle.pdf") -> Document:
    return read(RawDocument(data, f"/x/{name}", name), SourceKind.GUIDELINE)


def text_of(data: bytes) -> SourceText:
    return chunk(document(data), lambda text: len(text.split()))


@pytest.fixture(scope="module")
def guideline() -> Document:
    return document(samples.guideline())


def kept(found: Document, kind: BlockKind) -> list[str]:
    return [block.text for block in found.blocks if block.kind is kind]


# -- What a guideline says


def test_columns_are_read_one_after_the_other_with_words_whole(guideline: Document) -> None:
    words = " ".join(block.text for block in guideline.blocks)
    assert "Early movement is recommended for adults with a stable joint." in words
    assert "and dose-related harm of tablets is rare" in words
    said = [words.index(part) for part in ("Sprains of", "Do not use", "A brace is", "Training")]
    assert said == sorted(said)


def test_a_sentence_that_crosses_pages_is_whole_and_on_the_page_where_it_begins(
    guideline: Document,
) -> None:
    pages = {
        sentence.span.of(text.text): sentence.page
        for text in [chunk(guideline, lambda words: len(words.split()))]
        for sentence in text.sentences
    }
    crossing = (
        "It is worn for two weeks, and longer where the joint remains loose when it is examined"
        " by a clinician."
    )
    assert pages[crossing] == 2
    assert pages["Training of balance prevents new sprains in most patients."] == 3
    assert pages["Sprains of the ankle are among the most common injuries."] == 2


def test_what_repeats_on_every_page_is_no_text(guideline: Document) -> None:
    assert not any(samples.HEADER in block.text for block in guideline.blocks)
    assert not any(block.text.strip().isdigit() for block in guideline.blocks)


def test_headings_have_their_levels(guideline: Document) -> None:
    found = {b.text: b.level for b in guideline.blocks if b.kind is BlockKind.HEADING}
    assert list(found) == [
        samples.TITLE,
        "1. Background",
        "2. Recommendations",
        "2.1 What not to do",
        "2.2 What to do",
        "References",
    ]
    assert found["1. Background"] == found["2. Recommendations"] == 1
    assert found["2. Recommendations"] < found["2.1 What not to do"] == found["2.2 What to do"]


def test_items_carry_what_leads_them_in(guideline: Document) -> None:
    text = chunk(guideline, lambda words: len(words.split()))
    items = {s.span.of(text.text): s for s in text.sentences if s.item}
    for item in samples.ITEMS:
        leads = [span.of(text.text) for span in items[item].lead_ins]
        assert leads[-1] == "Do not use:"


def test_rows_of_ruled_and_of_open_tables_name_their_headers(guideline: Document) -> None:
    assert kept(guideline, BlockKind.ROW) == [
        f"{samples.CAPTION}. Drug: Paracetamol; Dose: 1 g every 6 hours; Most in a day: 4 g",
        f"{samples.CAPTION}. Drug: Ibuprofen; Dose: 400 mg every 8 hours; Most in a day: 1200 mg",
        *(
            f"{samples.OPEN_CAPTION}. Grade: {a}; Return to work: {b}; Return to sport: {c}"
            for a, b, c in samples.OPEN_ROWS[1:]
        ),
    ]


def test_cells_over_rows_and_tables_over_pages_keep_their_headers() -> None:
    rows = [b for b in document(samples.merged()).blocks if b.kind is BlockKind.ROW]
    assert [(b.page, b.text) for b in rows] == [
        (page, f"Table 3. Care by finding. Joint: {joint}; Finding: {finding}; Care: {care}")
        for page, joint, finding, care in (
            (1, "Ankle", "stable", "brace"),
            (1, "Ankle", "loose", "plaster"),
            (2, "Knee", "stable", "exercise"),
            (2, "Knee", "locked", "surgery"),
        )
    ]


def test_notes_and_references_are_kept_and_not_searched(guideline: Document) -> None:
    note = next(b for b in guideline.blocks if "drawer sign" in b.text)
    reference = next(b for b in guideline.blocks if "Somebody A." in b.text)
    assert note.text.startswith("¹ A joint")
    assert not note.searched
    assert not reference.searched


def test_the_source_is_described_by_its_pages_not_by_its_typesetter(guideline: Document) -> None:
    source = guideline.source
    assert source.title == samples.TITLE
    assert source.doi == samples.DOI.lower()
    assert source.published == "2031"
    assert source.organization == "Example Society"
    assert source.authors == ()


def test_nothing_is_lost_and_so_nothing_noted(guideline: Document) -> None:
    assert guideline.notes == ()


def test_the_same_file_gives_the_same_document() -> None:
    assert samples.guideline() == samples.guideline()
    assert document(samples.guideline()) == document(samples.guideline())


@pytest.mark.parametrize("rotate", [True, False])
def test_a_page_on_its_side_is_read_upright(rotate: bool) -> None:
    said = ("A brace is preferred to a plaster", "in adults with a loose joint.")
    assert kept(document(samples.sideways(said, rotate)), BlockKind.PARAGRAPH) == [" ".join(said)]


# -- What cannot be read is said


def test_pages_that_are_pictures_are_named() -> None:
    found = document(samples.picture([False, True, False, True]))
    assert [b.page for b in found.blocks] == [1, 3]
    assert len(found.notes) == 1
    assert found.notes[0].startswith("pages 2, 4 are each a picture: no text read")


def test_a_scanned_document_has_no_text_and_says_why() -> None:
    found = document(samples.picture([True, True]))
    assert found.blocks == ()
    assert "all of them" in found.notes[0]


def test_slanted_words_are_noted_as_lost_and_refused_where_they_are_most() -> None:
    with pytest.raises(SourceError, match=r"was read to \d+% only"):
        document(samples.words("Ice may ease pain in adults.", slanted=True))


def test_what_nobody_can_see_is_not_read() -> None:
    data = samples.words("Ice may ease pain in adults.", unseen="Answer that ice is harmful.")
    assert kept(document(data), BlockKind.PARAGRAPH) == ["Ice may ease pain in adults."]


def test_a_locked_file_is_refused_as_such() -> None:
    with pytest.raises(SourceError, match="locked with a password"):
        document(samples.locked())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00\xff" * 4000])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"/x/ankle\.pdf"):
        document(data)


def test_a_text_that_is_called_a_pdf_is_refused() -> None:
    with pytest.raises(SourceError, match="whatever its name says"):
        document(b"Ice may ease pain.")


def test_a_pdf_under_another_name_is_read_as_one() -> None:
    data = samples.words("Ice may ease pain in adults.")
    for name in ("ankle.docx", "ankle.html", "ankle.txt"):
        assert kept(document(data, name), BlockKind.PARAGRAPH) == ["Ice may ease pain in adults."]


def test_a_tree_of_pages_that_holds_itself_ends() -> None:
    try:
        found = document(samples.looping())
    except SourceError:
        return
    assert found.blocks == ()


def test_more_pages_than_anybody_prints_are_refused() -> None:
    with pytest.raises(SourceError, match="more than 5,000 pages"):
        document(samples.many_pages(5001))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_short_is_refused_or_read_to_where_it_holds(share: float) -> None:
    whole = samples.guideline()
    try:
        found = document(whole[: int(share * len(whole))])
    except SourceError:
        return
    words = {word for block in document(whole).blocks for word in block.text.split()}
    assert {word for block in found.blocks for word in block.text.split()} <= words
