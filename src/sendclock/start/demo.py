"""One invented case while it is made up, and its text: what happens is `invented_road`'s business.

Must not know: rules, what day it is.

What happens to an invented plan: reviewed, amended, argued about, passed on, ended. And how a quarrel goes.

The numbers are the habits of an invented office, which is late about as often as a real one.
Must not know: rules, what day it is.

How an invented case comes to its plan, or to none: asked for, decided, advised on, drafted.

The numbers are the habits of an invented office, which is late about as often as a real one.
Must not know: rules, what day it is.

An invented caseload to try things on: plausible, late now and then, and about nobody.

The same size, seed and as-of day give the same files, byte for byte. Case files are made one at a time.
Must not know: rules, what day it is.

`sendclock demo DIR`: an invented caseload to try things on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Annotated, TypeVar, Union

import typer

from sendclock.casebook.folder import SETTINGS
from sendclock.casebook.settings import template
from sendclock.command import Day, DryRun, Options, Reply, command
from sendclock.days.hours import at_time
from sendclock.files import disk
from sendclock.files.problem import RefusedError, UsageError
from sendclock.say.document import Document, Line
from sendclock.say.shell import typed
from sendclock.say.terminal import is_quiet
from sendclock.say.words import long_day, number
from sendclock.session import london_today

T = TypeVar("T")

PLACES = (
    "Ambleford", "Birchmoor", "Cawdale", "Dunsby Green", "Elmstow", "Fernleigh", "Gorsewell", "Hollinbrook",
    "Ivelbridge", "Kestrel Hill", "Larkmead", "Marlwood", "Nettlecombe", "Orchard Lane", "Pellwick", "Quarry Bank",
)  # fmt: skip
# from this age: kinds of setting
INVENTED_SETTINGS = (
    (16, ("College", "Sixth Form", "Special School")),
    (11, ("High School", "Academy", "Secondary School", "Special School")),
    (4, ("Primary", "Primary Academy", "Church Primary", "Special School")),
    (0, ("Nursery", "Pre-School")),
)
# team: who write plans, and who keep them under review
TEAMS = {
    "north": (("okafor", "singh", "reid"), ("novak", "haddad")),
    "south": (("mensah", "doyle", "farouk"), ("lindqvist", "rao")),
    "west": (("pereira", "kowalska", "tanaka"), ("osei", "bright")),
}
SUPPORT = ("quinn", "ellis")  # who write up letters for every officer
TAGS = ("child-in-need", "looked-after", "out-of-area", "sensory", "transport")
# What is not known before it happened. Other days, such as that of a meeting, may lie ahead.
FACTS = frozenset({"served", "received", "complete"})
YEAR = 365.25
# As often as each stands here.
DAYS_TO_ARRIVE = (0, 0, 0, 1, 1, 1, 1, 2, 3, None)
DAYS_TO_WRITE = (*(0,) * 14, 1, 1, 1, 2, 4, 8)


class InventedEvent:
    """One event. `seen` is the day it came to be known, which orders the file; `id` is given when it is written."""

    __slots__ = ("fields", "id", "on", "seen", "type")

    def __init__(self, type: str, on: date, seen: date, fields: dict[str, Said]) -> None:
        self.type, self.on, self.seen, self.fields = type, on, seen, fields
        self.id = ""


Said = Union[str, date, bool, InventedEvent]  # a datetime is a date; an Entry is written as its id


class Invented:
    """One invented case. Everything is played to its end; nothing after `until` is kept in the end."""

    def __init__(self, rng: Random, received: date, as_of: date) -> None:
        self.rng, self.received, self.as_of, self.until = rng, received, as_of, as_of
        self.born = received - timedelta(int(rng.triangular(2.2, 16.5, 4.5) * YEAR))
        self.team = self.one_of(tuple(TEAMS))
        self.setting = self.school(received)
        start = self.born.year + 4 + (self.born.month >= 9)  # the September in which school begins
        self.moves = {
            start: "early-years-to-school",
            start + 7: "primary-to-secondary",
            start + 12: "secondary-to-post-16",
        }
        self.entries: list[InventedEvent] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.random() * len(choices))]

    def pick(self, weights: Mapping[T, float]) -> T:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included: `randint`, but quicker."""
        return least + int(self.rng.random() * (most - least + 1))

    def days(self, least: int, most: int) -> timedelta:
        """So many days, both ends included."""
        return timedelta(self.number(least, most))

    def age(self, day: date) -> float:
        return (day - self.born).days / YEAR

    def school(self, day: date) -> str:
        """A setting for the age on that day."""
        kinds = next(kinds for age, kinds in INVENTED_SETTINGS if self.age(day) >= age)
        return f"{self.one_of(PLACES)} {self.one_of(kinds)}"

    def add(self, type: str, on: date, **fields: Said) -> InventedEvent:
        """An event on that day, known the same day."""
        entry = InventedEvent(type, on, on, fields)
        self.entries.append(entry)
        return entry

    def send(self, type: str, on: date, **fields: Said) -> InventedEvent:
        """A letter: by e-mail the same day, by post a day or two later, and now and then nobody knows."""
        arrives = self.one_of(DAYS_TO_ARRIVE)
        if arrives is not None:
            fields["served"] = on + timedelta(arrives)
        return self.add(type, on, **fields)

    def allocate(self, on: date, reviewers: bool = False) -> None:
        officers = TEAMS[self.team][1 if reviewers else 0]
        self.add("case-allocated", on, officer=self.one_of(officers), team=self.team)

    def close(self, on: date, reason: str) -> None:
        """The case ends here: what was to come later does not."""
        self.add("case-closed", on, reason=reason)
        self.until = min(self.until, on)

    def so_far(self) -> list[InventedEvent]:
        """What has happened, in the order in which it came to be known."""
        happened = (entry for entry in self.entries if max(entry.on, entry.seen) <= self.until)
        return sorted(happened, key=lambda entry: entry.seen)


