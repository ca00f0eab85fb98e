"""Values under names: `NamedTuple`, made in a fifth of the time.

Named tuples are the records of this program, and a short answer is mostly the program being loaded: the typing module
compiles what is annotated of every field, and collections a constructor for each class, before anybody has used one.
Here the annotations are left as they are written, and the constructor is compiled when the first value is made. For
the type checker, and for whoever uses one, it is the NamedTuple of typing.
Must not know: anything of the program.
"""

from __future__ import annotations

from operator import itemgetter
from types import GenericAlias, MappingProxyType
from typing import TYPE_CHECKING, Generic

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    try:
        from collections import _tuplegetter as _field  # the quick one, which collections itself has
    except ImportError:

        def _field(place, doc):
            return property(itemgetter(place), doc=doc)

    class _Fields(tuple):
        """What all of them have in common."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()
        _field_defaults = MappingProxyType({})

        def __new__(cls, *given, **named):
            """The first value of a class: from here on it has a constructor of its own."""
            of = next(each for each in cls.__mro__ if "_fields" in each.__dict__)
            names = ", ".join(of._fields)
            made = eval(f"lambda _of, {names}: _tuple(_of, ({names},))", {"_tuple": tuple.__new__})
            made.__defaults__ = tuple(of._field_defaults.values())
            made.__name__, made.__qualname__ = "__new__", f"{of.__qualname__}.__new__"
            of.__new__ = staticmethod(made)
            return made(cls, *given, **named)

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **named):
            made = self._make(map(named.pop, self._fields, self))
            if named:
                raise ValueError(f"Got unexpected field names: {list(named)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            parts = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({parts})"

        def __getnewargs__(self):
            return tuple(self)

    class _Base:
        """What stands for the NamedTuple of typing among the bases of a class."""

        def __mro_entries__(self, _bases):
            return (_Maker,)

    class _Making(type):
        def __new__(of, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default comes after one that has one")
            body |= {field: _field(place, field) for place, field in enumerate(fields)}
            body |= {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            if Generic in bases:  # a tuple says in its own way what stands in brackets after it
                body["__class_getitem__"] = classmethod(GenericAlias)
            return type(name, (_Fields, *(base for base in bases if base is not _Maker)), body)

    _Maker = type.__new__(_Making, "_Maker", (), {})
    NamedTuple = _Base()
