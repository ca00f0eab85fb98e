"""`sendclock record REF EVENT`: write down what happened."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Optional

from sendclock.casebook.write import added
from sendclock.clock.deadline import Timeline
from sendclock.command import Certain, Now, Options, Reply, Writing, command
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, Problem, SendclockError, UsageError
from sendclock.law.book import RuleBook
from sendclock.law.rule import EventType, Field
from sendclock.option import typer
from sendclock.record.change import Pending, case_said, make_all, read_for_change
from sendclock.record.field import Reader, in_words
from sendclock.record.offer import MOST, listed, offers
from sendclock.record.wording import Wording, cases_and_words, events_of, missing_fields, wording
from sendclock.say.terminal import answered, can_ask, read_stdin, warn
from sendclock.say.words import long_day, moment, short_day
from sendclock.session import Session
from sendclock.tuples import NamedTuple


class RecordOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(
            metavar="[REF]... EVENT [DATE] [FIELD=VALUE]...",
            help="The case, or cases, by reference, ending (400) or row of your last list. Then what happened, by its "
            "id or in your words (advice in), the day (today, if left out), and its fields.",
        ),
    ] = None
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The day it happened.")] = None
    party: Annotated[
        Optional[list[str]],
        typer.Option("--party", metavar="NAME", help="The adviser or setting; repeated, one act for each."),
    ] = None
    note: Annotated[Optional[str], typer.Option("--note", metavar="TEXT", help="A note; no names.")] = None
    from_: Annotated[
        Optional[Path],
        typer.Option("--from", metavar="FILE|-", help="Many acts, one a line: reference, event, date, fields."),
    ] = None

    @property
    def given(self) -> list[str]:
        """What was given by options, as FIELD=VALUE."""
        named = (("on", self.on), ("note", self.note))
        return [f"{name}={text}" for name, text in named if text]


HEADINGS = ("reference", "ref", "case")  # over the first column of a list of acts


class ToRecord(NamedTuple):
    """One act to be recorded: in which case, and in what words."""

    ref: str
    said: Wording


def record(asked: RecordOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """Record an event in a case; see which clocks it starts, meets, moves."""
    if asked.from_ is not None:
        if asked.words or asked.party or asked.given:
            raise UsageError("--from takes every act from the file: leave out the other words.")
        acts = _acts_of(session, *_lines(asked.from_))
    else:
        refs, words = cases_and_words(session, asked.words or [])
        if not words:
            words = _asked_for(session, refs)
        which = partial(_which, session, refs[0])
        said = wording([*words, *asked.given], session.rulebook, asked.party or (), refs[0], which)
        said = _completed(session, refs[0], said)  # once for all of them
        acts = [ToRecord(ref, said) for ref in refs]
    return record_acts(session, acts, certain, writing)


app = command(record)


def record_acts(session: Session, acts: Sequence[ToRecord], certain: Certain, writing: Writing) -> Reply:
    """Write them, one addition a case, and tell what they change."""
    reply = make_all(session, _pending(session, acts, writing.by), writing.dry_run, certain.anyway, writing.by)
    session.remember_case(acts[-1].ref)
    return reply


def _pending(session: Session, acts: Sequence[ToRecord], by: str | None) -> list[Pending]:
    """What is to be added, one addition a case, whatever the number of acts."""
    of_case: dict[str, list[Wording]] = {}
    for act in acts:
        of_case.setdefault(act.ref, []).append(act.said)
    found = []
    for ref, wordings in of_case.items():
        case, path, content = read_for_change(session, ref)
        events: list[dict[str, Any]] = []
        for said in wordings:
            events += events_of(_completed(session, ref, said), case, session)
        for event in events:
            warn_of_future(event, session)
        whole = session.stamped(events, case, by)
        echo = [understood(entry, session.rulebook) for entry in whole]
        found.append(Pending(case, added(path, content, whole, session.words_of(path)), echo))
    return found


# --- asking


def _asked_for(session: Session, refs: Sequence[str]) -> list[str]:
    """What happened, where that was not said: asked on a terminal, what makes sense now first."""
    case, _, _ = session.one(refs[0])
    timeline = session.timeline(case)
    found = offers(timeline, timeline.book)
    if not can_ask():
        lines = listed(found, refs[0])
        now = (
            "What makes sense now:" if lines else "Any event: sendclock rules events, or sendclock rules events WORDS."
        )
        raise UsageError(f"say what happened: sendclock record {refs[0]} EVENT. {now}", *lines)
    warn(case_said(timeline))
    for number, offer in enumerate(found[:MOST], 1):
        meaning = session.rulebook.event_types[offer.event].meaning
        clock = f" ({offer.row.label}, {short_day(offer.row.due)})" if offer.row else ""
        party = f": {offer.party}" if offer.party else ""
        warn(f"  {number:>2}  {meaning}{party}{clock}")
    text = answered("What happened? A number, or words such as: advice in")
    if not text:
        raise UsageError("Nothing was written.")
    if text.isdigit() and 0 < int(text) <= min(len(found), MOST):
        words = found[int(text) - 1].words
        day = answered("When? Today, if you leave it empty")
        return [words[0], *([day] if day else []), *words[1:]]
    import shlex

    return shlex.split(text)


def _which(session: Session, ref: str, text: str, found: Sequence[str]) -> str:
    """Which event was meant by words that are none, asked on a terminal: what makes sense in the case now first."""
    if not can_ask():
        return ""
    case, _, _ = session.one(ref)
    timeline = session.timeline(case)
    now = {offer.event for offer in offers(timeline, timeline.book)}
    warn(case_said(timeline))
    return chosen(text, sorted(found, key=lambda id: id not in now), session.rulebook)


def chosen(text: str, found: Sequence[str], book: RuleBook) -> str:
    """The event that somebody at the terminal chooses by its number, of the few shown; empty where none is."""
    if not can_ask():
        return ""
    shown = found[:MOST]
    warn(f'"{text}" may be:')
    for number, id in enumerate(shown, 1):
        warn(f"  {number:>2}  {book.event_types[id].meaning} ({id})")
    if len(found) > len(shown):
        warn(f"  and {len(found) - len(shown)} more: sendclock rules events {text}")
    answer = answered("Which? A number; nothing is written if you leave it empty")
    if answer.isdigit() and 0 < int(answer) <= len(shown):
        return shown[int(answer) - 1]
    if answer in book.event_types:
        return answer
    raise UsageError("Nothing was written.")


def _completed(session: Session, ref: str, said: Wording) -> Wording:
    """The same with the fields that are missing, asked for on a terminal; a party by the number of one that is open in
    the case."""
    missing = missing_fields(said, session.rulebook) if can_ask() else []
    if not missing:
        return said
    kind = session.rulebook.event_types[said.phrase.event]
    if said.days:  # a day that is none is told before anything is asked
        Reader(session.rulebook, session.today, session.england, past=True).day(" ".join(said.days))
    case, _, _ = session.one(ref)
    timeline = session.timeline(case)
    warn(case_said(timeline))
    warn(f"{kind.meaning} ({kind.id}).")
    for name in missing:
        choices = _choices(session, timeline, kind, name)
        for number, choice in enumerate(choices, 1):
            warn(f"  {number:>2}  {choice}")
        text = answered(_question(kind.fields[name], bool(choices)))
        if text.isdigit() and 0 < int(text) <= len(choices):
            text = choices[int(text) - 1]
        if text and name == "party":
            said = said._replace(parties=[(text, ())])
        elif text:
            said = said._replace(fields=[*said.fields, f"{name}={text}"])
    return said


def _choices(session: Session, timeline: Timeline, kind: EventType, name: str) -> list[str]:
    """What the field may be, the likely first: of a party those that are open, of what is appealed the decisions that
    the case has."""
    types = session.rulebook.event_types
    if name == "party":
        every = offers(timeline, timeline.book)
        return list(dict.fromkeys(offer.party for offer in every if offer.party and offer.event == kind.id))
    told = {way.challenge for event in timeline.events for way in types[event.type].appealed_as}
    return sorted(kind.fields[name].choices, key=lambda choice: choice not in told)


def _question(field: Field, chosen_from: bool) -> str:
    """What is asked of a field that is missing, in words where the vocabulary has some."""
    name = field.name.replace("_", " ").capitalize()
    if chosen_from:
        return f"{name}? A number, or a word"
    return f"{name}, {field.words}?" if field.words else f"{name}?"


# --- many acts, one a line


def _lines(file: Path) -> tuple[str, list[str]]:
    """The name of the file and its lines; `-` is what comes in on stdin."""
    if str(file) == "-":
        return "-", read_stdin().splitlines()
    content = disk.read_regular(file)
    if isinstance(content, Problem):
        raise CannotRunError(str(content))
    try:
        return file.as_posix(), content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise CannotRunError(f"{file}: this is not UTF-8. Save it as UTF-8.") from None


def _acts_of(session: Session, name: str, lines: Sequence[str]) -> list[ToRecord]:
    """Every act of the file; all that is wrong is said at once, by line. Raises UsageError."""
    acts, wrong = [], []
    for number, line in enumerate(lines, 1):
        cells = _cells(line)
        if not cells or cells[0].startswith("#") or cells[0].casefold() in HEADINGS:
            continue
        try:
            ref = session.case_meant(cells[0])
            session.one(ref)
            acts.append(ToRecord(ref, wording(cells[1:], session.rulebook, (), ref)))
        except SendclockError as error:
            first, *others = str(error).split("\n")
            wrong += [f"{name}:{number}: {first}", *others]
    if wrong:
        raise UsageError(*wrong, "Nothing was written.")
    if not acts:
        raise UsageError(f"{name}: no act in it. One a line: reference, event, date, fields.")
    return acts


def _cells(line: str) -> list[str]:
    """The words of a line: between commas or tabs where there are some, else between spaces; quotes hold together."""
    if re.search(r"[,\t]", re.sub(r'"[^"]*"', "", line)):
        parts = re.findall(r'(?:"[^"]*"|[^,\t"])+', line)
        return [part.replace('"', "").strip() for part in parts if part.replace('"', "").strip()]
    return [part.replace('"', "") for part in re.findall(r'(?:"[^"]*"|[^\s"])+', line)]


# --- what was understood


def understood(entry: Mapping[str, Any], book: RuleBook) -> str:
    """`Recorded: The authority received a request ...: Thursday 3 September 2026.`"""
    day = entry.get("at") or entry["on"]
    when = moment(day) if isinstance(day, datetime) else long_day(day)
    shown = ", ".join(
        f"{name} {in_words(name, value)}"
        for name, value in entry.items()
        if name not in ("id", "type", "on", "at", "recorded", "by", "note")
    )
    meaning = book.event_types[entry["type"]].meaning
    return f"{meaning}: {when}{', ' + shown if shown else ''} (event {entry['id']}, {entry['type']})."


def warn_of_future(entry: Mapping[str, Any], session: Session) -> None:
    day = entry["at"].date() if "at" in entry else entry["on"]
    if day > session.today:
        warn(f"{long_day(day)} is later than today, {long_day(session.today)}: it counts for nothing until then.")
