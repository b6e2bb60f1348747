"""The line above the pages: whose office it is, the tabs, and what can be done anywhere; words give way to tabs."""
from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabBar

from .theme import px

Words = tuple[str, ...]
"""What a button says where there is room, and then less and less; its picture stays."""


class Header(QFrame):
    """Tabs are never pushed out of sight as long as the name or a button can say less."""

    def __init__(self, called: QLabel, tabs: QTabBar, buttons: Mapping[QPushButton, Words]):
        super().__init__()
        self.setObjectName("header")
        self._called, self._tabs, self._buttons = called, tabs, buttons
        self._name = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(called)
        row.addSpacing(10)
        row.addWidget(tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        for one in buttons:
            row.addWidget(one)

    def name(self, name: str) -> None:
        """Whose office it is."""
        self._name = name
        self.fit()

    def fit(self) -> None:
        """Let everything say as much as there is room for."""
        if not self._name or not self.width():
            return
        letters = self._called.fontMetrics()
        wanted = min(letters.horizontalAdvance(self._name), px(220))
        least, steps = letters.horizontalAdvance("国") * 4, max(map(len, self._buttons.values()))
        for step in range(steps):
            for one, words in self._buttons.items():
                one.setText(words[min(step, len(words) - 1)])
            left = self.width() - self._taken()
            if left >= wanted or (step == steps - 1):
                break
        self._called.setText(letters.elidedText(self._name, Qt.TextElideMode.ElideRight, max(least, min(wanted, left))))

    def _taken(self) -> int:
        """The width of everything but the name."""
        words = [one.sizeHint().width() for one in (self._tabs, *self._buttons)]
        return sum(words) + 6 * (len(words) + 2) + 36 + px(14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit()
