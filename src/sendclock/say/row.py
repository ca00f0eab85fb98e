"""A row: one clock of one case, with everything a format may want to say of it; and the columns of its rows.

`rows_of` makes the rows of a timeline. A clock still running is kept as a `OpenClock` (`casebook.clock`), from which
`row_again` makes the same row on another day: both by one builder, so that a status, a lateness and the days left are
worked out in one place. Besides, whose case it is, who covers and to whom it should go, in words.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sendclock.casebook.clock import KINDS, OpenClock
from sendclock.casebook.owner import NOBODY, Whose, whose
from sendclock.clock.case import Event
from sendclock.clock.deadline import Deadline, NotStarted, status_of_running
from sendclock.days.span import plain
from sendclock.files.name import folded
from sendclock.say.view import DAY, MOMENT, TEXT, WHOLE, YES_NO, Column, Look, maybe, one_of, part, several
from sendclock.say.words import doubt, how_late, listed, long_day, short_day, status
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.deadline import Status, Timeline
    from sendclock.clock.exceptions import Judged
    from sendclock.clock.reason import Doubt, Reason
    from sendclock.days.calendars import Calendar
    from sendclock.law.book import RuleBook
    from sendclock.law.edition import RuleInPrint
    from sendclock.law.practice import Cover
    from sendclock.law.rule import Kind

TIERS = ("statutory", "guidance", "adjacent", "local")


KIND_PLACES = {kind: place for place, kind in enumerate(KINDS)}
NO_FIELDS: Mapping[str, Any] = MappingProxyType({})
NO_SECONDS: Mapping[str, str] = MappingProxyType({})


class Apart(NamedTuple):
    """What few rows have to say, in one place, because a country has a hundred thousand rows at once. `refused`: the
    exceptions claimed for it that do not hold; `opens`: the first day of a window that opens later than its clock
    starts; `route`: how to go on where the panel is too late."""

    due_at: datetime | None = None
    limb_of: str | None = None
    refused: tuple[str, ...] = ()
    opens: date | None = None
    route: str = ""
    met_on: date | None = None
    met_by: Event | None = None
    ended_by: Event | None = None
    too_early: bool = False


NOTHING_APART = Apart()


class Common(NamedTuple):
    """What all rows of a case share: its reference (None for `calc`), whose it is, who covers, on which day, the
    calendar whose working days are left, and its setting and tags, and the officers beside, by their role. Where cases
    share it, it has neither reference nor setting."""

    case: str | None
    owner: Whose
    away: Cover | None
    as_of: date
    england: Calendar
    setting: str | None = None
    tags: tuple[str, ...] = ()
    seconds: Mapping[str, str] = NO_SECONDS


class Row(NamedTuple):
    """One clock of one case. Days left are negative when the day has passed; `case` is None for `calc`.

    What it has in common with others it has from them: with those of its rule what is printed of that, with those of
    its case, or of many cases, the rest. What is asked often stands here too.

    `officer` is the owner, by the newest allocation or `by_setting`; `away` says who covers an owner who is away on
    the as-of day; `hand_to` is the officer of the setting, where a final plan should have gone there. `deadline` is
    what it was made from, and can say why; of a row made again from what was kept of it, None.
    """

    case: str | None
    printed: RuleInPrint
    common: Common
    tier: str
    own: bool
    party: str | None
    event: str  # that started it: its type
    event_on: date
    event_id: str
    due: date
    act_by: date
    safe: date
    status: str
    days_left: int
    excused_by: str | None
    doubt_ids: tuple[str, ...]  # why it is provisional
    officer: str | None
    setting: str | None  # of the case, as its file writes it
    listed: bool
    deadline: Deadline | None
    apart: Apart = NOTHING_APART
    thing: str = ""  # what of the case it is a clock of, in words
    drawn_with: str = ""  # the rule of the row that it is drawn with, on a screen
    also: tuple[Row, ...] = ()  # clocks that ask for the same act: of the law beside a promise, and the other way round

    @property
    def rule(self) -> str:
        return self.printed.id

    @property
    def pack(self) -> str:
        return self.printed.pack

    @property
    def kind(self) -> str:
        return self.printed.kind

    @property
    def label(self) -> str:
        return self.printed.label

    @property
    def title(self) -> str:
        return self.printed.title

    @property
    def duty(self) -> str:
        return self.printed.duty

    @property
    def who(self) -> str:
        return self.printed.who

    @property
    def cite(self) -> str:
        return self.printed.cite

    @property
    def confidence(self) -> str:
        return self.printed.confidence

    @property
    def standing(self) -> str:
        """Of a local rule: promise or target, and whether only "usually"."""
        return self.printed.standing

    @property
    def owner(self) -> str:
        """The role or team whose work it is, where that is not the officer of the case."""
        return self.printed.owner

    @property
    def started_by(self) -> Event:
        """Of a row made again, what is kept of it."""
        if self.deadline is not None:
            return self.deadline.started_by
        return Event(self.event, self.event_on, None, self.event_id, 0, 0, NO_FIELDS)

    @property
    def working_days_left(self) -> int:
        return _working_days_left(self.common.england, self.common.as_of, self.due)

    @property
    def due_at(self) -> datetime | None:
        return self.apart.due_at

    @property
    def limb_of(self) -> str | None:
        return self.apart.limb_of

    @property
    def refused(self) -> tuple[str, ...]:
        return self.apart.refused

    @property
    def opens(self) -> date | None:
        return self.apart.opens

    @property
    def route(self) -> str:
        return self.apart.route

    @property
    def met_on(self) -> date | None:
        return self.apart.met_on

    @property
    def met_by(self) -> Event | None:
        return self.apart.met_by

    @property
    def ended_by(self) -> Event | None:
        return self.apart.ended_by

    @property
    def too_early(self) -> bool:
        return self.apart.too_early

    @property
    def team(self) -> str | None:
        return self.common.owner.team

    @property
    def by_setting(self) -> bool:
        return self.common.owner.by_setting

    @property
    def hand_to(self) -> str | None:
        return self.common.owner.hand_to

    @property
    def away(self) -> Cover | None:
        return self.common.away

    @property
    def tags(self) -> tuple[str, ...]:
        return self.common.tags

    @property
    def seconds(self) -> Mapping[str, str]:
        """The officers beside, by their role."""
        return self.common.seconds

    @property
    def provisional(self) -> bool:
        return bool(self.doubt_ids)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return self.deadline.doubts if self.deadline else ()

    @property
    def claims(self) -> tuple[Judged, ...]:
        """The exceptions recorded for it, judged."""
        return self.deadline.claims if self.deadline else ()

    @property
    def steps(self) -> tuple[Reason, ...]:
        """Every step that led to the date; worked out when it is asked for."""
        return self.deadline.steps if self.deadline else ()

    @property
    def cover(self) -> tuple[str, ...]:
        """Who covers the owner; nobody, if the owner is there."""
        return self.away.by if self.away else ()

    @property
    def late(self) -> bool:
        return self.status == "overdue"

    @property
    def finished(self) -> bool:
        return self.status in ("met", "met-late", "lapsed")


def rows_of(timeline: Timeline, rulebook: RuleBook, named: bool = True) -> list[Row]:
    """A row for each clock of the timeline. `named` False leaves out the reference (`calc`)."""
    people = rulebook.practice.people
    owner = whose(timeline, people)
    today = plain(timeline.as_of)  # how many days are left is asked anew on each day
    away = people.cover(owner.officer, today)
    from sendclock.say.state import clock_of  # which says much else, and knows rows

    case = timeline.case
    common = Common(
        case.ref if named else None,
        owner,
        away,
        today,
        rulebook.england,
        case.setting,
        tuple(case.tags),
        timeline.seconds,
    )

    types, printed = rulebook.event_types, rulebook.printed
    rows = []
    for made in timeline.deadlines:
        apart = Apart(
            made.due_at, made.limb_of, refused(made), made.opens, made.route,
            made.met_on, made.met_by, made.ended_by, made.too_early,
        )  # fmt: skip
        begun = made.started_by
        row = _row(
            common, case.ref if named else None, case.setting, printed(made.rule), made.party, begun.type, begun.on,
            begun.id, made.due, made.act_by, made.safe, made.status, made.excused_by, doubt_ids(made), made.listed,
            made, apart, clock_of(made, types),
        )  # fmt: skip
        rows.append(row)
    return rows


@lru_cache(4096)  # a list says the same days again and again
def _working_days_left(england: Calendar, today: date, due: date) -> int:
    return england.working_days_between(today, due)


def doubt_ids(deadline: Deadline) -> tuple[str, ...]:
    """Why it is provisional, each reason once."""
    return tuple(dict.fromkeys([doubt.id for doubt in deadline.doubts])) if deadline.doubts else ()


def refused(deadline: Deadline) -> tuple[str, ...]:
    """The exceptions claimed for it that do not hold."""
    return tuple([judged.ground for judged in deadline.claims if not judged.holds]) if deadline.claims else ()


def _row(  # noqa: PLR0913  what two kinds of clock have in common, a line each
    common: Common,
    case: str | None,
    setting: str | None,
    rule: RuleInPrint,
    party: str | None,
    event: str,
    event_on: date,
    event_id: str,
    due: date,
    act_by: date,
    safe: date,
    status: str,
    excused_by: str | None,
    doubt_ids: tuple[str, ...],
    listed: bool,
    asked: Deadline | None,
    apart: Apart,
    thing: str,
) -> Row:
    """The one builder of a row, its fields in their order. `asked`: who can say why."""
    return tuple.__new__(Row, (  # as `Row(...)` does it, which takes twice as long to be handed all of them
        case, rule, common, rule.tier, rule.own, party, event, event_on, event_id, due, act_by, safe, status,
        (due - common.as_of).days, excused_by, doubt_ids, common.owner.officer, setting, listed, asked, apart, thing,
        "", (),
    ))  # fmt: skip


def running(deadlines: Iterable[Deadline], places: Mapping[int, int], rulebook: RuleBook) -> list[OpenClock]:
    """What is to be kept of the running clocks of a case. `places`: where each rule is in the book, by its identity."""
    from sendclock.say.state import clock_of

    found, things = [], dict[int, str]()  # what each thing is called: several are clocks of one
    for made in deadlines:
        event, rule, due_at = made.started_by, made.rule, made.due_at
        about = id(made.things[0]) if made.things else None
        thing = things.get(about) if about is not None else None
        if thing is None:
            thing = clock_of(made, rulebook.event_types)
            if about is not None:
                things[about] = thing
        found.append(
            OpenClock(
                KIND_PLACES[rule.kind], places[id(rule)], made.due.toordinal(), made.party,
                event.type, event.on.toordinal(), event.id, due_at.isoformat() if due_at else None,
                made.act_by.toordinal(), made.safe.toordinal(), made.excused_by,
                " ".join(doubt_ids(made)) if made.doubts else "", made.limb_of, made.listed,
                " ".join(refused(made)) if made.claims else "", made.opens.toordinal() if made.opens else None,
                made.route, thing,
            )
        )  # fmt: skip
    return found


def row_again(
    clock: OpenClock, rule: RuleInPrint, common: Common, case: str | None = None, setting: str | None = None
) -> Row:
    """The row of a clock that still runs, as at the day of `common`; without its reasons, which no list shows. `case`
    and `setting`: of which it is, where several cases share what is common."""
    (  # in one go: to ask for each by its name takes longer than to make the row
        _, _, due_on, party, event, event_on, event_id, due_at, act_by, safe, excused_by, doubts, limb_of, listed,
        refused, opens, route, thing,
    ) = clock  # fmt: skip
    due, status = _standing(rule.kind, due_on, common.as_of)
    few = due_at or limb_of or refused or opens or route
    return _row(
        common,
        case or common.case,
        setting or common.setting,
        rule,
        party and intern(party),
        intern(event),
        _day(event_on),
        intern(event_id),
        due,
        due if act_by == due_on else _day(act_by),
        due if safe == due_on else _day(safe),
        status,
        excused_by and intern(excused_by),
        _words(doubts) if doubts else (),
        bool(listed),
        None,
        _apart(due_at, limb_of, refused, opens, route) if few else NOTHING_APART,
        intern(thing),
    )


@lru_cache(4096)
def _apart(due_at: str | None, limb_of: str | None, refused: str, opens: int | None, route: str) -> Apart:
    moment, day = datetime.fromisoformat(due_at) if due_at else None, _day(opens) if opens else None
    return Apart(moment, limb_of, tuple(refused.split()), day, route)


@lru_cache(4096)
def _day(ordinal: int) -> date:
    """Of a hundred thousand rows the days are some hundreds, and each is held once."""
    return date.fromordinal(ordinal)


@lru_cache(4096)
def _standing(kind: Kind, due: int, as_of: date) -> tuple[date, Status]:
    """The day of a running clock, and how it stands on that of asking."""
    day = _day(due)
    return day, status_of_running(kind, day, as_of)


@lru_cache(256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def beside_each_other(rows: Sequence[Row], twins: Mapping[str, str]) -> list[Row]:
    """The rows, those of the law and of practice that ask for one act of one thing each naming the other. `twins`: the
    rule of the law by the local one that asks for the same."""
    pairs = _pairs(rows, twins) if twins else []
    if not pairs:
        return [*rows]
    also: dict[int, list[Row]] = {}
    for law, own in pairs:
        also.setdefault(law, []).append(rows[own])
        also.setdefault(own, []).append(rows[law])
    return [row._replace(also=tuple(also[n])) if n in also else row for n, row in enumerate(rows)]


def _pairs(rows: Sequence[Row], twins: Mapping[str, str]) -> list[tuple[int, int]]:
    """The places of each row of the law and of each of practice that goes with it, while both run."""
    of_law = set(twins.values())
    law = {(row.case, row.rule, row.event_id, folded(row.party or "")): n
           for n, row in enumerate(rows) if row.rule in of_law and not row.finished}  # fmt: skip
    found = []
    for n, row in enumerate(rows):
        if row.rule in twins and not row.finished:
            for party in dict.fromkeys((folded(row.party or ""), "")):
                key = (row.case, twins[row.rule], row.event_id, party)
                if key in law:
                    found.append((law[key], n))
                    break
    return found


def as_one(rows: Sequence[Row], rank: Callable[[Row], Any]) -> list[Row]:
    """The rows, where law and practice both ask for one act all but one marked as drawn with that one: the one that
    comes first by `rank`; where that is equal, that of the law if it is late or its day is no later."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        if row.also:
            groups.setdefault(_of_law(row), []).append(row)
    if not groups:
        return [*rows]
    first = {key: min(group, key=lambda row: _first(row, rank)) for key, group in groups.items()}
    found = []
    for row in rows:
        if not row.also:
            found.append(row)
            continue
        key = _of_law(row)
        others = tuple(other._replace(also=()) for other in groups[key] if other is not row)
        found.append(row._replace(also=others, drawn_with="" if first[key] is row else first[key].rule))
    return found


