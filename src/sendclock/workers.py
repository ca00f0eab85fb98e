"""Workers: other processes that do parts of one long work beside this one, and hand back plain values, in order.

A worker is a fresh interpreter that is told on its command line what to do. Nothing of this process is copied into it,
and `__main__` is not run again in it: so no program can start itself over and over (Windows), and no lock is inherited
(macOS). It imports this very installation, says what it would answer from, and is sent away if that is not what is
asked.

Nothing is lost with a worker. A part that does not come back, or not whole, is done by this process, which also does
parts of its own while it waits. No more than a few parts are under way, so that memory does not grow with the work.

Must not know: cases, and what the parts are.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

FEWEST = 1_000  # files: below that the start of an interpreter costs more than it saves
PART = 250  # of a work: a third of a second
MOST = 4  # processes, this one among them: a server may have many users
AHEAD = 3  # parts a process, done or under way, that nobody has taken yet
LONGEST = 1 << 28  # bytes of one message: a part is a few megabytes
PATIENCE = 30.0  # seconds for a part that a worker has, while this process has nothing else to do

Texts = Sequence[str]
Answers = list[Any]
Work = Callable[[Texts], Answers]


def pay(size: int) -> bool:
    """Whether a work of that many texts is done sooner by several processes."""
    return size >= FEWEST and _processors() > 1 and bool(sys.executable) and not getattr(sys, "frozen", False)


def _processors() -> int:
    """Those this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def answers(texts: Texts, errand: str, greeting: Any, reply: Any, here: Work) -> Iterator[Any]:
    """The answer to each of the texts, in order. `errand`: `module:function` of this program, with which a worker calls
    `serve`; it is sent the `greeting`, and has to return the `reply`. `here`: the same work, done in this process."""
    import threading

    parts = [texts[at : at + PART] for at in range(0, len(texts), PART)]
    many = min(MOST, _processors(), len(parts)) - 1
    pile = _Pile(parts, AHEAD * (many + 1))
    workers = [worker for worker in (_Worker.hired(errand, greeting, reply) for _ in range(many)) if worker is not None]
    for worker in workers:
        threading.Thread(target=pile.tend, args=(worker,), daemon=True).start()
    try:
        for place in range(len(parts)):
            yield from pile.answer(place, here)
    finally:
        pile.close()
        for worker in workers:
            worker.dismiss()


class _Worker:
    """A process at work."""

    def __init__(self, process: subprocess.Popen[bytes], greeting: Any, reply: Any) -> None:
        self.process, self.greeting, self.reply = process, greeting, reply
        self.welcome = False

    @classmethod
    def hired(cls, errand: str, greeting: Any, reply: Any) -> _Worker | None:
        """None where no process can be started. `-P`: what lies in the folder where the officer stands is no program
        of ours, whatever it is called."""
        import subprocess

        module, _, function = errand.partition(":")
        above = str(Path(__file__).parent.parent)
        code = f"import sys; sys.path.insert(0, {above!r}); from {module} import {function}; {function}()"
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # whatever it has to warn of, this process has said
                creationflags=hidden,
            )
        except (OSError, ValueError):
            return None
        return cls(process, greeting, reply)

    def ask(self, part: Any) -> bytes | None:
        """Its answer, as it was sent; None where none came."""
        try:
            if not self.welcome:
                _send(self._to, marshal.dumps(self.greeting))
                said = _receive(self._from)
                self.welcome = said is not None and marshal.loads(said) == self.reply
            if not self.welcome:
                return None
            _send(self._to, marshal.dumps(part))
            return _receive(self._from)
        except (OSError, ValueError, EOFError, TypeError, MemoryError):
            return None

    @property
    def _to(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    @property
    def _from(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    def dismiss(self) -> None:
        self.process.kill()
        self.process.wait()


class _Pile:
    """The parts of a work, shared out among this process and the workers. `_next`: the part that is wanted now."""

    def __init__(self, parts: Sequence[Texts], ahead: int) -> None:
        self._parts, self._ahead = parts, ahead
        self._left = list(range(len(parts)))
        self._done: dict[int, bytes | Answers] = {}
        self._next = 0
        self._open = True
        from threading import Condition

        self._changed = Condition()

    def tend(self, worker: _Worker) -> None:
        """Give a worker part after part, as long as it answers. What it does not answer goes back."""
        while (place := self._for_a_worker()) is not None:
            answer = worker.ask(list(self._parts[place]))
            with self._changed:
                if answer is not None:
                    self._keep(place, answer)
                else:
                    self._left.insert(0, place)
                self._changed.notify_all()
            if answer is None:
                return

    def _for_a_worker(self) -> int | None:
        with self._changed:
            while self._open and self._left and not self._within_reach():
                self._changed.wait()
            return self._left.pop(0) if self._open and self._left else None

    def _within_reach(self) -> bool:
        return bool(self._left) and self._left[0] < self._next + self._ahead

    def _keep(self, place: int, answer: bytes | Answers) -> None:
        if place >= self._next:  # else it came too late: this process has done it by itself
            self._done.setdefault(place, answer)

    def answer(self, place: int, here: Work) -> Answers:
        """The answers of a part. Until they are there, this process does others."""
        while True:
            mine: int | None = None
            with self._changed:
                found = self._done.pop(place, None)
                if found is not None:
                    self._next = place + 1
                    self._changed.notify_all()
                elif self._within_reach():
                    mine = self._left.pop(0)
                elif not self._changed.wait(PATIENCE):
                    mine = place
            if found is not None:
                whole = found if isinstance(found, list) else _whole(found, len(self._parts[place]))
                return whole if whole is not None else here(self._parts[place])
            if mine is not None:
                made = here(self._parts[mine])
                with self._changed:
                    self._keep(mine, made)

    def close(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify_all()


def _whole(sent: bytes, size: int) -> Answers | None:
    """What was sent, if it is a list of so many answers."""
    try:
        found = marshal.loads(sent)
    except (ValueError, EOFError, TypeError):
        return None
    return found if isinstance(found, list) and len(found) == size else None


def serve(begin: Callable[[Any], tuple[Any, Work]]) -> None:
    """The life of a worker: what `begin` makes of the greeting is the reply, and the work that it does from then on,
    until there is no more. Only plain values go to and fro."""
    gc.set_threshold(100_000, 50, 50)
    into, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    greeting = _receive(into)
    if greeting is None:
        return
    reply, work = begin(marshal.loads(greeting))
    _send(out, marshal.dumps(reply))
    while (part := _receive(into)) is not None:
        _send(out, marshal.dumps(work(marshal.loads(part))))


def _send(to: IO[bytes], said: bytes) -> None:
    to.write(len(said).to_bytes(8, "big") + said)
    to.flush()


def _receive(source: IO[bytes]) -> bytes | None:
    """None where it ends, or breaks off, or is nothing that was sent by `_send`."""
    size = int.from_bytes(source.read(8).ljust(8, b"\xff"), "big")
    said = source.read(size) if size <= LONGEST else b""
    return said if len(said) == size else None
