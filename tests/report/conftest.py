"""What the tests of the figures share: a book of the few clocks that their numbers were worked out for, by hand.

So that a clock that comes into the law changes none of them.
"""

from __future__ import annotations

import pytest

from sendclock.law.book import RuleBook

CLOCKS = {
    "advice-reply", "advice-reply-guidance", "amended-plan", "amended-plan-longstop", "annual-review",
    "annual-review-meeting", "appeal-window", "comment-on-amendments", "comment-on-draft",
    "comment-on-draft-closes", "consultation-reply", "decide-to-assess", "detained-advice-reply", "final-plan",
    "final-plan-after-reassessment", "final-plan-not-before", "mediation-adviser-limit", "mediation-contact",
    "phase-meeting-february", "phase-transfer-february", "refuse-plan", "review-after-reassessment",
    "review-decision", "review-notice", "review-papers", "review-report", "send-draft",
}  # fmt: skip


@pytest.fixture(scope="session")
def few(book: RuleBook) -> RuleBook:
    """The law without its other clocks."""
    assert set(book.rule_ids()) >= CLOCKS
    rules = tuple(rule for rule in book.rules if rule.id in CLOCKS)
    return RuleBook(book.packs, rules, book.exceptions, book.event_types, book.calendars, book.setting_calendars)
