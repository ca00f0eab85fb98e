"""A map proposed for a tracker that has none: each column's guess, with what its cells look like, as TOML to be edited.

Every guess rests on the headings of the maps that come with the program. What stands in a cell is shown of references,
days and words that repeat; all else may be about a person, and is shown by its shape alone: `Xxx Xxxxxxx`.
Must not know: what an event means, cases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from sendclock.casebook.casefile import Words
from sendclock.check.personal import may_be_shown, personal, reference_of
from sendclock.command import Reply
from sendclock.days.spelling import CellDay, NotADayError
from sendclock.files.mark import printable
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.say.shell import typed
from sendclock.session import Session
from sendclock.tracker.cells import Cells, DayOrder, read_cell
from sendclock.tracker.draft import columns_of, due_columns
from sendclock.tracker.map import Binding, EventMap, Map, MapColumn, OnlyIf, read_map, shipped
from sendclock.tracker.sheet import Cell, Tracker, read_tracker
from sendclock.tuples import NamedTuple

SAMPLES = 3
LONGEST = 30  # letters of a shape
WORDS_MOST = 15  # different words that a list can have
ALIKE = 0.6  # of the words of two headings that must be the same
DAYS_LEAST = 0.5  # of the filled cells of a column of days
REFERENCES_LEAST = 0.9  # of the rows filled, and of those cells each a reference, and no other row's
_LITTLE = frozenset({"of", "the", "date", "on", "a", "for", "to", "day"})
_BIRTH = re.compile(r"birth|\bd\.?o\.?b\b|\bborn\b")
_PEOPLE = re.compile(
    r"name|child|pupil|learner|student|young|parent|carer|mother|father|address|postcode|phone|mobile|mail|upn|nhs|gender|"
    r"ethnic|note|comment|need|diagnos"
)


class Profile(NamedTuple):
    """What the cells of one column look like: how many are filled, how many of those are days and in which forms, how
    many could be references, and how often each word stands there (no more than lists have). `unsaved`: how many are
    formulas whose value is not in the file."""

    heading: str
    filled: int
    days: int
    forms: Counter[str]
    references: int
    different: int
    words: Counter[str]
    samples: tuple[str, ...]
    unsaved: int = 0

    @property
    def holds_days(self) -> bool:
        return self.filled > 0 and self.days >= DAYS_LEAST * self.filled

    @property
    def is_list(self) -> bool:
        return 0 < len(self.words) <= WORDS_MOST and self.filled >= 2 * len(self.words) and not self.holds_days

    @property
    def is_of_people(self) -> bool:
        """What stands there may say who a child is, or what is the matter, though it be a word from a list."""
        return self.is_birth or _PEOPLE.search(folded(self.heading)) is not None

    @property
    def is_birth(self) -> bool:
        return _BIRTH.search(folded(self.heading)) is not None


def suggested(session: Session, file: Path, sheet: str | None, undone: str) -> Reply:
    """The map on stdout, and how to go on. `undone`: what was not done, for want of a map."""
    words = session.words if session.has_book else _words_of_the_law(session)
    maps = [read_map(name, words) for name in shipped()]
    known = {folded(name) for m in maps for _, c in [*columns_of(m), *due_columns(m)] for name in c.names}
    known |= {folded(name) for m in maps for name in m.ignore}
    tracker = read_tracker(file, lambda headings: _as_headings(headings, known), None, sheet)
    text = proposed(tracker, maps)
    save = typed(["sendclock", "import", file.as_posix(), "--suggest-map"])
    how = [
        f"Save it and look at every line: {save} > our-map.toml",
        f"Then try it: {typed(['sendclock', 'import', file.as_posix(), '--map', 'our-map.toml', '--dry-run'])}",
    ]
    first = [f"No map was given, so one is proposed, and nothing was {undone}."] if undone else []
    return Reply("import", text=[text], notes=[*first, *how])


def _words_of_the_law(session: Session) -> Words:
    law = session.law
    return Words(law.event_types, frozenset(law.rule_ids()), frozenset(law.exceptions), False, session.latest)


def _as_headings(cells: set[str], known: set[str]) -> int:
    """How much a row looks like one of headings: words without figures, and above all words that maps know."""
    words = [cell for cell in cells if re.search(r"[^\W\d_]{2}", cell) and not re.search(r"\d{3}|\d[/.-]\d", cell)]
    if len(words) < 2 or 2 * len(words) < len(cells):
        return 0
    return len(words) + 10 * len(cells & known)


def proposed(tracker: Tracker, maps: Sequence[Map]) -> str:
    """The text of the map, made after that of `maps` which fits the headings best."""
    vocabulary = {word for m in maps for word in _vocabulary(m)}
    model = max(maps, key=lambda m: sum(tracker.place(name) is not None for _, c in columns_of(m) for name in c.names))
    named = [place for place, heading in enumerate(tracker.headings) if heading]
    looks = {place: _look(tracker, place, vocabulary, model.blank) for place in named}
    if not looks:
        raise CannotRunError(f"{tracker.file}: no row looks like one of headings.")
    return printable("\n".join(_Proposal(tracker, model, looks).lines())) + "\n"


def _vocabulary(model: Map) -> Iterator[str]:
    """The words that its columns of words may hold."""
    for event in model.events:
        for binding in event.fields:
            yield from map(folded, binding.choices)
            yield from binding.column.values if binding.column else ()
        for one in event.only_if:
            yield from (*one.words, *one.not_words, *one.column.blank)


def _look(tracker: Tracker, place: int, vocabulary: Collection[str], blank: Collection[str]) -> Profile:
    """`blank`: the words that mean an empty cell: a column of days with a dash in every second row is one of days."""
    every = [row.cells[place] for row in tracker.rows if place < len(row.cells) and row.cells[place]]
    cells = [cell for cell in every if not (isinstance(cell, str) and folded(cell) in blank)]
    heading, days, forms = tracker.full_name(place), 0, Counter[str]()
    words: Counter[str] = Counter()
    references = 0
    for cell in cells:
        found = _day(cell)
        if found is not None:
            days += 1
            forms[found] += 1
        elif isinstance(cell, str):
            references += not reference_of(cell)[1]
            if len(words) <= WORDS_MOST:
                words[cell] += 1
    texts = list(dict.fromkeys(cell if isinstance(cell, str) else cell.isoformat() for cell in cells))
    unsaved = sum(at == place for _, at in tracker.unsaved)
    look = Profile(heading, len(cells), days, forms, references, len(texts), words, (), unsaved)
    return look._replace(samples=tuple(_sample(text, look, vocabulary) for text in texts[:SAMPLES]))


def _day(cell: Cell) -> str | None:
    """The form in which a day is written, where one is."""
    if not isinstance(cell, str):
        return "real dates"
    try:
        found: CellDay = read_cell(cell, 2000, True)
    except NotADayError:
        return None
    return found.form


def _sample(text: str, look: Profile, vocabulary: Collection[str]) -> str:
    """What stands there, where it can be nobody's name or birthday; else its shape."""
    if look.is_birth or personal(text):
        return _shape(text)
    if look.holds_days and _day(text) is not None:
        return text
    if look.is_of_people:
        return _shape(text)
    word = folded(text) in vocabulary or (look.is_list and look.words[text] > 1 and may_be_shown(text))
    reference = 2 * look.references > look.filled and not reference_of(text)[1]
    return text if word or reference else _shape(text)


