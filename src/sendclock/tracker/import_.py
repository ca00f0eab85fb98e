"""`sendclock import FILE --map MAP`: a spreadsheet tracker into case files, a dry run first: what was understood,
column by column; what was left out, and why; what was written or would be.

Must not know: how a cell is understood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from sendclock.command import AsOf, By, Cases, DryRun, Imprint, Now, Options, Reply, Seen, as_data, command, print_reply
from sendclock.days.spelling import in_years, read_day
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, UsageError
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.shell import typed
from sendclock.say.terminal import Output, can_ask, confirmed
from sendclock.say.view import (
    COUNT,
    DAY,
    NTH,
    TEXT,
    YES_NO,
    Column,
    Look,
    ValueKind,
    View,
    maybe,
    one_of,
    part,
    several,
)
from sendclock.say.words import listed, long_day, number, sentence, short_day
from sendclock.session import Session, own_name
from sendclock.tracker.cells import Cells
from sendclock.tracker.draft import Filing, columns_of, file_drafts, problems_in, read_by_map, understand
from sendclock.tracker.intake import ColumnSeen, Filed, Intake, Otherwise, Trouble
from sendclock.tracker.map import Map
from sendclock.tracker.proposal import suggested
from sendclock.tracker.sheet import Lines, Tracker

FORMS_SHOWN = 4


def _figure(number: int, column: ColumnSeen, always: bool) -> str:
    """A number of cells; nothing of a column that has none, or where none is no news."""
    told = any((column.understood, column.blank, column.refused, column.passed)) and (number or always)
    return f"{number:,}" if told else ""


def _forms(column: ColumnSeen) -> str:
    forms = [f"{form} ({count:,})" for form, count in list(column.forms.items())[:FORMS_SHOWN]]
    more = len(column.forms) - FORMS_SHOWN
    return ", ".join(forms) + (f" and {more} more" if more > 0 else "")


COLUMNS: tuple[Column[ColumnSeen], ...] = (
    Column("column", "Column", value=lambda column: column.name),
    Column(
        "is",
        "Is",
        wrap=True,
        value=lambda column: column.uses,
        kind=several(TEXT),
        shown=lambda c, _: ", ".join(c.uses),
    ),
    Column("understood", "Understood", kind=COUNT, shown=lambda c, _: _figure(c.understood, c, always=True)),
    Column("blank", "Blank", kind=COUNT, shown=lambda c, _: _figure(c.blank, c, always=True)),
    Column("refused", "Refused", kind=COUNT, shown=lambda c, _: _figure(c.refused, c, always=True)),
    Column(
        "passed_over",
        "Passed over",
        value=lambda column: column.passed,
        kind=COUNT,
        about="days still to come where the map allows plans, and fields of events that did not happen",
        shown=lambda c, _: _figure(c.passed, c, always=False),
    ),
    Column(
        "written_as",
        "Written as",
        wrap=True,
        from_width=100,
        value=lambda column: dict(column.forms),
        kind=ValueKind({"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}),
        about="how the days or words were written, and how often",
        shown=lambda column, _: _forms(column),
    ),
)
OTHERWISE: tuple[Column[Otherwise], ...] = (
    Column("type"),
    Column("theirs", kind=DAY),
    Column("ours", kind=DAY),
)
FILED: tuple[Column[Filed], ...] = (
    Column("case", "Case"),
    Column("action", kind=one_of("new", "there", "lacks", "added", "refused")),
    Column("file"),
    Column(
        "rows",
        cell=lambda case: " ".join(map(str, case.rows)),
        kind=several(NTH),
        about="of the tracker",
    ),
    Column("events", kind=COUNT, about="how many events the tracker holds for it"),
    Column(
        "lacks",
        "Lacks",
        wrap=True,
        cell=lambda case: " ".join(case.lacks),
        kind=several(TEXT),
        about="events its file has not",
        shown=lambda case, _: ", ".join(case.lacks),
    ),
    Column(
        "otherwise",
        "On another day",
        wrap=True,
        cell=lambda case: "; ".join(_otherwise(case)),
        kind=several(part(OTHERWISE)),
        about="events that the case has on another day",
        shown=lambda case, _: "; ".join(_otherwise(case)),
    ),
)
LINES: tuple[Column[Lines], ...] = (
    Column("lines", kind=COUNT, about="of the file, or rows of the sheet: the sum of the others"),
    Column("rows", kind=COUNT, about="of the table"),
    Column("within", kind=COUNT, about="further lines of cells that run over several"),
    Column("blank", kind=COUNT),
    Column("above", kind=COUNT, about="above the headings"),
    Column("headings", kind=COUNT),
)
TROUBLES: tuple[Column[Trouble], ...] = (
    Column(title="Row", shown=lambda trouble, _: str(trouble.row)),
    Column(title="Column", shown=lambda trouble, _: trouble.column),
    Column(title="Reason", wrap=True, shown=lambda trouble, _: sentence(trouble.reason.rstrip("."))),
)
IMPORT = View(
    "import",
    FILED,
    (
        Column[None]("written", kind=YES_NO, about="false of a dry run"),
        Column[None]("file"),
        Column[None]("sheet", kind=maybe(TEXT)),
        Column[None]("map"),
        Column[None]("header_row", kind=NTH),
        Column[None]("rows_read", kind=COUNT),
        Column[None]("rows_left_out", kind=COUNT),
        Column[None]("rows_lost", kind=COUNT, about="above the headings or taken in by a quote in them: never read"),
        Column[None]("rows_in_cases", kind=COUNT, about="that are in a case file, or would be"),
        Column[None]("rows_passed_over", kind=several(NTH), about="those that the map says to skip"),
        Column[None]("rows_same", kind=several(NTH), about="those that repeat an earlier row in every cell"),
        Column[None]("lines", kind=part(LINES), about="every line of the file, once"),
        Column[None]("opening", kind=maybe(DAY), about="nothing before it is complete in the new cases"),
        Column[None]("notes", kind=several(TEXT)),
        Column[None]("columns", kind=several(part(COLUMNS, "imported_column"))),
        Column[None]("unused", kind=several(TEXT), about="columns that are not in the map"),
        Column[None]("ignored", kind=several(TEXT), about="columns left alone, as the map says"),
        Column[None]("absent", kind=several(TEXT), about="columns of the map that the file lacks"),
    ),
    row="filed",
)
FULL = Look(in_full=True)


def document(intake: Intake, said: Sequence[str], footer: str, most: int | None = None) -> Document:
    """`said` ends it: what was written, or would be. `most` limits each list of rows, and the rest is counted."""
    sheet = f', sheet "{intake.sheet}"' if intake.sheet else ""
    rows = number(intake.rows, "row")
    first = f'{intake.file}{sheet}: {rows} below the headings in row {intake.header_row}; map "{intake.map}".'
    blocks: list[Block] = [Line(first), *(Line(note) for note in intake.notes)]
    blocks += [Heading("Columns"), grid(COLUMNS, intake.columns, FULL), *_others(intake)]
    left_out = [trouble for trouble in intake.troubles if trouble.left_out]
    others = [trouble for trouble in intake.troubles if not trouble.left_out]
    if left_out:
        blocks += [Heading(f"Left out: {number(len({t.row for t in left_out}), 'row')}"), *trouble_rows(left_out, most)]
    if others:
        blocks += [Heading(f"To look at: {len(others)}"), *trouble_rows(others, most)]
    blocks += _cases(intake.filed, most)
    return Document([*blocks, Heading("In all"), *(Line(text) for text in said)], footer)


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
    return [grid(TROUBLES, shown, FULL), *_rest(len(troubles) - len(shown))]


def _rest(more: int) -> list[Block]:
    return [Line(f"{number(more, 'more row')}: see all of them with --plain.", "warn")] if more else []


def _cases(filed: Sequence[Filed], most: int | None) -> list[Block]:
    """The cases that are there and differ from the tracker; the others are only counted."""
    apart = [case for case in filed if case.lacks or case.otherwise]
    if not apart:
        return []
    shown = apart[:most]
    heading = Heading(f"Already there, and not the same: {number(len(apart), 'case')}")
    return [heading, grid(FILED, shown, FULL), *_rest(len(apart) - len(shown))]


def _otherwise(case: Filed) -> list[str]:
    return [f"{o.type}: {short_day(o.theirs)} here, {short_day(o.ours)} in the case" for o in case.otherwise]


def accounted(intake: Intake) -> list[str]:
    """Every line of the file and every row of the table, each in one place."""
    lines = intake.lines
    file = {
        "row" if lines.rows == 1 else "rows": lines.rows,
        "of headings": lines.headings,
        "above them": lines.above,
        "blank": lines.blank,
    }
    file["inside cells of several lines"] = lines.within
    rows = {"in cases": len(intake.in_cases), "left out": len(intake.left_out)}
    rows["passed over, as the map says"] = len(intake.skipped)
    rows["the same as another row"] = len(intake.same)
    said = [f"{number(lines.lines, 'line')}: {_sum(file)}.", f"{number(intake.rows, 'row')}: {_sum(rows)}."]
    if intake.lost:
        said.append(
            f"Besides, {number(intake.lost, 'row')} above the headings or in them: lost to this import, see above."
        )
    if intake.same:
        pairs = [f"{row} (as {first})" for row, first in intake.same[:MOST]]
        more = f" and {len(intake.same) - MOST:,} more" if len(intake.same) > MOST else ""
        said.append(f"Rows that repeat another in every cell, counted once: {', '.join(pairs)}{more}.")
    return said if intake.adds_up else [*said, "The rows do not add up: do not rely on this import, and report it."]


def _sum(parts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in parts.items() if count) or "none"


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


MOST = 40  # rows of each list on a terminal


class ImportOptions(Options):
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The tracker: .csv or .xlsx.")]
    map: Annotated[
        Optional[str],
        typer.Option("--map", metavar="MAP", help="A map file, or a shipped map: plain, annex-a-send."),
    ] = None
    suggest: Annotated[
        bool, typer.Option("--suggest-map", help="Read the headings, and write a map of them, to be edited.")
    ] = False
    opening: Annotated[
        Optional[str],
        typer.Option("--opening", metavar="DATE", help="Nothing before that day is complete: it is history."),
    ] = None
    times: Annotated[
        Optional[Literal["utc", "london"]],
        typer.Option("--times", help="Whose the times beside the days are, where they look like UTC's."),
    ] = None
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
        words = ["sendclock", "import", self.file.as_posix(), "--map", self.map or ""]
        words += [word for case in self.cases or () for word in ("--cases", case.as_posix())]
        words += ["--in", self.folder] if self.folder else []
        words += ["--sheet", self.sheet] if self.sheet else []
        words += ["--opening", self.opening] if self.opening else []
        words += ["--times", self.times] if self.times else []
        return typed([*words, "--add"] if self.add else words)


def import_(asked: ImportOptions, session: Now, out: Output) -> Reply:
    """Bring a spreadsheet tracker in: says what it understood, and writes the case files.

    On a terminal it asks before it writes; --dry-run never writes. A case that has a file is left as it is. Rows that
    are not understood are named and left out.
    """
    if asked.map is None or asked.suggest:
        return suggested(session, asked.file, asked.sheet, "" if asked.suggest else "imported")
    place, by = _place(session, asked.folder), asked.by or own_name()
    tracker, mapped = read_by_map(session, asked.file, asked.map, asked.sheet, dues=False)
    mapped = mapped._replace(times=asked.times or _times(tracker, mapped, out))
    opening = _opening(session, asked.opening, mapped)
    found = understand(tracker, mapped, session.today)

    def go(write: bool) -> tuple[Intake, Reply]:
        filed, troubles = file_drafts(session, found.drafts, Filing(place, mapped, by, write, asked.add, opening))
        intake = Intake(
            tracker.file, tracker.sheet, tracker.header_row, found.rows, mapped.title, tracker.notes, found.columns,
            found.unused, found.ignored, found.absent, sorted([*found.troubles, *troubles]), filed, tracker.lines,
            found.skipped, found.same,
        )  # fmt: skip
        said = [*accounted(intake), *_opened(opening), *summary(intake, write, asked.add, asked.again)]
        return intake, _answer(intake, said, write, opening)

    ask = can_ask() and not asked.yes
    intake, answered = go(write=not (asked.dry_run or ask))
    if ask and not asked.dry_run and any(case.action in ("new", "added") for case in intake.filed):
        print_reply(session, answered, out)
        if not typer.confirm("Write these case files now?", err=True):
            raise typer.Exit
        _, answered = go(write=True)
    return answered


app = command(import_)


def _times(tracker: Tracker, mapped: Map, out: Output) -> str:
    """Whose the times beside the days are: as the map says; else asked once, where they look like UTC's and a person
    can answer; else not known."""
    in_utc = Cells(tracker, mapped).columns_in_utc(column for _, column in columns_of(mapped))
    if mapped.times or not in_utc or not (out.terminal and can_ask()):
        return mapped.times
    seen = f"{listed(in_utc)}: 23:00 on summer days and 00:00 in winter, as days written in UTC have"
    return "utc" if confirmed(f"{seen}. Are they, so that 23:00 means the next day?") else "london"


def _opening(session: Session, given: str | None, mapped: Map) -> date | None:
    """What the head of a new case is to say: nothing, where the settings say it for every case."""
    if given is not None:
        return in_years(read_day(given, session.today, session.england, past=True), session.today)
    if session.opening is not None or not mapped.opening:
        return None
    return session.today if mapped.opening is True else mapped.opening


def _opened(opening: date | None) -> list[str]:
    if opening is None:
        return []
    return [
        f"Opening of the new cases: {long_day(opening)}. What fell due before it and is not on file is history, not "
        "overdue. A review that is owed, and the plan of an assessment under way, stay on the list."
    ]


def _answer(intake: Intake, said: Sequence[str], written: bool, opening: date | None) -> Reply:
    problems = problems_in(intake.file, intake.troubles)
    body = {
        "written": written, "file": intake.file, "sheet": intake.sheet, "map": intake.map,
        "header_row": intake.header_row, "rows_read": intake.rows, "rows_left_out": len(intake.left_out),
        "rows_lost": intake.lost, "notes": intake.notes, "columns": intake.columns, "unused": intake.unused,
        "ignored": intake.ignored,
        "absent": intake.absent, "rows_in_cases": len(intake.in_cases), "rows_passed_over": intake.skipped,
        "rows_same": [row for row, _ in intake.same], "lines": intake.lines, "opening": opening,
    }  # fmt: skip

    def drawn(about: Imprint, in_full: bool) -> Document:
        last = about.footer(cases=False)
        return document(intake, said, last, None if in_full else MOST)

    return Reply(
        "import",
        drawn,
        as_data(IMPORT, intake.filed, body),
        Seen(problems, sum(case.action != "new" for case in intake.filed)),
        told="none",
        beside_data=True,
        left_out=sum(trouble.left_out for trouble in intake.troubles) + (not intake.adds_up),
    )


def _place(session: Session, folder: str | None) -> Path:
    if len(session.books) > 1:
        raise UsageError("an import goes into one casebook: give --cases once.")
    cases = session.books[0].cases
    place = cases / (folder or "")
    if not disk.is_within(place, cases) or not disk.is_folder(place):
        raise CannotRunError(f"{place}: there is no such folder in the casebook. Make it first.")
    return place
