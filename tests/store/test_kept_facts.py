"""Each question that is asked of what is kept of the cases (`casebook.facts`), on two days between which something
happened: every case that is meant and no other, in the order of files, as it was on that day. Worked out by hand; that
the whole program says what the files say: tests/cli/test_index.py, test_facts.py.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from run import later
from sendclock.casebook import facts as kept
from sendclock.casebook.chapter import Chapter
from sendclock.casebook.clock import KINDS
from sendclock.casebook.facts import Ledger, ref_of
from sendclock.check.check import FINDINGS
from sendclock.export.feed import CALENDAR
from sendclock.figures.population import FIGURES
from sendclock.files import disk
from sendclock.files.problem import Position, Problem
from sendclock.law.edition import edition_of
from sendclock.panels.panel import AGENDA_KEPT
from sendclock.session import Session
from shire import head, rule

T = TypeVar("T")
OLD = 1_700_000_000_000_000_000  # nanoseconds of the epoch, in 2023
BEFORE, AFTER = "2026-10-02", "2026-11-20"  # between them most of what is on file happened
NEVER = date(2099, 12, 31)
OFFICERS = ("okafor", "reid", "lee", "left", None)
BELOW = (
    [f"A-{number}" for number in range(1, 10)]
    + [f"north/A-{number}" for number in range(1, 5)]
    + ["south/A-4", "south/A-9"]
)
STATES: tuple[Any, ...] = ("running", "waiting", "ended", "nothing-running")
CLOCKS = {"decide-to-assess", "final-plan", "appeal-window"}
Both = tuple[dict[str, Any], dict[str, Any]]
WILLOW = "Willow Bank Primary"
SETTINGS = f"""schema = 1
[teams.north]
[officers.okafor]
team = "north"
[officers.reid]
settings = ["{WILLOW}"]
[officers.lee]
[officers.left]
until = 2026-09-30
[handover]
after = "final-plan-sent"
[panels.assessment]
weekday = "wednesday"
first = 2026-09-09
papers = "4wd"
about = ["assess", "plan"]
"""
STEPS = """[[step]]
id = "shire-record"
title = "Open the record"
starts_on = ["assessment-requested"]
in_force_from = 2020-01-01
[[step]]
id = "shire-school"
title = "Tell the school"
starts_on = ["assessment-agreed"]
in_force_from = 2020-01-01
"""


def event(type: str, on: str, **fields: str) -> str:
    words = [f'type = "{type}"', f"on = {on}"]
    words += [f"{name} = {value}" if value[:2] == "20" else f'{name} = "{value}"' for name, value in fields.items()]
    return "\n[[event]]\n" + "\n".join(words) + "\n"


def asked_for(on: str) -> str:
    return event("assessment-requested", on)


def given(officer: str, on: str, **fields: str) -> str:
    return event("case-allocated", on, officer=officer, **fields)


LISTED = event("panel-listed", "2026-09-14", panel="assessment", meeting="2026-12-02")


def put(book: Path, below: str, *events: str, setting: str = "") -> Path:
    """A case file, last changed long ago."""
    path = book / "cases" / f"{below}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    named = f'setting = "{setting}"\n' if setting else ""
    path.write_text(f'schema = 1\nref = "{path.stem}"\n{named}{"".join(events)}', encoding="utf-8")
    os.utime(path, ns=(OLD, OLD))
    return path


def a_book(folder: Path, patched: pytest.MonkeyPatch) -> Path:
    """One without a case, and with a cache of its own."""
    patched.setenv("SENDCLOCK_CACHE", str(folder / "cache"))
    patched.setenv("SENDCLOCK_TODAY", "2026-12-01")
    book = folder / "book"
    (book / "packs").mkdir(parents=True)
    (book / "cases").mkdir()
    (book / "packs" / "shire.toml").write_text(head() + STEPS, encoding="utf-8")
    (book / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    return book


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return a_book(tmp_path, monkeypatch)


def ask(book: Path, day: str, question: Callable[[Ledger], T], *chapters: Chapter) -> T:
    """The answer as at that day; asked three seconds from now, so that all that was read is kept."""

    def asked(books: Sequence[Ledger]) -> T:
        assert orphans(books[0]) == {}
        return question(books[0])

    with later():
        return Session([book], day).every_case().ask(asked, True, chapters)


def in_turn(book: Path, question: Callable[[Ledger], T], *chapters: Chapter) -> tuple[T, T]:
    """The answers on both days: the same whichever of them is asked first, and asked again, when no file is read."""
    first, second = (ask(book, day, question, *chapters) for day in (BEFORE, AFTER))
    read: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Session, "_read", lambda _, path, *__: read.append(path))
        again, at_last = (ask(book, day, question, *chapters) for day in (BEFORE, AFTER))
    assert read == []
    assert again == first
    assert at_last == second
    kept.forget(book / "cases")
    assert ask(book, AFTER, question, *chapters) == second
    assert ask(book, BEFORE, question, *chapters) == first
    return first, second


def twins(book: Path, ref: str) -> None:
    """Two files for one reference, each with something of every kind in it. Neither is answered."""
    for folder in ("", "south/"):
        put(
            book, f"{folder}{ref}", asked_for("2026-09-07"), given("left", "2026-09-08"), LISTED,
            event("contact-made", "2026-09-15", whom="family", how="call", about="absence"),
            event("reminder-set", "2026-09-16", due="2026-10-01", note="Ring them"),
            event("assessment-agreed", "2026-09-14"),
            event("assessment-agreed", "2026-10-20"), setting="Another School",
        )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """What is answered about eight cases, on either day.

    A-1 is okafor's, asked for on 7 September, agreed to on 5 October, lee's since 2 November, who was beside okafor for
    the tribunal. A-2 was given to one who has left, and refused on 12 October. A-3 came on 9 November, and is reid's by
    its setting. There are two A-4. A-5 was closed on 20 September. A-6 cannot be read. A-7 is okafor's; its plan was
    made final on 6 November: it is to go to reid. A-8, nobody's, is before a panel, and nothing runs in it."""
    with pytest.MonkeyPatch.context() as patched:
        book = a_book(tmp_path_factory.mktemp("told"), patched)
        refused = event("assessment-refused", "2026-10-12")
        put(book, "north/A-2", asked_for("2026-09-14"), given("left", "2026-09-15"), refused, setting=WILLOW)
        put(book, "A-3", asked_for("2026-11-09"), setting=WILLOW)
        twins(book, "A-4")
        closing = event("case-closed", "2026-09-20", reason="moved-away")
        put(book, "A-5", asked_for("2026-09-07"), given("left", "2026-09-08"), LISTED, closing, setting="Aspen School")
        put(book, "A-6", asked_for("2026-09-31"), given("okafor", "2026-09-08"))
        final = event("final-plan-sent", "2026-11-06")
        put(book, "A-7", asked_for("2026-06-22"), given("okafor", "2026-06-23"), final, setting=WILLOW)
        heard = event("panel-listed", "2026-10-20", panel="moderation", about="placement")
        put(book, "A-8", event("panel-listed", "2026-09-16", panel="high needs", about="placement"), heard)
        for below in ("A-9", "south/A-9"):  # so it is with these, of which neither is answered
            put(book, below, event("panel-listed", "2026-09-16", panel="high needs", about="placement"))
        ask(book, BEFORE, everything, FINDINGS, CALENDAR, AGENDA_KEPT, FIGURES)  # A-1 comes when the others are kept
        put(
            book, "A-1", asked_for("2026-09-07"), given("okafor", "2026-09-08"),
            given("lee", "2026-09-08", role="tribunal"), event("tag-added", "2026-09-09", tag="lac"), LISTED,
            event("contact-made", "2026-09-15", whom="family", how="call", about="absence"),
            event("reminder-set", "2026-09-16", due="2026-10-01", note="Ring them"),
            event("assessment-agreed", "2026-10-05"), given("lee", "2026-11-02"),
            event("tag-added", "2026-11-02", tag="new"),
            event("contact-made", "2026-11-03", whom="family", how="call", about="absence"),
            event("reminder-set", "2026-11-03", due="2026-11-20", note="Ring them again"),
        )  # fmt: skip
        yield in_turn(book, everything, FINDINGS, CALENDAR, AGENDA_KEPT, FIGURES)


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _files(facts: Ledger) -> dict[int, str]:
    """The name of each file, by its number."""
    return {id: kept._below(place) for id, place in facts._ask("SELECT id, place FROM file")}


