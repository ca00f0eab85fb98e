"""A calendar's answers, and that they do not depend on the order of the questions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendclock.days import bank_holidays
from sendclock.days.calendars import BETWEEN, Calendar, NotCoveredError, own_calendar, with_bank_holidays

DAY = timedelta(1)
ENGLAND = bank_holidays.calendars()["england"]
LAST_DAY = date(2027, 7, 30)  # to which the authority's own days are known
FIRST, LAST = 1990, 2060  # the years the made-up source below covers


def made_up() -> Calendar:
    """Closed on 1 January, 1 May, and for the whole week of 24 to 31 December, weekends apart."""

    def closures(year: int) -> dict[date, str]:
        if not FIRST <= year <= LAST:
            raise NotCoveredError(f"nothing known of {year}")
        days = {date(year, 1, 1): "New Year", date(year, 5, 1): "May Day"}
        days |= {date(year, 12, n): "shutdown" for n in range(24, 32)}
        return {day: why for day, why in days.items() if day.weekday() < 5}

    return Calendar("made-up", "Made up", closures, date(2050, 12, 31))


def open_day(day: date) -> bool:
    special = (day.month, day.day) in ((1, 1), (5, 1)) or (day.month == 12 and day.day >= 24)
    return day.weekday() < 5 and not special


days = st.dates(date(1996, 1, 1), date(2054, 12, 31))


@given(days)
def test_roll_forward_is_the_first_open_day_on_or_after(day):
    rolled = made_up().roll_forward(day)
    assert open_day(rolled)
    assert rolled >= day
    assert not any(open_day(day + n * DAY) for n in range((rolled - day).days))


@given(days)
def test_roll_back_is_the_last_open_day_on_or_before(day):
    rolled = made_up().roll_back(day)
    assert open_day(rolled)
    assert rolled <= day
    assert not any(open_day(day - n * DAY) for n in range((day - rolled).days))


@given(days, st.integers(-400, 400))
def test_working_days_between_counts_the_last_day_and_not_the_first(day, gap):
    other = day + gap * DAY
    first, last = min(day, other), max(day, other)
    count = sum(open_day(first + n * DAY) for n in range(1, (last - first).days + 1))
    assert made_up().working_days_between(day, other) == (count if other >= day else -count)


@pytest.mark.parametrize("known", [2025, 2026, 2027])
def test_days_between_are_counted_over_years_not_asked_about_before(known):
    """Open around the turn of 2026: 22 and 23 December and 4 January; of 2025, 23 December and 2 January."""
    for after, to, days in (
        (date(2026, 12, 21), date(2027, 1, 4), 3), (date(2025, 12, 22), date(2026, 1, 2), 2),
        (date(2025, 12, 22), date(2027, 1, 4), 255),
    ):  # fmt: skip
        for forward in (True, False):
            calendar = made_up()
            calendar.closed(date(known, 6, 1))
            between = calendar.working_days_between(*((after, to) if forward else (to, after)))
            assert between == (days if forward else -days)


def test_a_working_day_before_or_after_is_worth_one():
    calendar = made_up()
    friday, monday = date(2026, 6, 5), date(2026, 6, 8)
    assert calendar.working_days_between(friday, monday) == 1
    assert calendar.working_days_between(monday, friday) == -1
    assert calendar.working_days_between(friday, friday + DAY) == 0
    assert calendar.working_days_between(friday, friday) == 0


@settings(max_examples=60)
@given(st.lists(st.tuples(days, st.integers(-500, 500)), min_size=1, max_size=6))
def test_the_answers_do_not_depend_on_what_was_asked_before(questions):
    worn = made_up()
    for day, count in questions:
        fresh = made_up()
        assert worn.add_working_days(day, count) == fresh.add_working_days(day, count)
        assert worn.closed(day) == fresh.closed(day)
        other = day + count * DAY
        assert worn.working_days_between(day, other) == fresh.working_days_between(day, other)
        assert worn.closed_between(day, day + 9 * DAY) == fresh.closed_between(day, day + 9 * DAY)


@pytest.mark.parametrize("too_far", [date(LAST + 5, 6, 1), date(FIRST - 5, 6, 1)])
def test_a_question_that_cannot_be_answered_leaves_the_others_as_they_were(too_far):
    calendar = made_up()
    assert calendar.closed(date(2026, 5, 1)) == "May Day"
    with pytest.raises(NotCoveredError):
        calendar.closed(too_far)
    for day in (date(2020, 6, 1), date(2026, 6, 1), date(2040, 6, 1)):
        assert calendar.add_working_days(day, 300) == made_up().add_working_days(day, 300)


def test_working_days_run_to_the_edge_of_the_source_and_no_further():
    calendar = made_up()
    assert calendar.add_working_days(date(LAST, 12, 20), 1) == date(LAST, 12, 21)
    with pytest.raises(NotCoveredError, match=str(LAST + 1)):
        calendar.add_working_days(date(LAST, 12, 23), 1)
    assert calendar.add_working_days(date(FIRST, 1, 3), -1) == date(FIRST, 1, 2)  # the first there is
    with pytest.raises(NotCoveredError, match=str(FIRST - 1)):
        calendar.add_working_days(date(FIRST, 1, 2), -1)


def test_closed_says_why():
    england = bank_holidays.calendars()["england"]
    assert england.closed(date(2026, 4, 3)) == "Good Friday"
    assert england.closed(date(2026, 4, 4)) == "Saturday"
    assert england.closed(date(2026, 4, 5)) == "Sunday"
    assert england.closed(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert england.closed(date(2026, 12, 26)) == "Saturday"  # the nominal day is only a Saturday
    assert england.closed(date(2026, 4, 7)) is None


def test_closed_between_names_both_ends():
    found = bank_holidays.calendars()["england"].closed_between(date(2026, 4, 3), date(2026, 4, 6))
    assert [why for _, why in found] == ["Good Friday", "Saturday", "Sunday", "Easter Monday"]


@pytest.mark.parametrize(("first", "last", "closed"), [(3, 4, 2), (4, 4, 1), (6, 7, 1), (7, 7, 0), (2, 3, 1)])
def test_closed_between_ends_with_its_last_day(first: int, last: int, closed: int) -> None:
    """Easter 2026: 3 to 6 April are closed."""
    assert len(ENGLAND.closed_between(date(2026, 4, first), date(2026, 4, last))) == closed


def test_the_law_has_three_calendars_and_only_freedom_of_information_knows_the_other_divisions():
    calendars = bank_holidays.calendars()
    assert set(calendars) == {"england", "tribunal", "foi"}
    for scottish_or_irish in (date(2026, 6, 15), date(2026, 7, 13), date(2026, 3, 17), date(2026, 11, 30)):
        assert calendars["foi"].closed(scottish_or_irish), scottish_or_irish
        assert calendars["england"].closed(scottish_or_irish) is None
        assert calendars["tribunal"].closed(scottish_or_irish) is None


@pytest.mark.parametrize("year", [1871, 2101])
@pytest.mark.parametrize("name", ["england", "foi"])
def test_years_no_source_covers_are_refused(name, year):
    calendar = bank_holidays.calendars()[name]
    with pytest.raises(NotCoveredError, match=str(year)):
        calendar.closed(date(year, 6, 5))


class TestOfTheAuthoritysOwn:
    """A council that closes from 29 to 31 December 2026, and a school of two terms."""

    COUNCIL = own_calendar(
        "council", "The council", ENGLAND, [(date(2026, 12, 29), date(2026, 12, 31), "shut")], LAST_DAY
    )
    TERMS = (("autumn", date(2026, 9, 1), date(2026, 12, 18)), ("spring", date(2027, 1, 4), date(2027, 3, 25)))
    SCHOOL = own_calendar(
        "school", "A school", COUNCIL, [(date(2026, 10, 5), date(2026, 10, 5), "inset")], LAST_DAY, TERMS
    )

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2026-12-24", None),
            ("2026-12-28", "Boxing Day (substitute day)"),
            ("2026-12-29", "shut"),  # both ends of what is shut, and the day after it
            ("2026-12-31", "shut"),
            ("2027-01-04", None),
        ],
    )
    def test_both_ends_of_a_closure_are_closed(self, day: str, why: str | None) -> None:
        assert self.COUNCIL.closed(date.fromisoformat(day)) == why

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2026-08-28", None),  # nothing is known before the first term
            ("2026-09-01", None),
            ("2026-10-05", "inset"),
            ("2026-12-18", None),
            ("2026-12-21", BETWEEN),
            ("2026-12-30", "shut"),  # the name of the calendar below it stands
            ("2027-01-01", "New Year's Day"),
            ("2027-01-04", None),
            ("2027-03-25", None),
            ("2027-03-26", "Good Friday"),
            ("2027-03-30", BETWEEN),
            ("2027-07-30", BETWEEN),  # the last day that is known, a Friday
            ("2027-08-02", None),
        ],
    )
    def test_both_ends_of_a_term_are_open(self, day: str, why: str | None) -> None:
        assert self.SCHOOL.closed(date.fromisoformat(day)) == why

    def test_a_day_is_of_the_term_whose_ends_it_lies_in(self) -> None:
        days = ("2026-08-31", "2026-09-01", "2026-12-18", "2026-12-19", "2027-01-03", "2027-01-04", "2027-03-25")
        terms = [self.SCHOOL.term_of(date.fromisoformat(day)) for day in days]
        assert [term and term.name for term in terms] == [None, "autumn", "autumn", None, None, "spring", "spring"]
        assert self.SCHOOL.term_of(date(2027, 3, 26)) is None

    def test_the_office_keeps_its_own_closures_and_no_terms(self) -> None:
        assert self.SCHOOL.office is self.COUNCIL
        assert self.COUNCIL.office is self.COUNCIL  # its closures are its own, though it is built on another
        assert ENGLAND.office is ENGLAND

    def test_it_is_sure_of_no_more_than_what_it_was_told_and_its_base_is_sure_of(self) -> None:
        assert self.COUNCIL.confirmed_to == self.SCHOOL.confirmed_to == LAST_DAY < ENGLAND.confirmed_to
        beyond = ENGLAND.confirmed_to + DAY
        assert own_calendar("c", "C", ENGLAND, [], beyond).confirmed_to == ENGLAND.confirmed_to


def test_the_days_between_terms_that_begin_and_end_in_the_middle_of_a_week() -> None:
    """Of the terms of 2026: to Wednesday 16 December, from Tuesday 5 January to Wednesday 24 March, from Wednesday 14
    April to Wednesday 21 July; what is known ends on Friday 30 July."""
    terms = (
        ("autumn", date(2026, 9, 1), date(2026, 12, 16)), ("spring", date(2027, 1, 5), date(2027, 3, 24)),
        ("summer", date(2027, 4, 14), date(2027, 7, 21)),
    )  # fmt: skip
    school = own_calendar("school", "A school", ENGLAND, (), LAST_DAY, terms)
    open_, between = (
        ("2026-12-16", "2027-01-05", "2027-02-10", "2027-03-24", "2027-04-14", "2027-07-21", "2027-08-02"),
        ("2026-12-17", "2027-01-04", "2027-03-25", "2027-04-13", "2027-07-22", "2027-07-30"),
    )
    assert [school.closed(date.fromisoformat(day)) for day in open_] == [None] * len(open_)
    assert [school.closed(date.fromisoformat(day)) for day in between] == [BETWEEN] * len(between)
    assert school.add_working_days(date(2026, 12, 16), 1) == date(2027, 1, 5)


def test_a_day_proclaimed_is_closed_and_the_days_beside_it_are_not() -> None:
    proclaimed = with_bank_holidays(ENGLAND, {date(2027, 6, 9): "proclaimed"})
    assert [proclaimed.closed(date(2027, 6, day)) for day in (8, 9, 10)] == [None, "proclaimed", None]
    assert proclaimed.add_working_days(date(2027, 6, 8), 1) == date(2027, 6, 10)
    assert proclaimed.confirmed_to == ENGLAND.confirmed_to
    assert with_bank_holidays(ENGLAND, {}) is ENGLAND
