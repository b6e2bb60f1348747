"""A clerk's own Excel sheet before it is taken in: what each column is, the first rows, and what would become of all."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.kind import Kind
from ..errors import Refusal, Trouble
from ..office import Office
from . import saying
from .pieces import button, choices, label, last_row
from .theme import colour, px
from .under_way import Told, UnderWay

NOT_TAKEN = "不导入"
SHOWN, LISTED, MOST = 4, 300, 12
"""Rows of the sheet shown, findings listed, and unknown organisations asked about, at most."""
SETTLES = 250


def bring_in(parent: QWidget, office: Office, kind: Kind, path: Path, then: Callable[[], object] = lambda: None) -> None:
    """Take in a sheet: at once where its columns are known and all its rows are good, else after the clerk has looked."""
    from . import reading_box

    def look(told: Told) -> Any:
        from ..office import mapping
        found = mapping.sources(office, kind.id, path, told)
        known = found[0].remembered or not mapping.lacking(kind, found[0].columns) and _ours(kind, found[0])
        tried = mapping.bring_in(office, kind.id, found[0], name=path.name, dry_run=True, told=told) if known else None
        return found, tried

    def kept(done: Any) -> None:
        _told(parent, kind, done)
        then()

    def looked(answer: Any) -> None:
        from ..office import mapping
        found, tried = answer
        if (tried is not None and not tried.bad and not tried.odd and (tried.good or tried.same)
                and (found[0].remembered or not tried.told)):
            reading_box.run(parent, f"正在导入{kind.label}", path.name,
                            lambda told: mapping.bring_in(office, kind.id, found[0], name=path.name, told=told), kept)
            return
        box = MappingBox(office, kind, path, found, parent)
        box.taken.connect(kept)
        box.open()

    reading_box.run(parent, "正在读取", path.name, look, looked)


def _ours(kind: Kind, source: Any) -> bool:
    """Whether every heading is one of this kind's own."""
    labels = {blank.label for blank in kind.blanks.values()}
    return len(source.columns) == sum(map(bool, source.heads)) and all(
        source.heads[at] in labels for at, id in source.columns.items() if id in kind.blanks)


def _told(parent: QWidget, kind: Kind, done: Any) -> None:
    new = done.good - done.changed
    parts = [f"新增 {new} 条" if new else "", f"更改 {done.changed} 条" if done.changed else "",
             f"{done.same} 条相同，未动" if done.same else ""]
    left = sorted({cell.row for cell in done.bad})
    told = f"。{'；'.join(done.told)}" if done.told else ""
    if left:
        told += f"。有问题的 {len(left)} 行没有导入：第 {'、'.join(map(str, left[:12]))}{' 等' if len(left) > 12 else ''} 行"
    saying.say(parent, f"已导入{kind.label}：{'，'.join(filter(None, parts)) or '没有新内容'}{told}",
               saying.TOLD if left else saying.DONE, label="撤销", act=getattr(parent.window(), "undo", None) if done.good else None)


def _sort(sorts: list[Kind], name: str, under: str) -> int:
    """Which kind of organisation a new name is likely to be: by how it ends, or else by what its column is for."""
    named = (n for n, kind in enumerate(sorts) if kind.label[-2:] in name)
    meant = (n for n, kind in enumerate(sorts) if kind.label in under)
    return next(named, next(meant, 0))


