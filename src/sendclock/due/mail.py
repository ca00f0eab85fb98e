"""The `--eml` part of `due`: for each officer who has something to do a draft mail in a folder, with the list in plain
text and the same as small tables in HTML. Nothing is sent. The one door to `email`.

Must not know: the network, how a row was dated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path

from sendclock.casebook.owner import NOBODY
from sendclock.command import footer
from sendclock.due.front import Page, blocks, last_working_day, nothing_falls_due, sheet, with_own
from sendclock.due.list import NONE_BESIDES, Besides, Morning, Wanted, beside, document, named_apart
from sendclock.due.order import Gravity
from sendclock.files import disk
from sendclock.files.mark import one_line, printable
from sendclock.files.name import folded
from sendclock.files.problem import Problem, RefusedError, UsageError
from sendclock.say import screen
from sendclock.say.document import Block, Document, Grid, Heading, Line
from sendclock.say.own_date import OwnDate
from sendclock.say.row import Row
from sendclock.say.terminal import send, warn
from sendclock.say.words import long_day, number, short_day
from sendclock.session import Session
from sendclock.tuples import NamedTuple

UNSAID = "see sendclock show"  # in the place of what an own date is about: that is a note, and a mail leaves the house
MOST_NAMED = 20  # files named in one mail
SHOWN = ("Status", "Case", "Due", "To do", "Note")  # the list is one officer's, and the law stands in the text part
HEADER = 200  # letters of a subject that stay on one line: the library would break it before its first word
BOUNDARY = "=_sendclock_list"  # can stand in no part: quoted-printable writes "=" as "=3D"
FONT = "font-family:Arial,sans-serif;font-size:10.5pt"
SMALL = "font-family:Arial,sans-serif;font-size:9pt"
CELL = f"{FONT};padding:3pt 10pt 3pt 0;text-align:left;vertical-align:top;border-bottom:.75pt solid #bfbfbf"
HEAD = f"{FONT};padding:3pt 10pt 3pt 0;text-align:left;border-bottom:1.5pt solid #595959"
GROUP = f"{FONT};padding:10pt 10pt 3pt 0;text-align:left;border-bottom:.75pt solid #595959"
COLOURS = {"bad": ";color:#a30000;font-weight:bold", "warn": ";color:#7a4b00;font-weight:bold"}


class Letter(NamedTuple):
    """Whose list it is (`nobody`: cases given to nobody), to which addresses it goes (none: the draft has no To), the
    day it is of, the case files, each with the line, that could not be read: any of them may belong in it; and how many
    of the officer's cases are to go to another; `own` are the officer's own dates whose day has come."""

    officer: str
    to: Sequence[str]
    as_of: date
    unread: Sequence[str] = ()
    besides: Besides = NONE_BESIDES
    own: Sequence[OwnDate] = ()


def draft(rows: Sequence[Row], wanted: Wanted, letter: Letter, lines: str, footer: str) -> bytes:
    """The draft as an .eml file. `rows` are the officer's, in the order of the list; `wanted` lists that officer's;
    `lines` is the same as the front page has it, one line a row, for the part in plain text.

    From, Date and Message-ID are left to the program that sends it, so the same list gives the same bytes.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    title = subject(rows, wanted, letter)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = title
    if letter.to:
        mail["To"] = ", ".join(letter.to)
    mail["X-Unsent"] = "1"  # Outlook opens it to be looked at and sent, not as a mail received
    text = "\n\n".join([*(line.text for line in _top(rows, wanted, letter)), lines])
    mail.set_content(text, cte="quoted-printable")
    page = _page(_list(rows, wanted, letter, footer, False), title)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.set_boundary(BOUNDARY)
    return mail.as_bytes(policy=SMTP.clone(max_line_length=HEADER))


def subject(rows: Sequence[Row], wanted: Wanted, letter: Letter) -> str:
    """`Due: 3 overdue, 5 up to Mon 7 Dec (okafor, Mon 23 Nov 2026)`. It names no case: a subject is seen in passing."""
    whose = "given to nobody" if letter.officer == NOBODY else " ".join(one_line(letter.officer).split())
    until = short_day(wanted.until)
    if wanted.until.year == letter.as_of.year:
        until = until.rpartition(" ")[0]
    incomplete = ", incomplete" if letter.unread else ""
    return f"Due{incomplete}: {_counts(rows, until, letter.own)} ({whose}, {short_day(letter.as_of)})"


def _counts(rows: Sequence[Row], until: str, own: Sequence[OwnDate]) -> str:
    late = sum(row.late for row in rows)
    today = sum(row.days_left == 0 for row in rows if not row.late)
    counted = {"overdue": late, "today": today, f"up to {until}": len(rows) - late - today}
    said = [f"{count:,} {what}" for what, count in counted.items() if count]
    return ", ".join([*said, *([number(len(own), "own date")] if own else [])])


