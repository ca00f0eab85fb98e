"""How long sendclock takes, as ratios within one run. Not a test: times wander, ratios hold.

    python benchmarks/bench.py                       1,000 and 5,000 cases, seven rounds
    python benchmarks/bench.py --sizes 200 --rounds 3

Every round runs each program once, in turn, so that a busy minute hits them all alike; medians are shown. Times are
those of the processor, of a program and of the workers it starts; beside them what passed on the wall.
The caseloads are `sendclock demo`'s, made afresh in a temporary folder. Needs sendclock installed beside this Python.
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from sendclock.casebook.folder import case_files, read_one
from sendclock.clock.run import Clock, timeline
from sendclock.say.row import rows_of
from sendclock.session import Session

AS_OF = date(2026, 11, 21)
SENDCLOCK = str(Path(sys.executable).with_name("sendclock"))
IMPORT_TYPER = "import typer"
VERSION = "sendclock --version"
PARSE = """
import sys, pathlib, {module} as toml
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    toml.loads(path.read_text(encoding="utf-8"))
"""


class Program(NamedTuple):
    """One thing measured. `against` names what it is compared with. `cold`: with an empty cache each time."""

    name: str
    command: Sequence[str]
    against: str = IMPORT_TYPER
    cold: bool = False


class Measured(NamedTuple):
    """Seconds of the processor and on the wall, peak memory (in the system's own unit), of each round; empty if the
    program failed."""

    seconds: list[float]
    wall: list[float]
    memory: list[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000], metavar="N", help="cases in a caseload")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="times each program is run")
    given = parser.parse_args()
    print(f"{date.today()}  Python {platform.python_version()}  {platform.machine()}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folders = {size: make(Path(name) / str(size), size) for size in given.sizes}
        programs = [*without_cases(), *(p for size, folder in folders.items() for p in with_cases(size, folder))]
        show(programs, run_in_turn(programs, given.rounds, compiled(Path(name))))
        for size, folder in folders.items():
            in_process(size, folder)


def make(folder: Path, size: int) -> Path:
    subprocess.run(
        [SENDCLOCK, "demo", str(folder), "--size", str(size), "--as-of", str(AS_OF)], check=True, capture_output=True
    )
    return folder


def without_cases() -> list[Program]:
    """What a command costs before it has read anything."""
    return [
        Program(IMPORT_TYPER, [sys.executable, "-c", IMPORT_TYPER]),
        Program(VERSION, [SENDCLOCK, "--version"]),
        Program("sendclock count", [SENDCLOCK, "count", "2026-12-18", "15wd"]),
        Program("sendclock calc", [SENDCLOCK, "calc", "assessment-requested", "2026-09-07"]),
        Program("sendclock rules", [SENDCLOCK, "rules"]),
    ]


def with_cases(size: int, folder: Path) -> list[Program]:
    tomllib = f"tomllib alone, {size:,}"
    due = [SENDCLOCK, "due", "--cases", str(folder), "--as-of", str(AS_OF), "--format", "plain"]
    return [
        Program(tomllib, [sys.executable, "-c", PARSE.format(module="tomllib"), str(folder)]),
        Program(f"rtoml alone, {size:,}", [sys.executable, "-c", PARSE.format(module="rtoml"), str(folder)], tomllib),
        Program(f"due --no-index, {size:,}", [*due, "--no-index"], tomllib),
        Program(f"cold due, {size:,}", due, tomllib, cold=True),
        Program(f"warm due, {size:,}", due, VERSION),
        Program(f"warm due --officer, {size:,}", [*due, "--officer", "okafor"], VERSION),
        *over_all_cases(size, folder),
    ]


def over_all_cases(size: int, folder: Path) -> list[Program]:
    """What reads every file, beside the list that does; and the panel, which looks through the index first."""
    every, here = f"due --no-index, {size:,}", ["--cases", str(folder), "--as-of", str(AS_OF)]
    with_panel(folder)
    return [
        Program(f"panel NAME, {size:,}", [SENDCLOCK, "panel", "assessment", *here], every),
        Program(f"report weekly, {size:,}", [SENDCLOCK, "report", "weekly", "--format", "json", *here], every),
        Program(f"report timeliness, {size:,}", [SENDCLOCK, "report", "timeliness", "--format", "json", *here], every),
        Program(f"export sen2, {size:,}", [SENDCLOCK, "export", "sen2", "--year", "2026", *here], every),
        Program(f"export csv, {size:,}", [SENDCLOCK, "export", "csv", *here], every),
    ]


def with_panel(folder: Path) -> None:
    """The invented settings have no panel of this name: add one."""
    panel = '[panels.assessment]\ntitle = "Panel"\nweekday = "wednesday"\nfirst = 2026-09-02\n'
    settings = folder / "sendclock.toml"
    there = settings.read_text(encoding="utf-8") if settings.exists() else "schema = 1\n"
    settings.write_text(f'{there}\n{panel}papers = "4wd"\nabout = ["assess", "plan"]\n', encoding="utf-8")


def compiled(folder: Path) -> dict[str, str]:
    """The environment of a program that is installed: its bytecode is kept, here in a folder of our own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "SENDCLOCK_CACHE": str(folder / "index")}


