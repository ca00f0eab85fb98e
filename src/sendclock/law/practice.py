"""Local practice beside the rules: who works on cases, who is away and who covers; when a panel meets.

A cover never changes whose case it is; a panel advises and stops no statutory clock.
Must not know: cases, files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period, count
from sendclock.files.name import folded
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.rule import CaseCondition, ChecklistItem, OwnKind, Reminder, Source

Kind = Literal["planned", "sudden", "long"]
AwayKind = Literal["planned", "sudden", "long", "not-working", "left", "not-begun"]  # the last from days, from, until
How = Literal["named", "listed", "team", "neighbours", "hub", "lead", "nobody"]
ONE_DAY = timedelta(1)


class Officer(NamedTuple):
    """`ages`: the youngest and the oldest age this officer leads on, both included; None is every age.

    `cover`: who covers first, in order. `logins`: the names this officer logs in by. `roles`: the work that is theirs
    in any case. `days`: the weekdays worked, 0 Monday; all, if none is said. `first` and `last`: in post, both
    included. `share`: who works the other days of a shared job.
    """

    id: str
    title: str = ""
    team: str | None = None
    ages: tuple[int, int] | None = None
    settings: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    first: date = date.min
    last: date = date.max
    share: str | None = None

    def absence(self, day: date) -> Absence | None:
        """Why the officer is not there on `day` by the days worked; a weekend is nobody's absence."""
        if day > self.last:
            return Absence(self.id, self.last + ONE_DAY, None, "left", self.share)
        if day < self.first:
            return Absence(self.id, date.min, self.first - ONE_DAY, "not-begun", self.share)
        if not self.days or day.weekday() >= 5 or day.weekday() in self.days:
            return None
        first = last = day
        while first.weekday() > 0 and (first - ONE_DAY).weekday() not in self.days:
            first -= ONE_DAY
        while last.weekday() < 4 and (last + ONE_DAY).weekday() not in self.days:
            last += ONE_DAY
        return Absence(self.id, first, last, "not-working", self.share)

    def leads_on(self, age: int) -> bool:
        return self.ages is None or self.ages[0] <= age <= self.ages[1]

    def fits(self, other: Officer) -> bool:
        """Whether this officer leads on at least half of the ages of the other."""
        if self.ages is None or other.ages is None:
            return True
        shared = min(self.ages[1], other.ages[1]) - max(self.ages[0], other.ages[0]) + 1
        return 2 * shared >= other.ages[1] - other.ages[0] + 1


class Team(NamedTuple):
    """`covers_for`: the teams whose absences this one covers besides its own. `lead` need not be an officer."""

    id: str
    title: str = ""
    hub: str | None = None
    lead: str | None = None
    covers_for: tuple[str, ...] = ()


class Absence(NamedTuple):
    """From `first` to `last`, both included; `last` None is not known yet. `cover`: who was named for it."""

    officer: str
    first: date
    last: date | None
    kind: AwayKind = "planned"
    cover: str | None = None
    note: str = ""

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Cover(NamedTuple):
    """Who covers an officer on one day: everybody in `by`; nobody, if it is empty.

    `how`: `named` for this absence; `listed`, first in the officer's own list; the rest of the `team`; `neighbours`,
    teams that cover for it; the other teams of its `hub`; its `lead`, because nobody else is there; `nobody`.
    """

    absence: Absence
    by: tuple[str, ...]
    how: How

    @property
    def until(self) -> date | None:
        return self.absence.last


class Spell(NamedTuple):
    """A run of days, both ends included, on which the same people cover."""

    first: date
    last: date
    cover: Cover


