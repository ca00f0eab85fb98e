"""`sendclock archive`: cases that ended long ago go to `closed/`, where no list opens them, and come back.

A case is moved as a file, byte for byte under its name. What may be moved has ended, and nothing in it runs, is waited
for or can begin to run by itself; of every other that has ended it is said why it stays.
Must not know: how a state is worked out, what is in a voucher.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Optional

from sendclock.casebook.facts import AboutCase, ref_of
from sendclock.casebook.folder import Opened, find_case_file, shown
from sendclock.casebook.voucher import FOLDER, Voucher, checksum, keep, may_be_named, voucher_of
from sendclock.clock.checklist import checklist_of
from sendclock.clock.deadline import Timeline
from sendclock.clock.reminder import reminders
from sendclock.command import NAMED, Imprint, Now, Options, Reply, Seen, as_data, command
from sendclock.days.counting import add_months
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Problem, RefusedError, UsageError
from sendclock.option import typer
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.terminal import can_ask, confirmed, counted
from sendclock.say.view import COUNT, DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of, several
from sendclock.say.words import number, short_day
from sendclock.session import EveryCase, Session, now_ns, own_name
from sendclock.tuples import NamedTuple

MONTHS = 12
REFUSED = 5


class Moved(NamedTuple):
    """A case that has ended, or was asked for. `action`: where it goes, or that it stays; `why` it stays."""

    case: str
    file: str
    to: str | None
    ended: date | None
    action: str
    why: str = ""


COLUMNS = (
    Column[Moved]("case", "Case"),
    Column[Moved]("ended", "Ended", kind=maybe(DAY), about="null: the day it ended is not on file, or was not asked"),
    Column[Moved](
        "action",
        kind=one_of("closed", "back", "stays", "voucher"),
        about="voucher: it stands in closed/ already, and is known now to have ended",
    ),
    Column[Moved]("why", "Because", wrap=True, about="of one that stays"),
    Column[Moved]("file", about="where it stood"),
    Column[Moved]("to", kind=maybe(TEXT)),
)
BESIDE = (
    Column[None]("written", kind=YES_NO, about="false with --dry-run"),
    Column[None]("not_ended", kind=COUNT, about="cases that have not ended, and stay"),
    Column[None]("at_rest", kind=COUNT, about="cases that stood in closed/ before"),
    Column[None]("refused", kind=several(TEXT), about="what could not be moved or written, and why"),
)
ARCHIVE = View("archive", COLUMNS, BESIDE, row="archived_case")


class ArchiveOptions(Options):
    refs: Annotated[
        Optional[list[str]], typer.Argument(metavar="[REF]...", help="Only these cases; all that may go, if left out.")
    ] = None
    months: Annotated[
        int, typer.Option("--months", metavar="N", min=0, help="Only cases that ended at least N months ago.")
    ] = MONTHS
    back: Annotated[bool, typer.Option("--back", help="Bring these cases back from closed/.")] = False
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be moved; move nothing.")] = False


class Candidate(NamedTuple):
    """A case that may go: its file, the folder of its casebook's cases, its path below that, and what stands in it."""

    path: Path
    cases: Path
    below: str
    ended: date
    last: date
    checksum: str

    @property
    def in_closed(self) -> bool:
        return self.below.startswith(f"{FOLDER}/")

    @property
    def target(self) -> Path:
        return self.path if self.in_closed else self.cases / FOLDER / self.below

    @property
    def goes(self) -> Moved:
        action = "voucher" if self.in_closed else "closed"
        return Moved(self.path.stem, shown(self.path), shown(self.target), self.ended, action)

    def stays(self, why: str) -> Moved:
        return Moved(self.path.stem, shown(self.path), None, self.ended, "stays", why)


def archive(asked: ArchiveOptions, session: Now) -> Reply:
    """Move cases that ended long ago to closed/, where lists do not open them; bring them back.

    Reports, show, explain, retention and erase see them there as before. Look first, with --dry-run.
    """
    if asked.back:
        return _back(session, asked)
    every = session.every_case()
    told = every.ask(lambda books: [each for facts in books for each in facts.told(kind="ended")])
    not_ended = every.read - len(told)
    named = {folded(ref): ref for ref in map(session.case_meant, asked.refs or ())}
    wanted = frozenset(named)
    chosen = [each for each in told if not wanted or folded(ref_of(each.file)) in wanted]
    open_ = _not_ended(session, named, {folded(ref_of(each.file)) for each in told})
    at_rest = [each for each in chosen if session.rests(Path(each.file))]
    resting = {each.file for each in at_rest}
    may, stay = _judged(session, every, [each for each in chosen if each.file not in resting], asked.months)
    refused: list[str] = []
    moved = [one.goes for one in may]
    if may and not asked.dry_run:
        _sure(may, asked)
        moved, refused = _move(session, may)
    return _reply([*moved, *stay, *open_], every, asked, not_ended, len(at_rest), refused)


