"""What every command has in common: the day it is, the casebooks it is of, which case and which clock are meant."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from sendclock import session as module
from sendclock.casebook.reference import ListRow
from sendclock.clock.deadline import Timeline
from sendclock.days.calendars import NotCoveredError
from sendclock.files.problem import CannotRunError, Problem, UsageError
from sendclock.law.book import RuleBook
from sendclock.session import Session, folded_in, known_rules, london_today, own_name, rules_named

HOUR = 3600 * 10**9
NOON = 500_000 * HOUR
CASE = 'schema = 1\nref = "{}"\n{}\n[[event]]\ntype = "assessment-requested"\non = {}\n'
Books = Callable[..., Session]


@pytest.fixture(autouse=True)
def by_ourselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SENDCLOCK_TODAY", "2026-11-21")
    monkeypatch.delenv("SENDCLOCK_CASES", raising=False)
    monkeypatch.setattr(module, "now_ns", lambda: NOON)


@pytest.fixture
def of(tmp_path: Path) -> Books:
    """A session over a casebook of these references."""

    def made(*refs: str, head: str = "", on: str = "2026-10-01", book: str = "book", **asked: Any) -> Session:
        cases = tmp_path / book / "cases"
        cases.mkdir(parents=True, exist_ok=True)
        for ref in refs:
            (cases / f"{ref}.toml").write_text(CASE.format(ref, head, on), encoding="utf-8")
        return Session([tmp_path / book], **asked)

    return made


class TestTheDay:
    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            # In summer London is an hour ahead of the clock of a server.
            ("2026-07-01T22:59:59", "2026-07-01"),
            ("2026-07-01T23:00:00", "2026-07-02"),
            ("2026-07-02T00:00:00", "2026-07-02"),
            ("2026-12-31T22:59:59", "2026-12-31"),
            ("2026-12-31T23:59:59", "2026-12-31"),
            ("2027-01-01T00:00:00", "2027-01-01"),
        ],
    )
    def test_it_is_the_day_in_london(self, moment: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
        class Wall(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(tz)

        monkeypatch.setattr(module, "datetime", Wall)
        monkeypatch.delenv("SENDCLOCK_TODAY")
        assert london_today() == Session().today == date.fromisoformat(day)
        assert module.now().isoformat(timespec="seconds").endswith("+01:00" if "07-0" in moment else "+00:00")

    def test_what_is_asked_comes_before_what_is_set_and_that_before_the_wall(self) -> None:
        assert (Session().today, Session(as_of="2026-03-02").today) == (date(2026, 11, 21), date(2026, 3, 2))

    def test_a_day_that_is_none_is_refused_at_once_and_whose_it_is_is_said(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(UsageError):
            Session(as_of="soon")
        monkeypatch.setenv("SENDCLOCK_TODAY", "soon")
        with pytest.raises(UsageError, match=r"^SENDCLOCK_TODAY: "):
            Session()

    def test_what_was_known_was_known_on_a_day_that_has_been(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Friday, on a Saturday: that of yesterday, and of a span ahead the next; which of them it was is told."""
        assert Session(known_at="2026-11-20").known_at == date(2026, 11, 20)
        assert Session().known_at is None and capsys.readouterr().err == ""
        assert Session(known_at="friday").known_at == date(2026, 11, 20)
        assert capsys.readouterr().err.startswith("--known-at friday: Friday 20 November 2026, ")
        assert Session().until("--within", "friday") == date(2026, 11, 27)
        assert capsys.readouterr().err.startswith("--within friday: Friday 27 November 2026, ")

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            # Of no direction, of what lies behind, of what lies ahead; asked on Saturday 21 November 2026.
            ("friday", ("2026-11-27", "2026-11-20", "2026-11-27")),
            ("1 mar", ("2026-03-01", "2026-03-01", "2027-03-01")),
            ("20 nov", ("2026-11-20", "2026-11-20", "2027-11-20")),
            ("2026-03-01", ("2026-03-01", "2026-03-01", "2026-03-01")),
        ],
    )
    def test_which_friday_and_of_which_year(self, text: str, days: tuple[str, str, str]) -> None:
        asked = Session()
        found = asked.day("--on", text), asked.day("--on", text, past=True), asked.day("--on", text, ahead=True)
        assert tuple(map(str, found)) == days

    @pytest.mark.parametrize(("as_of", "latest"), [(None, 2031), ("2021-03-02", 2031), ("2029-03-02", 2034)])
    def test_the_last_year_of_a_date_is_some_years_from_today_or_from_the_day_asked(
        self, as_of: str | None, latest: int
    ) -> None:
        assert Session(as_of=as_of).latest == latest

    def test_the_options_it_was_made_of_can_be_typed_again(self, tmp_path: Path) -> None:
        two = [tmp_path / "a", tmp_path / "b"]
        folders = ["--cases", two[0].as_posix(), "--cases", two[1].as_posix()]
        assert Session(two, "2026-03-02", "2026-03-01").given == [
            *folders, "--as-of", "2026-03-02", "--known-at", "2026-03-01",
        ]  # fmt: skip
        assert Session(two).given == folders and Session().given == []


