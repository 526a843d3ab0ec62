"""Settings of the language model: what goes together, and that no wrong value tells a secret."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from corpus.chat_server import ChatServer, Price
from corpus.errors import SettingsError
from corpus.settings import Settings, load_settings

SERVER = {"BASE_URL": "https://llm.hospital.example/v1/", "MODEL": "large"}


def loaded(monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str]) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(f"GALEN_{name}" if name == "ENGINE" else f"GALEN_LLM_{name}", value)
    return load_settings()


def test_without_settings_there_is_no_server_and_no_generation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = {"BASE_URL": "", "MODEL": " ", "API_KEY": ""}  # as containers set what is not set
    for settings in (load_settings(), loaded(monkeypatch, empty)):
        assert settings.chat_server is None
        assert settings.engine == "extractive"


def test_a_server_is_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"API_KEY": " sesame\n", "PRICE_PROMPT": "2.5", "PRICE_COMPLETION": "10"}
    settings = loaded(monkeypatch, {**SERVER, **more, "CURRENCY": "EUR", "ENGINE": "generative"})
    server = settings.chat_server
    assert server is not None
    assert (server.base_url, server.host) == (
        "https://llm.hospital.example/v1",
        "llm.hospital.example",
    )
    assert server.key == SecretStr("sesame")
    assert server.price == Price(2.5, 10.0, "EUR")
    assert server.price.cost(1_000_000, 100_000) == pytest.approx(3.5)
    for told in (repr(settings), str(settings), repr(server), str(server)):
        assert "sesame" not in told


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434 (this machine)"),
        ("http://localhost:8000/v1", "localhost:8000 (this machine)"),
        ("http://[::1]:8000/v1", "[::1]:8000 (this machine)"),
        ("http://gpu.hospital.example/v1", "gpu.hospital.example (not encrypted)"),
        ("https://llm.hospital.example/v1", "llm.hospital.example"),
    ],
)
def test_a_reader_is_told_where_questions_go(url: str, where: str) -> None:
    assert ChatServer(base_url=url, model="m").where == where


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MODEL": "large"}, "needs both GALEN_LLM_BASE_URL and GALEN_LLM_MODEL"),
        ({"BASE_URL": "https://h/v1"}, "needs both GALEN_LLM_BASE_URL and GALEN_LLM_MODEL"),
        ({"API_KEY": "sesame"}, "needs both GALEN_LLM_BASE_URL and GALEN_LLM_MODEL"),
        ({"ENGINE": "generative"}, "needs both GALEN_LLM_BASE_URL and GALEN_LLM_MODEL"),
        ({"ENGINE": "magic"}, "GALEN_ENGINE .* 'extractive' or 'generative'"),
        ({**SERVER, "PRICE_PROMPT": "1"}, "PRICE_COMPLETION go together"),
        ({**SERVER, "CURRENCY": "€"}, "GALEN_LLM_CURRENCY"),
        ({**SERVER, "TIMEOUT": "0"}, "GALEN_LLM_TIMEOUT"),
        ({**SERVER, "MAX_TOKENS": "many"}, "GALEN_LLM_MAX_TOKENS"),
        ({**SERVER, "CONTEXT_TOKENS": "1"}, "GALEN_LLM_CONTEXT_TOKENS"),
        ({**SERVER, "BASE_URL": "llm.example/v1"}, "it must be an address as in https://"),
        ({**SERVER, "BASE_URL": "file:///etc/passwd"}, "it must be an address"),
        ({**SERVER, "BASE_URL": "https://h:99999/v1"}, "it must be an address"),
        ({**SERVER, "BASE_URL": "https://h/v1?api-version=1"}, "without \\? or #"),
        ({**SERVER, "BASE_URL": "https://u:sesame@h/v1"}, "no user or password"),
        ({**SERVER, "API_KEY": "sesame\nX-Evil: 1"}, "one word of ASCII signs"),
        ({**SERVER, "API_KEY": "sesamé"}, "one word of ASCII signs"),
    ],
)
def test_what_is_wrong_is_told_in_words_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, given: Mapping[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        loaded(monkeypatch, given)
    assert "sesam" not in "".join(traceback.format_exception(raised.value))
    assert "\n" not in str(raised.value)


def test_further_uses_of_the_model_are_named_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm_uses == ()
    assert loaded(monkeypatch, {**SERVER, "USES": ""}).llm_uses == ()
    given = {**SERVER, "USES": " judging,parts, judging,"}
    assert loaded(monkeypatch, given).llm_uses == ("judging", "parts")


def test_unknown_uses_and_uses_without_a_model_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SettingsError, match="GALEN_LLM_USES needs a language model: set"):
        loaded(monkeypatch, {"USES": "parts"})
    with pytest.raises(SettingsError, match=r"is 'sorcery': input should be 'parts', 'judging' or"):
        loaded(monkeypatch, {**SERVER, "USES": "parts,sorcery"})


def test_uses_may_be_a_list_of_the_file(private_home: Path) -> None:
    private_home.mkdir()
    lines = ('llm_base_url = "http://127.0.0.1:1/v1"', 'llm_model = "m"', 'llm_uses = ["parts"]')
    (private_home / "galen.toml").write_text("\n".join(lines), "utf-8")
    assert load_settings().llm_uses == ("parts",)
