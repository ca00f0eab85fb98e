"""`sendclock panel`: the authority's panels and when each meets next; the agenda of one: which cases a meeting has to
hear and which cannot wait for it; and the days on which they meet, or do not, and why.

A panel advises; the clocks of the law run on whatever it does. So a case is held against the day on which the decision
of the meeting can be told, not against the meeting: a panel that is too late for the law never hides the law. The limit
stands first, then the other way.

Must not know: what day it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import Annotated, Literal, Optional

from sendclock.casebook.clock import OpenClock
from sendclock.casebook.facts import Ledger
from sendclock.casebook.owner import NOBODY, Owners, owners_named, whose
from sendclock.casebook.settings import on_holidays
from sendclock.clock.case import Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.life import answers, question_of
from sendclock.clock.local import SoFar, holds
from sendclock.command import OfWhom, Options, Reply, Then, as_data, command
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel, panel_called
from sendclock.law.role import Act, Role
from sendclock.law.rule import Rule
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown
from sendclock.say.document import Block, Document, Heading, Line, Pairs, grid
from sendclock.say.row import CLOCK, Row, rows_of
from sendclock.say.view import (
    DAY,
    HOUR,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    Look,
    View,
    maybe,
    one_of,
    only,
    part,
    several,
    through,
)
from sendclock.say.words import doubt, from_today, how_late, long_day, number, short_day, status, style
from sendclock.session import Session
from sendclock.tuples import NamedTuple

Place = Literal["too-late", "needed", "back", "listed", "heard"]
PLACES: tuple[Place, ...] = ("too-late", "needed", "back", "listed", "heard")  # the order of an agenda

WEEKS: Mapping[int, Role] = {6: Role.WEEK_6, 16: Role.WEEK_16, 20: Role.WEEK_20}
# Most amendments and many transfers need no panel: only where this one has been asked is it held to their limits.
IF_ASKED = (Role.AMENDED_PLAN, Role.PHASE_TRANSFER)
# The limits of the law by which each question must be answered.
QUESTIONS: Mapping[str, tuple[Role, ...]] = {
    "assess": (Role.WEEK_6, Role.REASSESS_DECISION),
    "plan": (Role.WEEK_16, Role.RECONSIDER),
    "placement": (Role.WEEK_20, *IF_ASKED),
    "review": (Role.REVIEW_DECISION,),
}
EARLIER = {"plan": ("assess",), "placement": ("assess", "plan")}  # a question is asked once these are answered
RUNNING = ("open", "overdue")


class Meeting(NamedTuple):
    """One meeting of a panel, with the days that hang on it. `after` is the meeting after it, None if none is known
    within a year; `after_told_by` the day by which its decision can be told."""

    panel: Panel
    day: date
    papers_by: date
    told_by: date
    after: date | None
    after_told_by: date | None


class AgendaItem(NamedTuple):
    """One question about one case.

    `clock` is the limit it is asked under, if one runs; `weeks` the week 6, 16 and 20 clocks of the same road.
    `listed` is the newest listing for this panel, `listed_for` its meeting. `deferred` is the panel's last word if it
    was to defer, `heard` if it was another and the family has still to be told. `ageless`: the panel is for some ages,
    and no date of birth says whether this is one.
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
    ageless: bool = False


class Elsewhere(NamedTuple):
    """A question that this meeting has not to hear, because it is listed for another: an earlier one, or one that is
    early enough. `late`: its decision can be told only after the limit, as its own agenda says too."""

    timeline: Timeline
    question: str
    panel: str
    day: date
    late: Deadline | None = None


def is_limit_of(question: str, rule: Rule) -> bool:
    """Whether the question must be answered by this limit. A re-assessment has no week 16 of its own: there the limit
    of the plan is that of the question whether there will be one."""
    alone = question == "plan" and rule.plays(Role.WEEK_20) and rule.road == "re-assessment"
    return alone or rule.plays(*QUESTIONS.get(question, ()))


def meeting_of(panel: Panel, day: date) -> Meeting:
    """The meeting of `panel` on `day`, which must be one."""
    after = next(panel.meetings(date.fromordinal(day.toordinal() + 1), date.fromordinal(day.toordinal() + 366)), None)
    return Meeting(panel, day, panel.papers_by(day), panel.told_by(day), after, panel.told_by(after) if after else None)


def agenda(timeline: Timeline, meeting: Meeting) -> list[AgendaItem]:
    """What the meeting has to hear of one case: at most one item for each question the panel is asked.

    Too late: its decision can be told only after the last working day of the limit. Needed: that of the meeting after
    would be later than the limit on its earliest arguable reading. Back: deferred, or listed for an earlier meeting
    without an outcome. Listed: for this meeting. Heard: the panel has spoken and the family has not been told.
    """
    history, found = _History(timeline, meeting.panel), []
    for question in meeting.panel.about:
        meant = history.is_for(question, meeting.day)
        item = history.item(question, meeting) if meant is not False else None
        if item is not None and history.elsewhere(item, meeting) is None:
            found.append(item._replace(ageless=meant is None))
    return found


def listed_elsewhere(timeline: Timeline, meeting: Meeting) -> list[Elsewhere]:
    """What would be on the agenda, were it not listed for another meeting that is early enough."""
    history = _History(timeline, meeting.panel)
    asked = [q for q in meeting.panel.about if history.is_for(q, meeting.day) is not False]
    items = [item for question in asked if (item := history.item(question, meeting))]
    return [other for item in items if (other := history.elsewhere(item, meeting))]


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """As an agenda has them: what cannot wait first, then by the limit, then by reference."""
    return sorted(
        items,
        key=lambda i: (PLACES.index(i.place), i.clock.due if i.clock else date.max, i.timeline.case.ref, i.question),
    )


