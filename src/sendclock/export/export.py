"""`sendclock export`: the clocks as a calendar, a spreadsheet, CSV or JSON; the SEN2 return of a year. One function
makes each kind, from the cases asked for to bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, TypeVar

from sendclock.casebook.account import SPOKEN_OF
from sendclock.casebook.facts import Ledger, ref_of
from sendclock.casebook.owner import Owners, Whose, owners_named, whose
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import Clock, undated
from sendclock.clock.state import governing
from sendclock.command import (
    Imprint,
    Kind,
    Officer,
    Options,
    Reply,
    Rules,
    Sent,
    Team,
    Then,
    Tiers,
    adds_up,
    command,
    heading,
)
from sendclock.days.counting import read_offset
from sendclock.due.list import Wanted, asked_of
from sendclock.files.disk import is_within
from sendclock.files.name import folded
from sendclock.files.problem import Problem, UsageError
from sendclock.law.role import Act
from sendclock.law.rule import FROM_REQUEST
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown
from sendclock.say.row import CLOCK, CSV, SHEET, Row, rows_of
from sendclock.say.view import DAY, TEXT, Column, View, maybe
from sendclock.say.words import long_day, number
from sendclock.session import EveryCase, Session, everything, known_rules
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.export import feed

T = TypeVar("T")
EXPORT = View("export", CLOCK, row="row", csv=CSV, sheet=SHEET)


class Selection(NamedTuple):
    """Which clocks of which cases. No `refs`: every case. `since`: from when on what no longer holds is cancelled
    in a calendar; None: not at all, so that only running clocks need a date. `given`: the options of the return.
    `teams`: as they were given. `as_of`: another day than that of asking."""

    wanted: Wanted
    refs: Sequence[str]
    running_only: bool
    since: date | None
    given: ExportOptions
    teams: Sequence[str] = ()
    as_of: date | None = None


class Gathered:
    """The cases asked for, one at a time. What was read is whole once all have gone by."""

    def __init__(self, work: Session, asked: Selection) -> None:
        self.work, self.asked, self.every = work, asked, work.every_case()
        self.count = 0

    def of(self, make: Callable[[Case, Timeline], Iterable[T]]) -> Iterator[T]:
        """`make` of every case asked for, piece by piece: thirty thousand timelines do not fit in memory."""

        def made(case: Case) -> list[T] | Problem:
            return self._made(case, make)

        return self._counted(self._each(made))

    def _each(self, made: Callable[[Case], list[T] | Problem]) -> Iterator[tuple[str, list[T]]]:
        work, wanted, every = self.work, self.asked.wanted, self.every
        if self.asked.refs:
            return every.named(self.asked.refs, made)
        if work.known_at or not (wanted.officers or wanted.teams):
            return every.each(made)
        return every.of_owners(lambda owner: asked_of(owner, wanted, work.people, work.today), made)

    def _counted(self, made: Iterable[tuple[str, list[T]]]) -> Iterator[T]:
        for _, items in made:
            self.count += len(items)
            yield from items

    def _made(self, case: Case, make: Callable[[Case, Timeline], Iterable[T]]) -> list[T] | Problem:
        work, asked = self.work, self.asked
        owner, cover = _whose(work, case)
        if not asked.wanted.has_case(owner.officer, owner.team, cover):
            return []
        answer = work.attempt(case, keep=_kept(asked), as_of=asked.as_of)
        return answer if isinstance(answer, Problem) else list(make(work.as_known(case), answer))

    @property
    def rows_in_words(self) -> str:
        return number(self.count, "row")


class Tabled:
    """The facts of every case, table by table, and the pass they are from."""

    def __init__(self, every: EveryCase) -> None:
        self.every = every


class Made(NamedTuple):
    """An export: its bytes, in pieces; what it is made from; and once all of it has gone, what was in it, in words, and
    what is to be looked at. `notes`: what else to say of it. `files`, with their pieces, where it is a folder."""

    content: Iterable[bytes]
    of: Gathered | Tabled
    words: Callable[[], str]
    checks: Sequence[Problem] = ()
    notes: Callable[[], Iterable[str]] = tuple
    files: Iterable[tuple[str, bytes]] | None = None


def _whose(work: Session, case: Case) -> tuple[Whose, tuple[str, ...]]:
    """Whose case it is and who covers, without dating a clock: most cases are somebody else's."""
    home = work.home_of(case.file)
    owner = whose(undated(work.as_known(case), home.rulebook, work.today), home.people)
    away = work.people.cover(owner.officer, work.today)
    return owner, away.by if away else ()


