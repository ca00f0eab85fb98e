"""`sendclock init [DIR]`: a new casebook, for an authority whose pack comes with sendclock or for any other."""

from pathlib import Path
from typing import Annotated

import typer

from sendclock.cli import options
from sendclock.cli.output import Output, warn
from sendclock.cli.shipped_packs import about, pack_named, perhaps_meant, settings_text
from sendclock.core.problems import RefusedError
from sendclock.report.document import Document, Line
from sendclock.store.casebook import SETTINGS
from sendclock.store.settings import template

app = typer.Typer(rich_markup_mode=None, add_completion=False)
NAMES = "The council's name; that of a local pack that comes with sendclock puts it in use."


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; this folder, if left out.")] = Path(),
    authority: Annotated[str, typer.Option("--authority", metavar="NAME", help=NAMES)] = "",
    dry_run: options.DryRun = False,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Make a new casebook: a settings file and a folder for case files. Nothing that is there is touched.

    sendclock init casebook --authority derby
    """
    out = Output(format, plain, no_color)
    settings, cases = folder / SETTINGS, folder / "cases"
    if settings.exists():
        raise RefusedError(f"{settings} already exists: this is a casebook. Nothing was changed.")
    pack = pack_named(authority)
    text = settings_text(pack) if pack else template(authority)
    if not dry_run:
        try:
            cases.mkdir(parents=True, exist_ok=True)
            settings.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise RefusedError(f"{folder}: cannot be written ({(error.strerror or '').lower()}).") from None
    done = "Would make" if dry_run else "Made"
    start = f"Next: sendclock new REF assessment-requested DATE --cases {folder}"
    if pack:
        lines = [f"{done} {settings} and {cases}, with the pack {pack} in use.", *about(pack, folder), start]
    else:
        lines = [f"{done} {settings} and {cases}. {start}"]
        meant = perhaps_meant(authority, settings)
        if meant:
            warn(meant)
    out.show(Document([Line(line) for line in lines]))
