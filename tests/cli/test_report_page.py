"""What a director steers by: the week on one page, aims and the nation beside it, splits, every page at once, and where
the files begin."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from schema import held_to_schema

SETTINGS = """schema = 1
authority = "Exampleshire"

[targets]
week-20 = 60
week-6 = 95
"""


def write(folder: Path, ref: str, *events: str, head: str = "") -> None:
    """A case: each event is `type day field=value ...`, the values as TOML."""
    lines = ["schema = 1", f'ref = "{ref}"', head]
    for event in events:
        type_, on, *fields = event.split(" ")
        lines += [
            "",
            "[[event]]",
            f'type = "{type_}"',
            f"on = {on}",
            *(field.replace("=", " = ", 1) for field in fields),
        ]
    (folder / "cases" / f"{ref}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """As of 21 November 2026: a plan of the week in time, two of last year (one late), one request overdue since the
    summer and one due on Monday."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    yes = "assessment-agreed {}"
    oak = 'setting = "Oakwood Primary"\ntags = ["autism"]\nborn = 2018-03-01'
    write(tmp_path, "W-1", "assessment-requested 2026-06-24", yes.format("2026-07-20"), "final-plan-sent 2026-11-11",
          head=oak)  # fmt: skip
    write(tmp_path, "W-2", "assessment-requested 2025-06-24", yes.format("2025-07-20"), "final-plan-sent 2025-11-11")
    write(tmp_path, "W-3", "assessment-requested 2025-01-06", yes.format("2025-02-10"), "final-plan-sent 2025-11-12")
    write(tmp_path, "W-4", 'assessment-requested 2026-08-03 requester="setting"')
    write(tmp_path, "W-5", "assessment-requested 2026-10-12")
    return tmp_path


def told(book: Path, *words: str) -> dict[str, Any]:
    ran = sendclock("report", *words, "--cases", str(book), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    held_to_schema(found)
    return found


def figure(answer: dict[str, Any], id: str) -> dict[str, Any]:
    (found,) = [one for one in answer["figures"] if one["id"] == id]
    return dict(found)


def test_the_year_to_date_and_the_same_days_of_last_year(book: Path) -> None:
    answer = told(book, "weekly")
    base = "plans-within-20-weeks-excluding-exceptions"
    to_date = figure(answer, f"{base}-year-to-date")
    assert (to_date["cases"], to_date["previous"]["numerator"], to_date["previous"]["denominator"]) == (["W-1"], 1, 2)
    assert figure(answer, f"{base}-same-period-last-year")["cases"] == ["W-2", "W-3"]  # 10 to 16 November 2025
    (row,) = [r for t in answer["tables"] if t["id"] == "year-to-date" for r in t["rows"] if "excluding" in r["figure"]]
    assert (row["period"], row["to_date"], row["last_year"], row["to_date_last_year_percent"]) == (1, 1, 1, 50.0)


def test_the_aim_the_nation_and_the_caution_stand_beside_the_figure(book: Path) -> None:
    one = figure(told(book, "weekly"), "plans-within-20-weeks-excluding-exceptions")
    assert (one["target"], one["few"]) == (60, True)
    assert (one["published"]["year"], one["published"]["percent"]) == (2024, 46.4)
    assert "Department for Education" in one["published"]["source"]
    assert "so few say little" in one["sentence"] and "The aim is 60%; England had 46.4% in 2024." in one["sentence"]
    newer = '[[published]]\nyear = 2025\nexcluding = 50.5\nsource = "the release of 2026"\n'
    (book / "sendclock.toml").write_text(SETTINGS + newer, encoding="utf-8")
    one = figure(told(book, "weekly"), "plans-within-20-weeks-excluding-exceptions")
    assert one["published"] == {"year": 2025, "percent": 50.5, "source": "the release of 2026"}


@pytest.mark.parametrize(
    ("as_of", "published", "missing"),
    [
        ("2026-06-30", "", None),  # of 2024 then; a year comes out in May or June of the next but one
        ("2026-07-01", "", 2025),
        ("2026-07-01", "[[published]]\nyear = 2025\nexcluding = 50.5\nincluding = 50.1\nsource = 'x'\n", None),
        ("2027-07-01", "[[published]]\nyear = 2025\nexcluding = 50.5\nincluding = 50.1\nsource = 'x'\n", 2026),
    ],
)
def test_a_year_that_should_be_published_by_now_is_asked_for(
    book: Path, as_of: str, published: str, missing: int | None
) -> None:
    (book / "sendclock.toml").write_text(SETTINGS + published, encoding="utf-8")
    page = sendclock("report", "weekly", "--cases", str(book), "--plain", "--as-of", as_of).stdout
    asked = f"The figure of the year {missing} should be published by now: put it into the settings as [[published]]."
    assert page.count("England: ") == 1
    assert page.count("should be published by now") == (missing is not None)
    assert missing is None or asked in page


@pytest.mark.parametrize(
    ("name", "what"), [("promises", "promise with a last day"), ("steps", "step without a number")]
)
def test_a_report_of_packs_without_any_says_so_and_shows_no_empty_table(book: Path, name: str, what: str) -> None:
    answer = told(book, name)
    assert answer["in_short"] == [f"The packs in use hold no {what}. A pack is begun by: sendclock pack new NAME."]
    for format in ("table", "plain", "html", "md"):
        shown = sendclock("report", name, "--cases", str(book), "--format", format).stdout
        assert what in " ".join(shown.split()) and "Figures" not in shown and "--list FIGURE" not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[targets]\nweek-19 = 60\n", '"week-19" is not a limit that can have a target'),
        ("[targets]\nweek-20 = 160\n", "is a percentage, from 0 to 100"),
        ('[[published]]\nyear = 2025\nexcluding = "half"\nsource = "x"\n', "must be a percentage"),
    ],
)
def test_a_target_that_cannot_be_is_named_with_its_line(book: Path, text: str, said: str) -> None:
    (book / "sendclock.toml").write_text(f"schema = 1\n{text}", encoding="utf-8")
    ran = sendclock("report", "weekly", "--cases", str(book))
    assert ran.returncode == 4 and said in ran.stderr and "sendclock.toml:" in ran.stderr


