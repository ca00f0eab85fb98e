"""`[panels.NAME]` of `sendclock.toml`: when the authority's panels meet, what they are asked, when papers are due.

Must not know: how a calendar counts (only which calendars there are), cases.

The officers, teams, hubs, absences and the hand-over of `sendclock.toml`.

Must not know: cases, who covers whom (`law.practice`).

`sendclock.toml`: the authority's own settings.

Must not know: rules, how a calendar counts.

From the panels of the settings to panels that know their calendar.

Must not know: cases, what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast, get_args

from sendclock.days.calendars import Calendar
from sendclock.days.counting import Offset, Period, read_offset
from sendclock.days.spelling import LATEST, out_of_years
from sendclock.files import disk, toml
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem, UnreadError, near_miss
from sendclock.files.toml import Table, said
from sendclock.law.practice import ABOUT, AT_ONCE, Absence, Kind, Officer, Panel, People, Team
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.role import Role
    from sendclock.law.rule import CaseCondition

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class PanelSettings(NamedTuple):
    """One panel as it was written down. `calendar` is a name. `position` is its heading, `added_position` the list of
    added days: whether one of them is a meeting anyway only the calendar can say."""

    name: str
    title: str
    first: date
    every: int
    calendar: str
    papers: Period
    at: time | None
    term_time: bool
    skipped: tuple[tuple[date, str], ...]
    added: tuple[date, ...]
    about: tuple[str, ...]
    fallback: str
    decision: Period
    papers_at: time | None
    position: Position
    added_position: Position
    terms: str | None = None
    weekdays: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    months_off: frozenset[int] = frozenset()
    listed: Mapping[date, date | None] | None = None
    hours: Mapping[date, tuple[time | None, time | None]] = {}
    conditions: tuple[CaseCondition, ...] = ()


def read_panels(table: Table, calendars: Mapping[str, bool]) -> tuple[PanelSettings, ...]:
    """Every panel of the table `[panels]`. `calendars`: those there are, and whether each knows its terms."""
    panels = tuple(_panel(table.table(name), name, calendars) for name in table.data)
    seen: dict[str, str] = {}
    for panel in panels:
        for words in {folded(panel.name): panel.name, folded(panel.title): panel.title}.items():
            other = seen.setdefault(words[0], panel.name)
            if other != panel.name:
                message = f'"{words[1]}" is already the name or title of "{other}". Give one of the two another.'
                table.table(panel.name).problem("taken", message)
    return panels


def _panel(table: Table, name: str, calendars: Mapping[str, bool]) -> PanelSettings:
    days = _rhythm(table, name)
    calendar = table.choice("calendar", tuple(calendars), "england")
    terms = table.choice("terms", tuple(calendars), "") or None
    term_time = table.flag("term_time")
    for key, named in (("terms", terms), ("term_time", calendar if term_time else None)):
        if named and named == table.data.get(key if key == "terms" else "calendar", named) and not calendars.get(named):
            message = f'the calendar "{named}" has no terms, so "{key}" says nothing. '
            table.problem("no-terms", message + "Name a calendar of your own that lists its terms.", key)
    skipped, added = _skipped(table, days), _added(table)
    both = sorted({day for day, _ in skipped} & set(added))
    for day in both:
        table.problem("dates", f"{day} is both skipped and added. Keep one of the two.", "added")
    said_each = bool(days.listed) and all((days.listed or {}).values())
    panel = PanelSettings(
        name=name,
        title=table.text("title", name),
        first=days.first,
        every=days.every,
        calendar=calendar,
        papers=_period(table, "papers", "before", required=not said_each),
        at=_time(table, "at"),
        term_time=term_time,
        skipped=skipped,
        added=added,
        about=_about(table),
        fallback=table.text("fallback"),
        decision=_period(table, "decision", "after"),
        papers_at=_time(table, "papers_at"),
        position=Position(table.document.file, table.document.line(*table.path)),
        added_position=Position(table.document.file, table.document.line(*table.path, "added")),
        terms=terms,
        weekdays=days.weekdays,
        nth=days.nth,
        months_off=_months_off(table),
        listed=days.listed,
        hours=days.hours,
        conditions=_whom_for(table),
    )
    table.no_others(("added", "weekday", "on"))
    return panel


def _rhythm(table: Table, name: str) -> Panel:
    """On which days it meets by itself: so much of a panel as needs no calendar. By `weekday` (one, or several) of
    every so many weeks; `on`, such as "last thursday", of every so many months; or the `meetings`, one by one."""
    blank = Panel(name, name, date.min, 1, _NO_CALENDAR, AT_ONCE)
    ways = [key for key in ("weekday", "on", "meetings") if key in table.data]
    if len(ways) > 1:
        table.problem(
            "two-rhythms", f'"{ways[0]}" and "{ways[1]}" are two ways to say when it meets. Keep one.', ways[1]
        )
    if "meetings" in table.data:
        listed, hours = _meetings(table)
        return blank._replace(listed=listed, hours=hours)
    every = table.whole("every", 1)
    if every < 1:
        table.problem("weeks", '"every" counts weeks, from 1. Write every = 1 for each week.', "every")
        every = 1
    if "on" in table.data:
        nth = _nth(table)
        return blank._replace(first=table.date("first") or _LONG_AGO, every=every, nth=nth)
    weekdays = _weekdays(table)
    first = table.date("first", required=True)
    if weekdays and first and first.weekday() not in weekdays:
        named = " or ".join(_day(day) for day in weekdays)
        table.problem("weekday", f"{first} is a {_day_name(first)}, not a {named}. Correct one of the two.", "first")
    return blank._replace(first=first or date.min, every=every, weekdays=weekdays)


_LONG_AGO = date(1990, 1, 1)
_NO_CALENDAR = cast(Calendar, None)  # a rhythm is asked nothing that a calendar would have to answer
WHICH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _several(table: Table, key: str) -> tuple[str, ...]:
    """`"tuesday"`, or `["tuesday", "thursday"]`."""
    several = isinstance(table.data.get(key), list)
    return table.texts(key) if several else tuple(filter(None, [table.text(key, required=True)]))


def _weekdays(table: Table) -> tuple[int, ...]:
    words = _several(table, "weekday")
    for word in words:
        if word not in WEEKDAYS:
            options = ", ".join(WEEKDAYS)
            message = f'"{said(word)}" is not a word for weekday. Use one of: {options}.{near_miss(word, WEEKDAYS)}'
            table.problem("unknown-word", message, "weekday")
    return tuple(sorted({WEEKDAYS.index(word) for word in words if word in WEEKDAYS}))


def _nth(table: Table) -> tuple[tuple[int, int], ...]:
    found = []
    for text in _several(table, "on"):
        which, _, weekday = text.strip().lower().partition(" ")
        if which in WHICH and weekday.strip() in WEEKDAYS:
            found.append((WHICH[which], WEEKDAYS.index(weekday.strip())))
        else:
            message = f'"{said(text)}" is not a day of each month. Write on = "last thursday", or "first monday".'
            table.problem("on", message, "on")
    return tuple(found)


def _meetings(table: Table) -> tuple[Mapping[date, date | None], Mapping[date, tuple[time | None, time | None]]]:
    """`[{ on = 2026-12-01, papers = 2026-11-24 }]`: every meeting, with the day its papers are due if that is said; and
    the hours of those that say `at` or `papers_at`."""
    found: dict[date, date | None] = {}
    hours: dict[date, tuple[time | None, time | None]] = {}
    for row in table.tables("meetings"):
        day, papers = row.date("on", required=True), row.date("papers")
        at, papers_at = _time(row, "at"), _time(row, "papers_at")
        row.no_others()
        if day is None:
            continue
        if papers and papers > day:
            row.problem("dates", f'"papers" ({papers}) is after the meeting ({day}). Correct one of the two.', "papers")
        if day in found:
            row.problem("dates", f"{day} is listed twice. Take one of the two out.", "on")
        found[day] = papers
        if at or papers_at:
            hours[day] = at, papers_at
    if not found:
        table.problem("missing", '"meetings" lists no day. Write meetings = [{ on = 2026-12-01 }].', "meetings")
    return dict(sorted(found.items())), hours


def _months_off(table: Table) -> frozenset[int]:
    words = table.texts("months_off")
    for word in words:
        if word.lower() not in MONTHS:
            hint = near_miss(word.lower(), MONTHS)
            table.problem(
                "unknown-word", f'"{said(word)}" is not a month. Write months_off = ["august"].{hint}', "months_off"
            )
    return frozenset(MONTHS.index(word.lower()) + 1 for word in words if word.lower() in MONTHS)


def _whom_for(table: Table) -> tuple[CaseCondition, ...]:
    """`if = ["age<5", "locality=North", "question=placement"]`: every one must hold."""
    if "if" not in table.data:
        return ()
    from sendclock.law.pack import QUESTION, conditions
    from sendclock.law.rule import FACTS

    return conditions(table, (*FACTS, QUESTION))


def _day(weekday: int) -> str:
    return WEEKDAYS[weekday].title()


def _day_name(day: date) -> str:
    return (*WEEKDAYS, "saturday", "sunday")[day.weekday()].title()


def _skipped(table: Table, days: Panel) -> tuple[tuple[date, str], ...]:
    """Days on which the panel would meet by its rhythm, and why it does not."""
    found: dict[date, str] = {}
    for row in table.tables("skipped"):
        day, why = row.date("on", required=True), row.text("why", required=True)
        row.no_others()
        if day is None:
            continue
        if (days.listed or days.first > date.min) and not days.in_rhythm(day):
            message = f"{day} ({_day_name(day)}) is no meeting to skip"
            if not days.listed and not days.nth and len(days.weekdays) < 2:
                weeks = "week" if days.every == 1 else f"{days.every} weeks"
                message += f": they are every {weeks} from {days.first}"
            row.problem("no-meeting", f"{message}. Correct the day, or take it out.", "on")
        elif day in found:
            row.problem("dates", f"{day} is skipped twice. Take one of the two out.", "on")
        found[day] = why
    return tuple(found.items())


def _added(table: Table) -> tuple[date, ...]:
    value = table.data.get("added", [])
    days = [day for day in value if type(day) is date] if isinstance(value, list) else []
    if not isinstance(value, list) or len(days) != len(value):
        wrong = [day for day in value if type(day) is not date][:1] if isinstance(value, list) else []
        timed = f" {wrong[0]} has a time." if wrong and isinstance(wrong[0], datetime) else ""
        message = f'"added" must be a list of days, without quotes.{timed} Write added = [2026-12-18].'
        table.problem("not-a-date", message, "added")
    for day in sorted({day for day in days if days.count(day) > 1}):
        table.problem("dates", f"{day} is added twice. Take one of the two out.", "added")
    return tuple(sorted(set(days)))


def _about(table: Table) -> tuple[str, ...]:
    """What it is asked, in the order in which a case comes to the questions."""
    words = table.texts("about", required=True)
    for word in words:
        if word not in ABOUT:
            options = ", ".join(ABOUT)
            message = f'"{word}" is not a word for about. Use one or more of: {options}.{near_miss(word, ABOUT)}'
            table.problem("unknown-word", message, "about")
    if "about" in table.data and table.data["about"] == []:
        table.problem(
            "missing", '"about" is empty. Write what the panel is asked: about = ["assess", "plan"].', "about"
        )
    return tuple(word for word in ABOUT if word in words)


def _period(table: Table, key: str, direction: str, required: bool = False) -> Period:
    """`4wd`, `5d`, `1w`; nought days if left out."""
    text = table.text(key, required=required)
    found = read_offset(text.strip().lower(), ("d", "wd", "w"), 3)
    if text and found is None:
        message = f'"{text}" is not a period that can be used here. Use days, working days or weeks: 3d, 4wd, 1w.'
        table.problem("not-a-period", message, key)
    return Period("before" if direction == "before" else "after", *(found or Offset(0, "day")))


def _time(table: Table, key: str) -> time | None:
    text = table.text(key)
    match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(:00)?", text.strip()) if text else None
    if text and not match:
        table.problem("not-a-time", f'"{text}" is not a time of day. Write {key} = "10:00".', key)
    return time(int(match.group(1)), int(match.group(2))) if match else None


RESERVED = ("nobody", "everyone")  # words of --officer
AFTER = ("final-plan-sent",)
TO = ("setting-officer",)

Ids = Mapping[str, str]  # an id as it is compared, and as it was written


def read_people(table: Table) -> People:
    """Every mistake is collected in the table's problems, with its line."""
    hubs, teams, officers = (table.table(key) for key in ("hubs", "teams", "officers"))
    hub_ids, team_ids, officer_ids = (_ids(part) for part in (hubs, teams, officers))
    found_hubs = {id: _hub(hubs.table(id), id) for id in hubs.data}
    found_teams = [_team(teams.table(id), id, hub_ids, team_ids, officer_ids) for id in teams.data]
    found = [_officer(officers.table(id), id, team_ids, officer_ids) for id in officers.data]
    tables = [officers.table(id) for id in officers.data]
    _no_setting_twice(found, tables)
    _no_login_twice(found, tables)
    absences = [_absence(row, officer_ids) for row in table.tables("absence")]
    _no_overlap(absences, table.tables("absence"))
    hand_over = _hand_over(table, found) if "handover" in table.data else False
    kept = [absence for absence in absences if absence.officer]
    return People(_shared(found), found_teams, kept, found_hubs, hand_over)


