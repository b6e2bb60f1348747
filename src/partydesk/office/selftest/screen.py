"""屏幕: how large each is, and how large things are drawn on it."""
from __future__ import annotations

from collections.abc import Iterator

from .line import NOTE, Line
from .seen import Screen, Seen

TOPIC = "屏幕"
WIDE, HIGH = 1280, 700
"""Room that the window has on a screen of 1366 × 768, less the bar of the desktop."""


def lines(seen: Seen | None) -> Iterator[Line]:
    if seen is None:
        yield Line(TOPIC, "命令行里看不到屏幕", NOTE, "在窗口里做一次自检：“办公室”菜单，“自检”")
        return
    if not seen.screens:
        yield Line(TOPIC, "系统没有报告屏幕", NOTE, "接好显示器，重新登录后再试")
    for number, one in enumerate(seen.screens, 1):
        yield _told(f"屏幕 {number}" if len(seen.screens) > 1 else "屏幕", one)


def _told(called: str, one: Screen) -> Line:
    says = f"{called}：{one.width}×{one.height}，放大到 {one.scale:.0%}"
    if one.width / one.scale < WIDE or one.height / one.scale < HIGH:
        return Line(TOPIC, f"{says}，放不下整个窗口", NOTE, "在系统的显示设置里把分辨率调高，或把放大比例调小")
    return Line(TOPIC, says)