def test_plain_fits_a_mail_and_names_the_cases(book: Path) -> None:
    page = sendclock("report", "weekly", "--cases", str(book), "--plain").stdout
    assert len(page.splitlines()) < 70
    assert "1. W-4: Week 6; 68 days late; nobody" in page
    assert "W-5: Week 6; due Mon 23 Nov 2026; nobody" in page
    assert "Definition:" not in page
    details = sendclock("report", "weekly", "--details", "--cases", str(book), "--plain").stdout
    assert "Definition:" in details and "1. W-4: Week 6; 68 days late; nobody" in details


@pytest.mark.parametrize("name", ["weekly", "timeliness", "caseload", "reviews", "phase", "backlog"])
def test_the_sentences_stand_in_every_format(book: Path, name: str) -> None:
    answer = told(book, name)
    assert answer["in_short"]
    for format in ("plain", "md", "html"):
        text = " ".join(sendclock("report", name, "--cases", str(book), "--format", format).stdout.split())
        for sentence in answer["in_short"]:
            assert sentence.replace("'", "&#39;") in text or sentence in text, format
    text = sendclock("report", name, "--cases", str(book), "--format", "csv").stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["sentence"] for row in rows} - {""} <= {*answer["in_short"]}


@pytest.mark.parametrize(
    ("by", "group"),
    [("setting", "Oakwood Primary"), ("tag", "autism"), ("age", "5 to 10"), ("year-group", "year 4"),
     ("officer", "nobody"), ("team", "no team"), ("source", "not on file")],
)  # fmt: skip
def test_every_figure_is_split(book: Path, by: str, group: str) -> None:
    answer = told(book, "weekly", "--by", by)
    (table,) = [one for one in answer["tables"] if one["id"] == f"by-{by}"]
    issued = {row["group"]: row["numerator"] for row in table["rows"] if row["id"] == "plans-issued"}
    assert issued == {group: 1}
    if by != "tag":  # of which a case has several
        for one in answer["figures"]:
            rows = [row for row in table["rows"] if row["id"] == one["id"]]
            if one["kind"] in ("count", "share"):
                assert sum(row["numerator"] for row in rows) == one["numerator"], one["id"]


