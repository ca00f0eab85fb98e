"""import: what is understood is said before anything is written; nothing that is there is touched; no name leaks."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from run import AS_OF, ROOT, sendclock
from schema import held_to_schema

TRACKER = """Reference,School,Requested,Requested by,Decision,Decision date,Draft sent,Final sent,Officer,Child,Panel
EHC/2026/0001,Oakwood Primary,07/09/2026,Parent,Agreed,12 Oct 2026,30/11/2026,,okafor,Ann Example,3
EHC/2026/0002,Elm Park,2026-09-08,School,Refused,19/10/2026,n/a,TBC,,Bo Example,3
EHC/2026/0003,Elm Park,02/13/2026,School,,,,,okafor,Cy Example,3
EHC/2026/0004,Elm Park,08/09/2026,School,Agreeed,19/10/2026,,,okafor,Di Example,3
Example Ed,Elm Park,08/09/2026,School,,,,,okafor,Ed Example,3
EHC/2026/0006,Elm Park,01/12/2026,School,,,,,okafor,Fi Example,3
EHC/2026/0007,Elm Park,08/09/2026,School,,19/10/2026,,,okafor,Gi Example,3
EHC/2026/0008,Elm Park,15/09/2026,School,,,,,okafor,Hy Example,3
EHC/2026/0008,Elm Park,16/09/2026,School,,,,,okafor,Hy Example,3
"""
FIRST = """schema = 1
ref = "EHC-2026-0001"
setting = "Oakwood Primary"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-09-07
recorded = RECORDED
by = "okafor"
requester = "family"
note = "Imported with the map \\"plain\\", row 2."

[[event]]
id = "e2"
type = "case-allocated"
on = 2026-09-07
recorded = RECORDED
by = "okafor"
officer = "okafor"
note = "Imported with the map \\"plain\\", row 2."

[[event]]
id = "e3"
type = "assessment-agreed"
on = 2026-10-12
recorded = RECORDED
by = "okafor"
note = "Imported with the map \\"plain\\", row 2."
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "tracker.csv").write_text(TRACKER, encoding="utf-8")
    return tmp_path


def run(
    book: Path, *words: str, map: str = "plain", file: str = "tracker.csv", write: bool = False
) -> subprocess.CompletedProcess[str]:
    """A dry run, unless `write`."""
    words = words if write else (*words, "--dry-run")
    return sendclock("import", file, "--map", map, "--cases", "cases", *words, cwd=book, SENDCLOCK_OFFICER="okafor")


def answer(book: Path, *words: str, **more: Any) -> dict[str, object]:
    ran = run(book, "--format", "json", *words, **more)
    found = json.loads(ran.stdout)
    held_to_schema(found)
    return found


def files(book: Path) -> list[str]:
    return sorted(path.name for path in (book / "cases").iterdir())


def whole(book: Path) -> list[str]:
    """The case files that stand there under their own names: none that was being written."""
    return [name for name in files(book) if not name.startswith(".")]


def own_map(book: Path, text: str) -> str:
    (book / "mine.toml").write_text('schema = 1\ntitle = "mine"\n' + text, encoding="utf-8")
    return "mine.toml"


def test_a_dry_run_first_that_says_what_it_understood(book: Path) -> None:
    ran = run(book)
    assert (ran.returncode, files(book)) == (3, [])
    assert "9 rows below the headings in row 1" in ran.stdout
    column = "Column: Requested\nIs: assessment-requested, case-allocated\nUnderstood: 7\nBlank: 0\nRefused: 2\n"
    assert column + "Written as: 30/11/2026 (6), 2026-11-30 (1)\n" in ran.stdout
    assert "Not in the map, so nothing of them is taken: Panel.\n" in ran.stdout
    assert "Left alone, as the map says: Child.\n" in ran.stdout
    absent = next(line for line in ran.stdout.splitlines() if line.startswith("In the map, but not in the file: "))
    assert {"Team", "Withdrawn", "Plan agreed"} <= set(absent.split(": ")[1].split(", "))
    assert "School" not in absent
    assert "3 new cases would be written. Nothing was written: this was a dry run." in ran.stdout
    assert "To write: sendclock import tracker.csv --map plain --cases cases\n" in ran.stdout


