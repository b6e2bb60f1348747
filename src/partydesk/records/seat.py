"""The one window at an office file: who sits there is written in a small file beside it, locked as long as the window is open.

The command line needs no seat, it may write beside a window. The lock is the operating system's: it is let go of however
a program ends, so that after a crash the next window sits down at once.
"""
from __future__ import annotations

import getpass
import json
import os
import platform
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from .presence import same

AWAY = 0x10000
"""Where the lock lies in the file: on Windows what is locked cannot be read."""
TRIES = 4


@dataclass(frozen=True)
class Sitter:
    """A window: of whom, on which computer, since when; `call` is where it can be spoken to."""

    who: str = ""
    host: str = ""
    pid: int = 0
    program: str = ""
    since: str = ""
    call: str = ""

    @property
    def mine(self) -> bool:
        """Whether it is a window of this very program."""
        return self.pid == os.getpid() and self.host == platform.node()

    @property
    def known(self) -> bool:
        """Whether it is a window of this person on this computer, who may be led to it."""
        return self.who == user() and self.host == platform.node()

    @property
    def says(self) -> str:
        """Who, and where: 张三在这台电脑上（partydesk，进程 4711，今天 09:12 起）."""
        where = "这台电脑" if self.host == platform.node() else f"电脑“{self.host}”" if self.host else "另一台电脑"
        more = "，".join(filter(None, (self.program, f"进程 {self.pid}" if self.pid else "", f"{self.since} 起" if self.since else "")))
        return f"{self.who or '另一位用户'}在{where}上" + (f"（{more}）" if more else "")


class Seat:
    """A seat that was asked for: `free` tells whether it is ours now, `by` who has it otherwise."""

    def __init__(self, path: Path, call: str = ""):
        self.path, self.by = path, Sitter()
        self._handle: int | None = None
        self.free = True                      # where no file can be made, nobody can sit, nor write
        with suppress(OSError):
            for n in range(TRIES):
                if self._taken(call):
                    return
                self.by = _read(path)
                if self.by.mine:
                    return
                if self.by.pid or n == TRIES - 1:
                    self.free = False
                    return
                time.sleep(0.05)              # it is just being written, or looked at

    def _taken(self, call: str) -> bool:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _locked(handle) or not same(handle, self.path):
            os.close(handle)
            return False
        mine = Sitter(user(), platform.node(), os.getpid(), Path(sys.argv[0]).name or "partydesk",
                      datetime.now().strftime("%m-%d %H:%M"), call)
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(asdict(mine), ensure_ascii=False).encode("utf-8", "replace"))
        self._handle, self.by = handle, mine
        return True

    def leave(self) -> None:
        """Stand up, and take the small file away."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if os.name != "nt":
            with suppress(OSError):
                self.path.unlink()
        os.close(handle)
        if os.name == "nt":
            with suppress(OSError):
                self.path.unlink()


def seat_of(path: Path) -> Path:
    """The small file beside an office that says who has its window."""
    return path.with_name(f".{path.name}.window")


def sitter(path: Path) -> Sitter | None:
    """Who sits at the seat of this small file; None where nobody does."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _locked(handle) else _read(path)
    finally:
        os.close(handle)


def user() -> str:
    """The person at this computer, as the system calls him."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # on Windows without the name in the environment it looks for a module of others
        return "本机用户"


def _read(path: Path) -> Sitter:
    try:
        found = json.loads(path.read_bytes()[:4096])
    except (OSError, ValueError):
        return Sitter()
    if not isinstance(found, Mapping):
        return Sitter()
    texts = {name: str(found.get(name, ""))[:200] for name in ("who", "host", "program", "since", "call")}
    pid = found.get("pid")
    return Sitter(pid=pid if isinstance(pid, int) else 0, **texts)


if os.name == "nt":
    import msvcrt

    def _locked(handle: int) -> bool:
        os.lseek(handle, AWAY, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
