"""The office file: made whole or not at all, known by its header, brought up to date when it is older.

An office is one SQLite file on the local disk (`*.partydesk`), plain or encrypted, or a PostgreSQL database named by its URL.
"""
from __future__ import annotations

import errno
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlcipher3.dbapi2 import DatabaseError

from .. import placed
from ..errors import Refusal, Trouble, reason
from . import converting, keyring, medium, migrating, server
from .beside import settle_beside, tidy
from .disk import drop, settle
from .engine import Damaged, connected, engine_of
from .key import SALT, Key

MAGIC = b"SQLite format 3\0"
LONGEST = 220
"""Bytes of a file's name: what lies beside it has a longer one, and no system allows more than 255."""
DEEPEST = 480
"""Bytes of a whole path: SQLite takes 512 at most."""
PAGE = 4096                                   # bytes; an encrypted file is so many of them
MOST_ZEROS = 8                                # among 84 bytes; of encrypted ones one in three files has a single zero there
LIKELY = 1000
"""As many migrations will never be: a greater number is damage."""
FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"GIF8")
"""How files begin that are often taken for others: Word, Excel, PDF, pictures, archives."""


class Foreign(Refusal):
    """A file that does not begin like an office: none, or one whose beginning is damaged."""

    def __init__(self, path: Path):
        super().__init__(f"{path} 不是办公室文件（*.partydesk），未作任何改动")


class Locked(Refusal):
    """An encrypted office: it opens with a key alone. `salt` says which file it is."""

    def __init__(self, path: Path, salt: bytes):
        super().__init__(f"{path} 已加密，要先输入口令")
        self.path, self.salt = path, salt


@dataclass(frozen=True)
class Header:
    """What the first bytes of a file say: its schema, or, of an encrypted one, its salt alone."""

    schema: int | None
    salt: bytes = b""


def create(place: str, key: Key | None = None) -> None:
    """A new, empty office; refuses to touch what is already there."""
    if server.is_url(place):
        server.create(place)
        return
    path = Path(place)
    _on_a_disk(path)
    if there(path):
        raise Refusal(f"{path} 已存在，不会覆盖；请换一个文件名")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        drop(part)
        part.touch()
        migrating.build(part, key)
        settle(part)
        placed.put(part, path)
    except OSError as error:
        raise Trouble(f"无法在这里新建文件：{path}（{reason(error)}）。请检查磁盘空间和写入权限") from error
    finally:
        drop(part)


def open(place: str, key: Key | None = None, *, reading: bool = False) -> Engine:  # noqa: A001 (`file.open` is what it is)
    """An engine on an existing office, brought up to this program's schema first if it is older; `Locked` where a key is wanted."""
    if server.is_url(place):
        return server.open(place)
    path = Path(place)
    _on_a_disk(path)
    if not reading:
        tidy(path)
        converting.sweep(path)
    header = look_at(path)
    settle_beside(path)
    if header.schema is not None:
        key, schema = None, header.schema
    elif key is None:
        raise Locked(path, header.salt)
    elif header.salt != key.salt:
        raise Trouble(f"{path} 用这把钥匙打不开：文件开头已损坏，或不是同一个办公室的；请从备份恢复")
    else:
        schema = unlocked(path, key)
    if reading:
        _readable(path, schema)
    elif schema < migrating.SCHEMA:
        migrating.migrate(path, schema, key)
        _SEEN[path.resolve()] = Header(None if header.schema is None else migrating.SCHEMA, header.salt)
    return engine_of(path, key, reading=reading)


def _on_a_disk(path: Path) -> None:
    """Refuse a share: there it would be damaged sooner or later."""
    if (found := medium.of(path)).sort == "share":
        raise Refusal(f"{path} 在网络共享（{found.called}）上：几台电脑同时写会弄坏数据，所以不在那里打开。请把它连同旁边同名的 -files "
                      "文件夹拷到本机硬盘，再打开本机的这一份；几位同事一起用，请用服务器，或各用各的、用数据包合并")


def _readable(path: Path, schema: int) -> None:
    """Refuse what would have to be written before it can be read."""
    if schema < migrating.SCHEMA:
        raise Trouble(f"{path} 是旧版程序保存的，要先升级数据格式，可是这里不能写；请拷到本机硬盘上再打开")
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        raise Trouble(f"{path} 上次没有写完，要先恢复，可是这里不能写；请连同旁边的 {journal.name} 一起拷到本机硬盘上再打开")


