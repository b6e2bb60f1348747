"""The manual of the window: at what has the keys (F1, in dialogs too), or at a page."""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

if TYPE_CHECKING:
    from .manual_window import ManualWindow
    from .window import Window


class Helping(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        QShortcut(QKeySequence.StandardKey.HelpContents, window, self.help)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._focused)

    @cached_property
    def manual(self) -> ManualWindow:
        """The manual, in a window of its own; made when it is first opened."""
        from .manual_window import ManualWindow
        beside = ManualWindow()
        self._window.destroyed.connect(beside.deleteLater)          # it has no parent, so as not to stand on this window
        return beside

    def help(self) -> None:
        """The manual, at what has the keys."""
        self.manual.about(QApplication.focusWidget() or self._window)

    def open(self, place: str = "") -> None:
        """The manual, at a page."""
        self.manual.go(place)

    def close(self) -> None:
        """The manual goes with the window."""
        if "manual" in self.__dict__:
            self.manual.close()

    def _focused(self, _: QWidget | None, now: QWidget | None) -> None:
        """F1 is for dialogs too."""
        if now is None or not self._window.isVisible():  # a window that was closed may linger
            return
        if isinstance(dialog := now.window(), QDialog) and not dialog.property("helped"):
            dialog.setProperty("helped", True)
            QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), dialog).activated.connect(self.help)
