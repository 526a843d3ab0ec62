"""`galen eval mutation` and `galen eval support`: what they print, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Galen

FEW = ("--per-kind", "2", "--verbatim", "10")


@pytest.mark.usefixtures("in_starter")
def test_the_shares_by_kind_as_json_and_every_trial_in_a_file(galen: Galen, tmp_path: Path) -> None:
    out = tmp_path / "trials.jsonl"
    told = galen("eval", "mutation", *FEW, "--json", "--out", str(out)).json
    assert {"kinds", "false_alarms"} <= told.keys()
    assert {"verbatim", "reworded"} <= told["false_alarms"].keys()
    assert all({"n", "caught"} <= row.keys() for row in told["kinds"].values())
    trials = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    wrong = sum(trial["wrong"] for trial in trials)
    assert wrong == sum(row["n"] for row in told["kinds"].values())


def test_a_folder_without_claims_is_refused(galen: Galen, tmp_path: Path) -> None:
    galen("eval", "support", "--data", str(tmp_path)).refused(2, "holds no claims")
