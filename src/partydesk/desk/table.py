"""A list of records that stays quick however long it is, as it stands on the screen: chosen by rows, led by keys."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ..office import columns
from .heads import Heads
from .records import Index, Records
from .theme import colour, px, room

REMEMBERED = 2_000
"""Chosen records that stay chosen when the list is asked for again."""


class _Cells(QStyledItemDelegate):
    """The cells; the head of a group is written right across them."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table: Any = self.parent()
        model = table.model()
        given: Any = option
        if not isinstance(model, Records) or (group := model.group(index.row())) is None:
            super().paint(painter, option, index)
            if index.column() == table.named and (n := model.files(index.row())):
                self._files(painter, given, str(n))
            return
        head = table.horizontalHeader()
        area = QRect(given.rect)
        painter.save()
        painter.setClipRect(area)
        current = table.currentIndex().row() == index.row()
        painter.fillRect(area, colour("tint" if current else "ground"))
        painter.setPen(colour("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        totals = {section: group.totals.text(column) for section, column in enumerate(model.columns)}
        first = head.logicalIndex(0)
        until = min((head.sectionViewportPosition(section) for section, text in totals.items() if text and section != first),
                    default=table.viewport().width())
        font = given.font
        if area.left() < until:
            left = head.sectionViewportPosition(first) + px(8)
            from .icons import icon
            icon("right" if model.is_folded(index.row()) else "down", "soft").paint(
                painter, QRect(left, area.center().y() - px(7), px(14), px(14)))
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colour("ink"))
            line = QRect(left + px(20), area.top(), until - left - px(24), area.height())
            text = painter.fontMetrics().elidedText(f"{group.label}　{group.totals.count} 条", Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        elif totals.get(index.column()):
            painter.setFont(font)
            painter.setPen(colour("soft"))
            painter.drawText(area.adjusted(px(4), 0, -px(8), 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             totals[index.column()])
        painter.restore()

    @staticmethod
    def _files(painter: QPainter, given: Any, number: str) -> None:
        """How many files a record has, behind its name."""
        from .icons import icon
        area = given.rect.adjusted(0, 0, -px(8), 0)
        wide = given.fontMetrics.horizontalAdvance(number)
        painter.save()
        painter.setFont(given.font)
        painter.setPen(colour("soft"))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        icon("attach", "soft").paint(painter, QRect(area.right() - wide - px(16), area.center().y() - px(6), px(13), px(13)))
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        given: Any = option
        given.state &= ~QStyle.StateFlag.State_HasFocus        # the row is marked, not the cell
        table: Any = self.parent()
        if index.column() == table.named and isinstance(model := table.model(), Records) and (n := model.files(index.row())):
            taken = given.fontMetrics.horizontalAdvance(str(n)) + px(40)
            given.text = given.fontMetrics.elidedText(given.text, Qt.TextElideMode.ElideRight, given.rect.width() - taken)


class RecordTable(QTableView):
    """The list on the screen; what a clerk asks of it by keys or the mouse is told by its signals."""

    opened = Signal(int)                      # a row
    removing = Signal()
    editing = Signal()
    copying = Signal()
    pasting = Signal()
    asked = Signal(int)                       # the menu of a column
    widened = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._named, self._own, self._fitting = 0, 0, False
        self._heads = Heads(self)
        self.setHorizontalHeader(self._heads)
        self.setItemDelegate(_Cells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)
        self._heads.asked.connect(self.asked)
        self._heads.sectionResized.connect(self._resized)

    @property
    def heads(self) -> Heads:
        return self._heads

    @property
    def named(self) -> int:
        """The column in which records are named."""
        return self._named

    # ── widths ───────────────────────────────────────────────────────────────────────────────────

    def fit(self, model: Records, widths: dict[str, int]) -> None:
        """Widths as they were left, or that suit what the columns hold; the name takes what is left over."""
        self._fitting = True
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + room(16))
        one = self.fontMetrics().horizontalAdvance("国")
        wide = columns.wide(model.columns)
        for at, column in enumerate(model.columns):
            chars = max(len(column.label) + 1, wide[column.id])
            self._heads.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(at, widths.get(column.id) or int(one * chars) + px(20))
        self._named = next((at for at, column in enumerate(model.columns) if column.id == model.kind.of.name), 0)
        self._own = self.columnWidth(self._named)
        self._stretch()
        self._heads.unsorted = frozenset(at for at, column in enumerate(model.columns) if column.id == columns.ROLL)
        self._fitting = False

    def widths(self) -> dict[str, int]:
        """The widths as they are now, by column; what the name has taken beyond its own is not counted."""
        model: Any = self.model()
        return {column.id: self._own if at == self._named else self.columnWidth(at) for at, column in enumerate(model.columns)}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        if self.model() is not None:
            before, self._fitting = self._fitting, True
            others = self._heads.length() - self.columnWidth(self._named)
            self.setColumnWidth(self._named, max(self._own, self.viewport().width() - others))
            self._fitting = before

    def _resized(self, section: int, _before: int, after: int) -> None:
        if not self._fitting:
            if section == self._named:
                self._own = after
            self.widened.emit()

    # ── which rows are chosen ────────────────────────────────────────────────────────────────────

    def ranges(self) -> list[tuple[int, int]]:
        """The chosen rows, from the first to the last of each run, from the top."""
        chosen: Any = self.selectionModel()
        runs = sorted({(one.top(), one.bottom()) for one in chosen.selection()}) if chosen is not None else []
        merged: list[tuple[int, int]] = []
        for top, bottom in runs:
            if merged and top <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], bottom))
            else:
                merged.append((top, bottom))
        return merged

    def chosen(self) -> list[int]:
        """The records that are chosen, in the order of the list."""
        model = self.model()
        return [id for id in model.ids(self.ranges()) if id] if isinstance(model, Records) else []

    def number(self) -> int:
        """How many are chosen, without asking which."""
        model = self.model()
        if not isinstance(model, Records):
            return 0
        return sum(len(run) for first, last in self.ranges() for run in model.rows.records(first, last))

    def choose(self, ids: Iterable[int], *, scroll: bool = True) -> None:
        """Mark these records, as far as they are on the list."""
        model = self.model()
        if not isinstance(model, Records) or self.selectionModel() is None:
            return
        rows = sorted(row for id in ids if id and (row := model.row(id)) >= 0)
        wanted = QItemSelection()
        last = model.columnCount() - 1
        for row in rows:
            wanted.select(model.index(row, 0), model.index(row, last))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            at = model.index(rows[0], 0)
            self.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
            if scroll:
                self.scrollTo(at)

    # ── keys and clicks ──────────────────────────────────────────────────────────────────────────

    def _clicked(self, index: QModelIndex) -> None:
        model = self.model()
        if not isinstance(model, Records):
            return
        if model.group(index.row()) is not None:
            self._fold(index.row())
        elif not QApplication.keyboardModifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.opened.emit(index.row())

    def _fold(self, row: int) -> None:
        model: Any = self.model()
        model.fold(row)
        self.setCurrentIndex(model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._taken(event):
            super().keyPressEvent(event)

    def _taken(self, event: QKeyEvent) -> bool:
        """What the list does with a key itself."""
        model, here = self.model(), self.currentIndex()
        if not isinstance(model, Records):
            return False
        for keys, signal in ((QKeySequence.StandardKey.Copy, self.copying), (QKeySequence.StandardKey.Paste, self.pasting)):
            if event.matches(keys):
                signal.emit()
                return True
        on_head = here.isValid() and model.group(here.row()) is not None
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Down if alt:
                self.asked.emit(here.column() if here.isValid() else self._heads.logicalIndex(0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if on_head:
                self._fold(here.row())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if here.isValid():
                self.opened.emit(here.row())
            case Qt.Key.Key_Space if on_head:
                self._fold(here.row())
            case Qt.Key.Key_Space if here.isValid():
                self.selectionModel().select(here, QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if on_head:
                if model.is_folded(here.row()) == (event.key() == Qt.Key.Key_Right):
                    self._fold(here.row())
            case Qt.Key.Key_Delete:
                self.removing.emit()
            case Qt.Key.Key_F2:
                self.editing.emit()
            case _:
                return False
        return True

    def again(self, ids: Iterable[int]) -> None:
        """Mark records again after the list was asked for anew, once it stands, where they are few enough."""
        kept = list(ids)[:REMEMBERED]
        QTimer.singleShot(0, self, lambda: self.choose(kept, scroll=False))
