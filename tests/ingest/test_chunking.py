"""Chunking: offsets slice back, passages tile their blocks, lead-ins and labels stay bound."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Source, SourceKind, SourceText
from ingest.chunking import PASSAGE_TOKENS, chunk, normalise
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers import read


def cut(text: str, name: str = "a.md") -> SourceText:
    document = read(RawDocument(text.encode(), f"/{name}", name), SourceKind.GUIDELINE)
    return chunk(document, count)


def count(text: str) -> int:
    return len(text.split())


def carried(text: SourceText) -> dict[str, list[str]]:
    """The lead-ins of every sentence, by its words."""
    return {
        s.span.of(text.text): [lead.of(text.text) for lead in s.lead_ins] for s in text.sentences
    }


def strengths(text: SourceText) -> dict[str, str | None]:
    return {s.span.of(text.text): s.strength for s in text.sentences}


INLINE = st.sampled_from(
    "Give **0.5 mg** daily.|Do not use:|(Strong recommendation)|(Grade not seen)|In|H. pylori|Why?"
    "|*vs.* placebo|[link](http://x)|e\u0301|é|😀|\u200b|\u202e|\u00ad|a\u0338|x<sup>2</sup>|`code`"
    "|(Class I, LOE A).|5-10 mg|A. ".split("|")
)
WORDS = st.lists(INLINE, min_size=1, max_size=8).map(" ".join)
LINES = st.builds(
    lambda mark, words: mark + words,
    st.sampled_from(["", "# ", "### ", "- ", "  - ", "    - ", "1. ", "> ", "  ", "* "]),
    WORDS,
)
TABLE = st.builds(lambda a, b: f"\n| h | {a} |\n|---|---|\n| {b} | {a} |\n", WORDS, WORDS)
LONG = st.integers(20, 400).map(lambda n: "Offer aspirin to adults now. " * (n // 5) + "word " * n)
DOCUMENTS = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(LINES | TABLE | LONG | st.just("") | st.text(max_size=30), max_size=14),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.sampled_from(["a.md", "a.txt"]))
def test_every_document_is_laid_out_soundly(printed: str, name: str) -> None:
    printed = printed.replace("\x00", "").lstrip("\ufeff-")
    text = cut(printed, name)
    assert unicodedata.is_normalized("NFC", text.text)
    assert all(p.span.of(text.text) == p.text and p.intact for p in text.passages)
    assert all(a.span.end <= b.span.start for a, b in pairwise(text.passages))
    assert all(a.span.end <= b.span.start for a, b in pairwise(text.sentences))
    assert [p.ordinal for p in text.passages] == [*range(len(text.passages))]
    for sentence in text.sentences:
        words = sentence.span.of(text.text)
        assert words
        assert sum(p.span.holds(sentence.span) for p in text.passages) == 1
        assert all(
            lead.of(text.text) and lead.end < sentence.span.start for lead in sentence.lead_ins
        )
    for passage in text.passages:
        assert count(passage.text) <= PASSAGE_TOKENS or len([*text.sentences_in(passage)]) <= 1
    assert cut(printed, name) == text


@given(st.text(max_size=80))
def test_normalised_text_is_nfc_printable_and_stays_as_it_is(text: str) -> None:
    plain = normalise(text)
    assert unicodedata.is_normalized("NFC", plain)
    assert plain.isprintable()
    assert normalise(plain) == plain
    assert not set("\u200b\u202e\u00ad\ufeff\x00\n\t") & set(plain)


def test_what_is_invisible_parts_no_letters() -> None:
    assert normalise("e\u200b\u0301") == "é"
    assert normalise("anti\u00adbiotic\u200b \u202es") == "antibiotic s"
    assert normalise("a\x00b\tc") == "a b c"


# -- Lead-ins

NESTED = """
The following should not be used:

- NSAIDs
  - Ibuprofen
    - Any dose

      More on any dose.
  - Naproxen
- # Opioids

  Except:
  - Codeine
