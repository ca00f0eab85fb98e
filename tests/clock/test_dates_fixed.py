"""A date that the Tribunal fixed, or the parties agreed, in place of a limit (SEND Regs 2014 regs 42(5), 44(1)).

It is that date which is owed: the headline and the letter say it, and what answers the limit answers it too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.check.finding import doubts
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.law.book import RuleBook
from sendclock.say.letter import for_a_letter
from sendclock.say.row import rows_of
from sendclock.say.state import headline, now_due

Lay = Callable[..., Timeline]
ORDER = (
    "final-plan-sent@2025-03-03; appeal-registered@2025-05-05 challenge=contents-and-placement lodged=2025-05-02; "
    "appeal-response-sent@2025-06-02; order-made@2025-09-15 order=amend-both; "
    "direction-given@2025-09-15 due={} party=plan rule=order-amend-both; "
)
SENT = "amended-plan-sent@{} following=order"
AGREED = (
    "assessment-requested@2025-09-01; assessment-refused@2025-10-10; mediation-requested@2025-11-03; "
    "mediation-held@2025-11-20; mediation-agreed@2025-11-20 order=assess; "
    "direction-given@2025-11-20 source=agreement due=2026-01-30 party=plan rule=order-assess-final-plan; "
    "assessment-agreed@2025-11-27; "
)


def clock(timeline: Timeline, rule: str) -> Deadline:
    (found,) = [each for each in timeline.deadlines if each.rule.id == rule]
    return found


@pytest.mark.parametrize(
    ("due", "sent", "status"),
    [
        ("2025-09-29", "2025-09-26", "met"),
        ("2025-09-29", "2025-10-06", "met-late"),  # in time for the five weeks, late for the Tribunal
        ("2025-12-01", "2025-12-01", "met"),  # late for the five weeks, in time for the Tribunal
    ],
)
def test_the_plan_that_was_sent_is_the_plan_that_was_directed(due: str, sent: str, status: str, lay: Lay) -> None:
    done = clock(lay(ORDER.format(due) + SENT.format(sent), "2026-01-05"), "directed-date")
    assert (done.status, str(done.met_on)) == (status, sent)


def test_one_act_of_two_is_not_enough(lay: Lay) -> None:
    """Two orders, and the direction is about both: one amended plan carries out one."""
    two = (
        "final-plan-sent@2025-03-03; order-made@2025-09-08 order=amend-placement; "
        "mediation-agreed@2025-09-15 order=amend-placement; "
        "direction-given@2025-09-15 due=2025-12-01 party=plan rule=order-amend-placement; "
        "amended-plan-sent@2025-09-22 ordered=2025-09-15; "
    )
    assert clock(lay(two, "2025-12-05"), "directed-date").status == "overdue"
    both = two + "amended-plan-sent@2025-10-06 ordered=2025-09-08"
    assert clock(lay(both, "2025-12-05"), "directed-date").met_on == date(2025, 10, 6)


def test_another_plan_is_not_the_one_directed(lay: Lay) -> None:
    text = ORDER.format("2025-12-01") + "amendment-notice-sent@2025-09-22 following=other; amended-plan-sent@2025-10-06"
    assert clock(lay(text, "2025-12-05"), "directed-date").status == "overdue"


def test_a_date_that_names_no_limit_waits_for_its_own_answer(lay: Lay) -> None:
    text = ORDER.format("2025-12-01").replace(" rule=order-amend-both", "") + SENT.format("2025-11-03")
    assert clock(lay(text, "2025-12-05"), "directed-date").status == "overdue"
    assert clock(lay(text + "; direction-complied@2025-12-05 party=plan", "2025-12-05"), "directed-date").met_on


def test_a_date_for_a_step_that_fell_away_falls_away(lay: Lay) -> None:
    """A response by a day the Tribunal fixed is nothing any more once the Tribunal has decided."""
    text = (
        "final-plan-sent@2025-03-03; appeal-registered@2025-05-05 challenge=contents; "
        "direction-given@2025-05-12 due=2025-07-14 party=response rule=appeal-response; "
        "order-made@2025-07-07 order=amend-provision"
    )
    assert clock(lay(text, "2025-07-21"), "directed-date").status == "lapsed"


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (ORDER.format("2025-09-29"), "2025-09-20",
         "Order of 15 September 2025: amended plan by 29 September 2025, as the Tribunal directed."),
        (ORDER.format("2025-12-01"), "2025-10-25",
         "Order of 15 September 2025: amended plan by 1 December 2025, as the Tribunal directed."),
        (ORDER.format("2025-09-29"), "2025-10-01",
         "Order of 15 September 2025: amended plan was due on 29 September 2025, as the Tribunal directed, "
         "2 days ago."),
        (AGREED, "2025-12-25",
         "Mediation agreement of 20 November 2025: final plan by 30 January 2026, as agreed in writing."),
    ],
)  # fmt: skip
def test_the_headline_says_the_date_that_is_owed(text: str, day: str, said: str, lay: Lay) -> None:
    assert headline(lay(text, day)) == said


def test_a_letter_says_it_and_no_lateness_of_the_other(lay: Lay, book: RuleBook) -> None:
    def letter(text: str, day: str, rule: str) -> str:
        timeline = lay(text, day)
        row = next(row for row in rows_of(timeline, book) if row.rule == rule)
        return for_a_letter(row, book.event_types, now_due(timeline))

    law = "Special Educational Needs and Disability Regulations 2014, regulation 44(2)(e),(f)"
    instead = f"({law}), in place of which the "
    directed = f"{instead}Tribunal directed that it be done by Monday 1 December 2025"
    open_ = letter(ORDER.format("2025-12-01"), "2025-10-25", "order-amend-both")
    assert open_.endswith(f"by Monday 20 October 2025 {directed}.")
    sent = letter(ORDER.format("2025-12-01") + SENT.format("2025-12-01"), "2025-12-05", "order-amend-both")
    assert sent.endswith(f"{directed}; this was done on Monday 1 December 2025.")
    assert letter(AGREED, "2025-12-25", "final-plan").endswith(
        "Now the final plan is due by Friday 30 January 2026, as agreed in writing."
    )


def test_check_asks_for_the_exception(lay: Lay) -> None:
    """The limit's own number is disapplied by a recorded exception alone."""
    text = ORDER.format("2025-12-01")
    (found,) = [each for each in doubts(lay(text, "2025-10-25")) if each.code == "fixed-apart"]
    assert "rule=order-amend-both ground=tribunal-direction" in found.message
    said = text + "exception-recorded@2025-09-15 rule=order-amend-both ground=tribunal-direction reason=r"
    assert not [each for each in doubts(lay(said, "2025-10-25")) if each.code == "fixed-apart"]
    done = text + SENT.format("2025-10-06")
    assert not [each for each in doubts(lay(done, "2025-10-25")) if each.code == "fixed-apart"]


