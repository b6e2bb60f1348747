"""A small file written whole: whoever looks sees the old or the new, never a part, also after a power cut."""
from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import get_native_id

from . import placed

UNKNOWN = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM}
"""How a file system says that it knows no flushing of a folder: sticks, and shares of other machines."""
LONGEST = 230
"""Bytes of a name that the half-made file beside it takes over: what is added must still fit."""


def put(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put `data` in the place of the file at `path`; it is on the disk, name and all, when this returns.

    Where that cannot be, `OSError`, and nothing has changed. A program that is killed leaves at most what `halves` names.
    """
    part = path.with_name(f"{_start(path)}{get_native_id()}")
    try:
        with suppress(FileNotFoundError):     # of a thread that had the same number and was killed
            part.unlink()
        part.touch(mode, exist_ok=False)
        with part.open("r+b") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        placed.put(part, path)
        settled(path.parent)
    finally:
        with suppress(OSError):               # there is none after success
            part.unlink()


def settled(folder: Path) -> None:
    """Make the names of the files in `folder` outlast a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNKNOWN:
            raise
    finally:
        os.close(handle)


def halves(path: Path) -> Iterator[Path]:
    """What programs that were killed left half-written beside a file."""
    with suppress(OSError):
        yield from (one for one in path.parent.iterdir() if one.name.startswith(_start(path)))


def _start(path: Path) -> str:
    return f".{path.name.encode('utf-8', 'surrogatepass')[:LONGEST].decode('utf-8', 'ignore')}.part"
