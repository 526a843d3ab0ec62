"""Modality: how sure and how binding a statement is must be as printed, verb by verb.

"May lower" is no "lowers", "recommended" no "required", "not needed" no "should not", and "no
significant difference" no equality. `checks` asks it beside `force`, which tells advice from what
may be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.support.reading import Reading
from assistant.support.vocabulary import root, roots

# "As required" and "not required" oblige nobody.
_OBLIGES = re.compile(
    r"(?<!\bas )(?<!\bif )(?<!\bwhen )(?<!\bnot )(?<!\bno )(?<!\bbe )(?<!\blonger )(?<!\bnot yet )"
    r"\b(?:required|necessary|mandatory|obligatory|compulsory|must(?! (?:not|never|be avoided)))\b",
    re.I,
)
_NEEDS = re.compile(
    r"\b(?:must|mandatory|obligatory|compulsory|imperative|essential|need\w*|requir\w+|never"
    r"|always|only|vital|crucial|critical|contraindicated|necessary|do not|have to|has to"
    r"|calls? for|depends? on|demands?)\b",
    re.I,
)
_ADVISES = re.compile(r"\b(?:recommend|suggest|advis|consider|option|prefer)\w*", re.I)
_BINDS = re.compile(r"\b(?:should|ought)\b", re.I)
# What may be left undone, and what is to be left undone.
_NOT_NEEDED = re.compile(
    r"\b(?:need(?:s|ed)? (?:not|be|[a-z]+ (?:\w+ ){1,9}only if)|needn['\u2019]t"
    r"|(?:not|no longer|never) (?:\w+ )?(?:need\w*|necessary|required?)"
    r"|(?:do|does|did) not (?:\w+ )?(?:need|require)|no (?:\w+ )?need\w*|needs? no|requires? no"
    r"|unnecessary|unneeded|needless|without (?:(?:the|any) )?need(?:ing)?|optional)\b",
    re.I,
)
_NOT_ALLOWED = re.compile(
    r"\b(?:should(?:n['\u2019]t| not)|must not|ought not|do not|never|avoid\w*|contraindicated"
    r"|not (?:\w+ )?(?:recommended|advised|suggested|indicated|appropriate|allowed|permitted)"
    r"|against|should (?:\w+ ){1,9}only if|inappropriate|discouraged|withheld|prohibited|forbidden"
    r"|no (?:place|role|reason|benefit)|unhelpful)\b",
    re.I,
)
# Words that make of a fact a possibility, by how sure they leave it.
_MAY = frozenset("may might could".split())
_LIKELY = frozenset("likely probably appear appears appeared seem seems seemed".split())
_HEDGES = frozenset(
    roots(
        "may might could can likely probable possible possibly potential appear seem perhaps"
        " suggest uncertain unclear option consider chance expect hint looked sometimes"
        " reasonable risk"
    )
)
_BETWEEN = frozenset("be have been also not to only still often to".split())
_REACH = 4
_SURE = frozenset(
    roots("proven proved proves established definite definitely certain certainly guarantee")
)
_LEVEL = re.compile(
    r"\b(?:non-?inferior\w*|not inferior"
    r"|(?:no|not|without)(?: a)? (?:statistically )?(?:significant\w*|clear\w*) "
    r"(?:differ\w*|better|worse|change\w*)|(?:not|n['\u2019]t) differ significantly)",
    re.I,
)
_EQUAL = re.compile(
    r"\b(?:identical\w*|equivalen\w+|equal\w*|(?:the )?same|as (?:effective|safe|good|well|frequent"
    r"|common|often|likely)(?:ly)? as|superior\w*)\b",
    re.I,
)
_ROUTINE = root("routine")
_AT_NEED = re.compile(
    r"\bas needed\b|\bselect\w*|\bcase by case\b|\bif (?:needed|necessary)\b|\bonly\b|\bmay\b",
    re.I,
)
_SAME = re.compile(r"\b(?:identical|equivalen|equal|same|similar|superior)", re.I)


def kept(text: Reading, printed: Reading) -> bool:
    """Whether the text claims no more and binds no more, nor less, than the whole sentence."""
    return not (
        _obliges_otherwise(text, printed)
        or _permits_otherwise(text, printed)
        or _surer(text, printed)
        or _hedges_more(text, printed)
        or _equates(text, printed)
        or _unasked(text, printed)
    )


def _obliges_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether something became a duty, or a duty became advice."""
    duties, duties_there = (len(_OBLIGES.findall(each.text)) for each in (text, printed))
    needs, needs_there = (len(_NEEDS.findall(each.text)) for each in (text, printed))
    if duties > duties_there and needs > needs_there:
        return True
    advises = _ADVISES.search(text.text) and not _ADVISES.search(printed.text)
    held = _NEEDS.search(text.text) or _BINDS.search(text.text)
    return bool(_OBLIGES.search(printed.text) and advises and not held)


