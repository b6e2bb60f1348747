"""Who has an office file open: each program is present while it does; whoever puts another file in its place is alone.

A lock of the operating system on a small file beside, let go of by itself when a program ends, however it ends. SQLite's
own locks cannot do this: they last as long as a transaction, and a file that is replaced takes none of them along.
Where no file can be made beside (a read-only medium), nobody can replace the office either, and nothing is held.
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
        self._handle: int | None = None
        with suppress(OSError):
            handle = _opened(path)
            try:
                _lock(handle, shared=True)
                self._handle = handle
            except OSError:                   # somebody is putting another file in its place right now
                os.close(handle)

    def end(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@contextmanager
def alone(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """While this lasts, no other program has the office open, nor this one; `Trouble` where one stays longer than that."""
    try:
        handle = _opened(path)
    except OSError:
        yield
        return
    try:
        until = time.monotonic() + patience
        while True:
            try:
                _lock(handle, shared=False)
                break
            except OSError as error:
                if time.monotonic() > until:
                    raise Trouble(f"{path.name} 还在另一个窗口或程序里打开着，请先在那里关闭它") from error
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    return os.open(path.with_name(f".{path.name}.open"), os.O_RDWR | os.O_CREAT, 0o666)


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
