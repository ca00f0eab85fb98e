"""Which thing an act belongs to, on both sides of every edge: named, in train, too old, sent again, or nothing at all.

Each row is a case in one line, the clocks asked about, and what became of each: the event that started it, its day and
its status; `?` where it rests on something that was guessed. The dates are worked out from the law. Two limits are
conventions of sendclock: a meeting over 15 months old is not decided on any more, and a letter that repeats another
within 180 days is the same letter sent again.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lines import ABOUT_THE_LETTER, check, found, rows
from sendclock.clock.deadline import Timeline

Lay = Callable[..., Timeline]
PLAN = "final-plan-sent@2025-01-06; "
HELD = PLAN + "review-meeting-held@2025-11-03; "
TWICE = HELD + "review-meeting-held@2025-11-10; "
TOLD = HELD + "review-decided@2025-12-01 outcome=maintain; "
NOTICE = HELD + "amendment-notice-sent@2025-12-01; "
OUTSIDE = PLAN + "amendment-notice-sent@2025-12-01 following=other; "
ORDER = PLAN + "order-made@2025-12-01 order=amend-both; "
TURNED = "assessment-requested@2025-08-04; assessment-refused@2025-09-08; assessment-agreed@2025-10-06; "
REFUSED = "reassessment-refused@2026-05-20; cease-decided@2026-06-10; "


# ---- Reviews: the meeting, its report, the decision ------------------------------------------------------------------


@rows(
    ("report-of-the-newest-without-one", TWICE + "review-report-sent@2025-11-17", "2025-11-17",
     {"review-report": ["e2 2025-11-17 open", "e3 2025-11-24 met"]}),
    ("report-of-the-meeting-it-names", TWICE + "review-report-sent@2025-11-17 meeting=2025-11-03", "2025-11-17",
     {"review-report": ["e2 2025-11-17 met", "e3 2025-11-24 open"]}),
    ("second-report-is-of-the-other", TWICE + "review-report-sent@2025-11-14; review-report-sent@2025-11-17",
     "2025-11-17", {"review-report": ["e2 2025-11-17 met", "e3 2025-11-24 met"]}),
    # Decided on 1 December for a meeting of the 8th, which was held on the 5th: that one is still to be decided.
    ("meeting-held-before-the-day-it-was-decided-for", PLAN + "review-decided@2025-12-01 outcome=maintain "
     "meeting=2025-12-08; review-meeting-held@2025-12-05; review-decided@2025-12-19 outcome=maintain", "2025-12-20",
     {"review-decision": ["e3 2026-01-02 met"]}),
    # A meeting from before the plan was made, and a decision: of it, or 180 days on and more, of one not recorded.
    ("meeting-before-the-plan", "review-meeting-held@2024-12-02; " + PLAN + "review-decided@2025-07-04 "
     "outcome=maintain", "2025-12-02",
     {"review-decision": ["e1 2024-12-30 met-late"], "annual-review": ["e2 2026-01-05 met", "e3 2025-12-01 overdue"]}),
    ("meeting-long-before-the-plan", "review-meeting-held@2024-12-02; " + PLAN + "review-decided@2025-07-05 "
     "outcome=maintain", "2025-12-02",
     {"review-decision": ["e1 2024-12-30 lapsed spent"],
      "annual-review": ["e2 2026-01-05 met?", "e3 2026-07-04 open?"]}),
    # In detention no review is owed: what was held before it is no review of the plan as it is kept after it.
    ("meeting-before-a-detention", HELD + "detention-began@2025-11-17; detention-ended@2025-12-01; "
     "review-decided@2025-12-15 outcome=maintain", "2025-12-16",
     {"review-decision": ["e2 2025-12-01 lapsed"], "annual-review": ["e1 2026-01-05 lapsed", "e5 2026-12-14 open?"]}),
    ("report-of-a-meeting-not-on-file", HELD + "review-report-sent@2025-11-17 meeting=2025-11-04", "2025-11-17",
     {"review-report": ["e2 2025-11-17 open"]}),
    # Several undecided meetings are one review: the decision takes the newest and makes the rest pointless.
    ("decision-on-several-meetings", TWICE + "review-decided@2025-12-01 outcome=maintain", "2025-12-09",
     {"review-decision": ["e2 2025-12-01 lapsed spent", "e3 2025-12-08 met"],
      "review-report": ["e2 2025-11-17 lapsed spent", "e3 2025-11-24 lapsed spent"],
      "annual-review": ["e1 2026-01-05 met", "e4 2026-11-09 open"]}),
    ("decision-on-the-meeting-it-names", TWICE + "review-decided@2025-12-01 outcome=maintain meeting=2025-11-03",
     "2025-12-01",
     {"review-decision": ["e2 2025-12-01 met", "e3 2025-12-08 open"],
      "annual-review": ["e1 2026-01-05 met", "e4 2026-11-02 open"]}),
    ("decision-on-a-meeting-not-on-file", HELD + "review-decided@2025-12-01 outcome=maintain meeting=2025-11-10",
     "2025-12-01",
     {"review-decision": ["e2 2025-12-01 lapsed spent"],
      "annual-review": ["e1 2026-01-05 met?", "e3 2026-11-09 open?"]}),
    ("decision-on-an-earlier-meeting-not-on-file", HELD + "review-decided@2025-12-01 outcome=maintain meeting="
     "2025-11-02", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 overdue"], "annual-review": ["e1 2026-01-05 met?", "e3 2026-11-01 open?"]}),
    ("notice-on-a-meeting-not-on-file", HELD + "amendment-notice-sent@2025-12-01 meeting=2025-11-10", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 lapsed spent"], "amended-plan": ["e3 2026-01-26 open?"],
      "amended-plan-longstop": ["e2 2026-01-26 lapsed spent"]}),
    ("silent-after-one-that-named-the-older", TWICE + "review-decided@2025-12-01 outcome=maintain meeting=2025-11-03; "
     "review-decided@2025-12-08 outcome=maintain", "2025-12-09",
     {"review-decision": ["e2 2025-12-01 met", "e3 2025-12-08 met"],
      "annual-review": ["e1 2026-01-05 met", "e4 2026-11-02 met", "e5 2026-11-09 open"]}),
    # Nobody decides on last year's meeting once this year's has been held: 180 days on, as for letters.
    ("another-meeting-after-179-days", HELD + "review-meeting-held@2026-05-01", "2026-05-02",
     {"review-decision": ["e2 2025-12-01 overdue", "e3 2026-05-29 open"]}),
    ("another-meeting-after-180-days", HELD + "review-meeting-held@2026-05-02", "2026-05-02",
     {"review-decision": ["e2 2025-12-01 lapsed spent", "e3 2026-05-30 open"],
      "annual-review": ["e1 2026-01-05 overdue"]}),
    ("unless-it-is-the-one-decided-on", HELD + "review-meeting-held@2026-05-02; review-decided@2026-05-11 outcome="
     "maintain meeting=2025-11-03", "2026-05-12",
     {"review-decision": ["e2 2025-12-01 met-late", "e3 2026-05-30 open"]}),
    ("confirmed-by-a-re-assessment", HELD + "review-confirmed@2025-12-01", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 lapsed spent"],
      "annual-review": ["e1 2026-01-05 met?", "e3 2026-11-30 open?"]}),
    ("decided-to-amend-decides-nothing-yet", HELD + "review-decided@2025-11-24 outcome=amend", "2025-12-01",
     {"review-decision": ["e2 2025-12-01 open"], "annual-review": ["e1 2026-01-05 open"]}),
    ("a-light-meeting-is-no-review", PLAN + "review-meeting-held@2025-11-03 kind=light", "2025-12-01",
     {"review-decision": [], "annual-review-meeting": ["e1 2025-12-08 open"]}),
    # Told again within 180 days it is the same decision, and the year stays; after that the day itself stands in.
    ("told-again-after-179-days", TOLD + "review-decided@2026-05-29 outcome=maintain", "2026-06-01",
     {"annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("told-again-after-180-days", TOLD + "review-decided@2026-05-30 outcome=maintain", "2026-06-01",
     {"annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 met?", "e4 2027-05-29 open?"]}),
    ("told-again-opens-its-own-window", TOLD + "review-decided@2026-05-29 outcome=maintain", "2026-06-01",
     {"appeal-window": ["e1 2025-03-06 lapsed", "e3 2026-02-02 lapsed", "e4 2026-07-29 open"]}),
)  # fmt: skip
def test_meetings_reports_and_decisions(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Notices of amendments ------------------------------------------------------------------------------------------


@rows(
    ("of-the-undecided-meeting", HELD + "amendment-notice-sent@2025-12-01", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met"], "amended-plan": ["e3 2026-01-26 open"],
      "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("of-the-meeting-it-names", TWICE + "amendment-notice-sent@2025-12-01 meeting=2025-11-03", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met", "e3 2025-12-08 open"],
      "annual-review": ["e1 2026-01-05 met", "e4 2026-11-02 open"]}),
    ("meeting-fifteen-months-old", HELD + "amendment-notice-sent@2027-02-03", "2027-02-04",
     {"review-decision": ["e2 2025-12-01 met-late"], "amended-plan": ["e3 2026-01-26 overdue"]}),
    ("meeting-over-fifteen-months-old", HELD + "amendment-notice-sent@2027-02-04", "2027-02-04",
     {"review-decision": ["e2 2025-12-01 lapsed spent"], "amended-plan": ["e3 2027-04-01 open?"]}),
    ("outside-a-review-decides-nothing", HELD + "amendment-notice-sent@2025-12-01 following=other", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 overdue"], "amended-plan": [],
      "amendment-outside-review": ["e3 2026-01-26 open"]}),
    # Soon after a decision it is no second decision: outside a review. After 180 days it is another year's.
    ("179-days-after-the-decision", TOLD + "amendment-notice-sent@2026-05-29", "2026-06-01",
     {"amendment-outside-review": ["e4 2026-07-24 open?"], "amended-plan": [],
      "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("180-days-after-the-decision", TOLD + "amendment-notice-sent@2026-05-30", "2026-06-01",
     {"amendment-outside-review": [], "amended-plan": ["e4 2026-07-25 open?"],
      "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 met?", "e4 2027-05-29 open?"]}),
    # Sent again within 180 days the eight weeks stay and the comments begin anew; later it is a new one, and the first,
    # never finished, is over.
    ("sent-again-after-179-days", NOTICE + "amendment-notice-sent@2026-05-29", "2026-06-01",
     {"amended-plan": ["e3 2026-01-26 overdue"],
      "comment-on-amendments": ["e3 2025-12-15 lapsed", "e4 2026-06-12 open"]}),
    ("sent-again-after-180-days", NOTICE + "amendment-notice-sent@2026-05-30", "2026-06-01",
     {"amended-plan": ["e3 2026-01-26 lapsed spent", "e4 2026-07-25 open?"]}),
    ("outside-sent-again-after-179-days", OUTSIDE + "amendment-notice-sent@2026-05-29 following=other", "2026-06-01",
     {"amendment-outside-review": ["e2 2026-01-26 overdue"]}),
    ("another-meeting-since-is-another-review",
     NOTICE + "review-meeting-held@2025-12-15; amendment-notice-sent@2026-01-05", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 open", "e5 2026-03-02 open"],
      "review-decision": ["e2 2025-12-01 met", "e4 2026-01-12 met"]}),
    # Never finished, an amendment is over once the next review is decided, 180 days on or more.
    ("superseded-by-the-next-decision",
     NOTICE + "review-meeting-held@2026-05-26; review-decided@2026-05-30 outcome=maintain", "2026-06-01",
     {"amended-plan": ["e3 2026-01-26 lapsed spent"], "amended-plan-longstop": [
         "e2 2026-01-26 lapsed spent", "e4 2026-08-18 lapsed"]}),
    ("not-yet-superseded-after-179-days",
     NOTICE + "review-meeting-held@2026-05-26; review-decided@2026-05-29 outcome=maintain", "2026-06-01",
     {"amended-plan": ["e3 2026-01-26 overdue"]}),
)  # fmt: skip
def test_notices(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Amended plans --------------------------------------------------------------------------------------------------


@rows(
    # Silent, it is taken for the first of these that is there: a review's, one outside a review, an ordered one, an
    # undecided meeting's; and for no other besides.
    ("silent-the-review-s", "; ".join((OUTSIDE.strip("; "), HELD.removeprefix(PLAN).strip("; "),
     "amendment-notice-sent@2025-12-15", "amended-plan-sent@2026-01-12")), "2026-01-27",
     {"amended-plan": ["e4 2026-01-26 met"], "amendment-outside-review": ["e2 2026-01-26 overdue"]}),
    ("silent-outside-before-ordered", OUTSIDE + "order-made@2025-12-01 order=amend-both; amended-plan-sent@2026-01-05",
     "2026-01-06", {"amendment-outside-review": ["e2 2026-01-26 met?"], "order-amend-both": ["e3 2026-01-05 overdue"]}),
    ("silent-ordered-before-a-meeting", ORDER + "review-meeting-held@2025-12-08; amended-plan-sent@2026-01-05",
     "2026-01-06", {"order-amend-both": ["e2 2026-01-05 met?"], "review-decision": ["e3 2026-01-05 overdue"]}),
    ("silent-of-the-undecided-meeting", HELD + "amended-plan-sent@2025-12-01", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met?"], "amended-plan-longstop": ["e2 2026-01-26 met?"],
      "annual-review": ["e1 2026-01-05 met?", "e3 2026-11-02 open?"]}),
    ("silent-of-the-undecided-meeting-late", HELD + "amended-plan-sent@2025-12-02", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met-late?"]}),
    ("silent-meeting-fifteen-months-old", HELD + "amended-plan-sent@2027-02-03", "2027-02-04",
     {"annual-review": ["e1 2026-01-05 met-late?", "e3 2026-11-02 overdue?"]}),
    ("silent-meeting-over-fifteen-months-old", HELD + "amended-plan-sent@2027-02-04", "2027-02-04",
     {"annual-review": ["e1 2026-01-05 overdue"]}),
    ("silent-of-nothing", PLAN + "amended-plan-sent@2025-12-01", "2026-01-06",
     {"annual-review": ["e1 2026-01-05 overdue"], "appeal-window": ["e1 2025-03-06 lapsed", "e2 2026-02-02 open"]}),
    ("silent-nothing-after-the-decision", TOLD + "amended-plan-sent@2025-12-15", "2025-12-16",
     {"annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    # Proposed on the day of the plan itself, amendments are not those that it finishes, where older ones wait.
    ("silent-not-those-of-its-own-day", NOTICE + "review-meeting-held@2025-12-15; amendment-notice-sent@2026-01-12; "
     "amended-plan-sent@2026-01-12", "2026-01-27",
     {"amended-plan": ["e3 2026-01-26 met", "e5 2026-03-09 open"]}),
    ("silent-those-of-its-own-day-alone", HELD + "amendment-notice-sent@2025-12-01; amended-plan-sent@2025-12-01",
     "2026-01-27", {"amended-plan": ["e3 2026-01-26 met"]}),
    # Typed, it is that or nothing.
    ("typed-for-a-review", OUTSIDE + "order-made@2025-12-01 order=amend-both; amended-plan-sent@2026-01-05 following="
     "review", "2026-01-06",
     {"amendment-outside-review": ["e2 2026-01-26 open"], "order-amend-both": ["e3 2026-01-05 overdue"]}),
    ("typed-outside", NOTICE + "amended-plan-sent@2026-01-05 following=other", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 open"]}),
    ("typed-as-ordered", NOTICE + "order-made@2025-12-08 order=amend-both; amended-plan-sent@2026-01-05 following="
     "order", "2026-01-06", {"amended-plan": ["e3 2026-01-26 open"], "order-amend-both": ["e4 2026-01-12 met"]}),
    # Named, it is that one, whatever else is in train.
    ("names-the-order", NOTICE + "order-made@2025-12-08 order=amend-both; amended-plan-sent@2026-01-05 ordered="
     "2025-12-08", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 open"], "order-amend-both": ["e4 2026-01-12 met"]}),
    ("names-no-order-on-file", ORDER + "amended-plan-sent@2026-01-05 ordered=2025-12-02", "2026-01-06",
     {"order-amend-both": ["e2 2026-01-05 overdue"]}),
    ("names-a-meeting", NOTICE + "review-meeting-held@2025-12-15; amended-plan-sent@2026-01-12 meeting=2025-12-15",
     "2026-01-13", {"amended-plan": ["e3 2026-01-26 open"], "review-decision": [
         "e2 2025-12-01 met", "e4 2026-01-12 met?"]}),
    ("names-a-meeting-not-on-file", NOTICE + "amended-plan-sent@2026-01-12 meeting=2025-11-10", "2026-01-13",
     {"amended-plan": ["e3 2026-01-26 met?"], "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("names-a-meeting-of-a-wrong-year", NOTICE + "amended-plan-sent@2026-01-12 meeting=2024-11-03", "2026-01-13",
     {"amended-plan": ["e3 2026-01-26 met?"], "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    # A meeting of the next year that nobody recorded is that year's review, and what waits for a plan since goes on.
    ("names-next-year's-meeting", NOTICE + "amended-plan-sent@2026-12-14 meeting=2026-10-05", "2026-12-15",
     {"annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 met-late?", "e4 2027-10-04 open?"]}),
    ("names-a-meeting-carried-out", NOTICE + "amended-plan-sent@2026-01-12; amended-plan-sent@2026-01-20 meeting="
     "2025-11-03", "2026-01-21", {"amended-plan": ["e3 2026-01-26 met"], "annual-review": [
         "e1 2026-01-05 met", "e3 2026-11-02 open"], "appeal-window": [
             "e1 2025-03-06 lapsed", "e4 2026-03-12 open", "e5 2026-03-20 open"]}),
    ("names-the-meeting-that-the-notice-left-out", PLAN + "amendment-notice-sent@2025-12-01; "
     "amended-plan-sent@2026-01-12 meeting=2025-11-10", "2026-01-13", {"amended-plan": ["e2 2026-01-26 met?"]}),
    ("names-a-meeting-still-to-come", HELD + "amended-plan-sent@2025-11-20 meeting=2025-11-30", "2025-12-02",
     {"annual-review": ["e1 2026-01-05 met?", "e3 2026-11-19 open?"]}),
    ("names-the-older-review", NOTICE + "review-meeting-held@2025-12-15; amendment-notice-sent@2026-01-05; "
     "amended-plan-sent@2026-01-12 meeting=2025-11-03", "2026-01-13",
     {"amended-plan": ["e3 2026-01-26 met", "e5 2026-03-02 open"]}),
    ("silent-the-newest-review", NOTICE + "review-meeting-held@2025-12-15; amendment-notice-sent@2026-01-05; "
     "amended-plan-sent@2026-01-12", "2026-01-13",
     {"amended-plan": ["e3 2026-01-26 open", "e5 2026-03-02 met"]}),
    # One plan carries out everything ordered on one day; of an earlier order nothing.
    ("everything-ordered-that-day", PLAN + "order-made@2025-12-01 order=amend-provision; "
     "order-made@2025-12-01 order=amend-placement; amended-plan-sent@2025-12-15 following=order", "2025-12-16",
     {"order-amend-provision": ["e2 2026-01-05 met"], "order-amend-placement": ["e3 2025-12-15 met"]}),
    ("not-what-was-ordered-before", PLAN + "order-made@2025-11-24 order=amend-provision; "
     "order-made@2025-12-01 order=amend-provision; amended-plan-sent@2025-12-15 following=order", "2025-12-30",
     {"order-amend-provision": ["e2 2025-12-29 overdue", "e3 2026-01-05 met"]}),
    ("but-what-it-names", PLAN + "order-made@2025-11-24 order=amend-provision; "
     "order-made@2025-12-01 order=amend-provision; amended-plan-sent@2025-12-15 following=order ordered=2025-11-24",
     "2025-12-30", {"order-amend-provision": ["e2 2025-12-29 met", "e3 2026-01-05 open"]}),
    # A second final plan of a plan in force is an amended one typed so, or the same sent again.
    ("typed-as-final-of-a-notice", NOTICE + "final-plan-sent@2026-01-26", "2026-01-27",
     {"amended-plan": ["e3 2026-01-26 met?"], "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("typed-as-final-of-an-order", ORDER + "final-plan-sent@2026-01-05", "2026-01-06",
     {"order-amend-both": ["e2 2026-01-05 met?"]}),
    ("sent-again", PLAN + "final-plan-sent@2025-12-01", "2026-01-06",
     {"annual-review": ["e1 2026-01-05 overdue"], "appeal-window": ["e1 2025-03-06 lapsed", "e2 2026-02-02 open"]}),
)  # fmt: skip
def test_amended_plans(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Amendments dropped ---------------------------------------------------------------------------------------------


@rows(
    ("ends-the-review-s-amendment", NOTICE + "amendment-dropped@2026-01-05", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 met"], "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("ends-the-one-outside", OUTSIDE + "amendment-dropped@2026-01-05", "2026-01-06",
     {"amendment-outside-review": ["e2 2026-01-26 met?"], "annual-review": ["e1 2026-01-05 overdue"]}),
    ("typed-outside-leaves-the-review-s", NOTICE + "amendment-dropped@2026-01-05 following=other", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 open"]}),
    ("no-notice-decides-the-meeting", HELD + "amendment-dropped@2025-12-01", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met"], "annual-review": ["e1 2026-01-05 met", "e3 2026-11-02 open"]}),
    ("no-notice-no-meeting-stands-in", PLAN + "amendment-dropped@2025-12-01", "2025-12-02",
     {"annual-review": ["e1 2026-01-05 met?", "e2 2026-11-30 open?"]}),
    ("no-notice-soon-after-a-decision-is-nothing-new", PLAN + "review-decided@2025-12-01 outcome=maintain; "
     "amendment-dropped@2026-05-29", "2026-06-02",
     {"annual-review": ["e1 2026-01-05 met?", "e2 2026-11-30 open?"]}),
    ("no-notice-and-180-days-on-stands-in", PLAN + "review-decided@2025-12-01 outcome=maintain; "
     "amendment-dropped@2026-05-30", "2026-06-02",
     {"annual-review": ["e1 2026-01-05 met?", "e2 2026-11-30 met?", "e3 2027-05-29 open?"]}),
    ("of-a-re-assessment", PLAN + "reassessment-requested@2025-10-06; reassessment-agreed@2025-10-13; "
     "amendment-dropped@2025-12-15", "2026-01-06",
     {"final-plan-after-reassessment": ["e3 2026-01-19 lapsed"], "annual-review": ["e1 2026-01-05 overdue"]}),
    ("untyped-drops-the-review-s-though-another-is-newer", NOTICE + "amendment-notice-sent@2025-12-15 following=other; "
     "amendment-dropped@2026-01-05", "2026-01-06",
     {"amended-plan": ["e3 2026-01-26 met"], "amendment-outside-review": ["e4 2026-02-09 open"]}),
    ("of-another-matter-leaves-the-re-assessment", PLAN + "reassessment-requested@2025-10-06; "
     "reassessment-agreed@2025-10-13; amendment-dropped@2025-12-15 following=other", "2026-01-06",
     {"final-plan-after-reassessment": ["e3 2026-01-19 open"]}),
)  # fmt: skip
def test_amendments_dropped(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Decisions: appeals and mediation -------------------------------------------------------------------------------


@rows(
    ("the-newest-it-fits", REFUSED + "appeal-registered@2026-06-20", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 open", "e2 2026-09-01 met"]}),
    ("what-it-challenges", REFUSED + "appeal-registered@2026-06-20 challenge=refuse-reassess", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 met", "e2 2026-09-01 open"], "cease-not-before": ["e2 2026-09-02 open"]}),
    ("what-it-names", REFUSED + "appeal-registered@2026-06-20 decision=2026-05-20", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 met", "e2 2026-09-01 open"]}),
    ("the-date-of-its-letter", "reassessment-refused@2026-05-20 dated=2026-05-18; cease-decided@2026-06-10; "
     "appeal-registered@2026-06-20 decision=2026-05-18", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 met", "e2 2026-09-01 open"]}),
    ("names-no-decision-on-file", REFUSED + "appeal-registered@2026-06-20 decision=2026-05-21", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 open", "e2 2026-09-01 open"], "cease-not-before": ["e2 2026-09-02 open"],
      "appeal-response": ["e3 2026-07-31 open"]}),
    ("challenges-nothing-on-file", REFUSED + "appeal-registered@2026-06-20 challenge=contents", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 open", "e2 2026-09-01 open"], "cease-not-before": ["e2 2026-09-02 open"]}),
    ("silent-on-the-last-day-of-the-newest", REFUSED + "appeal-registered@2026-09-01", "2026-09-01",
     {"appeal-window": ["e1 2026-07-20 lapsed", "e2 2026-09-01 met"], "cease-not-before": ["e2 2026-09-02 lapsed"]}),
    ("a-claim-touches-neither", REFUSED + "appeal-registered@2026-06-20 kind=claim", "2026-07-05",
     {"appeal-window": ["e1 2026-07-20 open", "e2 2026-09-01 open"], "cease-not-before": ["e2 2026-09-02 open"]}),
    # A response to a claim answers the claim; to an appeal, the newest that is not over, or the one it names. (No day
    # of August is a working day of the Tribunal.)
    ("response-to-a-claim", REFUSED + "appeal-registered@2026-06-20; appeal-registered@2026-06-22 kind=claim; "
     "appeal-response-sent@2026-07-01 kind=claim", "2026-07-05",
     {"appeal-response": ["e3 2026-07-31 open"], "claim-response": ["e4 2026-09-01 met"]}),
    ("response-to-the-newer-of-two-claims", REFUSED + "appeal-registered@2026-06-20 kind=claim; "
     "appeal-registered@2026-06-22 kind=claim; appeal-response-sent@2026-07-01 kind=claim", "2026-07-05",
     {"claim-response": ["e3 2026-07-31 open", "e4 2026-09-01 met"]}),
    ("response-to-the-newest-appeal", REFUSED + "appeal-registered@2026-06-20 decision=2026-05-20; "
     "appeal-registered@2026-06-22 decision=2026-06-10; appeal-response-sent@2026-07-01", "2026-07-05",
     {"appeal-response": ["e3 2026-07-31 open", "e4 2026-09-01 met"]}),
    ("response-to-the-appeal-it-names", REFUSED + "appeal-registered@2026-06-20 decision=2026-05-20; "
     "appeal-registered@2026-06-22 decision=2026-06-10; appeal-response-sent@2026-07-01 decision=2026-05-20",
     "2026-07-05", {"appeal-response": ["e3 2026-07-31 met", "e4 2026-09-01 open"]}),
    # A day on which nothing was decided is that of no decision: it is said, and nothing else is taken for it.
    ("response-to-a-decision-not-on-file", REFUSED + "appeal-registered@2026-06-20 decision=2026-05-20; "
     "appeal-response-sent@2026-07-01 decision=2026-05-21", "2026-07-05", {"appeal-response": ["e3 2026-07-31 open"]}),
    ("adviser-about-a-decision-not-on-file", REFUSED + "adviser-contacted@2026-06-20 decision=2026-05-21",
     "2026-07-05", {"mediation-contact": ["e1 2026-07-20 open", "e2 2026-08-10 open"]}),
    ("certificate-of-a-decision-not-on-file", REFUSED + "adviser-contacted@2026-07-20 wishes=appeal-only decision="
     "2026-05-20; certificate-issued@2026-07-23 basis=no-mediation decision=2026-05-21", "2026-07-24",
     {"certificate-no-mediation": ["e3 2026-07-23 overdue"]}),
    # The adviser, and what follows from that contact.
    ("adviser-about-the-newest", REFUSED + "adviser-contacted@2026-06-20", "2026-07-05",
     {"mediation-contact": ["e1 2026-07-20 open", "e2 2026-08-10 met"]}),
    ("adviser-about-the-one-it-names", REFUSED + "adviser-contacted@2026-06-20 decision=2026-05-20", "2026-07-05",
     {"mediation-contact": ["e1 2026-07-20 met", "e2 2026-08-10 open"]}),
    ("certificate-of-that-contact", REFUSED + "adviser-contacted@2026-07-20 wishes=appeal-only decision=2026-05-20; "
     "certificate-issued@2026-07-23 basis=no-mediation", "2026-07-24",
     {"certificate-no-mediation": ["e3 2026-07-23 met"],
      "appeal-window": ["e1 2026-09-01 open", "e2 2026-09-01 open"]}),
)  # fmt: skip
def test_appeals_and_mediation(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


@pytest.mark.parametrize("begun", ["mediation-requested", "adviser-contacted", "mediation-held"])
@pytest.mark.parametrize(
    "step", ["mediation-held", "mediation-agreed order=reassess", "certificate-issued basis=after-mediation"]
)
def test_a_step_of_a_mediation_is_of_the_one_under_way_and_not_of_a_newer_decision(
    begun: str, step: str, lay: Lay
) -> None:
    """Nobody has turned to a mediator about the second decision, which could be appealed as well."""
    type_, _, fields = step.partition(" ")
    if begun == type_:
        pytest.skip("it was held already")
    line = lay(f"{REFUSED}{begun}@2026-06-20 decision=2026-05-20; {type_}@2026-07-01 {fields}", "2026-07-05")
    assert [decision.begun.id for decision in line.things.deeds[-1].links["decision"]] == ["e1"]


@pytest.mark.parametrize(
    ("since", "about"),
    [("", "e1"), ("mediation-held@2026-06-25 decision=2026-05-20; ", "e2"),
     ("appeal-registered@2026-06-25 challenge=refuse-reassess; ", "e2")],
)  # fmt: skip
def test_the_family_asks_to_mediate_about_what_it_went_to_the_adviser_for(since: str, about: str, lay: Lay) -> None:
    """Until something came of that; then about the newest decision."""
    contact = f"{REFUSED}adviser-contacted@2026-06-20 decision=2026-05-20; {since}"
    line = lay(f"{contact}mediation-requested@2026-07-01", "2026-07-05")
    assert [decision.begun.id for decision in line.things.deeds[-1].links["decision"]] == [about]


@pytest.mark.parametrize(
    ("contact", "about"),
    [("", []), ("adviser-contacted@2026-06-20 decision=2026-05-20; ", ["e1"]),
     ("adviser-contacted@2026-06-20 decision=2026-06-10; ", [])],
)  # fmt: skip
def test_an_agreement_to_reassess_is_about_no_decision_to_cease(contact: str, about: list[str], lay: Lay) -> None:
    """The family went to the adviser about that one; of the refusal to re-assess no mediation is on file."""
    line = lay(f"{REFUSED}{contact}mediation-agreed@2026-07-01 order=reassess", "2026-07-05")
    assert [decision.begun.id for decision in line.things.deeds[-1].links["decision"]] == about


def test_the_end_of_a_claim_is_that_of_the_newest_one_still_open(lay: Lay) -> None:
    claims = "appeal-registered@2026-06-01 kind=claim; appeal-registered@2026-06-20 kind=claim; "
    over = "appeal-ended@2026-{} kind=claim outcome=dismissed; "
    ended = [
        [claim.open for claim in lay(REFUSED + claims + text, "2026-12-01").things.claims]
        for text in ("", over.format("09-07"), over.format("09-07") + over.format("10-05"))
    ]
    assert ended == [[True, True], [True, False], [False, False]]


@pytest.mark.parametrize(("day", "lifted"), [("2026-09-01", True), ("2026-09-02", False)])
def test_an_appeal_out_of_time_lifts_no_bar(day: str, lifted: bool, lay: Lay) -> None:
    """Two months of 10 June, but never before mediation could end: 1 September (CFA 2014 s.45(4): "before the end of
    that period"). On 2 September, the first lawful day, the bar has passed by itself."""
    text = f"cease-decided@2026-06-10; appeal-registered@2026-09-07 lodged={day} challenge=cease"
    (bar,) = [d for d in lay(text, "2026-09-07").deadlines if d.rule.id == "cease-not-before"]
    assert (str(bar.due), bar.status) == ("2026-09-02", "lapsed")
    assert (bar.ended_by is not None) is lifted


# ---- Instructions, directions ---------------------------------------------------------------------------------------

AGREED = "mediation-agreed@2026-07-13 order=other party=Report; mediation-agreed@2026-07-14 order=other party=Therapy; "
DIRECTED = "order-made@2026-07-13 order=amend-provision; {}direction-given@2026-07-{} due=2026-09-30 party=plan{}; "
DIRECTED += "exception-recorded@2026-08-03 rule=order-amend-provision ground=tribunal-direction reason=x"


@rows(
    ("the-thing-it-names", AGREED + "agreement-carried-out@2026-07-20 party=Therapy", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 overdue", "e2 2026-07-28 met"]}),
    ("however-it-is-spelled", AGREED + "agreement-carried-out@2026-07-20 party=therapy", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 overdue", "e2 2026-07-28 met"]}),
    ("silent-the-oldest", AGREED + "agreement-carried-out@2026-07-20", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 met?", "e2 2026-07-28 open"]}),
    ("silent-the-only-one-left", AGREED + "agreement-carried-out@2026-07-20 party=Report; "
     "agreement-carried-out@2026-07-21", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 met", "e2 2026-07-28 met"]}),
    ("one-at-a-time-of-two-by-the-same", AGREED + "mediation-agreed@2026-07-15 order=other party=Therapy; "
     "agreement-carried-out@2026-07-20 party=Therapy", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 overdue", "e2 2026-07-28 met", "e3 2026-07-29 open"]}),
    ("a-thing-nobody-agreed", AGREED + "agreement-carried-out@2026-07-20 party=Transport", "2026-07-28",
     {"agreement-carry-out": ["e1 2026-07-27 overdue", "e2 2026-07-28 open"]}),
)  # fmt: skip
def test_what_was_agreed(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


@pytest.mark.parametrize(
    ("day", "rule", "besides", "excused"),
    [
        ("13", " rule=order-amend-provision", "", True),  # on the day the clock started
        ("12", " rule=order-amend-provision", "", False),  # before it did
        ("20", " rule=order-amend-placement", "", False),  # of another clock
        ("20", "", "", True),  # silent, and no other clock that it could be about
        ("12", "", "", False),
        ("20", "", "order-made@2026-07-13 order=amend-placement; ", False),  # silent, and it could be about either
    ],
)
def test_a_direction_excuses_the_clock_it_is_about(day: str, rule: str, besides: str, excused: bool, lay: Lay) -> None:
    text = DIRECTED.format(besides, day, rule)
    (clock,) = [d for d in lay(text, "2026-09-01").deadlines if d.rule.id == "order-amend-provision"]
    assert (str(clock.due), clock.excused_by) == ("2026-08-17", "tribunal-direction" if excused else None)
    assert clock.provisional is (excused and not rule)  # a direction that names no clock is only taken for one of it


# ---- Assessments, plans, detention, small matters -------------------------------------------------------------------


@rows(
    ("comments-on-the-draft", "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; "
     "draft-plan-sent@2026-04-13; representations-received@2026-04-20", "2026-04-21",
     {"comment-on-draft": ["e3 2026-04-27 met"]}),
    ("comments-on-the-notice", OUTSIDE + "representations-received@2025-12-08", "2025-12-09",
     {"comment-on-amendments": ["e2 2025-12-15 met"]}),
    ("withdrawn-silent-is-what-is-open", PLAN + "reassessment-requested@2026-01-12; request-withdrawn@2026-01-20",
     "2026-01-28", {"decide-to-reassess": ["e2 2026-01-27 lapsed"]}),
    ("withdrawn-the-other-kind", PLAN + "reassessment-requested@2026-01-12; request-withdrawn@2026-01-20 what="
     "assessment", "2026-01-28", {"decide-to-reassess": ["e2 2026-01-27 overdue"]}),
    ("refused-after-agreed-ends-it", "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; "
     "assessment-refused@2026-02-17", "2026-06-02",
     {"final-plan": ["e1 2026-06-01 lapsed"], "appeal-window": ["e3 2026-04-17 lapsed"]}),
    ("agreed-twice-counts-once", "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; "
     "assessment-agreed@2026-03-02", "2026-06-01",
     {"decide-to-assess": ["e1 2026-02-23 met"], "final-plan": ["e1 2026-06-01 open"]}),
    ("refused-twice-opens-its-own-window", "assessment-requested@2026-01-12; assessment-refused@2026-02-10; "
     "assessment-refused@2026-02-17", "2026-04-13",
     {"decide-to-assess": ["e1 2026-02-23 met"], "appeal-window": ["e2 2026-04-10 lapsed", "e3 2026-04-17 open"]}),
    ("a-draft-under-a-plan-in-force-is-none-of-an-assessment", PLAN + "draft-plan-sent@2025-12-01", "2025-12-02",
     {"final-plan-change-of-mind": [], "comment-on-draft": ["e2 2025-12-15 open"]}),
    ("following-contradicts-what-is-open", PLAN + "reassessment-requested@2025-11-24; reassessment-agreed@2025-12-01; "
     "final-plan-sent@2026-03-09 following=assessment", "2026-03-10",
     {"final-plan-after-reassessment": ["e3 2026-03-09 met?"], "review-after-reassessment": ["e4 2027-03-09 open?"]}),
    ("a-plan-of-an-open-assessment", "assessment-requested@2026-01-12; final-plan-sent@2026-06-01 following="
     "reassessment", "2026-06-02",
     {"final-plan": ["e1 2026-06-01 met?"], "annual-review": ["e2 2027-05-31 open?"]}),
    ("detained-on-file-though-not-typed", "detention-began@2026-02-02; assessment-requested@2026-02-09", "2026-02-10",
     {"detained-final-plan": ["e2 2026-06-29 open?"], "final-plan": []}),
    ("detained-no-longer", "detention-began@2026-02-02; detention-ended@2026-02-08; assessment-requested@2026-02-09",
     "2026-02-10", {"detained-final-plan": [], "final-plan": ["e3 2026-06-29 open"]}),
    ("the-flag-says-no-the-file-says-yes", "assessment-requested@2026-01-12; "
     "detention-began@2026-02-02 assessment_open=no", "2026-02-03",
     {"midway-final-plan": ["e2 2026-06-01 open?"], "final-plan": ["e1 2026-06-01 lapsed"]}),
    ("what-was-done-before-counts", "assessment-requested@2026-01-12; assessment-agreed@2026-02-01; "
     "detention-began@2026-02-02", "2026-02-03",
     {"midway-decide-to-assess": [], "midway-refuse-plan": ["e3 2026-05-04 open?"]}),
    ("what-was-ordered-goes-on", "assessment-requested@2026-01-12; assessment-refused@2026-01-15; "
     "order-made@2026-01-20 order=assess; detention-began@2026-02-02", "2026-02-03",
     {"order-assess-final-plan": ["e3 2026-04-28 open"], "midway-final-plan": []}),
    ("a-trace-of-a-plan-is-not-its-making", "assessment-requested@2026-01-12; direct-payments-began@2026-03-02; "
     "final-plan-sent@2026-06-01", "2026-06-02",
     {"final-plan": ["e1 2026-06-01 met"], "annual-review": ["e3 2027-05-31 open"]}),
    ("detained-and-moved-within-one-spell", PLAN + "detention-began@2025-12-01; detention-began@2026-01-05",
     "2026-01-06", {"detention-send-plan": ["e2 2025-12-08 overdue"]}),
    ("no-review-of-a-plan-made-in-detention", "assessment-requested@2026-01-12 detained=yes; "
     "detention-began@2026-01-12; final-plan-sent@2026-06-01", "2026-06-02",
     {"annual-review": [], "annual-review-meeting": []}),
    ("the-reference-however-it-is-spelled", "foi-received@2026-06-01 party=F1; foi-received@2026-06-02 party=F2; "
     "foi-answered@2026-06-30 party=f1", "2026-07-01", {"foi-reply": ["e1 2026-06-30 met", "e2 2026-07-01 open"]}),
    ("another-reference-answers-nothing", "foi-received@2026-06-01 party=F1; foi-received@2026-06-02 party=F2; "
     "foi-answered@2026-06-30 party=F3", "2026-07-01",
     {"foi-reply": ["e1 2026-06-30 overdue", "e2 2026-07-01 open"]}),
    ("a-review-of-the-answer-is-its-own", "foi-received@2026-06-01 party=F1; foi-received@2026-06-10 party=F1 kind="
     "review", "2026-06-11", {"foi-reply": ["e1 2026-06-30 open"], "foi-review": ["e2 2026-07-09 open"]}),
    ("extended-from-its-own-receipt", "sar-received@2026-03-02 party=s1; sar-received@2026-03-10 party=s2; "
     "sar-extended@2026-03-30 party=s1", "2026-04-06",
     {"sar-reply": ["e1 2026-04-02 lapsed", "e2 2026-04-10 open"], "sar-reply-extended": ["e3 2026-06-02 open"]}),
)  # fmt: skip
def test_the_rest(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAN + "review-decided@2026-01-05 outcome=maintain", id="no-meeting-on-file"),
        pytest.param(PLAN + "review-decided@2026-01-05 outcome=cease", id="ceasing-with-no-meeting"),
        pytest.param(PLAN + "amendment-notice-sent@2026-01-05", id="notice-with-no-meeting"),
        pytest.param(HELD + "amended-plan-sent@2026-01-05", id="plan-with-no-decision"),
        pytest.param(NOTICE + "final-plan-sent@2026-01-05", id="typed-as-final"),
        pytest.param(ORDER + "amended-plan-sent@2026-01-05", id="taken-for-the-ordered-one"),
        pytest.param(TURNED + "plan-refused@2026-01-05", id="no-after-no-route"),
        pytest.param(TURNED + "final-plan-sent@2026-01-05", id="plan-after-no-route"),
    ],
)
def test_the_family_s_own_time_rests_on_no_guess_about_what_the_letter_belongs_to(text: str, lay: Lay) -> None:
    """Two months to appeal, and fifteen days to comment, run from the letter, whatever it turns out to have been: the
    sentence about them can be written."""
    newest = text.count(";") + 1
    windows = [d for d in lay(text, "2026-01-12").deadlines if d.rule.kind == "window"]
    of_the_letter = [d for d in windows if d.started_by.id == f"e{newest}"]
    assert of_the_letter
    for window in of_the_letter:
        assert {doubt.id for doubt in window.doubts} <= ABOUT_THE_LETTER, window.rule.id


AGAIN = "final-plan-sent@2025-06-02; reassessment-requested@2026-04-01; reassessment-agreed@2026-04-08; "
DRAFT, PROPOSED = "draft-plan-sent@2026-05-{}; ", "amendment-notice-sent@2026-05-{}; "


@pytest.mark.parametrize(
    ("sent", "met"),
    [
        (DRAFT.format("04") + PROPOSED.format("11"), "comment-on-amendments"),
        (PROPOSED.format("04") + DRAFT.format("11"), "comment-on-draft"),
        (PROPOSED.format("04").replace(";", " following=other;") + DRAFT.format("11") + PROPOSED.format("12"),
         "comment-on-amendments"),
        (DRAFT.format("11"), "comment-on-draft"),
        (PROPOSED.format("11"), "comment-on-amendments"),
    ],
)  # fmt: skip
def test_comments_are_on_whichever_was_sent_to_the_family_last(sent: str, met: str, lay: Lay) -> None:
    """A re-assessment and a review at once: a draft plan and proposed amendments, each with fifteen days to comment."""
    clocks = lay(AGAIN + sent + "representations-received@2026-05-18", "2026-05-18").deadlines
    assert [clock.rule.id for clock in clocks if clock.rule.id.startswith("comment-on") and clock.met_by] == [met]


@pytest.mark.parametrize(
    ("said", "rule"),
    [("", "detained-order-assess-final"), (" detained=yes", "detained-order-assess-final"),
     (" detained=no", "order-assess-final-plan")],
)  # fmt: skip
def test_what_the_file_says_of_detention_goes_before_what_it_seems(said: str, rule: str, lay: Lay) -> None:
    """14 weeks from the order on either road (SEND Regs 2014 reg 44(2)(b)(ii)); but of one road alone."""
    text = (
        "assessment-requested@2025-01-06; assessment-refused@2025-02-03; detention-began@2025-03-03; "
        f"appeal-registered@2025-03-10{said}; order-made@2025-06-02 order=assess{said}"
    )
    plans = [clock for clock in lay(text, "2025-06-03").deadlines if "assess-final" in clock.rule.id]
    assert [(clock.rule.id, clock.due.isoformat()) for clock in plans] == [(rule, "2025-09-08")]


@pytest.mark.parametrize(("outcome", "appealed"), [("amend", 1), ("maintain", 2), ("cease", 2)])
def test_a_decision_to_amend_is_appealed_against_in_the_amended_plan(outcome: str, appealed: int, lay: Lay) -> None:
    """CFA 2014 s.51(2)(c), (e), (f): the contents of a plan, a decision not to amend it or to cease it."""
    text = HELD + f"review-decided@2025-12-01 outcome={outcome}"
    assert len(lay(text, "2025-12-02").things.decisions) == appealed


def test_a_plan_that_names_the_next_phase_answers_one_move_and_not_the_next(lay: Lay) -> None:
    """Within twelve months before it (SEND Regs 2014 reg 18(1)); the same version is not taken for two."""
    text = (
        "final-plan-sent@2024-01-08; amended-plan-sent@2026-01-12 names_next_phase=yes; "
        "phase-transfer-expected@2026-01-19 transfer=infant-to-junior transfer_on=2026-09-01; "
        "phase-transfer-expected@2026-10-05 transfer=primary-to-secondary transfer_on=2028-09-01"
    )
    assert found(lay, text, "2026-10-06", "phase-transfer-february") == ["e3 2026-02-14 met", "e4 2028-02-14 open"]


def test_a_second_request_for_a_re_assessment_joins_the_first_until_that_is_answered(lay: Lay) -> None:
    asked = PLAN + "reassessment-requested@2025-10-06; reassessment-requested@2025-10-13"
    check(lay, asked, "2025-10-20", {"decide-to-reassess": ["e2 2025-10-21 open"]})
    refused = asked + "; reassessment-refused@2025-10-20; reassessment-requested@2025-11-03"
    check(lay, refused, "2025-11-04", {"decide-to-reassess": ["e2 2025-10-21 met", "e5 2025-11-18 open"]})


def test_a_request_after_a_yes_that_answers_none_starts_its_own_weeks(lay):
    """A day mistyped must not take the child off the list: a request that "starts nothing" beside a yes would."""
    answer = lay("assessment-agreed@2026-08-12; assessment-requested@2026-09-07", "2026-11-28")
    due = {d.rule.id: (d.due.isoformat(), d.status) for d in answer.deadlines}
    assert due["decide-to-assess"] == ("2026-10-19", "overdue")
    assert due["final-plan"] == ("2027-01-25", "open")
