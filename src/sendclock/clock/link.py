"""Which thing of its case each event belongs to: the case before the clocks.

`Linker.read` takes the true events one after another, in causal order, and says of each to which assessment, plan,
review, amendment, instruction, decision, phase, spell or matter it belongs: the one a field of it names, else the one
that is in train. What a field left out can be read off the file, the deed is given (`Deed.event`); what had to be
guessed is said (`Deed.doubts`). Nothing is linked to a thing begun later than itself, nor to one of an earlier cycle
while its own runs.

Two limits here are conventions of ours, not law: a meeting over 15 months old is not decided on any more, and a letter
that repeats another within 180 days is the same letter sent again.

Must not know: dates counted, English, files, what day it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sendclock.clock.case import Event, by_the_hour, same_party
from sendclock.clock.things import (
    Amendment,
    Assessment,
    Claim,
    Decision,
    Deed,
    Detention,
    Instruction,
    Matter,
    Phase,
    Plan,
    Review,
    Thing,
    Things,
)  # fmt: skip
from sendclock.days.counting import add_months
from sendclock.files.name import folded
from sendclock.law.role import Act, Role

if TYPE_CHECKING:
    from sendclock.law.book import RuleBook
    from sendclock.law.rule import EventType

OLDEST_MEETING = 15  # months
SENT_AGAIN = timedelta(180)
NOT_A_DECISION = frozenset({"plan", "review", "amendment", "instruction", "assessment", "phase", "spell", "matter"})
ALL_BUT_AN_ASSESSMENT = NOT_A_DECISION - {"assessment"} | {"decision"}
NOES = (Act.ASSESS_NO, Act.REASSESS_NO, Act.PLAN_NO)  # what an order to do the thing after all turns round
TWO_ROADS = "two-roads"  # the doubt that an assessment was opened twice
MADE_UNKNOWN = "made-unknown"  # the doubt about a plan received without the day it was made or last reviewed
DECIDES = (Act.REVIEW_DECIDED, Act.NOTICE, Act.AMENDED, Act.DROPPED)  # a review, and with it that there is a plan

OpenWindow = Callable[[Decision, date, Role], bool]
TimeOver = Callable[[Event], bool]


def linked(events: Sequence[Event], book: RuleBook, as_of: date) -> Things:
    """The things of a case whose clocks nobody has asked: no window is known to be open, so that an appeal is about the
    newest decision that its challenge fits."""
    linker = Linker(book, lambda *_: False, lambda _: False)
    for _ in linker.read(events, as_of):
        pass
    return linker.things


class Linker:
    """Reads the events of one case in order. `window(decision, day, role)` says whether a window on that decision (to
    appeal, to contact the mediation adviser) is still open that day: the clocks know."""

    def __init__(self, book: RuleBook, window: OpenWindow, over: TimeOver) -> None:
        self.types, self.window, self.time_over = book.event_types, window, over
        self.ways = _ways(book)
        self.akin = book.decided_together
        self.things = Things()
        self.asked: dict[str, Assessment] = {}  # by party: the assessment for which its advice was last asked
        self.over: list[Thing] = []  # what the act being taken makes pointless
        self.since: dict[tuple[str, str, str], date] = {}  # of each small matter: the day its time runs from
        self.events: Sequence[Event] = ()

    def read(self, events: Sequence[Event], as_of: date) -> Iterator[tuple[int, Deed]]:
        """Every deed up to the end of `as_of`, each with the place of its event. What takes effect on a later day than
        it was heard of is a second deed, the last of that day."""
        leaving: list[tuple[date, int]] = []  # the day of the effect, the place of the event
        ways, known = self.ways, self.things.deeds
        self.events = [event for event in events if event.on <= as_of] if events and events[-1].on > as_of else events
        for place, event in enumerate(events):
            while leaving and leaving[0][0] < event.on:
                left = leaving.pop(0)[1]
                yield left, self._leaves(events[left])
            link, effect = ways[event.type]
            if effect:
                leaving = [each for each in leaving if events[each[1]].type != event.type]  # another day for the same
                leaving.append((max(event.on, event.day(effect) or event.on), place))
                leaving.sort(key=lambda pair: pair[0])
            deeds = link(self, event) if link is not None else [Deed(event, event, {})]
            if self.over:
                deeds[0] = deeds[0].but(supersedes=tuple(self.over))
                self.over.clear()
            known += deeds  # taken in: what comes later sees it
            for deed in deeds:
                yield place, deed
        for day, place in leaving:
            if day <= as_of:
                yield place, self._leaves(events[place])

    # What every act may need

    def _plays(self, event: Event, *parts: Act) -> bool:
        roles = self.types[event.type].roles
        for part in parts:  # noqa: SIM110  asked of every other event: a loop takes a third of an `any`
            if part in roles:
                return True
        return False

    def _decision(self, event: Event) -> Decision | None:
        """The decision that the event is, if it can be appealed: with what an appeal may say that it is about."""
        appealed = self.types[event.type].appealed_as
        challenges = [
            each.challenge
            for each in appealed
            if not each.conditions or all(condition.holds(event) for condition in each.conditions)
        ]
        if not challenges:
            return None
        decision = Decision(event, frozenset(challenges))
        for older in self.things.decisions:  # about this one there can be an appeal: the steps to an older one are moot
            if older.appeal is None and event.on - older.begun.on >= SENT_AGAIN:
                self.over.append(older)
        self.things.decisions.append(decision)
        return decision

    # Assessments

    def _request(self, event: Event) -> list[Deed]:
        """A request while any road to a plan runs starts nothing: the earlier day governs. Where no request for that
        road is on file, this may be it, recorded before by a slip: its weeks run, what came before stays a doubt."""
        things = self.things
        running = things.assessment
        if running is not None and running.request is None:
            running.ended = event
        elif running is not None:
            return [Deed(event, event, {"assessment": (running,)}, frozenset({"assessment"}), "joined")]
        doubts: tuple[str, ...] = ()
        seen = event
        if things.spell is not None and "detained" not in event.fields:
            seen, doubts = _with(event, detained=True), ("detained-assumed",)
        road = "detained" if seen.fields.get("detained") is True else "ordinary"
        made = Assessment(event, road, event.on)
        things.assessments.append(made)
        return [Deed(seen, event, {"assessment": (made,)}, doubts=doubts)]

    def _reassess_request(self, event: Event) -> list[Deed]:
        things = self.things
        running = things.assessment
        if running is not None and running.reassessment and running.decided is None:
            return [Deed(event, event, {"assessment": (running,)}, frozenset({"assessment"}), "joined")]
        made = Assessment(event, "re-assessment", event.on, reassessment=True)
        things.assessments.append(made)
        return [Deed(event, event, {"assessment": (made,)})]

    def _yes(self, event: Event) -> list[Deed]:
        """The family told that there will be an assessment; after a no, what turned it round."""
        running = self.things.assessment
        if running is not None and not running.reassessment:
            return self._told_yes(event, running)
        return self._after_a_no(event)

    def _told_yes(self, event: Event, running: Assessment) -> list[Deed]:
        """One letter tells of everything that opened the assessment."""
        joined = running.agreed is not None
        if running.decided is None:
            running.decided = event
        running.agreed = running.agreed or event
        routes = dict.fromkeys(self.types[partner.type].route for partner in running.partners)
        seen = [_with(event, route=route) for route in routes] or [event]
        links, how = {"assessment": (running,)}, "joined" if joined else "only"
        apart = frozenset({"assessment"}) if joined else frozenset()
        first, *others = [Deed(each, event, links, apart, how, running.doubts) for each in seen]
        return [first, *(other.but(starts=False) for other in others)]

    def _reassess_yes(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        if running is not None and running.reassessment:
            return self._told_yes(event, running)
        refused = self._turned(Act.REASSESS_NO)
        made = Assessment(event, "re-assessment", None, reassessment=True)
        made.decided = made.agreed = event
        self.things.assessments.append(made)
        seen: Event = event
        doubts: tuple[str, ...] = ()
        if refused is not None:
            refused.overturned, made.before = event, refused
            route = event.fields.get("route")
            if route != "own-motion":  # its own motion turns a no round, and nothing else is to be recorded of it
                doubts = ("route-missing",) if route in (None, "request") else ("route-unrecorded",)
            seen = _with(event, route="own-motion")
        elif event.fields.get("route") not in (None, "request", "own-motion"):
            seen, doubts = _with(event, route="own-motion"), ("route-unrecorded",)
        return [Deed(seen, event, {"assessment": (made,)}, doubts=doubts)]

    def _turned(self, *noes: Act) -> Assessment | None:
        """The newest assessment that ended in a no of one of these kinds, not yet turned round."""
        for made in reversed(self.things.assessments):
            if made.no is not None and made.overturned is None and self._plays(made.no, *noes):
                return made
        return None

    def _after_a_no(self, event: Event) -> list[Deed]:
        """A yes, a draft or a plan where no assessment is open. After a no with nothing recorded that turned it round,
        the safest road is taken: the weeks of the request itself. With no request on file at all, nothing is known."""
        old = self._turned(Act.ASSESS_NO, Act.PLAN_NO)
        route = event.fields.get("route")
        recorded = event.day("original_request")
        request = recorded or (old.request if old else None)
        made = Assessment(event, "change-of-mind", request)
        made.decided = made.agreed = event
        self.things.assessments.append(made)
        if old is not None:
            old.overturned, made.before = event, old
        if request is None:
            made.doubts, plan = ("request-unknown",), self.things.plan
            return [Deed(event, event, {"assessment": (made,)}, how="stand-in", doubts=made.doubts, near=plan)]
        doubts: tuple[str, ...] = ()
        if old is not None and old.no is not None and old.no.on == event.on:
            doubts = ("agreed-and-refused",)
        elif route in (None, "request"):
            doubts = ("route-missing",)
        elif route != "change-of-mind":
            doubts = ("route-unrecorded",)
        made.doubts = doubts
        seen = _with(event, route="change-of-mind", original_request=request)
        return [Deed(seen, event, {"assessment": (made,)}, how="newest", doubts=doubts)]

    def _no_to_assess(self, event: Event) -> list[Deed]:
        decision = self._decision(event)
        running = self.things.assessment
        if running is None or running.reassessment:
            return [Deed(event, event, {"assessment": (), "decision": _those(decision)}, how="none")]
        links = {"assessment": (running,), "decision": _those(decision)}
        if running.agreed is not None and running.agreed.on == event.on:
            running.doubts = ("agreed-and-refused",)
            return [Deed(event, event, links, frozenset({"assessment"}), "joined", running.doubts)]
        running.no = running.ended = event
        return [Deed(event, event, links)]

    def _no_to_reassess(self, event: Event) -> list[Deed]:
        decision = self._decision(event)
        running = self.things.assessment
        if running is None or not running.reassessment:
            return [Deed(event, event, {"assessment": (), "decision": _those(decision)}, how="none")]
        running.no = running.ended = event
        return [Deed(event, event, {"assessment": (running,), "decision": _those(decision)})]

    def _plan_yes(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        if running is not None:
            seen = event
            if running.partners:
                seen = _with(event, route=self.types[running.partners[0].type].route)
            return [Deed(seen, event, {"assessment": (running,)}, doubts=running.doubts)]
        return self._after_a_no(event)

    def _plan_no(self, event: Event) -> list[Deed]:
        decision = self._decision(event)
        running = self.things.assessment
        if running is None:
            again = bool(self.things.assessments) and self.things.assessments[-1].no is not None
            return [
                Deed(event, event, {"assessment": (), "decision": _those(decision)}, how="joined" if again else "none")
            ]
        running.no = running.ended = event
        return [Deed(event, event, {"assessment": (running,), "decision": _those(decision)}, doubts=running.doubts)]

    def _draft(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        if running is not None:
            running.draft = event
            return [Deed(event, event, {"assessment": (running,)})]
        return self._shown(event)

    def _shown(self, event: Event) -> list[Deed]:
        """A draft where no assessment is open: after a no it shows that it was turned round."""
        plan = self.things.plan
        old = self._turned(Act.ASSESS_NO, Act.PLAN_NO)
        if old is None and plan is not None:
            return [Deed(event, event, {"assessment": ()}, how="none")]
        (turned,) = self._after_a_no(event)
        made = self.things.assessments[-1]
        made.draft = event
        opening = turned.but(event=self._as(turned.event, Act.PLAN_YES), stops=False)
        return [opening, Deed(event, event, {"assessment": (made,)})]

    def _as(self, event: Event, part: Act) -> Event:
        """The same event as one of the type that plays this part: what it shows."""
        type_ = next(id for id, kind in self.types.items() if part in kind.roles)
        return event.but(type=type_)

    def _plan_sent(self, event: Event) -> list[Deed]:
        """A final plan: that of the open assessment, whatever is typed; else the first made; else an amended plan
        typed as a final one, or the same plan sent again (CFA 2014 s.44(1)(a): "first made")."""
        things = self.things
        running = things.assessment
        if running is None and things.plan is None:
            old = self._turned(Act.ASSESS_NO, Act.PLAN_NO)
            if old is not None:
                acts = self._shown(event)
                return [acts[0], *self._plan_of(event, things.assessments[-1])]
        if running is not None and running.reassessment and things.plan is None:  # nothing to assess anew: the first
            running = next((one for one in things.assessments if one.open and not one.reassessment), running)
        if running is not None:
            return self._plan_of(event, running)
        plan = things.plan
        if plan is not None and plan.made is None and things.assessments:
            shown = things.assessments[-1]
            if shown.ended is not None and self._plays(shown.ended, *DECIDES):
                return self._plan_of(event, shown)  # a review of it came first: typed late, or dated wrongly
        if plan is not None and (plan.made is not None or plan.decided is not None):
            return self._plan_again(event, plan)
        decision = self._decision(event)
        if plan is None:
            plan = Plan(event, event.on)
            things.plans.append(plan)
        plan.first, plan.made = event, event.on  # known so far by its traces only
        self._names_phase(event, plan)
        return [Deed(event, event, {"plan": (plan,), "decision": _those(decision), **self._phase_links()})]

    def _plan_of(self, event: Event, running: Assessment) -> list[Deed]:
        things = self.things
        decision = self._decision(event)
        running.plan = running.ended = event
        self._turned_for_good(running)
        plan = things.plan
        typed = event.fields.get("following")
        doubts: tuple[str, ...] = ()
        kind = (
            "reassessment" if running.reassessment else "conversion" if running.road == "conversion" else "assessment"
        )
        if typed is not None and typed != kind:
            doubts = (*doubts, "following-contradicts")
        if typed is None and running.reassessment and running.decided is None and not running.partners:
            doubts = (*doubts, "reassessment-unanswered")
        seen = _with(event, following=kind)
        joined: frozenset[str] = frozenset()
        if plan is None:
            plan = Plan(event, event.on)
            things.plans.append(plan)
        else:
            plan.first = plan.first or event
            plan.versions.append(event)
            if running.reassessment:
                plan.decided = event.on
            elif plan.made is not None or plan.decided is not None:
                joined = frozenset({"plan"})
            if not running.reassessment:
                plan.made = plan.made or event.on  # known so far by its traces only
        for review in things.reviews:
            if review.open and running.reassessment:
                review.ended = event
                self.over.append(review)
        links = {"assessment": (running,), "plan": (plan,), "decision": _those(decision), **self._phase_links()}
        self._names_phase(event, plan)
        return [Deed(seen, event, links, joined, doubts=doubts), *self._answers_too(event)]

    def _answers_too(self, event: Event) -> list[Deed]:
        """What else was to lead to a plan: one plan is the answer to all of it."""
        acts = []
        for other in self.things.assessments:
            if other.open:
                other.plan = other.ended = event
                seen = _with(event, following="reassessment" if other.reassessment else "assessment")
                acts.append(Deed(seen, event, {"assessment": (other,)}, ALL_BUT_AN_ASSESSMENT, starts=False))
        return acts

    def _turned_for_good(self, made: Assessment) -> None:
        """With the plan there is nothing left to appeal about in the noes that came before it."""
        noes = []
        one: Assessment | None = made
        while one is not None:
            noes.append(one.no)
            one = one.before
        self.over += [d for d in self.things.decisions if any(d.begun is no for no in noes)]

    def _plan_again(self, event: Event, plan: Plan) -> list[Deed]:
        """A plan is in force and nothing that leads to one is open."""
        said = {name: value for name, value in event.fields.items() if name != "following"}
        amended = self._as(event.but(fields=said), Act.AMENDED)
        found = self._amends(amended, typed=None)
        if found:
            acts = self._amended(amended)
            return [act.but(source=event, doubts=(*act.doubts, "typed-as-final")) for act in acts]
        decision = self._decision(event)
        plan.versions.append(event)
        links = {"plan": (plan,), "assessment": (), "decision": _those(decision), **self._phase_links()}
        self._names_phase(event, plan)
        return [Deed(event, event, links, frozenset({"plan", "assessment"}), "joined")]

    def _asked(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        seen = event
        asks = "detained" in self.types[event.type].fields and "detained" not in event.fields
        if running is not None and asks and running.road in ("detained", "midway"):
            seen = _with(event, detained=True)
        if running is None:
            return [Deed(event, event, {})]
        self.asked[folded(event.party or "")] = running
        return [Deed(seen, event, {"assessment": (running,)})]

    def _advice_came(self, event: Event) -> list[Deed]:
        """Of the assessment for which that party was asked; where nobody asked it, it is about all that is waited for
        from that party."""
        of = self.asked.get(folded(event.party or ""))
        return [Deed(event, event, {"assessment": (of,)} if of is not None else {})]

    def _comments(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        notices = [a for a in self.things.amendments if a.open]
        draft = running.draft if running is not None else None
        if draft is not None and not (notices and notices[-1].begun.on > draft.on):
            assert running is not None
            return [Deed(event, event, {"assessment": (running,), "amendment": ()})]
        if notices:
            return [Deed(event, event, {"amendment": (notices[-1],), "assessment": ()})]
        return [Deed(event, event, {})]

    def _withdrawn(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        if running is None:
            return [Deed(event, event, {"assessment": ()}, how="none")]
        typed = event.fields.get("what")
        wanted = "reassessment" if running.reassessment else "assessment"
        if typed is not None and typed != wanted:
            return [Deed(event, event, {"assessment": ()}, how="none")]
        running.ended = event
        return [Deed(_with(event, what=wanted), event, {"assessment": (running,)})]

    def _moves_away(self, event: Event) -> list[Deed]:
        """Responsible while the person is in the area (CFA 2014 s.24(1)): `_leaves` ends the assessment."""
        things = self.things
        none = things.plan is None and bool(things.plans or things.assessments)
        seen = _with(event, plan_held=False) if "plan_held" not in event.fields and none else event
        things.moved = event
        return [Deed(seen, event, {}, stops=False)]

    def _leaves(self, event: Event) -> Deed:
        """The day of the move itself: what is open here ends."""
        running = self.things.assessment
        if running is not None:
            running.ended = event
        act = Deed(event, event, {}, starts=False)
        self.things.deeds.append(act)
        return act

    # Plan, reviews, amendments, phases

    def _trace(self, event: Event) -> Plan:
        """The plan an act is about; one that is on file only by its traces begins with the first of them."""
        plan = self.things.plan
        if plan is None:
            plan = Plan(event, None)
            self.things.plans.append(plan)
        return plan

    def _plan_step(self, event: Event) -> list[Deed]:
        """What is done about a plan shows that one is held, unless its end is on file."""
        plan = self.things.plan if self.things.plans else self._trace(event)
        return [Deed(event, event, {"plan": (plan,)} if plan is not None else {})]

    def _arranged(self, event: Event) -> list[Deed]:
        plan = self._trace(event)
        review = self._arranged_one()
        if review is None:
            review = Review(event, None, event.day("meeting") or event.on)
            self.things.reviews.append(review)
        else:
            review.day = event.day("meeting") or review.day
        return [Deed(event, event, {"review": (review,), "plan": (plan,)})]

    def _arranged_one(self) -> Review | None:
        """The newest review of which no meeting has been held, and no decision told."""
        for review in reversed(self.things.reviews):
            if review.ended is None and review.meeting is None and review.told is None:
                return review
        return None

    def _meeting(self, event: Event) -> list[Deed]:
        plan = self._trace(event)
        if event.fields.get("kind") == "light":
            return [Deed(event, event, {"plan": (plan,)})]
        review = self._arranged_one()
        if review is None:
            review = Review(event, event, event.on)
            self.things.reviews.append(review)
        review.meeting, review.day = event, event.on
        for older in self.things.reviews:  # nobody decides on last year's meeting when this year's has been held
            if older.ended is None and event.on - older.day >= SENT_AGAIN:
                self.over.append(older)
        return [Deed(event, event, {"review": (review,), "plan": (plan,), **self._phases_in_train()})]

    def _invitation(self, event: Event) -> list[Deed]:
        day = event.day("meeting")
        found = [r for r in self.things.reviews if (r.day == day if day else r.open and r.meeting is None)]
        return [Deed(event, event, {"review": (found[-1],) if found else ()}, how="named" if day else "newest")]

    def _report(self, event: Event) -> list[Deed]:
        day = event.day("meeting")
        held = [
            r for r in self.things.reviews if r.meeting is not None and (r.day == day if day else r.reported is None)
        ]
        if not held:
            return [Deed(event, event, {"review": ()}, how="none", near=self._nearest(event))]
        held[-1].reported = event
        return [Deed(event, event, {"review": (held[-1],)}, how="named" if day else "newest")]

    def _undecided(self, on: date) -> Review | None:
        """The newest meeting since the plan was made, and not over 15 months old, that nothing has decided: a decision
        decides every meeting of its cycle, but none held after the one it names."""
        plan = self.things.plan
        made = plan.made if plan is not None else None
        since = plan.reviewed if plan is not None else None
        for review in reversed(self.things.reviews):
            if review.ended is not None or review.meeting is None:
                continue
            if made is not None and review.day < made and on - made >= SENT_AGAIN:
                continue  # it reviewed no plan that there was, and so long after another must have been held
            if (since is None or review.day > since) and on <= add_months(review.day, OLDEST_MEETING):
                return review
        return None

    def _of_that_day(self, day: date) -> Review | None:
        """The review whose meeting was held, else was to be held, on that day."""
        found = [r for r in self.things.reviews if r.day == day]
        return next((r for r in reversed(found) if r.meeting is not None), found[-1] if found else None)

    def _named_review(self, event: Event) -> Review | None:
        """The review whose meeting the event names; one that is not on file begins with that day."""
        day = event.day("meeting")
        if day is None:
            return None
        review = self._of_that_day(day)
        if review is None:
            review = Review(event, None, day)
            self.things.reviews.append(review)
        return review

    def _nearest(self, event: Event) -> Review | None:
        """The meeting on file nearest to the one that the event names, where none was held on that day."""
        day = event.day("meeting")
        if day is None:
            return None
        held = [r for r in self.things.reviews if r.meeting is not None]
        if not held or any(r.day == day for r in held):
            return None
        return min(held, key=lambda r: abs(r.day - day))

    def _decided(self, review: Review, event: Event, plan: Plan) -> None:
        """The review is decided, and with it every meeting of its cycle."""
        for other in self.things.reviews:
            until = review.day if other.meeting is not None else event.on  # one not recorded as held: till today
            if other is not review and other.open and other.day <= until:
                other.ended = event
                self.over.append(other)
        for older in self.things.amendments:  # of an earlier cycle: it is never finished
            if older.review not in (None, review) and older.open and event.on - older.begun.on >= SENT_AGAIN:
                older.ended = event
                self.over += [thing for thing in (older, older.review) if thing is not None]
        review.ended = event
        plan.decided = event.on
        self._moved_already(event)
        running = self.things.assessment
        if running is not None and not running.reassessment and plan.made is None:  # what is reviewed was made
            running.ended = event
            self.over.append(running)

    def _review_decided(self, event: Event) -> list[Deed]:
        plan = self._trace(event)
        outcome = event.fields.get("outcome")
        if outcome == "maintain" and (proposed := self._proposed_before(event)) is not None:
            return self._kept_after_all(event, proposed)
        decision = self._decision(event)
        links: dict[str, tuple[Thing, ...]] = {"plan": (plan,), **self._phase_links()}
        if decision is not None:
            links["decision"] = (decision,)
        day = event.day("meeting")
        if outcome == "amend":
            review = self._of_that_day(day) if day else self._undecided(event.on)
            if review is not None:
                review.told = event
            how = "none" if review is None and day is not None else "newest"
            return [Deed(event, event, {**links, "review": _those(review)}, how=how, near=self._nearest(event))]
        near = self._nearest(event)
        named = self._named_review(event)
        review = named or self._undecided(event.on)
        if outcome != "cease":  # a plan that is to end names no next phase, whatever is typed
            self._names_phase(event, plan)
        if review is not None:
            if named is not None and not named.open:  # decided before: told again
                return [Deed(event, event, {**links, "review": (review,)}, frozenset({"plan", "review"}), "joined")]
            day = min(review.day, event.on)  # no later than the decision
            self._decided(review, event, plan)
            seen = _with(event, meeting=day)
            doubts = ("meeting-not-recorded",) if review.meeting is None else ()
            how = "named" if named else "newest"
            return [Deed(seen, event, {**links, "review": (review,)}, how=how, doubts=doubts, near=near)]
        if plan.decided is not None and event.on - plan.decided < SENT_AGAIN:
            return [Deed(event, event, {**links, "review": ()}, frozenset({"plan", "review"}), "joined")]
        review = Review(event, None, event.on)
        self.things.reviews.append(review)
        self._decided(review, event, plan)
        return [Deed(event, event, {**links, "review": (review,)}, how="stand-in", doubts=("meeting-not-recorded",))]

    def _proposed_before(self, event: Event) -> Amendment | None:
        """The amendments after a review, still to be made, that a decision about that review comes after: about the one
        it names, else about the newest, where no meeting has been held since."""
        train = [a for a in self.things.amendments if a.open and a.review is not None and a.begun.on < event.on]
        if not train or event.fields.get("names_next_phase") is True:
            return None
        day = event.day("meeting")
        if day is not None:
            return next((a for a in reversed(train) if a.review is not None and a.review.day == day), None)
        soon = event.on - train[-1].begun.on < SENT_AGAIN and self._undecided(event.on) is None
        return train[-1] if soon else None

    def _kept_after_all(self, event: Event, proposed: Amendment) -> list[Deed]:
        """Amendments were proposed, and now the plan is to stay as it is: word that they are dropped (SEND Regs 2014
        reg 22(4)), which decides no other review."""
        assert proposed.review is not None
        said = {
            name: value for name, value in event.fields.items() if name in ("served", "dated", "certificate_needed")
        }
        dropped = self._as(
            event.but(fields={**said, "following": "review", "meeting": proposed.review.day}), Act.DROPPED
        )
        return [act.but(source=event, doubts=(*act.doubts, "kept-after-all")) for act in self._dropped(dropped)]

    def _review_confirmed(self, event: Event) -> list[Deed]:
        """A re-assessment stands for the review on an officer's recorded confirmation (R (LW) v Islington)."""
        plan = self._trace(event)
        day = event.day("meeting") or event.on
        doubts = () if event.day("meeting") else ("confirmed-without-day",)
        plan.decided = event.on
        for review in self.things.reviews:
            if review.open and review.day <= event.on:
                review.ended = event
                self.over.append(review)
        return [Deed(_with(event, meeting=day), event, {"plan": (plan,)}, doubts=doubts)]

    def _notice(self, event: Event) -> list[Deed]:
        """A notice of proposed amendments: of the review it names or of the undecided meeting; a second one of the same
        cycle is the same sent again; one soon after a decision stands outside a review."""
        plan = self._trace(event)
        typed = event.fields.get("following")
        train = [a for a in self.things.amendments if a.open]
        if typed == "other":
            outside = [a for a in train if a.review is None and event.on - a.begun.on < SENT_AGAIN]
            return [self._notice_of(event, plan, None, outside[-1] if outside else None)]
        near = self._nearest(event)
        review = self._named_review(event) or self._undecided(event.on)
        if review is not None and review.notice is None:
            act = self._notice_of(event, plan, review, None)
            return [act if review.meeting else act.but(doubts=("meeting-not-recorded",), near=near)]
        again = [a for a in train if a.review is not None and event.on - a.begun.on < SENT_AGAIN]
        if review is not None:
            again = [a for a in train if a.review is review]
        if again:
            return [self._notice_of(event, plan, None, again[-1])]
        if typed is None and plan.decided is not None and event.on - plan.decided < SENT_AGAIN:
            act = self._notice_of(_with(event, following="other"), plan, None, None)
            return [act.but(source=event, doubts=("taken-for",))]
        review = Review(event, None, event.on)
        self.things.reviews.append(review)
        act = self._notice_of(event, plan, review, None)
        return [act.but(how="stand-in", doubts=(*act.doubts, "meeting-not-recorded"))]

    def _notice_of(self, event: Event, plan: Plan, review: Review | None, again: Amendment | None) -> Deed:
        if again is not None:
            links: dict[str, tuple[Thing, ...]] = {"plan": (plan,), "amendment": (again,)}
            links["review"] = (again.review,) if again.review else ()
            return Deed(event, event, links, frozenset({"plan", "review"}), "joined")
        made = Amendment(event, review)
        self.things.amendments.append(made)
        links = {"plan": (plan,), "amendment": (made,)}
        if review is None:
            return Deed(event, event, {**links, "review": ()}, frozenset({"plan"}))
        self._decided(review, event, plan)
        review.notice = event
        dated = review.meeting is not None or event.day("meeting") is not None
        seen = _with(event, meeting=min(review.day, event.on)) if dated else event
        return Deed(seen, event, {**links, "review": (review,)})

    def _amends(self, event: Event, typed: str | None) -> list[tuple[str, Thing]]:
        """What an amended plan may be taken for, the first being it: a review's amendment in train, one outside a
        review, an instruction to amend, a meeting that nothing has decided."""
        train = [a for a in self.things.amendments if a.open]
        found: list[tuple[str, Thing]] = []
        day = event.day("meeting")
        if day is not None and typed in (None, "review"):
            of_that = [a for a in train if a.review is not None and a.review.day == day]
            if of_that:
                return [("review", of_that[-1])]
            held_then = [r for r in self.things.reviews if r.open and r.meeting is not None and r.day == day]
            if held_then:
                return [("meeting", held_then[-1])]
            if self._of_that_day(day) is not None:
                return []
            meant = [a for a in train if a.review is not None and _may_mean(event, day, a)]
            if meant:
                return [("review", meant[-1])]
            review = Review(event, None, day)
            self.things.reviews.append(review)
            return [("meeting", review)]
        if typed is None and event.day("ordered") is not None:
            typed = "order"
        if typed in (None, "review"):
            found += [("review", a) for a in _waiting(train, event, of_review=True)]
        if typed in (None, "other"):
            found += [("other", a) for a in _waiting(train, event, of_review=False)]
        if typed in (None, "order"):
            orders = [i for i in self.things.instructions if i.amends and i.open]
            named = event.day("ordered")
            newest = named or max((i.begun.on for i in orders), default=None)
            found += [("order", i) for i in orders if i.begun.on == newest]
        if typed in (None, "review"):
            held = self._undecided(event.on)
            found += [("meeting", held)] if held is not None else []
        return found

    def _amended(self, event: Event) -> list[Deed]:
        acts = self._amended_as(event)
        return [*acts, *self._amended_besides(event)]

    def _amended_besides(self, event: Event) -> list[Deed]:
        """One plan may carry out an order and a review: what it names by its day, besides what it was taken for."""
        acts: list[Deed] = []
        ordered, day = event.day("ordered"), event.day("meeting")
        orders = [i for i in self.things.instructions if i.amends and i.open and i.begun.on == ordered]
        if orders:
            turned = tuple(dict.fromkeys(i.decision for i in orders if i.decision is not None))
            links: dict[str, tuple[Thing, ...]] = {"instruction": tuple(orders), "decision": turned}
            apart = NOT_A_DECISION - {"instruction"}
            acts.append(Deed(_with(event, following="order"), event, links, apart, starts=False))
        proposed = [a for a in self.things.amendments if a.open and a.review is not None and a.review.day == day]
        if proposed:
            links = {"amendment": tuple(proposed), "review": _those(proposed[-1].review), "decision": ()}
            apart = NOT_A_DECISION - {"amendment", "review"}
            acts.append(Deed(_with(event, following="review"), event, links, apart, starts=False))
        for thing in (*orders, *proposed):
            thing.ended = event
        return acts

    def _amended_as(self, event: Event) -> list[Deed]:
        plan = self._trace(event)
        plan.versions.append(event)
        decision = self._decision(event)
        links: dict[str, tuple[Thing, ...]] = {
            "plan": (plan,), "decision": _those(decision), "review": (), "amendment": (), "instruction": (),
            **self._phase_links(),
        }  # fmt: skip
        self._names_phase(event, plan)
        self._moved_already(event)
        typed, near = event.fields.get("following"), self._nearest(event)
        found = self._amends(event, str(typed) if typed else None)
        if not found:
            if typed == "order":  # it is not on file, but with it the appeal was decided
                self.over += [d for d in self.things.decisions if d.appeal is not None]
            sent = self._carried_out_already(event)
            if sent is not None:
                again = {**links, "review": _those(sent.review)}
                return [Deed(event, event, again, frozenset({"plan", "review"}), "joined")]
            return [Deed(event, event, links, frozenset({"plan"}), "none", near=near)]
        kind, thing = found[0]
        doubts: tuple[str, ...] = ("taken-for",) if typed is None and kind in ("other", "order") else ()
        if event.day("ordered" if kind == "order" else "meeting") is not None:
            doubts = ()
        if kind == "review" and near is not None and isinstance(thing, Amendment) and not _nameless(thing.review):
            doubts = ("taken-for",)  # it names a meeting that is not on file
        if kind == "order":
            done = tuple(thing for word, thing in found if word == "order")
            for one in done:
                one.ended = event
            seen = _with(event, following="order")
            acts = [Deed(seen, event, {**links, "instruction": done}, frozenset({"plan"}), "newest", doubts)]
            old = {i.decision: None for i in done if isinstance(i, Instruction) and i.decision is not None}
            if old:  # what was still to do about the decision that the instruction turned round
                acts.append(Deed(seen, event, {"decision": tuple(old)}, NOT_A_DECISION, starts=False))
            return acts
        if kind == "meeting":
            assert isinstance(thing, Review)
            held = min(thing.day, event.on)
            self._decided(thing, event, plan)
            of = {**links, "review": (thing,)}
            doubts = ("decision-not-recorded",) if thing.meeting else ("meeting-not-recorded", "decision-not-recorded")
            seen = _with(event, following="review", meeting=held)
            told = self._as(seen, Act.DROPPED)  # what it decides
            decided = Deed(told, event, of, frozenset({"decision", "amendment"}), "newest", doubts, near=near)
            return [decided, Deed(seen, event, of, frozenset({"plan"}), "newest", doubts, near=near)]
        assert isinstance(thing, Amendment)
        thing.ended = event
        seen = _with(event, following=kind)
        if kind == "other":
            return [Deed(seen, event, {**links, "amendment": (thing,)}, frozenset({"plan"}), "newest", doubts)]
        assert thing.review is not None
        return [
            Deed(
                seen,
                event,
                {**links, "amendment": (thing,), "review": (thing.review,)},
                frozenset({"plan"}),
                "newest",
                doubts,
                near=near if doubts else None,
            )
        ]

    def _carried_out_already(self, event: Event) -> Amendment | None:
        """The amendments of the review that the event names, if its amended plan was sent before."""
        day = event.day("meeting")
        of_that = [a for a in self.things.amendments if a.review is not None and a.review.day == day]
        sent = [a for a in of_that if a.ended is not None and self._plays(a.ended, Act.AMENDED, Act.FINAL_PLAN)]
        return sent[-1] if sent else None

    def _dropped(self, event: Event) -> list[Deed]:
        """Amendments dropped end an amendment (SEND Regs 2014 reg 22(4)). With no notice on file the letter is the
        decision on the review itself; of a re-assessment it leaves the plan as it is."""
        things, plan = self.things, self._trace(event)
        typed = event.fields.get("following")
        running = things.assessment
        decision = self._decision(event)
        base: dict[str, tuple[Thing, ...]] = {"plan": (plan,), "decision": _those(decision)}
        apart = frozenset({"plan"})
        train = [a for a in things.amendments if a.open and (typed is None or (a.review is None) == (typed == "other"))]
        named = self._named_review(event) if typed != "reassessment" else None
        if named is not None:
            train = [a for a in train if a.review is named]
        if typed != "reassessment" and train:
            done = next((a for a in reversed(train) if a.review is not None), train[-1])
            done.ended = event
            links = {**base, "amendment": (done,), "review": (done.review,) if done.review else (), "assessment": ()}
            if typed is None and done.review is None:
                return [Deed(_with(event, following="other"), event, links, apart, "newest", ("taken-for",))]
            return [Deed(event, event, links, apart, "newest")]
        if running is not None and running.reassessment and typed in (None, "reassessment"):
            running.ended = event
            doubts = () if typed else ("taken-for",)
            seen = _with(event, following="reassessment")
            return [
                Deed(
                    seen, event, {**base, "assessment": (running,), "review": (), "amendment": ()}, apart, doubts=doubts
                )
            ]
        if typed in ("other", "reassessment"):
            return [Deed(event, event, {**base, "review": (), "amendment": (), "assessment": ()}, apart, "none")]
        review = named or self._undecided(event.on)
        doubts = () if review is not None and review.meeting is not None else ("meeting-not-recorded",)
        if review is None and plan.decided is not None and event.on - plan.decided < SENT_AGAIN:
            return [Deed(event, event, {**base, "review": (), "amendment": (), "assessment": ()}, apart, "none")]
        if review is None:
            review = Review(event, None, event.on)
            things.reviews.append(review)
        self._decided(review, event, plan)
        seen = _with(event, meeting=min(review.day, event.on)) if review.meeting is not None or named else event
        return [
            Deed(
                seen,
                event,
                {**base, "review": (review,), "amendment": (), "assessment": ()},
                how="newest",
                doubts=doubts,
            )
        ]

    def _phase(self, event: Event) -> list[Deed]:
        to = event.day("transfer_on")
        running = [p for p in self.things.phases if p.open]
        phase = next((p for p in running if p.transfer_on and to and abs(p.transfer_on.year - to.year) <= 1), None)
        if phase is None:
            phase = Phase(event, to)
            self.things.phases.append(phase)
        phase.transfer_on = to
        plan = self.things.plan
        already = None
        if plan is not None and to is not None:
            named = [v for v in plan.named if add_months(to, -12) <= v.on]
            if named:
                already = named[-1]
                plan.named.remove(already)
                phase.ended = already
        return [Deed(event, event, {"phase": (phase,), "plan": (plan,) if plan else ()}, already=already)]

    def _phases_in_train(self) -> dict[str, tuple[Thing, ...]]:
        return {"phase": tuple([phase for phase in self.things.phases if phase.open])}

    def _phase_links(self) -> dict[str, tuple[Thing, ...]]:
        return self._phases_in_train()

    def _names_phase(self, event: Event, plan: Plan) -> None:
        if event.fields.get("names_next_phase") is not True:
            return
        running = [p for p in self.things.phases if p.open]
        for phase in running:
            phase.ended = event
        if not running:
            plan.named.append(event)

    def _moved_already(self, event: Event) -> None:
        """A review decided or a plan amended after the day of the move deals with the phase the person is in by now."""
        for phase in self.things.phases:
            if phase.open and phase.transfer_on is not None and phase.transfer_on < event.on:
                phase.ended = event
                self.over.append(phase)

    def _no_phase(self, event: Event) -> list[Deed]:
        running = [p for p in self.things.phases if p.open]
        for phase in running[-1:]:
            phase.ended = event
        return [Deed(event, event, {"phase": tuple(running[-1:])})]

    def _transferred(self, event: Event) -> list[Deed]:
        things = self.things
        if event.fields.get("direction") == "out":
            plan = things.plan
            if plan is not None:
                plan.ended = event
            return [Deed(event, event, {})]
        plan = Plan(event, event.day("made") or event.on)
        plan.reviewed = event.day("last_reviewed")
        before = things.plans[-1].ended if things.plans else None
        left = before if before is not None and self._plays(before, Act.TRANSFERRED) else None
        for old in things.plans:
            if old.open:
                old.ended = event
        things.plans.append(plan)
        inherited = event.day("last_reviewed") or event.day("made")
        unknown = inherited is None and event.fields.get("cause") != "release"
        doubts = (MADE_UNKNOWN,) if unknown else ()
        return [Deed(event, event, {"plan": (plan,)}, doubts=doubts), *self._expected_again(event, left)]

    def _cease_decided(self, event: Event) -> list[Deed]:
        decision = self._decision(event)
        if not self.things.plans:
            self._trace(event)
        return [Deed(event, event, {"decision": _those(decision)})]

    def _goes_on(self, event: Event) -> bool:
        """Whether the plan that this ended goes on: an order, an agreement or a concession after it says so, of an
        appeal during which it could not end (CFA 2014 s.45(4)). One about a plan made or received since does not."""
        for_good = self.types[event.type].for_good
        if for_good is not None and for_good.holds(event):
            return False
        for later in self.events[bisect_right(self.events, event.order, key=_place) :]:
            if self._plays(later, Act.FINAL_PLAN) or later.fields.get("direction") == "in":
                return False
            says = self.types[later.type].restores
            if says is not None and says.holds(later):
                return True
        return False

    def _plan_ends(self, event: Event) -> list[Deed]:
        if self._goes_on(event):
            return [Deed(event, event, {}, doubts=("ceasing-undone",), starts=False, stops=False)]
        plan = self.things.plan
        if plan is not None:
            plan.ended = event
        self._all_end(event)
        running = self.things.assessment
        if running is not None and running.reassessment:
            running.ended = event
        return [Deed(event, event, {})]

    def _all_end(self, event: Event) -> None:
        """What is in train about the plan is over."""
        for thing in (*self.things.reviews, *self.things.amendments, *self.things.phases):
            thing.ended = thing.ended or event

    # Decisions: mediation, appeals, orders

    def _newest(self, test: Callable[[Decision], bool]) -> Decision | None:
        return next((d for d in reversed(self.things.decisions) if test(d)), None)

    def _named_decision(self, event: Event) -> Decision | None:
        day = event.day("decision")
        return self._newest(lambda d: d.named(day)) if day else None

    def _of_decision(self, event: Event, *tests: Callable[[Decision], bool]) -> Decision | None:
        """The decision that the event names, and no other; silent, the newest that the first of the tests finds."""
        if event.day("decision") is not None:
            return self._named_decision(event)
        return next((found for test in tests for found in (self._newest(test),) if found is not None), None)

    def _nearest_decision(self, event: Event) -> Decision | None:
        """The decision on file nearest to the day that the event names, where none was taken on that day."""
        day = event.day("decision")
        if day is None or not self.things.decisions:
            return None
        return min(self.things.decisions, key=lambda d: abs(d.begun.on - day))

    def _about_decision(self, event: Event, decision: Decision | None, how: str, doubts: tuple[str, ...] = ()) -> Deed:
        if decision is None:
            return Deed(event, event, {"decision": ()}, how="none", near=self._nearest_decision(event))
        return Deed(event, event, {"decision": (decision,)}, how=how, doubts=doubts)

    def _contact(self, event: Event) -> list[Deed]:
        """The family turns to the adviser, or asks to mediate: about the newest decision whose time is not over."""
        day = event.on
        mediates = self._plays(event, Act.MEDIATION)
        found = self._of_decision(
            event,
            lambda d: mediates and _awaits_mediation(d),
            lambda d: self.window(d, day, Role.MEDIATION_CONTACT),
            lambda d: self.window(d, day, Role.APPEAL_WINDOW),
        )
        late = found is None
        found = found or self._of_decision(event, lambda _: True)
        if found is not None:
            if mediates:
                found.requested = event
            else:
                found.contacted = event
        seen = self._detained(event)
        return [self._about_decision(seen, found, "newest", ("out-of-time",) if late else ()).but(source=event)]

    def _detained(self, event: Event) -> Event:
        if self.things.spell is not None and "detained" not in event.fields:
            return _with(event, detained=True)
        return event

    def _mediation_step(self, event: Event) -> list[Deed]:
        """What follows in a mediation: about the newest that is under way."""
        found = self._of_decision(
            event,
            lambda d: (d.requested or d.contacted) is not None and d.held is None,
            lambda d: self.window(d, event.on, Role.APPEAL_WINDOW),
            lambda _: True,
        )
        if found is not None and "before_appeal" in self.types[event.type].fields:
            found.held = event
        return [self._about_decision(event, found, "newest")]

    def _told_commissioner(self, event: Event) -> list[Deed]:
        """Of a mediation the commissioner is told the issues: those of the family's request, where the letter does not
        say others."""
        asked = next((d.source for d in reversed(self.things.deeds) if self._plays(d.source, Act.MEDIATION)), None)
        issues = asked.fields.get("issues") if asked is not None else None
        if "issues" in event.fields or issues not in self.types[event.type].fields["issues"].choices:
            return [Deed(event, event, {})]
        return [Deed(_with(event, issues=issues), event, {})]

    def _certificate(self, event: Event) -> list[Deed]:
        found = self._of_decision(
            event,
            lambda d: (d.contacted or d.held or d.requested) is not None and d.certificate is None,
            lambda d: self.window(d, event.on, Role.APPEAL_WINDOW),
            lambda _: True,
        )
        if found is not None:
            found.certificate = event
        return [self._about_decision(event, found, "newest")]

    def _appeal(self, event: Event) -> list[Deed]:
        """An appeal takes the newest window, still open on the day it was lodged, of a decision its challenge fits,
        else of one about the same thing. A claim is a matter of its own and touches no decision (CFA 2014 s.45(4):
        "such an appeal")."""
        if event.fields.get("kind") == "claim":
            claim = Claim(event)
            self.things.claims.append(claim)
            return [Deed(event, event, {"decision": (), "matter": (claim,)})]
        lodged = event.day("lodged") or event.on
        challenge = event.fields.get("challenge")
        wanted = str(challenge) if challenge else None
        akin = self.akin.get(wanted or "", frozenset())
        found = self._of_decision(
            event,
            lambda d: d.fits(wanted) and d.appeal is None and self.window(d, lodged, Role.APPEAL_WINDOW),
            lambda d: bool(d.challenges & akin) and d.appeal is None and self.window(d, lodged, Role.APPEAL_WINDOW),
            lambda d: d.fits(wanted) and d.appeal is None,
        )
        seen = self._detained(event)
        if found is None:
            near = self._nearest_decision(event) or self._newest(lambda d: d.fits(wanted) and _pending(d))
            return [Deed(seen, event, {"decision": ()}, how="none", near=near)]
        late = not self.window(found, lodged, Role.APPEAL_WINDOW)
        found.appeal = event
        if late:
            return [Deed(seen, event, {"decision": (found,)}, how="newest", in_time=False)]
        return [Deed(seen, event, {"decision": (found,)}, how="newest")]

    def _appeal_step(self, event: Event) -> list[Deed]:
        claims = [c for c in self.things.claims if c.open]
        found = self._of_decision(event, _pending)
        ends = self._plays(event, Act.APPEAL_OVER)
        if event.fields.get("kind") == "claim" or (found is None and claims):
            if ends and claims:
                claims[-1].ended = event
            return [Deed(_with(event, kind="claim"), event, {"decision": (), "matter": tuple(claims[-1:])})]
        if found is None and event.day("decision") is not None:
            return [self._about_decision(event, None, "none")]
        if found is None:
            return [Deed(event, event, {})]
        if ends:
            found.ended = event
        if self._plays(event, Act.RESPONSE):
            found.responded = event
        return [Deed(event, event, {"decision": (found,), "matter": ()})]

    def _partner(self, event: Event) -> list[Deed]:
        """An order, an agreement or a concession: what it is about, and the road or the instruction it opens."""
        what = str(event.fields.get("order") or event.fields.get("challenge"))
        about = frozenset(self.types[event.type].turns.get(what, (what,)))

        def fits(decision: Decision) -> bool:
            return bool(about & decision.challenges)

        if self._plays(event, Act.AGREEMENT):
            decision = self._of_decision(
                event,
                lambda d: (d.requested or d.held) is not None and fits(d),
                lambda d: (d.requested or d.held) is not None,
                lambda d: d.contacted is not None and fits(d),
            )
        else:
            decision = self._of_decision(event, lambda d: _pending(d) and fits(d), _pending, fits)
            if decision is not None:
                decision.ended = event
        links: dict[str, tuple[Thing, ...]] = {"decision": _those(decision), "matter": ()}
        seen = self._detained(event)
        late = decision is not None and decision.responded is not None and decision.responded.on < event.on
        doubts = ("after-response",) if late and self._plays(event, Act.CONCESSION) else ()
        turned = next((no for no in NOES if about & self._challenges(no)), None)
        if turned is not None:
            return [self._opens(Deed(seen, event, links, doubts=doubts), turned)]
        done = Instruction(event, self._by_amending(event, what, about), decision)
        self.things.instructions.append(done)
        sent = self._amended_already(done) if done.amends else self._ceased_already(about)
        done.ended = sent
        return [Deed(seen, event, {**links, "instruction": (done,)}, doubts=doubts, already=sent)]

    def _by_amending(self, event: Event, what: str, about: frozenset[str]) -> bool:
        """Whether an amended plan carries it out: what the plan says is changed, or that is said beside it."""
        said = "amend" in what or event.fields.get("amend_agreed") is True
        return said or bool(about & self._challenges(Act.AMENDED, Act.FINAL_PLAN, Act.DROPPED))

    def _challenges(self, *parts: Act) -> frozenset[str]:
        """What appeals about acts that play one of these parts may be about."""
        decisions = [kind for kind in self.types.values() if kind.appealed_as]  # a dozen of all the types there are
        kinds = [kind for kind in decisions if any(part in kind.roles for part in parts)]
        return frozenset(each.challenge for kind in kinds for each in kind.appealed_as)

    def _opens(self, act: Deed, turned: Act) -> Deed:
        """The assessment an order or the like opens; a change of mind about the same no, or a road taken for want of
        it, is over. A second one about the same no opens it again, one about an older no goes on with the request that
        runs by now: both run, and the earlier day governs. Where the no is not on file, the weeks of the request are
        over all the same: nothing but a no is turned round."""
        event, running = act.source, self.things.assessment
        again = turned is Act.REASSESS_NO
        sent = self._made_already(act) if running is None and not again else None
        if sent is not None:
            return self._closes_at_once(act, sent)
        if running is not None and running.partners and running.reassessment is again:
            running.partners.append(event)
            return act.but(links={**act.links, "assessment": (running,)}, doubts=(*act.doubts, TWO_ROADS))
        old = self._turned(turned)
        if old is not None:
            old.overturned = event
        doubts: tuple[str, ...] = ()
        done: Event | None = None
        guessed = running is not None and running.road == "change-of-mind" and bool(running.doubts)
        if running is not None and (guessed or running.reassessment is again):
            done = self._done_so_far(running, event, again)
            if old is not None and not guessed:
                running.partners.append(event)
                return act.but(links={**act.links, "assessment": (running,)}, already=done)
            if running.road != "change-of-mind":
                done, doubts = None, ("refusal-not-recorded",)
            running.ended = event
            self.over.append(running)
        road = "conceded" if self._plays(event, Act.CONCESSION) else "ordered"
        before = old or running
        made = Assessment(event, road, before.request if before is not None else None, again)
        made.partners, made.before = [event], before
        if turned is Act.PLAN_NO:
            made.decided = made.agreed = event
        elif done is not None and running is not None:
            made.decided, made.agreed = running.decided, running.agreed
        if done is not None and running is not None:
            made.draft, act = made.draft or running.draft, act.but(already=done)
        self.things.assessments.append(made)
        return act.but(links={**act.links, "assessment": (made,)}, doubts=(*act.doubts, *doubts))

    def _done_so_far(self, running: Assessment, by: Event, again: bool) -> Event | None:
        """What has been done in the assessment that runs, of what the order or the like asks for: the draft sent, else
        the family told."""
        if running.draft is not None and running.reassessment is again and not running.doubts:
            return running.draft
        told = running.agreed
        if told is None or not self._plays(told, Act.ASSESS_YES, Act.REASSESS_YES):
            return None
        return _with(told, route=self.types[by.type].route)

    def _made_already(self, act: Deed) -> Event | None:
        """The plan in force, where it was made before the order to make it: since the refusal that this is about, by a
        change of mind or on another request; or it names the day of the order."""
        noes = [decision.begun.on for decision in act.links["decision"]]
        for made in reversed(self.things.assessments if self.things.plan is not None else ()):
            sent = made.plan
            if sent is None or made.reassessment:
                continue
            if sent.day("ordered") == act.source.on or any(no <= made.begun.on <= sent.on for no in noes):
                return sent
        return None

    def _closes_at_once(self, act: Deed, sent: Event) -> Deed:
        """What was ordered, agreed or conceded had been done: nothing is left of it to do."""
        event = act.source
        made = Assessment(event, "conceded" if self._plays(event, Act.CONCESSION) else "ordered", None)
        made.partners, made.plan, made.ended = [event], sent, sent
        self.things.assessments.append(made)
        doubts = () if sent.day("ordered") == event.on else ("done-before",)
        return act.but(links={**act.links, "assessment": (made,)}, already=sent, doubts=(*act.doubts, *doubts))

    def _amended_already(self, done: Instruction) -> Event | None:
        """The amended plan that names the day of this order, agreement or concession, and was sent before it."""
        for deed in reversed(self.things.deeds):
            sent = deed.source
            if deed.how == "none" and self._plays(sent, Act.AMENDED) and sent.day("ordered") == done.begun.on:
                deed.links, deed.how = {**deed.links, "instruction": (done,)}, "named"
                return _with(sent, following="order")
        return None

    def _ceased_already(self, about: frozenset[str]) -> Event | None:
        """The end of the plan, before the order that it is to end."""
        ended = self.things.plans[-1].ended if self.things.plans else None
        if ended is None or not self._plays(ended, Act.CEASED):
            return None
        return ended if about & self._challenges(Act.CEASE_NO) else None

    def _carried_out(self, event: Event) -> list[Deed]:
        """One thing agreed was done: the one it names; silent, the only one, else the oldest (never all)."""
        party = event.party
        waiting = [i for i in self.things.instructions if i.open and not i.amends]
        named = [i for i in waiting if party is not None and folded(i.begun.party or "") == folded(party)]
        found = (named or (waiting if party is None else []))[:1]
        doubts = ("order-assumed",) if party is None and len(waiting) > 1 else ()
        for one in found:
            one.ended = event
        return [Deed(event, event, {"instruction": tuple(found)}, how="named" if named else "newest", doubts=doubts)]

    # Detention, conversion, closing

    def _detention(self, event: Event) -> list[Deed]:
        things = self.things
        if things.spell is not None:
            return [Deed(event, event, {"spell": (things.spell,)}, frozenset({"spell"}), "joined")]
        spell = Detention(event)
        things.spells.append(spell)
        running, plan = things.assessment, things.plan
        fields: dict[str, Any] = {}
        doubts: tuple[str, ...] = ()
        if plan is not None and event.fields.get("plan_held") is None:
            fields["plan_held"] = True
        goes_on = running is not None and bool(running.partners)  # as ordered, agreed or conceded
        if goes_on:
            fields["assessment_open"] = False
        elif running is not None and not running.reassessment:
            fields["assessment_open"] = True
        links: dict[str, tuple[Thing, ...]] = {"spell": (spell,)}
        acts = []
        if running is not None and not running.partners:
            acts.append(Deed(event, event, {"assessment": (running,)}, starts=False))
            running.ended = event
            if not running.reassessment:
                made = Assessment(event, "midway", running.request)
                made.before = running
                made.decided, made.agreed, made.draft = running.decided, running.agreed, running.draft
                things.assessments.append(made)
                links["assessment"] = (made,)
                if event.day("responsible") is None and running.request is not None:
                    fields["responsible"] = running.request
                    doubts = ("received-guessed",) if running.begun.type == event.type else ("request-stands-in",)
        self._all_end(event)
        acts.append(Deed(_with(event, **fields), event, links, doubts=doubts))
        return acts

    def _in_detention(self, event: Event) -> list[Deed]:
        spell = self.things.spell
        return [Deed(event, event, {"spell": (spell,)} if spell is not None else {})]

    def _release(self, event: Event) -> list[Deed]:
        things = self.things
        spell, plan = things.spell, things.plan
        if spell is not None:
            spell.ended = event
        if plan is not None and event.fields.get("new_authority") is True:
            plan.ended = event  # kept there from now on (Detained Regs 2015 reg 16)
        running = things.assessment
        links: dict[str, tuple[Thing, ...]] = {"spell": (spell,) if spell else ()}
        if running is None or running.road not in ("detained", "midway"):
            ended = spell.begun if spell is not None and event.fields.get("new_authority") is not True else None
            return [Deed(event, event, links), *self._expected_again(event, ended)]
        running.ended = event
        fields: dict[str, Any] = {}
        doubts: tuple[str, ...] = ()
        if event.fields.get("assessment_open") is None:
            fields["assessment_open"] = True
        if event.day("attention") is None and running.request is not None:
            fields["attention"], doubts = running.request, ("request-stands-in",)
        made = Assessment(event, "release", running.request)
        made.before = running
        made.decided, made.agreed, made.draft = running.decided, running.agreed, running.draft
        things.assessments.append(made)
        stop = Deed(event, event, {"assessment": (running,)}, starts=False)
        return [stop, Deed(_with(event, **fields), event, {**links, "assessment": (made,)}, doubts=doubts)]

    def _expected_again(self, event: Event, ended: Event | None) -> list[Deed]:
        """The moves to another phase that are still to come, of which detention or the plan's going to another
        authority had `ended` the clocks, or that were heard of since: the plan is to name the phase by its day again
        (SEND Regs 2014 reg 18; CFA 2014 s.70(1))."""
        acts: list[Deed] = []
        for phase in self.things.phases if ended is not None else ():
            to = phase.transfer_on
            if to is not None and to > event.on and (phase.open or phase.ended is ended):
                phase.ended = None
                seen = self._as(event.but(fields=phase.begun.fields), Act.PHASE_EXPECTED)
                acts.append(Deed(seen, event, {"phase": (phase,), "plan": _those(self.things.plan)}, stops=False))
        return acts

    def _matter(self, event: Event) -> list[Deed]:
        """A small matter has a reference of its own (`party`): a later step counts from the day already recorded."""
        kind = self.types[event.type]
        key = (kind.group, folded(event.party or ""), str(event.fields.get("stage", "1")))
        if Act.MATTER in kind.roles:
            self.since[key] = event.day("counts_from") or event.on
        elif Act.MATTER_STEP in kind.roles and "acknowledged" not in kind.fields:
            self.since[(kind.group + " acknowledged", *key[1:])] = event.on
        seen = event
        if "counts_from" in kind.fields and Act.MATTER not in kind.roles and key in self.since:
            seen = event if event.day("counts_from") else _with(event, counts_from=self.since[key])
        told = (kind.group + " acknowledged", *key[1:])
        if "acknowledged" in kind.fields and event.day("acknowledged") is None and told in self.since:
            seen = _with(event, acknowledged=self.since[told])
        late = Act.MATTER_STEP in kind.roles and self.time_over(event)
        return [Deed(seen, event, self._matter_links(event, kind), starts=not late, in_time=not late)]

    def _matter_links(self, event: Event, kind: EventType) -> dict[str, tuple[Thing, ...]]:
        """The open matter of its reference. Another request under the reference of an open one joins it; a step with no
        such matter is about every one of its family."""
        matters = self.things.matters
        open_ = [each for each in reversed(matters) if each.open and each.family == kind.matter]
        found = next((each for each in open_ if same_party(each.begun.party, event.party)), None)
        if found is None and Act.MATTER not in kind.roles:
            return {}
        if found is None:
            found = Matter(event, kind.matter)
            matters.append(found)
        if Act.MATTER_OVER in kind.roles:
            found.ended = event
        return {"matter": (found,)}

    def _conversion(self, event: Event) -> list[Deed]:
        running = self.things.assessment
        if running is None or running.road != "conversion":
            running = Assessment(event, "conversion", event.on)
            self.things.assessments.append(running)
        return [Deed(event, event, {"assessment": (running,)})]

    def _claim(self, event: Event) -> list[Deed]:
        """An exception is claimed for the assessment that is open, else for the newest."""
        things = self.things
        about = things.assessment or (things.assessments[-1] if things.assessments else None)
        return [Deed(event, event, {"assessment": (about,) if about is not None else ()})]

    def _closing(self, event: Event) -> list[Deed]:
        if event.fields.get("reason") == "ceased" and self._goes_on(event):
            return [Deed(event, event, {}, doubts=("ceasing-undone",), starts=False, stops=False)]
        self.things.closed = event
        for made in self.things.assessments:
            made.ended = made.ended or event
        self._all_end(event)
        if event.fields.get("reason") in ("ceased", "deceased", "left-england", "moved-away"):
            for plan in self.things.plans:
                plan.ended = plan.ended or event
        return [Deed(event, event, {})]


