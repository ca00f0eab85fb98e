"""Days of local practice that need more than the event: half terms, an act still to come, an officer's return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run import sendclock

PACK_HEAD = """schema = 1
pack = "shire"
title = "Shire"
in_force_from = 2025-01-01

[source]
authority = "Shire"
title = "Charter"
checked_on = 2026-11-01
status = "adopted"
"""
TERMS = """
[calendars.schools]
terms = [
    { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
    { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
]
closed = [{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }]
"""
KNOWN_LATER = """
[[rule]]
id = "shire-report"
title = "Send the review report by the end of the half term"
starts_on = ["review-meeting-held"]
anchor = "half-term-end:schools"
within = "0d"
met_by = ["review-report-sent"]

[[rule]]
id = "shire-call"
title = "Call the family two days before the final plan is sent"
starts_on = ["assessment-agreed"]
anchor = "first-known:met:final-plan,due:final-plan"
before = "2d"
met_by = ["contact-made"]
spent_by = ["final-plan-sent"]

[[rule]]
id = "shire-papers"
title = "Send the papers before the hearing of ours"
starts_on = ["local-step-done[step=shire-hearing-set]"]
anchor = "planned"
before = "5wd"
met_by = ["local-step-done[step=shire-papers-sent]"]

[[step]]
id = "shire-hearing-set"
title = "Set the day of the hearing"
starts_on = ["enquiry-received[kind=transport]"]

[[kind]]
id = "transport"
title = "a transport appeal"
dates = ["shire-hearing-set", "shire-papers-sent"]

[[rule]]
id = "shire-back"
title = "Return the call within a working day of coming back"
starts_on = ["enquiry-received[channel=phone]"]
anchor = "back"
within = "1wd"
met_by = ["enquiry-answered"]
"""


@pytest.fixture
def years(tmp_path: Path) -> Path:
    root = tmp_path / "years"
    (root / "cases").mkdir(parents=True)
    (root / "packs").mkdir()
    (root / "sendclock.toml").write_text(f'schema = 1\nauthority = "Shire"\n{TERMS}', encoding="utf-8")
    (root / "packs/shire.toml").write_text(PACK_HEAD + KNOWN_LATER, encoding="utf-8")
    return root


def _case(root: Path, ref: str, *events: str) -> None:
    lines = ["schema = 1", f'ref = "{ref}"']
    for event in events:
        type_, day, *fields = event.split()
        lines += ["", "[[event]]", f'type = "{type_}"', f"on = {day}", *(f.replace("=", " = ") for f in fields)]
    (root / f"cases/{ref}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_by_the_end_of_the_half_term_and_what_the_calendar_does_not_know(years: Path) -> None:
    _case(years, "EHC-1", "final-plan-sent 2025-11-03", "review-meeting-held 2026-10-05")
    _case(years, "EHC-2", "final-plan-sent 2025-11-03", "review-meeting-held 2027-01-18")
    told = sendclock("explain", "EHC-1", "shire-report", "--as-of", "2026-10-06", "--cases", str(years)).stdout
    assert "Friday 23 October 2026: the last day of the half term (schools)." in told, told
    told = sendclock("show", "EHC-2", "--as-of", "2027-01-19", "--cases", str(years)).stdout
    assert "which the calendar schools does not know from Mon 18 Jan 2027 on. Add the half-term holidays" in told, told
    letter = sendclock("explain", "EHC-1", "shire-report", "--as-of", "2026-10-06", "--letter", "--cases", str(years))
    assert "()" not in letter.stdout


@pytest.mark.parametrize(
    ("sent", "status", "due"),
    [
        (None, "open", "2027-01-23"),  # week 20 is 25 January
        ("2027-01-11", "lapsed", "2027-01-09"),  # sent early, and nobody called
        ("2027-02-22", "lapsed", "2027-02-20"),  # sent late: two days before that, and not before its limit
    ],
)
def test_days_before_an_act_are_counted_from_its_limit_until_it_is_done(
    years: Path, sent: str | None, status: str, due: str
) -> None:
    known = ["assessment-requested 2026-09-07", "assessment-agreed 2026-10-19"]
    _case(years, "EHC-3", *known, *([f"final-plan-sent {sent}"] if sent else []))
    as_of = sent or "2026-11-02"
    rows = json.loads(sendclock("show", "EHC-3", "--as-of", as_of, "--format", "json", "--cases", str(years)).stdout)
    (row,) = [row for row in rows["rows"] if row["rule"] == "shire-call"]
    assert (row["due"], row["status"], row["provisional"]) == (due, status, sent is None)
    told = sendclock("explain", "EHC-3", "shire-call", "--as-of", as_of, "--cases", str(years)).stdout
    assert ("Not known yet: the day final-plan was done" in told) is (sent is None), told


def test_the_draft_does_not_end_what_comes_before_the_final_plan(years: Path) -> None:
    known = ("assessment-requested 2026-09-07", "assessment-agreed 2026-10-19", "draft-plan-sent 2026-12-07")
    _case(years, "EHC-5", *known)
    shown = sendclock("show", "EHC-5", "--as-of", "2026-12-08", "--format", "json", "--cases", str(years))
    assert [r["status"] for r in json.loads(shown.stdout)["rows"] if r["rule"] == "shire-call"] == ["open"]


def test_with_no_such_limit_there_is_no_day(years: Path) -> None:
    """The assessment was refused, and agreed after mediation: week 20 is of another rule."""
    _case(
        years,
        "EHC-4",
        "assessment-requested 2026-01-05",
        "assessment-refused 2026-02-12",
        'assessment-agreed 2026-06-01 route="mediation" ordered=2026-05-25',
    )
    shown = sendclock("show", "EHC-4", "--as-of", "2026-06-02", "--format", "json", "--cases", str(years))
    assert "shire-call" not in [row["rule"] for row in json.loads(shown.stdout)["rows"]]


@pytest.mark.parametrize(("back", "due"), [("", "2026-11-24"), (" back=2026-11-30", "2026-12-01")])
def test_a_call_to_an_officer_who_is_away_waits_for_their_return(years: Path, back: str, due: str) -> None:
    _case(years, "ENQ-1", f'enquiry-received 2026-11-23 party="ENQ-1" channel="phone"{back}')
    shown = sendclock("show", "ENQ-1", "--as-of", "2026-11-24", "--format", "json", "--cases", str(years))
    (row,) = [row for row in json.loads(shown.stdout)["rows"] if row["rule"] == "shire-back"]
    assert (row["due"], row["provisional"]) == (due, False)


@pytest.mark.parametrize("words", ["hearing-set", "hearing set", "Set the day of the hearing", "shire-hearing-set"])
def test_a_day_of_a_kind_of_ones_own_is_recorded_by_its_name_and_counted_back_from(years: Path, words: str) -> None:
    cases = ("--cases", str(years))
    assert sendclock("new", "TR-1", "--kind", "transport", "2026-11-16", *cases).returncode == 0
    done = sendclock("record", "TR-1", *words.split(), "2026-11-20", "planned=11/12/2026", *cases)
    assert done.returncode == 0, done.stderr
    shown = sendclock("show", "TR-1", "--format", "json", *cases).stdout
    (row,) = [row for row in json.loads(shown)["rows"] if row["rule"] == "shire-papers"]
    assert row["due"] == "2026-12-04"
    assert sendclock("record", "TR-1", "papers-sent", "20/11/2026", *cases).returncode == 0
    shown = sendclock("show", "TR-1", "--format", "json", *cases).stdout
    assert [row["status"] for row in json.loads(shown)["rows"] if row["rule"] == "shire-papers"] == ["met"]


def test_who_is_away_is_said_when_a_call_to_them_is_recorded(years: Path) -> None:
    text = '[teams.north]\n[officers.ade]\nteam = "north"\ndays = ["mon", "tue", "wed"]\n'
    away = '[[absence]]\nofficer = "ade"\nfrom = 2026-11-16\nto = 2026-11-27\n'
    (years / "sendclock.toml").write_text(f"schema = 1\n{TERMS}{text}{away}", encoding="utf-8")
    words = ("new", "ENQ-7", "--kind", "enquiry", "2026-11-20", "channel=phone", "--officer", "ade", "--cases")
    told = sendclock(*words, str(years)).stdout
    assert "ade is away until Monday 30 November 2026" in told and "correct ENQ-7 e1 back=30/11/2026" in told, told
    given = sendclock(*words[:1], "ENQ-8", *words[2:-1], "back=2026-12-01", "--cases", str(years)).stdout
    assert "is away" not in given and "Wednesday 2 December 2026" in given, given
    other = sendclock(*[word.replace("phone", "post").replace("ENQ-7", "ENQ-9") for word in words], str(years)).stdout
    assert "is away" not in other


def test_a_letter_that_no_pack_has_a_limit_for_is_said_so(years: Path) -> None:
    told = sendclock("new", "MP-1", "--kind", "mp-letter", "2026-11-20", "--cases", str(years)).stdout
    assert "No pack in use has a time limit for enquiry-received with channel=post" in told, told