def test_bad_rows_are_named_with_row_column_and_reason_and_left_out(book: Path) -> None:
    found = answer(book)
    said = [(p["line"], p["severity"], p["message"].split('"')[1]) for p in found["problems"]]
    assert said == [
        (4, "error", "Requested"),
        (5, "error", "Decision"),
        (6, "error", "Reference"),
        (7, "error", "Requested"),
        (8, "warning", "Decision date"),
        (9, "error", "Reference"),
        (10, "error", "Reference"),
    ]
    messages = [p["message"] for p in found["problems"]]
    assert '"02/13/2026" is not a date: there is no month 13' in messages[0]
    assert '"Agreeed" is not a word the map knows. Did you mean "agreed"?' in messages[1]
    assert "01/12/2026 is still to come" in messages[3]
    assert 'holds a day, but "Decision" says no event for it' in messages[4]
    assert (found["complete"], found["rows_left_out"], found["written"]) == (False, 6, False)
    assert [row["case"] for row in found["rows"]] == ["EHC-2026-0001", "EHC-2026-0002", "EHC-2026-0007"]


def test_what_is_written_and_that_a_second_run_writes_nothing(book: Path) -> None:
    ran = run(book, write=True)
    assert ran.returncode == 3 and "3 new cases written.\n" in ran.stdout
    assert files(book) == ["EHC-2026-0001.toml", "EHC-2026-0002.toml", "EHC-2026-0007.toml"]
    text = (book / "cases" / "EHC-2026-0001.toml").read_text(encoding="utf-8")
    recorded = {str(event["recorded"]) for event in tomllib.loads(text)["event"]}
    assert len(recorded) == 1
    assert text == FIRST.replace("RECORDED", recorded.pop().replace(" ", "T"))
    before = {name: (book / "cases" / name).stat().st_mtime_ns for name in files(book)}
    again = run(book, "--add", write=True)
    assert "0 new cases written.\n\n3 cases already there with the same events: left as they are.\n" in again.stdout
    assert {name: (book / "cases" / name).stat().st_mtime_ns for name in files(book)} == before
    assert sendclock("check", "--cases", "cases", cwd=book).returncode == 0


def test_nobody_in_the_tracker_is_named_anywhere(book: Path) -> None:
    for words in ([], ["--format", "json"], ["--format", "csv"], ["--format", "md"], ["--write"]):
        ran = run(book, *words)
        assert "Example" not in ran.stdout + ran.stderr
    assert not any("Example" in path.read_text(encoding="utf-8") for path in (book / "cases").iterdir())


def test_a_case_that_is_there_is_never_touched(book: Path) -> None:
    typed = b'schema = 1\r\nref = "EHC-2026-0001"   # mine\r\n'
    typed += b'\r\n[[event]]\r\ntype = "assessment-requested"\r\non = 2026-09-04\r\n'
    (book / "cases" / "north").mkdir()
    path = book / "cases" / "north" / "EHC-2026-0001.toml"
    path.write_bytes(typed)
    row = answer(book, write=True)["rows"][0]
    assert (row["action"], row["lacks"]) == ("lacks", ["case-allocated", "assessment-agreed"])
    assert row["otherwise"] == [{"type": "assessment-requested", "theirs": "2026-09-07", "ours": "2026-09-04"}]
    assert path.read_bytes() == typed
    assert answer(book, "--add", write=True)["rows"][0]["action"] == "added"
    after = path.read_bytes()
    assert after.startswith(typed) and b"\n" not in after.replace(b"\r\n", b"")
    events = tomllib.loads(after.decode())["event"]
    assert [(e["type"], e.get("id")) for e in events[1:]] == [("case-allocated", "e2"), ("assessment-agreed", "e3")]
    assert answer(book, "--add", write=True)["rows"][0]["action"] == "there"
    assert path.read_bytes() == after


def test_a_case_file_that_cannot_be_read_is_left_and_named(book: Path) -> None:
    (book / "cases" / "EHC-2026-0001.toml").write_text("half a f", encoding="utf-8")
    found = answer(book, "--add", write=True)
    assert found["rows"][0]["action"] == "refused"
    assert "cannot be read" in found["problems"][0]["message"]
    assert (book / "cases" / "EHC-2026-0001.toml").read_text(encoding="utf-8") == "half a f"


