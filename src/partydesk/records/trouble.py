"""What goes wrong where an office lies, told from what the database says: a full disk, a damaged file, a server that is away."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ..errors import Trouble
from . import server
from .engine import Damaged
from .key import Key

_DAMAGE = {"malformed", "vtable constructor failed", "not a database", "could not decode to utf-8"}
_SIGNS = {
    "database is locked": "数据正被另一个程序占用，请稍候再试；若反复出现，请关闭另一个窗口",
    "database or disk is full": "磁盘已满，未保存；请清理磁盘后再试",
    "readonly": "文件是只读的，未保存；请检查文件属性，或把它拷到本机硬盘上打开",
    "unable to open database file": "打不开数据文件，请检查它是否被移动、改名或正在被占用",
    "malformed": "有的页读不出来",
    "vtable constructor failed": "查找用的索引读不出来",
    "not a database": "文件开头读不出来",
    "could not decode to utf-8": "有的文字读不出来",
    "disk i/o error": "读写磁盘出错，请检查磁盘或 U 盘是否松动",
}


@contextmanager
def in_words(place: str, key: Key | None = None) -> Iterator[None]:
    """What the database says about the world, in words a clerk can act on."""
    try:
        yield
    except Damaged as damaged:
        damaged.key = damaged.key or key
        raise
    except DBAPIError as error:
        if server.is_url(place) and (told := server.in_words(error)) is not None:
            raise told from error
        said = str(error.orig or error).lower()
        for sign, words in _SIGNS.items():
            if sign in said:
                raise (Damaged(Path(place), words, key) if sign in _DAMAGE else Trouble(f"{place}：{words}")) from error
        raise
    except UnicodeDecodeError as error:       # of a text that the driver could not read
        at = error.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        if at is None or "sqlalchemy" not in at.tb_frame.f_code.co_filename or server.is_url(place):
            raise
        raise Damaged(Path(place), "有的文字读不出来", key) from error
