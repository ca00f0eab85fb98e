"""`sendclock erase REF`: a case taken away for good, with all that was kept of it; and what is not ours to take away.

Must not know: what is in a case, rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from sendclock.casebook import facts, reference, voucher
from sendclock.casebook.folder import Casebook, find_case_file, is_beside, no_reference, shown
from sendclock.command import Forms, Now, Options, Reply, as_data, command
from sendclock.files import disk, git
from sendclock.files.problem import CannotRunError, Problem, RefusedError, UsageError
from sendclock.option import typer
from sendclock.say.document import Block, Document, Line, Numbered
from sendclock.say.terminal import can_ask, confirmed
from sendclock.say.view import YES_NO, Column, View, one_of
from sendclock.say.words import number
from sendclock.session import Session
from sendclock.tuples import NamedTuple


class Disposal(NamedTuple):
    """Something that was removed, that still names the case, or that cannot be removed from here."""

    what: str
    how: str


COLUMNS = (
    Column[Disposal]("what", about="a file, or what was kept, in words"),
    Column[Disposal]("how", kind=one_of("removed", "names-it", "not-removed")),
)
BESIDE = (Column[None]("case"), Column[None]("erased", kind=YES_NO, about="false with --dry-run"))
ERASE = View("erase", COLUMNS, BESIDE)
NOT_OURS = (
    "backups, and the copies and older versions that a file server, OneDrive or SharePoint keeps of the folder",
    "what is kept to answer faster for other people, and on other computers, until they next ask for a list",
    "calendars, spreadsheets, pages, returns and mails that were made earlier and sent or saved elsewhere",
    "what other systems hold of this child, and paper",
    "the sectors of the disk: an unlinked file can be brought back until they are written over",
)
HELD = "another program has it open, or its folder is closed to you. Once that is put right: sendclock index --clear"
LOOKED_AT = 32 * disk.MIB  # a larger file is not looked through


class EraseOptions(Options):
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; the reference must be written in full.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed; remove nothing.")] = False


class Remains(NamedTuple):
    """What there is of a case: its file, what a program that was killed left beside it, and what still names it.
    `vouched` is its path below `closed/`, where it stands there."""

    book: Casebook
    vouched: str
    path: Path
    content: bytes
    leftovers: list[str]
    named_in: list[str]
    history: str


def erase(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case, by its whole reference.")],
    asked: EraseOptions,
    session: Now,
) -> Reply:
    """Remove a case file and all that was kept of it, and say what cannot be removed. There is no way back.

    For a case that is past the authority's date (sendclock report retention). One that was entered by mistake is
    closed with a reason instead: sendclock record REF case-closed
    """
    if no_reference(ref):
        raise UsageError(f'"{ref}" is no reference. Write it in full: no row, no ending.')
    kept = _kept(session, ref)
    name = kept.path.stem
    still: list[str] = []
    if not asked.dry_run:
        _sure(name, kept.path, asked.yes)
        disk.take_away(kept.path, kept.content)
        if kept.vouched:
            voucher.keep(kept.book.cases, without=[kept.vouched])
        for book in session.books:
            facts.forget(book.cases)
        elsewhere = facts.forget_file(kept.path.name)
        reference.forget(name)
        still = sorted({*elsewhere, *(place for book in session.books for place in facts.kept_of(book.cases))})
    removed = [shown(kept.path), *(disk.shown(path) for path in kept.leftovers)]
    removed += ["its line among the vouchers of closed/"] if kept.vouched else []
    removed += [] if still else ["what was kept of this casebook to answer faster; it is made anew, without the case"]
    removed += ["the case in the lists last shown to you"]
    not_ours = [*(f"{disk.shown(place)}: {HELD}" for place in still)]
    not_ours += [*([kept.history] if kept.history else []), *NOT_OURS]

    def drawn(*_: object) -> Document:
        return document(name, removed, kept.named_in, not_ours, asked.dry_run)

    disposals = [Disposal(what, "removed") for what in removed] + [Disposal(what, "names-it") for what in kept.named_in]
    disposals += [Disposal(what, "not-removed") for what in not_ours]
    gone = not asked.dry_run
    forms: Forms = as_data(ERASE, disposals, {"case": name, "erased": gone})
    return Reply("erase", drawn, forms, done=gone)


app = command(erase)


def _kept(session: Session, ref: str) -> Remains:
    path = find_case_file(session.books, ref)
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        raise CannotRunError(str(content))
    (book,) = [book for book in session.books if disk.is_within(path, book.cases)][:1]
    stem = path.stem
    beside = [shown(other) for other in session.case_files if other != path and _is_copy(other.stem, stem)]
    beside += [disk.shown(one.path) for one in disk.passed_over(book.cases)[0] if Path(one.twin or "/") == path]
    naming = [place for place in _naming(book, path, stem) if place not in beside]
    closed = book.cases / voucher.FOLDER
    vouched = path.relative_to(closed).as_posix() if path.is_relative_to(closed) else ""
    return Remains(book, vouched, path, content, disk.left_of(path), [*beside, *naming], _history(path))


def _is_copy(other: str, stem: str) -> bool:
    return is_beside(other.casefold(), stem.casefold())


def _naming(book: Casebook, path: Path, ref: str) -> Iterator[str]:
    """The files of the casebook that name the reference: drafts, exports, pages, a tracker, another case."""
    wanted = ref.casefold().encode()
    vouchers = book.cases / voucher.FOLDER / voucher.NAME  # its line goes with it
    for place in disk.list_below(book.root):
        if Path(place) == vouchers:
            continue
        content = None if Path(place) == path else disk.read_regular(place, LOOKED_AT)
        if isinstance(content, bytes) and _names(content.lower(), wanted):
            yield disk.shown(place)


def _names(content: bytes, wanted: bytes) -> bool:
    """EHC-1 is not named by EHC-12."""
    at = content.find(wanted)
    while at >= 0:
        around = content[at - 1 : at] + content[at + len(wanted) : at + len(wanted) + 1]
        if not any(chr(byte).isalnum() for byte in around):
            return True
        at = content.find(wanted, at + 1)
    return False


def _history(path: Path) -> str:
    found = git.repository(path.parent)
    if found is not None:
        return f"the history of git in {disk.shown(found)}, which keeps every version: rewrite it, or start it anew"
    return ""


def _sure(ref: str, path: Path, yes: bool) -> None:
    if yes:
        return
    if not can_ask():
        raise UsageError(f"{ref} would be gone for good. Look first with --dry-run; then: sendclock erase {ref} --yes")
    if not confirmed(f"Erase {ref} ({shown(path)}) for good? There is no way back."):
        raise RefusedError("Nothing was removed.")


def document(
    ref: str, removed: Sequence[str], named_in: Sequence[str], not_ours: Sequence[str], dry_run: bool
) -> Document:
    """What is gone (would be), what still names the case, and what sendclock cannot reach."""
    blocks: list[Block] = [
        Line(f"{'Would be removed' if dry_run else 'Removed'} of {ref}:"),
        Numbered(removed),
    ]
    if named_in:
        blocks += [Line(f"Still {'names' if len(named_in) == 1 else 'name'} it ({number(len(named_in), 'file')}):")]
        blocks += [Numbered(named_in)]
    blocks += [Line("Cannot be removed from here:"), Numbered(not_ours)]
    if dry_run:
        blocks.append(Line("Nothing was removed: --dry-run."))
    return Document(blocks)
