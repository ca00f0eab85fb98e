"""`sendclock export`: the clocks as a calendar, a spreadsheet, CSV or JSON; the SEN2 items of a year. One function
makes each kind, from the cases asked for to bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar

import typer

from sendclock import command
from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case, truth
from sendclock.clock.deadline import Timeline
from sendclock.clock.former import Former, formerly
from sendclock.clock.run import Clock, allocation
from sendclock.command import errors, footer, heading, leave, nobody_of_that_name
from sendclock.days.spelling import end_of, read_day
from sendclock.due.list import Wanted
from sendclock.files.problem import Problem, UsageError
from sendclock.people.officer import Mine, whose_list
from sendclock.say.row import CLOCK, CSV, SHEET, Row, rows_of
from sendclock.say.terminal import counted, send, tell_problems, warn
from sendclock.say.view import View
from sendclock.say.words import long_day, number
from sendclock.session import Workspace, known_rules

T = TypeVar("T")
EXPORT = View("export", CLOCK, row="row", csv=CSV, sheet=SHEET)


class Asked(NamedTuple):
    """Which clocks of which cases. No `refs`: every case. `since`: from when on what no longer holds is cancelled
    in a calendar; None: not at all, so that only running clocks need a date. `year` and `as_json`: the SEN2 items."""

    wanted: Wanted
    refs: Sequence[str]
    running_only: bool
    since: date | None
    year: int | None
    as_json: bool


class Gathered(NamedTuple, Generic[T]):
    """What was made of the cases, every problem, how many cases were read and how many files could not be, and
    whose cases were read."""

    items: list[T]
    problems: list[Problem]
    read: int
    unreadable: int
    officers: set[str]
    teams: set[str]


class Made(NamedTuple):
    """An export: its bytes, in pieces; what is in it, in words; what it was made from; what else to say of it."""

    content: Iterable[bytes]
    words: str
    of: Gathered[Any]
    checks: Sequence[Problem] = ()
    note: str = ""


def gather(work: Workspace, asked: Asked, make: Callable[[Case, Timeline], Iterable[T]]) -> Gathered[T]:
    """`make` of every case asked for, one case at a time: thirty thousand timelines do not fit in memory."""
    cases, problems, unreadable = _cases(work, asked.refs)
    found: Gathered[T] = Gathered([], problems, 0, unreadable, set(), set())
    failed = 0
    for case in counted(cases, len(cases), "cases"):
        owner, cover = _whose(work, case)
        found.officers.update(name for name in (owner.officer, *cover) if name)
        found.teams.update({owner.team} if owner.team else ())
        if not asked.wanted.has_case(owner.officer, owner.team, cover):
            continue
        answer = work.attempt(case, keep=_kept(asked))
        if isinstance(answer, Problem):
            problems.append(answer)
            failed += 1
        else:
            found.items.extend(make(work.as_known(case), answer))
    return found._replace(read=len(cases) - failed, unreadable=unreadable + failed)


def _whose(work: Workspace, case: Case) -> tuple[Whose, tuple[str, ...]]:
    """Whose case it is and who covers, without dating a clock: most cases are somebody else's."""
    known = work.as_known(case)
    events = [event for event in truth(known).events if event.on <= work.today]
    owner = whose(Timeline(known, work.today, (), (), (), *allocation(events, work.today)), work.people)
    away = work.people.cover(owner.officer, work.today)
    return owner, away.by if away else ()


def _cases(work: Workspace, refs: Sequence[str]) -> tuple[Sequence[Case], list[Problem], int]:
    """The cases named, or all of them; the problems of reading them, and how many files could not be read."""
    if not refs:
        return work.caseload.cases, list(work.caseload.problems), work.caseload.unreadable
    cases, problems = [], []
    for ref in dict.fromkeys(refs):
        case, _, found = work.one(ref)
        cases.append(case)
        problems += found
    return cases, problems, errors(problems)


def _kept(asked: Asked) -> Callable[[Clock], bool]:
    return lambda clock: asked.wanted.may_list(clock.rule) and (clock.running or not asked.running_only)


def rows(work: Workspace, asked: Asked) -> Gathered[Row]:
    """Every clock asked for, running or not, case by case, without its steps."""

    def of(case: Case, timeline: Timeline) -> Iterator[Row]:
        for row in rows_of(timeline, work.rulebook):
            if row.due <= asked.wanted.until:
                yield row._replace(steps=())

    return gather(work, asked, of)


