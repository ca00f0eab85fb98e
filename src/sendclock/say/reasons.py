"""What starts, meets or ends a clock, in plain words; the steps behind a date, and the doubts about it, in sentences.

The sentence is chosen by the class of the step: one without a sentence is a type error.
Must not know: how the steps were worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import assert_never

from sendclock.clock.case import Event
from sendclock.clock.exceptions import Refusal, ground_of, is_agreed
from sendclock.clock.reason import (
    ActByForecast,
    ActByNotAnnounced,
    ActsNeeded,
    Anchored,
    AnchoredToClock,
    ByRule,
    Chosen,
    ClaimStep,
    Combined,
    CountsAsReceived,
    Directed,
    Doubt,
    EndStep,
    ExceptionDoubtful,
    ExceptionNotInForce,
    ExceptionRefused,
    Excused,
    Forecast,
    GuessedAnchor,
    HangsOn,
    HangsOnADoubtful,
    History,
    HourUnknown,
    KeptToTheLaw,
    Lapsed,
    LaterEvents,
    LeftOpen,
    Met,
    MoveStep,
    NoHour,
    NoPanel,
    NotAnnounced,
    Note,
    NoTermDates,
    NotMoved,
    OneOfSeveralUnknown,
    OpensOn,
    OtherReading,
    PanelTooLate,
    Paused,
    ReadOffTheFile,
    Reason,
    Replaced,
    RestsOn,
    ReviewedBefore,
    Spent,
    Started,
    StartStep,
    TakenFor,
    TermDatesUnknown,
    ToPanel,
    ToWeekday,
    WeeksOfWindow,
)
from sendclock.days.calendars import WEEKEND
from sendclock.days.counting import Offset
from sendclock.days.step import (
    ClosedDaysSkipped,
    CountStep,
    DaysLeftOut,
    EndRolled,
    NoCorrespondingDate,
    PeriodCounted,
)
from sendclock.law.rule import LATER, MONDAY_TO_SUNDAY, Condition, EventType, Rule, Trigger
from sendclock.say.view import DAY, Column, maybe, part, several
from sendclock.say.words import (
    TIER_WORDS,
    closed_days,
    counted_from,
    day_month,
    listed,
    long_day,
    lower_first,
    moment,
    number,
    ranges,
    sentence,
    short_day,
    span,
)
from sendclock.tuples import NamedTuple

Types = Mapping[str, EventType]

# What a clock may count from besides a field of an event, whose words stand beside the fields in the vocabulary.
NO_FIELD = {
    "on": "the day it happened",
    "born": "the 25th birthday, from the date of birth",
    "again": "the day it was last done",
}
RESTS_ON = {
    "unverified": "This rule is general legal knowledge that nobody has verified: check it before relying on the date.",
    "secondary": (
        "This rule rests on guidance, a judgment's summary or reputable advice, not on the words of the law."
    ),
}
OF_THE_CALENDAR = {
    "due": "the due day of {}",
    "met": "the day {} was done",
    "all-met": "the day on which the last of all those asked had done {}",
    "panel": "the next meeting of the panel {}",
    "day": "the first {} (month-day) to come",
}
# Of every term, and of that of one season.
OF_THE_SCHOOL_YEAR = {
    "term-start": ("the start of the next term", "the start of the {} term"),
    "term-end": ("the end of the term", "the end of the {} term"),
    "half-term-start": ("the first day of the next half term", "the first day after the {} half-term holiday"),
    "half-term-end": ("the last day of the half term", "the last day before the {} half-term holiday"),
}


def in_plain_words(triggers: Sequence[Trigger], types: Mapping[str, EventType]) -> str:
    """`the draft plan was sent to the family (draft-plan-sent)`, several joined by "or"."""
    return "; or ".join(one_in_plain_words(trigger, types) for trigger in triggers)


def one_in_plain_words(trigger: Trigger, types: Mapping[str, EventType]) -> str:
    where = listed([_condition(condition) for condition in trigger.conditions])
    meaning = lower_first(types[trigger.event].meaning.rstrip("."))
    return f"{meaning} ({trigger.event}{', where ' + where if where else ''})"


def _condition(condition: Condition) -> str:
    verb = {"=": "is", "!=": "is not", "<": "is before", ">=": "is no earlier than"}[condition.op]
    return f"{condition.field.replace('_', ' ')} {verb} {listed([day_or_word(v) for v in condition.values], 'or')}"


def day_or_word(text: str) -> str:
    try:
        return day_month(date.fromisoformat(text))
    except ValueError:
        return text


def anchor_in_words(anchor: str, types: Types, event: str = "") -> str:
    """What the day counted from is called: `the day it reached the family`, `the next meeting of the panel NAME`.
    `event`: the type of the event that starts the clock, for which a date may be something of its own."""
    kind, named, name = anchor.partition(":")
    if kind in LATER:
        several = listed([anchor_in_words(each, types, event) for each in name.split(",")])
        return f"the {kind.replace('-', ' ')} of {several}"
    if kind == "anniversary":
        first = field_in_words(name, types, event) if name else "the event"
        return "the next birthday" if name == "born" else f"the next anniversary of {first}"
    if named and kind in OF_THE_SCHOOL_YEAR:
        return f"{of_the_school_year(anchor)} ({name.partition(':')[0]})"
    return OF_THE_CALENDAR[kind].format(listed(name.split(","))) if named else field_in_words(kind, types, event)


def of_the_school_year(anchor: str) -> str:
    """`the end of the autumn term`, of `term-end:CALENDAR:autumn`."""
    kind, _, name = anchor.partition(":")
    season = name.partition(":")[2]
    return OF_THE_SCHOOL_YEAR[kind][bool(season)].format(season)


def field_in_words(name: str, types: Types, event: str = "") -> str:
    """What the date in a field is: the one wording of it. Every date of the vocabulary has words. `event`: the type it
    is a field of, for which it may be something of its own."""
    if name in NO_FIELD:
        return NO_FIELD[name]
    kinds = [types[event], *types.values()] if event in types else types.values()
    return next(kind.fields[name].words for kind in kinds if name in kind.fields)


def explain_step(step: Reason, types: Types) -> str:
    """One step as a sentence or two."""
    if isinstance(step, CountStep):
        return _count(step)
    if isinstance(step, StartStep):
        return _start(step, types)
    if isinstance(step, MoveStep):
        return _move(step)
    if isinstance(step, ClaimStep):
        return _claim(step)
    return _end(step, types)


def _count(step: CountStep) -> str:
    match step:
        case PeriodCounted():
            start = step.start
            begin = moment(start) if isinstance(start, datetime) else long_day(start)
            return f"{_capital(counted_from(step.period, begin))}: {_dated(step)}."
        case NoCorrespondingDate():
            return (
                f"The month has no day {step.start.day}, so the period ends with its last day, "
                f"{day_month(step.month_end)} (Dodds v Walker [1981] 1 WLR 1027)."
            )
        case ClosedDaysSkipped():
            if not step.days:
                return f"No day was skipped (calendar: {step.calendar})."
            return f"Skipped: {closed_days(step.days)}. Calendar: {step.calendar}."
        case DaysLeftOut():
            if not step.days:
                return "No August or Christmas day lies between, so none was left out (Tribunal Rules r.12(3)(b))."
            return f"Not counted, by Tribunal Rules r.12(3)(b): {ranges(step.days)}."
        case EndRolled():
            return _rolled(step)
        case _:
            assert_never(step)


def _dated(step: Reason) -> str:
    """The day of a step that has one."""
    assert step.day is not None
    return long_day(step.day)


def _rolled(step: EndRolled) -> str:
    if step.why in ("august", "christmas"):
        season = "in August" if step.why == "august" else "between 25 December and 1 January"
        after = "31 August" if step.why == "august" else "1 January"
        why = f"which is {season}: in time on the first working day after {after} (Tribunal Rules r.12(3)(a))"
    else:
        where = "carried to the next" if step.day and step.day > step.before else "brought back to the last"
        why = f"which is not a working day ({step.why}): {where} working day"
    return f"Time ends on {long_day(step.before)}, {why}. {_dated(step)}. Skipped: {closed_days(step.days)}."


def _start(step: StartStep, types: Types) -> str:
    match step:
        case Started():
            return _started(step, types)
        case Anchored():
            return _anchored(step, types)
        case AnchoredToClock():
            return f"Counted from {_dated(step)}: the due day of {step.rule.id} ({step.rule.label})."
        case ReviewedBefore():
            opening = day_month(step.opening) if step.opening else ""
            return (
                f"Counted from {_dated(step)}: the review meeting (event {step.meeting.id}). Before the opening of "
                f"{opening} reviews and decisions need not be on file: this review is taken as completed, and "
                "the date is provisional."
            )
        case Chosen():
            return _chosen(step, types)
        case TakenFor():
            return f"Read off the file: {because(step.doubt, types)}. The date is provisional until it is."
        case HangsOn():
            rule = step.doubt.rule
            why = reasons_in_words(step.doubt.doubts, types)
            return f"The date of {rule.id} ({rule.label}) is itself provisional, because {why}. So this one is too."
        case ByRule():
            return _by_rule(step.rule)
        case LeftOpen():
            page = f" (at: {step.page})" if step.page else ""
            return f"Left open by the document{page}; chosen here: {sentence(step.text)}"
        case CountsAsReceived():
            why = f"after {step.until:%H:%M}" if step.until else "on a day that is no working day"
            return (
                f"It arrived on {long_day(step.before)} {why}: by the authority's own convention it counts as received "
                f"on {_dated(step)}."
            )
        case HourUnknown() | TermDatesUnknown() | NotAnnounced():
            return _unknown(step)
        case _:
            assert_never(step)


def _started(step: Started, types: Types) -> str:
    event = step.event
    party = f" ({event.party})" if event.party else ""
    place = f", {step.position}" if step.position.file else ""
    text = f"Started by {event.type}{party} on {long_day(event.on)} (event {event.id}{place}): "
    kind = types[event.type]
    text += sentence(in_words(kind.letter, event).capitalize() if "{" in kind.letter else kind.meaning)
    for change in step.corrected:
        reason = sentence(str(change.fields.get("reason") or "no reason recorded"))
        text += f" Corrected by event {change.id}: {reason}"
    return text


def _anchored(step: Anchored, types: Types) -> str:
    name = anchor_in_words(step.field, types, step.event.type)
    if step.guessed:
        return (
            f'Counted from {_dated(step)}, the day of the event itself, because "{step.field}" ({name}) is not '
            f"recorded. The date is provisional until it is."
        )
    return f"Counted from {_dated(step)}: {name}."


def _chosen(step: Chosen, types: Types) -> str:
    known = [(anchor_in_words(name, types, step.event.type), day) for name, day in step.known]
    which = f"the {step.how} of {listed([f'{name} ({short_day(day)})' for name, day in known]) or 'none recorded yet'}"
    if step.how == "first-known" and known:
        which = known[0][0]
    text = f"Counted from {_dated(step)}: {which}."
    unknown = listed([anchor_in_words(name, types, step.event.type) for name in step.unknown])
    return f"{text} Not known yet: {unknown}. The date is provisional until it is." if unknown else text


def _by_rule(rule: Rule) -> str:
    ends = f" to {day_month(rule.in_force_to)}" if rule.in_force_to else ""
    words = f' The decisive words: "{rule.words}".' if rule.words else ""
    force = f"in force from {day_month(rule.in_force_from)}{ends}"
    from sendclock.law.edition import standing  # `count` says reasons, and knows no law

    tier = f"{TIER_WORDS[rule.tier]} {standing(rule)}".strip()
    return f"Rule {rule.id} ({rule.label}; {tier}; {rule.cite}; {force}; pack {rule.pack}).{words}"


def _unknown(step: HourUnknown | TermDatesUnknown | NotAnnounced) -> str:
    match step:
        case HourUnknown():
            return (
                f"No time of day is recorded for event {step.event.id}, so it is not known at what hour the time "
                f"ends. The day is provisional; to be safe, act by the day before it."
            )
        case TermDatesUnknown():
            where = f'"{step.setting}"' if step.setting else "the setting, which the case does not name"
            return (
                f"No closed days are known for {where}. Monday to Friday without bank holidays was counted instead, so "
                f"the true day may be later: provisional. Add its calendar to sendclock.toml."
            )
        case NotAnnounced():
            return (
                f"Bank holidays are announced only to {day_month(step.confirmed_to)}: this date counts days later "
                f"than that and is provisional."
            )
        case _:
            assert_never(step)


def _move(step: MoveStep) -> str:
    match step:
        case Paused():
            days = number(step.days, "day")
            told = " The answer has not come yet: provisional." if step.waiting else ""
            why = "waiting for what the requester was asked (UK GDPR art 12A)"
            return f"Not counted: {days} {why}: {_dated(step)}.{told}"
        case Combined():
            return _combined(step)
        case NotMoved():
            what = f"a {step.reason}" if step.reason in WEEKEND.values() else f"not a working day ({step.reason})"
            return (
                f"{long_day(step.due)} is {what}. No rule moves this limit, so the date stays; the last working "
                f"day on or before it, to act by, is {long_day(step.act_by)}."
            )
        case ActByNotAnnounced():
            return (
                f"The limit is counted in calendar days, but bank holidays are announced only to "
                f"{day_month(step.confirmed_to)}, so the working day to act by is provisional."
            )
        case WeeksOfWindow():
            weeks = f"weeks {step.first} to {step.last}" if step.first < step.last else f"week {step.first}"
            return f"That is {weeks} from the day counted from: it opens on {long_day(step.opens)}."
        case OpensOn():
            first = f"the first of these days is {long_day(step.opens)}"
            return f"The promise is {lead(step.first)} to {span(step.last)}: {first}."
        case ToWeekday():
            name = MONDAY_TO_SUNDAY[step.weekday].capitalize()
            if step.day == step.before:
                return f"That is a {name}, as it must be."
            return f"{'Back' if step.back else 'On'} to the {name}: {_dated(step)}."
        case ToPanel() | PanelTooLate() | NoPanel():
            return _panel(step)
        case KeptToTheLaw():
            return (
                f"{long_day(step.before)} would be later than {step.rule.label} ({step.rule.id}), and a local rule may "
                f"not loosen it: {_dated(step)}."
            )
        case OtherReading():
            return _reading(step)
        case _:
            assert_never(step)


def _combined(step: Combined) -> str:
    limb = step.limb
    if step.own_due == step.limb_due:
        return f"Counted also by {limb.id} ({limb.label}), with the same result: {_dated(step)}."
    which = "later" if step.how == "max" else "earlier"
    governs = f"that of {limb.id}" if step.day == step.limb_due else "this clock's own"
    return (
        f"Two dates: {long_day(step.own_due)} by this clock and {long_day(step.limb_due)} by "
        f"{limb.id} ({limb.label}). The {which} governs, {governs}: {_dated(step)}."
    )


def _reading(step: OtherReading) -> str:
    when = f": {long_day(step.due)}" if step.due else ""
    why = _capital(sentence(step.reading.why))
    if step.reading.effect == "safe" and step.kept:
        return f"Another reading is earlier{when}. {why} Acting by then is safe on any reading."
    if step.kept:
        of = f"{step.of.id} ({step.of.label})"
        return f"Another reading of {of} makes it later{when}. {why} From then on it is safe on any."
    return f"Another reading is later{when}. {why} It is not used."


def lead(offset: Offset) -> str:
    """`5 working days`, `2 weeks`; empty for none."""
    return number(offset.size, offset.unit.replace("-", " ")) if offset.size else ""


def _panel(step: ToPanel | PanelTooLate | NoPanel) -> str:
    panel = step.panel
    match step:
        case ToPanel():
            ahead, which = lead(step.lead), "next" if step.which == "next" else "last"
            needs = f", which needs {ahead}" if ahead else ""
            return f"The {which} {panel.title}{needs}: {_dated(step)}. Its papers are due by {long_day(step.papers)}."
        case PanelTooLate():
            day, rule = step.before, step.rule
            before = f" The meeting before it, on {long_day(day)}, would still be in time." if day else ""
            return (
                f"PANEL TOO LATE: the next {panel.title} is on {long_day(step.meeting)}, after {rule.label} "
                f"({rule.id}) on {long_day(step.limit)}. So the limit stands: {_dated(step)}. "
                f"Instead: {sentence(step.otherwise)}{before}"
            )
        case NoPanel():
            after = f"after {long_day(step.last)}" if step.last else "at all"
            stands = f"So {step.limit.label} ({step.limit.id}) stands: {_dated(step)}."
            other = f" Instead: {sentence(step.otherwise)}" if step.otherwise else ""
            return f"No meeting of the {panel.title} is known {after}: add it to sendclock.toml. {stands}{other}"
        case _:
            assert_never(step)


def _claim(step: ClaimStep) -> str:
    match step:
        case Excused():
            exception, claim = step.judged.exception, step.judged.claim
            assert exception is not None
            return (
                f"Excused by {exception.id} ({exception.title}; {exception.cite}), recorded by event {claim.id}. The "
                f"number is disapplied and the date stays where it was: act {exception.act}. Reason recorded: "
                f"{sentence(str(claim.fields.get('reason')))}"
            )
        case ExceptionRefused():
            refusal = step.judged.refusal
            assert refusal is not None
            said = f"{step.judged.ground}, claimed by event {step.judged.claim.id}, does not hold"
            return f"Not excused: {said}. {_refusal(refusal)}"
        case ExceptionNotInForce():
            exception = step.judged.exception
            assert exception is not None
            ends = f" to {day_month(exception.in_force_to)}" if exception.in_force_to else ""
            return f"Not excused: {exception.id} was in force from {day_month(exception.in_force_from)}{ends} only."
        case ExceptionDoubtful():
            return f"Doubtful: {step.why}"
        case Directed():
            return _directed(step)
        case _:
            assert_never(step)


def _refusal(refusal: Refusal) -> str:
    match refusal.why:
        case "not-for-this-clock":
            return "The law gives this clock no such exception."
        case "fact-missing":
            return f'The field "{refusal.field}" must be recorded with it.'
        case "closure-too-short":
            lasted = number(refusal.days, "day")
            return f"The closure lasted {lasted}; at least {refusal.needed} continuous days are needed."
        case "asked-outside":
            asked = long_day(refusal.asked) if refusal.asked else ""
            return f"Advice was asked for on {asked}; the exception covers {_between(refusal)}, both included."
        case "outside-period":
            return f"It does not touch the period of the limit, {_between(refusal)}."
        case "spell-too-short":
            lie = f"Only {number(refusal.days, 'day')} of it lie inside the period of the limit"
            return f"{lie}; at least {refusal.needed} are needed."
        case "misses-due":
            return f"It does not include the due day, {long_day(refusal.due) if refusal.due else ''}."
        case "due-outside":
            return f"It covers limits that run out from {_between(refusal, day_month)}, both included."
        case "no-agreement":
            return "This clock was not started by a mediation agreement."
        case "no-direction":
            return "No direction of the Tribunal is recorded in the case."
        case _:
            assert_never(refusal.why)


def _between(refusal: Refusal, day: Callable[[date], str] = long_day) -> str:
    assert refusal.first is not None and refusal.last is not None
    return f"{day(refusal.first)} to {day(refusal.last)}"


def _directed(step: Directed) -> str:
    event, due = step.event, step.event.day("due")
    who = "The parties agreed in writing" if is_agreed(event) else "The Tribunal directed"
    when = long_day(due) if due else "a date that is not recorded"
    return (
        f"{who} {when} for this (event {event.id}). That date governs and stands beside this one; this limit is "
        f"disapplied where the exception {ground_of(event)} is recorded."
    )


BEFORE_OPENING = (
    "It fell due before that day, from which the file is complete; nothing on file says that it was done, or that it "
    "was not."
)


def _end(step: EndStep, types: Types) -> str:
    match step:
        case Met():
            return _met(step)
        case Lapsed():
            event = step.event
            return f"No longer needed: {event.type} (event {event.id}) ended it on {long_day(event.on)}."
        case Spent():
            event = step.event
            said = f"{event.type} (event {event.id}) on {long_day(event.on)}"
            return f"No longer needed since {said}, a later act. That it was done is not recorded."
        case History():
            return f"Before the opening of {day_month(step.opening) if step.opening else ''}: history. {BEFORE_OPENING}"
        case Replaced():
            event = step.event
            return f"Replaced by a newer clock of the same rule, started by event {event.id} on {long_day(event.on)}."
        case ActsNeeded():
            done = [f"{one_in_plain_words(act, types)} on {long_day(day)}" for act, day in step.done.items()]
            missing = "; ".join(one_in_plain_words(act, types) for act in step.missing)
            return f"All its acts are needed. Done: {'; '.join(done) or 'none yet'}. Still missing: {missing}."
        case LaterEvents():
            names = listed([f"{e.type} on {short_day(e.on)}" for e in step.events])
            return f"Left out, because later than {long_day(step.as_of)}: {names}."
        case Note():
            return _capital(sentence(step.text))
        case RestsOn():
            return RESTS_ON["unverified" if step.confidence == "unverified" else "secondary"]
        case _:
            assert_never(step)


def _met(step: Met) -> str:
    on, due = step.on, step.due
    text = f"Done by {step.event.type} (event {step.event.id}) on {long_day(on)}"
    if step.of_a_bar and on < due:
        return f"{text}, {number((due - on).days, 'day')} before it was lawful."
    if step.of_a_bar:
        return f"{text}, as it should be."
    if not step.late:
        return f"{text}, in time."
    return f"{text}, {number((on - due).days, 'day')} late." if on > due else f"{text}, after the hour: late."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# What is doubtful where the file was read in one way and may have meant another; `{}`: the act, and its day.
READ = {
    "route-missing": "how the refusal was overturned is not recorded",
    "route-unrecorded": "the route is recorded, but not the order, concession or agreement itself",
    "request-unknown": "the day the request was received is not recorded",
    "agreed-and-refused": "the file has both a yes and a no of one day",
    "detained-assumed": "the person was detained on that day, which the file of the request does not say",
    "following-contradicts": "{} is recorded as following something else than what was under way",
    "typed-as-final": "a plan was already in force, and {} is recorded as a final plan",
    "taken-for": "{} does not say what it belongs to",
    "two-roads": "two orders, agreements or concessions about the same refusal are on file: the earlier day is taken",
    "refusal-not-recorded": "no refusal is on file that {} could have turned round",
    "meeting-not-recorded": "the review meeting that was decided on is not on file",
    "confirmed-without-day": "the confirmation does not say on which day the review was done in substance",
    "reassessment-unanswered": "no answer to the request to re-assess is on file",
    "decision-not-recorded": "no decision on the review meeting is on file",
    "made-unknown": "the day the plan was made or last reviewed is not recorded, and a later one would give more time",
    "ceasing-undone": "{} is on file, and after it that the plan goes on",
    "kept-after-all": "amendments were proposed, and {} says that the plan stays as it is",
    "done-before": "the plan was sent before {}",
    "after-response": "the concession came after the response, when only an order of the Tribunal settles the appeal",
    "order-assumed": "{} does not say which of the things agreed it carries out",
    "request-stands-in": "the day to count from in detention is not recorded, and that of the request stands in",
    "received-guessed": "the day the authority became responsible is not recorded",
    "clarification-awaited": "the requester has not answered yet",
    "out-of-time": "{} came after the time for it had passed",
    "appeal-not-recorded": "no appeal is on file",
    "before-the-opening": "the review held before the opening of the file is taken as completed",
}


# Of these, what can be said to a family. Of the rest only an officer can make something.
SAYABLE = frozenset(
    {"meeting-not-recorded", "decision-not-recorded", "request-unknown", "request-stands-in", "received-guessed"}
    | {"clarification-awaited", "made-unknown"}
)


def sayable(doubts: Iterable[Doubt]) -> bool:
    """Whether the doubts can be told to a family: none is about how an officer filled in the file."""
    return all(not isinstance(doubt, ReadOffTheFile) or doubt.id in SAYABLE for doubt in doubts)


def because(doubt: Doubt, types: Types) -> str:
    """Why a date is provisional, as it follows "because"."""
    match doubt:
        case GuessedAnchor():
            return f"{anchor_in_words(doubt.field, types, doubt.event.type)} is not recorded"
        case Forecast() | ActByForecast():
            return f"bank holidays are announced only to {day_month(doubt.confirmed_to)}"
        case NoTermDates():
            return f"the school days of {doubt.setting or 'the setting'} are not known"
        case NoHour():
            return "the hour from which the time runs is not recorded"
        case OneOfSeveralUnknown():
            unknown = [anchor_in_words(name, types, doubt.event.type) for name in doubt.unknown]
            return f"{listed(unknown)} {'is' if len(unknown) == 1 else 'are'} not known yet"
        case ReadOffTheFile():
            return READ[doubt.id].format(_what_happened(doubt.event, types))
        case HangsOnADoubtful():
            return f"it rests on the date of {doubt.rule.label}, which is provisional, because " + reasons_in_words(
                doubt.doubts, types
            )
        case _:
            assert_never(doubt)


def _what_happened(event: Event, types: Types) -> str:
    kind = types[event.type]
    return f"what is on file for {day_month(event.on)} ({in_words(kind.letter, event) or lower_first(kind.meaning)})"


def in_words(letter: str, event: Event) -> str:
    """What a letter says of an event, with the fields that are named in braces: `hearing-set` as "hearing set"."""
    names = {name: str(value).replace("-", " ") for name, value in event.fields.items()}
    return letter.format_map(names) if "{" in letter else letter


def reasons_in_words(doubts: Iterable[Doubt], types: Types) -> str:
    """All of them, as they follow "because", each said once. What was read off the file says more than that a field of
    the same event is not recorded."""
    known = list(doubts)
    read = {doubt.event.id for doubt in known if isinstance(doubt, ReadOffTheFile)}
    told = [each for each in known if not (isinstance(each, GuessedAnchor) and each.event.id in read)]
    return listed(list(dict.fromkeys(because(doubt, types) for doubt in told)))


def roots(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """The doubts themselves, in place of those of clocks that hang on doubtful ones."""
    for doubt in doubts:
        yield from roots(doubt.doubts) if isinstance(doubt, HangsOnADoubtful) else (doubt,)


class Told(NamedTuple):
    """A step as an answer has it."""

    kind: str
    day: date | None
    text: str


STEP = (
    Column[Told]("kind"),
    Column[Told]("day", kind=maybe(DAY), about="the last step with a day is the due day"),
    Column[Told]("text", about="the step as a sentence"),
)
STEPS = several(part(STEP, "step"))


def told(steps: Sequence[Reason], types: Types) -> list[Told]:
    return [Told(step.kind, step.day, explain_step(step, types)) for step in steps]
