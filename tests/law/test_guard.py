"""Packs of an authority beside the law and beside each other: what is refused, what is left out and named, what counts
from which day, and which promise is warned of because it is longer than the law. Days are counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period, count
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law import area, load
from sendclock.law.book import RuleBook
from sendclock.law.guard import TRIED, longer_than_the_law, read_law
from shire import head, rule

ASKED = "assessment-requested"
DECIDED = ["assessment-agreed", "assessment-refused"]
LAW = "england-send-2014"


def step(id: str, **more: object) -> str:
    """A step without a number, from the yes to an assessment on."""
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[step]]\nid = "{id}"\ntitle = "Tell"\nstarts_on = ["assessment-agreed"]\n' + (
        keys if "in_force_from" in more else f"in_force_from = 2020-01-01\n{keys}"
    )


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., list[Path]]:
    """Packs written down: `put(shire=..., borough=...)`, each text without its head where it has none."""

    def of(**packs: str) -> list[Path]:
        paths = []
        for name, text in packs.items():
            paths.append(tmp_path / f"{name}.toml")
            paths[-1].write_text(text if text.startswith("schema") else head(name) + text, encoding="utf-8")
        return paths

    return of


Put = Callable[..., list[Path]]


def refusal(paths: list[Path]) -> str:
    with pytest.raises(CannotRunError) as refused:
        with_packs(paths)
    return str(refused.value)


# ---- The name of a pack ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [rule(f"{LAW}-tell", ASKED, (5, "week"), DECIDED), step(f"{LAW}-tell"), ""])
def test_no_pack_takes_the_name_of_the_law_whatever_it_holds(text: str, put: Put) -> None:
    """The law would count from the day on which that pack was adopted, and every older clock would be gone."""
    said = refusal(put(england=head(LAW, more="adopted_from = 2026-09-01\n") + text))
    assert said == f'england.toml:2: "{LAW}" is a pack of the law. Name yours after the authority.'


def test_no_setting_moves_the_law(put: Put, book: RuleBook) -> None:
    law = read_law(area.shipped(), book.calendars, own=put(shire=step("shire-tell")), adopted={LAW: date(2026, 9, 1)})
    assert {one.in_force_from for one in law.rules if one.id == "final-plan"} == {date(2014, 9, 1)}


def test_a_pack_of_steps_alone_may_be_called_as_its_council_writes_itself(put: Put) -> None:
    book = with_packs(put(shire=head("Shire CC") + step("Shire CC-tell")))
    assert [item.id for item in book.practice.checklist] == ["Shire CC-tell"]


def test_a_pack_that_names_no_document_is_read(put: Put) -> None:
    text = 'schema = 1\npack = "shire"\ntitle = "Shire"\n'
    more = {"cite": "Cabinet, 1 June", "confidence": "secondary"}
    book = with_packs(put(shire=text + rule("shire-tell", ASKED, (5, "week"), DECIDED, **more)))
    assert book.versions("shire-tell")
    assert not book.practice.sources


# ---- Looser than the law ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1007, ""),
        (1008, "from 2026-03-16 it ends on 2026-04-28"),  # the clocks go forward meanwhile
        (1009, "from 2026-11-20 it ends on 2027-01-02"),
    ],
)
def test_hours_may_run_from_the_end_of_the_day(hours: int, said: str, put: Put) -> None:
    """Six weeks are 1,008 hours, and of the last minute of a day. One hour more ends on the day after the law's."""
    paths = put(shire=rule("shire-tell", ASKED, (hours, "hour"), DECIDED, tightens="decide-to-assess"))
    if said:
        assert f"is looser than the law: {said}" in refusal(paths)
    else:
        assert with_packs(paths).versions("shire-tell")


