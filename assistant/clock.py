"""How long each stage of one answer took, for its `timings_ms`. `Assistant` and engines use it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_ALWAYS = ("triage", "retrieve", "compose", "verify")


@dataclass(slots=True)
class Clock:
    """Milliseconds of each stage; a stage that is entered again is added to."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - begun) * 1000
            self.stages[name] = round(self.stages.get(name, 0.0) + spent, 2)

    def timings(self) -> dict[str, float]:
        """The stages of every answer, those that this one had beside them, and the total."""
        total = round((time.perf_counter() - self.started) * 1000, 2)
        return {**dict.fromkeys(_ALWAYS, 0.0), **self.stages, "total": total}
