"""Panels that prove a statement: the cited passage with the quoted words marked, and the checks.

Each is an HTML popover in the answer's own markup, so that it opens at once and by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Quote, Reference, Statement, Verdict
from corpus.model import Passage, Span
from ui.components import wording
from ui.components.actions import button
from ui.components.html import Markup, element, link, page_link


@dataclass(frozen=True, slots=True)
class Cited:
    """One reference as a statement cites it, with the quotes that the statement rests on."""

    reference: Reference
    quotes: tuple[Quote, ...]


def cited(answer: Answer, statement: Statement) -> tuple[Cited, ...]:
    """What the statement cites, a reference once, in order of its citations."""
    quotes: dict[int, list[Quote]] = {}
    for citation in statement.citations:
        quotes.setdefault(citation.number, []).append(answer.quote(citation))
    return tuple(Cited(answer.references[n - 1], tuple(found)) for n, found in quotes.items())


def panel_id(key: str, statement: int, number: int) -> str:
    """The id of the panel for a reference (by its number) of a statement (from 0)."""
    return f"{key}-s{statement}-r{number}"


def opener(target: str, *children: str, class_: str, label: str) -> Markup:
    """A button that opens a panel."""
    return element(
        "button",
        *children,
        type="button",
        class_=class_,
        popovertarget=target,
        aria_label=label,
        aria_haspopup="dialog",
    )


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Text with spans of it marked, overlapping ones as one."""
    parts: list[str] = []
    at = 0
    for span in sorted(spans):
        start, end = max(span.start, at), min(span.end, len(text))
        if start < end:
            parts += [text[at:start], element("mark", text[start:end])]
            at = end
    return element("span", *parts, text[at:])


def citation_panel(
    target: str,
    found: Cited,
    name: str,
    statement: Statement,
    passages: Mapping[str, Passage],
) -> Markup:
    """The exact passages behind a citation, and where they are from."""
    reference = found.reference
    return _panel(
        target,
        f"Source {reference.number}",
        element("p", name, class_="g-panel-body"),
        element("p", reference.title, class_="g-panel-title"),
        _facts(reference, statement),
        *_passages(found.quotes, passages),
        _links(reference, found.quotes[0].passage_id),
    )


def checks_panel(
    target: str, statement: Statement, rests_on: Sequence[str], opinion: Markup
) -> Markup:
    """Why a statement is shown: each check with its outcome, and what the reader thinks of it."""
    return _panel(
        target,
        "Why this is shown",
        element("blockquote", statement.text, class_="g-panel-quote"),
        element(
            "ul",
            *(_check(name, verdict) for name, verdict in _in_order(statement)),
            class_="g-checks",
        ),
        element("p", f"Rests on {_quoted(statement)} of {'; '.join(rests_on)}.", class_="g-small"),
        opinion,
    )


def thumbs(article: str, statement: int | None, thumb: str | None) -> Markup:
    """Two buttons for an opinion on a statement, or on the whole answer (None)."""
    which = "answer" if statement is None else "statement"

    def one(value: str, label: str, sign: str) -> Markup:
        chosen = " g-chosen" if thumb == value else ""
        return button(
            "vote",
            element("span", sign, aria_hidden="true"),
            f" {label}",
            class_=f"g-button g-thumb{chosen}",
            article=article,
            statement="" if statement is None else statement,
            thumb=value,
        )

    return element(
        "div",
        element("span", f"Is this {which} helpful?", class_="g-small"),
        one("up", "Yes", "\N{UPWARDS ARROW}"),
        one("down", "No", "\N{DOWNWARDS ARROW}"),
        class_="g-thumbs",
    )


def _panel(target: str, heading: str, *content: str) -> Markup:
    close = element(
        "button",
        "Close",
        type="button",
        class_="g-close",
        popovertarget=target,
        popovertargetaction="hide",
    )
    title = f"{target}-title"
    return element(
        "div",
        element("div", element("h2", heading, id=title, class_="g-eyebrow"), close, class_="g-bar"),
        *content,
        id=target,
        popover="auto",
        role="dialog",
        aria_labelledby=title,
        class_="g-panel",
    )