@pytest.mark.parametrize(
    ("closed", "within", "said"),
    [
        ((2026, 4, 7), 3, "from 2026-03-31 it ends on 2026-04-08"),  # the Tuesday after Easter
        ((2026, 4, 14), 3, "from 2026-04-09 it ends on 2026-04-15"),  # the week after
        ((2027, 1, 19), 3, "from 2027-01-14 it ends on 2027-01-20"),
        ((2026, 4, 14), 2, ""),  # a day fewer, and as long as the law at the most
        ((2026, 6, 16), 3, ""),  # no day near it is tried: each date is held to the law's when it is worked out
    ],
)
def test_a_calendar_of_ones_own_is_tried_round_christmas_and_easter(
    closed: tuple[int, int, int], within: int, said: str, put: Put
) -> None:
    """Three working days for a certificate, as the law has it, in an office that is shut on one day more."""
    england = bank_holidays.calendars()["england"]

    def closures(year: int) -> dict[date, str]:
        return {**({date(*closed): "shut"} if year == closed[0] else {}), **england.closures_of_year(year)}

    office = Calendar("office", "Office", closures, england.confirmed_to)
    text = rule("shire-tell", "mediation-unable", (within, "working-day"), "certificate-issued",
                tightens="certificate-deemed", calendar="office")  # fmt: skip
    paths = put(shire=text)
    if not said:
        assert load.load(own=paths, calendars={"office": office}).versions("shire-tell")
        return
    with pytest.raises(CannotRunError, match=f"is looser than the law: {said}"):
        load.load(own=paths, calendars={"office": office})


@pytest.mark.parametrize("anchor", ["latest", "earliest", "first-known"])
def test_each_rule_of_several_to_count_from_must_be_one(anchor: str, put: Put) -> None:
    text = rule("shire-tell", ASKED, (5, "day"), "contact-made", anchor=f"{anchor}:on,due:final-plann")
    assert 'names "final-plann", which is not a rule. Did you mean "final-plan"?' in refusal(put(shire=text))
    assert with_packs(put(shire=text.replace("plann", "plan"))).versions("shire-tell")


@pytest.mark.parametrize(
    ("starts_on", "by"), [("contact-made", ["contact-made"]), (None, ["assessment-agreed", "assessment-refused"])]
)
def test_what_meets_another_starts_a_promise_only_where_nothing_else_is_said_to(
    starts_on: str | None, by: list[str], put: Put
) -> None:
    text = rule("shire-tell", starts_on, (5, "day"), "enquiry-answered", anchor="met:decide-to-assess")
    (made,) = with_packs(put(shire=text)).versions("shire-tell")
    assert [trigger.event for trigger in made.starts_on] == by


# ---- Longer than the law, and nothing said of it --------------------------------------------------------------------

ALL = ("statutory", "guidance", "adjacent")


