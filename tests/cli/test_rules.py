"""`sendclock rules` as a user runs it: the book, what changed, what is disputed, what nobody has checked."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from run import CACHE, sendclock
from sendclock.law import load

BOOK = load.load()
FOLDER = Path(CACHE)


def said(*words: str) -> str:
    """The answer in a folder without a casebook: the law alone."""
    ran = sendclock("rules", *words, cwd=FOLDER)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


def ids(text: str) -> list[str]:
    return re.findall(r"(?m)^Rule: (\S+)$", text)


def test_the_book_as_a_page_and_as_a_wiki():
    page, wiki = said("--format", "html"), said("--format", "md")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert wiki.startswith("# The law of the clocks\n\nThe law as at 21 November 2026.")
    for rule in BOOK.rules:
        assert f'id="rule-{rule.id}"' in page
        assert f"\n### {rule.id}: " in wiki
    assert "Saturday 21 November 2026" in page
    assert wiki.count("#### Worked examples") == len(BOOK.rules)


def test_the_book_takes_the_same_choices_as_the_list():
    page = said("--format", "html", "--tier", "guidance", "--kind", "deadline")
    wanted = [r.id for r in BOOK.rules if r.tier == "guidance" and r.kind == "deadline"]
    assert re.findall(r'<h3 id="rule-([a-z0-9-]+)"', page) == wanted
    assert "<h3 id=" not in said("--format", "html", "--tier", "local")


def test_html_is_a_format_of_the_book_only():
    for words in (["show", "final-plan"], ["changes"], ["events"]):
        assert sendclock("rules", *words, "--format", "html").returncode == 2
    assert sendclock("due", "--cases", "cases", "--format", "html").returncode == 2
    assert said("--plain", "--format", "html").startswith("Assessment\n")


def test_unverified_are_exactly_those_nobody_has_checked():
    unverified = [rule.id for rule in BOOK.rules if rule.confidence == "unverified"]
    assert len(unverified) == 12
    assert ids(said("--unverified")) == unverified
    assert [row["rule"] for row in json.loads(said("--unverified", "--format", "json"))["rows"]] == unverified
    assert said("--unverified", "--format", "html").count('class="warning" role="note"') == 12


def test_disputed_shows_the_default_and_the_others():
    readings = [(rule.id, reading) for rule in BOOK.rules for reading in rule.readings]
    text = said("--disputed")
    assert ids(text) == [id for id, _ in readings]
    both = (
        "Rule: order-amend-both\nDefault: 5 weeks after\nOther reading: earlier: kept to\nBy: 2w\nWhy: Read literally"
    )
    assert both in text
    rows = json.loads(said("--disputed", "--format", "json"))["rows"]
    assert [len(row["readings"]) for row in rows] == [len(r.readings) for r in BOOK.rules if r.readings]
    table = list(csv.DictReader(io.StringIO(said("--disputed", "--format", "csv").lstrip("\ufeff"))))
    assert [row["Rule"] for row in table] == [id for id, _ in readings]
    assert ids(said("--disputed", "--unverified")) == ["discrimination-claim", "foi-review"]
    assert "No rule of that kind is disputed." in said("--disputed", "--kind", "bar")


def test_the_list_stays_as_it_was():
    assert ids(said()) == [rule.id for rule in BOOK.rules]
    row = json.loads(said("--format", "json"))["rows"][0]
    assert "readings" not in row
    assert said("--format", "csv").lstrip("\ufeff").startswith("Rule,Limit,Label,What,Who,Tier,Law,In force")


def test_changes_are_said_in_the_order_of_their_days():
    rows = json.loads(said("changes", "--format", "json"))["rows"]
    days = [row["day"] for row in rows]
    assert days == sorted(days)
    wanted = {"2015-03-23", "2015-09-01", "2018-04-03", "2020-05-01", "2020-07-21", "2026-04-01", "2026-06-19"}
    assert wanted <= set(days)
    ended = {row["id"]: row["last_day"] for row in rows if row["change"] == "ends"}
    assert ended["unopposed-assess-2014"] == "2015-03-22"
    assert ended["coronavirus-review"] == "2020-09-25"
    assert all(row["last_day"] is None for row in rows if row["change"] == "begins")
    assert all(date.fromisoformat(day) > date(2014, 9, 1) for day in days)


@pytest.mark.parametrize("format", ["plain", "table", "csv", "md"])
def test_changes_in_every_format(format):
    text = said("changes", "--format", format)
    for word in ("23 March 2015", "ends (last day 22 March 2015)", "coronavirus-review (exception)", "reg 45(3)"):
        assert word in text.replace("\\", "")


def test_one_rule_with_its_examples():
    text = said("show", "discrimination-claim-2010")
    assert "UNVERIFIED: this is general legal knowledge" in text
    assert "Worked examples\n\nWhat happened: discrimination-alleged on 15 February 2019\n" in text
    assert (
        "Due: no clock\nStatus: not started\nWhy: Counted from 21 July 2020, the day after this version ended" in text
    )
    assert "excused by school-closed" in said("show", "decide-to-assess", "--format", "md")
    assert "Worked examples" in said("show", "final-plan", "--format", "table")


def test_a_rule_of_the_authority_is_in_the_book_too(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "packs").mkdir()
    ran = sendclock("rules", "--format", "html", "--cases", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert 'id="rule-final-plan"' in ran.stdout
