"""Word: styles become headings and lists, changes are made, and hostile packages are refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import word_samples as samples

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import docx_package, read

FOOTNOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="2"><w:p><w:r><w:t>Measured in 2030.</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)
BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
    '2006"><mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>Call a burns unit'
    " early.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    "<w:txbxContent><w:p><w:r><w:t>Call a burns unit early.</w:t></w:r></w:p></w:txbxContent>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def document(data: bytes, name: str = "burn.docx") -> Document:
    return read(RawDocument(data, f"/x/{name}", name), SourceKind.GUIDELINE)


def texts(data: bytes) -> list[str]:
    return [block.text for block in document(data).blocks]


def test_headings_lists_and_tables_are_what_their_styles_say() -> None:
    found = [(b.kind.value, b.text, b.level) for b in document(samples.guidance()).blocks]
    assert found == [
        ("heading", "Care of a burn", 1),
        ("heading", "Cooling", 1),
        ("paragraph", "Cool the burn with running water for 20 minutes.", 1),
        ("paragraph", "Do not put on:", 1),
        ("item", "ice", 1),
        ("item", "in children:", 1),
        ("item", "wet sheets", 2),
        ("item", "butter", 1),
        ("heading", "Dressing", 2),
        ("paragraph", "Cover the burn with film.", 1),
        *(
            ("row", f"Table 1. Dressings by depth. Depth: {a}; Dressing: {b}; Changed: {c}", 1)
            for a, b, c in (
                ("Superficial", "film", "every 2 days"),
                ("Superficial", "gel", "every day"),
                ("Deep", "silver", "every 3 days"),
            )
        ),
    ]


def test_items_carry_all_that_leads_them_in() -> None:
    text = chunk(document(samples.guidance()), lambda words: len(words.split()))
    item = next(s for s in text.sentences if s.span.of(text.text) == "wet sheets")
    assert [span.of(text.text) for span in item.lead_ins] == ["Do not put on:", "in children:"]


def test_the_title_is_the_one_printed_and_who_saved_the_file_is_no_author() -> None:
    source = document(samples.guidance()).source
    assert source.title == samples.TITLE
    assert source.authors == ()
    assert source.published is None


def test_deleted_words_are_gone_and_inserted_ones_are_there() -> None:
    word = docx.Document()
    changed = samples.run("Give ") + samples.deleted("500") + samples.inserted("250")
    samples.paragraph(word, changed + samples.run(" mg."))
    assert texts(samples.saved(word)) == ["Give 250 mg."]


def test_a_deleted_end_of_paragraph_makes_one_of_two() -> None:
    word = docx.Document()
    mark = '<w:rPr><w:del w:id="3" w:author="a"/></w:rPr>'
    samples.paragraph(word, samples.run("Cool the burn "), mark)
    samples.paragraph(word, samples.run("with water."))
    assert texts(samples.saved(word)) == ["Cool the burn with water."]


def test_moved_hidden_and_coded_words_are_nobodys() -> None:
    word = docx.Document()
    gone = '<w:moveFrom w:id="4" w:author="a">' + samples.run("Old place.") + "</w:moveFrom>"
    code = "<w:r><w:instrText> HYPERLINK </w:instrText></w:r>"
    hidden = samples.run("Unseen.", "<w:vanish/>")
    samples.paragraph(word, gone + code + hidden + samples.run("Seen."))
    assert texts(samples.saved(word)) == ["Seen."]


def test_raised_digits_stay_raised() -> None:
    word = docx.Document()
    power = samples.run("9", '<w:vertAlign w:val="superscript"/>')
    samples.paragraph(word, samples.run("Platelets above 50 x 10") + power + samples.run("/L."))
    assert texts(samples.saved(word)) == ["Platelets above 50 x 10⁹/L."]


def test_a_text_box_is_said_once_after_its_paragraph() -> None:
    word = docx.Document()
    samples.paragraph(word, samples.run("Cool the burn.") + BOX)
    assert texts(samples.saved(word)) == ["Cool the burn.", "Call a burns unit early."]


def test_footnotes_stand_at_the_end_with_their_marks_and_are_not_searched() -> None:
    word = docx.Document()
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    samples.paragraph(word, samples.run("Half of them heal.") + mark)
    data = samples.rebuilt(samples.saved(word), {"word/footnotes.xml": FOOTNOTES.encode()})
    found = document(data).blocks
    assert [(b.text, b.searched) for b in found] == [
        ("Half of them heal.¹", True),
        ("¹ Measured in 2030.", False),
    ]


def test_right_to_left_and_rare_characters_come_through() -> None:
    word = docx.Document()
    said = ["יש לקרר את הכוויה במים.", "برّد الحرق بالماء.", "x ≥ 5 µmol/L 😷 e\u0301"]
    for line in said:
        word.add_paragraph(line)
    assert texts(samples.saved(word)) == said


def test_tables_within_tables_are_words_of_their_cell() -> None:
    word = docx.Document()
    outer = word.add_table(2, 2)
    for place, words in (((0, 0), "Depth"), ((0, 1), "Care"), ((1, 0), "Deep")):
        outer.cell(*place).text = words
    inner = outer.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "silver", "film"
    rows = [b.text for b in document(samples.saved(word)).blocks if b.kind is BlockKind.ROW]
    assert "silver, film" in rows[-1]


# -- Faults


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_a_file_that_was_cut_short_is_refused(share: float) -> None:
    whole = samples.guidance()
    with pytest.raises(SourceError, match="no Word document that can be opened"):
        document(whole[: int(share * len(whole))])


def test_nothing_and_something_else_are_refused() -> None:
    with pytest.raises(SourceError, match="get it again"):
        document(b"")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(SourceError, match="no Word document"):
        document(other.getvalue())


def test_a_locked_file_is_refused_as_such() -> None:
    with pytest.raises(SourceError, match="password"):
        document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_fills_the_memory() -> None:
    bomb = b"<w:p/>" + b" " * (docx_package.LARGEST_PART + 1)
    data = samples.rebuilt(samples.guidance(), {"word/document.xml": bomb})
    assert len(data) < 1_000_000
    with pytest.raises(SourceError, match="unpacks to more than"):
        document(data)


@pytest.mark.parametrize("entity", ['<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
def test_entities_are_refused_whatever_they_name(entity: str) -> None:
    body = f"<!DOCTYPE w:document [{entity}]><w:document>&a;</w:document>"
    data = samples.rebuilt(samples.guidance(), {"word/document.xml": body.encode()})
    with pytest.raises(SourceError):
        document(data)


def test_nesting_without_end_is_refused() -> None:
    word = docx.Document()
    table = word.add_table(1, 1)
    for _ in range(40):
        table = table.cell(0, 0).add_table(1, 1)
    with pytest.raises(SourceError, match=r"nested|deep"):
        document(samples.saved(word))


def test_a_word_document_under_another_name_is_read_as_one() -> None:
    assert texts(samples.guidance()) == [
        block.text for block in document(samples.guidance(), "burn.pdf").blocks
    ]
