"""Backwards from a limit. Every date here is worked out by hand from the words of the law, beside the test."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.clock.deadline import Timeline
from sendclock.days import bank_holidays
from sendclock.days.counting import Period, count
from sendclock.law import load
from sendclock.plan.goal import ROADS, Goal, PlanStep, latest_start, plan

ENGLAND = bank_holidays.calendars()["england"]
BOOK = load.load()
REQUEST = "assessment-requested@2026-09-07"  # a Monday; week 20 is Monday 25 January 2027
DECIDED = f"{REQUEST}; assessment-agreed@2026-10-15"
EXPECTED = "phase-transfer-expected@2026-06-01 transfer={} transfer_on={}"


def goals(answer: Timeline) -> dict[str, Goal]:
    return {goal.deadline.rule.id: goal for goal in plan(answer)}


def only(answer: Timeline) -> Goal:
    (goal,) = plan(answer)
    return goal


def steps(goal: Goal) -> dict[str, PlanStep]:
    return {step.id: step for step in goal.steps}


def days(goal: Goal) -> dict[str, tuple[str, str]]:
    """Latest and act-by day of each step not done, in order."""
    return {s.id: (s.days.latest.isoformat(), s.days.act_by.isoformat()) for s in goal.steps if not s.done_on}


def done(goal: Goal) -> dict[str, str]:
    return {step.id: step.done_on.isoformat() for step in goal.steps if step.done_on}


class TestLatestStart:
    @pytest.mark.parametrize(
        "end, period, start",
        [
            ("2027-01-23", Period("after", 15, "day", "same-day"), "2027-01-09"),  # 9 to 23 January are 15 days
            ("2027-01-24", Period("after", 15, "day"), "2027-01-09"),
            ("2027-02-14", Period("after", 8, "week"), "2026-12-20"),
            ("2027-02-28", Period("after", 3, "month"), "2026-11-30"),  # the 28th, 29th and 30th all end there
            ("2027-01-04", Period("after", 3, "working-day"), "2026-12-29"),  # 30, 31 December, 4 January
        ],
    )
    def test_by_hand(self, end, period, start):
        assert latest_start(date.fromisoformat(end), period, ENGLAND).isoformat() == start

    @given(
        st.dates(date(2015, 1, 1), date(2028, 12, 31)),
        st.builds(
            Period,
            st.just("after"),
            st.integers(0, 20),
            st.sampled_from(["day", "week", "month", "working-day"]),
            st.sampled_from(["day-after", "same-day"]),
        ),
    )
    def test_it_is_the_last_that_fits(self, end, period):
        start = latest_start(end, period, ENGLAND)
        assert count(start, period, ENGLAND).due <= end < count(start + timedelta(1), period, ENGLAND).due


class TestFinalPlan:
    def test_the_whole_chain_of_a_plain_request(self, lay):
        """Week 20 is Monday 25 January 2027; the day before is safe where the day of receipt is Day 1.

        The family's 15 days from Saturday 9 January are 9 to 23 January, and the plan may go on the 24th; a setting
        asked on the 9th has until the 24th. One after the other: 15 days sooner, Christmas Day. Six weeks before the
        9th: Saturday 28 November. Acting on working days: the plan on Friday 22 January, so the draft on the 7th.
        """
        goal = only(lay(REQUEST, "2026-09-10"))
        assert (goal.deadline.due, goal.aim) == (date(2027, 1, 25), date(2027, 1, 24))
        assert days(goal) == {
            "decide": ("2026-10-18", "2026-10-16"),  # week 6 is Monday 19 October
            "ask-advisers": ("2026-11-28", "2026-11-26"),
            "draft-before-consulting": ("2026-12-25", "2026-12-23"),
            "draft": ("2027-01-09", "2027-01-07"),
            "consult-settings": ("2027-01-09", "2027-01-07"),
            "final-plan": ("2027-01-24", "2027-01-22"),
        }
        assert {step.state for step in goal.steps} == {"to-do"}
        assert steps(goal)["final-plan"].days_left == 136  # 20 + 31 + 30 + 31 + 24
        assert [clock.rule.id for clock in steps(goal)["draft"].also] == ["send-draft", "decide-plan"]

    def test_a_plan_kept_on_its_act_by_days_is_lawful_all_the_way(self, lay):
        """Draft served on its act-by day, 7 January: not before the 22nd, the act-by day of the plan itself."""
        answer = lay(f"{DECIDED}; draft-plan-sent@2027-01-07 served=2027-01-07", "2027-01-08")
        bar = next(d for d in answer.deadlines if d.rule.id == "final-plan-not-before")
        assert bar.due.isoformat() == "2027-01-22" == days(only(answer))["final-plan"][1]

    def test_the_periods_are_those_of_the_rule_book(self, lay):
        whys = {step.id: [rule.id for rule in step.why.rules] for step in only(lay(REQUEST, "2026-09-10")).steps}
        assert whys == {
            "decide": ["decide-to-assess"],
            "ask-advisers": ["advice-reply"],
            "draft-before-consulting": ["comment-on-draft", "consultation-reply"],
            "draft": ["comment-on-draft", "final-plan-not-before", "consultation-reply"],
            "consult-settings": ["consultation-reply"],
            "final-plan": ["final-plan"],
        }

    def test_what_is_done_is_said_with_its_day(self, lay):
        asked = "advice-requested@2026-10-16 party=A source=health; advice-requested@2026-10-19 party=B source=school"
        goal = only(lay(f"{DECIDED}; {asked}; advice-received@2026-11-20 party=A", "2026-11-21"))
        assert done(goal) == {"decide": "2026-10-15", "ask-advisers": "2026-10-19"}
        assert [clock.party for clock in steps(goal)["advice-in"].waiting] == ["B"]
        goal = only(lay(f"{DECIDED}; {asked}; advice-received@2026-11-20 party=A; advice-received@2026-11-21 party=B",
                        "2026-11-22"))  # fmt: skip
        assert done(goal)["advice-in"] == "2026-11-21"

    def test_the_safe_day_is_left_when_no_working_day_is_left_before_it(self, lay):
        """Friday 22 January is the last working day for Sunday the 24th; on Saturday only Monday the 25th is left."""
        assert only(lay(DECIDED, "2027-01-22")).aim == date(2027, 1, 24)
        assert only(lay(DECIDED, "2027-01-23")).aim == date(2027, 1, 25)

    def test_too_late_for_the_slower_road_and_then_for_both(self, lay):
        states = {s.id: (s.state, s.days_left) for s in only(lay(DECIDED, "2026-12-28")).steps}
        assert states["draft-before-consulting"] == ("too-late", -3)
        assert states["draft"] == ("to-do", 12)
        goal = only(lay(DECIDED, "2027-01-12"))
        assert (steps(goal)["draft"].state, steps(goal)["draft"].days_left) == ("too-late", -3)
        assert goal.earliest == date(2027, 1, 27)  # served on the 12th: 12 to 26 January are 15 days

    def test_today_is_still_in_time(self, lay):
        draft = steps(only(lay(DECIDED, "2027-01-09")))["draft"]
        assert (draft.state, draft.days_left) == ("today", 0)

    def test_draft_served_in_time(self, lay):
        """Served on Saturday 5 December: 5 to 19 December, so the plan may go from the 20th."""
        goal = only(lay(f"{DECIDED}; draft-plan-sent@2026-12-03 served=2026-12-05", "2026-12-10"))
        assert goal.bar and goal.bar.due == date(2026, 12, 20) == goal.earliest
        assert done(goal)["draft"] == "2026-12-03"
        assert days(goal) == {
            "consult-settings": ("2027-01-09", "2027-01-07"),
            "final-plan": ("2027-01-24", "2027-01-22"),
        }

    def test_draft_served_too_late_for_the_limit(self, lay):
        """Served on Friday 15 January: 15 to 29 January; not before the 30th, five days after week 20."""
        goal = only(lay(f"{DECIDED}; draft-plan-sent@2027-01-14 served=2027-01-15", "2027-01-16"))
        assert goal.bar and (goal.bar.due - goal.deadline.due).days == 5
        assert goal.aim == goal.deadline.due  # the safe day is of no use where the law forbids it

    def test_the_due_day_is_aimed_at_where_only_the_safe_day_is_barred(self, lay):
        """Served on Sunday 10 January: 10 to 24 January, so the plan may go on Monday the 25th and not before."""
        goal = only(lay(f"{DECIDED}; draft-plan-sent@2027-01-08 served=2027-01-10", "2027-01-12"))
        assert goal.aim == date(2027, 1, 25) == goal.earliest
        assert days(goal)["final-plan"] == ("2027-01-25", "2027-01-25")

    def test_no_act_by_day_before_the_first_lawful_one(self, lay):
        """Week 20 on Saturday 23 January, safe on the 22nd; a draft served on Friday the 8th allows the 23rd alone."""
        text = "assessment-requested@2026-09-05; draft-plan-sent@2027-01-07 served=2027-01-08"
        assert days(only(lay(text, "2027-01-12")))["final-plan"] == ("2027-01-23", "2027-01-23")

    def test_the_family_replied(self, lay):
        replied = "draft-plan-sent@2027-01-14 served=2027-01-15; representations-received@2027-01-18"
        goal = only(lay(f"{DECIDED}; {replied}", "2027-01-19"))
        assert (goal.bar, goal.replied, goal.earliest) == (None, date(2027, 1, 18), date(2027, 1, 19))
        assert goal.aim == date(2027, 1, 24)

    def test_a_draft_sent_again_bars_anew(self, lay):
        again = "representations-received@2026-12-10; draft-plan-sent@2027-01-12 served=2027-01-12"
        goal = only(lay(f"{DECIDED}; draft-plan-sent@2026-12-03 served=2026-12-05; {again}", "2027-01-13"))
        assert goal.replied is None
        assert goal.bar and goal.bar.due == date(2027, 1, 27)

    def test_the_fifteen_days_are_simply_over(self, lay):
        goal = only(lay(f"{DECIDED}; draft-plan-sent@2026-12-03 served=2026-12-05", "2026-12-21"))
        assert (goal.bar, goal.replied, goal.earliest) == (None, None, date(2026, 12, 21))

    def test_settings_consulted_and_what_they_still_owe(self, lay):
        asked = "setting-consulted@2026-12-03 party=Oak received=2026-12-04; setting-consulted@2026-12-03 party=Elm"
        goal = only(lay(f"{DECIDED}; {asked}; setting-replied@2026-12-08 party=Elm", "2026-12-10"))
        assert [clock.party for clock in steps(goal)["settings-reply"].waiting] == ["Oak"]
        assert "draft-before-consulting" not in steps(goal)
        assert days(goal)["draft"] == ("2027-01-09", "2027-01-07")  # the family's 15 days alone are left to fit

    def test_an_overdue_limit_is_still_planned_for(self, lay):
        goal = only(lay(DECIDED, "2027-01-28"))
        assert (goal.deadline.status, goal.aim) == ("overdue", date(2027, 1, 25))
        assert steps(goal)["final-plan"].days_left == -3
        assert goal.earliest == date(2027, 2, 12)  # served on the 28th: 28 January to 11 February

    def test_a_plan_that_was_ordered_has_its_own_limit_for_the_draft(self, lay):
        """Ordered on Monday 2 November: draft in five weeks, 7 December; final in eleven, 18 January. No advice."""
        goal = only(lay("order-made@2026-11-02 order=make-plan", "2026-11-10"))
        assert days(goal) == {
            "draft": ("2026-12-07", "2026-12-07"),
            "consult-settings": ("2027-01-03", "2026-12-31"),
            "final-plan": ("2027-01-18", "2027-01-18"),
        }
        assert steps(goal)["draft"].tier == "statutory"

    def test_an_assessment_that_was_ordered(self, lay):
        """Tell the family within two weeks of Monday 2 November; the final plan within 14, on 8 February."""
        goal = only(lay("order-made@2026-11-02 order=assess", "2026-11-10"))
        assert days(goal)["decide"] == ("2026-11-16", "2026-11-16")
        assert days(goal)["draft"] == ("2027-01-24", "2027-01-22")
        assert goal.aim == date(2027, 2, 8)

    def test_a_change_of_mind_has_what_was_done_since_the_first_request_behind_it(self, lay):
        before = f"{DECIDED}; advice-requested@2026-10-16 party=A source=health; advice-received@2026-11-20 party=A"
        minds = "plan-refused@2026-12-07; plan-agreed@2026-12-14 route=change-of-mind original_request=2026-09-07"
        goal = only(lay(f"{before}; {minds}", "2026-12-15"))
        assert goal.deadline.rule.id == "final-plan-change-of-mind"
        assert done(goal) == {"ask-advisers": "2026-10-16", "advice-in": "2026-11-20"}

    def test_a_detained_person_has_the_detained_rules(self, lay):
        goal = only(lay(f"{REQUEST} detained=yes", "2026-09-10"))
        assert goal.deadline.rule.id == "detained-final-plan"
        assert [rule.id for rule in steps(goal)["ask-advisers"].why.rules] == ["detained-advice-reply"]


class TestPhaseTransfer:
    def test_before_15_february(self, lay):
        """14 February 2027 less 56 days is 20 December, less 28 more 22 November; two weeks' notice 8 November.
        All four are Sundays: the Fridays before."""
        goal = only(lay(EXPECTED.format("primary-to-secondary", "2027-09-01"), "2026-09-10"))
        assert days(goal) == {
            "invite": ("2026-11-08", "2026-11-06"),
            "papers": ("2026-11-08", "2026-11-06"),
            "meeting": ("2026-11-22", "2026-11-20"),
            "amendment-notice": ("2026-12-20", "2026-12-18"),
            "amended-plan": ("2027-02-14", "2027-02-12"),
        }
        assert steps(goal)["amendment-notice"].last_chance == date(2027, 1, 30)  # 30 January to 13 February

    def test_before_31_march_of_a_leap_year(self, lay):
        """30 March 2028 is a Thursday; 84 days before it, over 29 February, is Thursday 6 January."""
        goal = only(lay(EXPECTED.format("secondary-to-post-16", "2028-09-01"), "2027-09-10"))
        assert days(goal) == {
            "invite": ("2027-12-23", "2027-12-23"),
            "papers": ("2027-12-23", "2027-12-23"),
            "meeting": ("2028-01-06", "2028-01-06"),
            "amendment-notice": ("2028-02-03", "2028-02-03"),
            "amended-plan": ("2028-03-30", "2028-03-30"),
        }

    def test_five_months_before_a_move(self, lay):
        """Five months before 1 June 2027 is New Year's Day: the 31st to act by, and Thursdays before it."""
        goal = only(lay(EXPECTED.format("post-16-to-post-16", "2027-06-01"), "2026-09-10"))
        assert days(goal) == {
            "invite": ("2026-09-25", "2026-09-24"),
            "papers": ("2026-09-25", "2026-09-24"),
            "meeting": ("2026-10-09", "2026-10-08"),
            "amendment-notice": ("2026-11-06", "2026-11-05"),
            "amended-plan": ("2027-01-01", "2026-12-31"),
        }

    @pytest.mark.parametrize(
        "kind, move", [("primary-to-secondary", "2027-09-01"), ("secondary-to-post-16", "2028-09-01"),
                       ("secondary-to-post-16", "2027-09-01"), ("post-16-to-post-16", "2027-07-31")],
    )  # fmt: skip
    def test_the_meeting_falls_where_the_planning_rule_puts_it(self, lay, kind, move):
        answer = lay(EXPECTED.format(kind, move), "2026-09-10")
        (rule,) = [d for d in answer.deadlines if d.rule.id.startswith("phase-meeting-")]
        assert steps(only(answer))["meeting"].days.latest == rule.due

    def test_an_arranged_meeting_sets_the_notice(self, lay):
        arranged = "review-meeting-arranged@2026-10-01 meeting=2026-11-26"
        goal = only(lay(EXPECTED.format("primary-to-secondary", "2027-09-01") + f"; {arranged}", "2026-11-13"))
        assert steps(goal)["meeting"].arranged == date(2026, 11, 26)
        assert (steps(goal)["invite"].days.latest, steps(goal)["invite"].state) == (date(2026, 11, 12), "too-late")

    def test_the_meeting_held_early_brings_the_notice_forward(self, lay):
        """Held on 10 November: the decision and the notice by 8 December, not 20. The invitations are history."""
        held = "review-meeting-held@2026-11-10"
        goal = only(lay(EXPECTED.format("primary-to-secondary", "2027-09-01") + f"; {held}", "2026-11-13"))
        assert done(goal) == {"meeting": "2026-11-10"}
        assert days(goal)["amendment-notice"] == ("2026-12-08", "2026-12-08")
        assert days(goal)["amended-plan"][0] == "2027-02-14"

    def test_the_notice_sent_early_brings_the_plan_forward(self, lay):
        """Eight weeks from Tuesday 24 November: 19 January, before 14 February and 12 weeks from the meeting."""
        sent = "review-meeting-held@2026-11-10; amendment-notice-sent@2026-11-24"
        goal = goals(lay(EXPECTED.format("primary-to-secondary", "2027-09-01") + f"; {sent}", "2026-11-25"))
        assert days(goal["phase-transfer-february"]) == {"amended-plan": ("2027-01-19", "2027-01-19")}

    def test_already_too_late(self, lay):
        goal = only(lay(EXPECTED.format("primary-to-secondary", "2027-09-01"), "2026-12-25"))
        assert {s.id: s.days_left for s in goal.steps} == {
            "invite": -47, "papers": -47, "meeting": -33, "amendment-notice": -5, "amended-plan": 51,
        }  # fmt: skip


