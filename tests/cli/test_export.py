"""`sendclock export`: what other programs are given. Of the toy law, but for the SEN2 items, which are England's."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import icalendar
import openpyxl
import pytest

from run import sendclock
from schema import held_to_schema

ALLOCATED = '[[event]]\ntype = "case-allocated"\non = 2026-09-08\nofficer = "okafor"\nteam = "north"\n'


def case(folder: Path, ref: str, events: str) -> Path:
    """A case file; `events` one a line: `lantern-asked-for 2026-09-07 asker="household"`."""
    text = f'schema = 1\nref = "{ref}"\nsetting = "Oakwood Primary"\n\n'
    for order, line in enumerate(events.strip().splitlines(), 1):
        type_, day, *fields = line.split(maxsplit=2)
        moment = "at" if "T" in day else "on"
        rest = "".join(f"{field}\n" for field in re.split(r"; (?=\w+=)", "".join(fields)) if field)
        text += f'[[event]]\nid = "e{order}"\ntype = "{type_}"\n{moment} = {day}\n{rest}\n'
    path = folder / f"{ref}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def add(path: Path, line: str) -> None:
    ran = sendclock(*line.split(), "--cases", str(path.parent))
    assert ran.returncode == 0, ran.stderr


def feed(folder: Path, *words: str) -> dict[str, icalendar.Event]:
    """The entries of the calendar, by rule (the last words of what `explain` is told) and starting event."""
    ran = sendclock("export", "ics", "--cases", str(folder), *words)
    assert ran.returncode == 0, ran.stderr
    found = {}
    for event in icalendar.Calendar.from_ical(ran.stdout).walk("VEVENT"):
        rule = str(event["description"]).rsplit(" ", 1)[1]
        found[rule] = event
    return found


@pytest.fixture
def book(toy: None, tmp_path: Path) -> Path:
    case(tmp_path, "EHC-1", 'lantern-asked-for 2026-10-01 asker="household"; note="For Robin Example"')
    (tmp_path / "EHC-1.toml").open("a", encoding="utf-8").write(ALLOCATED)
    return tmp_path


# ---- the calendar


def test_each_line_of_the_calendar_is_as_the_standard_has_it(book: Path) -> None:
    team = "Straße, Größe; Ä" * 8  # long in letters, and longer in octets
    case(
        book,
        "EHC-2",
        f'lantern-asked-for 2026-10-05\ncase-allocated 2026-10-05 officer="reid"; team={json.dumps(team)}',
    )
    out = book / "feed.ics"
    ran = sendclock("export", "ics", "--cases", str(book), "--team", team, "--team", "north", "--out", str(out))
    assert (ran.returncode, ran.stdout) == (0, "")
    content = out.read_bytes()
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"") and lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2] == b"END:VCALENDAR"
    read = icalendar.Calendar.from_ical(content)
    assert str(read["x-wr-calname"]) == f"SEND deadlines: north, {team}"
    assert len(read.walk("VEVENT")) == 4
    assert (read["prodid"], read["version"], read["method"]) == ("-//sendclock//SEND deadlines//EN", "2.0", "PUBLISH")
    for event in read.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION"} <= event.keys()
        assert (event["class"], event["transp"], event["status"]) == ("PRIVATE", "TRANSPARENT", "CONFIRMED")


def test_an_entry_takes_the_whole_day_and_says_how_it_was_counted(book: Path) -> None:
    entry = feed(book)["light-the-lantern"]
    assert str(entry["summary"]) == "EHC-1 Light (20 weeks)"
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (date(2027, 2, 18), date(2027, 2, 19))
    assert entry["dtstart"].params["VALUE"] == "DATE"
    said = str(entry["description"])
    assert "(Lanterns Act s.5(1)).\n" in said
    assert "20 weeks after Thursday 1 October 2026, that day not counted: Thursday 18 February 2027." in said
    assert said.endswith("sendclock explain EHC-1 light-the-lantern")


def test_nobody_is_named_in_a_calendar(book: Path) -> None:
    case(
        book,
        "EHC-2",
        """lantern-asked-for 2026-09-07 asker="household"
