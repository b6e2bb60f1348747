"""输入法: which one runs, with which plugin the program speaks with it, and whether that is there."""
from __future__ import annotations

import sys
from collections.abc import Iterator

from ..input_method import BY_HAND, CALLED, MODULES, Chosen
from .line import NOTE, WRONG, Line
from .seen import Seen

TOPIC = "输入法"
START = "先在系统里打开输入法（托盘里能看到图标），再重新打开本程序"


def lines(seen: Seen | None) -> Iterator[Line]:
    if not sys.platform.startswith("linux"):
        yield Line(TOPIC, "由系统管理，程序里不用设")
    elif seen is None:
        yield Line(TOPIC, "命令行里看不到窗口用的输入法", NOTE, "在窗口里做一次自检：“办公室”菜单，“自检”")
    elif seen.typing is None:
        yield Line(TOPIC, "这个窗口不接输入法（没有真的屏幕）", NOTE, "在桌面上打开程序，再做自检")
    else:
        yield from told(seen.typing)


def told(found: Chosen) -> Iterator[Line]:
    """What was found at the start, and what was made of it."""
    if not found.running:
        yield Line(TOPIC, "启动时没有发现正在运行的输入法", NOTE, START)
    for one in found.running:
        served = MODULES[one] in found.carried
        other = any(MODULES[one] in found.carried for one in found.running)
        yield Line(TOPIC, f"{CALLED[one]} 在运行，程序里{'有' if served else '没有'}与它相通的部件").but(
            not served, NOTE if other else WRONG, "换一种输入法（ibus 或小企鹅），或请维护人员重新安装程序")
    match found.why:
        case "set" if found.module is None:
            yield Line(TOPIC, f"管理员用 {BY_HAND} 指定照系统的设置")
        case "set" if found.module not in (*found.carried, "none"):
            yield Line(TOPIC, f"管理员用 {BY_HAND} 指定 {found.module}，可是程序里没有它", WRONG, f"去掉环境变量 {BY_HAND}，重新打开程序")
        case "set":
            yield Line(TOPIC, f"管理员用 {BY_HAND} 指定 {found.module}")
        case "runs" if len({MODULES[one] for one in found.running}) > 1:
            yield Line(TOPIC, f"有两种输入法，程序用的是 {found.module}", NOTE,
                       f"打不出汉字时，在系统里只留一种；或设环境变量 {BY_HAND}=fcitx 或 ibus")
        case "runs":
            yield Line(TOPIC, f"程序用的是 {found.module}")
        case "named":
            yield Line(TOPIC, f"照系统的设置用 {found.module}", NOTE, START)
        case "nothing" if found.named and not found.running:
            yield Line(TOPIC, f"系统指定了 {found.named[0]}，可是程序里没有与它相通的部件", WRONG, "请维护人员重新安装程序")
