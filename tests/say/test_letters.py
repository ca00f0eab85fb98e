"""The sentence for a letter, of every rule of the law: as its examples are, with no more recorded than must be, years
on, met, ended, spent; and with every doubt there is about how a file was read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain

import pytest

from sendclock.clock.case import Case
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.reason import Anchored, AnchoredToClock, Chosen, ReadOffTheFile
from sendclock.clock.run import timeline
from sendclock.law import examples
from sendclock.law.book import RuleBook
from sendclock.say.letter import REQUEST_STANDS_IN, for_a_letter, law_in_full
from sendclock.say.reasons import READ, SAYABLE, roots
from sendclock.say.row import Row, rows_of
from sendclock.say.state import now_due
from sendclock.say.words import long_day
from told import event_of, later, silent

DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
Lay = Callable[..., Timeline]
PLAN = "final-plan-sent@2024-01-08"
REFUSED = "assessment-requested@2026-01-12; assessment-refused@2026-02-16"
# For each word of what was read off the file, a case with it and the day of asking.
READ_SO = {
    "route-missing": (f"{REFUSED}; assessment-agreed@2026-03-09", "2026-04-01"),
    "two-roads": (
        f"{REFUSED}; appeal-unopposed@2026-03-20 challenge=refuse-assess; mediation-agreed@2026-03-24 order=assess",
        "2026-04-01",
    ),
    "done-before": (
        f"{REFUSED}; appeal-registered@2026-03-02; assessment-agreed@2026-03-09 route=change-of-mind; "
        "final-plan-sent@2026-05-25; order-made@2026-06-01 order=assess",
        "2026-06-02",
    ),
    "kept-after-all": (
        "final-plan-sent@2025-03-03; review-meeting-held@2026-02-02; amendment-notice-sent@2026-02-23; "
        "review-decided@2026-03-30 outcome=maintain",
        "2026-04-01",
    ),
    "refusal-not-recorded": ("assessment-requested@2026-01-12; order-made@2026-03-12 order=assess", "2026-04-01"),
    "route-unrecorded": (f"{REFUSED}; assessment-agreed@2026-03-09 route=order", "2026-04-01"),
    "agreed-and-refused": (
        "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; assessment-refused@2026-02-16", "2026-03-05",
    ),
    "detained-assumed": ("detention-began@2026-01-01; assessment-requested@2026-01-12", "2026-02-25"),
    "following-contradicts": (
        f"{PLAN}; reassessment-requested@2025-01-12; reassessment-agreed@2025-01-20; "
        "final-plan-sent@2025-04-20 following=assessment", "2025-09-25",
    ),
    "typed-as-final": (
        f"{PLAN}; review-meeting-held@2024-12-02; amendment-notice-sent@2024-12-20; final-plan-sent@2025-02-03",
        "2025-02-10",
    ),
    "taken-for": (
        f"{PLAN}; appeal-registered@2024-03-01 challenge=contents; order-made@2024-06-03 order=amend-provision; "
        "amended-plan-sent@2024-06-20", "2024-06-25",
    ),
    "meeting-not-recorded": (f"{PLAN}; review-decided@2024-12-20 outcome=maintain", "2025-01-15"),
    "decision-not-recorded": (f"{PLAN}; review-meeting-held@2024-12-02; amended-plan-sent@2025-02-03", "2025-02-10"),
    "confirmed-without-day": (
        f"{PLAN}; reassessment-agreed@2024-12-02; review-confirmed@2024-12-20 reason=x", "2025-01-15"
    ),
    "reassessment-unanswered": (f"{PLAN}; reassessment-requested@2024-12-02; final-plan-sent@2025-02-03", "2025-02-10"),
    "order-assumed": (
        f"{PLAN}; mediation-requested@2024-02-01; mediation-agreed@2024-03-01 order=other party=OT; "
        "mediation-agreed@2024-03-01 order=other party=SALT; agreement-carried-out@2024-03-05", "2024-03-06",
    ),
    "request-stands-in": ("assessment-requested@2026-01-12 detained=yes; detention-ended@2026-02-12", "2026-02-25"),
    "made-unknown": ("plan-transferred@2026-03-02 direction=in", "2026-03-20"),
    "after-response": (
        f"{REFUSED}; appeal-registered@2026-03-02 challenge=refuse-assess; appeal-response-sent@2026-04-10; "
        "appeal-unopposed@2026-04-20 challenge=refuse-assess", "2026-05-01",
    ),
    "clarification-awaited": ("sar-received@2026-03-02 party=S; sar-clarification@2026-03-05 party=S asked=2026-03-05",
                              "2026-03-20"),
}  # fmt: skip
# Words no clock is known to have yet: of things that wait, or that do not start.
IN_NO_CLOCK = {"request-unknown", "out-of-time", "appeal-not-recorded", "received-guessed", "ceasing-undone"}
OF_AN_OPENING = {"before-the-opening"}  # tests/clock/test_opening.py


def told(book: RuleBook, how: str) -> Iterator[Timeline]:
    """Every example as it is; in the other ways one in three of them, all in `make deep`."""
    every = list(examples.examples(book))
    for example in every if DEEP or how == "as they are" else every[len(how) % 3 :: 3]:
        events = tuple(event_of(text, place, book) for place, text in enumerate(example.events))
        years, day = 2031 - example.as_of.year, example.as_of
        if how in ("no more than must be", "years on"):
            events = tuple(map(silent, events))
        if how == "years on":
            events, day = tuple(later(event, years) for event in events), day + timedelta(365 * years)
        elif how == "long after":
            day += timedelta(400)
        yield timeline(Case("X", "X.toml", events, setting="Unknown School"), book, day)


ALL_FOUR = ["as they are", *(pytest.param(how, marks=pytest.mark.slow) for how in (
    "no more than must be", "years on", "long after"))]  # fmt: skip


@pytest.fixture(scope="module", params=ALL_FOUR)
def letters(request: pytest.FixtureRequest, book: RuleBook, lay: Lay) -> list[tuple[Row, Deadline, Timeline, str]]:
    """Every clock of every example, in one of four ways, and of every case read with a doubt; with its sentence."""
    doubtful = (lay(text, as_of) for text, as_of in READ_SO.values())
    return [
        (row, deadline, line, for_a_letter(row, book.event_types, now_due(line)))
        for line in chain(told(book, request.param), doubtful)
        for row, deadline in zip(rows_of(line, book), line.deadlines, strict=True)
    ]


Letters = list[tuple[Row, Deadline, Timeline, str]]


@pytest.mark.parametrize("letters", ["as they are"], indirect=True)
def test_every_rule_of_the_law_has_a_sentence(letters: Letters, book: RuleBook) -> None:
    assert {row.rule for row, _, _, said in letters if said} == set(book.rule_ids())


def test_no_id_and_no_name_of_a_field_stands_in_it(letters: Letters, book: RuleBook) -> None:
    hyphened = {id for id in (*book.rule_ids(), *book.event_types, *book.exceptions) if "-" in id}
    pattern = re.compile(r"[\w-]+")
    for _, _, _, said in letters:
        words = set(pattern.findall(said))
        assert not words & hyphened, said
        assert not [word for word in words if "_" in word or re.fullmatch(r"e\d+", word)], said


def test_it_ends_with_one_full_stop_and_is_whole(letters: Letters) -> None:
    for _, _, _, said in letters:
        if said:
            assert said.startswith("Because ") and said.endswith(".") and not said.endswith("..")
            assert "  " not in said and " ," not in said and ",," not in said and "None" not in said, said
            assert said.count("(") == said.count(")"), said


def test_it_names_the_day_counted_from(letters: Letters) -> None:
    """The one that governs: of a duty with two clocks, that of the one whose day it is."""
    for row, deadline, _, said in letters:
        anchors = [step for step in deadline.steps if isinstance(step, Anchored | AnchoredToClock | Chosen)]
        day = anchors[-1].day
        assert day is not None
        assert not said or long_day(day) in said, (said, day)
        assert not said or long_day(row.due) in said


def test_it_calls_a_field_as_the_vocabulary_does(letters: Letters, book: RuleBook) -> None:
    seen = set()
    for _, deadline, _, said in letters:
        anchors = [step for step in deadline.steps if isinstance(step, Anchored | AnchoredToClock | Chosen)]
        step = anchors[-1]
        if said and isinstance(step, Anchored) and not step.guessed:
            field = book.event_types[step.event.type].fields.get(step.field)
            if field is not None and step.field != "on":
                stands_in = any(doubt.id in REQUEST_STANDS_IN for doubt in roots(deadline.doubts))
                seen.add(step.field)
                assert ("the day of the request" if stands_in else field.words) in said, said
    assert len(seen) > 20


def test_a_doubt_is_said_with_its_reason_or_no_sentence_is_offered(letters: Letters) -> None:
    seen = set()
    for row, _, _, said in letters:
        read = {doubt.id for doubt in roots(row.doubts) if isinstance(doubt, ReadOffTheFile)}
        seen |= read
        if read - SAYABLE:
            assert said == "", said
        else:
            assert said
            assert ("provisional, because " in said) == row.provisional, said
    assert seen >= READ_SO.keys()
    assert READ_SO.keys() | IN_NO_CLOCK | OF_AN_OPENING == READ.keys()


@pytest.mark.parametrize("word", READ_SO)
def test_the_case_for_each_doubt_has_it(lay: Lay, word: str) -> None:
    text, as_of = READ_SO[word]
    assert word in {doubt.id for deadline in lay(text, as_of).deadlines for doubt in roots(deadline.doubts)}


def test_the_law_is_named_by_its_title(letters: Letters) -> None:
    short = re.compile(r"\b(SEND|CFA|Regs|reg \d|regs \d|HESC|FtT|UT|CPR|ICO|LGSCO|DfE)\b")
    for _, _, _, said in letters:
        assert not short.search(said.replace("SEND guidance", "")), said
    assert law_in_full("SEND Regs 2014 reg 5(1); reg 4(1)") == (
        "Special Educational Needs and Disability Regulations 2014, regulation 5(1); regulation 4(1)"
    )


def of(line: Timeline, rule: str) -> str:
    row = next(row for row in rows_of(line, line.book) if row.rule == rule)
    return for_a_letter(row, line.book.event_types, now_due(line))


def test_the_day_of_the_move_and_not_the_day_it_was_heard_of(lay: Lay) -> None:
    text = "phase-transfer-expected@2026-03-02 transfer=primary-to-secondary transfer_on=2027-09-01"
    said = of(lay(f"{PLAN}; {text}", "2026-04-01"), "phase-transfer-february")
    assert "2 March" not in said
    assert "by Sunday 14 February 2027, the day of the transfer being Wednesday 1 September 2027 (" in said


def test_what_reached_somebody_later_is_counted_from_then(lay: Lay) -> None:
    text = (
        "assessment-requested@2026-05-01; advice-requested@2026-06-01 party=Dr-Shah source=health received=2026-06-03"
    )
    said = of(lay(text, "2026-06-10"), "advice-reply")
    assert "by Wednesday 15 July 2026, counted from Wednesday 3 June 2026, the day they received it (" in said
    assert "1 June" not in said


def test_a_clock_that_is_over_says_what_governs_now(lay: Lay) -> None:
    """The plan of this case is 62 days late: no sentence about a window may say that nothing is due."""
    line = lay(
        "assessment-requested@2026-02-02; assessment-refused@2026-03-16; assessment-agreed@2026-04-20 "
        "route=change-of-mind original_request=2026-02-02",
        "2026-08-23",
    )
    said = of(line, "final-plan")
    assert said.endswith(
        "; that ended on Monday 16 March 2026, because the family was told that there will be no assessment. Now the "
        "final plan was due on Monday 22 June 2026, 62 days ago."
    )


def test_a_day_that_cannot_be_told_is_not_told_as_what_governs_either(lay: Lay) -> None:
    text, _ = READ_SO["route-missing"]
    said = of(lay(text, "2026-08-03"), "final-plan")
    assert said.endswith("Now the final plan is due, by a day that is still to be settled.")


def test_nothing_is_due_only_where_nothing_is(letters: Letters) -> None:
    seen = 0
    for _, _, line, said in letters:
        if "nothing is due" in said:
            seen += 1
            owed = [d for d in line.deadlines if d.status in ("open", "overdue") and d.rule.own and d.listed]
            assert not [d for d in owed if d.rule.kind == "deadline"], said
    assert seen


def test_a_spent_clock_says_so(letters: Letters) -> None:
    spent = [said for _, deadline, _, said in letters if deadline.spent and said]
    assert len(spent) > 10
    assert all("; that it was done is not recorded, and it became pointless on " in said for said in spent)


def test_a_replaced_clock_says_so(letters: Letters) -> None:
    replaced = [said for _, deadline, _, said in letters if deadline.replaced and said]
    assert replaced
    assert all("; a new limit took its place on " in said for said in replaced)


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("foi-review", "foi-received@2026-09-01 party=F1 kind=review",
         "a request to review a freedom of information answer was received"),
        ("foi-reply", "foi-received@2026-09-01 party=F1", "a freedom of information request was received"),
        ("data-complaint-acknowledge", "complaint-received@2026-09-01 party=C1 kind=data-protection",
         "a data protection complaint was received"),
        ("complaint-acknowledge", "complaint-received@2026-09-01 party=C1 stage=2",
         "a request to take the complaint to stage 2 was received"),
        ("claim-response", "appeal-registered@2026-09-01 kind=claim", "the application notice of a claim,"),
        ("appeal-response", "appeal-registered@2026-09-01", "the application notice of an appeal,"),
        ("upper-permission", "tribunal-decision-sent@2026-09-01 what=permission-refused",
         "the First-tier Tribunal refused permission to appeal"),
        ("upper-response", "tribunal-decision-sent@2026-09-01 what=upper-appeal-notified",
         "notice of an appeal to the Upper Tribunal was sent"),
        ("recommendation-social-reply", "recommendation-made@2026-09-01 about=social-care",
         "the Tribunal made a social care recommendation"),
        ("travel-appeal", "travel-decided@2026-08-03 party=T1 stage=1; travel-review-asked@2026-09-01 party=T1 stage=2",
         "the family asked for an appeal against the travel decision"),
    ],
)  # fmt: skip
def test_what_happened_is_said_as_its_fields_have_it(lay: Lay, rule: str, text: str, said: str) -> None:
    assert said in of(lay(text, "2026-09-02"), rule)


def test_the_days_left_out_are_said(lay: Lay) -> None:
    """Without them 10 April would look like a slip of counting from 2 March."""
    asked = "sar-clarification@2026-03-17 party=S asked=2026-03-10 answered=2026-03-17"
    said = of(lay(f"sar-received@2026-03-02 party=S; {asked}", "2026-03-20"), "sar-reply")
    assert "by Friday 10 April 2026, leaving out 8 days on which the requester's answer was waited for (" in said


def test_a_request_that_stands_in_is_not_called_what_it_is_not(lay: Lay) -> None:
    said = of(lay("assessment-requested@2026-05-04; detention-began@2026-06-01", "2026-06-10"), "midway-final-plan")
    assert (
        "counted from Monday 4 May 2026, the day of the request (" in said and "that of the request stands in." in said
    )
