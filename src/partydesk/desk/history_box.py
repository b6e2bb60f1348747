"""The history of a record: who changed what and when, and the way back to any of its states."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ..errors import Refusal
from ..office import Office, history
from ..office.history import Moment
from . import saying
from .airy import AiryList
from .changes import ChangesTable
from .pieces import button, label, refusal, sized
from .theme import px


class HistoryBox(QDialog):
    """Opened over the form of a record; after a going back the record is shown as it is then."""

    def __init__(self, office: Office, kind: str, id: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._office, self._kind, self._id = office, kind, id
        self.setWindowTitle("历史")
        self.setAccessibleName("历史")
        self._moments: list[Moment] = []
        called = history.Everyone(office).called(kind, id)
        title = label(f"{office.catalogue.kind(kind).label}：{called}", "heading", wrap=True)
        says = label("每次改动都在这里，最近的在最上面。选一次改动，右边是当时改了什么；可以把记录恢复到那一次改完的样子，"
                     "恢复也可以撤销。", "soft", wrap=True)
        self.list = AiryList("每次改动")
        self.list.currentRowChanged.connect(self._chosen)
        self.changes = ChangesTable("改了什么", ("栏目", "原来", "改为"))
        self.said = refusal("退回提示")
        self.back = button("恢复到这时", self._back, look="primary", tip="把记录变回这一次改完的样子", picture="restore")
        close = button("关闭", self.reject)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.changes)
        split.setSizes([px(270), px(560)])
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addStretch()
        foot.addWidget(self.back)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(title)
        column.addWidget(says)
        column.addWidget(split, 1)
        column.addLayout(foot)
        sized(self, 860, 520)
        self.refresh()

    def refresh(self) -> None:
        """Ask again what has been done to the record."""
        self._moments = history.of(self._office, self._kind, self._id)
        self.list.clear()
        for moment in self._moments:
            item = QListWidgetItem(f"{moment.when}　{moment.who}\n{moment.why}{'（现在）' if moment.now else ''}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{moment.when}，{moment.who}，{moment.why}")
            item.setToolTip(moment.why)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _chosen(self, row: int) -> None:
        self.said.hide()
        if not 0 <= row < len(self._moments):
            self.changes.fill([])
            self.back.setEnabled(False)
            return
        moment = self._moments[row]
        self.changes.fill([(line.label, line.before, line.after) for line in moment.lines])
        self.back.setEnabled(moment.whole and not moment.now)

    def _back(self) -> None:
        moment = self._moments[self.list.currentRow()]
        try:
            history.restore(self._office, self._kind, self._id, moment.id)
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return
        self.accept()
        if (parent := self.parentWidget()) is not None:
            window = parent.window()
            saying.say(parent, f"已恢复到 {moment.when} 的样子", label="撤销", act=getattr(window, "undo", None))
