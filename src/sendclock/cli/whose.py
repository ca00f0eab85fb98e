"""Whose list it is: that of the officers named, else of the one who asks.

Who asks is never guessed: SENDCLOCK_OFFICER says so, or the settings list the login name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from sendclock.cli.workspace import Workspace
from sendclock.report.due import EVERYONE

OTHERS = f"Everybody's: --officer {EVERYONE}"


class Mine(NamedTuple):
    """Officers and teams to list, in small letters; empty is everybody's. `said`: whose list it is, and why, where
    nobody said so on the command line. `asked`: the names as they were given."""

    officers: frozenset[str]
    teams: frozenset[str]
    said: str = ""
    asked: tuple[str, ...] = ()


def whose_list(work: Workspace, officers: Sequence[str] | None, teams: Sequence[str] | None) -> Mine:
    """--officer first; then --team, for which everybody's cases are wanted; then who asks; else everybody."""
    if officers or teams:
        given = [name for name in officers or () if name.casefold() != EVERYONE]
        named = frozenset(name.casefold() for name in given) if len(given) == len(officers or ()) else frozenset()
        return Mine(named, frozenset(name.casefold() for name in teams or ()), asked=tuple(given))
    name, why = os.environ.get("SENDCLOCK_OFFICER", "").strip(), "because SENDCLOCK_OFFICER says so"
    if not name:
        name, why = _by_login(work)
    if not name or name.casefold() == EVERYONE:
        return Mine(frozenset(), frozenset())
    led = work.people.led_by(name)
    if led and work.people.officer(name) is None:
        said = f"The list of {' and '.join(led)}, which {name} leads, {why}. {OTHERS}"
        return Mine(frozenset(), frozenset(team.casefold() for team in led), said)
    team = f"; the team's: --team {led[0]}" if led else ""
    return Mine(frozenset({name.casefold()}), frozenset(), f"{name}'s list, {why}. {OTHERS}{team}", (name,))


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
