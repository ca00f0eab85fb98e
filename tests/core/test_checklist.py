"""Steps without a number: when they are wanted, what ticks them, what ends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sendclock.case.checklist import refused_step
from sendclock.clock.case import Case, Event
from sendclock.clock.checklist import Ticked, checklist_of
from sendclock.clock.run import undated
from sendclock.files.problem import Position
from sendclock.law.book import RuleBook
from sendclock.law.practice import Practice
from sendclock.law.rule import CaseCondition, ChecklistItem, Condition, Offset, Trigger

Lay = Callable[..., tuple[Ticked, ...]]


def item(id: str, starts: str, **more: Any) -> ChecklistItem:
    whole: dict[str, Any] = {
        "id": id, "pack": "own", "stage": "Stage 1", "title": id.title(), "starts_on": (Trigger(starts),),
        "done_by": (), "ends_with": (), "each": (), "conditions": (), "status": "adopted", "cite": "Guide, page 2",
        "in_force_from": date(2020, 1, 1), "in_force_to": None, "position": Position("own.toml", 1), **more,
    }  # fmt: skip
    return ChecklistItem(**whole)


@pytest.fixture
def laid(book: RuleBook, events: Callable[[str], tuple[Event, ...]]) -> Lay:
    """The checklist of a case in one line, under these items."""

    def of(items: list[ChecklistItem], text: str, as_of: str, **case: Any) -> tuple[Ticked, ...]:
        own = with_steps(book, items)
        made = Case("EHC-1", "EHC-1.toml", events(text), **case)
        return checklist_of(undated(made, own, date.fromisoformat(as_of)))

    return of


def with_steps(book: RuleBook, items: list[ChecklistItem]) -> RuleBook:
    practice = Practice(checklist=tuple(items))
    return RuleBook(
        book.packs, book.rules, book.exceptions, book.event_types, book.calendars, book.setting_calendars, practice
    )


def seen(steps: tuple[Ticked, ...]) -> list[tuple[str, str | None, str, str | None]]:
    return [(s.item.id, s.party, s.state, s.event.id if s.event else None) for s in steps]


CALLED = Trigger("contact-made", (Condition("whom", "=", ("family",), None),))
CALL = item("own-call", "assessment-requested", done_by=(CALLED,))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("note-added@2026-09-01 note=x", []),
        ("assessment-requested@2026-09-07", [("own-call", None, "open", None)]),
        (
            "assessment-requested@2026-09-07; contact-made@2026-09-08 whom=setting how=call",
            [("own-call", None, "open", None)],
        ),
        (
            "assessment-requested@2026-09-07; contact-made@2026-09-08 whom=family how=call",
            [("own-call", None, "done", "e2")],
        ),
        (
            "contact-made@2026-09-06 whom=family how=call; assessment-requested@2026-09-07",
            [("own-call", None, "open", None)],
        ),
        (
            "contact-made@2026-09-07 whom=family how=call; assessment-requested@2026-09-07",
            [("own-call", None, "done", "e1")],
        ),
        (
            "assessment-requested@2026-09-07; local-step-done@2026-09-09 step=own-call",
            [("own-call", None, "done", "e2")],
        ),
        ("assessment-requested@2026-09-07; local-step-done@2026-09-09 step=call", [("own-call", None, "done", "e2")]),
        ("assessment-requested@2026-09-07; local-step-done@2026-12-09 step=call", [("own-call", None, "open", None)]),
        (
            "assessment-requested@2026-09-07; local-step-done@2026-09-09 step=call; "
            "event-withdrawn@2026-09-10 event=e2 reason=x",
            [("own-call", None, "open", None)],
        ),
        (
            "assessment-requested@2026-09-07; case-closed@2026-09-09 reason=moved-away",
            [("own-call", None, "ended", "e2")],
        ),
    ],
)
def test_one_step(laid: Lay, text: str, wanted: list[Any]) -> None:
    assert seen(laid([CALL], text, "2026-11-21")) == wanted


def test_a_newer_start_asks_for_the_step_anew(laid: Lay) -> None:
    text = (
        "assessment-requested@2025-09-08; contact-made@2025-09-09 whom=family how=call; "
        "assessment-refused@2025-10-10; assessment-requested@2026-09-07"
    )
    assert seen(laid([CALL], text, "2025-12-01")) == [("own-call", None, "done", "e2")]
    assert seen(laid([CALL], text, "2026-11-21")) == [("own-call", None, "open", None)]


def test_each_party_has_a_step_of_its_own(laid: Lay) -> None:
    ask = item(
        "ask", "assessment-requested", done_by=(Trigger("information-requested"),), each=("EP", "STePS", "CAMHS")
    )
    text = (
        "assessment-requested@2026-09-07; information-requested@2026-09-08 party=ep; "
        "local-step-done@2026-09-09 step=ask party=camhs; local-step-done@2026-09-10 step=ask"
    )
    wanted = [("ask", "EP", "done", "e2"), ("ask", "STePS", "open", None), ("ask", "CAMHS", "done", "e3")]
    assert seen(laid([ask], text, "2026-11-21")) == wanted


def test_an_event_that_can_name_no_party_concerns_them_all(laid: Lay) -> None:
    ends = (Trigger("assessment-refused"),)
    ask = item("ask", "assessment-requested", each=("EP", "STePS"), ends_with=ends)
    text = (
        "assessment-requested@2026-09-07; local-step-done@2026-09-09 step=ask party=EP; assessment-refused@2026-10-02"
    )
    assert seen(laid([ask], text, "2026-11-21")) == [("ask", "EP", "done", "e2"), ("ask", "STePS", "ended", "e3")]


def test_what_is_known_on_the_day_a_step_starts_ends_with_the_event_that_starts_it(laid: Lay) -> None:
    moving = "phase-transfer-expected@2026-10-02 transfer=primary-to-secondary transfer_on=2027-09-01"
    held = "review-meeting-held@2026-10-01"
    for text, starts, moves, wanted in (
        (f"{held}; {moving}", "review-meeting-held", "yes", []),
        (f"{held}; {moving}", "review-meeting-held", "no", ["open"]),
        (f"note-added@2026-09-30 note=x; {held}; {moving}", "phase-transfer-expected", "yes", ["open"]),
        (f"note-added@2026-09-30 note=x; {held}; {moving}", "phase-transfer-expected", "no", []),
        (f"{moving}; {held.replace('10-01', '10-03')}", "review-meeting-held", "yes", ["open"]),
    ):
        ask = item("ask", starts, conditions=(CaseCondition("phase-transfer", "=", (moves,)),))
        assert [step.state for step in laid([ask], text, "2026-11-21")] == wanted, (text, moves)


def test_what_started_a_step_does_not_tick_it(laid: Lay) -> None:
    """An act that is both: only one of its kind after it does."""
    again = item("again", "contact-made", done_by=(Trigger("contact-made"),), ends_with=(Trigger("note-added"),))
    once = "contact-made@2026-09-07 whom=family how=call"
    assert seen(laid([again], once, "2026-11-21")) == [("again", None, "open", None)]
    assert seen(laid([again], f"note-added@2026-09-06 note=x; {once}", "2026-11-21")) == [("again", None, "open", None)]
    assert seen(laid([again], f"{once}; note-added@2026-09-07 note=x", "2026-11-21")) == [
        ("again", None, "ended", "e2")
    ]
    # the newest asks anew, and the one before it is of the day before
    twice = f"{once}; {once.replace('09-07', '09-08')}"
    assert [step.started_by.id for step in laid([again], twice, "2026-11-21")] == ["e2"]


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("local-step-done@2026-09-09 step=report made=2026-03-07", "done"),  # six months before 7 September
        ("local-step-done@2026-09-09 step=report made=2026-03-06", "open"),
        ("local-step-done@2026-09-09 step=own-report made=2026-10-01", "done"),
        ("local-step-done@2026-09-09 step=report", "open"),
        ("local-step-done@2026-09-09 step=other made=2026-09-01", "open"),
        ("contact-made@2026-09-09 whom=family how=call", "done"),  # that takes its place
        ("note-added@2026-09-09 note=report", "open"),
    ],
)
def test_a_report_that_is_used_must_not_be_too_old(laid: Lay, done: str, state: str) -> None:
    report = item("own-report", "assessment-requested", made_within=Offset(6, "month"), done_by=(CALLED,))
    (step,) = laid([report], f"assessment-requested@2026-09-07; {done}", "2026-11-21")
    assert step.state == state


@pytest.mark.parametrize("done", ["step=other", "party=EP step=", "step=own-own-call", ""])
def test_only_its_own_name_ticks_a_step(laid: Lay, done: str) -> None:
    ticked = f"local-step-done@2026-09-09 {done}"
    assert seen(laid([CALL], f"assessment-requested@2026-09-07; {ticked}", "2026-11-21"))[0][2] == "open"
    assert (
        seen(
            laid([CALL], "assessment-requested@2026-09-07; enquiry-received@2026-09-08 party=A kind=call", "2026-11-21")
        )[0][2]
        == "open"
    )


def test_what_names_no_party_is_of_all_and_what_names_another_of_none(laid: Lay) -> None:
    alone = item("alone", "assessment-requested", done_by=(Trigger("information-requested"),))
    text = "assessment-requested@2026-09-07; information-requested@2026-09-08 party=EP"
    assert seen(laid([alone], text, "2026-11-21")) == [("alone", None, "done", "e2")]


def test_conditions_are_judged_on_the_day_the_step_starts(laid: Lay) -> None:
    young = item("young", "assessment-requested", conditions=(CaseCondition("age", ">=", ("16",)),))
    text = "assessment-requested@2026-09-07"
    assert seen(laid([young], text, "2026-11-21", born=date(2010, 9, 7))) == [("young", None, "open", None)]
    assert laid([young], text, "2026-11-21", born=date(2010, 9, 8)) == ()
    (unsure,) = laid([young], text, "2026-11-21")
    assert (unsure.state, unsure.unsure) == ("open", True)


def test_only_packs_in_use_and_in_force_have_steps(laid: Lay) -> None:
    text = "assessment-requested@2026-09-07"
    asleep = item("asleep", "assessment-requested", status="draft")
    over = item("over", "assessment-requested", in_force_to=date(2026, 9, 6))
    still = item("still", "assessment-requested", in_force_to=date(2026, 9, 7))
    soon = item("soon", "assessment-requested", in_force_from=date(2026, 9, 8))
    now = item("now", "assessment-requested", in_force_from=date(2026, 9, 7))
    assert [s.item.id for s in laid([asleep, over, still, soon, now], text, "2026-11-21")] == ["still", "now"]


def test_a_step_nobody_knows_is_refused_with_the_nearest(book: RuleBook) -> None:
    ask = item("own-ask", "assessment-requested", each=("EP", "STePS"))
    own = with_steps(book, [CALL, ask])
    assert refused_step("own-call", None, own) is None
    assert refused_step("call", None, own) is None
    assert refused_step("own-cal", None, own) == '"own-cal" is not a step of a pack in use. Did you mean "own-call"?'
    assert refused_step("xyz", None, own) == '"xyz" is not a step of a pack in use. Known: own-call, own-ask.'
    assert refused_step("ask", "ep", own) is None
    assert refused_step("ask", None, own) == "ask is done for each party by itself. Add party=NAME, one of: EP, STePS."
    assert (
        refused_step("ask", "STeP", own)
        == '"STeP" is not one of those ask is done for: EP, STePS. Did you mean "STePS"?'
    )
    assert refused_step("anything", None, book) is None
