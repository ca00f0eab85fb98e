"""Whether an exception holds, judged on made-up facts: at both ends of every stretch of days it is asked about.

The clock: asked for on Monday 7 September 2026, six weeks, due on Monday 19 October.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sendclock.clock.case import Event
from sendclock.clock.exceptions import Facts, Judged, Refusal, judge
from sendclock.files.problem import Position
from sendclock.law.book import RuleBook
from sendclock.law.rule import RuleException

FROM, DUE = date(2026, 9, 7), date(2026, 10, 19)
EVER = date(2014, 9, 1)
HERE = Position("exceptions.toml", 1)


def exception(check: str, *facts: str, days: int = 0, since: date = EVER, until: date | None = None) -> RuleException:
    return RuleException("own", "Own", "reg 1", "it is so", facts, check, days, since, until, "soon", "", HERE)


def claim(**fields: object) -> Event:
    return Event("exception-recorded", date(2026, 9, 15), None, "e9", 9, 1, {"ground": "own", **fields})


def event(type: str, day: date, id: str = "e2", **fields: object) -> Event:
    return Event(type, day, None, id, int(id[1:]), 1, fields)


@pytest.fixture
def judged(book: RuleBook) -> Any:
    def of(claimed: Event, ground: RuleException | None, **facts: Any) -> Judged:
        rule = book.versions("appeal-response")[-1]._replace(exceptions=("own",))
        given = {
            "rule": rule, "party": None, "started_by": event("appeal-registered", FROM, "e1"),
            "anchor": FROM, "due": DUE,
            "as_of": date(2026, 11, 21), "events": (), "book": book, **facts,
        }  # fmt: skip
        return judge(claimed, ground, Facts(**given))

    return of


def why(found: Judged) -> str | None:
    assert found.holds is (found.refusal is None and found.in_force)
    return found.refusal.why if found.refusal else None if found.in_force else "not-in-force"


def test_what_is_no_ground_of_the_clock_holds_for_nothing(judged: Any) -> None:
    assert why(judged(claim(), None)) == "not-for-this-clock"
    assert why(judged(claim(ground="another"), exception("recorded"))) == "not-for-this-clock"
    assert why(judged(claim(), exception("recorded"))) is None
    assert Refusal("no-direction") == ("no-direction", None, None, None, None, 0, 0, "")


def test_the_party_is_asked_for_where_the_clock_has_one_and_the_other_facts_always(judged: Any) -> None:
    ground = exception("recorded", "party", "reason")
    assert why(judged(claim(reason="x"), ground)) is None
    assert judged(claim(), ground).refusal == Refusal("fact-missing", field="reason")
    assert judged(claim(reason="x"), ground, party="A").refusal == Refusal("fact-missing", field="party")
    assert why(judged(claim(reason="x", party="A"), ground, party="A")) is None


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (DUE, None, None), (date(2026, 10, 20), None, "not-in-force"), (EVER, DUE, None),
        (EVER, date(2026, 10, 18), "not-in-force"), (DUE, DUE, None),
    ],
)  # fmt: skip
def test_it_is_of_use_if_it_was_in_force_on_the_due_day(
    judged: Any, since: date, until: date | None, expected: str | None
) -> None:
    assert why(judged(claim(), exception("recorded", since=since, until=until))) == expected
    between = judged(claim(), exception("due-between", since=since, until=until))
    assert why(between) == (expected and "due-outside")
    if expected:
        assert between.refusal == Refusal("due-outside", since, until or date.max)


@pytest.mark.parametrize(
    ("asked", "closed", "reopens", "expected"),
    [
        ((7, 15), (7, 22), (8, 19), None),  # 28 days; asked one week before it closes
        ((7, 14), (7, 22), (8, 19), "asked-outside"),
        ((8, 12), (7, 22), (8, 19), None),  # and one week before it opens
        ((8, 13), (7, 22), (8, 19), "asked-outside"),
        ((7, 15), (7, 22), (8, 18), "closure-too-short"),
    ],
)
def test_a_closed_school(judged: Any, asked: Any, closed: Any, reopens: Any, expected: str | None) -> None:
    days = {name: date(2026, *day) for name, day in (("asked", asked), ("closed", closed), ("reopens", reopens))}
    found = judged(claim(**days), exception("closure", days=28))
    assert why(found) == expected
    if expected == "closure-too-short":
        assert found.refusal == Refusal("closure-too-short", days=27, needed=28)
    if expected == "asked-outside":
        told = Refusal("asked-outside", date(2026, 7, 15), date(2026, 8, 12), asked=days["asked"])
        assert found.refusal == told


@pytest.mark.parametrize(
    ("first", "last", "overlaps", "inside", "day", "at_the_end"),
    [
        ((8, 1), (9, 6), False, False, False, False),  # over the day before it starts
        ((8, 1), (9, 7), True, False, False, False),
        ((9, 7), (10, 4), True, True, True, False),  # 28 days
        ((9, 7), (10, 3), True, False, True, False),
        ((9, 8), (10, 18), True, True, True, False),
        ((9, 22), (10, 19), True, True, True, True),
        ((9, 23), (10, 19), True, False, True, True),
        ((10, 19), (10, 31), True, False, True, True),
        ((10, 20), (10, 31), False, False, False, False),
        ((8, 1), None, True, True, False, True),  # it continues
        ((12, 1), None, False, False, False, False),
    ],
)
def test_a_spell(judged: Any, first: Any, last: Any, overlaps: bool, inside: bool, day: bool, at_the_end: bool) -> None:
    to = {"to": date(2026, *last)} if last else {}
    spell = claim(**{"from": date(2026, *first)}, **to)
    asked = {"spell-overlaps": overlaps, "day-inside": day, "spell-includes-due": at_the_end}
    for check, holds in asked.items():
        assert judged(spell, exception(check)).holds is holds, check
    assert judged(spell, exception("spell-inside", days=28)).holds is inside
    for check in ("spell-overlaps", "day-inside"):
        if not asked[check]:
            assert judged(spell, exception(check)).refusal == Refusal("outside-period", FROM, DUE)
    if not at_the_end:
        assert judged(spell, exception("spell-includes-due")).refusal == Refusal("misses-due", due=DUE)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [((9, 7), (10, 3), 27), ((8, 1), (9, 7), 1), ((8, 1), (9, 5), 0), ((10, 19), (10, 31), 1)],
)
def test_a_spell_too_short_says_how_many_days_of_it_lie_inside(judged: Any, first: Any, last: Any, days: int) -> None:
    spell = claim(**{"from": date(2026, *first), "to": date(2026, *last)})
    found = judged(spell, exception("spell-inside", days=28))
    assert found.refusal == Refusal("spell-too-short", days=days, needed=28)


class TestADirection:
    """Of the Tribunal, about this clock: since it started; naming it, or naming none while no other ran."""

    GROUND = exception("tribunal-direction")

    def held(self, judged: Any, *events: Event, **facts: Any) -> tuple[bool, str | None]:
        found = judged(claim(), self.GROUND, events=events, **facts)
        assert why(found) in (None, "no-direction")
        return found.holds, found.assumed and found.assumed.id

    @pytest.mark.parametrize(("day", "holds"), [((9, 6), False), ((9, 7), True), ((9, 8), True)])
    def test_since_it_started(self, judged: Any, day: tuple[int, int], holds: bool) -> None:
        given = event("direction-given", date(2026, *day), rule="appeal-response")
        assert self.held(judged, given) == (holds, None)

    def test_by_the_tribunal_and_about_this_clock(self, judged: Any) -> None:
        day = date(2026, 9, 10)
        mine = {"rule": "appeal-response"}
        assert self.held(judged) == (False, None)
        assert self.held(judged, event("note-added", day, **mine)) == (False, None)
        assert self.held(judged, event("direction-given", day, source="tribunal", **mine)) == (True, None)
        assert self.held(judged, event("direction-given", day, source="agreement", **mine)) == (False, None)
        assert self.held(judged, event("direction-given", day, rule="hearing-bundle")) == (False, None)

    def test_one_that_names_no_clock_is_assumed_the_newest_of_them(self, judged: Any) -> None:
        one, two = (event("direction-given", date(2026, 9, day), id) for day, id in ((10, "e2"), (11, "e3")))
        assert self.held(judged, one) == (True, "e2")
        assert self.held(judged, one, two) == (True, "e3")
        named = two.but(fields={"rule": "appeal-response"})
        assert self.held(judged, one, named) == (True, None)

    @pytest.mark.parametrize(
        ("first", "last", "holds"), [((9, 1), (9, 9), True), ((9, 1), (9, 10), False), ((9, 10), (9, 30), False),
                                     ((9, 11), (9, 30), True)],
    )  # fmt: skip
    def test_unless_another_ran_that_day(self, judged: Any, first: Any, last: Any, holds: bool) -> None:
        other = ((date(2026, *first), date(2026, *last)),)
        given = event("direction-given", date(2026, 9, 10))
        assert self.held(judged, given, rivals=other)[0] is holds
        assert self.held(judged, given.but(fields={"rule": "appeal-response"}), rivals=other)[0]

    def test_only_this_check_assumes_one(self, judged: Any) -> None:
        given = event("direction-given", date(2026, 9, 10))
        assert judged(claim(), exception("recorded"), events=(given,)).assumed is None


def test_what_was_agreed_at_mediation(judged: Any) -> None:
    agreed = exception("after-mediation")
    assert why(judged(claim(), agreed)) == "no-agreement"
    assert why(judged(claim(), agreed, started_by=event("mediation-agreed", FROM, "e1"))) is None
