"""The cases of some officers, found through the index and then read anew: for hand-over lists and for writing.

Whose list it is: that of the officers named, else of the one who asks.

Who asks is never guessed: SENDCLOCK_OFFICER says so, or the settings list the login name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sendclock.casebook.folder import read_one
from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case
from sendclock.clock.deadline import Timeline
from sendclock.due.list import EVERYONE, Morning, Wanted, unfinished_rows
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.session import Workspace

NO_ROWS = Wanted(date.max, frozenset({"deadline"}), frozenset({"none"}))  # only whose cases they are


class Theirs(NamedTuple):
    """One case, where it is, its clocks, and whose it is."""

    path: Path
    case: Case
    timeline: Timeline
    owner: Whose


class Found(NamedTuple):
    """`read` and `unreadable` count every case of the casebooks, not only those found."""

    cases: list[Theirs]
    problems: list[Problem]
    read: int
    unreadable: int


def theirs(work: Workspace, wanted: Callable[[Whose, str], bool]) -> Found:
    """Every case whose owner (and reference) is `wanted`, in order of file; what cannot be read is named."""
    morning = unfinished_rows(work, NO_ROWS, use_index=True)
    return read_again(work, morning, [name for name, owner in morning.owners.items() if wanted(owner, Path(name).stem)])


def read_again(work: Workspace, morning: Morning, names: Iterable[str]) -> Found:
    """The files of these names, read anew, after a look through the index."""
    found = Found([], list(morning.problems), morning.read, morning.unreadable)
    failed = 0
    for name in names:
        path = Path(name)
        case, problems = read_one(path, work.words)
        answer = work.attempt(case) if case else problems[0]
        if case is None or isinstance(answer, Problem):  # changed since the index looked, or no date for its clocks
            found.problems.extend(problems if case is None else [answer] if isinstance(answer, Problem) else [])
            failed += 1
            continue
        found.cases.append(Theirs(path, case, answer, whose(answer, work.people)))
    return found._replace(read=found.read - failed, unreadable=found.unreadable + failed)


OTHERS = f"Everybody's: --officer {EVERYONE}"


class Mine(NamedTuple):
    """Officers and teams to list, folded; empty is everybody's. `said`: whose list it is, and why, where
    nobody said so on the command line. `asked`: the names as they were given."""

    officers: frozenset[str]
    teams: frozenset[str]
    said: str = ""
    asked: tuple[str, ...] = ()


def whose_list(work: Workspace, officers: Sequence[str] | None, teams: Sequence[str] | None) -> Mine:
    """--officer first; then --team, for which everybody's cases are wanted; then who asks; else everybody."""
    if officers or teams:
        given = [name for name in officers or () if folded(name) != EVERYONE]
        named = frozenset(folded(name) for name in given) if len(given) == len(officers or ()) else frozenset()
        return Mine(named, frozenset(folded(name) for name in teams or ()), asked=tuple(given))
    name, why = os.environ.get("SENDCLOCK_OFFICER", "").strip(), "because SENDCLOCK_OFFICER says so"
    if not name:
        name, why = _by_login(work)
    if not name or folded(name) == EVERYONE:
        return Mine(frozenset(), frozenset())
    led = work.people.led_by(name)
    if led and work.people.officer(name) is None:
        said = f"The list of {' and '.join(led)}, which {name} leads, {why}. {OTHERS}"
        return Mine(frozenset(), frozenset(folded(team) for team in led), said)
    team = f"; the team's: --team {led[0]}" if led else ""
    return Mine(frozenset({folded(name)}), frozenset(), f"{name}'s list, {why}. {OTHERS}{team}", (name,))


def _by_login(work: Workspace) -> tuple[str, str]:
    """The officer whose settings hold the name this person is logged in by."""
    if not any(officer.logins for officer in work.people.officers):
        return "", ""
    import getpass

    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        return "", ""
    officer = work.people.with_login(login)
    return (officer.id, f'because you are logged in as "{login}"') if officer else ("", "")
