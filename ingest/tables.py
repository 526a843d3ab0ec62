"""A table row becomes one sentence that names its column headers, so that it can be read alone.

The words are the table's; their order is ours, so a row is kept as one unit and never cut.
"""

from __future__ import annotations

from collections.abc import Sequence


def row_sentence(headers: Sequence[str], cells: Sequence[str]) -> str:
    """ "Drug: amoxicillin; Dose: 500 mg" from headers and cells; empty cells are left out."""
    padded = [*headers, *[""] * (len(cells) - len(headers))]
    pairs = ((h.strip(), c.strip()) for h, c in zip(padded, cells, strict=False) if c.strip())
    return "; ".join(f"{header}: {cell}" if header else cell for header, cell in pairs)
