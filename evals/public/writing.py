"""The files of a benchmark: figures as JSON, a report in Markdown, one line a question in JSONL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.intervals import SEED
from evals.public.figures import Row, markdown, table
from evals.public.parts import Measured

FIGURES, REPORT, QUESTIONS = "figures.json", "report.md", "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a part was measured on."""

    part: str
    about: tuple[str, ...]
    questions: int
    sources: int
    passages: int
    library_version: str
    embedding: str
    depth: int


@dataclass(frozen=True, slots=True)
class Report:
    """A measured part and its setting."""

    setting: Setting
    measured: Measured

    @property
    def rows(self) -> Sequence[Row]:
        return self.measured.rows


def to_json(reports: Sequence[Report], command: str) -> dict[str, Any]:
    """Everything but the questions; the same for the same library, data and program."""
    return {
        "command": command,
        "seed": SEED,
        "parts": [
            {**asdict(report.setting), "rows": [row.to_json() for row in report.rows]}
            for report in reports
        ],
    }


def text(reports: Sequence[Report], command: str) -> Iterator[str]:
    """The tables for a terminal."""
    yield f"$ {command}"
    for report in reports:
        yield ""
        yield from head(report.setting)
        yield ""
        yield from table(report.rows)


def head(setting: Setting) -> Iterator[str]:
    yield f"{setting.part}: {setting.questions} questions"
    yield from setting.about
    size = f"{setting.sources:,} sources, {setting.passages:,} passages"
    yield f"library {setting.library_version}: {size}"


def write(reports: Sequence[Report], command: str, folder: Path) -> None:
    """Write the three files, in place of older ones. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = json.dumps(to_json(reports, command), ensure_ascii=False, indent=1)
    (folder / FIGURES).write_text(figures + "\n", "utf-8")
    (folder / REPORT).write_text("\n".join(_report(reports, command)) + "\n", "utf-8")
    (folder / QUESTIONS).write_text("".join(_lines(reports)), "utf-8")


def _report(reports: Sequence[Report], command: str) -> Iterator[str]:
    yield "# Benchmark"
    yield from ("", f"`{command}`")
    for report in reports:
        yield from ("", f"## {report.setting.part}", "")
        yield from (f"- {line}" for line in head(report.setting))
        yield ""
        yield from markdown(report.rows)
        if report.measured.to_read:
            yield from ("", "### To be read by eye", "")
            yield from _sample(report.measured.to_read)


def _sample(told: Sequence[str]) -> Iterator[str]:
    """Indented, so that nothing in them is taken for Markdown."""
    for each in told:
        yield from (f"    {line}" for line in each.splitlines())
        yield ""


def _lines(reports: Sequence[Report]) -> Iterator[str]:
    for report in reports:
        for record in report.measured.records:
            line = {"part": report.setting.part, **asdict(record)}
            yield json.dumps(line, ensure_ascii=False) + "\n"
