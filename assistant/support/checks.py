"""All checks of a text and the span it cites, from the rules of this package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.answer import Verdict
from assistant.printed import Printed, flat, printed_sentences, sentences, without_labels
from assistant.support import (
    arms,
    company,
    conditions,
    contrast,
    counted,
    effects,
    figures,
    force,
    grading,
    joints,
    modality,
    negation,
    numbers,
    opposites,
    parts,
    roles,
    words,
)
from assistant.support.alone import stands
from assistant.support.amounts import amounts
from assistant.support.broader import without_broader
from assistant.support.converse import readings
from assistant.support.core import clauses, core, with_shared
from assistant.support.initials import spelled_out
from assistant.support.limits import LIMITS, Limits, Similarity
from assistant.support.reading import Reading, read
from assistant.support.vocabulary import vocabulary
from corpus.text import context
from corpus.text.quantities import quantities

# Of the words of a lead-in, so many must be said; where it is known to be one, more.
_LEAD_IN_CARRIED = 0.5
_LEAD_IN_TOLD = 2 / 3
_INLINE_LEAD = re.compile(r"(?<![\d\s]):\s+(?=\S)")
# An answer that opens with its own verdict.
_ANSWER = re.compile(r"^\s*(?:no|yes)\s*[:;.,\u2013\u2014-]\s*(?=\w)", re.I)
_STRUCTURE = re.compile(
    r"(?:background|objectives?|aims?|methods?|results?|findings|conclusions?|interpretation|note"
    r"|summary|key\s+points?|rationale|recommendations?(?:\s+[\d.]+)?)$",
    re.I,
)
_JOINTS = re.compile(r"\s*;\s*|,?\s+(?:and|but|while|whereas)\s+|,\s+")
# Sentences of the span that a text is held against, the closest first.
_TRIED = 3


class _Judged(NamedTuple):
    """A stretch of the text against one sentence of the span."""

    support: bool
    numbers: bool
    polarity: bool
    context: bool

    @property
    def ok(self) -> bool:
        return all(self)


def check_text(
    text: str,
    span: str,
    strength: str | None = None,
    *,
    similarity: Similarity | None = None,
    limits: Limits = LIMITS,
) -> dict[str, Verdict]:
    """Every check that applies to a text and the span it cites.

    `strength` is the label shown with the text, None for none. Each sentence of the text must rest
    on one sentence of the span, with its lead-in: words of two sentences may say what neither does.
    `similarity` may lower the verdict of support, never raise it.
    """
    said, own_labels = without_labels(_unanswered(text))
    units = printed_sentences(span, said)
    judged = list(_word_for_word(said, span, units) or _resting(said, units, limits))
    used = [unit for _, unit in judged]
    supported = any(map(str.isalnum, said)) and all(j.support for j, _ in judged)
    return {
        "support": _verdict(supported and _alike(said, used, similarity, limits)),
        "numbers": _numbers(said, all(j.numbers for j, _ in judged)),
        "polarity": _verdict(all(j.polarity for j, _ in judged)),
        "context": _verdict(stands(said) and all(j.context for j, _ in judged)),
        "strength": _strengths(said, (*own_labels, strength), used),
    }


def _unanswered(text: str) -> str:
    """The text without the "No:" or "Yes:" that it opens with: what follows must say it all."""
    return _ANSWER.sub("", text, count=1)


def holds(checks: Mapping[str, Verdict]) -> bool:
    """Whether no check failed."""
    return Verdict.FAIL not in checks.values()


def carries(text: str, lead_in: str, item: str = "") -> bool:
    """Whether the text says what stands over it, of which it would be only an item.

    An item that is the whole text was cut out of its list, whatever it repeats of the lead-in.
    """
    return flat(text) != flat(item) and _carried(read(text), read(lead_in), _LEAD_IN_TOLD)


def _alike(
    said: str, used: Sequence[Printed], similarity: Similarity | None, limits: Limits
) -> bool:
    """Whether a model, where there is one, finds the text near enough to what it rests on."""
    printed = " ".join(dict.fromkeys(unit.whole for unit in used))
    if similarity is None or flat(said) == flat(printed):
        return True
    return similarity(said, printed) >= limits.similarity


def _word_for_word(
    said: str, span: str, units: Sequence[Printed]
) -> list[tuple[_Judged, Printed]] | None:
    """Each sentence of the span with itself, where the text is the whole of it."""
    if flat(said) != flat(without_labels(span)[0]):
        return None
    own = [(unit, not context.reports_other_view(unit.whole)) for unit in units]
    return [(_Judged(True, True, True, in_context), unit) for unit, in_context in own]


def _resting(
    said: str, units: Sequence[Printed], limits: Limits
) -> Iterator[tuple[_Judged, Printed]]:
    """Each stretch of the text with the sentence of the span that it rests on."""
    parts = list(sentences(said))
    if len(units) == 1:
        yield _judge(said, units[0], limits), units[0]
        return
    groups: dict[Printed, list[str]] = {}
    for part in parts:
        groups.setdefault(_closest(part, units)[0], []).append(part)
    for members in groups.values():
        yield from _best(" ".join(members), units, limits)


def _best(stretch: str, units: Sequence[Printed], limits: Limits) -> list[tuple[_Judged, Printed]]:
    """The first of the closest sentences that holds, or two that hold a half each."""
    tried = [(_judge(stretch, unit, limits), unit) for unit in _closest(stretch, units)[:_TRIED]]
    for judged, unit in tried:
        if judged.ok:
            return [(judged, unit)]
    return next(_halves(stretch, units, limits), None) or tried[:1]


def _halves(
    stretch: str, units: Sequence[Printed], limits: Limits
) -> Iterator[list[tuple[_Judged, Printed]]]:
    """The stretch as two, joined by "and" or a mark, each with a sentence of its own.

    A half must name all drugs and tests that its sentence names: "and is avoided in children" says
    of the one before it what the span says of another.
    """
    for joint in _JOINTS.finditer(stretch):
        one, other = stretch[: joint.start()], stretch[joint.end() :]
        first = _first_held(one, units, limits)
        for half in (other, with_shared(one, other)) if first else ():
            second = _first_held(half, units, limits)
            # One sentence that bears out both halves, and not the whole, has them otherwise.
            if first and second and first[1] != second[1]:
                yield [first, second]


def _first_held(
    half: str, units: Sequence[Printed], limits: Limits
) -> tuple[_Judged, Printed] | None:
    for unit in _closest(half, units)[:_TRIED]:
        judged = _judge(half, unit, limits)
        if judged.ok and roles.names_all(read(half), read(unit.whole)):
            return judged, unit
    return None


def _closest(text: str, units: Sequence[Printed]) -> list[Printed]:
    """The sentences of the span by how many of the words they hold, of equals the shorter first."""
    said = read(text)
    return sorted(units, key=lambda unit: _distance(said, unit))


def _distance(said: Reading, unit: Printed) -> tuple[int, int]:
    printed = read(unit.whole)
    held = sum(token.is_in(printed.roots) for token in said.content)
    numbers_held = len(set(amounts(said)) & set(amounts(printed)))
    return -(held + numbers_held), len(printed.content)


def _judge(stretch: str, unit: Printed, limits: Limits) -> _Judged:
    """The stretch as it stands, or said the other way round where only that holds."""
    judged = _judge_as_said(stretch, unit, limits)
    if judged.ok:
        return judged
    others = (_judge_as_said(other, unit, limits) for other in readings(stretch))
    return next((other for other in others if other.ok), judged)


def _judge_as_said(stretch: str, unit: Printed, limits: Limits) -> _Judged:
    in_context = _in_context(stretch, unit)
    if flat(stretch) in (flat(unit.whole), flat(unit.words)):
        return _Judged(True, True, True, in_context)
    whole = spelled_out(unit.whole, stretch)
    printed = read(whole)
    spelled = spelled_out(spelled_out(stretch, unit.whole), whole)
    text = without_broader(read(figures.plainly(spelled, printed)), printed)
    kept = core(whole, text)
    return _Judged(
        support=words.own(text, clauses(whole, text), limits)
        and not roles.exchanged(text, kept)
        and not joints.otherwise(text, kept)
        and not opposites.exchanged(text, kept)
        and not effects.exchanged(text, kept)
        and not parts.mixed(text, kept)
        and contrast.kept(text, printed)
        and not arms.crossed(text, kept)
        and not figures.misdirected(text, kept)
        and company.kept(text, kept),
        numbers=numbers.same(text, printed) and counted.kept(text, kept),
        polarity=negation.agree(text, kept)
        and force.agree(text, kept)
        and modality.kept(text, printed),
        context=in_context and conditions.carried(text, kept) and company.complete(text, kept),
    )


def _numbers(said: str, same: bool) -> Verdict:
    if not same:
        return Verdict.FAIL
    return Verdict.PASS if quantities(said) else Verdict.NOT_APPLICABLE


def _in_context(text: str, unit: Printed) -> bool:
    """Whether the span's own view is told, with what stands over it."""
    if context.reports_other_view(unit.whole):
        return False
    inline = _inline_lead(text, unit.words)
    if not unit.lead_in and not inline:
        return True
    said = read(text)
    return all(_carried(said, read(lead)) for lead in (unit.lead_in, inline) if lead)


