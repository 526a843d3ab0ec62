"""Completes a folder of vectors that has been written: makes it small, and checks its files.

`corpus.segment_folders` calls it, once Chroma has let the folder go.
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from corpus.publication import unwritable

DATABASE = "chroma.sqlite3"
"""Chroma writes into this file even to be read."""
_GRAPH_HEADER = struct.Struct("<i6QiI3QdQ")
"""Of hnswlib: version, an offset, capacity, elements, bytes an element; the rest is not used."""


def seal(folder: Path) -> None:
    """Complete a folder whose index has been written and closed: make it small, check its files.

    Chroma does not notice that the disk is full when it writes a graph: it leaves a short file,
    and reading that file can end the process. Raises OSError or LibraryError.
    """
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            connection.execute("VACUUM")  # two thirds of it are free pages
    except sqlite3.Error as error:
        raise unwritable(folder / DATABASE, str(error)) from error
    for header in folder.glob("*/header.bin"):
        graph, fields = header.with_name("data_level0.bin"), header.read_bytes()
        if len(fields) != _GRAPH_HEADER.size:
            raise unwritable(header, "it is shorter than what was written")
        _, _, _, elements, element_bytes, *_ = _GRAPH_HEADER.unpack(fields)
        if graph.stat().st_size < elements * element_bytes:
            raise unwritable(graph, "it is shorter than what was written")
