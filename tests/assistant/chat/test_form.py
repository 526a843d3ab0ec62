"""Requests lose what a server refuses, one by one, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.failing import LONGEST_PAUSE_S, pause_before_retry
from assistant.chat.form import REFUSALS, Form, Limit, Structure

FULL = Form()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("'response_format.type' must be text", Form(structure=Structure.JSON_OBJECT)),
        ("json_schema is not supported", Form(structure=Structure.JSON_OBJECT)),
        ("unknown field: stream_options", Form(usage=False)),
        ("'temperature' does not support 0.0", Form(temperature=False)),
        (
            "'max_tokens' is not supported, use 'max_completion_tokens'",
            Form(limit=Limit.MAX_COMPLETION_TOKENS),
        ),
        ("stream_options, response_format", Form(structure=Structure.JSON_OBJECT, usage=False)),
        ("Extra inputs are not permitted", Form(structure=Structure.JSON_OBJECT)),
    ],
)
def test_what_is_named_is_left_out(said: str, left: Form) -> None:
    assert FULL.after_refusal(400, said, with_schema=True) == left


@pytest.mark.parametrize("said", ["", "bad request", "the messages are empty"])
def test_a_refusal_of_something_else_changes_nothing(said: str) -> None:
    assert FULL.after_refusal(400, said, with_schema=True) is None


def test_an_error_of_the_server_is_a_refusal_only_where_it_names_a_parameter() -> None:
    named = "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text'\"}]"
    assert FULL.after_refusal(500, named, with_schema=True) == Form(structure=Structure.JSON_OBJECT)
    assert FULL.after_refusal(500, "unsupported", with_schema=True) is None


def test_only_refusals_change_the_form() -> None:
    for status in set(range(300, 600)) - REFUSALS:
        assert FULL.after_refusal(status, "json_schema", with_schema=True) is None


@given(st.lists(st.sampled_from(["json_schema", "stream_options", "temperature", "unsupported"])))
def test_forms_only_get_plainer_and_come_to_an_end(refusals: list[str]) -> None:
    form, forms = FULL, [FULL]
    for said in refusals:
        following = form.after_refusal(400, said, with_schema=True)
        if following is not None:
            assert following not in forms
            forms.append(following)
            form = following
    assert len(forms) <= 5


def test_without_a_schema_none_is_asked_for() -> None:
    assert "response_format" not in FULL.parameters(None, 10)
    assert FULL.after_refusal(400, "json_schema", with_schema=False) is None


@given(st.sampled_from([429, 500, 503]), st.text(), st.text(), st.integers(1, 9))
def test_pauses_are_short_and_never_raise(
    status: int, said: str, retry_after: str, failures: int
) -> None:
    pause = pause_before_retry(status, said, retry_after, failures)
    assert pause is None or 0 <= pause <= LONGEST_PAUSE_S


def test_a_pause_is_as_long_as_the_server_says_in_seconds_or_by_a_date() -> None:
    assert pause_before_retry(429, "", "7", 1) == 7
    assert pause_before_retry(429, "", "Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0
    assert pause_before_retry(429, "", "Wed, 21 Oct 2065 07:28:00 GMT", 1) is None
    assert pause_before_retry(429, "", "nan", 1) is None
    assert pause_before_retry(503, "", None, 1) == 0.5
    assert pause_before_retry(404, "", "1", 1) is None
