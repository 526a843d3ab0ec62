"""Looks up what is shown beside an answer: its article, the cited passages, the person's thumbs."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.leads import full_name
from assistant.workspace.model import Article, Person
from ui.asking import laid_out
from ui.components.answer_view import Shown
from ui.services import Services


def shown(
    services: Services,
    person: Person,
    article: Article,
    reader: str,
    *,
    answer: Answer | None = None,
    asked_as: str = "",
    offers_follow_ups: bool = False,
) -> Shown:
    """An article for the page; `answer` in place of its last revision."""
    told = laid_out(answer or article.answer, reader, services.assistant.readers)
    ids = {quote.passage_id for source in told.references for quote in source.quotes}
    held = services.library.entries({source.source_id for source in told.references})
    votes = services.workspace.feedback.mine(article.id, person)
    return Shown(
        answer=told,
        article=article,
        passages=services.library.passages(ids),
        names={id: full_name(e.source) for id, e in held.items() if e.source.organization},
        votes={vote.statement: vote.thumb.value for vote in votes},
        asked_as=asked_as,
        offers_follow_ups=offers_follow_ups,
        approved=_approved(services, article, told),
        price=services.price,
    )


def _approved(services: Services, article: Article, told: Answer) -> Article | None:
    """Another, approved answer to the same question."""
    found = services.workspace.articles.approved_for(told.searched_for, told.reader)
    return found if found is not None and found.id != article.id else None
