"""打印机: which there are, and whether what prints is running."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .. import cups
from .line import NOTE, Line
from .seen import Seen

TOPIC = "打印机"
NAMED = 5
LETTERS = re.compile(r"[^\x00-\x7f]+")
"""What of a printer's name may be somebody's."""


def lines(seen: Seen | None) -> Iterator[Line]:
    if cups.here() and not cups.running():
        yield Line(TOPIC, "打印服务（CUPS）没有运行", NOTE, "请系统管理员启动打印服务；在这之前先存成 PDF")
        return
    if seen is not None:
        yield from found(seen.printers, seen.usual)
    elif cups.here():
        yield from found(*cups.printers())
    else:
        yield Line(TOPIC, "命令行里看不到打印机", NOTE, "在窗口里做一次自检：“办公室”菜单，“自检”")


def found(names: Sequence[str], usual: bool) -> Iterator[Line]:
    """The printers, the usual one first."""
    if not names:
        yield Line(TOPIC, "没有打印机", NOTE, "在系统设置里添加打印机；在这之前先存成 PDF，拿到别的电脑上打印")
        return
    yield Line(TOPIC, f"打印机 {len(names)} 台" + ("" if usual else "，没有设默认的")).but(not usual, NOTE, "在系统设置里设一台默认打印机")
    for number, name in enumerate(names[:NAMED], 1):
        yield Line(TOPIC, f"第 {number} 台：{LETTERS.sub('…', name)}" + ("（默认）" if usual and number == 1 else ""))
    if len(names) > NAMED:
        yield Line(TOPIC, f"另有 {len(names) - NAMED} 台")
