"""Every case in one state, once: whether it was looked at, or counted with a whole casebook, or both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest

from sendclock.casebook.account import Account
from sendclock.casebook.facts import Ledger
from sendclock.clock.state import Kind, State

RUNS, ENDED = State("running"), State("ended", "plan-ceased")
WAITS, STILL = State("waiting", missing="received"), State("nothing-running", "nothing-recorded")
KINDS: tuple[Kind, ...] = ("running", "waiting", "nothing-running", "ended")


class Whole:
    """A casebook that was taken whole: what an account asks of its facts."""

    def __init__(self, **cases: State) -> None:
        self.cases = {f"whole/cases/{ref.replace('_', '-')}.toml": state for ref, state in cases.items()}

    @property
    def read(self) -> int:
        return len(self.cases)

    @property
    def tally(self) -> list[tuple[Kind, int, int]]:
        counts = Counter(state.kind for state in self.cases.values())
        return [(kind, owner, n) for owner, (kind, n) in enumerate(counts.items())]

    def has(self, file: str) -> bool:
        return file in self.cases

    def named(self, kind: Kind) -> Iterator[tuple[str, int, State]]:
        return ((file, 0, state) for file, state in self.cases.items() if state.kind == kind)


def account(*whole: Whole) -> Account:
    made = Account()
    if whole:
        made.take(cast("list[Ledger]", whole))
    return made


def told(of: Account) -> dict[str, Any]:
    names = {kind: [ref for ref, _ in of.named(kind)] for kind in KINDS[1:3] if of.named(kind)}
    return {kind: of.count(kind) for kind in KINDS if of.count(kind)} | {"all": len(of), "named": names}


ONE = [("b/EHC-4.toml", "EHC-4", WAITS), ("b/EHC-3.toml", "EHC-3", RUNS), ("b/EHC-2.toml", "EHC-2", STILL)]


def test_each_that_is_looked_at_counts_once_by_what_it_was_at_last() -> None:
    made = account()
    for file, ref, state in [*ONE, ("b/EHC-5.toml", "EHC-5", ENDED), ("a/EHC-1.toml", "EHC-1", WAITS), *ONE]:
        made.add(file, ref, state)
    assert told(made) == {
        "running": 1, "waiting": 2, "nothing-running": 1, "ended": 1, "all": 5,
        "named": {"waiting": ["EHC-1", "EHC-4"], "nothing-running": ["EHC-2"]},
    }  # fmt: skip
    made.add("b/EHC-4.toml", "EHC-4", RUNS)  # it waits no more
    made.add("b/EHC-2.toml", "EHC-2", WAITS)
    assert told(made) == {
        "running": 2, "waiting": 2, "ended": 1, "all": 5, "named": {"waiting": ["EHC-1", "EHC-2"]}
    }  # fmt: skip


def test_what_is_said_of_it_is_its_state() -> None:
    made = account(Whole(EHC_7=STILL))
    made.add(*ONE[0])
    assert (made.named("waiting"), made.named("nothing-running")) == ([("EHC-4", WAITS)], [("EHC-7", STILL)])


def test_a_casebook_taken_whole_counts_beside_what_was_looked_at() -> None:
    made = account(Whole(EHC_1=WAITS, EHC_2=RUNS, EHC_9=RUNS), Whole(FOI_1=STILL, FOI_2=RUNS))
    for case in ONE:
        made.add(*case)
    assert told(made) == {
        "running": 4, "waiting": 2, "nothing-running": 2, "all": 8,
        "named": {"waiting": ["EHC-1", "EHC-4"], "nothing-running": ["EHC-2", "FOI-1"]},
    }  # fmt: skip


@pytest.mark.parametrize("whole", [(Whole(EHC_1=WAITS), Whole()), (Whole(), Whole(EHC_1=WAITS))])
def test_a_case_of_one_of_them_that_is_looked_at_again_is_not_counted_twice(whole: tuple[Whole, ...]) -> None:
    made = account(*whole)
    made.add("whole/cases/EHC-1.toml", "EHC-1", RUNS)
    assert told(made) == {"waiting": 1, "all": 1, "named": {"waiting": ["EHC-1"]}}


def test_nothing_is_left_out_unless_somebody_says_so() -> None:
    made = account()
    assert (told(made), made.closed, made.outdated) == ({"all": 0, "named": {}}, 0, False)
