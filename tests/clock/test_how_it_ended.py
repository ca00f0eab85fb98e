"""What a clock says of itself: every step from the event that started it to what became of it, and whom an excuse is
for. Of each story the whole list of steps, so that none is left out, told twice, or told of a clock it is not about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.deadline import Deadline, Timeline
from shire import head, rule

Lay = Callable[..., Timeline]
REQUEST = "assessment-requested@2026-03-02"
COUNTED = "started anchor rule counted reading"
MEETINGS = "final-plan-sent@2026-01-15; review-meeting-arranged@2026-10-20 meeting=2026-11-23; "
SAR = "sar-received@2026-06-01 party=A; sar-clarification@2026-06-10 party=A asked=2026-06-10 answered=2026-06-"
APPEAL = "appeal-registered@2026-05-11"
IN_HOURS = "started anchor rule left-out counted skipped"


def of(told: Timeline, name: str) -> list[Deadline]:
    return [deadline for deadline in told.deadlines if deadline.rule.id == name]


@pytest.mark.parametrize(
    ("name", "text", "steps"),
    [
        ("decide-to-assess", REQUEST, f"{COUNTED} note"),
        ("decide-to-assess", f"{REQUEST}; assessment-agreed@2026-04-10", f"{COUNTED} met note"),
        ("decide-to-assess", f"{REQUEST}; request-withdrawn@2026-03-20", f"{COUNTED} lapsed note"),
        ("decide-to-assess", f"{REQUEST}; plan-refused@2026-05-20", f"{COUNTED} spent note"),
        ("decide-to-assess", f"{REQUEST}; note-made@2026-06-26", f"{COUNTED} later-events note"),
        # Ten days do not count, and end on a Saturday; one does not, and ends on a Thursday.
        ("sar-reply", f"{SAR}19", "started anchor rule counted paused rolled reading note confidence"),
        ("sar-reply", f"{SAR}10", "started anchor rule counted paused reading note confidence"),
        # A limb of the same letter; and one of the meeting before it, which is told with its own beginning.
        ("comment-on-draft", "draft-plan-sent@2026-04-01 served=2026-04-02 closes=2026-06-23",
         "started anchor rule counted anchor rule counted combined reading note"),
        ("amended-plan", "review-meeting-held@2026-03-02; amendment-notice-sent@2026-04-06",
         "started anchor rule counted started anchor rule counted combined note"),
        # A date fixed in place of this one, and none that was fixed before it, or of another clock.
        ("appeal-response", f"{APPEAL}; direction-given@2026-05-11 rule=appeal-response due=2026-07-01",
         f"{IN_HOURS} directed note"),
        ("appeal-response", f"direction-given@2026-05-10 rule=appeal-response due=2026-07-01; {APPEAL}",
         f"{IN_HOURS} note"),
        ("appeal-response", f"{APPEAL}; direction-given@2026-05-20 rule=mediation-arrange due=2026-07-01",
         f"{IN_HOURS} note"),
        ("decide-to-assess", f"{REQUEST}; exception-recorded@2026-05-20 rule=decide-to-assess reason=x "
         "ground=exceptional-circumstances from=2026-03-09 to=2026-03-20", f"{COUNTED} excused note"),
    ],
)  # fmt: skip
def test_every_step_is_told_once(name: str, text: str, steps: str, lay: Lay) -> None:
    clock = of(lay(text, "2026-06-25"), name)[-1]
    told = [step for step in clock.steps if step.kind != "not-moved"]
    assert " ".join(step.kind for step in told) == steps
    assert [step.day for step in told if step.day is not None][-1] == clock.due
    if "combined" in steps:  # the half that governs is told last
        assert [step.day for step in told if step.kind == "counted"][-1] == clock.due


def test_of_two_meetings_the_first_says_that_it_was_replaced(lay: Lay) -> None:
    first, second = of(lay(f"{MEETINGS}review-meeting-arranged@2026-11-02 meeting=2026-12-07", "2026-11-03"),
                       "review-notice")  # fmt: skip
    assert "replaced" in [step.kind for step in first.steps]
    assert "replaced" not in [step.kind for step in second.steps]


def test_of_several_acts_those_still_missing_are_named(lay: Lay, tmp_path: Path) -> None:
    acts = [f"contact-made[whom={whom}]" for whom in ("family", "setting")]
    pack = tmp_path / "shire.toml"
    both = rule("shire-both", "plan-agreed", (2, "week"), [], met_by_all=acts).replace("met_by = []\n", "")
    alone = rule("shire-one", "plan-agreed", (2, "week"), acts[1])
    pack.write_text(head() + both + alone, encoding="utf-8")
    calls = "; ".join(f"contact-made@2026-11-0{day} whom=family how=call" for day in (3, 5))  # the first one counts
    told = lay(f"plan-agreed@2026-11-02; {calls}", "2026-11-10", with_packs([pack]))
    last = of(told, "shire-both")[0].steps[-1]
    assert last.kind == "acts-needed"
    assert [trigger.conditions[0].values for trigger in last.missing] == [("setting",)]
    assert [str(day) for day in last.done.values()] == ["2026-11-03"]
    assert "acts-needed" not in [step.kind for step in of(told, "shire-one")[0].steps]


# An excuse is for the newest clock of its rule, of the party it names, begun by the day it was recorded.
EXCUSES = [
    ("decide-to-assess",
     "assessment-requested@2026-01-05; assessment-refused@2026-03-02; assessment-requested@2026-05-20; "
     "exception-recorded@2026-05-20 rule=decide-to-assess ground=exceptional-circumstances reason=x "
     "from=2026-01-12 to=2026-05-31",
     [None, "exceptional-circumstances"]),
    ("decide-to-assess",
     "assessment-requested@2026-01-05; assessment-refused@2026-03-02; assessment-requested@2026-05-20; "
     "exception-recorded@2026-05-19 rule=decide-to-assess ground=exceptional-circumstances reason=x "
     "from=2026-01-12 to=2026-05-31",
     ["exceptional-circumstances", None]),
    # Recorded before there was any.
    ("decide-to-assess",
     "exception-recorded@2026-01-02 rule=decide-to-assess ground=exceptional-circumstances reason=x from=2026-01-12; "
     "assessment-requested@2026-01-05", [None]),
    ("advice-reply",
     "advice-requested@2026-03-02 party=H source=health received=2026-03-02; advice-received@2026-04-20 party=H; "
     "advice-requested@2026-05-04 party=H source=health received=2026-05-04; "
     "exception-recorded@2026-05-11 rule=advice-reply ground=away-four-weeks reason=x from=2026-03-09 to=2026-06-07 "
     "party=h",
     [None, "away-four-weeks"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "excused"), EXCUSES)
def test_for_which_clock_an_excuse_is(name: str, text: str, excused: list[str | None], lay: Lay) -> None:
    assert [clock.excused_by for clock in of(lay(text, "2026-06-30"), name)] == excused


def test_a_direction_that_was_taken_for_one_of_it_is_doubtful_beside_another_excuse(lay: Lay) -> None:
    """The first that was recorded is refused, and takes nothing for granted; the second does."""
    claims = [f"exception-recorded@2026-09-1{day} rule=appeal-response reason=x ground=" for day in (5, 6)]
    text = (
        f"{APPEAL}; direction-given@2026-05-12 due=2026-07-10 party=response; "
        f"{claims[0]}school-closed; {claims[1]}tribunal-direction"
    )
    (clock,) = of(lay(text, "2026-09-20"), "appeal-response")
    assert clock.excused_by == "tribunal-direction"
    assert [doubt.id for doubt in clock.doubts] == ["taken-for"]
