"""The language of local packs, primitive by primitive, on the annotated pack of Exampleshire."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import book, calendar, panel, with_packs
from sendclock.case.explain import reason
from sendclock.clock.absent import why_no_clock
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.days.counting import Period, count
from sendclock.days.hours import in_london
from sendclock.files.problem import CannotRunError
from sendclock.law import area, load
from sendclock.law.examples import Example, examples
from sendclock.say.reasons import explain_step
from shire import head, rule

PACK = area.local_packs()["exampleshire"]
PAGE = Path(__file__).parent.parent.parent / "docs" / "local-packs.md"

Lay = Callable[..., Timeline]


@pytest.fixture
def clocks(lay: Lay) -> Callable[..., list[Deadline]]:
    """The clocks of one rule of the pack: `clocks("call-after-decision", "decision-confirmed@2026-10-09")`."""

    def of(rule: str, text: str, as_of: str = "2027-12-31", **case: object) -> list[Deadline]:
        found = lay(text, as_of, book(), **case).deadlines
        return [deadline for deadline in found if deadline.rule.id == f"exampleshire-{rule}"]

    return of


@pytest.fixture
def clock(clocks: Callable[..., list[Deadline]]) -> Callable[..., Deadline]:
    def of(rule: str, text: str, as_of: str = "2027-12-31", **case: object) -> Deadline:
        (one,) = clocks(rule, text, as_of, **case)
        return one

    return of


@pytest.mark.parametrize(
    ("first", "last", "unit", "text", "opens", "due"),
    [
        ("6w", 8, "week", "assessment-requested@2026-09-01", date(2026, 10, 13), date(2026, 10, 27)),
        # 23, 24, 29, 30, 31 December, 4 January: Christmas, its substitute day and New Year's Day are left out.
        ("4wd", 6, "working-day", "assessment-requested@2026-12-22", date(2026, 12, 30), date(2027, 1, 4)),
    ],
)
def test_both_ends_of_6_to_8_weeks(
    first: str, last: int, unit: str, text: str, opens: date, due: date, lay: Lay, tmp_path: Path
) -> None:
    pack = tmp_path / "shire.toml"
    limit = rule("shire-range", "assessment-requested", (last, unit), "contact-made", opens=first, calendar="england")
    pack.write_text(head() + limit, encoding="utf-8")
    (found,) = [d for d in lay(text, "2026-12-23", with_packs([pack])).deadlines if d.rule.local]
    assert (found.opens, found.due) == (opens, due)
    assert any("the first of these days is" in explain_step(step, book().event_types) for step in found.steps)


def test_a_case_that_turns_complex_has_ten_days_more_and_is_never_without_a_clock(lay: Lay, tmp_path: Path) -> None:
    """The shorter promise is one for each party, and a tag names none: it reaches them all."""
    ten = (10, "working-day")
    begun, turned = "enquiry-received[kind=grievance]", "tag-added[tag=complex]"
    pack = tmp_path / "shire.toml"
    shorter = rule("shire-answer", begun, ten, "enquiry-answered", per_party=True, repeats="each", calendar="england")
    more = {"anchor": "due:shire-answer", "extends": "shire-answer", "calendar": "england"}
    pack.write_text(head() + shorter + rule("shire-longer", turned, ten, "enquiry-answered", **more), encoding="utf-8")
    law = with_packs([pack])

    def found(text: str) -> list[tuple[str, date, str]]:
        local = [d for d in lay(text, "2026-11-28", law).deadlines if d.rule.local]
        return [(d.rule.id, d.due, d.status) for d in local if not d.replaced]

    asked = "enquiry-received@2026-11-09 party=G-1 kind=grievance"
    assert found(asked) == [("shire-answer", date(2026, 11, 23), "overdue")]
    assert found(f"{asked}; tag-added@2026-11-16 tag=complex") == [("shire-longer", date(2026, 12, 7), "open")]
    over = f"{asked}; enquiry-answered@2026-11-18 party=G-1; tag-added@2026-11-20 tag=complex"
    assert found(over) == [("shire-answer", date(2026, 11, 23), "met")]


def test_all_the_advice_is_in_when_the_law_and_the_code_are_both_answered(lay: Lay, tmp_path: Path) -> None:
    """Health is bound by regulation 8, the psychologist by the Code alone: two rules, one promise."""
    pack = tmp_path / "shire.toml"
    anchor = "all-met:advice-reply,advice-reply-guidance"
    meeting = rule("shire-meet", None, (2, "week"), "contact-made[how=meeting]", anchor=anchor, repeats="latest")
    pack.write_text(head() + meeting, encoding="utf-8")
    asked = "assessment-requested@2026-08-10; assessment-agreed@2026-09-14; "
    asked += "advice-requested@2026-09-16 party=H source=health; advice-requested@2026-09-16 party=EP source=psychology"

    def days(text: str) -> list[date]:
        found = lay(f"{asked}; {text}", "2026-11-28", with_packs([pack])).deadlines
        return [d.due for d in found if d.rule.local and not d.replaced]

    health, psychologist = "advice-received@2026-10-20 party=H", "advice-received@2026-10-28 party=EP"
    assert days(health) == days(psychologist) == []
    assert days(f"{health}; {psychologist}") == [date(2026, 11, 11)]
    later = "advice-requested@2026-11-02 party=S source=health; advice-received@2026-11-10 party=S"
    assert days(f"{health}; {psychologist}; {later}") == [date(2026, 11, 24)]


def test_a_promise_is_written_off_by_an_event_and_the_law_is_not(clock: Callable[..., Deadline], lay: Lay) -> None:
    given_up = "decision-confirmed@2026-10-09 about=assess; promise-written-off@2026-10-12 reason=x rule="
    text = f"assessment-requested@2026-09-01; {given_up}"
    assert clock("call-after-decision", f"{text}exampleshire-acknowledge").ended_by is None
    ended = clock("call-after-decision", f"{text}exampleshire-call-after-decision")
    assert ended.status == "lapsed" and ended.ended_by is not None and ended.ended_by.on == date(2026, 10, 12)
    law = lay(f"{text}decide-to-assess", "2027-12-31", book()).deadlines
    assert [c.status for c in law if c.rule.id == "decide-to-assess"] == ["overdue"]


Clock = Callable[..., Deadline]
Clocks = Callable[..., list[Deadline]]
TELL = rule("shire-tell", "plan-agreed", (2, "week"), "contact-made", anchor="on")
OWN = head() + TELL
CALLS = (("2026-10-12T09:00", "family"), ("2026-10-14T09:00", "setting"))
REQUEST = "assessment-requested@2026-09-01"


def said(deadline: Deadline) -> str:
    return " ".join(explain_step(step, book().event_types) for step in deadline.steps)


def test_hours_run_by_the_clock_or_by_working_days_never_by_default(clock: Clock) -> None:
    elapsed = clock("call-after-decision", "decision-confirmed@2026-10-09T15:00 about=assess", "2026-10-10")
    assert elapsed.due_at is not None
    assert elapsed.due_at.isoformat() == "2026-10-11T15:00:00+01:00"
    assert "48 hours are elapsed hours" in said(elapsed)
    working = clock("call-after-placement", "decision-confirmed@2026-10-09T15:00 about=placement", "2026-10-10")
    assert working.due_at is not None
    assert working.due_at.isoformat() == "2026-10-13T15:00:00+01:00"
    assert "Skipped: Sat 10 Oct 2026 and Sun 11 Oct 2026 (weekend)" in said(working)


def test_elapsed_hours_pass_the_night_the_clocks_go_back(clock: Clock) -> None:
    found = clock("call-after-decision", "decision-confirmed@2026-10-24T10:00 about=plan", "2026-10-24")
    assert found.due_at is not None
    assert found.due_at.isoformat() == "2026-10-26T09:00:00+00:00"


def test_hours_without_a_time_end_on_a_day_at_an_hour_nobody_knows(clock: Clock) -> None:
    found = clock("call-after-decision", "decision-confirmed@2026-10-09 about=assess", "2026-10-09")
    assert (found.due, found.due_at, found.provisional) == (date(2026, 10, 11), None, True)
    assert found.safe == date(2026, 10, 10)
    assert "it is not known at what hour the time ends" in said(found)


def test_an_hour_late_on_the_day_itself_is_late(clock: Clock) -> None:
    confirmed = "decision-confirmed@2026-10-07T15:00 about=assess"
    on_time = clock("call-after-decision", f"{confirmed}; contact-made@2026-10-09T15:00 whom=family how=call")
    late = clock("call-after-decision", f"{confirmed}; contact-made@2026-10-09T15:01 whom=family how=call")
    assert (on_time.status, late.status) == ("met", "met-late")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-10-09T15:00", 48, "2026-10-13T15:00"),  # over a weekend
        ("2026-10-10T09:00", 1, "2026-10-12T01:00"),  # begun on a Saturday
        ("2026-10-09T00:00", 24, "2026-10-12T00:00"),  # a whole Friday
        ("2026-12-24T12:00", 24, "2026-12-29T12:00"),  # over Christmas and its bank holidays
    ],
)
def test_working_hours(start: str, hours: int, end: str) -> None:
    from datetime import datetime

    from sendclock.days.bank_holidays import calendars

    begin = in_london(datetime.fromisoformat(start))
    counted = count(begin, Period("after", hours, "working-hour"), calendars()["england"])
    assert counted.at is not None
    assert counted.at.isoformat()[:16] == end
    back = count(counted.at, Period("before", hours, "working-hour"), calendars()["england"])
    assert back.at is not None
    assert back.at <= counted.at
    forth = count(back.at, Period("after", hours, "working-hour"), calendars()["england"])
    assert forth.at == counted.at


def test_counted_from_the_day_another_rule_was_in_fact_kept(clock: Clock, clocks: Clocks) -> None:
    assert clocks("ask-services", REQUEST) == []
    kept = clock("ask-services", f"{REQUEST}; contact-made@2026-09-03 whom=family how=call", "2026-09-05")
    assert (kept.anchor, kept.due) == (date(2026, 9, 3), date(2026, 9, 10))
    assert clocks("ask-services", f"{REQUEST}; contact-made@2026-09-03 whom=setting how=call") == []


def test_each_party_has_its_own_clock(clocks: Clocks) -> None:
    asked = "; ".join(
        f"information-requested@2026-09-{day} party={party}" for day, party in ((10, "EP"), (14, "SENCO"))
    )
    first, second = clocks("information-reply", f"{asked}; information-received@2026-09-20 party=EP", "2026-10-02")
    assert (first.party, first.due, first.status) == ("EP", date(2026, 9, 25), "met")
    assert (second.party, second.due, second.status) == ("SENCO", date(2026, 9, 29), "overdue")
    assert second.provisional  # `received` is not recorded


def test_both_calls_are_needed(clock: Clock) -> None:
    calls = [f"contact-made@{at} whom={whom} how=call about=placement" for at, whom in CALLS]
    text = f"decision-confirmed@2026-10-09T15:00 about=placement; {calls[0]}"
    assert clock("call-after-placement", text, "2026-10-12").status == "open"
    both = clock("call-after-placement", f"{text}; {calls[1]}")
    assert (both.met_on, both.status) == (date(2026, 10, 14), "met-late")


def test_a_newer_rule_takes_the_place_of_the_one_it_supersedes(clocks: Clocks) -> None:
    before, after = (
        "decision-confirmed@2026-08-31T09:00 about=placement",
        "decision-confirmed@2026-09-01T09:00 about=placement",
    )
    assert [len(clocks(rule, before)) for rule in ("call-placement-2025", "call-after-placement")] == [1, 0]
    assert [len(clocks(rule, after)) for rule in ("call-placement-2025", "call-after-placement")] == [0, 1]


@pytest.mark.parametrize(
    ("arrived", "received", "due"),
    [
        ("2026-10-07T17:00", None, "2026-10-14"),
        ("2026-10-07T17:01", "2026-10-08", "2026-10-15"),
        ("2026-10-09T18:00", "2026-10-12", "2026-10-19"),
        ("2026-10-10T09:00", "2026-10-12", "2026-10-19"),
    ],
)
def test_an_e_mail_after_hours_counts_from_the_next_working_day(
    clock: Clock, arrived: str, received: str | None, due: str
) -> None:
    found = clock("email-reply", f"enquiry-received@{arrived} party=Q-1 channel=e-mail", "2026-10-12")
    assert found.due == date.fromisoformat(due)
    moved = [step.day for step in found.steps if step.kind == "received"]
    assert moved == ([date.fromisoformat(received)] if received else [])


def test_more_time_takes_the_place_of_the_shorter_promise_for_that_enquiry_only(clocks: Clocks) -> None:
    text = (
        "enquiry-received@2026-10-05T09:00 party=Q-1 channel=e-mail;"
        "enquiry-received@2026-10-05T09:00 party=Q-2 channel=e-mail;"
        "enquiry-acknowledged@2026-10-07 party=Q-1"
    )
    first, second = clocks("email-reply", text, "2026-10-08")
    assert (first.party, first.status, second.status) == ("Q-1", "lapsed", "open")
    (extended,) = clocks("email-reply-extended", text, "2026-10-08")
    assert (extended.party, extended.due) == ("Q-1", date(2026, 10, 21))


def test_the_panel_is_where_the_target_goes(clock: Clock) -> None:
    """Four weeks from 1 September are Tuesday the 29th; the first Wednesday two working days on is 7 October."""
    found = clock("panel-assess", REQUEST, "2026-09-10")
    assert (found.due, found.route) == (date(2026, 10, 7), "")
    assert "Its papers are due by Thursday 1 October 2026" in said(found)


def test_a_panel_after_week_6_gives_way_to_week_6_and_the_other_route(lay: Lay) -> None:
    """The panel meets every four weeks only: 2 and 30 September, 28 October. Week 6 is Tuesday 13 October."""
    slow = book(date(2026, 9, 2), 4)
    found = {d.rule.id: d for d in lay("assessment-requested@2026-09-01", "2026-09-10", slow).deadlines}
    own, law = found["exampleshire-panel-assess"], found["decide-to-assess"]
    assert own.due == law.due == date(2026, 10, 13)
    assert own.route == "circulate the papers to the members and decide outside the meeting"
    text = " ".join(explain_step(step, slow.event_types) for step in own.steps)
    assert "PANEL TOO LATE: the next EHC assessment panel is on Wednesday 28 October 2026, after Week 6" in text


def test_back_to_the_last_panel_before_a_day_counted_back_from_another_due_day(clock: Clock) -> None:
    found = clock("panel-plan", f"{REQUEST}; assessment-agreed@2026-10-06", "2026-10-10")
    assert found.due == date(
        2026, 12, 9
    )  # week 16 is 22 December; a week before is the 15th; the last Wednesday the 9th


def test_back_to_a_weekday(clock: Clock) -> None:
    found = clock("panel-papers", "panel-listed@2026-09-20 panel=assessment meeting=2026-10-07", "2026-09-21")
    assert found.due == date(2026, 10, 1)
    on_a_friday = clock("panel-papers", "panel-listed@2026-09-20 panel=assessment meeting=2026-10-09", "2026-09-21")
    assert on_a_friday.due == date(2026, 10, 8)  # the day before is itself a Thursday


def test_counted_from_the_next_panel(clock: Clock) -> None:
    found = clock("deferred-reply", "panel-decided@2026-12-17 panel=assessment outcome=defer", "2026-12-17")
    assert found.anchor == date(2026, 12, 23)
    assert found.due == date(
        2026, 12, 24
    )  # a week on is the 30th, when the offices are closed: back to the last open day


def test_never_later_than_the_rule_it_tightens(clock: Clock) -> None:
    found = clock("decide-week-5", REQUEST, "2026-09-02")
    assert found.due == date(2026, 10, 6)
    assert found.rule.local is not None and found.rule.local.usually


def test_a_window_of_weeks(clock: Clock) -> None:
    found = clock("advice-weeks", REQUEST, "2026-09-02")
    assert (found.opens, found.due) == (date(2026, 10, 14), date(2026, 11, 24))


def test_once_done_it_starts_anew_until_the_state_ends(clocks: Clocks) -> None:
    text = f"{REQUEST}; assessment-agreed@2026-10-01; contact-made@2026-10-20 whom=family how=call"
    first, second = clocks("update-family", text, "2026-10-21")
    assert (first.due, first.status) == (date(2026, 10, 29), "met")
    assert (second.anchor, second.due, second.status) == (date(2026, 10, 20), date(2026, 11, 17), "open")
    *_, last = clocks(
        "update-family", f"{text}; final-plan-sent@2026-11-10; contact-made@2026-11-12 whom=family how=call"
    )
    assert last.status == "lapsed"


def test_conditions_on_the_case(lay: Lay, clocks: Clocks) -> None:
    text = "decision-confirmed@2026-10-09T15:00 about=assess outcome=agree"
    assert clocks("young-person-call", text, born=date(2010, 10, 9))
    assert not clocks("young-person-call", text, born=date(2010, 10, 10))
    unknown = lay(text, "2026-10-10", book())
    assert [(n.rule.id, n.missing) for n in unknown.not_started] == [("exampleshire-young-person-call", "born")]
    costly = ("placement:specialist", "cost:52000")
    assert clocks("resource-panel", "draft-plan-sent@2026-10-30", tags=costly)[0].due == date(2026, 11, 30)
    assert not clocks("resource-panel", "draft-plan-sent@2026-10-30", tags=costly[:1])
    assert not clocks("resource-panel", "draft-plan-sent@2026-10-30", tags=(costly[0], "cost:29999"))


@pytest.mark.parametrize(
    ("born", "day", "year"),
    [
        ("2015-08-31", "2026-09-01", 7),
        ("2015-09-01", "2026-09-01", 6),
        ("2021-12-01", "2026-09-01", 0),
        ("2010-03-01", "2026-08-31", 11),
        ("2010-03-01", "2026-09-01", 12),
    ],
)
def test_year_groups_change_on_the_first_of_september(born: str, day: str, year: int) -> None:
    from sendclock.clock.local import year_group

    assert year_group(date.fromisoformat(born), date.fromisoformat(day)) == year


def test_days_of_the_year_anniversaries_and_terms(clock: Clock) -> None:
    moving = "phase-transfer-expected@2026-10-01 transfer=primary-to-secondary transfer_on=2027-09-01"
    assert clock("transport-list", moving, "2026-10-02").due == date(2027, 5, 31)
    assert clock("settling-call", moving, "2026-10-02").due == date(2027, 9, 29)
    plan = "final-plan-sent@2026-11-10"
    assert clock("review-pack", plan, "2026-11-11").due == date(2027, 9, 15)
    assert clock("term-check", plan, "2026-11-11").due == date(2027, 1, 25)
    audit = clock("audit", "term-expected@2026-09-10 term_starts=2026-09-02", "2026-09-11")
    assert audit.due == date(2026, 12, 4)


def test_the_audit_comes_back_with_the_next_term(clocks: Clocks) -> None:
    text = "term-expected@2026-09-10 term_starts=2026-09-02; local-step-done@2026-12-01 step=exampleshire-audit-done"
    first, second = clocks("audit", text, "2027-01-05")
    assert (first.due, first.status) == (date(2026, 12, 4), "met")
    assert (second.due, second.status) == (date(2027, 3, 11), "open")


def test_met_by_the_last_of_several_acts(clock: Clock) -> None:
    plan = "final-plan-sent@2026-11-10"
    allocated = f"{plan}; case-allocated@2026-11-12 officer=reid"
    assert clock("hand-over", allocated, "2026-11-13").status == "open"
    done = clock("hand-over", f"{allocated}; local-step-done@2026-11-24 step=exampleshire-loose-ends", "2026-11-30")
    assert (done.due, done.met_on, done.status) == (date(2026, 11, 24), date(2026, 11, 24), "met")


def test_the_later_of_two_days(clock: Clock) -> None:
    later = clock("plan-call", "final-plan-sent@2026-11-10 served=2026-11-12", "2026-11-13")
    assert (later.due, later.provisional) == (date(2026, 11, 26), False)
    unknown = clock("plan-call", "final-plan-sent@2026-11-10", "2026-11-13")
    assert (unknown.due, unknown.provisional) == (date(2026, 11, 24), True)


def test_a_draft_starts_nothing_and_can_be_read(clocks: Clocks) -> None:
    assert clocks("portal-reply", "enquiry-received@2027-02-01 party=Q-1 channel=team") == []
    assert book().versions("exampleshire-portal-reply")[0].asleep


def test_the_last_dated_step_is_the_due_day(lay: Lay) -> None:
    text = (
        f"{REQUEST}; contact-made@2026-09-03 whom=family how=call;"
        "panel-listed@2026-09-20 panel=assessment meeting=2026-09-30;"
        "panel-decided@2026-09-30 panel=assessment outcome=defer; decision-confirmed@2026-10-05T09:00 about=assess;"
        "assessment-agreed@2026-10-06; final-plan-sent@2026-12-01 served=2026-12-03"
    )
    deadlines = lay(text, "2026-12-05", book()).deadlines
    assert len({deadline.rule.id for deadline in deadlines if deadline.rule.local}) > 3
    for deadline in deadlines:
        assert [step.day for step in deadline.steps if step.day][-1] == deadline.due, deadline.rule.id
        for step in deadline.steps:
            assert explain_step(step, book().event_types)


def test_the_annotated_pack_shows_every_key_there_is_and_the_page_explains_it() -> None:
    """The keys are those the readers ask for; a new one must be shown and explained."""
    law = Path(load.__file__).parent
    readers = (law / "pack.py").read_text(encoding="utf-8")
    asked = set(
        re.findall(r"(?:table|inner)\.(?:text|texts|choice|whole|date|flag|tables|table)\(\s*\"([a-z_]+)\"", readers)
    )
    asked |= set(re.findall(r"triggers\(table, \"([a-z_]+)\"", readers)) | {"met_by", "met_by_all", "panel"}
    of_the_law_alone = {
        "words", "duty", "combine", "exceptions", "exception", "readings", "no_exception_if", "event", "why",
        "not_while", "skip", "effect", "offset", "condition", "facts", "check", "days", "act", "kind",
        "tier", "group", "confidence", "area", "first_day", "road",
        "of", "answers", "spent_by", "in_time", "within_plan", "pauses",
    }  # fmt: skip
    shown = PACK.read_text(encoding="utf-8")
    explained = PAGE.read_text(encoding="utf-8")
    missing = {key for key in asked - of_the_law_alone if not re.search(rf"(?m)(^|[ {{]){key} = |\[\[?{key}\]", shown)}
    assert missing <= {"note", "in_force_to"}
    assert {key for key in asked - of_the_law_alone if not re.search(rf"`[^`]*\b{key}\b[^`]*`", explained)} == set()


def test_panels_and_calendars_of_the_test_are_those_of_the_pack() -> None:
    assert panel().meets(date(2026, 10, 7)) and not panel().meets(date(2026, 10, 8))
    assert calendar().closed(date(2026, 12, 30)) == "council offices closed"


EXAMPLES = [example for example in examples(book()) if example.area == "exampleshire"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_worked_example(example: Example, lay: Lay) -> None:
    found = list(lay("; ".join(example.events), example.as_of.isoformat(), book()).deadlines)
    mine = [deadline for deadline in found if deadline.rule.id == example.rule]
    if example.status == "not-started":
        assert not mine
        return
    assert (mine[-1].due, mine[-1].status) == (example.due, example.status)
    assert (mine[-1].due_at.time() if mine[-1].due_at else None) == example.due_at


def test_every_rule_has_a_worked_example() -> None:
    ids = {rule.id for rule in book().rules if rule.pack == "exampleshire"}
    assert ids - {example.rule for example in EXAMPLES} == {"exampleshire-young-person-call"}  # it needs a day of birth


def test_the_hour_decides_which_of_two_events_of_a_day_came_first(clock: Clock) -> None:
    decided, called = (
        "decision-confirmed@2026-10-09T15:00 about=assess",
        "contact-made@2026-10-09T16:00 whom=family how=call",
    )
    assert clock("call-after-decision", f"{called}; {decided}").status == "met"
    before = called.replace("16:00", "09:00")
    assert clock("call-after-decision", f"{decided}; {before}").status == "overdue"


def test_something_done_again_starts_nothing_that_hangs_on_its_first_time(clocks: Clocks) -> None:
    text = f"{REQUEST}; contact-made@2026-09-03 whom=family how=call; information-requested@2026-09-07 party=EP;"
    found = clocks("ask-services", f"{text} contact-made@2026-10-20 whom=family how=call", "2026-11-01")
    assert [deadline.status for deadline in found] == ["met"]


def test_a_clock_long_over_binds_no_new_one(lay: Lay, tmp_path: Path) -> None:
    pack = tmp_path / "shire.toml"
    pack.write_text(OWN + 'tightens = "final-plan"\n', encoding="utf-8")
    text = "assessment-requested@2024-01-08; final-plan-sent@2024-05-20; plan-agreed@2026-11-02 route=order"
    found = lay(text, "2026-11-03", with_packs([pack])).deadlines
    (own,) = [deadline for deadline in found if deadline.rule.id == "shire-tell"]
    assert own.due == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("extra", "after", "starts"),
    [
        ("again = true\nin_force_to = 2026-11-10", "", []),  # no version follows
        ('again = true\nif = ["age<16"]', "", []),  # sixteen by then
        ("again = true", "; final-plan-sent@2026-11-20", [date(2026, 11, 20)]),
        ('again = true\nends_with = ["contact-made"]', "", []),  # what meets it ends the state
    ],
)
def test_it_starts_anew_only_while_the_rule_and_the_state_last(
    lay: Lay, tmp_path: Path, extra: str, after: str, starts: list[date]
) -> None:
    pack = tmp_path / "shire.toml"
    pack.write_text(OWN + extra, encoding="utf-8")
    text = f"plan-agreed@2026-11-02; contact-made@2026-11-20 whom=family how=call{after}"
    found = lay(text, "2026-11-21", with_packs([pack]), born=date(2010, 11, 15)).deadlines
    assert [d.anchor for d in found if d.rule.id == "shire-tell" and d.started_by.type == "contact-made"] == starts


def test_the_anniversary_stays_that_of_the_first_event(lay: Lay, tmp_path: Path) -> None:
    pack = tmp_path / "shire.toml"
    text = OWN.replace('anchor = "on"', 'anchor = "anniversary:on"') + "again = true"
    pack.write_text(text.replace("count = 2", "count = 0"), encoding="utf-8")
    done = "; ".join(f"contact-made@{day} whom=family how=call" for day in ("2025-06-01", "2026-08-06"))
    found = lay(f"plan-agreed@2024-11-15; {done}", "2026-11-21", with_packs([pack])).deadlines
    assert [d.due for d in found if d.rule.id == "shire-tell"] == [date(y, 11, 15) for y in (2025, 2026, 2027)]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("", "overdue"),
        ("assessment-agreed@2026-10-02", "overdue"),  # the letter of the same decision
        ("plan-agreed@2026-11-20", "lapsed"),
        ("plan-refused@2026-11-20", "lapsed"),
        ("final-plan-sent@2026-12-20", "lapsed"),
        ("moved-out@2026-11-20 move=2026-11-20", "lapsed"),
        ("mediation-requested@2026-11-20", "lapsed"),
    ],
)
def test_a_promise_about_one_stage_is_over_with_the_next(lay: Lay, tmp_path: Path, more: str, status: str) -> None:
    line = lay(f"decision-confirmed@2026-10-01 about=assess; {more}", "2027-03-01", with_packs([own_pack(tmp_path)]))
    (clock,) = [c for c in line.deadlines if c.rule.id == "shire-tell"]
    assert clock.status == status and clock.spent is (status == "lapsed")


def test_what_began_before_a_pack_was_adopted_is_not_owed(lay: Lay, tmp_path: Path) -> None:
    pack = own_pack(tmp_path, "adopted_from = 2026-10-05")
    for day, started in (("2026-10-04", False), ("2026-10-05", True)):
        line = lay(f"decision-confirmed@{day} about=assess", "2027-03-01", with_packs([pack]))
        assert ("shire-tell" in [c.rule.id for c in line.deadlines]) is started


def own_pack(folder: Path, more: str = "") -> Path:
    """A pack of one promise: told within two days of a decision about an assessment."""
    file = folder / "shire.toml"
    tell = rule(
        "shire-tell", "decision-confirmed[about=assess]", (2, "day"), "contact-made[whom=family]", repeats="each"
    )
    file.write_text(head(more=more + "\n") + tell, encoding="utf-8")
    return file


def all_answered(by: str, met_by: str = "contact-made") -> str:
    return head() + rule("shire-tell", None, (2, "week"), met_by, anchor=f"all-met:{by}")


ASKED = (
    REQUEST
    + "; "
    + "; ".join(
        f"advice-requested@2026-09-{day} party={party} source=health received=2026-09-{day}"
        for day, party in (("10", "Paediatrics"), ("11", "CAMHS"))
    )
)


def of_own(lay: Lay, tmp_path: Path, text: str, case: str, as_of: str) -> Timeline:
    """The timeline of a case under one rule of an authority's own."""
    (tmp_path / "shire.toml").write_text(text, encoding="utf-8")
    return lay(case, as_of, with_packs([tmp_path / "shire.toml"]))


