"""The rules of the house, read from the code: a wrong arrow, a second door or hidden state fails here, not in a review.

How each rule is looked for stands in `house.py`. Here stand the tables of this house, and for every rule a small house
built wrongly, so that each can be seen to fail. Nothing is owed to any of them.
"""

from __future__ import annotations

import ast
import io
import re
import tomllib
from importlib import import_module
from pathlib import Path
from tokenize import COMMENT, generate_tokens
from types import ModuleType

import pytest

import house
from sendclock.law import load
from sendclock.law.role import Act, Role
from sendclock.main import COMMANDS

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "sendclock"
HOUSE = house.read_house(SRC)
COMMAND_MODULES = {f"{module.replace('.', '/')}.py" for module, _ in COMMANDS.values()}

# The kernel, from the bottom up: each may import those before it.
LAYERS = ("tuples", "files", "days", "law", "clock", "casebook", "say")
# What capabilities stand on besides, in the same way.
TOOLS = ("workers", "session", "option", "command")
# Where the program begins.
HEADS = ("main", "__main__", "__init__")
# capability: the modules of other capabilities that it uses
BORROWED = {
    "case": {"check/check.py", "record/field.py"},
    "audit": {"check/personal.py"},
    "check": {"audit/history.py", "audit/privacy.py", "case/checklist.py", "case/show.py", "pack/example.py"},
    "due": {"people/officer.py"},
    "export": {
        "due/list.py",
        "figures/population.py",
        "people/officer.py",
        "sen2/items.py",
        "sen2/modules.py",
        "sen2/persons.py",
        "sen2/survey.py",
        "sen2/template.py",
    },
    "figures": {
        "audit/retention.py",
        "case/explain.py",
        "case/show.py",
        "plan/goal.py",
    },
    "help": {"record/offer.py"},
    "lawbook": {"record/change.py", "record/field.py"},
    "pack": {"lawbook/moves.py", "tracker/sheet.py"},
    "panels": {"people/officer.py"},
    "people": {"due/list.py", "record/change.py", "tracker/sheet.py"},
    "plan": {"case/show.py"},
    "record": {
        "case/checklist.py",
        "case/show.py",
        "check/check.py",
        "check/party.py",
        "due/list.py",
        "people/officer.py",
    },
    "sen2": {"check/finding.py", "tracker/sheet.py"},
    "tracker": {"case/explain.py", "check/finding.py", "check/personal.py"},
}
# library: the modules it comes in by. A library not here has no door; the standard library needs none but these.
DOORS = {
    "typer": {"main.py", "option.py", "command.py", *COMMAND_MODULES},
    "rich": {"say/table.py"},
    "holidays": {"days/bank_holidays.py"},
    "rtoml": {"files/toml.py"},
    "tomli_w": {"casebook/write.py"},
    "ctypes": {"files/exchange.py", "files/windows.py"},
    "msvcrt": {"files/windows.py"},
    "filelock": {"files/disk.py"},
    "zoneinfo": {"days/hours.py"},
    "json": {"say/formats.py", "law/load.py"},
    "sqlite3": {"casebook/facts.py", "export/engine.py"},
    "duckdb": {"export/engine.py"},
    "subprocess": {"files/git.py", "say/pager.py", "workers.py"},
    "marshal": {"workers.py"},
    "platformdirs": {"files/disk.py"},
    "csv": {"say/formats.py", "tracker/sheet.py"},
    "jinja2": {"say/html.py"},
    "xml": {"figures/charts.py", "sen2/message.py"},
    "xlsxwriter": {"export/xlsx.py"},
    "openpyxl": {"tracker/sheet.py"},
    "email": {"due/mail.py"},
}
ASKS_THE_DAY = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time"}
ASK_TOO = {
    "session.py": "the one that may",
}
PRINTS_OR_EXITS = {"print", "input", "exit", "quit", "sys.exit", "os._exit"}
# Rooms that know nothing of the world: no file, no screen, no clock on the wall.
PURE = ("days/", "clock/", "law/rule.py", "law/book.py")
OF_THE_WORLD = {
    "io", "os", "pathlib", "shutil", "sys", "tempfile", "subprocess", "socket", "time", "typer", "rich", "rtoml",
    "glob", "fileinput", "urllib", "http", "logging",
}  # fmt: skip
OPENS_TOO = {"days/bank_holidays.py": "reads the snapshot, and is the door to `holidays`"}
# Modules with one importer in their own folder that stand by themselves all the same, and why.
APART = {
    "clock/dating.py": "which day, as against which clock runs: the two halves of the engine",
    "due/reminders.py": "an answer of its own, `due --remind`",
    "due/step.py": "an answer of its own, `due --steps`",
    "export/feed.py": "a format and a chapter of the facts, loaded by name",
    "figures/advice.py": "a report a module",
    "figures/page.py": "the report as a page, read only for `--format html`",
    "figures/phase.py": "a report a module",
    "figures/promises.py": "a report a module",
    "figures/reports.py": "the list of the reports, read with them and not with the command",
    "figures/reviews.py": "a report a module",
    "figures/steps.py": "a report a module",
    "figures/weekly.py": "a report a module",
    "pack/new.py": "a pack from answers; the other commands of `pack` read one",
    "pack/promise.py": "what people mean by their words, without a terminal or a file",
    "pack/schema.py": "the reader, asked what it reads",
    "record/slip.py": "what may be wrong, as against what it changes: read before either is written",
    "sen2/message.py": "the return as one message, and the door to `xml`",
    "lawbook/book.py": "the law as a book to print, read only for that",
}
# Words that name nothing, and those that name anything.
NEVER = {
    "giving", "theirs", "whose", "gather", "beside", "known", "written", "away", "answers", "ours", "mine", "his",
    "hers", "whom", "which", "about", "with", "within", "without", "between", "before", "after", "under", "over",
    "utils", "util", "helpers", "helper", "manager", "handler", "data", "info", "misc", "common", "base", "core",
    "stuff", "tools",
}  # fmt: skip
WORDS = ROOT / "docs" / "words.md"
CORRECTIONS = {"event-corrected", "event-withdrawn"}  # the program's own two words in the vocabulary
# These may name what is in the law: one makes cases up, the other names the parts that rules and events play.
NAMES = {"start/demo.py", "law/role.py"}

