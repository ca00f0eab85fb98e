"""Clocks that an earlier state of the case file had started, and that do not exist as the file stands now.

A withdrawal, a correction or an event recorded late changes what was true from the start. Whoever was given the old
dates has to be told that they no longer hold, so they must be found again.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sendclock.clock.case import ABOUT_AN_EVENT, Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import Clock, play, timeline, undated
from sendclock.days.calendars import NotCoveredError
from sendclock.files.name import folded
from sendclock.law.book import RuleBook
from sendclock.tuples import NamedTuple

Name = tuple[str, str, str]


class Former(NamedTuple):
    """`timeline` holds only clocks that are gone, as they stood before `event` did away with them."""

    event: Event
    timeline: Timeline


def clock_name(rule: str, party: str | None, started_by: str) -> Name:
    """What a clock is known by, whatever its date: its rule, its party (however it is spelt), and the id of
    the event that started it."""
    return rule, folded(party or ""), started_by


def formerly(case: Case, rulebook: RuleBook, as_of: date) -> Iterator[Former]:
    """Every clock once started and now gone, newest change first; each once. Nothing for a file written in order."""
    changes = list(_changes(case, as_of))
    if not changes:
        return
    seen = _names(case, rulebook, as_of)
    for place in reversed(changes):
        before = case._replace(events=case.events[:place])
        gone = _names(before, rulebook, as_of) - seen
        if gone:
            seen |= gone
            try:
                past = timeline(before, rulebook, as_of, _among(frozenset(gone)))
            except NotCoveredError:
                continue  # what could not be dated was never given to anybody
            yield Former(case.events[place], past)


def _changes(case: Case, as_of: date) -> Iterator[int]:
    """The places of the events that may change what was true before they were written down."""
    newest = date.min
    for place, event in enumerate(case.events):
        if event.type in ABOUT_AN_EVENT or event.on < newest:
            yield place
        if event.type not in ABOUT_AN_EVENT and event.on <= as_of:
            newest = max(newest, event.on)


def _names(case: Case, rulebook: RuleBook, as_of: date) -> set[Name]:
    return {_name(clock) for clock in play(undated(case, rulebook, as_of)).clocks}


def _name(clock: Clock) -> Name:
    return clock_name(clock.rule.id, clock.party, clock.started_by.id)


def _among(names: frozenset[Name]) -> Callable[[Clock], bool]:
    return lambda clock: _name(clock) in names
