"""The two pictures with a row for each stage or officer: stacked bars by age, and a bar for every coming week.

Must not know: how anything was counted, the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from sendclock.report.charts import FILLS, LETTER, WIDTH, Drawing, label_room
from sendclock.report.figures.pictures import Chart

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
