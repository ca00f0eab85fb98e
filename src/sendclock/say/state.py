"""What a whole case comes to, in sentences: its state, with the line to write where a fact is missing; the headline
above its clocks; the next thing the authority has to do; and what an act that did not say so was taken for.

Must not know: how the state was found, files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sendclock.clock.case import Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.exceptions import is_agreed
from sendclock.clock.reason import ActByForecast, Doubt, ReadOffTheFile
from sendclock.clock.state import GOVERNS, State, directed, governing, released, unreviewed
from sendclock.clock.things import (
    Amendment,
    Assessment,
    Claim,
    Decision,
    Deed,
    Detention,
    Instruction,
    Phase,
    Plan,
    Review,
    Thing,
)
from sendclock.law.role import Act, Role
from sendclock.law.rule import EventType, Rule
from sendclock.say.reasons import field_in_words, reasons_in_words, roots, sayable
from sendclock.say.words import day_month, from_today, listed, long_day, lower_first, span, upper_first

Types = Mapping[str, EventType]
REASON = '--reason "..."'


# ---- States ----------------------------------------------------------------------------------------------------------

# For each word of `clock.state`: the sentence, with the line to write where a fact is missing. In braces stand the day,
# how it ended, and the event types by which an act is recorded.
SENTENCES = {
    "closed": "Ended: {end}.",
    "event": "Ended: {end}.",
    "passed": "Ended: the last day for anything passed on {day}.",
    "field": "Waiting for {missing}: {fill_in}",
    "request-unknown": "Waiting for {missing}, from which the weeks to the final plan are counted: "
    "sendclock record {ref} {request} DATE",
    "appeal-left-open": "Waiting for {missing} when the appeal ended on {day}: sendclock record {ref} {order} DATE "
    "order=...",
    "appeal-not-on-file": "Waiting for {missing}, to which {what} of {day} belongs: "
    "sendclock record {ref} {appeal} DATE",
    "agreed-and-refused": "Waiting for {missing}, the yes or the no. "
    "Withdraw the other: sendclock withdraw {ref} ID " + REASON,
    "assessment-open": "Nothing is running, though the assessment begun on {day} has no end on file. Record the plan, "
    "the refusal or the withdrawal that ended it; or close the case: sendclock record {ref} {closed} DATE reason=...",
    "no-review": "Nothing is running, though a plan is held: the day it was made is not on file, so no review can be "
    "counted. Record it: sendclock record {ref} {final-plan} DATE",
    "detained": "Nothing is running: detained since {day}. The plan is kept, and no review is owed (CFA 2014 s.70(1)). "
    "On release: sendclock record {ref} {released} DATE",
    "released": "Nothing is running, though a review is owed. After the release on {day} the plan is to be reviewed as "
    "soon as reasonably practicable: a duty with no number of weeks (CFA 2014 s.48(2)(b)). Hold the meeting and record "
    "it: sendclock record {ref} {meeting} DATE",
    "history": "Nothing is running: what was open fell due before the opening of {day}, so it is history. If it is "
    "still owed, record what was done, or close the case: sendclock record {ref} {closed} DATE reason=...",
    "no-event": "Nothing is running: no event is on file. Record the first: sendclock record {ref} EVENT DATE",
    "later": 'Nothing is running yet: the first event on file, "{last}", is of {day}, after the day asked about. '
    "If that day is wrong: {mend}",
    "no-clock": 'Nothing is running: nothing on file starts a clock. The last of it: "{last}", on {day}.',
}
WAITS_FOR = {
    "request-unknown": "the day the request was received",
    "agreed-and-refused": "which of the two the family was told",
    "appeal-left-open": "what was ordered or agreed",
    "appeal-not-on-file": "the day of the appeal",
}
REFUSALS = {Act.ASSESS_NO: "no assessment", Act.PLAN_NO: "no plan", Act.REASSESS_NO: "no re-assessment"}


def state_sentence(state: State, types: Types, ref: str = "REF") -> str:
    """Why a case does not run: how it ended, what it waits for, why nothing runs although something should; with the
    line to write where a fact is missing. For a case that runs, nothing."""
    if not state.why:
        return ""
    event = state.event
    facts: dict[str, str] = {
        "ref": ref,
        "day": day_month(state.on) if state.on else "",
        "end": _end(event, types) if event else "",
        "last": types[event.type].meaning if event else "",
        "what": event.type if event else "",
        "missing": waits_for(state, types),
        "fill_in": _fill_in(state, ref),
        "mend": _correct(ref, event, "on=DATE") if event else "",
    }
    sentence = SENTENCES[state.why]
    for part in (Act.REQUEST, Act.CLOSED, Act.FINAL_PLAN, Act.RELEASED, Act.MEETING, Act.ORDER, Act.APPEAL):
        if f"{{{part}}}" in sentence:  # each is looked for among all types
            facts[part] = _type(part, types)
    return sentence.format_map(facts)


def waits_for(state: State, types: Types) -> str:
    """What a waiting case waits for: `the day of the move`. For any other, nothing."""
    if state.why != "field":
        return WAITS_FOR.get(state.why, "")
    kind, named, name = state.missing.partition(":")
    if named:
        return f"a {kind.replace('-', ' ')} ({name}) that is still to come"
    return field_in_words(state.missing, types, state.event.type if state.event else "")


def _fill_in(state: State, ref: str) -> str:
    if state.missing == "born":
        return "add it at the head of the file: born = 2015-04-12"
    if ":" in state.missing or state.event is None:
        return "add it to sendclock.toml."
    return _correct(ref, state.event, f"{state.missing}=DATE")


def _correct(ref: str, event: Event, change: str) -> str:
    return f"sendclock correct {ref} {event.id} {change} {REASON}"


def _type(part: Act, types: Types) -> str:
    """The event type by which such an act is recorded."""
    return next((id for id, kind in types.items() if part in kind.roles), "EVENT")


def _end(event: Event, types: Types) -> str:
    """`no assessment (refused 24 July 2026)`, `plan ceased (31 August 2026)`, `closed (1 May 2026, moved away)`."""
    kind = types[event.type]
    effect = event.day(kind.effect) if kind.effect else None
    day = day_month(max(event.on, effect or event.on))
    for part, words in REFUSALS.items():
        if part in kind.roles:
            return f"{words} (refused {day})"
    said = kind.ended or kind.letter or lower_first(kind.meaning)
    reason = str(event.fields["reason"]) if Act.CLOSED in kind.roles and "reason" in event.fields else ""
    return f"{said} ({day}{', ' if reason else ''}{reason.replace('-', ' ')})"


# ---- The headline ----------------------------------------------------------------------------------------------------

# What is due, by the part its rule plays. What a headline says of any other rule is its duty.
NOUNS = {
    Role.WEEK_20: "final plan",
    Role.WEEK_6: "decision whether to assess",
    Role.REASSESS_DECISION: "decision whether to re-assess",
    Role.ORDERED_AMENDMENT: "amended plan",
    Role.AMENDED_PLAN: "amended plan",
    Role.REVIEW_DECISION: "decision after the review",
    Role.PHASE_TRANSFER: "plan naming the next phase",
    Role.ANNUAL_REVIEW: "next review",
    Role.APPEAL_RESPONSE: "response",
}
DUTIES = {Role.RECONSIDER: "send a draft, or say that there will be no plan,"}
# What is due, by the only acts that meet its rule.
DONE_BY = (
    (frozenset({Act.ASSESS_YES, Act.REASSESS_YES}), "tell the family", ":"),
    (frozenset({Act.DRAFT}), "draft", ""),
)
OPENED = {Act.ORDER: "Order of {}", Act.AGREEMENT: "Mediation agreement of {}", Act.CONCESSION: "Conceded appeal ({})"}


def headline(timeline: Timeline) -> str:
    """The sentence above the clocks of a case: what governs it now, by which road, and when; else its state."""
    state, types = timeline.state, timeline.book.event_types
    stands = state_sentence(state, types, timeline.case.ref)
    now = _governs(timeline)
    if state.kind == "ended" or (now is None and state.kind != "running"):
        return stands
    said = _others(timeline) if now is None else _governed(now, timeline)
    beside = _beside(now, timeline) if now is not None else ""
    return " ".join(part for part in (said, beside, stands, _unreviewed(timeline)) if part)


def _unreviewed(timeline: Timeline) -> str:
    """A plan in force always has a next review; of one known by its traces alone nobody can count it."""
    if timeline.state.kind != "running":
        return ""
    trace, release = unreviewed(timeline), released(timeline)
    if release is not None:
        held = _type(Act.MEETING, timeline.book.event_types)
        return (
            f"A review is owed as soon as reasonably practicable after the release on {day_month(release.on)} "
            f"(CFA 2014 s.48(2)(b)): sendclock record {timeline.case.ref} {held} DATE"
        )
    if trace is None:
        return ""
    made = _type(Act.FINAL_PLAN, timeline.book.event_types)
    return (
        f"A plan is held ({trace.type} of {day_month(trace.on)}), but the day it was made is not on file. So no next "
        f"review is counted: sendclock record {timeline.case.ref} {made} DATE"
    )


def now_due(timeline: Timeline) -> str:
    """What governs the case now, as a letter says it: `the final plan is due by Monday 28 September 2026`. Nothing,
    where a case waits for a fact, or nothing runs although something should."""
    now = _governs(timeline)
    if now is None:
        return "nothing is due from the authority" if timeline.state.kind in ("running", "ended") else ""
    doubts, of_the_day = _of_the_day(now), directed(now, timeline) or now
    late, day = of_the_day.status == "overdue", long_day(of_the_day.due)
    day += "" if of_the_day is now else f", {_fixed_by(of_the_day)}"
    what, joint = _what(now, timeline.book.event_types)
    if joint:
        said = f"the authority {'was' if late else 'is'} to {what.rstrip(',')} by {day}"
    else:
        said = f"the {what} {f'was due on {day}' if late else f'is due by {day}'}"
    if not sayable(doubts):
        owed = f"the authority is to {what.rstrip(',')}" if joint else f"the {what} is due"
        return f"{owed}, by a day that is still to be settled"
    ago = f", {from_today((of_the_day.due - timeline.as_of).days)}" if late else ""
    ago += ", a day that an exception disapplies" if _excused(now, timeline) else ""
    return said + ago + (", provisionally" if doubts else "")


def _governs(timeline: Timeline) -> Deadline | None:
    """What governs, where that is something to be done by a day."""
    now = governing(timeline)
    return now if now is not None and now.rule.kind == "deadline" else None


def _governed(now: Deadline, timeline: Timeline) -> str:
    doubts, types = _of_the_day(now), timeline.book.event_types
    clauses = [_clause(step, timeline) for step in _on_the_way(now, timeline)]
    clauses.append(_main(now, timeline, doubts))
    road, text = "" if doubts else _road(now, types), "; ".join(clauses)
    said = (f"{road}: {text}" if road else upper_first(text)) + (f": {_why(doubts, timeline)}" if doubts else ".")
    return said + (
        " An exception disapplies that day: it is owed as soon as practicable." if _excused(now, timeline) else ""
    )


def _excused(now: Deadline, timeline: Timeline) -> bool:
    """By an exception that puts no other date in its place."""
    return now.excused_by is not None and directed(now, timeline) is None


def _of_the_day(now: Deadline) -> list[Doubt]:
    """What makes its day doubtful, and not only the working day to act by."""
    return [doubt for doubt in roots(now.doubts) if not isinstance(doubt, ActByForecast)]


def _road(now: Deadline, types: Types) -> str:
    """How it came about, where that is not an ordinary request: `Order of 22 June 2026`."""
    day = day_month(now.started_by.on)
    for part, words in OPENED.items():
        if part in types[now.started_by.type].roles:
            return words.format(day)
    if now.rule.plays(Role.APPEAL_RESPONSE):
        decision = next((thing for thing in now.things if isinstance(thing, Decision)), None)
        against = f" against the decision of {day_month(decision.begun.on)}" if decision else ""
        return f"{'Appeal' if decision else 'Claim'} of {day}{against}"
    return "Change of mind" if _of_the_request(now.rule) else ""


def _of_the_request(rule: Rule) -> bool:
    """It counts from the request although a no came between."""
    return rule.road == "change-of-mind"


def _on_the_way(now: Deadline, timeline: Timeline) -> list[Deadline]:
    """What the same order, agreement or concession wants done before. A limit that bites on a refusal alone is no
    step."""
    if not OPENED.keys() & timeline.book.event_types[now.started_by.type].roles:
        return []
    steps = [
        step
        for step in _owed(timeline)
        if (step.started_by, step.things, step.rule.tier) == (now.started_by, now.things, now.rule.tier)
        and step.due < now.due
        and not step.rule.plays(Role.WEEK_16)
    ]
    return sorted(steps, key=lambda step: step.due)


def _owed(timeline: Timeline) -> list[Deadline]:
    """What the law or guidance still wants of the authority."""
    running = (each for each in timeline.deadlines if each.status in ("open", "overdue") and each.listed)
    return [each for each in running if each.rule.kind == "deadline" and each.rule.own and each.rule.local is None]


def _what(deadline: Deadline, types: Types) -> tuple[str, str]:
    """What is due, in a few words: a noun, or, with a colon to follow it, what is to be done."""
    rule, thing = deadline.rule, next(iter(deadline.things), None)
    if isinstance(thing, Assessment) and thing.reassessment and rule.plays(Role.WEEK_20):
        return "re-assessed plan", ""
    if isinstance(thing, Review) and rule.plays(Role.REVIEW_DECISION):
        return f"decision on the review of {day_month(thing.day)}", ""
    for role, noun in NOUNS.items():
        if rule.plays(role):
            return noun, ""
    for role, duty in DUTIES.items():
        if rule.plays(role):
            return duty, ":"
    acts = {part for trigger in rule.met_by for part in types[trigger.event].roles}
    for only, words, joint in DONE_BY:
        if acts and acts <= only:
            return words, joint
    return rule.duty or lower_first(rule.title), ":"


def _clause(deadline: Deadline, timeline: Timeline) -> str:
    """With its day, or the one that was fixed in place of it."""
    of_the_day = directed(deadline, timeline) or deadline
    late = " (overdue)" if of_the_day.status == "overdue" else ""
    if late and of_the_day.excused_by is not None:
        late = " (excused)"
    return f"{_what(deadline, timeline.book.event_types)[0]} by {day_month(of_the_day.due)}{late}"


def _main(now: Deadline, timeline: Timeline, doubts: Sequence[Doubt]) -> str:
    """`final plan by 4 January 2027 (week 20)`; `final plan was due on 2 November 2026, 26 days ago`."""
    of_the_day = directed(now, timeline) or now
    (what, joint), day = _what(now, timeline.book.event_types), day_month(of_the_day.due)
    latest = " at the latest" if doubts and _of_the_request(now.rule) else ""
    about = _about(now, doubts) if of_the_day is now else f", {_fixed_by(of_the_day)}"
    if of_the_day.status == "overdue":
        ago = from_today((of_the_day.due - timeline.as_of).days)
        return f"{what.rstrip(',') if joint else what}{joint} was due on {day}{latest}{about}, {ago}"
    return f"{what} by {day}{latest}{about}" + (", today" if of_the_day.due == timeline.as_of else "")


def _fixed_by(date_fixed: Deadline) -> str:
    return "as agreed in writing" if is_agreed(date_fixed.started_by) else "as the Tribunal directed"


def _about(now: Deadline, doubts: Sequence[Doubt]) -> str:
    """In brackets: of which weeks the day is the end, where the road does not say so; that it is provisional."""
    rule = now.rule
    if doubts and _own_motion(now, doubts):
        return f" (provisional: {span(rule.period)} of the letter; an order or agreement would be earlier)"
    if doubts:
        return " (provisional)"
    if _of_the_request(rule):
        return f" ({span(rule.period)} of the request received on {day_month(now.anchor)})"
    if rule.plays(Role.WEEK_20) and rule.label.startswith("Week"):
        return f" ({lower_first(rule.label).replace(' (', ', ').rstrip(')')})"
    return ""


def _own_motion(now: Deadline, doubts: Sequence[Doubt]) -> bool:
    """A re-assessment after a no to one: there is no request whose weeks would be earlier than the letter's."""
    return not _of_the_request(now.rule) and any(doubt.id in ("route-missing", "route-unrecorded") for doubt in doubts)