def _no_name(word: str, look: Profile) -> bool:
    """Whether a word of a list can be shown: one that stands there once, and is written as names are, may be one."""
    alone = look.words[word] == 1 and word == word.capitalize()
    return may_be_shown(word) and not look.is_of_people and not alone


def _shape(text: str) -> str:
    """`Xxx Xxxxxxx` for a name, `99/99/9999` for a birthday: how it is written, and not what."""
    letters = (
        "9" if letter.isdigit() else "X" if letter.isupper() else "x" if letter.isalpha() else letter
        for letter in text[:LONGEST]
    )
    return "".join(letters)


class _Proposal:
    def __init__(self, tracker: Tracker, model: Map, looks: dict[int, Profile]) -> None:
        self.tracker, self.model, self.looks = tracker, model, looks
        self.used: dict[int, None] = {}
        self.found: dict[tuple[str, ...], int | None] = {}

    def place(self, column: MapColumn, day: bool = False) -> int | None:
        """The column of the file that one of the model is taken for: that of the name, else one whose heading has
        nearly the same words, and which holds days where those are wanted."""
        if column.names not in self.found:
            exact = (self.tracker.place(name) for name in column.names)
            place = next((place for place in exact if place is not None), None)
            self.found[column.names] = self._alike(column, day) if place is None else place
        return self.found[column.names]

    def _alike(self, column: MapColumn, day: bool) -> int | None:
        ignored = {folded(name) for name in self.model.ignore}
        taken = set(self.found.values())
        best, at = ALIKE, None
        for place, look in self.looks.items():
            unlike = look.is_birth or (look.filled > 0 and look.holds_days != day)
            if unlike or place in taken or folded(look.heading) in ignored:
                continue
            likeness = max(_likeness(look.heading, name) for name in column.names)
            if likeness > best:
                best, at = likeness, place
        return at

    def lines(self) -> Iterator[str]:
        """The map, line by line, each column with what it was seen to hold."""
        body = [*self._case(), *self._events(), *self._dues()]
        left = [place for place in self.looks if place not in self.used]
        days = [place for place in left if self.looks[place].holds_days and not self.looks[place].is_birth]
        ignored = [self.looks[place].heading for place in left if place not in days]
        file = Path(self.tracker.file)
        yield f"# Proposed from the headings and cells of {file.name}, after the map {self.model.title}."
        yield "# Look at every line: a guess that is wrong makes wrong dates. What each key means: docs/import.md"
        yield "# Beside each column: how many cells are filled, and three of them (x and 9 for what may be personal)."
        yield from (f"# {note}" for note in self.tracker.notes)
        yield "schema = 1"
        yield f"title = {_quoted(file.stem)}"
        if self.tracker.sheet:
            yield f"sheet = {_quoted(self.tracker.sheet)}"
        yield f"header_row = {self.tracker.header_row}"
        yield f"blank = {_list(sorted(self.model.blank))}"
        if self.model.opening:
            yield "# The file begins with the list: what fell due before the day of the import is history."
            yield f"opening = {str(self.model.opening).lower()}"
        yield from self._about_days()
        yield from self._skips()
        yield "# Columns left alone, as they may be about people, or hold nothing that the law asks for:"
        yield "ignore = [" + ("" if ignored else "]")
        if ignored:
            yield from (f"  {_quoted(name)},{_beside(self.looks[self._of(name)])}" for name in ignored)
            yield "]"
        yield from body
        for place in days:
            look = self.looks[place]
            yield f'\n# "{look.heading}" holds days, and no guess fits. To take it, name its event:'
            yield f"#{_beside(look)[3:]}"
            yield "# [[event]]"
            yield '# type = "..."'
            yield f"# on = {{ column = {_quoted(look.heading)}, optional = true }}"

    def _of(self, heading: str) -> int:
        return next(place for place, look in self.looks.items() if look.heading == heading)

    def _about_days(self) -> Iterator[str]:
        forms = Counter[str]()
        for look in self.looks.values():
            forms.update(look.forms if look.holds_days else ())
        if any(re.search(r"\D26$", form) for form in forms):
            yield "century = 2000                        # years of two figures are 20.."
        if "day numbers" in forms:
            yield "serial = true                         # 46356 is a spreadsheet's own day"
        cells = Cells(self.tracker, self.model)
        in_utc = [look.heading for place, look in self.looks.items() if cells.in_utc(place)]
        if in_utc:
            yield f"# {', '.join(in_utc)}: 23:00 on summer days, as days written in UTC have. Is that so?"
            yield 'times = "utc"                         # or "london"'
        for place, look in self.looks.items():
            order = cells.order(place)
            if look.holds_days and (order.texts_in_doubt or order.dates_in_doubt or order.to_look_at):
                yield f"# {look.heading}: {_about_order(order)}. Is the month first, and in which of them?"
                yield f'# month_first = {{ {_quoted(look.heading)} = "none" }}       # or "texts", "dates", "both"'

    def _skips(self) -> Iterator[str]:
        ref = self._ref()
        if ref is None or not self.tracker.rows:
            return
        cells = [row.cells[ref] for row in self.tracker.rows if ref < len(row.cells)]
        totals = [c for c in cells if isinstance(c, str) and folded(c) in ("total", "totals", "grand total", "sum")]
        if totals:
            yield "# Rows passed over:"
            yield f"skip = {{ {_quoted(self.looks[ref].heading)} = {_list(dict.fromkeys(totals))} }}"

    def _ref(self) -> int | None:
        place = self.place(self.model.ref)
        if place is not None:
            return place
        rows = len(self.tracker.rows)
        filled = [(p, look) for p, look in self.looks.items() if look.filled and look.filled >= REFERENCES_LEAST * rows]
        all_good = [p for p, look in filled if min(look.references, look.different) == look.filled]
        # A reference written twice, or a row of totals, does not make a column of references another: the dry run
        # names those rows. What may hold names is taken only where every cell is a reference of its own.
        nearly = [p for p, look in filled if min(look.references, look.different) >= REFERENCES_LEAST * look.filled]
        of_cases = [p for p in nearly if not self.looks[p].is_of_people]
        return next(iter([*of_cases, *all_good]), None)

    def _case(self) -> Iterator[str]:
        yield "\n[case]"
        ref = self._ref()
        if ref is None:
            yield "# No column looks like one of references. Name it:"
            yield 'ref = { column = "..." }'
        else:
            yield self._named("ref", ref)
        for key, column in (("setting", self.model.setting),):
            place = self.place(column) if column else None
            if place is not None and place != ref:
                yield self._named(key, place, optional=True)

    def _named(self, key: str, place: int, optional: bool = False) -> str:
        self.used[place] = None
        look = self.looks[place]
        inside = f"column = {_quoted(look.heading)}{', optional = true' if optional else ''}"
        return f"{key} = {{ {inside} }}{_beside(look)}"

    def _events(self) -> Iterator[str]:
        for event in self.model.events:
            on = self.place(event.on, day=True)
            conditions = [(one, self.place(one.column)) for one in event.only_if]
            if on is None or any(place is None for _, place in conditions):
                continue
            yield "\n[[event]]"
            yield f"type = {_quoted(event.type)}"
            yield self._named("on", on, optional=event.on.optional)
            yield from self._fields(event)
            for one, place in conditions:
                assert place is not None
                yield from self._only_if(one, place)
            yield from ["planned = true"] * event.planned
            yield from ["repeats = true"] * event.repeats
        if not any(self.place(event.on, day=True) is not None for event in self.model.events):
            yield "\n# No column looks like the day of an event. Name one: sendclock rules events"
            yield "# [[event]]"
            yield f"# type = {_quoted(self.model.events[0].type)}"
            yield '# on = { column = "..." }'

    def _fields(self, event: EventMap) -> Iterator[str]:
        for binding in event.fields:
            if binding.column is None:
                yield f"{binding.field} = {_value(binding.constant)}"
                continue
            place = self.place(binding.column, day=binding.kind == "date")
            if place is None:
                continue
            if not binding.column.values:
                yield self._named(binding.field, place, optional=True)
            else:
                yield from self._values(binding, place)

    def _values(self, binding: Binding, place: int) -> Iterator[str]:
        """The words that stand in the file, in ours; those that the model does not know are left to be filled in."""
        column, look = binding.column, self.looks[place]
        assert column is not None
        self.used[place] = None
        known = {word: column.values[folded(word)] for word in look.words if folded(word) in column.values}
        same = {word: choice for word in look.words for choice in binding.choices if folded(word) == folded(choice)}
        pairs = ", ".join(f"{_quoted(word)} = {_value(value)}" for word, value in {**same, **known}.items())
        yield f"# {look.heading}:{_beside(look)[3:]}"
        unknown = [w for w in look.words if w not in known and w not in same and folded(w) not in self.model.blank]
        if unknown:
            shown = [word if _no_name(word, look) else _shape(word) for word in unknown[:WORDS_MOST]]
            yield f"# Words not known, to be added to values (one of {', '.join(binding.choices)}): {' | '.join(shown)}"
        yield f"[event.{binding.field}]\ncolumn = {_quoted(look.heading)}\noptional = true\nvalues = {{ {pairs} }}"

    def _only_if(self, one: OnlyIf, place: int) -> Iterator[str]:
        self.used[place] = None
        look = self.looks[place]
        words = [word for word in look.words if folded(word) in one.words]
        inside = [f"column = {_quoted(look.heading)}"]
        inside += [f"is = {_list(words or sorted(one.words))}"] if one.words else []
        inside += [f"is_not = {_list(sorted(one.not_words))}"] if one.not_words else []
        inside += [f"blank = {_list(sorted(one.column.blank))}"] if one.column.blank else []
        yield f"only_if = {{ {', '.join(inside)} }}{_beside(look)}"

    def _dues(self) -> Iterator[str]:
        for due in self.model.dues:
            place = self.place(due.column, day=True)
            if place is not None and place not in self.used:
                self.used[place] = None
                yield f"\n[[due]]                               # for reconcile\nrule = {_quoted(due.rule)}"
                yield f"column = {_quoted(self.looks[place].heading)}\noptional = true"


def _about_order(order: DayOrder) -> str:
    if order.texts_in_doubt:
        return "more days fit only with the month first than only with the day first"
    return order.to_look_at or "the real dates all have a day up to 12, and the texts all one over 12"


def _likeness(heading: str, name: str) -> float:
    """How many of the words of two headings are the same, little words apart."""
    one, other = (set(re.findall(r"\w+", folded(text))) - _LITTLE for text in (heading, name))
    return len(one & other) / len(one | other) if one and other else 0.0


def _beside(look: Profile) -> str:
    if not look.filled:
        return f"  # {look.unsaved:,} formulas without a value" if look.unsaved else "  # blank throughout"
    kind = f"{look.days:,} days ({', '.join(look.forms)})" if look.holds_days else f"{look.different:,} different"
    return f"  # {look.filled:,} filled, {kind}: {' | '.join(' '.join(sample.split()) for sample in look.samples)}"


def _quoted(text: str) -> str:
    """As TOML writes a text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(word) for word in words)}]"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else _quoted(str(value))
