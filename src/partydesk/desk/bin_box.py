"""The recycle bin: what was deleted, to look at and to take back."""
from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal
from ..office import Office
from ..office import bin as recycled
from ..office.bin import MOST, Removed
from . import going, pieces, saying
from .changes import ChangesTable
from .pieces import button, label, line, refusal, sized
from .theme import px

TYPED = 150


class BinBox(QDialog):
    """Nothing in it is ever thrown away: records are seen as they were, and come back as they were."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office = office
        self._shown: list[Removed] = []
        self.setWindowTitle("回收站")
        self.setAccessibleName("回收站")
        self.finder = line("查找", "查找：名称、种类、谁删的、日期", clear=True)
        self.number = label("", "soft", "条数")
        self._typed = QTimer(self, singleShot=True, interval=TYPED)
        self._typed.timeout.connect(self.refresh)
        self.finder.textChanged.connect(lambda _: self._typed.start())
        self.table = self._table()
        self.says = ChangesTable("这条记录的内容", ("栏目", "内容"))
        self.said = refusal("退回提示")
        self.back = button("恢复", self._back, look="primary", picture="restore", default=True)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.says)
        split.setSizes([px(640), px(360)])
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.empty = label("", "emptyHint", "回收站里有什么", wrap=True, centred=True)
        self.stack.addWidget(self.empty)
        top = QHBoxLayout()
        top.addWidget(self.finder, 1)
        top.addWidget(self.number)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addStretch()
        foot.addWidget(self.back)
        foot.addWidget(button("关闭", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("删除的记录都在这里，不会自动清空。选中后可以先看看内容，再恢复。", "soft", wrap=True))
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        sized(self, 1020, 540)
        self.refresh()

    def _table(self) -> QTableWidget:
        table = pieces.table("删除的记录", ("名称", "种类", "删除时间", "谁删的"))
        head = table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, wide in ((1, 120), (2, 140), (3, 80)):
            table.setColumnWidth(column, px(wide))
        table.selectionModel().selectionChanged.connect(self._chosen)
        table.doubleClicked.connect(lambda _: self._back())
        return table

    def refresh(self) -> None:
        """Ask again what lies in the bin."""
        self._shown = recycled.removed(self._office, self.finder.text())
        self.table.clearSelection()
        self.table.setRowCount(len(self._shown))
        for row, one in enumerate(self._shown):
            for column, text in enumerate((one.called, one.label, one.when, one.who)):
                item = QTableWidgetItem(text)
                item.setToolTip(text if column != 3 else one.why)
                self.table.setItem(row, column, item)
        self.number.setText(f"最近的 {MOST} 条" if len(self._shown) == MOST else f"{len(self._shown)} 条" if self._shown else "")
        self.empty.setText("没有符合的记录，换个词试试。" if self.finder.text().strip() else
                           "回收站是空的。\n在表单里删除的记录会放在这里，随时可以恢复。")
        self.stack.setCurrentIndex(0 if self._shown else 1)
        if self._shown:
            self.table.setCurrentCell(0, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect
                                      | QItemSelectionModel.SelectionFlag.Rows)     # whatever keys are being held
        self._chosen()

    def chosen(self) -> list[Removed]:
        """The records that are marked, in the order of the list."""
        return [self._shown[row] for row in sorted({index.row() for index in self.table.selectionModel().selectedRows()})]

    def _chosen(self, _on: QItemSelection | None = None, _off: QItemSelection | None = None) -> None:
        self.said.hide()
        chosen = self.chosen()
        self.back.setEnabled(bool(chosen) and all(one.kind for one in chosen))
        self.back.setText(f"恢复这 {len(chosen)} 条" if len(chosen) > 1 else "恢复")
        self.back.setToolTip("" if self.back.isEnabled() or not chosen else "这类记录的表单已经取出，先把表单加回来才能恢复")
        self.says.fill(recycled.shown(self._office, chosen[0]) if len(chosen) == 1 else [])

    def _back(self) -> None:
        chosen = self.chosen()
        if not chosen or not self.back.isEnabled():
            return
        try:
            recycled.restore(self._office, [(one.kind, one.id) for one in chosen])
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return
        one = chosen[0]
        self.refresh()
        if (parent := self.parentWidget()) is not None:
            window = parent.window()
            if len(chosen) == 1 and (ways := going.of(parent)) is not None:
                self.accept()
                QTimer.singleShot(0, ways, lambda: ways.to_record(one.kind, one.id))
            saying.say(parent, f"已恢复：{one.label}“{one.called}”" if len(chosen) == 1 else f"已恢复 {len(chosen)} 条记录",
                       label="撤销", act=getattr(window, "undo", None))
