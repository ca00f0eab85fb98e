"""The one door to git: what a folder's history holds. It is asked, never told; nothing of a repository is run.

Git is another program, which may not be there, and a repository may be anybody's: its hooks, filters, monitors and
pagers stay closed, and whatever goes wrong is a problem that says so.
Must not know: what a file means.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence

from sendclock.files import disk
from sendclock.files.problem import Position, Problem
from sendclock.tuples import NamedTuple

SECONDS = 300.0
UNREAD = "history-not-read"
_QUIET = (
    "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.quotePath=false", "-c", "log.showSignature=false",
)  # fmt: skip
_CLOSED = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}  # fmt: skip
_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_TRACE")
NOTHING = "0" * 40


class Version(NamedTuple):
    """A file as one commit left it: `blob` is empty where it took the file away."""

    path: str  # below the top of the repository
    blob: str
    commit: str
    day: str  # 2026-11-28
    author: str


def repository(folder: disk.AnyPath) -> str | None:
    """The top of the repository a folder is in; None where it is in none."""
    place = disk.real(folder)
    while not disk.is_there(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above
    return place


def versions(top: str, below: disk.AnyPath, ending: str) -> list[Version] | Problem:
    """Every version of every file of that ending below a folder, the oldest first."""
    form = "%x00%x00%H%x00%cs%x00%an"
    words = ("log", "--reverse", "--topo-order", "-m", "--first-parent", "--raw", "--no-renames", "--no-abbrev", "-z",
             "--no-ext-diff", "--no-textconv", f"--format={form}", "--", disk.real(below))  # fmt: skip
    said = _ask(top, words)
    if isinstance(said, Problem):
        return said
    return [version for version in _read(said.decode("utf-8", "replace")) if version.path.endswith(ending)]


def _read(text: str) -> Iterator[Version]:
    """`\\0\\0commit\\0day\\0author\\0`, then for each file `:mode mode blob blob M\\0path\\0`."""
    for part in text.split("\0\0"):
        commit, _, rest = part.lstrip("\0").partition("\0")
        day, _, rest = rest.partition("\0")
        author, _, rest = rest.partition("\0")
        words = rest.lstrip("\n").split("\0")
        for about, path in zip(words[::2], words[1::2], strict=False):
            fields = about.lstrip("\n:").split(" ")
            if len(fields) == 5 and path:
                yield Version(path, "" if set(fields[3]) == {"0"} else fields[3], commit, day, author)


def blobs(top: str, wanted: Sequence[str]) -> Mapping[str, bytes] | Problem:
    """What stands in each of these versions."""
    said = _ask(top, ("cat-file", "--batch"), "\n".join(dict.fromkeys(wanted)).encode() + b"\n") if wanted else b""
    if isinstance(said, Problem):
        return said
    found: dict[str, bytes] = {}
    at = 0
    while at < len(said):
        end = said.index(b"\n", at)
        head = said[at:end].split()
        if len(head) != 3:  # `abc missing`, of a copy that has not all of it
            at = end + 1
            continue
        size = int(head[2])
        found[head[0].decode()] = said[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def is_shallow(top: str) -> bool:
    said = _ask(top, ("rev-parse", "--is-shallow-repository"))
    return isinstance(said, bytes) and said.strip() == b"true"


def _ask(top: str, words: Sequence[str], given: bytes = b"") -> bytes | Problem:
    environment = {name: value for name, value in os.environ.items() if name not in _OURS} | _CLOSED
    try:
        ran = subprocess.run(
            ["git", *_QUIET, *words], cwd=top, env=environment, input=given, capture_output=True, check=False,
            timeout=SECONDS,
        )  # fmt: skip
    except FileNotFoundError:
        return _cannot(top, "git is not installed here. Ask where it is.")
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return _cannot(top, f"git did not answer ({type(error).__name__}).")
    if ran.returncode:
        lines = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        return _cannot(top, f"git cannot read it: {lines[0] if lines else 'it gave no reason'}")
    return ran.stdout


def _cannot(top: str, why: str) -> Problem:
    message = f"what was changed by hand cannot be told: {why}"
    return Problem(Position(disk.shown(top), 0), "error", UNREAD, message)
