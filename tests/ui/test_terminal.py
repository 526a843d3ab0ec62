"""Lines that fit and text that does nothing: the invariants of wrapping and cleaning."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.terminal import WIDTH, columns, plain, print_json, wrapped


@given(st.text(), st.sampled_from(["", "  ", "  - "]), st.sampled_from(["", "    "]))
def test_wrapping_keeps_every_character_in_order(text: str, indent: str, rest: str) -> None:
    lines = wrapped(text, indent, rest)
    bare = [line.removeprefix(indent if n == 0 else rest) for n, line in enumerate(lines)]
    squeezed = "".join(plain(text).replace("\t", " ").replace("\n", " ").split(" "))
    assert "".join("".join(line.split(" ")) for line in bare) == squeezed


@given(st.lists(st.text("abc痛風é", min_size=1, max_size=30)))
def test_lines_are_as_full_as_they_can_be_and_no_fuller(words: list[str]) -> None:
    lines = wrapped(" ".join(words))
    assert all(columns(line) <= WIDTH for line in lines)
    for line, following in pairwise(lines):
        first = following.split(" ")[0]
        assert columns(line) + columns(first) + 1 > WIDTH or not first.isascii()


def test_a_word_longer_than_a_line_stands_alone() -> None:
    word = "x" * 100
    assert wrapped(f"see {word} there") == ["see", word, "there"]


def test_blank_text_has_no_lines() -> None:
    assert wrapped(" \n\t ", "  - ") == []


@given(st.text())
def test_plain_is_idempotent_and_keeps_what_can_be_printed(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert [c for c in once if c.isprintable()] == [
        c for c in text if c.isprintable() and c in once
    ] or " " in once


@given(st.dictionaries(st.text(), st.text()))
def test_json_means_the_same_and_holds_no_controls(value: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace")
        patch.setattr(sys, "stdout", written)
        print_json(value)
        written.seek(0)
        text = written.read()
    assert json.loads(text) == value
    assert not any(0x7F <= ord(char) < 0xA0 or char == "\x1b" for char in text)
