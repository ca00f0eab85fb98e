"""What local practice does to one day, function by function: the facts of a case, anchors, the guard of the law."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest

from sendclock.clock.case import Case, Event
from sendclock.clock.local import FACT_OF, Limit, SoFar, calendar_anchor, counted_from, holds, localised, to_panel
from sendclock.clock.reason import KeptToTheLaw, NoPanel, Reason
from sendclock.days.bank_holidays import calendars
from sendclock.days.calendars import own_calendar
from sendclock.days.counting import Offset, Period
from sendclock.days.hours import at_time
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from sendclock.law.rule import CaseCondition, Local, Receipt, Rule, Snap

ENGLAND = calendars()["england"]
TERMS = (("autumn", date(2026, 9, 1), date(2026, 12, 18)), ("spring", date(2027, 1, 4), date(2027, 3, 25)))
SCHOOL = own_calendar("school", "A school", ENGLAND, (), date(2027, 7, 30), TERMS)
EVENT = Event("assessment-requested", date(2026, 9, 7), None, "e1", 0, 1, {})
NEVER = Panel("panel", "The panel", date(2026, 9, 2), 4, ENGLAND, Period("before", 4, "working-day"), listed={})
TO_PANEL = Snap("panel", "next", Offset(2, "working-day"), "decide-to-assess", "by post")


def own_rule(book: RuleBook, period: Period, **local: object) -> Rule:
    return book.versions("decide-to-assess")[-1]._replace(local=Local(**local), period=period)


class TestTheFactsOfACase:
    CASE = Case("EHC-1", "EHC-1.toml", (EVENT,), tags=("looked-after", "placement:special", "cost:90", "forty-50"))

    def known(self, book: RuleBook) -> SoFar:
        return SoFar(self.CASE, date(2026, 9, 7), (EVENT,), book)

    def test_a_tag_is_a_value_of_its_own_word_alone(self, book: RuleBook) -> None:
        """`forty-50` is five letters longer than 50, as `cost:` is; it is no cost."""
        assert FACT_OF["placement"](self.known(book)) == ["special"]
        assert FACT_OF["cost"](self.known(book)) == ["90"]
        assert holds(CaseCondition("cost", "<", ("90",)), self.known(book)) is False
        assert holds(CaseCondition("cost", "<", ("91",)), self.known(book)) is True
        assert holds(CaseCondition("cost", ">=", ("90",)), self.known(book)) is True
        assert holds(CaseCondition("cost", ">=", ("91",)), self.known(book)) is False

    def test_nobody_moves_of_whom_it_is_not_said(self, book: RuleBook) -> None:
        assert FACT_OF["phase-transfer"](self.known(book)) == ["no"]

    def test_an_age_that_is_not_known_decides_nothing(self, book: RuleBook) -> None:
        assert holds(CaseCondition("age", ">=", ("16",)), self.known(book)) is None

    @pytest.mark.parametrize(("day", "old_enough"), [(date(2026, 9, 6), False), (date(2026, 9, 7), True)])
    def test_an_age_is_reached_on_the_birthday(self, book: RuleBook, day: date, old_enough: bool) -> None:
        known = SoFar(self.CASE._replace(born=date(2010, 9, 7)), day, (EVENT,), book)
        assert holds(CaseCondition("age", ">=", ("16",)), known) is old_enough
        assert holds(CaseCondition("age", "<", ("16",)), known) is not old_enough


@pytest.mark.parametrize(
    ("anchor", "day", "found"),
    [
        ("term-start:school", "2026-09-01", "2026-09-01"),  # on or after
        ("term-start:school", "2026-09-02", "2027-01-04"),
        ("term-start:school", "2027-01-05", None),
        ("term-end:school", "2026-12-18", "2026-12-18"),
        ("term-end:school", "2026-12-19", "2027-03-25"),
        ("day:09-07", "2026-09-07", "2026-09-07"),
        ("day:09-07", "2026-09-08", "2027-09-07"),
        ("anniversary:on", "2026-09-07", "2027-09-07"),  # of the day itself: a year on at the soonest
        ("anniversary:on", "2027-09-06", "2027-09-07"),
        ("anniversary:on", "2027-09-07", "2028-09-07"),  # after
        ("anniversary:born", "2026-03-09", "2026-03-10"),
        ("anniversary:born", "2026-03-10", "2027-03-10"),
    ],
)
def test_the_next_such_day_of_the_calendar(anchor: str, day: str, found: str | None) -> None:
    case = Case("EHC-1", "EHC-1.toml", (EVENT,), born=date(2010, 3, 10))
    day_found = calendar_anchor(
        anchor, case, EVENT, date.fromisoformat(day), SimpleNamespace(calendars={"school": SCHOOL})
    )
    assert day_found == (date.fromisoformat(found) if found else None)


class TestTheGuard:
    def limit(self, book: RuleBook, day: int) -> Limit:
        return Limit(book.versions("decide-to-assess")[-1], date(2026, 10, day), ())

    @pytest.mark.parametrize(
        ("own", "law", "due", "kept"), [(18, 19, 18, False), (19, 19, 19, False), (20, 19, 19, True)]
    )
    def test_no_date_is_later_than_the_law(self, book: RuleBook, own: int, law: int, due: int, kept: bool) -> None:
        """On the law's own day it is still a date of its own, with its hour."""
        rule = own_rule(book, Period("after", 6, "week", cutoff=time(17)), tightens="decide-to-assess")
        limit, steps = self.limit(book, law), list[Reason]()
        found = localised(rule, EVENT.on, date(2026, 10, own), None, lambda _: limit, book, steps)
        assert found.due == date(2026, 10, due)
        assert found.at == (None if kept else at_time(date(2026, 10, due), time(17)))
        assert found.by == (limit if kept else None)
        assert [type(step) for step in steps] == [KeptToTheLaw] * kept

    def test_with_no_clock_of_the_law_there_is_no_limit(self, book: RuleBook) -> None:
        rule = own_rule(book, Period("after", 6, "week"), tightens="decide-to-assess")
        assert localised(rule, EVENT.on, date(2026, 10, 20), None, lambda _: None, book, None).due == date(2026, 10, 20)

    def test_an_hour_is_of_the_day_it_was_counted_to(self, book: RuleBook) -> None:
        """Counted to Tuesday 10:00; moved on to the Thursday, it has no hour."""
        at = at_time(date(2026, 10, 20), time(10))
        moved = own_rule(book, Period("after", 48, "hour"), weekday=3)
        assert localised(moved, EVENT.on, at.date(), at, lambda _: None, book, None)[:2] == (date(2026, 10, 22), None)
        stays = own_rule(book, Period("after", 48, "hour"), weekday=1)
        assert localised(stays, EVENT.on, at.date(), at, lambda _: None, book, None)[:2] == (date(2026, 10, 20), at)


