"""Why: what starts, meets or ends a clock, in plain words; the steps behind a date, in sentences, those of the law and
those of local practice; and the one sentence fit to paste into a letter.

Must not know: how the steps were worked out, cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sendclock.days.step import Step
from sendclock.law.rule import MONDAY_TO_SUNDAY, Condition, EventType, Trigger
from sendclock.say.row import standing
from sendclock.say.view import DAY, Column, maybe, part, several
from sendclock.say.words import (
    closed_days,
    counted_from,
    day_month,
    how_late,
    listed,
    long_day,
    lower_first,
    moment,
    number,
    ranges,
    sentence,
    short_day,
)

if TYPE_CHECKING:
    from sendclock.law.rule import Offset

    Types = Mapping[str, EventType]
    from sendclock.say.row import Row


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


def _choice(step: Step, types: Types) -> str:
    page = f" (at: {step.facts['page']})" if step.facts["page"] else ""
    return f"Left open by the document{page}; chosen here: {sentence(step.facts['text'])}"


def _received(step: Step, types: Types) -> str:
    assert step.day is not None
    hours = step.facts["why"] == "after-hours"
    why = f"after {step.facts['until']:%H:%M}" if hours else "on a day that is no working day"
    return (
        f"It arrived on {long_day(step.facts['from'])} {why}: by the authority's own convention it counts as received "
        f"on {long_day(step.day)}."
    )


def _no_time(step: Step, types: Types) -> str:
    return (
        f"No time of day is recorded for event {step.facts['event'].id}, so it is not known at what hour the time "
        f"ends. The day is provisional; to be safe, act by the day before it."
    )


def _chosen(step: Step, types: Types) -> str:
    assert step.day is not None
    named = listed([f"{name} ({short_day(day)})" for name, day in step.facts["known"].items()]) or "none recorded yet"
    text = f"Counted from {long_day(step.day)}: the {step.facts['how']} of {named}."
    unknown = step.facts["unknown"]
    return f"{text} Not known yet: {listed(unknown)}. The date is provisional until it is." if unknown else text


def _weekday(step: Step, types: Types) -> str:
    assert step.day is not None
    name = MONDAY_TO_SUNDAY[step.facts["weekday"]].capitalize()
    if step.day == step.facts["from"]:
        return f"That is a {name}, as it must be."
    return f"{'Back' if step.facts['back'] else 'On'} to the {name}: {long_day(step.day)}."


def lead(offset: Offset) -> str:
    """`5 working days`, `2 weeks`; empty for none."""
    return number(offset.size, offset.unit.replace("-", " ")) if offset.size else ""


def _panel(step: Step, types: Types) -> str:
    assert step.day is not None
    panel, ahead = step.facts["panel"], lead(step.facts["lead"])
    which = "next" if step.facts["which"] == "next" else "last"
    needs = f", which needs {ahead}" if ahead else ""
    return (
        f"The {which} {panel.title}{needs}: {long_day(step.day)}. Its papers are due by "
        f"{long_day(step.facts['papers'])}."
    )


def _panel_too_late(step: Step, types: Types) -> str:
    assert step.day is not None
    panel, rule = step.facts["panel"], step.facts["rule"]
    day = step.facts["before"]
    before = f" The meeting before it, on {long_day(day)}, would still be in time." if day else ""
    return (
        f"PANEL TOO LATE: the next {panel.title} is on {long_day(step.facts['meeting'])}, after {rule.label} "
        f"({rule.id}) on {long_day(step.facts['limit'])}. So the limit stands: {long_day(step.day)}. "
        f"Instead: {sentence(step.facts['otherwise'])}{before}"
    )


def _no_panel(step: Step, types: Types) -> str:
    panel = step.facts["panel"]
    other = f" Instead: {sentence(step.facts['otherwise'])}" if step.facts["otherwise"] else ""
    return f"No meeting of the {panel.title} is known within a year of {long_day(step.facts['from'])}.{other}"


def _kept(step: Step, types: Types) -> str:
    assert step.day is not None
    rule = step.facts["rule"]
    return (
        f"{long_day(step.facts['from'])} would be later than {rule.label} ({rule.id}), and a local rule may not loosen "
        f"it: {long_day(step.day)}."
    )


def _acts_needed(step: Step, types: Types) -> str:
    done = [f"{one_in_plain_words(act, types)} on {long_day(day)}" for act, day in step.facts["done"].items()]
    missing = [one_in_plain_words(act, types) for act in step.facts["missing"]]
    return f"All its acts are needed. Done: {'; '.join(done) or 'none yet'}. Still missing: {'; '.join(missing)}."


SAY: Mapping[str, Callable[[Step, Types], str]] = {
    "choice": _choice,
    "received": _received,
    "no-time": _no_time,
    "chosen": _chosen,
    "weekday": _weekday,
    "panel": _panel,
    "panel-too-late": _panel_too_late,
    "no-panel": _no_panel,
    "kept-to-the-law": _kept,
    "acts-needed": _acts_needed,
}


Facts = Mapping[str, Any]

# Fields whose names need words of their own when they are what a clock counts from.
ANCHORS = {
    "on": "the day it happened",
    "served": "the day it reached the family",
    "received": "the day they received it",
    "dated": "the date on the letter",
    "closes": "the closing date stated in the notice",
    "meeting": "the day of the review meeting",
    "original_request": "the day of the original request",
    "made": "the day the plan was made",
    "last_reviewed": "the day of the last review",
    "born": "the 25th birthday, from the date of birth",
    "turns_25": "the 25th birthday",
    "transfer_on": "the day of the transfer",
    "move": "the day of the move",
    "hearing": "the day of the hearing",
    "mediation_on": "the day of the mediation",
    "counts_from": "the day the time runs from",
}
OF_THE_CALENDAR = {
    "met": "the day {} was done",
    "panel": "the next meeting of the panel {}",
    "day": "the first {} (month-day) to come",
    "anniversary": "the next anniversary of {}",
    "term-start": "the start of the next term ({})",
    "term-end": "the end of the term ({})",
    "again": "the day it was last done",
}


def explain_step(step: Step, types: Mapping[str, EventType]) -> str:
    """One step as a sentence or two."""
    say = _SAY.get(step.kind)
    if say is not None:
        return say(step, types)

    return SAY[step.kind](step, types)


def _started(step: Step, types: Mapping[str, EventType]) -> str:
    event, where = step.facts["event"], step.facts["position"]
    party = f" ({event.party})" if event.party else ""
    place = f", {where}" if where.file else ""
    text = f"Started by {event.type}{party} on {long_day(event.on)} (event {event.id}{place}): "
    text += sentence(types[event.type].meaning)
    for change in step.facts["corrected"]:
        reason = sentence(str(change.fields.get("reason") or "no reason recorded"))
        text += f" Corrected by event {change.id}: {reason}"
    return text


def _anchor(step: Step, types: Mapping[str, EventType]) -> str:
    assert step.day is not None
    field = step.facts["field"]
    rule = step.facts.get("rule")
    if rule is not None:
        return f"Counted from {long_day(step.day)}: the due day of {rule.id} ({rule.label})."
    name = _anchor_name(field)
    if step.facts["guessed"]:
        return (
            f'Counted from {long_day(step.day)}, the day of the event itself, because "{field}" ({name}) is not '
            f"recorded. The date is provisional until it is."
        )
    return f"Counted from {long_day(step.day)}: {name}."


def _anchor_name(field: str) -> str:
    """What the day counted from is called; local anchors name what they look for after a colon."""
    kind, _, name = field.partition(":")
    if kind in OF_THE_CALENDAR:
        return OF_THE_CALENDAR[kind].format(name or "event")
    return ANCHORS.get(field, field.replace("_", " "))


def _rule(step: Step, types: Mapping[str, EventType]) -> str:
    rule = step.facts["rule"]
    ends = f" to {day_month(rule.in_force_to)}" if rule.in_force_to else ""
    words = f' The decisive words: "{rule.words}".' if rule.words else ""
    force = f"in force from {day_month(rule.in_force_from)}{ends}"
    tier = f"{rule.tier} {standing(rule)}".strip()
    return f"Rule {rule.id} ({rule.label}; {tier}; {rule.cite}; {force}; pack {rule.pack}).{words}"


def _counted(step: Step, types: Mapping[str, EventType]) -> str:
    assert step.day is not None
    period, start = step.facts["period"], step.facts["start"]
    begin = moment(start) if period.unit.endswith("hour") else long_day(start)
    how = counted_from(period, begin)
    return f"{how[:1].upper()}{how[1:]}: {long_day(step.day)}."


def _month_end(step: Step, types: Mapping[str, EventType]) -> str:
    start, end = step.facts["start"], step.facts["month_end"]
    return (
        f"The month has no day {start.day}, so the period ends with its last day, {day_month(end)} "
        f"(Dodds v Walker [1981] 1 WLR 1027)."
    )


def _skipped(step: Step, types: Mapping[str, EventType]) -> str:
    if not step.facts["days"]:
        return f"No day was skipped (calendar: {step.facts['calendar']})."
    return f"Skipped: {closed_days(step.facts['days'])}. Calendar: {step.facts['calendar']}."


def _left_out(step: Step, types: Mapping[str, EventType]) -> str:
    if not step.facts["days"]:
        return "No August or Christmas day lies between, so none was left out (Tribunal Rules r.12(3)(b))."
    return f"Not counted, by Tribunal Rules r.12(3)(b): {ranges(step.facts['days'])}."


def _rolled(step: Step, types: Mapping[str, EventType]) -> str:
    assert step.day is not None
    before, reason = step.facts["from"], step.facts["reason"]
    if reason in ("august", "christmas"):
        season = "in August" if reason == "august" else "between 25 December and 1 January"
        after = "31 August" if reason == "august" else "1 January"
        why = f"which is {season}: in time on the first working day after {after} (Tribunal Rules r.12(3)(a))"
    else:
        where = "carried to the next" if step.day > before else "brought back to the last"
        why = f"which is not a working day ({reason}): {where} working day"
    skipped = closed_days(step.facts["days"])
    return f"Time ends on {long_day(before)}, {why}. {long_day(step.day)}. Skipped: {skipped}."


def _combined(step: Step, types: Mapping[str, EventType]) -> str:
    assert step.day is not None
    limb = step.facts["limb"]
    if step.facts["own_due"] == step.facts["limb_due"]:
        return f"Counted also by {limb.id} ({limb.label}), with the same result: {long_day(step.day)}."
    which = "later" if step.facts["how"] == "max" else "earlier"
    governs = f"that of {limb.id}" if step.facts["limb_governs"] else "this clock's own"
    return (
        f"Two dates: {long_day(step.facts['own_due'])} by this clock and {long_day(step.facts['limb_due'])} by "
        f"{limb.id} ({limb.label}). The {which} governs, {governs}: {long_day(step.day)}."
    )


def _not_moved(step: Step, types: Mapping[str, EventType]) -> str:
    reason = step.facts["reason"]
    what = f"a {reason}" if reason in ("Saturday", "Sunday") else f"not a working day ({reason})"
    return (
        f"{long_day(step.facts['due'])} is {what}. No rule moves this limit, so the date stays; the last working "
        f"day on or before it, to act by, is {long_day(step.facts['act_by'])}."
    )


def _forecast(step: Step, types: Mapping[str, EventType]) -> str:
    return (
        f"Bank holidays are announced only to {day_month(step.facts['confirmed_to'])}: this date counts days later "
        f"than that and is provisional."
    )


def _act_by_forecast(step: Step, types: Mapping[str, EventType]) -> str:
    return (
        f"The limit is counted in calendar days, but bank holidays are announced only to "
        f"{day_month(step.facts['confirmed_to'])}, so the working day to act by is provisional."
    )


def _no_term_dates(step: Step, types: Mapping[str, EventType]) -> str:
    setting = step.facts["setting"]
    where = f'"{setting}"' if setting else "the setting, which the case does not name"
    return (
        f"No closed days are known for {where}. Monday to Friday without bank holidays was counted instead, so the "
        f"true day may be later: provisional. Add its calendar to sendclock.toml."
    )


def _reading(step: Step, types: Mapping[str, EventType]) -> str:
    reading, due = step.facts["reading"], step.facts["due"]
    when = f": {long_day(due)}" if due else ""
    why = _capital(sentence(reading.why))
    if reading.effect == "safe":
        return f"Another reading is earlier{when}. {why} Acting by then is safe on any reading."
    return f"Another reading is later{when}. {why} It is not used."


def _excused(step: Step, types: Mapping[str, EventType]) -> str:
    exception, claim = step.facts["exception"], step.facts["event"]
    reason = sentence(str(step.facts["reason"]))
    return (
        f"Excused by {exception.id} ({exception.title}; {exception.cite}), recorded by event {claim.id}. "
        f"The number is disapplied and the date stays where it was: act {exception.act}. Reason recorded: {reason}"
    )


def _refused(step: Step, types: Mapping[str, EventType]) -> str:
    facts = step.facts
    ground, claim = facts["ground"], facts["event"]
    return f"Not excused: {ground}, claimed by event {claim.id}, does not hold. {_WHY[facts['why']](facts)}"


def _not_in_force(step: Step, types: Mapping[str, EventType]) -> str:
    exception = step.facts["exception"]
    ends = f" to {day_month(exception.in_force_to)}" if exception.in_force_to else ""
    return f"Not excused: {exception.id} was in force from {day_month(exception.in_force_from)}{ends} only."


_WHY: dict[str, Callable[[Facts], str]] = {
    "not-for-this-clock": lambda f: "The law gives this clock no such exception.",
    "fact-missing": lambda f: f'The field "{f["fact"]}" must be recorded with it.',
    "closure-too-short": lambda f: (
        f"The closure lasted {number(f['days'], 'day')}; at least {f['needed']} continuous days are needed."
    ),
    "asked-outside": lambda f: (
        f"Advice was asked for on {long_day(f['asked'])}; the exception covers {long_day(f['first'])} to "
        f"{long_day(f['last'])}, both included."
    ),
    "outside-period": lambda f: (
        f"It does not touch the period of the limit, {long_day(f['first'])} to {long_day(f['last'])}."
    ),
    "spell-too-short": lambda f: (
        f"Only {number(f['days'], 'day')} of it lie inside the period of the limit; at least {f['needed']} are needed."
    ),
    "misses-due": lambda f: f"It does not include the due day, {long_day(f['due'])}.",
    "due-outside": lambda f: (
        f"It covers limits that run out from {day_month(f['first'])} to {day_month(f['last'])}, both included."
    ),
    "no-agreement": lambda f: "This clock was not started by a mediation agreement.",
    "no-direction": lambda f: "No direction of the Tribunal is recorded in the case.",
}


def _doubtful(step: Step, types: Mapping[str, EventType]) -> str:
    return f"Doubtful: {step.facts['why']}"


def _directed(step: Step, types: Mapping[str, EventType]) -> str:
    event, due = step.facts["event"], step.facts["due"]
    agreed = event.fields.get("source") == "agreement"
    who = "The parties agreed in writing" if agreed else "The Tribunal directed"
    ground = "agreed-timescale" if agreed else "tribunal-direction"
    when = long_day(due) if due else "a date that is not recorded"
    return (
        f"{who} {when} for this (event {event.id}). That date governs and stands beside this one; this limit is "
        f"disapplied where the exception {ground} is recorded."
    )


def _met(step: Step, types: Mapping[str, EventType]) -> str:
    event, on, due, kind = (step.facts[name] for name in ("event", "on", "due", "kind"))
    text = f"Done by {event.type} (event {event.id}) on {long_day(on)}"
    if kind == "bar":
        return (
            f"{text}, {number((due - on).days, 'day')} before it was lawful."
            if on < due
            else f"{text}, as it should be."
        )
    if not step.facts["late"]:
        return f"{text}, in time."
    return f"{text}, {number((on - due).days, 'day')} late." if on > due else f"{text}, after the hour: late."


def _lapsed(step: Step, types: Mapping[str, EventType]) -> str:
    event = step.facts["event"]
    return f"Lapsed, not performed: {event.type} (event {event.id}) ended it on {long_day(event.on)}."


def _replaced(step: Step, types: Mapping[str, EventType]) -> str:
    event = step.facts["event"]
    return f"Replaced by a newer clock of the same rule, started by event {event.id} on {long_day(event.on)}."


def _later(step: Step, types: Mapping[str, EventType]) -> str:
    names = listed([f"{e.type} on {short_day(e.on)}" for e in step.facts["events"]])
    return f"Left out, because later than {long_day(step.facts['as_of'])}: {names}."


def _confidence(step: Step, types: Mapping[str, EventType]) -> str:
    if step.facts["confidence"] == "unverified":
        return "This rule is general legal knowledge that nobody has verified: check it before relying on the date."
    return "This rule rests on guidance, a judgment's summary or reputable advice, not on the words of the law."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_SAY: dict[str, Callable[[Step, Mapping[str, EventType]], str]] = {
    "started": _started,
    "anchor": _anchor,
    "rule": _rule,
    "counted": _counted,
    "no-corresponding-date": _month_end,
    "skipped": _skipped,
    "left-out": _left_out,
    "rolled": _rolled,
    "combined": _combined,
    "not-moved": _not_moved,
    "not-announced": _forecast,
    "act-by-forecast": _act_by_forecast,
    "no-term-dates": _no_term_dates,
    "reading": _reading,
    "excused": _excused,
    "exception-refused": _refused,
    "exception-not-in-force": _not_in_force,
    "exception-doubtful": _doubtful,
    "directed": _directed,
    "met": _met,
    "lapsed": _lapsed,
    "replaced": _replaced,
    "later-events": _later,
    "note": lambda step, types: _capital(sentence(step.facts["text"])),
    "confidence": _confidence,
}


def for_a_letter(row: Row, types: Mapping[str, EventType]) -> str:
    """One sentence with what started the clock, the duty, the day, the law, and what became of it."""
    event = types[row.started_by.type]
    because = f"Because {event.letter or lower_first(event.meaning)} on {long_day(row.started_by.on)}"
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    who = row.party if row.party and not row.own else row.who
    if who[:1].islower() and not who.startswith(("whoever", "any ")):
        who = f"the {who}"
    verb, to = _duty(row)
    told = f"{because}, {who} {verb} {row.duty or lower_first(row.title)} {to} {due} ({row.cite})"
    return told + _what_became(row) + "."


def _duty(row: Row) -> tuple[str, str]:
    """The verb and the word before the day: a law says must, guidance should; a right may be used until."""
    past = row.finished
    if row.kind == "bar":
        return ("could not" if past else "may not"), "before"
    if row.kind in ("window", "limit"):
        return ("could" if past else "may"), "until"
    if row.tier == "statutory":
        return ("had to" if past else "must"), "by"
    if row.standing:
        promised = row.own and row.standing.startswith("promise")
        return ("had promised to" if past else "has promised to") if promised else "was to" if past else "is to", "by"
    return ("was to" if past else "is to" if row.tier == "adjacent" else "should"), "by"


def _what_became(row: Row) -> str:
    excused = next((s.facts["exception"].title for s in row.steps if s.kind == "excused"), "")
    text = f", a limit whose number is disapplied by an exception ({lower_first(excused)})" if excused else ""
    if row.met_on is not None:
        late = (row.met_on - row.due).days
        text += f"; this was done on {long_day(row.met_on)}"
        if row.kind == "bar":
            return text + (", which was too early" if row.too_early else "")
        return text + (f", {number(late, 'day')} late" if row.status == "met-late" and late else "")
    if row.ended_by is not None:
        return f"{text}; that ended on {long_day(row.ended_by.on)} and nothing is due now"
    return f"{text}; it is now {how_late(row)}" if row.late else text


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


def told(steps: Sequence[Step], types: Mapping[str, EventType]) -> list[Told]:
    return [Told(step.kind, step.day, explain_step(step, types)) for step in steps]
