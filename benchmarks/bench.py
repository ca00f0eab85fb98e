"""How long sendclock takes, beside other programs, as ratios within one run. Not a test: times wander, ratios hold.

    python benchmarks/bench.py                        1,000, 5,000, 20,000 and 100,000 cases: some hours, most to build
    python benchmarks/bench.py --sizes 1000 5000      a quarter of an hour
    python benchmarks/bench.py --sizes 1000 --rounds 3 --data /tmp/bench --write

It builds the caseloads (those of `sendclock demo`, seed 1), gives their deadlines to each program beside, and runs
every program once a round, in turn, so that a busy minute hits them all alike. Medians of the processor's time are
shown, and whether they meet what was asked (`asked.py`). What alters a case or the settings does so in a copy.
`--write` puts the tables and the chart of growth into `benchmarks/README.md` and `benchmarks/growth.svg`, and the list
beside other programs into `README.md`; `--data` keeps what was built for the next run. Programs beside are looked for
on the path and in `--tools DIR`; pandas and polars in `--python`. Needs sendclock installed beside this Python, on a
system with `os.wait4` (Linux, macOS).
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from math import log10
from pathlib import Path
from time import sleep
from types import MappingProxyType
from typing import NamedTuple

from asked import (
    ABSENCE,
    BESIDE,
    COLD,
    EDITS,
    ELSEWHERE,
    EVERY_REPORT,
    FLOOR,
    IMPORT_TYPER,
    NO_OP,
    NOTHING,
    OFFICER,
    ONE_EDIT,
    SPELLED,
    TAB,
    TOMLLIB,
    TOMORROW,
    WARM,
    Measured,
    Results,
    answers,
    figure,
    shown,
)
from beside import others, said_version

HERE = Path(__file__).parent
AS_OF = date(2026, 11, 21)
SENDCLOCK = str(Path(sys.executable).with_name("sendclock"))
ONE_FILE = """
import os, sys
for folder, folders, names in os.walk(sys.argv[1]):
    number = os.open(folder, os.O_RDONLY)
    for name in names:
        os.stat(name, dir_fd=number)
"""
PARSE = """
import sys, pathlib, tomllib as toml
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    toml.loads(path.read_text(encoding="utf-8"))
"""
LONGEST = 1800  # seconds a program may take before it is given up
SETTLED = 2.1  # seconds; a file that was changed within two is read again, whatever its stamp
BEGIN, END = "<!-- written by bench.py: begin -->", "<!-- written by bench.py: end -->"
NOT_HERE = "not installed"
ALL = 10**9  # more cases than anybody asks about


class Program(NamedTuple):
    """One thing measured. `cold`: with an empty cache each time. `before`: what is done before each time, and not
    counted. `told`: of the environment, besides the rest. `at`: the folder it is asked from."""

    name: str
    command: Sequence[str]
    cold: bool = False
    before: Callable[[], object] | None = None
    told: Mapping[str, str] = MappingProxyType({})
    at: Path | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20_000, 100_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times each program is run, at most")
    parser.add_argument("--seconds", type=float, default=45, metavar="N", help="for all rounds of one program, at most")
    parser.add_argument("--data", type=Path, metavar="DIR", help="build there, and use what is there")
    parser.add_argument("--tools", type=Path, metavar="DIR", help="programs to compare with, besides those on the path")
    parser.add_argument("--python", default=sys.executable, metavar="FILE", help="a Python that has pandas and polars")
    parser.add_argument(
        "--quick", type=int, nargs="?", const=0, default=ALL, metavar="N", help="without what reads every file, above N"
    )
    parser.add_argument("--beside", type=int, default=ALL, metavar="N", help="without the other programs, above N")
    parser.add_argument("--write", action="store_true", help="into the pages and the chart")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = (given.data or Path(name)).resolve()
        data.mkdir(parents=True, exist_ok=True)
        env, report = compiled(data), ""
        results: dict[int, dict[str, Measured]] = {}
        missing: dict[str, str] = {}
        for size in sorted(set(given.sizes)):
            programs = about_cases(size, data, env)
            if size <= given.beside:
                fed, absent = programs_beside(size, data, env, given.python, given.tools)
                programs += fed
                missing |= dict.fromkeys(absent, NOT_HERE)
            if size > given.quick:
                programs = [program for program in programs if program.name not in SLOW]
            results[size] = run_in_turn([*without_cases(), *programs], given.rounds, given.seconds, env)
            print(table({size: results[size]}, missing), flush=True)
            report = f"{about(given)}\n\n{whole(results, missing)}"
            if given.write:  # after each size: the next may take an hour
                write(HERE / "README.md", f"\n\n{report}\n\n")
                write(HERE.parent / "README.md", f"\n{beside(results)}\n")
                (HERE / "growth.svg").write_text(chart(results), encoding="utf-8")
    print(report)


def write(page: Path, text: str) -> None:
    """Between the marks of the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


