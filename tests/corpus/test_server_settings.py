"""Settings of servers: what they take, what they refuse, and that no secret of theirs is shown."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from corpus.servers import RayCluster, parse_database
from corpus.settings import Settings, load_settings

PASSWORD = "hunter2%2F%40x"
URL = f"postgresql+psycopg://galen:{PASSWORD}@db.example:5433/hospital?sslmode=verify-full"
TOKEN = "tok-en-of-chroma"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GALEN_LIBRARY_URL", URL)
    monkeypatch.setenv("GALEN_WORKSPACE_URL", "postgres://[::1]/answers")
    monkeypatch.setenv("GALEN_CHROMA_URL", "https://vectors.example:8000/")
    monkeypatch.setenv("GALEN_CHROMA_TOKEN", TOKEN)
    return load_settings()


def test_a_url_is_taken_apart(settings: Settings) -> None:
    server = settings.library_url
    assert server is not None
    assert (server.host, server.port, server.database) == ("db.example", 5433, "hospital")
    assert (server.user, server.options) == ("galen", (("sslmode", "verify-full"),))
    assert server.password is not None
    assert server.password.get_secret_value() == "hunter2/@x"
    assert str(settings.workspace_url) == "postgresql://[::1]:5432/answers"
    assert settings.library_place is server
    assert settings.vector_server is not None
    assert settings.vector_server.url == "https://vectors.example:8000"


def test_nothing_shows_a_secret(settings: Settings) -> None:
    shown = [
        *(repr(settings), str(settings), str(settings.library_url), repr(settings.library_url)),
        *(repr(settings.vector_server), settings.model_dump_json(), str(settings.library_path)),
    ]
    for secret in (PASSWORD, "hunter2", TOKEN):
        assert not [text for text in shown if secret in text]
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_each_database_has_a_folder_of_its_own(settings: Settings) -> None:
    other = parse_database("X", URL.replace("hospital", "other"))
    assert settings.library_url is not None
    assert settings.library_url.slug != other.slug
    assert settings.library_path.parent == settings.home
    assert Settings(library_url=None).library_path == settings.home / "library"


def test_a_home_that_is_used_alone_is_on_no_server(settings: Settings, tmp_path: Path) -> None:
    alone = settings.in_home(tmp_path)
    assert (alone.library_url, alone.workspace_url, alone.vector_server) == (None, None, None)
    assert Settings(ray_address="auto").in_home(tmp_path).ray_cluster is None
    assert alone.library_place == tmp_path / "library" / "catalog.sqlite"


def test_variables_that_are_set_to_nothing_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIBRARY_URL", "WORKSPACE_URL", "CHROMA_URL", "CHROMA_TOKEN", "RAY_ADDRESS"):
        monkeypatch.setenv(f"GALEN_{name}", " ")
    settings = load_settings()
    assert (settings.library_url, settings.vector_server) == (None, None)
    assert settings.ray_cluster is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIBRARY_URL", f"mysql://galen:{PASSWORD}@db.example/galen"),
        ("LIBRARY_URL", f"postgresql://galen:{PASSWORD}@db.example"),
        ("LIBRARY_URL", f"postgresql://galen:{PASSWORD}@db.example:port/galen"),
        ("LIBRARY_URL", f"postgresql://galen:{PASSWORD}@/galen"),
        ("WORKSPACE_URL", f"postgresql://db.example/galen?password={PASSWORD}"),
        ("WORKSPACE_URL", f"postgresql://db.example/galen?options={PASSWORD}"),
        ("CHROMA_URL", f"https://user:{PASSWORD}@vectors.example"),
        ("CHROMA_URL", "vectors.example:8000"),
        ("CHROMA_TOKEN", f"two words {PASSWORD}"),
    ],
)
def test_a_wrong_value_is_told_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"GALEN_{name}", value)
    with pytest.raises(SettingsError) as told:
        load_settings()
    assert f"GALEN_{name}" in str(told.value)
    assert "\n" not in str(told.value)
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("local", None),
        (" auto ", None),
        ("head.example:6379", ("head.example", 6379)),
        ("ray://10.0.0.7:10001", ("10.0.0.7", 10001)),
        ("ray://[::1]:10001", ("::1", 10001)),
    ],
)
def test_a_ray_cluster_is_named_as_ray_names_it(
    monkeypatch: pytest.MonkeyPatch, address: str, server: tuple[str, int] | None
) -> None:
    monkeypatch.setenv("GALEN_RAY_ADDRESS", address)
    monkeypatch.setenv("GALEN_RAY_WORKERS", "3")
    cluster = load_settings().ray_cluster
    assert cluster == RayCluster(address.strip(), 3)
    assert cluster.server == server


@pytest.mark.parametrize(
    "address", ["here", "head.example", "http://a:1", "a:0", "a:99999", "a b:1"]
)
def test_what_is_no_ray_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("GALEN_RAY_ADDRESS", address)
    with pytest.raises(SettingsError, match=r"GALEN_RAY_ADDRESS.*local, auto, HOST:PORT"):
        load_settings()
