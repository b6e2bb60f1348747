"""Kinds, list and form side by side; where there is no room for three, what is farther from the clerk's hands stands back."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from .theme import px

KINDS, FORM, WIDEST = 204, 400, 600
"""Pixels at the standard type: the kinds, and the least and the most that a form is opened with."""


class Panes(QSplitter):
    """While a form is open, the kinds give way to it first, and then the list; they come back when it is put away."""

    def __init__(self, kinds: QWidget, listed: QWidget, form: QWidget):
        super().__init__(Qt.Orientation.Horizontal)
        self._kinds, self._listed, self._form = kinds, listed, form
        self.setChildrenCollapsible(False)
        kinds.setMinimumWidth(px(130))
        form.setMinimumWidth(px(FORM))
        form.hide()
        for place, pane in enumerate((kinds, listed, form)):
            self.addWidget(pane)
            self.setStretchFactor(place, int(pane is listed))
        self.setSizes([px(KINDS), px(560), 0])
        self._dragged = False                 # from then on the widths are the clerk's
        self.splitterMoved.connect(lambda *_: setattr(self, "_dragged", True))

    @property
    def is_open(self) -> bool:
        """Whether the form is there."""
        return not self._form.isHidden()

    def open(self) -> None:
        """Show the form, next to as much of the rest as there is room for."""
        if self.is_open:
            return
        side = self.sizes()[0]
        self._form.show()
        self._arrange()
        self._share(side)

    def _share(self, side: int) -> None:
        """So much for the kinds; the form and the list halve the rest."""
        side = side if not self._kinds.isHidden() else 0
        mine = max(px(FORM), min(px(WIDEST), (self.width() - side) // 2))
        self.setSizes([side, self.width() - side - mine, mine])

    def close_form(self) -> None:
        self._form.hide()
        self._arrange()
        if not self._dragged:                 # the kinds may have stood back, and come back with no width of their own
            self.setSizes([px(KINDS), self.width() - px(KINDS), 0])

    def _arrange(self) -> None:
        """Let stand what there is room for."""
        kinds, listed, form = (_least(pane) + self.handleWidth() for pane in (self._kinds, self._listed, self._form))
        self._kinds.setHidden(self.is_open and kinds + listed + form > self.width())
        self._listed.setHidden(self.is_open and listed + form > self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
        if self.is_open and not self._dragged:            # opened before the window had its size, or since made larger
            self._share(px(KINDS))


def _least(pane: QWidget) -> int:
    return max(pane.minimumWidth(), pane.minimumSizeHint().width())