@pytest.mark.slow
def test_a_killed_import_leaves_whole_files_and_a_second_run_finishes(book: Path) -> None:
    size = 2000
    rows = [f"EHC-2026-{n:04d},Elm Park,07/09/2026" for n in range(size)]
    (book / "tracker.csv").write_text("\n".join(["Reference,School,Requested", *rows]), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "sendclock",
        "import",
        "tracker.csv",
        "--map",
        "plain",
        "--cases",
        "cases",
    ]
    with subprocess.Popen(
        command, cwd=book, env={**os.environ, "SENDCLOCK_TODAY": AS_OF}, stdout=subprocess.DEVNULL
    ) as job:
        while len(whole(book)) < 50 and job.poll() is None:
            time.sleep(0.01)
        job.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    made = whole(book)
    assert 50 <= len(made) < size
    assert all(tomllib.loads((book / "cases" / name).read_text("utf-8"))["event"] for name in made)
    ran = run(book, write=True)
    assert (ran.returncode, len(whole(book))) == (0, size), ran.stderr
    assert f"{len(made):,} cases already there with the same events" in ran.stdout


def test_columns_the_map_names_must_be_there_unless_optional(book: Path) -> None:
    name = own_map(book, '[case]\nref = { column = "Reference" }\n[[event]]\ntype = "assessment-requested"\n'
                         'on = { column = "Requested on" }\n')  # fmt: skip
    ran = run(book, map=name)
    assert ran.returncode == 4
    assert 'tracker.csv:1: no column is headed "Requested on". Did you mean "Requested' in ran.stderr
    assert "optional = true" in ran.stderr


ADVICE = """many_rows = true
century = 2000
serial = true
[case]
ref = { column = "ID", prefix = "EHC-" }
born = { column = "DOB" }
tags = { column = "LAC", values = { "Y" = "looked-after" } , blank = ["N"] }
[[event]]
type = "advice-requested"
on = { column = "Asked" }
party = { column = "Service" }
source = { column = "Kind", values = { "EP" = "psychology" }, otherwise = "other" }
[[event]]
type = "advice-received"
on = { column = "Arrived" }
party = { column = "Service" }
planned = true
"""


def test_several_rows_a_case_with_parties_birthdays_tags_and_other_forms_of_days(book: Path) -> None:
    rows = [
        "ID;DOB;LAC;Service;Kind;Asked;Arrived",
        "7;12/04/15;Y;Community Paediatrics;health;46302;",
        "7;12/04/15;Y;Educational Psychology;EP;07/10/26;11/11/26",
        "7;12/04/15;Y;Social care;Whatever;07/10/26;01/12/26",
        "8;12/04/15;N;Social care;Whatever;07/10/26;",
        "8;13/04/15;N;Social care;Whatever;08/10/26;",
    ]
    (book / "tracker.csv").write_text("\n".join(rows), encoding="utf-8")
    ran = run(book, write=True, map=own_map(book, ADVICE))
    assert files(book) == ["EHC-7.toml"], ran.stdout
    assert "differ in what the case itself says" in ran.stdout
    assert "2015" not in ran.stdout + ran.stderr
    case = tomllib.loads((book / "cases" / "EHC-7.toml").read_text(encoding="utf-8"))
    assert (str(case["born"]), case["tags"]) == ("2015-04-12", ["looked-after"])
    assert [(e["type"], str(e["on"]), e["party"], e.get("source")) for e in case["event"]] == [
        ("advice-requested", "2026-10-07", "Community Paediatrics", "health"),
        ("advice-requested", "2026-10-07", "Educational Psychology", "psychology"),
        ("advice-requested", "2026-10-07", "Social care", "other"),
        ("advice-received", "2026-11-11", "Educational Psychology", None),
    ]