class _History:
    """What has happened in one case, in order, as far as it concerns one panel."""

    def __init__(self, timeline: Timeline, panel: Panel) -> None:
        self.timeline, self.panel, self.book = timeline, panel, timeline.book
        self.events = timeline.events
        self.open = [clock for clock in timeline.deadlines if clock.status in RUNNING]

    def item(self, question: str, meeting: Meeting) -> AgendaItem | None:
        """The question as the meeting has it before it: listed, deferred or heard; None if it need not be heard
        there."""
        clock = self.clock(question)
        listed = self.last(Act.PANEL_LISTED, question, clock)
        decided = self.last(Act.PANEL_DECIDED, question, clock)
        if clock and clock.rule.plays(*IF_ASKED) and not (listed or decided):
            return None
        item = AgendaItem(self.timeline, question, "needed", clock, self.weeks(clock), listed, self.meeting_for(listed))
        if listed and decided and self.place(decided) > self.place(listed) and item.listed_for != meeting.day:
            item = item._replace(listed=None, listed_for=None)  # that listing has been used up
        if decided and decided.fields.get("outcome") == "defer":
            item = item._replace(deferred=decided)
        elif decided and (listed is None or self.place(decided) > self.place(listed)):
            return item._replace(place="heard", heard=decided) if clock else None
        place = _place(item, meeting)
        return item._replace(place=place) if place else None

    def is_for(self, question: str, day: date) -> bool | None:
        """Whether the panel is for this case, as it is on the day of the meeting; None where only the date of birth,
        which is not recorded, could say."""
        if not self.panel.conditions:
            return True
        known = SoFar(self.timeline.case_on(day), day, self.events, self.book)
        found = {
            (question in map(folded, one.values)) is (one.op == "=") if one.field == "question" else holds(one, known)
            for one in self.panel.conditions
        }
        return False if False in found else None if None in found else True

    def elsewhere(self, item: AgendaItem, meeting: Meeting) -> Elsewhere | None:
        """The other meeting that the question is listed for, if it is still to come, and either earlier than this one
        or in time."""
        if item.place in ("heard", "listed"):
            return None
        listed = [e for e in self.events if self.book.has(e.type, Act.PANEL_LISTED) and self.asks(e, item.question)]
        since = [e for e in listed if item.clock is None or self.place(e) > self.place(item.clock.started_by)]
        if not since:
            return None
        name = str(since[-1].fields.get("panel", ""))
        own = self.panel.is_called(name)
        panel = self.panel if own else panel_called(name, self.book.practice.panels.values())
        day = since[-1].day("meeting") or (panel.next(since[-1].on) if panel else None)
        if day is None or day < self.timeline.as_of or (own and day == meeting.day):
            return None
        if panel and panel.no_meeting_on(day):
            return None
        late = item.clock if item.clock and (panel.told_by(day) if panel else day) > item.clock.act_by else None
        if late is not None and day > meeting.day:
            return None
        return Elsewhere(self.timeline, item.question, panel.title if panel else name, day, late)

    def clock(self, question: str) -> Deadline | None:
        """The earliest running limit of a question that has not been answered and can be asked already."""
        running = [clock for clock in self.running(question) if not self.waits(question, clock)]
        return min(running, key=lambda clock: clock.due, default=None)

    def running(self, question: str) -> list[Deadline]:
        """The limits of a question that run and that nothing has answered since they began."""
        return [
            clock
            for clock in self.open
            if is_limit_of(question, clock.rule)
            # a place is settled by the plan that names it, and only the clock knows which plan that has to be
            and (question == "placement" or not self.settled(question, self.after(clock.started_by)))
        ]

    def waits(self, question: str, clock: Deadline) -> bool:
        earlier = [other for before in EARLIER.get(question, ()) for other in self.running(before)]
        return any(other.started_by.id == clock.started_by.id for other in earlier)

    def weeks(self, clock: Deadline | None) -> dict[int, Deadline]:
        """The newest of each week that runs, or that began with the clock in question or since."""
        found = {}
        for week, role in WEEKS.items():
            for other in self.timeline.deadlines:
                since = clock is not None and self.place(other.started_by) >= self.place(clock.started_by)
                of_week = other.rule.plays(role) and other.rule.road != "re-assessment"
                if of_week and (other.status in RUNNING or since):
                    found[week] = other
        return found

    def last(self, act: Act, question: str, clock: Deadline | None) -> Event | None:
        """The newest listing or decision of this panel on a question that is still open: since its clock began or,
        where none runs, one that nothing has answered or ended since."""
        own = [
            event
            for event in self.events
            if self.book.has(event.type, act)
            and self.panel.is_called(str(event.fields.get("panel", "")))
            and self.asks(event, question)
        ]
        if clock:
            still = [event for event in own if self.place(event) > self.place(clock.started_by)]
        else:
            still = [event for event in own if not any(answers(e, question, self.book) for e in self.after(event))]
        return still[-1] if still else None

    def asks(self, event: Event, question: str) -> bool:
        """Whether a listing or a decision is about the question. One that does not say is about the first question
        of the panel that was open at the time."""
        about = event.fields.get("about")
        said = str(about) if about is not None else question_of(self.before(event), self.panel.about, self.book)
        return said == question

    def meeting_for(self, listed: Event | None) -> date | None:
        """The meeting a listing names; one that names none is for the next."""
        return None if listed is None else listed.day("meeting") or self.panel.next(listed.on)

    def before(self, event: Event) -> Sequence[Event]:
        return self.events[: self.place(event)]

    def after(self, event: Event) -> Sequence[Event]:
        return self.events[self.place(event) + 1 :]

    def settled(self, question: str, events: Iterable[Event]) -> bool:
        """Whether one of these answers the question."""
        return any(question in self.book.event_types[event.type].settles for event in events)

    def place(self, event: Event) -> int:
        return next((n for n, other in enumerate(self.events) if other.order == event.order), -1)


