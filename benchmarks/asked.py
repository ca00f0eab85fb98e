"""What was asked for of speed and memory, as one table of limits; and whether what was measured meets them.

Every row is a number within one run: as a rule milliseconds of one program as a multiple of those of another. A limit
holds at the sizes of caseload that stand beside it. Where a run had no such size, the row says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

NO_OP = "--version"
IMPORT_TYPER = "import typer"
FLOOR = "listdir and stat"
TOMLLIB = "tomllib alone"
WARM = "due"
OFFICER = "due --officer okafor"
COLD = "due, nothing kept"
ONE_EDIT = "due, one edit since"
EDITS = "due, 150 edits, the second time"
ELSEWHERE = "due, asked from another folder"
SPELLED = "due, its folder spelled otherwise"
TOMORROW = "due, as of tomorrow"
ABSENCE = "due, an absence added"
TAB = "completion of a reference"
REPORT = "report "  # how their names begin
EVERY_REPORT = "report all"  # the pages of each, in one go
BESIDE = ("todoman", "taskwarrior", "khal", "remind", "hledger", "pandas", "polars", "the obvious program")
NOT_OURS = (IMPORT_TYPER, FLOOR, TOMLLIB, *BESIDE)

EVERY, LARGEST = 0, -1  # in the place of a size: every one of the run; its largest
BEFORE = "the size before"
ITSELF = "nothing, in milliseconds"


class Measured(NamedTuple):
    """Milliseconds of the processor, and peak memory in MiB, of each round; none if it failed or took too long."""

    times: list[float]
    memory: list[float]

    @property
    def ms(self) -> float | None:
        return median(self.times) if self.times else None

    @property
    def mib(self) -> float | None:
        return median(self.memory) if self.memory else None


NOTHING = Measured([], [])
Results = Mapping[int, Mapping[str, Measured]]  # by size, by name


class Found(NamedTuple):
    """What was measured for one row at one size; `of`: the program it is of, where that is the dearest of several."""

    number: float
    of: str = ""


class Ask(NamedTuple):
    """One row. `limits`: at most so much, by size; with `least`, at least. `found` measures it at a size, and gives
    nothing where there is nothing to compare."""

    what: str
    against: str
    limits: Mapping[int, float]
    found: Callable[[Ask, Results, int], Found | None]
    least: bool = False


# How a row is measured


def times(ask: Ask, results: Results, size: int) -> Found | None:
    """Milliseconds as a multiple of the other's."""
    return _multiple(_at(results, size, ask.what).ms, _at(results, size, ask.against).ms)


def memory(ask: Ask, results: Results, size: int) -> Found | None:
    """Peak memory of warm `due` as a multiple of the other's."""
    return _multiple(_at(results, size, WARM).mib, _at(results, size, ask.against).mib)


def alone(ask: Ask, results: Results, size: int) -> Found | None:
    """Milliseconds, as they are."""
    ms = _at(results, size, ask.what).ms
    return None if ms is None else Found(ms)


def slope(ask: Ask, results: Results, size: int) -> Found | None:
    """Microseconds of warm `due` for each case more than in the size before."""
    before = _before(results, size)
    here, there = _at(results, size, WARM).ms, _at(results, before, WARM).ms
    return None if here is None or there is None else Found((here - there) * 1000 / (size - before))


def dearest_report(ask: Ask, results: Results, size: int) -> Found | None:
    base = _at(results, size, ask.against)
    names = [name for name in results[size] if name.startswith(REPORT) and name != EVERY_REPORT]
    return _most((name, _multiple(results[size][name].ms, base.ms)) for name in names)


def most_memory(ask: Ask, results: Results, size: int) -> Found | None:
    base = _at(results, size, ask.against)
    return _most((name, _multiple(found.mib, base.mib)) for name, found in _ours(results, size))


def most_grown(ask: Ask, results: Results, size: int) -> Found | None:
    """Peak memory as a multiple of that of the same command at the size before."""
    before = _before(results, size)
    return _most((name, _multiple(found.mib, _at(results, before, name).mib)) for name, found in _ours(results, size))


def _at(results: Results, size: int, name: str) -> Measured:
    return results.get(size, {}).get(name, NOTHING)


def _before(results: Results, size: int) -> int:
    """The next smaller size of the run; 0 where it is the smallest."""
    return max((other for other in results if other < size), default=0)


def _ours(results: Results, size: int) -> Iterator[tuple[str, Measured]]:
    return ((name, found) for name, found in results[size].items() if name not in NOT_OURS)


def _multiple(number: float | None, base: float | None) -> Found | None:
    return None if number is None or not base else Found(number / base)


def _most(every: Iterator[tuple[str, Found | None]]) -> Found | None:
    return max((Found(found.number, name) for name, found in every if found), default=None)


