"""An office on a PostgreSQL server, named by its URL: made, opened, brought up to date by one desk while others wait."""
from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ..errors import Refusal, Trouble
from . import migrating


def is_url(place: str) -> bool:
    return "://" in place


def create(place: str) -> None:
    """A new, empty office in a database that is there; refused where it holds one already."""
    engine = _engine(place)
    try:
        with engine.begin() as connection:
            if connection.dialect.has_table(connection, "change"):
                raise Refusal("这个数据库里已有办公室数据")
            migrating.upgrade(connection)
    except DBAPIError as error:
        raise _unreachable(error) from error
    finally:
        engine.dispose()


def open(place: str) -> Engine:  # noqa: A001 (`server.open` is what it is)
    """An engine on the office of a database."""
    engine = _engine(place)
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


def _renew(connection: Connection) -> None:
    """The office brought up to date, within one transaction, while every other desk waits."""
    def schema() -> int:
        return int(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())

    if (found := schema()) > migrating.SCHEMA:
        raise Refusal(f"这个数据库由更新版本的程序升级过（数据格式 {found}，本程序只认到 {migrating.SCHEMA}），"
                      "请用新版程序打开；数据未作任何改动")
    if found < migrating.SCHEMA:
        connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        if schema() < migrating.SCHEMA:                 # another desk may have been quicker
            migrating.upgrade(connection)


def _engine(place: str) -> Engine:
    try:
        url = make_url(place)
        if url.get_backend_name() != "postgresql":
            raise Refusal(f"不支持“{url.get_backend_name()}”；可用本机文件，或 postgresql+psycopg://… 的服务器")
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except ArgumentError:
        raise Refusal(f"“{place}”不是数据库地址") from None
    except ModuleNotFoundError:
        raise Refusal("没有安装 PostgreSQL 驱动（psycopg）") from None


def _unreachable(error: DBAPIError) -> Trouble:
    return Trouble(f"连不上数据库：{str(error.orig).strip().splitlines()[0] if error.orig else error}")