# A word that happens to be the same in another vocabulary, by module.
SAME_WORD = {
    "casebook/casefile.py": {"final-plan"},  # an example in a message
    "casebook/settings.py": {"final-plan-sent"},  # the one value of `after` in [handover]
    "record/small.py": {"foi-review"},  # a kind of small case, on the command line
}

# module: what of it may remember. Each is the same for the whole life of the program, whatever is asked of it.
REMEMBERS = {
    ("say/row.py", "_day"): "a day by its number",
    ("say/row.py", "_standing"): "the same, and how a clock of that day stands on the day of asking",
    ("say/row.py", "_words"): "a text in words",
    ("say/row.py", "_working_days_left"): "how many days are left to a day, of a calendar as it is",
    ("say/row.py", "_apart"): "what few rows say, by its parts",
    ("clock/link.py", "_ways"): "how the events of a rule book are linked, by their type",
    ("days/bank_holidays.py", "_snapshot"): "a file that comes with the program",
    ("days/hours.py", "london_zone"): "one time zone",
    ("days/school_year.py", "_halves"): "where the halves of a calendar's terms meet, of a calendar as it is",
    ("files/name.py", "folded"): "how a name reads folded",
    ("say/words.py", "long_day"): "a day in words",
    ("say/words.py", "days_late"): "a number in words",
    ("say/words.py", "label_and_title"): "what a rule is called",
    ("say/words.py", "from_today"): "a number in words",
    ("say/words.py", "short_day"): "a day in words",
}


def offences(found: list[str]) -> str:
    """One a line, so that a failure can be read."""
    return "\n".join(found)


# --- arrows


def test_arrows_run_down() -> None:
    assert not offences(house.wrong_arrows(HOUSE, LAYERS, TOOLS, HEADS, BORROWED))


def test_nothing_is_borrowed_in_the_table_alone() -> None:
    assert not offences(house.unused_borrowings(HOUSE, BORROWED))


def test_no_module_imports_itself_in_the_end() -> None:
    assert not offences(house.circles(HOUSE))


