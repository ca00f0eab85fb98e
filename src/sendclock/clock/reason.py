"""The reason for a date, as data: the doubts that make it provisional, and the steps that led to it.

Each kind is a class with what it has to say. A step is made only when somebody asks why (`Deadline.steps`), by the same
code that makes the date. `say.reasons` chooses the sentence by the class: a kind without one is a type error. The steps
of plain counting are in `days.step`.

Must not know: English, the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING

from sendclock.days.step import CountStep, Step

if TYPE_CHECKING:
    from sendclock.clock.case import Event
    from sendclock.clock.exceptions import Judged
    from sendclock.days.counting import Offset, Period
    from sendclock.files.problem import Position
    from sendclock.law.practice import Panel
    from sendclock.law.rule import Reading, Rule, Trigger


# --- Doubts: why a date is provisional. Each says what it is about; its id is a word of the JSON format.


class Uncertain:
    """One reason why a date is provisional. Two are equal if they are of one kind and about the same."""

    __slots__ = ()
    id: str

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(getattr(self, each) == getattr(other, each) for each in self._about())

    def _about(self) -> tuple[str, ...]:
        return tuple(self.__slots__)

    def __hash__(self) -> int:
        return hash(self.id)


class GuessedAnchor(Uncertain):
    """The day counted from is that of the event itself, because its `field` is not recorded."""

    __slots__ = ("event", "field")
    id = "guessed-anchor"

    def __init__(self, event: Event, field: str) -> None:
        self.event, self.field = event, field


class Forecast(Uncertain):
    """Days were counted that lie beyond those announced."""

    __slots__ = ("confirmed_to",)
    id = "forecast"

    def __init__(self, confirmed_to: date) -> None:
        self.confirmed_to = confirmed_to


class ActByForecast(Uncertain):
    """The day itself is certain, but not the last working day on or before it."""

    __slots__ = ("confirmed_to",)
    id = "act-by-forecast"

    def __init__(self, confirmed_to: date) -> None:
        self.confirmed_to = confirmed_to


class NoTermDates(Uncertain):
    """The school days of the `setting` are not known (None: the case does not name it)."""

    __slots__ = ("setting",)
    id = "no-term-dates"

    def __init__(self, setting: str | None) -> None:
        self.setting = setting


class NoHour(Uncertain):
    """Counted in hours from an event whose hour is not recorded."""

    __slots__ = ("event",)
    id = "no-hour"

    def __init__(self, event: Event) -> None:
        self.event = event


class OneOfSeveralUnknown(Uncertain):
    """Counted from the latest or the earliest of several days, while the `unknown` ones are not recorded."""

    __slots__ = ("event", "unknown")
    id = "one-of-several-unknown"

    def __init__(self, event: Event, unknown: Sequence[str]) -> None:
        self.event, self.unknown = event, unknown


class HangsOnADoubtful(Uncertain):
    """It rests on the date of another clock, that of `rule`, which has `doubts` of its own."""

    __slots__ = ("doubts", "rule")
    id = "hangs-on-a-doubtful-one"

    def __init__(self, rule: Rule, doubts: tuple[Doubt, ...]) -> None:
        self.rule, self.doubts = rule, doubts


class ReadOffTheFile(Uncertain):
    """What was recorded leaves open what `event` belongs to, or how things stand; the file was read in the way the `id`
    says, which may not be what was meant."""

    __slots__ = ("event", "id")

    def __init__(self, id: str, event: Event) -> None:
        self.id, self.event = id, event


Doubt = (
    ReadOffTheFile
    | GuessedAnchor
    | Forecast
    | ActByForecast
    | NoTermDates
    | NoHour
    | OneOfSeveralUnknown
    | HangsOnADoubtful
)


# --- Steps: where the count began.


class Started(Step):
    """The event that started the clock, where it stands, and what corrected it."""

    __slots__ = ("corrected", "event", "position")
    kind = "started"

    def __init__(self, event: Event, position: Position, corrected: Sequence[Event]) -> None:
        self.day, self.event, self.position, self.corrected = None, event, position, corrected


class Anchored(Step):
    """The day counted from: of which `field` of the event; `guessed` where that is not recorded."""

    __slots__ = ("event", "field", "guessed")
    kind = "anchor"

    def __init__(self, day: date, event: Event, field: str, guessed: bool) -> None:
        self.day, self.event, self.field, self.guessed = day, event, field, guessed


class ReviewedBefore(Step):
    """The review held before the opening, whose decision need not be on file: taken as completed, and counted from."""

    __slots__ = ("meeting", "opening")
    kind = "anchor"

    def __init__(self, day: date, meeting: Event, opening: date | None) -> None:
        self.day, self.meeting, self.opening = day, meeting, opening


class AnchoredToClock(Step):
    """Counted from the due day of another clock, that of `rule`."""

    __slots__ = ("rule",)
    kind = "anchor"

    def __init__(self, day: date, rule: Rule) -> None:
        self.day, self.rule = day, rule


class Chosen(Step):
    """Counted from the latest or the earliest (`how`) of the `known` days, by name; the `unknown` were left out."""

    __slots__ = ("event", "how", "known", "unknown")
    kind = "chosen"

    def __init__(
        self, day: date, event: Event, how: str, known: Sequence[tuple[str, date]], unknown: Sequence[str]
    ) -> None:
        self.day, self.event, self.how, self.known, self.unknown = day, event, how, known, unknown


class TakenFor(Step):
    """The act was not said to belong to this, and the file was read so (`doubt`)."""

    __slots__ = ("doubt",)
    kind = "taken-for"

    def __init__(self, doubt: ReadOffTheFile) -> None:
        self.day, self.doubt = None, doubt


class HangsOn(Step):
    """The date just named, of another clock, is provisional: so this one is too."""

    __slots__ = ("doubt",)
    kind = "hangs-on-a-doubtful-one"

    def __init__(self, doubt: HangsOnADoubtful) -> None:
        self.day, self.doubt = None, doubt


class ByRule(Step):
    """The version of the rule that was applied."""

    __slots__ = ("rule",)
    kind = "rule"

    def __init__(self, rule: Rule) -> None:
        self.day, self.rule = None, rule


class LeftOpen(Step):
    """What a local document leaves open, and what was chosen."""

    __slots__ = ("page", "text")
    kind = "choice"

    def __init__(self, text: str, page: str) -> None:
        self.day, self.text, self.page = None, text, page


class CountsAsReceived(Step):
    """Arrived on the day `before`, after the hour `until` or on a closed day (`until` None): it counts from `day`."""

    __slots__ = ("before", "until")
    kind = "received"

    def __init__(self, day: date, before: date, until: time | None) -> None:
        self.day, self.before, self.until = day, before, until


class HourUnknown(Step):
    """No hour is recorded for the event; the hours are counted from the beginning of `day`."""

    __slots__ = ("event",)
    kind = "no-time"

    def __init__(self, day: date, event: Event) -> None:
        self.day, self.event = day, event


class TermDatesUnknown(Step):
    """The closed days of the `setting` are not known."""

    __slots__ = ("setting",)
    kind = "no-term-dates"

    def __init__(self, setting: str | None) -> None:
        self.day, self.setting = None, setting


class NotAnnounced(Step):
    """The count passed days later than the calendar is sure of."""

    __slots__ = ("confirmed_to",)
    kind = "not-announced"

    def __init__(self, confirmed_to: date) -> None:
        self.day, self.confirmed_to = None, confirmed_to


StartStep = (
    Started
    | Anchored
    | AnchoredToClock
    | ReviewedBefore
    | Chosen
    | TakenFor
    | HangsOn
    | ByRule
    | LeftOpen
    | CountsAsReceived
    | HourUnknown
    | TermDatesUnknown
    | NotAnnounced
)


# --- Steps: what happened to the day counted to.


class Paused(Step):
    """So many days, waiting for what the requester was asked, are not counted; `waiting`: no answer has come yet."""

    __slots__ = ("days", "waiting")
    kind = "paused"

    def __init__(self, day: date, days: int, waiting: bool) -> None:
        self.day, self.days, self.waiting = day, days, waiting


class Combined(Step):
    """Two clocks of one duty: the later (`how` max) or the earlier (min) of their days governs."""

    __slots__ = ("how", "limb", "limb_due", "own_due")
    kind = "combined"

    def __init__(self, day: date, how: str, limb: Rule, own_due: date, limb_due: date) -> None:
        self.day, self.how, self.limb, self.own_due, self.limb_due = day, how, limb, own_due, limb_due


class NotMoved(Step):
    """The day is closed, for that reason, and stays: the working day before it is the one to act by."""

    __slots__ = ("act_by", "due", "reason")
    kind = "not-moved"

    def __init__(self, due: date, reason: str, act_by: date) -> None:
        self.day, self.due, self.reason, self.act_by = None, due, reason, act_by


class ActByNotAnnounced(Step):
    """The day is certain, but not the working day to act by."""

    __slots__ = ("confirmed_to",)
    kind = "act-by-forecast"

    def __init__(self, confirmed_to: date) -> None:
        self.day, self.confirmed_to = None, confirmed_to


class WeeksOfWindow(Step):
    """The document speaks of weeks `first` to `last`; the first of them begins on the day `opens`."""

    __slots__ = ("first", "last", "opens")
    kind = "weeks"

    def __init__(self, opens: date, first: int, last: int) -> None:
        self.day, self.opens, self.first, self.last = None, opens, first, last


class OpensOn(Step):
    """The document names two limits: not before the `first` of them, which is the day `opens`, and by the `last`."""

    __slots__ = ("first", "last", "opens")
    kind = "opens"

    def __init__(self, opens: date, first: Offset, last: Period) -> None:
        self.day, self.opens, self.first, self.last = None, opens, first, last


class ToWeekday(Step):
    """Moved from `before` to the weekday it must be (0 is Monday), on or `back`; it may have been one."""

    __slots__ = ("back", "before", "weekday")
    kind = "weekday"

    def __init__(self, day: date, before: date, weekday: int, back: bool) -> None:
        self.day, self.before, self.weekday, self.back = day, before, weekday, back


class ToPanel(Step):
    """Moved to the `next` or the `previous` (`which`) meeting of the panel that leaves the `lead`."""

    __slots__ = ("lead", "panel", "papers", "which")
    kind = "panel"

    def __init__(self, day: date, panel: Panel, which: str, lead: Offset, papers: date) -> None:
        self.day, self.panel, self.which, self.lead, self.papers = day, panel, which, lead, papers


class PanelTooLate(Step):
    """The `meeting` comes after the due day of `rule`, which therefore stands; `before`, an earlier one in time."""

    __slots__ = ("before", "limit", "meeting", "otherwise", "panel", "rule")
    kind = "panel-too-late"

    def __init__(
        self, limit: date, panel: Panel, rule: Rule, meeting: date, otherwise: str, before: date | None
    ) -> None:
        self.day, self.panel, self.rule, self.limit = limit, panel, rule, limit
        self.meeting, self.otherwise, self.before = meeting, otherwise, before


class NoPanel(Step):
    """No meeting of the panel is known after `last` (None: none at all): so the day is that of `limit`, and the way to
    go on is `otherwise`."""

    __slots__ = ("last", "limit", "otherwise", "panel")
    kind = "no-panel"

    def __init__(self, day: date, panel: Panel, limit: Rule, last: date | None, otherwise: str) -> None:
        self.day, self.panel, self.limit, self.last, self.otherwise = day, panel, limit, last, otherwise


class KeptToTheLaw(Step):
    """The day `before` would be later than the law's, that of `rule`."""

    __slots__ = ("before", "rule")
    kind = "kept-to-the-law"

    def __init__(self, day: date, before: date, rule: Rule) -> None:
        self.day, self.before, self.rule = day, before, rule