def _kept(asked: Selection) -> Callable[[Clock], bool]:
    return lambda clock: asked.wanted.may_list(clock.rule) and (clock.running or not asked.running_only)


def rows(found: Gathered) -> Iterator[Row]:
    """Every clock asked for, running or not, case by case, cut off from it."""

    wanted = frozenset(map(str, found.asked.given.status or ()))

    def of(_: Case, timeline: Timeline) -> Iterator[Row]:
        for row in rows_of(timeline, timeline.book):
            if row.due <= found.asked.wanted.until and (not wanted or row.status in wanted):
                yield row._replace(deadline=None)

    return found.of(of)


def csv(work: Session, asked: Selection) -> Made:
    from sendclock.say.formats import csv_of_in_pieces

    found = Gathered(work, asked)
    pieces = csv_of_in_pieces(EXPORT, rows(found))
    return Made((piece.encode() for piece in pieces), found, lambda: found.rows_in_words)


def json(work: Session, asked: Selection) -> Made:
    """What was read stands above the rows, so all of them are needed before the first goes out."""
    from sendclock.say.formats import answer_in_pieces

    found = Gathered(work, asked)
    told = list(rows(found))
    head = heading("export", work, work.title_page, found.every)
    pieces = answer_in_pieces(EXPORT, head, told, found.every.problems)
    return Made((piece.encode() for piece in pieces), found, lambda: found.rows_in_words)


def xlsx(work: Session, asked: Selection) -> Made:
    """The rows as a workbook, with a sheet that says what it is made from."""
    from sendclock.export import xlsx as workbook

    found = Gathered(work, asked)

    def about() -> workbook.AboutSheet:
        return workbook.AboutSheet(*_about_sheet(work, found))

    content = workbook.workbook(EXPORT.in_a_sheet, rows(found), work.today, about)
    return Made([content], found, lambda: found.rows_in_words)


class CaseRow(NamedTuple):
    """One case as the row of a tracker: its days, whose it is, its state and what is due next. The map `plain` reads
    these columns, so that a row brought into an empty casebook has the same days."""

    reference: str
    setting: str | None
    officer: str | None
    team: str | None
    allocated_on: date | None
    opening: date | None
    requested: date | None
    requested_by: str | None
    decision: str | None
    decision_date: date | None
    plan_agreed: date | None
    plan_refused: date | None
    draft_sent: date | None
    final_sent: date | None
    withdrawn: date | None
    last_review: date | None
    review_outcome: str | None
    review_decided: date | None
    amendment_notice: date | None
    amended_plan: date | None
    amendment_dropped: date | None
    phase_transfer: str | None
    transfer_on: date | None
    transfer_expected: date | None
    plan_came: date | None
    plan_made: date | None
    plan_last_reviewed: date | None
    plan_went: date | None
    ceased: date | None
    ceased_because: str | None
    closed: date | None
    closed_because: str | None
    state: str
    next: str
    next_due: date | None


_ABOUT = {
    "allocated_on": "the day the case was given to its officer",
    "opening": "nothing before it is complete on file",
    "requested": "the day the newest request was received",
    "decision": "agreed or refused: the newest answer to it",
    "final_sent": "the day the plan in force was first made",
    "last_review": "the day of the newest review meeting",
    "review_decided": "the day the family was told the decision after it",
    "amendment_dropped": "the day it was told that the plan will not be amended after all",
    "phase_transfer": "the newest move to another phase, where the plan does not name that yet",
    "transfer_on": "the day of that move",
    "transfer_expected": "the day from which it was known",
    "plan_came": "the day the plan came from another authority",
    "plan_made": "the day that authority made it",
    "plan_last_reviewed": "the day it was last reviewed there",
    "plan_went": "the day the plan went to another authority",
    "state": "running, waiting, ended or nothing-running",
    "next": "the clock that governs now",
    "next_due": "its last day",
}