@pytest.mark.parametrize(
    ("text", "tiers", "warned"),
    [
        # Week 14 for a draft is guidance: asked for with the packs, not with the cases.
        (rule("shire-tell", ASKED, (15, "week"), "draft-plan-sent"), ALL, "send-draft"),
        (rule("shire-tell", ASKED, (15, "week"), "draft-plan-sent"), ("statutory",), None),
        (rule("shire-tell", ASKED, (14, "week"), "draft-plan-sent"), ALL, None),
        # Of two that a final plan meets it is week 20, which that alone meets, and not week 16.
        (rule("shire-tell", ASKED, (17, "week"), "final-plan-sent"), ALL, None),
        (rule("shire-tell", ASKED, (21, "week"), "final-plan-sent"), ALL, "final-plan"),
        (rule("shire-tell", ASKED, (21, "week"), "final-plan-sent"), ("statutory",), "final-plan"),
        (rule("shire-tell", ASKED, (17, "week"), ["plan-refused", "plan-agreed"]), ALL, "decide-plan"),
        # One that tightens is held to the law, a draft starts nothing.
        (rule("shire-tell", ASKED, (17, "week"), "plan-refused", status="draft"), ALL, None),
        (rule("shire-tell", ASKED, (17, "week"), "plan-refused"), ALL, "refuse-plan"),
        # Two weeks before the meeting, says the law: one is later, three are sooner. So may a day of the year be.
        (
            rule(
                "shire-tell",
                "review-meeting-arranged",
                (1, "week"),
                "review-papers-circulated",
                anchor="meeting",
                direction="before",
            ),
            ALL,
            "review-papers",
        ),
        (
            rule(
                "shire-tell",
                "review-meeting-arranged",
                (3, "week"),
                "review-papers-circulated",
                anchor="meeting",
                direction="before",
            ),
            ALL,
            None,
        ),
        (rule("shire-tell", ASKED, ("next:07-31", "day"), DECIDED, direction="fixed"), ALL, "decide-to-assess"),
        # The law's five working days are England's. An office that shuts between the holidays takes longer.
        (
            rule(
                "shire-tell",
                "complaint-received[kind=corporate]",
                (5, "working-day"),
                "complaint-acknowledged",
                calendar="exampleshire",
            ),
            ALL,
            "complaint-acknowledge",
        ),
        (
            rule(
                "shire-tell",
                "complaint-received[kind=corporate]",
                (5, "working-day"),
                "complaint-acknowledged",
                calendar="england",
            ),
            ALL,
            None,
        ),
        (
            rule(
                "shire-tell",
                "complaint-received[kind=corporate]",
                (6, "working-day"),
                "complaint-acknowledged",
                calendar="england",
            ),
            ALL,
            "complaint-acknowledge",
        ),
        (
            rule("shire-tell", "appeal-registered", (30, "working-day"), "appeal-response-sent", calendar="tribunal"),
            ALL,
            None,
        ),
        (
            rule("shire-tell", "appeal-registered", (31, "working-day"), "appeal-response-sent", calendar="tribunal"),
            ALL,
            "appeal-response",
        ),
        # A time that is the family's, or a law that has ended, is no limit that could be missed.
        (rule("shire-tell", "draft-plan-sent", (16, "day"), "representations-received", anchor="served"), ALL, None),
        (rule("shire-tell", "appeal-unopposed[challenge=contents]", (29, "day"), "amended-plan-sent"), ALL, None),
    ],
)
def test_a_promise_that_is_longer_than_what_it_could_be_taken_for(
    text: str, tiers: tuple[str, ...], warned: str | None, put: Put
) -> None:
    book = with_packs(put(shire=text))
    found = list(longer_than_the_law(book, tiers))
    if warned is None:
        assert not found
        return
    (law,) = book.versions(warned)
    missed = "the law" if law.tier == "statutory" else "that"
    (said,) = map(str, found)
    assert said == (
        f'shire.toml:9: "shire-tell" starts and is met as {warned} is ({law.cite}), and can end later: an officer who '
        f'keeps to it may miss {missed}. Add tightens = "{warned}", and shorten it.'
    )


def test_of_what_says_that_it_tightens_nothing_is_said(put: Put) -> None:
    """Counted from another day nobody can tell beforehand; from the same it is as short as the law."""
    text = rule("shire-tell", ASKED, (17, "week"), "plan-refused", tightens="decide-to-assess", anchor="latest:on,on")
    assert not [*longer_than_the_law(with_packs(put(shire=text)), ALL)]


def test_a_warning_is_given_of_each_promise_and_none_hides_another(put: Put) -> None:
    """The first tightens the law, is a draft, is counted back: the last is named all the same."""
    texts = [
        rule("shire-a", ASKED, (5, "week"), DECIDED, tightens="decide-to-assess"),
        rule("shire-b", ASKED, (8, "week"), DECIDED, status="draft"),
        rule("shire-c", "review-meeting-arranged", (3, "week"), "contact-made", anchor="meeting", direction="before"),
        rule("shire-d", ASKED, (7, "week"), DECIDED),
        rule("shire-e", ASKED, (21, "week"), "final-plan-sent"),
    ]
    found = longer_than_the_law(with_packs(put(shire="".join(texts))))
    assert [said.message.partition('" starts')[0] for said in found] == ['"shire-d', '"shire-e']


# ---- From which day, and until when ----------------------------------------------------------------------------------


