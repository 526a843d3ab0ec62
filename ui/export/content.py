"""From an answer and its context to the sheet that PDF, Word and Markdown set: what and in order.

Evidence stays as it is; all around it comes from metadata. Withheld statements are only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from assistant.answer import Answer, NoticeKind, Statement, StatementGroup
from assistant.glosses import NOTE, for_reader, has_glosses, heading_in_plain_words
from assistant.readers import Layout, layout_of
from assistant.readers import reader as profile
from assistant.workspace.model import Status
from ui import reading_order
from ui.export.cleaning import clean
from ui.export.context import ExportContext
from ui.export.entries import entries
from ui.export.links import web_url
from ui.export.sheet import Fact, Line, LineGroup, Sheet, SheetSection
from ui.reading_order import AFTER, BEFORE, CLOSEST_SHOWN, URGENT
from ui.reference_line import whose

PENDING = "Educational purpose only, pending human review"
REVIEW = {
    Status.SAVED: "Not submitted for review",
    Status.SUBMITTED: "Submitted for review",
    Status.UNDER_REVIEW: "Under review",
    Status.CHANGES_REQUESTED: "Changes requested by a reviewer",
    Status.APPROVED: "Approved by a reviewer",
    Status.RETIRED: "Retired: no longer for use",
}
CLOSEST = "Closest sources, found but no evidence for this question"


def sheet_of(answer: Answer, context: ExportContext) -> Sheet:
    """The whole sheet. Raises UsageError where the context names a reader that there is not."""
    answer = told_to(answer, context)
    layout = layout_of(answer)
    signed = clean(answer.disclaimer)
    answered = any(answer.statements())
    searched = clean(answer.searched_for)
    title = clean(answer.question)
    return Sheet(
        urgent=_notices(answer, URGENT),
        title=title,
        searched_for=searched if searched != title else "",
        banner="" if context.is_approved else f"{PENDING}.",
        review=tuple(_review(context)),
        before=_notices(answer, BEFORE),
        bottom_line=None if answer.bottom_line is None else _line(answer.bottom_line),
        sources=tuple(_sources(answer)),
        nothing="" if answered or reading_order.says_why(answer) else reading_order.NOTHING,
        closest=() if answered else _closest(answer),
        caution=signed if layout.cautions_first else "",
        sections=tuple(_sections(answer, layout)),
        notes=_notices(answer, AFTER),
        references=tuple(entries(answer)),
        withheld=_withheld(len(answer.withheld)),
        plain_words=NOTE if has_glosses(answer) else "",
        disclaimer="" if layout.cautions_first else signed,
        about=tuple(_about(answer, context)),
    )


def review_status(context: ExportContext) -> str:
    """Where the answer stands, in words; an approval that its sources left behind says so."""
    said = REVIEW[context.status]
    if context.status is Status.APPROVED and context.stale:
        return f"{said}, but a cited source has changed since"
    return said


def told_to(answer: Answer, context: ExportContext) -> Answer:
    """The answer as it is, or laid out for the reader this copy is for."""
    if context.reader in (None, answer.reader):
        return answer
    return for_reader(answer, profile(context.reader))


def _review(context: ExportContext) -> Iterator[str]:
    updated = clean(context.updated or "")
    when = f"; last updated {updated[:10]}" if updated else ""
    yield f"Review status: {review_status(context)}{when}."
    yield from filter(None, map(clean, context.stale))


def _notices(answer: Answer, kinds: Sequence[NoticeKind]) -> tuple[str, ...]:
    found = reading_order.notices(answer, kinds)
    return tuple(filter(None, (clean(notice.text) for notice in found)))


def _closest(answer: Answer) -> tuple[str, ...]:
    """Where a reader could look: ids, as `galen sources show` takes them."""
    found = dict.fromkeys(clean(each.source_id) for each in answer.retrieved)
    return tuple(found)[:CLOSEST_SHOWN]


def _sections(answer: Answer, layout: Layout) -> Iterator[SheetSection]:
    if answer.guidelines:
        groups = tuple(_group(group) for group in answer.guidelines)
        yield SheetSection("From the Guidelines", groups, layout.guidelines_line)
    if answer.research:
        groups = tuple(
            _group(group, heading_in_plain_words(group.heading, layout))
            for group in answer.research
        )
        yield SheetSection("From the Research", groups, layout.research_line)


def _group(group: StatementGroup, meaning: str = "") -> LineGroup:
    lines = tuple(_line(each) for each in group.statements)
    return LineGroup(clean(group.heading), lines, meaning)


def _line(statement: Statement) -> Line:
    plainly = "; ".join(f"{gloss.term}: {gloss.plain}" for gloss in statement.glosses)
    return Line(
        lead=clean(statement.lead or ""),
        text=clean(statement.text),
        strength=clean(statement.strength or ""),
        numbers=reading_order.numbers(statement),
        plainly=clean(f"In plain words, {plainly}.") if plainly else "",
    )


def _sources(answer: Answer) -> Iterator[str]:
    """Whose words the bottom line is."""
    if answer.bottom_line is not None:
        cited = reading_order.numbers(answer.bottom_line)
        for reference in answer.references:
            if reference.number in cited:
                yield f"{clean(whose(reference))} [{reference.number}]"


def _withheld(count: int) -> str:
    if not count:
        return ""
    noun = "statement was" if count == 1 else "statements were"
    return f"{count} {noun} withheld because the checks against the cited text failed."


def _about(answer: Answer, context: ExportContext) -> Iterator[Fact]:
    generated = context.generated.astimezone(UTC)
    engine = f"{answer.engine}, {answer.model}" if answer.model else answer.engine
    yield Fact("Answered for", clean(answer.reader))
    yield Fact("Library version", clean(answer.library_version) or "not recorded")
    yield Fact("Engine", clean(engine))
    yield Fact("Generated", f"{generated:%Y-%m-%d %H:%M} UTC")
    yield Fact("Answer", clean(answer.id))
    if link := web_url(context.link):
        yield Fact("Saved at", link, link)
    if context.policy:
        yield Fact("Editorial policy", clean(context.policy))
    if policy := web_url(context.policy_url):
        yield Fact("Policy in full", policy, policy)