def test_who_records_is_named_or_logged_in_or_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", lambda: "reid")
    monkeypatch.setenv("SENDCLOCK_OFFICER", "okafor")
    assert own_name() == "okafor"
    monkeypatch.delenv("SENDCLOCK_OFFICER")
    assert own_name() == "reid"
    monkeypatch.setattr("getpass.getuser", nobody)
    assert own_name() == "unknown"


class TestWhichCase:
    def test_of_many_twenty_are_named_and_how_many_more(self, of: Books) -> None:
        for count, last in ((20, ""), (21, "  and 1 more"), (23, "  and 3 more")):
            refs = [f"{n:03}-5" for n in range(count)]
            with pytest.raises(UsageError) as error:
                of(*refs, book=f"many-{count}").case_meant("5")
            lines = str(error.value).splitlines()
            assert lines[0] == f'"5" may be any of {count} cases:'
            assert lines[1] == "  000-5" and lines[20] == "  019-5"
            assert lines[21:-1] == ([last] if count > 20 else [])
            assert lines[-1] == "Write more of it: 19-5 is the last of these."

    def test_beside_a_case_stands_its_setting_as_of_today(self, of: Books) -> None:
        changed = 'setting = "Oakwood"\n[[event]]\ntype = "setting-changed"\non = 2026-11-{}\nsetting = "Elmstow"\n'
        book = of("A-5", head='setting = "Oakwood"')
        of("B-5", head=changed.format(21)), of("C-5", head=changed.format(23)), of("D-5")
        with pytest.raises(UsageError) as error:
            book.case_meant("5")
        assert str(error.value).splitlines()[1:-1] == ["  A-5  Oakwood", "  B-5  Elmstow", "  C-5  Oakwood", "  D-5"]

    @pytest.mark.parametrize(
        ("others", "said"),
        [
            (1, "For B-2 write more of it."),
            (3, "For B-2 C-2 D-2 write more of it."),
            (4, "For the 4 that end so write more of it."),
        ],
    )
    def test_a_row_of_the_list_says_whom_it_is_not(
        self, others: int, said: str, of: Books, capsys: pytest.CaptureFixture[str]
    ) -> None:
        book = of("A-1", "A-7", *[f"{letter}-2" for letter in "BCDE"[:others]])
        book.remember_list([ListRow("A-1"), ListRow("A-7")])
        assert book.case_meant("2") == "A-7"
        assert capsys.readouterr().err == f"2 is taken as row 2 of your last list, A-7. {said}\n"
        assert book.case_meant("1") == "A-1" and capsys.readouterr().err == ""  # its own ending: nothing is taken

    def test_one_that_is_not_there_is_given_back_and_cannot_be_opened(self, of: Books) -> None:
        book = of("A-1", "A-2")
        assert book.case_meant("9") == "9"
        with pytest.raises(CannotRunError) as error:
            book.one("9")
        assert "Your last list" not in str(error.value)
        book = of()
        book.remember_list([ListRow("A-1"), ListRow("A-2")])
        for ref, told in (("9", True), ("9999", True), ("12345", False), ("0", False), ("09", False)):
            with pytest.raises(CannotRunError) as error:
                book.one(ref)
            assert str(error.value).endswith(" Your last list ends with row 2.") == told, ref

    def test_nothing_said_is_the_case_that_was_last_looked_at_while_it_is_there(self, of: Books) -> None:
        book = of("A-1", "A-2")
        asked = re.escape("Which case? Give its reference, the end of it, or its row in the last list.")
        with pytest.raises(UsageError, match=asked):
            book.case_meant(None)
        assert not book.has_last_case
        book.remember_case("A-2")
        again = of()
        assert again.has_last_case and again.case_meant(None) == "A-2"
        again.remember_case("A-3")
        with pytest.raises(UsageError, match=asked):
            of().case_meant(None)

    def test_a_list_that_found_nothing_leaves_the_one_on_the_screen(self, of: Books) -> None:
        of("A-1").remember_list([ListRow("A-1")])
        of().remember_list([])
        assert [row.ref for row in of().last_list] == ["A-1"]

    @pytest.mark.parametrize(
        ("text", "no"),
        [
            ("final-plan-sent", True), ("final-plan", True), ("on=today", True), ("2026/11/30", True),
            ("yesterday", True), ("Park", False), ("A-1", False), ("SEN-draft", False), ("draft", False),
            ("review-decided", True), ("note-added", False),
        ],
    )  # fmt: skip
    def test_what_was_meant_as_what_comes_after_a_reference(self, text: str, no: bool, of: Books) -> None:
        """A word that is the ending of a case is that case, unless it is a rule's or an event's own."""
        assert of("A-1", "SEN-Park", "SEN-draft", "SEN-review-decided", "note-added").is_no_reference(text) is no


