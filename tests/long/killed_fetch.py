"""Kills `galen ingest pubmed:` again and again, and looks at whether it goes on where it stopped.

    python -m tests.long.killed_fetch --records 400 --runs 4

A small PubMed on loopback answers a real command in a process of its own. At the end every record
must be there, and the last run must have fetched what was not settled before, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
sys.path.insert(0, str(Path(__file__).parents[1] / "ui"))

from command_line import PROGRAM, ROOT
from ncbi_server import Citation, Ncbi
from scripted_http import serving

COMMAND = (*PROGRAM, "ingest", "pubmed:gout")
PATIENCE_S = 300


def settled(home: Path) -> int:
    """Records that the ledgers of the home name."""
    files = (home / "library" / "received").glob("*.jsonl")
    return sum(file.read_bytes().count(b'"key"') for file in files)


def killed_after(records: int, home: Path, environment: Mapping[str, str]) -> None:
    """Run the command until so many more records are settled."""
    wanted = settled(home) + records
    process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and settled(home) < wanted and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()


def tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("--runs", type=int, default=4, help="how many are killed")
    asked = parser.parse_args()
    ncbi = Ncbi()
    for n in range(1, asked.records + 1):
        ncbi.add(Citation(str(n), f"In adults with gout, drug {n} shortened flares by {n} hours."))
    with tempfile.TemporaryDirectory() as folder, serving(ncbi) as server:
        home = Path(folder)
        environment = {**os.environ, "GALEN_HOME": folder, "GALEN_EUTILS_URL": server.url}
        for _ in range(asked.runs):
            killed_after(asked.records // (asked.runs + 2), home, environment)
            tell(f"killed: {settled(home)} settled, {len(ncbi.fetched)} fetched in all")
        left = asked.records - settled(home)
        ncbi.fetched.clear()
        last = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True)
        tell(last.stderr.replace("\r", "\n").strip().rpartition("\n")[2])
        tell(f"the last run fetched {len(ncbi.fetched)}; {left} were not settled")
        complete = last.returncode == 0 and settled(home) == asked.records
    sys.exit(0 if complete and len(ncbi.fetched) == left else "something was lost or fetched twice")


if __name__ == "__main__":
    main()
