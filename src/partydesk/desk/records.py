"""The records of one kind as a table knows them: rows in pages, group heads among them, whatever their number."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from ..catalogue.kind import Kind
from ..office import Office, columns, listing
from ..office.columns import Column
from ..office.drafts import Drafts
from ..office.folding import Rows
from ..office.listing import Listed, View
from ..office.totals import Group
from .theme import colour

AHEAD = 32
"""Records fetched at once: as many as a list has in sight, and a few more."""
KEPT = 3_000
"""Records kept in memory."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
DISPLAY = Qt.ItemDataRole.DisplayRole
SHOWN = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.TextAlignmentRole,
                   Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.AccessibleTextRole))
"""The roles that the list answers; Qt asks for many more, for every cell."""
Index = QModelIndex | QPersistentModelIndex
Runner = Callable[[Callable[[], Listed], Callable[[Listed], None]], None]


def at_once(task: Callable[[], Listed], then: Callable[[Listed], None]) -> None:
    """Ask here and now."""
    then(task())


class Records(QAbstractTableModel):
    """The records of one kind, narrowed, sorted and grouped by the office; what is in sight is fetched when it is looked at."""

    turned = Signal()                         # another view is shown

    def __init__(self, office: Office, kind: Kind, drafts: Drafts, parent: QWidget | None = None, *, run: Runner = at_once,
                 shown: Sequence[str] = (), group: str = ""):
        super().__init__(parent)
        self.office, self.kind, self._drafts, self._run = office, kind, drafts, run
        self.columns = columns.chosen(kind, date.today().year, shown)
        self.view = View(kind.id, group=group)
        self.listed = Listed(office, self.view, 0)
        self.rows = Rows([0], heads=False)
        self._held: dict[int, tuple[int, dict[str, str]]] = {}
        self._reader = listing.Reader(office, kind, self.columns)
        self._drafted: set[int] = set()
        self._filed: bool | None = None       # whether any record of the office has a file: not known yet
        self._forget()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The columns by id and label."""
        return [(column.id, column.label) for column in self.columns]

    @property
    def found(self) -> str:
        """What was typed to narrow the list."""
        return self.view.find

    @property
    def count(self) -> int:
        """How many records stand on the list, folded ones too."""
        return self.listed.count

    def ask(self, view: View) -> Callable[[], Listed]:
        """The question which records a view shows, to be asked here or on another thread."""
        return partial(listing.listed, self.office, view, tuple(column for column in self.columns if column.adds))

    def turn(self, view: View, then: Callable[[], None] | None = None) -> None:
        """Show another view; `then` when it stands."""
        def put(listed: Listed) -> None:
            self.put(listed)
            if then is not None:
                then()
        self._run(self.ask(view), put)

    def refresh(self, then: Callable[[], None] | None = None) -> None:
        """Ask again which records stand on the list."""
        self.turn(self.view, then)

    def put(self, listed: Listed) -> None:
        """Show what was found."""
        folded: set[Any] = {self.listed.groups[at].key for at in self.rows.folded} if self.view.group == listed.view.group else set()
        self.beginResetModel()
        self.view, self.listed = listed.view, listed
        shut = frozenset(at for at, group in enumerate(listed.groups) if group.key in folded)
        self.rows = Rows(listed.sizes, folded=shut) if listed.groups else Rows([listed.count], heads=False)
        self._forget()
        self.endResetModel()
        self.turned.emit()

    def show_columns(self, ids: Iterable[str]) -> None:
        """Other columns, or another order of them."""
        self.beginResetModel()
        self.columns = columns.chosen(self.kind, date.today().year, ids)
        self._reader = listing.Reader(self.office, self.kind, self.columns)
        self._forget()
        self.endResetModel()

    def _forget(self) -> None:
        self._held.clear()
        self._files: dict[int, int] = {}
        self._ids = [column.id for column in self.columns]
        self._mark()

    def _mark(self) -> None:
        """Which records have unsaved changes."""
        self._drafted = self._drafts.of(self.kind.id)
        self._plain = not self._drafted and not self.listed.groups

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        id = self.columns[column].id if 0 <= column < len(self.columns) else ""
        if id != columns.ROLL:
            wanted = replace(self.view, sort=id, descending=bool(id) and order == Qt.SortOrder.DescendingOrder)
            if wanted != self.view:
                self.turn(wanted)

    def drafted(self) -> None:
        """Which records have unsaved changes has changed."""
        self._mark()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def files(self, row: int) -> int:
        """How many files the record on a row has."""
        if self._filed is False:
            return 0
        return self._files.get(self.id(row), 0) if 0 <= row < len(self.rows) else 0

    def filed(self) -> None:
        """Files were added to records, or taken off them."""
        self._filed = None
        self._forget()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    def _count_files(self, ids: Sequence[int]) -> None:
        from ..office import attachments
        if self._filed is None:
            self._filed = attachments.anywhere(self.office)
        if self._filed:
            self._files |= attachments.counts(self.office, self.kind.id, ids)

    # ── groups ───────────────────────────────────────────────────────────────────────────────────

    def group(self, row: int) -> Group | None:
        """The group whose head a row is."""
        if not self.listed.groups or not 0 <= row < len(self.rows):
            return None
        at, record = self.rows.at(row)
        return self.listed.groups[at] if record is None else None

    def is_folded(self, row: int) -> bool:
        return self.rows.at(row)[0] in self.rows.folded

    def fold(self, row: int) -> None:
        """Fold the group whose head a row is, or open it again."""
        self._folded(self.rows.fold(self.rows.at(row)[0]))

    def fold_all(self, folded: bool) -> None:
        self._folded(self.rows.with_folded(frozenset(range(len(self.listed.groups)) if folded else ())))

    def _folded(self, rows: Rows) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        self.turned.emit()

    # ── rows and records ─────────────────────────────────────────────────────────────────────────

    def id(self, row: int) -> int:
        """The record on a row; 0 on the head of a group, and where the record is gone meanwhile."""
        record = self.rows.at(row)[1]
        if record is None:
            return 0
        return self._at(record)[0]

    def row(self, id: int) -> int:
        """Where a record stands, -1 if it is not on the list, or in a group that is folded."""
        return self.rows.row(self.listed.at(id))

    def ids(self, ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
        """The records on these rows, from the first to the last of each."""
        for first, last in ranges:
            for records in self.rows.records(first, last):
                yield from self.listed.ids(records.start, len(records))

    def _at(self, record: int) -> tuple[int, dict[str, str]]:
        """A record and its texts; with it those that will be looked at next, below it or, where a clerk goes up, above."""
        if record not in self._held:
            if len(self._held) > KEPT:
                self._forget()
            up = record + 1 in self._held and record - 1 not in self._held
            start = max(0, record - AHEAD + 1) if up else record
            ids = self.listed.ids(start, AHEAD)
            texts = self._reader.texts(ids)
            self._count_files(ids)
            self._held |= {start + n: (id, texts.get(id, {})) for n, id in enumerate(ids)}
            self._held.setdefault(record, (0, {}))       # gone meanwhile
        return self._held[record]

    # ── as Qt asks ───────────────────────────────────────────────────────────────────────────────

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's own signature)
        """Qt asks for one for every cell that it draws; its own way calls back twice for each."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.columns):
            return self.createIndex(row, column)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].label
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if self.columns[section].numeric else LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if role == DISPLAY and self._plain and 0 <= row < self.listed.count:     # nearly always, and for every cell in sight
            return (self._held.get(row) or self._at(row))[1].get(self._ids[index.column()], "")
        if role not in SHOWN or not 0 <= row < len(self.rows):
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.numeric else LEFT
        group, record = self.rows.at(row)
        if record is None:
            return self._of_head(self.listed.groups[group], group, column, index.column() == 0, role)
        drafted = index.column() == 0 and bool(self._drafted) and self.id(row) in self._drafted
        if role == Qt.ItemDataRole.ForegroundRole:
            return colour("accent") if drafted else None
        text = self._at(record)[1].get(column.id, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"● {text}" if drafted else text
        n = self.files(row) if column.id == self.kind.of.name or index.column() == 0 else 0
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.label}：{text or '空'}{'，有未保存的改动' if drafted else ''}{f'，附件 {n} 个' if n else ''}"
        return (text if len(text) > 12 else "") + ("（有未保存的改动）" if drafted else "") + (f"（附件 {n} 个）" if n else "")

    def _of_head(self, group: Group, at: int, column: Column, first: bool, role: int) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole and first:
            return f"{group.label}，{group.totals.count} 条，{'已折叠' if at in self.rows.folded else '已展开'}"
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{group.label}（{group.totals.count} 条）" if first else group.totals.text(column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.listed.groups and index.isValid() and self.rows.at(index.row())[1] is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
