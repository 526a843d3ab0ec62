"""What a text says is not there: "no effusion", "without fever or rash", "absence of jaundice".

Used by ranking: a rule for patients with a finding is not the rule for those without. In the manner
of NegEx (Chapman et al., J Biomed Inform 2001): cues from a closed list, a scope of a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.text.words import content_stems

# After "not", what else is denied is mostly what is done, or does not help.
_FINDINGS = (
    r"suspicious|pain(?:ful)?|tender|swollen|bleeding|febrile|septic|unwell|toxic|dehydrated"
    r"|immunocompromised|immunosuppressed|hypotensive|hypoxic|smok(?:er|ing)|diabetic|cirrhotic"
)
# "With or without aura" holds for both, "without contrast" names a test.
_CUE = re.compile(
    r"(?<!with\sor\s)(?<!with\sand\s)"
    r"\b(?P<cue>no|without|absence\s+of|absent|lack(?:s|ing)?(?:\s+of)?|free\s+of|denies|negative\s+for"
    r"|(?:do(?:es)?|did)(?:\s+not|n't)\s+meet(?:\s+the)?"
    rf"|not(?=\s+(?:{_FINDINGS})\b)|never(?=\s+(?:smoke|had\b|been\b|taken\b|used\b)))"
    r"\s+(?!and\s+with|or\s+with|longer\b|more\b|less\b|later\b|matter\b|doubt\b|evidence\s+that)"
    r"(?P<scope>[^.;:,()?!]{2,80})",
    re.I,
)
# "Neurologically intact" lacks what is neurological.
_INTACT = re.compile(r"\b(?P<scope>neuro\w+ly)\s+(?:grossly\s+)?intact\b", re.I)
_SCOPE_END = re.compile(
    r"\b(?:but|with|who|which|that|and|in|on|at|after|before|for|to|is|are|was|were|should|may|can"
    r"|has|have|than|as|by|if|when|while|do|does|did|could|would|will|must|how|what|where|why)\b",
    re.I,
)
_NAMES_TEST = re.compile(r"\bcontrast\b", re.I)
_WORD = re.compile(r"\S+")
_LONGEST = 6


def absent(text: str, *, in_advice: bool = False) -> frozenset[str]:
    """The stems of the findings that the text says are absent, and has nowhere else.

    `in_advice`: a plain "no" is left alone, for there it mostly negates what is to be done.
    """
    scopes = sorted((*_scopes(text, in_advice=in_advice), *map(_span, _INTACT.finditer(text))))
    within = [stem for start, end in scopes for stem in content_stems(text[start:end])]
    elsewhere = content_stems(" ".join(_without(text, scopes)))
    return frozenset(within).difference(elsewhere)


def _scopes(text: str, *, in_advice: bool) -> Iterator[tuple[int, int]]:
    """Where each finding stands that is absent: its first and last character, in order."""
    for cue in _CUE.finditer(text.replace("’", "'")):
        if in_advice and cue["cue"].lower() == "no":
            continue
        scope = _SCOPE_END.split(cue["scope"], maxsplit=1)[0]
        if not _NAMES_TEST.search(scope):
            longest = 1 if cue["cue"].lower() == "not" else _LONGEST
            words = [*_WORD.finditer(scope)][:longest]
            if words:
                yield cue.start("scope") + words[0].start(), cue.start("scope") + words[-1].end()


def _span(found: re.Match[str]) -> tuple[int, int]:
    return found.span("scope")


def _without(text: str, scopes: Iterable[tuple[int, int]]) -> Iterator[str]:
    """What stands outside the scopes."""
    done = 0
    for start, end in scopes:
        yield text[done:start]
        done = end
    yield text[done:]
