"""The bundled model: exact vectors, exact files, and a start that survives a damaged home."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import Embedder, open_embedder
from corpus.embedding.weights import (
    WEIGHTS_SHA256,
    FileStamp,
    find_files,
    graph_path,
    open_graph,
    read_tokenizer,
    read_weights,
)
from corpus.errors import ModelError
from corpus.settings import Settings

# Recorded from sentence-transformers 6.2.0: text, own tokens, first three components, cosine to
# the first text.
GOLDEN = [
    (
        "Which imaging test comes first for a superficial lump on the back?",
        13,
        (0.018014, 0.013818, -0.040653),
        1.0,
    ),
    (
        "Ultrasound is the first imaging test for a superficial soft-tissue mass.",
        14,
        (0.047234, -0.051197, 0.002258),
        0.677345,
    ),
    (
        "MRI with contrast is preferred for deep masses larger than 5 cm.",
        13,
        (0.044877, -0.038231, 0.014547),
        0.417799,
    ),
    (
        "A PPI is taken 30–60 minutes before a meal.",
        13,
        (-0.059172, 0.052675, -0.022132),
        0.072413,
    ),
    ("", 0, (-0.118838, 0.048299, -0.002548), 0.025619),
    (
        "Café-au-lait, β-blocker, 10 µg/kg: naïve ÄÖ 中文 😀",
        23,
        (-0.128881, -0.011365, -0.030584),
        0.044415,
    ),
]
TEXTS = [text for text, *_ in GOLDEN]
WORDS = ["pain", "fever", "blood", "heart", "child", "dose", "week", "test"] * 50  # a token each


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), embedding_weights=None)


@pytest.fixture(scope="module")
def embedder(settings: Settings) -> Embedder:
    return open_embedder(settings)


def test_vectors_are_those_of_the_reference_implementation(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    np.testing.assert_allclose(vectors[:, :3], [first for *_, first, _ in GOLDEN], atol=1e-4)
    np.testing.assert_allclose(vectors @ vectors[0], [cosine for *_, cosine in GOLDEN], atol=1e-4)


def test_tokens_are_the_models_own_without_special_ones(embedder: Embedder) -> None:
    assert [embedder.count_tokens(text) for text in TEXTS] == [count for _, count, *_ in GOLDEN]
    assert embedder.count_tokens(" ".join(WORDS)) == len(WORDS)


def test_one_row_of_length_one_for_each_text(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS * 3)
    assert vectors.shape == (len(TEXTS) * 3, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_vector_depends_on_its_text_alone(embedder: Embedder) -> None:
    texts = [*TEXTS, *(" ".join(WORDS[:length]) for length in (1, 200, 7, 400, 30, 254))]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(embedder.embed(texts[::-1]), together[::-1], atol=1e-5)


def test_texts_are_cut_at_256_tokens_with_the_special_ones(embedder: Embedder) -> None:
    whole, cut = " ".join(WORDS), " ".join(WORDS[:254])
    last_changed = " ".join([*WORDS[:253], "hepatitis"])
    vectors = embedder.embed([whole, cut, last_changed])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    assert np.abs(vectors[1] - vectors[2]).max() > 1e-4


def test_fingerprint_names_model_and_weights(embedder: Embedder, settings: Settings) -> None:
    assert embedder.name == settings.embedding_model
    assert embedder.name in embedder.fingerprint
    assert WEIGHTS_SHA256 in embedder.fingerprint


def test_int8_gives_nearly_the_same_vectors_whatever_else_is_embedded(
    embedder: Embedder, settings: Settings, tmp_path: Path
) -> None:
    update = {"home": tmp_path, "embedding_precision": "int8"}
    small = open_embedder(settings.model_copy(update=update))
    together, full = small.embed(TEXTS), embedder.embed(TEXTS)
    cosines = (together * full).sum(axis=1)
    assert cosines.min() > 0.97
    assert cosines.max() < 0.9999  # it did run in int8
    alone = np.concatenate([small.embed([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


def test_int8_is_a_model_of_its_own(embedder: Embedder, settings: Settings, tmp_path: Path) -> None:
    update = {"home": tmp_path, "embedding_precision": "int8"}
    small = settings.model_copy(update=update)
    first, again = open_embedder(small), open_embedder(small)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != embedder.fingerprint
    assert graph_path(small).name != graph_path(settings).name


@pytest.mark.usefixtures("embedder")
def test_the_graph_is_written_once_and_leaves_nothing_else(settings: Settings) -> None:
    path = graph_path(settings)
    before = FileStamp.of(path)
    assert open_graph(settings, find_files(settings)) == path
    assert FileStamp.of(path) == before
    assert {file.name for file in path.parent.iterdir()} == {
        path.name,
        path.with_suffix(".json").name,
    }


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _make_foreign(path: Path) -> None:
    path.write_bytes(b"another program's file")


def _forget_record(path: Path) -> None:
    path.with_suffix(".json").write_text('{"graph": []}', "utf-8")


@pytest.mark.usefixtures("embedder")
@pytest.mark.parametrize("damage", [_truncate, _make_foreign, Path.unlink, _forget_record])
def test_a_damaged_graph_is_written_anew(settings: Settings, damage) -> None:
    path = graph_path(settings)
    sound = path.read_bytes()
    damage(path)
    assert open_graph(settings, find_files(settings)) == path
    assert path.read_bytes() == sound


@pytest.mark.usefixtures("embedder")
def test_moved_weights_are_checked_and_the_graph_kept(settings: Settings, tmp_path: Path) -> None:
    moved = settings.model_copy(update={"embedding_weights": _copy_model(settings, tmp_path)})
    before = FileStamp.of(graph_path(settings))
    assert open_graph(moved, find_files(moved)) == graph_path(settings)
    assert FileStamp.of(graph_path(settings)) == before
    moved_weights = find_files(moved).weights
    _flip_a_byte(moved_weights)
    with pytest.raises(ModelError, match="SHA-256"):
        open_graph(moved, find_files(moved))


def test_a_home_that_cannot_be_written_still_answers(embedder: Embedder, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder", "utf-8")
    homeless = open_embedder(Settings(home=occupied / "home", embedding_weights=None))
    np.testing.assert_allclose(homeless.embed(TEXTS), embedder.embed(TEXTS), atol=1e-6)


def test_other_weights_are_refused(settings: Settings, tmp_path: Path) -> None:
    weights = _copy_model(settings, tmp_path / "model")
    _flip_a_byte(weights)
    with pytest.raises(ModelError, match="SHA-256") as refusal:
        open_embedder(Settings(home=tmp_path / "home", embedding_weights=weights))
    assert "\n" not in str(refusal.value)
    assert not graph_path(Settings(home=tmp_path / "home")).exists()


def test_another_tokenizer_is_refused(settings: Settings, tmp_path: Path) -> None:
    weights = _copy_model(settings, tmp_path / "model", copy=os.symlink)
    weights.with_name("tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json .*SHA-256"):
        open_embedder(Settings(home=tmp_path / "home", embedding_weights=weights))


def test_a_setting_without_files_says_which_setting(tmp_path: Path) -> None:
    wrong = Settings(home=tmp_path, embedding_weights=tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="GALEN_EMBEDDING_WEIGHTS"):
        open_embedder(wrong)


def test_no_weights_at_all_says_what_to_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="make install") as missing:
        find_files(settings, carriers=("no-such-package-is-installed",))
    assert "\n" not in str(missing.value)


def test_a_hub_cache_on_disk_is_found(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "hub/models--sentence-transformers--all-MiniLM-L6-v2/snapshots/c9745ed1"
    weights = _copy_model(settings, folder)
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    found = find_files(settings, carriers=())
    assert found.weights == weights
    assert read_weights(found) == read_weights(find_files(settings))
    assert read_tokenizer(found) == read_tokenizer(find_files(settings))


def _copy_model(settings: Settings, folder: Path, copy=shutil.copyfile) -> Path:
    """The model's files in another folder; the tokenizer is a real copy, to be changed at will."""
    folder.mkdir(parents=True, exist_ok=True)
    files = find_files(settings)
    copy(files.weights, folder / "model.safetensors")
    shutil.copyfile(files.tokenizer, folder / "tokenizer.json")
    return folder / "model.safetensors"


def _flip_a_byte(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)[0]
        file.seek(1_000_000)
        file.write(bytes([byte ^ 1]))
