"""A second way to the figures: straight from the events as they stand in the files, by what the definitions say, with
plain dates. It knows nothing of things, lives, clocks or rules, and holds for the lives that `demo` invents and others
as plain: one plan after another, no re-assessment.
"""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple

Event = dict[str, Any]
OF_THE_CHANGE = {"id", "type", "on", "at", "event", "reason", "note", "place", "recorded", "by"}
COMPLETES = ("review-decided", "amendment-notice-sent", "amendment-dropped")
ENDS_PLAN = ("plan-ceased", "case-closed")
BOUND = ("health", "other-authority", "youth-justice", "secure-setting")  # CFA 2014 s.31
WAITED_NO_MORE = (
    "request-withdrawn",
    "assessment-refused",
    "plan-refused",
    "final-plan-sent",
    "moved-out",
    "case-closed",
)
BY_FEBRUARY = (
    "early-years-to-school", "infant-to-junior", "primary-to-middle", "primary-to-secondary", "middle-to-secondary",
)  # fmt: skip


def true_events(text: str, as_of: date) -> list[Event]:
    """What is true up to the as-of day, in order: corrected, without what was withdrawn."""
    events: list[Event] = tomllib.loads(text).get("event", [])
    for place, event in enumerate(events):
        event["place"] = place
        if "on" not in event:
            event["on"] = event["at"].date()
    events = [event for event in events if event["on"] <= as_of]  # a change is no event until it is made
    gone = {event["event"] for event in events if event["type"] == "event-withdrawn"}
    by_id = {event.get("id"): event for event in events}
    for change in events:
        if change["type"] == "event-corrected" and change.get("id") not in gone and change["event"] in by_id:
            fields = {name: value for name, value in change.items() if name not in OF_THE_CHANGE}
            by_id[change["event"]].update(fields or {"on": change["on"]})
    kept = [e for e in events if e.get("id") not in gone and not e["type"].startswith("event-") and e["on"] <= as_of]
    return sorted(kept, key=lambda event: (event["on"], event["place"]))


