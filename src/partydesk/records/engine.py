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

from .key import Key


def engine_of(path: Path, key: Key | None = None, *, foreign_keys: bool = True) -> Engine:
    """An engine on a file that must exist; connections may be used by any one thread at a time."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: connected(path, key), module=driver, poolclass=QueuePool,
                           pool_size=4)

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "busy_timeout=10000", "cache_size=-16384",
                       f"foreign_keys={'ON' if foreign_keys else 'OFF'}", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def connected(path: Path, key: Key | None = None) -> Any:
    """The driver's own connection to a file that must exist; with a key that does not fit, its first question fails."""
    name = quote(str(path.resolve()), safe="/:\\")
    connection = driver.connect(f"file:{name}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=10,
                                cached_statements=512)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")      # what is wrong is told, not written to the terminal
        connection.execute(key.pragma)
    return connection
