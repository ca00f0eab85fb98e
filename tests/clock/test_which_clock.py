"""Which of several clocks an act is about, and which are asked for: two decisions and one appeal, two requests and one
notice, a promise given up to one of two families. Each day is counted from the rule, on both sides of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import Played, still_runs, timeline
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

    def test_the_day_it_was_lodged_counts_and_not_the_hour_it_was_registered(self, lay: Lay) -> None:
        """Lodged on the last day, which ends at five: being registered the next day at nine makes it no later."""
        text = (
            "assessment-requested@2025-12-01; assessment-refused@2026-03-02; appeal-registered@2026-05-06T09:00 lodged="
        )
        for lodged, stands in (("2026-05-05", "met"), ("2026-05-06", "met-late")):
            assert of(lay(text + lodged, "2026-05-20"), "appeal-window") == [("e2", "2026-05-05", stands)]

    def test_a_certificate_that_names_its_decision_lengthens_its_window_also_after_the_appeal(self, lay: Lay) -> None:
        text = (
            "assessment-requested@2025-12-01; assessment-refused@2026-02-16; appeal-registered@2026-03-10; "
            "certificate-issued@2026-04-01 basis=no-mediation"
        )
        assert of(lay(f"{text} decision=2026-02-16", "2026-05-20"), "appeal-window") == [("e2", "2026-05-01", "met")]
        assert of(lay(text, "2026-05-20"), "appeal-window") == [("e2", "2026-04-16", "met")]

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
            ("sar-received@2026-06-22 party=A; sar-received@2026-06-18 party=B; sar-extended@2026-07-20 party=A",
             [("e2", "2026-07-20", "open"), ("e1", "2026-07-22", "lapsed")], [("e3", "2026-09-22", "open")]),
            ("sar-received@2026-06-10 party=A; sar-received@2026-06-12 party=B; sar-extended@2026-07-14 party=B",
             [("e1", "2026-07-10", "overdue"), ("e2", "2026-07-13", "overdue")], []),
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
    draft = (
        "draft-plan-sent@2026-06-01 served=2026-06-02; commissioner-changed@2026-06-01 cause=other impracticable=yes"
    )

    def waits(text: str) -> list[str]:
        return sorted(each.missing for each in lay(text, "2026-06-10").not_started)

    assert waits(draft) == ["closes", "new_aware"]
    assert waits(f"{draft}; representations-received@2026-06-05") == ["new_aware"]


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


BUNDLE = (
    "final-plan-sent@2025-03-10; appeal-registered@2025-04-14 challenge=contents; "
    "hearing-listed@2025-06-02 hearing=2025-09-15; hearing-held@2025-09-15; "
)


@pytest.mark.parametrize(
    ("rule_id", "text", "due"),
    [
        ("hearing-bundle", f"{BUNDLE}direction-complied@2025-09-22 party=bundle", "2025-09-01"),
        ("icb-handover", "final-plan-sent@2025-03-10; commissioner-changed@2026-02-02 cause=other; "
         "commissioner-asked@2026-03-02; commissioner-told@2026-03-05 about=responsibility party=ICB", "2026-02-20"),
    ],
)  # fmt: skip
def test_a_step_done_after_all_is_late_whoever_it_was_done_to(rule_id: str, text: str, due: str, lay: Lay) -> None:
    """The clock is for no party: one that the act names does not keep it from being met."""
    assert [each[1:] for each in of(lay(text, "2026-04-01"), rule_id)] == [(due, "met-late")]


MOVE = "phase-transfer-expected@2025-09-01 transfer=primary-to-secondary transfer_on=2026-09-01; "
OLD = "final-plan-sent@2024-03-10; plan-ceased@{} reason=needs-met; "


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        # A plan amended by 14 February 2026 must be there by then; no plan on file, and no assessment: it is elsewhere.
        (MOVE, "open", "overdue"),
        (f"final-plan-sent@2025-03-10; {MOVE}", "open", "overdue"),
        (f"{MOVE}final-plan-sent@2026-02-14", "open", "overdue"),
        (f"{MOVE}final-plan-sent@2026-02-15", "open", None),
        # A first assessment that comes to no plan by the day had none to amend.
        (f"assessment-requested@2025-10-06; {MOVE}", "open", None),
        # A plan that had ended when the move was expected is none of it; a new one may be.
        (OLD.format("2025-08-31") + MOVE, None, None),
        (OLD.format("2025-09-01") + MOVE, "lapsed", "lapsed"),
        (OLD.format("2025-09-01T09:00") + MOVE.replace("2025-09-01 ", "2025-09-01T10:00 "), None, None),
        (f"{OLD.format('2025-08-01')}{MOVE}final-plan-sent@2026-02-14", None, "overdue"),
        (f"{OLD.format('2025-08-01')}{MOVE}final-plan-sent@2026-02-15", None, None),
        (f"{MOVE}final-plan-sent@2025-12-01; plan-ceased@2026-01-15 reason=needs-met", "lapsed", "lapsed"),
    ],
)
def test_a_move_binds_only_a_plan_there_is(text: str, before: str | None, after: str | None, lay: Lay) -> None:
    for as_of, status in (("2026-02-13", before), ("2026-03-20", after)):
        found = [each[1:] for each in of(lay(text, as_of), "phase-transfer-february")]
        assert found == ([("2026-02-14", status)] if status else [])


def test_what_was_guessed_of_the_assessment_makes_each_of_its_weeks_doubtful(lay: Lay) -> None:
    """Agreed in the morning and refused in the afternoon: also of the weeks that began with the request."""
    text = "assessment-requested@2026-03-02; assessment-agreed@2026-04-09T09:00; assessment-refused@2026-04-09T15:00"
    told = lay(text, "2026-04-20")
    for name, due in (("decide-to-assess", "2026-04-13"), ("refuse-plan", "2026-06-22"), ("final-plan", "2026-07-20")):
        (week,) = [d for d in told.deadlines if d.rule.id == name]
        assert (str(week.due), [doubt.id for doubt in week.doubts]) == (due, ["agreed-and-refused"])


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        # Week 6 of a request of 19 November 2028 ends on the last day of which the holidays are announced.
        ("assessment-requested@2028-11-19", []),
        ("assessment-requested@2028-11-20", ["act-by-forecast"]),
        # Working days that lie beyond it: that they were counted says it, once.
        ("foi-received@2028-12-20 party=F", ["forecast"]),
    ],
)
def test_one_doubt_for_days_beyond_the_announced_holidays(text: str, doubts: list[str], lay: Lay) -> None:
    first = next(d for d in lay(text, "2028-12-21").deadlines if d.rule.id in ("decide-to-assess", "foi-reply"))
    assert [doubt.id for doubt in first.doubts] == doubts


def test_an_officer_for_one_part_is_beside_the_one_whose_case_it_is(lay: Lay) -> None:
    given = "case-allocated@2026-01-05 officer=okafor; case-allocated@2026-02-02 officer=lee"
    assert lay(given, "2026-03-02").officer == "lee"
    assert lay(f"{given} role=tribunal", "2026-03-02").officer == "okafor"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # The move was expected in October, before there was a plan: owed before 15 February if one was made by then,
        # whatever was made since.
        ("2025-12-01", "; plan-ceased@2026-06-01; final-plan-sent@2027-02-01", [("e1", "2026-02-14", "met-late")]),
        ("2026-02-14", "; plan-ceased@2026-06-01; final-plan-sent@2027-02-01", [("e1", "2026-02-14", "met-late")]),
        ("2026-02-16", "; plan-ceased@2026-06-01; final-plan-sent@2027-02-01", []),
        ("2025-12-01", "", [("e1", "2026-02-14", "met-late")]),
    ],
)
def test_a_move_that_was_expected_before_there_was_a_plan(
    first: str, second: str, found: list[tuple[str, str, str]], lay: Lay
) -> None:
    text = (
        "phase-transfer-expected@2025-10-01 transfer=primary-to-secondary transfer_on=2026-09-01; "
        f"final-plan-sent@{first}; amended-plan-sent@2026-02-20 names_next_phase=yes{second}"
    )
    assert of(lay(text, "2027-03-01"), "phase-transfer-february") == found


AGREED = "assessment-requested@2026-09-07; assessment-agreed@2026-10-19; "


@pytest.mark.parametrize(("how", "due"), [("earliest", "2026-11-05"), ("latest", "2027-01-28")])
def test_an_act_of_no_assessment_may_be_about_the_one_that_runs(
    how: str, due: str, lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    """Three days from 2 November, or from the end of twenty weeks, 25 January 2027."""
    tell = rule("shire-tell", "tag-added[tag=complex]", (3, "day"), "contact-made", anchor=f"{how}:on,due:final-plan")
    told = lay(f"{AGREED}tag-added@2026-11-02 tag=complex", "2026-11-20", shire(tell))
    assert [each[1] for each in of(told, "shire-tell")] == [due]


def test_nor_does_a_promise_of_no_assessment_belong_to_another(lay: Lay, shire: Callable[..., RuleBook]) -> None:
    """Ten days from 15 October are the 25th; three from then, or from the 19th."""
    answer = rule("shire-answer", "enquiry-received", (10, "day"), "enquiry-answered")
    for how, due in (("earliest", "2026-10-22"), ("latest", "2026-10-28")):
        tell = rule("shire-tell", "assessment-agreed", (3, "day"), "contact-made", anchor=f"{how}:on,due:shire-answer")
        text = "assessment-requested@2026-09-07; enquiry-received@2026-10-15 party=Q; assessment-agreed@2026-10-19"
        assert [each[1] for each in of(lay(text, "2026-11-20", shire(answer, tell)), "shire-tell")] == [due]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("A@2026-05-01 B@2026-05-01 A=2026-05-03", []),
        ("A@2026-05-01 B@2026-05-01 A=2026-05-03 B=2026-05-06", ["2026-05-11"]),
        ("A@2026-05-01 B@2026-05-02 B=2026-05-06 A=2026-05-08", ["2026-05-13"]),
    ],
)
def test_what_waits_for_everybody_waits_for_those_of_no_thing_as_well(
    text: str, due: list[str], lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    """Information asked for outside an assessment: five days from the last answer, once everybody has answered."""
    asked = rule("shire-ask", "information-requested", (5, "day"), "information-received", per_party=True,
                 repeats="each")  # fmt: skip
    gathered = rule("shire-sum", "information-received", (5, "day"), "contact-made", anchor="all-met:shire-ask")
    events = [
        f"information-requested@{part[2:]} party={part[0]}" if part[1] == "@"
        else f"information-received@{part[2:]} party={part[0]}"
        for part in text.split()
    ]  # fmt: skip
    told = lay("; ".join(events), "2026-05-10", shire(asked, gathered))
    assert [each[1] for each in of(told, "shire-sum")] == due


@pytest.mark.parametrize(("answer", "due"), [("", []), ("advice-received@2026-02-09 party=A; ", ["2026-02-14"])])
def test_the_answers_of_an_earlier_assessment_are_none_of_this_one(
    answer: str, due: list[str], lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    """Five days after the last advice of the assessment of 2026, which ended without any, or with A's."""
    gathered = rule("shire-sum", "tag-added[tag=complex]", (5, "day"), "contact-made", anchor="all-met:advice-reply")
    text = (
        "assessment-requested@2025-01-06; assessment-agreed@2025-02-03; advice-requested@2025-02-05 party=A "
        "source=health; advice-received@2025-02-10 party=A; plan-refused@2025-03-10; assessment-requested@2026-01-05; "
        "assessment-agreed@2026-02-02; advice-requested@2026-02-05 party=A source=health; "
        f"{answer}plan-refused@2026-03-10; tag-added@2026-03-12 tag=complex"
    )
    assert [each[1] for each in of(lay(text, "2026-03-20", shire(gathered)), "shire-sum")] == due