def _pressing(meeting: Meeting, act_by: date, safe: date) -> Place | None:
    """Whether a limit leaves no time for the meeting, or none for the one after it."""
    if meeting.told_by > act_by:
        return "too-late"
    if meeting.after_told_by is None or meeting.after_told_by > min(act_by, safe):
        return "needed"
    return None


def _place(item: AgendaItem, meeting: Meeting) -> Place | None:
    clock = item.clock
    pressing = _pressing(meeting, clock.act_by, clock.safe) if clock else None
    if pressing:
        return pressing
    if item.deferred:
        return "back"
    if item.listed_for == meeting.day:
        return "listed"
    day = item.listed_for
    return "back" if day and (day < item.timeline.as_of or meeting.panel.no_meeting_on(day)) else None


class MeetingNow(NamedTuple):
    """A meeting as at the day of asking."""

    meeting: Meeting
    as_of: date


class PanelNow(NamedTuple):
    """A panel, its next meeting (None if none is known within a year of the as-of day), and how many cases it has to
    hear there: those that cannot wait for it, and those that need it."""

    panel: Panel
    meeting: Meeting | None
    as_of: date
    too_late: int = 0
    needed: int = 0

    @property
    def next(self) -> MeetingNow | None:
        return MeetingNow(self.meeting, self.as_of) if self.meeting else None


class Sitting(NamedTuple):
    """A day of a panel's calendar. `why_not` is empty where it meets."""

    panel: Panel
    day: date
    papers_by: date | None
    told_by: date | None
    why_not: str = ""

    @property
    def meets(self) -> bool:
        return not self.why_not

    @property
    def added(self) -> bool:
        return self.day in self.panel.added


def when(day: date, panel: Panel) -> str:
    """`Wednesday 25 November 2026, 10:00`."""
    at = panel.begins(day)
    return long_day(day) + (f", {at:%H:%M}" if at else "")


def papers(meeting: Meeting, as_of: date, look: Look) -> str:
    """By when papers must be in, with the hour, and whether that has passed."""
    at = meeting.panel.papers_hour(meeting.day)
    passed = "passed " if meeting.papers_by < as_of else ""
    when_ = from_today((meeting.papers_by - as_of).days)
    return f"{look.day(meeting.papers_by)}{f', {at:%H:%M}' if at else ''} ({passed}{when_})"


def _hour(at: time | None) -> str | None:
    return f"{at:%H:%M}" if at else None


def _papers_after(meeting: Meeting) -> date | None:
    return meeting.panel.papers_by(meeting.after) if meeting.after else None


MEETING: tuple[Column[MeetingNow], ...] = (
    Column("day", value=lambda now: now.meeting.day, kind=DAY),
    Column("at", value=lambda now: _hour(now.meeting.panel.begins(now.meeting.day)), kind=maybe(HOUR)),
    Column("provisional", value=lambda now: now.meeting.panel.provisional(now.meeting.day), kind=YES_NO),
    Column("papers_by", value=lambda now: now.meeting.papers_by, kind=DAY),
    Column("papers_at", value=lambda now: _hour(now.meeting.panel.papers_hour(now.meeting.day)), kind=maybe(HOUR)),
    Column("papers_passed", value=lambda now: now.meeting.papers_by < now.as_of, kind=YES_NO),
    Column(
        "told_by",
        value=lambda now: now.meeting.told_by,
        kind=DAY,
        about="the day by which a decision of the meeting can usually be told",
    ),
    Column("after", value=lambda now: now.meeting.after, kind=maybe(DAY), about="the meeting after it"),
    Column("after_papers_by", value=lambda now: _papers_after(now.meeting), kind=maybe(DAY)),
    Column("after_told_by", value=lambda now: now.meeting.after_told_by, kind=maybe(DAY)),
)
A_MEETING = part(MEETING, "meeting")
ABOUT = one_of("assess", "plan", "placement", "review", "other")


def _of_the_next(*keys: str) -> list[Column[PanelNow]]:
    """Of the meeting, for CSV: in JSON it is an object."""
    return through("next", only(MEETING, *keys), json=False)


PANELS: tuple[Column[PanelNow], ...] = (
    Column("panel", value=lambda standing: standing.panel.name),
    Column("title", value=lambda standing: standing.panel.title),
    Column("about", csv=False, value=lambda standing: standing.panel.about, kind=several(ABOUT)),
    Column(
        "meeting",
        value=lambda standing: standing.next,
        cell=lambda standing: standing.meeting.day if standing.meeting else None,
        kind=maybe(A_MEETING),
    ),
    *_of_the_next("at", "papers_by", "papers_at", "papers_passed", "told_by", "after"),
    Column("too_late", kind=WHOLE, about="cases that cannot wait for it"),
    Column("needed", kind=WHOLE, about="cases that need it: the meeting after would be too late"),
    *_of_the_next("provisional"),
    Column(title="Panel", wrap=True, shown=lambda standing, _: standing.panel.title),
    Column(title="Name", from_width=120, shown=lambda standing, _: standing.panel.name),
    Column(title="Next meeting", shown=lambda standing, look: _next_meeting(standing, look)),
    Column(title="Papers in by", wrap=True, shown=lambda standing, look: _papers(standing, look)),
    Column(title="Cannot wait", shown=lambda standing, _: str(standing.too_late) if standing.meeting else ""),
    Column(title="Need it", shown=lambda standing, _: str(standing.needed) if standing.meeting else ""),
    Column(title="Meeting after", from_width=120, shown=lambda standing, look: _meeting_after(standing, look)),
    Column(title="Note", from_width=100, wrap=True, shown=lambda standing, _: _about_next(standing)),
)
PANELS_VIEW = View("panels", PANELS)


