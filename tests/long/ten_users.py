"""Ten people at once before one app: right answers, no cross-talk, and how long each one waits.

    PYTHONPATH=.:tests/ui:tests/e2e python tests/long/ten_users.py HOME

HOME is a GALEN_HOME with the starter library; it is copied, and stays as it is. People speak
Streamlit's protocol without a browser: ten browsers would be slower than what is measured.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import quantiles

from app_process import running_app
from socket_user import socket_user

ROUNDS = 10
SLOWEST_S = 5.0
QUESTIONS = (
    ("What is the target uric acid in gout?", "6 mg/dL"),
    ("Dose of dexamethasone in mild croup?", "dexamethasone"),
    ("Who should be screened for hepatitis C?", "hepatitis C"),
    ("What is the best imaging modality for a superficial lump on the lower back?", "ultrasound"),
    ("What is first-line treatment of a gout flare?", "flare"),
    ("How long should antibiotics be given for pyelonephritis?", "pyelonephritis"),
    ("When should aspirin be used for primary prevention?", "aspirin"),
    ("Which children with bronchiolitis need bronchodilators?", "bronchiolitis"),
    ("What is the first-line drug for type 2 diabetes?", "diabetes"),
    ("Who should be screened for lung cancer?", "lung cancer"),
)


@dataclass(frozen=True)
class Asked:
    question: str
    seconds: float
    body: str


async def person(address: str, number: int) -> list[Asked]:
    """One person's questions, each in a session of its own, in another order than others'."""
    asked = []
    for turn in range(ROUNDS):
        question, _ = QUESTIONS[(number + turn) % len(QUESTIONS)]
        async with socket_user(address) as user:
            begun = time.perf_counter()
            markup = await user.ask(question)
            asked.append(Asked(question, time.perf_counter() - begun, _body(markup)))
    return asked


def _body(markup: str) -> str:
    """The words of an answer without the element ids, which differ from answer to answer."""
    shown = markup.partition("g-question")[2].partition("g-disclaimer")[0]
    return unescape(re.sub(r"<[^>]*>", " ", shown))


async def everybody(address: str) -> list[Asked]:
    people = [person(address, number) for number in range(len(QUESTIONS))]
    return [each for own in await asyncio.gather(*people) for each in own]


def faults(asked: list[Asked]) -> list[str]:
    """Answers without what they must say, and questions that were not answered alike each time."""
    expected = dict(QUESTIONS)
    bodies: dict[str, set[str]] = {question: set() for question in expected}
    wrong = []
    for each in asked:
        bodies[each.question].add(each.body)
        if each.question not in each.body or expected[each.question] not in each.body:
            wrong.append(f"not what was asked for: {each.question}")
    unlike = [f"answered differently: {q}" for q, found in bodies.items() if len(found) > 1]
    return wrong + unlike


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(sys.argv[1], home)
        with running_app(home) as address:
            asyncio.run(person(address, 0))  # the first one waits until the library is open
            asked = asyncio.run(everybody(address))
    times, found = sorted(each.seconds for each in asked), faults(asked)
    p95 = quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"{len(asked)} answers to {len(QUESTIONS)} people at once, {len(found)} faults; "
        f"p50 {times[len(times) // 2]:.2f} s, p95 {p95:.2f} s, longest {times[-1]:.2f} s\n"
    )
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found or p95 > SLOWEST_S else 0


if __name__ == "__main__":
    sys.exit(main())