def test_a_column_with_the_month_first_is_never_guessed(book: Path) -> None:
    rows = ["Reference,Requested", "E1,02/13/2026", "E2,02/14/2026", "E3,02/03/2026", "E4,2026-02-03", "E5,25/02/2026"]
    (book / "tracker.csv").write_text("\n".join(rows), encoding="utf-8")
    found = answer(book)
    assert [row["case"] for row in found["rows"]] == ["E4", "E5"]
    assert "fit only with the month first" in found["problems"][2]["message"]


START = date(2026, 1, 5)
SIX_APART = [START + timedelta(6 * step) for step in range(40)]  # up to 27 August


def workbook(book: Path, cells: Sequence[object], name: str = "tracker.xlsx") -> None:
    """A request of each of these days; a second sheet, and a hidden one."""
    import openpyxl

    page = (made := openpyxl.Workbook()).active
    page.title = "Live"
    page.append(["Reference", "Requested"])
    for place, cell in enumerate(cells, 1):
        page.append([f"X-{place}", cell])
    made.create_sheet("Last year").append(["Reference", "Requested"])
    made.create_sheet("Archive").sheet_state = "hidden"
    made.save(book / name)


def the_other_way(day: date) -> date:
    return date(day.year, day.day, day.month)


def requested(book: Path, map: str) -> dict[str, str]:
    ran = run(book, write=True, map=map, file="tracker.xlsx")
    assert ran.returncode in (0, 3), ran.stderr
    return {
        path.stem: str(tomllib.loads(path.read_text(encoding="utf-8"))["event"][0]["on"])
        for path in (book / "cases").glob("X-*.toml")
    }


PLAIN_REQUEST = """[case]
ref = { column = "Reference" }
[[event]]
type = "assessment-requested"
on = { column = "Requested" }
requester = "family"
"""


def test_days_that_a_sheet_took_for_months_are_in_doubt_until_the_map_says(book: Path) -> None:
    """A sheet that reads the month first makes 12 January of 01/12, and leaves 13/01 as text."""
    cells = [the_other_way(day) if day.day <= 12 else f"{day:%d/%m/%Y}" for day in SIX_APART]
    workbook(book, cells)
    told = {f"X-{place}": day for place, day in enumerate(SIX_APART, 1)}
    sure = {ref: str(day) for ref, day in told.items() if day.day > 12 or day.day == day.month}
    assert 10 < len(sure) < 30
    assert requested(book, own_map(book, PLAIN_REQUEST)) == sure
    said = run(book, map=own_map(book, PLAIN_REQUEST), file="tracker.xlsx")
    assert said.returncode == 3 and "A sheet may have taken the day for the month" in said.stdout
    turned = own_map(book, 'month_first = { "requested" = "dates" }\n' + PLAIN_REQUEST)
    assert requested(book, turned) == {ref: str(day) for ref, day in told.items()}


def test_real_dates_and_texts_of_every_day_are_taken_as_they_stand(book: Path) -> None:
    workbook(book, [day if place % 2 else f"{day:%d/%m/%Y}" for place, day in enumerate(SIX_APART)])
    assert requested(book, own_map(book, PLAIN_REQUEST)) == {f"X-{n}": str(d) for n, d in enumerate(SIX_APART, 1)}
    assert "To look at" not in run(book, map=own_map(book, PLAIN_REQUEST), file="tracker.xlsx").stdout


def test_a_tracker_with_the_month_first_comes_in_once_the_map_says_so(book: Path) -> None:
    rows = ["Reference,Requested", *(f"X-{n},{day:%m/%d/%Y}" for n, day in enumerate(SIX_APART, 1))]
    (book / "tracker.csv").write_text("\n".join(rows), encoding="utf-8")
    assert answer(book)["rows_in_cases"] == sum(day.day == day.month for day in SIX_APART)
    name = own_map(book, 'month_first = { "Requested" = "texts" }\n' + PLAIN_REQUEST)
    assert run(book, map=name, write=True).returncode == 0
    for place, day in enumerate(SIX_APART, 1):
        case = tomllib.loads((book / "cases" / f"X-{place}.toml").read_text(encoding="utf-8"))
        assert case["event"][0]["on"] == day


