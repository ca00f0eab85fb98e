"""`sendclock.toml`: the authority's own settings.

Must not know: rules, how a calendar counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sendclock import tomlfile
from sendclock.core.people import People
from sendclock.core.problems import CannotRunError, Problem, near_miss
from sendclock.store.panels import PanelSettings, read_panels
from sendclock.store.people import read_people
from sendclock.tomlfile import Table
from sendclock.tomlmistakes import said


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

    `settings` are the schools and colleges whose school days it counts; `terms` are in order.
    """

    name: str
    title: str
    based_on: str
    settings: tuple[str, ...]
    closures: tuple[Closure, ...]
    known_to: date
    terms: tuple[TermSettings, ...] = ()


class Proclaimed(NamedTuple):
    """A bank holiday announced since this version of sendclock: in these calendars of the law, or in all."""

    day: date
    name: str
    calendars: tuple[str, ...]


class Settings(NamedTuple):
    """`packs` are the shipped local packs in use, besides the law and the casebook's own `packs/*.toml`."""

    authority: str
    calendars: tuple[CalendarSettings, ...]
    proclaimed: tuple[Proclaimed, ...]
    panels: tuple[PanelSettings, ...] = ()
    packs: tuple[str, ...] = ()
    people: People = People()


def read_settings(path: Path, calendars: Sequence[str], packs: Sequence[str] | None = None) -> Settings:
    """`calendars` are the names of the law's, `packs` those of the shipped local packs (None: any name will do).

    Raises CannotRunError with every mistake and its line: every date could be in doubt.
    """
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
    with_terms = {spec.name: bool(spec.terms) for spec in specs}
    panels = read_panels(table.table("panels"), {**dict.fromkeys(calendars, False), **with_terms})
    in_use, people = _packs(table, packs), read_people(table)
    table.no_others()
    if problems:
        problems.sort(key=lambda problem: problem.position.line)
        raise CannotRunError("\n".join(str(problem) for problem in problems))
    return Settings(authority, tuple(specs), tuple(proclaimed), panels, in_use, people)


def _packs(table: Table, known: Sequence[str] | None) -> tuple[str, ...]:
    given = table.texts("packs")
    for name in given:
        if known is not None and name not in known:
            listed = f" Shipped: {', '.join(known)}." if known else ""
            message = f'"{said(name)}" is not a pack that comes with sendclock.{near_miss(name, known)}{listed}'
            table.problem("unknown-word", message, "packs")
    return tuple(dict.fromkeys(given))


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
    )
    table.no_others()
    return spec


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
# packs = ["exampleshire"]

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

# A bank holiday proclaimed since this version of sendclock came out.
#
# [[bank_holiday]]
# on = 2027-05-10
# name = "One-off bank holiday"

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
