"""The exit codes are a promise: one test for each, and for which of two wins."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import typer

from run import sendclock
from sendclock.files.problem import SendclockError, UsageError
from sendclock.main import COMMANDS, app

GOOD = """schema = 1
ref = "{ref}"

[[event]]
type = "assessment-requested"
on = {on}
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """One case overdue, one not."""
    (tmp_path / "cases").mkdir()
    for ref, on in (("EHC-1", "2026-06-01"), ("EHC-2", "2026-11-16")):
        (tmp_path / "cases" / f"{ref}.toml").write_text(GOOD.format(ref=ref, on=on), encoding="utf-8")
    return tmp_path


def broken(book: Path) -> None:
    text = GOOD.format(ref="EHC-3", on='"01/11/2026"')
    (book / "cases" / "EHC-3.toml").write_text(text, encoding="utf-8")


def test_0_complete_even_when_things_are_overdue(book: Path) -> None:
    assert sendclock("due", "--cases", str(book)).returncode == 0


def test_2_wrong_usage(book: Path) -> None:
    for words in (["due", "--nonsense"], ["dew"], ["due", "--rule", "final-pan"], ["count", "31/02/2026", "5d"]):
        ran = sendclock(*words, *(["--cases", str(book)] if words[0] == "due" else []))
        assert ran.returncode == 2
        assert "Traceback" not in ran.stderr


# every command that takes --as-of, with the words it cannot do without
DATED = {
    "due": "", "cases": "", "changed": "", "show": "EHC-1", "explain": "EHC-1 final-plan", "plan": "EHC-1",
    "calc": "assessment-requested today",
    "count": "today 5wd", "report": "weekly", "export": "csv", "new": "EHC-9 assessment-requested today --dry-run",
    "record": "EHC-1 note-added today note=x --dry-run", "correct": "EHC-1 e1 on=today --reason x --dry-run",
    "done": "EHC-1 final-plan --dry-run", "note": "EHC-1 x --dry-run", "remind": "EHC-1 today x --dry-run",
    "undo": "EHC-1 --dry-run", "set": "EHC-1 tag=x --dry-run",
    "withdraw": "EHC-1 e1 --reason x --dry-run", "cover": "okafor",
    "roster": "", "reassign": "--from okafor --to lee --dry-run",
    "check": "", "rules": "", "rules show": "final-plan", "rules changes": "", "rules diff": "x x",
    "calendar": "", "panel": "", "import": "x.csv --map plain --dry-run", "reconcile": "x.csv --map plain",
    "audit": "EHC-1", "erase": "EHC-1 --dry-run", "archive": "--dry-run",
    "demo": "new --size 1", "pack new": "own --template reply-to-a-call --dry-run", "pack try": "derby",
    "pack check": "derby", "pack diff": "derby derby", "pack schema": "", "pack words": "",
}  # fmt: skip
"""Held against the commands themselves, so that a new one is not forgotten."""


def taking_as_of() -> set[str]:
    group = typer.main.get_command(app)
    commands = {name: group.get_command(None, name) for name in COMMANDS}
    for name in list(commands):
        commands |= {f"{name} {part}": sub for part, sub in getattr(commands[name], "commands", {}).items()}
    return {name for name, command in commands.items() if "as_of" in [option.name for option in command.params]}


def in_process(*words: str) -> None:
    typer.main.get_command(app).main(list(words), prog_name="sendclock", standalone_mode=False)