def _shared(officers: Sequence[Officer]) -> list[Officer]:
    """A job that is shared has two halves: the other need not say so too."""
    other = {folded(officer.share): officer.id for officer in officers if officer.share}
    return [one if one.share else one._replace(share=other.get(folded(one.id))) for one in officers]


def _ids(table: Table) -> Ids:
    ids: dict[str, str] = {}
    for id in table.data:
        if folded(id) in RESERVED:
            table.table(id).problem("reserved", f'"{id}" has a meaning of its own in --officer. Choose another name.')
        if folded(id) in ids:
            message = (
                f'"{said(id)}" and "{said(ids[folded(id)])}" differ in capitals, spaces, marks or accents only. '
                "Choose another name for one."
            )
            table.table(id).problem("twice", message)
        ids.setdefault(folded(id), id)
    return ids


def _known(table: Table, key: str, name: str, ids: Ids, what: str) -> str | None:
    """The id as its heading writes it; a problem, and None, if there is no such heading."""
    found = ids.get(folded(name))
    if found is None:
        hint = near_miss(name, ids.values()) or f" Add [{what}s.{said(name)}]."
        table.problem("unknown-word", f'"{said(name)}" is not {_a(what)} of this file.{hint}', key)
    return found


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _hub(table: Table, id: str) -> str:
    title = table.text("title", id)
    table.no_others()
    return title


