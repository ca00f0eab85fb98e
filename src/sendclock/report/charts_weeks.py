"""The two pictures about time: how many weeks plans took, and how much was in time from period to period.

Must not know: how anything was counted, the page.
"""

from __future__ import annotations

from sendclock.report.charts import WIDTH, Drawing, steps_to
from sendclock.report.figures.nouns import percent
from sendclock.report.figures.pictures import FEW, Chart

LEFT, RIGHT = 44, 10
FOOT, TOP, HEIGHT = 268, 46, 318  # the axis, the highest bar, the whole
LINE_AT, GAP = 10, 16  # bars before the 20-week line; units before the two wider bands
DASH = "\u2013"  # between the ends of a span, where "to" has no room


def weeks(chart: Chart) -> str:
    """Bars of two weeks with a line at 20; the two wider bands stand apart from them."""
    counts = [numbers[0] for _, numbers in chart.rows]
    drawing = Drawing(chart.id, chart.heading, chart.described, HEIGHT)
    even = len(counts) - 2
    slot = (WIDTH - LEFT - RIGHT - GAP) / (even + 4)  # the last two are twice as wide
    steps = steps_to(max(counts))
    _axis(drawing, steps, "plans")
    high = (FOOT - TOP) / steps[-1]
    for n, count in enumerate(counts):
        x = LEFT + n * slot if n < even else LEFT + GAP + (even + 2 * (n - even)) * slot
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