def _first(row: Row, rank: Callable[[Row], Any]) -> tuple[Any, bool, date, bool]:
    """What is late by law stands before what is late by a promise; what is still to come, by its day."""
    own = row.tier == "local"
    return rank(row), row.late and own, row.due, own


def _of_law(row: Row) -> tuple[str | None, str, str, str | None]:
    law = row.also[0] if row.also and row.tier == "local" else row
    return law.case, law.rule, law.event_id, law.party


class Ranked(Protocol):
    """What says which of several clocks comes first."""

    @property
    def case(self) -> str | None: ...
    @property
    def tier(self) -> str: ...
    @property
    def own(self) -> bool: ...
    @property
    def excused_by(self) -> str | None: ...
    @property
    def due(self) -> date: ...
    @property
    def days_left(self) -> int: ...


SPAN = 1 << 23  # more days than there are from any date to any other, twice


def gravity(row: Ranked) -> int:
    """The order inside overdue, gravest first: the law before practice, the authority's own before what it
    waits for, unexcused before excused, then the most days late; after that, by case. One number, because of many rows
    that are put in order each has one for as long as that takes."""
    alike = (TIERS.index(row.tier) * 2 + (not row.own)) * 2 + (row.excused_by is not None)
    return alike * SPAN + row.days_left


