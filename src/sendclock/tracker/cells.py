"""The cells of a tracker as a map understands them, and what was wrong with each.

Reasons never repeat what stands in a cell, but for days and words from lists that are no names.
Must not know: cases, what an event is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sendclock.check.personal import may_be_shown, personal
from sendclock.days.hours import london_zone
from sendclock.days.spelling import (
    BORN,
    EARLIEST,
    WEEKDAY_NAMES,
    CellDay,
    NotADayError,
    day_in_cell,
    plausible,
)
from sendclock.files.name import folded
from sendclock.files.problem import near_miss
from sendclock.tracker.intake import Trouble
from sendclock.tracker.map import Binding, Map, MapColumn, OnlyIf
from sendclock.tracker.sheet import Cell, SheetRow, Tracker
from sendclock.tuples import NamedTuple

YES_NO: Mapping[str, bool] = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
ONE_WAY = ("real dates", "day numbers", "2026-11-30")  # forms that nobody could read with the month first
GRAVITY = ("blank", "passed", "understood", "refused")
_WEEKDAY = re.compile(r"([a-z]{3,9})\.?,? (\d.*)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(\D.*)?")
_MONTH_BETWEEN = re.compile(r"(\d{4})[-/. ]([a-z]{3,9})[-/. ](\d{1,2})(\D.*)?", re.IGNORECASE)
_FIGURES_FIRST = re.compile(r"(\D*)(\d{1,2})([/.-])(\d{1,2})(?=\3\d{2})")
_SHORT = re.compile(r"(\d\d)[-/.](\d\d)[-/.](\d\d)")
_FRACTION = re.compile(r"(\d{1,6})\.\d+")
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})(:\d{2}(\.\d+)?)?")
EVE, MIDNIGHT = time(23), time()
FEW = 3  # dates of a kind that a column must have before anything is concluded from them
MANY = 8  # dates that may be read either way, and none that may not, before that is remarkable: 0.4 ** 8 is 1 in 1,500


class DayOrder(NamedTuple):
    """Which of day and month comes first in the dates of one column, for all that they show. `day`, `month`: texts in
    figures that fit only so; `either`: those that fit both ways; `low`, `high`: real dates with a day that could be a
    month, and with a later one. A day that is its own month tells nothing, and is not counted."""

    day: int = 0
    month: int = 0
    either: int = 0
    low: int = 0
    high: int = 0
    year_first: bool = False  # `26-03-05`: the first figures are few, and could be years; the last are many

    @property
    def texts_in_doubt(self) -> bool:
        """More of them fit only with the month first."""
        return self.month > self.day

    @property
    def dates_in_doubt(self) -> bool:
        """A sheet that takes the one for the other makes dates of what it can read, and leaves as text what it cannot:
        then the days of the dates are all low, and those of the texts all high."""
        return self.low >= FEW and not self.high and self.day + self.month >= FEW and not self.either

    @property
    def to_look_at(self) -> str:
        """What is to be looked at, though nothing is in doubt; empty for nothing."""
        if self.either >= MANY and not (self.day or self.month or self.high):
            return f"no day here is over 12: all {self.either:,} dates in figures could have the month first"
        if self.high and self.low >= FEW and self.day + self.month >= MANY and not self.either:
            return (
                f"no text of this column has a day up to 12. Among its {self.low:,} real dates up to the 12th may be "
                "some of which a sheet took the day for the month"
            )
        return ""


class Cells:
    """The cells of a tracker as a map understands them: one row at a time, every cell counted once."""

    def __init__(self, tracker: Tracker, map: Map) -> None:
        self.tracker, self.map = tracker, map
        self.troubles: list[Trouble] = []
        self.forms: dict[int, Counter[str]] = {}
        self.states: dict[int, Counter[str]] = {}
        self._row: SheetRow = SheetRow(0, ())
        self._state: dict[int, tuple[str, str]] = {}
        self._said: set[tuple[str, str]] = set()
        self._days: dict[tuple[str, int], CellDay | NotADayError] = {}
        self._places: dict[tuple[str, ...], int | None] = {}
        self._order: dict[int, DayOrder] = {}
        self._in_utc: dict[int, bool] = {}
        # The same few words fill a column of thousands of cells.
        self._personal, self._may_be_shown = cache(personal), cache(may_be_shown)

    def start(self, row: SheetRow) -> None:
        self._row, self._state = row, {}
        self._said = set()

    def skips(self, row: SheetRow) -> bool:
        """Whether the map passes the row over."""
        for column, words in self.map.skip:
            place = self.place(column)
            value = row.cells[place] if place is not None and place < len(row.cells) else ""
            if isinstance(value, str) and value and folded(value) in words:
                return True
        return False

    def shifted(self, column: MapColumn) -> bool:
        """Refuses (at `column`) a row whose cells may stand under the wrong headings."""
        if not self.tracker.shifted(self._row):
            return False
        cells, headings = len(self._row.cells), len(self.tracker.headings)
        reason = (
            f"the row has {cells} cells, and the headings are {headings}: a comma outside quotes may have moved them"
        )
        self.refuse(column, reason)
        return True

    def end(self, places: Iterable[int]) -> None:
        """Count the cells of the row that was read; those of `places` that nobody asked for are passed over."""
        for place in places:
            value = self._row.cells[place] if place < len(self._row.cells) else ""
            if place not in self._state:
                word = folded(value) if isinstance(value, str) else "a day"
                self._state[place] = ("passed" if word and word not in self.map.blank else "blank"), ""
        for place, (state, form) in self._state.items():
            self.states.setdefault(place, Counter())[state] += 1
            if form and state in ("understood", "passed"):
                self.forms.setdefault(place, Counter())[form] += 1

    def place(self, column: MapColumn) -> int | None:
        if column.names not in self._places:
            places = (self.tracker.place(name) for name in column.names)
            self._places[column.names] = next((place for place in places if place is not None), None)
        return self._places[column.names]

    def name(self, column: MapColumn) -> str:
        place = self.place(column)
        return column.names[0] if place is None else self.tracker.headings[place]

    def cell(self, column: MapColumn) -> Cell:
        """What stands there; "" for a blank, a word that means blank, and a column the file has not."""
        place = self.place(column)
        if place is None:
            return ""
        value = self._row.cells[place] if place < len(self._row.cells) else ""
        if not value and (self._row.number, place) in self.tracker.unsaved:
            self.refuse(column, "is a formula whose value is not in the file. Open the workbook in Excel and save it")
            return ""
        word = folded(value) if isinstance(value, str) else ""
        if not value or word in self.map.blank or word in column.blank:
            self.mark(column, "blank")
            return ""
        return value

    def state(self, column: MapColumn) -> str:
        """What became of the cell in this row so far."""
        return self._state.get(self.place(column) or 0, ("blank", ""))[0]

    def mark(self, column: MapColumn, state: str, form: str = "") -> None:
        """What became of the cell. The gravest thing said of it stands."""
        place = self.place(column)
        if place is None:
            return
        known, known_form = self._state.get(place, ("blank", ""))
        self._state[place] = max(known, state, key=GRAVITY.index), form or known_form

    def refuse(self, column: MapColumn, reason: str, left_out: bool = True) -> None:
        if (self.name(column), reason) not in self._said:
            self._said.add((self.name(column), reason))
            self.troubles.append(Trouble(self._row.number, self.name(column), reason, left_out))
        if left_out:
            self.mark(column, "refused")

    def text(self, column: MapColumn) -> str:
        """What stands there, as text; nothing of what looks like personal data, which is refused."""
        value = self.cell(column)
        if not value:
            return ""
        text = value.isoformat() if isinstance(value, date) else value
        kinds = self._personal(text)
        if kinds:
            self.refuse(column, f"seems to hold {kinds[0]}. Case files hold references only")
            return ""
        self.mark(column, "understood")
        return text

    def day(self, column: MapColumn, private: bool = False, passed_after: date | None = None) -> date | None:
        """A day, or None where there is none or it was refused. `private`: a birthday, which is never repeated.
        `passed_after`: later days are passed over."""
        value = self.cell(column)
        if not value:
            return None
        place = self.place(column)
        value = self._in_london(value, place)
        turned = self._turned(value, place)
        found = self._read_day(turned, BORN if private else EARLIEST)
        if isinstance(found, CellDay) and turned != value:
            found = found._replace(form=f"{found.form}, the month first")
        if isinstance(found, CellDay) and place is not None and self.month_first(place) is None:
            doubt = self._in_doubt(value, found, self.order(place))
            found = NotADayError(f"is in doubt: {doubt}. {self._which(column, place)}") if doubt else found
        if isinstance(found, NotADayError):
            shown = isinstance(value, str) and not private and may_be_shown(value, day=True)
            said = f'"{value}"' if shown else "what stands there"
            self.refuse(column, f"{said} {found}")
            return None
        passed = passed_after is not None and found.day > passed_after
        self.mark(column, "passed" if passed else "understood", found.form)
        return found.day

    def _in_london(self, value: Cell, place: int | None) -> Cell:
        """The value; the day in London, where the times of the column are said to be UTC's. A time that may be is kept,
        so that the day is refused."""
        moment = moment_of(value)
        if moment is None or place is None or self.map.times == "london":
            return value.date() if isinstance(value, datetime) else value
        if self.map.times == "utc":
            return moment.replace(tzinfo=UTC).astimezone(london_zone()).date()
        if moment.time() == EVE and self.in_utc(place):
            return moment
        return moment.date()

    def in_utc(self, place: int) -> bool:
        """Whether the times of a column are those that midnights in London have in UTC: 23:00 on a summer's day, 00:00
        in winter, and no other. SharePoint, Dataverse and Power BI write days so."""
        if place not in self._in_utc:
            cells = (row.cells[place] for row in self.tracker.rows if place < len(row.cells))
            moments = [moment for cell in cells if (moment := moment_of(cell)) is not None]
            eves = [moment for moment in moments if moment.time() == EVE]
            summer = all(m.replace(tzinfo=UTC).astimezone(london_zone()).time() == MIDNIGHT for m in eves)
            self._in_utc[place] = bool(eves) and summer and all(m.time() in (EVE, MIDNIGHT) for m in moments)
        return self._in_utc[place]

    def columns_in_utc(self, columns: Iterable[MapColumn]) -> list[str]:
        """The headings of those of the columns that hold days in UTC, for all that can be seen."""
        places = dict.fromkeys(place for column in columns if (place := self.place(column)) is not None)
        return [self.tracker.headings[place] for place in places if self.in_utc(place)]

    def _read_day(self, value: Cell, earliest: int = EARLIEST) -> CellDay | NotADayError:
        if isinstance(value, datetime):
            return NotADayError(
                "has the time 23:00, as a midnight of summer has in UTC: then the day is the next. Say which with "
                '--times utc or --times london, or in the map: times = "utc"'
            )
        if isinstance(value, date):
            try:
                return CellDay(plausible(value, earliest), "real dates")
            except NotADayError as error:
                return error
        if (value, earliest) not in self._days:
            try:
                self._days[value, earliest] = read_cell(value, self.map.century, self.map.serial, earliest)
            except NotADayError as error:
                self._days[value, earliest] = error
        return self._days[value, earliest]

    def order(self, place: int) -> DayOrder:
        """What the dates of a column show of the order of day and month."""
        if place not in self._order:
            seen: Counter[str] = Counter()
            for row in self.tracker.rows:
                seen[self._shows(row.cells[place] if place < len(row.cells) else "")] += 1
            day, month, either, low, high = (seen[name] for name in DayOrder._fields[:5])
            self._order[place] = DayOrder(day, month, either, low, high, self._years_first(place))
        return self._order[place]

    def _years_first(self, place: int) -> bool:
        """Whether the dates of a column with years of two figures have those in front, for all that can be seen."""
        cells = (row.cells[place] for row in self.tracker.rows if place < len(row.cells))
        short = [found for cell in cells if isinstance(cell, str) and (found := _SHORT.fullmatch(cell))]
        first, last = ({int(found[part]) for found in short} for part in (1, 3))
        few = len(first) <= FEW and len(last) > 2 * len(first)
        return len(short) >= MANY and few and all(15 <= one <= 30 for one in first)

    def _shows(self, value: Cell) -> str:
        """Which of the counts of `DayOrder` a cell belongs to; "" for none."""
        if isinstance(value, date):
            return "high" if value.day > 12 else "low" if value.day != value.month else ""
        found = self._read_day(value) if value else None
        if isinstance(found, NotADayError):
            return "month" if found.month_first else ""
        if found is None or found.form in ONE_WAY or "Nov" in found.form:
            return ""
        return "day" if found.day.day > 12 else "either" if found.swaps else ""

    def month_first(self, place: int) -> str | None:
        """What the map says of a column: in which of its dates the month comes first. None: nothing."""
        names = (self.tracker.headings[place], self.tracker.full_name(place))
        return next((said for name in names if (said := self.map.month_first.get(folded(name)))), None)

    def _turned(self, value: Cell, place: int | None) -> Cell:
        """The cell with its day and month in their places, where the map says that they change them."""
        said = self.month_first(place) if place is not None else None
        if isinstance(value, str):
            return _FIGURES_FIRST.sub(r"\1\4\3\2", value, count=1) if said in ("texts", "both") else value
        if said not in ("dates", "both") or value.day > 12:
            return value
        return value.replace(month=value.day, day=value.month)

    @staticmethod
    def _in_doubt(value: Cell, found: CellDay, order: DayOrder) -> str:
        """Why nobody can say what day a date is that may be read either way; empty where it is as it stands."""
        if isinstance(value, str) and order.year_first and _SHORT.fullmatch(value):
            return "in this column the first figures are few and the last are many, so the year seems to come first"
        if isinstance(value, str):
            other = "other dates of this column fit only with the month first"
            return other if found.swaps and order.texts_in_doubt else ""
        if not order.dates_in_doubt or value.day > 12 or value.day == value.month:
            return ""
        return (
            "the real dates of this column all have a day up to 12, and its texts a later one. A sheet may have taken "
            "the day for the month"
        )

    def _which(self, column: MapColumn, place: int) -> str:
        if self.order(place).year_first:
            return "Write it as 30 Nov 2026"
        key = f'month_first = {{ "{self.name(column)}" = "texts" }}, or "dates", "both" or "none"'
        return f"Write it as 30 Nov 2026, or say in the map which it is: {key}"

    def look_at_order(self, columns: Iterable[MapColumn]) -> None:
        """Says, at the headings, in which columns every date could be read with the month first as well."""
        for place, column in {place: c for c in columns if (place := self.place(c)) is not None}.items():
            doubtful = self.order(place).to_look_at
            if doubtful and self.month_first(place) is None:
                key = f'month_first = {{ "{self.name(column)}" = "none" }}, or "texts", "dates" or "both"'
                reason = f"{doubtful}. They were read as they stand. Look at them, and say which in the map: {key}"
                self.troubles.append(Trouble(self.tracker.header_row, self.name(column), reason, left_out=False))

    def value(self, binding: Binding) -> Any:
        """The value of a field in the kind the vocabulary asks for; None where there is none."""
        if binding.column is None:
            return binding.constant
        if binding.kind == "date":
            return self.day(binding.column)
        column = binding.column
        if binding.kind == "text" and not column.values:
            return self.text(column) or None
        value = self.cell(column)
        if not value:
            return None
        word = folded(value) if isinstance(value, str) else ""
        known: dict[str, Any] = {folded(choice): choice for choice in binding.choices}
        known |= YES_NO if binding.kind == "yes/no" else {}
        known |= column.values
        found = known.get(word, column.otherwise)
        if found is None:
            self._unknown_word(column, str(value), known)
            return None
        shown = "yes" if found is True else "no" if found is False else str(found)
        self.mark(column, "understood", shown)
        return found

    def holds(self, only_if: OnlyIf, vocabulary: frozenset[str]) -> bool:
        """Whether the column says that the event happened. A word that nothing in the map names is refused."""
        value = self.cell(only_if.column)
        word = folded(value) if isinstance(value, str) else value.isoformat()
        if word and only_if.words and word not in vocabulary:
            self._unknown_word(only_if.column, str(value), vocabulary)
        elif word and (only_if.words or only_if.not_words):
            self.mark(only_if.column, "understood", f'"{value}"' if self._may_be_shown(str(value)) else "")
        return only_if.holds(word)

    def _unknown_word(self, column: MapColumn, value: str, known: Iterable[str]) -> None:
        shown = self._may_be_shown(value)
        said = f'"{value}" is' if shown else "what stands there is"
        hint = near_miss(value, known) if shown else ""
        reason = f"{said} not a word the map knows.{hint} Add it to the map's values, is or blank"
        self.refuse(column, reason)


def moment_of(cell: Cell) -> datetime | None:
    """Day and time of a cell that has both and does not say whose time it is."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return None
    if not _NAIVE.fullmatch(cell):
        return None
    try:
        return datetime.fromisoformat(cell.replace(" ", "T"))
    except ValueError:
        return None