class TestWhichClock:
    def test_by_id_by_label_and_by_the_words_that_begin_one(self, book: RuleBook) -> None:
        label = book.versions("decide-to-assess")[-1].label
        for text in ("decide-to-assess", "Decide to assess", label, label.upper()):
            assert "decide-to-assess" in rules_named(text, book), text
        assert known_rules(["final-plan", "decide-to-assess"], book) == {"final-plan", "decide-to-assess"}
        assert known_rules(None, book) == frozenset()

    def test_one_that_nobody_knows_is_told_with_the_nearest(self, book: RuleBook) -> None:
        with pytest.raises(UsageError) as error:
            rules_named("final-plam", book)
        assert str(error.value) == (
            '"final-plam" is not a rule. Did you mean "final-plan"? All of them: sendclock rules'
        )

    def test_the_words_that_begin_one_label_are_enough_and_of_several_they_are_named(self, book: RuleBook) -> None:
        assert rules_named("invit", book) == ("review-notice",)
        meetings = ("phase-meeting-february", "phase-meeting-march", "phase-meeting-five-months")
        assert rules_named("Phase meet", book) == meetings  # one label, of three rules
        with pytest.raises(UsageError) as error:
            rules_named("draft", book)
        assert str(error.value) == (
            '"draft" may be any of these clocks: "Week 14 draft", "15 days on draft", "Order: draft", '
            '"Conceded: draft". Write more of it.'
        )
        assert rules_named("draft", book, ["send-draft", "final-plan"]) == ("send-draft",)
        with pytest.raises(UsageError, match=r'"Week 14 draft", "15 days on draft"\. Write'):
            rules_named("draft", book, ["send-draft", "comment-on-draft"])

    def test_first_among_those_of_the_case(self, book: RuleBook) -> None:
        labels: dict[str, list[str]] = {}
        for id in book.rule_ids():
            labels.setdefault(book.versions(id)[-1].label, []).append(id)
        label, ids = next((label, ids) for label, ids in labels.items() if len(ids) > 1)
        assert rules_named(label, book) == tuple(ids)
        assert rules_named(label, book, {ids[1]}) == (ids[1],)
        assert rules_named(label, book, {"final-plan"} - {*ids}) == tuple(ids)


