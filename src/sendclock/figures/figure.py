"""A figure: what it counts, over whom, and every case in it; the span of days it is about, and the one before it. And
the little arithmetic figures need.

A figure nobody can trace to its cases cannot be made: the numbers are counted from the items, here and nowhere else.
Must not know: how the items were found, formats, what day it is.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from sendclock.law.role import Role
from sendclock.law.rule import ChecklistItem, Rule
from sendclock.say.words import MONTHS, long_day, short_day
from sendclock.tuples import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2099  # of days given for a period: no period before it can then run out of years
PeriodKind = Literal["week", "month", "quarter", "year", "days"]
_ONE, _WEEK = timedelta(1), timedelta(7)
TREND = 12  # periods
TRENDS = ("weekly", "promises")  # reports that go back over so many of their own, where others do over months
FEW = 10  # of fewer things a percentage says little


class Span(NamedTuple):
    """From `first` to `last`, both counted in. `kind` is `days` where the two were given."""

    first: date
    last: date
    kind: PeriodKind

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def words(self) -> str:
        """`the month October 2026, Thursday 1 October 2026 to Saturday 31 October 2026`."""
        days = f"{long_day(self.first)} to {long_day(self.last)}"
        return days if self.kind == "days" else f"the {self.kind} {days}"

    @property
    def label(self) -> str:
        """A short name for the rows of a trend."""
        month = f"{MONTHS[self.first.month - 1][:3]} {self.first.year}"
        if self.kind == "year":
            return str(self.first.year)
        if self.kind == "quarter":
            return f"{MONTHS[self.first.month - 1][:3]} to {MONTHS[self.last.month - 1][:3]} {self.last.year}"
        return month if self.kind == "month" else f"{self.first.day} {month}"


def containing(day: date, kind: PeriodKind) -> Span:
    """The week (Monday to Sunday), month, quarter or calendar year that `day` is in."""
    if kind == "week":
        monday = day - timedelta(day.weekday())
        return Span(monday, monday + timedelta(6), kind)
    if kind == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31), kind)
    first = day.month if kind == "month" else (day.month - 1) // 3 * 3 + 1
    last = first if kind == "month" else first + 2
    return Span(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), kind)


def before(span: Span) -> Span:
    """The one before, of equal kind. Where the days were given: the same weekdays a week earlier of up to seven of
    them, for no Wednesday to Sunday compares with a Monday to Friday; of more, as many days just before them."""
    last = span.first - _ONE
    if span.kind == "days":
        if span.last - span.first < _WEEK:
            return Span(span.first - _WEEK, span.last - _WEEK, "days")
        return Span(last - (span.last - span.first), last, "days")
    return containing(last, span.kind)


def year_earlier(span: Span) -> Span:
    """The same a year earlier: a week, and up to seven days, 52 weeks earlier, so that the weekdays are the same; what
    is longer by its dates."""
    if span.kind == "week" or (span.kind == "days" and span.last - span.first < _WEEK):
        return Span(span.first - 52 * _WEEK, span.last - 52 * _WEEK, span.kind)
    if span.kind == "days":
        return Span(_year_back(span.first), _year_back(span.last), "days")
    return containing(_year_back(span.first), span.kind)


def _year_back(day: date) -> date:
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def year_to_date(span: Span) -> Span:
    """From 1 January to the last day of the span."""
    return Span(date(span.last.year, 1, 1), span.last, "days")


def last_complete(kind: PeriodKind, as_of: date) -> Span:
    """The last one that is over by the end of `as_of`: a week on its Sunday is over."""
    this = containing(as_of, kind)
    return this if this.last <= as_of else before(this)


def latest(span: Span, number: int) -> list[Span]:
    """`number` spans of its kind ending with `span`, the oldest first; fewer where the years before them run out."""
    spans = [span]
    while len(spans) < number and spans[0].first.year > 2 * (span.last.year - span.first.year + 1):
        spans.insert(0, before(spans[0]))
    return spans


def transfer_year(as_of: date) -> Span:
    """The calendar year of the next phase transfers to be finalised: this one until 31 March, then the next."""
    return containing(as_of if (as_of.month, as_of.day) <= (3, 31) else date(as_of.year + 1, 1, 1), "year")


def term(day: date) -> Span:
    """The term `day` is in, taken as September to December, January to March, April to August."""
    firsts, lasts = {9: 9, 1: 1, 4: 4}, {9: (12, 31), 1: (3, 31), 4: (8, 31)}
    first = next(month for month in (9, 4, 1) if day.month >= month)
    return Span(date(day.year, firsts[first], 1), date(day.year, *lasts[first]), "days")


Counted = Literal["numerator", "denominator", "left-out"]  # denominator: in the denominator only
Kind = Literal["share", "count", "mean", "median"]
Cell = str | int | float | date | None


def whole(cell: Cell) -> int:
    """The count in a cell of a table; nought where it holds none."""
    return cell if isinstance(cell, int) else 0


class Item(NamedTuple):
    """One thing counted, or left out and why: a case may have several. `why` says in words what was counted.

    `days` are from `start` to `done` (or to the as-of day), the day of the start not counted.
    """

    case: str
    counted: Counted
    why: str
    start: date | None = None
    due: date | None = None
    done: date | None = None
    days: int | None = None
    officer: str | None = None
    team: str | None = None


Tally = Iterable[tuple[Counted, int | None, int]]  # how it counts, its days, and how many there are of it


class Lot:
    """What a figure counts, or leaves out. The items are made anew each time somebody goes through them, and held by
    nobody; what is counted of them can be told without: `tally`, where that is given."""

    def __init__(self, items: Callable[[], Iterable[Item]], tally: Callable[[], Tally] | None = None) -> None:
        self._items, self._tally = items, tally

    @classmethod
    def of(cls, items: Iterable[Item]) -> Lot:
        """A few, held."""
        held = list(items)
        return cls(lambda: held)

    @classmethod
    def counted(cls, counts: Counter[tuple[Counted, int | None]]) -> Lot:
        """Of which nothing is known but how many there are."""
        return cls(lambda: (), lambda: ((how, days, times) for (how, days), times in counts.items()))

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items())

    def __len__(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def counts(self) -> Counter[tuple[Counted, int | None]]:
        """How many there are of each kind, by their days where that is told."""
        counts: Counter[tuple[Counted, int | None]] = Counter()
        tally = self._tally() if self._tally else ((item.counted, item.days, 1) for item in self)
        for counted, days, times in tally:
            counts[counted, days] += times
        return counts

    def number(self, of: Counted) -> int:
        return sum(times for (counted, _), times in self.counts.items() if counted == of)

    def every(self, counted: Counted) -> Lot:
        """All of them, counted so."""
        tally = ((counted, days, times) for (_, days), times in self.counts.items())
        return Lot(lambda: (item._replace(counted=counted) for item in self), lambda: tally)


class Total(NamedTuple):
    """The numbers. `percent` and `value` have one decimal, half rounded up; None where there is nothing to divide by.

    A count has no denominator; a mean or median has its `value` in weeks and no numerator.
    """

    numerator: int | None
    denominator: int | None
    percent: float | None
    value: float | None


class Published(NamedTuple):
    """What has been published of the whole nation, for a calendar year."""

    year: int
    percent: float
    source: str


class Figure(NamedTuple):
    """`items` are of the period, `before` of the one before it; or of the as-of day and of the day `since`. None where
    the figure has none, being about what is to come. `cohort` says over whom, in a word or two. `role`: the part of the
    rules that set its limit; `target`: the authority's own aim in per cent; `published`: the nation's."""

    id: str
    title: str
    kind: Kind
    cohort: str
    definition: str
    items: Lot
    before: Lot | None
    since: date | None = None
    role: Role | None = None
    target: float | None = None
    published: Published | None = None

    @property
    def few(self) -> bool:
        """Whether a percentage, mean or median of it says little: it is over fewer than FEW."""
        return self.kind != "count" and 0 < (self.total.denominator or 0) < FEW

    @property
    def total(self) -> Total:
        return total(self.kind, self.items)

    @property
    def previous(self) -> Total | None:
        return None if self.before is None else total(self.kind, self.before)


class FigureTable(NamedTuple):
    """Numbers side by side. `columns` are (key, title); `note` says what stands in it and what does not; `in_full` are
    the titles, by key, of columns that are named by a day, where days are written in full."""

    id: str
    title: str
    note: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]
    in_full: Mapping[str, str] = MappingProxyType({})


class Question(NamedTuple):
    """What is asked. `whose` names the officers and teams in words; empty means every case.

    `choice` says who chose the period: the reader, or the report. `by`: what the figures are to be split by;
    `whole_from`: nothing before that day is complete on file.
    """

    report: str
    as_of: date
    span: Span
    previous: Span
    choice: str
    whose: str = ""
    by: str = ""
    whole_from: date | None = None
    rules: Sequence[Rule] = ()  # of the authority's own packs, where it is asked about them
    items: Sequence[ChecklistItem] = ()  # their steps without a number, likewise

    @property
    def looks_back_to(self) -> date:
        """The first day that any figure, table or picture of a report can count: of the period, of those before it, and
        of the year before."""
        months = latest(containing(self.span.last, "month"), TREND)
        spans = latest(self.span, TREND) if self.report in TRENDS else [self.span]
        return min(
            self.span.first, self.previous.first, months[0].first, spans[0].first, year_earlier(self.span).first,
            date(self.span.last.year - 1, 1, 1), *self.then_and_now,
        )  # fmt: skip

    @property
    def since(self) -> date | None:
        """The day whose end is compared with how things stand on the as-of day: the last of the period, else of the
        one before it, whichever is the newest that is over. None if both lie ahead."""
        return next((day for day in (self.span.last, self.previous.last) if day < self.as_of), None)

    @property
    def then_and_now(self) -> list[date]:
        """The as-of day, and `since` where there is one."""
        return [self.as_of, *([self.since] if self.since else [])]


class Answer(NamedTuple):
    """A whole report: figures, and tables beside them. `shares`: its sentences speak of refusals too."""

    question: Question
    title: str
    figures: Sequence[Figure]
    tables: Sequence[FigureTable]
    shares: bool = False


def standing(
    question: Question, id: str, title: str, kind: Kind, cohort: str, definition: str, of: Sequence[Lot]
) -> Figure:
    """A figure about how things stand. `of` has the items of each day of `question.then_and_now`."""
    now, before = of[0], of[1] if len(of) > 1 else None
    over, words = f"{cohort} on the as-of day", definition
    if question.since is not None:
        over += f"; before: on {short_day(question.since)}"
        words += f" Before: at the end of {long_day(question.since)}, from the dates now on file."
    return Figure(id, title, kind, over, words, now, before, question.since)


def total(kind: Kind, items: Lot) -> Total:
    """Count the items as the kind of figure wants them."""
    numerator = items.number("numerator")
    if kind == "count":
        return Total(numerator, None, None, None)
    if kind == "share":
        denominator = numerator + items.number("denominator")
        return Total(numerator, denominator, percent(numerator, denominator), None)
    took = [(d, times) for (counted, d), times in items.counts.items() if counted == "numerator" and d is not None]
    days = [each for each, times in sorted(took) for _ in range(times)]
    value = mean_weeks(days) if kind == "mean" else median_weeks(days)
    return Total(None, len(days), None, value)


def percent(numerator: int, denominator: int) -> float | None:
    """One decimal, half up; None of nothing.

    >>> percent(39_407, 84_866), percent(41_448, 90_392), percent(0, 0)
    (46.4, 45.9, None)
    """
    return one_decimal(100 * numerator, denominator) if denominator else None


def mean_weeks(days: Sequence[int]) -> float | None:
    return one_decimal(sum(days), 7 * len(days)) if days else None


def median_weeks(days: Sequence[int]) -> float | None:
    """`days` in order. Of an even number, half way between the two in the middle."""
    if not days:
        return None
    middle = len(days) // 2
    return one_decimal(days[middle] + days[middle - 1 + len(days) % 2], 14)


def one_decimal(number: int, divisor: int) -> float:
    """The quotient to one decimal, half up, in whole numbers throughout: no binary fraction can tip it."""
    return (20 * number + divisor) // (2 * divisor) / 10


def after(start: date, days: int) -> date:
    """The last day of a limit of so many calendar days, the day of the start not counted."""
    return start + timedelta(days)
