"""What `rules diff` and `calendar --add` share: every case under two rule books, and what moves."""

from __future__ import annotations

from pathlib import Path

from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace
from sendclock.core.model import RuleBook
from sendclock.core.problems import CannotRunError
from sendclock.law import rulebook
from sendclock.report.machine import answer, csv_rows
from sendclock.report.moves import document, move_json, moved
from sendclock.report.rows import rows_of


def show_moves(work: Workspace, out: Output, report: str, what: str, old: RuleBook, new: RuleBook) -> None:
    """Lay both rule books over every case and list the live dates that differ."""
    before, problems, unreadable = work.timelines(old)
    after, _, unreadable_after = work.timelines(new)
    if unreadable != unreadable_after:
        raise CannotRunError("some dates can be computed under one of the two only. See: sendclock check")
    changes = moved([rows_of(t, old) for t in before], [rows_of(t, new) for t in after])
    tell_problems(problems)
    if out.format == "json":
        head = heading(report, work, new, len(after), unreadable)
        out.text(answer(head, map(move_json, changes), problems))
    elif out.format == "csv":
        out.text(csv_rows([change.row for change in changes]))
    else:
        out.show(document(what, changes, footer(work, new, len(after), unreadable), not out.draws))
    leave(unreadable)


def packs_of(text: str) -> list[Path]:
    """`shipped`; a folder of packs, which is then the whole law; or one pack file, which takes the place of the
    shipped file of its name, or is added to them."""
    if text == "shipped":
        return rulebook.shipped()
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
    kept = [shipped for shipped in rulebook.shipped() if shipped.name != path.name]
    return [*kept, path]
