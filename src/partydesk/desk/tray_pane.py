"""Whom or what a paper is made for: narrowed and ticked; and, of papers that people sign, the register and what is done with it."""
from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ..catalogue.shapes import ARCHIVED, PENDING, SIGNED
from ..office.signing import NONE, STATUSES
from ..office.tray import Row, Tray
from .flow import Flow
from .pieces import button, choices, label, line
from .register_strip import RegisterStrip
from .theme import px
from .tray_rows import TrayRows, TrayTable


class TrayPane(QWidget):
    """`marked` tells that another row is marked; the other signals, what is to be done with rows."""

    marked = Signal(object)
    issue_wanted = Signal(object)             # the ids of people
    mark_wanted = Signal(str)                 # a status
    record_wanted = Signal(object)            # a Row
    files_dropped = Signal(object, object)    # a Row, and where the files lie

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("印给谁")
        self.tray: Tray | None = None
        self._next: tuple[int, ...] = ()
        self._draw()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.strip = RegisterStrip()
        self.strip.wanted.connect(lambda _: self._narrow())
        self.finder = line("查找对象", "姓名或编号")
        self.finder.textChanged.connect(lambda _: self._narrow())
        self.home, self.trait = choices("所属组织"), choices("类别")
        for box in (self.home, self.trait):
            box.setMinimumWidth(px(96))
            box.setMaximumWidth(px(210))
            box.activated.connect(lambda _: self._narrow())
        narrowing = QHBoxLayout()
        narrowing.setSpacing(px(6))
        narrowing.addWidget(self.finder, 1)
        narrowing.addWidget(self.home, 1)
        narrowing.addWidget(self.trait, 1)
        self.model = TrayRows(self)
        self.table = TrayTable(self.model)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.marked.emit(self.current))
        self.table.doubleClicked.connect(lambda index: self.record_wanted.emit(self.model.rows[index.row()]))
        self.table.dropped.connect(lambda row, paths: self.files_dropped.emit(self.model.rows[row], paths))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._offer)
        self.model.changed.connect(self._count)
        self.number = label("", "soft", "勾选了几份")
        ticking = QWidget()
        flow = Flow(ticking, gap=px(2))
        for text, says, act in (("全选", "勾选列出的全部", self.tick_all), ("全不选", "一份也不勾选", self.tick_none),
                                ("反选", "勾选的换成没勾选的", self.tick_others)):
            flow.addWidget(button(text, act, "plain", says))
        self.number.setMinimumHeight(flow.minimumSize().height())     # on one line with them
        flow.addWidget(self.number)
        self.issue = button("补发没有的…", self._issue, says="补发没有的", tip="给应签而还没有的人各建一份，先看再建", picture="add")
        self.set = button("标为", says="把勾选的标为", tip="勾选的各份签到哪一步了", picture="check")
        self.set.setProperty("menu", "true")
        menu = QMenu(self.set)
        menu.setAccessibleName("把勾选的标为")
        for status in (SIGNED, ARCHIVED, PENDING):
            menu.addAction(f"{STATUSES[status]}…", partial(self.mark_wanted.emit, status))
        self.set.setMenu(menu)
        self.scan = button("附扫描件…", self._scan, says="附扫描件", picture="attach",
                           tip="打开标出的那一份，在它的附件里添加；也可以把文件拖到那一行上")
        self.acts = QWidget()
        acting = Flow(self.acts, gap=px(6))
        for one in (self.issue, self.set, self.scan):
            acting.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.strip)
        column.addLayout(narrowing)
        column.addWidget(self.table, 1)
        column.addWidget(ticking)
        column.addWidget(self.acts)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def forget(self) -> None:
        """Another paper: nothing is narrowed or ticked any more."""
        self.tray = None
        self.strip.choose("")
        self.finder.blockSignals(True)
        self.finder.clear()
        self.finder.blockSignals(False)
        for box in (self.home, self.trait):
            box.setCurrentIndex(0)
        self.model.ticked = set()

    def show_tray(self, tray: Tray) -> None:
        """Whom a paper is for now; what is narrowed, ticked and marked stays."""
        fresh = self.tray is None
        current = self.current
        self.tray = tray
        self._offered(tray)
        self.strip.setVisible(tray.register is not None)
        self.acts.setVisible(tray.register is not None)
        if tray.register is not None:
            self.strip.choose(self.strip.status)
            self.strip.show_register(tray.register)
            self.issue.setEnabled(bool(tray.register.missing))
        keys = {row.key for row in tray.rows}
        if self._next:
            self.strip.choose("")
        ticked = set(self._next) or self.model.ticked & keys
        self._next = ()
        if fresh and tray.entry.paper is not None and tray.entry.paper.scope == "period" and tray.rows:
            ticked = {tray.rows[0].key}
        self.model.ticked = ticked
        self._narrow(current.key if current else None)

    def _offered(self, tray: Tray) -> None:
        """The organisations and choices by which rows can be told apart."""
        traits = [(f"{blank}：{choice}", (blank, choice)) for blank, choice in tray.traits]
        homes = [(name, name) for name in tray.homes]
        for box, whole, offered in ((self.home, "全部组织", homes), (self.trait, "全部类别", traits)):
            standing = box.currentText()
            box.clear()
            box.addItem(whole, None)
            for text, data in offered:
                box.addItem(text, data)
            box.setCurrentIndex(max(0, box.findText(standing)))
            box.setVisible(len(offered) > 1)
            box.setToolTip(box.currentText())

    def _narrow(self, mark: int | None = None) -> None:
        if self.tray is None:
            return
        for box in (self.home, self.trait):
            box.setToolTip(box.currentText())
        current = self.current
        wanted = mark if mark is not None else current.key if current else None
        rows = self.tray.narrowed(self.finder.text(), self.home.currentData() or "", self.trait.currentData(), self.strip.status)
        self.finder.setPlaceholderText("姓名或编号" if self.tray.register is not None else "名称")
        self.model.put(rows, registered=self.tray.register is not None)
        self.table.fit()
        at = next((at for at, row in enumerate(rows) if row.key == wanted), 0)
        if rows:
            self.table.setCurrentIndex(self.model.index(at, 0))
        self.marked.emit(self.current)
        self._count()

    @property
    def current(self) -> Row | None:
        """The row that is marked."""
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    @property
    def chosen(self) -> list[Row]:
        """The rows that are ticked, in their order, in sight or not."""
        return [row for row in self.tray.rows if row.key in self.model.ticked] if self.tray else []

    def _count(self) -> None:
        n, of = len(self.chosen), len(self.model.rows)
        hidden = n - sum(row.key in self.model.ticked for row in self.model.rows)
        self.number.setText(f"列出 {of}，勾选 {n}" + (f"（{hidden} 未列出）" if hidden else ""))

    # ── what is ticked ───────────────────────────────────────────────────────────────────────────

    def tick_all(self) -> None:
        self.model.tick(self.model.ticked | {row.key for row in self.model.rows})

    def tick_none(self) -> None:
        self.model.tick(())

    def tick_others(self) -> None:
        """Of the rows in sight, those that are not ticked now."""
        self.model.tick(self.model.ticked ^ {row.key for row in self.model.rows})

    def tick_next(self, keys: Iterable[int]) -> None:
        """Tick these when the rows come anew."""
        self._next = tuple(keys)

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def _issue(self) -> None:
        """Those who are ticked and have none; where none of those is ticked, all of them that are listed, else all."""
        if self.tray is None:
            return
        chosen = [row for row in self.chosen if row.status == NONE]
        listed = [row for row in self.model.rows if row.status == NONE]
        rows = chosen or listed or [row for row in self.tray.rows if row.status == NONE]
        self.issue_wanted.emit([row.signer.person for row in rows if row.signer is not None])

    def _scan(self) -> None:
        if (row := self.current) is not None:
            self.record_wanted.emit(row)

    def _offer(self, where: QPoint) -> None:
        """What can be done with the rows that are marked, beside the mouse."""
        rows = self.table.marked()
        if not rows:
            return
        menu = QMenu(self.table)
        menu.setAccessibleName("选中的对象")
        menu.addAction("勾选", lambda: self.model.tick(self.model.ticked | {self.model.rows[row].key for row in rows}))
        menu.addAction("不勾选", lambda: self.model.tick(self.model.ticked - {self.model.rows[row].key for row in rows}))
        if (row := self.current) is not None and row.kind and row.key > 0:
            menu.addSeparator()
            menu.addAction("打开记录", lambda: self.record_wanted.emit(row))
        menu.aboutToHide.connect(menu.deleteLater, Qt.ConnectionType.QueuedConnection)
        menu.popup(self.table.viewport().mapToGlobal(where))
