"""From a record to the numbers: which figures of its period count it, with how much, and which do not, and why."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office import Office, by_blank
from . import going, outgoing, work
from .pieces import button, label, sized
from .theme import colour, px

FIGURE = Qt.ItemDataRole.UserRole
HEADS = ("数据项", "本期", "这条记录")
GROUPS = (("counted", "计入的数据项", "这条记录没有计入任何数据项。"), ("moved", "随之变动的数据项", ""),
          ("passed", "同类数据项中没有计入的", ""))


class FeedsBox(QDialog):
    """The figures that one record moves; a double click traces a figure."""

    figure_wanted = Signal(str)

    def __init__(self, office: Office, kind: str, id: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("影响的数据项")
        self.setAccessibleName("影响的数据项")
        self._office, self._kind, self._id = office, kind, id
        self.fed: Any = None
        self.title = label("正在查找…", "heading", "这条记录", wrap=True)
        self.told = label("", "soft", "情况", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("影响的数据项")
        self.tree.setHeaderLabels(list(HEADS))
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(px(12))
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(True)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(0, px(230))
        self.tree.setColumnWidth(1, px(110))
        self.tree.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tree.itemActivated.connect(self._go)
        self.tree.itemDoubleClicked.connect(self._go)
        foot = QHBoxLayout()
        foot.addWidget(button("复制成表格", self.copy, "plain", picture="copy"))
        foot.addStretch(1)
        foot.addWidget(button("关闭", self.accept, default=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(8))
        column.addWidget(self.title)
        column.addWidget(self.told)
        column.addWidget(self.tree, 1)
        column.addLayout(foot)
        sized(self, 680, 480)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.fed is None:
            def task() -> Any:
                from ..office.feeds import feeds
                return feeds(self._office, self._kind, self._id)

            work.run(self, task, self._show, what="正在查找影响的数据项…")

    def _show(self, fed: Any) -> None:
        self.fed = fed
        of = self._office.catalogue.kind(self._kind)
        name = by_blank.show(self._office, of.id, self._office.record(of.id, self._id))
        called = name.get("name") or name.get("title") or name.get("person") or name.get("body") or ""
        self.title.setText(f"{of.label}“{called}”" if called else of.label)
        n = len(fed.counted)
        self.told.setText(f"{fed.period.label}的统计里，它计入 {n} 个数据项。双击看这个数的全部来处。" if n
                          else f"{fed.period.label}的统计里，它没有计入任何数据项。")
        self.tree.clear()
        for name_, says, nothing in GROUPS:
            feeds = getattr(fed, name_)
            if not feeds and not nothing:
                continue
            head = QTreeWidgetItem([f"{says} {len(feeds)}" if feeds else nothing])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.setForeground(0, colour("accent"))
            self.tree.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            for feed in feeds:
                item = QTreeWidgetItem([feed.label, "待补" if "待补" in feed.text else feed.text, feed.says])
                item.setData(0, FIGURE, feed.id)
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(2, colour("soft"))
                for column in range(3):
                    item.setToolTip(column, f"{feed.label}\n{feed.says}")
                head.addChild(item)
            head.setExpanded(name_ != "passed" or not fed.counted)

    def _go(self, item: QTreeWidgetItem) -> None:
        figure = item.data(0, FIGURE)
        if not figure:
            item.setExpanded(not item.isExpanded())
            return
        self.figure_wanted.emit(figure)
        if (ways := going.of(self.parentWidget())) is not None:
            self.accept()
            ways.to_figure(figure, self.fed.period)

    def copy(self) -> None:
        """All of it as a table."""
        if self.fed is None:
            return
        rows = [(says, feed.label, feed.text, feed.says) for name, says, _ in GROUPS for feed in getattr(self.fed, name)]
        outgoing.copy(self.parentWidget() or self, ("", *HEADS), rows)
