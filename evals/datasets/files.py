"""Reading the JSON files of a data set, compressed or not. For the data sets' own modules."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.errors import SourceError

_Content = TypeVar("_Content")


def read_json(path: Path, form: TypeAdapter[_Content]) -> _Content:
    """The content of a JSON file (`.json` or `.json.gz`) in the form that is expected of it.

    Raises SourceError where the file is missing, damaged or of another form.
    """
    try:
        data = path.read_bytes()
        text = gzip.decompress(data) if path.suffix == ".gz" else data
        return form.validate_python(json.loads(text))
    except FileNotFoundError as error:
        raise SourceError(f"{path} is not there: name the folder that holds it") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SourceError(
            f"{path} is not the data set expected ({place}: {first['msg']}): check the file"
        ) from error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise SourceError(f"{path} cannot be read ({error}): get it again") from error


def compressed_or_not(folder: Path, name: str) -> Path:
    """The file of this name, or the one with ".gz" behind it where only that is there."""
    plain = folder / name
    return plain if plain.exists() else folder / f"{name}.gz"
