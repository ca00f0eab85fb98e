"""Reading: nothing typed at all, one case on a screen, every case of mine, and what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from run import ROOT, sendclock

CASES = ["--cases", "cases", "--as-of", "2026-11-28"]


# --- nothing typed


def test_nothing_typed_in_a_casebook_is_the_front_page() -> None:
    alone = sendclock(cwd=ROOT / "cases", SENDCLOCK_OFFICER="okafor")
    assert alone.stdout == sendclock("due", cwd=ROOT / "cases", SENDCLOCK_OFFICER="okafor").stdout
    assert "okafor, Saturday 21 November 2026:" in alone.stdout and alone.returncode == 0
    assert sendclock("--help").stdout.startswith("Usage: sendclock [OPTIONS] COMMAND")


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
