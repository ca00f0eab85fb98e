"""`sendclock reconcile FILE --map MAP`: another system's due days beside ours: where they differ, why ours is what it
is, and which plausible slip in counting would give theirs: the day itself counted, months for weeks, a weekend moved,
another event counted from.

Must not know: how a cell is understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path, PurePath
from typing import Annotated, Literal, Optional, get_args

import typer

from sendclock.case.explain import reason
from sendclock.check.personal import reference_of
from sendclock.clock.absent import why_no_clock
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.command import Imprint, Now, Options, Reply, Seen, as_data, command
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period, count
from sendclock.days.step import PeriodCounted
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.law.book import RuleBook
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.reasons import explain_step
from sendclock.say.row import Row, rows_of
from sendclock.say.view import DAY, NTH, TEXT, WHOLE, Column, Look, View, in_words, maybe, one_of, several
from sendclock.say.words import number, short_day, span
from sendclock.session import EveryCase, Session
from sendclock.tracker.cells import Cells
from sendclock.tracker.draft import due_columns, problems_in, read_by_map
from sendclock.tracker.import_ import trouble_rows
from sendclock.tracker.intake import Their, TheirDays, Trouble
from sendclock.tracker.map import DueMap, Map
from sendclock.tracker.proposal import suggested
from sendclock.tracker.sheet import Tracker
from sendclock.tuples import NamedTuple

MOST_CHANGES = 2  # more could explain any day at all
MONTHS_FOR_WEEKS = {4: 1, 8: 2, 12: 3, 13: 3, 16: 4, 20: 5, 26: 6, 52: 12}
ONE = timedelta(1)


class Counting(NamedTuple):
    """How our own day was counted: from when, how far, and on which calendar (None where none is needed)."""

    due: date
    start: date
    period: Period
    calendar: Calendar | None


class WholeWeeks(NamedTuple):
    """So many whole weeks after the same start."""

    weeks: int
    start: date


class Miscount(NamedTuple):
    """Counted otherwise: from another `start` (`begun` says which; `event`, if it is that of one), another way (`how`),
    a closed day moved (`roll`). Each is None where it is as it should be."""

    start: date
    begun: Literal["next-day", "event"] | None
    event: Event | None
    how: str | None
    period: Period
    roll: Literal["next", "previous"] | None


Named = Literal["swapped", "other-year", "named-day"]
Slip = Named | WholeWeeks | Miscount
SAID: dict[Named, str] = {
    "swapped": "the same date with day and month swapped.",
    "other-year": "the same day of another year.",
    "named-day": "the day before which the law wants it done, not the last day on which it is in time.",
}


def recognise(theirs: date, ours: Counting, england: Calendar, events: Sequence[Event]) -> list[Slip]:
    """The slips with the fewest changes that lead to `theirs`; empty if none does. Whole weeks after the same start are
    likelier than two slips at once."""
    if theirs == ours.due:
        return []
    of_the_date = _of_the_date(theirs, ours.due)
    if of_the_date is not None:
        return [of_the_date]
    if ours.period.direction == "fixed":
        return ["named-day"] if theirs == ours.due + ONE else []
    found = list(_slips(theirs, ours, england, events))
    fewest = min((changes for changes, _ in found), default=0)
    days = (theirs - ours.start).days
    if fewest != 1 and days and days % 7 == 0 and ours.period.unit in ("day", "week"):
        return [WholeWeeks(days // 7, ours.start)]
    return [each for changes, each in found if changes == fewest]


def _of_the_date(theirs: date, ours: date) -> Named | None:
    if (theirs.year, theirs.month, theirs.day) == (ours.year, ours.day, ours.month):
        return "swapped"
    return "other-year" if (theirs.month, theirs.day) == (ours.month, ours.day) else None


def _slips(theirs: date, ours: Counting, england: Calendar, events: Sequence[Event]) -> Iterator[tuple[int, Miscount]]:
    others = {event.on: event for event in reversed(events) if event.on != ours.start}
    starts: list[tuple[date, Literal["next-day", "event"] | None, Event | None]] = [
        (ours.start, None, None),
        (ours.start + ONE, "next-day", None),
    ]
    starts += [(day, "event", event) for day, event in others.items()]
    ways: list[tuple[str | None, Period]] = [(None, ours.period), *_ways(ours.period)]
    rolls: tuple[Literal["next", "previous"] | None, ...] = (None, "next", "previous")
    for (start, begun, event), (how, period), roll in product(starts, ways, rolls):
        changes = (begun is not None) + (how is not None) + (roll is not None)
        if not 0 < changes <= MOST_CHANGES or (event is not None and how is not None):
            continue
        day = _counted(start, how, period, ours.calendar or england)
        if day is None or (roll is not None and england.closed(day) is None):
            continue
        if roll is not None:
            day = england.roll_forward(day) if roll == "next" else england.roll_back(day)
        if day == theirs:
            yield changes, Miscount(start, begun, event, how, period, roll)


def _ways(period: Period) -> Iterator[tuple[str, Period]]:
    """Other ways to count the same number."""
    size, unit = int(period.size), period.unit
    if period.first_day != "same-day":
        yield "same-day", period._replace(first_day="same-day")
    if period.first_day != "day-after":
        yield "day-after", period._replace(first_day="day-after")
    if unit == "week":
        if size in MONTHS_FOR_WEEKS:
            yield "months", period._replace(unit="month", size=MONTHS_FOR_WEEKS[size])
        yield "working-days", period._replace(unit="working-day", size=size * 5)
    elif unit == "day":
        yield "working-days", period._replace(unit="working-day")
    elif unit == "month":
        yield "weeks", period._replace(unit="week", size=size * 4)
        yield "thirty-days", period._replace(unit="day", size=size * 30)
        if size % 12 == 0:
            yield "year-of-weeks", period._replace(unit="week", size=size // 12 * 52)
    elif unit in ("working-day", "school-day"):
        yield "calendar-days", period._replace(unit="day")
        yield "bank-holidays", period


def _counted(start: date, how: str | None, period: Period, calendar: Calendar) -> date | None:
    if how == "bank-holidays":
        return _weekdays(start, int(period.size), -1 if period.direction == "before" else 1)
    try:
        return count(start, period, calendar).due
    except ValueError:  # beyond the years that bank holidays or dates are known for
        return None


def _weekdays(start: date, number: int, way: int) -> date:
    """Monday to Friday, with bank holidays counted as if they were working days."""
    day = start
    while number:
        day += timedelta(way)
        number -= day.weekday() < 5
    return day


def slip(found: Slip) -> str:
    """`20 weeks counted with the first day included.` and the like."""
    if isinstance(found, WholeWeeks):
        return f"{found.weeks} weeks after the same day ({short_day(found.start)})."
    if not isinstance(found, Miscount):
        return SAID[found]
    text = _period(found.how, found.period)
    if found.event is not None:
        text += f", counted from {found.event.type} ({short_day(found.event.on)})"
    elif found.begun == "next-day":
        text += f", counted from the day after ({short_day(found.start)})"
    if found.roll:
        way = "forward to the next" if found.roll == "next" else "back to the last"
        text += f", moved {way} working day"
    return text + "."


def _period(how: str | None, period: Period) -> str:
    if how == "same-day":
        return f"{span(period)} with the first day counted as day 1"
    if how == "day-after":
        return f"{span(period)} with the first day not counted"
    if how == "bank-holidays":
        return f"{span(period)} with bank holidays counted as working days"
    if how == "months":
        return f"{span(period)} in place of weeks"
    if how in ("weeks", "year-of-weeks", "thirty-days"):
        return f"{span(period)} in place of months"
    if how == "working-days":
        return f"{span(period)} in place of calendar days"
    if how == "calendar-days":
        return f"{span(period)} of the calendar in place of working days"
    return span(period)


def their_days(tracker: Tracker, map: Map) -> TheirDays:
    """One entry for each row and [[due]] whose column is there; and what could not be understood.

    Raises CannotRunError if the file has none of the columns: nothing would be compared, and nothing would differ.
    """
    cells = Cells(tracker, map)
    dues = [due for due in map.dues if cells.place(due.column) is not None]
    if not dues:
        named = "; ".join(" or ".join(f'"{name}"' for name in due.column.names) for due in map.dues)
        fix = f"Put the file's own heading into a copy of {map.file}."
        raise CannotRunError(
            f"{tracker.file}:{tracker.header_row}: no column holds due days. Looked for: {named}. {fix}"
        )
    found: list[Their] = []
    refs = set()
    for row in tracker.rows:
        cells.start(row)
        ref = _reference(cells, map)
        refs |= {folded(ref)} if ref else set()
        if ref and not cells.shifted(map.ref):
            found += [_day(cells, ref, due, row.number) for due in dues]
    absent = dict.fromkeys(column.names[0] for _, column in due_columns(map) if cells.place(column) is None)
    troubles = sorted([*cells.troubles, *_doubles(found, cells, dues)])
    return TheirDays(found, frozenset(refs), frozenset(due.rule for due in dues), tuple(absent), troubles)


def _reference(cells: Cells, map: Map) -> str:
    """The case of the row, or "" where it was refused."""
    value = cells.cell(map.ref)
    ref, reason = ("", "the reference is blank") if not value else ("", "a date cannot be a reference")
    if value and not isinstance(value, date):
        ref, reason = reference_of(value)
    if reason:
        cells.refuse(map.ref, reason)
        return ""
    return map.ref.prefix + ref


def _day(cells: Cells, ref: str, due: DueMap, row: int) -> Their:
    before = len(cells.troubles)
    day = cells.day(due.column)
    party = cells.text(due.party) if due.party else due.constant_party
    wrong = cells.troubles[before:]
    cells.troubles[before:] = [trouble._replace(what="day") for trouble in wrong]
    said = "; ".join(f'"{trouble.column}": {trouble.reason}.' for trouble in wrong)
    return Their(ref, due.rule, party or None, None if wrong else day, row, said)


def _doubles(found: list[Their], cells: Cells, dues: list[DueMap]) -> list[Trouble]:
    """Rows that give one clock different days: each names the others."""
    same: dict[tuple[str, str, str], list[Their]] = {}
    for their in found:
        if their.due:
            same.setdefault((folded(their.case), their.rule, folded(their.party or "")), []).append(their)
    columns = {due.rule: cells.name(due.column) for due in dues}
    troubles = []
    for listed in same.values():
        for their in listed if len({other.due for other in listed}) > 1 else ():
            others = ", ".join(str(other.row) for other in listed if other.due != their.due)
            reason = f"{their.case} is listed again, with another day, in row {others}"
            troubles.append(Trouble(their.row, columns[their.rule], reason, False))
    return troubles


# agrees; differs; blank: they have no day and we have one; no-clock: they have a day and we have no such clock;
# only-theirs: no such case here; only-ours: a case of ours with such a clock running, which they do not list;
# unread: our file of the case cannot be read; not-a-day: what stands in their cell is no day.
Kind = Literal["agrees", "differs", "blank", "no-clock", "only-theirs", "only-ours", "unread", "not-a-day"]
KINDS: tuple[Kind, ...] = get_args(Kind)
REFS_SHOWN = 20
UNKNOWN = "nothing that is recognised."


class Finding(NamedTuple):
    """One comparison. `likely` are slips that would give theirs; `reason` is how ours was counted, or why there is
    none, or what is wrong with theirs; `row` is the tracker's, 0 for a case it has not."""

    kind: Kind
    case: str
    rule: str
    label: str
    party: str | None
    theirs: date | None
    ours: date | None
    likely: Sequence[str]
    reason: str
    row: int

    @property
    def days_apart(self) -> int | None:
        """How many days theirs is later than ours; negative where it is earlier."""
        return (self.theirs - self.ours).days if self.theirs and self.ours else None


