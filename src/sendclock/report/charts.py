"""Pictures as SVG that stands inside a page: the few shapes a chart needs, with a name and a description.

Built as elements, so that nothing in a label is ever read as markup. Fills darken from step to step and are hatched,
so that they are told apart without colour; with lines, because a browser prints SVG patterns as images, ten times the
size. Must not know: what is drawn, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 680  # units of every drawing, about a pixel each
LETTER = 7  # units a letter takes at the size of labels, on the generous side
FILLS = ("none", "level", "lines", "cross", "mid", "dark")  # of a series, the lightest first
HATCHED = {"level": (0,), "lines": (-1,), "cross": (1, -1)}  # the slopes of its lines; down is positive
APART = 6  # units between lines, along the foot of the bar; for level ones, up its side


class Drawing:
    """One picture, `width` by `height` units. `id` must be the only one of its name in the page."""

    def __init__(self, id: str, title: str, description: str, height: float, width: float = WIDTH) -> None:
        self.id = id
        self.root = Element(
            "svg",
            {
                "class": "chart",
                "viewBox": f"0 0 {_n(width)} {_n(height)}",
                "role": "img",
                "aria-labelledby": f"{id}-name {id}-text",
            },
        )
        SubElement(self.root, "title", {"id": f"{id}-name"}).text = title
        SubElement(self.root, "desc", {"id": f"{id}-text"}).text = description

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A bar. `fill` is one of FILLS."""
        corner = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
        SubElement(self.root, "rect", {**corner, "class": f"bar {fill}"})
        lines = "".join(_hatching(x, y, width, height, slope) for slope in HATCHED.get(fill, ()))
        if lines:
            SubElement(self.root, "path", {"d": lines, "class": f"over-{fill}"})

    def line(self, x1: float, y1: float, x2: float, y2: float, name: str) -> None:
        SubElement(
            self.root, "line", {"x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2), "class": name}
        )  # fmt: skip

    def path(self, points: Sequence[tuple[float, float]], name: str) -> None:
        """A line through the points."""
        text = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        SubElement(self.root, "polyline", {"points": text, "class": name})

    def dot(self, x: float, y: float, radius: float, name: str) -> None:
        SubElement(self.root, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(radius), "class": name})

    def text(self, x: float, y: float, words: str, anchor: str = "start", name: str = "", room: float = 0) -> None:
        """Words with their foot at `y`. Wider than `room` (0: any width), they are pressed together, never cut."""
        about = {"x": _n(x), "y": _n(y), "text-anchor": anchor} | ({"class": name} if name else {})
        if room and len(words) * LETTER > room:
            about |= {"textLength": _n(room), "lengthAdjust": "spacingAndGlyphs"}
        SubElement(self.root, "text", about).text = words

    def markup(self) -> str:
        return tostring(self.root, encoding="unicode", short_empty_elements=False)


def steps_to(most: int, about: int = 4) -> list[int]:
    """Round numbers from 0 past `most`, for the lines of an axis.

    >>> steps_to(17), steps_to(3), steps_to(840)
    ([0, 5, 10, 15, 20], [0, 1, 2, 3], [0, 250, 500, 750, 1000])
    """
    sizes = (n * 10**power for power in range(9) for n in (1, 2, 2.5, 5))
    step = next(int(size) for size in sizes if size == int(size) and size * about >= most)
    last = max(1, -(-most // step))
    return [step * n for n in range(last + 1)]


def label_room(labels: Sequence[str], least: float = 60, most: float = 230) -> float:
    """How much room a column of labels takes."""
    return min(max([least, *(len(label) * LETTER for label in labels)]), most)


def _hatching(x: float, y: float, width: float, height: float, slope: int) -> str:
    """Lines across a rectangle, none of them past its sides."""
    if not slope:
        rows = range(1, int(height / APART + 0.5) + 1)
        return "".join(f"M{_n(x)} {_n(y + height - (row - 0.5) * APART)}h{_n(width)}" for row in rows)
    parts = []
    for number in range(1, int((width + height) / APART) + 1):
        reach = number * APART  # of the line, along both sides from its corner
        first, last = max(0, reach - height), min(width, reach)
        start, far = (width - first, first - last) if slope > 0 else (first, last - first)
        if last - first > 1:
            parts.append(f"M{_n(x + start)} {_n(y + reach - first)}l{_n(far)} {_n(first - last)}")
    return "".join(parts)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
