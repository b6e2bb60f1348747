"""The engine on one office file. Settings and why:

TRUNCATE journal and synchronous=FULL survive a power cut and leave one file that can be copied by hand; BEGIN IMMEDIATE
keeps a writer from failing half-way; secure_delete leaves nothing of what was taken out. The driver is always sqlcipher3:
with no key the file is plain, with one it is encrypted, and the SQLite inside is current.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from ..errors import Trouble
from .key import Key


class Replaced(Trouble):
    """The file was taken away, or another one put in its place, while it was open."""

    def __init__(self, path: Path):
        gone = "不见了（被移走、改名或删除）" if not path.exists() else "已被换成另一个文件"
        super().__init__(f"{path} 在打开期间{gone}，这一步没有保存，填写的内容都留着。可以用“办公室”菜单的“另存一份…”"
                         "存下打开时的内容，或关闭后重新打开")
        self.path = path


class Damaged(Trouble):
    """What is left of an office: it can be read as far as it goes, and no more be written. `found` says what is wrong.

    `key` opens what is left of an encrypted one, where it is known already.
    """

    def __init__(self, path: Path, found: str, key: Key | None = None):
        super().__init__(f"{path} 已损坏（{found}），请勿继续录入，用最近的备份恢复")
        self.path, self.found, self.key = path, found, key


def engine_of(path: Path, key: Key | None = None, *, foreign_keys: bool = True, reading: bool = False) -> Engine:
    """An engine on a file that must exist; connections may be used by any one thread at a time.

    It stays with this very file: `Replaced` is raised before another one in its place is read or written. With
    `reading` nothing is ever written.
    """
    stood = stands(path)

    def made() -> Any:
        if stands(path) != stood:
            raise Replaced(path)
        return connected(path, key, reading=reading)

    engine = create_engine("sqlite+pysqlite://", creator=made, module=driver, poolclass=QueuePool, pool_size=4,
                           hide_parameters=True)

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*(() if reading else ("journal_mode=TRUNCATE",)), "synchronous=FULL", "busy_timeout=10000", "cache_size=-16384",
                       f"foreign_keys={'ON' if foreign_keys else 'OFF'}", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        asking = connection.get_execution_options().get("reading", False)
        if not asking and stands(path) != stood:
            raise Replaced(path)
        connection.exec_driver_sql("BEGIN" if asking else "BEGIN IMMEDIATE")

    return engine


def stands(path: Path) -> tuple[int, int] | None:
    """Which file stands at this place, as the disk numbers them."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connected(path: Path, key: Key | None = None, *, reading: bool = False) -> Any:
    """The driver's own connection to a file that must exist; with a key that does not fit, its first question fails."""
    name = quote(str(path.resolve()), safe="/:\\")
    connection = driver.connect(f"file:{name}?mode={'ro' if reading else 'rw'}", uri=True, isolation_level=None,
                                check_same_thread=False, timeout=10, cached_statements=512)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")      # what is wrong is told, not written to the terminal
        connection.execute(key.pragma)
    return connection
