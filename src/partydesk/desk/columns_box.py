"""Choosing the columns of a list: ticked ones are shown, in the order in which they stand."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office.columns import Column
from .airy import Airy
from .pieces import button, label, last_row, sized
from .theme import px


class ColumnsBox(QDialog):
    """`chosen` tells the columns by id; none: those that the program would show."""

    chosen = Signal(object)

    def __init__(self, what: str, offered: Sequence[Column], shown: Sequence[Column], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("选择栏目")
        self.setAccessibleName("选择栏目")
        self.list = QListWidget()
        self.list.setAccessibleName(f"{what}列表的栏目")
        self.list.setItemDelegate(Airy(self.list))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        here = [column.id for column in shown]
        for column in [*shown, *(column for column in offered if column.id not in here)]:
            item = QListWidgetItem(column.label)
            item.setData(Qt.ItemDataRole.UserRole, column.id)
            item.setCheckState(Qt.CheckState.Checked if column.id in here else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.up = button("上移", lambda: self._move(-1), look="plain", tip="上移（Alt+↑）", picture="up")
        self.down = button("下移", lambda: self._move(1), look="plain", tip="下移（Alt+↓）", picture="down")
        self.up.setShortcut("Alt+Up")
        self.down.setShortcut("Alt+Down")
        side = QHBoxLayout()
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addStretch(1)
        side.addWidget(button("恢复默认", self._reset, look="plain"))
        self.go = button("确定", self._go, look="primary", default=True)
        down = QVBoxLayout(self)
        down.setContentsMargins(px(22), px(18), px(22), px(16))
        down.setSpacing(px(10))
        down.addWidget(label(f"“{what}”列表显示哪些栏目", "heading"))
        down.addWidget(label("勾选要显示的；拖动，或用“上移”“下移”，改变前后次序。这台电脑上会一直记住。", "soft", wrap=True))
        down.addWidget(self.list, 1)
        down.addLayout(side)
        down.addLayout(last_row(self, self.go))
        sized(self, 420, 520)

    @property
    def ticked(self) -> list[str]:
        """The columns that are ticked, in their order."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + by < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + by, item)
            self.list.setCurrentRow(at + by)

    def _go(self) -> None:
        self.accept()
        self.chosen.emit(self.ticked)

    def _reset(self) -> None:
        self.accept()
        self.chosen.emit([])
