"""The live dates that a change of the law, or of the calendar, would move: every case under two rule books. What
`rules diff` and `calendar --add` share.

Must not know: what the change is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sendclock.command import footer, heading, leave
from sendclock.files.problem import CannotRunError
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.record.change import CHANGED, Change, compare
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import CASE, CSV, OFFICER, Row, rows_of
from sendclock.say.terminal import Output, tell_problems
from sendclock.say.view import Block, Column, Document, Line, Look, View, grid, through
from sendclock.say.words import number, short_task, task
from sendclock.session import Workspace


def moved(before: Iterable[Sequence[Row]], after: Iterable[Sequence[Row]]) -> list[Change]:
    """Case by case, the clocks still running under either law whose day is another, or that only one has."""
    changes = [
        change
        for old, new in zip(before, after, strict=True)
        for change in compare(old, new)
        if not change.row.finished and change.kind in ("moved", "started", "gone")
    ]
    return sorted(changes, key=lambda change: (change.row.due, change.row.case or "", change.row.rule))


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
ADDED = View("calendar-add", COLUMNS, row="changed", csv=CSV)


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


def show_moves(work: Workspace, out: Output, view: View, what: str, old: RuleBook, new: RuleBook) -> None:
    """Lay both rule books over every case and list the live dates that differ."""
    before, problems, unreadable = work.timelines(old)
    after, _, unreadable_after = work.timelines(new)
    if unreadable != unreadable_after:
        raise CannotRunError("some dates can be computed under one of the two only. See: sendclock check")
    changes = moved([rows_of(t, old) for t in before], [rows_of(t, new) for t in after])
    tell_problems(problems)
    if out.format == "json":
        head = heading(view.report, work, new, len(after), unreadable)
        out.text(answer(view, head, changes, problems))
    elif out.format == "csv":
        out.text(csv_of(view, changes))
    else:
        out.show(document(what, changes, footer(work, new, len(after), unreadable), not out.draws))
    leave(unreadable)


def packs_of(text: str) -> list[Path]:
    """`shipped`; a folder of packs, which is then the whole law; or one pack file, which takes the place of the
    shipped file of its name, or is added to them."""
    if text == "shipped":
        return load.shipped()
    path = Path(text)
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if found:
            return found
        raise CannotRunError(f"{path}: there is no pack in this folder.")
    if not path.is_file():
        raise CannotRunError(
            f"{path}: there is no such pack. Give a pack file, a folder of packs, or the word shipped."
        )
    kept = [shipped for shipped in load.shipped() if shipped.name != path.name]
    return [*kept, path]