def test_a_promise_may_begin_when_all_who_were_asked_have_answered(lay: Lay, tmp_path: Path) -> None:
    pack = all_answered("advice-reply", "draft-plan-sent")
    first = "advice-received@2026-10-01 party=Paediatrics"
    one = of_own(lay, tmp_path, pack, f"{ASKED}; {first}", "2026-11-30")
    assert not [d for d in one.deadlines if d.rule.id == "shire-tell"]
    (why,) = why_no_clock(one, "shire-tell", one.book)
    assert reason(why, "EHC-1").endswith("advice-reply is still open for CAMHS.")
    both = of_own(lay, tmp_path, pack, f"{ASKED}; {first}; advice-received@2026-10-06 party=CAMHS", "2026-11-30")
    (found,) = [d for d in both.deadlines if d.rule.id == "shire-tell"]
    assert (found.anchor, found.due, found.status) == (date(2026, 10, 6), date(2026, 10, 20), "overdue")
    assert "the last of all those asked had done advice-reply" in said(found)
    late = f"{ASKED}; advice-received@2026-10-06 party=CAMHS; advice-received@2026-10-30 party=Paediatrics"
    (after,) = [d for d in of_own(lay, tmp_path, pack, late, "2026-11-30").deadlines if d.rule.id == "shire-tell"]
    assert after.anchor == date(2026, 10, 30)


