"""`galen sources`, `sources show` and `sources log`: what is held, as text and as JSON."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
from command_line import PROGRAM, ROOT, Galen, spawn, variables

METADATA = [
    "id", "kind", "title", "family", "organization", "authors", "journal", "published", "version",
    "doi", "pmid", "url", "licence", "population", "topics", "supersedes", "retracted",
    "text_origin", "verification", "checked", "revised", "notices", "year", "section",
    "superseded_by", "sha256", "passages", "added_at",
]  # fmt: skip
NEWER = """---
id: body-2024-gout
kind: guideline
title: "Gout, again"
organization: Body of Rheumatology
supersedes: body-2020-gout
year: 2024
---

## Recommendations
- (Strong) In adults with gout, febuxostat is recommended where allopurinol is not tolerated.
"""
RETRACTED = """---
id: poe-2019-sham
kind: rct
title: "A sham trial"
journal: "Journal of Shams"
year: 2019
retracted: true
---

Everything worked.
"""
DIGEST = """---
id: own-2023-croup
kind: guideline
title: "Croup in children"
organization: Body of Paediatrics
year: 2023
text_origin: digest
verification: secondary
---

In children with mild croup, a single dose of dexamethasone is recommended.
"""


def test_the_list_is_an_array_of_metadata(galen: Galen, small_home: Path) -> None:
    ran = galen("sources", "--json")
    assert (ran.code, ran.err) == (0, "")
    gout, asthma = ran.json
    assert list(gout) == list(asthma) == METADATA
    assert (gout["id"], gout["section"], gout["year"]) == ("body-2020-gout", "guidelines", 2020)
    assert (asthma["authors"], asthma["section"]) == (["Doe J"], "research")


def test_the_list_is_a_line_a_source_and_a_count(galen: Galen, small_home: Path) -> None:
    ran = galen("sources")
    assert ran.out.splitlines() == [
        "body-2020-gout   guideline  2020  Gout: a guideline",
        "doe-2021-asthma  rct        2021  Budesonide in mild asthma: Müller’s trial",
    ]
    assert ran.err == "2 sources.\n"


def test_a_terminal_shows_no_line_that_is_too_wide(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    long = tmp_path / "long.md"
    long.write_text(NEWER.replace("Gout, again", "Gout and " + "its many causes " * 8), "utf-8")
    assert galen("ingest", long).code == 0
    ours, theirs = pty.openpty()
    environment = {**variables(small_home, {}), "COLUMNS": "80"}
    with subprocess.Popen(
        [*PROGRAM, "sources"], stdout=theirs, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT
    ) as process:
        assert process.wait(timeout=120) == 0
    shown = os.read(ours, 65536).decode().splitlines()
    for end in (ours, theirs):
        os.close(end)
    assert len(shown) > len(galen("sources").out.splitlines())
    assert all(len(line) <= 80 for line in shown)
    assert "[superseded by body-2024-gout]" in " ".join(" ".join(shown).split())


@pytest.fixture
def versions(galen: Galen, small_home: Path, tmp_path: Path) -> Path:
    """The two sources, a newer version of one, a retracted paper and a digest."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "newer.md").write_text(NEWER, "utf-8")
    (folder / "retracted.md").write_text(RETRACTED, "utf-8")
    (folder / "digest.md").write_text(DIGEST, "utf-8")
    assert galen("ingest", folder).code == 0
    return small_home


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--kind", "rct"), {"doe-2021-asthma", "poe-2019-sham"}),
        (("--status", "superseded"), {"body-2020-gout"}),
        (("--status", "retracted"), {"poe-2019-sham"}),
        (("--status", "current"), {"body-2024-gout", "doe-2021-asthma", "own-2023-croup"}),
        (("--body", "rheumatology"), {"body-2020-gout", "body-2024-gout"}),
        (("--body", "journal of asthma"), {"doe-2021-asthma"}),
        (("--kind", "guideline", "--status", "current"), {"body-2024-gout", "own-2023-croup"}),
        (("--body", "nobody"), set()),
    ],
)
def test_filters_choose_sources(
    galen: Galen, versions: Path, options: tuple[str, ...], expected: set[str]
) -> None:
    assert {source["id"] for source in galen("sources", *options, "--json").json} == expected
    ran = galen("sources", *options)
    assert {line.split()[0] for line in ran.out.splitlines()} == expected
    assert ran.err == f"{len(expected)} of 5 sources.\n"