class OtherReading(Step):
    """Another arguable reading, and the day it gives, if one can be computed. `of`: the rule that is read so; `kept`:
    the safe day keeps to it, as that of a bar does to a later one."""

    __slots__ = ("due", "kept", "of", "reading")
    kind = "reading"

    def __init__(self, reading: Reading, due: date | None, of: Rule, kept: bool) -> None:
        self.day, self.reading, self.due, self.of, self.kept = None, reading, due, of, kept


MoveStep = (
    Paused
    | Combined
    | NotMoved
    | ActByNotAnnounced
    | WeeksOfWindow
    | OpensOn
    | ToWeekday
    | ToPanel
    | PanelTooLate
    | NoPanel
    | KeptToTheLaw
    | OtherReading
)


# --- Steps: exceptions claimed, and dates fixed in its place.


class Excused(Step):
    """An exception claimed for the clock that holds."""

    __slots__ = ("judged",)
    kind = "excused"

    def __init__(self, judged: Judged) -> None:
        self.day, self.judged = None, judged


class ExceptionRefused(Step):
    """An exception claimed for the clock that does not hold."""

    __slots__ = ("judged",)
    kind = "exception-refused"

    def __init__(self, judged: Judged) -> None:
        self.day, self.judged = None, judged


class ExceptionNotInForce(Step):
    """An exception that was not in force for this clock."""

    __slots__ = ("judged",)
    kind = "exception-not-in-force"

    def __init__(self, judged: Judged) -> None:
        self.day, self.judged = None, judged


