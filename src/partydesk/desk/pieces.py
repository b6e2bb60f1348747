"""The small pieces that windows are put together from, each with the name that a screen reader says."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
)

from .theme import colour

Index = QModelIndex | QPersistentModelIndex
SMALL, REFUSAL = "small", "refusal"


class Airy(QStyledItemDelegate):
    """Rows of a list with room around the words, the current one marked though the list has no focus."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 12, size.height() + 9)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = QStyleOptionViewItem(option)
        view = self.parent()
        if isinstance(view, QAbstractItemView) and view.currentIndex() == index:
            painter.fillRect(given.rect, colour("tint"))
        given.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        given.rect = given.rect.adjusted(6, 0, -6, 0)
        super().paint(painter, given, index)


def label(text: str = "", look: str = "", says: str = "", *, wrap: bool = False, centred: bool = False,
          selectable: bool = False) -> QLabel:
    """Words on the window; `look` is a name in the style sheet."""
    made = QLabel(text)
    made.setObjectName(look)
    made.setAccessibleName(says)
    made.setWordWrap(wrap)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def refusal(says: str) -> QLabel:
    """Where it is said why something was not taken; unseen until then."""
    made = label("", REFUSAL, says, wrap=True)
    made.hide()
    return made


def button(text: str, act: Callable[[], object] | None = None, look: str = "", says: str = "", tip: str = "",
           *, default: bool = False) -> QPushButton:
    """Something to press."""
    made = QPushButton(text)
    made.setObjectName(look)
    made.setAccessibleName(says or text)
    made.setToolTip(tip)
    made.setDefault(default)
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def tool(text: str, says: str, act: Callable[[], object] | None = None, look: str = SMALL, tip: str = "",
         side: int = 0) -> QToolButton:
    """A small button; `side` makes it a square of so many pixels."""
    made = QToolButton()
    made.setText(text)
    made.setObjectName(look)
    made.setAccessibleName(says)
    made.setToolTip(tip or (says if len(text) < 2 else ""))
    if side:
        made.setFixedSize(side, side)
    if act is not None:
        made.clicked.connect(lambda _=False: act())
    return made


def last_row(dialog: QDialog, go: QPushButton) -> QHBoxLayout:
    """The foot of a dialog: leave it, or `go`."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(button("取消", dialog.reject))
    row.addWidget(go)
    return row


def line(says: str, hint: str = "", text: str = "", *, clear: bool = False) -> QLineEdit:
    """A line to type in."""
    made = QLineEdit(text)
    made.setAccessibleName(says)
    made.setPlaceholderText(hint)
    if clear:                                 # its picture is slow to come the first time
        QTimer.singleShot(60, made, lambda: made.setClearButtonEnabled(True))
    return made


def choices(says: str, *, editable: bool = False) -> QComboBox:
    """A list that opens."""
    made = QComboBox()
    made.setView(QListView())
    made.view().setAccessibleName(f"{says}的选项")
    made.setEditable(editable)
    made.setAccessibleName(says)
    if (typed := made.lineEdit()) is not None:
        typed.setAccessibleName(says)
    return made
