"""Which of several clocks an act is about, and which are asked for: two decisions and one appeal, two requests and one
notice, a promise given up to one of two families. Each day is counted from the rule, on both sides of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import still_runs, timeline
from sendclock.law.book import RuleBook
from shire import head, rule

Lay = Callable[..., Timeline]


def of(told: Timeline, name: str) -> list[tuple[str, str, str]]:
    """Of the clocks of a rule: the event that started each, its day, and how it stands."""
    return [(d.started_by.id, str(d.due), d.status) for d in told.deadlines if d.rule.id == name]


@pytest.fixture
def shire(tmp_path: Path) -> Callable[..., RuleBook]:
    def of_rules(*rules: str) -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head() + "\n".join(rules), encoding="utf-8")
        return with_packs([path])

    return of_rules


class TestTwoDecisions:
    # A certificate of 20 May lengthens the first window to Saturday 20 June, and by rule 12 to Monday the 22nd. The
    # second decision has none: two months from 2 March are Saturday 2 May, and the Monday is a holiday.
    REFUSED_TWICE = (
        "assessment-requested@2025-12-01; assessment-refused@2026-01-12; adviser-contacted@2026-02-02 wishes=mediate; "
        "assessment-requested@2026-02-03; assessment-refused@2026-03-02; "
        "certificate-issued@2026-05-20 basis=after-mediation; appeal-registered@"
    )

    @pytest.mark.parametrize(
        ("lodged", "first", "second"),
        [
            ("2026-05-05", "open", "met"),  # both are open: the newest
            ("2026-05-06", "met", "lapsed"),
            ("2026-06-22", "met", "lapsed"),
            ("2026-06-23", "lapsed", "met-late"),  # out of time for both: about the newest
        ],
    )
    def test_an_appeal_is_about_the_decision_whose_window_is_open(
        self, lodged: str, first: str, second: str, lay: Lay
    ) -> None:
        found = of(lay(f"{self.REFUSED_TWICE}2026-06-29 lodged={lodged}", "2026-06-29"), "appeal-window")
        first_now = "lapsed" if first == "open" else first  # asked a week after its last day
        assert found == [("e2", "2026-06-22", first_now), ("e5", "2026-05-05", second)]

    def test_contact_is_about_the_decision_whose_earlier_limit_is_not_over(self, lay: Lay) -> None:
        """The letter of the second was dated two months before it went: its time was over on 1 March, not on 2 May."""
        text = (
            "assessment-requested@2025-12-01; assessment-refused@2026-02-02 dated=2026-02-02; "
            "assessment-requested@2026-02-03; assessment-refused@2026-03-02 dated=2026-01-01; "
            "adviser-contacted@2026-03-20 wishes=mediate"
        )
        found = of(lay(text, "2026-04-01"), "mediation-contact")
        assert found == [("e2", "2026-04-02", "met"), ("e4", "2026-03-01", "lapsed")]


class TestMoreTime:
    """UK GDPR article 12(3): the notice that takes two months more comes within the first, of its own request."""

    TWO = "sar-received@2026-06-01 party=A; sar-received@2026-07-01 party=B; "

    @pytest.mark.parametrize(
        ("text", "replies", "longer"),
        [
            ("sar-received@2026-06-01 party=A; sar-extended@2026-07-01 party=A",
             [("e1", "2026-07-01", "lapsed")], [("e2", "2026-09-01", "open")]),
            ("sar-received@2026-06-01 party=A; sar-extended@2026-07-02 party=A",
             [("e1", "2026-07-01", "overdue")], []),
            # 1 August 2026 is a Saturday. What is over for one family is not over for the other.
            (TWO + "sar-extended@2026-07-15 party=B",
             [("e1", "2026-07-01", "overdue"), ("e2", "2026-08-03", "lapsed")], [("e3", "2026-10-01", "open")]),
            (TWO + "sar-extended@2026-07-15 party=A",
             [("e1", "2026-07-01", "overdue"), ("e2", "2026-08-03", "open")], []),
            # Asked what it covers on 10 June, answered on the 19th: ten days do not count, and 11 July is a Saturday.
            ("sar-received@2026-06-01 party=A; sar-clarification@2026-06-10 party=A asked=2026-06-10 "
             "answered=2026-06-19; sar-extended@2026-07-11 party=A",
             [("e1", "2026-07-13", "lapsed")], [("e3", "2026-09-11", "open")]),
        ],
    )  # fmt: skip
    def test_a_notice_in_its_month(
        self, text: str, replies: list[tuple[str, str, str]], longer: list[tuple[str, str, str]], lay: Lay
    ) -> None:
        told = lay(text, "2026-07-20")
        assert (of(told, "sar-reply"), of(told, "sar-reply-extended")) == (replies, longer)

    def test_a_complaint_may_be_extended_late(self, lay: Lay) -> None:
        """Nothing says that this notice must come in time: ten working days more from the acknowledgement stand."""
        text = (
            "complaint-received@2026-06-01 party=C stage=1; complaint-acknowledged@2026-06-03 party=C stage=1; "
            "complaint-extended@2026-07-15 party=C stage=1"
        )
        told = lay(text, "2026-07-20")
        assert of(told, "complaint-stage-1") == [("e2", "2026-06-17", "lapsed")]
        assert of(told, "complaint-stage-1-extended") == [("e3", "2026-07-01", "overdue")]


@pytest.mark.parametrize(
    ("party", "stands"),
    [("party=Q-1", ["lapsed", "open"]), ("party=q-2", ["open", "lapsed"]), ("", ["lapsed", "lapsed"])],
)
def test_a_promise_is_given_up_to_one_party_or_to_all(
    party: str, stands: list[str], lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    answer = rule("shire-answer", "enquiry-received", (10, "day"), "enquiry-answered", per_party=True, repeats="each")
    asked = "enquiry-received@2026-11-02 party=Q-1; enquiry-received@2026-11-03 party=Q-2; "
    told = lay(f"{asked}promise-written-off@2026-11-05 rule=shire-answer reason=x {party}", "2026-11-10", shire(answer))
    assert of(told, "shire-answer") == [("e1", "2026-11-12", stands[0]), ("e2", "2026-11-13", stands[1])]


@pytest.mark.parametrize(("as_of", "begun"), [("2026-11-30", 0), ("2026-12-01", 1)])
def test_a_promise_to_come_is_judged_by_what_is_known_today(
    as_of: str, begun: int, lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    """It counts from 1 March: whether the case will be complex by then nobody knows before it is."""
    tell = rule("shire-tell", "assessment-requested", (2, "week"), "contact-made", anchor="day:03-01")
    text = "assessment-requested@2026-09-01; tag-added@2026-12-01 tag=complex"
    told = lay(text, as_of, shire(f'{tell}if = ["tag=complex"]'))
    assert of(told, "shire-tell") == [("e1", "2027-03-15", "open")] * begun


def test_of_what_waits_for_a_date_a_limb_is_named_only_while_its_clock_runs(lay: Lay) -> None:
    draft = "draft-plan-sent@2026-06-01 served=2026-06-02; commissioner-changed@2026-06-01 cause=move"

    def waits(text: str) -> list[str]:
        return sorted(each.missing for each in lay(text, "2026-06-10").not_started)

    assert waits(draft) == ["closes", "move"]
    assert waits(f"{draft}; representations-received@2026-06-05") == ["move"]


LIVES = (
    "assessment-requested@2026-03-02; assessment-agreed@2026-04-09; draft-plan-sent@2026-06-01 served=2026-06-02",
    "assessment-requested@2026-03-02; assessment-refused@2026-04-09; adviser-contacted@2026-04-20 wishes=mediate",
    "final-plan-sent@2025-03-10; review-meeting-held@2026-02-02; review-decided@2026-02-27 outcome=maintain",
    "draft-plan-sent@2026-02-27 served=2026-03-02; representations-received@2026-03-05; final-plan-sent@2026-03-09",
    "foi-received@2026-02-16 party=F1; foi-answered@2026-03-02 party=F1",
)


@pytest.mark.parametrize("text", LIVES)
def test_a_list_of_what_is_owed_has_every_clock_that_runs_and_no_other(text: str, lay: Lay) -> None:
    """However many of its clocks are asked for, a case tells of the same that run, with the same days."""
    whole = lay(text, "2026-07-01")
    running = [(d.rule.id, d.due, d.status) for d in whole.deadlines if not d.met_by and not d.ended_by]
    assert any(d.met_by for d in whole.deadlines) or any(d.ended_by for d in whole.deadlines)
    for keep in (None, still_runs, lambda _: False):
        told = timeline(whole.recorded, whole.book, date(2026, 7, 1), keep)
        assert [(d.rule.id, d.due, d.status) for d in told.running] == running
        assert keep is not still_runs or [(d.rule.id, d.due, d.status) for d in told.deadlines] == running


def test_a_case_is_over_since_the_last_act_that_ended_anything(lay: Lay) -> None:
    state = lay("foi-received@2026-02-16 party=F1; foi-received@2026-02-17 party=F2; foi-answered@2026-03-02 party=F2; "
                "foi-answered@2026-03-05 party=F1", "2026-07-01").state  # fmt: skip
    assert (state.kind, state.on) == ("ended", date(2026, 3, 5))
