"""How the window looks: light or dark, how large its type, how close its rows, and the style sheet made of these."""
from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from .. import places
from . import settings

LIGHT = {
    "ink": "#262322", "soft": "#645c57", "faint": "#a39a93", "hint": "#6c635d", "paper": "#ffffff", "ground": "#f5f3f0",
    "hover": "#f3efeb", "hairline": "#f0ece8", "line": "#e3ddd7", "edge": "#8f867f", "scroll": "#b5aca5",
    "desk": "#dcd7d1", "accentHover": "#871418", "accent": "#9e1b1f", "onAccent": "#ffffff", "tint": "#f7e9e6",
    "good": "#eef5ea", "note": "#fbf5e6", "bad": "#fcefee", "shade": "#c4bdb6",
}
DARK = {
    "ink": "#ece7e2", "soft": "#b9b0a9", "faint": "#7d746e", "hint": "#aba29b", "paper": "#262422", "ground": "#1d1b1a",
    "hover": "#302d2a", "hairline": "#322e2b", "line": "#3d3834", "edge": "#8a817a", "scroll": "#6b625c",
    "desk": "#151413", "accentHover": "#f7aea6", "accent": "#f0928a", "onAccent": "#2b0d0c", "tint": "#412826",
    "good": "#24331f", "note": "#3a3018", "bad": "#432422", "shade": "#000000",
}
COLOURS = dict(LIGHT)
"""Every colour of the window as it is now, by name: text on its ground keeps WCAG AA (4.5 : 1), edges of controls 3 : 1."""

SYSTEM = "system"
THEMES = {SYSTEM: "跟随系统", "light": "浅色", "dark": "深色"}
TYPES = {"standard": ("标准", 10.5), "large": ("大", 13.0), "largest": ("特大", 16.0)}
ROWS = {"compact": ("紧凑", 0.6), "standard": ("标准", 1.0), "roomy": ("宽松", 1.4)}

PREFERRED = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC",
             "Source Han Sans CN", "HarmonyOS Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei")
POINTS = TYPES["standard"][1]


@dataclass(frozen=True)
class Look:
    """What the person at this desk prefers."""

    theme: str = SYSTEM
    type: str = "standard"
    rows: str = "standard"


KNOWN: dict[str, Container[str]] = {"theme": THEMES, "type": TYPES, "rows": ROWS}


class _Turned(QObject):
    """Tells that the window is dressed anew."""

    turned = Signal()


_told = _Turned()
turned = _told.turned
"""Emitted when everything has been dressed anew."""
_now = Look()


def look() -> Look:
    """How the window is dressed."""
    return _now


def preferred() -> Look:
    """What is kept for this desk; where that is not known any more, what the program begins with."""
    kept = {one.name: settings.preferred(one.name) for one in fields(Look)}
    return replace(Look(), **{name: code for name, code in kept.items() if code in KNOWN[name]})


def prefer(wanted: Look) -> None:
    """Keep a look for this desk, and wear it at once."""
    for one in fields(Look):
        settings.prefer(one.name, getattr(wanted, one.name))
    if isinstance(app := QApplication.instance(), QApplication):
        dress(app, wanted)


def dark() -> bool:
    """Whether the window is dark."""
    return COLOURS["paper"] == DARK["paper"]


def colour(name: str) -> QColor:
    """A colour as it is now; ask when painting, for it changes."""
    return QColor(COLOURS[name])


def on_paper(name: str) -> QColor:
    """A colour to draw with on a printed page, which is white in any theme."""
    return QColor(LIGHT[name])


def px(pixels: float) -> int:
    """A length that was measured at the standard type, at the type of now."""
    return round(pixels * TYPES[_now.type][1] / POINTS)


def room(pixels: float) -> int:
    """Spare room around words, at the type and closeness of now."""
    return px(pixels * ROWS[_now.rows][1])


def dress(app: QApplication, wanted: Look | None = None) -> None:
    """Give the application its typeface, colours and style sheet; again, whenever these are to change."""
    global _now  # noqa: PLW0603 (one application has one look)
    first = not app.property("dressed")
    _now = wanted or preferred()
    if first:
        app.setProperty("dressed", True)
        app.styleHints().colorSchemeChanged.connect(lambda _: _follow(app))
    _tint(app)
    if not first:
        app.setStyleSheet("")                 # widgets that it dressed would keep the type they have
    app.setFont(_type())
    _clothe(app)
    if not first:
        turned.emit()


def _type() -> QFont:
    font = QFont(family(), -1)
    font.setPointSizeF(TYPES[_now.type][1])
    return font


