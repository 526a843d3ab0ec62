"""Measures what of a corrupting model's answers is shown: of 500 corrupted statements none may be.

    GALEN_HOME=... python -m tests.long.corrupting_model --corrupted 500

Asks the bundled gold questions of the library in GALEN_HOME. Exit code 1 if a corrupted statement
was shown, or fewer than 97 % of the faithful ones.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant"))

from corrupting import KINDS, Measured, measure

from evals.gold import bundled_gold, load_gold
from ui.session import open_session

LEAST_FAITHFUL = 0.97


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrupted", type=int, default=500, help="statements to corrupt")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    questions = [gold.question for gold in load_gold(bundled_gold("all"))]
    with open_session(fill=True) as session:
        measured = measure(session, questions, chosen.corrupted, chosen.seed)
    sys.stdout.write(report(measured))
    well = not measured.faults and measured.faithful_share >= LEAST_FAITHFUL
    return 0 if well else 1


def report(measured: Measured) -> str:
    lines = [
        f"{measured.answers} answers, {measured.fallbacks} fell back on the extractive engine",
        f"corrupted: {measured.corrupted_shown} of {measured.corrupted} shown",
        f"faithful:  {measured.shown['']} of {measured.sent['']} shown"
        f" ({measured.faithful_share:.1%})",
        *(f"  {kind}: {measured.shown[kind]} of {measured.sent[kind]}" for kind in KINDS),
        *(f"SHOWN {fault}" for fault in measured.faults),
        *(f"WITHHELD {text}" for text in measured.withheld),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