def test_an_older_promise_does_not_go_on_beside_one_that_counts_otherwise(
    lay: Lay, shire: Callable[..., RuleBook]
) -> None:
    """Ten days from 31 August, and two from then, by what held in August; not the five of September."""
    answer = rule("shire-answer", "enquiry-received", (10, "day"), "enquiry-answered", per_party=True, repeats="each")
    anchor = {"anchor": "due:shire-answer", "repeats": "each"}
    old = rule("shire-tell", "enquiry-received", (2, "day"), "contact-made", in_force_to=date(2026, 8, 31), **anchor)
    new = rule("shire-tell", "enquiry-received", (5, "day"), "contact-made", in_force_from=date(2026, 9, 1), **anchor)
    call = rule("shire-visit", "enquiry-received", (3, "day"), "contact-made")
    told = lay("enquiry-received@2026-08-31 party=A", "2026-09-02", shire(answer, old, new, call))
    assert [(d.rule.id, str(d.due)) for d in told.deadlines if d.rule.tier != "statutory"] == [
        ("shire-answer", "2026-09-10"), ("shire-tell", "2026-09-12"), ("shire-visit", "2026-09-03"),
    ]  # fmt: skip


def test_a_second_notice_takes_the_place_of_its_own_first_and_of_no_other(lay: Lay) -> None:
    """Comments on what was proposed outside the review are open until 10 February, whatever the review proposes."""
    text = (
        "final-plan-sent@2024-11-04; amendment-notice-sent@2026-01-12 closes=2026-02-10; "
        "review-meeting-held@2026-01-14; review-decided@2026-01-15 outcome=amend; "
        "amendment-notice-sent@2026-01-20 closes=2026-02-12; amendment-notice-sent@2026-01-22"
    )
    assert of(lay(text, "2026-01-25"), "comment-on-amendments-closes") == [
        ("e2", "2026-02-10", "open"),
        ("e5", "2026-02-12", "lapsed"),
    ]


def test_asked_again_a_case_leaves_the_first_answer_as_it_was(lay: Lay, book: RuleBook) -> None:
    """A case that is run once and dated twice: what runs for a list, then everything for the page of the case."""
    text = f"{AGREED}draft-plan-sent@2026-11-20; representations-received@2026-12-01"
    told = lay(text, "2026-12-02")
    played = Played(told.case, book, date(2026, 12, 2))
    listed = timeline(told.case, book, date(2026, 12, 2), still_runs, played)
    before = listed.deadlines
    every = timeline(told.case, book, date(2026, 12, 2), None, played)
    assert [(d.rule.id, d.due, d.status) for d in every.deadlines] == [
        (d.rule.id, d.due, d.status) for d in told.deadlines
    ]
    assert listed.deadlines == before and len(before) < len(every.deadlines)
