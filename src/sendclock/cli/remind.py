"""The `--remind` part of `due`: from the running clocks to whom should be told what today.

Must not know: how a mark's day is counted, how a list is drawn.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sendclock.cli.answers import footer, heading
from sendclock.cli.dates import end_of
from sendclock.cli.morning import Morning, unfinished_rows
from sendclock.cli.output import Output, tell_problems, warn
from sendclock.cli.workspace import Workspace
from sendclock.core.calendars import NotCoveredError
from sendclock.core.model import RuleBook
from sendclock.core.problems import CannotRunError
from sendclock.core.reminders import Mark, in_use, marks, reach
from sendclock.report.due import Wanted
from sendclock.report.machine import answer, csv_text
from sendclock.report.reminders import CSV_COLUMNS, Chase, Staff, chase_json, chased, csv_cells, document
from sendclock.report.rows import Row

NONE = frozenset({""})  # no rule: an empty filter would mean every rule


class Told(NamedTuple):
    """The rows of the clocks chased, who is told of any, and what was read."""

    rows: list[Row]
    persons: set[str]
    morning: Morning


def remind(
    work: Workspace, wanted: Wanted, within: str | None, use_index: bool, out: Output, whose: str, quiet: bool = False
) -> Told:
    """Print what is to be chased today; up to the end of `within`, where it was given. The filters of `wanted` hold,
    except for its last day: what is chased today may fall due later. An officer's list has, besides their cases, what
    they are to be told about the cases of others; `whose` says whose list it is, where nobody asked.
    `quiet`: nothing is printed where nobody is to be told anything.
    """
    first, reminders, calendars = work.today, in_use(work.rulebook), work.rulebook.calendars
    last = end_of(within, first, work.england) if within else first
    by_rule = {r.rule: [other for other in reminders if other.rule == r.rule] for r in reminders}

    def marks_of(row: Row) -> list[Mark]:
        return marks(row.due, by_rule.get(row.rule, ()), calendars)

    try:
        far = _reaching(wanted, reach(last, reminders, calendars), frozenset(by_rule), work.rulebook)
        anyone = far._replace(officers=frozenset())
        morning = unfinished_rows(work, anyone, use_index)
        found = chased((row for row in morning.rows if anyone.lists(row)), marks_of, _staff(work.rulebook), first, last)
    except NotCoveredError as error:
        raise CannotRunError(f"{error}.") from None
    persons = {person for chase in found for person in chase.persons}
    found = [chase for chase in found if far.lists(chase.row) or _told(chase, far)]
    tell_problems(morning.problems)
    if quiet and not found:
        return Told([], persons, morning)
    if whose and out.format in ("json", "csv"):
        warn(whose)
    if out.format == "json":
        head = heading("reminders", work, work.rulebook, morning.read, morning.unreadable)
        out.text(answer(head, map(chase_json, found), morning.problems, first=first, last=last))
    elif out.format == "csv":
        out.text(csv_text(CSV_COLUMNS, map(csv_cells, found)))
    else:
        line = footer(work, work.rulebook, morning.read, morning.unreadable)
        out.show(document(found, first, last, line, not out.draws, not reminders, whose))
    return Told([chase.row for chase in found], persons, morning)


def _reaching(wanted: Wanted, until: date, named: frozenset[str], book: RuleBook) -> Wanted:
    """The same filters, as far ahead as a reminder looks, for the rules that have reminders; of whatever kind those
    are, where deadlines would be listed."""
    rules = wanted.rules & named if wanted.rules else named
    kinds = {rule.kind for rule in book.rules if rule.id in rules} if wanted.kinds == {"deadline"} else wanted.kinds
    return wanted._replace(until=until, rules=rules or NONE, kinds=frozenset(kinds) or wanted.kinds)


def _told(chase: Chase, wanted: Wanted) -> bool:
    return any(person.casefold() in wanted.officers for person in chase.persons)


def _staff(book: RuleBook) -> Staff:
    """Who leads and who covers, as far as the settings say."""
    people = book.practice.people

    def cover(officer: str, day: date) -> tuple[str, ...]:
        found = people.cover(officer, day)
        return found.by if found else ()

    return Staff({team.id.casefold(): team.lead for team in people.teams if team.lead}, cover)
