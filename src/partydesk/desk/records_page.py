"""A tab of the desk: its kinds on the left, the list of the chosen one, and its form on the right."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.desk import Tab
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office
from ..office.drafts import Drafts
from . import files, saying, work
from .pieces import button, label, line
from .supply import Supply
from .table import Records, RecordTable
from .theme import colour

if TYPE_CHECKING:
    from .form import Form

Index = QModelIndex | QPersistentModelIndex
KIND, COUNT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
TYPED = 120
"""Milliseconds after the last key that the list is narrowed."""
LONG = 5_000
"""Records from which on that is done on another thread."""


class _KindRow(QStyledItemDelegate):
    """The name of a kind, and how many records it has at the right edge."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        chosen = bool(given.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(given.rect, colour("tint" if chosen else "hover"))
        if chosen:
            painter.fillRect(QRect(given.rect.topLeft(), QSize(3, given.rect.height())), colour("accent"))
        area = given.rect.adjusted(14, 0, -10, 0)
        number = str(index.data(COUNT) or "")
        wide = given.fontMetrics.horizontalAdvance(number)
        painter.setPen(colour("soft"))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        painter.setPen(colour("accent" if chosen else "ink"))
        text = given.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, area.width() - wide - 8)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(150, given.fontMetrics.height() + 14)