def months(day: date, number: int) -> date:
    """So many months later, at the end of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Span(NamedTuple):
    first: date
    last: date

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


class Limit(NamedTuple):
    """Something that was to be done from `start` by `due`; `ended`: the day on which it was no longer to be done.
    `other`: another limit took the place of this one, so that it counts where it was done alone."""

    start: date
    due: date
    done: date | None
    ended: date | None = None
    out: bool = False
    other: bool = False

    def in_time(self) -> bool:
        return self.done is not None and self.done <= self.due

    def owed(self, as_of: date) -> bool:
        """Counts in the cohorts begun and due: done, or past its last day without having ended by then."""
        if self.done is not None:
            return True
        return not (self.ended is not None and self.ended <= self.due) and self.due < as_of


class Review(NamedTuple):
    """A meeting and what followed it."""

    meeting: date | None
    decided: date | None
    outcome: str
    notice: date | None
    amended: date | None
    dropped: date | None


def of_review(event: Event) -> bool:
    return str(event.get("following", "review")) == "review"


def reviews_of(events: list[Event]) -> list[Review]:
    """Every review, by its meeting: that which a letter names, else the latest held."""
    found: dict[date | None, list[Event]] = {}
    latest: date | None = None
    waiting: list[tuple[date | None, date]] = []  # the meetings whose notice no plan has followed, and its day
    for event in events:
        type_ = event["type"]
        if type_ == "review-meeting-held" and event.get("kind") != "light":
            latest = event["on"]
            found[latest] = []
        elif type_ in ("review-decided", "amendment-notice-sent") and of_review(event):
            about = event.get("meeting", latest)
            found.setdefault(about, []).append(event)
            waiting += [(about, event["on"])] if type_ == "amendment-notice-sent" else []
        elif type_ in ("amended-plan-sent", "amendment-dropped") and of_review(event):
            # The newest notice but one of that day: its 15 days have not begun.
            older = [(day, sent) for day, sent in waiting if sent < event["on"]] or waiting
            about = event.get("meeting", older[-1][0] if older else latest)
            if type_ == "amendment-dropped" or about in [day for day, _ in waiting]:
                found.setdefault(about, []).append(event)
            waiting = [(day, sent) for day, sent in waiting if day != about]
    return [_review(meeting, letters) for meeting, letters in found.items()]


def _review(meeting: date | None, letters: list[Event]) -> Review:
    def first(*types: str) -> date | None:
        return next((e["on"] for e in letters if e["type"] in types and e.get("outcome") != "amend"), None)

    said = next((str(e["outcome"]) for e in letters if e["type"] == "review-decided"), "")
    notice = first("amendment-notice-sent")
    outcome = said or ("amend" if notice or first("amendment-dropped") else "")
    return Review(
        meeting, first(*COMPLETES), outcome, notice, first("amended-plan-sent"), first("amendment-dropped")
    )  # fmt: skip


def plan_end(events: list[Event], after: date) -> date | None:
    """The first day from `after` on which the plan ended, or went, or the case was closed."""
    return next(
        (
            e["on"]
            for e in events
            if e["on"] >= after
            and (e["type"] in ENDS_PLAN or (e["type"] == "plan-transferred" and e["direction"] == "out"))
        ),
        None,
    )


def review_limits(events: list[Event]) -> Iterator[tuple[str, Limit]]:
    for one in reviews_of(events):
        if one.meeting is not None:
            end = plan_end(events, one.meeting)
            yield "review-decisions-within-4-weeks", Limit(one.meeting, one.meeting + timedelta(28), one.decided, end)
            if one.outcome == "amend":
                given_up = one.amended is None and one.dropped is not None
                twelve = Limit(one.meeting, one.meeting + timedelta(84), one.amended, end, given_up)
                yield "amended-plans-within-12-weeks", twelve
        if one.notice is not None:
            given_up = one.amended is None and one.dropped is not None
            end, due = plan_end(events, one.notice), one.notice + timedelta(56)
            yield "amended-plans-within-8-weeks", Limit(one.notice, due, one.amended, end, given_up)


def twelve_months(events: list[Event]) -> Iterator[Limit]:
    """From the plan, or from the meeting of the newest review that is complete: the day itself is the first of them."""
    start: date | None = None
    due: date | None = None
    latest: date | None = None
    for event in events:
        type_, on = event["type"], event["on"]
        if type_ == "final-plan-sent" and start is None:
            start, due = on, months(on, 12) - timedelta(1)
        elif type_ == "plan-transferred" and event["direction"] == "in":
            since = event.get("last_reviewed", event["made"])
            start, due = on, max(months(on, 3), months(since, 12)) - timedelta(1)
        elif type_ == "review-meeting-held" and event.get("kind") != "light":
            latest = on
        elif start is None or due is None:
            continue
        elif type_ in COMPLETES and of_review(event) and event.get("outcome") != "amend":
            meeting = event.get("meeting", latest) or on
            if months(meeting, 12) - timedelta(1) != due:  # a second letter after the same meeting completes nothing
                yield Limit(start, due, on)
                start, due = meeting, months(meeting, 12) - timedelta(1)
        elif type_ in ENDS_PLAN or type_ == "plan-transferred":
            yield Limit(start, due, None, on)
            start = due = None
    if start is not None and due is not None:
        yield Limit(start, due, None)


def meetings(events: list[Event]) -> Iterator[Limit]:
    """Each meeting by the twelve months that ran when it was held: the first one that its review completes."""
    runs = list(twelve_months(events))
    for one in reviews_of(events):
        if one.meeting is None:
            continue
        ran = [run for run in runs if run.start < one.meeting and (run.done is None or run.done >= one.meeting)]
        if ran:
            yield Limit(ran[0].start, ran[0].due, one.meeting)


def advice(events: list[Event]) -> Iterator[tuple[bool, date, Limit]]:
    """Whether the law binds who was asked, the day of the letter, and the six weeks from its arrival."""
    for place, event in enumerate(events):
        if event["type"] != "advice-requested":
            continue
        later = events[place + 1 :]
        start = event.get("received", event["on"])
        came = next(
            (e["on"] for e in later if e["type"] == "advice-received" and e["party"] == event["party"]), None
        )  # fmt: skip
        ended = next((e["on"] for e in later if e["type"] in WAITED_NO_MORE), None)
        ended = None if came is not None and ended is not None and came <= ended else ended
        came = None if ended is not None else came
        yield event["source"] in BOUND, event["on"], Limit(start, start + timedelta(42), came, ended)


def transfers(events: list[Event]) -> Iterator[Limit]:
    """Each move: the newest word of it, its last day, and the plan that names the next phase."""
    expected = [event for event in events if event["type"] == "phase-transfer-expected"]
    for place, event in enumerate(expected):
        until = expected[place + 1]["on"] if place + 1 < len(expected) else date.max
        due = last_day_of(event)
        after = [e for e in events if event["on"] <= e["on"] < until and e is not event]
        named = next((e["on"] for e in after if e.get("names_next_phase")), None)
        ended = next((e["on"] for e in after if e["type"] == "phase-transfer-dropped"), None) or plan_end(
            after, event["on"]
        )
        if named is None and until < due:
            continue  # replaced by the later word
        yield Limit(event["on"], due, named, ended)


def last_day_of(event: Event) -> date:
    move: date = event["transfer_on"]
    if event["transfer"] in BY_FEBRUARY:
        return date(move.year, 2, 14)
    if event["transfer"] == "secondary-to-post-16":
        return date(move.year, 3, 30)
    return months(move, -5)


def appeals(events: list[Event]) -> Iterator[tuple[date, date | None]]:
    """The day each was lodged, and the day it was over: decided, conceded, withdrawn or struck out."""
    for place, event in enumerate(events):
        if event["type"] != "appeal-registered" or event.get("kind", "appeal") != "appeal":
            continue
        over = ("appeal-ended", "appeal-unopposed", "order-made")
        yield event.get("lodged", event["on"]), next((e["on"] for e in events[place:] if e["type"] in over), None)


def asked(events: list[Event]) -> Iterator[tuple[str, date]]:
    """Requests, their first answers, and the plan or the no to one that an assessment ended in."""
    open_ = answered = planned = issued = False
    for event in events:
        type_, on = event["type"], event["on"]
        if type_ in ("assessment-requested", "responsibility-began") and not open_:
            open_, answered, planned, issued = True, False, False, False
            yield "requests-received", on
        elif type_ in ("assessment-agreed", "assessment-refused"):
            if open_ and not answered:
                yield "decisions-made", on
                yield from [("refusals-to-assess", on)] if type_ == "assessment-refused" else []
            answered, open_ = True, type_ == "assessment-agreed"
        elif type_ == "plan-refused" and not planned:
            planned, open_ = True, False
            yield "plan-refusals-made", on
        elif type_ == "final-plan-sent" and not issued:
            issued, open_ = True, False
            yield "plans-issued", on
        elif type_ in ("request-withdrawn", "case-closed", "moved-out"):
            open_ = False


class Asked(NamedTuple):
    """A request, the days of its first answer, first no to a plan and first plan, and the day it was cut short.
    `refused`: a no stands; `turned`: one was overturned; `excused`: an exception to the 20 weeks is on file that fits
    them."""

    received: date
    answered: date | None
    no_plan: date | None
    issued: date | None
    ended: date | None
    refused: bool
    turned: bool
    excused: bool


def request_of(events: list[Event]) -> Asked | None:
    """The one request of a case."""
    begun = next((e for e in events if e["type"] in ("assessment-requested", "responsibility-began")), None)
    if begun is None:
        return None

    def first(*types: str) -> date | None:
        return next((e["on"] for e in events if e["type"] in types), None)

    issued, no_plan = first("final-plan-sent"), first("plan-refused")
    no = no_plan or first("assessment-refused")
    since = [event for event in events if no is not None and event["on"] > no]
    turned = any(turns(event) for event in since)
    stands = no is not None and not turned and all(event["type"] != "assessment-agreed" for event in since)
    over = issued or (no if stands else None)
    cut = first("request-withdrawn", "case-closed", "moved-out")
    return Asked(
        begun["on"], first("assessment-agreed", "assessment-refused"), no_plan, issued,
        cut if cut is not None and (over is None or cut < over) else None,
        stands, turned, any(excuses(event, begun["on"]) for event in events),
    )  # fmt: skip


def turns(event: Event) -> bool:
    """Whether it says that the authority must, or will, do what it had refused."""
    by_order = event["type"] in ("order-made", "mediation-agreed") and event.get("order") in ("assess", "make-plan")
    return by_order or (
        event["type"] == "appeal-unopposed" and event.get("challenge") in ("refuse-assess", "refuse-plan")
    )


def excuses(event: Event, received: date) -> bool:
    """SEND Regs 2014 reg 13(3) with reg 10(4): whether it records an exception to the 20 weeks that fits them."""
    if event["type"] != "exception-recorded" or event["rule"] != "final-plan":
        return False
    week, last = timedelta(7), received + timedelta(140)
    if event["ground"] in ("school-closed", "early-years-closed"):
        long = event["reopens"] - event["closed"] >= 4 * week
        return long and event["closed"] - week <= event["asked"] <= event["reopens"] - week
    begins, ends = max(event["from"], received), min(event["to"], last)
    days = (ends - begins).days + 1
    return days >= 28 if event["ground"] == "away-four-weeks" else days >= 1


def request_limits(events: list[Event]) -> Iterator[tuple[str, Limit]]:
    """From the request: 6 weeks to an answer, 16 to a no to a plan, 20 to the plan."""
    one = request_of(events)
    if one is None:
        return
    six, sixteen, twenty = (one.received + timedelta(7 * weeks) for weeks in (6, 16, 20))
    unsaid = one.answered is None and (one.issued or one.no_plan) is not None
    yield "decisions-within-6-weeks", Limit(one.received, six, one.answered, one.ended, out=unsaid)
    if one.no_plan is not None:
        yield "refusals-within-16-weeks", Limit(one.received, sixteen, one.no_plan, other=one.turned)
    never = one.issued is None and one.ended is None and one.refused
    plan = Limit(one.received, twenty, one.issued, one.ended, other=one.turned or never)
    yield "plans-within-20-weeks-including-exceptions", plan
    yield "plans-within-20-weeks-excluding-exceptions", plan._replace(out=one.excused)


LONGER = {
    "plans-within-20-weeks": (0, 140),
    "plans-over-20-to-52-weeks": (141, 364),
    "plans-over-52-weeks": (365, 9_999),
}


def took(events: list[Event], span: Span) -> Iterator[tuple[str, bool, int]]:
    """Each figure of how long plans took that were issued in the period: whether the numerator has it; and the days."""
    one = request_of(events)
    if one is None or one.issued is None or not span.has(one.issued):
        return
    days = (one.issued - one.received).days
    for words in ("", *([] if one.excused else ["-excluding-exceptions"])):
        for id, (first, last) in LONGER.items():
            if id != "plans-within-20-weeks" or not words:
                yield id + words, first <= days <= last, days
        yield f"plans-mean-weeks{words}", True, days
        yield f"plans-median-weeks{words}", True, days


ALONE = {
    "mediation-requested": "mediations-requested",
    "mediation-held": "mediations-held",
    "mediation-agreed": "mediation-agreements",
    "moved-out": "moves-out",
}


def contested(events: list[Event]) -> Iterator[tuple[str, date]]:
    """What each event says by itself; and appeals."""
    yield from ((ALONE[event["type"]], event["on"]) for event in events if event["type"] in ALONE)
    for lodged, over in appeals(events):
        yield "appeals-lodged", lodged
        yield from [("appeals-ended", over)] if over else []


def kept(events: list[Event]) -> Iterator[tuple[str, date]]:
    """Plans that came, went and ceased."""
    held = False
    for event in events:
        type_, on = event["type"], event["on"]
        if type_ == "final-plan-sent":
            held = True
        elif type_ == "plan-transferred":
            held = event["direction"] == "in"
            yield ("plans-transferred-in" if held else "plans-transferred-out"), on
        elif type_ == "plan-ceased" and held:
            held = False
            yield "plans-ceased", on


def is_kept(events: list[Event]) -> bool:
    """Whether a plan is kept at the end."""
    held = False
    for event in events:
        held = held or event["type"] == "final-plan-sent"
        held = held and event["type"] not in ENDS_PLAN
        if event["type"] == "plan-transferred":
            held = event["direction"] == "in"
    return held


class Count(NamedTuple):
    """The cases of a figure, one for each thing counted: those in the numerator, and all; and the days each took, where
    the figure is of those."""

    numerator: list[str]
    all: list[str]
    days: list[int]

    @property
    def mean(self) -> float | None:
        """In weeks, to one decimal, as the median."""
        return rounded(Fraction(sum(self.days), 7 * len(self.days))) if self.days else None

    @property
    def median(self) -> float | None:
        return rounded(Fraction(median(map(Fraction, self.days)), 7)) if self.days else None


def rounded(number: Fraction) -> float:
    """To one decimal, a half up."""
    return float(Decimal(int(number * 10 + Fraction(1, 2))) / 10)


def recount(files: Iterable[tuple[str, str]], span: Span, as_of: date) -> dict[str, Count]:
    """Every figure that is counted a second way, over files given as reference and text."""
    found: dict[str, Count] = {}
    for ref, text in files:
        events = true_events(text, as_of)
        for id, counts in (*done_in(events, span, as_of), *standing_on(events, as_of)):
            count = found.setdefault(id, Count([], [], []))
            count.all.append(ref)
            if counts:
                count.numerator.append(ref)
        for id, _, days in took(events, span):
            found[id].days.append(days)
    return found


def done_in(events: list[Event], span: Span, as_of: date) -> Iterator[tuple[str, bool]]:
    """Each figure of a period, and whether the numerator has it."""
    refused = [day for id, day in asked(events) if id == "refusals-to-assess"]
    for id, day in (*asked(events), *contested(events), *kept(events)):
        if span.has(day) and id != "refusals-to-assess":
            yield id, True
        if span.has(day) and id == "decisions-made":
            yield "refusals-to-assess", day in refused
        if span.has(day) and id in ("plans-issued", "plan-refusals-made"):
            yield "refusals-of-a-plan", id == "plan-refusals-made"
    yield from (("reviews-decided", True) for review in reviews_of(events) if span.has(review.decided))
    yield from ((id, counts) for id, counts, _ in took(events, span))
    for limit in transfers(events):
        if span.has(limit.due) and not (limit.ended and not limit.done):
            yield "phase-transfers-left", limit.done is None
    for name, limit, begun in limits(events):
        if not limit.out:
            yield from _cohorts(name, limit, begun, span, as_of)


def _cohorts(name: str, limit: Limit, begun: str, span: Span, as_of: date) -> Iterator[tuple[str, bool]]:
    days = {name: limit.done, f"{name}-{begun}": limit.start, f"{name}-due": limit.due}
    if name == "phase-transfers-on-time":  # steered by what is due
        days = {f"{name}-done": limit.done, name: limit.due}
    for id, day in days.items():
        if span.has(day) and limit.owed(as_of) and not (limit.other and id != name):
            yield id, limit.in_time()


def limits(events: list[Event]) -> Iterator[tuple[str, Limit, str]]:
    """What had a last day: the figure it is of, and the word for its cohort that began."""
    yield from ((id, limit, "received") for id, limit in request_limits(events))
    yield from ((id, limit, "begun" if "8-weeks" in id else "held") for id, limit in review_limits(events))
    yield from (("reviews-within-12-months", limit, "begun") for limit in twelve_months(events))
    yield from (("review-meetings-within-12-months", limit, "begun") for limit in meetings(events))
    yield from (("phase-transfers-on-time", limit, "expected") for limit in transfers(events))
    for bound, _, limit in advice(events):
        yield "advice-within-6-weeks", limit, "asked"
        yield f"advice-within-6-weeks-by-{'law' if bound else 'practice'}", limit, "asked"


def standing_on(events: list[Event], today: date) -> Iterator[tuple[str, bool]]:
    """What stands on the as-of day."""
    if is_kept(events):
        yield "plans-live", True
    yield from (("appeals-open", True) for _, over in appeals(events) if over is None)
    for _, sent, limit in advice(events):
        if limit.done is None and limit.ended is None and sent <= today:
            yield "advice-outstanding-overdue", limit.due < today
    for due in (limit.due for limit in twelve_months(events) if limit.done is None and limit.ended is None):
        if due < today:
            yield "reviews-overdue", True
        if (due.year, due.month) == (today.year, today.month):
            yield "reviews-due-this-month", True
        if _term(due) == _term(today):
            yield "reviews-due-this-term", True


def _term(day: date) -> tuple[int, int]:
    """September to December, January to March, April to August."""
    return day.year, 3 if day.month >= 9 else 1 if day.month <= 3 else 2