class ExceptionDoubtful(Step):
    """It holds, but it is doubtful whether it may be claimed for what met the clock."""

    __slots__ = ("why",)
    kind = "exception-doubtful"

    def __init__(self, why: str) -> None:
        self.day, self.why = None, why


class Directed(Step):
    """A date the Tribunal fixed, or the parties agreed, in place of this one."""

    __slots__ = ("event",)
    kind = "directed"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


ClaimStep = Excused | ExceptionRefused | ExceptionNotInForce | ExceptionDoubtful | Directed


# --- Steps: what became of the clock, and what its rule says about itself.


class Met(Step):
    """What met the clock, when, beside the due day; `late` also by the hour alone."""

    __slots__ = ("due", "event", "late", "of_a_bar", "on")
    kind = "met"

    def __init__(self, event: Event, on: date, due: date, late: bool, of_a_bar: bool) -> None:
        self.day, self.event, self.on, self.due, self.late, self.of_a_bar = None, event, on, due, late, of_a_bar


class Lapsed(Step):
    """What ended the clock without meeting it."""

    __slots__ = ("event",)
    kind = "lapsed"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class Spent(Step):
    """A later act made the step pointless, though nobody did it."""

    __slots__ = ("event",)
    kind = "spent"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class History(Step):
    """It fell due before the opening, from which the file is complete."""

    __slots__ = ("opening",)
    kind = "history"

    def __init__(self, opening: date | None) -> None:
        self.day, self.opening = None, opening