def _list(rows: Sequence[Row], wanted: Wanted, letter: Letter, footer: str, in_full: bool) -> Document:
    """The list as `due --officer` gives it, under whose it is and what is missing from it."""
    blocks, last = document(rows, wanted, footer, in_full, besides=letter.besides, own=letter.own)
    return Document([*_top(rows, wanted, letter), *blocks], last)


def _top(rows: Sequence[Row], wanted: Wanted, letter: Letter) -> list[Line]:
    whose = "Cases given to nobody" if letter.officer == NOBODY else f"The list of {letter.officer}"
    top = [Line(f"{whose}, {long_day(letter.as_of)}: {_counts(rows, long_day(wanted.until), letter.own)}.")]
    if letter.unread:
        named = list(letter.unread[:MOST_NAMED])
        named += [f"and {len(letter.unread) - MOST_NAMED} more"] if len(letter.unread) > MOST_NAMED else []
        could = f"{number(len(letter.unread), 'case file')} could not be read: {', '.join(named)}"
        top.append(Line(f"INCOMPLETE. {could}. What is wrong, and how to put it right: sendclock check", "bad"))
    return top


def _page(document: Document, title: str) -> str:
    """One table, a group of rows to a day. Styles stand in every element, because mail programs drop them anywhere
    else. Nothing is fetched."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    said = "\n".join(
        f'<p style="{FONT}{COLOURS.get(line.style, "")}">{escape(" ".join(line.lines))}</p>' for line in lines
    )
    text = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
</head>
<body>
{said}
{_table(document.blocks)}
<p style="{SMALL}">{escape(document.footer)}</p>
</body>
</html>
"""
    return printable(text)


def _table(blocks: Sequence[Block]) -> str:
    """A column in which no row says anything is left out."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    if not grids:
        return ""
    columns = grids[0].columns
    places = [n for n, column in enumerate(columns) if column.title in SHOWN and not column.below]
    places = [n for n in places if any(row[n] for grid in grids for row in grid.rows)]
    head = "".join(f'<th scope="col" style="{HEAD}">{columns[n].title}</th>' for n in places)
    body = ""
    for block in blocks:
        if isinstance(block, Heading):
            group = f'<th colspan="{len(places)}" scope="rowgroup" style="{GROUP}">{escape(block.text)}</th>'
            body += f"<tbody>\n<tr>{group}</tr>\n"
        elif isinstance(block, Grid):
            body += "".join(_line(block, *row, places) for row in zip(block.rows, block.styles, strict=True))
            body += "</tbody>\n"
    table = '<table border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse">'
    return f"{table}\n<thead><tr>{head}</tr></thead>\n{body}</table>"


def _line(grid: Grid, row: Sequence[str], style: str, places: Sequence[int]) -> str:
    cells = ""
    for n in places:
        look = CELL + ("" if grid.columns[n].wrap else ";white-space:nowrap")
        look += COLOURS.get(style, "") if n == places[0] else ""
        cells += f'<td style="{look}">{escape(row[n])}</td>'
    return f"<tr>{cells}</tr>\n"


OFFICER = "{officer}"
NAME_LENGTH = 60  # letters of an officer's id in the name of a file
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`|~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Post(NamedTuple):
    """Where the drafts are addressed to, `{officer}` standing for the officer's id; and the folder they go into."""

    addresses: tuple[str, ...]
    folder: Path


def post_of(addresses: Sequence[str] | None, folder: Path | None, others: dict[str, object]) -> Post:
    """What `--eml` and `--out` ask for. Raises UsageError where an address is none, or another option has no place."""
    if not addresses or folder is None:
        raise UsageError("--eml and --out go together: sendclock due --eml me@council.example --out drafts")
    if folder == Path("-"):
        raise UsageError("Drafts are files in a folder. Name it: --out drafts")
    for name in [name for name, given in others.items() if given]:
        raise UsageError(f"--eml takes no --{name}: a draft has the list as plain text and as HTML.")
    for address in addresses:
        if not _ADDRESS.fullmatch(address.replace(OFFICER, "officer")):
            raise UsageError(f'"{address}" is no mail address. Use me@council.example or "{OFFICER}@council.example".')
    return Post(tuple(dict.fromkeys(addresses)), folder)


def write_drafts(
    session: Session,
    wanted: Wanted,
    rows: Sequence[Row],
    own: Sequence[OwnDate],
    morning: Morning,
    post: Post,
    quiet: bool,
) -> Iterator[str]:
    """A draft for each officer with rows, or with an own date whose day has come: the names of the files, one a line,
    as they are written. All are made before one is written.

    Raises RefusedError at the end if one could not be written: the others stand, and each is whole.
    """
    if not rows and not own:
        if not quiet:
            warn(f"{nothing_falls_due(wanted.until)} No draft was written.")
        return
    drafts = _drafts(session, wanted, rows, own, morning, post)
    _make(post.folder)
    refused = 0
    for path, content in drafts.items():
        try:
            send([content], path)
        except RefusedError as error:
            warn(str(error))
            refused += 1
        else:
            yield f"{path}\n"
    if refused:
        raise RefusedError(f"{number(refused, 'draft')} of {len(drafts)} could not be written; the others were.")


