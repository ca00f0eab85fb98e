"""Figures over caseloads whose totals are known by construction, and every list behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

import pytest

from sendclock.casebook.owner import Whose
from sendclock.clock.case import Case, Event
from sendclock.clock.run import timeline
from sendclock.figures.facts import WANTED, CaseFacts, facts_of
from sendclock.figures.figure import (
    Answer,
    Figure,
    Item,
    Span,
    before,
    containing,
    last_complete,
    latest,
    one_decimal,
    percent,
)
from sendclock.figures.population import Held
from sendclock.figures.reports import REPORTS, question
from sendclock.law.book import RuleBook
from sendclock.plan.goal import plan

Line = Callable[[str], tuple[Event, ...]]
Make = Callable[..., list[CaseFacts]]
YEAR = ("2025-01-01", "2025-12-31")


@pytest.fixture
def make(few: RuleBook, events: Line) -> Make:
    """The facts of cases written as lines: `make("weekly", "2026-11-21", [line, ...])`. C0001 is the first."""

    def of(report: str, as_of: str, lines: Sequence[str], since: str = "2020-01-01") -> list[CaseFacts]:
        wanted = WANTED[report]._replace(since=date.fromisoformat(since))
        found = []
        for number, line in enumerate(lines, 1):
            case = Case(f"C{number:04}", f"C{number:04}.toml", events(line))
            laid = timeline(case, few, date.fromisoformat(as_of), None if wanted.planned else wanted.keep(case, few))
            goals = plan(laid) if wanted.planned else ()
            found.append(facts_of(laid, Whose(laid.officer, laid.team), goals))
        return found

    return of


def ask(report: str, as_of: str, cases: Sequence[CaseFacts], period: tuple[str, str] | None = None) -> Answer:
    days = [date.fromisoformat(day) for day in period] if period else [None, None]
    return REPORTS[report].answer(question(report, date.fromisoformat(as_of), days[0], days[1], None, ""), Held(cases))


def figure(answer: Answer, id: str) -> Figure:
    (found,) = [one for one in answer.figures if one.id == id]
    return found


def numbers(answer: Answer, id: str) -> tuple[int | None, int | None, float | None]:
    return figure(answer, id).total[:3]


def refs(answer: Answer, id: str, counted: str) -> list[str]:
    return [item.case for item in figure(answer, id).items if item.counted == counted]


def table(answer: Answer, id: str) -> list[dict[str, object]]:
    (found,) = [one for one in answer.tables if one.id == id]
    return [dict(zip([key for key, _ in found.columns], row, strict=True)) for row in found.rows]


def plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def assessed(received: str, decided: int = 30, issued: int | None = None, more: str = "") -> str:
    line = f"assessment-requested@{received}; assessment-agreed@{plus(received, decided)}"
    return line + (f"; final-plan-sent@{plus(received, issued)}" if issued else "") + (f"; {more}" if more else "")


def test_the_published_percentages_of_england() -> None:
    assert percent(39_407, 84_866) == 46.4
    assert percent(41_448, 90_392) == 45.9


def test_a_half_is_rounded_up_and_nothing_has_no_percentage() -> None:
    assert [percent(1, 8), percent(3, 8), percent(1, 2000), percent(0, 5), percent(0, 0)] == [
        12.5,
        37.5,
        0.1,
        0.0,
        None,
    ]
    assert one_decimal(5, 100) == 0.1  # 0.05, which binary fractions would have rounded down


def test_464_of_1000_plans_are_46_point_4(make: Make) -> None:
    """Day 140 in time, day 141 not; each list holds exactly the cases it should."""
    days = [140] * 464 + [141] * 300 + [364] * 136 + [365] * 100
    lines = [assessed(plus("2025-12-01", -number), issued=number) for number in days]
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    assert numbers(told, "plans-within-20-weeks-excluding-exceptions") == (464, 1000, 46.4)
    assert numbers(told, "plans-within-20-weeks-including-exceptions") == (464, 1000, 46.4)
    assert numbers(told, "plans-within-20-weeks") == (464, 1000, 46.4)
    assert numbers(told, "plans-over-20-to-52-weeks") == (436, 1000, 43.6)
    assert numbers(told, "plans-over-52-weeks") == (100, 1000, 10.0)
    inside = refs(told, "plans-within-20-weeks-excluding-exceptions", "numerator")
    assert inside == [f"C{number:04}" for number in range(1, 465)]
    outside = refs(told, "plans-within-20-weeks-excluding-exceptions", "denominator")
    assert outside == [f"C{number:04}" for number in range(465, 1001)]
    mean, median = (figure(told, f"plans-{word}-weeks").total for word in ("mean", "median"))
    assert (mean.numerator, mean.denominator, mean.value) == (None, 1000, one_decimal(sum(days), 7000))
    assert median.value == 20.1  # day 141


def test_an_exception_that_holds_leaves_both_one_that_does_not_stays(make: Make) -> None:
    ground = "exception-recorded@2025-06-20 rule=final-plan ground=away-four-weeks reason=abroad from=2025-03-01 to="
    lines = [
        assessed("2025-02-03", issued=200, more=ground + "2025-04-10"),
        assessed("2025-02-03", issued=200, more=ground + "2025-03-10"),  # ten days: the clock refuses it
        assessed("2025-02-03", issued=139),
    ]
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    excluding = "plans-within-20-weeks-excluding-exceptions"
    assert numbers(told, excluding) == (1, 2, 50.0)
    assert numbers(told, "plans-within-20-weeks-including-exceptions") == (1, 3, 33.3)
    assert refs(told, excluding, "left-out") == ["C0001"]
    (out,) = [item for item in figure(told, excluding).items if item.counted == "left-out"]
    assert out.why.endswith("20-week exception: away-four-weeks")


def test_only_plans_that_follow_an_assessment(make: Make) -> None:
    first = assessed("2023-02-06", issued=130)
    lines = [
        first + "; reassessment-requested@2025-01-06; reassessment-agreed@2025-01-15; "
        "final-plan-sent@2025-03-03 following=reassessment",
        first + "; amendment-notice-sent@2025-03-03; amended-plan-sent@2025-04-01",
        "final-plan-sent@2025-05-06",
        assessed("2025-01-06", issued=130),
    ]
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    including = "plans-within-20-weeks-including-exceptions"
    assert numbers(told, including) == (1, 1, 100.0)
    left = [(item.case, item.why) for item in figure(told, including).items if item.counted == "left-out"]
    assert left == [
        ("C0001", "issued Mon 3 Mar 2025; follows a re-assessment, not an assessment"),
        ("C0003", "issued Tue 6 May 2025; no request for an assessment on file"),
    ]


@pytest.mark.parametrize(("day", "inside"), [(42, 1), (43, 0)])
def test_decisions_day_42(make: Make, day: int, inside: int) -> None:
    yes = assessed("2025-03-03", decided=day)
    no = f"assessment-requested@2025-03-03; assessment-refused@{plus('2025-03-03', day)}"
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", [yes, no]), YEAR)
    assert numbers(told, "decisions-within-6-weeks")[:2] == (2 * inside, 2)


@pytest.mark.parametrize(("day", "inside"), [(112, 1), (113, 0)])
def test_refusals_day_112_and_no_plan_is_counted_there(make: Make, day: int, inside: int) -> None:
    no = assessed("2025-03-03", more=f"plan-refused@{plus('2025-03-03', day)}")
    plan = assessed("2025-03-03", issued=day)
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", [no, plan]), YEAR)
    assert numbers(told, "refusals-within-16-weeks")[:2] == (inside, 1)


@pytest.mark.parametrize(("day", "inside"), [(28, 1), (29, 0)])
def test_review_decisions_day_28(make: Make, day: int, inside: int) -> None:
    start = "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; "
    told_on = plus("2025-04-07", day)
    lines = [
        f"{start}review-decided@{told_on} outcome=maintain",
        f"{start}amendment-notice-sent@{told_on}",
        # a bare letter in time is no decision: the notice is, whenever it goes
        f"{start}review-decided@2025-04-14 outcome=amend; amendment-notice-sent@2025-06-02",
    ]
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    assert numbers(told, "review-decisions-within-4-weeks")[:2] == (2 * inside, 3)
    assert "C0003" in refs(told, "review-decisions-within-4-weeks", "denominator")


@pytest.mark.parametrize(("weeks", "limit"), [("12", 84), ("8", 56)])
def test_amended_plans(make: Make, weeks: str, limit: int) -> None:
    start = "2025-03-03"
    sent = plus(start, 0 if weeks == "8" else 20)
    head = "final-plan-sent@2024-06-03; " + (
        f"review-meeting-held@{plus(start, -20)}; " if weeks == "8" else f"review-meeting-held@{start}; "
    )
    lines = [f"{head}amendment-notice-sent@{sent}; amended-plan-sent@{plus(start, limit + more)}" for more in (0, 1)]
    lines.append(f"{head}amendment-notice-sent@{sent}; amendment-dropped@{plus(start, 50)}")
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    assert numbers(told, f"amended-plans-within-{weeks}-weeks") == (1, 2, 50.0)
    due = f"amended-plans-within-{weeks}-weeks-due"
    assert (numbers(told, due)[:2], refs(told, due, "left-out")) == ((1, 2), ["C0003"])


def test_the_three_cohorts_are_kept_apart(make: Make) -> None:
    """Received in December, due and decided in January: each year has its own."""
    lines = [
        assessed("2024-12-16", decided=35),  # decided 20 January, due 27 January
        assessed("2025-12-15"),  # received in the year, the rest in the next
        "assessment-requested@2025-03-03",  # never answered: late
        "assessment-requested@2025-03-03; request-withdrawn@2025-04-14",  # on day 42: nothing was owed
        "assessment-requested@2025-03-03; request-withdrawn@2025-04-15",  # the day after: it was late
    ]
    told = ask("timeliness", "2026-01-10", make("timeliness", "2026-01-10", lines), YEAR)
    base = "decisions-within-6-weeks"
    assert refs(told, base, "numerator") == ["C0001"]
    assert refs(told, f"{base}-due", "numerator") == ["C0001"]
    assert refs(told, f"{base}-due", "denominator") == ["C0003", "C0005"]
    assert refs(told, f"{base}-received", "denominator") == ["C0003", "C0005"]
    assert refs(told, f"{base}-received", "left-out") == ["C0002", "C0004"]
    whys = {item.case: item.why for item in figure(told, f"{base}-received").items if item.counted == "left-out"}
    assert whys["C0002"].endswith("not done yet, and not past its last day")
    assert whys["C0004"].endswith("withdrawn Mon 14 Apr 2025")


def test_an_overturned_no_keeps_its_first_answer_and_its_plan_counts_where_issued(make: Make) -> None:
    line = (
        "assessment-requested@2024-10-07; assessment-refused@2024-11-11; appeal-registered@2024-12-02 "
        "challenge=refuse-assess; order-made@2025-03-03 order=assess; assessment-agreed@2025-03-10 route=order; "
        "final-plan-sent@2025-06-02"
    )
    cases = make("timeliness", "2026-11-21", [line])
    told = ask("timeliness", "2026-11-21", cases, YEAR)
    base = "plans-within-20-weeks-including-exceptions"
    assert (refs(told, base, "denominator"), refs(told, f"{base}-due", "left-out")) == (["C0001"], ["C0001"])
    assert numbers(told, "decisions-within-6-weeks") == (0, 0, None)  # told in 2024, and once only
    (one,) = cases[0].opened
    assert one.again


def test_corrections_count_and_what_lies_ahead_does_not_exist(make: Make) -> None:
    lines = [
        assessed("2025-03-03", decided=50, more="event-corrected@2025-04-14 event=e2 reason=typo"),
        assessed("2025-03-03", decided=30, more="event-withdrawn@2025-05-01 event=e2 reason=other-case"),
    ]
    told = ask("timeliness", "2026-11-21", make("timeliness", "2026-11-21", lines), YEAR)
    assert refs(told, "decisions-within-6-weeks", "numerator") == ["C0001"]
    early = ask("timeliness", "2025-04-01", make("timeliness", "2025-04-01", lines), ("2025-01-01", "2025-12-31"))
    assert numbers(early, "decisions-within-6-weeks") == (0, 0, None)


def test_the_period_before_is_counted_by_the_same_rule(make: Make) -> None:
    lines = [assessed("2024-01-01", issued=140), assessed("2024-01-01", issued=150), assessed("2025-01-06", issued=140)]
    told = ask("timeliness", "2026-01-10", make("timeliness", "2026-01-10", lines))
    before_ = figure(told, "plans-within-20-weeks-including-exceptions").previous
    assert told.question.span == Span(date(2025, 1, 1), date(2025, 12, 31), "year")
    assert before_ is not None and before_[:3] == (1, 2, 50.0)


def test_advice_by_law_and_by_practice(make: Make) -> None:
    asked = (
        "assessment-requested@2025-03-03; assessment-agreed@2025-04-07; "
        "advice-requested@2025-04-07 party=Paeds source=health received=2025-04-09; "
        "advice-requested@2025-04-07 party=EP source=psychology; "
        "advice-requested@2025-04-07 party=Oakwood source=school; "
    )
    came = "advice-received@2025-05-21 party=Paeds; advice-received@2025-05-20 party=EP"
    cases = make("advice", "2025-06-10", [asked + came])
    told = ask("advice", "2025-06-10", cases, ("2025-04-01", "2025-06-30"))
    assert numbers(told, "advice-within-6-weeks") == (1, 2, 50.0)
    assert numbers(told, "advice-within-6-weeks-by-law") == (1, 1, 100.0)  # from the day it arrived
    assert numbers(told, "advice-within-6-weeks-by-practice-asked") == (0, 2, 0.0)
    assert numbers(told, "advice-outstanding-overdue") == (1, 1, 100.0)
    rows = {row["service"]: row for row in table(told, "services")}
    assert (rows["EP"]["late"], rows["EP"]["mean_days_late"]) == (1, 1.0)
    assert (rows["Schools and colleges"]["not_come"], rows["Schools and colleges"]["overdue_now"]) == (1, 1)
    assert (rows["all"]["asked"], rows["all"]["in_time"]) == (3, 1)


def test_phase_transfers_the_14th_is_the_last_day(make: Make) -> None:
    head = (
        "final-plan-sent@2024-06-03; phase-transfer-expected@2025-09-01 transfer=primary-to-secondary "
        "transfer_on=2026-09-01; "
    )
    lines = [
        f"{head}amended-plan-sent@2026-02-14 names_next_phase=yes",
        f"{head}amended-plan-sent@2026-02-15 names_next_phase=yes",
        f"{head}review-meeting-held@2026-01-12",
        f"{head}phase-transfer-dropped@2025-12-01",
    ]
    cases = make("phase", "2026-03-02", lines)
    told = ask("phase", "2026-03-02", cases)
    assert told.question.span.label == "2026"
    on_time = figure(told, "phase-transfers-on-time")
    assert on_time.total[:3] == (1, 3, 33.3)
    assert [item.counted for item in on_time.items] == ["numerator", "denominator", "denominator", "left-out"]
    (left,) = table(told, "phase-cases")
    assert (left["case"], left["stage"]) == ("C0003", "meeting held")
    (row,) = table(told, "phase-by-day")
    assert (row["due"], row["all"]) == (date(2026, 2, 14), 4)
    assert (row["finalised"], row["finalised_late"], row["dropped"]) == (2, 1, 1)


def test_the_latest_meeting_for_a_phase_transfer_is_the_planners(make: Make) -> None:
    line = (
        "final-plan-sent@2024-06-03; phase-transfer-expected@2026-09-01 transfer=primary-to-secondary "
        "transfer_on=2027-09-01"
    )
    told = ask("phase", "2026-10-01", make("phase", "2026-10-01", [line]))
    (left,) = table(told, "phase-cases")
    assert left["latest_meeting"] == date(2026, 11, 20)  # 84 days before 14 February, a Sunday: the Friday before


def test_overdue_by_stage_and_age_with_the_law_apart(make: Make) -> None:
    received = "2026-06-01"  # week 6 ends 13 July, week 20 on 19 October
    lines = [f"assessment-requested@{received}; case-allocated@{received} officer=reid team=west"]
    cases = make("weekly", "2026-11-21", lines)
    told = ask("weekly", "2026-11-21", cases)
    law = {row["stage"]: row for row in table(told, "overdue-statutory")}
    assert law.keys() == {"Week 6", "Week 16", "Week 20", "all"}
    assert (law["Week 6"]["to_26_weeks"], law["Week 20"]["to_13_weeks"], law["all"]["all"]) == (1, 1, 3)
    assert {row["stage"] for row in table(told, "overdue-guidance")} == {"Week 14 draft", "all"}
    assert numbers(told, "overdue-now") == (3, None, None)  # never the planning day
    (officer,) = table(told, "officers")
    assert (officer["team"], officer["officer"], officer["overdue"]) == ("west", "reid", 3)


def test_overdue_then_and_now(make: Make) -> None:
    """Since last week is since its Sunday, which figure, table and both their words say."""
    lines = [
        assessed("2026-09-14", decided=60),  # due 26 October, told 13 November
        assessed("2026-09-14", decided=65),  # told 18 November
        assessed("2026-10-05", decided=20),
    ]
    cases = make("weekly", "2026-11-21", lines, since="2026-11-08")
    told = ask("weekly", "2026-11-21", cases)
    one = figure(told, "overdue-now")
    assert (one.total.numerator, one.previous and one.previous.numerator) == (0, 1)
    assert one.cohort == "overdue on the as-of day; before: on Sun 15 Nov 2026"
    assert one.definition.endswith("Before: at the end of Sunday 15 November 2026, from the dates now on file.")
    (week_6, total) = table(told, "overdue-change")
    assert week_6 == {"stage": "Week 6", "before": 2, "period": 1, "now": 0, "change": -1}
    assert total["stage"] == "all"
    (note,) = [one.note for one in told.tables if one.id == "overdue-change"]
    assert note.endswith("Change: since Sunday 15 November 2026.")


@pytest.mark.parametrize(
    ("period", "since"),
    [
        (None, "2026-11-15"),  # the last complete week
        (("2026-11-16", "2026-11-21"), "2026-11-14"),  # this week until today: a week ago
        (("2025-01-01", "2025-12-31"), "2025-12-31"),
        (("2027-01-01", "2027-01-31"), None),  # nothing of it is over
    ],
)
def test_how_things_stand_is_compared_with_the_newest_end_that_is_over(
    make: Make, period: tuple[str, str] | None, since: str | None
) -> None:
    without = compared = 0
    for report in REPORTS:
        told = ask(report, "2026-11-21", make(report, "2026-11-21", [assessed("2026-06-01")]), period)
        if report == "weekly":
            assert told.question.since == (since and date.fromisoformat(since))
        for one in told.figures:
            if "on the as-of day" in one.cohort and since is None:
                assert one.before is None
                without += 1
            elif "before: on" in one.cohort:
                assert one.before is not None
                compared += 1
    assert without if since is None else compared


def test_due_soon_adds_up(make: Make) -> None:
    lines = [f"assessment-requested@{plus('2026-11-21', ahead - 42)}" for ahead in (0, 7, 8, 14, 28, 29)]
    told = ask("weekly", "2026-11-21", make("weekly", "2026-11-21", lines))
    (week_6,) = [row for row in table(told, "due-soon-statutory") if row["stage"] == "Week 6"]
    assert [week_6[key] for key in ("in_1_week", "in_2_weeks", "in_4_weeks")] == [2, 4, 5]


def test_the_weeks_counts_and_the_trend(make: Make) -> None:
    lines = [
        "assessment-requested@2026-11-09",
        "assessment-requested@2026-11-15; request-withdrawn@2026-11-16",
        "assessment-requested@2026-11-16",  # the week after
        assessed("2026-10-01", decided=43),  # told on Friday 13 November
        assessed("2026-06-24", issued=140),  # Wednesday 11 November
    ]
    told = ask("weekly", "2026-11-21", make("weekly", "2026-11-21", lines))
    assert refs(told, "requests-received", "numerator") == ["C0001", "C0002"]
    assert refs(told, "decisions-made", "numerator") == ["C0004"]
    assert refs(told, "plans-issued", "numerator") == ["C0005"]
    rows = table(told, "trend")
    assert (len(rows), rows[-1]["from"], rows[-1]["issued"], rows[-1]["within_20_weeks"]) == (
        12,
        date(2026, 11, 9),
        1,
        1,
    )
    assert rows[0]["percent_excluding"] is None


def test_backlog_says_who_it_waits_for(make: Make) -> None:
    asked = "advice-requested@2026-10-12 party={0} source={0}"
    lines = [
        "assessment-requested@2026-11-09",  # the authority's turn
        "assessment-requested@2026-10-20; panel-listed@2026-11-16 panel=weekly",
        assessed("2026-09-01", more=asked.format("health")),
        assessed("2026-09-01", more=asked.format("school")),
        assessed("2026-09-01", more=asked.format("family")),
        assessed("2026-06-01", more="draft-plan-sent@2026-11-16 served=2026-11-16"),  # past week 20: the authority's
        assessed("2026-07-20", more="draft-plan-sent@2026-11-16 served=2026-11-16"),  # the family comments first
        assessed("2026-03-02", issued=100),
    ]
    told = ask("backlog", "2026-11-21", make("backlog", "2026-11-21", lines))
    rows = {row["waits_for"]: row["open"] for row in table(told, "waits-for")}
    assert rows == {"adviser": 1, "setting": 1, "family": 2, "panel": 1, "authority": 2, "all": 7}
    assert numbers(told, "assessments-overdue") == (1, 7, 14.3)
    assert refs(told, "assessments-overdue", "numerator") == ["C0006"]
    assert figure(told, "assessments-mean-wait").total.value == one_decimal(12 + 32 + 81 * 3 + 173 + 124, 49)


def test_reviews_overdue_by_how_long(make: Make) -> None:
    plans = ("2025-06-02", "2025-05-12", "2024-11-04", "2023-11-06", "2022-11-07")
    told = ask("reviews", "2026-11-21", make("reviews", "2026-11-21", [f"final-plan-sent@{day}" for day in plans]))
    assert [row["reviews"] for row in table(told, "reviews-behind")] == [1, 1, 1, 2, 5]
    assert numbers(told, "reviews-overdue")[0] == 5


def test_reviews_held_in_time_and_decided_late(make: Make) -> None:
    line = "final-plan-sent@2025-10-06; review-meeting-held@2026-10-05; review-decided@2026-10-12 outcome=maintain"
    told = ask("reviews", "2026-11-21", make("reviews", "2026-11-21", [line]))
    assert numbers(told, "review-meetings-within-12-months") == (1, 1, 100.0)  # due on the 5th, the last of the 12
    assert numbers(told, "reviews-within-12-months") == (0, 1, 0.0)
    assert numbers(told, "review-decisions-within-4-weeks") == (1, 1, 100.0)


def test_workload_gives_each_officer_the_weeks_and_nobody_last(make: Make) -> None:
    lines = [
        "assessment-requested@2026-10-19; case-allocated@2026-10-19 officer=reid team=west",  # week 6: 30 November
        "assessment-requested@2026-10-11",  # week 6: Sunday 22 November
    ]
    told = ask("workload", "2026-11-21", make("workload", "2026-11-21", lines))
    reid, nobody = table(told, "workload-statutory")
    assert (reid["officer"], reid["week_1"], reid["week_3"], reid["all"]) == ("reid", 0, 1, 1)
    assert (nobody["officer"], nobody["week_1"]) == ("nobody", 1)


def test_the_rules_left_out_for_speed_change_no_fact(book: RuleBook, events: Line) -> None:
    line = assessed("2025-03-03", issued=150, more="review-meeting-held@2026-04-01; amendment-notice-sent@2026-05-04")
    line += "; advice-requested@2025-04-14 party=EP source=psychology; advice-received@2025-06-02 party=EP"
    line += (
        "; exception-recorded@2025-07-01 rule=final-plan ground=away-four-weeks reason=x from=2025-04-01 to=2025-05-10"
    )
    case = Case("C0001", "C0001.toml", events(line))
    for report in ("timeliness", "advice"):
        wanted = WANTED[report]
        small = wanted.book(book)
        assert len(small.rules) < len(book.rules) / 4
        whole, part = (timeline(case, one, date(2026, 11, 21), wanted.keep(case, book)) for one in (book, small))
        assert whole.life == part.life


def test_every_figure_is_counted_from_the_cases_it_names(make: Make) -> None:
    lines = [assessed("2025-03-03", decided=42 + n % 3, issued=130 + n) for n in range(30)]
    for report in REPORTS:
        told = ask(report, "2026-11-21", make(report, "2026-11-21", lines), YEAR)
        assert len({one.id for one in told.figures}) == len(told.figures)
        for one in told.figures:
            _counted_from_its_cases(one, one.items)
            assert one.definition and one.cohort and one.title


def _counted_from_its_cases(one: Figure, items: Iterable[Item]) -> None:
    items = list(items)
    inside = sum(item.counted == "numerator" for item in items)
    both = sum(item.counted != "left-out" for item in items)
    assert one.total.numerator in (None, inside)
    assert one.total.denominator in (None, both)
    assert all(item.why for item in items)


def test_a_trend_ends_where_the_years_do() -> None:
    long = Span(date(1900, 1, 1), date(2099, 12, 31), "days")
    assert 1 < len(latest(long, 12)) < 12
    assert len(latest(containing(date(1900, 1, 1), "year"), 12)) == 12


def test_periods() -> None:
    saturday = date(2026, 11, 21)
    assert last_complete("week", saturday) == Span(date(2026, 11, 9), date(2026, 11, 15), "week")
    assert last_complete("week", date(2026, 11, 22)).last == date(2026, 11, 22)  # a Sunday: the week is over
    assert last_complete("quarter", saturday) == Span(date(2026, 7, 1), date(2026, 9, 30), "quarter")
    assert last_complete("year", date(2026, 12, 31)) == containing(date(2026, 7, 1), "year")
    assert before(containing(date(2024, 3, 31), "month")) == Span(date(2024, 2, 1), date(2024, 2, 29), "month")
    ten = Span(date(2026, 3, 1), date(2026, 3, 10), "days")
    assert before(ten) == Span(date(2026, 2, 19), date(2026, 2, 28), "days")
