"""Anticipated questions: which sentence they find, through changes of sources, lists, models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st
from postgres_server import new_library_url
from texts import source_text

from corpus.anticipation import _two_best
from corpus.errors import LibraryBusy
from corpus.library import Library
from corpus.records import Anticipated, Nearness
from corpus.settings import Settings
from corpus.text.words import content_stems

FLARE, URATE = "Colchicine treats gout flares.", "Allopurinol lowers urate."
GOUT = source_text("gout", FLARE, URATE)
QUESTIONS = [
    Anticipated("gout", FLARE, "What helps when my big toe is red and hot?"),
    Anticipated("gout", FLARE, "Acute podagra treatment?"),
    Anticipated("gout", URATE, "Which tablets prevent tophi?"),
    Anticipated("asthma", "Inhale early.", "What helps when I wheeze?"),
    Anticipated("gout", "Nobody said this.", "Who said this about toes?"),
]

Open = Callable[..., Library]


@pytest.fixture(params=["sqlite", "postgresql"])
def open_library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    opened: list[Library] = []
    url = new_library_url() if request.param == "postgresql" else None

    def open_one(embedder: HashingEmbedder | None = None) -> Library:
        settings = Settings(home=tmp_path / "home", library_url=url)
        opened.append(Library.open(settings, embedder or HashingEmbedder()))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Open) -> Library:
    library = open_library()
    library.put(GOUT)
    anticipate(library, QUESTIONS)
    return library


def anticipate(library: Library, questions: list[Anticipated], origin: str = "list") -> None:
    assert sum(library.anticipate(origin, questions)) == len(questions)


def near(library: Library, question: str, widened: str = "") -> dict[str, Nearness]:
    """By sentence."""
    stems, more = frozenset(content_stems(question)), frozenset(content_stems(widened))
    found = library.near(library.embed(question), stems, more)
    return {answer: nearness for (_, answer), nearness in found.items()}


def nearest(library: Library, question: str) -> str:
    found = near(library, question)
    return max(found, key=lambda answer: found[answer].meaning)


def test_a_question_finds_the_sentence_that_a_like_one_is_known_to_be_answered_by(
    library: Library,
) -> None:
    assert nearest(library, "My big toe is red, what helps?") == FLARE
    assert nearest(library, "tablets against tophi") == URATE
    assert set(near(library, "toe")) == {FLARE, URATE}


def test_the_hit_names_the_passage_that_holds_the_sentence(library: Library) -> None:
    found = library.near(library.embed("toe"), frozenset({"toe"}), frozenset())
    assert {passage for passage, _ in found} == {passage.id for passage in GOUT.passages}


def test_the_same_question_shares_all_words_and_a_strange_one_none(library: Library) -> None:
    same = near(library, "Acute podagra treatment?")[FLARE]
    assert same.words == pytest.approx(1.0)
    assert near(library, "zebra stripes")[FLARE].words == 0.0
    assert 0 < near(library, "podagra in zebras")[FLARE].words < 1


def test_what_a_word_stands_for_is_shared_too(library: Library) -> None:
    asked = "toe thing"
    assert near(library, asked, widened="podagra")[FLARE].words > near(library, asked)[FLARE].words


def test_a_list_holds_for_sources_that_come_and_those_that_change(library: Library) -> None:
    assert nearest(library, "What helps when I wheeze?") == FLARE
    library.put(source_text("asthma", "Inhale early."))
    assert nearest(library, "What helps when I wheeze?") == "Inhale early."
    library.put(source_text("asthma", "Inhale late."))
    assert "Inhale early." not in near(library, "What helps when I wheeze?")
    library.remove("gout")
    assert near(library, "What helps when I wheeze?") == {}


def test_another_process_sees_the_list_at_its_next_question(
    library: Library, open_library: Open
) -> None:
    other = open_library()
    assert nearest(other, "tablets against tophi") == URATE
    anticipate(library, [Anticipated("gout", FLARE, "tablets against tophi")])
    assert set(near(other, "tablets against tophi")) == {FLARE}
    anticipate(library, [])
    assert near(other, "tablets against tophi") == {}


def test_lists_stand_side_by_side(library: Library) -> None:
    anticipate(library, [Anticipated("gout", URATE, "red hot toe")], origin="another")
    assert nearest(library, "red hot toe") == URATE
    anticipate(library, [], origin="another")
    assert nearest(library, "red hot toe") == FLARE


def test_a_question_is_embedded_once(open_library: Open) -> None:
    embedder = HashingEmbedder()
    library = open_library(embedder)
    library.put(GOUT)
    anticipate(library, QUESTIONS)
    before = embedder.embedded
    anticipate(library, [*QUESTIONS, Anticipated("gout", URATE, "Anything new?")])
    assert embedder.embedded == before + 1


def test_a_list_that_is_not_read_to_its_end_changes_nothing(library: Library) -> None:
    steps = library.anticipate("list", [Anticipated("gout", URATE, "red hot toe")])
    next(steps)
    steps.close()
    assert nearest(library, "red hot toe") == FLARE


def test_only_one_process_writes(library: Library, open_library: Open) -> None:
    other = open_library()
    steps = library.anticipate("list", QUESTIONS)
    next(steps)
    with pytest.raises(LibraryBusy):
        next(other.anticipate("list", QUESTIONS))
    steps.close()


def test_another_model_embeds_them_again(library: Library, open_library: Open) -> None:
    library.close()
    other = open_library(HashingEmbedder("other", 32))
    assert other.pending() is not None
    assert [*other.catch_up()]
    assert other.pending() is None
    assert nearest(other, "tablets against tophi") == URATE


@given(st.lists(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=5), min_size=1))
def test_the_two_best_of_each_group(groups: list[list[float]]) -> None:
    sizes = [len(group) for group in groups]
    starts = np.array([sum(sizes[:n]) for n in range(len(sizes))], np.intp)
    scores = np.array([score for group in groups for score in group], np.float32)
    expected = [float(np.mean(sorted(group)[-2:])) for group in groups]
    assert _two_best(scores, starts) == pytest.approx(expected, abs=1e-6)
