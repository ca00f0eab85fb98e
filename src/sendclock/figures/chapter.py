"""What is kept of every case for figures: the rows that a `Population` asks, made of the facts of one case.

They reach back to a day that is the same for a whole year of asking (`horizon`): no figure asked for by default looks
further, and one that does is counted from the files.
Must not know: what is counted, formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sendclock.casebook.chapter import Chapter, Rows
from sendclock.casebook.owner import Whose
from sendclock.clock.case import Case
from sendclock.clock.checklist import checklist_of
from sendclock.clock.run import timeline
from sendclock.figures.facts import COURSES, CaseFacts, Course, MeetBy, Running, facts_of, moves_of
from sendclock.figures.population import PLACES
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role

if TYPE_CHECKING:
    from sendclock.session import Session

YEARS = 3
ROOMS = ("figures", "plan")
FIGURES = Chapter("figures", "sendclock.figures.chapter:figures", ROOMS, whole=False)
MOVES = Chapter("moves", "sendclock.figures.chapter:moves", ROOMS)


def horizon(as_of: date) -> date:
    """The first day of the years that are kept."""
    return date(as_of.year - YEARS, 1, 1)


def figures(session: Session, case: Case, day: date) -> Rows:
    """`day` may be measured: what is kept holds in the year of asking alone."""
    year, first = session.today.year, horizon(session.today)
    in_it = date(year, 1, 1) <= day <= date(year, 12, 31)
    assert in_it
    made = timeline(case, session.rulebook, day)
    facts = facts_of(made, Whose(None, None), steps=checklist_of(made), by=("source",))
    places = session.rule_places
    return {
        "life": [(_number(facts.opening), facts.split["source"][0], facts.review_met)],
        "course": [
            _course(name, one)
            for name in COURSES
            for one in facts.of(name)
            if _is_kept(first, one.done, one.start, one.due)
        ],
        "happening": [(one.kind, _number(one.on), one.what, one.left_out) for one in facts.happened if one.on >= first],
        "stand": [
            (one.kind, *map(_number, (one.start, one.until, one.due)), one.what)
            for one in facts.stands
            if one.until is None or one.until >= first
        ],
        "assessed": [
            (_number(one.received), _number(one.until), one.again, one.waits_for)
            for one in facts.opened
            if one.until is None or one.until >= first
        ],
        "advised": [
            (one.party, one.source, *map(_number, (one.sent, one.asked, one.due, one.came, one.ended)))
            for one in facts.advice
            if _is_kept(first, one.came, one.asked, one.due)
        ],
        "ran": list(_ran(facts, first, {id(rule): places[id(rule)] for rule in session.rulebook.rules})),
        "ticked": [
            (one.item, one.party, _number(one.begun), one.state, _number(one.ended), one.by) for one in facts.steps
        ],
    }  # fmt: skip


def moves(session: Session, case: Case, day: date) -> Rows:
    """The moves of a case to another phase. The way back to each meeting turns on the day itself."""
    if not _expected(case, session.rulebook):
        return {}
    first, made = horizon(session.today), timeline(case, session.rulebook, day)
    rows: list[tuple[Any, ...]] = []
    for one in moves_of(made):
        if _is_kept(first, one.finalised, one.due, one.due):
            days = (one.transfer, _number(one.expected), _number(one.due), one.stage, _number(one.finalised))
            rows.append((*days, *_meeting(one.meeting)))
    return {"moving": rows}


def _meeting(one: MeetBy | None) -> tuple[Any, ...]:
    if one is None:
        return None, None, None, None
    return _number(one.latest), _number(one.held), one.too_late, one.arranged


def _expected(case: Case, book: RuleBook) -> bool:
    return any(book.has(event.type, Act.PHASE_EXPECTED) for event in case.events)


def _is_kept(first: date, done: date | None, *days: date) -> bool:
    """Whether a figure that looks back to `first` may count it."""
    return done is None or max(done, *days) >= first


def _course(name: str, one: Course) -> tuple[Any, ...]:
    days = map(_number, (one.start, one.due, one.done, one.ended[0] if one.ended else None))
    how = one.ended[1] if one.ended else ""
    return (PLACES[name], *days, how, one.left_out, one.not_owed, one.what, one.unbegun)


def _ran(facts: CaseFacts, first: date, places: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    """The clocks that a figure can count."""
    for one in facts.clocks:
        if _counts(one) and (one.stopped is None or max(one.stopped, one.due) >= first):
            days = map(_number, (one.started, one.due, one.stopped))
            words = (_plain(one), one.excused_by, one.listed, one.ended, one.given_up)
            yield (places[id(one.rule)], one.party, *days, *words)


def _counts(one: Running) -> bool:
    """The authority's own promises; and of the deadlines in a list by themselves those that run, that were late when
    they stopped, or that say by when a plan is due."""
    if one.rule.local is not None:
        return True
    if one.rule.kind != "deadline" or not one.listed:
        return False
    return one.stopped is None or one.stopped > one.due or one.rule.plays(Role.WEEK_20)


def _plain(one: Running) -> str:
    """Whether a deadline that runs is overdue is told on the day it is asked."""
    return "open" if one.status == "overdue" else one.status


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
