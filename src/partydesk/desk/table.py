"""A list of records that stays quick however long it is: text is fetched for the rows in sight."""
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ..catalogue import fields
from ..catalogue.kind import Kind
from ..office import Office, listing
from ..office.drafts import Drafts
from .theme import colour

BLOCK = 48
"""Records fetched at once."""
KEPT = 60
"""Blocks kept in memory."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
SHOWN = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole,
                   Qt.ItemDataRole.ForegroundRole))
"""The roles that the list answers; Qt asks for many more, for every cell."""
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Index = QModelIndex | QPersistentModelIndex


class Records(QAbstractTableModel):
    """The records of one kind, narrowed and sorted by the office; only ids are held for all of them."""

    def __init__(self, office: Office, kind: Kind, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.office, self.kind, self._drafts = office, kind, drafts
        self.blanks = listing.columns(kind, date.today().year)
        self.heads = [(blank.id, blank.label) for blank in self.blanks]
        if kind.roll:
            self.heads.insert(min(2, len(self.heads)), (listing.ROLL, "实到/应到"))
        self._ids: list[int] = []
        self._blocks: OrderedDict[int, dict[int, dict[str, str]]] = OrderedDict()
        self._drafted: set[int] = set()
        self._find, self._sort, self._descending = "", "", False
        self._numeric = {blank.id for blank in self.blanks if isinstance(blank, fields.Number)} | {listing.ROLL}

    @property
    def found(self) -> str:
        return self._find

    def refresh(self) -> None:
        """Ask again which records stand on the list."""
        self.put(self._find, self.ask(self._find)())

    def ask(self, find: str) -> Callable[[], list[int]]:
        """The question which records `find` leaves on the list, to be asked here or on another thread."""
        return partial(listing.ids, self.office, self.kind.id, find, self._sort, self._descending)

    def put(self, find: str, ids: list[int]) -> None:
        """Show the records that `find` leaves."""
        self.beginResetModel()
        self._find, self._ids = find, ids
        self._blocks.clear()
        self._drafted = self._drafts.of(self.kind.id)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        id = self.heads[column][0] if 0 <= column < len(self.heads) else ""
        if id == listing.ROLL:
            return
        self._sort, self._descending = id, order == Qt.SortOrder.DescendingOrder
        self.refresh()

    def drafted(self) -> None:
        """Which records have unsaved changes has changed."""
        self._drafted = self._drafts.of(self.kind.id)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def id(self, row: int) -> int:
        return self._ids[row]

    def row(self, id: int) -> int:
        """Where a record stands, -1 if it is not on the list."""
        try:
            return self._ids.index(id)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.heads[section][1]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._aligned(self.heads[section][0])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in SHOWN or not index.isValid():
            return None
        id, head = self._ids[index.row()], self.heads[index.column()][0]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self._texts(index.row()).get(head, "")
            if index.column() == 0 and id in self._drafted and role == Qt.ItemDataRole.DisplayRole:
                return f"● {text}"
            if role == Qt.ItemDataRole.ToolTipRole:
                return (text if len(text) > 12 else "") + ("（有未保存的改动）" if id in self._drafted else "")
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(head)
        if role == Qt.ItemDataRole.ForegroundRole and id in self._drafted and index.column() == 0:
            return colour("accent")
        return None

    def _aligned(self, head: str) -> int:
        return RIGHT if head in self._numeric else LEFT

    def _texts(self, row: int) -> dict[str, str]:
        at = row // BLOCK
        if at not in self._blocks:
            wanted = self._ids[at * BLOCK:(at + 1) * BLOCK]
            self._blocks[at] = listing.texts(self.office, self.kind.id, wanted)
            while len(self._blocks) > KEPT:
                self._blocks.popitem(last=False)
        return self._blocks[at].get(self._ids[row], {})


class RecordTable(QTableView):
    """The list on the screen."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._named, self._own = 0, 0
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 16)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSortIndicatorClearable(True)
        head.setSortIndicatorShown(True)
        head.setMinimumSectionSize(48)

    def fit(self, model: Records) -> None:
        """Widths that suit what the columns hold; the name takes what is left over."""
        one = self.fontMetrics().horizontalAdvance("国")
        widths: dict[str, int] = {blank.id: _wide(blank) for blank in model.blanks} | {listing.ROLL: 5}
        head = self.horizontalHeader()
        for column, (id, label) in enumerate(model.heads):
            chars = max(len(label) + 1, widths[id])
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, int(one * chars) + 20)
        self._named = next((column for column, (id, _) in enumerate(model.heads) if id == model.kind.of.name), 0)
        self._own = self.columnWidth(self._named)
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        if self.model() is not None:
            others = self.horizontalHeader().length() - self.columnWidth(self._named)
            self.setColumnWidth(self._named, max(self._own, self.viewport().width() - others))


def _wide(blank: fields.Blank) -> int:
    """How many characters a column should show."""
    match blank:
        case fields.Date():
            return 6
        case fields.Number() | fields.Flag():
            return 4
        case fields.Choice():
            return min(8, max(map(len, blank.choices.values())))
        case fields.Link(to="person"):
            return 5
        case fields.Link(many=True):
            return 9
        case fields.Link():
            return 8
        case fields.Text() if blank.id == "title" or blank.lines > 1:
            return 17
        case fields.Text() if blank.id == "name":
            return 9
    return 8
