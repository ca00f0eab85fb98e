"""Panels: when they meet, when papers are due, what an agenda has to hear, and what cannot wait for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.days.calendars import Calendar, Term, own_calendar
from sendclock.days.counting import Period
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel, panel_called
from sendclock.panels.panel import QUESTIONS, WEEKS, AgendaItem, agenda, in_order, meeting_of

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def panel(book: RuleBook) -> Panel:
    """Wednesdays; papers four working days before, the decision told two working days after."""
    return Panel(
        name="assessment",
        title="EHC assessment panel",
        first=date(2026, 9, 9),
        every=1,
        calendar=book.england,
        papers=Period("before", 4, "working-day"),
        skipped={date(2026, 12, 23): "Christmas week"},
        added=(date(2026, 12, 18),),
        about=("assess", "plan"),
        decision=Period("after", 2, "working-day"),
    )


def test_no_question_and_no_week_names_a_rule_twice() -> None:
    for roles in (*QUESTIONS.values(), WEEKS.values()):
        assert len(list(roles)) == len(set(roles)) > 0


@pytest.fixture
def hear(lay: Callable[..., Timeline], panel: Panel) -> Callable[..., list[AgendaItem]]:
    """The agenda of 25 November 2026 for one case, as at 21 November."""

    def of(text: str, as_of: str = "2026-11-21", day: date = WEDNESDAY, **changes: object) -> list[AgendaItem]:
        timeline = lay(text, as_of)
        return agenda(timeline, meeting_of(panel._replace(**changes), day), timeline.book).items

    return of


def school(book: RuleBook, known_to: date = date(2026, 12, 18)) -> Calendar:
    autumn = Term("Autumn 2026", date(2026, 9, 2), date(2026, 12, 18))
    return Calendar("county", "County schools", book.england.closures_of_year, known_to, [autumn])


def test_it_meets_on_its_weekday_every_so_many_weeks(panel: Panel) -> None:
    fortnightly = panel._replace(every=2, added=())
    found = list(fortnightly.meetings(date(2026, 9, 1), date(2026, 10, 10)))
    assert found == [date(2026, 9, 9), date(2026, 9, 23), date(2026, 10, 7)]
    assert not panel.meets(date(2026, 9, 2)), "before the first meeting there is none"


def test_a_day_without_a_meeting_says_why(panel: Panel) -> None:
    assert panel.why_not(date(2026, 12, 23)) == "Christmas week"
    assert panel._replace(first=date(2026, 9, 11)).why_not(date(2026, 12, 25)) == "Christmas Day"
    assert panel.why_not(date(2026, 11, 24)) is None, "it would never have met on a Tuesday"
    assert list(panel.not_meetings(date(2026, 12, 1), date(2027, 1, 31))) == [(date(2026, 12, 23), "Christmas week")]


def test_the_next_and_the_previous_pass_over_what_is_skipped_and_take_what_is_added(panel: Panel) -> None:
    assert panel.next(date(2026, 12, 17)) == date(2026, 12, 18)
    assert panel.next(date(2026, 12, 19)) == date(2026, 12, 30)
    assert panel.previous(date(2026, 12, 29)) == date(2026, 12, 18)
    assert panel.previous(date(2026, 9, 8)) is None


def test_papers_and_the_decision_are_counted_in_working_days_of_the_calendar(panel: Panel) -> None:
    assert panel.papers_by(date(2026, 12, 30)) == date(2026, 12, 22), "25 and 28 December are bank holidays"
    assert panel.told_by(date(2026, 12, 30)) == date(2027, 1, 4)
    assert panel._replace(decision=Period("after", 0)).told_by(WEDNESDAY) == WEDNESDAY


def test_term_time_only_and_no_meeting_beyond_the_terms_known(panel: Panel, book: RuleBook) -> None:
    later = panel._replace(calendar=school(book, known_to=date(2027, 1, 4)), term_time=True, skipped={}, added=())
    assert later.why_not(date(2026, 12, 30)) == "not in term"
    assert later.next(date(2026, 12, 17)) is None, "nobody knows the terms of the new year"
    assert later.why_not(date(2027, 1, 6)) == "no terms are known"
    assert later.last_known(date(2027, 1, 6)) == date(2026, 12, 16)
    added = later._replace(added=(date(2026, 12, 30),))
    assert added.meets(date(2026, 12, 30))
    assert added.added_in_vain() == []


def test_between_two_terms_it_is_a_holiday_and_before_the_first_nobody_knows(panel: Panel, book: RuleBook) -> None:
    terms = (
        Term("Spring 2027", date(2027, 1, 4), date(2027, 3, 25)),
        Term("Summer 2027", date(2027, 4, 12), date(2027, 7, 21)),
    )
    schools = Calendar("two-terms", "Two terms", book.england.closures_of_year, date(2027, 3, 1), terms)
    there = panel._replace(first=date(2026, 9, 2), every=1, terms=schools)
    assert there.why_not(date(2027, 3, 31)) == "not in term"  # after what is announced, and before the last term ends
    assert there.why_not(date(2027, 7, 21)) is None
    assert there.why_not(date(2027, 7, 28)) == "no terms are known"
    assert there.why_not(date(2026, 12, 30)) == "no terms are known"


def test_papers_and_decision_of_a_term_time_panel_go_by_the_office(panel: Panel, book: RuleBook) -> None:
    """Nobody's office is closed between terms: papers of the first meeting of the new term are due within days."""
    spring = ("Spring 2027", date(2027, 1, 4), date(2027, 3, 25))
    terms = [("Autumn 2026", date(2026, 9, 2), date(2026, 12, 18)), spring]
    county = own_calendar("county", "County", book.england, [], date(2027, 3, 25), terms)
    first = date(2027, 1, 6)
    for changes in ({"calendar": county, "term_time": True}, {"calendar": county}, {"terms": county}):
        of_schools = panel._replace(skipped={}, added=(), **changes)
        assert of_schools.next(date(2026, 12, 17)) == first
        assert of_schools.papers_by(first) == date(2026, 12, 30), "not 16 December, the last days of term"
        assert of_schools.told_by(date(2026, 12, 16)) == date(2026, 12, 18)
        assert of_schools._replace(decision=Period("after", 5, "working-day")).told_by(date(2026, 12, 16)) == date(
            2026, 12, 23
        )