class Cause(NamedTuple):
    """A slip, and how often it is the likeliest."""

    slip: str
    days: int


class RuleCount(NamedTuple):
    """What was found for one rule."""

    rule: str
    of: Mapping[Kind, int]


COLUMNS: tuple[Column[Finding], ...] = (
    Column("case", "Case"),
    Column("kind", kind=one_of(*KINDS)),
    Column("rule", value=lambda finding: finding.rule or None, kind=maybe(TEXT)),
    Column("label", value=lambda finding: finding.label or None, kind=maybe(TEXT)),
    Column("party", kind=maybe(TEXT)),
    Column("theirs", kind=maybe(DAY)),
    Column("ours", kind=maybe(DAY)),
    Column("days_apart", kind=maybe(WHOLE), about="positive: theirs is later"),
    Column("reason", about="how ours was counted, why there is none, or what is wrong with theirs"),
    Column(
        "likely",
        cell=lambda finding: " Or ".join(finding.likely),
        kind=several(TEXT),
        about="slips in counting that would give theirs, the likeliest first",
    ),
    Column(
        "row",
        value=lambda finding: finding.row or None,
        kind=maybe(NTH),
        about="of their file",
    ),
    Column(title="Clock", shown=lambda finding, _: finding.label + (f" ({finding.party})" if finding.party else "")),
    Column(title="Theirs", shown=lambda finding, look: in_words(finding.theirs, look)),
    Column(title="Ours", shown=lambda finding, look: in_words(finding.ours, look)),
    Column(title="Apart", from_width=100, shown=lambda finding, _: _apart(finding)),
    Column(title="Theirs would be", wrap=True, shown=lambda finding, _: " Or ".join(finding.likely) or UNKNOWN),
    Column(title="Ours is", wrap=True, from_width=140, shown=lambda finding, _: finding.reason),
)
RECONCILE = View(
    "reconcile",
    COLUMNS,
    (
        Column[None]("file"),
        Column[None]("sheet", kind=maybe(TEXT)),
        Column[None]("map"),
        Column[None]("notes", kind=several(TEXT)),
        Column[None](
            "absent",
            always=False,
            kind=several(TEXT),
            about="columns of due days that the map names and the file lacks",
        ),
    ),
    row="finding",
    csv=("case", "kind", "rule", "label", "party", "theirs", "ours", "days_apart", "likely", "reason", "row"),
)
NO_CLOCK: tuple[Column[Finding], ...] = (
    Column(title="Case", shown=lambda finding, _: finding.case),
    Column(title="Rule", shown=lambda finding, _: finding.rule),
    Column(title="Theirs", shown=lambda finding, look: in_words(finding.theirs, look)),
    Column(title="Why there is no clock", wrap=True, shown=lambda finding, _: finding.reason),
)
CAUSES: tuple[Column[Cause], ...] = (
    Column(title="How many", shown=lambda cause, _: f"{cause.days:,}"),
    Column(title="Theirs would be", wrap=True, shown=lambda cause, _: cause.slip),
)
COUNTS: tuple[Column[RuleCount], ...] = (
    Column(title="Rule", shown=lambda count, _: count.rule),
    Column(title="Agree", shown=lambda count, _: f"{count.of['agrees']:,}"),
    Column(title="Differ", shown=lambda count, _: f"{count.of['differs']:,}"),
    Column(title="Blank there", shown=lambda count, _: f"{count.of['blank']:,}"),
    Column(title="No clock here", shown=lambda count, _: f"{count.of['no-clock']:,}"),
)


