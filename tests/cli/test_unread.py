"""What should have been read and could not be: said by every answer, exit 3, and everything else answered."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from run import AS_OF, ROOT, sendclock
from sendclock.files import disk
from shire import head, rule

unix = pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
CASE = """schema = 1
ref = "{ref}"

[[event]]
type = "assessment-requested"
on = 2026-09-01
requester = "family"
"""
SETTINGS = """schema = 1
[panels.assessment]
weekday = "wednesday"
first = 2026-01-07
every = 1
papers = "1w"
about = ["assess"]
"""
TRACKER = "Reference,Requested\nEHC-9,2026-11-02\n"
NOWHERE = "is a link that leads nowhere, so it cannot be read. Delete it, or put the file in its place."
CLOSE = "Close other programs that hold it, or ask for access."
PUT_RIGHT = "nothing in this pack counts, in any answer, until that is put right. The law is answered."


def first_call(pack: str, count: object) -> str:
    return head(pack) + rule(
        f"{pack}-first-call", "assessment-requested", (count, "day"), "local-step-done[step=call]", label="First call"
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A casebook with one case and one local rule, which runs in it."""
    root = tmp_path / "book"
    (root / "cases").mkdir(parents=True)
    (root / "packs").mkdir()
    (root / "cases" / "EHC-1.toml").write_text(CASE.format(ref="EHC-1"), encoding="utf-8")
    (root / "packs" / "ours.toml").write_text(first_call("ours", 100), encoding="utf-8")
    (root / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    return root


def said(book: Path, text: str) -> str:
    """Without the folder of the test."""
    return text.replace(f"{book.as_posix()}/", "")


def rules_due(book: Path) -> list[str]:
    answer = sendclock("due", "--within", "60d", "--cases", str(book), "--format", "json")
    return [row["rule"] for row in json.loads(answer.stdout)["rows"]]


EVERY = {
    "due": "", "show": "EHC-1", "explain": "EHC-1 final-plan", "plan": "EHC-1",
    "calc": "assessment-requested today", "count": "today 5wd", "report": "weekly", "export": "csv",
    "new": "EHC-9 assessment-requested today --dry-run", "record": "EHC-1 note-added today note=x --dry-run",
    "correct": "EHC-1 e1 on=today --reason x --dry-run", "withdraw": "EHC-1 e1 --reason x --dry-run", "cover": "",
    "reassign": "--case EHC-1 --to lee --dry-run", "check": "", "rules": "", "rules show": "final-plan",
    "rules changes": "", "rules diff": "shipped shipped", "calendar": "2026", "panel": "",
    "import": "{tracker} --map {map} --dry-run",
}  # fmt: skip
MAP = """schema = 1
title = "Ours"
[case]
ref = { column = "Reference" }
[[event]]
type = "assessment-requested"
on = { column = "Requested" }
"""


def run(command: str, book: Path, *more: str) -> subprocess.CompletedProcess[str]:
    (book / "tracker.csv").write_text(TRACKER, encoding="utf-8")
    (book / "map.toml").write_text(MAP, encoding="utf-8")
    words = EVERY[command].format(tracker=book / "tracker.csv", map=book / "map.toml")
    return sendclock(*command.split(), *words.split(), *more, "--cases", str(book))


@pytest.mark.parametrize("command", EVERY)
def test_every_answer_is_complete_where_everything_is_read(book: Path, command: str) -> None:
    ran = run(command, book)
    assert ran.returncode == 0, ran.stderr


# A pack of the authority's own


@pytest.mark.parametrize("command", [command for command in EVERY if command not in ("count", "calendar")])
def test_a_bad_local_pack_is_said_by_every_answer_that_rests_on_rules(book: Path, command: str) -> None:
    (book / "packs" / "ours.toml").write_text(first_call("ours", "ten"), encoding="utf-8")
    ran = run(command, book)
    assert ran.returncode == 3, ran.stderr
    assert ran.stderr.count(f"packs/ours.toml: {PUT_RIGHT}\n") == 1
    assert ran.stderr.count("ours.toml:16: ") == 1
    assert ran.stdout


@pytest.mark.parametrize("wrong", ['packs = ["exampelshire"]', "[adopted]\nexampelshire = 2026-01-01"])
def test_a_pack_that_is_nowhere_stops_no_date_of_the_law(book: Path, wrong: str) -> None:
    (book / "sendclock.toml").write_text(f"schema = 1\n{wrong}\n", encoding="utf-8")
    ran = sendclock("due", "--within", "60d", "--cases", str(book))
    assert ran.returncode == 3 and ran.stdout, ran.stderr
    assert ran.stderr.count("the law is answered") == 1 and 'Did you mean "exampleshire"' in ran.stderr


def test_a_bad_local_pack_withholds_its_own_dates_only(book: Path) -> None:
    (book / "packs" / "theirs.toml").write_text(first_call("theirs", 101), encoding="utf-8")
    assert {"ours-first-call", "theirs-first-call", "final-plan"} <= set(rules_due(book))
    (book / "packs" / "ours.toml").write_text(first_call("ours", "ten"), encoding="utf-8")
    ran = sendclock("due", "--within", "60d", "--cases", str(book), "--format", "json")
    answer = json.loads(ran.stdout)
    assert ran.returncode == 3
    assert {"theirs-first-call", "final-plan"} <= {row["rule"] for row in answer["rows"]}
    assert "ours-first-call" not in {row["rule"] for row in answer["rows"]}
    assert (answer["complete"], answer["cases_read"], answer["cases_unreadable"]) == (False, 1, 0)
    assert answer["packs"] == ["england-send-2014", "england-adjacent", "theirs"]
    assert [problem["code"] for problem in answer["problems"]] == ["wrong-kind", "withheld"]


def test_a_pack_that_needs_a_bad_one_is_withheld_too(book: Path) -> None:
    hangs_on = first_call("theirs", 101) + 'anchor = "due:ours-first-call"\n'
    (book / "packs" / "theirs.toml").write_text(hangs_on, encoding="utf-8")
    assert sendclock("due", "--cases", str(book)).returncode == 0
    (book / "packs" / "ours.toml").write_text(first_call("ours", "ten"), encoding="utf-8")
    ran = sendclock("due", "--cases", str(book))
    assert ran.returncode == 3
    lines = said(book, ran.stderr).splitlines()
    assert lines[1::2] == [f"packs/ours.toml: {PUT_RIGHT}", f"packs/theirs.toml: {PUT_RIGHT}"]
    assert lines[2] == 'theirs.toml:9: "theirs-first-call" names "ours-first-call", which is not a rule.'


def test_two_packs_that_cannot_stand_together(book: Path) -> None:
    """Two files of one pack: the first stands."""
    (book / "packs" / "second.toml").write_text(first_call("ours", 90), encoding="utf-8")
    ran = sendclock("due", "--within", "60d", "--cases", str(book), "--format", "json")
    assert ran.returncode == 3
    (row,) = [row for row in json.loads(ran.stdout)["rows"] if row["rule"] == "ours-first-call"]
    assert row["due"] == "2026-12-10"
    assert said(book, ran.stderr).splitlines() == [
        'second.toml:9: "ours-first-call" is in force twice from 2020-01-01: see ours.toml:9. Give one an end.',
        f"packs/second.toml: {PUT_RIGHT}",
    ]


def test_a_case_that_names_a_rule_of_the_bad_pack_is_answered_by_the_law(book: Path) -> None:
    excused = '\n[[event]]\ntype = "exception-recorded"\non = 2026-10-01\nrule = "ours-first-call"\n'
    text = CASE.format(ref="EHC-1") + excused + 'ground = "school-closed"\nreason = "x"\n'
    (book / "cases" / "EHC-1.toml").write_text(text, encoding="utf-8")
    (book / "packs" / "ours.toml").write_text(first_call("ours", "ten"), encoding="utf-8")
    ran = sendclock("due", "--within", "60d", "--cases", str(book))
    assert ran.returncode == 3 and "1 case read, 0 unreadable" in ran.stdout and "Week 20" in ran.stdout


def test_a_bad_pack_of_the_law_stops_everything(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (book / "broken.toml").write_text("schema = 1\n[[rule]]\n", encoding="utf-8")
    ran = sendclock("rules", "diff", "shipped", str(book / "broken.toml"), "--cases", str(book))
    assert ran.returncode == 4 and ran.stdout == ""


@unix
def test_a_pack_that_cannot_be_read_is_withheld(book: Path) -> None:
    (book / "packs" / "ours.toml").unlink()
    (book / "packs" / "ours.toml").symlink_to("nowhere.toml")
    ran = sendclock("due", "--within", "60d", "--cases", str(book))
    assert ran.returncode == 3 and "Week 20" in ran.stdout
    assert said(book, ran.stderr).splitlines() == [
        f"packs/ours.toml: {NOWHERE}",
        f"packs/ours.toml: {PUT_RIGHT}",
    ]


@pytest.mark.parametrize("command", EVERY)
def test_a_closed_folder_of_packs_is_said_by_every_answer(
    book: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    scandir = os.scandir

    def refuse(folder: str) -> Any:
        if os.path.basename(folder) == "packs":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(disk.os, "scandir", refuse)
    (book / "sendclock.toml").write_text('schema = 1\npacks = ["ours"]\n' + SETTINGS[11:], encoding="utf-8")
    ran = run(command, book)
    assert ran.returncode == 3, ran.stderr
    line = f"packs: cannot be read (permission denied). {CLOSE} No local rule in it counts until then; "
    line += "the law is answered."
    assert said(book, ran.stderr).splitlines().count(line) == 1


# The settings


@unix
@pytest.mark.parametrize("command", [command for command in EVERY if command != "panel"])
def test_settings_that_lead_nowhere_are_said_by_every_answer(book: Path, command: str) -> None:
    (book / "sendclock.toml").unlink()
    (book / "sendclock.toml").symlink_to("nowhere.toml")
    ran = run(command, book)
    assert ran.returncode == 3, ran.stderr
    line = f"sendclock.toml: {NOWHERE} No calendar, pack, panel or officer in it counts until then."
    assert said(book, ran.stderr).splitlines().count(line) == 1


@pytest.mark.slow
@unix
def test_settings_that_are_a_pipe_do_not_hang(book: Path) -> None:
    (book / "sendclock.toml").unlink()
    os.mkfifo(book / "sendclock.toml")
    ran = process("due", "--cases", str(book))
    assert ran.returncode == 3
    assert said(book, ran.stderr).startswith("sendclock.toml: is a pipe, not a file, so it is not read.")


# Cases


def process(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which may hang or lose its folder."""
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    given = {**os.environ, "PYTHONPATH": path, "SENDCLOCK_TODAY": AS_OF, **environment}
    command = [sys.executable, "-m", "sendclock", *words]
    return subprocess.run(command, cwd=cwd, env=given, capture_output=True, text=True, timeout=60)


LOOP = (
    "cases/EHC-0.toml: is a link that leads back to itself, so it cannot be read. Delete it, or put the file in its "
    "place."
)
ABOUT_CASES = (
    "due",
    "show",
    "explain",
    "plan",
    "report",
    "export",
    "record",
    "correct",
    "withdraw",
    "check",
    "reassign",
)


@unix
@pytest.mark.parametrize("command", ABOUT_CASES)
def test_a_link_to_itself_is_named_and_the_other_cases_answered(book: Path, command: str) -> None:
    (book / "cases" / "EHC-0.toml").symlink_to("EHC-0.toml")
    ran = run(command, book)
    assert ran.returncode == 3
    assert said(book, ran.stderr if command != "check" else ran.stderr + ran.stdout).count(LOOP) == 1
    assert "EHC-1" in ran.stdout or command in ("report", "check")


@unix
def test_a_case_that_is_itself_a_loop_is_named(book: Path) -> None:
    (book / "cases" / "EHC-0.toml").symlink_to("EHC-0.toml")
    ran = sendclock("show", "EHC-0", "--cases", str(book))
    assert ran.returncode == 4 and said(book, ran.stderr) == LOOP + "\n"


@pytest.mark.slow
@unix
def test_a_pipe_among_the_cases_is_named_and_does_not_hang(book: Path) -> None:
    os.mkfifo(book / "cases" / "X.toml")
    for words in (["due"], ["check"], ["show", "EHC-1"], ["export", "csv"], ["report", "weekly"]):
        ran = process(*words, "--cases", str(book))
        named = "cases/X.toml: is a pipe, not a file, so it is not read. Take it away, or put a file in its place."
        assert words[0] == "show" or (ran.returncode == 3 and named in said(book, ran.stderr + ran.stdout))


@pytest.mark.slow
@unix
def test_a_folder_whose_name_is_no_utf_8(book: Path, tmp_path: Path) -> None:
    folder = os.fsencode(book / "cases") + b"/\xc9cole"
    os.mkdir(folder)
    with open(folder + b"/EHC-2.toml", "wb") as file:
        file.write(CASE.format(ref="EHC-2").encode())
    os.utime(folder + b"/EHC-2.toml", (1_600_000_000, 1_600_000_000))
    line = (
        "cases/\\xc9cole/EHC-2.toml: cannot be read safely. The name of the file, or of a folder above it, is not "
        "UTF-8. Rename it."
    )
    for form in ("plain", "json", "csv", "table", "json"):
        words = ("due", "--within", "60d", "--cases", str(book), "--format", form)
        ran = process(*words, SENDCLOCK_CACHE=str(tmp_path / "cache"))
        assert ran.returncode == 3, ran.stderr
        assert said(book, ran.stderr).splitlines() == [line]
        assert "EHC-1" in ran.stdout
    checked = process("check", "--cases", str(book), "--format", "csv")
    assert checked.returncode == 3 and "\\xc9cole/EHC-2.toml" in checked.stdout


@pytest.mark.slow
@unix
def test_a_casebook_whose_name_is_no_utf_8_is_refused_with_what_to_do(book: Path) -> None:
    odd = os.fsencode(book.parent) + b"/\xc9cole"
    os.rename(book, odd)
    ran = process("due", "--cases", os.fsdecode(odd))
    assert ran.returncode == 4
    assert ran.stderr.endswith(
        "\\xc9cole: the name of this folder is not UTF-8. Rename it, or go into it and leave --cases out.\n"
    )
    inside = process("due", cwd=Path(os.fsdecode(odd)))
    assert inside.returncode == 0, inside.stderr


@pytest.mark.slow
@unix
def test_a_deleted_working_folder(book: Path, tmp_path: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && "$@"'

    def from_nowhere(*words: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
        command = ["sh", "-c", script, "sh", sys.executable, "-m", "sendclock", *words]
        given = {**kept, "PYTHONPATH": path, "SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_CACHE": str(tmp_path / "cache")}
        return subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, timeout=60)

    for words in (["count", "2026-11-01", "6w"], ["calc", "assessment-requested", "2026-09-07"], ["calendar", "2026"]):
        ran = from_nowhere(*words)
        assert (ran.returncode, ran.stderr) == (0, "")
    ran = from_nowhere("due")
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr == (
        "the folder you are in has been deleted, or is closed to you. Go to another (cd ~), or give the casebook with "
        "--cases DIR.\n"
    )
    assert from_nowhere("due", "--cases", str(book)).returncode == 0


# References that no file can have


SETTINGS_NAME = "sendclock.toml is the settings file. Use another, such as"
KEPT = "it names the file, and Windows lets no file be called"


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("sendclock", f"{SETTINGS_NAME} sendclock-1."),
        ("SendClock", f"{SETTINGS_NAME} SendClock-1."),
        ("CON", f"{KEPT} CON. Use another, such as CON-1."),
        ("aux.1", f"{KEPT} aux. Use another, such as aux-1."),
        ("lpt9", f"{KEPT} lpt9. Use another, such as lpt9-1."),
        ("x" * 300, "it names the file, and has 300 letters. Use 100 at most."),
        ("a/b", "it names the file. Use letters, digits, - and _; no names."),
    ],
    ids=["settings", "capitals", "con", "aux", "lpt", "long", "slash"],
)
def test_a_reference_that_no_file_can_have(book: Path, ref: str, why: str) -> None:
    shown = ref if len(ref) < 100 else "x" * 20 + "..."
    before = sorted(book.rglob("*"))
    ran = sendclock("new", ref, "assessment-requested", "2026-11-20", "requester=family", "--cases", str(book))
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f'"{shown}" cannot be a reference: {why}\n')
    assert sorted(book.rglob("*")) == before
    assert sendclock("due", "--cases", str(book)).returncode == 0


@pytest.mark.parametrize("ref", ["aux.1", "com1", "E" * 100 + "1"])
def test_an_import_refuses_them_too(book: Path, ref: str) -> None:
    (book / "tracker.csv").write_text(TRACKER.replace("EHC-9", ref), encoding="utf-8")
    (book / "map.toml").write_text(MAP, encoding="utf-8")
    ran = sendclock("import", str(book / "tracker.csv"), "--map", str(book / "map.toml"), "--cases", str(book))
    assert ran.returncode == 3 and "cannot be a reference: it names the file" in ran.stdout
    assert [path.name for path in (book / "cases").iterdir()] == ["EHC-1.toml"]


@pytest.mark.parametrize("ref", ["EHC-" + "1" * 96, "console", "com10", "aux-1"])
def test_what_is_nearly_one_is_a_reference(book: Path, ref: str) -> None:
    assert sendclock("new", ref, "assessment-requested", "2026-11-20", "--cases", str(book)).returncode == 0
    assert sendclock("record", ref, "note-added", "note=x", "--cases", str(book)).returncode == 0


def test_a_birth_that_cannot_be_withholds_its_case_only(book: Path) -> None:
    for year in ("9999", "0026"):
        text = CASE.format(ref="EHC-2").replace("\n\n[[", f"\nborn = {year}-01-01\n\n[[", 1)
        (book / "cases" / "EHC-2.toml").write_text(text, encoding="utf-8")
        ran = sendclock("check", "--cases", str(book))
        line = "cases/EHC-2.toml:3: nobody was born in that year. Write the date of birth as born = 2015-04-12."
        assert ran.returncode == 3 and line in ran.stdout and f"{year}-01-01" not in ran.stdout


# Opened once, and what is left behind

OPENED = """
import os, sys
case, opened = sys.argv[1], []
def look(name, args):
    if name == "open" and isinstance(args[0], str) and os.path.basename(args[0]) == case:
        opened.append(args[0])
sys.addaudithook(look)
sys.argv = ["sendclock", *sys.argv[2:]]
from sendclock.main import run
try:
    run()
except SystemExit as left:
    print("LEFT", left.code)
print("OPENED", len(opened))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("record EHC-1 advice-requested 2026-10-20 party=EP source=psychology", 2),
        ("record EHC-1 advice-requested 2026-10-20 party=EP source=psychology --dry-run", 1),
        ("correct EHC-1 e1 on=2026-09-02 --reason x", 2),
        ("withdraw EHC-1 e1 --reason x", 2),
        ("show EHC-1", 1),
    ],
)
def test_a_case_is_opened_once_and_once_more_to_compare_before_it_is_replaced(
    book: Path, words: str, times: int
) -> None:
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-c", OPENED, "EHC-1.toml", *words.split(), "--cases", str(book)]
    given = {**os.environ, "PYTHONPATH": path, "SENDCLOCK_TODAY": AS_OF}
    ran = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    assert ran.stdout.rsplit("OPENED", 1)[1].split() == [str(times)], ran.stderr


def test_what_a_killed_program_left_is_named_by_check_and_gone_after_the_next_write(book: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:
        killed.wait()
    names = (f".EHC-8.toml.{disk.host()}-{killed.pid}.new", ".EHC-1.toml.lock")
    (book / "cases" / names[0]).write_bytes(b"half")
    (book / "cases" / names[1]).write_text(f"{killed.pid}\n{disk.host()}\n", encoding="utf-8")
    ran = sendclock("check", "--cases", str(book))
    assert ran.returncode == 0
    for name in names:
        line = "was left by a program that was killed, and counts for nothing. If nobody is writing, delete it."
        assert f"cases/{name}: {line}" in ran.stdout
    assert sendclock("record", "EHC-1", "note-added", "note=x", "--cases", str(book)).returncode == 0
    assert [path.name for path in (book / "cases").iterdir()] == ["EHC-1.toml"]


def test_a_calendar_misspelt_in_the_settings_is_named_at_their_line(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    text = 'schema = 1\npacks = ["exampleshire"]\n\n[calendars.exampelshire]\ntitle = "Ours"\nknown_to = 2027-03-31\n'
    (tmp_path / "sendclock.toml").write_text(text, encoding="utf-8")
    ran = sendclock("due", "--cases", str(tmp_path))
    assert ran.returncode == 3
    named = [line for line in ran.stderr.splitlines() if ': "exampelshire" is no calendar' in line]
    assert 'asks for "exampleshire"' in named[0] and '"exampleshire" is not a word' not in ran.stderr
    assert [line.split(": ")[0] for line in named] == [(tmp_path / "sendclock.toml").as_posix() + ":4"]
    assert "Write [calendars.exampleshire]" in named[0]
    assert re.search(
        r'exampleshire\.toml:\d+: "assessment" is not a panel', ran.stderr
    )  # what else is wrong is still said