class RecordsPage(QWidget):
    """One tab's worth of records."""

    def __init__(self, office: Office, tab: Tab, kinds: tuple[Kind, ...], supply: Supply, drafts: Drafts,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(tab.label)
        self.office, self.tab = office, tab
        self._kinds = {kind.id: kind for kind in kinds}
        self._supply, self._drafts = supply, drafts
        self._models: dict[str, Records] = {}
        self._forms: dict[str, Form] = {}
        self.kind: Kind | None = None
        self._counts: Mapping[str, int] = {}
        self._narrowing: work.Job | None = None
        self._draw()
        if kinds:
            self.kinds.setCurrentRow(0)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.kinds = QListWidget()
        self.kinds.setObjectName("kinds")
        self.kinds.setAccessibleName(f"{self.tab.label}的记录种类")
        self.kinds.setItemDelegate(_KindRow(self.kinds))
        self.kinds.setMouseTracking(True)
        self.kinds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in self._kinds.values():
            item = QListWidgetItem(kind.label)
            item.setData(KIND, kind.id)
            item.setToolTip(kind.hint)
            self.kinds.addItem(item)
        self.kinds.currentItemChanged.connect(self._chosen)
        left = QFrame()
        left.setObjectName("card")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, 6, 1, 6)
        inner.addWidget(self.kinds)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(left)
        self.split.addWidget(self._middle())
        self.forms = QStackedWidget()
        self.forms.setMinimumWidth(430)
        self.forms.hide()
        self.split.addWidget(self.forms)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 0)
        self.split.setSizes([204, 560, 500])
        left.setMinimumWidth(150)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(self.split)
        QShortcut(QKeySequence("Ctrl+N"), self, self.add, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Ctrl+F"), self, self.narrower.setFocus, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Esc"), self, self.fold, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _middle(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        self.title = label("", "heading", "记录种类")
        self.number = label("", "soft", "记录条数")
        self.take_in = button("导入 Excel", self.import_sheet, look="plain", tip="从 Excel 表格导入；表头用“导出 Excel”得到的那一行")
        self.give_out = button("导出 Excel", self.export_sheet, look="plain", tip="把这一种记录全部导出；还没有记录时得到一张空表")
        self.new = button("新增", self.add, look="primary", says="新增记录", tip="新增一条（Ctrl+N）")
        self.narrower = line("筛选", "筛选：文字、日期、姓名或拼音首字母", clear=True)
        self.narrower.setToolTip("筛选（Ctrl+F）；几个词用空格隔开，须都符合")
        self._typed = QTimer(self, singleShot=True, interval=TYPED)
        self._typed.timeout.connect(self._narrow)
        self.narrower.textChanged.connect(lambda _: self._typed.start())
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addWidget(self.number)
        top.addStretch(1)
        top.addWidget(self.take_in)
        top.addWidget(self.give_out)
        second = QHBoxLayout()
        second.addWidget(self.narrower, 1)
        second.addWidget(self.new)
        self.list = RecordTable()
        self.list.clicked.connect(self._clicked)
        self.list.activated.connect(self._clicked)
        self.below = QStackedWidget()
        self.below.addWidget(self.list)
        self.below.addWidget(self._nothing())
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 8, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(second)
        column.addWidget(self.below, 1)
        card.setMinimumWidth(330)
        return card

    def _nothing(self) -> QWidget:
        """What an empty list says."""
        page = QWidget()
        self.hint = label("", "emptyHint", wrap=True, centred=True, says="这里记什么")
        self.first = button("新增第一条", self._first, look="primary")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 60)
        column.addStretch(2)
        column.addWidget(self.hint)
        column.addSpacing(14)
        column.addWidget(self.first, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def choose(self, kind: str) -> None:
        """Show the list of a kind."""
        if self.kind is not None and self.kind.id == kind:
            return
        if self.form is not None:
            self.form.keep()
        self.kind = self._kinds[kind]
        for row in range(self.kinds.count()):
            if self.kinds.item(row).data(KIND) == kind and self.kinds.currentRow() != row:
                self.kinds.setCurrentRow(row)
        model = self._models.get(kind)
        if model is None:
            model = self._models[kind] = Records(self.office, self.kind, self._drafts, self)
            model.refresh()
        self.list.setSortingEnabled(False)
        self.list.setModel(model)
        self.list.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.list.setSortingEnabled(True)
        self.list.fit(model)
        self.list.setAccessibleName(f"{self.kind.label}列表")
        self.title.setText(self.kind.label)
        self.narrower.blockSignals(True)
        self.narrower.setText(model.found)
        self.narrower.blockSignals(False)
        self.forms.hide()
        self._said()

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        if self.kind is None or self.forms.isHidden():
            return None
        return self._forms.get(self.kind.id)

    @property
    def model(self) -> Records | None:
        return self._models.get(self.kind.id) if self.kind else None

    def show_record(self, kind: str, id: int) -> None:
        """Jump to a record."""
        self.choose(kind)
        model = self.model
        assert model is not None
        if model.row(id) < 0 and model.found:
            self.narrower.clear()
            model.put("", model.ask("")())
            self._said()
        self._open().open(id)
        self._select(id)

    def resume(self, kind: str, id: int) -> None:
        """Open again the form that was being typed in."""
        if id:
            self.show_record(kind, id)
        else:
            self.choose(kind)
            self.add()
        if self.form is not None:
            self.form.resume()

    def count(self, counts: Mapping[str, int]) -> None:
        """How many records each kind has now."""
        self._counts = counts
        for row in range(self.kinds.count()):
            item = self.kinds.item(row)
            number, drafted = counts.get(item.data(KIND), 0), bool(self._drafts.of(item.data(KIND)))
            item.setData(COUNT, f"{'● ' if drafted else ''}{number or ''}".strip())
            item.setData(Qt.ItemDataRole.AccessibleTextRole,
                         f"{item.text()}，{number} 条{'，有未保存的填写' if drafted else ''}")

    def refresh(self, touched: frozenset[str]) -> None:
        """Kinds were changed: show them as they are now; what is being typed stays."""
        for id, model in self._models.items():
            if touched & {id, *self._kinds[id].was}:
                here = model is self.model
                model.refresh()
                if here and self.form is not None and self.form.id:
                    if model.found or model.row(self.form.id) >= 0:
                        self._reload(self.form)
                    else:
                        self._away()
                    self._select(self.form.id if self.form else 0)
        self._said()

    def _reload(self, form: Form) -> None:
        try:
            form.reload()
        except Refusal:                      # removed elsewhere meanwhile
            self._away()

    def _said(self) -> None:
        model, kind = self.model, self.kind
        if model is None or kind is None:
            return
        n = model.rowCount()
        self.number.setText(f"筛出 {n} 条" if model.found else f"{n} 条" if n else "")
        self.below.setCurrentIndex(0 if n else 1)
        self.hint.setText("没有符合的记录，换个词试试。" if model.found else kind.hint or f"还没有“{kind.label}”的记录。")
        self.first.setText("清除筛选" if model.found else "新增第一条")
        self.first.setAccessibleName(self.first.text())

    def _select(self, id: int) -> None:
        model = self.model
        if model is None:
            return
        row = model.row(id) if id else -1
        if row >= 0:
            self.list.selectRow(row)
            self.list.scrollTo(model.index(row, 0))
        else:
            self.list.clearSelection()

    def _narrow(self) -> None:
        """Narrow the list to what is typed; a long one on another thread, so that typing is never held up."""
        model, find = self.model, self.narrower.text()
        if model is None or self.kind is None:
            return
        if self._narrowing is not None:
            self._narrowing.cancel()
            self._narrowing = None
        if find == model.found:
            return

        def then(ids: list[int]) -> None:
            model.put(find, ids)
            self._said()

        if self._counts.get(self.kind.id, 0) <= LONG:
            then(model.ask(find)())
        else:
            self._narrowing = work.run(self, model.ask(find), then, what="正在筛选…")

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def add(self) -> None:
        """Begin a new record."""
        if self.kind is not None:
            self.list.clearSelection()
            self._open().start()

    def save(self) -> None:
        if self.form is not None:
            self.form.save()

    def keep(self) -> None:
        """Drafts of what is open, before something else is shown."""
        for form in self._forms.values():
            form.keep()

    def fold(self) -> None:
        """Put the form away; what is typed in it is kept."""
        if self.form is not None:
            self.form.keep()
            self._away()

    def _away(self) -> None:
        """Without the form; the keys go to the list."""
        self.forms.hide()
        if self.isVisible():
            (self.list if self.model is not None and self.model.rowCount() else self.first).setFocus()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.choose(item.data(KIND))

    def _drafted(self) -> None:
        if self.model is not None:
            self.model.drafted()
        self.count(self._counts)

    def _first(self) -> None:
        if self.model is not None and self.model.found:
            self.narrower.clear()
        else:
            self.add()

    def _clicked(self, index: QModelIndex) -> None:
        if self.model is not None and index.isValid():
            try:
                self._open().open(self.model.id(index.row()))
            except Refusal as refusal:
                saying.failed(self, refusal)

    def _open(self) -> Form:
        assert self.kind is not None
        form = self._forms.get(self.kind.id)
        if form is None:
            from .form import Form
            form = self._forms[self.kind.id] = Form(self.office, self.kind, self._supply, self._drafts)
            form.saved.connect(lambda id: QTimer.singleShot(0, self, lambda: self._select(id)))
            form.removed.connect(self._away)
            form.touched.connect(self._drafted)
            form.closed.connect(self.fold)
            self.forms.addWidget(form)
        self.forms.setCurrentWidget(form)
        if self.forms.isHidden():
            self.forms.show()
            wide = self.split.width()
            side = self.split.sizes()[0]
            mine = max(430, min(600, (wide - side) // 2))
            self.split.setSizes([side, wide - side - mine, mine])
        return form

    # ── Excel ────────────────────────────────────────────────────────────────────────────────────

    def export_sheet(self) -> None:
        assert self.kind is not None
        kind = self.kind
        path = files.to_save(self, f"导出{kind.label}", files.documents() / f"{kind.label}.xlsx", files.EXCEL)
        if path is not None:

            def task() -> int:
                from ..office.exchange import export_sheet
                return export_sheet(self.office, kind.id, path)

            work.run(self, task, lambda n: saying.say(self, f"已导出 {n} 条：{path}", label="打开文件夹",
                                                      act=lambda: saying.reveal(path.parent)), what=f"正在导出{kind.label}…")

    def import_sheet(self) -> None:
        assert self.kind is not None
        if path := files.to_open(self, f"导入{self.kind.label}", files.EXCEL):
            self.take(path)

    def take(self, path: Path) -> None:
        """Try a sheet; take it in if it is all good, else show what is wrong and let the clerk say."""
        assert self.kind is not None
        kind = self.kind

        def read(dry_run: bool) -> object:
            from ..office.exchange import import_sheet
            return import_sheet(self.office, kind.id, path, dry_run=dry_run)

        def kept(done: object) -> None:
            window = self.window()
            saying.say(self, f"已导入 {getattr(done, 'good', 0)} 条{kind.label}", label="撤销", act=getattr(window, "undo", None))

        def tried(done: object) -> None:
            bad = getattr(done, "bad", ())
            if not bad:
                work.run(self, lambda: read(False), kept, what=f"正在导入{kind.label}…")
                return
            from .imported import ImportBox
            box = ImportBox(kind.label, path.name, getattr(done, "good", 0), bad, self)
            box.accepted.connect(lambda: work.run(self, lambda: read(False), kept, what=f"正在导入{kind.label}…"))
            box.open()

        work.run(self, lambda: read(True), tried, what=f"正在检查{path.name}…")
