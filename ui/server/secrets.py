"""The login as Streamlit wants it: a file of its own, for the time that the server runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.settings import Login


@contextmanager
def secrets_file(login: Login) -> Iterator[Path]:
    """A TOML file that nobody else on the machine may read; it is removed afterwards."""
    with TemporaryDirectory(prefix="galen-login-") as folder:
        path = Path(folder) / "secrets.toml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(_toml(login))
        yield path


def _toml(login: Login) -> str:
    values = {
        "redirect_uri": str(login.redirect_uri),
        "cookie_secret": login.cookie_secret.get_secret_value(),
        "client_id": login.client_id,
        "client_secret": login.client_secret.get_secret_value(),
        "server_metadata_url": str(login.server_metadata_url),
    }
    # A JSON string is a TOML basic string.
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join(["[auth]", *lines, ""])
