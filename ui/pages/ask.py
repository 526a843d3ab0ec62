"""Ask: one box, the answer in stages, proof one click away, and follow-ups in one conversation."""

from __future__ import annotations

import streamlit as st

from assistant.answer import Answer
from assistant.workspace.model import Conversation, Person, Turn
from corpus.errors import GalenError, UnknownRecord
from ui.asking import Found, Searching, history_of, stages
from ui.components import voting
from ui.components.actions import Action, button, scroll_to
from ui.components.answer_tools import answer_tools
from ui.components.answer_view import answer_view
from ui.components.deleting import delete_button
from ui.components.html import Markup, element, show
from ui.components.readers import reader_choice
from ui.components.wording import counted
from ui.services import Services
from ui.showing import shown

MAX_QUESTION = 4_000
CONVERSATION = "conversation"
_QUESTION = "question"
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
    turns = conversation.turns if conversation else ()
    for turn in turns:
        _turn(services, person, turn, reader, last=turn is turns[-1] and question is None)
    if question is not None:
        _answer(services, person, conversation, question, reader)
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
    _box("first-box", "Ask a clinical question")
    reader_choice(services.assistant.readers)
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
    services: Services,
    person: Person,
    conversation: Conversation | None,
    question: str,
    reader: str,
) -> None:
    """Draw each stage in place of the one before, and keep the answer."""
    place = st.empty()
    drawn = [_asked(question)]
    try:
        for stage in stages(services.assistant, question, reader, history_of(conversation)):
            with place.container():
                if isinstance(stage, Answer):
                    turn = _keep(services, person, conversation, question, stage)
                    _turn(services, person, turn, reader, last=True)
                else:
                    drawn.append(_stage(stage))
                    show(element("div", *drawn, role="status", class_="g-answer g-stages"))
    except GalenError as error:
        with place.container():
            show(*drawn, element("p", str(error), role="alert", class_="g-notice"))


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


def _asked(question: str) -> Markup:
    return element("h1", question, class_="g-question")


def _stage(stage: Searching | Found) -> Markup:
    if isinstance(stage, Searching):
        label, text = "Searched for", stage.searched_for
    else:
        named = ", ".join(stage.names)
        label, text = (
            "Found",
            f"{counted(stage.sources, 'source')}: {named} \N{HORIZONTAL ELLIPSIS}",
        )
    return element("p", element("span", label, class_="g-label"), " ", text, class_="g-stage")


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