class People:
    """Every officer, team and absence. Ids and settings are compared as names are (`files.name`).

    `hand_over`: whether a case goes to the officer of its setting once its plan is final.
    """

    def __init__(
        self,
        officers: Sequence[Officer] = (),
        teams: Sequence[Team] = (),
        absences: Sequence[Absence] = (),
        hubs: Mapping[str, str] | None = None,
        hand_over: bool = False,
    ) -> None:
        self.officers, self.teams, self.absences = tuple(officers), tuple(teams), tuple(absences)
        self.hubs, self.hand_over = dict(hubs or {}), hand_over
        self._officers: dict[str, Officer] = {}
        self._settings: dict[str, list[Officer]] = {}
        for officer in officers:
            self._officers.setdefault(folded(officer.id), officer)
            for setting in officer.settings:
                self._settings.setdefault(folded(setting), []).append(officer)
        self._teams = {folded(team.id): team for team in teams}
        self._part_time = any(one.days or one.first > date.min or one.last < date.max for one in officers)
        self._absences: dict[str, list[Absence]] = {}
        for absence in absences:
            self._absences.setdefault(folded(absence.officer), []).append(absence)
        self._covers: dict[tuple[str, date], Cover | None] = {}

    @property
    def names(self) -> set[str]:
        """Everybody the settings name: officers, who leads a team, who is away, who covers."""
        named = {officer.id for officer in self.officers} | {team.lead for team in self.teams if team.lead}
        covers = {name for officer in self.officers for name in officer.cover}
        away = {name for absence in self.absences for name in (absence.officer, absence.cover) if name}
        return named | covers | away

    @property
    def team_names(self) -> set[str]:
        return {team.id for team in self.teams} | {officer.team for officer in self.officers if officer.team}

    def officer(self, id: str) -> Officer | None:
        return self._officers.get(folded(id))

    def team_of(self, officer: str) -> str | None:
        found = self.officer(officer)
        return found.team if found else None

    def led_by(self, id: str) -> tuple[str, ...]:
        """The teams this person leads."""
        return tuple(team.id for team in self.teams if team.lead and folded(team.lead) == folded(id))

    def with_login(self, login: str) -> Officer | None:
        wanted = folded(login)
        return next((o for o in self.officers if wanted in map(folded, o.logins)), None)

    def of_setting(self, setting: str | None) -> Sequence[Officer]:
        return self._settings.get(folded(setting), ()) if setting and self._settings else ()

    def by_setting(self, setting: str | None, age: int | None) -> str | None:
        """The officer linked to a setting, for a child of that age. None if there is none, or if the setting has
        several and the age is not known. Where two lead on an age, the one written first."""
        found = self.of_setting(setting)
        if age is None:
            return found[0].id if len(found) == 1 else None
        return next((officer.id for officer in found if officer.leads_on(age)), None)

    def away(self, officer: str, day: date) -> Absence | None:
        absences = self._absences.get(folded(officer), ()) if self._absences else ()
        found = next((absence for absence in absences if absence.holds(day)), None)
        listed = self.officer(officer) if found is None and self._part_time else None
        return listed.absence(day) if listed is not None else found

    def back(self, officer: str, day: date, calendar: Calendar) -> date | None:
        """The first working day on or after `day` on which the officer is there; None where nobody knows it yet."""
        while True:
            absence = self.away(officer, day)
            if absence is None and calendar.closed(day) is None:
                return day
            if absence is not None and absence.last is None:
                return None
            day = (absence.last if absence is not None and absence.last is not None else day) + ONE_DAY

    def left(self, officer: str | None, day: date) -> date | None:
        """The last day in post of one who has left by `day`."""
        found = self.officer(officer) if officer and self._part_time else None
        return found.last if found is not None and day > found.last else None

    def cover(self, officer: str | None, day: date) -> Cover | None:
        """Who covers `officer` on `day`; None if there is nothing to cover, because he or she is there."""
        if officer is None or not (self._absences or self._part_time):
            return None
        key = folded(officer), day
        if key not in self._covers:
            absence = self.away(officer, day)
            self._covers[key] = None if absence is None else self._find(absence, day)
        return self._covers[key]

    def spells(self, officer: str, first: date, last: date) -> list[Spell]:
        """The working days from `first` to `last` on which the officer is away, as runs with the same cover; a weekend
        parts none. Where there is no other day among them, the weekend itself."""
        anybody = self._absences or self._part_time
        days = [first + timedelta(n) for n in range((last - first).days + 1)] if anybody else []
        days = [day for day in days if day.weekday() < 5] or days
        covered = [(day, self.cover(officer, day)) for day in days]
        runs = ((cover, [day for day, _ in run]) for cover, run in groupby(covered, key=lambda pair: pair[1]))
        return [Spell(run[0], run[-1], cover) for cover, run in runs if cover]

    def as_if_away(self, officer: str, first: date, last: date) -> People:
        """The same people, with that officer away on those days as well."""
        supposed = Absence(officer, first, last)
        return People(self.officers, self.teams, (*self.absences, supposed), self.hubs, self.hand_over)

    def _find(self, absence: Absence, day: date) -> Cover:
        one = self._person(absence, day, frozenset({folded(absence.officer)}))
        if one:
            return Cover(absence, (one[0],), one[1])
        officer = self.officer(absence.officer)
        team = self._teams.get(folded(officer.team)) if officer and officer.team else None
        if officer is None or team is None:
            return Cover(absence, (), "nobody")
        for how, teams in self._clusters(team):
            by = tuple(self._present(officer, teams, day))
            if by:
                return Cover(absence, by, how)
        if team.lead and folded(team.lead) != folded(officer.id) and self.away(team.lead, day) is None:
            return Cover(absence, (team.lead,), "lead")
        return Cover(absence, (), "nobody")

    def _person(self, absence: Absence, day: date, seen: frozenset[str]) -> tuple[str, How] | None:
        """The one person who covers: the one named, else the first of the officer's list who is there; for one who is
        away as well, whoever covers that one by name. Never in a circle."""
        officer = self.officer(absence.officer)
        asked: list[tuple[str, How]] = [(absence.cover, "named")] if absence.cover else []
        asked += [(id, "listed") for id in (officer.cover if officer else ())]
        for how in ("named", "listed"):
            away: list[Absence] = []
            for id in [id for id, way in asked if way == how and folded(id) not in seen]:
                also = self.away(id, day)
                if also is None:
                    return id, how
                away.append(also)
            for also in away:
                found = self._person(also, day, seen | {folded(also.officer)})
                if found:
                    return found[0], how
        return None

    def _clusters(self, team: Team) -> Iterator[tuple[How, list[Team]]]:
        yield "team", [team]
        yield "neighbours", [other for other in self.teams if team.id in other.covers_for]
        yield "hub", [other for other in self.teams if team.hub and other.hub == team.hub and other is not team]

    def _present(self, officer: Officer, teams: Iterable[Team], day: date) -> Iterator[str]:
        """Those of the teams who are there and whose ages fit. Whoever leads a team covers last, and only their own."""
        ids, leads = {team.id for team in teams}, {folded(team.lead) for team in self.teams if team.lead}
        for other in self.officers:
            fits = other.team in ids and other.fits(officer) and folded(other.id) not in leads
            if fits and other is not officer and self.away(other.id, day) is None:
                yield other.id