def test_years_of_two_figures_that_seem_to_come_first_are_refused(book: Path) -> None:
    """26-03-24 would be 26 March 2024."""
    rows = ["Reference,Requested", *(f"X-{n},26-0{n % 9 + 1}-{n + 9:02}" for n in range(1, 15))]
    (book / "tracker.csv").write_text("\n".join(rows), encoding="utf-8")
    found = answer(book)
    assert (found["rows_in_cases"], found["rows_left_out"]) == (0, 14)
    assert "the year seems to come first" in found["problems"][0]["message"]
    days = ["Reference,Requested", *(f"X-{n},{n + 9:02}-0{n % 9 + 1}-26" for n in range(1, 15))]
    (book / "tracker.csv").write_text("\n".join(days), encoding="utf-8")
    assert answer(book)["rows_in_cases"] == 14


def test_dates_of_which_none_is_over_12_are_to_be_looked_at(book: Path) -> None:
    days = [f"X-{month},0{month}/0{10 - month}/2025" for month in range(1, 10)]
    (book / "tracker.csv").write_text("\n".join(["Reference,Requested", *days]), encoding="utf-8")
    (found,) = answer(book)["problems"]
    assert (found["line"], found["severity"]) == (1, "warning")
    assert "no day here is over 12: all 8 dates in figures" in found["message"]  # 05/05 is none
    name = own_map(book, 'month_first = { "Requested" = "none" }\n' + PLAIN_REQUEST)
    assert "no day here" not in run(book, map=name).stdout


def test_sheets_that_are_not_read_are_named_though_the_map_chooses_one(book: Path) -> None:
    workbook(book, ["07/09/2026"])
    ran = run(book, map=own_map(book, 'sheet = "Live"\n' + PLAIN_REQUEST), file="tracker.xlsx")
    assert "Sheets not read: Last year, Archive (hidden). To read another: --sheet NAME." in ran.stdout


def test_a_workbook_and_the_list_of_annex_a(book: Path) -> None:
    import datetime

    import openpyxl

    page = (made := openpyxl.Workbook()).active
    page.append(["Unique ID", "UPN", "Date of birth", "Date initial EHC plan issued", "Date updated EHC plan issued",
                 "Date EHC plan last reviewed", "Main education establishment - URN"])  # fmt: skip
    day = datetime.datetime(2025, 3, 3)
    page.append([100412, "H801200001001", datetime.datetime(2015, 4, 12), day, None, datetime.datetime(2026, 2, 9), 1])
    page.append(["H801200001001", None, None, day, None, None, None])
    made.save(book / "list.xlsx")
    ran = run(book, write=True, map="annex-a-send", file="list.xlsx")
    assert files(book) == ["100412.toml"], ran.stdout + ran.stderr
    assert "seems to hold a unique pupil number, which cannot be a reference" in ran.stdout
    assert "H8012" not in ran.stdout + ran.stderr + (book / "cases" / "100412.toml").read_text(encoding="utf-8")
    assert "Left alone, as the map says: UPN, Date of birth, Date updated EHC plan issued, Main education" in ran.stdout
    assert "2 rows: 1 in cases, 1 left out." in ran.stdout
    due = json.loads(sendclock("show", "100412", "--cases", "cases", "--format", "json", cwd=book).stdout)
    running = {(row["rule"], row["due"]) for row in due["rows"] if row["status"] in ("open", "overdue")}
    assert running == {("annual-review", "2027-02-08")}


def troubles(book: Path, text: str) -> list[tuple[int, str, str]]:
    (book / "tracker.csv").write_text(text, encoding="utf-8")
    found: Any = answer(book)
    return [(p["line"], p["severity"], p["message"]) for p in found["problems"]]


def test_a_row_without_a_request_and_a_row_without_anything(book: Path) -> None:
    rows = "Reference,Requested,Decision,Decision date\nE-1,n/a,Agreed,12/10/2026\nE-2\n"
    said = troubles(book, rows)
    assert said == [
        (2, "warning", '"Reference": assessment-agreed on Mon 12 Oct 2026: No request that it could answer is on file, '
                       "so the weeks to the final plan cannot be counted. Write: sendclock record E-1 "
                       "assessment-requested DATE."),
        (2, "warning", '"Requested": is blank: no assessment-requested is recorded.'),
        (3, "error", '"Reference": nothing in the row is an event, and a case without events has no dates. '
                     "The row is left out."),
        (3, "warning", '"Requested": is blank: no assessment-requested is recorded.'),
    ]  # fmt: skip
    assert [row["case"] for row in answer(book)["rows"]] == ["E-1"]


