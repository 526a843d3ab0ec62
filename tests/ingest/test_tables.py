"""Tables: every place of the grid is filled by the cell that covers it, whatever the spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.tables import Cell, grid, row_sentence, spread_sentence, under

CELLS = st.builds(
    Cell,
    st.text("abc", min_size=1, max_size=2),
    columns=st.integers(-1, 5),
    rows=st.integers(-1, 5),
)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=6)


@given(ROWS)
def test_a_grid_is_a_rectangle_that_holds_every_cell(rows: list[list[Cell]]) -> None:
    spread = grid(rows)
    assert len(spread.rows) == len(rows)
    assert {len(row) for row in spread.rows} <= {spread.width}
    for printed, row in zip(rows, spread.rows, strict=True):
        assert all(any(cell is place for place in row) for cell in printed)
    assert grid(rows) == spread


@given(ROWS)
def test_a_cell_covers_one_stretch_of_columns_in_each_of_its_rows(rows: list[list[Cell]]) -> None:
    for row in grid(rows).rows:
        runs = [id(cell) for n, cell in enumerate(row) if n == 0 or cell is not row[n - 1]]
        filled = {id(cell) for printed in rows for cell in printed}
        assert sorted(i for i in runs if i in filled) == sorted({i for i in runs if i in filled})


def test_a_span_ends_where_a_place_is_taken() -> None:
    tall, wide = Cell("tall", rows=2), Cell("wide", columns=2)
    assert grid([[Cell("x"), tall], [wide]]).rows[1] == (wide, tall)


def test_headers_of_several_rows_are_joined() -> None:
    head = [[Cell("Drug", rows=2), Cell("Dose", columns=2)], [Cell("Adults"), Cell("Children")]]
    assert grid([*head, [Cell("Ice")]], heads=2).headers == (
        "Drug",
        "Dose, Adults",
        "Dose, Children",
    )


def test_a_header_row_of_one_cell_is_the_tables_title() -> None:
    spread = grid(
        [[Cell("Doses", columns=2)], [Cell("Drug"), Cell("Dose")], [Cell("Ice")]], heads=2
    )
    assert (spread.titles, spread.headers) == (("Doses",), ("Drug", "Dose"))


def test_a_cell_under_two_headers_is_said_once() -> None:
    both = Cell("daily", columns=2)
    row = (Cell("Ice"), both, both)
    assert spread_sentence(("Drug", "Adults", "Children"), row) == (
        "Drug: Ice; Adults, Children: daily"
    )
    assert spread_sentence(("A", "B"), (Cell("1"), Cell("1"))) == "A: 1; B: 1"


def test_a_cell_over_all_columns_is_a_note_and_of_none() -> None:
    note = Cell("By mouth.", columns=2)
    assert spread_sentence(("Drug", "Dose"), (note, note)) == "By mouth."


def test_a_sentence_stands_under_its_context() -> None:
    assert under(("Doses", "", "In gout:"), "Ice: daily") == "Doses. In gout: Ice: daily"
    assert row_sentence(["Drug", ""], ["Ice", "daily", ""]) == "Drug: Ice; daily"
