"""`sendclock pack new`: a pack from five questions a promise, from a sheet with one promise a row, or from templates;
and what was understood, said back in English.

Must not know: how a pack is read, how a date is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Optional

from sendclock.command import DryRun, Now, Options, Reply
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, RefusedError, UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.pack import read_pack
from sendclock.law.rule import LATER, MET, Rule, Trigger
from sendclock.option import typer
from sendclock.pack.lint import UNNAMED
from sendclock.pack.promise import (
    ASKED,
    HERE,
    QUESTIONS,
    Answers,
    Promise,
    Saying,
    Sayings,
    quoted,
    read_phrases,
    understand,
)
from sendclock.pack.trial import limit_of
from sendclock.say.document import Block, Document, Heading, Line
from sendclock.say.reasons import anchor_in_words
from sendclock.say.terminal import answered, can_ask, warn
from sendclock.say.words import listed, lower_first, number
from sendclock.session import Session

NAME = "NAME"  # what a template calls its pack
TRIES = 3  # in which an answer may be said anew
HEADINGS = {
    "what": ("what", "promise", "what is promised", "action", "what we do"),
    "who": ("who", "responsible", "owner"),
    "from when": ("from when", "from", "when", "starts", "starting", "trigger"),
    "how long": ("how long", "time", "timescale", "limit", "deadline", "within"),
    "done by": ("done by", "done", "evidence", "kept by", "met by"),
    "page": ("page", "where", "paragraph", "section"),
}


class NewPack(Options):
    sheet: Annotated[
        Optional[Path], typer.Option("--from", metavar="SHEET", help="A CSV or Excel file, one promise a row.")
    ] = None
    template: Annotated[
        Optional[list[str]],
        typer.Option("--template", metavar="NAME", help="One of the commonest promises; may be repeated. list: all."),
    ] = None
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="The title of the document.")] = ""
    address: Annotated[str, typer.Option("--address", metavar="TEXT", help="Where it is published.")] = ""


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What the pack is to be called: small letters, digits, -.")
    ],
    asked: NewPack,
    session: Now,
    dry_run: DryRun = False,
) -> Reply:
    """Make a pack: from five questions a promise, from a sheet with one promise a row, or from templates."""
    if asked.template and "list" in asked.template:
        return _templates()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise UsageError(f'"{name}" cannot name a pack. Use small letters, digits and -, such as ourtown.')
    place = _place(session, name)
    pieces = [_template(each, name) for each in asked.template or ()]
    meant = _apart(_promises(name, asked, session))
    unsaid = [each for each in meant if each.wanting]
    text = _text(name, asked, session, meant, pieces)
    known = session.law
    pack, problems = read_pack(text.encode(), place.name, known.event_types, known.calendars, True, session.panels)
    rules = pack.rules if pack else ()
    written = not dry_run and bool(rules)
    if written:
        disk.make_folder(place.parent, above=True)
        if not disk.put_new(place, text.encode()):
            raise RefusedError(f"{place} already exists. Nothing was changed: choose another name, or take it away.")
    done = "Wrote" if written else "Would write" if rules else "Nothing to write to"
    lines = [f"{done} {place}: {number(len(rules), 'promise')}."]
    passed = {each.id: each.passed for each in meant if each.passed}
    lines += [_in_english(rule, session.law) + _not_in_it(passed.get(rule.id, ())) for rule in rules]
    lines += _named(unsaid)
    lines += [NEXT.format(name=name)] if written else []
    first, *others = text.splitlines()
    shown = [Line(first, more=others)] if dry_run else []
    told = [str(problem) for problem in problems if problem.severity == "error"]
    return Reply("pack-new", lambda *_: Document([*map(Line, lines), *shown]), notes=told, left_out=len(unsaid))


NEXT = (
    "It is a draft, and starts no clock. Next: sendclock pack try {name}; sendclock pack check {name}; then write "
    'status = "adopted" in it.'
)


def _promises(name: str, asked: NewPack, session: Session) -> list[Promise]:
    types = session.law.event_types
    phrases = read_phrases(types)
    if asked.sheet:
        rows = _rows(asked.sheet)
        read = partial(understand, pack=name, phrases=phrases, events=types, title=asked.title, terms=_terms(session))
        kinds = {kind for each in rows if (kind := read(each).kind)}
        return [read(each, kinds=kinds) for each in rows]
    return [] if asked.template else _interview(name, phrases, session, asked.title)


def _terms(session: Session) -> str:
    """The calendar whose terms "the end of term" means: the only one of the settings that has any."""
    found = [id for id, calendar in session.law.calendars.items() if calendar.terms]
    return found[0] if len(found) == 1 else ""


def _place(session: Session, name: str) -> Path:
    """Where the pack goes; never where one is already."""
    if len(session.books) > 1:
        raise UsageError("a pack goes into one casebook: give --cases once.")
    place = session.books[0].root / "packs" / f"{name}.toml"
    if disk.is_there(place):
        raise RefusedError(f"{place} already exists. Nothing was changed: choose another name, or take it away.")
    return place


def _templates() -> Reply:
    lines = [Line(f"{name}: {lower_first(text.partition(chr(10))[0].lstrip('# '))}.") for name, text in _shipped()]
    return Reply("pack-new", lambda *_: Document([*lines]))


def _shipped() -> list[tuple[str, str]]:
    paths = [Path(path) for path in disk.list_package(HERE / "templates")]
    return [(path.stem, disk.read_package(path).decode("utf-8")) for path in paths]


def _template(wanted: str, pack: str) -> str:
    known = dict(_shipped())
    if wanted not in known:
        raise UsageError(f'"{wanted}" is no template.{near_miss(wanted, known)} All of them: --template list')
    return known[wanted].replace(NAME, pack)


def _rows(sheet: Path) -> list[Answers]:
    """One promise a row, by headings that are looked for in whatever order."""
    from sendclock.tracker.sheet import read_tracker

    known = {folded(word) for words in HEADINGS.values() for word in words}
    tracker = read_tracker(sheet, lambda headings: len(headings & known) if len(headings & known) >= 3 else 0)
    places = {key: _column(tracker.headings, words) for key, words in HEADINGS.items()}
    missing = [key for key in ("what", "from when", "how long") if places[key] is None]
    if missing:
        raise CannotRunError(f"{sheet}: no column is headed {listed(missing, 'or')}. Head the columns: {_headings()}.")
    found = []
    for row in tracker.rows:
        cells = {key: str(row.cells[n]) if n is not None and n < len(row.cells) else "" for key, n in places.items()}
        if any(cells.values()):
            found.append(_answers(cells)._replace(page=cells["page"], place=f"row {row.number}"))
    return found


def _column(headings: Sequence[str], words: Sequence[str]) -> int | None:
    wanted = [folded(word) for word in words]
    return next((n for word in wanted for n, heading in enumerate(headings) if folded(heading) == word), None)


def _headings() -> str:
    return ", ".join(["what", "who", "from when", "how long", "done by"])


def _interview(name: str, phrases: Sayings, session: Session, title: str) -> list[Promise]:
    """Five questions a promise, until none is left. What is not understood is asked for anew."""
    if not can_ask():
        how = f"Give the promises in a sheet (--from SHEET, headed {_headings()}), or use --template."
        raise UsageError(f"nobody is there to be asked. {how}")
    warn("Five questions for each promise. An empty answer to the first ends it; ? lists what can be said.")
    found: list[Promise] = []
    while what := _asked(ASKED["what"], phrases):
        given = {key: what if key == "what" else _asked(ASKED[key], phrases) for key in QUESTIONS}
        found.append(_settled(given, name, phrases, session, title))
    return found


def _settled(given: dict[str, str], name: str, phrases: Sayings, session: Session, title: str) -> Promise:
    """A promise as it was understood, after what was not has been asked again."""
    for _ in range(TRIES):
        meant = understand(_answers(given), name, phrases, session.law.event_types, title, _terms(session))
        if not meant.wanting:
            warn(f"  {_said_back(meant, name, session)}{_not_in_it(meant.passed)}")
            return meant
        for wanting in meant.wanting:
            warn(f"  {wanting}.")
            key = "how long" if wanting.startswith("how long") else "from when"
            given[key] = _asked(ASKED[key], phrases) or given[key]
    warn("  Not understood: left out, and named in the file.")
    return understand(_answers(given), name, phrases, session.law.event_types, title, _terms(session))


def _said_back(meant: Promise, name: str, session: Session) -> str:
    """One promise in English, as it would stand in the pack."""
    text = _text(name, NewPack(sheet=None, template=None, title="", address=""), session, [meant], [])
    pack, _ = read_pack(text.encode(), name, session.law.event_types, session.law.calendars, True, session.panels)
    return _in_english(pack.rules[0], session.law) if pack and pack.rules else ""


def _answers(given: Mapping[str, str]) -> Answers:
    return Answers(given["what"], given["who"], given["from when"], given["how long"], given["done by"])


def _asked(question: str, phrases: Sayings) -> str:
    while True:
        text = answered(question)
        if text != "?":
            return text
        for phrase in phrases.when:
            warn(f"  {phrase.says}")


def _apart(meant: Sequence[Promise]) -> list[Promise]:
    """Two promises of one name get two."""
    seen: dict[str, int] = {}
    found = []
    for each in meant:
        seen[each.id] = seen.get(each.id, 0) + 1
        found.append(each.renamed(f"{each.id}-{seen[each.id]}") if seen[each.id] > 1 else each)
    return found


def _text(name: str, asked: NewPack, session: Session, meant: Sequence[Promise], pieces: Sequence[str]) -> str:
    authority = next((settings.authority for settings in session.settings if settings.authority), UNNAMED)
    made = asked.sheet.name if asked.sheet else "templates" if asked.template else "the answers given"
    named = authority != UNNAMED
    lines = [
        f"# Made by sendclock pack new on {session.today} from {made}. Hold it against the document, line by line;",
        "# every key there is: docs/local-packs.md. While status is draft, it starts no clock.",
        "",
        "schema = 1",
        f"pack = {quoted(name)}",
        f"title = {quoted(f'{authority}: what was promised' if named else 'What was promised')}",
        f"in_force_from = {session.today}           # what began before this day is not owed",
        "",
        "[source]",
        f"authority = {quoted(authority)}",
        f"title = {quoted(asked.title or UNNAMED)}",
        f"address = {quoted(asked.address)}",
        f"checked_on = {session.today}",
        'status = "draft"                     # adopted, once it has been tried and checked',
    ]
    for each in meant:
        lines.append("")
        if each.wanting:
            lines += [f"# Not said, {each.answers.place or 'as answered'}: {_on_one_line(each.answers)}"]
            lines += [f"#   {' '.join(wanting.split())}" for wanting in each.wanting]
            continue
        lines += each.lines
        if each.step:
            starts = next(line for line in each.lines if line.startswith("starts_on"))
            lines += ["", "[[step]]", f"id = {quoted(each.step)}", f"{each.lines[2]}", starts]
    for kind in dict.fromkeys(each.kind for each in meant if each.kind):
        lines += ["", "[[kind]]", f"id = {quoted(kind)}", f"title = {quoted('a request: ' + kind.replace('-', ' '))}"]
    return "\n".join([*lines, *(f"\n{piece.rstrip()}" for piece in pieces)]) + "\n"


def _on_one_line(answers: Answers) -> str:
    return " | ".join(" ".join(part.split()) or "-" for part in answers[:5])


def _named(unsaid: Sequence[Promise]) -> Iterator[str]:
    """What could not be said, each with why."""
    for each in unsaid:
        where = f"{each.answers.place}: " if each.answers.place else ""
        yield f"NOT SAID. {where}{_on_one_line(each.answers)}. {'; '.join(each.wanting)}."


def _not_in_it(words: Sequence[str]) -> str:
    """What stands under "from when" and is in no rule."""
    return f" PASSED OVER: {listed([quoted(each) for each in words])}." if words else ""


def _in_english(rule: Rule, book: RuleBook) -> str:
    """A promise as it was understood, as its rule says it."""
    often = "again and again, " if rule.local and rule.local.again else ""
    hour = f" by {rule.period.cutoff:%H:%M}" if rule.period.cutoff else ""
    length = limit_of(rule) + hour
    said = rule.anchor == "on" or rule.anchor.partition(":")[0] in (*SCHOOL_YEAR, *MET, *LATER)
    anchor = "" if said else f", counted from {anchor_in_words(rule.anchor, book.event_types, _starter(rule))}"
    after = f"the day {rule.anchor.partition(':')[2]} is kept"
    starts = listed([_event(t, book) for t in rule.starts_on], "or") or after
    kept = listed([_event(t, book) for t in rule.met_by], "and" if rule.local and rule.local.met_by_all else "or")
    choice = f" Taken: {rule.local.choice}." if rule.local and rule.local.choice else ""
    return f"{rule.title}: {rule.who}; {often}{length}, from: {starts}{anchor}; kept by: {kept or 'nothing'}.{choice}"


def _starter(rule: Rule) -> str:
    return rule.starts_on[0].event if rule.starts_on else ""


def _event(trigger: Trigger, book: RuleBook) -> str:
    asked = ", ".join(f"{c.field} {'not ' if c.op == '!=' else ''}{' or '.join(c.values)}" for c in trigger.conditions)
    return lower_first(book.event_types[trigger.event].meaning) + (f" ({asked})" if asked else "")


def words(session: Now) -> Reply:
    """What "from when" and "done by" can say, and the events that are meant."""
    phrases = read_phrases(session.law.event_types)
    blocks: list[Block] = [Heading("From when"), *_listed(phrases.when), Heading("Done by"), *_listed(phrases.done)]
    return Reply("pack-words", lambda *_: Document(blocks))


def _listed(phrases: Sequence[Saying]) -> Iterator[Block]:
    first, *others = (f"{phrase.says}: {', '.join(phrase.event)}" for phrase in phrases)
    yield Line(first, more=others)
