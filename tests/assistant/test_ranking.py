"""Coverage and scores: more of the question in a sentence never counts less."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.ranking import WEIGHTS, Ranking
from corpus.model import Sentence, Source, SourceKind, Span
from corpus.text.words import content_stems
from ui.session import Session

NOTHING: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def ranking(starter_session: Session) -> Ranking:
    return Ranking(understand("Which antibiotic for acute sinusitis?"), starter_session.library)


def test_coverage_grows_with_the_words_that_are_there(ranking: Ranking) -> None:
    shares = [
        ranking.coverage(frozenset(content_stems(text)), NOTHING)
        for text in ("", "antibiotic", "antibiotic sinusitis", "antibiotic for acute sinusitis")
    ]
    assert shares == sorted(set(shares))
    assert 0.0 == shares[0] < shares[-1] <= 1.0


def test_words_around_count_less_than_words_inside(ranking: Ranking) -> None:
    word = frozenset(content_stems("sinusitis"))
    assert 0 < ranking.coverage(NOTHING, word) < ranking.coverage(word, NOTHING)
    assert ranking.coverage(word, word) == ranking.coverage(word, NOTHING)


def test_a_question_without_words_covers_nothing(starter_session: Session) -> None:
    empty = Ranking(understand("the of"), starter_session.library)
    assert empty.coverage(frozenset(content_stems("sinusitis")), NOTHING) == 0.0


@pytest.mark.parametrize("name", sorted(WEIGHTS))
def test_a_score_moves_with_the_sign_of_its_weight(ranking: Ranking, name: str) -> None:
    moved = ranking.score({name: 1.0}) - ranking.score({name: 0.0})
    assert (moved > 0) == (WEIGHTS[name] > 0)


@pytest.mark.parametrize(
    ("sentence", "clashes"),
    [
        ("Knee injury with focal tenderness: radiography.", True),
        ("Knee injury without focal tenderness or effusion: no radiography.", False),
        ("Knee injury with effusion: radiography.", True),
        ("Radiography of the knee.", False),
    ],
)
def test_what_is_absent_in_the_question_clashes_where_a_sentence_has_it(
    starter_session: Session, sentence: str, clashes: bool
) -> None:
    question = "Knee injury, no focal tenderness, no effusion: radiography?"
    asked = Ranking(understand(question), starter_session.library)
    stems = frozenset(content_stems(sentence))
    source = Source("a", SourceKind.GUIDELINE, "Knee", family="a")
    features = asked.sentence_features(source, Sentence(Span(0, len(sentence))), sentence, stems, 0)
    assert (features["clash"] > 0) is clashes
    assert asked.score({"clash": features["clash"]}) <= 0


@pytest.mark.parametrize(
    ("question", "strength", "asked_for"),
    [
        ("Which imaging is usually appropriate?", "Usually appropriate, rating 8", True),
        ("Which imaging is usually appropriate?", "Rating 8 (usually appropriate)", True),
        ("Which imaging is usually appropriate?", "Usually not appropriate", False),
        ("It may be appropriate. Which imaging is first?", "May be appropriate", False),
        ("Which imaging is first?", None, False),
    ],
)
def test_the_strength_that_is_asked_for_is_known(
    starter_session: Session, question: str, strength: str | None, asked_for: bool
) -> None:
    ranking = Ranking(understand(question), starter_session.library)
    text = "Radiography of the knee."
    source = Source("a", SourceKind.GUIDELINE, "Knee", family="a")
    sentence = Sentence(Span(0, len(text)), strength=strength)
    features = ranking.sentence_features(
        source, sentence, text, frozenset(content_stems(text)), ordinal=0
    )
    assert features["label asked"] == asked_for


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("Microscopic haematuria on apixaban: skip the workup?", True),
        ("Which dose of apixaban in haematuria?", False),
    ],
)
def test_what_is_on_a_drug_taken_already_and_nothing_else_is_told(
    starter_session: Session, question: str, only: bool
) -> None:
    ranking = Ranking(understand(question), starter_session.library)
    text = "Treat thrombosis with apixaban."
    source = Source("a", SourceKind.GUIDELINE, "Thrombosis", family="a")
    stems = frozenset(content_stems(text))
    features = ranking.sentence_features(source, Sentence(Span(0, len(text))), text, stems, 0)
    assert features["only taken"] == float(only)


def test_a_narrow_age_counts_as_far_as_the_sentence_is_on_the_subject(
    starter_session: Session,
) -> None:
    ranking = Ranking(understand("14-day-old with fever: tests?"), starter_session.library)
    source = Source("a", SourceKind.GUIDELINE, "Infants", family="a")

    def narrow(text: str) -> float:
        stems = frozenset(content_stems(text))
        sentence = Sentence(Span(0, len(text)))
        return ranking.sentence_features(source, sentence, text, stems, 0)["narrow age"]

    fever = narrow("Fever at 8 to 21 days old needs tests.")
    assert fever > narrow("Infants 8 to 21 days old are vaccinated.")
    assert fever > narrow("Fever at 8 to 60 days old needs tests.")
