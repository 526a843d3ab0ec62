"""An answer as Markdown, read by a CommonMark parser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from exported import (
    ANSWER,
    ATTACKS,
    CONTEXT,
    SIGNS,
    expected_headings,
    hostile_answers,
    hostile_contexts,
)
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.answer import Answer
from ui.export import ExportContext, as_markdown
from ui.export.cleaning import clean
from ui.export.content import sheet_of
from ui.export.markdown import escaped

# HTML is left on: that no text becomes it is for the writer to see to.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
STRUCTURE = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("blockquote_open", "blockquote_close"),
}
INLINE = {
    *("text", "text_special", "strong_open", "strong_close", "em_open", "em_close"),
    *("link_open", "link_close"),
}


def spans(text: str) -> Iterator[Token]:
    """All tokens within lines, in order."""
    for token in READER.parse(text):
        yield from token.children or ()


def shown(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def headings(text: str) -> list[str]:
    tokens = READER.parse(text)
    return [shown(tokens[i + 1]) for i, t in enumerate(tokens) if t.type == "heading_open"]


def links(text: str) -> list[str]:
    return [str(token.attrs["href"]) for token in spans(text) if token.type == "link_open"]


def test_headings_statements_and_signs_are_there() -> None:
    text = as_markdown(ANSWER, CONTEXT)
    assert headings(text) == [
        ANSWER.question,
        "Bottom line",
        "From the Guidelines",
        "Body of Rheumatology, 2020",
        "From the Research",
        "Randomised trials",
        "Please note",
        "References",
        "About this copy",
    ]
    lines = [shown(token) for token in READER.parse(text) if token.type == "inline"]
    for statement in ANSWER.statements():
        assert any(statement.text in line for line in lines)
    assert SIGNS in text
    assert "(Strong, moderate certainty) [1][2]" in lines[lines.index("Bottom line") + 1]


def test_what_is_urgent_stands_first_and_notes_stand_after_the_evidence() -> None:
    text = as_markdown(ANSWER, CONTEXT)
    order = (
        "Call for help now.",
        f"# {ANSWER.question}",
        "Educational purpose only, pending human review",
        "Submitted for review",
        "Another engine answered.",
        "## Bottom line",
        "## From the Guidelines",
        "## From the Research",
        "A digest is shown.",
        "## References",
        "2 statements were withheld",
        "Check the sources.",
        "r7-abcdef",
    )
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@settings(max_examples=60, deadline=None)
@given(hostile_answers(), hostile_contexts())
def test_no_text_becomes_markup(answer: Answer, context: ExportContext) -> None:
    text = as_markdown(answer, context)
    sheet = sheet_of(answer, context)
    assert {token.type for token in READER.parse(text)} <= STRUCTURE
    assert {token.type for token in spans(text)} <= INLINE
    assert headings(text) == [*expected_headings(sheet)]
    wanted = [link.url for entry in sheet.references for link in entry.links]
    wanted += [fact.url for fact in sheet.about if fact.url]
    assert len(links(text)) == len(wanted)
    assert all(link.startswith(("https://", "http://")) for link in links(text))


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.strip()])
def test_an_escaped_text_is_shown_as_it_is(attack: str) -> None:
    text = clean(attack)
    for line in (escaped(text), f"- {escaped(text)}", f"# {escaped(text)}", f"a {escaped(text)} b"):
        (token,) = [token for token in READER.parse(line) if token.type == "inline"]
        assert text in shown(token)
