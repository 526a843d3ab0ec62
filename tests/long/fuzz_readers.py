"""Breaks files of every format in every way, and looks at what the readers make of them.

    python -m tests.long.fuzz_readers --minutes 10

Each round takes a real or made file, breaks it by a numbered seed, and reads and cuts it. It must
be read or refused with SourceError, within the limits of time and memory. Exits with 1 and tells
the seed of every round that was not.
"""

from __future__ import annotations

import argparse
import io
import itertools
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest"))

import pdf_samples
import word_samples
from mutations import mutated

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.chunking import chunk
from ingest.document import RawDocument
from ingest.readers import HEAD_BYTES, READABLE, ending_of, read, records_of

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared/data/format-samples"
MADE = ROOT / "corpus/starter"
SECONDS = 60.0
MEGABYTES = 2_000
# Larger files would make few rounds; what is broken is the same.
LARGEST = 600_000


class Hang(Exception):
    """A file took longer than the limit."""


@dataclass(slots=True)
class Tally:
    """What became of the rounds, by format."""

    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def samples() -> dict[str, bytes]:
    """Files by name: those of the data folder where it is there, the starter's, and made ones."""
    made = {
        "made.pdf": pdf_samples.guideline(),
        "scanned.pdf": pdf_samples.picture([True, False]),
        "made.docx": word_samples.guidance(),
    }
    files = [*sorted(REAL.rglob("*")), *sorted(MADE.rglob("*.md"))[:3]]
    readable = [f for f in files if f.is_file() and ending_of(f.name) in READABLE]
    return made | {f.name: f.read_bytes() for f in readable if f.stat().st_size <= LARGEST}


def rounds(minutes: float, first: int) -> Iterator[int]:
    end = time.monotonic() + 60 * minutes
    return itertools.takewhile(lambda _: time.monotonic() < end, itertools.count(first))


def one(name: str, data: bytes, tally: Tally) -> None:
    """Read what is broken, record by record where it is a collection."""
    ending = ending_of(name)
    collection = records_of(name, data[:HEAD_BYTES])
    whole = RawDocument(data, f"/fuzz/{name}", name)
    try:
        raws = collection(io.BytesIO(data), whole.location, name) if collection else iter((whole,))
        for raw in raws:
            found = read(raw, SourceKind.OTHER)
            text = chunk(found, lambda words: len(words.split()))
            if any(passage.span.of(text.text) != passage.text for passage in text.passages):
                tally.faults.append(f"{name}: a passage is not where it says")
            tally.read[ending] += 1
    except SourceError as error:
        if "\n" in str(error):
            tally.faults.append(f"{name}: a message of several lines: {error!s:.80}")
        tally.refused[ending] += 1


def _late(number: int, frame: FrameType | None) -> None:
    raise Hang


def run(minutes: float, first: int) -> Tally:
    held = samples()
    names = sorted(held)
    tally = Tally()
    signal.signal(signal.SIGALRM, _late)
    for seed in rounds(minutes, first):
        name = random.Random(seed).choice(names)
        begun = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            one(name, mutated(held[name], seed), tally)
        except Hang:
            tally.faults.append(f"{name} with seed {seed}: longer than {SECONDS:.0f} seconds")
        except Exception as error:  # noqa: BLE001  # every one of them is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            tally.faults.append(f"{name} with seed {seed}: {type(error).__name__} at {place}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        took = time.monotonic() - begun
        tally.slowest = max(tally.slowest, (took, f"{name} with seed {seed}"))
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    tally = run(asked.minutes, asked.first)
    lines = [
        f"{ending:9} read {tally.read[ending]:6}  refused {tally.refused[ending]:6}"
        for ending in sorted({*tally.read, *tally.refused})
    ]
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    if max(own, children) > MEGABYTES:
        tally.faults.append(f"more than {MEGABYTES} MB")
    lines.append(f"slowest {tally.slowest[0]:.1f} s: {tally.slowest[1]}")
    lines.append(f"memory at most {own} MB here, {children} MB in a child")
    lines += [f"FAULT {fault}" for fault in tally.faults] or ["no fault"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