def _team(table: Table, id: str, hubs: Ids, teams: Ids, officers: Ids) -> Team:
    hub, lead = table.text("hub"), table.text("lead")
    itself = f'"{id}" covers its own absences anyway. Take it out of covers_for.'
    team = Team(
        id,
        table.text("title", id),
        _known(table, "hub", hub, hubs, "hub") if hub else None,
        officers.get(folded(lead), lead) or None,
        _others(table, "covers_for", id, teams, "team", itself),
    )
    table.no_others()
    return team


def _others(table: Table, key: str, id: str, known: Ids, what: str, itself: str) -> tuple[str, ...]:
    """Those named under the key that are known; `itself` is said where it is the one whose table this is."""
    found = [_known(table, key, name, known, what) for name in table.texts(key)]
    if id in found:
        table.problem("itself", itself, key)
    return tuple(other for other in found if other and other != id)


def _officer(table: Table, id: str, teams: Ids, officers: Ids) -> Officer:
    team, share = table.text("team"), table.text("share")
    itself = f"{id} cannot cover {id}. Name somebody else, or leave it out."
    cover = _others(table, "cover", id, officers, "officer", itself)
    officer = Officer(
        id,
        table.text("title"),
        _known(table, "team", team, teams, "team") if team else None,
        _ages(table),
        table.texts("settings"),
        table.texts("logins"),
        tuple(dict.fromkeys(cover)),
        table.texts("roles"),
        _days_worked(table),
        table.date("from") or date.min,
        table.date("until") or date.max,
        _known(table, "share", share, officers, "officer") if share else None,
    )
    if officer.last < officer.first:
        table.problem("dates", f'"until" ({officer.last}) is before "from" ({officer.first}).', "until")
    table.no_others(more=("ages",))
    return officer


