"""What a rule book works out of its rules and its vocabulary: who was asked by whom, what comes before what on one day,
which rule of the law a local one repeats. Each answer is read off the packs by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exampleshire import with_packs
from sendclock.clock.case import Event
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law import area
from sendclock.law.book import RuleBook, same_work
from sendclock.law.guard import longer_than_the_law, read_law
from sendclock.law.load import Law
from sendclock.law.role import Act, Role
from sendclock.law.rule import Condition, Value
from shire import head, rule

ASKED = "assessment-requested"
DECIDED = ["assessment-agreed", "assessment-refused"]
COMPLAINT = ["complaint-received", "complaint-acknowledged", "complaint-extended"]


def test_by_whom_a_party_was_named_before(book: RuleBook) -> None:
    """Of every event that answers one party: the events by which that party was asked, or the thing agreed. A decision
    of which a review may be asked, and that is then made again, is not among them: it begins with the request."""
    assert {id: sorted(named) for id, named in book.named_by.items()} == {
        "advice-received": ["advice-requested"],
        "agreement-carried-out": ["mediation-agreed"],
        "agreement-notified": ["mediation-agreed"],
        "complaint-acknowledged": ["complaint-received"],
        "complaint-answered": sorted(COMPLAINT),
        "consultation-answered": ["consultation-received"],
        "direction-complied": ["direction-given"],
        "foi-answered": ["foi-received"],
        "information-received": ["information-requested"],
        "ombudsman-action-done": ["ombudsman-action-agreed"],
        "pre-action-answered": ["pre-action-letter-received"],
        "recommendation-answered": ["recommendation-made"],
        "sar-answered": ["sar-extended", "sar-received"],
        "secretary-of-state-copied": ["recommendation-answered"],
        "setting-replied": ["setting-consulted"],
    }


def test_a_no_to_a_plan_alone_comes_after_a_yes_that_ranks_behind_it(book: RuleBook) -> None:
    assert book.asked_first == {"plan-refused": {"assessment-agreed", "reassessment-agreed"}}
    assert book.answered_sooner == {"assessment-agreed", "reassessment-agreed"}
    for sooner in book.answered_sooner:
        assert book.ranks["plan-refused"] < book.ranks[sooner]


def test_a_part_is_played_by_a_rule_or_by_a_type(book: RuleBook) -> None:
    (week,) = book.versions("decide-to-assess")
    assert book.has(week, Role.ADVICE, Role.WEEK_6)
    assert not book.has(week, Role.WEEK_20)
    assert book.has("assessment-refused", Act.ASSESS_YES, Act.ASSESS_NO)
    assert not book.has("assessment-refused", Act.ASSESS_YES)
    assert not book.has("nothing-of-the-kind", Act.ASSESS_YES)


@pytest.fixture
def shire(tmp_path: Path) -> Callable[..., RuleBook]:
    def of(text: str, more: str = "") -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head(more=more) + text, encoding="utf-8")
        return with_packs([path])

    return of


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        # From the same event, met by the same acts or by fewer: the officer sees one beside the other.
        (rule("shire-tell", ASKED, (5, "week"), DECIDED), "decide-to-assess"),
        (rule("shire-tell", ASKED, (5, "week"), "assessment-refused"), "decide-to-assess"),
        (rule("shire-tell", ASKED, (5, "week"), [*DECIDED, "contact-made"]), None),
        (rule("shire-tell", "assessment-agreed", (5, "week"), DECIDED), None),
        (rule("shire-tell", ASKED, (5, "week"), DECIDED, anchor="party-told"), None),
        (rule("shire-tell", ASKED, (5, "week"), "final-plan-sent"), "final-plan"),
        # Of several that it meets, the one that fewest other acts meet: week 20, and not week 16 that a no meets too.
        (rule("shire-tell", ASKED, (14, "week"), ["draft-plan-sent"]), "send-draft"),
        # One that is named is the twin, whatever day each counts from, if one act meets both.
        (rule("shire-tell", "assessment-agreed", (5, "week"), "draft-plan-sent", tightens="send-draft"), "send-draft"),
        (rule("shire-tell", ASKED, (14, "week"), "draft-plan-sent", tightens="send-draft"), "send-draft"),
        (rule("shire-tell", ASKED, (14, "week"), "contact-made", tightens="send-draft"), None),
        (rule("shire-tell", ASKED, (5, "week"), DECIDED, tightens="send-draft"), "decide-to-assess"),
    ],
)
def test_the_rule_of_the_law_beside_a_local_one(text: str, twin: str | None, shire: Callable[..., RuleBook]) -> None:
    text = text.replace('anchor = "party-told"', 'anchor = "due:decide-to-assess"')
    assert shire(text).twins == ({"shire-tell": twin} if twin else {})


def test_a_draft_stands_beside_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shire.toml"
    text = head().replace('status = "adopted"', 'status = "draft"') + rule("shire-tell", ASKED, (5, "week"), DECIDED)
    path.write_text(text, encoding="utf-8")
    book = with_packs([path])
    assert book.versions("shire-tell")
    assert not book.twins


def test_no_rule_is_the_same_work_that_nothing_meets(book: RuleBook) -> None:
    (week,) = book.versions("decide-to-assess")
    assert same_work(week, week)
    assert not same_work(week._replace(met_by=()), week)


def test_an_event_starts_only_what_it_may(book: RuleBook) -> None:
    assert {trigger.event for trigger in book.starting(ASKED)} == {ASKED}
    assert book.starting("nothing-of-the-kind") == []


@pytest.mark.parametrize(
    ("field", "op", "values", "said", "holds"),
    [
        # A name is one however it is written; any other word is a word of the vocabulary.
        ("party", "=", ("Educational Psychology",), "educational  psychology", True),
        ("party", "!=", ("Educational Psychology",), "EDUCATIONAL PSYCHOLOGY", False),
        ("outcome", "=", ("maintain",), "Maintain", False),
        ("outcome", "!=", ("maintain",), "Maintain", True),
        ("outcome", "=", ("maintain", "amend"), "amend", True),
        ("party", "=", ("Health",), "Social care", False),
        ("party", "!=", ("Health", "Education"), "Social care", True),
        ("party", "=", ("Health",), None, False),
        ("party", "!=", ("Health",), None, True),
        # An order: the day itself is not before it.
        ("meeting", "<", ("2026-11-20",), date(2026, 11, 19), True),
        ("meeting", "<", ("2026-11-20",), date(2026, 11, 20), False),
        ("meeting", ">=", ("2026-11-20",), date(2026, 11, 20), True),
        ("meeting", ">=", ("2026-11-20",), date(2026, 11, 19), False),
        ("meeting", ">=", ("2026-11-20",), None, False),
        ("detained", "=", ("yes",), True, True),
        ("detained", "=", ("no",), True, False),
        ("detained", "=", ("no",), False, True),
    ],
)
def test_a_condition(field: str, op: str, values: tuple[str, ...], said: Value | None, holds: bool) -> None:
    fields: Mapping[str, Value] = {} if said is None else {field: said}
    event = Event("review-decided", date(2026, 11, 21), None, "e1", 0, 1, dict(fields))
    assert Condition(field, op, values, None).holds(event) is holds
    if said is None:
        assert Condition(field, op, values, values[0]).holds(event) is (op in ("=", ">="))


# ---- What the guard makes of local rules -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "over"),
    [
        # A promise about the decision of week 6 is over with those of the stages after it: a draft, a plan.
        (rule("shire-tell", "assessment-agreed", (2, "week"), "contact-made"), True),
        (rule("shire-tell", "assessment-refused", (2, "week"), "contact-made"), True),
        # One that counts from a later limit, or from a day of the school year, is about that.
        (rule("shire-tell", "assessment-agreed", (2, "week"), "contact-made", anchor="due:final-plan"), False),
        (
            rule("shire-tell", "assessment-agreed", (2, "week"), "contact-made", anchor="term-end:exampleshire-terms"),
            False,
        ),
        # What comes of no decision is over with none.
        (rule("shire-tell", "contact-made", (2, "week"), "enquiry-received"), False),
        (rule("shire-tell", "final-plan-sent", (2, "week"), "contact-made"), False),
        # What it starts by, or is met by, ends it no other way.
        (rule("shire-tell", "assessment-agreed", (2, "week"), "draft-plan-sent"), None),
    ],
)
def test_a_promise_of_one_stage_is_over_with_the_next(
    text: str, over: bool | None, shire: Callable[..., RuleBook]
) -> None:
    (made,) = shire(text).versions("shire-tell")
    spent = {trigger.event for trigger in made.spent_by}
    assert ("final-plan-sent" in spent) is (over is not False)
    assert ("draft-plan-sent" in spent) is (over is True)
    assert "assessment-requested" not in spent
    assert not spent & {trigger.event for trigger in (*made.starts_on, *made.met_by)}


@pytest.mark.parametrize(
    ("within", "longer"),
    [
        ((6, "week"), False),
        ((43, "day"), True),
        ((28, "working-day"), True),
        ((27, "working-day"), False),
    ],
)
def test_a_promise_longer_than_the_law_on_some_days(
    within: tuple[int, str], longer: bool, shire: Callable[..., RuleBook]
) -> None:
    """Six weeks are thirty weekdays; three of them are holidays at Christmas, so that 28 pass them there."""
    book = shire(rule("shire-tell", ASKED, within, DECIDED))
    assert [problem.code for problem in longer_than_the_law(book)] == ["longer-than-the-law"] * longer


def test_a_name_that_no_pack_can_have_is_told_where_it_stands(tmp_path: Path) -> None:
    two = rule("Shire-tell", ASKED, (5, "week"), DECIDED) + rule("Shire-call", ASKED, (5, "week"), DECIDED)
    path = tmp_path / "shire.toml"
    path.write_text(head("Shire") + two, encoding="utf-8")
    with pytest.raises(CannotRunError) as error:
        with_packs([path])
    assert 'shire.toml:2: "Shire" cannot name a pack' in str(error.value)


def test_a_limit_is_held_to_the_one_it_names_wherever_that_stands(tmp_path: Path) -> None:
    """Week 14 is 2027-02-26 from 20 November 2026: a week more is refused, of the first rule of the law and of any."""
    path = tmp_path / "shire.toml"
    for within, refused in (((14, "week"), False), ((15, "week"), True)):
        path.write_text(head() + rule("shire-tell", ASKED, within, "draft-plan-sent", tightens="send-draft"), "utf-8")
        if refused:
            with pytest.raises(CannotRunError, match="ends on 2027-03-05, and send-draft on 2027-02-26"):
                with_packs([path])
        else:
            assert with_packs([path]).versions("shire-tell")


@pytest.mark.parametrize(
    ("status", "begins", "until", "ends"),
    [
        ("adopted", "2027-01-01", None, date(2026, 12, 31)),  # the day before the other begins
        ("adopted", "2027-01-01", date(2027, 1, 1), date(2026, 12, 31)),
        ("adopted", "2027-01-01", date(2026, 6, 30), date(2026, 6, 30)),  # it had ended by itself
        ("draft", "2027-01-01", None, None),
        ("adopted", "2020-01-02", None, date(2020, 1, 1)),
        ("adopted", "2020-01-01", None, "gone"),  # from the first day on: there is nothing left of it
    ],
)
def test_a_promise_that_another_supersedes(
    status: str, begins: str, until: date | None, ends: object, tmp_path: Path
) -> None:
    first, second = tmp_path / "shire.toml", tmp_path / "borough.toml"
    first.write_text(head() + rule("shire-tell", ASKED, (2, "week"), "contact-made", in_force_to=until), "utf-8")
    newer = rule("borough-tell", ASKED, (1, "week"), "contact-made", supersedes="shire-tell",
                 in_force_from=date.fromisoformat(begins))  # fmt: skip
    second.write_text(head("borough").replace('"adopted"', f'"{status}"') + newer, encoding="utf-8")
    versions = with_packs([first, second]).versions("shire-tell")
    assert [version.in_force_to for version in versions] == ([] if ends == "gone" else [ends])


@pytest.mark.parametrize(
    ("until", "again_from", "said"),
    [
        ("2026-12-31", "2027-01-01", ""),
        ("2026-12-31", "2026-12-31", "is in force twice from 2026-12-31"),
        ("2026-12-31", "2027-01-02", "has no version from 2027-01-01 to 2027-01-01"),
        (None, "2027-01-01", "is in force twice from 2027-01-01"),
    ],
)
def test_two_versions_of_one_promise_touch(until: str | None, again_from: str, said: str, tmp_path: Path) -> None:
    one = rule("shire-tell", ASKED, (2, "week"), "contact-made", in_force_to=until and date.fromisoformat(until))
    two = rule("shire-tell", ASKED, (1, "week"), "contact-made", in_force_from=date.fromisoformat(again_from))
    for text in (one + two, two + one):
        path = tmp_path / "shire.toml"
        path.write_text(head() + text, encoding="utf-8")
        if not said:
            assert len(with_packs([path]).versions("shire-tell")) == 2
            continue
        with pytest.raises(CannotRunError, match=said):
            with_packs([path])


@pytest.mark.parametrize(
    ("adopted", "counts"), [(date(2026, 9, 1), date(2026, 9, 1)), (date(2019, 12, 31), date(2020, 1, 1))]
)
def test_a_pack_counts_from_the_day_it_was_adopted(adopted: date, counts: date, tmp_path: Path) -> None:
    path = tmp_path / "shire.toml"
    ended = rule("shire-call", ASKED, (2, "week"), "contact-made", in_force_to=date(2026, 8, 31))
    path.write_text(head(more=f"adopted_from = {adopted}\n") + rule("shire-tell", ASKED, (2, "week"), "contact-made")
                    + ended, encoding="utf-8")  # fmt: skip
    book = with_packs([path])
    assert [version.in_force_from for version in book.versions("shire-tell")] == [counts]
    assert len(book.versions("shire-call")) == (adopted < date(2026, 9, 1))


def test_a_pack_that_is_cut_off_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "shire.toml"
    path.write_text("schema = 1\npack = \n", encoding="utf-8")
    with pytest.raises(CannotRunError, match=r"shire\.toml:2"):
        with_packs([path])


def law_with(path: Path, book: RuleBook, **more: Any) -> Law:
    return read_law(area.shipped(), book.calendars, own=[path], **more)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, date(2026, 9, 1)),
        ({"shire": date(2026, 8, 31)}, date(2026, 9, 1)),
        ({"shire": date(2026, 9, 2)}, date(2026, 9, 2)),
    ],
)
def test_the_later_of_the_two_days_of_adoption_counts(
    said: dict[str, date], counts: date, tmp_path: Path, book: RuleBook
) -> None:
    """What the council resolved, and what the settings say of it: nobody promised anything before both."""
    path = tmp_path / "shire.toml"
    text = head(more="adopted_from = 2026-09-01\n") + rule("shire-tell", ASKED, (2, "week"), "contact-made")
    path.write_text(text, encoding="utf-8")
    (made,) = [one for one in law_with(path, book, adopted=said).rules if one.id == "shire-tell"]
    assert made.in_force_from == counts


def test_a_pack_with_a_mistake_is_left_out_and_named_as_a_whole(tmp_path: Path, book: RuleBook) -> None:
    path = tmp_path / "shire.toml"
    path.write_text(head() + rule("shire-tell", "no-such-event", (2, "week"), "contact-made"), encoding="utf-8")
    withheld: list[Problem] = []
    law = law_with(path, book, withheld=withheld)
    assert not [one for one in law.rules if one.id == "shire-tell"]
    *mistakes, whole = withheld
    assert mistakes and all(one.position.line > 0 for one in mistakes)
    assert whole.position.line == 0
    assert "nothing in this pack counts" in str(whole)


def test_a_window_of_an_authority_is_over_with_no_stage(shire: Callable[..., RuleBook]) -> None:
    text = rule("shire-tell", "assessment-agreed", (2, "week"), "contact-made")
    for kind, over in (("deadline", True), ("window", False)):
        (made,) = shire(text + f'kind = "{kind}"\n').versions("shire-tell")
        assert bool(made.spent_by) is over


def test_a_promise_to_each_party_says_by_whom_it_was_named(shire: Callable[..., RuleBook]) -> None:
    answer = rule("shire-answer", "enquiry-received", (10, "day"), "enquiry-answered", per_party=True, repeats="each")
    assert shire(answer).named_by["enquiry-answered"] == {"enquiry-received"}
    assert "enquiry-answered" not in shire(answer.replace("per_party = true\n", "")).named_by


@pytest.mark.parametrize(
    ("panel", "over"), [("panel-decided[about=assess]", True), ("panel-decided[about!=plan]", False)]
)
def test_what_a_panel_decided_is_of_the_stage_that_it_was_asked_about(
    panel: str, over: bool, shire: Callable[..., RuleBook]
) -> None:
    (made,) = shire(rule("shire-tell", panel, (5, "day"), "contact-made")).versions("shire-tell")
    assert bool(made.spent_by) is over


def test_a_window_stands_beside_no_limit(shire: Callable[..., RuleBook]) -> None:
    text = rule("shire-tell", ASKED, (5, "week"), DECIDED)
    assert shire(text).twins == {"shire-tell": "decide-to-assess"}
    assert not shire(text + 'kind = "window"\n').twins
