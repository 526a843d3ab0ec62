"""Plots of an evaluation as images, since Streamlit takes SVG elements out of HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator

from ui.components.html import Markup, element

# A picture does not see the page's style sheet, and follows the system's light or dark by itself.
_STYLE = """<style>
svg { font: 12px system-ui, sans-serif; fill: #16212b; }
.bar { fill: #7fb0b6; } .whisker { stroke: #16212b; stroke-width: 2; }
.axis, .level { stroke: #52606d; } .level { stroke-dasharray: 4 4; }
.curve { fill: none; stroke: #0b5c66; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  svg { fill: #e6ecf1; } .bar { fill: #2f7f88; } .whisker { stroke: #e6ecf1; }
  .axis, .level { stroke: #a3b0bc; } .curve { stroke: #62c6d0; }
}
</style>"""
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def pictures(figures: Iterable[Markup]) -> Iterator[Markup]:
    """The figures that `evals.plots` draws, each SVG element as an image."""
    for figure in figures:
        before, _, rest = figure.partition("<svg")
        drawing, _, after = rest.partition("</svg>")
        opening, _, inside = drawing.partition(">")
        svg = f"<svg{_NAMESPACE}{opening}>{_STYLE}{inside}</svg>"
        source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
        # The caption says what the picture is of.
        image = element("img", src=source, alt="")
        yield Markup(f"{before}{image}{after}")
