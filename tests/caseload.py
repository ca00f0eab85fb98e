"""Every case of a folder, as one pass over all of them finds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sendclock.casebook.casefile import Words
from sendclock.clock.case import Case
from sendclock.files.problem import Problem
from sendclock.session import Session


class Caseload(NamedTuple):
    """What the pass found."""

    cases: Sequence[Case]
    problems: Sequence[Problem]
    unreadable: int

    @property
    def complete(self) -> bool:
        return self.unreadable == 0


def load(words: Words, *folders: Path) -> Caseload:
    session = Session(folders)
    session.words = words  # the law is not asked: what is read here is no more than a case
    every = session.every_case()
    cases = [case for _, case in every.each(lambda case: case)]
    assert every.read == len(cases)
    return Caseload(cases, every.problems, every.unreadable)
