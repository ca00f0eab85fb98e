"""What the commands say of local rules: on a narrow screen, when an hour moves, when one act of several is done, when a
rule starts nothing; and what `check` finds in packs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run import on_a_screen, sendclock
from schema import held_to_schema

PACK = """schema = 1
pack = "own"
title = "Local practice of an invented authority"
[source]
authority = "Exampleshire"
title = "Guide"
checked_on = 2026-11-01
status = "{status}"
"""
RULE = """
[[rule]]
id = "own-{name}"
label = "{name}"
title = "Do it"
who = "local authority"
direction = "after"
repeats = "first"
in_force_from = 2024-01-01
"""
CALL = RULE.format(name="call") + (
    'starts_on = ["decision-confirmed"]\ncount = 48\nunit = "hour"\nmet_by = ["contact-made[whom=family]"]\n'
)
CALLS = RULE.format(name="calls") + (
    'starts_on = ["assessment-requested"]\ncount = 5\nunit = "week"\n'
    'met_by_all = ["contact-made[whom=family]", "contact-made[whom=setting]"]\n'
)
PANEL = RULE.format(name="panel") + (
    'starts_on = ["assessment-requested"]\ncount = 5\nunit = "week"\nmet_by = ["panel-decided"]\n'
    'panel = { name = "assessment", which = "next", not_after = "decide-to-assess", otherwise = "the chair decides" }\n'
)
ASKED = 'type = "assessment-requested"\non = 2026-10-05'
CONFIRMED = 'type = "decision-confirmed"\nat = 2026-11-20T15:00:00\nabout = "assess"\noutcome = "agree"'


def book(folder: Path, rules: str, *events: str, head: str = "", status: str = "adopted") -> list[str]:
    """A casebook with one pack and the case X-1; the words that name it."""
    (folder / "cases").mkdir()
    (folder / "packs").mkdir()
    panel = '[panels.assessment]\ntitle = "EHC panel"\nweekday = "wednesday"\nfirst = 2026-09-09\nevery = 4\n'
    panel += 'papers = "1wd"\nabout = ["assess"]\n'
    (folder / "sendclock.toml").write_text(f"schema = 1\n{panel}", encoding="utf-8")
    (folder / "packs" / "own.toml").write_text(PACK.format(status=status) + rules, encoding="utf-8")
    text = f'schema = 1\nref = "X-1"\n{head}' + "".join(f"[[event]]\n{event}\n" for event in events)
    (folder / "cases" / "X-1.toml").write_text(text, encoding="utf-8")
    return ["--cases", str(folder)]


@pytest.mark.parametrize("width", [80, 200])
def test_the_hour_and_the_panel_too_late_stand_in_the_list_however_narrow(tmp_path: Path, width: int) -> None:
    book(tmp_path, CALL + PANEL, ASKED, CONFIRMED)
    drawn = on_a_screen(width, 30, "due", "--cases", str(tmp_path), "--tier", "local", NO_COLOR="1")
    assert max(map(len, drawn.splitlines())) <= width
    words = " ".join(drawn.split())
    assert words.count("by 15:00") == 1
    assert words.count("TOO LATE") == 1


def test_an_hour_that_moves_is_a_move(tmp_path: Path) -> None:
    where = book(tmp_path, CALL, ASKED, CONFIRMED)
    ran = sendclock("correct", "X-1", "e2", "at=2026-11-20T10:00", "--reason", "misread", *where)
    assert "Change: moved from 15:00 to 10:00\nDue: Sunday 22 November 2026" in ran.stdout


def test_one_of_several_acts_is_said_and_which_is_missing(tmp_path: Path) -> None:
    where = book(tmp_path, CALLS, ASKED)
    call = ("contact-made", "2026-11-02", "whom=family", "how=call")
    act = "someone was called, written to or met (contact-made, where whom is"
    said = f"Done: {act} family) on Monday 2 November 2026. Still missing: {act} setting)."
    ran = sendclock("record", "X-1", *call, "--dry-run", "--format", "json", *where)
    held_to_schema(json.loads(ran.stdout))
    ran = sendclock("record", "X-1", *call, *where)
    assert said in ran.stdout and "Change: partly done" in ran.stdout
    assert said in sendclock("explain", "X-1", "own-calls", *where).stdout
    again = sendclock("record", "X-1", "contact-made", "2026-11-03", "whom=setting", "how=call", *where)
    assert "Change: met\n" in again.stdout
    told = sendclock("explain", "X-1", "own-calls", *where).stdout
    assert "How the date was reached" in told and "Still missing" not in told


@pytest.mark.parametrize(
    ("more", "head", "said"),
    [
        ('status = "draft"\n', "", "1. The rule is a draft and starts nothing.\n"),
        ('if = ["age>=16"]\n', "born = 2011-04-12\n", "its condition age>=16 does not hold (15 on that day).\n"),
        ('if = ["age>=16"]\n', "", "it depends on age, and the day of birth is not recorded."),
        ('if = ["setting=Oakwood"]\n', "", "its condition setting=Oakwood does not hold (setting is not recorded).\n"),
        ('if = ["tag=urgent"]\n', "", "its condition tag=urgent does not hold (the case has no such tag).\n"),
    ],
)
def test_why_a_local_rule_has_no_clock(tmp_path: Path, more: str, head: str, said: str) -> None:
    where = book(tmp_path, CALLS + more, ASKED, head=head)
    assert said in sendclock("explain", "X-1", "own-calls", *where).stdout


@pytest.mark.parametrize(
    ("anchor", "status"), [("due", "draft"), ("met", "draft"), ("due", "adopted"), ("met", "adopted")]
)
def test_why_a_rule_that_hangs_on_another_has_no_clock(tmp_path: Path, anchor: str, status: str) -> None:
    after = RULE.format(name="after") + (
        f'starts_on = ["assessment-requested"]\nanchor = "{anchor}:own-call"\ncount = 1\nunit = "week"\n'
        'met_by = ["contact-made"]\n'
    )
    where = book(tmp_path, f'{CALL}status = "{status}"\n{after}', ASKED)
    said = sendclock("explain", "X-1", "own-after", *where).stdout
    if status == "draft":
        assert "does not start it: it counts from own-call, which is a draft and starts nothing." in said
    elif anchor == "met":
        assert "it counts from the day own-call is met, and no clock of own-call was met by then." in said
    else:
        assert "it counts from own-call, of which there is no clock: sendclock explain X-1 own-call" in said


def test_a_pack_that_starts_nothing_is_marked_in_the_footer(tmp_path: Path) -> None:
    where = book(tmp_path, CALLS, ASKED, status="draft")
    assert "Packs: england-send-2014, england-adjacent, own (draft)." in sendclock("due", *where).stdout
    assert json.loads(sendclock("due", "--format", "json", *where).stdout)["packs"][-1] == "own"


def test_a_step_ticked_again_is_said_and_written(tmp_path: Path) -> None:
    step = '[[step]]\nid = "own-tell"\nstage = "First"\ntitle = "Tell the school"\n'
    where = book(tmp_path, step + 'starts_on = ["assessment-requested"]\nin_force_from = 2024-01-01\n', ASKED)
    first = sendclock("record", "X-1", "local-step-done", "2026-11-02", "step=tell", *where).stdout
    assert "Step done: Tell the school." in first and "already" not in first
    again = sendclock("record", "X-1", "local-step-done", "2026-11-03", "step=tell", *where).stdout
    assert "This step was done already, on Monday 2 November 2026 (event e2): Tell the school." in again
    assert (tmp_path / "cases" / "X-1.toml").read_text(encoding="utf-8").count("own-tell") == 2


def test_what_is_said_of_the_case_is_no_field_of_an_event(tmp_path: Path) -> None:
    where = book(tmp_path, CALLS, ASKED)
    ran = sendclock("new", "X-2", "assessment-requested", "2026-11-02", "setting=Oakwood", *where)
    assert ran.returncode == 2
    assert "With sendclock new: --setting" in ran.stderr


@pytest.mark.parametrize(
    ("keys", "warned"),
    [
        ("count = 8", True),
        ("count = 6", False),
        ('count = 8\nanchor = "due:own-call"', False),  # from another day nobody can tell beforehand
        ('count = 8\nstatus = "draft"', False),
    ],
)
def test_check_finds_a_rule_that_may_be_taken_for_the_law(tmp_path: Path, keys: str, warned: bool) -> None:
    decide = RULE.format(name="decide") + (
        f'starts_on = ["assessment-requested"]\n{keys}\nunit = "week"\nmet_by = ["assessment-agreed"]\n'
    )
    said = sendclock("check", *book(tmp_path, CALL + decide, ASKED)).stdout
    assert ('Add tightens = "decide-to-assess", and shorten it.' in said) is warned


def test_check_finds_a_cost_that_is_no_number_and_a_pack_that_is_not_read(tmp_path: Path) -> None:
    where = book(tmp_path, CALL, ASKED, head='tags = ["cost:52000.50", "cost:£40,000", "cost:52000"]\n')
    for name in ("more.toml.txt", "notes.md"):
        (tmp_path / "packs" / name).write_text("", encoding="utf-8")
    ran = sendclock("check", *where)
    assert ran.returncode == 3 and "1 error, 2 warnings." in ran.stdout
    assert 'the tag "cost:52000.50" is no whole number of pounds' in ran.stdout
    assert 'the tag "cost:£40,000" is no whole number of pounds' in ran.stdout
    assert "packs/more.toml.txt: is not read as a pack" in ran.stdout and "Rename it more.toml" in ran.stdout
