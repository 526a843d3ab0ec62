"""The calibrated thresholds of the checks, and where they come from.

`galen eval support` publishes the curve that they were chosen on (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Similarity = Callable[[str, str], float]
"""How alike two texts are by an embedding model: a cosine, from -1 to 1."""


class Limits(NamedTuple):
    """How far a text may be from the words of its span.

    Of its content words at least the share `own` must be the span's, and at most the share
    `foreign` may be strange to it; `any_word` lets these carry facts, which only the curve tries.
    Below `similarity` a text that passed every rule is withheld, where a similarity is given.
    """

    own: float = 0.5
    foreign: float = 1 / 3
    any_word: bool = False
    similarity: float = 0.5


LIMITS = Limits()
