"""The hour at the desk, measured: what the design asks for, one function a measure.

    python benchmarks/desk.py                        every measure; exit 1 if one falls short
    python benchmarks/desk.py slips

The cases are those of `cases/`, copied afresh for every command; the day is that of the demo.
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import os
import resource
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


def sendclock(book: Path, *words: str, officer: str = "reid") -> subprocess.CompletedProcess[str]:
    settings = {"SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_OFFICER": officer, "SENDCLOCK_CACHE": str(book.parent / "cache")}
    (book.parent / "cache").mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **settings, "SENDCLOCK_CASES": str(book)}
    command = [sys.executable, "-m", "sendclock", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, stdin=subprocess.DEVNULL
    )


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
    ("record", REF, "draft-plan-sent", "1/9/2026"),
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
    import shlex

    with casebook() as book:
        sendclock(book, "show", REF)
        before = len(events(book))
        for line in lines:
            ran = sendclock(book, *shlex.split(line)[1:], *([] if "undo" in line else ["--anyway"]))
            if ran.returncode:
                print(f"    {line}: {ran.stderr.strip()[:160]}")
        return _in_any_order(events(book)[before:])


def completion() -> Measure:
    """A Tab among 20,000 cases, where a reference has begun and where one is named: time of the processor, that of the
    wall being the machine's. One real case, and 20,000 references in what is kept, as a first list leaves them."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "cases"
        book.mkdir()
        (book / f"{REF}.toml").write_bytes((CASES / f"{REF}.toml").read_bytes())
        (book / "sendclock.toml").write_bytes((CASES / "sendclock.toml").read_bytes())
        sendclock(book, "due", officer="everyone")
        (kept,) = (book.parent / "cache").glob("*.sqlite")
        base = sqlite3.connect(kept)
        places = [(n, f"EHC-2025-{n:05d}.toml".encode(), f"ehc-2025-{n:05d}") for n in range(2, 20_001)]
        base.executemany("INSERT INTO file VALUES (?, ?, ?, 1, 0)", places)
        base.commit()
        base.close()
        spent = {}
        asked = {"a reference": "show EHC-2025-0", "an act": f"record {REF} ", "a label": f"explain {REF} w"}
        for name, line in asked.items():
            os.environ["SENDCLOCK_LINE"] = f"sendclock {line}"
            times = []
            for _ in range(5):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                offered = sendclock(book, "--complete", "zsh").stdout
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime if offered else 9)
            spent[name] = 1000 * sorted(times)[2]
    found = ", ".join(f"{name} {time:.0f} ms" for name, time in spent.items())
    return Measure("a completion in 100 ms at 20,000 cases", found, max(spent.values()) <= 100)


MEASURES: dict[str, Callable[[], Measure]] = {
    "slips": slips, "six-advisers": six_advisers, "keys": keys, "completion": completion,
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
