"""磁盘: where the office, the settings and the backups lie, whether there is room, and whether it can be written there."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_config_path

from ... import places as folders
from ...errors import reason
from ...records import medium, server
from ..office import Office
from .line import GOOD, NOTE, WRONG, Line, Mood
from .places import told

TOPIC = "磁盘"
LITTLE, TOO_LITTLE = 1024, 100
"""MB that are left: below the first it is to be seen to soon, below the second now."""
ON = {"disk": "本机硬盘", "stick": "U 盘或移动硬盘", "share": "网络共享", "synced": "同步文件夹"}
CLEAR = "清理出空间：删掉下载里不用的文件，清空系统的回收站"


def lines(office: Office | None) -> Iterator[Line]:
    if office is not None:
        yield from _office(office)
    yield from kept("设置和日志", folders.own())
    if folders.own() != user_config_path("partydesk", appauthor=False):
        yield Line(TOPIC, "自己的设置文件夹写不了，暂时用着临时的", WRONG, "请系统管理员给用户的主文件夹写入权限")
    yield from kept("备份", folders.backups())


def _office(office: Office) -> Iterator[Line]:
    if server.is_url(office.place):
        yield Line(TOPIC, "办公室在服务器上")
        return
    path = Path(office.place)
    if office.shut:
        yield Line(TOPIC, "办公室文件是只读打开的", NOTE, "停在窗口标题的单位名称上看原因；要录入，先照它说的做")
        return
    yield from kept("办公室文件", path.parent, of_office=True)


def kept(called: str, folder: Path, *, of_office: bool = False) -> Iterator[Line]:
    """One folder, in two lines: where it lies, and how it stands there."""
    sort = medium.of(folder / "x").sort
    bad: tuple[Mood, str] = (GOOD, "")
    if sort == "share":
        bad = WRONG, "移到本机硬盘上来，网络共享会弄坏数据"
    elif sort != "disk":
        bad = NOTE, "办公室文件请放在本机硬盘，U 盘只放备份和数据包" if of_office else "用着的时候不要拔，也不要同步这个文件夹"
    yield Line(TOPIC, f"{called}在 {told(folder)}，{ON[sort]}", *bad)
    wrong = unwritable(folder)
    if wrong:
        yield Line(TOPIC, f"{called}那里写不了：{wrong}", WRONG, "请系统管理员检查文件夹的权限；磁盘满了就" + CLEAR)
        return
    free = shutil.disk_usage(folder).free // 2**20
    mood = WRONG if free < TOO_LITTLE else NOTE if free < LITTLE else GOOD
    yield Line(TOPIC, f"{called}那里写得进，剩余 {free / 1024:.1f} GB" if free >= LITTLE else f"{called}那里写得进，只剩 {free} MB",
               mood, CLEAR if mood != GOOD else "")


def unwritable(folder: Path) -> str:
    """Why nothing can be written in a folder; empty where it can."""
    try:
        handle, name = tempfile.mkstemp(prefix=".selftest-", dir=folder)
        try:
            os.write(handle, b"\0" * 65536)
            os.fsync(handle)
        finally:
            os.close(handle)
            Path(name).unlink()
    except OSError as error:
        return reason(error)
    return ""
