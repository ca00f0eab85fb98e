"""A local rule that counts from the days of other clocks, or may not pass them: which of several it is, and what there
is while none is known. Answering an enquiry is promised in ten days to each party; what hangs on that names none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.days.bank_holidays import calendars
from sendclock.days.counting import Period
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from shire import head, rule

Lay = Callable[..., Timeline]
Books = Callable[..., RuleBook]
ENGLAND = calendars()["england"]
# Every fourth Wednesday from 2 September 2026: 28 October, 25 November; and one of which no meeting is known.
PANEL = Panel("panel", "The panel", date(2026, 9, 2), 4, ENGLAND, Period("before", 4, "working-day"))
NEVER = PANEL._replace(listed={})
ANSWER = rule("shire-answer", "enquiry-received", (10, "day"), "enquiry-answered", per_party=True, repeats="each")
ONE = "enquiry-received@2026-11-02 party=Q-1; "  # to be answered by the 12th
TWO = f"{ONE}enquiry-received@2026-11-04 party=Q-2; "  # and by the 14th
TURNED = "tag-added@2026-11-06 tag=complex"


def tell(anchor: str, within: int = 2, starts_on: str = "tag-added[tag=complex]", **more: object) -> str:
    return rule("shire-tell", starts_on, (within, "day"), "contact-made", anchor=anchor, **more)


@pytest.fixture
def shire(tmp_path: Path) -> Books:
    def of_rules(*rules: str, panel: Panel = PANEL) -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head() + "\n".join(rules), encoding="utf-8")
        return load.load(own=[path], panels={"panel": panel})

    return of_rules


def of(told: Timeline, name: str = "shire-tell") -> list[tuple[str, str, str]]:
    """Of the clocks of a rule: the event that started each, its day, and what is doubtful about it."""
    found = [d for d in told.deadlines if d.rule.id == name]
    return [(d.started_by.id, str(d.due), " ".join(doubt.id for doubt in d.doubts)) for d in found]


UNKNOWN, HANGS = "one-of-several-unknown", "hangs-on-a-doubtful-one"


@pytest.mark.parametrize(
    ("anchor", "text", "expected"),
    [
        # The day it was done, and until then its limit: of the newest that runs.
        ("first-known:met:shire-answer,due:shire-answer", TWO + TURNED, [("e3", "2026-11-16", UNKNOWN)]),
        ("first-known:met:shire-answer,due:shire-answer",
         f"{TWO}{TURNED}; enquiry-answered@2026-11-09 party=Q-1", [("e3", "2026-11-11", "")]),
        ("first-known:met:shire-answer,due:shire-answer",
         f"{TWO}{TURNED}; enquiry-answered@2026-11-11 party=Q-1; enquiry-answered@2026-11-10 party=Q-2",
         [("e3", "2026-11-12", "")]),
        ("first-known:met:shire-answer,due:shire-answer", f"{TURNED}; enquiry-received@2026-11-09 party=Q-1",
         [("e1", "2026-11-21", UNKNOWN)]),
        ("first-known:due:shire-answer,met:shire-answer", TWO + TURNED, [("e3", "2026-11-16", "")]),
        ("first-known:met:shire-answer,due:shire-answer", TURNED, []),  # nothing to count from
        # The later of two, the earlier of two; a limit that was over before is not one of them.
        ("latest:on,due:shire-answer", TWO + TURNED, [("e3", "2026-11-16", "")]),
        ("earliest:on,due:shire-answer", TWO + TURNED, [("e3", "2026-11-08", "")]),
        ("latest:on,due:shire-answer", f"{ONE}enquiry-answered@2026-11-05 party=Q-1; {TURNED}",
         [("e3", "2026-11-08", UNKNOWN)]),
        ("latest:on,met:shire-answer", TWO + TURNED, [("e3", "2026-11-08", UNKNOWN)]),
        ("latest:on,met:shire-answer", f"{TWO}{TURNED}; enquiry-answered@2026-11-11 party=Q-2",
         [("e3", "2026-11-13", "")]),
        # Its limit alone: of the newest that runs, or none.
        ("due:shire-answer", TWO + TURNED, [("e3", "2026-11-16", "")]),
        ("due:shire-answer", f"{TWO}enquiry-answered@2026-11-05 party=Q-2; {TURNED}", [("e4", "2026-11-14", "")]),
        ("due:shire-answer", f"{ONE}enquiry-answered@2026-11-05 party=Q-1; {TURNED}", []),
    ],
)  # fmt: skip
def test_which_day_of_another_promise(
    anchor: str, text: str, expected: list[tuple[str, str, str]], lay: Lay, shire: Books
) -> None:
    assert of(lay(text, "2026-11-20", shire(ANSWER, tell(anchor)))) == expected


def test_a_promise_begun_by_the_same_event_is_the_one_counted_from(lay: Lay, shire: Books) -> None:
    rules = shire(ANSWER, tell("due:shire-answer", starts_on="enquiry-received", repeats="each"))
    later = "enquiry-received@2026-11-05 party=Q-3"
    found = of(lay(TWO + later, "2026-11-20", rules))
    assert found == [("e1", "2026-11-14", ""), ("e2", "2026-11-16", ""), ("e3", "2026-11-17", "")]


@pytest.mark.parametrize(
    ("starts_on", "text", "expected"),
    [
        # Each by the version in force when the answer it hangs on was asked for: ten days, and two or five.
        ("enquiry-received", "", [("e1", "2026-09-12", ""), ("e2", "2026-09-16", "")]),
        ("tag-added[tag=complex]", "; tag-added@2026-09-02 tag=complex", [("e3", "2026-09-16", "")]),
    ],
)
def test_the_version_is_that_of_the_clock_it_hangs_on(
    starts_on: str, text: str, expected: list[tuple[str, str, str]], lay: Lay, shire: Books
) -> None:
    old = tell("due:shire-answer", 2, starts_on, repeats="each", in_force_to=date(2026, 8, 31))
    new = tell("due:shire-answer", 5, starts_on, repeats="each", in_force_from=date(2026, 9, 1))
    asked = "enquiry-received@2026-08-31 party=Q-1; enquiry-received@2026-09-01 party=Q-2"
    assert of(lay(asked + text, "2026-09-05", shire(ANSWER, old, new))) == expected


@pytest.mark.parametrize(("served", "doubt"), [("", HANGS), (" served=2026-11-02", "")])
def test_it_is_as_doubtful_as_what_it_counts_from(served: str, doubt: str, lay: Lay, shire: Books) -> None:
    answer = rule("shire-answer", "draft-plan-sent", (10, "day"), "representations-received", anchor="served")
    rules = shire(answer, tell("latest:on,due:shire-answer"))
    assert of(lay(f"draft-plan-sent@2026-11-02{served}; {TURNED}", "2026-11-20", rules)) == [
        ("e2", "2026-11-14", doubt)
    ]


@pytest.mark.parametrize(
    ("first", "second", "doubt"), [("", " received=2026-11-04", ""), (" received=2026-11-02", "", HANGS)]
)
def test_of_several_it_is_as_doubtful_as_the_newest(
    first: str, second: str, doubt: str, lay: Lay, shire: Books
) -> None:
    reply = rule("shire-answer", "information-requested", (10, "day"), "information-received", anchor="received",
                 per_party=True, repeats="each")  # fmt: skip
    asked = (
        f"information-requested@2026-11-02 party=A{first}; information-requested@2026-11-04 party=B{second}; {TURNED}"
    )
    found = of(lay(asked, "2026-11-20", shire(reply, tell("latest:on,due:shire-answer"))))
    assert found == [("e3", "2026-11-16", doubt)]


EARLIER = (
    "assessment-requested@2019-01-07; assessment-agreed@2019-02-11; final-plan-sent@2019-05-20; "
    "plan-ceased@2023-01-09 reason=needs-met; "
)
NOW = "assessment-requested@2026-09-07; assessment-agreed@2026-10-19"


@pytest.mark.parametrize(("before", "event"), [("", "e2"), (EARLIER, "e6")])
@pytest.mark.parametrize(("sent", "due"), [("", "2027-01-23"), ("; final-plan-sent@2027-01-11", "2027-01-09")])
def test_the_plan_of_years_ago_is_none_of_this_assessment(
    before: str, event: str, sent: str, due: str, lay: Lay, shire: Books
) -> None:
    """Twenty weeks from 7 September 2026 end on 25 January 2027."""
    anchor = "first-known:met:final-plan,due:final-plan"
    call = tell(anchor, starts_on="assessment-agreed", direction="before", repeats="each")
    found = of(lay(f"{before}{NOW}{sent}", "2027-01-12", shire(call)))
    assert [each[:2] for each in found if each[0] == event] == [(event, due)]


ADVICE = "assessment-requested@2026-08-10; assessment-agreed@2026-09-14; "
HEALTH = "advice-requested@2026-09-16 party=H source=health received=2026-09-16; "  # six weeks: 28 October
CARE = "advice-requested@2026-09-18 party=C source=health received=2026-09-18; "  # 30 October
COMPLEX = "tag-added@2026-09-21 tag=complex; "


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (HEALTH + COMPLEX, "2026-10-28"),
        (HEALTH + CARE + COMPLEX, "2026-10-30"),  # of two that run, the newest
        (f"{HEALTH}{CARE}{COMPLEX}advice-received@2026-09-22 party=C", "2026-10-28"),  # the one that still runs
        (f"{HEALTH}{COMPLEX}advice-received@2026-09-22 party=H", "2026-10-28"),  # it was binding while it ran
        (f"{HEALTH}advice-received@2026-09-18 party=H; {COMPLEX}", "2026-11-23"),  # over before: binds no more
    ],
)
def test_which_limit_of_the_law_holds_a_promise_back(text: str, due: str, lay: Lay, shire: Books) -> None:
    """Nine weeks from 21 September would end on 23 November."""
    longer = tell("latest:on,on", within=63, tightens="advice-reply")
    assert [each[1] for each in of(lay(ADVICE + text, "2026-11-28", shire(longer)))] == [due]


def test_a_limit_for_one_party_binds_no_other(lay: Lay, shire: Books) -> None:
    """H had the letter on 16 September, and C's, sent with it, came on the 30th: 28 October and 11 November."""
    received = rule("shire-tell", "advice-requested", (50, "day"), "advice-received", anchor="latest:on,on",
                    per_party=True, repeats="each", tightens="advice-reply")  # fmt: skip
    asked = f"{ADVICE}{HEALTH}advice-requested@2026-09-16 party=C source=health received=2026-09-30"
    told = lay(asked, "2026-11-28", shire(received))
    assert [d.party for d in told.deadlines if d.rule.id == "shire-tell"] == ["H", "C"]
    assert [each[1] for each in of(told)] == ["2026-10-28", "2026-11-05"]