def compared(their: Their, rows: Sequence[Row], timeline: Timeline, book: RuleBook, no_clock: str) -> Finding | None:
    """One day of theirs beside the clocks of that rule and case. None where neither has one.

    Of several clocks, the one that agrees; else one still running before one that is over, the latest started first.
    """
    label = book.versions(their.rule)[-1].label
    mine = [row for row in rows if their.party is None or folded(row.party or "") == folded(their.party)]
    blank = Finding("blank", timeline.case.ref, their.rule, label, their.party, their.due, None, (), "", their.row)
    wrong = blank._replace(kind="not-a-day", reason=their.wrong)
    if not mine and their.wrong:
        return wrong
    if not mine:
        return None if their.due is None else blank._replace(kind="no-clock", reason=no_clock)
    row = max(mine, key=lambda row: (row.due == their.due, not row.finished, row.started_by.on))
    if their.wrong:
        return wrong._replace(label=row.label, party=row.party, ours=row.due)
    reason = " ".join(explain_step(step, book.event_types) for step in row.steps if step.day and step.kind != "anchor")
    found = blank._replace(label=row.label, party=row.party, ours=row.due, reason=reason)
    if their.due is None:
        return found
    if their.due == row.due:
        return found._replace(kind="agrees")
    return found._replace(kind="differs", likely=tuple(_likely(their.due, row, timeline, book)))


