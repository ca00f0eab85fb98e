"""`sendclock roster`: the officers of the settings and what is theirs; and officers and settings from a sheet, as lines
added at the end of `sendclock.toml`. Look first: without --write nothing is written.

A sheet has a row an officer, or a row a setting, in any order of columns. What stands in the settings already is left
alone, and what could not be understood is named with its row.
Must not know: what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from sendclock.casebook.settings import WEEKDAYS, settings_in
from sendclock.casebook.write import with_tables, write
from sendclock.command import Now, Options, Reply, as_data, command
from sendclock.days import bank_holidays
from sendclock.days.spelling import day_in_cell
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, UsageError
from sendclock.law.practice import Officer
from sendclock.say.document import Block, Document, Heading, Line, Numbered, grid
from sendclock.say.view import DAY, TEXT, WHOLE, Column, Look, View, maybe, one_of, several
from sendclock.say.words import listed, number
from sendclock.session import Session
from sendclock.tracker.sheet import Cell, SheetRow, Tracker, read_tracker
from sendclock.tuples import NamedTuple

# The headings a column may have, by the key of the settings it goes to; compared as names are.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "officer": (
        "officer",
        "officer id",
        "case officer",
        "sen officer",
        "send officer",
        "ehc officer",
        "id",
        "caseworker",
    ),
    "title": ("name", "full name", "officer name", "title"),
    "team": ("team", "team name", "area team"),
    "ages": ("ages", "age range", "age"),
    "days": ("days", "days worked", "working days", "working pattern"),
    "from": ("from", "start", "start date", "in post from"),
    "until": ("until", "end", "end date", "leaves", "leaving date", "in post until"),
    "share": ("share", "job share", "shares with"),
    "cover": ("cover", "covered by", "cover officer"),
    "roles": ("roles", "role"),
    "logins": ("logins", "login", "username", "user name"),
    "settings": ("settings", "setting", "setting name", "school", "schools", "school name", "establishment"),
}
LISTS = ("cover", "roles", "logins", "settings", "days")
ORDER = ("title", "team", "ages", "days", "from", "until", "share", "cover", "roles", "logins", "settings")
OLDEST = 25  # years of age, of "16+"
STATES = {"there": "in the settings", "new": "to add", "added": "added", "left-out": "left out"}
TO = r"-|\u2013|\bto\b"  # between two ends; a spreadsheet makes the long dash by itself
Value = Any


class RosterLine(NamedTuple):
    """One officer: what the sheet says, or the settings, by key; the `rows` of the sheet it comes from; and what is to
    become of it. `why` it cannot be added."""

    officer: str
    keys: Mapping[str, Value]
    rows: tuple[int, ...] = ()
    state: str = "there"
    why: str = ""


COLUMNS: tuple[Column[RosterLine], ...] = (
    Column("officer", title="Officer", width=14),
    Column("state", title="State", kind=one_of(*STATES), shown=lambda one, _: STATES[one.state]),
    Column("title", value=lambda one: one.keys.get("title"), kind=maybe(TEXT)),
    Column("team", title="Team", value=lambda one: one.keys.get("team"), kind=maybe(TEXT)),
    Column("ages", title="Ages", value=lambda one: one.keys.get("ages", []), cell=lambda one: _span(one),
           shown=lambda one, _: _span(one), kind=several(WHOLE)),
    Column("days", title="Days", value=lambda one: one.keys.get("days", []), kind=several(TEXT),
           shown=lambda one, _: ", ".join(one.keys.get("days", []))),
    Column("from", value=lambda one: one.keys.get("from"), kind=maybe(DAY)),
    Column("until", value=lambda one: one.keys.get("until"), kind=maybe(DAY)),
    Column("share", value=lambda one: one.keys.get("share"), kind=maybe(TEXT)),
    Column("cover", value=lambda one: one.keys.get("cover", []), kind=several(TEXT)),
    Column("roles", title="Roles", value=lambda one: one.keys.get("roles", []), kind=several(TEXT),
           shown=lambda one, _: ", ".join(one.keys.get("roles", []))),
    Column("settings", title="Settings", value=lambda one: one.keys.get("settings", []), kind=several(TEXT), wrap=True,
           shown=lambda one, _: _settings_in_short(one)),
    Column("rows", value=lambda one: one.rows, cell=lambda one: ", ".join(map(str, one.rows)),
           kind=several(WHOLE), about="the rows of the sheet it comes from"),
    Column("why", title="Why not", wrap=True, about="why it is left out; else empty"),
)  # fmt: skip
ROSTER = View(
    "roster", COLUMNS, (Column[None]("not_understood", kind=several(TEXT), always=False),), row="roster_entry"
)


class RosterOptions(Options):
    file: Annotated[Optional[Path], typer.Argument(metavar="[SHEET]", help="A .csv or .xlsx of officers.")] = None
    sheet: Annotated[Optional[str], typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None
    write: Annotated[bool, typer.Option("--write", help="Add the lines to sendclock.toml.")] = False


def roster(asked: RosterOptions, session: Now) -> Reply:
    """The officers of the settings; with a sheet, what of it would be new. Nothing is written without --write."""
    if asked.file is None:
        if asked.write or asked.sheet:
            raise UsageError("Name the sheet the officers are to come from: sendclock roster officers.csv")
        return _reply([_known(officer) for officer in session.people.officers], [], "")
    path, before = _settings_of(session)
    entries, troubles, notes = read_roster(asked.file, asked.sheet, session.people.officers)
    text, entries = _fitting(entries, before, path, session)
    if asked.write and text:
        write(path, before, text)
        entries = [one._replace(state="added") if one.state == "new" else one for one in entries]
    return _reply(entries, [*troubles, *notes], _end(entries, text[len(before) :] if text else b"", path, asked))


app = command(roster)


def _settings_of(session: Session) -> tuple[Path, bytes]:
    paths = [book.settings for book in session.books if book.settings]
    if len(paths) != 1:
        raise CannotRunError("Officers are written in one sendclock.toml: name one casebook that has it, with --cases.")
    content = disk.read_regular(paths[0])
    if isinstance(content, Problem):
        raise CannotRunError(str(content))
    return paths[0], content


def read_roster(
    path: Path, sheet: str | None, known: Iterable[Officer]
) -> tuple[list[RosterLine], list[str], list[str]]:
    """The officers of a sheet in its order; what could not be understood, by its row; what was decided of the file."""
    table = read_tracker(path, _wanted, None, sheet)
    places = {key: place for key, names in HEADINGS.items() if (place := _place(table, names)) is not None}
    there = {folded(officer.id): _known(officer) for officer in known}
    found: dict[str, dict[str, Value]] = {}
    doubtful = set[str]()
    ids, rows, troubles = dict[str, str](), dict[str, list[int]](), [f"row {n}: {why}" for n, why in table.lost]
    for row in table.rows:
        said = {key: cell for key, place in places.items() if (cell := _cell(row, place)) != ""}
        if not said:
            continue
        id = _id(said, there)
        if id is None:
            troubles.append(f"row {row.number}: no officer is named. Nothing of it is taken.")
            continue
        name = folded(id)
        ids.setdefault(name, there[name].officer if name in there else id)
        rows.setdefault(name, []).append(row.number)
        wrong = [f"row {row.number}: {why}" for why in _take(found.setdefault(name, {}), said)]
        troubles += wrong
        doubtful |= {name} if wrong else set()
    unused = [heading for n, heading in enumerate(table.headings) if heading and n not in places.values()]
    notes = [*table.notes, *([f"Columns not read: {', '.join(unused)}."] if unused else [])]
    entries = [
        _against(RosterLine(ids[name], keys, tuple(rows[name]), "new"), there.get(name), name in doubtful)
        for name, keys in found.items()
    ]
    return entries, troubles, notes


def _wanted(headings: set[str]) -> int:
    known = {key for key, names in HEADINGS.items() if not headings.isdisjoint(map(folded, names))}
    return len(known) if known & {"officer", "title"} and len(known) > 1 else 0


def _place(table: Tracker, names: Sequence[str]) -> int | None:
    return next((place for name in names if (place := table.place(name)) is not None), None)


def _cell(row: SheetRow, place: int) -> Cell:
    cell = row.cells[place] if place < len(row.cells) else ""
    return cell.strip() if isinstance(cell, str) else cell


def _id(said: Mapping[str, Cell], there: Mapping[str, RosterLine]) -> str | None:
    """The word the officer is known by: the one in the sheet; else made of the name, or that of who has this name."""
    given = str(said.get("officer", "")) or str(said.get("title", ""))
    if not given or folded(given) in there:
        return given or None
    named = next(
        (one.officer for one in there.values() if folded(str(one.keys.get("title", ""))) == folded(given)), None
    )
    if named or ("officer" in said and re.fullmatch(r"[\w.@-]+", given)):
        return named or given
    return "-".join(re.findall(r"\w+", given.lower())) or None


def _take(keys: dict[str, Value], said: Mapping[str, Cell]) -> Iterator[str]:
    """Put what a row says to what is known of its officer; what cannot be understood or does not agree is told."""
    for key in ORDER:
        if key not in said:
            continue
        value, why = _read(key, said[key])
        if why:
            yield why
        elif key in LISTS:
            keys[key] = list(dict.fromkeys([*keys.get(key, []), *value]))
        elif keys.setdefault(key, value) != value:
            yield f'{key} is "{_shown(value)}" here and "{_shown(keys[key])}" above. The one above is taken.'
    if "officer" in said and "title" not in said and not re.fullmatch(r"[\w.@-]+", str(said["officer"])):
        keys.setdefault("title", str(said["officer"]))


def _read(key: str, cell: Cell) -> tuple[Value, str]:
    """The value of a cell, or why it is none."""
    text = cell if isinstance(cell, str) else cell.isoformat()[:10]
    if key in ("from", "until"):
        try:
            return (cell if isinstance(cell, date) else day_in_cell(text).day), ""
        except ValueError:
            return None, f'{key}: "{text}" is not a day. Write 2026-09-01 or 01/09/2026.'
    if key == "ages":
        found = re.fullmatch(rf"(\d{{1,2}})\s*(?:{TO})\s*(\d{{1,2}})|(\d{{1,2}})\s*\+", text)
        if found is None:
            return None, f'ages: "{text}" is not a span of ages such as 0-11 or 16+.'
        return [int(found[1] or found[3]), int(found[2] or OLDEST)], ""
    if key == "days":
        return _days(text)
    if key in LISTS:
        return _parts(text, r"[;|\n]" if key == "settings" else r"[,;|\n]"), ""
    return text, ""


def _parts(text: str, between: str) -> list[str]:
    return [part for piece in re.split(between, text) if (part := " ".join(piece.split()))]


def _days(text: str) -> tuple[list[str], str]:
    """`Mon, Tue`, `Monday to Wednesday`."""
    words = _parts(text, r"[,;|/\n]|\band\b|&")
    found: list[str] = []
    for word in words:
        ends = [_weekday(end) for end in re.split(rf"\s*(?:{TO})\s*", word)]
        if None in ends or len(ends) > 2:
            return [], f'days: "{word}" is no day of the week. Write Mon, Tue, Wed.'
        first, last = ends[0] or 0, ends[-1] or 0
        found += [WEEKDAYS[n][:3] for n in range(first, last + 1)]
    return list(dict.fromkeys(found)), ""


def _weekday(word: str) -> int | None:
    return next((n for n, day in enumerate(WEEKDAYS) if len(word) >= 3 and day.startswith(word.strip().lower())), None)


def _known(officer: Officer) -> RosterLine:
    keys = {
        "title": officer.title,
        "team": officer.team,
        "ages": list(officer.ages or ()),
        "days": [WEEKDAYS[n][:3] for n in officer.days],
        "from": None if officer.first == date.min else officer.first,
        "until": None if officer.last == date.max else officer.last,
        "share": officer.share,
        "cover": list(officer.cover),
        "roles": list(officer.roles),
        "logins": list(officer.logins),
        "settings": list(officer.settings),
    }
    return RosterLine(officer.id, {key: value for key, value in keys.items() if value})


def _against(entry: RosterLine, there: RosterLine | None, doubtful: bool) -> RosterLine:
    """An officer of the settings is never written to: what the sheet says otherwise is told. Nor is half an officer
    added: nobody could add the other half."""
    if there is None:
        return entry._replace(state="left-out", why="not all of it is understood: see below.") if doubtful else entry
    other = []
    for key, value in entry.keys.items():
        if key == "title" and folded(value) == folded(there.officer):
            continue  # the sheet calls the id a name
        had = there.keys.get(key)
        if isinstance(value, list) and key in LISTS:
            more = [one for one in value if folded(one) not in map(folded, had or ())]
            other += [f"{key}: {', '.join(more)}"] if more else []
        elif folded(_shown(value)) != folded(_shown(had or "")):
            other.append(f"{key}: {_shown(value)}")
    if not other:
        return entry._replace(state="there")
    fix = f"is in sendclock.toml already, without this: {'; '.join(other)}. Change [officers.{entry.officer}] there."
    return entry._replace(state="left-out", why=fix)


def _shown(value: Value) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)


def _fitting(
    entries: Sequence[RosterLine], before: bytes, path: Path, session: Session
) -> tuple[bytes, list[RosterLine]]:
    """The settings with as many of the new officers as they can hold; the others, with what is wrong, are left out."""
    new = [one for one in entries if one.state == "new"]
    teams = {folded(team.id) for team in session.people.teams}

    def refused(some: Sequence[RosterLine]) -> tuple[bytes, str]:
        text = _with(some, before, path, teams)
        try:
            settings_in(text, path, tuple(bank_holidays.CALENDARS), None, session.latest)
        except CannotRunError as error:
            return b"", re.sub(rf"^{re.escape(path.as_posix())}:\d+: ", "", str(error).splitlines()[-1])
        return text, ""

    if not new or not refused(new)[1]:
        return (refused(new)[0] if new else b""), list(entries)
    kept: list[RosterLine] = []
    left = list(new)
    while fits := next((one for one in left if not refused([*kept, one])[1]), None):
        kept.append(fits)
        left.remove(fits)
    why = {one.officer: refused([*kept, one])[1] for one in left}
    whole = [one._replace(state="left-out", why=why[one.officer]) if one.officer in why else one for one in entries]
    return (refused(kept)[0] if kept else b""), whole


def _with(some: Sequence[RosterLine], before: bytes, path: Path, teams: set[str]) -> bytes:
    named = {folded(team): team for one in some if (team := one.keys.get("team"))}
    more = {team: dict[str, Value]() for name, team in named.items() if name not in teams}
    officers = {one.officer: {key: one.keys[key] for key in ORDER if key in one.keys} for one in some}
    for keys in officers.values():
        if keys.get("team"):
            keys["team"] = named[folded(keys["team"])]
    return with_tables(before, {"teams": more, "officers": officers}, path.as_posix())


def _span(one: RosterLine) -> str:
    return "-".join(map(str, one.keys.get("ages", [])))


def _settings_in_short(one: RosterLine) -> str:
    of = one.keys.get("settings", [])
    return listed(of) if len(of) <= 3 else f"{listed(of[:2])} and {len(of) - 2} more"


def _end(entries: Sequence[RosterLine], added: bytes, path: Path, asked: RosterOptions) -> str:
    new = sum(one.state in ("new", "added") for one in entries)
    if not added:
        return "There is nothing to add."
    lines = number(added.count(b"\n"), "line")
    if asked.write:
        return f"Added to {path}: {number(new, 'officer')}, {lines}. What stood there is as it was."
    return f"Would be added to {path}: {number(new, 'officer')}, {lines}. Nothing was written; add --write to do it."


def _reply(entries: Sequence[RosterLine], troubles: Sequence[str], end: str) -> Reply:
    def drawn(footer: str, in_full: bool) -> Document:
        if not entries and not troubles:
            return Document(
                [Line("The settings name no officers. From a sheet: sendclock roster officers.csv")], footer
            )
        blocks: list[Block] = [grid(COLUMNS, entries, Look(in_full))] if entries else []
        blocks += [Heading("Not understood"), Numbered(list(troubles))] if troubles else []
        return Document([*blocks, *([Line(end)] if end else [])], footer)

    more = {"not_understood": list(troubles)} if troubles else {}
    return Reply(
        "roster",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(ROSTER, entries, more),
        left_out=len(troubles) + sum(one.state == "left-out" for one in entries),
    )
