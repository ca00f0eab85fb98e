"""Where terms and half terms begin and end, and what of that a calendar does not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from sendclock.days.bank_holidays import calendars
from sendclock.days.calendars import Calendar, own_calendar
from sendclock.days.school_year import edge, season_of, unknown_halves

AUTUMN, SPRING, SUMMER = (
    ("Autumn 2026", date(2026, 9, 2), date(2026, 12, 18)),
    ("Spring 2027", date(2027, 1, 4), date(2027, 3, 25)),
    ("Summer 2027", date(2027, 4, 12), date(2027, 7, 21)),
)
HALF_TERMS = [
    (date(2026, 10, 26), date(2026, 10, 30), "half-term"),
    (date(2027, 2, 15), date(2027, 2, 19), "holiday"),  # known by its length
    (date(2027, 5, 31), date(2027, 6, 4), "holiday"),
    (date(2026, 11, 27), date(2026, 11, 27), "training day"),
]
SIX = [
    ("Term 1", date(2026, 9, 2), date(2026, 10, 23)),
    ("Term 2", date(2026, 11, 2), date(2026, 12, 18)),
    ("Term 3", date(2027, 1, 4), date(2027, 2, 12)),
    ("Term 4", date(2027, 2, 22), date(2027, 3, 25)),
]


def school(
    *closed: tuple[date, date, str], terms: Sequence[tuple[str, date, date]] = (AUTUMN, SPRING, SUMMER)
) -> Calendar:
    return own_calendar("school", "School", calendars()["england"], closed, date(2027, 7, 21), terms)


def asked(calendar: Calendar, kind: str, day: str, season: str = "") -> str | None:
    found = edge(calendar, kind, season, date.fromisoformat(day))
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("kind", "day", "season", "found"),
    [
        ("half-term-end", "2026-09-02", "", "2026-10-23"),
        ("half-term-end", "2026-10-23", "", "2026-10-23"),  # on or after
        ("half-term-end", "2026-10-24", "", "2026-12-18"),  # in the holiday: of the half that comes
        ("half-term-end", "2026-12-01", "", "2026-12-18"),  # a training day is no half term
        ("half-term-end", "2027-02-01", "", "2027-02-12"),
        ("half-term-end", "2027-05-10", "", "2027-05-28"),
        ("half-term-end", "2027-07-22", "", None),
        ("half-term-start", "2026-10-24", "", "2026-11-02"),
        ("half-term-start", "2026-11-02", "", "2026-11-02"),
        ("half-term-start", "2026-11-03", "", "2027-01-04"),
        ("half-term-end", "2026-09-10", "spring", "2027-02-12"),
        ("half-term-end", "2026-10-24", "autumn", None),  # that of 2027
        ("half-term-start", "2026-09-10", "autumn", "2026-11-02"),
        ("term-end", "2026-09-10", "spring", "2027-03-25"),
        ("term-end", "2026-09-10", "autumn", "2026-12-18"),
        ("term-start", "2026-09-10", "summer", "2027-04-12"),
        ("term-end", "2026-08-20", "", "2026-12-18"),  # in the summer holidays
        ("term-end", "2026-07-02", "", None),  # in the term before, which is not there
        ("term-start", "2026-03-02", "", None),
    ],
)
def test_where_terms_and_their_halves_end(kind: str, day: str, season: str, found: str | None) -> None:
    assert asked(school(*HALF_TERMS), kind, day, season) == found


@pytest.mark.parametrize("closed", [(), HALF_TERMS[3:], [(date(2026, 10, 28), date(2026, 10, 30), "closed")]])
def test_a_long_term_without_a_holiday_has_halves_nobody_knows(closed: list[tuple[date, date, str]]) -> None:
    calendar = school(*closed)
    assert asked(calendar, "half-term-end", "2026-09-10") is None
    assert asked(calendar, "half-term-end", "2026-09-10", "autumn") is None
    assert asked(calendar, "half-term-start", "2026-09-10") is None
    assert asked(calendar, "half-term-start", "2026-09-02") == "2026-09-02"
    assert asked(calendar, "term-end", "2026-09-10") == "2026-12-18"


def test_a_short_closure_that_is_called_half_term_is_one() -> None:
    calendar = school((date(2026, 10, 29), date(2026, 10, 30), "Half term"))
    assert asked(calendar, "half-term-end", "2026-09-10") == "2026-10-28"


def test_five_weekdays_are_a_half_term_and_four_are_none_whatever_weekend_they_touch() -> None:
    four = school((date(2026, 10, 26), date(2026, 10, 29), "closed"), terms=[AUTUMN])  # Monday to Thursday
    assert asked(four, "half-term-end", "2026-09-10") is None
    five = school((date(2026, 10, 28), date(2026, 11, 3), "closed"), terms=[AUTUMN])  # Wednesday to Tuesday
    assert asked(five, "half-term-end", "2026-09-10") == "2026-10-27"


def test_the_halves_of_one_term_are_known_though_those_of_the_term_before_are_not() -> None:
    calendar = school(*HALF_TERMS[1:3])
    assert asked(calendar, "half-term-end", "2026-09-10") is None
    assert asked(calendar, "half-term-end", "2027-01-11") == "2027-02-12"


def test_a_training_day_before_the_holiday_is_no_school_day() -> None:
    training = (date(2026, 10, 23), date(2026, 10, 23), "training")
    calendar = school((date(2026, 10, 26), date(2026, 10, 30), "half-term"), training)
    assert asked(calendar, "half-term-end", "2026-09-10") == "2026-10-22"


@pytest.mark.parametrize(
    ("kind", "day", "season", "found"),
    [
        ("half-term-end", "2026-09-10", "", "2026-10-23"),
        ("half-term-start", "2026-10-24", "", "2026-11-02"),
        ("half-term-end", "2026-09-10", "spring", "2027-02-12"),
        ("half-term-start", "2026-09-10", "spring", "2027-02-22"),
        ("term-end", "2026-09-10", "autumn", "2026-12-18"),
        ("term-start", "2026-09-10", "spring", "2027-01-04"),
        ("term-end", "2026-09-10", "", "2026-10-23"),  # a term as the calendar has it
    ],
)
def test_six_terms_a_year_are_halves(kind: str, day: str, season: str, found: str) -> None:
    assert asked(school(terms=SIX), kind, day, season) == found


def test_a_term_that_is_not_there_is_not_leapt_over() -> None:
    calendar = school(*HALF_TERMS, terms=(AUTUMN, SUMMER))
    assert asked(calendar, "term-end", "2026-12-18") == "2026-12-18"
    assert asked(calendar, "term-end", "2026-12-19") is None
    assert asked(calendar, "term-end", "2027-02-01") is None
    assert asked(calendar, "term-end", "2027-04-01") == "2027-07-21"  # in the Easter holidays


def test_half_a_season_that_is_not_there_is_not_known() -> None:
    first_half_alone = school(terms=SIX[:3])
    assert asked(first_half_alone, "half-term-start", "2026-09-10", "spring") is None
    assert asked(first_half_alone, "half-term-end", "2026-09-10", "spring") is None


@pytest.mark.parametrize(("days", "found"), [(62, "2026-11-03"), (63, None)])
def test_a_term_of_nine_weeks_and_more_has_halves(days: int, found: str | None) -> None:
    """One that is shorter is a half by itself. None of its days is a holiday."""
    term = ("Term", date(2026, 9, 2), date(2026, 9, 2) + timedelta(days))
    assert asked(school(terms=[term]), "half-term-end", "2026-09-10") == found


@pytest.mark.parametrize(
    ("ends", "starts", "reached"),
    [
        ("2026-12-18", "2027-01-12", True),  # 25 days from the last of one to the first of the next
        ("2026-12-18", "2027-01-13", False),
        ("2026-07-04", "2026-09-02", True),  # 60, in summer
        ("2026-07-03", "2026-09-01", True),
        ("2026-07-03", "2026-09-02", False),
        ("2026-06-30", "2026-08-29", True),
        ("2026-06-30", "2026-08-30", False),
        ("2026-09-05", "2026-10-01", False),  # a term that begins in October is no first one
    ],
)
def test_how_long_a_holiday_may_be(ends: str, starts: str, reached: bool) -> None:
    last, first = date.fromisoformat(ends), date.fromisoformat(starts)
    terms = [("one", last - timedelta(40), last), ("two", first, first + timedelta(40))]
    found = asked(school(terms=terms), "term-start", (last + timedelta(1)).isoformat())
    assert found == starts  # asked in the holiday itself, a day less
    assert (asked(school(terms=terms), "term-start", ends) == starts) == reached


def test_a_term_is_of_the_season_in_which_it_ends() -> None:
    seasons = [season_of(date(2027, month, 28)) for month in range(1, 13)]
    assert seasons == ["spring"] * 4 + ["summer"] * 4 + ["autumn"] * 4


def test_which_terms_have_halves_nobody_knows_is_told() -> None:
    assert [term.name for term in unknown_halves(school(*HALF_TERMS[1:]))] == ["Autumn 2026"]
    assert unknown_halves(school(*HALF_TERMS)) == []
    assert [term.name for term in unknown_halves(school())] == ["Autumn 2026", "Spring 2027", "Summer 2027"]


def test_the_last_day_of_a_term_may_be_the_whole_of_its_second_half() -> None:
    term = ("Autumn 2026", date(2026, 9, 2), date(2026, 12, 21))  # a Monday
    calendar = school((date(2026, 12, 14), date(2026, 12, 18), "closed"), terms=(term,))
    assert asked(calendar, "half-term-end", "2026-09-10") == "2026-12-11"
    assert asked(calendar, "half-term-start", "2026-12-12") == "2026-12-21"