def _diary(one: Any) -> tuple[Any, ...]:
    plans = [(each.event, _day(each.day)) for each in one.appointments]
    return ref_of(one.file), one.setting, plans, [(each.whom, _day(each.day)) for each in one.contacts]


def _laid_out(facts: Ledger, of: list[int] | None) -> tuple[list[str], set[str]]:
    """Of which cases a request is counted; and whether all that is kept of requests is."""
    facts.lay_out("figures", of)
    return [facts.ref_at(place) for place, *_ in facts.rows_of("assessed", "figures", 1)], facts.whole


def _by_ref(rows: Iterable[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    return sorted((ref_of(file), *rest) for file, *rest in rows)


def orphans(facts: Ledger) -> dict[str, int]:
    """How many rows are kept of what is kept no more, by table: none, for of a case that is gone nothing is kept."""
    held = [("span", "file"), ("leaf", "file"), ("problem", "file"), *((table, "span") for table in kept.PARTS)]
    held += [(table, "leaf") for tables in kept.ROWS_OF.values() for table in tables]
    asked = "SELECT count(*) FROM {0} WHERE {1} NOT IN (SELECT id FROM {1})"
    return {table: n for table, of in held for ((n,),) in [facts._ask(asked.format(table, of))] if n}


def owners(facts: Ledger, officer: str | None) -> list[int]:
    return [one.id for one in facts.owners if one.officer == officer]


def everything(facts: Ledger) -> dict[str, Any]:
    """Every question there is, asked of all and of each officer, in the words of the files."""
    rules, steps = facts.edition.rules, [item.id for item in facts.book.practice.checklist]
    wanted = {place for place, rule in enumerate(rules) if rule.id in CLOCKS}
    of = {officer: owners(facts, officer) for officer in OFFICERS}
    names = {one.id: one.officer for one in facts.owners}
    files, answered = _files(facts), {one.id: ref_of(one.file) for one in facts.told()}

    def each(question: Callable[[list[int]], Iterable[Any]], say: Callable[[Any], Any]) -> dict[str | None, list[Any]]:
        found = {officer: [*map(say, question(ids))] for officer, ids in of.items()}
        return {officer: rows for officer, rows in found.items() if rows}

    clocks = list(facts.clocks(KINDS, NEVER, wanted, None))
    upcoming = [one for one in facts.upcoming() if one.rule in wanted and one.id in answered]
    limits = [row for row in facts.limits(range(len(rules))) if row[3] in wanted]
    return {
        "states": {ref_of(one.file): one.state.kind for one in facts.told()},
        "whose": {ref_of(one.file): tuple(one.owner[1:]) for one in facts.told()},
        "about": {ref_of(one.file): (one.setting, one.tags) for one in facts.told() if one.setting or one.tags},
        "tally": sorted((kind, str(names[id]), n) for kind, id, n in facts.tally),
        "told": each(facts.told, lambda one: ref_of(one.file)),
        "cases": each(facts.cases, lambda one: ref_of(one[0])),
        "files": each(lambda ids: sorted(facts.files(ids), key=files.__getitem__), lambda id: ref_of(files[id])),
        "to hand over": [ref_of(file) for file in facts.to_hand_over()],
        "to hand over of": each(facts.to_hand_over, ref_of),
        "by state": {kind: [ref_of(file) for file, *_ in facts.named(kind)] for kind in STATES},
        "has": [below for below in BELOW if facts.has(f"{facts.casebook}/{below}.toml")],
        "clocks": [(ref_of(one.file), rules[one.clock.rule].id, _day(one.clock.due)) for one in clocks],
        "cases of clocks": {
            ref_of(one.file): (tuple(one.owner[1:]), one.setting, one.tags, dict(one.seconds)) for one in clocks
        },
        "clocks of": each(lambda ids: facts.clocks(KINDS, NEVER, wanted, ids), lambda one: ref_of(one.file)),
        "upcoming": sorted((answered[one.id], rules[one.rule].id, _day(one.due)) for one in upcoming),
        "limits": {ref_of(files[file]): (panels, on and _day(on)) for file, panels, on, *_ in limits},
        "steps": [(ref_of(one.file), steps[one.step.item], one.owner.officer) for one in facts.steps()],
        "steps of": each(facts.steps, lambda one: (ref_of(one.file), steps[one.step.item])),
        "reminders": [(ref_of(one.file), _day(one.reminder.due), one.owner.officer) for one in facts.reminders(NEVER)],
        "diaries": each(facts.diaries, _diary),
        "settings": [(name, ref_of(file), times) for name, file, times in facts.settings()],
        "spoken of": sorted(facts.spoken_of()),
        "panelled": sorted((ref_of(files[file]), panels) for file, panels in facts.panelled()),
        "asked": [(ref_of(file), owner.officer, row[1]) for file, owner, row in facts.asked()],
        "findings": [(ref_of(one.position.file), one.position.line, one.code) for one in facts.findings()],
        "findings of": each(facts.findings, lambda one: ref_of(one.position.file)),
        "strangers": sorted(facts.given(None, ("okafor", "reid").__contains__)),
        "strangers of": each(lambda ids: sorted(facts.given(ids, lambda _: False)), lambda one: ref_of(one[0])),
        "strangers, going on": sorted(ref_of(file) for file, *_ in facts.given(None, lambda _: False, going_on=True)),
        "calendars": {ref_of(file): count for file, count, *_ in facts.calendars(None)},
        "calendars of": each(lambda ids: sorted(facts.calendars(ids)), lambda one: ref_of(one[0])),
        "figures": [(officer, *_laid_out(facts, ids)) for officer, ids in ((None, None), *of.items())],
    }


def test_each_case_has_its_state_and_its_owner(told: Both) -> None:
    before, after = told
    assert before["states"] == {
        "A-1": "running", "A-3": "nothing-running", "A-5": "ended", "A-7": "running", "A-8": "nothing-running",
        "A-2": "running",
    }  # fmt: skip
    assert after["states"] == {**before["states"], "A-3": "running"}
    assert [*before["states"]] == [*after["states"]] == ["A-1", "A-3", "A-5", "A-7", "A-8", "A-2"], "folder by folder"
    assert before["whose"] == {
        "A-1": ("okafor", None, False, None),
        "A-3": ("reid", None, True, None),
        "A-5": ("left", None, False, None),
        "A-7": ("okafor", None, False, None),
        "A-8": (None, None, False, None),
        "A-2": ("left", None, False, None),
    }
    assert after["whose"] == {
        **before["whose"], "A-1": ("lee", None, False, None), "A-7": ("okafor", None, False, "reid"),
    }  # fmt: skip
    assert before["about"] == {
        "A-1": (None, ("lac",)),
        "A-5": ("Aspen School", ()),
        **dict.fromkeys(("A-2", "A-3", "A-7"), (WILLOW, ())),
    }
    assert after["about"] == {**before["about"], "A-1": (None, ("lac", "new"))}
    of = {"okafor": ["A-1", "A-7"], "reid": ["A-3"], "left": ["A-5", "A-2"], None: ["A-8"]}
    for question in ("told", "cases", "files"):
        assert before[question] == of
        assert after[question] == {**of, "okafor": ["A-7"], "lee": ["A-1"]}


def test_the_states_add_up_and_are_named(told: Both) -> None:
    before, after = told
    assert before["tally"] == [
        ("ended", "left", 1), ("nothing-running", "None", 1), ("nothing-running", "reid", 1), ("running", "left", 1),
        ("running", "okafor", 2),
    ]  # fmt: skip
    assert after["tally"] == [
        ("ended", "left", 1), ("nothing-running", "None", 1), ("running", "lee", 1), ("running", "left", 1),
        ("running", "okafor", 1), ("running", "reid", 1),
    ]  # fmt: skip
    rest = {"ended": ["A-5"], "waiting": []}
    assert before["by state"] == {**rest, "running": ["A-1", "A-7", "A-2"], "nothing-running": ["A-3", "A-8"]}
    assert after["by state"] == {**rest, "running": ["A-1", "A-3", "A-7", "A-2"], "nothing-running": ["A-8"]}
    for day in told:
        assert day["has"] == ["A-1", "A-3", "A-5", "A-7", "A-8", "north/A-2"]
        assert day["settings"] == [(WILLOW, "A-3", 3), ("Aspen School", "A-5", 1)], "not that of two that are withheld"


def test_who_is_to_hand_a_case_over(told: Both) -> None:
    before, after = told
    assert (before["to hand over"], before["to hand over of"]) == ([], {})
    assert (after["to hand over"], after["to hand over of"]) == (["A-7"], {"okafor": ["A-7"]})


def test_each_clock_that_runs_on_that_day_with_the_case_it_is_one_of(told: Both) -> None:
    """Six weeks from 7 and 14 September and from 9 November, and twenty; two months from the refusal of 12 October,
    which end on a Saturday, and from the plan of 6 November."""
    before, after = told
    assert sorted(before["clocks"]) == [
        ("A-1", "decide-to-assess", "2026-10-19"), ("A-1", "final-plan", "2027-01-25"),
        ("A-2", "decide-to-assess", "2026-10-26"), ("A-2", "final-plan", "2027-02-01"),
        ("A-7", "decide-to-assess", "2026-08-03"), ("A-7", "final-plan", "2026-11-09"),
    ]  # fmt: skip
    assert sorted(after["clocks"]) == [
        ("A-1", "final-plan", "2027-01-25"), ("A-2", "appeal-window", "2026-12-14"),
        ("A-3", "decide-to-assess", "2026-12-21"), ("A-3", "final-plan", "2027-03-29"),
        ("A-7", "appeal-window", "2027-01-06"),
    ]  # fmt: skip
    for day, refs in ((before, ["A-1", "A-7", "A-2"]), (after, ["A-1", "A-3", "A-7", "A-2"])):
        assert [*dict.fromkeys(ref for ref, *_ in day["clocks"])] == refs, "those of one case together"
        assert day["upcoming"] == sorted(day["clocks"])
        refs = [ref for ref, *_ in day["clocks"]]
        assert day["clocks of"] == {
            officer: [ref for ref in refs if ref in answered]
            for officer, answered in day["told"].items()
            if {*answered} & {*refs}
        }
        assert day["cases of clocks"] == {
            ref: (day["whose"][ref], *day["about"].get(ref, (None, ())), {"tribunal": "lee"} if ref == "A-1" else {})
            for ref in refs
        }


def test_steps_reminders_and_what_is_to_take_place(told: Both) -> None:
    before, after = told
    assert before["steps"] == [
        ("A-1", "shire-record", "okafor"), ("A-7", "shire-record", "okafor"), ("A-2", "shire-record", "left"),
    ]  # fmt: skip
    assert after["steps"] == [
        ("A-1", "shire-record", "lee"), ("A-1", "shire-school", "lee"), ("A-3", "shire-record", "reid"),
        ("A-7", "shire-record", "okafor"), ("A-2", "shire-record", "left"),
    ]  # fmt: skip
    for day in told:
        assert day["steps of"] == {
            of: [(ref, step) for ref, step, officer in day["steps"] if officer == of] for *_, of in day["steps"]
        }
    assert before["reminders"] == [("A-1", "2026-10-01", "okafor")]
    assert after["reminders"] == [("A-1", "2026-10-01", "lee"), ("A-1", "2026-11-20", "lee")]
    meeting = [("panel-listed", "2026-12-02")]
    still = {"reid": [("A-3", WILLOW, [], [])], "left": [("A-2", WILLOW, [], [])], None: [("A-8", None, [], [])]}
    of_willow = ("A-7", WILLOW, [], [])
    assert before["diaries"] == {**still, "okafor": [("A-1", None, meeting, [("family", "2026-09-15")]), of_willow]}
    assert after["diaries"] == {
        **still, "okafor": [of_willow], "lee": [("A-1", None, meeting, [("family", "2026-11-03")])],
    }  # fmt: skip


def test_what_panels_have_before_them(told: Both) -> None:
    before, after = told
    assert (before["spoken of"], before["panelled"]) == (["assessment", "high needs"], [("A-8", "high needs")])
    both = kept.TAG.join(["high needs", "moderation"])
    assert (after["spoken of"], after["panelled"]) == (["assessment", "high needs", both], [("A-8", both)])
    listed = ("assessment", "2026-09-14")
    assert before["limits"] == {"A-1": listed, "A-7": ("", None), "A-2": ("", None)}
    assert after["limits"] == {"A-1": listed, "A-3": ("", None)}
    assert before["asked"] == [("A-1", "okafor", "assess"), ("A-7", "okafor", "assess"), ("A-2", "left", "assess")]
    assert after["asked"] == [("A-1", "lee", "plan"), ("A-3", "reid", "assess")]


def test_what_is_doubtful_and_who_is_no_officer(told: Both) -> None:
    """On 2 October what is dated later lies in the future; on 20 November nothing does."""
    before, after = told
    assert before["findings"] == [
        ("A-1", 43, "future"), ("A-1", 47, "future"), ("A-1", 52, "future"), ("A-1", 57, "future"),
        ("A-1", 64, "future"), ("A-3", 5, "future"), ("A-7", 14, "future"), ("A-8", 10, "future"),
        ("A-2", 14, "future"),
    ]  # fmt: skip
    assert before["findings of"] == {"okafor": ["A-1"] * 5 + ["A-7"], "reid": ["A-3"], "left": ["A-2"], None: ["A-8"]}
    assert (after["findings"], after["findings of"]) == ([], {})
    left = [("A-2", 9, "left"), ("A-5", 9, "left")]
    assert _by_ref(before["strangers"]) == left
    assert _by_ref(after["strangers"]) == [("A-1", 47, "lee"), *left]
    for day in told:
        assert day["strangers, going on"] == ["A-1", "A-2", "A-7"], "that of 20 September has ended"
        given_to = {officer: [*map(ref_of, refs)] for officer, refs in day["told"].items() if officer}
        del given_to["reid"]  # whose it is by the setting alone
        assert {officer: sorted(refs) for officer, refs in day["strangers of"].items()} == {
            officer: sorted(day["told"][officer]) for officer in given_to
        }


def test_calendars_and_figures(told: Both) -> None:
    before, after = told
    asked = {"A-1": 12, "A-2": 3, "A-5": 4, "A-7": 3}  # events on file
    assert before["calendars"] == asked
    assert after["calendars"] == {**asked, "A-3": 1}
    for day in told:
        assert {officer: {*refs} for officer, refs in day["calendars of"].items()} == {
            officer: {ref for ref in refs if ref in day["calendars"]}
            for officer, refs in day["told"].items()
            if {*refs} & day["calendars"].keys()
        }
        requests = [ref for ref in day["states"] if ref in day["calendars"]]
        assert day["figures"] == [
            (None, requests, set()),
            *((of, [ref for ref in day["told"].get(of, ()) if ref in requests], set()) for of in OFFICERS),
        ]


def refs(facts: Ledger) -> tuple[list[str], int, list[str]]:
    """Of the cases that are answered, their references; how many are not, and why."""
    return [ref_of(file) for file, _ in facts.cases()], facts.unreadable, [one.code for one in facts.problems()]


def all_of(book: Path, day: str = AFTER, *chapters: Chapter) -> tuple[list[str], int, list[str]]:
    return ask(book, day, refs, *chapters)


def test_a_year_that_cannot_be_right_may_be_right_when_it_is_nearer(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date may lie five years ahead, so 2032 is an error until the end of 2026. Nobody touches the file."""
    put(book, "A-1", asked_for("2026-09-07"), event("reminder-set", "2026-09-08", due="2032-01-05", note="Ring them"))
    put(book, "A-2", asked_for("2026-09-07"))
    for chapters in ((CALENDAR,), ()):
        for wall, answer in (
            ("2026-12-31", (["A-2"], 1, ["year"])),
            ("2027-01-01", (["A-1", "A-2"], 0, [])),
            ("2026-12-31", (["A-2"], 1, ["year"])),  # a clock that was put right, or asked as at a day to come
            ("2027-01-01", (["A-1", "A-2"], 0, [])),
        ):
            monkeypatch.setenv("SENDCLOCK_TODAY", wall)
            for _ in range(2):
                assert all_of(book, AFTER, *chapters) == answer, wall
                once = ask(book, AFTER, lambda facts: [ref_of(file) for file, *_ in facts.calendars(None)], CALENDAR)
                assert sorted(once) == answer[0]
        kept.forget(book / "cases")


def test_so_it_is_with_a_year_that_is_only_warned_of(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When something was written down moves no date."""
    put(book, "A-1", asked_for("2026-09-07") + "recorded = 2032-01-05T09:00:00Z\n")
    for wall, codes in (("2026-12-31", ["year"]), ("2027-01-01", []), ("2026-12-31", ["year"]), ("2027-01-01", [])):
        monkeypatch.setenv("SENDCLOCK_TODAY", wall)
        assert all_of(book) == all_of(book) == (["A-1"], 0, codes)


def test_two_files_for_one_reference_are_withheld_as_long_as_there_are_two(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(book, "A-1", asked_for("2026-09-07"))
    other = put(book, "A-2", asked_for("2026-09-07"))
    put(book, "A-3", asked_for("2026-09-07"))
    for many in (kept.MANY, 1):  # of many references, those of all files are looked through
        monkeypatch.setattr(kept, "MANY", many)
        assert all_of(book) == (["A-1", "A-2", "A-3"], 0, [])
        twin = put(book, "north/A-1", asked_for("2026-09-08"))
        assert all_of(book) == all_of(book) == (["A-2", "A-3"], 2, ["duplicate"] * 2)
        third = put(book, "more/A-1", asked_for("2026-09-09"))
        assert all_of(book) == (["A-2", "A-3"], 3, ["duplicate"] * 3)
        told, *_ = ask(book, AFTER, lambda facts: [one.message for one in facts.problems()])
        assert 0 < told.index("more/A-1") < told.index("north/A-1"), "in the order of files"
        third.write_text("ref = ", encoding="utf-8")  # nor does one that cannot be read stand in anybody's way
        assert all_of(book)[:2] == (["A-2", "A-3"], 3)
        third.unlink()
        other.rename(other.with_name("A-4.toml"))  # A-2 is another matter
        assert all_of(book)[:2] == (["A-3"], 3)
        other.with_name("A-4.toml").rename(other)
        assert all_of(book) == (["A-2", "A-3"], 2, ["duplicate"] * 2)
        twin.unlink()
        assert all_of(book) == (["A-1", "A-2", "A-3"], 0, [])
        put(book, "north/A-1", "[[")
        assert all_of(book)[:2] == (["A-1", "A-2", "A-3"], 1)
        twin.unlink()


def clocks(facts: Ledger, *asked: Any, rules: Iterable[str] | None = None, **more: Any) -> list[tuple[str, str]]:
    """Of the clocks that are asked for, of which case and of which rule each is, among CLOCKS."""
    named = [rule.id for rule in facts.edition.rules]
    of = None if rules is None else {named.index(rule) for rule in rules}
    found = [(ref_of(one.file), named[one.clock.rule]) for one in facts.clocks(*asked[:2], of, *asked[2:], **more)]
    return [(ref, rule) for ref, rule in found if rule in CLOCKS]


def test_clocks_of_some_kinds_by_some_day_of_some_rules(book: Path) -> None:
    """Week 6 of 2 November is 14 December, and week 20 is 22 March 2027; the appeal against the no of 12 October may be
    brought until 14 December, the no answered it all."""
    put(book, "A-1", asked_for("2026-11-02"), given("okafor", "2026-11-02"))
    put(book, "A-2", asked_for("2026-09-14"), event("assessment-refused", "2026-10-12"))
    week_6, week_20, window = ("A-1", "decide-to-assess"), ("A-1", "final-plan"), ("A-2", "appeal-window")

    def asked(day: str, *words: Any, **more: Any) -> list[tuple[str, str]]:
        return sorted(ask(book, day, lambda facts: clocks(facts, *words, **more)))

    def dated(text: str) -> date:
        return date.fromisoformat(text)

    every = sorted([week_6, week_20, window])
    deadline, windows = ["deadline"], ["window"]
    assert asked(AFTER, KINDS, NEVER, None) == every
    assert asked(AFTER, deadline, NEVER, None) == [week_6, week_20]
    assert asked(AFTER, windows, NEVER, None) == [window]
    assert asked(AFTER, [*deadline, *windows], NEVER, None) == every
    assert asked(AFTER, ["bar", "limit"], NEVER, None) == []
    assert asked(AFTER, KINDS, dated("2026-12-13"), None) == []
    assert asked(AFTER, KINDS, dated("2026-12-14"), None) == [week_6, window]
    assert asked(AFTER, KINDS, NEVER, None, since=dated("2026-12-14")) == every
    assert asked(AFTER, KINDS, NEVER, None, since=dated("2026-12-15")) == [week_20]
    assert asked(AFTER, KINDS, NEVER, None, rules=["final-plan"]) == [week_20]
    assert asked(AFTER, KINDS, NEVER, None, rules=[]) == []
    many = ask(book, AFTER, lambda facts: [rule.id for rule in facts.edition.rules if rule.id != "final-plan"])
    assert len({*many}) > kept.FEW
    assert asked(AFTER, KINDS, NEVER, None, rules={*many}) == [week_6, window]
    for day, answer in (
        ("2026-12-14", every),
        ("2026-12-15", [week_6, week_20]),  # what is overdue stays, a time to do something that is over does not
        ("2027-03-22", [week_6, week_20]),
        ("2027-03-23", [week_6, week_20]),
    ):
        assert asked(day, KINDS, NEVER, None) == answer
        upcoming = ask(
            book, day, lambda facts: [(facts.edition.rules[one.rule].id, one.due) for one in facts.upcoming()]
        )
        assert sorted(rule for rule, _ in upcoming if rule in CLOCKS) == sorted(rule for _, rule in answer)


def test_what_a_list_does_not_have_by_itself_comes_to_no_case_next(book: Path) -> None:
    """The adviser's limit within the time for mediation is told where it is asked for by its name."""
    put(book, "A-2", asked_for("2026-09-14"), event("assessment-refused", "2026-10-12"))
    rules = [rule.id for rule in ask(book, AFTER, lambda facts: facts.edition.rules)]
    every = {rules[one.clock.rule] for one in ask(book, AFTER, lambda facts: [*facts.clocks(KINDS, NEVER, None, None)])}
    following = {rules[one.rule] for one in ask(book, AFTER, lambda facts: [*facts.upcoming()])}
    assert following >= {"mediation-contact", "appeal-window"}
    assert every - following == {"mediation-adviser-limit"}


def test_clocks_of_a_case_come_in_the_order_of_its_page(book: Path) -> None:
    path = put(book, "A-1", asked_for("2026-09-07"), event("assessment-agreed", "2026-10-05"))
    put(book, "A-2", asked_for("2026-09-07"), event("assessment-agreed", "2026-10-05"))
    session = Session([book], AFTER)
    case, _, _ = session.one("A-1")
    page = [one.rule.id for one in session.timeline(case).deadlines if one.status in ("open", "overdue")]
    told = ask(book, AFTER, lambda facts: [*facts.clocks(KINDS, NEVER, None, None)])
    rules = ask(book, AFTER, lambda facts: facts.edition.rules)
    told = [rules[one.clock.rule].id for one in told if one.file == path.as_posix()]
    assert len(told) > 2 and told == page


def test_steps_of_an_officer_and_those_of_some_items_whosever(book: Path) -> None:
    """A role may have items of the checklist for its own: `shire-school` here."""
    agreed = event("assessment-agreed", "2026-10-05")
    for ref, officer in (("A-1", "okafor"), ("A-2", "lee"), ("A-3", "left")):
        put(book, ref, asked_for("2026-09-07"), given(officer, "2026-09-08"), *([agreed] if ref != "A-3" else []))

    def steps(officer: str, *items: int) -> list[tuple[str, int]]:
        found = ask(book, AFTER, lambda facts: list(facts.steps(owners(facts, officer), items)))
        return [(ref_of(one.file), one.step.item) for one in found]

    assert steps("okafor") == [("A-1", 0), ("A-1", 1)]
    assert steps("okafor", 1) == [("A-1", 0), ("A-1", 1), ("A-2", 1)]
    assert steps("okafor", 0, 1) == [("A-1", 0), ("A-1", 1), ("A-2", 0), ("A-2", 1), ("A-3", 0)]
    assert steps("left", 1) == [("A-1", 1), ("A-2", 1), ("A-3", 0)]


def test_own_dates_up_to_a_day_by_their_day(book: Path) -> None:
    def reminder(on: str, due: str) -> str:
        return event("reminder-set", on, due=due, note="Ring them")

    put(
        book, "A-2", asked_for("2026-09-07"), reminder("2026-09-08", "2026-12-03"), reminder("2026-09-08", "2026-12-01")
    )
    put(
        book, "A-1", asked_for("2026-09-07"), reminder("2026-09-09", "2026-12-02"), reminder("2026-09-10", "2026-12-02")
    )

    def reminders(until: str) -> list[tuple[str, str]]:
        found = ask(book, AFTER, lambda facts: list(facts.reminders(date.fromisoformat(until))))
        return [(ref_of(one.file), one.reminder.event_id, _day(one.reminder.due)) for one in found]

    put(book, "A-3", asked_for("2026-09-07"), event("tag-added", "2026-09-08", tag="lac"), setting=WILLOW)
    put(book, "A-4", reminder("2026-09-08", "2026-11-30"), event("tag-added", "2026-09-08", tag="lac"), setting=WILLOW)
    (only,) = ask(book, AFTER, lambda facts: list(facts.reminders(date(2026, 11, 30))))
    assert (ref_of(only.file), only.setting, only.tags) == ("A-4", WILLOW, ("lac",))
    (book / "cases" / "A-4.toml").unlink()
    first = [("A-1", "e2", "2026-12-02"), ("A-1", "e3", "2026-12-02")]
    assert reminders("2026-11-30") == []
    assert reminders("2026-12-01") == [("A-2", "e3", "2026-12-01")]
    assert reminders("2026-12-02") == [*first, ("A-2", "e3", "2026-12-01")]
    assert reminders("2026-12-03") == [*first, ("A-2", "e3", "2026-12-01"), ("A-2", "e2", "2026-12-03")]


def test_whose_a_case_is_by_its_setting_follows_the_settings(book: Path) -> None:
    """What was kept of the cases of that setting is forgotten, and of no other."""
    settings, final = book / "sendclock.toml", event("final-plan-sent", "2026-11-06")
    put(book, "A-1", asked_for("2026-09-07"), setting=WILLOW)
    put(book, "A-2", asked_for("2026-06-22"), given("okafor", "2026-06-23"), final, setting=WILLOW)
    put(book, "A-3", asked_for("2026-09-07"), given("lee", "2026-09-08"))
    put(book, "A-4", asked_for("2026-09-07"), setting="Oakwood Primary")

    def whose(*read: str) -> list[tuple[str, str | None, str | None]]:
        """Of which no more than these files are read. Of each something runs, whosever it is."""
        seen: list[str] = []
        look = Session._read
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(
                Session, "_read", lambda self, path, *of: (seen.append(ref_of(path)), look(self, path, *of))[1]
            )
            found = ask(book, AFTER, lambda facts: list(facts.cases()), FINDINGS)
        assert seen == [*read]
        running = ask(book, AFTER, lambda facts: {ref_of(one.file) for one in facts.clocks(KINDS, NEVER, None, None)})
        assert running == {ref_of(file) for file, _ in found}
        return [(ref_of(file), one.officer, one.hand_to) for file, one in found]

    third = ("A-3", "lee", None)
    every = ("A-1", "A-2", "A-3", "A-4")
    assert whose(*every) == [("A-1", "reid", None), ("A-2", "okafor", "reid"), third, ("A-4", None, None)]
    assert whose() == [("A-1", "reid", None), ("A-2", "okafor", "reid"), third, ("A-4", None, None)]
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[officers.lee]\n", '[officers.lee]\nsettings = ["Oakwood Primary"]\n'))
    assert whose("A-4") == [("A-1", "reid", None), ("A-2", "okafor", "reid"), third, ("A-4", "lee", None)]
    alone = text.replace('[handover]\nafter = "final-plan-sent"\n', "")
    settings.write_text(alone)
    assert whose(*every) == [("A-1", "reid", None), ("A-2", "okafor", None), third, ("A-4", None, None)]
    settings.write_text(alone.replace(f'settings = ["{WILLOW}"]\n', ""))
    assert whose("A-1", "A-2") == [("A-1", None, None), ("A-2", "okafor", None), third, ("A-4", None, None)]
    settings.write_text(text)
    assert whose(*every) == [("A-1", "reid", None), ("A-2", "okafor", "reid"), third, ("A-4", None, None)]


def test_files_that_came_or_were_changed_from_a_moment_on(book: Path) -> None:
    for ref in ("A-1", "north/A-2"):
        put(book, ref, asked_for("2026-09-07"))
    changed = {path.stem: max(path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in book.rglob("A-*.toml")}
    assert changed["A-1"] < changed["A-2"]

    def since(moment: int) -> dict[str, int]:
        return {ref_of(name): at for name, at in ask(book, AFTER, lambda facts: facts.touched_since(moment)).items()}

    assert since(0) == since(changed["A-1"]) == changed
    assert since(changed["A-1"] + 1) == since(changed["A-2"]) == {"A-2": changed["A-2"]}
    assert since(changed["A-2"] + 1) == {}
    ahead = changed["A-2"] + 3_600_000_000_000  # by a clock that was ahead: the later of its two days counts
    os.utime(book / "cases" / "A-1.toml", ns=(ahead, ahead))
    assert since(ahead) == {"A-1": ahead}


def test_a_chapter_that_is_made_in_another_way_is_made_anew(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update of the program what an older one found is not told any more, and other chapters stay."""
    put(book, "A-1", asked_for("2026-09-07"))
    put(book, "A-2", asked_for("2026-09-14"))

    def found() -> list[tuple[str, str]]:
        asked = ask(book, AFTER, lambda facts: list(facts.findings()), FINDINGS, CALENDAR)
        calendar = ask(book, AFTER, lambda facts: {ref_of(file) for file, *_ in facts.calendars(None)}, CALENDAR)
        assert calendar == {"A-1", "A-2"}
        return [(ref_of(one.position.file), one.message) for one in asked]

    assert found() == []
    monkeypatch.setattr(
        "sendclock.check.check.findings", lambda _, case, day: {"finding": [(1, "warning", "x", "new")]}
    )
    assert found() == [], "what is kept is told"
    stamp = Session.chapter_stamp
    monkeypatch.setattr(Session, "chapter_stamp", lambda self, of: "other" if of == FINDINGS else stamp(self, of))
    assert found() == [("A-1", "new"), ("A-2", "new")]
    assert found() == [("A-1", "new"), ("A-2", "new")]


def test_a_chapter_has_every_case_whatever_was_asked_in_between(book: Path) -> None:
    """A list, which asks for no chapter, reads what was changed; what the chapter has to say of it is made later. So it
    is of some cases alone, and on another day. What cannot be read is said once."""
    put(book, "A-0", "[[")
    for ref, officer in (("A-1", "okafor"), ("A-2", "lee"), ("A-3", "okafor")):
        put(book, ref, asked_for("2026-09-07"), given(officer, "2026-09-08"))

    every = ["A-1", "A-2", "A-3"], 1, ["not-toml"]

    def calendars(day: str, officer: str | None = None) -> list[tuple[str, int]]:
        def among(facts: Ledger) -> list[int]:
            return facts.files(owners(facts, officer))

        def entries(books: Sequence[Ledger]) -> list[tuple[str, int]]:
            of = None if officer is None else owners(books[0], officer)
            return sorted((ref_of(file), count) for file, count, *_ in books[0].calendars(of))

        with later():
            asked = Session([book], day).every_case()
            some = {} if officer is None else {"among": among}
            told = asked.ask(entries, chapters=[CALENDAR], **some)
            assert (asked.unreadable, len(asked.problems)) == (1, 1)
            return told

    def changed(ref: str, events: int) -> None:
        path = book / "cases" / f"{ref}.toml"
        with path.open("a", encoding="utf-8") as file:
            file.write(event("tag-added", "2026-10-01", tag="more") * events)

    assert all_of(book, AFTER, FINDINGS) == every
    assert calendars(AFTER, "okafor") == [("A-1", 2), ("A-3", 2)]
    assert calendars(AFTER, "lee") == [("A-2", 2)]
    changed("A-3", 1)
    assert calendars(AFTER, "lee") == [("A-2", 2)]
    assert calendars(AFTER, "okafor") == [("A-1", 2), ("A-3", 3)]
    changed("A-1", 1)
    assert all_of(book) == every
    assert calendars(AFTER, "okafor") == [("A-1", 3), ("A-3", 3)]
    changed("A-2", 1)
    assert all_of(book) == every
    assert calendars(AFTER) == [("A-1", 3), ("A-2", 3), ("A-3", 3)]
    assert calendars(BEFORE, "lee") == [("A-2", 3)]
    assert calendars(BEFORE) == [("A-1", 3), ("A-2", 3), ("A-3", 3)]
    changed("A-3", 2)
    assert all_of(book, BEFORE) == every
    assert calendars(BEFORE) == [("A-1", 3), ("A-2", 3), ("A-3", 5)]
    put(book, "A-4", asked_for("2026-09-07"), given("lee", "2026-09-08"))
    (book / "cases" / "A-1.toml").unlink()
    assert calendars(AFTER, "lee") == [("A-2", 3), ("A-4", 2)]
    assert calendars(AFTER) == [("A-2", 3), ("A-3", 5), ("A-4", 2)]
    agreed = event("assessment-agreed", "2026-10-20")
    put(book, "A-5", asked_for("2026-09-07"), given("lee", "2026-09-08"), agreed)
    for day in (BEFORE, AFTER):
        assert calendars(day, "lee") == [("A-2", 3), ("A-4", 2), ("A-5", 3)]


def test_of_many_days_few_are_kept_and_each_is_answered(book: Path) -> None:
    """A case to which something happens every day, beside two that stay as they are. What was made for the oldest day
    goes, with all that belongs to it, and nothing of another day or case."""
    asked, days = asked_for("2026-09-07"), [f"2026-10-{day:02}" for day in range(10, 20)]
    reminder = event("reminder-set", "2026-09-08", due="2026-12-03", note="Ring them")
    told = event("contact-made", "2026-09-15", whom="family", how="call", about="absence")
    every_day = [event("tag-added", day, tag=f"of {day}") for day in days]
    put(book, "A-1", asked, LISTED, told, reminder)
    put(book, "A-2", asked, LISTED, told, reminder, *every_day)
    put(book, "A-3", asked, LISTED, told, reminder)

    def answer(facts: Ledger) -> dict[str, list[Any]]:
        diaries = [_diary(one) for one in facts.diaries([one.id for one in facts.owners])]
        return {
            "tags": [len(one.tags) for one in facts.told()],
            "clocks": clocks(facts, KINDS, NEVER, None),
            "steps": [ref_of(one.file) for one in facts.steps()],
            "reminders": [ref_of(one.file) for one in facts.reminders(NEVER)],
            "takes place": [ref for ref, _, plans, contacts in diaries if plans and contacts],
            "findings": [ref_of(one.position.file) for one in facts.findings()],
            "calendars": sorted(ref_of(file) for file, *_ in facts.calendars(None)),
            "asked": [ref_of(file) for file, *_ in facts.asked()],
        }

    def spans(facts: Ledger) -> list[tuple[str, int]]:
        held = "SELECT f.ref, count(*) FROM {} s JOIN file f ON f.id = s.file {} GROUP BY f.ref ORDER BY f.ref"
        return [*facts._ask(held.format("span", "")), *facts._ask(held.format("leaf", "WHERE chapter = 'findings'"))]

    every = ["A-1", "A-2", "A-3"]
    for _ in range(2):
        for at, day in enumerate(days):
            found = ask(book, day, answer, FINDINGS, CALENDAR, AGENDA_KEPT)
            assert found.pop("tags") == [0, at + 1, 0]
            assert found.pop("findings") == ["A-2"] * (len(days) - at - 1), "those that lie in the future"
            assert sorted(found.pop("clocks")) == [
                (ref, rule) for ref in every for rule in ("decide-to-assess", "final-plan")
            ]
            assert found == dict.fromkeys(found, every)
    kept_of = ask(book, days[-1], spans)
    assert kept_of == [("a-1", 1), ("a-2", kept.SPANS), ("a-3", 1), ("a-1", 1), ("a-2", kept.LEAVES), ("a-3", 1)]


@pytest.fixture
def uncovered(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """From now on a date of the case with that reference needs a year nobody has bank holidays for, when it is asked as
    at that day: for its `entry`, or for the `leaf` of a chapter. No day that is taken is so late as yet."""

    def make(what: str, ref: str, day: str) -> None:
        right = getattr(Session, what)

        def made(session: Session, case: Any, *more: Any) -> Any:
            if case.ref != ref or session.today.isoformat() != day:
                return right(session, case, *more)
            return Problem(Position(case.file, 0), "error", "not-covered", "No bank holidays. Correct the date.")

        monkeypatch.setattr(Session, what, made)

    return make


def test_a_case_that_cannot_be_answered_on_one_day_is_named_and_answered_on_another(
    book: Path, uncovered: Callable[[str, str, str], None]
) -> None:
    uncovered("entry", "A-2", AFTER)
    note = event("note-added", "2026-09-08", note="x", recorded="2032-01-01T09:00:00Z")  # a year that is warned of
    agreed = event("assessment-agreed", "2026-10-20")  # so that on neither day what is kept of the other will do
    put(book, "A-1", asked_for("2026-09-07"))
    put(book, "A-2", asked_for("2026-09-07"), note, agreed)
    put(book, "A-3", asked_for("2026-09-07"))
    for _ in range(2):
        assert all_of(book, AFTER) == (["A-1", "A-3"], 1, ["not-covered", "year"])
        assert all_of(book, BEFORE) == (["A-1", "A-2", "A-3"], 0, ["year"])
    put(book, "A-2", asked_for("2026-09-07"), agreed)
    second = (book / "cases" / "A-2.toml").as_posix()
    for _ in range(2):
        for chapters in ((), (FINDINGS, CALENDAR)):
            assert all_of(book, AFTER, *chapters) == (["A-1", "A-3"], 1, ["not-covered"])
            assert all_of(book, BEFORE, *chapters) == (["A-1", "A-2", "A-3"], 0, [])
            assert [ask(book, day, lambda facts: facts.has(second)) for day in (BEFORE, AFTER)] == [True, False]
    put(book, "north/A-2", asked_for("2026-09-08"), agreed)
    for _ in range(2):
        assert all_of(book, BEFORE) == (["A-1", "A-3"], 2, ["duplicate"] * 2)
        assert all_of(book, AFTER) == (["A-1", "A-3"], 2, ["duplicate"] * 2)


def test_a_case_of_which_a_chapter_cannot_be_made_is_named_by_what_asks_for_it(
    book: Path, uncovered: Callable[[str, str, str], None]
) -> None:
    """Nor does it count among the cases that were answered. A list, which asks for no chapter, has it."""
    uncovered("leaf", "A-2", AFTER)
    uncovered("leaf", "A-4", AFTER)
    for ref, officer in (("A-1", "okafor"), ("A-2", "okafor"), ("A-3", "lee")):
        agreed = event("assessment-agreed", "2026-10-20")  # so that on neither day what is kept of the other will do
        put(book, ref, asked_for("2026-09-07"), given(officer, "2026-09-08"), agreed)
    twins(book, "A-4")

    def tally(facts: Ledger) -> tuple[Any, ...]:
        names = {one.id: one.officer for one in facts.owners}
        rows = [(ref_of(file)) for file, *_ in facts.calendars(None)]
        return refs(facts), facts.read, sorted((kind, names[id], n) for kind, id, n in facts.tally), sorted(rows)

    whole = (["A-1", "A-2", "A-3"], 2, ["duplicate"] * 2), 3, [("running", "lee", 1), ("running", "okafor", 2)]
    one_each = [("running", "lee", 1), ("running", "okafor", 1)]
    part = (["A-1", "A-3"], 3, ["not-covered", *["duplicate"] * 2]), 2, one_each
    for day, chapters, answer in (
        (AFTER, [CALENDAR], part),
        (AFTER, [CALENDAR], part),
        (BEFORE, [CALENDAR], whole),
        (AFTER, [], whole),
        (AFTER, [CALENDAR], part),
        (BEFORE, [], whole),
    ):
        assert ask(book, day, tally, *chapters)[:3] == answer, (day, chapters)
    assert ask(book, AFTER, tally, CALENDAR)[3] == ["A-1", "A-3"]
    assert ask(book, BEFORE, tally, CALENDAR)[3] == ["A-1", "A-2", "A-3"]


@pytest.mark.parametrize("gone", ["south", "south/more"])
def test_a_folder_that_is_gone_and_comes_back_as_it_was_is_read_again(book: Path, gone: str) -> None:
    """Its files have the stamps that they had; nothing was kept of them meanwhile."""
    every = {"A-1": "", "A-2": "north", "A-3": "south", "A-4": "south/more"}
    for ref, folder in every.items():
        put(book, f"{folder}/{ref}".removeprefix("/"), asked_for("2026-09-07"))
    left = [ref for ref, folder in every.items() if not folder.startswith(gone)]
    place = book / "cases" / gone
    for _ in range(2):
        assert all_of(book) == all_of(book) == ([*every], 0, [])
        place.rename(book / "elsewhere")
        assert all_of(book) == all_of(book) == (left, 0, [])
        (book / "elsewhere").rename(place)


def test_what_is_offered_to_complete_is_what_was_kept_last(book: Path) -> None:
    """References that begin or end so, in the order of files, each with the setting it had last."""
    cases = book / "cases"
    assert kept.kept_cases(cases, "A", 9) is None
    assert kept.kept_names(cases, "officer") == []
    moved = event("setting-changed", "2026-10-20", setting="Oakwood Primary")
    put(book, "A-10", asked_for("2026-09-07"), given("lee", "2026-11-08"))
    put(book, "north/B-1", asked_for("2026-09-07"), setting="Hillcrest College")
    put(book, "A_1", asked_for("2026-09-07"))
    put(book, "A-7", "[[")
    all_of(book, BEFORE)
    put(book, "A-1", asked_for("2026-09-07"), given("okafor", "2026-09-08", team="north"), moved, setting=WILLOW)
    for day in (BEFORE, AFTER, BEFORE):
        all_of(book, day)
    first, tenth, under = ("A-1", "Oakwood Primary", "A-1.toml"), ("A-10", "", "A-10.toml"), ("A_1", "", "A_1.toml")
    other = ("B-1", "Hillcrest College", "north/B-1.toml")
    for text, most, offered in (
        ("", 9, [first, tenth, under, other]),
        ("a", 9, [first, tenth, under]),
        ("a", 2, [first, tenth]),
        ("a-", 9, [first, tenth]),
        ("A-1", 9, [first, tenth]),
        ("1", 9, [first, under, other]),
        ("-1", 9, [first, other]),
        ("_1", 9, [under]),  # no letter stands for another
        ("A_", 9, [under]),
        ("%", 9, []),
        ("A-7", 9, []),  # which cannot be read
        ("north", 9, []),
    ):
        assert kept.kept_cases(cases, text, most) == offered, text
    assert kept.kept_names(cases, "officer") == ["lee", "okafor"]
    assert kept.kept_names(cases, "team") == ["north"]
    put(book, "C-1", asked_for("2026-09-07"), given("lee", "2026-09-08"), setting="Hillcrest College")
    all_of(book)
    assert kept.kept_names(cases, "officer") == ["lee", "okafor"]
    assert kept.kept_names(cases, "setting") == ["Hillcrest College", "Oakwood Primary", WILLOW], "each once"


def test_figures_are_counted_of_all_that_is_kept_where_that_is_what_is_asked_for(book: Path) -> None:
    """`whole` says that no row of a table needs to be looked at for whose it is."""
    for ref, officer in (("A-1", "okafor"), ("A-2", "lee"), ("A-3", "okafor")):
        put(book, ref, asked_for("2026-09-07"), given(officer, "2026-09-08"))

    def laid_out(facts: Ledger) -> list[tuple[list[str], set[str]]]:
        return [_laid_out(facts, of) for of in (None, owners(facts, "okafor"), [], None)]

    whole = ["A-1", "A-2", "A-3"], {"figures"}
    assert ask(book, AFTER, laid_out, FIGURES) == [whole, (["A-1", "A-3"], set()), ([], set()), whole]
    assert all_of(book, AFTER, FINDINGS)[1:] == (0, [])  # another chapter has as many leaves
    assert ask(book, AFTER, laid_out, FIGURES) == [whole, (["A-1", "A-3"], set()), ([], set()), whole]
    put(book, "north/A-1", asked_for("2026-09-08"))
    assert ask(book, AFTER, laid_out, FIGURES)[0] == (["A-2", "A-3"], set())


def test_the_team_is_that_of_the_allocation_else_that_the_officer_is_in_today(book: Path) -> None:
    """A-1 was given to north, and is reid's by its setting; A-2 was given to okafor for north; A-3 to north alone. That
    an officer goes to another team reads no case."""
    put(book, "A-1", asked_for("2026-09-07"), event("case-allocated", "2026-09-08", team="north"), setting=WILLOW)
    put(book, "A-2", asked_for("2026-09-07"), given("okafor", "2026-09-08", team="north"))
    put(book, "A-3", asked_for("2026-09-07"), event("case-allocated", "2026-09-08", team="north"))
    put(book, "A-4", asked_for("2026-09-07"), given("okafor", "2026-09-08"))
    settings = book / "sendclock.toml"
    text = settings.read_text(encoding="utf-8").replace("[teams.north]\n", "[teams.north]\n[teams.south]\n")

    def teams(okafor: str, reid: str) -> list[str | None]:
        made = text.replace('[officers.okafor]\nteam = "north"', f'[officers.okafor]\nteam = "{okafor}"')
        settings.write_text(made.replace("[officers.reid]\n", f'[officers.reid]\nteam = "{reid}"\n'), encoding="utf-8")
        people = Session([book], AFTER).people
        return [kept.team_of(one, people) for _, one in ask(book, AFTER, lambda facts: list(facts.cases()))]

    assert teams("north", "north") == ["north", "north", "north", "north"]
    assert teams("north", "south") == ["south", "north", "north", "north"]
    assert teams("south", "north") == ["north", "north", "north", "south"]


def test_what_one_process_makes_of_a_file_another_has_of_it(book: Path) -> None:
    """All that is kept of a case, of one whose state has an event and a day and of one that has none; what is wrong in
    a file, and a chapter that cannot be made."""
    reminder = event("reminder-set", "2026-09-08", due="2026-12-03", note="Ring them")
    told = event("contact-made", "2026-09-15", whom="family", how="call", about="absence")
    ended = event("case-closed", "2026-09-20", reason="moved-away")
    beside = given("lee", "2026-09-08", role="tribunal")
    tagged = event("tag-added", "2026-09-09", tag="lac")
    for ref, *more in (("A-1", LISTED, told, reminder, beside, tagged), ("A-2", ended), ("A-3", "[["), ("A-4", beside)):
        put(book, ref, asked_for("2026-09-07"), *more, setting=WILLOW)
    put(book, "A-5", event("panel-listed", "2026-09-16", panel="high needs", about="placement"))
    session, seen = Session([book], AFTER), []
    for path in sorted((book / "cases").iterdir()):
        read = session._read(str(path), [FINDINGS, AGENDA_KEPT], False)
        wrong = Problem(Position(str(path), 3), "error", "not-covered", "No bank holidays. Correct the date.")
        read = read._replace(leaves={**read.leaves, "calendar": wrong})
        plain = kept.in_plain(read)
        again = kept.of_plain(pickle.loads(pickle.dumps(plain)))
        assert kept.in_plain(again) == plain
        assert again._replace(entry=None) == read._replace(entry=None)
        if read.entry is None:
            assert again.entry is None and read.problems
            continue
        assert again.entry is not None
        one, other = again.entry.state, read.entry.state
        event_of = [each.event and (each.event.type, each.event.on, each.event.id) for each in (one, other)]
        assert event_of[0] == event_of[1] and one._replace(event=None) == other._replace(event=None)
        assert again.entry._replace(state=other) == read.entry
        seen.append((other.kind, other.event is not None, other.on is not None, len(read.entry.clocks) > 0))
    assert seen == [
        ("running", False, False, True), ("ended", True, True, False), ("running", False, False, True),
        ("nothing-running", True, True, False),
    ]  # fmt: skip


def test_a_name_is_compared_too_where_the_disk_tells_no_more_than_size_and_day(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a share a file that was renamed has the stamp that it had."""
    scan = disk.stamped_cases

    def without(folder: Path) -> list[disk.Stamped]:
        found = scan(folder)
        for here in found:
            for at in range(len(here.names)):
                here.stamps[4 * at + 2] = here.stamps[4 * at + 3] = 0
        return found

    monkeypatch.setattr(disk, "stamped_cases", without)
    monkeypatch.setattr(Ledger, "_is_kept", lambda *_: True)
    for ref in ("A-1", "A-2", "A-3"):
        put(book, ref, asked_for("2026-09-07"))
    assert all_of(book) == all_of(book) == (["A-1", "A-2", "A-3"], 0, [])
    (book / "cases" / "A-3.toml").rename(book / "cases" / "A-4.toml")
    assert all_of(book)[:2] == (["A-1", "A-2"], 1), "its name and its reference are not the same"
    (book / "cases" / "A-4.toml").rename(book / "cases" / "A-3.toml")
    assert all_of(book) == (["A-1", "A-2", "A-3"], 0, [])


def test_what_rests_on_a_day_that_went_by_is_found_anew_on_the_next(book: Path) -> None:
    """That no review was held is said from the day after its last: twelve months of 6 November end on the 5th."""
    put(book, "A-1", asked_for("2025-06-22"), event("final-plan-sent", "2025-11-06"))

    def found(day: str) -> list[str]:
        return ask(book, day, lambda facts: [one.code for one in facts.findings()], FINDINGS)

    for _ in range(2):
        assert [found(f"2026-11-{day}") for day in ("04", "05", "06", "07")] == [[], [], ["no-review"], ["no-review"]]


def test_what_is_printed_of_the_law_is_that_of_the_rule_book(book: Path) -> None:
    """Rules of the law and one of an authority's own, each with all that a list says of it."""
    (book / "packs" / "own.toml").write_text(
        head("own") + rule("own-call", "assessment-requested", (2, "week"), "contact-made", owner="tribunal"), "utf-8"
    )
    put(book, "A-1", asked_for("2026-09-07"))
    made = edition_of(Session([book], AFTER).rulebook)
    assert {rule.own for rule in made.rules} == {True, False}
    for _ in range(2):
        assert ask(book, AFTER, lambda facts: facts.edition) == made
    promised = ask(book, AFTER, lambda facts: [*facts.clocks(["deadline"], NEVER, None, None)])
    assert "own-call" in {made.rules[one.clock.rule].id for one in promised}


def test_a_reference_is_read_off_the_place_of_a_file_whatever_is_in_its_name(book: Path) -> None:
    places = [b"A-1.toml", b"north\0more\0A-2.toml", b"north\0a b.x.toml", "Zo\u00eb.toml".encode(), b"caf\xe9.toml"]
    told = ask(book, AFTER, lambda facts: [facts.ref_at(place) for place in places])
    assert told[:4] == ["A-1", "A-2", "a b.x", "Zo\u00eb"]
    assert told[4].startswith("caf") and told[4].isprintable()


def test_each_case_of_the_figures_has_its_own_source_beside_it(book: Path) -> None:
    for ref, who in (("A-1", "family"), ("A-2", "setting"), ("A-3", "family"), ("A-4", "health")):
        put(book, ref, event("assessment-requested", "2026-09-07", requester=who))

    def sources(facts: Ledger) -> list[tuple[str, str]]:
        facts.lay_out("figures", None, "life", ["source"])
        rows = facts.select("SELECT place, source FROM open_figures ORDER BY place", {})
        return [(facts.ref_at(place), source) for place, source in rows]

    right = [("A-1", "family"), ("A-2", "setting"), ("A-3", "family"), ("A-4", "health")]
    assert ask(book, AFTER, sources, FIGURES) == ask(book, AFTER, sources, FIGURES) == right


def test_a_first_list_asks_the_database_no_more_for_more_files(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its indexes are made last: a question a file, however small, would go through all that is there."""
    asked: list[str] = []
    told = Ledger._ask
    monkeypatch.setattr(Ledger, "_ask", lambda facts, sql, *values: (asked.append(sql), told(facts, sql, *values))[1])
    counts = []
    for number in (2, 12):
        for place in range(number):
            put(book, f"A-{place}", asked_for("2026-09-07"))
        asked.clear()
        with later():
            read = Session([book], AFTER).every_case().ask(lambda books: books[0].read)
        assert read == number
        counts.append(len(asked))
        kept.forget(book / "cases")
    assert counts[0] == counts[1]
