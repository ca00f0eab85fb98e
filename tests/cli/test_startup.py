"""What a command must not import on its way: start-up counts, and these are the heavy ones. Timings: benchmarks/."""

from __future__ import annotations

import subprocess
import sys

import pytest

from run import ROOT

pytestmark = pytest.mark.slow

HEAVY = {"holidays", "rich", "pydantic", "jinja2", "icalendar", "tomlkit", "importlib.metadata", "filelock", "tomli_w"}
PROGRAM = """
import sys
sys.argv = ["sendclock", *sys.argv[1:]]
from sendclock.main import run
try:
    run()
except SystemExit:
    pass
print("\\nMODULES", *sorted(sys.modules))
"""


def modules_after(*words: str) -> set[str]:
    command = [sys.executable, "-c", PROGRAM, *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stdout.rsplit("MODULES", 1)[1].split())


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--format", "plain", "--cases", "cases", "--as-of", "2026-11-21"],
        ["due", "--format", "json", "--cases", "cases", "--as-of", "2026-11-21"],
        ["count", "2026-12-18", "15wd", "--plain"],
        ["calc", "assessment-requested", "2026-09-07", "--plain"],
        ["--version"],
    ],
    ids=lambda words: words[0],
)
def test_nothing_heavy_is_imported(words: list[str]) -> None:
    assert modules_after(*words) & HEAVY == set()


@pytest.mark.parametrize("words", [["rules"], ["rules", "--tier", "guidance", "--format", "json"]], ids=" ".join)
def test_the_law_as_a_list_is_read_without_typer_and_without_cases(words: list[str]) -> None:
    loaded = modules_after(*words)
    assert "sendclock.lawbook.rules" in loaded
    assert not {"typer", "sendclock.lawbook.moves", "sendclock.record.change", "sendclock.check.check"} & loaded
    assert "typer" in modules_after("rules", "changes")


def test_the_check_can_fail() -> None:
    assert "rich" in modules_after("count", "2026-12-18", "15wd", "--format", "table")


def test_a_command_loads_only_its_own_module() -> None:
    loaded = modules_after("count", "2026-12-18", "15wd", "--plain")
    assert "sendclock.case.count" in loaded
    assert not {"sendclock.due.due", "sendclock.record.record", "sendclock.law.pack"} & loaded


LAST = """import builtins; builtins.kept = type("Last", (), {"__del__": lambda _: print("taken apart")})()"""


def ended(code: str) -> subprocess.CompletedProcess[str]:
    """`python -m sendclock --version` after this code has run in its process."""
    start = "sys.argv = ['sendclock', '--version']; runpy.run_module('sendclock.__main__', run_name='__main__')"
    program = [sys.executable, "-c", f"import sys, runpy; {code}; {start}"]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True)


def test_the_process_ends_when_all_is_said_and_takes_nothing_apart() -> None:
    ran = ended(LAST)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("sendclock ") and "taken apart" not in ran.stdout


def test_what_was_to_be_done_at_the_end_is_done() -> None:
    ran = ended("import atexit; atexit.register(print, 'last word')")
    assert ran.stdout.endswith("last word\n")


def test_a_profiler_has_the_last_word() -> None:
    ran = ended(f"{LAST}; sys.setprofile(lambda *_: None)")
    assert "taken apart" in ran.stdout


def test_a_pipe_that_closes_early_is_no_trouble() -> None:
    program = [sys.executable, "-m", "sendclock", "rules"]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_page_about_one_case_does_not_load_what_checks_a_casebook() -> None:
    """The doubts of a case come from `check`, whose other questions need the history, the packs and their examples."""
    loaded = modules_after("show", "EHC-2026-0104", "--cases", "cases", "--as-of", "2026-11-21", "--plain")
    assert "sendclock.check.check" in loaded
    assert not {"subprocess", "sendclock.audit.history", "sendclock.law.examples", "hashlib"} & loaded
    assert not {"sqlite3", "sendclock.casebook.facts", "dateutil", "calendar"} & loaded  # of many cases; of months
