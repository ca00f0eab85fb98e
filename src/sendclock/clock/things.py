"""The things a case is made of: each begins with an event, and ends with one. `clock.link` says which event belongs to
which.

Must not know: dates counted, English, files, what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sendclock.clock.case import Event


class Thing:
    """One thing of a case. `kind` is what rules call it; `begun` the event that began it, `ended` what ended it."""

    __slots__ = ("begun", "ended")
    kind = ""

    def __init__(self, begun: Event) -> None:
        self.begun = begun
        self.ended: Event | None = None

    @property
    def open(self) -> bool:
        return self.ended is None


class Assessment(Thing):
    """`road`: one of `law.rule.ROADS`. `request`: the day the request was received, where known. `no`: the
    event that said no, and to what. `before`: the one it goes on from, on another road."""

    __slots__ = (
        "agreed", "before", "decided", "doubts", "draft", "no", "overturned", "partners", "plan", "reassessment",
        "request", "road",
    )  # fmt: skip
    kind = "assessment"

    def __init__(self, begun: Event, road: str, request: date | None, reassessment: bool = False) -> None:
        super().__init__(begun)
        self.road, self.request, self.reassessment = road, request, reassessment
        self.decided: Event | None = None  # the first answer to the request
        self.agreed: Event | None = None
        self.draft: Event | None = None
        self.plan: Event | None = None
        self.no: Event | None = None
        self.overturned: Event | None = None
        self.before: Assessment | None = None
        self.partners: list[Event] = []  # the orders, agreements or concessions that opened it
        self.doubts: tuple[str, ...] = ()


class Plan(Thing):
    """`made`: the day it was first made, by the event `first`; both None where only traces of it are on file.
    `decided`: the day of the last review decision here, `reviewed` that of the last review by the authority before."""

    __slots__ = ("decided", "first", "made", "named", "reviewed", "versions")
    kind = "plan"

    def __init__(self, begun: Event, made: date | None) -> None:
        super().__init__(begun)
        self.made = made
        self.first = begun if made else None
        self.decided: date | None = None
        self.reviewed: date | None = None
        self.versions: list[Event] = []  # that came after the event that began it
        self.named: list[Event] = []  # versions that name the next phase, not yet the answer to an expected move


class Review(Thing):
    """`day`: that of its meeting, else of the act that stands in for it. `ended`: the act that decided it."""

    __slots__ = ("day", "meeting", "notice", "reported", "told")
    kind = "review"

    def __init__(self, begun: Event, meeting: Event | None, day: date) -> None:
        super().__init__(begun)
        self.meeting, self.day = meeting, day
        self.notice: Event | None = None
        self.told: Event | None = None
        self.reported: Event | None = None


class Amendment(Thing):
    """Proposed amendments, from their notice to the plan or the letter that drops them. `review`: None outside one."""

    __slots__ = ("review",)
    kind = "amendment"

    def __init__(self, begun: Event, review: Review | None) -> None:
        super().__init__(begun)
        self.review = review


class Instruction(Thing):
    """One thing ordered, agreed or conceded, that is carried out by an act of its own."""

    __slots__ = ("amends", "decision")
    kind = "instruction"

    def __init__(self, begun: Event, amends: bool, decision: Decision | None = None) -> None:
        super().__init__(begun)
        self.amends, self.decision = amends, decision


class Decision(Thing):
    """A notice that can be appealed. `challenges`: what an appeal about it may be about. `ended`: what decided it."""

    __slots__ = ("appeal", "certificate", "challenges", "contacted", "held", "requested", "responded")
    kind = "decision"

    def __init__(self, begun: Event, challenges: frozenset[str]) -> None:
        super().__init__(begun)
        self.challenges = challenges
        self.contacted: Event | None = None
        self.requested: Event | None = None
        self.held: Event | None = None
        self.certificate: Event | None = None
        self.appeal: Event | None = None
        self.responded: Event | None = None

    def fits(self, challenge: str | None) -> bool:
        return challenge is None or challenge in self.challenges

    def named(self, day: date) -> bool:
        return day in (self.begun.on, self.begun.day("dated"))


class Phase(Thing):
    __slots__ = ("transfer_on",)
    kind = "phase"

    def __init__(self, begun: Event, transfer_on: date | None) -> None:
        super().__init__(begun)
        self.transfer_on = transfer_on


class Detention(Thing):
    __slots__ = ()
    kind = "spell"


class Claim(Thing):
    """An Equality Deed claim: a matter of its own, that touches no decision."""

    __slots__ = ()
    kind = "matter"


class Matter(Thing):
    """Something answered by itself: a request for information, a complaint, a letter before claim, an enquiry. `family`
    is what it is one of; its reference is the party of the event that began it."""

    __slots__ = ("family",)
    kind = "matter"

    def __init__(self, begun: Event, family: str) -> None:
        super().__init__(begun)
        self.family = family


Links = Mapping[str, tuple[Thing, ...]]


NO_KINDS: frozenset[str] = frozenset()


class Deed:
    """An event as the clocks see it. `event` has the fields that could be read off the file; `source` is as recorded.

    `links`: the things it belongs to, by kind; a kind that is absent is not what the act is about, so it is everything
    of that kind; an empty one was looked for and not found. `joined`: the kinds in which it only repeats what is there:
    it starts and stops nothing of them. `how`: named, only, newest, stand-in, joined, none. `starts`, `stops`: whether
    clocks are started and stopped by it (a move known ahead starts one thing today and stops another on its day).
    `already`: an earlier act that had done what this one now expects. `supersedes`: things of an earlier cycle that it
    makes pointless. `near`: of what it names nothing is on file, and this is the nearest thing that is.
    """

    __slots__ = (
        "already", "doubts", "event", "how", "in_time", "joined", "links", "near", "source", "starts", "stops",
        "supersedes",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913  a line a fact of the act
        self,
        event: Event,
        source: Event,
        links: Links,
        joined: frozenset[str] = NO_KINDS,
        how: str = "only",
        doubts: tuple[str, ...] = (),
        starts: bool = True,
        stops: bool = True,
        in_time: bool = True,
        already: Event | None = None,
        supersedes: tuple[Thing, ...] = (),
        near: Thing | None = None,
    ) -> None:
        self.event, self.source, self.links, self.joined, self.how, self.doubts = (
            event, source, links, joined, how, doubts
        )  # fmt: skip
        self.starts, self.stops, self.in_time = starts, stops, in_time
        self.already, self.supersedes, self.near = already, supersedes, near

    def but(self, **changes: Any) -> Deed:
        """The same act, with these parts otherwise."""
        return Deed(**{name: getattr(self, name) for name in self.__slots__} | changes)


class Things:
    """Every thing of a case, oldest first, and every deed, in causal order."""

    def __init__(self) -> None:
        self.assessments: list[Assessment] = []
        self.plans: list[Plan] = []
        self.reviews: list[Review] = []
        self.amendments: list[Amendment] = []
        self.instructions: list[Instruction] = []
        self.decisions: list[Decision] = []
        self.phases: list[Phase] = []
        self.spells: list[Detention] = []
        self.claims: list[Claim] = []
        self.matters: list[Matter] = []
        self.deeds: list[Deed] = []
        self.closed: Event | None = None
        self.moved: Event | None = None

    # Each is asked at nearly every event: a loop, which takes a third of `next` on a generator.

    @property
    def assessment(self) -> Assessment | None:
        """The one that is open: at most one is."""
        for one in reversed(self.assessments):
            if one.ended is None:
                return one
        return None

    @property
    def plan(self) -> Plan | None:
        """The plan in force."""
        for one in reversed(self.plans):
            if one.ended is None:
                return one
        return None

    @property
    def spell(self) -> Detention | None:
        for one in reversed(self.spells):
            if one.ended is None:
                return one
        return None
