"""What a text may not leave out of its sentence: conditions, populations, degrees, companions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.support.amounts import Amount, amount, amounts
from assistant.support.numbers import is_age, printed_as
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

# Words that open a condition or name whom, where or with what it holds.
_CUE = re.compile(
    r"\b(?:only|unless|except|excluding|if|when|whenever|where|until|provided|who|whose"
    r"|with|without|among|in|for|during|after|before|within|plus|despite|outside|aged)\b"
    r"|[,;:()]|\.(?=\s|$)|\b(?:should|must|may|can|is|are|was|were|has|have|had|do|does)\b",
    re.I,
)
# What ends the words behind "in" ends no clause: "who have tolerated both".
_INSIDE = frozenset("is are was were has have had do does".split())
_CLAUSE = frozenset("only unless except if when whenever where until provided who whose".split())
_OPENS = _CLAUSE | frozenset(
    "excluding with without among in for during after before within plus despite outside"
    " aged".split()
)
# Of the words behind such a cue so many must be said, of several more than that.
_CARRIED = 0.5
_SEVERAL = 2
# Behind these, numbers tell how long or when, which may be left out.
_TIMED = frozenset("in for during after before within plus".split())
_IF = frozenset("if unless when whenever".split())
# What a colon says as well: "If A, then B" as "A: B". That A is said is asked of its words.
_LEADS = _IF | frozenset("in for with among during after within".split())
# "If they wish" is told by these as well, as "if there is fever" by "with fever".
_WITH = frozenset(("with", "without"))
_WISHED = frozenset(roots("wish want desire prefer choose"))
_CHOSEN = _WISHED | frozenset(roots("choice option opportunity"))
_CONDITIONAL = _IF | frozenset("whether provided once where".split())
# Leaving one of these out widens the sentence to others than it was printed for.
_PEOPLE = frozenset(
    roots(
        "child infant newborn adolescent adult woman man pregnant postpartum breastfeeding older"
        " preschool postmenopausal immunocompromised only alone selected"
    )
)
# So does leaving out one of these before a word that is said.
_KEPT = frozenset(
    roots(
        "routine first second third next alternative"
        " severe mild moderate acute chronic symptomatic stable unstable recurrent refractory"
        " suspected persistent primary secondary localized metastatic advanced early late"
        " self benign attenuated inactivated outpatient inpatient immediate urgent high low"
        " bilateral healthy left right bedtime morning evening"
    )
)
# "High-risk patients", "left-sided pain": what stands between a degree and its head.
_JOINED = frozenset(roots("risk side sided"))
# "Uses only X" is "all it uses is X".
_ONLY = frozenset(roots("only"))
_ALL = frozenset(roots("all limited restricted"))
_ALONE = frozenset(roots("alone"))
_CHRONIC = frozenset(roots("chronic"))
_LONG_TERM = re.compile(r"\blong[- ](?:term|standing|lasting)\b", re.I)
_OTHERS = frozenset("second other different".split())
_FIRST = frozenset(roots("first"))
_START_WITH = re.compile(r"\b(?:start|begin|starting|beginning)\s+(?:with|on)\b", re.I)
_ADULT = frozenset(roots("adult"))
_ADULT_MONTHS = 18 * 12
_MOST = re.compile(
    r"\b(?:most|some|selected|certain|many)\s+(?:of the\s+)?(?:adults|people|patients|women|men"
    r"|children|infants|cases|persons|individuals|adolescents)\b",
    re.I,
)
_LIMITED_TO = re.compile(r"\b(?:limited|restricted|confined|reserved) (?:to|for)\b", re.I)
_LIMITS = frozenset(roots("limited restricted confined reserved only alone except unless shortest"))
_AT_RISK = re.compile(r"\bat (?:an? )?(?:[\w-]+ ){0,2}risk\b", re.I)
_TOGETHER = re.compile(r"\b(?:together|combined|along) with\b", re.I)
_COMPANION = 3
# Each exception, up to what holds where none does.
_EXCEPTION = re.compile(
    r"\b(?P<cue>except|unless|excluding)\b(?P<what>(?:(?!, (?:where|when|which|who)\b)[^;.:()])*)",
    re.I,
)
_ITEM = re.compile(r"(?:(?!, | or | and ).)+")
# What tells an order in time in other words.
_TELLS_TIME = re.compile(
    r"\b(?:before\w*|prior|ahead|advance|pre\w*|after\w*|until|till|then|first|once|earlier|follow\w*"
    r"|previous\w*|preced\w*|delay\w*|wait\w*|by|start\w*|since|when|while|leading up|already|until"
    r"|later|next|second|initial\w*|untreated|without|not)\b",
    re.I,
)
_PARTLY = frozenset(roots("most some selected certain many majority usual common often"))


def carried(text: Reading, core: Reading) -> bool:
    """Whether nothing was left out that limits the sentence."""
    return next(_lost(text, core), None) is None


def _lost(text: Reading, core: Reading) -> Iterator[str]:
    for place, token in enumerate(core.tokens):
        kept = token.is_in(_PEOPLE) or (token.is_in(_KEPT) and _said(_head(core, place), text))
        if kept and not _said(token, text):
            yield token.word
    yield from (a.unit for a in amounts(core) if a.comparator and not printed_as(a, core, text))
    yield from (
        "age"
        for q in core.quantities
        if is_age(q, core) and not _has(text, amount(q.quantity), core)
    )
    if _LIMITED_TO.search(core.text) and not any(t.is_in(_LIMITS) for t in text.tokens):
        yield "limited to"
    if _MOST.search(core.text) and not any(t.is_in(_PARTLY) for t in text.tokens):
        yield "most"
    if _AT_RISK.search(core.text) and "risk" not in text.roots:
        yield "at risk"
    if _tells_before(core, text) and not _TELLS_TIME.search(text.text):
        yield "before"
    yield from _companions(text, core)
    yield from _exceptions(text, core)
    yield from _cut_out(text, core)
    for cue, start, end in _stretches(core):
        if not _stretch_said(text, core, cue, start, end):
            yield cue


def _has(text: Reading, limit: Amount, core: Reading) -> bool:
    return printed_as(limit, core, text)


def _companions(text: Reading, core: Reading) -> Iterator[str]:
    """What holds only together with something else that is said: "A together with B"."""
    for joint in _TOGETHER.finditer(core.text):
        before = [t for t in core.content if t.start < joint.start()][-_COMPANION:]
        near = [
            t
            for t in before
            if core.same_clause(t.start, joint.start()) and not t.is_in(vocabulary().ordinary)
        ]
        if near and sum(_said(t, text) for t in near) < _CARRIED * len(near):
            yield joint.group()


def _tells_before(core: Reading, text: Reading) -> bool:
    """Whether the span tells that something comes before another thing that the text names."""
    return any(
        any(_said(t, text) for t in core.raw[place + 1 : place + 4] if t.content)
        for place, token in enumerate(core.raw)
        if token.word == "before"
    )


def _exceptions(text: Reading, core: Reading) -> Iterator[str]:
    """Each of several exceptions of which the text says nothing: "except with A or B"."""
    for found in _EXCEPTION.finditer(core.text):
        start = found.start("what")
        for item in _ITEM.finditer(found["what"]):
            behind = core.between(start + item.start(), start + item.end())
            facts = [t for t in behind if t.content and not t.is_in(vocabulary().ordinary)]
            if facts and not any(_said(t, text) for t in facts):
                yield found["cue"]


def _head(core: Reading, place: int) -> Token:
    """The next content word that is no such word itself: what a degree is the degree of."""
    behind = (t for t in core.tokens[place + 1 :] if t.content and not t.is_in(_KEPT | _JOINED))
    return next(behind, core.tokens[place])


def _cut_out(text: Reading, core: Reading) -> Iterator[str]:
    """The condition that is gone, where the text is the sentence with something cut out."""
    said, there = ([token.word for token in each.tokens] for each in (text, core))
    left = iter(there)
    if all(word in left for word in said):  # the same words in the same order
        lead = _LEADS if ":" in text.text else frozenset()  # "If A, then B" as "A: B"
        yield from (w for w in Counter(there) - Counter(said) if w in _OPENS and w not in lead)


def _said(token: Token, text: Reading) -> bool:
    if token.is_in(text.roots) or (token.is_in(_ONLY) and not _ALL.isdisjoint(text.roots)):
        return True
    if token.is_in(_ALONE) and not _ONLY.isdisjoint(text.roots):
        return True
    if token.word == "another" and any(t.word in _OTHERS for t in text.tokens):
        return True
    if token.is_in(_CHRONIC) and _LONG_TERM.search(text.text):
        return True
    if token.is_in(_FIRST) and _START_WITH.search(text.text):
        return True
    return token.is_in(_ADULT) and any(
        a.unit == "month" and a.value >= _ADULT_MONTHS for a in amounts(text)
    )


def _stretches(core: Reading) -> Iterator[tuple[str, int, int]]:
    """Each cue that limits, with the words up to the next cue or mark."""
    cues = list(_CUE.finditer(core.text))
    for place, cue in enumerate(cues):
        word = cue.group().lower()
        if word in _OPENS:
            inside = _INSIDE if word in _CLAUSE else frozenset()
            following = (c.start() for c in cues[place + 1 :] if c.group().lower() not in inside)
            end = next(following, len(core.text))
            yield word, cue.end(), end


def _stretch_said(text: Reading, core: Reading, cue: str, start: int, end: int) -> bool:
    """Whether enough of the words behind a cue are said, and the numbers that limit."""
    ordinary = vocabulary().ordinary
    behind = (t for t in core.between(start, end) if t.content and not t.is_in(ordinary))
    needed = {token.roots: token for token in behind}
    said = sum(_said(token, text) for token in needed.values())
    said += _otherwise(list(needed.values()), text, core)
    conditional = any(t.word in _CONDITIONAL for t in text.tokens)
    if not needed and cue in _IF:
        wished = any(t.is_in(_WISHED) for t in core.between(start, end))
        told = _CHOSEN if wished else _WITH
        return conditional or any(t.is_in(told) for t in text.tokens)
    limits = _amounts_in(core, start, end) if cue not in _TIMED else set()
    if not all(printed_as(limit, core, text) for limit in limits):
        return False
    if len(needed) > (1 if cue in _CLAUSE else _SEVERAL):
        return said > _CARRIED * len(needed)
    return said >= _CARRIED * len(needed)


def _otherwise(needed: Sequence[Token], text: Reading, core: Reading) -> int:
    """How many of the words may be said in other words: those that carry no facts, at most as many
    as the text has words that are not the sentence's."""
    known = vocabulary()
    missing = [t for t in needed if not _said(t, text) and not t.is_in(known.critical)]
    strange = [t for t in text.content if not t.is_in(core.roots) and not t.is_in(known.ordinary)]
    return min(len(missing), len(strange))


def _amounts_in(core: Reading, start: int, end: int) -> set[Amount]:
    return {amount(q.quantity) for q in core.quantities if start <= q.start < end}
