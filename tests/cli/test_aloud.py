"""`--plain` of every command, by the rules of a screen reader: nothing drawn, no spaces as layout, no colour, and dates
that can be understood when they are heard alone."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from run import ROOT, sendclock
from sendclock.main import COMMANDS

REF = "EHC-2026-0106"
# Every command, with words that bring it to say much; `test_every_command_is_among_them`.
SAYS = {
    "due": ["", "--officer everyone", "--within 60d --officer everyone"],
    "cases": ["--officer everyone", "--officer singh --search oak"],
    "changed": ["--since 2026-11-16 --officer everyone", "--since 2026-11-19"],
    "show": [REF, "EHC-2025-0388"],
    "explain": [f"{REF} final-plan", "EHC-2025-0388 final-plan"],
    "plan": [REF],
    "calc": ["assessment-requested 2026-09-07"],
    "count": ["2026-12-10 9wd"],
    "report": ["weekly", "timeliness", "caseload", "reviews", "backlog", "workload", f"case {REF}", "retention"],
    "export": ["sen2 --year 2026"],
    "new": ["EHC-2026-0900 assessment-requested 2026-11-02 requester=family --dry-run"],
    "record": [f"{REF} note-added 2026-11-20 note=rang --dry-run"],
    "done": [f"{REF} comment-on-draft 2026-11-20 --dry-run"],
    "note": [f"{REF} rang --dry-run"],
    "remind": [f"{REF} 2026-12-04 ring --dry-run", ""],
    "undo": ["EHC-2026-0101 --by singh --dry-run"],
    "set": [f"{REF} tag=urgent --dry-run"],
    "correct": [f"{REF} e1 on=2026-07-16 --reason stamp --dry-run"],
    "withdraw": [f"{REF} e1 --reason twice --dry-run"],
    "cover": ["", "okafor", "--from 2026-11-21 --to 2026-12-01"],
    "roster": [""],
    "reassign": ["--from singh --to okafor --dry-run"],
    "audit": [REF],
    "erase": [f"{REF} --dry-run"],
    "archive": ["--dry-run"],
    "index": ["", "--clear"],
    "check": ["", "--privacy"],
    "rules": ["", "show final-plan"],
    "calendar": ["2027", ""],
    "panel": [""],
    "pack": ["words", "new ours --template list"],
    "import": ["tracker.csv --map plain --dry-run"],
    "reconcile": ["due.csv --map plain"],
    "init": ["fresh"],
    "demo": ["invented"],
}
PAGES = {"help"}  # written documentation, laid out as it stands in docs/; it takes no --plain
NO_CASES = {"init", "demo", "calc"}
NO_FORMAT = {"init", "demo", "export"}
MIDDLE = "\u00b7\u2022|"  # read aloud as their names, or not at all
# A note; a day of the law in every year, or of an example.
OF_NO_YEAR = re.compile(r"^What: .*(?:note|reason): |fixed day|14 February|30 March|the request of 20 May")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
WITHOUT_A_YEAR = re.compile(rf"\b\d{{1,2}} (?:{MONTHS}|{SHORT})\b(?!,? \d{{4}})")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("aloud")
    shutil.copytree(ROOT / "cases", at / "cases")
    rows = "Reference,Request received,Requested by\naux.1,01/09/2026,family\nEHC-2026-0902,02/09/2026,family\n"
    (at / "tracker.csv").write_text(rows, encoding="utf-8")
    due = f"Reference,Request received,Final due\n{REF},17/07/2026,01/12/2026\nEHC-2026-0999,01/09/2026,\n"
    (at / "due.csv").write_text(due, encoding="utf-8")
    note = ("note", "EHC-2026-0101", "to be taken back", "--cases", "cases")
    assert sendclock(*note, cwd=at, SENDCLOCK_OFFICER="singh").returncode == 0
    return at


def drawn(line: str) -> list[str]:
    """What stands for something only to the eye: boxes, arrows, ticks, bars, escapes, dots in the middle."""
    eyes = ("So", "Sm", "Sk", "Cc", "Co", "Cs")
    return [sign for sign in line if (unicodedata.category(sign) in eyes and sign not in "+=<>") or sign in MIDDLE]


def test_every_command_is_among_them() -> None:
    assert SAYS.keys() | PAGES == COMMANDS.keys()


@pytest.mark.parametrize("command", SAYS)
def test_every_line_can_be_read_aloud(book: Path, command: str) -> None:
    where = [] if command in NO_CASES else ["--cases", "cases"]
    form = [] if command in NO_FORMAT else ["--plain"]
    for said in SAYS[command]:
        ran = sendclock(command, *said.split(), *where, *form, cwd=book, SENDCLOCK_OFFICER="okafor")
        assert ran.returncode in (0, 3) and ran.stdout.strip(), (said, ran.stderr)
        for line in ran.stdout.splitlines():
            assert not drawn(line), (said, line)
            assert "  " not in line.strip() and "\t" not in line, (said, line)
            assert line == line.strip(), (said, line)
            assert not re.fullmatch(r"[-=_|+*~. ]+", line), (said, line)
            assert OF_NO_YEAR.search(line) or not WITHOUT_A_YEAR.search(line), (said, line)
