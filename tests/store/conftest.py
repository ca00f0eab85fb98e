"""What the tests of the files share: the closed lists a case file is held against."""

from __future__ import annotations

import pytest

from sendclock.core.model import RuleBook
from sendclock.store.casefile import Words


@pytest.fixture(scope="session")
def words(book: RuleBook) -> Words:
    return Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions))