def office(day: date) -> date:
    """The first day from `day` on when an office is open: no weekend, not between Christmas and New Year."""
    if (day.month, day.day) >= (12, 25):
        day = date(day.year + 1, 1, 2)
    elif (day.month, day.day) == (1, 1):
        day = date(day.year, 1, 2)
    return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day


def text(ref: str, life: Invented) -> str:
    """One case file, as an officer and the tool would have written it together."""
    lines = ["schema = 1", f'ref = "{ref}"']
    if life.chance(0.8):
        lines.append(f"born = {life.born}")
    lines.append(f'setting = "{life.setting}"')
    tags = sorted(life.rng.sample(TAGS, life.pick({0: 6, 1: 3, 2: 1})))
    if tags:
        lines.append("tags = [" + ", ".join(f'"{tag}"' for tag in tags) + "]")
    lines += _events(life)
    return "\n".join(lines) + "\n"


def _events(life: Invented) -> Iterator[str]:
    """The events in the order they were written down, each signed by the officer of that day."""
    officer, last = SUPPORT[0], datetime.min
    for place, entry in enumerate(life.so_far(), 1):
        entry.id = f"e{place}"
        last = max(_written(life, entry), last + timedelta(minutes=1))
        if entry.type == "case-allocated":
            officer = str(entry.fields["officer"])
        on = "" if "at" in entry.fields else f"on = {entry.on.isoformat()}\n"
        by = life.one_of(SUPPORT) if life.chance(0.2) else officer
        recorded = at_time(last.date(), last.time()).isoformat()
        yield f'\n[[event]]\nid = "{entry.id}"\ntype = "{entry.type}"\n{on}recorded = {recorded}\nby = "{by}"'
        for name, value in entry.fields.items():
            if name not in FACTS or not isinstance(value, date) or value <= life.as_of:
                yield f"{name} = {_value(value)}"


