"""`galen sources remove | retract | notices`: what a librarian changes, and what it shows."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Galen

GOUT, ASTHMA = "body-2020-gout", "doe-2021-asthma"


def shown(galen: Galen, source_id: str) -> list[str]:
    return galen("sources", "show", source_id).out.splitlines()


def test_a_retracted_source_is_marked_and_in_no_answer(galen: Galen, small_home: Path) -> None:
    ran = galen("sources", "retract", GOUT, "--reason", "J Gout. 2022")
    assert (ran.code, ran.out) == (0, "")
    assert f"in the library this changes {GOUT}" in ran.err
    assert "notices: retraction: J Gout. 2022" in shown(galen, GOUT)
    assert "status: retracted" in shown(galen, GOUT)
    assert [entry["id"] for entry in galen("sources", "--status", "retracted", "--json").json] == [
        GOUT
    ]
    asked = galen("ask", "What is recommended in gout?", "--json").json
    assert GOUT not in {reference["source_id"] for reference in asked["references"]}
    undone = galen("sources", "retract", GOUT, "--undo")
    assert undone.code == 0
    assert "status: current" in shown(galen, GOUT)


def test_a_concern_is_marked_only(galen: Galen, small_home: Path) -> None:
    ran = galen("sources", "retract", ASTHMA, "--concern", "--reason", "J Asthma. 2022")
    assert ran.code == 0
    assert "status: current" in shown(galen, ASTHMA)
    assert "[expression-of-concern]" in galen("sources", "--kind", "rct").out


def test_a_list_marks_what_is_held_and_what_comes(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    listed, later = tmp_path / "list.csv", tmp_path / "later.md"
    listed.write_text(f"id,pmid,kind,reference\n{GOUT},,correction,J 1\n,55,retraction,J 2\n")
    ran = galen("sources", "notices", listed)
    assert f"2 notices read; in the library this changes {GOUT}." in ran.err
    assert "notices: correction: J 1" in shown(galen, GOUT)
    later.write_text(
        "---\nid: late\nkind: rct\ntitle: Late\nyear: 2020\npmid: 55\n---\nIt works.\n"
    )
    assert "retracted" in galen("ingest", later).err
    listed.write_text("pmid\n")
    galen("sources", "notices", listed)
    assert "status: current" in shown(galen, "late")


def test_a_removed_source_is_gone(galen: Galen, small_home: Path) -> None:
    assert galen("sources", "remove", GOUT).code == 0
    assert [entry["id"] for entry in galen("sources", "--json").json] == [ASTHMA]
    assert galen("sources", "log").out.split()[1] == "removed"


def test_wrong_use_is_told_and_changes_nothing(galen: Galen, small_home: Path) -> None:
    galen("sources", "remove", ASTHMA, "nobody").refused(1, "nobody", "nothing was removed")
    galen("sources", "retract", GOUT).refused(2, "--reason")
    galen("sources", "retract", GOUT, "--undo", "--reason", "x").refused(2, "--undo")
    galen("sources", "retract", "nobody", "--reason", "x").refused(1, "nobody")
    galen("sources", "retract", "pmid:x", "--reason", "x").refused(2, "no PMID")
    galen("sources", "retract", "doi:x", "--reason", "x").refused(2, "no DOI")
    assert len(galen("sources", "--json").json) == 2


def test_a_list_of_questions_brings_the_sentence_that_answers_them(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    question = "Whose guests are coming to dinner on Sunday?"
    before = galen("ask", question, "--json").json
    assert before["bottom_line"] is None
    answer = "In a gout flare, low-dose colchicine should be started within 36 hours."
    listed = tmp_path / "asked.jsonl"
    lines = [(GOUT, answer), (GOUT, "It says nothing like this."), ("unknown", "Nor this.")]
    listed.write_text(
        "\n".join(
            json.dumps({"source": source, "answer": said, "questions": [f"{question} {n}"]})
            for n, (source, said) in enumerate(lines)
        )
    )
    ran = galen("sources", "questions", listed)
    assert ran.code == 0
    assert "3 questions read; of 2 no held source has the answer word for word." in ran.err
    found = galen("search", question, "--json").json
    assert found[0]["source_id"] == GOUT
    listed.write_text("nothing of the kind")
    refused = galen("sources", "questions", listed)
    assert refused.code != 0
    assert "line 1 is not JSON" in refused.err
