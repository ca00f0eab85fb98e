"""A few hundred lives, most of them odd, and every date and status the law came to in them: no date moves unsaid.

The lives (`tests/data/lives.txt`) are pieces of invented caseloads with events left out, doubled, on the wrong day and
out of place, kept because each brings a state of a clock that no other has. What stands beside them
(`tests/golden/lives.txt`) is not known to be right; the worked examples say what is right. It is what the program said,
and a change here is a date that moves for somebody: it has its reason in the law, and its line in CHANGELOG.md.
`SENDCLOCK_UPDATE=1 pytest` writes it anew. A rule that is not in it yet is left out: a new clock has worked examples.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import exampleshire
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.run import timeline
from sendclock.law.book import RuleBook
from sendclock.law.rule import EventType, Value
from sendclock.say.state import headline

TESTS = Path(__file__).resolve().parent.parent
FLAGS = ("too_early", "replaced", "spent", "history")


def value(kind: EventType, name: str, text: str) -> Value:
    field = kind.fields.get(name)
    if text[:2] == "20" and text[4:5] == "-":
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if field and field.kind == "yes/no":
        return text == "yes"
    return text if field and field.choices else text.replace("_", " ")


def read(text: str, book: RuleBook) -> tuple[Case, date]:
    """A head of `as-of=` and what is known of the child, then a line an event: its day, its type, its fields."""
    head, *lines = text.split("\n")
    known = dict(word.split("=", 1) for word in head.split())
    events = []
    for place, line in enumerate(lines):
        day, kind, *words = line.split(" ")
        at = datetime.fromisoformat(day) if "T" in day else None
        fields = {}
        for name, said in (word.split("=", 1) for word in words):
            fields[name] = value(book.event_types[kind], name, said)
        on = at.date() if at else date.fromisoformat(day)
        events.append(Event(kind, on, at, f"e{place + 1}", place, place * 4 + 1, fields))
    born = date.fromisoformat(known["born"]) if "born" in known else None
    tags = tuple(known["tags"].split(",")) if "tags" in known else ()
    return Case("EHC-1", "EHC-1.toml", tuple(events), born=born, tags=tags), date.fromisoformat(known["as-of"])


def of_clock(clock: Deadline) -> str:
    """Everything of a clock that a list, a letter or a figure depends on, in a line."""
    words = [f"{clock.rule.id}@{clock.started_by.id}", clock.party or "", f"{clock.due} {clock.status}"]
    words += [f"{word}={day}" for word, day in (("act-by", clock.act_by), ("safe", clock.safe)) if day != clock.due]
    words += [f"met={clock.met_on} by={clock.met_by.id}"] if clock.met_by else []
    words += [f"ended={clock.ended_by.id}"] if clock.ended_by else []
    words += [f"excused={clock.excused_by}"] if clock.excused_by else []
    words += [f"doubt={clock.excuse_doubted}"] if clock.excuse_doubted else []
    words += [f"dates={clock.two_dates[0]},{clock.two_dates[1]}"] if clock.two_dates else []
    words += [f"opens={clock.opens}"] if clock.opens else []
    words += [f"at={clock.due_at}"] if clock.due_at else []
    words += [f"route={clock.route}"] if clock.route else []
    words += [f"limb={clock.limb_of}"] if clock.limb_of else []
    words += [flag for flag in FLAGS if getattr(clock, flag)] + ([] if clock.listed else ["unlisted"])
    words += [f"~{doubt.id}" for doubt in clock.doubts]
    words += [",".join(each.kind for each in clock.things)]
    return " ".join(word for word in words if word)


def spelled(fact: object) -> str:
    """A fact of a life by its parts: an event is its id, and what is empty is left out."""
    if isinstance(fact, Event):
        return fact.id
    if isinstance(fact, tuple) and hasattr(fact, "_asdict"):
        parts = [f"{name}={spelled(part)}" for name, part in fact._asdict().items() if part]
        return f"{type(fact).__name__}({' '.join(parts)})"
    if isinstance(fact, tuple):
        return ",".join(spelled(each) for each in fact)
    return str(fact)


def of_life(told: Timeline) -> Iterator[str]:
    state = told.state
    yield f"{state.kind} {state.why} {state.event.id if state.event else ''} {state.missing} {state.on or ''}".strip()
    yield headline(told)
    for facts in (told.life.requested, told.life.plans, told.life.reviews, told.life.transfers, told.life.advice):
        yield from (f"- {spelled(fact)}" for fact in facts)
    for request in told.life.requested:
        yield f"- {request.received} {request.refused=} {request.open=}"
    yield f"- {spelled(told.life._replace(requested=(), plans=(), reviews=(), transfers=(), advice=()))}"
    yield from (of_clock(clock) for clock in told.deadlines)
    yield from (f"{each.rule.id}@{each.event.id} not started: {each.missing}" for each in told.not_started)


def of_local_clocks(told: Timeline) -> Iterator[str]:
    yield from (of_clock(clock) for clock in told.deadlines if clock.rule.local)
    yield from (f"{each.rule.id}@{each.event.id} waits: {each.missing}" for each in told.not_started if each.rule.local)


@pytest.mark.parametrize("name", ["lives", "lives-exampleshire"])
def test_no_date_moves_unsaid(book: RuleBook, name: str) -> None:
    """Of every clock of the law; then of those of a local pack that uses the whole language, by themselves."""
    alone = name != "lives"
    rules_of = exampleshire.book() if alone else book
    golden = TESTS / "golden" / f"{name}.txt"
    lives = (TESTS / "data" / f"{name}.txt").read_text("utf-8").strip().split("\n\n")
    said = []
    for text in lives:
        case, as_of = read(text, rules_of)
        told = timeline(case, rules_of, as_of)
        said.append("\n".join(of_local_clocks(told) if alone else of_life(told)))
    if os.environ.get("SENDCLOCK_UPDATE"):
        golden.write_text("\n\n".join(said) + "\n", encoding="utf-8")
    kept = golden.read_text("utf-8").strip().split("\n\n")
    rules = {line.split("@")[0] for life in kept for line in life.split("\n")}
    assert len(kept) == len(lives) and len(rules) > (8 if alone else 100)
    for text, was, now in zip(lives, kept, said, strict=True):
        new = [line for line in now.split("\n") if "@" not in line or line.split("@")[0] in rules]
        assert new == was.split("\n"), f"a date, or the state of a clock, has moved in this life:\n{text}"
