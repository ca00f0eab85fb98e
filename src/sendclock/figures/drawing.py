"""A report in every form: as a document, each figure with its numbers, its definition and how to see its cases; as JSON
and CSV, a row a figure; in a few sentences, what is worst first. And one case in full, with every clock and every step
of its reason: for a complaint, the Ombudsman or a hearing.

Must not know: how anything was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sendclock.case.explain import EXPLAINED
from sendclock.case.show import HAPPENED
from sendclock.casebook.owner import NOBODY
from sendclock.figures.figure import (
    FEW,
    Answer,
    Cell,
    Figure,
    FigureTable,
    Item,
    Published,
    Question,
    Span,
    Total,
    whole,
)
from sendclock.files.problem import Problem
from sendclock.say.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, grid
from sendclock.say.formats import Basis, csv_of, csv_of_in_pieces, in_pieces, object_of
from sendclock.say.formats import whole as whole_answer
from sendclock.say.row import CSV
from sendclock.say.view import (
    DAY,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    Look,
    ValueKind,
    View,
    maybe,
    one_of,
    part,
    several,
    through,
)
from sendclock.say.words import long_day, number, short_day, upper_first
from sendclock.tuples import NamedTuple

_ORDER = {"denominator": 0, "numerator": 1, "left-out": 2}  # what was late comes first
INCOMPLETE = (
    "Incomplete: {} could not be read, so every figure here is over the cases that could be. They are named on stderr; "
    "sendclock check says what is wrong with each."
)

INDENT, GAP, FOLDED, NARROW = 2, 2, 14, 80  # columns of a terminal: what a table needs


def document(
    answer: Answer, footer: str, unreadable: int, in_full: bool, one_by_one: bool, details: bool = True
) -> Document:
    """`in_full` writes days out, for formats that have the room; `one_by_one` gives each figure by itself with its
    definition, for the ear and for logs, in place of a table with the definitions below. Without `details`, a report
    that has one page is that page."""
    opening = _opening(answer.question, answer.title, unreadable)
    short = in_short(answer)
    said: list[Block] = [Heading("In short"), Numbered(short)] if short else []
    blocks: list[Block] = [*opening, *said]
    if answer.question.report == ONE_PAGE:
        blocks += one_page(answer, in_full and not one_by_one, one_by_one)
        if not details:
            blocks += _tables([table for table in answer.tables if table.id.startswith("by-")], in_full)
            more = Line(f"Every figure, its definition and the tables: sendclock report {ONE_PAGE} --details")
            return Document([*blocks, more], footer)
    blocks += [Heading("Figures")] if answer.figures else []
    if one_by_one:
        blocks += [_whole(figure) for figure in answer.figures]
    elif answer.figures:
        blocks.append(grid(FIGURE, [InReport(figure, answer.question) for figure in answer.figures], Look(in_full)))
        since = next((figure.since for figure in answer.figures if figure.since), None)
        if since is not None:
            words = f"Before, of what stands on the as-of day (open, overdue): at the end of {long_day(since)}."
            blocks.append(Line(words, "dim"))
    blocks += _tables([table for table in answer.tables if table.id != ON_THE_PAGE], in_full)
    if not answer.figures:
        return Document(blocks, footer)
    if not one_by_one:
        blocks += [Heading("What the figures count"), Numbered(_definitions(answer.figures))]
    blocks.append(Line(f"The cases of a figure: sendclock report {answer.question.report} --list FIGURE"))
    return Document(blocks, footer)


def _definitions(figures: Iterable[Figure]) -> list[str]:
    """What each figure counts; figures that count alike, as all promises do, are said together."""
    alike: dict[str, list[str]] = {}
    for figure in figures:
        alike.setdefault(figure.definition, []).append(figure.id)
    return [f"{', '.join(ids)}: {definition}" for definition, ids in alike.items()]


# --- the week on one page ---------------------------------------------------------------------------------------------

ONE_PAGE = "weekly"  # the report that has one
ON_THE_PAGE = "year-to-date"  # the table that the page has in another form: its numbers, for scripts
HEADLINES = (
    "plans-within-20-weeks-excluding-exceptions", "plans-within-20-weeks-including-exceptions",
    "decisions-within-6-weeks", "review-decisions-within-4-weeks", "requests-received", "decisions-made",
    "plans-issued", "reviews-decided",
)  # fmt: skip
ROOM = 12  # cases of each list: the page is one page


class Headline(NamedTuple):
    """A figure of the page, with the same over the year to date."""

    now: Figure
    to_date: Figure


HEADLINE: tuple[Column[Headline], ...] = (
    Column(title="Figure", wrap=True, shown=lambda it, _: it.now.title),
    Column(title="Now", shown=lambda it, _: brief(it.now.total)),
    Column(title="Before", shown=lambda it, _: brief(it.now.previous)),
    Column(title="Year to date", shown=lambda it, _: brief(it.to_date.total)),
    Column(title="Year before", from_width=100, shown=lambda it, _: brief(it.to_date.previous)),
    Column(title="Aim", shown=lambda it, _: "" if it.now.target is None else f"{it.now.target:g}%"),
    Column(
        title="England",
        from_width=110,
        shown=lambda it, _: f"{it.now.published.percent}% ({it.now.published.year})" if it.now.published else "",
    ),
)


def brief(total: Total | None) -> str:
    """`2 of 4, 50.0%`, `17`; a percentage over few has a mark."""
    if total is None:
        return ""
    number_, percent = in_cells(total)
    if not percent or percent == "none":
        return number_
    return f"{number_}, {percent}%" + (" (few)" if (total.denominator or 0) < FEW else "")


class Owed(NamedTuple):
    """A case of the page: the limit of it that is longest overdue, or due first, and how many more there are."""

    item: Item
    more: int


OWED: tuple[Column[Owed], ...] = (
    Column(title="Case", shown=lambda it, _: it.item.case),
    Column(title="What", wrap=True, shown=lambda it, _: it.item.why.partition(";")[0] + _and_more(it.more)),
    Column(title="Day", shown=lambda it, look: look.day(it.item.due) if it.item.due else ""),
    Column(title="Officer", shown=lambda it, _: it.item.officer or NOBODY),
)


def _and_more(more: int) -> str:
    return f", and {more} more" if more else ""


def one_page(answer: Answer, in_full: bool, one_by_one: bool, room: int = ROOM) -> list[Block]:
    """What a director reads: the main figures, what changed, the overdue cases by their references, what falls due."""
    question, by_id = answer.question, {figure.id: figure for figure in answer.figures}
    found = [Headline(by_id[id], by_id[f"{id}-year-to-date"]) for id in HEADLINES]
    blocks: list[Block] = [Heading("The main figures")]
    look = Look(in_full)
    blocks.append(Numbered([_headline(each) for each in found]) if one_by_one else grid(HEADLINE, found, look))
    sources = {each.now.published for each in found if each.now.published}
    blocks += [Line(said, "dim") for said in sorted({_source(each, question.as_of) for each in sources})]
    blocks += _changed(answer)
    for title, id, none in (
        ("Overdue by law, the authority's own", "overdue-now", "Nothing is overdue."),
        ("Falls due by law in the next 7 days", "due-in-1-week", "Nothing falls due."),
    ):
        owed = _owed(by_id[id].items)
        blocks.append(Heading(f"{title}: {number(len(owed), 'case')}" if owed else title))
        shown = owed[:room]
        if one_by_one and shown:
            blocks.append(Numbered([_owed_line(each, question) for each in shown]))
        elif shown:
            blocks.append(grid(OWED, shown, look)._replace(apart=True))
        if len(owed) > room:
            rest = f"And {number(len(owed) - room, 'case')} more: sendclock report weekly --list {id}"
            blocks.append(Line(rest, "dim"))
        blocks += [] if owed else [Line(none)]
    later = ", ".join(f"in {weeks} {_total(by_id[f'due-in-{weeks}'])}" for weeks in ("2-weeks", "4-weeks"))
    blocks.append(Line(f"Due by law, with these: {later.replace('-', ' ')}.", "dim"))
    return blocks


def _source(known: Published, as_of: date) -> str:
    """Where the national figure stands; and whether a newer one should be out: the Department publishes a calendar year
    in May or June of the next."""
    newest = as_of.year - (1 if as_of.month >= 7 else 2)
    said = f"England: {known.source}."
    if known.year >= newest:
        return said
    missing = f"The figure of the year {newest} should be published by now"
    return f"{said} {missing}: put it into the settings as [[published]]."


def _total(figure: Figure) -> str:
    return f"{figure.total.numerator:,}"


def _headline(each: Headline) -> str:
    now = each.now
    parts = [f"{now.title}: {brief(now.total)}", f"before {brief(now.previous)}"]
    parts.append(f"year to date {brief(each.to_date.total)}")
    parts.append(f"a year earlier {brief(each.to_date.previous)}")
    parts += [f"aim {now.target:g}%"] if now.target is not None else []
    parts += [f"England {now.published.percent}% in {now.published.year}"] if now.published else []
    return "; ".join(parts) + "."


def _changed(answer: Answer) -> list[Block]:
    """The stages in which more, or less, is overdue than then; those that changed most."""
    since = answer.question.since
    table = next(table for table in answer.tables if table.id == "overdue-change")
    if since is None:
        return []
    rows = sorted((row for row in table.rows if row[0] != "all" and row[4]), key=lambda row: -abs(whole(row[4])))
    blocks: list[Block] = [Heading(f"What changed in what is overdue since {short_day(since)}")]
    if not rows:
        return [*blocks, Line("Nothing: as many are overdue at every stage.")]
    said = [f"{row[0]} {whole(row[4]):+,}, now {whole(row[3]):,}" for row in rows[:6]]
    return [*blocks, Line("; ".join(said) + ".")]


def _owed(items: Iterable[Item]) -> list[Owed]:
    """One row a case, the longest overdue or first due at the top. `items` are in order of their days."""
    by_case: dict[str, list[Item]] = {}
    for item in items:
        by_case.setdefault(item.case, []).append(item)
    return [Owed(found[0], len(found) - 1) for found in by_case.values()]


def _owed_line(each: Owed, question: Question) -> str:
    due = each.item.due
    assert due is not None
    late = (question.as_of - due).days
    when = f"{number(late, 'day')} late" if late > 0 else f"due {short_day(due)}"
    what = each.item.why.partition(";")[0] + _and_more(each.more)
    return f"{each.item.case}: {what}; {when}; {each.item.officer or NOBODY}"


# --- lists, numbers in words ------------------------------------------------------------------------------------------


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
        ("Whole from", whole_from(question)),
    ]
    return [Pairs(pairs), *_cautions(question, unreadable)]


def whole_from(question: Question) -> str:
    """From which day the figures are whole; nothing where they are whole throughout."""
    day = question.whole_from
    if day is None or day <= question.looks_back_to:
        return ""
    return f"{long_day(day)}: what happened before is left out, because not all of it is on file"


def _cautions(question: Question, unreadable: int) -> list[Block]:
    blocks: list[Block] = []
    if question.span.last > question.as_of:
        blocks.append(Line("The period is not over on the as-of day.", "warn"))
    if unreadable:
        blocks.append(Line(INCOMPLETE.format(number(unreadable, "file")), "bad"))
    return blocks


class InAndOut(NamedTuple):
    """The cases of a figure, one for each thing counted: those in the denominator, those in the numerator; and what is
    left out."""

    cases: list[str]
    numerator: list[str]
    left_out: list[Item]

    @classmethod
    def of(cls, items: Iterable[Item]) -> InAndOut:
        """From one look at them."""
        listed = cls([], [], [])
        for item in items:
            if item.counted == "left-out":
                listed.left_out.append(item)
            else:
                listed.cases.append(item.case)
                if item.counted == "numerator":
                    listed.numerator.append(item.case)
        return listed


class InReport:
    """A figure with the question it answers, how many files could not be read for it, and what is said of it in a
    sentence."""

    def __init__(self, figure: Figure, question: Question, unreadable: int = 0, sentence: str = "") -> None:
        self.figure, self.question, self.unreadable, self.sentence = figure, question, unreadable, sentence

    @cached_property
    def listed(self) -> InAndOut:
        return InAndOut.of(self.figure.items)


TOTAL: tuple[Column[Total], ...] = (
    Column("numerator", kind=maybe(WHOLE), about="null of a mean or median"),
    Column("denominator", kind=maybe(WHOLE), about="null of a count"),
    Column("percent", kind=maybe(NUMBER), about="null of nothing"),
    Column("value", kind=maybe(NUMBER), about="of a mean or median, in weeks"),
)
PUBLISHED: tuple[Column[Published], ...] = (
    Column("year", kind=WHOLE),
    Column("percent", kind=NUMBER),
    Column("source"),
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
        value=lambda it: it.listed.cases,
        kind=several(TEXT),
        about="one reference for each thing in the denominator: a case may stand in it twice",
    ),
    Column(
        "numerator_cases",
        csv=False,
        value=lambda it: it.listed.numerator,
        kind=several(TEXT),
    ),
    Column(
        "left_out",
        value=lambda it: it.listed.left_out,
        cell=lambda it: it.figure.items.number("left-out"),
        kind=several(part(LEFT_OUT)),
    ),
    Column(
        "previous",
        csv=False,
        value=lambda it: it.figure.previous,
        kind=maybe(part(TOTAL)),
        about="of the period before, or of the day compared with",
    ),
    Column("few", value=lambda it: it.figure.few, kind=YES_NO, about=f"over fewer than {FEW}: it says little"),
    Column("target", value=lambda it: it.figure.target, kind=maybe(NUMBER), about="the authority's own, in per cent"),
    Column(
        "published",
        value=lambda it: it.figure.published,
        cell=lambda it: it.figure.published.percent if it.figure.published else None,
        kind=maybe(part(PUBLISHED)),
        about="of the whole nation, with its year and source",
    ),
    Column("sentence", value=lambda it: it.sentence, about="the figure in a sentence, where it has one"),
    Column("from", json=False, value=lambda it: it.question.span.first),
    Column("to", json=False, value=lambda it: it.question.span.last),
    Column("as_of", json=False, value=lambda it: it.question.as_of),
    Column("complete", json=False, value=lambda it: it.unreadable == 0),
    Column("cases_unreadable", json=False, value=lambda it: it.unreadable),
    Column(title="Figure", wrap=True, shown=lambda it, _: it.figure.title),
    Column(title="Over", wrap=True, from_width=120, shown=lambda it, _: it.figure.cohort),
    Column(title="Number", shown=lambda it, _: in_cells(it.figure.total)[0]),
    Column(title="%", shown=lambda it, _: marked(it.figure)),
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
TABLE: tuple[Column[FigureTable], ...] = (
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
        Column[None]("whole_from", kind=maybe(DAY), about="nothing before that day is complete on file"),
        Column[None]("in_short", kind=several(TEXT), about="what the report comes to, in sentences"),
        Column[None]("figures", kind=several(part(FIGURE, "figure"))),
        Column[None]("tables", kind=several(part(TABLE))),
        LIST,
    ),
    also=("weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "promises", "steps", "workload"),
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


def marked(figure: Figure) -> str:
    """The percentage; one over few is marked."""
    percent = in_cells(figure.total)[1]
    return f"{percent} (few)" if figure.few and percent != "none" else percent


def _whole(figure: Figure) -> Pairs:
    """One figure with everything about it, as labels and values."""
    now = figure.total
    out = figure.items.number("left-out")
    pairs = [
        ("Figure", figure.title),
        ("Id", figure.id),
        ("Result", in_words(now)),
        ("Caution", f"fewer than {FEW}: it says little" if figure.few else ""),
        ("Numerator", "" if now.numerator is None else f"{now.numerator:,}"),
        ("Denominator", "" if now.denominator is None else f"{now.denominator:,}"),
        ("Left out", number(out, "case") if out else ""),
        ("Before", "" if figure.previous is None else in_words(figure.previous)),
        ("Aim", "" if figure.target is None else f"{figure.target:g}%"),
        ("Published", _published(figure)),
        ("Cohort", figure.cohort),
        ("Definition", figure.definition),
    ]
    return Pairs(pairs)


def _published(figure: Figure) -> str:
    known = figure.published
    return f"England {known.percent}% in {known.year} ({known.source})" if known else ""


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


def _tables(tables: Sequence[FigureTable], in_full: bool) -> Iterator[Block]:
    for table in tables:
        yield from (Heading(table.title), *_table(table, in_full), Line(table.note, "dim"))


def _table(table: FigureTable, in_full: bool) -> list[Block]:
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
        title = table.in_full.get(keys[n], table.columns[n][1]) if in_full else table.columns[n][1]
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


def answer_json(
    basis: Basis, answer: Answer, problems: Iterable[Problem], listed: Figure | None = None
) -> Iterator[str]:
    """The whole report; with `listed`, that figure alone and its cases one by one. In pieces: a figure may have fifty
    thousand cases, and a report forty figures."""
    question, spoken = answer.question, sentences(answer)
    said = dict(spoken)
    told = whole_answer(
        REPORT,
        basis,
        (),
        problems,
        whose=question.whose or None,
        period=question,
        previous=question.previous,
        whole_from=question.whole_from,
        in_short=[words for _, words in spoken],
        figures=[],
        tables=[] if listed else answer.tables,
    )
    figures = [listed] if listed else answer.figures
    told["figures"] = map(
        object_of(FIGURE), (InReport(figure, question, 0, said.get(figure.id, "")) for figure in figures)
    )
    if listed:
        told[LIST.key] = map(object_of(ITEM), listed.items)
    return in_pieces(told)


def figures_csv(answer: Answer, unreadable: int) -> str:
    """A row for each figure."""
    said = dict(sentences(answer))
    rows = [InReport(figure, answer.question, unreadable, said.get(figure.id, "")) for figure in answer.figures]
    return csv_of(FIGURES_CSV, rows)


def items_csv(figure: Figure) -> Iterator[str]:
    """A row for each case of one figure."""
    return csv_of_in_pieces(LIST_CSV, (ItemOf(figure.id, item) for item in figure.items))


MOST = 4  # sentences about limits
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
# figure: what stands, one and several, and what is said of it
LATE = "overdue"
STANDS = {
    "overdue-now": (
        "deadline of the law that binds the authority", "deadlines of the law that bind the authority", LATE),
    "reviews-overdue": ("annual review", "annual reviews", LATE),
    "plans-live": ("plan", "plans", "kept"),
    "appeals-open": ("appeal", "appeals", "open"),
}  # fmt: skip
# figure: what it counts, one and several, with the period; and what is said of those in the numerator
SHARES = {
    "refusals-to-assess": ("first answer to a request told in {}", "first answers to requests told in {}", "no"),
    "refusals-of-a-plan": (
        "assessment that ended in {}", "assessments that ended in {}", "without a plan"),
}  # fmt: skip
# of what the authority's own packs ask: one and several, with the period; and what is wanted of them
OF_PRACTICE = {
    "promises": ("promise that fell due in {}", "promises that fell due in {}", "kept"),
    "steps": ("step asked for in {}", "steps asked for in {}", "done"),
}
OF_NONE = {
    "promises": "The packs in use hold no promise with a last day. A pack is begun by: sendclock pack new NAME.",
    "steps": "The packs in use hold no step without a number. A pack is begun by: sendclock pack new NAME.",
}
TO_DATE = "plans-within-20-weeks-excluding-exceptions-year-to-date"


def in_short(answer: Answer) -> list[str]:
    """What a report comes to, in sentences."""
    return [said for _, said in sentences(answer)]


def sentences(answer: Answer) -> list[tuple[str, str]]:
    """The sentences of a report, each with the id of its figure: limits missed most often first, then the year to date,
    what is behind, what stands, and what falls due next."""
    question, by_id = answer.question, {figure.id: figure for figure in answer.figures}
    limits = sorted((by_id[id] for id in IN_TIME if id in by_id), key=lambda figure: -_missed(figure))
    said = [(figure.id, _in_time(figure, question, *IN_TIME[figure.id])) for figure in limits[:MOST]]
    said += [(TO_DATE, _to_date(by_id[TO_DATE]))] if TO_DATE in by_id else []
    said += [(id, _in_time(by_id[id], question, *SHARES[id])) for id in SHARES if id in by_id and answer.shares]
    said += _of_practice(answer)
    said += [(id, _behind(by_id[id])) for id in BEHIND if id in by_id]
    said += [(id, _stands(by_id[id], question)) for id in STANDS if id in by_id]
    return [*said, *(("due-in-1-week", words) for words in _next_week(answer))]


def _of_practice(answer: Answer) -> list[tuple[str, str]]:
    """What the authority's own packs promise and ask for: what was missed most often first, and what nobody asked."""
    words = OF_PRACTICE.get(answer.question.report)
    if words is None:
        return []
    if not answer.figures:
        return [("", OF_NONE[answer.question.report])]
    asked = sorted((figure for figure in answer.figures if figure.total.denominator), key=lambda one: -_missed(one))
    if not asked:
        return [(figure.id, f"{_in_time(figure, answer.question, *words)}") for figure in answer.figures[:1]]
    said = [(one.id, f"{one.title}: {_in_time(one, answer.question, *words)}") for one in asked[:MOST]]
    behind = [one for one in asked[MOST:] if _missed(one)]
    return [*said, (behind[0].id, f"{len(behind)} more have some that are not: see the table.")] if behind else said