def csv(work: Workspace, asked: Asked) -> Made:
    from sendclock.say.formats import csv_of

    found = rows(work, asked)
    return Made([csv_of(EXPORT, found.items).encode()], number(len(found.items), "row"), found)


def json(work: Workspace, asked: Asked) -> Made:
    from sendclock.say.formats import answer_in_pieces

    found = rows(work, asked)
    head = heading("export", work, work.rulebook, found.read, found.unreadable)
    pieces = answer_in_pieces(EXPORT, head, found.items, found.problems)
    return Made((piece.encode() for piece in pieces), number(len(found.items), "row"), found)


def xlsx(work: Workspace, asked: Asked) -> Made:
    from sendclock.export import xlsx as workbook

    found = rows(work, asked)
    facts: list[tuple[str, str | int | date]] = [
        ("As of", work.today),
        ("Folder", work.folder),
        ("Cases read", found.read),
        ("Files that could not be read", found.unreadable),
        ("Complete", "no: the cases of those files are missing" if found.unreadable else "yes"),
        ("Rows", len(found.items)),
        ("Packs", ", ".join(work.rulebook.packs)),
        ("Bank holidays confirmed to", work.england.confirmed_to),
        (
            "Days left, status",
            "as of the day above; they do not go on by themselves. No days left: the clock has ended",
        ),
    ]
    told = [(str(problem.position), problem.message) for problem in found.problems if problem.severity == "error"]
    count = len(found.items)
    about = workbook.AboutSheet(work.today, facts, told)
    content = workbook.workbook(EXPORT.in_a_sheet, counted(found.items, count, "rows"), count, about)
    return Made([content], number(len(found.items), "row"), found)


def ics(work: Workspace, asked: Asked) -> Made:
    from sendclock.export import feed

    book, wanted = work.rulebook, asked.wanted

    def of(case: Case, timeline: Timeline) -> Iterator[feed.Listed]:
        former = () if asked.since is None else _formerly(case, work, wanted)
        for entry in feed.entries(timeline, former, book):
            if entry.row.due <= wanted.until if entry.holds else asked.since and feed.matters(entry, asked.since):
                yield feed.listed(entry, work.today, book.event_types)

    found = gather(work, asked, of)
    content = feed.calendar(found.items, feed.About(_name(asked), found.unreadable))
    cancelled = sum(not entry.holds for entry in found.items)
    words = f"{number(len(found.items) - cancelled, 'date')} and {number(cancelled, 'cancellation')}"
    return Made(content, words, found)


def _formerly(case: Case, work: Workspace, wanted: Wanted) -> Iterator[Former]:
    for former in formerly(case, work.rulebook, work.today):
        kept = tuple(d for d in former.timeline.deadlines if wanted.may_list(d.rule))
        yield former._replace(timeline=former.timeline._replace(deadlines=kept))


def _name(asked: Asked) -> str:
    """A calendar is named after a case or a team; an officer's name is nobody else's business."""
    of = [*asked.refs, *sorted(asked.wanted.teams)]
    return "SEND deadlines" + (f": {', '.join(of)}" if of else "")


def sen2(work: Workspace, asked: Asked) -> Made:
    from sendclock.clock.life import NEEDED, history
    from sendclock.figures import sen2 as items
    from sendclock.figures.sen2 import SEN2, Checked, census_day, checks, returned
    from sendclock.say.formats import answer, csv_of

    assert asked.year is not None
    year: int = asked.year
    told: list[Problem] = []

    def of(case: Case, timeline: Timeline) -> Iterator[dict[str, Any]]:
        found = returned(history(timeline), year)
        told.extend(checks(Checked(timeline, found, year)))
        return items.rows(case.ref, timeline.officer, timeline.team, found)

    found = gather(work, asked._replace(wanted=asked.wanted._replace(rules=NEEDED)), of)
    census, announced = census_day(year)
    if asked.as_json:
        head = heading("sen2", work, work.rulebook, found.read, found.unreadable)
        more = {"year": year, "census_day": census, "census_day_announced": announced}
        content = answer(SEN2, head, found.items, [*found.problems, *told], **more)
    else:
        content = csv_of(SEN2, found.items)
    note = (
        f"SEN2 items of calendar {year}, as things stood on {long_day(min(work.today, date(year, 12, 31)))}. "
        f"Census day: {long_day(census)}{'' if announced else ' (by rule; not announced)'}. "
        f"{number(len(told), 'thing')} to look at. This is not the XML return."
    )
    return Made([content.encode()], number(len(found.items), "row"), found, told, note)


