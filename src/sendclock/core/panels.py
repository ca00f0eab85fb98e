"""When a panel meets, and when its papers must be in.

A panel advises; it stops no statutory clock. Must not know: cases, rules, where its dates were written down.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from typing import NamedTuple

from sendclock.core.calendars import Calendar
from sendclock.core.counting import Period, count

FAR = timedelta(366)  # no panel is looked for further ahead or back than a year
ABOUT = ("assess", "plan", "placement", "review", "other")  # what a panel may be asked: the words of `panel-listed`
AT_ONCE = Period("after", 0)


class Panel(NamedTuple):
    """A panel of the authority's own.

    It meets on `first` and every `every` weeks from then, on the same weekday; not on days closed in `calendar`, nor,
    with `term_time`, outside the calendar's terms; not on `skipped` days (day: why); also on `added` days.
    `papers` is counted back from the meeting; with a cut-off hour, `papers_at`, papers are late after it. `about`:
    what it is asked, in the words of the event `panel-listed`. `fallback`: what is done when no meeting is early
    enough. `decision` is counted on from the meeting, in `calendar`: by then the family can be told.
    """

    name: str
    title: str
    first: date
    every: int
    calendar: Calendar
    papers: Period
    at: time | None = None
    term_time: bool = False
    skipped: Mapping[date, str] = {}
    added: tuple[date, ...] = ()
    about: tuple[str, ...] = ()
    fallback: str = ""
    decision: Period = AT_ONCE
    papers_at: time | None = None

    def is_called(self, words: str) -> bool:
        """Whether `words`, as typed or as a case file has them, are its name or its title."""
        return spelt(words) in (spelt(self.name), spelt(self.title))

    def why_not(self, day: date) -> str | None:
        """Why a day on which the panel would meet by its rhythm is no meeting; None if it is one, or never was."""
        if day in self.added or not self._in_rhythm(day):
            return None
        if day in self.skipped:
            return self.skipped[day]
        closed = self.calendar.closed(day)
        if closed:
            return closed
        in_term = not self.term_time or self.calendar.term_of(day) is not None or not self._terms_known(day)
        return None if in_term else "not in term"

    def meets(self, day: date) -> bool:
        return day in self.added or (self._in_rhythm(day) and self.why_not(day) is None)

    def _in_rhythm(self, day: date) -> bool:
        return day >= self.first and (day - self.first).days % (7 * self.every) == 0

    def _terms_known(self, day: date) -> bool:
        """Whether the calendar would know of a term on that day: from its first term to the last day it is sure of,
        and in any case to the end of its last term."""
        terms = self.calendar.terms
        return bool(terms) and terms[0].first <= day <= max(terms[-1].last, self.calendar.confirmed_to)

    def provisional(self, day: date) -> bool:
        """Whether a meeting on `day` is a forecast: beyond the days its calendar is sure of, or the terms it knows."""
        unsure = day > self.calendar.confirmed_to or (self.term_time and not self._terms_known(day))
        return unsure and day not in self.added

    def next(self, day: date) -> date | None:
        """The first meeting on or after `day`; None if there is none within a year."""
        return next(self.meetings(day, day + FAR), None)

    def previous(self, day: date) -> date | None:
        """The last meeting on or before `day`; None if there was none within a year."""
        days = (day - timedelta(n) for n in range(FAR.days))
        return next((each for each in days if self.meets(each)), None)

    def meetings(self, first: date, last: date) -> Iterator[date]:
        """Every meeting from `first` to `last`, both included."""
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return (day for day in days if self.meets(day))

    def papers_by(self, meeting: date) -> date:
        """The last day on which papers for that meeting are in time."""
        return count(meeting, self.papers, self.calendar).due

    def told_by(self, meeting: date) -> date:
        """The day by which a decision of that meeting is usually confirmed, so that the family can be told."""
        return count(meeting, self.decision, self.calendar).due

    def not_meetings(self, first: date, last: date) -> Iterator[tuple[date, str]]:
        """The days from `first` to `last`, both included, on which it would meet by its weeks but does not; and why."""
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return ((day, why) for day in days if (why := self.why_not(day)))

    def added_in_vain(self) -> list[date]:
        """The days that were added though it meets on them by its weeks, and that is no forecast."""
        plain = self._replace(added=())
        return [day for day in self.added if plain.meets(day) and not plain.provisional(day)]


def spelt(words: str) -> str:
    """Two spellings of one panel: capitals and spacing do not matter."""
    return " ".join(words.split()).casefold()


def panel_called(words: str, panels: Iterable[Panel]) -> Panel | None:
    """The panel of that name or title."""
    return next((panel for panel in panels if panel.is_called(words)), None)