def _nameless(review: Review | None) -> bool:
    """Nothing on file says when its meeting was: the day of an act stands in."""
    return review is not None and review.meeting is None and review.begun.day("meeting") is None


def _waiting(train: Sequence[Amendment], event: Event, of_review: bool) -> list[Amendment]:
    """The newest amendments that the plan may finish, at most one: of a day before it, where there are such. To those
    proposed on its own day the family has not had its 15 days to answer (SEND Regs 2014 reg 22(2)(c))."""
    fits = [a for a in train if (a.review is not None) == of_review]
    return ([a for a in fits if a.begun.on < event.on] or fits)[-1:]


def _may_mean(event: Event, day: date, train: Amendment) -> bool:
    """Whether an amended plan that names a meeting which is not on file may be the one that these amendments wait for:
    the plan and its notice come after the meeting, and there are not two reviews within half a year unrecorded."""
    review = train.review
    assert review is not None
    return _nameless(review) or day > event.on or day <= train.begun.on or abs(day - review.day) < SENT_AGAIN


def _pending(decision: Decision) -> bool:
    """It is before the Tribunal."""
    return decision.appeal is not None and decision.open


def _awaits_mediation(decision: Decision) -> bool:
    """The family went to the adviser, and nothing has come of it yet."""
    return decision.contacted is not None and decision.held is decision.appeal is decision.requested is None


