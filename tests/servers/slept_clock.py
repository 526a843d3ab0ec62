"""Time that passes only when somebody sleeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.connectors.timing import Timing

SOME_DAY = 1_780_000_000.0
"""2026-05-28, in Unix time."""


@dataclass
class Clock:
    """`slept` lists every wait, in seconds."""

    now: float = SOME_DAY
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, lambda: self.now, self.sleep)
