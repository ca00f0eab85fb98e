"""`sendclock count DATE PERIOD`: plain counting."""

from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.dates import read_moment, read_period
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace
from sendclock.core.counting import FirstDay, Period, Roll, Skip, count
from sendclock.core.problems import CannotRunError, UsageError
from sendclock.report.counted import Question, count_json, document
from sendclock.report.machine import csv_text, dumps

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command("count")
def count_command(
    start: Annotated[str, typer.Argument(metavar="DATE", help="The day, or moment, counted from.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="14d, 15wd, 10sd, 6w, 2m, 1y or 48h.")],
    before: Annotated[bool, typer.Option("--before", help="Count back from the day.")] = False,
    first_day: Annotated[
        FirstDay,
        typer.Option(
            "--first-day", help="day-after: the day itself is not counted; same-day: it is; clear: neither end is."
        ),
    ] = "day-after",
    calendar: Annotated[
        Optional[str], typer.Option("--calendar", metavar="NAME", help="england, tribunal, foi, or one of your own.")
    ] = None,
    skip: Annotated[Skip, typer.Option("--skip", help="Days left out of the count altogether.")] = "none",
    roll: Annotated[Roll, typer.Option("--roll", help="What happens when time ends on a closed day.")] = "none",
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Plain counting from a day, with the days skipped.

    sendclock count 2026-12-18 15wd
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    number, unit = read_period(period)
    if first_day == "clear" and not before:
        raise UsageError("--first-day clear goes with --before: neither end is counted.")
    by_the_hour = unit in ("hour", "working-hour")
    if by_the_hour and (first_day != "day-after" or skip != "none" or roll != "none"):
        raise UsageError("hours run from the moment: --first-day, --skip and --roll do not go with them.")
    if unit == "school-day" and calendar is None:
        raise UsageError("school days are the setting's own: name its calendar with --calendar (see sendclock.toml).")
    known = work.calendar(
        calendar or ("tribunal" if roll == "rule12-lodging" or skip == "tribunal-august-christmas" else "england")
    )
    begin = read_moment(start, work.today, work.england)
    counting = Period(
        "before" if before else "after",
        number,
        unit,
        first_day,
        skip,
        roll,
    )
    try:
        counted = count(begin, counting, known)
    except ValueError as error:
        message = f"{error}."
        raise (UsageError if by_the_hour else CannotRunError)(message) from None
    question = Question(begin, counting, known)
    if out.format == "json":
        out.text(dumps(count_json(question, counted)))
    elif out.format == "csv":
        out.text(csv_text(("start", "period", "due", "due_at"), [(begin, period, counted.due, counted.at)]))
    else:
        out.show(document(question, counted))