MAKERS: dict[str, Callable[[Workspace, Asked], Made]] = {
    "ics": ics,
    "csv": csv,
    "xlsx": xlsx,
    "json": json,
    "sen2": sen2,
}


app = typer.Typer(rich_markup_mode=None, add_completion=False)
CANCELLED_FOR = "-12w"
FIRST_YEAR, LAST_YEAR = 2014, 2098
_CLOCKS = frozenset({"within", "rule", "tier", "kind"})


class What(StrEnum):  # an enum, because typer takes no list of literals
    ics = "ics"
    csv = "csv"
    xlsx = "xlsx"
    json = "json"
    sen2 = "sen2"


TAKES = {
    What.ics: _CLOCKS | {"cancelled"},
    What.csv: _CLOCKS,
    What.xlsx: _CLOCKS,
    What.json: _CLOCKS,
    What.sen2: frozenset({"year", "format"}),
}


@app.command()
def export(
    what: Annotated[What, typer.Argument(metavar="ics|csv|xlsx|json|sen2", help="What to make.")],
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    known_at: command.KnownAt = None,
    case: Annotated[Optional[list[str]], typer.Option("--case", metavar="REF", help="Only this case.")] = None,
    officer: command.Officer = None,
    team: command.Team = None,
    within: Annotated[
        Optional[str], typer.Option("--within", metavar="PERIOD", help="Only what is due by then: 4w.")
    ] = None,
    rule: command.Rules = None,
    tier: command.Tiers = None,
    kind: Annotated[
        Optional[list[command.Kind]], typer.Option("--kind", help="Only clocks of this kind [ics: deadline].")
    ] = None,
    cancelled: Annotated[
        Optional[str],
        typer.Option("--cancelled", metavar="DATE|none", help="ics: cancel what ended since then [default: -12w]."),
    ] = None,
    year: Annotated[Optional[int], typer.Option("--year", metavar="YEAR", help="sen2: the calendar year.")] = None,
    format: Annotated[Optional[Literal["csv", "json"]], typer.Option("--format", help="sen2: csv or json.")] = None,
    out: Annotated[Optional[Path], typer.Option("--out", metavar="FILE", help="Into this file, not stdout.")] = None,
) -> None:
    """The clocks as a calendar feed (ics), a spreadsheet (xlsx), csv or json; the SEN2 items of a year (sen2).

    sendclock export ics --officer okafor --out okafor.ics
    """
    _fits(what, {"within": within, "rule": rule, "tier": tier, "kind": kind}, cancelled, year, format, out)

    work = Workspace(cases, as_of, known_at)
    rules = known_rules(rule, work.rulebook)
    mine = whose_list(work, officer, team) if officer or team else Mine(frozenset(), frozenset())
    only = ["deadline"] if what == What.ics and not rules else list(command.Kind)
    wanted = Wanted(
        until=end_of(within, work.today, work.england) if within else date.max,
        kinds=frozenset(map(str, kind or only)),
        rules=rules,
        tiers=frozenset(tier or ()),
        officers=mine.officers,
        teams=mine.teams,
    )
    since = None if cancelled == "none" else read_day(cancelled or CANCELLED_FOR, work.today, work.england)
    asked = Asked(wanted, case or (), what == What.ics and since is None, since, year, format == "json")
    made = MAKERS[what](work, asked)
    tell_problems(made.of.problems)
    tell_problems(made.checks, warnings=True)
    nobody_of_that_name(mine.asked, made.of.officers, "officer")
    nobody_of_that_name(team, made.of.teams, "team")
    send(made.content, out)
    if made.note:
        warn(made.note)
    if out is not None:
        warn(f"Written: {out}, {made.words}. {footer(work, work.rulebook, made.of.read, made.of.unreadable)}")
    leave(made.of.unreadable)


def _fits(
    what: What, clocks: dict[str, object], cancelled: str | None, year: int | None, form: object, out: object
) -> None:
    """Refuse what this export cannot take into account: an option passed over in silence would mislead."""
    if what == What.xlsx and out is None:
        raise UsageError("A spreadsheet does not go to the screen. Name a file: --out deadlines.xlsx")
    if what == What.sen2 and year is None:
        raise UsageError("Which calendar year? Add it: sendclock export sen2 --year 2026")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"--year {year} cannot be used. Use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    given = {name for name, value in clocks.items() if value}
    given |= {"cancelled"} if cancelled else set()
    given |= {name for name, value in (("year", year), ("format", form)) if value is not None}
    wrong = sorted(given - TAKES[what])
    if wrong:
        raise UsageError(f"export {what} takes no --{wrong[0]}. See: sendclock export --help")
