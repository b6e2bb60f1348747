"""What is wrong with a sheet that was to be taken in: each bad cell by row and column, and what to do about it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .pieces import button, label

SHOWN = 500
"""Bad cells listed at most."""


class ImportBox(QDialog):
    """Accepted: the good rows are to be taken in all the same."""

    def __init__(self, what: str, file: str, good: int, bad: Sequence[Any], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"导入{what}")
        self.setAccessibleName(f"导入{what}")
        rows = len({cell.row for cell in bad})
        title = label(f"{file}：{rows} 行有问题，{good} 行可以导入", "heading", wrap=True)
        says = label("还没有保存任何内容。可以先在 Excel 里改好再导入；也可以先导入没有问题的行，以后再补其余的。", "soft", wrap=True)
        self.table = QTableWidget(min(len(bad), SHOWN), 3)
        self.table.setAccessibleName("有问题的单元格")
        self.table.setHorizontalHeaderLabels(["行", "栏目", "问题"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        for n, cell in enumerate(bad[:SHOWN]):
            for at, text in enumerate((f"第 {cell.row} 行", cell.column, cell.what)):
                self.table.setItem(n, at, QTableWidgetItem(text))
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 90)
        self.table.setColumnWidth(1, 150)
        self.table.resizeRowsToContents()
        more = label(f"另有 {len(bad) - SHOWN} 处未列出", "soft")
        more.setVisible(len(bad) > SHOWN)
        self.go = button(f"先导入没有问题的 {good} 行")
        self.go.setEnabled(good > 0)
        self.go.clicked.connect(self.accept)
        stop = button("不导入，先去改表", self.reject, look="primary", default=True)
        buttons = QHBoxLayout()
        buttons.addWidget(more)
        buttons.addStretch(1)
        buttons.addWidget(self.go)
        buttons.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(says)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.resize(720, 460)