def panels_document(standings: Sequence[PanelNow], footer: str, in_full: bool) -> Document:
    """Every panel with its next meeting."""
    drawn = grid(PANELS, standings, Look(in_full), lambda standing: "bad" if standing.too_late else "")
    blocks: list[Block] = [Heading("Panels"), drawn]
    blocks.append(Line("The agenda of one: sendclock panel NAME. All its meetings: sendclock panel NAME --calendar"))
    return Document(blocks, footer)


def _next_meeting(standing: PanelNow, look: Look) -> str:
    meeting = standing.meeting
    if meeting is None:
        return "none in a year"
    at = standing.panel.begins(meeting.day)
    return look.day(meeting.day) + (f", {at:%H:%M}" if at else "")


def _papers(standing: PanelNow, look: Look) -> str:
    return papers(standing.meeting, standing.as_of, look) if standing.meeting else ""


def _meeting_after(standing: PanelNow, look: Look) -> str:
    if standing.meeting is None:
        return ""
    return look.day(standing.meeting.after) if standing.meeting.after else "none in a year"


def _about_next(standing: PanelNow) -> str:
    if standing.meeting is None:
        return _no_meeting(standing.panel, standing.as_of)
    return "provisional" if standing.panel.provisional(standing.meeting.day) else ""


def _no_meeting(panel: Panel, as_of: date) -> str:
    last = panel.last_known(as_of)
    if last is not None and last < as_of:
        return f"no meeting known after {short_day(last)}: add it to the settings"
    return f"it first meets on {short_day(panel.first)}, or its calendar has no day for it: see --calendar"


CALENDAR: tuple[Column[Sitting], ...] = (
    Column("panel", value=lambda sitting: sitting.panel.name),
    Column("day", kind=DAY),
    Column("meets", kind=YES_NO),
    Column(
        "at",
        value=lambda sitting: _hour(sitting.panel.begins(sitting.day)) if sitting.meets else None,
        kind=maybe(HOUR),
    ),
    Column("papers_by", kind=maybe(DAY)),
    Column(
        "papers_at",
        value=lambda sitting: _hour(sitting.panel.papers_hour(sitting.day)) if sitting.meets else None,
        kind=maybe(HOUR),
    ),
    Column("told_by", kind=maybe(DAY)),
    Column("added", kind=YES_NO, about="a meeting besides the regular ones"),
    Column("provisional", value=lambda sitting: sitting.panel.provisional(sitting.day), kind=YES_NO),
    Column("why_not", value=lambda sitting: sitting.why_not or None, kind=maybe(TEXT)),
    Column(title="Meeting", shown=lambda sitting, look: look.day(sitting.day)),
    Column(title="Time", from_width=100, shown=lambda s, _: (_hour(s.panel.begins(s.day)) or "") if s.meets else ""),
    Column(title="Papers in by", shown=lambda sitting, look: _papers_by(sitting, look)),
    Column(title="Told by", from_width=100, shown=lambda sitting, look: _told_by(sitting, look)),
    Column(title="Note", wrap=True, shown=lambda sitting, _: "; ".join(_about_day(sitting))),
)
CALENDAR_VIEW = View(
    "panel-calendar",
    CALENDAR,
    (Column[None]("from", kind=DAY), Column[None]("to", kind=DAY, about="counted in")),
)


def sittings(panel: Panel, first: date, last: date) -> list[Sitting]:
    """Every meeting, and every day on which it would have met, from `first` to `last`, both included."""
    held = [Sitting(panel, day, panel.papers_by(day), panel.told_by(day)) for day in panel.meetings(first, last)]
    not_held = [Sitting(panel, day, None, None, why) for day, why in panel.not_meetings(first, last)]
    return sorted(held + not_held, key=lambda sitting: sitting.day)


def calendar_document(
    by_panel: Iterable[tuple[Panel, Sequence[Sitting]]], first: date, last: date, footer: str, in_full: bool
) -> Document:
    """Every day of each panel from `first` to `last`, both counted in: a meeting, or why there is none."""
    blocks: list[Block] = []
    for panel, days in by_panel:
        meetings = sum(not sitting.why_not for sitting in days)
        span = f"{long_day(first)} to {long_day(last)}"
        blocks.append(Heading(f"{panel.title}, {span}: {number(meetings, 'meeting')}"))
        if days:
            blocks.append(grid(CALENDAR, days, Look(in_full), lambda sitting: "" if sitting.meets else "dim"))
        else:
            blocks.append(Line("It would not have met in this time."))
    return Document(blocks, footer)


def _papers_by(sitting: Sitting, look: Look) -> str:
    if sitting.papers_by is None:
        return ""
    at = sitting.panel.papers_hour(sitting.day)
    return look.day(sitting.papers_by) + (f", {at:%H:%M}" if at else "")


def _told_by(sitting: Sitting, look: Look) -> str:
    """Where it is told on a day other than that of the meeting."""
    return look.day(sitting.told_by) if sitting.told_by and sitting.told_by != sitting.day else ""


def _about_day(sitting: Sitting) -> Iterable[str]:
    if not sitting.meets:
        yield f"does not meet: {sitting.why_not}"
        return
    if sitting.added:
        yield "added"
    if sitting.panel.provisional(sitting.day):
        yield "provisional"


