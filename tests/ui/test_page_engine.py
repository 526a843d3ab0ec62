"""What the page says of the language model: nothing without one, its host before a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from test_page_html import Reader

from assistant.answer import Answer, EvidenceState, Notice, NoticeKind, Statement, Usage
from corpus.chat_server import ChatServer, Price
from corpus.settings import Settings, load_settings
from ui.components.engines import what_is_sent
from ui.components.making import making, worded_by

SERVER = ChatServer(base_url="http://gpu.hospital.example:8000/v1", model="large")
ANSWER = Answer(
    id="a",
    question="Gout?",
    searched_for="Gout?",
    reader="clinician",
    state=EvidenceState.FULL,
    bottom_line=Statement(text="Below 6 mg/dL.", citations=()),
    library_version="v7",
    timings_ms={"triage": 1.0, "retrieve": 20.0, "verify": 300.0, "total": 321.0},
)
WORDED = replace(
    ANSWER,
    engine="generative",
    model="large <1>",
    usage=Usage(prompt_tokens=12_000, completion_tokens=500, calls=2),
    timings_ms={**ANSWER.timings_ms, "generate": 12_340.0, "repair": 4_000.0},
)


def script(settings: object) -> None:
    import streamlit as st

    from ui.components.engines import engine_choice

    st.session_state["chosen"] = engine_choice(settings)  # type: ignore[arg-type]


def app(settings: Settings) -> AppTest:
    return AppTest.from_function(script, kwargs={"settings": settings}, default_timeout=20).run()


def configured(monkeypatch: pytest.MonkeyPatch, more: Mapping[str, str]) -> Settings:
    given = {"GALEN_LLM_BASE_URL": SERVER.base_url, "GALEN_LLM_MODEL": SERVER.model, **more}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_without_a_model_nothing_is_asked_and_nothing_said() -> None:
    made = app(load_settings())
    assert not made.exception
    assert made.session_state["chosen"] == "extractive"
    assert not made.button_group
    assert not made.get("html")


def test_the_engine_that_is_set_comes_first_and_another_may_be_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert app(configured(monkeypatch, {})).session_state["chosen"] == "extractive"
    made = app(configured(monkeypatch, {"GALEN_ENGINE": "generative"}))
    assert made.session_state["chosen"] == "generative"
    assert "gpu.hospital.example:8000 (not encrypted)" in made.get("html")[0].proto.body
    made.button_group[0].set_value("extractive").run()
    assert made.session_state["chosen"] == "extractive"
    assert "gpu.hospital" not in made.get("html")[0].proto.body
    assert made.session_state["engine-kept"] == "extractive"


def test_a_reader_is_told_the_host_the_model_and_what_is_removed() -> None:
    said = what_is_sent(SERVER, "generative")
    for word in ("gpu.hospital.example:8000", "large", "identifiers", "removed first"):
        assert word in said
    assert "gpu.hospital" not in what_is_sent(SERVER, "extractive")


def test_how_an_answer_was_made_tells_engine_tokens_cost_and_times() -> None:
    told = Reader(making(WORDED, Price(2.0, 10.0, "EUR"))).text
    for word in ("Generative", "large <1>", "12,000 sent, 500 received", "0.0290 EUR"):
        assert word in told
    for word in ("Waited for the model", "12.3 s", "corrected", "4.0 s", "300 ms", "v7"):
        assert word in told
    assert "Cost" not in Reader(making(WORDED, None)).text
    guessed = replace(WORDED, usage=replace(WORDED.usage, estimated=True))
    told = Reader(making(guessed, Price(2.0, 10.0, "EUR"))).text
    assert "about 12,000 sent, about 500 received" in told
    assert "about 0.0290 EUR" in told
    uncounted = replace(WORDED, usage=Usage(calls=1))
    assert "Not counted" in Reader(making(uncounted, Price(2.0, 10.0, "EUR"))).text
    assert "Tokens" not in Reader(making(ANSWER, Price(2.0, 10.0, "EUR"))).text


def test_words_of_a_model_are_called_so_and_no_others() -> None:
    assert "large <1>" in Reader("".join(worded_by(WORDED))).text
    assert not [*worded_by(ANSWER)]
    fallen_back = replace(ANSWER, notices=(Notice(NoticeKind.FALLBACK, "It failed."),))
    assert not [*worded_by(fallen_back)]
    assert "in place of the language model" in Reader(making(fallen_back, None)).text
