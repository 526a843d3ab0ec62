"""HTML: words, emphasis, lists and tables as blocks, and markup that is broken or hostile."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SourceError
from ingest.document import Block
from ingest.readers.html_blocks import blocks
from ingest.readers.html_walk import pieces
from ingest.readers.xml_tree import parse_html, parse_xml


def read(html: str) -> list[Block]:
    return list(blocks(pieces(parse_html(html, "page"))))


def laid_out(html: str) -> list[tuple[str, str, int]]:
    return [(b.kind.value, b.text, b.level) for b in read(html)]


def test_lists_keep_their_depth_and_what_hangs_below_them() -> None:
    html = "<p>Offer:</p><ul><li>one<ul><li>two</li></ul>more</li><li><p>three</p><p>four</p></ul>x"
    assert laid_out(html) == [
        ("paragraph", "Offer:", 1),
        ("item", "one", 1),
        ("item", "two", 2),
        ("paragraph", "more", 2),
        ("item", "three", 1),
        ("paragraph", "four", 2),
        ("paragraph", "x", 1),
    ]


def test_elements_and_emphasis_make_headings() -> None:
    html = (
        "<h1>Knees</h1><p><strong><u>Ice</u></strong></p><p><b>When</b></p><p><i>How</i></p>"
        "<p><b>Clinicians should offer ice to adults with knee pain.</b></p><p>Is <b>it</b>?</p>"
    )
    assert laid_out(html) == [
        ("heading", "Knees", 1),
        ("heading", "Ice", 2),
        ("heading", "When", 3),
        ("heading", "How", 5),
        ("paragraph", "Clinicians should offer ice to adults with knee pain.", 1),
        ("paragraph", "Is it?", 1),
    ]


def test_nothing_parts_a_lead_in_from_its_list() -> None:
    html = "<p>Do not use:</p><p><em>In pregnancy</em></p><ul><li>Ibuprofen</li></ul>"
    assert [kind for kind, _, _ in laid_out(html)] == ["paragraph", "paragraph", "item"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>9</sup>/L", "10⁹/L"),
        ("10<sup>-3</sup>, m<sup>2</sup>", "10⁻³, m²"),
        ("FEV<sub>1</sub> and H<sub>2</sub>", "FEV1 and H2"),
        ("the 2<sup>nd</sup> week", "the 2nd week"),
        ("Adults<sup>a</sup>", "Adults ᵃ"),
        ("a&nbsp;b &lt;5 &ge;3&reg;", "a b <5 ≥3®"),
        ("one<br/>two", "one two"),
        ('see <a href="x">the page</a><img alt="icon" src="y"/>', "see the page"),
        ("<script>alert(1)</script><style>p</style><!-- no -->kept", "kept"),
    ],
)
def test_words_are_what_a_reader_sees(html: str, text: str) -> None:
    assert [b.text for b in read(f"<p>{html}</p>")] == [text]


def test_a_table_of_one_column_is_the_pages_own_text() -> None:
    html = (
        "<table><tr><td><p>Offer:</p><ul><li>ice</li></ul></td></tr><tr><td>Rest.</td></tr></table>"
    )
    assert laid_out(html) == [
        ("paragraph", "Offer:", 1),
        ("item", "ice", 1),
        ("paragraph", "Rest.", 1),
    ]


TABLE = """<table summary="Table: Doses"><thead>
<tr><th rowspan="2">Drug</th><th colspan="2">Dose</th></tr><tr><th>Adults</th><th>Children</th></tr>
</thead><tbody><tr><th colspan="3">Gout</th></tr>
<tr><td>Aspirin</td><td>1 g</td><td>none</td></tr>
<tr><td rowspan="2">Ice</td><td colspan="2">daily</td></tr><tr><td>2 h</td><td>1 h</td></tr>
<tr><td colspan="3">Note: doses by mouth.</td></tr></tbody></table>"""


def test_a_row_names_caption_section_and_headers() -> None:
    assert [b.text for b in read(TABLE)] == [
        "Doses. Gout. Drug: Aspirin; Dose, Adults: 1 g; Dose, Children: none",
        "Doses. Gout. Drug: Ice; Dose, Adults, Dose, Children: daily",
        "Doses. Gout. Drug: Ice; Dose, Adults: 2 h; Dose, Children: 1 h",
        "Doses. Gout. Note: doses by mouth.",
    ]


def test_a_long_row_is_said_line_by_line_with_its_headers_and_lead_ins() -> None:
    items = "".join(f"<li>drug {n} {'of many words ' * 12}</li>" for n in range(8))
    html = (
        "<table><tr><th>Group</th><th>Advice</th></tr>"
        f"<tr><td>Adults</td><td><p>Do not use:</p><ul>{items}</ul></td></tr></table>"
    )
    rows = [b.text for b in read(html)]
    assert len(rows) == 9
    assert all(row.startswith("Group: Adults. Advice: Do not use:") for row in rows)
    assert [f"drug {n} " in row for n, row in enumerate(rows[1:])] == [True] * 8


MARKUP = st.lists(
    st.sampled_from(
        "<p>|</p>|<ul>|</ul>|<li>|</li>|<table>|<tr>|<td>|<th colspan='9'>|</table>|<strong>|</em>"
        "|<sup>|<br>|<h2>|<td rowspan='0'>|<div>|&|&nbsp;|<!-- -->|word|Do not use:|<ol>".split("|")
    ),
    max_size=30,
).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(MARKUP)
def test_broken_markup_loses_no_words_and_gives_sound_blocks(html: str) -> None:
    found = read(f"<div>{html}</div>")
    assert all(block.text.strip() and block.level >= 1 for block in found)
    assert sum(block.text.count("word") for block in found) >= html.count("word")


def test_deep_markup_ends_in_one_line() -> None:
    deep = "<div>" * 5_000 + "word" + "</div>" * 5_000
    try:
        assert [b.text for b in read(deep)] == ["word"]
    except SourceError as error:
        assert "\n" not in str(error)  # noqa: PT017


BOMB = """<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a x="&c;">&c;</a>"""


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        "<a>",
        "",
        "<a><b></a>",
    ],
)
def test_hostile_and_broken_xml_is_refused_in_one_line(xml: str) -> None:
    with pytest.raises(SourceError, match=r"(?i)in\.xml.*(save it|get it again)") as caught:
        parse_xml(xml.encode(), "in.xml")
    assert "\n" not in str(caught.value)


def test_a_note_over_all_columns_is_said_once_and_of_no_column() -> None:
    lines = "".join(f"<p>{n} Risk is {'of many words ' * 10}</p>" for n in range(9))
    html = (
        "<table><tr><th>Group</th><th>Low</th><th>High</th></tr>"
        f"<tr><td>A</td><td>1</td><td>2</td></tr><tr><td colspan='3'>{lines}</td></tr></table>"
    )
    rows = [b.text for b in read(html)]
    assert rows[0] == "Group: A; Low: 1; High: 2"
    assert [row.split()[0] for row in rows[1:]] == [str(n) for n in range(9)]