def _line_columns() -> tuple[Column[CaseRow], ...]:
    days = {name for name, hint in CaseRow.__annotations__.items() if "date" in str(hint)}
    return tuple(
        Column(
            name,
            " ".join(name.split("_")).capitalize(),
            kind=maybe(DAY if name in days else TEXT),
            about=_ABOUT.get(name, ""),
        )
        for name in CaseRow._fields
    )


CASES = View("cases", _line_columns(), row="case_row")


def line_of(timeline: Timeline, owner: Whose) -> CaseRow:
    """The row of one case."""
    life, book, case = timeline.life, timeline.book, timeline.case
    request = life.requested[-1] if life.requested else None
    plan = next((plan for plan in reversed(life.plans) if not plan.came), None)
    newest = life.plans[-1] if life.plans else None
    came = newest.start if newest is not None and newest.came else None
    moves = [one for one in life.transfers if one.finalised is None and one.ended is None]
    move = moves[-1].expected if moves else None
    review = life.reviews[-1] if life.reviews else None
    answers = (
        [(e, word) for e, word in ((request.agreed, "agreed"), (request.not_agreed, "refused")) if e] if request else []
    )
    answer = max(answers, key=lambda pair: (pair[0].on, pair[0].order), default=(None, None))
    given = [event for event in timeline.events if book.has(event.type, Act.ALLOCATED)]
    stopped = request.ended if request is not None and request.ended is not None else None
    withdrawn = stopped if stopped is not None and book.has(stopped.type, Act.WITHDRAWN) else None
    governs = governing(timeline)
    made = plan.start if plan is not None else (request.issued if request else None)
    return CaseRow(
        reference=case.ref,
        setting=case.setting,
        officer=owner.officer,
        team=owner.team,
        allocated_on=given[-1].on if given else None,
        opening=timeline.opening,
        requested=request.received if request else None,
        requested_by=_word(request.request if request else None, "requester"),
        decision=answer[1],
        decision_date=_on(answer[0]),
        plan_agreed=_on(request.plan_agreed if request else None),
        plan_refused=_on(request.plan_refused if request else None),
        draft_sent=_on(request.draft if request else None),
        final_sent=_on(made),
        withdrawn=_on(withdrawn),
        last_review=_on(review.meeting if review else None),
        review_outcome=_word(review.told if review else None, "outcome"),
        review_decided=_on(review.told if review else None),
        amendment_notice=_on(review.notice if review else None),
        amended_plan=_on(review.amended if review else None),
        amendment_dropped=_on(review.dropped if review else None),
        phase_transfer=_word(move, "transfer"),
        transfer_on=move.day("transfer_on") if move else None,
        transfer_expected=_on(move),
        plan_came=_on(came),
        plan_made=came.day("made") if came else None,
        plan_last_reviewed=came.day("last_reviewed") if came else None,
        plan_went=_on(newest.transferred_out if newest else None),
        ceased=_on(newest.ceased if newest else None),
        ceased_because=_word(newest.ceased if newest else None, "reason"),
        closed=_on(life.closed),
        closed_because=_word(life.closed, "reason"),
        state=timeline.state.kind,
        next=governs.rule.label if governs else "",
        next_due=governs.due if governs else None,
    )


def _on(event: Event | None) -> date | None:
    return event.on if event is not None else None


def _word(event: Event | None, field: str) -> str | None:
    value = event.fields.get(field) if event is not None else None
    return None if value is None else str(value)


