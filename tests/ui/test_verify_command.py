"""`galen verify`: verdicts of the shape that is promised, without a library or a model."""

from __future__ import annotations

from pathlib import Path

from command_line import Galen, read_lines, write_lines

SPAN = "In adults with gout, allopurinol is recommended as first-line therapy. (Strong)"


def test_true_and_false_claims_are_told_apart(
    galen: Galen, private_home: Path, tmp_path: Path
) -> None:
    claims = [
        {
            "id": "same",
            "text": "In gout in adults, allopurinol is first-line therapy.",
            "span": SPAN,
        },
        {"id": "wider", "text": "Allopurinol is first-line therapy.", "span": SPAN},
        {"id": "not", "text": "Allopurinol is not recommended as first-line.", "span": SPAN},
        {"id": "number", "text": "Allopurinol 300 mg is recommended.", "span": SPAN},
        {"id": "grade", "text": "Allopurinol is recommended.", "span": SPAN, "strength": "Weak"},
        {"id": "no span", "text": "Allopurinol is recommended."},
    ]
    source, target = write_lines(tmp_path / "in.jsonl", claims), tmp_path / "out.jsonl"
    ran = galen("verify", "--batch", source, "--out", target)
    assert (ran.code, ran.out) == (1, "")
    *verdicts, error = read_lines(target)
    assert {v["id"]: v["ok"] for v in verdicts} == {
        "same": True,
        "wider": False,
        "not": False,
        "number": False,
        "grade": False,
    }
    for verdict in verdicts:
        assert list(verdict) == ["id", "checks", "ok"]
        assert set(verdict["checks"].values()) <= {"pass", "fail", "n/a"}
        assert verdict["ok"] is ("fail" not in verdict["checks"].values())
    assert error == {"id": "no span", "error": "line 6: span is missing"}
    assert not private_home.exists()


def test_wrong_use_is_refused(galen: Galen, tmp_path: Path) -> None:
    galen("verify").refused(2, "--batch")
    galen("verify", "--batch", tmp_path / "in").refused(2, "--out")
    galen("verify", "--batch", tmp_path / "in", "--out", tmp_path / "o").refused(
        2, "check the path"
    )
