"""Plots draw what they are given to scale; text in them is escaped."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.intervals import Interval
from evals.markup import Markup, element
from evals.plots import Bar, Count, Point, counts, curve, histogram, shares

EVIL = '<b onload="x">&'


def drawn(figure: Markup, tag: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(figure)
    return [found.attrib for found in root.iter() if found.tag == tag]


def words(figure: Markup) -> list[str]:
    return [text for found in ElementTree.fromstring(figure).iter() if (text := found.text)]


def test_bars_are_as_long_as_their_shares_and_whiskers_as_their_intervals() -> None:
    figure = shares("t", [Bar(EVIL, 0.5, Interval(0.25, 0.75), 8), Bar("b", 1.0, None, 2)])
    half, whole = (float(bar["width"]) for bar in drawn(figure, "rect"))
    assert half * 2 == whole
    (whisker,) = drawn(figure, "line")
    assert float(whisker["x2"]) - float(whisker["x1"]) == half
    assert EVIL in words(figure)
    assert "50.0 % (n=8)" in words(figure)


def test_the_largest_count_fills_the_plot() -> None:
    figure = counts("t", [Count("a", 0), Count("b", 4), Count("c", 2)])
    none, all_, half = (float(bar["width"]) for bar in drawn(figure, "rect"))
    assert (none, half * 2) == (0, all_)
    assert drawn(counts("t", [Count("a", 0)]), "rect")[0]["width"] == "0.0"


def test_every_value_is_in_a_bin() -> None:
    figure = histogram("t", [0.0, 1.0, 99.0, 100.0, 100.0], "ms")
    heights = [float(bar["height"]) for bar in drawn(figure, "rect")]
    assert len(heights) == 2
    assert heights[0] * 3 == heights[1] * 2  # two at the left, three at the right
    assert {"100 ms", "3 questions"} <= set(words(figure))
    assert len(drawn(histogram("t", [0.0], "ms"), "rect")) == 1


def test_a_curve_goes_through_its_points() -> None:
    figure = curve("t", [Point(0, 0), Point(1, 1)], 0.5, "x", "y")
    (line,) = drawn(figure, "polyline")
    (x1, y1), (x2, y2) = (map(float, p.split(",")) for p in line["points"].split())
    assert x1 < x2
    assert y1 > y2
    (level,) = (one for one in drawn(figure, "line") if one["class"] == "level")
    assert float(level["y1"]) == (y1 + y2) / 2


def test_plots_of_nothing_say_so() -> None:
    for figure in (histogram("t", [], "ms"), curve("t", [], None, "x", "y")):
        assert "nothing was recorded" in words(figure)
    assert drawn(shares("t", []), "rect") == []


def test_only_markup_is_let_through_as_markup() -> None:
    assert element("p", EVIL) == "<p>&lt;b onload=&quot;x&quot;&gt;&amp;</p>"
    assert element("p", Markup("<b></b>"), class_='a"b') == '<p class="a&quot;b"><b></b></p>'
    assert not re.search("[\x00\u202e]", element("p", "a\x00b\u202e"))