def cases(work: Session, asked: Selection) -> Made:
    """One row a case, for a tracker, and for `import --map plain`."""
    from sendclock.export import xlsx as workbook
    from sendclock.say.formats import answer_in_pieces, csv_of_in_pieces

    found = Gathered(work, asked)

    def of(_: Case, timeline: Timeline) -> Iterator[CaseRow]:
        yield line_of(timeline, whose(timeline, timeline.people))

    lines = found.of(of)
    if asked.given.format == "xlsx":

        def about() -> workbook.AboutSheet:
            return workbook.AboutSheet(*_about_sheet(work, found))

        return Made([workbook.workbook(CASES.in_a_sheet, lines, work.today, about)], found, lambda: found.rows_in_words)
    if asked.given.format == "json":
        told = list(lines)
        head = heading("cases", work, work.title_page, found.every)
        pieces = answer_in_pieces(CASES, head, told, found.every.problems)
    else:
        pieces = csv_of_in_pieces(CASES, lines)
    return Made((piece.encode() for piece in pieces), found, lambda: found.rows_in_words)


def _about_sheet(work: Session, found: Gathered) -> tuple[list[tuple[str, str | int | date]], list[tuple[str, str]]]:
    """Labels and values; the errors, as place and message."""
    every = found.every
    facts: list[tuple[str, str | int | date]] = [
        ("As of", work.today),
        ("Folder", work.folder),
        ("Cases read", every.read),
        ("Files that could not be read", every.unreadable),
        ("Complete", "no: the cases of those files are missing" if every.unreadable else "yes"),
        ("Rows", found.count),
        ("Packs", ", ".join(work.rulebook.packs)),
        ("Bank holidays confirmed to", work.england.confirmed_to),
        (
            "Days left, status",
            "as of the day above; they do not go on by themselves. No days left: the clock has ended",
        ),
    ]
    told = [(str(problem.position), problem.message) for problem in every.problems if problem.severity == "error"]
    return facts, told


def ics(work: Session, asked: Selection) -> Made:
    """Calendar entries, the cancelled ones among them: a feed, in order of day."""
    from sendclock.export import feed

    wanted, since = asked.wanted, asked.since
    council = " and ".join(dict.fromkeys(one.authority for one in work.settings if one.authority))
    about = feed.About(_name(asked), council, _alarm(asked.given.alarm))
    pen, until = feed.Pen(work.today, about), wanted.until.toordinal()

    def written(case: str, version: feed.CaseVersion, entries: Iterable[feed.EntryKept]) -> Iterator[feed.Listed]:
        for entry in entries:
            if entry.due <= until or not entry.holds or not entry.rule:
                yield pen.written(case, version, entry)

    def of(case: Case, timeline: Timeline) -> Iterator[feed.Listed]:
        version, keep = feed.version_of(case), lambda deadline: wanted.may_list(deadline.rule)
        entries = [*feed.of_case(case, timeline, timeline.book, since, keep)]
        if not (wanted.rules or wanted.tiers or asked.given.kind):
            entries += feed.own_dates(timeline)
        yield from written(case.ref, version, (one for one in entries if feed.matters(one, since)))

    found: Gathered | Tabled
    if _is_kept(work, asked):
        found, items = _from_the_facts(work, asked, written)
    else:
        found = Gathered(work, asked)
        items = list(found.of(of))  # a calendar is in order of day, and says at its head what is missing
    content = feed.calendar(items, about._replace(unreadable=found.every.unreadable))
    cancelled = sum(not entry.holds for entry in items)
    words = f"{number(len(items) - cancelled, 'date')} and {number(cancelled, 'cancellation')}"
    return Made(content, found, lambda: words)


def _is_kept(work: Session, asked: Selection) -> bool:
    """Whether the facts can tell it: every deadline of some cases, whatever its rule, and no further back than they
    reach."""
    from sendclock.export import feed

    wanted, given = asked.wanted, asked.given
    some = wanted.rules or wanted.tiers or given.kind or asked.refs
    return not some and not work.known_at and asked.since is not None and asked.since >= feed.reach(work.today)


