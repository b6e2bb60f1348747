"""The small pictures on buttons and in menus: drawn from Lucide's outlines, in a colour of the theme that is worn."""
from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap

from .. import places
from .theme import COLOURS

NAMES = {
    "add": "plus", "again": "copy-check", "all": "list-checks", "archive": "archive", "attach": "paperclip", "back": "arrow-left",
    "bell": "bell", "bin": "archive-restore", "board": "chart-column", "body": "building", "book": "book-open", "box": "package",
    "calendar": "calendar", "card": "id-card", "chart": "chart-column", "check": "check", "checked": "circle-check",
    "checks": "list-checks", "clear": "eraser", "clock": "clock", "close": "x", "closed": "badge-check", "columns": "columns-3",
    "compare": "git-compare", "contents": "list-tree", "copy": "copy", "cut": "scissors", "dark": "moon", "down": "chevron-down",
    "due": "calendar-clock", "duplicate": "copy-plus", "edit": "pencil", "export": "upload", "eye": "eye", "file": "file",
    "filter": "funnel", "find": "search", "flag": "flag", "folder": "folder", "forward": "arrow-right", "group": "group",
    "guest": "user-plus", "help": "circle-question-mark", "history": "rotate-ccw-clock", "home": "house", "image": "image",
    "import": "download", "info": "info", "insert": "at-sign", "keyboard": "keyboard", "leave": "log-out", "left": "chevron-left",
    "letters": "stamp", "light": "sun", "link": "link", "list": "list", "lock": "lock", "menu": "menu", "mended": "wrench",
    "missing": "circle-alert", "more": "ellipsis", "move": "move", "new": "file-plus", "office": "building",
    "open": "folder-open", "out": "external-link", "page": "file-text", "pages": "layers", "panel_left": "panel-left",
    "panel_right": "panel-right", "paste": "clipboard-paste", "people": "users", "person": "user", "pin": "pin",
    "print": "printer", "redo": "redo-2", "refresh": "refresh-cw", "remove": "trash", "replace": "replace", "restore": "undo-dot",
    "right": "chevron-right", "save": "save", "send": "send", "settings": "settings", "sheet": "sheet", "sigma": "sigma",
    "sort": "arrow-up-down", "state": "file-pen", "system": "sun-moon", "table": "table", "text": "text-align-start",
    "trace": "text-search", "type": "a-large-small", "undo": "undo-2", "unlock": "lock-open", "unpin": "pin-off",
    "up": "chevron-up", "warning": "triangle-alert", "words": "languages", "zoom_in": "zoom-in", "zoom_out": "zoom-out",
}
"""Our name → Lucide's. What is named here is copied into resources/icons by `make icons`."""


def icon(name: str, colour: str = "ink") -> QIcon:
    """A picture by our name, in a colour by its name; both are looked up when it is painted, not before."""
    _outline(name)                            # what is not there is said here: Qt cannot pass on an error while painting
    assert colour in COLOURS, colour
    return QIcon(_Outline(name, colour))


class _Outline(QIconEngine):
    """Paints one outline as large and in the colour that is wanted at that moment; what is left over goes to its right."""

    def __init__(self, name: str, colour: str):
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        side = min(rect.width(), rect.height())
        area = QRectF(rect.x(), rect.y() + (rect.height() - side) / 2, side, side)
        if rect.height() > rect.width():
            area.moveCenter(QRectF(rect).center())
        painter.drawImage(area, self._drawn(round(side * ratio), mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        made = QPixmap(size * scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, made.rect(), mode, state)
        painter.end()
        made.setDevicePixelRatio(scale)
        return made

    def clone(self) -> QIconEngine:
        copy = _Outline(self._name, self._colour)
        _copies.append(copy)                  # Qt's from now on, yet it would go with Python's last word of it
        return copy

    def _drawn(self, side: int, mode: QIcon.Mode) -> QImage:
        return _drawn(self._name, COLOURS["faint" if mode == QIcon.Mode.Disabled else self._colour], side)


_copies: list[_Outline] = []


@cache
def _outline(name: str) -> str:
    return (places.shipped("resources") / "icons" / f"{name}.svg").read_text("utf-8")


@cache
def _drawn(name: str, colour: str, side: int) -> QImage:
    text = _outline(name).replace("currentColor", colour).replace('width="24" height="24"', f'width="{side}" height="{side}"')
    drawn = QImage.fromData(text.encode())
    if drawn.isNull() or drawn.width() != side:       # no reader of SVG here: nothing rather than a smudge
        drawn = QImage(max(side, 1), max(side, 1), QImage.Format.Format_ARGB32_Premultiplied)
        drawn.fill(Qt.GlobalColor.transparent)
    return drawn
