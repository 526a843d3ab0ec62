"""An answer as the page shows it: title, status, bottom line, both sections, notices, references.

Pages give it what they looked up (`Shown`) and put the markup on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Reference, Statement, StatementGroup
from assistant.glosses import NOTE, has_glosses, heading_in_plain_words
from assistant.readers import Layout, layout_of
from assistant.workspace.model import Article, Status
from corpus.chat_server import Price
from corpus.model import Passage
from ui.components import citations, notices, wording
from ui.components.actions import button
from ui.components.approved import approved_first
from ui.components.html import Markup, element, page_address, page_link
from ui.components.making import making, worded_by
from ui.components.references import references
from ui.render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer with all that is shown beside it.

    `answer` is laid out for the reader and may be newer or older than the article's last revision.
    `names` are the cited sources' by id ("American College of Radiology, 2022"). `votes` are the
    reader's own thumbs ("up", "down") by statement, None for the whole answer. `approved` is
    another answer to the same question, which reviewers approved: it comes first. `price` is that
    of the language model's tokens, if it is known.
    """

    answer: Answer
    article: Article
    passages: Mapping[str, Passage]
    names: Mapping[str, str] = field(default_factory=dict)
    votes: Mapping[int | None, str] = field(default_factory=dict)
    asked_as: str = ""
    offers_follow_ups: bool = False
    approved: Article | None = None
    price: Price | None = None

    @property
    def layout(self) -> Layout:
        """How its reader reads."""
        return layout_of(self.answer)

    @property
    def key(self) -> str:
        """What element ids of this answer begin with."""
        return f"a-{self.article.id}"

    def name(self, reference: Reference) -> str:
        """Body and version of a source that is held, body and year of one that is gone."""
        return self.names.get(reference.source_id) or wording.body_and_year(reference)


def answer_view(shown: Shown) -> Markup:
    """The whole answer as one article element."""
    answer, layout = shown.answer, shown.layout
    numbers = iter(range(sum(1 for _ in answer.statements())))
    disclaimer = element("p", answer.disclaimer, class_="g-disclaimer")
    return element(
        "article",
        *notices.urgent(answer),
        *_title(shown),
        _status(shown),
        *notices.stale(shown.article),
        *approved_first(shown.approved),
        *notices.before(answer),
        *worded_by(answer),
        *_bottom_line(shown, numbers),
        disclaimer if layout.cautions_first else "",
        *_guidelines(shown, numbers),
        *_research(shown, numbers),
        *notices.after(answer),
        *references(answer),
        *_withheld(answer),
        *_follow_ups(shown),
        element("p", NOTE, class_="g-small") if has_glosses(answer) else "",
        "" if layout.cautions_first else disclaimer,
        making(answer, shown.price),
        _foot(shown),
        *_panels(shown),
        element("pre", render(answer), id=f"{shown.key}-text", hidden="hidden"),
        id=shown.key,
        class_="g-answer",
    )


def _title(shown: Shown) -> Iterator[Markup]:
    answer = shown.answer
    yield element("h1", shown.asked_as or answer.question, class_="g-question")
    if answer.searched_for != (shown.asked_as or answer.question):
        yield element(
            "p",
            element("span", "Searched for", class_="g-label"),
            " ",
            element("span", answer.searched_for, class_="g-searched-for"),
            class_="g-searched",
        )


def _status(shown: Shown) -> Markup:
    status = shown.article.status
    approved = status is Status.APPROVED and not shown.article.stale
    parts = [
        element("span", wording.BANNER_APPROVED if approved else wording.BANNER),
        element("span", wording.STATUS[status], class_=f"g-status g-status-{status.value}"),
        element("span", f"Last updated {wording.day(shown.article.updated_at)}"),
        page_link("about", "Editorial policy"),
    ]
    return element("div", *parts, class_="g-banner")


def _bottom_line(shown: Shown, numbers: Iterator[int]) -> Iterator[Markup]:
    answer = shown.answer
    if answer.bottom_line is None:
        yield from notices.no_answer(answer)
        return
    number = next(numbers)
    sources = (shown.name(found.reference) for found in citations.cited(answer, answer.bottom_line))
    origin = {answer.reference(c).text_origin for c in answer.bottom_line.citations}
    whose = "Galen's summary of " if origin == {"digest"} else ""
    yield element(
        "section",
        element("h2", "Bottom line", class_="g-eyebrow"),
        element("p", *_sentence(answer.bottom_line, shown, number), class_="g-bottom-line"),
        *_glosses(answer.bottom_line),
        element("p", f"Source: {whose}{'; '.join(sources)}", class_="g-small"),
        class_="g-lead-section",
    )


def _guidelines(shown: Shown, numbers: Iterator[int]) -> Iterator[Markup]:
    if groups := shown.answer.guidelines:
        yield element(
            "section",
            element("h2", "From the Guidelines"),
            *_line(shown.layout.guidelines_line),
            *(part for group in groups for part in _group(group, "", shown, numbers)),
            class_="g-section",
        )


