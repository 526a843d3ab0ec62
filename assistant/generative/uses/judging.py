"""Passages that the model says do not bear on the question give their place to others.

`Assistant` calls it with what the rules chose. What leads, what advises against something, both
sides of a disagreement and older versions stay, whatever the model says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.choosing import Chooser, Chosen
from assistant.evidence import Candidate
from assistant.generative.completing import must_be_heard
from assistant.generative.escaping import element_text
from assistant.generative.examining import same_sentence
from assistant.generative.passages import SentPassage
from assistant.generative.uses.helper import Helper, Use, strings

LEAST = 4
"""So many of the passages sent are kept: of those that the model drops, the best by the rules."""
_MOST_IDS = 60


def without_idle(
    helper: Helper, chosen: Chosen, chooser: Chooser, passages: Sequence[SentPassage]
) -> Chosen:
    """What the rules choose without the passages that do not bear on the question.

    `passages` are those to be judged, best first. What was chosen stands where the rest would lead
    with another statement, be in another state, or leave out what must be heard.
    """
    named = _named(helper, chosen.query.question, passages)
    idle = _idle(passages, named, {c.passage.id for c in _heard(chosen)}) if named else frozenset()
    if not idle:
        return chosen
    left = [c for c in chosen.best_first if c.passage.id not in idle]
    other = chooser.among(chosen.query, chosen.found, left)
    if not _may_stand(other, chosen):
        helper.set_aside(Use.JUDGING, "what it leaves would be another answer.")
        return chosen
    return other


def _named(helper: Helper, question: str, passages: Sequence[SentPassage]) -> frozenset[str]:
    """The ids that the model says bear on the question; none where it was not asked, or said none
    that can be used."""
    if not helper.does(Use.JUDGING) or len(passages) <= LEAST:
        return frozenset()
    given = {
        "question": element_text(question),
        "passages": "\n".join(passage.element() for passage in passages),
    }
    ids = [passage.id for passage in passages]
    found = helper.reply(Use.JUDGING, given, _form(ids))
    if found is None:
        return frozenset()
    named = frozenset(strings(found, "ids", _MOST_IDS))
    if not named or not named <= frozenset(ids):
        helper.set_aside(Use.JUDGING, "it named no passages, or some that it was not given.")
        return frozenset()
    return named


def _form(ids: Sequence[str]) -> dict[str, object]:
    listed = {"type": "array", "items": {"type": "string", "enum": list(ids)}}
    return {
        "type": "object",
        "properties": {"ids": listed},
        "required": ["ids"],
        "additionalProperties": False,
    }


def _idle(
    passages: Sequence[SentPassage], named: frozenset[str], heard: set[str]
) -> frozenset[str]:
    """The library's ids of passages to leave out, never so many that fewer than LEAST are left."""
    own = [(passage.sentences[0].passage.id, passage.id in named) for passage in passages]
    kept = {passage_id for passage_id, is_named in own if is_named or passage_id in heard}
    rest = [passage_id for passage_id, _ in own if passage_id not in kept]
    return frozenset(rest[max(0, LEAST - len(kept)) :])


def _heard(chosen: Chosen) -> Iterator[Candidate]:
    """What must be said of what was chosen: the bottom line, and what nobody may leave out."""
    for candidate in chosen.selection.everything():
        leads = candidate is chosen.selection.bottom_line
        if leads or must_be_heard(candidate, chosen.enough.conflict, chosen.found.entries):
            yield candidate


def _may_stand(other: Chosen, chosen: Chosen) -> bool:
    first, before = other.selection.bottom_line, chosen.selection.bottom_line
    if first is None or before is None or not same_sentence(first, before):
        return False
    if (other.enough.state, other.denied) != (chosen.enough.state, chosen.denied):
        return False
    said = list(other.selection.everything())
    return all(any(same_sentence(heard, each) for each in said) for heard in _heard(chosen))