def _why(doubts: Sequence[Doubt], timeline: Timeline) -> str:
    """Why the day is provisional, and what to write, where that is known."""
    types = timeline.book.event_types
    told = [_route(doubt, timeline) if isinstance(doubt, ReadOffTheFile) else "" for doubt in doubts]
    if any(told):
        return next(text for text in told if text)
    return f"{reasons_in_words(doubts, types)}."


def _route(doubt: ReadOffTheFile, timeline: Timeline) -> str:
    """How a no was overturned is not recorded, or only in part."""
    types, event = timeline.book.event_types, doubt.event
    kind, route = types[event.type], event.fields.get("route")
    field = kind.fields.get("route")
    if doubt.id == "route-unrecorded":
        partner = next((id for id, each in types.items() if each.route and each.route == route), "")
        said = f"route={route} is recorded, but no {partner}" if partner else f"route={route} is recorded, and no more"
        return f"{said}. Record it: its own weeks then govern."
    if doubt.id != "route-missing":
        return ""
    no = next((a.no for a in timeline.things.assessments if a.overturned and a.overturned.id == event.id), None)
    refusal = f"the refusal of {day_month(no.on)}" if no else "the refusal"
    if field is None:
        noun = "draft" if Act.DRAFT in kind.roles else "plan"
        return f"a {noun} follows {refusal}, and nothing recorded overturned it."
    routes = listed([word for word in reversed(field.choices) if word != field.default], "or")
    return f"how {refusal} was overturned is not recorded. Write route={routes}."


