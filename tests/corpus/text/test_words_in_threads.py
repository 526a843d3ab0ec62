"""Words are stemmed alike whoever else is stemming at the same time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.text.words import stem

WORDS = [
    f"{start}{middle}{end}"
    for start in ("hyper", "anti", "re", "sub", "poly")
    for middle in ("tens", "biotic", "current", "optim", "treat", "infect")
    for end in ("ions", "ally", "ness", "ization", "ing", "edly", "ives")
]


@pytest.fixture
def _switching() -> Iterator[None]:
    """Threads take turns after nearly every step."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_switching")
def test_threads_do_not_mix_their_words() -> None:
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = [*pool.map(lambda n: [stem(w) for w in WORDS[n:] + WORDS[:n]], range(0, 80, 10))]
    stem.cache_clear()
    alone = {word: stem(word) for word in WORDS}
    for n, stems in zip(range(0, 80, 10), together, strict=True):
        assert stems == [alone[word] for word in WORDS[n:] + WORDS[:n]]
