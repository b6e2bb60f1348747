"""Rows of a list with room around the words."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from .pieces import Index
from .theme import colour, px, room


class Airy(QStyledItemDelegate):
    """Rows of a list with room around the words, the current one marked though the list has no focus."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + px(12), size.height() + room(9))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = QStyleOptionViewItem(option)
        view = self.parent()
        if isinstance(view, QAbstractItemView) and view.currentIndex() == index:
            painter.fillRect(given.rect, colour("tint"))
        given.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        given.rect = given.rect.adjusted(px(6), 0, -px(6), 0)
        super().paint(painter, given, index)


class AiryList(QListWidget):
    """A list of such rows, each of which may be of several lines."""

    def __init__(self, says: str):
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(says)
        self.setItemDelegate(Airy(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
