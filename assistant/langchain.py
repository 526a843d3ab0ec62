"""Galen seen from LangChain: a retriever and a chain; and a LangChain chat model seen from Galen.

Views, never the implementation. Imported on demand, since langchain-core costs about a second. The
only importer of LangChain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config
from pydantic import ConfigDict

from assistant.answer import Answer, Usage
from assistant.assistant import EXTRACTIVE, Assistant
from assistant.chat.model import Message, Part, Role
from assistant.query import understand
from assistant.retrieval import Retriever
from corpus.errors import ModelServerError
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

    def __init__(
        self, assistant: Assistant, *, reader: str = "clinician", engine: str = EXTRACTIVE
    ) -> None:
        self._assistant = assistant
        self._reader = reader
        self._engine = engine

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return self._call_with_config(self._ask, input, ensure_config(config), **kwargs)

    def stream(
        self, input: str, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        """One chunk, the whole answer: statements one by one come from `Assistant.stream`."""
        yield self.invoke(input, config, **kwargs)

    def _ask(self, question: str) -> Answer:
        return self._assistant.ask(question, reader_name=self._reader, engine=self._engine)


class LangChainChat:
    """A LangChain chat model as Galen's `ChatModel`, for `Assistant(..., chat=...)`.

    LangChain's callbacks hear it: those in `config`, those of the model itself, and those that a
    `GalenChain` was invoked with. The form of the reply is asked for in words alone, since each
    provider takes a schema in a way of its own.
    """

    structured = False

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        host: str,
        config: RunnableConfig | None = None,
        failures: tuple[type[Exception], ...] = (Exception,),
    ) -> None:
        """`name` and `host` are what readers are told: which model, and where questions go.

        `failures` are the provider's own exceptions, which end in an extractive answer: all, unless
        fewer are named.
        """
        self._model = model
        self.name = name
        self.host = host
        self._config = config
        self._failures = failures

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, object] | None = None
    ) -> Iterator[Part]:
        """The reply, part by part. Raises ModelServerError, with the cause and without its words,
        which may hold a key."""
        try:
            for chunk in self._model.stream([_message(m) for m in messages], self._config):
                told = chunk.usage_metadata
                usage = Usage(told["input_tokens"], told["output_tokens"]) if told else None
                yield Part(str(chunk.text), usage)
        except self._failures as error:
            raise ModelServerError(
                f"the language model {self.name} at {self.host} failed"
                f" ({type(error).__name__}): see to its settings, then ask again"
            ) from error


def _message(message: Message) -> BaseMessage:
    match message.role:
        case Role.SYSTEM:
            return SystemMessage(content=message.content)
        case Role.USER:
            return HumanMessage(content=message.content)
        case Role.ASSISTANT:
            return AIMessage(content=message.content)


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
