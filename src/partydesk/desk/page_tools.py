"""The tools above or below pages: which page it is, how large, how many side by side, and words sought on them."""
from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .composing import ComposedLine
from .page_scroll import WHOLE, WIDTH
from .pages import PageView
from .pieces import choices, label, tool
from .theme import px

STEP = 1.15
FITS = {WIDTH: "适合宽度", WHOLE: "整页"}
PERCENTS = (50, 75, 100, 125, 150, 200, 300)
TYPED = 250
"""Milliseconds after the last letter at which a word is sought."""


class PageTools(QWidget):
    """Turns, enlarges and searches one view; `small`: without what a narrow pane has no room for."""

    def __init__(self, view: PageView, *, small: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("版面工具")
        self._view = view
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(2))
        self._number(small)
        if small:
            self._row.addStretch(1)
        else:
            self._row.addSpacing(px(10))
        self._sizes(small)
        if not small:
            self._row.addSpacing(px(10))
            self._search()
        view.changed.connect(self._tell)
        view.verticalScrollBar().valueChanged.connect(lambda _: self._tell())
        self._tell()

    # ── which page ───────────────────────────────────────────────────────────────────────────────

    def _number(self, small: bool) -> None:
        self.page = _Line("第几页", "")
        self.page.setValidator(QIntValidator(1, 99_999, self.page))
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page.setFixedWidth(px(46))
        self.page.setToolTip("写页码，按回车翻到那一页")
        self.page.entered.connect(lambda _: self._turn_to())
        self.page.left.connect(self._tell)
        self.count = label("", "soft", "共几页")
        self.back = tool("", "上一页", lambda: self._view.turn(-1), picture="left", side=28)
        self.on = tool("", "下一页", lambda: self._view.turn(1), picture="right", side=28)
        if not small:
            self._row.addWidget(self.back)
        self._row.addWidget(label("第", "soft"))
        self._row.addWidget(self.page)
        self._row.addWidget(self.count)
        if not small:
            self._row.addWidget(self.on)

    def _turn_to(self) -> None:
        if self.page.text():
            self._view.turn_to(int(self.page.text()))
        self._view.setFocus()
        self._tell()

    # ── how large ────────────────────────────────────────────────────────────────────────────────

    def _sizes(self, small: bool) -> None:
        self.smaller = tool("", "缩小", lambda: self._view.zoom(1 / STEP), tip="缩小（Ctrl+-，或 Ctrl+滚轮）", picture="zoom_out", side=28)
        self.larger = tool("", "放大", lambda: self._view.zoom(STEP), tip="放大（Ctrl++，或 Ctrl+滚轮）", picture="zoom_in", side=28)
        self.scale_box = choices("显示比例", editable=True)
        self.scale_box.setToolTip("显示比例；Ctrl+0 适合宽度")
        for fit, words in FITS.items():
            self.scale_box.addItem(words, fit)
        for percent in PERCENTS:
            self.scale_box.addItem(f"{percent}%", percent)
        self.scale_box.setInsertPolicy(self.scale_box.InsertPolicy.NoInsert)
        self.scale_box.setFixedWidth(px(124))
        typed = self.scale_box.lineEdit()
        assert typed is not None
        typed.returnPressed.connect(self._typed_size)
        self.scale_box.activated.connect(self._choose_size)
        self.facing = tool("" if small else "对开", "对开", look="switch", picture="book",
                           tip="两页并排，像装订好的文件：第一页单独在右边")
        self.facing.setCheckable(True)
        self.facing.clicked.connect(lambda on: self._view.face(bool(on)))
        whole = tool("适宽", "适合宽度", lambda: self._view.zoom(0), "plain")
        for one in (self.smaller, whole if small else self.scale_box, self.larger, self.facing):
            self._row.addWidget(one)

    def _choose_size(self, at: int) -> None:
        wanted = self.scale_box.itemData(at)
        if wanted in FITS:
            self._view.fit_to(wanted)
        elif wanted is not None:
            self._view.zoom_to(wanted)

    def _typed_size(self) -> None:
        text = self.scale_box.currentText().strip()
        fit = next((fit for fit, words in FITS.items() if words == text), "")
        number = re.fullmatch(r"(\d{1,4})\s*[%％]?", text)
        if fit:
            self._view.fit_to(fit)
        elif number:
            self._view.zoom_to(int(number[1]))
        self._tell()

    # ── words ────────────────────────────────────────────────────────────────────────────────────

    def _search(self) -> None:
        self.sought = _Line("在各页里查找", "查找")
        self.sought.setMinimumWidth(px(110))
        self.sought.setMaximumWidth(px(200))
        self.sought.setToolTip("在各页里查找（Ctrl+F）；回车看下一处，Shift+回车看上一处")
        self._wait = QTimer(self, singleShot=True, interval=TYPED)
        self._wait.timeout.connect(self._look)
        self.sought.textEdited.connect(lambda _: self._wait.start())
        self.sought.entered.connect(self._next)
        self.sought.left.connect(self._clear)
        self.before = tool("", "上一处", lambda: self._next(-1), picture="up", side=28)
        self.after = tool("", "下一处", lambda: self._next(1), picture="down", side=28)
        self.found = label("", "soft", "找到几处")
        self.found.setMinimumWidth(self.found.fontMetrics().horizontalAdvance("没有找到") + px(8))
        for one in (self.sought, self.before, self.after, self.found):
            self._row.addWidget(one)
        self._view.found.connect(self._tell_found)
        self._tell_found()

    def seek(self) -> None:
        """The keys to the line in which a word is typed."""
        self.sought.setFocus()
        self.sought.selectAll()

    def _look(self) -> None:
        self._wait.stop()
        if self.sought.text().strip() != self._view.words.sought:
            self._view.look_for(self.sought.text().strip())

    def _next(self, step: int) -> None:
        if self.sought.text().strip() != self._view.words.sought:
            self._look()
        else:
            self._view.next_hit(step)

    def _clear(self) -> None:
        self.sought.clear()
        self._look()
        self._view.setFocus()

    # ── what it says ─────────────────────────────────────────────────────────────────────────────

    def _tell(self) -> None:
        """Page and size as they are."""
        count = self._view.count
        if not self.page.hasFocus() or not self.page.isModified():
            self.page.setText(str(self._view.page) if count else "")
            self.page.setModified(False)
        self.count.setText(f"/ {count} 页" if count else "/ – 页")
        self.page.setEnabled(count > 0)
        self.back.setEnabled(count > 0 and self._view.page > 1)
        self.on.setEnabled(count > 0 and self._view.page < count)
        self.scale_box.setEditText(FITS.get(self._view.fit) or f"{self._view.percent}%")
        self.facing.setChecked(self._view.facing)
        self.facing.setEnabled(count > 1)

    def _tell_found(self) -> None:
        words, n = self._view.words, len(self._view.words.hits)
        more = "" if words.done else "…"
        self.found.setText("" if not words.sought else f"{self._view.hit}/{n}{more}" if n else f"查找中{more}" if more else "没有找到")
        self.before.setEnabled(n > 0)
        self.after.setEnabled(n > 0)


class _Line(ComposedLine):
    """A line that takes Enter (1; with Shift -1) and, as long as something stands in it, Esc for itself."""

    entered = Signal(int)
    left = Signal()

    def __init__(self, says: str, hint: str):
        super().__init__()
        self.setAccessibleName(says)
        self.setPlaceholderText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape and self.isModified() and self.text():
            self.setModified(False)
            self.left.emit()
        else:
            super().keyPressEvent(event)
