"""A map proposed for a tracker: it can be used as it stands, every column is in it, and nobody is in it."""

from __future__ import annotations

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from run import AS_OF, sendclock

NAMES = ("Ann Secret", "Bo Hidden", "Cy Covert", "Di Masked")


def rows(number: int = 40) -> list[list[str]]:
    chance, today = random.Random(3), date.fromisoformat(AS_OF)
    found = [["Case ref", "Young person", "Surname", "DOB", "Date request recieved", "Date of the request", "Source",
              "Decision", "Date of decision", "Final plan sent", "Panel date", "Next step"]]  # fmt: skip
    for place in range(number):
        day = today - timedelta(60 + chance.randrange(200))
        name = chance.choice(NAMES)
        found.append([f"00{place + 100}", name, name.split()[1], f"{1 + place % 28:02}/04/2015", "", f"{day:%d/%m/%y}",
                      chance.choice(("Parent", "School", "Out of area")), chance.choice(("Agreed", "Refused")),
                      f"{day + timedelta(30):%d/%m/%y}", "", f"{day + timedelta(20):%d/%m/%y}",
                      "see Mr Secret"])  # fmt: skip
    return [["SEND tracker"], [], ["Printed", f"{today:%d/%m/%Y}"], *found, ["Total", "", "", "", str(number)]]


def csv_of(mark: str, encoding: str, path: Path) -> Path:
    text = "\r\n".join(mark.join(row) for row in rows())
    path.write_bytes(text.replace("Next step", "Café £").encode(encoding))
    return path


def proposed(path: Path, *words: str) -> str:
    ran = sendclock("import", str(path), *words, "--cases", str(path.parent))
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    return tmp_path


