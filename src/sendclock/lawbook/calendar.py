"""`sendclock calendar`: which days are closed, by what name, and how far that is known; and one day's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Optional

import typer

from sendclock.command import Now, Options, Reply, as_bare_data, command
from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.files.problem import CannotRunError
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.formats import bare_answer
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe
from sendclock.say.words import day_month, long_day
from sendclock.session import Session
from sendclock.tuples import NamedTuple


class Closed(NamedTuple):
    """A closed day of a calendar."""

    day: date
    name: str
    calendar: Calendar


COLUMNS: tuple[Column[Closed], ...] = (
    Column("day", "Day", kind=DAY),
    Column("name", "Name"),
    Column("provisional", csv=False, value=lambda closed: closed.day > closed.calendar.confirmed_to, kind=YES_NO),
)
YEAR = View(
    "calendar",
    COLUMNS,
    (Column[None]("calendar"), Column[None]("confirmed_to", kind=DAY, about="how far bank holidays are announced")),
    bare=True,
)
ONE_DAY = View(
    "calendar",
    (
        Column[Closed]("day", kind=DAY),
        Column[Closed]("working", value=lambda closed: not closed.name, kind=YES_NO),
        Column[Closed]("closed", value=lambda closed: closed.name or None, kind=maybe(TEXT), about="why it is closed"),
    ),
    bare=True,
    single=True,
)


def year_document(calendar: Calendar, year: int, days: Sequence[tuple[date, str]]) -> Document:
    blocks: list[Block] = [Heading(f"{calendar.title}, {year}: closed besides Saturdays and Sundays")]
    blocks.append(grid(COLUMNS, [Closed(day, name, calendar) for day, name in days], Look(in_full=True)))
    if date(year, 12, 31) > calendar.confirmed_to:
        blocks.append(Line(_forecast(calendar), "warn"))
    return Document(blocks, f"Calendar: {calendar.name}; confirmed to {day_month(calendar.confirmed_to)}.")


def about_day(calendar: Calendar, day: date) -> Document:
    """Whether it is a working day; if it is not, why, and the nearest ones."""
    closed = calendar.closed(day)
    blocks: list[Block] = []
    if closed is None:
        blocks.append(Line(f"{long_day(day)} is a working day ({calendar.title})."))
    else:
        blocks.append(Line(f"{long_day(day)} is not a working day ({calendar.title}): {closed}."))
        before, after = calendar.roll_back(day), calendar.roll_forward(day)
        blocks.append(Line(f"Last working day before: {long_day(before)}. Next: {long_day(after)}."))
    if day > calendar.confirmed_to:
        blocks.append(Line(_forecast(calendar), "warn"))
    return Document(blocks, f"Calendar: {calendar.name}; confirmed to {day_month(calendar.confirmed_to)}.")


def _forecast(calendar: Calendar) -> str:
    return f"Provisional: bank holidays are announced only to {day_month(calendar.confirmed_to)}."


class CalendarOptions(Options):
    when: Annotated[Optional[str], typer.Argument(metavar="[YEAR|DATE]", help="This year, if left out.")] = None
    calendar: Annotated[
        str, typer.Option("--calendar", metavar="NAME", help="england, tribunal, foi, or one of your own.")
    ] = "england"
    add: Annotated[
        Optional[tuple[str, str]],
        typer.Option("--add", metavar="DATE NAME", help="Suppose one more bank holiday: which live dates would move?"),
    ] = None
    verify: Annotated[bool, typer.Option("--verify", help="Compare the shipped days with the holidays package.")] = (
        False
    )


def calendar(asked: CalendarOptions, session: Now) -> Reply:
    """The days that are not working days, and how far they are known."""
    if asked.verify:
        return _verify()
    if asked.add:
        return _suppose(session, *asked.add)
    known, when = session.calendar(asked.calendar), asked.when
    try:
        if when is not None and not (when.isdigit() and len(when) == 4):
            return _one_day(known, session.day("calendar", when))
        return _year(known, int(when) if when else session.today.year)
    except ValueError as error:
        raise CannotRunError(f"{error}.") from None


app = command(calendar)


def _one_day(known: Calendar, day: date) -> Reply:
    closed, told = known.closed(day), about_day(known, day)
    rows = [Closed(day, closed or "", known)]
    return Reply("calendar", lambda *_: told, {"json": lambda _: bare_answer(ONE_DAY, rows)})


def _year(known: Calendar, year: int) -> Reply:
    days = [d for d in known.closed_between(date(year, 1, 1), date(year, 12, 31)) if d[0].weekday() < 5]
    rows = [Closed(day, name, known) for day, name in days]
    beside = {"calendar": known.name, "confirmed_to": known.confirmed_to}
    return Reply(
        "calendar",
        lambda *_: year_document(known, year, days),
        as_bare_data(YEAR, rows, beside),
    )


def _suppose(session: Session, when: str, name: str) -> Reply:
    """A bank holiday that is not proclaimed yet: in every calendar of the law."""
    from sendclock.casebook.settings import Proclaimed
    from sendclock.lawbook.moves import ADDED, moves

    day = session.day("--add", when, ahead=True)
    supposed = Proclaimed(day, name, tuple(bank_holidays.CALENDARS))
    there = [row for settings in session.settings for row in settings.proclaimed]
    new = session.rulebook_with(session.calendars_with([*there, supposed]))
    what = f"If {long_day(day)} were a bank holiday ({name}):"
    return moves(session, ADDED, what, session.rulebook, new)


def _verify() -> Reply:
    """Exit 4 if the shipped days differ from the package's."""
    differ = bank_holidays.differences()
    if differ:
        raise CannotRunError(*differ)
    told = Line(f"The shipped bank holidays agree with the holidays package, {bank_holidays.span()}.")
    return Reply("calendar", lambda *_: Document([told]))
