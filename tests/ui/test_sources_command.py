"""`galen sources` and `sources show`: what is held, as text and as JSON."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from command_line import PROGRAM, ROOT, Galen, spawn, variables

METADATA = [
    "id", "kind", "title", "family", "organization", "authors", "journal", "published", "version",
    "doi", "pmid", "url", "licence", "population", "topics", "supersedes", "retracted",
    "text_origin", "verification", "checked", "year", "section", "superseded_by", "sha256",
    "passages", "added_at",
]  # fmt: skip


def test_the_list_is_an_array_of_metadata(galen: Galen, small_home: Path) -> None:
    ran = galen("sources", "--json")
    assert (ran.code, ran.err) == (0, "")
    gout, asthma = ran.json
    assert list(gout) == list(asthma) == METADATA
    assert (gout["id"], gout["section"], gout["year"]) == ("body-2020-gout", "guidelines", 2020)
    assert (asthma["authors"], asthma["section"]) == (["Doe J"], "research")


def test_the_list_is_a_line_a_source(galen: Galen, small_home: Path) -> None:
    assert galen("sources").out.splitlines() == [
        "body-2020-gout  guideline  2020  Gout: a guideline",
        "doe-2021-asthma  rct  2021  Budesonide in mild asthma: Müller’s trial",
    ]


def test_an_empty_library_is_an_empty_array_and_stays_empty(
    galen: Galen, private_home: Path
) -> None:
    assert galen("sources", "--json").json == []
    ran = galen("sources")
    assert (ran.code, ran.out) == (0, "")
    assert "galen ingest starter" in ran.err


def test_passages_and_sentences_slice_out_of_the_text(galen: Galen, small_home: Path) -> None:
    shown = galen("sources", "show", "doe-2021-asthma", "--json").json
    assert {"text", "passages", "sentences"} < set(shown)
    assert "≥60%" in shown["text"]
    for passage in shown["passages"]:
        assert shown["text"][passage["start"] : passage["end"]] == passage["text"]
        assert passage["id"].startswith("doe-2021-asthma:")
    assert [p["ordinal"] for p in shown["passages"]] == list(range(len(shown["passages"])))
    for sentence in shown["sentences"]:
        assert shown["text"][sentence["start"] : sentence["end"]].strip()


def test_text_prints_the_same_normalised_text(galen: Galen, small_home: Path) -> None:
    text = galen("sources", "show", "body-2020-gout", "--json").json["text"]
    printed = galen("sources", "show", "body-2020-gout").out
    assert printed.startswith("id: body-2020-gout\nkind: guideline\n")
    assert printed.endswith(f"\n\n{text}\n")


def test_an_unknown_id_is_refused(galen: Galen, small_home: Path) -> None:
    galen("sources", "show", "nothing").refused(2, "no source has the id 'nothing'")
    galen("sources", "show").refused(2, "SOURCE_ID")


def test_escapes_in_a_source_do_not_reach_the_terminal(
    galen: Galen, private_home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "evil.md"
    file.write_text("# Gout\x9b2J\n\nGout is \x1b[31mtreated\u202e with rest.\n", "utf-8")
    assert galen("ingest", file).code == 0
    (source,) = galen("sources", "--json").json
    for command in (("sources",), ("sources", "show", source["id"]), ("search", "gout")):
        for form in ((), ("--json",)):
            ran = galen(*command, *form)
            assert ran.code == 0
            assert not {"\x1b", "\x9b", "\u202e"} & set(ran.out + ran.err)


def test_a_reader_that_goes_away_ends_the_command_quietly(in_starter: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "sources", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables(in_starter, {}),
        cwd=ROOT,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_one_line(small_home: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PROGRAM, "sources"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=variables(small_home, {}),
            cwd=ROOT,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"galen: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_json_is_whole_where_stdout_is_not_utf_8(small_home: Path) -> None:
    ran = spawn("sources", "--json", home=small_home, PYTHONIOENCODING="ascii")
    assert ran.out.isascii()
    assert json.loads(ran.out)[1]["title"].endswith("Müller’s trial")
    assert "ller\\u2019s" in spawn("sources", home=small_home, PYTHONIOENCODING="latin-1").out
