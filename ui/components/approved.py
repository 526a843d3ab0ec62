"""The approved answer to a question that was asked again: it comes before the new one."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.workspace.model import Article
from ui.components.html import Markup, element, page_link
from ui.components.wording import day


def approved_first(article: Article | None) -> Iterator[Markup]:
    """Its bottom line and a link to it; nothing where there is none."""
    if article is None:
        return
    line = article.answer.bottom_line
    stale = "; ".join(source.said for source in article.stale)
    yield element(
        "section",
        element("h2", f"Approved answer, {day(article.updated_at)}", class_="g-eyebrow"),
        element("p", line.text if line else "No answer was given.", class_="g-bottom-line"),
        element("p", f"Stale since: {stale}.", class_="g-small") if stale else "",
        page_link("answers", "Read the approved answer", answer=article.id),
        class_="g-lead-section g-approved",
    )
