"""What `galen doctor` checks outside the library: home, settings, model, catalog file, extras."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.catalog import opening
from corpus.catalog.schema import EARLIER, REVISION
from corpus.embedding import open_embedder, weights
from corpus.errors import LibraryError, MissingExtra, ModelError, ModelServerError
from corpus.settings import BUNDLED_MODEL, Settings, default_home

if TYPE_CHECKING:
    from assistant.chat.openai_chat import OpenAIChat

LITTLE_SPACE = 500_000_000
"""Bytes below which an ingest may not end well."""
_SHORT_HASH = 12
_LISTED = 5
_SECRET = re.compile(r"key|token(?!s\b)|secret|password", re.I)
_USER_IN_URL = re.compile(r"(?<=://)[^/@\s]*@")
_REQUIREMENT = re.compile(r"\s*([\w.-]+)")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([\w-]+)['"]""")


class Status(StrEnum):
    OK = "ok"
    REPAIRED = "repaired"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; the detail of a problem says what to do next."""

    check: str
    status: Status
    detail: str


def home(settings: Settings) -> Finding:
    """Whether the home can be written and has space; it is not made where it is missing."""
    path = settings.home
    there = next(folder for folder in (path, *path.resolve().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    place = f"{path} ({'' if path.exists() else 'not made yet, '}{free / 1e9:.1f} GB free)"
    if not there.is_dir() or not opening.is_writable(there):
        return _problem(
            "home",
            f"{place} cannot be written, so that nothing can be added: "
            "change its permissions or set GALEN_HOME",
        )
    if free < LITTLE_SPACE:
        return _problem("home", f"{place} has little space left: free some before you add sources")
    return _ok("home", f"{place} can be written")


def settings_in_use(settings: Settings) -> Iterator[Finding]:
    """Every setting with where it came from. What may be a secret is not shown."""
    file = default_home() / "galen.toml"
    in_file = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    environment = {name.upper() for name in os.environ}
    for name in Settings.model_fields:
        variable = f"GALEN_{name.upper()}"
        origin = variable if variable in environment else "default"
        if origin == "default" and name in in_file:
            origin = "galen.toml"
        yield _ok("setting", f"{name} = {shown_value(name, getattr(settings, name))} ({origin})")


def shown_value(name: str, value: object) -> str:
    """A setting's value; "set" for a secret, and a URL without its user and password."""
    if value is None:
        return "unset"
    if _SECRET.search(name):
        return "set"
    return _USER_IN_URL.sub("", str(value))


def model(settings: Settings) -> Finding:
    """The embedding model, where it is and which weights: those of the bundled one are hashed."""
    try:
        if settings.embedding_model == BUNDLED_MODEL:
            files = weights.find_files(settings)
            weights.read_weights(files)
            weights.read_tokenizer(files)
            where, sha256 = str(files.weights.parent), weights.WEIGHTS_SHA256
        else:
            where = settings.embedding_model
            sha256 = open_embedder(settings).fingerprint.split(":")[-2]
    except (ModelError, MissingExtra) as error:
        return _problem("model", str(error))
    short = f"weights {sha256[:_SHORT_HASH]} in {where}"
    return _ok("model", f"{settings.embedding_model}, {short}")


def chat_server(settings: Settings) -> Finding:
    """Whether the language model answers. It is sent a few words that are nobody's question."""
    server = settings.chat_server
    if server is None:
        return _ok("llm", "no language model is configured: answers quote their sources")
    from assistant.chat.openai_chat import OpenAIChat

    chat = OpenAIChat(server)
    try:
        chat.try_out()
    except ModelServerError as error:
        said = f"; it says: {error.detail}" if error.detail else ""
        return _problem("llm", f"{error}{said}{_instead(chat)}")
    form = "takes a JSON schema" if chat.structured else "takes no JSON schema, which words replace"
    return _ok("llm", f"{server.where} answers with {server.model} and {form}")


def _instead(chat: OpenAIChat) -> str:
    """Models that the server does list, where it lists others."""
    try:
        listed = chat.models()
    except ModelServerError:
        return ""
    if not listed or chat.name in listed:
        return ""
    return f"; among its {len(listed)} models are {', '.join(sorted(listed)[:_LISTED])}"


def catalog_file(path: Path) -> Finding:
    """SQLite's own check of the file, and the revision of its tables. Changes nothing."""
    engine = opening.open_engine(path, writable=False)
    try:
        with opening.reporting(path):
            revision = opening.stored_revision(engine)
            with engine.connect() as connection:
                faults = [str(row[0]) for row in connection.exec_driver_sql(_INTEGRITY)]
    except LibraryError as error:
        return _problem("catalog", str(error))
    finally:
        engine.dispose()
    if faults != ["ok"]:
        return _problem(
            "catalog",
            f"{path} is damaged ({faults[0]}): restore it from a backup, "
            "or move it away and ingest the sources again",
        )
    if revision in EARLIER:
        return Finding(
            "catalog", Status.REPAIRED, f"whole; its tables are moved from {revision} to {REVISION}"
        )
    return _ok("catalog", f"whole, schema {revision}")


_INTEGRITY = "PRAGMA integrity_check(1)"


def extras() -> Finding:
    """Which optional dependencies are installed, as Galen's own metadata lists them."""
    try:
        found = dict(_extras(metadata.requires("galen") or []))
    except metadata.PackageNotFoundError:
        return _ok("extras", "not known: Galen was not installed as a package")
    told = [
        f"{name}: lacks {', '.join(missing)} (pip install -e '.[{name}]' in Galen's folder)"
        if missing
        else f"{name}: installed"
        for name, missing in found.items()
    ]
    return _ok("extras", "; ".join(told) or "there are none")


def _extras(requirements: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each extra with what of it is missing."""
    of_extra: dict[str, list[str]] = {}
    for requirement in requirements:
        package, extra = _REQUIREMENT.match(requirement), _EXTRA.search(requirement)
        if package and extra:
            of_extra.setdefault(extra[1], []).append(package[1])
    for name, packages in sorted(of_extra.items()):
        yield name, [package for package in packages if not _is_installed(package)]


def _is_installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _ok(check: str, detail: str) -> Finding:
    return Finding(check, Status.OK, detail)


def _problem(check: str, detail: str) -> Finding:
    return Finding(check, Status.PROBLEM, detail)