Link = Callable[[Linker, Event], list[Deed]]
_BY_ROLE: Mapping[str, Link] = {
    Act.REQUEST: Linker._request,
    Act.REASSESS_REQUEST: Linker._reassess_request,
    Act.ASSESS_YES: Linker._yes,
    Act.ASSESS_NO: Linker._no_to_assess,
    Act.REASSESS_YES: Linker._reassess_yes,
    Act.REASSESS_NO: Linker._no_to_reassess,
    Act.PLAN_YES: Linker._plan_yes,
    Act.PLAN_NO: Linker._plan_no,
    Act.DRAFT: Linker._draft,
    Act.FINAL_PLAN: Linker._plan_sent,
    Act.ADVICE_ASKED: Linker._asked,
    Act.ADVICE_CAME: Linker._advice_came,
    Act.COMMENTED: Linker._comments,
    Act.WITHDRAWN: Linker._withdrawn,
    Act.MOVED: Linker._moves_away,
    Act.REVIEW_ARRANGED: Linker._arranged,
    Act.MEETING: Linker._meeting,
    Act.REVIEW_STEP: Linker._invitation,
    Act.REVIEW_REPORT: Linker._report,
    Act.REVIEW_DECIDED: Linker._review_decided,
    Act.REVIEW_CONFIRMED: Linker._review_confirmed,
    Act.NOTICE: Linker._notice,
    Act.AMENDED: Linker._amended,
    Act.DROPPED: Linker._dropped,
    Act.PHASE_EXPECTED: Linker._phase,
    Act.PHASE_DROPPED: Linker._no_phase,
    Act.TRANSFERRED: Linker._transferred,
    Act.PLAN_STEP: Linker._plan_step,
    Act.CEASE_NO: Linker._cease_decided,
    Act.CEASED: Linker._plan_ends,
    Act.ADVISER: Linker._contact,
    Act.MEDIATION: Linker._contact,
    Act.MEDIATION_STEP: Linker._mediation_step,
    Act.COMMISSIONER_TOLD: Linker._told_commissioner,
    Act.CERTIFICATE: Linker._certificate,
    Act.APPEAL: Linker._appeal,
    Act.APPEAL_STEP: Linker._appeal_step,
    Act.ORDER: Linker._partner,
    Act.AGREEMENT: Linker._partner,
    Act.CONCESSION: Linker._partner,
    Act.APPEAL_OVER: Linker._appeal_step,
    Act.CARRIED_OUT: Linker._carried_out,
    Act.DETAINED: Linker._detention,
    Act.DETENTION_STEP: Linker._in_detention,
    Act.RELEASED: Linker._release,
    Act.CONVERSION: Linker._conversion,
    Act.CONVERSION_STEP: Linker._conversion,
    Act.MATTER: Linker._matter,
    Act.MATTER_STEP: Linker._matter,
    Act.MATTER_OVER: Linker._matter,
    Act.CLOSED: Linker._closing,
    Act.EXCEPTION: Linker._claim,
}