def _beside(now: Deadline, timeline: Timeline) -> str:
    """What is overdue of another thing of the case, so that no headline hides it."""
    late = [
        each
        for each in _owed(timeline)
        if each.status == "overdue" and each.rule.plays(*GOVERNS) and each.started_by is not now.started_by
        and not set(map(id, each.things)) & set(map(id, now.things)) and each.rule.tier == "statutory"
    ]  # fmt: skip
    late = [each for each in late if (directed(each, timeline) or each).status == "overdue"]
    said = [_clause(each, timeline) for each in sorted(late, key=lambda each: each.due)]
    return f"{upper_first(listed(said))} {'stands' if len(said) == 1 else 'stand'} beside it." if said else ""


def _others(timeline: Timeline) -> str:
    """What runs where nothing is to be done by the authority: what a family may do, or others have still to do."""
    types = timeline.book.event_types
    open_ = [each for each in timeline.deadlines if each.status in ("open", "overdue") and each.listed]
    if not open_:
        return _appealed(timeline)
    first = min(open_, key=lambda one: (not one.rule.plays(Role.APPEAL_WINDOW), one.rule.kind != "deadline", one.due))
    no = next((a.no for a in reversed(timeline.things.assessments) if a.no and a.overturned is None), None)
    before = upper_first(_end(no, types)) if no else "Nothing is due from the authority"
    return f"{before}: {_of_others(first)}."