def test_2_a_day_of_asking_that_no_calendar_holds(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert taking_as_of() == DATED.keys()
    monkeypatch.chdir(book)
    for command, words in DATED.items():
        for day in ("0001-01-01", "1899-12-31", "2100-01-01", "2201-01-01", "9999-12-31"):
            with pytest.raises(UsageError, match=f"{day} cannot be the as-of day: .* from 1900 to 2099"):
                in_process(*command.split(), *words.split(), "--as-of", day)
    ran = sendclock("due", "--cases", str(book), SENDCLOCK_TODAY="2201-01-01")
    assert (ran.returncode, ran.stdout) == (2, "") and "2201-01-01 cannot be the as-of day" in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
def test_the_first_and_last_day_of_asking_break_no_command(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    monkeypatch.chdir(book)
    monkeypatch.setenv("SENDCLOCK_CACHE", str(book / "cache"))
    for command, words in DATED.items():
        with suppress(SendclockError):  # a message; anything else that is raised would be a traceback
            in_process(*command.split(), *words.split(), "--as-of", day)
    assert "Traceback" not in capsys.readouterr().err


# What has no such last line: it is about days, a new folder, a file that it names; or these words find nothing to do.
WITHOUT_A_FOLDER = {"count", "calendar", "demo", "erase", "export", "import", "reconcile", "rules diff", "undo"}


def test_the_last_line_says_which_folder_was_read(book: Path) -> None:
    """Found by itself, or by a variable, nothing else says whose settings and packs stand behind the answer."""
    settings = "schema = 1\n[officers.okafor]\n[officers.lee]\n"
    panel = '[panels.one]\nweekday = "monday"\nfirst = 2026-11-23\npapers = "1w"\nabout = ["assess"]\n'
    (book / "sendclock.toml").write_text(settings + panel, encoding="utf-8")
    without = set()
    for command, words in DATED.items():
        ran = sendclock(*command.split(), *words.split(), cwd=book)
        if not command.startswith("pack") and "Folder: cases" not in ran.stdout:
            without.add(command)
    assert without == WITHOUT_A_FOLDER


def test_3_a_broken_file_is_named_and_the_rest_answered(book: Path) -> None:
    broken(book)
    ran = sendclock("due", "--cases", str(book))
    assert ran.returncode == 3
    assert "EHC-3.toml:6:" in ran.stderr
    assert "is not how a file writes a date. Use 2026-11-01" in ran.stderr
    assert "Case: EHC-1" in ran.stdout
    assert "2 cases read, 1 unreadable" in ran.stdout


def test_3_wins_over_10_and_11(book: Path) -> None:
    broken(book)
    for what in ("overdue", "due"):
        assert sendclock("due", "--cases", str(book), "--fail-on", what).returncode == 3


def test_3_in_json_is_said_too(book: Path) -> None:
    broken(book)
    answer = json.loads(sendclock("due", "--cases", str(book), "--format", "json").stdout)
    assert (answer["complete"], answer["cases_read"], answer["cases_unreadable"]) == (False, 2, 1)
    (problem,) = answer["problems"]
    assert (problem["line"], problem["severity"], problem["code"]) == (6, "error", "not-a-date")


def test_4_no_casebook_no_case_bad_settings(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("empty")
    assert sendclock("due", cwd=empty).returncode == 4
    assert sendclock("due", "--cases", str(empty / "nowhere")).returncode == 4
    missing = sendclock("show", "EHC-22", "--cases", str(book))
    assert missing.returncode == 4
    assert 'Did you mean "EHC-2"?' in missing.stderr
    (book / "sendclock.toml").write_text('schema = 1\nauthorty = "X"\n', encoding="utf-8")
    bad = sendclock("due", "--cases", str(book))
    assert bad.returncode == 4
    assert 'sendclock.toml:2: "authorty" is not known here. Did you mean "authority"?' in bad.stderr


def test_5_refused_to_write(book: Path) -> None:
    words = ["record", "EHC-1", "advice-requested", "2026-11-02", "--cases", str(book)]
    before = (book / "cases" / "EHC-1.toml").read_bytes()
    ran = sendclock(*words)
    assert ran.returncode == 5
    assert "needs party, source" in ran.stderr
    assert sendclock("new", "EHC-1", "--cases", str(book)).returncode == 5
    assert (book / "cases" / "EHC-1.toml").read_bytes() == before


def test_10_and_11(book: Path) -> None:
    assert sendclock("due", "--cases", str(book), "--fail-on", "overdue").returncode == 10
    assert sendclock("due", "--cases", str(book), "--fail-on", "due").returncode == 11
    assert sendclock("due", "--cases", str(book), "--fail-on", "overdue", "--rule", "refuse-plan").returncode == 10
    (book / "cases" / "EHC-1.toml").unlink()
    assert sendclock("due", "--cases", str(book), "--fail-on", "overdue").returncode == 0
    assert sendclock("due", "--cases", str(book), "--fail-on", "due").returncode == 0
    assert sendclock("due", "--cases", str(book), "--fail-on", "due", "--within", "40d").returncode == 11


def test_a_year_nobody_has_bank_holidays_for_is_an_error_never_a_guess(book: Path) -> None:
    ran = sendclock("count", "2100-12-30", "5wd")
    assert ran.returncode == 4
    assert "no source covers the bank holidays of 2101" in ran.stderr
    text = (
        GOOD.format(ref="EHC-4", on="2026-10-01")
        + '\n[[event]]\ntype = "moved-out"\non = 2026-11-02\nmove = 2626-11-16\n'
    )
    (book / "cases" / "EHC-4.toml").write_text(text, encoding="utf-8")
    due = sendclock("due", "--cases", str(book))
    assert due.returncode == 3
    assert 'EHC-4.toml:11: "move" is 2626-11-16, which cannot be right' in due.stderr
    assert "Case: EHC-1" in due.stdout


def test_days_and_months_need_no_bank_holidays() -> None:
    for words, day in ((["0001-01-01", "3d"], "0001-01-04"), (["1850-05-05", "1m"], "1850-06-05")):
        ran = sendclock("count", *words, "--format", "json")
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["due"] == day
    assert sendclock("count", "0001-01-01", "1wd").returncode == 4
