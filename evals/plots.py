"""Four kinds of plot as inline SVG, without a plotting library. Called by the HTML report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evals.intervals import Interval
from evals.markup import Markup, element, joined

_WIDTH, _LABEL, _ROW, _PAD = 640, 190, 24, 30
_PLOT = _WIDTH - _LABEL - 110
_HEIGHT = 240
_BINS = 30


class Bar(NamedTuple):
    """A share (0 to 1) with its interval."""

    label: str
    value: float
    interval: Interval | None
    n: int


class Count(NamedTuple):
    label: str
    value: int


def shares(title: str, bars: Sequence[Bar]) -> Markup:
    """Horizontal bars from 0 to 100 %, each with its interval as a whisker."""
    rows = (_share(bar, row * _ROW) for row, bar in enumerate(bars))
    return _figure(title, len(bars) * _ROW, joined(rows))


def counts(title: str, bars: Sequence[Count]) -> Markup:
    """Horizontal bars, the longest as long as the plot."""
    longest = max((bar.value for bar in bars), default=0) or 1
    rows = (
        _bar(bar.label, bar.value / longest, str(bar.value), row * _ROW)
        for row, bar in enumerate(bars)
    )
    return _figure(title, len(bars) * _ROW, joined(rows))


def histogram(title: str, values: Sequence[float], unit: str) -> Markup:
    """How the values are distributed, in equal bins from 0 to the largest."""
    if not values:
        return _figure(title, _ROW, _text(0, 16, "nothing was recorded"))
    top = max(values) or 1.0
    bins = Counter(min(int(value / top * _BINS), _BINS - 1) for value in values)
    highest = max(bins.values())
    wide = (_WIDTH - 2 * _PAD) / _BINS
    bars = (
        element(
            "rect",
            x=round(_PAD + n * wide, 1),
            y=round(_HEIGHT - _PAD - count / highest * (_HEIGHT - 2 * _PAD), 1),
            width=round(wide - 1, 1),
            height=round(count / highest * (_HEIGHT - 2 * _PAD), 1),
            class_="bar",
        )
        for n, count in sorted(bins.items())
    )
    axis = _axis("0", f"{top:.0f} {unit}", f"{highest} questions")
    return _figure(title, _HEIGHT, joined([*bars, *axis]))


class Point(NamedTuple):
    """Both from 0 to 1."""

    x: float
    y: float


def curve(title: str, points: Sequence[Point], level: float | None, x: str, y: str) -> Markup:
    """A line through the points in the unit square; `level` is a dashed line to compare with."""
    if not points:
        return _figure(title, _ROW, _text(0, 16, "nothing was recorded"))
    path = " ".join(f"{_x(p.x):.1f},{_y(p.y):.1f}" for p in points)
    drawn = [element("polyline", points=path, class_="curve")]
    if level is not None:
        at = round(_y(level), 1)
        drawn.append(element("line", x1=_PAD, x2=_WIDTH - _PAD, y1=at, y2=at, class_="level"))
    return _figure(title, _HEIGHT, joined([*drawn, *_axis("0", f"{x} 100 %", f"{y} 100 %")]))


def _figure(title: str, height: float, drawing: Markup) -> Markup:
    picture = element(
        "svg",
        element("title", title),
        drawing,
        viewBox=f"0 0 {_WIDTH} {height:.0f}",
        role="img",
        width=_WIDTH,
    )
    return element("figure", element("figcaption", title), picture)


def _share(bar: Bar, top: float) -> Markup:
    drawn = _bar(bar.label, bar.value, f"{100 * bar.value:.1f} % (n={bar.n})", top)
    if bar.interval is None:
        return drawn
    middle = top + _ROW / 2
    low, high = (round(_LABEL + end * _PLOT, 1) for end in bar.interval)
    whisker = element("line", x1=low, x2=high, y1=middle, y2=middle, class_="whisker")
    return joined([drawn, whisker])


def _bar(label: str, share: float, figure: str, top: float) -> Markup:
    baseline = top + _ROW / 2 + 4
    width = round(share * _PLOT, 1)
    return joined(
        [
            element("text", label, x=_LABEL - 8, y=baseline, text_anchor="end"),
            element("rect", x=_LABEL, y=top + 4, width=width, height=_ROW - 8, class_="bar"),
            element("text", figure, x=_LABEL + _PLOT + 6, y=baseline),
        ]
    )


def _axis(left: str, right: str, upper: str) -> Iterator[Markup]:
    bottom = _HEIGHT - _PAD
    yield element("line", x1=_PAD, x2=_WIDTH - _PAD, y1=bottom, y2=bottom, class_="axis")
    yield element("line", x1=_PAD, x2=_PAD, y1=_PAD, y2=bottom, class_="axis")
    yield _text(_PAD, bottom + 16, left)
    yield element("text", right, x=_WIDTH - _PAD, y=bottom + 16, text_anchor="end")
    yield _text(_PAD, _PAD - 8, upper)


def _text(x: float, y: float, words: str) -> Markup:
    return element("text", words, x=x, y=y)


def _x(share: float) -> float:
    return _PAD + share * (_WIDTH - 2 * _PAD)


def _y(share: float) -> float:
    return _HEIGHT - _PAD - share * (_HEIGHT - 2 * _PAD)