def test_every_page_from_one_pass(book: Path) -> None:
    ran = sendclock("report", "all", "--out", str(book / "pages"), "--cases", str(book))
    assert ran.returncode == 0, ran.stderr
    names = {path.name for path in (book / "pages").iterdir()}
    assert names >= {"index.html", "weekly.html", "timeliness.html", "caseload.html", "backlog.html"}
    index = (book / "pages" / "index.html").read_text(encoding="ascii")
    assert all(f'href="{name}"' in index for name in names - {"index.html"})
    alone = sendclock("report", "timeliness", "--cases", str(book), "--format", "html").stdout
    among = (book / "pages" / "timeliness.html").read_text(encoding="ascii")
    week = (book / "pages" / "weekly.html").read_text(encoding="ascii")
    assert '<details class="behind">' in week  # folded: it prints on one sheet
    back = '<p class="dim"><a href="index.html">All reports</a></p>\n'
    assert among.replace(back, "") == alone


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["all"], "sendclock report all --out pages"),
        (["all", "--out", "x", "--list", "overdue-now"], "report all takes no --list"),
        (["all", "--out", "x", "--format", "json"], "not json"),
        (["weekly", "--out", "x.pdf"], "this answer is not written as .pdf. End the name in .html, .csv,"),
        (["weekly", "--by", "tag", "--list", "overdue-now"], "ask for one of the two"),
        (["case", "W-1", "--by", "tag"], "report case takes no --by"),
    ],
)
def test_options_that_do_not_go_together(book: Path, words: list[str], said: str) -> None:
    ran = sendclock("report", *words, "--cases", str(book))
    assert ran.returncode == 2 and said in ran.stderr and not ran.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("report", "weekly"),
        ("report", "case", "W-1"),
        ("audit", "W-1"),
        ("reconcile", "theirs.csv", "--map", "map.toml"),
    ],
    ids=" ".join,
)
def test_into_a_file_goes_what_would_be_on_stdout(book: Path, words: tuple[str, ...]) -> None:
    (book / "theirs.csv").write_text("Ref,Due\nW-1,2026-11-11\n", encoding="utf-8")
    due = '[[due]]\nrule = "final-plan"\ncolumn = "Due"\n'
    (book / "map.toml").write_text(
        'schema = 1\ntitle = "Theirs"\n[case]\nref = { column = "Ref" }\n' + due, encoding="utf-8"
    )
    forms = {"csv": "csv", "json": "json", "md": "md", "txt": "plain"}
    forms |= {} if words[0] == "reconcile" else {"HTML": "html"}
    for ending, form in forms.items():
        file = book / f"told.{ending}"
        wrote = sendclock(*words, "--cases", ".", "--out", file.name, cwd=book)
        said = sendclock(*words, "--cases", ".", "--format", form, cwd=book)
        assert wrote.returncode == said.returncode == 0, wrote.stderr
        assert file.read_text(encoding="utf-8") == said.stdout and file.stat().st_size > 100
        assert not wrote.stdout and f"Written: {file.name}.\n" in wrote.stderr
    assert b"\r\n" in (book / "told.csv").read_bytes()


def test_a_format_named_wins_over_the_ending_of_the_file(book: Path) -> None:
    assert (
        sendclock("audit", "W-1", "--cases", str(book), "--format", "json", "--out", str(book / "a.csv")).returncode
        == 0
    )
    assert json.loads((book / "a.csv").read_text(encoding="utf-8"))["case"] == "W-1"


def test_what_lies_before_the_opening_is_left_out_and_said(book: Path) -> None:
    (book / "sendclock.toml").write_text(f"opening = 2025-11-12\n{SETTINGS}", encoding="utf-8")
    answer = told(book, "timeliness")
    base = figure(answer, "plans-within-20-weeks-including-exceptions")
    assert (answer["whole_from"], base["cases"]) == ("2025-11-12", ["W-3"])
    assert [out["case"] for out in base["left_out"]] == ["W-2"]
    assert "before Wed 12 Nov 2025, from which the file is complete" in base["left_out"][0]["why"]
    assert figure(answer, "plans-mean-weeks")["cases"] == ["W-3"]
    assert figure(told(book, "caseload"), "plans-issued")["cases"] == ["W-3"]
    page = sendclock("report", "timeliness", "--cases", str(book), "--format", "html").stdout
    assert "Of 1 plan issued from 1 January 2025 to 31 December 2025" in page  # the picture counts as the figure does
    plain = sendclock("report", "timeliness", "--cases", str(book), "--plain").stdout
    assert "Whole from: Wednesday 12 November 2025: what happened before is left out" in plain


def test_no_answer_takes_the_place_of_a_case_or_the_settings(book: Path) -> None:
    before = (book / "sendclock.toml").read_bytes()
    ran = sendclock("report", "weekly", "--cases", ".", "--out", "sendclock.toml", "--plain", cwd=book)
    assert ran.returncode == 5 and "never takes the place of a .toml file" in ran.stderr and not ran.stdout
    assert (book / "sendclock.toml").read_bytes() == before