def test_what_ends_on_the_day_of_adoption_counts_on_that_day(put: Put) -> None:
    for until, counts in ((date(2026, 9, 1), True), (date(2026, 8, 31), False)):
        text = rule("shire-tell", ASKED, (5, "week"), DECIDED, in_force_to=until)
        text += step("shire-step", in_force_from="2020-01-01", in_force_to=until)
        book = with_packs(put(shire=head(more="adopted_from = 2026-09-01\n") + text))
        assert bool(book.versions("shire-tell")) is counts
        assert [item.in_force_from for item in book.practice.checklist] == [date(2026, 9, 1)] * counts


NEXT = {"draft-plan-sent", "plan-agreed"}  # what decides of the plan, and nothing of where


@pytest.mark.parametrize(
    ("starts_on", "over", "not_over"),
    [
        ("assessment-agreed[route=request]", {*NEXT, "plan-refused", "amended-plan-sent", "final-plan-sent"}, set()),
        ("plan-agreed", {"amended-plan-sent", "final-plan-sent", "case-closed"}, {*NEXT, "plan-refused"}),
        ("panel-decided[about=plan]", {"amended-plan-sent", "final-plan-sent"}, {*NEXT, "plan-refused"}),
        # One about both is over with what comes after the later of them.
        ("panel-decided[about=assess,plan]", {"amended-plan-sent", "final-plan-sent"}, {*NEXT, "plan-refused"}),
        ("panel-decided[about=placement]", {"final-plan-sent"}, {*NEXT, "plan-refused", "amended-plan-sent"}),
        # A review is no stage on the way to a plan.
        ("panel-decided[about=review]", set(), {*NEXT, "final-plan-sent", "case-closed"}),
        ("panel-decided[about=review,assess]", {*NEXT, "final-plan-sent"}, set()),
        ("panel-decided", set(), {*NEXT, "final-plan-sent"}),
    ],
)
def test_with_what_a_promise_about_a_stage_is_over(
    starts_on: str, over: set[str], not_over: set[str], put: Put
) -> None:
    text = rule("shire-tell", starts_on, (5, "day"), "contact-made", ends_with=[])
    (made,) = with_packs(put(shire=text)).versions("shire-tell")
    spent = {trigger.event for trigger in made.spent_by}
    assert over <= spent
    assert not not_over & spent


def test_a_promise_that_comes_again_and_again_is_over_with_no_stage(put: Put) -> None:
    """A call every two weeks goes on until its case is closed, whatever is decided."""
    text = rule("shire-tell", "assessment-agreed", (2, "week"), "contact-made", again=True)
    (made,) = with_packs(put(shire=text)).versions("shire-tell")
    assert not made.spent_by


KIND = '[[kind]]\nid = "lift"\ntitle = "Lift to school"\n'


@pytest.mark.parametrize(("status", "kinds"), [("adopted", ["lift"]), ("draft", []), ("withdrawn", [])])
def test_a_kind_of_request_is_one_once_its_pack_is_adopted(status: str, kinds: list[str], put: Put) -> None:
    book = with_packs(put(shire=head().replace('"adopted"', f'"{status}"') + KIND))
    assert [kind.id for kind in book.practice.kinds] == kinds
    assert book.practice.sources["shire"].status == status


def test_two_kinds_or_steps_of_one_name_in_two_packs_are_told_apart_by_nobody(put: Put) -> None:
    assert 'borough.toml:9: "lift" is already at shire.toml:9.' in refusal(put(shire=KIND, borough=KIND))


# ---- Left out, and named ---------------------------------------------------------------------------------------------


def beside(paths: list[Path]) -> tuple[RuleBook, list[str]]:
    """The book with those packs that may stand beside the law, and what is said of the others."""
    withheld: list[Problem] = []
    book = load.load(own=paths, withheld=withheld)
    return book, [str(problem).replace(f"{paths[0].parent.as_posix()}/", "") for problem in withheld]


