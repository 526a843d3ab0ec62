"""Replies as they come: whole statements are handed on, the rest is refused or passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from chat_doubles import reply, said
from hypothesis import given
from hypothesis import strategies as st

from assistant.generative.replies import MOST_CHARACTERS, MOST_STATEMENTS, ReplyReader
from assistant.generative.wire import Proposal, Refused, cleaned, parts, schema

IDS = ("p1", "p2")
ONE = said("bottom_line", 'Give 1 g of "x" {daily}, if CrCl < 30: \\ no.', "p1")
TWO = said("research", "It lowered pain in 5% of adults.", "p2", "p1")
WRITTEN = reply([ONE, TWO])


def read(text: str, width: int = 7) -> list[Proposal | Refused]:
    reader = ReplyReader(IDS)
    starts = range(0, len(text), width)
    return [found for n in starts for found in reader.feed(text[n : n + width])]


def proposed(text: str) -> list[Proposal]:
    return [found for found in read(text) if isinstance(found, Proposal)]


def refused(*statements: object) -> str:
    (found,) = read(json.dumps({"statements": statements}))
    assert isinstance(found, Refused)
    return found.reason


@pytest.mark.parametrize("width", [1, 3, 50, 10_000])
def test_a_reply_is_read_whatever_the_parts_it_comes_in(width: int) -> None:
    assert read(WRITTEN, width) == [
        Proposal("bottom_line", ONE["text"], ("p1",)),
        Proposal("research", TWO["text"], ("p2", "p1")),
    ]


def test_a_statement_is_handed_on_when_its_object_is_complete() -> None:
    reader = ReplyReader(IDS)
    end = WRITTEN.index("}", WRITTEN.index('"ids"')) + 1
    assert not list(reader.feed(WRITTEN[: end - 1]))
    assert len(list(reader.feed(WRITTEN[end - 1 : end]))) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{WRITTEN}\n```",
        f'Here\'s the "answer":\n{WRITTEN}\nI hope that it helps {{you}}.',
        json.dumps(json.loads(WRITTEN), indent=2),
        json.dumps([ONE, TWO]),
        f"{json.dumps(ONE)}\n{json.dumps(TWO)}",
        reply([{**ONE, "heading": "First", "why": 3}, TWO]),
    ],
)
def test_a_fence_words_around_and_other_wrappings_are_tolerated(text: str) -> None:
    assert [found.ids for found in proposed(text)] == [("p1",), ("p2", "p1")]


@pytest.mark.parametrize(
    "text",
    ["", "{", "no JSON", '{"statements": []}', WRITTEN[:40], "[[[[", '{"a": {"b": {}}}', "null"],
)
def test_what_is_no_statement_yields_none(text: str) -> None:
    assert not read(text)


def test_a_cut_reply_keeps_what_was_complete() -> None:
    assert [found.ids for found in proposed(WRITTEN[:-20])] == [("p1",)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ids": ["p9"]}, "an id that was not given"),
        ({"ids": []}, "ids"),
        ({"ids": "p1"}, "ids"),
        ({"ids": [1]}, "ids"),
        ({"ids": ["p1"] * 9}, "ids"),
        ({"text": "  [p1] "}, "empty"),
        ({"text": "."}, "empty"),
        ({"text": 5}, "text"),
        ({"text": "x" * 5_000}, "text"),
        ({"section": "harms"}, "section"),
        ({"section": None}, "section"),
    ],
)
def test_wrong_forms_are_refused_with_the_reason(change: dict[str, object], reason: str) -> None:
    assert reason in refused({**ONE, **change})


def test_a_statement_without_its_ids_or_text_is_refused() -> None:
    assert "ids" in refused({"section": "research", "text": "It helps."})
    assert "text" in refused({"section": "research", "ids": ["p1"]})


def endless(stretch: str) -> Iterator[str]:
    while True:
        yield stretch


@pytest.mark.parametrize(
    "stretch",
    [
        "blah ",
        '{"a":',
        "[",
        "\n",
        '{"text": "',
        f'{{"statements": [{json.dumps(ONE)},',
        f"{json.dumps(ONE)},",
        f"{WRITTEN} and so on ",
    ],
)
def test_endless_output_is_not_read_for_ever(stretch: str) -> None:
    reader = ReplyReader(IDS)
    read_on, statements = 0, 0
    for text in endless(stretch):
        statements += len(list(reader.feed(text)))
        read_on += len(text)
        if reader.is_over:
            break
        assert read_on <= MOST_CHARACTERS + len(stretch)
    assert statements <= MOST_STATEMENTS


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    for found in read(f'{{"statements": [{text}'):
        assert isinstance(found, Proposal | Refused)


def test_deep_nesting_ends_the_reading() -> None:
    assert not read('{"text": ' + "[" * 3_000 + "]" * 3_000 + ', "ids": []}')[1:]
    assert not read('{"a":' * 50)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is given [p1].", "It is given."),
        ("It is given (p1, p2)", "It is given"),
        ("No: aspirin is not given.", "Aspirin is not given."),
        ("Yes \u2013 give it.", "Give it."),
        ("No evidence supports it.", "No evidence supports it."),
        ("Give\u202e 5\u200b mg\n now", "Give 5 mg now"),
        ("CrCl &lt;30", "CrCl <30"),
    ],
)
def test_ids_verdicts_and_hidden_characters_are_taken_out(text: str, shown: str) -> None:
    assert cleaned(text) == shown


def test_only_the_first_of_several_sentences_can_lead() -> None:
    several = parts(Proposal("bottom_line", "Give A. Do not give B.", ("p1",)))
    assert [each.text for each in several] == ["Give A.", "Do not give B."]
    assert [each.section for each in several] == ["bottom_line", "guidelines"]


def test_the_schema_lets_only_the_given_ids_be_cited() -> None:
    text = json.dumps(schema(IDS))
    assert '"enum": ["p1", "p2"]' in text
    assert text.count('"additionalProperties": false') == 2
