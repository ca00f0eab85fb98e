"""What one case gives to the modules of SEN2 2027: calendar 2026, census day Thursday 21 January 2027."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.sen2.modules import Share, Survey, share_of

Lay = Callable[..., Timeline]
CENSUS = date(2027, 1, 21)
REQUEST = "assessment-requested@2026-02-02 requester=family"
AGREED = f"{REQUEST}; assessment-agreed@2026-03-10"
ISSUED = f"{AGREED}; draft-plan-sent@2026-05-22; final-plan-sent@2026-06-19"
KEPT = "final-plan-sent@2022-05-02"


def share(lay: Lay, text: str, today: date = CENSUS) -> Share:
    survey = Survey(2026, CENSUS, today)
    return share_of(lay(text, survey.until.isoformat()), survey)


def strands(lay: Lay, text: str, **more: Any) -> list[dict[str, dict[str, Any] | None]]:
    """Each strand without its empty values."""

    def told(values: Any) -> dict[str, Any] | None:
        return None if values is None else {key: value for key, value in values.items() if value is not None}

    return [
        {"request": told(s.request), "assessment": told(s.assessment), "plan": told(s.plan), "active": told(s.active)}
        for s in share(lay, text, **more).strands
    ]


def only(lay: Lay, text: str, **more: Any) -> dict[str, Any]:
    (strand,) = strands(lay, text, **more)
    return strand


def blank(lay: Lay, text: str) -> set[str]:
    """What is blank and stands, or should stand, in the case file."""
    return {name for gap in share(lay, text).gaps if gap.where == "case file" for name in gap.blank.split("; ") if name}


# ---- modules 2 and 3: a request, an assessment


def test_a_request_agreed_to_and_its_plan(lay: Lay) -> None:
    assert only(lay, ISSUED) == {
        "request": {
            "ReceivedDate": date(2026, 2, 2), "RequestSource": 1, "RYA": 0, "RequestOutcomeDate": date(2026, 3, 10),
            "RequestOutcome": "Y", "RequestMediation": 0, "RequestTribunal": 0,
        },
        "assessment": {
            "AssessmentOutcome": "Y", "AssessmentOutcomeDate": date(2026, 6, 19), "AssessmentMediation": 0,
            "AssessmentTribunal": 0, "OtherMediation": 0, "OtherTribunal": 0, "Week20": 0,
        },
        "plan": {"StartDate": date(2026, 6, 19)},
        "active": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "request_", "assessment"),
    [
        (REQUEST, "A", None),
        (f"{REQUEST}; request-withdrawn@2026-02-20", "W", None),
        (f"{REQUEST}; case-closed@2026-02-20 reason=deceased", "W", None),
        (f"{REQUEST}; moved-out@2026-02-20 move=2026-02-20 plan_held=no", "W", None),
        (f"{REQUEST}; assessment-refused@2026-03-10", "N", None),
        (AGREED, "Y", "A"),
        (f"{AGREED}; request-withdrawn@2026-04-20", "Y", "W"),
        (f"{AGREED}; plan-refused@2026-05-20", "Y", "N"),
        (f"{AGREED}; plan-agreed@2026-05-20", "Y", "Y"),
        # an answer of January is of the next return
        ("assessment-requested@2026-12-14; assessment-agreed@2027-01-06", "A", None),
        (f"{AGREED}; plan-refused@2027-01-06", "Y", "A"),
        # decided before the year, and gone on with in it
        ("assessment-requested@2025-10-01; assessment-agreed@2025-11-10", "H", "A"),
        ("assessment-requested@2025-10-01; assessment-agreed@2025-11-10; plan-refused@2026-01-20", "H", "N"),
        # received before the year, answered in it
        ("assessment-requested@2025-12-01; assessment-refused@2026-01-09", "N", None),
    ],
)
def test_the_code_of_a_request_and_of_its_assessment(
    lay: Lay, text: str, request_: str, assessment: str | None
) -> None:
    strand = only(lay, text)
    assert strand["request"]["RequestOutcome"] == request_
    assert (strand["assessment"] or {}).get("AssessmentOutcome") == assessment
    assert strand["plan"] is strand["active"] is None
    if request_ in "AWH":
        assert not strand["request"].keys() & {"RequestOutcomeDate", "RequestMediation", "RequestTribunal"}
    if request_ == "H":  # its 20 weeks are counted from the day received, whenever it was answered
        assert strand["request"] == {"RequestOutcome": "H", "ReceivedDate": date(2025, 10, 1), "RYA": 0}
    if assessment in ("A", "W"):
        assert strand["assessment"] == {"AssessmentOutcome": assessment}


def test_a_plan_decided_on_and_not_issued_has_no_day(lay: Lay) -> None:
    text = f"{AGREED}; plan-agreed@2026-05-20"
    assert "AssessmentOutcomeDate" not in only(lay, text)["assessment"]
    assert "AssessmentOutcomeDate" in blank(lay, text)


def test_a_first_no_stays_whatever_turned_it_round(lay: Lay) -> None:
    text = (
        f"{REQUEST}; assessment-refused@2026-03-10; appeal-registered@2026-04-20 challenge=refuse-assess; "
        "order-made@2026-08-01 order=assess; assessment-agreed@2026-08-10 route=order; final-plan-sent@2026-12-01"
    )
    strand = only(lay, text)
    assert (strand["request"]["RequestOutcome"], strand["request"]["RequestTribunal"]) == ("N", 1)
    assert (strand["assessment"]["AssessmentOutcome"], strand["assessment"]["AssessmentTribunal"]) == ("Y", 0)
    assert strand["plan"] == {"StartDate": date(2026, 12, 1)}


def test_a_refusal_before_the_year_that_the_year_turned_round(lay: Lay) -> None:
    text = (
        "assessment-requested@2025-05-01; assessment-refused@2025-06-10; appeal-registered@2025-07-20 "
        "challenge=refuse-assess; order-made@2026-02-01 order=assess; assessment-agreed@2026-02-10 route=order"
    )
    strand = only(lay, text)
    assert (strand["request"]["RequestOutcome"], strand["assessment"]) == ("H", {"AssessmentOutcome": "A"})


def test_a_plan_of_the_year_has_the_day_its_request_was_received_though_answered_before(lay: Lay) -> None:
    text = f"assessment-requested@2025-10-01 requester=setting; assessment-agreed@2025-11-10; {KEPT[:-10]}2026-02-17"
    strand = only(lay, text)
    assert (strand["request"]["ReceivedDate"], strand["request"]["RequestSource"]) == (date(2025, 10, 1), 2)
    assert "RequestOutcomeDate" not in strand["request"]
    assert strand["assessment"]["AssessmentOutcomeDate"] == date(2026, 2, 17)


def test_a_request_made_in_youth_accommodation(lay: Lay) -> None:
    assert only(lay, f"{REQUEST} detained=yes")["request"]["RYA"] == 1
    inside = "detention-began@2026-01-05 plan_held=no"
    assert only(lay, f"{inside}; {REQUEST}")["request"]["RYA"] == 1
    assert only(lay, f"{inside}; detention-ended@2026-01-20; {REQUEST}")["request"]["RYA"] == 0


def test_exported_is_said_of_whoever_moved_before_the_assessment_was_completed(lay: Lay) -> None:
    moved = "moved-out@2026-04-20 move=2026-04-20 plan_held=no"
    for text in (f"{REQUEST}; {moved}", f"{AGREED}; {moved}"):
        assert only(lay, text)["request"]["Exported"] == 1
    assert "Exported" not in only(lay, f"{REQUEST}; request-withdrawn@2026-02-20")["request"]


def test_mediation_and_appeals_about_anything_else(lay: Lay) -> None:
    appealed = f"{KEPT}; review-meeting-held@2026-03-01; review-decided@2026-03-20 outcome=maintain; "
    contents = only(lay, f"{appealed}appeal-registered@2026-05-01 challenge=refuse-amend")["assessment"]
    assert (contents["OtherTribunal"], contents["OtherMediation"]) == (1, 0)
    assert only(lay, f"{appealed}mediation-requested@2026-04-10")["assessment"]["OtherMediation"] == 1
    before = f"{KEPT}; appeal-registered@2025-11-01 challenge=contents"
    assert only(lay, before)["assessment"]["OtherTribunal"] == 0
    claim = only(lay, f"{KEPT}; appeal-registered@2026-05-01 kind=claim")["assessment"]
    assert claim["OtherTribunal"] == 0
    no = only(lay, f"{AGREED}; plan-refused@2026-05-20; mediation-requested@2026-06-01")["assessment"]
    assert (no["AssessmentMediation"], no["OtherMediation"]) == (1, 0)


def test_only_an_exception_that_holds_is_week_20(lay: Lay) -> None:
    def week_20(ground: str) -> int:
        claim = f"exception-recorded@2026-06-01 rule=final-plan ground={ground} reason=x from=2026-05-01 to=2026-05-10"
        found = only(lay, f"{AGREED}; {claim}; final-plan-sent@2026-07-19")["assessment"]["Week20"]
        assert isinstance(found, int)
        return found

    assert (week_20("exceptional-circumstances"), week_20("away-four-weeks")) == (1, 0)


# ---- module 4: every plan has its request and its assessment


@pytest.mark.parametrize("text", [KEPT, "plan-transferred@2024-03-02 direction=in made=2019-05-01"])
def test_a_plan_of_before_the_year_is_historical(lay: Lay, text: str) -> None:
    strand = only(lay, text)
    assert strand["request"] == {"RequestOutcome": "H"} and strand["assessment"]["AssessmentOutcome"] == "H"
    assert strand["plan"] is not None and strand["active"] is not None


def test_a_plan_of_before_the_year_with_its_request_on_file_is_historical_too(lay: Lay) -> None:
    text = "assessment-requested@2025-02-02; assessment-agreed@2025-03-10; final-plan-sent@2025-06-19"
    strand = only(lay, text)
    assert strand["request"] == {"RequestOutcome": "H"} and strand["assessment"]["AssessmentOutcome"] == "H"
    assert share(lay, text).strands[0].id.endswith("/1")


def test_a_second_plan_is_in_though_no_request_is_on_file(lay: Lay) -> None:
    text = f"{ISSUED}; plan-ceased@2026-08-01 reason=needs-met; final-plan-sent@2026-10-05"
    first, second = strands(lay, text)
    assert first["plan"] == {"StartDate": date(2026, 6, 19), "CeaseDate": date(2026, 8, 1), "CeaseReason": 2}
    assert first["active"] is None and second["active"] is not None
    assert (second["request"], second["plan"]) == ({}, {"StartDate": date(2026, 10, 5)})
    assert second["assessment"]["AssessmentOutcomeDate"] == date(2026, 10, 5)
    assert {"ReceivedDate", "RequestOutcome"} <= blank(lay, text)


def test_a_plan_sent_again_is_one_plan(lay: Lay) -> None:
    assert only(lay, f"{ISSUED}; final-plan-sent@2026-10-05")["plan"] == {"StartDate": date(2026, 6, 19)}


def test_a_plan_that_shows_by_its_traces_alone_is_in(lay: Lay) -> None:
    text = "review-meeting-held@2026-04-20; review-decided@2026-05-10 outcome=maintain"
    strand = only(lay, text)
    assert strand["active"]["LastReview"] == date(2026, 5, 10) and strand["plan"] == {}
    assert "StartDate" in blank(lay, text)
    ceased = only(lay, f"{text}; plan-ceased@2026-09-01 reason=max-age")
    assert ceased["plan"] == {"CeaseDate": date(2026, 9, 1), "CeaseReason": 1} and ceased["active"] is None


def test_a_plan_that_left_in_the_year_and_one_that_came(lay: Lay) -> None:
    left = only(lay, f"{KEPT}; plan-transferred@2026-09-01 direction=out other_authority=Leeds")
    assert left["plan"] == {"StartDate": date(2022, 5, 2), "CeaseDate": date(2026, 9, 1), "CeaseReason": 5}
    came = "plan-transferred@2026-03-02 direction=in made=2019-05-01"
    assert only(lay, f"{came} other_authority=Leeds")["active"]["TransferLA"] == "383"
    assert only(lay, f"{came} other_authority=383")["active"]["TransferLA"] == "383"
    for unknown in (came, f"{came} other_authority=Exampleshire", f"{came} other_authority=Northamptonshire"):
        assert "TransferLA" not in only(lay, unknown)["active"] and "TransferLA" in blank(lay, unknown)
    earlier = "plan-transferred@2025-03-02 direction=in made=2019-05-01 other_authority=Leeds"
    assert "TransferLA" not in only(lay, earlier)["active"] and "TransferLA" not in blank(lay, earlier)


def test_a_case_closed_in_the_year_while_its_plan_goes_on_is_in(lay: Lay) -> None:
    closed = "case-closed@2026-09-01 reason=moved-away"
    for plan in (KEPT, "review-meeting-held@2026-04-20; review-decided@2026-05-10 outcome=maintain"):
        found = share(lay, f"{plan}; {closed}")
        assert found.strands[0].active is not None
        assert [gap for gap in found.gaps if "was closed while its plan goes on" in gap.why]
    before = "review-meeting-held@2024-04-20; case-closed@2025-09-01 reason=moved-away"
    assert share(lay, before).left_out == "over-before"


# ---- module 5: as at census day


def test_module_5_is_as_at_census_day_and_modules_2_to_4_as_at_31_december(lay: Lay) -> None:
    ceased = only(lay, f"{KEPT}; plan-ceased@2027-01-12 reason=needs-met")
    assert ceased["plan"] == {"StartDate": date(2022, 5, 2)} and ceased["active"] is None
    after = only(lay, f"{KEPT}; plan-ceased@2027-01-22 reason=needs-met", today=date(2027, 2, 1))
    assert after["active"] is not None
    january = f"{KEPT}; review-meeting-held@2026-12-10; review-decided@2027-01-07 outcome=maintain"
    assert only(lay, january)["active"] == {
        "ReviewMeeting": date(2026, 12, 10), "ReviewOutcome": "M", "LastReview": date(2027, 1, 7),
    }  # fmt: skip
    issued = only(lay, f"{AGREED}; draft-plan-sent@2026-12-22; final-plan-sent@2027-01-11")
    assert issued["plan"] is None and issued["active"] == {}
    assert "AssessmentOutcomeDate" not in issued["assessment"]


def test_last_review_is_the_day_the_authority_wrote(lay: Lay) -> None:
    held = f"{KEPT}; review-meeting-held@2025-04-20; review-decided@2025-05-09 outcome=maintain; "
    newest = f"{held}review-meeting-held@2026-04-20; "
    told = only(lay, f"{newest}review-decided@2026-05-10 outcome=amend; amendment-notice-sent@2026-05-18")["active"]
    assert told == {
        "ReviewMeeting": date(2026, 4, 20), "ReviewOutcome": "A", "ReviewDraft": date(2026, 5, 18),
        "LastReview": date(2026, 5, 10),
    }  # fmt: skip
    notice = only(lay, f"{newest}amendment-notice-sent@2026-05-18")["active"]
    assert (notice["LastReview"], notice["ReviewOutcome"]) == (date(2026, 5, 18), "A")
    undecided = only(lay, newest)["active"]
    assert undecided == {"ReviewMeeting": date(2026, 4, 20)}  # nothing of the review before
    assert {"LastReview", "ReviewOutcome"} <= blank(lay, newest)


def test_a_light_review_is_no_annual_review(lay: Lay) -> None:
    text = f"{KEPT}; review-meeting-held@2026-02-20; review-decided@2026-03-01 outcome=maintain; "
    assert only(lay, f"{text}review-meeting-held@2026-10-01 kind=light")["active"]["ReviewMeeting"] == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("move", "due"),
    [
        ("transfer=primary-to-secondary transfer_on=2026-09-01", date(2026, 2, 15)),
        ("transfer=primary-to-secondary transfer_on=2027-09-01", date(2027, 2, 15)),
        ("transfer=secondary-to-post-16 transfer_on=2027-09-01", date(2027, 3, 31)),
        ("transfer=secondary-to-post-16 transfer_on=2028-09-01", None),
    ],
)
def test_a_move_of_this_year_or_the_next(lay: Lay, move: str, due: date | None) -> None:
    text = f"{KEPT}; phase-transfer-expected@2025-09-01 {move}"
    assert only(lay, text)["active"].get("PhaseTransferDueDate") == due
    named = only(lay, f"{text}; amended-plan-sent@2027-01-18 names_next_phase=yes")["active"]
    assert named.get("PhaseTransferFinalDate") == (date(2027, 1, 18) if due else None)


# ---- what is left out


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("assessment-requested@2025-02-02; assessment-refused@2025-03-10", "over-before"),
        ("final-plan-sent@2020-05-01; plan-ceased@2025-07-31 reason=needs-met", "over-before"),
        ("assessment-requested@2027-01-06", "begins-after"),
        ("assessment-requested@2027-02-01", "begins-after"),
        ("foi-received@2026-04-01 party=FOI-1", "nothing-asked"),
        (f"{ISSUED}; case-closed@2026-08-01 reason=duplicate", "duplicate"),
    ],
)
def test_a_case_that_gives_nothing_says_why(lay: Lay, text: str, why: str) -> None:
    found = share(lay, text)
    assert (found.strands, found.left_out) == ((), why)


def test_what_the_office_holds_is_blank_once_a_module(lay: Lay) -> None:
    modules = [gap.module for gap in share(lay, ISSUED).gaps if gap.where == "office system"]
    assert modules == ["1", "4a", "4b", "5b", "5c"]
    assert [gap.module for gap in share(lay, REQUEST).gaps if gap.where == "office system"] == ["1"]