def _written(life: Invented, entry: InventedEvent) -> datetime:
    """When it was written down: mostly the same day, now and then a week later."""
    lag = life.one_of(DAYS_TO_WRITE)
    day = min(office(entry.seen + timedelta(lag) if lag else entry.seen), life.as_of)
    if "at" in entry.fields:
        return datetime(day.year, day.month, day.day, 16, 30)
    return datetime(day.year, day.month, day.day, life.number(9, 16), life.number(0, 59))


def _value(value: Said) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, InventedEvent):
        return f'"{value.id}"'
    return f'"{value}"' if isinstance(value, str) else value.isoformat()


# what is appealed, what is then ordered, and the days in which the authority does it
QUARRELS = (
    ("contents", "amend-provision", (12, 33)),
    ("placement", "amend-placement", (5, 12)),
    ("contents-and-placement", "amend-both", (12, 33)),
)


def maintain(life: Invented, final: date) -> None:
    """The final plan, and review after review until the plan ends or the as-of day is reached."""
    fields: dict[str, Said] = {"complete": office(final + life.days(2, 9))} if life.chance(0.12) else {}
    if any(date(year - 1, 7, 1) <= final < date(year, 9, 1) for year in life.moves):
        fields["names_next_phase"] = True
    life.moves = {year: move for year, move in life.moves.items() if final < date(year - 1, 7, 1)}
    life.send("final-plan-sent", final, **fields)
    if life.chance(0.6):
        life.allocate(office(final + life.days(3, 20)), reviewers=True)
    if life.chance(0.04):
        _quarrel(life, final)
    last: date | None = final
    while last is not None and last <= life.as_of:
        last = _review(life, last)


def _quarrel(life: Invented, notice: date) -> None:
    """An argument about what a plan says, and the amended plan if the family was right."""
    challenge, remedy, days = life.one_of(QUARRELS)
    won = contest(life, notice, challenge, remedy)
    if won is not None:
        life.send("amended-plan-sent", office(won[1] + life.days(*days)), following="order")


def _review(life: Invented, last: date) -> date | None:
    """One annual review, in the autumn before a move to another phase. Its meeting, or None if the plan ends."""
    if life.chance(0.012):
        _move_away(life, office(last + life.days(60, 300)))
        return None
    habit = life.pick({(-62, -31): 84, (-27, 8): 13, (20, 100): 3})
    meeting = last + timedelta(365) + life.days(*habit)
    year = min(life.moves, default=None)
    moving = year is not None and date(year - 1, 9, 1) <= meeting
    if year is not None and moving:
        move = life.moves.pop(year)
        told = max(office(date(year - 1, 6, 1) + life.days(0, 40)), last + timedelta(3))
        life.add("phase-transfer-expected", told, transfer=move, transfer_on=date(year, 9, 1))
        autumn = date(year - 1, 9, 10)
        latest = autumn + (life.days(70, 120) if life.chance(0.06) else life.days(0, 66))
        meeting = max(autumn, min(meeting, latest))
        if date(year, 9, 1) <= life.as_of:
            life.setting = life.school(date(year, 9, 1))
    meeting = _in_term(life, meeting)
    _hold(life, last, meeting)
    return _conclude(life, meeting, moving)


def _in_term(life: Invented, day: date) -> date:
    """The same day, or the last weeks of the term before if school is out then."""
    if (7, 18) <= (day.month, day.day) <= (9, 5):
        day = date(day.year, 7, 17) - life.days(0, 15)
    elif (day.month, day.day) >= (12, 19) or (day.month, day.day) <= (1, 5):
        day = date(day.year - (day.month == 1), 12, 18) - life.days(0, 10)
    return day - timedelta(max(0, day.weekday() - 4))