def _days_worked(table: Table) -> tuple[int, ...]:
    """`["mon", "tue", "wed"]`, in three letters or in full."""
    words = table.texts("days")
    found = {word: next((n for n, day in enumerate(WEEKDAYS) if day[:3] == word.lower()[:3]), None) for word in words}
    for word, day in found.items():
        if day is None:
            table.problem("unknown-word", f'"{said(word)}" is no day of the week. Write days = ["mon", "tue"].', "days")
    return tuple(sorted(day for day in found.values() if day is not None))


def _ages(table: Table) -> tuple[int, int] | None:
    ages = table.data.get("ages")
    if ages is None:
        return None
    if not isinstance(ages, list) or len(ages) != 2 or any(type(age) is not int or age < 0 for age in ages):
        message = '"ages" must be the youngest and the oldest age, both included. Write ages = [0, 16].'
        table.problem("wrong-kind", message, "ages")
        return None
    youngest, oldest = ages
    if youngest > oldest:
        message = f'"ages" is upside down: the youngest comes first. Write ages = [{oldest}, {youngest}].'
        table.problem("ages", message, "ages")
        return None
    return youngest, oldest


def _no_setting_twice(officers: Sequence[Officer], tables: Sequence[Table]) -> None:
    """One setting may have two officers only if their ages tell them apart."""
    seen: dict[tuple[str, tuple[int, int] | None], str] = {}
    for officer, table in zip(officers, tables, strict=True):
        for setting in officer.settings:
            ages = [officer.ages] if officer.ages else [ages for name, ages in seen if name == folded(setting)]
            other = next((id for age in [*ages, None] if (id := seen.get((folded(setting), age)))), None)
            if other:
                whom = "this officer" if other == officer.id else other
                message = (
                    f'"{said(setting)}" is given to {whom} already, for the same ages. '
                    "Take it out of one, or give the two officers different ages."
                )
                table.problem("setting", message, "settings")
            seen.setdefault((folded(setting), officer.ages), officer.id)


def _no_login_twice(officers: Sequence[Officer], tables: Sequence[Table]) -> None:
    seen: dict[str, str] = {}
    for officer, table in zip(officers, tables, strict=True):
        for login in officer.logins:
            other = seen.setdefault(folded(login), officer.id)
            if other != officer.id:
                message = f'"{said(login)}" is the login of {other} already. Take it out of one of the two.'
                table.problem("login", message, "logins")


