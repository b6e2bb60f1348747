"""The find box of the window: made when it is first asked for, and kept until the office is closed."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ..office.finding import Found
    from .find_box import FindBox
    from .window import Window


class Seeking(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self.box: FindBox | None = None

    def seek(self, of: Found | None = None) -> None:
        """The box over everything; with what is linked to someone, where that is asked for."""
        if self._window.office is None or self._window.locking.covered:
            return
        if self.box is None:
            from .find_box import FindBox
            self.box = FindBox(self._window.office, self._window)
        self.box.open_box(of)

    def forget(self) -> None:
        """Something was changed: what was found before is asked anew."""
        if self.box is not None:
            self.box.forget()

    def end(self) -> None:
        """The office is about to be closed."""
        if self.box is not None:
            self.box.close_box()
            self.box.deleteLater()
            self.box = None
