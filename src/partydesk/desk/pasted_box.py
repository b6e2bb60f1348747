"""Rows that are about to be pasted: what stands in each, which cells cannot be taken, and how many records would come of it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..office.clips import laid
from ..office.columns import Column
from .pieces import button, label, last_row, sized
from .theme import colour, px

SHOWN = 300
"""Rows shown at most."""


class PastedBox(QDialog):
    """Accepted: the good rows are to be kept."""

    def __init__(self, kind: Kind, text: str, columns: Sequence[Column], done: Any, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"粘贴{kind.label}")
        self.setAccessibleName(f"粘贴{kind.label}")
        heads, rows = laid(kind, text, columns)
        wrong = {(cell.row, cell.column): cell.what for cell in done.bad}
        bad = len({cell.row for cell in done.bad})
        parts = [f"{done.good} 行可以新增"] + [f"{bad} 行有问题"] * bool(bad) + [f"{done.same} 行早已记过"] * bool(done.same)
        self.table = QTableWidget(min(len(rows), SHOWN), len(heads) + 1)
        self.table.setAccessibleName("粘贴的各行")
        self.table.setHorizontalHeaderLabels(["结果", *heads])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        for at, (number, cells) in enumerate(rows[:SHOWN]):
            says = [cell.what for cell in done.bad if cell.row == number]
            self._put(at, 0, f"第 {number} 行：{says[0]}" if says else "可以", bool(says), "\n".join(says))
            for n, (head, text_) in enumerate(zip(heads, cells, strict=True), 1):
                why = wrong.get((number, head), "")
                self._put(at, n, " ".join(text_.split()), bool(why), why)
        across = self.table.horizontalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(0, px(280) if done.bad else px(70))
        more = f"（只列出前 {SHOWN} 行）" if len(rows) > SHOWN else ""
        self.go = button(f"新增 {done.good} 条", self.accept, look="primary", default=True)
        self.go.setEnabled(done.good > 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("，".join(parts), "heading", "检查结果", wrap=True))
        column.addWidget(label(f"还没有保存任何内容{more}。有问题的格子标了颜色，停在上面看原因；可以先新增没有问题的，"
                               "也可以回到 Excel 改好再粘贴。", "soft", wrap=True))
        column.addWidget(self.table, 1)
        column.addLayout(last_row(self, self.go))
        sized(self, 860, 480)

    def _put(self, row: int, column: int, text: str, bad: bool, why: str) -> None:
        item = QTableWidgetItem(text)
        if bad:
            item.setBackground(QBrush(colour("bad")))
            item.setForeground(QBrush(colour("accent")))
        item.setToolTip(why or (text if len(text) > 12 else ""))
        if why:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}，{why}")
        self.table.setItem(row, column, item)