def test_no_import_is_relative() -> None:
    assert not offences(house.relative(HOUSE))


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        ("days/counting.py", "from sendclock.law import book", "days/counting.py imports law/book.py"),
        ("days/counting.py", "def f():\n    import sendclock.law.book", "days/counting.py imports law/book.py"),
        ("law/book.py", "from sendclock.due.due import x", "law/book.py imports due/due.py"),
        ("law/book.py", "from sendclock import session", "law/book.py imports session.py"),
        ("session.py", "from sendclock import command", "session.py imports command.py"),
        ("due/due.py", "from sendclock.plan.plan import x", "due/due.py imports plan/plan.py"),
        ("due/due.py", "from sendclock.main import x", "due/due.py imports main.py"),
    ],
)
def test_a_wrong_arrow_is_seen(place: str, line: str, said: str) -> None:
    right = {
        "days/counting.py": "",
        "law/book.py": "from sendclock.days import counting",
        "session.py": "from sendclock.law import book",
        "command.py": "import sendclock.session",
        "due/due.py": "from sendclock.command import x\nfrom sendclock.plan.goal import y",
        "plan/plan.py": "from sendclock.plan import goal",
        "plan/goal.py": "",
        "main.py": "from sendclock.due.due import app",
    }
    table = (("days", "law"), ("session", "command"), ("main",), {"due": {"plan/goal.py"}})
    assert house.wrong_arrows(house.house_of(right), *table) == []
    assert house.wrong_arrows(house.house_of({**right, place: line}), *table) == [said]


def test_a_borrowing_nobody_needs_and_a_circle_are_seen() -> None:
    built = house.house_of({"a/x.py": "from sendclock.b import y", "b/y.py": "from sendclock.a.x import z"})
    assert house.circles(built) == ["a/x.py imports itself in the end", "b/y.py imports itself in the end"]
    assert house.unused_borrowings(built, {"a": {"b/y.py", "b/z.py"}}) == ["a no longer imports b/z.py"]
    later = house.house_of({"a/x.py": "from sendclock.b import y", "b/y.py": "def f():\n    import sendclock.a.x"})
    assert house.circles(later) == []
    assert house.relative(house.house_of({"a/x.py": "from . import y"})) == ["a/x.py: relative import ..y"]


# --- doors


def test_each_library_has_its_door() -> None:
    assert not offences(house.side_doors(HOUSE, DOORS))


def test_no_door_stands_open_for_nobody() -> None:
    doors = {library: places - COMMAND_MODULES for library, places in DOORS.items()}
    assert not offences(house.idle_doors(HOUSE, doors))


def test_a_side_door_is_seen() -> None:
    built = house.house_of(
        {"a/x.py": "import json", "b/y.py": "def f():\n    from json import loads\n    import numpy"}
    )
    assert house.side_doors(built, {"json": {"a/x.py"}}) == [
        "b/y.py:2: json comes in by a/x.py",
        "b/y.py:3: numpy has no door",
    ]
    assert house.idle_doors(built, {"json": {"a/x.py", "a/z.py"}}) == ["a/z.py has no json"]


def test_only_the_session_asks_what_day_it_is() -> None:
    assert not offences(house.calling(HOUSE, ASKS_THE_DAY, but=ASK_TOO))


def test_only_the_head_of_the_program_prints_and_exits() -> None:
    assert not offences(house.calling(HOUSE, PRINTS_OR_EXITS, but=("main.py", "__main__.py")))


def test_a_forbidden_call_is_seen() -> None:
    built = house.house_of({"a.py": "import datetime\nx = datetime.date.today()\nprint(y.path.glob('*'))"})
    assert house.calling(built, {"date.today"}) == ["a.py:2: date.today"]
    assert house.calling(built, {"print", ".glob"}) == ["a.py:3: print", "a.py:3: path.glob"]
    assert house.calling(built, {"print"}, but=("a.py",)) == []


def pure(place: str) -> bool:
    return place.startswith(PURE) and place not in OPENS_TOO


def test_days_clock_and_rules_touch_no_file_no_screen_and_no_clock_on_the_wall() -> None:
    files = {
        place
        for place in HOUSE
        if place.startswith("files/") and place not in ("files/__init__.py", "files/problem.py", "files/name.py")
    }
    assert len([place for place in HOUSE if pure(place)]) > 10
    assert not offences(house.reaching_out(HOUSE, pure, OF_THE_WORLD, files))
    rooms = {place: tree for place, tree in HOUSE.items() if pure(place)}
    assert not offences(house.calling(rooms, {"open", "breakpoint", *PRINTS_OR_EXITS, *ASKS_THE_DAY}))


