"""Which slips in the kernel would no test notice? Breaks a module in one small way at a time, and runs its tests.

    python benchmarks/mutants.py days/counting                 every mutant of one module
    python benchmarks/mutants.py clock/dating --sample 60      sixty of them, the same each time for one --seed
    python benchmarks/mutants.py days/counting --lines 180-240 those of some lines

A mutant is the module with one comparison, number, sign, `and`, `not`, yes or no, `min`, first or last exchanged;
and in its SQL one comparison, AND, OR, NOT, IN, DISTINCT or order exchanged or taken out. It lives in memory: a child
imports it in place of the file and runs the tests until one fails. Nothing is written, and a test that starts a process
of its own sees the sound module, so it kills nothing. Survivors are printed with the line and the change: each wants a
test, or a reason why it changes no answer. The exit code is 1 while there are any.
Needs `os.fork` (Linux, macOS), and the tests' own packages beside this Python. What was found: docs/reliability.md.
"""

# ruff: noqa: T201 - a script, and printing is all it does
from __future__ import annotations

import argparse
import ast
import gc
import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sendclock"
DAYS = ("tests/core/test_counting.py", "tests/core/test_calendars.py")
OWN = ("tests/store/test_settings.py", "tests/law/test_local_language.py", "tests/core/test_panels.py")
CLOCK = ("tests/clock/test_kept_lives.py", "tests/law", "tests/clock", "tests/core")
LIFE = ("tests/clock/test_kept_lives.py", "tests/clock/test_life.py", "tests/clock/test_state.py")
# What tells of the engine: what runs, and what day it comes to. Not the tests of the packs' text, days and cost.
ENGINE = (
    "tests/clock",
    "tests/core/test_clock.py",
    "tests/core/test_reasons.py",
    "tests/law/test_local_language.py",
    "tests/law/test_local_guards.py",
    "tests/law/test_packs.py",
    "tests/law/test_examples.py",
    "tests/cli/test_local_days.py",
)
# What reads packs, keeps the law compiled, guards it, and asks a rule book.
LAW = (
    "tests/law",
    "tests/cli/test_pack.py",
    "tests/store/test_settings.py",
    "tests/clock/test_kept_lives.py",
    "tests/cli/test_rules.py",
    "tests/cli/test_local_work.py",
    "tests/clock",
    "tests/core",
)
# And what says so by the packs, an authority's and the law's, alone: quick enough for every slip there is.
BESIDE = (
    "tests/law/test_guard.py",
    "tests/law/test_book.py",
    "tests/law/test_local_guards.py",
    "tests/law/test_packs.py",
)
CASEBOOK = ("tests/store", "tests/cli/test_index.py", "tests/core")
# What shares one command's casebook, day and rule book, and passes over all its cases.
SESSION = (
    "tests/store/test_session.py",
    "tests/store/test_kept_facts.py",
    "tests/store/test_kept_answers.py",
    "tests/cli/test_two_books.py",
    "tests/cli/test_one_pass.py",
    "tests/cli/test_lists.py",
    "tests/cli/test_unread.py",
    "tests/cli/test_reading.py",
    "tests/cli/test_command.py",
    "tests/cli/test_index.py",
    "tests/cli/test_desk_writing.py",
    "tests/cli/test_dates.py",
    "tests/cli/test_beside.py",
    "tests/cli/test_front.py",
    "tests/cli/test_cases.py",
    "tests/cli/test_facts.py",
    "tests/cli/test_what_if.py",
    "tests/cli/test_own_dates.py",
    "tests/cli/test_archive.py",
    "tests/cli/test_writing.py",
    "tests/store/test_caseload.py",
    "tests/store/test_many_casebooks.py",
    "tests/core/test_doubts.py",
)
# The tests that tell of a module, where they are not those of its layer; the likeliest first.
TELLS = {
    "days/counting": (*DAYS, "tests/core/test_miscounts.py", "tests/core/test_reasons.py"),
    "days/calendars": ("tests/core/test_calendars.py", "tests/core/test_counting.py", *OWN),
    "days/bank_holidays": ("tests/law/test_bank_holidays.py",),
    "days/spelling": (
        "tests/core/test_spelling.py",
        "tests/core/test_written.py",
        "tests/store/test_cells.py",
        "tests/cli/test_dates.py",
    ),
    "say/formats": ("tests/say/test_formats.py",),
    "clock/absent": ("tests/core/test_absence.py", "tests/law/test_local_language.py"),
    "clock/case": ("tests/core/test_case.py", "tests/core/test_clock.py"),
    "clock/checklist": ("tests/core/test_checklist.py",),
    "clock/circumstance": ("tests/core/test_people.py", "tests/core/test_clock.py"),
    "clock/former": ("tests/core/test_formerly.py",),
    "clock/reminder": ("tests/core/test_case.py",),
    "clock/reason": ("tests/core/test_reasons.py", "tests/core/test_clock.py"),
    "clock/dating": ENGINE,
    "clock/run": ENGINE,
    "clock/exceptions": ("tests/clock/test_excuses.py", "tests/core/test_clock.py"),
    "casebook/account": ("tests/store/test_account.py",),
    "casebook/chapter": ("tests/store/test_kept_facts.py",),
    "casebook/diary": ("tests/store/test_account.py",),
    "casebook/folder": (
        "tests/store/test_folder.py",
        "tests/files/test_windows_names.py",
        "tests/files/test_stray.py",
        "tests/cli/test_unread.py",
    ),
    "casebook/write": ("tests/store/test_append.py", "tests/cli/test_roster.py"),
    "casebook/facts": (
        "tests/store/test_kept_facts.py",
        "tests/store/test_kept_answers.py",
        "tests/store/test_many_casebooks.py",
        "tests/store/test_vouchers.py",
        "tests/cli/test_index_command.py",
        "tests/cli/test_two_books.py",
        "tests/cli/test_panel.py",
        "tests/cli/test_cases.py",
        "tests/cli/test_export_facts.py",
        "tests/report/test_accounted.py",
    ),
    "casebook/voucher": ("tests/store/test_vouchers.py", "tests/cli/test_archive.py"),
    "casebook/casefile": ("tests/store/test_casefile.py", "tests/store/test_bad_files.py"),
    "casebook/settings": (
        "tests/store/test_settings.py",
        "tests/store/test_panel_settings.py",
        "tests/core/test_panels.py",
        "tests/core/test_people.py",
    ),
    "casebook/reference": ("tests/store/test_recent.py", "tests/cli/test_reference.py"),
    "session": SESSION,
    "days/school_year": ("tests/core/test_school_year.py", "tests/law/test_local_language.py"),
    "days/span": ("tests/core/test_span.py", "tests/cli/test_index.py"),
    "clock/life": (*LIFE, "tests/core/test_returned.py", "tests/report/test_figures.py", "tests/sen2"),
    "clock/state": (*LIFE, "tests/clock", "tests/report/test_governs.py"),
    "clock/link": (
        "tests/clock/test_kept_lives.py",
        "tests/clock/test_which_thing.py",
        "tests/clock",
        "tests/core/test_examples.py",
        "tests/law/test_local_language.py",
    ),
    "law/book": ("tests/law/test_workings.py", "tests/law/test_book.py", "tests/law/test_roles.py"),
    "law/edition": ("tests/law/test_edition.py",),
    "law/guard": BESIDE,
    "law/load": ("tests/law/test_compiled.py", "tests/law/test_load.py", "tests/law/test_guard.py"),
    "law/pack": ("tests/law/test_pack.py", "tests/law/test_packs.py"),
    "law/rule": ("tests/law/test_rule.py", "tests/law/test_vocabulary.py", "tests/law/test_book.py"),
    "law/practice": ("tests/law/test_practice.py", "tests/core/test_people.py", "tests/core/test_panels.py"),
    "clock/local": (
        "tests/clock/test_local_acts.py",
        "tests/clock/test_local_ends.py",
        "tests/clock/test_local_starts.py",
        "tests/law/test_local_guards.py",
        "tests/law/test_local_language.py",
        "tests/cli/test_local_days.py",
    ),
}
LAYERS = {"days": DAYS, "clock": CLOCK, "law": LAW, "casebook": CASEBOOK}
# What is exchanged in the text of a question to a database: a pattern, and what stands in its place.
IS_SQL = re.compile(r"\b(SELECT|DELETE|UPDATE|FROM|WHERE|JOIN|AND|ORDER BY)\b")
SQL = (
    (r"<=", "<", ">"),
    (r">=", ">", "<"),
    (r"(?<![<>!=])=(?!=)", "!="),
    (r"!=", "="),
    (r"> (?=\d)", ">= "),
    (r"\bAND\b", "OR"),
    (r"\bOR\b(?! REPLACE)", "AND"),
    (r"\bNOT (?!NULL|IN\b)", ""),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bIS \?", "IS NOT ?"),
    (r"\bNOT IN\b", "IN"),
    (r"(?<!NOT )\bIN\b", "NOT IN"),
    (r"\bDISTINCT ", ""),
    (r" DESC\b", ""),
    (r"\bmin\(", "max("),
    (r" ESCAPE '\\'", ""),
    (r"[a-z._]+ (<=|>=|=|!=) [a-z:?][a-z._]*", "1"),
    (r" ORDER BY .*?(?= LIMIT|$|\))", ""),
    (r"(?<=ORDER BY )[^,]+, ", ""),
)
CONDITIONS = ("VALID", "TODAY", "_answered")  # that many questions have in common (`casebook/facts`)
MEMORY = 3 << 30  # bytes a child may take: a mutant that gathers for ever dies of it

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
RECKONED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """One change: the child of `parent` in `field` (at `place`, in a list) becomes `new`."""

    line: int
    parent: ast.AST
    field: str
    place: int | None
    new: ast.AST
    words: str

    def apply(self) -> None:
        if self.place is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.place] = self.new