# What is run


def compiled(data: Path) -> dict[str, str]:
    """The environment of a program that is installed: its bytecode is kept, and its facts, in a folder of our own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    made = {"PYTHONPYCACHEPREFIX": str(data / "bytecode"), "SENDCLOCK_CACHE": str(data / "index")}
    return {**kept, **made, "SENDCLOCK_OFFICER": "everyone"}


def make(folder: Path, size: int, env: dict[str, str]) -> Path:
    """An invented caseload with a panel, unless it is there."""
    if not (folder / "sendclock.toml").exists():
        command = [SENDCLOCK, "demo", str(folder), "--size", str(size), "--as-of", str(AS_OF)]
        subprocess.run(command, check=True, capture_output=True, env=env)
        panel = '[panels.assessment]\ntitle = "Panel"\nweekday = "wednesday"\nfirst = 2026-09-02\n'
        with (folder / "sendclock.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n{panel}papers = "4wd"\nabout = ["assess", "plan"]\n')
    return folder


class Altered(NamedTuple):
    """A copy of a casebook, altered before it is asked: each time something else, and never the casebook itself."""

    first: Path
    copy: Path

    def edited(self, many: int) -> None:
        """A note more in so many of the files, spread over all: other words than the time before."""
        paths = sorted((self.first / "cases").rglob("*.toml"))
        for path in paths[:: max(1, len(paths) // many)][:many]:
            note = f'\n[[event]]\ntype = "note-added"\non = 2026-11-20\nnote = "Rang {next(FRESH)} times"\n'
            (self.copy / path.relative_to(self.first)).write_bytes(path.read_bytes() + note.encode())

    def edited_and_asked(self, many: int, ask: Sequence[str], env: Mapping[str, str]) -> None:
        """So that what is measured is the second question since."""
        self.edited(many)
        settled(ask, env)

    def absent(self) -> None:
        """One absence more in the settings."""
        begins = AS_OF + timedelta(next(AWAY))
        with (self.copy / "sendclock.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[[absence]]\nofficer = "okafor"\nfrom = {begins}\nto = {begins}\nkind = "planned"\n')


FRESH, AWAY = count(1), count(1)  # so that no alteration is like another: the words of notes, the days of absences


def altered(first: Path, copy: Path) -> Altered:
    """The copy, with the settings of the first again, and one officer: nobody else can be absent."""
    if not (copy / "whole").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(first, copy)
        (copy / "whole").touch()
    settings = (first / "sendclock.toml").read_text(encoding="utf-8")
    (copy / "sendclock.toml").write_text(f"{settings}\n[officers.okafor]\n", encoding="utf-8")
    return Altered(first, copy)


def settled(ask: Sequence[str], env: Mapping[str, str]) -> None:
    """Asked once, so long after the last change that what is read is kept."""
    sleep(SETTLED)
    subprocess.run(ask, stdout=subprocess.DEVNULL, check=True, env=env)


def without_cases() -> list[Program]:
    """What a command costs before it has read anything."""
    return [
        Program(IMPORT_TYPER, [sys.executable, "-c", "import typer"]),
        Program(NO_OP, [SENDCLOCK, "--version"]),
        Program("count", [SENDCLOCK, "count", "2026-12-18", "15wd"]),
        Program("calc", [SENDCLOCK, "calc", "assessment-requested", "2026-09-07"]),
        Program("rules", [SENDCLOCK, "rules"]),
    ]


REPORTS = (
    "weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "promises", "steps", "workload",
)  # fmt: skip
COMMANDS = (
    ("check", ["check"]),
    ("cases", ["cases"]),
    ("panel", ["panel", "assessment"]),
    ("cover okafor", ["cover", "okafor"]),
    ("export ics --officer", ["export", "ics", "--officer", "okafor"]),
    ("export csv", ["export", "csv"]),
    *((f"report {name}", ["report", name]) for name in REPORTS),
    ("show", ["show", "REF"]),
    ("record", ["record", "REF", "note-added", "2026-11-20", "note=x", "--dry-run"]),
)


def about_cases(size: int, data: Path, env: dict[str, str]) -> list[Program]:
    """Everything asked of ours about a caseload, after a first list: the facts are there from then on."""
    folder = make(data / str(size), size, env)
    cases = folder / "cases"
    ref = next(path.stem for path in sorted(cases.rglob("*.toml")))
    due = due_of(folder)
    settled(due, env)
    commands = [(name, [ref if word == "REF" else word for word in words]) for name, words in COMMANDS]
    commands.append((EVERY_REPORT, ["report", "all", "--out", str(data / f"reports-{size}")]))
    return [
        Program(FLOOR, [sys.executable, "-S", "-c", ONE_FILE, str(cases)]),
        Program(WARM, due),
        Program(OFFICER, [*due, "--officer", "okafor"]),
        Program("due --no-index", [*due, "--no-index"]),
        Program(COLD, due, cold=True),
        Program(TOMLLIB, [sys.executable, "-c", PARSE, str(cases)]),
        *since_and_otherwise(folder, altered(folder, data / f"altered-{size}"), env),
        *(Program(name, [SENDCLOCK, *words, *here(folder)]) for name, words in commands),
        Program(
            TAB,
            [SENDCLOCK, "--complete", "zsh"],
            told={"SENDCLOCK_CASES": str(folder), "SENDCLOCK_LINE": f"sendclock show {ref[:5]}"},
        ),
    ]


def since_and_otherwise(folder: Path, book: Altered, env: dict[str, str]) -> Iterator[Program]:
    """The same list, where something has changed since the last; and of the same files in other words."""
    of_copy = due_of(book.copy)
    settled(of_copy, env)
    yield Program(ONE_EDIT, of_copy, before=lambda: book.edited(1))
    yield Program(EDITS, of_copy, before=lambda: book.edited_and_asked(150, of_copy, env))
    yield Program(ABSENCE, of_copy, before=book.absent)
    yield Program(ELSEWHERE, due_of(Path()), at=folder)
    yield Program(SPELLED, due_of(folder / ".." / folder.name))
    yield Program(TOMORROW, due_of(folder, AS_OF + timedelta(1)))


def due_of(folder: Path, day: date = AS_OF) -> list[str]:
    return [SENDCLOCK, "due", *here(folder, day), "--format", "plain"]


def here(folder: Path, day: date = AS_OF) -> list[str]:
    return ["--cases", str(folder), "--as-of", str(day)]


def programs_beside(
    size: int, data: Path, env: dict[str, str], python: str, tools: Path | None
) -> tuple[list[Program], list[str]]:
    """The others, given the deadlines of a caseload that is made; and who is not installed."""
    folder, facts = data / str(size), data / f"facts-{size}"
    if not facts.exists():
        command = [SENDCLOCK, "export", "facts", "--out", str(facts), *here(folder)]
        subprocess.run(command, check=True, capture_output=True, env=env)
    absent, asked = [], []
    for other in others(python, tools):
        place = data / f"{other.name.replace(' ', '-')}-{size}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        command_ = other.feed(place, facts, AS_OF, folder / "cases")
        if command_ is None:
            absent.append(other.name)
        else:
            asked.append(Program(other.name, command_))
    return asked, absent


def run_in_turn(programs: Sequence[Program], rounds: int, seconds: float, env: dict[str, str]) -> dict[str, Measured]:
    """The first run fills the caches and tells how many rounds a program can have; where it leaves no time for one, the
    second does, and counts where there is no other."""
    measured = {program.name: Measured([], []) for program in programs}
    turns = {}
    for program in programs:
        found = once(program, env)
        if found and not _turns(found, rounds, seconds):
            found = once(program, env)  # what it has kept by now may have made it quick
        turns[program.name] = _turns(found, rounds, seconds) if found else 0
        if found and not turns[program.name]:
            _note(measured[program.name], found)
    for number in range(rounds):
        for program in programs:
            found = once(program, env) if number < turns[program.name] else None
            if found:
                _note(measured[program.name], found)
    return measured


def _turns(found: tuple[float, float], rounds: int, seconds: float) -> int:
    """How many rounds a program can have that took so long."""
    return min(rounds, int(seconds * 1000 / max(found[0], 1)))


def _note(measured: Measured, found: tuple[float, float]) -> None:
    measured.times.append(found[0])
    measured.memory.append(found[1])


def once(program: Program, env: dict[str, str]) -> tuple[float, float] | None:
    """Milliseconds of the processor and MiB of one whole process and those it waited for; None where it failed."""
    if program.before:
        program.before()
    with tempfile.TemporaryDirectory() as empty:
        env = {**env, **program.told, **({"SENDCLOCK_CACHE": empty} if program.cold else {})}
        limited = ["timeout", str(LONGEST), *program.command] if shutil.which("timeout") else program.command
        command = [sys.executable, "-S", "-c", WAITED_FOR, *limited]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=env, cwd=program.at, check=True)
    code, seconds, peak = ran.stdout.split()
    if int(code):
        return None
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return float(seconds) * 1000, int(peak) / unit


# On Linux the peak of a process begins with that of the one that started it: so a small one stands in between.
WAITED_FOR = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
_, status, usage = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent), 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


# What is told


def about(given: argparse.Namespace) -> str:
    """The day, the machine, and what was compared with."""
    said = [(other.name, said_version(other)) for other in others(given.python, given.tools)]
    versions = [f"{name} {version}" for name, version in said if version and not name.startswith("the ")]
    return (
        f"{date.today():%-d %B %Y}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{_processor()}, {os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}. {'; '.join(versions)}."
    )


def _processor() -> str:
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        if found:
            return found[1].strip()
    return platform.processor() or "an unnamed processor"


def whole(results: Results, missing: Mapping[str, str]) -> str:
    return "\n\n".join(
        [
            "**Milliseconds of the processor**, of the whole process; in brackets as a multiple of the same column's "
            "warm `due`. Compare down a column, never across runs.",
            table(results, missing),
            '**What was asked for**, as multiples of what stands under "against", at most where not said otherwise:',
            answers(results),
            "![How it grows](growth.svg)",
        ]
    )


def table(results: Results, missing: Mapping[str, str]) -> str:
    names = list(dict.fromkeys(name for found in results.values() for name in found))
    lines = [_row("CPU ms", [f"{size:,}" for size in results]), "|---|" + "---:|" * len(results)]
    lines += [_row(shown(name), [_cell(found, name) for found in results.values()]) for name in names]
    lines += [_row(name, [why] * len(results)) for name, why in missing.items()]
    return "\n".join(lines)


def beside(results: Results) -> str:
    """Warm `due` and the programs beside it, for the page that is read first: a line a size, the small ones left out
    where there are others."""
    fed = [size for size in results if any(name in results[size] for name in BESIDE)] or [*results]
    sizes = [size for size in fed if size >= 5_000] or fed
    names = [name for name in (WARM, *BESIDE) if any(results[size].get(name, NOTHING).ms for size in sizes)]
    head = _row("CPU ms", [shown(name) for name in names])
    lines = [_row(f"{size:,} cases", [_alone(results[size].get(name), name) for name in names]) for size in sizes]
    return "\n".join([head, "|---|" + "---:|" * len(names), *lines])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _cell(found: Mapping[str, Measured], name: str) -> str:
    """With the multiple of the warm list."""
    warm, ms = found.get(WARM, NOTHING).ms, found.get(name, NOTHING).ms
    told = _alone(found.get(name), name)
    return told if ms is None or warm is None or name == WARM else f"{told} ({figure(ms / warm)})"


def _alone(measured: Measured | None, name: str) -> str:
    if measured is None:
        return "not asked"
    if measured.ms is None:
        return "failed"
    return f"**{measured.ms:,.0f}**" if name == WARM else f"{measured.ms:,.0f}"


# What reads every file, or makes every page
SLOW = ("due --no-index", COLD, TOMLLIB, "export csv", EVERY_REPORT, "the obvious program")

# The chart

WIDE, HIGH, LEFT, RIGHT, TOP, BELOW = 760, 460, 70, 190, 30, 50
COLOURS = ("#0b3a66", "#7a0014", "#0f4d20", "#6b3d00", "#4b2a7a", "#444444", "#00707a", "#9a5b00", "#a0005a", "#2f6f2f")
DRAWN = (WARM, FLOOR, COLD, "check", "report timeliness", *BESIDE)


def chart(results: Results) -> str:
    """Milliseconds over cases, both on a scale of powers of ten; one line a program, named at its end."""
    sizes = sorted(results)
    lines = {
        name: [(size, ms) for size in sizes for ms in [results[size].get(name, NOTHING).ms] if ms] for name in DRAWN
    }
    lines = {name: points for name, points in lines.items() if points}
    most = max(ms for points in lines.values() for _, ms in points)
    least = min(ms for points in lines.values() for _, ms in points)
    low, high = int(log10(least)), int(log10(most)) + 1
    begin, end = log10(min(sizes)), max(log10(max(sizes)), log10(min(sizes)) + 0.01)

    def at(size: float, ms: float) -> tuple[float, float]:
        x = LEFT + (WIDE - LEFT - RIGHT) * (log10(size) - begin) / (end - begin)
        return x, TOP + (HIGH - TOP - BELOW) * (high - log10(ms)) / (high - low)

    parts = list(_frame(sizes, range(low, high + 1), at))
    ends: list[float] = []
    for number, (name, points) in enumerate(sorted(lines.items(), key=lambda line: -line[1][-1][1])):
        colour, placed = COLOURS[number % len(COLOURS)], [at(*point) for point in points]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        thick = 3 if name == WARM else 1.5
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="{thick}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in placed]
        y = max(placed[-1][1], ends[-1] + 14) if ends else placed[-1][1]
        ends.append(y)
        weight = ' font-weight="bold"' if name == WARM else ""
        parts.append(f'<text x="{placed[-1][0] + 8:.0f}" y="{y + 4:.1f}" fill="{colour}"{weight}>{name}</text>')
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" '
        'font-size="12">\n'
        f'<title>Milliseconds of the processor by the number of cases</title>\n<rect width="{WIDE}" height="{HIGH}" '
        f'fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


def _frame(sizes: Sequence[int], powers: range, at: Callable[[float, float], tuple[float, float]]) -> Iterator[str]:
    for power in powers:
        _, y = at(sizes[0], 10.0**power)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDE - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{10**power:,} ms</text>'
    for size in sizes:
        x, y = at(size, 10.0 ** powers[0])
        yield f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle" fill="#444444">{size:,} cases</text>'


if __name__ == "__main__":
    main()
