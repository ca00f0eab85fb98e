"""The SEN2 items of a year, and what is to be put right first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.sen2.items import COLUMNS, Checked, census_day, checks, returned, rows

Lay = Callable[..., Timeline]
YEAR_END = "2027-01-10"


def items(lay: Lay, text: str, as_of: str = YEAR_END, year: int = 2026) -> list[dict[str, Any]]:
    """The rows of a case without their empty cells."""
    timeline = lay(text, as_of)
    found = list(rows(timeline, returned(timeline.life, year)))
    assert all(tuple(row) == tuple(column.key for column in COLUMNS) for row in found)
    always = ("Case",)
    return [{key: value for key, value in row.items() if value is not None and key not in always} for row in found]


def one(lay: Lay, item: str, text: str, **more: Any) -> dict[str, Any]:
    (row,) = [row for row in items(lay, text, **more) if row["Item"] == item]
    return {key: value for key, value in row.items() if key not in ("Item", "Event")}


def found(lay: Lay, text: str, as_of: str = YEAR_END, year: int = 2026) -> list[str]:
    """What there is to put right: line and code."""
    timeline = lay(text, as_of)
    problems = checks(Checked(timeline, returned(timeline.life, year), year))
    return [f"{problem.position.line}:{problem.code}" for problem in problems]


REQUEST = "assessment-requested@2026-02-02 requester=family"
AGREED = f"{REQUEST}; assessment-agreed@2026-03-10"
KEPT = "final-plan-sent@2022-05-02"


def test_a_request_agreed_and_its_plan(lay: Lay) -> None:
    text = f"{AGREED}; plan-agreed@2026-05-20; draft-plan-sent@2026-05-22; final-plan-sent@2026-06-19"
    assert one(lay, "request", text) == {
        "ReceivedDate": date(2026, 2, 2),
        "RequestSource": 1,
        "RequestOutcomeDate": date(2026, 3, 10),
        "RequestOutcome": "Y",
        "AssessmentOutcome": "Y",
        "AssessmentOutcomeDate": date(2026, 6, 19),
        "Week20": 0,
    }
    assert one(lay, "plan", text) == {"StartDate": date(2026, 6, 19)}
    assert found(lay, text) == []


def test_who_asked_is_the_code_of_the_return(lay: Lay) -> None:
    asked = {
        who: one(lay, "request", f"assessment-requested@2026-02-02 requester={who}")["RequestSource"]
        for who in ("family", "setting", "health", "social-care", "other")
    }
    assert asked == {"family": 1, "setting": 2, "health": 3, "social-care": 4, "other": 5}


def test_agreed_and_not_issued_has_an_outcome_and_no_day(lay: Lay) -> None:
    text = f"{AGREED}; plan-agreed@2026-05-20"
    row = one(lay, "request", text)
    assert row["AssessmentOutcome"] == "Y" and "AssessmentOutcomeDate" not in row
    assert found(lay, text) == ["9:agreed-unissued"]


def test_the_first_no_and_its_day_stay_when_the_tribunal_turns_it_round(lay: Lay) -> None:
    text = (
        f"{REQUEST}; assessment-refused@2026-03-10; appeal-registered@2026-04-20 challenge=refuse-assess; "
        "order-made@2026-09-01 order=assess; assessment-agreed@2026-09-10 route=order"
    )
    row = one(lay, "request", text)
    assert (row["RequestOutcome"], row["RequestOutcomeDate"]) == ("N", date(2026, 3, 10))
    assert (row["RequestTribunal"], row["RequestMediation"]) == (1, 0)
    assert (row["RequestOverturnedBy"], row["RequestOverturnedOn"]) == ("tribunal", date(2026, 9, 1))
    assert row["AssessmentOutcome"] == "undecided" and "AssessmentTribunal" not in row


def test_a_refused_plan_that_mediation_turned_round_flags_the_assessment(lay: Lay) -> None:
    text = (
        f"{AGREED}; plan-refused@2026-05-20; mediation-requested@2026-06-01; "
        "mediation-agreed@2026-07-01 order=make-plan; final-plan-sent@2026-09-01"
    )
    row = one(lay, "request", text)
    assert (row["AssessmentOutcome"], row["AssessmentOutcomeDate"]) == ("N", date(2026, 5, 20))
    assert (row["AssessmentMediation"], row["AssessmentTribunal"]) == (1, 0)
    assert (row["AssessmentOverturnedBy"], row["AssessmentOverturnedOn"]) == ("mediation", date(2026, 7, 1))
    assert "RequestMediation" not in row
    assert one(lay, "plan", text) == {"StartDate": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("event", "word"),
    [("request-withdrawn@2026-02-20", "withdrawn"), ("moved-out@2026-02-20 move=2026-02-20 plan_held=no", "moved-out")],
)
def test_a_request_that_came_to_nothing_has_our_own_word(lay: Lay, event: str, word: str) -> None:
    row = one(lay, "request", f"{REQUEST}; {event}")
    assert (row["RequestOutcome"], row["Ended"], row["EndedOn"]) == (word, word, date(2026, 2, 20))
    assert "RequestOutcomeDate" not in row


def test_only_an_exception_that_holds_is_week_20(lay: Lay) -> None:
    def told(ground: str, until: str) -> tuple[dict[str, Any], list[str]]:
        claim = f"exception-recorded@2026-06-01 rule=final-plan ground={ground} reason=x from=2026-05-01 to={until}"
        text = f"{AGREED}; {claim}; final-plan-sent@2026-07-19"
        return one(lay, "request", text), found(lay, text)

    row, problems = told("exceptional-circumstances", "2026-05-10")
    assert (row["Week20"], row["Week20Ground"], problems) == (1, "exceptional-circumstances", [])
    row, problems = told("away-four-weeks", "2026-05-10")
    assert (row["Week20"], row.get("Week20Ground"), problems) == (0, None, ["9:week20-refused"])


def test_the_year_ends_on_31_december(lay: Lay) -> None:
    """An answer of January belongs to the next return: until then the request is undecided."""
    text = "assessment-requested@2026-12-14 requester=setting; assessment-agreed@2027-01-06"
    row = one(lay, "request", text)
    assert row["RequestOutcome"] == "undecided" and "RequestOutcomeDate" not in row
    assert found(lay, text) == ["5:outside-year"]
    assert one(lay, "request", text, year=2027)["RequestOutcome"] == "Y"
    assert items(lay, text, year=2025) == []


def test_what_was_over_before_the_year_is_not_in_it(lay: Lay) -> None:
    text = "assessment-requested@2024-02-02; assessment-refused@2024-03-10"
    assert items(lay, text) == []
    assert items(lay, text, year=2024) != []
    ceased = "final-plan-sent@2020-05-01; plan-ceased@2025-07-31 reason=needs-met"
    assert items(lay, ceased) == []


@pytest.mark.parametrize(
    ("reason", "code"), [("max-age", 1), ("higher-education", 3), ("transferred", 5), ("deceased", 8), ("other", 9)]
)
def test_a_ceased_plan_has_its_day_and_the_code_of_its_reason(lay: Lay, reason: str, code: int) -> None:
    row = one(lay, "plan", f"final-plan-sent@2020-05-01; plan-ceased@2026-07-31 reason={reason}")
    assert row == {"StartDate": date(2020, 5, 1), "CeaseDate": date(2026, 7, 31), "CeaseReason": code}


def test_a_plan_that_came_and_one_that_went(lay: Lay) -> None:
    text = "plan-transferred@2026-03-02 direction=in made=2019-05-01 other_authority=Exampleshire"
    assert one(lay, "plan", text) == {"StartDate": date(2019, 5, 1), "TransferLA": "Exampleshire"}
    went = one(lay, "plan", f"{text}; plan-transferred@2026-09-01 direction=out other_authority=Sampleton")
    assert (went["CeaseDate"], went["CeaseReason"]) == (date(2026, 9, 1), 5)


def test_a_review_and_the_last_one_of_the_plan(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-05-01; review-meeting-held@2025-04-20; review-decided@2025-05-10 outcome=maintain; "
        "review-meeting-held@2026-04-20; review-decided@2026-05-10 outcome=amend; amendment-notice-sent@2026-05-12"
    )
    assert one(lay, "review", text) == {
        "ReviewMeeting": date(2026, 4, 20),
        "ReviewOutcome": "A",
        "ReviewDraft": date(2026, 5, 12),
        "ReviewDecidedOn": date(2026, 5, 12),
    }
    assert one(lay, "plan", text)["LastReview"] == date(2026, 5, 10)  # the day it wrote, not that of the meeting


def test_a_move_due_in_the_year(lay: Lay) -> None:
    text = (
        "final-plan-sent@2022-05-01; "
        "phase-transfer-expected@2025-09-01 transfer=primary-to-secondary transfer_on=2026-09-01"
    )
    row = one(lay, "phase", text)
    assert row == {"PhaseTransferDueDate": date(2026, 2, 15), "Transfer": "primary-to-secondary"}
    assert "5:phase-not-final" in found(lay, text)
    done = f"{text}; amended-plan-sent@2026-02-10 names_next_phase=yes"
    assert one(lay, "phase", done)["PhaseTransferFinalDate"] == date(2026, 2, 10)
    assert "5:phase-not-final" not in found(lay, done)


def test_a_move_of_the_year_after_is_in_too(lay: Lay) -> None:
    """Its limit falls three weeks after census day."""
    text = f"{KEPT}; phase-transfer-expected@2026-09-01 transfer=secondary-to-post-16 transfer_on=2027-09-01"
    assert one(lay, "phase", text)["PhaseTransferDueDate"] == date(2027, 3, 31)
    later = f"{KEPT}; phase-transfer-expected@2026-09-01 transfer=secondary-to-post-16 transfer_on=2028-09-01"
    assert [row for row in items(lay, later) if row["Item"] == "phase"] == []


def test_reviews_and_moves_are_as_they_stood_on_census_day(lay: Lay) -> None:
    text = f"{KEPT}; review-meeting-held@2026-12-10; review-decided@2027-01-07 outcome=maintain"
    assert one(lay, "review", text, as_of="2027-01-21")["ReviewOutcome"] == "M"
    assert one(lay, "plan", text, as_of="2027-01-21")["LastReview"] == date(2027, 1, 7)
    text = f"{KEPT}; review-meeting-held@2026-12-10; review-decided@2027-01-22 outcome=maintain"
    assert "ReviewOutcome" not in one(lay, "review", text, as_of="2027-02-01")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("assessment-requested@2026-02-02 requester=family", ["1:request-unanswered"]),
        ("assessment-requested@2026-12-21 requester=family", []),
        ("assessment-requested@2026-12-21", ["1:source-missing"]),
        (f"{REQUEST}; final-plan-sent@2026-06-01", ["5:plan-without-decision"]),
        (f"assessment-refused@2026-01-20; {REQUEST}; assessment-agreed@2026-03-01", ["1:before-receipt"]),
        ("final-plan-sent@2024-05-01; review-meeting-held@2026-04-20", ["5:review-without-outcome"]),
        ("final-plan-sent@2024-05-01; plan-ceased@2026-07-31", ["5:cease-reason-missing"]),
        ("final-plan-sent@2024-05-01; case-closed@2026-07-31 reason=ceased", ["5:closed-with-plan"]),
    ],
)
def test_what_is_to_be_put_right(lay: Lay, text: str, wanted: list[str]) -> None:
    assert found(lay, text) == wanted


def test_the_source_was_not_compulsory_before_2026(lay: Lay) -> None:
    assert found(lay, "assessment-requested@2025-02-02; assessment-refused@2025-03-01", year=2025) == []


def test_the_census_day_is_announced_or_by_rule() -> None:
    assert census_day(2026) == (date(2027, 1, 21), True)
    assert census_day(2014) == (date(2015, 1, 15), True)
    assert census_day(2030) == (date(2031, 1, 16), False)
