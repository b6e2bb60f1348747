"""What only the window knows of this computer, for the self-test: screens, typeface, printers, input method."""
from __future__ import annotations

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QTextLayout

from ..office.selftest import Screen, Seen
from . import input_method, printers, theme

SAMPLE = "党务工作台支部委员会集中学习主题党日责任书承诺书签到请假缺席一二三四五六七八九十年月日的，。：；（）“”《》"
"""Words of the window that must be legible."""


def seen() -> Seen:
    """As it is now; to be asked on the window's own thread."""
    names = [name for name, _ in printers.names()]
    return Seen(
        screens=tuple(Screen(round(one.size().width() * one.devicePixelRatio()), round(one.size().height() * one.devicePixelRatio()),
                             one.devicePixelRatio() * one.logicalDotsPerInch() / 96) for one in QGuiApplication.screens()),
        face=QFontInfo(QGuiApplication.font()).family(), own=theme.lent(),
        lacking=lacking(QGuiApplication.font(), SAMPLE), printers=tuple(names), usual=printers.usual() in names,
        library=f"Qt {qVersion()}，{QGuiApplication.platformName()}", typing=input_method.chosen())


def lacking(font: QFont, sample: str) -> str:
    """Those characters for which neither the typeface nor any that stands in for it has a glyph: they are shown as boxes."""
    found = []
    for char in dict.fromkeys(sample):
        layout = QTextLayout(char, font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        if any(0 in run.glyphIndexes() for run in layout.glyphRuns()) or not layout.glyphRuns():
            found.append(char)
    return "".join(found)
