"""The bundled model against sentence-transformers, and other models through it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import corpus
from corpus.embedding import Embedder, open_embedder
from corpus.embedding.weights import find_files
from corpus.errors import ModelError
from corpus.settings import Settings

pytestmark = [
    pytest.mark.models,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # torch's and transformers' own
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
pytest.importorskip("sentence_transformers", reason="the `models` extra is not installed")

STARTER = Path(corpus.__file__).parent / "starter"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), embedding_weights=None)


@pytest.fixture(scope="module")
def model_path(settings: Settings) -> Path:
    return find_files(settings).weights.parent


@pytest.fixture(scope="module")
def reference(settings: Settings, model_path: Path) -> Embedder:
    return open_embedder(settings.model_copy(update={"embedding_model": str(model_path)}))


def _starter_sentences(count: int) -> list[str]:
    lines = (
        line.lstrip("-# ")
        for file in sorted(STARTER.glob("*/*.md"))
        for line in file.read_text("utf-8").split("---", 2)[2].splitlines()
    )
    return [line for line in lines if len(line) > 30][:count]


def test_both_engines_give_the_same_vectors(settings: Settings, reference: Embedder) -> None:
    texts = [*_starter_sentences(240), "", " ".join(_starter_sentences(60))]
    assert len(texts) > 200
    difference = np.abs(open_embedder(settings).embed(texts) - reference.embed(texts)).max()
    assert difference < 1e-5


def test_both_engines_count_the_same_tokens(settings: Settings, reference: Embedder) -> None:
    texts = [*_starter_sentences(50), "", " ".join(_starter_sentences(60))]
    bundled = open_embedder(settings)
    assert [bundled.count_tokens(t) for t in texts] == [reference.count_tokens(t) for t in texts]


def test_any_model_keeps_the_promises_of_an_embedder(reference: Embedder, model_path: Path) -> None:
    vectors = reference.embed(_starter_sentences(5))
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, reference.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert reference.embed([]).shape == (0, reference.dimension)
    assert reference.name == str(model_path)


def test_the_fingerprint_follows_the_weights(reference: Embedder) -> None:
    from corpus.embedding.sentence_transformer import SentenceTransformerEmbedder

    model = reference._model  # type: ignore[attr-defined]
    assert SentenceTransformerEmbedder(reference.name, model).fingerprint == reference.fingerprint
    bias = next(v for k, v in model.state_dict().items() if k.endswith("output.dense.bias"))
    kept = float(bias[0])
    bias[0] += 1
    try:
        changed = SentenceTransformerEmbedder(reference.name, model).fingerprint
    finally:
        bias[0] = kept
    assert changed != reference.fingerprint


@pytest.mark.parametrize("empty_folder", [True, False])
def test_a_path_without_a_model_is_refused_in_one_line(
    settings: Settings, tmp_path: Path, empty_folder: bool
) -> None:
    path = tmp_path if empty_folder else tmp_path / "missing"
    with pytest.raises(ModelError, match="GALEN_EMBEDDING_MODEL") as refusal:
        open_embedder(settings.model_copy(update={"embedding_model": str(path)}))
    assert "\n" not in str(refusal.value)
