"""What the tests of the files share: the closed lists a case file is held against."""

from __future__ import annotations

import pytest

from sendclock.casebook.casefile import Words
from sendclock.law.book import RuleBook


@pytest.fixture(scope="session")
def words(book: RuleBook) -> Words:
    return Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions))