def _likely(theirs: date, row: Row, timeline: Timeline, book: RuleBook) -> list[str]:
    events = timeline.events
    rule = next(rule for rule in book.versions(row.rule) if rule.label == row.label)
    calendar = book.calendars.get(rule.calendar or "england", book.england)
    said: list[str] = []
    for step in row.steps:
        if isinstance(step, PeriodCounted) and step.period.unit != "hour":
            ours = Counting(row.due, step.start, step.period, calendar)
            said += [slip(found) for found in recognise(theirs, ours, book.england, events)]
    return list(dict.fromkeys(said))[:2]


def document(
    findings: Sequence[Finding],
    heading: str,
    footer: str,
    in_full: bool,
    most: int | None,
    troubles: Sequence[Trouble] = (),
) -> Document:
    """`most` limits each list, for a screen; `in_full` writes days out; `troubles` are those of their rows."""
    look = Look(in_full)
    by_kind = {kind: [f for f in findings if f.kind == kind] for kind in KINDS}
    blocks: list[Block] = [Line(heading), Heading("Compared"), grid(COUNTS, _counts(findings), look)]
    blocks += _causes(by_kind["differs"], look)
    differs = sorted(by_kind["differs"], key=lambda f: (f.rule, -abs(f.days_apart or 0), f.case))
    if differs:
        drawn = grid(COLUMNS, differs[:most], look)
        blocks += [Heading(f"Differences: {len(differs)}"), drawn, *_more(len(differs), most)]
    elif by_kind["agrees"]:
        blocks.append(Line("No day differs.", "good"))
    else:
        blocks.append(Line("No day was compared.", "warn"))
    for said, left_out in (("Left out", True), ("To look at", False)):
        told = [trouble for trouble in troubles if trouble.left_out is left_out]
        blocks += [Heading(f"{said}: {len(told)}"), *trouble_rows(told, most)] if told else []
    none = by_kind["no-clock"]
    if none:
        drawn = grid(NO_CLOCK, none[:most], look)
        blocks += [Heading(f"They have a day, and we have no clock: {len(none)}"), drawn]
        blocks += _more(len(none), most)
    for kind, said in _LISTED.items():
        refs = list(dict.fromkeys(finding.case for finding in by_kind[kind]))
        if refs:
            shown = refs if most is None else refs[:REFS_SHOWN]
            rest = f" and {len(refs) - len(shown)} more (--plain names them all)" if len(shown) < len(refs) else ""
            blocks.append(Line(f"{said}: {number(len(refs), 'case')}. {', '.join(shown)}{rest}."))
    return Document(blocks, footer)


