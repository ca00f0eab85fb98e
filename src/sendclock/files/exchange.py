"""Two files trade their names in one step, and a file takes a name that nobody has: the door to what the system has for
it and Python does not hand on.

Whoever gives a new file the name of an old one by an exchange holds what stood there, and can look at it: nobody else's
save is written over unseen. Nor is what somebody saved under the new name of a file that moves.
Must not know: what a file means.
"""

from __future__ import annotations

import errno
import os
import sys

_HERE = -100  # AT_FDCWD: a relative path begins at the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_ALONE = 4 if sys.platform == "darwin" else 1  # RENAME_EXCL, RENAME_NOREPLACE
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)


def exchange(one: str, other: str) -> bool:
    """The files `one` and `other`, which both exist on one disk, trade their names. False, and nothing was done, where
    the system or this disk (most shares) cannot. Raises OSError."""
    return _renamed(one, other, _EXCHANGE)


def rename_alone(place: str, name: str) -> bool:
    """The file `place` gets the name `name`, in one step, if nothing has it. False, and nothing was done, where the
    system or this disk cannot. Raises OSError, FileExistsError where something has that name."""
    if os.name == "nt":
        os.rename(place, name)  # never over a file there
        return True
    return _renamed(place, name, _ALONE)


def _renamed(one: str, other: str, how: int) -> bool:
    if os.name == "nt":
        return False
    import ctypes  # takes 2 ms, and only what writes to a case needs it

    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            said = system.renamex_np(*names, how)
        else:
            said = system.renameat2(_HERE, names[0], _HERE, names[1], how)
    except AttributeError:  # an older system, or a smaller one
        return False
    if said == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number))