def test_a_pure_module_that_reaches_out_is_seen() -> None:
    built = house.house_of(
        {"days/x.py": "import os.path\nfrom sendclock.files import toml", "files/toml.py": "import os"}
    )
    assert house.reaching_out(built, pure, OF_THE_WORLD, {"files/toml.py"}) == [
        "days/x.py imports os",
        "days/x.py imports files/toml.py",
    ]


# --- how many modules, and what they are called


def test_no_module_serves_one_other_of_its_folder_alone() -> None:
    doors = {place for library, places in DOORS.items() if library != "typer" for place in places}
    assert not offences(house.lone_modules(HOUSE, {*COMMAND_MODULES, *doors, *APART}))


def test_whoever_stands_apart_has_one_importer() -> None:
    """So that the list does not outlive its reasons."""
    lone = {each.split()[0] for each in house.lone_modules(HOUSE, ())}
    assert APART.keys() <= lone


def test_a_module_that_serves_one_other_is_seen() -> None:
    built = house.house_of(
        {"a/x.py": "from sendclock.a import y", "a/y.py": "", "b/z.py": "import sendclock.a.y\nimport sendclock.a.x"}
    )
    assert house.lone_modules(built, ()) == ["b/z.py is imported by nobody"]
    del built["b/z.py"]
    assert house.lone_modules(built, ("a/x.py",)) == ["a/y.py serves a/x.py alone"]


def nouns(page: str) -> set[str]:
    """The words a page explains: what stands in bold, as a whole and word by word; and several of the same."""
    bold = re.findall(r"\*\*(.+?)\*\*", page)
    words = {"_".join(text.split()) for text in bold} | {word for text in bold for word in text.split()}
    return words | {f"{word}s" for word in words}


def test_modules_are_named_by_nouns_of_the_list_of_words() -> None:
    """Or by its command."""
    known = nouns(WORDS.read_text(encoding="utf-8")) | COMMANDS.keys()
    assert not offences(house.ill_named(HOUSE, known, NEVER))


def test_a_module_that_is_no_noun_is_seen() -> None:
    words = nouns("A **case** has events; a **bank holiday** is a day, and **giving** is no word for a module: `due`.")
    assert words >= {"case", "cases", "bank_holidays", "giving"} and not words & {"events", "day", "due"}
    built = house.house_of({"case/case.py": "", "case/giving.py": "", "case/bank_holidays.py": "", "session.py": ""})
    assert house.ill_named(built, words, NEVER) == [
        "case/giving.py: giving is no noun of the list of words",
        "session.py: session is no noun of the list of words",
    ]


def test_no_two_classes_have_one_name() -> None:
    assert not offences(house.classes_of_one_name(HOUSE))


def test_nothing_is_there_for_nobody() -> None:
    """Templates, and what makes the docs and the package, use a name too; tests alone keep nothing alive."""
    pages = [path.read_text(encoding="utf-8") for path in SRC.rglob("*.html")]
    made_with = [*(ROOT / "docs").glob("*.py"), ROOT / "hatch_build.py", ROOT / "pyproject.toml"]
    words = re.findall(r"\w+", " ".join([*pages, *(path.read_text(encoding="utf-8") for path in made_with)]))
    assert not offences(house.for_nobody(HOUSE, words))


def test_what_is_there_for_nobody_is_seen() -> None:
    right = {"a/x.py": "from b import y\nT = 1\ndef f():\n    return f'{T} {y.z()}'", "b/y.py": "def z():\n    'f'"}
    assert house.for_nobody(house.house_of(right), {"f"}) == []
    wrong = {"a/x.py": "T = 1\nclass A:\n    def g(self): ...\n    def h(self): return self.h", "b/y.py": "'A'"}
    assert house.for_nobody(house.house_of(wrong)) == ["a/x.py:2: A", "a/x.py:3: g", "a/x.py:1: T"]


def test_two_classes_of_one_name_are_seen() -> None:
    built = house.house_of({"a.py": "class Row: pass\nclass _Own: pass", "b.py": "class Row: pass\nclass _Own: pass"})
    assert house.classes_of_one_name(built) == ["Row: a.py, b.py"]


