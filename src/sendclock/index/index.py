"""`sendclock index`: where the facts of this casebook are kept to answer faster, whether they are used, and how to be
rid of them. The answer of no command depends on them.

Must not know: what a fact is, how it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, get_args

from sendclock.casebook import facts
from sendclock.casebook.folder import Casebook, shown
from sendclock.casebook.voucher import FOLDER
from sendclock.command import Options, Reply, Seen, as_data, command
from sendclock.days.hours import london_zone
from sendclock.files import disk
from sendclock.files.problem import UsageError
from sendclock.option import typer
from sendclock.say.document import Block, Document, Line, Pairs
from sendclock.say.view import COUNT, MOMENT, TEXT, YES_NO, Column, View, maybe, one_of, several
from sendclock.say.words import long_day, number
from sendclock.session import Session
from sendclock.tuples import NamedTuple


class Holding(NamedTuple):
    """What is kept of the open, or of the closed cases of one casebook."""

    casebook: str
    part: str
    cases: int
    kept: facts.Upkeep

    @property
    def written(self) -> datetime | None:
        nanoseconds = self.kept.written_ns
        if nanoseconds is None:
            return None
        return datetime.fromtimestamp(nanoseconds // 10**9, UTC).astimezone(london_zone())


WHY = {
    "used": "Yes.",
    "none-yet": "Not yet: nothing is kept. The next list makes it.",
    "no-folder": "No: its folder cannot be made or written in, or others may. SENDCLOCK_CACHE names another.",
    "damaged": "No: it does not hold what was written into it. The next list makes it anew.",
    "other-format": "No: another version of sendclock wrote it. The next list makes it anew.",
    "other-law": "No: the program, a pack or the settings have changed since. The next list makes it anew.",
    "locked": "It is read; another program is writing to it, so nothing new is kept at this moment.",
    "read-only": "It is read; it cannot be written to, so nothing new is kept. To be rid of it: --clear.",
}
COLUMNS = (
    Column[Holding]("casebook", about="the folder of its cases"),
    Column[Holding](
        "part", kind=one_of("open", "closed"), about="the cases that lists open, or those that rest in closed/"
    ),
    Column[Holding](
        "use", value=lambda each: each.kept.use, kind=one_of(*get_args(facts.Use)), about="or why it is not used"
    ),
    Column[Holding]("file", value=lambda each: each.kept.place, kind=maybe(TEXT)),
    Column[Holding]("bytes", value=lambda each: each.kept.bytes, kind=COUNT),
    Column[Holding]("format", value=lambda each: each.kept.format, kind=maybe(COUNT)),
    Column[Holding]("cases", kind=COUNT, about="case files there now"),
    Column[Holding]("known", value=lambda each: each.kept.files, kind=maybe(COUNT), about="files it knows of"),
    Column[Holding](
        "current", value=lambda each: each.kept.current, kind=maybe(COUNT), about="files that are as it knows them"
    ),
    Column[Holding]("written", kind=maybe(MOMENT)),
)
BESIDE = (
    Column[None]("cleared", kind=YES_NO),
    Column[None]("removed", kind=several(TEXT), about="the files that were taken away"),
)
INDEX = View("index", COLUMNS, BESIDE, row="index_part")


class IndexOptions(Options):
    status: Annotated[bool, typer.Option("--status", help="Where it is, and whether it is used [default].")] = False
    clear: Annotated[bool, typer.Option("--clear", help="Take it away; the next list makes it anew.")] = False


def index(asked: IndexOptions, session: Annotated[Session, "cases"]) -> Reply:
    """Where the facts of this casebook are kept to answer faster; whether they are used, and if not, why."""
    if asked.status and asked.clear:
        raise UsageError("--status looks, and --clear takes away. Ask one.")
    removed = [disk.shown(place) for book in session.books for place in facts.forget(book.cases)] if asked.clear else []
    held = [disk.shown(place) for book in session.books for place in facts.kept_of(book.cases)] if asked.clear else []
    homes = zip(session.homes, session.books, strict=True)
    parts = [part for home, book in homes for part in _parts(home, book)]
    beside = {"cleared": asked.clear, "removed": removed}

    return Reply(
        "index",
        lambda *_: document(parts, removed, asked.clear, bool(held)),
        as_data(INDEX, parts, beside),
        Seen((), sum(part.cases for part in parts), 0),
        notes=[
            f"{place}: could not be taken away: another program has it open, or its folder is closed to you."
            for place in held
        ],
    )


app = command(index)


def _parts(home: Session, book: Casebook) -> list[Holding]:
    scanned = disk.stamped_cases(book.cases)
    rest = home.resting(book, scanned)
    found = []
    for name, part, files in (("open", "", scanned), (FOLDER, facts.CLOSED, rest)):
        kept = facts.kept(book.cases, home.ground, files, part)
        cases = sum(len(here.names) for here in files)
        if not part or cases or kept.bytes:
            found.append(Holding(shown(book.cases), name, cases, kept))
    return found


def document(parts: Sequence[Holding], removed: Sequence[str], cleared: bool, held: bool) -> Document:
    """What there is of each casebook's index, and what was done with it."""
    blocks: list[Block] = []
    if cleared:
        none = "Nothing could be taken away." if held else "Nothing was kept."
        gone = f"Taken away: {number(len(removed), 'file')}." if removed else none
        blocks.append(Line(gone, more=removed))
    for each in parts if not cleared else ():
        kept, at = each.kept, each.written
        known = f"{kept.files:,} known, {kept.current:,} of them unchanged" if kept.files is not None else ""
        blocks.append(
            Pairs(
                [
                    ("Casebook", f"{each.casebook}{', closed cases' if each.part == FOLDER else ''}"),
                    ("Index", disk.shown(kept.place) if kept.place and kept.bytes else ""),
                    ("Used", WHY[kept.use]),
                    ("Cases", f"{each.cases:,}{'; ' + known if known else ''}"),
                    ("Size", _size(kept.bytes) if kept.bytes else ""),
                    ("Format", str(kept.format) if kept.format is not None else ""),
                    ("Written", f"{long_day(at)}, {at:%H:%M}" if at else ""),
                ]
            )
        )
    blocks.append(Line("The answer of no command depends on it: --no-index and --known-at read the files themselves."))
    return Document(blocks)


def _size(size: int) -> str:
    return f"{size / disk.MIB:,.1f} MiB" if size >= disk.MIB else f"{size / 1024:,.0f} KiB"