ASKED = {
    "assess": "whether to assess",
    "plan": "whether to make a plan",
    "placement": "which setting",
    "review": "what follows from the review",
    "other": "another question",
}
OUTSIDE = "decide outside the meeting"  # where the settings name no other way


class AgendaLine(NamedTuple):
    """One line of an agenda. `row` is the clock the question is asked under, None if none runs; `weeks` the rows of
    the week 6, 16 and 20 clocks."""

    item: AgendaItem
    meeting: Meeting
    row: Row | None
    weeks: dict[int, Row]
    officer: str | None
    team: str | None
    cover: tuple[str, ...]
    as_of: date

    @property
    def case(self) -> str:
        return self.item.timeline.case.ref


def entries(timelines: Iterable[Timeline], meeting: Meeting, book: RuleBook) -> list[AgendaLine]:
    """Every line of the agenda of that meeting, in its order."""
    items = in_order(item for timeline in timelines for item in agenda(timeline, meeting))
    return [_entry(item, meeting, book) for item in items]


def _entry(item: AgendaItem, meeting: Meeting, book: RuleBook) -> AgendaLine:
    timeline, people = item.timeline, book.practice.people
    pairs = list(zip(timeline.deadlines, rows_of(timeline, book), strict=True))
    row = next((row for clock, row in pairs if clock is item.clock), None)
    weeks = {week: row for week, found in item.weeks.items() for clock, row in pairs if clock is found}
    owner = whose(timeline, people)
    away = people.cover(owner.officer, timeline.as_of)
    return AgendaLine(item, meeting, row, weeks, owner.officer, owner.team, away.by if away else (), timeline.as_of)


def _clock(*keys: str) -> list[Column[AgendaLine]]:
    """Of the clock the question is asked under; nothing, where none runs."""
    return [column._replace(kind=maybe(column.kind)) for column in through("row", only(CLOCK, *keys))]


def _due_in(week: int) -> Callable[[AgendaLine], date | None]:
    return lambda entry: entry.weeks[week].due if week in entry.weeks else None


def _week_in_words(week: int) -> Callable[[AgendaLine, Look], str]:
    return lambda entry, look: _week(entry.weeks.get(week), look)


WEEKS_SHOWN = (6, 16, 20)
COLUMNS: tuple[Column[AgendaLine], ...] = (
    Column("panel", json=False, value=lambda entry: entry.meeting.panel.name),
    Column("meeting", json=False, value=lambda entry: entry.meeting.day),
    Column("papers_by", json=False, value=lambda entry: entry.meeting.papers_by),
    Column(
        "place", value=lambda entry: entry.item.place, kind=one_of(*PLACES), about="the part of the agenda it is in"
    ),
    Column("case"),
    Column("about", value=lambda entry: entry.item.question, kind=ABOUT, about="what the panel is asked"),
    *_clock("rule", "label", "due", "act_by", "safe"),
    *(column._replace(kind=maybe(one_of("open", "overdue"))) for column in _clock("status")),
    *_clock("days_left", "working_days_left", "excused_by", "provisional", "cite"),
    *(Column[AgendaLine](f"week_{week}", value=_due_in(week), kind=maybe(DAY)) for week in WEEKS_SHOWN),
    Column("listed_for", value=lambda entry: entry.item.listed_for, kind=maybe(DAY)),
    Column("listed_by", value=lambda entry: entry.item.listed.by if entry.item.listed else None, kind=maybe(TEXT)),
    Column("deferred_on", value=lambda entry: _on(entry.item.deferred), kind=maybe(DAY)),
    Column("heard_on", value=lambda entry: _on(entry.item.heard), kind=maybe(DAY)),
    Column(
        "heard_outcome",
        value=lambda entry: entry.item.heard.fields.get("outcome") if entry.item.heard else None,
        kind=maybe(TEXT),
    ),
    Column(
        "route",
        value=lambda entry: _otherwise(entry.meeting) if entry.item.place == "too-late" else None,
        kind=maybe(TEXT),
        about="how to go on where the panel is too late",
    ),
    Column("officer", kind=maybe(TEXT)),
    Column("team", kind=maybe(TEXT)),
    Column("cover", csv=False, kind=several(TEXT)),
    Column("note", value=lambda entry: _note(entry, Look(in_full=False))),
    Column(title="Case", shown=lambda entry, _: entry.case),
    Column(title="Limit", wrap=True, shown=lambda entry, look: _limit(entry, look)),
    Column(title="Left", shown=lambda entry, _: how_late(entry.row) if entry.row else ""),
    Column(title="Asked", from_width=120, wrap=True, shown=lambda entry, _: ASKED[entry.item.question]),
    Column(title="Officer", from_width=90, shown=lambda entry, _: entry.officer or NOBODY),
    Column(title="Listed", from_width=100, wrap=True, shown=lambda entry, look: _listed(entry, look)),
    *(Column[AgendaLine](title=f"Week {week}", from_width=200, shown=_week_in_words(week)) for week in WEEKS_SHOWN),
    Column(
        title="Note",
        wrap=True,
        below=100,
        shown=lambda entry, look: "; ".join(part for part in (_note(entry, look), _listed(entry, look)) if part),
    ),
    Column(title="Note", wrap=True, from_width=100, shown=lambda entry, look: _note(entry, look)),
)
PANEL: tuple[Column[Panel], ...] = (
    Column("name"),
    Column("title"),
    Column("about", kind=several(ABOUT)),
    Column("fallback", about="how to go on without it"),
)
ELSEWHERE: tuple[Column[Elsewhere], ...] = (
    Column("case", value=lambda other: other.timeline.case.ref),
    Column("about", value=lambda other: other.question, kind=ABOUT),
    Column("panel", about="the title of the panel it is listed for"),
    Column("meeting", value=lambda other: other.day, kind=DAY),
)
AGENDA = View(
    "panel",
    COLUMNS,
    (
        Column[None]("panel", kind=part(PANEL)),
        Column[None]("meeting", kind=A_MEETING),
        Column[None]("elsewhere", kind=several(part(ELSEWHERE)), about="listed for another meeting, and so not here"),
    ),
    csv=(
        "panel", "meeting", "papers_by", "place", "case", "about", "label", "due", "days_left", "act_by", "safe",
        "status", "week_6", "week_16", "week_20", "listed_for", "listed_by", "deferred_on", "heard_on", "heard_outcome",
        "excused_by", "provisional", "route", "officer", "team", "note", "rule", "cite",
    ),
)  # fmt: skip