def _causes(differs: Sequence[Finding], look: Look) -> list[Block]:
    """How often each slip is the likeliest: one wrong setting there may be behind all of them."""
    told = (f.likely[0] if f.likely else UNKNOWN for f in differs)
    causes = Counter(re.sub(r" \([^)]*\)", "", text) for text in told)
    if len(differs) < 2:
        return []
    return [Heading("What theirs would be"), grid(CAUSES, [Cause(*cause) for cause in causes.most_common()], look)]


_LISTED: dict[Kind, str] = {
    "blank": "Blank there, though we have a clock",
    "only-theirs": "Only there: we have no such case",
    "only-ours": "Only here, with such a clock running: they do not list it",
    "unread": "Not compared, because our file cannot be read",
}


def _counts(findings: Iterable[Finding]) -> list[RuleCount]:
    counts: dict[str, Counter[Kind]] = {}
    for finding in findings:
        if finding.rule:
            counts.setdefault(finding.rule, Counter())[finding.kind] += 1
    return [RuleCount(rule, of) for rule, of in counts.items()]


def _apart(finding: Finding) -> str:
    days = finding.days_apart or 0
    return f"{number(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _more(rows: int, most: int | None) -> list[Block]:
    if most is None or rows <= most:
        return []
    return [Line(f"{number(rows - most, 'more row')}: see all of them with --plain.", "warn")]