ASKED = (
    Ask(NO_OP, IMPORT_TYPER, {EVERY: 1.1}, times),
    Ask("count", IMPORT_TYPER, {EVERY: 1.2}, times),
    Ask("calc", IMPORT_TYPER, {EVERY: 1.4}, times),
    Ask("rules", IMPORT_TYPER, {EVERY: 1.4}, times),
    Ask(WARM, FLOOR, {20_000: 2.6, 100_000: 2.5}, times),
    Ask(OFFICER, FLOOR, {20_000: 1.9}, times),
    Ask(OFFICER, NO_OP, {5_000: 1.15}, times),
    Ask("one case more in `due`, microseconds", BEFORE, {LARGEST: 6}, slope),
    Ask(ONE_EDIT, WARM, {EVERY: 1.15}, times),
    Ask(EDITS, WARM, {EVERY: 1.0}, times),
    Ask(ELSEWHERE, WARM, {EVERY: 1.0}, times),
    Ask(SPELLED, WARM, {EVERY: 1.0}, times),
    Ask(TOMORROW, WARM, {EVERY: 1.0}, times),
    Ask(ABSENCE, WARM, {EVERY: 1.0}, times),
    Ask(COLD, TOMLLIB, {5_000: 0.35}, times),
    Ask("check", NO_OP, {20_000: 4}, times),
    Ask("panel", NO_OP, {20_000: 4}, times),
    Ask("cover okafor", NO_OP, {20_000: 4}, times),
    Ask("export ics --officer", NO_OP, {20_000: 4}, times),
    Ask("the dearest report", NO_OP, {20_000: 12}, dearest_report),
    Ask("show", NO_OP, {20_000: 2.2}, times),
    Ask("record", NO_OP, {20_000: 2.2}, times),
    Ask(TAB, ITSELF, {20_000: 100}, alone),
    Ask("todoman", WARM, {5_000: 3, 20_000: 3}, times, least=True),
    Ask("taskwarrior", WARM, {20_000: 1.5}, times, least=True),
    Ask("pandas", WARM, {5_000: 1.5, 20_000: 1.5}, times, least=True),
    Ask("polars", WARM, {5_000: 1.5, 20_000: 1.5}, times, least=True),
    Ask("peak memory of `due`", IMPORT_TYPER, {20_000: 2.0}, memory),
    Ask("the most memory of any command", IMPORT_TYPER, {EVERY: 3}, most_memory),
    Ask("the most that the memory of a command grows", BEFORE, {EVERY: 1.0}, most_grown),
)
IN_WORDS = (BEFORE, ITSELF, *(ask.what for ask in ASKED if ask.found is not times))


# What is told


def answers(results: Results) -> str:
    """Every row: what was measured at each size, what was asked, and whether that is met."""
    sizes = sorted(results)
    lines = ["| | against | " + " | ".join(f"{size:,}" for size in sizes) + " | asked | met? |"]
    lines.append("|---|---|" + "---:|" * len(sizes) + "---|---|")
    for ask in ASKED:
        by_size = {size: ask.found(ask, results, size) for size in sizes}
        numbers = [_cell(by_size[size]) for size in sizes]
        cells = [shown(ask.what), shown(ask.against), *numbers, asked(ask), verdict(ask, by_size)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(name: str) -> str:
    """As it stands in a table: what can be typed in the type of what is typed."""
    if name in NOT_OURS or name in IN_WORDS:
        return name
    typed, _, when = name.partition(", ")
    return f"`{typed}`, {when}" if when else f"`{typed}`"


def _cell(found: Found | None) -> str:
    if found is None:
        return ""
    return f"{figure(found.number)} {shown(found.of)}" if found.of else figure(found.number)


def figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 20 else f"{number:.1f}" if number >= 2 else f"{number:.2f}"


def asked(ask: Ask) -> str:
    """The limits in words: 2.6 at 20,000; 2.5 at 100,000."""
    at: dict[float, list[int]] = {}
    for size, limit in ask.limits.items():
        at.setdefault(limit, []).append(size)
    told = [f"{_limit(limit)}{_where(sizes)}" for limit, sizes in at.items()]
    return ("at least " if ask.least else "") + "; ".join(told)


def _limit(limit: float) -> str:
    return f"{limit:g}" if limit >= 3 else f"{limit:.{_places(limit)}f}"


def _where(sizes: Sequence[int]) -> str:
    if sizes == [EVERY]:
        return ""
    return " at the largest" if sizes == [LARGEST] else f" at {_listed(sizes)}"


def _listed(sizes: Sequence[int]) -> str:
    *first, last = [f"{size:,}" for size in sizes]
    return f"{', '.join(first)} and {last}" if first else last


def _places(limit: float) -> int:
    """Of a limit after its point, which is how finely it is held: 1.15 to a hundredth, 3 to a tenth."""
    return max(1, len(f"{limit:g}".partition(".")[2]))


def verdict(ask: Ask, by_size: Mapping[int, Found | None]) -> str:
    """Met, or not, at which sizes; and which were not measured."""
    limits = _by_size(ask, by_size)
    held: dict[bool | None, list[int]] = {}
    for size, limit in limits.items():
        found = by_size.get(size)
        held.setdefault(None if found is None else _holds(ask, found.number, limit), []).append(size)
    words = {True: "met", False: "**not met**", None: "not measured"}
    every = [(words[met], held[met]) for met in words if met in held]
    if len(every) == 1:
        return every[0][0]
    return "; ".join(f"{word} at {_listed(sizes)}" for word, sizes in every)


def _by_size(ask: Ask, by_size: Mapping[int, Found | None]) -> dict[int, float]:
    """The limits at real sizes. One for every size holds where there is something to compare."""
    if LARGEST in ask.limits:
        return {max(by_size): ask.limits[LARGEST]}
    if EVERY in ask.limits:
        sizes = [size for size, found in by_size.items() if found] or list(by_size)
        return dict.fromkeys(sizes, ask.limits[EVERY])
    return dict(ask.limits)


def _holds(ask: Ask, number: float, limit: float) -> bool:
    rounded = round(number, _places(limit))
    return rounded >= limit if ask.least else rounded <= limit