def _appealed(timeline: Timeline) -> str:
    """An appeal or a claim is with the Tribunal, and no clock runs."""
    for decision in reversed(timeline.things.decisions):
        if decision.appeal is not None and decision.open:
            day, against = day_month(decision.appeal.on), day_month(decision.begun.on)
            return f"Appeal of {day} against the decision of {against}: with the Tribunal; no end of it is on file."
    claim = next((day_month(claim.begun.on) for claim in reversed(timeline.things.claims) if claim.open), "")
    return f"Claim of {claim}: with the Tribunal; no end of it is on file." if claim else "Nothing is due now."


def _of_others(deadline: Deadline) -> str:
    rule, day = deadline.rule, day_month(deadline.due)
    who = f"the {rule.who}" if rule.who[:1].islower() and not rule.who.startswith(("any ", "whoever")) else rule.who
    duty = (rule.duty or lower_first(rule.title)).rstrip(",")
    if rule.kind == "deadline":
        return f"{deadline.party or who} is to {duty} by {day}" + (" (overdue)" if deadline.status == "overdue" else "")
    return f"{who} may not {duty} before {day}" if rule.kind == "bar" else f"{who} may {duty} until {day}"


# ---- The next step ---------------------------------------------------------------------------------------------------


def next_step(timeline: Timeline) -> str:
    """The next thing the authority has to do about what governs, the earliest first, with what can still be done where
    it is overdue. Nothing, where nothing is the authority's to do."""
    now = _governs(timeline)
    if now is None:
        return ""
    step = min((each for each in _owed(timeline) if _leads_to(each, now)), key=lambda each: each.due, default=now)
    rule, day = step.rule, day_month(step.due)
    what = upper_first((rule.duty or rule.title).rstrip(","))
    about = (f" ({rule.tier})" if rule.tier == "guidance" else "") + (", excused" if step.excused_by else "")
    if step.status == "open":
        return f"{what} by {day}{about}.{_not_before(step, timeline)}"
    said = f"{what}: was due on {day}{about}, {from_today((step.due - timeline.as_of).days)}."
    bar = _not_before(step, timeline)
    record = f", and record it: {_record(step, timeline.case.ref)}" if rule.met_by else "."
    return f"{said}{bar} Do it {'then' if bar else 'now'}{record}"


