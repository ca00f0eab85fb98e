"""What the law makes impossible or doubtful: each finding on a case that has it, and not on its near miss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sendclock.check.finding import FINDINGS, doubts, looked_at
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import timeline, undated
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook

Lay = Callable[..., Timeline]
AS_OF = "2026-11-21"
FAR = "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; draft-plan-sent@2026-06-01 served=2026-06-01"
NO = "assessment-requested@2026-03-02; assessment-refused@2026-04-06"
APPEAL = "adviser-contacted@2026-04-20; appeal-registered@2026-05-18 challenge=refuse-assess"
PLAN = "final-plan-sent@2026-02-02"
REVIEW = f"{PLAN}; review-meeting-held@2026-10-05"
CEASE = "final-plan-sent@2024-02-05; cease-decided@2026-06-01"
LATE = "assessment-requested@2026-06-01; advice-requested@2026-07-17 party=Oakwood source=school"
CLOSED = "exception-recorded@2026-10-12 rule=final-plan ground=school-closed reason=r"
BORN = {"born": date(2016, 1, 8)}  # eleven in 2027: secondary school that September


@pytest.fixture(scope="session")
def find(lay: Lay, book: RuleBook) -> Callable[..., list[Problem]]:
    def of(text: str, as_of: str = AS_OF, **case: object) -> list[Problem]:
        whole = lay(text, as_of, **case)
        found = list(doubts(whole))
        assert found == list(doubts(timeline(whole.case, book, whole.as_of, looked_at(whole.case, book))))
        return found

    return of


def line(event: int) -> Position:
    """Where the fixture puts event `e{event}`."""
    return Position("EHC-2026-0001.toml", (event - 1) * 4 + 1)


# code, event it stands at, decisive words, the case, and what else the case is
HAS: list[tuple[str, int, str, str, dict[str, Any]]] = [
    (
        "too-early", 4, "before Tue 16 Jun 2026: Earliest day for the final plan if the family has not replied "
        "(SEND Regs 2014 reg 13(1)(a)", f"{FAR}; final-plan-sent@2026-06-15", {},
    ),
    ("too-early", 4, "is before Tue 16 Jun 2026", f"{FAR}; final-plan-sent@2026-06-15 complete=2026-06-20", {}),
    ("too-early", 3, "Earliest day the plan may cease (CFA 2014 s.45(4)", f"{CEASE}; plan-ceased@2026-07-20", {}),
    (
        "ceased-during-appeal", 4, "until the appeal is finally determined (CFA 2014 s.45(4)(b))",
        f"{CEASE}; appeal-registered@2026-07-20 challenge=cease; plan-ceased@2026-09-01", {},
    ),
    (
        "amend-without-notice", 3,
        "does not meet the four weeks, which runs to Mon 2 Nov 2026 (SEND Regs 2014 reg 20(10)",
        f"{REVIEW}; review-decided@2026-10-19 outcome=amend", {},
    ),
    (
        "exception-refused", 3, "the closure lasted 27 days, and 28 are needed (SEND Regs 2014 regs 5(4)(a)",
        f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-07-22 reopens=2026-08-18", {},
    ),
    (
        "exception-refused", 3, "re-opens before it closes",
        f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-09-02 reopens=2026-07-22", {},
    ),
    (
        "exception-refused", 3, "asked for on Fri 17 Jul 2026, outside Sat 18 Jul 2026 to Wed 26 Aug 2026",
        f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-07-25 reopens=2026-09-02", {},
    ),
    (
        "exception-asked", 3, "no advice-requested of that day is recorded",
        f"{LATE}; {CLOSED} asked=2026-07-20 closed=2026-07-22 reopens=2026-09-02", {},
    ),
    (
        "exception-doubtful", 3, "Regulation 4(1) sets the same six weeks",
        "assessment-requested@2026-06-01; assessment-refused@2026-08-03; exception-recorded@2026-08-03 "
        "rule=decide-to-assess ground=exceptional-circumstances from=2026-06-20 to=2026-07-20 reason=r", {},
    ),
    (
        "exception-unused", 2, "no clock of amended-plan had started by Mon 12 Oct 2026",
        "assessment-requested@2026-06-01; exception-recorded@2026-10-12 rule=amended-plan "
        "ground=coronavirus-exception reason=r", {},
    ),
    (
        "fixed-apart", 2, "in place of order-amend-both, due Mon 5 Oct 2026, which stands as well",
        "order-made@2026-08-31 order=amend-both; direction-given@2026-08-31 due=2026-12-01 party=plan "
        "rule=order-amend-both", {},
    ),
    (
        "plan-not-passed-on", 3, "Nothing on file says that the plan was transferred to the new authority",
        "final-plan-sent@2026-03-02; moved-out@2026-06-01 move=2026-06-08; "
        "case-closed@2026-06-09 reason=moved-away", {},
    ),
    (
        "carried-out-too", 5, "correct EHC-2026-0001 e5 meeting=2026-06-01 ordered=2026-06-29 --reason",
        "final-plan-sent@2025-09-01; review-meeting-held@2026-06-01; amendment-notice-sent@2026-06-22; "
        "order-made@2026-06-29 order=amend-provision; amended-plan-sent@2026-07-20", {},
    ),
    (
        "carried-out-too", 2, "order-amend-provision, due Mon 3 Aug 2026, still waits for one",
        "final-plan-sent@2025-09-01; amended-plan-sent@2026-06-15 following=order; order-made@2026-06-29 "
        "order=amend-provision", {},
    ),
    ("route-missing", 3, "no route is recorded", f"{NO}; assessment-agreed@2026-05-11", {}),
    ("route-missing", 5, "no route is recorded", f"{NO}; {APPEAL}; assessment-agreed@2026-06-15 route=request", {}),
    (
        "route-missing", 4, "plan-agreed on Mon 10 Aug 2026 follows plan-refused on Mon 22 Jun 2026",
        "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; plan-refused@2026-06-22; "
        "plan-agreed@2026-08-10", {},
    ),
    (
        "route-missing", 4, "nothing recorded overturned it",
        "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; plan-refused@2026-06-22; "
        "draft-plan-sent@2026-08-10", {},
    ),
    (
        "route-unrecorded", 5, "no order-made is recorded, so its clocks do not run",
        f"{NO}; {APPEAL}; assessment-agreed@2026-06-15 route=order", {},
    ),
    (
        "phase-transfer-missing", 1, "primary to secondary comes in September 2027, but no phase-transfer-expected is "
        "recorded, so the limit of Sun 14 Feb 2027 is not watched (SEND Regs 2014 reg 18(1)(b))", PLAN, BORN,
    ),
    ("phase-transfer-missing", 1, "early-years to school comes in September 2027", PLAN, {"born": date(2022, 9, 1)}),
    ("phase-transfer-missing", 1, "limit of Tue 30 Mar 2027", PLAN, {"born": date(2011, 8, 31)}),
    ("phase-transfer-missing", 1, "has passed unwatched", PLAN, {**BORN, "as_of": "2027-02-15"}),
    (
        "phase-transfer-missing", 2, "secondary to post-16",
        "phase-transfer-expected@2021-07-01 transfer=primary-to-secondary transfer_on=2022-09-01; "
        "plan-transferred@2026-02-02 direction=in made=2020-05-04 last_reviewed=2026-01-12", {"born": date(2011, 4, 2)},
    ),
    ("no-review", 1, "no clock says when it is to be reviewed", "amended-plan-sent@2026-02-02 following=order", {}),
    ("no-review", 1, "by Thu 19 Nov 2026, as annual-review requires (CFA", "final-plan-sent@2025-11-20", {}),
    (
        "out-of-order", 2, "the family sees a draft first (CFA 2014 s.38",
        "assessment-requested@2026-03-02; final-plan-sent@2026-06-01; draft-plan-sent@2026-06-22", {},
    ),
    ("out-of-order", 1, "the decision answers", "assessment-agreed@2025-04-06; assessment-requested@2026-03-02", {}),
    (
        "out-of-order", 1, "advice answers a request for it (SEND Regs 2014 reg 6)",
        "advice-received@2026-05-01 party=A; advice-requested@2026-05-08 party=a source=health", {},
    ),
    ("out-of-order", 1, "a plan rests on", "draft-plan-sent@2026-05-04; assessment-agreed@2026-06-01", {}),
    (
        "out-of-order", 4, "the meeting comes first (SEND Regs 2014 reg 20(10))",
        f"{PLAN}; review-meeting-held@2025-10-06; review-meeting-held@2026-10-05; "
        "review-decided@2026-09-07 outcome=maintain", {},
    ),
    (
        "out-of-order", 2, "people are invited first",
        f"{PLAN}; review-meeting-held@2026-10-05; review-notice-given@2026-10-19", {},
    ),
    ("field-out-of-order", 1, '"served" is Thu 4 Jun 2026, earlier', "plan-refused@2026-06-08 served=2026-06-04", {}),
    ("field-out-of-order", 1, '"complete" is', "final-plan-sent@2026-06-08 complete=2026-06-04", {}),
    ("field-out-of-order", 1, '"lodged" is Thu 4 Jun', "appeal-registered@2026-06-01 lodged=2026-06-04", {}),
    (
        "field-out-of-order", 3, '"meeting" is Mon 2 Nov 2026, later',
        f"{REVIEW}; review-decided@2026-10-26 outcome=maintain meeting=2026-11-02", {},
    ),
    ("future", 2, "Is the date right?", f"{PLAN}; contact-made@2026-12-01 whom=family how=call", {}),
    ("future", 1, '"served" of draft-plan-sent is Mon 23 Nov', "draft-plan-sent@2026-11-20 served=2026-11-23", {}),
    (
        "assessed-recently", 4, "within six months of the assessment concluded on Mon 22 Jun 2026. There may be no "
        "duty to assess again (CFA 2014 s.36(6))", "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; "
        "plan-refused@2026-06-22; assessment-requested@2026-11-16", {},
    ),
    (
        "assessed-recently", 2, "(SEND Regs 2014 reg 24(a))",
        f"{PLAN}; reassessment-requested@2026-08-01", {},
    ),
    ("plan-held", 2, "record reassessment-requested", f"{PLAN}; assessment-requested@2026-11-02", {}),
    (
        "dated-apart", 2,
        "end on Wed 2 Dec 2026 (SEND Regs 2014 reg 33), from the date of the notice on Sat 28 Nov 2026",
        "assessment-requested@2026-09-01; assessment-refused@2026-10-02 dated=2026-09-28", {},
    ),
    (
        "dated-apart", 2, "the earlier is used", "assessment-requested@2026-03-02; assessment-refused@2026-04-10 "
        "dated=2026-04-02; adviser-contacted@2026-06-05", {},
    ),
    (
        "closes-too-early", 1, "closes on Mon 23 Nov 2026, before the 15 days end on Mon 30 Nov 2026",
        "draft-plan-sent@2026-11-13 served=2026-11-16 closes=2026-11-23", {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "event", "says", "text", "more"), HAS)
def test_a_case_that_has_it(
    find: Callable[..., list[Problem]], code: str, event: int, says: str, text: str, more: dict[str, Any]
) -> None:
    found = [problem for problem in find(text, **more) if problem.code == code]
    assert [problem.position for problem in found] == [line(event)]
    assert found[0].severity == "warning"
    assert says in found[0].message


# the code that must not be found, the near miss, and what else the case is
HAS_NOT: list[tuple[str, str, dict[str, Any]]] = [
    ("too-early", f"{FAR}; final-plan-sent@2026-06-16", {}),
    ("too-early", f"{FAR}; representations-received@2026-06-09; final-plan-sent@2026-06-15", {}),
    ("too-early", f"{CEASE}; plan-ceased@2026-09-07", {}),
    ("too-early", f"{CEASE}; plan-ceased@2026-07-20 reason=deceased", {}),
    (
        "ceased-during-appeal",
        f"{CEASE}; appeal-registered@2026-07-20 challenge=cease; appeal-ended@2026-08-31 outcome=dismissed; "
        "plan-ceased@2026-09-01", {},
    ),
    (
        "ceased-during-appeal",
        f"{CEASE}; appeal-registered@2026-07-20 challenge=contents; plan-ceased@2026-09-01", {},
    ),
    ("amend-without-notice", f"{REVIEW}; amendment-notice-sent@2026-10-16; review-decided@2026-10-19 outcome=amend",
     {}),
    ("amend-without-notice", f"{REVIEW}; review-decided@2026-10-19 outcome=amend; amendment-dropped@2026-10-26", {}),
    ("amend-without-notice", f"{REVIEW}; review-decided@2026-10-19 outcome=maintain", {}),
    (
        "amend-without-notice",
        f"{REVIEW}; review-decided@2026-10-19 outcome=amend; plan-transferred@2026-11-02 direction=out", {},
    ),
    ("carried-out-too", "final-plan-sent@2025-09-01; review-meeting-held@2026-06-01; amendment-notice-sent@2026-06-22; "
     "order-made@2026-06-29 order=amend-provision; amended-plan-sent@2026-07-20 meeting=2026-06-01 ordered=2026-06-29",
     {}),
    ("carried-out-too", "final-plan-sent@2025-09-01; amended-plan-sent@2026-04-20 following=other; "
     "order-made@2026-06-29 order=amend-provision", {}),
    ("carried-out-too", "final-plan-sent@2025-09-01; review-meeting-held@2026-04-06; amendment-notice-sent@2026-04-20; "
     "amended-plan-sent@2026-06-01; mediation-agreed@2026-06-29 order=amend-provision", {}),  # about that plan
    ("plan-not-passed-on", "final-plan-sent@2026-03-02; moved-out@2026-06-01 move=2026-06-08; "
     "plan-transferred@2026-06-08 direction=out; case-closed@2026-06-09 reason=moved-away", {}),
    ("plan-not-passed-on", "final-plan-sent@2026-03-02; case-closed@2026-06-09 reason=moved-away; "
     "plan-transferred@2026-06-12 direction=out", {}),
    ("plan-not-passed-on", "assessment-requested@2026-03-02; case-closed@2026-06-09 reason=moved-away", {}),
    ("exception-refused", f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-07-22 reopens=2026-08-19", {}),
    ("exception-asked", f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-07-22 reopens=2026-08-19", {}),
    ("exception-unused", f"{LATE}; {CLOSED} asked=2026-07-17 closed=2026-07-22 reopens=2026-08-18", {}),
    (
        "exception-doubtful",
        "assessment-requested@2026-06-01; assessment-agreed@2026-08-03; exception-recorded@2026-08-03 "
        "rule=decide-to-assess ground=exceptional-circumstances from=2026-06-20 to=2026-07-20 reason=r", {},
    ),
    ("route-missing", f"{NO}; assessment-agreed@2026-05-11 route=change-of-mind original_request=2026-03-02", {}),
    ("route-missing", f"{NO}; assessment-requested@2026-10-05; assessment-agreed@2026-11-09", {}),
    (
        "route-missing",
        f"{NO}; {APPEAL}; order-made@2026-06-08 order=assess; assessment-agreed@2026-06-15 route=order; "
        "plan-agreed@2026-08-10", {},
    ),
    (
        "route-missing",
        "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; plan-refused@2026-06-22; "
        "mediation-agreed@2026-08-03 order=make-plan; draft-plan-sent@2026-08-10", {},
    ),
    (
        "route-unrecorded",
        f"{NO}; {APPEAL}; order-made@2026-06-08 order=assess; assessment-agreed@2026-06-15 route=order", {},
    ),
    ("phase-transfer-missing", PLAN, {}),
    ("phase-transfer-missing", PLAN, {"born": date(2016, 9, 1)}),  # a school year younger
    ("phase-transfer-missing", PLAN, {"born": date(2015, 8, 31)}),  # moved in September 2026
    ("phase-transfer-missing", PLAN, {**BORN, "as_of": "2026-02-14"}),
    ("phase-transfer-missing", "final-plan-sent@2027-02-15", {**BORN, "as_of": "2027-03-01"}),
    (
        "phase-transfer-missing",
        f"{PLAN}; phase-transfer-expected@2026-06-01 transfer=primary-to-secondary transfer_on=2027-09-01", BORN,
    ),
    ("phase-transfer-missing", f"{PLAN}; phase-transfer-dropped@2026-06-01", BORN),
    ("phase-transfer-missing", "final-plan-sent@2026-10-05 names_next_phase=yes", BORN),
    ("phase-transfer-missing", f"{PLAN}; cease-decided@2026-10-05", BORN),
    ("phase-transfer-missing", f"{PLAN}; moved-out@2026-10-05 move=2026-10-05; plan-transferred@2026-10-05 "
     "direction=out", BORN),
    ("no-review", "final-plan-sent@2025-11-22", {}),
    ("no-review", "final-plan-sent@2025-11-20; plan-ceased@2026-10-05", {}),
    ("no-review", "assessment-requested@2025-03-03", {}),
    ("no-review", "detention-began@2026-03-02; amended-plan-sent@2026-04-06", {}),
    ("out-of-order", f"{FAR}; final-plan-sent@2026-06-22; draft-plan-sent@2026-07-06", {}),
    ("out-of-order", "final-plan-sent@2019-06-03; draft-plan-sent@2026-07-06", {}),  # the first draft is merely missing
    ("out-of-order", "assessment-agreed@2026-03-02; assessment-requested@2026-03-02", {}),
    (
        "out-of-order",
        "advice-received@2026-05-01 party=A; advice-requested@2026-05-08 party=B source=health", {},
    ),
    (
        "out-of-order",
        "amended-plan-sent@2026-05-11 following=order; amendment-notice-sent@2026-07-06", {},
    ),
    (
        "out-of-order",
        f"{PLAN}; review-meeting-held@2025-10-06; review-decided@2026-09-07 outcome=maintain meeting=2025-10-06; "
        "review-meeting-held@2026-10-05", {},
    ),
    ("field-out-of-order", "plan-refused@2026-06-08 served=2026-06-08 dated=2026-06-05", {}),
    ("field-out-of-order", "appeal-registered@2026-06-04 lodged=2026-06-01", {}),
    ("future", "draft-plan-sent@2026-11-20 served=2026-11-21 closes=2026-12-07", {}),
    (
        "assessed-recently",
        "assessment-requested@2026-01-05; assessment-agreed@2026-02-02; plan-refused@2026-05-16; "
        "assessment-requested@2026-11-16", {},
    ),
    ("assessed-recently", f"{NO}; assessment-requested@2026-05-11", {}),  # a refusal to assess is no assessment
    ("plan-held", f"{PLAN}; plan-ceased@2026-06-01; assessment-requested@2026-11-02", {}),
    ("dated-apart", "assessment-requested@2026-09-01; assessment-refused@2026-10-02 dated=2026-10-02", {}),
    (
        "dated-apart",  # past, and the family made contact in time on either reading
        "assessment-requested@2026-03-02; assessment-refused@2026-04-10 dated=2026-04-02; adviser-contacted@2026-05-05",
        {},
    ),
    (
        "dated-apart",  # both end with February
        "assessment-requested@2026-11-01; assessment-refused@2026-12-31 dated=2026-12-30", {"as_of": "2027-01-05"},
    ),
    ("closes-too-early", "draft-plan-sent@2026-11-13 served=2026-11-16 closes=2026-11-30", {}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "more"), HAS_NOT)
def test_a_near_miss(find: Callable[..., list[Problem]], code: str, text: str, more: dict[str, Any]) -> None:
    assert [problem for problem in find(text, **more) if problem.code == code] == []


def test_an_ordinary_road_from_request_to_review_has_no_doubt(find: Callable[..., list[Problem]]) -> None:
    road = (
        "assessment-requested@2025-09-01; assessment-agreed@2025-10-06; "
        "advice-requested@2025-10-07 party=EP source=psychology; advice-received@2025-11-10 party=EP; "
        "plan-agreed@2025-11-17; draft-plan-sent@2025-11-24 served=2025-11-25 closes=2025-12-12; "
        "setting-consulted@2025-11-25 party=Oakwood received=2025-11-25; representations-received@2025-12-03; "
        "setting-replied@2025-12-05 party=Oakwood; final-plan-sent@2026-01-12 dated=2026-01-12 served=2026-01-13; "
        "review-meeting-arranged@2026-08-24 meeting=2026-10-12; review-notice-given@2026-09-21; "
        "review-papers-circulated@2026-09-21; review-meeting-held@2026-10-12; review-report-sent@2026-10-19; "
        "review-decided@2026-11-02 outcome=amend meeting=2026-10-12; "
        "amendment-notice-sent@2026-11-02 meeting=2026-10-12 closes=2026-11-20"
    )
    assert find(road, born=date(2018, 3, 1)) == []


def test_corrections_count_and_what_is_withdrawn_does_not(find: Callable[..., list[Problem]]) -> None:
    wrong = "final-plan-sent@2026-06-08 complete=2026-06-04"
    assert [p.code for p in find(wrong)] == ["field-out-of-order"]
    assert find(f"{wrong}; event-corrected@2026-06-09 event=e1 complete=2026-06-10") == []
    assert find(f"{wrong}; event-withdrawn@2026-06-09 event=e1") == []


def test_every_event_that_presupposes_another_is_held_against_the_days(book: RuleBook) -> None:
    """A day before it, the same day, a day after it."""
    for kind in book.event_types.values():
        for first in kind.presupposes.events if kind.presupposes else ():
            assert _out_of_order(book, kind.id, first, date(2026, 6, 1)), (kind.id, first)
            assert not _out_of_order(book, kind.id, first, date(2026, 6, 2)), (kind.id, first)
            assert not _out_of_order(book, kind.id, first, date(2026, 6, 3)), (kind.id, first)


def _out_of_order(book: RuleBook, later: str, first: str, day: date) -> bool:
    """Whether an event of `day` is found to stand before the one of 2 June 2026 that it presupposes."""
    of_day = Event(first, date(2026, 6, 2), None, "e2", 1, 5, {})
    case = Case("EHC-1", "EHC-1.toml", (Event(later, day, None, "e1", 0, 1, {}), of_day))
    found = doubts(undated(case, book, date(2026, 11, 21)))
    return any(p.code == "out-of-order" and p.message.startswith(f"{later} ") for p in found)


def test_every_finding_says_where_and_how_to_put_it_right(find: Callable[..., list[Problem]]) -> None:
    for _, _, _, text, more in HAS:
        for problem in find(text, **more):
            assert problem.position.line > 0
            fixes = ("sendclock ", "record", "Record", "Take advice")
            assert any(word in problem.message for word in fixes), problem.message
    assert len(FINDINGS) == len(set(FINDINGS))
