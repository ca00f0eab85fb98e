"""The invented caseload: repeatable, clean, covering the whole road, and about as late as a real authority."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import PurePosixPath

import pytest

from sendclock.casebook.casefile import Words, read_case
from sendclock.clock.case import ABOUT_AN_EVENT, Case
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import timeline
from sendclock.law.book import RuleBook
from sendclock.law.load import load
from sendclock.start.demo import LAW_BEGAN, invent

pytestmark = pytest.mark.slow

AS_OF = date(2026, 11, 21)
SIZE = 1000
# What an officer may meet between the request and the end of a plan.
STAGES = {
    *("assessment-requested", "case-allocated", "information-requested", "information-received"),
    *("panel-listed", "panel-decided", "decision-confirmed", "assessment-agreed", "assessment-refused"),
    *("advice-requested", "advice-received", "plan-agreed", "plan-refused", "draft-plan-sent"),
    *("representations-received", "setting-consulted", "setting-replied", "final-plan-sent"),
    *("exception-recorded", "request-withdrawn", "moved-out", "plan-transferred", "case-closed"),
    *("event-corrected", "event-withdrawn"),
    *("review-meeting-arranged", "review-notice-given", "review-papers-circulated", "review-meeting-held"),
    *("review-report-sent", "review-decided", "amendment-notice-sent", "amended-plan-sent", "amendment-dropped"),
    *("phase-transfer-expected", "plan-ceased", "adviser-contacted", "certificate-issued", "mediation-requested"),
    *("mediation-held", "mediation-agreed", "appeal-registered", "appeal-unopposed", "appeal-response-sent"),
    *("hearing-held", "order-made", "appeal-ended"),
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load()


@pytest.fixture(scope="module")
def files() -> list[tuple[str, str]]:
    return list(invent(SIZE, 1, AS_OF))


@pytest.fixture(scope="module")
def cases(files: list[tuple[str, str]], book: RuleBook) -> list[Case]:
    """Every file read. Any error or warning fails here, by name."""
    words = Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions))
    read = [read_case(text.encode(), path, words) for path, text in files]
    assert [str(problem) for _, problems in read for problem in problems] == []
    return [case for case, _ in read if case is not None]


@pytest.fixture(scope="module")
def timelines(cases: list[Case], book: RuleBook) -> list[Timeline]:
    """Every third case's clocks: dating them all would only make the test slow."""
    return [timeline(case, book, AS_OF) for case in cases[::3]]


def digest(files: Iterator[tuple[str, str]]) -> str:
    return sha256("\n".join(f"{path}\n{text}" for path, text in files).encode()).hexdigest()


def types_of(case: Case) -> set[str]:
    return {event.type for event in case.events}


def test_the_same_seed_gives_the_same_files() -> None:
    assert digest(invent(150, 7, AS_OF)) == digest(invent(150, 7, AS_OF))


@pytest.mark.parametrize("other", [(150, 8, AS_OF), (151, 7, AS_OF), (150, 7, AS_OF + timedelta(1))])
def test_another_seed_size_or_day_gives_others(other: tuple[int, int, date]) -> None:
    assert digest(invent(150, 7, AS_OF)) != digest(invent(*other))


def test_one_case_at_a_time() -> None:
    """The first of 100,000 comes without the others being made."""
    path, text = next(invent(100_000, 1, AS_OF))
    assert PurePosixPath(path).stem in text


def test_every_file_reads_clean(cases: list[Case]) -> None:
    assert len(cases) == SIZE


def test_references_are_unique_and_of_the_year_of_the_request(files: list[tuple[str, str]], cases: list[Case]) -> None:
    assert len({case.ref for case in cases}) == SIZE
    for path, _ in files:
        year, name = PurePosixPath(path).parts[1:]
        assert re.fullmatch(rf"EHC-{year}-\d{{5}}\.toml", name)
    off_by = Counter(int(case.ref[4:8]) - case.events[0].on.year for case in cases)
    assert off_by[0] > 0.99 * SIZE  # a request mis-dated over New Year keeps the year in which it arrived
    assert set(off_by) <= {0, 1}