def _leads_to(step: Deadline, now: Deadline) -> bool:
    """A clock of the same thing, or begun by the same event; of a plan, which lasts, only the latter. A limit that
    bites on a refusal alone is nothing to be done, nor is a planning date once the limit itself has passed."""
    if step is now:
        return True
    moot = step.rule.tier == "guidance" and now.status == "overdue"
    if moot or step.rule.plays(Role.WEEK_16) or step.due > now.due:
        return False
    of_one = [thing for thing in step.things if not isinstance(thing, Plan) and any(thing is own for own in now.things)]
    return bool(of_one) or step.started_by is now.started_by


def _record(step: Deadline, ref: str) -> str:
    ids = list(dict.fromkeys(trigger.event for trigger in step.rule.met_by))
    others = f" (or {listed(ids[1:], 'or')})" if ids[1:] else ""
    return f"sendclock record {ref} {ids[0]} DATE{others}"


def _not_before(step: Deadline, timeline: Timeline) -> str:
    """While the family has its time to comment, a plan may not be sent."""
    types = timeline.book.event_types
    sent = {part for trigger in step.rule.met_by for part in types[trigger.event].roles}
    bars = [
        each.due
        for each in timeline.deadlines
        if each.rule.plays(Role.PLAN_NOT_BEFORE) and each.status == "open" and each.due > timeline.as_of
    ]
    if Act.FINAL_PLAN not in sent or not bars:
        return ""
    return f" Not before {day_month(max(bars))}, unless the family has replied."


# ---- What an act was taken for ---------------------------------------------------------------------------------------

# The fields by which an act names the thing it belongs to, with what to write in them. Of the kinds of thing an act
# belongs to, the first here is the one that is said.
NAMED_BY = {
    "instruction": {"ordered": "DATE", "party": "NAME"},
    "amendment": {"following": "review"},
    "review": {"meeting": "DATE"},
    "decision": {"decision": "DATE"},
}
ORDERED = {Act.ORDER: "order", Act.AGREEMENT: "agreement", Act.CONCESSION: "concession"}


def clock_of(deadline: Deadline, types: Types) -> str:
    """What of the case it is a clock of; where it is of nothing but the act that began it, that act and its party."""
    if deadline.things:
        return thing_in_words(deadline.things[0], types)
    begun = deadline.started_by
    return f"{begun.type} of {begun.on.isoformat()}" + (f" ({deadline.party})" if deadline.party else "")


def thing_in_words(thing: Thing, types: Types, day: Callable[[date], str] = date.isoformat) -> str:
    """What a thing of the case is called: `review of 2026-05-12`; in sentences with the `day` in words."""
    begun = thing.begun
    match thing:
        case Review():
            return f"review of {day(thing.day)}"
        case Assessment():
            return f"{'re-assessment' if thing.reassessment else 'assessment'} of {day(thing.request or begun.on)}"
        case Plan():
            return f"plan of {day(thing.made)}" if thing.made else "plan, made on a day not on file"
        case Phase():
            return f"move of {day(thing.transfer_on or begun.on)}"
        case Detention():
            return f"detention since {day(begun.on)}"
        case Claim():
            return f"claim of {day(begun.on)}"
        case Instruction():
            roles = types[begun.type].roles
            word = next((word for part, word in ORDERED.items() if part in roles), thing.kind)
            return f"{word} of {day(begun.on)}" + (f" ({begun.party})" if begun.party else "")
        case _:
            return f"{thing.kind} of {day(begun.on)}"


def taken_for(act: Deed, ref: str, types: Types) -> str:
    """To what an act that did not say so was taken to belong, and what to write if another was meant; nothing, where
    there was nothing to choose."""
    for said in (_of_nothing, _not_recorded, _typed_as_final, _again, _done_before, _assumed, _chosen, _too_late):
        text = said(act, ref, types)
        if text:
            return text
    return ""


