"""Whole outputs, compared letter by letter. `SENDCLOCK_UPDATE=1 pytest` writes them anew: read the diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from run import on_a_screen, sendclock

GOLDEN = Path(__file__).parent.parent / "golden"
OFFICER = {"SENDCLOCK_OFFICER": "reid"}
RECORDED = ["record", "112", "--cases", "cases", "--dry-run"]
COMMANDS = {
    "due.plain": ["due", "--cases", "cases"],
    "due.table": ["due", "--cases", "cases", "--format", "table"],
    "due.json": ["due", "--cases", "cases", "--format", "json", "--officer", "singh"],
    "due.csv": ["due", "--cases", "cases", "--format", "csv"],
    "due.md": ["due", "--cases", "cases", "--format", "md", "--within", "5wd"],
    "due-windows.plain": ["due", "--cases", "cases", "--kind", "window", "--kind", "bar", "--within", "8w"],
    "due-nobody.plain": ["due", "--cases", "cases", "--officer", "nobody", "--within", "20w"],
    "due-quiet.plain": ["due", "--cases", "cases", "--officer", "nobody", "--within", "0d"],
    "due-nothing.plain": ["due", "--cases", "cases", "--officer", "okafor", "--rule", "higher-education-disclosure"],
    "show.plain": ["show", "EHC-2026-0112", "--cases", "cases"],
    "show.table": ["show", "EHC-2026-0106", "--cases", "cases", "--format", "table"],
    "show.json": ["show", "EHC-2026-0104", "--cases", "cases", "--format", "json"],
    "show.md": ["show", "EHC-2026-0101", "--cases", "cases", "--format", "md"],
    "show-excused.table": ["show", "EHC-2026-0102", "--cases", "cases", "--format", "table"],
    "explain.plain": ["explain", "EHC-2026-0111", "appeal-window", "--cases", "cases"],
    "explain-excused.plain": ["explain", "EHC-2026-0102", "final-plan", "--cases", "cases"],
    "explain-refused.plain": ["explain", "EHC-2025-0388", "final-plan", "--cases", "cases"],
    "explain-combined.plain": ["explain", "EHC-2026-0106", "comment-on-draft", "--cases", "cases"],
    "explain.json": ["explain", "EHC-2026-0105", "mediation-notice", "--cases", "cases", "--format", "json"],
    "calc.plain": ["calc", "assessment-requested", "2026-09-07"],
    "calc-moment.table": ["calc", "assessment-refused", "28/10/2026", "served=+1d", "--format", "table"],
    "calc-missing.plain": ["calc", "draft-plan-sent", "2026-11-20"],
    "count.plain": ["count", "2026-12-18", "15wd"],
    "count-months.plain": ["count", "2026-08-31", "6m"],
    "count-hours.plain": ["count", "2026-10-24T10:00", "48h"],
    "count-back.json": ["count", "10 Apr 2026", "5wd", "--before", "--first-day", "clear", "--format", "json"],
    "count-forecast.plain": ["count", "2031-12-18", "15wd"],
    "calendar.plain": ["calendar", "2026"],
    "calendar-foi.json": ["calendar", "2026", "--calendar", "foi", "--format", "json"],
    "check.plain": ["check", "--cases", "cases"],
    "rules-show.plain": ["rules", "show", "comment-on-draft"],
    "rules.csv": ["rules", "--format", "csv", "--tier", "guidance"],
    "events.plain": ["rules", "events", "advice-requested"],
    "record.plain": [*RECORDED, "assessment-agreed", "fri"],
    "record-many.plain": [*RECORDED, "advice asked", "source=health", "party=CAMHS", "party=Paediatrics"],
    "help.plain": ["--help"],
    "due-help.plain": ["due", "--help"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_whole_output_is_as_it_was_read_and_found_good(name: str) -> None:
    ran = sendclock(*COMMANDS[name], **(OFFICER if "record" in name else {}))
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout.replace("\r\n", "\n")
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("SENDCLOCK_UPDATE"):
        path.write_text(said, encoding="utf-8", newline="\n")
    assert said == path.read_text(encoding="utf-8")
    if "help" not in name:
        assert not ran.stderr.strip() or "warning" in ran.stderr


SCREENS = {
    "due": ["due", "--cases", "cases", "--officer", "okafor"],
    "show": ["show", "EHC-2026-0104", "--cases", "cases"],
    "cases": ["cases", "--cases", "cases", "--officer", "okafor"],
    "record": [*RECORDED, "assessment-agreed", "fri"],
}


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", SCREENS)
def test_the_whole_screen_is_as_it_was_read_and_found_good(name: str, width: int) -> None:
    said = on_a_screen(width, 24, *SCREENS[name], NO_COLOR="1", PAGER="", **OFFICER)
    path = GOLDEN / f"{name}-{width}.txt"
    if os.environ.get("SENDCLOCK_UPDATE"):
        path.write_text(said, encoding="utf-8", newline="\n")
    assert said == path.read_text(encoding="utf-8")
    assert [line for line in said.splitlines() if len(line) > width] == []