@pytest.mark.parametrize(("mark", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_it_can_be_used_as_it_stands(folder: Path, mark: str, encoding: str) -> None:
    path = csv_of(mark, encoding, folder / "t.csv")
    text = proposed(path, "--suggest-map")
    (folder / "m.toml").write_text(text, encoding="utf-8")
    ran = sendclock("import", str(path), "--map", str(folder / "m.toml"), "--cases", str(folder), "--dry-run")
    assert ran.returncode == 3 and "41 rows:" in ran.stdout, ran.stderr + ran.stdout
    assert "Out of area" in ran.stdout and "1 passed over, as the map says" in ran.stdout
    for heading in rows()[3][:-1]:
        assert f'"{heading}"' in text
    assert "header_row = 4" in text and "century = 2000" in text and 'skip = { "Case ref" = ["Total"] }' in text


def test_it_shows_nobody(folder: Path) -> None:
    text = proposed(csv_of(",", "utf-8", folder / "t.csv"))
    for word in (*" ".join(NAMES).split(), "Mr", "04/2015"):
        assert word not in text
    assert "Xx Xxxxxx" in text and "99/99/9999" in text


def test_without_a_map_one_is_proposed_and_nothing_is_imported(folder: Path) -> None:
    path = csv_of(",", "utf-8", folder / "t.csv")
    ran = sendclock("import", str(path), "--yes", "--cases", str(folder))
    assert "No map was given, so one is proposed, and nothing was imported." in ran.stderr
    assert ran.stdout == proposed(path, "--suggest-map") and not list((folder / "cases").iterdir())
    ran = sendclock("reconcile", str(path), "--cases", str(folder))
    assert "nothing was compared" in ran.stderr and "[case]" in ran.stdout


def test_a_workbook_with_several_sheets_and_a_list_of_plans(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    page = book.create_sheet("List 1")
    page.append(["Unique ID", "UPN", "Date initial EHC plan issued", "Date EHC plan last reviewed"])
    for place in range(12):
        page.append([100400 + place, f"H8012000010{place:02}", date(2024, 3, 3), date(2026, 2, 9)])
    book.save(folder / "list.xlsx")
    text = proposed(folder / "list.xlsx")
    assert (
        "after the map annex-a-send" in text
        and "opening = true" in text
        and 'sheet = "List 1"' in text
        and "H8012" not in text
    )
    (folder / "m.toml").write_text(text, encoding="utf-8")
    ran = sendclock("import", str(folder / "list.xlsx"), "--map", str(folder / "m.toml"), "--cases", str(folder))
    assert ran.returncode == 0 and "12 new cases written" in ran.stdout, ran.stdout + ran.stderr


def test_headings_in_two_rows_are_told_apart_by_what_stands_over_them(folder: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["", "Request", "", "Decision", "", "Draft", "Final"])
    page.merge_cells("B1:C1")
    page.merge_cells("D1:E1")
    page.append(["Ref", "Date received", "Requested by", "Outcome", "Date", "Sent", "Sent"])
    for n in range(1, 13):
        days = date(2026, 3, n), date(2026, 4, n), date(2026, 6, n), date(2026, 7, n)
        page.append([f"G-{n}", days[0], "School", "Agreed", *days[1:]])
    book.save(folder / "t.xlsx")
    text = proposed(folder / "t.xlsx")
    assert 'on = { column = "Decision Date", optional = true }' in text and 'column = "Final Sent' in text
    assert "# Row 1 names groups of columns" in text
    (folder / "m.toml").write_text(text, encoding="utf-8")
    words = ("--map", str(folder / "m.toml"), "--cases", str(folder))
    ran = sendclock("import", str(folder / "t.xlsx"), *words)
    assert ran.returncode == 0 and "12 new cases written" in ran.stdout, ran.stdout + ran.stderr
    case = tomllib.loads((folder / "cases" / "G-7.toml").read_text(encoding="utf-8"))
    assert [(event["type"], str(event["on"])) for event in case["event"]] == [
        ("assessment-requested", "2026-03-07"), ("assessment-agreed", "2026-04-07"),
        ("draft-plan-sent", "2026-06-07"), ("final-plan-sent", "2026-07-07"),
    ]  # fmt: skip


def test_a_line_of_title_in_two_cells_names_no_groups(folder: Path) -> None:
    lines = [",Prepared by,Team North,,", "Reference,Date requested,Decision,Date of decision,Notes"]
    lines += [f"E-{n},{n:02}/09/2026,Agreed,{n:02}/10/2026,x" for n in range(10, 20)]
    (folder / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    text = proposed(folder / "t.csv")
    assert "names groups" not in text and "Team North" not in text and 'column = "Date of decision"' in text


def test_days_in_utc_are_asked_about_in_the_map(folder: Path) -> None:
    lines = ["Reference,Date requested", *(f"E-{n},2026-06-{n:02}T23:00:00" for n in range(10, 20))]
    (folder / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    assert 'times = "utc"                         # or "london"' in proposed(folder / "t.csv")


def test_a_file_without_headings_is_refused_without_showing_what_is_in_it(folder: Path) -> None:
    (folder / "t.csv").write_text("Ann Secret\n12/03/2026\n", encoding="utf-8")
    ran = sendclock("import", str(folder / "t.csv"), "--cases", str(folder))
    assert ran.returncode == 4 and "Secret" not in ran.stderr + ran.stdout


def test_a_duplicate_and_dashes_do_not_hide_a_column(folder: Path) -> None:
    """One reference written twice, a dash for a blank one and a row of totals leave the column one of references; a
    dash in most cells of a column of days leaves it one of days."""
    lines = ["Our Ref,Child,Date of request,Final plan sent"]
    lines += [f"{place:05},Ann {NAMES[place % 4]},0{1 + place % 9}/06/2026,-" for place in range(1, 41)]
    lines[5] = lines[4]
    lines[9] = "-,Bo Hidden,02/06/2026,n/a"
    lines[12] = lines[12].removesuffix("-") + "02/11/2026"
    path = folder / "t.csv"
    path.write_text("\n".join([*lines, "Total,40,,"]), encoding="utf-8")
    text = proposed(path, "--suggest-map")
    assert 'ref = { column = "Our Ref" }' in text and 'skip = { "Our Ref" = ["Total"] }' in text
    assert 'type = "final-plan-sent"\non = { column = "Final plan sent", optional = true }  # 1 filled, 1 days' in text
    assert "Ann" not in text and "Hidden" not in text


def test_names_with_a_figure_are_not_references_beside_a_column_that_is(folder: Path) -> None:
    lines = [f"Child {place},{place:05},0{1 + place % 9}/06/2026" for place in range(1, 41)]
    lines[5] = lines[5].replace("00006", "00005")
    path = folder / "t.csv"
    path.write_text("\n".join(["Child,Our Ref,Date of request", *lines]), encoding="utf-8")
    assert 'ref = { column = "Our Ref" }' in proposed(path, "--suggest-map")
