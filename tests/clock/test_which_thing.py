"""More of which thing an act belongs to (`test_things`), where two of a kind are open, or two things happen on one day,
and what the officer is told about it. Dates are worked out from the law, on both sides of every edge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exampleshire import with_packs
from lines import check, rows
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.link import in_order
from sendclock.law.book import RuleBook
from sendclock.say.state import taken_for
from shire import head, rule

Lay = Callable[..., Timeline]
PLAN = "final-plan-sent@2025-01-06; "
ASKED = "assessment-requested@2026-01-12; "
REFUSED = ASKED + "assessment-refused@2026-02-16; "
AGREED = ASKED + "assessment-agreed@2026-02-16; "
OPENED = REFUSED + "order-made@2026-05-18 order=assess; mediation-agreed@2026-05-20 order=assess; "
MOVES = ASKED + "moved-out@2026-02-02 move=2026-04-06; moved-out@2026-02-09 move=2026-03-02; "
TWO_NOTICES = PLAN + "amendment-notice-sent@2025-11-03; amendment-notice-sent@2025-12-08 meeting=2025-11-10; "


# ---- Assessments -----------------------------------------------------------------------------------------------------


@rows(
    # Two letters about one move: the day that comes first ends what is open, whichever was written first.
    ("asked-again-after-the-earlier-of-two-moves", MOVES + "assessment-requested@2026-03-16", "2026-03-20",
     {"decide-to-assess": ["e1 2026-02-23 lapsed", "e4 2026-04-27 open"]}),
    # Of someone detained a request is one under CFA 2014 s.71, unless it says that it is not: for it was made before.
    ("detained-says-the-file", "detention-began@2026-01-12; assessment-requested@2026-02-02", "2026-02-03",
     {"decide-to-assess": [], "detained-decide-to-assess": ["e2 2026-03-16 open?"]}),
    ("not-detained-says-the-request", "detention-began@2026-01-12; assessment-requested@2026-02-02 detained=no",
     "2026-02-03", {"decide-to-assess": ["e2 2026-03-16 open"], "detained-decide-to-assess": []}),
    # A re-assessment of the authority's own motion has its weeks; a request after it is to be answered (reg 25(1)).
    ("asked-for-after-an-own-re-assessment", PLAN + "reassessment-agreed@2026-01-12 route=own-motion; "
     "reassessment-requested@2026-02-02", "2026-02-10",
     {"decide-to-reassess": ["e3 2026-02-17 open"], "final-plan-after-reassessment": ["e2 2026-04-20 open"]}),
    # A re-assessment that is asked for has nothing to do with a yes that turns a first no round, nor with a first no.
    ("a-yes-beside-a-re-assessment", REFUSED + "reassessment-requested@2026-03-02; assessment-agreed@2026-03-09",
     "2026-03-10", {"decide-to-reassess": ["e3 2026-03-17 open"],
     "final-plan-change-of-mind": ["e4 2026-06-01 open?"]}),
    ("a-no-beside-a-re-assessment", "reassessment-requested@2026-03-02; assessment-refused@2026-03-09; "
     "assessment-agreed@2026-03-16", "2026-03-16",
     {"decide-to-reassess": ["e1 2026-03-17 open"], "final-plan-change-of-mind": []}),
    # A draft after a no shows that it was turned round; it is the draft of that road, and not the first's.
    ("a-draft-after-a-no-to-a-plan", AGREED + "plan-refused@2026-04-13; draft-plan-sent@2026-05-11", "2026-05-12",
     {"send-draft": ["e1 2026-04-20 lapsed spent"], "final-plan-change-of-mind": ["e4 2026-06-01 open?"]}),
    ("a-plan-after-a-no-to-a-plan", AGREED + "plan-refused@2026-04-13; final-plan-sent@2026-05-11", "2026-05-12",
     {"final-plan-change-of-mind": ["e4 2026-06-01 met?"], "annual-review": ["e4 2027-05-10 open"]}),
    ("a-plan-after-the-second-of-two-noes", REFUSED + "assessment-requested@2026-03-02; assessment-agreed@2026-04-06; "
     "plan-refused@2026-06-01; final-plan-sent@2026-07-06", "2026-07-07",
     {"final-plan-change-of-mind": ["e6 2026-07-20 met?"]}),
    ("a-plan-after-a-second-no-to-assess", AGREED + "plan-refused@2026-04-13; assessment-requested@2026-05-04; "
     "assessment-refused@2026-06-08; final-plan-sent@2026-07-06", "2026-07-07",
     {"final-plan-change-of-mind": ["e6 2026-09-21 met?"]}),
    # A plan is that of the assessment which is open, also after an earlier no.
    ("a-plan-of-the-second-request", REFUSED + "assessment-requested@2026-03-16; final-plan-sent@2026-07-27",
     "2026-07-28", {"final-plan": ["e1 2026-06-01 lapsed", "e3 2026-08-03 met"], "final-plan-change-of-mind": []}),
    # A conversion leaves the review of the statement as it is: only a re-assessment stands for it.
    ("a-first-plan-decides-no-review", ASKED + "review-meeting-held@2026-02-02; final-plan-sent@2026-02-09",
     "2026-02-10", {"review-decision": ["e2 2026-03-02 open"]}),
    # A plan told with an appeal about something else pending: that goes on.
    ("a-plan-ends-the-appeal-about-the-no-before-it", REFUSED + "appeal-registered@2026-03-02 challenge=refuse-assess; "
     "assessment-agreed@2026-03-09 route=change-of-mind; final-plan-sent@2026-04-06", "2026-04-07",
     {"appeal-response": ["e3 2026-04-15 lapsed spent"]}),
    ("and-no-other-appeal", PLAN + "reassessment-refused@2026-01-12; appeal-registered@2026-03-02; "
     "assessment-requested@2026-03-03; final-plan-sent@2026-04-06", "2026-04-07",
     {"appeal-response": ["e3 2026-04-15 open"]}),
    # An older decision, of which the family has made no appeal: its steps are moot when a later one can be appealed
    # about, 180 days on; whether or not it is on file that the family went to the adviser.
    ("certificate-of-a-decision-179-days-old", PLAN + "adviser-contacted@2025-02-03 wishes=appeal-only; "
     "reassessment-refused@2025-07-04", "2025-07-10", {"certificate-no-mediation": ["e2 2025-02-06 overdue"]}),
    ("certificate-of-a-decision-180-days-old", PLAN + "adviser-contacted@2025-02-03 wishes=appeal-only; "
     "reassessment-refused@2025-07-05", "2025-07-10", {"certificate-no-mediation": ["e2 2025-02-06 lapsed spent"]}),
    ("mediation-of-a-decision-180-days-old", PLAN + "mediation-requested@2025-02-03; reassessment-refused@2025-07-05",
     "2025-07-10", {"mediation-arrange": ["e2 2025-03-05 lapsed spent"]}),
    ("held-about-a-decision-180-days-old", PLAN + "mediation-held@2025-02-03; reassessment-refused@2025-07-05",
     "2025-07-10", {"certificate-after-mediation": ["e2 2025-02-06 lapsed spent"]}),
    ("unable-about-a-decision-179-days-old", PLAN + "mediation-unable@2025-02-03; reassessment-refused@2025-07-04",
     "2025-07-10", {"certificate-deemed": ["e2 2025-02-06 overdue"]}),
    ("unable-about-a-decision-180-days-old", PLAN + "mediation-unable@2025-02-03; reassessment-refused@2025-07-05",
     "2025-07-10", {"certificate-deemed": ["e2 2025-02-06 lapsed spent"]}),
    ("an-appeal-about-an-older-decision-goes-on", PLAN + "appeal-registered@2025-02-24; "
     "reassessment-refused@2025-07-07", "2025-07-10", {"appeal-response": ["e2 2025-04-07 overdue"]}),
    ("a-draft-after-a-second-no", PLAN + AGREED + "plan-refused@2026-04-13; draft-plan-sent@2026-05-11", "2026-05-12",
     {"final-plan-change-of-mind": ["e5 2026-06-01 open?"]}),
    # Comments are on whichever was sent to the family last: of two drafts the second may be newer than a notice.
    ("comments-on-the-second-draft", PLAN + "reassessment-requested@2025-10-06; reassessment-agreed@2025-10-13; "
     "draft-plan-sent@2025-11-03; amendment-notice-sent@2025-11-10 following=other; draft-plan-sent@2025-11-24; "
     "representations-received@2025-12-01", "2025-12-02",
     {"comment-on-draft": ["e4 2025-11-17 lapsed", "e6 2025-12-08 met"],
      "comment-on-amendments": ["e5 2025-11-24 lapsed"]}),
    ("comments-on-a-draft-and-a-notice-of-one-day", PLAN + "reassessment-requested@2025-10-06; "
     "reassessment-agreed@2025-10-13; draft-plan-sent@2025-11-10; amendment-notice-sent@2025-11-10 following=other; "
     "representations-received@2025-11-17", "2025-11-18",
     {"comment-on-draft": ["e4 2025-11-24 met"], "comment-on-amendments": ["e5 2025-11-24 open"]}),
    # Comments are on the newest notice that nothing has come of, and on no draft that is older than it.
    ("comments-on-the-newest-notice", TWO_NOTICES + "representations-received@2025-12-15", "2025-12-16",
     {"comment-on-amendments": ["e2 2025-11-17 lapsed", "e3 2025-12-22 met"]}),
    ("comments-on-a-notice-still-open", TWO_NOTICES + "amended-plan-sent@2025-12-12 meeting=2025-11-10; "
     "representations-received@2025-12-15", "2025-12-16",
     {"comment-on-amendments": ["e2 2025-11-17 met-late", "e3 2025-12-22 lapsed"]}),
)  # fmt: skip
def test_assessments_and_what_can_be_appealed(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Reviews and notices ---------------------------------------------------------------------------------------------


@rows(
    # The plan of a person who moves is transferred, if there is one: of one that has ended nothing is (reg 15).
    ("a-move-with-no-plan-on-file", "moved-out@2025-03-03 move=2025-03-10", "2025-03-12",
     {"transfer-plan": ["e1 2025-03-21 open"]}),
    ("a-move-after-the-plan-ended", PLAN + "plan-ceased@2025-02-03 reason=needs-met; moved-out@2025-03-03 "
     "move=2025-03-10", "2025-03-12", {"transfer-plan": []}),
    ("a-move-with-an-assessment-open", ASKED + "moved-out@2026-02-02 move=2026-02-09", "2026-02-12",
     {"transfer-plan": []}),
    # A second request while a plan is kept: the plan was first made when it was first made (CFA 2014 s.44(1)(a)).
    ("a-meeting-before-a-second-first-plan", PLAN + "review-meeting-held@2025-06-02; assessment-requested@2025-06-09; "
     "final-plan-sent@2025-10-06; review-decided@2026-04-20 outcome=maintain", "2026-04-21",
     {"review-decision": ["e2 2025-06-30 met-late"]}),
    # Arranged again for another day, or with none said: it is the same review.
    ("arranged-for-another-day", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-meeting-arranged@2025-10-08 meeting=2025-11-17; amendment-notice-sent@2025-11-10", "2025-11-11",
     {"review-notice": ["e2 2025-10-20 lapsed", "e3 2025-11-03 overdue"], "amended-plan": ["e4 2026-01-05 open?"]}),
    ("arranged-again-with-no-day", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-meeting-arranged@2025-10-08; amendment-notice-sent@2025-11-10 meeting=2025-11-03", "2025-11-11",
     {"review-notice": ["e2 2025-10-20 lapsed spent"], "amended-plan": ["e4 2026-01-05 open?"]}),
    # Typed late, the day of a meeting that was held: the decision on that day is about the meeting.
    ("arranged-after-it-was-held", PLAN + "review-meeting-held@2025-11-03; review-meeting-arranged@2025-11-10 "
     "meeting=2025-11-03; review-decided@2025-12-01 outcome=maintain meeting=2025-11-03", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met"], "annual-review": ["e1 2026-01-05 met", "e4 2026-11-02 open"]}),
    ("arranged-again-after-it-was-decided", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-decided@2025-11-10 outcome=maintain meeting=2025-11-03; review-meeting-arranged@2025-11-12 "
     "meeting=2025-11-03; review-papers-circulated@2025-11-13 meeting=2025-11-03", "2025-12-10",
     {"review-papers": ["e2 2025-10-20 lapsed spent", "e4 2025-10-20 met-late"]}),
    ("the-newest-of-two-arranged-for-one-day", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-decided@2025-11-10 outcome=maintain meeting=2025-11-03; review-meeting-arranged@2025-11-12 "
     "meeting=2025-11-03; review-decided@2025-12-01 outcome=maintain meeting=2025-11-03", "2025-12-10",
     {"review-papers": ["e2 2025-10-20 lapsed spent", "e4 2025-10-20 lapsed spent"]}),
    ("papers-of-the-one-arranged", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-papers-circulated@2025-10-20", "2025-11-03", {"review-papers": ["e2 2025-10-20 met"]}),
    ("papers-of-no-meeting-that-was-held", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-meeting-held@2025-11-03; review-papers-circulated@2025-11-10", "2025-11-11",
     {"review-papers": ["e2 2025-10-20 lapsed spent"]}),
    ("papers-of-the-day-they-name", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-papers-circulated@2025-10-20 meeting=2025-11-10", "2025-11-03",
     {"review-papers": ["e2 2025-10-20 overdue"]}),
    # What the authority before had reviewed by a day, it had reviewed on that day too.
    ("a-meeting-after-the-inherited-review", "review-meeting-held@2024-11-05; plan-transferred@2025-01-09 direction=in "
     "last_reviewed=2024-11-04; amendment-notice-sent@2025-01-20", "2025-01-20",
     {"review-decision": ["e1 2024-12-03 met-late"], "amended-plan": ["e3 2025-01-28 open"]}),
    ("the-meeting-of-the-inherited-review", "review-meeting-held@2024-11-05; plan-transferred@2025-01-09 direction=in "
     "last_reviewed=2024-11-05; amendment-notice-sent@2025-01-20", "2025-01-20",
     {"review-decision": ["e1 2024-12-03 lapsed spent"], "amended-plan": ["e3 2025-03-17 open?"]}),
    # Of our own decisions each ends the meetings it decides: one that is open came after it, whatever day that gave.
    ("a-meeting-after-a-confirmation-dated-ahead", PLAN + "review-confirmed@2025-11-03 meeting=2025-12-08; "
     "review-meeting-held@2025-11-24; review-decided@2025-12-15 outcome=maintain", "2025-12-16",
     {"review-decision": ["e3 2025-12-22 met"]}),
    # Told on one meeting, with another held since and decided on: the newest that is open, whatever stands before it.
    ("a-meeting-beside-one-decided-later", PLAN + "review-meeting-held@2025-08-12; amended-plan-sent@2025-08-11 "
     "meeting=2025-06-30; amendment-notice-sent@2025-08-29", "2025-09-17",
     {"review-decision": ["e2 2025-09-09 met"], "amended-plan": ["e4 2025-10-24 open"]}),
    # Invitations to a meeting that was never said to be held are moot when the next year's has been: 180 days on.
    ("papers-of-a-meeting-179-days-before", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-decided@2025-11-24 outcome=amend meeting=2025-11-03; review-meeting-held@2026-05-01", "2026-05-02",
     {"review-papers": ["e2 2025-10-20 overdue"]}),
    ("papers-of-a-meeting-180-days-before", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "review-decided@2025-11-24 outcome=amend meeting=2025-11-03; review-meeting-held@2026-05-02", "2026-05-02",
     {"review-papers": ["e2 2025-10-20 lapsed spent"]}),
    # Confirmed: every review of a day up to it, and none that is still to be held.
    ("confirmed-before-the-next-meeting", PLAN + "review-meeting-arranged@2025-06-02 meeting=2025-07-07; "
     "review-confirmed@2025-07-07", "2025-07-08", {"review-papers": ["e2 2025-06-23 lapsed spent"]}),
    ("confirmed-with-a-meeting-to-come", PLAN + "review-meeting-arranged@2025-06-02 meeting=2025-07-07; "
     "review-confirmed@2025-07-06", "2025-07-08", {"review-papers": ["e2 2025-06-23 overdue"]}),
    # A notice: one sent outside a review is sent again within 180 days, as every letter; one of a review is another.
    ("outside-a-review-again-after-179-days", PLAN + "amendment-notice-sent@2025-11-03 following=other; "
     "amendment-notice-sent@2026-05-01 following=other", "2026-05-04",
     {"amendment-outside-review": ["e2 2025-12-29 overdue"],
      "comment-on-amendments": ["e2 2025-11-17 lapsed", "e3 2026-05-15 open"]}),
    ("outside-a-review-again-after-180-days", PLAN + "amendment-notice-sent@2025-11-03 following=other; "
     "amendment-notice-sent@2026-05-02 following=other", "2026-05-04",
     {"amendment-outside-review": ["e2 2025-12-29 overdue", "e3 2026-06-27 open"]}),
    ("outside-a-review-beside-one-of-a-review", PLAN + "review-meeting-held@2025-11-03; "
     "amendment-notice-sent@2025-11-24; amendment-notice-sent@2025-12-01 following=other", "2025-12-02",
     {"amendment-outside-review": ["e4 2026-01-26 open"], "comment-on-amendments": ["e3 2025-12-08 open",
      "e4 2025-12-15 open"]}),
    # Of a cycle that an amended plan has ended nothing is sent again.
    ("a-notice-after-the-amended-plan", PLAN + "amendment-notice-sent@2025-11-03; amended-plan-sent@2025-12-01; "
     "amendment-notice-sent@2025-12-08", "2025-12-09",
     {"amended-plan": ["e2 2025-12-29 met?"], "amendment-outside-review": ["e4 2026-02-02 open?"]}),
    # The notice of a review that had one: it is that one again, however long ago; and of no other review.
    ("a-notice-again-of-the-meeting-it-names", PLAN + "amendment-notice-sent@2025-01-20 meeting=2025-01-13; "
     "amendment-notice-sent@2026-03-02 meeting=2025-01-13", "2026-03-03",
     {"amended-plan": ["e2 2025-03-17 overdue?"], "annual-review": ["e1 2026-01-05 met?", "e2 2026-01-12 overdue?"]}),
    ("named-though-another-is-in-train", PLAN + "amendment-notice-sent@2025-01-20 meeting=2025-01-13; "
     "review-meeting-held@2025-03-10; amendment-notice-sent@2025-03-24; amendment-notice-sent@2025-03-31 "
     "meeting=2025-01-13", "2025-03-31",
     {"comment-on-amendments": ["e2 2025-02-03 lapsed", "e4 2025-04-07 open", "e5 2025-04-14 open"]}),
    ("sent-again-is-of-the-newest", TWO_NOTICES + "amendment-notice-sent@2025-12-15", "2025-12-16",
     {"comment-on-amendments": ["e2 2025-11-17 lapsed", "e3 2025-12-22 lapsed", "e4 2025-12-29 open"]}),
    ("typed-as-of-a-review-it-is-one", PLAN + "amendment-dropped@2025-05-01; amendment-notice-sent@2025-06-16 "
     "following=review", "2025-06-16",
     {"amended-plan": ["e3 2025-08-11 open?"], "amendment-outside-review": []}),
    # A decision takes with it what was never finished: amendments of an earlier cycle, 180 days on. Those outside a
    # review are none of it (SEND Regs 2014 reg 28), nor those that a plan had finished.
    ("a-plan-sent-without-what-goes-with-it-is-still-to-be-completed", PLAN + "amendment-notice-sent@2025-10-21; "
     "amended-plan-sent@2026-06-08 complete=2026-12-07; review-meeting-held@2026-06-15; "
     "review-decided@2026-07-06 outcome=maintain", "2026-07-07", {"amended-plan": ["e2 2025-12-16 overdue?"]}),
    ("amendments-outside-a-review-go-on", PLAN + "amendment-notice-sent@2025-01-20 following=other; "
     "review-meeting-held@2025-11-03; review-decided@2025-11-24 outcome=maintain", "2025-11-25",
     {"amendment-outside-review": ["e2 2025-03-17 overdue"]}),
)  # fmt: skip
def test_reviews_and_notices(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Amended plans, letters that drop them, and the next phase -------------------------------------------------------


@rows(
    ("a-review-not-on-file-beside-one-outside", PLAN + "amendment-notice-sent@2025-11-03 following=other; "
     "amended-plan-sent@2025-12-01 meeting=2025-11-17", "2025-12-02",
     {"amendment-outside-review": ["e2 2025-12-29 open"], "annual-review": ["e1 2026-01-05 met?",
      "e3 2026-11-16 open?"]}),
    ("of-two-meetings-of-one-day-the-newest", PLAN + "review-meeting-held@2025-11-03; review-meeting-held@2025-11-03; "
     "amended-plan-sent@2025-12-01 meeting=2025-11-03", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 lapsed spent", "e3 2025-12-01 met?"]}),
    # A meeting that was arranged, and never said to be held, is none that a plan comes of.
    ("a-plan-after-a-meeting-only-arranged", PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; "
     "amended-plan-sent@2025-12-01 meeting=2025-11-03", "2025-12-02", {"annual-review": ["e1 2026-01-05 open"]}),
    # A day on which no meeting is on file: of two notices it is the newest that it may mean.
    ("a-slip-in-the-day-of-two-notices", TWO_NOTICES + "amended-plan-sent@2025-12-22 meeting=2025-12-09", "2025-12-23",
     {"amended-plan": ["e2 2025-12-29 open?", "e3 2026-02-02 met?"]}),
    ("silent-with-two-notices", TWO_NOTICES + "amended-plan-sent@2025-12-22", "2025-12-23",
     {"amended-plan": ["e2 2025-12-29 open?", "e3 2026-02-02 met?"]}),
    ("a-notice-that-says-no-meeting-may-be-meant", PLAN + "amendment-notice-sent@2025-01-27; "
     "amended-plan-sent@2025-11-03 meeting=2025-10-06", "2025-11-04",
     {"amended-plan": ["e2 2025-03-24 met-late?"], "annual-review": ["e1 2026-01-05 met?", "e2 2026-01-26 open?"]}),
    # Of a notice that names its meeting: a day after the plan, on the notice or before it, or within 180 days, is a
    # slip; another is another review.
    ("a-slip-of-179-days", PLAN + "amendment-notice-sent@2025-01-27 meeting=2025-01-20; amended-plan-sent@2025-08-04 "
     "meeting=2025-07-18", "2025-08-05", {"amended-plan": ["e2 2025-03-24 met-late?"]}),
    ("no-slip-of-180-days", PLAN + "amendment-notice-sent@2025-01-27 meeting=2025-01-20; amended-plan-sent@2025-08-04 "
     "meeting=2025-07-19", "2025-08-05", {"amended-plan": ["e2 2025-03-24 lapsed spent?"]}),
    ("a-meeting-after-the-plan-is-a-slip", PLAN + "amendment-notice-sent@2025-01-27 meeting=2025-01-20; "
     "amended-plan-sent@2025-08-04 meeting=2025-08-05", "2025-08-06", {"amended-plan": ["e2 2025-03-24 met-late?"]}),
    ("a-meeting-on-the-day-of-the-plan-is-none", PLAN + "amendment-notice-sent@2025-01-27 meeting=2025-01-20; "
     "amended-plan-sent@2025-08-04 meeting=2025-08-04", "2025-08-05",
     {"amended-plan": ["e2 2025-03-24 lapsed spent?"]}),
    ("a-meeting-on-the-day-of-the-notice-is-a-slip", PLAN + "amendment-notice-sent@2025-08-25 meeting=2025-01-20; "
     "amended-plan-sent@2025-09-22 meeting=2025-08-25", "2025-09-23", {"amended-plan": ["e2 2025-10-20 met?"]}),
    ("a-meeting-the-day-after-the-notice-is-none", PLAN + "amendment-notice-sent@2025-08-25 meeting=2025-01-20; "
     "amended-plan-sent@2025-09-22 meeting=2025-08-26", "2025-09-23", {"amended-plan": ["e2 2025-10-20 open?"]}),
    # What the letter says it follows goes before the day of an order.
    ("typed-as-after-a-review-with-the-day-of-an-order", PLAN + "review-meeting-held@2025-11-03; "
     "amended-plan-sent@2025-12-01 following=review ordered=2025-10-01", "2025-12-02",
     {"review-decision": ["e2 2025-12-01 met?"]}),
    # What was agreed and is not done by amending is none that an amended plan carries out; what is done is not again.
    ("no-plan-carries-out-what-needs-none", PLAN + "mediation-agreed@2025-02-03 order=continue; "
     "review-meeting-held@2025-11-03; amended-plan-sent@2025-12-01", "2025-12-02",
     {"review-decision": ["e3 2025-12-01 met?"]}),
    ("the-second-plan-carries-out-the-other", PLAN + "mediation-agreed@2025-02-03 order=amend-placement; "
     "order-made@2025-03-03 order=amend-provision; amended-plan-sent@2025-03-17; amended-plan-sent@2025-03-24",
     "2025-03-25",
     {"order-amend-placement": ["e2 2025-02-17 met-late?"], "order-amend-provision": ["e3 2025-04-07 met?"]}),
    # An order that is not on file decided the appeal, and no decision that there was no appeal about.
    ("amended-with-an-appeal-pending", PLAN + "appeal-registered@2025-02-03; amended-plan-sent@2025-03-03",
     "2025-03-04", {"appeal-response": ["e2 2025-03-17 open"]}),
    ("amended-as-ordered-with-an-appeal-pending", PLAN + "appeal-registered@2025-02-03; amended-plan-sent@2025-03-03 "
     "following=order", "2025-03-04", {"appeal-response": ["e2 2025-03-17 lapsed spent"]}),
    ("amended-as-ordered-with-no-appeal", PLAN + "adviser-contacted@2025-02-03 wishes=appeal-only; "
     "amended-plan-sent@2025-03-03 following=order", "2025-03-04",
     {"certificate-no-mediation": ["e2 2025-02-06 overdue"]}),
    # Nothing is guessed of what the letter says itself, whatever meeting it names besides.
    ("outside-a-review-with-a-meeting-named", PLAN + "review-meeting-held@2025-09-01; amendment-notice-sent@2025-10-06 "
     "following=other; amended-plan-sent@2025-11-03 following=other meeting=2025-08-04", "2025-11-04",
     {"amendment-outside-review": ["e3 2025-12-01 met"]}),
    # A letter that drops amendments: those of a review or those outside one, as it says; silent, the newest.
    ("drops-those-outside-a-review-alone", PLAN + "amendment-notice-sent@2025-11-24; amendment-dropped@2025-12-01 "
     "following=other", "2025-12-02",
     {"amended-plan": ["e2 2026-01-19 open?"], "comment-on-amendments": ["e2 2025-12-08 open"]}),
    ("drops-those-outside-silently", PLAN + "amendment-notice-sent@2025-11-03 following=other; "
     "amendment-dropped@2025-12-01", "2025-12-02",
     {"amendment-outside-review": ["e2 2025-12-29 met?"], "annual-review": ["e1 2026-01-05 open"]}),
    ("drops-those-outside-as-it-says", PLAN + "amendment-notice-sent@2025-11-03 following=other; "
     "amendment-dropped@2025-12-01 following=other", "2025-12-02",
     {"amendment-outside-review": ["e2 2025-12-29 met"], "annual-review": ["e1 2026-01-05 open"]}),
    ("drops-no-amendment-after-a-re-assessment", PLAN + "amendment-notice-sent@2025-11-24; "
     "amendment-dropped@2025-12-01 following=reassessment", "2025-12-02",
     {"amended-plan": ["e2 2026-01-19 open?"], "comment-on-amendments": ["e2 2025-12-08 open"]}),
    ("drops-the-newest-of-two", PLAN + "amendment-notice-sent@2025-02-03 following=other; "
     "amendment-notice-sent@2025-11-03 following=other; amendment-dropped@2025-12-01", "2025-12-02",
     {"amendment-outside-review": ["e2 2025-03-31 overdue", "e3 2025-12-29 met?"]}),
    ("no-new-plan-of-an-ordered-re-assessment", PLAN + "order-made@2025-03-13 order=reassess; "
     "amendment-dropped@2025-03-14", "2025-06-23", {"order-assess-no-plan": ["e2 2025-05-22 met?"]}),
    ("no-new-plan-as-it-says", PLAN + "order-made@2025-03-13 order=reassess; amendment-dropped@2025-03-14 "
     "following=reassessment", "2025-06-23", {"order-assess-no-plan": ["e2 2025-05-22 met"]}),
    # Two letters, each of a review that it names: the second decides its own within 180 days of the first as well.
    ("each-names-its-review", PLAN + "amendment-dropped@2025-08-04 meeting=2025-07-14; amendment-dropped@2025-10-06 "
     "meeting=2025-09-15", "2025-10-07",
     {"annual-review": ["e1 2026-01-05 met?", "e2 2026-07-13 met?", "e3 2026-09-14 open?"]}),
    # One move, its day put right by a year; two years on it is another.
    ("the-move-put-off-by-a-year", "phase-transfer-expected@2025-09-01 transfer=primary-to-secondary "
     "transfer_on=2026-09-01; phase-transfer-expected@2025-10-01 transfer=primary-to-secondary transfer_on=2027-09-01",
     "2025-10-02", {"phase-transfer-february": ["e1 2026-02-14 lapsed", "e2 2027-02-14 open"]}),
    ("a-move-two-years-on", "phase-transfer-expected@2025-09-01 transfer=primary-to-middle transfer_on=2026-09-01; "
     "phase-transfer-expected@2025-10-01 transfer=middle-to-secondary transfer_on=2028-09-01",
     "2025-10-02", {"phase-transfer-february": ["e1 2026-02-14 open", "e2 2028-02-14 open"]}),
    ("a-move-two-years-back", "phase-transfer-expected@2025-09-01 transfer=middle-to-secondary transfer_on=2027-09-01; "
     "phase-transfer-expected@2025-10-01 transfer=primary-to-middle transfer_on=2025-12-31",
     "2025-10-02", {"phase-transfer-february": ["e1 2027-02-14 open", "e2 2025-02-14 overdue"]}),
    # A plan that names the next phase answers one move: the next is another, whatever its year.
    ("after-a-move-that-was-answered", PLAN[:-2] + " names_next_phase=yes; phase-transfer-expected@2025-09-01 "
     "transfer=primary-to-secondary transfer_on=2025-09-01; phase-transfer-expected@2025-10-01 "
     "transfer=primary-to-secondary transfer_on=2026-09-01; amended-plan-sent@2026-01-12 names_next_phase=yes",
     "2026-01-13", {"phase-transfer-february": ["e2 2025-02-14 met", "e3 2026-02-14 met"]}),
    ("the-newest-plan-that-names-it", PLAN[:-2] + " names_next_phase=yes; amended-plan-sent@2025-10-06 "
     "names_next_phase=yes; phase-transfer-expected@2025-11-03 transfer=post-16-to-post-16 transfer_on=2026-01-05",
     "2025-11-04", {"phase-transfer-five-months": ["e3 2025-08-05 met-late"]}),
    # A plan of the twelve months before the move, that of their first day with them, answers it.
    ("named-twelve-months-before", PLAN[:-2] + " names_next_phase=yes; phase-transfer-expected@2025-11-03 "
     "transfer=post-16-to-post-16 transfer_on=2026-01-06", "2025-11-04",
     {"phase-transfer-five-months": ["e2 2025-08-06 met"]}),
    ("named-a-day-too-soon", PLAN[:-2] + " names_next_phase=yes; phase-transfer-expected@2025-11-03 "
     "transfer=post-16-to-post-16 transfer_on=2026-01-07", "2025-11-04",
     {"phase-transfer-five-months": ["e2 2025-08-07 overdue"]}),
    # With the plan there already, the meeting that was to lead to it is not asked for any more.
    ("named-before-the-move-was-expected", "final-plan-sent@2022-10-17 names_next_phase=yes; "
     "phase-transfer-expected@2022-10-21 transfer=primary-to-secondary transfer_on=2023-09-01", "2022-12-01",
     {"phase-transfer-february": ["e2 2023-02-14 met"], "phase-meeting-february": ["e2 2022-11-22 lapsed spent"]}),
    ("named-after-the-move-was-expected", "final-plan-sent@2022-10-17; phase-transfer-expected@2022-10-21 "
     "transfer=primary-to-secondary transfer_on=2023-09-01; amended-plan-sent@2022-10-24 names_next_phase=yes",
     "2022-12-01",
     {"phase-transfer-february": ["e2 2023-02-14 met"], "phase-meeting-february": ["e2 2022-11-22 lapsed spent"]}),
    # Told that the plan is to cease, the family was told of no next phase, whatever stands in the field.
    ("a-plan-that-is-to-end-names-no-phase", PLAN + "phase-transfer-expected@2025-09-01 transfer=primary-to-secondary "
     "transfer_on=2026-09-01; review-decided@2025-11-24 outcome=cease names_next_phase=yes; "
     "amended-plan-sent@2026-01-26 names_next_phase=yes", "2026-02-16",
     {"phase-transfer-february": ["e2 2026-02-14 met"]}),
    # Of two moves that are expected the newest is dropped, and the other is answered by the plan.
    ("the-newest-move-is-dropped", PLAN + "phase-transfer-expected@2025-09-01 transfer=primary-to-middle "
     "transfer_on=2026-09-01; phase-transfer-expected@2025-09-02 transfer=middle-to-secondary transfer_on=2028-09-01; "
     "phase-transfer-dropped@2025-09-15; amended-plan-sent@2025-10-06 names_next_phase=yes", "2025-10-07",
     {"phase-transfer-february": ["e2 2026-02-14 met", "e3 2028-02-14 lapsed"]}),
    ("dropped-again-it-is-the-other", PLAN + "phase-transfer-expected@2025-09-01 transfer=primary-to-middle "
     "transfer_on=2026-09-01; phase-transfer-expected@2025-09-02 transfer=middle-to-secondary transfer_on=2028-09-01; "
     "phase-transfer-dropped@2025-09-15; phase-transfer-dropped@2025-09-22", "2025-10-07",
     {"phase-transfer-february": ["e2 2026-02-14 lapsed", "e3 2028-02-14 lapsed"]}),
    ("a-move-that-was-dropped-takes-no-plan", PLAN + "phase-transfer-expected@2025-09-01 transfer=primary-to-middle "
     "transfer_on=2026-09-01; phase-transfer-dropped@2025-09-15; amended-plan-sent@2025-10-06 names_next_phase=yes; "
     "phase-transfer-expected@2025-11-03 transfer=primary-to-secondary transfer_on=2026-09-01", "2025-11-04",
     {"phase-transfer-february": ["e2 2026-02-14 lapsed", "e5 2026-02-14 met"]}),
)  # fmt: skip
def test_amended_plans_and_the_next_phase(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- Appeals, agreements, orders, detention --------------------------------------------------------------------------

APPEALED = PLAN + "appeal-registered@2025-02-03; "
CEASED = PLAN + "cease-decided@2025-03-03; appeal-registered@2025-03-10 challenge=cease; "


@rows(
    # A certificate is about the newest that has none yet.
    ("the-second-certificate-is-of-the-one-without", PLAN + "adviser-contacted@2025-02-03; "
     "reassessment-refused@2025-02-10; adviser-contacted@2025-02-17; certificate-issued@2025-02-24 "
     "basis=no-mediation; certificate-issued@2025-04-28 basis=no-mediation", "2025-04-28",
     {"appeal-window": ["e1 2025-05-28 open", "e3 2025-04-10 lapsed"]}),
    # The adviser is contacted about the newest decision, also by a family that mediates about an older one already.
    ("contact-beside-a-mediation", PLAN + "adviser-contacted@2025-02-03; reassessment-refused@2025-02-10; "
     "adviser-contacted@2025-02-17", "2025-02-18",
     {"mediation-contact": ["e1 2025-03-06 met", "e3 2025-04-10 met"]}),
    # An order about another thing than the newest appeal: of the one that it fits.
    ("an-order-is-about-the-appeal-it-fits", PLAN + "reassessment-refused@2025-02-03; appeal-registered@2025-02-10 "
     "challenge=refuse-reassess; amended-plan-sent@2025-02-17 following=other; appeal-registered@2025-02-24 "
     "challenge=contents; order-made@2025-03-03 order=reassess", "2025-03-04",
     {"appeal-response": ["e3 2025-03-24 lapsed spent", "e5 2025-04-07 open"]}),
    ("an-order-that-fits-none-is-about-the-newest", APPEALED + "order-made@2025-02-24 order=cease", "2025-02-25",
     {"appeal-response": ["e2 2025-03-17 lapsed spent"]}),
    # A step that does not say it is one of a claim is one of the appeal, where there is one.
    ("a-response-beside-a-claim", APPEALED + "appeal-registered@2025-02-10 kind=claim; "
     "appeal-response-sent@2025-02-24",
     "2025-02-25", {"appeal-response": ["e2 2025-03-17 met"], "claim-response": ["e3 2025-03-24 open"]}),
    ("an-order-is-about-what-was-appealed", PLAN + "amended-plan-sent@2025-02-03 following=other; "
     "appeal-registered@2025-02-10 decision=2025-01-06 challenge=contents; order-made@2025-03-03 "
     "order=amend-provision", "2025-03-04", {"appeal-response": ["e3 2025-03-24 lapsed spent"]}),
    # An agreement is about the mediation that it fits; where it fits none, the newest under way.
    ("an-agreement-is-about-the-mediation-it-fits", PLAN + "mediation-requested@2025-02-03; "
     "reassessment-refused@2025-03-03; mediation-requested@2025-03-10; mediation-agreed@2025-03-17 "
     "order=amend-provision", "2025-03-18",
     {"mediation-arrange": ["e2 2025-03-05 lapsed spent", "e4 2025-04-09 open"]}),
    ("an-agreement-that-fits-none", ASKED + "assessment-agreed@2026-02-16; plan-refused@2026-04-13; "
     "mediation-requested@2026-04-20; mediation-agreed@2026-05-11 order=amend-both", "2026-05-12",
     {"mediation-arrange": ["e4 2026-05-20 lapsed spent"]}),
    # A concession counts before the response alone (SEND Regs 2014 reg 45(1)): on its day it may have been before it.
    ("conceded-on-the-day-of-the-response", APPEALED + "appeal-response-sent@2025-02-24; "
     "appeal-unopposed@2025-02-24 challenge=placement", "2025-02-25", {"unopposed-placement": ["e4 2025-03-10 open"]}),
    ("conceded-the-day-after-the-response", APPEALED + "appeal-response-sent@2025-02-24; "
     "appeal-unopposed@2025-02-25 challenge=placement", "2025-02-26", {"unopposed-placement": ["e4 2025-03-11 open?"]}),
    # To keep the plan and amend it is carried out by the amended plan, and not by saying that it is done.
    ("kept-and-to-be-amended", CEASED + "appeal-unopposed@2025-03-24 challenge=cease amend_agreed=yes; "
     "mediation-agreed@2025-03-31 order=other; agreement-carried-out@2025-04-07; amended-plan-sent@2025-04-14",
     "2025-05-01",
     {"unopposed-cease-amend": ["e4 2025-04-28 met?"], "agreement-carry-out": ["e5 2025-04-14 met"]}),
    # What is still to be done by amending is none of what is done by itself.
    ("done-by-itself", "mediation-agreed@2025-02-03 order=continue-amend; " + "final-plan-sent@2025-02-03; "
     "agreement-carried-out@2025-03-03; amended-plan-sent@2025-03-10", "2025-03-11",
     {"order-continue-amend": ["e1 2025-03-10 met?"]}),
    ("done-of-something-that-names-nobody", PLAN + "order-made@2025-03-03 order=continue; "
     "agreement-carried-out@2025-03-10 party=school", "2025-03-11", {"annual-review": ["e1 2026-01-05 open"]}),
    # A concession about a plan refused after an ordered re-assessment leaves the weeks of a first request alone.
    ("the-first-request-runs-on", ASKED + "order-made@2026-03-02 order=reassess; plan-refused@2026-04-06; "
     "appeal-unopposed@2026-05-04 challenge=refuse-plan", "2026-05-05", {"final-plan": ["e1 2026-06-01 open"]}),
    # A draft is no letter that tells the family: the order's own step is still to be done.
    ("ordered-after-a-draft", REFUSED + "draft-plan-sent@2026-03-02; order-made@2026-05-18 order=assess", "2026-05-19",
     {"order-assess-notify": ["e4 2026-06-01 open"]}),
    ("ordered-after-a-yes", REFUSED + "assessment-agreed@2026-03-02; order-made@2026-05-18 order=assess", "2026-05-19",
     {"order-assess-notify": ["e4 2026-06-01 met"]}),
    # Advice asked for in a detained person's assessment is for that, unless it says otherwise.
    ("advice-in-detention", "detention-began@2026-01-12; assessment-requested@2026-01-19; advice-requested@2026-03-02 "
     "party=A source=early-years", "2026-03-03", {"advice-reply-guidance": []}),
    ("advice-that-says-otherwise", "detention-began@2026-01-12; assessment-requested@2026-01-19; "
     "advice-requested@2026-03-02 party=A source=early-years detained=no", "2026-03-03",
     {"advice-reply-guidance": ["e3 2026-04-13 open"]}),
    # Detention in the middle: only what stands in for the day of the request is a guess.
    ("detained-with-no-request-on-file", "draft-plan-sent@2026-01-12; detention-began@2026-01-12 plan_held=yes",
     "2026-01-13", {"detention-send-plan": ["e2 2026-01-19 open"]}),
    ("detained-while-a-re-assessment-is-asked-for", "reassessment-requested@2026-01-12; detention-began@2026-01-12",
     "2026-01-13", {"midway-decide-to-assess": [], "decide-to-reassess": ["e1 2026-01-27 lapsed"]}),
    ("released-with-the-day-it-came-to-attention", "assessment-requested@2026-01-12 detained=yes; "
     "detention-ended@2026-02-02 attention=2026-01-26", "2026-02-03",
     {"release-decide-to-assess": ["e2 2026-03-09 open"]}),
    ("released-with-no-day-on-file", "assessment-requested@2026-01-12 detained=yes; detention-ended@2026-02-02",
     "2026-02-03", {"release-decide-to-assess": ["e2 2026-02-23 open?"]}),
    ("released-from-what-nobody-asked-for", "draft-plan-sent@2026-01-12; detention-began@2026-01-12; "
     "detention-ended@2026-02-02 new_authority=yes", "2026-02-03", {"release-send-plan": ["e3 2026-02-09 open"]}),
    ("released-to-another-authority", "assessment-requested@2026-01-12 detained=yes; "
     "detention-ended@2026-02-02 new_authority=yes", "2026-02-03", {"release-send-plan": ["e2 2026-02-09 open?"]}),
)  # fmt: skip
def test_appeals_orders_and_detention(text: str, as_of: str, expected: dict[str, list[str]], lay: Lay) -> None:
    check(lay, text, as_of, expected)


# ---- What the officer is told an act was taken for -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        # A second no to a plan is said again; one where none was ever said answers nothing.
        (AGREED + "plan-refused@2026-04-13; plan-refused@2026-04-20", "e4", "It was said before"),
        ("draft-plan-sent@2026-03-02; final-plan-sent@2026-03-09; plan-refused@2026-04-20", "e3", "answers nothing"),
        ("plan-refused@2026-04-20", "e1", "answers nothing"),
        (ASKED + "assessment-refused@2026-02-16; assessment-requested@2026-03-02; final-plan-sent@2026-03-09; "
         "plan-refused@2026-04-20", "e5", "answers nothing"),
        # The nearest meeting, or decision, to the day that it names.
        (PLAN + "review-meeting-held@2025-11-03; review-meeting-held@2025-11-10; amended-plan-sent@2025-12-22 "
         "meeting=2025-11-17", "e4", "Did you mean a meeting of 10 November 2025?"),
        (PLAN + "reassessment-refused@2025-02-03; mediation-requested@2025-02-10 decision=2025-03-03", "e3",
         "Did you mean a decision of 3 February 2025?"),
        (PLAN + "mediation-requested@2025-02-10 decision=2025-03-03", "e2",
        "Did you mean a decision of 6 January 2025?"),
        (PLAN + "review-meeting-held@2025-11-03; review-meeting-arranged@2025-11-10 meeting=2025-12-01; "
         "review-report-sent@2025-11-25 meeting=2025-11-24", "e4", "Did you mean a meeting of 3 November 2025?"),
        (PLAN + "review-decided@2025-11-24 outcome=amend", "e2", ""),
        (PLAN + "review-decided@2025-11-24 outcome=amend meeting=2025-11-03", "e2", "there is no review of 3 November"),
        # What could have named its meeting, and did not.
        (PLAN + "review-meeting-arranged@2025-10-01; review-papers-circulated@2025-10-20", "e3",
         "Taken for the review of 1 October 2025"),
        (PLAN + "review-meeting-held@2025-11-03; review-report-sent@2025-11-10", "e3",
        "Taken for the review of 3 November 2025"),
        (PLAN + "review-meeting-held@2025-11-03; review-report-sent@2025-11-10 meeting=2025-11-03", "e3", ""),
        # An amended plan of a review whose amended plan was sent, also where the plan has ended since.
        (PLAN + "amendment-notice-sent@2025-11-24 meeting=2025-11-03; amended-plan-sent@2025-12-15; "
         "plan-ceased@2026-01-05 reason=needs-met; amended-plan-sent@2026-01-12 meeting=2025-11-03", "e5",
         "The amended plan after the review"),
        (PLAN + "amendment-notice-sent@2025-11-24 meeting=2025-11-03; plan-ceased@2026-01-05 reason=needs-met; "
         "amended-plan-sent@2026-01-12 meeting=2025-11-03", "e4", "answers nothing"),
        (PLAN + "amendment-notice-sent@2025-11-24 meeting=2025-11-03; amended-plan-sent@2025-12-15; "
         "amended-plan-sent@2026-01-12 meeting=2025-11-10", "e4", "No meeting of 10 November 2025 is on file"),
        # A slip in the day of a meeting is asked about where the notice names another, and not where it names none.
        (PLAN + "review-meeting-held@2025-11-03; amendment-notice-sent@2025-11-24; amended-plan-sent@2025-12-22 "
         "meeting=2025-11-04", "e4", "No meeting of 4 November 2025 is on file: taken for the amended plan"),
        ("final-plan-sent@2024-01-08; review-meeting-held@2024-12-02; review-decided@2024-12-16 outcome=maintain; "
         "amendment-notice-sent@2025-12-15; amended-plan-sent@2026-01-12 meeting=2025-12-01", "e5", ""),
        (PLAN + "amendment-notice-sent@2025-11-24 meeting=2025-11-03; amended-plan-sent@2025-12-15; "
         "amended-plan-sent@2026-01-12", "e4", "answers nothing"),
        # A mediation that has been held is not the one under way.
        (REFUSED + "mediation-requested@2026-03-02; mediation-held@2026-03-30; assessment-requested@2026-04-06; "
         "assessment-refused@2026-05-11; mediation-notice-given@2026-05-18", "e7", "Taken for the decision of 11 May"),
        # After every window: still about the newest.
        (PLAN + "mediation-held@2026-01-26", "e2", "Taken for the decision of 6 January 2025"),
        (PLAN + "certificate-issued@2026-01-26 basis=no-mediation", "e2", "Taken for the decision of 6 January 2025"),
        # One appeal about one decision: a second is about none.
        (PLAN + "appeal-registered@2025-02-03; appeal-registered@2025-02-10", "e3", "with a response of its own"),
        (PLAN + "appeal-registered@2025-08-04; appeal-registered@2025-08-11", "e3", "with a response of its own"),
        # A step with no appeal on file is one in a claim, where there is one; else of a decision it says is not there.
        ("appeal-registered@2025-02-03 kind=claim; hearing-held@2025-06-02 decision=2024-08-12", "e2", ""),
        ("hearing-held@2025-06-02 decision=2024-08-12", "e1", "answers nothing"),
    ],
)  # fmt: skip
def test_what_it_was_taken_for(text: str, about: str, said: str, lay: Lay) -> None:
    told = lay(text, "2026-12-01")
    texts = [taken_for(act, "EHC-1", told.book.event_types) for act in told.things.deeds if act.source.id == about]
    assert texts and all(text.startswith(said) or said in text for text in texts)
    assert said or not any(texts)


def test_an_earlier_move_of_the_two_ended_it(lay: Lay) -> None:
    """Both days are past: the first of them ended the assessment, though the letter about it came later."""
    for after in ("", "assessment-requested@2026-05-11"):
        (first, *_) = [d for d in lay(MOVES + after, "2026-05-20").deadlines if d.rule.id == "final-plan"]
        assert first.ended_by is not None
        assert first.ended_by.id == "e3"


@pytest.mark.parametrize(
    "text",
    [
        "assessment-requested@2026-01-12 detained=yes; information-requested@2026-01-19 party=A",
        "complaint-received@2026-01-12 party=A; complaint-extended@2026-01-19 party=A",
        "enquiry-acknowledged@2026-01-12 party=A",
        "sar-received@2026-01-12 party=A",
        "detention-began@2026-01-12; mediation-held@2026-01-19",
    ],
)
def test_nothing_is_read_into_a_field_that_the_event_has_not_or_that_its_own_day_says(text: str, lay: Lay) -> None:
    told = lay(text, "2026-02-01")
    for act in told.things.deeds:
        added = act.event.fields.keys() - act.source.fields.keys()
        assert added <= told.book.event_types[act.event.type].fields.keys()
        assert act.source.type != "sar-received" or not added


def test_the_letter_that_tells_of_two_roads_starts_a_promise_once(lay: Lay, tmp_path: Path) -> None:
    promise = rule("shire-tell", "assessment-agreed", (5, "day"), "contact-made", repeats="each")
    path = tmp_path / "shire.toml"
    path.write_text(head() + promise, encoding="utf-8")
    told = lay(OPENED + "assessment-agreed@2026-05-25", "2026-05-26", with_packs([path]))
    assert [str(d.due) for d in told.deadlines if d.rule.id == "shire-tell"] == ["2026-05-30"]


def test_a_yes_to_a_plan_is_that_of_the_first_road(lay: Lay) -> None:
    told = lay(OPENED + "plan-agreed@2026-06-22", "2026-06-23")
    assert [act.event.fields.get("route") for act in told.things.deeds if act.source.id == "e5"] == ["order"]


def test_a_plan_that_went_elsewhere_did_not_end_when_the_file_was_closed(lay: Lay) -> None:
    gone = PLAN + "plan-transferred@2026-02-02 direction=out; "
    plans = [lay(gone + more, "2026-03-02").life.plans for more in ("", "case-closed@2026-02-09 reason=deceased")]
    assert plans[0] == plans[1]


def test_a_meeting_after_a_review_that_was_told_without_one_is_its_own(lay: Lay) -> None:
    """The plan is to be amended, the family was told, and the meeting of that review was never put on file."""
    told = lay(PLAN + "review-meeting-arranged@2025-10-01 meeting=2025-11-03; review-decided@2025-11-24 outcome=amend "
               "meeting=2025-11-03; review-meeting-held@2026-10-05", "2026-10-06")  # fmt: skip
    reviews = [(review.told and review.told.id, review.meeting and review.meeting.id) for review in told.life.reviews]
    assert reviews == [("e3", None), (None, "e4")]


def test_a_notice_sent_again_is_of_the_review_of_the_first(lay: Lay) -> None:
    sent = "amendment-notice-sent@2025-11-24{0}; amendment-notice-sent@2025-12-01{0}"
    for typed, about in (("", ["e2"]), (" following=other", [])):
        deeds = lay(PLAN + "review-meeting-held@2025-11-03; " + sent.format(typed), "2025-12-02").things.deeds
        links = [[thing.begun.id for thing in act.links["review"]] for act in deeds[2:]]
        assert links == [about, about]


def test_detention_in_a_re_assessment_waits_for_no_day(lay: Lay) -> None:
    """Detained Regs 2015: what is open of a first request is taken over, and a re-assessment is none."""
    told = lay("reassessment-requested@2026-01-12; detention-began@2026-01-12", "2026-01-13")
    assert told.not_started == ()
    assert "assessment_open" not in told.things.deeds[-1].event.fields


def test_a_matter_is_its_family_and_its_reference_until_it_is_answered(lay: Lay) -> None:
    """A second request under the reference of an open one joins it; one after the answer, or of another kind, does
    not."""
    first = "sar-received@2026-01-05 party=A; "
    for more, begun in (
        ("sar-received@2026-01-12 party=a", ["e1"]),
        ("sar-received@2026-01-12 party=B", ["e1", "e2"]),
        ("foi-received@2026-01-12 party=A", ["e1", "e2"]),
        ("sar-answered@2026-01-12 party=A; sar-received@2026-01-19 party=A", ["e1", "e3"]),
        ("sar-extended@2026-01-12 party=B", ["e1"]),
    ):
        told = lay(first + more, "2026-02-02")
        assert [matter.begun.id for matter in told.things.matters] == begun
    later = lay(first + "sar-answered@2026-01-12 party=A; sar-extended@2026-01-19 party=A", "2026-02-02")
    assert "matter" not in later.things.deeds[-1].links


def test_an_answered_complaint_was_not_acknowledged_by_the_answer(lay: Lay) -> None:
    told = lay("complaint-answered@2026-01-05 party=B; complaint-extended@2026-01-12 party=B", "2026-02-02")
    assert "acknowledged" in [each.missing for each in told.not_started]
    told = lay("complaint-acknowledged@2026-01-05 party=B; complaint-extended@2026-01-12 party=B", "2026-02-02")
    assert "acknowledged" not in [each.missing for each in told.not_started]


def test_an_exception_is_claimed_for_the_assessment_that_is_open_else_for_the_newest(lay: Lay) -> None:
    claim = "exception-recorded@{} rule=decide-to-assess ground=away-four-weeks reason=away"
    again = "assessment-requested@2026-03-02; "
    for text, about in (
        (REFUSED + claim.format("2026-02-23"), ["e1"]),
        (REFUSED + again + claim.format("2026-03-09"), ["e3"]),
        (REFUSED + again + "assessment-refused@2026-04-06; " + claim.format("2026-04-13"), ["e3"]),
        (
            REFUSED
            + "reassessment-requested@2026-03-02; assessment-agreed@2026-03-09; request-withdrawn@2026-04-06; "
            + claim.format("2026-04-13"),
            ["e3"],
        ),
        (claim.format("2026-04-13"), []),
    ):
        deeds = lay(text, "2026-05-01").things.deeds
        assert [thing.begun.id for thing in deeds[-1].links["assessment"]] == about


@pytest.mark.parametrize(("said", "due"), [("", "2026-07-01"), (" acknowledged=2026-06-04", "2026-07-02")])
def test_the_day_that_the_letter_says_goes_before_the_one_on_file(said: str, due: str, lay: Lay) -> None:
    """Stage 1 with more time: twenty working days from the acknowledgement, on Wednesday the 3rd or on Thursday."""
    told = lay(
        "complaint-received@2026-06-01 party=C stage=1; complaint-acknowledged@2026-06-03 party=C stage=1; "
        f"complaint-extended@2026-06-15 party=C stage=1{said}",
        "2026-06-16",
    )
    assert [str(d.due) for d in told.deadlines if d.rule.id == "complaint-stage-1-extended"] == [due]


@pytest.mark.parametrize("before", ["", "assessment-agreed@2026-02-16; plan-refused@2026-02-23; "])
def test_a_no_to_a_plan_waits_for_the_yes_of_its_day_and_for_nothing_else(
    before: str, events: Callable[[str], tuple[Event, ...]], book: RuleBook
) -> None:
    """Where there is none it keeps its place among the acts of the day."""
    on_the_day = "adviser-contacted@2026-03-02; final-plan-sent@2026-03-02; plan-refused@2026-03-02"
    alone = [event.type for event in in_order(events(before + on_the_day), book)[-3:]]
    assert alone == ["plan-refused", "adviser-contacted", "final-plan-sent"]
    with_a_yes = in_order(events(f"{before}{on_the_day}; assessment-agreed@2026-03-02"), book)
    assert [event.type for event in with_a_yes[-3:]] == ["assessment-agreed", "plan-refused", "final-plan-sent"]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        # The question of a plan was put by the newest yes, and answered by the newest no.
        ("assessment-agreed@2026-02-02; plan-refused@2026-02-09; assessment-agreed@2026-02-16; ", "plan-refused"),
        ("assessment-agreed@2026-02-02; plan-refused@2026-02-09; plan-refused@2026-02-16; ", "assessment-agreed"),
        ("plan-refused@2026-01-26; assessment-agreed@2026-02-02; plan-refused@2026-02-09; ", "assessment-agreed"),
        ("assessment-agreed@2026-01-26; ", "plan-refused"),
        ("", "assessment-agreed"),
    ],
)
def test_a_no_goes_before_a_yes_of_its_day_where_the_question_was_open(
    before: str, first: str, events: Callable[[str], tuple[Event, ...]], book: RuleBook
) -> None:
    of_day = in_order(events(f"{before}plan-refused@2026-03-02; assessment-agreed@2026-03-02"), book)[-2:]
    assert of_day[0].type == first


def test_asked_again_on_the_day_it_was_withdrawn(lay: Lay) -> None:
    text = "assessment-requested@2026-01-12; request-withdrawn@2026-02-02; assessment-requested@2026-02-02"
    weeks = [(d.started_by.id, d.status) for d in lay(text, "2026-02-03").deadlines if d.rule.id == "final-plan"]
    assert weeks == [("e1", "lapsed"), ("e3", "open")]