def by_day(row: Ranked) -> int:
    """The order of what is still to come: by day, then the law first, then the authority's own; after that, by case."""
    return (row.due.toordinal() * len(TIERS) + TIERS.index(row.tier)) * 2 + (not row.own)


def late_and_ahead(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Those that are overdue, and the others."""
    late: list[Row] = []
    ahead: list[Row] = []
    for row in rows:
        (late if row.late else ahead).append(row)
    return late, ahead


R = TypeVar("R", bound=Ranked)


def by_case(rows: Iterable[R]) -> list[R]:
    """The rows of one case together, by its reference."""
    return sorted(rows, key=lambda row: row.case or "")


EVENT = (
    Column[Event]("type"),
    Column[Event]("on", kind=DAY),
    Column[Event]("event", value=lambda event: event.id, about="its id in the case file"),
)
# A clock, in the order of its keys in JSON. Every list of clocks holds these.
CLOCK: tuple[Column[Row], ...] = (
    Column("case", sheet="Case", width=16, kind=maybe(TEXT)),
    Column("rule", sheet="Rule", width=28),
    Column("pack", sheet="Pack", width=20),
    Column("tier", sheet="Tier", width=11, kind=one_of(*TIERS)),
    Column("kind", sheet="Kind", width=10, kind=one_of("deadline", "window", "bar", "limit")),
    Column("label", sheet="Clock", width=24),
    Column("title", sheet="What", width=60),
    Column("who", sheet="Who", width=24),
    Column(
        "own",
        csv=False,
        kind=YES_NO,
        about="true where the authority itself is bound; otherwise the row waits for somebody",
    ),
    Column("party", sheet="Party", width=24, kind=maybe(TEXT)),
    Column("started_on", json=False, value=lambda row: row.event_on, sheet="Started on", width=17, kind=DAY),
    Column("started_by", cell=lambda row: row.event, sheet="Started by", width=26, kind=part(EVENT, "event")),
    Column("due", sheet="Due", width=17, kind=DAY),
    Column(
        "due_at",
        csv=False,
        cell=lambda row: f"{row.due_at:%H:%M}" if row.due_at else "",
        sheet="Time",
        width=7,
        kind=maybe(MOMENT),
        about="set where the limit is a moment",
    ),
    Column("act_by", sheet="Act by", width=17, kind=DAY, about="the last working day on or before due"),
    Column("safe", sheet="Safe by", width=17, kind=DAY, about="the earliest day on any arguable reading"),
    Column("status", sheet="Status", width=10, kind=one_of("open", "overdue", "met", "met-late", "lapsed")),
    Column("days_left", kind=WHOLE, about="negative when the day has passed"),
    # a filter on "less than 0" in a sheet finds what is late, not what was done long ago
    Column(value=lambda row: None if row.finished else row.days_left, sheet="Days left", width=9, kind=maybe(WHOLE)),
    Column("working_days_left", csv=False, kind=WHOLE),
    Column("met_on", sheet="Done on", width=17, kind=maybe(DAY)),
    Column("ended_by", csv=False, kind=maybe(part(EVENT, "event"))),
    Column("excused_by", sheet="Excused by", width=20, kind=maybe(TEXT), about="an exception id"),
    Column("too_early", csv=False, kind=YES_NO, about="a bar whose act was done before its day"),
    Column("provisional", sheet="Provisional", width=11, kind=YES_NO, about="the date can still move"),
    Column(
        "doubts",
        csv=False,
        value=lambda row: row.doubt_ids,
        kind=several(TEXT),
        about="why it is provisional: a word for each reason; empty where it is not",
    ),
    Column(
        "confidence",
        csv=False,
        kind=one_of("text", "secondary", "unverified"),
        about="what the rule rests on: the words of the law, guidance, or what nobody has checked",
    ),
    Column("limb_of", csv=False, kind=maybe(TEXT), about="the rule this clock is a limb of"),
    Column("officer", sheet="Officer", width=12, kind=maybe(TEXT)),
    Column("team", sheet="Team", width=12, kind=maybe(TEXT)),
    Column("cite", sheet="Law", width=40, about="the provision"),
    Column(
        "standing",
        csv=False,
        value=lambda row: row.standing or None,
        kind=maybe(TEXT),
        about="of a local rule: promise or target, and whether only usually",
    ),
    Column(
        "opens", csv=False, kind=maybe(DAY), about="the first day of a window that opens later than its clock starts"
    ),
    Column(
        "route",
        csv=False,
        value=lambda row: row.route or None,
        kind=maybe(TEXT),
        about="how to go on where the panel is too late",
    ),
    Column(
        "cover",
        sheet="Covered by",
        width=24,
        kind=several(TEXT),
        about="who covers the officer on the as-of day; empty when the officer is there, or nobody covers",
    ),
    Column(
        "by_setting",
        csv=False,
        kind=YES_NO,
        about="true where nobody was given the case, and the officer is that of its setting",
    ),
    Column(
        "hand_to",
        csv=False,
        kind=maybe(TEXT),
        about="the officer of the setting, to whom the case should go now that the plan is final",
    ),
    Column(
        "owner",
        csv=False,
        value=lambda row: row.owner or None,
        kind=maybe(TEXT),
        about="the role or team whose work it is, where a local pack says that it is not the officer's of the case",
    ),
    Column(
        "thing",
        csv=False,
        about="what of the case it is a clock of: review of 2026-05-12; else the event that began it",
    ),
    Column("setting", kind=maybe(TEXT), about="the school, college or other place of the case"),
    Column(
        "same_as",
        csv=False,
        value=lambda row: [other.rule for other in row.also],
        kind=several(TEXT),
        about="the rules that ask for the same act, the law beside a promise or the other way round; each a row here",
    ),
    Column(
        "drawn_with",
        csv=False,
        value=lambda row: row.drawn_with or None,
        kind=maybe(TEXT),
        about="of those in same_as, the rule in whose row this one stands on a screen; null where it has a row there",
    ),
    Column("tags", csv=False, kind=several(TEXT), about="the tags of the case"),
)
# The order of the columns of CSV, and of a sheet, in version 1.
CSV = (
    "case", "status", "due", "days_left", "act_by", "safe", "rule", "label", "title", "who", "party", "tier", "kind",
    "started_on", "started_by", "met_on", "excused_by", "provisional", "officer", "team", "cite", "pack", "cover",
)  # fmt: skip
SHEET = (
    "Case", "Status", "Due", "Time", "Days left", "Act by", "Safe by", "Clock", "What", "Who", "Party", "Officer",
    "Team", "Done on", "Excused by", "Provisional", "Tier", "Kind", "Started on", "Started by", "Rule", "Law", "Pack",
)  # fmt: skip
NOT_STARTED = (
    Column[NotStarted]("rule", value=lambda waiting: waiting.rule.id),
    Column[NotStarted]("label", value=lambda waiting: waiting.rule.label),
    Column[NotStarted]("started_by", value=lambda waiting: waiting.event, kind=part(EVENT, "event")),
    Column[NotStarted]("missing", about="the field the clock counts from, not recorded"),
    Column[NotStarted]("party", kind=maybe(TEXT)),
)
WAITING = Column[None](
    "not_started",
    kind=several(part(NOT_STARTED, "not_started")),
    about="clocks that a missing date keeps from starting",
)


def state(row: Row, look: Look) -> str:
    """The status in a list of clocks still running: of what is overdue, how late it is."""
    if not row.late:
        return status(row)
    return f"{status(row)}, {how_late(row)}" if look.in_full else how_late(row)


# What the lists of clocks draw alike.
CASE = Column[Row](title="Case", shown=lambda row, _: row.case or "")
DUE = Column[Row](title="Due", shown=lambda row, look: look.day(row.due))
RULE = Column[Row](title="Rule", shown=lambda row, _: row.rule)
NOTE = Column[Row](title="Note", wrap=True, shown=lambda row, _: doubt(row))
LAW = Column[Row](title="Law", wrap=True, shown=lambda row, _: _cites(row))
OFFICER = Column[Row](title="Officer", shown=lambda row, _: row.officer or NOBODY)


def _cites(row: Row) -> str:
    """The provision, and those of the clocks that ask for the same."""
    return "; ".join([row.cite, *[one.cite for one in row.also]]) if row.also else row.cite


def owner(row: Row) -> str:
    """The officer for a narrow column: with who covers, since there is no room for a note."""
    if row.away is None:
        return row.officer or NOBODY
    return f"{row.officer} ({row.cover[0] if len(row.cover) == 1 else f'{len(row.cover)} cover'})"


def note(row: Row, officers: Collection[str], in_full: bool = False) -> str:
    """What to know about the officer of a row, in the list of `officers` (folded; empty is everybody's):
    `covering okafor until Fri 4 Dec 2026`, `covered by singh until ...`, `by setting`, `to hand over to reid`."""
    common = row.common
    if common.away is None and not common.owner.by_setting and not common.owner.hand_to:
        return ""  # as of most
    notes = []
    if row.away is not None:
        until = _until(row.away, long_day if in_full else short_day)
        mine = officers and folded(row.officer or NOBODY) not in officers
        left = f"{row.officer} has left: {covered(row.away)}"
        if row.away.absence.kind == "left":
            notes.append(f"covering {row.officer}, who has left" if mine else left)
        else:
            notes.append(f"covering {row.officer} {until}" if mine else f"{covered(row.away)} {until}")
    notes += ["by setting"] if row.by_setting else []
    notes += [hand_over(row.hand_to)] if row.hand_to else []
    return "; ".join(notes)


def owner_line(whose: Whose, away: Cover | None, setting: str | None) -> str:
    """`okafor (away until Friday 4 December 2026, covered by singh)`: for a page about one case."""
    if whose.officer is None:
        return NOBODY
    notes = [f"by setting, {setting}: nobody was given the case"] if whose.by_setting else []
    gone = "has left" if away and away.absence.kind == "left" else ""
    notes += [f"{gone or f'away {_until(away, long_day)}'}, {covered(away)}"] if away else []
    notes += [hand_over(whose.hand_to)] if whose.hand_to else []
    return whose.officer + (f" ({'; '.join(notes)})" if notes else "")


def covered(cover: Cover) -> str:
    """`covered by singh`; `covered by nobody`; whoever leads the team is marked, because nobody else is there."""
    if cover.how == "lead":
        return f"covered by {cover.by[0]} (leads the team; nobody else is there)"
    return f"covered by {listed(cover.by, 'or') or NOBODY}"


def hand_over(to: str) -> str:
    return f"to hand over to {to}: the plan is final"


def _until(cover: Cover, day: Callable[[date], str]) -> str:
    return f"until {day(cover.until)}" if cover.until else "until further notice"
