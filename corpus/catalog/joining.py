"""One paper from several places: whose text is kept, and what the other record adds. Pure."""

from __future__ import annotations

from dataclasses import replace

from corpus.model import Source, SourceKind, TextOrigin, Verification

# A third party's copy of a publisher's text says more than an abstract, and less for certain than
# what somebody summarised from the publisher's page.
_RANKS = {
    (TextOrigin.ABSTRACT, Verification.SECONDARY): 0,
    (TextOrigin.ABSTRACT, Verification.PRIMARY): 1,
    (TextOrigin.PUBLISHER, Verification.SECONDARY): 2,
    (TextOrigin.DIGEST, Verification.SECONDARY): 3,
    (TextOrigin.DIGEST, Verification.PRIMARY): 4,
    (TextOrigin.PUBLISHER, Verification.PRIMARY): 5,
}
_NAMES = {
    TextOrigin.ABSTRACT: "abstract",
    TextOrigin.DIGEST: "summary by Galen",
    TextOrigin.PUBLISHER: "full text",
}
_COMPLETED = (
    "organization",
    "authors",
    "journal",
    "published",
    "doi",
    "pmid",
    "population",
    "topics",
)


def rank(source: Source) -> int:
    """How good a source's text is; of one paper the best is kept."""
    return _RANKS[source.text_origin, source.verification]


def text_name(source: Source) -> str:
    """ "full text", "abstract": what is held of a paper, for messages."""
    return _NAMES[source.text_origin]


def completed(kept: Source, other: Source) -> Source:
    """The source with what it does not say itself, from another record of the same paper.

    The kind, too: publishers' files often say no more than "research article". A licence is of its
    own text alone, and a digest was completed by hand.
    """
    if kept.text_origin is TextOrigin.DIGEST:
        return kept
    missing = {n: getattr(other, n) for n in _COMPLETED if not getattr(kept, n)}
    kind = other.kind if kept.kind is SourceKind.OTHER else kept.kind
    return replace(kept, **missing, kind=kind)
