"""Whose list it is: that of the officers named, else of the one who asks; and the cases of some officers, found through
the facts and then read anew: for hand-over lists and for writing.

Who asks is never guessed: SENDCLOCK_OFFICER says so, or the settings list the login name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sendclock.casebook.folder import Opened
from sendclock.casebook.owner import EVERYONE, NOBODY, Owners, Whose, owners_named, whose
from sendclock.clock.case import Case
from sendclock.clock.deadline import Timeline
from sendclock.command import nobody_of_that_name
from sendclock.due.list import Morning, Wanted, having_cases, teams_of, unfinished_rows
from sendclock.files.name import folded
from sendclock.say.terminal import warn
from sendclock.session import Session
from sendclock.tuples import NamedTuple

NO_ROWS = Wanted(date.max, frozenset({"deadline"}), frozenset({"none"}))  # only whose cases they are


class Theirs(NamedTuple):
    """One case: its file as it was read, its clocks, and whose it is."""

    file: Opened
    timeline: Timeline
    owner: Whose

    @property
    def case(self) -> Case:
        return self.timeline.case


def who_has_what(session: Session) -> Morning:
    """Every case and whose it is, from the facts."""
    return unfinished_rows(session, NO_ROWS, use_index=True)


def theirs(known: Morning, wanted: Callable[[Whose, str], bool]) -> Iterator[Theirs]:
    """The cases whose owner (and reference) is `wanted`, in order of file, read anew one after another. What cannot be
    read any more is told with the rest, in `known.every`."""
    names = [name for name, owner in known.owners.items() if wanted(owner, Path(name).stem)]
    return (Theirs(file, timeline, whose(timeline, timeline.people)) for file, timeline in known.every.again(names))


def refuse_unknown(
    session: Session, officers: Sequence[str] | None, teams: Sequence[str] | None, closed: bool = False
) -> None:
    """Raises UsageError where nobody knows an officer or a team asked for. The cases (with `closed`, those that rest
    too) are asked only about a name that the settings do not have; the command goes on from what was found then."""
    people = session.people
    there = {*map(folded, (*people.names, NOBODY, EVERYONE))}
    of_teams = {*map(folded, (*people.team_names, NOBODY))}
    if there.issuperset(map(folded, officers or ())) and of_teams.issuperset(map(folded, teams or ())):
        return
    facts, unread = session.look(closed)
    named = owners_named(officers, teams).named
    for said in (
        *nobody_of_that_name(session, named, having_cases(facts, people, session.today), "officer", unread),
        *nobody_of_that_name(session, teams, teams_of(facts, people), "team", unread),
    ):
        warn(said)


OTHERS = f"Everybody's: --officer {EVERYONE}"


class Mine(NamedTuple):
    """Whose list it is. `said`: that in words, and why, where nobody said so on the command line."""

    owners: Owners
    said: str = ""


def whose_list(session: Session, officers: Sequence[str] | None, teams: Sequence[str] | None) -> Mine:
    """--officer first; then --team, for which everybody's cases are wanted; then who asks; else everybody."""
    if officers or teams:
        return Mine(owners_named(officers, teams))
    name, why = os.environ.get("SENDCLOCK_OFFICER", "").strip(), "because SENDCLOCK_OFFICER says so"
    if not name:
        name, why = _by_login(session)
    if not name or folded(name) == EVERYONE:
        return Mine(Owners())
    led = session.people.led_by(name)
    if led and session.people.officer(name) is None:
        said = f"The list of {' and '.join(led)}, which {name} leads, {why}. {OTHERS}"
        return Mine(owners_named((), led), said)
    team = f"; the team's: --team {led[0]}" if led else ""
    return Mine(owners_named((name,), ()), f"{name}'s list, {why}. {OTHERS}{team}")


def _by_login(session: Session) -> tuple[str, str]:
    """The officer whose settings hold the name this person is logged in by."""
    if not any(officer.logins for officer in session.people.officers):
        return "", ""
    import getpass

    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        return "", ""
    officer = session.people.with_login(login)
    return (officer.id, f'because you are logged in as "{login}"') if officer else ("", "")
