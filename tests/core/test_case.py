"""What is true of a case: one event beside another, corrections and withdrawals, what was known, days waited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sendclock.clock.case import Case, Event, by_the_hour, changed_fields, days_waited, known_at, same_party, truth
from sendclock.clock.reminder import reminders

Events = Callable[[str], tuple[Event, ...]]
DAY = date(2026, 9, 7)
EVENT = Event("note-added", DAY, None, "e1", 0, 1, {"note": "x"})


def case(events: tuple[Event, ...]) -> Case:
    return Case("EHC-1", "EHC-1.toml", events)


def told(events: tuple[Event, ...]) -> list[str]:
    return [f"{event.id}@{event.on:%m-%d}" for event in events]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "contact-made"}, {"on": date(2026, 9, 8)}, {"at": datetime(2026, 9, 7, 9)}, {"id": "e2"}, {"order": 1},
        {"line": 2}, {"fields": {}}, {"recorded": datetime(2026, 9, 7, 9)}, {"by": "reid"},
    ],
)  # fmt: skip
def test_two_events_are_one_if_nothing_of_them_differs(change: dict[str, Any]) -> None:
    assert EVENT.but() == EVENT and EVENT.but() is not EVENT
    assert EVENT.but(**change) != EVENT
    assert EVENT != "e1" and EVENT.but().but(id="e2").but(id="e1") == EVENT
    kept = EVENT
    assert kept == EVENT
    assert case((EVENT,)).position(EVENT.but(line=9)) == ("EHC-1.toml", 9)
    assert repr(EVENT) == "<note-added e1 of 2026-09-07>"


def test_the_day_of_a_field_is_a_day_or_that_of_a_moment() -> None:
    event = EVENT.but(fields={"served": date(2026, 9, 9), "rang": datetime(2026, 9, 10, 16), "note": "2026-09-11"})
    assert [event.day(name) for name in ("on", "served", "rang", "note", "closes")] == [
        DAY, date(2026, 9, 9), date(2026, 9, 10), None, None,
    ]  # fmt: skip
    assert (event.party, event.but(fields={"party": 7}).party) == (None, "7")


def test_a_party_is_one_however_it_is_spelt_and_nobody_is_no_party() -> None:
    assert same_party(None, None) and same_party("Ed.  Psych", "ed psych") and same_party(None, "")
    assert not same_party("health", "school") and not same_party(None, "health") and not same_party("health", None)


class TestCorrected:
    def test_who_corrected_and_who_withdrew_is_told_of_what(self, events: Events) -> None:
        text = (
            "assessment-requested@2026-09-07 requester=family; event-corrected@2026-09-08 event=e1 reason=x; "
            "assessment-agreed@2026-10-01; event-withdrawn@2026-10-02 event=e3 reason=x; "
            "event-corrected@2026-10-03 event=e1 reason=x requester=setting; "
            "event-corrected@2026-10-03 event=e3 reason=x note=x; event-corrected@2026-10-03 event=e99 reason=x"
        )
        found = truth(case(events(text)))
        assert told(found.events) == ["e1@09-08"]  # neither a correction nor a withdrawal is of what happened
        assert found.events[0].fields == {"requester": "setting"}
        assert {id: [each.id for each in by] for id, by in found.corrected.items()} == {"e1": ["e2", "e5"]}
        assert {id: by.id for id, by in found.withdrawn.items()} == {"e3": "e4"}

    def test_a_withdrawn_change_changes_nothing_nor_does_one_of_it(self, events: Events) -> None:
        text = "note-added@2026-09-07 note=x; event-withdrawn@2026-09-08 event=e1 reason=x; "
        assert told(truth(case(events(text))).events) == []
        once = text + "event-withdrawn@2026-09-09 event=e2 reason=x; "
        assert told(truth(case(events(once))).events) == ["e1@09-07"]
        assert told(truth(case(events(once + "event-withdrawn@2026-09-10 event=e3 reason=x"))).events) == []
        moved = "note-added@2026-09-07 note=x; event-corrected@2026-09-08 event=e1 reason=x; "
        assert told(truth(case(events(moved + "event-withdrawn@2026-09-09 event=e2 reason=x"))).events) == ["e1@09-07"]

    def test_what_is_about_another_event_and_is_no_correction_leaves_it_as_it_is(self, events: Events) -> None:
        """A reminder that is ticked off names the reminder by its id, as a correction does."""
        text = "reminder-set@2026-09-07 due=2026-09-20 note=x; reminder-done@2026-09-21 event=e1; "
        also = "note-added@2026-09-22 note=x; event-corrected@2026-09-23 event=e3 reason=x"
        assert told(truth(case(events(text + also))).events) == ["e1@09-07", "e2@09-21", "e3@09-23"]

    def test_a_correction_says_what_it_changes_beside_itself(self, events: Events) -> None:
        (change,) = events("event-corrected@2026-09-08 event=e1 reason=stamp note=typo requester=setting")
        assert changed_fields(change) == {"requester": "setting"}


def test_what_was_known_is_what_had_been_written_down_by_the_end_of_the_day() -> None:
    """Recorded on the 9th at 09:00, of a day before; without a day of recording its own day stands for it."""
    recorded = EVENT.but(recorded=datetime(2026, 9, 9, 9, tzinfo=UTC))
    for event, day in ((recorded, 9), (EVENT, 7)):
        assert known_at(case((event,)), date(2026, 9, day)).events == (event,)
        assert known_at(case((event,)), date(2026, 9, day - 1)).events == ()
    early = EVENT.but(recorded=datetime(2026, 9, 5, 9, tzinfo=UTC))  # of a day that lay ahead
    assert known_at(case((early,)), date(2026, 9, 5)).events == (early,)


def test_the_hours_of_a_day_decide_among_the_events_that_have_one() -> None:
    """The others keep their places; those that exchange them exchange their order as well."""

    def at(id: str, order: int, hour: int | None, day: int = 7) -> Event:
        moment = None if hour is None else datetime(2026, 9, day, hour)
        return Event("note-added", date(2026, 9, day), moment, id, order, 1, {})

    def ordered(*of: Event) -> list[tuple[str, int]]:
        return [(event.id, event.order) for event in by_the_hour([*of])]

    assert ordered(at("a", 0, 16), at("b", 1, None), at("c", 2, 15)) == [("c", 0), ("b", 1), ("a", 2)]
    assert ordered(at("a", 0, 15), at("b", 1, 16)) == [("a", 0), ("b", 1)]
    assert ordered(at("a", 0, 16), at("b", 1, 9, day=8), at("c", 2, 8, day=8)) == [("a", 0), ("c", 1), ("b", 2)]
    assert ordered(at("a", 0, 16), at("b", 1, None)) == [("a", 0), ("b", 1)]
    assert ordered(at("a", 0, 15), at("b", 1, 15)) == [("a", 0), ("b", 1)]
    three = (at("a", 0, 16), at("b", 1, 15), at("c", 2, 14))
    assert ordered(*three) == [("c", 0), ("b", 1), ("a", 2)]
    kept = at("a", 0, 15)
    assert by_the_hour([kept, at("b", 1, 16)])[0] is kept


class TestDaysWaited:
    """UK GDPR art 12A(6), from 5 February 2026: from the day of asking to the day of the answer, both included."""

    ASKING = "sar-clarification"

    def waited(self, events: Events, text: str, party: str = "A", start: int = 1, due: int = 31) -> tuple[int, bool]:
        first, last, until = date(2026, 3, start), date(2026, 3, due), date(2026, 4, 9)
        return days_waited(events(text), self.ASKING, party, first, last, until)

    @pytest.mark.parametrize(
        ("text", "days", "waiting"),
        [
            ("party=A asked=2026-03-10 answered=2026-03-12", 3, False),
            ("party=A asked=2026-03-10 answered=2026-03-10", 1, False),
            ("party=A asked=2026-03-31", 10, True),  # 31 March, and nine days of April
            ("party=a asked=2026-03-01 answered=2026-03-01", 1, False),
            ("party=A asked=2026-02-28 answered=2026-03-12", 0, False),  # asked before it was received
            ("party=A asked=2026-04-01 answered=2026-04-02", 0, False),  # asked when the time was over
            ("party=B asked=2026-03-10 answered=2026-03-12", 0, False),
            ("party=A answered=2026-03-12", 0, False),
        ],
    )
    def test_both_ends_are_counted(self, events: Events, text: str, days: int, waiting: bool) -> None:
        assert self.waited(events, f"sar-clarification@2026-03-10 {text}") == (days, waiting)

    def test_a_day_waited_for_two_answers_is_one_day_and_either_may_be_missing(self, events: Events) -> None:
        one = "sar-clarification@2026-03-10 party=A asked=2026-03-10"
        two = "sar-clarification@2026-03-11 party=A asked=2026-03-12 answered=2026-03-14"
        assert self.waited(events, f"{one} answered=2026-03-13; {two}") == (5, False)
        assert self.waited(events, f"{one}; {two}") == (31, True)  # 10 March to 9 April
        assert self.waited(events, f"{two}; {one.replace('03-10', '03-20')}") == (3 + 21, True)
        assert self.waited(events, "sar-received@2026-03-10 party=A") == (0, False)
        assert self.waited(events, f"sar-received@2026-03-01 party=A; {one} answered=2026-03-13") == (4, False)

    def test_before_the_law_began_nothing_was_waited_for(self, events: Events) -> None:
        for asked, days in ((4, 0), (5, 2)):
            text = f"sar-clarification@2026-02-06 party=A asked=2026-02-0{asked} answered=2026-02-06"
            found = days_waited(events(text), self.ASKING, "A", date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 9))
            assert found == (days, False)


class TestOwnDates:
    SET = "reminder-set@2026-09-01 due=2026-09-2{0} note=x; "

    def open_ids(self, lay: Callable[..., Any], text: str) -> list[str]:
        return [event.id for event in reminders(lay(text, "2026-09-30"))]

    def test_they_stand_by_their_day_and_of_one_day_as_they_were_set(self, lay: Callable[..., Any]) -> None:
        set_ = self.SET.format(3) + self.SET.format(1) + self.SET.format(3) + "note-added@2026-09-02 note=x"
        assert self.open_ids(lay, set_) == ["e2", "e1", "e3"]
        assert self.open_ids(lay, "note-added@2026-09-02 note=x") == []

    def test_one_that_is_dealt_with_is_gone_and_no_other(self, lay: Callable[..., Any]) -> None:
        two = self.SET.format(1) + self.SET.format(2)
        assert self.open_ids(lay, two + "reminder-done@2026-09-03 event=e1") == ["e2"]
        assert self.open_ids(lay, two + "reminder-done@2026-10-01 event=e1") == ["e1", "e2"]  # not yet
        assert self.open_ids(lay, two + "event-withdrawn@2026-09-03 event=e2 reason=x") == ["e1"]
        assert self.open_ids(lay, two + "note-added@2026-09-03 note=e1") == ["e1", "e2"]
        directed = "direction-given@2026-09-03 due=2026-09-20 party=notify; "  # a day as well, but the Tribunal's
        assert self.open_ids(lay, two + directed) == ["e1", "e2"]
        assert self.open_ids(lay, "reminder-set@2026-09-01 note=x") == []  # it has no day to come up on
