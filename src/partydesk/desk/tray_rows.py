"""Whom or what a paper is made for, as a list to tick; what is ticked stays ticked while the list is narrowed."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ..office.signing import STATUSES
from ..office.tray import Row
from .pieces import Index
from .theme import colour, px, room

PLAIN, REGISTERED = ("名称", "说明"), ("姓名", "支部", "编号", "状态")


class TrayRows(QAbstractTableModel):
    """The rows in sight; `ticked` holds the keys of those that are ticked, in sight or not."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.ticked: set[int] = set()
        self._heads: tuple[str, ...] = PLAIN

    def put(self, rows: Sequence[Row], *, registered: bool) -> None:
        """Other rows in sight."""
        self.beginResetModel()
        self.rows, self._heads = tuple(rows), REGISTERED if registered else PLAIN
        self.endResetModel()

    def tick(self, keys: Iterable[int]) -> None:
        """Let these be ticked, and no others."""
        self.ticked = set(keys)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.changed.emit()

    def turn(self, rows: Iterable[int]) -> None:
        """Tick these rows, or, where all of them are ticked, none of them."""
        keys = {self.rows[row].key for row in rows}
        self.tick(self.ticked - keys if keys <= self.ticked else self.ticked | keys)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else plain

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells(row)[index.column()]
            case Qt.ItemDataRole.CheckStateRole if index.column() == 0:
                return Qt.CheckState.Checked if row.key in self.ticked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ForegroundRole:
                if index.column() == len(self._heads) - 1 and row.status in ("none", "pending"):
                    return colour("accent")
                return colour("ink" if index.column() == 0 else "soft")
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(filter(None, (row.name, row.note, *self._more(row))))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        key = self.rows[index.row()].key
        (self.ticked.add if Qt.CheckState(value) == Qt.CheckState.Checked else self.ticked.discard)(key)
        self.dataChanged.emit(index, index, [role])
        self.changed.emit()
        return True

    def cells(self, row: Row) -> tuple[str, ...]:
        if self._heads is PLAIN or row.signer is None:
            return row.name, row.note, "", ""
        scans = f" · 附 {row.signer.scans}" if row.signer.scans else ""
        return row.name, row.note, row.signer.number, STATUSES[row.signer.status] + scans

    @staticmethod
    def _more(row: Row) -> list[str]:
        if row.signer is None:
            return []
        one = row.signer
        return [" ".join(filter(None, (one.number, one.title))), f"与{one.partner}签" if one.partner else "",
                f"{STATUSES[one.status]}{f'，{one.date.isoformat()}' if one.date else ''}",
                f"已附 {one.scans} 个文件" if one.scans else "", "" if one.owed else "不在应签之列"]


class TrayTable(QTableView):
    """Space ticks what is marked; Ctrl+A marks all in sight. `dropped` tells a row and the files that were let fall on it."""

    dropped = Signal(int, object)

    def __init__(self, model: TrayRows):
        super().__init__()
        self._model = model
        self.setObjectName("card")
        self.setAccessibleName("印给谁")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + room(12))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(px(56))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(px(120))
        self.setAcceptDrops(True)

    def fit(self) -> None:
        """Columns as wide as their words; the name of a meeting, or else where someone belongs, takes what is left."""
        head = self.horizontalHeader()
        wide = 0 if self._model.columnCount() == len(PLAIN) else 1
        for at in range(self._model.columnCount()):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch if at == wide else QHeaderView.ResizeMode.Interactive)
            if at != wide:
                words = max(self.sizeHintForColumn(at), head.sectionSizeHint(at)) + px(22 if at == 0 else 8)
                self.setColumnWidth(at, min(words, px(130 if at == 0 else 220)))

    def marked(self) -> list[int]:
        """The rows that are marked, in their order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Only what lies over a row can be let fall."""
        row = self.indexAt(event.position().toPoint()).row()
        event.setAccepted(event.mimeData().hasUrls() and row >= 0 and self._model.rows[row].key > 0
                          and bool(self._model.rows[row].kind))

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        row = self.indexAt(event.position().toPoint()).row()
        if paths and row >= 0:
            event.acceptProposedAction()
            self.dropped.emit(row, paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and (rows := self.marked()):
            self._model.turn(rows)
            return
        super().keyPressEvent(event)