def test_a_day_to_come_of_a_plan_is_passed_over(book: Path) -> None:
    rows = "Reference,Requested,Final sent\nE-1,07/09/2026,01/01/2030\nE-2,05/01/2026,22/05/2026\n"
    assert troubles(book, rows) == []
    found: Any = answer(book)
    column = next(column for column in found["columns"] if column["column"] == "Final sent")
    assert (column["understood"], column["passed_over"]) == (1, 1)
    assert [row["events"] for row in found["rows"]] == [1, 2]


def test_a_row_whose_cells_were_moved_by_a_comma_is_left_out(book: Path) -> None:
    rows = "Reference,School,Requested,Final sent\nE-1,Oak, Derby,05/01/2026,22/05/2026\nE-2,Oak,05/01/2026,\n"
    reason = '"Reference": the row has 5 cells, and the headings are 4: a comma outside quotes may have moved them.'
    assert troubles(book, rows) == [(2, "error", f"{reason} The row is left out.")]
    assert [row["case"] for row in answer(book)["rows"]] == ["E-2"]


def test_what_the_law_makes_doubtful_is_to_be_looked_at(book: Path) -> None:
    """In the dry run and in the run; for a case that is there, only what --add would add."""
    rows = "Reference,Requested,Decision,Decision date\nE-1,07/09/2026,Agreed,12/08/2026\n"
    early, unknown = troubles(book, rows)
    assert (early[:2], unknown[:2]) == ((2, "warning"), (2, "warning"))
    assert "assessment-agreed on Wed 12 Aug 2026: No request that it could answer is on file" in unknown[2]
    message = early[2]
    assert "assessment-agreed on Wed 12 Aug 2026 is earlier than assessment-requested on Mon 7 Sep 2026" in message
    ran = run(book, write=True)
    assert ran.returncode == 0 and "To look at: 2\n" in ran.stdout and files(book) == ["E-1.toml"]
    assert troubles(book, rows) == []


def test_where_it_may_go(book: Path) -> None:
    assert run(book, "--in", "north").returncode == 4
    assert run(book, "--in", "..").returncode == 4
    (book / "cases" / "north").mkdir()
    assert run(book, "--in", "north", write=True).returncode == 3
    assert sorted(p.name for p in (book / "cases" / "north").iterdir()) == [
        "EHC-2026-0001.toml", "EHC-2026-0002.toml", "EHC-2026-0007.toml",
    ]  # fmt: skip


# A caseload that begins with the import


def annexed(number: int) -> tuple[str, int]:
    """List 1 of Annex A with so many plans; and how many of them are overdue for review, counted by the calendar alone:
    the twelve months begin with the last review, or with the plan where there is none (CFA 2014 s.44(1))."""
    chance = random.Random(44)
    rows, overdue, today = (
        ["Unique ID,Date initial EHC plan issued,Date updated EHC plan issued,Date EHC plan last reviewed,Gender"],
        0,
        date.fromisoformat(AS_OF),
    )
    for place in range(number):
        issued = today - timedelta(chance.randrange(1, 3500))
        reviewed = today - timedelta(chance.randrange(0, 400)) if chance.random() < 0.9 else None
        reviewed = reviewed if reviewed is None or reviewed > issued else None
        updated = issued + timedelta(chance.randrange(0, (today - issued).days + 1)) if chance.random() < 0.5 else None
        since = reviewed or issued
        first_day_after = date(
            since.year + 1, *(3, 1) if (since.month, since.day) == (2, 29) else (since.month, since.day)
        )
        overdue += today >= first_day_after
        days = [f"{day:%d/%m/%Y}" if day else "" for day in (issued, updated, reviewed)]
        rows.append(f"P-{place:05},{','.join(days)},x")
    return "\n".join(rows), overdue


