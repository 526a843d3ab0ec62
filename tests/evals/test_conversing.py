"""A conversation is held as a person would, and every share is of the turns that it is about."""

from __future__ import annotations

from evals.conversations import FIRST, NO_QUESTION, TOPIC_CHANGE, GoldConversation, GoldTurn
from evals.conversing import Asked, Held, Share, by_kind, hold, summarise, text, to_json
from ui.session import Session

GOUT = frozenset(("acr-2020-gout",))
CONVERSATION = GoldConversation(
    "gout",
    "tuning",
    (
        GoldTurn(FIRST, "when to start allopurinol in gout", GOUT, "When is allopurinol started?"),
        GoldTurn("dose", "what dose?", GOUT, "What dose of allopurinol is started in gout?"),
        GoldTurn(NO_QUESTION, "thanks", frozenset(), ""),
    ),
)


def asked(rank: int | None = 1, *, like_full: bool = True, searched_for: str = "q") -> Asked:
    return Asked(searched_for, rank, answered=True, like_full=like_full)


def held(kind: str, *ranks: int | None, kept: tuple[str, ...] = (), half: str = "tuning") -> Held:
    return Held("c", half, kind, "q", tuple(asked(rank) for rank in ranks), kept, kept)


def test_a_follow_up_finds_with_its_history_what_it_misses_alone(starter_session: Session) -> None:
    first, dose, thanks = hold(starter_session.assistant, [CONVERSATION])
    assert first.galen.searched_for == first.question
    assert dose.galen.found
    assert dose.galen.searched_for != dose.question
    assert not dose.by("none").found
    assert dose.by("none").searched_for == dose.question
    assert dose.by("all earlier questions").searched_for.endswith("gout what dose?")
    assert thanks.galen.searched_for == "thanks"
    assert not thanks.galen.like_full


def test_shares_are_of_the_turns_they_are_about() -> None:
    turns = [
        held(FIRST, 9, 9, 9),
        held("dose", 5, None, 6),
        held("dose", 6, 1, 1),
        held(TOPIC_CHANGE, 1, 1, 1, kept=("gout",)),
        held(NO_QUESTION, None, None, None),
    ]
    shares = summarise(turns)
    assert shares["found, galen"] == Share(2, 3)
    assert shares["found, none"] == Share(2, 3)
    assert shares["found, all earlier questions"] == Share(2, 3)
    assert shares["old topic let go"] == Share(0, 1)
    assert shares["left as typed"] == Share(2, 2)
    assert shares["first questions found"] == Share(0, 1)
    assert by_kind(turns) == {"dose": Share(1, 2), TOPIC_CHANGE: Share(1, 1)}


def test_no_turn_is_no_share() -> None:
    assert summarise([])["found, galen"].to_json()["value"] is None
    assert str(Share(0, 0)) == "none"


def test_halves_are_reported_apart_and_misses_named() -> None:
    turns = [held("dose", 1, 1, 1), held("dose", None, 1, 1, half="frozen")]
    told = to_json(turns)
    assert told["summary"]["tuning"]["found, galen"]["count"] == 1
    assert told["summary"]["frozen"]["found, galen"]["count"] == 0
    assert told["summary"]["all"]["found, galen"]["of"] == 2
    assert "not found: 1" in text(turns)
