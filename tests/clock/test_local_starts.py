"""When a local rule begins and what makes way for it: conditions on the case, more time in place of less, several
answers to be in, a promise that begins anew, and one that was changed while it ran."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import TERMS, with_packs
from sendclock.clock.deadline import Timeline
from sendclock.days.bank_holidays import calendars
from sendclock.days.calendars import own_calendar
from sendclock.law.book import RuleBook
from shire import head, rule

Lay = Callable[..., Timeline]
Books = Callable[..., RuleBook]
ENGLAND = calendars()["england"]
OAKWOOD = own_calendar("oakwood", "Oakwood", ENGLAND, (), date(2027, 7, 21), TERMS)
TWO = "enquiry-received@2026-11-02 party=Q-1; enquiry-received@2026-11-03 party=Q-2; "


@pytest.fixture
def shire(tmp_path: Path) -> Books:
    def of_rules(*rules: str) -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head() + "\n".join(rules), encoding="utf-8")
        return with_packs([path])

    return of_rules


def answer(id: str = "shire-answer", starts_on: str = "enquiry-received", within: int = 10, **more: object) -> str:
    given = {"per_party": True, "repeats": "each", **more}
    return rule(id, starts_on, (within, "day"), "enquiry-answered", **given)


def of(told: Timeline) -> list[tuple[str, str, str]]:
    """Of the local clocks: the event that started each, its day, and how it stands."""
    found = [d for d in told.deadlines if d.rule.local]
    return [(d.started_by.id, str(d.due), "replaced" if d.replaced else d.status) for d in found]


class TestConditions:
    @pytest.mark.parametrize(("per_party", "waits"), [(True, ["Q-1", "Q-2"]), (False, [None, None])])
    def test_with_no_day_of_birth_each_family_s_promise_waits_for_it(
        self, per_party: bool, waits: list[str | None], lay: Lay, shire: Books
    ) -> None:
        told = lay(TWO, "2026-11-20", shire(answer(per_party=per_party, **{"if": ["age>=16"]})))
        assert [(each.missing, each.party) for each in told.not_started] == [("born", party) for party in waits]

    @pytest.mark.parametrize(
        ("anchor", "born", "begins"),
        [
            # As old as on the day counted from, 1 March; where that is not known yet, as on the day of the event.
            ("day:03-01", date(2011, 3, 1), [("e1", "2027-03-11", "overdue")]),
            ("day:03-01", date(2011, 3, 2), []),
            ("latest:on,due:decide-to-assess", date(2010, 11, 2), [("e1", "2026-12-24", "overdue")]),
            ("latest:on,due:decide-to-assess", date(2010, 11, 3), []),
        ],
    )
    def test_a_condition_holds_on_the_day_counted_from(
        self, anchor: str, born: date, begins: list[tuple[str, str, str]], lay: Lay, shire: Books
    ) -> None:
        call = rule("shire-call", "assessment-requested", (10, "day"), "contact-made", anchor=anchor,
                    **{"if": ["age>=16"]})  # fmt: skip
        assert of(lay("assessment-requested@2026-11-02", "2027-03-20", shire(call), born=born)) == begins

    MOVE = "phase-transfer-expected@2026-10-0{} transfer=primary-to-secondary transfer_on=2027-09-01"

    @pytest.mark.parametrize(("day", "begins"), [(1, 1), (3, 0)])
    def test_what_comes_later_is_not_known_yet(self, day: int, begins: int, lay: Lay, shire: Books) -> None:
        call = rule("shire-call", "review-meeting-held", (10, "day"), "contact-made", **{"if": ["phase-transfer=yes"]})
        told = lay(f"review-meeting-held@2026-10-02; {self.MOVE.format(day)}", "2026-10-20", shire(call))
        assert len(of(told)) == begins


class TestMakingWay:
    MORE = "enquiry-acknowledged@2026-11-04 party=Q-1"

    @pytest.mark.parametrize(
        ("shorter", "expected"),
        [
            # One for each party: Q-2's stays. One for all, to which a party's extension belongs as well.
            (answer(), [("e1", "2026-11-12", "replaced"), ("e2", "2026-11-13", "overdue")]),
            (answer(per_party=False), [("e1", "2026-11-12", "replaced"), ("e2", "2026-11-13", "replaced")]),
        ],
    )
    def test_more_time_takes_the_place_of_less(
        self, shorter: str, expected: list[tuple[str, str, str]], lay: Lay, shire: Books
    ) -> None:
        longer = answer("shire-longer", "enquiry-acknowledged", 20, extends="shire-answer")
        told = lay(TWO + self.MORE, "2026-11-20", shire(shorter, longer))
        assert of(told) == [*expected, ("e3", "2026-11-24", "open")]

    @pytest.mark.parametrize(
        ("repeats", "expected"),
        [
            ("latest", [("e1", "2026-11-12", "replaced"), ("e2", "2026-11-13", "overdue"),
                        ("e3", "2026-11-15", "overdue")]),
            ("first", [("e1", "2026-11-12", "overdue"), ("e2", "2026-11-13", "overdue")]),
            ("each", [("e1", "2026-11-12", "overdue"), ("e2", "2026-11-13", "overdue"),
                      ("e3", "2026-11-15", "overdue")]),
        ],
    )  # fmt: skip
    def test_asked_again_by_the_same_family(
        self, repeats: str, expected: list[tuple[str, str, str]], lay: Lay, shire: Books
    ) -> None:
        again = "enquiry-received@2026-11-05 party=q-1"
        assert of(lay(TWO + again, "2026-11-20", shire(answer(repeats=repeats)))) == expected

    def test_a_clock_that_is_not_to_run_beside_another_waits_for_nothing(self, lay: Lay, book: RuleBook) -> None:
        """Such a request starts nothing while the other runs, and is taken again once it is over."""
        only = tuple(r._replace(not_while="complaint-acknowledge") if r.id == "foi-reply" else r for r in book.rules)
        about = (book.exceptions, book.event_types, book.calendars, book.setting_calendars)
        rules = RuleBook(book.packs, only, *about)
        text = "complaint-received@2026-06-01 party=C stage=1; foi-received@2026-06-02 party=F; "
        over = f"{text}complaint-acknowledged@2026-06-03 party=C stage=1; foi-received@2026-06-04 party=G"
        for file, started in ((text, []), (over, ["e4"])):
            found = lay(file, "2026-06-10", rules).deadlines
            assert [d.started_by.id for d in found if d.rule.id == "foi-reply"] == started


EARLIER = (
    "assessment-requested@2025-09-01; assessment-agreed@2025-10-06; "
    "advice-requested@2025-10-07 party=H source=health received=2025-10-07; advice-received@2025-11-03 party=H; "
    "plan-refused@2025-12-15; "
)
ASKED = (
    "assessment-requested@2026-08-10; assessment-agreed@2026-09-14; "
    "advice-requested@2026-09-16 party=H source=health received=2026-09-16; "
    "advice-requested@2026-09-17 party=C source=health received=2026-09-17; advice-received@2026-10-20 party=H; "
)
CARE, TURNED = "advice-received@2026-10-12 party=C; ", "tag-added@2026-11-02 tag=complex"


def test_nothing_is_counted_from_answers_that_nobody_was_asked_for(lay: Lay, shire: Books) -> None:
    meet = rule("shire-meet", "tag-added[tag=complex]", (2, "week"), "contact-made", anchor="all-met:advice-reply")
    assert of(lay(TURNED, "2026-11-10", shire(meet))) == []


@pytest.mark.parametrize("before", ["", EARLIER])
@pytest.mark.parametrize(
    ("anchor", "text", "due"),
    [
        ("all-met", ASKED + CARE + TURNED, ["2026-11-03"]),  # the last answer came on 20 October
        ("all-met", ASKED + TURNED, []),  # one is missing
        ("all-met", ASKED.replace("; advice-received@2026-10-20 party=H", "") + TURNED, []),  # none has answered
        # Refused before the last had answered: nobody is waited for.
        ("all-met", f"{ASKED}plan-refused@2026-11-01; {TURNED}", ["2026-11-03"]),
        ("met", ASKED + CARE + TURNED, ["2026-10-26"]),  # of the one that was asked last
        ("met", ASKED + TURNED, ["2026-11-03"]),  # of the one that has answered
    ],
)
def test_counted_from_the_answers_of_this_assessment(
    before: str, anchor: str, text: str, due: list[str], lay: Lay, shire: Books
) -> None:
    meet = rule("shire-meet", "tag-added[tag=complex]", (2, "week"), "contact-made", anchor=f"{anchor}:advice-reply")
    assert [each[1] for each in of(lay(before + text, "2026-11-10", shire(meet)))] == due


def test_from_each_answer_as_it_comes(lay: Lay, shire: Books) -> None:
    """C was asked last and answered first; each answer starts a promise of its own, and the same again starts none."""
    thank = rule("shire-thank", None, (2, "week"), "contact-made", anchor="met:advice-reply", repeats="each")
    told = lay(f"{ASKED}{CARE}advice-received@2026-10-22 party=H", "2026-10-23", shire(thank))
    assert [each[1] for each in of(told)] == ["2026-10-26", "2026-11-03"]
    tell = rule("shire-tell", None, (2, "day"), "contact-made", anchor="met:decide-to-assess", repeats="each")
    twice = "assessment-requested@2026-08-10; assessment-agreed@2026-09-14; assessment-agreed@2026-09-18"
    assert [each[1] for each in of(lay(twice, "2026-10-23", shire(tell)))] == ["2026-09-16"]


KEPT_UP = {"again": True, "ends_with": ["tag-removed[tag=complex]"]}
TAG, CALL = "tag-added@2026-09-01 tag=complex; ", "contact-made@{} whom=family how=call; "


def update(id: str = "shire-update", within: int = 14, **more: object) -> str:
    return rule(id, "tag-added[tag=complex]", (within, "day"), "contact-made", **{**KEPT_UP, **more})


NEWER = update("shire-newer", 21, in_force_from=date(2026, 9, 15), supersedes="shire-update")
ASLEEP = update("shire-newer", 21, in_force_from=date(2026, 9, 15), supersedes="shire-update", status="draft")


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ([update()], TAG + CALL.format("2026-09-10"),
         [("e1", "2026-09-15", "met"), ("e2", "2026-09-24", "overdue")]),
        ([update()], TAG + CALL.format("2026-09-10") + CALL.format("2026-09-26"),
         [("e1", "2026-09-15", "met"), ("e2", "2026-09-24", "met-late"), ("e3", "2026-10-10", "overdue")]),
        ([update()], f"{TAG}{CALL.format('2026-09-10')}tag-removed@2026-09-20 tag=complex",
         [("e1", "2026-09-15", "met"), ("e2", "2026-09-24", "lapsed")]),
        # Of a day of the calendar the next one after that it was for, whenever it was met.
        ([update(within=0, anchor="day:10-01")], TAG + CALL.format("2026-10-01"),
         [("e1", "2026-10-01", "met"), ("e2", "2027-10-01", "open")]),
        ([update(within=0, anchor="day:10-01")], TAG + CALL.format("2026-09-20"),
         [("e1", "2026-10-01", "met"), ("e2", "2027-10-01", "open")]),
        # Of a limit that it hung on once: from the day it was met.
        ([rule("shire-first", "tag-added[tag=complex]", (2, "week"), "contact-made[how=meeting]"),
          update(within=7, anchor="due:shire-first")], TAG + CALL.format("2026-09-10"),
         [("e1", "2026-09-15", "overdue"), ("e1", "2026-09-22", "met"), ("e2", "2026-09-17", "overdue")]),
        # And it goes on when that limit is over.
        ([rule("shire-first", "tag-added[tag=complex]", (2, "week"), "contact-made[how=meeting]"),
          rule("shire-update", "tag-added[tag=complex]", (7, "day"), "contact-made[how=call]", anchor="due:shire-first",
               **KEPT_UP)],
         f"{TAG}contact-made@2026-09-08 whom=family how=meeting; {CALL.format('2026-09-10')}",
         [("e1", "2026-09-15", "met"), ("e1", "2026-09-22", "met"), ("e3", "2026-09-17", "overdue")]),
        # The day before the newer promise, and its own; a draft changes nothing, and the older has ended.
        ([update(), NEWER], TAG + CALL.format("2026-09-14"),
         [("e1", "2026-09-15", "met"), ("e2", "2026-09-28", "overdue")]),
        ([update(), NEWER], TAG + CALL.format("2026-09-15"),
         [("e1", "2026-09-15", "met"), ("e2", "2026-10-06", "overdue")]),
        ([ASLEEP, update()], TAG + CALL.format("2026-09-15"),
         [("e1", "2026-09-15", "met"), ("e2", "2026-09-29", "overdue")]),
    ],
)  # fmt: skip
def test_a_promise_that_begins_anew(
    rules: list[str], text: str, expected: list[tuple[str, str, str]], lay: Lay, shire: Books
) -> None:
    assert of(lay(text, "2026-11-20", shire(*rules))) == expected


TOLD = {"repeats": "each", "spent_by": ["plan-agreed"]}
CHANGED = (
    rule("shire-tell", "tag-added[tag=complex]", (14, "day"), "contact-made[how=call]", **TOLD,
         in_force_to=date(2026, 8, 31)),
    rule("shire-tell", "tag-added[tag=complex]", (14, "day"), "contact-made[how=meeting]", **TOLD,
         in_force_from=date(2026, 9, 1)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("how", "spent", "stands"),
    [
        ("call", "", ["met", "open"]),
        ("meeting", "", ["open", "met"]),
        ("call", "plan-agreed@2026-09-02; ", ["met", "lapsed"]),
        ("meeting", "plan-agreed@2026-09-02; ", ["lapsed", "met"]),
    ],
)
def test_a_promise_that_was_changed_while_it_ran_is_kept_as_it_was_made(
    how: str, spent: str, stands: list[str], lay: Lay, shire: Books
) -> None:
    """From 1 September a call is no longer enough: what was promised before is met by one, what came since is not. So
    it is of a promise that the agreed plan had made pointless, and that is kept after all."""
    tags = "tag-added@2026-08-31 tag=complex; tag-added@2026-09-01 tag=complex; "
    told = lay(f"{tags}{spent}contact-made@2026-09-03 whom=family how={how}", "2026-09-04", shire(*CHANGED))
    assert [each[2] for each in of(told)] == stands


@pytest.mark.parametrize(
    ("keys", "opens", "due"),
    [
        # From Tuesday 22 December 2026. Working days: 23, 24, 29, 30, 31, 4, 5, 6; the offices are closed 29 to 31.
        ({"opens": "5wd", "unit": "working-day"}, "2026-12-31", "2027-01-06"),
        ({"opens": "5wd", "unit": "working-day", "calendar": "exampleshire"}, "2027-01-06", "2027-01-11"),
        ({"opens": "5d", "unit": "day"}, "2026-12-27", "2026-12-30"),
        # Week 1 begins the day after; the second a week later.
        ({"opens_week": 1, "unit": "week"}, "2026-12-23", "2027-02-16"),
        ({"opens_week": 2, "unit": "week"}, "2026-12-30", "2027-02-16"),
    ],
)
def test_the_first_day_of_a_window(keys: dict[str, object], opens: str, due: str, lay: Lay, shire: Books) -> None:
    window = rule("shire-call", "assessment-requested", (8, ""), "contact-made", **keys)
    (found,) = [
        d for d in lay("assessment-requested@2026-12-22", "2026-12-23", shire(window)).deadlines if d.rule.local
    ]
    assert (str(found.opens), str(found.due)) == (opens, due)


@pytest.mark.parametrize(
    ("setting", "opens", "due"), [("Oakwood", "2027-01-05", "2027-01-08"), ("", "2026-12-24", "2026-12-31")]
)
def test_school_days_of_a_window_are_those_of_the_setting(
    setting: str, opens: str, due: str, lay: Lay, shire: Books
) -> None:
    """From 22 December: its term begins on 4 January. Where the terms are not known, the working days of England."""
    window = rule("shire-call", "assessment-requested", (5, "school-day"), "contact-made", opens="2sd")
    rules = shire(window)
    about = (rules.exceptions, rules.event_types, rules.calendars, {"oakwood": OAKWOOD}, rules.practice)
    known = RuleBook(rules.packs, rules.rules, *about)
    told = lay("assessment-requested@2026-12-22", "2026-12-23", known, setting=setting or None)
    (found,) = [d for d in told.deadlines if d.rule.local]
    assert (str(found.opens), str(found.due)) == (opens, due)
