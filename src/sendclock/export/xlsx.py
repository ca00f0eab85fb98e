"""A spreadsheet of clocks, with real dates, and a sheet that says what it was made from. The one door to `xlsxwriter`.

Must not know: files, how rows were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from sendclock.files.mark import printable
from sendclock.files.problem import CannotRunError
from sendclock.say.view import Column

T = TypeVar("T")

DAY_NOUGHT = date(1899, 12, 30)  # a date is a number of days since then, shown as one
WIDTH = 16  # of a column that names none
MOST = 1_048_575  # rows a sheet can hold below its heading


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
    # rows go to disk as they are written; text is written as text below, so that nothing is ever run as a formula
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    book.set_properties({"title": "SEND deadlines", "created": datetime.combine(as_of, time())})
    sheet = _Sheet(book, "Deadlines", [(column.sheet, column.width or WIDTH) for column in columns])
    makers = [column.in_a_cell for column in columns]
    for row in rows:
        if sheet.rows == MOST:
            how = "Ask for fewer, for instance with --within, --tier or --team; or use: sendclock export csv"
            raise CannotRunError(f"a sheet holds {MOST:,} rows, and there are more. {how}")
        sheet.line([make(row) for make in makers])
    sheet.filtered()
    told = made()
    about = _Sheet(book, "About", [("About this file", 30), ("", 100)])
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
        for place, (title, width) in enumerate(columns):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, title, bold)
        self.sheet.freeze_panes(1, 1)

    def line(self, values: Sequence[Any]) -> None:
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

    def filtered(self) -> None:
        self.sheet.autofilter(0, 0, self.rows, self.columns - 1)
