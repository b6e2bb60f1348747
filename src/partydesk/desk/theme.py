"""How the window looks: its colours, its typeface, and the style sheet made of them."""
from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from .. import places

COLOURS = {
    "ink": "#262322", "soft": "#645c57", "faint": "#a39a93", "hint": "#776e68", "paper": "#ffffff", "ground": "#f5f3f0",
    "hover": "#f3efeb", "hairline": "#f0ece8", "line": "#e3ddd7", "edge": "#cbc3bb", "scroll": "#d2cac3",
    "desk": "#dcd7d1", "accentHover": "#871418", "accent": "#9e1b1f", "tint": "#f7e9e6", "good": "#eef5ea",
    "note": "#fbf5e6", "bad": "#fcefee",
}
"""Every colour of the window; text on its ground keeps WCAG AA (4.5 : 1)."""

PREFERRED = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
             "Source Han Sans CN", "HarmonyOS Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei")
POINTS = 10.5


def colour(name: str) -> QColor:
    return QColor(COLOURS[name])


def dress(app: QApplication) -> None:
    """Give the application its typeface, colours and style sheet."""
    app.setStyle(QStyleFactory.create("Fusion"))
    font = QFont(family(), -1)
    font.setPointSizeF(POINTS)
    app.setFont(font)
    palette = QPalette()
    for role, name in ((QPalette.ColorRole.Window, "ground"), (QPalette.ColorRole.WindowText, "ink"),
                       (QPalette.ColorRole.Base, "paper"), (QPalette.ColorRole.AlternateBase, "ground"),
                       (QPalette.ColorRole.Text, "ink"), (QPalette.ColorRole.Button, "paper"),
                       (QPalette.ColorRole.ButtonText, "ink"), (QPalette.ColorRole.Highlight, "accent"),
                       (QPalette.ColorRole.HighlightedText, "paper"), (QPalette.ColorRole.PlaceholderText, "hint"),
                       (QPalette.ColorRole.ToolTipBase, "paper"), (QPalette.ColorRole.ToolTipText, "ink"),
                       (QPalette.ColorRole.Link, "accent")):
        palette.setColor(role, colour(name))
    app.setPalette(palette)
    app.setStyleSheet(sheet())


def family() -> str:
    """A typeface with Chinese on this computer, or else the program's own."""
    here = set(QFontDatabase.families())
    for name in PREFERRED:
        if name in here:
            return name
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if chinese:
        return chinese[0]
    own = places.fonts() / "Hei.ttf"
    if own.is_file() and (found := QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(own)))):
        return found[0]
    return ""


def sheet() -> str:
    """The style sheet with its colours and paths filled in."""
    text = (places.shipped("resources") / "style.qss").read_text("utf-8")
    text = text.replace("@resources", places.shipped("resources").as_posix())
    for name in sorted(COLOURS, key=len, reverse=True):
        text = text.replace(f"@{name}", COLOURS[name])
    return text