def _hold(life: Invented, last: date, meeting: date) -> None:
    """Invitations, papers, the meeting, its report."""
    arranged = max(office(meeting - life.days(40, 65)), last + timedelta(1))
    if life.chance(0.08):
        life.add("review-meeting-arranged", arranged, meeting=office(meeting - life.days(7, 11)))
        arranged = office(meeting - life.days(28, 32))
    life.add("review-meeting-arranged", arranged, meeting=meeting)
    for type in ("review-notice-given", "review-papers-circulated"):
        sent = office(meeting - (life.days(6, 13) if life.chance(0.05) else life.days(17, 25)))
        life.add(type, max(arranged, sent))
    life.add("review-meeting-held", meeting)
    life.add("review-report-sent", office(meeting + (life.days(15, 34) if life.chance(0.12) else life.days(4, 12))))


def _conclude(life: Invented, meeting: date, moving: bool) -> date | None:
    """The decision after the meeting: maintain, amend or cease. The meeting, or None if the plan ends."""
    decided = office(meeting + (life.days(29, 56) if life.chance(0.16) else life.days(8, 26)))
    age = life.age(decided)
    if life.chance(1.0 if age > 23 else 0.5 if age > 19 else 0.08 if age > 16 else 0.005):
        life.send("review-decided", decided, outcome="cease", meeting=meeting)
        ceased = decided + life.days(95, 120)
        reasons = {"needs-met": 3, "employment": 2, "higher-education": 2} if age > 18 else {"needs-met": 1}
        life.add("plan-ceased", ceased, reason=life.pick(reasons))
        life.close(office(ceased + life.days(2, 9)), "ceased")
        return None
    names: dict[str, Said] = {"names_next_phase": True} if moving else {}
    if life.chance(0.15 if moving else 0.65):
        life.send("review-decided", decided, outcome="maintain", meeting=meeting, **names)
    else:
        _amend(life, meeting, decided, names)
    return meeting


def _amend(life: Invented, meeting: date, notice: date, names: dict[str, Said]) -> None:
    """The notice of amendments, the family's comments, the amended plan: or, now and then, nothing after all."""
    if life.chance(0.2):
        life.send("review-decided", notice, outcome="amend", meeting=meeting)
    life.send("amendment-notice-sent", notice, meeting=meeting, closes=notice + timedelta(18))
    if life.chance(0.5):
        life.add("representations-received", notice + life.days(4, 15))
    limit = min(notice + timedelta(56), meeting + timedelta(84))
    late = life.chance(0.17)
    sent = office(limit + life.days(1, 30) if late else max(notice + timedelta(18), limit - life.days(3, 20)))
    if not names and life.chance(0.06):
        life.send("amendment-dropped", sent, meeting=meeting)
        return
    life.send("amended-plan-sent", sent, **names)
    if life.chance(0.02):
        _quarrel(life, sent)


def _move_away(life: Invented, aware: date) -> None:
    """The family moves, and the plan with it."""
    move = aware + life.days(-20, 30)
    life.add("moved-out", aware, move=move)
    passed = office(max(move, aware + life.days(5, 16)))
    life.add("plan-transferred", passed, direction="out")
    life.close(office(passed + life.days(1, 5)), "moved-away")


def contest(life: Invented, notice: date, challenge: str, remedy: str) -> tuple[str, date] | None:
    """Mediation or an appeal against a notice. By which route and when the authority was put right, or None."""
    contact = office(notice + life.days(6, 40))
    if life.chance(0.5):
        return _mediate(life, contact, remedy)
    life.add("adviser-contacted", contact, wishes="appeal-only")
    life.add("certificate-issued", office(contact + life.days(1, 2)), basis="no-mediation")
    lodged = office(contact + life.days(6, 18))
    registered = office(lodged + life.days(1, 4))
    life.add("appeal-registered", registered, challenge=challenge, lodged=lodged)
    if life.chance(0.4):
        conceded = office(registered + life.days(10, 30))
        life.add("appeal-unopposed", conceded, challenge=challenge)
        return "unopposed", conceded
    life.add("appeal-response-sent", office(registered + life.days(25, 46 if life.chance(0.1) else 39)))
    hearing = office(registered + life.days(120, 260))
    life.add("hearing-listed", office(registered + life.days(45, 60)), hearing=hearing)
    life.add("hearing-held", hearing)
    ordered = office(hearing + life.days(7, 20))
    won = life.chance(0.8)
    if won:
        life.add("order-made", ordered, order=remedy)
    life.add("appeal-ended", ordered, outcome="allowed" if won else "dismissed")
    return ("order", ordered) if won else None


