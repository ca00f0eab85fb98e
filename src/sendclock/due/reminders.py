"""`due --remind`: on which days a running clock is to be chased and whom to tell, as the reminders and escalations of
the local packs say; from the running clocks to whom should be told what today.

Nothing here moves a date or stops a clock. Must not know: files, who leads a team, how a list is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sendclock.casebook.owner import NOBODY
from sendclock.command import Reply, as_data
from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.counting import moved
from sendclock.due.list import Morning, Wanted, unfinished_rows
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.law.book import RuleBook
from sendclock.law.practice import People
from sendclock.law.rule import Reminder
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.row import CASE, CLOCK, OFFICER, Row
from sendclock.say.view import DAY, YES_NO, Column, Look, View, only, part, through
from sendclock.say.words import how_late, listed, long_day, number, party, style, task
from sendclock.session import Session
from sendclock.tuples import NamedTuple

SLACK = timedelta(14)  # a mark brought forward from a spell of closed days: none in England is longer


class Mark(NamedTuple):
    """One reminder of one clock, and the working day to act on it."""

    reminder: Reminder
    day: date


def in_use(rulebook: RuleBook) -> tuple[Reminder, ...]:
    """The reminders of the packs that are adopted."""
    return tuple(reminder for reminder in rulebook.practice.reminders if reminder.status == "adopted")


def marks(due: date, reminders: Iterable[Reminder], calendars: Mapping[str, Calendar]) -> list[Mark]:
    """The days on which a clock that falls due on `due` is chased, if it still runs then.

    A mark counted to a closed day waits for the next working day (England), so that a list printed on working days
    misses none. A mark before the due day never waits past it: it is then brought forward to the working day before.
    Example: due Friday 4 December 2026, 5 working days before: Friday 27 November 2026.
    """
    return [Mark(reminder, mark_day(due, reminder, calendars)) for reminder in reminders]


def mark_day(due: date, reminder: Reminder, calendars: Mapping[str, Calendar]) -> date:
    england = calendars["england"]
    before = reminder.direction == "before"
    counted = moved(due, reminder.offset, calendars[reminder.calendar], back=before)
    open_day = england.roll_forward(counted)
    return england.roll_back(counted) if before and open_day > due else open_day


def reach(last: date, reminders: Sequence[Reminder], calendars: Mapping[str, Calendar]) -> date:
    """A day after which no clock can fall due that has a mark on or before `last`: how far ahead to look."""
    ahead = [moved(last, r.offset, calendars[r.calendar]) for r in reminders if r.direction == "before"]
    return max([last, *ahead]) + SLACK


UNITS = {"day": "day", "working-day": "working day", "week": "week"}


class Chase(NamedTuple):
    """One mark of one clock still running. `whom` is the person or side that the pack's word `tell` stands for, in
    words; `persons` the officers and leaders among them."""

    row: Row
    mark: Mark
    whom: str
    persons: tuple[str, ...] = ()


class Staff(NamedTuple):
    """`leads`: who leads each team, by its name folded. `cover`: who covers an officer on a day; nobody, if present.
    `roles`: who has a role in any case, by the role folded."""

    leads: Mapping[str, str]
    cover: Callable[[str, date], Sequence[str]]
    roles: Mapping[str, Sequence[str]] = {}

    def owners(self, role: str, row: Row) -> tuple[str, ...]:
        """Whose work something of this role, or team, is in the case of a row."""
        given, lead = row.seconds.get(folded(role)), self.leads.get(folded(role))
        return (given,) if given else (*self.roles.get(folded(role), ()), *([lead] if lead else []))


def chase_of(row: Row, mark: Mark, staff: Staff) -> Chase:
    """The mark with whom it tells; besides, whose work the reminder or the clock is, by a role or a team."""
    told, owner = _told_by(row, mark, staff), mark.reminder.owner or row.owner
    return told._replace(persons=(*told.persons, *staff.owners(owner, row))) if owner else told


def _told_by(row: Row, mark: Mark, staff: Staff) -> Chase:
    """Whom `officer` (who covers, while the officer is away), `team-leader`, `adviser`, `party`, `family` and `setting`
    stand for on the day of the mark. What is not known is said in words; free text stands as it is."""
    tell = mark.reminder.tell
    owners = staff.owners(row.owner, row) if row.owner else ()
    if tell == "officer" and owners:
        return Chase(row, mark, listed(owners, "or"), owners)
    if tell == "officer" and row.officer:
        cover = tuple(staff.cover(row.officer, mark.day))
        if cover:
            return Chase(row, mark, f"{listed(cover)} (covering {row.officer})", (*cover, row.officer))
        return Chase(row, mark, row.officer, (row.officer,))
    if tell == "team-leader":
        lead = staff.leads.get(folded(row.team or ""))
        in_words = f"the leader of {row.team}" if row.team else "the team leader"
        return Chase(row, mark, lead or in_words, (lead,) if lead else ())
    words = {"officer": NOBODY, "family": "the family", "setting": "the setting"}
    return Chase(row, mark, row.party or row.who if tell in ("adviser", "party") else words.get(tell, tell))


def chased(
    rows: Iterable[Row], marks_of: Callable[[Row], Sequence[Mark]], staff: Staff, first: date, last: date
) -> list[Chase]:
    """The marks from `first` to `last`, both counted in: by whom to tell, then by day, escalations first."""
    found = [chase_of(row, mark, staff) for row in rows for mark in marks_of(row) if first <= mark.day <= last]
    return sorted(found, key=_order)


def _order(chase: Chase) -> tuple[str, date, bool, date, str, str]:
    row, mark = chase.row, chase.mark
    return folded(chase.whom), mark.day, not mark.reminder.escalation, row.due, row.case or "", row.rule


_ON = Column[Chase](title="On", full=False, shown=lambda chase, look: look.day(chase.mark.day))

_IN_A_CELL = ("case", "rule", "label", "title", "party", "due", "status", "days_left", "officer", "team")
COLUMNS: tuple[Column[Chase], ...] = (
    Column("chase", value=lambda chase: chase.mark.day, kind=DAY, about="the working day to act on it"),
    Column("tell", value=lambda chase: chase.mark.reminder.tell),
    Column("whom", about="the person or side that tell stands for"),
    Column("escalation", value=lambda chase: chase.mark.reminder.escalation, kind=YES_NO),
    Column("say", value=lambda chase: chase.mark.reminder.say),
    *through("row", only(CLOCK, *_IN_A_CELL), json=False),
    Column("why", value=lambda chase: why(chase.mark.reminder)),
    Column("source", value=lambda chase: chase.mark.reminder.cite),
    Column("pack", csv=False, value=lambda chase: chase.mark.reminder.pack),
    Column("clock", csv=False, value=lambda chase: chase.row, kind=part(CLOCK, "row"), about="as in every list"),
    Column(title="Tell", full=True, shown=lambda chase, _: chase.whom),
    Column(title="What", shown=lambda chase, _: "escalate" if chase.mark.reminder.escalation else "remind"),
    _ON,
    Column(title="Chase", full=True, shown=lambda chase, look: look.day(chase.mark.day)),
    *through("row", [CASE]),
    Column(title="Clock", full=True, shown=lambda chase, _: task(chase.row)),
    Column(title="Due", full=False, shown=lambda chase, look: look.day(chase.row.due)),
    Column(title="Due", full=True, shown=lambda chase, look: f"{look.day(chase.row.due)}, {how_late(chase.row)}"),
    Column(
        title="To chase",
        full=False,
        wrap=True,
        below=100,
        shown=lambda chase, _: _with_what_to_say(_clock(chase), chase),
    ),
    Column(title="To chase", full=False, wrap=True, from_width=100, shown=lambda chase, _: _clock(chase)),
    *through("row", [OFFICER._replace(full=False, from_width=100), OFFICER._replace(full=True)]),
    Column(title="Say", full=True, shown=lambda chase, _: chase.mark.reminder.say),
    Column(title="Why", full=True, shown=lambda chase, _: _why_and_source(chase.mark.reminder)),
    Column(
        title="Why",
        full=False,
        wrap=True,
        from_width=100,
        shown=lambda chase, _: _with_what_to_say(why(chase.mark.reminder), chase),
    ),
)
BESIDE = (
    Column[None]("first", kind=DAY, about="the first day looked at"),
    Column[None]("last", kind=DAY, about="the last, counted in"),
)
REMINDERS = View("reminders", COLUMNS, BESIDE, row="chase")


def document(
    chases: Sequence[Chase], first: date, last: date, footer: str, in_full: bool, none_in_use: bool, whose: str
) -> Document:
    """The list, grouped by whom to tell. `in_full` writes days out, for formats that have the room; `whose` list it
    is stands first."""
    when = "today" if first == last else f"up to {long_day(last)}"
    top = [Line(whose)] if whose else []
    if not chases:
        why = " No pack in use names reminders." if none_in_use else ""
        return Document([*top, Line(f"Nothing to chase {when}.{why}")], footer)
    when += f", {long_day(first)}" if first == last else ""
    columns = COLUMNS if first != last else [column for column in COLUMNS if column is not _ON]
    blocks: list[Block] = [*top, Line(f"To chase {when}: {len(chases)}")]
    for _, group in groupby(chases, key=lambda chase: folded(chase.whom)):
        found = list(group)
        drawn = grid(columns, found, Look(in_full), None if in_full else lambda chase: style(chase.row))
        blocks += [Heading(f"Tell {found[0].whom}: {len(found)}"), drawn]
    return Document(blocks, footer)


def why(reminder: Reminder) -> str:
    """`5 working days before it is due`."""
    size, unit = reminder.offset.size, UNITS[reminder.offset.unit]
    if size == 0:
        return "the day it is due"
    return f"{number(size, unit)} {'before it is due' if reminder.direction == 'before' else 'after it was due'}"


def _clock(chase: Chase) -> str:
    """The clock by its label, with the party it is about unless that is the one to tell."""
    named = party(chase.row)
    return chase.row.label + (f": {named}" if named and named != chase.whom else "")


def _with_what_to_say(text: str, chase: Chase) -> str:
    return ": ".join(part for part in (text, chase.mark.reminder.say) if part)


def _why_and_source(reminder: Reminder) -> str:
    return ", ".join(part for part in (why(reminder), reminder.cite) if part)


NONE = frozenset({""})  # no rule: an empty filter would mean every rule


class Chased(NamedTuple):
    """What is chased from `first` to `last`; every person told of anything, whoever asked; and what was read. `none`:
    no pack in use names reminders."""

    chases: list[Chase]
    first: date
    last: date
    persons: set[str]
    morning: Morning
    none: bool

    def answer(self, whose: str) -> Reply:
        """`whose` list it is, where nobody asked."""
        more = {"first": self.first, "last": self.last}
        of = self.morning.every
        return Reply(
            "reminders",
            lambda about, in_full: document(
                self.chases, self.first, self.last, about.footer(), in_full, self.none, whose
            ),
            as_data(REMINDERS, self.chases, more),
            of,
        )


def remind(session: Session, wanted: Wanted, within: str | None, use_index: bool) -> Chased:
    """What is to be chased today; up to the end of `within`, where it was given. The filters of `wanted` hold, except
    for its last day: what is chased today may fall due later. An officer's list has, besides their cases, what they are
    to be told about the cases of others."""
    session.ask_one_law("due --remind")
    first, reminders, calendars = session.today, in_use(session.rulebook), session.rulebook.calendars
    last = session.until("--within", within) if within else first
    by_rule = {r.rule: [other for other in reminders if other.rule == r.rule] for r in reminders}

    def marks_of(row: Row) -> list[Mark]:
        return marks(row.due, by_rule.get(row.rule, ()), calendars)

    try:
        far = _reaching(wanted, reach(last, reminders, calendars), frozenset(by_rule), session.rulebook)
        anyone = far._replace(officers=frozenset())
        morning = unfinished_rows(session, anyone, use_index)
        found = chased(anyone.among(morning.rows), marks_of, _staff(session.people), first, last)
    except NotCoveredError as error:
        raise CannotRunError(f"{error}.") from None
    persons = {person for chase in found for person in chase.persons}
    listed = [chase for chase in found if far.lists(chase.row) or _told(chase, far)]
    return Chased(listed, first, last, persons, morning, not reminders)


def _reaching(wanted: Wanted, until: date, named: frozenset[str], book: RuleBook) -> Wanted:
    """The same filters, as far ahead as a reminder looks, for the rules that have reminders; of whatever kind those
    are, where deadlines would be listed."""
    rules = wanted.rules & named if wanted.rules else named
    kinds = {rule.kind for rule in book.rules if rule.id in rules} if wanted.kinds == {"deadline"} else wanted.kinds
    return wanted._replace(until=until, rules=rules or NONE, kinds=frozenset(kinds) or wanted.kinds)


def _told(chase: Chase, wanted: Wanted) -> bool:
    return any(folded(person) in wanted.officers for person in chase.persons)


def _staff(people: People) -> Staff:
    """Who leads and who covers, as far as the settings say."""

    def cover(officer: str, day: date) -> tuple[str, ...]:
        found = people.cover(officer, day)
        return found.by if found else ()

    roles: dict[str, list[str]] = {}
    for officer in people.officers:
        for role in officer.roles:
            roles.setdefault(folded(role), []).append(officer.id)
    return Staff({folded(team.id): team.lead for team in people.teams if team.lead}, cover, roles)
