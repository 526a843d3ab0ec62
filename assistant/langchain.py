"""Galen seen from LangChain: a retriever and a chain. A view, never the implementation.

Imported on demand, since langchain-core costs about a second. The only importer of LangChain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config
from pydantic import ConfigDict

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.query import understand
from assistant.retrieval import Retriever
from corpus.model import ScoredPassage, Source


class GalenRetriever(BaseRetriever):
    """Galen's hybrid retrieval as a LangChain retriever.

    Each Document's page_content is a passage as it stands in the source; its metadata names the
    source, the span in code points, rank and score (higher is better).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.retriever.retrieve(understand(query))
        return [
            _document(scored, found.source(scored.passage.source_id))
            for scored in found.passages[: self.k]
        ]


class GalenChain(Runnable[str, Answer]):
    """The whole chain, question in, Answer out: `invoke`, `batch`, `stream`, and async."""

    def __init__(self, assistant: Assistant, *, reader: str = "clinician") -> None:
        self._assistant = assistant
        self._reader = reader

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return self._call_with_config(self._ask, input, ensure_config(config), **kwargs)

    def stream(
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        """One chunk: an extractive answer is complete when it is verified, and not before."""
        yield self.invoke(input, config, **kwargs)

    def _ask(self, question: str) -> Answer:
        return self._assistant.ask(question, reader_name=self._reader)


def _document(scored: ScoredPassage, source: Source) -> Document:
    passage = scored.passage
    metadata = {
        "source_id": source.id,
        "title": source.title,
        "kind": source.kind.value,
        "year": source.year,
        "url": source.url,
        "heading": " > ".join(passage.heading),
        "start": passage.span.start,
        "end": passage.span.end,
        "rank": scored.rank,
        "score": scored.score,
    }
    return Document(page_content=passage.text, id=passage.id, metadata=metadata)