def _missed(figure: Figure) -> int:
    now = figure.total
    return (now.denominator or 0) - (now.numerator or 0)


def _things(count: int, names: Sequence[str]) -> str:
    return f"{count:,} {names[0 if count == 1 else 1]}"


def _in_time(figure: Figure, question: Question, one: str, several: str, limit: str) -> str:
    now, was = figure.total, figure.previous
    assert now.numerator is not None and now.denominator is not None
    period = "period" if question.span.kind == "days" else question.span.kind
    things = _things(now.denominator, (one, several)).format(f"the {period}")
    if not now.denominator:
        return f"There were no {several}.".format(f"the {period}")
    head = f"{now.numerator:,} of {things} {'was' if now.denominator == 1 else 'were'} {limit} ({now.percent}%)"
    if figure.few:
        return f"{head}: so few say little.{_beside(figure)}"
    if was is None or was.percent is None or now.percent is None:
        return f"{head}; there was none in the {period} before.{_beside(figure)}"
    points = round(now.percent - was.percent, 1)
    than = f"{abs(points)} points {'below' if points < 0 else 'above'}" if points else "the same as"
    return f"{head}, {than} the {period} before.{_beside(figure)}"


def _beside(figure: Figure) -> str:
    """The aim, and what is published of the nation."""
    parts = [f"the aim is {figure.target:g}%"] if figure.target is not None else []
    parts += [f"England had {figure.published.percent}% in {figure.published.year}"] if figure.published else []
    return f" {upper_first('; '.join(parts))}." if parts else ""


