"""`sendclock pack`: make a local pack without knowing its language, try it before it is live, check it, and see what a
changed one would move.

Must not know: how a pack is read, how a date is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer

from sendclock.casebook.settings import on_holidays
from sendclock.command import Now, Reply, as_bare_data, asking
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law.area import local_packs
from sendclock.law.book import RuleBook
from sendclock.law.load import load
from sendclock.law.pack import Pack, read_pack
from sendclock.law.rule import Rule
from sendclock.lawbook.moves import CHANGES_OF_A_PACK, moves
from sendclock.pack.example import run_examples
from sendclock.pack.lint import lint
from sendclock.pack.new import new, words
from sendclock.pack.schema import schema_of
from sendclock.pack.trial import Tried, limit_of, tried
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.formats import PROBLEM, dumps
from sendclock.say.view import DAY, TEXT, WHOLE, Column, Look, View, maybe, one_of
from sendclock.say.words import long_day, number, short_day
from sendclock.session import Session
from sendclock.tuples import NamedTuple

PackName = Annotated[str, typer.Argument(metavar="PACK", help="A pack file, or the name of a pack.")]
NOTHING_FOUND = 0
WRONG = 3


# --- which pack is meant, and how it stands beside the law


class Looked(NamedTuple):
    """A pack beside the law and the other packs in use. `book` is None, and `problems` say why, where it cannot stand
    there."""

    path: Path
    pack: Pack | None
    book: RuleBook | None
    problems: list[Problem]


def _file(name: str, session: Session) -> Path:
    """A file; or a pack by its name, of the casebook first, else of those that come with sendclock."""
    path = Path(name)
    if disk.is_file(path):
        return path
    own = {each.stem: each for each in session.own_packs} if session.has_book else {}
    shipped = local_packs()
    found = own.get(name) or shipped.get(name)
    if found is None:
        known = sorted({*own, *shipped})
        raise CannotRunError(f"{name}: there is no such pack. Give a file, or one of: {', '.join(known)}.")
    return found


def _looked(name: str, session: Session) -> Looked:
    path = _file(name, session)
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        return Looked(path, None, None, [content])
    book, withheld = _beside_the_law(path, session)
    panels = session.panels if session.has_book else {}
    pack, wrong = read_pack(content, path.name, book.event_types, book.calendars, True, panels)
    if pack is None or wrong or disk.shown(path.as_posix()) in [problem.position.file for problem in withheld]:
        mine = [p for p in withheld if p.code != "withheld" and p.position.file == path.name]
        return Looked(path, pack, None, list(dict.fromkeys([*wrong, *mine])))
    return Looked(path, pack, book, [])


def _beside_the_law(path: Path, session: Session) -> tuple[RuleBook, list[Problem]]:
    """The book with this pack in the place of the one of its name, and what is withheld of it."""
    withheld: list[Problem] = []
    if not session.has_book:
        return load(own=[path], panels={}, withheld=withheld), withheld
    others = [each for each in session.own_packs if each.stem != path.stem]
    return session.rulebook_with(session.law_calendars, own=[*others, path], withheld=withheld), withheld


# --- try


TRIAL: tuple[Column[Tried], ...] = (
    Column("week", "Week", kind=maybe(WHOLE), value=lambda row: row.week or None, about="of the case; null beside it"),
    Column(
        "due",
        "Due",
        kind=DAY,
        shown=lambda row, look: look.day(row.due) + (f" {row.at:%H:%M}" if row.at else ""),
    ),
    Column("of", "Of", kind=one_of("law", "pack"), value=lambda row: "pack" if row.own else "law"),
    Column("title", "What", wrap=True, value=lambda row: row.rule.title),
    Column("limit", "Limit", from_width=110, value=lambda row: limit_of(row.rule)),
    Column("since", "Begins with", from_width=130, value=lambda row: row.from_.type),
    Column("rule", "Rule", from_width=150, value=lambda row: row.rule.id),
    Column("note", "Note", wrap=True, from_width=90, value=lambda row: _note(row)),
)
TRY = View("pack-try", TRIAL, (Column[None]("pack", kind=TEXT), Column[None]("from", kind=DAY)), row="limit", bare=True)


def _note(row: Tried) -> str:
    local = row.rule.local
    parts = [f"from {short_day(row.opens)}"] if row.opens else []
    parts += [row.route] if row.route else []
    if local is not None:
        parts += ["usually"] if local.usually else []
        parts += ["again and again"] if local.again else []
        asked = [f"{c.field}{c.op}{','.join(c.values)}" for c in local.conditions]
        parts += [f"only if {' and '.join(asked)}"] if asked else []
    return "; ".join(parts)


def draw(
    name: PackName,
    session: Now,
    first: Annotated[
        Optional[str], typer.Option("--from", metavar="DATE", help="The day it begins [default: today].")
    ] = None,
) -> Reply:
    """Draw a case's weeks and dates as the pack would have them, beside the law's. No case is needed."""
    looked = _looked(name, session)
    if looked.book is None or looked.pack is None:
        return _told(looked.problems)
    day = session.day("--from", first) if first else session.today
    pack = looked.pack
    try:
        trial = tried(looked.book, pack.id, day)
    except ValueError as error:
        raise CannotRunError(f"{error}.") from None
    case, apart = (sorted(rows, key=lambda row: (row.due, not row.own)) for rows in trial[:2])
    return Reply(
        "pack-try",
        lambda _, in_full: _drawn(pack, day, case, apart, trial[2], in_full),
        as_bare_data(TRY, [*case, *apart], {"pack": pack.id, "from": day}),
        law=looked.book,
    )


def _drawn(
    pack: Pack, day: date, case: Sequence[Tried], apart: Sequence[Tried], idle: Sequence[Rule], in_full: bool
) -> Document:
    asleep = pack.source is not None and pack.source.status != "adopted"
    blocks: list[Block] = [Line(f"{pack.title}.{' It is not adopted: none of this counts yet.' if asleep else ''}")]
    if any(row.own for row in case):
        head = f"An assessment asked for on {long_day(day)}, everything done on its last day"
        blocks += [Heading(head), grid(TRIAL, case, Look(in_full))]
    if apart:
        blocks += [Heading(f"What begins on {long_day(day)} by itself"), grid(TRIAL[1:], apart, Look(in_full))]
    if idle:
        blocks.append(Heading("Not drawn"))
        blocks += [Line(f"{rule.title} ({rule.id}): nothing here starts it, or no meeting is known.") for rule in idle]
    return Document(blocks)


# --- check


CHECK = View("pack-check", PROBLEM, row="problem", bare=True)


def look_over(name: PackName, session: Now) -> Reply:
    """Every problem in a pack, with line and fix; what looks like a slip; and its worked examples, run.

    Exit 3 where the pack cannot be used as it is; 0 where there are warnings at most.
    """
    looked = _looked(name, session)
    problems = list(looked.problems)
    if looked.book is not None and looked.pack is not None:
        problems += lint(looked.pack, looked.book, looked.path.name)
        problems += run_examples([looked.path.as_posix()], looked.book)
        problems += on_holidays(session.panels.values()) if session.has_book else ()
    return _told(sorted(problems), looked.pack)


def _told(problems: Sequence[Problem], pack: Pack | None = None) -> Reply:
    errors = sum(problem.severity == "error" for problem in problems)
    found = (
        [f"{number(errors, 'error')}, {number(len(problems) - errors, 'warning')}."] if problems else ["No problems."]
    )
    lines = [*found, *(f"{problem.severity}: {problem}" for problem in problems), *_standing(pack, problems)]
    return Reply(
        "pack-check",
        lambda *_: Document([Line(lines[0], more=lines[1:])]),
        as_bare_data(CHECK, problems),
        refused=WRONG if errors else NOTHING_FOUND,
    )


def _standing(pack: Pack | None, problems: Sequence[Problem]) -> Iterator[str]:
    """How much of it there is, and what is left to do."""
    if pack is None:
        return
    errors = [problem for problem in problems if problem.severity == "error"]
    yield f"{number(len(pack.rules), 'rule')}, {number(len(pack.checklist), 'step')}."
    if errors and all(problem.code == "example" for problem in errors):
        yield "The rules count as they are written. Correct the rule, or the example that shows it."
    elif errors:
        yield "Nothing in this pack counts until that is put right. The law is answered."
    elif pack.source is not None and pack.source.status != "adopted":
        status = "a draft" if pack.source.status == "draft" else pack.source.status
        yield f'It is {status}, and starts no clock. To make it live: status = "adopted" under [source].'


# --- diff


def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A pack file, or the name of a pack.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: the pack that is to take its place.")],
    session: Now,
) -> Reply:
    """What a changed pack would move in the cases there are; and how to change it without rewriting the past."""
    files = [_file(name, session) for name in (old, new)]
    stems = {path.stem for path in files}
    others = [each for each in session.own_packs if each.stem not in stems]
    books, packs = [], []
    for path in files:
        withheld: list[Problem] = []
        books.append(session.rulebook_with(session.law_calendars, own=[*others, path], withheld=withheld))
        wrong = [problem for problem in withheld if problem.position.file == path.name]
        if wrong:
            return _told(wrong)
        packs.append([rule for rule in books[-1].rules if rule.local and rule.position.file == path.name])
    reply = moves(session, CHANGES_OF_A_PACK, f"The pack {files[0]} against {files[1]}:", books[0], books[1])
    return reply._replace(notes=[*reply.notes, *_rewritten(packs[0], packs[1], session.today)])


NOT_COMPARED = ("position", "in_force_to", "note", "label", "title", "cite")


def _rewritten(old: Sequence[Rule], new: Sequence[Rule], today: date) -> Iterator[str]:
    """For each rule that is another from its very beginning, how to end the old one and begin the new."""
    begun = {(rule.id, rule.in_force_from): rule for rule in old}
    later = {rule.id for rule in new} & {rule.id for rule in old if rule.in_force_to is None}
    for rule in new:
        before = begun.get((rule.id, rule.in_force_from))
        if before is not None and _counts(before) != _counts(rule):
            last = today - timedelta(1)
            was, now = limit_of(before), limit_of(rule)
            yield (
                f"{rule.position}: {rule.id} is changed as if it had always been so (was {was}; now {now}). To leave "
                f"the past as it was, keep the old one with in_force_to = {last}. Add the new one under the same id "
                f"with in_force_from = {today}."
            )
    for gone in sorted({rule.id for rule in old} - {rule.id for rule in new} - later):
        yield f"{gone} is taken out: its clocks go, those of the past too. To end it, write in_force_to = {today}."


def _counts(rule: Rule) -> list[object]:
    """What of a rule decides its dates."""
    return [value for name, value in rule._asdict().items() if name not in NOT_COMPARED]


# --- schema


def editor(session: Now) -> Reply:
    """The JSON Schema of a pack, for editors that complete and check TOML (taplo, VS Code)."""
    return Reply("pack-schema", text=[dumps(schema_of(session.law))])


app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def pack() -> None:
    """Make a local pack without knowing its language; try it, check it, compare it."""


app.command("new")(asking(new))
app.command("try")(asking(draw))
app.command("check")(asking(look_over))
app.command("diff")(asking(compare))
app.command("words")(asking(words))
app.command("schema")(asking(editor, drawn=False))
