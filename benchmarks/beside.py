"""Programs that people keep dates with, given the same deadlines: how each is fed, and how it is asked what is due.

Each gets one entry for each deadline of the authority that runs, as `sendclock export facts` has them, and is asked
what falls due in the week after the day of asking. What is not installed here is said to be.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

WEEK = timedelta(7)
HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//\n"
FRAME = """
import sys, {library}
path, until = sys.argv[1:]
{read}
print(found.to_string() if hasattr(found, "to_string") else found)
"""
PANDAS = """
rows = pandas.read_csv(path, usecols=["case", "rule", "kind", "due"])
found = rows[(rows.kind == "deadline") & (rows.due <= until)].sort_values("due")
"""
POLARS = """
polars.Config.set_tbl_rows(-1)
rows = polars.scan_csv(path).select("case", "rule", "kind", "due")
found = rows.filter((polars.col("kind") == "deadline") & (polars.col("due").cast(str) <= until)).sort("due").collect()
"""
# What somebody writes in an afternoon: one rule, no corrections, no exceptions, no working days.
OBVIOUS = """
import sys, tomllib, pathlib, datetime
until, found = datetime.date.fromisoformat(sys.argv[2]), []
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    events = tomllib.loads(path.read_text(encoding="utf-8")).get("event", [])
    asked = [e["on"] for e in events if e["type"] == "assessment-requested" and "on" in e]
    if asked and not any(e["type"] in ("final-plan-sent", "case-closed") for e in events):
        due = max(asked) + datetime.timedelta(weeks=20)
        if due <= until:
            found.append((due, path.stem))
for due, ref in sorted(found):
    print(due, ref, "week 20")
"""


class Task(NamedTuple):
    """One deadline: the case, what is to be done, the last day."""

    case: str
    what: str
    due: date


class Other(NamedTuple):
    """A program beside ours. `feed` writes its files below a folder and gives the command that asks; None where it is
    not installed. `version`: how it says its own."""

    name: str
    feed: Callable[[Path, Path, date, Path], Sequence[str] | None]
    version: Sequence[str]


def tasks(facts: Path) -> Iterator[Task]:
    """The running deadlines of the tables."""
    with (facts / "clocks.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "deadline" and row["listed"] == "yes":
                yield Task(row["case"], row["rule"], date.fromisoformat(row["due"]))


def others(python: str, tools: Path | None) -> list[Other]:
    """`python` has pandas and polars, `tools` is a folder of programs looked in before the others."""

    def found(name: str) -> str | None:
        return (shutil.which(name, path=str(tools)) if tools else None) or shutil.which(name)

    return [
        Other("todoman", _todoman(found("todo")), [found("todo") or "todo", "--version"]),
        Other("taskwarrior", _taskwarrior(found("task")), [found("task") or "task", "--version"]),
        Other("khal", _khal(found("khal")), [found("khal") or "khal", "--version"]),
        Other("remind", _remind(found("remind")), ["dpkg-query", "-W", "-f", "${Version}", "remind"]),
        Other("hledger", _hledger(found("hledger")), [found("hledger") or "hledger", "--version"]),
        Other("pandas", _frame(python, "pandas", PANDAS), [python, "-c", "import pandas; print(pandas.__version__)"]),
        Other("polars", _frame(python, "polars", POLARS), [python, "-c", "import polars; print(polars.__version__)"]),
        Other("the obvious program", _obvious, [sys.executable, "--version"]),
    ]


def said_version(other: Other) -> str:
    """The first number in what it says of itself; empty where it does not answer."""
    try:
        ran = subprocess.run(other.version, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\d[\w.+~-]*", ran.stdout)
    return found[0] if found else ""


def _todoman(program: str | None) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        if program is None:
            return None
        place = folder / "todo" / "send"
        place.mkdir(parents=True)
        for number, task in enumerate(tasks(facts)):
            _write(
                place / f"{number}.ics",
                f"{HEAD}BEGIN:VTODO\nUID:{number}\nSUMMARY:{task.case} {task.what}\n"
                f"DTSTAMP:20261101T000000Z\nDUE;VALUE=DATE:{task.due:%Y%m%d}\nEND:VTODO\nEND:VCALENDAR\n",
            )
        config = folder / "todoman.py"
        _write(config, f'path = "{folder}/todo/*"\ncache_path = "{folder}/todoman.db"\ndate_format = "%Y-%m-%d"\n')
        hours = (day + WEEK - date.today()).days * 24
        return [program, "--config", str(config), "list", "--due", str(max(hours, 24))]

    return feed


def _taskwarrior(program: str | None) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        if program is None:
            return None
        home = folder / "task"
        home.mkdir()
        _write(home / "rc", f"data.location={home}\nconfirmation=off\nverbose=nothing\nnews.version=9\ngc=off\n")
        given = [
            {"description": f"{task.case} {task.what}", "due": f"{task.due:%Y%m%d}T120000Z", "status": "pending"}
            for task in tasks(facts)
        ]
        _write(home / "in.json", json.dumps(given))
        subprocess.run(
            [program, f"rc:{home / 'rc'}", "import", str(home / "in.json")], capture_output=True, check=False
        )
        return [program, f"rc:{home / 'rc'}", f"due.before:{day + WEEK}", "list"]

    return feed


def _khal(program: str | None) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        if program is None:
            return None
        place = folder / "khal" / "send"
        place.mkdir(parents=True)
        for number, task in enumerate(tasks(facts)):
            _write(
                place / f"{number}.ics",
                f"{HEAD}BEGIN:VEVENT\nUID:{number}\nSUMMARY:{task.case} {task.what}\n"
                f"DTSTAMP:20261101T000000Z\nDTSTART;VALUE=DATE:{task.due:%Y%m%d}\nDURATION:P1D\n"
                "END:VEVENT\nEND:VCALENDAR\n",
            )
        config = folder / "khal.conf"
        _write(
            config,
            f"[calendars]\n[[send]]\npath = {place}\n[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
            "longdatetimeformat = %Y-%m-%d %H:%M\ntimeformat = %H:%M\nlocal_timezone = Europe/London\n"
            "default_timezone = Europe/London\n",
        )
        return [program, "-c", str(config), "list", day.isoformat(), "7d"]

    return feed


def _remind(program: str | None) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        if program is None:
            return None
        lines = (f"REM {task.due} MSG {task.case} {task.what}\n" for task in tasks(facts))
        _write(folder / "send.rem", "".join(lines))
        return [program, "-q", "-s+2", str(folder / "send.rem"), day.isoformat()]

    return feed


def _hledger(program: str | None) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        if program is None:
            return None
        lines = (f"{task.due} {task.case} {task.what}\n    (due)  1\n\n" for task in tasks(facts))
        _write(folder / "send.journal", "".join(lines))
        return [program, "-f", str(folder / "send.journal"), "register", "-e", (day + WEEK).isoformat()]

    return feed


def _frame(python: str, library: str, read: str) -> Callable[[Path, Path, date, Path], Sequence[str] | None]:
    def feed(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str] | None:
        there = subprocess.run([python, "-c", f"import {library}"], capture_output=True, check=False)
        if there.returncode:
            return None
        script = FRAME.format(library=library, read=read)
        return [python, "-c", script, str(facts / "clocks.csv"), (day + WEEK).isoformat()]

    return feed


def _obvious(folder: Path, facts: Path, day: date, cases: Path) -> Sequence[str]:
    return [sys.executable, "-c", OBVIOUS, str(cases), (day + WEEK).isoformat()]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