def test_the_list_of_an_inspection_shows_the_reviews_that_are_overdue_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    text, overdue = annexed(300)
    assert 20 < overdue < 150  # the sample has both kinds
    (tmp_path / "tracker.csv").write_text(text, encoding="utf-8")
    ran = run(tmp_path, map="annex-a-send", write=True)
    assert ran.returncode == 0, ran.stderr
    assert "300 rows: 300 in cases." in ran.stdout
    listed = sendclock("due", "--cases", "cases", "--format", "json", "--within", "60w", cwd=tmp_path)
    told = json.loads(listed.stdout)
    late = [row for row in told["rows"] if row["status"] == "overdue"]
    assert len(late) == overdue and {row["rule"] for row in late} == {"annual-review"}
    assert told["accounted"]["running"] == 300
    reviews = [row for row in told["rows"] if row["rule"] == "annual-review"]
    assert len(reviews) == 300  # one a plan: nobody is off the list


def test_the_opening_is_that_of_the_option_the_settings_or_the_map(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    text, _ = annexed(3)
    (tmp_path / "tracker.csv").write_text(text, encoding="utf-8")

    def head(*words: str) -> str:
        ran = run(tmp_path, *words, map="annex-a-send", write=True)
        assert ran.returncode == 0, ran.stderr
        written = [path.read_text(encoding="utf-8") for path in (tmp_path / "cases").glob("P-*.toml")]
        for path in (tmp_path / "cases").glob("P-*.toml"):
            path.unlink()
        return written[0].split("[[event]]")[0]

    assert f"opening = {AS_OF}" in head()
    assert "opening = 2026-09-01" in head("--opening", "1/9/2026")
    (tmp_path / "sendclock.toml").write_text("schema = 1\nopening = 2026-04-01\n", encoding="utf-8")
    assert "opening" not in head()  # the settings say it for every case
    assert "opening = 2026-09-01" in head("--opening", "2026-09-01")


# Several at once


@pytest.mark.slow
def test_imports_and_new_at_once_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """Two imports of one tracker, another of half of it with --add, and `new` for cases that are in it."""
    (tmp_path / "cases").mkdir()
    rows = [f"R-{place:03},{1 + place % 28:02}/09/2026,Parent" for place in range(80)]
    head = "Reference,Requested,Requested by"
    (tmp_path / "all.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    (tmp_path / "half.csv").write_text("\n".join([head, *rows[::2]]), encoding="utf-8")
    words = ["import", "--map", "plain", "--cases", "."]
    new = ["assessment-requested", "2026-09-30", "requester=setting", "--cases", "."]
    commands = [[*words, "all.csv"], [*words, "all.csv"], [*words, "half.csv", "--add"]]
    commands += [["new", f"R-{place:03}", *new] for place in (40, 79)]
    environment = {**os.environ, "SENDCLOCK_TODAY": AS_OF, "PYTHONPATH": str(ROOT / "src")}
    at_once = [
        subprocess.Popen(
            [sys.executable, "-m", "sendclock", *each], cwd=tmp_path, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for each in commands
    ]  # fmt: skip
    said = [process.communicate(timeout=120)[1] for process in at_once]
    assert [process.returncode for process in at_once[:3]] == [0, 0, 0], said
    assert {process.returncode for process in at_once[3:]} <= {0, 5}, said
    files = sorted(path.name for path in (tmp_path / "cases").iterdir())
    assert files == [f"R-{place:03}.toml" for place in range(80)]  # every one, and nothing beside them
    for path in (tmp_path / "cases").iterdir():
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        requests = [event for event in found["event"] if event["type"] == "assessment-requested"]
        assert len(requests) == 1, path
        assert len({event["id"] for event in found["event"]}) == len(found["event"])


def test_rows_above_the_headings_are_none_of_the_table_and_no_success(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    text = "E-1,07/09/2026,x\nE-2,08/09/2026,y\nReference,Date requested,Notes\nE-3,09/09/2026,z\n"
    (tmp_path / "tracker.csv").write_text(text, encoding="utf-8")
    told = answer(tmp_path)
    assert (told["rows_read"], told["rows_in_cases"], told["rows_left_out"], told["rows_lost"]) == (1, 1, 0, 2)
    assert told["complete"] is False
    ran = run(tmp_path)
    assert ran.returncode == 3 and "Besides, 2 rows above the headings" in ran.stdout
