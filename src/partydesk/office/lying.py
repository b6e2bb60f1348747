"""Where the office lies, and what is to be said of that: on a stick, or in a folder that is synced."""
from __future__ import annotations

from pathlib import Path

from ..records import medium, server
from .office import Office


def warned(office: Office) -> tuple[str, str]:
    """What sort of place it is, and a warning in Chinese; both empty where it lies well."""
    if server.is_url(office.place):
        return "", ""
    found = medium.of(Path(office.place))
    match found.sort:
        case "stick":
            return found.sort, ("这个办公室文件在 U 盘或移动硬盘上：没写完就拔出会弄坏它，U 盘也容易丢。建议关闭后把它连同 -files 文件夹"
                                "拷到本机硬盘，在本机打开；U 盘只放备份和数据包。")
        case "synced":
            return found.sort, (f"这个办公室文件在“{found.called}”的同步文件夹里：它可能在保存到一半时被同步，也会传到单位以外。"
                                "建议关闭后把它连同 -files 文件夹移到不同步的文件夹里，再打开。")
    return "", ""
