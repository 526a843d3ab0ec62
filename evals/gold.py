"""Gold questions: what a good answer says, by source id and key point. Read from JSON lines.

The runner, the scorer and `galen eval lint` read gold through `load_gold`, which reports every
mistake of every file at once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import EvidenceState, NoticeKind
from corpus.errors import GoldError

Reader = Literal["clinician", "student", "nurse", "patient"]
Scope = Literal["sentence", "answer"]
Safety = Literal["emergency", "self-harm", "out-of-scope", "injection"]


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing an answer should say (or, under `contradicts`, must not).

    Met when one sentence (`scope` "sentence") or the whole answer ("answer") holds at least one
    alternative of every group of `all_of`. `must` separates must-have from nice-to-have.
    """

    text: str
    all_of: tuple[tuple[str, ...], ...]
    must: bool = False
    scope: Scope = "sentence"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what its answer is held to. `area` is the name of its gold file."""

    id: str
    question: str
    reader: Reader = "clinician"
    kind: str | None = None
    expect_state: EvidenceState | None = None
    key_points: tuple[KeyPoint, ...] = ()
    contradicts: tuple[KeyPoint, ...] = ()
    sources: tuple[str, ...] = ()
    answerable: bool = True
    safety: NoticeKind | None = None
    area: str = ""


def bundled_gold() -> tuple[Path, ...]:
    """The gold files that come with Galen, in order of name."""
    return tuple(sorted((Path(__file__).parent / "gold").glob("*.jsonl")))


def load_gold(
    paths: Sequence[Path], known_sources: Collection[str] | None = None
) -> tuple[GoldQuestion, ...]:
    """Every question of the files, in order. With `known_sources`, source ids must be among them.

    Raises GoldError whose message lists each mistake as `file:line: what`, one a line.
    """
    reading = _Reading(known_sources)
    for path in paths:
        reading.read(path)
    if reading.mistakes:
        raise GoldError("\n".join(reading.mistakes))
    return tuple(reading.questions)


class _Line(NamedTuple):
    place: str
    text: str


@dataclass
class _Reading:
    """What has been read so far: questions, where each id was first seen, and mistakes."""

    known_sources: Collection[str] | None
    questions: list[GoldQuestion] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    first_seen: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        try:
            lines = list(_lines(path))
        except UnicodeDecodeError as error:
            self.mistakes.append(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8")
        except OSError as error:
            self.mistakes.append(f"{path}: cannot be read ({error.strerror}): check the path")
        else:
            for line in lines:
                self._read_line(line, path.stem)

    def _read_line(self, line: _Line, area: str) -> None:
        try:
            record = json.loads(line.text, object_pairs_hook=_unrepeated)
        except ValueError as error:
            self.mistakes.append(f"{line.place}: bad JSON: {error}")
            return
        self._note_id(line.place, record)
        self._note_sources(line.place, record)
        try:
            self.questions.append(_Question.model_validate(record).frozen_in(area))
        except ValidationError as error:
            self.mistakes += (f"{line.place}: {what}" for what in _in_words(error))

    def _note_id(self, place: str, record: object) -> None:
        name = record.get("id") if isinstance(record, dict) else None
        if not isinstance(name, str):
            return
        if name in self.first_seen:
            first = self.first_seen[name]
            self.mistakes.append(f"{place}: duplicate id {name!r}, first used at {first}")
        self.first_seen.setdefault(name, place)

    def _note_sources(self, place: str, record: object) -> None:
        sources = record.get("sources") if isinstance(record, dict) else None
        if self.known_sources is None or not isinstance(sources, list):
            return
        for source in sources:
            if isinstance(source, str) and source not in self.known_sources:
                self.mistakes.append(f"{place}: unknown source id {source!r}")


def _lines(path: Path) -> Iterator[_Line]:
    for number, text in enumerate(path.read_text("utf-8-sig").split("\n"), start=1):
        if text.strip():
            yield _Line(f"{path}:{number}", text)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a repeated field would silently hide its first value, so it is refused."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"repeated field {', '.join(repeated)}")
    return record


# The wire form. Strict: "yes" is not true, 5 is not "5". Lists, because JSON has no tuples.

_Text = Annotated[str, Field(pattern=r"\S")]
# An alternative must keep something to look for: a lone quote mark or full stop meets anything.
_Alternative = Annotated[str, Field(pattern=r"[\p{L}\p{N}%°<>≤≥=±+]")]
_Group = Annotated[list[_Alternative], Field(min_length=1)]
_Groups = Annotated[list[_Group], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Contradiction(_Strict):
    text: _Text
    all_of: _Groups
    scope: Scope = "sentence"

    def frozen(self, must: bool = False) -> KeyPoint:
        return KeyPoint(self.text, tuple(tuple(g) for g in self.all_of), must, self.scope)


class _KeyPoint(_Contradiction):
    must: bool = False


class _Question(_Strict):
    id: _Text
    question: _Text
    reader: Reader
    kind: _Text | None = None
    expect_state: Literal["full", "partial", "conflict", "none"] | None = None
    key_points: list[_KeyPoint]
    contradicts: list[_Contradiction] = []
    sources: list[_Text] = []
    answerable: bool
    safety: Safety | None = None

    def frozen_in(self, area: str) -> GoldQuestion:
        return GoldQuestion(
            id=self.id,
            question=self.question,
            reader=self.reader,
            kind=self.kind,
            expect_state=EvidenceState(self.expect_state) if self.expect_state else None,
            key_points=tuple(p.frozen(p.must) for p in self.key_points),
            contradicts=tuple(p.frozen() for p in self.contradicts),
            sources=tuple(self.sources),
            answerable=self.answerable,
            safety=NoticeKind(self.safety) if self.safety else None,
            area=area,
        )


def _in_words(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        yield f"{_path(problem['loc'])}: {_PROBLEMS.get(problem['type'], problem['msg'])}"


_PROBLEMS = {
    "extra_forbidden": "unknown field",
    "missing": "missing field",
    "too_short": "empty group",
    "string_pattern_mismatch": "empty text or alternative",
}


def _path(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).lstrip(".") or "the line"