class Replaced(Step):
    """A newer clock of the same rule, begun by this event, took its place."""

    __slots__ = ("event",)
    kind = "replaced"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class ActsNeeded(Step):
    """Several acts are all needed: which have been done, and when; which are missing."""

    __slots__ = ("done", "missing")
    kind = "acts-needed"

    def __init__(self, done: Mapping[Trigger, date], missing: Sequence[Trigger]) -> None:
        self.day, self.done, self.missing = None, done, missing


class LaterEvents(Step):
    """Events after the as-of day, which do not count."""

    __slots__ = ("as_of", "events")
    kind = "later-events"

    def __init__(self, events: Sequence[Event], as_of: date) -> None:
        self.day, self.events, self.as_of = None, events, as_of


class Note(Step):
    """What the rule says about itself."""

    __slots__ = ("text",)
    kind = "note"

    def __init__(self, text: str) -> None:
        self.day, self.text = None, text


class RestsOn(Step):
    """How far the rule can be trusted, where it is not the words of the law."""

    __slots__ = ("confidence",)
    kind = "confidence"

    def __init__(self, confidence: str) -> None:
        self.day, self.confidence = None, confidence


EndStep = Met | Lapsed | Spent | History | Replaced | ActsNeeded | LaterEvents | Note | RestsOn
Reason = CountStep | StartStep | MoveStep | ClaimStep | EndStep
