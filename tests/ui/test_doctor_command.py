"""`galen doctor`: what it checks, what it repairs, and what it leaves to a person."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command_line import Galen, Ran

import corpus
from corpus.library_folder import VECTORS, WORDS
from corpus.settings import load_settings
from ui.doctor_checks import Status, home, shown_value

GUIDELINES = Path(corpus.__file__).parent / "starter" / "guidelines"
DIGESTS = [GUIDELINES / f"acr-{name}-soft-tissue-masses.md" for name in (2017, 2022)]


def checks(ran: Ran) -> dict[str, dict[str, Any]]:
    """Each check by name; settings are several, the last stands for all."""
    return {check["check"]: check for check in ran.json["checks"]}


def statuses(ran: Ran) -> dict[str, str]:
    return {name: check["status"] for name, check in checks(ran).items()}


def test_a_sound_library_is_healthy_and_compared_with_the_starter(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    same, other = DIGESTS
    changed = tmp_path / other.name
    changed.write_text(f"{other.read_text('utf-8')}\nOne more sentence.\n", "utf-8")
    assert galen("ingest", same, changed).code == 0
    ran = galen("doctor", "--json")
    assert (ran.code, ran.json["status"]) == (0, "healthy")
    assert set(statuses(ran)) == {
        "home", "setting", "model", "llm", "extras", "catalog", "library", "indexes", "starter"
    }  # fmt: skip
    assert set(statuses(ran).values()) == {"ok"}
    details = {name: check["detail"] for name, check in checks(ran).items()}
    assert str(small_home) in details["home"]
    assert "weights 53aa51172d14 in " in details["model"]
    assert "4 sources" in details["library"]
    assert "4 of 4 vectors probed" in details["indexes"]
    assert details["starter"].startswith("2 of 3")
    assert ", 1 of them" in details["starter"]


def test_an_empty_home_stays_empty(galen: Galen, private_home: Path) -> None:
    ran = galen("doctor", "--json")
    assert (ran.code, ran.json["status"]) == (0, "healthy")
    assert "`galen ingest PLACE` makes one" in checks(ran)["library"]["detail"]
    assert not private_home.exists()


def test_every_setting_says_where_it_came_from(
    galen: Galen, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_home.mkdir()
    (private_home / "galen.toml").write_text("threads = 1", "utf-8")
    monkeypatch.setenv("GALEN_EMBEDDING_WEIGHTS", "")
    monkeypatch.delenv("GALEN_EMBEDDING_WEIGHTS")
    out = galen("doctor").out
    assert f"home = {private_home} (GALEN_HOME)" in " ".join(out.split())
    assert "threads = 1 (galen.toml)" in out
    assert "embedding_model = all-MiniLM-L6-v2 (default)" in out
    monkeypatch.setenv("GALEN_THREADS", "2")
    assert "threads = 2 (GALEN_THREADS)" in galen("doctor").out


@pytest.mark.parametrize("name", ["chat_api_key", "token", "client_secret", "db_password"])
def test_secrets_are_not_shown(name: str) -> None:
    assert shown_value(name, "sesame") == "set"
    assert shown_value(name, None) == "unset"


def test_an_address_is_shown_without_its_user() -> None:
    shown = shown_value("library_url", "postgresql://galen:sesame@host:5432/library")
    assert shown == "postgresql://host:5432/library"


@pytest.mark.parametrize("rest", [b"", b"garbage" * 1000])
def test_a_damaged_catalog_is_left_for_a_person(
    galen: Galen, small_home: Path, rest: bytes
) -> None:
    catalog = small_home / "library" / "catalog.sqlite"
    whole = catalog.read_bytes()
    for beside in catalog.parent.glob("catalog.sqlite-*"):
        beside.unlink()
    catalog.write_bytes(whole[:8192] + rest if rest else b"garbage" * 1000)
    damaged = catalog.read_bytes()
    ran = galen("doctor")
    assert ran.code == 1
    assert "restore it from a backup" in " ".join(ran.out.split())
    assert ran.last_line.startswith("galen: problems are left (catalog)")
    assert catalog.read_bytes() == damaged


def test_a_lost_catalog_is_not_replaced_by_an_empty_one(galen: Galen, small_home: Path) -> None:
    for file in (small_home / "library").glob("catalog.sqlite*"):
        file.unlink()
    ran = galen("doctor", "--json")
    assert (ran.code, ran.json["status"]) == (1, "problems")
    assert "restore catalog.sqlite from a backup" in checks(ran)["catalog"]["detail"]
    assert not (small_home / "library" / "catalog.sqlite").exists()


def test_indexes_that_are_gone_or_damaged_are_built_again(galen: Galen, small_home: Path) -> None:
    shutil.rmtree(small_home / "library" / VECTORS)
    damaged = [*(small_home / "library" / WORDS).rglob("meta.json")]
    assert damaged
    for file in damaged:
        file.write_bytes(b"?" * file.stat().st_size)
    ran = galen("doctor")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "repaired")
    assert "2 of 2 vectors probed; before: " in " ".join(ran.out.split())
    assert "Indexes" in ran.err


def test_a_text_that_was_changed_behind_our_back_is_left_as_a_problem(
    galen: Galen, small_home: Path
) -> None:
    with closing(sqlite3.connect(small_home / "library" / "catalog.sqlite")) as file, file:
        file.execute("UPDATE editions SET text = replace(text, 'recommended', 'forbidden')")
    ran = galen("doctor")
    assert ran.code == 1
    said = " ".join(ran.out.split())
    assert "body-2020-gout" in said
    assert "ingest the sources again" in said
    assert ran.last_line.startswith("galen: problems are left (sources)")


def test_a_missing_model_is_a_problem_and_the_rest_is_still_checked(
    galen: Galen, small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_EMBEDDING_WEIGHTS", str(small_home / "none.safetensors"))
    ran = galen("doctor", "--json")
    assert ran.code == 1
    assert statuses(ran)["model"] == "problem"
    assert "set GALEN_EMBEDDING_WEIGHTS" in checks(ran)["model"]["detail"]
    assert statuses(ran)["catalog"] == "ok"
    assert "indexes" not in statuses(ran)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_home_that_cannot_be_written_is_a_problem(private_home: Path) -> None:
    private_home.mkdir()
    private_home.chmod(0o500)
    finding = home(load_settings())
    assert finding.status is Status.PROBLEM
    assert "set GALEN_HOME" in finding.detail
    private_home.chmod(0o700)


def test_a_home_below_a_file_is_a_problem(
    private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_home.write_text("no folder", "utf-8")
    monkeypatch.setenv("GALEN_HOME", str(private_home / "below"))
    assert home(load_settings()).status is Status.PROBLEM
