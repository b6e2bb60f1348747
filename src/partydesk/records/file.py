"""The office file: made whole or not at all, known by its header, brought up to date on a verified copy.

An office is one SQLite file on the local disk (`*.partydesk`), or a PostgreSQL database named by its URL. Settings and
why: TRUNCATE journal and synchronous=FULL survive a power cut and leave one file that can be copied by hand;
BEGIN IMMEDIATE keeps a writer from failing half-way. The driver is always sqlcipher3: the SQLite inside it is current.
"""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from ..errors import Refusal, Trouble

APPLICATION = 0x50444B31                      # "PDK1": what the header of an office file says it is
SCHEMA = 2                                    # how many migrations this program knows
MIGRATIONS = Path(__file__).with_name("migrations")
MAGIC = b"SQLite format 3\0"


def is_url(place: str) -> bool:
    return "://" in place


def create(place: str) -> None:
    """A new, empty office; refuses to touch what is already there."""
    if is_url(place):
        engine = _server(place)
        try:
            with engine.begin() as connection:
                if connection.dialect.has_table(connection, "change"):
                    raise Refusal("这个数据库里已有办公室数据")
                _upgrade(connection)
        except DBAPIError as error:
            raise _unreachable(error) from error
        finally:
            engine.dispose()
        return
    path = Path(place)
    if path.exists():
        raise Refusal(f"{path} 已存在，不会覆盖；请换一个文件名")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop(part)
        part.touch()
        _build(part)
        _settle(part)
        part.replace(path)
    except OSError as error:
        raise Trouble(f"无法在这里新建文件：{path}（{error.strerror}）。请检查磁盘空间和写入权限") from error
    finally:
        _drop(part)


def open(place: str) -> Engine:  # noqa: A001 (`file.open` is what it is)
    """An engine on an existing office, brought up to this program's schema first if it is older."""
    if is_url(place):
        engine = _server(place)
        try:
            with engine.begin() as connection:
                if not connection.dialect.has_table(connection, "change"):
                    raise Refusal("这个数据库里没有办公室数据，请先新建")
                _renew(connection)
        except DBAPIError as error:
            engine.dispose()
            raise _unreachable(error) from error
        except (Refusal, Trouble):
            engine.dispose()
            raise
        return engine
    path = Path(place)
    schema = look_at(path)
    if schema < SCHEMA:
        migrate(path, schema)
    return engine_of(path)


def look_at(path: Path) -> int:
    """The schema number of an office file, read from its header alone; a `Refusal` if it is not one we can open."""
    if not path.exists():
        raise Refusal(f"没有这个文件：{path}")
    if path.is_dir():
        raise Refusal(f"{path} 是文件夹，不是办公室文件")
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise Trouble(f"读不了 {path}：{error.strerror}") from error
    if len(header) < 100 or not header.startswith(MAGIC) or int.from_bytes(header[68:72], "big") != APPLICATION:
        raise Refusal(f"{path} 不是办公室文件（*.partydesk），未作任何改动")
    schema = int.from_bytes(header[60:64], "big")
    if schema > SCHEMA:
        raise Refusal(f"{path} 由更新版本的程序保存（数据格式 {schema}，本程序只认到 {SCHEMA}），"
                      "请用新版程序打开；文件未作任何改动")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    journal = path.with_name(path.name + "-journal")
    if size < pages * (65536 if page == 1 else page) and not (journal.exists() and journal.stat().st_size):
        raise Trouble(f"{path} 不完整（应有 {pages} 页，实际更少），可能是拷贝中断；请从备份恢复")
    return schema


