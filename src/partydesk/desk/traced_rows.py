"""The records behind a value, or those that are missing in it, as a table."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from .pieces import Index
from .theme import colour

HEADS = ("日期", "记录", "说明", "计入")
ABSENT = ("日期", "名称", "说明", "")


class Rows(QAbstractTableModel):
    """The records behind a value and what each adds; or those that are missing."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.records: tuple[Any, ...] = ()
        self._heads: tuple[str, ...] = HEADS

    def put(self, records: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> None:
        self.beginResetModel()
        self.records, self._heads = records, heads
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 3:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.records[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cells(record)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                act = "双击登记" if getattr(record, "add", None) is not None else "双击打开"
                return "\n".join(filter(None, (f"{record.label}：{record.title}", record.note, act)))
            case Qt.ItemDataRole.TextAlignmentRole if index.column() == 3:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole:
                return colour("ink" if index.column() == 1 else "soft")
        return None


def cells(record: Any) -> tuple[str, str, str, str]:
    """A record as a row under `HEADS`."""
    day: date | None = record.date
    return (day.isoformat() if day else "", record.title or record.label, record.note,
            plain(record.amount) if hasattr(record, "amount") else "")


def plain(amount: Fraction) -> str:
    """An exact amount in few digits: 3, 2.5."""
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):.4f}".rstrip("0").rstrip(".")