@pytest.mark.parametrize(
    ("changes", "meetings"),
    [
        ({"weekdays": (1, 3), "first": date(2026, 11, 3)}, ["2026-11-03", "2026-11-05", "2026-11-10", "2026-11-12"]),
        ({"weekdays": (1, 3), "first": date(2026, 11, 5), "every": 2}, ["2026-11-05", "2026-11-17", "2026-11-19"]),
        ({"nth": ((-1, 3),), "first": date(2026, 1, 1)}, ["2026-11-26"]),
        ({"nth": ((1, 1), (3, 1)), "first": date(2026, 1, 1)}, ["2026-11-03", "2026-11-17"]),
        ({"nth": ((5, 0),), "first": date(2026, 1, 1)}, ["2026-11-30"]),
        ({"nth": ((-1, 3),), "first": date(2026, 10, 1), "every": 2}, []),
        ({"months_off": frozenset({11})}, []),
        ({"listed": {date(2026, 11, 10): None, date(2026, 11, 24): None}}, ["2026-11-10", "2026-11-24"]),
    ],
)
def test_on_which_days_it_meets(panel: Panel, changes: dict[str, object], meetings: list[str]) -> None:
    found = panel._replace(skipped={}, added=(), **changes).meetings(date(2026, 11, 1), date(2026, 11, 30))
    assert [str(day) for day in found][: len(meetings) or None] == meetings


def test_a_listed_meeting_has_its_own_day_for_papers_and_after_the_last_there_is_none(panel: Panel) -> None:
    days = {date(2026, 12, 1): date(2026, 11, 20), date(2026, 12, 28): None}
    listed = panel._replace(listed=days, skipped={}, added=())
    assert listed.papers_by(date(2026, 12, 1)) == date(2026, 11, 20)
    assert listed.papers_by(date(2026, 12, 28)) == date(2026, 12, 21)
    assert listed.next(date(2026, 12, 29)) is None and listed.last_known(date(2027, 2, 1)) == date(2026, 12, 28)
    assert listed.holidays() == [(date(2026, 12, 28), "Boxing Day (substitute day)")]
    assert not listed.provisional(date(2026, 12, 28))


def test_a_day_added_on_which_it_meets_anyway(panel: Panel) -> None:
    assert panel._replace(added=(date(2026, 12, 16), date(2026, 12, 18))).added_in_vain() == [date(2026, 12, 16)]


