"""两处都改了: what the clerk has typed beside what somebody else has stored meanwhile, chosen blank by blank."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..office.versions import Both
from .pieces import button, label, last_row, sized
from .theme import px

EMPTY = "（空白）"
TYPED, STORED = "我填的", "对方刚存的"


class BothBox(QDialog):
    """`chosen` is told, once all is chosen, of which rows the stored version is taken; closed otherwise, nothing is done."""

    def __init__(self, says: str, rows: Sequence[Both], chosen: Callable[[frozenset[str]], object], parent: QWidget,
                 go: str = "按所选保存"):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("两处都改了")
        self.setAccessibleName("两处都改了")
        self._chosen = chosen
        self._stored: dict[str, QRadioButton] = {}
        self._typed: dict[str, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("两处都改了，请逐栏选定", "heading"))
        column.addWidget(label(says, "soft", wrap=True))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, px(8), 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(8))
        grid.setColumnMinimumWidth(0, px(92))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for at, head in enumerate((TYPED, STORED), 1):
            grid.addWidget(label(head, "subheading"), 0, at)
        for n, row in enumerate(rows, 1):
            said = label(row.label, wrap=True)
            said.setContentsMargins(0, px(9), 0, 0)
            grid.addWidget(said, n, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            for at, (head, text, held) in enumerate(((TYPED, row.typed, self._typed), (STORED, row.stored, self._stored)), 1):
                one = _Choice(text or EMPTY, f"{row.label}：{head}，{text or EMPTY}")
                group.addButton(one.mark)
                held[row.key] = one.mark
                grid.addWidget(one, n, at)
            self._typed[row.key].setChecked(True)
        grid.setRowStretch(len(rows) + 1, 1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("两处都改了的栏目")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        column.addWidget(area, 1)
        foot = last_row(self, button(go, self._go, look="primary", default=True))
        if len(rows) > 1:
            foot.insertWidget(0, button("全用我填的", lambda: self._all(self._typed), look="plain"))
            foot.insertWidget(1, button("全用对方存的", lambda: self._all(self._stored), look="plain"))
        column.addLayout(foot)
        lines = sum(max(1, -(-max(len(row.typed), len(row.stored)) // 11)) for row in rows)
        sized(self, 640, min(210 + 24 * lines + 24 * len(rows), 600))

    def choose(self, key: str, *, stored: bool) -> None:
        """Which version of a row is to be kept."""
        (self._stored if stored else self._typed)[key].setChecked(True)

    def _all(self, marks: dict[str, QRadioButton]) -> None:
        for mark in marks.values():
            mark.setChecked(True)

    def _go(self) -> None:
        taken = frozenset(key for key, mark in self._stored.items() if mark.isChecked())
        self.accept()
        self._chosen(taken)


class _Choice(QFrame):
    """One of two versions, in as many lines as it takes; a click anywhere on it chooses it."""

    def __init__(self, text: str, says: str):
        super().__init__()
        self.setObjectName("clash")
        self.mark = QRadioButton()
        self.mark.setAccessibleName(says)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(6), px(10), px(6))
        row.setSpacing(px(8))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        said = label(text, wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(said, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.mark.setChecked(True)
        event.accept()
