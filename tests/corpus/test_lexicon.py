"""The lexical index: stems, phrases, weights, sections; questions that look like query syntax."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexBroken, LibraryError
from corpus.lexicon import STOP_WORDS, LexicalIndex, Words
from corpus.model import Section
from corpus.records import QueryTerm

GUIDELINES, RESEARCH = Section.GUIDELINES, Section.RESEARCH

TEXTS = {
    "mass": "A palpable mass of the shoulder needs ultrasound first.",
    "masses": "Masses that grow are referred. WHO grading applies.",
    "drug": "Metformin is not given below an eGFR of 30 mL/min.",
    "order": "First ultrasound, then magnetic resonance imaging.",
}


def found(index: LexicalIndex, *terms: str | QueryTerm, section: Section = GUIDELINES) -> list[str]:
    wanted = [QueryTerm(term) if isinstance(term, str) else term for term in terms]
    return [hit.passage_id for hit in index.search(wanted, section, 10)]


def add(index: LexicalIndex, texts: dict[str, str], retired: Sequence[str] = ()) -> None:
    index.update(retired, [Words(key, GUIDELINES, [text]) for key, text in texts.items()])


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    index = LexicalIndex(tmp_path / "lexicon")
    add(index, TEXTS)
    yield index
    index.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalIndex]:
    index = LexicalIndex(tmp_path_factory.mktemp("shared") / "lexicon")
    add(index, TEXTS)
    yield index
    index.close()


def test_inflected_words_are_the_same_word(shared: LexicalIndex) -> None:
    assert set(found(shared, "mass")) == {"mass", "masses"} == set(found(shared, "MASSES"))
    assert shared.document_frequency("massed") == 2


def test_several_words_must_stand_together(shared: LexicalIndex) -> None:
    assert found(shared, "magnetic resonance") == ["order"]
    assert found(shared, "resonance magnetic") == []
    assert found(shared, "mass of the shoulder") == ["mass"]
    assert shared.document_frequency("palpable masses") == 1
    assert shared.document_frequency("shoulder mass") == 0


def test_accents_do_not_matter(index: LexicalIndex) -> None:
    add(index, {"s": "Sjögren's syndrome"})
    assert found(index, "Sjogren") == ["s"] == found(index, "sjögren")


@pytest.mark.parametrize("word", ["the", "not", "of the", "", "  ", "?!", "THE of"])
def test_stop_words_and_signs_alone_find_nothing(shared: LexicalIndex, word: str) -> None:
    assert found(shared, word) == []


def test_an_abbreviation_is_not_a_stop_word(shared: LexicalIndex) -> None:
    assert "who" in STOP_WORDS
    assert found(shared, "who") == []
    assert found(shared, "WHO") == ["masses"]


def test_a_heavier_term_decides(shared: LexicalIndex) -> None:
    grow, metformin = "grow", "metformin"
    assert found(shared, QueryTerm(grow, 5.0), metformin)[0] == "masses"
    assert found(shared, grow, QueryTerm(metformin, 5.0))[0] == "drug"


def test_weights_scale_the_score(shared: LexicalIndex) -> None:
    (single,) = shared.search([QueryTerm("metformin")], GUIDELINES, 5)
    (double,) = shared.search([QueryTerm("metformin", 2.0)], GUIDELINES, 5)
    assert double.score == pytest.approx(2 * single.score)


def test_every_text_of_a_passage_is_searched(index: LexicalIndex) -> None:
    index.update([], [Words("x", GUIDELINES, ["Urate was high.", "Gout", "tophus seen"])])
    assert found(index, "tophi", "tophus") == ["x"] == found(index, "gout") == found(index, "urate")
    assert index.document_frequency("tophus") == 1


def test_no_phrase_runs_from_one_text_into_the_next(index: LexicalIndex) -> None:
    index.update([], [Words("x", GUIDELINES, ["Urate in gout", "attack prevention"])])
    assert found(index, "attack prevention") == ["x"]
    assert found(index, "gout attack") == []


def test_one_word_in_every_text_does_not_outweigh_two_words(index: LexicalIndex) -> None:
    one = Words("one", GUIDELINES, ["Tophus", "The tophus of a joint", "Tophus", "tophus"])
    two = Words("two", GUIDELINES, ["Nodes", "The tophus holds urate", "Joints", "gout"])
    index.update([], [one, two])
    assert found(index, "tophus", "urate") == ["two", "one"]


def test_sections_are_searched_apart_and_score_nothing(index: LexicalIndex) -> None:
    alone = index.search([QueryTerm("metformin")], GUIDELINES, 5)
    index.update([], [Words("r", RESEARCH, ["Guidelines on metformin, research on metformin."])])
    assert found(index, "metformin") == ["drug"]
    assert found(index, "metformin", section=RESEARCH) == ["r"]
    assert found(index, "guidelines", "research") == []
    assert alone[0].score > 0
    assert index.ids() == {GUIDELINES: set(TEXTS), RESEARCH: {"r"}}


def test_updating_again_changes_nothing(index: LexicalIndex) -> None:
    for _ in range(2):
        add(index, {"drug": "Insulin instead."}, retired=["mass", "never there"])
    assert index.passage_count == 3
    assert found(index, "metformin") == []
    assert found(index, "insulin") == ["drug"]


def test_an_id_retired_and_added_at_once_stays(index: LexicalIndex) -> None:
    add(index, {"mass": TEXTS["mass"]}, retired=["mass"])
    assert index.passage_count == len(TEXTS)


def test_what_was_written_is_there_after_closing(index: LexicalIndex) -> None:
    before = index.search([QueryTerm("ultrasound")], GUIDELINES, 5)
    index.close()
    assert index.search([QueryTerm("ultrasound")], GUIDELINES, 5) == before
    assert len(before) == 2


@pytest.mark.parametrize(
    "question",
    ['text:"mass" AND (', "title:*", "+mass -shoulder", "mass~2^9", "[a TO z]", "\\", "id:drug"],
)
def test_query_syntax_is_only_text(shared: LexicalIndex, question: str) -> None:
    assert set(found(shared, *question.split())) <= {"mass", "masses"}


@given(question=st.text(max_size=60), k=st.integers(0, 5))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_question_is_harmless(shared: LexicalIndex, question: str, k: int) -> None:
    assert len(shared.search([QueryTerm(question)], GUIDELINES, k)) <= k
    assert 0 <= shared.document_frequency(question) <= len(TEXTS)


def test_a_damaged_index_says_so(index: LexicalIndex) -> None:
    index.close()
    (index.folder / "meta.json").write_text("{", "utf-8")
    with pytest.raises(IndexBroken, match="galen doctor"):
        found(index, "mass")
    with pytest.raises(LibraryError, match="cannot be written"):
        add(index, TEXTS)


def test_an_open_index_does_not_need_its_files(index: LexicalIndex) -> None:
    index.close()
    index.load()
    shutil.rmtree(index.folder)
    assert found(index, "shoulder") == ["mass"]
    assert index.ids()[GUIDELINES] == set(TEXTS)


def test_an_index_that_is_not_there_is_not_loaded_as_an_empty_one(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "none")
    with pytest.raises(IndexBroken, match="galen doctor"):
        index.load()
    assert not index.folder.exists()