class _Ways(dict[str, tuple[Link | None, str]]):
    """By event type, how an event is linked: by the first of the parts it plays that there is a way for; and the field
    with the day of its effect. Looked up once for a type, and not at every event."""

    def __init__(self, types: Mapping[str, EventType]) -> None:
        super().__init__()
        self.types = types

    def __missing__(self, type_: str) -> tuple[Link | None, str]:
        kind = self.types[type_]
        found = self[type_] = next((_BY_ROLE[part] for part in kind.roles if part in _BY_ROLE), None), kind.effect
        return found


@lru_cache(4)
def _ways(book: RuleBook) -> _Ways:
    return _Ways(book.event_types)


def _place(event: Event) -> int:
    return event.order


def _those(thing: Thing | None) -> tuple[Thing, ...]:
    return (thing,) if thing is not None else ()


def _with(event: Event, **fields: Any) -> Event:
    """The event with fields read off the file."""
    made = {**event.fields, **fields}
    return Event(event.type, event.on, event.at, event.id, event.order, event.line, made, event.recorded, event.by)


def in_order(events: Sequence[Event], book: RuleBook) -> tuple[Event, ...]:
    """Events in order of day in causal order: of one day by the rank of their types, else as they were. Where the hours
    of several are recorded those decide. A request made on the day an earlier assessment ended keeps its place behind
    what ended it: asked again in the afternoon is a new request. What answers a question that was first asked on its
    day comes after what asked it (`_asked_that_day`). `order` is the place among them all."""
    found: list[Event] = []
    moved, of_day = False, list(events[:1])
    for event in (*events[1:], None):
        if event is not None and event.on == of_day[0].on:
            of_day.append(event)
            continue
        if len(of_day) > 1 and not _stands_in_order(of_day, book):
            moved, of_day = True, _by_rank(of_day, events, book)
        found += of_day
        of_day = [event] if event is not None else []
    for place, event in enumerate(found):
        if event.order != place:
            found[place] = _placed(event, place)
    return by_the_hour(found) if moved else tuple(found)