app = command(archive)


def _not_ended(session: Session, named: Mapping[str, str], ended: set[str]) -> list[Moved]:
    """Those asked for by name that have not ended. Raises CannotRunError where there is no such case."""
    found = []
    for ref in sorted(named.keys() - ended):
        path = find_case_file(session.books, named[ref])
        found.append(Moved(path.stem, shown(path), None, None, "stays", "it has not ended, or cannot be answered"))
    return found


def _judged(
    session: Session, every: EveryCase, ended: Sequence[AboutCase], months: int
) -> tuple[list[Candidate], list[Moved]]:
    """Which of the cases that have ended may go, and of the others why they stay. Only those that ended long enough ago
    are opened."""
    until = add_months(session.today, -months)
    stay = [
        Moved(ref_of(each.file), each.file, None, each.state.on, "stays", _too_late(each.state.on, months))
        for each in ended
        if each.state.on is None or each.state.on > until
    ]
    left = {each.case for each in stay}
    names = [each.file for each in ended if ref_of(each.file) not in left]
    may = []
    for file, timeline in counted(every.again(names), len(names), "cases"):
        one = _candidate(session, file, timeline)
        why = _why_not(one, timeline)
        if why:
            stay.append(one.stays(why))
        else:
            may.append(one)
    return may, sorted(stay)


def _too_late(ended: date | None, months: int) -> str:
    if ended is None:
        return "the day it ended is not on file"
    return f"it ended less than {number(months, 'month')} ago"


def _candidate(session: Session, file: Opened, timeline: Timeline) -> Candidate:
    cases = next(book.cases for book in session.books if disk.is_within(file.path.parent, book.cases))
    below = file.path.relative_to(cases).as_posix()
    assert timeline.state.on is not None
    last = session.stays_so(timeline.case)
    return Candidate(file.path, cases, below, timeline.state.on, last, checksum(file.content))


def _why_not(one: Candidate, timeline: Timeline) -> str:
    """Empty where it may go."""
    if timeline.state.kind != "ended":
        return "it has not ended"
    for deadline in timeline.running:
        if deadline.status in ("open", "overdue"):
            return f"{deadline.rule.label} still runs, to {short_day(deadline.due)}"
    own = reminders(timeline)
    if own:
        return f"a date of your own is open in it: {short_day(own[0].day('due') or own[0].on)}"
    if any(step.state == "open" for step in checklist_of(timeline)):
        return "a step of local practice is still to be done in it"
    if one.last < date.max:
        return f"something in it begins or ends by itself after {short_day(one.last)}"
    if not may_be_named(one.below):
        return "its name cannot be written in a line"
    if not one.in_closed and disk.is_there(one.target):
        return f"{shown(one.target)} is there already: compare the two"
    return ""


def _sure(may: Sequence[Candidate], asked: ArchiveOptions) -> None:
    to_move = sum(not one.in_closed for one in may)
    if asked.yes or not to_move:
        return
    if not can_ask():
        would = f"{number(to_move, 'case')} would be moved to {FOLDER}/"
        raise UsageError(f"{would}. Look first with --dry-run; then: sendclock archive --yes")
    if not confirmed(f"Move {number(to_move, 'case')} to {FOLDER}/? They can be brought back."):
        raise RefusedError("Nothing was moved.")


def _move(session: Session, may: Sequence[Candidate]) -> tuple[list[Moved], list[str]]:
    """Each case as it comes, then the vouchers of those that stand in closed/ now: one that has none is read as any
    other."""
    moved: list[Moved] = []
    refused: list[str] = []
    made: dict[Path, list[Voucher]] = {}
    for one in counted(may, len(may), "cases"):
        try:
            made.setdefault(one.cases, []).append(_one_moved(session, one))
            moved.append(one.goes)
        except RefusedError as error:
            refused.append(str(error))
            moved.append(one.stays("it could not be moved"))
    for cases, vouchers in made.items():
        try:
            keep(cases, vouchers)
        except RefusedError as error:
            refused.append(f"{error} The cases in {FOLDER}/ are read as before; again: sendclock archive")
    return moved, refused


def _one_moved(session: Session, one: Candidate) -> Voucher:
    """Raises RefusedError; then it stands where it stood."""
    content = disk.read_regular(one.path)
    if isinstance(content, Problem) or checksum(content) != one.checksum:
        raise RefusedError(f"{shown(one.path)} has changed on disk since it was read. Nothing was moved.")
    if not one.in_closed:
        disk.make_folder(one.target.parent, above=True)
        disk.move(one.path, one.target, content)
    below, days = one.target.relative_to(one.cases / FOLDER).as_posix(), (session.today, one.last)
    try:
        return voucher_of(one.cases, below, content, days, one.ended, session.closing_law, own_name(), now_ns())
    except OSError as error:
        raise RefusedError(f"{shown(one.target)}: {disk.reason(error)}.") from None