def _from_the_facts(
    work: Session,
    asked: Selection,
    written: Callable[[str, feed.CaseVersion, Iterable[feed.EntryKept]], Iterable[feed.Listed]],
) -> tuple[Tabled, list[feed.Listed]]:
    """The entries of the cases asked for. A file is opened where nothing is kept of it yet."""
    from sendclock.export import feed

    wanted, every, account = asked.wanted, work.every_case(), work.account
    before = account.facts

    def owners(facts: Ledger) -> list[int] | None:
        if not (wanted.officers or wanted.teams):
            return None
        return [one.id for one in facts.owners if asked_of(one, wanted, work.people, work.today)]

    def files(facts: Ledger) -> list[int]:
        return facts.files(owners(facts) or ())

    def question(books: Sequence[Ledger]) -> list[feed.Listed]:
        found: list[feed.Listed] = []
        for facts in books:
            for file, sequence, modified, entries in facts.calendars(owners(facts)):
                found += written(
                    ref_of(file), feed.CaseVersion(sequence, modified), feed.unpacked(entries, asked.since)
                )
        return found

    some = bool(wanted.officers or wanted.teams)
    items = every.ask(question, chapters=[feed.CALENDAR], among=files if some else everything)
    books = account.facts
    account.take(before)  # only those are answered that were asked for
    for facts in books:
        for each in facts.told(owners(facts)):
            account.add(each.file, ref_of(each.file), each.state)
    return Tabled(every), items


def _name(asked: Selection) -> str:
    """A calendar is named after the cases, officers and teams it is of, so that several can be told apart in a list."""
    of = [*asked.refs]
    for names in (asked.given.officer or (), asked.teams):
        of += sorted({folded(name): name for name in names}.values(), key=folded)
    return "SEND deadlines" + (f": {', '.join(of)}" if of else "")


def _alarm(given: str | None) -> timedelta | None:
    """How long before its day an entry is to ring. Raises UsageError for what is no such time."""
    if given is None:
        return None
    ahead = read_offset(given.strip().lower(), ("d", "w"), 3)
    if ahead is None:
        raise UsageError(f'--alarm "{given}" cannot be used. Use days or weeks before the day: 3d, 1w.')
    return timedelta(ahead.size * (7 if ahead.unit == "week" else 1))


def sen2(work: Session, asked: Selection) -> Made:
    """The return of a year: its items as rows, its modules as a folder, or its message."""
    if asked.given.format in RETURNS:
        return _return(work, asked)
    from sendclock.say.formats import answer, csv_of_in_pieces
    from sendclock.sen2 import items
    from sendclock.sen2.items import SEN2, Checked, census_day, checks, returned

    assert asked.given.year is not None
    year: int = asked.given.year
    told: list[Problem] = []

    def of(_: Case, timeline: Timeline) -> Iterator[dict[str, Any]]:
        kept = returned(timeline.life, year)
        told.extend(checks(Checked(timeline, kept, year)))
        return items.rows(timeline, kept)

    found = Gathered(work, _of_a_return(work, asked))
    census, announced = census_day(year)
    content: Iterable[str]
    if asked.given.format == "json":
        lines = list(found.of(of))
        head = heading("sen2", work, work.title_page, found.every)
        more = {"year": year, "census_day": census, "census_day_announced": announced}
        content = [answer(SEN2, head, lines, [*found.every.problems, *told], **more)]
    else:
        content = csv_of_in_pieces(SEN2, found.of(of))

    def notes() -> Iterator[str]:
        yield (
            f"SEN2 items of calendar {year}, as things stood on {long_day(min(work.today, date(year, 12, 31)))}. "
            f"Census day: {long_day(census)}{'' if announced else ' (by rule; not announced)'}. "
            f"{number(len(told), 'thing')} to look at. This is not the XML return: that is --format modules or xml."
        )

    return Made((piece.encode() for piece in content), found, lambda: found.rows_in_words, told, notes)


def _of_a_return(work: Session, asked: Selection) -> Selection:
    """With only the clocks that a return needs."""
    from sendclock.clock.life import NEEDED, WEEKS

    needed = work.rulebook.ids(*NEEDED) | work.rulebook.ids(*WEEKS, roads=FROM_REQUEST)
    return asked._replace(wanted=asked.wanted._replace(rules=needed))