def _drafts(
    session: Session, wanted: Wanted, rows: Sequence[Row], own: Sequence[OwnDate], morning: Morning, post: Post
) -> dict[Path, bytes]:
    last = footer(session, session.title_page, morning.every.read, morning.every.unreadable)
    unread = _unread(morning.every.problems)
    drafts: dict[Path, bytes] = {}
    for name, theirs in _by_officer(rows, own, wanted.officers).items():
        path = _path(post.folder, f"due-{session.today.isoformat()}-{_plain(name)}", drafts)
        whose = wanted._replace(officers=frozenset({folded(name)}))
        dates = [one._replace(note=UNSAID) for one in own if folded(name) in _whose_date(one)]
        letter = Letter(name, _addresses(post, name), session.today, unread, morning.besides(whose), dates)
        if not letter.to and name != NOBODY:
            warn(f'{path}: no address can be made of "{name}", so this draft has none. Write one in.')
        drafts[path] = draft(theirs, whose, letter, _lines(session, whose, letter, theirs, morning, last), last)
    return drafts


def _lines(session: Session, wanted: Wanted, letter: Letter, rows: Sequence[Row], morning: Morning, footer: str) -> str:
    """The front page of an officer, one line a row, nothing cut."""
    since = last_working_day(session.today, session.england)
    apart = [*morning.named("waiting", wanted), *morning.named("nothing-running", wanted)]
    under = [line.text for line in beside(rows, wanted, morning.besides(wanted))]
    page = Page(
        with_own(blocks(rows, since, Gravity(session.edition)), letter.own),
        letter.officer,
        session.today,
        since,
        morning.standings(wanted),
        [*named_apart(session, apart), *under],
        "sendclock due",
        "",
        filtered=wanted.filtered,
    )
    return screen.drawn(sheet(page, footer, wanted.until), None, None, False)


def _whose_date(one: OwnDate) -> set[str]:
    """Whose list an own date stands on, in small letters: of whoever has the case, and of whoever set it."""
    return {folded(one.officer or NOBODY), *([folded(one.by)] if one.by else [])}


def _by_officer(rows: Iterable[Row], own: Iterable[OwnDate], asked: frozenset[str]) -> dict[str, list[Row]]:
    """The rows of each officer asked for, or of everybody: those of their cases, and those they cover; none, of whose
    case only an own date is listed. In order of name, `nobody` last. Each name as the first case spells it."""
    names: dict[str, str] = {}
    found: dict[str, list[Row]] = {}
    for row in rows:
        for name in dict.fromkeys((row.officer or NOBODY, *row.cover)):
            names.setdefault(folded(name), name)
            found.setdefault(folded(name), []).append(row)
    for one in own:
        names.setdefault(folded(one.officer or NOBODY), one.officer or NOBODY)
        found.setdefault(folded(one.officer or NOBODY), [])
    keys = sorted((key for key in found if not asked or key in asked), key=lambda key: (key == NOBODY, key))
    return {names[key]: found[key] for key in keys}


def _addresses(post: Post, officer: str) -> list[str]:
    """Without those that would have to be made of `nobody`, or of an id that no address can have in it."""
    made = [
        address.replace(OFFICER, officer) for address in post.addresses if officer != NOBODY or OFFICER not in address
    ]
    return [address for address in made if _ADDRESS.fullmatch(address)]


def _plain(officer: str) -> str:
    """The id as part of a name that every disk takes."""
    letters = unicodedata.normalize("NFC", officer).casefold()
    return re.sub(r"[^\w-]+", "-", letters).strip("-")[:NAME_LENGTH] or "officer"


def _path(folder: Path, name: str, taken: Iterable[Path]) -> Path:
    """Two ids that look alike as file names are numbered: no draft takes the place of another."""
    there, number_ = set(taken), 1
    path = folder / f"{name}.eml"
    while path in there:
        number_ += 1
        path = folder / f"{name}-{number_}.eml"
    return path


def _unread(problems: Iterable[Problem]) -> list[str]:
    """The files that could not be answered, each with the line of its first mistake."""
    first: dict[str, int] = {}
    for problem in problems:
        if problem.severity == "error":
            first.setdefault(problem.position.file, problem.position.line)
    return [f"{file}:{line}" if line else file for file, line in first.items()]


def _make(folder: Path) -> None:
    """The folder, but not the folders above it: a slip in a path is not to grow a new tree."""
    disk.make_folder(folder)
