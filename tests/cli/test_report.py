"""`sendclock report`: what it answers, in every format, over which cases, and when it says that it is incomplete."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from run import ROOT, at_a_terminal, sendclock
from schema import held_to_schema

REPORTS = ("weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "promises", "workload")
KEYS = {
    "sendclock", "report", "as_of", "complete", "casebook", "cases_read", "cases_unreadable", "packs", "period",
    "previous", "figures", "tables", "problems",
}  # fmt: skip


def case(folder: Path, ref: str, *events: str, **head: str) -> None:
    """A case file: each event is `type day field=value ...`, the values as TOML."""
    lines = ["schema = 1", f'ref = "{ref}"', *(f"{name} = {value}" for name, value in head.items())]
    for number, event in enumerate(events, 1):
        type_, on, *fields = event.split(" ")
        lines += ["", "[[event]]", f'id = "e{number}"', f'type = "{type_}"', f"on = {on}"]
        lines += [field.replace("=", " = ", 1) for field in fields]
    (folder / f"{ref}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three plans of 2025: in time, late, late with an exception that holds; and one case that is nobody's."""
    north = 'case-allocated 2025-01-07 officer="reid" team="north"'
    south = 'case-allocated 2025-01-07 officer="singh" team="south"'
    asked, agreed = "assessment-requested 2025-01-06", "assessment-agreed 2025-02-10"
    away = 'exception-recorded 2025-05-20 rule="final-plan" ground="away-four-weeks" reason="abroad"'
    case(tmp_path, "A-1", asked, north, agreed, "final-plan-sent 2025-05-26")  # day 140
    case(tmp_path, "A-2", asked, north, agreed, "final-plan-sent 2025-05-27")
    dates = "from=2025-03-01 to=2025-04-15"
    case(tmp_path, "A-3", asked, south, agreed, f"{away} {dates}", "final-plan-sent 2025-06-30")
    case(tmp_path, "A-4", "assessment-requested 2026-10-26", 'note-added 2026-10-27 note="secret"', born="2019-01-02")
    return tmp_path


def answer(folder: Path, *words: str, code: int = 0) -> dict[str, object]:
    ran = sendclock("report", *words, "--cases", str(folder), "--format", "json")
    assert ran.returncode == code, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    held_to_schema(found)
    return found


def figure(told: dict[str, object], id: str) -> dict[str, object]:
    (found,) = [one for one in told["figures"] if one["id"] == id]
    return dict(found)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_keeps_its_keys_and_fits_the_schema(folder: Path, name: str) -> None:
    told = answer(folder, name)
    assert told.keys() >= KEYS
    assert (told["report"], told["complete"], told["cases_read"], told["cases_unreadable"]) == (name, True, 4, 0)
    for one in told["figures"]:
        if one["denominator"] is not None:
            assert len(one["cases"]) == one["denominator"]
        if one["numerator"] is not None:
            assert len(one["numerator_cases"]) == one["numerator"]


def test_the_headline_its_cases_and_who_is_left_out(folder: Path) -> None:
    told = answer(folder, "timeliness")
    assert told["period"] == {
        "from": "2025-01-01", "to": "2025-12-31", "kind": "year",
        "choice": "The last complete year before the as-of day; choose another with --period or --from and --to.",
    }  # fmt: skip
    assert told["previous"] == {"from": "2024-01-01", "to": "2024-12-31", "kind": "year"}
    one = figure(told, "plans-within-20-weeks-excluding-exceptions")
    assert (one["numerator"], one["denominator"], one["percent"]) == (1, 2, 50.0)
    assert (one["cases"], one["numerator_cases"]) == (["A-1", "A-2"], ["A-1"])
    (out,) = one["left_out"]
    assert out["case"] == "A-3" and "20-week exception: away-four-weeks" in out["why"]
    assert one["previous"] == {"numerator": 0, "denominator": 0, "percent": None, "value": None}
    assert figure(told, "plans-within-20-weeks-including-exceptions")["percent"] == 33.3