def taken_by_event(timeline: Timeline) -> Mapping[str, list[str]]:
    """By the id of the event, what each act was taken for that did not say so."""
    found: dict[str, list[str]] = {}
    for act in timeline.things.deeds:
        text = taken_for(act, timeline.case.ref, timeline.book.event_types)
        if text and text not in found.get(act.source.id, ()):
            found.setdefault(act.source.id, []).append(text)
    return found


def taken_of(deadline: Deadline, timeline: Timeline) -> str:
    """What the acts that started and stopped a clock were taken for, where they did not say so."""
    stopped = deadline.met_by or deadline.ended_by
    ids = [deadline.started_by.id, *([stopped.id] if stopped else [])]
    acts = [act for id in ids for act in timeline.things.deeds if act.source.id == id and _of_its_thing(act, deadline)]
    said = [taken_for(act, timeline.case.ref, timeline.book.event_types) for act in acts]
    return " ".join(dict.fromkeys(text for text in said if text))


def _of_its_thing(act: Deed, deadline: Deadline) -> bool:
    """An act may be several things at once: what it is of the thing the clock belongs to."""
    things = act.links.get(deadline.rule.of)
    return not things or not deadline.things or any(thing in deadline.things for thing in things)


def _of_nothing(act: Deed, ref: str, types: Types) -> str:
    if act.how != "none":
        return ""
    if isinstance(act.near, Decision) and act.near.appeal is not None and act.source.day("decision") is None:
        return (
            f"An appeal about the {_in_words(act.near, types)} is on file since {day_month(act.near.appeal.on)}: this "
            f"is another, with a response of its own. If it is the same: sendclock withdraw {ref} {act.source.id} "
            f"{REASON}"
        )
    missing = [kind for kind, things in act.links.items() if not things]
    typed = [kind for kind, names in NAMED_BY.items() if kind in missing and any(act.source.day(n) for n in names)]
    kind = next((kind for kind in (*typed, *NAMED_BY) if kind in missing), missing[0] if missing else "")
    name, day = next(
        ((name, day) for name in NAMED_BY.get(kind, ()) for day in (act.source.day(name),) if day), ("", None)
    )
    named = f"of {day_month(day)}" if day else "that it could belong to"
    meant = _meant(act, ref, types, name) if day else ""
    return f"This answers nothing on file: there is no {kind or 'step'} {named}.{meant} See: sendclock show {ref}"


def _meant(act: Deed, ref: str, types: Types, name: str) -> str:
    """What the day it names may have been written for."""
    if act.near is None:
        return ""
    near = act.near.day if isinstance(act.near, Review) else act.near.begun.on
    what = "a meeting" if isinstance(act.near, Review) else f"a {act.near.kind}"
    return f" Did you mean {what} of {day_month(near)}? {_correct(ref, act.source, f'{name}={near.isoformat()}')}."


def _not_recorded(act: Deed, ref: str, types: Types) -> str:
    """Nothing was there, so that the act stands in for it."""
    if "meeting-not-recorded" in act.doubts:
        review = next((thing for things in act.links.values() for thing in things if isinstance(thing, Review)), None)
        day = day_month(review.day if review else act.event.on)
        if act.source.day("meeting") is not None:
            meant = _meant(act, ref, types, "meeting")
            return (
                f"No meeting of {day} is on file: that day stands in (provisional).{meant} "
                f"If there was one: sendclock record {ref} {_type(Act.MEETING, types)} {act.source.day('meeting')}"
            )
        return (
            f"No meeting is on file since the last decision: its own day, {day}, stands in (provisional). Write: "
            f"sendclock record {ref} {_type(Act.MEETING, types)} DATE"
        )
    if "decision-not-recorded" in act.doubts:
        review = next(thing for thing in act.links["review"] if isinstance(thing, Review))
        return (
            f"Taken for the decision on the review of {day_month(review.day)}, of which none is on file (provisional). "
            f"Write: sendclock record {ref} {_type(Act.NOTICE, types)} DATE"
        )
    if "request-unknown" in act.doubts and isinstance(act.near, Plan):
        of_plan = act.near.first or act.near.begun
        return (
            f"A plan is in force ({of_plan.type} of {day_month(of_plan.on)}), so there is nothing to assess but anew. "
            f"If a re-assessment was agreed: sendclock withdraw {ref} {act.source.id} {REASON}, and sendclock record "
            f"{ref} {_type(Act.REASSESS_YES, types)} {act.source.on.isoformat()}"
        )
    if "request-unknown" in act.doubts:
        return (
            f"No request that it could answer is on file, so the weeks to the final plan cannot be counted. Write: "
            f"sendclock record {ref} {_type(Act.REQUEST, types)} DATE"
        )
    return ""


