"""new, record, correct, withdraw, init: what they say is what they do, and nothing typed by hand is touched."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from run import sendclock

TYPED = b"""# Opened by hand.\r
schema = 1\r
ref    = "EHC-2026-0007"     # keep this spacing\r
\r
[[event]]\r
type = "assessment-requested"\r
on   = 2026-09-07\r
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "EHC-2026-0007.toml").write_bytes(TYPED)
    return tmp_path


def case(book: Path, ref: str = "EHC-2026-0007") -> bytes:
    return (book / "cases" / f"{ref}.toml").read_bytes()


def test_record_appends_and_tells(book: Path) -> None:
    ran = sendclock("record", "EHC-2026-0007", "assessment-agreed", "15/10/2026", "--cases", str(book))
    assert ran.returncode == 0, ran.stderr
    assert "The family was told that there will be an assessment: Thursday 15 October 2026" in ran.stdout
    assert "Change: met" in ran.stdout
    assert case(book).startswith(TYPED)
    added = tomllib.loads(case(book).decode())["event"][1]
    assert (added["id"], added["type"], added["on"].isoformat(), added["by"]) == (
        "e2", "assessment-agreed", "2026-10-15", "okafor",
    )  # fmt: skip
    assert added["recorded"].tzinfo is not None
    assert b"\n" not in case(book).replace(b"\r\n", b"")


def test_dry_run_writes_nothing_and_tells_the_same(book: Path) -> None:
    words = ["record", "EHC-2026-0007", "assessment-refused", "2026-10-15", "--cases", str(book), "--format", "json"]
    dry = json.loads(sendclock(*words, "--dry-run").stdout)
    assert case(book) == TYPED
    wet = json.loads(sendclock(*words).stdout)
    assert case(book) != TYPED
    assert (dry["written"], wet["written"]) == (False, True)
    assert dry["rows"] == wet["rows"]
    changes = {(row["rule"], row["change"]) for row in wet["rows"]}
    assert changes >= {("decide-to-assess", "met"), ("final-plan", "ended"), ("appeal-window", "started")}


