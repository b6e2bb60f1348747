"""程序: which version it is, where it lies, and on what sort of system."""
from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from ... import __version__
from ...records import medium, migrating
from .line import NOTE, Line
from .places import told
from .seen import Seen

TOPIC = "程序"


def lines(seen: Seen | None) -> Iterator[Line]:
    packed = getattr(sys, "frozen", False)
    yield Line(TOPIC, f"党务工作台 {__version__}，{'安装的成品' if packed else '从源码运行'}，数据格式 {migrating.SCHEMA}")
    place = Path(sys.executable).parent if packed else Path(__file__).parents[4]
    yield _lying(place, medium.of(place).sort)
    yield Line(TOPIC, f"系统：{_system()}")
    libraries = f"，{seen.library}" if seen is not None else ""
    yield Line(TOPIC, f"部件：Python {platform.python_version()}{libraries}")


def _lying(place: Path, sort: str) -> Line:
    where = f"程序放在 {told(place)}"
    match sort:
        case "stick":
            return Line(TOPIC, f"{where}，在 U 盘或移动硬盘上", NOTE, "能用，但开得慢；用着的时候不要拔。常用请装到本机硬盘")
        case "share":
            return Line(TOPIC, f"{where}，在网络共享上", NOTE, "网络一断程序就停；请装到本机硬盘")
        case "synced":
            return Line(TOPIC, f"{where}，在同步文件夹里", NOTE, "同步时程序文件可能被占用；请移到不同步的文件夹")
    return Line(TOPIC, where)


def _system() -> str:
    """What the system calls itself, and the C library of a Linux, on which a packaged program depends."""
    if platform.system() == "Linux":
        try:
            named = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
        except OSError:
            named = "Linux"
        return f"{named}，{platform.machine()}，C 库 {' '.join(platform.libc_ver())}".strip()
    return f"{platform.system()} {platform.release()}，版本 {platform.version()}，{platform.machine()}"
