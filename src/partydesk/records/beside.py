"""What lies beside an office file when it is opened: a journal that is its own or another's, a stray -wal, leftovers of a kill.

SQLite plays a journal back into whatever file has its name, and reads any -wal that lies there (a file put back by hand
over one that had crashed came out silently wrong). So both are held against the file first. Formats: sqlite.org/fileformat2
"""
from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import Trouble

PLAIN = b"SQLite format 3\0"
JOURNAL = bytes.fromhex("d9d505f920a163d7")
LEFT = re.compile(r"(?P<sort>[a-z]+)(?P<pid>\d*)(-journal)?")
"""What is made beside an office before it takes its place: `.name.part`, `.name.migrating4711`, and its journal."""
TRIES = 4
MADE = {"part", "migrating", "making", "salvaging"}


def settle_beside(path: Path) -> None:
    """See to it that what lies beside the file cannot spoil it; `Trouble` where that is for a person to decide."""
    wal, journal = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    if not _size(wal) and not _size(journal):
        return
    head = _head(path)
    if _size(wal) and (not head.startswith(PLAIN) or head[18:20] == b"\1\1"):     # this file never wrote one: it is another's
        try:
            wal.replace(_free(wal))
        except OSError as error:
            raise Trouble(f"{path.name} 旁边的 {wal.name} 不是这个文件的，打开会把别的内容混进来。请把 {wal.name} 移到别处，"
                          "再打开") from error
    for n in range(TRIES):
        if not _size(journal) or own(path, journal):
            return
        time.sleep(0.1 * n)                   # another program may be writing just now
    raise Trouble(f"{path.name} 旁边的 {journal.name} 是另一个文件没写完时留下的（多半是用备份覆盖过），照它恢复会弄坏数据，"
                  f"所以没有打开。请先把两个文件都另存一份留底；确定 {path.name} 就是要用的，把 {journal.name} 移到别处再打开")


def own(path: Path, journal: Path) -> bool:
    """Whether what a crash left in the journal belongs to this file: its first page is the one that was, or the next one."""
    head = _head(path)
    first = next((image for number, image in images(journal) if number == 1), None)
    if first is None:                         # nothing to be played back, or it never came to the first page
        return True
    if not head.startswith(PLAIN):
        return first[:16] == head[:16]        # encrypted: the salt alone can be read
    was, counter = int.from_bytes(first[24:28], "big"), int.from_bytes(head[24:28], "big")
    if counter == was:
        return _head(path, len(first)) == first
    return counter == (was + 1) & 0xFFFFFFFF and first[16:20] == head[16:20] and first[68:72] == head[68:72]


def images(journal: Path) -> Iterator[tuple[int, bytes]]:
    """The pages as a journal keeps them, as far as they reach: number, and what stood there."""
    with journal.open("rb") as file:
        at, size = 0, os.fstat(file.fileno()).st_size
        while at + 28 <= size:
            file.seek(at)
            header = file.read(28)
            if not header.startswith(JOURNAL):
                return
            count, _nonce, _pages, sector, page = (int.from_bytes(header[n:n + 4], "big") for n in range(8, 28, 4))
            if not 512 <= page <= 65536 or not 32 <= sector <= 65536:
                return
            if count == 0xFFFFFFFF:
                count = (size - at - sector) // (page + 8)
            at += sector
            for _ in range(count):
                file.seek(at)
                record = file.read(page + 8)
                if len(record) < page + 8:
                    return
                yield int.from_bytes(record[:4], "big"), record[4:-4]
                at += page + 8
            at = -(-at // sector) * sector


def tidy(path: Path) -> None:
    """Take away what programs that are gone left half-made beside an office."""
    start = f".{path.name}."
    with suppress(OSError), os.scandir(path.parent) as around:
        for entry in around:
            if not entry.name.startswith(start):
                continue
            found = LEFT.fullmatch(entry.name[len(start):])
            if found and found["sort"] in MADE and not alive(int(found["pid"] or 0)):
                with suppress(OSError):
                    Path(entry.path).unlink()


def alive(pid: int) -> bool:
    """Whether a program with this number runs on this computer."""
    if pid <= 0:
        return False
    if os.name == "nt":
        import ctypes
        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        handle = kernel.OpenProcess(0x1000, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _head(path: Path, length: int = 100) -> bytes:
    with path.open("rb") as file:
        return file.read(length)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _free(path: Path) -> Path:
    """A name beside that nothing has yet."""
    return next(found for n in range(1, 10_000) if not (found := path.with_name(f"{path.name}.aside{n}")).exists())
