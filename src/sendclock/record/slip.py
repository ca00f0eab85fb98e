"""What looks like a slip in what is about to be written: asked about on a terminal, refused without one.

Each of them is something that may be right, and that is far more often a wrong key: so it is said, and `--anyway` goes
on. What the law makes impossible or doubtful is for `check`.
Must not know: how anything is written, formats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sendclock.casebook.owner import whose
from sendclock.check.check import problems_of
from sendclock.check.party import said as nobody_asked_in_words
from sendclock.check.party import unasked
from sendclock.clock.case import Case, Event, same_party, truth
from sendclock.clock.deadline import Timeline
from sendclock.files.name import folded
from sendclock.files.problem import near_miss
from sendclock.law.book import RuleBook
from sendclock.law.practice import panel_called
from sendclock.law.role import Act
from sendclock.say.words import long_day
from sendclock.session import Session

TWICE = 14  # days within which the same act is hardly done again
FAR_AHEAD = 60  # days: what has happened does not lie so far ahead
WEEK = timedelta(7)
# What may be done again and again, and what is no casework.
AGAIN = (Act.CONTACT, Act.NOTE, Act.REMINDER, Act.REMINDED, Act.EXCEPTION, Act.STEP_DONE, Act.TAG, Act.TAG_OFF)
# What may be written in a case that has ended: what is about the case, and what begins something in it.
OF_THE_CASE = (
    *AGAIN, Act.ALLOCATED, Act.SETTING, Act.LOCALITY, Act.BORN, Act.CLOSED, Act.REQUEST, Act.ASKED,
    Act.REASSESS_REQUEST, Act.MATTER, Act.MATTER_STEP, Act.MATTER_OVER, Act.APPEAL, Act.APPEAL_STEP, Act.APPEAL_OVER,
    Act.ADVISER, Act.MEDIATION, Act.MEDIATION_STEP, Act.CERTIFICATE, Act.AGREEMENT, Act.ORDER, Act.CONCESSION,
    Act.DIRECTION, Act.CARRIED_OUT, Act.TRANSFERRED, Act.CONVERSION, Act.DETAINED, Act.RELEASED, Act.PHASE_EXPECTED,
)  # fmt: skip
# What may lie before the case began.
BEFORE = (Act.ALLOCATED, Act.SETTING, Act.LOCALITY, Act.BORN, Act.TAG, Act.CONTACT, Act.NOTE, Act.REMINDER)
# What may be written down before its day: what is arranged about the case, and not done in it.
TO_COME = (Act.ALLOCATED, Act.SETTING, Act.LOCALITY, Act.TAG, Act.TAG_OFF, Act.PHASE_EXPECTED)
# What a case may begin with, written down late.
BEGINS = (Act.REQUEST, Act.ASKED, Act.REASSESS_REQUEST, Act.TRANSFERRED, Act.CONVERSION, Act.MATTER)
# Letters that come again with another day are the same letter.
DAYS = frozenset({"served", "received", "dated", "complete", "note", "sent"})


def slips(session: Session, was: Case | None, new: Case, ids: Collection[str], by: str) -> Iterator[str]:
    """What is doubtful in the events `ids`, which are to be written to the case in the name of `by`; `was` is the case
    as it stands. Each ends with what would put it right."""
    book, ref = session.rulebook, new.ref
    yield from _newly_unasked(book, was, new)
    events = [event for event in truth(new).events if event.id in ids]
    for event in events:
        yield from _days(event, book, session.today)
        yield from _no_meeting(event, book)
        yield from _no_team(event, book)
    if was is None:
        return
    before = session.timeline(was)
    there = truth(was).events
    if there == truth(new).events:  # what was told once before, and perhaps written although the answer was lost
        yield "That changes nothing: the case says so already."
    yield from _of_another(session, before, by)
    for event in events:
        yield from _twice(event, there, book, ref)
        yield from _before_the_case(event, there, book)
        yield from _another_week(event, there, book)
        yield from _ended(event, before, ref)
    if events:
        said = {id: message for id, message in _disorder(session, new) if id in ids}
        yield from said.values()


def _newly_unasked(book: RuleBook, was: Case | None, new: Case) -> Iterator[str]:
    """What names a party nobody asked, and did not before."""
    there = (
        {(found.event.id, folded(found.event.party or "")) for found in unasked(truth(was).events, book)} if was else ()
    )
    for found in unasked(truth(new).events, book):
        if (found.event.id, folded(found.event.party or "")) not in there:
            yield f"{found.event.type}: {nobody_asked_in_words(found, book)}"


def _of_another(session: Session, before: Timeline, by: str) -> Iterator[str]:
    """Somebody else's case: of an officer that the settings know, and does not cover it or lead the team."""
    people, today = session.people, session.today
    me = people.officer(by)
    owner = whose(before, people)
    if me is None or owner.officer is None or folded(owner.officer) == folded(me.id):
        return
    cover = people.cover(owner.officer, today)
    led = {folded(team) for team in people.led_by(me.id)}
    if (cover and folded(me.id) in map(folded, cover.by)) or folded(owner.team or "") in led:
        return
    yield f"{before.case.ref} is {owner.officer}'s case, and you are {me.id}."


