"""The list of one kind with all that belongs to it: what narrows it, what it comes to, and what is done with what is chosen."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..office import Office, columns, listing, operators
from ..office.columns import Column
from ..office.drafts import Drafts
from ..office.listing import Listed, View
from ..office.totals import Totals
from . import layouts, work
from .filters import Chips, ColumnMenu
from .footer import Footer
from .list_sides import Nothing, Several
from .pieces import button, label, line, offered
from .records import Records
from .table import RecordTable
from .theme import px

if TYPE_CHECKING:
    from .transfer import Transfer

TYPED = 120
"""Milliseconds after the last key that the list is narrowed."""
LONG = 5_000
"""Records from which on a list is narrowed, sorted and totalled on another thread."""


class ListPane(QFrame):
    """The list of a kind. `opened` tells the record to be shown, `added` that a new one is wanted."""

    opened = Signal(int)
    added = Signal()
    edited = Signal(int)

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.office, self._drafts = office, drafts
        self.kind: Kind | None = None
        self._models: dict[str, Records] = {}
        self._layouts: dict[str, layouts.Layout] = {}
        self._whole: dict[str, int] = {}
        self.stale: set[str] = set()          # kinds that were changed while another was shown
        self._asking: work.Job | None = None
        self._adding: work.Job | None = None
        self._moved: Transfer | None = None
        self._chosen: list[int] = []
        self._draw()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.title = label("", "heading", "记录种类")
        self.number = label("", "soft", "记录条数")
        self.take_in = _menu_button("导入", "导入：从 Excel 表格，或粘贴从 Excel 复制的行", self._taking, "import")
        self.give_out = _menu_button("导出", "导出：Excel 表格，或打印用的台账", self._giving, "export")
        self.shape = _menu_button("列表", "列表：栏目和分组", self._shaping, "columns")
        self.new = button("新增", self.added.emit, look="primary", says="新增记录", tip="新增一条（Ctrl+N）")
        refused = operators.lacks(self.office, operators.RECORDS)
        for made in (self.new, self.take_in):
            offered(made, refused=refused)
        self.narrower = line("筛选", "筛选：文字、日期、姓名或拼音首字母", clear=True)
        self.narrower.setToolTip("筛选（Ctrl+F）；几个词用空格隔开，须都符合")
        self._typed = QTimer(self, singleShot=True, interval=TYPED)
        self._typed.timeout.connect(self._narrow)
        self.narrower.textChanged.connect(lambda _: self._typed.start())
        top = QHBoxLayout()
        top.setSpacing(px(4))
        top.addWidget(self.title)
        top.addSpacing(px(4))
        top.addWidget(self.number)
        top.addStretch(1)
        for one in (self.take_in, self.give_out, self.shape):
            top.addWidget(one)
        second = QHBoxLayout()
        second.addWidget(self.narrower, 1)
        second.addWidget(self.new)
        self.chips = Chips(self.turn)
        self.list = RecordTable()
        self.footer = Footer(self.list)
        full = QWidget()
        inner = QVBoxLayout(full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.list, 1)
        inner.addWidget(self.footer)
        self.below = QStackedWidget()
        self.below.addWidget(full)
        self.nothing = Nothing(self._first, self.import_sheet, self.paste)
        self.below.addWidget(self.nothing)
        self.several = Several(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(8), px(8))
        column.setSpacing(px(8))
        column.addLayout(top)
        column.addLayout(second)
        column.addWidget(self.chips)
        column.addWidget(self.below, 1)
        column.addWidget(self.several)
        self.list.opened.connect(lambda row: self._tell(self.opened, row))
        self.list.editing.connect(lambda: self._tell(self.edited, self.list.currentIndex().row()))
        self.list.removing.connect(self.remove)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer)
        self.list.copying.connect(self.copy)
        self.list.pasting.connect(self.paste)
        self.list.asked.connect(self.open_column)
        self.list.widened.connect(self._keep_layout)
        self.list.heads.ordered.connect(self._ordered)

    # ── which kind ───────────────────────────────────────────────────────────────────────────────

    @property
    def model(self) -> Records | None:
        return self._models.get(self.kind.id) if self.kind else None

    @property
    def models(self) -> dict[str, Records]:
        """Those that have been looked at, by kind."""
        return self._models

    @property
    def transfer(self) -> Transfer:
        """The ways in and out; made when first used."""
        if self._moved is None:
            from .transfer import Transfer
            self._moved = Transfer(self)
        return self._moved

    def show_kind(self, kind: Kind) -> None:
        """Show the list of a kind as it was left."""
        self.kind = kind
        layout = self._layouts.setdefault(kind.id, layouts.of(kind.id))
        model = self._models.get(kind.id)
        if model is None:
            if layout.group not in dict(self.groupings()):
                layout.group = ""
            model = self._models[kind.id] = Records(self.office, kind, self._drafts, self, run=self._run, shown=layout.shown,
                                                    group=layout.group)
            model.turned.connect(lambda model=model: self._turned(model))
            self.stale.add(kind.id)
        if kind.id in self.stale:
            self.stale.discard(kind.id)
            model.put(model.ask(model.view)())
        self.list.setSortingEnabled(False)
        old = self.list.selectionModel()
        self.list.setModel(model)
        if old is not None:
            old.deleteLater()
        self._sorted(model.view)
        self.list.setSortingEnabled(True)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.list.fit(model, layout.widths)
        self.list.setAccessibleName(f"{kind.label}列表")
        self.title.setText(kind.label)
        self.narrower.blockSignals(True)
        self.narrower.setText(model.found)
        self.narrower.blockSignals(False)
        self._turned(model)

    def _sorted(self, view: View) -> None:
        """The arrow on the head of the column by which the list is sorted."""
        head, model = self.list.heads, self.model
        at = next((at for at, column in enumerate(model.columns) if column.id == view.sort), -1) if model else -1
        if (head.sortIndicatorSection(), head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder) != (at, view.descending):
            head.blockSignals(True)
            head.setSortIndicator(at, Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder)
            head.blockSignals(False)
        head.viewport().update()

    def groupings(self) -> tuple[tuple[str, str], ...]:
        return columns.groupings(self.kind, date.today().year) if self.kind else ()

    # ── which records ────────────────────────────────────────────────────────────────────────────

    def _run(self, task: Callable[[], Listed], then: Callable[[Listed], None]) -> None:
        """Ask which records stand on the list: at once, or for a long one on another thread, where only the last asked counts."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if self.kind is None or self._whole.get(self.kind.id, 0) <= LONG:
            then(task())
        else:
            self._asking = work.run(self, task, then, what="正在筛选…")

    def counted(self, counts: dict[str, int]) -> None:
        """How many records each kind has."""
        self._whole = dict(counts)

    def turn(self, view: View) -> None:
        """Show another view of the kind."""
        if (model := self.model) is not None and view != model.view:
            kept = self.list.chosen() if self.list.number() <= 1 else []
            if view.group != model.view.group:
                self._layouts[model.kind.id].group = view.group
                layouts.keep(model.kind.id, self._layouts[model.kind.id])
            model.turn(view, lambda: self.list.again(kept))

    def _narrow(self) -> None:
        """Narrow the list to what is typed."""
        if (model := self.model) is not None and self.narrower.text() != model.found:
            self.turn(replace(model.view, find=self.narrower.text()))

    def widen(self, then: Callable[[], None]) -> None:
        """Show all records of the kind again, at once."""
        model = self.model
        assert model is not None
        self.narrower.blockSignals(True)
        self.narrower.clear()
        self.narrower.blockSignals(False)
        model.put(model.ask(replace(model.view, find="", filters=()))())
        then()

    def _turned(self, model: Records) -> None:
        """What stands round the list says what the list shows."""
        if model is not self.model or self.kind is None:
            return
        n, view = model.count, model.view
        if not view.narrowed:
            self._whole[self.kind.id] = n
        self.number.setText(f"筛出 {n} 条" if view.narrowed else f"{n} 条" if n else "")
        self.below.setCurrentIndex(0 if n else 1)
        self.nothing.tell(self.kind, narrowed=view.narrowed)
        self.chips.show_view(model, dict(self.groupings()))
        narrowed = {one.column for one in view.filters}
        self.list.heads.narrowed = frozenset(at for at, column in enumerate(model.columns) if column.id in narrowed)
        self._sorted(view)
        self._selected()
        self._total(model)

    def _total(self, model: Records) -> None:
        """The row of totals; of a long list it comes a moment later."""
        if self._adding is not None:
            self._adding.cancel()
            self._adding = None
        if model.listed.groups:
            self.footer.put(sum((group.totals for group in model.listed.groups), Totals()))
            return
        view, adds = model.view, tuple(column for column in model.columns if column.adds)
        if model.count <= LONG and self._whole.get(model.kind.id, 0) <= LONG:
            self.footer.put(listing.totals(self.office, view, adds))
            return
        self.footer.put(None)

        def then(totals: Totals) -> None:
            if model is self.model and model.view == view:
                self.footer.put(totals)

        self._adding = work.run(self, lambda: listing.totals(self.office, view, adds), then, what="正在合计…")

    def select(self, id: int) -> None:
        """Mark a record, or nothing."""
        model = self.model
        if model is not None and id and model.row(id) >= 0:
            self.list.choose([id])
        else:
            self.list.clearSelection()

    def _selected(self) -> None:
        self.several.tell(self.list.number())

    def _tell(self, signal: Any, row: int) -> None:
        model = self.model
        if model is not None and 0 <= row < model.rowCount() and (id := model.id(row)):
            signal.emit(id)

    def _first(self) -> None:
        if self.model is not None and self.model.view.narrowed:
            self.widen(lambda: None)
        else:
            self.added.emit()

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    def open_column(self, section: int) -> None:
        """The menu of a column, under its head."""
        model = self.model
        if model is None or not 0 <= section < len(model.columns):
            return
        column = model.columns[section]
        menu = ColumnMenu(model, column, column.id in dict(self.groupings()), self.list)
        menu.turned.connect(self.turn)
        menu.hidden.connect(self._hide)
        head = self.list.heads
        menu.open(head.mapToGlobal(QPoint(head.sectionViewportPosition(section), head.height())))

    def choose_columns(self) -> None:
        if (model := self.model) is not None:
            from .columns_box import ColumnsBox
            box = ColumnsBox(model.kind.label, columns.offered(model.kind, date.today().year), model.columns, self)
            box.chosen.connect(self.show_columns)
            box.open()

    def show_columns(self, ids: list[str]) -> None:
        """Show these columns in this order, and remember it; none: what the program would show, in its own widths."""
        model = self.model
        if model is None:
            return
        chosen = self.list.chosen() if self.list.number() <= 1 else []
        layout = self._layouts[model.kind.id]
        layout.shown = ids
        if not ids:
            layout.widths = {}
        model.show_columns(ids)
        self.list.fit(model, layout.widths)
        layouts.keep(model.kind.id, layout)
        self._turned(model)
        self.list.again(chosen)

    def shown(self) -> list[Column]:
        """The columns as they stand."""
        return list(self.model.columns) if self.model else []

    def _hide(self, id: str) -> None:
        if len(self.shown()) > 1:
            self.show_columns([column.id for column in self.shown() if column.id != id])

    def _ordered(self) -> None:
        """Columns were dragged: the list takes their order as its own."""
        head, model = self.list.heads, self.model
        if model is None:
            return
        order, widths = head.order(), self.list.widths()
        ids = [model.columns[at].id for at in order]
        head.blockSignals(True)
        for at in range(head.count()):
            head.moveSection(head.visualIndex(at), at)
        head.blockSignals(False)
        self._layouts[model.kind.id].widths = widths
        self.show_columns(ids)

    def _keep_layout(self) -> None:
        if (model := self.model) is not None:
            self._layouts[model.kind.id].widths = self.list.widths()
            layouts.keep(model.kind.id, self._layouts[model.kind.id])

    # ── menus ────────────────────────────────────────────────────────────────────────────────────

    def _taking(self, menu: QMenu) -> None:
        menu.addAction("从 Excel 表格导入…", self.transfer.import_sheet)
        menu.addAction("粘贴从 Excel 复制的行\tCtrl+V", self.transfer.paste)

    def _giving(self, menu: QMenu) -> None:
        menu.addAction("打印台账…\tCtrl+P", self.transfer.print_ledger)
        menu.addAction("导出台账（PDF、Word、Excel）…", self.transfer.export_ledger)
        menu.addAction("空白表（手填）…", self.transfer.blank_form)
        menu.addSeparator()
        menu.addAction("复制列表\tCtrl+C", lambda: self.transfer.copy(everything=True))
        menu.addAction("导出 Excel（全部记录，可改后再导入）…", self.transfer.export_sheet)

    def _shaping(self, menu: QMenu) -> None:
        model = self.model
        if model is None:
            return
        menu.addAction("选择栏目…", self.choose_columns)
        groups = menu.addMenu("分组")
        groups.setAccessibleName("分组")
        for id, words in (("", "不分组"), *self.groupings()):
            act = groups.addAction(words, lambda id=id: self.turn(replace(model.view, group=id)))
            act.setCheckable(True)
            act.setChecked(model.view.group == id)
        if model.listed.groups:
            menu.addAction("全部折叠", lambda: model.fold_all(True))
            menu.addAction("全部展开", lambda: model.fold_all(False))
        if model.view.narrowed:
            menu.addAction("清除筛选", lambda: self.widen(lambda: None))
        menu.addSeparator()
        menu.addAction("恢复默认栏目和宽窄", lambda: self.show_columns([]))

    # ── many at once ─────────────────────────────────────────────────────────────────────────────

    def remove(self) -> None:
        """The chosen records into the recycle bin."""
        if self.model is not None and (ids := self.list.chosen()):
            from .many_box import remove
            remove(self, self.model.kind, ids)

    def copy(self) -> None:
        self.transfer.copy()

    def paste(self) -> None:
        self.transfer.paste()

    def _offer(self, where: QPoint) -> None:
        """What can be done with the rows that are chosen, beside the mouse."""
        row = self.list.indexAt(where).row()
        if row < 0 or not self.list.chosen():
            return
        menu = QMenu(self.list)
        menu.setAccessibleName("选中的记录")
        menu.addAction("打开", lambda: self._tell(self.opened, row))
        menu.addAction("修改…", self.change)
        menu.addAction("复制", self.copy)
        menu.addAction("导出…", lambda: self.transfer.export_ledger(chosen=True))
        menu.addSeparator()
        menu.addAction("删除", self.remove)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
        menu.popup(self.list.viewport().mapToGlobal(where))

    def import_sheet(self) -> None:
        self.transfer.import_sheet()

    def print_ledger(self) -> None:
        self.transfer.print_ledger()

    def change(self) -> None:
        """One change for all that are chosen."""
        if self.model is not None and (ids := self.list.chosen()):
            from .many_box import ChangeBox
            ChangeBox(self.office, self.model.kind, ids, self).open()


def _menu_button(text: str, tip: str, fill: Callable[[QMenu], None], picture: str) -> QPushButton:
    """A button that opens a menu, filled anew each time."""
    made = button(text, look="plain", tip=tip, picture=picture)
    made.setProperty("menu", "true")

    def opened() -> None:
        menu = QMenu(made)
        menu.setAccessibleName(text)
        fill(menu)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
        menu.popup(made.mapToGlobal(QPoint(0, made.height())))

    made.clicked.connect(lambda _=False: opened())
    return made