def test_a_number_that_an_exception_disapplies_is_not_said_alone(lay: Lay) -> None:
    """Away for five weeks of the twenty (SEND Regs 2014 regs 10(4)(d), 13(3)): the day stands, and binds nobody."""
    away = (
        "assessment-requested@2026-05-18; assessment-agreed@2026-06-22; exception-recorded@2026-07-20 rule=final-plan "
        "ground=away-four-weeks from={} to=2026-08-05 reason=r"
    )
    excused = lay(away.format("2026-07-01"), "2026-10-10")
    assert headline(excused) == (
        "Final plan was due on 5 October 2026 (week 20), 5 days ago. An exception disapplies that day: it is owed as "
        "soon as practicable."
    )
    assert now_due(excused) == (
        "the final plan was due on Monday 5 October 2026, 5 days ago, a day that an exception disapplies"
    )
    three_weeks = lay(away.format("2026-07-16"), "2026-10-10")
    assert "exception" not in headline(three_weeks) + now_due(three_weeks)


def test_what_stands_beside_is_late_by_the_date_that_was_fixed(lay: Lay) -> None:
    """The registration letter gave until 30 June to respond."""
    text = (
        "final-plan-sent@2025-03-03; appeal-registered@2025-05-05 challenge=contents; "
        "direction-given@2025-05-12 due=2025-06-30 party=response rule=appeal-response; "
    )
    assert headline(lay(text, "2025-06-20")) == "Next review by 2 March 2026."
    late = "Next review by 2 March 2026. Response by 30 June 2025 (overdue) stands beside it."
    assert headline(lay(text, "2025-07-01")) == late