- Steroids

Afterwards.

- Paracetamol
"""


def test_a_lead_in_is_carried_at_every_depth() -> None:
    lead = "The following should not be used:"
    assert carried(cut(NESTED)) == {
        lead: [],
        "NSAIDs": [lead],
        "Ibuprofen": [lead, "NSAIDs"],
        "Any dose": [lead, "NSAIDs", "Ibuprofen"],
        "More on any dose.": [lead, "NSAIDs", "Ibuprofen", "Any dose"],
        "Naproxen": [lead, "NSAIDs"],
        "Opioids": [lead],
        "Except:": [lead, "Opioids"],
        "Codeine": [lead, "Opioids", "Except:"],
        "Steroids": [lead],
        "Afterwards.": [],
        "Paracetamol": [],
    }


@given(st.lists(st.integers(0, 3), min_size=1, max_size=10), st.booleans())
def test_a_negating_lead_in_reaches_every_item(depths: list[int], loose: bool) -> None:
    lines = ["Do not use:", ""]
    depth = 0
    for number, wanted in enumerate(depths):
        depth = min(wanted, depth + 1) if number else 0
        lines += [f"{'  ' * depth}- Item {number}", *([""] if loose else [])]
    for name in ("a.md", "a.txt"):
        found = carried(cut("\n".join(lines), name))
        assert len(found) == len(depths) + 1
        assert all(leads[0] == "Do not use:" for item, leads in found.items() if "Item" in item)


@pytest.mark.parametrize(
    ("printed", "item", "leads"),
    [
        ("Offer:\n\n1. One\n2. Two", "Two", ["Offer:"]),
        ("Offer:\n\n- One\n\n- Two", "Two", ["Offer:"]),
        ("# Drugs\n\n- One", "One", []),
        ("Do not use:\n\n# Other\n\n- One", "One", []),
        ("Do not use:\n\nIn any adult.\n\n- One", "One", ["Do not use:"]),
        ("Do not use:\n\nIn children:\n\n- One", "One", ["Do not use:", "In children:"]),
        ("No:\n\nIn A:\n\n- One\n\nIn B:\n\n- Two", "Two", ["No:", "In B:"]),
        ("No:\n\n- One\n\nOffer:\n\n- Two", "Two", ["Offer:"]),
        ("Gout is common. Offer:\n\n- One", "One", ["Offer:"]),
        ("Do not use these. They are:\n\n- One", "One", ["Do not use these.", "They are:"]),
        ("Never image. Gout is common. So:\n\n- One", "One", ["Never image.", "So:"]),
        ("# What not to use\n\n- One", "One", ["What not to use"]),
        ("# Contraindications\n\n## Drugs\n\n1. One", "One", ["Contraindications"]),
        ("# Avoid\n\n- One\n\n# Use\n\n- Two", "Two", []),
        ("> Do not:\n>\n> - One", "One", ["Do not:"]),
        ("Avoid:\n\n| Drug |\n|---|\n| One |", "Drug: One", ["Avoid:"]),
        ("- Avoid:\n\n  | Drug |\n  |---|\n  | One |", "Drug: One", ["Avoid:"]),
        ("Text.\n\n| Drug |\n|---|\n| One |", "Drug: One", []),
        ("Avoid:\n\n- A\n\nText.\n\n| Drug |\n|---|\n| One |", "Drug: One", []),
    ],
)
def test_what_an_item_carries(printed: str, item: str, leads: list[str]) -> None:
    assert carried(cut(printed))[item] == leads


def test_a_heading_that_negates_can_be_cited() -> None:
    text = cut("# What not to use\n\n- Ibuprofen\n\n# Doses\n\n- Aspirin")
    assert [p.text for p in text.passages] == ["What not to use", "Ibuprofen", "Aspirin"]


def test_a_heading_path_follows_the_levels() -> None:
    text = cut("# A\n\n### B\n\nOne.\n\n### C\n\nTwo.\n\n## D\n\nThree.\n\n# E\n\nFour.")
    paths = {s.span.of(text.text): s.heading for s in text.sentences}
    assert paths == {
        "One.": ("A", "B"), "Two.": ("A", "C"), "Three.": ("A", "D"), "Four.": ("E",)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "item", "leads"),
    [
        ("Do not use\n\n- One", "One", ["Do not use"]),
        ("The following drugs are not advised.\n\n- One", "One",
         ["The following drugs are not advised."]),
        ("Ice is not advised.\n\n- One", "One", []),
        ("Do not use\n\nText.\n\n- One", "One", []),
        ("# Should opioids be avoided?\n\n- One", "One", []),
        ("# Variant 3: no fever\n\n- One", "One", []),
        (f"# A man who has not {'been treated ' * 12}\n\n- One", "One", []),
    ],
)  # fmt: skip
def test_a_lead_in_may_lack_its_colon(printed: str, item: str, leads: list[str]) -> None:
    assert carried(cut(printed))[item] == leads


# -- What is not searched, and labels outside of the words


def of_blocks(*blocks: Block, own_labels: frozenset[str] = frozenset()) -> SourceText:
    source = Source(id="s", kind=SourceKind.GUIDELINE, title="S", family="s")
    return chunk(Document(source, blocks, own_labels=own_labels), count)


def test_what_is_not_searched_is_in_no_passage_of_its_neighbours() -> None:
    row, apart = Block(BlockKind.ROW, "Drug: ice"), Block(BlockKind.ROW, "Scale", searched=False)
    assert [p.text for p in of_blocks(row, apart, row).passages] == ["Drug: ice", "Drug: ice"]


def test_what_is_not_searched_is_in_the_text_and_parts_no_lead_in() -> None:
    text = of_blocks(
        Block(BlockKind.HEADING, "Contraindications", searched=False),
        Block(BlockKind.PARAGRAPH, "Do not use:"),
        Block(BlockKind.PARAGRAPH, "Level A means good evidence.", searched=False),
        Block(BlockKind.ITEM, "Notes of the editor", searched=False),
        Block(BlockKind.ITEM, "Ibuprofen"),
    )
    assert [p.text for p in text.passages] == ["Do not use:", "Ibuprofen"]
    assert "Level A means good evidence." in text.text
    assert carried(text)["Ibuprofen"] == ["Contraindications", "Do not use:"]
    assert text.sentences[-1].heading == ("Contraindications",)


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("Ice helps.", {"Ice helps.": "Level A"}),
        ("Offer ice. It is cheap.", {"Offer ice.": "Level A", "It is cheap.": None}),
        ("Offer ice (Strong). Offer heat.", {"Offer ice": "Strong", "Offer heat.": None}),
        ("Offer ice. (Strong) Offer heat.", {"Offer ice.": "Strong", "Offer heat.": None}),
    ],
)
def test_a_label_outside_goes_to_what_recommends(
    printed: str, labels: dict[str, str | None]
) -> None:
    block = Block(BlockKind.PARAGRAPH, printed, strength="Level A")
    assert strengths(of_blocks(block)) == labels


def test_a_rows_label_leaves_its_words_whole() -> None:
    row = "MRI knee: Usually Not Appropriate (Grade A)"
    text = of_blocks(Block(BlockKind.ROW, row, strength="Usually Not Appropriate"))
    assert strengths(text) == {row: "Usually Not Appropriate"}


def test_a_documents_own_codes_are_labels_at_the_end_of_sentences() -> None:
    printed = "Offer ice (B). Type hepatitis (B). Offer heat. (A) Rest (C). (B)"
    block = Block(BlockKind.PARAGRAPH, printed)
    assert strengths(of_blocks(block, own_labels=frozenset("AB"))) == {
        "Offer ice": "B",
        "Type hepatitis (B).": None,
        "Offer heat.": "A",
        "Rest (C).": "B",
    }
    assert set(strengths(of_blocks(block)).values()) == {None}


@pytest.mark.parametrize("year", ["[2014]", "[new 2014]", "[2009, amended 2014]"])
def test_the_year_of_a_recommendation_is_not_among_its_words(year: str) -> None:
    for printed in (
        f"Offer ice. {year} Offer heat. {year}",
        f"Offer ice {year}. Offer heat {year}",
    ):
        assert [w.rstrip(".") for w in strengths(cut(printed))] == ["Offer ice", "Offer heat"]


# -- Labels


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("Offer aspirin (Strong).", {"Offer aspirin": "Strong"}),
        ("Offer aspirin. (Strong)", {"Offer aspirin.": "Strong"}),
        ("Offer aspirin. (Strong) Scan it.", {"Offer aspirin.": "Strong", "Scan it.": None}),
        (
            "Offer aspirin. (Strong recommendation) Refer. (Weak recommendation)",
            {"Offer aspirin.": "Strong recommendation", "Refer.": "Weak recommendation"},
        ),
        (
            "(Strong recommendation) Offer aspirin. (Weak recommendation) Refer.",
            {"Offer aspirin.": "Strong recommendation", "Refer.": "Weak recommendation"},
        ),
        (
            "Offer aspirin (Strong). (Weak) Refer now.",
            {"Offer aspirin": "Strong", "Refer now.": "Weak"},
        ),
        (
            "Offer aspirin. (strong recommendation) Refer. (weak recommendation) Rest. (for now)",
            {
                "Offer aspirin.": "strong recommendation",
                "Refer.": "weak recommendation",
                "Rest. (for now)": None,
            },
        ),
        (
            "Offer aspirin [Class I, LOE A]. Refer.",
            {"Offer aspirin": "Class I, LOE A", "Refer.": None},
        ),
        ("Offer aspirin. (Grade not seen)", {"Offer aspirin.": None}),
        (
            "Scan it (CT). (See Table 2.) Refer.",
            {"Scan it (CT).": None, "(See Table 2.)": None, "Refer.": None},
        ),
        ("(Strong)", {}),
        (
            "We suggest ice. Pain is common. (Weak recommendation)",
            {"We suggest ice.": None, "Pain is common.": None},
        ),
        (
            "Pain is common. We suggest ice. (Weak recommendation)",
            {"Pain is common.": None, "We suggest ice.": "Weak recommendation"},
        ),
        (
            "Pain is common. Ice helps (Weak recommendation).",
            {"Pain is common.": None, "Ice helps": "Weak recommendation"},
        ),
        (
            "There is insufficient evidence to recommend ice (Weak for).",
            {"There is insufficient evidence to recommend ice": None},
        ),
        (
            "Offer ice. Grade of recommendation: strong, 1B. Refer.",
            {"Offer ice.": "Grade of recommendation: strong, 1B", "Refer.": None},
        ),
    ],
)
def test_a_label_is_bound_to_its_own_sentence(printed: str, labels: dict[str, str | None]) -> None:
    assert strengths(cut(printed)) == labels
    assert strengths(cut(printed, "a.txt")) == labels


def test_a_long_paragraph_is_cut_between_sentences_and_labels_stay_with_theirs() -> None:
    printed = "".join(f"(Strong) Offer drug {n} {'daily ' * 60}now. " for n in range(9))
    text = cut(printed)
    assert len(text.passages) == 3
    assert all(p.text.startswith("(Strong) Offer") for p in text.passages)
    assert all(count(p.text) <= PASSAGE_TOKENS for p in text.passages)
    assert all(s.strength == "Strong" for s in text.sentences)


def test_a_row_is_one_sentence_and_empty_cells_are_left_out() -> None:
    text = cut("| Drug | Dose |\n|---|---|\n| A. B | 5 mg. Daily |\n| C |  |")
    assert [*carried(text)] == ["Drug: A. B; Dose: 5 mg. Daily", "Drug: C"]
