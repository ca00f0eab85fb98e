"""`sendclock panel`: the authority's panels and when each meets next; the agenda of one: which cases a meeting has to
hear and which cannot wait for it; and the days on which they meet, or do not, and why.

A panel advises; the clocks of the law run on whatever it does. So a case is held against the day on which the decision
of the meeting can be told, not against the meeting: a panel that is too late for the law never hides the law. The limit
stands first, then the other way.

Must not know: what day it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, cast

from sendclock.casebook.chapter import Chapter, Rows
from sendclock.casebook.clock import OpenClock
from sendclock.casebook.facts import TAG, Ledger, ref_of, tags_of, team_of
from sendclock.casebook.owner import NOBODY, Owners, Whose, owners_named, whose
from sendclock.casebook.settings import on_holidays
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.life import answers, question_of
from sendclock.clock.local import SoFar, holds
from sendclock.command import OfWhom, Options, Reply, Then, as_data, command
from sendclock.days.counting import add_months
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel, panel_called
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_BIRTH, Rule
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown
from sendclock.say.document import Block, Document, Heading, Line, Pairs, grid
from sendclock.say.row import CLOCK, Common, Row, row_again, rows_of, running
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

if TYPE_CHECKING:
    from sendclock.days.span import Measured
    from sendclock.law.edition import RuleInPrint

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
LIMITS = tuple(dict.fromkeys(role for roles in (*QUESTIONS.values(), WEEKS.values()) for role in roles))
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


class PanelListing(NamedTuple):
    """A listing for a panel: by whom, and for which meeting; None where none is known."""

    by: str | None
    meeting: date | None


class PanelWord(NamedTuple):
    """What a panel has said: when, and with which outcome."""

    on: date
    outcome: str | None


class WeekLimit(NamedTuple):
    """A week 6, 16 or 20. `ended`: how it did, in a word; None where it runs."""

    due: date
    ended: str | None
    excused: bool

    def state(self, as_of: date) -> str:
        """How it stands on that day; empty while there is time."""
        late = "overdue, excused" if self.excused else "overdue"
        return self.ended if self.ended is not None else late if self.due < as_of else ""


class PanelQuestion(NamedTuple):
    """One question to one panel about one case, as far as it hangs on no meeting: what the facts keep of it.

    `clock` is the limit it is asked under, if one runs; `weeks` the week 6, 16 and 20 clocks of the same road. `listed`
    is the newest listing for this panel, `word` the last it said, `word_last`: after that listing. `other` is the panel
    of the newest listing since the clock began, whichever it is, as it is written, and `other_on` the meeting. `meant`:
    the first and the last of some days of meetings, and whether the panel is for this case then (None: no date of birth
    says so); nothing where it is for every case.
    """

    panel: str
    question: str
    clock: OpenClock | None
    weeks: Mapping[int, WeekLimit]
    listed: PanelListing | None
    word: PanelWord | None
    word_last: bool
    other: str
    other_on: date | None
    meant: Sequence[tuple[date, date, bool | None]]

    def is_for(self, day: date) -> bool | None:
        """Whether the panel is for this case on the day of a meeting."""
        return next(verdict for first, last, verdict in self.meant if first <= day <= last) if self.meant else True


class AgendaItem(NamedTuple):
    """One question about one case, as a meeting has it before it.

    `of` is whose case it is; `clock` the limit it is asked under, if one runs; `weeks` the week 6, 16 and 20 clocks of
    the same road. `listed` is the newest listing for this panel, `listed_for` its meeting. `deferred` is the panel's
    last word if it was to defer, `heard` if it was another and the family has still to be told. `ageless`: the panel is
    for some ages, and no date of birth says whether this is one.
    """

    of: Common
    question: str
    place: Place
    clock: Row | None
    weeks: Mapping[int, WeekLimit]
    listed: PanelListing | None = None
    listed_for: date | None = None
    deferred: PanelWord | None = None
    heard: PanelWord | None = None
    ageless: bool = False

    @property
    def case(self) -> str:
        return self.of.case or ""


Asked = tuple[Common, list[PanelQuestion]]  # whose case it is, and what is asked about it


class Elsewhere(NamedTuple):
    """A question that this meeting has not to hear, because it is listed for another: an earlier one, or one that is
    early enough. `late`: its decision can be told only after the limit, as its own agenda says too."""

    case: str
    question: str
    panel: str
    day: date
    late: Row | None = None


def is_limit_of(question: str, rule: Rule) -> bool:
    """Whether the question must be answered by this limit. A re-assessment has no week 16 of its own: there the limit
    of the plan is that of the question whether there will be one."""
    alone = question == "plan" and rule.plays(Role.WEEK_20) and rule.road == "re-assessment"
    return alone or rule.plays(*QUESTIONS.get(question, ()))


def meeting_of(panel: Panel, day: date) -> Meeting:
    """The meeting of `panel` on `day`, which must be one."""
    after = next(panel.meetings(date.fromordinal(day.toordinal() + 1), date.fromordinal(day.toordinal() + 366)), None)
    return Meeting(panel, day, panel.papers_by(day), panel.told_by(day), after, panel.told_by(after) if after else None)


class Agenda:
    """What a meeting has to hear, case by case. `rules` as they are printed; `panels`: all that the settings know.

    Too late: its decision can be told only after the last working day of the limit. Needed: that of the meeting after
    would be later than the limit on its earliest arguable reading. Back: deferred, or listed for an earlier meeting
    without an outcome. Listed: for this meeting. Heard: the panel has spoken and the family has not been told.
    """

    def __init__(self, meeting: Meeting, rules: Sequence[RuleInPrint], panels: Collection[Panel]) -> None:
        self.meeting, self._rules, self._panels = meeting, rules, panels
        self.items: list[AgendaItem] = []
        self.elsewhere: list[Elsewhere] = []

    def hear(self, of: Common, questions: Iterable[PanelQuestion]) -> None:
        """Add what there is of one case: at most one item for each question the panel is asked; and what would be on
        it, were it not listed for another meeting that is early enough."""
        for asked in questions:
            meant = asked.is_for(self.meeting.day) if asked.panel == self.meeting.panel.name else False
            item = self._item(of, asked) if meant is not False else None
            other = self._other(of, asked, item) if item else None
            if other is not None:
                self.elsewhere.append(other)
            elif item is not None:
                self.items.append(item._replace(ageless=meant is None))

    def _item(self, of: Common, asked: PanelQuestion) -> AgendaItem | None:
        """The question as the meeting has it before it: listed, deferred or heard; None if it need not be heard
        there."""
        listed, word = asked.listed, asked.word
        if listed and word and asked.word_last and listed.meeting != self.meeting.day:
            listed = None  # that listing has been used up
        listed_for = listed.meeting if listed else None
        deferred = word if word and word.outcome == "defer" else None
        heard = word if word and not deferred and (asked.word_last or listed is None) else None
        place: Place | None
        if heard:
            place = "heard" if asked.clock else None
        else:
            place = self._place(asked.clock, listed_for, deferred, of.as_of)
        return place and AgendaItem(
            of, asked.question, place, self._row(of, asked), asked.weeks, listed, listed_for, deferred, heard
        )

    def _place(
        self, clock: OpenClock | None, listed_for: date | None, deferred: PanelWord | None, as_of: date
    ) -> Place | None:
        days = date.fromordinal
        pressing = _pressing(self.meeting, days(clock.act_by), days(clock.safe)) if clock else None
        if pressing:
            return pressing
        if deferred:
            return "back"
        if listed_for == self.meeting.day:
            return "listed"
        missed = listed_for and (listed_for < as_of or self.meeting.panel.no_meeting_on(listed_for))
        return "back" if missed else None

    def _row(self, of: Common, asked: PanelQuestion) -> Row | None:
        return row_again(asked.clock, self._rules[asked.clock.rule], of) if asked.clock else None

    def _other(self, of: Common, asked: PanelQuestion, item: AgendaItem) -> Elsewhere | None:
        """The other meeting that the question is listed for, if it is still to come, and either earlier than this one
        or in time."""
        day, meeting = asked.other_on, self.meeting
        if item.place in ("heard", "listed") or day is None or day < of.as_of:
            return None
        own = meeting.panel.is_called(asked.other)
        panel = meeting.panel if own else panel_called(asked.other, self._panels)
        if (own and day == meeting.day) or (panel and panel.no_meeting_on(day)):
            return None
        late = item.clock if item.clock and (panel.told_by(day) if panel else day) > item.clock.act_by else None
        if late is not None and day > meeting.day:
            return None
        return Elsewhere(item.case, item.question, panel.title if panel else asked.other, day, late)


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """As an agenda has them: what cannot wait first, then by the limit, then by reference."""
    return sorted(
        items, key=lambda i: (PLACES.index(i.place), i.clock.due if i.clock else date.max, i.case, i.question)
    )


def questions(
    timeline: Timeline, panel: Panel, places: Mapping[int, int], days: Sequence[date], to_come: bool = False
) -> list[PanelQuestion]:
    """What is asked of a panel about one case, whatever the meeting. `places`: where each rule is in the book, by its
    identity; `days`: of the meetings for which it is to be said whether the panel is for this case. `to_come`: none of
    them is asked about once it is past, so that the case counts as it is on the day of asking."""
    return list(_History(timeline, panel, places, to_come).questions(days))


def agenda(timeline: Timeline, meeting: Meeting, book: RuleBook) -> Agenda:
    """What the meeting has to hear of one case."""
    places = {id(rule): place for place, rule in enumerate(book.rules)}
    owner = whose(timeline, book.practice.people)
    away = book.practice.people.cover(owner.officer, timeline.as_of)
    of = Common(timeline.case.ref, owner, away, timeline.as_of, book.england)
    made = Agenda(meeting, [book.printed(rule) for rule in book.rules], book.practice.panels.values())
    made.hear(of, questions(timeline, meeting.panel, places, [meeting.day]))
    return made


class _History:
    """What has happened in one case, in order, as far as it concerns one panel."""

    def __init__(self, timeline: Timeline, panel: Panel, places: Mapping[int, int], to_come: bool) -> None:
        self.timeline, self.panel, self.book, self._places = timeline, panel, timeline.book, places
        self._to_come = to_come
        self.events = timeline.events
        self.open = [clock for clock in timeline.deadlines if clock.status in RUNNING]

    def questions(self, days: Sequence[date]) -> Iterator[PanelQuestion]:
        """Each that a meeting may have to hear."""
        for question in self.panel.about:
            clock = self.clock(question)
            listed = self.last(Act.PANEL_LISTED, question, clock)
            word = self.last(Act.PANEL_DECIDED, question, clock)
            if not (listed or word) and (clock is None or clock.rule.plays(*IF_ASKED)):
                continue
            (kept,) = running([clock], self._places, self.book) if clock else (None,)
            said = PanelWord(word.on, cast("str | None", word.fields.get("outcome"))) if word else None
            last = word is not None and (listed is None or self.place(word) > self.place(listed))
            listing = PanelListing(listed.by, self.meeting_for(listed)) if listed else None
            other = self.other(question, clock)
            meant = tuple(self.meant(question, days))
            yield PanelQuestion(self.panel.name, question, kept, self.weeks(clock), listing, said, last, *other, meant)

    def meant(self, question: str, days: Sequence[date]) -> Iterator[tuple[date, date, bool | None]]:
        """Whether the panel is for this case: between which of the days of its meetings it is the same."""
        if not self.panel.conditions:
            return
        verdicts = [(day, self.is_for(question, day)) for day in (days if self.by_the_day else days[:1])]
        for verdict, same in groupby(verdicts, key=lambda one: one[1]):
            found = [day for day, _ in same]
            yield found[0], found[-1] if self.by_the_day else days[-1], verdict

    @property
    def by_the_day(self) -> bool:
        """Whether it changes with the day of the meeting, all else being as it is."""
        return any(one.field in FROM_BIRTH or one.field == "season" for one in self.panel.conditions)

    def is_for(self, question: str, day: date) -> bool | None:
        """Whether the panel is for this case, as it is on the day of the meeting; None where only the date of birth,
        which is not recorded, could say."""
        case = self.timeline.case if self._to_come else self.timeline.case_on(day)
        known = SoFar(case, day, self.events, self.book)
        found = {
            (question in map(folded, one.values)) is (one.op == "=") if one.field == "question" else holds(one, known)
            for one in self.panel.conditions
        }
        return False if False in found else None if None in found else True

    def other(self, question: str, clock: Deadline | None) -> tuple[str, date | None]:
        """The panel, as it is written, and the meeting of the newest listing since the clock began."""
        listed = [e for e in self.events if self.book.has(e.type, Act.PANEL_LISTED) and self.asks(e, question)]
        since = [e for e in listed if clock is None or self.place(e) > self.place(clock.started_by)]
        if not since:
            return "", None
        name = str(since[-1].fields.get("panel", ""))
        own = self.panel.is_called(name)
        panel = self.panel if own else panel_called(name, self.book.practice.panels.values())
        return name, since[-1].day("meeting") or (panel.next(since[-1].on) if panel else None)

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

    def weeks(self, clock: Deadline | None) -> dict[int, WeekLimit]:
        """The newest of each week that runs, or that began with the clock in question or since."""
        found = {}
        for week, role in WEEKS.items():
            for other in self.timeline.deadlines:
                since = clock is not None and self.place(other.started_by) >= self.place(clock.started_by)
                of_week = other.rule.plays(role) and other.rule.road != "re-assessment"
                if of_week and (other.status in RUNNING or since):
                    found[week] = other
        return {week: self.week_limit(other) for week, other in found.items()}

    def week_limit(self, clock: Deadline) -> WeekLimit:
        if clock.status in RUNNING:
            return WeekLimit(clock.due, None, bool(clock.excused_by))
        (row,) = rows_of(self.timeline.with_clocks((clock,)), self.book)
        return WeekLimit(clock.due, status(row), bool(clock.excused_by))

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
    """One line of an agenda."""

    item: AgendaItem
    meeting: Meeting

    @property
    def case(self) -> str:
        return self.item.case

    @property
    def row(self) -> Row | None:
        """The clock the question is asked under, None if none runs."""
        return self.item.clock

    @property
    def weeks(self) -> Mapping[int, WeekLimit]:
        return self.item.weeks

    @property
    def officer(self) -> str | None:
        return self.item.of.owner.officer

    @property
    def team(self) -> str | None:
        return self.item.of.owner.team

    @property
    def cover(self) -> tuple[str, ...]:
        away = self.item.of.away
        return away.by if away else ()

    @property
    def as_of(self) -> date:
        return self.item.of.as_of


def _clock(*keys: str) -> list[Column[AgendaLine]]:
    """Of the clock the question is asked under; nothing, where none runs."""
    return [column._replace(kind=maybe(column.kind)) for column in through("row", only(CLOCK, *keys))]


def _due_in(week: int) -> Callable[[AgendaLine], date | None]:
    return lambda entry: entry.weeks[week].due if week in entry.weeks else None


def _week_in_words(week: int) -> Callable[[AgendaLine, Look], str]:
    return lambda entry, look: _week(entry.weeks.get(week), entry.as_of, look)


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
        value=lambda entry: entry.item.heard.outcome if entry.item.heard else None,
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
    Column("case"),
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
    late = f"; its decision can be told only after {one.late.label}, {long_day(one.late.due)}" if one.late else ""
    return f"{one.case}: listed for {long_day(one.day)}, {one.panel}{late}"


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


def _on(word: PanelWord | None) -> date | None:
    return word.on if word else None


def _otherwise(meeting: Meeting) -> str:
    return meeting.panel.fallback or OUTSIDE


def _week(limit: WeekLimit | None, as_of: date, look: Look) -> str:
    state = limit.state(as_of) if limit else ""
    return look.day(limit.due) + (f" ({state})" if state else "") if limit else ""


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
        outcome = item.heard.outcome or "an outcome"
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


def _said(what: str, event: PanelWord, as_of: date, look: Look) -> str:
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
    """What these meetings have to hear of each case: found through the facts, and kept there; a case is opened where
    nothing is kept of it yet. What could not be read, and which panels nobody knows, is whole at the end."""

    def __init__(self, session: Session, meetings: Sequence[Meeting]) -> None:
        self.known = list(session.panels.values())
        self.every = session.every_case()
        self._session, self._meetings, rules = session, meetings, session.rulebook.rules
        self._limits = {place for place, rule in enumerate(rules) if rule.plays(*LIMITS)}
        self._if_asked = {place for place, rule in enumerate(rules) if rule.plays(*IF_ASKED)}
        asked = [(n, meeting) for n in self._limits for meeting in meetings if _is_asked(meeting.panel, rules[n])]
        self._asked = {n for n, _ in asked}
        self._told, self._after = dict[int, int](), dict[int, int]()  # the latest of these meetings, by rule
        for n, meeting in asked:
            self._told[n] = max(self._told.get(n, 0), meeting.told_by.toordinal())
            self._after[n] = max(self._after.get(n, 0), (meeting.after_told_by or date.max).toordinal())
        self._named: dict[Ledger, Counter[str]] = {}  # how many cases each panel has spoken of, as it is written
        self.found = self.every.ask(self._questions, chapters=[AGENDA_KEPT], among=self._looked_at)
        for meeting in meetings:
            if not is_within_reach(meeting, session.today):
                self._ask_anew(meeting)

    def _looked_at(self, facts: Ledger) -> list[int]:
        """Those that one of these panels has before it; those of which it has spoken since their limit began; those
        whose limit falls before the meeting after: by the numbers of their files. Of any other there is nothing to
        hear: what another panel has said can only take a case off an agenda."""
        own = {panels: self._are_own(panels) for panels in facts.spoken_of()}
        spoken = dict(facts.panelled())
        found = {file for file, panels in spoken.items() if own[panels]}
        for file, panels, spoken_on, rule, began, act_by, safe in facts.limits(self._limits):
            if spoken_on is not None:
                spoken[file] = panels
            since = spoken_on is not None and spoken_on >= began and own[panels]
            if rule in self._asked and (since or (rule not in self._if_asked and self._presses(rule, act_by, safe))):
                found.add(file)
        self._named[facts] = Counter(name for panels in spoken.values() for name in dict.fromkeys(tags_of(panels)))
        return sorted(found)

    def _are_own(self, panels: str) -> bool:
        return any(meeting.panel.is_called(name) for meeting in self._meetings for name in tags_of(panels))

    def _presses(self, rule: int, act_by: int, safe: int) -> bool:
        """As `_pressing` has it, of any of the meetings."""
        return self._told[rule] > act_by or self._after[rule] > min(act_by, safe)

    def _questions(self, books: Sequence[Ledger]) -> dict[str, Asked]:
        """What is asked about each case, by its file."""
        people, today, england = self._session.people, self._session.today, self._session.law_calendars["england"]
        names, found = {meeting.panel.name for meeting in self._meetings}, dict[str, Asked]()
        self._named = {facts: self._named[facts] for facts in books}
        for facts in books:
            for file, owner, row in facts.asked():
                if row[0] not in names:
                    continue
                if file not in found:
                    team = team_of(owner, people)
                    away = people.cover(owner.officer, today)
                    whose_ = Whose(owner.officer, team, owner.by_setting, owner.hand_to)
                    found[file] = Common(ref_of(file), whose_, away, today, england), []
                found[file][1].append(unpacked(row))
        return found

    def _ask_anew(self, meeting: Meeting) -> None:
        """For a meeting so far off that nobody has kept whom its panel is for on that day, the cases are opened."""
        for _, timeline in self.every.again([*self.found]):
            asked = questions(timeline, meeting.panel, self._session.rule_places, [meeting.day])
            rest = self.found[timeline.case.file][1]
            rest[:] = [*(one for one in rest if one.panel != meeting.panel.name), *asked]

    def heard(self, meetings: Sequence[Meeting], owners: Owners) -> list[Agenda]:
        """What each of the meetings has to hear of the cases of these owners."""
        rules = self._session.edition.rules
        made = [Agenda(meeting, rules, self.known) for meeting in meetings]
        for of, asked in self.found.values():
            if owners.have(of.owner.officer, of.owner.team, of.away.by if of.away else ()):
                for each in made:
                    each.hear(of, asked)
        return made

    def notes(self) -> list[str]:
        """What to know of the panels besides: meetings on a holiday, and names in the cases that are no panel."""
        holidays = [str(problem) for problem in on_holidays(self.known)]
        words = [word for each in self.known for word in (each.name, each.title)]
        named = sum(self._named.values(), Counter[str]())
        return holidays + [
            f'{number(cases, "case")} named "{name}", which is no panel in the settings.{near_miss(name, words)}'
            for name, cases in sorted(named.items())
            if panel_called(name, self.known) is None
        ]


def _is_asked(panel: Panel, rule: Rule) -> bool:
    return any(is_limit_of(question, rule) for question in panel.about)


def _agenda(session: Session, meeting: Meeting, owners: Owners) -> Reply:
    cases, today = _Cases(session, [meeting]), session.today
    (made,) = cases.heard([meeting], owners)
    lines = [AgendaLine(item, meeting) for item in in_order(made.items)]
    now, of, others = MeetingNow(meeting, today), cases.every, made.elsewhere
    return Reply(
        "panel",
        lambda about, in_full: document(meeting, lines, others, today, about.footer(), in_full),
        as_data(AGENDA, lines, {"panel": meeting.panel, "meeting": now, "elsewhere": others}),
        of,
        notes=cases.notes(),
    )


def _every(session: Session, known: list[Panel], owners: Owners) -> Reply:
    meetings = [meeting_of(panel, day) if (day := panel.next(session.today)) else None for panel in known]
    cases = _Cases(session, [meeting for meeting in meetings if meeting])
    made = cases.heard([meeting for meeting in meetings if meeting], owners)
    places = {each.meeting.panel.name: Counter(item.place for item in each.items) for each in made}
    standings = [
        PanelNow(panel, meeting, session.today, counts["too-late"], counts["needed"])
        for panel, meeting in zip(known, meetings, strict=True)
        for counts in [places.get(panel.name, Counter[Place]())]
    ]
    of = cases.every
    return Reply(
        "panels",
        lambda about, in_full: panels_document(standings, about.footer(), in_full),
        as_data(PANELS_VIEW, standings),
        of,
        notes=cases.notes(),
    )


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


# --- what is kept of a case ------------------------------------------------------------------------------------------

AGENDA_KEPT = Chapter("agenda", "sendclock.panels.panel:kept", ("panels",), whole=False)
HEARD_AHEAD = timedelta(123)  # days beyond the quarter of asking: for meetings until then it is kept whom they are for


def reach(as_of: date) -> tuple[date, date]:
    """The first and the last day of asking for which whom a panel is for is kept alike: of the quarter."""
    first = date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    return first, add_months(first, 3) - timedelta(1)


def is_within_reach(meeting: Meeting, as_of: date) -> bool:
    """Whether it is kept whom the panel is for on the day of that meeting."""
    return not meeting.panel.conditions or as_of <= meeting.day <= reach(as_of)[1] + HEARD_AHEAD


def kept(session: Session, case: Case, day: Measured) -> Rows:
    """What is asked of each panel about a case. `day` may be measured: what is kept holds in its quarter alone."""
    first, last = reach(session.today)
    in_it = first <= day <= last
    assert in_it
    made = session.laid_out(case, day, keep=lambda clock: clock.rule.plays(*LIMITS))
    found = [
        packed(one)
        for panel in session.panels.values()
        for one in questions(made, panel, session.rule_places, _days_of(panel, first, last + HEARD_AHEAD), to_come=True)
    ]
    return {"asked": found}


def _days_of(panel: Panel, first: date, last: date) -> list[date]:
    return list(panel.meetings(first, last)) if panel.conditions else []


NO_CLOCK = (None,) * len(OpenClock._fields)


def packed(asked: PanelQuestion) -> tuple[Any, ...]:
    """A question as a row of the table `asked`: days as ordinals."""
    listed, word, other_on = asked.listed, asked.word, asked.other_on
    weeks = [
        f"{week} {limit.due.toordinal()} {limit.excused:d} {'' if limit.ended is None else f'={limit.ended}'}"
        for week, limit in asked.weeks.items()
    ]
    meant = [f"{first.toordinal()} {last.toordinal()} {verdict}" for first, last, verdict in asked.meant]
    return (
        asked.panel, asked.question, listed is not None, listed and listed.by,
        listed and listed.meeting and listed.meeting.toordinal(), word and word.on.toordinal(), word and word.outcome,
        asked.word_last, asked.other, other_on and other_on.toordinal(), TAG.join(weeks), TAG.join(meant),
        *(asked.clock or NO_CLOCK),
    )  # fmt: skip


def unpacked(row: Sequence[Any]) -> PanelQuestion:
    """What `packed` put together."""
    panel, question, is_listed, by, listed_for, word_on, outcome, last, other, other_on, weeks, meant, *clock = row
    return PanelQuestion(
        panel,
        question,
        OpenClock._make(clock) if clock[0] is not None else None,
        dict(map(_week_of, tags_of(weeks))),
        PanelListing(by, _day(listed_for)) if is_listed else None,
        PanelWord(date.fromordinal(word_on), outcome) if word_on is not None else None,
        bool(last),
        other,
        _day(other_on),
        tuple(map(_meant_of, tags_of(meant))),
    )


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _week_of(text: str) -> tuple[int, WeekLimit]:
    week, due, excused, ended = text.split(" ", 3)
    return int(week), WeekLimit(date.fromordinal(int(due)), ended[1:] if ended else None, excused == "1")


def _meant_of(text: str) -> tuple[date, date, bool | None]:
    first, last, verdict = text.split(" ")
    return date.fromordinal(int(first)), date.fromordinal(int(last)), {"True": True, "False": False}.get(verdict)