def test_list_names_the_cases_in_and_out(folder: Path) -> None:
    words = ("timeliness", "--list", "plans-within-20-weeks-excluding-exceptions", "--cases", str(folder))
    plain = sendclock("report", *words).stdout
    for line in ("In the numerator: 1", "In the denominator only: 1", "Left out: 1", "Result: 1 of 2: 50.0%"):
        assert line in plain.splitlines()
    assert "received Mon 6 Jan 2025; issued Mon 26 May 2025, day 140; due Mon 26 May 2025; in time" in plain
    rows = list(csv.DictReader(io.StringIO(sendclock("report", *words, "--format", "csv").stdout.lstrip("\ufeff"))))
    assert [(row["case"], row["counted"], row["days"]) for row in rows] == [
        ("A-1", "numerator", "140"), ("A-2", "denominator", "141"), ("A-3", "left-out", "175"),
    ]  # fmt: skip
    listed = answer(folder, *words[:3])
    assert [one["case"] for one in listed["list"]] == ["A-1", "A-2", "A-3"]
    assert len(listed["figures"]) == 1


def test_csv_is_a_row_a_figure(folder: Path) -> None:
    ran = sendclock("report", "timeliness", "--cases", str(folder), "--format", "csv")
    assert ran.stdout.startswith("\ufeffid,")
    rows = list(csv.DictReader(io.StringIO(ran.stdout.lstrip("\ufeff"))))
    assert len(rows) == len({row["id"] for row in rows}) > 20
    row = rows[0]
    assert (row["numerator"], row["denominator"], row["percent"], row["left_out"]) == ("1", "2", "50.0", "1")
    assert (row["from"], row["to"], row["as_of"], row["complete"]) == ("2025-01-01", "2025-12-31", "2026-11-21", "yes")


def test_a_team_and_an_officer(folder: Path) -> None:
    base = "plans-within-20-weeks-including-exceptions"
    assert figure(answer(folder, "timeliness", "--team", "north"), base)["cases"] == ["A-1", "A-2"]
    assert figure(answer(folder, "timeliness", "--officer", "SINGH"), base)["cases"] == ["A-3"]
    both = answer(folder, "timeliness", "--team", "north", "--officer", "singh")
    assert (figure(both, base)["cases"], both["whose"]) == ([], "officer singh, team north")
    ran = sendclock("report", "timeliness", "--team", "nort", "--cases", str(folder))
    assert 'No team "nort" is known: neither the settings nor any case names one. Did you mean "north"?' in ran.stderr


def test_a_file_that_cannot_be_read_makes_every_figure_say_so(folder: Path) -> None:
    (folder / "A-5.toml").write_text('schema = 1\nref = "A-5"\n[[event]]\ntype = "assesment-requested"\n')
    told = answer(folder, "timeliness", code=3)
    assert (told["complete"], told["cases_read"], told["cases_unreadable"]) == (False, 4, 1)
    assert [Path(one["file"]).name for one in told["problems"]] == ["A-5.toml"]
    for format in ("plain", "md", "html", "table"):
        ran = sendclock("report", "timeliness", "--cases", str(folder), "--format", format)
        assert ran.returncode == 3 and "A-5.toml:" in ran.stderr
        assert "Incomplete: 1 file could not be read" in " ".join(ran.stdout.split())
    rows = csv.DictReader(io.StringIO(sendclock("report", "weekly", "--cases", str(folder), "--format", "csv").stdout))
    assert {(row["complete"], row["cases_unreadable"]) for row in rows} == {("no", "1")}


