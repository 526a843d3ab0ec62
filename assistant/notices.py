"""What a reader must know about the evidence shown: whose words, how checked, how old.

Made from the references of an answer, so a notice can only be about what is on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Notice, NoticeKind, Reference
from assistant.leads import name_of
from corpus.model import EditorialNoticeKind, TextOrigin, Verification
from corpus.records import Entry

_SAID_OF = {
    EditorialNoticeKind.CONCERN: (
        NoticeKind.EXPRESSION_OF_CONCERN,
        "is under an expression of concern: its findings may not hold",
    ),
    EditorialNoticeKind.PARTIAL_RETRACTION: (
        NoticeKind.EXPRESSION_OF_CONCERN,
        "has been retracted in part: see which part before using it",
    ),
    EditorialNoticeKind.CORRECTION: (
        NoticeKind.CORRECTED,
        "has been corrected since: see what was changed",
    ),
    EditorialNoticeKind.UPDATE: (
        NoticeKind.SUPERSEDED,
        "has been updated since, and the update is not in this library",
    ),
}
"""A retracted paper is in no answer."""


def evidence_notices(
    references: Sequence[Reference], entries: dict[str, Entry]
) -> Iterator[Notice]:
    """Notices on concerns, corrections, older versions, digests and secondary checks.

    Each names its references.
    """
    yield from _published_on(references, entries)
    yield from _superseded(references, entries)
    yield from _digests(references)
    yield from _secondary(references)


def _published_on(references: Sequence[Reference], entries: dict[str, Entry]) -> Iterator[Notice]:
    """What journals published on a paper since: the gravest first."""
    for kind, (shown_as, said) in _SAID_OF.items():
        for reference in references:
            source = entries[reference.source_id].source
            found = [notice for notice in source.notices if notice.kind is kind]
            if found and not (kind is EditorialNoticeKind.UPDATE and reference.superseded_by):
                where = "; ".join(filter(None, (notice.where for notice in found)))
                subject = f"{name_of(source)} {_numbers([reference])}"
                yield Notice(shown_as, f"{subject} {said}{f' ({where})' if where else ''}.")


def _superseded(references: Sequence[Reference], entries: dict[str, Entry]) -> Iterator[Notice]:
    for reference in references:
        if reference.superseded_by:
            older = name_of(entries[reference.source_id].source)
            newer = entries.get(reference.superseded_by)
            by = f"replaced by {name_of(newer.source)}" if newer else "replaced by a newer version"
            yield Notice(
                NoticeKind.SUPERSEDED,
                f"{older} {_numbers([reference])} has been {by}; it is shown as an older version.",
            )


def _digests(references: Sequence[Reference]) -> Iterator[Notice]:
    digests = [r for r in references if r.text_origin == TextOrigin.DIGEST]
    if digests:
        whose = "All sources are" if len(digests) == len(references) else _subject(digests)
        yield Notice(
            NoticeKind.DIGEST,
            f"{whose} shown as Galen's own summary of the published source, not in the publisher's"
            " words, and not reviewed by a clinician: follow the links before acting.",
        )


def _secondary(references: Sequence[Reference]) -> Iterator[Notice]:
    secondary = [r for r in references if r.verification == Verification.SECONDARY]
    if secondary:
        yield Notice(
            NoticeKind.SECONDARY_VERIFICATION,
            f"{_subject(secondary)} checked on a third party's page only, not on the publisher's:"
            " confirm it at the source.",
        )


def _subject(references: Sequence[Reference]) -> str:
    return f"{_numbers(references)} {'is' if len(references) == 1 else 'are'}"


def _numbers(references: Sequence[Reference]) -> str:
    return " ".join(f"[{r.number}]" for r in references)
