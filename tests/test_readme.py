"""The README's Python example runs as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def example() -> str:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.S)
    return str(code)


def test_the_langchain_example_runs(
    starter_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GALEN_HOME", str(starter_home))
    exec(compile(example(), str(README), "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 4
    assert all(re.match(r"[a-z0-9-]+ \d+\.\d+$", line) for line in printed[:3])
    assert "below 6 mg/dL" in printed[3]


def test_the_example_is_short() -> None:
    assert len(example().strip().splitlines()) <= 15