opinion-asked-for 2026-10-12 party="Jordan Sample"; source="wright"; received=2026-10-12
petition-received 2026-11-12 party="Elm School"; note="Sibling Alex at the same school"
event-corrected 2026-09-08 event="e1"; reason="Robin's father rang" """,
    )
    text = sendclock("export", "ics", "--cases", str(book), "--kind", "deadline", "--kind", "window").stdout
    text = text.replace("\r\n ", "").replace("\n ", "")
    assert "EHC-2 waiting for Opinion (3 weeks)" in text
    assert [name for name in ("Robin", "Jordan", "Alex", "Elm", "Oakwood", "okafor") if name in text] == []


def opinions(book: Path) -> dict[str, str]:
    """The summaries of the opinions waited for, by the identity of their entries."""
    text = sendclock("export", "ics", "--cases", str(book)).stdout
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(one["uid"]): str(one["summary"]) for one in events if "Opinion" in str(one["summary"])}


def test_parties_are_told_apart_by_number(book: Path) -> None:
    """Two of one kind in one case are two entries that an officer can tell apart, and nobody is named; one that is
    asked later changes no number."""
    asked = 'opinion-asked-for 2026-10-1{} party="{}"; source="wright"; received=2026-10-1{}'
    events = ["lantern-asked-for 2026-09-07", *(asked.format(n, party, n) for n, party in ((2, "Zed"), (3, "Abe")))]
    case(book, "EHC-2", "\n".join(events))
    before = opinions(book)
    assert [said.rpartition(", ")[2] for said in sorted(before.values())] == ["no. 1", "no. 2"]
    case(book, "EHC-2", "\n".join([*events, asked.format(4, "Aaron", 4)]))
    after = opinions(book)
    assert len(after) == 3 and {uid: after[uid] for uid in before} == before


def test_a_calendar_is_named_after_its_officer_and_every_entry_has_an_organizer(book: Path) -> None:
    ran = sendclock("export", "ics", "--cases", str(book), "--officer", "okafor", "--alarm", "3d")
    read = icalendar.Calendar.from_ical(ran.stdout)
    assert str(read["x-wr-calname"]) == "SEND deadlines: okafor"
    entries = read.walk("VEVENT")
    assert entries and all(str(one["organizer"]).startswith("mailto:") for one in entries)
    ahead = [one for one in entries if one["status"] == "CONFIRMED" and one.decoded("dtstart") >= date(2026, 11, 21)]
    rings = [alarm for one in ahead for alarm in one.walk("VALARM")]
    assert rings and len(rings) == len(read.walk("VALARM"))
    assert {alarm.decoded("trigger") for alarm in rings} == {timedelta(hours=9) - timedelta(3)}
    assert not icalendar.Calendar.from_ical(sendclock("export", "ics", "--cases", str(book)).stdout).walk("VALARM")
    wrong = sendclock("export", "ics", "--cases", str(book), "--alarm", "soon")
    assert wrong.returncode == 2 and "Use days or weeks before the day: 3d, 1w." in wrong.stderr


def test_a_date_that_moves_stays_the_same_entry(book: Path) -> None:
    before = feed(book)["light-the-lantern"]
    add(book / "EHC-1.toml", "correct EHC-1 e1 on=2026-09-28 --reason stamp")
    after = feed(book)["light-the-lantern"]
    assert after["uid"] == before["uid"]
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2027, 2, 18), date(2027, 2, 15))
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") > before.decoded("last-modified")
    assert after["status"] == "CONFIRMED"


def test_what_a_withdrawn_event_started_is_cancelled(book: Path) -> None:
    before = feed(book)
    add(book / "EHC-1.toml", "withdraw EHC-1 e1 --reason duplicate")
    after = feed(book)
    assert after.keys() == before.keys() and "light-the-lantern" in after
    for rule, entry in after.items():
        assert (entry["uid"], entry["status"]) == (before[rule]["uid"], "CANCELLED")
        assert entry["sequence"] > before[rule]["sequence"]
        assert str(entry["summary"]).startswith("No longer counts: EHC-1 ")


def test_what_is_done_ended_or_replaced_is_cancelled(book: Path) -> None:
    add(book / "EHC-1.toml", "record EHC-1 opinion-asked-for 2026-10-30 party=Wright source=wright received=2026-11-02")
    before = feed(book)
    add(book / "EHC-1.toml", "record EHC-1 survey-allowed 2026-11-02")
    add(book / "EHC-1.toml", "record EHC-1 lantern-lit 2026-11-16")
    after = feed(book)
    for rule, words in (
        ("survey-answer", "Done: EHC-1 Answer (6 weeks)"),
        ("light-the-lantern", "Done: EHC-1 Light (20 weeks)"),
        ("opinion-reply", "Ended: EHC-1 Opinion (3 weeks)"),
    ):
        assert (after[rule]["uid"], after[rule]["status"]) == (before[rule]["uid"], "CANCELLED")
        assert str(after[rule]["summary"]) == words
    assert after["yearly-visit"]["status"] == "CONFIRMED" and "yearly-visit" not in before
    assert "Done on Monday 2 November 2026." in str(after["survey-answer"]["description"])


@pytest.mark.usefixtures("toy")
def test_old_cancellations_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    case(tmp_path, "EHC-1", "lantern-asked-for 2026-01-05\nsurvey-refused 2026-02-02")
    assert feed(tmp_path) == {}
    assert feed(tmp_path, "--cancelled", "2026-01-01")["survey-answer"]["status"] == "CANCELLED"
    case(tmp_path, "EHC-2", "lantern-asked-for 2026-10-01\nsurvey-refused 2026-11-02")
    assert "survey-answer" in feed(tmp_path)
    assert feed(tmp_path, "--cancelled", "none") == {}


@pytest.mark.usefixtures("toy")
def test_a_calendar_with_nothing_in_it_is_still_one(tmp_path: Path) -> None:
    case(tmp_path, "EHC-1", 'note-added 2026-10-01 note="x"')
    ran = sendclock("export", "ics", "--cases", str(tmp_path))
    read = icalendar.Calendar.from_ical(ran.stdout)
    assert [part.name for part in read.subcomponents] == ["VTIMEZONE"]


@pytest.mark.usefixtures("toy")
def test_a_limit_with_an_hour_says_it(tmp_path: Path) -> None:
    case(tmp_path, "EHC-1", "lantern-out 2026-11-20")
    entry = feed(tmp_path)["relight"]
    assert str(entry["summary"]) == "EHC-1 Relight (2 days), by 17:00"
    assert entry["dtstart"].params["VALUE"] == "DATE"
    assert "17:00 London time on Tuesday 24 November 2026" in str(entry["description"])


@pytest.mark.usefixtures("toy")
def test_a_provisional_date_says_so(tmp_path: Path) -> None:
    case(tmp_path, "EHC-1", "survey-refused 2026-11-10")
    entries = feed(tmp_path, "--kind", "window")
    assert any("(provisional)" in str(entry["summary"]) for entry in entries.values())
    assert any("Provisional: the date can still move." in str(entry["description"]) for entry in entries.values())


def test_filters_and_the_case_asked_for(book: Path) -> None:
    case(book, "EHC-2", "lantern-asked-for 2026-10-05")

    def only(*words: str) -> set[str]:
        return {ref for event in feed(book, *words).values() for ref in re.findall(r"EHC-\d", event["summary"])}

    assert only("--officer", "okafor") == only("--team", "north") == only("--case", "EHC-1") == {"EHC-1"}
    assert only("--officer", "nobody") == only("--case", "ehc-2") == {"EHC-2"}
    assert set(feed(book, "--rule", "light-the-lantern", "--case", "EHC-1")) == {"light-the-lantern"}
    assert set(feed(book, "--within", "2w", "--case", "EHC-1")) == {"survey-answer"}
    said = sendclock("export", "ics", "--cases", str(book), "--officer", "okafro")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith('No officer "okafro" is known: ') and 'Did you mean "okafor"?' in said.stderr


# ---- rows


def test_csv_and_json_hold_every_clock_done_or_not(book: Path) -> None:
    case(book, "EHC-2", "lantern-asked-for 2026-09-07\nsurvey-refused 2026-10-12")
    answer = json.loads(sendclock("export", "json", "--cases", str(book)).stdout)
    held_to_schema(answer)
    shown = json.loads(sendclock("show", "EHC-2", "--cases", str(book), "--format", "json").stdout)["rows"]
    assert [row for row in answer["rows"] if row["case"] == "EHC-2"] == shown
    assert {row["status"] for row in answer["rows"]} >= {"open", "met", "lapsed"}
    text = sendclock("export", "csv", "--cases", str(book)).stdout.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    wanted = [(row["case"], row["rule"], row["due"], row["status"]) for row in answer["rows"]]
    assert [(row["case"], row["rule"], row["due"], row["status"]) for row in rows] == wanted


def test_csv_is_fit_for_a_spreadsheet(book: Path) -> None:
    case(book, "EHC-2", 'petition-received 2026-11-02 party="=1+1"')
    out = book / "out.csv"
    sendclock("export", "csv", "--cases", str(book), "--out", str(out))
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcase,status,due") and content.endswith(b"\r\n")
    assert b",'=1+1," in content


def test_the_spreadsheet_has_real_dates_and_says_what_it_was_made_from(book: Path) -> None:
    case(book, "EHC-2", 'petition-received 2026-11-02 party="=1+1"')
    (book / "EHC-3.toml").write_text("schema = 1\nref = ", encoding="utf-8")
    out = book / "out.xlsx"
    ran = sendclock("export", "xlsx", "--cases", str(book), "--out", str(out))
    assert ran.returncode == 3 and "EHC-3.toml:2: " in ran.stderr
    read = openpyxl.load_workbook(out)
    sheet = read["Deadlines"]
    titles = [cell.value for cell in sheet[1]]
    rows = [dict(zip(titles, line, strict=True)) for line in sheet.iter_rows(min_row=2)]
    by_rule = {row["Rule"].value: row for row in rows}
    due = by_rule["light-the-lantern"]["Due"]
    assert due.is_date and due.value.date() == date(2027, 2, 18)
    party = by_rule["petition-reply"]["Party"]
    assert (party.value, party.data_type) == ("=1+1", "s")
    assert (sheet.freeze_panes, sheet.tables["Deadlines"].ref) == ("B2", sheet.dimensions)
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "$1:$1",
        "landscape",
        9,
    )
    assert (sheet.page_setup.fitToHeight, "Page &P of &N" in str(sheet.oddFooter.right.text)) == (0, True)
    coloured = [rule.formula[0] for found in sheet.conditional_formatting for rule in found.rules]
    assert {'"overdue"', '"met-late"', '"open"'} <= set(coloured)
    about = {line[0].value: line[1].value for line in read["About"].iter_rows()}
    assert about["As of"].date() == date(2026, 11, 21)
    assert (about["Cases read"], about["Files that could not be read"], about["Rows"]) == (2, 1, len(rows))
    assert about["Complete"].startswith("no")
    assert any(str(key).endswith("EHC-3.toml:2") for key in about)


def test_a_status_alone(book: Path) -> None:
    case(book, "EHC-2", "lantern-asked-for 2026-01-05\nsurvey-refused 2026-02-02")
    case(book, "EHC-3", "lantern-asked-for 2026-06-01")
    words = ("--cases", str(book), "--status", "overdue")
    assert sendclock("export", "xlsx", *words, "--out", str(book / "out.xlsx")).returncode == 0
    head, *lines = openpyxl.load_workbook(book / "out.xlsx")["Deadlines"].iter_rows(values_only=True)
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert rows and {row["Status"] for row in rows} == {"overdue"}
    two = sendclock("export", "csv", *words, "--status", "met").stdout.removeprefix("\ufeff")
    assert {row["status"] for row in csv.DictReader(io.StringIO(two))} == {"overdue", "met"}
    refused = sendclock("export", "ics", *words)
    assert refused.returncode == 2 and "export ics takes no --status" in refused.stderr


def test_more_rows_than_a_table_holds_are_written_as_they_come(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sendclock.export import xlsx
    from sendclock.say.view import Column

    monkeypatch.setattr(xlsx, "AS_A_TABLE", 2)
    columns = [Column[int](title="Status", sheet="Status", value=lambda n: "open"), Column[int](sheet="N", value=int)]
    about = xlsx.AboutSheet([("Rows", 3)], [])
    for many in (2, 3):
        content = xlsx.workbook(columns, range(many), date(2026, 11, 21), lambda: about)
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Deadlines"]
        assert [row[1].value for row in sheet.iter_rows(min_row=2)] == list(range(many))
        assert bool(sheet.tables) == (many == 2) and (sheet.auto_filter.ref is None) == (many == 2)


def test_less_than_0_days_left_finds_only_what_is_late(book: Path) -> None:
    case(book, "EHC-2", "lantern-asked-for 2026-01-05\nsurvey-refused 2026-02-02")
    case(book, "EHC-3", "lantern-asked-for 2026-06-01\nsurvey-allowed 2026-09-01")
    sendclock("export", "xlsx", "--cases", str(book), "--out", str(book / "out.xlsx"))
    head, *lines = openpyxl.load_workbook(book / "out.xlsx")["Deadlines"].iter_rows(values_only=True)
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert {row["Status"] for row in rows if (row["Days left"] or 0) < 0} == {"overdue"}
    assert {row["Status"] for row in rows if row["Days left"] is None} == {"met", "met-late", "lapsed"}
    text = sendclock("export", "csv", "--cases", str(book)).stdout.removeprefix("\ufeff")
    assert all(row["days_left"] for row in csv.DictReader(io.StringIO(text)))


def test_without_the_library_a_spreadsheet_says_how_to_get_it(book: Path) -> None:
    with patch.dict(sys.modules, {"xlsxwriter": None}):
        ran = sendclock("export", "xlsx", "--cases", str(book), "--out", str(book / "x.xlsx"))
    assert ran.returncode == 4
    assert 'pip install "sendclock[xlsx]"' in ran.stderr and not (book / "x.xlsx").exists()


# ---- the SEN2 items


@pytest.fixture
def england(tmp_path: Path) -> Path:
    case(tmp_path, "EHC-1", 'assessment-requested 2026-10-01 requester="family"')
    return tmp_path


def test_the_sen2_items_of_a_year_and_what_to_look_at(england: Path) -> None:
    case(england, "EHC-2", "assessment-requested 2026-09-07\nassessment-refused 2026-10-12")
    out = england / "sen2.csv"
    ran = sendclock("export", "sen2", "--year", "2026", "--cases", str(england), "--out", str(out))
    assert (ran.returncode, ran.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert [(r["Case"], r["Item"], r["ReceivedDate"], r["RequestOutcome"], r["RequestOutcomeDate"]) for r in rows] == [
        ("EHC-1", "request", "2026-10-01", "undecided", ""),
        ("EHC-2", "request", "2026-09-07", "N", "2026-10-12"),
    ]
    warnings, at = ran.stderr.splitlines(), england.as_posix()
    assert warnings[0].startswith(f"{at}/EHC-1.toml:5: no answer to this request is recorded, and its limit was ")
    assert warnings[1].startswith(f"{at}/EHC-2.toml:5: who asked is not recorded, and from 2026 RequestSource is ")
    assert warnings[2] == (
        "SEN2 items of calendar 2026, as things stood on Saturday 21 November 2026. Census day: Thursday 21 January "
        "2027. 2 things to look at. This is not the XML return: that is --format modules or xml."
    )
    assert out.read_bytes().count(b"\r\n") == 3


def test_a_census_day_nobody_has_announced_says_so(england: Path) -> None:
    ran = sendclock("export", "sen2", "--year", "2027", "--cases", str(england), "--format", "json")
    answer = json.loads(ran.stdout)
    held_to_schema(answer)
    assert answer["rows"][0]["RequestSource"] == 1
    assert (answer["census_day"], answer["census_day_announced"]) == ("2028-01-20", False)
    assert "Census day: Thursday 20 January 2028 (by rule; not announced)." in ran.stderr


# ---- what cannot be read, and where it goes


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_given(book: Path) -> None:
    (book / "EHC-3.toml").write_text("schema = 1\nref = ", encoding="utf-8")
    ran = sendclock("export", "ics", "--cases", str(book))
    assert ran.returncode == 3 and "EHC-3.toml:2: " in ran.stderr
    read = icalendar.Calendar.from_ical(ran.stdout)
    assert read["x-sendclock-complete"] == "FALSE" and len(read.walk("VEVENT")) == 2
    answer = json.loads(sendclock("export", "json", "--cases", str(book)).stdout)
    assert (answer["complete"], answer["cases_unreadable"], len(answer["problems"])) == (False, 1, 1)


def test_a_file_is_replaced_whole_and_what_was_written_is_said(book: Path) -> None:
    out = book / "out.csv"
    out.write_text("an older export", encoding="utf-8")
    ran = sendclock("export", "csv", "--cases", str(book), "--out", str(out))
    assert ran.stdout == "" and ran.stderr.startswith(f"Written: {out}, ")
    assert "an older export" not in out.read_text(encoding="utf-8-sig")
    assert [path.name for path in book.iterdir() if path.name.startswith(".out")] == []


@pytest.mark.parametrize(
    ("out", "why"),
    [("EHC-1.toml", "never takes the place of a .toml file"), (".", "is a folder"), ("no/x.csv", "no such")],
)
def test_what_must_not_or_cannot_be_written_is_refused(book: Path, out: str, why: str) -> None:
    before = (book / "EHC-1.toml").read_bytes()
    ran = sendclock("export", "csv", "--cases", str(book), "--out", str(book / out))
    assert ran.returncode == 5 and why in ran.stderr and "Nothing was written" in ran.stderr
    assert (book / "EHC-1.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["xlsx"], "--out"),
        (["sen2"], "--year 2026"),
        (["sen2", "--year", "1999"], "from 2014 to 2098"),
        (["sen2", "--year", "2026", "--within", "2w"], "takes no --within"),
        (["csv", "--cancelled", "none"], "takes no --cancelled"),
        (["csv", "--year", "2026"], "takes no --year"),
        (["ics", "--rule", "light-the-lanten"], 'Did you mean "light-the-lantern"?'),
        (["odt"], "odt"),
    ],
)
def test_what_does_not_fit_is_wrong_usage(book: Path, words: list[str], why: str) -> None:
    ran = sendclock("export", *words, "--cases", str(book))
    assert (ran.returncode, ran.stdout) == (2, "") and why in ran.stderr


def test_who_has_no_row_in_an_export_is_said_beside_it(tmp_path: Path) -> None:
    (tmp_path / "E-1.toml").write_text('schema = 1\nref = "E-1"\n', encoding="utf-8")
    for what in ("csv", "ics"):
        ran = sendclock("export", what, "--cases", str(tmp_path))
        assert ran.returncode == 0 and "E-1" not in ran.stdout
        assert "1 case: 0 running, 0 ended, 1 with nothing running (E-1)." in ran.stderr
    (tmp_path / "E-1.toml").write_text(
        'schema = 1\nref = "E-1"\n\n[[event]]\ntype = "assessment-requested"\non = 2026-11-02\n', encoding="utf-8"
    )
    assert sendclock("export", "csv", "--cases", str(tmp_path)).stderr == ""
