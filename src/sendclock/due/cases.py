"""`sendclock cases`: the cases themselves, one a row: whose, where, in which state, and what comes next.

Must not know: files, how a state was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

from sendclock.casebook.clock import KINDS
from sendclock.casebook.facts import AboutCase, Ledger, ref_of, team_of
from sendclock.casebook.folder import read_one
from sendclock.casebook.owner import NOBODY
from sendclock.casebook.reference import ListRow
from sendclock.command import OfSetting, OfTag, Options, Reply, Team, Then, Whose, as_data, command
from sendclock.due.front import near_day
from sendclock.due.list import Morning, Sieve, Wanted, asked_of, in_order, unfinished_rows
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.option import typer
from sendclock.people.officer import refuse_unknown, whose_list
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.row import Row
from sendclock.say.state import state_sentence
from sendclock.say.terminal import counted
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of, several
from sendclock.say.words import number
from sendclock.session import Session
from sendclock.tuples import NamedTuple


class States(StrEnum):  # an enum, because typer takes no list of literals
    running = "running"
    waiting = "waiting"
    ended = "ended"
    nothing = "nothing-running"


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
    next: Row | None
    number: int = 0  # of the row

    @property
    def doubt(self) -> bool:
        return self.next is not None and self.next.provisional

    @property
    def stage(self) -> str:
        """What comes next, or why nothing does."""
        return self.next.label if self.next else self.why or self.state


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
        "next", value=lambda line: line.next and line.next.label, kind=maybe(TEXT), about="the clock that comes next"
    ),
    Column("next_rule", value=lambda line: line.next and line.next.rule, kind=maybe(TEXT)),
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
    kinds = frozenset(KINDS)
    wanted = Wanted(date.max, kinds, officers=mine.owners.officers, teams=mine.owners.teams, sieve=sieve)
    morning = unfinished_rows(session, wanted, use_index=not asked.no_index, closed=asked.closed)
    found = sorted(_lines(session, morning, wanted), key=lambda line: line.case)
    if asked.state:
        found = [line for line in found if line.state in asked.state]
    if asked.search:
        found = _with(session, found, folded(asked.search), morning.facts)
    found = [line._replace(number=number) for number, line in enumerate(found, 1)]
    session.remember_list([_remembered(line) for line in found])
    unsearched = session.account.closed if asked.search else 0
    return _reply(found, morning, mine.said, unsearched)


app = command(cases, paged=True)


def _lines(session: Session, morning: Morning, wanted: Wanted) -> Iterator[CaseLine]:
    coming: dict[str, Row] = {}
    open_now = [row for row in morning.rows if row.listed and not row.finished]
    own = [row for row in open_now if row.own and row.kind == "deadline"]
    for row in [*in_order(own), *in_order(open_now)]:  # what others may do comes next only where we owe nothing
        coming.setdefault(row.case or "", row)
    types, people = session.rulebook.event_types, session.people
    told: Iterable[AboutCase] = (each for facts in morning.facts for each in facts.told())
    for each in told:
        ref = ref_of(each.file)
        if asked_of(each.owner, wanted, people, session.today) and wanted.sieve.has_case(ref, each.setting, each.tags):
            of = (each.owner.officer, team_of(each.owner, people))
            why = state_sentence(each.state, types, ref)
            yield CaseLine(ref, each.setting, each.tags, *of, each.state.kind, why, coming.get(ref))


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
    return ListRow(line.case, clock.rule, clock.started_by.id) if clock else ListRow(line.case)


def _reply(found: Sequence[CaseLine], morning: Morning, whose: str, unsearched: int) -> Reply:
    every = morning.every

    def drawn(footer: str, in_full: bool) -> Document:
        blocks: list[Block] = [Line(whose)] if whose else []
        alike = found[0].state if len({line.state for line in found}) == 1 < len(found) else ""
        said = f"{number(len(found), 'case')}{f', all {in_a_word(alike)}' if alike else ''}."
        blocks.append(Line(said if found else "No case is like that."))
        if found:
            columns = [column for column in COLUMNS if not (alike and column.title == "State")]
            blocks.append(grid(columns, found, Look(in_full)))
        if unsearched:
            stand = "case stands" if unsearched == 1 else "cases stand"
            blocks.append(Line(f"Not looked for in closed/, where {unsearched:,} {stand}: add --closed."))
        if not in_full and any(line.doubt for line in found):
            blocks.append(Line("~ the day may still move; why: sendclock explain REF"))
        return Document(blocks, footer)

    return Reply(
        "case-list",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(CASES, found),
        of=every,
    )