class TestOneCaseAnswered:
    def test_of_the_last_two_that_were_asked_the_answer_is_the_same_one(self, of: Books) -> None:
        book = of("A-1", "A-2")
        one, two = (book.one(ref)[0] for ref in ("A-1", "A-2"))
        made = book.timeline(one)
        assert book.timeline(one) is made
        later = book.timeline(one, date(2026, 12, 1))
        assert (later.as_of, made.as_of) == (date(2026, 12, 1), date(2026, 11, 21))
        assert book.timeline(one) is made and book.timeline(one, date(2026, 12, 1)) is later
        other = book.timeline(two)
        assert other.case.ref == "A-2" and book.timeline(one, date(2026, 12, 1)) is later

    def test_only_an_answer_of_today_is_counted(self, of: Books, book: RuleBook) -> None:
        asked = of("A-1")
        case = asked.one("A-1")[0]
        for made in (asked.attempt(case, as_of=date(2026, 12, 1)), asked.attempt(case, book)):
            assert isinstance(made, Timeline) and len(asked.account) == 0
        assert isinstance(asked.attempt(case), Timeline) and asked.account.count("running") == 1

    def test_a_case_whose_dates_nobody_can_work_out_is_named_and_not_left_out(
        self, of: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any, **__: Any) -> Timeline:
            raise NotCoveredError("no source covers the bank holidays of 2500")

        asked = of("A-1")
        case = asked.one("A-1")[0]
        assert [made.case.ref for made in asked.every_case().timelines()] == ["A-1"]
        monkeypatch.setattr("sendclock.clock.run.timeline", refuse)
        refused = asked.attempt(case)
        assert isinstance(refused, Problem) and refused.severity == "error"
        assert str(refused) == f"{case.file}: no source covers the bank holidays of 2500. Correct the date."
        every = asked.every_case()
        assert list(every.timelines()) == [] and every.problems == [refused]
        assert (every.read, every.unreadable) == (0, 1)
        with pytest.raises(CannotRunError) as error:
            asked.timeline(case)
        assert str(error.value) == f"{case.file}: no source covers the bank holidays of 2500."

    def test_how_long_what_runs_stays_as_it_is(self, of: Books, tmp_path: Path) -> None:
        """A decision of 5 October can be appealed for two months; by then the time for mediation is over as well."""
        asked = of("A-1")
        file = tmp_path / "book" / "cases" / "A-1.toml"
        refused = '[[event]]\ntype = "assessment-refused"\non = 2026-10-05\n'
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{refused}", encoding="utf-8")
        case = asked.one("A-1")[0]
        last = asked.stays_so(case)

        def stands(day: date) -> tuple[str, list[tuple[str, str]]]:
            told = asked.timeline(case, day)
            return told.state.kind, [(d.rule.id, d.status) for d in told.running if not d.history]

        assert date(2026, 12, 4) <= last <= date(2026, 12, 7)
        assert stands(last) == stands(asked.today) != stands(date.fromordinal(last.toordinal() + 1))


def test_settings_and_packs_are_those_of_the_book(of: Books, tmp_path: Path) -> None:
    asked = of("A-1")
    assert (asked.settings, asked.own_packs, asked.opening, asked.adopted, asked.unread) == ([], [], None, {}, [])
    (tmp_path / "book" / "sendclock.toml").write_text(
        'schema = 1\npacks = ["derby"]\nopening = 2026-09-01\n[adopted]\nderby = 2026-10-01\n', encoding="utf-8"
    )
    asked = of()
    assert asked.opening == date(2026, 9, 1) and asked.adopted == {"derby": date(2026, 10, 1)}
    assert [path.stem for path in asked.own_packs] == ["derby"]


def test_a_number_for_how_things_read() -> None:
    assert folded_in(["a", 1]) == folded_in(["a", 1]) != folded_in(["a", 2]) and len(folded_in(())) == 8


def test_the_moment_of_a_record_is_to_the_second() -> None:
    assert Session().moment.microsecond == 0