def test_a_panel_is_known_by_name_or_title_in_any_spelling(panel: Panel) -> None:
    assert panel_called("  ehc  Assessment PANEL ", [panel]) is panel
    assert panel_called("Assessment", [panel]) is panel
    assert panel_called("assess", [panel]) is None


@pytest.mark.parametrize(
    ("requested", "places"),
    [
        ("2026-10-05", ["too-late"]),  # week 6 was 16 November
        ("2026-10-12", ["too-late"]),  # 23 November, before the meeting
        ("2026-10-15", ["too-late"]),  # 26 November: the decision is told on the 27th
        ("2026-10-16", ["needed"]),  # 27 November: in time by the law, though not on the safe reading
        ("2026-10-23", ["needed"]),  # 4 December, when the next panel can tell; but safe is the 3rd
        ("2026-10-24", []),  # Saturday 5 December: the next panel tells on the 4th, in time on every reading
    ],
)
def test_what_cannot_wait_and_what_needs_this_meeting(
    hear: Callable[..., list[AgendaItem]], requested: str, places: list[str]
) -> None:
    assert [item.place for item in hear(f"assessment-requested@{requested}")] == places


def test_a_weekend_limit_cannot_be_kept_after_friday(hear: Callable[..., list[AgendaItem]]) -> None:
    """Week 6 on Saturday 28 November: the last working day is the 27th, when this meeting's decision is told."""
    assert hear("assessment-requested@2026-10-17")[0].place == "needed"
    assert hear("assessment-requested@2026-10-17", decision=Period("after", 3, "day"))[0].place == "too-late"


def test_the_weeks_stand_beside_the_limit(hear: Callable[..., list[AgendaItem]]) -> None:
    (item,) = hear("assessment-requested@2026-08-10; assessment-agreed@2026-09-16")
    assert item.question == "plan"
    assert {week: str(clock.due) for week, clock in item.weeks.items()} == {
        6: "2026-09-21", 16: "2026-11-30", 20: "2026-12-28",
    }  # fmt: skip


def test_a_question_is_asked_once_the_one_before_it_is_answered(hear: Callable[..., list[AgendaItem]]) -> None:
    both = hear("assessment-requested@2026-08-03", about=("assess", "plan", "placement"))
    assert [item.question for item in both] == ["assess"]
    assert hear("assessment-requested@2026-08-03", about=("plan",)) == []
    drafted = "assessment-requested@2026-07-06; assessment-agreed@2026-08-10; draft-plan-sent@2026-11-02"
    assert [item.question for item in hear(drafted, about=("assess", "plan", "placement"))] == ["placement"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("assessment-requested@2026-10-12 detained=yes", "detained-decide-to-assess"),
        ("final-plan-sent@2025-06-02; reassessment-requested@2026-11-09", "decide-to-reassess"),
        ("assessment-requested@2026-08-03 detained=yes; assessment-agreed@2026-09-07", "detained-refuse-plan"),
        ("final-plan-sent@2025-06-02; reassessment-agreed@2026-08-17", "final-plan-after-reassessment"),
    ],
)
def test_the_variants_of_a_question(hear: Callable[..., list[AgendaItem]], text: str, rule: str) -> None:
    (item,) = hear(text)
    assert item.clock is not None
    assert item.clock.rule == rule


def test_a_review_decided_to_amend_is_decided_though_its_clock_runs_on(hear: Callable[..., list[AgendaItem]]) -> None:
    held = "final-plan-sent@2025-11-10; review-meeting-held@2026-11-02"
    assert [item.place for item in hear(held, about=("review",))] == ["needed"]
    assert hear(f"{held}; review-decided@2026-11-16 outcome=amend", about=("review",)) == []


def test_an_amendment_needs_a_panel_on_the_place_only_where_it_was_asked(hear: Callable[..., list[AgendaItem]]) -> None:
    noticed = "final-plan-sent@2025-09-01; review-meeting-held@2026-09-09; amendment-notice-sent@2026-10-07"
    assert hear(noticed, about=("placement",)) == []
    (item,) = hear(
        f"{noticed}; panel-listed@2026-11-18 panel=assessment meeting=2026-11-25 about=placement", about=("placement",)
    )
    assert item.clock is not None
    assert (item.place, item.clock.rule) == ("needed", "amended-plan")