def _to_date(figure: Figure) -> str:
    """The headline over the year to date, beside the same days of last year."""
    now, was = figure.total, figure.previous
    days = figure.cohort.removeprefix("issued ").partition(";")[0]
    if not now.denominator:
        return f"No plan counted by its weeks was issued {days}."
    said = f"Year to date ({days}): {in_words(now)} of the plans within 20 weeks" + (" (few)" if figure.few else "")
    said += f"; in the same days a year earlier {in_words(was)}" if was is not None and was.denominator else ""
    return f"{said}."


def _behind(figure: Figure) -> str:
    now, (one, several, said) = figure.total, BEHIND[figure.id]
    assert now.numerator is not None and now.denominator is not None
    things = _things(now.denominator, (one, several))
    if not now.denominator:
        return f"There are no {several}."
    return f"{now.numerator:,} of {things} {'is' if now.numerator == 1 else 'are'} {said} ({now.percent}%)."


def _stands(figure: Figure, question: Question) -> str:
    """How many, how many more than on the day they are compared with, and the one that is longest overdue."""
    now, names = figure.total.numerator or 0, STANDS[figure.id]
    verb = "is" if now == 1 else "are"
    said = f"{_things(now, names) if now else f'No {names[0]}'} {verb if now else 'is'} {names[2]}"
    more = now - (figure.previous.numerator or 0) if figure.previous else 0
    if question.since is not None and (now or more):
        than = f"{abs(more):,} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
        said += f", {than} at the end of {long_day(question.since)}"
    items = figure.items if names[2] == LATE else ()  # the others are many, and have no day
    dated = [(item.due, item.case) for item in items if item.counted == "numerator" and item.due is not None]
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
            f"{_things(ahead, STANDS['overdue-now'])} fall{'s' if ahead == 1 else ''} due in the next 7 days, most "
            f"for {name} ({most:,})."
        )