def engine_of(path: Path, *, foreign_keys: bool = True) -> Engine:
    """An engine on one SQLite file that must exist; connections may be used by any one thread at a time."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: _connected(path), module=driver, poolclass=QueuePool,
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


def migrate(path: Path, schema: int) -> None:
    """Bring an older file up to date: on a copy, verified, then swapped in; the old file stays beside it.

    Foreign keys are off meanwhile (a batch migration would otherwise cascade into the children), and checked after.
    """
    part = path.with_name(f".{path.name}.migrating{os.getpid()}")
    kept = path.with_name(f"{path.name}.schema{schema}.bak")
    _drop(part)
    try:
        with _alone(path) as only:
            if look_at(path) == SCHEMA:
                return                        # another window was quicker
            _migrate(path, part, kept)
            if os.name == "nt":
                only.close()                  # Windows does not replace a file that is open
            part.replace(path)
            _settle(path)
    except OSError as error:
        raise Trouble(f"升级数据格式时写不了文件（{error.strerror}），原文件未作改动") from error
    finally:
        _drop(part)
        _drop(kept.with_name(kept.name + "-journal"))


def _migrate(path: Path, part: Path, kept: Path) -> None:
    """The copy brought up to date and verified, and the old file kept beside; nobody writes meanwhile."""
    _copy(path, part)
    before = _counts(part)
    _build(part)
    after = _counts(part)
    lost = {table: n for table, n in before.items() if after.get(table, n) < n}
    if lost:
        raise Trouble(f"升级数据格式时校验未通过（{'、'.join(lost)} 的记录变少），原文件未作改动")
    _verify(part)
    _settle(part)
    if not kept.exists():
        _copy(path, kept)
        _settle(kept)


def verify(connection: Connection) -> list[str]:
    """What SQLite itself finds wrong with the file; empty when it is whole."""
    if connection.dialect.name != "sqlite":
        return []
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [] if found == ["ok"] else found
    return found + [f"{row[0]} 第 {row[1]} 行指向不存在的 {row[2]}"
                    for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


@contextmanager
def _plain(path: Path) -> Iterator[Engine]:
    engine = engine_of(path, foreign_keys=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _build(path: Path) -> None:
    """All migrations that are missing, in one transaction, and the header that says so."""
    with _plain(path) as engine, engine.begin() as connection:
        _upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _renew(connection: Connection) -> None:
    """A server's office brought up to date, within one transaction, while every other desk waits."""
    def schema() -> int:
        return int(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())

    if (found := schema()) > SCHEMA:
        raise Refusal(f"这个数据库由更新版本的程序升级过（数据格式 {found}，本程序只认到 {SCHEMA}），请用新版程序打开；数据未作任何改动")
    if found < SCHEMA:
        connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        if schema() < SCHEMA:                 # another desk may have been quicker
            _upgrade(connection)


@contextmanager
def _alone(path: Path) -> Iterator[Any]:
    """A connection that keeps every other one from writing; reading goes on."""
    connection = _connected(path)
    try:
        connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        yield connection
    finally:
        connection.close()


def _copy(source: Path, target: Path) -> None:
    """A consistent copy, whatever a crash left in the journal of the source."""
    _drop(target)
    here, there = _connected(source), driver.connect(str(target))
    try:
        here.backup(there)
    finally:
        here.close()
        there.close()


def _connected(path: Path) -> Any:
    """The driver's own connection to a file that must exist."""
    name = quote(str(path.resolve()), safe="/:\\")
    return driver.connect(f"file:{name}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=10,
                          cached_statements=512)


def _counts(path: Path) -> dict[str, int]:
    with _plain(path) as engine, engine.connect() as connection:
        tables = connection.dialect.get_table_names(connection)
        return {table: connection.execute(text(f'select count(*) from "{table}"')).scalar_one() for table in tables
                if table != "alembic_version" and not table.startswith("words")}


def _verify(path: Path) -> None:
    with _plain(path) as engine, engine.connect() as connection:
        if found := verify(connection):
            raise Trouble(f"升级后的文件校验未通过（{found[0]}），原文件未作改动")


def _drop(part: Path) -> None:
    """Take away a half-made file and its journal, where there is one."""
    for left in (part, part.with_name(part.name + "-journal")):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """See to it that the file, and its name in the folder, are on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _server(place: str) -> Engine:
    try:
        url = make_url(place)
        if url.get_backend_name() != "postgresql":
            raise Refusal(f"不支持“{url.get_backend_name()}”；可用本机文件，或 postgresql+psycopg://… 的服务器")
        return create_engine(url, pool_pre_ping=True)
    except ArgumentError:
        raise Refusal(f"“{place}”不是数据库地址") from None
    except ModuleNotFoundError:
        raise Refusal("没有安装 PostgreSQL 驱动（psycopg）") from None


def _unreachable(error: DBAPIError) -> Trouble:
    return Trouble(f"连不上数据库：{str(error.orig).strip().splitlines()[0] if error.orig else error}")