def _typed_as_final(act: Deed, ref: str, types: Types) -> str:
    """A final plan although one is in force and nothing that leads to one was open."""
    again = act.how == "joined" and {"plan", "assessment"} <= act.joined
    if not again and "typed-as-final" not in act.doubts:
        return ""
    plan = next((thing for thing in act.links.get("plan", ()) if isinstance(thing, Plan)), None)
    since = f" since {day_month(plan.made or plan.begun.on)}" if plan else ""
    event = act.source
    reassessed = f"if a re-assessment: {_correct(ref, event, 'following=reassessment')}"
    if again:
        same = "taken for the same plan sent again; the next review stays"
        amended = f"sendclock record {ref} {_type(Act.AMENDED, types)} {event.on.isoformat()}"
        return (
            f"A plan is already in force{since}: {same}. If it was an amended plan: sendclock withdraw {ref} "
            f"{event.id} {REASON}, and {amended}; {reassessed}"
        )
    what = next((thing for kind in ("amendment", "instruction", "review") for thing in act.links.get(kind, ())), None)
    of = f" of the {_in_words(what, types)}" if what else ""
    return (
        f"A plan is already in force{since}: taken for the amended plan{of}; the next review stays. If so: sendclock "
        f"withdraw {ref} {event.id} {REASON}, and sendclock record {ref} {_type(Act.AMENDED, types)} "
        f"{event.on.isoformat()}; {reassessed}"
    )


def _in_words(thing: Thing, types: Types) -> str:
    """In a sentence: an amendment by the review it carries out."""
    if isinstance(thing, Amendment):
        if thing.review is not None:
            return thing_in_words(thing.review, types, day_month)
        return f"amendment outside a review (notice of {day_month(thing.begun.on)})"
    return thing_in_words(thing, types, day_month)


def _again(act: Deed, ref: str, types: Types) -> str:
    """It repeats what is there, and begins nothing."""
    if act.how != "joined" or "agreed-and-refused" in act.doubts:
        return ""
    things = {kind: found[0] for kind, found in act.links.items() if found}
    assessment, amendment, spell = things.get("assessment"), things.get("amendment"), things.get("spell")
    roles = types[act.source.type].roles
    if isinstance(assessment, Assessment) and (Act.REQUEST in roles or Act.REASSESS_REQUEST in roles):
        kind = "A re-assessment" if assessment.reassessment else "An assessment"
        how = "received" if assessment.begun.on == assessment.request else "begun"
        since = f"{how} {day_month(assessment.begun.on)}"
        return f"{kind} is already under way ({since}): this starts nothing, the earlier day governs."
    if isinstance(assessment, Assessment) and assessment.agreed is not None:
        return f"The family was told already, on {day_month(assessment.agreed.on)}: this starts nothing."
    review = things.get("review")
    if Act.AMENDED in roles and isinstance(review, Review):
        return (
            f"The amended plan after the {_in_words(review, types)} was sent before: taken for the same plan sent "
            f"again. The next review stays; the time to appeal runs from this one too."
        )
    if isinstance(amendment, Amendment):
        since = day_month(amendment.begun.on)
        return (
            f"Amendments are already proposed since {since}: taken for the same notice sent again. The time to comment "
            f"starts anew; the weeks to the amended plan run on."
        )
    if spell is not None:
        return f"Detention is already on file, since {day_month(spell.begun.on)}: this begins nothing."
    before = review.ended if isinstance(review, Review) else None
    outcome = act.source.fields.get("outcome")
    if before is not None and before.fields.get("outcome", outcome) != outcome:
        return (
            f"The review was decided otherwise on {day_month(before.on)}. The next review stays; the time to appeal "
            f"runs from this one too. If one of the two was not told: sendclock withdraw {ref} ID {REASON}"
        )
    if "review" in act.joined:
        return "The review is already decided: taken for the same decision told again. The next review stays."
    return "It was said before: taken for the same letter sent again. The time to appeal runs from this one too."


def _done_before(act: Deed, ref: str, types: Types) -> str:
    """An end that something after it undoes; an order to do what had been done before it."""
    event = act.source
    if "ceasing-undone" in act.doubts:
        return (
            f"An order, agreement or concession after it says that the plan goes on: taken as not ended "
            f"(CFA 2014 s.45(4); SEND Regs 2014 reg 44(2)(g), (h)). If so: sendclock withdraw {ref} {event.id} {REASON}"
        )
    if "kept-after-all" in act.doubts:
        dropped = f"sendclock record {ref} {_type(Act.DROPPED, types)} {event.on.isoformat()}"
        return (
            f"Amendments had been proposed: taken for word that they are dropped (SEND Regs 2014 reg 22(4)). If so: "
            f"sendclock withdraw {ref} {event.id} {REASON}, and {dropped} meeting={act.event.day('meeting')}"
        )
    if "done-before" in act.doubts and act.already is not None:
        return (
            f"The plan of {day_month(act.already.on)} was made after the refusal that this turns round: taken for what "
            f"was to be done. If so: {_correct(ref, act.already, f'ordered={event.on}')}"
        )
    return ""