def read_cell(text: str, century: int | None, serial: bool, earliest: int = EARLIEST) -> CellDay:
    """The day in a cell: the forms that people write, and those that databases and spreadsheets make of them:
    `2025-Jan-13 00:00:00`, `2026/09/01`, `46266.5`, `Tue 01/09/2026`, whose weekday must be right. Raises NotADayError.
    """
    cleaned = " ".join(text.split())
    weekday = _WEEKDAY.fullmatch(cleaned)
    if weekday and any(name.startswith(weekday[1].lower()) for name in WEEKDAY_NAMES):
        found = read_cell(weekday[2], century, serial, earliest)
        if not WEEKDAY_NAMES[found.day.weekday()].startswith(weekday[1].lower()):
            right = WEEKDAY_NAMES[found.day.weekday()].capitalize()
            raise NotADayError(f"contradicts itself: that day is a {right}")
        return found
    year_first, between = _YEAR_FIRST.fullmatch(cleaned), _MONTH_BETWEEN.fullmatch(cleaned)
    if year_first:
        year, month, day, rest = year_first.groups("")
        return day_in_cell(f"{year}-{month}-{day}{rest}", century, serial, earliest)
    if between:
        year, month, day, rest = between.groups("")
        return day_in_cell(f"{day} {month} {year}{rest}", century, serial, earliest)
    fraction = _FRACTION.fullmatch(cleaned)
    return day_in_cell(fraction[1] if fraction else text, century, serial, earliest)
