"""A list fitted to a screen: parts with a heading each, one line a row, and the count of what there was no room for
with the words that show it. Plain characters and four colours, so that it is drawn without any library.

Without a height everything is drawn; without a width nothing is cut. On a narrow screen a row takes two lines or three.
Must not know: what the rows are about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sendclock.files.mark import one_line
from sendclock.tuples import NamedTuple

GAP = 2
SMALL_WIDTH, SMALL_HEIGHT = 56, 16  # a smaller screen is told less at a time
NARROWEST = 10  # columns that a cell which may be cut keeps
LEAST_NOTE = 12  # columns below which a note says nothing
# Legible on black and on white: no yellow, no grey, no green.
COLOURS = {"bad": "1;31", "warn": "35", "title": "1", "": ""}


class ScreenRow(NamedTuple):
    """A row, cell by cell. `pressing` may never be left out, `note` where there is room for it."""

    number: str
    case: str
    setting: str
    what: str
    owner: str
    when: str
    note: str = ""
    pressing: str = ""
    style: str = ""


class Part(NamedTuple):
    """Rows under a heading. `words` are what `sendclock due` is asked with to see them all; `share`: how many rows it
    is given for each round (nought: only once the others have all their rows). `id` is its name in a word. `many`: how
    many rows there are, where only the first of them are at hand, as many as the screen has lines."""

    title: str
    rows: Sequence[ScreenRow]
    words: str
    share: int = 0
    style: str = ""
    id: str = ""
    many: int = 0

    @property
    def whole(self) -> int:
        return self.many or len(self.rows)


class Sheet(NamedTuple):
    """`head` is the line at the top, the longest form first; `notes` are sentences that are never left out; `again`
    begins the command that shows the rest; `last` explains the marks in the rows, the longest form first; `footer`
    stands under a sheet that is drawn whole."""

    head: Sequence[str]
    parts: Sequence[Part]
    notes: Sequence[str]
    again: str
    last: Sequence[str]
    footer: str


def drawn(sheet: Sheet, width: int | None, height: int | None, color: bool) -> str:
    """The sheet as text, no longer than `height` lines."""
    pen = _Pen(sheet, width, color)
    if height is None:
        return _whole(sheet, pen)
    pen.most = max(3, height // 4)  # lines for what is only counted
    pen.small = height < SMALL_HEIGHT or (width or SMALL_WIDTH) < SMALL_WIDTH
    top = pen.shortest(sheet.head, max(2, height // 6))
    last = pen.shortest(sheet.last, max(1, height // 16))
    bottom = [line for note in sheet.notes for line in pen.wrapped(note)]
    room = height - len(top) - len(bottom) - len(last)
    if room < height // 3 and bottom:  # the smallest of screens: what is named there is counted in the line at the top
        bottom, room = [], height - len(top) - len(last)
    pen.most = min(pen.most, max(room, 1))
    counts = _shares(sheet, pen, room)
    lines = [*pen.coloured(top, "title"), *_body(sheet, pen, counts)]
    lines = lines[: height - len(last) - len(bottom)]
    return "\n".join([*lines, *bottom, *last][:height]) + "\n"


def _whole(sheet: Sheet, pen: _Pen) -> str:
    lines = pen.coloured(pen.wrapped(sheet.head[0]), "title")
    for part in sheet.parts:
        lines += ["", *pen.heading(part)]
        lines += [line for row in part.rows for line in pen.row(row)]
    under = [pen.wrapped(note) for note in sheet.notes]
    under += [pen.wrapped(text) for text in (*sheet.last[:1], sheet.footer) if text]
    lines += [line for text in under for line in ["", *text]]
    return "\n".join(lines) + "\n"


def _shares(sheet: Sheet, pen: _Pen, room: int) -> list[int]:
    """How many rows of each part there is room for: round by round, each part in turn as many as its share."""
    counts = [0] * len(sheet.parts)
    first = [place for place, part in enumerate(sheet.parts) for _ in range(part.share)]
    after = [place for place, part in enumerate(sheet.parts) if not part.share]
    for turns in (first, after):
        open_ = dict.fromkeys(turns)
        while open_:
            for place in [place for place in turns if place in open_]:
                if place not in open_:
                    continue
                counts[place] += 1
                fits = counts[place] <= len(sheet.parts[place].rows) and _cost(sheet, pen, counts) <= room
                if not fits:
                    counts[place] -= 1
                    del open_[place]
    return counts


def _cost(sheet: Sheet, pen: _Pen, counts: Sequence[int]) -> int:
    lines = len(_rest(sheet, counts, pen))
    for part, count in zip(sheet.parts, counts, strict=True):
        if count:
            lines += len(pen.heading(part)) + sum(len(pen.row(row)) for row in part.rows[:count])
            lines += len(pen.more(part, count)) if count < part.whole else 0
    return lines


def _body(sheet: Sheet, pen: _Pen, counts: Sequence[int]) -> list[str]:
    lines: list[str] = []
    for part, count in zip(sheet.parts, counts, strict=True):
        if count:
            lines += pen.heading(part)
            lines += [line for row in part.rows[:count] for line in pen.row(row)]
            lines += pen.more(part, count) if count < part.whole else []
    return lines + _rest(sheet, counts, pen)


def _rest(sheet: Sheet, counts: Sequence[int], pen: _Pen) -> list[str]:
    """The parts of which no row is shown, counted, with the words that show each."""
    left = [part for part, count in zip(sheet.parts, counts, strict=True) if not count and part.rows]
    if not left:
        return []
    each = "   ".join(f"{part.title} ({part.words})" for part in left)
    forms = [
        f"{each}   Each: {sheet.again} and the words in brackets.",
        f"{', '.join(part.title for part in left)}. All: {sheet.again} --all",
        *(_in_a_word(left, named) for named in range(len(left), 0, -1)),
        f"{sum(part.whole for part in left):,} more: --all",
    ]
    return pen.shortest(forms[1:] if pen.small else forms, pen.most)


def _in_a_word(parts: Sequence[Part], named: int) -> str:
    """`today 3, new 1, 7 others: --all`: as many parts by name as are `named`, the others together."""
    others = sum(part.whole for part in parts[named:])
    counts = [f"{part.id} {part.whole:,}" for part in parts[:named]]
    return f"{', '.join([*counts, *([f'{others:,} others'] if others else [])])}: --all"


class _Pen:
    """How the rows of a sheet are drawn at a width: which columns there are, and how wide."""

    def __init__(self, sheet: Sheet, width: int | None, color: bool) -> None:
        self.width, self.color, self.again = width, color, sheet.again
        rows = [row for part in sheet.parts for row in part.rows]
        self.number = max((len(row.number) for row in rows), default=0)
        self.case = max((cells(row.case) for row in rows), default=0)
        self.setting = max((cells(row.setting) for row in rows), default=0)
        self.what = max((cells(_what(row, False)) for row in rows), default=0)
        self.owner = max((cells(row.owner) for row in rows), default=0)
        self.when = max((cells(row.when) for row in rows), default=0)
        self.note, self.stacked, self.small, self.most = 0, False, False, 0
        self._rows: dict[int, list[str]] = {}
        if width is not None:
            self._fit(width)

    def _fit(self, width: int) -> None:
        """The setting gives way first, then what is to be done; where neither can, a row takes several lines."""
        rest = width - sum(GAP + each for each in (self.number, self.case, self.when) if each)
        wanted = self.setting + self.what + self.owner + GAP * sum(map(bool, (self.setting, self.what, self.owner)))
        over = wanted - rest
        for name, least in (("setting", 18), ("what", 22), ("owner", NARROWEST), ("setting", NARROWEST)):
            has = getattr(self, name)
            less = min(max(over, 0), max(has - least, 0))
            setattr(self, name, has - less)
            over -= less
        self.stacked = over > 0
        self.note = max(-over - GAP, 0)
        if self.note < LEAST_NOTE:
            self.note = 0

    def row(self, row: ScreenRow) -> list[str]:
        found = self._rows.get(id(row))
        if found is None:
            found = self._rows[id(row)] = self._row(row)
        return found

    def _row(self, row: ScreenRow) -> list[str]:
        first = self._paint(_to(row.case, self.case), row.style)
        number = f"{row.number:>{self.number}}" if self.number else ""
        if self.stacked:
            parts = [number, row.case, row.when, _what(row, True), row.setting, row.owner]
            text = one_line("  ".join(part for part in parts if part))
            lines = _wrap(text, self.width or 80, "  ")
            return [lines[0].replace(one_line(row.case), self._paint(one_line(row.case), row.style), 1), *lines[1:]]
        note = "; ".join(part for part in (row.pressing, row.note) if part)
        below: list[str] = []
        if self.width is not None and row.pressing and self.note < cells(row.pressing):
            note, below = row.note, _wrap(one_line(f"{' ' * (self.number + 4)}{row.pressing}"), self.width, "      ")
        parts = [
            number,
            first,
            _to(row.setting, self.setting),
            _to(row.what, self.what),
            _to(row.owner, self.owner),
            _to(row.when, self.when),
        ]
        line = (" " * GAP).join(part for part in parts if part)
        room = cells(note) if self.width is None else self.note
        tail = _to(note, room).rstrip() if note and room else ""
        return [f"  {line}{' ' * GAP}{tail}".rstrip() if tail else f"  {line}".rstrip(), *below]

    def heading(self, part: Part) -> list[str]:
        return self.coloured(self.wrapped(part.title), part.style or "title")

    def more(self, part: Part, shown: int) -> list[str]:
        more = f"  ...  {part.whole - shown:,} more"
        return self.wrapped(f"{more} ({part.words})" if self.small else f"{more}: {self.again} {part.words}")

    def shortest(self, forms: Sequence[str], lines: int) -> list[str]:
        """The first of these forms that takes no more lines than that; else the last."""
        tried = [self.wrapped(form) for form in forms]
        return next((each for each in tried if len(each) <= lines), tried[-1] if tried else [])

    def wrapped(self, text: str) -> list[str]:
        """The sentence on as many lines as it takes; none where there is none."""
        if not text or self.width is None:
            return [one_line(text)] if text else []
        indent = text[: len(text) - len(text.lstrip())]
        return _wrap(one_line(text), self.width, indent)

    def coloured(self, lines: list[str], style: str) -> list[str]:
        return [self._paint(line, style) for line in lines]

    def _paint(self, text: str, style: str) -> str:
        code = COLOURS[style] if self.color else ""
        return f"\x1b[{code}m{text}\x1b[0m" if code else text


def _what(row: ScreenRow, with_pressing: bool) -> str:
    return f"{row.what}; {row.pressing}" if with_pressing and row.pressing else row.what


def _wrap(text: str, width: int, indent: str) -> list[str]:
    import textwrap

    wrapper = textwrap.TextWrapper(width, subsequent_indent=indent[: width // 2], break_on_hyphens=False)
    return [line.rstrip() for line in wrapper.wrap(text)]


def cells(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _to(text: str, width: int) -> str:
    """The text in so many columns: filled up, or cut with two dots."""
    text = one_line(text)
    has = cells(text)
    if has <= width:
        return text + " " * (width - has)
    while text and cells(text) > width - 2:
        text = text[:-1]
    return text + "." * min(2, width) + " " * (width - cells(text) - 2)
