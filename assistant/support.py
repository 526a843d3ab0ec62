"""The checks that need only two texts: does this span say what this text says?

Pure functions behind `Verifier` and `galen verify`. They are rules, not a model, and strict on
purpose: a withheld true sentence costs a line, a shown false one may cost a patient.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.answer import Verdict
from assistant.printed import Printed, closest, flat, printed_sentences, sentences, without_labels
from assistant.query import short_forms
from corpus.text import context
from corpus.text.polarity import agrees
from corpus.text.quantities import quantities
from corpus.text.units import NUMBER_WORDS, PER, UNIT
from corpus.text.words import content_stems, words

# Words that a faithful rewording may bring in: they frame a statement and carry none of its facts.
# No population ("adults"), no order ("first-line"), no test and no grade ("appropriate") is here.
_FRAMING = frozenset(
    content_stems(
        "recommend recommended recommends recommendation suggest suggested suggests advise advised"
        " advises advice offer offered consider considered guideline guidelines statement study"
        " trial evidence patient patients person people individual individuals treatment treat"
        " treated therapy use used using give given receive received perform performed obtain"
        " undergo choose chosen option manage managed show showed shown find found report reported"
        " result results compare compared according including include such well also"
    )
)
# Of the text's content words, so many (share) must be the span's own; likewise of a lead-in's.
_SUPPORT = 0.5
_LEAD_IN_CARRIED = 0.5
# Two words, or two pairs of words, in each other's place.
_EXCHANGED = 4
# Content words to either side of "than" or "over" that tell who is compared with whom.
_SIDE = 5

_INLINE_LEAD = re.compile(r"(?<![\d\s]):\s+(?=\S)")
_STRUCTURE = re.compile(
    r"(?:background|objectives?|aims?|methods?|results?|findings|conclusions?|interpretation|note"
    r"|summary|key\s+points?|rationale|recommendations?(?:\s+[\d.]+)?)$",
    re.I,
)
# What the check of numbers owns, and the check of words leaves out: "1,000 mg", "two weeks".
_AMOUNT = re.compile(
    rf"(?<![\w.-])(?:\d[\d.,]*(?<![.,])(?:[\s-]?{UNIT})?"
    rf"|(?:{'|'.join(NUMBER_WORDS)})[\s-](?:{UNIT})|(?:once|twice)(?={PER}))(?:{PER}){{0,3}}(?!\w)",
    re.I,
)
_WEAK = (
    r"(?:may|might|can|could)\s+(?:(?:also|either|be|not)\s+)*\w+"
    r"|(?:(?:should|must|recommend\w*)\s+(?:\w+\s+){0,2}?)?consider\w*|suggest\w*|reasonable"
    r"|optional"
)
_STRONG = r"must|should|recommend\w*|offer\w*"
_FORCE = re.compile(rf"\b(?:(?P<weak>{_WEAK})|(?P<strong>{_STRONG}))\b", re.I)
_PIVOT = re.compile(r"\b(?:than|over|rather than|instead of|before|after|followed by)\b", re.I)


def check_text(text: str, span: str, strength: str | None = None) -> dict[str, Verdict]:
    """Every check that applies to a text and the span it cites.

    `strength` is the label shown with the text, None for none. Each sentence of the text must rest
    on one sentence of the span, with its lead-in: words of two sentences may say what neither does.
    """
    said, own_labels = without_labels(text)
    units = printed_sentences(span, said)
    pairs = [(part, closest(part, units)) for part in sentences(said)]
    return {
        "support": _verdict(bool(words(said)) and all(_supported(p, u) for p, u in pairs)),
        "numbers": _numbers(said, " ".join(dict.fromkeys(u.whole for _, u in pairs))),
        "polarity": _verdict(all(_same_direction(p, u) for p, u in pairs)),
        "context": _verdict(stands(said) and all(_in_context(p, u) for p, u in pairs)),
        "strength": _strengths((*own_labels, strength), [u for _, u in pairs]),
    }


def holds(checks: Mapping[str, Verdict]) -> bool:
    """Whether no check failed."""
    return Verdict.FAIL not in checks.values()


def stands(text: str) -> bool:
    """Whether the text can be read alone and is its source's own view."""
    return context.stands_alone(text) and not context.reports_other_view(text)


def _numbers(text: str, printed: str) -> Verdict:
    """Every number with unit and comparator, no more often than printed; n/a where none is."""
    said = Counter(quantities(text))
    if not said:
        return Verdict.NOT_APPLICABLE
    return _verdict(not said - Counter(quantities(printed)))


