"""A step that a later act has made pointless is no longer overdue: it is spent, late for the figures.

Of every clock that can be spent, one story up to its overdue step, and every act of the law's `spent_by` that makes it
pointless. What may come next is the same for all: the step done in time stays met, done all the same it is late.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from sendclock.clock.case import Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.law import load

Lay = Callable[..., Timeline]
BOOK = load.load()
REQUEST = "assessment-requested@2026-01-12"
REFUSED = f"{REQUEST}; assessment-refused@2026-02-16"
NO_PLAN = f"{REQUEST}; assessment-agreed@2026-02-16; plan-refused@2026-05-04"
PLAN = "final-plan-sent@2025-03-10"
HELD = f"{PLAN}; review-meeting-held@2026-02-02"
# What ends a mediation that has not come off, and a certificate that nobody needs any more.
DECIDED = (
    "order-made@{} order=assess", "appeal-ended@{} outcome=settled", "assessment-agreed@{}", "plan-agreed@{}",
    "reassessment-agreed@{}",
)  # fmt: skip
CERTIFICATE = ("appeal-registered@{} challenge=refuse-assess", *DECIDED)
MEDIATION = (
    "mediation-agreed@{} order=assess",
    "certificate-issued@{} basis=no-mediation",
    "certificate-issued@{} basis=deemed",
    *DECIDED,
)
SEEN = ("plan-agreed@{}", "plan-refused@{}", "draft-plan-sent@{}", "final-plan-sent@{}")
DROPPED = "amendment-dropped@{} following=reassessment"
REVIEWED = (
    "review-decided@{} outcome=maintain", "review-decided@{} outcome=cease", "amendment-notice-sent@{}",
    "amendment-dropped@{}",
)  # fmt: skip
NAMED = (
    "amended-plan-sent@{} names_next_phase=yes", "final-plan-sent@{} names_next_phase=yes",
    "review-decided@{} outcome=maintain names_next_phase=yes", "amendment-notice-sent@{}",
)  # fmt: skip
ORDER = ("order-made@{} order=amend-both", "tribunal-decision-sent@{} what=decision")


class Step(NamedTuple):
    """A clock whose last day is `due`, the step that meets it, and the later `acts` that make that pointless. `{}` is
    the day of the act; `on` that of all of them, after `due`."""

    rule: str
    before: str
    due: date
    on: date
    meets: str
    acts: tuple[str, ...]
    too_late: bool  # what leads to the plan, or to the meeting, cannot be done after it


def step(rule: str, before: str, due: str, on: str, meets: str, *acts: str, too_late: bool = False) -> Step:
    return Step(rule, before, date.fromisoformat(due), date.fromisoformat(on), meets, acts, too_late)


MARCH, MAY, JULY = "2026-03-02", "2026-05-11", "2026-07-06"
ORDERED = f"{REFUSED}; order-made@2026-06-22 order=assess"
CONCEDED = f"{REFUSED}; appeal-registered@2026-03-02 challenge=refuse-assess; "
SECURE = f"{REQUEST} detained=yes"
ASKED = f"{REFUSED}; mediation-requested@2026-02-23"
AGREED = f"{PLAN}; mediation-requested@2025-04-07; mediation-agreed@2025-04-14 order=amend-both"
CHANGED = f"{PLAN}; commissioner-changed@2026-02-02"
LISTED = f"{PLAN}; appeal-registered@2025-04-14 challenge=contents; hearing-listed@2025-06-02 hearing=2025-09-15"
STEPS = (
    # The assessment: week 6 is over with a plan decision, and the draft with the plan.
    step("decide-to-assess", REQUEST, "2026-02-23", MARCH, "assessment-agreed@{}", *SEEN),
    step("send-draft", f"{REQUEST}; assessment-agreed@2026-02-16", "2026-04-20", MAY, "draft-plan-sent@{}",
         "final-plan-sent@{}", "plan-refused@{}", too_late=True),
    step("advice-reply-guidance",
         f"{REQUEST}; assessment-agreed@2026-02-16; advice-requested@2026-02-17 party=EP source=psychology",
         "2026-03-31", MAY, "advice-received@{} party=EP", "draft-plan-sent@{}"),
    step("decide-to-reassess", f"{PLAN}; reassessment-requested@2026-01-12", "2026-01-27", MARCH,
         "reassessment-agreed@{}", "final-plan-sent@{} following=reassessment", DROPPED, too_late=True),
    step("conversion-notice",
         "statement-recorded@2015-01-05 category=other; conversion-assessment-planned@2015-02-02 begins=2015-03-02",
         "2015-02-16", "2015-03-02", "conversion-notice-given@{}",
         "conversion-assessment-began@{} notice=2015-02-20", "final-plan-sent@{}", "plan-refused@{}"),
    # Reviews: the invitations, the papers and the report with the decision; the decision with the plan it led to.
    step("annual-review-meeting", PLAN, "2026-02-09", MARCH, "review-meeting-held@{}",
         *REVIEWED, "review-confirmed@{} reason=considered"),
    step("review-notice", f"{PLAN}; review-meeting-arranged@2026-01-05 meeting=2026-02-02", "2026-01-19", "2026-02-02",
         "review-notice-given@{}", "review-meeting-held@{}", *REVIEWED, too_late=True),
    step("review-papers", f"{PLAN}; review-meeting-arranged@2026-01-05 meeting=2026-02-02", "2026-01-19", "2026-02-02",
         "review-papers-circulated@{}", "review-meeting-held@{}", *REVIEWED, too_late=True),
    step("review-report", HELD, "2026-02-16", "2026-02-20", "review-report-sent@{}", *REVIEWED, "amended-plan-sent@{}"),
    step("review-decision", f"{HELD}; reassessment-requested@2026-02-03; reassessment-agreed@2026-02-04", "2026-03-02",
         MAY, "review-decided@{} outcome=maintain", "final-plan-sent@{} following=reassessment", too_late=True),
    step("early-years-review", f"{PLAN} under_5=yes", "2025-09-10", "2025-10-06", "review-meeting-held@{}",
         "review-decided@{} outcome=maintain", "amendment-notice-sent@{}"),
    # Phases: the meeting with the plan that names the next setting.
    step("phase-meeting-february",
         f"{PLAN}; phase-transfer-expected@2025-09-01 transfer=primary-to-secondary transfer_on=2026-09-01",
         "2025-11-22", "2026-02-02", "review-meeting-held@{}", *NAMED, too_late=True),
    step("phase-meeting-march",
         f"{PLAN}; phase-transfer-expected@2025-09-01 transfer=secondary-to-post-16 transfer_on=2026-09-01",
         "2026-01-05", "2026-02-02", "review-meeting-held@{}", *NAMED, too_late=True),
    step("phase-meeting-five-months",
         f"{PLAN}; phase-transfer-expected@2025-09-01 transfer=post-16-to-post-16 transfer_on=2026-09-01",
         "2026-01-07", "2026-02-02", "review-meeting-held@{}", *NAMED, too_late=True),
    # Transfers and health commissioners.
    step("tell-family-of-transfer", "plan-transferred@2026-01-12 direction=in made=2025-03-10", "2026-02-23", MARCH,
         "transfer-notice-sent@{}", *REVIEWED),
    step("icb-handover", f"{CHANGED} cause=other", "2026-02-20", MARCH, "commissioner-told@{} about=responsibility",
         "commissioner-asked@{}"),
    step("icb-handover-on-move", f"{CHANGED} cause=move move=2026-02-10", "2026-02-10", MARCH,
         "commissioner-told@{} about=responsibility", "commissioner-asked@{}"),
    step("icb-request", f"{CHANGED} cause=other impracticable=yes new_aware=2026-02-02", "2026-02-20", MARCH,
         "commissioner-asked@{}", "review-decided@{} outcome=maintain", "review-decided@{} outcome=cease",
         "amendment-notice-sent@{}", "reassessment-agreed@{}"),
    # Mediation and its certificates.
    step("certificate-no-mediation", f"{REFUSED}; adviser-contacted@2026-02-23 wishes=appeal-only", "2026-02-26", MARCH,
         "certificate-issued@{} basis=no-mediation", *CERTIFICATE),
    step("mediation-tell-commissioner", f"{ASKED} issues=mixed", "2026-02-26", MARCH,
         "commissioner-told@{} about=mediation issues=mixed",
         "mediation-held@{}", "mediation-agreed@{} order=assess", "appeal-registered@{} challenge=refuse-assess",
         *DECIDED),
    step("mediation-arrange-commissioner",
         f"{ASKED} issues=health-only; commissioner-told@2026-02-24 about=mediation issues=health-only", "2026-03-26",
         MAY, "mediation-held@{}", *MEDIATION),
    step("mediation-arrange", ASKED, "2026-03-25", MAY, "mediation-held@{}", *MEDIATION),
    step("mediation-notice", f"{ASKED}; mediation-arranged@2026-02-24 mediation_on=2026-03-09", "2026-02-27",
         "2026-03-09", "mediation-notice-given@{}",
         "mediation-held@{}", "mediation-unable@{}", "mediation-agreed@{} order=assess", "order-made@{} order=assess",
         "appeal-ended@{} outcome=settled"),
    step("certificate-after-mediation", f"{ASKED}; mediation-held@2026-02-24", "2026-02-27", MARCH,
         "certificate-issued@{} basis=after-mediation", *CERTIFICATE),
    step("certificate-deemed", f"{ASKED}; mediation-unable@2026-02-24", "2026-02-27", MARCH,
         "certificate-issued@{} basis=deemed", *CERTIFICATE),
    step("certificate-no-mediation",
         f"{AGREED}; adviser-contacted@2025-04-14 wishes=appeal-only", "2025-04-17", "2025-05-12",
         "certificate-issued@{} basis=no-mediation", "amended-plan-sent@{} following=order"),
    step("certificate-after-mediation", f"{AGREED}; mediation-held@2025-04-14", "2025-04-17", "2025-05-12",
         "certificate-issued@{} basis=after-mediation", "amended-plan-sent@{} following=order"),
    step("certificate-deemed", f"{AGREED}; mediation-unable@2025-04-14", "2025-04-17", "2025-05-12",
         "certificate-issued@{} basis=deemed", "amended-plan-sent@{} following=order"),
    step("agreement-tell-authority",
         f"{ASKED}; mediation-agreed@2026-03-02 order=other authority_party=no party=report", "2026-03-09",
         "2026-03-16", "agreement-notified@{} party=report", "agreement-carried-out@{} party=report"),
    step("detained-mediation-arrange",
         f"{SECURE}; assessment-refused@2026-02-16; adviser-contacted@2026-02-23 wishes=mediate detained=yes",
         "2026-03-25", MAY, "mediation-held@{}", *MEDIATION),
    # Appeals: what was to be done before the order, with the order.
    step("appeal-response", f"{PLAN}; appeal-registered@2025-04-14 challenge=contents", "2025-05-30", "2025-10-13",
         "appeal-response-sent@{}", *ORDER),
    step("directed-date",
         f"{PLAN}; appeal-registered@2025-04-14 challenge=contents; direction-given@2025-05-12 due=2025-06-02 party=A",
         "2025-06-02", "2025-10-13", "direction-complied@{} party=A", *ORDER),
    step("hearing-bundle", LISTED, "2025-09-01", "2025-09-15", "bundle-sent@{}", "hearing-held@{}", ORDER[0]),
    # Orders, agreements and concessions: told with the plan decision, drafted with the plan.
    step("order-assess-notify", ORDERED, "2026-07-06", "2026-07-13", "assessment-agreed@{}", *SEEN),
    step("order-assess-notify", f"{PLAN}; reassessment-requested@2026-01-12; reassessment-refused@2026-01-26; "
         "order-made@2026-06-22 order=reassess", "2026-07-06", "2026-07-13", "reassessment-agreed@{}", DROPPED,
         too_late=True),
    step("order-make-draft", f"{NO_PLAN}; order-made@2026-06-22 order=make-plan", "2026-07-27", "2026-08-10",
         "draft-plan-sent@{}", "final-plan-sent@{}", too_late=True),
    step("order-reconsider", f"{NO_PLAN}; order-made@2026-06-22 order=reconsider", "2026-07-06", "2026-08-10",
         "draft-plan-sent@{}", "final-plan-sent@{}", too_late=True),
    step("unopposed-assess-notify", f"{CONCEDED}appeal-unopposed@2026-06-22 challenge=refuse-assess", "2026-07-06",
         "2026-07-13", "assessment-agreed@{}", *SEEN),
    step("unopposed-assess-notify", f"{PLAN}; reassessment-requested@2026-01-12; reassessment-refused@2026-01-26; "
         "appeal-registered@2026-02-16 challenge=refuse-reassess; "
         "appeal-unopposed@2026-06-22 challenge=refuse-reassess",
         "2026-07-06", "2026-07-13", "reassessment-agreed@{}", DROPPED, too_late=True),
    step("unopposed-make-draft", f"{NO_PLAN}; appeal-registered@2026-06-01 challenge=refuse-plan; "
         "appeal-unopposed@2026-06-22 challenge=refuse-plan", "2026-07-27", "2026-08-10",
         "draft-plan-sent@{}", "final-plan-sent@{}", too_late=True),
    # The same for a person in detention, and what is owed between authorities and the secure setting.
    step("detained-decide-to-assess", SECURE, "2026-02-23", MARCH, "assessment-agreed@{}", *SEEN),
    step("midway-decide-to-assess", f"{REQUEST}; detention-began@2026-01-26", "2026-02-23", MARCH,
         "assessment-agreed@{}", *SEEN),
    step("release-decide-to-assess", f"{SECURE}; detention-ended@2026-01-26", "2026-02-23", MARCH,
         "assessment-agreed@{}", *SEEN),
    step("detained-order-assess-notify",
         f"{SECURE}; assessment-refused@2026-02-16; order-made@2026-06-22 order=assess detained=yes", "2026-07-06",
         "2026-07-13", "assessment-agreed@{}", *SEEN),
    step("detained-order-make-draft",
         f"{SECURE}; assessment-agreed@2026-02-16; plan-refused@2026-05-04; "
         "order-made@2026-06-22 order=make-plan detained=yes", "2026-07-27", "2026-08-10", "draft-plan-sent@{}",
         "final-plan-sent@{}", too_late=True),
    step("detained-order-reconsider",
         f"{SECURE}; assessment-agreed@2026-02-16; plan-refused@2026-05-04; "
         "order-made@2026-06-22 order=reconsider detained=yes", "2026-07-06", "2026-08-10", "draft-plan-sent@{}",
         "final-plan-sent@{}", too_late=True),
    step("detained-conceded-notify",
         f"{SECURE}; assessment-refused@2026-02-16; appeal-registered@2026-03-02 challenge=refuse-assess detained=yes; "
         "appeal-unopposed@2026-06-22 challenge=refuse-assess detained=yes", "2026-07-06", "2026-07-13",
         "assessment-agreed@{}", *SEEN),
    step("detained-conceded-draft",
         f"{SECURE}; assessment-agreed@2026-02-16; plan-refused@2026-05-04; "
         "appeal-registered@2026-06-01 challenge=refuse-plan detained=yes; "
         "appeal-unopposed@2026-06-22 challenge=refuse-plan detained=yes", "2026-07-27", "2026-08-10",
         "draft-plan-sent@{}", "final-plan-sent@{}", too_late=True),
    step("detention-send-plan", f"{PLAN}; detention-began@2026-01-12", "2026-01-19", MARCH,
         "plan-disclosed@{} recipient=secure-setting", "detention-ended@{}"),
    step("detention-send-plan-kept", f"{PLAN}; detention-began@2026-01-12 kept=2026-01-19", "2026-01-26", MARCH,
         "plan-disclosed@{} recipient=secure-setting", "detention-ended@{}"),
    step("detention-move", f"{PLAN}; detention-began@2025-12-01; detention-moved@2026-01-12", "2026-01-19", MARCH,
         "plan-disclosed@{} recipient=secure-setting", "detention-ended@{}"),
    step("release-send-plan", f"{PLAN}; detention-began@2025-12-01; detention-ended@2026-01-12 new_authority=yes",
         "2026-01-19", MARCH, "plan-disclosed@{} recipient=new-authority", "plan-transferred@{} direction=out"),
    step("release-tell-commissioner",
         "plan-transferred@2026-01-12 direction=in cause=release made=2025-03-10 responsible=2026-01-12", "2026-01-19",
         MARCH, "plan-disclosed@{} recipient=commissioner", "plan-ceased@{}", "plan-transferred@{} direction=out"),
    step("release-tell-commissioner-resp",
         "plan-transferred@2026-01-12 direction=in cause=release made=2025-03-10 responsible=2026-01-19", "2026-01-26",
         MARCH, "plan-disclosed@{} recipient=commissioner", "plan-ceased@{}", "plan-transferred@{} direction=out"),
    step("release-icb-request",
         "plan-transferred@2026-01-12 direction=in cause=release made=2025-03-10; "
         "plan-disclosed@2026-01-13 recipient=commissioner impracticable=yes", "2026-02-03", MARCH,
         "commissioner-asked@{}", "review-decided@{} outcome=maintain", "review-decided@{} outcome=cease",
         "amendment-notice-sent@{}", "reassessment-agreed@{}"),
    # Small matters.
    step("complaint-acknowledge", "complaint-received@2026-06-01 party=C1", "2026-06-08", JULY,
         "complaint-acknowledged@{} party=C1", "complaint-answered@{} party=C1",
         "complaint-received@{} party=C1 stage=2"),
    step("complaint-stage-1", "complaint-received@2026-06-01 party=C1; complaint-acknowledged@2026-06-02 party=C1",
         "2026-06-16", JULY, "complaint-answered@{} party=C1", "complaint-received@{} party=C1 stage=2"),
    step("complaint-stage-1-extended",
         "complaint-received@2026-06-01 party=C1; complaint-acknowledged@2026-06-02 party=C1; "
         "complaint-extended@2026-06-15 party=C1 acknowledged=2026-06-02", "2026-06-30", JULY,
         "complaint-answered@{} party=C1", "complaint-received@{} party=C1 stage=2"),
    step("data-complaint-acknowledge", "complaint-received@2026-07-01 party=C1 kind=data-protection", "2026-07-31",
         "2026-08-10", "complaint-acknowledged@{} party=C1 kind=data-protection",
         "complaint-answered@{} party=C1 kind=data-protection"),
    step("pre-action-reply", "pre-action-letter-received@2026-06-01 party=P1 dated=2026-06-01", "2026-06-15", JULY,
         "pre-action-answered@{} party=P1", "claim-issued@{} party=P1"),
    step("travel-review", "travel-review-asked@2026-06-01 party=T1", "2026-06-29", JULY,
         "travel-decided@{} party=T1 stage=1", "travel-review-asked@{} party=T1 stage=2"),
)  # fmt: skip
EACH = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.rule)
EVERY = pytest.mark.parametrize(
    ("step", "act"),
    [pytest.param(step, act, id=f"{step.rule}: {act.replace('@{}', '')}") for step in STEPS for act in step.acts],
)


def clock(lay: Lay, step: Step, text: str, as_of: date) -> Deadline:
    """The first clock of the rule: an act may start the next one."""
    return next(d for d in lay(text, as_of.isoformat()).deadlines if d.rule.id == step.rule)


@EVERY
def test_the_act_spends_the_step_from_its_own_day(step: Step, act: str, lay: Lay) -> None:
    text = f"{step.before}; {act.format(step.on)}"
    before = clock(lay, step, text, step.on - timedelta(1))
    assert (before.due, before.status, before.spent) == (step.due, "overdue", False)
    after = clock(lay, step, text, step.on)
    assert (after.due, after.status, after.spent, after.met_on) == (step.due, "lapsed", True, None)
    assert after.ended_by is not None
    assert (after.ended_by.type, after.ended_by.on) == (act.partition("@")[0], step.on)


@EACH
def test_done_in_time_it_is_met_whatever_comes_later(step: Step, lay: Lay) -> None:
    done = step.meets.format(step.due)
    for act in step.acts:
        one = clock(lay, step, f"{step.before}; {done}; {act.format(step.on)}", step.on)
        assert (one.due, one.status, one.spent) == (step.due, "met", False), act


@EACH
def test_done_all_the_same_it_is_met_late(step: Step, lay: Lay) -> None:
    """On the day after the act that made it pointless, where it can still be done at all."""
    after = step.on + timedelta(1)
    one = clock(lay, step, f"{step.before}; {step.acts[0].format(step.on)}; {step.meets.format(after)}", after)
    late = (step.due, "lapsed", True, None) if step.too_late else (step.due, "met-late", False, after)
    assert (one.due, one.status, one.spent, one.met_on) == late


@EACH
def test_spent_before_its_last_day_it_is_over_and_was_never_overdue(step: Step, lay: Lay) -> None:
    text = f"{step.before}; {step.acts[0].format(step.due)}"
    for as_of in (step.due, step.due + timedelta(1)):
        assert clock(lay, step, text, as_of).status == "lapsed"


# An amended plan after a review comes after the notice of it, which has spent these already; with no notice on file it
# decides the review itself, and meets that (`test_things`).
AFTER_THE_NOTICE = (
    "annual-review-meeting", "review-notice", "review-papers", "review-decision", "tell-family-of-transfer",
)  # fmt: skip


def test_every_act_that_spends_a_clock_of_the_law_is_among_them(events: Callable[..., tuple[Event, ...]]) -> None:
    """But for a window, which passes by itself: it is never overdue."""
    tried: dict[str, list[Event]] = {}
    for step in STEPS:
        tried.setdefault(step.rule, []).extend(e for act in step.acts for e in events(act.format(step.on)))
    left_out = []
    for rule in BOOK.rules:
        for trigger in rule.spent_by if rule.kind == "deadline" else ():
            if rule.id in AFTER_THE_NOTICE and trigger.event == "amended-plan-sent":
                continue
            if not any(event.type == trigger.event for event in tried.get(rule.id, ())):
                left_out.append((rule.id, trigger.event))
    assert left_out == []
    assert set(tried) == {rule.id for rule in BOOK.rules if rule.spent_by and rule.kind == "deadline"}


def test_no_act_both_ends_a_clock_and_makes_it_pointless() -> None:
    """Which of the two it was would hang on which is asked first: one is late for the figures, the other is not."""
    assert [(r.id, t.event) for r in BOOK.rules for t in r.spent_by if t in (*r.ends_with, *r.met_by)] == []
