"""Does a model's version of a question say what the question says? By its words, its numbers and
what it denies. `parts` holds versions against it, `wording` what it denies.

Words are compared as the checks of statements compare them; those without facts count for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.support.negation import denials
from assistant.support.reading import Reading, Token, read
from assistant.support.vocabulary import vocabulary
from corpus.text.quantities import Quantity, quantities
from corpus.text.words import words

# Small words that turn a question round, or set it before or after, above or below something.
_TURNS = frozenset(
    """
    no not nor never none neither cannot without off out stop before after above below over under
    until only unless except instead than more most less least few or both either
    """.split()
)


def invents(version: str, said: str) -> str:
    """What of the version was not said, in words; empty where it says nothing new."""
    reading = read(version)
    if not reading.content:
        return "it leaves out what is asked about."
    if _missing(reading, read(said)):
        return "it brings in words of its own."
    if not amounts(version) <= amounts(said):
        return "it brings in a number of its own."
    if not turns(version) <= turns(said):
        return "it may turn the question round."
    return ""


def loses(versions: Sequence[str], said: str) -> str:
    """What none of the versions says, in words; empty where they say all of it together."""
    if _missing(read(said), read(". ".join(versions))):
        return "it leaves out a word of the question."
    if not amounts(*versions) >= amounts(said):
        return "it leaves out a number of the question."
    denied_by = [denied(version) for version in versions]
    told = max(denied_by) <= denied(said) <= sum(denied_by)
    if not told or not turns(*versions) >= turns(said):
        return "it does not deny or limit what the question does."
    return ""


def turns(*texts: str) -> frozenset[str]:
    """The small words that may turn a question round."""
    return _TURNS.intersection(words(" ".join(texts)))


def amounts(*texts: str) -> frozenset[Quantity]:
    """Every number, with its unit and comparator."""
    return frozenset(amount for text in texts for amount in quantities(text))


def denied(text: str) -> int:
    """How often the text denies something."""
    return denials(read(text))


def _missing(reading: Reading, other: Reading) -> list[Token]:
    """The words with facts that the other does not have."""
    ordinary = vocabulary().ordinary
    facts = (token for token in reading.content if not token.is_in(ordinary))
    return [token for token in facts if not token.is_in(other.roots)]
