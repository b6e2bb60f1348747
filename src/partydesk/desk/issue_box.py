"""Papers to be made for those who have none yet: all that would be made, before it is; and how far many papers are."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.fields import Date
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office, signing
from ..office.signing import STATUSES, Proposal
from . import saying, work
from .dated import DateEditor
from .pieces import button, label, last_row, refusal, sized
from .theme import colour, px, room


class IssueBox(QDialog):
    """Shows the papers that would be made, and makes them in one step; those that lack something are left out."""

    issued = Signal(object)                   # the ids of the records

    def __init__(self, office: Office, kind: Kind, people: Sequence[int], day: date, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("补发")
        self.setAccessibleName(f"补发{kind.label}")
        self._office, self._kind, self._people = office, kind, tuple(people)
        self.proposals: tuple[Proposal, ...] = ()
        self.date = DateEditor(Date(id="date", label="日期"))
        self.date.put(day)
        self.date.entered.connect(lambda *_: self.look())
        self.date.edited.connect(self.look)
        self.told = label("", "soft", "将要发生什么", wrap=True)
        self.said = refusal("退回提示")
        self.table = _table(f"要补发的{kind.label}", ("编号", "姓名", "与谁签", "情况"))
        self.table.setColumnHidden(2, "partner" not in kind.columns)
        self.go = button("补发", self._go, look="primary", default=True)
        form = QFormLayout()
        form.addRow("日期", self.date)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"补发“{kind.label}”", "heading", wrap=True))
        column.addLayout(form)
        column.addWidget(self.told)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addLayout(last_row(self, self.go))
        sized(self, 680, 520)
        self.look()

    def look(self) -> None:
        """What would be made on the day that stands there."""
        self.said.hide()
        try:
            day = self.date.value()
            if day is None:
                raise Refusal("“日期”不能为空")
            self.proposals = signing.proposals(self._office, self._kind.id, self._people, day)
        except Refusal as refused:
            self.proposals = ()
            self.said.setText(str(refused))
            self.said.show()
        ready = [one for one in self.proposals if not one.lacks]
        lacking = len(self.proposals) - len(ready)
        self.table.setRowCount(len(self.proposals))
        for at, one in enumerate(self.proposals):
            cells = (one.number, one.name, one.partner, "缺：" + "、".join(one.lacks) if one.lacks else "可以补发")
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setForeground(colour("accent" if one.lacks and column == 3 else "ink" if column == 1 else "soft"))
                self.table.setItem(at, column, item)
        more = f"缺内容的 {lacking} 人不发，补上以后再来。" if lacking else ""
        self.told.setText(f"补发 {len(ready)} 份，状态是“待签”，接着现有的编号往下编，可以一步撤销。{more}" if self.proposals else "")
        self.go.setText(f"补发 {len(ready)} 份")
        self.go.setEnabled(bool(ready))

    def _go(self) -> None:
        day, despite = self.date.value(), any(one.lacks for one in self.proposals)
        self.go.setEnabled(False)

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self.said.setText(str(error))
            self.said.show()

        def then(ids: tuple[int, ...]) -> None:
            self.issued.emit(ids)
            self.accept()

        work.run(self, lambda: signing.issue(self._office, self._kind.id, self._people, day, despite=despite), then, failed,
                 what="正在补发…")


class MarkBox(QDialog):
    """How far chosen papers are, and the day of it where that is to be their date."""

    def __init__(self, office: Office, kind: Kind, ids: Sequence[int], status: str, day: date, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        says = f"标为{STATUSES[status]}"
        self.setWindowTitle(says)
        self.setAccessibleName(f"{kind.label}{says}")
        self._office, self._kind, self._ids, self._status = office, kind, tuple(ids), status
        self.dated = QCheckBox("日期改为签订日期")
        self.dated.setAccessibleName("日期改为签订日期")
        self.dated.setToolTip("总结按这个日期算在哪一期；不勾，日期不动")
        self.date = DateEditor(Date(id="date", label="签订日期"))
        self.date.put(day)
        self.date.setEnabled(False)
        self.dated.toggled.connect(self.date.setEnabled)
        self.said = refusal("退回提示")
        row = QHBoxLayout()
        row.addWidget(self.dated)
        row.addWidget(self.date, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"把选中的 {len(ids)} 份“{kind.label}”{says}", "heading", wrap=True))
        column.addLayout(row)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(last_row(self, button(says, self._go, look="primary", default=True)))
        sized(self, 520, 180)

    def _go(self) -> None:
        try:
            day = self.date.value() if self.dated.isChecked() else None
            if self.dated.isChecked() and day is None:
                raise Refusal("“签订日期”不能为空")
            n = signing.mark(self._office, self._kind.id, self._ids, self._status, day)
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return
        window: Any = self.window().parent()
        told = f"{n} 份{self._kind.label}已标为“{STATUSES[self._status]}”" if n else "选中的本来就是这样，没有改动"
        saying.say(window, told, label="撤销", act=getattr(window.window(), "undo", None) if n else None)
        self.accept()


def _table(says: str, heads: Sequence[str]) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setObjectName("card")
    table.setAccessibleName(says)
    table.setHorizontalHeaderLabels(list(heads))
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + room(10))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    return table
