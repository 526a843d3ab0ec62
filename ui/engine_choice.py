"""Which engine a command asks, and where questions are sent then: told before the first one.

Callers: the commands that ask questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import UsageError

if TYPE_CHECKING:
    from corpus.settings import Settings
    from ui.session import Session


def chosen(engine: str | None, settings: Settings) -> str:
    """The engine that was named, else the one that is set. Raises UsageError where it cannot be."""
    from assistant.assistant import ENGINES, GENERATIVE

    name = engine or settings.engine
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}: choose one of {', '.join(ENGINES)}")
    if name == GENERATIVE and settings.chat_server is None:
        raise UsageError(
            "the engine 'generative' needs a language model: set GALEN_LLM_BASE_URL and"
            " GALEN_LLM_MODEL, or choose the engine 'extractive'"
        )
    return name


def tell_where_sent(session: Session, engine: str) -> None:
    """Name the host on stderr, where questions leave this installation."""
    from assistant.assistant import GENERATIVE
    from ui.session import tell

    server = session.settings.chat_server
    if engine == GENERATIVE and server is not None:
        tell(
            f"Questions, without the personal identifiers that are recognised, and the passages"
            f" found for them are sent to {server.where}, for {server.model}."
        )