def _return(work: Session, asked: Selection) -> Made:
    from sendclock.sen2.modules import Share, share_of
    from sendclock.sen2.persons import read_persons
    from sendclock.sen2.survey import Making, authority, survey_of
    from sendclock.sen2.template import UNCHECKED

    given = asked.given
    survey = survey_of(given.year, given.census, work.today)
    la = authority(given.la, (settings.authority for settings in work.settings), survey.year)
    making = Making(survey, la, read_persons(given.persons) if given.persons else None)
    found = Gathered(work, _of_a_return(work, asked)._replace(as_of=survey.until))

    def of(_: Case, timeline: Timeline) -> Iterator[Share]:
        yield share_of(timeline, survey)

    def read() -> tuple[int, int]:
        return found.every.read, found.every.unreadable

    asked_for = "--case, --officer or --team" if asked.refs or given.officer or given.team else ""

    def notes() -> Iterator[str]:
        for path in (given.persons, given.out) if given.persons else ():
            if path and any(is_within(path, book.cases) for book in work.books):
                yield f"{path} lies in the casebook, and names have no place there: move it."
        yield from making.said(read(), asked_for)
        yield (
            f"{len(UNCHECKED)} things here were not held against the DfE's own guide: docs/sen2.md lists them, and "
            f"about.txt of --format modules. Look at each before it is sent."
        )

    shares = found.of(of)
    if given.format == "xml":
        return Made(making.message(shares), found, lambda: number(making.tally.given, "person"), (), notes)
    files = making.folder(shares, asked_for, read)
    return Made((), found, lambda: number(making.tally.given, "person"), (), notes, files)


def facts(work: Session, asked: Selection) -> Made:
    """The tables of the facts: a folder of files, or one database."""
    from sendclock.export import engine
    from sendclock.export.tables import tables

    format = asked.given.format or "csv"
    engine.must_be_there(format)
    found, every = tables(work)
    words = number(len(found), "table")
    if format in IN_A_FOLDER:
        files = engine.csv(found) if format == "csv" else engine.parquet(found)
        return Made((), Tabled(every), lambda: words, files=files)
    content = engine.sqlite(found) if format == "sqlite" else engine.duck(found)
    return Made(content, Tabled(every), lambda: words)


CANCELLED_FOR = "-12w"
FIRST_YEAR, LAST_YEAR = 2014, 2098
IN_A_FOLDER = ("csv", "parquet")  # of the facts
RETURNS = ("modules", "xml")
_CLOCKS = frozenset({"within", "rule", "tier", "kind"})


class What(StrEnum):  # an enum, because typer takes no list of literals
    ics = "ics"
    csv = "csv"
    xlsx = "xlsx"
    json = "json"
    cases = "cases"
    sen2 = "sen2"
    facts = "facts"


class ExportKind(NamedTuple):
    """How an export is made, the options it takes, and its forms, the first where none is asked for."""

    make: Callable[[Session, Selection], Made]
    takes: frozenset[str]
    forms: tuple[str, ...] = ()


KINDS_OF_EXPORT = {
    What.ics: ExportKind(ics, _CLOCKS | {"cancelled", "alarm"}),
    What.csv: ExportKind(csv, _CLOCKS | {"status"}),
    What.xlsx: ExportKind(xlsx, _CLOCKS | {"status"}),
    What.json: ExportKind(json, _CLOCKS | {"status"}),
    What.cases: ExportKind(cases, frozenset({"format"}), ("csv", "json", "xlsx")),
    What.sen2: ExportKind(
        sen2, frozenset({"year", "census", "la", "persons", "format"}), ("csv", "json", "modules", "xml")
    ),
    What.facts: ExportKind(facts, frozenset({"format"}), ("csv", "sqlite", "parquet", "duckdb")),
}
# The ends of names that programs go by: one of them on a file of another kind is a mistake.
ENDINGS = frozenset(
    [f".{form}" for what, kind in KINDS_OF_EXPORT.items() for form in kind.forms or (what,)]
    + [".xls", ".ods", ".pdf", ".docx", ".html"]
)


