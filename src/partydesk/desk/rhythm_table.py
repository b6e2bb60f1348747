"""The rhythm board: kinds and organisations down, months across; what was held, is due, came late, or is missing."""
from __future__ import annotations

from itertools import groupby
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ..office.rhythm import Cell, Rhythms, Row, State
from .theme import colour, px, room

Index = QModelIndex | QPersistentModelIndex
NAMED = 2
"""Columns before the months: the kind, and the organisation."""
GROUNDS = {State.HELD: "good", State.LATE: "note", State.DUE: "hover", State.MISSED: "bad", State.AHEAD: "paper"}
INKS = {State.HELD: "ink", State.LATE: "ink", State.DUE: "ink", State.MISSED: "accent", State.AHEAD: "soft"}
SAYS = {State.HELD: "已按时记录", State.LATE: "已开，但超过三个工作日才记录", State.DUE: "还没到期，等着开",
        State.MISSED: "到期没有记录，点一下补记", State.AHEAD: "还没到这个时候"}


class _Model(QAbstractTableModel):
    """The board as a table."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.board = Rhythms((), ())

    def put(self, board: Rhythms) -> None:
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own way)
        return 0 if parent.isValid() else len(self.board.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.board.rows else NAMED + len(self.board.months)

    def row(self, index: Index) -> Row:
        return self.board.rows[index.row()]

    def cell(self, index: Index) -> Cell | None:
        """The cell that covers a place, if any does."""
        month = index.column() - NAMED
        return next((cell for cell in self.row(index).cells if cell.column <= month < cell.column + cell.span), None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, cell = self.row(index), self.cell(index)
        match role, index.column():
            case Qt.ItemDataRole.DisplayRole, 0:
                return row.label
            case Qt.ItemDataRole.DisplayRole, 1:
                return row.name
            case Qt.ItemDataRole.DisplayRole, _:
                return cell.text if cell else ""
            case Qt.ItemDataRole.ToolTipRole, 0:
                return f"{row.label}：{row.every}一次"
            case Qt.ItemDataRole.ToolTipRole, 1:
                return row.name
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole, column if column >= NAMED and cell:
                counts = f"，{cell.held}/{max(cell.owed, cell.held) or cell.all}" if cell.all > 1 else ""
                return f"{row.name}{row.label}{cell.called}：{SAYS[cell.state]}{counts}"
            case Qt.ItemDataRole.AccessibleTextRole, 0:
                return f"{row.label}，{row.every}一次"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignHCenter if section >= NAMED
                                                    else Qt.AlignmentFlag.AlignLeft)
        if role == Qt.ItemDataRole.DisplayRole:
            if section < NAMED:
                return ("应办的事", "哪个组织")[section]
            month = self.board.months[section - NAMED].start
            return f"{month.month}月" if section > NAMED and month.month > 1 or len(self.board.months) <= 12 \
                else f"{month.year}年{month.month}月"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.column() >= NAMED and self.cell(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _CellPaint(QStyledItemDelegate):
    """A name plainly; a cell as a small tile in the colour of its state, with the state in words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        model: Any = index.model()
        painter.save()
        painter.setPen(colour("hairline"))
        painter.drawLine(given.rect.bottomLeft(), given.rect.bottomRight())
        here = bool(given.state & QStyle.StateFlag.State_HasFocus)
        cell = model.cell(index) if index.column() >= NAMED else None
        if index.column() < NAMED:
            painter.setPen(colour("ink" if index.column() == 0 else "soft"))
            area = given.rect.adjusted(px(6), px(5) if index.column() == 0 else 0, -px(4), 0)
            place = Qt.AlignmentFlag.AlignTop if index.column() == 0 else Qt.AlignmentFlag.AlignVCenter
            text = given.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | place, text)
            every = model.row(index).every
            if index.column() == 0 and area.height() > 2 * given.fontMetrics.height():
                painter.setPen(colour("soft"))
                painter.drawText(area.adjusted(0, given.fontMetrics.height() + px(2), 0, 0),
                                 Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, every)
        elif cell is not None:
            tile = given.rect.adjusted(px(2), px(2), -px(2), -px(3))
            if cell.state is not State.AHEAD:
                painter.fillRect(tile, colour(GROUNDS[cell.state]))
            hovered = bool(given.state & QStyle.StateFlag.State_MouseOver)
            if here or hovered or cell.state is State.DUE:
                painter.setPen(colour("accent" if here or hovered else "edge"))
                painter.drawRect(tile.adjusted(0, 0, -1, -1))
            painter.setPen(colour(INKS[cell.state]))
            painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, cell.text)
        if here and index.column() < NAMED:
            painter.setPen(colour("accent"))
            painter.drawRect(given.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(44), given.fontMetrics.height() + room(10))


class RhythmTable(QTableView):
    """As tall as its rows: it is scrolled together with what stands around it."""

    cell_chosen = Signal(object, object)      # Row, Cell
    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("board")
        self.setAccessibleName("应办已办")
        self.shown = _Model(self)
        self.setModel(self.shown)
        self.setItemDelegate(_CellPaint(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setMinimumSectionSize(px(42))
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._chosen)
        self.activated.connect(self._chosen)

    def show_board(self, board: Rhythms) -> None:
        """Another board; the same one is not drawn again."""
        if board == self.shown.board:
            return
        at = self.currentIndex().row(), self.currentIndex().column()
        self.clearSpans()
        self.shown.put(board)
        row = 0
        for _, same in groupby(board.rows, key=lambda row: row.kind):
            several = len(list(same))
            if several > 1:
                self.setSpan(row, 0, several, 1)
            row += several
        for n, of in enumerate(board.rows):
            for cell in of.cells:
                if cell.span > 1:
                    self.setSpan(n, NAMED + cell.column, 1, cell.span)
        self._fit()
        if 0 <= at[0] < len(board.rows):
            self.setCurrentIndex(self.shown.index(*at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()                        # the page scrolls

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().unsetCursor()
        elif event.type() == QEvent.Type.HoverMove:
            at: Any = event
            index = self.indexAt(at.position().toPoint())
            live = index.isValid() and (index.column() == 0 or index.column() >= NAMED and self.shown.cell(index) is not None)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if live else Qt.CursorShape.ArrowCursor)
        return super().viewportEvent(event)

    def _fit(self) -> None:
        """The months share what the names leave."""
        board, metrics = self.shown.board, self.fontMetrics()
        if not board.rows:
            self.setFixedHeight(0)
            return
        high = metrics.height() + room(10)
        self.verticalHeader().setDefaultSectionSize(high)
        wide = self.viewport().width()
        names = [max(metrics.horizontalAdvance(text) for text in texts) + px(16) for texts in
                 ([row.label for row in board.rows], [row.name for row in board.rows])]
        names = [min(names[0], wide * 24 // 100), min(names[1], wide * 27 // 100)]
        each = max(px(42), (wide - sum(names)) // max(1, len(board.months)))
        for column, size in enumerate([*names, *[each] * len(board.months)]):
            self.setColumnWidth(column, size)
        over = sum(names) + each * len(board.months) > wide
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + high * len(board.rows) + bar + px(6))

    def _chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.shown.row(index)
        if index.column() >= NAMED:
            if (cell := self.shown.cell(index)) is not None:
                self.cell_chosen.emit(row, cell)
        elif index.column() == 0:
            self.kind_chosen.emit(row.kind)
