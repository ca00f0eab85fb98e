"""The live dates that a change of the law, or of the calendar, would move: every case under two rule books. What
`rules diff` and `calendar --add` share.

Must not know: what the change is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sendclock.clock.case import Case
from sendclock.command import Reply, as_data
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law import area
from sendclock.law.book import RuleBook
from sendclock.record.change import CHANGED, Change, compare
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.row import CASE, CSV, OFFICER, Row, rows_of
from sendclock.say.view import Column, Look, View, through
from sendclock.say.words import number, short_task, task
from sendclock.session import Session


def moved(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """The clocks of one case that run under either law, and whose day is another or that only one has."""
    changes = compare(before, after)
    return [c for c in changes if not c.row.finished and c.kind in ("moved", "started", "gone")]


COLUMNS: tuple[Column[Change], ...] = (
    *CHANGED,
    *through("row", [CASE]),
    Column(title="Was", shown=lambda change, look: _was(change, look)),
    Column(title="Becomes", shown=lambda change, look: _becomes(change, look)),
    Column(title="Days", shown=lambda change, _: f"{(change.row.due - change.was).days:+}" if change.was else ""),
    Column(title="Clock", wrap=True, below=140, shown=lambda change, _: short_task(change.row)),
    Column(title="Clock", wrap=True, from_width=140, shown=lambda change, _: task(change.row)),
    *through("row", [OFFICER]),
)
DIFF = View("rules-diff", COLUMNS, row="changed", csv=CSV)
CHANGES_OF_A_PACK = View("pack-diff", COLUMNS, row="changed", csv=CSV)
ADDED = View("calendar-add", COLUMNS, row="changed", csv=CSV)
TYPED = {DIFF.report: "rules diff", CHANGES_OF_A_PACK.report: "pack diff", ADDED.report: "calendar --add"}


def document(what: str, changes: Sequence[Change], footer: str, in_full: bool) -> Document:
    """`what` says in one sentence what is compared."""
    blocks: list[Block] = [Line(what)]
    if changes:
        blocks.append(Line(f"{number(len(changes), 'live date')} would change:"))
        blocks.append(grid(COLUMNS, changes, Look(in_full)))
    else:
        blocks.append(Line("No live date would change."))
    return Document(blocks, footer)


def _was(change: Change, look: Look) -> str:
    if change.was:
        return look.day(change.was)
    return look.day(change.row.due) if change.kind == "gone" else "no clock"


def _becomes(change: Change, look: Look) -> str:
    return "no clock" if change.kind == "gone" else look.day(change.row.due)


def moves(session: Session, view: View, what: str, old: RuleBook, new: RuleBook) -> Reply:
    """Lay both rule books over every case and list the live dates that differ."""
    session.ask_one_law(TYPED[view.report])
    every = session.every_case()
    found = every.each(lambda case: _moved(session, case, old, new))
    changes = sorted(
        (change for _, moved_here in found for change in moved_here),
        key=lambda change: (change.row.due, change.row.case or "", change.row.rule),
    )
    return Reply(
        view.report,
        lambda about, in_full: document(what, changes, about.footer(), in_full),
        as_data(view, changes),
        every,
        law=new,
    )


def _moved(work: Session, case: Case, old: RuleBook, new: RuleBook) -> list[Change] | Problem:
    before, after = work.attempt(case, old), work.attempt(case, new)
    if isinstance(before, Problem) and isinstance(after, Problem):
        return before
    if isinstance(before, Problem) or isinstance(after, Problem):
        raise CannotRunError("some dates can be computed under one of the two only. See: sendclock check")
    return moved(rows_of(before, old), rows_of(after, new))


def packs_of(text: str) -> list[Path]:
    """`shipped`; a folder of packs, which is then the whole law; or one pack file, which takes the place of the
    shipped file of its name, or is added to them."""
    if text == "shipped":
        return area.shipped()
    path = Path(text)
    if disk.is_folder(path):
        found = disk.list_folder(path, ".toml")
        if isinstance(found, Problem):
            raise CannotRunError(str(found))
        if found:
            return [Path(pack) for pack in found]
        raise CannotRunError(f"{path}: there is no pack in this folder.")
    if not disk.is_there(path):
        raise CannotRunError(
            f"{path}: there is no such pack. Give a pack file, a folder of packs, or the word shipped."
        )
    kept = [shipped for shipped in area.shipped() if shipped.name != path.name]
    return [*kept, path]