WHOLE = "nothing in this pack counts, in any answer, until that is put right. The law is answered."
GOOD = rule("{pack}-tell", ASKED, (5, "week"), DECIDED)
LOOSE = rule("{pack}-tell", ASKED, (7, "week"), DECIDED, tightens="decide-to-assess")
ASKS = rule("{pack}-tell", ASKED, (5, "day"), "contact-made", anchor="due:{other}-tell")
SLIP = rule("{pack}-tell", ASKED, (5, "week"), "assesment-agreed")


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        ({"a": GOOD, "b": GOOD}, ["a", "b"]),
        ({"a": GOOD, "b": SLIP}, ["a"]),
        ({"a": SLIP, "b": GOOD, "c": SLIP}, ["b"]),
        ({"a": LOOSE, "b": GOOD}, ["b"]),
        ({"a": GOOD, "b": LOOSE, "c": LOOSE}, ["a"]),
        # What another pack is needed for stands as long as that pack does, in whichever order they are read.
        ({"a": ASKS.replace("{other}", "b"), "b": GOOD}, ["a", "b"]),
        ({"a": ASKS.replace("{other}", "b"), "b": GOOD, "c": LOOSE}, ["a", "b"]),
        ({"a": ASKS.replace("{other}", "b"), "b": SLIP}, []),
        ({"a": LOOSE, "b": ASKS.replace("{other}", "a"), "c": GOOD}, ["c"]),
        ({"a": LOOSE, "b": SLIP}, []),
    ],
)
def test_what_cannot_stand_is_left_out_and_everything_else_counts(
    texts: Mapping[str, str], counts: list[str], put: Put
) -> None:
    book, said = beside(put(**{name: text.replace("{pack}", name) for name, text in texts.items()}))
    assert [name for name in book.packs if name in texts] == counts
    assert [one.pack for one in book.rules if one.pack in texts] == counts
    assert list(book.practice.sources) == counts
    left_out = [name for name in texts if name not in counts]
    assert [line for line in said if line.endswith(WHOLE)] == [f"{name}.toml: {WHOLE}" for name in left_out]
    assert len(said) == 2 * len(left_out)  # each with its own mistake, and no other
    for name in left_out:
        assert any(line.startswith(f"{name}.toml:") for line in said)


def test_a_file_that_cannot_be_read_is_left_out_too(tmp_path: Path, put: Put) -> None:
    paths = put(shire=GOOD.replace("{pack}", "shire"), borough="schema = 1\npack = \n")
    (tmp_path / "town.toml").mkdir()
    book, said = beside([*paths, tmp_path / "town.toml"])
    assert "shire" in book.packs and "borough" not in book.packs
    assert [line.partition(": ")[0] for line in said] == ["borough.toml:2", "borough.toml", "town.toml", "town.toml"]


def test_where_the_law_itself_cannot_be_read_every_mistake_is_named_and_nothing_answers(
    put: Put, book: RuleBook
) -> None:
    law, own = put(law="schema = 1\npack = \n", shire=SLIP.replace("{pack}", "shire"))
    for withheld in (None, []):
        with pytest.raises(CannotRunError) as refused:
            read_law([law], book.calendars, own=[own], withheld=withheld)
        assert "law.toml:2: " in str(refused.value)
        assert 'Did you mean "assessment-agreed"?' in str(refused.value)


def test_without_a_list_for_what_is_left_out_a_mistake_stops_everything(put: Put) -> None:
    for text, said in ((LOOSE, "is looser than the law"), (SLIP, 'Did you mean "assessment-agreed"?')):
        assert said in refusal(put(a=text.replace("{pack}", "a")))


def test_what_is_looser_on_any_day_is_so_on_one_that_is_tried() -> None:
    """Every day of two years is counted here, of what is in England's days: none shows more than those tried do."""
    england = bank_holidays.calendars()["england"]
    years = [date(2026, 1, 1) + timedelta(n) for n in range(730)]
    for own, law in (
        (Period("after", 28, "working-day"), Period("after", 6, "week")),
        (Period("after", 5, "working-day"), Period("after", 7, "day")),
        (Period("after", 1, "month"), Period("after", 30, "day")),
    ):
        later = [day for day in years if count(day, own, england).due > count(day, law, england).due]
        assert later and set(later) & set(TRIED)
