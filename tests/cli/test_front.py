"""The front page: blocks that add up, one screen of any size, nothing due today out of sight, doubt beside the day."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from run import on_a_screen, sendclock
from sendclock.due.front import folded_differs

CASES = ["--cases", "cases", "--as-of", "2026-11-28"]
SIZES = [(20, 10), (30, 12), (40, 14), (60, 24), (80, 24), (100, 20), (120, 30), (200, 60)]
BLOCKS = (
    "TODAY", "NEWLY LATE", "LATE BY LAW", "THIS WEEK", "WAITING FOR OTHERS", "LATE, NOT BY LAW", "EXCUSED", "LATER",
)  # fmt: skip


def rows(*words: str) -> list[dict[str, object]]:
    """The rows of the list as they are drawn: what law and practice both ask for has one."""
    told = json.loads(sendclock("due", *words, "--format", "json").stdout)["rows"]
    return [row for row in told if row["drawn_with"] is None]


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def counts(page: str) -> dict[str, int]:
    """How many rows each block says it has, wherever it stands."""
    words = " ".join(page.split())
    return {name: int(n) for name in BLOCKS for n in re.findall(rf"(?<![A-Z,] ){name}: (\d+)", words)[:1]}


@pytest.mark.parametrize(("columns", "lines"), SIZES)
@pytest.mark.parametrize("officer", ["okafor", "everyone"])
def test_the_page_is_one_screen_of_any_size(columns: int, lines: int, officer: str) -> None:
    page = plain(on_a_screen(columns, lines, "due", *CASES, "--officer", officer))
    shown = page.splitlines()
    assert len(shown) <= lines - 1
    assert max(map(len, shown)) <= columns
    every = rows(*CASES, "--officer", officer)
    words = " ".join(page.split())
    assert f"{sum(row['days_left'] == 0 for row in every)} today" in words
    assert f"{sum(row['status'] == 'overdue' for row in every)} late" in words


@pytest.mark.parametrize(("columns", "lines"), [(60, 24), (80, 24), (120, 30), (200, 60)])
def test_every_row_stands_in_one_block_and_what_is_not_shown_is_counted(columns: int, lines: int) -> None:
    page = plain(on_a_screen(columns, lines, "due", *CASES))
    every = rows(*CASES)
    assert sum(counts(page).values()) == len(every) > 30
    whole = plain(on_a_screen(columns, 500, "due", *CASES))
    assert len(re.findall(r"(?m)^ *\d+  EHC-", whole)) == len(every)


def test_a_wider_window_never_makes_the_list_longer() -> None:
    longest = [len(on_a_screen(columns, 500, "due", *CASES).splitlines()) for columns in (40, 60, 80, 120, 160, 200)]
    assert longest == sorted(longest, reverse=True)


def test_each_block_is_what_the_command_beside_it_lists() -> None:
    page = counts(plain(on_a_screen(100, 500, "due", *CASES)))
    words = {
        "TODAY": ["--today"], "LATE BY LAW": ["--status", "late-by-law"], "THIS WEEK": ["--status", "week"],
        "LATE, NOT BY LAW": ["--status", "late-not-by-law"], "EXCUSED": ["--status", "excused"],
        "LATER": ["--status", "later"],
    }  # fmt: skip
    assert {name: len(rows(*CASES, *words[name])) for name in words} == {name: page[name] for name in words}
    others = rows(*CASES, "--waiting")
    assert len(others) == page["WAITING FOR OTHERS"] + sum(row["days_left"] == 0 for row in others)
    assert not any(row["own"] for row in others)


def test_filters_by_setting_tag_and_case() -> None:
    every = Counter(row["setting"] for row in rows(*CASES))
    assert len(rows(*CASES, "--setting", "willow bank")) == every["Willow Bank Primary"] > 1
    assert {row["case"] for row in rows(*CASES, "--case", "0103")} == {"EHC-2026-0103"}
    assert rows(*CASES, "--tag", "no such tag") == []
    late = rows(*CASES, "--late")
    assert late and all(row["status"] == "overdue" for row in late)


def test_a_view_of_the_settings_is_said_and_its_filters_hold(toy_book: Path) -> None:
    settings = toy_book / "sendclock.toml"
    settings.write_text(settings.read_text() + '\n[views.mine]\nsetting = "nowhere"\nlate = true\n')
    ran = sendclock("due", "--cases", str(toy_book), "--view", "MINE")
    assert (
        "view mine (setting nowhere; late only)" in ran.stdout
        and "Nothing of what was asked for is overdue" in ran.stdout
    )
    ran = sendclock("due", "--cases", str(toy_book), "--view", "mien")
    assert ran.returncode == 2 and 'Did you mean "mine"?' in ran.stderr
    settings.write_text(settings.read_text().replace("late = true", "latest = true"))
    ran = sendclock("due", "--cases", str(toy_book))
    assert ran.returncode == 4 and '"latest" is no filter of due. Did you mean "late"?' in ran.stderr


def test_a_doubtful_day_is_marked_at_any_width_and_the_last_line_says_what_the_mark_means() -> None:
    doubted = sum(bool(row["provisional"]) for row in rows(*CASES, "--tier", "local"))
    assert doubted
    for columns in (40, 80, 200):
        page = plain(on_a_screen(columns, 500, "due", *CASES, "--tier", "local"))
        assert page.count("~") == doubted + 1
        assert "~" in " ".join(page.splitlines()[-2:]) and "may still move" in " ".join(page.split())


def test_guidance_is_never_as_red_as_law() -> None:
    page = on_a_screen(120, 500, "due", *CASES)
    red = re.findall(r"\x1b\[1;31m(EHC-[0-9-]+)", page)
    law = [row for row in rows(*CASES, "--late") if row["own"] and row["tier"] == "statutory" and not row["excused_by"]]
    assert len(red) == len(law) > 3
    assert not re.search(r"\x1b\[(33|2|32|37|90)m", page)  # yellow, faint, green, white: lost on black or on white


def test_why_the_order_is_as_it_is() -> None:
    ran = sendclock("due", *CASES, "--why-order")
    assert "1. an order of the Tribunal" in ran.stdout
    assert "What follows: a family kept from its appeal\nCase: EHC-2026-0103" in ran.stdout
    assert "What follows: none of these\nCase: EHC-2026-0108" in ran.stdout


def test_an_order_a_day_late_stands_above_a_plan_that_is_weeks_late(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    events = {
        "EHC-1": '[[event]]\ntype = "assessment-requested"\non = 2026-03-02\n',
        "EHC-2": '[[event]]\ntype = "order-made"\non = 2026-11-06\norder = "assess"\n',
    }
    for ref, text in events.items():
        (tmp_path / "cases" / f"{ref}.toml").write_text(f'schema = 1\nref = "{ref}"\n{text}')
    page = sendclock("due", "--cases", str(tmp_path), "--format", "lines").stdout
    listed = re.findall(r"(?m)^ +\d+  (EHC-\d).*", page)
    assert listed[0] == "EHC-2" and "EHC-1" in listed


def test_cases_in_which_nothing_runs_are_named_on_every_screen(toy_book: Path) -> None:
    (toy_book / "cases" / "L-8.toml").write_text('schema = 1\nref = "L-8"\n')
    page = plain(on_a_screen(80, 24, "due", "--cases", str(toy_book)))
    assert "1 nothing running" in page
    command = f"sendclock due --cases {toy_book.as_posix()}"
    assert f"NOTHING RUNNING: 1 (L-8). Why: {command} --all" in " ".join(page.split())
    assert "L-8: Nothing is running" in " ".join(plain(on_a_screen(80, 24, *command.split()[1:], "--all")).split())


def test_lines_are_one_line_a_row_and_plain_keeps_its_labels() -> None:
    every = rows(*CASES)
    lines = sendclock("due", *CASES, "--format", "lines").stdout
    assert len(re.findall(r"(?m)^ +\d+  EHC-", lines)) == len(every)
    labelled = sendclock("due", *CASES, "--plain").stdout
    assert labelled.count("\nCase: EHC-") == len(every)


SMALL = pytest.mark.parametrize(("columns", "lines"), [(20, 10), (30, 12), (40, 14), (80, 24)])


@SMALL
def test_the_smallest_screen_counts_what_has_no_row(toy_book: Path, columns: int, lines: int) -> None:
    (toy_book / "cases" / "L-8.toml").write_text('schema = 1\nref = "L-8"\n')
    page = plain(on_a_screen(columns, lines, "due", "--cases", str(toy_book)))
    words = " ".join(page.split())
    assert "1 with nothing running or waiting for a fact" in words or "1 nothing running" in words


@SMALL
def test_the_smallest_screen_counts_each_block_that_it_does_not_show(columns: int, lines: int) -> None:
    words = " ".join(plain(on_a_screen(columns, lines, "due", *CASES)).split())
    assert re.search(r"(?i)late.by.law:? \d", words) and ("--all" in words or "--status" in words)


def test_why_order_fails_as_the_list_does() -> None:
    words = ["due", *CASES, "--why-order", "--fail-on", "overdue"]
    assert sendclock(*words).returncode == 10
    assert sendclock(*words, "--status", "today").returncode == 0


def test_why_order_names_the_cases_without_a_row(toy_book: Path) -> None:
    (toy_book / "cases" / "L-8.toml").write_text('schema = 1\nref = "L-8"\n')
    ran = sendclock("due", "--cases", str(toy_book), "--why-order", "--fail-on", "nothing-running")
    assert ran.returncode == 12 and "L-8: Nothing is running" in ran.stdout


def test_no_list_is_drawn_in_colours_that_are_lost_on_black_or_on_white() -> None:
    for words in (["show", "EHC-2026-0106"], ["explain", "EHC-2026-0102", "final-plan"], ["plan", "EHC-2026-0104"]):
        screen = on_a_screen(120, 60, *words, *CASES)
        assert not re.search(r"\x1b\[(?:\d+;)*(33|2|32|37|90)m", screen), words
    page = on_a_screen(120, 60, "show", "EHC-2026-0108", *CASES)
    assert rows(*CASES, "--case", "0108", "--late", "--tier", "guidance") and "\x1b[1;31m" not in page


def test_the_list_of_one_officer_says_that_cases_of_nobody_are_late(tmp_path: Path) -> None:
    """Else a child whose case nobody has would be late on no list that anybody opens."""
    (tmp_path / "cases").mkdir()
    settings = 'schema = 1\n[teams.north]\ntitle = "North"\n[officers.okafor]\nteam = "north"\n'
    (tmp_path / "sendclock.toml").write_text(settings, encoding="utf-8")
    event = '[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n'
    (tmp_path / "cases/A-1.toml").write_text(f'schema = 1\nref = "A-1"\n{event}', encoding="utf-8")
    line = f"1 case that nobody has is late: sendclock due --cases {tmp_path.as_posix()} --officer nobody"
    for words in (["--format", "plain"], ["--format", "lines"], ["--format", "md"], ["--format", "table"]):
        told = sendclock("due", "--officer", "okafor", *words, "--cases", str(tmp_path))
        said = " ".join(told.stdout.replace("\\", "").split())  # in Markdown a name keeps its marks so
        assert told.returncode == 0 and line in said, (words, told.stdout, told.stderr)
    for officer in ("nobody", "everyone"):
        assert line not in sendclock("due", "--officer", officer, "--cases", str(tmp_path)).stdout


def test_an_officer_is_the_same_however_the_apostrophe_is_typed() -> None:
    """So the page of one officer does not name them in every row."""
    assert not folded_differs("O\N{RIGHT SINGLE QUOTATION MARK}Kafor", "o'kafor")
    assert folded_differs("okafor", "o'kafor") and folded_differs(None, "o'kafor")


def test_a_setting_or_tag_that_no_case_has_is_said() -> None:
    """Mistyped, it would look like good news."""
    for words in (("--setting", "oakwod"), ("--tag", "no-such")):
        ran = sendclock("due", *words, "--officer", "everyone", "--cases", "cases")
        assert ran.returncode == 0 and f"has such a setting or tag: {words[1]}" in ran.stderr
        assert sendclock("due", *words, "--quiet", "--officer", "everyone", "--cases", "cases").stderr == ""
    ran = sendclock("due", "--setting", "oakwood", "--officer", "everyone", "--cases", "cases")
    assert "such a setting" not in ran.stderr
