"""Who is asking: claims become a person only where they can be relied on."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.workspace.model import Role
from corpus.errors import SettingsError
from corpus.settings import Settings, load_settings
from ui.identity import LOCAL, current_person, person_of
from ui.server.secrets import secrets_file
from ui.server.serving import is_loopback

TOML = """
[login]
server_metadata_url = "https://id.ward.example/.well-known/openid-configuration"
client_id = "galen"
client_secret = 'a "quoted" \\ secret'
redirect_uri = "https://galen.ward.example/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"

[roles]
"Vera@ward.example" = ["reviewer", "reader"]
"""
CLAIMS = {"is_logged_in": True, "email": "vera@ward.example", "email_verified": True}


@pytest.fixture
def settings(private_home: Path) -> Settings:
    private_home.mkdir()
    (private_home / "galen.toml").write_text(TOML, "utf-8")
    return load_settings()


def test_without_a_login_there_is_one_local_user() -> None:
    assert current_person(load_settings()) == LOCAL
    assert LOCAL.roles == frozenset(Role)


def test_an_account_has_the_roles_that_the_file_gives_it(settings: Settings) -> None:
    assert settings.login is not None
    person = person_of({**CLAIMS, "email": "VERA@ward.example"}, settings.login, settings.roles)
    assert person is not None
    assert (person.name, person.roles) == ("vera@ward.example", {Role.REVIEWER, Role.READER})
    other = person_of({**CLAIMS, "email": "nora@ward.example"}, settings.login, settings.roles)
    assert other is not None
    assert other.roles == frozenset()


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"email": ""},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
    ],
)
def test_what_cannot_be_relied_on_is_nobody(settings: Settings, claims: dict[str, object]) -> None:
    assert settings.login is not None
    assert person_of({**CLAIMS, **claims}, settings.login, settings.roles) is None


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('"x@y.example" = ["boss"]', "roles"),
        ('[login]\nclient_id = "galen"', "login.client_secret"),
    ],
)
def test_a_wrong_table_is_named(private_home: Path, line: str, named: str) -> None:
    private_home.mkdir()
    table = line if line.startswith("[") else f"[roles]\n{line}"
    (private_home / "galen.toml").write_text(table, "utf-8")
    with pytest.raises(SettingsError, match=named):
        load_settings()


def test_secrets_are_not_told_by_mistakes(private_home: Path) -> None:
    private_home.mkdir()
    wrong = TOML.replace("0123456789abcdef0123456789abcdef", "too short")
    (private_home / "galen.toml").write_text(wrong, "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert "too short" not in str(error.value)


def test_secrets_are_for_the_server_alone_and_only_while_it_runs(settings: Settings) -> None:
    assert settings.login is not None
    with secrets_file(settings.login) as path:
        assert path.stat().st_mode & 0o077 == 0
        told = tomllib.loads(path.read_text("utf-8"))["auth"]
        assert told["client_secret"] == 'a "quoted" \\ secret'
        assert told["redirect_uri"] == "https://galen.ward.example/oauth2callback"
    assert not path.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "galen.example", "localhost.x", ""])
def test_every_other_address_is_not(host: str) -> None:
    assert not is_loopback(host)
