"""Who covers whom, and whose case it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.casebook.diary import appointed, told_of_absence
from sendclock.casebook.facts import Diary
from sendclock.casebook.owner import unknown_officer, whose
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.local import SoFar, calendar_anchor, holds
from sendclock.law.book import RuleBook
from sendclock.law.practice import Absence, Officer, People, Spell, Team, joined
from sendclock.law.rule import CaseCondition
from sendclock.people.cover import appointments, still_to_tell

MON, FRI, DAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 25)
TEAMS = (
    Team("north", hub="hub", lead="hughes"),
    Team("south", covers_for=("north",)),
    Team("east", hub="hub"),
    Team("west"),
)


def away(*officers: str, cover: str | None = None, last: date | None = FRI) -> list[Absence]:
    return [Absence(officer, MON, last, cover=cover) for officer in officers]


def people(absences: list[Absence], *, teams: tuple[Team, ...] = TEAMS, **listed: tuple[str, ...]) -> People:
    """okafor, singh and reid in the north, reid for the young only; lee in the south; shah in the east."""
    bands: dict[str, tuple[str, tuple[int, int] | None]] = {
        "okafor": ("north", (0, 16)),
        "singh": ("north", (0, 16)),
        "reid": ("north", (14, 25)),
        "lee": ("south", (0, 25)),
        "shah": ("east", None),
    }
    officers = [Officer(id, team=team, ages=ages, cover=listed.get(id, ())) for id, (team, ages) in bands.items()]
    return People(officers, teams, absences)


def by(known: People, officer: str = "okafor", day: date = DAY) -> tuple[str, tuple[str, ...]]:
    cover = known.cover(officer, day)
    assert cover is not None
    return cover.how, cover.by


class TestCover:
    def test_only_those_away_are_covered_both_days_included(self) -> None:
        known = people(away("okafor"))
        assert known.cover("singh", DAY) is None
        assert known.cover(None, DAY) is None
        assert [bool(known.cover("Okafor", day)) for day in (date(2026, 11, 22), MON, FRI, date(2026, 11, 28))] == [
            False, True, True, False,
        ]  # fmt: skip

    def test_who_is_named_for_the_absence_comes_before_the_officers_own_list(self) -> None:
        assert by(people(away("okafor", cover="lee"), okafor=("singh",))) == ("named", ("lee",))
        assert by(people(away("okafor"), okafor=("singh", "lee"))) == ("listed", ("singh",))
        assert by(people(away("okafor", "singh"), okafor=("singh", "lee"))) == ("listed", ("lee",))

    def test_a_list_goes_to_everybody_of_the_cluster_whose_ages_fit(self) -> None:
        assert by(people(away("okafor"))) == ("team", ("singh",))  # reid leads on 14 to 25
        assert by(people(away("reid")), "reid") == ("neighbours", ("lee",))
        both = People([Officer(id, team="north") for id in ("okafor", "singh", "reid")], TEAMS, away("okafor"))
        assert by(both) == ("team", ("singh", "reid"))

    def test_then_to_the_teams_that_cover_for_it_then_the_hub_then_its_lead(self) -> None:
        assert by(people(away("okafor", "singh"))) == ("neighbours", ("lee",))
        assert by(people(away("okafor", "singh", "lee"))) == ("hub", ("shah",))
        assert by(people(away("okafor", "singh", "lee", "shah"))) == ("lead", ("hughes",))

    def test_who_leads_a_team_covers_last_though_an_officer(self) -> None:
        officers = [Officer(id, team="north") for id in ("okafor", "hughes", "singh")]
        assert by(People(officers, TEAMS, away("okafor"))) == ("team", ("singh",))
        assert by(People(officers, TEAMS, away("okafor", "singh"))) == ("lead", ("hughes",))

    def test_nobody_where_even_the_lead_is_the_one_away(self) -> None:
        alone = (Team("north", lead="okafor"),)
        assert by(people(away("okafor", "singh"), teams=alone)) == ("nobody", ())
        assert by(People([Officer("okafor")], [], away("okafor"))) == ("nobody", ())

    def test_a_cover_who_is_away_is_followed_to_the_one_who_covers_them(self) -> None:
        assert by(people(away("okafor", "singh"), okafor=("singh",), singh=("shah",))) == ("listed", ("shah",))
        chain = [*away("okafor", cover="singh"), *away("singh", cover="reid")]
        assert by(people(chain)) == ("named", ("reid",))

    def test_two_who_name_each_other_do_not_go_in_a_circle(self) -> None:
        circle = people(away("okafor", "singh"), okafor=("singh",), singh=("okafor",))
        assert by(circle) == ("neighbours", ("lee",))
        assert by(circle, "singh") == ("neighbours", ("lee",))

    def test_an_absence_with_no_end_goes_on(self) -> None:
        cover = people(away("okafor", last=None)).cover("okafor", date(2030, 1, 1))
        assert cover is not None and cover.until is None

    def test_days_with_the_same_cover_are_one_spell(self) -> None:
        known = people([*away("okafor"), Absence("singh", DAY, DAY)])
        days = known.spells("okafor", date(2026, 11, 20), date(2026, 12, 1))
        assert [(spell.first.day, spell.last.day, spell.cover.by) for spell in days] == [
            (23, 24, ("singh",)), (25, 25, ("lee",)), (26, 27, ("singh",)),
        ]  # fmt: skip

    def test_as_if_away_leaves_what_is_recorded(self) -> None:
        known = people(away("okafor", cover="reid")).as_if_away("okafor", DAY, date(2026, 11, 30))
        assert [(s.last.day, s.cover.how) for s in known.spells("okafor", DAY, date(2026, 11, 30))] == [
            (27, "named"), (30, "team"),
        ]  # fmt: skip

    def test_no_absence_no_spell(self) -> None:
        empty: list[Spell] = []
        assert people([]).spells("okafor", MON, FRI) == empty


class TestDaysWorked:
    known = People(
        [
            Officer("okafor", team="north", days=(0, 1, 2), share="lee"),
            Officer("lee", team="north", days=(2, 3, 4), share="okafor"),
            Officer("singh", team="north", last=date(2026, 11, 20)),
            Officer("reid", team="north"),
        ],
        TEAMS,
    )

    def test_the_other_half_of_a_shared_job_covers_the_other_days(self) -> None:
        days = [self.known.cover("okafor", date(2026, 11, day)) for day in range(23, 30)]
        assert [cover.by if cover else None for cover in days] == [
            None, None, None, ("lee",), ("lee",), None, None,
        ]  # fmt: skip
        (spell,) = self.known.spells("okafor", MON, FRI)
        assert (spell.first, spell.last, spell.cover.absence.kind) == (date(2026, 11, 26), FRI, "not-working")

    @pytest.mark.parametrize(
        ("worked", "day", "away"),
        [
            # 23 November 2026 is a Monday. Days not worked that touch are one absence, which no weekend is part of.
            ((1, 2, 3, 4), 23, (23, 23)),
            ((0, 1, 2, 3), 27, (27, 27)),
            ((0, 1, 4), 25, (25, 26)),
            ((0, 1, 4), 26, (25, 26)),
            ((0, 4), 25, (24, 26)),
            ((2,), 23, (23, 24)),
            ((2,), 27, (26, 27)),
            ((2,), 25, None),
            ((2,), 28, None),
            ((2,), 29, None),
            ((), 23, None),
        ],
    )
    def test_days_that_are_not_worked(self, worked: tuple[int, ...], day: int, away: tuple[int, int] | None) -> None:
        found = Officer("okafor", days=worked).absence(date(2026, 11, day))
        assert (found and (found.first.day, found.last and found.last.day, found.kind)) == (
            away and (*away, "not-working")
        )

    @pytest.mark.parametrize(
        "one",
        [
            Officer("okafor", team="north", days=(0, 1)),
            Officer("okafor", team="north", first=date(2026, 11, 26)),
            Officer("okafor", team="north", last=date(2026, 11, 24)),
        ],
    )
    def test_one_reason_is_enough_for_somebody_to_be_looked_for(self, one: Officer) -> None:
        known = People([one, Officer("reid", team="north")], TEAMS)
        assert known.cover("okafor", DAY) is not None
        assert known.cover("reid", DAY) is None
        assert People([Officer("okafor", team="north")], TEAMS).cover("okafor", DAY) is None

    @pytest.mark.parametrize(
        ("mine", "theirs", "fits"),
        [
            # Half of their ages at least: of 5 to 8, which are four years, two.
            ((5, 8), (5, 8), True),
            ((7, 11), (5, 8), True),
            ((8, 11), (5, 8), False),
            ((0, 6), (5, 8), True),
            ((0, 5), (5, 8), False),
            ((6, 6), (5, 7), False),
            ((6, 6), (5, 6), True),
            ((20, 25), (5, 8), False),
            (None, (5, 8), True),
            ((20, 25), None, True),
        ],
    )
    def test_who_leads_on_half_of_the_ages(
        self, mine: tuple[int, int] | None, theirs: tuple[int, int] | None, fits: bool
    ) -> None:
        assert Officer("okafor", ages=mine).fits(Officer("lee", ages=theirs)) is fits

    def test_an_officer_leads_on_both_of_the_ages_named(self) -> None:
        okafor = Officer("okafor", ages=(5, 8))
        assert [age for age in range(12) if okafor.leads_on(age)] == [5, 6, 7, 8]

    def test_the_first_and_the_last_day_in_post_are_worked(self) -> None:
        new = Officer("singh", first=date(2026, 11, 23), last=date(2026, 11, 27))
        days = [new.absence(date(2026, 11, day)) for day in (22, 23, 27, 28)]
        assert [found and found.kind for found in days] == ["not-begun", None, None, "left"]
        assert (days[0].last, days[3].first, days[3].last) == (date(2026, 11, 22), date(2026, 11, 28), None)

    def test_who_has_left_is_away_for_good_and_the_team_covers(self) -> None:
        assert self.known.cover("singh", date(2026, 11, 20)) is None
        cover = self.known.cover("singh", MON)
        assert cover is not None and (cover.absence.kind, cover.until) == ("left", None)
        assert set(cover.by) == {"okafor", "reid"}, "lee does not work on Mondays"


class TestSettings:
    known = People(
        [
            Officer("okafor", ages=(0, 11), settings=("Oakwood School",)),
            Officer("reid", ages=(11, 25), settings=("Oakwood School", "Hillcrest College")),
        ]
    )

    @pytest.mark.parametrize(
        ("setting", "age", "officer"),
        [
            ("oakwood  school", 5, "okafor"),
            ("Oakwood School", 12, "reid"),
            ("Oakwood School", 11, "okafor"),  # both lead on it: the one written first
            ("Oakwood School", None, None),
            ("Hillcrest College", None, "reid"),
            ("Hillcrest College", 3, None),
            ("Elsewhere", 5, None),
            (None, 5, None),
        ],
    )
    def test_the_officer_of_a_setting(self, setting: str | None, age: int | None, officer: str | None) -> None:
        assert self.known.by_setting(setting, age) == officer

    def test_several_casebooks_are_joined_the_first_counts(self) -> None:
        both = joined([self.known, People([Officer("OKAFOR", team="x"), Officer("lee")])])
        assert {officer.id for officer in both.officers} == {"okafor", "reid", "lee"}
        assert joined([]).officers == ()


class TestWhose:
    known = People(
        [
            Officer("okafor", team="new", settings=()),
            Officer("reid", team="city", ages=(0, 16), settings=("Oakwood School",)),
            Officer("lee", team="post-16", ages=(17, 25), settings=("Oakwood School",)),
        ],
        hand_over=True,
    )
    given = "assessment-requested@2026-05-11; case-allocated@2026-05-12 officer=okafor"

    def line(self, lay: Callable[..., Timeline], text: str, as_of: str = "2026-11-21") -> Timeline:
        return lay(text, as_of, setting="Oakwood School", born=date(2009, 11, 25))

    def test_a_final_plan_newer_than_the_allocation_is_to_be_handed_over(self, lay: Callable[..., Timeline]) -> None:
        final = f"{self.given}; final-plan-sent@2026-09-24"
        assert whose(self.line(lay, self.given), self.known).hand_to is None
        found = whose(self.line(lay, final), self.known)
        assert (found.officer, found.team, found.hand_to) == ("okafor", "new", "reid")
        assert whose(self.line(lay, final, "2026-09-23"), self.known).hand_to is None

    def test_once_given_since_or_closed_it_is_not(self, lay: Callable[..., Timeline]) -> None:
        final = f"{self.given}; final-plan-sent@2026-09-24"
        for more in ("case-allocated@2026-09-24 officer=okafor", "case-closed@2026-10-01 reason=moved-away"):
            assert whose(self.line(lay, f"{final}; {more}"), self.known).hand_to is None

    def test_it_goes_to_the_officer_of_the_school_that_the_plan_names(self, lay: Callable[..., Timeline]) -> None:
        """The head of the file has the school of before: nobody changed it."""
        named = f"{self.given}; final-plan-sent@2026-09-24 setting=Hillcrest"
        known = People([*self.known.officers, Officer("singh", settings=("Hillcrest",))], hand_over=True)
        assert whose(self.line(lay, named), known).hand_to == "singh"
        next_phase = self.line(lay, f"{named} names_next_phase=yes")
        assert whose(next_phase, known).hand_to == "reid"  # until the move, the child is where it is

    def test_a_child_with_a_plan_that_changes_school_is_to_be_handed_over(self, lay: Callable[..., Timeline]) -> None:
        known = People([*self.known.officers, Officer("singh", settings=("Hillcrest",))], hand_over=True)
        moved = "final-plan-sent@2026-09-24; case-allocated@2026-09-25 officer=reid; setting-changed@2026-11-02"
        assert whose(self.line(lay, f"{moved} setting=Hillcrest"), known).hand_to == "singh"
        assert whose(self.line(lay, f"{moved} setting=Hillcrest", "2026-11-01"), known).hand_to is None
        asked = "assessment-requested@2026-09-01; case-allocated@2026-09-25 officer=reid; setting-changed@2026-11-02"
        assert whose(self.line(lay, f"{asked} setting=Hillcrest"), known).hand_to is None  # no plan, no hand-over

    def test_what_gives_a_case_to_somebody_and_what_does_not(self, lay: Callable[..., Timeline]) -> None:
        """Only an allocation does, of the case itself, that has not run out; and what names a setting without a word of
        another changes nothing."""
        final = f"{self.given}; final-plan-sent@2026-09-24"
        second = "case-allocated@2026-10-01 officer=lee role=finance"
        for more, hand_to in (
            (second, "reid"),  # somebody beside the officer
            ("case-allocated@2026-10-01 officer=okafor until=2026-11-20", "reid"),  # ran out yesterday
            ("case-allocated@2026-10-01 officer=okafor until=2026-11-21", None),  # holds today still
            ("contact-made@2026-10-01 whom=family how=call", "reid"),
            ("case-allocated@2026-10-01 officer=okafor; amended-plan-sent@2026-11-02", None),  # it names none
        ):
            assert whose(self.line(lay, f"{final}; {more}"), self.known).hand_to == hand_to, more
        never = lay(
            "final-plan-sent@2026-09-24; case-allocated@2026-10-01 officer=okafor until=2026-10-30", "2026-11-21"
        )
        assert whose(never, self.known).officer is None

    def test_nobody_is_handed_what_is_theirs_or_what_nobody_of_the_setting_leads_on(
        self, lay: Callable[..., Timeline]
    ) -> None:
        mine = "case-allocated@2026-05-12 officer=REID; final-plan-sent@2026-09-24"
        assert whose(self.line(lay, mine), self.known).hand_to is None
        young = People(
            [Officer("okafor", team="new"), Officer("lee", ages=(0, 5), settings=("Oakwood School",))], hand_over=True
        )
        found = whose(self.line(lay, f"{self.given}; final-plan-sent@2026-09-24"), young)
        assert (found.officer, found.team, found.hand_to) == ("okafor", "new", None)
        nobody = whose(self.line(lay, "assessment-requested@2026-05-11"), young)
        assert (nobody.officer, nobody.team, nobody.by_setting) == (None, None, False)

    def test_the_team_of_the_allocation_comes_before_that_of_the_officer(self, lay: Callable[..., Timeline]) -> None:
        given = "assessment-requested@2026-05-11; case-allocated@2026-05-12 officer=okafor team=north"
        found = whose(self.line(lay, given), self.known)
        assert (found.officer, found.team) == ("okafor", "north")
        elsewhere = lay("assessment-requested@2026-05-11", "2026-11-21", setting="Hillcrest", born=date(2009, 11, 25))
        assert whose(elsewhere, self.known) == (None, None, False, None, date.min, date.max)  # of no setting of theirs

    def test_not_without_the_setting_in_the_settings_file(self, lay: Callable[..., Timeline]) -> None:
        final = f"{self.given}; final-plan-sent@2026-09-24"
        quiet = People(self.known.officers)
        assert whose(self.line(lay, final), quiet).hand_to is None

    def test_with_nobody_given_the_setting_says_whose_it_is(self, lay: Callable[..., Timeline]) -> None:
        """It holds until the birthday on which another officer leads on the age."""
        found = whose(self.line(lay, "assessment-requested@2026-05-11"), self.known)
        assert (found.officer, found.team, found.by_setting) == ("reid", "city", True)
        assert (found.first, found.last) == (date(2025, 11, 25), date(2026, 11, 24))
        after = whose(self.line(lay, "assessment-requested@2026-05-11", "2026-11-25"), self.known)
        assert after.officer == "lee"

    def test_an_officer_the_settings_do_not_list_is_named_with_the_nearest(self, lay: Callable[..., Timeline]) -> None:
        line = self.line(lay, "case-allocated@2026-05-12 officer=okafr")
        (problem,) = unknown_officer(line, self.known)
        assert 'Did you mean "okafor"?' in problem.message and problem.severity == "warning"
        assert list(unknown_officer(line, People())) == []
        assert list(unknown_officer(self.line(lay, self.given), self.known)) == []

    def test_who_has_left_is_named_while_the_case_goes_on(self, lay: Callable[..., Timeline]) -> None:
        """By the line that gave the case to them, the newest."""
        left = People([Officer("okafor", last=date(2026, 6, 30)), Officer("reid")])
        again = f"{self.given}; case-allocated@2026-05-20 officer=reid; case-allocated@2026-05-21 officer=okafor"
        more = "note-added@2026-05-22"
        (problem,) = unknown_officer(self.line(lay, f"{again}; {more}"), left)
        assert (problem.code, problem.severity) == ("officer-left", "warning")
        assert problem.position == self.line(lay, again).case.position(self.line(lay, again).events[-1])
        assert list(unknown_officer(self.line(lay, again, "2026-06-30"), left)) == []  # the last day is worked
        assert list(unknown_officer(self.line(lay, f"{again}; case-closed@2026-06-30 reason=moved-away"), left)) == []
        assert list(unknown_officer(self.line(lay, "assessment-requested@2026-05-11"), left)) == []
        over = "case-allocated@2026-05-12 officer=okafor; case-allocated@2026-05-20 officer=reid until=2026-06-01"
        (problem,) = unknown_officer(self.line(lay, f"assessment-requested@2026-05-11; {over}"), left)
        assert (problem.code, problem.position.line) == ("officer-left", 5)  # reid's ran out: it is okafor's again
        beside = f"{self.given}; case-allocated@2026-05-20 officer=gone role=finance"
        assert list(unknown_officer(self.line(lay, beside, "2026-06-01"), left)) == []


class TestFactsThatChange:
    text = (
        "assessment-requested@2026-05-11; setting-changed@2026-06-01 setting=Hillcrest; tag-added@2026-06-02 "
        "tag=EOTAS; tag-removed@2026-07-01 tag=eotas; locality-changed@2026-08-01 locality=South; "
        "birth-date-corrected@2026-09-01 born=2010-11-25; final-plan-sent@2026-09-24 setting=Elm"
    )

    @pytest.mark.parametrize(
        ("day", "setting", "tags", "locality"),
        [
            ("2026-05-31", "Oakwood", ("LAC",), "North"),
            ("2026-06-01", "Hillcrest", ("LAC",), "North"),
            ("2026-06-30", "Hillcrest", ("LAC", "EOTAS"), "North"),
            ("2026-07-31", "Hillcrest", ("LAC",), "North"),
            ("2026-08-01", "Hillcrest", ("LAC",), "South"),
            ("2026-09-24", "Elm", ("LAC",), "South"),
        ],
    )
    def test_each_holds_from_its_day_asked_then_or_looked_back_at(
        self, lay: Callable[..., Timeline], day: str, setting: str, tags: tuple[str, ...], locality: str
    ) -> None:
        head = {"setting": "Oakwood", "tags": ("LAC",), "locality": "North", "born": date(2009, 11, 25)}
        of_the_day = lay(self.text, day, **head).case
        looked_back = lay(self.text, "2026-12-01", **head).case_on(date.fromisoformat(day))
        for case in (of_the_day, looked_back):
            assert (case.setting, case.tags, case.locality) == (setting, tags, locality)
            assert case.born == date(2010, 11, 25)  # a correction was always so

    def test_a_correction_or_withdrawal_of_a_change_counts(self, lay: Callable[..., Timeline]) -> None:
        moved = "setting-changed@2026-06-01 setting=Hillcrest; "
        assert (
            lay(f"{moved}event-withdrawn@2026-06-02 event=e1 reason=x", "2026-12-01", setting="O").case.setting == "O"
        )
        corrected = f"{moved}event-corrected@2026-06-02 event=e1 setting=Hill reason=x"
        assert lay(corrected, "2026-12-01", setting="O").case.setting == "Hill"

    def test_a_condition_asks_what_was_so_on_the_day_counted_from(self, lay: Callable[..., Timeline]) -> None:
        line = lay(self.text, "2026-12-01", setting="Oakwood")
        known = SoFar(line.case_on(date(2026, 6, 15)), date(2026, 6, 15), line.events, line.book)
        assert holds(CaseCondition("tag", "=", ("eotas",)), known) is True
        later = SoFar(line.case_on(date(2026, 7, 15)), date(2026, 7, 15), line.events, line.book)
        assert holds(CaseCondition("tag", "=", ("eotas",)), later) is False

    def test_no_clock_of_the_law_knows_of_them(self, lay: Callable[..., Timeline]) -> None:
        plain = lay("assessment-requested@2026-05-11; final-plan-sent@2026-09-24", "2026-12-01")
        changed = lay(self.text, "2026-12-01")
        assert [(c.rule.id, c.due, c.status) for c in changed.deadlines] == [
            (c.rule.id, c.due, c.status) for c in plain.deadlines
        ]


def test_one_born_on_29_february_is_older_on_1_march_for_the_clock_and_for_whoever_goes_by_age(
    lay: Callable[..., Timeline], book: RuleBook
) -> None:
    """One birthday: the clock of the age limit, the officer by age, conditions and anniversaries of local rules."""
    born, eve, birthday = date(2000, 2, 29), date(2025, 2, 28), date(2025, 3, 1)
    line = lay("age-limit-recorded@2024-09-02 setting_type=other ends=2027-07-09", "2025-02-28", born=born)
    limits = {deadline.rule.id: deadline for deadline in line.deadlines}
    assert limits["age-25-day-before-26"].anchor == birthday
    assert limits["age-25-day-before-26"].due == date(2026, 2, 28)  # the day before the 26th birthday, 1 March 2026
    young = Officer("reid", ages=(0, 24), settings=("Oakwood",))
    people = People((young, Officer("lee", ages=(25, 25), settings=("Oakwood",))))
    leads = [whose(lay("", str(day), born=born, setting="Oakwood"), people).officer for day in (eve, birthday)]
    assert leads == ["reid", "lee"]
    grown = CaseCondition("age", ">=", ("25",))
    assert [holds(grown, SoFar(line.case, day, (), line.book)) for day in (eve, birthday)] == [False, True]
    event = Event("enquiry-received", eve, None, "e1", 0, 1, {})
    assert calendar_anchor("anniversary:born", line.case, event, eve, book) == birthday


def test_what_takes_place_is_the_newest_date_and_not_what_is_over(lay: Callable[..., Timeline]) -> None:
    case = lay(
        "review-meeting-arranged@2026-11-02 meeting=2026-11-24; review-meeting-arranged@2026-11-10 meeting=2026-11-26; "
        "panel-listed@2026-11-10 panel=EHC meeting=2026-11-25; panel-listed@2026-11-10 panel=RAP meeting=2026-11-25; "
        "panel-decided@2026-11-12 panel=rap outcome=agree; hearing-listed@2026-11-10 hearing=2026-12-10",
        "2026-11-21",
    )
    found = appointments(appointed(case), case.book, MON, FRI)
    assert [(each.day.day, each.event, each.whom) for each in found] == [
        (25, "panel-listed", "EHC"), (26, "review-meeting-arranged", ""),
    ]  # fmt: skip


def test_whom_to_tell_of_an_absence_until_they_were_told(lay: Callable[..., Timeline]) -> None:
    told = "contact-made@2026-11-19 whom=young-person how=call about=absence"
    old = "contact-made@2026-08-19 whom=family how=call about=absence; contact-made@2026-11-19 whom=family how=call"

    def to_tell(text: str, setting: str | None) -> tuple[str, ...]:
        case = lay(text, "2026-11-21", setting=setting)
        return still_to_tell(Diary("EHC-1.toml", case.case.setting, (), told_of_absence(case)), MON)

    assert to_tell(told, "Oakwood School") == ("setting",)
    assert to_tell(old, "Oakwood School") == ("family", "setting")
    assert to_tell(told, None) == ()


def test_the_officers_beside_are_the_newest_of_each_role_until_their_last_day(lay: Callable[..., Timeline]) -> None:
    """A team has no officer beside, and the officer whose case it is has no role."""
    text = (
        "case-allocated@2026-09-01 officer=okafor; case-allocated@2026-09-02 officer=reid role=Tribunal; "
        "case-allocated@2026-10-01 officer=lee role=tribunal until=2026-11-25; "
        "case-allocated@2026-10-02 officer=shah role=transport; case-allocated@2026-10-05 team=north role=health"
    )
    assert lay(text, "2026-11-25").seconds == {"tribunal": "lee", "transport": "shah"}
    assert lay(text, "2026-11-26").seconds == {"tribunal": "reid", "transport": "shah"}
    assert lay(text, "2026-09-01").seconds == {}
