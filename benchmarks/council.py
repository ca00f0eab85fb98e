"""One large council: 60 officers, 400 settings, 8,000 cases, three local packs and six panels; what its mornings cost.

    python benchmarks/council.py DIR                  ten minutes; what is there is used again
    python benchmarks/council.py DIR --cases 2000

The cases are those of `sendclock demo`, given to other officers and settings: each setting has its officer, every
fourth case is given to nobody and goes by its setting. Measured is the `sendclock` of the Python that runs it.
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from asked import FLOOR, NO_OP
from bench import AS_OF, ONE_FILE, Program, compiled, run_in_turn

OFFICERS, SETTINGS, TEAMS = 60, 400, 6
PACKS = ("derby", "brent", "greenwich")
SENDCLOCK = [sys.executable, "-m", "sendclock"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="where it is made, and stays")
    parser.add_argument("--cases", type=int, default=8_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--path", default="", metavar="DIR", help="where the program is, if it is not installed")
    given = parser.parse_args()
    env = compiled(given.folder)
    if given.path:
        env["PYTHONPATH"] = given.path
    book = given.folder / "book"
    if not (book / "sendclock.toml").exists():
        make(book, given.cases, env)
    here = ["--cases", str(book), "--as-of", str(AS_OF)]
    asked = [
        Program(NO_OP, [*SENDCLOCK, NO_OP]),
        Program(FLOOR, [sys.executable, "-S", "-c", ONE_FILE, str(book / "cases")]),
        *(Program(name, [*SENDCLOCK, *words, *here]) for name, words in commands()),
    ]
    found = run_in_turn(asked, given.rounds, 120, env)
    base = {name: found[name].ms or 1.0 for name in (NO_OP, FLOOR)}
    print(f"| {given.cases:,} cases, CPU ms | | of `--version` | of listdir and stat |\n|---|---:|---:|---:|")
    for program in asked:
        ms = found[program.name].ms
        if ms is None:
            print(f"| `{program.name}` | failed | | |")
            continue
        print(f"| `{program.name}` | {ms:,.0f} | {ms / base[NO_OP]:.1f} | {ms / base[FLOOR]:.1f} |")


def commands() -> Iterator[tuple[str, list[str]]]:
    """What an officer, a team leader and the clerk of a panel type in a morning."""
    mine = ["--officer", "officer-07"]
    yield "due", ["due", "--officer", "everyone"]
    yield "due --officer", ["due", *mine]
    yield "due --team", ["due", "--team", "team-2"]
    yield "due --steps --officer", ["due", "--steps", *mine]
    yield "due --remind --officer", ["due", "--remind", *mine]
    yield "panel", ["panel"]
    yield "panel NAME", ["panel", "assessment"]
    yield "cover", ["cover"]
    yield "cover OFFICER", ["cover", "officer-07"]
    yield "report promises", ["report", "promises"]
    yield "report steps", ["report", "steps"]
    yield "roster", ["roster"]


def make(book: Path, cases: int, env: dict[str, str]) -> None:
    """The caseload of `demo` in the hands of other people."""
    command = [*SENDCLOCK, "demo", str(book), "--size", str(cases), "--as-of", str(AS_OF)]
    subprocess.run(command, check=True, capture_output=True, env=env)
    for number, path in enumerate(sorted((book / "cases").rglob("*.toml"))):
        text = path.read_text(encoding="utf-8")
        setting = number % SETTINGS
        text = re.sub(r'(?m)^setting = ".*"$', f'setting = "School {setting:03}"', text)
        if number % 4:
            text = re.sub(r'(?m)^officer = ".*"$', f'officer = "{officer_of(setting)}"', text)
            text = re.sub(r'(?m)^team = ".*"$', f'team = "{team_of(setting)}"', text)
        else:
            text = re.sub(
                r'(?ms)^\[\[event\]\]\n(?:(?!\n\[\[event\]\]).)*?^type = "case-allocated".*?(?=^\[\[event\]\]|\Z)',
                "",
                text,
            )
        path.write_text(text, encoding="utf-8")
    (book / "sendclock.toml").write_text("\n".join(settings()), encoding="utf-8")


def officer_of(setting: int) -> str:
    return f"officer-{setting % OFFICERS:02}"


def team_of(setting: int) -> str:
    return f"team-{setting % OFFICERS % TEAMS}"


def settings() -> Iterator[str]:
    """The settings of the council: people, terms and panels."""
    yield f'schema = 1\nauthority = "Largeshire"\npacks = {list(PACKS)}'.replace("'", '"')
    for team in range(TEAMS):
        yield f'[teams.team-{team}]\nlead = "lead-{team}"'
    for number in range(OFFICERS):
        schools = ", ".join(f'"School {n:03}"' for n in range(SETTINGS) if n % OFFICERS == number)
        part_time = 'days = ["mon", "tue", "wed"]\n' if number % 5 == 0 else ""
        yield f'[officers.officer-{number:02}]\nteam = "team-{number % TEAMS}"\n{part_time}'
        yield f"settings = [{schools}]"
    yield '[handover]\nafter = "final-plan-sent"\nto = "setting-officer"'
    yield '[calendars.terms]\nterms = [{ name = "Autumn", from = 2026-09-02, to = 2026-12-18 },'
    yield '  { name = "Spring", from = 2027-01-04, to = 2027-03-25 },'
    yield '  { name = "Summer", from = 2027-04-12, to = 2027-07-21 }]'
    yield '[panels.assessment]\nweekday = ["tuesday", "thursday"]\nfirst = 2026-09-01\nterms = "terms"\npapers = "5wd"'
    yield 'about = ["assess", "plan"]\nif = ["age>=5"]'
    yield '[panels.early]\nweekday = "monday"\nfirst = 2026-09-07\nterms = "terms"\npapers = "5wd"'
    yield 'about = ["assess", "plan"]\nif = ["age<5"]'
    for name, on in (("placement", "last thursday"), ("eotas", "first tuesday"), ("complex", "second friday")):
        yield f'[panels.{name}]\non = "{on}"\npapers = "1w"\nabout = ["placement"]\nmonths_off = ["august"]'
    yield '[panels.reviews]\nweekday = "friday"\nfirst = 2026-09-04\npapers = "3wd"\nabout = ["review"]'


if __name__ == "__main__":
    main()
