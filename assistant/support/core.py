"""What of a printed sentence a text rests on: the sentence without what may be left out.

Reasons, examples, brackets and further clauses may be left out as a whole, and no rule asks for
what is taken out here. Conditions and populations are never taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.support.reading import Reading, read
from assistant.support.vocabulary import vocabulary

_BRACKETS = re.compile(r"\s+[(\[]([^()\[\]]*)[)\]]")
_REASON = re.compile(
    r"(?:,\s*|\s+)(?:because|as it|as they|since|owing to|given that|in line with|in keeping with"
    r"|according to|as shown|so that|in order to|thereby)\b[^;.]*",
    re.I,
)
_RELATIVE = re.compile(r",\s*which\b[^;.,]*(?:,|(?=[;.]|$))", re.I)
_EXAMPLES = re.compile(
    r",?\s*\b(?:such as|for example|for instance|e\.g\.,?|including)(?!\w)[^;.]*?(?=[;.,]|$)", re.I
)
_PURPOSE = re.compile(
    r",?\s+to\s+(?:help\s+)?(?:lower|reduce|decrease|improve|minimi[sz]e|limit|guide)\b[^;.,]*",
    re.I,
)
_INSTEAD = re.compile(
    r",?\s+(?:rather than|instead of|in place of|as opposed to|in lieu of)\b[^;.,]*", re.I
)
# What somebody does at the same time: ", choosing between A and B".
_DOING = re.compile(
    r",\s+(?!includ|exclud|avoid|provid|assum|depend|omit|except)[a-z]{2,}ing\b[^;.]*(?=[;.]|$)"
)
_TELLS = (
    r"(?:stop|start|use|give|offer|avoid|consider|continue|add|reduce|increase|switch|repeat|refer|treat"
    r"|screen|monitor|measure|check|do|perform|obtain|prescribe|withhold|discontinue|restart|reassess)"
)
_CLAUSES = re.compile(
    r"\s*;\s*|,\s+(?:and|but|while|whereas|although)\s+|\s+(?:while|whereas)\s+"
    rf"|\s+(?:and|but)\s+(?={_TELLS}\s)"
)
# What stands over a whole sentence, all of its clauses: "In children, ...".
_OPENING = re.compile(
    r"^(?:In|For|If|When|With|Among|After|Before|Unless|During|Within|Where|Without)\b[^,;:]*[,:]\s+"
)
_RESTRICTS = re.compile(
    r"^\s*(?:if|unless|except|only|when|without|not|provided|until|in those)\b", re.I
)
_COMPANY = re.compile(r"^\s*with\b(?! or\b)", re.I)
_CONDITION = re.compile(r",|\b(?=(?:if|when|unless|except|only|until|in those)\b)", re.I)
_FINITE = re.compile(
    r"\b(?:should|must|may|can|could|is|are|was|were|has|have|had|recommend\w*|suggest\w*|do|does"
    r"|did|reduce[sd]?|increase[sd]?|improve[sd]?|lower(?:s|ed)|raise[sd]|show(?:s|ed)?|prevent(?:s|ed)"
    r"|finds?|found|works?|cuts?|remains?|needs?|requires?|occur(?:s|red)|affect(?:s|ed)|causes?d?|helps?"
    r"|use|give|offer|avoid|consider)\b",
    re.I,
)
# "In FREEDOM denosumab lowered ...": which trial it was, the citation tells.
_TRIAL = re.compile(
    r"\b[Ii]n (?:the )?(?P<name>[A-Z][\w-]*(?: (?:[A-Z][A-Z-]*|\d+)\b)*)"
    r"(?: trial| study)?(?:, |(?=,)| (?=[a-z]))"
)
_CAPITALS = 4
_REPORTS = re.compile(
    r"\b(?:was|were|had|did|[a-z]{3,}ed|fell|rose|led|found|showed)\b(?<!\bneed)", re.I
)
_ADVISES = re.compile(r"\b(?:is|are|be|should|must|may|can|recommend\w*|suggest\w*)\b", re.I)
_CLAUSE_WORDS = 5
# Of the words of a stretch, so many must be said for the text to rest on it.
_TOUCHED = 0.5


def clauses(printed: str, said: Reading) -> Reading:
    """The clauses of the printed sentence that the text rests on, whole."""
    return read("".join(_clauses_touched(printed, said)))


def core(printed: str, said: Reading) -> Reading:
    """The printed sentence without the stretches that the text leaves out and may leave out."""
    kept = "".join(_clauses_touched(printed, said))
    kept = _BRACKETS.sub(lambda m: m.group() if _needed(m.group(1), said) else "", kept)
    for optional in (_REASON, _RELATIVE, _EXAMPLES, _DOING):
        kept = optional.sub(lambda m: m.group() if _rested_on(m.group(), said) else " ", kept)
    kept = _TRIAL.sub(lambda m: "" if _names_trial(m["name"], kept, said) else m.group(), kept)
    kept = _INSTEAD.sub(lambda m: m.group() if _touched(m.group(), said) else "", kept)
    if not re.search(r"\bnot?\b", kept, re.I):
        kept = _PURPOSE.sub(lambda m: m.group() if _touched(m.group(), said) else " ", kept)
    return read(kept)


def with_shared(one: str, other: str) -> str:
    """The other of two halves with what it shares with the first: "A had x and y" is "A had y"."""
    verb = _FINITE.search(one)
    if verb is None:
        return other
    subject_alone = _FINITE.match(other.strip()) is not None
    return f"{one[: verb.start() if subject_alone else verb.end()].rstrip()} {other}"


def _names_trial(name: str, printed: str, said: Reading) -> bool:
    """Whether the name over a result is a trial's that the text does not name, and no disease's."""
    first = re.split(r"[- ]", name)[0]
    capitals = sum(map(str.isupper, first))
    known = any(part in vocabulary().short for part in (name, first))
    reports = _REPORTS.search(printed) and not _ADVISES.search(printed)
    return capitals >= _CAPITALS and not known and bool(reports) and name not in said.text


def _clauses_touched(printed: str, said: Reading) -> Iterator[str]:
    """The clauses that stand by themselves and are said, or all where none is.

    What opens the sentence goes with each of its clauses.
    """
    parts = list(standing(printed))
    whole = [part for part in parts if _holds(part, said)] if len(parts) > 1 else []
    touched = whole[:1] or [part for part in parts if _rested_on(part, said)] or parts
    opening = _OPENING.match(printed)
    if (
        opening
        and touched[0] is not parts[0]
        and not _OPENING.match(_bare(touched[0]).capitalize())
    ):
        yield opening.group()
    yield from touched


def _holds(clause: str, said: Reading) -> bool:
    """Whether one clause holds every word and every number that the text has."""
    reading = read(clause)
    numbers = {found.quantity for found in reading.quantities}
    return (
        len(said.content) >= _CLAUSE_WORDS - 1
        and all(token.is_in(reading.roots) for token in said.content)
        and all(found.quantity in numbers for found in said.quantities)
    )


def _bare(clause: str) -> str:
    """The clause without the mark or the "and" that joins it to the one before."""
    return _CLAUSES.sub("", clause, count=1) if _CLAUSES.match(clause) else clause


def _rested_on(clause: str, said: Reading) -> bool:
    """Whether the text holds the clause, or what it says without its condition."""
    if _touched(clause, said):
        return True
    pieces = _CONDITION.split(_CLAUSES.sub("", clause, count=1))
    mains = (piece for n, piece in enumerate(pieces) if n == 0 or _FINITE.search(piece))
    return any(read(main).content and _touched(main, said) for main in mains)


def standing(printed: str) -> Iterator[str]:
    """The clauses that stand by themselves, one behind the other, nothing left out."""
    start = 0
    for match in _CLAUSES.finditer(printed):
        rest = printed[match.end() :]
        following = _CLAUSES.split(rest)[0]
        if _stands(printed[start : match.start()]) and (_stands(following) or _long(following)):
            yield printed[start : match.start()]
            start = match.start()
    yield printed[start:]


def _long(clause: str) -> bool:
    """Whether what follows a comma and an "and" is more than the last of a list."""
    return len(clause.split()) >= _CLAUSE_WORDS and not _RESTRICTS.match(clause)


def _stands(clause: str) -> bool:
    bare = _bare(clause)
    finite = _FINITE.search(bare) or re.match(rf"{_TELLS}\s", bare.strip(), re.I)
    return bool(finite) and not _RESTRICTS.match(bare)


def _needed(bracketed: str, said: Reading) -> bool:
    """A bracket that restricts stays whatever the text says of it."""
    limits = _RESTRICTS.match(bracketed) or _COMPANY.match(bracketed)
    return bool(limits) or _touched(bracketed, said)


def _touched(stretch: str, said: Reading) -> bool:
    reading = read(stretch)
    content = {token.roots for token in reading.content}
    numbers = {found.quantity for found in said.quantities}
    held = sum(not roots.isdisjoint(said.roots) for roots in content)
    held += sum(found.quantity in numbers for found in reading.quantities)
    every = len(content) + len(reading.quantities)
    return not every or held >= _TOUCHED * every
