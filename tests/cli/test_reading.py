"""Reading: nothing typed at all, one case on a screen, every case of mine, and what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from run import ROOT, sendclock
from sendclock.say.shell import typed

CASES = ["--cases", "cases", "--as-of", "2026-11-28"]


# --- nothing typed


def test_nothing_typed_in_a_casebook_is_the_front_page() -> None:
    alone = sendclock(cwd=ROOT / "cases", SENDCLOCK_OFFICER="okafor")
    assert alone.stdout == sendclock("due", cwd=ROOT / "cases", SENDCLOCK_OFFICER="okafor").stdout
    assert "okafor, Saturday 21 November 2026:" in alone.stdout and alone.returncode == 0
    assert sendclock("--help").stdout.startswith("Usage: sendclock [OPTIONS] COMMAND")


def test_options_alone_are_those_of_the_front_page() -> None:
    late = sendclock("--late", "--officer", "okafor", *CASES)
    assert late.stdout == sendclock("due", "--late", "--officer", "okafor", *CASES).stdout
    assert "of what was asked for" in late.stdout and late.returncode == 0
    assert "sendclock due -h" in sendclock("--oficer", "okafor").stderr  # the options it has are those of due


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["--cases", "cases", "show", "103"], "show 103 --cases cases"),
        (["--plain", "show", "a b"], typed(["show", "a b", "--plain"])),
        (["--as-of=2026-11-21", "due"], "due --as-of=2026-11-21"),
    ],
)
def test_a_command_behind_its_options_is_said_as_it_should_be_typed(typed: list[str], meant: str) -> None:
    ran = sendclock(*typed)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"Options go after the command: sendclock {meant}\n")


def test_the_value_of_an_option_is_no_command() -> None:
    assert 'no view "panel"' in sendclock("--view", "panel", *CASES).stderr


def test_nothing_typed_without_a_casebook_says_what_to_do_first(tmp_path: Path) -> None:
    ran = sendclock(cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert all(f"sendclock {word} " in ran.stdout for word in ("demo", "init", "new"))


@pytest.mark.parametrize("words", [[], ["show"], ["due"], ["rules", "events"], ["report"]], ids=" ".join)
def test_help_is_given_for_its_short_option_too(words: list[str]) -> None:
    ran = sendclock(*words, "-h")
    assert ran.returncode == 0 and ran.stdout == sendclock(*words, "--help").stdout


def test_explain_alone_lists_what_runs_and_explains_the_most_urgent() -> None:
    alone = sendclock("explain", "EHC-2026-0104", "--cases", "cases")
    assert alone.returncode == 0
    listed, _, explained = alone.stdout.partition("Status: ")
    assert listed.splitlines()[2].startswith("1. Week 20: overdue, due Thu 19 Nov 2026.")
    assert 'Why: sendclock explain EHC-2026-0104 "15 days on draft"' in listed
    named = sendclock("explain", "EHC-2026-0104", "week 20", "--cases", "cases")
    assert f"Status: {explained}" == named.stdout


def test_explain_alone_says_so_where_nothing_runs() -> None:
    told = sendclock("explain", "EHC-2026-0109", "--cases", "cases")
    assert told.returncode == 2 and told.stderr.startswith("No clock of EHC-2026-0109 runs.")