def _absence(table: Table, officers: Ids) -> Absence:
    named, cover = table.text("officer", required=True), table.text("cover")
    officer = _known(table, "officer", named, officers, "officer") if named else None
    by = _known(table, "cover", cover, officers, "officer") if cover else None
    if by and by == officer:
        table.problem("itself", f"{by} is the one who is away. Name somebody else, or leave cover out.", "cover")
        by = None
    first, last = table.date("from", required=True), table.date("to")
    if first and last and last < first:
        table.problem("dates", f'"to" ({last}) is before "from" ({first}). Both days are counted in.', "to")
    kinds = get_args(Kind)
    kind = cast(Kind, table.choice("kind", kinds, "planned"))
    absence = Absence(officer or "", first or date.max, last, kind, by, table.text("note"))
    table.no_others()
    return absence


def _no_overlap(absences: Sequence[Absence], tables: Sequence[Table]) -> None:
    """Two absences of one officer at once would have two covers."""
    dated = [(a, t) for a, t in zip(absences, tables, strict=True) if a.officer and a.first < date.max]
    dated.sort(key=lambda pair: (pair[0].officer, pair[0].first))
    for (one, _), (two, table) in pairwise(dated):
        if one.officer == two.officer and (one.last is None or two.first <= one.last):
            end = f"to {one.last}" if one.last else 'with no "to" yet'
            message = f"{two.officer} is away already from {one.first} {end}. Let one of the two end before the other."
            table.problem("overlap", message, "from")


def _hand_over(table: Table, officers: Sequence[Officer]) -> bool:
    part = table.table("handover")
    part.choice("after", AFTER)
    part.choice("to", TO, TO[0])
    part.no_others()
    if not any(officer.settings for officer in officers):
        message = 'no officer has a setting, so there is nobody to hand over to. Add settings = ["..."] to officers.'
        part.problem("handover", message)
    return True


class Closure(NamedTuple):
    """A run of closed days, both ends included."""

    first: date
    last: date
    why: str


class TermSettings(NamedTuple):
    """A school term, both ends included."""

    name: str
    first: date
    last: date


class CalendarSettings(NamedTuple):
    """A calendar of the authority's own: another one, with further closed days, known up to a day.

    `settings` are the schools and colleges whose school days it counts; `terms` are in order. `position`: where its
    name stands.
    """

    name: str
    title: str
    based_on: str
    settings: tuple[str, ...]
    closures: tuple[Closure, ...]
    known_to: date
    terms: tuple[TermSettings, ...] = ()
    position: Position = Position("", 0)


class Proclaimed(NamedTuple):
    """A bank holiday announced since this version of sendclock: in these calendars of the law, or in all."""

    day: date
    name: str
    calendars: tuple[str, ...]


FILTERS = ("officer", "team", "setting", "tag", "case", "status", "tier", "rule", "kind")
FLAGS = ("today", "late", "waiting")


class SavedView(NamedTuple):
    """`[views.NAME]`: filters of `due` kept under a name, each by the name of its option."""

    name: str
    filters: Mapping[str, bool | str | tuple[str, ...]]


def _saved_view(table: Table, name: str) -> SavedView:
    """A filter is a text or a list of texts, a flag true; `within` a period."""
    found: dict[str, bool | str | tuple[str, ...]] = {}
    for key in table.data:
        if key in FLAGS:
            if table.flag(key):
                found[key] = True
        elif key == "within":
            found[key] = table.text(key)
        elif key in FILTERS:
            several = isinstance(table.data.get(key), list)
            found[key] = table.texts(key) if several else (table.text(key),)
        else:
            known = (*FILTERS, *FLAGS, "within")
            table.problem("unknown-filter", f'"{key}" is no filter of due.{near_miss(key, known)}', key)
    return SavedView(name, found)


def aims() -> tuple[str, ...]:
    """The limits that can have a target of the authority's own."""
    from sendclock.law.role import Role

    named = (Role.WEEK_6, Role.WEEK_16, Role.WEEK_20, Role.ADVICE, Role.REVIEW_DECISION, Role.AMENDED_PLAN,
             Role.ANNUAL_REVIEW, Role.PHASE_TRANSFER)  # fmt: skip
    return tuple(map(str, named))


class National(NamedTuple):
    """What has been published of the whole nation for a calendar year: plans within 20 weeks, in per cent, with cases
    that have an exception left out and (where it is known) in."""

    year: int
    excluding: float
    including: float | None
    source: str


NO_PACK = "no-pack"


class Retention(NamedTuple):
    """How long the authority keeps a case that has ended: to the end of the year of the child's `birthday` of that
    number, and of so many years after it ended (`ended`); where both are said, whichever is later. A case with a tag of
    `hold` is kept."""

    birthday: int | None
    ended: int | None
    hold: tuple[str, ...]