@pytest.mark.parametrize(
    ("starts_on", "per_party", "text", "days"),
    [
        # Of the same event; of the same party, though another was asked later.
        ("enquiry-received", False, "", ["2026-11-12", "2026-11-14"]),
        ("enquiry-acknowledged", True, "enquiry-acknowledged@2026-11-06 party=Q-1", ["2026-11-12"]),
        ("enquiry-acknowledged", False, "enquiry-acknowledged@2026-11-06 party=Q-1", ["2026-11-14"]),
    ],
)
def test_whose_limit_it_is(starts_on: str, per_party: bool, text: str, days: list[str], lay: Lay, shire: Books) -> None:
    own = tell("latest:on,on", 12, starts_on, repeats="each", per_party=per_party, tightens="shire-answer")
    assert [each[1] for each in of(lay(TWO + text, "2026-11-20", shire(ANSWER, own)))] == days


def test_a_limit_for_all_binds_what_is_promised_to_each(lay: Lay, shire: Books) -> None:
    """Six weeks from 7 September, for nobody by name: 19 October."""
    own = tell("latest:on,on", 60, "enquiry-received", repeats="each", per_party=True, tightens="decide-to-assess")
    told = lay("assessment-requested@2026-09-07; enquiry-received@2026-09-10 party=Q-1", "2026-09-20", shire(own))
    assert [each[1] for each in of(told)] == ["2026-10-19"]