def _mediate(life: Invented, contact: date, remedy: str) -> tuple[str, date] | None:
    life.add("adviser-contacted", contact, wishes="mediate")
    asked = office(contact + life.days(1, 4))
    life.add("mediation-requested", asked)
    held = office(asked + life.days(18, 27))
    arranged = office(asked + life.days(1, 3))
    life.add("mediation-arranged", arranged, mediation_on=held)
    life.add("mediation-notice-given", office(arranged + timedelta(1)))
    life.add("mediation-held", held)
    agreed = life.chance(0.7)
    if agreed:
        life.add("mediation-agreed", held, order=remedy)
    life.add("certificate-issued", office(held + life.days(1, 2)), basis="after-mediation")
    return ("mediation", held) if agreed else None


WEEK_20 = timedelta(140)
# adviser, source, how often asked
ADVISERS = (
    ("Educational Psychology", "psychology", 1.0),
    ("Community Paediatrics", "health", 0.9),
    ("Speech and Language Therapy", "health", 0.5),
    ("Occupational Therapy", "health", 0.3),
    ("Social Care", "social-care", 0.9),
    ("Family", "family", 0.5),
)


def live(rng: Random, received: date, as_of: date) -> Invented:
    """A whole case, from the request on."""
    life = Invented(rng, received, as_of)
    kept = 1.0 if as_of - received < timedelta(400) else 0.25  # files without a plan are put away in time
    weights = {"withdrawn": 4 * kept, "moved-away": 2 * kept, "refused": 24 * kept, "no-plan": 5 * kept, "plan": 65}
    end = life.pick(weights)
    life.add("assessment-requested", received, requester=life.pick({"family": 5, "setting": 6, "health": 1}))
    life.allocate(office(received + life.days(0, 3)))
    answer = _decide(life, agree=end != "refused")
    if end == "refused":
        _refused(life, answer)
    else:
        _assess(life, answer, received + WEEK_20, plan=end != "no-plan")
        _excuse(life, received + WEEK_20)
    if end in ("withdrawn", "moved-away"):
        _cut_short(life, office(received + life.days(12, 110)), end)
    _mistakes(life)
    return life


def _decide(life: Invented, agree: bool) -> date:
    """Information, a panel, and the answer to the request: within six weeks, but for one in twelve."""
    if life.chance(0.6):
        for party in (life.setting, life.one_of(("Community Paediatrics", "Social Care"))):
            asked = office(life.received + life.days(2, 6))
            life.add("information-requested", asked, party=party)
            if life.chance(0.9):
                life.add("information-received", office(asked + life.days(5, 14)), party=party)
    answer = office(life.received + (life.days(44, 58) if life.chance(0.08) else life.days(26, 39)))
    if life.chance(0.75):
        _panel(life, answer, "assess", agree)
    life.send("assessment-agreed" if agree else "assessment-refused", answer)
    return answer


def _panel(life: Invented, answer: date, about: str, agree: bool) -> None:
    """The last Tuesday that leaves two days for the letter."""
    meeting = answer - timedelta(2 + (answer.weekday() - 3) % 7)
    while office(meeting) != meeting:
        meeting -= timedelta(7)
    outcome = "agree" if agree else "refuse"
    name = f"SEND panel {life.team}"
    life.add("panel-listed", meeting - timedelta(6), panel=name, meeting=meeting, about=about)
    at = datetime.combine(meeting, time(life.number(9, 15), life.one_of((0, 10, 20, 35, 50))))
    life.add("panel-decided", meeting, at=at, panel=name, outcome=outcome, about=about)
    if life.chance(0.5):
        life.add("decision-confirmed", meeting + timedelta(1), about=about, outcome=outcome)