class TestNoMeetingKnown:
    def test_the_limit_stands_and_the_other_way_is_told(self, book: RuleBook) -> None:
        limit, steps = Limit(book.versions("decide-to-assess")[-1], date(2026, 10, 19), ()), list[Reason]()
        found = to_panel(TO_PANEL, date(2026, 10, 5), date(2026, 9, 7), limit, NEVER, steps)
        assert found == (date(2026, 10, 19), "by post", limit)
        assert [type(step) for step in steps] == [NoPanel]
        assert to_panel(TO_PANEL, date(2026, 10, 5), date(2026, 9, 7), limit, NEVER, None) == found

    def test_without_a_limit_there_is_no_day(self, book: RuleBook) -> None:
        practice = SimpleNamespace(practice=SimpleNamespace(panels={"panel": NEVER}))
        rule = own_rule(book, Period("after", 4, "week"), snap=TO_PANEL)
        found = localised(rule, EVENT.on, date(2026, 10, 5), None, lambda _: None, practice, None)
        assert found == (None, None, "", None)


class TestReceiptOfHours:
    """48 hours of what must come by five in the afternoon. 7 October 2026 is a Wednesday."""

    @pytest.mark.parametrize(
        ("hour", "start", "unknown"),
        [
            (time(16, 59), datetime(2026, 10, 7, 16, 59), False),
            (time(17, 1), datetime(2026, 10, 8), False),  # from the beginning of the next working day
            (None, datetime(2026, 10, 7), True),
        ],
    )
    def test_from_the_hour_or_from_the_next_working_day(
        self, book: RuleBook, hour: time | None, start: datetime, unknown: bool
    ) -> None:
        rule = own_rule(book, Period("after", 48, "hour"), receipt=Receipt(time(17), True, ()))
        at = at_time(date(2026, 10, 7), hour) if hour else None
        event = Event("enquiry-received", date(2026, 10, 7), at, "e1", 0, 1, {})
        found, hourless = counted_from(rule, event, event.on, book, None)
        assert (found, hourless) == (at_time(start.date(), start.time()), unknown)

    def test_in_days_it_counts_from_the_day(self, book: RuleBook) -> None:
        rule = own_rule(book, Period("after", 5, "working-day"), receipt=Receipt(time(17), True, ()))
        for hour, day in ((time(17), 7), (time(17, 1), 8)):
            event = Event("enquiry-received", date(2026, 10, 7), at_time(date(2026, 10, 7), hour), "e1", 0, 1, {})
            assert counted_from(rule, event, event.on, book, None) == (date(2026, 10, day), False)