class RowStatus(StrEnum):
    open = "open"
    overdue = "overdue"
    met = "met"
    met_late = "met-late"
    lapsed = "lapsed"


class ExportOptions(Options):
    case: Annotated[Optional[list[str]], typer.Option("--case", metavar="REF", help="Only this case.")] = None
    officer: Officer = None
    team: Team = None
    within: Annotated[
        Optional[str], typer.Option("--within", metavar="PERIOD", help="Only what is due by then: 4w.")
    ] = None
    rule: Rules = None
    tier: Tiers = None
    kind: Annotated[Optional[list[Kind]], typer.Option("--kind", help="Only clocks of this kind [ics: deadline].")] = (
        None
    )
    status: Annotated[
        Optional[list[RowStatus]], typer.Option("--status", help="csv, xlsx, json: only clocks of this status.")
    ] = None
    alarm: Annotated[
        Optional[str], typer.Option("--alarm", metavar="PERIOD", help="ics: an alarm so long before: 3d, 1w.")
    ] = None
    cancelled: Annotated[
        Optional[str],
        typer.Option("--cancelled", metavar="DATE|none", help="ics: cancel what ended since then [default: -12w]."),
    ] = None
    year: Annotated[
        Optional[int],
        typer.Option(
            "--year", metavar="YEAR", help="sen2: the calendar year; before July of it, the return of that name."
        ),
    ] = None
    census: Annotated[
        Optional[str],
        typer.Option(
            "--census", metavar="YEAR|DATE", help="sen2: the return by the year of its census, or census day."
        ),
    ] = None
    la: Annotated[
        Optional[str], typer.Option("--la", metavar="CODE", help="sen2: whose return [default: of the settings].")
    ] = None
    persons: Annotated[
        Optional[Path],
        typer.Option(
            "--persons", metavar="FILE", help="sen2: who each case is; goes into the return and nowhere else."
        ),
    ] = None
    format: Annotated[
        Optional[Literal["csv", "json", "xlsx", "modules", "xml", "sqlite", "parquet", "duckdb"]],
        typer.Option(
            "--format",
            help="cases: csv, json or xlsx; sen2: csv, json, modules or xml; facts: csv, sqlite, parquet or duckdb.",
        ),
    ] = None
    out: Annotated[
        Optional[Path],
        typer.Option(
            "--out", "--output", metavar="FILE", help="Into this file (modules, facts as csv: folder), not stdout (-)."
        ),
    ] = None

    @property
    def to_file(self) -> Path | None:
        """Where it goes; None: stdout, which is `-` too."""
        return None if self.out is None or str(self.out) == "-" else self.out


def export(
    what: Annotated[What, typer.Argument(metavar="|".join(What), help="What to make.")],
    session: Then,
    asked: ExportOptions,
) -> Reply:
    """The clocks as a calendar feed (ics), a spreadsheet (xlsx), csv or json. One row a case (cases); the SEN2 return
    of a year (sen2); the facts as tables (facts).
    """
    _fits(what, asked)
    refuse_unknown(session, asked.officer, asked.team, closed=True)
    owners = owners_named(asked.officer, asked.team)
    wanted = _wanted(session, what, asked, owners)
    no_longer = asked.cancelled == "none"
    since = None if no_longer else session.day("--cancelled", asked.cancelled or CANCELLED_FOR, past=True)
    running_only = what == What.ics and since is None
    clocks = Selection(wanted, asked.case or (), running_only, since, asked, asked.team or ())
    made = KINDS_OF_EXPORT[what].make(session, clocks)

    def notes(about: Imprint) -> Iterator[str]:
        yield from made.notes()
        if asked.to_file is not None:
            yield f"Written: {asked.to_file}, {made.words()}. {about.footer()}"
        elif what in (What.csv, What.ics) and any(session.account.named(kind) for kind in SPOKEN_OF):
            yield adds_up(session, made.of.every.unreadable)  # JSON says it itself; these cases have no row here

    return Reply("export", of=made.of.every, sent=Sent(made.content, asked.to_file, made.checks, notes, made.files))


