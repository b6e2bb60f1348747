"""The list of figures: every number of the period with last year's, how it moved, how it is counted, and its sources."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from ..office import Office
from . import outgoing
from .pieces import Index, button, choices, label, line, shortcut, tool
from .theme import colour, px, room

HEADS = ("数据项", "本期", "上年同期", "变化", "标记", "怎么数", "来源")
NUMBERS = (1, 2, 3)
FILTERS = (("", "全部"), ("missing", "待补"), ("odd", "异常"), ("stated", "填报"), ("moved", "有变化"))


class Numbers(QAbstractTableModel):
    """The figures that are shown: under their chapters in the order of the forms, or all in one order."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.rows: list[Any] = []             # figures, and the names of chapters above theirs

    def put(self, numbers: Sequence[Any], column: int, descending: bool) -> None:
        self.beginResetModel()
        if column < 0:
            self.rows = []
            for number in numbers:
                if not any(row == number.chapter for row in self.rows):
                    self.rows.append(number.chapter)
                self.rows.append(number)
        else:
            keyed = sorted(numbers, key=lambda number: _key(number, column), reverse=descending)
            self.rows = [*(one for one in keyed if _key(one, column)[0]), *(one for one in keyed if not _key(one, column)[0])]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled if isinstance(self.rows[index.row()], str) else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if isinstance(row, str):
            return self._head(row, column, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.row[column]
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole:
                marked = column == 1 and row.missing or column == 4
                return colour("accent" if marked else "ink" if column < 2 else "soft")
        return None

    def _head(self, text: str, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole if column == 0:
                return text
            case Qt.ItemDataRole.ForegroundRole:
                return colour("accent")
            case Qt.ItemDataRole.FontRole:
                font = QFont(QGuiApplication.font())
                font.setBold(True)
                return font
        return None

    def find(self, figure: str) -> int:
        return next((n for n, row in enumerate(self.rows) if not isinstance(row, str) and row.id == figure), -1)


def _key(number: Any, column: int) -> tuple[bool, Any]:
    """What a column is sorted by, and whether there is anything in it; empty ones stand last either way."""
    match column:
        case 1:
            return number.amount is not None, number.amount or 0
        case 3:
            return number.movement is not None, number.movement or 0
    text = number.row[column]
    return bool(text), text


def _tip(row: Any, column: int) -> str:
    match column:
        case 1 if row.stated:
            return f"{row.text}（填报数）" + (f"\n记录数出来是 {row.counted}" if row.counted else "")
        case 4 if row.odd:
            return "\n".join(row.odd)
        case 0 | 5:
            return f"{row.label}\n{row.row[5]}"
    return str(row.row[column])


class NumbersView(QFrame):
    """The list with what narrows it; a click traces a figure."""

    figure_wanted = Signal(str)

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("数据项")
        self._office = office
        self.numbers: Sequence[Any] = ()
        self.named = ""
        self._column, self._descending = -1, False
        self._wanted = ""                     # what to narrow to, as soon as there are numbers
        self._draw()

    def _draw(self) -> None:
        self.sought = line("查找数据项", "查找：名称、拼音首字母、数法", clear=True)
        self.sought.setMinimumWidth(px(190))
        self.sought.textChanged.connect(lambda _: self._list())
        self.filters = {}
        row, second = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(px(6))
        second.setSpacing(px(2))
        row.addWidget(self.sought, 1)
        for sort, text in FILTERS:
            made = tool(text, f"只看{text}" if sort else "看全部", look="switch")
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.clicked.connect(lambda _=False: self._list())
            self.filters[sort] = made
            second.addWidget(made)
        second.addStretch(1)
        self.filters[""].setChecked(True)
        self.chapter = choices("章节")
        self.chapter.activated.connect(lambda _: self._list())
        row.addWidget(self.chapter)
        self.out_button = button("导出", look="", says="导出数据项", picture="export")
        outgoing.offer(self.out_button, self.copy, self.export)
        row.addWidget(self.out_button)
        self.told = label("", "soft", "数据项情况")
        second.addWidget(self.told)
        self.model = Numbers(self)
        self.table = QTableView()
        self.table.setAccessibleName("数据项列表")
        self.table.setModel(self.model)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + room(15))
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setStretchLastSection(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        for at, wide in enumerate((210, 108, 100, 112, 78, 300, 170)):
            self.table.setColumnWidth(at, px(wide))
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(self._clicked)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        shortcut(QKeySequence.StandardKey.Copy, self.table, self.copy, alone=True)
        self.none = label("", "emptyHint", "没有数据项", wrap=True, centred=True)
        self.none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(8), px(8))
        column.setSpacing(px(6))
        column.addLayout(row)
        column.addLayout(second)
        column.addWidget(self.none, 1)
        column.addWidget(self.table, 1)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_numbers(self, numbers: Sequence[Any], named: str) -> None:
        """The numbers of a period; `named` is what the list is called when it is exported."""
        self.numbers, self.named = numbers, named
        standing = self.chapter.currentData()
        self.chapter.clear()
        self.chapter.addItem("全部章节", "")
        for name in dict.fromkeys(number.chapter for number in numbers):
            self.chapter.addItem(name or "未分章", name)
        self.chapter.setCurrentIndex(max(0, self.chapter.findData(standing)))
        counts = {"": len(numbers), "missing": sum(n.missing for n in numbers), "odd": sum(bool(n.odd) for n in numbers),
                  "stated": sum(n.stated or bool(n.because) for n in numbers), "moved": sum(bool(n.movement) for n in numbers)}
        for sort, text in FILTERS:
            self.filters[sort].setText(f"{text} {counts[sort]}")
        if self._wanted:
            self.narrow(self._wanted)
        else:
            self._list()

    def narrow(self, to: str) -> None:
        """Show one sort of figures (missing, odd, stated, moved), or one chapter; anything else: all."""
        self.sought.clear()
        self._wanted = "" if self.numbers else to
        at = self.chapter.findData(to) if to else 0
        self.chapter.setCurrentIndex(max(0, at))
        self.filters[to if to in self.filters else ""].setChecked(True)
        self._list()

    @property
    def sort(self) -> str:
        return next((sort for sort, made in self.filters.items() if made.isChecked()), "")

    def shown(self) -> list[Any]:
        """The figures that are in the list now."""
        return [row for row in self.model.rows if not isinstance(row, str)]

    def _list(self) -> None:
        from ..office.numbers import narrowed
        chosen = [self.model.rows[index.row()].id for index in self.table.selectionModel().selectedRows()]
        scroll = self.table.verticalScrollBar().value()
        rows = narrowed(narrowed(self.numbers, self.chapter.currentData() or ""), self.sort, self.sought.text())
        self.model.put(rows, self._column, self._descending)
        self.table.clearSpans()
        for n, row in enumerate(self.model.rows):
            if isinstance(row, str):
                self.table.setSpan(n, 0, 1, len(HEADS))
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows and bool(self.numbers))
        self.none.setText({"missing": "没有待补的数据项，每个数都有着落。", "odd": "校核没有发现异常的数。",
                           "stated": "没有填报的数，都是由记录数出来的。"}.get(self.sort, "没有符合的数据项，换个词试试。"))
        self.told.setText(f"{len(rows)} 项" if len(rows) != len(self.numbers) else f"共 {len(rows)} 项")
        self.told.setToolTip("点一项看它从哪里来；点表头排序")
        for id in chosen:
            if (n := self.model.find(id)) >= 0:
                self.table.selectionModel().select(self.model.index(n, 0), QItemSelectionModel.SelectionFlag.Select
                                                   | QItemSelectionModel.SelectionFlag.Rows)
        self.table.verticalScrollBar().setValue(scroll)

    def _sort(self, column: int) -> None:
        """Each click on a head: up, down, and back to the order of the forms."""
        if self._column != column:
            self._column, self._descending = column, column in NUMBERS
        elif self._descending == (column in NUMBERS):
            self._descending = not self._descending
        else:
            self._column, self._descending = -1, False
        head = self.table.horizontalHeader()
        head.setSortIndicatorShown(self._column >= 0)
        if self._column >= 0:
            order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(self._column, order)
        self._list()

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        modifiers = QGuiApplication.keyboardModifiers()
        if not isinstance(row, str) and not modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self.figure_wanted.emit(row.id)

    def choose(self, figure: str) -> None:
        """Bring a figure into sight."""
        if (n := self.model.find(figure)) >= 0:
            self.table.selectRow(n)
            self.table.scrollTo(self.model.index(n, 0))

    def narrow_to(self, wide: int) -> None:
        """How much room there is: how it is counted and from what stands in the trace as well."""
        self.table.setColumnHidden(6, wide < px(1060))
        self.table.setColumnHidden(5, wide < px(820))
        last = 5 if not self.table.isColumnHidden(5) else 0
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch if last == 5 else QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch if last == 0 else QHeaderView.ResizeMode.Interactive)
        if last == 5:
            self.table.setColumnWidth(0, px(210))

    def sizeHint(self) -> QSize:
        return QSize(px(900), px(500))

    # ── out ──────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, chosen: bool) -> list[tuple[str, ...]]:
        picked = [self.model.rows[index.row()] for index in self.table.selectionModel().selectedRows()] if chosen else []
        return [row.row for row in (picked if len(picked) > 1 else self.shown())]

    def copy(self) -> None:
        """The rows that are chosen, or all that are shown, as a table for Excel or Word."""
        outgoing.copy(self, HEADS, self._rows(chosen=True))

    def export(self, sort: str) -> None:
        """The list as a file."""
        outgoing.save(self, self._office, "导出数据项", f"{self.named}数据项", HEADS, self._rows(chosen=False), sort)
