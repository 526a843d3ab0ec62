"""What is legal in gold and yet looks wrong. `galen eval lint` prints it; mistakes come before.

A warning is for a person to read: a key point may rest on words that only an engine will find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from evals.gold_reading import GoldLine
from evals.gold_sources import GoldSources
from evals.matching import met_by, normalise, split_sentences
from evals.questions import KINDS, GoldQuestion, KeyPoint


def suspicions(lines: Sequence[GoldLine], sources: GoldSources) -> Iterator[str]:
    """Every warning, each as "file:line: what"."""
    asked: dict[str, str] = {}
    for place, question in lines:
        for what in _of_question(question, sources):
            yield f"{place}: {what}"
        first = asked.setdefault(normalise(question.question), place)
        if first != place:
            yield f"{place}: the same question as {first}"


def _of_question(question: GoldQuestion, sources: GoldSources) -> Iterator[str]:
    if question.kind is not None and question.kind not in KINDS:
        near = get_close_matches(question.kind, KINDS, n=1)
        meant = f", did you mean {near[0]!r}" if near else ""
        yield f"kind {question.kind!r} is not one in use{meant}"
    if question.answerable and not question.sources and question.safety is None:
        yield "names no gold source, so what is lost cannot be laid to a stage"
    for point in (*question.key_points, *question.contradicts):
        yield from _of_alternatives(point)
    if question.sources:
        yield from _unmet(question, sources)
        yield from _contradicted(question, sources)


def _of_alternatives(point: KeyPoint) -> Iterator[str]:
    for alternative in (a for group in point.all_of for a in group):
        reason = never_found(alternative)
        if reason:
            yield f"{point.text!r}: {alternative!r} {reason}"


_PATTERN = re.compile(r"[*|\\^]|\(\?|\[[^\]]*\]|\{\d")
_POWER = re.compile(r"\d\^[+-]?\d")
_MARK = re.compile(r"[^\s.,;:!?][.,;:!?]+$")


def never_found(alternative: str) -> str:
    """Why a displayed sentence can hardly hold the alternative; empty where one can."""
    if _PATTERN.search(alternative) and not _POWER.search(alternative):
        return "is never found: alternatives are words, not patterns, so name each form"
    if len(split_sentences(alternative)) > 1:
        return "is never found: it goes over the end of a sentence"
    if _MARK.search(alternative):
        return "is found only with its last mark: leave the mark out"
    return ""


def _unmet(question: GoldQuestion, sources: GoldSources) -> Iterator[str]:
    for point in question.musts:
        if not sources.holding(point, question.sources):
            yield f"must-have {point.text!r} is met by no sentence of the gold sources"


def _contradicted(question: GoldQuestion, sources: GoldSources) -> Iterator[str]:
    """By every gold source: one side of a disagreement, or an older version, may well say it."""
    for point in question.contradicts:
        if all(met_by(point, sources.sentences(source)) for source in question.sources):
            yield f"contradiction {point.text!r} is said by the gold sources themselves"
