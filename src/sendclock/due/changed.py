"""`sendclock changed --since DATE`: what has become of my cases since a day: what was recorded and by whom, what is
newly late, what was met, which due days moved.

Two pictures of each case are compared: as it is known now, and as it was known at the end of the day before. Only the
cases are read whose file has been touched since, or in which something fell due since; the facts say which those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Optional

from sendclock.casebook.facts import Ledger, Owner
from sendclock.casebook.reference import ListRow
from sendclock.clock.case import Case, Event, known_at
from sendclock.clock.deadline import Timeline
from sendclock.command import OfSetting, OfTag, Options, Reply, Team, Then, Whose, as_data, command
from sendclock.days.hours import london_zone
from sendclock.due.front import last_working_day
from sendclock.due.list import Sieve, Wanted, asked_of
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.law.rule import PRIVATE
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown, whose_list
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.row import Row, rows_of
from sendclock.say.terminal import counted
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of
from sendclock.say.words import listed, long_day, number, short_day, short_task, status
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

WHAT = {  # in the order of one case
    "newly-late": "newly late",
    "moved": "moved",
    "met": "met",
    "new-case": "new case",
    "recorded": "recorded",
    "file-changed": "file changed",
}
SEVERAL = {"new-case": "new cases", "file-changed": "files changed"}


class News(NamedTuple):
    """One thing that has happened to a case. Of an event its type and id, its own day, when it was written down (null:
    it does not say) and by whom; of a clock its rule, and where its day moved, what it was."""

    case: str
    setting: str | None
    officer: str | None
    team: str | None
    change: str
    on: date
    text: str
    by: str | None = None
    event: str | None = None
    id: str | None = None
    recorded: date | None = None
    rule: str | None = None
    label: str | None = None
    party: str | None = None
    due: date | None = None
    was_due: date | None = None
    provisional: bool = False
    started_by: str = ""
    number: int = 0  # of the row


def _day(one: News, look: Look) -> str:
    return look.day(one.on) + ("~" if one.provisional and not look.in_full else "")


COLUMNS: tuple[Column[News], ...] = (
    Column(title="No", full=False, shown=lambda one, _: str(one.number)),
    Column("case", title="Case"),
    Column("setting", kind=maybe(TEXT)),
    Column(title="Setting", from_width=100, wrap=True, shown=lambda one, _: one.setting or ""),
    Column("officer", kind=maybe(TEXT)),
    Column("team", kind=maybe(TEXT)),
    Column("change", kind=one_of(*WHAT)),
    Column(title="Change", shown=lambda one, _: WHAT[one.change]),
    Column(
        "on",
        kind=DAY,
        about="the day of the event; that on which the clock fell due or was met; the new due day; that of the file",
    ),
    Column(title="Day", shown=_day),
    Column("text", title="What", wrap=True, about="what has happened, in a sentence"),
    Column("by", title="By", value=lambda one: one.by or "", about="who recorded it; empty: nobody says"),
    Column("event", kind=maybe(TEXT), about="the type of the event"),
    Column("id", kind=maybe(TEXT), about="its id"),
    Column("recorded", kind=maybe(DAY), about="the day it was written down; null: it does not say"),
    Column("rule", kind=maybe(TEXT)),
    Column("label", kind=maybe(TEXT)),
    Column("party", kind=maybe(TEXT)),
    Column("due", kind=maybe(DAY)),
    Column("was_due", kind=maybe(DAY), about="the day before it moved"),
    Column("provisional", kind=YES_NO, about="the day can still move"),
)
SINCE = Column[None]("since", kind=DAY, about="the first day asked about")
CASE_NEWS = View("case-news", COLUMNS, (SINCE,), row="news")


class ChangedOptions(Options):
    since: Annotated[
        Optional[str],
        typer.Option("--since", metavar="DATE", help="The first day asked about [default: the last working day]."),
    ] = None
    setting: OfSetting = None
    tag: OfTag = None
    officer: Whose = None
    team: Team = None
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False


def changed(session: Then, asked: ChangedOptions) -> Reply:
    """What was recorded, is newly late, was met or moved since a day."""
    refuse_unknown(session, asked.officer, asked.team)
    mine = whose_list(session, asked.officer, asked.team)
    usual = last_working_day(session.today, session.england)
    since = session.day("--since", asked.since, past=True) if asked.since else usual
    sieve = Sieve(tuple(map(folded, asked.setting or ())), tuple(map(folded, asked.tag or ())))
    wanted = Wanted(date.max, frozenset(), officers=mine.owners.officers, teams=mine.owners.teams, sieve=sieve)
    every = session.every_case(closed=False)
    files = every.ask(lambda books: _candidates(session, books, wanted, since), kept=not asked.no_index)
    problems: list[Problem] = []
    looked_at = counted(files.items(), len(files), "cases")
    found = [one for file, touched in looked_at for one in _of_file(session, file, touched, since, sieve, problems)]
    if session.account.closed:
        before = len(session.account)
        found += _of_closed(session, wanted, since, sieve, problems)
        opened = len(session.account) - before
        session.account.closed -= opened
        every.read += opened
    found = [one._replace(number=number) for number, one in enumerate(found, 1)]
    session.remember_list([ListRow(one.case, one.rule or "", one.started_by) for one in found])
    return _reply(found, every, mine.said, since, problems, usual == since)


app = command(changed, paged=True)


def _candidates(session: Session, books: Sequence[Ledger], wanted: Wanted, since: date) -> dict[str, date | None]:
    """The files in which something may have changed, of the cases asked for; and on which day each was touched last, if
    it has been since."""
    yesterday, people = session.today - timedelta(1), session.people
    found: dict[str, date | None] = {}
    for facts in books:
        touched = facts.touched_since(_beginning_of(since))
        late = {each.file for each in facts.clocks(("deadline",), yesterday, None, None, since)}
        for file, owner in facts.cases():
            if (file in touched or file in late) and asked_of(owner, wanted, people, session.today):
                moment = touched.get(file)
                found[file] = None if moment is None else _day_of(moment, session.today)
    return found


def _of_closed(session: Session, wanted: Wanted, since: date, sieve: Sieve, problems: list[Problem]) -> Iterator[News]:
    """What was recorded in a case before it went to `closed/`: that it was closed at all is news. A file that was moved
    there and no more is none."""
    for file, moment in sorted(session.rested_since(_beginning_of(since)).items()):
        for one in _of_file(session, file, _day_of(moment, session.today), since, sieve, problems):
            owner = Owner(0, one.officer, one.team)
            if one.change != "file-changed" and asked_of(owner, wanted, session.people, session.today):
                yield one


def _beginning_of(day: date) -> int:
    """In nanoseconds of the epoch."""
    return int(datetime.combine(day, time(), london_zone()).timestamp()) * 10**9


def _day_of(moment_ns: int, today: date) -> date:
    """In London; no later than today: a stamp may say anything."""
    if moment_ns >= _beginning_of(today):
        return today
    return datetime.fromtimestamp(moment_ns / 10**9, london_zone()).date()


def _of_file(
    session: Session, file: str, touched: date | None, since: date, sieve: Sieve, problems: list[Problem]
) -> Iterator[News]:
    from sendclock.casebook.folder import read_one

    case, wrong = read_one(Path(file), session.words_of(Path(file)))
    if case is None:  # it has gone wrong since it was asked about
        problems += wrong
        return
    now = session.attempt(case)
    before = session.attempt(known_at(case, since - timedelta(1)), as_of=since - timedelta(1))
    if isinstance(now, Problem) or isinstance(before, Problem):
        problems += [each for each in (now, before) if isinstance(each, Problem)][:1]
    elif sieve.has_case(case.ref, now.case.setting, now.case.tags):
        yield from _news(session, session.as_known(case), before, now, touched, since)


def _news(
    session: Session, case: Case, before: Timeline, now: Timeline, touched: date | None, since: date
) -> Iterator[News]:
    """`before` and `now`: the case as it was known at the end of the day before, and as it is known now."""
    new = [event for event in case.events if since <= _written(event) <= session.today]
    rows = rows_of(now, now.book)
    first = News(
        case.ref, now.case.setting, rows[0].officer if rows else now.officer, rows[0].team if rows else now.team, "",
        since, "",
    )  # fmt: skip
    was = {_key(row): row for row in rows_of(before, before.book)}
    is_new = bool(new) and not before.truth.events
    yield from sorted(_of_clocks(rows, was, first, since, bool(new), is_new), key=lambda one: [*WHAT].index(one.change))
    if is_new:
        said = f"{number(len(new), 'event')} recorded, the first: {_in_words(session, new[0])}"
        yield first._replace(change="new-case", on=_written(new[0]), text=said, by=new[0].by)
        return
    for event in new:
        yield first._replace(
            change="recorded", on=event.on, text=_in_words(session, event), by=event.by, event=event.type, id=event.id,
            recorded=event.recorded.date() if event.recorded else None,
        )  # fmt: skip
    if touched and not new and not all(event.recorded for event in case.events):
        said = "The file was changed; nothing in it says that it was written since, and not every event says when"
        yield first._replace(change="file-changed", on=touched, text=said)


def _written(event: Event) -> date:
    """When it was written down; its own day, where it does not say."""
    return event.recorded.date() if event.recorded else event.on


def _key(row: Row) -> tuple[str, str, str | None]:
    return row.rule, row.event_id, row.party


def _of_clocks(
    rows: Sequence[Row],
    was: Mapping[tuple[str, str, str | None], Row],
    first: News,
    since: date,
    acted: bool,
    new: bool,
) -> Iterator[News]:
    """`acted`: something has been recorded since; without it no day moves and nothing is met. `new`: the case is new,
    and what was met in it is not said one by one."""
    for row in rows:
        if not row.listed or (row.limb_of and row.finished):
            continue
        before, what = was.get(_key(row)), short_task(row)
        of = first._replace(
            rule=row.rule, label=row.label, party=row.party, due=row.due, on=row.due,
            provisional=row.provisional and not row.finished, started_by=row.event_id,
        )  # fmt: skip
        if row.late and (row.due >= since or before is None or before.finished or before.due >= since):
            yield of._replace(change="newly-late", text=f"{what}: was due {short_day(row.due)}")
        if acted and row.met_on and not new and not (before and before.met_on):
            act, text = row.met_by, f"{what}: {status(row)}, due {short_day(row.due)}"
            of = of._replace(by=act.by, event=act.type, id=act.id) if act else of
            yield of._replace(change="met", on=row.met_on, text=text)
        elif acted and before and not row.finished and not before.finished and before.due != row.due:
            days = f"from {short_day(before.due)} to {short_day(row.due)}"
            yield of._replace(change="moved", was_due=before.due, text=f"{what}: {days}")


def _in_words(session: Session, event: Event) -> str:
    """What the event is, with what says of whom or about what."""
    meaning = session.rulebook.event_types[event.type].meaning.rstrip(".")
    there = [name for name in ("party", "officer", "reason", "note") if name in event.fields and name not in PRIVATE]
    said = {name: " ".join(str(event.fields[name]).split()) for name in there}
    more = [text if name in ("party", "officer") else f"{name}: {text}" for name, text in said.items()]
    more += [f"recorded {short_day(_written(event))}"] if _written(event) != event.on else []
    return f"{meaning}: {'; '.join(more)}" if more else meaning


def _named(change: str, count: int) -> str:
    return SEVERAL.get(change, WHAT[change]) if count > 1 else WHAT[change]


def _reply(
    found: Sequence[News], every: EveryCase, whose: str, since: date, wrong: Sequence[Problem], usual: bool
) -> Reply:
    counts, cases = Counter(one.change for one in found), len({one.case for one in found})
    every.problems += wrong

    def drawn(footer: str, in_full: bool) -> Document:
        day = f"{long_day(since)}{', the last working day' if usual else ''}"
        said = listed([f"{count} {_named(what, count)}" for what in WHAT if (count := counts[what])])
        head = f"Since {day}: {said}, in {number(cases, 'case')}." if found else f"Nothing has changed since {day}."
        blocks: list[Block] = [*([Line(whose)] if whose else []), Line(head)]
        if found:
            blocks.append(grid(COLUMNS, found, Look(in_full)))
        if not in_full and any(one.provisional for one in found):
            blocks.append(Line("~ the day may still move; why: sendclock explain REF"))
        return Document(blocks, footer)

    return Reply(
        "case-news",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(CASE_NEWS, found, {"since": since}),
        of=every,
        left_out=len(wrong),
    )
