"""A report as a document: every figure with its numbers, its definition, and how to see its cases.

Must not know: how anything was counted, the console.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendclock.report.document import Block, Column, Document, Grid, Heading, Line, Numbered, Pairs
from sendclock.report.figures.nouns import Answer, Cell, Figure, Item, Question, Table, Total
from sendclock.report.wording import long_day, number, short_day

_ORDER = {"denominator": 0, "numerator": 1, "left-out": 2}  # what was late comes first
INCOMPLETE = (
    "Incomplete: {} could not be read, so every figure here is over the cases that could be. They are named on stderr; "
    "sendclock check says what is wrong with each."
)

INDENT, GAP, FOLDED, NARROW = 2, 2, 14, 80  # columns of a terminal: what a table needs


def document(answer: Answer, footer: str, unreadable: int, in_full: bool, one_by_one: bool) -> Document:
    """`in_full` writes days out, for formats that have the room; `one_by_one` gives each figure by itself with its
    definition, for the ear and for logs, in place of a table with the definitions below."""
    blocks = [*_opening(answer.question, answer.title, unreadable), Heading("Figures")]
    if one_by_one:
        blocks += [_whole(figure) for figure in answer.figures]
    else:
        blocks.append(_figures(answer.figures))
        since = next((figure.since for figure in answer.figures if figure.since), None)
        if since is not None:
            words = f"Before, of what stands on the as-of day (open, overdue): at the end of {long_day(since)}."
            blocks.append(Line(words, "dim"))
    for table in answer.tables:
        blocks += [Heading(table.title), *_table(table, in_full), Line(table.note, "dim")]
    if not one_by_one:
        blocks += [Heading("What the figures count"), Numbered([f"{f.id}: {f.definition}" for f in answer.figures])]
    blocks.append(Line(f"The cases of a figure: sendclock report {answer.question.report} --list FIGURE"))
    return Document(blocks, footer)


def listing(answer: Answer, figure: Figure, footer: str, unreadable: int, in_full: bool) -> Document:
    """The cases of one figure: in the numerator, in the denominator only, left out and why."""
    blocks = [*_opening(answer.question, figure.title, unreadable), _whole(figure)]
    titles = {"denominator": "In the denominator only", "numerator": "In the numerator", "left-out": "Left out"}
    if figure.kind != "share":
        titles["numerator"] = "Counted"
    grids = {counted: [item for item in figure.items if item.counted == counted] for counted in _ORDER}
    for counted, items in grids.items():
        if items or (counted != "left-out" and figure.kind == "share"):
            blocks.append(Heading(f"{titles[counted]}: {len(items)}"))
            blocks.append(_items(items) if items else Line("None."))
    if not figure.items:
        blocks.append(Line("No case was counted or left out."))
    return Document(blocks, footer)


def _opening(question: Question, title: str, unreadable: int) -> list[Block]:
    pairs = [
        ("Report", title),
        ("Period", _sentence(question.span.words)),
        ("Chosen", question.choice),
        ("Before", _sentence(question.previous.words)),
        ("As of", long_day(question.as_of)),
        ("Whose", question.whose or "every case"),
    ]
    blocks: list[Block] = [Pairs(pairs)]
    if question.span.last > question.as_of:
        blocks.append(Line("The period is not over on the as-of day.", "warn"))
    if unreadable:
        blocks.append(Line(INCOMPLETE.format(number(unreadable, "file")), "bad"))
    return blocks


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


_COLUMNS = (
    Column("Figure", wrap=True),
    Column("Over", wrap=True, from_width=120),
    Column("Number"),
    Column("%"),
    Column("Before"),
    Column("% before"),
    Column("Id", from_width=150),
)


def _figures(figures: Sequence[Figure]) -> Grid:
    rows = []
    for figure in figures:
        now, was = figure.total, figure.previous
        cells = [figure.title, figure.cohort, *in_cells(now), *(in_cells(was) if was else ("", "")), figure.id]
        rows.append(cells)
    return Grid(_COLUMNS, rows)


def in_cells(total: Total) -> tuple[str, str]:
    """`464 of 1,000` and `46.4`; `none` of nothing. Weeks stand in the first, a percentage in the second."""
    if total.numerator is None:
        return ("none" if total.value is None else f"{total.value} weeks"), ""
    if total.denominator is None:
        return f"{total.numerator:,}", ""
    if not total.denominator:
        return "0 of 0", "none"
    return f"{total.numerator:,} of {total.denominator:,}", f"{total.percent}"


def _whole(figure: Figure) -> Pairs:
    """One figure with everything about it, as labels and values."""
    now = figure.total
    out = sum(item.counted == "left-out" for item in figure.items)
    pairs = [
        ("Figure", figure.title),
        ("Id", figure.id),
        ("Result", in_words(now)),
        ("Numerator", "" if now.numerator is None else f"{now.numerator:,}"),
        ("Denominator", "" if now.denominator is None else f"{now.denominator:,}"),
        ("Left out", number(out, "case") if out else ""),
        ("Before", "" if figure.previous is None else in_words(figure.previous)),
        ("Cohort", figure.cohort),
        ("Definition", figure.definition),
    ]
    return Pairs(pairs)


def in_words(total: Total) -> str:
    """`464 of 1,000: 46.4%`, `21.4 weeks over 12`, `17`, `none: 0 of 0`."""
    if total.numerator is None:
        return "none" if total.value is None else f"{total.value} weeks, over {total.denominator:,}"
    if total.denominator is None:
        return f"{total.numerator:,}"
    if total.percent is None:
        return "none: 0 of 0"
    return f"{total.numerator:,} of {total.denominator:,}: {total.percent}%"


def _items(items: Sequence[Item]) -> Grid:
    columns = (
        Column("Case"),
        Column("Days"),
        Column("What", wrap=True),
        Column("Officer"),
        Column("Team", from_width=100),
    )
    ordered = sorted(items, key=lambda item: (-(item.days or 0), item.case))
    rows = [
        [item.case, "" if item.days is None else str(item.days), item.why, item.officer or "nobody", item.team or ""]
        for item in ordered
    ]
    return Grid(columns, rows)


def _table(table: Table, in_full: bool) -> list[Block]:
    """Words may fold; numbers and days may not, so columns for which a terminal is too narrow are not drawn on it."""
    if not table.rows:
        return [Line("None.")]
    keys = [key for key, _ in table.columns]
    spelled = {"from", "to"} if "period" in keys and not in_full else set()
    kept = [n for n, key in enumerate(keys) if key not in spelled]
    numbers = {n for n in kept if not any(isinstance(row[n], str | date) for row in table.rows)}
    columns, rows = [], [[cell_text(row[n], in_full, n in numbers) for n in kept] for row in table.rows]
    room = INDENT
    for place, n in enumerate(kept):
        title = table.columns[n][1]
        words = any(isinstance(row[n], str) for row in table.rows) and keys[n] not in ("case", "period")
        room += GAP + (FOLDED if words else max(len(title), *(len(row[place]) for row in rows)))
        columns.append(Column(title, wrap=words, from_width=room if room > NARROW else 0))
    return [Grid(columns, rows)]


def cell_text(cell: Cell, in_full: bool, numeric: bool) -> str:
    """Nothing is `none` among numbers, so that it is not taken for nought; elsewhere it is left empty."""
    if cell is None:
        return "none" if numeric else ""
    if isinstance(cell, date):
        return long_day(cell) if in_full else short_day(cell)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
