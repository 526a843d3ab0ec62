"""A run in a process of its own, to be killed: `python killed_run.py FOLDER ASKED QUESTIONS`.

Each question that is asked is noted in the file ASKED before it is answered.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from assistant.answer import Answer, EvidenceState, Statement
from evals.gold import GoldQuestion
from evals.running import run

_LONG = "é" * 30_000
_PAUSE_S = 0.005


def main(folder: Path, asked: Path, questions: int) -> None:
    gold = [GoldQuestion(f"q{n}", f"Question {n}?") for n in range(questions)]
    log = os.open(asked, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def ask(question: GoldQuestion) -> Answer:
        name = question.id
        os.write(log, f"{name}\n".encode())
        time.sleep(_PAUSE_S)
        # Long, so that a kill falls into the writing now and then.
        said = Statement(text=_LONG, citations=())
        return Answer(name, name, name, "nurse", EvidenceState.FULL, bottom_line=said)

    for _ in run(gold, ask, folder, resume=True):
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
