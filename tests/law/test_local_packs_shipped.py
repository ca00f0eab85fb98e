"""The shipped packs of real authorities: their worked examples come out, and they say what their documents say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from sendclock.clock.case import Case
from sendclock.clock.checklist import Ticked, checklist_of
from sendclock.clock.deadline import Deadline
from sendclock.clock.run import undated
from sendclock.days.counting import Period
from sendclock.law import area, examples, load
from sendclock.law.book import RuleBook
from sendclock.law.examples import Example
from sendclock.pack.example import run_examples

AUTHORITIES = ("brent", "derby", "derbyshire", "northumberland")
# Every rule and its length: the ids are what scripts rely on.
NUMBERS = {
    "derby-stage-1-reply": "15 day", "derby-stage-2-reply": "6 week", "derby-consultation-reply": "15 day",
    "derby-call-after-decision": "48 hour", "derby-call-after-rap": "48 hour",
    "derby-stage-1-weeks": "5 week", "derby-stage-2-weeks": "15 week",
    "brent-team-reply": "3 working-day", "brent-call-back": "2 working-day", "brent-email-reply": "5 working-day",
    "brent-review-decision": "4 week", "derbyshire-conversion": "2018-03-31 day",
}  # fmt: skip


@cache
def book_of(pack: str) -> RuleBook:
    return load.load(own=[area.local_packs()[pack]])


def own(pack: str) -> list[Example]:
    return [example for example in examples.examples(book_of(pack)) if example.area == pack]


EACH = [pytest.param(pack, example, id=example.id) for pack in AUTHORITIES for example in own(pack)]


@pytest.mark.parametrize(("pack", "example"), EACH)
def test_example(pack: str, example: Example, lay: Callable[..., object]) -> None:
    timeline = lay("; ".join(example.events), example.as_of.isoformat(), rules=book_of(pack))
    found = [
        each
        for each in timeline.deadlines
        if each.rule.id == example.rule and (example.party is None or each.party == example.party)
    ]
    if example.status == "not-started":
        assert not found, example.why
        return
    clock: Deadline = found[-1]
    assert (clock.due, clock.status) == (example.due, example.status), example.why
    assert (clock.due_at.time() if clock.due_at else None) == example.due_at, example.why


@pytest.mark.slow
def test_every_rule_has_both_sides_of_its_limit_and_of_the_day_it_began() -> None:
    looked_at = {pack: [rule for rule in book_of(pack).rules if rule.pack == pack] for pack in AUTHORITIES}
    assert sum(map(len, looked_at.values())) > 10
    for pack, rules in looked_at.items():
        for rule in rules:
            mine = {example.id: example for example in own(pack) if example.rule == rule.id}
            statuses = [example.status for example in mine.values()]
            assert {"met", "met-late", "overdue"} <= set(statuses), rule.id
            assert mine[f"{rule.id}-day-before"].status == "not-started"
            assert mine[f"{rule.id}-first-day"].status == "open"
            if rule.per_party:
                assert mine[f"{rule.id}-another-not"].status == "overdue"


@pytest.mark.parametrize("pack", AUTHORITIES)
def test_a_pack_has_the_numbers_of_its_document_and_no_other(pack: str) -> None:
    found = {r.id: f"{r.period.size} {r.period.unit}" for r in book_of(pack).rules if r.pack == pack}
    assert found == {id: number for id, number in NUMBERS.items() if id.startswith(f"{pack}-")}


@pytest.mark.parametrize("pack", AUTHORITIES)
def test_a_pack_says_where_it_stands_and_leaves_the_law_alone(pack: str) -> None:
    source = book_of(pack).practice.sources[pack]
    assert source.authority.casefold().startswith(pack)
    assert (source.checked_on, source.status) == (date(2026, 11, 21), "adopted")
    assert source.title and source.address and source.note
    law = load.load()
    assert book_of(pack).rules[: len(law.rules)] == law.rules
    for rule in (rule for rule in book_of(pack).rules if rule.pack == pack):
        assert rule.local is not None and rule.tier == "local"
        assert rule.local.page, rule.id
        if rule.period.unit in ("day", "hour", "working-day"):
            assert rule.local.choice, f"{rule.id}: what the document leaves open is said"


def test_derby_counts_calendar_days_and_elapsed_hours() -> None:
    rules = {rule.id: rule for rule in book_of("derby").rules}
    for id in ("derby-stage-1-reply", "derby-consultation-reply"):
        assert rules[id].period == Period("after", 15, "day")
        assert rules[id].local is not None and "calendar days" in rules[id].local.choice
    for id in ("derby-call-after-decision", "derby-call-after-rap"):
        assert rules[id].period == Period("after", 48, "hour")
        assert rules[id].local is not None and "elapsed hours" in rules[id].local.choice
    standing = {id: rule.local.standing for id, rule in rules.items() if rule.local}
    assert [id for id, what in standing.items() if what == "target"] == ["derby-stage-1-weeks", "derby-stage-2-weeks"]


@pytest.mark.parametrize(
    ("local", "law", "text"),
    [
        ("derby-stage-2-reply", "advice-reply", "advice-requested@{} party=Trust source=health received={}"),
        ("derby-consultation-reply", "consultation-reply", "setting-consulted@{} party=Elm received={}"),
        ("brent-review-decision", "review-decision", "review-meeting-held@{}"),
    ],
)
def test_where_the_document_repeats_the_law_both_end_on_one_day(local, law, text, lay) -> None:
    for day in ("2026-10-15", "2026-11-16", "2026-12-24", "2027-03-12"):
        timeline = lay(text.format(day, day), day, rules=book_of(local.partition("-")[0]))
        dues = {deadline.rule.id: deadline.due for deadline in timeline.deadlines}
        assert dues[local] == dues[law]


@pytest.mark.parametrize(
    ("rule", "about", "next_about"),
    [
        ("derby-call-after-decision", "assess", "plan"),
        ("derby-call-after-rap", "placement", "placement"),
    ],
)
def test_a_promised_call_is_pointless_once_the_next_decision_is_to_be_told(rule, about, next_about, lay) -> None:
    text = f"decision-confirmed@2026-10-08T15:00 about={about}; decision-confirmed@2026-11-05T15:00 about={next_about}"
    book = book_of(rule.partition("-")[0])
    for as_of, first in (("2026-11-04", ("overdue", False)), ("2026-11-05", ("lapsed", True))):
        found = [d for d in lay(text, as_of, rules=book).deadlines if d.rule.id == rule]
        assert (found[0].status, found[0].spent) == first
    assert [d.status for d in found[1:]] == ["open"]


# Steps


def steps(pack: str, text: str, as_of: str, events: Callable[..., object], **case: object) -> list[Ticked]:
    made = Case("EHC-2026-0001", "EHC-2026-0001.toml", events(text), **case)
    return list(checklist_of(undated(made, book_of(pack), date.fromisoformat(as_of))))


def open_(ticked: list[Ticked]) -> list[str]:
    return [one.item.id for one in ticked if one.state == "open"]


def test_derby_asks_each_named_service_and_stage_2_leaves_one_out(events) -> None:
    items = {item.id: item for item in book_of("derby").practice.checklist}
    first, second = items["derby-stage-1-ask"].each, items["derby-stage-2-ask"].each
    assert first == (
        "Educational Psychology", "Behaviour Support", "STePS", "Derbyshire Healthcare NHS FT",
        "University Hospitals of Derby and Burton", "Derbyshire Community Health Services",
        "Social care and early help", "Current school SENCO",
    )  # fmt: skip
    assert second == tuple(name for name in first if name != "Behaviour Support")


def test_derby_asks_the_previous_school_only_of_a_child_that_moved(events) -> None:
    text = "assessment-requested@2026-09-01"
    assert "derby-stage-1-previous-senco" not in open_(steps("derby", text, "2026-09-02", events))
    moved = steps("derby", text, "2026-09-02", events, tags=("moved-in-6-months",))
    assert "derby-stage-1-previous-senco" in open_(moved)


@pytest.mark.parametrize(
    ("tags", "consulted"),
    [
        ((), ["derby-consult-preferred", "derby-consult-catchment"]),
        (
            ("placement:specialist",),
            [
                "derby-consult-preferred",
                "derby-consult-catchment",
                "derby-consult-alternative-special",
                "derby-consult-enhanced-resource",
            ],
        ),
    ],
)
def test_derby_consults_more_settings_for_a_specialist_preference(tags, consulted, events) -> None:
    ticked = steps("derby", "plan-agreed@2026-12-10", "2026-12-11", events, tags=tags)
    assert [id for id in open_(ticked) if "consult" in id] == consulted
    assert ("derby-rap" in open_(ticked)) is bool(tags)


def test_derby_a_young_person_over_16_and_not_a_younger_one(events) -> None:
    text = "decision-confirmed@2026-10-09T15:00 about=assess"
    for born, wanted in ((date(2010, 10, 9), True), (date(2010, 10, 10), False)):
        assert ("derby-stage-1-young-person" in open_(steps("derby", text, "2026-10-10", events, born=born))) is wanted


def test_derby_a_draft_sent_anew_does_not_ask_for_the_steps_anew(events) -> None:
    text = (
        "plan-agreed@2026-12-10; local-step-done@2026-12-11 step=derby-draft-call; draft-plan-sent@2026-12-12; "
        "draft-plan-sent@2026-12-20"
    )
    assert "derby-draft-call" not in open_(steps("derby", text, "2026-12-21", events))


def test_brent_a_deferral_asks_for_three_things_and_holds_no_date_up(events, lay) -> None:
    text = "assessment-requested@2026-09-01; panel-decided@2026-10-01 panel=SEND outcome=defer about=assess"
    assert open_(steps("brent", text, "2026-10-02", events)) == [
        "brent-deferred-tell-family",
        "brent-deferred-obtain",
        "brent-deferred-resubmit",
    ]
    done = f"{text}; contact-made@2026-10-02 whom=family how=call; information-received@2026-10-05 party=Trust"
    assert open_(steps("brent", done, "2026-10-06", events)) == ["brent-deferred-resubmit"]
    assert open_(steps("brent", f"{done}; panel-listed@2026-10-06 panel=SEND", "2026-10-06", events)) == []
    week_6 = [d for d in lay(text, "2026-10-14", rules=book_of("brent")).deadlines if d.rule.id == "decide-to-assess"]
    assert [(d.due, d.status) for d in week_6] == [(date(2026, 10, 13), "overdue")]


def test_brent_a_case_taken_over_for_a_time_is_told_and_one_given_for_good_is_not(events) -> None:
    for_good = "case-allocated@2026-10-01 officer=okafor"
    assert open_(steps("brent", for_good, "2026-10-02", events)) == []
    text = f"{for_good}; case-allocated@2026-11-02 officer=singh until=2026-11-30"
    told = ["brent-reallocated-tell-family", "brent-reallocated-tell-school"]
    assert open_(steps("brent", text, "2026-11-03", events)) == told
    called = f"{text}; contact-made@2026-11-03 whom=family how=call about=absence"
    assert open_(steps("brent", called, "2026-11-04", events)) == told[1:]


def test_brent_planned_leave_begins_with_its_own_step(events) -> None:
    text = "local-step-done@2026-11-02 step=brent-leave-planned"
    assert open_(steps("brent", text, "2026-11-03", events)) == ["brent-leave-tell"]


def test_brent_audits_are_asked_for_anew_each_term(events) -> None:
    team = "term-expected@2026-06-01 term_starts=2026-09-02; local-step-done@2026-11-02 step=brent-audit-cycle"
    quality = ["brent-audit-cycle", "brent-audit-feedback", "brent-supervision"]
    assert open_(steps("brent", team, "2026-11-03", events)) == quality[1:]
    again = f"{team}; term-expected@2026-11-10 term_starts=2027-01-04"
    assert open_(steps("brent", again, "2026-11-11", events)) == quality


def test_derbyshire_registers_and_an_mp(events) -> None:
    text = (
        "foi-received@2026-11-02 party=F-1; complaint-received@2026-11-03 party=C-1; "
        "enquiry-received@2026-11-04 party=E-1"
    )
    assert open_(steps("derbyshire", text, "2026-11-05", events)) == [
        "derbyshire-register-foi",
        "derbyshire-register-complaint",
    ]
    assert "derbyshire-register-mp" in open_(steps("derbyshire", text, "2026-11-05", events, tags=("mp",)))


def test_derbyshire_steps_begin_with_the_structure_and_the_conversion_team_ended(events) -> None:
    for day, wanted in (("2016-12-31", False), ("2017-01-01", True)):
        found = open_(steps("derbyshire", f"assessment-requested@{day}", day, events))
        assert ("derbyshire-face-to-face" in found) is wanted
    for day, wanted in (("2018-03-31", True), ("2018-04-01", False)):
        found = open_(steps("derbyshire", f"statement-recorded@{day} category=other", day, events))
        assert ("derbyshire-conversion-hub" in found) is wanted


def test_northumberland_promises_no_day_and_has_steps(events) -> None:
    assert not [rule for rule in book_of("northumberland").rules if rule.pack == "northumberland"]
    text = "mediation-requested@2026-11-02; appeal-registered@2026-11-03"
    papers = ["northumberland-mediation-papers", "northumberland-tribunal-papers"]
    assert open_(steps("northumberland", text, "2026-11-05", events)) == papers
    held = f"{text}; local-step-done@2026-11-06 step=mediation-papers; appeal-ended@2027-02-01 outcome=settled"
    assert open_(steps("northumberland", held, "2027-02-02", events)) == []


# Examples of packs that were changed


def test_the_examples_of_a_rule_that_the_casebook_changed_are_not_shown(tmp_path) -> None:
    """A copy in packs/ stands in the place of the shipped pack; worked examples of the old rule would be wrong."""
    text = area.local_packs()["derby"].read_text(encoding="utf-8")
    changed = tmp_path / "derby.toml"
    changed.write_text(text.replace("count = 15\n", "count = 10\n", 1), encoding="utf-8")
    shown = {example.rule for example in examples.examples(load.load(own=[changed])) if example.area == "derby"}
    assert shown == {id for id in NUMBERS if id.startswith("derby-")} - {"derby-stage-1-reply"}


def test_an_example_of_the_law_names_no_rule_of_a_pack_that_is_not_in_use() -> None:
    assert not [example for example in examples.examples(load.load()) if example.area in AUTHORITIES]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("assessment-requested@2026-09-01T15:00", "has no time of day"),
        ("decision-confirmed@2026-09-01T25:00 about=assess", "is not an event"),
        ("decision-confirmed@2026-09-01T15:00:00 about=assess", "is not an event"),
    ],
)
def test_a_time_in_an_example(event: str, said: str) -> None:
    text = f"""schema = 1
