"""Whose case it is: by its newest allocation, else by its setting; and to whom it should go.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sendclock.days.counting import age_on, birthday
from sendclock.days.span import plain
from sendclock.files.name import folded
from sendclock.files.problem import Position, Problem, near_miss
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.case import Event
    from sendclock.clock.deadline import Timeline
    from sendclock.law.practice import People

NOBODY = "nobody"  # whose cases are given to no officer: --officer nobody finds them
EVERYONE = "everyone"  # --officer everyone means all cases, whoever asks


class Owners(NamedTuple):
    """Whose cases are asked for: officers and teams, in small letters; empty is everybody's. `named`: the officers as
    they were written."""

    officers: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()

    def have(self, officer: str | None, team: str | None, cover: Sequence[str] = ()) -> bool:
        """Whether a case of this officer and team is among them; where `cover` is given, for those who cover too."""
        names = {folded(name) for name in (officer or NOBODY, *cover)} if self.officers else self.officers
        return (not self.officers or not self.officers.isdisjoint(names)) and (
            not self.teams or folded(team or NOBODY) in self.teams
        )


def owners_named(officers: Iterable[str] | None, teams: Iterable[str] | None) -> Owners:
    """What --officer and --team say: a name repeated is an or, the two together are an and."""
    given = list(officers or ())
    among = frozenset(folded(name) for name in given)
    named = tuple(name for name in given if folded(name) != EVERYONE)
    of_teams = frozenset(folded(name) for name in teams or ())
    return Owners(frozenset() if EVERYONE in among else among, of_teams, named)


class Whose(NamedTuple):
    """`by_setting`: nobody was given the case, and the setting has an officer. `hand_to`: the officer of the setting,
    where the plan was made final, or the child with a plan changed school, and nobody has been given the case since.
    `first` and `last`: the days, both included, between which this holds if the case does not change."""

    officer: str | None
    team: str | None
    by_setting: bool = False
    hand_to: str | None = None
    first: date = date.min
    last: date = date.max


def whose(timeline: Timeline, people: People) -> Whose:
    """Whose case it is on the day of the timeline."""
    case, officer = timeline.case, timeline.officer
    team = timeline.team or (people.team_of(officer) if officer else None)
    if not people.of_setting(case.setting) or (officer and not people.hand_over):
        return Whose(officer, team)
    today = plain(timeline.as_of)  # the birthdays bound the answer below
    age = age_on(case.born, today) if case.born else None
    linked = people.by_setting(case.setting, age)
    first, last = _year_of_life(case.born, today) if case.born else (date.min, date.max)
    if officer is None:
        return Whose(linked, people.team_of(linked) if linked else None, linked is not None, None, first, last)
    due = linked if linked and folded(linked) != folded(officer) and _to_hand_over(timeline) else None
    return Whose(officer, team, False, due, first, last)


def _year_of_life(born: date, day: date) -> tuple[date, date]:
    """From the last birthday to the day before the next."""
    years = age_on(born, day)
    return birthday(born, years), birthday(born, years + 1) - timedelta(1)


def _to_hand_over(timeline: Timeline) -> bool:
    """Whether the plan was made final after the newest allocation, or the child, then with a plan, went to another
    setting. Not of a case that is closed."""
    from sendclock.law.role import Act

    final = given = None
    for event in timeline.events:
        names = timeline.book.has(event.type, Act.SETTING, Act.NAMES_SETTING) and "setting" in event.fields
        if timeline.book.has(event.type, Act.FINAL_PLAN) or (final is not None and names):
            final = event
        elif timeline.book.has(event.type, Act.ALLOCATED) and "role" not in event.fields:
            given = event if (event.day("until") or date.max) >= timeline.as_of else given
    return final is not None and given is not None and given.on < final.on and not closed(timeline)


def closed(timeline: Timeline) -> bool:
    """Whether the case has been closed by the day of the timeline."""
    from sendclock.law.role import Act

    closing = timeline.book.types_of(Act.CLOSED)
    return bool([event for event in timeline.events if event.type in closing])


def unknown_officer(timeline: Timeline, people: People) -> Iterator[Problem]:
    """A warning where the case is given to somebody the settings do not list, or goes on with one who has left."""
    event = newest_allocation(timeline)
    if event is None or timeline.officer is None or not people.officers:
        return
    ref, position = timeline.case.ref, timeline.case.position(event)
    last = people.left(timeline.officer, timeline.as_of)
    if not people.officer(timeline.officer):
        yield not_listed(timeline.officer, ref, people, position)
    elif last and timeline.state.kind != "ended":
        yield has_left(timeline.officer, last, ref, position)


def has_left(officer: str, last: date, ref: str, position: Position) -> Problem:
    """A warning that a case that goes on is still that of somebody who has left."""
    message = f"{officer} left on {last}, and the case goes on. Give it to another: sendclock reassign"
    return Problem(position, "warning", "officer-left", f"{message} --case {ref} --to OFFICER")


def newest_allocation(timeline: Timeline) -> Event | None:
    """The event that gives the case to its officer; None where nobody was given it."""
    from sendclock.law.role import Act

    if timeline.officer is None:
        return None
    given = [e for e in timeline.events if timeline.book.has(e.type, Act.ALLOCATED)]
    return next(e for e in reversed(given) if e.fields.get("officer") == timeline.officer)


def not_listed(officer: str, ref: str, people: People, position: Position) -> Problem:
    """A warning that a case is given to somebody the settings do not list."""
    ids = [one.id for one in people.officers]
    message = (
        f'"{officer}" is not an officer in sendclock.toml.{near_miss(officer, ids)} Give the case to '
        f"one who is: sendclock reassign --case {ref} --to OFFICER; or add [officers.{officer}]."
    )
    return Problem(position, "warning", "officer", message)
