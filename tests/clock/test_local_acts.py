"""What local practice does to one day, function by function: the facts of a case, anchors, the guard of the law."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest

from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import NotStarted
from sendclock.clock.local import FACT_OF, Limit, SoFar, calendar_anchor, counted_from, holds, localised, to_panel
from sendclock.clock.reason import HourUnknown, KeptToTheLaw, LeftOpen, NoPanel, PanelTooLate, Reason
from sendclock.clock.run import _waiting
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
EVENT = Event("assessment-requested", date(2026, 9, 7), None, "e1", 0, 1, {"served": date(2026, 9, 10)})
NEVER = Panel("panel", "The panel", date(2026, 9, 2), 4, ENGLAND, Period("before", 4, "working-day"), listed={})
TO_PANEL = Snap("panel", "next", Offset(2, "working-day"), "decide-to-assess", "by post")


def own_rule(book: RuleBook, period: Period, **local: object) -> Rule:
    return book.versions("decide-to-assess")[-1]._replace(local=Local(**local), period=period)


class TestTheFactsOfACase:
    CASE = Case(
        "EHC-1",
        "EHC-1.toml",
        (EVENT,),
        tags=("looked-after", "placement:special", "cost:90", "cost:not-yet", "forty50"),
    )

    def known(self, book: RuleBook) -> SoFar:
        return SoFar(self.CASE, date(2026, 9, 7), (EVENT,), book)

    def test_a_tag_is_a_value_of_its_own_word_alone(self, book: RuleBook) -> None:
        """`forty50` is five letters longer than 50, as `cost:` is; it is no cost. Nor is one that is not known yet."""
        assert FACT_OF["placement"](self.known(book)) == ["special"]
        assert FACT_OF["cost"](self.known(book)) == ["90"]
        assert holds(CaseCondition("cost", "<", ("90",)), self.known(book)) is False
        assert holds(CaseCondition("cost", "<", ("91",)), self.known(book)) is True
        assert holds(CaseCondition("cost", ">=", ("90",)), self.known(book)) is True
        assert holds(CaseCondition("cost", ">=", ("91",)), self.known(book)) is False

    def test_a_season_is_one_of_several_and_past_the_turn_of_the_year(self, book: RuleBook) -> None:
        both = ("09-01..09-07", "12-20..01-05")
        for day, within in (
            ((2026, 9, 7), True), ((2026, 9, 8), False), ((2026, 12, 20), True), ((2027, 1, 5), True),
            ((2027, 1, 6), False), ((2026, 12, 19), False), ((2026, 8, 31), False), ((2026, 9, 1), True),
        ):  # fmt: skip
            known = self.known(book)._replace(day=date(*day))
            assert holds(CaseCondition("season", "=", both), known) is within
            assert holds(CaseCondition("season", "!=", both), known) is not within

    def test_nobody_moves_of_whom_it_is_not_said(self, book: RuleBook) -> None:
        assert FACT_OF["phase-transfer"](self.known(book)) == ["no"]

    def test_a_move_that_was_dropped_is_expected_no_longer(self, book: RuleBook) -> None:
        expected, dropped = (
            EVENT.but(type=type, id=type) for type in ("phase-transfer-expected", "phase-transfer-dropped")
        )
        for events, moves in (((EVENT, expected), "yes"), ((expected, EVENT), "yes"), ((expected, dropped), "no"),
                              ((dropped, expected), "yes")):  # fmt: skip
            assert FACT_OF["phase-transfer"](self.known(book)._replace(events=events)) == [moves]

    def test_what_the_case_does_not_say_is_no_fact_of_it(self, book: RuleBook) -> None:
        said = self.CASE._replace(born=date(2016, 8, 31), setting="Oakwood", locality="north")
        told = self.known(book)._replace(case=said)
        facts = {"age": ["10"], "year-group": ["6"], "setting": ["Oakwood"], "locality": ["north"]}
        for fact, values in facts.items():
            assert (FACT_OF[fact](told), FACT_OF[fact](self.known(book))) == (values, [])
        september = self.known(book)._replace(case=said._replace(born=date(2016, 9, 1)))
        assert FACT_OF["year-group"](september) == ["5"]  # the cohort turns on 1 September
        assert FACT_OF["year-group"](september._replace(day=date(2026, 8, 31))) == ["4"]

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
        ("anniversary", "2026-09-07", "2027-09-07"),
        ("anniversary:served", "2026-09-07", "2027-09-10"),  # of a day that lies ahead: no sooner than a year after it
        ("anniversary:served", "2027-09-09", "2027-09-10"),
        ("anniversary:closes", "2026-09-07", None),  # not recorded
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

    def test_the_hour_by_which_goes_with_the_day_to_its_weekday(self, book: RuleBook) -> None:
        """By five on Tuesday 20 October; on the Thursday it is by five as well."""
        own = own_rule(book, Period("after", 6, "week", cutoff=time(17)), weekday=3)
        counted = at_time(date(2026, 10, 20), time(17))
        found = localised(own, EVENT.on, date(2026, 10, 20), counted, lambda _: None, book, None)
        assert (found.due, found.at) == (date(2026, 10, 22), at_time(date(2026, 10, 22), time(17)))

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


class TestTheMeetingInTime:
    """The panel meets every four weeks from Wednesday 14 October 2026; the family can be told the same day."""

    PANEL = Panel("panel", "The panel", date(2026, 10, 14), 4, ENGLAND, Period("before", 4, "working-day"))
    SNAP = Snap("panel", "next", Offset(2, "working-day"), "decide-to-assess", "by post")

    @pytest.mark.parametrize(
        ("start", "day", "limit", "before"),
        [
            ((2026, 9, 7), (2026, 10, 13), (2026, 10, 13), None),  # the first meeting there is comes too late
            ((2026, 9, 7), (2026, 10, 20), (2026, 10, 20), (2026, 10, 14)),
            ((2026, 10, 12), (2026, 10, 20), (2026, 10, 20), (2026, 10, 14)),  # two working days lead up to it
            ((2026, 10, 13), (2026, 10, 20), (2026, 10, 20), None),
        ],
    )
    def test_an_earlier_one_is_named_where_there_is_one(
        self, book: RuleBook, start: tuple[int, ...], day: tuple[int, ...], limit: tuple[int, ...],
        before: tuple[int, ...] | None,
    ) -> None:  # fmt: skip
        bound, steps = Limit(book.versions("decide-to-assess")[-1], date(*limit), ()), list[Reason]()
        found = to_panel(self.SNAP, date(*day), date(*start), bound, self.PANEL, steps)
        assert found == (date(*limit), "by post", bound)
        (late,) = steps
        assert isinstance(late, PanelTooLate)
        assert late.before == (date(*before) if before else None)
        assert to_panel(self.SNAP, date(*day), date(*start), bound, self.PANEL, None) == found


def test_what_the_document_leaves_open_is_told_where_it_does(book: RuleBook) -> None:
    for choice, told in (("", []), ("which day", [LeftOpen])):
        steps = list[Reason]()
        rule = own_rule(book, Period("after", 5), choice=choice, page="Page 2")
        assert counted_from(rule, EVENT, EVENT.on, book, steps) == (EVENT.on, False)
        assert [type(step) for step in steps] == told


@pytest.mark.parametrize(("day", "start", "unknown"), [(7, time(10), False), (8, time.min, True)])
def test_the_hour_of_an_event_is_of_its_own_day_alone(book: RuleBook, day: int, start: time, unknown: bool) -> None:
    """Counted in hours from another day than its own, that of a letter, the hour is not known."""
    rule, steps = own_rule(book, Period("after", 48, "hour")), list[Reason]()
    event = EVENT.but(at=at_time(EVENT.on, time(10)))
    found = counted_from(rule, event, date(2026, 9, day), book, steps)
    assert found == (at_time(date(2026, 9, day), start), unknown)
    assert [type(step) for step in steps] == [HourUnknown] * unknown


@pytest.mark.parametrize(
    ("missing", "after"), [("panel:panel", date(2026, 9, 2)), ("panel:other", None), ("day:panel", None)]
)
def test_a_clock_that_waits_for_a_meeting_is_told_with_the_last_one_known(
    book: RuleBook, missing: str, after: date | None
) -> None:
    held = NEVER._replace(listed={date(2026, 9, 2): None})
    run = SimpleNamespace(rulebook=SimpleNamespace(practice=SimpleNamespace(panels={"panel": held})))
    rule = own_rule(book, Period("after", 5))
    assert _waiting(run, rule, EVENT, missing, "A") == NotStarted(rule, EVENT, missing, "A", after)


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
