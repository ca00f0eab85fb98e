"""How long sendclock takes, beside other programs, as ratios within one run. Not a test: times wander, ratios hold.

    python benchmarks/bench.py                        1,000, 5,000, 20,000 and 100,000 cases: some hours, most to build
    python benchmarks/bench.py --sizes 1000 5000      a quarter of an hour
    python benchmarks/bench.py --sizes 1000 --rounds 3 --data /tmp/bench --write

It builds the caseloads (those of `sendclock demo`, seed 1), gives their deadlines to each program beside, and runs
every program once a round, in turn, so that a busy minute hits them all alike. Medians of the processor's time are
shown. `--write` puts the tables and the chart of growth into `benchmarks/README.md` and `benchmarks/growth.svg`;
`--data` keeps what was built for the next run. Programs beside are looked for on the path and in `--tools DIR`; pandas
and polars in `--python`. Needs sendclock installed beside this Python, on a system with `os.wait4` (Linux, macOS).
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
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import log10
from pathlib import Path
from statistics import median
from typing import NamedTuple

from beside import others, said_version

HERE = Path(__file__).parent
AS_OF = date(2026, 11, 21)
SENDCLOCK = str(Path(sys.executable).with_name("sendclock"))
IMPORT_TYPER = "import typer"
FLOOR = "listdir and stat"
WARM = "due"
COLD = "due, nothing kept"
TOMLLIB = "tomllib alone"
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
BEGIN, END = "<!-- written by bench.py: begin -->", "<!-- written by bench.py: end -->"
NOT_HERE = "not installed"


class Program(NamedTuple):
    """One thing measured. `against` names what it is compared with. `cold`: with an empty cache each time."""

    name: str
    command: Sequence[str]
    against: str = WARM
    cold: bool = False


class Measured(NamedTuple):
    """Milliseconds of the processor, and peak memory in MiB, of each round; none if it failed or took too long."""

    times: list[float]
    memory: list[float]

    @property
    def ms(self) -> float | None:
        return median(self.times) if self.times else None


NOTHING = Measured([], [])
Results = dict[int, dict[str, Measured]]  # by size, by name


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 5000, 20_000, 100_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times each program is run, at most")
    parser.add_argument("--seconds", type=float, default=45, metavar="N", help="for all rounds of one program, at most")
    parser.add_argument("--data", type=Path, metavar="DIR", help="build there, and use what is there")
    parser.add_argument("--tools", type=Path, metavar="DIR", help="programs to compare with, besides those on the path")
    parser.add_argument("--python", default=sys.executable, metavar="FILE", help="a Python that has pandas and polars")
    parser.add_argument("--quick", action="store_true", help="without what reads every file")
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md and benchmarks/growth.svg")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = given.data or Path(name)
        data.mkdir(parents=True, exist_ok=True)
        env, report = compiled(data), ""
        results: Results = {}
        missing: dict[str, str] = {}
        for size in given.sizes:
            programs, absent = with_cases(size, data, env, given.python, given.tools)
            if given.quick:
                programs = [program for program in programs if program.name not in SLOW]
            results[size] = run_in_turn([*without_cases(), *programs], given.rounds, given.seconds, env)
            missing |= dict.fromkeys(absent, NOT_HERE)
            print(table([size], {size: results[size]}, missing), flush=True)
            report = f"{about(given)}\n\n{whole([*results], results, missing)}"
            if given.write:  # after each size: the next may take an hour
                write(report, chart([*results], results))
    print(report)


def write(report: str, drawing: str) -> None:
    """Into the page beside this file."""
    (HERE / "growth.svg").write_text(drawing, encoding="utf-8")
    page = HERE / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


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


def without_cases() -> list[Program]:
    """What a command costs before it has read anything."""
    return [
        Program(IMPORT_TYPER, [sys.executable, "-c", "import typer"], IMPORT_TYPER),
        Program("--version", [SENDCLOCK, "--version"], IMPORT_TYPER),
        Program("count", [SENDCLOCK, "count", "2026-12-18", "15wd"], IMPORT_TYPER),
        Program("calc", [SENDCLOCK, "calc", "assessment-requested", "2026-09-07"], IMPORT_TYPER),
    ]


def with_cases(
    size: int, data: Path, env: dict[str, str], python: str, tools: Path | None
) -> tuple[list[Program], list[str]]:
    """Everything asked about a caseload, ours and the others'; and who is not installed."""
    folder = make(data / str(size), size, env)
    here = ["--cases", str(folder), "--as-of", str(AS_OF)]
    due = [SENDCLOCK, "due", *here, "--format", "plain"]
    ref = next(path.stem for path in sorted((folder / "cases").rglob("*.toml")))
    subprocess.run(due, stdout=subprocess.DEVNULL, check=True, env=env)  # the facts are there from now on
    facts = data / f"facts-{size}"
    if not facts.exists():
        command = [SENDCLOCK, "export", "facts", "--out", str(facts), *here]
        subprocess.run(command, check=True, capture_output=True, env=env)
    ours = [
        Program(FLOOR, [sys.executable, "-S", "-c", ONE_FILE, str(folder / "cases")]),
        Program(WARM, due, FLOOR),
        Program("due --officer okafor", [*due, "--officer", "okafor"], FLOOR),
        Program("due --no-index", [*due, "--no-index"], TOMLLIB),
        Program(COLD, due, TOMLLIB, cold=True),
        Program(TOMLLIB, [sys.executable, "-c", PARSE, str(folder / "cases")]),
        *(
            Program(" ".join(words[:3] if words[0] in ("report", "export") else words[:1]), [SENDCLOCK, *words, *here])
            for words in (
                ["check"],
                ["cases"],
                ["panel", "assessment"],
                ["cover"],
                ["export", "ics", "--officer", "okafor"],
                ["report", "timeliness"],
                ["report", "weekly"],
                ["show", ref],
                ["record", ref, "note-added", "2026-11-20", "note=x", "--dry-run"],
            )
        ),
    ]
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
    return [*ours, *asked], absent


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
    with tempfile.TemporaryDirectory() as empty:
        env = {**env, "SENDCLOCK_CACHE": empty} if program.cold else env
        limited = ["timeout", str(LONGEST), *program.command] if shutil.which("timeout") else program.command
        ran = subprocess.run(
            [sys.executable, "-S", "-c", WAITED_FOR, *limited], stdout=subprocess.PIPE, text=True, env=env, check=True
        )
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