def _carried(said: Reading, lead_in: Reading, least: float = _LEAD_IN_CARRIED) -> bool:
    ordinary = vocabulary().ordinary
    needed = [t for t in lead_in.content if not t.is_in(ordinary)] or list(lead_in.content)
    return sum(t.is_in(said.roots) for t in needed) >= least * len(needed)


def _inline_lead(text: str, sentence: str) -> str:
    """What stands before a colon ("In children: ..."), where the text is from behind it."""
    match = _INLINE_LEAD.search(sentence)
    if match is None or _STRUCTURE.match(sentence[: match.start()].strip()):
        return ""
    lead, rest = sentence[: match.start()], sentence[match.end() :]
    only_before = read(lead).roots | vocabulary().ordinary
    behind = frozenset(r for t in read(rest).content if not t.is_in(only_before) for r in t.roots)
    return lead if any(t.is_in(behind) for t in read(text).content) else ""


def _strengths(said: str, shown: Sequence[str | None], units: Sequence[Printed]) -> Verdict:
    """Every label shown must be printed with the very sentences that the text is from, and so must
    a grade in its words."""
    if not grading.as_printed(said, " ".join(unit.whole for unit in units)):
        return Verdict.FAIL
    labels = [_plain(label) for label in shown if label]
    if not labels:
        return Verdict.NOT_APPLICABLE
    printed = {_plain(label) for unit in units for label in unit.labels}
    return _verdict(all(label in printed for label in labels))


def _plain(label: str) -> str:
    return " ".join(label.strip("()[] .").lower().split())


def _verdict(passed: bool) -> Verdict:
    return Verdict.PASS if passed else Verdict.FAIL
