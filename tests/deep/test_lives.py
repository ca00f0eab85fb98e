"""Over invented lives, whole and with the gaps of real files: each case in one state, and figures that add up."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

import pytest

from run import sendclock
from sendclock.casebook.casefile import Words, read_case
from sendclock.clock.run import timeline
from sendclock.clock.state import KINDS
from sendclock.law.rule import EventType
from sendclock.start.demo import invent

Types = Mapping[str, EventType]
SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
MANY = 3000 if os.environ.get("SENDCLOCK_DEEP") else 200
AS_OF = date(2026, 11, 21)
FIELDS = ("route", "served", "received", "following", "decision", "meeting", "challenge", "outcome", "names")
# Events a real file lacks, or has twice.
LOST = ("assessment-agreed", "amendment-notice-sent", "review-meeting-held", "plan-agreed", "draft-plan-sent")

# What is owed however late, with why: nothing but the act itself ends it, whatever was done to the plan since.
STILL_OWED = {
    "order-amend-provision": "an order is to be carried out: SEND Regs 2014 reg 44(2)(e), reg 42(2) for an agreement",
    "order-amend-placement": "likewise: reg 44(2)(f)",
    "order-amend-both": "likewise: reg 44(2)(e) and (f)",
    "unopposed-contents": "so is what was conceded, told again after it was done: reg 45",
    "unopposed-placement": "likewise",
    "unopposed-both": "likewise",
    "amendment-outside-review": "the family was told of changes and not of their end: reg 28 with reg 22(3) and (4)",
}


def imperfect(text: str, rng: Random, types: Types) -> str:
    """The file as a busy office leaves it: events lost, typed twice, on one day; fields left out. Ids stay."""
    head, *events = re.split(r"\n(?=\[\[event\]\])", text)
    kept: list[str] = []
    for event in events:
        kind = re.search(r'type = "([^"]+)"', event)[1]
        pointed_at = re.search(r'id = "([^"]+)"', event)[1]
        wanted = any(f'event = "{pointed_at}"' in other for other in events)
        if not wanted and rng.random() < (0.2 if kind in LOST else 0.03):
            continue
        if rng.random() < 0.2:
            fields = types[kind].fields
            spare = [name for name in FIELDS if name not in fields or not fields[name].required]
            event = re.sub(rf"^({'|'.join(spare)}) = .*\n", "", event, count=1, flags=re.M) if not wanted else event
        days = re.findall(r"^on = (\S+)$", kept[-1], re.M) if kept else []
        if days and rng.random() < 0.1:
            event = re.sub(r"^on = \S+$", f"on = {days[0]}", event, flags=re.M)
        kept.append(event)
        again = "plan" in kind or "appeal" in kind or "review" in kind
        if again and rng.random() < 0.1 and not kind.startswith("event-"):
            later = re.sub(r'id = "e(\d+)"', r'id = "e9\g<1>00"', event)
            on = re.search(r"^on = (\S+)$", event, re.M)
            moved = date.fromisoformat(on[1]) + timedelta(rng.randrange(40)) if on else AS_OF
            if moved < AS_OF:
                later = re.sub(r"^on = \S+$", f"on = {moved}", later, flags=re.M)
            kept.append(later)
    return "\n".join([head, *kept])


@pytest.fixture(scope="module")
def lives(book):
    """Every imperfect case that is one, with its clocks."""
    rng = Random(f"{SEED} lives")
    words = Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions), False, AS_OF.year + 5)
    found, refused = [], Counter()
    for path, text in invent(MANY, SEED, AS_OF):
        torn = imperfect(text, rng, book.event_types)
        case, problems = read_case(torn.encode(), path.rsplit("/", 1)[-1], words)
        if case is None:
            assert any(each.position.line for each in problems), torn
            refused.update(each.code for each in problems)
        else:
            found.append((timeline(case, book, AS_OF), torn))
    assert len(found) > MANY * 0.9, refused
    return found


@pytest.mark.slow
def test_each_imperfect_case_has_one_state(lives):
    kinds = Counter(told.state.kind for told, _ in lives)
    assert set(kinds) <= set(KINDS) and kinds.total() == len(lives)
    for told, text in lives:
        state = told.state
        owed = [d for d in told.running if d.status in ("open", "overdue") and d.rule.kind == "deadline"]
        assert state.kind != "ended" or not owed, text
        assert (state.kind == "running") == (not state.why), (state, text)
        assert state.kind != "waiting" or state.missing or state.why, (state, text)
        assert not (state.kind == "nothing-running" and owed), (state, text)


@pytest.mark.slow
def test_nothing_long_overdue_that_is_not_still_owed(lives):
    """What is overdue by more than two years is an order, or the last thing that was to be done: any later act of a
    later year would have met it, ended it or made it pointless."""
    for told, text in lives:
        last = max(event.on for event in told.events)
        for deadline in told.running:
            if deadline.status != "overdue" or deadline.due > AS_OF - timedelta(730):
                continue
            assert deadline.rule.id in STILL_OWED or last <= deadline.due, (deadline.rule.id, deadline.due, text)


@pytest.mark.slow
def test_figures_lose_no_case_and_count_none_twice(tmp_path):
    """The cases of each figure: none twice among what is in or out of one standing figure; all of them cases there."""
    size = MANY // 5
    (tmp_path / "cases").mkdir()
    refs = set()
    for path, text in invent(size, SEED, AS_OF):
        name = path.rsplit("/", 1)[-1]
        refs.add(name.removesuffix(".toml"))
        (tmp_path / "cases" / name).write_text(text, encoding="utf-8")
    for report in ("weekly", "timeliness", "caseload", "reviews", "backlog", "advice", "workload"):
        told = sendclock("report", report, "--format", "json", "--cases", str(tmp_path / "cases"))
        assert told.returncode == 0, told.stderr
        answer = json.loads(told.stdout)
        state = answer["accounted"]
        assert sum(n if isinstance(n, int) else len(n) for n in state.values()) == size == answer["cases_read"]
        assert answer["figures"]
        for figure in answer["figures"]:
            within, counted = figure["cases"], figure["numerator_cases"]
            assert set(within) | set(counted) <= refs
            if figure["kind"] in ("count", "share"):
                assert figure["numerator"] == len(counted), figure["id"]
            if figure["kind"] == "share":
                assert figure["denominator"] == len(within), figure["id"]
                assert not Counter(counted) - Counter(within), figure["id"]
            if figure["id"] in ("assessments-open", "assessments-overdue", "plans-live"):
                assert len(set(within)) == len(within), figure["id"]
