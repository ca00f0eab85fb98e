"""Completion: what is offered, that words from files are quoted and not run, and the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from run import ROOT, sendclock
from sendclock.command import Asking
from sendclock.help.completion import BASH, FISH, OF_CASE, SHELLS, ZSH, split_line, typed
from sendclock.main import COMMANDS
from sendclock.option import is_argument

CASES = ROOT / "cases"
NASTY = "St $(touch ran) `touch ran` \"a\" 'b' ; touch ran & * Lodge"


def tab(line: str, shell: str = "zsh", cwd: Path = ROOT, **settings: str) -> list[str]:
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SENDCLOCK_TODAY": "2026-11-21", "SENDCLOCK_LINE": line}
    command = [sys.executable, "-m", "sendclock", "--complete", shell]
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=given | settings, check=False)
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def words(line: str, **settings: str) -> list[str]:
    return [each.split("\t")[0] for each in tab(line, **settings)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("sendclock du", ["due"]),
        ("sendclock --inst", ["--install-completion"]),
        ("sendclock due --tier ", ["statutory", "guidance", "adjacent", "local"]),
        ("sendclock due --cases cases --officer re", ["reid"]),
        ("sendclock show --cases cases 0112", ["EHC-2026-0112"]),
        ("sendclock show --cases cases EHC-2026-011", ["EHC-2026-0111", "EHC-2026-0112"]),
        ("sendclock record --cases cases 0112 ", ["panel-decided", "assessment-agreed", "assessment-refused"]),
        ("sendclock record --cases cases 0112 draft", ["draft-plan-sent", "draft", "draft out"]),
        ("sendclock record --cases cases 0112 draft out cl", ["closes="]),
        ("sendclock record --cases cases 0112 panel-decided outcome=", ["outcome=agree", "outcome=refuse"]),
        ('sendclock record --cases cases 0104 consultation-reply party="Oak', ["party=Oakwood Primary"]),
        ("sendclock explain --cases cases 0112 week", ["week 5", "week 6", "weeks 7 to 12"]),
        ("sendclock rules ", ["show", "changes", "events", "diff"]),
        ("sendclock rules --tier l", ["local"]),
        ("sendclock rules --tier local ch", ["changes"]),
        ("sendclock rules --dis", ["--disputed"]),
        ("sendclock rules show --dis", []),
        ("sendclock nothing ", []),
        ("sendclock show --cases no-such-folder ", []),
    ],
)
def test_what_is_offered(line: str, first: list[str]) -> None:
    assert words(line)[: len(first)] == first
    assert first or not words(line)


@pytest.mark.slow
def test_settings_come_from_what_was_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    kept = {"SENDCLOCK_CACHE": str(cache)}
    line = "sendclock show --cases cases 0104"
    assert tab(line, **kept) == ["EHC-2026-0104"]
    command = [sys.executable, "-m", "sendclock", "due", "--cases", "cases"]
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SENDCLOCK_TODAY": "2026-11-21", **kept}
    subprocess.run(command, cwd=ROOT, capture_output=True, env=given, check=True)
    assert tab(line, **kept) == ["EHC-2026-0104\tLittle Acorns Nursery"]
    assert tab("sendclock due --cases cases --setting Oak", "bash", **kept)[:1] == [r"Oakwood\ Primary"]


def arguments(asking: Asking) -> list[Any]:
    """However they were declared: here, or with typer itself."""
    every = [each for type_, _ in asking.options.values() for each in get_args(type_)[1:]]
    return [each for each in every if is_argument(each)]


def test_what_is_known_of_commands_is_what_they_say() -> None:
    for name in OF_CASE:
        asking = Asking(*import_module(f"sendclock.{COMMANDS[name][0]}").app.asked)
        about = [vars(each).get("about", vars(each)) for each in arguments(asking)]
        assert any("REF" in str(each.get("metavar")) for each in about), name
        assert {"cases", "as_of"} <= asking.options.keys()


def test_a_line_is_split_as_a_shell_would() -> None:
    assert split_line("a b") == (["a", "b"], "", 0)
    assert split_line("a b ") == (["a", "b", ""], "", 0)
    assert split_line('a party="Oak W') == (["a", "party=Oak W"], '"', 6)
    assert split_line("a Oak\\ W") == (["a", "Oak W"], "", 0)
    assert split_line("a Oak` W", "`") == (["a", "Oak W"], "", 0)


def test_bash_replaces_what_follows_its_own_break() -> None:
    assert typed("party=Oak Lodge", "party=Oa", "", 0, "bash") == r"Oak\ Lodge"
    assert typed("party=Oak Lodge", "party=Oa", '"', 6, "bash") == "Oak Lodge"
    assert typed("party=O'Neill", "party=O", "'", 6, "bash") is None
    assert typed("Wow!", "W", '"', 0, "bash") is None


@pytest.mark.slow
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_bash_runs_nothing_that_stands_in_a_file(quote: str, tmp_path: Path) -> None:
    word = typed(NASTY, "", quote, 0, "bash")
    if word is None:
        assert quote == "'"
        return
    command = ["bash", "-c", f"printf %s {quote}{word}{quote}"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == NASTY
    assert not list(tmp_path.iterdir())


def test_powershell_gets_one_literal_word() -> None:
    assert typed("week-6", "", "", 0, "powershell") == "week-6"
    assert typed("St $(x) 'a' \u2019b", "", "", 0, "powershell") == "'St $(x) ''a'' \u2019\u2019b'"


SCRIPTS = {"bash": (BASH, "-n"), "zsh": (ZSH, "-n"), "fish": (FISH, "--no-execute")}


@pytest.mark.slow
@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_is_one_that_the_shell_reads(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    script, check = SCRIPTS[shell]
    (tmp_path / "script").write_text(script)
    subprocess.run([shell, check, str(tmp_path / "script")], check=True, capture_output=True)


@pytest.mark.slow
def test_what_is_installed_is_added_once_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("alias x=y")
    command = [sys.executable, "-m", "sendclock", "--install-completion", "bash"]
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    for _ in range(2):
        subprocess.run(command, env=given, check=True, capture_output=True)
    lines = (tmp_path / ".bashrc").read_text().splitlines()
    assert lines[0] == "alias x=y" and len(lines) == 2 and "--show-completion bash" in lines[1]


@pytest.mark.slow
def test_every_shell_is_shown_its_script() -> None:
    for shell in SHELLS:
        command = [sys.executable, "-m", "sendclock", "--show-completion", shell]
        given = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        assert "--complete " + shell in subprocess.run(command, env=given, capture_output=True, text=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("line", ["sendclock show --cases cases 01", "sendclock record --cases cases 0112 "])
def test_nothing_heavy_is_loaded_for_it(line: str) -> None:
    program = (
        "import sys; sys.argv = ['sendclock', '--complete', 'zsh']; from sendclock.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    print('MODULES', *sorted(sys.modules))"
    )
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SENDCLOCK_LINE": line, "SENDCLOCK_TODAY": "2026-11-21"}
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, capture_output=True, text=True)
    offered, _, loaded = ran.stdout.rpartition("MODULES")
    assert offered
    assert not {"typer", "rich", "holidays", "jinja2", "filelock", "tomli_w", "pydantic"} & set(loaded.split())


@pytest.mark.slow
def test_a_date_of_ones_own_is_offered_to_be_ticked_off(tmp_path: Path) -> None:
    book = Path(shutil.copytree(ROOT / "cases", tmp_path / "cases"))
    sendclock("remind", "EHC-2026-0112", "fri", "Ring the school", "--cases", str(book), SENDCLOCK_OFFICER="reid")
    assert "e14\tRing the school" in tab(f"sendclock done EHC-2026-0112 --cases {book} ")
