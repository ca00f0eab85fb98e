"""Events out of order, fields that contradict their event, days still to come.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sendclock.core.clock import same_party
from sendclock.core.known import ASSESSED, OVER, REQUESTS, Known, short
from sendclock.core.model import Condition, Event
from sendclock.core.problems import Problem

AFTER_A_MEETING = ("review-decided", "amendment-notice-sent", "amendment-dropped")
FACTS = ("served", "complete", "received", "sent", "lodged", "dated")  # not known before they happened
NOT_BEFORE = ("served", "complete", "received", "sent", "closes", "mediation_on")
NOT_AFTER = ("lodged", "original_request", "made", "last_reviewed", "asked")
WRONG_YEAR, ROUND = 366, 90  # days in which an event on the wrong side is a slip; for what comes round each year
EVER, LAST_ROUND = 99_999, 300  # days back in which the earlier event is looked for; not as far as last year's


class Order(NamedTuple):
    """`later` presupposes one of `earlier`, because `why`: one is `ahead` days after at most, none `back` before."""

    later: str
    earlier: tuple[str, ...]
    why: str
    ahead: int = WRONG_YEAR
    back: int = EVER
    only: Condition | None = None  # holds of the later event, else it presupposes nothing


# fmt: off
ORDERS = (
    Order("assessment-agreed", REQUESTS, "the decision answers a request (CFA 2014 s.36)"),
    Order("assessment-refused", REQUESTS, "the decision answers a request (CFA 2014 s.36)"),
    Order("reassessment-refused", ("reassessment-requested",), "the decision answers a request (CFA 2014 s.44(2))"),
    Order("advice-received", ("advice-requested",), "advice answers a request for it (SEND Regs 2014 reg 6)"),
    Order("information-received", ("information-requested",), "it answers a request for information"),
    Order("plan-agreed", ASSESSED, "only an assessment shows whether a plan is needed (CFA 2014 s.36(8))"),
    Order("plan-refused", ASSESSED, "only an assessment shows whether a plan is needed (CFA 2014 s.36(9))"),
    Order("draft-plan-sent", ASSESSED, "a plan rests on an assessment (CFA 2014 s.37(1))"),
    Order("final-plan-sent", ("draft-plan-sent",), "the family sees a draft first (CFA 2014 s.38(1), (4))"),
    Order("representations-received", ("draft-plan-sent", "amendment-notice-sent"),
          "the family replies to a draft or to proposed amendments (CFA 2014 s.38(2))", ROUND),
    Order("setting-replied", ("setting-consulted",), "a reply answers a consultation (CFA 2014 s.39(2))"),
    Order("review-notice-given", ("review-meeting-arranged",), "a notice states a day that was set", ROUND),
    Order("review-meeting-held", ("review-notice-given",), "people are invited first (SEND Regs 2014 reg 20(3))",
          ROUND, LAST_ROUND, Condition("kind", "!=", ("light",), "annual")),
    Order("review-report-sent", ("review-meeting-held",), "it reports the meeting (SEND Regs 2014 reg 20(9))",
          ROUND, LAST_ROUND),
    Order("review-decided", ("review-meeting-held",), "the meeting comes first (SEND Regs 2014 reg 20(10))",
          ROUND, LAST_ROUND),
    Order("amended-plan-sent", ("amendment-notice-sent",), "the notice goes first (SEND Regs 2014 reg 22(2))",
          ROUND, EVER, Condition("following", "!=", ("order",), "review")),
    Order("plan-ceased", ("cease-decided", "review-decided"), "the decision comes first (CFA 2014 s.45)",
          WRONG_YEAR, EVER, Condition("reason", "!=", OVER, None)),
    Order("transfer-notice-sent", ("plan-transferred",), "it tells of the transfer (SEND Regs 2014 reg 15(4))"),
    Order("mediation-arranged", ("mediation-requested",), "the family asks first (SEND Regs 2014 reg 36)"),
    Order("mediation-held", ("mediation-arranged",), "a day is fixed first (SEND Regs 2014 reg 37)"),
    Order("certificate-issued", ("adviser-contacted",), "the adviser is contacted first (CFA 2014 s.55)"),
    Order("appeal-response-sent", ("appeal-registered",), "it answers the appeal (Tribunal Rules 2008)"),
    Order("hearing-held", ("hearing-listed",), "notice of a hearing is given (Tribunal Rules 2008)"),
    Order("order-made", ("appeal-registered",), "an order decides an appeal (CFA 2014 s.51)"),
    Order("appeal-ended", ("appeal-registered",), "it begins before it ends (CFA 2014 s.51)"),
    Order("foi-answered", ("foi-received",), "it answers a request"),
    Order("sar-answered", ("sar-received",), "it answers a request"),
    Order("complaint-answered", ("complaint-received",), "it answers a complaint"),
)
# fmt: on


def out_of_order(known: Known) -> Iterator[Problem]:
    """An event whose presupposed earlier event is recorded, but only on a later day. Merely missing is no finding."""
    by_type: dict[str, list[Event]] = {}
    for event in known.events:
        by_type.setdefault(event.type, []).append(event)
    for order in ORDERS:
        earlier = [event for type_ in order.earlier for event in by_type.get(type_, ())]
        for event in by_type.get(order.later, ()) if earlier else ():
            met = event.day("meeting")
            if (order.only is not None and not order.only.holds(event)) or (met is not None and met <= event.on):
                continue
            same = [e for e in earlier if None in (e.party, event.party) or same_party(e.party, event.party)]
            after = [e for e in same if 0 < (e.on - event.on).days <= order.ahead]
            if after and not any(0 <= (event.on - e.on).days <= order.back for e in same):
                first = min(after, key=lambda e: e.on)
                message = (
                    f"{event.type} on {short(event.on)} is earlier than {first.type} on {short(first.on)}, but "
                    f"{order.why}. Correct the day that is wrong, here or in event {first.id}: "
                    f"{known.correct(event, 'on=DATE')}"
                )
                yield known.warn(event, "out-of-order", message)


def fields_out_of_order(known: Known) -> Iterator[Problem]:
    """A letter that arrives before it goes, an appeal lodged after the authority had it, and the like."""
    for event in known.events:
        for name in (*NOT_BEFORE, *NOT_AFTER, "meeting"):
            day = event.day(name)
            if day is None or day == event.on:
                continue
            too_late = name in NOT_AFTER or (name == "meeting" and event.type in AFTER_A_MEETING)
            too_soon = name in NOT_BEFORE or (name == "meeting" and event.type == "review-meeting-arranged")
            if (too_late and day > event.on) or (too_soon and day < event.on):
                side = "later" if day > event.on else "earlier"
                message = (
                    f'"{name}" is {short(day)}, {side} than the {event.type} itself on {short(event.on)}, which cannot '
                    f"be. Correct the day that is wrong: {known.correct(event, f'{name}=DATE')} (or on=DATE)"
                )
                yield known.warn(event, "field-out-of-order", message)


def future(known: Known) -> Iterator[Problem]:
    for event in known.timeline.later_events:
        message = f"{event.type} on {short(event.on)} is later than {short(known.as_of)}. Is the date right? "
        yield known.warn(event, "future", f"{message}If not: {known.correct(event, 'on=DATE')}")
    for event in known.events:
        for name in FACTS:
            day = event.day(name)
            if day is not None and day > known.as_of:
                message = (
                    f'"{name}" of {event.type} is {short(day)}, later than {short(known.as_of)}. Is the date right? '
                )
                yield known.warn(event, "future", f"{message}If not: {known.correct(event, f'{name}=DATE')}")
