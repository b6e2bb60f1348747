"""A small box at the cursor from which a figure is put into the text: typed words or pinyin initials narrow it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from .marking import opposed
from .pieces import Index, label, line
from .theme import colour, px, room

NUMBER = Qt.ItemDataRole.UserRole
MOST = 60


class _Row(QStyledItemDelegate):
    """A figure by its name, its value at the right edge."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        painter.save()
        if given.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(given.rect, colour("tint"))
        number = index.data(NUMBER)
        painter.setFont(given.font)
        opposed(painter, given.rect.adjusted(px(10), 0, -px(10), 0), number.label, number.shown, "ink",
                "accent" if number.missing else "soft")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(200), given.fontMetrics.height() + room(11))


class FigurePicker(QFrame):
    """Open until something is chosen, or the clerk goes on."""

    chosen = Signal(object)
    left = Signal(str)                        # nothing was chosen: what had been typed to ask for it

    def __init__(self, numbers: Sequence[Any], parent: QWidget):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("card")
        self.setAccessibleName("插入数据项")
        self._numbers = numbers
        self._asked = ""
        self.box = line("查找数据项", "数据项名称或拼音首字母")
        self.list = QListWidget()
        self.list.setAccessibleName("可以插入的数据项")
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(6), px(6), px(6), px(6))
        column.setSpacing(px(4))
        column.addWidget(self.box)
        column.addWidget(self.list, 1)
        column.addWidget(label("↑↓ 选择，回车插入，Esc 取消", "soft"))
        self.box.textChanged.connect(lambda _: self._narrow())
        self.box.installEventFilter(self)
        self._narrow()

    def open_at(self, place: QPoint, asked: str) -> None:
        """Open below a place on the screen, or above it where there is no room."""
        self._asked = asked
        self.resize(px(360), px(330))
        room_ = self.screen().availableGeometry()
        left = min(place.x(), room_.right() - self.width())
        top = place.y() + px(4)
        if top + self.height() > room_.bottom():
            top = place.y() - self.height() - px(28)
        self.move(max(room_.left(), left), max(room_.top(), top))
        self.show()
        self.box.setFocus()

    def _narrow(self) -> None:
        from ..office.numbers import meant
        self.list.clear()
        for number in meant(self._numbers, self.box.text())[:MOST]:
            item = QListWidgetItem(number.label)
            item.setData(NUMBER, number)
            item.setToolTip(f"{number.label}：{number.shown}\n{number.how}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._asked = ""
            number = item.data(NUMBER)
            self.close()
            self.chosen.emit(number)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.box.composing:
            match event.key():
                case Qt.Key.Key_Down | Qt.Key.Key_Up:
                    step = 1 if event.key() == Qt.Key.Key_Down else -1
                    self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                    self._take(self.list.currentItem())
                    return True
                case Qt.Key.Key_Escape:
                    asked, self._asked = self._asked, ""
                    self.close()
                    self.left.emit(asked)
                    return True
        return super().eventFilter(watched, event)
