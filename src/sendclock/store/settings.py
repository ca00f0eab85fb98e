"""`sendclock.toml`: the authority's own settings.

Must not know: rules, how a calendar counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sendclock import tomlfile
from sendclock.core.problems import CannotRunError, Problem, near_miss
from sendclock.tomlfile import Table


class Closure(NamedTuple):
    """A run of closed days, both ends included."""

    first: date
    last: date
    why: str


class CalendarSettings(NamedTuple):
    """A calendar of the authority's own: another one, with further closed days, known up to a day.

    `settings` are the schools and colleges whose school days it counts.
    """

    name: str
    title: str
    based_on: str
    settings: tuple[str, ...]
    closures: tuple[Closure, ...]
    known_to: date


class Proclaimed(NamedTuple):
    """A bank holiday announced since this version of sendclock: in these calendars of the law, or in all."""

    day: date
    name: str
    calendars: tuple[str, ...]


class Settings(NamedTuple):
    authority: str
    calendars: tuple[CalendarSettings, ...]
    proclaimed: tuple[Proclaimed, ...]


def read_settings(path: Path, calendars: Sequence[str]) -> Settings:
    """Raises CannotRunError with every mistake and its line: every date could be in doubt."""
    document = tomlfile.parse(path.read_bytes(), path.as_posix())
    if isinstance(document, Problem):
        raise CannotRunError(str(document))
    problems: list[Problem] = []
    table = Table(document, document.data, (), problems)
    if table.whole("schema", 1, required=True) != 1:
        table.problem("schema", "this version of sendclock reads schema = 1.", "schema")
    authority = table.text("authority")
    own = table.table("calendars")
    specs = [_calendar(own.table(name), name, calendars) for name in own.data]
    proclaimed = [_proclaimed(row, calendars) for row in table.tables("bank_holiday")]
    table.no_others()
    if problems:
        raise CannotRunError("\n".join(str(problem) for problem in problems))
    return Settings(authority, tuple(specs), tuple(proclaimed))


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
    spec = CalendarSettings(
        name,
        table.text("title", name),
        table.choice("based_on", calendars, "england"),
        table.texts("settings"),
        tuple(closures),
        table.date("known_to", required=True) or date.max,
    )
    table.no_others()
    return spec


def template(authority: str) -> str:
    """The text of a new settings file: what there is to set, said in place."""
    quoted = authority.replace("\\", "\\\\").replace('"', '\\"')
    return f'''# The authority's settings. Dates are written 2026-11-30, without quotes.
schema = 1
authority = "{quoted}"

# A bank holiday proclaimed since this version of sendclock came out. Take the # away to use it.
#
# [[bank_holiday]]
# on = 2027-05-10
# name = "One-off bank holiday"

# A calendar of your own: closed days besides those of England and Wales. `settings` are the schools and
# colleges whose school days it counts, as written in the case files. Take the # away to use it.
#
# [calendars.oakwood]
# title = "Oakwood Primary"
# settings = ["Oakwood Primary"]
# known_to = 2027-07-31
# closed = [
#     {{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }},
#     {{ from = 2026-12-21, to = 2027-01-01, why = "Christmas holiday" }},
# ]
'''
