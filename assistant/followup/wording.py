"""How what is searched for is worded, so that a person reads it as one question. `thread` asks."""

from __future__ import annotations

import re

from assistant.followup import topics
from assistant.followup.leaning import begins_as_condition, is_of_a_person, without_adding

_ENDS = " ?.!,;:-"
_ARTICLE = re.compile(r"(?:the|an?|my|our|his|her)\b", re.I)
# What triage puts in the place of personal identifiers, with the title before a name.
_REMOVED = re.compile(r"(?:\b(?:mrs?|ms|miss|mx|dr)\b\.?)?\s*\[removed\][\s,;:.]*", re.I)


def question(about: str, condition: str = "", detail: str = "") -> str:
    """ "About condition?", or "About condition: detail?"."""
    asked = bare(about)
    if condition:
        between = " " if begins_as_condition(condition) else ", "
        asked = f"{asked}{between}{condition}"
    colon = "," if ":" in asked else ":"
    return f"{asked}{colon} {bare(detail)}?" if detail else f"{asked}?"


def condition(said: str) -> str:
    """What is said of people as a condition: "pregnancy" is "in pregnancy"."""
    text = _uncapitalised(bare(without_adding(said) if topics.is_people(said) else said))
    if begins_as_condition(text):
        return text
    if is_of_a_person(text):
        return f"if {text}"
    if not topics.is_people(text):
        return text
    adjective = topics.ends_with_adjective(text) and not _ARTICLE.match(text)
    return f"if {text}" if adjective else f"in {text}"


def bare(text: str) -> str:
    """Without the marks around it."""
    return " ".join(text.split()).strip(_ENDS)


def without_removed(text: str) -> str:
    """Without the marks that personal identifiers left: they are not carried."""
    return bare_start(_REMOVED.sub(" ", text)) or text


def bare_start(text: str) -> str:
    return " ".join(text.split()).lstrip(_ENDS)


def _uncapitalised(text: str) -> str:
    """A small first letter, unless the word is a short form ("CKD")."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
