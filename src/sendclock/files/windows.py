"""What only Windows has to be asked, and Python does not hand on: whether a program runs, whether what calls itself a
terminal is a screen, whether that screen draws colours, and in which code page it is written to.

Everywhere else the answer is the one that needs no asking. Must not know: what is read, or shown.
"""

from __future__ import annotations

import sys
from typing import TextIO

_ASK_LITTLE = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
_NO_SUCH_NUMBER = 87  # ERROR_INVALID_PARAMETER
_STILL_ACTIVE = 259
_DRAWS_COLOURS = 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


def runs(number: int) -> bool:
    """Whether a program of this number runs here, as one does that cannot be asked. `os.kill` would end it."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = ctypes.c_void_p
    program = kernel.OpenProcess(_ASK_LITTLE, False, ctypes.c_ulong(number))
    if not program:
        return ctypes.get_last_error() != _NO_SUCH_NUMBER
    left = ctypes.c_ulong(_STILL_ACTIVE)
    kernel.GetExitCodeProcess(ctypes.c_void_p(program), ctypes.byref(left))
    kernel.CloseHandle(ctypes.c_void_p(program))
    return left.value == _STILL_ACTIVE


def is_screen(stream: TextIO) -> bool:
    """Whether a person may be looking. On Windows `NUL`, where schedulers send an answer, calls itself a terminal."""
    return stream.isatty() and (sys.platform != "win32" or _mode(stream) is not None)


def draws_colours(stream: TextIO) -> bool:
    """Whether a screen draws colours, and does not show the letters they are made of: the older console of Windows
    draws them for a program that asks it to."""
    if sys.platform != "win32":
        return True
    mode = _mode(stream)
    if mode is None:
        return False
    if mode & _DRAWS_COLOURS:
        return True
    import ctypes
    import msvcrt

    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    return bool(ctypes.WinDLL("kernel32").SetConsoleMode(handle, mode | _DRAWS_COLOURS))


def code_page() -> str:
    """The encoding in which a program such as `more` reads what it is to show; empty elsewhere than on Windows."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return f"cp{ctypes.WinDLL('kernel32').GetConsoleOutputCP() or 65001}"


def _mode(stream: TextIO) -> int | None:
    """How the console behind a stream is set; None where there is none. A stream without a number stands for one."""
    if sys.platform != "win32":
        return None
    import ctypes
    import msvcrt

    try:
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
    except (OSError, ValueError):
        return _DRAWS_COLOURS
    mode = ctypes.c_ulong()
    return mode.value if ctypes.WinDLL("kernel32").GetConsoleMode(handle, ctypes.byref(mode)) else None
