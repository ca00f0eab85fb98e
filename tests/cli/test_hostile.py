"""Nothing from a file, and nothing that was typed, moves a cursor, turns the reading round or begins a line of ours."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hostile import ALL, EACH, FORGED, UNSAFE, WHOLE, casebook
from run import ROOT, sendclock
from sendclock.files.mark import escaped, one_line, printable
from sendclock.main import COMMANDS
from sendclock.say.document import Document, Grid, Heading, Line, Numbered, Pairs, Picture
from sendclock.say.table import render_table
from sendclock.say.view import Column

# Every command, with the words that bring it to say what stands in the files; `test_every_command_is_among_them`.
DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
SAYS = {
    "due": ["", "--within 400d", "--officer nobody", "--remind --all", "--view VALUE", "--view own", "--setting VALUE"],
    "cases": ["--officer everyone", "--officer VALUE", "--search VALUE", "--setting VALUE"],
    "changed": ["--since 2024-01-01 --officer everyone", "--officer VALUE", "--setting VALUE"],
    "show": ["EHC-1", "EHC-2", "EHC-3"],
    "explain": ["EHC-1 odd-call", "EHC-2 final-plan"],
    "plan": ["EHC-1", "EHC-2"],
    "calc": ["assessment-requested 2026-10-15"],
    "count": ["2026-12-10 9wd --calendar own"],
    "report": ["weekly", "timeliness", "case EHC-2", "caseload", "backlog", "retention"],
    "export": ["csv", "json", "cases", "cases --format json", "ics", "sen2 --year 2026"],
    "new": ["EHC-77 assessment-requested 2026-11-20 requester=family --setting VALUE --officer VALUE --dry-run"],
    "record": [
        "EHC-1 note-added 2026-11-20 note=VALUE --by VALUE --dry-run",
        "EHC-1 VALUE",
        "EHC-1 note-added VALUE=x",
    ],
    "done": ["EHC-1 odd-call 2026-11-20 note=VALUE --dry-run", "EHC-1 VALUE", "VALUE"],
    "note": ["EHC-1 VALUE --dry-run", "VALUE VALUE --dry-run"],
    "remind": ["EHC-1 2026-12-04 VALUE --dry-run", "EHC-1 VALUE VALUE", ""],
    "undo": ["EHC-2 --dry-run", "VALUE"],
    "set": ["EHC-1 setting=VALUE tag=VALUE 2026-11-20 --dry-run", "EHC-1 VALUE=VALUE", "VALUE setting=VALUE"],
    "correct": ["EHC-1 e1 note=VALUE --reason VALUE --dry-run"],
    "withdraw": ["EHC-1 e2 --reason VALUE --dry-run"],
    "audit": ["EHC-1", "EHC-2", "VALUE"],
    "erase": ["EHC-1 --dry-run", "VALUE --dry-run", "EHC-1"],
    "archive": ["--dry-run", "VALUE --dry-run", "--back VALUE", "--back EHC-1"],
    "index": ["", "--clear", "--cases VALUE"],
    "cover": ["", "VALUE", "VALUE --from 2026-11-21 --to 2026-12-01"],
    "roster": ["", "VALUE", "TRACKER", "TRACKER --sheet VALUE"],
    "reassign": ["--from VALUE --to singh --dry-run", "EHC-1 --to VALUE --dry-run"],
    "check": [""],
    "rules": ["", "show odd-call", "book", "sources", "VALUE", "show VALUE"],
    "calendar": ["own", "", "VALUE"],
    "panel": ["", "VALUE"],
    "pack": [
        "try VALUE",
        "check VALUE",
        "check odd",
        "diff VALUE odd",
        "new VALUE --template panel-papers --dry-run",
        "new own --template VALUE --dry-run",
        "new own --from VALUE --dry-run",
        "new own --from TRACKER --dry-run",
        "new own --template panel-papers --title VALUE --dry-run",
        "words",
    ],
    "import": ["TRACKER --map plain --dry-run", "TRACKER --propose-map", "VALUE --map plain --dry-run"],
    "reconcile": ["TRACKER --map plain"],
    "init": ["VALUE/none/there"],
    "demo": ["VALUE"],
    "help": ["VALUE", "due"],
}
WITHOUT_FORMAT = {"export", "init", "demo", "help"}
NO_CASES = {"init", "demo", "help", "count", "calc"}
EVERY = ["--no-such-optionVALUE", "--format VALUE", "--as-of VALUE", "--cases VALUE", "VALUE VALUE VALUE VALUE"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = casebook(tmp_path_factory.mktemp("hostile") / "book", WHOLE)
    cells = io.StringIO()
    writer = csv.writer(cells)
    writer.writerow(["Reference", "School", "Date requested", f"Odd{WHOLE}", "Officer", "Decision"])
    writer.writerow(["EHC-50", WHOLE, "15/10/2026", WHOLE, WHOLE, WHOLE])
    writer.writerow([WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE])
    (at / "tracker.csv").write_bytes(cells.getvalue().encode())
    return at


def words_of(command: str, said: str, book: Path) -> list[str]:
    typed = [{"TRACKER": str(book / "tracker.csv")}.get(word, word.replace("VALUE", WHOLE)) for word in said.split()]
    return [command, *typed]


def is_clean(text: str) -> bool:
    return not set(text) & UNSAFE and "\r" not in text


def forged(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip().startswith((f"Case: {FORGED}", "Forged: 0"))]


def test_every_command_is_among_them() -> None:
    assert SAYS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("forms", [("", "json"), pytest.param(("md", "csv", "table"), marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("command", SAYS)
def test_no_stream_repeats_it_raw_and_no_row_is_forged(book: Path, command: str, forms: tuple[str, ...]) -> None:
    where = [] if command in NO_CASES and command != "count" else ["--cases", str(book)]
    formats = [["--format", form] if form else [] for form in forms if not form or command not in WITHOUT_FORMAT]
    formats += [["--format", "lines"]] if command == "due" and "table" in forms else []
    each_once = "md" in forms and len(SAYS[command]) >= len(formats) and not DEEP  # one form a saying, and each form
    for turn, said in enumerate(SAYS[command]):
        for form in [formats[turn % len(formats)]] if formats and each_once else formats:
            ran = sendclock(*words_of(command, said, book), *where, *form, cwd=book)
            assert ran.returncode != 1, ran.stderr
            assert is_clean(ran.stdout) and is_clean(ran.stderr), (said, form)
            assert not forged(ran.stderr), (said, form)
            if "csv" not in form and command != "export":
                assert not forged(ran.stdout), (said, form)


@pytest.mark.parametrize("command", SAYS)
def test_so_is_what_was_typed_wrongly(book: Path, tmp_path: Path, command: str) -> None:
    for said in EVERY:
        ran = sendclock(*words_of(command, said, book), cwd=tmp_path)
        assert ran.returncode not in (0, 1), (said, ran.stderr)
        assert is_clean(ran.stderr) and not forged(ran.stderr), said


def test_so_are_names_of_files(tmp_path: Path) -> None:
    book = casebook(tmp_path / "book", "x")
    name = "EHC-9\x1b[2J\n\nCase: EHC-999.toml"
    try:
        (book / "cases" / name).write_text("schema = 1\nref = 3\n", encoding="utf-8")
        (book / "packs" / f"{name}.txt").write_text("", encoding="utf-8")
        (book / "cases" / "sub\x1b[2J\nCase: EHC-999").mkdir()
    except OSError:
        pytest.skip("this disk takes no such names")
    for words in (
        ["due"],
        ["check"],
        ["check", "--format", "json"],
        ["show", "EHC-9\x1b[2J\n\nCase: EHC-999"],
        ["show", "9"],
    ):
        ran = sendclock(*words, "--cases", str(book))
        assert ran.returncode not in (0, 1)
        assert is_clean(ran.stdout + ran.stderr) and not forged(ran.stdout + ran.stderr), words


@pytest.mark.parametrize("form", ["plain", "md", "table"])
def test_one_row_stays_one_row(book: Path, form: str) -> None:
    plain = casebook(book.parent / f"plain-{form}", "x")
    rows = [sendclock("due", "--cases", str(each), "--officer", "everyone", "--format", form) for each in (book, plain)]
    assert rows[0].stdout.count("\n") == rows[1].stdout.count("\n")


def test_json_says_the_very_text(book: Path) -> None:
    told = json.loads(sendclock("export", "cases", "--format", "json", "--cases", str(book)).stdout)
    assert any(WHOLE in row.values() for row in told["rows"])


@given(st.text())
@example(WHOLE)
@example("a\r\nb\rc\u2028d")
def test_a_value_is_one_line_without_a_character_that_moves(text: str) -> None:
    line = one_line(text)
    assert not set(line) & UNSAFE and "\r" not in line and len(line.splitlines()) <= 1
    assert one_line(line) == line
    shown = printable(text)
    assert not set(shown) & UNSAFE and "\r" not in shown.replace("\r\n", "")
    assert shown.count("\n") == text.count("\n")


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@example([WHOLE])
def test_json_that_a_terminal_shows_is_the_same_json(value: object) -> None:
    text = escaped(json.dumps(value, ensure_ascii=False))
    assert not set(text) & UNSAFE and json.loads(text) == value


def test_in_colour_only_the_colours_are_ours() -> None:
    blocks = [
        Heading(WHOLE), Line(WHOLE, "bad", [WHOLE]), Pairs([(WHOLE, WHOLE)]), Numbered([WHOLE]),
        Picture([WHOLE], WHOLE),
        Grid([Column(title=WHOLE, wrap=True)], [[WHOLE]], ["bad"]),
    ]  # fmt: skip
    text = render_table(Document(blocks, WHOLE), 100, True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert text != plain and is_clean(plain) and not forged(plain)


def test_a_traceback_moves_no_cursor() -> None:
    code = (
        "import sendclock.main as m, sys\ndef bug(*_, **__): raise ValueError('\\x1b[2J\\u202e')\nm.app = bug\nm.run()"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    assert ran.returncode == 1 and b"ValueError: ?[2J?" in ran.stderr


@pytest.mark.parametrize("value", EACH, ids=lambda value: ascii(value)[:24])
def test_each_value_alone(tmp_path: Path, value: str) -> None:
    """Where the value may not stand, that is an error with its line; the answer is never a bug. Each command in one
    form for one value and in the other for the next; in both in `make deep`."""
    at = casebook(tmp_path / "book", value)
    for place, words in enumerate(
        (["due"], ["check"], ["show", "EHC-2"], ["report", "case", "EHC-2"]), ALL.index(value)
    ):
        for form in ("plain", "md") if DEEP else (("plain", "md")[place % 2],):
            ran = sendclock(*words, "--cases", str(at), "--format", form)
            assert ran.returncode in (0, 3), (words, ran.stderr)
            assert is_clean(ran.stdout + ran.stderr) and not forged(ran.stdout + ran.stderr)
