"""Every case in its one state, so that every answer adds up; and what is to take place in one, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest

from sendclock.casebook.account import Account
from sendclock.casebook.diary import appointed, told_of_absence
from sendclock.clock.deadline import Timeline
from sendclock.clock.state import State

WAITS, STANDS, RUNS, ENDED = (State(kind) for kind in ("waiting", "nothing-running", "running", "ended"))


def test_a_file_counts_once_in_the_state_it_had_last() -> None:
    account = Account()
    assert (len(account), account.closed, account.outdated) == (0, 0, False)
    told = {"b/A-2": WAITS, "a/A-3": WAITS, "a/A-1": WAITS, "A-4": STANDS, "A-5": RUNS, "A-6": ENDED, "A-7": ENDED}
    for file, state in told.items():
        account.add(f"{file}.toml", file.rpartition("/")[2], state)

    def counts() -> list[int]:
        return [account.count(kind) for kind in ("waiting", "nothing-running", "running", "ended")]

    assert (len(account), counts()) == (7, [3, 1, 1, 2])
    assert account.named("waiting") == [("A-1", WAITS), ("A-2", WAITS), ("A-3", WAITS)], "by reference, not by folder"
    assert account.named("nothing-running") == [("A-4", STANDS)]
    account.add("b/A-2.toml", "A-2", RUNS)
    account.add("A-4.toml", "A-4", STANDS)
    assert (len(account), counts()) == (7, [2, 1, 2, 2])
    assert account.named("waiting") == [("A-1", WAITS), ("A-3", WAITS)]
    account.add("A-4.toml", "A-4", WAITS)
    assert account.named("nothing-running") == []
    assert [ref for ref, _ in account.named("waiting")] == ["A-1", "A-3", "A-4"]


def test_a_casebook_that_was_taken_whole_counts_with_what_was_looked_at_besides() -> None:
    """A case of it that is looked at again counts no second time."""
    tally = [("running", 1, 2), ("running", 2, 3), ("waiting", 1, 1)]
    named = {"waiting": [("a/A-9.toml", None, WAITS)]}
    whole = SimpleNamespace(
        read=6, tally=tally, has=lambda file: file.startswith("a/"), named=lambda kind: named.get(kind, [])
    )
    other = SimpleNamespace(read=1, tally=[("ended", 1, 1)], has=lambda file: file == "b/B-1.toml", named=lambda _: [])
    account = Account()
    account.add("c/C-1.toml", "C-1", WAITS)
    account.take([whole, other])
    for file, ref, state in (("a/A-9.toml", "A-9", RUNS), ("b/B-1.toml", "B-1", RUNS), ("c/C-2.toml", "C-2", RUNS)):
        account.add(file, ref, state)
    assert len(account) == 9
    assert [account.count(kind) for kind in ("waiting", "nothing-running", "running", "ended")] == [2, 0, 6, 1]
    assert account.named("waiting") == [("A-9", WAITS), ("C-1", WAITS)]


LISTED = "panel-listed@2026-10-{} panel={} meeting=2026-11-{}"
MEDIATION = "assessment-requested@2026-09-07; assessment-refused@2026-10-01; mediation-requested@2026-10-05; "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LISTED.format("01", "EHC", "18"), [("panel-listed", "18", "EHC")]),
        ("; ".join([LISTED.format("01", "EHC", "18"), "panel-decided@2026-11-04 panel=ehc outcome=agree"]), []),
        (
            "; ".join([LISTED.format("01", "EHC", "18"), "panel-decided@2026-11-04 panel=RAP outcome=agree"]),
            [("panel-listed", "18", "EHC")],
        ),
        (
            "; ".join([LISTED.format("01", "EHC", "18"), LISTED.format("02", "ehc", "25")]),
            [("panel-listed", "25", "ehc")],  # it was moved
        ),
        (
            "; ".join([LISTED.format("01", "EHC", "25"), LISTED.format("02", "RAP", "18")]),
            [("panel-listed", "18", "RAP"), ("panel-listed", "25", "EHC")],  # by its day
        ),
        ("panel-listed@2026-10-01 panel=EHC", []),  # on the list of no meeting
        (
            f"{MEDIATION}mediation-arranged@2026-10-06 mediation_on=2026-11-20; {LISTED.format('07', 'EHC', '25')}",
            [("mediation-arranged", "20", ""), ("panel-listed", "25", "EHC")],
        ),
        (
            f"{MEDIATION}mediation-arranged@2026-10-06 mediation_on=2026-11-20; {LISTED.format('07', 'EHC', '25')}; "
            "mediation-held@2026-11-02",
            [("panel-listed", "25", "EHC")],
        ),
    ],
)
def test_what_was_arranged_and_has_not_taken_place(
    lay: Callable[..., Timeline], text: str, found: list[tuple[str, str, str]]
) -> None:
    made = appointed(lay(text, "2026-11-10"))
    assert [(one.event, f"{date.fromordinal(one.day):%d}", one.panel) for one in made] == found


def test_who_was_told_of_an_absence_and_when_last(lay: Callable[..., Timeline]) -> None:
    """A young person is told in place of the family; what was said of something else tells nobody."""
    told = "contact-made@2026-{} whom={} how=call about={}"
    made = lay(
        "; ".join([
            told.format("10-05", "young-person", "absence"),
            told.format("10-09", "family", "absence"),
            told.format("10-07", "young-person", "absence"),
            told.format("10-12", "family", "delay"),
            told.format("10-06", "setting", "absence"),
            told.format("10-08", "adviser", "plan"),
        ]),
        "2026-11-10",
    )  # fmt: skip
    last = {one.whom: date.fromordinal(one.day).isoformat() for one in told_of_absence(made)}
    assert last == {"family": "2026-10-09", "setting": "2026-10-06"}
    assert told_of_absence(lay(told.format("10-05", "young-person", "absence"), "2026-10-04")) == []
