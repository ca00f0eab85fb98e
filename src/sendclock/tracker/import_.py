"""What an import understood, column by column; what it left out, and why; what it wrote or would write.

Must not know: files, maps.

`sendclock import FILE --map MAP`: a spreadsheet tracker into case files, a dry run first.
"""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from sendclock.command import AsOf, By, Cases, DryRun, Imprint, Now, Options, Reply, Seen, command, print_reply
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, UsageError
from sendclock.say.formats import answer, csv_text
from sendclock.say.terminal import Output
from sendclock.say.view import Block, Document, Grid, Heading, Line, titled
from sendclock.say.words import listed, number, short_day
from sendclock.session import Session, own_name
from sendclock.tracker.draft import Filing, file_drafts, problems_in, read_by_map, understand
from sendclock.tracker.intake import ColumnSeen, Filed, Intake, Trouble

CSV_COLUMNS = ("case", "action", "file", "rows", "events", "lacks", "otherwise")
FORMS_SHOWN = 4
_COLUMNS = (
    titled("Column"),
    titled("Is", wrap=True),
    titled("Understood"),
    titled("Blank"),
    titled("Refused"),
    titled("Passed over"),
    titled("Written as", wrap=True, from_width=100),
)
_TROUBLES = (titled("Row"), titled("Column"), titled("Reason", wrap=True))
_CASES = (titled("Case"), titled("Lacks", wrap=True), titled("On another day", wrap=True))


def document(intake: Intake, said: Sequence[str], footer: str, most: int | None = None) -> Document:
    """`said` ends it: what was written, or would be. `most` limits each list of rows, and the rest is counted."""
    sheet = f', sheet "{intake.sheet}"' if intake.sheet else ""
    rows = number(intake.rows, "row")
    first = f'{intake.file}{sheet}: {rows} below the headings in row {intake.header_row}; map "{intake.map}".'
    blocks: list[Block] = [Line(first), *(Line(note) for note in intake.notes)]
    blocks += [Heading("Columns"), Grid(_COLUMNS, [_column(column) for column in intake.columns]), *_others(intake)]
    left_out = [trouble for trouble in intake.troubles if trouble.left_out]
    others = [trouble for trouble in intake.troubles if not trouble.left_out]
    if left_out:
        blocks += [Heading(f"Left out: {number(len({t.row for t in left_out}), 'row')}"), *trouble_rows(left_out, most)]
    if others:
        blocks += [Heading(f"To look at: {len(others)}"), *trouble_rows(others, most)]
    blocks += _cases(intake.filed, most)
    return Document([*blocks, Heading("In all"), *(Line(text) for text in said)], footer)


def _column(column: ColumnSeen) -> list[str]:
    forms = [f"{form} ({count:,})" for form, count in list(column.forms.items())[:FORMS_SHOWN]]
    more = len(column.forms) - FORMS_SHOWN
    counts = (column.understood, column.blank, column.refused, column.passed)
    if not any(counts):
        return [column.name, ", ".join(column.uses), *[""] * 5]
    told = [f"{count:,}" if count or n < 3 else "" for n, count in enumerate(counts)]
    return [column.name, ", ".join(column.uses), *told, ", ".join(forms) + (f" and {more} more" if more > 0 else "")]


def _others(intake: Intake) -> list[Block]:
    said = (
        ("Not in the map, so nothing of them is taken", intake.unused),
        ("Left alone, as the map says", intake.ignored),
        ("In the map, but not in the file", intake.absent),
    )
    return [Line(f"{what}: {', '.join(names)}.") for what, names in said if names]


def trouble_rows(troubles: Sequence[Trouble], most: int | None) -> list[Block]:
    """Row, column and reason of each."""
    shown = troubles[:most]
    blocks: list[Block] = [Grid(_TROUBLES, [[f"{t.row}", t.column, f"{t.reason.rstrip('.')}."] for t in shown])]
    return [*blocks, *_rest(len(troubles) - len(shown))]


def _rest(more: int) -> list[Block]:
    return [Line(f"{number(more, 'more row')}: see all of them with --plain.", "warn")] if more else []


def _cases(filed: Sequence[Filed], most: int | None) -> list[Block]:
    """The cases that are there and differ from the tracker; the others are only counted."""
    apart = [case for case in filed if case.lacks or case.otherwise]
    if not apart:
        return []
    rows = [[case.case, ", ".join(case.lacks), "; ".join(_otherwise(case))] for case in apart[:most]]
    heading = Heading(f"Already there, and not the same: {number(len(apart), 'case')}")
    return [heading, Grid(_CASES, rows), *_rest(len(apart) - len(rows))]


def _otherwise(case: Filed) -> list[str]:
    return [f"{o.type}: {short_day(o.theirs)} here, {short_day(o.ours)} in the case" for o in case.otherwise]


def summary(intake: Intake, written: bool, adds: bool, again: str) -> list[str]:
    """What was written, or would be, and how to do it. `again` is the same command without --dry-run."""
    counts = Counter(case.action for case in intake.filed)
    new, said = counts["new"], []
    if written:
        said.append(f"{number(new, 'new case')} written.")
    else:
        said.append(f"{number(new, 'new case')} would be written. Nothing was written: this was a dry run.")
    same = sum(case.action == "there" and not case.otherwise for case in intake.filed)
    there = [f"{number(same, 'case')} already there with the same events"] if same else []
    there += [f"{number(counts['lacks'], 'case')} already there that lack events"] if counts["lacks"] else []
    if there:
        said.append(f"{listed(there)}: left as they are.")
    apart = sum(bool(case.otherwise) for case in intake.filed)
    if apart:
        said.append(f"{number(apart, 'case')} with events on other days: if the tracker is right, sendclock correct.")
    if counts["added"]:
        verb = "Events were added to" if written else "Events would be added to"
        said.append(f"{verb} {number(counts['added'], 'case')}; nothing that stood there was touched.")
    if counts["refused"]:
        said.append(f"{number(counts['refused'], 'case')} refused: see the messages.")
    if not written and (new or counts["added"]):
        said.append(f"To write: {again}")
    if counts["lacks"] and not adds:
        said.append(f"To add the events that cases lack: {again} --add")
    return said


