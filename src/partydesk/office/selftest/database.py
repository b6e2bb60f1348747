"""数据库: what is inside, whether it writes and reads here, with a key too, and whether a server can be spoken with."""
from __future__ import annotations

from collections.abc import Iterator

from sqlcipher3.dbapi2 import DatabaseError

from ... import places
from ...errors import Trouble, reason
from ...records import round_trip
from ...records.key import Key
from .line import NOTE, WRONG, Line

TOPIC = "数据库"
SLOW = 2.0
"""Seconds for a trip that takes a tenth of one on a hard disk."""


def lines() -> Iterator[Line]:
    sqlite, cipher = round_trip.versions()
    yield Line(TOPIC, f"SQLite {sqlite}")
    yield (Line(TOPIC, f"能加密：SQLCipher {cipher}") if cipher else
           Line(TOPIC, "不能加密：数据库部件不对", WRONG, "请维护人员重新安装程序"))
    yield _trip("不加密的文件", None)
    if cipher:
        yield _trip("加密的文件", Key.new())
    yield server_driver()


def _trip(called: str, key: Key | None) -> Line:
    try:
        took = round_trip.tried(places.backups(), key)
    except (Trouble, OSError, DatabaseError) as error:
        said = str(error) if isinstance(error, Trouble) else reason(error)
        return Line(TOPIC, f"{called}试写没有成功：{said}", WRONG, "先不要录入；看磁盘那几项，再请维护人员来看")
    says = f"{called}：写入、落盘、读回一致，{took:.2f} 秒"
    return Line(TOPIC, says, NOTE, "磁盘很慢，可能快坏了或正忙；请先做一份备份到 U 盘") if took > SLOW else Line(TOPIC, says)


def server_driver() -> Line:
    """Needed only where several desks share one server."""
    try:
        from ...records.driver import driver
        version = driver().__version__
    except ImportError:
        return Line(TOPIC, "连服务器的部件装不上", NOTE, "只用本机文件的不要紧；要连服务器，请维护人员重新安装程序")
    return Line(TOPIC, f"能连服务器：PostgreSQL 部件 {version}")