class Tally(NamedTuple):
    """Of one module: how many were made, and those that no test noticed."""

    made: int
    slow: int
    survivors: Sequence[Mutant]


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """Every mutant, in the order of the source. Annotations, docstrings and the text of messages are left alone."""
    found = [mutant for parent in _told(tree) for mutant in _of_children(parent)]
    return sorted(found, key=lambda mutant: mutant.line)


def _told(node: ast.AST) -> Iterator[ast.AST]:
    """`node` and what is below it, without annotations and what is imported for the type checker alone."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list") or _is_literal_type(value):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _told(child)


def _is_literal_type(value: object) -> bool:
    return isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id == "Literal"


def _of_children(parent: ast.AST) -> Iterator[Mutant]:
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list") or _is_literal_type(value):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.expr | ast.stmt):
                continue
            for new in [*_changed(child), *_asked_otherwise(child), *_in_its_place(parent, field, child)]:
                ast.copy_location(new, child)
                ast.fix_missing_locations(new)
                words = _in_words(child, new)
                yield Mutant(child.lineno, parent, field, place, new, words)


def _in_words(old: ast.AST, new: ast.AST) -> str:
    """What was exchanged; of two long texts, the part in which they differ and a little before it."""
    if isinstance(old, ast.Constant) and isinstance(new, ast.Constant) and isinstance(old.value, str):
        was, now = old.value, str(new.value)
        same = _alike(was, now)
        after = _alike(was[same:][::-1], now[same:][::-1])
        before = was[max(0, same - 30) : same]
        return f"{before}{was[same : len(was) - after]}  ->  {before}{now[same : len(now) - after]}"
    return f"{_short(old)}  ->  {_short(new)}"


def _alike(one: str, other: str) -> int:
    """In how many letters they begin alike."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "..."


