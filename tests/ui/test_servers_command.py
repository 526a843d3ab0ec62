"""The command line over servers: the same commands on several machines, and no password shown."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from chroma_server import shared_chroma
from command_line import Galen, start
from postgres_server import PASSWORD, PostgresServer, shared_server

from corpus.catalog.schema import REVISION

QUESTION = "What is the first-line urate-lowering therapy in gout?"
FLARES = """---
id: body-2023-flares
kind: guideline
title: "Gout flares: a guideline"
organization: Body of Rheumatology
year: 2023
topics: [gout]
---

## Recommendations
- (Strong) In a gout flare, naproxen should be started within 24 hours.
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> PostgresServer:
    """A user with a password, and a database of his own for library and workspace."""
    server = shared_server()
    if not server.sql("SELECT 1 FROM pg_roles WHERE rolname = 'ward'"):
        server.sql(f"CREATE ROLE ward LOGIN PASSWORD '{PASSWORD}'")
    database = server.new_database()
    server.sql(f"ALTER DATABASE {database} OWNER TO ward")
    url = server.url(database, "ward", PASSWORD)
    monkeypatch.setenv("GALEN_LIBRARY_URL", url)
    monkeypatch.setenv("GALEN_WORKSPACE_URL", url)
    return server


def answered(process: subprocess.Popen[bytes]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    found = json.loads(out)
    return str((found["bottom_line"] or {"text": ""})["text"])


def test_homes_ask_one_library_at_once_and_learn_what_another_added(
    server: PostgresServer, galen: Galen, sources_folder: Path, tmp_path: Path
) -> None:
    assert galen("ingest", sources_folder).code == 0
    homes = [tmp_path / name for name in ("one", "two")]
    asked = [start("ask", "--json", QUESTION, home=home) for home in homes]
    assert all("allopurinol" in answered(process) for process in asked)
    (tmp_path / "flares.md").write_text(FLARES, "utf-8")
    assert galen("ingest", tmp_path / "flares.md").code == 0
    again = start("ask", "--json", "What should be started in a gout flare?", home=homes[0])
    assert "naproxen" in answered(again)


def test_doctor_names_the_servers_and_never_a_password(
    server: PostgresServer, galen: Galen, sources_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_CHROMA_URL", shared_chroma().url)
    empty = galen("doctor", "--json")
    assert galen("ingest", sources_folder).code == 0
    ran = galen("doctor", "--json")
    assert (ran.code, ran.json["status"]) == (0, "healthy"), ran.out
    said = {check["check"]: check["detail"] for check in ran.json["checks"]}
    place = f"postgresql://127.0.0.1:{server.port}/"
    assert said["catalog"].startswith(place)
    assert f"schema {REVISION}" in said["catalog"]
    assert said["workspace"].startswith(place)
    assert said["vectors"].startswith(f"{shared_chroma().url} answers, Chroma 1.")
    assert "holds no catalog yet" in empty.out
    assert PASSWORD not in ran.out + ran.err + empty.out + empty.err


def test_what_is_wrong_with_a_server_is_one_line_without_its_password(
    server: PostgresServer, galen: Galen, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = server.url("nothing", "ward", PASSWORD)
    monkeypatch.setenv("GALEN_LIBRARY_URL", nobody)
    said = [galen("sources"), galen("doctor"), galen("workspace", "list")]
    said[0].refused(1, "refuses the connection", 'database "nothing" does not exist')
    monkeypatch.setenv("GALEN_LIBRARY_URL", server.url("nothing", "ward", "wr0ng-word"))
    said.append(galen("search", "gout"))
    said[-1].refused(1, "password authentication failed", "check GALEN_LIBRARY_URL")
    monkeypatch.setenv("GALEN_LIBRARY_URL", nobody.replace("postgresql", "oracle"))
    said.append(galen("sources"))
    said[-1].refused(2, "GALEN_LIBRARY_URL", "it must be an address")
    for ran in said:
        assert PASSWORD not in ran.out + ran.err
        assert "wr0ng-word" not in ran.out + ran.err
