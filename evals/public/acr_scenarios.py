"""The scenarios of the ACR Appropriateness Criteria as the benchmark's file holds them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.text.words import content_stems
from evals.public.procedures import Rating
from evals.public.reading import data_folder, read_lines

Kind = Literal["imaging", "treatment"]

PREFIXES: Mapping[Kind, str] = {
    "imaging": "What imaging is usually appropriate?",
    "treatment": "Which treatment is usually appropriate?",
}
"""Stands before the scenario, which the question then is; fixed, never tuned."""
_LEAST_WORDS = 4
"""Content words below which a scenario does not say what it is about."""
_FILE = "acr_variants_dev.jsonl*"


class _Procedure(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    procedure: str
    label: str


class Scenario(BaseModel):
    """One clinical scenario with its rated procedures, as in the file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    guideline_id: str
    guideline_title: str
    kind: Kind
    scenario: str
    procedures: tuple[_Procedure, ...]

    def rated(self, rating: Rating) -> tuple[str, ...]:
        """The procedures of one rating; those that stand there twice with different ones are not.

        Tables of treatment give a dose several times, for several volumes.
        """
        labels: dict[str, set[str]] = {}
        for each in self.procedures:
            labels.setdefault(each.procedure, set()).add(each.label.lower())
        return tuple(name for name, said in labels.items() if said == {rating.value})


_SCENARIO = TypeAdapter(Scenario)


def read_scenarios(data: Path) -> tuple[Scenario, ...]:
    """Every scenario in the order of the file. Raises SourceError."""
    folder = data_folder(data, _FILE)
    return tuple(read_lines(next(iter(sorted(folder.glob(_FILE)))), _SCENARIO))


def question_of(scenario: Scenario) -> str:
    return f"{PREFIXES[scenario.kind]} {scenario.scenario}"


def stands_alone(scenario: Scenario) -> bool:
    """Not "Traumatic." or "All patients except those described in variant 1"."""
    stems = set(content_stems(scenario.scenario))
    return len(stems) >= _LEAST_WORDS and "variant" not in stems