def _retention(table: Table) -> Retention:
    made = {key: table.whole(key) for key in ("birthday", "ended") if key in table.data}
    for key, years in made.items():
        if not 1 <= years <= 120:
            table.problem("range", f'"{key}" is a number of years, from 1 to 120. Write {key} = 25.', key)
    if not made:
        table.problem("retention", "says nothing: write birthday = 25, ended = 6, or both; the later counts.")
    hold = table.texts("hold") if "hold" in table.data else ()
    table.no_others()
    return Retention(made.get("birthday"), made.get("ended"), hold)


class Settings(NamedTuple):
    """`packs` are the shipped local packs in use, besides the law and the casebook's own `packs/*.toml`. `opening`:
    nothing before that day is complete on file. `targets`: the authority's own aims in per cent, by the part of the
    rules that set the limit; `published`: national figures newer than those that come with sendclock."""

    authority: str
    calendars: tuple[CalendarSettings, ...]
    proclaimed: tuple[Proclaimed, ...]
    panels: tuple[PanelSettings, ...] = ()
    packs: tuple[str, ...] = ()
    people: People = People()
    opening: date | None = None
    adopted: Mapping[str, date] = {}  # from which day a pack counts: nothing that began before is owed
    targets: Mapping[Role, int] = MappingProxyType({})
    published: tuple[National, ...] = ()
    views: tuple[SavedView, ...] = ()
    retention: Retention | None = None
    no_packs: tuple[Problem, ...] = ()  # packs that are named here and are nowhere: the law is answered without them


def read_settings(
    path: Path, calendars: Sequence[str], packs: Sequence[str] | None = None, latest: int = LATEST
) -> Settings:
    """`calendars` are the names of the law's, `packs` those of the shipped local packs (None: any name will do);
    `latest`: the last year a date may have.

    Raises CannotRunError with every mistake and its line: every date could be in doubt; UnreadError where there is
    nothing to read.
    """
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        raise UnreadError(content)
    return settings_in(content, path, calendars, packs, latest)


def settings_in(
    content: bytes, path: Path, calendars: Sequence[str], packs: Sequence[str] | None = None, latest: int = LATEST
) -> Settings:
    """The same, of what a file of that name holds, or would hold."""
    table = toml.whole(content, path.as_posix())
    if isinstance(table, Problem):
        raise CannotRunError(str(table))
    if table.whole("schema", 1, required=True) != 1:
        table.problem("schema", "this version of sendclock reads schema = 1.", "schema")
    authority = table.text("authority")
    own = table.table("calendars")
    specs = [_calendar(own.table(name), name, calendars) for name in own.data]
    proclaimed = [_proclaimed(row, calendars) for row in table.tables("bank_holiday")]
    with_terms = {spec.name: bool(spec.terms) for spec in specs}
    panels = read_panels(table.table("panels"), {**dict.fromkeys(calendars, False), **with_terms})
    in_use, people, opening = _packs(table, packs), read_people(table), table.date("opening")
    adopted = _adopted(table.table("adopted"), packs)
    targets, published = _targets(table.table("targets")), read_published(table)
    kept = table.table("views")
    views = tuple(_saved_view(kept.table(name), name) for name in kept.data)
    retention = _retention(table.table("retention")) if "retention" in table.data else None
    table.no_others()
    _in_years(table, latest)
    if any(problem.code != NO_PACK for problem in table.problems):
        raise CannotRunError(*map(str, sorted(table.problems, key=lambda problem: problem.position.line)))
    return Settings(
        authority, tuple(specs), tuple(proclaimed), panels, in_use, people, opening, adopted, targets, published,
        views, retention, tuple(table.problems),
    )  # fmt: skip


def _targets(table: Table) -> dict[Role, int]:
    """The aims, by their words."""
    if not table.data:
        return {}
    from sendclock.law.role import Role

    found, known = {}, aims()
    for key in table.data:
        if key not in known:
            hint = f"{near_miss(key, known)} Use: {', '.join(known)}."
            table.problem("unknown-word", f'"{said(key)}" is not a limit that can have a target.{hint}', key)
            continue
        aim = table.whole(key)
        if not 0 <= aim <= 100:
            table.problem("range", f'"{key}" is a percentage, from 0 to 100. Write {key} = 60.', key)
        found[Role(key)] = aim
    return found


def read_published(table: Table) -> tuple[National, ...]:
    """National figures, each `[[published]]`, as the file that comes with sendclock has them too."""
    found = []
    for row in table.tables("published"):
        year, source = row.whole("year", required=True), row.text("source", required=True)
        excluding, including = _percentage(row, "excluding", True), _percentage(row, "including", False)
        row.no_others(more=("excluding", "including"))
        if excluding is not None:
            found.append(National(year, excluding, including, source))
    return tuple(found)


def _percentage(row: Table, key: str, required: bool) -> float | None:
    value = row.data.get(key)
    if value is None and not required:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        row.problem("range", f'"{key}" must be a percentage, from 0 to 100. Write {key} = 46.4.', key)
        return None
    return float(value)


