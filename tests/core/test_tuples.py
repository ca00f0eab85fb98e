"""Our named tuples are those of typing, made more quickly."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, Generic, TypeVar

import pytest

from sendclock import tuples

T = TypeVar("T")


class Ours(tuples.NamedTuple):
    """A record."""

    a: int
    b: NotThere | None  # noqa: F821 - what is annotated is not looked at
    c: tuple[str, ...] = ("x",)

    @property
    def both(self) -> tuple[Any, Any]:
        return self.a, self.b


class Theirs(typing.NamedTuple):
    """A record."""

    a: int
    b: Any
    c: tuple[str, ...] = ("x",)


class Below(Ours):
    def __new__(cls, a: int) -> Below:
        return super().__new__(cls, a, None)


class Late(Ours):
    """Its parent's constructor is made by it."""


class Of(tuples.NamedTuple, Generic[T]):
    value: T


@pytest.mark.parametrize("ask", [
    lambda kind: tuple(kind(1, b=2)),
    lambda kind: kind(1, 2, ("y",)) == (1, 2, ("y",)),
    lambda kind: kind(1, 2)._asdict(),
    lambda kind: tuple(kind(1, 2)._replace(b=3)),
    lambda kind: tuple(kind._make([1, 2, 3])),
    lambda kind: (kind._fields, dict(kind._field_defaults), kind.__match_args__, kind.__doc__, kind.__slots__),
    lambda kind: repr(kind(1, "2")).partition("(")[2],
    lambda kind: (copy.copy(kind(1, 2)).c, pickle.loads(pickle.dumps(kind(1, 2))).b),
    lambda kind: (kind(1, 2).a, kind(1, 2)[2], hash(kind(1, 2)) == hash((1, 2, ("x",)))),
])  # fmt: skip
def test_as_typing_has_it(ask: typing.Callable[[Any], Any]) -> None:
    assert ask(Ours) == ask(Theirs)


@pytest.mark.parametrize("wrong", [
    lambda kind: kind(1),
    lambda kind: kind(1, 2, 3, 4),
    lambda kind: kind(1, 2, d=3),
    lambda kind: kind._make([1]),
    lambda kind: kind(1, 2)._replace(d=3),
    lambda kind: setattr(kind(1, 2), "a", 3),
    lambda kind: setattr(kind(1, 2), "d", 3),
])  # fmt: skip
def test_what_typing_refuses_is_refused(wrong: typing.Callable[[Any], Any]) -> None:
    with pytest.raises(Exception) as theirs:
        wrong(Theirs)
    with pytest.raises((theirs.type, ValueError)):  # a field that is not there is a TypeError there from 3.13 on
        wrong(Ours)


def test_a_class_below_it() -> None:
    assert (Below(1), type(Below(1)), Below(1).both) == ((1, None, ("x",)), Below, (1, None))
    assert (type(Late(1, 2)), type(Ours(1, 2)), Late(1, 2).both) == (Late, Ours, (1, 2))


def test_of_some_type() -> None:
    assert (Of[int](1).value, Of(2)) == (1, (2,))


def test_a_field_without_a_default_comes_first() -> None:
    source = "class Wrong(NamedTuple):\n    a: int = 1\n    b: int"
    with pytest.raises(TypeError, match="without a default"):
        exec(source, {"NamedTuple": tuples.NamedTuple, "__name__": __name__})