def _facts(reference: Reference, statement: Statement) -> Markup:
    facts = [wording.KIND.get(reference.kind, reference.kind)]
    if statement.strength:
        facts.append(f"Strength as printed: {statement.strength}")
    if reference.superseded_by:
        facts.append("Superseded by a newer version")
    if reference.text_origin == "digest":
        facts.append("Galen's summary, not the publisher's words")
    if reference.text_origin == "abstract":
        facts.append("From the abstract")
    if reference.verification == "secondary":
        facts.append("Checked on a third party's page only")
    return element("ul", *(element("li", fact) for fact in facts), class_="g-facts")


def _passages(quotes: Sequence[Quote], passages: Mapping[str, Passage]) -> Iterator[Markup]:
    """Each passage once, with every quote in it marked; a quote alone where it is gone."""
    by_passage: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_passage.setdefault(quote.passage_id, []).append(quote)
    for passage_id, own in by_passage.items():
        yield from _passage(passages.get(passage_id), own)


def _passage(passage: Passage | None, quotes: Sequence[Quote]) -> Iterator[Markup]:
    place = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(
        passage.heading if passage and passage.heading else (quotes[0].heading or "",)
    )
    page = f"page {quotes[0].page}" if quotes[0].page is not None else ""
    where = " \N{MIDDLE DOT} ".join(filter(None, (place, page)))
    yield element("p", where, class_="g-place")
    inside = [q for q in quotes if passage and _stands_in(q, passage)]
    for quote in (q for q in quotes if q not in inside):
        yield element("p", element("mark", quote.text), class_="g-passage")
    if passage is None:
        yield element(
            "p",
            "The source has changed since: this is what it said when the answer was given.",
            class_="g-small",
        )
    elif inside:
        start = passage.span.start
        spans = (Span(quote.start - start, quote.end - start) for quote in inside)
        yield element("p", marked(passage.text, spans), class_="g-passage")


def _stands_in(quote: Quote, passage: Passage) -> bool:
    start = quote.start - passage.span.start
    return start >= 0 and passage.text[start : start + len(quote.text)] == quote.text


def _links(reference: Reference, passage_id: str) -> Markup:
    return element(
        "p",
        *links(reference),
        page_link(
            "sources",
            "The whole text in the library",
            source=reference.source_id,
            passage=passage_id,
        ),
        class_="g-links",
    )


def links(reference: Reference) -> Iterator[Markup]:
    """Where the source itself can be read."""
    if reference.doi:
        yield link(f"https://doi.org/{reference.doi}", "DOI")
    if reference.pmid:
        yield link(f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/", "PubMed")
    if reference.url and f"/{reference.pmid}/" not in reference.url:
        yield link(reference.url, "Publisher's page")


def _in_order(statement: Statement) -> list[tuple[str, Verdict]]:
    """The checks in the order of their explanations, however they were stored."""
    order = [*wording.CHECK]
    known = (name for name in order if name in statement.checks)
    others = (name for name in statement.checks if name not in order)
    return [(name, statement.checks[name]) for name in (*known, *others)]


def _check(name: str, verdict: Verdict) -> Markup:
    said = wording.CHECK.get(name, name)
    if verdict is Verdict.NOT_APPLICABLE:
        return element(
            "li",
            element("span", "\N{EN DASH}", aria_hidden="true"),
            f" {said}: does not apply here",
            class_="g-na",
        )
    passed = verdict is Verdict.PASS
    sign = "\N{CHECK MARK}" if passed else "\N{BALLOT X}"
    outcome = "passed" if passed else "failed"
    return element(
        "li",
        element("span", sign, aria_hidden="true", class_=f"g-{outcome}"),
        f" {said}",
        element("span", f": {outcome}", class_="g-visually-hidden"),
    )


def _quoted(statement: Statement) -> str:
    return wording.counted(len(statement.citations), "quoted passage")
