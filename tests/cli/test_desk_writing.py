"""The hour at the desk, writing: in the officer's words, many at once, the daily verbs, and never a slip unasked."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from run import at_a_terminal, sendclock

SETTINGS = """schema = 1
[teams.north]
lead = "hughes"
[officers.okafor]
team = "north"
cover = ["reid"]
[officers.singh]
[officers.reid]
team = "north"
[officers.hughes]
[[absence]]
officer = "okafor"
from = 2026-12-14
to = 2026-12-18
"""
HEAD = 'schema = 1\nref = "{ref}"\nsetting = "{setting}"\n'
EVENT = '\n[[event]]\ntype = "{0}"\non = {1}\n{2}'
ASKED = EVENT.format("assessment-requested", "2026-09-07", "")
GIVEN = EVENT.format("case-allocated", "2026-09-08", 'officer = "okafor"\n')
AGREED = EVENT.format("assessment-agreed", "2026-10-12", "")


def advice(party: str, source: str = "other") -> str:
    return EVENT.format("advice-requested", "2026-10-13", f'party = "{party}"\nsource = "{source}"\n')


def put(book: Path, ref: str, setting: str, *events: str) -> None:
    text = HEAD.format(ref=ref, setting=setting) + "".join(events)
    (book / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    put(tmp_path, "EHC-2026-0400", "Oakwood Primary", ASKED, GIVEN, AGREED, advice("STePS"), advice("CAMHS", "health"))
    put(tmp_path, "EHC-2026-0147", "Elmstow Special", ASKED, GIVEN)
    closed = EVENT.format("case-closed", "2026-10-01", 'reason = "withdrawn"\n')
    put(tmp_path, "EHC-2025-0009", "Hillcrest College", ASKED, GIVEN, closed)
    meeting = EVENT.format("review-meeting-arranged", "2026-10-20", "meeting = 2026-11-19\n")
    put(tmp_path, "EHC-2024-0031", "Willow Bank", ASKED, GIVEN, meeting)
    return tmp_path


def run(book: Path, *words: str, **environment: str):
    settings = {"SENDCLOCK_OFFICER": "okafor", **environment}
    ran = sendclock(*words, "--cases", str(book / "cases"), **settings)
    assert ran.returncode != 1, ran.stderr
    return ran


def events(book: Path, ref: str) -> list[dict]:
    return tomllib.loads((book / "cases" / f"{ref}.toml").read_text(encoding="utf-8"))["event"]


# --- in the officer's words


def test_what_happened_is_said_in_words(book: Path) -> None:
    ran = run(book, "record", "400", "advice", "in", "fri", "--party", "STePS")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("EHC-2026-0400, Oakwood Primary, okafor. ")
    assert "The advice arrived: Friday 20 November 2026, party STePS (event e6, advice-received)." in ran.stdout
    assert events(book, "EHC-2026-0400")[-1]["type"] == "advice-received"


def test_words_may_say_a_field(book: Path) -> None:
    assert run(book, "record", "400", "phone", "yesterday", "whom=family").returncode == 0
    made = events(book, "EHC-2026-0400")[-1]
    assert (made["type"], made["how"], made["on"].isoformat()) == ("contact-made", "call", "2026-11-20")


def test_words_that_may_be_several_events_name_them(book: Path) -> None:
    ran = run(book, "record", "400", "report")
    assert ran.returncode == 2
    assert "advice-received: The advice arrived" in ran.stderr and "review-report-sent" in ran.stderr


def test_without_words_and_without_a_terminal_what_makes_sense_is_listed(book: Path) -> None:
    ran = run(book, "record", "400")
    assert ran.returncode == 2
    assert "  sendclock record EHC-2026-0400 advice-received party=STePS  (Advice (6 weeks), " in ran.stderr
    assert "sendclock record EHC-2026-0400 draft-plan-sent  (Week 14 draft," in ran.stderr


# --- many at once


SIX = ("Educational Psychology", "Health", "Social Care", "School", "STePS Team", "Speech & Language")


def test_six_advisers_in_one_command(book: Path) -> None:
    parties = [word for party in SIX for word in ("--party", party)]
    ran = run(book, "record", "147", "advice asked", "today", "source=other", *parties, "--format", "json", "--anyway")
    assert ran.returncode == 0, ran.stderr
    made = [event for event in events(book, "EHC-2026-0147") if event["type"] == "advice-requested"]
    assert [event["party"] for event in made] == list(SIX)
    rows = json.loads(ran.stdout)["rows"]
    assert {row["party"] for row in rows if row["change"] == "started"} >= set(SIX)


def test_a_field_given_for_each_party_is_of_the_party_before_it(book: Path) -> None:
    words = ["party=Health", "source=health", "party=Social Care", "source=social-care", "received=fri"]
    assert run(book, "record", "147", "advice asked", *words).returncode == 0
    made = [(e["party"], e["source"], e["received"].isoformat()) for e in events(book, "EHC-2026-0147")[-2:]]
    assert made == [("Health", "health", "2026-11-20"), ("Social Care", "social-care", "2026-11-20")]
    assert run(book, "record", "147", "advice asked", "party=A", "source=health", "source=school").returncode == 2


def test_one_act_in_several_cases(book: Path) -> None:
    ran = run(book, "record", "400", "147", "note", "note=Panel moved", "--format", "json")
    assert ran.returncode == 0, ran.stderr
    assert [events(book, ref)[-1]["note"] for ref in ("EHC-2026-0400", "EHC-2026-0147")] == ["Panel moved"] * 2


def test_acts_from_a_file_all_or_none(book: Path) -> None:
    acts = book / "acts.csv"
    acts.write_text(
        "# Friday's post\nreference,event,date,fields\n400,advice in,20/11,party=STePS\n"
        '400,advice in,20/11,"party=CAMHS"\n147,assessment-agreed,fri\n',
        encoding="utf-8",
    )
    dry = run(book, "record", "--from", str(acts), "--dry-run")
    assert dry.returncode == 0 and len(events(book, "EHC-2026-0400")) == 5
    assert "EHC-2026-0147, Elmstow Special" in dry.stdout and "party CAMHS" in dry.stdout
    assert run(book, "record", "--from", str(acts)).returncode == 0
    assert [e["party"] for e in events(book, "EHC-2026-0400")[-2:]] == ["STePS", "CAMHS"]
    assert events(book, "EHC-2026-0147")[-1]["on"].isoformat() == "2026-11-20"


def test_a_wrong_line_is_named_and_nothing_is_written(book: Path) -> None:
    acts = book / "acts.txt"
    acts.write_text('147 assessment-agreed fri\n999 "advice in" fri\n400 frobnicate\n400 advice in 31/2 party=STePS\n')
    ran = run(book, "record", "--from", str(acts))
    assert ran.returncode == 2
    assert f'{acts.as_posix()}:2: no case "999"' in ran.stderr
    assert f'{acts.as_posix()}:3: "frobnicate" is not an event type' in ran.stderr
    assert len(events(book, "EHC-2026-0147")) == 2
    slipped = "147 assessment-agreed fri\n400 advice in fri party=STeeePS\n"
    ran = sendclock("record", "--from", "-", "--cases", str(book / "cases"), stdin=slipped, SENDCLOCK_OFFICER="okafor")
    assert ran.returncode == 5 and "STeeePS" in ran.stderr
    assert len(events(book, "EHC-2026-0147")) == 2


# --- never trust a slip

SLIPS = {
    "a party nobody asked": ["400", "advice in", "fri", "party=STeps Team"],
    "the same act on the same day": ["400", "assessment-agreed", "12/10/2026"],
    "the same act days later": ["400", "assessment-agreed", "15/10/2026"],
    "an adviser asked twice": ["400", "advice asked", "14/10/2026", "party=STePS", "source=other"],
    "an act in a case that has ended": ["0009", "draft out", "fri"],
    "before the case": ["400", "draft out", "1/9/2026"],
    "a year too early": ["400", "draft out", "20/11/2025"],
    "a year ahead": ["400", "draft out", "20/11/2027"],
    "before what it answers": ["400", "advice in", "9/10/2026", "party=STePS"],
    "the meeting of another week": ["0031", "review held", "12/11/2026"],
    "a weekday that has been": ["147", "review arranged", "today", "meeting=last fri"],
    "a hearing of last year": ["147", "hearing date", "today", "hearing=2025-12-01"],
}


@pytest.mark.parametrize("words", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_never_written_unasked(book: Path, words: list[str]) -> None:
    before = {path: path.read_bytes() for path in (book / "cases").iterdir()}
    ran = run(book, "record", *words)
    assert ran.returncode == 5, ran.stdout
    assert "Nothing was written." in ran.stderr and "--anyway" in ran.stderr
    assert {path: path.read_bytes() for path in (book / "cases").iterdir()} == before
    assert run(book, "record", *words, "--dry-run").returncode == 0
    assert run(book, "record", *words, "--anyway").returncode == 0


def test_somebody_elses_case(book: Path) -> None:
    words = ["record", "400", "advice in", "fri", "party=STePS"]
    ran = run(book, *words, SENDCLOCK_OFFICER="singh")
    assert (ran.returncode, ran.stdout) == (5, "")
    assert "EHC-2026-0400 is okafor's case, and you are singh." in ran.stderr
    assert run(book, *words, "--dry-run", SENDCLOCK_OFFICER="hughes").returncode == 0  # leads the team
    for ours in ("okafor", "hughes", "business-support"):
        ran = run(book, *words, "--dry-run", SENDCLOCK_OFFICER=ours)
        assert "okafor's case" not in ran.stderr
    away = run(book, *words, "--dry-run", "--as-of", "2026-12-15", SENDCLOCK_OFFICER="reid")
    assert "okafor's case" not in away.stderr  # reid covers


RIGHT = {
    "advice from a second adviser": ["400", "advice in", "fri", "party=CAMHS"],
    "two calls of one day to two people": ["400", "contact-made", "fri", "whom=setting", "how=call"],
    "a note in a case that has ended": ["0009", "note", "note=x"],
    "an appeal in a case that has ended": ["0009", "appeal", "fri"],
    "what was done before it ended": ["0009", "contact-made", "15/9/2026", "whom=family", "how=call"],
    "the meeting on its day": ["0031", "review held", "19/11/2026"],
    "the meeting next week": ["147", "review arranged", "today", "meeting=fri"],
}


@pytest.mark.parametrize("words", RIGHT.values(), ids=RIGHT)
def test_what_is_no_slip_is_written(book: Path, words: list[str]) -> None:
    ran = run(book, "record", *words)
    assert ran.returncode == 0, ran.stderr


# --- daily verbs


def test_done_by_label_records_the_act_that_meets_the_clock(book: Path) -> None:
    ran = run(book, "done", "147", "week 6")
    assert ran.returncode == 2 and "assessment-refused" in ran.stderr  # either answer meets it
    ran = run(book, "done", "147", "week 6", "assessment-agreed", "fri")
    assert ran.returncode == 0 and "Change: met" in ran.stdout
    ran = run(book, "done", "0031", "week 6", "agreed", "--dry-run")
    assert ran.returncode == 0 and "assessment-agreed" in ran.stdout
    ran = run(book, "done", "400", "STePS", "fri")
    assert ran.returncode == 0, ran.stderr
    made = events(book, "EHC-2026-0400")[-1]
    assert (made["type"], made["party"], made["on"].isoformat()) == ("advice-received", "STePS", "2026-11-20")


def test_done_by_the_row_of_the_last_list(book: Path) -> None:
    listed = run(book, "due", "--within", "1y", "--format", "lines").stdout.splitlines()
    row = next(line.split()[0] for line in listed if "EHC-2026-0147" in line and "Week 6" in line)
    run(book, "due", "--format", "json")  # has no numbers, so that the list stays the one on the screen
    ran = run(book, "done", row, "agreed", "fri")
    assert ran.returncode == 0, ran.stderr
    assert events(book, "EHC-2026-0147")[-1]["type"] == "assessment-agreed"
    assert "Case: EHC-2026-0147\n" in run(book, "show", row).stdout
    again = run(book, "done", row, "agreed", "fri")
    assert again.returncode == 2 and "is no longer open" in again.stderr


def test_done_says_what_is_open(book: Path) -> None:
    ran = run(book, "done", "147", "week 99")
    assert ran.returncode == 2 and '  sendclock done EHC-2026-0147 "Week 6"' in ran.stderr


def test_a_note_moves_no_clock(book: Path) -> None:
    ran = run(book, "note", "147", "Parents away until the 7th")
    assert ran.returncode == 0 and "No clock started, ended or moved." in ran.stdout
    assert events(book, "EHC-2026-0147")[-1]["note"] == "Parents away until the 7th"


def test_a_second_note_of_a_day_is_another_note(book: Path) -> None:
    for text in ("Parents away until the 7th", "Ring after two"):
        ran = run(book, "note", "147", text)
        assert ran.returncode == 0, ran.stderr
    again = run(book, "note", "147", "Ring after two")
    assert again.returncode == 5 and "is recorded already" in again.stderr


def test_a_case_is_begun_in_the_officers_words(book: Path) -> None:
    ran = run(book, "new", "EHC-2026-0900", "request", "fri", "requester=family")
    assert ran.returncode == 0, ran.stderr
    (first,) = events(book, "EHC-2026-0900")
    assert (first["type"], first["requester"]) == ("assessment-requested", "family")
    many = run(book, "new", "EHC-2026-0901", "advice asked", "source=health", "party=A", "party=B")
    assert many.returncode == 2 and "begins with one act" in many.stderr


def test_a_date_of_ones_own_is_listed_ticked_off_and_no_law(book: Path) -> None:
    due = run(book, "due", "--within", "1y", "--format", "json").stdout
    assert run(book, "remind", "147", "next", "fri", "Ring the school").returncode == 0
    assert json.loads(run(book, "due", "--within", "1y", "--format", "json").stdout)["rows"] == json.loads(due)["rows"]
    (row,) = json.loads(run(book, "remind", "--format", "json").stdout)["rows"]
    assert (row["case"], row["due"], row["event"], row["note"]) == (
        "EHC-2026-0147", "2026-11-27", "e3", "Ring the school",
    )  # fmt: skip
    assert run(book, "remind", "147", "3", "Dec", "2026", "Ring again", "--dry-run").returncode == 0
    assert run(book, "done", "147", "e3").returncode == 0
    assert json.loads(run(book, "remind", "--format", "json").stdout)["rows"] == []


def test_undo_takes_back_what_i_recorded_last_wherever_that_was(book: Path) -> None:
    before = json.loads(run(book, "show", "147", "--format", "json").stdout)["rows"]
    assert run(book, "record", "147", "assessment-refused", "fri").returncode == 0
    run(book, "show", "400")
    ran = run(book, "undo")
    assert ran.returncode == 0, ran.stderr
    assert "Taken back: The family was told that there will be no assessment: Friday 20 November 2026" in ran.stdout
    assert events(book, "EHC-2026-0147")[-1]["reason"] == "slip"
    assert json.loads(run(book, "show", "147", "--format", "json").stdout)["rows"] == before
    again = run(book, "undo")
    assert again.returncode == 5 and "Nothing was written." in again.stderr
    assert run(book, "undo", "147", SENDCLOCK_OFFICER="singh").returncode == 5


def test_undo_takes_back_all_of_one_command(book: Path) -> None:
    parties = [word for party in SIX[:3] for word in ("--party", party)]
    assert run(book, "record", "147", "advice asked", "source=other", *parties).returncode == 0
    assert run(book, "undo").returncode == 0
    assert [event["event"] for event in events(book, "EHC-2026-0147")[-3:]] == ["e3", "e4", "e5"]


def test_set_is_an_event_with_a_day(book: Path) -> None:
    ran = run(book, "set", "147", "setting=Hillcrest College", "tag=priority", "8/9")
    assert ran.returncode == 0, ran.stderr
    made = [(e["type"], e["on"].isoformat()) for e in events(book, "EHC-2026-0147")[-2:]]
    assert made == [("setting-changed", "2026-09-08"), ("tag-added", "2026-09-08")]
    assert run(book, "set", "147", "born=2015-04-12").stdout.count("2015") == 0
    assert run(book, "set", "147", "stage=3").returncode == 2


def test_the_request_of_any_case_can_be_withdrawn() -> None:
    """What hung on its clocks hangs on nothing then, and must not fall over."""
    for path in sorted(Path("cases").rglob("EHC-*.toml")):
        ran = sendclock("withdraw", path.stem, "e1", "--reason", "x", "--dry-run", "--cases", "cases")
        assert ran.returncode == 0, ran.stderr


def test_check_of_one_case_and_of_one_officer(book: Path) -> None:
    wrong = EVENT.format("advice-received", "2026-10-20", 'party = "Nobody"\n')
    given = GIVEN.replace("okafor", "singh")
    put(book, "EHC-2026-0500", "Elsewhere", ASKED, given, advice("STePS"), wrong)
    assert 'nobody asked "Nobody"' in run(book, "check").stdout
    assert 'nobody asked "Nobody"' in run(book, "check", "500").stdout
    assert 'nobody asked "Nobody"' in run(book, "check", "--officer", "singh").stdout
    assert "nobody asked" not in run(book, "check", "400").stdout + run(book, "check", "--officer", "okafor").stdout
    assert "1 case read" in run(book, "check", "500").stdout


def test_what_is_written_says_where_the_case_stood_and_where_it_stands_now(tmp_path: Path) -> None:
    """`withdraw`, `undo` and `record` alike; where nothing of it changes, once."""
    book = ("--cases", str(tmp_path))
    assert sendclock("new", "W-1", "assessment-requested", "2026-09-07", *book).returncode == 0
    week_20 = "Final plan by 25 January 2027 (week 20)."
    said = sendclock("record", "W-1", "assessment-refused", "2026-10-19", *book, "--anyway").stdout
    assert f"W-1, okafor. Before: {week_20}" in said.replace("no officer", "okafor")
    assert "\nNow: " in said and week_20 not in said.partition("\nNow: ")[2]
    tried = sendclock("withdraw", "W-1", "e2", "--reason", "x", *book, "--dry-run").stdout
    assert f"\nAfter it: {week_20}" in tried and "\nNow: " not in tried
    back = sendclock("undo", "W-1", *book, SENDCLOCK_OFFICER="okafor").stdout
    assert f"\nNow: {week_20}" in back and "Before: " in back
    same = sendclock("record", "W-1", "note-added", "note=x", *book).stdout
    assert "Before: " not in same and "\nNow: " not in same and week_20 in same


# --- where the words are no event, or not enough


def typed(book: Path, *words: str, answers: str = "") -> tuple[int, str]:
    """At a terminal of 80 columns: the exit code, and all that stands on the screen."""
    where = ("--cases", str(book / "cases"))
    return at_a_terminal(80, 24, *words, *where, answers=answers, SENDCLOCK_OFFICER="okafor")


@pytest.mark.parametrize(
    ("words", "event"),
    [
        (["147", "will", "amend", "fri", "outcome=cease"], "review-decided"), (["147", "declined"], "setting-replied"),
        (["147", "asked", "EP", "fri"], "advice-requested"), (["147", "moved in"], "plan-transferred"),
    ],
)  # fmt: skip
def test_words_that_officers_use(book: Path, words: list[str], event: str) -> None:
    ran = run(book, "record", *words, "party=Oak House", "--dry-run", "--anyway")
    assert ran.returncode == 0 and f"{event})." in ran.stdout, ran.stderr


def test_words_that_are_no_event_end_with_what_to_type(book: Path) -> None:
    ran = run(book, "record", "147", "refused", "16/10/2026")
    assert ran.returncode == 2 and '"refused" is not an event type' in ran.stderr  # without its day
    assert "sendclock record EHC-2026-0147 plan-refused 16/10/2026" in ran.stderr.splitlines()[-1]
    ran = run(book, "new", "EHC-2026-0500", "advise in", "fri")
    assert ran.stderr.splitlines()[-1].endswith("sendclock new EHC-2026-0500 advice-received fri"), ran.stderr
    ran = run(book, "record", "147", "phone", "mum", "fri")  # not: "mum fri" is no date
    assert '"phone mum" is not an event type' in ran.stderr and 'Did you mean "contact-made"?' in ran.stderr
    assert len(events(book, "EHC-2026-0147")) == 2


def test_on_a_terminal_they_are_asked_about_what_makes_sense_now_first(book: Path) -> None:
    code, seen = typed(book, "record", "147", "refused", "16/10/2026", answers="2\n")
    assert code == 0 and "   1  The family was told that there will be no plan (plan-refused)" in seen
    assert events(book, "EHC-2026-0147")[-1]["type"] == "assessment-refused"
    assert events(book, "EHC-2026-0147")[-1]["on"].isoformat() == "2026-10-16"
    code, seen = typed(book, "record", "147", "agreed", answers="\n")
    assert code == 5 or code == 2
    assert "Nothing was written." in seen and len(events(book, "EHC-2026-0147")) == 3


def test_a_field_that_is_missing_is_asked_for_in_words_the_likely_first(book: Path) -> None:
    put(book, "EHC-2026-0147", "Elm", ASKED, AGREED, EVENT.format("plan-refused", "2026-11-02", ""))
    code, seen = typed(book, "record", "147", "conceded", "fri", "--anyway", answers="1\n")
    assert code == 0 and "   1  refuse-plan" in seen and "it will not oppose" in seen
    assert events(book, "EHC-2026-0147")[-1]["challenge"] == "refuse-plan"
    code, seen = typed(book, "record", "400", "advice in", "todya")
    assert code == 2 and '"todya" is not a date' in seen and "Party" not in seen  # before anything is asked


def test_a_choice_may_be_called_as_officers_call_it(book: Path) -> None:
    ran = run(book, "record", "400", "contact", "fri", "whom=Mum", "how=E Mail")
    assert ran.returncode == 0, ran.stderr
    last = events(book, "EHC-2026-0400")[-1]
    assert (last["whom"], last["how"]) == ("family", "e-mail")
    assert run(book, "record", "400", "contact", "fri", "whom=martian", "how=call").returncode == 2


def test_a_party_may_be_meant_by_its_initials_or_its_beginning(book: Path) -> None:
    asked = [advice("Educational Psychology"), advice("Paediatrics"), advice("Social Care")]
    put(book, "EHC-2026-0400", "Oakwood Primary", ASKED, GIVEN, AGREED, *asked)
    for short, full in (("EP", "Educational Psychology"), ("Paeds", "Paediatrics"), ("S.C.", "Social Care")):
        ran = run(book, "record", "400", "advice in", "fri", f"party={short}")
        assert ran.returncode == 5 and f'Did you mean "{full}"' in ran.stderr
    ran = run(book, "record", "400", "advice in", "fri", "party=XY")
    assert ran.returncode == 5 and "Asked: " in ran.stderr


def test_a_case_that_is_not_there_says_how_to_look(book: Path) -> None:
    assert 'sendclock cases --search "999"' in run(book, "show", "999").stderr


def test_what_follows_note_is_the_note(book: Path) -> None:
    for words, day in (
        (["note", "fri", "Rang the SENCO"], "2026-11-20"),
        (["note", "Rang the SENCO"], "2026-11-21"),
        (["note", "3", "Nov", "Rang", "the", "SENCO"], "2026-11-03"),
        (["note", "thu", "note=Rang the SENCO"], "2026-11-19"),
    ):
        ran = run(book, "record", "400", *words)
        assert ran.returncode == 0, ran.stderr
        last = events(book, "EHC-2026-0400")[-1]
        assert (last["note"], last["on"].isoformat()) == ("Rang the SENCO", day)


def test_a_field_is_asked_once_for_several_cases(book: Path) -> None:
    code, seen = typed(book, "record", "400", "147", "call", "fri", answers="1\ny\n")
    assert code == 0 and seen.count("Whom?") == 1
    assert seen.index("EHC-2026-0400, Oakwood Primary, okafor.") < seen.index("Whom?")  # the case before the question
    assert [events(book, ref)[-1]["whom"] for ref in ("EHC-2026-0400", "EHC-2026-0147")] == ["family", "family"]


def test_the_officer_is_not_set_but_given(book: Path) -> None:
    assert (
        "sendclock record EHC-2026-0400 case-allocated officer=NAME" in run(book, "set", "400", "officer=reid").stderr
    )


def test_of_a_row_that_is_not_there_the_list_is_said(book: Path) -> None:
    run(book, "due", "--officer", "everyone")
    ran = run(book, "done", "99")
    assert "Your last list ends with row " in ran.stderr and 'no case "99"' in ran.stderr


def test_a_field_holds_its_words_together(book: Path) -> None:
    def last_of(*words: str) -> dict[str, object]:
        ran = run(book, "record", "400", *words, "--anyway")
        assert ran.returncode == 0, ran.stderr
        return events(book, "EHC-2026-0400")[-1]

    assert str(last_of("draft out", "today", "closes=4", "Jan", "2027")["closes"]) == "2027-01-04"
    assert str(last_of("draft out", "today", "closes=next", "mon")["closes"]) == "2026-11-23"
    assert last_of("party=CAMHS", "advice in", "fri")["party"] == "CAMHS"  # a field may come first
    ran = run(book, "record", "400", "advice in", "today", "party=Social", "Care", "Team", "source=x")
    assert ran.returncode == 2 and 'quotation marks: party="Social Care Team"' in ran.stderr


def test_a_day_that_has_just_gone_by_is_not_taken_for_next_year(book: Path) -> None:
    ran = run(book, "record", "400", "draft out", "today", "closes=20/11")
    assert ran.returncode == 2 and "closes=20/11/2026, or closes=20/11/2027" in ran.stderr
    assert run(book, "record", "400", "draft out", "today", "closes=4/1", "--dry-run").returncode == 0
    assert run(book, "record", "400", "draft out", "today", "closes=20/11/2027", "--dry-run").returncode == 0


def test_a_clock_that_moved_leaves_room_for_what_it_is(book: Path) -> None:
    _, seen = typed(book, "correct", "400", "e4", "on=14/10", "--reason", "Misread", "--dry-run")
    assert "moved from Tue 24 Nov" not in seen and max(map(len, seen.splitlines())) <= 80
    assert "Advice (6 weeks)" in seen, seen  # and not a word a line


@pytest.mark.parametrize(
    ("typed_words", "line"),
    [
        (["cases", "oak"], "sendclock cases --search oak"), (["changed", "fri"], "sendclock changed --since fri"),
        (["due", "reid"], "sendclock due --officer reid"), (["due", "400"], "sendclock due --case 400"),
        (["late"], "sendclock --late"), (["today"], "sendclock --today"), (["cases", "oak", "wood"], '"oak wood"'),
    ],
)  # fmt: skip
def test_a_bare_word_is_told_where_it_goes(book: Path, typed_words: list[str], line: str) -> None:
    ran = sendclock(*typed_words, cwd=book)
    assert ran.returncode == 2 and line in " ".join(ran.stderr.split()), ran.stderr


def test_an_answer_that_lists_nothing_leaves_the_last_list(book: Path) -> None:
    run(book, "due", "--officer", "everyone")
    before = run(book, "show", "1").stdout
    assert run(book, "cases", "--search", "frobnicate").returncode == 0
    assert run(book, "show", "1").stdout == before