class TestOfAWholeCasebook:
    def test_what_cannot_be_read_is_counted_and_named(self, of: Books, tmp_path: Path) -> None:
        asked = of("A-1", "A-2")
        (tmp_path / "book" / "cases" / "A-3.toml").write_text("schema = 1\nref =\n", encoding="utf-8")
        every = asked.every_case()
        assert every.ask(len) == 1
        assert (every.read, every.unreadable, asked.account.count("running")) == (2, 1, 2)
        assert [problem.position.file.rpartition("/")[2] for problem in every.problems] == ["A-3.toml"]

    def test_of_two_files_of_one_reference_the_one_that_can_be_read_is_answered(
        self, of: Books, tmp_path: Path
    ) -> None:
        """Where both can, neither is: nobody can say which is the child's."""
        asked = of("A-1", "A-2")
        north = tmp_path / "book" / "cases" / "north"
        north.mkdir()
        (north / "A-1.toml").write_text("schema = 1\nref =\n", encoding="utf-8")
        every = asked.every_case()
        assert sorted(made.case.ref for made in every.timelines()) == ["A-1", "A-2"]
        assert (every.read, every.unreadable, len(every.problems)) == (2, 1, 1)
        (north / "A-1.toml").write_text(CASE.format("A-1", "", "2026-10-01"), encoding="utf-8")
        every = of().every_case()
        assert [made.case.ref for made in every.timelines()] == ["A-2"]
        assert (every.read, every.unreadable) == (1, 2)
        assert [problem.code for problem in every.problems] == ["duplicate", "duplicate"]

    def test_settings_that_cannot_be_read_may_have_had_any_rule(self, of: Books, tmp_path: Path) -> None:
        """A rule that nobody knows may be one of theirs: no case is withheld for it, and every answer says so."""
        assert not of("A-1").words.withheld
        (tmp_path / "book" / "sendclock.toml").mkdir()
        asked = of()
        assert asked.words.withheld and asked.settings == []
        (problem,) = asked.unread
        assert "No calendar, pack, panel or officer in it counts until then." in problem.message

    def test_in_another_process_the_same_is_asked(
        self, of: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The folders, the day, and what was known by when: else many cases would be answered otherwise than few."""
        greeted: list[list[Any]] = []

        def answers(paths: Any, serve: str, greeting: list[Any], basis: list[Any], work: Any) -> Any:
            greeted.append(greeting)
            there, does = module.basis_and_work(greeting)
            assert there == basis
            return iter(does(paths))

        monkeypatch.setattr("sendclock.workers.pay", lambda _: True)
        monkeypatch.setattr("sendclock.workers.answers", answers)
        later = '[[event]]\ntype = "assessment-agreed"\non = 2026-11-02\nrecorded = 2026-11-09T09:00:00Z\n'
        for known_at, running in ((None, "week-20"), ("2026-11-05", "week-6")):
            asked = of("A-1", head="", as_of="2026-11-12", known_at=known_at)
            file = tmp_path / "book" / "cases" / "A-1.toml"
            file.write_text(CASE.format("A-1", "", "2026-10-01") + "\n" + later, encoding="utf-8")
            (learned,) = asked.read([str(file)], (), False)
            assert learned.entry is not None
            roles = {role for clock in learned.entry.clocks for role in asked.rulebook.rules[clock.rule].roles}
            assert ("week-6" in roles) == (running == "week-6")
        assert [(words[1], words[2]) for words in greeted] == [("2026-11-12", ""), ("2026-11-12", "2026-11-05")]

    def test_which_of_those_at_rest_were_changed_since(
        self, of: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By the later of the two times a file has: when it was written, and when it was moved there."""
        asked = of("A-1")
        closed = tmp_path / "book" / "cases" / "closed"
        closed.mkdir()
        for ref in ("B-1", "B-2", "B-3"):
            (closed / f"{ref}.toml").write_text(CASE.format(ref, "", "2022-09-01"), encoding="utf-8")
        ahead = (closed / "B-2.toml").stat().st_ctime_ns + HOUR
        for ref, moment in (("B-1", 0), ("B-2", ahead), ("B-3", ahead + 7)):
            os.utime(closed / f"{ref}.toml", ns=(moment, moment))
        monkeypatch.setattr(asked, "resting", lambda _, scanned: [here for here in scanned if here.below == "closed"])
        here = {Path(path).stem: moment for path, moment in asked.rested_since(ahead).items()}
        assert here == {"B-2": ahead, "B-3": ahead + 7}
        assert [Path(path).stem for path in asked.rested_since(ahead + 1)] == ["B-3"]
        (closed / "B-4.toml").write_text(CASE.format("B-4", "", "2026-10-01"), encoding="utf-8")  # and runs
        rests = {ref: asked.rests(closed / f"{ref}.toml") for ref in ("B-1", "B-3", "B-4")}
        assert rests == {"B-1": True, "B-3": True, "B-4": False}
        assert not asked.rests(tmp_path / "book" / "cases" / "A-1.toml")

    def test_a_look_at_some_of_the_cases_answers_no_question_about_all(self, of: Books) -> None:
        asked = of("A-1")
        for looked, asked_of, used in ((False, True, False), (True, False, False), (False, False, True)):
            facts, unreadable = asked.look(looked)
            assert unreadable == 0 and (asked.looked_at(asked_of) == facts) == used
            assert asked.looked_at(looked) == []  # and once
            for one in facts:
                one.close()

    def test_it_is_found_from_within(self, of: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        of("A-1")
        monkeypatch.chdir(tmp_path / "book")
        assert [path.stem for path in Session().case_files] == ["A-1"]

    def test_without_a_casebook_there_is_the_law(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        asked = Session()
        assert not asked.has_book and asked.law.versions("final-plan")
        with pytest.raises(CannotRunError):
            _ = Session([tmp_path / "nowhere"]).has_book
        monkeypatch.setenv("SENDCLOCK_CASES", str(tmp_path / "nowhere"))
        with pytest.raises(CannotRunError):
            _ = Session().has_book


def test_what_is_recorded_is_by_whom_it_is_said_to_be_or_by_who_is_logged_in(
    of: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDCLOCK_OFFICER", "okafor")
    asked = of("A-1")
    agreed = {"type": "assessment-agreed", "on": date(2026, 11, 2)}
    assert [asked.stamped([agreed], None, by)[0]["by"] for by in (None, "reid")] == ["okafor", "reid"]