def _in_years(table: Table, latest: int) -> None:
    """Whatever day stands in it: no absence, closure, term or meeting is of a year that cannot be right."""
    for path, day in _days(table.data, ()):
        wrong = out_of_years(day, latest)
        if wrong:
            position = Position(table.document.file, table.document.line(*path))
            name = next(key for key in reversed(path) if isinstance(key, str))
            table.problems.append(Problem(position, "error", "year", f'"{name}" is {day}, which {wrong}'))


def _days(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], date]]:
    if isinstance(value, datetime):
        return
    if isinstance(value, date):
        yield path, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _days(inner, (*path, key))


def _packs(table: Table, known: Sequence[str] | None) -> tuple[str, ...]:
    given = table.texts("packs")
    for name in given:
        if known is not None and name not in known:
            listed = f" Known: {', '.join(known)}." if known else ""
            here = "is not a pack that comes with sendclock, nor one in packs/"
            message = f'"{said(name)}" {here}.{near_miss(name, known)}{listed}'
            table.problem(NO_PACK, message, "packs")
    return tuple(dict.fromkeys(given))


def _adopted(table: Table, known: Sequence[str] | None) -> dict[str, date]:
    """`[adopted]`: the day from which each pack counts."""
    days = {name: day for name in table.data if (day := table.date(name))}
    for name in table.data:
        if known is not None and name not in known:
            table.problem(NO_PACK, f'"{said(name)}" is no pack in use here.{near_miss(name, known)}', name)
    table.no_others()
    return days


def _proclaimed(table: Table, calendars: Sequence[str]) -> Proclaimed:
    found = Proclaimed(
        table.date("on", required=True) or date.min, table.text("name", required=True), table.texts("calendars")
    )
    for name in found.calendars:
        if name not in calendars:
            hint = near_miss(name, calendars)
            table.problem("unknown-word", f'"{name}" is not a calendar of the law.{hint}', "calendars")
    table.no_others()
    return found._replace(calendars=found.calendars or tuple(calendars))


def _calendar(table: Table, name: str, calendars: Sequence[str]) -> CalendarSettings:
    if name in calendars:
        table.problem("taken", f'"{name}" is a calendar of the law. Choose another name.')
    closures = []
    for row in table.tables("closed"):
        first, last = row.date("from", required=True), row.date("to")
        why = row.text("why", required=True)
        row.no_others()
        if first and last and last < first:
            row.problem("dates", '"to" is before "from".', "to")
        elif first:
            closures.append(Closure(first, last or first, why))
    terms = _terms(table)
    known_to = table.date("known_to", required=not terms)
    spec = CalendarSettings(
        name,
        table.text("title", name),
        table.choice("based_on", calendars, "england"),
        table.texts("settings"),
        tuple(closures),
        known_to or (terms[-1].last if terms else date.max),
        terms,
        Position(table.document.file, table.document.line("calendars", name)),
    )
    table.no_others()
    return spec


_IN_VAIN = r'"(.+?)" is not a (?:word for calendar|calendar)\b'


def misspelt_calendars(specs: Iterable[CalendarSettings], problems: Sequence[Problem]) -> list[Problem]:
    """The problems of packs, but for a calendar they ask for that is spelt nearly like one of the settings: that is
    said once, at the line of the settings, where it is put right."""
    missing = {found[1]: problem for problem in problems if (found := re.match(_IN_VAIN, problem.message))}
    told: list[Problem] = []
    for spec in specs:
        hint = near_miss(spec.name, missing)
        wanted = next((name for name in missing if f'"{name}"' in hint), None)
        if wanted is None or not spec.position.line:
            continue
        pack = missing.pop(wanted).position.file
        message = f'"{spec.name}" is no calendar that a pack asks for, and {pack} asks for "{wanted}". '
        fix = f"Write [calendars.{wanted}], or correct the pack."
        told.append(Problem(spec.position, "error", "unknown-word", message + fix))
        problems = [p for p in problems if not p.message.startswith(f'"{wanted}" is not a ')]
    return [*told, *problems]


def _terms(table: Table) -> tuple[TermSettings, ...]:
    """The terms of a calendar: in order, and never two at once."""
    terms: list[TermSettings] = []
    for row in table.tables("terms"):
        name, first, last = row.text("name", required=True), row.date("from", required=True), row.date("to")
        row.no_others()
        if last is None and "to" not in row.data:
            row.problem("missing", '"to" is missing. Add the last day of the term: to = 2026-12-18.')
        elif first and last and last < first:
            row.problem("dates", f'"to" ({last}) is before "from" ({first}).', "to")
        elif terms and first and first <= terms[-1].last:
            how = "overlaps with" if last and last >= terms[-1].first else "comes before"
            message = f'"{said(name)}" {how} "{said(terms[-1].name)}". Write the terms in order, one after the other.'
            row.problem("dates", message, "from")
        elif first and last:
            terms.append(TermSettings(name, first, last))
    return tuple(terms)


