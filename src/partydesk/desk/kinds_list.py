"""The kinds of record of a tab, one below the other, and how many records each has."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ..catalogue.kind import Kind
from .marking import opposed
from .pieces import Index
from .theme import colour, px, room

KIND, COUNT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class _KindRow(QStyledItemDelegate):
    """The name of a kind, and how many records it has at the right edge."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        chosen = bool(given.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(given.rect, colour("tint" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRect(given.rect.topLeft(), QSize(px(3), given.rect.height())), colour("accent"))
        painter.setFont(given.font)
        opposed(painter, given.rect.adjusted(px(14), 0, -px(10), 0), index.data(), str(index.data(COUNT) or ""),
                "accent" if chosen else "ink", "soft")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(150), given.fontMetrics.height() + room(14))


class KindsList(QListWidget):
    """`chosen` tells the kind that is wanted."""

    chosen = Signal(str)

    def __init__(self, kinds: Iterable[Kind], says: str):
        super().__init__()
        self.setObjectName("kinds")
        self.setAccessibleName(says)
        self.setItemDelegate(_KindRow(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in kinds:
            item = QListWidgetItem(kind.label)
            item.setData(KIND, kind.id)
            item.setToolTip(f"{kind.label}：{kind.hint}" if kind.hint else kind.label)
            self.addItem(item)
        self.currentItemChanged.connect(lambda item, _: self.chosen.emit(item.data(KIND)) if item is not None else None)

    def choose(self, kind: str) -> None:
        """Mark a kind."""
        for row in range(self.count()):
            if self.item(row).data(KIND) == kind and self.currentRow() != row:
                self.setCurrentRow(row)

    def put(self, counts: Mapping[str, int], drafted: Iterable[str]) -> None:
        """How many records each kind has, and which have something unsaved."""
        unsaved = set(drafted)
        for row in range(self.count()):
            item = self.item(row)
            id = item.data(KIND)
            number = counts.get(id, 0)
            item.setData(COUNT, f"{'● ' if id in unsaved else ''}{number or ''}".strip())
            item.setData(Qt.ItemDataRole.AccessibleTextRole,
                         f"{item.text()}，{number} 条{'，有未保存的填写' if id in unsaved else ''}")
