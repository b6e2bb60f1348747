"""The box in which a period is chosen, or written as one likes."""
from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from ..catalogue.period import Period
from ..errors import Refusal
from ..office import periods
from . import saying
from .theme import px

WAYS = "选一个半年，或直接写：2025H1、2025Q2、2025-03、2025、2025-01-01..2025-11-30"


class PeriodBox(QComboBox):
    """Holds one period, and says when another one is wanted."""

    chosen = Signal(object)                   # a Period

    def __init__(self, period: Period, parent: QWidget | None = None):
        super().__init__(parent)
        self.period = period
        self.setView(QListView())
        self.view().setAccessibleName("统计期的选项")
        self.setEditable(True)
        self.setAccessibleName("统计期")
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setToolTip(WAYS)
        self.setMinimumWidth(px(180))
        offered = periods.halves()
        for one in offered if period in offered else [period, *offered]:
            self.addItem(one.label, str(one))
        self.activated.connect(lambda _: self._typed())
        if (typed := self.lineEdit()) is not None:
            typed.setAccessibleName("统计期")
            typed.setCompleter(None)          # type: ignore[arg-type]  # the stubs forget that none is allowed
            typed.returnPressed.connect(self._typed)
        self.put(period)

    def put(self, period: Period) -> None:
        """Another period, without saying so."""
        self.period = period
        self.setCurrentIndex(self.findData(str(period)))
        self.setEditText(period.label)

    def _typed(self) -> None:
        text = self.currentText().strip()
        at = self.findText(text)
        try:
            period = self.period if text == self.period.label else Period.read(self.itemData(at) if at >= 0 else text)
        except Refusal as refusal:
            saying.say(self, str(refusal), saying.REFUSED)
            period = self.period
        changed = period != self.period
        self.put(period)
        if changed:
            self.chosen.emit(period)
