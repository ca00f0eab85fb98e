"""What an answer may cost, counted and never timed: a clock is dated once, no condition is asked twice of the same
values, a clean event is read without a second look. The times are in `benchmarks/`."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sendclock.casebook import casefile
from sendclock.casebook.casefile import Words, read_case
from sendclock.casebook.facts import Ledger
from sendclock.check.check import FINDINGS
from sendclock.clock import run
from sendclock.clock.case import Case
from sendclock.clock.dating import Dating
from sendclock.clock.run import still_runs, timeline
from sendclock.figures.cohort import COHORTS
from sendclock.figures.figure import containing
from sendclock.figures.population import FIGURES, HEADS, MOVES, InTables
from sendclock.law.book import RuleBook
from sendclock.law.rule import Trigger
from sendclock.session import Session
from sendclock.start.demo import invent

AS_OF = date(2026, 11, 21)
TEXTS = [(path.rpartition("/")[2], text) for path, text in invent(12, 5, AS_OF)]


@pytest.fixture(scope="module")
def words(book: RuleBook) -> Words:
    return Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions), False, AS_OF.year + 5)


@pytest.fixture(scope="module")
def cases(words: Words) -> list[Case]:
    found = [read_case(text.encode(), name, words)[0] for name, text in TEXTS]
    return [case for case in found if case is not None]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each of these was called."""
    counter: Counter[str] = Counter()

    def counting(owner: Any, name: str) -> None:
        was = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            counter[name] += 1
            return was(*given, **named)

        monkeypatch.setattr(owner, name, counted)

    counting(Trigger, "fits")
    counting(Dating, "deadline")
    counting(casefile._Events, "_event")
    yield counter


def test_what_was_asked_of_an_event_is_not_asked_again_of_its_like(
    cases: list[Case], book: RuleBook, calls: Counter[str]
) -> None:
    timeline(cases[0], book, AS_OF, keep=still_runs)
    calls.clear()
    timeline(cases[0], book, AS_OF, keep=still_runs)
    assert not calls["fits"]


@pytest.mark.parametrize("keep", [None, still_runs])
def test_a_clock_is_dated_once_for_its_list_and_for_the_state_of_its_case(
    cases: list[Case], book: RuleBook, calls: Counter[str], keep: Any
) -> None:
    for case in cases:
        calls.clear()
        answer = timeline(case, book, AS_OF, keep=keep)
        ran = [made for made in answer.deadlines if made.met_on is None and made.ended_by is None]
        assert (list(answer.running), answer.state.kind != "") == (ran, True)
        assert calls["deadline"] == len(answer.deadlines)


def test_what_runs_is_the_same_whichever_clocks_were_asked_for(cases: list[Case], book: RuleBook) -> None:
    for case in cases:
        asked = [timeline(case, book, AS_OF, keep=keep) for keep in (None, still_runs, lambda clock: False)]
        assert asked[0].running == asked[1].running == asked[2].running
        assert asked[0].state == asked[1].state == asked[2].state


