"""What one case gives to the modules of the return, and what is blank in it.

A person has one strand for each request that the return asks about: the request, the assessment it led to, the plan
that came of that, and that plan as it is active on census day. A plan with no request of its own on file (it came from
another authority, or was brought in as it stood) is a strand too: every plan has its request and its assessment.
Requests, assessments and plans are as they stood on 31 December, what is active as it stood on census day, or today if
that is earlier. What each code means, and who says so: docs/sen2.md.
Must not know: files, formats, who the person is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sendclock.check.finding import short
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import KeptPlan, Life, Request
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.sen2.authorities import authority_of
from sendclock.sen2.items import (
    CEASED,
    REVIEWED,
    SOURCES,
    Checked,
    checks,
    clipped,
    end_of,
    latest_review,
    letter_of,
    returned,
    transfer_due,
)
from sendclock.sen2.template import MODULES
from sendclock.tuples import NamedTuple

Values = Mapping[str, Any]  # element: value
OFFICE, FILE = "office system", "case file"
LEFT_OUT = {
    "over-before": "its requests were answered, and its plans ended, before 1 January {year}",
    "begins-after": "what is on file of it came after 31 December {year}",
    "duplicate": "it was closed as a duplicate of another case",
    "nothing-asked": "neither a request for an assessment nor a plan is on file",
}
# What a finding of `checks` leaves blank: the module, and the elements.
_BLANK = {
    "source-missing": ("2", "RequestSource"),
    "request-unanswered": ("2", ""),
    "before-receipt": ("2", ""),
    "plan-without-decision": ("2", "RequestOutcomeDate"),
    "agreed-unissued": ("3", "AssessmentOutcomeDate"),
    "week20-refused": ("3", ""),
    "cease-reason-missing": ("4a", "CeaseReason"),
    "closed-with-plan": ("4a", ""),
    "review-without-outcome": ("5a", "ReviewOutcome; LastReview"),
    "phase-not-final": ("5a", "PhaseTransferFinalDate"),
    "outside-year": ("", ""),
}


class Survey(NamedTuple):
    """One return: the calendar year collected, and its census day. `today`: the day of asking."""

    year: int
    census: date
    today: date

    @property
    def name(self) -> str:
        """`SEN2 2027`, as the DfE calls it: by the year of its census."""
        return f"SEN2 {self.census.year}"

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 12, 31)

    @property
    def until(self) -> date:
        """The day as at which module 5 is given."""
        return min(self.census, self.today)


class Strand(NamedTuple):
    """`id` is that of the request's record: the case's reference, and which of its requests or plans it is."""

    id: str
    request: Values
    assessment: Values | None = None
    plan: Values | None = None
    active: Values | None = None


class Gap(NamedTuple):
    """Something blank, or to be looked at. `where`: who holds it; `place`: file and line, if it is in a case file."""

    module: str
    blank: str
    why: str
    where: str = FILE
    place: str = ""
    strand: str = ""


class Share(NamedTuple):
    """What one case gives to the return; `left_out`, one of `LEFT_OUT`, where it gives nothing. `opening`: the day from
    which it is whole, if that is not from the start of the year."""

    ref: str
    officer: str | None
    team: str | None
    born: date | None
    strands: tuple[Strand, ...]
    gaps: tuple[Gap, ...]
    left_out: str = ""
    opening: date | None = None


class _Held(NamedTuple):
    """A plan, with the day it was first made and the day this authority first kept it: None where only traces of it are
    on file."""

    id: str
    made: date | None
    since: date | None
    ended: Event | None
    kept: KeptPlan | None = None


def share_of(timeline: Timeline, survey: Survey) -> Share:
    """What a case gives to a return. The timeline is one of the day as at which module 5 is given."""
    return _Shared(timeline, survey).share()


class _Shared:
    def __init__(self, timeline: Timeline, survey: Survey) -> None:
        self.timeline, self.survey = timeline, survey
        self.gaps: list[Gap] = []

    @property
    def book(self) -> RuleBook:
        return self.timeline.book

    @property
    def life(self) -> Life:
        return self.timeline.life

    def share(self) -> Share:
        """What this case gives to the tables, with what is blank and why; or why it is left out."""
        timeline = self.timeline
        closed = self.life.closed
        duplicate = closed is not None and closed.fields.get("reason") == "duplicate"
        strands = [] if duplicate else self._with_others(list(self._strands()))
        if strands:
            self.gaps += self._checked()
            self.gaps += _office(strands, timeline.case.setting)
        case = timeline.case
        left_out = "" if strands else "duplicate" if duplicate else self._why_not()
        opening = timeline.opening if timeline.opening and timeline.opening > self.survey.first else None
        gaps = tuple(self.gaps) if strands else ()
        return Share(case.ref, timeline.officer, timeline.team, case.born, tuple(strands), gaps, left_out, opening)

    def _why_not(self) -> str:
        life, last = self.life, self.survey.last
        begun = [one.received for one in life.requested] + [plan.begun.on for plan in self.timeline.things.plans]
        if begun:
            return "over-before" if min(begun) <= last else "begins-after"
        return "begins-after" if self.timeline.later_events else "nothing-asked"

    def _strands(self) -> Iterator[Strand]:
        survey, plans = self.survey, list(self._plans())
        for place, request in enumerate(self.life.requested, 1):
            if request.received > survey.last:
                continue
            issued = request.issued
            plan = next((one for one in plans if issued is not None and one.id == issued.id), None)
            at = clipped(request, survey.last, [])
            if plan is None and not _asked(at, survey.first):
                continue
            if plan is not None:
                plans.remove(plan)
            yield self._strand(f"{self.timeline.case.ref}/{place}", at, plan)
        for place, plan in enumerate(plans, 1):
            yield self._plan_alone(f"{self.timeline.case.ref}/plan-{place}", plan)

    def _plans(self) -> Iterator[_Held]:
        """Every plan kept on some day of the year, or on census day; also one that is on file by its traces alone."""
        survey, kept = self.survey, self.life.plans
        for plan in kept:
            ended = end_of(plan)
            if plan.start.on <= survey.until and (ended is None or ended.on >= survey.first):
                yield _Held(plan.start.id, plan.made, plan.start.on, ended, plan)
        if all(end_of(plan) is not None for plan in kept) and self._shows_a_plan():
            yield _Held("", None, None, None)
        for event in self.timeline.events:
            if event.on >= survey.first and self._ends(event) and not any(p.start.on <= event.on for p in kept):
                yield _Held("", None, None, event)

    def _shows_a_plan(self) -> bool:
        """What was done shows that a plan is held; so it does where the case was closed in the year and nothing says
        that the plan ended."""
        if self.life.held is not None:
            return True
        closed = self.life.closed
        if closed is None or closed.on < self.survey.first:
            return False
        return any(plan.first is None and plan.ended in (None, closed) for plan in self.timeline.things.plans)

    def _ends(self, event: Event) -> bool:
        out = self.book.has(event.type, Act.TRANSFERRED) and event.fields.get("direction") == "out"
        return out or self.book.has(event.type, Act.CEASED)

    # ---- modules 2 and 3

    def _strand(self, id: str, at: Request, plan: _Held | None) -> Strand:
        assessment = self._assessment(at, plan)
        return Strand(id, self._request(id, at, assessment), assessment, *self._plan(id, plan))

    def _request(self, id: str, at: Request, assessment: Values | None) -> Values:
        """Where both are historical, nothing but that. Where the assessment is of the year, its 20 weeks are counted
        from the day the request was received, whenever it was answered."""
        code = request_code(at, self.survey.first)
        if code == "H" and (assessment or {}).get(_OUTCOME) == "H":
            return {"RequestOutcome": code}
        moved = at.issued is None and at.ended is not None and self.book.has(at.ended.type, Act.MOVED)
        row = {
            "ReceivedDate": at.received,
            "RequestSource": SOURCES.get(str(at.request.fields.get("requester"))),
            "RYA": int(self._detained(at.request)),
            "RequestOutcome": code,
            "Exported": 1 if moved else None,
        }
        if code in ("A", "W", "H"):
            return row
        if at.decided is None and at.issued is None:
            why = "the request was answered, as what followed shows, and the day of the answer is not recorded"
            self.gaps.append(Gap("2", "RequestOutcomeDate", why, place=self._place(at.request), strand=id))
        return row | {
            "RequestOutcomeDate": at.decided.on if at.decided else None,
            "RequestMediation": int(_fought(at, "assess", "mediation")),
            "RequestTribunal": int(_fought(at, "assess", "tribunal")),
        }

    def _detained(self, request: Event) -> bool:
        """The request was made while the person was detained in relevant youth accommodation."""
        if request.fields.get("detained") is True:
            return True
        inside = False
        for event in self.timeline.events:
            if event.on > request.on:
                break
            if self.book.has(event.type, Act.DETAINED):
                inside = True
            elif self.book.has(event.type, Act.RELEASED):
                inside = False
        return inside

    def _assessment(self, at: Request, plan: _Held | None) -> Values | None:
        if not assessed(at) and plan is None:
            return None
        code, on = assessment_code(at, self.survey.first)
        if code not in ("Y", "N"):
            return {"AssessmentOutcome": code}
        return {
            "AssessmentOutcome": code,
            "AssessmentOutcomeDate": on,
            "AssessmentMediation": int(_fought(at, "plan", "mediation")),
            "AssessmentTribunal": int(_fought(at, "plan", "tribunal")),
            "Week20": int(at.excused(Role.WEEK_20) is not None),
        }

    def _plan_alone(self, id: str, plan: _Held) -> Strand:
        """A plan whose request is not on file: decided on before the year, or by another authority; else nobody can say
        how it came about."""
        request: Values = {"RequestOutcome": "H"}
        assessment: Values = {"AssessmentOutcome": "H"}
        kept = plan.kept
        if kept is not None and not kept.came and kept.made >= self.survey.first:
            request = {}
            assessment = {"AssessmentOutcome": "Y", "AssessmentOutcomeDate": kept.made}
            why = f"no request is on file that led to the plan of {short(kept.made)}"
            blank = "ReceivedDate; RequestSource; RequestOutcomeDate; RequestOutcome"
            self.gaps.append(Gap("2", blank, why, place=self._place(kept.start), strand=id))
        return Strand(id, request, assessment, *self._plan(id, plan))

    def _with_others(self, strands: list[Strand]) -> list[Strand]:
        """With mediation and appeals of the year about anything but the two noes: at the newest strand that tells of an
        assessment, of those begun by then."""
        told = [place for place, strand in enumerate(strands) if (strand.assessment or {}).get(_OUTCOME) in _TOLD]
        ways = self._others()
        for place in told:
            found = ways if place == told[-1] else frozenset[str]()
            row = dict(strands[place].assessment or {})
            row |= {"OtherMediation": int("mediation" in found), "OtherTribunal": int("tribunal" in found)}
            strands[place] = strands[place]._replace(assessment=row)
        return strands

    def _others(self) -> frozenset[str]:
        of_a_no = {challenge.event.id for one in self.life.requested for challenge in one.challenges}
        ways = set()
        for event in self.timeline.events:
            if self.survey.first <= event.on <= self.survey.last and event.id not in of_a_no:
                if self.book.has(event.type, Act.MEDIATION):
                    ways.add("mediation")
                elif self.book.has(event.type, Act.APPEAL) and not self._of_a_no(event):
                    ways.add("tribunal")
        return frozenset(ways)

    def _of_a_no(self, event: Event) -> bool:
        """An appeal against one of the two noes, whether or not that is on file; or a claim, which is no appeal."""
        noes = [kind for kind in self.book.event_types.values() if self.book.has(kind.id, Act.ASSESS_NO, Act.PLAN_NO)]
        words = {way.challenge for kind in noes for way in kind.appealed_as}
        return event.fields.get("kind") == "claim" or event.fields.get("challenge") in words

    # ---- modules 4 and 5

    def _plan(self, id: str, plan: _Held | None) -> tuple[Values | None, Values | None]:
        if plan is None:
            return None, None
        named = None
        if plan.since is None or plan.since <= self.survey.last:
            named = self._named(id, plan)
        return named, self._active(id, plan) if plan.ended is None else None

    def _named(self, id: str, plan: _Held) -> Values:
        ended = plan.ended if plan.ended is not None and plan.ended.on <= self.survey.last else None
        if plan.made is None:
            why = "a plan is kept, as what was done to it shows, and the day it was made is not on file"
            self.gaps.append(Gap("4a", "StartDate", why, strand=id))
            if plan.ended is None and self.life.closed is not None:
                why = (
                    "the case was closed while its plan goes on, so it is still in: record when and why the plan ended"
                )
                self.gaps.append(Gap("4a", "", why, place=self._place(self.life.closed), strand=id))
        reason = None
        if ended is not None:
            left = self.book.has(ended.type, Act.TRANSFERRED)
            reason = CEASED["transferred"] if left else CEASED.get(str(ended.fields.get("reason")))
        return {"StartDate": plan.made, "CeaseDate": ended.on if ended else None, "CeaseReason": reason}

    def _active(self, id: str, plan: _Held) -> Values:
        survey = self.survey
        review = latest_review(self.life.reviews, plan.since or date.min, survey.until)
        letter = letter_of(review) if review else None
        first = plan.made or date.min
        if review is None and (survey.until - first).days > 366:
            why = "no annual review of this plan is on file"
            self.gaps.append(Gap("5a", "ReviewMeeting; ReviewOutcome; LastReview", why, strand=id))
        due = [
            transfer
            for transfer in self.life.transfers
            if transfer.ended is None and survey.first <= transfer.due <= date(survey.year + 1, 12, 31)
        ]
        move = max(due, key=lambda transfer: transfer.due, default=None)
        return {
            "TransferLA": self._from(id, plan),
            "ReviewMeeting": review.meeting.on if review and review.meeting else None,
            "ReviewOutcome": REVIEWED[review.outcome] if review and review.outcome else None,
            "ReviewDraft": review.notice.on if review and review.notice else None,
            "PhaseTransferDueDate": transfer_due(move) if move else None,
            "PhaseTransferFinalDate": move.finalised if move else None,
            "LastReview": letter.on if letter else None,
        }

    def _from(self, id: str, plan: _Held) -> str | None:
        """The authority a plan came from in the calendar year, as a code."""
        kept = plan.kept
        if kept is None or not kept.came or not self.survey.first <= kept.start.on <= self.survey.last:
            return None
        said = kept.start.fields.get("other_authority")
        found = authority_of(str(said), self.survey.year) if said is not None else None
        if found is not None and not found.fault:
            return found.code
        why = (
            found.fault if found else f'"{said}" is no authority of England by name or code' if said else "not recorded"
        )
        fix = f"Write its code: sendclock correct {self.timeline.case.ref} {kept.start.id} other_authority=CODE"
        why = f'which authority the plan came from: {why}. {fix} --reason "..."'
        self.gaps.append(Gap("5a", "TransferLA", why, place=self._place(kept.start), strand=id))
        return None

    # ---- what is blank

    def _checked(self) -> Iterator[Gap]:
        found = returned(self.life, self.survey.year, self.survey.census)
        for problem in checks(Checked(self.timeline, found, self.survey.year)):
            module, blank = _BLANK[problem.code]
            yield Gap(module, blank, problem.message, place=str(problem.position))

    def _place(self, event: Event) -> str:
        return str(self.timeline.case.position(event))


_OUTCOME, _TOLD = "AssessmentOutcome", ("Y", "N", "H")


def request_code(at: Request, first: date) -> str:
    """The code of module 2 for a request as it stood on the last day: what was first decided, and H if that was before
    the year. A request that went on with no decision on file was agreed to."""
    if at.decided is not None:
        return "H" if at.decided.on < first else "N" if at.refused else "Y"
    went_on = [event.on for event in (at.plan_agreed, at.draft, at.issued, at.plan_refused) if event is not None]
    if went_on:
        return "H" if min(went_on) < first else "Y"
    return "W" if at.ended is not None else "A"


def assessed(at: Request) -> bool:
    """The authority went on to an assessment: at once, or after its no was turned round."""
    if at.agreed or at.plan_agreed or at.draft or at.issued or at.plan_refused:
        return True
    return any(challenge.decision == "assess" and challenge.overturned for challenge in at.challenges)


def assessment_code(at: Request, first: date) -> tuple[str, date | None]:
    """The code of module 3, and its day: the first of a no to a plan and the plan itself, and H if that was before the
    year. A plan decided on and not issued has a code and no day."""
    answers = [event for event in (at.plan_refused, at.issued) if event is not None]
    yes = [event for event in (at.plan_agreed, at.draft) if event is not None]
    answer = min(answers, key=lambda event: (event.on, event.order), default=None)
    if answer is not None and answer is at.plan_refused and any(_before(event, answer) for event in yes) and at.issued:
        answer = at.issued  # a yes came first: the no that followed was gone back on
    if answer is not None:
        if answer.on < first:
            return "H", None
        return ("N" if answer is at.plan_refused else "Y"), answer.on
    if at.ended is not None:
        return "W", None
    return ("Y" if yes else "A"), None


def _before(event: Event, other: Event) -> bool:
    return (event.on, event.order) < (other.on, other.order)


def _asked(at: Request, first: date) -> bool:
    """Whether a return asks about a request that led to no plan of the year: still open, or at an end in the year."""
    if at.open:
        return True
    end = at.ended or at.plan_refused or at.decided
    return at.issued is None and end is not None and end.on >= first


def _fought(at: Request, decision: str, way: str) -> bool:
    return any(challenge.decision == decision and challenge.route == way for challenge in at.challenges)


def _office(strands: Sequence[Strand], setting: str | None) -> Iterator[Gap]:
    """What no case file holds: once for each module that the person is in."""
    of = {"1": True, "4a": any(s.plan for s in strands), "5b": any(s.active for s in strands)}
    of |= {"4b": of["4a"], "5c": of["5b"]}
    at = f' (the setting on file is "{setting}")' if setting else ""
    for module in MODULES:
        if of.get(module.number):
            blank = "; ".join(item.element for item in module.items if item.office)
            why = "not in a case file" + (at if module.number in ("4b", "5b") else "")
            yield Gap(module.number, blank, why, OFFICE)