def document(
    meeting: Meeting,
    lines: Sequence[AgendaLine],
    elsewhere: Sequence[Elsewhere],
    as_of: date,
    footer: str,
    in_full: bool,
) -> Document:
    """The agenda of one meeting. `in_full` writes days out, for formats that have the room."""
    blocks: list[Block] = [*_head(meeting, as_of)]
    for place, group in groupby(lines, key=lambda entry: entry.item.place):
        section = list(group)
        blocks.append(Heading(f"{_heading(place, meeting)}: {len(section)}"))
        blocks.append(grid(COLUMNS, section, Look(in_full), lambda entry: style(entry.row) if entry.row else ""))
    if not lines:
        blocks.append(Line("No case needs this meeting, and none is listed for it."))
    if elsewhere:
        blocks.append(Heading(f"Listed for another meeting: {len(elsewhere)}"))
        first, *others = map(_other_meeting, elsewhere)
        blocks.append(Line(first, more=others))
    return Document(blocks, footer)


def _other_meeting(one: Elsewhere) -> str:
    late = f"; its decision can be told only after {one.late.rule.label}, {long_day(one.late.due)}" if one.late else ""
    return f"{one.timeline.case.ref}: listed for {long_day(one.day)}, {one.panel}{late}"


def _head(meeting: Meeting, as_of: date) -> list[Block]:
    panel = meeting.panel
    after = "none is known within a year"
    if meeting.after:
        after = f"{long_day(meeting.after)}; papers in by {long_day(panel.papers_by(meeting.after))}"
    told = f"{long_day(meeting.told_by)} (usually)" if meeting.told_by != meeting.day else ""
    blocks: list[Block] = [
        Heading(f"{panel.title}: {when(meeting.day, panel)}"),
        Pairs(
            [
                ("Meeting", from_today((meeting.day - as_of).days)),
                ("Papers in by", papers(meeting, as_of, Look(in_full=True))),
                ("Decision told by", told),
                ("Meeting after this", after),
                ("Asked", "; ".join(ASKED[word] for word in panel.about)),
            ]
        ),
    ]
    if panel.provisional(meeting.day):
        blocks.append(Line("Provisional: this day is beyond those its calendar is sure of.", "warn"))
    if meeting.day < as_of:
        text = "This meeting is past. For its agenda as it then stood, give the day as well: --as-of"
        blocks.append(Line(f"{text} {meeting.day.isoformat()}", "warn"))
    return blocks


def _heading(place: str, meeting: Meeting) -> str:
    after = f"the one on {long_day(meeting.after)}" if meeting.after else "any later one"
    return {
        "too-late": "Cannot wait for this panel",
        "needed": f"Needs this panel: {after} is too late",
        "back": "Coming back",
        "listed": "Also listed",
        "heard": "Heard, and the family still to be told",
    }[place]


def _limit(entry: AgendaLine, look: Look) -> str:
    return f"{entry.row.label}: {look.day(entry.row.due)}" if entry.row else "no clock runs"


def _note(entry: AgendaLine, look: Look) -> str:
    return "; ".join(note for note in _notes(entry, look) if note)


def _on(event: Event | None) -> date | None:
    return event.on if event else None


def _otherwise(meeting: Meeting) -> str:
    return meeting.panel.fallback or OUTSIDE


def _week(row: Row | None, look: Look) -> str:
    if row is None:
        return ""
    state = f" ({status(row)})" if row.status != "open" else ""
    return look.day(row.due) + state


def _listed(entry: AgendaLine, look: Look) -> str:
    """For which meeting, and by whom; or not yet."""
    item = entry.item
    if item.listed is None or item.listed_for is None:
        return "" if item.heard else "not yet listed"
    by = f" by {item.listed.by}" if item.listed.by else ""
    if item.listed_for == entry.meeting.day:
        return f"listed{by}"
    other = f"for {look.day(item.listed_for)}{by}"
    off = entry.meeting.panel.no_meeting_on(item.listed_for)
    if off and item.listed_for >= entry.as_of:
        return f"{other}, which is no meeting: {off}"
    return f"{other}; no outcome recorded" if item.listed_for < entry.as_of else other


def _notes(entry: AgendaLine, look: Look) -> Iterable[str]:
    """The law first, then the panel, then what to know before relying on the date."""
    item, meeting = entry.item, entry.meeting
    if item.place == "too-late" and entry.row:
        yield _statute(entry.row, meeting, entry.as_of, look)
    if item.deferred:
        yield f"{_said('deferred', item.deferred, entry.as_of, look)}; the clock of the law keeps running"
    if item.heard:
        outcome = str(item.heard.fields.get("outcome", "an outcome"))
        yield f"{_said(f'the panel said {outcome}', item.heard, entry.as_of, look)}: tell the family"
    closed = meeting.papers_by < entry.as_of <= meeting.day and item.listed_for != meeting.day
    if closed and item.place == "needed":
        yield f"papers closed on {look.day(meeting.papers_by)}"
    if item.ageless:
        yield "no date of birth is recorded: whether this panel is for the age is not known"
    if entry.row:
        yield doubt(entry.row)
    if entry.cover:
        yield f"{entry.officer} is away: covered by {', '.join(entry.cover)}"