def _supported(text: str, unit: Printed) -> bool:
    """Whether the words are the unit's own, but for framing, and in no other roles."""
    printed = unit.whole
    if flat(text) in (flat(printed), flat(unit.words)):
        return True
    said = content_stems(_AMOUNT.sub(" ", text))
    missing = _missing(said, printed)
    if any(stem not in _FRAMING for stem in missing):
        said = content_stems(_AMOUNT.sub(" ", _spelled_as(printed, text)))
        missing = _missing(said, printed)
    foreign = any(stem not in _FRAMING for stem in missing)
    own = 1 - len(missing) / len(said) if said else float(bool(quantities(text)))
    return not foreign and own >= _SUPPORT and not _exchanged(text, printed)


def _missing(stems: Sequence[str], printed: str) -> list[str]:
    held = set(content_stems(printed))
    return [stem for stem in stems if stem not in held]


def _spelled_as(printed: str, text: str) -> str:
    """The text with short forms written out, or long forms shortened, as the span has them."""
    folded = printed.lower()
    for short, long_form in short_forms().items():
        here = re.compile(rf"\b{re.escape(short)}s?\b")
        if here.search(text) and long_form.lower() in folded:
            text = here.sub(long_form, text)
        elif long_form.lower() in text.lower() and here.search(printed):
            text = re.sub(rf"{re.escape(long_form)}s?", short, text, flags=re.I)
    return text


def _exchanged(text: str, printed: str) -> bool:
    """Whether two things stand in each other's place ("A after B" for "B after A")."""
    said, there = words(text), words(printed)
    if said != there and len(said) == len(there) and Counter(said) == Counter(there):
        moved = sum(one != other for one, other in zip(said, there, strict=True))
        if moved <= _EXCHANGED:
            return True
    left, right = _sides(text)
    left_there, right_there = _sides(printed)
    return bool(left & (right_there - left_there)) and bool(right & (left_there - right_there))


def _sides(text: str) -> tuple[set[str], set[str]]:
    """The content words just before and just after the one comparison of the text, or none."""
    pivots = list(_PIVOT.finditer(text))
    if len(pivots) != 1:
        return set(), set()
    (pivot,) = pivots
    before, after = content_stems(text[: pivot.start()]), content_stems(text[pivot.end() :])
    return set(before[-_SIDE:]), set(after[:_SIDE])


def _same_direction(text: str, unit: Printed) -> bool:
    """Whether both say do or do not, more or less, must or may."""
    if flat(text) == flat(unit.whole):
        return True
    said, printed = _forces(text), _forces(unit.whole)
    return agrees(text, unit.whole) and (not printed or said <= printed)


def _forces(text: str) -> set[str]:
    return {match.lastgroup or "" for match in _FORCE.finditer(text)}


def _in_context(text: str, unit: Printed) -> bool:
    """Whether the span's own view is told, with what stands over it."""
    if context.reports_other_view(unit.whole):
        return False
    said = set(content_stems(text))
    return all(_carried(said, lead) for lead in (unit.lead_in, _inline_lead(text, unit.words)))


def _carried(said: set[str], lead_in: str) -> bool:
    stems = set(content_stems(lead_in))
    needed = stems - _FRAMING or stems
    return len(needed & said) >= _LEAD_IN_CARRIED * len(needed)


def _inline_lead(text: str, sentence: str) -> str:
    """What stands before a colon ("In children: ..."), where the text is from behind it."""
    match = _INLINE_LEAD.search(sentence)
    if match is None or _STRUCTURE.match(sentence[: match.start()].strip()):
        return ""
    lead, rest = sentence[: match.start()], sentence[match.end() :]
    behind = set(content_stems(rest)) - set(content_stems(lead)) - _FRAMING
    return lead if behind & set(content_stems(text)) else ""


def _strengths(shown: Sequence[str | None], units: Sequence[Printed]) -> Verdict:
    """Every label shown must be printed with the very sentences that the text is from."""
    labels = [_plain(label) for label in shown if label]
    if not labels:
        return Verdict.NOT_APPLICABLE
    printed = {_plain(label) for unit in units for label in unit.labels}
    return _verdict(all(label in printed for label in labels))


def _plain(label: str) -> str:
    return " ".join(label.strip("()[] .").lower().split())


def _verdict(passed: bool) -> Verdict:
    return Verdict.PASS if passed else Verdict.FAIL
