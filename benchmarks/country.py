"""A whole country: as many cases as England has plans, in as many casebooks as it has authorities, measured.

    python benchmarks/country.py DIR                  640,000 cases in 153 casebooks: 6 GB in DIR, an hour or two
    python benchmarks/country.py DIR --cases 20000 --write

One casebook is made by `sendclock demo`. The others are copies of it with settings and days of birth of their own, so
that the same references stand in all of them and mean other children. What is there is used again.
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from bench import WAITED_FOR

HERE = Path(__file__).parent
AS_OF = date(2026, 11, 21)
SENDCLOCK = str(Path(sys.executable).with_name("sendclock"))
BEGIN, END = "<!-- written by country.py: begin -->", "<!-- written by country.py: end -->"
# Seconds of the processor that a warm answer about a whole country may take, and its memory.
ASKED = {"`due`": 6, "`due --officer okafor`": 6, "`report timeliness`": 20, "`report weekly`": 20}
MOST_MIB = 100


class Cost(NamedTuple):
    """Of a whole process, and of those it waited for: seconds of the processor, and on the wall; MiB at its peak."""

    cpu: float
    wall: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="where it is made, and stays")
    parser.add_argument("--cases", type=int, default=640_000, metavar="N", help="in all")
    parser.add_argument("--books", type=int, default=153, metavar="N", help="casebooks")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times each warm command is run")
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    given = parser.parse_args()
    env = environment(given.folder)
    began = perf_counter()
    books = make(given.folder, given.books, given.cases // given.books, env)
    print(f"made, or found: {len(books)} casebooks ({perf_counter() - began:,.0f} s)", flush=True)
    report = measured(books, given.rounds, env)
    print(report)
    if given.write:
        page = HERE / "README.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    return {**kept, "SENDCLOCK_CACHE": str(folder / "index"), "SENDCLOCK_OFFICER": "everyone"}


def make(folder: Path, books: int, size: int, env: dict[str, str]) -> list[Path]:
    """The casebooks, the first by `demo`, each other a copy of it that is varied."""
    first = folder / "authority-001"
    if not first.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [SENDCLOCK, "demo", str(first), "--size", str(size), "--as-of", str(AS_OF)]
        subprocess.run(command, check=True, capture_output=True, env=env)
    found = [first]
    files = sorted(path for path in first.rglob("*.toml"))
    for number in range(2, books + 1):
        book = folder / f"authority-{number:03}"
        found.append(book)
        if not (book / "whole").exists():
            for path in files:
                place = book / path.relative_to(first)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(varied(path.read_text(encoding="utf-8"), number), encoding="utf-8")
            (book / "whole").touch()
    return found


def varied(text: str, number: int) -> str:
    """The same course of things for another child at another setting."""
    born = re.sub(r"(?m)^born = (\d{4}-\d\d-\d\d)", lambda found: f"born = {later(found[1], number)}", text)
    return re.sub(r'(?m)^setting = "([^"\n]*)"', rf'setting = "\1 {number}"', born)


@cache
def later(day: str, number: int) -> str:
    return (date.fromisoformat(day) + timedelta(number % 28)).isoformat()


def measured(books: Sequence[Path], rounds: int, env: dict[str, str]) -> str:
    here = [word for book in books for word in ("--cases", str(book))] + ["--as-of", str(AS_OF)]
    asked = {
        "`due`, nothing kept": ([SENDCLOCK, "due", *here], 1),
        "`due`": ([SENDCLOCK, "due", *here], rounds),
        "`due --officer okafor`": ([SENDCLOCK, "due", *here, "--officer", "okafor"], rounds),
        "`report timeliness`, first": ([SENDCLOCK, "report", "timeliness", *here], 1),
        "`report timeliness`": ([SENDCLOCK, "report", "timeliness", *here], rounds),
        "`report weekly`": ([SENDCLOCK, "report", "weekly", *here], rounds),
    }
    for name in os.listdir(env["SENDCLOCK_CACHE"]) if Path(env["SENDCLOCK_CACHE"]).exists() else ():
        Path(env["SENDCLOCK_CACHE"], name).unlink()
    lines = ["| | CPU s | wall s | peak MiB | asked | met? |", "|---|---:|---:|---:|---|---|"]
    for name, (command, times) in asked.items():
        costs = [cost(command, env) for _ in range(times)]
        cpu, wall, memory = (median(each) for each in zip(*costs, strict=True))
        lines.append(f"| {name} | {cpu:,.1f} | {wall:,.1f} | {memory:,.0f} | {verdict(name, cpu, memory)} |")
        print(lines[-1], flush=True)
    cases = [path for book in books for path in (book / "cases").rglob("*.toml")]
    size = sum(path.stat().st_size for path in cases) / (1 << 20)
    kept = sum(path.stat().st_size for path in Path(env["SENDCLOCK_CACHE"]).iterdir()) / (1 << 20)
    said = subprocess.run([SENDCLOCK, "due", *here, "--format", "plain"], capture_output=True, text=True, env=env)
    apart = "kept apart and said" if " is a case in " in said.stderr else "kept apart"
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    head = (
        f"{date.today():%-d %B %Y}, {machine}, load {os.getloadavg()[1]:.1f}: {len(cases):,} cases in {len(books)} "
        f"casebooks, {size:,.0f} MiB of files, {kept:,.1f} MiB of facts; {len({path.name for path in cases}):,} "
        f"references, equal in every casebook, {apart}."
    )
    return "\n".join([head, "", *lines])


def verdict(name: str, cpu: float, memory: float) -> str:
    """What was asked of the command, and whether it is met."""
    if name not in ASKED:
        return " | "
    met = round(cpu, 1) <= ASKED[name] and round(memory) <= MOST_MIB
    return f"{ASKED[name]} s, {MOST_MIB} MiB | {'met' if met else '**not met**'}"


def cost(command: Sequence[str], env: dict[str, str]) -> Cost:
    began = perf_counter()
    waited = [sys.executable, "-S", "-c", WAITED_FOR, *command]
    code, seconds, peak = subprocess.run(waited, stdout=subprocess.PIPE, text=True, env=env, check=True).stdout.split()
    if int(code) not in (0, 3):
        raise SystemExit(f"{' '.join(command[:3])} ended with {code}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(float(seconds), perf_counter() - began, int(peak) / unit)


if __name__ == "__main__":
    main()