MOST = 40  # rows of each list on a terminal


class TheirList(Options):
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The other system's list: .csv or .xlsx.")]
    map: Annotated[
        Optional[str], typer.Option("--map", metavar="MAP", help="A map with [[due]], or a shipped map: plain.")
    ] = None


def reconcile(
    asked: TheirList,
    session: Now,
    sheet: Annotated[Optional[str], typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
) -> Reply:
    """Compare another system's due days with ours: what differs, why ours is right, how theirs came about."""
    if asked.map is None:
        return suggested(session, asked.file, sheet, "compared")
    tracker, mapped = read_by_map(session, asked.file, asked.map, sheet, dues=True)
    if not mapped.dues:
        raise CannotRunError(f'{mapped.file}: no [[due]] says which column is compared. Add [[due]] with rule = "...".')
    theirs, every = their_days(tracker, mapped), session.every_case()
    found = _findings(session, theirs, every)
    problems = [*problems_in(tracker.file, theirs.troubles), *every.problems]
    more = {
        "file": tracker.file, "sheet": tracker.sheet, "map": mapped.title, "notes": tracker.notes,
        "absent": theirs.absent,
    }  # fmt: skip

    def drawn(about: Imprint, in_full: bool) -> Document:
        said = f'{tracker.file}: {number(len(tracker.rows), "row")}, map "{mapped.title}". {" ".join(tracker.notes)}'
        if theirs.absent:
            said = f"{said.strip()} In the map, but not in the file: {', '.join(theirs.absent)}."
        return document(found, said.strip(), about.footer(), in_full, None if in_full else MOST, theirs.troubles)

    return Reply(
        "reconcile",
        drawn,
        as_data(RECONCILE, found, more),
        Seen(problems, every.read, every.unreadable),
        beside_data=True,
        left_out=sum(trouble.left_out for trouble in theirs.troubles),
    )


app = command(reconcile, filed=True)


def _findings(work: Session, theirs: TheirDays, every: EveryCase) -> list[Finding]:
    """Every day of theirs in the order of their file; then the cases only we have. Each case is held against theirs as
    it goes by."""
    book = work.rulebook
    of_case: dict[str, list[int]] = {}
    for place, their in enumerate(theirs.days):
        of_case.setdefault(folded(their.case), []).append(place)
    found: dict[int, Finding] = {}
    only_ours: list[Finding] = []
    for timeline in every.timelines(keep=lambda clock: clock.rule.id in theirs.rules):
        ref, rows = folded(timeline.case.ref), rows_of(timeline, book)
        for place in of_case.pop(ref, ()):
            finding = _finding(theirs.days[place], rows, timeline, book)
            found |= {place: finding} if finding else {}
        if ref not in theirs.refs and any(row.rule in theirs.rules and not row.finished for row in rows):
            only_ours.append(Finding("only-ours", timeline.case.ref, "", "", None, None, None, (), "", 0))
    unread = {folded(PurePath(p.position.file).stem) for p in every.problems if p.severity == "error"}
    for ref, (first, *_) in of_case.items():  # no case of ours was held against these
        kind: Kind = "unread" if ref in unread else "only-theirs"
        their = theirs.days[first]
        found[first] = Finding(kind, their.case, "", "", None, None, None, (), "", their.row)
    return [*(found[place] for place in sorted(found)), *only_ours]


def _finding(their: Their, rows: Sequence[Row], timeline: Timeline, book: RuleBook) -> Finding | None:
    of_rule = [row for row in rows if row.rule == their.rule]
    why = ""
    if their.due and not of_rule:
        why = " ".join(reason(step, timeline.case.ref) for step in why_no_clock(timeline, their.rule, book))
    return compared(their, of_rule, timeline, book, why)
