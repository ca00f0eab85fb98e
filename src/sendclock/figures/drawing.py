"""A report as a document: every figure with its numbers, its definition, and how to see its cases.

Must not know: how anything was counted, the console.

A report in the forms scripts rely on: JSON, whose keys are a promise, and CSV, a row a figure.

Must not know: how anything was counted.

One case in full: what happened, and every clock with every step of its reason. For a complaint, the Ombudsman or
a hearing.

Must not know: files, formats.

What a report comes to, in a few sentences: what is worst first, each with its numbers.

Must not know: how anything was counted, formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sendclock.case.show import chronology
from sendclock.clock.deadline import Timeline
from sendclock.figures.figure import Answer, Cell, Figure, Item, Question, Span, Table, Total, whole
from sendclock.files.problem import Problem
from sendclock.law.rule import EventType
from sendclock.say.formats import VERSION, Preface, csv_text, dumps, explained_json, problem_json
from sendclock.say.reasons import explain_step
from sendclock.say.row import Row
from sendclock.say.view import Block, Document, Grid, Heading, Line, Numbered, Pairs, titled
from sendclock.say.words import how_late, long_day, moment, number, short_day, status

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
    titled("Figure", wrap=True),
    titled("Over", wrap=True, from_width=120),
    titled("Number"),
    titled("%"),
    titled("Before"),
    titled("% before"),
    titled("Id", from_width=150),
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
        titled("Case"),
        titled("Days"),
        titled("What", wrap=True),
        titled("Officer"),
        titled("Team", from_width=100),
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
        columns.append(titled(title, wrap=words, from_width=room if room > NARROW else 0))
    return [Grid(columns, rows)]


def cell_text(cell: Cell, in_full: bool, numeric: bool) -> str:
    """Nothing is `none` among numbers, so that it is not taken for nought; elsewhere it is left empty."""
    if cell is None:
        return "none" if numeric else ""
    if isinstance(cell, date):
        return long_day(cell) if in_full else short_day(cell)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


FIGURE_COLUMNS = (
    "id", "title", "kind", "cohort", "numerator", "denominator", "percent", "value", "previous_numerator",
    "previous_denominator", "previous_percent", "previous_value", "left_out", "from", "to", "as_of", "complete",
    "cases_unreadable", "definition",
)  # fmt: skip
ITEM_COLUMNS = ("figure", "case", "counted", "why", "days", "start", "due", "done", "officer", "team")


def answer_json(heading: Preface, answer: Answer, problems: Iterable[Problem], listed: Figure | None = None) -> str:
    """The whole report; with `listed`, that figure alone and its cases one by one."""
    question = answer.question
    figures = [listed] if listed else answer.figures
    body: dict[str, Any] = {
        "sendclock": VERSION,
        "report": question.report,
        "as_of": heading.as_of,
        "known_at": heading.known_at,
        "complete": heading.complete,
        "casebook": heading.casebook,
        "cases_read": heading.cases_read,
        "cases_unreadable": heading.cases_unreadable,
        "packs": list(heading.packs),
        "bank_holidays_confirmed_to": heading.confirmed_to,
        **({"accounted": heading.accounted} if heading.accounted is not None else {}),
        "whose": question.whose or None,
        "period": _span(question.span) | {"choice": question.choice},
        "previous": _span(question.previous),
        "figures": [figure_json(figure) for figure in figures],
        "tables": [] if listed else [_table_json(table) for table in answer.tables],
        "problems": [problem_json(problem) for problem in (*heading.unread, *problems)],
    }
    if listed:
        body["list"] = [_item(item) for item in listed.items]
    return dumps(body)


def figure_json(figure: Figure) -> dict[str, Any]:
    """`cases` holds one reference for each thing in the denominator, so a case may stand in it twice."""
    counted = [item for item in figure.items if item.counted != "left-out"]
    inside = [item.case for item in counted if item.counted == "numerator"]
    return {
        "id": figure.id,
        "title": figure.title,
        "kind": figure.kind,
        "cohort": figure.cohort,
        **_total(figure.total),
        "definition": figure.definition,
        "cases": [item.case for item in counted],
        "numerator_cases": inside,
        "left_out": [{"case": item.case, "why": item.why} for item in figure.items if item.counted == "left-out"],
        "previous": _total(figure.previous) if figure.previous else None,
    }


def _total(total: Total) -> dict[str, Any]:
    return total._asdict()


def _span(span: Span) -> dict[str, Any]:
    return {"from": span.first, "to": span.last, "kind": span.kind}


def _item(item: Item) -> dict[str, Any]:
    return item._asdict()


def _table_json(table: Table) -> dict[str, Any]:
    keys = [key for key, _ in table.columns]
    return {
        "id": table.id,
        "title": table.title,
        "note": table.note,
        "columns": [{"key": key, "title": title} for key, title in table.columns],
        "rows": [dict(zip(keys, row, strict=True)) for row in table.rows],
    }


def figures_csv(answer: Answer, unreadable: int) -> str:
    """A row for each figure."""
    return csv_text(FIGURE_COLUMNS, [_cells(figure, answer.question, unreadable) for figure in answer.figures])


def _cells(figure: Figure, question: Question, unreadable: int) -> list[Any]:
    now, was = figure.total, figure.previous or Total(None, None, None, None)
    out = sum(item.counted == "left-out" for item in figure.items)
    return [
        figure.id, figure.title, figure.kind, figure.cohort, *now, *was, out, question.span.first,
        question.span.last, question.as_of, unreadable == 0, unreadable, figure.definition,
    ]  # fmt: skip


def items_csv(figure: Figure) -> str:
    """A row for each case of one figure."""
    return csv_text(ITEM_COLUMNS, [[figure.id, *_ordered(item)] for item in figure.items])


def _ordered(item: Item) -> Sequence[Any]:
    named = item._asdict()
    return [named[name] for name in ITEM_COLUMNS[1:]]


def case_document(shown: Document, rows: Sequence[Row], types: Mapping[str, EventType]) -> Document:
    """What `show` says of the case, then every clock in the order they started."""
    blocks: list[Block] = [*shown.blocks]
    blocks.append(Heading("Every clock and its reason, in the order they started"))
    for place, row in enumerate(in_order(rows), 1):
        blocks += _clock(place, row, types)
    return Document(blocks, shown.footer)


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.started_by.on, row.started_by.order, row.due, row.label))


def _clock(place: int, row: Row, types: Mapping[str, EventType]) -> list[Block]:
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    state = f"{status(row)}, {how_late(row)}" if row.late else status(row)
    if row.met_on:
        state = f"{status(row)} on {long_day(row.met_on)}"
    about = Pairs(
        [
            ("Status", state),
            ("Not before" if row.kind == "bar" else "Due", due),
            ("What", row.title),
            ("Who", row.who + (f" ({row.party})" if row.party else "")),
            ("Rule", f"{row.rule} ({row.tier}; {row.cite})"),
        ]
    )
    steps = Numbered([explain_step(step, types) for step in row.steps])
    title = f"Clock {place}: {row.label}" + (f" ({row.party})" if row.party else "")
    return [Heading(title, under=True), about, steps]


def clocks_json(rows: Sequence[Row], timeline: Timeline) -> list[dict[str, Any]]:
    """The rows of `show`, each with its steps and the sentence for a letter, as `explain` gives them."""
    return [explained_json(row, timeline) for row in in_order(rows)]


def events_json(timeline: Timeline) -> list[dict[str, Any]]:
    """What happened, as `show` tells it: notes are in it."""
    return [dict(zip(("day", "event", "id", "what"), row, strict=True)) for row in chronology(timeline, False).rows]


MOST, FEW = 4, 3  # sentences about limits; things done, of fewer of which a percentage says little
# figure: what it counts, one and several, with the period; and the limit
IN_TIME = {
    "plans-within-20-weeks-excluding-exceptions": (
        "plan issued in {} (cases with an exception out)", "plans issued in {} (cases with an exception out)",
        "within 20 weeks"),
    "decisions-within-6-weeks": (
        "decision to assess or not told in {}", "decisions to assess or not told in {}", "within 6 weeks"),
    "refusals-within-16-weeks": (
        "refusal to make a plan told in {}", "refusals to make a plan told in {}", "within 16 weeks"),
    "advice-within-6-weeks": (
        "piece of advice that came in {}", "pieces of advice that came in {}", "within 6 weeks"),
    "review-decisions-within-4-weeks": (
        "review decided in {} (with a meeting on file)", "reviews decided in {} (with a meeting on file)",
        "within 4 weeks of the meeting"),
    "reviews-within-12-months": ("review completed in {}", "reviews completed in {}", "within the 12 months"),
    "amended-plans-within-12-weeks": (
        "plan amended after a review in {}", "plans amended after a review in {}", "within 12 weeks of the meeting"),
    "phase-transfers-on-time": (
        "phase transfer to be finalised in {}", "phase transfers to be finalised in {}", "on time"),
}  # fmt: skip
# figure: what it counts, one and several, and what is said of those in the numerator
BEHIND = {
    "assessments-overdue": ("open assessment", "open assessments", "past week 20"),
    "reviews-undecided-overdue": (
        "review held and undecided", "reviews held and undecided", "past 4 weeks from the meeting"),
    "phase-transfers-left": ("phase transfer", "phase transfers", "still to be finalised"),
    "advice-outstanding-overdue": ("answer awaited from an adviser", "answers awaited from advisers", "overdue"),
}  # fmt: skip
# figure: what is overdue, one and several
OVERDUE = {
    "overdue-now": ("deadline of the law that binds the authority", "deadlines of the law that bind the authority"),
    "reviews-overdue": ("annual review", "annual reviews"),
}


def in_short(answer: Answer) -> list[str]:
    """The sentences of a report: limits missed most often first, then what is behind, overdue, and due next."""
    question, by_id = answer.question, {figure.id: figure for figure in answer.figures}
    limits = sorted((by_id[id] for id in IN_TIME if id in by_id), key=lambda figure: -_missed(figure))
    said = [_in_time(figure, question) for figure in limits[:MOST]]
    said += [_behind(by_id[id]) for id in BEHIND if id in by_id]
    said += [_overdue(by_id[id], question) for id in OVERDUE if id in by_id]
    return [*said, *_next_week(answer)]


def _missed(figure: Figure) -> int:
    now = figure.total
    return (now.denominator or 0) - (now.numerator or 0)


def _things(count: int, names: tuple[str, ...]) -> str:
    return f"{count:,} {names[0 if count == 1 else 1]}"


def _in_time(figure: Figure, question: Question) -> str:
    now, was = figure.total, figure.previous
    assert now.numerator is not None and now.denominator is not None
    period = "period" if question.span.kind == "days" else question.span.kind
    one, several, limit = IN_TIME[figure.id]
    things = _things(now.denominator, (one, several)).format(f"the {period}")
    if not now.denominator:
        return f"There were no {several}.".format(f"the {period}")
    head = f"{now.numerator:,} of {things} {'was' if now.denominator == 1 else 'were'} {limit} ({now.percent}%)"
    if now.denominator < FEW:
        return f"{head}: so few say little."
    if was is None or was.percent is None or now.percent is None:
        return f"{head}; there was none in the {period} before."
    points = round(now.percent - was.percent, 1)
    if not points:
        return f"{head}, the same as the {period} before."
    return f"{head}, {abs(points)} points {'below' if points < 0 else 'above'} the {period} before."


def _behind(figure: Figure) -> str:
    now, (one, several, said) = figure.total, BEHIND[figure.id]
    assert now.numerator is not None and now.denominator is not None
    things = _things(now.denominator, (one, several))
    if not now.denominator:
        return f"There are no {several}."
    return f"{now.numerator:,} of {things} {'is' if now.numerator == 1 else 'are'} {said} ({now.percent}%)."


def _overdue(figure: Figure, question: Question) -> str:
    """How many, how many more than on the day they are compared with, and the one that is longest overdue."""
    now, names = figure.total.numerator or 0, OVERDUE[figure.id]
    verb = "is" if now == 1 else "are"
    said = f"{_things(now, names) if now else f'No {names[0]}'} {verb if now else 'is'} overdue"
    more = now - (figure.previous.numerator or 0) if figure.previous else 0
    if question.since is not None and (now or more):
        than = f"{abs(more):,} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
        said += f", {than} at the end of {long_day(question.since)}"
    dated = [(item.due, item.case) for item in figure.items if item.counted == "numerator" and item.due is not None]
    if dated:
        due, case = min(dated)
        said += f"; the longest, in {case}, by {number((question.as_of - due).days, 'day')}"
    return said + "."


def _next_week(answer: Answer) -> Iterator[str]:
    """What is due in the next seven days, and who has most of it."""
    tables = [table for table in answer.tables if table.id == "officers"]
    for table in tables:
        keys = [key for key, _ in table.columns]
        if "in_1_week" not in keys:
            continue
        due: Counter[str] = Counter()
        for row in table.rows:
            due[str(row[keys.index("officer")])] += whole(row[keys.index("in_1_week")])
        ahead = sum(due.values())
        if not ahead:
            yield "Nothing of the authority's own falls due by law in the next 7 days."
            continue
        (name, most), *_ = due.most_common(1)
        yield (
            f"{_things(ahead, OVERDUE['overdue-now'])} fall{'s' if ahead == 1 else ''} due in the next 7 days, most "
            f"for {name} ({most:,})."
        )
