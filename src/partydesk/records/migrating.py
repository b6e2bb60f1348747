"""Bringing an older office file up to date: on a copy, verified, then swapped in; the old file stays beside it.

Foreign keys are off meanwhile (a batch migration would otherwise cascade into the children), and checked after.
"""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlcipher3.dbapi2 import DatabaseError

from .. import placed
from ..errors import Trouble, reason
from .disk import copy, drop, settle
from .engine import Damaged, connected, engine_of
from .key import Key
from .presence import alone

APPLICATION = 0x50444B31                      # "PDK1": what the header of an office file says it is
SCHEMA = 3                                    # how many migrations this program knows
MIGRATIONS = Path(__file__).with_name("migrations")


def build(path: Path, key: Key | None = None) -> None:
    """All migrations that are missing, in one transaction, and the header that says so."""
    with _bare(path, key) as engine, engine.begin() as connection:
        upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def upgrade(connection: Connection) -> None:
    """All migrations that are missing, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def migrate(path: Path, schema: int, key: Key | None = None) -> None:
    """Bring the file from this schema up to date; `Trouble` where that cannot be, and the file is as it was."""
    part, old = path.with_name(f".{path.name}.migrating"), path.with_name(f".{path.name}.old")
    kept = path.with_name(f"{path.name}.schema{schema}.bak")
    try:
        with alone(path), unwritten(path, key) as only:
            if only.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
                return                        # another window was quicker
            try:
                there = _migrate(path, part, key)
                if not kept.exists():
                    copy(path, old, key)
                    if counts(old, key) != there:    # it counts only once it was looked into, like every other backup
                        raise Trouble("升级数据格式前的备份没有通过检查，原文件未作改动")
                    settle(old)
                    placed.put(old, kept)
                if os.name == "nt":
                    only.close()              # Windows does not replace a file that is open
                placed.put(part, path)
                settle(path)
            finally:
                drop(part)
                drop(old)
    except OSError as error:
        raise Trouble(f"升级数据格式时写不了文件（{reason(error)}），原文件未作改动") from error
    except DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise Damaged(path, "有的页读不出来，升级不了数据格式") from error
        why = "磁盘已满，请清理磁盘后再打开" if "full" in str(error) else f"{error}，请稍候再试"
        raise Trouble(f"没有升级 {path.name} 的数据格式：{why}；原文件未作改动") from error


def _migrate(path: Path, part: Path, key: Key | None) -> dict[str, int]:
    """The copy brought up to date and verified; one that was left half-made by a program that was killed gives way.

    Returns how many rows each table had before.
    """
    copy(path, part, key)
    before = counts(part, key)
    build(part, key)
    after = counts(part, key)
    lost = {table: n for table, n in before.items() if after.get(table, n) < n}
    if lost:
        raise Trouble(f"升级数据格式时校验未通过（{'、'.join(lost)} 的记录变少），原文件未作改动")
    with _bare(part, key) as engine, engine.connect() as connection:
        if found := verify(connection):
            raise Trouble(f"升级后的文件校验未通过（{found[0]}），原文件未作改动")
    settle(part)
    return before


def verify(connection: Connection) -> list[str]:
    """What SQLite itself finds wrong with the file, and of an encrypted one the seals of its pages; empty when it is whole."""
    if connection.dialect.name != "sqlite":
        return []
    sealed = connection.exec_driver_sql("PRAGMA cipher_integrity_check")
    if torn := sealed.all() if sealed.returns_rows else []:
        return [f"加密的页已损坏：{len(torn)} 页（{torn[0][0]}）"]
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [] if found == ["ok"] else found
    return found + [f"{row[0]} 第 {row[1]} 行指向不存在的 {row[2]}"
                    for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def pages(connection: Connection, *, whole: bool = False) -> str:
    """What is wrong with the pages of the file, in a few words; with `whole` of its indexes as well. Empty where it is sound."""
    if connection.dialect.name != "sqlite":
        return ""
    try:
        found = connection.exec_driver_sql(f"PRAGMA {'integrity_check' if whole else 'quick_check'}(1)").scalar_one()
    except DBAPIError as error:
        if "locked" in str(error.orig):
            raise
        return "有的页读不出来"
    return "" if found == "ok" else "索引与记录对不上" if "index" in found else "有的页内容不对"


def counts(path: Path, key: Key | None = None) -> dict[str, int]:
    """How many rows each table of a file has; the index of words is not counted, it is made from the others."""
    with _bare(path, key) as engine, engine.connect() as connection:
        tables = connection.dialect.get_table_names(connection)
        return {table: connection.execute(text(f'select count(*) from "{table}"')).scalar_one() for table in tables
                if table != "alembic_version" and not table.startswith("words")}


@contextmanager
def unwritten(path: Path, key: Key | None = None) -> Iterator[Any]:
    """A connection that keeps every other one from writing; reading goes on."""
    connection = connected(path, key)
    try:
        connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        yield connection
    finally:
        connection.close()


@contextmanager
def _bare(path: Path, key: Key | None) -> Iterator[Engine]:
    engine = engine_of(path, key, foreign_keys=False)
    try:
        yield engine
    finally:
        engine.dispose()
