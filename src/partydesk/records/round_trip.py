"""Whether a database can be written, seen safely to the disk and read again in a folder: tried with one that is gone afterwards."""
from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlcipher3.dbapi2 import DatabaseError

from ..errors import Trouble
from .disk import drop, settle
from .engine import connected
from .key import Key

ROWS = 200
WORDS = "中共试验县委政法委员会"


def versions() -> tuple[str, str]:
    """Which SQLite is inside, and which SQLCipher around it; the latter empty where files cannot be encrypted."""
    with closing(driver.connect(":memory:")) as connection:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    return driver.sqlite_version, str(row[0]).split()[0] if row else ""


def tried(folder: Path, key: Key | None = None) -> float:
    """Write, flush, close and read again; how many seconds it took. `Trouble` where something else comes back.

    With a key, nobody may read it without; OSError and the driver's errors are told as they are.
    """
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".selftest-", suffix=".partydesk", delete=False) as made:
        path = Path(made.name)
    try:
        began = time.perf_counter()
        with closing(_open(path, key)) as connection:
            connection.execute("CREATE TABLE tried (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO tried (words) VALUES (?)", [(f"{WORDS}{n}",) for n in range(ROWS)])
            connection.execute("COMMIT")
        settle(path)
        with closing(_open(path, key)) as connection:
            found = [row[0] for row in connection.execute("SELECT words FROM tried ORDER BY id")]
        took = time.perf_counter() - began
        if found != [f"{WORDS}{n}" for n in range(ROWS)]:
            raise Trouble("写进去的和读出来的不一样")
        if key is not None and _opens(path):
            raise Trouble("加密的文件没有钥匙也能打开")
        return took
    finally:
        drop(path)


def _open(path: Path, key: Key | None) -> Any:
    connection = connected(path, key)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _opens(path: Path) -> bool:
    """Whether it can be read without a key."""
    with closing(connected(path, reading=True)) as connection:
        try:
            connection.execute("SELECT count(*) FROM tried").fetchone()
        except DatabaseError:
            return False
    return True
