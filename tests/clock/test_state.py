"""Every child has one state: something runs, a fact is waited for, it has ended, or nothing runs although it should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import exampleshire
from sendclock.clock.deadline import Timeline
from sendclock.clock.state import KINDS, governing, unreviewed
from sendclock.say.state import headline

Lay = Callable[..., Timeline]
PLAN = "final-plan-sent@2025-01-06; "
REFUSED = "assessment-requested@2025-01-13; assessment-refused@2025-02-03; "
APPEAL = REFUSED + "appeal-registered@2025-03-03; appeal-response-sent@2025-03-24; "


@pytest.mark.parametrize(
    ("text", "as_of", "kind", "why", "by"),
    [
        # Something of the authority's, of the family's or of the Tribunal's is still to come.
        ("assessment-requested@2026-01-12", "2026-02-10", "running", "", ""),
        (REFUSED, "2025-04-03", "running", "", ""),  # the last day of the family's two months
        (APPEAL, "2026-02-10", "running", "", ""),  # the response is in, and the Tribunal has the appeal
        (APPEAL + "hearing-listed@2025-04-07 hearing=2025-09-15", "2025-09-16", "running", "", ""),
        (REFUSED + "mediation-agreed@2025-03-03 order=other party=report", "2026-02-10", "running", "", ""),
        ("assessment-requested@2026-01-12; moved-out@2026-01-19 move=2026-02-09", "2026-02-08", "running", "", ""),
        (PLAN + "cease-decided@2025-06-10", "2026-02-10", "running", "", ""),  # the plan is still in force
        # A fact is missing, without which no clock of what governs can start.
        ("assessment-agreed@2026-01-12", "2026-02-10", "waiting", "request-unknown", "assessment-agreed"),
        ("draft-plan-sent@2026-01-12", "2026-02-10", "waiting", "request-unknown", "draft-plan-sent"),
        ("assessment-requested@2025-12-01; assessment-agreed@2026-01-05; assessment-refused@2026-01-05", "2026-02-10",
         "waiting", "agreed-and-refused", "assessment-agreed"),
        # It has ended, and by what.
        (REFUSED, "2025-04-04", "ended", "event", "assessment-refused"),
        (APPEAL + "appeal-ended@2025-06-02 outcome=withdrawn", "2026-02-10", "ended", "event", "assessment-refused"),
        ("assessment-requested@2026-01-12; request-withdrawn@2026-02-02", "2026-02-10", "ended", "event",
         "request-withdrawn"),
        ("assessment-requested@2026-01-12; moved-out@2026-01-19 move=2026-02-09", "2026-02-09", "ended", "event",
         "moved-out"),
        (PLAN + "plan-ceased@2026-01-12 reason=needs-met", "2026-02-10", "ended", "event", "plan-ceased"),
        (PLAN + "plan-transferred@2026-01-12 direction=out", "2026-02-10", "ended", "event", "plan-transferred"),
        ("foi-received@2026-01-05 party=F1; foi-answered@2026-01-19 party=F1", "2026-02-10", "ended", "event",
         "foi-answered"),
        ("assessment-requested@2026-01-12; case-closed@2026-02-02 reason=other", "2026-02-10", "ended", "closed",
         "case-closed"),
        ("assessment-requested@2026-01-12; case-closed@2026-02-02 reason=other; assessment-requested@2026-02-03",
         "2026-02-10", "running", "", ""),  # but something began since
        # Nothing runs, although it should: why.
        ("", "2026-02-10", "nothing-running", "no-event", ""),
        ("assessment-requested@2026-03-02", "2026-02-10", "nothing-running", "later", "assessment-requested"),
        ("case-allocated@2026-01-12 officer=Rahman", "2026-02-10", "nothing-running", "no-clock", "case-allocated"),
        ("amended-plan-sent@2025-01-06", "2026-02-10", "nothing-running", "no-review", "amended-plan-sent"),
        ("cease-proposed@2025-06-10", "2026-02-10", "nothing-running", "no-review", "cease-proposed"),
        ("transfer-notice-sent@2025-06-10", "2026-02-10", "nothing-running", "no-review", "transfer-notice-sent"),
        ("commissioner-asked@2025-06-10", "2026-02-10", "nothing-running", "no-review", "commissioner-asked"),
        (PLAN + "plan-ceased@2026-01-12 reason=needs-met; plan-disclosed@2026-01-19 recipient=commissioner",
         "2026-02-10", "ended", "event", "plan-ceased"),
        ("cease-decided@2025-06-10", "2026-02-10", "nothing-running", "no-review", "cease-decided"),  # a plan is held
        (PLAN + "detention-began@2026-01-05; plan-disclosed@2026-01-06 recipient=secure-setting", "2026-02-10",
         "nothing-running", "detained", "detention-began"),
        ("detention-began@2025-03-20; discrimination-alleged@2025-06-02", "2026-02-10", "nothing-running", "detained",
         "detention-began"),
        # The family's days, and after them what the file says last.
        ("cease-decided@2025-06-10", "2025-09-02", "running", "", ""),  # the day to which the plan must be kept
        ("cease-decided@2025-06-10", "2025-09-03", "nothing-running", "no-review", "cease-decided"),
        ("cease-decided@2025-06-10; plan-ceased@2025-08-12 reason=needs-met", "2025-09-02", "ended", "event",
         "plan-ceased"),
        (REFUSED + "appeal-registered@2025-03-03 kind=claim", "2026-02-10", "running", "", ""),
        (REFUSED + "appeal-registered@2025-03-03 kind=claim; appeal-ended@2025-06-02 kind=claim outcome=dismissed",
         "2026-02-10", "ended", "event", "assessment-refused"),
        ("statement-recorded@2015-01-12", "2026-02-10", "nothing-running", "assessment-open", "statement-recorded"),
        ("case-allocated@2026-01-12 officer=Rahman; assessment-requested@2026-03-02", "2026-02-10", "nothing-running",
         "no-clock", "case-allocated"),
        # Closed, and something began since: a plan of which nothing but an amendment is on file.
        ("assessment-requested@2025-01-13; case-closed@2025-02-03 reason=other; amended-plan-sent@2025-06-02",
         "2026-02-10", "nothing-running", "no-review", "amended-plan-sent"),
        (REFUSED + "appeal-registered@2025-03-03 kind=claim; appeal-response-sent@2025-03-24", "2026-02-10", "running",
         "", ""),  # the response is in, and the Tribunal has the claim
        (PLAN + "detention-began@2025-12-01; detention-ended@2026-02-02", "2026-02-10", "nothing-running", "released",
         "detention-ended"),
    ],
)  # fmt: skip
def test_the_state_of_a_case(text: str, as_of: str, kind: str, why: str, by: str, lay: Lay) -> None:
    state = lay(text, as_of).state
    assert (state.kind, state.why, state.event.type if state.event else "") == (kind, why, by)
    assert state.kind in KINDS


def test_a_move_known_ahead_ends_the_case_on_the_day_of_the_move(lay: Lay) -> None:
    state = lay("assessment-requested@2026-01-12; moved-out@2026-01-19 move=2026-02-09", "2026-02-10").state
    assert str(state.on) == "2026-02-09"


@pytest.mark.parametrize(
    ("text", "kind", "why", "event", "on"),
    [
        # The last that ended, and not the first.
        ("assessment-requested@2024-01-15; request-withdrawn@2024-02-05; assessment-requested@2025-01-13; "
         "request-withdrawn@2025-02-03", "ended", "event", "e4", "2025-02-03"),
        # The window that was open longest: six months from what is complained of (Equality Act 2010 Sch.17 para 4).
        ("discrimination-alleged@2025-02-06; discrimination-alleged@2025-01-06", "ended", "passed", "e1", "2025-08-05"),
        # The first of what is to come, and the last of what there is.
        ("assessment-requested@2026-03-02; note-added@2026-04-01 note=x", "nothing-running", "later", "e1",
         "2026-03-02"),
        ("note-added@2026-01-05 note=x; note-added@2026-01-12 note=y", "nothing-running", "no-clock", "e2",
         "2026-01-12"),
        ("detention-began@2026-01-19 assessment_open=yes; moved-out@2026-01-20 plan_held=no; "
         "complaint-received@2026-01-21 party=C1", "waiting", "field", "e3", "None"),
    ],
)  # fmt: skip
def test_the_event_that_a_state_names(text: str, kind: str, why: str, event: str, on: str, lay: Lay) -> None:
    state = lay(text, "2026-02-10").state
    assert state.event is not None
    assert (state.kind, state.why, state.event.id, str(state.on)) == (kind, why, event, on)


def test_history_is_named_by_what_fell_due_last(lay: Lay) -> None:
    """Two requests for information, of 16 February and 16 March, twenty working days each: all before the opening."""
    asked = "foi-received@2026-02-16 party=F1; foi-received@2026-03-16 party=F2"
    state = lay(asked, "2026-11-28", opening=date(2026, 9, 1)).state
    assert (state.why, state.event and state.event.party, str(state.on)) == ("history", "F2", "2026-09-01")


def test_the_other_limb_of_a_duty_that_is_history_is_not_waited_for(lay: Lay) -> None:
    """Five working days to send the plan to the custodian, which are history; or from the day they came to keep it,
    which nobody has recorded."""
    line = lay(PLAN + "detention-began@2026-01-05", "2026-02-10", opening=date(2026, 2, 2))
    assert [each.missing for each in line.not_started] == ["kept"]
    assert (line.state.kind, line.state.why) == ("nothing-running", "detained")


def test_what_governs_is_the_law_before_local_practice_and_never_what_is_over(lay: Lay) -> None:
    both = lay("foi-received@2026-09-07 party=F1; enquiry-received@2026-09-07 party=E1 channel=e-mail", "2026-09-08",
               exampleshire.book())  # fmt: skip
    assert min(both.running, key=lambda clock: clock.due).rule.local is not None
    assert ruling(both) == ("foi-reply", "2026-10-05")
    kept = "cease-decided@2025-06-10"  # to the end of the time to appeal, and to no day after it
    assert ruling(lay(kept, "2025-09-02")) == ("cease-not-before", "2025-09-02")
    assert ruling(lay(kept, "2025-09-03")) is None


def ruling(timeline: Timeline) -> tuple[str, str] | None:
    now = governing(timeline)
    return None if now is None else (now.rule.id, now.due.isoformat())


@pytest.mark.parametrize(
    "held",
    [
        PLAN, PLAN + "reassessment-requested@2025-06-02; reassessment-refused@2025-06-09; ",
        PLAN + "review-meeting-held@2025-11-03; ", PLAN + "review-decided@2025-11-24 outcome=maintain; ",
        PLAN + "amendment-notice-sent@2025-11-24; ", PLAN + "amended-plan-sent@2025-11-24; ",
        PLAN + "amendment-dropped@2025-11-24; ", PLAN + "final-plan-sent@2025-11-24; ",
        PLAN + "reassessment-requested@2025-06-02; reassessment-agreed@2025-06-09; final-plan-sent@2025-09-01; ",
        "plan-transferred@2025-11-03 direction=in made=2025-01-06; ",
        "plan-transferred@2025-11-03 direction=in made=2025-01-06 last_reviewed=2025-06-02; ",
        PLAN + "plan-ceased@2025-06-02 reason=needs-met; final-plan-sent@2025-11-03; ",
        PLAN + "case-closed@2025-06-02 reason=other; review-meeting-held@2025-11-03; "
        "review-decided@2025-11-24 outcome=maintain; ",
    ],
)  # fmt: skip
def test_a_plan_in_force_always_has_a_next_review(held: str, lay: Lay) -> None:
    timeline = lay(held, "2026-02-10")
    next_ones = {"annual-review", "review-after-reassessment", "review-after-transfer", "annual-review-inherited"}
    assert timeline.state.kind == "running"
    assert [d for d in timeline.deadlines if d.rule.id in next_ones and d.status in ("open", "overdue")]


def test_a_plan_known_by_its_traces_is_named_beside_what_runs(lay: Lay) -> None:
    """Of it no review can be counted: no other clock may hide that (CFA 2014 s.44(1))."""
    traced = "assessment-requested@2024-05-13; amended-plan-sent@2024-08-04"
    assert unreviewed(lay(traced, "2024-09-01")) is not None
    assert "the day it was made is not on file" in headline(lay(traced, "2024-09-01"))
    for more in ("; final-plan-sent@2024-08-01", "; review-decided@2024-08-05 outcome=maintain"):
        assert unreviewed(lay(traced + more, "2024-09-01")) is None