def template(authority: str) -> str:
    """The text of a new settings file: what there is to set, said in place."""
    quoted = authority.replace("\\", "\\\\").replace('"', '\\"')
    return f'''# The authority's settings. Dates are written 2026-11-30, without quotes. Take the # away to use a part.
# Everything there is to set: docs/settings.md
schema = 1
authority = "{quoted}"
{TEMPLATE}'''


TEMPLATE = """
# Local packs that come with sendclock and are in use here. Your own go into packs/*.toml.
#
# packs = ["derby"]

# The day this casebook began: nothing before it is complete on file. Limits that fell due before it are history and not
# overdue, but for what is still owed: the plan of an assessment under way, the next review of a plan.
#
# opening = 2026-09-01

# From which day a pack counts: nothing that began before it is owed.
#
# [adopted]
# derby = 2026-12-01

# Who works on cases. `ages`, the youngest and the oldest; `settings`, as written in the case files; `logins`, the names
# this officer logs in by; `cover`, who covers first.
#
# [teams.north]
# title = "North assessment team"
# lead = "reid"
#
# [officers.okafor]
# team = "north"
# ages = [0, 16]
# settings = ["Oakwood Primary"]
# logins = ["kokafor"]
# cover = ["singh"]
#
# [officers.singh]
# team = "north"

# Who is away. Without "to", the day of return is not known yet. kind: planned, sudden or long.
#
# [[absence]]
# officer = "okafor"
# from = 2026-11-23
# to = 2026-12-04
# kind = "planned"
# cover = "singh"

# A case goes to the officer of its setting once the plan is final.
#
# [handover]
# after = "final-plan-sent"
# to = "setting-officer"

# What you aim for, in per cent, by limit; it stands beside the figures of `report`.
#
# [targets]
# week-20 = 60
# week-6 = 90

# A bank holiday proclaimed since this version of sendclock came out.
#
# [[bank_holiday]]
# on = 2027-05-10
# name = "One-off bank holiday"

# Filters kept under a name: sendclock due --view year6. The keys are the options of due.
#
# [views.year6]
# tag = ["year-6"]
# setting = ["Primary"]

# A calendar of your own: closed days besides those of England and Wales. `settings` are the schools and
# colleges whose school days it counts, as written in the case files. With `terms`, days between terms are closed.
#
# [calendars.oakwood]
# title = "Oakwood Primary"
# settings = ["Oakwood Primary"]
# known_to = 2027-03-31
# closed = [{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }]
# terms = [
#     { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
#     { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
# ]
"""


def own_panels(specs: Iterable[PanelSettings], calendars: Mapping[str, Calendar]) -> dict[str, Panel]:
    """The panels by name. Raises CannotRunError where a day is added on which the panel meets anyway, and where two
    casebooks mean different panels by one name."""
    panels: dict[str, Panel] = {}
    problems: list[Problem] = []
    for spec in specs:
        panel = Panel(
            name=spec.name,
            title=spec.title,
            first=spec.first,
            every=spec.every,
            calendar=calendars[spec.calendar],
            papers=spec.papers,
            at=spec.at,
            term_time=spec.term_time,
            skipped=dict(spec.skipped),
            added=spec.added,
            about=spec.about,
            fallback=spec.fallback,
            decision=spec.decision,
            papers_at=spec.papers_at,
            terms=calendars[spec.terms] if spec.terms else None,
            weekdays=spec.weekdays,
            nth=spec.nth,
            months_off=spec.months_off,
            listed=spec.listed,
            hours=spec.hours,
            conditions=spec.conditions,
        )
        if panels.setdefault(spec.name, panel) != panel:
            message = f'"{spec.name}" is another panel in another of these casebooks. Ask about one casebook at a time.'
            problems.append(Problem(spec.position, "error", "taken", message))
        try:
            for day in panel.added_in_vain():
                message = f"{day} is a meeting already. Take it out of the days added."
                problems.append(Problem(spec.added_position, "error", "meets-already", message))
        except ValueError as error:
            problems.append(Problem(spec.added_position, "error", "not-covered", f"{error}. Correct the day."))
    if problems:
        raise CannotRunError(*map(str, problems))
    return panels


def on_holidays(panels: Iterable[Panel]) -> Iterator[Problem]:
    """A warning for each day named as a meeting on which the office is closed."""
    for panel in panels:
        for day, why in panel.holidays():
            message = f"the {panel.title} is to meet on {day} ({_day_name(day)}), no working day: {why}. Is that right?"
            yield Problem(Position("sendclock.toml", 0), "warning", "meets-on-a-holiday", message)