def test_a_copy_of_a_case_is_left_out_and_named(folder: Path) -> None:
    (folder / "old").mkdir()
    (folder / "old/A-1.toml").write_bytes((folder / "A-1.toml").read_bytes())
    told = answer(folder, "timeliness", code=3)
    assert (told["cases_read"], told["cases_unreadable"]) == (3, 2)
    assert figure(told, "plans-within-20-weeks-including-exceptions")["cases"] == ["A-2", "A-3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["timelines"], 'Did you mean "timeliness"?'),
        (["timeliness", "--list", "decision-within-6-weeks"], 'Did you mean "decisions-within-6-weeks"?'),
        (["weekly", "--from", "2026-02-01", "--to", "2026-01-01"], "is later than --to 2026-01-01"),
        (["weekly", "--to", "2026-01-01"], "--to needs --from"),
        (["weekly", "A-1"], 'only the report "case" takes a case'),
        (["weekly", "--from", "2026-11-30"], "--from 2026-11-30 is after the as-of day, 2026-11-21"),
        (["weekly", "--from", "0001-01-01"], "--from 0001-01-01 cannot be used"),
        (["timeliness", "--from", "2026-01-01", "--to", "9999-12-31"], "--to 9999-12-31 cannot be used"),
        (["reviews", "--from", "9999-12-31", "--period", "week"], "--from 9999-12-31 cannot be used"),
        (["case"], "sendclock report case REF"),
        (["case", "A-1", "--officer", "reid"], "report case takes no --officer"),
        (["case", "A-1", "--team", "north"], "report case takes no --team"),
        (["case", "A-1", "--from", "2026-01-01"], "report case takes no --from"),
        (["case", "A-1", "--to", "2026-01-01"], "report case takes no --to"),
        (["case", "A-1", "--period", "week"], "report case takes no --period"),
        (["case", "A-1", "--list", "overdue-now"], "report case takes no --list"),
    ],
)
def test_wrong_usage(folder: Path, words: list[str], said: str) -> None:
    ran = sendclock("report", *words, "--cases", str(folder))
    assert ran.returncode == 2 and said in ran.stderr and not ran.stdout


def test_a_table_says_which_day_it_compares_with(folder: Path) -> None:
    said = "Before, of what stands on the as-of day (open, overdue): at the end of Sunday 15 November 2026."
    words = ("--details", "--cases", str(folder), "--format", "md")
    tables = {name: sendclock("report", name, *words).stdout for name in REPORTS}
    assert said in tables["weekly"] and said in tables["workload"]
    assert "Before, of what stands" not in tables["phase"]


@pytest.mark.parametrize("name", REPORTS)
def test_a_period_of_two_centuries_is_answered(folder: Path, name: str) -> None:
    told = answer(folder, name, "--from", "1900-01-01", "--to", "2099-12-31")
    assert told["previous"] == {"from": "1699-12-31", "to": "1899-12-31", "kind": "days"}


def test_the_days_given_are_both_counted_in(folder: Path) -> None:
    base = "plans-within-20-weeks-including-exceptions"
    told = answer(folder, "timeliness", "--from", "26/05/2025", "--to", "27 May 2025")
    assert figure(told, base)["cases"] == ["A-1", "A-2"]
    assert told["previous"] == {"from": "2025-05-19", "to": "2025-05-20", "kind": "days"}
    told = answer(folder, "timeliness", "--from", "2025-05-26", "--period", "month")
    assert (told["period"]["from"], told["period"]["to"]) == ("2025-05-01", "2025-05-31")


def test_the_as_of_day_hides_what_came_later(folder: Path) -> None:
    base = "plans-within-20-weeks-including-exceptions"
    words = ("timeliness", "--from", "2025-01-01", "--to", "2025-12-31", "--as-of", "2025-05-26")
    assert figure(answer(folder, *words), base)["cases"] == ["A-1"]


class Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_html_is_one_page_that_needs_nothing_else(folder: Path) -> None:
    ran = sendclock("report", "weekly", "--cases", str(folder), "--format", "html")
    page = Page()
    page.feed(ran.stdout)
    assert {"html", "title", "h1", "table", "th", "footer"} <= set(page.tags)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.links and all(link.startswith("#") for link in page.links)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", ["plain", "md", "table"])