def _said(what: str, event: Event, as_of: date, look: Look) -> str:
    return f"{what} on {look.day(event.on)}, {from_today((event.on - as_of).days)}"


def _statute(row: Row, meeting: Meeting, as_of: date, look: Look) -> str:
    """`Week 6 is Mon 16 Nov 2026, before this panel: circulate outside the meeting`."""
    day = look.day
    if row.due < as_of:
        limit = f"{row.label} was {day(row.due)}, {from_today((row.due - as_of).days)}"
    elif row.act_by < meeting.day:
        working = "" if row.act_by == row.due else f" (last working day {day(row.act_by)})"
        limit = f"{row.label} is {day(row.due)}{working}, before this panel"
    else:
        told = f"this panel's decision is usually told only by {day(meeting.told_by)}"
        limit = f"{row.label} is {day(row.due)}, and {told}"
    return f"{limit}: {_otherwise(meeting)}"


HALF_A_YEAR = timedelta(182)


class PanelOptions(Options):
    name: Annotated[
        Optional[str], typer.Argument(metavar="[NAME]", help="The panel, by name or title; all, if left out.")
    ] = None
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The meeting of this day.")] = None
    calendar: Annotated[bool, typer.Option("--calendar", help="Every meeting, and every day without one.")] = False
    from_: Annotated[
        Optional[str], typer.Option("--from", metavar="DATE", help="With --calendar [default: today].")
    ] = None
    to: Annotated[
        Optional[str], typer.Option("--to", metavar="DATE", help="With --calendar [default: 26 weeks on].")
    ] = None


def panel(asked: PanelOptions, session: Then, of: OfWhom) -> Reply:
    """The panels and what they have to hear: what cannot wait, what needs the next meeting, what comes back."""
    known = _known(session)
    refuse_unknown(session, of.officer, of.team, closed=True)
    chosen = [_named(asked.name, known)] if asked.name is not None else known
    if (asked.from_ or asked.to) and not asked.calendar:
        raise UsageError("--from and --to go with --calendar.")
    if asked.on and (asked.calendar or asked.name is None):
        raise UsageError("--on goes with one panel: sendclock panel NAME --on DATE.")
    try:
        if asked.calendar:
            return _calendar(session, chosen, asked.from_, asked.to)
        if asked.name is None:
            return _every(session, known, owners_named(of.officer, of.team))
        return _agenda(session, _meeting(chosen[0], asked.on, session), owners_named(of.officer, of.team))
    except (ValueError, OverflowError) as error:
        raise CannotRunError(f"{error}.") from None


app = command(panel)


SAMPLE = (
    "[panels.assessment]",
    'title = "EHC assessment panel"',
    'weekday = "wednesday"',
    "first = 2026-09-09",
    'papers = "4wd"',
    'about = ["assess", "plan"]',
)


def _known(session: Session) -> list[Panel]:
    """Raises CannotRunError, with how to add one, where the settings have no panel."""
    session.ask_one_law("panel")
    if not session.panels:
        places = ", ".join(str(book.settings or book.root / "sendclock.toml") for book in session.books)
        raise CannotRunError(f"{places}: there is no panel in the settings. Add one, such as:", "", *SAMPLE)
    return list(session.panels.values())


def _named(name: str, known: list[Panel]) -> Panel:
    found = panel_called(name, known)
    if found is None:
        hint = near_miss(name, [word for each in known for word in (each.name, each.title)])
        raise UsageError(f'"{name}" is not a panel.{hint} Known: {", ".join(each.name for each in known)}.')
    return found


def _meeting(panel: Panel, on: str | None, session: Session) -> Meeting:
    """The meeting of the day given, or the next; today's is the next."""
    if on is None:
        day = panel.next(session.today)
        if day is None:
            last = panel.last_known(session.today)
            known = f"No meeting of the {panel.title} is known"
            text = f"{known} after {long_day(last)}" if last else f"{known} in the year from {long_day(session.today)}"
            raise CannotRunError(f"{text}: add it to the settings. What is due: sendclock due. Its days: --calendar")
        return meeting_of(panel, day)
    day = session.day("--on", on)
    if not panel.meets(day):
        why, near = panel.why_not(day), [("before", panel.previous(day)), ("after", panel.next(day))]
        nearest = " and ".join(f"{long_day(other)} {side}" for side, other in near if other)
        text = f"{long_day(day)} is no meeting of the {panel.title}{f' ({why})' if why else ''}."
        raise UsageError(f"{text} Nearest: {nearest or 'none within a year'}.")
    return meeting_of(panel, day)


