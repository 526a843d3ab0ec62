"""`galen ingest` from elsewhere, and the manifest: messages, exit codes, nothing secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Galen
from ncbi_server import Citation, Ncbi
from scripted_http import Reply, Server, serving


@pytest.fixture
def ncbi() -> Ncbi:
    ncbi = Ncbi()
    ncbi.add(*(Citation(str(n), f"In adults, drug {n} shortened flares.") for n in range(1, 6)))
    return ncbi


@pytest.fixture
def server(ncbi: Ncbi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(ncbi) as server:
        monkeypatch.setenv("GALEN_EUTILS_URL", server.url)
        monkeypatch.setenv("GALEN_NCBI_API_KEY", "k3y-of-ours")
        yield server


def test_a_query_and_numbers_are_loaded(galen: Galen, server: Server, private_home: Path) -> None:
    assert galen("ingest", "pubmed:gout").last_line == "5 added."
    assert galen("ingest", "pubmed:gout").last_line == "5 unchanged."
    numbers = galen("ingest", "pmid:5,404")
    assert numbers.code == 1
    assert "pmid:404: failed: PubMed has no record with the PMID 404: check it" in numbers.err
    assert numbers.last_line == "galen: 1 of 2 sources failed: the reasons stand above"
    assert "k3y" not in numbers.err


def test_a_limit_is_said_aloud(galen: Galen, server: Server, private_home: Path) -> None:
    ran = galen("ingest", "pubmed:gout", "--limit", "2")
    assert ran.last_line == "2 added."
    assert "PubMed finds 5 records; the newest 2 are taken." in ran.err


def test_a_service_that_is_down_is_told_in_one_line(
    galen: Galen, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(lambda _: Reply(status=403)) as server:
        monkeypatch.setenv("GALEN_EUTILS_URL", server.url)
        ran = galen("ingest", "pubmed:gout")
    assert ran.code == 1
    assert "pubmed:gout: failed: PubMed (NCBI E-utilities) refuses (HTTP status 403)" in ran.err


def test_this_machine_is_not_fetched_from(galen: Galen, server: Server, private_home: Path) -> None:
    ran = galen("ingest", f"url:{server.url}/latest/meta-data/")
    assert ran.code == 1
    assert "sources are fetched from ports 80, 443" in ran.err
    ran = galen("ingest", "http://127.0.0.1/")
    assert "127.0.0.1 leads to this machine (127.0.0.1)" in ran.err
    assert server.asked == []


def test_the_manifest_of_the_home_folder_is_brought_up_to_date(
    galen: Galen, server: Server, private_home: Path, sources_folder: Path
) -> None:
    private_home.mkdir()
    (private_home / "sources.toml").write_text(
        f'[[source]]\nplace = "{sources_folder}"\n[[source]]\nplace = "pubmed:gout"\nlimit = 3\n',
        "utf-8",
    )
    assert galen("ingest").last_line == "5 added."
    (sources_folder / "gout.md").unlink()
    again = galen("ingest")
    assert (again.code, again.last_line) == (0, "4 unchanged.")
    assert "body-2020-gout: " in again.err
    assert "gout.md is gone: remove it with --remove-missing" in again.err.replace("\n", " ")
    assert "removed, as" in galen("ingest", "--remove-missing").err
    ids = [source["id"] for source in galen("sources", "--json").json]
    assert ids == ["doe-2021-asthma", "pmid-1", "pmid-2", "pmid-3"]


def test_what_does_not_go_together_is_refused(
    galen: Galen, private_home: Path, sources_folder: Path, tmp_path: Path
) -> None:
    galen("ingest", sources_folder, "--remove-missing").refused(2, "do not go together")
    galen("ingest", sources_folder, "--manifest", "x.toml").refused(2, "do not go together")
    galen("ingest", "--kind", "guideline").refused(2, "stand in the manifest")
    galen("ingest", "--manifest", tmp_path / "no.toml").refused(2, "no.toml cannot be read")
    (tmp_path / "bad.toml").write_text("[[source]]\nplaces = 1\n", "utf-8")
    galen("ingest", "--manifest", tmp_path / "bad.toml").refused(2, "number 1: place: field")
    galen("ingest", "pmid:x").refused(2, "'x' is no number: write them as in")
    assert not private_home.exists()
