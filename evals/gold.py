"""Gold questions: where the bundled ones lie, reading them, and choosing some of them.

The door to `evals.questions` and `evals.gold_reading`, used by all that measures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import UsageError
from evals.gold_reading import GoldLine, load_gold, load_gold_lines
from evals.questions import Expected, GoldQuestion, KeyPoint, Reader, Scope

__all__ = [
    "Expected",
    "GoldLine",
    "GoldQuestion",
    "GoldSet",
    "KeyPoint",
    "Reader",
    "Scope",
    "Selection",
    "bundled_gold",
    "load_gold",
    "load_gold_lines",
]

GoldSet = Literal["core", "added", "all"]
_FOLDERS = {"core": Path("gold"), "added": Path("gold", "added")}


def bundled_gold(gold_set: GoldSet = "all") -> tuple[Path, ...]:
    """The gold files that come with Galen, by set, then by name.

    The core set, one file an area, is not added to: its figures can be compared over time. What is
    written later, one file a theme, is the added set.
    """
    here = Path(__file__).parent
    chosen = [name for name in _FOLDERS if gold_set in (name, "all")]
    return tuple(
        path for name in chosen for path in sorted((here / _FOLDERS[name]).glob("*.jsonl"))
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions to ask: of these kinds, files (by name) and ids; an empty one takes all."""

    kinds: Collection[str] = ()
    files: Collection[str] = ()
    ids: Collection[str] = ()

    def of(self, gold: Sequence[GoldQuestion]) -> tuple[GoldQuestion, ...]:
        """The chosen questions, in order. Raises UsageError for a name that no question has."""
        wanted = (
            (self.kinds, _kind, "kind"),
            (self.files, _file, "file"),
            (self.ids, _id, "id"),
        )
        for chosen, name, what in wanted:
            _refuse_unknown(chosen, {name(question) for question in gold}, what)
        kept = tuple(
            q for q in gold if all(not chosen or name(q) in chosen for chosen, name, _ in wanted)
        )
        if not kept:
            raise UsageError("no gold question is of all that was asked for: ask for less at once")
        return kept


def _kind(question: GoldQuestion) -> str:
    return question.kind or "none"


def _file(question: GoldQuestion) -> str:
    return question.area


def _id(question: GoldQuestion) -> str:
    return question.id


def _refuse_unknown(chosen: Collection[str], known: set[str], what: str) -> None:
    for name in chosen:
        if name not in known:
            listed = f": there are {', '.join(sorted(known))}" if len(known) <= 30 else ""
            raise UsageError(f"no gold question is of the {what} {name!r}{listed}")