area = "derby"
[[example]]
id = "one"
rule = "derby-call-after-decision"
events = ["{event}"]
as_of = 2026-09-02
due = 2026-09-03
status = "open"
why = "A time."
"""
    found, problems = examples.read_examples(text.encode(), "one.toml", book_of("derby"))
    assert not found
    assert [said in problem.message for problem in problems] == [True]


def test_the_time_of_an_example_must_be_one() -> None:
    text = (examples.LOCAL / "derby.toml").read_text(encoding="utf-8").replace('due_at = "15:00"', 'due_at = "3pm"', 1)
    _, problems = examples.read_examples(text.encode(), "derby.toml", book_of("derby"))
    assert ['"3pm" is not a time such as 15:00.' in problem.message for problem in problems] == [True]


# --- those made from a page or two: their examples stand in the packs

PAGES = {
    "cheshire-east": "3 working-day, 1 working-day, 14 day",
    "dorset": "1 week, 48 hour",
    "greenwich": "2 working-day, 15 working-day, 20 working-day, 20 working-day",
    "oxfordshire": "5 working-day",
    "solihull": "15 week, 16 week",
    "wandsworth": "20 working-day, 5 working-day, 20 working-day, 20 working-day, 40 working-day",
    "westmorland-and-furness": "20 working-day, 20 working-day, 40 working-day",
    "wokingham": "5 working-day, 10 working-day, 5 working-day, 5 working-day, 5 working-day, 1 week, 1 day",
}


@pytest.mark.parametrize("pack", PAGES)
def test_a_page_made_a_pack_of_its_numbers_and_each_is_worked_through(pack: str) -> None:
    book = book_of(pack)
    rules = [rule for rule in book.rules if rule.pack == pack]
    assert ", ".join(f"{rule.period.size} {rule.period.unit}" for rule in rules) == PAGES[pack]
    source = book.practice.sources[pack]
    assert source.title and "." in source.address and source.checked_on and source.status == "adopted"
    path = area.local_packs()[pack]
    assert list(run_examples([path.as_posix()], book)) == []
    shown = own(pack)
    for rule in rules:
        assert len([example for example in shown if example.rule == rule.id]) >= 2, rule.id


def test_an_example_of_theirs_can_fail() -> None:
    """Of the same packs, one with a number changed: each of its examples that has a day says so."""
    book = book_of("wandsworth")
    changed = [
        rule._replace(period=rule.period._replace(size=19)) if rule.id == "wandsworth-stage-1" else rule
        for rule in book.rules
    ]
    other = RuleBook(
        book.packs,
        tuple(changed),
        book.exceptions,
        book.event_types,
        book.calendars,
        book.setting_calendars,
        book.practice,
    )
    found = list(run_examples([area.local_packs()["wandsworth"].as_posix()], other))
    assert len(found) == 3 and all("wandsworth-stage-1 gives" in problem.message for problem in found)
