"""How a follow-up opens: "no, ...", "and ...", "different question: ...", "thanks".

The opening is read and taken off; what is left is the remark itself. `thread` asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text.words import words

_COURTESY = frozenset(
    """
    ok okay k thanks thank thx ty cheers great good perfect fine nice cool right sure yes yeah yep
    alright understood got helpful sense bye hello hi hey hmm wow interesting
    """.split()
)
_AROUND_IT = frozenset("a for help is it lot makes much so that the this very was you your".split())
_GREETING = re.compile(
    r"(?:ok(?:ay)?|k|thanks?(?: you)?(?: (?:very|so) much| a lot)?|thx|ty|great|good|perfect|fine"
    r"|alright|right|hm+|hi|hello|hey|yes|yeah|well)\b(?:[\s,.!;:-]+|$)",
    re.I,
)
_NEW_TOPIC = re.compile(
    r"(?:(?:a |an )?(?:different|another|new|unrelated|separate|other|next)"
    r" (?:question|topic|subject|matter|patient|case|thing)"
    r"|on (?:another|a different) (?:note|topic|subject|matter)|by the way|btw|unrelated(?:ly)?"
    r"|(?:let'?s |to )?chang(?:e|ing) (?:the )?(?:topic|subject)|something (?:else|different)"
    r"|now(?: (?:about|on|for|to)\b| ?[,:]| (?=\S+(?: \S+)?:)))[\s,.:;-]*",
    re.I,
)
_CORRECTION = re.compile(
    r"(?:(?:no|nope)(?:\s*[,.;:!-]+\s*|\s+(?=(?:in|for|with|she|he|its?|it's|i|they|an?|the|\d)\b))"
    r"|(?:sorry|oops|wait|actually|correction|rather)[\s,.:;-]+"
    r"|(?:i )?(?:mean|meant)(?: to (?:say|ask))?[\s,.:;-]+)",
    re.I,
)
_CONTINUATION = re.compile(
    r"(?:(?:and|or|but|so|also|then|plus)\b[\s,]*|(?:what|how) about\b\s*|what (?=if\b|when\b))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is left of a question once its opening is taken off, and what the opening said."""

    text: str
    continues: bool = False
    corrects: bool = False
    changes_topic: bool = False


def asks_nothing(question: str) -> bool:
    """Whether it only thanks, greets or agrees."""
    said = set(words(question))
    return bool(said & _COURTESY) and said <= _COURTESY | _AROUND_IT


def read(question: str) -> Remark:
    """The remark of a question. It is never left empty: an opening alone is the remark."""
    left, _ = _without(_GREETING, question)
    left, changes = _without(_NEW_TOPIC, left)
    left, corrects = _without(_CORRECTION, left)
    left, continues = _without(_CONTINUATION, left)
    return Remark(left, continues, corrects, changes)


def _without(opening: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without such openings, and whether it had one."""
    left = text
    while (match := opening.match(left)) and any(c.isalnum() for c in left[match.end() :]):
        left = left[match.end() :]
    return left, left != text