def test_a_limit_that_was_replaced_binds_no_more(lay: Lay, shire: Books) -> None:
    """Two weeks before the review meeting, and before the day it was put off to."""
    longer = tell("latest:on,on", within=63, tightens="review-notice", starts_on="tag-added[tag=complex]")
    arranged = "final-plan-sent@2026-01-15; review-meeting-arranged@2026-10-20 meeting=2026-11-23; "
    turned = f"{arranged}tag-added@2026-10-21 tag=complex"
    assert [each[1] for each in of(lay(turned, "2026-11-03", shire(longer)))] == ["2026-11-09"]
    moved = f"{turned}; review-meeting-arranged@2026-11-02 meeting=2026-12-07"
    assert [each[1] for each in of(lay(moved, "2026-11-03", shire(longer)))] == ["2026-11-23"]


def test_a_shorter_promise_that_was_extended_holds_nothing_back(lay: Lay, shire: Books) -> None:
    longer = rule("shire-longer", "enquiry-acknowledged", (20, "day"), "enquiry-answered", per_party=True,
                  repeats="each", extends="shire-answer")  # fmt: skip
    bound = tell("latest:on,on", within=12, tightens="shire-answer")
    told = lay(ONE + TURNED, "2026-11-20", shire(ANSWER, longer, bound))
    assert [each[1] for each in of(told)] == ["2026-11-12"]
    told = lay(f"{ONE}{TURNED}; enquiry-acknowledged@2026-11-09 party=Q-1", "2026-11-20", shire(ANSWER, longer, bound))
    assert [each[1] for each in of(told)] == ["2026-11-18"]


