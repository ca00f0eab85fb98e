"""Who is there, who is away and who covers; on which days a panel meets. Small offices and one autumn, by hand.

November 2026: the 2nd is a Monday, the 25th a Wednesday, and no holiday in England until Friday 25 December.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import pytest

from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar, Term
from sendclock.days.counting import Period
from sendclock.law.practice import (
    Absence,
    Cover,
    Officer,
    Panel,
    People,
    Spell,
    Team,
    joined,
    nth_of_month,
    panel_called,
)

ENGLAND = bank_holidays.calendars()["england"]
TERMS = (Term("Autumn", date(2026, 9, 2), date(2026, 12, 18)), Term("Spring", date(2027, 1, 4), date(2027, 3, 25)))


def nov(day: int) -> date:
    return date(2026, 11, day)


# ---- One officer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "day", "away"),
    [
        ((), nov(4), None),
        ((1, 2), nov(3), None),
        ((1, 2), nov(2), (nov(2), nov(2))),
        ((1, 2), nov(5), (nov(5), nov(6))),
        ((1, 2), nov(6), (nov(5), nov(6))),
        ((2,), nov(2), (nov(2), nov(3))),
        ((2,), nov(3), (nov(2), nov(3))),
        ((2,), nov(5), (nov(5), nov(6))),
        ((0, 4), nov(4), (nov(3), nov(5))),
        ((0, 4), nov(7), None),  # a Saturday is nobody's absence
        ((0, 4), nov(8), None),
        ((0, 1, 2, 3), nov(6), (nov(6), nov(6))),
    ],
)
def test_the_days_worked(days: tuple[int, ...], day: date, away: tuple[date, date] | None) -> None:
    found = Officer("reid", days=days, share="shah").absence(day)
    assert found == (None if away is None else Absence("reid", *away, "not-working", "shah"))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (nov(1), Absence("reid", date.min, nov(1), "not-begun", "shah")),
        (nov(2), None),
        (nov(20), None),
        (nov(21), Absence("reid", nov(21), None, "left", "shah")),
        (nov(30), Absence("reid", nov(21), None, "left", "shah")),
    ],
)
def test_in_post_from_the_first_day_to_the_last(day: date, found: Absence | None) -> None:
    reid = Officer("reid", first=nov(2), last=nov(20), share="shah")
    assert reid.absence(day) == found
    known = People([reid])
    assert known.away("Reid", day) == found
    assert known.left("reid", day) == (nov(20) if day > nov(20) else None)
    assert known.left(None, day) is None and known.left("nobody", day) is None
    # One of the two days alone is enough.
    assert bool(People([Officer("reid", first=nov(2))]).away("reid", day)) is (day < nov(2))
    assert bool(People([Officer("reid", last=nov(20))]).away("reid", day)) is (day > nov(20))
    assert People([Officer("reid", last=nov(20))]).left("reid", day) == (nov(20) if day > nov(20) else None)
    assert People([Officer("reid")]).left("reid", day) is None


@pytest.mark.parametrize(
    ("first", "last", "day", "holds"),
    [
        (nov(2), nov(6), nov(1), False), (nov(2), nov(6), nov(2), True), (nov(2), nov(6), nov(6), True),
        (nov(2), nov(6), nov(7), False), (nov(2), None, nov(1), False), (nov(2), None, date(2030, 1, 1), True),
    ],
)  # fmt: skip
def test_an_absence_holds_from_its_first_day_to_its_last(
    first: date, last: date | None, day: date, holds: bool
) -> None:
    assert Absence("reid", first, last).holds(day) is holds
    assert Cover(Absence("reid", first, last), (), "nobody").until == last


@pytest.mark.parametrize(
    ("ages", "age", "leads"),
    [(None, 30, True), ((5, 11), 4, False), ((5, 11), 5, True), ((5, 11), 11, True), ((5, 11), 12, False)],
)
def test_the_ages_an_officer_leads_on(ages: tuple[int, int] | None, age: int, leads: bool) -> None:
    assert Officer("reid", ages=ages).leads_on(age) is leads


@pytest.mark.parametrize(
    ("mine", "theirs", "fits"),
    [
        (None, (0, 25), True),
        ((0, 5), None, True),
        ((0, 9), (0, 19), True),  # ten of twenty
        ((0, 8), (0, 19), False),
        ((10, 19), (0, 19), True),
        ((12, 20), (0, 10), False),
        ((5, 5), (5, 6), True),  # one of two
        ((5, 5), (5, 7), False),
        ((0, 25), (3, 3), True),
    ],
)
def test_who_leads_on_half_of_the_ages_of_another(
    mine: tuple[int, int] | None, theirs: tuple[int, int] | None, fits: bool
) -> None:
    assert Officer("a", ages=mine).fits(Officer("b", ages=theirs)) is fits


# ---- Everybody -------------------------------------------------------------------------------------------------------


def office(*absences: Absence, teams: Sequence[Team] = (), **named: dict[str, Any]) -> People:
    return People([Officer(id, **more) for id, more in named.items()], teams, absences)


def test_everybody_whom_the_settings_name() -> None:
    known = office(
        Absence("away", nov(2), nov(3), cover="stands-in"), Absence("gone", nov(2), nov(3)),
        teams=[Team("north", lead="head"), Team("south")],
        reid={"cover": ("shah", "okafor"), "team": "east"}, lee={},
    )  # fmt: skip
    assert known.names == {"reid", "lee", "head", "shah", "okafor", "away", "gone", "stands-in"}
    assert known.team_names == {"north", "south", "east"}
    assert known.team_of("Reid") == "east"
    assert known.team_of("lee") is known.team_of("nobody") is None
    assert People(hubs={"hub": "The hub"}).hubs == {"hub": "The hub"}
    assert People().hubs == {} and not People().hand_over


def test_who_leads_a_team() -> None:
    known = office(
        teams=[Team("north", lead="Head"), Team("south"), Team("east", lead="other"), Team("west", lead="head")]
    )
    assert known.led_by("head") == ("north", "west")
    assert known.led_by("nobody") == known.led_by("") == ()


def test_who_logs_in_by_a_name() -> None:
    known = office(reid={"logins": ("RD01", "reid@shire")}, lee={"logins": ("LE02",)}, shah={})
    for login, id in (("rd01", "reid"), ("reid@shire", "reid"), ("LE02", "lee")):
        found = known.with_login(login)
        assert found is not None and found.id == id
    assert known.with_login("shah") is None


def test_whose_a_setting_is() -> None:
    known = office(
        reid={"settings": ("Oakwood",), "ages": (0, 11)},
        lee={"settings": ("Oakwood", "Elm"), "ages": (11, 25)},
        shah={"settings": ("Ash",)},
    )
    assert [one.id for one in known.of_setting("OAKWOOD")] == ["reid", "lee"]
    assert list(known.of_setting("Beech")) == list(known.of_setting(None)) == list(People().of_setting("Oakwood")) == []
    assert list(known.of_setting("")) == []
    for setting, age, id in (
        ("Oakwood", 10, "reid"), ("Oakwood", 11, "reid"), ("Oakwood", 12, "lee"), ("Oakwood", 26, None),
        ("Oakwood", None, None), ("Elm", None, "lee"), ("Elm", 10, None), ("Ash", None, "shah"), ("Ash", 3, "shah"),
        ("Beech", None, None), ("Beech", 3, None), (None, 3, None),
    ):  # fmt: skip
        assert known.by_setting(setting, age) == id, (setting, age)


def test_the_first_of_two_of_one_name_and_the_first_of_two_absences() -> None:
    known = People(
        [Officer("reid", team="north"), Officer("Reid", team="south")],
        absences=[Absence("REID", nov(2), nov(4), cover="a"), Absence("reid", nov(4), nov(9), cover="b")],
    )
    assert known.team_of("reid") == "north"
    for day, cover in ((nov(2), "a"), (nov(4), "a"), (nov(5), "b")):
        absence = known.away("reid", day)
        assert absence is not None and absence.cover == cover
    assert known.away("reid", nov(10)) is None


def test_what_was_recorded_comes_before_the_days_worked() -> None:
    known = office(Absence("reid", nov(2), nov(2), "sudden"), reid={"days": (1, 2)})
    assert [one.kind if (one := known.away("reid", nov(day))) else None for day in (2, 3, 5)] == [
        "sudden", None, "not-working",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("absences", "days", "asked", "back"),
    [
        ([], (), nov(2), nov(2)),
        ([], (), nov(7), nov(9)),  # from a Saturday on: Monday
        ([(nov(2), nov(4))], (), nov(3), nov(5)),
        ([(nov(2), nov(6))], (), nov(3), nov(9)),
        ([(nov(2), nov(4)), (nov(5), nov(10))], (), nov(2), nov(11)),
        ([(nov(2), None)], (), nov(3), None),
        ([(nov(2), nov(4)), (nov(5), None)], (), nov(2), None),
        ([(nov(2), nov(4))], (0, 1), nov(2), nov(9)),
        ([(nov(2), nov(4))], (), nov(5), nov(5)),
        ([(date(2026, 12, 21), date(2026, 12, 24))], (), date(2026, 12, 22), date(2026, 12, 29)),
    ],
)
def test_when_somebody_is_back(
    absences: list[tuple[date, date | None]], days: tuple[int, ...], asked: date, back: date | None
) -> None:
    known = People([Officer("reid", days=days)], absences=[Absence("reid", *each) for each in absences])
    assert known.back("reid", asked, ENGLAND) == back


def covering(known: People, officer: str | None, day: date) -> tuple[str, tuple[str, ...]] | None:
    found = known.cover(officer, day)
    return None if found is None else (found.how, found.by)


TEAMS = (
    Team("north", hub="hub", lead="head"),
    Team("east", hub="hub"),
    Team("south", covers_for=("north",)),
    Team("west", hub="other"),
    Team("alone"),
    Team("apart"),
)
STAFF: dict[str, dict[str, Any]] = {
    "reid": {"team": "north"}, "lee": {"team": "north"}, "shah": {"team": "south"}, "ali": {"team": "east"},
    "cole": {"team": "west"}, "dunn": {"team": "alone"}, "evans": {"team": "apart"}, "head": {"team": "north"},
    "ford": {},
}  # fmt: skip
LONG = (nov(2), nov(6))


@pytest.mark.parametrize(
    ("away", "who", "cover"),
    [
        ([], "reid", None),
        (["reid"], None, None),
        (["reid"], "lee", None),
        (["reid"], "reid", ("team", ("lee",))),  # whoever leads it covers last
        (["reid", "lee"], "reid", ("neighbours", ("shah",))),
        (["reid", "lee", "shah"], "reid", ("hub", ("ali",))),
        (["reid", "lee", "shah", "ali"], "reid", ("lead", ("head",))),
        (["reid", "lee", "shah", "ali", "head"], "reid", ("nobody", ())),
        (["head"], "head", ("team", ("reid", "lee"))),
        (["head", "reid", "lee", "shah", "ali"], "head", ("nobody", ())),
        (["ali"], "ali", ("hub", ("reid", "lee"))),
        (["shah"], "shah", ("nobody", ())),  # of no hub: those of no hub are not one
        (["dunn"], "dunn", ("nobody", ())),
        (["ford"], "ford", ("nobody", ())),  # of no team
        (["guest"], "guest", ("nobody", ())),  # whom no list has
    ],
)
def test_who_covers(away: list[str], who: str | None, cover: tuple[str, tuple[str, ...]] | None) -> None:
    known = office(*(Absence(id, *LONG) for id in away), teams=TEAMS, **STAFF)
    assert covering(known, who, nov(4)) == cover
    assert covering(known, who, nov(9)) is None


def test_a_team_of_one_who_leads_it_is_covered_by_nobody() -> None:
    known = office(Absence("head", *LONG), teams=[Team("north", lead="Head")], head={"team": "north"})
    assert covering(known, "head", nov(4)) == ("nobody", ())
    known = office(Absence("reid", *LONG), teams=[Team("north")], reid={"team": "north"})
    assert covering(known, "reid", nov(4)) == ("nobody", ())


def test_by_the_days_worked_as_well() -> None:
    known = office(teams=[Team("north")], reid={"team": "north", "days": (0, 1), "share": "lee"}, lee={"team": "north"})
    assert covering(known, "reid", nov(4)) == ("named", ("lee",))
    assert covering(known, "reid", nov(3)) is None


@pytest.mark.parametrize(
    ("absences", "listed", "cover"),
    [
        ([("reid", "lee")], {}, ("named", ("lee",))),
        ([("reid", "lee")], {"reid": ("ali",)}, ("named", ("lee",))),
        ([("reid", None)], {"reid": ("ali", "lee")}, ("listed", ("ali",))),
        ([("reid", None), ("ali", None)], {"reid": ("ali", "lee")}, ("listed", ("lee",))),
        ([("reid", "lee"), ("lee", "shah")], {}, ("named", ("shah",))),  # who covers the one who covers
        ([("reid", "lee"), ("lee", None)], {"reid": ("ali",), "lee": ("shah",)}, ("named", ("shah",))),
        ([("reid", "lee"), ("lee", None)], {"reid": ("ali",)}, ("listed", ("ali",))),
        ([("reid", "lee"), ("lee", "reid")], {"reid": ("ali",)}, ("listed", ("ali",))),  # never in a circle
        ([("reid", "reid")], {}, ("team", ("lee",))),
        ([("reid", None), ("ali", "shah")], {"reid": ("ali",)}, ("listed", ("shah",))),
    ],
)
def test_who_was_named_and_who_is_listed(
    absences: list[tuple[str, str | None]], listed: dict[str, tuple[str, ...]], cover: tuple[str, tuple[str, ...]]
) -> None:
    staff = {id: {**more, "cover": listed.get(id, ())} for id, more in STAFF.items()}
    known = office(*(Absence(id, *LONG, cover=by) for id, by in absences), teams=TEAMS, **staff)
    assert covering(known, "reid", nov(4)) == cover


def test_only_those_whose_ages_fit() -> None:
    staff: dict[str, dict[str, Any]] = {
        "reid": {"team": "north", "ages": (0, 9)}, "lee": {"team": "north", "ages": (6, 25)},
        "shah": {"team": "north", "ages": (5, 25)},
    }  # fmt: skip
    assert covering(office(Absence("reid", *LONG), teams=TEAMS, **staff), "reid", nov(4)) == ("team", ("shah",))


# ---- For how long ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "runs"),
    [
        (nov(2), nov(13), [(nov(4), nov(10), "lee"), (nov(11), nov(12), "shah")]),  # a weekend parts none
        (nov(4), nov(4), [(nov(4), nov(4), "lee")]),
        (nov(10), nov(11), [(nov(10), nov(10), "lee"), (nov(11), nov(11), "shah")]),
        (nov(7), nov(8), [(nov(7), nov(8), "lee")]),  # nothing but the weekend
        (nov(8), nov(8), [(nov(8), nov(8), "lee")]),
        (nov(6), nov(8), [(nov(6), nov(6), "lee")]),
        (nov(2), nov(3), []),
        (nov(13), nov(20), []),
    ],
)
def test_runs_of_days_with_the_same_cover(first: date, last: date, runs: list[tuple[date, date, str]]) -> None:
    known = office(
        Absence("reid", nov(4), nov(10), cover="lee"), Absence("reid", nov(11), nov(12), cover="shah"), reid={}, lee={}
    )
    found = known.spells("reid", first, last)
    assert [(one.first, one.last, one.cover.by[0]) for one in found] == runs
    assert all(isinstance(one, Spell) for one in found)


def test_runs_by_the_days_worked() -> None:
    known = office(reid={"days": (0, 1, 2)})
    assert [(one.first, one.last) for one in known.spells("reid", nov(2), nov(15))] == [
        (nov(5), nov(6)), (nov(12), nov(13)),
    ]  # fmt: skip
    assert office(reid={}).spells("reid", nov(2), nov(15)) == []


def test_as_if_somebody_were_away() -> None:
    known = People([Officer("reid")], (Team("north"),), [Absence("lee", *LONG)], {"h": "H"}, hand_over=True)
    supposed = known.as_if_away("reid", nov(3), nov(4))
    assert [bool(supposed.cover("reid", nov(day))) for day in (2, 3, 4, 5)] == [False, True, True, False]
    assert supposed.away("lee", nov(4)) and not known.away("reid", nov(3))
    assert (supposed.hubs, supposed.hand_over, supposed.teams) == ({"h": "H"}, True, (Team("north"),))


def test_the_people_of_several_casebooks() -> None:
    one = People([Officer("reid", "first")], [Team("north", "first")], [Absence("reid", *LONG)], {"a": "A"})
    two = People([Officer("Reid", "second"), Officer("lee")], [Team("North", "second"), Team("south")],
                 [Absence("lee", *LONG)], {"b": "B"}, hand_over=True)  # fmt: skip
    both = joined([one, two])
    assert sorted((officer.id, officer.title) for officer in both.officers) == [("lee", ""), ("reid", "first")]
    assert sorted((team.id, team.title) for team in both.teams) == [("north", "first"), ("south", "")]
    assert [absence.officer for absence in both.absences] == ["reid", "lee"]
    assert (both.hubs, both.hand_over) == ({"a": "A", "b": "B"}, True)
    assert joined([one]) is one and not joined([one, one]).hand_over
    assert joined([]).officers == ()


# ---- A panel ---------------------------------------------------------------------------------------------------------

WEEKLY = Panel("map", "Multi-agency panel", nov(4), 1, ENGLAND, Period("before", 4, "working-day"))


def school(terms: Sequence[Term] = TERMS, sure_to: date = date(2027, 7, 31)) -> Calendar:
    return Calendar("terms", "Schools", ENGLAND.closures_of_year, sure_to, tuple(terms))


@pytest.mark.parametrize(
    ("more", "meets", "not_on"),
    [
        ({}, [nov(4), nov(11), nov(18)], [date(2026, 10, 28), nov(3), nov(5)]),  # from its first meeting on
        ({"every": 2}, [nov(4), nov(18), date(2026, 12, 2), date(2026, 12, 16)], [nov(11), nov(25)]),
        ({"every": 3}, [nov(4), nov(25)], [nov(11), nov(18)]),
        ({"weekdays": (1, 3)}, [nov(5), nov(10), nov(12)], [nov(3), nov(4), nov(11)]),
        ({"weekdays": (0, 3), "every": 2}, [nov(5), nov(16), nov(19)], [nov(2), nov(9), nov(12)]),
        ({"nth": ((2, 1),)}, [nov(10), date(2026, 12, 8), date(2027, 1, 12)], [nov(3), nov(4), nov(17)]),
        ({"nth": ((-1, 3), (1, 0))}, [nov(26), date(2026, 12, 7), date(2026, 12, 31)], [nov(2), nov(19), nov(5)]),
        ({"nth": ((2, 1),), "every": 3}, [nov(10), date(2027, 2, 9)], [date(2026, 12, 8), date(2027, 1, 12)]),
        ({"nth": ((2, 1),), "every": 5}, [nov(10), date(2027, 4, 13)], [date(2027, 3, 9), date(2027, 5, 11)]),
        ({"nth": ((5, 0),)}, [nov(30)], [nov(23), date(2026, 12, 28)]),
        ({"listed": {nov(3): None, nov(20): nov(13)}}, [nov(3), nov(20)], [nov(4), nov(11)]),
        ({"listed": {}}, [], [nov(4), nov(11)]),
        ({"skipped": {nov(11): "the chair is away"}}, [nov(4), nov(18)], [nov(11)]),
        ({"added": (nov(3), nov(12))}, [nov(3), nov(4), nov(12)], [nov(5)]),
        ({"skipped": {nov(11): "x"}, "added": (nov(11),)}, [nov(11)], []),
        ({"months_off": frozenset({12})}, [nov(25), date(2027, 1, 6)], [date(2026, 12, 2)]),
        ({"listed": {date(2026, 12, 2): None}, "months_off": frozenset({12})}, [date(2026, 12, 2)], []),
        ({"first": date(2026, 12, 18)}, [date(2026, 12, 18)], [date(2026, 12, 25), date(2027, 1, 1)]),
        ({"terms": school()}, [date(2026, 12, 16), date(2027, 1, 6)], [date(2026, 12, 23), date(2026, 12, 30)]),
        ({"term_time": True, "calendar": school()}, [date(2026, 12, 16)], [date(2026, 12, 23)]),
        ({"term_time": True}, [], [nov(4), nov(11)]),  # of a calendar without terms
    ],
)  # fmt: skip
def test_on_which_days_a_panel_meets(more: dict[str, Any], meets: list[date], not_on: list[date]) -> None:
    panel = WEEKLY._replace(**more)
    assert [day for day in [*meets, *not_on] if panel.meets(day)] == meets
    assert all(panel.why_not(day) is None and panel.no_meeting_on(day) == "" for day in meets)


@pytest.mark.parametrize(
    ("more", "day", "why"),
    [
        ({}, nov(5), None),  # never one of its days
        ({}, date(2026, 10, 28), None),
        ({"skipped": {nov(11): "the chair is away"}}, nov(11), "the chair is away"),
        ({"skipped": {nov(12): "the chair is away"}}, nov(12), None),
        ({"months_off": frozenset({11})}, nov(11), "not in November"),
        ({"first": date(2026, 12, 18)}, date(2026, 12, 25), "Christmas Day"),
        ({"first": date(2026, 12, 18), "terms": school()}, date(2026, 12, 25), "Christmas Day"),
        ({"terms": school()}, date(2026, 12, 30), "not in term"),
        ({"terms": school(), "first": date(2026, 8, 5)}, date(2026, 8, 5), "no terms are known"),
        ({"terms": school(), "first": date(2026, 9, 2)}, date(2026, 9, 2), None),
        ({"terms": school()}, date(2027, 3, 31), "not in term"),
        ({"terms": school()}, date(2027, 7, 28), "not in term"),
        ({"terms": school()}, date(2027, 8, 4), "no terms are known"),
        ({"terms": school(sure_to=date(2027, 7, 28))}, date(2027, 7, 28), "not in term"),
        (
            {"terms": Calendar("terms", "Schools", lambda _: {nov(11): "INSET day"}, date(2027, 7, 31), TERMS)},
            nov(11),
            "INSET day",
        ),
        ({"terms": school(sure_to=date(2026, 1, 1))}, date(2027, 3, 31), "no terms are known"),
        ({"terms": school(sure_to=date(2026, 1, 1))}, date(2026, 12, 30), "not in term"),
        ({"terms": school(())}, nov(4), "no terms are known"),
    ],
)
def test_why_there_is_no_meeting(more: dict[str, Any], day: date, why: str | None) -> None:
    assert WEEKLY._replace(**more).why_not(day) == why


def test_what_is_said_of_a_day_for_which_something_is_listed() -> None:
    panel = WEEKLY._replace(skipped={nov(11): "the chair is away"}, every=1)
    assert panel.no_meeting_on(nov(11)) == "the chair is away"
    assert panel.no_meeting_on(nov(12)) == "it does not meet on that day"
    known = WEEKLY._replace(listed={nov(4): None, nov(18): None})
    assert known.no_meeting_on(nov(11)) == "it does not meet on that day"
    assert known.no_meeting_on(nov(19)) == ""  # after the last that is known nobody knows
    assert panel.terms is panel.schools is None
    assert panel.office is ENGLAND.office


@pytest.mark.parametrize(
    ("more", "day", "next_", "previous"),
    [
        ({}, nov(11), nov(11), nov(11)),
        ({}, nov(12), nov(18), nov(11)),
        ({}, nov(3), nov(4), None),
        ({"listed": {nov(4): None}}, nov(5), None, nov(4)),
        ({"listed": {nov(4): None}}, nov(4) + timedelta(365), None, nov(4)),
        ({"listed": {nov(4): None}}, nov(4) + timedelta(366), None, None),  # no further than a year
        ({"listed": {nov(4): None}}, nov(4) - timedelta(366), nov(4), None),
        ({"listed": {nov(4): None}}, nov(4) - timedelta(367), None, None),
    ],
)
def test_the_meeting_before_and_after(
    more: dict[str, Any], day: date, next_: date | None, previous: date | None
) -> None:
    panel = WEEKLY._replace(**more)
    assert (panel.next(day), panel.previous(day)) == (next_, previous)


def test_every_meeting_of_a_time_and_every_one_that_is_not_held() -> None:
    panel = WEEKLY._replace(skipped={nov(11): "the chair is away"}, added=(nov(12), nov(18), date(2030, 1, 2)))
    assert list(panel.meetings(nov(4), nov(18))) == [nov(4), nov(12), nov(18)]
    assert list(panel.meetings(nov(5), nov(17))) == [nov(12)]
    assert list(panel.not_meetings(nov(4), nov(18))) == [(nov(11), "the chair is away")]
    assert list(panel.not_meetings(nov(4), nov(10))) == []
    assert list(panel.not_meetings(nov(11), nov(11))) == [(nov(11), "the chair is away")]
    assert panel.added_in_vain() == [nov(18)]  # it meets on that day anyway; in 2030 that is a forecast
    assert not panel.provisional(nov(18)) and not panel.provisional(date(2030, 1, 2))


def test_how_far_its_meetings_are_known() -> None:
    sure = ENGLAND.confirmed_to
    assert not WEEKLY.provisional(sure) and WEEKLY.provisional(sure + timedelta(1))
    assert not WEEKLY._replace(listed={}).provisional(sure + timedelta(1))
    assert not WEEKLY._replace(added=(sure + timedelta(1),)).provisional(sure + timedelta(1))
    assert WEEKLY._replace(listed={nov(4): None, nov(18): None}).last_known(nov(4)) == nov(18)
    assert WEEKLY._replace(listed={}).last_known(nov(4)) is None
    far = WEEKLY._replace(listed={nov(4): None}, added=(date(2030, 1, 2), date(2020, 1, 2)))
    assert far.last_known(nov(4)) == date(2030, 1, 2)
    assert WEEKLY._replace(listed={nov(4): None}).last_known(nov(20)) == nov(4)
    assert WEEKLY._replace(listed={}, added=(date(2020, 1, 2),)).last_known(nov(4)) is None
    assert WEEKLY._replace(listed={}, added=(date(2030, 1, 2),)).last_known(date(2030, 1, 2)) == date(2030, 1, 2)


def test_the_days_named_that_are_holidays() -> None:
    christmas, new_year = date(2026, 12, 25), date(2027, 1, 1)
    panel = WEEKLY._replace(listed={christmas: None, nov(4): None}, added=(new_year, christmas))
    assert [day for day, _ in panel.holidays()] == [christmas, new_year]
    assert dict(panel.holidays())[christmas] == "Christmas Day"
    assert panel._replace(skipped={christmas: "not held"}).holidays()[0][0] == new_year
    assert WEEKLY.holidays() == []


def test_the_days_and_hours_round_a_meeting() -> None:
    panel = WEEKLY._replace(at=time(10), papers_at=time(12), decision=Period("after", 2, "working-day"))
    assert panel.papers_by(nov(11)) == nov(5)
    assert panel.told_by(nov(11)) == nov(13)
    assert WEEKLY.told_by(nov(11)) == nov(11)  # at once
    assert (panel.begins(nov(11)), panel.papers_hour(nov(11))) == (time(10), time(12))
    own = panel._replace(hours={nov(11): (time(14), time(9)), nov(18): (None, None)})
    assert (own.begins(nov(11)), own.papers_hour(nov(11))) == (time(14), time(9))
    assert (own.begins(nov(18)), own.papers_hour(nov(18))) == (time(10), time(12))
    assert (WEEKLY.begins(nov(11)), WEEKLY.papers_hour(nov(11))) == (None, None)
    listed = panel._replace(listed={nov(11): nov(2), nov(18): None})
    assert (listed.papers_by(nov(11)), listed.papers_by(nov(18))) == (nov(2), nov(12))


@pytest.mark.parametrize(
    ("which", "weekday", "day"),
    [
        (1, 6, nov(1)), (1, 0, nov(2)), (2, 1, nov(10)), (5, 0, nov(30)), (5, 6, nov(29)), (5, 1, None),
        (-1, 3, nov(26)), (-1, 0, nov(30)), (-2, 0, nov(23)), (-5, 0, nov(2)), (-5, 1, None), (4, 1, nov(24)),
    ],
)  # fmt: skip
def test_the_second_tuesday_and_the_last_thursday(which: int, weekday: int, day: date | None) -> None:
    assert nth_of_month(nov(15), which, weekday) == day


def test_a_panel_is_called_by_its_name_or_its_title() -> None:
    other = WEEKLY._replace(name="tuesday", title="The Tuesday panel")
    for words, panel in (("MAP", WEEKLY), ("multi-agency  Panel", WEEKLY), ("the tuesday panel", other)):
        assert panel_called(words, [WEEKLY, other]) is panel
    assert panel_called("nothing", [WEEKLY, other]) is None
    assert not WEEKLY.is_called("Multi-agency")
