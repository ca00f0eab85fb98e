"""The one sentence about a clock that is fit to paste into a letter to a family.

It names the day counted from and what it was, the duty, the last day, the law by its title, and what became of it. A
date that is provisional is said to be so, and why; where the file itself leaves open how it is to be read, no sentence
is offered. No id and no name of a field stands in it.

Must not know: how the steps were worked out, files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sendclock.clock.case import Event
from sendclock.clock.exceptions import is_agreed
from sendclock.clock.reason import (
    ActByForecast,
    Anchored,
    AnchoredToClock,
    Chosen,
    CountsAsReceived,
    Directed,
    Doubt,
    Paused,
    ReadOffTheFile,
    Reason,
)
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.law.rule import CALENDAR_ANCHORS, MET, EventType, Rule
from sendclock.say.reasons import anchor_in_words, in_words, of_the_school_year, reasons_in_words, roots, sayable
from sendclock.say.row import Row
from sendclock.say.words import how_late, listed, long_day, lower_first, moment, number

Types = Mapping[str, EventType]

# The laws by their titles. The packs cite them in short.
TITLES = (
    ("Detained Regs 2015", "SEND (Detained Persons) Regs 2015"),
    ("SEND (", "Special Educational Needs and Disability ("),
    ("SEND Regs", "Special Educational Needs and Disability Regs"),
    ("SEN (Personal", "Special Educational Needs (Personal"),
    (" Regs ", " Regulations "),
    ("CFA 2014", "Children and Families Act 2014"),
    ("(FtT)(HESC) Rules 2008", "(First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008"),
    ("(UT) Rules 2008", "(Upper Tribunal) Rules 2008"),
    ("Code of Practice", "Special educational needs and disability code of practice,"),
    ("LGSCO", "Local Government and Social Care Ombudsman"),
    ("CPR", "Civil Procedure Rules"),
    ("ICO", "Information Commissioner's Office:"),
    ("DfE", "Department for Education"),
)
PARTS = (
    (r"\bregs (?=\d)", "regulations "),
    (r"\breg (?=\d)", "regulation "),
    (r"\bss\.(?=\d)", "sections "),
    (r"\bs\.(?=\d)", "section "),
    (r"\br\.(?=\d)", "rule "),
    (r"\barts (?=\d)", "articles "),
    (r"\bart (?=\d)", "article "),
    (r"\bSch (?=\d)", "Schedule "),
    (r"\bpara (?=\d)", "paragraph "),
    (r"(?<=\d{4}) (?=[a-zA-Z]+ \d)", ", "),
)
REQUEST_STANDS_IN = frozenset({"request-stands-in", "received-guessed"})
OF_ITS_OWN = frozenset({"matter", "instruction"})  # kinds of thing whose `party` is a reference, or what was agreed


def for_a_letter(row: Row, types: Types, now: str = "", steps: Sequence[Reason] | None = None) -> str:
    """The sentence; nothing, where the file leaves open how it is to be read. `now` is what governs the case on the day
    of asking (`say.state.now_due`): said after a clock that is over without having been met. `steps` are its own, where
    they have been made already."""
    doubts = list(roots(row.doubts))
    if not sayable(doubts) or (row.deadline is not None and row.deadline.history):
        return ""
    event = row.started_by
    counted, on_the_day = _counted_from(row, row.steps if steps is None else steps, types)
    because = f"Because {f'on {long_day(event.on)} ' if on_the_day else ''}{_happened(event, types)}"
    counted += _not_counted(row.steps if steps is None else steps)
    (verb, to), todo = _duty(row), row.duty or lower_first(row.title)
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    duty = f"{because}, {_who(row)} {verb} {todo}{',' if ', or ' in todo else ''} {to} {due}{counted}"
    became, over = _what_became(row, types)
    after = f" Now {now}." if over and now else ""
    instead = _instead(row.steps if steps is None else steps)
    if instead and row.met_on is not None:
        became = f"; this was done on {long_day(row.met_on)}"
    elif instead and row.ended_by is None:
        became = ""  # late or not, it is the other date that is owed
    return f"{duty} ({law_in_full(row.cite)}){instead}{_in_doubt(doubts, types)}{became}.{after}"


def _instead(steps: Sequence[Reason]) -> str:
    """The date that was fixed in place of this one, the newest: it governs."""
    fixed = [step.event for step in steps if isinstance(step, Directed)]
    due = fixed[-1].day("due") if fixed else None
    if due is None:
        return ""
    how = "it was agreed in writing" if is_agreed(fixed[-1]) else "the Tribunal directed"
    return f", in place of which {how} that it be done by {long_day(due)}"


def _not_counted(steps: Sequence[Reason]) -> str:
    """The days on which an answer of the requester was waited for: without them nobody could count again."""
    paused = next((step for step in steps if isinstance(step, Paused)), None)
    if paused is None:
        return ""
    waited = "has been waited for so far" if paused.waiting else "was waited for"
    return f", leaving out {number(paused.days, 'day')} on which the requester's answer {waited}"


def law_in_full(cite: str) -> str:
    """Where it stands, the laws by their titles: `Special Educational Needs and Disability Regulations 2014, regulation
    13(2)`."""
    for short, title in TITLES:
        cite = cite.replace(short, title)
    for pattern, word in PARTS:
        cite = re.sub(pattern, word, cite)
    return cite


def _happened(event: Event, types: Types) -> str:
    kind = types[event.type]
    said = next((letter for condition, letter in kind.letters if condition.holds(event)), kind.letter)
    return in_words(said, event) or lower_first(kind.meaning).rstrip(".")


def _who(row: Row) -> str:
    rule = row.deadline.rule if row.deadline else None
    if row.party and not row.own and (rule is None or rule.of not in OF_ITS_OWN):
        return row.party
    return row.who if row.who.startswith(("whoever", "any ")) else f"the {row.who}"


def _counted_from(row: Row, steps: Sequence[Reason], types: Types) -> tuple[str, bool]:
    """The day counted from and what it was, as it follows the last day; nothing, where it is the day of the event that
    started the clock: then that day is to be said (`True`). Of two dates of one duty, that of the one which governs."""
    place = max(
        (n for n, step in enumerate(steps) if isinstance(step, Anchored | AnchoredToClock | Chosen)), default=-1
    )
    if place < 0:
        return "", True
    step = steps[place]
    received = next((each for each in steps[place:] if isinstance(each, CountsAsReceived)), None)
    if received is not None and received.day is not None:
        return f", counted from {long_day(received.day)}, the day on which it counts as received", True
    assert step.day is not None
    words = _anchor(step, row, types)
    if not words:
        return "", True
    if step.day == row.due:
        return f", {words}", False
    day = long_day(step.day)
    direction = row.deadline.rule.period.direction if row.deadline else "after"
    if direction == "fixed":
        return f", {words} being {day}", False
    return f", counted {'back ' if direction == 'before' else ''}from {day}, {words}", False


def _anchor(step: Reason, row: Row, types: Types) -> str:
    """What the day counted from was; nothing for the day of the event that started the clock."""
    if isinstance(step, AnchoredToClock):
        return _last_day(step.rule)
    if isinstance(step, Chosen):
        known = [_named(name, step.event, types) for name, _ in step.known]
        return f"the {step.how} of {listed(known)}" if len(known) > 1 else "".join(known)
    assert isinstance(step, Anchored)
    if any(isinstance(doubt, ReadOffTheFile) and doubt.id in REQUEST_STANDS_IN for doubt in roots(row.doubts)):
        return "the day of the request"
    own = step.event.id == row.event_id
    if step.guessed or step.field == "on":
        return "" if own else f"the day {_happened(step.event, types)}"
    return _named(step.field, step.event, types)


def _named(anchor: str, event: Event, types: Types) -> str:
    kind, named, _ = anchor.partition(":")
    if named and kind in ("due", *MET):
        done = "all of them had answered" if kind == "all-met" else "the step before it was done"
        return "the last day of another limit" if kind == "due" else f"the day on which {done}"
    if named and kind in SCHOOL_YEAR:
        return of_the_school_year(anchor)
    if named and kind in CALENDAR_ANCHORS:
        return anchor_in_words(f"{kind}:", types, event.type)
    return anchor_in_words(anchor, types, event.type)


def _last_day(rule: Rule) -> str:
    """Of another clock: `the last day to comment on the draft plan`."""
    first = "first" if rule.kind == "bar" else "last"
    return f"the {first} day to {(rule.duty or lower_first(rule.title)).rstrip(',')}"


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


def _what_became(row: Row, types: Types) -> tuple[str, bool]:
    """What became of it; and whether it is over without having been met, so that something else may govern now."""
    excused = next((judged.exception.title for judged in row.claims if judged.holds and judged.exception), "")
    text = f", a limit whose number is disapplied by an exception ({lower_first(excused)})" if excused else ""
    if row.met_on is not None:
        late = (row.met_on - row.due).days
        text += f"; this was done on {long_day(row.met_on)}"
        if row.kind == "bar":
            return text + (", which was too early" if row.too_early else ""), False
        return text + (f", {number(late, 'day')} late" if row.status == "met-late" and late else ""), False
    if row.ended_by is None:
        return (f"{text}; it is now {how_late(row)}" if row.late else text), False
    day, happened = long_day(row.ended_by.on), _happened(row.ended_by, types)
    if row.deadline is not None and row.deadline.replaced:
        return f"{text}; a new limit took its place on {day}", True
    if row.deadline is not None and row.deadline.spent:
        return f"{text}; that it was done is not recorded, and it became pointless on {day}, because {happened}", True
    return f"{text}; that ended on {day}, because {happened}", True


def _in_doubt(doubts: Sequence[Doubt], types: Types) -> str:
    """That the date is provisional, and why; or, where only the working day before it is, that. A letter names what is
    not known, not the clocks through which it came to matter."""
    of_the_day = [doubt for doubt in doubts if not isinstance(doubt, ActByForecast)]
    if of_the_day:
        return f", provisional, because {reasons_in_words(of_the_day, types)}"
    if doubts:
        return f", the working day to act by being provisional, because {reasons_in_words(doubts, types)}"
    return ""