def look_at(path: Path) -> Header:
    """What a file is, read from its header alone; a `Refusal` if it is not one we can open.

    Of one that this program has open what was seen before is told: closing it here would let go of SQLite's locks (POSIX).
    """
    seen = _SEEN.get(path.resolve())
    if seen is not None and _HERE[path.resolve()] > 0:
        return seen
    found = _SEEN[path.resolve()] = _looked_at(path)
    return found


_SEEN: dict[Path, Header] = {}
_HERE: Counter[Path] = Counter()
"""What this program has open, and how often."""


def entered(path: Path) -> None:
    """This program has the file open from now on."""
    _HERE[path.resolve()] += 1


def left(path: Path) -> None:
    _HERE[path.resolve()] -= 1


def put_away(engine: Engine) -> None:
    """Let SQLite take its empty journal away, as far as nobody else is using it."""
    with suppress(DBAPIError, Trouble), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA busy_timeout=0")
        driver.execute("PRAGMA journal_mode=DELETE").fetchone()
        driver.execute("PRAGMA busy_timeout=10000")


def _looked_at(path: Path) -> Header:
    if not there(path):
        raise Refusal(f"没有这个文件：{path}")
    if path.is_dir():
        raise Refusal(f"{path} 是文件夹，不是办公室文件")
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise Trouble(f"读不了 {path}：{reason(error)}") from error
    if (not header.startswith(MAGIC) and _scrambled(header)
            and (size % PAGE == 0 or keyring.holds(path, header[:SALT]))):     # of a torn one the rest is read, with its key
        return Header(None, header[:SALT])
    begins, ours = header.startswith(MAGIC), int.from_bytes(header[68:72], "big") == migrating.APPLICATION
    if len(header) == 100 and ours and not begins:
        raise Damaged(path, "文件开头被改动过")
    if len(header) < 100 or not begins or not ours:
        raise Foreign(path)
    schema = _known(path, int.from_bytes(header[60:64], "big"))
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    journal = path.with_name(path.name + "-journal")
    if size < pages * (65536 if page == 1 else page) and not (journal.exists() and journal.stat().st_size):
        raise Damaged(path, f"不完整，应有 {pages} 页，实际更少，可能是拷贝中断")
    return Header(schema)


def _scrambled(header: bytes) -> bool:
    """Whether what a file begins with may be encrypted: as if thrown by dice, and nothing that is known."""
    return (len(header) == 100 and not header.startswith(FOREIGN) and header[SALT:].count(0) <= MOST_ZEROS
            and any(byte > 127 for byte in header) and len(set(header)) > 40)


def there(path: Path) -> bool:
    """Whether there is anything at this place; a `Refusal` where it can be no place for an office."""
    try:
        if len(os.fsencode(path.name)) > LONGEST or len(os.fsencode(path.absolute())) > DEEPEST:
            raise OSError(errno.ENAMETOOLONG, "")
        return path.exists()
    except OSError as error:                  # a name too long, a folder without rights
        says = "文件名或路径太长，请改短些" if error.errno == errno.ENAMETOOLONG else f"{reason(error)}，请检查文件夹的权限"
        raise Refusal(f"“{path.name[:20]}”打不开：{says}") from error


def unlocked(path: Path, key: Key) -> int:
    """The schema of an encrypted office; `Damaged` where the key of its ring does not open its first page, or the last is torn."""
    if path.stat().st_size % PAGE:
        raise Damaged(path, "不完整，最后一页残缺，可能是拷贝中断", key)
    connection = connected(path, key)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except DatabaseError as error:
        raise Damaged(path, "文件开头读不出来", key) from error
    finally:
        connection.close()
    if application != migrating.APPLICATION:
        raise Foreign(path)
    return _known(path, schema)


def _known(path: Path, schema: int) -> int:
    if schema > LIKELY:
        raise Damaged(path, "文件开头被改动过")
    if schema > migrating.SCHEMA:
        raise Refusal(f"{path} 由更新版本的程序保存（数据格式 {schema}，本程序只认到 {migrating.SCHEMA}），"
                      "请用新版程序打开；文件未作任何改动")
    return schema
