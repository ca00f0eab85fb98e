"""The local packs that come with sendclock, as `init` offers them: by the authority's name.

Must not know: how a casebook is written, what a pack's rules say.

`sendclock init [DIR]`: a new casebook, for an authority whose pack comes with sendclock or for any other.
"""

from pathlib import Path
from typing import Annotated

import typer

from sendclock.casebook.folder import SETTINGS
from sendclock.casebook.settings import template
from sendclock.command import DryRun, Reply, command
from sendclock.files import disk
from sendclock.files.problem import RefusedError, near_miss
from sendclock.law.area import local_packs, settings_of
from sendclock.say.document import Document, Line
from sendclock.say.shell import typed
from sendclock.say.words import number


def offered() -> list[str]:
    """The packs with which a new casebook can begin: those that have settings to begin with."""
    return [name for name in local_packs() if settings_of(name)]


def pack_named(authority: str) -> str | None:
    """The pack of that name, whatever its capitals."""
    wanted = "-".join(authority.casefold().split())
    return wanted if wanted in offered() else None


def settings_text(pack: str) -> str:
    """The settings a casebook with that pack begins with."""
    path = settings_of(pack)
    return disk.read_package(path).decode("utf-8") if path else ""


def about(pack: str, folder: Path) -> list[str]:
    """What to know of a pack just put in use in the casebook `folder`, in sentences."""
    file = local_packs()[pack]
    lines = disk.read_package(file).decode("utf-8").splitlines()
    rules, steps = lines.count("[[rule]]"), lines.count("[[step]]")
    limits = f"{number(rules, 'rule')} with a limit" if rules else "no limit of its own"
    see = f" For its rules: {typed(['sendclock', 'rules', '--tier', 'local', '--cases', str(folder)])}" if rules else ""
    return [
        f"The pack has {limits} and {number(steps, 'step')} to tick; sendclock show REF lists those of a case.{see}",
        "What its documents leave open, officers and days of panels, stands in the settings as comments to fill in.",
        f"To change the pack, copy {file} to {folder / 'packs' / file.name}: the copy is used in its place.",
    ]


def perhaps_meant(authority: str, settings: Path) -> str:
    """What to say of a name that is nearly a pack's, or has one in it: it may be another council's. Else nothing."""
    words = authority.casefold().split()
    within = [f' The pack "{name}" comes with sendclock.' for name in offered() if name in words]
    close = near_miss(authority, [name for name in offered() if words and name[0] == words[0][0]])
    hint = within[0] if within else close
    if not hint:
        return ""
    said = f'"{authority}" was taken as the name of the council, and no pack is in use.{hint}'
    return f'{said} To use a pack, write packs = ["NAME"] in {settings}.'


NAMES = "The council's name; that of a local pack that comes with sendclock puts it in use."


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where; this folder, if left out.")] = Path(),
    authority: Annotated[str, typer.Option("--authority", metavar="NAME", help=NAMES)] = "",
    dry_run: DryRun = False,
) -> Reply:
    """Make a new casebook: a settings file and a folder for case files. Nothing that is there is touched."""
    settings, cases = folder / SETTINGS, folder / "cases"
    if disk.is_there(settings):
        raise RefusedError(f"{settings} already exists: this is a casebook. Nothing was changed.")
    pack = pack_named(authority)
    text = settings_text(pack) if pack else template(authority)
    if not dry_run:
        disk.make_folder(cases, above=True)
        if not disk.put_new(settings, text.encode()):
            raise RefusedError(f"{settings} already exists: this is a casebook. Nothing was changed.")
    made = f"{'Would make' if dry_run else 'Made'} {disk.shown(settings)} and {disk.shown(cases)}"
    meant, start = "", f"Next: sendclock new REF assessment-requested DATE {typed(['--cases', str(folder)])}"
    if pack:
        lines = [f"{made}, with the pack {pack} in use.", *about(pack, folder), start]
    else:
        lines = [f"{made}. {start}"]
        meant = perhaps_meant(authority, settings)
    return Reply("init", lambda *_: Document([Line(line) for line in lines]), notes=[meant] if meant else [], done=True)


app = command(init)