def _refused(life: Invented, answer: date) -> None:
    """No assessment: left at that, or overturned by mediation, appeal or a change of mind."""
    won = contest(life, answer, "refuse-assess", "assess") if life.chance(0.3) else None
    if won is not None:
        route, day = won
        agreed = office(day + life.days(3, 12))
        life.send("assessment-agreed", agreed, route=route)
        _assess(life, agreed, day + timedelta(98))
    elif life.chance(0.1):
        agreed = office(answer + life.days(14, 40))
        life.send("assessment-agreed", agreed, route="change-of-mind", original_request=life.received)
        _assess(life, agreed, life.received + WEEK_20)
    else:
        _put_away(life)


def _put_away(life: Invented) -> None:
    """Nobody took it further, or not with success."""
    life.close(office(life.entries[-1].on + life.days(75, 110)), "no-plan")


def _assess(life: Invented, agreed: date, limit: date, plan: bool = True) -> None:
    """From the yes to the final plan, or to a no. `limit` is the last lawful day of the final plan."""
    slow = life.chance(0.5)
    ready = _advice(life, office(agreed + life.days(0, 4)), slow)
    if not plan:
        _no_plan(life, office(max(ready + life.days(2, 5), limit - life.days(30, 40))))
        return
    if life.chance(0.6):
        ready = office(ready + life.days(1, 3))
        life.send("plan-agreed", ready)
    maintain(life, _write_life(life, ready, limit, slow))


def _no_plan(life: Invented, answer: date) -> None:
    """An assessment, but no plan: left at that, or overturned."""
    _panel(life, answer, "plan", agree=False)
    life.send("plan-refused", answer)
    won = contest(life, answer, "refuse-plan", "make-plan") if life.chance(0.25) else None
    if won is None:
        _put_away(life)
        return
    route, day = won
    life.send("plan-agreed", office(day + life.days(4, 12)), route=route)
    maintain(life, _write_life(life, day + timedelta(14), day + timedelta(77), life.chance(0.3)))


def _advice(life: Invented, asked: date, slow: bool) -> date:
    """Every adviser is asked at once. The day the last of them answered."""
    school = "early-years" if life.age(asked) < 4 else "school"
    advisers = [(party, source) for party, source, share in ADVISERS if life.chance(share)]
    last = asked
    for party, source in [(life.setting, school), *advisers]:
        got: dict[str, Said] = {"received": asked + life.days(0, 2)} if source == "health" else {}
        life.add("advice-requested", asked, party=party, source=source, **got)
        late = life.chance(0.28 if slow else 0.02)
        came = office(asked + (life.days(43, 77) if late else life.days(14, 40)))
        life.add("advice-received", came, party=party)
        last = max(last, came)
    return last


def _write_life(life: Invented, ready: date, limit: date, slow: bool) -> date:
    """Draft, the family's comments, settings asked for a place. The day of the final plan."""
    if slow:
        drift = timedelta(min(int(life.rng.expovariate(1 / 26)), 150))
        draft = office(max(ready + life.days(2, 12), limit - timedelta(42) + drift))
        final = office(max(draft + life.days(26, 50), limit + life.days(1, 10)))
    else:
        draft = office(max(ready + life.days(1, 3), limit - life.days(44, 56)))
        final = office(max(draft + life.days(20, 24), limit - life.days(3, 14)))
    life.send("draft-plan-sent", draft, closes=draft + timedelta(18))
    if life.chance(0.7):
        wish: dict[str, Said] = {"setting_wanted": life.school(draft)} if life.chance(0.5) else {}
        life.add("representations-received", draft + life.days(4, 16), meeting_wanted=life.chance(0.15), **wish)
    settings = [life.school(draft) for _ in range(life.number(1, 4))]
    for party in dict.fromkeys(settings):
        asked = office(draft + life.days(1, 4))
        life.add("setting-consulted", asked, party=party, received=asked)
        replied = office(asked + (life.days(16, 24) if life.chance(0.15) else life.days(4, 13)))
        if replied < final:
            life.add("setting-replied", replied, party=party, answer=life.pick({"yes": 5, "no": 4, "conditional": 1}))
    return final


