"""A spreadsheet of clocks, with real dates, and a sheet that says what it was made from. The one door to `xlsxwriter`.

Must not know: files, how rows were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain, islice
from typing import Any, TypeVar

from sendclock.files.mark import printable
from sendclock.files.problem import CannotRunError
from sendclock.say.view import Column
from sendclock.say.words import long_day
from sendclock.tuples import NamedTuple

T = TypeVar("T")

DAY_NOUGHT = date(1899, 12, 30)  # a date is a number of days since then, shown as one
WIDTH = 16  # of a column that names none
MOST = 1_048_575  # rows a sheet can hold below its heading
AS_A_TABLE = 50_000  # rows: a table has to be held until it is whole; more are written as they come, with a filter
# A status and how it is coloured: the word says the same.
COLOURS = {
    "overdue": {"bg_color": "#F8D0D0", "font_color": "#7A0014", "bold": True},
    "met-late": {"bg_color": "#FCE8CF", "font_color": "#6B3D00"},
    "met": {"bg_color": "#DDEFE0", "font_color": "#0F4D20"},
    "open": {"bg_color": "#DCE9F6", "font_color": "#0B3A66"},
    "lapsed": {"bg_color": "#ECECEC", "font_color": "#444444"},
}


class AboutSheet(NamedTuple):
    """What the About sheet says: labels and values, then problems as place and message."""

    facts: Sequence[tuple[str, str | int | date]]
    problems: Sequence[tuple[str, str]]


def workbook(columns: Sequence[Column[T]], rows: Iterable[T], as_of: date, made: Callable[[], AboutSheet]) -> bytes:
    """The workbook as bytes: sheets Deadlines, with these columns, and About, of which more is known once all rows have
    gone by.

    Raises CannotRunError without the library, or where a sheet cannot hold the rows: none is ever left out.
    """
    try:
        import xlsxwriter
    except ImportError:
        how = 'pip install "sendclock[xlsx]", or use: sendclock export csv'
        raise CannotRunError(f"a spreadsheet needs xlsxwriter, which is not installed. Install it: {how}") from None
    out = BytesIO()
    coming = iter(rows)
    first = list(islice(coming, AS_A_TABLE + 1))
    whole = len(first) <= AS_A_TABLE
    # of more, rows go to disk as they are written; text is written as text below: nothing is ever run as a formula
    book = xlsxwriter.Workbook(out, {"constant_memory": not whole})
    book.set_properties({"title": "SEND deadlines", "created": datetime.combine(as_of, time())})
    sheet = _Sheet(book, "Deadlines", [(column.sheet, column.width or WIDTH) for column in columns])
    sheet.print_set_up(f"SEND deadlines as of {long_day(as_of)}")
    makers = [column.in_a_cell for column in columns]
    for row in chain(first, coming):
        if sheet.rows == MOST:
            how = "Ask for fewer, for instance with --within, --tier or --team; or use: sendclock export csv"
            raise CannotRunError(f"a sheet holds {MOST:,} rows, and there are more. {how}")
        sheet.line([make(row) for make in makers])
    sheet.coloured(book, "Status")
    if whole and sheet.rows:
        sheet.as_a_table()
    else:
        sheet.filtered()
    told = made()
    about = _Sheet(book, "About", [("About this file", 30), ("", 100)])
    about.print_set_up("About this file")
    for line in (*told.facts, *told.problems):
        about.line(line)
    book.close()
    return out.getvalue()


class _Sheet:
    """A sheet written from the top, one line after another, under a frozen heading."""

    def __init__(self, book: Any, name: str, columns: Sequence[tuple[str, int]]) -> None:
        self.sheet = book.add_worksheet(name)
        self.day = book.add_format({"num_format": "ddd d mmm yyyy", "align": "left"})
        bold = book.add_format({"bold": True, "bottom": 1})
        self.rows, self.columns = 0, len(columns)
        self.titles = [title for title, _ in columns]
        for place, (title, width) in enumerate(columns):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, title, bold)
        self.sheet.freeze_panes(1, 1)

    def line(self, values: Sequence[Any]) -> None:
        """Write the next row: days as days of the sheet, numbers as numbers, everything else as text that is no
        formula."""
        self.rows += 1
        for place, given in enumerate(values):
            value = "; ".join(given) if isinstance(given, tuple) else given
            if isinstance(value, bool):
                self.sheet.write_string(self.rows, place, "yes" if value else "no")
            elif isinstance(value, int):
                self.sheet.write_number(self.rows, place, value)
            elif isinstance(value, date):
                self.sheet.write_number(self.rows, place, (value - DAY_NOUGHT).days, self.day)
            elif value not in (None, ""):
                self.sheet.write_string(self.rows, place, value if value.isprintable() else printable(value))

    def print_set_up(self, title: str) -> None:
        """On A4, lying, as wide as the paper, with the heading on every page, and what page it is."""
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.set_header(f"&L{title}")
        self.sheet.set_footer("&RPage &P of &N")

    def coloured(self, book: Any, title: str) -> None:
        """The column of that title by its words: a sheet that is edited is coloured anew."""
        if title not in self.titles or not self.rows:
            return
        place = self.titles.index(title)
        for word, look in COLOURS.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format(look)}
            self.sheet.conditional_format(1, place, self.rows, place, rule)

    def as_a_table(self) -> None:
        """With filters, bands and a name of its own for formulas and pivots."""
        heads = [{"header": title} for title in self.titles]
        options = {"name": "Deadlines", "style": "Table Style Light 9", "columns": heads}
        self.sheet.add_table(0, 0, self.rows, self.columns - 1, options)

    def filtered(self) -> None:
        self.sheet.autofilter(0, 0, self.rows, self.columns - 1)
