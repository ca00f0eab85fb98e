"""Which cases a meeting of a panel has to hear, and which cannot wait for it.

A panel advises; the clocks of the law run on whatever it does. So a case is held against the day on which the decision
of the meeting can be told, not against the meeting. `agenda` is the one door.

Must not know: files, English, what day it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sendclock.core.corrections import truth
from sendclock.core.model import Deadline, Event, Timeline
from sendclock.core.panelled import ANSWERS, DECIDED, LISTED, OVER
from sendclock.core.panels import Panel, panel_called
from sendclock.core.planning import ROADS

Place = Literal["too-late", "needed", "back", "listed", "heard"]
PLACES: tuple[Place, ...] = ("too-late", "needed", "back", "listed", "heard")  # the order of an agenda

WEEK_6 = (
    "decide-to-assess", "detained-decide-to-assess", "release-decide-to-assess", "midway-decide-to-assess",
)  # fmt: skip
WEEK_16 = (
    "refuse-plan", "refuse-plan-change-of-mind", "order-assess-no-plan", "unopposed-assess-no-plan",
    "detained-refuse-plan", "release-refuse-plan", "midway-refuse-plan", "detained-order-assess-no-plan",
    "detained-conceded-no-plan",
)  # fmt: skip
WEEK_20 = (*(id for id in ROADS["final-plan"] if id != "final-plan-after-reassessment"), "release-final-plan")
WEEKS: Mapping[int, tuple[str, ...]] = {6: WEEK_6, 16: WEEK_16, 20: WEEK_20}

# Most amendments and many transfers need no panel: only where this one has been asked is it held to their limits.
IF_ASKED = ("amended-plan", *ROADS["phase-transfer"])
# The limits of the law by which each question must be answered. A re-assessment has no week 16 of its own: there the
# limit is that of the plan.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "assess": (*WEEK_6, "decide-to-reassess"),
    "plan": (*WEEK_16, "order-reconsider", "detained-order-reconsider", "final-plan-after-reassessment"),
    "placement": (*WEEK_20, "final-plan-after-reassessment", *IF_ASKED),
    "review": ("review-decision",),
}
EARLIER = {"plan": ("assess",), "placement": ("assess", "plan")}  # a question is asked once these are answered
OPENED_BY = {"plan": ("assessment-agreed", "reassessment-agreed"), "placement": ("plan-agreed", "draft-plan-sent")}
RUNNING = ("open", "overdue")
WANTED = frozenset(id for ids in (*QUESTIONS.values(), *WEEKS.values()) for id in ids)  # the rules this looks at


class Meeting(NamedTuple):
    """One meeting of a panel, with the days that hang on it. `after` is the meeting after it, None if none is known
    within a year; `after_told_by` the day by which its decision can be told."""

    panel: Panel
    day: date
    papers_by: date
    told_by: date
    after: date | None
    after_told_by: date | None


class Item(NamedTuple):
    """One question about one case.

    `clock` is the limit it is asked under, if one runs; `weeks` the week 6, 16 and 20 clocks of the same road.
    `listed` is the newest listing for this panel, `listed_for` its meeting. `deferred` is the panel's last word if it
    was to defer, `heard` if it was another and the family has still to be told.
    """

    timeline: Timeline
    question: str
    place: Place
    clock: Deadline | None
    weeks: Mapping[int, Deadline]
    listed: Event | None = None
    listed_for: date | None = None
    deferred: Event | None = None
    heard: Event | None = None


def meeting_of(panel: Panel, day: date) -> Meeting:
    """The meeting of `panel` on `day`, which must be one."""
    after = next(panel.meetings(date.fromordinal(day.toordinal() + 1), date.fromordinal(day.toordinal() + 366)), None)
    return Meeting(panel, day, panel.papers_by(day), panel.told_by(day), after, panel.told_by(after) if after else None)


def agenda(timeline: Timeline, meeting: Meeting) -> list[Item]:
    """What the meeting has to hear of one case: at most one item for each question the panel is asked.

    Too late: its decision can be told only after the last working day of the limit. Needed: that of the meeting after
    would be later than the limit on its earliest arguable reading. Back: deferred, or listed for an earlier meeting
    without an outcome. Listed: for this meeting. Heard: the panel has spoken and the family has not been told.
    """
    history = _History(timeline, meeting.panel)
    items = [history.item(question, meeting) for question in meeting.panel.about]
    return [item for item in items if item is not None]


def in_order(items: Iterable[Item]) -> list[Item]:
    """As an agenda has them: what cannot wait first, then by the limit, then by reference."""
    return sorted(
        items,
        key=lambda i: (PLACES.index(i.place), i.clock.due if i.clock else date.max, i.timeline.case.ref, i.question),
    )


def not_in_settings(timelines: Iterable[Timeline], panels: Sequence[Panel]) -> Counter[str]:
    """The panels that case files name and the settings do not, with the number of cases."""
    names: Counter[str] = Counter()
    for timeline in timelines:
        named = {
            str(event.fields.get("panel", ""))
            for event in truth(timeline.case).events
            if event.type in (LISTED, DECIDED) and event.on <= timeline.as_of
        }
        names.update(name for name in named if panel_called(name, panels) is None)
    return names


class _History:
    """What has happened in one case, in order, as far as it concerns one panel."""

    def __init__(self, timeline: Timeline, panel: Panel) -> None:
        self.timeline, self.panel = timeline, panel
        self.events = [event for event in truth(timeline.case).events if event.on <= timeline.as_of]

    def item(self, question: str, meeting: Meeting) -> Item | None:
        clock = self.clock(question)
        listed = self.last(LISTED, question, clock)
        decided = self.last(DECIDED, question, clock)
        if clock and clock.rule.id in IF_ASKED and not (listed or decided):
            return None
        item = Item(self.timeline, question, "needed", clock, self.weeks(clock), listed, self.meeting_for(listed))
        if listed and decided and self.place(decided) > self.place(listed) and item.listed_for != meeting.day:
            item = item._replace(listed=None, listed_for=None)  # that listing has been used up
        if decided and decided.fields.get("outcome") == "defer":
            item = item._replace(deferred=decided)
        elif decided and (listed is None or self.place(decided) > self.place(listed)):
            return item._replace(place="heard", heard=decided) if clock else None
        place = _place(item, meeting)
        return item._replace(place=place) if place else None

    def clock(self, question: str) -> Deadline | None:
        """The earliest running limit of a question that has not been answered and can be asked already."""
        running = [clock for clock in self.running(question) if not self.waits(question, clock)]
        return min(running, key=lambda clock: clock.due, default=None)

    def running(self, question: str) -> list[Deadline]:
        return [
            clock
            for clock in self.timeline.deadlines
            if clock.rule.id in QUESTIONS.get(question, ())
            and clock.status in RUNNING
            # a place is settled by the plan that names it, and only the clock knows which plan that has to be
            and (question == "placement" or not self.since(clock.started_by, ANSWERS[question]))
        ]

    def waits(self, question: str, clock: Deadline) -> bool:
        earlier = [other for before in EARLIER.get(question, ()) for other in self.running(before)]
        return any(other.started_by.id == clock.started_by.id for other in earlier)

    def weeks(self, clock: Deadline | None) -> dict[int, Deadline]:
        """The newest of each week that runs, or that began with the clock in question or since."""
        found = {}
        for week, ids in WEEKS.items():
            for other in self.timeline.deadlines:
                since = clock is not None and self.place(other.started_by) >= self.place(clock.started_by)
                if other.rule.id in ids and (other.status in RUNNING or since):
                    found[week] = other
        return found

    def last(self, type_: str, question: str, clock: Deadline | None) -> Event | None:
        """The newest listing or decision of this panel on a question that is still open: since its clock began or,
        where none runs, one that nothing has answered or ended since."""
        own = [
            event
            for event in self.events
            if event.type == type_
            and self.panel.is_called(str(event.fields.get("panel", "")))
            and self.asks(event, question)
        ]
        if clock:
            still = [event for event in own if self.place(event) > self.place(clock.started_by)]
        else:
            still = [event for event in own if not self.since(event, (*ANSWERS.get(question, ()), *OVER))]
        return still[-1] if still else None

    def asks(self, event: Event, question: str) -> bool:
        """Whether a listing or a decision is about the question. One that does not say is about the first question
        of the panel that was open at the time."""
        about = event.fields.get("about")
        if about is not None:
            return str(about) == question
        opened = [q for q in self.panel.about if q not in OPENED_BY or self.before(event, OPENED_BY[q])]
        still = [q for q in opened if not self.before(event, ANSWERS.get(q, ()))]
        return question == next(iter(still or opened or self.panel.about))

    def meeting_for(self, listed: Event | None) -> date | None:
        """The meeting a listing names; one that names none is for the next."""
        return None if listed is None else listed.day("meeting") or self.panel.next(listed.on)

    def since(self, event: Event, types: Iterable[str]) -> bool:
        return any(other.type in types for other in self.events[self.place(event) + 1 :])

    def before(self, event: Event, types: Iterable[str]) -> bool:
        return any(other.type in types for other in self.events[: self.place(event)])

    def place(self, event: Event) -> int:
        return next((n for n, other in enumerate(self.events) if other.order == event.order), -1)


def _place(item: Item, meeting: Meeting) -> Place | None:
    clock = item.clock
    if clock and meeting.told_by > clock.act_by:
        return "too-late"
    if clock and (meeting.after_told_by is None or meeting.after_told_by > min(clock.act_by, clock.safe)):
        return "needed"
    if item.deferred:
        return "back"
    if item.listed_for == meeting.day:
        return "listed"
    return "back" if item.listed_for and item.listed_for < item.timeline.as_of else None
