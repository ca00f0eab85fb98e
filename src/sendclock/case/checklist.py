"""The steps of local practice of one case, as words: what is wrong with ticking one; and their block in `show`.

Must not know: files, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sendclock.clock.case import Event, same_party
from sendclock.clock.checklist import Ticked, is_step, names_of
from sendclock.clock.deadline import Timeline
from sendclock.files.name import folded
from sendclock.files.problem import near_miss
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.say.document import Block, Grid, Heading, Line, grid
from sendclock.say.reasons import lead
from sendclock.say.row import EVENT
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, maybe, one_of, part, several
from sendclock.say.words import listed, long_day, number, short_day


def ticked_by(step: Ticked, event: Event, book: RuleBook) -> bool:
    """Whether this event names this step, for its party."""
    return is_step(event, step.item, book) and (step.party is None or same_party(event.party, step.party))


def step_in_full(step: str, rulebook: RuleBook) -> str:
    """The id of the step meant, where the name of its pack was left out; the word itself where it is not known."""
    known, practice = _known(rulebook), rulebook.practice
    packs = (*practice.sources, *(item.pack for item in practice.checklist))
    return next((id for id in (step, *(f"{pack}-{step}" for pack in packs)) if id in known), step)


def step_called(words: str, rulebook: RuleBook) -> str:
    """The id of the step that is called so: by its id, with or without its pack, hyphens left out or not; or by its
    title. Empty where it is none."""
    said = "-".join(words.lower().split())
    id = step_in_full(said, rulebook)
    if id in _known(rulebook):
        return id
    return next((item.id for item in rulebook.practice.checklist if folded(item.title) == folded(words)), "")


def refused_step(step: str, party: str | None, rulebook: RuleBook, made: date | None = None) -> str | None:
    """What is wrong with an event that ticks this step, and how to put it right; None if nothing is.

    A rule book without a single step refuses none: there is nothing to hold the word against.
    """
    known, id = _known(rulebook), step_in_full(step, rulebook)
    if not known:
        return None
    if id not in known:
        bare = [name for item in rulebook.practice.checklist for name in names_of(item)]
        fix = near_miss(step, (*known, *bare)) or f" Known: {', '.join(known)}."
        return f'"{step}" is not a step of a pack in use.{fix}'
    each = [party_ for item in rulebook.practice.checklist if item.id == id for party_ in item.each]
    if each and party is None:
        return f"{step} is done for each party by itself. Add party=NAME, one of: {', '.join(each)}."
    if each and not any(same_party(party, one) for one in each):
        return f'"{party}" is not one of those {step} is done for: {", ".join(each)}.{near_miss(str(party), each)}'
    of_age = any(item.id == id and item.made_within for item in rulebook.practice.checklist)
    if of_age and made is None:
        return f"{step} is done by what is not too old. Add made=DATE, the day of the report or the assessment used."
    return None


def _known(rulebook: RuleBook) -> dict[str, None]:
    """Every step that is listed, or that a clock or another step waits for."""
    of_kinds = [step for kind in rulebook.practice.kinds for step in kind.dates]
    return dict.fromkeys([*(item.id for item in rulebook.practice.checklist), *_steps_of_rules(rulebook), *of_kinds])


def _steps_of_rules(rulebook: RuleBook) -> Iterator[str]:
    """The steps that clocks, and other steps, wait for by name."""
    acts = [(*rule.starts_on, *rule.met_by, *rule.ends_with) for rule in rulebook.rules if rule.local]
    acts += [(*item.starts_on, *item.done_by, *item.ends_with) for item in rulebook.practice.checklist]
    ticks = rulebook.events(Act.STEP_DONE)
    for trigger in (trigger for triggers in acts for trigger in triggers if trigger.event in ticks):
        for condition in trigger.conditions:
            if condition.field == "step":
                yield from condition.values


BOX = {"open": "[ ]", "done": "[x]", "ended": "[-]"}
STYLE = {"open": "", "done": "good", "ended": "dim"}


def blocks(steps: Sequence[Ticked], timeline: Timeline, in_full: bool) -> list[Block]:
    """Nothing where no step is wanted. In order of the packs, by stage; `in_full` writes days and states out."""
    if not steps:
        return []
    done = sum(step.state == "done" for step in steps)
    still = [step for step in steps if step.state == "open"]
    heading = Heading(f"Checklist: {done} of {number(len(steps), 'step')} done")
    drawn = grid(COLUMNS, _by_stage(steps), Look(in_full), None if in_full else lambda step: STYLE[step.state])
    found: list[Block] = [heading, drawn if in_full else _once(drawn)]
    if still:
        tick = f"{timeline.book.event(Act.STEP_DONE)} {_tick(still[0])}"
        found.append(Line(f"Tick a step: sendclock record {timeline.case.ref} {tick}"))
    return found


def _by_stage(steps: Sequence[Ticked]) -> list[Ticked]:
    """Each stage stands where its first step stands."""
    stages = list(dict.fromkeys(step.item.stage for step in steps))
    return sorted(steps, key=lambda step: stages.index(step.item.stage))


def done_already(step: Ticked) -> str:
    """Of a step that is ticked once more."""
    assert step.event is not None
    return f"This step was done already, on {long_day(step.event.on)} (event {step.event.id}): {title(step)}."


def not_ticked(step: Ticked, event: Event) -> str:
    """Why an event that names an open step does not tick it: it came before the step, or what was used is too old."""
    asked = f"{title(step)} was asked for on {long_day(step.started_by.on)}"
    made = event.day("made")
    if event.on < step.started_by.on:
        return f"That ticks nothing: {asked}, and this is of {long_day(event.on)}."
    age = f", older than {lead(step.item.made_within)}" if step.item.made_within else ""
    return f"That ticks nothing: {asked}. What was used is of {long_day(made) if made else 'no day given'}{age}."


def not_asked_for(event: Event, steps: Sequence[Ticked], book: RuleBook) -> Iterator[str]:
    """That the step it names has not been asked for in this case, where no clock begins with it either."""
    item = next((item for item in book.practice.checklist if is_step(event, item, book)), None)
    if item is None or any(step.item.id == item.id for step in steps) or book.effects(event).starts:
        return
    starts = listed(sorted({trigger.event for trigger in item.starts_on}), "or")
    yield f"Nothing in this case has asked for that step ({item.title}): it begins with {starts}."


def step_name(step: Ticked) -> tuple[str, str | None, str]:
    """What one step of one case is known by: a newer start is another step."""
    return step.item.id, step.party, step.started_by.id


def title(step: Ticked) -> str:
    unsure = " (if it applies: no date of birth is recorded)" if step.unsure else ""
    return step.item.title + (f": {step.party}" if step.party else "") + unsure


def _state(step: Ticked, in_full: bool) -> str:
    if step.event is None:
        return "to do"
    word = "done" if step.state == "done" else "no longer wanted since" if in_full else "ended"
    made = step.event.day("made") if step.item.made_within else None
    if in_full:
        return f"{word} {long_day(step.event.on)}, event {step.event.id}" + (f", made {long_day(made)}" if made else "")
    if made:
        return f"{word} {short_day(step.event.on)} ({step.event.id}), made {short_day(made)}"
    return f"{word} {short_day(step.event.on)} ({step.event.id})"


COLUMNS: tuple[Column[Ticked], ...] = (
    Column("id", value=lambda step: step.item.id),
    Column("pack", value=lambda step: step.item.pack),
    Column("title", value=lambda step: step.item.title),
    Column("stage", value=lambda step: step.item.stage),
    Column("party", kind=maybe(TEXT)),
    Column("state", kind=one_of("open", "done", "ended"), about="ended: no longer wanted"),
    Column("done_on", value=lambda s: s.event.on if s.event and s.state == "done" else None, kind=maybe(DAY)),
    Column(
        "event",
        value=lambda step: step.event.id if step.event else None,
        kind=maybe(TEXT),
        about="the event that ticked or ended it",
    ),
    Column("started_by", kind=part(EVENT, "event")),
    Column("unsure", kind=YES_NO, about="whether it applies depends on the day of birth, which is not recorded"),
    Column("cite", value=lambda step: step.item.cite),
    Column(title="Stage", wrap=True, full=False, shown=lambda step, _: step.item.stage),
    Column(title="Step", wrap=True, full=False, shown=lambda step, _: f"{BOX[step.state]} {title(step)}"),
    Column(title="Done, or how to tick it", full=False, shown=lambda step, _: _how(step)),
    Column(title="Step", full=True, shown=lambda step, _: title(step)),
    Column(title="State", full=True, shown=lambda step, _: _state(step, in_full=True)),
    Column(title="Stage", full=True, shown=lambda step, _: step.item.stage),
    Column(title="Id", full=True, shown=lambda step, _: step.item.id),
    Column(title="Source", from_width=160, wrap=True, shown=lambda step, _: step.item.cite),
)
CHECKLIST = Column[Any](
    "checklist",
    kind=several(part(COLUMNS, "checklist_step")),
    about="the steps of local practice that have no number",
)


def _once(drawn: Grid) -> Grid:
    """A stage is named once, over its steps."""
    rows = list(drawn.rows)
    stages = [row[0] for row in rows]
    told = [[*([""] if n and stages[n - 1] == row[0] else row[:1]), *row[1:]] for n, row in enumerate(rows)]
    return drawn._replace(rows=told)


def _how(step: Ticked) -> str:
    return _state(step, in_full=False) if step.event else f"step={step.item.id}"


def _tick(step: Ticked) -> str:
    return f"step={step.item.id}" + (f' party="{step.party}"' if step.party else "")