def test_nothing_personal_and_no_cut(folder: Path, name: str, format: str) -> None:
    ran = sendclock("report", name, "--cases", str(folder), "--format", format)
    assert ran.returncode == 0, ran.stderr
    assert "secret" not in ran.stdout and "2019" not in ran.stdout and "…" not in ran.stdout
    assert "4 cases read, 0 unreadable" in " ".join(ran.stdout.split())


def test_one_case_in_full(folder: Path) -> None:
    told = answer(folder, "case", "A-3")
    rows = {row["rule"]: row for row in told["rows"]}
    assert rows["final-plan"]["excused_by"] == "away-four-weeks"
    assert len(rows["final-plan"]["steps"]) > 4
    assert [event["event"] for event in told["events"]][:2] == ["assessment-requested", "case-allocated"]
    plain = sendclock("report", "case", "A-3", "--cases", str(folder)).stdout
    counted = [step["text"] for row in told["rows"] for step in row["steps"] if step["kind"] == "counted"]
    assert counted and all(text in plain for text in counted)
    for format in ("md", "html", "table"):
        ran = sendclock("report", "case", "A-3", "--cases", str(folder), "--format", format)
        assert ran.returncode == 0 and "How to read this" in ran.stdout and "Every limit of the law" in ran.stdout


LONG = ("assessment-requested 2025-01-06", 'case-allocated 2025-01-07 officer="reid"', "assessment-agreed 2025-02-10")


@pytest.mark.parametrize("format", ["plain", "md", "html", "table"])
def test_a_case_for_somebody_outside_names_nothing_of_ours(folder: Path, format: str) -> None:
    """No path, no command, no id of a rule, an event type or an event: its reader has none of them."""
    away = 'exception-recorded 2025-05-20 rule="final-plan" ground="away-four-weeks" reason="abroad"'
    case(
        folder, "B-1", *LONG, f"{away} from=2025-03-01 to=2025-04-15", "draft-plan-sent 2025-05-28",
        "final-plan-sent 2025-06-30", 'event-corrected 2025-06-28 event="e6" reason="typed-wrong"',
        'note-added 2025-07-01 note="rang"', 'event-withdrawn 2025-07-02 event="e8" reason="of-another-case"',
    )  # fmt: skip
    ran = sendclock("report", "case", "B-1", "--cases", str(folder), "--format", format)
    assert ran.returncode == 0, ran.stderr
    text = re.sub(r"(?s)<style>.*?</style>", "", ran.stdout)
    for ours in (
        "sendclock", ".toml", str(folder), "final-plan", "assessment-requested", "event-corrected", "decide-to-assess",
        "england-send-2014", "event e", "away-four-weeks",
    ):  # fmt: skip
        assert ours not in text, ours
    said = " ".join(text.split())
    for words in ("The authority received a request", "day corrected, was", "WITHDRAWN", "about entry 6", "Excused"):
        assert words.lower() in said.lower(), words


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_terminal_of_80_columns_cuts_nothing(folder: Path, name: str) -> None:
    """Every title of a table that is drawn stands there whole."""
    words = ("report", name, "--details", "--cases", str(folder))
    screen = _on_a_terminal(*words) if name == REPORTS[0] else at_a_terminal(80, 50, *words, NO_COLOR="1")[1]
    told = answer(folder, name)
    assert all(len(line) <= 80 for line in screen.splitlines())
    lines = [line.split() for line in screen.splitlines()]
    for table in told["tables"]:
        if table["rows"]:
            first = table["columns"][0]["title"].split()
            assert any(line[: len(first)] == first for line in lines)


def _on_a_terminal(*words: str) -> str:
    pty = pytest.importorskip("pty", reason="needs a POSIX pseudo-terminal")
    controller, terminal = pty.openpty()
    environment = {**os.environ, "SENDCLOCK_TODAY": "2026-11-21", "COLUMNS": "80", "LINES": "50", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sendclock", *words], stdout=terminal, stdin=terminal, env=environment, cwd=ROOT
    )
    os.close(terminal)
    screen = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:
            break
        if not part:
            break
        screen += part
    os.close(controller)
    assert process.wait() == 0
    return screen.decode().replace("\r\n", "\n")
