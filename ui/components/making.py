"""How an answer was made: its engine and model, tokens and what they cost, the time of each stage.

Part of every answer's foot (`answer_view`).
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, NoticeKind
from assistant.assistant import GENERATIVE
from corpus.chat_server import Price
from ui.components.html import Markup, element

_STAGES = {
    "triage": "Screened",
    "retrieve": "Searched",
    "compose": "Chose the evidence",
    "judging": "Had passages judged by the model",
    "parts": "Had the question parted by the model",
    "generate": "Waited for the model",
    "repair": "Had statements corrected",
    "wording": "Had it worded for the reader",
    "verify": "Checked",
    "total": "In all",
}


def worded_by(answer: Answer) -> Iterator[Markup]:
    """That the words are a model's, where they are: they stand in no source like this."""
    if answer.engine == GENERATIVE and answer.bottom_line is not None:
        told = (
            f"Worded by the language model {answer.model or 'of this installation'}. Each sentence "
            "was checked against the passages that it cites, which open at its number."
        )
        yield element("p", told, class_="g-small g-worded")


def making(answer: Answer, price: Price | None) -> Markup:
    """What is known of it, behind one line."""
    facts = [
        part
        for name, value in _facts(answer, price)
        for part in (element("dt", name), element("dd", value))
    ]
    summary = element("summary", "How this answer was made", class_="g-small")
    return element("details", summary, element("dl", *facts, class_="g-known"), class_="g-making")


def _facts(answer: Answer, price: Price | None) -> Iterator[tuple[str, str]]:
    yield "Engine", _engine(answer)
    if answer.model:
        yield "Language model", answer.model
    used = answer.usage
    if used.prompt_tokens or used.completion_tokens:
        about = "about " if used.estimated else ""
        sent, received = f"{about}{used.prompt_tokens:,}", f"{about}{used.completion_tokens:,}"
        yield "Tokens", f"{sent} sent, {received} received"
        if price is not None:
            cost = price.cost(used.prompt_tokens, used.completion_tokens)
            yield "Cost", f"{about}{cost:.4f} {price.currency}, at the prices that are set now"
    elif used.calls:
        yield "Tokens", "Not counted by the model's server"
    yield "Library", answer.library_version
    for stage, name in _STAGES.items():
        if stage in answer.timings_ms:
            yield name, _duration(answer.timings_ms[stage])


def _engine(answer: Answer) -> str:
    if answer.engine == GENERATIVE:
        return "Generative: worded by a language model, each sentence checked"
    if any(notice.kind is NoticeKind.FALLBACK for notice in answer.notices):
        return "Extractive: quoted evidence, in place of the language model"
    return "Extractive: quoted evidence, no language model"


def _duration(milliseconds: float) -> str:
    if milliseconds < 1_000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1_000:.1f} s"