def test_a_limit_shows_the_first_and_counts_all(galen: Galen, versions: Path) -> None:
    whole = galen("sources", "--json").json
    assert galen("sources", "--limit", "2", "--json").json == whole[:2]
    assert galen("sources", "--limit", "2").err == "2 shown of 5 found, of 5 sources.\n"


def test_what_must_be_known_of_a_source_stands_in_brackets(galen: Galen, versions: Path) -> None:
    lines = {line.split()[0]: line for line in galen("sources").out.splitlines()}
    assert lines["body-2020-gout"].endswith(" [superseded by body-2024-gout]")
    assert lines["poe-2019-sham"].endswith(" [retracted]")
    assert lines["own-2023-croup"].endswith(" [digest; secondary verification]")
    assert lines["doe-2021-asthma"].endswith("trial")


def test_versions_are_shown_from_both_sides(galen: Galen, versions: Path, tmp_path: Path) -> None:
    older = galen("sources", "show", "body-2020-gout", "--json").json
    newer = galen("sources", "show", "body-2024-gout", "--json").json
    assert older["versions"]["superseded_by"] == older["superseded_by"] == "body-2024-gout"
    assert newer["versions"]["replaces"] == newer["versions"]["same_family"] == ["body-2020-gout"]
    assert newer["versions"]["editions"] == [newer["sha256"]]
    (tmp_path / "more" / "newer.md").write_text(f"{NEWER}\nOne more sentence.\n", "utf-8")
    assert galen("ingest", tmp_path / "more").code == 0
    changed = galen("sources", "show", "body-2024-gout", "--json").json
    assert changed["versions"]["editions"] == [newer["sha256"], changed["sha256"]]
    assert f"earlier editions: {newer['sha256']}" in galen("sources", "show", "body-2024-gout").out


def test_the_log_is_the_changes_newest_first(galen: Galen, versions: Path) -> None:
    changes = galen("sources", "log", "--json").json
    assert [list(change) for change in changes] == [["sequence", "at", "what", "source_id"]] * 5
    assert [change["sequence"] for change in changes] == [5, 4, 3, 2, 1]
    assert changes[-1]["what"] == "added"
    assert {change["source_id"] for change in changes[:3]} == {
        "body-2024-gout", "poe-2019-sham", "own-2023-croup"
    }  # fmt: skip
    assert galen("sources", "log", "--limit", "2", "--json").json == changes[:2]
    lines = galen("sources", "log", "--limit", "2").out.splitlines()
    for line, change in zip(lines, changes, strict=False):
        assert line.split() == [change["at"], change["what"], change["source_id"]]


def test_an_empty_log_says_how_to_fill_it(galen: Galen, private_home: Path) -> None:
    assert galen("sources", "log", "--json").json == []
    assert "galen ingest starter" in galen("sources", "log").err


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
    show = ("sources", "show")
    galen(*show, "nothing").refused(1, "no source has the id 'nothing': galen sources lists")
    galen(*show, "body-2021-gout").refused(1, "did you mean body-2020-gout?")
    galen(*show, "ASTHMA").refused(1, "did you mean doe-2021-asthma?")
    galen(*show, "").refused(1, "galen sources lists")
    galen(*show).refused(2, "SOURCE_ID")
    galen("sources", "--kind", "poem").refused(2, "unknown kind 'poem': choose one of")
    galen("sources", "--status", "new").refused(2, "--status")
    galen("sources", "--limit", "0").refused(2, "--limit")


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
