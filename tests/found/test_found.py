"""Inputs that once lost a child or a date without a word. Each must give the right value, or name what it cannot read.

The inputs stand beside this file, one folder each, as they were found. Tests copy what a command would write to. A link
that points at itself is made here: not every file system keeps one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from inputs import FOUND, TODAY, both, check, due, imported, rows, said, written
from run import ROOT

ENDED_BADLY = range(1, 200)  # any exit but 0; 1 is a bug and is asked for apart
REFUSED = (2, 5)


# 01: one opening quote swallowed 400 rows


@pytest.mark.parametrize("how", ["--dry-run", "--yes"])
def test_a_quote_that_never_closes_is_named_and_is_no_success(book, how):
    into = book("01-csv-unclosed-quote")
    answer = imported("01-csv-unclosed-quote", "tracker.csv", into, how)
    assert answer.returncode in ENDED_BADLY
    assert "quote" in both(answer)
    assert "101" in both(answer)  # the line it opens on: the headings are line 1


# 02: a refusal overturned, and nobody wrote how


def test_agreed_after_a_refusal_without_a_route_stays_on_the_list():
    found = [row for row in rows("02-agreed-after-refusal-no-route", "--within", "30w") if "final-plan" in row["rule"]]
    assert [(row["case"], row["due"], row["status"]) for row in found] == [("L-1", "2026-11-02", "overdue")]
    assert found[0]["provisional"] is True


def test_its_list_says_which_fact_is_missing():
    answer = due("02-agreed-after-refusal-no-route", "--within", "30w")
    assert "Nothing is overdue" not in answer.stdout
    assert "route" in both(answer)
    shown = said("show", "L-1", "--cases", str(FOUND / "02-agreed-after-refusal-no-route/book"), "--as-of", TODAY)
    assert "route=" in shown.stdout
    assert "no final plan is due" not in shown.stdout.casefold()


@pytest.mark.parametrize(
    ("ends", "said_of_it"),
    [("allowed", "; what an appeal came to is not on file."), ("dismissed", ": no final plan is due.")],
)
def test_no_is_not_the_last_word_after_an_appeal_that_was_allowed(tmp_path, ends, said_of_it):
    heads = [("assessment-requested", "2026-03-02", 'requester = "family"'), ("assessment-refused", "2026-04-10", "")]
    heads += [("appeal-registered", "2026-06-01", ""), ("appeal-ended", "2026-10-20", f'outcome = "{ends}"')]
    events = "".join(f'\n[[event]]\ntype = "{kind}"\non = {on}\n{field}\n' for kind, on, field in heads)
    (tmp_path / "L-2.toml").write_text(f'schema = 1\nref = "L-2"\n{events}', encoding="utf-8")
    shown = said("show", "L-2", "--cases", str(tmp_path), "--as-of", TODAY)
    assert f"Ended by assessment-refused on day 39 of 140{said_of_it}" in shown.stdout


def test_no_is_not_the_last_word_where_the_plan_was_sent_after_it(tmp_path):
    """Twenty weeks of Monday 2 March are 140 days; the plan went on Monday 5 October, 217 days after it."""
    heads = [("assessment-requested", "2026-03-02", 'requester = "family"'), ("assessment-refused", "2026-04-10", "")]
    heads += [("assessment-agreed", "2026-05-11", 'route = "change-of-mind"'), ("final-plan-sent", "2026-10-05", "")]
    events = "".join(f'\n[[event]]\ntype = "{kind}"\non = {on}\n{field}\n' for kind, on, field in heads)
    (tmp_path / "L-3.toml").write_text(f'schema = 1\nref = "L-3"\n{events}', encoding="utf-8")
    shown = said("show", "L-3", "--cases", str(tmp_path), "--as-of", TODAY)
    assert "on day 39 of 140; by another road the final plan was sent on 5 October 2026, day 217." in shown.stdout


# 03: the year 26


def test_a_case_from_the_year_26_is_named_by_the_list():
    answer = due("03-year-0026")
    assert "Y-1" in both(answer)
    assert "0026" in both(answer) or "year 26" in both(answer)
    assert answer.returncode == 3


def test_check_calls_the_year_an_error():
    answer = check("03-year-0026")
    assert "No problems" not in answer.stdout
    assert re.search(r"error: \S*Y-1\.toml:[456]:", answer.stdout)


@pytest.mark.parametrize("day", ["14/09/0026", "0026-09-14", "14/09/1926", "14/09/2126"])
def test_no_command_writes_such_a_year(book, day):
    into = book("03-year-0026")
    answer = said("new", "Y-2", "assessment-requested", day, "requester=family", "--cases", str(into))
    assert answer.returncode in REFUSED
    assert not (into / "cases" / "Y-2.toml").exists()


# 04: settings that an editor saved as a text


@pytest.mark.parametrize("command", ["due", "check", "show"])
def test_settings_under_another_name_are_named(command):
    words = ["FOI-9"] if command == "show" else []
    where = ["--cases", str(FOUND / "04-settings-saved-as-txt/book"), "--as-of", TODAY]
    answer = said(command, *words, *where)
    assert "sendclock.toml.txt" in both(answer)
    assert "sendclock.toml" in both(answer).replace("sendclock.toml.txt", "")  # what to call it
    assert answer.returncode == 3


@pytest.mark.parametrize("name", ["Sendclock.toml", "SENDCLOCK.TOML", "sendclock (1).toml", "sendclock.toml.toml"])
def test_so_are_other_spellings(book, name):
    into = book("04-settings-saved-as-txt")
    (into / "sendclock.toml.txt").rename(into / name)
    if (into / "sendclock.toml").exists():
        pytest.skip("this file system does not tell capitals apart: the settings are found")
    answer = said("due", "--cases", str(into), "--as-of", TODAY)
    assert name in both(answer)


def test_a_pack_that_was_not_read_is_named(book):
    into = book("04-settings-saved-as-txt")
    (into / "sendclock.toml.txt").rename(into / "sendclock.toml")
    (into / "packs").mkdir()
    (into / "packs" / "ours.toml.txt").write_text("schema = 1\n", encoding="utf-8")
    assert "ours.toml.txt" in both(said("check", "--cases", str(into), "--as-of", TODAY))


# 05: midnight in June, written in UTC


def test_a_day_written_in_utc_is_londons_or_refused(book):
    into = book("05-utc-days-in-csv")
    answer = imported("05-utc-days-in-csv", "tracker.csv", into)
    text = "".join(written(into).values())
    assert "2026-06-24" not in text and "2026-08-05" not in text
    if text:
        assert "on = 2026-06-25" in text and "on = 2026-08-06" in text
    else:
        assert answer.returncode in ENDED_BADLY
        assert "2026-06-24T23:00:00Z" in both(answer)


# 06: two apostrophes


def test_one_folding_for_parties():
    found = rows("06-party-apostrophe", "--within", "52w")
    assert not [row for row in found if row["rule"] == "advice-reply-guidance"]
    shown = said(
        "show", "P-5", "--format", "json", "--cases", str(FOUND / "06-party-apostrophe/book"), "--as-of", TODAY
    )
    clock = next(row for row in json.loads(shown.stdout)["rows"] if row["rule"] == "advice-reply-guidance")
    assert (clock["status"], clock["met_on"]) == ("met", "2026-11-05")


def test_a_reply_from_a_party_nobody_asked_is_named(book):
    into = book("06-party-apostrophe")
    case = into / "cases" / "P-5.toml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("St Mary\N{RIGHT SINGLE QUOTATION MARK}s", "St Marie's"), encoding="utf-8")
    answer = said("check", "--cases", str(into), "--as-of", TODAY)
    assert "St Marie's Primary" in answer.stdout and "St Mary's Primary" in answer.stdout


def test_settings_of_officers_are_folded_too(book):
    into = book("06-party-apostrophe")
    shutil.copy(FOUND / "06-party-apostrophe/settings-with-straight-apostrophe.toml", into / "sendclock.toml")
    case = into / "cases" / "P-5.toml"
    curly = 'ref = "P-5"\nsetting = "St Mary\N{RIGHT SINGLE QUOTATION MARK}s Primary"'
    case.write_text(case.read_text(encoding="utf-8").replace('ref = "P-5"', curly), encoding="utf-8")
    answer = said("due", "--cases", str(into), "--as-of", TODAY, "--within", "52w", "--format", "json")
    found = json.loads(answer.stdout)["rows"]
    assert found and {row["officer"] for row in found} == {"okafor"}


# 07: a link that points at itself


@pytest.mark.skipif(not hasattr(os, "symlink") or sys.platform == "win32", reason="links need a right on Windows")
@pytest.mark.parametrize("words", [["due"], ["check"], ["show", "EHC-2026-0500"], ["report", "weekly"]])
def test_a_link_to_itself_is_named_and_the_rest_answered(tmp_path, words):
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    shutil.copy(FOUND / "12-case-called-sendclock/book/cases/EHC-2026-0500.toml", cases)
    (cases / "EHC-2026-0777.toml").symlink_to("EHC-2026-0777.toml")
    answer = said(*words, "--cases", str(tmp_path / "book"), "--as-of", TODAY)
    assert answer.returncode == 3
    assert "EHC-2026-0777.toml" in both(answer)
    assert "Traceback" not in answer.stderr
    assert "EHC-2026-0500" in answer.stdout or words[0] in ("report", "check")


# 08: what Windows does for ">"


def test_json_is_utf_8_or_escaped_whatever_the_console_uses():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment |= {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": path}
    where = ["--cases", str(FOUND / "08-json-cp1252/book"), "--as-of", TODAY]
    command = [sys.executable, "-m", "sendclock", "due", "--format", "json", "--within", "52w", *where]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    answer = json.loads(done.stdout.decode("utf-8"))  # fails where the bytes are not UTF-8
    assert "\u0174ylfa \u2013 Caf\u00e9" in {row["party"] for row in answer["rows"]}


# 11: contradictions and repeats


def test_agreed_and_refused_on_one_day_does_not_leave_the_list():
    answer = due("11-agreed-and-refused", "--within", "60w", "--format", "json")
    told = json.loads(answer.stdout)
    listed = {row["case"] for row in told["rows"]}
    accounted = told["accounted"]
    waiting = {each["case"] for each in accounted["waiting"]} | {each["case"] for each in accounted["nothing-running"]}
    assert "D-4" in listed | waiting
    assert "D-4" in both(due("11-agreed-and-refused", "--within", "60w"))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("D-2.toml", ["1 Sep"]),  # a second request while the first is open: the earlier day governs
        ("D-3.toml", ["amended-plan-sent"]),  # a second final plan: sent again, or an amended one
        ("D-4.toml", ["refused", "agreed"]),  # told yes and no on one day
    ],
)
def test_check_names_each_contradiction(file, words):
    lines = [line for line in check("11-agreed-and-refused").stdout.splitlines() if file in line]
    assert lines, f"no word about {file}"
    assert all(any(word in line for line in lines) for word in words), lines


def test_a_second_request_starts_no_second_set_of_weeks():
    found = [row for row in rows("11-agreed-and-refused", "--within", "60w") if row["case"] == "D-2"]
    assert [row["due"] for row in found if row["rule"] == "final-plan"] == ["2027-01-19"]


def test_a_plan_sent_again_does_not_move_the_review():
    found = [row for row in rows("11-agreed-and-refused", "--within", "60w") if row["case"] == "D-3"]
    assert [row["due"] for row in found if row["rule"] == "annual-review"] == ["2027-10-04"] or not [
        row for row in found if row["rule"] == "annual-review"
    ]
    shown = said(
        "show", "D-3", "--format", "json", "--cases", str(FOUND / "11-agreed-and-refused/book"), "--as-of", TODAY
    )
    reviews = [row for row in json.loads(shown.stdout)["rows"] if row["rule"] == "annual-review"]
    assert [row["due"] for row in reviews if row["status"] == "open"] == ["2027-10-04"]


# 12: a reference that is the name of the settings


@pytest.mark.parametrize("ref", ["sendclock", "Sendclock", "SENDCLOCK"])
def test_a_case_cannot_be_called_as_the_settings_are(book, ref):
    into = book("12-case-called-sendclock")
    answer = said("new", ref, "assessment-requested", "2026-11-20", "requester=family", "--cases", str(into))
    assert answer.returncode in REFUSED
    assert sorted(path.name for path in into.rglob("*.toml")) == ["EHC-2026-0500.toml"]
    assert said("due", "--cases", str(into), "--as-of", TODAY).returncode == 0


# 13: a copy by another name


def test_copy_of_is_called_a_copy():
    answer = due("13-copy-of")
    line = next(line for line in both(answer).splitlines() if "Copy of" in line)
    assert "copy" in line.replace("Copy of", "")  # as "X (1)" is: said to look like one
    assert 'Write ref = "Copy of' not in line
    assert answer.returncode == 3
    assert [row["case"] for row in rows("13-copy-of", "--within", "1d") if row["rule"] == "decide-to-assess"] == [
        "EHC-2026-0500"
    ]


# 15: what the sheet shows


def test_a_reference_is_what_the_sheet_shows_or_is_refused(book):
    into = book("15-leading-zeros")
    answer = imported("15-leading-zeros", "tracker.xlsx", into)
    refs = set(written(into))
    assert not refs & {"123", "4567"}
    for shown, line in (("00123", "2"), ("EHC-4567", "3")):
        assert shown in refs or (answer.returncode in ENDED_BADLY and line in both(answer))
    # more digits than a number in a sheet can hold: the last ones are lost before anybody reads them
    assert not {ref for ref in refs if ref.isdigit() and len(ref) > 15}


# 14: a note full of semicolons chose the separator


def test_a_note_full_of_semicolons_does_not_choose_the_separator(book):
    into = book("14-csv-semicolons-in-a-note")
    answer = imported("14-csv-semicolons-in-a-note", "tracker.csv", into)
    assert answer.returncode in (0, 3), answer.stderr
    assert written(into).keys() == {"EHC-2026-0601", "EHC-2026-0602"}
    assert "parted by" not in answer.stdout


# 19: a workbook in the Strict form, read as one without cells; the library's warning, with its path, on stderr


def test_a_strict_workbook_says_how_to_save_it(book):
    into = book("19-strict-workbook")
    answer = imported("19-strict-workbook", "tracker.xlsx", into, "--dry-run")
    assert answer.returncode == 4 and "Save it as Excel Workbook (.xlsx)" in answer.stderr
    assert "UserWarning" not in answer.stderr


# 28: what stands in a cell moved the cursor


def test_a_cell_moves_no_cursor(tmp_path):
    (tmp_path / "cases").mkdir()
    for form in ("json", "plain", "csv"):
        words = ("--map", "plain", "--cases", str(tmp_path), "--dry-run", "--format", form)
        answer = said("import", str(FOUND / "28-import-escape" / "t.csv"), *words)
        assert answer.returncode == 3
        assert not set(both(answer)) & {"\x1b", "\x07"} and "?[2Jgone" in both(answer)


# 31: a damaged workbook ended in a traceback with the text of the cell


def test_a_damaged_workbook_is_named_with_its_row(tmp_path):
    (tmp_path / "cases").mkdir()
    tracker = str(FOUND / "31-damaged-workbook" / "tracker.xlsx")
    answer = said("import", tracker, "--map", "plain", "--cases", str(tmp_path), "--dry-run")
    assert answer.returncode == 4 and "this workbook is damaged at row" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a shell of that kind")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("rules | true", 0), ("export ics --cases cases | true", 0), ("--help | true", 0), ("count today 1w >&-", 4),
        ("due --cases cases >&- 2>&- <&-", 4), ("show NOBODY --cases cases >&-", 4),
    ],
)  # fmt: skip
def test_16_and_21_a_closed_pipe_and_no_screen(line: str, code: int) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    program = f"{sys.executable} -m sendclock {line}; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["bash", "-c", program],
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == code, ran.stderr
    assert b"Traceback" not in ran.stderr


def test_22_a_dash_is_stdout_and_a_name_says_what_it_is(tmp_path):
    whole = said("export", "csv", "--cases", "cases").stdout
    assert said("export", "csv", "--cases", "cases", "--out", "-").stdout == whole
    for what, name in (("xlsx", "x.xls"), ("csv", "x.xlsx"), ("json", "x.csv"), ("ics", "x.pdf")):
        answer = said("export", what, "--cases", "cases", "--out", str(tmp_path / name))
        assert answer.returncode == 2 and f"Use --out {tmp_path / 'x'}.{what}" in answer.stderr
    assert list(tmp_path.iterdir()) == []
    assert said("export", "csv", "--cases", "cases", "--out", str(tmp_path / "x.txt")).returncode == 0
