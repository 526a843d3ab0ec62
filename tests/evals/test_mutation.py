"""The checker of the checker: its mutants, its numbers, and a small sample of the real thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from assistant.support import check_text, holds
from assistant.verification import Claim, Evidence, Verifier
from evals.mutation.kinds import CLAIM_KINDS, MOST_FALSE_ALARMS, TARGETS, TEXT_KINDS
from evals.mutation.report import Report, report_text, summed
from evals.mutation.rewordings import faithful, unfaithful
from evals.mutation.running import Checker, Sample, Trial, measure
from evals.mutation.sampling import originals
from ui.session import Session

SMALL = Sample(per_kind=10, verbatim=100, seed=3)
REAL = Checker(
    claims=lambda evidence, claims: [v.ok for v in Verifier(evidence).verify(claims)],
    pair=lambda text, span: holds(check_text(text, span)),
)
# Every 16th: the sample for each push; `galen eval mutation` tries them all.
EVERY = 16


def always(shown: bool) -> Checker:
    def claims(evidence: Evidence, claims: Sequence[Claim]) -> list[bool]:
        return [shown for _ in claims]

    return Checker(claims=claims, pair=lambda text, span: shown)


def trials(session: Session, checker: Checker, sample: Sample = SMALL) -> list[Trial]:
    sentences = originals(session.library, session.library.entries(), sample.seed)
    reworded, faulty = faithful()[::EVERY], unfaithful()[::EVERY]
    return list(measure(session.library, sentences, reworded, faulty, checker, sample))


@pytest.fixture(scope="module")
def report(starter_session: Session) -> Report:
    return summed(trials(starter_session, REAL))


def test_the_json_has_the_promised_shape(report: Report) -> None:
    told = json.loads(json.dumps(report.to_json()))
    assert set(TEXT_KINDS) | set(CLAIM_KINDS) <= told["kinds"].keys()
    assert {"verbatim", "reworded"} <= told["false_alarms"].keys()
    for row in told["kinds"].values():
        assert 0 <= row["caught"] <= row["n"]
    for row in told["false_alarms"].values():
        assert row["n"] > 0


def test_the_current_checker_meets_the_targets(report: Report) -> None:
    """By the sum over kinds: one of ten is 10 %, so that a kind may miss one."""
    wanted = {name: row for name, row in report.kinds.items() if name in TARGETS}
    assert all(row.hits >= row.n - 1 for row in wanted.values()), report_text(report)
    hits, n = (sum(getattr(row, of) for row in wanted.values()) for of in ("hits", "n"))
    assert hits >= 0.98 * n
    for name, most in MOST_FALSE_ALARMS.items():
        row = report.false_alarms[name]
        assert row.hits <= max(1, most * row.n), row.examples


def test_a_checker_that_passes_everything_is_exposed(starter_session: Session) -> None:
    report = summed(trials(starter_session, always(True), Sample(3, 20, 3)))
    assert all(row.hits == 0 for row in (*report.kinds.values(), *report.false_alarms.values()))
    assert all(row.n for row in report.kinds.values())


def test_a_checker_that_fails_everything_is_exposed(starter_session: Session) -> None:
    report = summed(trials(starter_session, always(False), Sample(3, 20, 3)))
    assert all(row.share == 1 for row in (*report.kinds.values(), *report.false_alarms.values()))


def test_the_same_seed_gives_the_same_trials(starter_session: Session) -> None:
    sample = Sample(3, 20, 5)
    one, other = (trials(starter_session, always(True), sample) for _ in range(2))
    assert one == other
    assert one != trials(starter_session, always(True), Sample(3, 20, 6))


SENTENCES = [
    "Give amoxicillin 500 mg orally twice daily for 5 days to children with severe otitis.",
    "Colchicine 1.2 mg is first-line for an acute gout flare in adults if the eGFR is at least 30.",
    "Imaging should not be obtained in women under 50 years unless MRI is needed before surgery.",
    "Apixaban 5 mg rather than warfarin reduced stroke by 20% and bleeding by 30% in men.",
    "Ultrasound is recommended in pregnant women with pain, except when CT was done.",
    "Either aspirin or clopidogrel is given after the first dose to inpatients.",
    "Naproxen lowers fever in adults; tramadol raises blood pressure.",
]


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_a_mutant_is_never_the_sentence_and_tells_its_change(kind: str) -> None:
    changes = [(s, TEXT_KINDS[kind](s, Random(seed))) for s in SENTENCES for seed in range(20)]
    made = [(sentence, change) for sentence, change in changes if change is not None]
    assert made, f"no sentence holds anything for {kind}"
    for sentence, change in made:
        assert change.text != sentence
        assert change.was.lower() in sentence.lower()
        assert change.now.lower() in change.text.lower()


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("unit", "Give 500 mg of aspirin.", "Give 500 mcg of aspirin."),
        ("comparator", "Treat if over 5 years.", "Treat if under 5 years."),
        ("frequency", "Give aspirin twice daily.", "Give aspirin four times daily."),
        ("negation dropped", "Imaging is not needed.", "Imaging is needed."),
        ("negation added", "Aspirin should be given.", "Aspirin should not be given."),
        ("direction", "Aspirin reduces fever.", "Aspirin raises fever."),
        ("population", "Screen women for anaemia.", "Screen men for anaemia."),
        ("route", "Use oral iron.", "Use intravenous iron."),
        ("first and second line", "Iron is first-line.", "Iron is second-line."),
        ("conjunction", "Give aspirin or warfarin.", "Give aspirin and warfarin."),
        ("count word", "Give two doses.", "Give three doses."),
        ("timing", "Take it before a meal.", "Take it after a meal."),
        ("opposite qualifier", "Treat bilateral pain.", "Treat unilateral pain."),
        ("modality", "Rest is recommended.", "Rest is required."),
        ("clauses exchanged", "Give aspirin; stop warfarin.", "Give warfarin; stop aspirin."),
        ("effect turned round", "Fever raises pulse rate.", "Pulse rate raises fever."),
    ],
)
def test_what_each_mutator_changes(kind: str, sentence: str, expected: str) -> None:
    change = TEXT_KINDS[kind](sentence, Random(1))
    assert change is not None
    assert change.text == expected


def test_a_mutator_leaves_alone_what_has_nothing_of_its_kind() -> None:
    empty = "Pain is common."
    kinds = ["number", "unit", "drug", "test", "population", "route", "condition dropped"]
    kinds += ["conjunction", "count word", "timing", "modality", "clauses exchanged"]
    assert [TEXT_KINDS[kind](empty, Random(1)) for kind in kinds] == [None] * len(kinds)


def test_the_bundled_rewordings_are_well_formed() -> None:
    rows = [*faithful(), *unfaithful()]
    assert len({(row.set, row.id) for row in rows}) == len(rows)
    assert all(row.text.strip() and row.span.strip() and row.text != row.span for row in rows)
    assert all((row.fault is not None) == (row in unfaithful()) for row in unfaithful())
    sizes = Counter(row.part for row in faithful())
    for kept, size in (("first", 80), ("second", 80), ("third", 61)):
        assert sizes[f"{kept} tuning"] == sizes[f"{kept} frozen"] == size
    assert (sizes["fourth tuning"], sizes["fourth frozen"]) == (61, 62)
