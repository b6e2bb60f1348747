"""A quiet list: under a few headings, lines that each lead somewhere; what can wait is put off."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from .calendars import calendar
from .pieces import button, label, last_row
from .theme import colour, px, room

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Head:
    """What the lines below it have in common, and how many they are."""

    text: str
    count: int
    folded: bool = False


@dataclass(frozen=True)
class Line:
    """One line: what it is about, more about it, and when or how much; `of` is what is meant."""

    what: str
    more: str
    when: str
    urgent: bool
    of: Any


LATER = "稍后…"


class _Model(QAbstractListModel):
    """Headings and lines, in order."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.rows: list[Head | Line] = []

    def put(self, rows: Sequence[Head | Line]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own way)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == LINE:
            return row
        if isinstance(row, Head):
            told = f"{row.text}，{row.count} 项{'，已折起' if row.folded else ''}"
            return told if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.what
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, (row.when, row.what, row.more)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (row.what, row.more, row.when)))
        return None


class _Paint(QStyledItemDelegate):
    """A heading in bold with its number; a line with its time at the right, and more about it below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        given: Any = option
        high = given.fontMetrics.height()
        row = index.data(LINE)
        return QSize(px(120), high + room(14) if isinstance(row, Head) else 2 * high + room(13))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option                   # Qt's stubs leave its fields out
        row = index.data(LINE)
        here = bool(given.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if isinstance(row, Line):
            self._line(painter, given, row)
        else:
            self._head(painter, given, row)
        if here:
            painter.setPen(colour("accent"))
            painter.drawRect(given.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _head(self, painter: QPainter, given: Any, row: Head) -> None:
        area = given.rect.adjusted(px(10), px(4), -px(10), 0)
        bold = QFont(given.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(colour("ink"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags, row.text)
        painter.setFont(given.font)
        painter.setPen(colour("soft"))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         f"{row.count} 项 {'▶' if row.folded else '▼'}")

    def _line(self, painter: QPainter, given: Any, row: Line) -> None:
        over = given.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        if over:
            painter.fillRect(given.rect, colour("hover"))
        painter.setPen(colour("hairline"))
        painter.drawLine(given.rect.bottomLeft(), given.rect.bottomRight())
        metrics = given.fontMetrics
        area: QRect = given.rect.adjusted(px(10), room(5), -px(10), 0)
        wide, high = metrics.horizontalAdvance(row.when), metrics.height()
        top = QRect(area.left(), area.top(), area.width(), high)
        painter.setPen(colour("accent" if row.urgent else "soft"))
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.when)
        painter.setPen(colour("ink"))
        what = metrics.elidedText(row.what, Qt.TextElideMode.ElideRight, area.width() - wide - px(10))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, what)
        below = top.translated(0, high + px(2))
        view: Any = self.parent()
        if over and view.can_wait:
            painter.setPen(colour("accent"))
            painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, LATER)
            below = below.adjusted(0, 0, -metrics.horizontalAdvance(LATER) - px(8), 0)
        painter.setPen(colour("soft"))
        more = metrics.elidedText(row.more, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, more)


class DueList(QListView):
    """The list. A click or Enter goes where the line leads; 稍后 at its edge, or the right key, offers to put it off."""

    chosen = Signal(object)                   # what the line is of
    put_off = Signal(object, str)             # what the line is of, till which day; none: remind at once

    def __init__(self, says: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(says)
        self.shown = _Model(self)
        self.setModel(self.shown)
        self.setItemDelegate(_Paint(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.can_wait, self.asleep = True, False
        self._pressed = QPoint(-1, -1)
        self._groups: list[tuple[str, list[Line]]] = []
        self._folded: set[str] = set()
        self.clicked.connect(self._clicked)
        self.entered.connect(lambda _: self.viewport().setCursor(Qt.CursorShape.PointingHandCursor))

    def show_lines(self, groups: Sequence[tuple[str, Sequence[Line]]]) -> None:
        """Lines by heading; where one stood and how far one had scrolled stays, and the same is not drawn again."""
        self._groups = [(text, list(lines)) for text, lines in groups if lines]
        self._put()

    @property
    def lines(self) -> list[Line]:
        """Everything on the list, folded or not."""
        return [line for _, lines in self._groups for line in lines]

    def _put(self) -> None:
        rows: list[Head | Line] = []
        for text, lines in self._groups:
            folded = text in self._folded
            if text:
                rows.append(Head(text, len(lines), folded))
            rows += [] if folded else lines
        if rows == self.shown.rows:
            return
        standing = self.currentIndex().data(LINE)
        at, scrolled = self.currentIndex().row(), self.verticalScrollBar().value()
        self.shown.put(rows)
        if standing is not None:
            row = next((n for n, one in enumerate(rows) if isinstance(one, Line) and isinstance(standing, Line)
                        and one.of == standing.of), min(at, len(rows) - 1))
            self.setCurrentIndex(self.shown.index(row, 0))
        self.verticalScrollBar().setValue(scrolled)

    def later_area(self, index: Index) -> QRect:
        """Where a line says 稍后."""
        area, metrics = self.visualRect(index), self.fontMetrics()
        wide = metrics.horizontalAdvance(LATER) + px(22)
        return QRect(area.right() - wide, area.center().y(), wide, area.height() // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        row = index.data(LINE)
        if self.can_wait and isinstance(row, Line) and self.later_area(index).contains(self._pressed):
            self.offer(row, self.viewport().mapToGlobal(self._pressed))
        else:
            self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(LINE)
        if isinstance(row, Head):
            self._folded ^= {row.text}
            self._put()
            for n, one in enumerate(self.shown.rows):
                if isinstance(one, Head) and one.text == row.text:
                    self.setCurrentIndex(self.shown.index(n, 0))
        elif isinstance(row, Line):
            self.chosen.emit(row.of)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if isinstance(row := index.data(LINE), Line):
            where = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.offer(row, where)

    def offer(self, line: Line, where: QPoint) -> QMenu:
        """What can be done with a line: go there, or be reminded later."""
        menu = QMenu(self)
        menu.setAccessibleName("这一项")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("打开", lambda: self.chosen.emit(line.of))
        if self.can_wait:
            menu.addSeparator()
            if self.asleep:
                menu.addAction("现在就提醒", lambda: self.put_off.emit(line.of, ""))
            for text, until in later(date.today()):
                menu.addAction(f"稍后提醒：{text}", lambda until=until: self.put_off.emit(line.of, until.isoformat()))
            menu.addAction("稍后提醒：选一天…", lambda: self._pick(line))
        menu.popup(where)
        return menu

    def _pick(self, line: Line) -> None:
        box = DayBox(self)
        box.accepted.connect(lambda: self.put_off.emit(line.of, box.day().isoformat()))
        box.open()


def later(today: date) -> list[tuple[str, date]]:
    """Days until which something is usually put off."""
    return [("明天", today + timedelta(1)), ("下周一", today + timedelta(7 - today.weekday())), ("过一个月", today + timedelta(30))]


class DayBox(QDialog):
    """A day until which not to be reminded."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("稍后提醒")
        self.setAccessibleName("稍后提醒")
        self.days = calendar("到哪一天再提醒")
        self.days.setMinimumDate(QDate.currentDate().addDays(1))
        self.days.setSelectedDate(QDate.currentDate().addDays(7))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.setSpacing(px(10))
        column.addWidget(label("到这一天再列出来；它的时限不变。", "soft", wrap=True))
        column.addWidget(self.days)
        column.addLayout(last_row(self, button("好", self.accept, "primary", "到这一天再提醒", default=True)))

    def day(self) -> date:
        chosen = self.days.selectedDate()
        return date(chosen.year(), chosen.month(), chosen.day())
