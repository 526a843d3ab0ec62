"""`galen search`: passages for a query, and which list (meaning, words) found each."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ui.terminal import print_json, print_text, wrapped

if TYPE_CHECKING:
    from corpus.model import ListHit, ScoredPassage


@click.command()
@click.argument("query")
@click.option("-k", default=10, type=click.IntRange(1, 200), help="how many passages")
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
def search(query: str, k: int, as_json: bool) -> None:
    """Find passages by meaning and by words."""
    from assistant.query import understand
    from assistant.retrieval import Retriever
    from assistant.triage import triage
    from ui.session import open_session

    question = triage(query).question
    with open_session(fill=True) as session:
        found = Retriever(session.library).retrieve(understand(question))
    best = [(scored, found.source(scored.passage.source_id).title) for scored in found.passages[:k]]
    if as_json:
        print_json([_hit(scored, title) for scored, title in best])
        return
    for scored, title in best:
        _print_hit(scored, title)


def _print_hit(scored: ScoredPassage, title: str) -> None:
    lists = {"dense": scored.dense, "lexical": scored.lexical}
    by = ", ".join(f"{name} #{h.rank} ({h.score:.3f})" for name, h in lists.items() if h)
    indent = " " * 5
    print_text(f"{scored.rank:3}. {scored.score:.3f}  {scored.passage.source_id}  [{by}]")
    for text in (title, scored.passage.text):
        print_text("\n".join(wrapped(text, indent)))
    print_text()


def _hit(scored: ScoredPassage, title: str) -> dict[str, Any]:
    passage = scored.passage
    return {
        "rank": scored.rank,
        "score": round(scored.score, 4),
        "source_id": passage.source_id,
        "passage_id": passage.id,
        "section": scored.section.value,
        "title": title,
        "heading": " > ".join(passage.heading) or None,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        "dense": _list_hit(scored.dense),
        "lexical": _list_hit(scored.lexical),
    }


def _list_hit(hit: ListHit | None) -> dict[str, Any] | None:
    return {**asdict(hit), "score": round(hit.score, 4)} if hit else None
