"""Galen as LangChain objects: retriever and chain behave as Runnables do, and change nothing."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.answer import Answer, EvidenceState
from assistant.langchain import GalenChain, GalenRetriever
from corpus.errors import GalenError
from ui.session import Session

QUESTION = "How should a gout flare be treated?"
OTHER = "Why is the sky blue?"


class Listener(BaseCallbackHandler):
    """Keeps the names of the events that it is told of."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.documents: list[Document] = []

    def on_retriever_start(self, serialized: Any, query: str, *, run_id: UUID, **_: Any) -> None:
        self.events.append(f"retriever start: {query}")

    def on_retriever_end(self, documents: Any, *, run_id: UUID, **_: Any) -> None:
        self.events.append("retriever end")
        self.documents = list(documents)

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **_: Any) -> None:
        self.events.append("chain start")

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **_: Any) -> None:
        self.events.append("chain end")

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        self.events.append("chain error")


@pytest.fixture
def retriever(starter_session: Session) -> GalenRetriever:
    return GalenRetriever(retriever=starter_session.assistant.retriever, k=4)


@pytest.fixture
def chain(starter_session: Session) -> GalenChain:
    return GalenChain(starter_session.assistant)


def said(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements()]


def test_documents_are_passages_with_their_place(
    starter_session: Session, retriever: GalenRetriever
) -> None:
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke(QUESTION)
    assert 0 < len(documents) <= 4
    assert [d.metadata["rank"] for d in documents] == list(range(1, len(documents) + 1))
    for document in documents:
        at = document.metadata
        text = starter_session.library.source_text(at["source_id"]).text
        assert text[at["start"] : at["end"]] == document.page_content
        assert document.id in starter_session.library.passages([str(document.id)])


def test_a_retriever_batches_streams_and_awaits(retriever: GalenRetriever) -> None:
    once = retriever.invoke(QUESTION)
    assert retriever.batch([QUESTION, OTHER])[0] == once
    assert list(retriever.stream(QUESTION)) == [once]
    assert asyncio.run(retriever.ainvoke(QUESTION)) == once


def test_callbacks_hear_the_retriever_start_and_end(retriever: GalenRetriever) -> None:
    listener = Listener()
    documents = retriever.invoke(QUESTION, config={"callbacks": [listener]})
    assert listener.events == [f"retriever start: {QUESTION}", "retriever end"]
    assert listener.documents == documents


def test_the_chain_answers_as_the_assistant_does(
    starter_session: Session, chain: GalenChain
) -> None:
    assert isinstance(chain, Runnable)
    expected = said(starter_session.assistant.ask(QUESTION))
    assert expected
    assert said(chain.invoke(QUESTION)) == expected
    assert [said(answer) for answer in chain.stream(QUESTION)] == [expected]
    assert said(asyncio.run(chain.ainvoke(QUESTION))) == expected
    first, second = chain.batch([QUESTION, OTHER])
    assert said(first) == expected
    assert second.state is EvidenceState.NONE


def test_the_chain_composes_with_other_runnables(chain: GalenChain) -> None:
    states = chain | RunnableLambda(lambda answer: answer.state.value)
    assert states.invoke(OTHER) == "none"
    asked = RunnableLambda(str.strip) | chain
    assert asked.invoke(f"  {OTHER} ").question == OTHER


def test_callbacks_hear_the_chain_and_its_errors(chain: GalenChain) -> None:
    listener = Listener()
    chain.invoke(OTHER, config={"callbacks": [listener]})
    assert listener.events == ["chain start", "chain end"]
    with pytest.raises(GalenError, match="empty"):
        chain.invoke(" ", config={"callbacks": [listener]})
    assert listener.events[2:] == ["chain start", "chain error"]


def test_the_reader_changes_the_disclaimer_and_no_fact(starter_session: Session) -> None:
    chains = [GalenChain(starter_session.assistant, reader=r) for r in ("clinician", "patient")]
    clinician, patient = (chain.invoke(QUESTION) for chain in chains)
    assert said(clinician) == said(patient)
    assert clinician.disclaimer != patient.disclaimer
