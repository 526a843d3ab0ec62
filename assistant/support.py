"""The checks that need only two texts: does this span say what this text says?

Pure functions behind `Verifier` and `galen verify`. They are rules, not a model, and strict on
purpose: a withheld true sentence costs a line, a shown false one may cost a patient.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Verdict
from corpus.text import context
from corpus.text.polarity import agrees
from corpus.text.quantities import quantities
from corpus.text.sentences import sentence_spans
from corpus.text.strength import split_label
from corpus.text.words import content_stems

# Words that a faithful rewording may bring in: they frame a statement and carry none of its facts.
_FRAMING = frozenset(
    content_stems(
        "recommend recommended recommends recommendation suggest suggested suggests advise advised"
        " advises advice offer offered consider considered reasonable appropriate guideline"
        " guidelines statement study trial evidence patient patients person people individual"
        " individuals adults treatment treat treated therapy use used using give given receive"
        " received perform performed obtain undergo choose chosen option choice initial first-line"
        " first line preferred prefer test testing image imaging management manage managed show"
        " showed shown find found report reported result results compare compared group rate rates"
        " according including include such well also overall typically generally usually"
    )
)
# Of the text's content words, so many (share) must be the span's own.
_SUPPORT = 0.6


def check_text(text: str, span: str, strength: str | None = None) -> dict[str, Verdict]:
    """Every check that applies to a text and the span it cites.

    `strength` is the label shown with the text, None for none.
    """
    said, _ = _without_label(text)
    sentence = _supporting(said, span)
    return {
        "support": _verdict(_supported(said, span)),
        "numbers": numbers_agree(said, span),
        "polarity": _verdict(agrees(said, sentence)),
        "context": _verdict(stands(said) and not context.reports_other_view(sentence)),
        "strength": strength_belongs(strength, said, span),
    }


def holds(checks: Mapping[str, Verdict]) -> bool:
    """Whether no check failed."""
    return Verdict.FAIL not in checks.values()


def stands(text: str) -> bool:
    """Whether the text can be read alone and is its source's own view."""
    return context.stands_alone(text) and not context.reports_other_view(text)


def numbers_agree(text: str, span: str) -> Verdict:
    """Every number with its unit and comparator must be in the span; n/a where there is none."""
    said = quantities(text)
    if not said:
        return Verdict.NOT_APPLICABLE
    printed = set(quantities(span))
    return _verdict(all(quantity in printed for quantity in said))


def strength_belongs(strength: str | None, text: str, span: str) -> Verdict:
    """The label must be printed in the span, with the sentence that the text is from."""
    if strength is None:
        return Verdict.NOT_APPLICABLE
    labels = {label for words, label in _labelled(span) if _same_sentence(text, words)}
    return _verdict(_plain(strength) in {_plain(label) for label in labels if label})


def _supported(text: str, span: str) -> bool:
    said, printed = content_stems(text), set(content_stems(span))
    if not said:
        return False
    missing = [stem for stem in said if stem not in printed]
    foreign = [stem for stem in missing if stem not in _FRAMING]
    return not foreign and 1 - len(missing) / len(said) >= _SUPPORT


def _supporting(text: str, span: str) -> str:
    """The sentences of the span that the text is from: the best one, or all where it takes more."""
    if _flat(text) == _flat(span):
        return span
    stems = set(content_stems(text))
    sentences = [words for words, _ in _labelled(span)]
    best = max(sentences, key=lambda s: len(stems & set(content_stems(s))), default=span)
    whole = stems & set(content_stems(span))
    return best if len(stems & set(content_stems(best))) >= 0.8 * len(whole) else span


def _labelled(span: str) -> list[tuple[str, str | None]]:
    """Sentences of a span with the label printed with each; a lone label joins the one before."""
    pieces: list[tuple[str, str | None]] = []
    for sentence in (s.of(span) for s in sentence_spans(span)):
        words, label = _without_label(sentence)
        if not words and pieces:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] or label)
        else:
            pieces.append((words, label))
    return pieces


def _without_label(sentence: str) -> tuple[str, str | None]:
    bare = sentence.removeprefix("- ")
    labelled = split_label(bare, leading_is_label=False)
    return labelled.span.of(bare), labelled.label


def _same_sentence(text: str, sentence: str) -> bool:
    said, printed = set(content_stems(text)), set(content_stems(sentence))
    return bool(said) and len(said & printed) >= _SUPPORT * len(said)


def _plain(label: str) -> str:
    return " ".join(label.strip("()[] .").lower().split())


def _flat(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _verdict(passed: bool) -> Verdict:
    return Verdict.PASS if passed else Verdict.FAIL
