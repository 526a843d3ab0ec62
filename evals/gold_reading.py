"""Reads gold files, JSON lines, and reports every mistake of every file at once.

`load_gold` serves the runner, `load_gold_lines` the linter, which must say where a question stands.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import GoldError
from evals.gold_form import mistakes_of, question_of
from evals.questions import GoldQuestion

_BUNDLED = Path(__file__).parent / "gold"


class GoldLine(NamedTuple):
    """A question and where it stands: "file:line"."""

    place: str
    question: GoldQuestion


def load_gold(
    paths: Sequence[Path], known_sources: Collection[str] | None = None
) -> tuple[GoldQuestion, ...]:
    """Every question of the files, in order. With `known_sources`, source ids must be among them.

    Raises GoldError whose message lists each mistake as `file:line: what, and what to do`.
    """
    return tuple(line.question for line in load_gold_lines(paths, known_sources))


def load_gold_lines(
    paths: Sequence[Path], known_sources: Collection[str] | None = None
) -> tuple[GoldLine, ...]:
    """`load_gold`, each question with its place."""
    reading = _Reading(known_sources)
    for path in paths:
        reading.read(path)
    if reading.mistakes:
        raise GoldError("\n".join(reading.mistakes))
    return tuple(reading.lines)


class _Raw(NamedTuple):
    place: str
    text: str


@dataclass
class _Reading:
    """What has been read so far: questions, where each id was first seen, and mistakes."""

    known_sources: Collection[str] | None
    lines: list[GoldLine] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    first_seen: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            self._note(path, f"cannot be read ({error.strerror}): check the path")
            return
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            self._note(path, "in UTF-16: save it as UTF-8")
            return
        if content.startswith(BOM_UTF8):
            self._note(f"{path}:1", "begins with a byte order mark: save it as UTF-8 without one")
        self._read_lines(path, content.removeprefix(BOM_UTF8))

    def _read_lines(self, path: Path, content: bytes) -> None:
        try:
            raw = list(_lines(path, content))
        except UnicodeDecodeError as error:
            number = content.count(b"\n", 0, error.start) + 1
            self._note(f"{path}:{number}", f"not UTF-8 at byte {error.start}: save it as UTF-8")
            return
        if not raw:
            self._note(path, "holds no question: write one JSON object a line")
        for line in raw:
            self._read_line(line, path)

    def _read_line(self, line: _Raw, path: Path) -> None:
        try:
            record = json.loads(line.text, object_pairs_hook=_unrepeated)
        except (ValueError, RecursionError) as error:
            self._note(line.place, f"not JSON ({error}): write one JSON object a line")
            return
        self._note_id(line.place, record)
        self._note_sources(line.place, record)
        found = list(mistakes_of(record))
        for what in found:
            self._note(line.place, what)
        if not found:
            question = question_of(record, area=path.stem, gold_set=_set_of(path))
            self.lines.append(GoldLine(line.place, question))

    def _note(self, place: object, what: str) -> None:
        self.mistakes.append(f"{place}: {what}")

    def _note_id(self, place: str, record: object) -> None:
        name = record.get("id") if isinstance(record, dict) else None
        if not isinstance(name, str):
            return
        if name in self.first_seen:
            first = self.first_seen[name]
            self._note(place, f"duplicate id {name!r}, first used at {first}: choose another")
        self.first_seen.setdefault(name, place)

    def _note_sources(self, place: str, record: object) -> None:
        sources = record.get("sources") if isinstance(record, dict) else None
        if self.known_sources is None or not isinstance(sources, list):
            return
        for source in sources:
            if isinstance(source, str) and source not in self.known_sources:
                self._note(
                    place, f"unknown source id {source!r}: `galen sources` lists those in use"
                )


def _lines(path: Path, content: bytes) -> Iterator[_Raw]:
    for number, text in enumerate(content.decode("utf-8").split("\n"), start=1):
        if text.strip():
            yield _Raw(f"{path}:{number}", text)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a repeated field would silently hide its first value, so it is refused."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"repeated field {', '.join(repeated)}")
    return record


def _set_of(path: Path) -> str:
    folder = path.resolve().parent
    return {_BUNDLED: "core", _BUNDLED / "added": "added"}.get(folder, "")
