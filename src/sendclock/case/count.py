"""`sendclock count DATE PERIOD`: plain counting from a day, with the days skipped."""

from datetime import date, datetime
from typing import Annotated, NamedTuple, Optional

import typer

from sendclock import command
from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.counting import Counted, FirstDay, Period, Roll, Skip, count
from sendclock.days.spelling import read_moment, read_period
from sendclock.days.step import Step
from sendclock.files.problem import CannotRunError, UsageError
from sendclock.say.formats import bare_answer, csv_of
from sendclock.say.reasons import STEPS, explain_step, told
from sendclock.say.terminal import Output
from sendclock.say.view import DAY, MOMENT, WHOLE, YES_NO, Column, Document, Line, Numbered, View, maybe, one_of
from sendclock.say.words import day_month, long_day, moment
from sendclock.session import Workspace


class Question(NamedTuple):
    start: date
    period: Period
    calendar: Calendar


class Outcome(NamedTuple):
    """A question and what came of it; `asked` is the period as it was given."""

    question: Question
    counted: Counted
    asked: str


COLUMNS: tuple[Column[Outcome], ...] = (
    Column("start", value=lambda it: it.question.start, about="the day, or moment, counted from"),
    Column("period", json=False, value=lambda it: it.asked),
    Column("direction", csv=False, value=lambda it: it.question.period.direction, kind=one_of("after", "before")),
    Column("count", csv=False, value=lambda it: it.question.period.size, kind=WHOLE),
    Column("unit", csv=False, value=lambda it: it.question.period.unit),
    Column("first_day", csv=False, value=lambda it: it.question.period.first_day),
    Column("calendar", csv=False, value=lambda it: it.question.calendar.name),
    Column("due", value=lambda it: it.counted.due, kind=DAY),
    Column("due_at", value=lambda it: it.counted.at, kind=maybe(MOMENT), about="set where the limit is a moment"),
    Column("provisional", csv=False, value=lambda it: it.counted.provisional, kind=YES_NO),
    Column(
        "bank_holidays_confirmed_to",
        csv=False,
        value=lambda it: it.question.calendar.confirmed_to,
        kind=DAY,
    ),
    Column("steps", csv=False, value=lambda it: told(steps(it.question, it.counted), {}), kind=STEPS._replace(least=1)),
)
COUNT = View("count", COLUMNS, bare=True, single=True)


def steps(question: Question, counted: Counted) -> list[Step]:
    """The steps of the count; a closed day at the end, which nothing moves; and whether it is a forecast."""
    found = list(counted.steps)
    calendar = question.calendar
    if counted.due <= calendar.confirmed_to and question.period.unit != "hour":
        closed = _closed(calendar, counted.due)
        if closed:
            act_by = calendar.roll_back(counted.due)
            found.append(Step("not-moved", None, {"due": counted.due, "reason": closed, "act_by": act_by}))
    if counted.provisional:
        found.append(Step("not-announced", None, {"confirmed_to": calendar.confirmed_to}))
    return found


def _closed(calendar: Calendar, day: date) -> str | None:
    """None also for years before anybody counted bank holidays: days and months need none."""
    try:
        return calendar.closed(day)
    except NotCoveredError:
        return None


def document(question: Question, counted: Counted) -> Document:
    due = moment(counted.at) if isinstance(counted.at, datetime) else long_day(counted.due)
    calendar = question.calendar
    footer = f"Calendar: {calendar.title}; bank holidays confirmed to {day_month(calendar.confirmed_to)}."
    lines = [explain_step(step, {}) for step in steps(question, counted)]
    uncertain = " (provisional)" if counted.provisional else ""
    return Document([Line(due + uncertain), Numbered(lines)], footer)


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
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
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
    outcome = Outcome(question, counted, period)
    if out.format == "json":
        out.text(bare_answer(COUNT, [outcome]))
    elif out.format == "csv":
        out.text(csv_of(COUNT, [outcome]))
    else:
        out.show(document(question, counted))
