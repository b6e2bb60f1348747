"""A date on a form: typed in any way, stepped by the arrows, or taken from a calendar; how it is read stands beside it."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from ..catalogue import fields
from ..errors import Refusal
from ..office import days
from .calendars import calendar
from .editor import LineEditor
from .picker import Line
from .pieces import chevron, label
from .theme import px


class _DateLine(Line):
    """A line in which the arrows step from day to day, and the page keys from month to month."""

    stepped = Signal(int, int)                # days, months
    STEPS: ClassVar = {Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0), Qt.Key.Key_PageUp: (0, 1), Qt.Key.Key_PageDown: (0, -1)}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self.STEPS.get(Qt.Key(event.key()))
        if step is not None:
            event.accept()
            self.stepped.emit(*step)
        else:
            super().keyPressEvent(event)


class DateEditor(LineEditor):
    """A date, typed in any way (20250306, 3-6, t, +1, 上周四); the day that it is read as stands behind it."""

    def __init__(self, blank: fields.Date, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self._standing: date | None = None
        self.line.setMaximumWidth(px(150))
        if not blank.hint:
            self.line.setToolTip("可写 612、6.12、6月12日、t（今天）、+1（后一天）、-3、周四、上周四、月底；上下键换日，翻页键换月")
        self.line.setPlaceholderText("年-月-日")
        self.button = chevron(f"{blank.label}：打开日历")
        self.button.clicked.connect(self._open)
        self.day = label("", "soft", f"{blank.label}是哪一天")
        self.row.addWidget(self.button)
        self.row.addWidget(self.day)
        self.row.addStretch(1)
        self.row.setStretch(0, 3)
        self.line.textEdited.connect(lambda _: self._read())
        self.line.editingFinished.connect(self._complete)

    def _line(self) -> Line:
        line = _DateLine()
        line.stepped.connect(self._step)
        return line

    def value(self) -> Any:
        return self.blank.read(days.complete(self.line.text(), date.today(), self._standing))

    def put(self, value: Any) -> None:
        super().put(value)
        self._standing = value
        self._read()

    def take(self, draft: Any) -> None:
        super().take(draft)
        self._read()

    def _meant(self) -> date | None:
        try:
            value: date | None = self.value()
        except Refusal:
            return None
        return value

    def _read(self) -> None:
        """Show at once how it will be read."""
        day = self._meant()
        same = day is None or self.line.text() == day.isoformat()
        self.day.setText("" if day is None else f"周{days.WEEKDAYS[day.weekday()]}" if same else days.spoken(day))

    def _complete(self) -> None:
        """Write out what was meant, as soon as the clerk leaves the blank."""
        day = self._meant()
        if day is not None and (shown := self.blank.show(day)) != self.line.text():
            self.line.setText(shown)
            self.edited.emit()
        if day is not None or not self.line.text().strip():
            self._standing = day
        self._read()

    def _step(self, by: int, months: int) -> None:
        standing = self._meant() or self._standing or date.today()
        if self.line.text().strip():
            standing = days.shifted(standing, months) + timedelta(by)
        self.put(standing)
        self.line.selectAll()
        self.edited.emit()

    def _open(self) -> None:
        menu = QMenu(self)
        shown = calendar(f"{self.blank.label}日历", self._standing)
        action = QWidgetAction(menu)
        action.setDefaultWidget(shown)
        menu.addAction(action)

        def taken(day: QDate) -> None:
            self.put(date(day.year(), day.month(), day.day()))
            self.edited.emit()
            menu.close()
            self.line.setFocus()

        shown.clicked.connect(taken)
        shown.activated.connect(taken)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))
