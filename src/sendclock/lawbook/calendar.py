"""`sendclock calendar`: which days are closed, by what name, and how far that is known; and one day's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple, Optional

import typer

from sendclock import command
from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.spelling import read_day
from sendclock.files.problem import CannotRunError
from sendclock.say.formats import bare_answer, csv_of
from sendclock.say.terminal import Output
from sendclock.say.view import DAY, TEXT, YES_NO, Block, Column, Document, Heading, Line, Look, View, grid, maybe
from sendclock.say.words import day_month, long_day
from sendclock.session import Workspace


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


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command("calendar")
def calendar_command(
    when: Annotated[Optional[str], typer.Argument(metavar="[YEAR|DATE]", help="This year, if left out.")] = None,
    calendar: Annotated[
        str, typer.Option("--calendar", metavar="NAME", help="england, tribunal, foi, or one of your own.")
    ] = "england",
    add: Annotated[
        Optional[tuple[str, str]],
        typer.Option("--add", metavar="DATE NAME", help="Suppose one more bank holiday: which live dates would move?"),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare the shipped days with the holidays package.")
    ] = False,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """The days that are not working days, and how far they are known.

    sendclock calendar 2027; sendclock calendar 28/12/2026
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    if verify:
        _verify(out)
        return
    if add:
        _suppose(work, out, *add)
        return
    known = work.calendar(calendar)
    try:
        if when is not None and not (when.isdigit() and len(when) == 4):
            day = read_day(when, work.today, work.england)
            if out.format == "json":
                out.text(bare_answer(ONE_DAY, [Closed(day, known.closed(day) or "", known)]))
            else:
                out.show(about_day(known, day))
            return
        year = int(when) if when else work.today.year
        days = [d for d in known.closed_between(date(year, 1, 1), date(year, 12, 31)) if d[0].weekday() < 5]
    except (NotCoveredError, ValueError) as error:
        raise CannotRunError(f"{error}.") from None
    if out.format == "json":
        rows = [Closed(day, name, known) for day, name in days]
        out.text(bare_answer(YEAR, rows, calendar=known.name, confirmed_to=known.confirmed_to))
    elif out.format == "csv":
        out.text(csv_of(YEAR, [Closed(day, name, known) for day, name in days]))
    else:
        out.show(year_document(known, year, days))


def _suppose(work: Workspace, out: Output, when: str, name: str) -> None:
    """A bank holiday that is not proclaimed yet: in every calendar of the law."""
    from sendclock.casebook.settings import Proclaimed
    from sendclock.lawbook.moves import ADDED, show_moves

    day = read_day(when, work.today, work.england)
    supposed = Proclaimed(day, name, tuple(bank_holidays.CALENDARS))
    there = [row for settings in work.settings for row in settings.proclaimed]
    new = work.rulebook_with(work.calendars_with([*there, supposed]))
    show_moves(work, out, ADDED, f"If {long_day(day)} were a bank holiday ({name}):", work.rulebook, new)


def _verify(out: Output) -> None:
    """Exit 4 if the shipped days differ from the package's."""
    differ = bank_holidays.differences()
    if differ:
        raise CannotRunError("\n".join(differ))
    out.show(Document([Line(f"The shipped bank holidays agree with the holidays package, {bank_holidays.span()}.")]))
