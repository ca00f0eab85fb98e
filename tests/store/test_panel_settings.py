"""`[panels.NAME]` of `sendclock.toml`: every key read, every mistake named with its line."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from sendclock.casebook.settings import PanelSettings, on_holidays, read_settings
from sendclock.days.bank_holidays import calendars
from sendclock.days.counting import Period
from sendclock.files.problem import CannotRunError
from sendclock.law.practice import AT_ONCE, Panel

CALENDARS = ("england", "tribunal", "foi")
HEAD = 'schema = 1\nauthority = "Exampleshire"\n'
COUNTY = """
[calendars.county]
known_to = 2027-07-31
terms = [{ name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 }]
"""
WHOLE = """
[panels.assessment]
title = "EHC assessment panel"
weekday = "wednesday"
first = 2026-09-09
every = 2
at = "10:00"
calendar = "county"
term_time = true
papers = "4wd"
papers_at = "12:00"
about = ["plan", "assess"]
skipped = [{ on = 2026-12-16, why = "Moderation day" }]
added = [2026-12-18, 2026-12-11]
decision = "2wd"
fallback = "circulate to the members outside the meeting"
"""
LEAST = '\n[panels.rap]\nweekday = "tuesday"\nfirst = 2026-09-15\npapers = "1w"\nabout = ["placement"]\n'


def read(tmp_path: Path, text: str) -> tuple[PanelSettings, ...]:
    path = tmp_path / "sendclock.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_settings(path, CALENDARS).panels


def mistakes(tmp_path: Path, text: str) -> list[str]:
    """The messages without the folder: `5: ...`."""
    with pytest.raises(CannotRunError) as caught:
        read(tmp_path, text)
    return [line.partition("sendclock.toml:")[2] for line in str(caught.value).split("\n")]


def test_everything_said_is_read(tmp_path: Path) -> None:
    (panel,) = read(tmp_path, COUNTY + WHOLE)
    assert panel._replace(position=panel.added_position) == PanelSettings(
        name="assessment",
        title="EHC assessment panel",
        first=date(2026, 9, 9),
        every=2,
        calendar="county",
        papers=Period("before", 4, "working-day"),
        at=time(10),
        term_time=True,
        skipped=((date(2026, 12, 16), "Moderation day"),),
        added=(date(2026, 12, 11), date(2026, 12, 18)),
        about=("assess", "plan"),  # in the order in which a case comes to them
        fallback="circulate to the members outside the meeting",
        decision=Period("after", 2, "working-day"),
        papers_at=time(12),
        weekdays=(2,),
        position=panel.added_position,
        added_position=panel.added_position,
    )
    lines = (HEAD + COUNTY + WHOLE).split("\n")
    assert lines[panel.position.line - 1] == "[panels.assessment]"
    assert lines[panel.added_position.line - 1].startswith("added =")


def test_what_is_left_out(tmp_path: Path) -> None:
    (panel,) = read(tmp_path, LEAST)
    assert (panel.title, panel.every, panel.calendar, panel.at, panel.term_time) == ("rap", 1, "england", None, False)
    assert panel.papers == Period("before", 1, "week")
    assert (panel.decision.size, panel.skipped, panel.added, panel.fallback) == (0, (), (), "")


def test_without_panels_there_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('papers = "1w"\n', "", '4: "papers" is missing. Add papers = "...".'),
        ('weekday = "tuesday"\n', "", '4: "weekday" is missing. Add weekday = "...".'),
        ('"tuesday"', '"tusday"', '5: "tusday" is not a word for weekday. Use one of: monday, tuesday, wednesday, '
         'thursday, friday. Did you mean "tuesday"?'),
        ("2026-09-15", "2026-09-16", "6: 2026-09-16 is a Wednesday, not a Tuesday. Correct one of the two."),
        ('"1w"', '"1m"', '7: "1m" is not a period that can be used here. Use days, working days or weeks: 3d, '
         "4wd, 1w."),
        ('"placement"', '"placment"', '8: "placment" is not a word for about. Use one or more of: assess, plan, '
         'placement, review, other. Did you mean "placement"?'),
        ('["placement"]', "[]", '8: "about" is empty. Write what the panel is asked: about = ["assess", "plan"].'),
        ("[panels.rap]", "[panels.rap]\nskiped = []", '5: "skiped" is not known here. Did you mean "skipped"?'),
        ("[panels.rap]", "[panels.rap]\nevery = 0", '5: "every" counts weeks, from 1. Write every = 1 for each week.'),
        ("[panels.rap]", '[panels.rap]\nat = "25:00"', '5: "25:00" is not a time of day. Write at = "10:00".'),
        ("[panels.rap]", '[panels.rap]\ncalendar = "englnd"', '5: "englnd" is not a word for calendar. Use one of: '
         'england, tribunal, foi. Did you mean "england"?'),
        ("[panels.rap]", "[panels.rap]\nterm_time = true", '5: the calendar "england" has no terms, so "term_time" '
         "says nothing. Name a calendar of your own that lists its terms."),
        ("[panels.rap]", '[panels.rap]\nskipped = [{ on = 2026-09-16, why = "x" }]', "5: 2026-09-16 (Wednesday) is no "
         "meeting to skip: they are every week from 2026-09-15. Correct the day, or take it out."),
        ("[panels.rap]", "[panels.rap]\nskipped = [{ on = 2026-09-22 }]", '5: "why" is missing. Add why = "...".'),
        ("[panels.rap]", '[panels.rap]\nadded = ["2026-09-16"]', '5: "added" must be a list of days, without quotes. '
         "Write added = [2026-12-18]."),
        ("[panels.rap]", "[panels.rap]\nadded = [2026-09-16, 2026-09-16]", "5: 2026-09-16 is added twice. Take one of "
         "the two out."),
        ("[panels.rap]", '[panels.rap]\nadded = [2026-09-22]\nskipped = [{ on = 2026-09-22, why = "x" }]',
         "5: 2026-09-22 is both skipped and added. Keep one of the two."),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line_and_its_fix(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LEAST
    assert mistakes(tmp_path, LEAST.replace(old, new)) == [message]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = LEAST.replace('"1w"', '"soon"').replace("2026-09-15", "2026-09-16") + '\n[panels.other]\ntitle = "RAP"\n'
    found = mistakes(tmp_path, wrong)
    assert [line.partition(":")[0] for line in found] == ["6", "7", "10", "10", "10", "10", "10"]
    assert found[-1] == '10: "RAP" is already the name or title of "rap". Give one of the two another.'


def one(tmp_path: Path, more: str) -> PanelSettings:
    (panel,) = read(tmp_path, f'{COUNTY}\n[panels.rap]\nabout = ["placement"]\n{more}\n')
    return panel


def refusal(tmp_path: Path, more: str) -> str:
    (said,) = mistakes(tmp_path, f'{COUNTY}\n[panels.rap]\nabout = ["placement"]\n{more}\n')
    return said


TUESDAYS = 'weekday = "tuesday"\nfirst = 2026-09-15\n'


def test_the_months_in_which_it_never_meets(tmp_path: Path) -> None:
    for number in range(1, 13):
        name = date(2026, number, 1).strftime("%B")
        assert one(tmp_path, f'{TUESDAYS}papers = "1w"\nmonths_off = ["{name}"]').months_off == {number}, name
    assert one(tmp_path, f'{TUESDAYS}papers = "1w"\nmonths_off = ["july", "august"]').months_off == {7, 8}
    assert one(tmp_path, f'{TUESDAYS}papers = "1w"').months_off == frozenset()


def test_the_days_of_each_month_on_which_it_meets(tmp_path: Path) -> None:
    for which, place in {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}.items():
        for number in range(5):
            day = date(2026, 6, number + 1).strftime("%A")
            assert one(tmp_path, f'on = "{which} {day}"\npapers = "1w"').nth == ((place, number),)
    several = one(tmp_path, 'on = ["First Monday", "third  monday"]\nevery = 2\nfirst = 2026-09-07\npapers = "1w"')
    assert (several.nth, several.every, several.first) == (((1, 0), (3, 0)), 2, date(2026, 9, 7))
    assert "is not a day of each month" in refusal(tmp_path, 'on = "fifth monday"\npapers = "1w"')


def test_its_weekdays_and_its_first_meeting(tmp_path: Path) -> None:
    both = 'weekday = ["thursday", "tuesday"]\nfirst = 2026-09-17\npapers = "1w"'
    assert one(tmp_path, both).weekdays == (1, 3)
    assert one(tmp_path, f'{TUESDAYS}every = 1\npapers = "1w"').every == 1
    assert "counts weeks, from 1" in refusal(tmp_path, f'{TUESDAYS}every = 0\npapers = "1w"')
    assert "not a Tuesday or Thursday" in refusal(tmp_path, both.replace("17", "18"))


def test_papers_need_no_rule_where_each_meeting_says_its_own(tmp_path: Path) -> None:
    meetings = "meetings = [{ on = 2026-12-08, papers = 2026-12-01 }, { on = 2026-12-01, papers = 2026-12-01 }]"
    assert one(tmp_path, meetings).listed == {
        date(2026, 12, 1): date(2026, 12, 1), date(2026, 12, 8): date(2026, 12, 1),
    }  # fmt: skip
    assert '"papers" is missing' in refusal(tmp_path, meetings.replace(", papers = 2026-12-01 }]", " }]"))
    assert "is after the meeting" in refusal(
        tmp_path, meetings.replace("papers = 2026-12-01 }]", "papers = 2026-12-02 }]")
    )
    assert "is listed twice" in refusal(tmp_path, meetings.replace("on = 2026-12-01", "on = 2026-12-08"))


def test_the_days_added_and_those_skipped(tmp_path: Path) -> None:
    week = f'{TUESDAYS}papers = "1w"\n'
    assert one(tmp_path, f"{week}added = [2026-12-18]").added == (date(2026, 12, 18),)
    for wrong, said in (
        ("added = 2026-12-18", "must be a list of days, without quotes. Write"),
        ('added = ["2026-12-18"]', "must be a list of days, without quotes. Write"),
        ("added = [2026-12-11, 2026-12-18T10:00:00]", "2026-12-18 10:00:00 has a time"),
        ("added = [2026-12-18, 2026-12-18]", "is added twice"),
        ('skipped = [{ on = 2026-12-16, why = "x" }]', "is no meeting to skip: they are every week from 2026-09-15"),
        ('every = 2\nskipped = [{ on = 2026-09-22, why = "x" }]', "they are every 2 weeks from 2026-09-15"),
        ('skipped = [{ on = 2026-12-15, why = "x" }, { on = 2026-12-15, why = "y" }]', "is skipped twice"),
        ('added = [2026-12-15]\nskipped = [{ on = 2026-12-15, why = "x" }]', "both skipped and added"),
    ):
        assert said in refusal(tmp_path, week + wrong), wrong
    several = 'weekday = ["tuesday", "thursday"]\nfirst = 2026-09-15\npapers = "1w"\n'
    said = refusal(tmp_path, several + 'skipped = [{ on = 2026-12-16, why = "x" }]')
    assert "is no meeting to skip. Correct the day" in said


def test_terms_want_a_calendar_that_has_some(tmp_path: Path) -> None:
    week = f'{TUESDAYS}papers = "1w"\n'
    assert one(tmp_path, f'{week}calendar = "county"\nterm_time = true').term_time
    assert one(tmp_path, f'{week}terms = "county"').terms == "county"
    for wrong, key in (('terms = "england"', "terms"), ("term_time = true", "term_time")):
        said = refusal(tmp_path, week + wrong)
        assert 'the calendar "england" has no terms' in said and f'so "{key}" says nothing' in said
    assert "has no terms" not in refusal(tmp_path, f'{week}terms = "nonsense"')


@pytest.mark.parametrize(
    ("more", "said"),
    [
        # Two ways to say when it meets: at the line of the second.
        (TUESDAYS + 'papers = "1w"\non = "last thursday"', '13: "weekday" and "on" are two ways to say'),
        ('on = "last thursday"\npapers = "1w"\nmeetings = [{ on = 2026-12-01 }]', '12: "on" and "meetings" are two'),
        # A weekday that is none says so once, and not also that the first meeting is on another day.
        ('weekday = "saturday"\nfirst = 2026-09-15\npapers = "1w"', '10: "saturday" is not a word for weekday.'),
        ('on = "last sunday"\npapers = "1w"', '10: "last sunday" is not a day of each month. Write on = "last thurs'),
        (TUESDAYS + 'papers = "1w"\nmonths_off = ["augst", "july"]',
         '13: "augst" is not a month. Write months_off = ["august"]. Did you mean "august"?'),
        (TUESDAYS + 'papers = "1000d"', '12: "1000d" is not a period that can be used here.'),
        # Without its first day no day is said to be no meeting of it.
        ('weekday = "tuesday"\npapers = "1w"\nskipped = [{ on = 2026-09-16, why = "x" }]', '8: "first" is missing.'),
        ('papers = "1w"\nmeetings = [{ papers = 2026-12-01 }, { on = 2026-12-01 }]', '11: "on" is missing.'),
        (TUESDAYS + 'papers = "1w"\nskipped = [{ why = "x" }]', '13: "on" is missing.'),
        # Of a list, or of days of the month, no rhythm is told.
        ('papers = "1w"\nmeetings = [{ on = 2026-12-01 }]\nskipped = [{ on = 2026-12-08, why = "x" }]',
         "12: 2026-12-08 (Tuesday) is no meeting to skip. Correct the day, or take it out."),
        ('on = "last thursday"\npapers = "1w"\nskipped = [{ on = 2026-11-25, why = "x" }]',
         "12: 2026-11-25 (Wednesday) is no meeting to skip. Correct the day, or take it out."),
        (TUESDAYS + 'papers = "1w"\nif = ["colour=red"]', '13: "colour=red" asks nothing known of a case.'),
    ],
)  # fmt: skip
def test_what_stops_a_panel_is_said_once(tmp_path: Path, more: str, said: str) -> None:
    found = mistakes(tmp_path, f'{COUNTY}\n[panels.rap]\nabout = ["placement"]\n{more}\n')
    assert len(found) == 1 and found[0].startswith(said), found


def test_after_a_row_without_a_day_the_others_are_looked_at(tmp_path: Path) -> None:
    rows = "= [{{ {0} }}, {{ on = 2026-12-01{1} }}, {{ on = 2026-12-01{1} }}]"
    meetings = 'papers = "1w"\nmeetings ' + rows.format('at = "10:00"', "")
    skipped = TUESDAYS + 'papers = "1w"\nskipped ' + rows.format('why = "x"', ', why = "x"')
    for more, twice in ((meetings, "is listed twice"), (skipped, "is skipped twice")):
        found = mistakes(tmp_path, f'{COUNTY}\n[panels.rap]\nabout = ["placement"]\n{more}\n')
        assert ['"on" is missing' in each for each in found] == [True, False] and twice in found[1]


def test_the_hours_of_single_meetings(tmp_path: Path) -> None:
    listed = (
        'papers = "1w"\nmeetings = [{ on = 2026-12-01, at = "9:30" }, { on = 2026-12-08, papers_at = "12:00" }, '
        '{ on = 2026-12-15, at = "10:00", papers_at = "17:00" }, { on = 2026-12-22 }]'
    )
    assert one(tmp_path, listed).hours == {
        date(2026, 12, 1): (time(9, 30), None),
        date(2026, 12, 8): (None, time(12)),
        date(2026, 12, 15): (time(10), time(17)),
    }


def test_one_that_meets_on_a_day_of_each_month_has_met_as_long_as_any_file_goes_back(tmp_path: Path) -> None:
    assert one(tmp_path, 'on = "last thursday"\npapers = "999d"').first == date(1990, 1, 1)


def test_for_whom_it_is(tmp_path: Path) -> None:
    (panel,) = read(tmp_path, f'{LEAST}if = ["age<5", "question=placement"]\n')
    assert len(panel.conditions) == 2 and one(tmp_path, f'{TUESDAYS}papers = "1w"').conditions == ()


def test_a_meeting_on_a_day_when_the_office_is_closed_is_named_in_the_settings() -> None:
    england = calendars()["england"]
    yearly = Panel("rap", "Resource panel", date(2026, 12, 25), 1, england, AT_ONCE, listed={date(2026, 12, 25): None})
    (warning,) = on_holidays([yearly])
    assert str(warning) == (
        "sendclock.toml: the Resource panel is to meet on 2026-12-25 (Friday), no working day: Christmas Day. "
        "Is that right?"
    )
