"""`[panels.NAME]` of `sendclock.toml`: every key read, every mistake named with its line."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from sendclock.casebook.settings import PanelSettings, read_settings
from sendclock.days.counting import Period
from sendclock.files.problem import CannotRunError

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
