"""`sendclock count DATE PERIOD`: plain counting from a day, with the days skipped."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Optional

from sendclock.clock.reason import NotAnnounced, NotMoved, Reason
from sendclock.command import Now, Options, Reply, as_bare_data, command
from sendclock.days import counting
from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.counting import Counted, Direction, FirstDay, Period, Roll, Skip, Unit
from sendclock.days.spelling import read_moment, read_period
from sendclock.files.problem import CannotRunError, UsageError
from sendclock.option import typer
from sendclock.say.document import Document, Line, Numbered
from sendclock.say.reasons import STEPS, explain_step, told
from sendclock.say.view import DAY, MOMENT, WHOLE, YES_NO, Column, View, maybe, one_of
from sendclock.say.words import day_month, long_day, moment
from sendclock.tuples import NamedTuple


class ToCount(NamedTuple):
    start: date
    period: Period
    calendar: Calendar


class Tally(NamedTuple):
    """A question and what came of it; `asked` is the period as it was given."""

    question: ToCount
    counted: Counted
    asked: str
    steps: Sequence[Reason]


COLUMNS: tuple[Column[Tally], ...] = (
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
    Column("steps", csv=False, value=lambda it: told(it.steps, {}), kind=STEPS._replace(least=1)),
)
COUNT = View("count", COLUMNS, bare=True, single=True)


def after_the_count(question: ToCount, counted: Counted) -> Iterator[Reason]:
    """A closed day at the end, which nothing moves; and whether it is a forecast."""
    calendar = question.calendar
    if counted.due <= calendar.confirmed_to and question.period.unit != "hour":
        closed = _closed(calendar, counted.due)
        if closed:
            yield NotMoved(counted.due, closed, calendar.roll_back(counted.due))
    if counted.provisional:
        yield NotAnnounced(calendar.confirmed_to)


def _closed(calendar: Calendar, day: date) -> str | None:
    """None also for years before anybody counted bank holidays: days and months need none."""
    try:
        return calendar.closed(day)
    except NotCoveredError:
        return None


def document(question: ToCount, counted: Counted, steps: Sequence[Reason]) -> Document:
    due = moment(counted.at) if isinstance(counted.at, datetime) else long_day(counted.due)
    calendar = question.calendar
    footer = f"Calendar: {calendar.title}; bank holidays confirmed to {day_month(calendar.confirmed_to)}."
    lines = [explain_step(step, {}) for step in steps]
    uncertain = " (provisional)" if counted.provisional else ""
    return Document([Line(due + uncertain), Numbered(lines)], footer)


class CountOptions(Options):
    before: Annotated[bool, typer.Option("--before", help="Count back from the day.")] = False
    first_day: Annotated[
        FirstDay,
        typer.Option(
            "--first-day", help="day-after: the day itself is not counted; same-day: it is; clear: neither end is."
        ),
    ] = "day-after"
    calendar: Annotated[
        Optional[str], typer.Option("--calendar", metavar="NAME", help="england, tribunal, foi, or one of your own.")
    ] = None
    skip: Annotated[Skip, typer.Option("--skip", help="Days left out of the count altogether.")] = "none"
    roll: Annotated[Roll, typer.Option("--roll", help="What happens when time ends on a closed day.")] = "none"

    @property
    def usual_calendar(self) -> str:
        of_tribunal = self.roll == "rule12-lodging" or self.skip == "tribunal-august-christmas"
        return "tribunal" if of_tribunal else "england"


def count(
    start: Annotated[str, typer.Argument(metavar="DATE", help="The day, or moment, counted from.")],
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="14d, 15wd, 10sd, 6w, 2m, 1y or 48h.")],
    asked: CountOptions,
    session: Now,
) -> Reply:
    """Plain counting from a day, with the days skipped."""
    number, unit = read_period(period)
    by_the_hour = unit in ("hour", "working-hour")
    _fits(asked, unit, by_the_hour)
    calendar = session.calendar(asked.calendar or asked.usual_calendar)
    begin = read_moment(start, session.today, session.england)
    direction: Direction = "before" if asked.before else "after"
    how = Period(direction, number, unit, asked.first_day, asked.skip, asked.roll)
    steps: list[Reason] = []
    try:
        counted = counting.count(begin, how, calendar, steps)
    except ValueError as error:
        message = f"{error}."
        raise (UsageError if by_the_hour else CannotRunError)(message) from None
    question = ToCount(begin, how, calendar)
    steps += after_the_count(question, counted)
    outcome = Tally(question, counted, period, steps)
    return Reply(
        "count",
        lambda *_: document(question, counted, steps),
        as_bare_data(COUNT, [outcome]),
    )


app = command(count)


def _fits(asked: CountOptions, unit: Unit, by_the_hour: bool) -> None:
    """Refuse options that do not go together."""
    if asked.first_day == "clear" and not asked.before:
        raise UsageError("--first-day clear goes with --before: neither end is counted.")
    if by_the_hour and (asked.first_day != "day-after" or asked.skip != "none" or asked.roll != "none"):
        raise UsageError("hours run from the moment: --first-day, --skip and --roll do not go with them.")
    if unit == "school-day" and asked.calendar is None:
        raise UsageError("school days are the setting's own: name its calendar with --calendar (see sendclock.toml).")