def _assumed(act: Deed, ref: str, types: Types) -> str:
    """How things stood had to be assumed."""
    event, fields = act.source, types[act.source.type].fields
    if "agreed-and-refused" in act.doubts:
        return (
            f"Both a yes and a no of one day are on file, so the weeks run on (provisional). Withdraw the one "
            f"the family was not told, such as this: sendclock withdraw {ref} {event.id} {REASON}"
        )
    if "two-roads" in act.doubts:
        made = next(thing for thing in act.links["assessment"] if isinstance(thing, Assessment))
        first = made.partners[0]
        return (
            f"The same refusal was already turned round by {first.type} of {day_month(first.on)}: both run, the "
            f"earlier day is taken (provisional). Withdraw the one that does not govern, such as this: "
            f"sendclock withdraw {ref} {event.id} {REASON}"
        )
    if "refusal-not-recorded" in act.doubts:
        noes = listed([id for id, kind in types.items() if {Act.ASSESS_NO, Act.PLAN_NO} & set(kind.roles)], "or")
        return (
            f"No refusal is on file that this could have turned round: its weeks are taken, and those of the request "
            f"are over (provisional). Write: sendclock record {ref} {noes} DATE"
        )
    if "reassessment-unanswered" in act.doubts:
        asked = next(thing for thing in act.links["assessment"] if isinstance(thing, Assessment))
        return (
            f"Taken for the plan of the re-assessment asked for on {day_month(asked.begun.on)}, of which no answer is "
            f"on file (provisional). If so: {_correct(ref, event, 'following=reassessment')}. If it was an amended "
            f"plan: sendclock withdraw {ref} {event.id} {REASON}, and sendclock record {ref} "
            f"{_type(Act.AMENDED, types)} {event.on.isoformat()}"
        )
    if "confirmed-without-day" in act.doubts:
        return (
            f"It does not say on which day the review was done in substance: its own day, {day_month(event.on)}, "
            f"stands in (provisional). Write: {_correct(ref, event, 'meeting=DATE')}"
        )
    if "after-response" in act.doubts:
        return (
            f"The response was sent before: a concession counts only before it (SEND Regs 2014 reg 45(1)). Counted as "
            f"one (provisional). If the Tribunal made an order by consent: sendclock record {ref} "
            f"{_type(Act.ORDER, types)} DATE"
        )
    if "route-unrecorded" in act.doubts:
        said = [event, *(thing.begun for thing in act.links.get("assessment", ()))]  # on the yes, or what follows it
        route = next((each.fields["route"] for each in said if each.fields.get("route")), None)
        partner = next((id for id, kind in types.items() if kind.route and kind.route == route), "")
        return (
            f"Counted from the request (provisional): what overturned the earlier no is named, but not on file. Write: "
            f"sendclock record {ref} {partner or 'EVENT'} DATE"
        )
    if "route-missing" in act.doubts:
        if "route" not in fields:
            return "Counted from the request (provisional): nothing on file overturned the earlier no. Record what did."
        routes = listed([word for word in reversed(fields["route"].choices) if word != fields["route"].default], "or")
        return (
            f"Counted from the request (provisional): how the earlier no was overturned is not recorded. Write "
            f"{routes}: {_correct(ref, event, 'route=...')}"
        )
    if "following-contradicts" in act.doubts:
        right = act.event.fields.get("following")
        return (
            f"Recorded as following={event.fields.get('following')}, but the {right} was under way: taken for its plan "
            f"(provisional). If so: {_correct(ref, event, f'following={right}')}"
        )
    if "detained-assumed" in act.doubts:
        return (
            f"Taken for a request about a person who is detained, as they were on that day (provisional). If so: "
            f"{_correct(ref, event, 'detained=yes')}"
        )
    return ""


def _too_late(act: Deed, ref: str, types: Types) -> str:
    """An act of a small matter that could end only what still ran."""
    if act.in_time or act.how != "only" or "matter" not in act.links:
        return ""
    return (
        "It came after the time it would extend had passed, so it extends nothing. If its day is wrong: "
        f"{_correct(ref, act.source, 'on=DATE')}"
    )


def _chosen(act: Deed, ref: str, types: Types) -> str:
    """The newest it could mean, where a field that it left out might have named another."""
    event, fields = act.source, types[act.source.type].fields
    if act.how != "newest":
        return ""
    amendment = next(iter(act.links.get("amendment", ())), None)
    if act.near is not None and "taken-for" in act.doubts and isinstance(amendment, Amendment):
        day = event.day("meeting")
        return (
            f"No meeting of {day_month(day) if day else 'that day'} is on file: taken for the amended plan of the "
            f"{_in_words(amendment, types)} (provisional).{_meant(act, ref, types, 'meeting')} If there was one: "
            f"sendclock record {ref} {_type(Act.MEETING, types)} {day}"
        )
    for kind, names in NAMED_BY.items():
        thing = next((thing for thing in act.links.get(kind, ()) if thing.begun.id != event.id), None)
        if thing is None:
            continue
        if isinstance(thing, Amendment) and thing.review is not None:
            names = NAMED_BY["review"]
        name = next((name for name in names if name in fields or name == "party"), "")
        if not name or event.fields.get(name) is not None:
            return ""
        late = (
            ""
            if act.in_time
            else ", though the time for it had passed: it stands only if the Tribunal extends that time"
        )
        another = _correct(ref, event, f"{name}={names[name]}")
        return f"Taken for the {_in_words(thing, types)}{late}. If another was meant: {another}"
    return ""