def joined(several: Sequence[People]) -> People:
    """The people of several casebooks. Where two have the same officer or team, the first counts."""
    if len(several) == 1:
        return several[0]
    officers = {folded(o.id): o for people in reversed(several) for o in people.officers}
    teams = {folded(t.id): t for people in reversed(several) for t in people.teams}
    absences = [absence for people in several for absence in people.absences]
    hubs = {id: title for people in several for id, title in people.hubs.items()}
    hand_over = any(people.hand_over for people in several)
    return People(tuple(officers.values()), tuple(teams.values()), absences, hubs, hand_over)


FAR = timedelta(366)  # no panel is looked for further ahead or back than a year
ABOUT = ("assess", "plan", "placement", "review", "other")  # what a panel may be asked: the words of `panel-listed`
AT_ONCE = Period("after", 0)


class Panel(NamedTuple):
    """A panel of the authority's own.

    Two calendars. It meets within the `terms`, where there are some, and never on a day closed in `calendar`; `papers`,
    counted back from the meeting, and `decision`, counted on from it (by then the family can be told), go by the days
    of the office. Its rhythm, from `first` on: the `weekdays` (that of `first`, if none is named) of every so many
    weeks (`every`); or `nth`, the last Thursday (-1, 3) of every so many months; not in `months_off`. Or no rhythm:
    the days `listed`, each with the day its papers are due, if that is said. Besides: not on `skipped` days (day: why),
    also on `added` ones. With a cut-off hour, `papers_at`, papers are late after it.
    `hours`: of a meeting that begins, or whose papers are due, at an hour of its own (None: that of the panel).

    `about`: what it is asked, in the words of the event `panel-listed`. `conditions`: whom it is for; every one must
    hold. `fallback`: what is done when no meeting is early enough.
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
    hours: Mapping[date, tuple[time | None, time | None]] = {}
    terms: Calendar | None = None
    weekdays: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    months_off: frozenset[int] = frozenset()
    listed: Mapping[date, date | None] | None = None
    conditions: tuple[CaseCondition, ...] = ()

    def is_called(self, words: str) -> bool:
        """Whether `words`, as typed or as a case file has them, are its name or its title."""
        return folded(words) in (folded(self.name), folded(self.title))

    @property
    def office(self) -> Calendar:
        """By which papers and decisions are counted."""
        return self.calendar.office

    @property
    def schools(self) -> Calendar | None:
        """In whose terms it meets; None where terms are nothing to it."""
        return self.terms or (self.calendar if self.term_time else None)

    def why_not(self, day: date) -> str | None:
        """Why a day on which the panel would meet by its rhythm is no meeting; None if it is one, or never was."""
        if day in self.added or not self.in_rhythm(day):
            return None
        if day in self.skipped:
            return self.skipped[day]
        if self.listed is not None:
            return None
        if day.month in self.months_off:
            return f"not in {day:%B}"
        schools = self.schools
        closed = self.calendar.closed(day) or (schools.closed(day) if schools else None)
        if closed:
            return closed
        if schools is None or schools.term_of(day) is not None:
            return None
        return "not in term" if self._terms_known(schools, day) else "no terms are known"

    def meets(self, day: date) -> bool:
        return day in self.added or (self.in_rhythm(day) and self.why_not(day) is None)

    def no_meeting_on(self, day: date) -> str:
        """Why the panel does not meet on a day for which something is listed; empty where it does, or where nobody
        knows: after the last meeting known."""
        if self.meets(day) or self.next(day) is None:
            return ""
        return self.why_not(day) or "it does not meet on that day"

    def in_rhythm(self, day: date) -> bool:
        """Whether the panel would meet on that day by its list, or by its weekday and weeks, were nothing skipped."""
        if self.listed is not None:
            return day in self.listed
        if day < self.first:
            return False
        if self.nth:
            months = 12 * (day.year - self.first.year) + day.month - self.first.month
            return months % self.every == 0 and any(day == nth_of_month(day, *nth) for nth in self.nth)
        weeks = (_monday(day) - _monday(self.first)).days // 7
        return weeks % self.every == 0 and day.weekday() in (self.weekdays or (self.first.weekday(),))

    @staticmethod
    def _terms_known(schools: Calendar, day: date) -> bool:
        """Whether the calendar would know of a term on that day: from its first term to the last day it is sure of,
        and in any case to the end of its last term."""
        terms = schools.terms
        return bool(terms) and terms[0].first <= day <= max(terms[-1].last, schools.confirmed_to)

    def provisional(self, day: date) -> bool:
        """Whether a meeting on `day` is a forecast: beyond the days its calendar is sure of."""
        return day > self.calendar.confirmed_to and day not in self.added and self.listed is None

    def last_known(self, day: date) -> date | None:
        """The last meeting that is known, from a year before `day` on: after it somebody has to add one."""
        return max((*self.meetings(day - FAR, day + FAR), *(d for d in self.added if d > day)), default=None)

    def holidays(self) -> list[tuple[date, str]]:
        """Of the days named one by one, those on which the office is closed, and why."""
        days = sorted({*(self.listed or ()), *self.added})
        return [(day, why) for day in days if day not in self.skipped and (why := self.office.closed(day))]

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
        named = self.listed.get(meeting) if self.listed else None
        return named or count(meeting, self.papers, self.office).due

    def begins(self, meeting: date) -> time | None:
        return self.hours.get(meeting, (None, None))[0] or self.at

    def papers_hour(self, meeting: date) -> time | None:
        """The hour of `papers_by` after which they are late."""
        return self.hours.get(meeting, (None, None))[1] or self.papers_at

    def told_by(self, meeting: date) -> date:
        """The day by which a decision of that meeting is usually confirmed, so that the family can be told."""
        return count(meeting, self.decision, self.office).due

    def not_meetings(self, first: date, last: date) -> Iterator[tuple[date, str]]:
        """The days from `first` to `last`, both included, on which it would meet by its weeks but does not; and why."""
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return ((day, why) for day in days if (why := self.why_not(day)))

    def added_in_vain(self) -> list[date]:
        """The days that were added though it meets on them by its weeks, and that is no forecast."""
        plain = self._replace(added=())
        return [day for day in self.added if plain.meets(day) and not plain.provisional(day)]


def nth_of_month(day: date, which: int, weekday: int) -> date | None:
    """The second Tuesday (2, 1), the last Thursday (-1, 3) of the month of `day`; None where it has no fifth."""
    from calendar import monthrange  # which loads the words of the system

    days = [date(day.year, day.month, n) for n in range(1, monthrange(day.year, day.month)[1] + 1)]
    found = [each for each in days if each.weekday() == weekday]
    return found[which if which < 0 else which - 1] if abs(which) <= len(found) else None


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def panel_called(words: str, panels: Iterable[Panel]) -> Panel | None:
    """The panel of that name or title."""
    return next((panel for panel in panels if panel.is_called(words)), None)


class Practice(NamedTuple):
    """Everything the local packs and the settings say beside the rules."""

    sources: Mapping[str, Source] = {}
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    panels: Mapping[str, Panel] = {}
    people: People = People()
    kinds: tuple[OwnKind, ...] = ()
    opening: date | None = None  # the casebook's: nothing before that day is complete on file
