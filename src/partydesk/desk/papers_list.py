"""The papers of the office, one below the other under the tabs they belong to, to be looked for by name."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ..office.spelling import spells
from ..office.tray import Entry
from .marking import opposed
from .pieces import Index, line
from .theme import colour, px, room

ENTRY, GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class _Row(QStyledItemDelegate):
    """A paper, the one that is chosen marked; or the name of a group, small and soft."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        painter.save()
        painter.setFont(given.font)
        if not index.data(ENTRY):
            opposed(painter, given.rect.adjusted(px(10), 0, -px(10), 0), index.data(), "", "soft", "soft")
        else:
            chosen = bool(given.state & QStyle.StateFlag.State_Selected)
            if chosen or given.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(given.rect, colour("tint" if chosen else "hover"))
            if chosen:
                painter.fillRect(QRect(given.rect.topLeft(), QSize(px(3), given.rect.height())), colour("accent"))
            opposed(painter, given.rect.adjusted(px(20), 0, -px(10), 0), index.data(), "", "accent" if chosen else "ink", "soft")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(150), given.fontMetrics.height() + room(12 if index.data(ENTRY) else 8))


class PapersList(QFrame):
    """`chosen` tells the id of the paper that is wanted."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.finder = line("查找文书", "查找文书")
        self.finder.textChanged.connect(lambda _: self._seek())
        self.list = QListWidget()
        self.list.setObjectName("kinds")
        self.list.setAccessibleName("文书")
        self.list.setItemDelegate(_Row(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda item, _: self.chosen.emit(item.data(ENTRY)) if item is not None else None)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(6), 1, px(6))
        column.setSpacing(px(6))
        over = QVBoxLayout()
        over.setContentsMargins(px(8), 0, px(8), 0)
        over.addWidget(self.finder)
        column.addLayout(over)
        column.addWidget(self.list, 1)

    def put(self, entries: Sequence[Entry], groups: Mapping[str, str]) -> None:
        """Other papers; the one that is chosen stays."""
        standing = self.current
        self.list.blockSignals(True)
        self.list.clear()
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                head = QListWidgetItem(groups[group])
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setData(GROUP, group)
                self.list.addItem(head)
            item = QListWidgetItem(entry.label)
            item.setData(ENTRY, entry.id)
            item.setData(GROUP, group)
            item.setToolTip("\n".join(filter(None, (f"{entry.label}：{entry.each}", entry.hint))))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._seek()
        self.choose(standing)

    @property
    def current(self) -> str:
        """The id of the paper that is marked."""
        item = self.list.currentItem()
        return str(item.data(ENTRY) or "") if item is not None else ""

    def choose(self, id: str) -> bool:
        """Mark a paper; whether there is such a one."""
        for row in range(self.list.count()):
            if id and self.list.item(row).data(ENTRY) == id:
                if self.list.item(row).isHidden():
                    self.finder.clear()
                self.list.setCurrentRow(row)
                return True
        return False

    def _seek(self) -> None:
        """Only the papers whose name holds what is typed, and the groups that have one."""
        typed = self.finder.text().strip()
        seen = set()
        items = [self.list.item(row) for row in range(self.list.count())]
        for item in items:
            if item.data(ENTRY):
                item.setHidden(bool(typed) and typed not in item.text() and not spells(typed, item.text()))
                if not item.isHidden():
                    seen.add(item.data(GROUP))
        for item in items:
            if not item.data(ENTRY):
                item.setHidden(item.data(GROUP) not in seen)
