"""The boxes in which a period is chosen, or written as one likes, and the organisation that is meant."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ..catalogue.period import Period
from ..errors import Refusal
from ..office import periods
from . import saying
from .pieces import Choices, label
from .theme import px

WHOLE = "全部"
WAYS = "选一个半年，或直接写：2025H1、2025Q2、2025-03、2025、2025-01-01..2025-11-30"


class PeriodBox(Choices):
    """Holds one period, and says when another one is wanted."""

    chosen = Signal(object)                   # a Period

    def __init__(self, period: Period, parent: QWidget | None = None):
        super().__init__("统计期", parent, editable=True)
        self.period = period
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setToolTip(WAYS)
        self.setMinimumWidth(px(168))
        self.setMaximumWidth(px(260))
        offered = periods.halves()
        for one in offered if period in offered else [period, *offered]:
            self.addItem(one.label, str(one))
        self.activated.connect(lambda _: self._typed())
        if (typed := self.lineEdit()) is not None:
            typed.setCompleter(None)          # type: ignore[arg-type]  # the stubs forget that none is allowed
            typed.editingFinished.connect(self._typed)    # by Enter, or by going elsewhere: no half of a period stays
        self.put(period)

    def put(self, period: Period) -> None:
        """Another period, without saying so."""
        self.period = period
        self.setCurrentIndex(self.findData(str(period)))
        self.setEditText(period.label)
        if (typed := self.lineEdit()) is not None:
            typed.setCursorPosition(0)        # a long one is read from its beginning

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


class ScopeBox(Choices):
    """The whole office, or one organisation and what stands below it."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__("统计范围", parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)     # the organisations come a moment later
        self.setMinimumWidth(px(100))
        self.setMaximumWidth(px(170))
        self.addItem(WHOLE, None)
        self.activated.connect(lambda _: self.chosen.emit())

    @property
    def scope(self) -> str | None:
        """The name of the organisation; none for all of them."""
        name: str | None = self.currentData()
        return name

    def put(self, scope: str | None) -> None:
        """Another scope, without saying so; the whole where there is no such organisation."""
        self.setCurrentIndex(max(0, self.findData(scope)))

    def offer(self, names: Sequence[str]) -> None:
        """The organisations that there are now; what is chosen stays."""
        if [self.itemData(n) for n in range(1, self.count())] == list(names):
            return
        standing = self.scope
        self.clear()
        self.addItem(WHOLE, None)
        for name in names:
            self.addItem(name, name)
        self.put(standing)


def headed(row: QHBoxLayout, period: PeriodBox, scope: ScopeBox) -> None:
    """Both boxes in a row, each behind what it is called."""
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    for says, box in (("统计期", period), ("范围", scope)):
        head = label(says, "soft")
        head.setBuddy(box)
        row.addWidget(head)
        row.addWidget(box)
