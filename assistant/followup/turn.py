"""One earlier question of a conversation, as whoever keeps the conversation hands it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, with the answer's text where it is known."""

    question: str
    answer: str | None = None