def _twice(event: Event, there: tuple[Event, ...], book: RuleBook, ref: str) -> Iterator[str]:
    """The same act, of the same party, in the same words, on that day or days apart."""
    again = book.has(event.type, *AGAIN)
    same = DAYS - {"note"} if again else DAYS  # a letter with another note is the same letter, a note another note
    for other in there:
        apart = abs((event.on - other.on).days)
        if other.type != event.type or not same_party(other.party, event.party) or _differ(event, other, same):
            continue
        if (apart == 0 and other.at == event.at) or (0 < apart <= TWICE and not again):
            who = f" ({event.party})" if event.party else ""
            yield (
                f"{event.type}{who} is recorded already, on {long_day(other.on)} (event {other.id}). If that day "
                f"is wrong: sendclock correct {ref} {other.id} on={event.on}."
            )
            return


def _differ(one: Event, other: Event, apart: frozenset[str]) -> bool:
    """Whether the two say different things of the same field; those that tell nothing apart are left out."""
    both = (one.fields.keys() & other.fields.keys()) - apart - {"party"}
    return any(one.fields[name] != other.fields[name] for name in both)


def _before_the_case(event: Event, there: tuple[Event, ...], book: RuleBook) -> Iterator[str]:
    first = min(there, key=lambda other: other.on, default=None)
    if first is None or event.on >= first.on or book.has(event.type, *BEFORE):
        return
    presupposed = {id for other in there for id in _presupposed(book, other)}
    begins = book.has(event.type, *BEGINS) and not any(book.has(other.type, *BEGINS) for other in there)
    if not begins and event.type not in presupposed:
        yield (
            f"{event.type} on {long_day(event.on)} is before the case began: {first.type} on {long_day(first.on)}. Is "
            "the day right?"
        )


def _presupposed(book: RuleBook, event: Event) -> tuple[str, ...]:
    """The events of which one should stand before this one: written down late, it lies before the case."""
    presupposes = book.event_types[event.type].presupposes
    return presupposes.events if presupposes else ()


def _days(event: Event, book: RuleBook, today: date) -> Iterator[str]:
    """What has happened on a day far ahead; what lies ahead on a day that was before."""
    kind = book.event_types[event.type]
    ahead = (event.on - today).days
    if 0 < ahead <= FAR_AHEAD and not book.has(event.type, *TO_COME):
        yield f"{event.type} on {long_day(event.on)} is later than today, {long_day(today)}. Has it happened?"
    if ahead > FAR_AHEAD:
        yield f"{event.type} on {long_day(event.on)} is far ahead of today, {long_day(today)}. Is the year right?"
    for name, field in kind.fields.items():
        day = event.day(name)
        if field.ahead and day is not None and day < event.on and name != kind.effect:
            yield f"{name}, {long_day(day)}, should lie ahead, and is before {event.type}, {long_day(event.on)}."


def _no_team(event: Event, book: RuleBook) -> Iterator[str]:
    """Given to a team that the settings, which list some, do not have."""
    team, known = event.fields.get("team"), book.practice.people.team_names
    if book.has(event.type, Act.ALLOCATED) and team and known and folded(str(team)) not in map(folded, known):
        yield f'"{team}" is no team of the settings.{near_miss(str(team), known)} Teams: {", ".join(sorted(known))}.'


def _no_meeting(event: Event, book: RuleBook) -> Iterator[str]:
    """Listed for, or heard on, a day on which its panel does not meet."""
    panel = panel_called(str(event.fields.get("panel", "")), book.practice.panels.values())
    heard = book.has(event.type, Act.PANEL_DECIDED)
    day = event.on if heard else event.day("meeting") if book.has(event.type, Act.PANEL_LISTED) else None
    why = panel.no_meeting_on(day) if panel and day else ""
    if panel and day and why:
        near = [("before", panel.previous(day)), ("after", panel.next(day))]
        nearest = " and ".join(f"{long_day(other)} {side}" for side, other in near if other)
        yield f"{long_day(day)} is no meeting of the {panel.title} ({why}). Nearest: {nearest}."


def _another_week(event: Event, there: tuple[Event, ...], book: RuleBook) -> Iterator[str]:
    """What was arranged for one day, and is said to have been a week before or after it."""
    for other in there:
        arranged = book.event_types[other.type].arranges
        day = other.day(arranged.day) if arranged and arranged.until == event.type else None
        if (
            day is not None
            and abs(event.on - day) == WEEK
            and not any(held.type == event.type and held.on == day for held in there)
        ):
            arranged_for = f"it was arranged for {long_day(day)} (event {other.id})"
            yield f"{event.type} on {long_day(event.on)}: {arranged_for}. Which week?"


def _ended(event: Event, before: Timeline, ref: str) -> Iterator[str]:
    state = before.state
    if state.kind != "ended" or (state.on is not None and event.on <= state.on):
        return
    if not before.book.has(event.type, *OF_THE_CASE):
        since = f" since {long_day(state.on)}" if state.on else ""
        yield f"{ref} has ended{since}, and {event.type} begins nothing in it. Is it this case?"


def _disorder(session: Session, new: Case) -> Iterator[tuple[str, str]]:
    """What comes before the act it answers, by event."""
    lines = {event.line: event for event in new.events}
    timeline = session.timeline(new)
    for problem in problems_of(timeline, timeline.book):
        event = lines.get(problem.position.line)
        if problem.code == "out-of-order" and event is not None:
            yield event.id, problem.message.partition(" Correct the day")[0]
