"""Ask: one box, the answer while it is made, proof one click away, follow-ups in a conversation."""

from __future__ import annotations

import time

import streamlit as st

from assistant.answer import Answer
from assistant.assistant import EXTRACTIVE
from assistant.events import Done
from assistant.workspace.model import Conversation, Person, Turn
from corpus.errors import GalenError, UnknownRecord
from ui.asking import Question, Waiting, asking, history_of
from ui.components import voting
from ui.components.actions import Action, button, scroll_to
from ui.components.answer_tools import answer_tools
from ui.components.answer_view import answer_view
from ui.components.deleting import delete_button
from ui.components.draft import Draft
from ui.components.engines import engine_choice
from ui.components.html import Markup, element, show
from ui.components.readers import reader_choice
from ui.services import Services
from ui.showing import shown

MAX_QUESTION = 4_000
CONVERSATION = "conversation"
_QUESTION = "question"
_STOPPED = "stopped-question"
EXAMPLES = (
    "What is the best imaging modality for a superficial lump on the lower back?",
    "Dose of dexamethasone in mild croup?",
    "Who should be screened for hepatitis C?",
    "What is the target uric acid in gout?",
)


def page(services: Services, person: Person, action: Action | None) -> None:
    """The conversation that the address names, or an empty one."""
    conversation = _conversation(services, person)
    question = _question(services, person, action)
    if conversation is None and question is None:
        _welcome(services)
        return
    reader = reader_choice(services.assistant.readers)
    engine = engine_choice(services.settings)
    turns = conversation.turns if conversation else ()
    for turn in turns:
        _turn(services, person, turn, reader, last=turn is turns[-1] and question is None)
    _say_stopped()
    if question is not None:
        asked = Question(question, reader, engine, history_of(conversation))
        _answer(services, person, conversation, asked)
    elif conversation is not None:
        delete_button(services, person, conversation)
    _box("ask-box", "Ask a follow-up question")
    voting.handle(services, person, action)


def _conversation(services: Services, person: Person) -> Conversation | None:
    named = st.query_params.get(CONVERSATION)
    if named is None:
        return None
    try:
        return services.workspace.conversations.open(named, person)
    except UnknownRecord as error:
        show(element("p", f"{str(error)[0].upper()}{str(error)[1:]}.", class_="g-notice"))
        del st.query_params[CONVERSATION]
        return None


def _question(services: Services, person: Person, action: Action | None) -> str | None:
    """What was typed, or picked from the examples or the suggested follow-ups."""
    typed: str | None = st.session_state.pop(_QUESTION, None)
    if typed is not None or action is None:
        return typed
    if action.name == "example" and action.number("index") in range(len(EXAMPLES)):
        return EXAMPLES[action.number("index")]
    if action.name == "ask":
        article = services.workspace.articles.open(action.values.get("article", ""), person)
        suggested, index = article.answer.follow_ups, action.number("index")
        return suggested[index] if index in range(len(suggested)) else None
    return None


def _box(key: str, placeholder: str) -> None:
    """The question box. Within a container: at the page's own end, it would drag the page along."""
    with st.container(key=key):
        st.chat_input(
            placeholder,
            key=f"{key}-text",
            max_chars=MAX_QUESTION,
            on_submit=_submit,
            args=(f"{key}-text",),
        )


def _submit(key: str) -> None:
    st.session_state[_QUESTION] = st.session_state[key]


def _welcome(services: Services) -> None:
    show(
        element(
            "div",
            element("h1", "What do you want to know?"),
            element(
                "p",
                "Answers from guidelines and research in your own library. Every sentence is "
                "checked against the passage it cites.",
            ),
            class_="g-welcome",
        )
    )
    _say_stopped()
    _box("first-box", "Ask a clinical question")
    reader_choice(services.assistant.readers)
    engine_choice(services.settings)
    show(
        element("h2", "For example", class_="g-eyebrow"),
        element(
            "div",
            *(
                button("example", text, class_="g-next", index=index)
                for index, text in enumerate(EXAMPLES)
            ),
            class_="g-nexts",
        ),
        element(
            "p",
            "Educational purpose only. Nothing here has been reviewed by a clinician.",
            class_="g-small g-welcome-foot",
        ),
    )


def _answer(
    services: Services, person: Person, conversation: Conversation | None, asked: Question
) -> None:
    """Draw each event in place of the one before, and keep the answer."""
    stop, clock, place = st.empty(), st.empty(), st.empty()
    begun, draft = time.monotonic(), Draft(asked.text)
    if asked.engine != EXTRACTIVE:
        stop.button("Stop writing", key="stop", on_click=_stop, args=(asked.text,))
    try:
        with asking(services.assistant, asked) as events:
            for event in events:
                if isinstance(event, Done):
                    clock.empty()
                    stop.empty()
                    with place.container():
                        turn = _keep(services, person, conversation, asked.text, event.answer)
                        _turn(services, person, turn, asked.reader, last=True)
                elif isinstance(event, Waiting):
                    # Only while something is drawn does a click on Stop come through.
                    with clock:
                        show(_elapsed(time.monotonic() - begun))
                else:
                    draft = draft.after(event)
                    with place:
                        show(draft.markup())
    except GalenError as error:
        with place.container():
            show(draft.markup(), element("p", str(error), role="alert", class_="g-notice"))


def _elapsed(seconds: float) -> Markup:
    return element("p", f"Being written for {seconds:.0f} s", role="timer", class_="g-small")


def _stop(question: str) -> None:
    st.session_state[_STOPPED] = question


def _say_stopped() -> None:
    """That the last question was stopped, once."""
    question = st.session_state.pop(_STOPPED, None)
    if question is not None:
        told = f"Stopped before it was answered, and not kept: {question}"
        show(element("p", told, role="status", class_="g-notice"))


def _turn(services: Services, person: Person, turn: Turn, reader: str, *, last: bool) -> None:
    article = services.workspace.articles.open(turn.article_id, person)
    view = shown(
        services,
        person,
        article,
        reader,
        answer=turn.answer,
        asked_as=turn.question,
        offers_follow_ups=last,
    )
    show(answer_view(view))
    answer_tools(services, person, view)


def _keep(
    services: Services,
    person: Person,
    conversation: Conversation | None,
    question: str,
    answer: Answer,
) -> Turn:
    """Save the answer in the conversation, which the address names from now on."""
    conversations = services.workspace.conversations
    conversation = conversation or conversations.start(person)
    turn = conversations.add_turn(conversation.id, person, question, answer)
    st.query_params[CONVERSATION] = conversation.id
    if turn.number > 1:
        scroll_to(f"a-{turn.article_id}")
    return turn
