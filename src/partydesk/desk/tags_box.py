"""The tags that an own form may use, with what each reads: to be copied into WPS."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office import Office
from .pieces import button, choices, label, line, shortcut, sized
from .theme import colour, px

NAME = Qt.ItemDataRole.UserRole
SAYS = "复制一个标签，贴到 WPS 里要填的地方。全角的｛｛姓名｝｝和中间的空格都认。清单的标签写在表格的一行里，印时一条一行。"
OPEN = 2
"""So many groups are open at first: those of the paper itself."""


class TagsBox(QDialog):
    """Every tag of a purpose in groups; one is chosen and copied, braces and all."""

    def __init__(self, office: Office, purpose: Any = None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("可用的标签")
        self.setAccessibleName("可用的标签")
        self.office = office
        self._draw(purpose)
        self._show()

    def _draw(self, purpose: Any) -> None:
        from ..office.own_tags import purposes
        self.purpose = choices("用来做什么")
        for one in purposes(self.office.catalogue):
            self.purpose.addItem(one.label, one)
            if one == purpose:
                self.purpose.setCurrentIndex(self.purpose.count() - 1)
        self.purpose.activated.connect(lambda _: self._show())
        self.sought = line("查找标签", "查找标签", clear=True)
        self.sought.textChanged.connect(lambda _: self._narrow())
        top = QHBoxLayout()
        top.addWidget(self.purpose)
        top.addWidget(self.sought, 1)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("可用的标签")
        self.tree.setHeaderLabels(["标签", "填什么"])
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(True)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(0, px(300))
        self.tree.itemActivated.connect(lambda *_: self.copy())
        self.copied = label("", "soft", "复制结果", wrap=True)
        self.tree.currentItemChanged.connect(lambda *_: self.copied.setText(""))
        foot = QHBoxLayout()
        foot.addWidget(button("复制标签", self.copy, picture="copy"))
        foot.addWidget(self.copied, 1)
        foot.addWidget(button("关闭", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(8))
        column.addWidget(label(SAYS, "soft", wrap=True))
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addLayout(foot)
        shortcut("Ctrl+C", self.tree, self.copy)
        sized(self, 760, 560)

    def _show(self) -> None:
        from ..office.own_tags import tags_for
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for known in tags_for(self.office.catalogue, self.purpose.currentData()).known:
            if known.group not in groups:
                groups[known.group] = head = QTreeWidgetItem([known.group])
                self.tree.addTopLevelItem(head)
                head.setForeground(0, colour("accent"))
                head.setExpanded(len(groups) <= OPEN)
            item = QTreeWidgetItem([f"{{{{{known.name}}}}}", known.about])
            item.setData(0, NAME, known.name)
            item.setForeground(1, colour("soft"))
            for at in range(2):
                item.setToolTip(at, item.text(at))
            groups[known.group].addChild(item)
        first = next((head.child(0) for head in groups.values()), None)
        if first is not None:
            self.tree.setCurrentItem(first)
        self._narrow()

    def _narrow(self) -> None:
        """Only the tags that hold what is sought."""
        sought = self.sought.text().strip().lower()
        for n in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(n)
            items = [head.child(at) for at in range(head.childCount())]
            for item in items:
                item.setHidden(bool(sought) and sought not in f"{item.text(0)} {item.text(1)}".lower())
            head.setHidden(all(item.isHidden() for item in items))
            if sought:
                head.setExpanded(True)

    def copy(self) -> None:
        """The chosen tag on the clipboard, as it is written in a form."""
        item = self.tree.currentItem()
        if item is None or item.data(0, NAME) is None:
            return
        QGuiApplication.clipboard().setText(item.text(0))
        self.copied.setText(f"已复制 {item.text(0)}，到 WPS 里粘贴")
