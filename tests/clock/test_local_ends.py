"""Local practice at both ends of each of its comparisons: the day, the one before it and the one after."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from sendclock.clock.case import Event
from sendclock.clock.local import Limit, in_season, received, to_panel, year_group
from sendclock.clock.reason import PanelTooLate, Reason, ToPanel
from sendclock.days.bank_holidays import calendars
from sendclock.days.counting import Offset, Period, to_weekday
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from sendclock.law.rule import Receipt, Snap

ENGLAND = calendars()["england"]
DAY = timedelta(1)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "day", "year"),
    [
        ("2016-08-31", "2026-08-31", 5),  # the oldest of one year and the youngest of the next
        ("2016-08-31", "2026-09-01", 6),
        ("2016-09-01", "2026-08-31", 4),
        ("2016-09-01", "2026-09-01", 5),
        ("2015-12-31", "2026-12-31", 6),
        ("2016-01-01", "2027-01-01", 6),  # born in the same school year as the one above
        ("2022-08-31", "2026-09-01", 0),  # reception begins in the September after the fourth birthday
    ],
)
def test_year_groups_turn_on_the_first_of_september(born: str, day: str, year: int) -> None:
    assert year_group(on(born), on(day)) == year


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        ("09-01..04-30", ("2026-09-01", "2026-12-31", "2027-01-01", "2027-04-30"), ("2026-08-31", "2027-05-01")),
        ("03-01..03-31", ("2026-03-01", "2026-03-31"), ("2026-02-28", "2026-04-01", "2026-12-31")),
        ("03-01..03-01", ("2026-03-01",), ("2026-02-28", "2026-03-02")),
    ],
)
def test_a_season_holds_both_its_ends(season: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    assert all(in_season(on(day), season) for day in inside)
    assert not any(in_season(on(day), season) for day in outside)


@pytest.mark.parametrize(
    ("day", "weekday", "forward", "back"),
    [
        ("2026-11-23", 0, "2026-11-23", "2026-11-23"),  # a Monday is its own Monday, either way
        ("2026-11-23", 1, "2026-11-24", "2026-11-17"),
        ("2026-11-23", 6, "2026-11-29", "2026-11-22"),
        ("2026-11-29", 0, "2026-11-30", "2026-11-23"),
    ],
)
def test_the_weekday_on_or_after_and_on_or_before(day: str, weekday: int, forward: str, back: str) -> None:
    assert to_weekday(on(day), weekday, back=False) == on(forward)
    assert to_weekday(on(day), weekday, back=True) == on(back)


FIVE = Receipt(time(17), True, ("e-mail",))


@pytest.mark.parametrize(
    ("receipt", "day", "hour", "channel", "counts"),
    [
        (FIVE, "2026-10-07", "17:00", "e-mail", None),  # a Wednesday; at five is in time
        (FIVE, "2026-10-07", "17:01", "e-mail", "2026-10-08"),
        (FIVE, "2026-10-07", "", "e-mail", None),  # the hour is not known
        (FIVE, "2026-10-07", "17:01", "post", None),  # another way than the convention is about
        (FIVE, "2026-10-10", "09:00", "e-mail", "2026-10-12"),  # a Saturday
        (FIVE, "2026-10-10", "18:00", "e-mail", "2026-10-12"),
        (FIVE._replace(working_days=False), "2026-10-10", "09:00", "e-mail", None),
        (FIVE._replace(working_days=False), "2026-10-10", "18:00", "e-mail", "2026-10-12"),
        (FIVE._replace(channels=()), "2026-10-07", "17:01", "post", "2026-10-08"),  # any way at all
        (Receipt(None, True, ()), "2026-10-07", "23:00", "post", None),  # no hour, and a day that is open
        (Receipt(None, True, ()), "2026-10-11", "23:00", "post", "2026-10-12"),
    ],
)
def test_when_it_counts_as_received(receipt: Receipt, day: str, hour: str, channel: str, counts: str | None) -> None:
    at = datetime.fromisoformat(f"{day}T{hour}") if hour else None
    event = Event("enquiry-received", on(day), at, "e1", 0, 1, {"channel": channel})
    steps: list[Reason] = []
    assert received(receipt, event, on(day), ENGLAND, steps) == (on(counts) if counts else None)
    assert len(steps) == (counts is not None)
    assert received(receipt, event, on(day), ENGLAND, None) == (on(counts) if counts else None)


def test_the_hour_of_another_day_is_not_that_of_receipt() -> None:
    """Recorded at six on Wednesday, of a letter that came on Tuesday: the hour says nothing of Tuesday."""
    event = Event("enquiry-received", on("2026-10-07"), datetime(2026, 10, 7, 18), "e1", 0, 1, {"channel": "e-mail"})
    assert received(FIVE, event, on("2026-10-06"), ENGLAND, None) is None


class TestThePanel:
    """It meets every four weeks from Wednesday 2 September 2026: on the 30th, on 28 October, 25 November. The family is
    told two working days after it."""

    PANEL = Panel(
        "panel", "The panel", on("2026-09-02"), 4, ENGLAND, Period("before", 4, "working-day"),
        decision=Period("after", 2, "working-day"),
    )  # fmt: skip
    NEXT = Snap("panel", "next", Offset(2, "working-day"), "decide-to-assess", "by post")

    def limit(self, book: RuleBook, day: str) -> Limit:
        return Limit(book.versions("decide-to-assess")[-1], on(day), ())

    @pytest.mark.parametrize(
        ("day", "meeting"),
        [("2026-09-28", "2026-09-30"), ("2026-09-29", "2026-10-28"), ("2026-08-31", "2026-09-02")],
    )
    def test_the_next_leaves_the_days_before_it(self, day: str, meeting: str) -> None:
        steps: list[Reason] = []
        found = to_panel(self.NEXT, on(day), on("2026-08-03"), None, self.PANEL, steps)
        assert (found.day, found.route, found.by) == (on(meeting), "", None)
        assert [type(step) for step in steps] == [ToPanel]

    @pytest.mark.parametrize(
        ("day", "meeting"),
        [("2026-10-02", "2026-09-30"), ("2026-10-01", "2026-09-02"), ("2026-10-30", "2026-10-28")],
    )
    def test_the_one_before_leaves_the_days_after_it(self, day: str, meeting: str) -> None:
        back = self.NEXT._replace(which="previous")
        assert to_panel(back, on(day), on("2026-08-03"), None, self.PANEL, None).day == on(meeting)

    @pytest.mark.parametrize(("last", "in_time"), [("2026-10-30", True), ("2026-10-29", False), ("2026-10-28", False)])
    def test_a_meeting_is_in_time_if_the_family_can_be_told_by_the_last_day(
        self, book: RuleBook, last: str, in_time: bool
    ) -> None:
        limit = self.limit(book, last)
        found = to_panel(self.NEXT, on("2026-10-05"), on("2026-09-01"), limit, self.PANEL, None)
        if in_time:
            assert (found.day, found.route, found.by) == (on("2026-10-28"), "", None)
        else:
            assert (found.day, found.route, found.by) == (on(last), "by post", limit)

    @pytest.mark.parametrize(
        ("start", "last", "earlier"),
        [
            ("2026-09-28", "2026-10-20", "2026-09-30"),  # two working days on from the start is the meeting itself
            ("2026-09-29", "2026-10-20", None),
            ("2026-09-01", "2026-10-02", "2026-09-30"),  # the family is told on the last day
            ("2026-09-01", "2026-10-01", None),
        ],
    )
    def test_an_earlier_meeting_that_would_do_is_named(
        self, book: RuleBook, start: str, last: str, earlier: str | None
    ) -> None:
        steps: list[Reason] = []
        limit = self.limit(book, last)
        to_panel(self.NEXT, on("2026-10-05"), on(start), limit, self.PANEL, steps)
        (step,) = steps
        assert isinstance(step, PanelTooLate)
        assert step.before == (on(earlier) if earlier else None)
