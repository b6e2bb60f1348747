"""Where a number comes from (反查), beside the pages: its value, how it is counted, its parts, and its records."""
from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office import Office
from . import work
from .pieces import button, label, tool

TRACE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractTableModel):
    """The records behind a value, and what each adds."""

    HEADS = ("日期", "记录", "计入")

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.records: tuple[Any, ...] = ()

    def put(self, records: tuple[Any, ...]) -> None:
        self.beginResetModel()
        self.records = records
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self.records[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            day: date | None = record.date
            text = (day.isoformat() if day else "", record.title or record.label, plain(record.amount))[index.column()]
            return f"{record.label}：{record.title}\n双击打开" if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class TracePanel(QFrame):
    """One number and its reasons; a double click on a record opens it on its tab."""

    record_wanted = Signal(str, int)
    figure_wanted = Signal(str)
    state_wanted = Signal(str)
    unstate_wanted = Signal(str)
    closed = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("反查")
        self.office = office
        self.trace: Any = None
        self._job: work.Job | None = None
        self._draw()

    def _draw(self) -> None:
        self.label = label("", "subheading", wrap=True, says="数据项")
        close = tool("×", "收起反查", self.closed.emit, side=26)
        self.value = label("", "big", wrap=True, says="数值")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stated = label("填报数", "tag")
        self.because = label("", wrap=True, says="算法")
        self.because.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = label("", "soft", wrap=True, says="说明")
        self.parts_title = label("由这些数得出", "soft")
        self.parts = QTreeWidget()
        self.parts.setColumnCount(2)
        self.parts.setHeaderHidden(True)
        self.parts.setRootIsDecorated(False)
        self.parts.setIndentation(14)
        self.parts.setAccessibleName("组成")
        self.parts.header().setStretchLastSection(False)
        self.parts.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.parts.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.parts.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.parts.currentItemChanged.connect(self._part_chosen)
        self.parts.itemDoubleClicked.connect(lambda item, _: self._into(item.data(0, TRACE)))
        self.count = label("", "soft", wrap=True, says="记录条数")
        self.rows = Rows(self)
        self.table = QTableView()
        self.table.setAccessibleName("计入的记录")
        self.table.setModel(self.rows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 98)
        self.table.setColumnWidth(2, 58)
        self.table.doubleClicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.state_button = button("填报…", lambda: self._wanted(self.state_wanted), says="填报",
                                   tip="不用数出来的数，改填一个有依据的数；或给这个数写明原因")
        self.unstate_button = button("取消填报", lambda: self._wanted(self.unstate_wanted), "plain")
        top = QHBoxLayout()
        top.addWidget(self.label, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        number = QHBoxLayout()
        number.addWidget(self.value, 1)
        number.addWidget(self.stated, 0, Qt.AlignmentFlag.AlignVCenter)
        told = QWidget()
        told.setObjectName("sheet")
        inner = QVBoxLayout(told)
        inner.setContentsMargins(0, 0, 6, 0)
        inner.addWidget(self.because)
        inner.addWidget(self.note)
        inner.addStretch(1)
        self.told = QScrollArea(widgetResizable=True)
        self.told.setAccessibleName("算法与说明")
        self.told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told.setWidget(told)
        buttons = QHBoxLayout()
        buttons.addWidget(self.state_button)
        buttons.addWidget(self.unstate_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(number)
        column.addWidget(self.told)
        column.addWidget(self.parts_title)
        column.addWidget(self.parts)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        column.addLayout(buttons)

    def show_trace(self, figure: str, period: str, scope: str | None) -> None:
        """Trace a figure; what is shown stays until the answer is there."""
        if self._job is not None:
            self._job.cancel()

        def task() -> Any:
            from ..office.trace import trace
            return trace(self.office, figure, period, scope)

        self._job = work.run(self, task, self._show, what="正在反查…")

    def _show(self, found: Any) -> None:
        self._job = None
        self.trace = found
        self.label.setText(found.label)
        self.value.setText(found.text)
        self.stated.setVisible(found.stated)
        self.because.setText(f"{'依据' if found.stated else '算法'}：{found.because}")
        figure = self.office.catalogue.figures.get(found.id)
        self.note.setText(figure.note if figure else "")
        self.note.setVisible(bool(self.note.text()))
        wide = max(200, self.width() - 50)
        needs = sum(label.heightForWidth(wide) + 6 for label in (self.because, self.note) if not label.isHidden())
        self.told.setFixedHeight(min(150, needs + 4))
        self.unstate_button.setVisible(found.stated)
        self.state_button.setText("改填报数…" if found.stated else "填报…")
        self.parts.clear()
        self._hang(found, None)
        shown = bool(found.parts)
        self.parts_title.setVisible(shown)
        self.parts.setVisible(shown)
        self.parts.expandAll()
        lines = sum(1 for part in found.walk()) - 1
        self.parts.setFixedHeight(min(lines * (self.fontMetrics().height() + 15) + 4, max(120, self.height() // 3)))
        first = next((part for part in found.walk() if part.records), found)
        self._show_rows(first)
        for n in range(self.parts.topLevelItemCount()):
            for item in _all(self.parts.topLevelItem(n)):
                if item.data(0, TRACE) is first:
                    self.parts.setCurrentItem(item)

    def _hang(self, trace: Any, under: QTreeWidgetItem | None) -> None:
        for part in trace.parts:
            other = f"（{part.period.label}）" if part.period != self.trace.period else ""
            item = QTreeWidgetItem([f"{part.label or part.because}{other}", part.text])
            item.setData(0, TRACE, part)
            item.setToolTip(0, f"{part.label or part.because}{other}\n{part.because if part.label else ''}".strip())
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if under is None:
                self.parts.addTopLevelItem(item)
            else:
                under.addChild(item)
            self._hang(part, item)

    def _show_rows(self, trace: Any) -> None:
        self.rows.put(trace.records)
        n = len(trace.records)
        self.table.setVisible(bool(n))
        self.table.setColumnHidden(0, not any(record.date for record in trace.records))
        if n:
            self.count.setText(f"计入的记录 {n} 条，双击打开")
        elif trace.stated:
            self.count.setText("这是填报的数，没有记录。")
        elif trace.parts:
            self.count.setText("这个数由上面各数算出，点其中一个看它的记录。")
        else:
            self.count.setText("这一期没有计入的记录。")

    def _part_chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._show_rows(item.data(0, TRACE))

    def _wanted(self, signal: SignalInstance) -> None:
        if self.trace is not None:
            signal.emit(self.trace.id)

    def _into(self, trace: Any) -> None:
        if trace.id:
            self.figure_wanted.emit(trace.id)

    def _open(self, index: QModelIndex) -> None:
        record = self.rows.records[index.row()]
        self.record_wanted.emit(record.kind, record.id)


def plain(amount: Fraction) -> str:
    """An exact amount in few digits: 3, 2.5."""
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):.4f}".rstrip("0").rstrip(".")


def _all(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [item, *(below for n in range(item.childCount()) for below in _all(item.child(n)))]
