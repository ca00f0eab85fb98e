"""The local packs that come with sendclock, as `init` offers them: by the authority's name.

Must not know: how a casebook is written, what a pack's rules say.
"""

from pathlib import Path

from sendclock.core.problems import near_miss
from sendclock.law.rulebook import local_packs, settings_of
from sendclock.report.wording import number


def offered() -> list[str]:
    """The packs with which a new casebook can begin: those that have settings to begin with."""
    return [name for name in local_packs() if settings_of(name)]


def pack_named(authority: str) -> str | None:
    """The pack of that name, whatever its capitals."""
    wanted = authority.strip().casefold()
    return wanted if wanted in offered() else None


def settings_text(pack: str) -> str:
    """The settings a casebook with that pack begins with."""
    path = settings_of(pack)
    return path.read_text(encoding="utf-8") if path else ""


def about(pack: str, folder: Path) -> list[str]:
    """What to know of a pack just put in use in the casebook `folder`, in sentences."""
    file = local_packs()[pack]
    lines = file.read_text(encoding="utf-8").splitlines()
    rules, steps = lines.count("[[rule]]"), lines.count("[[step]]")
    limits = f"{number(rules, 'rule')} with a limit" if rules else "no limit of its own"
    see = f" For its rules: sendclock rules --tier local --cases {folder}" if rules else ""
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