class MappingBox(QDialog):
    """Which column is what; told at every change what would be added, changed, passed over and refused."""

    taken = Signal(object)                    # what became of it

    def __init__(self, office: Office, kind: Kind, path: Path, sources: list[Any], parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"导入{kind.label}")
        self.setAccessibleName(f"导入{kind.label}")
        self.office, self.kind, self.path = office, kind, path
        self._sources = sources
        self._source = sources[0]
        self._checked = False
        self._unknown: dict[str, tuple[QCheckBox, QComboBox]] = {}
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self._try)
        self._draw()
        self._show(0)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        says = label("每一列是什么，看第一行；不对的点开改。对好的栏目会记住，下次同样的表不用再对。", "soft", wrap=True)
        self.sheet = choices("工作表")
        for source in self._sources:
            self.sheet.addItem(f"{source.sheet.name}（{'隐藏的，' if source.sheet.hidden else ''}{len(source.lines)} 行）")
        self.sheet.activated.connect(self._show)
        self.known = label("按上次对好的栏目", "tag", says="栏目的来历")
        top = QHBoxLayout()
        top.addWidget(label(f"{self.path.name}", "heading"))
        top.addWidget(self.sheet)
        top.addWidget(self.known)
        top.addStretch(1)
        self.sheet.setVisible(len(self._sources) > 1)
        self.grid = QTableWidget()
        self.grid.setAccessibleName("表里的列和前几行")
        self.grid.horizontalHeader().hide()
        self.grid.verticalHeader().hide()
        self.grid.setTabKeyNavigation(False)
        self.grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.grid.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.outcome = label("正在核对…", "subheading", wrap=True, says="导入结果预告")
        self.told = label("", "soft", "关于这张表", wrap=True)
        self.told.hide()
        self.under_way = UnderWay()
        self.finished.connect(lambda _: self.under_way.drop())
        self.bodies = QWidget()
        self._ticks = QVBoxLayout(self.bodies)
        self._ticks.setContentsMargins(0, 0, 0, 0)
        self.found = QTableWidget(0, 3)
        self.found.setAccessibleName("不能导入的地方")
        self.found.setHorizontalHeaderLabels(["行", "栏目", "问题"])
        self.found.verticalHeader().hide()
        self.found.setShowGrid(False)
        self.found.setWordWrap(True)
        self.found.setTabKeyNavigation(False)
        self.found.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        head = self.found.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.found.setColumnWidth(0, px(80))
        self.found.setColumnWidth(1, px(140))
        self.go = button("导入", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(says)
        column.addWidget(self.grid)
        column.addWidget(self.outcome)
        column.addWidget(self.told)
        column.addWidget(self.under_way)
        column.addWidget(self.bodies)
        column.addWidget(self.found, 12)
        column.addStretch(1)
        column.addLayout(last_row(self, self.go))
        room = self.screen().availableGeometry()
        self.resize(min(px(940), room.width() - 40), min(px(620), room.height() - 60))

    def _show(self, number: int) -> None:
        """Another sheet of the file."""
        from ..office import mapping
        self._source = source = self._sources[number]
        self.known.setVisible(source.remembered)
        wide = max([len(source.heads), *(len(line.texts) for line in source.lines[:SHOWN])])
        self.grid.clear()
        self.grid.setColumnCount(wide)
        self.grid.setRowCount(2 + min(SHOWN, len(source.lines)))
        for at in range(wide):
            head = source.heads[at] if at < len(source.heads) else ""
            self.grid.setCellWidget(0, at, self._column(at, head, mapping.choices(self.kind), source.columns.get(at, "")))
            self._cell(1, at, head, strong=True)
            for row, line in enumerate(source.lines[:SHOWN], 2):
                self._cell(row, at, line.texts[at] if at < len(line.texts) else "")
            self.grid.setColumnWidth(at, max(px(128), self.grid.cellWidget(0, at).sizeHint().width() + px(8)))
        high = px(30)
        for row in range(self.grid.rowCount()):
            self.grid.setRowHeight(row, high + (px(6) if row == 0 else 0))
        self.grid.setFixedHeight(self.grid.rowCount() * high + px(6) + self.grid.horizontalScrollBar().sizeHint().height() + 6)
        self._offer_bodies()
        self._try()

    def _column(self, at: int, head: str, known: dict[str, str], chosen: str) -> QWidget:
        box = choices(f"第 {at + 1} 列“{head}”是")
        box.addItem(NOT_TAKEN, "")
        for id, name in known.items():
            box.addItem(name, id)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.activated.connect(lambda _: self._chosen(at, box.currentData()))
        return box

    def _cell(self, row: int, at: int, text: str, *, strong: bool = False) -> None:
        cell = QTableWidgetItem(text)
        cell.setToolTip(text)
        if strong:
            font = self.font()
            font.setBold(True)
            cell.setFont(font)
        else:
            cell.setForeground(colour("soft"))
        self.grid.setItem(row, at, cell)

    # ── what is chosen ───────────────────────────────────────────────────────────────────────────

    def _chosen(self, at: int, id: str) -> None:
        """A column is something else; whichever was that before is not taken any more."""
        from dataclasses import replace
        columns = {other: was for other, was in self._source.columns.items() if was != id and other != at}
        if id:
            columns[at] = id
        self._source = replace(self._source, columns=dict(sorted(columns.items())), remembered=False)
        self.known.hide()
        for other in range(self.grid.columnCount()):
            box: Any = self.grid.cellWidget(0, other)
            box.setCurrentIndex(max(0, box.findData(columns.get(other, ""))))
        self._offer_bodies()
        self._wait.start()

    def _offer_bodies(self) -> None:
        """Organisations that nobody has entered yet may be entered along, or are one that is there by another name."""
        from ..office import mapping
        while self._ticks.count():
            if (row := self._ticks.takeAt(0).widget()) is not None:
                row.deleteLater()
        self._unknown.clear()
        sorts = [kind for kind in self.office.catalogue.kinds.values() if kind.shape == "body" and kind.first]
        here = mapping.entered(self.office)
        for name, under in [*mapping.unknown_bodies(self.office, self.kind.id, self._source).items()][:MOST]:
            tick = QCheckBox(f"“{name}”是")
            tick.setAccessibleName(f"“{name}”是什么")
            sort = choices(f"“{name}”是哪个组织")
            for kind in sorts:
                sort.addItem(f"还没登记的{kind.label}，同时登记", kind.id)
            sort.insertSeparator(sort.count())
            for id, called in here.items():
                sort.addItem(called, id)
            likely = mapping.likely(self.office, name)
            sort.setCurrentIndex(_sort(sorts, name, under) if likely is None
                                 else sort.findData(likely))
            tick.setChecked(True)
            self._unknown[name] = tick, sort
            tick.toggled.connect(lambda _: self._wait.start())
            sort.activated.connect(lambda _: self._wait.start())
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(tick)
            line.addWidget(sort)
            line.addStretch(1)
            self._ticks.addWidget(row)

    def _wanted_bodies(self) -> dict[str, str | int]:
        return {name: sort.currentData() for name, (tick, sort) in self._unknown.items() if tick.isChecked()}

    def _try(self) -> None:
        """What would become of the sheet as it is chosen now."""
        self._wait.stop()
        self._checked = False
        self.go.setEnabled(False)
        self.outcome.setText("正在核对…")
        source, bodies = self._source, self._wanted_bodies()

        def task(told: Told) -> Any:
            from ..office import mapping
            return mapping.bring_in(self.office, self.kind.id, source, bodies=bodies, dry_run=True, told=told)

        self.under_way.run("正在核对", task, self._tell, self._cannot)

    def _cannot(self, error: Exception) -> None:
        from ..office.exchange import Stopped
        stopped = isinstance(error, Stopped)
        if isinstance(error, Refusal | Trouble):
            self.outcome.setText("没有核对完，什么都没有导入。" if stopped else str(error))
        else:
            self.outcome.setText("程序出错，什么都没有导入。")
            saying.failed(self, error)
        self._still(False)
        self.found.hide()
        self.told.hide()
        self.go.setText("重新核对" if stopped else "导入")
        self.go.setEnabled(stopped)

    def _tell(self, tried: Any) -> None:
        new, rows = tried.good - tried.changed, len({cell.row for cell in tried.bad})
        parts = [f"将新增 {new} 条" if new else "", f"更改 {tried.changed} 条" if tried.changed else "",
                 f"{tried.same} 条已有、相同，跳过" if tried.same else "", f"{rows} 行有问题，不导入" if rows else "",
                 f"{len(tried.odd)} 处请看一看" if tried.odd else ""]
        self.outcome.setText("，".join(filter(None, parts)) + "。" if any(parts) else "没有可以导入的行。")
        listed = [*tried.bad, *tried.odd]
        more = [f"下面只列出前 {LISTED} 处，共 {len(listed)} 处。"] if len(listed) > LISTED else []
        self.told.setText("\n".join([*(f"{said}。" for said in tried.told), *more]))
        self.told.setVisible(bool(self.told.text()))
        self._checked = True
        self.go.setEnabled(tried.good > 0)
        if not self.grid.isAncestorOf(self.focusWidget() or self):
            self.go.setFocus()
        self.go.setText(f"先导入没有问题的 {tried.good} 条" if rows else f"导入 {tried.good} 条")
        self.found.setVisible(bool(listed))
        self.found.setRowCount(len(listed[:LISTED]))
        for n, cell in enumerate(listed[:LISTED]):
            for at, text in enumerate((f"第 {cell.row} 行", cell.column, cell.what)):
                self.found.setItem(n, at, QTableWidgetItem(text))
        QTimer.singleShot(0, self.found, self.found.resizeRowsToContents)        # once its columns have their widths

    def _still(self, busy: bool) -> None:
        """While rows are being taken in nothing else may be chosen."""
        for one in (self.sheet, self.grid, self.bodies, self.go):
            one.setEnabled(not busy)

    def _go(self) -> None:
        if not self._checked:
            self._try()
            return
        source, bodies = self._source, self._wanted_bodies()

        def task(told: Told) -> Any:
            from ..office import mapping
            return mapping.bring_in(self.office, self.kind.id, source, name=self.path.name, bodies=bodies, told=told)

        def taken(done: Any) -> None:
            self.accept()
            self.taken.emit(done)

        self._still(True)
        self._checked = False
        self.under_way.run("正在导入", task, taken, self._cannot)
