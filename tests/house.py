"""How the house is looked over: each rule of it as a function from a house to what breaks the rule.

A house is every module of the program by its place, `law/load.py`, as a syntax tree. Nothing here knows which rooms
there are: that is said by the tables in `test_house.py`, which also tries every function on a small house built ill.
An offence is one line of text that names the module and what is wrong with it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

House = dict[str, ast.Module]
PROGRAM = "sendclock"


@cache
def tree_of(path: Path) -> ast.Module:
    """A file of the program, parsed once a run for everything that is asked of its text. Not to be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def read_house(folder: Path) -> House:
    """Every module below `folder`."""
    return {path.relative_to(folder).as_posix(): tree_of(path) for path in sorted(folder.rglob("*.py"))}


def house_of(sources: Mapping[str, str]) -> House:
    """A house from source text, to try a rule on. Each folder has its `__init__.py`, as a real one has."""
    folders = {place.rpartition("/")[0] for place in sources} - {""}
    built = {f"{folder}/__init__.py": '"""A room."""' for folder in folders} | dict(sources)
    return {place: ast.parse(text) for place, text in built.items()}


@cache
def nodes(tree: ast.Module) -> list[ast.AST]:
    """Everything in a module. Kept, because every rule looks through it again."""
    return list(ast.walk(tree))


def folder_of(place: str) -> str:
    """The room of a module; a module that stands by itself is its own, without `.py`."""
    return place.split("/")[0].removesuffix(".py")


# --- who imports whom


class Import(NamedTuple):
    """One name as it is imported: `sendclock.law.load`, `os.path`; relative ones begin with a dot."""

    name: str
    line: int
    at_load: bool  # False inside a function, or for the type checker only


@cache
def imports(tree: ast.Module) -> list[Import]:
    """Every import of a module, wherever in it. Kept, because every rule asks for it again."""
    found: list[Import] = []

    def look(node: ast.AST, at_load: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, node.lineno, at_load) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found.extend(Import(f"{base}.{alias.name}", node.lineno, at_load) for alias in node.names)
        lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _for_types(node)
        for child in ast.iter_child_nodes(node):
            look(child, at_load and not lazy)

    look(tree, True)
    return found


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def place_of(name: str, house: Collection[str]) -> str | None:
    """The module of the house that an imported name leads to; None for a name from elsewhere."""
    parts = name.split(".")
    if parts[0] != PROGRAM:
        return None
    for end in range(len(parts), 1, -1):
        path = "/".join(parts[1:end])
        for place in (f"{path}.py", f"{path}/__init__.py"):
            if place in house:
                return place
    return "__init__.py"


def arrows(house: House, at_load: bool = False) -> dict[str, set[str]]:
    """For each module, the modules of the house that it imports: ever, or when it is loaded."""
    found: dict[str, set[str]] = {}
    for place, tree in house.items():
        led = {place_of(each.name, house) for each in imports(tree) if each.at_load or not at_load}
        found[place] = {to for to in led if to is not None and to != place}
    return found


def relative(house: House) -> list[str]:
    return [
        f"{place}: relative import {each.name}"
        for place, t in house.items()
        for each in imports(t)
        if each.name[0] == "."
    ]


def wrong_arrows(
    house: House,
    layers: Sequence[str],
    tools: Sequence[str],
    heads: Collection[str],
    borrowed: Mapping[str, Collection[str]],
) -> list[str]:
    """Arrows that run up.

    `layers` is the kernel from the bottom to the top: each may import those before it, and itself. `tools` come after
    it in the same way, for the capabilities to use. `heads` may import anything. Every other folder is a capability: it
    may import the kernel, the tools, itself, and of the others the modules that `borrowed` names for it.
    """
    below = [*layers, *tools]
    found = []
    for place, led in arrows(house).items():
        own = folder_of(place)
        if own in heads:
            continue
        allowed = {"__init__", own, *(below[: below.index(own)] if own in below else below)}
        found += [
            f"{place} imports {to}"
            for to in sorted(led)
            if folder_of(to) not in allowed and (own in below or to not in borrowed.get(own, ()))
        ]
    return found


def unused_borrowings(house: House, borrowed: Mapping[str, Collection[str]]) -> list[str]:
    """What a table of borrowings allows and nobody does any more."""
    led = arrows(house)
    used = {(folder_of(place), to) for place, tos in led.items() for to in tos}
    return [
        f"{folder} no longer imports {to}" for folder, tos in borrowed.items() for to in tos if (folder, to) not in used
    ]


def circles(house: House) -> list[str]:
    """Modules that import themselves in the end when they are loaded."""
    led = arrows(house, at_load=True)
    found = []
    for start in led:
        reached: set[str] = set()
        ahead = list(led[start])
        while ahead:
            place = ahead.pop()
            if place not in reached:
                reached.add(place)
                ahead += led.get(place, ())
        if start in reached:
            found.append(f"{start} imports itself in the end")
    return found


# --- doors