def _research(shown: Shown, numbers: Iterator[int]) -> Iterator[Markup]:
    """The section, behind its heading where the layout folds it: a click or a print opens it."""
    layout = shown.layout
    if not (groups := shown.answer.research):
        return
    title = element("h2", "From the Research")
    parts = [
        *_line(layout.research_line),
        *(
            part
            for group in groups
            for part in _group(group, heading_in_plain_words(group.heading, layout), shown, numbers)
        ),
    ]
    if layout.folds_research:
        held = element("span", _amount(groups), class_="g-small")
        summary = element("summary", title, held)
        # Where nothing else follows the bottom line, there is no reason to hide it.
        opened = {} if shown.answer.guidelines else {"open": "open"}
        yield element("details", summary, *parts, class_="g-section g-fold", **opened)
    else:
        yield element("section", title, *parts, class_="g-section")


def _amount(groups: Sequence[StatementGroup]) -> str:
    """ "3 statements from 2 sources"."""
    said = [statement for group in groups for statement in group.statements]
    cited = {citation.number for statement in said for citation in statement.citations}
    counted = wording.counted
    return f"{counted(len(said), 'statement')} from {counted(len(cited), 'source')}"


def _line(text: str) -> Iterator[Markup]:
    if text:
        yield element("p", text, class_="g-section-line")


def _group(
    group: StatementGroup, meaning: str, shown: Shown, numbers: Iterator[int]
) -> Iterator[Markup]:
    yield element("h3", group.heading)
    if meaning:
        yield element("p", meaning, class_="g-meaning")
    yield element(
        "ul",
        *(
            element("li", *_sentence(said, shown, next(numbers)), *_glosses(said))
            for said in group.statements
        ),
        class_="g-statements",
    )


def _sentence(statement: Statement, shown: Shown, number: int) -> Iterator[str]:
    if statement.lead:
        yield element("span", statement.lead, class_="g-lead")
        yield " "
    yield element("span", statement.text, class_="g-text")
    if statement.strength:
        yield " "
        yield element("span", statement.strength, class_="g-strength")
    yield " "
    yield element("span", *_buttons(statement, shown, number), class_="g-marks")


def _buttons(statement: Statement, shown: Shown, number: int) -> Iterator[Markup]:
    for found in citations.cited(shown.answer, statement):
        reference = found.reference
        yield citations.opener(
            citations.panel_id(shown.key, number, reference.number),
            str(reference.number),
            class_="g-cite",
            label=f"Source {reference.number}: {shown.name(reference)}",
        )
    yield citations.opener(
        f"{shown.key}-s{number}-why",
        "\N{CHECK MARK}",
        class_="g-why",
        label="Why this is shown",
    )


def _glosses(statement: Statement) -> Iterator[Markup]:
    if statement.glosses:
        entries = (
            part
            for gloss in statement.glosses
            for part in (element("dt", gloss.term), element("dd", gloss.plain))
        )
        yield element("dl", *entries, class_="g-glosses")


def _panels(shown: Shown) -> Iterator[Markup]:
    answer = shown.answer
    for number, statement in enumerate(answer.statements()):
        for found in citations.cited(answer, statement):
            target = citations.panel_id(shown.key, number, found.reference.number)
            name = shown.name(found.reference)
            yield citations.citation_panel(target, found, name, statement, shown.passages)
        rests_on = [shown.name(found.reference) for found in citations.cited(answer, statement)]
        yield citations.checks_panel(
            f"{shown.key}-s{number}-why",
            statement,
            rests_on,
            citations.thumbs(shown.article.id, number, shown.votes.get(number)),
        )


def _withheld(answer: Answer) -> Iterator[Markup]:
    if answer.withheld:
        reasons = "; ".join(dict.fromkeys(w.reason for w in answer.withheld))
        was = "was" if len(answer.withheld) == 1 else "were"
        count = wording.counted(len(answer.withheld), "statement")
        yield element("p", f"{count} {was} withheld: {reasons}.", class_="g-small")


def _follow_ups(shown: Shown) -> Iterator[Markup]:
    offered = shown.answer.follow_ups[: shown.layout.follow_ups]
    if shown.offers_follow_ups and offered:
        yield element("h2", "You could ask next", class_="g-eyebrow")
        yield element(
            "div",
            *(
                button("ask", text, class_="g-next", article=shown.article.id, index=index)
                for index, text in enumerate(offered)
            ),
            class_="g-nexts",
        )


def _foot(shown: Shown) -> Markup:
    key, address = shown.key, page_address("answers", answer=shown.article.id)
    return element(
        "div",
        citations.thumbs(shown.article.id, None, shown.votes.get(None)),
        element(
            "div",
            button("copy", "Copy", from_=f"{key}-text"),
            button("copy", "Copy link", from_=f"{key}-link"),
            button("print", "Print"),
            page_link("answers", "Open saved answer", class_="g-button", answer=shown.article.id),
            element("span", id=f"{key}-link", data_link=address, hidden="hidden"),
            class_="g-tools",
        ),
        class_="g-foot",
    )
