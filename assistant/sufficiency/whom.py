"""Whether what would be shown is about other people than the question, as a whole.

`sufficiency` asks it. A single statement on other people is selection's matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.population import Population, fit, of_question, of_sentence
from assistant.query import Query

_NAMES = {
    "male": "men",
    "female": "women",
    "pregnant": "pregnancy",
    "child": "children",
    "adult": "adults",
}

_PREGNANCY = "pregnancy"
_INCLUDED = re.compile(r"\bincluding\b[^.;]*", re.I)  # "adults, including men": women as well
_ON_SUBJECT = 0.7


def other_people(query: Query, shown: Sequence[Candidate]) -> str | None:
    """The group asked about by name, where the first statement is on others and none is on it."""
    asked = of_question(query.question)
    if not asked.groups or not shown:
        return None
    # Statements that hardly hold the question's words may be on its people for another reason.
    needed = _ON_SUBJECT * shown[0].features["coverage"]
    said = [_people(s) for s in shown if s.features["coverage"] >= needed]
    if asked.ages and any(people.ages for people in said):
        return None  # ranges of ages are compared statement by statement
    alone = fit(asked, _people_alone(shown[0]))
    if alone >= 0 or any(asked.groups & people.groups for people in said):
        return None
    return " and ".join(_NAMES[group] for group in sorted(asked.groups))


def silent_on(query: Query, shown: Sequence[Candidate]) -> str | None:
    """Pregnancy, where it is asked about and neither the first statement nor its source names it.

    Advice is for those who are not pregnant, unless it says so; of other groups it need not.
    """
    asked = of_question(query.question).groups
    return _PREGNANCY if "pregnant" in asked - _people(shown[0]).groups else None


def on_pregnancy(statement: Candidate) -> bool:
    """Whether it or its source speaks of pregnancy."""
    return "pregnant" in _people(statement).groups


def _people(statement: Candidate) -> Population:
    """Of the statement and of its source: a trial in adults need not say so in each sentence."""
    source = statement.source
    return of_sentence(f"{statement.text} {source.title} {source.population or ''}")


def _people_alone(statement: Candidate) -> Population:
    """The same without those who are said to be among them."""
    source = statement.source
    population = _INCLUDED.sub("", source.population or "")
    return of_sentence(f"{statement.text} {source.title} {population}")