def _in_its_place(parent: ast.AST, field: str, child: ast.AST) -> Iterator[ast.AST]:
    """A plain question turned round; a filter that lets everything through."""
    asked = field == "test" and isinstance(parent, ast.If | ast.IfExp | ast.While)
    if asked and isinstance(child, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr | ast.Subscript):
        yield ast.UnaryOp(ast.Not(), child)
    if field == "ifs" and isinstance(parent, ast.comprehension):
        yield ast.Constant(True)


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one small thing exchanged, in each way there is."""
    match node:
        case ast.Compare(left, ops, others):
            for n, op in enumerate(ops):
                for other in COMPARED[type(op)]:
                    yield ast.Compare(left, [*ops[:n], other(), *ops[n + 1 :]], others)
        case ast.BinOp(left, op, right) if type(op) in RECKONED and not _is_text(left) and not _is_text(right):
            yield ast.BinOp(left, RECKONED[type(op)](), right)
        case ast.AugAssign(target, op, value) if type(op) in RECKONED:
            yield ast.AugAssign(target, RECKONED[type(op)](), value)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for n in range(len(values)):
                kept = [*values[:n], *values[n + 1 :]]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case _:
            yield from _exchanged(node)


def _asked_otherwise(node: ast.AST) -> Iterator[ast.AST]:
    """A question to a database, or a part of one, with one thing exchanged. What makes the tables is left alone."""
    if (
        isinstance(node, ast.FormattedValue)
        and getattr(node.value, "id", getattr(node.value, "attr", "")) in CONDITIONS
    ):
        yield ast.Constant("1")
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    text = node.value
    if not IS_SQL.search(text) or "CREATE TABLE" in text:
        return
    for pattern, *others in SQL:
        for found in re.finditer(pattern, text):
            for other in others:
                yield ast.Constant(text[: found.start()] + other + text[found.end() :])


def _exchanged(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(bool() as said):
            yield ast.Constant(not said)
        case ast.Constant(int() as number):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))
        case ast.Name(str() as name) if name in NAMED:
            yield ast.Name(NAMED[name], ast.Load())
        case ast.Subscript(of, ast.Constant(0), context):
            yield ast.Subscript(of, ast.UnaryOp(ast.USub(), ast.Constant(1)), context)
        case ast.Subscript(of, ast.UnaryOp(ast.USub(), ast.Constant(1)), context):
            yield ast.Subscript(of, ast.Constant(0), context)
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Return(ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


class Instead(MetaPathFinder):
    """Finds one module, with the code given in place of its file's."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        code = self.code

        class Loader(SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return code

        return spec_from_file_location(fullname, self.path, loader=Loader(fullname, str(self.path)))


def run(name: str, path: Path, code: CodeType, tests: Sequence[str], limit: float) -> bool | None:
    """Whether the tests fail with `code` in the module's place; None where they are not done in `limit` seconds."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _be_the_child(name, path, code, tests)
    ends = time.monotonic() + limit
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _be_the_child(name: str, path: Path, code: CodeType, tests: Sequence[str]) -> None:
    os.setpgid(0, 0)  # what the tests start dies with it
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nowhere = os.open(os.devnull, os.O_RDWR)
    keep = os.environ.get("SENDCLOCK_MUTANTS_SHOW")
    for stream in () if keep else (1, 2):
        os.dup2(nowhere, stream)
    sys.meta_path.insert(0, Instead(name, path, code))
    options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--tb=line", "--hypothesis-profile=mutants"]
    failed = 1
    try:
        failed = int(pytest.main([*options, *tests]))
    finally:
        os._exit(failed)


def tally(module: str, options: argparse.Namespace) -> Tally:
    path = SOURCE / f"{module}.py"
    name = "sendclock." + module.replace("/", ".")
    source = path.read_text(encoding="utf-8")
    tests = options.tests or TELLS.get(module) or LAYERS[module.partition("/")[0]]
    began = time.monotonic()
    if run(name, path, compile(source, str(path), "exec"), tests, 600) is not False:
        sys.exit(f"{module}: the tests fail before anything is changed: {' '.join(tests)}")
    took = time.monotonic() - began
    everyone = mutants_of(ast.parse(source))
    chosen = [n for n, mutant in enumerate(everyone) if options.first <= mutant.line <= options.last]
    if options.sample and options.sample < len(chosen):
        chosen = sorted(random.Random(options.seed).sample(chosen, options.sample))
    print(f"{module}: {len(chosen)} of {len(everyone)} mutants; the tests take {took:.1f} s", flush=True)
    slow, survivors = 0, []
    for n in chosen:
        tree = ast.parse(source)
        mutant = mutants_of(tree)[n]
        mutant.apply()
        dead = run(name, path, compile(tree, str(path), "exec"), tests, max(20.0, 6 * took))
        slow += dead is None
        if dead is False:
            survivors.append(mutant)
            print(f"  {path.relative_to(ROOT)}:{mutant.line}  {mutant.words}", flush=True)
    return Tally(len(chosen), slow, survivors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="+", help="days/counting, clock/dating …, below src/sendclock")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each, drawn by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", default="1-1000000", help="only those of these lines: 180-240")
    parser.add_argument("--tests", nargs="+", help="other tests than those that tell of the module")
    options = parser.parse_args()
    options.first, _, last = options.lines.partition("-")
    options.first, options.last = int(options.first), int(last or options.first)
    os.chdir(ROOT)
    sys.path.insert(0, str(SOURCE.parent))
    sys.dont_write_bytecode = True
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)  # one example that fails is enough
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
    gc.freeze()
    alive = 0
    for module in options.modules:
        made, slow, survivors = tally(module, options)
        alive += len(survivors)
        share = 100 * (made - len(survivors)) / made if made else 100
        print(f"{module}: {share:.1f}% of {made} killed, {slow} of them by the clock; {len(survivors)} survive")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
