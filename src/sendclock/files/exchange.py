"""Two files trade their names in one step: the door to what the system has for it and Python does not hand on.

Whoever gives a new file the name of an old one by an exchange holds what stood there, and can look at it: nobody else's
save is written over unseen. The one door to `ctypes`. Must not know: what a file means.
"""

from __future__ import annotations

import errno
import os
import sys

_HERE = -100  # AT_FDCWD: a relative path begins at the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)


def exchange(one: str, other: str) -> bool:
    """The files `one` and `other`, which both exist on one disk, trade their names. False, and nothing was done, where
    the system or this disk (most shares) cannot. Raises OSError."""
    if os.name == "nt":
        return False
    import ctypes  # takes 2 ms, and only what writes to a case needs it

    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            said = system.renamex_np(*names, _EXCHANGE)
        else:
            said = system.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
    except AttributeError:  # an older system, or a smaller one
        return False
    if said == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number))
