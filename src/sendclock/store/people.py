"""The officers, teams, hubs, absences and the hand-over of `sendclock.toml`.

Must not know: cases, who covers whom (`core.people`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import cast, get_args

from sendclock.core.people import Absence, Kind, Officer, People, Team, plain
from sendclock.core.problems import near_miss
from sendclock.tomlfile import Table
from sendclock.tomlmistakes import said

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
    return People(found, found_teams, kept, found_hubs, hand_over)


def _ids(table: Table) -> Ids:
    ids: dict[str, str] = {}
    for id in table.data:
        if plain(id) in RESERVED:
            table.table(id).problem("reserved", f'"{id}" has a meaning of its own in --officer. Choose another name.')
        if plain(id) in ids:
            message = f'"{said(id)}" and "{said(ids[plain(id)])}" differ in capitals only. Choose another name for one.'
            table.table(id).problem("twice", message)
        ids.setdefault(plain(id), id)
    return ids


def _known(table: Table, key: str, name: str, ids: Ids, what: str) -> str | None:
    """The id as its heading writes it; a problem, and None, if there is no such heading."""
    found = ids.get(plain(name))
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
    covers_for = []
    for name in table.texts("covers_for"):
        other = _known(table, "covers_for", name, teams, "team")
        if other == id:
            table.problem("itself", f'"{id}" covers its own absences anyway. Take it out of covers_for.', "covers_for")
        elif other:
            covers_for.append(other)
    team = Team(
        id,
        table.text("title", id),
        _known(table, "hub", hub, hubs, "hub") if hub else None,
        officers.get(plain(lead), lead) or None,
        tuple(covers_for),
    )
    table.no_others()
    return team


def _officer(table: Table, id: str, teams: Ids, officers: Ids) -> Officer:
    team = table.text("team")
    cover = []
    for name in table.texts("cover"):
        other = _known(table, "cover", name, officers, "officer")
        if other == id:
            table.problem("itself", f"{id} cannot cover {id}. Name somebody else, or leave it out.", "cover")
        elif other:
            cover.append(other)
    officer = Officer(
        id,
        table.text("title"),
        _known(table, "team", team, teams, "team") if team else None,
        _ages(table),
        table.texts("settings"),
        table.texts("logins"),
        tuple(dict.fromkeys(cover)),
    )
    table.no_others(more=("ages",))
    return officer


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
            ages = [officer.ages] if officer.ages else [ages for name, ages in seen if name == plain(setting)]
            other = next((id for age in [*ages, None] if (id := seen.get((plain(setting), age)))), None)
            if other:
                whom = "this officer" if other == officer.id else other
                message = (
                    f'"{said(setting)}" is given to {whom} already, for the same ages. '
                    "Take it out of one, or give the two officers different ages."
                )
                table.problem("setting", message, "settings")
            seen.setdefault((plain(setting), officer.ages), officer.id)


def _no_login_twice(officers: Sequence[Officer], tables: Sequence[Table]) -> None:
    seen: dict[str, str] = {}
    for officer, table in zip(officers, tables, strict=True):
        for login in officer.logins:
            other = seen.setdefault(plain(login), officer.id)
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
