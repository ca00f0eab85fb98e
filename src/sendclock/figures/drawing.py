"""A report in every form: as a document, each figure with its numbers, its definition and how to see its cases; as JSON
and CSV, a row a figure; in a few sentences, what is worst first. And one case in full, with every clock and every step
of its reason: for a complaint, the Ombudsman or a hearing.

Must not know: how anything was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sendclock.case.explain import EXPLAINED
from sendclock.case.show import HAPPENED
from sendclock.casebook.owner import NOBODY
from sendclock.figures.figure import Answer, Cell, Figure, Item, Question, Span, Table, Total, whole
from sendclock.files.problem import Problem
from sendclock.law.rule import EventType
from sendclock.say.formats import Basis, csv_of, dumps, json_of
from sendclock.say.formats import whole as whole_answer
from sendclock.say.reasons import explain_step
from sendclock.say.row import CSV, Row
from sendclock.say.view import (
    DAY,
    NUMBER,
    TEXT,
    WHOLE,
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Line,
    Look,
    Numbered,
    Pairs,
    ValueKind,
    View,
    grid,
    maybe,
    one_of,
    part,
    several,
    through,
)
from sendclock.say.words import due_in_full, long_day, number, short_day, status_in_full, upper_first, who

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
        blocks.append(grid(FIGURE, [InReport(figure, answer.question) for figure in answer.figures], Look(in_full)))
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
            blocks.append(_items(items, in_full) if items else Line("None."))
    if not figure.items:
        blocks.append(Line("No case was counted or left out."))
    return Document(blocks, footer)


def _opening(question: Question, title: str, unreadable: int) -> list[Block]:
    pairs = [
        ("Report", title),
        ("Period", upper_first(question.span.words)),
        ("Chosen", question.choice),
        ("Before", upper_first(question.previous.words)),
        ("As of", long_day(question.as_of)),
        ("Whose", question.whose or "every case"),
    ]
    blocks: list[Block] = [Pairs(pairs)]
    if question.span.last > question.as_of:
        blocks.append(Line("The period is not over on the as-of day.", "warn"))
    if unreadable:
        blocks.append(Line(INCOMPLETE.format(number(unreadable, "file")), "bad"))
    return blocks


class InReport(NamedTuple):
    """A figure with the question it answers, and how many files could not be read for it."""

    figure: Figure
    question: Question
    unreadable: int = 0

    @property
    def left_out(self) -> list[Item]:
        return [item for item in self.figure.items if item.counted == "left-out"]

    @property
    def counted(self) -> list[Item]:
        return [item for item in self.figure.items if item.counted != "left-out"]


TOTAL: tuple[Column[Total], ...] = (
    Column("numerator", kind=maybe(WHOLE), about="null of a mean or median"),
    Column("denominator", kind=maybe(WHOLE), about="null of a count"),
    Column("percent", kind=maybe(NUMBER), about="null of nothing"),
    Column("value", kind=maybe(NUMBER), about="of a mean or median, in weeks"),
)
LEFT_OUT: tuple[Column[Item], ...] = (Column("case"), Column("why"))
FIGURE: tuple[Column[InReport], ...] = (
    Column("id", value=lambda it: it.figure.id),
    Column("title", value=lambda it: it.figure.title),
    Column("kind", value=lambda it: it.figure.kind, kind=one_of("share", "count", "mean", "median")),
    Column("cohort", value=lambda it: it.figure.cohort, about="over whom"),
    *through("figure.total", TOTAL),
    *(column._replace(key=f"previous_{column.key}") for column in through("figure.previous", TOTAL, json=False)),
    Column("definition", value=lambda it: it.figure.definition),
    Column(
        "cases",
        csv=False,
        value=lambda it: [item.case for item in it.counted],
        kind=several(TEXT),
        about="one reference for each thing in the denominator: a case may stand in it twice",
    ),
    Column(
        "numerator_cases",
        csv=False,
        value=lambda it: [item.case for item in it.counted if item.counted == "numerator"],
        kind=several(TEXT),
    ),
    Column("left_out", cell=lambda it: len(it.left_out), kind=several(part(LEFT_OUT))),
    Column(
        "previous",
        csv=False,
        value=lambda it: it.figure.previous,
        kind=maybe(part(TOTAL)),
        about="of the period before, or of the day compared with",
    ),
    Column("from", json=False, value=lambda it: it.question.span.first),
    Column("to", json=False, value=lambda it: it.question.span.last),
    Column("as_of", json=False, value=lambda it: it.question.as_of),
    Column("complete", json=False, value=lambda it: it.unreadable == 0),
    Column("cases_unreadable", json=False, value=lambda it: it.unreadable),
    Column(title="Figure", wrap=True, shown=lambda it, _: it.figure.title),
    Column(title="Over", wrap=True, from_width=120, shown=lambda it, _: it.figure.cohort),
    Column(title="Number", shown=lambda it, _: in_cells(it.figure.total)[0]),
    Column(title="%", shown=lambda it, _: in_cells(it.figure.total)[1]),
    Column(title="Before", shown=lambda it, _: in_cells(it.figure.previous)[0]),
    Column(title="% before", shown=lambda it, _: in_cells(it.figure.previous)[1]),
    Column(title="Id", from_width=150, shown=lambda it, _: it.figure.id),
)


class ItemOf(NamedTuple):
    """One thing that a figure counts, or leaves out."""

    figure: str
    item: Item


ITEM: tuple[Column[Item], ...] = (
    Column("case", "Case"),
    Column("counted", kind=one_of("numerator", "denominator", "left-out"), about="denominator: in it only"),
    Column("why", about="what was counted, in words"),
    Column("start", kind=maybe(DAY)),
    Column("due", kind=maybe(DAY)),
    Column("done", kind=maybe(DAY)),
    Column("days", "Days", kind=maybe(WHOLE), about="from start to done, or to the as-of day"),
    Column(title="What", wrap=True, shown=lambda item, _: item.why),
    Column("officer", "Officer", kind=maybe(TEXT), shown=lambda item, _: item.officer or NOBODY),
    Column("team", "Team", from_width=100, kind=maybe(TEXT)),
)
ITEMS: tuple[Column[ItemOf], ...] = (Column("figure"), *through("item", ITEM))
TABLE: tuple[Column[Table], ...] = (
    Column("id"),
    Column("title"),
    Column("note"),
    Column(
        "columns",
        kind=several(
            part(
                (
                    Column[tuple[str, str]]("key", value=lambda column: column[0]),
                    Column[tuple[str, str]]("title", value=lambda column: column[1]),
                )
            )
        ),
    ),
    Column(
        "rows",
        value=lambda table: [dict(zip((key for key, _ in table.columns), row, strict=True)) for row in table.rows],
        kind=several(ValueKind({"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}})),
        about="by the keys of the columns",
    ),
)
PERIODS = one_of("week", "month", "quarter", "year", "days")
SPAN: tuple[Column[Span], ...] = (
    Column("from", value=lambda span: span.first, kind=DAY),
    Column("to", value=lambda span: span.last, kind=DAY, about="counted in"),
    Column("kind", kind=PERIODS),
)
PERIOD: tuple[Column[Question], ...] = (*through("span", SPAN), Column("choice"))
LIST = Column[None](
    "list", kind=several(part(ITEM)), always=False, about="with --list FIGURE: each thing counted or left out"
)
REPORT = View(
    "figures",
    None,
    (
        Column[None]("whose", kind=maybe(TEXT), about="the officers and teams asked for; null: every case"),
        Column[None]("period", kind=part(PERIOD)),
        Column[None]("previous", kind=part(SPAN)),
        Column[None]("figures", kind=several(part(FIGURE, "figure"))),
        Column[None]("tables", kind=several(part(TABLE))),
        LIST,
    ),
    also=("weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "promises", "workload"),
)
FIGURES_CSV = View(
    "",
    FIGURE,
    csv=(
        "id", "title", "kind", "cohort", "numerator", "denominator", "percent", "value", "previous_numerator",
        "previous_denominator", "previous_percent", "previous_value", "left_out", "from", "to", "as_of", "complete",
        "cases_unreadable", "definition",
    ),
)  # fmt: skip
LIST_CSV = View(
    "",
    ITEMS,
    csv=("figure", "case", "counted", "why", "days", "start", "due", "done", "officer", "team"),
)
CASE = View("case", EXPLAINED, (Column[None]("events", kind=several(part(HAPPENED))),), row="explained", csv=CSV)


def in_cells(total: Total | None) -> tuple[str, str]:
    """`464 of 1,000` and `46.4`; `none` of nothing. Weeks stand in the first, a percentage in the second."""
    if total is None:
        return "", ""
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


def _items(items: Sequence[Item], in_full: bool) -> Grid:
    ordered = sorted(items, key=lambda item: (-(item.days or 0), item.case))
    return grid(ITEM, ordered, Look(in_full))._replace(apart=True)


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
        columns.append(Column[Any](title=title, wrap=words, from_width=room if room > NARROW else 0))
    return [Grid(columns, rows, apart=True)]


def cell_text(cell: Cell, in_full: bool, numeric: bool) -> str:
    """Nothing is `none` among numbers, so that it is not taken for nought; elsewhere it is left empty."""
    if cell is None:
        return "none" if numeric else ""
    if isinstance(cell, date):
        return long_day(cell) if in_full else short_day(cell)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def answer_json(basis: Basis, answer: Answer, problems: Iterable[Problem], listed: Figure | None = None) -> str:
    """The whole report; with `listed`, that figure alone and its cases one by one."""
    question = answer.question
    told = whole_answer(
        REPORT,
        basis,
        (),
        problems,
        whose=question.whose or None,
        period=question,
        previous=question.previous,
        figures=[InReport(figure, question) for figure in ([listed] if listed else answer.figures)],
        tables=[] if listed else answer.tables,
    )
    if listed:
        told[LIST.key] = json_of(LIST.kind)(listed.items)
    return dumps(told)


def figures_csv(answer: Answer, unreadable: int) -> str:
    """A row for each figure."""
    return csv_of(FIGURES_CSV, [InReport(figure, answer.question, unreadable) for figure in answer.figures])


def items_csv(figure: Figure) -> str:
    """A row for each case of one figure."""
    return csv_of(LIST_CSV, [ItemOf(figure.id, item) for item in figure.items])


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
    about = Pairs(
        [
            ("Status", status_in_full(row)),
            due_in_full(row),
            ("What", row.title),
            ("Who", who(row)),
            ("Rule", f"{row.rule} ({row.tier}; {row.cite})"),
        ]
    )
    steps = Numbered([explain_step(step, types) for step in row.steps])
    title = f"Clock {place}: {row.label}" + (f" ({row.party})" if row.party else "")
    return [Heading(title, under=True), about, steps]


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
    "assessments-overdue": ("open assessment", "open assessments", "past the limit that governs now"),
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