def side_doors(house: House, doors: Mapping[str, Collection[str]]) -> list[str]:
    """Libraries that come in by another door than theirs, or that have none. `doors`: library, and its modules.

    The standard library needs no door, unless the table names one for a part of it.
    """
    found = []
    for place, tree in house.items():
        for each in imports(tree):
            library = each.name.split(".")[0]
            if library in doors and place not in doors[library]:
                found.append(f"{place}:{each.line}: {library} comes in by {', '.join(doors[library])}")
            elif library not in doors and library != PROGRAM and library and library not in sys.stdlib_module_names:
                found.append(f"{place}:{each.line}: {library} has no door")
    return found


def idle_doors(house: House, doors: Mapping[str, Collection[str]]) -> list[str]:
    """Doors by which nothing comes in any more."""
    used = {(each.name.split(".")[0], place) for place, tree in house.items() for each in imports(tree)}
    return [
        f"{place} has no {library}"
        for library, places in doors.items()
        for place in places
        if (library, place) not in used
    ]


# --- what is called


@cache
def calls(tree: ast.Module) -> list[tuple[str, int]]:
    """Every call as it is written, `date.today` or `open`, with its line; of a longer chain the last two names."""
    found = []
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                found.append((node.func.id, node.lineno))
            elif isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = (
                    owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
                )
                found.append((f"{name}.{node.func.attr}", node.lineno))
    return found


def calling(house: House, forbidden: Collection[str], but: Collection[str] = ()) -> list[str]:
    """Calls of `forbidden` outside the modules of `but`. `.glob` stands for a call of that name on anything."""
    return [
        f"{place}:{line}: {name}"
        for place, tree in house.items()
        if place not in but
        for name, line in calls(tree)
        if name in forbidden or (f".{name.rpartition('.')[2]}" in forbidden and "." in name)
    ]


def reaching_out(
    house: House, pure: Callable[[str], bool], libraries: Collection[str], of_the_house: Collection[str]
) -> list[str]:
    """Imports of `libraries`, or of the modules `of_the_house`, by a module that is to be `pure`."""
    found, led = [], arrows(house)
    for place in filter(pure, house):
        names = {each.name.split(".")[0] for each in imports(house[place])}
        found += [f"{place} imports {name}" for name in sorted(names & set(libraries))]
        found += [f"{place} imports {to}" for to in sorted(led[place]) if to in of_the_house]
    return found


# --- how many, and what they are called


def lone_modules(house: House, but: Collection[str]) -> list[str]:
    """Modules with one importer, in their own folder: they could be a part of it. And those nobody imports."""
    led = arrows(house)
    found = []
    for place in house:
        if place in but or place.endswith("__init__.py") or "/" not in place:
            continue
        importers = [other for other, tos in led.items() if place in tos]
        if not importers:
            found.append(f"{place} is imported by nobody")
        elif len(importers) == 1 and folder_of(importers[0]) == folder_of(place):
            found.append(f"{place} serves {importers[0]} alone")
    return found


def ill_named(house: House, nouns: Collection[str], never: Collection[str]) -> list[str]:
    """Modules and folders whose name is not among the `nouns`, or is one of those that name nothing."""
    found = []
    for place in house:
        for part in place.removesuffix(".py").split("/"):
            word = part.rstrip("_")
            if not part.startswith("__") and (word in never or word not in nouns):
                found.append(f"{place}: {word} is no noun of the list of words")
    return found