def whole(sizes: Sequence[int], results: Results, missing: dict[str, str]) -> str:
    return "\n\n".join(
        [
            "**Milliseconds of the processor**, of the whole process; in brackets as a multiple of the same column's "
            "warm `due`. Compare down a column, never across runs.",
            table(sizes, results, missing),
            "**What was asked for**, as ratios:",
            ratios(sizes, results),
            "![How it grows](growth.svg)",
        ]
    )


def table(sizes: Sequence[int], results: Results, missing: dict[str, str]) -> str:
    names = list(dict.fromkeys(name for size in sizes for name in results[size]))
    lines = ["| CPU ms | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---|" + "---:|" * len(sizes)]
    for name in names:
        cells = [_cell(results[size].get(name), results[size].get(WARM)) for size in sizes]
        lines.append(f"| {_shown(name)} | {' | '.join(cells)} |")
    lines += [f"| {name} | {' | '.join([why] * len(sizes))} |" for name, why in missing.items()]
    return "\n".join(lines)


def _shown(name: str) -> str:
    return name if name in (*DRAWN[5:], IMPORT_TYPER, FLOOR, TOMLLIB, COLD) else f"`{name}`"


def _cell(measured: Measured | None, warm: Measured | None) -> str:
    if measured is None or measured.ms is None:
        return "failed"
    if warm is None or warm.ms is None or measured is warm:
        return f"**{measured.ms:,.0f}**"
    return f"{measured.ms:,.0f} ({_ratio(measured.ms / warm.ms)})"


def _ratio(number: float) -> str:
    return f"{number:,.0f}" if number >= 20 else f"{number:.1f}" if number >= 2 else f"{number:.2f}"


ASKED = (
    ("--version", IMPORT_TYPER, "1.1"),
    ("count", IMPORT_TYPER, "1.2"),
    ("calc", IMPORT_TYPER, "1.4"),
    (WARM, FLOOR, "2.6 at 20,000; 2.5 at 100,000"),
    ("due --officer okafor", FLOOR, "1.9 at 20,000"),
    ("due --officer okafor", "--version", "1.15 at 5,000"),
    (COLD, TOMLLIB, "0.35 at 5,000"),
    ("check", "--version", "4 at 20,000"),
    ("panel", "--version", "4 at 20,000"),
    ("cover", "--version", "4 at 20,000"),
    ("export ics --officer", "--version", "4 at 20,000"),
    ("report timeliness", "--version", "12 at 20,000"),
    ("show", "--version", "2.2 at 20,000"),
    ("record", "--version", "2.2 at 20,000"),
)


def ratios(sizes: Sequence[int], results: Results) -> str:
    lines = ["| | against | " + " | ".join(f"{size:,}" for size in sizes) + " | asked |"]
    lines.append("|---|---|" + "---:|" * (len(sizes) + 1))
    for name, against, asked in ASKED:
        cells = [_against(results[size].get(name), results[size].get(against)) for size in sizes]
        if not any(cells):
            continue
        lines.append(f"| {_shown(name)} | {_shown(against)} | {' | '.join(cells)} | {asked} |")
    memory = [_memory(results[size]) for size in sizes]
    lines.append(f"| peak memory of `due` | {IMPORT_TYPER} | {' | '.join(memory)} | 2.0 at 20,000 |")
    return "\n".join(lines)


def _against(measured: Measured | None, base: Measured | None) -> str:
    if measured is None or base is None or measured.ms is None or base.ms is None:
        return ""
    return _ratio(measured.ms / base.ms)


def _memory(found: dict[str, Measured]) -> str:
    ours, base = found[WARM].memory, found[IMPORT_TYPER].memory
    return _ratio(median(ours) / median(base)) if ours and base else ""


# What reads every file, if only for now
SLOW = ("due --no-index", COLD, TOMLLIB, "check", "report timeliness", "report weekly", "the obvious program")

# The chart

WIDE, HIGH, LEFT, RIGHT, TOP, BELOW = 760, 460, 70, 190, 30, 50
COLOURS = ("#0b3a66", "#7a0014", "#0f4d20", "#6b3d00", "#4b2a7a", "#444444", "#00707a", "#9a5b00", "#a0005a", "#2f6f2f")
DRAWN = (
    WARM, FLOOR, COLD, "check", "report timeliness", "todoman", "taskwarrior", "khal", "remind", "hledger",
    "pandas", "polars", "the obvious program",
)  # fmt: skip


def chart(sizes: Sequence[int], results: Results) -> str:
    """Milliseconds over cases, both on a scale of powers of ten; one line a program, named at its end."""
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
