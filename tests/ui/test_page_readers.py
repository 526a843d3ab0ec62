"""The choice of a reader: who is offered, what is remembered, and what is no longer offered."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from assistant.readers import READERS, offered


def script(readers: dict, default: str | None) -> None:  # type: ignore[type-arg]
    import streamlit as st

    from ui.components.readers import chosen_reader, reader_choice

    st.session_state["chosen"] = reader_choice(readers, default)
    st.session_state["remembered"] = chosen_reader(readers)


def app(readers: Any, default: str | None = None, **state: str) -> AppTest:
    made = AppTest.from_function(script, kwargs={"readers": readers, "default": default})
    for key, value in state.items():
        made.session_state[key.replace("_", "-")] = value
    return made.run()


def options(made: AppTest) -> list[str]:
    return [str(option.content) for option in made.button_group[0].proto.options]


def test_every_reader_is_offered_and_a_click_is_kept() -> None:
    made = app(READERS)
    assert len(options(made)) == len(READERS)
    assert made.session_state["chosen"] == "clinician"
    made.button_group[0].set_value("nurse").run()
    assert (made.session_state["chosen"], made.session_state["remembered"]) == ("nurse", "nurse")


def test_what_this_session_chose_goes_before_what_an_answer_brings() -> None:
    kept = app(READERS, "student", reader_kept="nurse")
    assert kept.session_state["chosen"] == "nurse"


def test_patients_are_not_offered_where_their_layout_is_off() -> None:
    rest = offered(False)
    made = app(rest, "patient")
    assert "Patient or family" not in options(made)
    assert made.session_state["chosen"] == "clinician"
    kept = app(rest, None, reader_kept="patient")
    assert kept.session_state["chosen"] == "clinician"