def test_what_an_event_has_decided_is_not_on_it(hear: Callable[..., list[AgendaItem]]) -> None:
    assert hear("assessment-requested@2026-10-05; assessment-refused@2026-11-16") == []
    assert hear("assessment-requested@2026-10-05; request-withdrawn@2026-11-16") == []
    gone = "assessment-requested@2026-10-26; panel-decided@2026-11-11 panel=assessment outcome=defer about=assess"
    assert hear(f"{gone}; assessment-agreed@2026-11-18") == []


def test_a_deferred_case_comes_back_and_its_clock_runs_on(hear: Callable[..., list[AgendaItem]]) -> None:
    deferred = "assessment-requested@2026-10-26; panel-decided@2026-11-11 panel=assessment outcome=defer about=assess"
    (item,) = hear(deferred)
    assert (item.place, item.deferred and item.deferred.on) == ("back", date(2026, 11, 11))
    assert item.clock is not None and item.clock.due == date(2026, 12, 7)
    (urgent,) = hear(deferred.replace("10-26", "10-05"))
    assert urgent.place == "too-late", "the law comes before the deferral"
    assert urgent.deferred is not None


def test_a_later_word_of_the_panel_takes_the_place_of_a_deferral(hear: Callable[..., list[AgendaItem]]) -> None:
    deferred = "assessment-requested@2026-10-26; panel-decided@2026-11-11 panel=assessment outcome=defer"
    (item,) = hear(f"{deferred}; panel-decided@2026-11-18 panel=assessment outcome=agree")
    assert item.place == "heard", "the family has still to be told"
    (elsewhere,) = hear(f"{deferred}; panel-decided@2026-11-18 panel=moderation outcome=agree")
    assert elsewhere.place == "back", "that was another panel"


def test_what_the_panel_said_of_one_question_is_not_its_word_on_the_next(hear: Callable[..., list[AgendaItem]]) -> None:
    text = "assessment-requested@2026-08-10; panel-decided@2026-09-15 panel=assessment outcome=agree"
    (item,) = hear(f"{text}; assessment-agreed@2026-09-16")
    assert (item.question, item.place, item.heard) == ("plan", "needed", None)


def test_listed_for_this_meeting_though_not_urgent(hear: Callable[..., list[AgendaItem]]) -> None:
    listed = "assessment-requested@2026-11-02; panel-listed@2026-11-20 panel=assessment"
    (item,) = hear(f"{listed} meeting=2026-11-25")
    assert (item.place, item.listed_for) == ("listed", WEDNESDAY)
    assert hear(listed)[0].listed_for == WEDNESDAY, "a listing that names no meeting is for the next"
    assert hear(f"{listed} meeting=2026-12-02") == []
    assert hear(f"{listed} meeting=2026-11-25; case-closed@2026-11-21") == []


def test_listed_for_an_earlier_meeting_without_an_outcome_comes_back(hear: Callable[..., list[AgendaItem]]) -> None:
    (item,) = hear("assessment-requested@2026-11-02; panel-listed@2026-11-10 panel=assessment meeting=2026-11-18")
    assert (item.place, item.listed_for) == ("back", date(2026, 11, 18))


def test_a_withdrawn_or_corrected_listing_counts_as_corrected(hear: Callable[..., list[AgendaItem]]) -> None:
    listed = "assessment-requested@2026-11-02; panel-listed@2026-11-10 panel=assessment meeting=2026-11-25"
    assert hear(f"{listed}; event-withdrawn@2026-11-20 event=e2") == []
    assert hear(f"{listed}; event-corrected@2026-11-20 event=e2 meeting=2026-12-02") == []


def test_events_after_the_day_of_asking_do_not_exist(hear: Callable[..., list[AgendaItem]]) -> None:
    text = "assessment-requested@2026-10-26; panel-decided@2026-11-18 panel=assessment outcome=agree about=assess"
    assert hear(text, as_of="2026-11-17", day=date(2026, 11, 18)) == []
    assert [item.place for item in hear(text)] == ["heard"]


def test_the_order_is_what_cannot_wait_then_the_day(hear: Callable[..., list[AgendaItem]]) -> None:
    texts = ["2026-10-19", "2026-10-12", "2026-10-16", "2026-10-05"]
    items = in_order(item for day in texts for item in hear(f"assessment-requested@{day}"))
    found = [(item.place, str(item.clock.due)) for item in items if item.clock]
    assert found == [
        ("too-late", "2026-11-16"), ("too-late", "2026-11-23"), ("needed", "2026-11-27"), ("needed", "2026-11-30"),
    ]  # fmt: skip
