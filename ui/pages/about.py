"""About: editorial policy, method, limits, intended use, and what exactly is running."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import streamlit as st

from assistant.workspace.model import Person
from corpus.chat_server import ChatServer
from corpus.settings import Settings
from ui.components.actions import Action
from ui.components.html import Markup, element, show
from ui.export.context import EDITORIAL_POLICY
from ui.services import Services

INTENDED_USE = Path(__file__).parents[2] / "docs" / "intended-use.md"

_POLICY = (
    EDITORIAL_POLICY,
    "An answer that nobody submitted is seen by the person who asked, and by whoever is given its "
    "link. Submitted answers are read by reviewers, who take them up, comment, correct, request "
    "changes, approve or retire them. Who did what, and when, is kept in a trail that cannot be "
    "changed unseen.",
    "An answer becomes stale when a source that it cites is updated, superseded, retracted or "
    "removed. A stale answer says so, names the source, and cannot be approved.",
)
_METHOD = (
    "A question is screened for emergencies and personal data first. Sources are then found by "
    "words and by meaning; the sentences that answer are chosen, and shown as they are printed.",
    "Every sentence passes the same checks before it is shown: its quotes are read again from the "
    "library, and its numbers, negations, conditions and strength must stand in them. What fails "
    "is withheld and counted. The check mark beside a sentence lists the outcomes.",
    "Who you say you are changes the layout, the explanations and the disclaimer. It never changes "
    "a claim, a number or a citation.",
)


def page(services: Services, person: Person, action: Action | None) -> None:
    """The whole page."""
    show(
        element(
            "article",
            element("h1", "About Galen", class_="g-page-title"),
            *_section("Editorial policy", _POLICY),
            *_section("Method", _METHOD),
            *_section("Where questions are sent", _sent(services.settings.chat_server)),
            element("h2", "What is running"),
            element("dl", *_running(services), class_="g-known"),
            class_="g-answer g-about",
        )
    )
    if INTENDED_USE.is_file():
        # Galen's own text, of this release: the only Markdown on any page.
        st.markdown(_deeper(INTENDED_USE.read_text("utf-8")))


def _deeper(markdown: str) -> str:
    """Headings a level below, since the page has a title of its own."""
    return re.sub("^#", "##", markdown, flags=re.MULTILINE)


def _section(title: str, paragraphs: tuple[str, ...]) -> Iterator[Markup]:
    yield element("h2", title)
    for paragraph in paragraphs:
        yield element("p", paragraph)


def _sent(server: ChatServer | None) -> tuple[str, ...]:
    if server is None:
        return (
            "Nowhere. No language model is configured: questions and answers stay in this "
            "installation.",
        )
    return (
        f"To {server.where}, for the language model {server.model}, when an answer worded by it is "
        "asked for; else nowhere. Sent are the question, after personal identifiers that Galen "
        "recognises are removed, the titles of the sources found and the passages chosen from "
        "them. Never sent are earlier answers, names of people who ask, or saved answers.",
        "The model words statements, each with the passages that it rests on. Galen holds each "
        "against these passages and withholds what they do not bear out. What is shown in the end, "
        "and by which engine, is said with the answer.",
    )


def _running(services: Services) -> Iterator[Markup]:
    library, session = services.library, services.session
    facts = {
        "Galen": version("galen"),
        "Engine": _engine(session.settings),
        "Embedding model": f"{session.settings.embedding_model} ({session.embedder.fingerprint})",
        "Library": f"{library.version}: {len(library.entries()):,} sources, "
        f"{library.passage_count:,} passages",
        "Retention": _retention(session.settings.retention_days),
        "Python": platform.python_version(),
        "Streamlit": version("streamlit"),
    }
    for name, value in facts.items():
        yield element("dt", name)
        yield element("dd", value)


def _engine(settings: Settings) -> str:
    server = settings.chat_server
    if server is None:
        return "Extractive: quoted evidence, no language model"
    return f"{settings.engine.capitalize()}, unless another is chosen; {server.model} words answers"


def _retention(days: int) -> str:
    if not days:
        return "Questions and unsubmitted answers are kept until they are deleted"
    return f"Questions and unsubmitted answers are deleted after {days} days"