def test_a_clean_event_needs_no_second_look(words: Words, calls: Counter[str]) -> None:
    read = [read_case(text.encode(), name, words) for name, text in TEXTS]
    assert all(case is not None for case, _ in read)
    with_an_hour = sum(
        event.at is not None or "born" in event.fields for case, _ in read if case for event in case.events
    )
    assert calls["_event"] == with_an_hour


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in (1, 2, 3))])
def test_the_quick_reader_and_the_one_with_words_read_alike(
    words: Words, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    rng = Random(11)
    torn = [_torn(rng.choice(TEXTS), rng) for _ in range(600)][part::4]
    quick = [read_case(content, name, words) for name, content in torn]
    monkeypatch.setattr(casefile._Events, "_clean", lambda *given: None)
    for (name, content), was in zip(torn, quick, strict=True):
        assert read_case(content, name, words) == was, content


LINES = (
    'note = 1', "on = 2026-02-31", "by = 3", "recorded = 2026-01-01", 'id = "e1"', "served = 2026-03-03T10:00:00",
    "at = 2026-03-03T10:00:00", "party = true", "on = 0026-01-01", 'tags = ["x"]', 'plan_held = "yes"',
    "served = 9023-06-26",
    'outcome = "amend"', "recorded = 1026-01-01T10:00:00", 'party = ""', "detained = true", 'setting = "x"',
)  # fmt: skip


def _torn(file: tuple[str, str], rng: Random) -> tuple[str, bytes]:
    """A file with lines lost, said twice, put elsewhere, or put in; and digits of its days changed."""
    name, text = file
    lines = text.split("\n")
    for _ in range(rng.choice((1, 2, 4))):
        place = rng.randrange(4, len(lines))
        match rng.randrange(4):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, rng.choice(LINES))
            case 2:
                lines.insert(rng.randrange(4, len(lines)), lines.pop(place))
            case _:
                lines[place] = lines[place].replace("20", rng.choice(("90", "19", "02")), 1)
    return name, "\n".join(lines).encode()


def test_a_case_that_has_been_answered_is_let_go_at_once(cases: list[Case], book: RuleBook) -> None:
    """No circle is left behind for the collector: of a caseload nothing piles up, which costs half as much again."""
    _ = [timeline(case, book, AS_OF, still_runs).state for case in cases]  # what is made once is made now
    gc.collect()
    gc.disable()
    try:
        for case in cases:
            _ = timeline(case, book, AS_OF, still_runs).state
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_events_of_a_case_run_once_for_all_that_is_kept_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is kept is what each part would be by itself, on the same days."""
    ran: Counter[str] = Counter()
    once = run.play
    monkeypatch.setattr(run, "play", lambda alone: (ran.update([alone.recorded.ref]), once(alone))[1])
    for name, text in TEXTS:
        (tmp_path / name).write_text(text, encoding="utf-8")
    together, apart = (Session([tmp_path], as_of=AS_OF.isoformat()) for _ in range(2))
    chapters = [FINDINGS, FIGURES, MOVES]
    for name, text in TEXTS:
        case, _ = read_case(text.encode(), name, together.words)
        assert case is not None
        kept = [together.entry(case), *(together.leaf(case, chapter) for chapter in chapters)]
        assert ran == {case.ref: 1}
        alone = [apart.entry(case)]
        for chapter in chapters:
            apart._played = None
            alone.append(apart.leaf(case, chapter))
        assert kept == alone
        ran.clear()


def test_what_is_counted_of_every_case_reads_an_index_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A year of a large authority has 300,000 courses: `report timeliness` opens none to say how many were in time."""
    for name, text in TEXTS:
        (tmp_path / name).write_text(text, encoding="utf-8")
    session = Session([tmp_path], as_of=AS_OF.isoformat())
    ledgers = session.every_case().ask(list, chapters=[FIGURES])
    asked: list[tuple[Ledger, str, Any]] = []
    select = Ledger.select
    monkeypatch.setattr(
        Ledger, "select", lambda self, sql, values: asked.append((self, sql, values)) or select(self, sql, values)
    )
    for ledger in ledgers:
        ledger.lay_out(FIGURES.name, None, *HEADS[FIGURES.name])
    cases = InTables(ledgers, session.today, session.rulebook, session.people)
    for cohort in COHORTS:
        assert sum(cases.counted("advice", cohort, containing(AS_OF, "year")).values()) > 0
    assert sum(times for _, times in cases.tallied(["review"], containing(AS_OF, "year"))) > 0
    assert cases.standing("plan", AS_OF) > 0
    plans = [list(select(ledger, f"EXPLAIN QUERY PLAN {sql}", values)) for ledger, sql, values in asked]
    assert len(plans) == 5
    for plan in plans:
        assert "USING COVERING INDEX" in plan[0][3], plan
