"""`sendclock cases`: the cases themselves, one a row: whose, where, in which state, and what comes next.

Must not know: files, how a state was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Annotated, Any, Optional

from sendclock.casebook.facts import Ledger, ref_of, team_of
from sendclock.casebook.folder import read_one
from sendclock.casebook.owner import NOBODY
from sendclock.casebook.reference import ListRow
from sendclock.command import OfSetting, OfTag, Options, Reply, Team, Then, Whose, command
from sendclock.due.front import near_day
from sendclock.due.list import Sieve, Wanted, owners_asked, rank
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown, whose_list
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.formats import answer_in_pieces, csv_of_in_pieces
from sendclock.say.state import state_sentence
from sendclock.say.terminal import counted
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of, several
from sendclock.say.words import number
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.edition import RuleInPrint


class States(StrEnum):  # an enum, because typer takes no list of literals
    running = "running"
    waiting = "waiting"
    ended = "ended"
    nothing = "nothing-running"


class Next(NamedTuple):
    """The clock of a case that comes next, with no more than a list of cases says of it, or puts it first by."""

    case: str | None
    printed: RuleInPrint
    due: date
    days_left: int
    excused_by: str | None
    doubts: str
    event_id: str

    @property
    def tier(self) -> str:
        return self.printed.tier

    @property
    def own(self) -> bool:
        return self.printed.own

    @property
    def late(self) -> bool:
        return self.days_left < 0 and self.printed.kind == "deadline"


class CaseLine(NamedTuple):
    """One case. `next` is the gravest clock of the authority's own that runs: late, else the next to fall due; where
    none runs, the next of others."""

    case: str
    setting: str | None
    tags: tuple[str, ...]
    officer: str | None
    team: str | None
    state: str
    why: str
    next: Next | None
    number: int = 0  # of the row

    @property
    def doubt(self) -> bool:
        return self.next is not None and bool(self.next.doubts)

    @property
    def stage(self) -> str:
        """What comes next, or why nothing does."""
        return self.next.printed.label if self.next else self.why or self.state


def _day(line: CaseLine, look: Look) -> str:
    if line.next is None:
        return ""
    return look.day(line.next.due) + ("~" if line.doubt and not look.in_full else "")


def _soon(line: CaseLine, _: Look) -> str:
    """For how many days it is late; else the day, without its year where that is this year."""
    if line.next and line.next.late:
        return f"{-line.next.days_left}d late" + ("~" if line.doubt else "")
    return near_day(line.next) + ("~" if line.doubt else "") if line.next else ""


COLUMNS: tuple[Column[CaseLine], ...] = (
    Column(title="No", full=False, shown=lambda line, _: str(line.number)),
    Column("case", title="Case"),
    Column("setting", title="Setting", kind=maybe(TEXT), wrap=True),
    Column("tags", cell=lambda line: ", ".join(line.tags), kind=several(TEXT)),
    Column("officer", kind=maybe(TEXT)),
    Column(title="Officer", from_width=100, shown=lambda line, _: line.officer or NOBODY),
    Column("team", kind=maybe(TEXT)),
    Column("state", title="State", from_width=100, kind=one_of(*States)),  # what comes next says so too
    Column("why", about="of a case that does not run: how it ended, or what is missing"),
    Column(title="Next", wrap=True, shown=lambda line, _: line.stage),
    Column(
        "next",
        value=lambda line: line.next and line.next.printed.label,
        kind=maybe(TEXT),
        about="the clock that comes next",
    ),
    Column("next_rule", value=lambda line: line.next and line.next.printed.id, kind=maybe(TEXT)),
    Column("next_due", value=lambda line: line.next and line.next.due, kind=maybe(DAY)),
    Column(title="Due", below=100, shown=_soon),
    Column(title="Due", from_width=100, shown=_day),
    Column("late", value=lambda line: bool(line.next and line.next.late), kind=YES_NO),
    Column(title="Late", from_width=100, shown=lambda line, _: _days_late(line)),
    Column("provisional", value=lambda line: line.doubt, kind=YES_NO, about="the next day can still move"),
)
CASES = View("case-list", COLUMNS, row="case_line")


def _days_late(line: CaseLine) -> str:
    return number(-line.next.days_left, "day") if line.next and line.next.late else ""


class CasesOptions(Options):
    search: Annotated[
        Optional[str],
        typer.Option("--search", metavar="TEXT", help="Only with this in the reference, setting, a tag or a note."),
    ] = None
    setting: OfSetting = None
    tag: OfTag = None
    state: Annotated[Optional[list[States]], typer.Option("--state", help="Only cases in this state.")] = None
    officer: Whose = None
    team: Team = None
    closed: Annotated[bool, typer.Option("--closed", help="Those too that stand in closed/.")] = False
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False


def cases(session: Then, asked: CasesOptions) -> Reply:
    """My cases, one a row: setting, state, and what comes next."""
    refuse_unknown(session, asked.officer, asked.team, asked.closed)
    mine = whose_list(session, asked.officer, asked.team)
    sieve = Sieve(tuple(map(folded, asked.setting or ())), tuple(map(folded, asked.tag or ())), (), (), False)
    wanted = Wanted(date.max, frozenset(), officers=mine.owners.officers, teams=mine.owners.teams, sieve=sieve)
    every = session.every_case(asked.closed)
    found, books = every.ask(
        lambda books: (sorted(_lines(session, books, wanted), key=lambda line: line.case), books), not asked.no_index
    )
    if asked.state:
        found = [line for line in found if line.state in asked.state]
    if asked.search:
        found = _with(session, found, folded(asked.search), books)
    session.remember_list([_remembered(line) for line in found])
    unsearched = session.account.closed if asked.search else 0
    return _reply(found, every, mine.said, unsearched)


app = command(cases, paged=True)


def _lines(session: Session, books: Sequence[Ledger], wanted: Wanted) -> Iterator[CaseLine]:
    types, people = session.rulebook.event_types, session.people
    for facts in books:
        owners = owners_asked(facts, wanted, people, session.today)
        coming = _coming(session, facts, owners)
        for each in facts.told(owners):
            ref, clock = ref_of(each.file), coming.get(each.id)
            if wanted.sieve.has_case(ref, each.setting, each.tags):
                of = (each.owner.officer, team_of(each.owner, people))
                why, setting = state_sentence(each.state, types, ref), each.setting and intern(each.setting)
                yield CaseLine(ref, setting, each.tags, *of, each.state.kind, why, clock)
        if len(books) > 1:
            facts.rest()


def _coming(session: Session, facts: Ledger, owners: list[int] | None) -> dict[int, Next]:
    """Which clock of each case comes next, by the number of the case. What others may do comes next only where we owe
    nothing."""
    rules, today = session.rules_of(facts), session.today.toordinal()
    owed = [rule.own and rule.kind == "deadline" for rule in rules]
    day = lru_cache(None)(date.fromordinal)  # of twenty thousand cases the days are a few hundred
    first: dict[int, tuple[tuple[Any, ...], Next]] = {}
    for id, rule, due, excused_by, doubts, event_id, place in facts.upcoming(owners):
        one = Next(None, rules[rule], day(due), due - today, excused_by, doubts, intern(event_id))
        order = (not owed[rule], *rank(one, one.late), place)
        if id not in first or order < first[id][0]:
            first[id] = order, one
    return {id: one for id, (_, one) in first.items()}


def _with(session: Session, found: Sequence[CaseLine], text: str, facts: Sequence[Ledger]) -> list[CaseLine]:
    """Those that have the text in their reference, setting or tags, or in a note. Notes stand in the files alone: those
    of the others are looked through."""
    said = {
        id(line) for line in found if any(text in folded(part) for part in (line.case, line.setting or "", *line.tags))
    }
    asked = {line.case for line in found if id(line) not in said}
    files = [each.file for each in (each for one in facts for each in one.told()) if ref_of(each.file) in asked]
    noted = {ref_of(file) for file in counted(files, len(files), "cases") if _has_note(session, file, text)}
    return [line for line in found if id(line) in said or line.case in noted]


def _has_note(session: Session, file: str, text: str) -> bool:
    content = disk.read_regular(file)
    if isinstance(content, Problem):
        return False  # it could be read a moment ago, and is on the list
    written = content.decode("utf-8", "replace")
    if "\\" not in written and text not in folded(written):  # what is written with escapes reads otherwise
        return False
    case, _ = read_one(Path(file), session.words_of(Path(file)))
    events = session.as_known(case).events if case else ()
    return any(text in folded(str(event.fields.get("note", ""))) for event in events)


def in_a_word(state: str) -> str:
    return "with nothing running" if state == States.nothing else state


def _remembered(line: CaseLine) -> ListRow:
    clock = line.next
    return ListRow(line.case, clock.printed.id, clock.event_id) if clock else ListRow(line.case)


def _reply(found: Sequence[CaseLine], every: EveryCase, whose: str, unsearched: int) -> Reply:
    def drawn(footer: str, in_full: bool) -> Document:
        blocks: list[Block] = [Line(whose)] if whose else []
        alike = found[0].state if len({line.state for line in found}) == 1 < len(found) else ""
        said = f"{number(len(found), 'case')}{f', all {in_a_word(alike)}' if alike else ''}."
        blocks.append(Line(said if found else "No case is like that."))
        if found:
            columns = [column for column in COLUMNS if not (alike and column.title == "State")]
            # In full no row has its number: that is for the screen.
            rows = found if in_full else [line._replace(number=number) for number, line in enumerate(found, 1)]
            blocks.append(grid(columns, rows, Look(in_full), held=not in_full))
        if unsearched:
            stand = "case stands" if unsearched == 1 else "cases stand"
            blocks.append(Line(f"Not looked for in closed/, where {unsearched:,} {stand}: add --closed."))
        if not in_full and any(line.doubt for line in found):
            blocks.append(Line("~ the day may still move; why: sendclock explain REF"))
        return Document(blocks, footer)

    return Reply(
        "case-list",
        lambda about, in_full: drawn(about.footer(), in_full),
        {
            "json": lambda about: answer_in_pieces(CASES, about.heading(), found, every.problems),
            "csv": lambda _: csv_of_in_pieces(CASES, found),
        },
        of=every,
    )