def _stands_in_order(of_day: Sequence[Event], book: RuleBook) -> bool:
    """As the events of most days do. Not so, where what answers one of them may have to come after it."""
    ranks, last = book.ranks, -1
    for event in of_day:
        rank = ranks[event.type]
        if rank < last or event.type in book.answered_sooner:
            return False
        last = rank
    return True


def _by_rank(of_day: Sequence[Event], events: Sequence[Event], book: RuleBook) -> list[Event]:
    types, ranked = book.event_types, []
    ended: int | None = None
    first = next((e.on for e in events if _opens(e, types)), None)
    for event in of_day:
        rank = types[event.type].rank
        if ended is not None and first is not None and first < event.on and _opens(event, types):
            rank = ended
        rank = max([rank, *(types[asked].rank + 1 for asked in _asked_that_day(event, events, book))])
        if types[event.type].appealed_as or Act.WITHDRAWN in types[event.type].roles:
            ended = max(rank, ended or 0)
        ranked.append((rank, event))
    return [event for _, event in sorted(ranked, key=lambda each: each[0])]  # of one rank as they were


def _placed(event: Event, order: int) -> Event:
    """The same event in that place among all."""
    return Event(event.type, event.on, event.at, event.id, order, event.line, event.fields, event.recorded, event.by)


def _asked_that_day(event: Event, events: Iterable[Event], book: RuleBook) -> set[str]:
    """The types of its day that raised the question it answers, if that was not open before the day: a no to a plan
    follows the yes to assess of its day, for there was nothing to refuse before; but it goes before a yes that came of
    it. Which types these are the vocabulary says (`RuleBook.asked_first`)."""
    asking = book.asked_first.get(event.type)
    found = {other.type for other in events if other.on == event.on and other.type in asking} if asking else set()
    if not found:
        return found
    types = book.event_types
    about = set(types[event.type].settles)
    before = [other for other in events if other.on < event.on]
    raised = max((other.on for other in before if about & set(types[other.type].raises)), default=date.min)
    settled = max((other.on for other in before if about & set(types[other.type].settles)), default=date.min)
    return set() if raised > settled else found


def _opens(event: Event, types: Mapping[str, EventType]) -> bool:
    return Act.REQUEST in types[event.type].roles