def run_in_turn(programs: Sequence[Program], rounds: int, env: dict[str, str]) -> dict[str, Measured]:
    measured = {program.name: Measured([], [], []) for program in programs}
    for program in programs:
        once(program, env)  # the first run fills the caches, and is not counted
    for _ in range(rounds):
        for program in programs:
            seconds, wall, memory, status = once(program, env)
            if status == 0:
                measured[program.name].seconds.append(seconds)
                measured[program.name].wall.append(wall)
                measured[program.name].memory.append(memory)
    return measured


def once(program: Program, env: dict[str, str]) -> tuple[float, float, int, int]:
    """Seconds of the processor and on the wall, peak memory, exit code of one whole process."""
    with tempfile.TemporaryDirectory() as empty:
        env = {**env, "SENDCLOCK_CACHE": empty} if program.cold else env
        begin = perf_counter()
        process = subprocess.Popen(program.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, process.returncode


def show(programs: Sequence[Program], measured: dict[str, Measured]) -> None:
    print(f"\n{'whole process':<26}{'ms':>9}{'ratio':>9}  {'against':<22}{'wall':>9}{'memory':>7} (of {IMPORT_TYPER})")
    for program in programs:
        mine, base = measured[program.name], measured[program.against]
        if not mine.seconds or not base.seconds:
            print(f"{program.name:<26}{'failed':>9}")
            continue
        ratio = median(mine.seconds) / median(base.seconds)
        memory = median(mine.memory) / median(measured[IMPORT_TYPER].memory)
        print(
            f"{program.name:<26}{median(mine.seconds) * 1000:>9,.0f}{ratio:>9.2f}  {program.against:<22}"
            f"{median(mine.wall) * 1000:>9,.0f}{memory:>7.2f}"
        )


def in_process(size: int, folder: Path) -> None:
    """What one case costs at each step, everything imported and the law loaded."""
    work = Session([folder], str(AS_OF))
    words, book = work.words, work.rulebook
    paths = list(case_files(work.books[0].cases))
    cases = [case for case, _ in (read_one(path, words) for path in paths) if case is not None]
    every = sum(len(timeline(case, book, AS_OF).deadlines) for case in cases)
    due = [timeline(case, book, AS_OF, on_the_list) for case in cases]
    running = sum(len(line.deadlines) for line in due)
    print(f"\n{size:,} cases: {every / size:.1f} clocks a case, {running / size:.1f} of them running deadlines")
    print(f"{'one case, in process':<26}{'µs':>9}{'cases/s':>9}")
    steps: list[tuple[str, Callable[[], object]]] = [
        ("bytes read", lambda: [path.read_bytes() for path in paths]),
        ("read and checked", lambda: [read_one(path, words) for path in paths]),
        ("timeline, every clock", lambda: [timeline(case, book, AS_OF) for case in cases]),
        ("timeline, as for due", lambda: [timeline(case, book, AS_OF, on_the_list) for case in cases]),
        ("rows of these", lambda: [rows_of(line, book) for line in due]),
    ]
    for name, step in steps:
        seconds = median(timed(step) for _ in range(3))
        print(f"{name:<26}{seconds / size * 1e6:>9,.0f}{size / seconds:>9,.0f}")


def on_the_list(clock: Clock) -> bool:
    """The clocks that `due` dates."""
    return clock.running and clock.rule.kind == "deadline"


def timed(step: Callable[[], object]) -> float:
    begin = perf_counter()
    step()
    return perf_counter() - begin


if __name__ == "__main__":
    main()
