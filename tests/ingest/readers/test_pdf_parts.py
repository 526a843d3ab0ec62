"""The steps from runs of characters to paragraphs: lines, words, columns, running heads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf_content import Box, Page, Run, Style
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_lines import Line, lines
from ingest.readers.pdf_order import Placed, regions
from ingest.readers.pdf_paragraphs import Para
from ingest.readers.pdf_words import Vocabulary, continued_by

PLAIN = Style("Times", 10.0)


def run(text: str, left: float, base: float = 100.0, size: float = 10.0) -> Run:
    return Run(text, left, left + 0.45 * size * len(text), base, PLAIN._replace(size=size))


def said(*runs: Run) -> list[str]:
    return [line.text for line in lines(runs, 1)]


# -- Lines


def test_a_line_ends_at_the_edge_of_a_column() -> None:
    left, right = run("Ice eases pain", 50), run("and swelling", 50 + 63 + 20)
    assert said(left, right) == ["Ice eases pain", "and swelling"]
    assert said(left, run("and swelling", 50 + 63 + 3)) == ["Ice eases pain and swelling"]


def test_raised_digits_stay_raised_and_lowered_ones_become_plain() -> None:
    ten = run("x 10", 50)
    assert said(ten, run("9", ten.right, 96, 6), run("/L", ten.right + 3)) == ["x 10⁹/L"]
    assert said(run("H", 50), run("2", 54.5, 102, 6), run("O", 57.5)) == ["H2O"]


def test_right_to_left_lines_are_read_from_the_right() -> None:
    assert said(run("במים", 50), run("לקרר", 72), run("יש", 94)) == ["יש לקרר במים"]


# -- Words


def known(*texts: str, breaks: bool = True) -> Vocabulary:
    vocabulary = Vocabulary(breaks_words=breaks)
    vocabulary.learn([line for text in texts for line in lines([run(f"x {text} x", 50)], 1)])
    return vocabulary


def test_broken_words_are_joined_and_compounds_are_kept() -> None:
    assert continued_by("is recom-", "mended", known()) == "is recommended"
    assert continued_by("a long-", "term use", known("long-term")) == "a long-term use"
    assert continued_by("a long-", "term use", known("long", "term")) == "a long-term use"
    assert continued_by("a decision-", "maker", known(breaks=False)) == "a decision-maker"
    assert continued_by("at the point-of-", "care", known()) == "at the point-of-care"
    assert continued_by("low-", "and middle-income", known()) == "low- and middle-income"
    assert continued_by("in COVID-", "19 patients", known()) == "in COVID-19 patients"
    assert continued_by("take 5-", "10 mg", known()) == "take 5-10 mg"
    assert continued_by("non-", "English", known()) == "non-English"


def test_addresses_go_on_in_the_next_line() -> None:
    assert continued_by("see https://a.org/x/", "y.pdf.", known()) == "see https://a.org/x/y.pdf."
    assert continued_by("see www.a.org", "and ask", known()) == "see www.a.org and ask"


def test_a_document_that_breaks_no_words_is_told_by_its_compounds() -> None:
    compounds = [f"well-{word}" for word in ("known", "built", "lit")]
    broken = [
        Para(lines([run("was well-", 50)], 1) + lines([run(f"{word} then", 50, 113)], 1))
        for word in ("known", "built", "lit")
    ]
    vocabulary = known(*compounds)
    vocabulary.judge(broken)
    assert not vocabulary.breaks_words
    other = known("recommended")
    other.judge([Para(lines([run("is recom-", 50)], 1) + lines([run("mended so", 50, 113)], 1))])
    assert other.breaks_words


# -- Columns


def placed(text: str, left: float, base: float, width: float = 200.0) -> Placed:
    return Placed(Box(left, base - 8, left + width, base + 2), text, text)


def in_order(found: list[Placed]) -> list[object]:
    return [each.thing for region in regions(found) for each in region]


@given(st.integers(3, 12), st.integers(3, 12), st.integers(1, 3))
def test_columns_are_read_between_what_spans_them(left: int, right: int, bands: int) -> None:
    found, wanted = [], []
    base = 100.0
    for band in range(bands):
        title = f"{band} a title that stands over both of the columns"
        found.append(placed(title, 50, base, 440))
        one = [f"{band} words of the left column, {n}" for n in range(left)]
        other = [f"{band} words of the right column, {n}" for n in range(right)]
        found += [placed(text, 50, base + 14 * (n + 1)) for n, text in enumerate(one)]
        found += [placed(text, 290, base + 14 * (n + 1)) for n, text in enumerate(other)]
        wanted += [title, *one, *other]
        base += 14 * (max(left, right) + 2)
    assert in_order(found[::-1]) == wanted


def test_the_numbers_of_a_list_are_no_column() -> None:
    found = [placed(f"{n}.", 50, 100 + 14 * n, 10) for n in range(8)]
    found += [placed(f"words of the item with number {n}", 80, 100 + 14 * n, 300) for n in range(8)]
    assert [str(each) for each in in_order(found)][:4] == [
        "0.",
        "words of the item with number 0",
        "1.",
        "words of the item with number 1",
    ]


# -- Running heads


def page_of(number: int, *found: Run) -> tuple[Page, list[Line]]:
    page = Page(number, 600, 800, found)
    return page, lines(found, number)


def test_heads_and_numbers_go_and_a_title_that_stands_once_stays() -> None:
    made = [
        page_of(
            n,
            run("A guideline of a society", 50, 40, 8),
            run("Ankles" if n == 2 else f"Words of page {n} that nobody else says", 50, 90),
            run(f"Page {n} of 4", 280, 780, 8),
        )
        for n in range(1, 5)
    ]
    kept = without_furniture({p.number: own for p, own in made}, [p for p, _ in made], 10.0)
    assert [line.text for own in kept.values() for line in own] == [
        "Words of page 1 that nobody else says",
        "Ankles",
        "Words of page 3 that nobody else says",
        "Words of page 4 that nobody else says",
    ]
