"""`sendclock demo DIR`: an invented caseload to try things on."""

import shlex
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from sendclock.cli import options
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace
from sendclock.core.problems import RefusedError, UsageError
from sendclock.report.document import Document, Line
from sendclock.report.wording import long_day, number
from sendclock.store.casebook import SETTINGS
from sendclock.store.invented import LAW_BEGAN, invent
from sendclock.store.settings import template

app = typer.Typer(rich_markup_mode=None, add_completion=False)
MOST = 100_000
LAST = date(2098, 12, 31)  # no source knows the bank holidays after 2100


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    size: Annotated[int, typer.Option("--size", metavar="N", help=f"How many cases, up to {MOST:,}.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same cases.")] = 1,
    as_of: options.AsOf = None,
    dry_run: options.DryRun = False,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Make an invented caseload to try things on. No case in it is about anybody.

    sendclock demo trial --size 500
    """
    today, out = Workspace(None, as_of).today, Output(format, plain, no_color)
    if not 1 <= size <= MOST:
        raise UsageError(f"--size {size} cannot be made. Use a number from 1 to {MOST:,}.")
    if not LAW_BEGAN <= today <= LAST:
        raise UsageError(
            f"{long_day(today)} is outside {long_day(LAW_BEGAN)} to {long_day(LAST)}. Use another --as-of."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(f"{folder} is not an empty folder. Nothing was written; name a new one.")
    if not dry_run:
        try:
            _write(folder, SETTINGS, template("Exampleshire (invented)"))
            for path, text in _counted(invent(size, seed, today), size):
                _write(folder, path, text)
        except OSError as error:
            raise RefusedError(f"{folder}: cannot be written ({(error.strerror or '').lower()}).") from None
    made = f"{'Would make' if dry_run else 'Made'} {number(size, 'invented case')} in {folder}"
    asked = f" --as-of {today}" if today != date.today() else ""
    next_ = f"Next: sendclock due --cases {shlex.quote(str(folder))}{asked}"
    out.show(Document([Line(f"{made}, as things stood on {long_day(today)} (seed {seed}). {next_}")]))


def _write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _counted(files: Iterator[tuple[str, str]], size: int) -> Iterator[tuple[str, str]]:
    """The same files; on a terminal, and once a second has gone by, with a count of them on stderr."""
    started, shown = monotonic(), False
    for made, file in enumerate(files, 1):
        yield file
        if made % 250 == 0 and sys.stderr.isatty() and monotonic() - started > 1:
            sys.stderr.write(f"\r{made:,} of {size:,} cases")
            shown = True
    if shown:
        sys.stderr.write("\r" + " " * 40 + "\r")