class TestNoMeetingKnown:
    TO_PANEL = rule("shire-panel", "enquiry-received", (4, "week"), "enquiry-answered", per_party=True, repeats="each",
                    panel={"name": "panel", "which": "next"})  # fmt: skip
    AFTER = rule("shire-after", "enquiry-received", (1, "week"), "contact-made", anchor="due:shire-panel")
    LATER = rule("shire-later", "enquiry-received", (1, "week"), "contact-made", anchor="due:shire-after")

    def test_the_case_waits_for_it_once_for_each_party(self, lay: Lay, shire: Books) -> None:
        """And what hangs on the meeting has no date either."""
        told = lay(TWO, "2026-11-20", shire(self.TO_PANEL, self.AFTER, self.LATER, panel=NEVER))
        waits = [(each.rule.id, each.missing, each.party) for each in told.not_started]
        assert waits == [("shire-panel", "panel:panel", "Q-1"), ("shire-panel", "panel:panel", "Q-2")]
        assert told.state.kind == "waiting" and not told.deadlines

    def test_the_last_meeting_that_was_known_is_told(self, lay: Lay, shire: Books) -> None:
        """One on the list at 28 October, and none since."""
        once = PANEL._replace(listed={date(2026, 10, 28): None})
        counted = tell("panel:panel", starts_on="enquiry-received")
        for rules in (self.TO_PANEL, counted):
            (waits,) = lay(ONE, "2026-11-20", shire(rules, panel=once)).not_started
            assert (waits.missing, waits.after) == ("panel:panel", date(2026, 10, 28))

    def test_with_a_meeting_all_three_have_their_days(self, lay: Lay, shire: Books) -> None:
        """Four weeks from 2 November are the 30th; the next Wednesday of the four is 23 December."""
        told = lay(ONE, "2026-11-20", shire(self.TO_PANEL, self.AFTER, self.LATER))
        assert told.not_started == ()
        days = [str(each.due) for each in told.deadlines]
        assert days == ["2026-12-23", "2026-12-30", "2027-01-06"]

    @pytest.mark.parametrize(
        ("begun", "panel", "due", "waits"),
        [
            ("", PANEL, [], []),  # its first limit has not begun: nothing waits for a meeting
            ("", NEVER, [], []),
            ("contact-made@2026-11-01 whom=family how=call; ", PANEL, ["2026-11-25"], []),  # 8, 15, 22 November
            ("contact-made@2026-11-01 whom=family how=call; ", NEVER, [], ["shire-c"]),
        ],
    )
    def test_at_the_end_of_a_chain(
        self, begun: str, panel: Panel, due: list[str], waits: list[str], lay: Lay, shire: Books
    ) -> None:
        first = rule("shire-a", "contact-made", (1, "week"), "enquiry-answered")
        second = rule("shire-b", "enquiry-received", (1, "week"), "enquiry-answered", anchor="due:shire-a")
        third = rule("shire-c", "enquiry-received", (1, "week"), "enquiry-answered", anchor="due:shire-b",
                     panel={"name": "panel", "which": "next"})  # fmt: skip
        told = lay(begun + ONE, "2026-11-20", shire(first, second, third, panel=panel))
        assert [str(d.due) for d in told.deadlines if d.rule.id == "shire-c"] == due
        assert [each.rule.id for each in told.not_started] == waits

    def test_each_meeting_in_its_turn(self, lay: Lay, shire: Books) -> None:
        """Of a panel that meets on Tuesdays and Wednesdays, from the one to the next day's."""
        kept_up = {"again": True, "ends_with": ["tag-removed[tag=complex]"]}
        two_days = PANEL._replace(first=date(2026, 11, 3), every=1, weekdays=(1, 2))
        report = tell("panel:panel", within=0, **kept_up)
        told = lay(
            "tag-added@2026-11-09 tag=complex; contact-made@2026-11-10", "2026-11-20", shire(report, panel=two_days)
        )
        assert [each[1] for each in of(told)] == ["2026-11-10", "2026-11-11"]
