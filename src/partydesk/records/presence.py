"""Who has an office file open: each program is present while it does; whoever puts another file in its place is alone.

A lock of the operating system on a small file beside, let go of by itself when a program ends, however it ends. SQLite's
own locks cannot do this: they last as long as a transaction, and a file that is replaced takes none of them along.
Whoever leaves last takes the small file away. Where no file can be made beside (a read-only medium), nobody can replace
the office either, and nothing is held.
"""
from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import Trouble

SEATS = 0x10000                               # bytes of the lock file, one for each program: Windows locks ranges
PATIENCE = 10.0
"""Seconds that whoever wants to be alone waits for the others to go."""


class Presence:
    """One program with the office open, until it closes."""

    def __init__(self, path: Path):
        self._path, self._handle = path, _held(path, shared=True)

    def end(self) -> None:
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if os.name == "nt":                   # there a lock is not turned into another, and nothing open is taken away
            os.close(handle)
            handle = _held(self._path, shared=False)
        _leave(self._path, handle)


@contextmanager
def alone(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """While this lasts, no other program has the office open, nor this one; `Trouble` where one stays longer than that."""
    until = time.monotonic() + patience
    while (handle := _held(path, shared=False)) is None:
        if not _possible(path):
            yield
            return
        if time.monotonic() > until:
            raise Trouble(f"{path.name} 还在另一个窗口或程序里打开着，请先在那里关闭它")
        time.sleep(0.05)
    try:
        yield
    finally:
        _leave(path, handle)


def lock_of(path: Path) -> Path:
    """The small file beside an office by which its programs know of each other."""
    return path.with_name(f".{path.name}.open")


def _possible(path: Path) -> bool:
    """Whether the small file can be there at all."""
    try:
        os.close(_opened(path))
    except OSError:
        return False
    return True


def _held(path: Path, *, shared: bool) -> int | None:
    """The small file, locked; None where another program stands against it, or no file can be made."""
    with suppress(OSError):
        for _ in range(3):
            handle = _opened(path)
            try:
                _lock(handle, shared=shared)
            except OSError:
                os.close(handle)
                raise
            if same(handle, lock_of(path)):
                return handle
            os.close(handle)                  # the last one to leave took it away just now
    return None


def _leave(path: Path, handle: int | None) -> None:
    """Let go of the small file, and take it away where nobody else holds it."""
    if handle is None:
        return
    if os.name == "nt":
        os.close(handle)
        with suppress(OSError):
            lock_of(path).unlink()
        return
    with suppress(OSError):
        _lock(handle, shared=False)
        if same(handle, lock_of(path)):
            lock_of(path).unlink()
    os.close(handle)


def same(handle: int, path: Path) -> bool:
    """Whether what is open is still what stands at this place."""
    try:
        return os.name == "nt" or os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _opened(path: Path) -> int:
    return os.open(lock_of(path), os.O_RDWR | os.O_CREAT, 0o666)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int, *, shared: bool) -> None:
        seat = os.getpid() % SEATS if shared else 0
        os.lseek(handle, seat, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1 if shared else SEATS)  # type: ignore[attr-defined,unused-ignore]
else:
    import fcntl

    def _lock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
