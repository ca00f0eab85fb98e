"""Clocks that an earlier state of the file had started, and that are gone as it stands now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sendclock.clock.case import Case, Event
from sendclock.clock.former import _changes, formerly
from sendclock.law.book import RuleBook

AS_OF = date(2026, 11, 21)
REQUEST = "assessment-requested@2026-10-01"
Events = Callable[[str], tuple[Event, ...]]


def gone(events: Events, book: RuleBook, text: str) -> dict[str, set[str]]:
    """The rules of the clocks that are gone, by the event that did away with them."""
    case = Case("EHC-1", "EHC-1.toml", events(text))
    return {
        former.event.id: {deadline.rule.id for deadline in former.timeline.deadlines}
        for former in formerly(case, book, AS_OF)
    }


def test_a_file_written_in_order_has_none(events: Events, book: RuleBook) -> None:
    assert gone(events, book, f"{REQUEST}; assessment-agreed@2026-10-20; draft-plan-sent@2026-11-10") == {}


def test_a_withdrawn_event_takes_its_clocks_with_it(events: Events, book: RuleBook) -> None:
    text = f"{REQUEST}; foi-received@2026-10-05 party=FOI-1; event-withdrawn@2026-11-01 event=e2 reason=wrong"
    assert gone(events, book, text) == {"e3": {"foi-reply"}}


def test_a_moved_date_is_the_same_clock(events: Events, book: RuleBook) -> None:
    assert gone(events, book, f"{REQUEST}; event-corrected@2026-09-28 event=e1 reason=stamp") == {}


def test_a_corrected_outcome_ends_the_clocks_of_the_old_one(events: Events, book: RuleBook) -> None:
    review = "review-meeting-held@2026-09-01; review-decided@2026-09-10 outcome=cease"
    before = gone(events, book, f"{review}; event-corrected@2026-09-10 event=e2 reason=slip outcome=maintain")
    assert "cease-not-before" in before["e3"]


def test_an_event_recorded_late_can_do_away_with_a_clock(events: Events, book: RuleBook) -> None:
    """A request beside one under way starts nothing; that the first was there is only written down afterwards."""
    later = "assessment-requested@2026-10-20"
    assert "decide-to-assess" in gone(events, book, f"{later}; {REQUEST}")["e2"]


def test_each_is_found_once_and_with_the_last_change(events: Events, book: RuleBook) -> None:
    text = (
        f"{REQUEST}; foi-received@2026-10-05 party=FOI-1; foi-received@2026-10-06 party=FOI-2; "
        "event-withdrawn@2026-11-01 event=e2 reason=wrong; event-withdrawn@2026-11-02 event=e3 reason=wrong"
    )
    assert gone(events, book, text) == {"e4": {"foi-reply"}, "e5": {"foi-reply"}}


def test_a_party_that_was_another_had_a_clock_of_its_own(events: Events, book: RuleBook) -> None:
    renamed = f"{REQUEST}; foi-received@2026-10-05 party={{}}; event-corrected@2026-11-01 event=e2 reason=x party=FOI-1"
    assert gone(events, book, renamed.format("FOI-9")) == {"e3": {"foi-reply"}}
    assert gone(events, book, renamed.format("foi-1")) == {}


def test_only_what_is_written_down_after_something_later_can_change_what_was(events: Events, book: RuleBook) -> None:
    """An event of the same day, or one that lies ahead, is in its order: nothing before it need be played again."""
    ahead = f"{REQUEST}; note-added@2026-12-24 note=x; foi-received@2026-10-05 party=F"
    for text, places in (
        (f"{REQUEST}; note-added@2026-10-01 note=x", []),
        (ahead, []),  # what lies ahead of the day of asking changes nothing yet
        (f"{REQUEST}; note-added@2026-11-21 note=x; note-added@2026-11-20 note=x", [2]),  # it is of that very day
        (f"{REQUEST}; event-corrected@2026-11-21 event=e1 reason=x; note-added@2026-10-02 note=x", [1]),
        (f"{REQUEST}; note-added@2026-09-30 note=x; note-added@2026-09-30 note=x", [1, 2]),
    ):
        case = Case("EHC-1", "EHC-1.toml", events(text))
        assert [*_changes(case, AS_OF)] == places, text


def test_what_could_not_be_dated_does_not_hide_what_was_dated_before_it(events: Events, book: RuleBook) -> None:
    text = (
        f"{REQUEST}; foi-received@2026-10-05 party=F; event-withdrawn@2026-10-06 event=e2 reason=x; "
        "review-meeting-arranged@2026-10-07 meeting=2399-01-01; event-withdrawn@2026-11-02 event=e4 reason=x"
    )
    assert gone(events, book, text) == {"e3": {"foi-reply"}}


def test_what_could_not_be_dated_was_never_given_to_anybody(events: Events, book: RuleBook) -> None:
    arranged = f"{REQUEST}; review-meeting-arranged@2026-10-05 meeting=2399-01-01"
    withdrawn = "event-withdrawn@2026-11-02 event=e2 reason=x"
    assert gone(events, book, f"{arranged}; {withdrawn}") == {}
    near = arranged.replace("2399-01-01", "2026-12-01")
    assert gone(events, book, f"{near}; {withdrawn}") == {"e3": {"review-notice", "review-papers"}}
