"""The paper of a period: its outline, its text and its true pages, side by side; each can be folded away."""
from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..office import Office
from ..office.drafts import Drafts
from . import settings
from .outline_pane import OutlinePane
from .page_tools import PageTools
from .pages import PageView
from .pieces import button, label, tool
from .text_pane import TextPane
from .theme import px

PANES = "summary.panes"
FOLDED = "summary.folded"
NARROW = 1440
"""Below so many pixels at the standard type, the outline makes room while a number is traced."""


class PaperView(QWidget):
    """Outline, text, pages; `bar` is for whoever shows them to put above."""

    figure_wanted = Signal(str)
    setting_wanted = Signal(str)
    date_wanted = Signal()

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName("文稿")
        self.outline = OutlinePane()
        self.text = TextPane(office, drafts)
        self.view = PageView()
        self._headings: tuple[Any, ...] = ()
        self._away = False
        self.folds: dict[str, QToolButton] = {}
        self._draw()
        self._wire()

    def _draw(self) -> None:
        self.outline.setMinimumWidth(px(190))
        self.text.setMinimumWidth(px(300))
        self.middle = QStackedWidget()
        self.middle.addWidget(self.view)
        self.middle.addWidget(self._cannot())
        self.pages = self._paged()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        for pane in (self.outline, self.text, self.pages):
            self.split.addWidget(pane)
        self.split.setStretchFactor(1, 1)
        self.split.setStretchFactor(2, 1)
        self.split.setSizes([px(250), px(520), px(520)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self.bar = self._bar()
        kept = settings.left(PANES)
        if not kept.isEmpty():
            self.split.restoreState(kept)
        for name in settings.preferred(FOLDED).split():
            if name in self.folds:
                self.folds[name].setChecked(False)
                self._pane(name).hide()

    def _bar(self) -> QWidget:
        """What stands above the panes: which are shown, the day of the paper, and the search."""
        bar = QWidget()
        bar.setAccessibleName("文稿工具")
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        for name, pane, picture in (("目录", self.outline, "contents"), ("正文", self.text, "text"), ("版面", self.pages, "page")):
            made = tool(name, f"显示{name}", look="switch", tip=f"显示或收起{name}", picture=picture)
            made.setCheckable(True)
            made.setChecked(True)
            made.clicked.connect(lambda shown, pane=pane: self._fold(pane, bool(shown)))
            self.folds[name] = made
            row.addWidget(made)
        row.addSpacing(px(8))
        self.date_button = button("落款日期", self.date_wanted.emit, "plain", picture="calendar",
                                  tip="总结落款的日期，平时是统计期的最后一日")
        row.addWidget(self.date_button)
        row.addWidget(button("", self.text.look_for, "plain", says="在正文里查找", tip="在正文里查找（Ctrl+F）", picture="find"))
        self.whole_button = button("恢复整篇", self.text.restore_all, "plain", says="恢复整篇原来的写法", picture="restore",
                                   tip="整篇恢复程序自带的写法，可以撤销；自己写的章节不变")
        self.whole_button.hide()
        row.addWidget(self.whole_button)
        return bar

    def _paged(self) -> QFrame:
        """The pages, and below them which one it is and how large."""
        pages = QFrame()
        pages.setObjectName("card")
        pages.setAccessibleName("版面")
        pages.setMinimumWidth(px(260))
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(2), px(6), px(4))
        self.page_tools = PageTools(self.view, small=True)
        row.addWidget(self.page_tools, 1)
        self.lacking = label("有字印不出来", "soft", "有字印不出来")
        self.lacking.hide()
        row.insertWidget(0, self.lacking)
        column = QVBoxLayout(pages)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.middle, 1)
        column.addLayout(row)
        return pages

    def _cannot(self) -> QWidget:
        page = QFrame()
        page.setObjectName("card")
        self.why = label("", "emptyHint", wrap=True, centred=True, says="不能显示的原因")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(30), px(40), px(30), px(40))
        column.addWidget(self.why)
        return page

    def _wire(self) -> None:
        self.outline.section_wanted.connect(self._go_section)
        self.outline.figure_wanted.connect(self.figure_wanted)
        self.outline.chapter_wanted.connect(self._go_chapter)
        self.outline.setting_wanted.connect(self.setting_wanted)
        self.outline.words_wanted.connect(self.text.go_to_words)
        self.text.figure_wanted.connect(self.figure_wanted)
        self.text.section_seen.connect(self.outline.follow)
        self.view.clicked.connect(self.figure_wanted)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_reading(self, reading: Any) -> None:
        """The paper's words as they read now."""
        self.outline.show_reading(reading)
        self.text.show_reading(reading)
        self.whole_button.setVisible(reading.own)
        self.show_date(reading.dated)

    def show_date(self, day: date) -> None:
        self.date_button.setText(f"落款 {day.year}年{day.month}月{day.day}日")
        self.date_button.setAccessibleName(f"落款日期：{day.isoformat()}")

    def show_pages(self, pages: Any) -> None:
        """The paper as it will be printed."""
        self._headings = pages.headings
        self.middle.setCurrentIndex(0)
        self.view.show_pages(pages.pdf, pages.spots)
        self.lacking.setToolTip("".join(pages.lacking))
        self.lacking.setVisible(bool(pages.lacking))
        self.outline.show_count(pages.count)

    def cannot(self, why: str) -> None:
        self.middle.setCurrentIndex(1)
        self.why.setText(why)

    def mark(self, figure: str, *, seek: bool) -> None:
        """Show where a number stands, in the text and on the pages."""
        self.view.choose(figure, seek=seek)
        self.text.text.mark(figure, seek=seek)

    # ── going about ──────────────────────────────────────────────────────────────────────────────

    def _go_section(self, n: int) -> None:
        """Text and pages to a section."""
        reading = self.text.reading
        if reading is None or not 0 <= n < len(reading.sections):
            return
        section = reading.sections[n]
        self.text.text.go(section.at)
        self.outline.follow(n)
        before = sum(other.title == section.title for other in reading.sections[:n])
        places = [heading for heading in self._headings if heading.text == section.title]
        if before < len(places):
            self.view.go(places[before].page, places[before].y)

    def _go_chapter(self, chapter: str) -> None:
        """The cursor into one of the clerk's own chapters."""
        reading = self.text.reading
        shown = next((shown for shown in reading.passages if shown.passage.chapter == chapter), None) if reading else None
        if shown is not None:
            self._unfold("正文")
            self.text.text.go(shown.at)
            self.text.text.setFocus()

    # ── room ─────────────────────────────────────────────────────────────────────────────────────

    def _pane(self, name: str) -> QWidget:
        return {"目录": self.outline, "正文": self.text, "版面": self.pages}[name]

    def _fold(self, pane: QWidget, shown: bool) -> None:
        """Fold a pane away or unfold it; one always stays."""
        if not shown and not any(self._pane(name) is not pane and made.isChecked() for name, made in self.folds.items()):
            next(made for name, made in self.folds.items() if self._pane(name) is pane).setChecked(True)
            return
        self._away = False
        pane.setVisible(shown)
        self.leave()

    def _unfold(self, name: str) -> None:
        self.folds[name].setChecked(True)
        self._pane(name).show()

    def make_room(self, wanted: bool) -> None:
        """While a number is traced in a small window, the outline steps aside; afterwards it is back."""
        if wanted and not self.outline.isHidden() and self.window().width() < px(NARROW):
            self._away = True
            self.outline.hide()
            self.folds["目录"].setChecked(False)
        elif not wanted and self._away:
            self._away = False
            self._unfold("目录")

    def leave(self) -> None:
        """Remember how the panes stand."""
        if not self._away:
            settings.leave(PANES, self.split.saveState())
            settings.prefer(FOLDED, " ".join(name for name, made in self.folds.items() if not made.isChecked()))
