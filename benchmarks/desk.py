"""The hour at the desk, measured: what the design asks for, one function a measure.

    python benchmarks/desk.py                        every measure; exit 1 if one falls short
    python benchmarks/desk.py slips

The cases are those of `cases/`, copied afresh for every command; the mornings are those of the demo, on a terminal of
80 columns and 24 lines (Linux, macOS).
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import json
import os
import re
import resource
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
CASES = ROOT / "cases"
AS_OF = "2026-11-21"
REF = "EHC-2026-0112"
ADVISERS = (
    ("Educational Psychology", "psychology"), ("Derbyshire Healthcare NHS FT", "health"), ("STePS", "other"),
    ("Social care and early help", "social-care"), ("Current school SENCO", "school"), ("Behaviour Support", "other"),
)  # fmt: skip


class Measure(NamedTuple):
    """What was asked for, what was found, and whether that is enough."""

    asked: str
    found: str
    enough: bool


@contextmanager
def casebook() -> Iterator[Path]:
    """A copy of the cases, to write in."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(CASES, Path(folder) / "cases"))


def environment(book: Path, officer: str, source: Path = ROOT / "src") -> dict[str, str]:
    """Of somebody who works in that casebook, whose facts are kept beside it; `source`: where the program stands."""
    settings = {"SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_OFFICER": officer, "SENDCLOCK_CACHE": str(book.parent / "cache")}
    (book.parent / "cache").mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, "PYTHONPATH": str(source), **settings, "SENDCLOCK_CASES": str(book)}


def sendclock(book: Path, *words: str, officer: str = "reid") -> subprocess.CompletedProcess[str]:
    command, settings = [sys.executable, "-m", "sendclock", *words], environment(book, officer)
    return subprocess.run(command, capture_output=True, text=True, env=settings, check=False, stdin=subprocess.DEVNULL)


def events(book: Path, ref: str = REF) -> list[dict[str, Any]]:
    """What stands in a case, without when it was written down."""
    path = next(book.rglob(f"{ref}.toml"))
    every = tomllib.loads(path.read_text(encoding="utf-8"))["event"]
    return [{name: value for name, value in event.items() if name not in ("recorded", "id")} for event in every]


SLIPS = (
    ("record", "EHC-2026-0106", "advice in", "fri", "party=Nobody Asked"),
    ("record", "EHC-2026-0104", "advice in", "fri", "party=Step"),
    ("record", "EHC-2026-0109", "advice in", "fri", "party=SaLT Teem"),
    ("record", REF, "assessment-requested", "5/10/2026"),
    ("record", REF, "assessment-requested", "6/10/2026", "requester=family"),
    ("record", "EHC-2026-0101", "final-plan-sent", "12/5/2026"),
    ("record", "EHC-2026-0101", "draft-plan-sent", "13/4/2026", "closes=30/4/2026"),
    ("record", "EHC-2026-0101", "assessment-agreed", "9/2/2026"),
    ("record", REF, "assessment-agreed", "20/11/2025"),
    ("record", REF, "assessment-agreed", "20/11/2027"),
    ("record", REF, "assessment-agreed", "27/11/2026"),
    ("record", "EHC-2026-0106", "advice in", "1/1/2026", "party=STePS"),
    ("record", REF, "review-meeting-arranged", "today", "meeting=last fri"),
    ("record", REF, "hearing-listed", "today", "hearing=2025-12-01"),
    ("record", REF, "mediation-arranged", "today", "mediation_on=-3d"),
    ("record", REF, "draft-plan-sent", "fri", "closes=13/11/2026"),
    ("note", "EHC-2026-0101", "Ring them"),
    ("done", "EHC-2026-0104", "week 20", "fri"),
    ("set", "EHC-2026-0103", "setting=Oakwood"),
    ("withdraw", "EHC-2026-0104", "e1", "--reason", "x"),
)


