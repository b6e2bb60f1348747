"""What a clerk carries out on a stick when the program went wrong: versions, counts and the log, and nobody's data.

Words of records, names, settings and file names are not in it; a test looks for every one of the sample office.
"""
from __future__ import annotations

import io
import locale
import platform
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

import sqlalchemy
import sqlcipher3.dbapi2 as driver
from sqlalchemy import func, select

from .. import __version__, places
from ..errors import Refusal, Trouble
from ..records import medium, migrating, server
from ..records.tables import change, metadata, setting
from . import mishaps
from .office import Office

STEPS = 30
WORDS = """这是“党务工作台”的问题报告，供维护人员查找程序的毛病。
里面有：版本、系统、各类记录的条数、最近几步动了哪一类记录、程序出错时走到代码的哪一行。
里面没有：姓名、身份证号、记录的内容、单位名称、文件名。可以用记事本打开逐行看过，再决定要不要交出去。
"""


def write(office: Office | None, out: Path, more: Mapping[str, str] | None = None) -> None:
    """The report as one .zip; `more` is what the desk knows (screen, fonts). Parts that cannot be told say so."""
    from ..papers import files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("请先看.txt", WORDS)
        parcel.writestr("report.txt", text(office, more))
        for path in sorted(mishaps.folder().glob("*")):
            if path.is_file() and path.stat().st_size:
                parcel.writestr(f"logs/{path.name}", _hidden(path))
    files.replace(out, packed.getvalue())


def _hidden(path: Path) -> str:
    """A log as it goes out: it was masked when it was written, but for paths of the system's own words."""
    return path.read_text("utf-8", "replace").replace(str(Path.home()), "~").replace(str(places.own()), "~")


def text(office: Office | None, more: Mapping[str, str] | None = None) -> str:
    """The report in words."""
    parts: list[tuple[str, Callable[[], Iterable[str]]]] = [("程序与系统", lambda: _system(more or {}))]
    if office is not None:
        parts += [("数据文件", lambda: _file(office)), ("条数", lambda: _counts(office)), ("最近的操作", lambda: _steps(office)),
                  ("检查", lambda: _faults(office))]
    told = []
    for title, of in parts:
        try:
            lines = list(of())
        except (Refusal, Trouble, OSError, sqlalchemy.exc.SQLAlchemyError) as error:
            lines = [f"读不出来：{mishaps.masked(str(error))}"]
        told.append("\n".join([f"== {title}", *lines]))
    return "\n\n".join(told) + "\n"


def _system(more: Mapping[str, str]) -> Iterable[str]:
    yield f"partydesk {__version__}（{'成品' if hasattr(sys, '_MEIPASS') else '源码'}）"
    yield f"时间 {datetime.now().astimezone().isoformat(timespec='seconds')}"
    yield f"系统 {platform.platform()} {platform.machine()}"
    yield f"Python {platform.python_version()}，SQLAlchemy {sqlalchemy.__version__}，SQLite {driver.sqlite_version}"
    yield f"语言 {locale.getlocale()[0]}，文件名编码 {sys.getfilesystemencoding()}"
    yield f"设置所在的磁盘剩余 {shutil.disk_usage(places.own()).free // 2**20} MB"
    yield from (f"{name} {value}" for name, value in more.items())


def _file(office: Office) -> Iterable[str]:
    if server.is_url(office.place):
        yield f"在服务器上，数据格式 {migrating.SCHEMA}"
    else:
        path = Path(office.place)
        yield (f"{path.stat().st_size // 1024} KB，{'加密' if office.key else '未加密'}，数据格式 {migrating.SCHEMA}，"
               f"所在 {medium.of(path).sort}，剩余 {shutil.disk_usage(path.parent).free // 2**20} MB")
    yield f"只读：{'是' if office.shut else '否'}；本单位的表单 {len(office.forms())} 个，不合用的 {len(office.misfits)} 处"
    with office.reading() as connection:
        yield "设置：" + "、".join(connection.execute(select(setting.c.name).order_by(setting.c.name)).scalars())


def _counts(office: Office) -> Iterable[str]:
    with office.reading() as connection:
        for table in metadata.sorted_tables:
            yield f"{table.name} {connection.execute(select(func.count()).select_from(table)).scalar_one()}"
    for id in office.catalogue.kinds:
        if count := office.count(id):
            yield f"{id if not id.startswith('own_') else 'own'} {count}"


def _steps(office: Office) -> Iterable[str]:
    """When, and how many rows of which table were made, changed or taken away: the newest first."""
    with office.reading() as connection:
        last = connection.execute(select(change.c.step, func.max(change.c.id).label("last")).group_by(change.c.step).order_by(
            func.max(change.c.id).desc()).limit(STEPS)).all()
        for row in last:
            lines = connection.execute(select(change.c.at, change.c.place, change.c.undoes, change.c.before, change.c.after).where(
                change.c.step == row.step)).all()
            did = Counter((line.place, "新" if line.before is None else "去" if line.after is None else "改") for line in lines)
            yield f"{lines[0].at}{' 撤销' if lines[0].undoes else ''} " + "，".join(
                f"{place} {sort} {n}" for (place, sort), n in did.items())


def _faults(office: Office) -> Iterable[str]:
    from .proving import faults
    yield from (mishaps.masked(fault) for fault in faults(office)[:50])
    yield "查完"