def _excuse(life: Invented, limit: date) -> None:
    """Some late plans have a lawful reason on file; one in four of these does not hold."""
    final = next((entry.on for entry in life.entries if entry.type == "final-plan-sent"), limit)
    if final <= limit or life.chance(0.8):
        return
    asked = next(entry.on for entry in life.entries if entry.type == "advice-requested")
    closed, reopens = date(asked.year, 7, 22), date(asked.year, 9, 3)
    week = timedelta(7)
    away = limit - life.days(62, 80)
    claims: dict[str, tuple[str, str, dict[str, Said]]] = {
        "away": ("away-four-weeks", "Family abroad; tickets seen.", {"from": away, "to": away + life.days(29, 44)}),
        "too-short": ("away-four-weeks", "Family abroad.", {"from": away, "to": away + life.days(12, 22)}),
        "personal": (
            "exceptional-circumstances",
            "Illness in the family; letter on file.",
            {"from": away, "to": away + life.days(6, 30)},
        ),
    }
    ground, reason, facts = claims[life.pick({"away": 2, "too-short": 2, "personal": 4})]
    if closed - week <= asked <= reopens - week and life.age(asked) >= 4:
        ground, reason = "school-closed", "Head's advice asked for as the school closed for summer."
        facts = {"asked": asked, "closed": closed, "reopens": reopens}
    life.add(
        "exception-recorded", office(limit - life.days(2, 9)), rule="final-plan", ground=ground, **facts, reason=reason
    )


def _cut_short(life: Invented, on: date, why: str) -> None:
    """Withdrawn, or gone to another area, before there was an answer."""
    if why == "withdrawn":
        life.add("request-withdrawn", on)
    else:
        life.add("moved-out", on, move=on + life.days(-14, 28), plan_held=False)
    life.close(on, why)


def _mistakes(life: Invented) -> None:
    """What was written down wrongly and put right later. The first line stays, so the file grows by one."""
    if life.chance(0.04):
        request = life.entries[0]
        known = office(request.on + life.days(2, 15))
        reason = "The day of the letter was recorded, not the day it arrived."
        life.add("event-corrected", request.on, event=request, reason=reason).seen = known
        request.on -= life.days(1, 3)
    letters = [entry for entry in life.entries if "served" in entry.fields]
    if letters and life.chance(0.04):
        letter = life.one_of(letters)
        known = office(letter.on + life.days(4, 15))
        reason = "It was e-mailed the same day as well."
        life.add("event-corrected", known, event=letter, reason=reason, served=letter.on)
    advice = [entry for entry in life.entries if entry.type == "advice-requested"]
    if advice and life.chance(0.03):
        asked = life.one_of(advice)
        wrong = life.add("advice-received", office(asked.on + life.days(5, 12)), party=asked.fields["party"])
        known = office(wrong.on + life.days(1, 5))
        life.add("event-withdrawn", known, event=wrong, reason="The report belongs to another case.")


LAW_BEGAN = date(2014, 9, 1)  # the SEND Regulations 2014: nothing was asked for under them before
LONGEST_AGO = 3300  # days since the oldest request
# A good quarter of the files come from requests of the last year or so; the others hold plans made before.
RECENT_SHARE = 0.27
RECENT_DAYS = 400