class TestReview:
    def test_the_meeting_four_weeks_before(self, lay):
        """First made on 10 March 2026: complete by 9 March 2027; the meeting 28 days before, on 9 February."""
        answer = lay("final-plan-sent@2026-03-10", "2026-11-21")
        goal = only(answer)
        assert days(goal) == {
            "invite": ("2027-01-26", "2027-01-26"),
            "papers": ("2027-01-26", "2027-01-26"),
            "meeting": ("2027-02-09", "2027-02-09"),
            "review-decision": ("2027-03-09", "2027-03-09"),
        }
        (rule,) = [d for d in answer.deadlines if d.rule.id == "annual-review-meeting"]
        assert steps(goal)["meeting"].days.latest == rule.due

    def test_held_early_the_four_weeks_rule(self, lay):
        goal = only(lay("final-plan-sent@2026-03-10; review-meeting-held@2026-11-02", "2026-11-21"))
        assert days(goal) == {"review-decision": ("2026-11-30", "2026-11-30")}


class TestNothing:
    @pytest.mark.parametrize(
        "text", [f"{REQUEST}; assessment-refused@2026-10-15", f"{REQUEST}; case-closed@2026-09-09"]
    )
    def test_nothing_to_plan(self, lay, text):
        assert plan(lay(text, "2026-11-21")) == ()

    def test_goals_come_by_their_limit(self, lay):
        expected = EXPECTED.format("primary-to-secondary", "2027-09-01")
        found = plan(lay(f"final-plan-sent@2026-05-01; {expected}", "2026-11-21"))
        assert [goal.deadline.rule.id for goal in found] == ["phase-transfer-february", "annual-review"]

    def test_every_goal_is_a_rule(self):
        assert all(BOOK.of(role) for role in ROADS)
