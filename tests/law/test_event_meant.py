"""What a label in a case file most likely stands for: what officers call an event comes before how it is spelt."""

from __future__ import annotations

import pytest

from sendclock.law.book import RuleBook
from sendclock.law.synonym import event_meant


@pytest.mark.parametrize(
    ("label", "event"),
    [
        ("Assessment requested", "assessment-requested"),
        ("EHC needs assessment request", "assessment-requested"),
        ("Request received", "assessment-requested"),
        ("Agreed to assess", "assessment-agreed"),
        ("Draft plan", "draft-plan-sent"),
        ("Final plan issued", "final-plan-sent"),
        ("Annual review", "review-meeting-held"),
        ("phoned", "contact-made"),
        ("4", ""),
        ("asessment-agreed", "assessment-agreed"),
        ("re-assessment request", "reassessment-requested"),
        ("zebra", ""),
    ],
)
def test_the_event_that_is_meant(book: RuleBook, label: str, event: str) -> None:
    assert event_meant(label, book.event_types) == event