def test_a_rule_named_by_all_met_must_be_there(lay: Lay, tmp_path: Path) -> None:
    with pytest.raises(
        CannotRunError, match=r'names "advice-replies", which is not a rule\. Did you mean "advice-reply"'
    ):
        of_own(lay, tmp_path, all_answered("advice-replies"), REQUEST, "2026-11-30")


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-04-30", date(2026, 5, 31)), ("2026-05-01", None), ("2026-09-01", date(2027, 5, 31)), ("2026-08-31", None)],
)
def test_a_season(lay: Lay, tmp_path: Path, received: str, due: date | None) -> None:
    """Transport applications received by 30 April are answered by 31 May."""
    text = OWN.replace("plan-agreed", "enquiry-received") + 'if = ["season=09-01..04-30"]'
    text = text.replace('"after"\ncount = 2\nunit = "week"', '"fixed"\ncount = "next:05-31"')
    found = of_own(lay, tmp_path, text, f"enquiry-received@{received} party=A channel=form", "2026-12-31")
    assert [d.due for d in found.deadlines if d.rule.pack == "shire"] == ([due] if due else [])
    if due is None:
        (why,) = why_no_clock(found, "shire-tell", found.book)
        assert "season=09-01..04-30 does not hold (it is judged on" in reason(why, "E")


