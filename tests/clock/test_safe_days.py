"""The safe day: the one that is kept to on every arguable reading. Of a deadline the earliest; of a bar the latest, the
first day on which acting is lawful whoever is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.clock.reason import OtherReading

Lay = Callable[..., Timeline]
REQUEST = "assessment-requested@2026-01-12"
REFUSED = f"{REQUEST}; assessment-refused@2026-02-16; assessment-agreed@2026-03-09 route=change-of-mind"
DETAINED = f"{REQUEST} detained=yes"


SAFE = (
    # The day of receipt may be Day 1, on every road that counts from it.
    ("decide-to-assess", REQUEST, "2026-02-23", "2026-02-22"),
    ("refuse-plan", REQUEST, "2026-05-04", "2026-05-03"),
    ("decide-plan", REQUEST, "2026-05-04", "2026-05-03"),
    ("final-plan", REQUEST, "2026-06-01", "2026-05-31"),
    ("refuse-plan-change-of-mind", REFUSED, "2026-05-04", "2026-05-03"),
    ("final-plan-change-of-mind", REFUSED, "2026-06-01", "2026-05-31"),
    ("detained-decide-to-assess", DETAINED, "2026-02-23", "2026-02-22"),
    ("detained-refuse-plan", DETAINED, "2026-05-04", "2026-05-03"),
    ("detained-final-plan", DETAINED, "2026-06-01", "2026-05-31"),
    # 30 days "beginning when" the complaint is received (DPA 2018 s.164A(3)).
    ("data-complaint-acknowledge", "complaint-received@2026-07-01 party=C1 kind=data-protection", "2026-07-31",
     "2026-07-30"),
    # A month "beginning with the relevant time" (UK GDPR art 12A).
    ("sar-reply", "sar-received@2026-02-05 party=S1", "2026-03-05", "2026-03-04"),
    ("hearing-bundle", "hearing-listed@2026-09-01 hearing=2026-11-30", "2026-11-16", "2026-11-13"),
    # A bar. The family's fifteen days may be working days, which from Monday 13 April end on Friday 1 May: then the
    # plan may not go before 2 May.
    ("final-plan-not-before", f"{REQUEST}; draft-plan-sent@2026-04-13 served=2026-04-13", "2026-04-28",
     "2026-05-02"),
    # A bar with no other reading: its own day.
    ("cease-not-before", "cease-decided@2026-06-10", "2026-09-02", "2026-09-02"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "due", "safe"), SAFE, ids=[row[0] for row in SAFE])
def test_the_safe_day(rule: str, text: str, due: str, safe: str, lay: Lay) -> None:
    (clock,) = [deadline for deadline in lay(text, "2026-09-01").deadlines if deadline.rule.id == rule]
    assert (str(clock.due), str(clock.safe)) == (due, safe)


def test_the_day_of_a_deadline_is_never_safe_after_it_and_of_a_bar_never_before(lay: Lay) -> None:
    text = f"{REQUEST}; draft-plan-sent@2026-04-13; final-plan-sent@2026-05-11; cease-decided@2027-01-11"
    found = lay(text, "2027-02-01").deadlines
    assert len(found) > 10
    for deadline in found:
        if deadline.rule.kind == "bar":
            assert deadline.safe >= deadline.due, deadline.rule.id
        else:
            assert deadline.safe <= deadline.due, deadline.rule.id


# Waiting for the requester


@pytest.mark.parametrize(
    ("asked", "as_of", "due", "doubts"),
    [
        ("asked=2026-03-09 answered=2026-03-16", "2026-03-20", "2026-04-10", []),
        ("asked=2026-03-09", "2026-03-20", "2026-04-14", ["clarification-awaited"]),  # 12 days so far
        ("asked=2026-03-09", "2026-05-08", "2026-06-02", ["clarification-awaited"]),  # 61, and never overdue meanwhile
        ("asked=2026-04-02 answered=2026-04-07", "2026-04-20", "2026-04-08", []),  # asked on the last day
        ("asked=2026-04-03 answered=2026-04-07", "2026-04-20", "2026-04-02", []),  # when the month was over already
        ("asked=2026-03-01 answered=2026-03-05", "2026-03-20", "2026-04-02", []),  # before there was a request
    ],
    ids=["answered", "awaited", "awaited-for-long", "asked-on-the-last-day", "asked-too-late", "asked-before"],
)
def test_the_days_that_a_clarification_is_waited_for_do_not_count(
    asked: str, as_of: str, due: str, doubts: list[str], lay: Lay
) -> None:
    """Both ends included, on top of the month from 2 March (UK GDPR art 12A); only what was asked while it ran."""
    text = f"sar-received@2026-03-02 party=s1 counts_from=2026-03-02; sar-clarification@2026-04-20 party=s1 {asked}"
    text = text.replace("@2026-04-20", f"@{as_of}")
    (clock,) = [deadline for deadline in lay(text, as_of).deadlines if deadline.rule.id == "sar-reply"]
    assert (str(clock.due), [doubt.id for doubt in clock.doubts]) == (due, doubts)
    assert (clock.status == "open") is (due >= as_of)


def test_a_bar_says_which_reading_makes_its_safe_day_later(lay: Lay) -> None:
    """The day is not left to be guessed at: the reading is that of the clock it hangs on, counted on by its own."""
    text = "assessment-requested@2026-01-12; draft-plan-sent@2026-04-13 served=2026-04-13"
    (bar,) = [d for d in lay(text, "2026-04-20").deadlines if d.rule.id == "final-plan-not-before"]
    (reading,) = [step for step in bar.steps if isinstance(step, OtherReading)]
    assert (reading.of.id, reading.due, reading.kept) == ("comment-on-draft", bar.safe, True)
    (window,) = [d for d in lay(text, "2026-04-20").deadlines if d.rule.id == "comment-on-draft"]
    assert [step.kept for step in window.steps if isinstance(step, OtherReading)] == [False]