def slips() -> Measure:
    """Twenty wrong keys: parties nobody asked, acts twice, days before the case and in the wrong year, days ahead that
    have been, and (from the 17th) right words in somebody else's case."""
    written = []
    for words in SLIPS:
        with casebook() as book:
            before = {path: path.read_bytes() for path in book.rglob("*.toml")}
            ran = sendclock(book, *words)
            if ran.returncode != 5 or {path: path.read_bytes() for path in book.rglob("*.toml")} != before:
                written.append(f"{' '.join(words)}: exit {ran.returncode} {ran.stderr.strip()[:80]}")
    for each in written:
        print(f"    {each}")
    return Measure("0 of 20 seeded slips written unasked", f"{len(written)} of {len(SLIPS)}", not written)


def six_advisers() -> Measure:
    """The advice of six asked for: one command, every event as six commands would have written it."""
    one = ["record", "112", "advice asked", *(w for p, s in ADVISERS for w in (f"party={p}", f"source={s}"))]
    with casebook() as book:
        first = sendclock(book, *one)
        at_once = events(book)
    with casebook() as book:
        for party, source in ADVISERS:
            sendclock(book, "record", REF, "advice-requested", AS_OF, f"party={party}", f"source={source}")
        singly = events(book)
    same = first.returncode == 0 and _in_any_order(at_once) == _in_any_order(singly)
    return Measure("six advisers in one command", "the same six events" if same else first.stderr.strip()[:200], same)


