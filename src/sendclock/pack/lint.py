"""What is allowed in a pack and looks like a slip: a rule that nothing keeps, or that never ends; a step that is spelt
like another; a limit of no days; a document that is not named; words of a draft.

Must not know: case files, how a pack is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from sendclock.days.school_year import SCHOOL_YEAR, unknown_halves
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.guard import longer_than_the_law
from sendclock.law.pack import Pack
from sendclock.law.role import Act
from sendclock.law.rule import Rule
from sendclock.pack.example import awake
from sendclock.say.words import listed

LATER_THAN = ("statutory", "guidance", "adjacent")
ALIKE = 0.95  # so much of two ids must be the same; both begin with the name of the pack
UNNAMED = "(name the document)"  # what a new pack has until somebody does


def lint(pack: Pack, book: RuleBook, file: str) -> Iterator[Problem]:
    """A warning for each. `book` has the pack in it."""
    live = awake(book, pack.id)
    steps = {item.id for item in pack.checklist}
    ticks = book.events(Act.STEP_DONE)
    for rule in pack.rules:
        yield from _of(rule)
        yield from _of_the_school_year(rule, book)
        for id in _steps(rule, ticks):
            near = [] if id in steps else get_close_matches(id, steps, 1, ALIKE)
            if near:
                message = f'"{id}" is not a [[step]] of this pack. Did you mean "{near[0]}"?'
                yield _warning(rule.position, "unknown-step", message)
            elif not id.startswith(f"{pack.id}-"):
                message = f'"{id}" is no step of this pack, whose steps begin with {pack.id}-. It may never be ticked.'
                yield _warning(rule.position, "unknown-step", f"{message} Correct its name.")
    mine = {rule.position for rule in pack.rules}
    yield from (problem for problem in longer_than_the_law(live, LATER_THAN) if problem.position in mine)
    yield from _of_the_source(pack, file)


def _of(rule: Rule) -> Iterator[Problem]:
    if rule.kind == "deadline" and not rule.met_by:
        yield _warning(
            rule.position, "never-met", f'nothing keeps "{rule.id}", so it ends up late. Add met_by = [...].'
        )
    if rule.local and rule.local.again and not rule.ends_with:
        message = f'"{rule.id}" comes back for ever. Say what ends it: ends_with = ["case-closed"].'
        yield _warning(rule.position, "never-ends", message)
    elif not rule.ends_with and not rule.met_by and not rule.spent_by:
        message = f'"{rule.id}" never ends. Say what ends it: ends_with = ["case-closed"].'
        yield _warning(rule.position, "never-ends", message)
    met = {trigger for trigger in rule.met_by if trigger in rule.starts_on}
    yearly = rule.anchor.startswith("anniversary:")  # this year's starts the next, and keeps the last
    if met and not yearly and not (rule.local and rule.local.again):
        message = f'"{rule.id}" is kept by the very event that starts it: {next(iter(met)).event}. Correct one of them.'
        yield _warning(rule.position, "meets-itself", message)
    moved = rule.local and (rule.local.choice or rule.local.snap or rule.local.weekday is not None)
    plain = rule.anchor == "on" and rule.period.direction != "fixed" and not moved
    if plain and rule.period.size == 0:
        message = (
            f'"{rule.id}" ends on the very day it begins. If the document says how long, write it: within = "5wd".'
        )
        yield _warning(rule.position, "count-0", message)


def _of_the_school_year(rule: Rule, book: RuleBook) -> Iterator[Problem]:
    """A rule that counts from a day of the school year which its calendar does not know."""
    kind, _, name = rule.anchor.partition(":")
    calendar = book.calendars.get(name.partition(":")[0]) if kind in SCHOOL_YEAR else None
    if calendar is None:
        return
    if not calendar.terms:
        message = f'"{rule.id}" never starts: the calendar "{calendar.name}" lists no terms. Name one that does.'
        yield _warning(rule.position, "no-terms", message)
    unknown = [term.name for term in unknown_halves(calendar)] if kind.startswith("half-") else []
    if unknown:
        message = (
            f'"{rule.id}" has no date in {listed(unknown)}: the calendar "{calendar.name}" has no half-term holiday'
        )
        yield _warning(
            rule.position, "no-half-term", f"{message} there. Add it to [calendars.{calendar.name}], closed."
        )


def _steps(rule: Rule, ticks: tuple[str, ...]) -> Iterator[str]:
    for trigger in (*rule.starts_on, *rule.met_by, *rule.ends_with):
        for condition in trigger.conditions if trigger.event in ticks else ():
            yield from condition.values if condition.field == "step" and condition.op == "=" else ()


def _of_the_source(pack: Pack, file: str) -> Iterator[Problem]:
    source = pack.source
    if source is None:
        message = "no document is named. Add [source] with authority, title, address and checked_on."
        yield _warning(Position(file, 1), "source", message)
    elif UNNAMED in (source.title, source.authority):
        message = "[source] does not say which document this is, and of whom. Fill in authority, title and address."
        yield _warning(Position(file, 1), "source", message)


def _warning(position: Position, code: str, message: str) -> Problem:
    return Problem(position, "warning", code, message)
