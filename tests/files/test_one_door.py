"""Nothing but `files/disk.py` opens, lists, locks, replaces or removes: read from the source, not from a promise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from house import nodes, tree_of

SRC = Path(__file__).parents[2] / "src" / "sendclock"
DOOR = SRC / "files" / "disk.py"
BENEATH = (  # what Python does not hand on
    SRC / "files" / "exchange.py",
    SRC / "files" / "windows.py",
)
# called on a path or a module, whatever its name
TOUCHES = {
    "open", "read_bytes", "read_text", "write_bytes", "write_text", "glob", "rglob", "iterdir", "scandir", "listdir",
    "walk", "stat", "lstat", "exists", "is_file", "is_dir", "is_symlink", "samefile", "resolve", "realpath", "readlink",
    "mkdir", "makedirs", "rmdir", "touch", "unlink", "rmtree", "copyfile", "symlink_to", "hardlink_to", "chmod",
    "chown", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryDirectory", "fsync", "fdopen", "cwd", "getcwd",
    "expanduser", "FileIO",
}  # fmt: skip
# of the module os alone: elsewhere these are names of other things (a text is replaced, a list removed from)
OF_OS = {"replace", "rename", "remove", "link", "symlink", "access", "read", "write", "close", "truncate", "utime"}
LIBRARIES = {"filelock", "platformdirs", "tempfile", "fcntl", "msvcrt", "glob", "fileinput", "mmap"}
FILES = sorted(path for path in SRC.rglob("*.py") if path not in (DOOR, *BENEATH))


def touching(tree: ast.Module) -> Iterator[str]:
    """Each call that touches the disk, and each library that does, with its line."""
    for node in nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (f"{node.lineno}: {name}" for name in names if name.split(".")[0] in LIBRARIES)
            if isinstance(node, ast.ImportFrom) and node.module in ("os", "os.path", "shutil"):
                yield from (f"{node.lineno}: {alias.name}" for alias in node.names if alias.name in TOUCHES | OF_OS)
        if not isinstance(node, ast.Call) or _is_nowhere(node):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            yield f"{node.lineno}: open"
        elif isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            name = node.func.attr
            if owner != "disk" and (name in TOUCHES or (owner in ("os", "shutil") and name in OF_OS)):
                yield f"{node.lineno}: {name}"


def _is_nowhere(call: ast.Call) -> bool:
    """Where a closed stdout is sent to: nothing lies there."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Attribute) and first.attr == "devnull"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_the_disk_has_one_door(path: Path) -> None:
    assert list(touching(tree_of(path))) == []


@pytest.mark.parametrize(
    "line",
    [
        "open('x')", "Path('x').read_bytes()", "path.stat().st_mode", "os.replace(a, b)", "import filelock",
        "from tempfile import mkstemp", "from os import scandir", "sorted(folder.glob('*'))", "os.open(name, 0)",
        "book.settings.exists()", "Path.cwd()", "io.open('x')", "gzip.open('x')", "shutil.rmtree(x)",
    ],
)  # fmt: skip
def test_the_check_can_fail(line: str) -> None:
    assert list(touching(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    ["text.replace('a', 'b')", "disk.is_file(x)", "os.open(os.devnull, 1)", "stream.write(x)", "found.remove(x)"],
)
def test_what_is_no_disk_is_let_be(line: str) -> None:
    assert not list(touching(ast.parse(line)))


def test_the_door_is_light() -> None:
    """It is behind every command: nothing heavy when it is imported."""
    tree = ast.parse(DOOR.read_text(encoding="utf-8"))
    top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert not top & {"pathlib", "filelock", "platformdirs", "tempfile", "shutil", "json", "socket"}