def _in_any_order(found: Sequence[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return [sorted((name, str(value)) for name, value in event.items()) for event in found]


# Fourteen acts, each as it had to be typed, and as it may be now. The first of a pair that needs a list asks for it.
ADVICE = tuple(f'sendclock record {REF} advice-requested 2026-11-21 party="{p}" source={s}' for p, s in ADVISERS)
ACTS: tuple[tuple[Sequence[str], str], ...] = (
    ([f"sendclock record {REF} assessment-agreed 2026-11-20"], "sendclock done 112 week 6 agreed fri"),
    (ADVICE, "sendclock record 112 advice asked " + " ".join(f'party="{p}" source={s}' for p, s in ADVISERS)),
    ([f"sendclock record {REF} contact-made 2026-11-20 whom=family how=call"], "sendclock record rang fri whom=family"),
    ([f'sendclock record {REF} note-added 2026-11-21 note="Away"'], "sendclock note Away"),
    (
        [f"sendclock record {REF} draft-plan-sent 2026-11-20 closes=2026-12-11"],
        "sendclock record draft fri closes=11/12",
    ),
    ([f"sendclock record {REF} plan-agreed 2026-11-20"], "sendclock record plan yes fri"),
    (
        [f'sendclock record {REF} setting-consulted 2026-11-20 party="Oakwood"'],
        "sendclock record consult fri party=Oakwood",
    ),
    ([f"sendclock record {REF} panel-listed 2026-11-21 panel=EHC"], "sendclock record to panel panel=EHC"),
    ([f"sendclock record {REF} case-closed 2026-11-21 reason=withdrawn"], "sendclock record close reason=withdrawn"),
    (
        [f"sendclock record {REF} review-meeting-arranged 2026-11-21 meeting=2026-11-27"],
        "sendclock record ar booked meeting=fri",
    ),
    ([f"sendclock record {REF} appeal-registered 2026-11-20"], "sendclock record appeal fri"),
    ([f"sendclock record {REF} tag-added 2026-11-21 tag=urgent"], "sendclock set tag=urgent"),
    ([f"sendclock record {REF} final-plan-sent 2026-11-20"], "sendclock record final fri"),
    ([f'sendclock withdraw {REF} e13 --reason "slip"'], "sendclock undo"),
)  # fmt: skip


def keys() -> Measure:
    """The keys of fourteen acts, Enter counted, as they were and as they are; each pair writes the same."""
    was = is_now = 0
    wrong = []
    for old, new in ACTS:
        was += sum(len(line) + 1 for line in old)
        is_now += len(new) + 1
        if new != "sendclock undo" and _written(old) != _written([new]):
            wrong.append(new)
    for each in wrong:
        print(f"    not the same: {each}")
    found = f"{is_now} for {was}: {is_now / was:.0%}"
    return Measure("14 acts in half the keys or fewer", found, not wrong and is_now * 2 <= was)


def _written(lines: Sequence[str]) -> list[list[tuple[str, str]]]:
    """What the commands write, right after the case was looked at."""
    with casebook() as book:
        sendclock(book, "show", REF)
        before = len(events(book))
        for line in lines:
            ran = sendclock(book, *shlex.split(line)[1:], *([] if "undo" in line else ["--anyway"]))
            if ran.returncode:
                print(f"    {line}: {ran.stderr.strip()[:160]}")
        return _in_any_order(events(book)[before:])


COMPILE = """
from sendclock.days import bank_holidays
from sendclock.law import guard, load
load.save_compiled(guard.read_law(load.shipped(), bank_holidays.CALENDARS))
"""


def completion() -> Measure:
    """A Tab among 20,000 cases, where a reference has begun and where one is named: time of the processor, that of the
    wall being the machine's. One real case, and 20,000 references in what is kept, as a first list leaves them. In a
    copy of the program with its law compiled, as an installed one has it."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "cases"
        book.mkdir()
        (book / f"{REF}.toml").write_bytes((CASES / f"{REF}.toml").read_bytes())
        (book / "sendclock.toml").write_bytes((CASES / "sendclock.toml").read_bytes())
        source = Path(shutil.copytree(ROOT / "src", Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__")))
        told = {**environment(book, "everyone", source), "PYTHONDONTWRITEBYTECODE": ""}
        program = [sys.executable, "-m", "sendclock"]
        subprocess.run([sys.executable, "-c", COMPILE], env=told, check=True)
        subprocess.run([*program, "due"], env=told, check=True, stdout=subprocess.DEVNULL)
        (kept,) = (book.parent / "cache").glob("*.sqlite")
        base = sqlite3.connect(kept)
        places = [(n, f"EHC-2025-{n:05d}.toml".encode(), f"ehc-2025-{n:05d}") for n in range(2, 20_001)]
        base.executemany("INSERT INTO file VALUES (?, ?, ?, 1, 0)", places)
        base.commit()
        base.close()
        spent = {}
        asked = {"a reference": "show EHC-2025-0", "an act": f"record {REF} ", "a label": f"explain {REF} w"}
        for name, line in asked.items():
            told["SENDCLOCK_LINE"] = f"sendclock {line}"
            times = []
            for _ in range(5):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                offered = subprocess.run(
                    [*program, "--complete", "zsh"], env=told, capture_output=True, check=False
                ).stdout
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime if offered else 9)
            spent[name] = 1000 * sorted(times)[2]
    found = ", ".join(f"{name} {time:.0f} ms" for name, time in spent.items())
    return Measure("a completion in 100 ms at 20,000 cases", found, max(spent.values()) <= 100)


OFFICERS = (
    "okafor", "singh", "reid", "novak", "haddad", "mensah", "doyle", "farouk", "lindqvist", "rao", "pereira",
    "kowalska", "tanaka", "osei", "bright",
)  # fmt: skip
WEEK = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
SIZE = 2_700  # cases of fifteen officers: 180 each, as councils have them
COLUMNS, LINES = 80, 24


def mornings() -> Measure:
    """The front page of fifteen officers on five days: each row that is due that day stands under TODAY, or is counted
    there, and the line at the top says how many they are; the page leaves a line for the prompt."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "demo"
        sendclock(book, "demo", str(book), "--size", str(SIZE), "--as-of", AS_OF)
        short, with_some, rows_shown, rows_due = [], 0, 0, 0
        for day in WEEK:
            for officer in OFFICERS:
                listed = json.loads(sendclock(book, "due", "--as-of", day, "--format", "json", officer=officer).stdout)
                due = sum(row["days_left"] == 0 and not row["drawn_with"] for row in listed["rows"])
                page = on_a_terminal(book, "due", "--as-of", day, officer=officer)
                said, shown, more = _today(page)
                with_some, rows_shown, rows_due = with_some + bool(due), rows_shown + shown, rows_due + due
                if said != due or shown + more != due or len(page) > LINES - 1:
                    short.append(f"{officer}, {day}: {due} due; {said} said, {shown} shown, {more} counted")
    for each in short:
        print(f"    {each}")
    of = len(WEEK) * len(OFFICERS)
    found = (
        f"{of - len(short)} of {of}; something fell due on {with_some}; of its {rows_due} rows {rows_shown} are shown, "
        "the others counted"
    )
    return Measure("75 mornings: what is due that day is shown or counted on one screen", found, not short)


def _today(page: Sequence[str]) -> tuple[int, int, int]:
    """How many are due today, by the line at the top; how many of them stand there; how many more are counted."""
    text = " ".join(page)
    said = re.search(r": (\d+) today", text)
    counted = re.search(r"TODAY: (\d+)", text)
    shown = more = 0
    inside = False
    for line in page:
        if re.match(r"[A-Z][A-Z ,]+: \d", line):
            inside = line.startswith("TODAY") and "(--today)" not in line
        elif inside and re.match(r" *\d+  \S", line):
            shown += 1
        elif inside and (rest := re.match(r" *\.\.\.  (\d+) more", line)):
            more += int(rest.group(1))
    if not shown and counted:
        more = int(counted.group(1))
    return int(said.group(1)) if said else -1, shown, more


def on_a_terminal(book: Path, *words: str, officer: str) -> list[str]:
    """The lines that a person sees."""
    import pty

    size = {"COLUMNS": str(COLUMNS), "LINES": str(LINES), "TERM": "xterm", "NO_COLOR": "1"}
    master, slave = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-m", "sendclock", *words], stdout=slave, stdin=slave, stderr=subprocess.DEVNULL,
        env={**environment(book, officer), **size},
    )  # fmt: skip
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65_536)
        except OSError:  # the program has ended, and with it its side of the terminal
            break
        if not part:
            break
        seen += part
    ran.wait()
    os.close(master)
    return seen.decode("utf-8", "replace").replace("\r\n", "\n").splitlines()