def _back(session: Session, asked: ArchiveOptions) -> Reply:
    if not asked.refs:
        raise UsageError("say which cases: sendclock archive --back REF...")
    moved: list[Moved] = []
    refused: list[str] = []
    gone: dict[Path, list[str]] = {}
    meant = dict.fromkeys(session.case_meant(ref) for ref in asked.refs)
    for path in [find_case_file(session.books, ref) for ref in meant]:  # each is known before one is moved
        cases = next((book.cases for book in session.books if disk.is_within(path.parent, book.cases / FOLDER)), None)
        if cases is None:
            moved.append(Moved(path.stem, shown(path), None, None, "stays", f"it does not stand in {FOLDER}/"))
            continue
        below = path.relative_to(cases / FOLDER)
        try:
            if not asked.dry_run:
                _brought_back(path, cases / below)
            moved.append(Moved(path.stem, shown(path), shown(cases / below), None, "back"))
            gone.setdefault(cases, []).append(below.as_posix())
        except RefusedError as error:
            refused.append(str(error))
            moved.append(Moved(path.stem, shown(path), None, None, "stays", "it could not be moved"))
    for cases, files in gone.items() if not asked.dry_run else ():
        with suppress(RefusedError):  # a voucher without a file vouches for nothing
            keep(cases, without=files)
    return _reply(moved, Seen((), len(moved), 0), asked, 0, 0, refused)


def _brought_back(path: Path, to: Path) -> None:
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        raise RefusedError(str(content))
    disk.make_folder(to.parent, above=True)
    disk.move(path, to, content)


def _reply(
    moved: Sequence[Moved],
    of: EveryCase | Seen,
    asked: ArchiveOptions,
    not_ended: int,
    at_rest: int,
    refused: Sequence[str],
) -> Reply:
    def drawn(about: Imprint, in_full: bool) -> Document:
        return document(moved, asked, not_ended, at_rest, about.footer(cases=False), Look(in_full))

    beside = {"written": not asked.dry_run, "not_ended": not_ended, "at_rest": at_rest, "refused": list(refused)}
    return Reply(
        "archive", drawn, as_data(ARCHIVE, moved, beside), of, notes=refused, refused=REFUSED if refused else 0
    )


def document(
    moved: Sequence[Moved], asked: ArchiveOptions, not_ended: int, at_rest: int, footer: str, look: Look
) -> Document:
    """What went (would go) into the archive, what stayed and why, and what was not asked about."""
    blocks: list[Block] = [*_went(moved, asked, look), *_stayed(moved, asked, look)]
    counts = [f"{number(not_ended, 'case')} not ended"] if not_ended else []
    counts += [f"{number(at_rest, 'case')} in {FOLDER}/ already"] if at_rest else []
    if counts:
        blocks.append(Line(f"Besides: {'; '.join(counts)}."))
    if asked.dry_run:
        blocks.append(Line("Nothing was moved: --dry-run."))
    return Document(blocks, footer)


def _went(moved: Sequence[Moved], asked: ArchiveOptions, look: Look) -> Iterator[Block]:
    would = "Would be " if asked.dry_run else ""
    for action, done in (("closed", f"moved to {FOLDER}/"), ("back", f"brought back from {FOLDER}/")):
        rows = [one for one in moved if one.action == action]
        if rows:
            yield Heading(f"{would}{done}: {number(len(rows), 'case')}".capitalize())
            yield grid((COLUMNS[0], *((COLUMNS[1],) if action == "closed" else ()), TO), rows, look)
    known = [one.case for one in moved if one.action == "voucher"]
    if known:
        stand = f"{number(len(known), 'case')} in {FOLDER}/ had no voucher that held"
        yield Line(f"{stand}, and {'would be' if asked.dry_run else 'was' if len(known) == 1 else 'were'} given one.")
    if not asked.back and not any(one.action == "closed" for one in moved):
        yield Line("No case moves.")


def _stayed(moved: Sequence[Moved], asked: ArchiveOptions, look: Look) -> Iterator[Block]:
    """Case by case why; those that ended lately in one line."""
    lately = [one for one in moved if one.action == "stays" and one.why == _too_late(date.min, asked.months)]
    others = [one for one in moved if one.action == "stays" and one not in lately]
    if others:
        yield Heading(f"Stay where they are: {number(len(others), 'case')}")
        yield grid(COLUMNS[:4], others, look)
    if lately:
        refs = ", ".join(one.case for one in lately[:NAMED])
        more = f" and {len(lately) - NAMED} more (--format csv names each)" if len(lately) > NAMED else ""
        yield Line(f"{number(len(lately), 'case')} ended less than {number(asked.months, 'month')} ago: {refs}{more}.")


TO = Column[Moved](title="To", shown=lambda one, _: one.to or "", from_width=100)