def filed_json(case: Filed) -> dict[str, Any]:
    otherwise = [{"type": o.type, "theirs": o.theirs, "ours": o.ours} for o in case.otherwise]
    return {
        "case": case.case,
        "action": case.action,
        "file": case.file,
        "rows": list(case.rows),
        "events": case.events,
        "lacks": list(case.lacks),
        "otherwise": otherwise,
    }


def columns_json(columns: Sequence[ColumnSeen]) -> list[Mapping[str, Any]]:
    return [
        {
            "column": column.name,
            "is": list(column.uses),
            "understood": column.understood,
            "blank": column.blank,
            "refused": column.refused,
            "passed_over": column.passed,
            "written_as": dict(column.forms),
        }
        for column in columns
    ]


def csv_cells(case: Filed) -> list[Any]:
    rows, lacks = " ".join(map(str, case.rows)), " ".join(case.lacks)
    return [case.case, case.action, case.file, rows, case.events, lacks, "; ".join(_otherwise(case))]


MOST = 40  # rows of each list on a terminal


class ImportOptions(Options):
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tracker: .csv or .xlsx.")]
    map: Annotated[str, typer.Option("--map", metavar="MAP", help="A map file, or a shipped map: plain, annex-a-send.")]
    cases: Cases = None
    dry_run: DryRun = False
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing, on a terminal.")] = False
    add: Annotated[bool, typer.Option("--add", help="Also add events that cases already there lack.")] = False
    folder: Annotated[Optional[str], typer.Option("--in", metavar="FOLDER", help="A sub-folder of cases.")] = None
    sheet: Annotated[Optional[str], typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None
    by: By = None
    as_of: AsOf = None

    @property
    def again(self) -> str:
        """The same command, to be run again without --dry-run."""
        words = ["sendclock", "import", self.file.as_posix(), "--map", self.map]
        words += [word for case in self.cases or () for word in ("--cases", case.as_posix())]
        words += ["--in", self.folder] if self.folder else []
        words += ["--sheet", self.sheet] if self.sheet else []
        return shlex.join([*words, "--add"] if self.add else words)


def import_(asked: ImportOptions, session: Now, out: Output) -> Reply:
    """Bring a spreadsheet tracker in: says what it understood, and writes the case files.

    On a terminal it asks before it writes; --dry-run never writes. A case that has a file is left as it is. Rows that
    are not understood are named and left out.
    sendclock import tracker.xlsx --map plain --dry-run
    """
    place, by = _place(session, asked.folder), asked.by or own_name()
    tracker, mapped = read_by_map(session, asked.file, asked.map, asked.sheet, dues=False)
    found = understand(tracker, mapped, session.today)

    def go(write: bool) -> tuple[Intake, Reply]:
        filed, troubles = file_drafts(session, found.drafts, Filing(place, mapped, by, write, asked.add))
        intake = Intake(
            tracker.file, tracker.sheet, tracker.header_row, found.rows, mapped.title, tracker.notes, found.columns,
            found.unused, found.ignored, found.absent, sorted([*found.troubles, *troubles]), filed,
        )  # fmt: skip
        return intake, _answer(session, intake, summary(intake, write, asked.add, asked.again), write)

    ask = out.terminal and sys.stdin.isatty() and not asked.yes
    intake, answered = go(write=not (asked.dry_run or ask))
    if ask and not asked.dry_run and any(case.action in ("new", "added") for case in intake.filed):
        print_reply(session, answered, out)
        if not typer.confirm("Write these case files now?", err=True):
            raise typer.Exit
        _, answered = go(write=True)
    return answered


app = command(import_)


def _answer(session: Session, intake: Intake, said: Sequence[str], written: bool) -> Reply:
    problems = problems_in(intake.file, intake.troubles)
    refused = len({trouble.row for trouble in intake.troubles if trouble.left_out})
    body = {
        "written": written, "file": intake.file, "sheet": intake.sheet, "map": intake.map,
        "header_row": intake.header_row, "rows_read": intake.rows, "rows_left_out": refused,
        "notes": list(intake.notes), "columns": columns_json(intake.columns), "unused": list(intake.unused),
        "ignored": list(intake.ignored), "absent": list(intake.absent),
    }  # fmt: skip

    def drawn(about: Imprint, in_full: bool) -> Document:
        last = f"Folder: {session.folder}. {about.footer(cases=False)}"
        return document(intake, said, last, None if in_full else MOST)

    return Reply(
        "import",
        drawn,
        {
            "json": lambda about: answer(about.heading(), map(filed_json, intake.filed), problems, **body),
            "csv": lambda _: csv_text(CSV_COLUMNS, map(csv_cells, intake.filed)),
        },
        Seen(problems, sum(case.action != "new" for case in intake.filed)),
        told="none",
        beside_data=True,
        left_out=sum(trouble.left_out for trouble in intake.troubles),
    )


def _place(session: Session, folder: str | None) -> Path:
    if len(session.books) > 1:
        raise UsageError("an import goes into one casebook: give --cases once.")
    cases = session.books[0].cases
    place = cases / (folder or "")
    if not disk.is_within(place, cases) or not disk.is_folder(place):
        raise CannotRunError(f"{place}: there is no such folder in the casebook. Make it first.")
    return place