def _permits_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether what need not be done became what should not, or the other way round."""
    needless, needless_there = (len(_NOT_NEEDED.findall(each.text)) for each in (text, printed))
    forbidden, forbidden_there = (
        len(_NOT_ALLOWED.findall(_NOT_NEEDED.sub(" ", each.text))) for each in (text, printed)
    )
    freed = needless > needless_there and forbidden < forbidden_there
    return freed or (needless < needless_there and forbidden > forbidden_there)


def _surer(text: Reading, printed: Reading) -> bool:
    """Whether what only may be is told as a fact, or a fact as proven."""
    if any(t.is_in(_SURE) and not t.is_in(printed.roots) for t in text.raw):
        return True
    if _foretells(text) > _foretells(printed) and _likely(text) < _likely(printed):
        return True
    lost = _possible(printed) - _possible(text)
    plain = {word for word in lost if word in text.roots} - _stated(printed)
    hedges, hedges_there = (sum(t.is_in(_HEDGES) for t in each.raw) for each in (text, printed))
    return bool(plain) and hedges < hedges_there


def _foretells(reading: Reading) -> int:
    return sum(token.word in ("will", "always") for token in reading.raw)


def _likely(reading: Reading) -> int:
    return sum(token.word in _LIKELY | _MAY for token in reading.raw)


def _hedges_more(text: Reading, printed: Reading) -> bool:
    """Whether a fact is told as what only may be, beside what the span tells so as well."""
    hedges, hedges_there = (sum(t.is_in(_HEDGES) for t in each.raw) for each in (text, printed))
    if hedges <= hedges_there:
        return False
    return bool((_possible(text) - _possible(printed)) & _stated(printed))


def _possible(reading: Reading) -> frozenset[str]:
    """The verbs that stand behind "may" or "likely to"."""
    return frozenset(_behind(reading))


def _behind(reading: Reading) -> Iterator[str]:
    for place, token in enumerate(reading.raw):
        if token.word not in _MAY and token.word not in _LIKELY:
            continue
        for verb in reading.raw[place + 1 : place + 1 + _REACH]:
            if verb.word.endswith("ly") or verb.word in _BETWEEN:
                continue
            if verb.content:
                yield from verb.roots
            break


def _stated(reading: Reading) -> frozenset[str]:
    """The words that stand somewhere without a "may" before them."""
    possible = _possible(reading)
    counts = [token.roots for token in reading.raw if token.content]
    return frozenset(
        word
        for word in frozenset[str]().union(*counts)
        if word not in possible or sum(word in each for each in counts) > 1
    )


def _equates(text: Reading, printed: Reading) -> bool:
    """Whether what was not shown to differ is told as equal, or as better."""
    if not _LEVEL.search(printed.text) or _SAME.search(_LEVEL.sub(" ", printed.text)):
        return False
    return _EQUAL.search(_LEVEL.sub(" ", text.text)) is not None


def _unasked(text: Reading, printed: Reading) -> bool:
    """Whether what is done for some, or at need, is told as routine."""
    return _ROUTINE in text.roots - printed.roots and bool(_AT_NEED.search(printed.text))
