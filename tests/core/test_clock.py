"""How a clock runs: a test for each sentence of the law that the worked examples do not already pin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from sendclock.clock.case import Case
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.run import timeline
from sendclock.days import bank_holidays
from sendclock.days.calendars import own_calendar
from sendclock.days.hours import london_zone
from sendclock.law import rule as model
from sendclock.law.book import RuleBook
from sendclock.law.rule import Condition, Rule


def of(answer: Timeline, rule: str) -> list[Deadline]:
    """Every clock of one rule, in the order they started."""
    return [deadline for deadline in answer.deadlines if deadline.rule.id == rule]


def started(answer: Timeline) -> set[str]:
    return {deadline.rule.id for deadline in answer.deadlines}


def running(answer: Timeline) -> set[str]:
    return {d.rule.id for d in answer.deadlines if d.status in ("open", "overdue")}


def kinds(deadline: Deadline) -> list[str]:
    return [step.kind for step in deadline.steps]


def told(deadline: Deadline, kind: str) -> Any:
    """The (last) step of this kind."""
    return [step for step in deadline.steps if step.kind == kind][-1]


def dated(deadline: Deadline) -> tuple[str, str]:
    return deadline.due.isoformat(), deadline.status


ZONE = london_zone()
ASKED = "assessment-requested@2026-03-02"


class TestOrder:
    def test_events_are_taken_in_order_of_day_whatever_their_place_in_the_file(self, ask):
        plan = ask("refuse-plan", f"plan-refused@2026-06-23; {ASKED}", "2026-07-01")
        assert dated(plan) == ("2026-06-22", "met-late")

    def test_events_of_one_day_are_taken_in_the_order_one_leads_to_the_other(self, ask):
        draft, reply = "draft-plan-sent@2026-06-01 served=2026-06-01", "representations-received@2026-06-01"
        assert ask("comment-on-draft", f"{draft}; {reply}", "2026-06-10").status == "met"
        assert ask("comment-on-draft", f"{reply}; {draft}", "2026-06-10").status == "met"

    def test_events_after_the_as_of_day_do_not_exist_but_are_named(self, lay):
        text = f"{ASKED}; assessment-agreed@2026-04-09; plan-agreed@2026-06-15"
        answer = lay(text, "2026-04-09")
        assert of(answer, "decide-to-assess")[0].status == "met"
        (plan,) = of(answer, "refuse-plan")
        assert plan.status == "open"
        assert [event.type for event in answer.later_events] == ["plan-agreed"]
        assert told(plan, "later-events").events == answer.later_events
        assert "later-events" not in kinds(of(lay(text, "2026-06-15"), "refuse-plan")[0])

    def test_an_event_meets_the_running_clock_and_starts_the_next(self, lay):
        review = "review-meeting-held@2026-02-02; review-decided@2026-02-27 outcome=maintain"
        first, second = of(lay(f"final-plan-sent@2025-03-10; {review}", "2026-03-05"), "annual-review")
        assert (first.due.isoformat(), first.status, first.met_on) == ("2026-03-09", "met", date(2026, 2, 27))
        assert dated(second) == ("2027-02-01", "open")

    @pytest.mark.parametrize("event", ["amendment-dropped", "amendment-notice-sent", "review-decided"])
    def test_an_event_never_meets_the_clock_it_starts(self, lay, event):
        outcome = " outcome=maintain" if event == "review-decided" else ""
        (review,) = of(lay(f"{event}@2026-02-27{outcome}", "2026-03-05"), "annual-review")
        assert review.status == "open"


class TestRepeats:
    def test_first_ignores_a_second_start_while_the_clock_is_open(self, lay):
        notices = "amendment-notice-sent@2026-03-30; amendment-notice-sent@2026-04-20"
        (plan,) = of(lay(notices, "2026-05-01"), "amended-plan")
        assert plan.due == date(2026, 5, 25)

    def test_each_opens_another(self, lay):
        meetings = "review-meeting-held@2026-02-02; review-meeting-held@2026-03-02"
        dues = [deadline.due.isoformat() for deadline in of(lay(meetings, "2026-03-05"), "review-report")]
        assert dues == ["2026-02-16", "2026-03-16"]

    def test_latest_replaces_the_date_and_the_annual_review_stays(self, lay):
        moved = "review-meeting-arranged@2026-10-20 meeting={}; review-meeting-arranged@2026-11-02 meeting={}"
        text = "final-plan-sent@2026-01-15; " + moved.format("2026-11-23", "2026-12-07")
        answer = lay(text, "2026-11-03")
        old, new = of(answer, "review-notice")
        assert (old.status, new.status, new.due.isoformat()) == ("lapsed", "open", "2026-11-23")
        assert "replaced" in kinds(old)
        assert [dated(d) for d in of(answer, "annual-review")] == [("2027-01-14", "open")]

    def test_latest_does_not_replace_what_was_already_met(self, lay):
        text = (
            "review-meeting-arranged@2026-10-20 meeting=2026-11-23; review-papers-circulated@2026-11-02; "
            "review-meeting-arranged@2026-11-10 meeting=2026-12-07"
        )
        assert [d.status for d in of(lay(text, "2026-11-15"), "review-papers")] == ["met", "open"]

    def test_a_draft_sent_again_replaces_the_closing_date_and_moves_nothing_else(self, lay):
        first = f"{ASKED}; draft-plan-sent@2026-06-01 served=2026-06-02 closes=2026-07-31"
        again = f"{first}; draft-plan-sent@2026-06-12 served=2026-06-13"
        one, two = lay(first, "2026-06-11"), lay(again, "2026-06-15")
        assert of(one, "comment-on-draft")[-1].due == date(2026, 7, 31)
        assert of(two, "comment-on-draft")[-1].due == date(2026, 6, 27)
        assert of(two, "final-plan-not-before")[-1].due == date(2026, 6, 28)
        assert "comment-on-draft-closes" not in running(two)
        for rule in ("final-plan", "refuse-plan", "send-draft"):
            assert [dated(d) for d in of(one, rule)] == [dated(d) for d in of(two, rule)]

    def test_a_second_request_while_an_assessment_is_under_way_starts_nothing(self, lay):
        text = f"{ASKED}; assessment-agreed@2026-04-09; plan-agreed@2026-06-15; draft-plan-sent@2026-06-20"
        answer = lay(f"{text}; assessment-requested@2026-06-25 requester=setting", "2026-07-01")
        for rule in ("decide-to-assess", "refuse-plan", "final-plan", "send-draft"):
            assert len(of(answer, rule)) == 1, rule

    @pytest.mark.parametrize(
        "end",
        ["assessment-refused", "plan-refused", "final-plan-sent", "request-withdrawn", "case-closed reason=no-plan"],
    )
    def test_a_request_after_the_assessment_has_ended_is_a_new_one(self, lay, end):
        type_, _, more = end.partition(" ")
        answer = lay(f"{ASKED}; {type_}@2026-04-09 {more}; assessment-requested@2026-09-07", "2026-09-21")
        assert dated(of(answer, "decide-to-assess")[-1]) == ("2026-10-19", "open")
        assert len(of(answer, "final-plan")) == 2

    def test_a_second_request_for_a_detained_person_starts_nothing_either(self, lay):
        text = f"{ASKED} detained=yes; assessment-agreed@2026-04-09; assessment-requested@2026-04-20 detained=yes"
        assert len(of(lay(text, "2026-05-01"), "detained-decide-to-assess")) == 1


class TestParties:
    ADVICE = "advice-requested@2026-10-14 party=Hospital-Trust source=health received=2026-10-14"

    def test_only_the_same_party_stops_its_clock(self, lay):
        other = "advice-requested@2026-10-14 party=CDC source=health received=2026-10-14"
        answer = lay(f"{self.ADVICE}; {other}; advice-received@2026-11-02 party=CDC", "2026-11-10")
        statuses = {deadline.party: deadline.status for deadline in of(answer, "advice-reply")}
        assert statuses == {"Hospital-Trust": "open", "CDC": "met"}

    def test_case_and_spacing_of_a_party_do_not_matter(self, events, book):
        asked, answered = events(f"{self.ADVICE}; advice-received@2026-11-02 party=x")
        asked = asked.but(fields={**asked.fields, "party": "Hospital  Trust"})
        answered = answered.but(fields={"party": " hospital trust"})
        answer = timeline(Case("X", "X.toml", (asked, answered)), book, date(2026, 11, 10))
        assert of(answer, "advice-reply")[0].status == "met"

    def test_a_party_asked_twice_has_one_clock(self, lay):
        again = "advice-requested@2026-10-20 party=HOSPITAL-trust source=health received=2026-10-20"
        assert len(of(lay(f"{self.ADVICE}; {again}", "2026-11-10"), "advice-reply")) == 1

    def test_an_event_that_has_no_party_ends_the_clocks_of_all(self, lay):
        other = "advice-requested@2026-10-14 party=CDC source=health received=2026-10-14"
        answer = lay(f"{self.ADVICE}; {other}; plan-refused@2026-11-02", "2026-11-10")
        assert [d.status for d in of(answer, "advice-reply")] == ["lapsed", "lapsed"]

    def test_foi_requests_are_told_apart_by_their_own_reference(self, lay):
        asked = "foi-received@2026-06-01 party=FOI-1; foi-received@2026-06-02 party=FOI-2"
        answer = lay(f"{asked}; foi-answered@2026-06-10 party=FOI-2", "2026-06-12")
        statuses = {d.party: d.status for d in of(answer, "foi-reply")}
        assert statuses == {"FOI-1": "open", "FOI-2": "met"}


class TestAnchors:
    @pytest.mark.parametrize(
        ("rule", "text", "field", "day"),
        [
            ("comment-on-draft", "draft-plan-sent@2026-06-01", "served", "2026-06-15"),
            ("advice-reply", "advice-requested@2026-06-01 party=CDC source=health", "received", "2026-07-13"),
            ("mediation-adviser-limit", "assessment-refused@2026-06-01", "dated", "2026-08-01"),
            ("sar-reply-extended", "sar-extended@2026-06-01 party=SAR-1", "counts_from", "2026-09-01"),
        ],
    )
    def test_a_letters_day_not_recorded_falls_back_to_the_event_and_is_provisional(self, ask, rule, text, field, day):
        guessed = ask(rule, text, "2026-06-02")
        assert (guessed.due.isoformat(), guessed.provisional) == (day, True)
        assert (told(guessed, "anchor").field, told(guessed, "anchor").guessed) == (field, True)
        assert [doubt.id for doubt in guessed.doubts] == ["guessed-anchor"]
        known = ask(rule, f"{text} {field}=2026-06-01", "2026-06-02")
        assert (known.due, known.provisional) == (guessed.due, False)

    @pytest.mark.parametrize(
        ("rule", "text", "day"),
        [
            ("sar-reply", "sar-received@2026-06-01 party=SAR-1", "2026-07-01"),
            ("sar-reply-extended", "sar-received@2026-06-01 party=S; sar-extended@2026-06-20 party=S", "2026-09-01"),
            ("consultation-answer", "consultation-received@2026-06-01 party=X", "2026-06-16"),
        ],
    )
    def test_a_field_that_is_the_events_own_day_leaves_nothing_to_guess(self, ask, rule, text, day):
        sure = ask(rule, text, "2026-06-22")
        assert (sure.due.isoformat(), sure.provisional) == (day, False)

    def test_a_principal_is_as_provisional_as_its_limb(self, ask):
        assert ask("mediation-contact", "assessment-refused@2026-06-01", "2026-06-02").provisional
        dated_letter = "assessment-refused@2026-06-01 dated=2026-06-01"
        assert not ask("mediation-contact", dated_letter, "2026-06-02").provisional

    @pytest.mark.parametrize(
        ("rule", "text", "field"),
        [
            ("comment-on-draft-closes", "draft-plan-sent@2026-06-01", "closes"),
            ("icb-handover-on-move", "commissioner-changed@2026-06-01 cause=move", "move"),
            ("icb-request", "commissioner-changed@2026-06-01 cause=other impracticable=yes", "new_aware"),
            ("midway-final-plan", "detention-began@2026-06-01 assessment_open=yes", "responsible"),
            ("complaint-stage-1-extended", "complaint-extended@2026-06-01 party=C-1", "acknowledged"),
            ("age-25-further-education", "age-limit-recorded@2026-06-01 setting_type=further-education", "turns_25"),
            ("annual-review-inherited", "plan-transferred@2026-06-01 direction=in", "made"),
        ],
    )
    def test_without_its_date_the_clock_does_not_start_and_the_answer_names_the_field(self, lay, rule, text, field):
        answer = lay(text, "2026-06-02")
        assert rule not in started(answer)
        assert (rule, field) in {(n.rule.id, n.missing) for n in answer.not_started}

    def test_with_its_date_nothing_is_missing(self, lay):
        assert lay("draft-plan-sent@2026-06-01 served=2026-06-02 closes=2026-06-23", "2026-06-02").not_started == ()

    def test_a_limb_that_has_not_started_does_not_count(self, ask):
        assert ask("icb-handover", "commissioner-changed@2026-12-21 cause=move", "2027-01-01").due == date(2027, 1, 13)

    def test_the_meeting_is_the_one_recorded_else_the_latest_annual_one_else_the_event(self, ask):
        meetings = "review-meeting-held@2026-01-12; review-meeting-held@2026-02-02"
        meetings += "; review-meeting-held@2026-02-20 kind=light"
        decided = "review-decided@2026-02-27 outcome=maintain"
        assert ask("annual-review", f"{meetings}; {decided}", "2026-03-05").due == date(2027, 2, 1)
        assert ask("annual-review", f"{meetings}; {decided} meeting=2026-01-12", "2026-03-05").due == date(2027, 1, 11)
        alone = ask("annual-review", decided, "2026-03-05")
        assert (alone.due, alone.provisional) == (date(2027, 2, 26), True)

    def test_a_meeting_later_than_the_decision_is_not_the_one_it_decides(self, lay):
        decided = "review-meeting-held@2026-02-02; review-decided@2026-02-27 outcome=maintain"
        text = f"{decided}; review-meeting-held@2026-03-02"
        assert of(lay(text, "2026-03-05"), "annual-review")[-1].due == date(2027, 2, 1)

    def test_a_plan_never_reviewed_was_last_reviewed_when_it_was_made(self, ask):
        text = "plan-transferred@2027-01-18 direction=in made=2026-09-14"
        assert ask("annual-review-inherited", text, "2027-02-01").due == date(2027, 9, 13)

    def test_the_twenty_fifth_birthday_may_come_from_the_date_of_birth(self, ask):
        text = "age-limit-recorded@2026-09-01 setting_type=further-education"
        limit = ask("age-25-further-education", text, "2026-10-01", born=date(2002, 3, 10))
        assert (limit.due, limit.anchor, limit.provisional) == (date(2027, 7, 31), date(2027, 3, 10), False)
        recorded = ask("age-25-further-education", f"{text} turns_25=2028-03-10", "2026-10-01", born=date(2002, 3, 10))
        assert recorded.due == date(2028, 7, 31)

    def test_a_clock_on_anothers_due_day_follows_it(self, ask):
        draft = "draft-plan-sent@2026-06-01 served=2026-06-02"
        assert ask("final-plan-not-before", f"{draft} closes=2026-06-23", "2026-06-02").due == date(2026, 6, 24)
        cease = "cease-decided@2026-03-02; certificate-issued@2026-04-20"
        assert ask("cease-not-before", cease, "2026-04-21").due == date(2026, 5, 21)


class TestConditions:
    @pytest.mark.parametrize(
        ("op", "recorded", "left_out", "left_out_with_default"),
        [("=", True, False, True), ("!=", False, True, False)],
    )
    def test_a_field_left_out_has_its_marked_value_else_equals_fails_and_differs_holds(
        self, events, op, recorded, left_out, left_out_with_default
    ):
        told, silent = events("assessment-requested@2026-06-01 detained=yes; assessment-requested@2026-06-01")
        assert Condition("detained", op, ("yes", "other"), None).holds(told) is recorded
        assert Condition("detained", op, ("yes", "other"), None).holds(silent) is left_out
        assert Condition("detained", op, ("yes", "other"), "yes").holds(silent) is left_out_with_default

    @pytest.mark.parametrize(("day", "before"), [("2015-08-31", True), ("2015-09-01", False), ("2015-10-10", False)])
    def test_dates_are_compared_as_dates(self, events, day, before):
        (began,) = events(f"conversion-assessment-began@2015-10-15 notice={day}")
        assert Condition("notice", "<", ("2015-09-01",), None).holds(began) is before
        assert Condition("notice", ">=", ("2015-09-01",), None).holds(began) is not before
        assert not Condition("missing", "<", ("2015-09-01",), None).holds(began)
        assert not Condition("missing", ">=", ("2015-09-01",), None).holds(began)


class TestMet:
    def test_a_plan_is_sent_when_the_last_copy_has_gone(self, ask):
        sent = f"{ASKED}; final-plan-sent@2026-07-17 complete=2026-07-21"
        late = ask("final-plan", sent, "2026-08-01")
        assert (late.status, late.met_on) == ("met-late", date(2026, 7, 21))

    def test_until_the_last_copy_has_gone_the_clock_is_open(self, ask):
        sent = f"{ASKED}; final-plan-sent@2026-07-17 complete=2026-07-21"
        assert ask("final-plan", sent, "2026-07-20").status == "open"
        assert ask("final-plan", sent, "2026-07-21").status == "met-late"

    def test_an_appeal_is_in_time_by_the_day_it_was_lodged(self, ask):
        registered = "plan-refused@2026-05-29; appeal-registered@2026-08-03"
        assert ask("appeal-window", registered, "2026-08-05").status == "met-late"
        lodged = ask("appeal-window", f"{registered} lodged=2026-07-29", "2026-08-05")
        assert (lodged.status, lodged.met_on) == ("met", date(2026, 7, 29))

    @pytest.mark.parametrize(("hour", "status"), [(time(17), "met"), (time(17, 1), "met-late"), (None, "met")])
    def test_the_hour_decides_on_the_last_day_where_it_is_recorded(self, events, book, hour, status):
        registered, answered = events("appeal-registered@2026-05-11; appeal-response-sent@2026-06-23")
        at = datetime.combine(date(2026, 6, 23), hour, tzinfo=ZONE) if hour else None
        case = Case("X", "X.toml", (registered, answered.but(at=at)))
        (response,) = of(timeline(case, book, date(2026, 7, 1)), "appeal-response")
        assert response.due_at == datetime(2026, 6, 23, 17, tzinfo=ZONE)
        assert response.status == status

    def test_the_hour_does_not_matter_before_the_last_day(self, events, book):
        registered, answered = events("appeal-registered@2026-05-11; appeal-response-sent@2026-06-22")
        late_evening = answered.but(at=datetime(2026, 6, 22, 23, 50, tzinfo=ZONE))
        case = Case("X", "X.toml", (registered, late_evening))
        assert of(timeline(case, book, date(2026, 7, 1)), "appeal-response")[0].status == "met"

    def test_an_act_before_its_earliest_day_is_met_and_too_early(self, ask):
        draft = "draft-plan-sent@2026-02-27 served=2026-03-02"
        early = ask("final-plan-not-before", f"{draft}; final-plan-sent@2026-03-16", "2026-03-20")
        assert (early.status, early.too_early) == ("met", True)
        on_time = ask("final-plan-not-before", f"{draft}; final-plan-sent@2026-03-17", "2026-03-20")
        assert (on_time.status, on_time.too_early) == ("met", False)

    def test_the_bar_ends_when_the_family_has_replied(self, ask):
        replied = "draft-plan-sent@2026-02-27 served=2026-03-02; representations-received@2026-03-05"
        bar = ask("final-plan-not-before", f"{replied}; final-plan-sent@2026-03-09", "2026-03-20")
        assert (bar.status, bar.too_early) == ("lapsed", False)


class TestStatus:
    @pytest.mark.parametrize(
        ("kind", "rule", "text", "last"),
        [
            ("deadline", "decide-to-assess", "assessment-requested@2026-09-07", "2026-10-19"),
            ("window", "appeal-window", "plan-refused@2026-05-29", "2026-07-29"),
            ("bar", "final-plan-not-before", "draft-plan-sent@2026-02-27 served=2026-03-02", "2026-03-17"),
            (
                "limit",
                "age-25-further-education",
                "age-limit-recorded@2026-09-01 setting_type=further-education turns_25=2027-03-10",
                "2027-07-31",
            ),
        ],
    )
    def test_only_a_deadline_is_ever_overdue(self, ask, kind, rule, text, last):
        on_the_day = ask(rule, text, last)
        assert (on_the_day.rule.kind, *dated(on_the_day)) == (kind, last, "open")
        day_after = date.fromisoformat(last).toordinal() + 1
        after = ask(rule, text, date.fromordinal(day_after).isoformat())
        assert after.status == ("overdue" if kind == "deadline" else "lapsed")

    def test_the_day_to_act_by_and_the_safe_day_never_decide(self, ask):
        request = "assessment-requested@2026-08-07"
        week_20 = ask("final-plan", request, "2026-12-25")
        assert (week_20.act_by, week_20.safe) == (date(2026, 12, 24), date(2026, 12, 24))
        assert dated(week_20) == ("2026-12-25", "open")
        assert ask("final-plan", f"{request}; final-plan-sent@2026-12-25", "2026-12-26").status == "met"

    def test_a_closed_last_day_is_said_and_kept(self, ask):
        week_20 = ask("final-plan", "assessment-requested@2026-08-07", "2026-12-01")
        step = told(week_20, "not-moved")
        assert (step.due, step.reason, step.act_by) == (date(2026, 12, 25), "Christmas Day", date(2026, 12, 24))

    def test_nobody_is_told_to_act_before_the_earliest_lawful_day(self, ask):
        bar = ask("final-plan-not-before", "draft-plan-sent@2026-06-01 served=2026-06-05", "2026-06-10")
        assert bar.due == date(2026, 6, 20)  # a Saturday
        assert bar.act_by >= bar.due
        assert "not-moved" not in kinds(bar)

    def test_the_safe_day_is_the_earliest_on_any_arguable_reading(self, ask):
        assert ask("order-amend-both", "order-made@2026-02-20 order=amend-both", "2026-02-25").safe == date(2026, 3, 6)
        assert ask("decide-to-reassess", "reassessment-requested@2026-11-02", "2026-11-05").safe == date(2026, 11, 16)

    def test_a_later_reading_is_explained_and_never_used(self, ask):
        notice = ask("mediation-notice", "mediation-arranged@2026-03-20 mediation_on=2026-04-10", "2026-03-25")
        assert told(notice, "reading").due == date(2026, 4, 1)
        assert notice.safe == notice.due == date(2026, 3, 31)
        text = "assessment-agreed@2026-03-09 route=change-of-mind original_request=2026-01-12"
        assert told(ask("final-plan-change-of-mind", text, "2026-04-01"), "reading").due == date(2026, 6, 15)
        draft = ask("comment-on-draft", "draft-plan-sent@2026-06-01 served=2026-06-02", "2026-06-02")
        assert told(draft, "reading").due == date(2026, 6, 22)


class TestCombined:
    def test_while_the_principal_runs_the_limb_is_not_listed_by_itself(self, lay):
        draft = "draft-plan-sent@2026-06-01 served=2026-06-02 closes=2026-06-23"
        (limb,) = of(lay(draft, "2026-06-10"), "comment-on-draft-closes")
        assert (limb.limb_of, limb.listed) == ("comment-on-draft", False)
        (met,) = of(lay(f"{draft}; representations-received@2026-06-09", "2026-06-10"), "comment-on-draft-closes")
        assert met.listed

    def test_a_limb_that_comes_first_is_listed_until_its_principal_starts(self, lay):
        meeting = "review-meeting-held@2026-11-23"
        (alone,) = of(lay(meeting, "2026-12-01"), "amended-plan-longstop")
        assert (alone.limb_of, alone.listed) == (None, True)
        (joined,) = of(lay(f"{meeting}; amendment-notice-sent@2027-01-11", "2027-01-12"), "amended-plan-longstop")
        assert (joined.limb_of, joined.listed) == ("amended-plan", False)

    def test_both_dates_are_shown(self, ask):
        text = "review-meeting-held@2026-11-23; amendment-notice-sent@2027-01-11"
        both = told(ask("amended-plan", text, "2027-01-12"), "combined")
        assert (both.own_due, both.limb_due, both.how) == (date(2027, 3, 8), date(2027, 2, 15), "min")

    def test_the_notice_in_time_governs_itself(self, ask):
        text = "review-meeting-held@2026-11-23; amendment-notice-sent@2026-12-01"
        assert ask("amended-plan", text, "2027-01-12").due == date(2027, 1, 26)

    def test_a_certificate_lengthens_and_never_shortens_the_two_months(self, ask):
        refused = "assessment-refused@2026-10-05"
        assert ask("appeal-window", f"{refused}; certificate-issued@2026-10-20", "2026-12-01").due == date(2026, 12, 7)
        assert ask("appeal-window", f"{refused}; certificate-issued@2026-11-20", "2026-12-01").due == date(2026, 12, 21)

    def test_a_certificate_belongs_to_the_decision_named_else_to_the_latest(self, lay):
        two = "final-plan-sent@2026-01-12; amended-plan-sent@2026-03-02; certificate-issued@2026-04-20"
        latest = [d.due.isoformat() for d in of(lay(two, "2026-05-01"), "appeal-window")]
        assert latest == ["2026-03-12", "2026-05-20"]
        named = of(lay(f"{two} decision=2026-01-12", "2026-05-01"), "appeal-window")
        assert [d.due.isoformat() for d in named] == ["2026-05-20", "2026-05-05"]

    def test_a_later_decision_does_not_take_a_certificate_away(self, lay):
        first = "final-plan-sent@2025-01-13; certificate-issued@2025-02-24"
        (alone,) = of(lay(first, "2025-03-01"), "appeal-window")
        windows = of(lay(f"{first}; amended-plan-sent@2026-03-02", "2026-03-05"), "appeal-window")
        assert [d.due for d in windows] == [alone.due, date(2026, 5, 5)]
        assert alone.due == date(2025, 3, 24)

    def test_the_next_review_meeting_does_not_move_an_amended_plan_still_owed(self, lay):
        late = "review-meeting-held@2026-01-05; amendment-notice-sent@2026-03-02"
        (before,) = of(lay(late, "2026-06-01"), "amended-plan")
        answer = lay(f"{late}; review-meeting-held@2026-12-07", "2026-12-10")
        (after,) = of(answer, "amended-plan")
        assert before.due == after.due == date(2026, 3, 30)
        assert [d.listed for d in of(answer, "amended-plan-longstop")] == [False, True]

    def test_contact_with_the_adviser_is_due_by_the_earlier_of_sending_and_the_letters_date(self, ask):
        sent = "final-plan-sent@2026-06-30 dated=2026-06-24"
        assert ask("mediation-contact", sent, "2026-07-01").due == date(2026, 8, 24)


class TestAssessment:
    @pytest.mark.parametrize("event", ["assessment-requested", "responsibility-began"])
    def test_weeks_6_14_16_and_20_all_run_at_once_from_the_same_day(self, lay, event):
        answer = lay(f"{event}@2026-09-07", "2026-09-08")
        days = {d.rule.id: (d.due - date(2026, 9, 7)).days for d in answer.deadlines}
        assert days == {
            "decide-to-assess": 42,
            "refuse-plan": 112,
            "final-plan": 140,
            "send-draft": 98,
            "decide-plan": 112,
        }

    def test_finishing_a_step_early_or_late_moves_no_later_one(self, ask):
        steps = "; assessment-agreed@2026-{}; plan-agreed@2026-{}; draft-plan-sent@2026-{}"
        early = ASKED + steps.format("03-04", "03-20", "03-25")
        late = ASKED + steps.format("05-29", "07-10", "07-15")
        assert ask("final-plan", early, "2026-07-16").due == ask("final-plan", late, "2026-07-16").due

    @pytest.mark.parametrize("event", ["plan-agreed", "draft-plan-sent"])
    def test_a_yes_ends_week_16_and_does_not_meet_it(self, ask, event):
        plan = ask("refuse-plan", f"{ASKED}; {event}@2026-05-01", "2026-05-02")
        assert (plan.status, plan.met_on) == ("lapsed", None)

    def test_a_refusal_ends_whatever_is_left_and_opens_appeal_and_mediation(self, lay):
        text = (
            f"{ASKED}; advice-requested@2026-03-20 party=CDC source=health; "
            "setting-consulted@2026-03-20 party=Oakwood; plan-refused@2026-04-01"
        )
        assert running(lay(text, "2026-04-02")) == {"mediation-contact", "mediation-adviser-limit", "appeal-window"}

    def test_a_final_plan_ends_the_assessment_and_starts_the_years_review(self, lay):
        text = f"{ASKED}; assessment-agreed@2026-04-01; setting-consulted@2026-06-01 party=Oakwood"
        left = running(lay(f"{text}; final-plan-sent@2026-07-01", "2026-07-02"))
        assert left == {
            "annual-review", "annual-review-meeting", "mediation-contact", "mediation-adviser-limit", "appeal-window",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "end", ["request-withdrawn", "moved-out move=2026-04-01 plan_held=no", "case-closed reason=other"]
    )
    def test_a_request_withdrawn_a_move_or_a_closed_case_ends_every_assessment_clock(self, lay, end):
        type_, _, more = end.partition(" ")
        assert running(lay(f"{ASKED}; {type_}@2026-03-20 {more}", "2026-04-01")) == set()

    def test_a_move_told_of_beforehand_ends_nothing_until_the_day_of_the_move(self, lay):
        text = f"{ASKED}; moved-out@2026-03-20 move=2026-04-01 plan_held=no"
        assert "final-plan" in running(lay(text, "2026-03-31"))
        assert running(lay(text, "2026-04-01")) == set()

    @pytest.mark.parametrize(
        ("route", "act"),
        [
            ("order", "order-made@2026-05-26 order=assess"),
            ("mediation", "mediation-agreed@2026-05-26 order=assess"),
            ("unopposed", "appeal-registered@2026-05-01 challenge=refuse-assess; "
             "appeal-unopposed@2026-05-26 challenge=refuse-assess"),
        ],
    )  # fmt: skip
    def test_the_clocks_a_refusal_ended_do_not_revive(self, lay, route, act):
        refused = f"{ASKED}; assessment-refused@2026-04-09"
        agreed = f"assessment-agreed@2026-06-01 route={route}"
        answer = lay(f"{refused}; {act}; {agreed}", "2026-06-02")
        assert of(answer, "final-plan")[0].status == "lapsed"
        assert not started(answer) & {"final-plan-change-of-mind", "refuse-plan-change-of-mind"}
        unrecorded = lay(f"{refused}; {agreed}", "2026-06-02")  # what overturned it is named, but not on file
        assert of(unrecorded, "final-plan")[0].status == "lapsed"
        assert of(unrecorded, "final-plan-change-of-mind")[0].provisional

    def test_a_mediation_agreement_runs_the_clocks_of_an_order(self, lay):
        one, other = (
            {d.rule.id: d.due for d in lay(f"{event}@2026-02-20 order=assess", "2026-02-25").deadlines}
            for event in ("order-made", "mediation-agreed")
        )
        assert one == other
        assert set(one) == {"order-assess-notify", "order-assess-no-plan", "order-assess-final-plan"}

    def test_a_detained_persons_request_starts_the_detained_clocks_instead(self, lay):
        assert started(lay(f"{ASKED} detained=yes", "2026-03-03")) == {
            "detained-decide-to-assess", "detained-refuse-plan", "detained-final-plan",
        }  # fmt: skip

    def test_detained_or_released_midway_the_dates_stay_those_of_the_original_day(self, lay):
        detained = lay(f"{ASKED}; detention-began@2026-03-20 assessment_open=yes responsible=2026-03-02", "2026-03-30")
        original = {d.rule.id: d for d in detained.deadlines}
        for rule in ("decide-to-assess", "refuse-plan", "final-plan"):
            assert original[rule].status == "lapsed"
            assert original[f"midway-{rule}"].due == original[rule].due

    def test_a_new_authority_after_release_does_not_inherit_the_assessment(self, lay):
        text = "detention-ended@2026-03-23 assessment_open=yes new_authority=yes attention=2026-03-02"
        assert started(lay(text, "2026-03-24")) == {"release-send-plan"}


class TestReviewAndAfter:
    def test_a_bare_letter_leaves_the_decision_open_and_the_notice_meets_it(self, ask):
        bare = "review-meeting-held@2026-10-12; review-decided@2026-11-04 outcome=amend"
        assert ask("review-decision", bare, "2026-11-09").status == "open"
        notice = ask("review-decision", f"{bare}; amendment-notice-sent@2026-11-09", "2026-11-10")
        assert (notice.status, notice.met_by.type) == ("met", "amendment-notice-sent")

    @pytest.mark.parametrize(
        "event",
        [
            "amended-plan-sent@2026-06-10",
            "amendment-notice-sent@2026-06-10 following=other",
            "amended-plan-sent@2026-06-10 following=order",
            "review-meeting-held@2026-06-10 kind=light under_5=yes",
            "review-meeting-held@2026-06-10",
            "reassessment-agreed@2026-06-01; amendment-dropped@2026-06-10 following=reassessment",
        ],
    )
    def test_what_does_not_re_date_the_twelve_months(self, lay, event):
        answer = lay(f"final-plan-sent@2026-01-15; {event}", "2026-06-11")
        assert [dated(d) for d in of(answer, "annual-review")] == [("2027-01-14", "open")]

    def test_a_reassessed_plan_replaces_the_running_review(self, lay):
        agreed = "final-plan-sent@2026-01-15; reassessment-agreed@2026-03-04"
        answer = lay(f"{agreed}; final-plan-sent@2026-06-08 following=reassessment", "2026-06-09")
        assert [d.status for d in of(answer, "annual-review")] == ["lapsed"]
        assert [dated(d) for d in of(answer, "review-after-reassessment")] == [("2027-06-08", "open")]

    def test_a_light_review_starts_no_clock_of_an_annual_one(self, lay):
        answer = lay("review-meeting-held@2026-06-10 kind=light under_5=yes", "2026-06-11")
        assert started(answer) == {"early-years-review"}

    def test_a_transfer_out_meets_the_transfer_and_ends_the_plans_clocks(self, lay):
        moved = "final-plan-sent@2026-01-15; moved-out@2026-05-01 move=2026-05-11"
        answer = lay(f"{moved}; plan-transferred@2026-05-11 direction=out", "2026-05-12")
        assert of(answer, "transfer-plan")[0].status == "met"
        assert of(answer, "annual-review")[0].status == "lapsed"

    def test_the_plan_may_not_cease_within_the_appeal_period(self, ask):
        text = "cease-decided@2026-03-02; plan-ceased@2026-05-05 reason=needs-met"
        early = ask("cease-not-before", text, "2026-05-06")
        assert (early.due, early.too_early) == (date(2026, 5, 6), True)

    def test_an_appeal_about_the_setting_alone_needs_no_contact_with_the_adviser(self, lay):
        answer = lay("amended-plan-sent@2026-03-02 certificate_needed=no", "2026-03-03")
        assert started(answer) == {"appeal-window"}

    def test_a_directed_date_stands_beside_the_limit_it_replaces(self, lay):
        direction = "direction-given@2026-05-12 due=2026-07-10 party=response rule=appeal-response"
        answer = lay(f"appeal-registered@2026-05-11; {direction}", "2026-05-13")
        assert dated(of(answer, "appeal-response")[0]) == ("2026-06-23", "open")
        assert dated(of(answer, "directed-date")[0]) == ("2026-07-10", "open")
        assert of(answer, "appeal-response")[0].claims == ()  # it names the clock, and claims no exception for it

    def test_closing_a_case_leaves_appeal_windows_and_information_requests_running(self, lay):
        text = f"{ASKED}; plan-refused@2026-04-01; foi-received@2026-04-02 party=FOI-1"
        closed = lay(f"{text}; case-closed@2026-04-03 reason=no-plan", "2026-04-04")
        assert {"appeal-window", "foi-reply"} <= running(closed)


class TestVersions:
    @pytest.mark.parametrize(
        ("on", "rule"), [("2015-03-22", "unopposed-contents-2014"), ("2015-03-23", "unopposed-contents")]
    )
    def test_the_version_is_that_of_the_anchor_day_both_ends_included(self, lay, on, rule):
        assert started(lay(f"appeal-unopposed@{on} challenge=contents", "2015-03-25")) == {rule}

    def test_nothing_starts_before_its_law(self, lay):
        assert started(lay("assessment-requested@2014-08-31", "2014-09-02")) == set()

    @pytest.mark.parametrize(
        ("notice", "rule"), [("2015-08-31", "conversion-plan-early"), ("2015-09-01", "conversion-plan")]
    )
    def test_conversions_are_selected_by_the_day_of_the_notice(self, lay, notice, rule):
        answer = lay(f"conversion-assessment-began@2015-09-15 notice={notice}", "2015-10-01")
        assert {r for r in started(answer) if r.startswith("conversion-plan")} == {rule}


class TestCorrections:
    def test_a_correction_alone_corrects_the_day(self, ask):
        fixed = ask("decide-to-assess", f"{ASKED}; event-corrected@2026-03-05 event=e1 reason=stamp", "2026-03-10")
        assert fixed.due == date(2026, 4, 16)
        assert [change.id for change in told(fixed, "started").corrected] == ["e2"]

    def test_a_correction_of_fields_leaves_the_day_alone(self, ask):
        draft = "draft-plan-sent@2026-06-01 served=2026-06-02"
        change = "event-corrected@2026-06-09 event=e1 reason=post served=2026-06-04"
        fixed = ask("comment-on-draft", f"{draft}; {change}", "2026-06-10")
        assert (fixed.started_by.on, fixed.due) == (date(2026, 6, 1), date(2026, 6, 18))

    def test_the_newest_correction_of_a_field_counts_and_others_stand(self, ask):
        text = (
            "draft-plan-sent@2026-06-01; "
            "event-corrected@2026-06-05 event=e1 reason=a served=2026-06-04 closes=2026-06-23; "
            "event-corrected@2026-06-06 event=e1 reason=b served=2026-06-03"
        )
        fixed = ask("comment-on-draft", text, "2026-06-10")
        assert (fixed.started_by.fields["served"], fixed.due) == (date(2026, 6, 3), date(2026, 6, 23))
        assert [change.id for change in told(fixed, "started").corrected] == ["e2", "e3"]

    def test_corrections_are_true_from_the_start_whatever_the_as_of_day(self, lay):
        text = f"{ASKED}; event-corrected@2026-03-05 event=e1 reason=stamp; note-added@2026-03-09 note=x"
        assert lay(text, "2026-03-04").deadlines == ()
        draft = "draft-plan-sent@2026-06-01 served=2026-06-02"
        late = f"{draft}; event-corrected@2026-09-01 event=e1 reason=post served=2026-06-04"
        assert of(lay(late, "2026-06-10"), "comment-on-draft")[0].due == date(2026, 6, 18)

    def test_a_corrected_day_takes_its_place_in_the_order(self, ask):
        text = (
            "draft-plan-sent@2026-06-01 served=2026-06-02; representations-received@2026-05-20; "
            "event-corrected@2026-06-05 event=e2 reason=typing"
        )
        assert ask("comment-on-draft", text, "2026-06-10").status == "met"

    def test_a_withdrawn_event_did_not_happen_and_its_clocks_did_not_start(self, lay):
        answer = lay(f"{ASKED}; event-withdrawn@2026-09-01 event=e1 reason=wrong-child", "2026-03-10")
        assert answer.deadlines == ()

    def test_withdrawing_what_met_a_clock_opens_it_again(self, ask):
        text = f"{ASKED}; assessment-agreed@2026-04-09; event-withdrawn@2026-04-10 event=e2 reason=not-sent"
        assert ask("decide-to-assess", text, "2026-04-12").status == "open"

    def test_a_withdrawn_correction_counts_for_nothing(self, ask):
        text = f"{ASKED}; event-corrected@2026-03-05 event=e1 reason=a; event-withdrawn@2026-03-06 event=e2 reason=b"
        fixed = ask("decide-to-assess", text, "2026-03-10")
        assert fixed.due == date(2026, 4, 13)
        assert told(fixed, "started").corrected == ()

    def test_a_withdrawn_withdrawal_counts_for_nothing(self, ask):
        text = f"{ASKED}; event-withdrawn@2026-03-05 event=e1 reason=a; event-withdrawn@2026-03-06 event=e2 reason=b"
        assert ask("decide-to-assess", text, "2026-03-10").due == date(2026, 4, 13)
        third = f"{text}; event-withdrawn@2026-03-07 event=e3 reason=c"
        with pytest.raises(AssertionError, match="no clock"):
            ask("decide-to-assess", third, "2026-03-10")


SUMMER = "asked={} closed=2026-07-22 reopens=2026-09-02 reason=x"
BY_JUNE = "assessment-requested@2026-06-01"
CDC = "advice-requested@2026-02-02 party=CDC source=health received=2026-02-02"  # due 16 March
YOT = "advice-requested@2026-02-02 party=YOT source=youth-justice received=2026-02-02 detained=yes"
ORDER = "order-made@2026-06-05 order=make-plan"  # draft due 10 July
# exception, rule, what started it, the facts that hold, the facts that do not, and why not
GROUNDS = [
    ("school-closed", "final-plan", BY_JUNE, SUMMER.format("2026-08-26"), SUMMER.format("2026-08-27"), "asked-outside"),
    ("school-closed", "final-plan", BY_JUNE, SUMMER.format("2026-07-15"), SUMMER.format("2026-07-14"), "asked-outside"),
    (
        "early-years-closed", "refuse-plan", BY_JUNE, "asked=2026-08-01 closed=2026-07-22 reopens=2026-08-19 reason=x",
        "asked=2026-08-01 closed=2026-07-22 reopens=2026-08-18 reason=x", "closure-too-short",
    ),
    (
        "exceptional-circumstances", "decide-to-assess", BY_JUNE, "from=2026-05-01 to=2026-06-01 reason=x",
        "from=2026-05-01 to=2026-05-31 reason=x", "outside-period",
    ),
    (
        "exceptional-circumstances", "decide-to-assess", BY_JUNE, "from=2026-07-13 reason=x",
        "from=2026-07-14 reason=x", "outside-period",
    ),
    (
        "away-four-weeks", "decide-to-assess", BY_JUNE, "from=2026-05-01 to=2026-06-28 reason=x",
        "from=2026-05-01 to=2026-06-27 reason=x", "spell-too-short",
    ),
    (
        "away-two-weeks", "order-make-draft", ORDER, "from=2026-06-20 to=2026-07-03 reason=x",
        "from=2026-06-20 to=2026-07-02 reason=x", "spell-too-short",
    ),
    (
        "advice-exceptional", "advice-reply", CDC, "from=2026-03-16 to=2026-04-30 reason=x party=CDC",
        "from=2026-03-17 to=2026-04-30 reason=x party=CDC", "outside-period",
    ),
    (
        "missed-appointment", "advice-reply", CDC, "from=2026-03-16 reason=x party=CDC",
        "from=2026-03-17 reason=x party=CDC", "outside-period",
    ),
    (
        "parent-away-four-weeks", "detained-decide-to-assess", f"{BY_JUNE} detained=yes",
        "from=2026-06-16 to=2026-08-31 reason=x", "from=2026-06-17 to=2026-08-31 reason=x", "spell-too-short",
    ),
    (
        "alternative-person-away", "detained-advice-reply", YOT, "from=2026-02-17 to=2026-03-30 reason=x party=YOT",
        "from=2026-02-18 to=2026-03-30 reason=x party=YOT", "spell-too-short",
    ),
    (
        "parent-away-two-weeks", "detained-order-make-draft", f"{ORDER} detained=yes",
        "from=2026-06-27 to=2026-07-31 reason=x", "from=2026-06-28 to=2026-07-31 reason=x", "spell-too-short",
    ),
    (
        "conversion-circumstances", "conversion-by-february",
        "statement-recorded@2014-10-01 category=phase transfer_on=2017-09-04",
        "from=2016-12-01 to=2017-02-14 reason=x", "from=2016-12-01 to=2017-02-13 reason=x", "misses-due",
    ),
    (
        "consent-short-notice", "mediation-notice", "mediation-arranged@2026-05-18 mediation_on=2026-06-05",
        "reason=by-phone", "", "fact-missing",
    ),
    (
        "tribunal-direction", "appeal-response",
        "appeal-registered@2026-05-11; direction-given@2026-05-12 due=2026-07-10 party=response source={source}",
        "reason=x source=tribunal", "reason=x source=agreement", "no-direction",
    ),
    (
        "agreed-timescale", "order-assess-notify", "{source}@2026-02-20 order=assess",
        "reason=x source=mediation-agreed", "reason=x source=order-made", "no-agreement",
    ),
    (
        "coronavirus-gloss", "review-decision", "review-meeting-held@{source}",
        "reason=x source=2020-04-03", "reason=x source=2020-04-02", "due-outside",  # due 1 May, and 30 April 2020
    ),
    (
        "coronavirus-exception", "decide-to-assess", "assessment-requested@{source}",
        "reason=x source=2020-08-14", "reason=x source=2020-08-15", "due-outside",  # due 25 and 26 September 2020
    ),
    (
        "coronavirus-review", "annual-review", "final-plan-sent@{source}",
        "reason=x source=2019-09-26", "reason=x source=2019-09-27", "due-outside",
    ),
]  # fmt: skip


def claimed(rule: str, ground: str, start: str, found: str) -> str:
    """The case, with the exception claimed. `source` among the facts is not one: it fills the blank in `start`."""
    words = dict(word.split("=", 1) for word in found.split())
    source = words.pop("source", "")
    told = " ".join(f"{name}={value}" for name, value in words.items())
    return f"{start.format(source=source)}; exception-recorded@2026-09-15 rule={rule} ground={ground} {told}"


class TestExceptions:
    def test_every_exception_is_tried_both_ways(self, book):
        assert {row[0] for row in GROUNDS} == set(book.exceptions)
        assert len(book.exceptions) == 17

    @pytest.mark.parametrize(("ground", "rule", "start", "holds", "fails", "why"), GROUNDS)
    def test_the_facts_decide(self, ask, ground, rule, start, holds, fails, why):
        accepted = ask(rule, claimed(rule, ground, start, holds), "2026-09-20")
        assert accepted.excused_by == ground
        assert told(accepted, "excused").judged.claim.fields["reason"]
        refused = ask(rule, claimed(rule, ground, start, fails), "2026-09-20")
        assert refused.excused_by is None
        assert told(refused, "exception-refused").judged.refusal.why == why

    @pytest.mark.parametrize(("ground", "rule", "start", "holds", "fails", "why"), GROUNDS)
    def test_an_excuse_never_moves_a_date_and_touches_no_other_clock(self, lay, ground, rule, start, holds, fails, why):
        text = claimed(rule, ground, start, holds)
        with_it, without = lay(text, "2026-09-20"), lay(text[: text.index("; exception-recorded")], "2026-09-20")
        assert [dated(d) for d in with_it.deadlines] == [dated(d) for d in without.deadlines]
        assert {d.rule.id for d in with_it.deadlines if d.excused_by} == {rule}

    def test_met_late_and_excused_are_both_true(self, ask):
        text = claimed("decide-to-assess", "exceptional-circumstances", BY_JUNE, "from=2026-06-10 reason=x")
        late = ask("decide-to-assess", f"{text}; assessment-agreed@2026-07-15", "2026-09-20")
        assert (late.status, late.excused_by) == ("met-late", "exceptional-circumstances")

    @pytest.mark.parametrize(
        ("to", "days"), [("2026-06-27", 27), ("2026-06-01", 1), ("2026-05-31", 0), ("2026-05-20", 0)]
    )
    def test_a_spell_too_short_says_how_much_of_it_lies_inside(self, ask, to, days):
        """Away from 1 May; the six weeks begin on 1 June."""
        text = claimed("decide-to-assess", "away-four-weeks", BY_JUNE, f"from=2026-05-01 to={to} reason=x")
        refusal = told(ask("decide-to-assess", text, "2026-09-20"), "exception-refused").judged.refusal
        assert (refusal.why, refusal.days, refusal.needed) == ("spell-too-short", days, 28)

    @pytest.mark.parametrize(
        ("second", "assumed"),
        [("", "e2"), ("direction-given@2026-05-13 due=2026-07-10 party=response rule=appeal-response; ", None)],
    )
    def test_a_direction_that_names_no_clock_is_taken_for_one_of_it(self, ask, second, assumed):
        """Unless another direction names the clock."""
        text = (
            f"appeal-registered@2026-05-11; direction-given@2026-05-12 due=2026-07-10 party=response; {second}"
            "exception-recorded@2026-09-15 rule=appeal-response ground=tribunal-direction reason=x"
        )
        reply = ask("appeal-response", text, "2026-09-20")
        taken = told(reply, "excused").judged.assumed
        assert (taken.id if taken else None) == assumed
        assert ("taken-for" in kinds(reply)) is (assumed is not None)

    def test_the_days_in_which_advice_had_to_be_asked_are_told(self, ask):
        """One week before the school closed on 22 July to one week before it opened on 2 September 2026."""
        text = claimed("final-plan", "school-closed", BY_JUNE, SUMMER.format("2026-08-27"))
        refusal = told(ask("final-plan", text, "2026-09-20"), "exception-refused").judged.refusal
        assert (refusal.first, refusal.last) == (date(2026, 7, 15), date(2026, 8, 26))

    def test_an_exception_the_rule_does_not_have_is_refused(self, ask):
        meeting = "review-meeting-held@2026-02-02"
        text = claimed("review-decision", "exceptional-circumstances", meeting, "from=2026-02-03 reason=x")
        refused = ask("review-decision", text, "2026-09-20")
        assert refused.excused_by is None
        assert told(refused, "exception-refused").judged.refusal.why == "not-for-this-clock"

    @pytest.mark.parametrize("missing", ["asked", "closed", "reopens", "reason"])
    def test_a_fact_not_recorded_is_named(self, ask, missing):
        words = [w for w in SUMMER.format("2026-08-01").split() if not w.startswith(f"{missing}=")]
        refused = ask("final-plan", claimed("final-plan", "school-closed", BY_JUNE, " ".join(words)), "2026-09-20")
        assert refused.excused_by is None
        assert told(refused, "exception-refused").judged.refusal.field == missing

    def test_an_exception_out_of_force_on_the_due_day_is_not_used(self, ask, book):
        """No clock of today's packs can be due after its exception was repealed, so the repeal is moved: the limit is
        14 February 2017."""
        text = claimed(
            "conversion-by-february",
            "conversion-circumstances",
            "statement-recorded@2015-09-01 category=phase transfer_on=2017-09-01",
            "from=2016-01-01 to=2017-12-31 reason=x",
        )
        for repealed, excused in (("2017-02-13", None), ("2017-02-14", "conversion-circumstances")):
            last = date.fromisoformat(repealed)
            ground = book.exceptions["conversion-circumstances"]._replace(in_force_to=last)
            rules = RuleBook(
                book.packs, book.rules, {**book.exceptions, ground.id: ground}, book.event_types, book.calendars,
                book.setting_calendars, book.practice,
            )  # fmt: skip
            clock = ask("conversion-by-february", text, "2026-09-20", rules=rules)
            assert clock.excused_by == excused
            assert ("exception-not-in-force" in kinds(clock)) is (excused is None)

    def test_an_exception_for_a_refusal_to_assess_is_doubtful(self, ask):
        text = claimed("decide-to-assess", "exceptional-circumstances", BY_JUNE, "from=2026-06-10 reason=x")
        for decision, doubtful in (("assessment-refused", True), ("assessment-agreed", False)):
            late = ask("decide-to-assess", f"{text}; {decision}@2026-07-15", "2026-09-20")
            assert late.excused_by == "exceptional-circumstances"
            assert ("exception-doubtful" in kinds(late)) is doubtful

    def test_a_partys_exception_excuses_that_party_alone(self, lay):
        other = CDC.replace("party=CDC", "party=Trust")
        claim = "exception-recorded@2026-03-20 rule=advice-reply ground=missed-appointment from=2026-03-02 reason=x"
        text = f"{CDC}; {other}; {claim}"
        excused = {d.party: d.excused_by for d in of(lay(f"{text} party=cdc", "2026-03-21"), "advice-reply")}
        assert excused == {"CDC": "missed-appointment", "Trust": None}

    def test_an_exception_that_names_no_party_is_for_all_unless_it_must_name_one(self, lay):
        text = f"{CDC}; {CDC.replace('party=CDC', 'party=Trust')}; exception-recorded@2026-03-20 rule=advice-reply "
        away = lay(f"{text} ground=away-four-weeks from=2026-02-02 to=2026-03-01 reason=x", "2026-03-21")
        assert [d.excused_by for d in of(away, "advice-reply")] == ["away-four-weeks"] * 2
        missed = of(lay(f"{text} ground=missed-appointment from=2026-03-02 reason=x", "2026-03-21"), "advice-reply")
        assert [d.excused_by for d in missed] == [None, None]
        assert [told(d, "exception-refused").judged.refusal.field for d in missed] == ["party", "party"]

    def test_a_party_named_where_the_clock_has_none_does_not_spoil_the_claim(self, ask):
        text = claimed("final-plan", "school-closed", BY_JUNE, SUMMER.format("2026-08-01"))
        assert ask("final-plan", f"{text} party=Oakwood", "2026-09-20").excused_by == "school-closed"

    def test_a_claim_is_for_the_newest_clock_begun_by_then(self, lay):
        text = (
            "review-meeting-held@2020-03-05; review-meeting-held@2020-04-10; "
            "exception-recorded@2020-05-10 rule=review-decision ground=coronavirus-gloss reason=x; "
            "review-meeting-held@2020-06-01"
        )
        excused = [d.excused_by for d in of(lay(text, "2020-07-10"), "review-decision")]
        assert excused == [None, "coronavirus-gloss", None]

    def test_a_refused_claim_does_not_hide_an_accepted_one(self, ask):
        good = claimed("final-plan", "school-closed", BY_JUNE, SUMMER.format("2026-08-01"))
        bad = "ground=away-four-weeks from=2026-08-01 to=2026-08-03 reason=x"
        both = ask("final-plan", f"{good}; exception-recorded@2026-09-16 rule=final-plan {bad}", "2026-09-20")
        assert both.excused_by == "school-closed"
        assert {"excused", "exception-refused"} <= set(kinds(both))

    def test_a_continuing_spell_is_known_as_far_as_the_day_of_asking(self, ask):
        request = "assessment-requested@2026-09-10"
        text = claimed("decide-to-assess", "exceptional-circumstances", request, "from=2026-09-01 reason=x")
        assert ask("decide-to-assess", text, "2026-09-15").excused_by == "exceptional-circumstances"


class TestProvisional:
    def test_beyond_the_announced_years_a_date_is_provisional(self, ask):
        known = ask("decide-to-assess", "assessment-requested@2028-11-17", "2028-12-01")
        assert (known.due, known.provisional) == (date(2028, 12, 29), False)
        beyond = ask("decide-to-assess", "assessment-requested@2028-11-24", "2028-12-01")
        assert (beyond.due, beyond.provisional) == (date(2029, 1, 5), True)
        assert told(beyond, "act-by-forecast").confirmed_to == bank_holidays.ANNOUNCED_TO

    def test_working_days_beyond_them_say_so(self, ask):
        reply = ask("higher-education-disclosure", "disclosure-requested@2028-12-20", "2028-12-21")
        assert reply.provisional
        assert "not-announced" in kinds(reply)

    SCHOOL_DAYS = "plan-refused@2026-10-15 served=2026-10-16 placed_for_assessment=yes"

    def test_school_days_without_the_settings_calendar_are_provisional(self, ask):
        stay = ask("remain-at-special-school", self.SCHOOL_DAYS, "2026-10-20", setting="Unknown School")
        assert (stay.due, stay.provisional) == (date(2026, 10, 30), True)
        assert told(stay, "no-term-dates").setting == "Unknown School"
        assert ask("remain-at-special-school", self.SCHOOL_DAYS, "2026-10-20").provisional

    def test_school_days_are_those_of_the_cases_own_setting(self, ask, book):
        half_term = [(date(2026, 10, 26), date(2026, 10, 30), "half-term")]
        school = own_calendar("oakwood", "Oakwood", bank_holidays.calendars()["england"], half_term, date(2027, 7, 31))
        rules = with_settings(book, {"oakwood school": school})
        stay = ask("remain-at-special-school", self.SCHOOL_DAYS, "2026-10-20", rules=rules, setting="OAKWOOD School")
        assert (stay.due, stay.provisional) == (date(2026, 11, 6), False)
        assert ask("remain-at-special-school", self.SCHOOL_DAYS, "2026-10-20", rules=rules).due == date(2026, 10, 30)

    def test_school_days_after_the_known_terms_are_provisional(self, ask, book):
        school = own_calendar("oakwood", "Oakwood", bank_holidays.calendars()["england"], [], date(2026, 10, 23))
        rules = with_settings(book, {"oakwood": school})
        stay = ask("remain-at-special-school", self.SCHOOL_DAYS, "2026-10-20", rules=rules, setting="Oakwood")
        assert stay.provisional


class TestAllocation:
    def test_the_newest_allocation_says_whose_case_it_is_until_it_runs_out(self, lay):
        given = "case-allocated@2026-01-05 officer=okafor team=north"
        text = f"{given}; case-allocated@2026-03-02 officer=lee until=2026-03-20"
        days = ("2026-01-04", "2026-03-01", "2026-03-20", "2026-03-21")
        assert [lay(text, day).officer for day in days] == [None, "okafor", "lee", "okafor"]


DRAFT = "assessment-requested@2026-01-12; draft-plan-sent@2026-04-13 served=2026-04-13"


class TestReadings:
    """Offsets a pack may use that the shipped law does not."""

    @pytest.mark.parametrize(
        ("offset", "day"),
        [
            ("-1d", "2026-10-18"),
            ("-1w", "2026-10-12"),
            ("-1m", "2026-09-19"),
            ("-2wd", "2026-10-15"),
            ("1m", "2026-10-07"),
        ],
    )
    def test_each_unit_of_an_earlier_reading(self, ask, book, offset, day):
        (week_6,) = book.versions("decide-to-assess")
        reading = model.Reading("safe", offset, "another view")
        rules = with_rule(book, week_6._replace(readings=(reading,)))
        safe = ask("decide-to-assess", "assessment-requested@2026-09-07", "2026-09-08", rules=rules).safe
        assert safe.isoformat() == day

    @pytest.mark.parametrize(
        ("rule", "text", "offsets", "safe"),
        [
            # Week 6 ends on 19 October 2026. The earliest of all that are kept to, never a later one or one in words.
            ("decide-to-assess", "assessment-requested@2026-09-07", [("safe", "-1d"), ("safe", "-3d")], "2026-10-16"),
            ("decide-to-assess", "assessment-requested@2026-09-07", [("safe", "-3d"), ("safe", "-1d")], "2026-10-16"),
            ("decide-to-assess", "assessment-requested@2026-09-07", [("safe", "+2d"), ("later", "-5d")], "2026-10-19"),
            ("decide-to-assess", "assessment-requested@2026-09-07", [("safe", None), ("safe", "-1d")], "2026-10-18"),
            # Fifteen days beginning with 13 April end on the 27th: the plan may go from the 28th, or a later reading.
            ("final-plan-not-before", DRAFT, [("later", "+3d"), ("later", "+1d"), ("later", None)], "2026-05-01"),
            ("final-plan-not-before", DRAFT, [("safe", "+3d"), ("later", "-2d")], "2026-04-28"),
            # It hangs on the family's fifteen days, which may end later too.
            ("comment-on-draft", DRAFT, [("later", "+5d"), ("later", None), ("safe", "+9d")], "2026-05-03"),
        ],
    )
    def test_the_safe_day_of_several_readings(self, ask, book, rule, text, offsets, safe):
        (old,) = book.versions(rule)
        readings = tuple(model.Reading(effect, offset, "another view") for effect, offset in offsets)
        rules = with_rule(book, old._replace(readings=readings))
        if rule == "final-plan-not-before":  # what it hangs on is read one way
            rules = with_rule(rules, rules.versions("comment-on-draft")[-1]._replace(readings=()))
        asked = "decide-to-assess" if rule == "decide-to-assess" else "final-plan-not-before"
        found = ask(asked, text, text.rpartition("@")[2][:10], rules=rules)
        assert found.safe.isoformat() == safe
        kept = [step.kept for step in found.steps if step.kind == "reading"]
        wanted = "safe" if found.rule.kind == "deadline" else "later"
        of_base = [effect for effect, offset in offsets if effect == "later" and offset]
        assert kept == ([effect == wanted for effect, _ in offsets] if rule == asked else [True] * len(of_base))

    def test_a_direction_about_a_clock_that_is_over_leaves_no_doubt(self, ask):
        """The response had gone before the direction was given: it can only be about the bundle."""
        text = (
            "appeal-registered@2026-05-11; hearing-listed@2026-05-12 hearing=2026-09-28; {}"
            "direction-given@2026-06-08 due=2026-09-21 party=bundle; "
            "exception-recorded@2026-06-09 rule=hearing-bundle ground=tribunal-direction reason=x"
        )
        sent = "appeal-response-sent@2026-06-01; "
        assert ask("hearing-bundle", text.format(""), "2026-06-20").excused_by is None
        assert ask("hearing-bundle", text.format(sent), "2026-06-20").excused_by == "tribunal-direction"


def with_settings(book: RuleBook, calendars: dict[str, object]) -> RuleBook:
    return RuleBook(book.packs, book.rules, book.exceptions, book.event_types, book.calendars, calendars)


def with_rule(book: RuleBook, rule: Rule) -> RuleBook:
    rules = tuple(rule if old.id == rule.id else old for old in book.rules)
    return RuleBook(book.packs, rules, book.exceptions, book.event_types, book.calendars, book.setting_calendars)


def test_a_clock_is_the_same_where_its_answer_is_and_is_told_by_its_rule_and_its_day(
    ask: Callable[..., Deadline],
) -> None:
    asked = "assessment-requested@2026-07-02"
    clock = ask("final-plan", asked, "2026-11-19")
    assert clock == ask("final-plan", asked, "2026-11-19")
    assert clock != ask("final-plan", asked, "2026-11-20")  # the same day, and by then overdue
    assert (clock == "final-plan") is False
    assert repr(clock) == "<final-plan of e1, due 2026-11-19, open>"
