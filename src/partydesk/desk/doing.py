"""The line at the foot of the window that says what is going on; unseen while nothing is."""
from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from . import theme
from .pieces import label


class Doing(QFrame):
    """Several things may go on at once: what was begun last is said."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self._under_way: list[str] = []
        self._says = label("", "soft", "正在进行")
        progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        progress.setAccessibleName("进度")
        progress.setFixedWidth(theme.px(140))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self._says)
        line.addWidget(progress)
        line.addStretch(1)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._under_way)

    def begin(self, what: str) -> None:
        self._under_way.append(what)
        self._says.setText(what)
        self.show()

    def end(self) -> None:
        if self._under_way:
            self._under_way.pop()
        self.setVisible(bool(self._under_way))
        if self._under_way:
            self._says.setText(self._under_way[-1])
