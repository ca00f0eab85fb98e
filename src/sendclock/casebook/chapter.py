"""A chapter of the facts: what is kept of every case for one kind of question besides the morning list, made when such
a question is first asked and kept beside the rest.

What stands in it is rows of plain values, by table (`facts.TABLES`); it holds for a span of days of its own, as
measured. The function that makes it is named, not held: a worker in another process finds it by its name.
Must not know: what is asked, English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from sendclock.tuples import NamedTuple

Rows = Mapping[str, Sequence[tuple[Any, ...]]]  # by table, without their number and that of the leaf


class Chapter(NamedTuple):
    """`maker`: `module:function` of this program, which takes the session, a case and the day, measured, and gives
    Rows. It raises ValueError where a date needs a year nobody has bank holidays for. `rooms`: the folders of the
    program that it is made by, besides those that every fact rests on. `whole`: whether a deadline is overdue is part
    of it, and not asked anew on each day that it is told."""

    name: str
    maker: str
    rooms: tuple[str, ...]
    whole: bool = True

    @property
    def make(self) -> Callable[..., Rows]:
        module, _, function = self.maker.partition(":")
        made: Callable[..., Rows] = getattr(import_module(module), function)
        return made


class Leaf(NamedTuple):
    """What a chapter has of one case, and the days, as ordinals, both included, on which it holds."""

    first: int
    last: int
    rows: Rows