def newcomer() -> Measure:
    """The first commands of the README's first case, typed in an empty folder: after three of them there is a case, and
    its dates have been shown."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("**Your own first case.**")[1].split("```sh\n")[1].split("```")[0]
    commands = [line for line in block.splitlines() if line.startswith("sendclock ")][:3]
    with tempfile.TemporaryDirectory() as folder:
        book, shown = Path(folder) / "send", ""
        for line in commands:
            ran = subprocess.run(
                [sys.executable, "-m", "sendclock", *shlex.split(line)[1:]], capture_output=True, text=True,
                check=False, cwd=folder, stdin=subprocess.DEVNULL,
                env={**environment(book, "okafor"), "SENDCLOCK_CASES": "", "SENDCLOCK_TODAY": "2026-09-07"},
            )  # fmt: skip
            shown += ran.stdout
            if ran.returncode:
                return Measure("a newcomer's own first case in three commands", f"{line}: {ran.stderr}", False)
        there = len(commands) == 3 and list(book.rglob("EHC-*.toml")) and "25 January 2027" in shown
        at = readme[: readme.index(block)].count("\n") + len(commands)
    found = f"case and dates after {len(commands)}, by line {at} of the README"
    return Measure("a newcomer's own first case in three commands of the README", found, bool(there))


MEASURES: dict[str, Callable[[], Measure]] = {
    "mornings": mornings, "slips": slips, "six-advisers": six_advisers, "keys": keys, "newcomer": newcomer,
    "completion": completion,
}  # fmt: skip


def main() -> int:
    short = False
    for name in sys.argv[1:] or MEASURES:
        asked, found, enough = MEASURES[name]()
        print(f"{'ok   ' if enough else 'SHORT'} {asked}: {found}")
        short = short or not enough
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
