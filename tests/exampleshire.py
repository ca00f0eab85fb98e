"""The rule book of Exampleshire, as its own settings would make it: for the tests of the language of local packs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar, Term
from sendclock.days.counting import Period
from sendclock.law import area, load
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel

TERMS = (
    Term("Autumn 2026", date(2026, 9, 2), date(2026, 12, 18)),
    Term("Spring 2027", date(2027, 1, 4), date(2027, 3, 25)),
    Term("Summer 2027", date(2027, 4, 12), date(2027, 7, 21)),
)


def calendar() -> Calendar:
    england = bank_holidays.calendars()["england"]

    def closures(year: int) -> dict[date, str]:
        offices = {date(year, 12, day): "council offices closed" for day in (29, 30, 31)}
        return {**offices, **england.closures_of_year(year)}

    return Calendar("exampleshire", "Exampleshire County Council", closures, england.confirmed_to, TERMS)


def panel(first: date = date(2026, 9, 2), every: int = 1) -> Panel:
    papers = Period("before", 4, "working-day")
    return Panel("assessment", "EHC assessment panel", first, every, calendar(), papers)


@cache
def book(first: date = date(2026, 9, 2), every: int = 1) -> RuleBook:
    return with_packs([area.local_packs()["exampleshire"]], first, every)


def with_packs(packs: Sequence[Path], first: date = date(2026, 9, 2), every: int = 1) -> RuleBook:
    both = {"exampleshire": calendar(), "exampleshire-terms": calendar()}
    return load.load(own=packs, calendars=both, panels={"assessment": panel(first, every)})
