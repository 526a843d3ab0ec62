"""Changes of how things hang together: joined or counted otherwise, in each other's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from random import Random

from evals.mutation.mutant import Change, any_of, listed, replaced

# Where "and" says what "or" does: behind a denial, a comparison or an offer, and in fixed turns.
_OPEN = re.compile(
    r"\b(?:not|no|nor|never|neither|without|avoid\w*|except|unless|than|rule|exclud\w*"
    r"|contraindicat\w*|withh\w+|stop\w*|instead|such as|for example|including|options?"
    r"|alternatives?|include[sd]?|over|against|between|cannot|may|can|any|each|versus|compared|lack\w*|unlike|whether|non\w*|un\w*)\b",
    re.I,
)
_OR = re.compile(
    r"(?<=[a-z)]) or (?!(?:more|less|older|over|under|higher|lower|fewer|greater|younger|above"
    r"|below|larger|smaller|slower|earlier|longer|both|later|not|without|no|worse|better|equal|equivalent|another|other|a|an|in|for|to"
    r"|at|by|with|when|if|who|are|is|has|have|had|do|does)\b)(?=[a-z])"
)
_EITHER = re.compile(r"\b[Ee]ither (?P<one>[^,;.]{3,60}?) or (?=[a-z])")
_BOTH = re.compile(r"\b[Bb]oth (?P<one>[^,;.]{3,60}?) and (?=[a-z])")


def conjunction(text: str, draw: Random) -> Change | None:
    """ "And" for "or"; the other way round where "both" or two drugs tell that all are meant."""
    found = list(_joined_otherwise(text))
    return draw.choice(found) if found else None


def _joined_otherwise(text: str) -> Iterator[Change]:
    for pattern, now, joint in ((_EITHER, "both", "and"), (_BOTH, "either", "or")):
        for match in pattern.finditer(text):
            if not _OPEN.search(text[: match.start()] + text[match.end() :]):
                put = f"{now} {match['one']} {joint} "
                yield replaced(text, match.start(), match.end(), put)
    for match in _OR.finditer(text):
        before, behind = text[: match.start()], text[match.end() :].split(",")[0]
        if not _OPEN.search(text) and not re.search(r"\bor\b|\bnot\b", behind):
            yield Change(f"{before} and {text[match.end() :]}", " or ", " and ")
    drug = any_of([name for members in listed("drugs").values() for name in members]).pattern
    for match in re.finditer(rf"(?P<one>{drug}) and (?={drug})", text, re.I):
        if not _OPEN.search(text):
            yield replaced(text, match.start(), match.end(), f"{match['one']} or ")


_COUNTED = {
    "two of three": "one of three", "two of the three": "one of the three", "one pill": "two pills",
    "two doses": "three doses", "one dose": "two doses", "single dose": "double dose",
    "dual therapy": "triple therapy", "triple therapy": "dual therapy", "dual": "triple",
    "monotherapy": "dual therapy", "at least once": "at least twice", "first dose": "second dose",
    "second dose": "third dose", "first episode": "second episode", "first test": "second test",
    "second trimester": "first trimester", "first trimester": "second trimester",
    "one or more": "two or more", "two or more": "three or more",
    "both groups": "one of the groups", "both tests": "one of the tests",
    "two first-line": "three first-line", "first seizure": "second seizure", "once": "twice",
    "two drugs": "three drugs", "three groups": "two groups", "one major": "two major",
}  # fmt: skip
_COUNTS = any_of(list(_COUNTED))


def count(text: str, draw: Random) -> Change | None:
    """Another count in words: of how many, how often, the how-manieth."""
    found = [m for m in _COUNTS.finditer(text) if not _FIXED.match(text, m.start())]
    if not found:
        return None
    match = draw.choice(found)
    return replaced(text, match.start(), match.end(), _COUNTED[match.group().lower()])


_FIXED = re.compile(r"both (?:without|with)\b|once (?!daily|per |weekly|[.,;]|in )", re.I)
_CLAUSE = re.compile(r";\s+|, (?:and|but|while|whereas) |\. (?=[A-Z])")


def clauses(text: str, draw: Random) -> Change | None:
    """Two drugs, or two tests, of two clauses in each other's place."""
    parts = [m.span() for m in _CLAUSE.finditer(text)]
    if not parts:
        return None
    for name in ("drugs", "tests"):
        known = any_of([one for members in listed(name).values() for one in members])
        alone = [m for m in known.finditer(text) if _once(m.group(), text)]
        for one, other in combinations(alone, 2):
            if any(one.end() <= low and high <= other.start() for low, high in parts):
                middle = text[one.end() : other.start()]
                changed = f"{text[: one.start()]}{other.group()}{middle}{one.group()}"
                return Change(changed + text[other.end() :], one.group(), other.group())
    return None


def _once(name: str, text: str) -> bool:
    return len(re.findall(rf"\b{re.escape(name)}\b", text, re.I)) == 1


_EFFECT = re.compile(
    r"^(?P<lead>(?:In|For|With|After) [^,;:]{3,50}, )?(?P<one>[^,;:().]{4,60}?) "
    r"(?P<verb>raises|lowers|reduces|increases|causes|prevents|improves|predicts|worsens) "
    r"(?P<of>(?:the )?(?:risk|rate|level|chance) of )?(?P<other>[^,;:().]{4,60}?)"
    r"(?= in | by | with | for | when | and | after | compared |[,;:().])"
)
_MEANINGLESS = re.compile(
    r"^(?:of|with|from|by|other|some)\b|\b(?:of|greatly|the)$|\b(?:that|this|which|it|they|not|may|can|also|and|or|who|include|tops)\b",
    re.I,
)


def effect(text: str, draw: Random) -> Change | None:
    """What acts and what is acted on in each other's place."""
    match = _EFFECT.match(text)
    if match is None or _MEANINGLESS.search(match["one"]) or _MEANINGLESS.search(match["other"]):
        return None
    one = match["one"] if match["lead"] or match["one"][1].isupper() else match["one"].lower()
    put = f"{match['lead'] or ''}{match['other']} {match['verb']} {match['of'] or ''}{one}"
    changed = put + text[match.end() :]
    return Change(changed[0].upper() + changed[1:], match["one"], match["other"])