def _tint(app: QApplication) -> None:
    """Take the colours of the theme, and let the frame of the window follow."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints = app.styleHints()
    wanted = schemes.get(_now.theme, Qt.ColorScheme.Unknown)
    if wanted != Qt.ColorScheme.Unknown or _forced(app):
        app.setProperty("forced", wanted != Qt.ColorScheme.Unknown)
        hints.setColorScheme(wanted)
    is_dark = _now.theme == "dark" or (_now.theme == SYSTEM and hints.colorScheme() == Qt.ColorScheme.Dark)
    COLOURS.update(DARK if is_dark else LIGHT)


def _forced(app: QApplication) -> bool:
    return bool(app.property("forced"))


def _follow(app: QApplication) -> None:
    """The computer turned light or dark."""
    was = dict(COLOURS)
    if _now.theme == SYSTEM:
        _tint(app)
        if was != COLOURS:
            _clothe(app)
            turned.emit()


def _clothe(app: QApplication) -> None:
    palette = QPalette()
    for role, name in ((QPalette.ColorRole.Window, "ground"), (QPalette.ColorRole.WindowText, "ink"),
                       (QPalette.ColorRole.Base, "paper"), (QPalette.ColorRole.AlternateBase, "ground"),
                       (QPalette.ColorRole.Text, "ink"), (QPalette.ColorRole.Button, "paper"),
                       (QPalette.ColorRole.ButtonText, "ink"), (QPalette.ColorRole.BrightText, "accent"),
                       (QPalette.ColorRole.Highlight, "accent"), (QPalette.ColorRole.HighlightedText, "onAccent"),
                       (QPalette.ColorRole.PlaceholderText, "hint"), (QPalette.ColorRole.ToolTipBase, "paper"),
                       (QPalette.ColorRole.ToolTipText, "ink"), (QPalette.ColorRole.Link, "accent"),
                       (QPalette.ColorRole.LinkVisited, "accent"), (QPalette.ColorRole.Light, "hover"),
                       (QPalette.ColorRole.Midlight, "hover"), (QPalette.ColorRole.Mid, "line"),
                       (QPalette.ColorRole.Dark, "edge"), (QPalette.ColorRole.Shadow, "shade")):
        palette.setColor(role, colour(name))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("faint"))
    app.setPalette(palette)
    app.setStyleSheet(sheet())
    if any(app.font(sort) != app.font() for sort in OF_THE_SYSTEM):
        app.setFont(_type())                  # with a style sheet, Windows' own type for lists and menus comes back


@cache
def family() -> str:
    """A typeface with Chinese on this computer, or else the program's own."""
    here = set(QFontDatabase.families())
    for name in PREFERRED:
        if name in here:
            return name
    for name in QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        if QFontDatabase.isSmoothlyScalable(name):      # Windows' old dots say that they are Chinese where its character set is
            return name
    own = places.fonts() / "Hei.ttf"
    if own.is_file() and (found := QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(own)))):
        _LENT.add(found[0])
        return found[0]
    return ""


OF_THE_SYSTEM: tuple[Any, ...] = ("QAbstractItemView", "QMenu", "QHeaderView", "QTipLabel", "QMessageBox")
"""What a system may have a type of its own for; Qt's stubs would have them as bytes."""
_LENT: set[str] = set()


def lent() -> bool:
    """Whether the window is written in the program's own typeface, since this computer has none with Chinese."""
    return family() in _LENT


def sheet() -> str:
    """The style sheet with its colours and paths filled in, its lengths at the type and closeness of now."""
    resources = places.shipped("resources")
    text = (resources / "style.qss").read_text("utf-8")
    text = text.replace("@resources", resources.as_posix()).replace("@theme", "dark" if dark() else "light")
    text = re.sub("@(?:" + "|".join(sorted(COLOURS, key=len, reverse=True)) + ")", lambda found: COLOURS[found[0][1:]], text)
    if px(100) == room(100) == 100:
        return text
    text = re.sub(r"([\d.]+)pt\b", lambda found: f"{px(float(found[1]) * 100) / 100:g}pt", text)
    return re.sub(r"([a-z-]+): ([^;{}]*\dpx[^;{}]*)", _lengths, text)


def _lengths(declared: re.Match[str]) -> str:
    """Room inside things obeys the closeness of rows as well; lines are as thin as ever."""
    grow = room if declared[1].startswith("padding") else px
    return f"{declared[1]}: " + re.sub(r"(\d+)px", lambda found: found[0] if int(found[1]) <= 3 else f"{grow(int(found[1]))}px",
                                       declared[2])
