"""What a rule book makes ready for the engine: from where each clock counts, what stands in where that is not recorded,
in which calendar, and what an event starts, meets, ends or makes pointless. Read off the packs by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from exampleshire import with_packs
from sendclock.clock.case import Event
from sendclock.days.counting import Offset
from sendclock.law.book import KEPT, RuleBook, Start
from sendclock.law.practice import Practice
from sendclock.law.role import Act, Role
from sendclock.law.rule import Trigger, Value
from shire import head, rule

ASKED = "assessment-requested"


def event(type: str, **fields: Value) -> Event:
    return Event(type, date(2026, 11, 21), None, "e1", 0, 1, dict(fields))


@pytest.fixture
def shire(tmp_path: Path) -> Callable[..., RuleBook]:
    def of(text: str) -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head() + text, encoding="utf-8")
        return with_packs([path])

    return of


def start(book: RuleBook, id: str, type: str, **fields: Value) -> Start:
    (found,) = [one for one in book.effects(event(type, **fields)).starts if one.rule.id == id]
    return found


@pytest.mark.parametrize(
    ("id", "type", "fields", "how", "fallback"),
    [
        ("decide-to-assess", ASKED, {}, "on", "own"),
        ("comment-on-draft", "draft-plan-sent", {}, "field", "guess"),
        ("annual-review", "final-plan-sent", {}, "field", "own"),  # a plan has no meeting: its own day is meant
        ("annual-review", "review-decided", {"outcome": "maintain"}, "field", "guess"),
        ("annual-review-inherited", "plan-transferred", {"direction": "in"}, "field", "made"),
        ("age-25-further-education", "age-limit-recorded", {"setting_type": "further-education"}, "field", "birthday"),
        ("phase-transfer-march", "phase-transfer-expected", {"transfer": "secondary-to-post-16"}, "field", "none"),
        ("final-plan-change-of-mind", "assessment-agreed", {"route": "change-of-mind"}, "field", "none"),
        ("ombudsman-window", "complaint-received", {"kind": "corporate"}, "field", "none"),
        ("sar-reply", "sar-received", {}, "field", "own"),  # it counts from the day it came, unless another is said
        ("consultation-answer", "consultation-received", {}, "field", "own"),
        ("final-plan-not-before", "draft-plan-sent", {}, "later", "own"),
    ],
)
def test_from_where_the_law_counts_and_what_stands_in(
    id: str, type: str, fields: dict[str, Value], how: str, fallback: str, book: RuleBook
) -> None:
    found = start(book, id, type, **fields)
    assert (found.how, found.fallback) == (how, fallback)


@pytest.mark.parametrize(
    ("anchor", "how"),
    [
        ("on", "on"),
        ("term-end:exampleshire-terms", "calendar"),
        ("day:09-01", "calendar"),
        ("panel:assessment", "calendar"),
        ("met:decide-to-assess", "calendar"),
        ("all-met:decide-to-assess,send-draft", "calendar"),
        ("due:decide-to-assess", "later"),
        ("latest:on,due:decide-to-assess", "later"),
        ("earliest:on,due:decide-to-assess", "later"),
        ("first-known:on,due:decide-to-assess", "later"),
    ],
)
def test_from_where_a_promise_counts(anchor: str, how: str, shire: Callable[..., RuleBook]) -> None:
    found = start(shire(rule("shire-tell", ASKED, (5, "day"), "contact-made", anchor=anchor)), "shire-tell", ASKED)
    assert (found.how, found.anchor, found.fallback) == (how, anchor, "own")
    assert found.workings.hangs is anchor.startswith("due:")


def test_in_which_calendar_and_since_when(book: RuleBook, shire: Callable[..., RuleBook]) -> None:
    (response,), (plan,) = book.versions("appeal-response"), book.versions("final-plan")
    assert book.workings(response).calendar is book.workings(response).counts_in is book.calendars["tribunal"]
    assert book.workings(plan).counts_in is None and book.workings(plan).calendar is book.england
    assert book.workings(plan) is book.workings(plan)
    one = rule("shire-tell", ASKED, (2, "week"), "contact-made", in_force_to=date(2026, 8, 31))
    two = rule("shire-tell", ASKED, (1, "month"), "contact-made", in_force_from=date(2026, 9, 1))
    own = shire(one + two)
    first, second = map(own.workings, own.versions("shire-tell"))
    assert first.law_began == second.law_began == date(2020, 1, 1)
    assert (first.in_months, second.in_months) == (False, True)
    assert (first.shift, second.shift) == (timedelta(14), None)
    assert not (first.is_law or first.schooldays or first.readings) and book.workings(plan).is_law
    days = [(s.since, s.until) for s in own.effects(event(ASKED)).starts if s.rule.id == "shire-tell"]
    assert days == [(date(2020, 1, 1), date(2026, 8, 31)), (date(2026, 9, 1), date.max)]
    # A version that is not in the book began when it says.
    assert book.workings(plan._replace(id="nothing", in_force_from=date(2030, 1, 1))).law_began == date(2030, 1, 1)


def test_another_reading_has_the_length_it_gives(shire: Callable[..., RuleBook]) -> None:
    readings = [{"effect": "safe", "offset": "-1d", "why": "x"}, {"effect": "later", "why": "y"}]
    own = shire(
        rule("shire-tell", ASKED, (6, "school-day"), "contact-made", calendar="exampleshire", readings=readings)
    )
    made = own.workings(own.versions("shire-tell")[0])
    assert [length for _, length in made.readings] == [Offset(-1, "day"), None]
    assert made.schooldays


def test_what_waits_for_the_answer_to_a_request_and_what_detention_ends(book: RuleBook) -> None:
    starts = {one.rule.id: one for one in book.effects(event(ASKED)).starts}
    assert {id for id, one in starts.items() if one.answers_the_request} == {"decide-to-assess"}
    detention = book.types_of(Act.DETAINED)
    for id, one in starts.items():
        assert one.ends_in_detention is any(end.event in detention for end in one.rule.ends_with), id
    assert any(one.ends_in_detention for one in starts.values())
    held = book.effects(event("review-meeting-held")).starts
    assert held and not any(one.answers_the_request for one in held)
    exclusion = book.effects(event("exclusion-began")).starts  # a child out of school is none of the detention's
    assert [one.ends_in_detention for one in exclusion] == [False]


@pytest.mark.parametrize(
    ("type", "fields", "stop"),
    [
        ("contact-made", {"about": "assess"}, ("met", False, False)),
        ("contact-made", {"about": "plan"}, None),
        ("plan-refused", {}, (None, True, False)),  # what ends it is said to end it, though it would be pointless too
        ("amended-plan-sent", {}, (None, False, True)),
        ("enquiry-received", {}, None),
    ],
)
def test_what_an_event_does_to_a_clock(
    type: str, fields: dict[str, Value], stop: tuple[Any, ...] | None, shire: Callable[..., RuleBook]
) -> None:
    ends = {"ends_with": ["case-closed", "plan-refused"], "spent_by": ["plan-refused"]}
    text = rule("shire-tell", "plan-agreed", (5, "day"), "contact-made[about=assess]", **ends)
    found = shire(text).effects(event(type, **fields)).stops.get("shire-tell", {})
    if stop is None:
        assert not found
        return
    (one,) = found.values()
    assert list(found) == [date(2020, 1, 1)]
    assert (bool(one.met_by), one.ends, one.spends) == (stop[0] is not None, *stop[1:])


def test_a_draft_neither_starts_nor_stops(shire: Callable[..., RuleBook]) -> None:
    own = shire(rule("shire-tell", ASKED, (5, "day"), "contact-made", status="draft"))
    assert "shire-tell" not in {one.rule.id for one in own.effects(event(ASKED)).starts}
    assert "shire-tell" not in own.effects(event("contact-made")).stops


def test_a_draft_hides_no_promise_after_it(shire: Callable[..., RuleBook]) -> None:
    draft = rule("shire-a", ASKED, (5, "day"), "contact-made", status="draft")
    own = shire(draft + rule("shire-b", ASKED, (5, "day"), "contact-made"))
    assert "shire-b" in {one.rule.id for one in own.effects(event(ASKED)).starts}
    assert "shire-b" in own.effects(event("contact-made")).stops
    assert list(own.rule_ids())[-2:] == ["shire-a", "shire-b"]
    assert len(list(own.rule_ids())) == len({one.id for one in own.rules})


def test_a_time_that_is_the_familys_is_no_twin(shire: Callable[..., RuleBook]) -> None:
    text = rule("shire-tell", "draft-plan-sent", (10, "day"), "representations-received", anchor="served")
    assert not shire(text).twins


@pytest.mark.parametrize(
    ("orders", "twin"), [("make-plan,reconsider", "order-make-draft"), ("reconsider,make-plan", "order-reconsider")]
)
def test_of_several_words_the_first_is_compared_with_the_law(
    orders: str, twin: str, shire: Callable[..., RuleBook]
) -> None:
    assert shire(rule("shire-tell", f"order-made[order={orders}]", (1, "week"), "draft-plan-sent")).twins == {
        "shire-tell": twin
    }


def test_an_event_of_which_no_rule_knows(book: RuleBook) -> None:
    (starts, stops) = (book.effects(event("nothing-of-the-kind")).starts, book.effects(event("nothing")).stops)
    assert not starts and not stops


def test_what_is_remembered_of_many_events_is_what_was_worked_out(shire: Callable[..., RuleBook]) -> None:
    """More different parties than are kept: each is answered by its own name all the same."""
    own = shire(rule("shire-tell", ASKED, (5, "day"), "enquiry-answered[party=n0]"))
    for n in (*range(KEPT + 2), 0, KEPT + 1):
        assert bool(own.effects(event("enquiry-answered", party=f"n{n}")).stops.get("shire-tell")) is (n == 0)


# ---- What may be asked of the book -----------------------------------------------------------------------------------


def test_what_an_authority_says_is_its_own(book: RuleBook) -> None:
    own = Practice(opening=date(2026, 1, 1))
    about = (book.packs, book.rules, book.exceptions, book.event_types, book.calendars, {})
    assert RuleBook(*about, own).practice is own
    assert RuleBook(*about).practice == Practice()


def test_who_plays_a_part_of_ones_own(shire: Callable[..., RuleBook]) -> None:
    text = rule("shire-tell", ASKED, (5, "week"), "assessment-agreed", role="week-6")
    own = shire(text)
    assert "shire-tell" in {one.id for one in own.of(Role.WEEK_6, local=True)}
    assert "shire-tell" not in {one.id for one in own.of(Role.WEEK_6)}
    assert "shire-tell" not in own.ids(Role.WEEK_6)
    assert "shire-tell" not in {one.id for one in shire(text + 'status = "draft"\n').of(Role.WEEK_6, local=True)}
    assert own.ids(Role.WEEK_6, roads=()) == frozenset()


def test_the_parts_of_events(book: RuleBook) -> None:
    assert book.event(Act.REQUEST) == ASKED
    assert book.types_of(Act.ORDER, Act.CONCESSION) == {"order-made", "appeal-unopposed"}
    assert RuleBook(book.packs, (), {}, {}, book.calendars, {}).event(Act.REQUEST) == "..."
    assert book.england is book.calendars["england"]


def test_what_arranges_and_what_ends_the_waiting(book: RuleBook) -> None:
    assert book.arranged["review-meeting-held"] == "review-meeting-arranged"
    assert {"review-meeting-held", "review-meeting-arranged", "hearing-listed"} <= book.of_days
    assert ASKED not in book.of_days and ASKED not in book.arranged
    assert book.of_days == {*book.arranged, *book.arranged.values()}


def test_which_events_name_a_party_and_which_leave_it_open_what_is_to_be_done(book: RuleBook) -> None:
    assert {"advice-requested", "enquiry-received"} <= book.to_a_party
    assert ASKED not in book.to_a_party
    assert book.leaving == {"appeal-ended", "tribunal-decision-sent"}
    assert book.ways == {"mediation": "mediation", "unopposed": "tribunal", "order": "tribunal"}


def test_a_book_of_a_few_rules(book: RuleBook) -> None:
    few = book.only(["final-plan", "comment-on-draft"])
    assert [one.id for one in few.rules] == ["final-plan", "comment-on-draft"]
    assert few.of(Role.WEEK_6) == book.of(Role.WEEK_6)
    assert few.versions("decide-to-assess") == ()
    assert few.practice is book.practice


def test_a_rule_that_is_a_limb_of_another(book: RuleBook) -> None:
    assert book.limbs == {
        "age-25-day-before-26", "amended-plan-longstop", "annual-review-inherited", "appeal-window-certificate",
        "comment-on-amendments-closes", "comment-on-draft-closes", "detention-send-plan-kept", "icb-handover-on-move",
        "mediation-adviser-limit", "release-tell-commissioner-resp", "transfer-plan-on-move",
    }  # fmt: skip


def test_a_rule_as_it_is_printed_is_made_once(book: RuleBook) -> None:
    (week,) = book.versions("decide-to-assess")
    assert book.printed(week) is book.printed(week)
    assert book.printed(week).id == "decide-to-assess"


def test_what_may_start_a_rule_by_its_event(shire: Callable[..., RuleBook]) -> None:
    own = shire(rule("shire-tell", "enquiry-received[channel=post]", (5, "day"), "enquiry-answered"))
    assert [trigger.event for trigger in own.starting("enquiry-received")] == ["enquiry-received"]
    assert own.starting("nothing") == []
    assert isinstance(own.starting("enquiry-received")[0], Trigger)