app = command(export, drawn=False)


def _wanted(session: Session, what: What, asked: ExportOptions, owners: Owners) -> Wanted:
    rules = known_rules(asked.rule, session.rulebook) if asked.rule else frozenset[str]()
    only = ["deadline"] if what == What.ics and not rules else list(Kind)
    until = session.until("--within", asked.within) if asked.within else date.max
    kinds, tiers = frozenset(map(str, asked.kind or only)), frozenset(asked.tier or ())
    return Wanted(until, kinds, rules, tiers, owners.officers, owners.teams)


def _fits_its_name(what: What, asked: ExportOptions) -> None:
    """Refuse the name of a file of another kind: no program would open it."""
    forms = KINDS_OF_EXPORT[what].forms
    kind = asked.format or (forms[0] if forms else what)
    file = asked.to_file
    of_a_folder = kind == "modules" or (what == What.facts and kind in IN_A_FOLDER)
    if file is None or of_a_folder or file.suffix.lower() == f".{kind}":
        return
    if file.suffix.lower() in ENDINGS or kind == "xlsx":
        right = file.with_suffix(f".{kind}")
        raise UsageError(f"{file}: this is {kind}, and no program opens it by that name. Use --out {right}")


def _fits(what: What, asked: ExportOptions) -> None:
    """Refuse what this export cannot take into account: an option passed over in silence would mislead."""
    kind = KINDS_OF_EXPORT[what]
    if asked.format is not None and kind.forms and asked.format not in kind.forms:
        raise UsageError(f"export {what} has no --format {asked.format}. It has: {', '.join(kind.forms)}.")
    if (what == What.xlsx or asked.format == "xlsx") and asked.to_file is None:
        raise UsageError("A spreadsheet does not go to the screen. Name a file: --out deadlines.xlsx")
    _fits_its_name(what, asked)
    if what == What.sen2:
        _fits_a_return(asked)
    if what == What.facts:
        _fits_facts(asked)
    if asked.year is not None and not FIRST_YEAR <= asked.year <= LAST_YEAR:
        raise UsageError(f"--year {asked.year} cannot be used. Use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    options = (*_CLOCKS, "cancelled", "alarm", "status", "format", "census", "la", "persons")
    given = {name for name in options if getattr(asked, name)}
    given |= {"year"} if asked.year is not None else set()
    wrong = sorted(given - kind.takes)
    if wrong:
        raise UsageError(f"export {what} takes no --{wrong[0]}. See: sendclock export --help")


def _fits_facts(asked: ExportOptions) -> None:
    """The tables are of every case, and are files."""
    only = next((name for name in ("case", "officer", "team") if getattr(asked, name)), None)
    if only:
        raise UsageError(f"The facts are of every case: without --{only}. Whose each is stands in the table cases.")
    if asked.to_file is None:
        form = asked.format or "csv"
        raise UsageError(
            f"The facts as {form} are {'a folder of files' if form in IN_A_FOLDER else 'a file'}. "
            f"Name it: --out facts{'' if form in IN_A_FOLDER else '.' + form}"
        )


def _fits_a_return(asked: ExportOptions) -> None:
    """The items of a year need the year; the return itself somewhere to go, and its message the persons."""
    if asked.format not in RETURNS:
        if asked.year is None:
            raise UsageError("Which calendar year? Add it: sendclock export sen2 --year 2026")
        wrong = [name for name in ("census", "la", "persons") if getattr(asked, name)]
        if wrong:
            raise UsageError(f"--{wrong[0]} goes with --format modules or --format xml.")
    elif asked.year is not None and asked.census is not None:
        raise UsageError("--year and --census both say which return. Leave one.")
    elif asked.format == "modules" and asked.to_file is None:
        raise UsageError("The modules are a folder of files. Name it: --format modules --out sen2")
    elif asked.format == "xml" and (asked.to_file is None or asked.persons is None):
        raise UsageError(
            "The message holds who each person is. Say from where, and where to: --persons FILE --out FILE"
        )
