"""What a data package brings, before it is taken in."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ..office.taking import Brought
from .changes import ChangesTable
from .pieces import button, label, last_row, sized
from .theme import px


class TakeBox(QDialog):
    """Who wrote it and when, how much is new, and what would have to be decided; nothing is changed until it is taken."""

    def __init__(self, brought: Brought, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("收取数据包")
        self.setAccessibleName("收取数据包")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"“{brought.sender}”的第 {brought.seq} 号数据包", "heading", wrap=True))
        column.addWidget(label(f"写于 {brought.when}。{brought.says}。", "", "它带来什么", wrap=True))
        if brought.first:
            column.addWidget(label(f"第一次收到它的数据包。请打电话让对方念“数据包”里的指纹，应当是：{brought.first}。不一样就不要收取。",
                                   "notice", "要核对的指纹", wrap=True, selectable=True))
        self.table = ChangesTable("带来的内容", ("内容", "多少"))
        self.table.setColumnWidth(0, px(300))
        self.table.fill(brought.lines)
        column.addWidget(self.table, 1)
        column.addWidget(label("收取以后可以一步撤销。", "soft"))
        column.addLayout(last_row(self, button("收取", self.accept, look="primary", default=True)))
        sized(self, 760, 520)
