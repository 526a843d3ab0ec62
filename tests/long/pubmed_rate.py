"""How many PubMed records a second are read, beside pubmed_parser on the same file.

`python -m tests.long.pubmed_rate [--records 30000]`. The records are the real samples repeated,
each under a PMID of its own. Each reader runs in a process of its own, so that the peak memory is
its own; processor time can be compared on a machine that does other work. pubmed_parser is no
dependency: without it, Galen alone is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "format-samples" / "pubmed-xml"
OWN_PMID = re.compile(rb"(<PMID[^>]*>)\d+(</PMID>)")
HEAD = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "x.dtd">
<PubmedArticleSet>
"""


def samples() -> list[bytes]:
    """The real records. Ends the program where they are not at hand."""
    found = []
    for path in sorted(SAMPLES.glob("*.xml")):
        root = etree.parse(str(path), etree.XMLParser(load_dtd=False, no_network=True)).getroot()
        found += [
            etree.tostring(record, encoding="utf-8", with_tail=False)
            for record in root.iterfind("PubmedArticle")
        ]
    if not found:
        sys.exit(f"the real records are not in {SAMPLES}")
    return found


def write(path: Path, count: int) -> None:
    """A baseline file of so many records."""
    records = samples()
    with gzip.open(path, "wb", compresslevel=3) as file:
        file.write(HEAD)
        for number in range(count):
            pmid = str(50_000_000 + number).encode()
            record = records[number % len(records)]
            file.write(OWN_PMID.sub(rb"\g<1>" + pmid + rb"\g<2>", record, count=1) + b"\n")
        file.write(b"</PubmedArticleSet>\n")


def by_galen(path: Path) -> Iterator[object]:
    from corpus.model import SourceKind
    from ingest.readers import pubmed

    with gzip.open(path) as file:
        for raw in pubmed.records(file, str(path), path.name):  # type: ignore[arg-type]
            yield pubmed.read(raw, SourceKind.OTHER).source


def by_pubmed_parser(path: Path) -> Iterator[object]:
    import pubmed_parser

    return iter(pubmed_parser.parse_medline_xml(str(path), year_info_only=False))


READERS: dict[str, Callable[[Path], Iterator[object]]] = {
    "galen": by_galen,
    "pubmed_parser": by_pubmed_parser,
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measure(name: str, path: Path) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    count = sum(1 for _ in READERS[name](path))
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rates = {"per_second": count / seconds, "per_cpu_second": count / work}
    say(json.dumps({"records": count, **rates, "peak_mb": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        measure(asked.only[0], Path(asked.only[1]))
        return
    names = [name for name in READERS if name == "galen" or find_spec(name)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pubmed.xml.gz")
        write(path, asked.records)
        say(f"{asked.records} records, {path.stat().st_size / 2**20:.0f} MB packed")
        for _ in range(asked.rounds):
            for name in names:
                command = [sys.executable, "-m", "tests.long.pubmed_rate", "--only", name, path]
                ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
                done = json.loads(ran.stdout)
                say(
                    f"{name:14} {done['records']:>7} records {done['per_second']:8.0f} a second,"
                    f" {done['per_cpu_second']:6.0f} a second of processor time,"
                    f" {done['peak_mb']:6.0f} MB"
                )


if __name__ == "__main__":
    main()
