"""Notices name the references that they are about, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import NoticeKind, Reference
from assistant.notices import evidence_notices
from corpus.model import EditorialNotice, EditorialNoticeKind, Source, SourceKind
from corpus.records import Entry


def reference(number: int, *, origin: str = "publisher", checked: str = "primary",
              newer: str | None = None) -> Reference:  # fmt: skip
    return Reference(
        number, f"s{number}", "guideline", "f", "T", None, (), None, 2020, None, None, None, origin,
        checked, newer, (),
    )  # fmt: skip


def entry(source_id: str) -> Entry:
    source = Source(source_id, SourceKind.GUIDELINE, f"Title {source_id}", "f", published="2020")
    return Entry(source, None, "", 1, "")


ENTRIES = {f"s{n}": entry(f"s{n}") for n in range(1, 5)}


def told(*references: Reference) -> dict[NoticeKind, str]:
    return {n.kind: n.text for n in evidence_notices(references, ENTRIES)}


def test_nothing_is_said_of_publishers_words_in_force() -> None:
    assert told(reference(1), reference(2)) == {}
    assert told() == {}


@pytest.mark.parametrize("digests", [{1}, {2}, {1, 3}])
def test_digests_are_named_by_number(digests: set[int]) -> None:
    listed = [reference(n, origin="digest" if n in digests else "publisher") for n in range(1, 5)]
    text = told(*listed)[NoticeKind.DIGEST]
    assert [f"[{n}]" in text for n in range(1, 5)] == [n in digests for n in range(1, 5)]


def test_when_all_are_digests_it_is_said_of_all() -> None:
    assert (
        "["
        not in told(reference(1, origin="digest"), reference(2, origin="digest"))[NoticeKind.DIGEST]
    )


def test_secondary_checks_are_named_in_the_right_number() -> None:
    one = told(reference(1), reference(2, checked="secondary"))
    assert one[NoticeKind.SECONDARY_VERIFICATION].startswith("[2] is ")
    two = told(reference(1, checked="secondary"), reference(2, checked="secondary"))
    assert two[NoticeKind.SECONDARY_VERIFICATION].startswith("[1] [2] are ")


@pytest.mark.parametrize("newer", ["s4", "gone"])
def test_an_older_version_names_its_number_and_its_successor(newer: str) -> None:
    text = told(reference(1), reference(2, newer=newer))[NoticeKind.SUPERSEDED]
    assert "[2]" in text
    assert "[1]" not in text
    assert ("Title s4" in text) == (newer == "s4")


def with_notice(kind: EditorialNoticeKind, printed: str = "J Gout. 2021;3:12") -> str:
    """What is said of the second of two references, on which this was published."""
    marked = replace(
        ENTRIES["s2"],
        source=replace(ENTRIES["s2"].source, notices=(EditorialNotice(kind, printed, pmid="99"),)),
    )
    found = [*evidence_notices([reference(1), reference(2)], ENTRIES | {"s2": marked})]
    (notice,) = found
    return f"{notice.kind}: {notice.text}"


@pytest.mark.parametrize(
    ("kind", "shown_as"),
    [
        (EditorialNoticeKind.CONCERN, NoticeKind.EXPRESSION_OF_CONCERN),
        (EditorialNoticeKind.PARTIAL_RETRACTION, NoticeKind.EXPRESSION_OF_CONCERN),
        (EditorialNoticeKind.CORRECTION, NoticeKind.CORRECTED),
        (EditorialNoticeKind.UPDATE, NoticeKind.SUPERSEDED),
    ],
)
def test_what_was_published_on_a_paper_is_said_with_its_reference(
    kind: EditorialNoticeKind, shown_as: NoticeKind
) -> None:
    said = with_notice(kind)
    assert said.startswith(f"{shown_as}: Title s2 2020 [2] ")
    assert said.endswith("(J Gout. 2021;3:12, PMID 99).")
    assert with_notice(kind, "J Gout. PMID 99").endswith("(J Gout. PMID 99).")


def test_an_update_that_is_held_is_said_once() -> None:
    update = EditorialNotice(EditorialNoticeKind.UPDATE, "J Gout")
    older = replace(ENTRIES["s2"], source=replace(ENTRIES["s2"].source, notices=(update,)))
    found = [*evidence_notices([reference(2, newer="s4")], ENTRIES | {"s2": older})]
    assert [notice.kind for notice in found] == [NoticeKind.SUPERSEDED]
