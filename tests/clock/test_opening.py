"""Nothing before the opening of a file is complete: what fell due before it and was not recorded is history, but for
what is still owed; and no case goes off the list by it without a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.deadline import Timeline
from sendclock.say.letter import for_a_letter
from sendclock.say.reasons import explain_step
from sendclock.say.row import rows_of
from shire import head, rule

Lay = Callable[..., Timeline]
OPENING = date(2026, 9, 1)
AS_OF = date(2026, 11, 28)
REQUEST = "assessment-requested@2026-01-02"
PLAN = "final-plan-sent@2019-05-01; "


@pytest.fixture
def opened(lay: Lay) -> Callable[..., Timeline]:
    def laid(text: str, opening: date | None = OPENING, as_of: date = AS_OF) -> Timeline:
        return lay(text, as_of.isoformat(), opening=opening)

    return laid


def overdue(timeline: Timeline) -> list[tuple[str, str]]:
    """Of the law: the planning date before a review goes with it."""
    late = [d for d in timeline.running if d.status == "overdue" and d.listed and d.rule.tier == "statutory"]
    return [(deadline.rule.id, deadline.due.isoformat()) for deadline in late]


@pytest.mark.parametrize(
    ("text", "late"),
    [
        # A plan with its issue, its last review and the decision: the next review, and nothing else.
        (PLAN + "review-meeting-held@2026-02-02; review-decided@2026-02-20 outcome=maintain", []),
        (PLAN + "review-meeting-held@2025-10-01; review-decided@2025-10-20 outcome=maintain",
         [("annual-review", "2026-09-30")]),
        (PLAN + "review-meeting-held@2025-06-01; review-decided@2025-06-20 outcome=maintain",
         [("annual-review", "2026-05-31")]),  # still owed, though it fell due before the opening
        # Without the decision, which need not be on file: the year runs from the review.
        (PLAN + "review-meeting-held@2026-02-02", []),
        (PLAN + "review-meeting-held@2025-10-01", [("annual-review", "2026-09-30")]),
        # A date set for the next meeting is no review.
        (PLAN + "review-meeting-held@2025-06-02; review-meeting-arranged@2026-06-01 meeting=2026-07-01",
         [("annual-review", "2026-06-01")]),
        (PLAN, [("annual-review", "2020-04-30")]),  # never reviewed, for all that is known
        # Its four weeks were running on the day of the opening: the decision is owed, the years before are history.
        (PLAN + "review-meeting-held@2026-08-15",
         [("review-decision", "2026-09-12"), ("amended-plan-longstop", "2026-11-07")]),
        # The plan of an assessment under way is owed until it is on file; the steps before it are history.
        (REQUEST, [("final-plan", "2026-05-22")]),
        ("foi-received@2026-02-16 party=F1", []),
    ],
)  # fmt: skip
def test_what_is_still_owed_crosses_the_opening(
    opened: Callable[..., Timeline], text: str, late: list[tuple[str, str]]
) -> None:
    assert overdue(opened(text)) == late


def test_a_limit_on_the_day_of_the_opening_is_none_of_the_past(opened: Callable[..., Timeline]) -> None:
    request = "assessment-requested@2026-07-21"  # week 6 ends on the day of the opening
    assert ("decide-to-assess", "2026-09-01") in overdue(opened(request))
    assert ("decide-to-assess", "2026-09-01") not in overdue(opened(request, date(2026, 9, 2)))


def test_history_lapses_and_says_why(opened: Callable[..., Timeline]) -> None:
    timeline = opened(REQUEST)
    week_6 = next(d for d in timeline.deadlines if d.rule.id == "decide-to-assess")
    assert week_6.history and week_6.status == "lapsed" and week_6 in timeline.history
    told = [explain_step(step, timeline.book.event_types) for step in week_6.steps]
    assert any(text.startswith("Before the opening of 1 September 2026: history.") for text in told)


def test_no_letter_is_written_on_what_is_not_on_file(opened: Callable[..., Timeline]) -> None:
    for text, name in ((PLAN + "review-meeting-held@2026-02-02", "annual-review"), (REQUEST, "decide-to-assess")):
        timeline = opened(text)
        row = next(row for row in rows_of(timeline, timeline.book) if row.rule == name)
        assert for_a_letter(row, timeline.book.event_types) == ""


def test_a_review_taken_as_completed_is_provisional(opened: Callable[..., Timeline]) -> None:
    timeline = opened(PLAN + "review-meeting-held@2026-02-02")
    review = next(d for d in timeline.running if d.rule.id == "annual-review")
    assert (review.due, [doubt.id for doubt in review.doubts]) == (date(2027, 2, 1), ["before-the-opening"])
    assert review.steps[-1].kind != "history"


@pytest.mark.parametrize("text", ["foi-received@2026-02-16 party=F1", "assessment-agreed@2026-02-16", PLAN])
def test_every_case_keeps_a_state_that_names_it(opened: Callable[..., Timeline], text: str) -> None:
    state = opened(text).state
    assert state.kind in ("running", "waiting", "nothing-running")
    if state.kind == "nothing-running":
        assert (state.why, state.on) == ("history", OPENING)


def test_without_an_opening_nothing_is_history(opened: Callable[..., Timeline]) -> None:
    timeline = opened(REQUEST, None)
    assert timeline.history == ()
    assert ("decide-to-assess", "2026-02-13") in overdue(timeline)


MADE = "final-plan-sent@2025-10-01; "  # its year ends on 30 September 2026, after the opening
HELD = "review-meeting-held@2026-05-01"  # to be decided by 29 May, before it: nobody can know that it was not


def reviews(timeline: Timeline) -> list[tuple[str, str, bool]]:
    found = [d for d in timeline.deadlines if d.rule.id == "annual-review"]
    return [(str(d.due), d.status, d.provisional) for d in found]


@pytest.mark.parametrize(
    ("text", "as_of", "expected"),
    [
        # The four weeks of the decision end before the opening, or on it.
        (f"{MADE}review-meeting-held@2026-08-03", "2026-09-20", [("2027-08-02", "open", True)]),
        (f"{MADE}review-meeting-held@2026-08-04", "2026-09-20", [("2026-09-30", "open", False)]),
        (f"{MADE}review-meeting-held@2026-08-04", "2026-10-01", [("2026-09-30", "overdue", False)]),
        # The plan's year ends before the opening, or on it: then the meeting of 15 August is still to be decided.
        ("final-plan-sent@2025-09-01; review-meeting-held@2026-08-15", "2026-09-20", [("2027-08-14", "open", True)]),
        ("final-plan-sent@2025-09-02; review-meeting-held@2026-08-15", "2026-09-20",
         [("2026-09-01", "overdue", False)]),
        # Of several the newest, held by the opening; a year after it is another.
        (f"{PLAN}review-meeting-held@2024-06-03; review-meeting-held@2025-11-03", "2026-09-20",
         [("2026-11-02", "open", True)]),
        (f"{PLAN}review-meeting-held@2025-11-03; review-meeting-held@2026-09-01", "2026-10-20",
         [("2027-08-31", "open", True)]),
        (f"{PLAN}review-meeting-held@2025-11-03; review-meeting-held@2026-09-02", "2026-10-20",
         [("2026-11-02", "open", True)]),
        (f"{MADE}{HELD}; review-meeting-held@2026-07-01", "2026-09-20", [("2027-06-30", "open", True)]),
        # One that was arranged, and of which no meeting is on file, was not held.
        (f"{PLAN}review-meeting-arranged@2026-02-02 meeting=2026-03-02", "2026-09-20",
         [("2020-04-30", "overdue", False)]),
        # A meeting before the plan, or in the year that a decision closed, completes nothing of this one.
        (f"review-meeting-held@2025-06-02; {MADE}", "2026-09-20", [("2026-09-30", "open", False)]),
        # The year began with the meeting that was decided, not with its decision.
        ("final-plan-sent@2025-10-01; review-meeting-held@2026-05-01; review-meeting-held@2026-07-01; "
         "review-decided@2026-08-20 outcome=maintain meeting=2026-05-01", "2026-09-20",
         [("2026-09-30", "met", False), ("2027-06-30", "open", True)]),
        # The year stands when the next meeting is held, and when that is decided, in time or late.
        (f"{MADE}{HELD}; review-meeting-held@2027-04-01", "2027-04-20", [("2027-04-30", "open", True)]),
        (f"{MADE}{HELD}; review-meeting-held@2027-04-01; review-decided@2027-04-30 outcome=maintain", "2027-05-20",
         [("2027-04-30", "met", True), ("2028-03-31", "open", False)]),
        (f"{MADE}{HELD}; review-meeting-held@2027-04-15; review-decided@2027-05-01 outcome=maintain", "2027-05-20",
         [("2027-04-30", "met-late", True), ("2028-04-14", "open", False)]),
        (f"{PLAN}review-meeting-held@2025-11-03; review-meeting-held@2026-10-05; "
         "review-decided@2026-10-20 outcome=maintain", "2026-11-20",
         [("2026-11-02", "met", True), ("2027-10-04", "open", False)]),
        # Its own decision, recorded after the opening, goes before what was taken for granted.
        (f"{MADE}{HELD}; review-decided@2026-09-10 outcome=maintain", "2026-09-20",
         [("2026-09-30", "met", False), ("2027-04-30", "open", False)]),
        # What ended without a review is not one taken as completed.
        (f"{MADE}{HELD}; cease-decided@2026-06-01; plan-ceased@2026-10-05 reason=needs-met", "2026-10-20",
         [("2026-09-30", "lapsed", False)]),
    ],
)  # fmt: skip
def test_from_which_review_the_year_runs(
    opened: Callable[..., Timeline], text: str, as_of: str, expected: list[tuple[str, str, bool]]
) -> None:
    assert reviews(opened(text, as_of=date.fromisoformat(as_of))) == expected


@pytest.mark.parametrize(
    ("text", "name", "stands"),
    [
        ("foi-received@2026-02-16 party=F1", "foi-reply", ("lapsed", True)),
        ("foi-received@2026-02-16 party=F1; foi-answered@2026-02-20 party=F1", "foi-reply", ("met", False)),
        ("foi-received@2026-02-16 party=F1; foi-answered@2026-09-20 party=F1", "foi-reply", ("met-late", False)),
        ("assessment-requested@2026-01-02; request-withdrawn@2026-03-02", "decide-to-assess", ("lapsed", False)),
        # A right that closed before it is over, not history.
        ("assessment-requested@2026-01-02; assessment-refused@2026-02-02", "appeal-window", ("lapsed", False)),
    ],
)
def test_only_what_nothing_on_file_stopped_is_history(
    opened: Callable[..., Timeline], text: str, name: str, stands: tuple[str, bool]
) -> None:
    found = next(d for d in opened(text).deadlines if d.rule.id == name)
    assert (found.status, found.history) == stands


def test_a_promise_of_ones_own_never_crosses_the_opening(lay: Lay, tmp_path: Path) -> None:
    """Whatever part it plays: what is still owed to a child from before it is owed by the law."""
    own = rule("shire-review", "review-decided", (5, "month"), "contact-made", role="annual-review")
    (tmp_path / "shire.toml").write_text(head() + own, encoding="utf-8")
    rules = with_packs([tmp_path / "shire.toml"])
    decided = PLAN + "review-meeting-held@2026-02-02; review-decided@2026-02-20 outcome=maintain"
    told = lay(decided, AS_OF.isoformat(), rules, opening=OPENING)
    (clock,) = [deadline for deadline in told.deadlines if deadline.rule.id == "shire-review"]
    assert (str(clock.due), clock.status, clock.history) == ("2026-07-20", "lapsed", True)


def test_a_meeting_of_the_day_the_plan_was_made_is_no_year_of_its_own(opened: Callable[..., Timeline]) -> None:
    """Twelve months from 1 May 2019, and nothing was read off the file for it."""
    (review,) = [d for d in opened(PLAN + "review-meeting-held@2019-05-01").deadlines if d.rule.id == "annual-review"]
    assert (review.due, review.doubts) == (date(2020, 4, 30), ())