def test_modules_open_with_what_they_are_for() -> None:
    assert not offences(house.without_purpose(HOUSE))
    assert house.without_purpose(house.house_of({"a.py": "import os"})) == ["a.py"]


def test_a_function_that_is_not_seen_at_a_glance_says_what_it_is_for() -> None:
    assert not offences(house.unexplained(HOUSE, 8))
    body = "a = 1\n{0}return a\n"
    long = f"def f():\n {body.format(' ')}class A:\n def g(self):\n  {body.format('  ')}def _h():\n {body.format(' ')}"
    assert house.unexplained(house.house_of({"a.py": long}), 2) == ["a.py:1: f", "a.py:5: g"]
    assert house.unexplained(house.house_of({"a.py": long}), 3) == []


def test_every_command_has_its_module() -> None:
    assert HOUSE.keys() >= COMMAND_MODULES
    by_another = {"sen2", "help"}  # `export sen2` asks for it; a shell asks
    assert {place.split("/")[0] for place in COMMAND_MODULES} | by_another >= BORROWED.keys()


# --- words of the law


def ids() -> set[str]:
    book = load.load()
    return {*book.rule_ids(), *book.event_types} - CORRECTIONS


def test_no_rule_and_no_event_type_is_a_literal() -> None:
    """The packs and the vocabulary say what a rule is for and what an event does: Python asks for the role."""
    known = ids()
    found = {place: house.literals(tree, known) for place, tree in HOUSE.items() if place not in NAMES}
    for place, words in SAME_WORD.items():
        assert words == {word for word, _ in found[place]}, place
    assert not offences([f"{place}: {those}" for place, those in found.items() if those and place not in SAME_WORD])


def test_every_part_is_played_and_asked_for() -> None:
    """A part that no rule and no event plays, or that nobody asks for, is a word too many."""
    book = load.load()
    asked = {node.attr for tree in HOUSE.values() for node in house.nodes(tree) if isinstance(node, ast.Attribute)}
    for role in Role:
        assert book.of(role) and role.name in asked, role
    for act in Act:
        assert book.events(act) and act.name in asked, act


def test_a_literal_of_the_law_is_seen() -> None:
    text = (
        '"""About final-plan."""\nA = "final-plan"\nB = {"week": "due:final-plan,other"}\n'
        'def f():\n    """final-plan"""\n    return f"final-plan[{A}]", "Write final-plan."\n'
    )
    (tree,) = [house.house_of({"a.py": text})["a.py"]]
    assert house.literals(tree, {"final-plan"}) == [("final-plan", 2), ("final-plan", 3), ("final-plan", 6)]
    assert house.literals(tree, {"final"}) == []


# --- state


@pytest.mark.parametrize("place", HOUSE)
def test_no_module_keeps_what_could_change(place: str) -> None:
    if place == "__main__.py":  # it runs the program when it is loaded
        return
    name = place.removesuffix(".py").replace("/", ".").removesuffix("__init__").strip(".")
    found = house.state(import_module(f"sendclock.{name}".strip(".")), HOUSE[place])
    allowed = {name for at, name in REMEMBERS if at == place}
    if place in COMMAND_MODULES | {"main.py"}:
        allowed.add("app")  # typer's own list of a command's options, made once
    assert not offences([each for each in found if each.split(":")[0] not in allowed])


def test_what_remembers_is_still_there() -> None:
    there = {(place, each.split(":")[0]) for place in {at for at, _ in REMEMBERS} for each in _state_of(place)}
    assert there >= REMEMBERS.keys()


def _state_of(place: str) -> list[str]:
    return house.state(import_module(f"sendclock.{place.removesuffix('.py').replace('/', '.')}"), HOUSE[place])


