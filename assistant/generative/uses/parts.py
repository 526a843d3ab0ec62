"""A question of several parts, parted by the model; each part is searched for by itself, and its
best statements are added where the answer lacks them. `Assistant` calls it with what was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from assistant.answer import EvidenceState
from assistant.choosing import Chooser, Chosen
from assistant.evidence import Candidate
from assistant.generative.escaping import element_text
from assistant.generative.examining import same_sentence
from assistant.generative.uses.helper import Helper, Use, strings
from assistant.generative.uses.kept import invents, loses
from assistant.generative.wire import cleaned
from assistant.query import understand
from assistant.retrieval import Retriever
from assistant.selection import Selection, on_topic
from corpus.model import Section

_MOST_PARTS = 5
_OF_EACH = 3  # statements of each part; what it is worth: docs/decisions/0019
_MOST_STATEMENTS = 14  # as many as the longest answer has
_ENOUGH = (EvidenceState.FULL, EvidenceState.CONFLICT)
# Without one of these between its words a question has one part.
_MAY_HAVE_PARTS = re.compile(r"[,;](?=.*\w)|\band\b|\bor\b|\?(?=.*\w)", re.I | re.S)
_FORM = {
    "type": "object",
    "properties": {"parts": {"type": "array", "items": {"type": "string"}}},
    "required": ["parts"],
    "additionalProperties": False,
}


def with_parts(helper: Helper, chosen: Chosen, chooser: Chooser, retriever: Retriever) -> Chosen:
    """What was chosen, and the best statements of each part with enough evidence.

    The bottom line stays, and so does all that was selected. Only what was found for the whole
    question is added, and only if it is on its topic.
    """
    own = [
        chooser.choose(query, retriever.retrieve(query))
        for query in map(understand, _parts(helper, chosen.query.question))
    ]
    for candidate in _in_turn(own):
        if sum(1 for _ in chosen.selection.everything()) >= _MOST_STATEMENTS:
            break
        found = next((c for c in chosen.best_first if same_sentence(c, candidate)), None)
        if found is not None and _may_be_added(found, chosen):
            chosen = chooser.saying(chosen, _with(chosen.selection, found))
    return chosen


def _in_turn(parts: Sequence[Chosen]) -> Iterator[Candidate]:
    """The first statement of each part with enough evidence, then the second of each, ..."""
    enough = (part.selection for part in parts if part.enough.state in _ENOUGH)
    rows = [islice(selection.everything(), _OF_EACH) for selection in enough]
    yield from (said for column in zip_longest(*rows) for said in column if said is not None)


def _parts(helper: Helper, question: str) -> tuple[str, ...]:
    """The parts, where the model's together say the question; none where it has one part."""
    if not helper.does(Use.PARTS) or not _MAY_HAVE_PARTS.search(question):
        return ()
    found = helper.reply(Use.PARTS, {"question": element_text(question)}, _FORM)
    if found is None:
        return ()
    parts = tuple(map(cleaned, strings(found, "parts", _MOST_PARTS)))
    why = _wrong(parts, question)
    if why:
        helper.set_aside(Use.PARTS, why)
        return ()
    return parts if len(parts) > 1 else ()


def _wrong(parts: Sequence[str], question: str) -> str:
    """Why these are not the question's parts, in words; empty where they are."""
    if not parts:
        return "it named no parts in the form asked for."
    invented = next(filter(None, (invents(part, question) for part in parts)), "")
    return invented or loses(parts, question)


def _may_be_added(candidate: Candidate, chosen: Chosen) -> bool:
    """Whether it is in force, not said yet, on the topic, and not about other people."""
    first = chosen.selection.bottom_line
    return (
        first is not None
        and chosen.found.superseded_by(candidate.source.id) is None
        and not any(same_sentence(candidate, said) for said in chosen.selection.everything())
        and on_topic(candidate, first)
    )


def _with(selection: Selection, added: Candidate) -> Selection:
    """With this statement at the end of its section."""
    if added.section is Section.GUIDELINES:
        return replace(selection, guidelines=(*selection.guidelines, added))
    return replace(selection, research=(*selection.research, added))
