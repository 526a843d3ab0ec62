"""Settings of the connectors: lists by commas, wrong values in words, keys nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.settings import load_settings


def test_lists_are_separated_by_commas_or_written_as_lists(
    monkeypatch: pytest.MonkeyPatch, private_home: Path
) -> None:
    private_home.mkdir()
    (private_home / "galen.toml").write_text(
        'web_ports = [80, 8080]\nintranet_hosts = ["Wiki.Hospital.test."]\n', "utf-8"
    )
    settings = load_settings()
    assert settings.web_ports == (80, 8080)
    assert settings.intranet_hosts == ("wiki.hospital.test",)
    monkeypatch.setenv("GALEN_WEB_PORTS", "443")
    monkeypatch.setenv("GALEN_INTRANET_HOSTS", "a.test, 10.0.0.5 ,")
    settings = load_settings()
    assert settings.web_ports == (443,)
    assert settings.intranet_hosts == ("a.test", "10.0.0.5")


def test_what_is_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONTACT_EMAIL", "NCBI_API_KEY", "INTRANET_HOSTS"):
        monkeypatch.setenv(f"GALEN_{name}", " ")
    settings = load_settings()
    assert settings.contact_email is settings.ncbi_api_key is None
    assert settings.intranet_hosts == ()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("WEB_PORTS", "80,x", "GALEN_WEB_PORTS .* is 'x': input should be a valid integer"),
        ("WEB_PORTS", "0", "GALEN_WEB_PORTS .* is '0': input should be greater"),
        ("INTRANET_HOSTS", "http://a/", "'http://a/' is no host name: write names without scheme"),
        ("CONTACT_EMAIL", "me", "is 'me': is no e-mail address"),
        ("EUTILS_URL", "ncbi", "GALEN_EUTILS_URL .* is 'ncbi': input should be a valid URL"),
    ],
)
def test_a_wrong_value_is_named(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"GALEN_{name}", value)
    with pytest.raises(SettingsError, match=message):
        load_settings()


def test_a_key_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALEN_NCBI_API_KEY", "k3y-of-ours")
    settings = load_settings()
    assert (
        "k3y" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    )
    monkeypatch.setenv("GALEN_NCBI_API_KEY", "k3y of ours")
    with pytest.raises(SettingsError, match="holds characters that no key has") as caught:
        load_settings()
    assert "k3y" not in str(caught.value)