def classes_of_one_name(house: House) -> list[str]:
    """Public classes that share their name with another."""
    places: dict[str, list[str]] = {}
    for place, tree in house.items():
        for node in nodes(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(place)
    return [f"{name}: {', '.join(where)}" for name, where in places.items() if len(where) > 1]


def for_nobody(house: House, elsewhere: Collection[str] = ()) -> list[str]:
    """Functions, classes and tables that are never named again: not in the code, by no text of one word (the key of a
    column names what it shows), and not among the words `elsewhere`."""
    used = set(elsewhere)
    for tree in house.values():
        said = {id(node.value) for node in nodes(tree) if isinstance(node, ast.Expr)}  # docstrings explain
        for node in nodes(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(node.id)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.alias):
                used |= {node.name, node.asname or ""}
            elif isinstance(node, ast.keyword):
                used.add(node.arg or "")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                used |= set(node.value.split(".")) if re.fullmatch(r"[\w.]+", node.value) else set()
    made = ((place, name, line) for place, tree in house.items() for name, line in _made(tree))
    return [f"{place}:{line}: {name}" for place, name, line in made if name not in used]


def _made(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What a module defines: its functions, methods and classes, and the names given to values at its top."""
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__"):
            yield node.name, node.lineno
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.lineno) for target in targets if isinstance(target, ast.Name))


def unexplained(house: House, lines: int) -> list[str]:
    """Public functions and methods of more than so many lines that do not say what they are for."""
    return [
        f"{place}:{node.lineno}: {node.name}"
        for place, tree in house.items()
        for around in (tree, *(each for each in nodes(tree) if isinstance(each, ast.ClassDef)))
        for node in around.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (node.end_lineno or node.lineno) - node.lineno >= lines
        and not ast.get_docstring(node)
    ]


def without_purpose(house: House) -> list[str]:
    """Modules that do not open with what they are for."""
    return [place for place, tree in house.items() if not ast.get_docstring(tree)]


# --- words of the law in Python


def literals(tree: ast.Module, ids: Collection[str]) -> list[tuple[str, int]]:
    """The `ids` that stand in a text of the code, with their lines: alone, or among other words of a machine.

    A sentence for people (it has a capital or a full stop) is prose, and a docstring explains: neither is looked at.
    """
    statements = {node.value for node in nodes(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in nodes(tree) if isinstance(node, ast.Constant) and node not in statements)
    return [
        (word, node.lineno)
        for node in texts
        if isinstance(node.value, str) and not re.search(r"[A-Z]|\.(?:\s|$)", node.value)
        for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", node.value)
        if word in ids
    ]


# --- state

WRITES = {
    "append", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "remove", "insert", "discard", "sort",
    "reverse", "appendleft",
}  # fmt: skip


def state(module: ModuleType, tree: ast.Module) -> list[str]:
    """What a module keeps that could change while the program runs, told by what it is and not by how it is written.

    An empty dict, list or set waits to be filled; a cache fills itself; any other object could hold anything. A table
    that is full from the start is let be: `written` says whether anybody writes to it. Classes are looked into as well.
    """
    found = []
    for name in _assigned(tree.body):
        found += [f"{name}: {why}" for why in _changeable(getattr(module, name))]
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(each) for each in node.decorator_list):
            if not any(ast.unparse(each).endswith("cached_property") for each in node.decorator_list):
                found.append(f"{node.name}: remembers its answers")
        elif isinstance(node, ast.Global):
            found += [f"{name}: global" for name in node.names]
        elif isinstance(node, ast.ClassDef):
            found += [
                f"{node.name}.{ast.unparse(each.targets[0])}: one for all"
                for each in node.body
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.Dict | ast.List | ast.Set)
            ]
    return found


def _assigned(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names a module gives itself when it is loaded, in whatever block."""
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            if isinstance(node, ast.AnnAssign) and node.value is None:
                continue
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
        elif isinstance(node, ast.If | ast.For | ast.With | ast.Try) and not _for_types(node):
            for part in ("body", "orelse", "finalbody"):
                yield from _assigned(getattr(node, part, []))


def _changeable(value: object, inside: bool = False) -> Iterator[str]:
    if isinstance(value, dict | list | set | bytearray):
        if not value and not inside:
            yield "empty, so that it can be filled"
        elif type(value) not in (dict, list, set):
            yield f"a {type(value).__name__}"
        inner = value.values() if isinstance(value, dict) else value
        yield from (why for each in inner for why in _changeable(each, True))
    elif isinstance(value, tuple | frozenset):
        yield from (why for each in value for why in _changeable(each, True))
    elif not isinstance(value, UNCHANGING) and type(value).__module__ != "typing" and not hasattr(value, "__origin__"):
        yield f"a {type(value).__name__}"


def _unchanging() -> tuple[type, ...]:
    from datetime import date, time, timedelta, tzinfo
    from enum import Enum
    from operator import attrgetter, itemgetter
    from types import BuiltinFunctionType, FunctionType, MappingProxyType, NoneType, UnionType
    from typing import Any

    several: tuple[Any, ...] = (
        str, bytes, int, float, complex, bool, NoneType, date, time, timedelta, tzinfo, re.Pattern, Path, Enum, type,
        range, FunctionType, BuiltinFunctionType, MappingProxyType, UnionType, ModuleType,
        attrgetter, itemgetter,
    )  # fmt: skip
    return several


UNCHANGING = _unchanging()


def written(house: House) -> list[str]:
    """Tables of a module that a function writes to: `TABLE[key] = ...`, `TABLE.append(...)`, `module.TABLE = ...`."""
    tables = {place: set(_assigned(tree.body)) for place, tree in house.items()}
    found = []
    for place, tree in house.items():
        seen = _seen_from(place, tree, house, tables)
        for function in [node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
            inside = list(ast.walk(function))
            local = {each.arg for each in inside if isinstance(each, ast.arg)}
            local |= {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
            for node in inside:
                name = _written_to(node)
                if name and name.split(".")[0] not in local and name in seen:
                    found.append(f"{place}:{node.lineno}: writes to {name}")
    return found


def _seen_from(place: str, tree: ast.Module, house: House, tables: Mapping[str, set[str]]) -> set[str]:
    """The tables of the house as `place` can name them: its own, those imported, those of modules imported."""
    seen = set(tables[place])
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                called = alias.asname or alias.name
                of = place_of(f"{node.module}.{alias.name}", house)
                if of and not of.endswith("__init__.py") and of.removesuffix(".py").endswith(f"/{alias.name}"):
                    seen |= {f"{called}.{name}" for name in tables[of]}
                elif of and alias.name in tables[of]:
                    seen.add(called)
    return seen


def _written_to(node: ast.AST) -> str:
    """The name of what is written to, without the keys: `TABLE` of `TABLE["a"]["b"] = 1`."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        target: ast.expr = node
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
        target = node.func.value
    else:
        return ""
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target)
