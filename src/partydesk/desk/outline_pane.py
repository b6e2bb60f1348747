"""The left of the summary desk: the sections of the paper, what is still missing in it, and what a careful reader would mark."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from .pieces import Index, label
from .theme import colour, px, room

ROOMY = 320
"""Pixels from which on there is room for the length of each section."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWrapAnywhere)
HELD, LEVEL, COUNT = (Qt.ItemDataRole.UserRole + n for n in range(3))


class _Section(QStyledItemDelegate):
    """A heading, indented by its level; at the right how many things are missing under it, or how many words there are."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        painter.save()
        if given.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(given.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(given.rect, colour("tint" if chosen else "hover"))
        level = index.data(LEVEL)
        area: QRect = given.rect.adjusted(px(12) + px(14) * max(0, level - 1), 0, -px(10), 0)
        section = index.data(HELD)
        length = f"{section.length} 字" if level and given.rect.width() > px(ROOMY) else ""
        number = f"待补 {section.missing}" if section.missing else length
        painter.setPen(colour("accent" if section.missing else "soft"))
        small = QFont(given.font)
        small.setPointSizeF(given.font.pointSizeF() * 0.88)
        painter.setFont(small)
        wide = painter.fontMetrics().horizontalAdvance(number) if number else 0
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        font = QFont(given.font)
        font.setBold(level <= 1)
        painter.setFont(font)
        painter.setPen(colour("ink"))
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, area.width() - wide - px(8))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        return QSize(px(120), given.fontMetrics.height() + room(12))


class _Matter(QStyledItemDelegate):
    """What is the matter, and below it, softer, where; both in as many lines as they need."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        painter.save()
        if given.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(given.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(given.rect, colour("tint" if chosen else "hover"))
        painter.setPen(colour("hairline"))
        painter.drawLine(given.rect.bottomLeft(), given.rect.bottomRight())
        what, where = self._told(index)
        area: QRect = given.rect.adjusted(px(12), room(4), -px(10), -room(4))
        painter.setPen(colour("accent" if index.data(LEVEL) == "error" else "ink"))
        used = painter.boundingRect(area, WRAPPED, what)
        painter.drawText(area, WRAPPED, what)
        painter.setPen(colour("soft"))
        painter.drawText(area.adjusted(0, used.height() + px(2), 0, 0), WRAPPED, where)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        view: Any = self.parent()
        wide = view.viewport().width() - px(22)
        high = sum(given.fontMetrics.boundingRect(QRect(0, 0, wide, 10_000), WRAPPED, text).height()
                   for text in self._told(index) if text)
        return QSize(px(120), high + px(2) + 2 * room(4) + 1)

    def _told(self, index: Index) -> tuple[str, str]:
        what, _, where = str(index.data()).partition("\n")
        return what, where


class OutlinePane(QFrame):
    """Three lists about one paper."""

    section_wanted = Signal(int)              # which section
    figure_wanted = Signal(str)
    chapter_wanted = Signal(str)
    setting_wanted = Signal(str)
    words_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("目录与检查")
        self._reading: Any = None
        self._hints: dict[str, QLabel] = {}
        self.tabs = QTabWidget()
        self.tabs.setObjectName("side")
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("目录与检查")
        self.tabs.tabBar().setAccessibleName("目录、待补、文字检查")
        self.sections = self._list("目录")
        self.sections.setItemDelegate(_Section(self.sections))
        self.sections.itemClicked.connect(lambda item: self.section_wanted.emit(self.sections.row(item)))
        self.sections.itemActivated.connect(lambda item: self.section_wanted.emit(self.sections.row(item)))
        self.lacks = self._list("待补")
        self.lacks.setItemDelegate(_Matter(self.lacks))
        self.lacks.itemClicked.connect(self._lack)
        self.lacks.itemActivated.connect(self._lack)
        self.slips = self._list("文字检查")
        self.slips.setItemDelegate(_Matter(self.slips))
        self.slips.itemClicked.connect(self._slip)
        self.slips.itemActivated.connect(self._slip)
        self.lacking, self.slipping = QWidget(), QWidget()
        self.tabs.addTab(self.sections, "目录")
        self.tabs.addTab(self._with_hint(self.lacking, self.lacks), "待补")
        self.tabs.addTab(self._with_hint(self.slipping, self.slips), "文字")
        self.told = label("", "soft", "字数与页数")
        foot = QHBoxLayout()
        foot.setContentsMargins(px(12), px(5), px(10), px(7))
        foot.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)
        self._pages = 0

    def _list(self, name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.setWordWrap(True)
        made.setMouseTracking(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setResizeMode(QListWidget.ResizeMode.Adjust)
        return made

    def _with_hint(self, page: QWidget, list_: QListWidget) -> QWidget:
        hint = label("", "soft", f"{list_.accessibleName()}情况", wrap=True)
        hint.setContentsMargins(px(12), px(8), px(10), px(4))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hint)
        column.addWidget(list_, 1)
        self._hints[list_.accessibleName()] = hint
        return page

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_reading(self, reading: Any) -> None:
        """The sections, lacks and slips of a paper."""
        row = self.sections.currentRow()
        self._reading = reading
        self.sections.clear()
        for section in reading.sections:
            item = QListWidgetItem(section.title)
            item.setData(HELD, section)
            item.setData(LEVEL, section.level)
            item.setToolTip(f"{section.title}\n{section.length} 字" + (f"，待补 {section.missing} 处" if section.missing else ""))
            self.sections.addItem(item)
        self.sections.setCurrentRow(min(row, self.sections.count() - 1))
        self._fill_lacks(reading)
        self._fill_slips(reading)
        self._tell()

    def _fill_lacks(self, reading: Any) -> None:
        self.lacks.clear()
        for lack in reading.lacks:
            way = "填报或登记记录" if lack.figure else "去写" if lack.chapter else "去填"
            item = QListWidgetItem(f"{lack.label}\n{lack.section or '标题与落款'} · {way}")
            item.setData(HELD, lack)
            self.lacks.addItem(item)
        n = len(reading.lacks)
        self.tabs.setTabText(1, f"待补 {n}" if n else "待补")
        self._hint(self.lacks, "点一项，去填这一处。" if n else "没有待补的，正文里每一处都有内容。")

    def _fill_slips(self, reading: Any) -> None:
        self.slips.clear()
        slips = [slip for slip in reading.slips if slip.rule != "missing"]
        for slip in slips:
            where = slip.around.strip() or slip.heading
            item = QListWidgetItem(f"{'错误' if slip.level == 'error' else '提醒'}：{slip.says}" + (f"\n……{where}……" if where else ""))
            item.setData(HELD, slip)
            item.setData(LEVEL, slip.level)
            self.slips.addItem(item)
        self.tabs.setTabText(2, f"文字 {len(slips)}" if slips else "文字")
        self._hint(self.slips, "点一项，看正文里的这一处。" if slips else
                   "没有发现要改的：应有的部分都有，没有占位、错月错年和过时的说法。")

    def _hint(self, list_: QListWidget, text: str) -> None:
        self._hints[list_.accessibleName()].setText(text)

    def show_count(self, pages: int) -> None:
        self._pages = pages
        self._tell()

    def _tell(self) -> None:
        length = f"{self._reading.length} 字" if self._reading is not None else ""
        self.told.setText(" · ".join(filter(None, (length, f"{self._pages} 页" if self._pages else ""))))

    def follow(self, section: int) -> None:
        """Mark the section that is being read."""
        if 0 <= section < self.sections.count():
            self.sections.setCurrentRow(section)

    # ── where it leads ───────────────────────────────────────────────────────────────────────────

    def _lack(self, item: QListWidgetItem) -> None:
        lack = item.data(HELD)
        self.words_wanted.emit(f"【待补：{lack.label}】")
        if lack.figure:
            self.figure_wanted.emit(lack.figure)
        elif lack.chapter:
            self.chapter_wanted.emit(lack.chapter)
        elif lack.setting:
            self.setting_wanted.emit(lack.setting)

    def _slip(self, item: QListWidgetItem) -> None:
        slip = item.data(HELD)
        self.words_wanted.emit(slip.around.strip() or slip.heading or slip.found)
