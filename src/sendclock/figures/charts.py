"""Pictures as SVG that stands inside a page: the few shapes a chart needs, and the four pictures made of them (weeks to
a plan, what was in time from period to period, stacked bars by age, a bar for every coming week).

Built as elements, so that nothing in a label is ever read as markup. Fills darken from step to step and are hatched,
so that they are told apart without colour; with lines, because a browser prints SVG patterns as images, ten times the
size. Must not know: how anything was counted, the page, files.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from sendclock.figures.figure import FEW, percent
from sendclock.figures.pictures import Chart

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


GAP = 8
STAGE, BAR = 28, 19  # units from row to row, and of a bar
OFFICER, SLIM = 20, 13
SWATCH = 14
DARK = ("mid", "dark")  # on these, words are white


def ages(chart: Chart) -> str:
    """A bar for each row, divided by age, the oldest darkest; its whole at the end of it."""
    labels = [label for label, _ in chart.rows]
    left = label_room(labels)
    whole = max(sum(numbers) for _, numbers in chart.rows)
    end = len(f"{whole:,}") * LETTER + 2 * GAP
    across = (WIDTH - left - GAP - end) / whole
    fills = FILLS if len(chart.columns) == len(FILLS) else (*FILLS[:4], FILLS[-1])
    drawing = Drawing(chart.id, chart.heading, chart.described, 30 + STAGE * len(labels) + 4)
    _legend(drawing, chart.columns, fills)
    for n, (label, numbers) in enumerate(chart.rows):
        y, x = 30 + n * STAGE, left + GAP
        drawing.text(left, y + BAR / 2 + 4, label, "end", room=left)
        for count, fill in zip(numbers, fills, strict=True):
            width = count * across
            if count:
                drawing.box(x, y, width, BAR, fill)
            if width > len(f"{count:,}") * LETTER + 6:
                name = "small light" if fill in DARK else "small halo"
                drawing.text(x + width / 2, y + BAR / 2 + 4, f"{count:,}", "middle", name)
            x += width
        drawing.text(x + 5, y + BAR / 2 + 4, f"{sum(numbers):,}", "start", "strong")
    return drawing.markup()


def _legend(drawing: Drawing, names: Sequence[str], fills: Sequence[str]) -> None:
    x = 0.0
    for name, fill in zip(names, fills, strict=True):
        drawing.box(x + 1, 3, SWATCH, SWATCH, fill)
        drawing.text(x + SWATCH + 6, 14, name)
        x += SWATCH + 6 + len(name) * LETTER + 14


def officers(chart: Chart) -> str:
    """A row for each officer, and in it a bar with its number for each week: told apart by length, not by colour."""
    labels = [label for label, _ in chart.rows]
    left = label_room(labels)
    most = max(max(numbers) for _, numbers in chart.rows)
    slot = (WIDTH - left - GAP) / len(chart.columns)
    long = slot - len(f"{most:,}") * LETTER - 12
    drawing = Drawing(chart.id, chart.heading, chart.described, 28 + OFFICER * len(labels) + 4)
    for n, name in enumerate(chart.columns):
        x = left + GAP + n * slot
        drawing.text(x, 14, name, "start", "strong")
        drawing.line(x - 3, 22, x - 3, 26 + OFFICER * len(labels), "grid")
    for row, (label, numbers) in enumerate(chart.rows):
        y = 26 + row * OFFICER
        drawing.text(left, y + SLIM / 2 + 4, label, "end", room=left)
        for n, count in enumerate(numbers):
            x, width = left + GAP + n * slot, long * count / most
            if count:
                drawing.box(x, y, width, SLIM, "mid")
            drawing.text(
                x + width + 4 if count else x, y + SLIM / 2 + 4, f"{count:,}", "start", "" if count else "nought"
            )
    return drawing.markup()


LEFT, RIGHT = 44, 10
FOOT, TOP, HEIGHT = 268, 46, 318  # the axis, the highest bar, the whole
LINE_AT, WEEKS_GAP = 10, 16  # bars before the 20-week line; units before the two wider bands
DASH = "\u2013"  # between the ends of a span, where "to" has no room


def weeks(chart: Chart) -> str:
    """Bars of two weeks with a line at 20; the two wider bands stand apart from them."""
    counts = [numbers[0] for _, numbers in chart.rows]
    drawing = Drawing(chart.id, chart.heading, chart.described, HEIGHT)
    even = len(counts) - 2
    slot = (WIDTH - LEFT - RIGHT - WEEKS_GAP) / (even + 4)  # the last two are twice as wide
    steps = steps_to(max(counts))
    _axis(drawing, steps, "plans")
    high = (FOOT - TOP) / steps[-1]
    for n, count in enumerate(counts):
        x = LEFT + n * slot if n < even else LEFT + WEEKS_GAP + (even + 2 * (n - even)) * slot
        width = slot if n < even else 2 * slot
        if count:
            y = FOOT - count * high
            drawing.box(x + 1.5, y, width - 3, FOOT - y, "level" if n < LINE_AT else "mid")
            drawing.text(x + width / 2, y - 4, f"{count:,}", "middle", "small halo")
        if n >= even:
            drawing.text(x + width / 2, FOOT + 16, chart.rows[n][0].replace(" to ", DASH), "middle", room=width)
    for edge in range(0, even + 1, 2):
        drawing.text(LEFT + edge * slot, FOOT + 16, str(edge * 2), "middle")
    drawing.line(LEFT, FOOT, WIDTH - RIGHT, FOOT, "axis")
    _twenty(drawing, LEFT + LINE_AT * slot, counts)
    drawing.text((LEFT + WIDTH) / 2, HEIGHT - 8, "weeks from the request to the plan", "middle")
    return drawing.markup()


def _twenty(drawing: Drawing, x: float, counts: list[int]) -> None:
    """The line, and how many stand on each side of it."""
    inside, late = sum(counts[:LINE_AT]), sum(counts[LINE_AT:])
    drawing.line(x, 6, x, FOOT + 4, "limit")
    drawing.text(x - 8, 18, f"{inside:,} within 20 weeks", "end", "strong halo")
    drawing.text(x + 8, 18, f"{late:,} later", "start", "strong halo")


def _axis(drawing: Drawing, steps: list[int], unit: str) -> None:
    """Lines across, with their numbers."""
    for step in steps:
        y = FOOT - (FOOT - TOP) * step / steps[-1]
        drawing.line(LEFT, y, WIDTH - RIGHT, y, "grid")
        drawing.text(LEFT - 6, y + 4, f"{step:,}", "end")
    drawing.text(2, TOP - 14, unit)


def trend(chart: Chart) -> str:
    """The percentage of each period, joined where there is one; few plans hollow, none a gap."""
    drawing = Drawing(chart.id, chart.heading, chart.described, HEIGHT + 18)
    _axis(drawing, [0, 25, 50, 75, 100], "%")
    slot = (WIDTH - LEFT - RIGHT) / len(chart.rows)
    points = []
    for n, (label, (inside, of)) in enumerate(chart.rows):
        share = percent(inside, of)
        x = LEFT + (n + 0.5) * slot
        points.append(None if share is None else (x, FOOT - (FOOT - TOP) * share / 100))
        _under(drawing, x, slot, label, of)
    _joined(drawing, points)
    for point, (_, (inside, of)) in zip(points, chart.rows, strict=True):
        if point:
            drawing.dot(*point, 4.5, "hollow" if of < FEW else "full")
            drawing.text(point[0], point[1] - 9, f"{percent(inside, of)}", "middle", "strong halo")
    drawing.line(LEFT, FOOT, WIDTH - RIGHT, FOOT, "axis")
    return drawing.markup()


def _under(drawing: Drawing, x: float, slot: float, label: str, of: int) -> None:
    """The name of a period on two lines, and of how many its percentage is."""
    first, _, year = label.replace(" to ", DASH).rpartition(" ")
    drawing.text(x, FOOT + 16, first or year, "middle", room=slot - 4)
    drawing.text(x, FOOT + 30, year if first else "", "middle")
    drawing.text(x, FOOT + 46, f"of {of:,}" if of else "none", "middle", "strong", slot - 4)
    if 0 < of < FEW:
        drawing.text(x, FOOT + 60, "few", "middle")


def _joined(drawing: Drawing, points: list[tuple[float, float] | None]) -> None:
    """A line through each run of points: where there is none, the line is broken."""
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        else:
            if len(run) > 1:
                drawing.path(run, "way")
            run = []