def invent(size: int, seed: int, as_of: date) -> Iterator[tuple[str, str]]:
    """Relative path and text of each of `size` case files, none of which knows anything after `as_of`.

    The first path of `invent(200, 1, date(2026, 11, 21))` is like `cases/2017/EHC-2017-00001.toml`.
    Raises ValueError if `as_of` is before the law began.
    """
    if as_of < LAW_BEGAN:
        raise ValueError(f"as_of must not be before {LAW_BEGAN}")
    rng = Random(seed)
    numbers: Counter[int] = Counter()
    for received in sorted(_received(rng, as_of) for _ in range(size)):
        numbers[received.year] += 1
        ref = f"EHC-{received.year}-{numbers[received.year]:05}"
        yield f"cases/{received.year}/{ref}.toml", text(ref, live(rng, received, as_of))


def _received(rng: Random, as_of: date) -> date:
    """The day of a request. Few arrive at a weekend."""
    oldest = min(LONGEST_AGO, (as_of - LAW_BEGAN).days)
    recent = min(RECENT_DAYS, oldest)
    ago = rng.randint(0, recent) if rng.random() < RECENT_SHARE else int(rng.triangular(recent, oldest, recent))
    day = as_of - timedelta(ago)
    past_friday = day.weekday() - 4
    if past_friday > 0 and rng.random() < 0.9:
        day = max(day - timedelta(past_friday), LAW_BEGAN)
    return day


MOST = 100_000
LAST = date(2098, 12, 31)  # no source knows the bank holidays after 2100


class DemoOptions(Options):
    size: Annotated[int, typer.Option("--size", metavar="N", help=f"How many cases, up to {MOST:,}.")] = 200
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same cases.")] = 1


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    asked: DemoOptions,
    session: Day,
    dry_run: DryRun = False,
) -> Reply:
    """Make an invented caseload to try things on. No case in it is about anybody."""
    today, size, seed = session.today, asked.size, asked.seed
    if not 1 <= size <= MOST:
        raise UsageError(f"--size {size} cannot be made. Use a number from 1 to {MOST:,}.")
    if not LAW_BEGAN <= today <= LAST:
        raise UsageError(
            f"{long_day(today)} is outside {long_day(LAW_BEGAN)} to {long_day(LAST)}. Use another --as-of."
        )
    if disk.is_there(folder) and (not disk.is_folder(folder) or disk.list_folder(folder)):
        raise RefusedError(f"{folder} is not an empty folder. Nothing was written; name a new one.")
    if not dry_run:
        _write_book(folder, SETTINGS, template("Exampleshire (invented)"))
        for path, text in _counted(invent(size, seed, today), size):
            _write_book(folder, path, text)
    made = f"{'Would make' if dry_run else 'Made'} {number(size, 'invented case')} in {disk.shown(folder)}"
    as_of = f" --as-of {today}" if today != london_today() else ""
    again = typed(["sendclock", "due", "--cases", str(folder)])
    said = Line(f"{made}, as things stood on {long_day(today)} (seed {seed}). Next: {again}{as_of}")
    return Reply("demo", lambda *_: Document([said]), done=True)


app = command(demo)


def _write_book(folder: Path, path: str, text: str) -> None:
    place = folder / path
    disk.make_folder(place.parent, above=True)
    if not disk.put_new(place, text.encode(), flush=False):
        raise RefusedError(f"{place} is there already. The rest was not written; name a new folder.")


def _counted(files: Iterator[tuple[str, str]], size: int) -> Iterator[tuple[str, str]]:
    """The same files; on a terminal, and once a second has gone by, with a count of them on stderr."""
    started, shown = monotonic(), False
    for made, file in enumerate(files, 1):
        yield file
        if made % 250 == 0 and sys.stderr.isatty() and not is_quiet() and monotonic() - started > 1:
            sys.stderr.write(f"\r{made:,} of {size:,} cases")
            shown = True
    if shown:
        sys.stderr.write("\r" + " " * 40 + "\r")
