"""A database file on the disk: dropped with its journal, copied while it is in use, seen safely to the medium."""
from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from ..writing import settled
from .engine import connected
from .key import Key


def drop(part: Path) -> None:
    """Take away a half-made file and its journal, where there is one."""
    for left in (part, part.with_name(part.name + "-journal")):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """See to it that the file, and its name in the folder, are on the disk. Nobody may have it open."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    settled(path.parent)


def overwrite(handle: int) -> None:
    """Zeros over a file that is plain no more, before it goes: a hard disk then has nothing of it; of an SSD nobody can say so.

    Not where the same file has another name (a backup made by a hard link).
    """
    kept = os.fstat(handle)
    if kept.st_nlink > 1:
        return
    os.lseek(handle, 0, os.SEEK_SET)
    for _ in range(0, kept.st_size, 1 << 20):
        os.write(handle, bytes(1 << 20))
    os.ftruncate(handle, kept.st_size)
    os.fsync(handle)


def copy(source: Path, target: Path, key: Key | None = None) -> None:
    """A consistent copy under the same key, whatever a crash left in the journal of the source."""
    drop(target)
    here, there = connected(source, key), driver.connect(str(target))
    try:
        if key is not None:
            there.execute(key.pragma)
        here.backup(there)
    finally:
        here.close()
        there.close()
