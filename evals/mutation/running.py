"""Makes mutants of what the library holds and of the rewordings, and asks a checker about each.

`galen eval mutation` calls `measure`; a test gives it checkers that are broken on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from assistant.verification import Claim, Evidence
from evals.mutation import claims as whole
from evals.mutation.claims import Changed, Original
from evals.mutation.kinds import CLAIM_KINDS, LEAD_IN_KINDS, LIBRARY_KINDS, TEXT_KINDS
from evals.mutation.listed import Listed, laid_out
from evals.mutation.mutant import Change
from evals.mutation.rewordings import Rewording

_NEWER = "a-newer-version"


@dataclass(frozen=True, slots=True)
class Checker:
    """What is checked: would each claim be shown, and would a text with its span."""

    claims: Callable[[Evidence, Sequence[Claim]], list[bool]]
    pair: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Trial:
    """One question to the checker. `wrong` is what the answer should be: to withhold it, or not."""

    kind: str
    original: str
    text: str
    change: str
    wrong: bool
    shown: bool

    @property
    def mistaken(self) -> bool:
        return self.shown is self.wrong


@dataclass(frozen=True, slots=True)
class Sample:
    """How much is tried: mutants of each kind, verbatim sentences, and from what seed."""

    per_kind: int = 150
    verbatim: int = 3000
    seed: int = 20261122


def measure(
    library: Evidence,
    sentences: Iterable[Original],
    rewordings: Sequence[Rewording],
    faulty: Sequence[Rewording],
    checker: Checker,
    sample: Sample,
) -> Iterator[Trial]:
    """Every trial: verbatim sentences, mutants of them, rewordings, mutants of those."""
    pool = list(islice(sentences, max(sample.verbatim, 20 * sample.per_kind)))
    yield from _verbatim(library, pool[: sample.verbatim], checker)
    lists, items = _with_lists(library, pool, sample.per_kind)
    yield from _verbatim(lists, items[: sample.per_kind], checker, "verbatim lists")
    for kind in TEXT_KINDS:
        yield from _of_text(kind, library, pool, checker, sample)
    for kind in CLAIM_KINDS:
        yield from _of_claim(kind, library, pool, checker, sample)
    yield from _reworded(rewordings, checker, sample)
    for row in faulty:
        shown = checker.pair(row.text, row.span)
        name = f"handwritten {row.part}"
        yield Trial(name, row.span, row.text, row.fault or row.kind, wrong=True, shown=shown)


def _verbatim(
    library: Evidence, pool: Sequence[Original], checker: Checker, name: str = "verbatim"
) -> Iterator[Trial]:
    shown = checker.claims(library, [each.claim for each in pool])
    for each, was_shown in zip(pool, shown, strict=True):
        text = each.claim.text
        yield Trial(name, text, text, "", wrong=False, shown=was_shown)


def _of_text(
    kind: str, library: Evidence, pool: Sequence[Original], checker: Checker, sample: Sample
) -> Iterator[Trial]:
    draw = Random(f"{sample.seed} {kind}")
    made = (
        (each, change)
        for each in pool
        if (change := _changed(kind, each.claim.text, draw)) is not None
    )
    chosen = list(islice(made, sample.per_kind))
    shown = checker.claims(library, [replace(o.claim, text=c.text) for o, c in chosen])
    for (original, change), was_shown in zip(chosen, shown, strict=True):
        yield _mutant(kind, original.claim.text, change, was_shown)


def _changed(kind: str, text: str, draw: Random) -> Change | None:
    """A mutant of the text, or None where there is none or it says the same."""
    change = TEXT_KINDS[kind](text, draw)
    if change is None or change.text.lower().split() == text.lower().split():
        return None
    return change


def _mutant(kind: str, original: str, change: Change, shown: bool) -> Trial:
    told = f"{change.was} -> {change.now or '(nothing)'}"
    return Trial(kind, original, change.text, told, wrong=True, shown=shown)


def _of_claim(
    kind: str, library: Evidence, pool: Sequence[Original], checker: Checker, sample: Sample
) -> Iterator[Trial]:
    draw = Random(f"{sample.seed} {kind}")
    evidence, originals = library, pool
    if kind in LEAD_IN_KINDS:
        evidence, originals = _with_lists(library, pool, sample.per_kind)
    elif kind in LIBRARY_KINDS:
        evidence = Changed(library, superseded_by=_NEWER, retracted=kind == "retracted")
    chosen = list(islice(_claims_of(kind, originals, draw), sample.per_kind))
    shown = checker.claims(evidence, [claim for _, claim in chosen])
    for (original, claim), was_shown in zip(chosen, shown, strict=True):
        told = f"{original.claim.strength} -> {claim.strength}" if "grade" in kind else kind
        yield Trial(kind, original.claim.text, claim.text, told, wrong=True, shown=was_shown)


def _with_lists(
    library: Evidence, pool: Sequence[Original], wanted: int
) -> tuple[Evidence, Sequence[Original]]:
    """The library's own list items; where they are too few, sentences laid out as such as well."""
    items = [original for original in pool if len(original.claim.spans) > 1]
    layouts = dict(islice(laid_out(pool), max(0, wanted - len(items))))
    return Listed(library, layouts), [*items, *(x.original for x in layouts.values())]


def _claims_of(
    kind: str, pool: Sequence[Original], draw: Random
) -> Iterator[tuple[Original, Claim]]:
    labels = sorted({o.claim.strength for o in pool if o.claim.strength})
    for original in pool:
        claim = _claim_of(kind, original, pool, labels, draw)
        if claim is not None:
            yield original, claim


def _claim_of(
    kind: str, original: Original, pool: Sequence[Original], labels: Sequence[str], draw: Random
) -> Claim | None:
    match kind:
        case "lead-in dropped":
            return whole.without_lead_in(original)
        case "lead-in unsaid":
            return whole.lead_in_unsaid(original)
        case "grade changed":
            return whole.other_grade(original, labels, draw)
        case "grade dropped":
            return whole.without_grade(original)
        case "citation swapped":
            return whole.neighbours_citation(original)
        case "citation of another source":
            return whole.foreign_citation(original, draw.choice(pool))
        case _:  # the library is what changes
            return original.claim if original.claim.lead is None else None


def _reworded(rewordings: Sequence[Rewording], checker: Checker, sample: Sample) -> Iterator[Trial]:
    """The rewordings, and mutants of those that pass: the others are withheld anyway."""
    passing = []
    for row in rewordings:
        shown = checker.pair(row.text, row.span)
        yield Trial(f"reworded {row.part}", row.span, row.text, row.kind, wrong=False, shown=shown)
        passing += [row] if shown else []
    for kind in TEXT_KINDS:
        draw = Random(f"{sample.seed} reworded {kind}")
        changes = ((row, _changed(kind, row.text, draw)) for row in passing)
        made = ((row, change) for row, change in changes if change is not None)
        for row, change in islice(made, sample.per_kind):
            shown = checker.pair(change.text, row.span)
            yield _mutant(f"reworded+{kind}", row.text, change, shown)
