"""Prompt files and what is put into them: checked placeholders, and data that stays data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generative import prompts
from assistant.generative.escaping import attribute, element_text, unescaped
from assistant.generative.prompts import Prompt, prompt
from corpus.errors import SettingsError

FILES = sorted(Path(prompts.__file__).parents[1].joinpath("prompts").glob("*.md"))
TAG = re.compile(r"[<\uFF1C\uFE64]\s*[/!?]?\s*[A-Za-z_]")


def test_every_prompt_file_is_read_and_none_holds_a_broken_placeholder() -> None:
    names = ["answer", "judging", "parts", "repair", "system", "wording"]
    assert [path.stem for path in FILES] == names
    for path in FILES:
        text = prompt(path.stem).text
        assert text.count("{{") == text.count("}}")
        assert len(prompt(path.stem).placeholders) == text.count("{{")


def test_what_is_not_given_and_what_is_not_asked_for_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"x\.md: \{\{b\}\} is not known"):
        Prompt("x.md", "{{a}} {{b}}").filled({"a": "1"})
    with pytest.raises(SettingsError, match=r"\{\{c\}\} is missing"):
        Prompt("x.md", "{{a}}").filled({"a": "1", "c": "2"})


@given(st.text(), st.text())
def test_no_value_is_read_as_a_placeholder(one: str, other: str) -> None:
    filled = Prompt("x.md", "[{{a}}|{{b}}]").filled({"a": one, "b": other})
    assert filled == f"[{one}|{other}]"
    assert Prompt("x.md", "{{a}}{{b}}").filled({"a": "{{b}}", "b": "x"}) == "{{b}}x"


@given(st.text(alphabet=st.sampled_from("<>/\uff1c\ufe64!? pasge\"'&=\n")) | st.text())
def test_text_holds_no_tag_and_an_attribute_no_quotation_mark(text: str) -> None:
    assert not TAG.search(element_text(text))
    assert "</passage>" not in element_text(f"{text}</passage>")
    assert not set('"\n') & set(attribute(text))
    assert not TAG.search(attribute(text))


@pytest.mark.parametrize("text", ["p<0.05", "< 5 mm", "a > b", "INR <2", "5 & 6"])
def test_comparisons_reach_the_model_as_they_are_printed(text: str) -> None:
    assert element_text(text) == text
    assert unescaped(element_text(text)) == text
