"""Whatever is wrong, one line says what to do: settings, homes, damaged files, commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command_line import Galen, spawn

QUESTION = "How is gout treated?"


def test_commands_that_do_not_exist_are_refused(galen: Galen, private_home: Path) -> None:
    galen("diagnose").refused(2, "No such command 'diagnose'", "galen --help")
    galen("eval", "diagnose").refused(2, "No such command 'diagnose'", "galen eval --help")
    galen("--nope").refused(2, "No such option")
    galen("\x1b[31mask").refused(2, "No such command")
    assert "\x1b" not in galen("\x1b[31mask").err
    assert not private_home.exists()


@pytest.mark.parametrize("group", [(), ("eval",)])
def test_no_command_shows_the_commands_on_stderr(galen: Galen, group: tuple[str, ...]) -> None:
    ran = galen(*group)
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GALEN_THREADS", "abc", "GALEN_THREADS (or threads in galen.toml) is 'abc'"),
        ("GALEN_THREADS", "-1", "GALEN_THREADS"),
        ("GALEN_EMBEDDING_MODEL", "", "GALEN_EMBEDDING_MODEL"),
    ],
)
def test_wrong_settings_are_named(
    galen: Galen, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    galen("ask", QUESTION).refused(2, said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"threads = [", "is not valid TOML"),
        (b"\xff\xfe", "is not valid TOML"),
        (b"colour = 'red'", "unknown setting 'colour': remove it"),
        (b"threads = 'many'", "GALEN_THREADS"),
    ],
)
def test_a_wrong_settings_file_is_named(
    galen: Galen, private_home: Path, content: bytes, said: str
) -> None:
    private_home.mkdir()
    (private_home / "galen.toml").write_bytes(content)
    galen("sources").refused(2, said)
    assert (private_home / "galen.toml").read_bytes() == content


def test_weights_that_are_missing_or_others_are_named(
    galen: Galen, private_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GALEN_EMBEDDING_WEIGHTS", str(tmp_path / "none.safetensors"))
    galen("ask", QUESTION).refused(1, "none.safetensors does not exist", "GALEN_EMBEDDING_WEIGHTS")
    (tmp_path / "junk.safetensors").write_bytes(b"junk")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    monkeypatch.setenv("GALEN_EMBEDDING_WEIGHTS", str(tmp_path / "junk.safetensors"))
    galen("ask", QUESTION).refused(1, "is not the expected file")


def test_another_model_without_its_extra_names_the_extra(tmp_path: Path) -> None:
    """As on a machine that lacks sentence-transformers: the import fails."""
    (tmp_path / "sentence_transformers.py").write_text(
        "raise ModuleNotFoundError('none', name='sentence_transformers')", "utf-8"
    )
    ran = spawn(
        "ask",
        QUESTION,
        home=tmp_path / "home",
        PYTHONPATH=str(tmp_path),
        GALEN_EMBEDDING_MODEL="some/model",
    )
    ran.refused(1, "models")


def test_a_damaged_catalog_is_named_and_left_as_it_is(galen: Galen, small_home: Path) -> None:
    catalog = small_home / "library" / "catalog.sqlite"
    for beside in catalog.parent.glob("catalog.sqlite-*"):
        beside.unlink()
    catalog.write_bytes(b"garbage" * 1000)
    for command in (("ask", QUESTION), ("sources",), ("search", "gout")):
        galen(*command).refused(1, "catalog.sqlite is damaged", "restore it from a backup")
    assert catalog.read_bytes() == b"garbage" * 1000


def test_a_damaged_index_is_built_again_by_the_command_that_meets_it(
    galen: Galen, small_home: Path
) -> None:
    damaged = list((small_home / "library" / "lexicon").rglob("meta.json"))
    assert damaged
    for file in damaged:
        file.write_bytes(b"garbage")
    assert "allopurinol" in galen("ask", QUESTION).out
    assert galen("doctor").out.splitlines()[-1] == "healthy"


def test_a_home_that_is_a_file_is_named(
    galen: Galen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", "utf-8")
    monkeypatch.setenv("GALEN_HOME", str(file))
    galen("ask", QUESTION).refused(1, "file", "set GALEN_HOME to another folder")
    assert file.read_text("utf-8") == "not a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_home_that_may_not_be_written_is_named_when_empty_and_answers_when_full(
    galen: Galen, small_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    monkeypatch.setenv("GALEN_HOME", str(closed))
    galen("ask", QUESTION).refused(1, "GALEN_HOME")
    monkeypatch.setenv("GALEN_HOME", str(small_home))
    folders = [small_home, *(p for p in small_home.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert "allopurinol" in galen("ask", QUESTION).out
        ran = galen("ingest", "starter")
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert (ran.code, ran.out) == (1, "")


def test_a_process_of_its_own_gives_the_same_codes(private_home: Path) -> None:
    spawn("ask", home=private_home).refused(2, "give one QUESTION")
    spawn("ask", QUESTION, home=private_home, GALEN_THREADS="abc").refused(2, "GALEN_THREADS")
    spawn("ingest", "nowhere", home=private_home).refused(1, "check the path")
    assert spawn("--version", home=private_home).code == 0
