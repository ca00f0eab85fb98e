"""Pictures as SVG that stands inside a page: the few shapes a chart needs, with a name and a description.

Built as elements, so that nothing in a label is ever read as markup. Fills are patterns that darken from step to step,
so that they are told apart without colour. Must not know: what is drawn, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 680  # units of every drawing, about a pixel each
LETTER = 7  # units a letter takes at the size of labels, on the generous side
FILLS = ("none", "dots", "lines", "cross", "mid", "dark")  # of a series, the lightest first


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

    def patterns(self) -> None:
        """The hatchings that `fill` names; once in a picture that uses them."""
        defs = SubElement(self.root, "defs")
        for name, path in (
            ("dots", "M1 1h1.6v1.6h-1.6zM4 4h1.6v1.6h-1.6z"),
            ("lines", "M-1 1l2-2M0 6l6-6M5 7l2-2"),
            ("cross", "M0 0l6 6M0 6l6-6"),
        ):
            box = {"id": f"{self.id}-{name}", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
            pattern = SubElement(defs, "pattern", box)
            SubElement(pattern, "rect", {"width": "6", "height": "6", "class": f"under-{name}"})
            SubElement(pattern, "path", {"d": path, "class": f"over-{name}"})

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A bar. `fill` is one of FILLS, or the name of a class of the page's style."""
        about = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
        if fill in ("dots", "lines", "cross"):
            about |= {"fill": f"url(#{self.id}-{fill})", "class": "bar"}
        else:
            about["class"] = f"bar {fill}"
        SubElement(self.root, "rect", about)

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


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