@pytest.mark.parametrize("season", ["09-01", "09-01..02-30", "9-1..4-30", "09-01..04-30..05-01"])
def test_a_season_that_is_none_is_named(lay: Lay, tmp_path: Path, season: str) -> None:
    with pytest.raises(CannotRunError, match="is no season: write season="):
        of_own(lay, tmp_path, OWN + f'if = ["season={season}"]', REQUEST, "2026-11-30")


@pytest.mark.parametrize(
    ("answered", "due", "provisional"),
    [
        ("kind=care-1 received=2026-10-09", "2026-11-06", False),
        ("kind=care-1", "2026-11-04", True),  # the day it was answered stands in
        ("kind=other received=2026-10-09", None, None),
        ("received=2026-10-09", None, None),
    ],
)
def test_counted_from_the_day_the_answer_to_a_request_of_its_own_kind_arrived(
    tmp_path: Path, lay: Lay, answered: str, due: str | None, provisional: bool | None
) -> None:
    """Children's complaints: the next stage may be asked for in twenty working days of receiving the answer."""
    text = head("shire") + rule(
        "shire-ask-for-stage-2",
        "enquiry-answered[kind=care-1]",
        (20, "working-day"),
        "enquiry-received[kind=care-2]",
        anchor="received",
    )
    (tmp_path / "shire.toml").write_text(text, encoding="utf-8")
    events = f"enquiry-received@2026-10-01 party=C-1 kind=care-1; enquiry-answered@2026-10-07 party=C-1 {answered}"
    found = lay(events, "2026-10-20", rules=with_packs([tmp_path / "shire.toml"])).deadlines
    own = [(str(each.due), each.provisional) for each in found if each.rule.id == "shire-ask-for-stage-2"]
    assert own == ([(due, provisional)] if due else [])
