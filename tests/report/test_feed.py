"""Entries of the calendar: which hold, and which are cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from run import later, sendclock
from sendclock.clock.deadline import Timeline
from sendclock.export.feed import CalendarEntry, entries, kept_entry, matters, uid
from sendclock.law.book import RuleBook
from shire import head, rule

Lay = Callable[..., Timeline]
MEETING = "final-plan-sent@2025-01-10; review-meeting-held@2026-10-19"
NOTICE = "amendment-notice-sent@2026-11-02"


def by_rule(lay: Lay, book: RuleBook, text: str, as_of: str = "2026-11-21") -> dict[str, CalendarEntry]:
    return {entry.row.rule: entry for entry in entries(lay(text, as_of), (), book)}


def test_a_limit_that_becomes_part_of_another_is_cancelled(lay: Lay, book: RuleBook) -> None:
    """The twelve weeks from the meeting stand alone until the notice starts the eight: then the earlier governs."""
    before = by_rule(lay, book, MEETING)["amended-plan-longstop"]
    after = by_rule(lay, book, f"{MEETING}; {NOTICE}")
    assert before.holds and after["amended-plan"].holds
    assert (after["amended-plan-longstop"].holds, after["amended-plan-longstop"].label) == (False, "Counted elsewhere")
    assert uid(before.row) == uid(after["amended-plan-longstop"].row)


def test_a_limit_that_never_stood_alone_has_nothing_to_cancel(lay: Lay, book: RuleBook) -> None:
    draft = by_rule(lay, book, "draft-plan-sent@2026-11-16 closes=2026-12-04")
    assert draft["comment-on-draft"].holds and "comment-on-draft-closes" not in draft


def test_the_identity_is_of_the_clock_and_not_of_its_day(lay: Lay, book: RuleBook) -> None:
    asked = "advice-requested@2026-10-05 party={} source=health received={}"
    one, later, respelt, other = (
        uid(by_rule(lay, book, asked.format(party, day))["advice-reply"].row)
        for party, day in (("NHS", "2026-10-05"), ("NHS", "2026-10-08"), ("nhs", "2026-10-05"), ("CAMHS", "2026-10-05"))
    )
    assert one == later == respelt != other
    assert "nhs" not in one.casefold() and one.endswith("@sendclock")


def test_a_cancellation_matters_while_somebody_may_still_see_the_day(lay: Lay, book: RuleBook) -> None:
    text = "assessment-requested@2026-01-05; assessment-refused@2026-08-03"
    entry = kept_entry(by_rule(lay, book, text)["decide-to-assess"], book.event_types)  # due 16 February, done 3 August
    assert matters(entry, date(2026, 8, 3)) and not matters(entry, date(2026, 8, 4))
    ended = by_rule(lay, book, "assessment-requested@2026-05-04; assessment-refused@2026-05-20")["final-plan"]
    assert (ended.label, ended.row.due) == ("Ended", date(2026, 9, 21))
    gone = kept_entry(ended, book.event_types)
    assert matters(gone, date(2026, 9, 21)) and not matters(gone, date(2026, 9, 22))


def test_a_rule_of_ones_own_begins_no_line_whatever_its_id_holds(tmp_path: Path) -> None:
    """In the words to type for every step; kept and not kept alike."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "packs").mkdir()
    (tmp_path / "cases" / "W-1.toml").write_text(
        'schema = 1\nref = "W-1"\n[[event]]\ntype = "assessment-requested"\non = 2026-11-16\n', encoding="utf-8"
    )
    promise = rule("shire-ring", "assessment-requested", (9, "day"), "contact-made")
    text = head() + promise.replace('"shire-ring"', '"shire-a,b\\nX-FORGED:\\u001f1"')
    (tmp_path / "packs" / "shire.toml").write_text(text, encoding="utf-8")
    for _ in range(2):
        with later():
            ran = sendclock("export", "ics", "--cases", str(tmp_path), SENDCLOCK_CACHE=str(tmp_path / "cache"))
        assert ran.returncode == 0, ran.stderr
        whole = ran.stdout.replace("\n ", "")
        assert "explain W-1 shire-a\\,b" in whole
        assert not [line for line in whole.splitlines() if line.startswith("X-FORGED")]
