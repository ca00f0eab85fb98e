"""`sendclock import FILE --map MAP`: a spreadsheet tracker into case files, a dry run first."""

import shlex
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.intake import file_drafts, problems_in, read_by_map
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace, own_name
from sendclock.core.intake import Intake
from sendclock.core.problems import CannotRunError, UsageError
from sendclock.report.imported import CSV_COLUMNS, columns_json, csv_cells, document, filed_json, summary
from sendclock.report.machine import answer, csv_text
from sendclock.store.importing import understand

app = typer.Typer(rich_markup_mode=None, add_completion=False)
MOST = 40  # rows of each list on a terminal


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tracker: .csv or .xlsx.")],
    map: Annotated[
        str, typer.Option("--map", metavar="MAP", help="A map file, or a shipped map: plain, annex-a-send.")
    ],
    cases: options.Cases = None,
    dry_run: options.DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing, on a terminal.")] = False,
    add: Annotated[bool, typer.Option("--add", help="Also add events that cases already there lack.")] = False,
    folder: Annotated[Optional[str], typer.Option("--in", metavar="FOLDER", help="A sub-folder of cases.")] = None,
    sheet: Annotated[Optional[str], typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    by: options.By = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Bring a spreadsheet tracker in: says what it understood, and writes the case files.

    On a terminal it asks before it writes; --dry-run never writes. A case that has a file is left as it is. Rows that
    are not understood are named and left out.
    sendclock import tracker.xlsx --map plain --dry-run
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    place = _place(work, folder)
    tracker, mapped = read_by_map(work, file, map, sheet, dues=False)
    found = understand(tracker, mapped, work.today)
    again = _again(file, map, cases, folder, sheet, add)

    def go(write: bool) -> Intake:
        filed, troubles = file_drafts(work, place, found.drafts, mapped, by or own_name(), write, add)
        intake = Intake(
            tracker.file, tracker.sheet, tracker.header_row, found.rows, mapped.title, tracker.notes, found.columns,
            found.unused, found.ignored, found.absent, sorted([*found.troubles, *troubles]), filed,
        )  # fmt: skip
        _tell(work, out, intake, write, add, again)
        return intake

    ask = out.terminal and sys.stdin.isatty() and not yes
    intake = go(write=not (dry_run or ask))
    if ask and not dry_run and any(case.action in ("new", "added") for case in intake.filed):
        if not typer.confirm("Write these case files now?", err=True):
            raise typer.Exit
        intake = go(write=True)
    leave(sum(trouble.left_out for trouble in intake.troubles))


def _tell(work: Workspace, out: Output, intake: Intake, write: bool, add: bool, again: str) -> None:
    problems = problems_in(intake.file, intake.troubles)
    refused = len({trouble.row for trouble in intake.troubles if trouble.left_out})
    if out.format in ("json", "csv"):
        tell_problems(problems, warnings=True)
    if out.format == "json":
        there = sum(case.action != "new" for case in intake.filed)
        head = heading("import", work, work.rulebook, there)._replace(casebook=work.folder, complete=not refused)
        body = {
            "written": write, "file": intake.file, "sheet": intake.sheet, "map": intake.map,
            "header_row": intake.header_row, "rows_read": intake.rows, "rows_left_out": refused,
            "notes": list(intake.notes), "columns": columns_json(intake.columns), "unused": list(intake.unused),
            "ignored": list(intake.ignored), "absent": list(intake.absent),
        }  # fmt: skip
        out.text(answer(head, [filed_json(case) for case in intake.filed], problems, **body))
    elif out.format == "csv":
        out.text(csv_text(CSV_COLUMNS, [csv_cells(case) for case in intake.filed]))
    else:
        last = f"Folder: {work.folder}. {footer(work, work.rulebook)}"
        out.show(document(intake, summary(intake, write, add, again), last, MOST if out.draws else None))


def _place(work: Workspace, folder: str | None) -> Path:
    if len(work.books) > 1:
        raise UsageError("an import goes into one casebook: give --cases once.")
    cases = work.books[0].cases
    place = cases / (folder or "")
    if not place.resolve().is_relative_to(cases.resolve()) or not place.is_dir():
        raise CannotRunError(f"{place}: there is no such folder in the casebook. Make it first.")
    return place


def _again(file: Path, map: str, cases: list[Path] | None, folder: str | None, sheet: str | None, add: bool) -> str:
    """The same command, to be run again without --dry-run."""
    words = ["sendclock", "import", file.as_posix(), "--map", map]
    words += [word for case in cases or () for word in ("--cases", case.as_posix())]
    words += ["--in", folder] if folder else []
    words += ["--sheet", sheet] if sheet else []
    return shlex.join([*words, "--add"] if add else words)