class _Cases:
    """The cases that the agendas of these meetings look at, one after another: found through the facts, and those of
    which something may be on one of them opened. What could not be read, and which panels nobody knows, is whole at the
    end."""

    def __init__(self, session: Session, meetings: Sequence[Meeting]) -> None:
        self.known = list(session.panels.values())
        self.unknown: Counter[str] = Counter()
        self._meetings, rules = meetings, session.rulebook.rules
        roles = {role for roles in (*QUESTIONS.values(), WEEKS.values()) for role in roles}
        self._limits = {place for place, rule in enumerate(rules) if rule.plays(*roles)}
        self._if_asked = {place for place, rule in enumerate(rules) if rule.plays(*IF_ASKED)}
        self._asked = [
            {n for n in self._limits if any(is_limit_of(question, rules[n]) for question in meeting.panel.about)}
            for meeting in meetings
        ]
        self.every = session.every_case()
        self._names = self.every.ask(lambda books: [name for facts in books for name in self._looked_at(facts)])

    def _looked_at(self, facts: Ledger) -> Iterator[str]:
        """Those that one of these panels has before it; those of which it has spoken since their limit began; those
        whose limit falls before the meeting after. Of any other there is nothing to hear: what another panel has said
        can only take a case off an agenda."""
        spoken, known = facts.spoken(), set(facts.panelled())
        own = {names: self._are_own(names) for names, _ in spoken.values()}
        heard = {file for file, (names, _) in spoken.items() if own[names]}
        found = known & heard
        for each in facts.clocks(("deadline",), date.max, self._limits, None):
            if each.file in spoken:
                known.add(each.file)
            since = each.file in heard and spoken[each.file][1] >= each.clock.event_on
            if each.clock.rule in self._if_asked and not since:
                continue
            if each.file not in found and ((since and self._is_asked(each.clock)) or self._presses(each.clock)):
                found.add(each.file)
        for file in known & spoken.keys():
            self.unknown.update({name for name in spoken[file][0] if panel_called(name, self.known) is None})
        return iter(facts.in_order(found))

    def _are_own(self, names: Sequence[str]) -> bool:
        return any(meeting.panel.is_called(name) for meeting in self._meetings for name in names)

    def _is_asked(self, clock: OpenClock) -> bool:
        return any(clock.rule in places for places in self._asked)

    def _presses(self, clock: OpenClock) -> bool:
        asked = (meeting for meeting, places in zip(self._meetings, self._asked, strict=True) if clock.rule in places)
        days = date.fromordinal(clock.act_by), date.fromordinal(clock.safe)
        return any(_pressing(meeting, *days) for meeting in asked)

    def timelines(self) -> Iterator[Timeline]:
        return (timeline for _, timeline in self.every.again(self._names))

    def notes(self) -> list[str]:
        holidays = [str(problem) for problem in on_holidays(self.known)]
        words = [word for each in self.known for word in (each.name, each.title)]
        return holidays + [
            f'{number(cases, "case")} named "{name}", which is no panel in the settings.{near_miss(name, words)}'
            for name, cases in sorted(self.unknown.items())
        ]


def _agenda(session: Session, meeting: Meeting, owners: Owners) -> Reply:
    cases, today = _Cases(session, [meeting]), session.today
    found: list[Timeline] = []
    others: list[Elsewhere] = []
    for timeline in cases.timelines():
        owner = whose(timeline, session.people)
        if owners.have(owner.officer, owner.team, _covering(session, owner.officer)):
            found.append(timeline)
            others += listed_elsewhere(timeline, meeting)
    lines = entries(found, meeting, session.rulebook)
    now, of = MeetingNow(meeting, today), cases.every
    return Reply(
        "panel",
        lambda about, in_full: document(meeting, lines, others, today, about.footer(), in_full),
        as_data(AGENDA, lines, {"panel": meeting.panel, "meeting": now, "elsewhere": others}),
        of,
        notes=cases.notes(),
    )


def _covering(session: Session, officer: str | None) -> tuple[str, ...]:
    away = session.people.cover(officer, session.today)
    return away.by if away else ()


def _every(session: Session, known: list[Panel], owners: Owners) -> Reply:
    meetings = [meeting_of(panel, day) if (day := panel.next(session.today)) else None for panel in known]
    cases = _Cases(session, [meeting for meeting in meetings if meeting])
    standings = _standings(known, meetings, cases.timelines(), session, owners)
    of = cases.every
    return Reply(
        "panels",
        lambda about, in_full: panels_document(standings, about.footer(), in_full),
        as_data(PANELS_VIEW, standings),
        of,
        notes=cases.notes(),
    )


def _standings(
    known: list[Panel], meetings: Sequence[Meeting | None], found: Iterable[Timeline], session: Session, owners: Owners
) -> list[PanelNow]:
    """Each panel with its next meeting, and how many cases it has to hear there."""
    places = [Counter[Place]() for _ in known]
    for timeline in found:
        owner = whose(timeline, session.people)
        if not owners.have(owner.officer, owner.team, _covering(session, owner.officer)):
            continue
        for meeting, counts in zip(meetings, places, strict=True):
            counts.update(item.place for item in (agenda(timeline, meeting) if meeting else ()))
    return [
        PanelNow(panel, meeting, session.today, counts["too-late"], counts["needed"])
        for panel, meeting, counts in zip(known, meetings, places, strict=True)
    ]


def _calendar(session: Session, chosen: list[Panel], from_: str | None, to: str | None) -> Reply:
    first = session.day("--from", from_, past=True) if from_ else session.today
    last = session.day("--to", to, ahead=True) if to else first + HALF_A_YEAR
    if last < first:
        raise UsageError(f"--to ({long_day(last)}) is before --from ({long_day(first)}).")
    days = {panel.name: sittings(panel, first, last) for panel in chosen}
    every = [sitting for of_panel in days.values() for sitting in of_panel]
    pairs = [(panel, days[panel.name]) for panel in chosen]
    span = {"from": first, "to": last}
    return Reply(
        "panel-calendar",
        lambda about, in_full: calendar_document(pairs, first, last, about.footer(), in_full),
        as_data(CALENDAR_VIEW, every, span),
        notes=[str(problem) for problem in on_holidays(chosen)],
    )
