"""How the desk speaks: a quiet bar for what was done or refused, a box for trouble, the log for our own mistakes."""
from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QWidget
from shiboken6 import isValid

from ..errors import Lost, Refusal, Trouble
from ..office import Damaged, programs
from .pieces import button, tool
from .theme import px

DONE, TOLD, REFUSED = "done", "told", "refused"
STAYS = 9_000
"""Milliseconds that good news stays; refusals stay until they are closed or something else is said."""


class MessageBar(QFrame):
    """One sentence at the foot of `over`, with at most one thing to do about it; it floats, so that nothing moves under the mouse."""

    def __init__(self, over: QWidget):
        super().__init__(over)
        over.installEventFilter(self)
        self.setObjectName("message")
        self.setAccessibleName("消息")
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setAccessibleName("消息内容")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._act = button("", says="处理")
        self._close = tool("×", "收起消息", side=24)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 10, 5)
        row.addWidget(self._text, 1)
        row.addWidget(self._act)
        row.addWidget(self._close)
        self._do: Callable[[], None] | None = None
        self._place: QWidget | None = None
        self._act.clicked.connect(self._acted)
        self._close.clicked.connect(self.hide)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str, mood: str = DONE, label: str = "", act: Callable[[], None] | None = None) -> None:
        self._text.setText(text)
        self._do = act
        self._act.setText(label)
        self._act.setAccessibleName(label or "处理")
        self._act.setVisible(act is not None)
        self.setProperty("mood", mood)
        self.style().unpolish(self)
        self.style().polish(self)
        self._settle()
        self.show()
        self.raise_()
        self._timer.stop()
        if mood == DONE:
            self._timer.start(STAYS)

    def lie_over(self, place: QWidget | None) -> None:
        """From now on at the foot of a part of what it floats over, where it hides no button; None: of the whole."""
        if self._place is not None and isValid(self._place):
            self._place.removeEventFilter(self)
        self._place = place
        if place is not None:
            place.installEventFilter(self)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It stays at the foot of a window that changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        """At the foot on the left, no wider than it must be, in as many lines as it takes."""
        if (over := self.parentWidget()) is None:
            return
        edge, area = px(14), over.rect()
        if self._place is not None and isValid(self._place) and self._place.isVisible():
            area = QRect(self._place.mapTo(over, QPoint()), self._place.size()) & area
        most = max(px(320), min(area.width() - 2 * edge, px(760)))
        wanted = self.fontMetrics().horizontalAdvance(self._text.text()) + px(70)
        wanted += self._act.sizeHint().width() + px(10) if self._do is not None else 0
        wide = min(most, max(px(320), wanted))
        high = max(self.heightForWidth(wide), self.minimumSizeHint().height())
        left = max(edge, min(area.left() + edge, over.width() - wide - edge))
        self.setGeometry(left, area.bottom() + 1 - high - edge, wide, high)

    def _acted(self) -> None:
        act, self._do = self._do, None
        self.hide()
        if act:
            act()


def say(widget: QWidget, text: str, mood: str = DONE, label: str = "", act: Callable[[], None] | None = None) -> None:
    """On the bar of the window that `widget` belongs to; in a box where it has none."""
    bar = _bar(widget)
    if bar is not None:
        bar.say(text, mood, label, act)
    else:
        box(widget, text, QMessageBox.Icon.Information if mood == DONE else QMessageBox.Icon.Warning)


def failed(widget: QWidget, error: BaseException) -> None:
    """What went wrong, said in the way that its sort deserves."""
    match error:
        case Refusal() | Lost():
            say(widget, str(error), REFUSED)
        case Damaged() if (opening := _opening(widget)) is not None:
            opening.damaged(str(error.path), error.found, error.key)
        case Trouble():
            box(widget, str(error), QMessageBox.Icon.Warning)
        case _:
            sys.excepthook(type(error), error, error.__traceback__)


def box(widget: QWidget | None, text: str, icon: QMessageBox.Icon, details: str = "", *, label: str = "",
        act: Callable[[], None] | None = None) -> None:
    """A box with one button, and at most one thing to do about it; does not hold up the program."""
    shown = QMessageBox(icon, "党务工作台", text, QMessageBox.StandardButton.Ok, widget.window() if widget else None)
    shown.button(QMessageBox.StandardButton.Ok).setText("知道了")
    if act is not None:
        shown.addButton(label, QMessageBox.ButtonRole.ActionRole).clicked.connect(lambda: QTimer.singleShot(0, act))
    shown.setTextFormat(Qt.TextFormat.PlainText)
    shown.setInformativeText(details)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    shown.setAccessibleName("提示")
    shown.open()


def reveal(folder: Path) -> None:
    """Open a folder in the file manager of this computer."""
    Thread(target=programs.show, args=(folder,), daemon=True).start()


def _opening(widget: QWidget | None) -> Any:
    """What says of the window that it opens offices; a box has it from the window that it stands over."""
    while widget is not None and not hasattr(widget, "opening"):
        widget = widget.parentWidget()
    return widget.opening if widget is not None else None


def _bar(widget: QWidget) -> MessageBar | None:
    bar = getattr(widget.window(), "bar", None)
    return bar if isinstance(bar, MessageBar) else None
