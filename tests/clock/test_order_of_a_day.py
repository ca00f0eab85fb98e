"""Several events of one day without hours are taken in the order in which one leads to the other, not in that of the
file: an import or hasty typing leaves nothing overdue for ever. Where hours are recorded, those decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline

Lay = Callable[..., Timeline]
DAY = "2026-03-02"


def answer(found: Timeline) -> list[tuple[object, ...]]:
    """What became of every clock, without the ids and the lines that depend on the place in the file."""

    def type_of(event: Event | None) -> str | None:
        return event.type if event else None

    clocks = [
        (d.rule.id, d.party, type_of(d.started_by), d.due, d.status, d.met_on, type_of(d.met_by), type_of(d.ended_by),
         d.spent, [doubt.id for doubt in d.doubts])
        for d in found.deadlines
    ]  # fmt: skip
    waiting = [(n.rule.id, type_of(n.event), n.missing, n.party) for n in found.not_started]
    return [*sorted(clocks, key=str), *sorted(waiting, key=str), (found.state.kind, found.state.why)]


class Story(NamedTuple):
    """What happened earlier; the acts of one day, as one leads to the other; and a clock that they meet in time."""

    id: str
    earlier: str
    acts: tuple[str, ...]
    rule: str
    day: str = DAY


STORIES = (
    Story(
        "no-plan-on-the-day-of-the-yes",
        "assessment-requested@2026-01-20",
        ("assessment-agreed", "plan-refused"),
        "refuse-plan",
    ),
    Story(
        "no-plan-on-the-day-of-the-yes-once-more",
        "assessment-requested@2023-01-16; assessment-agreed@2023-02-20; plan-refused@2023-04-24; "
        "assessment-requested@2026-01-20",
        ("assessment-agreed", "plan-refused"),
        "refuse-plan",
    ),
    Story(
        "review",
        "final-plan-sent@2025-03-10",
        ("review-meeting-held", "review-report-sent", "review-decided outcome=maintain"),
        "review-decision",
    ),
    Story(
        "review-with-its-papers",
        "final-plan-sent@2025-03-10; review-meeting-arranged@2026-01-05 meeting=2026-03-02",
        ("review-papers-circulated", "review-meeting-held", "amendment-notice-sent", "amended-plan-sent"),
        "amended-plan",
    ),
    Story(
        "plan",
        "assessment-requested@2026-01-12; assessment-agreed@2026-02-16",
        ("draft-plan-sent", "representations-received", "final-plan-sent"),
        "final-plan",
    ),
    Story(
        "asked-and-refused", "", ("assessment-requested", "assessment-refused", "adviser-contacted"), "decide-to-assess"
    ),
    Story(
        "advice",
        "assessment-requested@2026-01-12; assessment-agreed@2026-02-16",
        ("advice-requested party=EP source=psychology", "advice-received party=EP", "draft-plan-sent"),
        "advice-reply-guidance",
    ),
    Story(
        "consulted",
        "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; draft-plan-sent@2026-02-23",
        ("setting-consulted party=Elm", "setting-replied party=Elm answer=yes", "final-plan-sent"),
        "consultation-reply",
    ),
    Story(
        "mediation",
        "assessment-requested@2025-12-01; assessment-refused@2026-01-05",
        ("mediation-requested", "mediation-held", "mediation-agreed order=assess", "assessment-agreed"),
        "order-assess-notify",
    ),
    Story(
        "certificate",
        "assessment-requested@2025-12-01; assessment-refused@2026-01-05",
        (
            "adviser-contacted wishes=appeal-only",
            "certificate-issued basis=no-mediation",
            "appeal-registered challenge=refuse-assess",
        ),
        "certificate-no-mediation",
    ),
    Story(
        "order",
        "assessment-requested@2025-06-02; assessment-refused@2025-07-07; "
        "appeal-registered@2025-08-04 challenge=refuse-assess; appeal-response-sent@2025-09-01",
        ("order-made order=assess", "appeal-ended outcome=allowed", "assessment-agreed"),
        "order-assess-notify",
    ),
    Story(
        "concession",
        "assessment-requested@2025-12-01; assessment-refused@2026-01-05",
        ("appeal-registered challenge=refuse-assess", "appeal-unopposed challenge=refuse-assess", "assessment-agreed"),
        "unopposed-assess-notify",
    ),
    Story(
        "order-to-amend",
        "final-plan-sent@2025-03-10; appeal-registered@2025-04-14 challenge=contents; appeal-response-sent@2025-05-12",
        ("order-made order=amend-both", "amended-plan-sent following=order"),
        "order-amend-both",
    ),
    Story(
        "agreement",
        "final-plan-sent@2025-12-08; mediation-requested@2026-01-12; mediation-held@2026-02-02",
        (
            "mediation-agreed order=other party=report authority_party=no",
            "agreement-notified party=report",
            "agreement-carried-out party=report",
        ),
        "agreement-carry-out",
    ),
    Story(
        "move",
        "final-plan-sent@2025-06-02",
        ("moved-out move=2026-03-02", "plan-transferred direction=out"),
        "transfer-plan",
    ),
    Story(
        "moved-in",
        "",
        ("plan-transferred direction=in made=2025-03-10", "transfer-notice-sent"),
        "tell-family-of-transfer",
    ),
    Story(
        "ceasing",
        "final-plan-sent@2025-03-10; cease-proposed@2025-12-01",
        ("cease-decided", "adviser-contacted"),
        "mediation-contact",
    ),
    Story(
        "re-assessment",
        "final-plan-sent@2025-03-10",
        ("reassessment-requested", "reassessment-agreed", "draft-plan-sent", "final-plan-sent"),
        "decide-to-reassess",
    ),
    Story(
        "detention",
        "assessment-requested@2026-01-12; assessment-agreed@2026-02-16",
        ("final-plan-sent", "detention-began", "plan-disclosed recipient=secure-setting"),
        "detention-send-plan",
    ),
    Story(
        "phase",
        "final-plan-sent@2025-03-10",
        (
            "phase-transfer-expected transfer=secondary-to-post-16 transfer_on=2026-09-01",
            "review-meeting-held",
            "amendment-notice-sent",
            "amended-plan-sent names_next_phase=yes",
        ),
        "phase-transfer-march",
    ),
    Story(
        "complaint",
        "",
        ("complaint-received party=C1", "complaint-acknowledged party=C1", "complaint-answered party=C1"),
        "complaint-stage-1",
        "2026-07-06",
    ),
    Story("information", "", ("foi-received party=F1", "foi-answered party=F1"), "foi-reply"),
    Story(
        "access",
        "sar-received@2026-02-10 party=S1",
        ("sar-extended party=S1", "sar-answered party=S1"),
        "sar-reply-extended",
    ),
    Story(
        "letter",
        "",
        (
            "pre-action-letter-received party=P1 dated=2026-03-02",
            "pre-action-answered party=P1",
            "claim-issued party=P1",
        ),
        "pre-action-reply",
    ),
    Story("travel", "", ("travel-review-asked party=T1", "travel-decided party=T1 stage=1"), "travel-review"),
    Story(
        "closed", "", ("assessment-requested", "assessment-refused", "case-closed reason=no-plan"), "decide-to-assess"
    ),
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_in_whatever_order_they_stand_in_the_file(story: Story, lay: Lay) -> None:
    def of(order: Iterable[str]) -> Timeline:
        return lay("; ".join([story.earlier, *(at(each, story.day) for each in order)]), "2026-12-07")

    as_it_was = of(story.acts)
    assert [d.status for d in as_it_was.deadlines if d.rule.id == story.rule][-1:] == ["met"]
    for order in permutations(story.acts):
        assert answer(of(order)) == answer(as_it_was), order


def at(event: str, day: str = DAY) -> str:
    name, _, fields = event.partition(" ")
    return f"{name}@{day} {fields}"


WHOLE = (
    "assessment-requested", "advice-requested party=EP source=psychology", "advice-requested party=Trust source=health",
    "advice-received party=EP", "advice-received party=Trust", "assessment-agreed", "plan-agreed", "draft-plan-sent",
    "setting-consulted party=Elm", "setting-replied party=Elm answer=yes", "representations-received",
    "final-plan-sent",
)  # fmt: skip


AFTER = {"annual-review", "annual-review-meeting", "appeal-window", "mediation-contact", "mediation-adviser-limit"}


@given(order=st.permutations(range(len(WHOLE))))
def test_a_whole_assessment_typed_on_one_day(order: list[int], lay: Lay) -> None:
    """As an import without days of its own would: afterwards nothing is open but what follows from the plan."""
    found = lay("; ".join(at(WHOLE[n]) for n in order), "2026-03-09")
    left = {d.rule.id: d.status for d in found.deadlines if d.status in ("open", "overdue")}
    assert set(left) == AFTER
    assert set(left.values()) == {"open"}
    assert [d.status for d in found.deadlines if d.rule.id == "final-plan"] == ["met"]
    assert answer(found) == answer(lay("; ".join(at(each) for each in WHOLE), "2026-03-09"))


@given(order=st.permutations(range(len(WHOLE))))
def test_the_same_on_days_of_its_own_in_any_order_of_the_file(order: list[int], lay: Lay) -> None:
    days = [at(each, f"2026-03-{2 + n:02}") for n, each in enumerate(WHOLE)]
    assert answer(lay("; ".join(days[n] for n in order), "2026-12-07")) == answer(lay("; ".join(days), "2026-12-07"))


NEW_CYCLE = (
    "assessment-requested@2023-01-16; assessment-agreed@2023-02-20; plan-refused@2023-04-24; "
    "assessment-requested@2026-01-20"
)


@pytest.mark.parametrize("acts", list(permutations(("assessment-agreed", "plan-refused"))))
def test_a_no_follows_the_yes_of_its_day_whatever_was_refused_years_ago(acts: tuple[str, ...], lay: Lay) -> None:
    """The question of a plan is closed until that yes raises it: the old no does not make this one the first word."""
    found = lay("; ".join([NEW_CYCLE, *(at(each) for each in acts)]), "2026-04-01")
    assert [event.type for event in found.events[-2:]] == ["assessment-agreed", "plan-refused"]
    assert found.state.why != "agreed-and-refused"


def test_a_no_to_what_was_open_before_its_day_keeps_its_place(lay: Lay) -> None:
    """There was something to refuse: the yes of that day comes of the no."""
    earlier = "assessment-requested@2026-01-05; assessment-agreed@2026-02-09"
    found = lay(f"{earlier}; {at('plan-refused')}; {at('assessment-agreed route=order')}", "2026-04-01")
    assert [event.type for event in found.events[-2:]] == ["plan-refused", "assessment-agreed"]


# Hours, and what a day alone does not settle


def test_where_both_hours_are_recorded_they_decide(lay: Lay) -> None:
    """Out of causal order though it is: a meeting in the afternoon is another one than the decision of the morning was
    about."""
    morning, afternoon = "review-decided@2026-03-02T10:00 outcome=maintain", "review-meeting-held@2026-03-02T15:00"
    for text in (f"{morning}; {afternoon}", f"{afternoon}; {morning}"):
        found = lay("final-plan-sent@2025-03-10; " + text, "2026-03-09")
        assert [d.status for d in found.deadlines if d.rule.id == "review-decision"] == ["open"]


@pytest.mark.parametrize("hour", ["", "T15:00"])
def test_the_hour_of_one_alone_decides_nothing(hour: str, lay: Lay) -> None:
    found = lay(f"final-plan-sent@2025-03-10; review-decided@2026-03-02 outcome=maintain; "
                f"review-meeting-held@2026-03-02{hour}", "2026-03-09")  # fmt: skip
    assert [d.status for d in found.deadlines if d.rule.id == "review-decision"] == ["met"]


def test_agreed_and_refused_waits_in_either_order(lay: Lay) -> None:
    for both in permutations(("assessment-agreed@2026-02-16", "assessment-refused@2026-02-16")):
        found = lay("; ".join(("assessment-requested@2026-01-12", *both)), "2026-03-09")
        assert (found.state.kind, found.state.why) == ("waiting", "agreed-and-refused")


def test_asked_again_on_the_day_of_the_no(lay: Lay) -> None:
    """A request comes first of its day; but one on the day an earlier one was refused is a new one, not a second while
    the first ran."""
    text = ("assessment-requested@2026-01-12", "assessment-refused@2026-02-16", "assessment-requested@2026-02-16")
    found = lay("; ".join(text), "2026-03-09")
    assert [(str(d.due), d.status) for d in found.deadlines if d.rule.id == "decide-to-assess"] == [
        ("2026-02-23", "met"), ("2026-03-30", "open"),
    ]  # fmt: skip


def test_closed_and_taken_up_again_on_one_day_stays_closed_unless_the_hours_say_so(lay: Lay) -> None:
    closed, asked = "case-closed@2026-03-02{} reason=other", "assessment-requested@2026-03-02{}"
    for hours, kind in ((("", ""), "ended"), (("T09:00", "T15:00"), "running")):
        text = "; ".join(event.format(hour) for event, hour in zip((closed, asked), hours, strict=True))
        assert lay(text, "2026-03-09").state.kind == kind