def test_every_stage_of_the_road_occurs(cases: list[Case]) -> None:
    counts = Counter(type for case in cases for type in types_of(case))
    assert STAGES - counts.keys() == set()
    assert counts["case-allocated"] > 0.99 * SIZE  # the others came in these last days


def test_some_requests_are_only_just_in(cases: list[Case]) -> None:
    assert any(types_of(case) <= {"assessment-requested", "case-allocated"} for case in cases)


def test_most_files_hold_a_plan_that_is_kept_up(cases: list[Case]) -> None:
    kept = sum("final-plan-sent" in types_of(case) and "case-closed" not in types_of(case) for case in cases)
    assert 0.68 < kept / SIZE < 0.82


@pytest.mark.parametrize("as_of", [LAW_BEGAN, date(2014, 12, 25), date(2024, 2, 29), AS_OF])
def test_nothing_is_known_from_after_the_day(as_of: date) -> None:
    for path, text in invent(300, 3, as_of):
        known = re.findall(r"^(?:on|at|recorded|served|received|complete|lodged|born) = (\d{4}-\d\d-\d\d)", text, re.M)
        assert max(map(date.fromisoformat, known)) <= as_of, path


def test_a_day_before_the_law_is_refused() -> None:
    with pytest.raises(ValueError, match="2014-09-01"):
        next(invent(1, 1, LAW_BEGAN - timedelta(1)))


def test_events_stand_in_order(files: list[tuple[str, str]], cases: list[Case]) -> None:
    """By day, save for corrections, which stand where they were made; and written down in that order."""
    for (path, text), case in zip(files, cases, strict=True):
        days = [event.on for event in case.events[1:] if event.type not in ABOUT_AN_EVENT]
        assert days == sorted(days), path
        written = [datetime.fromisoformat(found) for found in re.findall(r"^recorded = (.+)$", text, re.M)]
        assert written == sorted(written), path
        assert all(w.date() >= event.on for w, event in zip(written, case.events, strict=True)), path


def test_no_text_looks_like_personal_data(files: list[tuple[str, str]]) -> None:
    everything = "\n".join(text for _, text in files)
    assert "@" not in everything
    assert re.search(r"\b[A-Z]\d{11}[A-Z0-9]\b", everything) is None  # UPN
    assert re.search(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", everything) is None  # NHS number


def test_about_as_late_as_a_real_authority(timelines: list[Timeline]) -> None:
    """Half the final plans late; on the morning itself, one case in twenty or so with something overdue."""
    overdue = sum(any(d.status == "overdue" for d in t.deadlines) for t in timelines)
    assert 0.025 < overdue / len(timelines) < 0.065
    sent = Counter(d.status for t in timelines for d in t.deadlines if d.rule.id == "final-plan" and d.met_on)
    assert 0.4 < sent["met-late"] / sent.total() < 0.6
    soon = AS_OF + timedelta(14)
    due = sum(
        any(d.status == "open" and d.rule.kind == "deadline" and d.due <= soon for d in t.deadlines) for t in timelines
    )
    assert 0.05 < due / len(timelines) < 0.2


def test_nothing_is_overdue_for_ever(timelines: list[Timeline]) -> None:
    oldest = min(d.due for t in timelines for d in t.deadlines if d.status == "overdue")
    assert AS_OF - oldest < timedelta(270)


def test_some_exceptions_hold_and_some_do_not(cases: list[Case], book: RuleBook) -> None:
    held: Counter[str | None] = Counter()
    for case in cases:
        if "exception-recorded" in types_of(case):
            held.update(d.excused_by for d in timeline(case, book, AS_OF).deadlines if d.rule.id == "final-plan")
    assert {"school-closed", "away-four-weeks", "exceptional-circumstances", None} <= held.keys()


def test_corrections_take_effect(cases: list[Case], book: RuleBook) -> None:
    """A mis-dated request is counted from the right day."""
    corrected = [
        (case, change)
        for case in cases
        for change in case.events
        if change.type == "event-corrected" and change.fields["event"] == "e1" and "served" not in change.fields
    ]
    assert corrected
    for case, change in corrected:
        started = {d.anchor for d in timeline(case, book, AS_OF).deadlines if d.rule.id == "decide-to-assess"}
        assert started == {change.on} != {case.events[0].on}
