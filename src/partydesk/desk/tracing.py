"""Where a number comes from (反查): its value, how it is counted, its parts, its records, and who or what is missing in it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTabBar,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..office import Office
from . import files, outgoing, saying, work
from .pieces import button, label, shortcut, tool
from .theme import px, room
from .traced_rows import ABSENT, Rows, cells

TRACE = Qt.ItemDataRole.UserRole
COUNTED, MISSING = 0, 1
BELOW = 310
"""Pixels that the records and all else need beside how the number is counted."""
OUT = ("种类", "名称", "说明", "日期", "计入")


class TracePanel(QFrame):
    """One number and its reasons; a double click on a record opens it on its tab."""

    record_wanted = Signal(str, int)
    add_wanted = Signal(str, object)          # a record that is due: its kind, and what is known of it
    figure_wanted = Signal(str)
    state_wanted = Signal(str)
    unstate_wanted = Signal(str)
    sent_wanted = Signal(str, object)         # what was sent back then: the paper and its period
    closed = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("反查")
        self.office = office
        self.trace: Any = None
        self.figure = ""                      # what is traced, though the answer may not be there yet
        self.gaps: tuple[Any, ...] = ()
        self._asked: tuple[str, str, str | None] = "", "", None     # the figure, its period and scope
        self._part: Any = None
        self._lines = 0
        self._job: work.Job | None = None
        self._draw()

    def _draw(self) -> None:
        self.label = label("", "subheading", wrap=True, says="数据项")
        close = tool("", "收起反查", self.closed.emit, side=26, picture="close")
        self.value = label("", "big", wrap=True, says="数值")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stated = label("填报数", "tag")
        self.counted = label("", "soft", says="记录数出来的数")
        self.because = label("", wrap=True, says="算法", selectable=True)
        self.note = label("", "soft", wrap=True, says="说明")
        self.parts_title = label("由这些数得出", "soft")
        self.parts = QTreeWidget()
        self.parts.setColumnCount(2)
        self.parts.setHeaderHidden(True)
        self.parts.setRootIsDecorated(False)
        self.parts.setIndentation(px(14))
        self.parts.setAccessibleName("组成")
        self.parts.header().setStretchLastSection(False)
        self.parts.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.parts.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.parts.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.parts.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.parts.currentItemChanged.connect(self._part_chosen)
        self.parts.itemDoubleClicked.connect(lambda item, _: self._into(item.data(0, TRACE)))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("计入与没有计入")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("计入")
        self.tabs.addTab("缺谁缺什么")
        self.tabs.currentChanged.connect(lambda _: self._show_list())
        self.count = label("", "soft", wrap=True, says="记录条数")
        self.rows = Rows(self)
        self.table = self._table()
        self.state_button = button("填报…", lambda: self._wanted(self.state_wanted), says="填报", picture="state",
                                   tip="不用数出来的数，改填一个有依据的数；或给这个数写明原因")
        self.unstate_button = button("取消填报", lambda: self._wanted(self.unstate_wanted), "plain")
        self.sent_button = button("见当时的文件…", self._sent, "plain", "见当时的文件", "定稿时保存的数字、文字和文件", picture="forward")
        self.out_button = button("导出", look="plain", says="导出名单", picture="export")
        outgoing.offer(self.out_button, self.copy, self.export)
        menu = self.out_button.menu()
        self.listed = tuple(menu.actions())                           # what the list alone can become
        menu.addSeparator()
        self.packed = menu.addAction("导出佐证材料…", self.pack)
        self._lay_out(close)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName("计入的记录")
        table.setModel(self.rows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + room(14))
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
        for column, wide in ((0, 98), (2, 120)):
            table.setColumnWidth(column, px(wide))
        table.doubleClicked.connect(self._open)
        table.activated.connect(self._open)
        shortcut(QKeySequence.StandardKey.Copy, table, self.copy, alone=True)
        return table

    def _lay_out(self, close: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(self.label, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        number = QHBoxLayout()
        number.addWidget(self.value)
        number.addWidget(self.stated, 0, Qt.AlignmentFlag.AlignVCenter)
        number.addWidget(self.counted, 0, Qt.AlignmentFlag.AlignVCenter)
        number.addStretch(1)
        said = QWidget()
        said.setObjectName("sheet")
        inner = QVBoxLayout(said)
        inner.setContentsMargins(0, 0, px(6), 0)
        inner.addWidget(self.because)
        inner.addWidget(self.note)
        inner.addWidget(self.parts_title)
        inner.addWidget(self.parts)
        inner.addStretch(1)
        self.told = QScrollArea(widgetResizable=True)
        self.told.setAccessibleName("算法与说明")
        self.told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told.setWidget(said)
        buttons = QHBoxLayout()
        buttons.addWidget(self.state_button)
        buttons.addWidget(self.unstate_button)
        buttons.addStretch(1)
        buttons.addWidget(self.out_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(10), px(12))
        column.setSpacing(px(6))
        column.addLayout(top)
        column.addLayout(number)
        column.addWidget(self.told)
        column.addWidget(self.tabs)
        column.addWidget(self.count)
        column.addWidget(self.sent_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        column.addLayout(buttons)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_trace(self, figure: str, period: str, scope: str | None) -> None:
        """Trace a figure; what is shown stays until the answer is there."""
        if self._job is not None:
            self._job.cancel()
        self.figure, self._asked = figure, (figure, period, scope)

        def task() -> Any:
            from ..office.missing import gaps
            from ..office.trace import trace
            return trace(self.office, figure, period, scope), gaps(self.office, figure, period, scope)

        self._job = work.run(self, task, lambda found: self._show(*found), what="正在反查…")

    def _show(self, found: Any, gaps: tuple[Any, ...]) -> None:
        self._job = None
        self.trace, self.gaps = found, gaps
        for widget in (self.value, self.told, self.state_button):
            widget.show()
        self.label.setText(found.label)
        self.value.setText(found.text)
        self.stated.setVisible(found.stated)
        self.counted.setText(f"记录数出来是 {found.counted}" if found.counted else "记录数不出来" if found.stated else "")
        self.counted.setVisible(found.stated)
        said = f"依据：{found.reason}\n算法：{found.how}" if found.stated else f"算法：{found.because}" + (
            f"\n原因：{found.reason}" if found.reason else "")
        self.because.setText(said)
        figure = self.office.catalogue.figures.get(found.id)
        self.note.setText(figure.note if figure else "")
        self.note.setVisible(bool(self.note.text()))
        self.unstate_button.setVisible(found.stated or bool(found.reason))
        self.unstate_button.setText("取消填报" if found.stated else "删去原因")
        self.state_button.setText("改填报数…" if found.stated else "填报…")
        self.parts.clear()
        self._lines = self._hang(found, None)
        shown = bool(self._lines)
        self.parts_title.setText("记录里是这样数的" if found.stated else "由这些数得出")
        self.parts_title.setVisible(shown)
        self.parts.setVisible(shown)
        self.parts.expandAll()
        self._fit()
        self._part = next((part for part in found.walk() if part.records or part.sent), found)
        for n in range(self.parts.topLevelItemCount()):
            for item in _all(self.parts.topLevelItem(n)):
                if item.data(0, TRACE) is self._part:
                    self.parts.setCurrentItem(item)
        missing = sum(len(gap.absent) for gap in gaps)
        self.tabs.setVisible(bool(gaps))
        self.tabs.setTabText(MISSING, f"缺谁缺什么 {missing}" if missing else "缺谁缺什么")
        if not gaps:
            self.tabs.setCurrentIndex(COUNTED)
        self._show_list()

    def _fit(self) -> None:
        """As much room for how it is counted, and from what, as that needs, but never the room of the records."""
        wide = max(px(200), self.width() - px(54))
        needs = sum(label.heightForWidth(wide) + px(6) for label in (self.because, self.note) if not label.isHidden())
        if self._lines:
            self.parts.setFixedHeight(self._lines * (self.fontMetrics().height() + room(15)) + 4)
            needs += self.parts.height() + self.parts_title.sizeHint().height() + px(14)
        self.told.widget().setMinimumHeight(needs)
        spare = min(self.height() - px(BELOW), self.height() * 9 // 20)
        self.told.setFixedHeight(max(px(50), min(needs + px(4), spare)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._columns()

    def _hang(self, trace: Any, under: QTreeWidgetItem | None) -> int:
        """The values that a value was reached from, a line each; how many lines. A plain number of a formula is none."""
        lines = 0
        for part in trace.parts:
            if part.because == part.text:
                continue
            other = f"（{part.period.label}）" if part.period != self.trace.period else ""
            item = QTreeWidgetItem([f"{part.label or part.because}{other}", part.text])
            item.setData(0, TRACE, part)
            item.setToolTip(0, f"{part.label or part.because}{other}\n{part.because if part.label else ''}".strip())
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if under is None:
                self.parts.addTopLevelItem(item)
            else:
                under.addChild(item)
            lines += 1 + self._hang(part, item)
        return lines

    def _show_list(self) -> None:
        """The records that are counted, or those that are missing."""
        if self.trace is None:
            return
        if self.tabs.currentIndex() == MISSING and self.gaps:
            self.rows.put(tuple(one for gap in self.gaps for one in gap.absent), ABSENT)
            beyond = sum(len(gap.beyond) for gap in self.gaps)
            self.count.setText("\n".join(gap.says for gap in self.gaps)
                               + (f"\n另有 {beyond} 个计入了却不在应计之列，请核对。" if beyond else ""))
            self.table.setAccessibleName("没有计入的")
        else:
            self._show_rows(self._part)
        n = len(self.rows.records)
        self.table.setVisible(bool(n))
        self._offer(bool(n), whole=True)
        self.sent_button.setVisible(self.tabs.currentIndex() == COUNTED and bool(self._part.sent))
        self._columns()

    def _columns(self) -> None:
        """The columns that say something, as far as there is room for the names."""
        counted = any(hasattr(record, "amount") for record in self.rows.records) and self.trace is not None
        self.table.setColumnHidden(0, self._empty("date"))
        self.table.setColumnHidden(2, self._empty("note") or self.width() < px(450 if counted else 350))
        self.table.setColumnHidden(3, not counted)
        self.table.setColumnWidth(2, px(120) if counted else max(px(120), self.width() // 2))

    def _empty(self, name: str) -> bool:
        return not any(getattr(record, name) for record in self.rows.records)

    def _show_rows(self, trace: Any) -> None:
        self.rows.put(trace.records)
        self.table.setAccessibleName("计入的记录")
        n = len(trace.records)
        if n:
            self.count.setText(f"计入的记录 {n} 条，双击打开")
        elif trace.stated:
            self.count.setText("这是填报的数，没有记录。")
        elif trace.sent:
            self.count.setText(f"{trace.because}。")
        elif trace.parts:
            self.count.setText("这个数由上面各数算出，点其中一个看它的记录。")
        else:
            self.count.setText("这一期没有计入的记录。")

    def show_missing(self) -> None:
        """Turn to who or what is missing."""
        self.tabs.setCurrentIndex(MISSING)

    def show_records(self, records: Sequence[Any], title: str) -> None:
        """Records by themselves: those that a check found."""
        if self._job is not None:
            self._job.cancel()
        self.trace, self.gaps, self.figure = None, (), ""
        self.label.setText(title)
        for widget in (self.value, self.stated, self.counted, self.told, self.parts_title, self.parts, self.tabs,
                       self.state_button, self.unstate_button, self.sent_button):
            widget.hide()
        self.rows.put(tuple(records))
        self.count.setText(f"涉及 {len(records)} 条记录，双击打开")
        self.table.show()
        self._offer(True, whole=False)
        self._columns()

    def _offer(self, listed: bool, *, whole: bool) -> None:
        """What can be taken out of here: the list, if there is one, and the evidence of the whole number."""
        for action in self.listed:
            action.setEnabled(listed)
        self.packed.setEnabled(whole)
        self.out_button.setVisible(listed or whole)

    def _part_chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._part = item.data(0, TRACE)
            self.tabs.setCurrentIndex(COUNTED)
            self._show_list()

    # ── where it leads ───────────────────────────────────────────────────────────────────────────

    def _wanted(self, signal: SignalInstance) -> None:
        if self.trace is not None:
            signal.emit(self.trace.id)

    def _into(self, trace: Any) -> None:
        if trace.sent:
            self.sent_wanted.emit(trace.sent, trace.period)
        elif trace.id:
            self.figure_wanted.emit(trace.id)

    def _sent(self) -> None:
        self.sent_wanted.emit(self._part.sent, self._part.period)

    def _open(self, index: QModelIndex) -> None:
        record = self.rows.records[index.row()]
        if getattr(record, "add", None) is not None:
            self.add_wanted.emit(record.kind, record.add)
        else:
            self.record_wanted.emit(record.kind, record.id)

    def _table_of(self) -> tuple[str, list[tuple[str, ...]]]:
        picked = [self.rows.records[index.row()] for index in self.table.selectionModel().selectedRows()]
        records = picked if len(picked) > 1 else self.rows.records
        missing = self.tabs.currentIndex() == MISSING and bool(self.gaps)
        return (f"{self.label.text()}{'：没有计入的' if missing else '：计入的记录'}",
                [(one.label, *(cells(one)[n] for n in (1, 2, 0, 3))) for one in records])

    def copy(self) -> None:
        _, rows = self._table_of()
        outgoing.copy(self, OUT, rows)

    def export(self, sort: str) -> None:
        title, rows = self._table_of()
        outgoing.save(self, self.office, "导出名单", title, OUT, rows, sort)

    def pack(self) -> None:
        """All that stands behind the number into a folder of its own, within one that is asked for."""
        figure, period, scope = self._asked
        inside = files.folder(self, "佐证材料放在哪个文件夹里")
        if inside is None:
            return

        def task() -> Any:
            from ..office import evidence
            return evidence.pack(self.office, figure, period, inside / evidence.called(self.office, figure, period, scope), scope)

        work.run(self, task, self._say_packed, what="正在整理佐证材料…")

    def _say_packed(self, done: Any) -> None:
        gone = f"，有 {len(done.gone)} 个附件的内容不在了，目录里已注明" if done.gone else ""
        told = "；".join([f"已整理记录 {done.records} 条、附件 {done.files} 个{gone}", *done.remarks])
        saying.say(self, told, saying.TOLD, "打开文件夹", lambda: saying.reveal(done.folder))


def _all(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [item, *(below for n in range(item.childCount()) for below in _all(item.child(n)))]
