"""`sendclock calendar`: which days are closed, by what name, and how far that is known."""

from datetime import date
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.dates import read_day
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace
from sendclock.core.calendars import NotCoveredError
from sendclock.core.problems import CannotRunError
from sendclock.law import bank_holidays
from sendclock.report.calendars import about_day, closed_days_json, year_document
from sendclock.report.document import Document, Line
from sendclock.report.machine import csv_text, dumps
from sendclock.report.wording import long_day

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
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
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
                closed = known.closed(day)
                out.text(
                    dumps({"sendclock": 1, "report": "calendar", "day": day, "working": not closed, "closed": closed})
                )
            else:
                out.show(about_day(known, day))
            return
        year = int(when) if when else work.today.year
        days = [d for d in known.closed_between(date(year, 1, 1), date(year, 12, 31)) if d[0].weekday() < 5]
    except (NotCoveredError, ValueError) as error:
        raise CannotRunError(f"{error}.") from None
    if out.format == "json":
        out.text(dumps(closed_days_json(known, days)))
    elif out.format == "csv":
        out.text(csv_text(("day", "name"), days))
    else:
        out.show(year_document(known, year, days))


def _suppose(work: Workspace, out: Output, when: str, name: str) -> None:
    """A bank holiday that is not proclaimed yet: in every calendar of the law."""
    from sendclock.cli.moves import show_moves
    from sendclock.store.settings import Proclaimed

    day = read_day(when, work.today, work.england)
    supposed = Proclaimed(day, name, tuple(bank_holidays.CALENDARS))
    there = [row for settings in work.settings for row in settings.proclaimed]
    new = work.rulebook_with(work.calendars_with([*there, supposed]))
    show_moves(work, out, "calendar-add", f"If {long_day(day)} were a bank holiday ({name}):", work.rulebook, new)


def _verify(out: Output) -> None:
    """Exit 4 if the shipped days differ from the package's."""
    differ = bank_holidays.differences()
    if differ:
        raise CannotRunError("\n".join(differ))
    out.show(Document([Line(f"The shipped bank holidays agree with the holidays package, {bank_holidays.span()}.")]))
