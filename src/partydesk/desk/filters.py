"""Narrowing a list by its columns: the menu that opens under a head, and the chips that say what is narrowed."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ..errors import Refusal
from ..office import listing, narrowing
from ..office.columns import Column
from ..office.listing import View
from ..office.narrowing import Filled, Filter, OneOf
from . import work
from .airy import Airy
from .flow import Flow
from .pieces import button, line, refusal, tool
from .records import Records
from .theme import px

HINTS = {
    "days": "如 2025H1、6月、0612、3-1..6-30、>=2025-03-01",
    "amounts": "如 5、>=5、<3、3..8",
    "text": "含有的文字",
}
QUICK = {"days": ("本月", "上月", "上半年", "今年", "去年")}
LONG = 5_000
"""Records from which on the values of a column are counted on another thread."""
VALUE = Qt.ItemDataRole.UserRole


class ColumnMenu(QWidget):
    """What can be done with one column; `turned` tells the view that is wanted, `hidden` the column to be left out."""

    turned = Signal(object)
    hidden = Signal(str)

    def __init__(self, model: Records, column: Column, grouped: bool, under: QWidget):
        super().__init__(under, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("ticks")
        self.setAccessibleName(f"{column.label}：排序与筛选")
        self._model, self._column, self._view = model, column, model.view
        self._ticked: set[Any] = set()
        self.line = line(f"按{column.label}筛选", clear=True)
        self.list = QListWidget()
        self.said = refusal("退回提示")
        self._quick: list[QWidget] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), px(8), px(10), px(10))
        box.setSpacing(px(6))
        box.addLayout(self._orders(grouped))
        if column.blank is not None:
            self._narrowing(box)
        self.setMinimumWidth(px(290))

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _orders(self, grouped: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(2))
        id = self._column.id
        if self._column.blank is not None:
            row.addWidget(tool("升序", f"{self._column.label}升序", lambda: self._sort(False), "plain"))
            row.addWidget(tool("降序", f"{self._column.label}降序", lambda: self._sort(True), "plain"))
        if grouped:
            on = self._view.group == id
            row.addWidget(tool("取消分组" if on else "分组", "取消分组" if on else f"按{self._column.label}分组",
                               lambda: self._turn(self._with(group="" if on else id)), "plain"))
        row.addStretch(1)
        row.addWidget(tool("隐藏", f"隐藏{self._column.label}这一栏", self._hide, "plain"))
        return row

    def _narrowing(self, box: QVBoxLayout) -> None:
        assert self._column.blank is not None
        sort = narrowing.offers(self._column.blank)
        standing = self._view.filter_of(self._column.id)
        box.addWidget(self.line)
        if sort == "list":
            self.line.setPlaceholderText("查找要勾选的")
            self.line.textChanged.connect(self._seek)
            self.list.setAccessibleName(f"{self._column.label}的各项")
            self.list.setItemDelegate(Airy(self.list))
            self.list.setMinimumHeight(px(180))
            self.list.itemChanged.connect(self._tick)
            box.addWidget(self.list, 1)
            if isinstance(standing, OneOf):
                self._ticked = set(standing.values)
            self._count()
        else:
            self.line.setPlaceholderText(HINTS[sort])
            quick = QHBoxLayout()
            quick.setSpacing(px(2))
            for word in (*QUICK.get(sort, ()), "空", "非空"):
                one = tool(word, f"筛选：{word}", partial(self._typed, word), "plain")
                quick.addWidget(one)
                self._quick.append(one)
            quick.addStretch(1)
            box.addLayout(quick)
            if isinstance(standing, Filled):
                self.line.setText("非空" if standing.filled else "空")
            elif standing is not None:
                self.line.setText(getattr(standing, "said", "") or getattr(standing, "text", ""))
            self.line.selectAll()
        box.addWidget(self.said)
        last = QHBoxLayout()
        self.clear = button("清除筛选", self._cleared, look="plain")
        self.clear.setEnabled(standing is not None)
        self.go = button("确定", self._go, look="primary", says="确定筛选")
        last.addWidget(self.clear)
        last.addStretch(1)
        last.addWidget(self.go)
        box.addLayout(last)
        self.line.installEventFilter(self)
        self.list.installEventFilter(self)

    def open(self, at: QPoint) -> None:
        """Show it under a head, inside the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        self.move(max(room.left(), min(at.x(), room.right() - self.width())), max(room.top(), min(at.y(), room.bottom() - self.height())))
        self.show()
        self.line.setFocus()

    # ── the list to tick ─────────────────────────────────────────────────────────────────────────

    def _count(self) -> None:
        """What stands in the column, and how often; of a long list it comes a moment later."""
        model, view, id = self._model, self._view, self._column.id

        def ask() -> list[tuple[Any, str, int]]:
            return listing.values(model.office, view, id)

        if model.count <= LONG and not view.narrowed:
            self._fill(ask())
            return
        waiting = QListWidgetItem("正在统计…")
        waiting.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(waiting)
        work.run(self, ask, self._fill, what="正在统计…")

    def _fill(self, values: list[tuple[Any, str, int]]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for value, shown, n in values:
            item = QListWidgetItem(f"{shown or '（空）'}　{n}")
            item.setData(VALUE, value)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{shown or '空'}，{n} 条")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in self._ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self.list.count():
            self.list.setCurrentRow(0)

    def _tick(self, item: QListWidgetItem) -> None:
        (self._ticked.add if item.checkState() == Qt.CheckState.Checked else self._ticked.discard)(item.data(VALUE))

    def _seek(self, typed: str) -> None:
        from ..office.spelling import spells
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(bool(typed.strip()) and typed.strip().lower() not in item.text().lower()
                           and not spells(typed.strip(), item.text()))

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def _with(self, **changes: Any) -> View:
        return replace(self._view, **changes)

    def _sort(self, descending: bool) -> None:
        self._turn(self._with(sort=self._column.id, descending=descending))

    def _hide(self) -> None:
        self.close()
        self.hidden.emit(self._column.id)

    def _cleared(self) -> None:
        self._turn(self._view.narrow(self._column.id, None))

    def _typed(self, word: str) -> None:
        self.line.setText(word)
        self._go()

    def _go(self) -> None:
        blank = self._column.blank
        assert blank is not None
        wanted: Filter | None = None
        if narrowing.offers(blank) == "list":
            visible = [item for at in range(self.list.count()) if not (item := self.list.item(at)).isHidden()]
            if not self._ticked and self.line.text().strip() and visible:
                self._ticked = {item.data(VALUE) for item in visible}
            wanted = OneOf(self._column.id, frozenset(self._ticked)) if self._ticked else None
        else:
            try:
                wanted = narrowing.read(blank, self.line.text(), date.today())
            except Refusal as refused:
                self.said.setText(str(refused))
                self.said.show()
                self.adjustSize()
                return
        self._turn(self._view.narrow(self._column.id, wanted))

    def _turn(self, view: View) -> None:
        self.close()
        self.turned.emit(view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.composing:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
            if event.key() == Qt.Key.Key_Down and watched is self.line and not self.list.isHidden():
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)


class Chips(QWidget):
    """What the list is narrowed and grouped by, each with a cross to take it away."""

    def __init__(self, turn: Callable[[View], None]):
        super().__init__()
        self.setAccessibleName("筛选条件")
        self._turn = turn
        self._flow = Flow(self, gap=px(6))
        self.hide()

    def show_view(self, model: Records, groups: dict[str, str]) -> None:
        """A chip for each filter and for the group."""
        while (item := self._flow.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        view, names = model.view, model.office.names
        chips: list[tuple[str, View]] = [
            (narrowing.says(model.kind.known[one.column], one, names), view.narrow(one.column, None))
            for one in view.filters if one.column in model.kind.known]
        for words, without in chips:
            self._add(words, without, f"去掉筛选：{words}")
        if view.group:
            self._add(f"按{groups.get(view.group, '')}分组", replace(view, group=""), "取消分组")
        if len(view.filters) > 1:
            self._flow.addWidget(tool("全部清除", "清除全部筛选", lambda: self._turn(replace(view, filters=())), "plain"))
        self.setVisible(bool(chips or view.group))
        self.updateGeometry()

    def _add(self, words: str, without: View, says: str) -> None:
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, px(280))
        chip = tool(f"{shown}  ×", says, lambda: self._turn(without), "chip", tip=words if shown != words else says)
        self._flow.addWidget(chip)

