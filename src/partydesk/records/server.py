"""An office on a PostgreSQL server, named by its URL: made, opened, brought up to date by one desk while others wait.

Who writes holds a lock of the whole office from the first statement of his step to its end, as he does with a file: so
steps follow one another, numbers are given once, and what the door has looked at is still so when it writes. It costs
some milliseconds a step. Questions wait for nobody, and see one moment.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ..errors import Lost, PasswordWanted, Refusal, Trouble
from . import migrating
from .driver import driver

LOCK = migrating.APPLICATION
"""The number of the lock, within one database."""
PATIENCE = 10                                 # seconds for a connection, and for the lock, as with a file
OLDEST = 12                                   # of the server's versions
_OPTIONS = (f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=600s -c timezone=UTC "
            "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3")
_CONNECTED = {"connect_timeout": PATIENCE, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
              "tcp_user_timeout": 20_000, "application_name": "partydesk", "client_encoding": "utf8", "options": _OPTIONS}


def is_url(place: str) -> bool:
    return "://" in place


def public(place: str) -> str:
    """A place as it may be shown and kept: without the password."""
    if not is_url(place):
        return place
    try:
        url = make_url(place)._replace(password=None)
        said = url.render_as_string(hide_password=False)
        who = url.username or ""
        return said if re.search(r"[:/@%?#\s]", who) else said.replace(f"://{quote(who)}@", f"://{who}@", 1)
    except ArgumentError:
        return re.sub(r"(://[^/@:]*):[^/]*@", r"\1@", place)


def create(place: str) -> None:
    """A new, empty office in a database that is there; refused where it holds one already."""
    engine = _engine(place)
    try:
        with told(), engine.begin() as connection:
            if connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
                raise Refusal("这个数据库的编码不是 UTF8，存不下全部汉字；请用 ENCODING 'UTF8' 另建一个数据库")
            if connection.dialect.has_table(connection, "change"):
                raise Refusal("这个数据库里已有办公室数据")
            migrating.upgrade(connection)
    finally:
        engine.dispose()


def open(place: str) -> Engine:  # noqa: A001 (`server.open` is what it is)
    """An engine on the office of a database, brought up to this program's schema first if it is older."""
    engine = _engine(place)
    try:
        with told():
            with engine.connect().execution_options(reading=True) as connection:
                if not connection.dialect.has_table(connection, "change"):
                    raise Refusal("这个数据库里没有办公室数据，请先新建")
                older = _known(connection) < migrating.SCHEMA
            if older:
                _renew(engine)
    except (Refusal, Trouble):
        engine.dispose()
        raise

    @event.listens_for(engine, "begin")
    def still_known(connection: Connection) -> None:
        """Another desk may have upgraded the office since it was opened here."""
        if not connection.get_execution_options().keys() & {"reading", "apart"}:
            _known(connection)

    return engine


def login(engine: Engine) -> str:
    """Who logged in to the server, whatever role he works in."""
    with engine.connect().execution_options(reading=True) as connection:
        return str(connection.exec_driver_sql("SELECT session_user").scalar_one())


def may_write(engine: Engine) -> bool:
    """Whether this login may change anything."""
    with engine.connect().execution_options(reading=True) as connection:
        return bool(connection.exec_driver_sql("SELECT has_table_privilege('change', 'INSERT')").scalar_one())


def _known(connection: Connection) -> int:
    """The schema of the office; refused where a newer program has upgraded it."""
    found = int(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    if found > migrating.SCHEMA:
        raise Refusal(f"这个数据库由更新版本的程序升级过（数据格式 {found}，本程序只认到 {migrating.SCHEMA}）；"
                      "请关闭本程序，换用新版程序打开，已填写的内容会留着。数据未作任何改动")
    return found


def _renew(engine: Engine) -> None:
    """The office brought up to date, within one transaction, while every other desk waits."""
    try:
        with engine.begin() as connection:
            if _known(connection) < migrating.SCHEMA:   # another desk may have been quicker
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                migrating.upgrade(connection)
    except DBAPIError as error:
        if _state(error) == "42501":
            raise Refusal("数据要升级到新的格式，这个登录名没有权限；请先用能改动数据的登录名打开一次") from error
        raise


def _engine(place: str) -> Engine:
    try:
        url = make_url(place)
        if url.get_backend_name() != "postgresql":
            raise Refusal(f"不支持“{url.get_backend_name()}”；可用本机文件，或 postgresql+psycopg://… 的服务器")
        driver()
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True, connect_args=_CONNECTED)
    except ArgumentError:
        raise Refusal(f"“{public(place)}”不是数据库地址") from None
    except ImportError:
        raise Refusal("没有安装 PostgreSQL 驱动（psycopg）") from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("reading", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        elif not options.get("apart", False):             # what takes no turn among the steps: what files contain
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")

    return engine


# ── what the server says ─────────────────────────────────────────────────────────────────────────

@contextmanager
def told() -> Iterator[None]:
    """What the server says about the world, in words a clerk can act on."""
    try:
        yield
    except DBAPIError as error:
        raise in_words(error) or error from error


def in_words(error: DBAPIError) -> Exception | None:
    """The same for a clerk; None where it is not about the world. The server may speak any language: its codes count."""
    state, plain = _state(error), str(error.orig or error).strip()
    refused = getattr(error.orig, "pgconn", None)         # of a connection that did not come about; it has no code
    if not state and refused is not None:
        if refused.needs_password:
            return PasswordWanted("服务器要求口令")
        if any(words in plain for words in ("authentication failed", "认证失败")):
            return PasswordWanted("服务器没有接受这个登录名和口令，请核对后再试")
        if any(words in plain for words in ("does not exist", "不存在")):
            named = "、".join(f"“{name}”" for name in re.findall(r'"([^"]+)"', plain.splitlines()[-1]) if "." not in name)
            return Refusal(f"服务器上没有这个数据库或登录名{named}，请核对地址，或请管理员先建好")
    match state[:2]:
        case "53":
            return Trouble("服务器磁盘已满，或连接的人太多，未保存；请告诉管理员")
    match state:
        case "42501":
            return Refusal("这个登录名只能查看，不能改动；要录入请换用有录入权限的登录名")
        case "25006":
            return Refusal("服务器现在只许查看（只读），未保存；请告诉管理员")
        case "55P03":
            return Trouble("另一个工作台正在写入大批数据，请稍候再试；已填写的内容还在")
        case "57014":
            return Trouble("服务器中止了这一步，未保存；请再试一次")
    if state.startswith(("08", "57P", "25P03")) or error.connection_invalidated or not state and _operational(error):
        return Lost(f"与数据库服务器的连接中断，未保存；正在重试，已填写的内容还在（{_why(plain)}）")
    return None


_WHY = {("refused", "拒绝"): "服务器没有开着，或端口不对", ("translate host name", "resolve host", "主机名"): "找不到这个地址",
        ("no route", "unreachable", "不可达", "没有到主机的路由"): "网络不通，请看网线",
        ("starting up", "shutting down", "administrator command", "系统关闭", "管理员命令"): "服务器正在重启"}
"""What the reasons of a lost connection begin with that are told apart, and how each is said."""


def _why(plain: str) -> str:
    said = plain.lower()
    return next((words for signs, words in _WHY.items() if any(sign in said for sign in signs)), "没有回应")


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _operational(error: DBAPIError) -> bool:
    return any(each.__name__ in ("OperationalError", "InterfaceError") for each in type(error.orig).__mro__)
