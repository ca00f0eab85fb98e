"""Why there is no clock: one test for each reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exampleshire import with_packs
from sendclock.case.explain import reason
from sendclock.clock.absent import (
    Absence,
    Asleep,
    CaseConditionFailed,
    ConditionFailed,
    Missing,
    NoBase,
    NoStart,
    NotAllMet,
    OtherVersion,
    why_no_clock,
)
from sendclock.clock.deadline import Timeline
from sendclock.law.book import RuleBook
from shire import head, rule

WHY = [
    ("assessment-requested@2026-09-07", "2026-10-01", "advice-reply", "no-start", "It is started by advice-requested"),
    (
        "advice-requested@2026-09-07 party=Oakwood source=school", "2026-10-01", "advice-reply", "condition",
        '"source" is school, and must be health, other-authority, youth-justice or secure-setting.',
    ),
    (
        "assessment-requested@2026-09-07", "2026-10-01", "detained-final-plan", "condition",
        '"detained" is not recorded, which is taken to mean no, and must be yes.',
    ),
    (
        "assessment-requested@2026-12-07", "2026-10-01", "final-plan", "later",
        "is later than Thursday 1 October 2026.",
    ),
    ("hearing-listed@2026-09-07", "2026-10-01", "hearing-notice", "missing", 'it counts from "hearing"'),
    (
        "assessment-requested@2014-08-31", "2026-10-01", "final-plan", "other-version",
        "the rule was not in force on 31 August 2014 (from 1 September 2014)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "as_of", "rule", "kind", "said"), WHY, ids=[row[3] + "-" + row[2] for row in WHY])
def test_the_reason_is_named(
    lay: Callable[..., Timeline], book: RuleBook, text: str, as_of: str, rule: str, kind: str, said: str
) -> None:
    timeline = lay(text, as_of)
    assert rule not in {deadline.rule.id for deadline in timeline.deadlines}
    steps = why_no_clock(timeline, rule, book)
    assert [step.kind for step in steps] == [kind]
    assert said in reason(steps[0], "EHC-1")


def test_a_directed_date_stands_beside_the_clock_it_replaces(lay: Callable[..., Timeline]) -> None:
    directed = "direction-given@2026-02-20 due=2026-04-10 party=notify rule=order-assess-notify"
    timeline = lay(f"order-made@2026-02-20 order=assess; {directed}", "2026-03-01")
    order = next(d for d in timeline.deadlines if d.rule.id == "order-assess-notify")
    beside = next(d for d in timeline.deadlines if d.rule.id == "directed-date")
    (step,) = [step for step in order.steps if step.kind == "directed"]
    assert step.event.day("due") == beside.due
    assert order.due != beside.due


def seen(step: Absence) -> tuple[Any, ...]:
    """A step as its kind, the event it is about, and what it says of it."""
    about = "" if isinstance(step, NoStart | Asleep) else step.event.id
    match step:
        case NoStart():
            return (step.kind, *step.events)
        case Asleep():
            return (step.kind, step.rule.title, step.draft)
        case ConditionFailed():
            return (step.kind, about, step.condition.field, *step.condition.values)
        case Missing():
            return (step.kind, about, step.field)
        case OtherVersion():
            return (step.kind, about, str(step.anchor), [str(rule.in_force_from) for rule in step.rules])
        case CaseConditionFailed():
            return (step.kind, about, step.condition.field, list(step.values), str(step.judged))
        case NoBase():
            asleep = step.asleep and (step.asleep.rule.title, step.asleep.draft)
            return (step.kind, about, step.how, step.base.id, asleep)
        case NotAllMet():
            return (step.kind, about, step.base.id, list(step.parties))
    return (step.kind, about)


class TestOfRulesOfTheLaw:
    @pytest.mark.parametrize(
        ("text", "as_of", "rule", "expected"),
        [
            # of several ways to start it, the first is told
            ("statement-recorded@2015-01-05 category=post-16 transfer_on=2017-09-01", "2015-02-01",
             "conversion-by-april-2018", [("condition", "e1", "category", "other")]),
            ("statement-recorded@2015-01-05 category=post-16 transfer_on=2017-09-01; assessment-requested@2015-01-06",
             "2015-02-01", "conversion-by-april-2018", [("condition", "e1", "category", "other")]),
            # a second request beside one under way: not yet, on the day before it; on its day, it is under way
            ("assessment-requested@2026-09-07; assessment-requested@2026-10-01", "2026-10-01", "decide-to-assess",
             [("under-way", "e1"), ("under-way", "e2")]),
            ("assessment-requested@2026-09-07; assessment-requested@2026-10-01", "2026-09-30", "decide-to-assess",
             [("under-way", "e1"), ("later", "e2")]),
            # each event by itself, and each rule
            ("hearing-listed@2026-09-07; hearing-listed@2026-09-08 hearing=2026-12-01", "2026-10-01", "hearing-notice",
             [("missing", "e1", "hearing"), ("under-way", "e2")]),
            # one that counts from another's due day waits for it, and its clock is not asked after
            ("draft-plan-sent@2026-09-07", "2026-10-01", "final-plan-not-before", [("under-way", "e1")]),
            ("cease-decided@2013-09-02", "2013-10-01", "cease-not-before",
             [("other-version", "e1", "2013-09-02", ["2014-09-01"])]),
        ],
    )  # fmt: skip
    def test_every_event_that_might_have_started_it_has_its_reason(
        self, lay: Callable[..., Timeline], book: RuleBook, text: str, as_of: str, rule: str, expected: list[Any]
    ) -> None:
        assert [seen(step) for step in why_no_clock(lay(text, as_of), rule, book)] == expected


OLD = {"in_force_from": date(2026, 9, 1), "in_force_to": date(2026, 9, 30)}
NEW = {"in_force_from": date(2026, 10, 1)}
NEWER, LAST = {**NEW, "in_force_to": date(2026, 11, 30)}, {"in_force_from": date(2026, 12, 1)}


class TestOfAnAuthoritysOwn:
    @pytest.fixture
    def why(self, tmp_path: Path, lay: Callable[..., Timeline]) -> Callable[..., list[Any]]:
        def of(packs: list[str], text: str, as_of: str = "2026-11-30", **case: Any) -> list[Any]:
            files = [tmp_path / f"{n}.toml" for n in range(len(packs))]
            for file, pack in zip(files, packs, strict=True):
                file.write_text(pack, encoding="utf-8")
            told = lay(text, as_of, with_packs(files), **case)
            return [seen(step) for step in why_no_clock(told, "shire-tell", told.book)]

        return of

    def pack(self, *rules: str) -> list[str]:
        return [head() + "\n".join(rules)]

    def tell(self, starts_on: str | None = "enquiry-received", **more: Any) -> str:
        return rule("shire-tell", starts_on, (2, "week"), "contact-made", **more)

    @pytest.mark.parametrize(("status", "draft"), [("draft", True), ("withdrawn", False)])
    def test_a_pack_that_is_not_in_use_starts_nothing_whatever_happened(
        self, why: Callable[..., list[Any]], status: str, draft: bool
    ) -> None:
        (text,) = self.pack(*(self.tell(title=t, **of) for t, of in (("Old", OLD), ("Newer", NEWER), ("New", LAST))))
        asleep = [text.replace('status = "adopted"', f'status = "{status}"')]
        assert why(asleep, "enquiry-received@2026-11-02 party=A") == [("asleep", "New", draft)]

    def test_nothing_of_the_kind_names_each_event_once(self, why: Callable[..., list[Any]]) -> None:
        both = self.pack(self.tell(**OLD), self.tell(**NEW))
        assert why(both, "note-added@2026-11-02 note=x") == [("no-start", "enquiry-received")]

    def test_no_version_was_in_force_on_the_day_counted_from(self, why: Callable[..., list[Any]]) -> None:
        both = self.pack(self.tell(**OLD), self.tell(**NEW))
        day = "enquiry-received@2026-{} party=A"
        versions = ["2026-09-01", "2026-10-01"]
        assert why(both, day.format("08-31")) == [("other-version", "e1", "2026-08-31", versions)]
        assert why(both, day.format("09-01")) == why(both, day.format("10-01")) == [("under-way", "e1")]

    @pytest.mark.parametrize(
        ("anchor", "judged"),
        [
            ("day:03-01", "2027-03-01"),  # the first of the calendar on or after the event
            ("received", "2026-11-02"),  # the event's own day where that field is not recorded
            ("received:2026-11-09", "2026-11-09"),
            ("due:final-plan", "2026-11-02"),  # it is not known when no such clock runs
        ],
    )
    def test_the_case_is_judged_on_the_day_counted_from(
        self, why: Callable[..., list[Any]], anchor: str, judged: str
    ) -> None:
        field, _, day = anchor.partition(":2026") if anchor.startswith("received") else (anchor, "", "")
        own = self.pack(self.tell("advice-requested", anchor=field, **{"if": ["tag=x"]}))
        recorded = f" received=2026{day}" if day else ""
        (failed, *_) = why(own, f"advice-requested@2026-11-02 party=A source=school{recorded}", tags=("y", "z"))
        assert failed == ("case-condition", "e1", "tag", ["y", "z"], judged)

    def test_what_is_known_of_the_case_ends_with_the_event_itself(self, why: Callable[..., list[Any]]) -> None:
        moving = "phase-transfer-expected@2026-10-02 transfer=primary-to-secondary transfer_on=2027-09-01"
        held = "review-meeting-held@2026-10-01"
        yes = self.pack(self.tell("review-meeting-held", **{"if": ["phase-transfer=yes"]}))
        assert why(yes, f"{held}; {moving}") == [("case-condition", "e1", "phase-transfer", ["no"], "2026-10-01")]
        no = self.pack(self.tell("phase-transfer-expected", **{"if": ["phase-transfer=no"]}))
        expected = [("case-condition", "e2", "phase-transfer", ["yes"], "2026-10-02")]
        assert why(no, f"{held}; {moving}; note-added@2026-10-03 note=x") == expected

    def test_what_is_missing_is_that_of_this_rule_at_this_event(self, why: Callable[..., list[Any]]) -> None:
        """The law's own clock of the same event lacks its hearing; this one lacks the day of birth."""
        own = self.pack(self.tell("hearing-listed", **{"if": ["age>=16"]}))
        text = "hearing-listed@2026-11-02; hearing-listed@2026-11-03 hearing=2027-03-01"
        assert why(own, text) == [("missing", "e1", "born"), ("missing", "e2", "born")]
        assert why(own, text, born=date(2005, 1, 1)) == [("under-way", "e1"), ("under-way", "e2")]

    def test_the_clock_it_counts_from_has_not_run(self, why: Callable[..., list[Any]]) -> None:
        own = self.pack(self.tell(anchor="due:final-plan"))
        asked = "enquiry-received@2026-11-02 party=A"
        assert why(own, asked) == [("base", "e1", "due", "final-plan", None)]
        assert why(own, f"hearing-listed@2026-10-01 hearing=2026-12-01; {asked}") == [
            ("base", "e2", "due", "final-plan", None)
        ]
        assert why(own, f"assessment-requested@2026-10-01; {asked}") == [("under-way", "e2")]  # open, and not met
        assert why(self.pack(self.tell(anchor="on")), asked) == [("under-way", "e1")]

    @pytest.mark.parametrize(("status", "draft"), [("draft", True), ("withdrawn", False), ("adopted", None)])
    def test_or_cannot_run(self, why: Callable[..., list[Any]], status: str, draft: bool | None) -> None:
        base = head("other").replace('"adopted"', f'"{status}"')
        calls = [rule("other-call", "moved-out", (2, "day"), "contact-made", title=t, **of)
                 for t, of in (("Old", OLD), ("Newer", NEWER), ("New", LAST))]  # fmt: skip
        own = [*self.pack(self.tell(anchor="due:other-call")), base + "\n".join(calls)]
        asleep = None if draft is None else ("New", draft)
        assert why(own, "enquiry-received@2026-11-02 party=A") == [("base", "e1", "due", "other-call", asleep)]

    def test_the_first_version_says_which_day_it_counts_from(self, why: Callable[..., list[Any]]) -> None:
        """From the day itself, on which no version was in force; the later version would count from the year after."""
        both = self.pack(self.tell(**OLD), self.tell(anchor="anniversary:on", **NEW))
        versions = ["2026-09-01", "2026-10-01"]
        found = why(both, "enquiry-received@2025-10-05 party=A")
        assert found == [("other-version", "e1", "2025-10-05", versions)]

    def test_the_condition_that_failed_is_named_and_not_one_that_held(self, why: Callable[..., list[Any]]) -> None:
        own = self.pack(self.tell("advice-requested", when=["source=health", "detained=yes"]))
        text = "advice-requested@2026-11-02 party=A source={}"
        assert why(own, text.format("health")) == [("condition", "e1", "detained", "yes")]
        assert why(own, text.format("school")) == [("condition", "e1", "source", "health")]

    ASKED = "advice-requested@2026-10-01 party={0} source=health received=2026-10-01; "
    DONE = "advice-received@2026-10-{1} party={0}; "

    def test_it_was_not_met_by_this_event(self, why: Callable[..., list[Any]]) -> None:
        """Counted from an answer: one of somebody who was never asked meets nothing, nor does the asking."""
        own = self.pack(self.tell(None, anchor="met:advice-reply"))
        text = self.ASKED.format("School") + self.ASKED.format("Health")
        (nobody,) = why(own, text + self.DONE.format("Nobody", "05"))
        assert nobody == ("base", "e3", "met", "advice-reply", None)
        both = why(own, text + self.DONE.format("School", "05") + self.DONE.format("Nobody", "06"))
        assert both == [("under-way", "e3"), ("base", "e4", "met", "advice-reply", None)]
        decided = self.pack(self.tell(None, anchor="met:decide-to-assess"))
        twice = "assessment-requested@2026-09-07; assessment-agreed@2026-10-05; assessment-agreed@2026-10-06"
        assert why(decided, twice) == [("under-way", "e2"), ("base", "e3", "met", "decide-to-assess", None)]
        waits = self.pack(self.tell(None, anchor="all-met:advice-reply"))
        assert why(waits, text + self.DONE.format("Nobody", "05")) == [("base", "e3", "all-met", "advice-reply", None)]

    def test_what_starts_it_besides_waits_until_the_other_is_met(self, why: Callable[..., list[Any]]) -> None:
        own = self.pack(self.tell("enquiry-received", anchor="met:advice-reply"))
        asked, enquiry = self.ASKED.format("School"), "enquiry-received@2026-10-20 party=A"
        assert why(own, f"{asked}{enquiry}") == [("base", "e2", "met", "advice-reply", None)]
        assert why(own, f"{asked}{self.DONE.format('School', '05')}{enquiry}") == [("under-way", "e3")]

    def test_not_all_who_were_asked_have_answered(self, why: Callable[..., list[Any]]) -> None:
        own = self.pack(self.tell(None, anchor="all-met:decide-to-assess,advice-reply"))
        text = "assessment-requested@2026-09-28; " + self.ASKED.format("School") + self.ASKED.format("Health")
        one = why(own, text + self.DONE.format("School", "05"))
        assert one == [("not-all", "e4", "decide-to-assess", ["Week 6", "Health"])]
        both = text + self.DONE.format("School", "05") + self.DONE.format("Health", "06")
        agreed = "assessment-agreed@2026-10-07"
        assert why(own, both + agreed)[-1] == ("under-way", "e6")
        met = self.pack(self.tell(None, anchor="met:advice-reply"))
        assert why(met, text + self.DONE.format("School", "05")) == [("under-way", "e4")]
        assert why(own, "advice-received@2026-10-05 party=Nobody") == [("base", "e1", "all-met", "advice-reply", None)]

    def test_of_two_that_it_waits_for_one_that_can_run_is_enough_to_be_no_sleeper(
        self, why: Callable[..., list[Any]]
    ) -> None:
        asleep = head("other").replace('"adopted"', '"draft"') + rule(
            "other-call", "moved-out", (2, "day"), "contact-made"
        )
        own = [*self.pack(self.tell("enquiry-received", anchor="all-met:advice-reply,other-call")), asleep]
        assert why(own, "enquiry-received@2026-11-02 party=A") == [("base", "e1", "all-met", "other-call", None)]