def test_correct_moves_the_dates_and_keeps_the_line(book: Path) -> None:
    words = ["correct", "EHC-2026-0007", "e1", "on=2026-09-03", "--reason", "Date stamp misread", "--cases", str(book)]
    ran = sendclock(*words, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    moved = {row["rule"]: (row["was"], row["due"]) for row in json.loads(ran.stdout)["rows"]}
    assert moved["final-plan"] == ("2027-01-25", "2027-01-21")
    assert case(book).startswith(TYPED)
    explained = sendclock("explain", "EHC-2026-0007", "final-plan", "--cases", str(book)).stdout
    assert "Thursday 3 September 2026" in explained
    assert "Corrected by event e2: Date stamp misread." in explained


def test_correct_day_and_field_at_once_writes_two_events(book: Path) -> None:
    words = ["e1", "on=2026-09-03", "requester=family", "--reason", "Form found", "--cases", str(book)]
    assert sendclock("correct", "EHC-2026-0007", *words).returncode == 0
    day, field = tomllib.loads(case(book).decode())["event"][1:]
    assert (day["on"].isoformat(), "requester" in day) == ("2026-09-03", False)
    assert (field["on"].isoformat(), field["requester"]) == ("2026-11-21", "family")


def test_a_correction_needs_its_reason_and_an_event_that_is_there(book: Path) -> None:
    where = ["--cases", str(book)]
    assert sendclock("correct", "EHC-2026-0007", "e1", "on=2026-09-03", *where).returncode == 2
    missing = sendclock("correct", "EHC-2026-0007", "e9", "on=2026-09-03", "--reason", "x", *where)
    assert missing.returncode == 5
    assert "e1 (assessment-requested)" in missing.stderr
    assert case(book) == TYPED


def test_withdraw_ends_what_the_event_started(book: Path) -> None:
    ran = sendclock(
        "withdraw", "EHC-2026-0007", "e1", "--reason", "Another child", "--cases", str(book), "--format", "json"
    )
    assert {row["change"] for row in json.loads(ran.stdout)["rows"]} == {"gone"}
    shown = sendclock("show", "EHC-2026-0007", "--cases", str(book)).stdout
    assert "No clock has started." in shown
    assert "WITHDRAWN" in shown
    back = sendclock(
        "withdraw", "EHC-2026-0007", "e2", "--reason", "It was ours", "--cases", str(book), "--format", "json"
    )
    assert {row["change"] for row in json.loads(back.stdout)["rows"]} == {"started"}


def test_new_makes_the_file_and_its_first_events(book: Path) -> None:
    words = ["assessment-requested", "2026-11-16", "requester=family", "--officer", "singh", "--team", "south"]
    more = ["--born", "12/04/2015", "--setting", "Oakwood Primary", "--tag", "looked-after", "--cases", str(book)]
    ran = sendclock("new", "EHC-2026-0200", *words, *more)
    assert ran.returncode == 0, ran.stderr
    data = tomllib.loads(case(book, "EHC-2026-0200").decode())
    assert (data["schema"], data["ref"], data["born"].isoformat()) == (1, "EHC-2026-0200", "2015-04-12")
    assert (data["setting"], data["tags"]) == ("Oakwood Primary", ["looked-after"])
    assert [event["type"] for event in data["event"]] == ["assessment-requested", "case-allocated"]
    again = sendclock("new", "ehc-2026-0200", "--cases", str(book))
    assert again.returncode == 5


def test_new_without_an_event(book: Path) -> None:
    assert sendclock("new", "EHC-2026-0201", "--cases", str(book)).returncode == 0
    assert tomllib.loads(case(book, "EHC-2026-0201").decode()) == {"schema": 1, "ref": "EHC-2026-0201"}


@pytest.mark.parametrize("ref", ["../EHC-1", "Jo Smith", "", "a/b", ".hidden", "x" * 3 + "\n"])
def test_a_reference_that_cannot_name_a_file_is_refused(book: Path, ref: str) -> None:
    assert sendclock("new", ref, "--cases", str(book)).returncode == 2
    assert len(list(book.rglob("*.toml"))) == 1


def test_text_with_markup_quotes_and_lines_is_kept_and_shown_as_text(book: Path) -> None:
    note = '[/close] [red]"quoted"[/red] = + - @ \\ back\nsecond line'
    ran = sendclock("record", "EHC-2026-0007", "note-added", "2026-11-20", f"note={note}", "--cases", str(book))
    assert ran.returncode == 0, ran.stderr
    assert tomllib.loads(case(book).decode())["event"][1]["note"] == note
    for form in ("table", "plain", "md"):
        shown = sendclock("show", "EHC-2026-0007", "--cases", str(book), "--format", form)
        assert shown.returncode == 0
        assert "close" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["assessment-agred"], 'Did you mean "assessment-agreed"?'),
        (["assessment-agreed", "31/02/2026"], '"31/02/2026" is not a date. Use 2026-02-28 or 28/02/2026'),
        (["assessment-agreed", "sometime"], '"sometime" is not a date. Use one of:'),
        (["assessment-agreed", "rout=order"], 'has no field "rout". Did you mean "route"?'),
        (["assessment-agreed", "route=ordre"], 'Did you mean "order"?'),
        (["assessment-requested", "detained=maybe"], "use detained=yes or detained=no"),
        (["exception-recorded", "rule=final-pla", "ground=school-closed", "reason=x"], 'Did you mean "final-plan"?'),
        (["event-withdrawn", "event=e1", "reason=x"], "Use: sendclock withdraw EHC-2026-0007 EVENT-ID"),
        (["assessment-agreed", "2026-03-29 01:30"], "does not exist: the clocks went forward"),
        (["assessment-agreed", "2026-10-25 01:30"], "happened twice"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_that_do_not_fit_are_refused_with_the_fix(book: Path, words: list[str], said: str) -> None:
    ran = sendclock("record", "EHC-2026-0007", *words, "--cases", str(book))
    assert ran.returncode == 2
    assert said in ran.stderr
    assert case(book) == TYPED


def test_a_future_day_is_recorded_with_a_warning(book: Path) -> None:
    words = ("record", "EHC-2026-0007", "assessment-agreed", "2026-12-15", "--cases", str(book))
    refused = sendclock(*words)
    assert refused.returncode == 5 and "Has it happened?" in refused.stderr and "--anyway" in refused.stderr
    ran = sendclock(*words, "--anyway")
    assert ran.returncode == 0
    assert "later than today" in ran.stderr
    moved = ("record", "EHC-2026-0007", "setting-changed", "2027-01-04", "setting=Oakwood", "--cases", str(book))
    assert sendclock(*moved).returncode == 0  # what is arranged may lie ahead
    assert "No clock started, ended or moved." in ran.stdout


def test_init_makes_a_casebook_and_never_touches_one(tmp_path: Path) -> None:
    made = sendclock("init", str(tmp_path / "book"), "--authority", 'Ex "&" shire')
    assert made.returncode == 0, made.stderr
    settings = (tmp_path / "book" / "sendclock.toml").read_bytes()
    assert tomllib.loads(settings.decode())["authority"] == 'Ex "&" shire'
    assert sendclock("due", cwd=tmp_path / "book").returncode == 0
    assert sendclock("init", str(tmp_path / "book")).returncode == 5
    assert (tmp_path / "book" / "sendclock.toml").read_bytes() == settings


def test_school_days_use_the_settings_own_calendar(tmp_path: Path) -> None:
    """ex-080 of the law: ten school days after 16 October 2026, half-term closed, end on 6 November."""
    assert sendclock("init", str(tmp_path)).returncode == 0
    (tmp_path / "sendclock.toml").write_text(
        'schema = 1\n[calendars.beacon]\nsettings = ["Beacon Special School"]\nknown_to = 2027-07-31\n'
        'closed = [{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }]\n',
        encoding="utf-8",
    )
    words = ["plan-refused", "2026-10-15", "served=2026-10-16", "placed_for_assessment=yes"]
    where = ["--cases", str(tmp_path)]
    assert sendclock("new", "EHC-1", *words, "--setting", "Beacon Special School", *where).returncode == 0
    shown = sendclock("explain", "EHC-1", "remain-at-special-school", *where, "--format", "json")
    (row,) = json.loads(shown.stdout)["rows"]
    assert (row["due"], row["provisional"]) == ("2026-11-06", False)
    assert "half-term" in " ".join(step["text"] for step in row["steps"])
    counted = sendclock("count", "2026-10-16", "10sd", "--calendar", "beacon", *where)
    assert counted.stdout.startswith("Friday 6 November 2026\n")
    assert sendclock("new", "EHC-2", *words, "--setting", "Elsewhere", *where).returncode == 0
    (row,) = json.loads(sendclock("explain", "EHC-2", "remain-at-special-school", *where, "--format", "json").stdout)[
        "rows"
    ]
    assert row["provisional"] is True


def test_an_exception_that_does_not_hold_says_why_at_once(book: Path) -> None:
    words = ["rule=decide-to-assess", "ground=school-closed", "reason=x", "asked=2026-06-01", "closed=2026-07-22"]
    ran = sendclock(
        "record",
        "EHC-2026-0007",
        "exception-recorded",
        "2026-10-20",
        *words,
        "reopens=2026-09-02",
        "--cases",
        str(book),
    )
    assert "Change: not excused" in ran.stdout
    assert "the exception covers Wednesday 15 July 2026 to Wednesday 26 August 2026" in ran.stdout


def test_a_second_request_says_why_it_starts_nothing(book: Path) -> None:
    ran = sendclock("record", "EHC-2026-0007", "assessment-requested", "2026-10-20", "--cases", str(book))
    assert "Week 20 runs already, from Monday 7 September 2026: it is not started again." in ran.stdout


def test_what_cannot_be_is_said_when_it_is_recorded(book: Path) -> None:
    words = ["draft-plan-sent", "2026-11-20", "served=2026-11-01", "closes=2026-12-10"]
    ran = sendclock("record", "EHC-2026-0007", *words, "--cases", str(book))
    assert ran.returncode == 0
    assert "earlier than the draft-plan-sent itself" in ran.stderr


def test_an_event_is_withdrawn_once(book: Path) -> None:
    words = ["withdraw", "EHC-2026-0007", "e1", "--reason", "Another child", "--cases", str(book)]
    assert sendclock(*words).returncode == 0
    again = sendclock(*words)
    assert again.returncode == 5
    assert "already withdrawn" in again.stderr


def test_a_copy_beside_the_case_is_named_by_every_command(book: Path) -> None:
    (book / "cases" / "EHC-2026-0007 (conflicted copy).toml").write_bytes(TYPED)
    for command in (["show", "EHC-2026-0007"], ["explain", "EHC-2026-0007", "final-plan"], ["plan", "EHC-2026-0007"]):
        ran = sendclock(*command, "--cases", str(book))
        assert ran.returncode == 3
        assert "(conflicted copy).toml:" in ran.stderr and "1 unreadable" in ran.stdout
    recorded = sendclock("record", "EHC-2026-0007", "note-added", "note=x", "--cases", str(book), "--dry-run")
    assert "(conflicted copy).toml:" in recorded.stderr


def test_what_turns_a_line_round_is_not_shown(book: Path) -> None:
    note = "before \u202e after \x1b[31m red"
    assert sendclock("record", "EHC-2026-0007", "note-added", f"note={note}", "--cases", str(book)).returncode == 0
    for form in ("plain", "table", "md"):
        shown = sendclock("show", "EHC-2026-0007", "--cases", str(book), "--format", form).stdout
        assert "\u202e" not in shown and "\x1b" not in shown and "before" in shown


def test_a_weekday_is_the_next_where_the_day_lies_ahead(book: Path) -> None:
    """21 November 2026 is a Saturday: what happened on a Friday was the last, what closes on one is the next."""
    words = ["record", "EHC-2026-0007", "draft-plan-sent", "fri", "closes=fri", "--cases", str(book)]
    assert sendclock(*words).returncode == 0
    event = tomllib.loads(case(book).decode())["event"][1]
    assert (event["on"].isoformat(), event["closes"].isoformat()) == ("2026-11-20", "2026-11-27")


def test_a_correction_is_said_back_with_its_weekdays(book: Path) -> None:
    words = ["correct", "EHC-2026-0007", "e1", "on=3.9.26", "served=4/9", "--reason", "x", "--cases", str(book)]
    said = sendclock(*words, "--dry-run").stdout
    assert "on Thursday 3 September 2026, served Friday 4 September 2026 (events e2 and e3)" in said


def test_found_09_three_days_ago_is_no_option(book: Path) -> None:
    words = ["record", "EHC-2026-0007", "contact-made", "-3d", "whom=family", "how=call", "about=assess"]
    ran = sendclock(*words, "--cases", str(book), "--note", "-3d")
    assert ran.returncode == 0, ran.stderr
    event = tomllib.loads(case(book).decode())["event"][1]
    assert (event["on"].isoformat(), event["note"]) == ("2026-11-18", "-3d")
