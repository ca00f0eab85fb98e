"""reconcile: another system's due days beside ours, each difference with our reason and the slip behind theirs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from run import sendclock
from schema import held_to_schema

REQUESTED = "2026-09-07"  # a Monday: week 6 ends on 19 October, week 20 on 25 January 2027
THEIRS = """Ref;6 week date;20 week date
E-1;19/10/2026;25/01/2027
E-2;20/10/2026;24/01/2027
E-3;19/10/2026;07/02/2027
E-4;;17/03/2027
E-5;19/10/2026;soon
E-6;19/10/2026;25/01/2027
E-9;19/10/2026;25/01/2027
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    for ref in ("E-1", "E-2", "E-3", "E-4", "E-5", "E-7"):
        text = f'schema = 1\nref = "{ref}"\n\n[[event]]\ntype = "assessment-requested"\non = {REQUESTED}\n'
        (tmp_path / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")
    text = 'schema = 1\nref = "E-6"\n\n[[event]]\ntype = "final-plan-sent"\non = 2026-09-07\n'
    (tmp_path / "cases" / "E-6.toml").write_text(text, encoding="utf-8")
    (tmp_path / "cases" / "E-9.toml").write_text("half a f", encoding="utf-8")
    (tmp_path / "theirs.csv").write_text(THEIRS, encoding="utf-8")
    return tmp_path


def test_every_difference_with_its_reason(book: Path) -> None:
    ran = sendclock("reconcile", "theirs.csv", "--map", "plain", "--cases", "cases", "--format", "json", cwd=book)
    assert ran.returncode == 3  # a cell and a case that cannot be read
    answer = json.loads(ran.stdout)
    held_to_schema(answer)
    rows = {(row["case"], row["rule"]): row for row in answer["rows"]}
    assert {key: (row["kind"], row["days_apart"]) for key, row in rows.items()} == {
        ("E-1", "decide-to-assess"): ("agrees", 0),
        ("E-1", "final-plan"): ("agrees", 0),
        ("E-2", "decide-to-assess"): ("differs", 1),
        ("E-2", "final-plan"): ("differs", -1),
        ("E-3", "decide-to-assess"): ("agrees", 0),
        ("E-3", "final-plan"): ("differs", 13),
        ("E-4", "decide-to-assess"): ("blank", None),
        ("E-4", "final-plan"): ("differs", 51),
        ("E-5", "decide-to-assess"): ("agrees", 0),
        ("E-5", "final-plan"): ("not-a-day", None),
        ("E-6", "decide-to-assess"): ("no-clock", None),
        ("E-6", "final-plan"): ("no-clock", None),
        ("E-9", None): ("unread", None),
        ("E-7", None): ("only-ours", None),
    }
    assert rows["E-2", "decide-to-assess"]["likely"] == ["6 weeks, counted from the day after (Tue 8 Sep 2026)."]
    assert rows["E-2", "final-plan"]["likely"] == ["20 weeks with the first day counted as day 1."]
    assert rows["E-3", "final-plan"]["likely"] == ["5 months in place of weeks."]
    assert rows["E-4", "final-plan"]["likely"] == []
    reason = "20 weeks after Monday 7 September 2026, that day not counted: Monday 25 January 2027."
    assert rows["E-2", "final-plan"]["reason"] == reason
    assert (rows["E-5", "final-plan"]["theirs"], rows["E-5", "final-plan"]["ours"]) == (None, "2027-01-25")
    assert '"soon" is not a date' in rows["E-5", "final-plan"]["reason"]
    assert "This day is left out." in ran.stderr and "row is left out" not in ran.stderr
    assert rows["E-6", "final-plan"]["reason"].startswith("Nothing recorded starts it.")
    said = {(p["file"], p["line"]) for p in answer["problems"]}
    assert said == {("theirs.csv", 6), ("cases/E-9.toml", 1)}


def test_in_words(book: Path) -> None:
    ran = sendclock("reconcile", "theirs.csv", "--map", "plain", "--cases", "cases", cwd=book)
    assert "Rule: final-plan\nAgree: 1\nDiffer: 3\nBlank there: 0\nNo clock here: 1\n" in ran.stdout
    assert "Differences: 4\n" in ran.stdout and "How many: 1\nTheirs would be: 5 months" in ran.stdout
    assert "Left out: 1\n\nRow: 6\nColumn: 20 week date\n" in ran.stdout
    assert "Apart: 13 days later\nTheirs would be: 5 months in place of weeks.\nOurs is: 20 weeks after" in ran.stdout
    assert "Only here, with such a clock running: they do not list it: 1 case. E-7." in ran.stdout
    assert "Not compared, because our file cannot be read: 1 case. E-9." in ran.stdout
    assert "The columns are parted by semicolons." in ran.stdout


def reconcile(book: Path, text: str) -> subprocess.CompletedProcess[str]:
    (book / "theirs.csv").write_text(text, encoding="utf-8")
    return sendclock("reconcile", "theirs.csv", "--map", "plain", "--cases", "cases", cwd=book)


def test_a_file_without_due_days_is_not_compared(book: Path) -> None:
    """Nothing compared must not read as nothing different."""
    ran = reconcile(book, "Ref,Date requested\nE-1,07/09/2026\n")
    assert (ran.returncode, ran.stdout) == (4, "")
    assert 'theirs.csv:1: no column holds due days. Looked for: "6 week date" or' in ran.stderr
    ran = reconcile(book, "Ref,20 week date\n")
    assert "No day was compared." in ran.stdout and "No day differs." not in ran.stdout


def test_the_rules_compared_are_those_with_a_column(book: Path) -> None:
    agreed = '\n[[event]]\ntype = "assessment-agreed"\non = 2026-10-12\n'
    with (book / "cases" / "E-7.toml").open("a", encoding="utf-8") as file:
        file.write(agreed)  # week 6 is met, week 20 runs
    ran = reconcile(book, "Ref,6 week date\nE-1,19/10/2026\nE-2,\nE-3,soon\nE-4,19/10/2026,26/01/2027\n")
    assert "In the map, but not in the file: 20 week date." in ran.stdout
    assert "Row: 5\nColumn: Ref\nReason: the row has 3 cells, and the headings are 2" in ran.stdout
    assert "Only here, with such a clock running: they do not list it: 1 case. E-5." in ran.stdout


def test_a_case_listed_twice_with_two_days(book: Path) -> None:
    ran = reconcile(book, "Ref,6 week date\nE-1,19/10/2026\nE-2,19/10/2026\nE-2,19/10/2026\nE-1,20/10/2026\n")
    assert ran.stdout.count("is listed again") == 2
    assert "Row: 2\nColumn: 6 week date\nReason: E-1 is listed again, with another day, in row 5.\n" in ran.stdout


def test_one_clock_of_several_and_a_map_without_due_days(book: Path) -> None:
    events = "".join(
        f'\n[[event]]\ntype = "advice-requested"\non = {day}\nparty = "{party}"\nsource = "other"\n'
        for day, party in (("2026-10-12", "Speech"), ("2026-10-13", "Paediatrics"))
    )
    (book / "cases" / "E-1.toml").write_text(f'schema = 1\nref = "E-1"\n{events}', encoding="utf-8")
    (book / "theirs.csv").write_text("Ref,Service,Due\nE-1,paediatrics,24/11/2026\nE-1,Speech,24/11/2026\n")
    head = 'schema = 1\ntitle = "advice"\n[case]\nref = { column = "Ref" }\n'
    due = '[[due]]\nrule = "advice"\ncolumn = "Due"\nparty = { column = "Service" }\n'
    (book / "mine.toml").write_text(head + due.replace('"advice"', '"RULE"').replace("RULE", advice_rule()))
    ran = sendclock("reconcile", "theirs.csv", "--map", "mine.toml", "--cases", "cases", "--format", "csv", cwd=book)
    rows = [line.split(",")[:8] for line in ran.stdout.lstrip("\ufeff").splitlines()]
    assert [(r[0], r[1], r[4], r[7]) for r in rows[1:3]] == [
        ("E-1", "agrees", "Paediatrics", "0"), ("E-1", "differs", "Speech", "1"),
    ]  # fmt: skip
    (book / "mine.toml").write_text(head)
    ran = sendclock("reconcile", "theirs.csv", "--map", "mine.toml", "--cases", "cases", cwd=book)
    assert ran.returncode == 4 and "no [[due]]" in ran.stderr


def advice_rule() -> str:
    """The rule that gives an adviser six weeks."""
    ran = sendclock("calc", "advice-requested", "2026-10-12", "party=X", "source=other", "--format", "json")
    return str(next(row["rule"] for row in json.loads(ran.stdout)["rows"] if row["due"] == "2026-11-23"))