def test_no_table_is_written_to() -> None:
    assert not offences(house.written(HOUSE))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seen = {}", ["seen: empty, so that it can be filled"]),
        ("SEEN: list[str] = []", ["SEEN: empty, so that it can be filled"]),
        ("_seen = set()", ["_seen: empty, so that it can be filled"]),
        ("try:\n    SEEN = dict()\nfinally:\n    pass", ["SEEN: empty, so that it can be filled"]),
        ("from collections import Counter\nSEEN = Counter('ab')", ["SEEN: a Counter"]),
        ("from collections import defaultdict\nSEEN = (1, defaultdict(list))", ["SEEN: a defaultdict"]),
        ("import io\nOUT = io.StringIO()", ["OUT: a StringIO"]),
        ("class A: pass\nONE = A()", ["ONE: a A"]),
        ("class A:\n    seen = []", ["A.seen: one for all"]),
        ("from functools import cache\n@cache\ndef f(): ...", ["f: remembers its answers"]),
        ("from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(): ...", ["f: remembers its answers"]),
        ("N = 0\ndef f():\n    global N\n    N += 1", ["N: global"]),
        ("import re\nA = 1\nB = ('x', frozenset('y'))\nC = re.compile('z')\nD = {'a': [1], 'b': []}\nE = len", []),
        ("from typing import Literal, NamedTuple\nA = Literal['x']\nclass B(NamedTuple):\n    x: int\nC = B(1)", []),
        ("from functools import cached_property\nclass A:\n    @cached_property\n    def f(self): ...", []),
    ],
)
def test_state_is_seen_whatever_it_is_called(text: str, said: list[str]) -> None:
    module = ModuleType("tried")
    exec(text, vars(module))
    assert house.state(module, house.house_of({"a.py": text})["a.py"]) == said


@pytest.mark.parametrize(
    "line",
    [
        "TABLE['b'] = 2", "TABLE['a']['b'] = 2", "del TABLE['a']", "TABLE.update(b=2)", "TABLE['a'].append(2)",
        "x.TABLE['b'] = 2", "x.TABLE = {}", "x.TABLE.clear()",
    ],
)  # fmt: skip
def test_a_table_that_is_written_to_is_seen(line: str) -> None:
    sources = {
        "a/x.py": "TABLE = {'a': [1]}",
        "a/y.py": f"from sendclock.a import x\nfrom sendclock.a.x import TABLE\ndef f():\n    {line}",
    }
    assert [each.split(": ")[0] for each in house.written(house.house_of(sources))] == ["a/y.py:4"]
    local = {
        **sources,
        "a/y.py": "from sendclock.a.x import TABLE\ndef f():\n    own = dict(TABLE)\n    own['a'] = TABLE['a']",
    }
    assert house.written(house.house_of(local)) == []


# --- what is waved through

WAVED_THROUGH = re.compile(r"#\s*(?:type: ignore\[[\w,-]+\]|(?:ruff: )?noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*)(?P<why>.*)")


def without_reason(text: str) -> list[int]:
    """The lines that wave something through (a `type: ignore`, a `noqa`) without a reason of two words beside it."""
    if not WAVED_THROUGH.search(text):  # most: to tell a comment from a text costs a hundred times as much
        return []
    comments = [each for each in generate_tokens(io.StringIO(text).readline) if each.type == COMMENT]
    found = ((each.start[0], WAVED_THROUGH.search(each.string)) for each in comments)
    return [line for line, waved in found if waved and len(re.findall(r"[a-z]+", waved["why"])) < 2]


def test_what_is_waved_through_says_why_beside_it() -> None:
    """That a code is named, and needed, ruff says (PGH, RUF100) and mypy (`warn_unused_ignores`)."""
    places = [
        path for folder in ("src", "tests", "docs", "benchmarks", ".ci") for path in (ROOT / folder).rglob("*.py")
    ]
    found = [(path, line) for path in places for line in without_reason(path.read_text(encoding="utf-8"))]
    assert not offences([f"{path.relative_to(ROOT)}:{line}" for path, line in found])


def test_what_is_waved_through_without_a_reason_is_seen() -> None:
    right = "x = 1  # type: ignore[misc]  # no such type\ny = 2  # noqa: SIM110  a loop is faster\nz = '# noqa: E501'\n"
    assert without_reason(right) == []
    assert without_reason("x = 1  # type: ignore[misc]\ny = 2  # noqa: SIM110\n# ruff: noqa: T201, E501 -\n") == [
        1,
        2,
        3,
    ]


# --- the limits of a function


def test_a_function_has_its_limits() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert {"C901", "PLR0911", "PLR0912", "PLR0913", "A001", "A002", "ARG"} <= set(lint["select"])
    assert lint["mccabe"]["max-complexity"] <= 12
