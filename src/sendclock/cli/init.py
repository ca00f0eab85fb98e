"""`sendclock init [DIR]`: a new casebook."""

from pathlib import Path
from typing import Annotated

import typer

from sendclock.cli import options
from sendclock.cli.output import Output
from sendclock.core.problems import RefusedError
from sendclock.report.document import Document, Line
from sendclock.store.casebook import SETTINGS
from sendclock.store.settings import template

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; this folder, if left out.")] = Path(),
    authority: Annotated[str, typer.Option("--authority", metavar="NAME", help="The council's name.")] = "",
    dry_run: options.DryRun = False,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Make a new casebook: a settings file and a folder for case files. Nothing that is there is touched."""
    out = Output(format, plain, no_color)
    settings, cases = folder / SETTINGS, folder / "cases"
    if settings.exists():
        raise RefusedError(f"{settings} already exists: this is a casebook. Nothing was changed.")
    if not dry_run:
        try:
            cases.mkdir(parents=True, exist_ok=True)
            settings.write_text(template(authority), encoding="utf-8", newline="\n")
        except OSError as error:
            raise RefusedError(f"{folder}: cannot be written ({(error.strerror or '').lower()}).") from None
    done = "Would make" if dry_run else "Made"
    text = f"{done} {settings} and {cases}. Next: sendclock new REF assessment-requested DATE --cases {folder}"
    out.show(Document([Line(text)]))
