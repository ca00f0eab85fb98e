"""The floors and doors of the house, read from the imports. A wrong arrow fails here, not in a review."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "sendclock"
# room: the rooms of sendclock it may import from
MAY_IMPORT = {
    "core": {"core"},
    "tomlmistakes": set(),
    "tomlfile": {"tomlmistakes", "core"},
    "law": {"law", "tomlfile", "core"},
    "store": {"store", "tomlfile", "tomlmistakes", "core"},
    "report": {"report", "core"},
    "cli": {"cli", "law", "store", "report", "core"},
    "__init__": set(),
    "__main__": {"cli"},
}
# library: the one door it comes in by (a file, a folder; two for what two rooms need)
DOORS = {
    "typer": "cli/",
    "rich": "report/table.py",
    "holidays": "law/bank_holidays.py",
    "rtoml": "tomlfile.py",
    "tomli_w": "store/append.py",
    "filelock": "store/append.py",
    "dateutil": "core/counting.py",
    "zoneinfo": "core/london.py",
    "json": ("report/machine.py", "law/compiled.py", "store/index.py"),
    "platformdirs": "cli/morning.py",
    "csv": ("report/machine.py", "store/tracker.py"),
    "icalendar": "report/feed.py",
    "jinja2": "report/html.py",
    "xml": "report/charts.py",
    "xlsxwriter": "report/workbook.py",
    "email": "report/mail.py",
    "openpyxl": "store/tracker.py",
}
ASKS_THE_DAY = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}
FILES = sorted(SRC.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def ids(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_arrow_runs_up_or_into_another_room(path: Path) -> None:
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("sendclock.")}
    rooms = {room for room in rooms if (SRC / room).is_dir() or (SRC / f"{room}.py").exists()}
    assert rooms <= MAY_IMPORT[room_of(path)]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_each_library_has_one_door(path: Path) -> None:
    place = path.relative_to(SRC).as_posix()
    wrong = {
        lib for lib in {name.split(".")[0] for name in imports(path)} & DOORS.keys() if not place.startswith(DOORS[lib])
    }
    assert not wrong


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p) != "cli"], ids=ids)
def test_only_the_command_line_asks_the_day_prints_or_exits(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            assert function.id not in {"print", "exit", "input"}, f"{path}:{node.lineno}"
        elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            called = (function.value.id, function.attr)
            assert called not in ASKS_THE_DAY and called != ("sys", "exit"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_state_in_modules(path: Path) -> None:
    """Module level holds constants (capitals), private constants and commands; nothing is filled in later."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
                aliases = {"app", "Value", "Path", "Block", "Facts", "Refusal", "Severity", "NewEvent"}
                allowed = all(n.isupper() or n.startswith("_") or n in aliases or n[0].isupper() for n in names)
                assert allowed or names == ["__version__"], f"{path}:{node.lineno} {names}"


def test_every_command_has_its_module_and_its_help() -> None:
    from sendclock.main import COMMANDS

    modules = {p.stem for p in (SRC / "cli").glob("*.py")}
    assert {module for module, _ in COMMANDS.values()} <= modules


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_modules_open_with_what_they_are_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
